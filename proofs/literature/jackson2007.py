"""Claims of M. O. Jackson and M. Morelli, "Political bias and war", American Economic Review 97, 2007.

>>> [entry.key for entry in ENTRIES][:3]
['J1', 'J2', 'J3']
"""

from __future__ import annotations

from sympy import And, Equivalent, Not, Or
from sympy.logic.boolalg import Boolean

from detente.games import Game
from detente.games.literature import jackson2007 as models
from detente.proofs.claim import Claim, Entry, built
from detente.proofs.saying import exactly, never, solved, worth
from detente.solvers import bargaining_range

SOURCE = "Jackson and Morelli 2007"
p, w, G, C, b_A, b_B = models.p, models.w, models.G, models.C, models.b_A, models.b_B

# The formulas that the sentences are measured against
GAIN_A, GAIN_B = p * G * (1 - w), (1 - p) * G * w  # what a country expects to take from the other
A_FIGHTS = b_A * GAIN_A > GAIN_B + C * w
B_FIGHTS = b_B * GAIN_B > GAIN_A + C * (1 - w)
BIAS_EXCEEDS_COST = (b_A - 1) * GAIN_A + (b_B - 1) * GAIN_B > C


def _never_both(game: Game) -> Boolean:
    war = worth(game, "war")
    return Not(And(*(war[player] > 0 for player in game.players)))


ENTRIES: tuple[Entry, ...] = (
    Claim(
        SOURCE,
        "Without transfers there is war just if one leader's gains, weighed by its bias, exceed the losses.",
        built(models.without_transfers),
        lambda game: exactly(solved(game), Or(A_FIGHTS, B_FIGHTS), "war"),
        "A leader multiplies gains by the bias b and bears losses in full; country A has the wealth w and B 1 - w.",
        "J1",
        "war without transfers",
        "without_transfers",
    ),
    Claim(
        SOURCE,
        "Two unbiased leaders never both want war.",
        built(
            models.without_transfers,
        ).at({b_A: 1, b_B: 1}),
        _never_both,
        "With b_A = b_B = 1, what one gains the other loses, and war costs both.",
        "J2",
        "unbiased leaders never both want war",
        "without_transfers",
    ),
    Claim(
        SOURCE,
        "With transfers, two unbiased leaders never go to war.",
        built(
            models.with_transfers,
        ).at({b_A: 1, b_B: 1}),
        lambda game: never(solved(game), "war"),
        "B offers a transfer of wealth or asks for one, which both leaders count in full; b_A = b_B = 1.",
        "J3",
        "unbiased leaders keep peace by transfers",
        "with_transfers",
    ),
    Claim(
        SOURCE,
        "With transfers there is war just if the extra gains of biased leaders exceed the cost of war.",
        built(models.with_transfers),
        lambda game: exactly(solved(game), BIAS_EXCEEDS_COST, "war"),
        "(b_A - 1)*p*G*(1 - w) + (b_B - 1)*(1 - p)*G*w > C, where no country loses more than it has: C + G <= 1.",
        "J4",
        "war with transfers",
        "with_transfers",
    ),
    Claim(
        SOURCE,
        "With transfers, one unbiased leader is enough for peace.",
        built(
            models.with_transfers,
        ).at({b_B: 1}),
        lambda game: never(solved(game), "war"),
        "B's leader is unbiased, b_B = 1, and A's leader has any bias.",
        "J5",
        "one unbiased leader is enough for peace",
        "with_transfers",
    ),
    Claim(
        SOURCE,
        "There are transfers that both leaders prefer to war just if there is no war in equilibrium.",
        built(models.with_transfers),
        lambda game: Equivalent(bargaining_range(game, "peace").nonempty, Not(BIAS_EXCEEDS_COST)),
        "The range of transfers from B to A.",
        "J6",
        "the range of transfers",
        "with_transfers",
    ),
)
