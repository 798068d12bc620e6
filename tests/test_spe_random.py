"""Hundreds of random games: every case of every solution against exact second opinions at exact points.

At each point one listed case holds, or what is open is said; its profile has no gainful deviation at any history; its
payoffs are those of an independent exact solver. The seeds are fixed. A failure names the maker and the seed.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
import sympy
from sympy import Max, Min

import oracles
import strategies
from detente.games import Decision, Game, Offer, Terminal, reals
from detente.solvers import Solution, solve

MAKERS: dict[str, Callable[[int], Game]] = {
    "finite": strategies.finite_game,
    "tied": strategies.tied_game,
    "crisis": strategies.crisis_game,
    **{
        kind: lambda seed, kind=kind: strategies.offer_game(seed, kind)  # type: ignore[misc]
        for kind in ("linear", "piecewise", "quadratic", "root")
    },
    "large": lambda seed: strategies.offer_game(seed, "linear", large=True),
}
SECONDS = 5  # for each game: what is not settled by then stands under undecided, which is looked at too
TIMED_OUT = "too many regions"


def judge(game: Game, seed: int, count: int) -> Solution:
    """Solve a game and put the solution to every oracle at ``count`` points."""
    solution = solve(game, "spe", seconds=SECONDS)
    for point in strategies.points(game, seed, count):
        judge_at(solution, point)
    return solution


def judge_at(solution: Solution, point: dict[Any, Fraction]) -> None:
    game = solution.game
    cases, opened = oracles.at(solution.equilibria, point), oracles.at(solution.undecided, point)
    assert len(cases) + bool(opened) == 1, (point, str(solution))
    for case in cases:
        assert not list(oracles.faults(game, case, point)), (point, str(solution))
    if any(TIMED_OUT in each.reason for each in opened):
        return
    try:
        found = oracles.Sweep(game, point).solve()
    except oracles.NotAttained:
        assert opened, (point, str(solution))
        assert all("not attained" in each.reason for each in opened), (point, str(solution))
        return
    except NotImplementedError:
        return  # payoffs that are not linear in the offers
    assert cases, (point, found, str(solution))
    if not found.ambiguous:
        same_value(cases[0], found, point, game)


def same_value(case: Any, found: oracles.Result, point: dict[Any, Fraction], game: Game) -> None:
    for player in game.players:
        assert oracles.number(case.payoffs[player], point) == found.payoffs[player], (point, found, str(case))
    for outcome, by_player in found.outcomes.items():
        told = case.outcomes.get(outcome, sympy.Integer(0))
        for player, odds in by_player.items():
            one = told[player] if not isinstance(told, sympy.Expr) else told
            assert oracles.number(one, point) == odds, (point, found, str(case))


@pytest.mark.parametrize("maker", [maker for maker in MAKERS if maker not in ("large", "finite")])
def test_a_few_of_each_kind(maker: str) -> None:
    for seed in range(1000, 1005):
        judge(MAKERS[maker](seed), seed, 5)


@pytest.mark.parametrize("start", range(0, 120, 40))
def test_finite_trees_have_the_value_of_backward_induction(start: int) -> None:
    for seed in range(start, start + 40):
        game = strategies.finite_game(seed) if seed % 3 else strategies.tied_game(seed)
        solution = solve(game, "spe", seconds=SECONDS)
        for point in strategies.points(game, seed, 6):
            cases = oracles.at(solution.equilibria, point)
            if not (opened := oracles.at(solution.undecided, point)):
                (case,) = cases
                same_value(case, oracles.induct(game, point), point, game)
            assert len(cases) + bool(opened) == 1
            assert all(TIMED_OUT in each.reason for each in opened)


@pytest.mark.slow
@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("start", [2000, 2020])
def test_many_of_each_kind(maker: str, start: int) -> None:
    for seed in range(start, start + (3 if maker == "large" else 20)):
        judge(MAKERS[maker](seed), seed, 8)


# every equilibrium: ties="all"


def profiles(game: Game) -> int:
    count = 1
    for _, node in game.walk():
        if isinstance(node, Decision):
            count *= len(node.moves)
    return count


def judge_all(game: Game, seed: int, count: int) -> None:
    solution = solve(game, "spe", ties="all", seconds=SECONDS)
    for point in strategies.points(game, seed, count):
        listed = []
        for case in oracles.at(solution.equilibria, point):
            profile = oracles.Profile(game, case.strategy, point)
            taken = {history: profile.actions(history, point) for history in profile.strategy}
            assert all(len(actions) == 1 for actions in taken.values()), (point, str(solution))
            listed.append(frozenset((history, actions[0]) for history, actions in taken.items()))
            assert not list(oracles.faults(game, case, point)), (point, str(solution))
        found = oracles.all_pure(game, point)
        assert set(listed) <= found, (point, str(solution))
        assert len(listed) == len(set(listed)), (point, str(solution))
        if not solution.undecided:
            assert set(listed) == found, (point, found - set(listed), str(solution))


@pytest.mark.parametrize("start", range(0, 60, 20))
def test_all_pure_equilibria_of_small_trees_are_listed_once(start: int) -> None:
    for seed in range(start, start + 20):
        game = strategies.tied_game(seed)
        if profiles(game) <= 60:
            judge_all(game, seed, 6)


@pytest.mark.slow
@pytest.mark.parametrize("start", range(400, 480, 40))
def test_all_pure_equilibria_of_more_trees_are_listed_once(start: int) -> None:
    for seed in range(start, start + 40):
        game = strategies.tied_game(seed)
        if profiles(game) <= 250:
            judge_all(game, seed, 6)


@pytest.mark.parametrize("seed", range(3000, 3010))
def test_with_all_ties_no_equilibrium_of_a_game_with_offers_is_wrong(seed: int) -> None:
    game = strategies.offer_game(seed)
    solution = solve(game, "spe", ties="all", seconds=SECONDS)
    listed = solve(game, "spe", seconds=SECONDS)
    for point in strategies.points(game, seed, 4):
        cases, opened = oracles.at(solution.equilibria, point), oracles.at(solution.undecided, point)
        for case in cases:
            assert not list(oracles.faults(game, case, point)), (point, str(solution))
        for one in oracles.at(listed.equilibria, point):
            # what the rule for ties selects is among all of them
            payoffs = [[oracles.number(v, point) for v in case.payoffs.values()] for case in cases]
            wanted = [oracles.number(v, point) for v in one.payoffs.values()]
            assert any(all(map(oracles.same, wanted, each)) for each in payoffs) or opened, (
                point,
                str(solution),
                str(listed),
            )


# the oracles themselves


def test_the_sweep_solves_textbook_games() -> None:
    x, y, p, c_A, c_B, d = reals("x y p c_A c_B d")
    war = Terminal({"A": p - c_A, "B": 1 - p - c_B}, "war")
    deal = Terminal({"A": x, "B": 1 - x}, "settlement")
    accept = Decision("B", {"accept": deal, "fight": war})
    point = {p: Fraction(1, 2), c_A: Fraction(1, 10), c_B: Fraction(1, 5)}
    found = oracles.Sweep(Game(("A", "B"), Offer("A", (x, 0, 1), accept)), point).solve()
    assert found.payoffs == {"A": Fraction(7, 10), "B": Fraction(3, 10)}
    refused = Decision("B", {"fight": war, "accept": deal})
    with pytest.raises(oracles.NotAttained):
        oracles.Sweep(Game(("A", "B"), Offer("A", (x, 0, 1), refused)), point).solve()
    last = Offer(
        "B", (y, 0, 1), Decision("A", {"accept": Terminal({"A": d * y, "B": d * (1 - y)}, "late"), "fight": war})
    )
    both = Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "counter": last}))
    found = oracles.Sweep(Game(("A", "B"), both), {**point, d: Fraction(9, 10)}).solve()
    assert found.payoffs == {"A": Fraction(1, 2), "B": Fraction(1, 2)}  # B would get d - (p - c_A) = 1/2


def test_the_sweep_follows_pieces_across_two_offers() -> None:
    x, y = reals("x y")
    game = Game(
        ("A", "B"),
        Offer(
            "A", (x, 0, 1), Offer("B", (y, 0, 1), Terminal({"A": Min(x, 2 - 3 * y), "B": -Max(y - x, 2 * (x - y))}, ""))
        ),
    )
    # B offers y = x, so that A gets min(x, 2 - 3*x), best at x = 1/2
    assert oracles.Sweep(game, {}).solve().payoffs == {"A": Fraction(1, 2), "B": Fraction(0)}


def test_exact_numbers() -> None:
    x = reals("x")
    assert oracles.number(sympy.sqrt(x), {x: Fraction(9, 4)}) == Fraction(3, 2)
    assert oracles.same(oracles.number(sympy.sqrt(x) ** 2 - x, {x: Fraction(2)}), Fraction(0))
    assert not oracles.holds(1 / x > 0, {x: Fraction(0)})
    with pytest.raises(oracles.Undefined):
        oracles.number(sympy.sqrt(x), {x: Fraction(-1)})
