"""Claims on contests after G. Tullock, "Efficient rent seeking", 1980.

>>> [entry.key for entry in ENTRIES][:3]
['TU1', 'TU2', 'TU3']
"""

from __future__ import annotations

from collections.abc import Mapping

from sympy import And, Eq, Expr, Implies, Rational
from sympy.logic.boolalg import Boolean

from detente.games import Game
from detente.games.literature import tullock1980 as models
from detente.proofs.claim import Claim, Entry, built
from detente.proofs.saying import every, probability, solved
from detente.solvers import Equilibrium

SOURCE = "Tullock 1980"
V, V_A, V_B, m, r = models.V, models.V_A, models.V_B, models.m, models.r


def spending(equilibrium: Equilibrium) -> Mapping[str, Expr]:
    """What each contestant spends, by player.

    >>> spending(solved(models.three_contestants()).equilibria[0])["C"]
    2*V/9
    """
    return {rule.player: rule.offer for rule in equilibrium.strategy.values() if rule.offer is not None}


def total(equilibrium: Equilibrium) -> Expr:
    """What all contestants spend together."""
    return sum(spending(equilibrium).values(), start=Rational(0))


def _raised_by_the_rival(game: Game) -> Boolean:
    return every(solved(game), lambda eq: spending(eq)["B"].diff(V_A) > 0)


ENTRIES: tuple[Entry, ...] = (
    Claim(
        SOURCE,
        "Two contestants with the same prize spend a quarter of it each, and half of it is wasted.",
        built(models.contest).at({V_A: V, V_B: V}),
        lambda game: every(solved(game), lambda eq: And(*(Eq(each, V / 4) for each in spending(eq).values()))),
        "Each wins with the odds of its share in all that is spent.",
        "TU1",
        "two contestants waste half of the prize",
        "contest",
    ),
    Claim(
        SOURCE,
        "With three contestants more is wasted than with two.",
        built(models.three_contestants),
        lambda game: every(solved(game), lambda eq: And(Eq(total(eq), 2 * V / 3), total(eq) > V / 2)),
        "They spend two thirds of the prize, where two contestants spend half of it.",
        "TU2",
        "more contestants waste more",
        "three_contestants",
    ),
    Claim(
        SOURCE,
        "With the exponent r each of two contestants spends r/4 of the prize.",
        built(models.returns_to_scale),
        # that nobody gains rests on the search here: the check cannot compare powers with a symbol in the exponent
        lambda game: every(
            solved(game), lambda eq: And(*(Eq(each, r * V / 4) for each in spending(eq).values())), checked=False
        ),
        "The odds are x**r/(x**r + y**r), with r of at most one.",
        "TU3",
        "spending rises with the returns to scale",
        "returns_to_scale",
    ),
    Claim(
        SOURCE,
        "With squares of what is spent in the odds, the whole prize is wasted.",
        built(models.increasing_returns, 2),
        lambda game: every(solved(game), lambda eq: And(Eq(total(eq), V), *(Eq(v, 0) for v in eq.payoffs.values()))),
        "The exponent is two, the largest with an equilibrium in pure strategies.",
        "TU4",
        "squares waste the whole prize",
        "increasing_returns",
    ),
    Claim(
        SOURCE,
        "The contestant to whom the prize is worth more spends more, and is more likely to win.",
        built(models.contest),
        lambda game: every(
            solved(game),
            lambda eq: Implies(
                V_A > V_B, And(spending(eq)["A"] > spending(eq)["B"], probability(eq, "A wins") > Rational(1, 2))
            ),
        ),
        "The prize is worth V_A to A and V_B to B.",
        "TU5",
        "who values the prize more spends more",
        "contest",
    ),
    Claim(
        SOURCE,
        "The more the prize is worth to one contestant, the more the other spends.",
        built(models.contest),
        _raised_by_the_rival,
        "A stronger rival is met by more only as long as it is the weaker one; beyond that it deters.",
        "TU6",
        "a rival's stake raises spending",
        "contest",
    ),
    Claim(
        SOURCE,
        "Budgets bind just if they are smaller than a quarter of the prize, and less is wasted then.",
        built(models.budgets),
        lambda game: every(
            solved(game),
            lambda eq: And(
                Implies(4 * m < V, Eq(total(eq), 2 * m)), Implies(4 * m >= V, Eq(total(eq), V / 2)), total(eq) <= V / 2
            ),
        ),
        "Each can spend m at most.",
        "TU7",
        "budgets that bind save waste",
        "budgets",
    ),
)
