"""Claims after R. Powell, "Bargaining and learning while fighting", American Journal of Political Science 48, 2004,
in two and three rounds.

>>> [entry.key for entry in ENTRIES]
['PW1', 'PW2', 'PW3', 'PW4']
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from sympy import Eq, Expr, Implies, Piecewise, Rational, Symbol
from sympy.logic.boolalg import And, Boolean

from detente.games import Game
from detente.games.literature import powell2004 as models
from detente.proofs.claim import Entry, claims
from detente.proofs.saying import every, probability, solved
from detente.solvers import Equilibrium

q = models.q

# The odds of a strong B up to which A goes on asking for more in all three rounds, in two, and in one
THREE, TWO, ONE = Rational(5805, 95752), Rational(16641, 37201), Rational(1077, 1333)

# Where A is indifferent: these, and the same for a game of two rounds
ASIDE = (THREE, TWO, ONE, Rational(45, 107), Rational(129, 161))


def _offers(eq: Equilibrium) -> list[tuple[tuple[str, ...], Expr]]:
    """Return the offers on the path that a strong B gets to hear, each with its history."""
    found = []
    for history in eq.path:
        rule = eq.played.get(history) or eq.strategy[history]
        if history[0] == "strong" and rule.player == "A":
            assert rule.offer is not None
            found.append((history, rule.offer))
    return found


def _odds(game: Game) -> Boolean:
    settled = Piecewise(
        (1 - Rational(40, 9) * q, q < THREE), (1 - Rational(209, 129) * q, q < TWO), (1 - q, q < ONE), (1, True)
    )
    return every(solved(game, "pbe"), lambda eq: Eq(probability(eq, "settlement 1"), settled), False)


def _ever_less(game: Game) -> Boolean:
    def says(eq: Equilibrium) -> Boolean:
        offers = [offer for _, offer in _offers(eq)]
        return And(*(later < before for before, later in itertools.pairwise(offers)))

    return every(solved(game, "pbe"), says, False)


def _beliefs(eq: Equilibrium) -> Iterator[Expr]:
    """Run through what A believes of a strong B at its offers on the path."""
    made: dict[Expr, Expr] = {}
    for number, (history, offer) in enumerate(_offers(eq), start=1):
        yield eq.beliefs[history].subs(made)
        made[Symbol(f"x_{number}", real=True)] = offer


def _learns(game: Game) -> Boolean:
    def says(eq: Equilibrium) -> Boolean:
        beliefs = list(_beliefs(eq))
        return And(*(later > before for before, later in itertools.pairwise(beliefs)))

    return every(solved(game, "pbe"), says, False)


def _longer(game: Game) -> Boolean:
    shorter = solved(models.fighting(2), "pbe")

    def says(eq: Equilibrium) -> Boolean:
        here = probability(eq, "settlement 1")
        others = (Implies(other.when, here >= probability(other, "settlement 1")) for other in shorter.equilibria)
        return And(*others)

    return every(solved(game, "pbe"), says, False)


_claim = claims(
    "Powell 2004",
    {
        "PW1": "War breaks out if the satisfied state thinks it likely enough that its adversary is weak.",
        "PW2": "Bargaining screens: ever better offers are made to an adversary that goes on fighting.",
        "PW3": "Fighting is informative: who refuses an offer and is not beaten is more likely to be strong.",
        "PW4": "The longer a war could last, the likelier is a settlement before it.",
    },
)

ENTRIES: tuple[Entry, ...] = (
    _claim(
        "PW1",
        "the odds that there is no fighting at all",
        models.fighting,
        _odds,
        "In three rounds A offers at once what both types accept if B is strong with odds above 1077/1333; for lower "
        "odds the strong fight, and below 16641/37201 some of the weak do too.",
        aside=ASIDE,
    ),
    _claim(
        "PW2",
        "A asks for less after each battle",
        models.fighting,
        _ever_less,
        "In three rounds, whatever the odds of a strong B, each offer that is made after a battle asks for less than "
        "the one before.",
        aside=ASIDE,
    ),
    _claim(
        "PW3",
        "B is believed to be stronger after each battle",
        models.fighting,
        _learns,
        "In three rounds A believes in a strong B more after each offer that is refused and battle that is survived.",
        aside=ASIDE,
    ),
    _claim(
        "PW4",
        "a third round makes a settlement before war likelier",
        models.fighting,
        _longer,
        "The odds that the first offer is accepted are at least as high with three rounds as with two: so it is for "
        "some odds of a strong B, and not for others.",
        aside=ASIDE,
    ),
)
