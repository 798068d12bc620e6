"""Claims after J. D. Fearon, "Signaling foreign policy interests: tying hands versus sinking costs", Journal of
Conflict Resolution 41, 1997, with one signal and its cost a parameter.

All perfect Bayesian equilibria are asked, and that none is missing is proved from the definition.

>>> [entry.key for entry in ENTRIES][:3]
['T1', 'T2', 'T3a']
"""

from __future__ import annotations

from collections.abc import Callable

from sympy import And, Eq, Expr, Implies, Not, Or
from sympy.logic.boolalg import Boolean

from detente.games import Game
from detente.games.literature import fearon1997 as models
from detente.proofs.claim import Entry, built, claims
from detente.proofs.saying import Sentence, dominated, every, families, plays, probability, solved
from detente.solvers import Equilibrium, Solution

q, m, v_s, v_w, c, w = models.q, models.m, models.v_s, models.v_w, models.c, models.w

# The formulas that the sentences are measured against
FEARED = q * (1 + w) > 1  # B concedes if it learns nothing
DOUBTED = q * (1 + w) < 1
BOUND = m > c - v_w  # hands tied: even a weak A would rather fight than back down


def _all(game: Game) -> Solution:
    return solved(game, "pbe", edges="full")


def _conceded(eq: Equilibrium) -> bool:
    return bool(probability(eq, "concession") == 1)


def _silent(eq: Equilibrium) -> Boolean:
    return And(Eq(probability(eq, "war"), q), Eq(probability(eq, "retreat"), 1 - q))


def _tied(game: Game) -> Boolean:
    def bluff(eq: Equilibrium) -> Boolean:
        return Eq(probability(eq, "war"), q * v_w / (m + v_w))

    loose = And(m < c - v_w, DOUBTED)
    return families(_all(game), (_conceded, Or(BOUND, FEARED)), (_silent, loose), (bluff, loose))


def _sunk(game: Game) -> Boolean:
    def kind(says: Callable[[Expr, Expr], Boolean]) -> Sentence:
        return lambda eq: And(
            says(plays(game, eq, "signal", "strong"), plays(game, eq, "signal", "weak")), Not(_conceded(eq))
        )

    return families(
        _all(game),
        (_conceded, FEARED),
        (kind(lambda strong, weak: And(Eq(strong, 0), Eq(weak, 0))), DOUBTED),
        (kind(lambda strong, weak: And(Eq(strong, 1), Eq(weak, 0))), And(v_w < m, m < c)),
        (kind(lambda strong, weak: And(Eq(strong, 1), Eq(weak, q * w / (1 - q)))), And(m < v_w, DOUBTED)),
        (kind(lambda strong, weak: And(strong > 0, strong < 1, Eq(weak, 0))), And(m < c, FEARED)),
    )


def _no_bluff(game: Game) -> Boolean:
    """Say that a weak A that B might resist sends no signal."""

    def says(eq: Equilibrium) -> Boolean:
        return Or(_conceded(eq), Eq(plays(game, eq, "signal", "weak"), 0))

    return every(_all(game), says)


def _no_war_after(game: Game) -> Boolean:
    """Say that B concedes to a signal that is sent."""

    def says(eq: Equilibrium) -> Boolean:
        sent = ("strong", "signal") in eq.path or ("weak", "signal") in eq.path
        return Implies(sent, Eq(plays(game, eq, "concede", "strong", "signal"), 1))

    return every(_all(game), says)


def _better(game: Game) -> Boolean:
    other = built(models.signal, tied=False)

    def apart(eq: Equilibrium) -> Boolean:
        strong, weak = (plays(other, eq, "signal", kind) for kind in ("strong", "weak"))
        return And(Eq(strong, 1), Eq(weak, 0))

    return dominated(_all(other), _all(game), lambda eq: eq.payoffs["A"], among=apart)


_claim = claims(
    "Fearon 1997",
    {
        "T1": "A signal that ties the hands of the sender is sent, sent as a bluff at times, or not sent.",
        "T2": "A signal that is costly at once is sent, sent as a bluff at times, or not sent.",
        "T3": "A costly signal is never a bluff.",
        "T4": "A signal that ties hands carries a risk of war, and one that is costly at once does not.",
        "T5": "It is better for the sender to tie its hands than to sink costs.",
    },
)

ENTRIES: tuple[Entry, ...] = (
    _claim(
        "T1",
        "all outcomes with tied hands",
        models.signal,
        _tied,
        "B concedes for certain just if even a weak A would be bound to fight, m > c - v_w, or q*(1 + w) > 1; else, for"
        " q*(1 + w) < 1, either nobody sends the signal and the strong fight, or some of the weak bluff and war has"
        " probability q*v_w/(m + v_w).",
    ),
    _claim(
        "T2",
        "all outcomes with sunk costs",
        models.signal,
        _sunk,
        "B concedes for certain just if q*(1 + w) > 1; only the strong send the signal, and B concedes to it, just if"
        " v_w < m < c; some of the strong do and B concedes at times to the silent just if m < c and q*(1 + w) > 1;"
        " some of the weak bluff just if m < v_w and q*(1 + w) < 1; nobody does and the strong fight just if"
        " q*(1 + w) < 1.",
        tied=False,
    ),
    _claim(
        "T3a",
        "no bluff with sunk costs",
        models.signal,
        _no_bluff,
        "A weak A sends no signal unless all are conceded to: just if it costs more than the stake is worth to the"
        " weak, or nobody would be resisted anyway.",
        tied=False,
    ),
    _claim(
        "T3b",
        "no bluff with tied hands",
        models.signal,
        _no_bluff,
        "With tied hands the weak bluff unless all are conceded to, for a signal costs nothing if B concedes.",
    ),
    _claim(
        "T4a",
        "no war after sunk costs",
        models.signal,
        _no_war_after,
        "In every equilibrium in which the signal is sent B concedes to it: not so where it is cheap enough to bluff.",
        tied=False,
    ),
    _claim(
        "T4b",
        "no war after hands are tied",
        models.signal,
        _no_war_after,
        "In every equilibrium in which the signal is sent B concedes to it: just if even the weak would be bound to"
        " fight, or nobody would be resisted anyway.",
    ),
    _claim(
        "T5",
        "tied hands are better than sunk costs",
        models.signal,
        _better,
        "Where sunk costs tell the strong from the weak, v_w < m < c, the most that A gets in equilibrium, before it"
        " knows its type, is at least as much if the same m ties its hands: not so for m*(m + v_w) < c*v_w, where tied"
        " hands leave more war, unless nobody would be resisted anyway or even the weak would be bound to fight.",
    ),
)
