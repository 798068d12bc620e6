"""Claims after J. D. Fearon, "Rationalist explanations for war", International Organization 49, 1995, on preventive war
without a last period.

>>> [entry.key for entry in ENTRIES]
['F17', 'F18', 'F19', 'F20', 'F21']
"""

from __future__ import annotations

from sympy import And, Eq, Equivalent, Implies
from sympy.logic.boolalg import Boolean

from detente.games import Game
from detente.games.literature import fearon1995_over_time as models
from detente.proofs.claim import Entry, built, claims
from detente.proofs.saying import every, exactly, probability, solved

p_1, p_2, c_A, c_B, delta = models.p_1, models.p_2, models.c_A, models.c_B, models.delta

# The formulas that the sentences are measured against
TEXTBOOK = delta * p_2 - p_1 > c_B * (1 - delta) ** 2
EXACT = And(TEXTBOOK, delta - p_1 > c_B * (1 - delta))
B_OFFERS = delta * p_2 - p_1 > (1 - delta) * (c_B + delta * c_A)


def _either(game: Game, other: Game) -> Boolean:
    there = solved(other, "mpe").condition("war")
    return every(solved(game, "mpe"), lambda eq: Equivalent(Eq(probability(eq, "war"), 1), there))


def _no_less(game: Game) -> Boolean:
    there = solved(built(models.preventive_war_over_time, proposer="B"), "mpe").condition("war")
    return every(solved(game, "mpe"), lambda eq: Implies(there, Eq(probability(eq, "war"), 1)))


_claim = claims(
    "Fearon 1995",
    {
        "F17": "A declining side fights a preventive war just if delta*p_2 - p_1 > c_B*(1 - delta)**2.",
        "F18": "A declining side fights a preventive war just if the whole of today's stake cannot make up for its"
        " decline.",
        "F19": "A declining side that makes the offers fights just if its decline exceeds all that war costs.",
        "F20": "It does not matter for preventive war which side makes the offers.",
        "F21": "A declining side is safer if it makes the offers.",
    },
)

ENTRIES: tuple[Entry, ...] = (
    _claim(
        "F17",
        "the textbook's condition, over time",
        models.preventive_war_over_time,
        lambda game: exactly(solved(game, "mpe"), TEXTBOOK, "war"),
        "A, which rises, makes an offer each period, without end. The condition predicts too many wars where B would"
        " not even fight for all of tomorrow, p_2 + c_B*(1 - delta) > 1: it is right just if delta - p_1 > c_B*(1 -"
        " delta), or if it predicts none.",
    ),
    _claim(
        "F18",
        "the exact condition, over time",
        models.preventive_war_over_time,
        lambda game: exactly(solved(game, "mpe"), EXACT, "war"),
        "The textbook's condition and delta - p_1 > c_B*(1 - delta), as if tomorrow's offer settled all later periods.",
    ),
    _claim(
        "F19",
        "the condition if the declining side makes the offers",
        models.preventive_war_over_time,
        lambda game: exactly(solved(game, "mpe"), B_OFFERS, "war"),
        "B offers each period: war just if delta*p_2 - p_1 > (1 - delta)*(c_B + delta*c_A), with all corners.",
        proposer="B",
    ),
    _claim(
        "F20",
        "who makes the offers",
        models.preventive_war_over_time,
        lambda game: _either(game, built(models.preventive_war_over_time, proposer="B")),
        "There is war if A makes all offers just if there is if B makes them: only where neither or both conditions"
        " hold.",
    ),
    _claim(
        "F21",
        "the risk if the rising side makes the offers",
        models.preventive_war_over_time,
        _no_less,
        "Where there is war though B makes all offers, there is war if A makes them.",
    ),
)
