"""Claims on alternating offers with a deadline, after I. Ståhl, Bargaining Theory, Stockholm 1972, and
A. Rubinstein, "Perfect equilibrium in a bargaining model", Econometrica 50, 1982.

>>> [entry.key for entry in ENTRIES][:3]
['R1', 'R2', 'R3']
"""

from __future__ import annotations

from sympy import And, Eq, Expr, Integer, Rational
from sympy.logic.boolalg import Boolean

from detente.games import Game
from detente.games.literature import rubinstein1982 as models
from detente.proofs.claim import Claim, Entry, built
from detente.proofs.saying import every, probability, solved

SOURCE = "Ståhl 1972, Rubinstein 1982"
delta_A, delta_B = models.delta_A, models.delta_B
FOR_EVER = (1 - delta_B) / (1 - delta_A * delta_B)  # the share of A where there is no deadline
ROUNDS = ("one round", "two rounds", "three rounds", "four rounds", "five rounds")


def share(rounds: int) -> Expr:
    """The share of A, which makes the first of so many offers: the formula of the literature.

    >>> share(3)
    delta_A*delta_B - delta_B + 1
    """
    pairs, odd = divmod(rounds, 2)
    cycle = delta_A * delta_B
    return sum(((1 - delta_B) * cycle**i for i in range(pairs)), Integer(0)) + odd * cycle**pairs


def _shares(game: Game) -> Boolean:
    rounds = len(game.variables)  # one offer a round
    pairs, odd = divmod(rounds, 2)
    distance = (delta_A * delta_B) ** pairs * (odd - FOR_EVER)
    return every(
        solved(game),
        lambda eq: And(
            Eq(probability(eq, "settlement"), 1),
            Eq(eq.payoffs["A"], share(rounds)),
            Eq(eq.payoffs["A"] - FOR_EVER, distance),
            Eq(eq.payoffs["A"] + eq.payoffs["B"], 1),
        ),
    )


ENTRIES: tuple[Entry, ...] = (
    *(
        Claim(
            SOURCE,
            f"With {name}, A and B agree at once, and A gets its share by the formula of alternating offers.",
            models.finite_horizon(rounds),
            _shares,
            "The sum of (1 - delta_B)*(delta_A*delta_B)**i over the pairs of rounds, with one more term"
            " if A also makes the last offer; the distance to Rubinstein's share (1 - delta_B)/(1 -"
            " delta_A*delta_B) shrinks by delta_A*delta_B with each pair.",
            f"R{rounds}",
            f"alternating offers, {name}",
            "finite_horizon",
        )
        for rounds, name in enumerate(ROUNDS, start=1)
    ),
    Claim(
        SOURCE,
        "The side that makes the first offer gets the larger share.",
        built(models.finite_horizon, 2),
        lambda game: every(solved(game), lambda eq: eq.payoffs["A"] > Rational(1, 2)),
        "Of two rounds, B makes the last offer: the deadline works for B.",
        "R6",
        "the first offer is an advantage, two rounds",
        "finite_horizon",
    ),
    Claim(
        SOURCE,
        "The side that makes the first offer gets the larger share.",
        built(models.finite_horizon, 3),
        lambda game: every(solved(game), lambda eq: eq.payoffs["A"] > Rational(1, 2)),
        "Of three rounds, A makes the first offer and the last.",
        "R7",
        "the first offer is an advantage, three rounds",
        "finite_horizon",
    ),
)
