"""Claims after B. L. Slantchev, "The principle of convergence in wartime negotiations", American Political Science
Review 97, 2003, on offers in turn between battles when both know the odds.

>>> [entry.key for entry in ENTRIES]
['SL1', 'SL2', 'SL3']
"""

from __future__ import annotations

from sympy import And, Implies, Not
from sympy.logic.boolalg import Boolean

from detente.games import Game
from detente.games.literature import slantchev2003 as models
from detente.proofs.claim import Entry, built, claims
from detente.proofs.saying import every, probability, solved
from detente.solvers import Equilibrium, effect

k_A, k_B = models.k_A, models.k_B


def _at_once(game: Game) -> Boolean:
    return every(solved(game, "mpe"), lambda eq: probability(eq, "settlement") >= 1, checked=False)


def _better(game: Game) -> Boolean:
    """Say that A has no less from its offer when it holds a fort more."""
    ahead = solved(built(models.offers_in_turn, start=2), "mpe")

    def says(eq: Equilibrium) -> Boolean:
        return And(*(Implies(other.when, other.payoffs["A"] >= eq.payoffs["A"]) for other in ahead.equilibria))

    return every(solved(game, "mpe"), says, checked=False)


def _costs(game: Game) -> Boolean:
    def says(eq: Equilibrium) -> Boolean:
        own, other = (effect(eq.payoffs["A"], of=cost, given=(*game.given, eq.when)) for cost in (k_A, k_B))
        return And(Not(own.increasing), Not(other.decreasing))

    return every(solved(game, "mpe"), says, checked=False)


_claim = claims(
    "Slantchev 2003",
    {
        "SL1": "Sides that know each other's strength do not fight, whatever they hold.",
        "SL2": "Who holds more of the disputed ground gets better terms.",
        "SL3": "Who bears battles at less cost gets better terms.",
    },
)

ENTRIES: tuple[Entry, ...] = (
    _claim(
        "SL1",
        "the first offer is accepted",
        models.offers_in_turn,
        _at_once,
        "With three forts, in every stationary equilibrium, A's first offer is accepted.",
    ),
    _claim(
        "SL2",
        "a fort more gets A no less",
        models.offers_in_turn,
        _better,
        "A that makes the first offer with two of three forts gets no less than with one.",
    ),
    _claim(
        "SL3",
        "terms never improve with one's own costs",
        models.offers_in_turn,
        _costs,
        "Within each case what A gets never rises with what a battle costs A, nor falls with what it costs B.",
    ),
)
