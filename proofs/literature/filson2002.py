"""Claims after D. Filson and S. Werner, "A bargaining model of war and peace: anticipating the onset, duration, and
outcome of war", American Journal of Political Science 46, 2002, in two rounds.

>>> [entry.key for entry in ENTRIES][:3]
['W1', 'W2', 'W3']
"""

from __future__ import annotations

from sympy import Eq, Not, Piecewise
from sympy.logic.boolalg import Boolean

from detente.games import Game
from detente.games.literature import filson2002 as models
from detente.proofs.claim import Entry, claims
from detente.proofs.saying import every, probability, solved
from detente.solvers import Equilibrium, Solution, effect

q, k = models.q, models.k

# The formulas that the sentences are measured against
DOUBT = (3 - 4 * k) / (3 + 28 * k)  # the odds of a strong B up to which A runs the risk of a battle
BOLD = 1 / (1 + 12 * k + 192 * k**2)  # up to which it goes on to run the risk of a second one


def _all(game: Game) -> Solution:
    return solved(game, "pbe", edges="full")


def _length(game: Game) -> Boolean:
    def says(eq: Equilibrium) -> Boolean:
        return Eq(
            probability(eq, "settlement"), Piecewise((1 - q * (1 + 12 * k), q < BOLD), (1 - q, q < DOUBT), (1, True))
        )

    return every(_all(game), says, checked=False)


def _costlier(game: Game) -> Boolean:
    def says(eq: Equilibrium) -> Boolean:
        fought = 1 - probability(eq, "settlement")
        return Not(effect(fought, of=k, given=(*game.given, eq.when)).increasing)

    return every(_all(game), says, checked=False)


_claim = claims(
    "Filson and Werner 2002",
    {
        "W1": "War breaks out if the attacker thinks it likely enough that the defender is weak.",
        "W2": "A battle that the defender survives teaches the attacker to offer what it accepts.",
        "W3": "The costlier battles are, the less likely is war.",
    },
)

ENTRIES: tuple[Entry, ...] = (
    _claim(
        "W1",
        "the odds of war at the first offer",
        models.two_rounds,
        _length,
        "The first offer is accepted for certain if B is strong with odds above (3 - 4*k)/(3 + 28*k); below that the"
        " strong refuse it, and below 1/(1 + 12*k + 192*k**2) some of the weak do too, to be taken for strong.",
    ),
    _claim(
        "W2",
        "a battle survived is enough for a settlement",
        models.two_rounds,
        lambda game: every(_all(game), lambda eq: Eq(probability(eq, "long war"), 0), checked=False),
        "There is no second battle: just if B is strong with odds above 1/(1 + 12*k + 192*k**2), so that A asks for"
        " less at once, and the weak have no use for a battle.",
    ),
    _claim(
        "W3",
        "costlier battles never make war likelier",
        models.two_rounds,
        _costlier,
        "Within each family of equilibria the odds that the first offer is refused do not rise with k: not so where"
        " some of the weak fight, who have to be the more the costlier battles are.",
    ),
)
