"""Claims after R. Powell, "War as a commitment problem", International Organization 60, 2006, on shifts of power.

>>> [entry.key for entry in ENTRIES]
['PC1', 'PC2a', 'PC2b', 'PC3a', 'PC3b', 'PC4a', 'PC4b', 'PC5']
"""

from __future__ import annotations

from sympy import And, Eq, Equivalent, Expr, Implies, Not, Or
from sympy.logic.boolalg import Boolean

from detente.games import Game
from detente.games.literature import powell2006 as models
from detente.proofs.claim import Entry, claims
from detente.proofs.saying import every, probability, solved

p_1, p_2, delta, alpha = models.p_1, models.p_2, models.delta, models.alpha
c_A, c_B, c, p, g = models.c_A, models.c_B, models.c, models.p, models.g

# The formulas that the sentences are measured against: what A could fight for tomorrow, less what it could today
FASTER = delta * (p_2 - c_A) - (p_1 - c_A) > c_A + c_B
FASTER_A = delta * (p_2 + c_B) > p_1 + c_B  # tomorrow A would also have the surplus
FASTER_LOT = delta * (p_2 - c_A + alpha * (c_A + c_B)) > p_1 + c_B  # or its share of it


def _war(game: Game, condition: Boolean) -> Boolean:
    return every(solved(game, "mpe"), lambda eq: Equivalent(Eq(probability(eq, "war"), 1), condition))


def _certain(game: Game, given: Boolean) -> Boolean:
    return every(solved(game, "mpe"), lambda eq: Implies(given, Eq(probability(eq, "war"), 1)))


def _step(one: Expr, other: Expr) -> Boolean:
    """Say that a step of the shift is faster than the surplus, where B makes the offers."""
    return delta * (other - c) - (one - c) > 2 * c


def _gradual(game: Game) -> Boolean:
    """Say that where there is war in two steps, there is if both are made at once."""
    at_once = delta * (p + 2 * g + c) > p + c
    return every(solved(game, "mpe"), lambda eq: Implies(Not(at_once), Eq(probability(eq, "war"), 0)))


_claim = claims(
    "Powell 2006",
    {
        "PC1": "There is war just if power shifts by more than the surplus that war would destroy.",
        "PC2": "It does not matter who makes the offers.",
        "PC3": "In a shift of several steps there is war just if one of the steps is faster than the surplus.",
        "PC4": "Where the rising side may make tomorrow's offer, smaller shifts lead to war.",
        "PC5": "A shift that is spread over more steps never makes for war that the same shift at once would not.",
    },
)

ENTRIES: tuple[Entry, ...] = (
    _claim(
        "PC1",
        "the shift and the surplus",
        models.shift,
        lambda game: _war(game, FASTER),
        "B, which declines, makes all offers: war just if delta*(p_2 - c_A) - (p_1 - c_A) > c_A + c_B.",
    ),
    _claim(
        "PC2a",
        "the same if the rising side makes the offers",
        models.shift,
        lambda game: _war(game, FASTER),
        "A, which rises, makes all offers, and would leave B nothing of the surplus tomorrow: war comes with slower"
        " shifts already.",
        proposer="A",
    ),
    _claim(
        "PC2b",
        "a shift faster than the surplus makes for war whoever proposes",
        models.shift,
        lambda game: And(_certain(game, FASTER), _war(game, FASTER_A)),
        "A makes all offers: the condition is sufficient, and the exact one is delta*(p_2 + c_B) > p_1 + c_B.",
        proposer="A",
    ),
    _claim(
        "PC3a",
        "steps, if the rising side makes the offers",
        models.slow_shift,
        lambda game: _war(game, Or(delta * (p + g + c) > p + c, delta * (p + 2 * g + c) > p + g + c)),
        "Two steps of g, both sides' costs c; a step is too fast just if it would be by itself: war comes, at once or"
        " in the second period.",
    ),
    _claim(
        "PC3b",
        "steps, if the declining side makes the offers",
        models.slow_shift,
        lambda game: _war(game, Or(_step(p, p + g), _step(p + g, p + 2 * g))),
        "Two steps, each slower than the surplus, can still be too fast together: B cannot take more than the whole"
        " flow today, and fights where delta**2*(p + 2*g - c) > p + c.",
        proposer="B",
    ),
    _claim(
        "PC4a",
        "who makes tomorrow's offer is drawn",
        models.lot,
        lambda game: _war(game, FASTER_LOT),
        "A makes the offer of tomorrow, which lasts, with probability alpha: war just if delta*(p_2 - c_A + alpha*(c_A"
        " + c_B)) > p_1 + c_B, so that a higher alpha makes for more war.",
    ),
    _claim(
        "PC4b",
        "a shift faster than the surplus, and a lot",
        models.lot,
        lambda game: _certain(game, FASTER),
        "Whatever alpha: then tomorrow is too good for A, however the surplus is divided.",
    ),
    _claim(
        "PC5",
        "gradual shifts keep the peace",
        models.slow_shift,
        _gradual,
        "A makes the offers: if the whole shift were slow enough in one step, no war in two.",
    ),
)
