"""Claims after J. D. Fearon, "Bargaining over objects that influence future bargaining power", working paper,
University of Chicago, 1996, with what is at stake in two halves.

>>> [entry.key for entry in ENTRIES]
['FO1', 'FO2a', 'FO2b', 'FO3', 'FO4a', 'FO4b']
"""

from __future__ import annotations

from sympy import And, Eq, Equivalent, Implies, Rational, false, true
from sympy.logic.boolalg import Boolean

from detente.games import Game
from detente.games.literature import fearon1996 as models
from detente.proofs.claim import Entry, built, claims
from detente.proofs.saying import every, probability, solved
from detente.solvers import Equilibrium

p_0, p_1, c_A, c_B, delta = models.p_0, models.p_1, models.c_A, models.c_B, models.delta
HALF = Rational(1, 2)

# The formulas that the sentences are measured against
SLICES = And(p_0 + c_B < 1, p_1 + c_B >= 1, delta <= 2 * (p_0 + c_B) - 1, delta >= 2 * (p_0 - c_A) - 1)
SATED = And(p_0 + c_B >= HALF, p_1 - c_A <= HALF, p_1 + c_B < 1)


def _concedes(eq: Equilibrium) -> Boolean:
    """Say that B concedes a half on the path."""
    return true if ("A holds a half",) in eq.path else false


def _ends(eq: Equilibrium, outcome: str) -> Boolean:
    return Eq(probability(eq, outcome), 1)


def _slices(game: Game) -> Boolean:
    return every(solved(game, "mpe"), lambda eq: Equivalent(And(_concedes(eq), _ends(eq, "A holds all")), SLICES))


def _whets(game: Game) -> Boolean:
    return every(
        solved(game, "mpe"), lambda eq: Implies(_concedes(eq), Eq(probability(eq, "A holds a half for ever"), 0))
    )


def _sated(game: Game) -> Boolean:
    return every(solved(game, "mpe"), lambda eq: Equivalent(_ends(eq, "A holds a half for ever"), SATED))


def _appeased(game: Game) -> Boolean:
    return every(solved(game, "mpe"), lambda eq: Implies(_concedes(eq), Eq(probability(eq, "war"), 0)))


def _adds(game: Game) -> Boolean:
    """Say that there is no war where there would be none if power were fixed."""
    fixed = solved(built(models.objects, fixed=True), "mpe").condition("war")
    return every(solved(game, "mpe"), lambda eq: Implies(_ends(eq, "war"), fixed))


def _prevents(game: Game) -> Boolean:
    """Say that there is war where there would be if power were fixed."""
    fixed = solved(built(models.objects, fixed=True), "mpe").condition("war")
    return every(solved(game, "mpe"), lambda eq: Implies(fixed, _ends(eq, "war")))


_claim = claims(
    "Fearon 1996",
    {
        "FO1": "Slice by slice a side may get what the other would not have given up at once.",
        "FO2": "Appeasement only whets the appetite.",
        "FO3": "Who appeases keeps the peace.",
        "FO4": "It is because what is at stake makes for power that there is war over it.",
    },
)

ENTRIES: tuple[Entry, ...] = (
    _claim(
        "FO1",
        "salami tactics",
        models.objects,
        _slices,
        "B gives up one half and then the other just if it would fight for all at once, p_0 + c_B < 1, but not for the"
        " rest, p_1 + c_B >= 1, and delta lies between 2*(p_0 - c_A) - 1, so that A can wait, and 2*(p_0 + c_B) - 1,"
        " so that the half that B still has for a period makes up for the end.",
    ),
    _claim(
        "FO2a",
        "A demands more once it has been given something",
        models.objects,
        _whets,
        "After B has conceded a half, A demands the rest: not if it is sated, for the rest would be fought for.",
    ),
    _claim(
        "FO2b",
        "when a half is enough",
        models.objects,
        _sated,
        "A is content with a half just if both prefer that to war: p_0 + c_B >= 1/2 and p_1 - c_A <= 1/2, while B"
        " would fight for its half, p_1 + c_B < 1.",
    ),
    _claim(
        "FO3",
        "appeasement and war",
        models.objects,
        _appeased,
        "Where B concedes a half there is no war: it may also be that B buys a period of peace, and A, stronger, fights"
        " for the rest.",
    ),
    _claim(
        "FO4a",
        "no war but for the shift of power",
        models.objects,
        _adds,
        "Where there is war there would be war if power stayed at p_0, too: the sentence asks for exceptions.",
    ),
    _claim(
        "FO4b",
        "the shift of power never prevents war",
        models.objects,
        _prevents,
        "Where there is war at fixed power there is war: not where A can take all slice by slice.",
    ),
)
