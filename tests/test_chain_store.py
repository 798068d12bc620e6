"""The chain store with several entrants: the equilibrium of the paper, region by region, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sympy import And, Eq, Implies, Rational, simplify, true
from sympy.logic.boolalg import Boolean

from detente.games import FrozenMap
from detente.games.information import History
from detente.games.literature.kreps1982 import a, b, chain_store, q
from detente.proofs import PAPERS, Claim, prove
from detente.proofs.literature.kreps1982 import _of_the_paper
from detente.proofs.saying import plays
from detente.solvers import Equilibrium, Rule, deviations, implied, solve

CLAIMS = {entry.key: entry for entry in PAPERS["kreps1982"] if isinstance(entry, Claim)}


def beats(eq: Equilibrium, where: History, odds: object) -> Equilibrium:
    """Return a profile with other odds of the first move at one history (and all that share its rule)."""
    rule = eq.strategy[where]
    labels = ("fight", "share") if rule.player == "M" else ("enter", "stay out")
    other = Rule(rule.player, ((labels[0], odds), (labels[1], 1 - odds)), mixed=True)
    changed = {history: other if each is rule else each for history, each in eq.strategy.items()}
    return replace(eq, strategy=FrozenMap(changed))


@pytest.mark.parametrize("entrants", [1, 2, 3])
def test_an_entrant_is_deterred_just_by_a_reputation_above_the_power_of_those_left(entrants: int) -> None:
    game = chain_store(entrants)
    for region in range(1, entrants + 2):
        eq = _of_the_paper(game, entrants, region)
        history: tuple[str, ...] = ("tough",)
        # as long as all stay out the reputation is the prior
        for left in range(entrants, 0, -1):
            enters = plays(game, eq, "enter", *history)
            below: Boolean = q < b**left
            assert implied(below if enters == 1 else q > b**left, (*game.given, eq.when)) is True
            if enters == 1:
                break
            history = (*history, "stay out")


@pytest.mark.parametrize("region", [1, 2, 3])
def test_the_solver_finds_it_with_two_entrants(region: int) -> None:
    game = chain_store(2)
    eq = _of_the_paper(game, 2, region)
    where = (*game.given, eq.when)
    found = [
        other
        for other in solve(game, "pbe").equilibria
        if implied(other.when, where) is True
        and all(
            simplify(plays(game, other, move, *history) - plays(game, eq, move, *history)) == 0
            for move, *history in (
                ("enter", "tough"),
                ("fight", "weak", "enter"),
                ("enter", "tough", "enter", "fight"),
                ("enter", "tough", "stay out"),
            )
        )
    ]
    assert found


@pytest.mark.parametrize(
    ("region", "where", "odds"),
    [
        (1, ("tough",), Rational(1, 2)),
        (4, ("tough",), Rational(1, 2)),
        (4, ("weak", "enter"), Rational(1, 2)),
        (4, ("tough", "enter", "fight"), 1 / a),
        (3, ("weak", "enter"), Rational(1, 2)),
        (4, ("weak", "enter", "share", "enter"), Rational(1, 3)),
    ],
)
def test_leaving_it_anywhere_is_noticed(region: int, where: History, odds: object) -> None:
    game = chain_store(3)
    eq = _of_the_paper(game, 3, region)
    assert deviations(game, eq, concept="pbe") == true
    fine = deviations(game, beats(eq, where, odds), concept="pbe")
    assert implied(Implies(And(*game.given, eq.when), fine)) is False


def test_in_another_region_it_is_none() -> None:
    game = chain_store(3)
    eq = replace(_of_the_paper(game, 3, 2), when=And(q < b**2, q > b**3))
    assert implied(deviations(game, eq, concept="pbe"), (*game.given, eq.when)) is False


def test_a_wrong_power_is_not_proved() -> None:
    claim = CLAIMS["K5a"]

    def says(game: object) -> Boolean:
        eq = _of_the_paper(claim.game, 3, 3)
        return And(claim.says(claim.game), Implies(eq.when, Eq(plays(claim.game, eq, "enter", "tough"), 1)))

    assert prove(replace(claim, says=says)).status in ("mixed", "refuted")
