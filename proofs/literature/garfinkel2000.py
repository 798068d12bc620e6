"""Claims of M. R. Garfinkel and S. Skaperdas, "Conflict without misperceptions or incomplete information: how the
future matters", Journal of Conflict Resolution 44, 2000.

>>> [entry.key for entry in ENTRIES]
['GS1', 'GS2', 'GS3', 'GS4', 'GS5']
"""

from __future__ import annotations

from sympy import And, Eq, Implies

from detente.games import Game
from detente.games.literature import garfinkel2000 as models
from detente.proofs.claim import Claim, Entry, built
from detente.proofs.literature.tullock1980 import spending
from detente.proofs.saying import every, never, probability, solved
from detente.solvers import Equilibrium

SOURCE = "Garfinkel and Skaperdas 2000"
V, d, delta = models.V, models.d, models.delta


def _war_just_if_the_future_matters(equilibrium: Equilibrium) -> object:
    odds = probability(equilibrium, "war")
    return And(Implies(delta > 2 * d, Eq(odds, 1)), Implies(delta < 2 * d, Eq(odds, 0)))


def _arms(game: Game) -> object:
    def says(equilibrium: Equilibrium) -> object:
        spent = spending(equilibrium)
        return And(*(Eq(equilibrium.strategy[h].offer, V * (1 - d) / 4) for h in ((), ("x",))), Eq(len(spent), 2))

    return every(solved(game), says)


ENTRIES: tuple[Entry, ...] = (
    Claim(
        SOURCE,
        "Without a future, armed sides settle, although they arm for war.",
        built(models.today),
        lambda game: never(solved(game), "war"),
        "Both arm at once and show their arms; A offers a division of the prize, and B accepts it or fights.",
        "GS1",
        "without a future arms, but no war",
        "today",
    ),
    Claim(
        SOURCE,
        "The more war destroys, the less they arm, though they do not fight.",
        built(models.today),
        _arms,
        "Both spend V*(1 - d)/4, which falls with the share d that war would destroy.",
        "GS2",
        "destruction deters arming",
        "today",
    ),
    Claim(
        SOURCE,
        "There is war just if the future matters enough: delta > 2*d.",
        built(models.tomorrow),
        lambda game: every(solved(game), _war_just_if_the_future_matters),
        "War costs a side d*V/2 and saves it the arms of tomorrow, delta*V/4.",
        "GS3",
        "the shadow of the future brings war",
        "tomorrow",
    ),
    Claim(
        SOURCE,
        "The more the future matters, the more likely a settlement is.",
        built(models.tomorrow),
        lambda game: every(solved(game), lambda eq: Eq(probability(eq, "settlement"), 1)),
        "The usual argument from repeated games, said of sides that have to arm for the future.",
        "GS4",
        "the shadow of the future keeps peace",
        "tomorrow",
    ),
    Claim(
        SOURCE,
        "It is the arms of tomorrow that bring war today: without them there is none.",
        built(models.without_arms),
        lambda game: never(solved(game), "war"),
        "Where a settlement ends all arming, it is better than war for both, however much the future matters.",
        "GS5",
        "without arming again no war",
        "without_arms",
    ),
)
