"""Claims after S. Baliga and T. Sjöström, "Arms races and negotiations", Review of Economic Studies 71, 2004, with two
types on each side.

All Bayesian equilibria are asked, and that none is missing is proved from the definition.

>>> [entry.key for entry in ENTRIES][:3]
['B1', 'B2', 'B3']
"""

from __future__ import annotations

from sympy import And, Eq, Equivalent, Implies, Not
from sympy.logic.boolalg import Boolean

from detente.games import Game
from detente.games.literature import baliga2004 as models
from detente.proofs.claim import Entry, claims
from detente.proofs.saying import every, families, probability, solved, some
from detente.solvers import Equilibrium, Solution, effect

q, v, f, h = models.q, models.v, models.f, models.h

# The formula that the sentences are measured against
TRUST = (v - f) / (v - f + h)  # the odds of a hawk up to which doves may wait


def _all(game: Game) -> Solution:
    return solved(game, "pbe", edges="full")


def _wait(eq: Equilibrium) -> Boolean:
    return Eq(probability(eq, "peace"), (1 - q) ** 2)


def _at_times(eq: Equilibrium) -> Boolean:
    return And(probability(eq, "peace") > 0, probability(eq, "peace") < (1 - q) ** 2)


def _unmoved(game: Game) -> Boolean:
    def says(eq: Equilibrium) -> Boolean:
        found = effect(probability(eq, "arms race"), of=q, given=(*game.given, eq.when))
        return Implies(_at_times(eq), found.none)

    return every(_all(game), says)


_claim = claims(
    "Baliga and Sjöström 2004",
    {
        "B1": "Each side may arm only because it fears that the other side arms.",
        "B2": "A few that arm whatever happens are enough to make everybody arm.",
        "B3": "The more likely each side is to arm whatever happens, the more likely is an arms race.",
    },
)

ENTRIES: tuple[Entry, ...] = (
    _claim(
        "B1",
        "all equilibria of the arms race",
        models.arms_race,
        lambda game: families(
            _all(game),
            (lambda eq: Eq(probability(eq, "arms race"), 1), q > 0),
            (_wait, q <= TRUST),
            (_at_times, q < TRUST),
        ),
        "All arm: always; doves wait just if q <= (v - f)/(v - f + h); doves arm at times just if q is below that.",
    ),
    _claim(
        "B2",
        "doves arm in every equilibrium",
        models.arms_race,
        lambda game: Equivalent(Not(some(_all(game), lambda eq: probability(eq, "peace") > 0)), q > TRUST),
        "An arms race is certain in every equilibrium just if the odds of a hawk exceed (v - f)/(v - f + h), however"
        " small that is, and though doves prefer peace to being armed alone.",
    ),
    _claim(
        "B3",
        "where doves arm at times the odds of a hawk do not matter",
        models.arms_race,
        _unmoved,
        "Where doves arm at times, they arm the less the more hawks there are, and an arms race is just as likely.",
    ),
)
