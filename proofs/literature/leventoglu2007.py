"""Claims after B. Leventoğlu and B. L. Slantchev, "The armed peace: a punctuated equilibrium theory of war",
American Journal of Political Science 51, 2007.

>>> [entry.key for entry in ENTRIES]
['LS1', 'LS2', 'LS3', 'LS4']
"""

from __future__ import annotations

from sympy import And, Eq, Equivalent, Implies, Ne
from sympy.logic.boolalg import Boolean

from detente.games import Game
from detente.games.literature import leventoglu2007 as models
from detente.proofs.claim import Entry, claims
from detente.proofs.saying import certain, every, probability, solved
from detente.solvers import Equilibrium

k, m, s = models.k, models.m, models.s

# The formulas that the sentences are measured against
SPENT = s <= 2 * k  # what a battle leaves is not worth a surprise attack
PUNCTUATED = And(SPENT, m - (1 - m) * (1 - s) > 2 * k)


def _truce(eq: Equilibrium) -> Boolean:
    return Ne(probability(eq, "peace after a battle"), 0)


def _after_battle(game: Game) -> Boolean:
    def says(eq: Equilibrium) -> Boolean:
        return Implies(Eq(probability(eq, "peace"), 0), Equivalent(_truce(eq), SPENT))

    return every(solved(game, "mpe"), says)


_claim = claims(
    "Leventoğlu and Slantchev 2007",
    {
        "LS1": "With complete information there is peace.",
        "LS2": "War starts with complete information, and ends in peace short of victory.",
        "LS3": "A battle brings peace if it has destroyed enough of what the war is about.",
        "LS4": "What a battle would destroy keeps the peace.",
    },
)

ENTRIES: tuple[Entry, ...] = (
    _claim(
        "LS1",
        "the advantage of the first strike",
        models.armed_peace,
        lambda game: certain(solved(game, "mpe"), "peace"),
        "Who strikes wins the battle if it decides, with probability m; it costs each side k.",
    ),
    _claim(
        "LS2",
        "war, and then peace",
        models.armed_peace,
        lambda game: every(solved(game, "mpe"), lambda eq: Equivalent(_truce(eq), PUNCTUATED)),
        "Just if s <= 2*k, so that nobody strikes again, but m - (1 - m)*(1 - s) > 2*k, so that the two first strikes"
        " are worth more than the stake.",
    ),
    _claim(
        "LS3",
        "peace once enough is destroyed",
        models.armed_peace,
        _after_battle,
        "Where there is a first battle, it is followed by peace, unless it decides, just if s <= 2*k.",
    ),
    _claim(
        "LS4",
        "destruction deters",
        models.armed_peace,
        lambda game: every(
            solved(game, "mpe"), lambda eq: Implies((1 - m) * (1 - s) >= m - 2 * k, Eq(probability(eq, "peace"), 1))
        ),
        "There is peace at once where (1 - m)*(1 - s), what an indecisive battle may be expected to destroy, is at"
        " least m - 2*k.",
    ),
)
