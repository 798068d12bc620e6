"""Claims after A. Kydd, "Which side are you on? Bias, credibility, and mediation", American Journal of Political
Science 47, 2003.

All perfect Bayesian equilibria are asked, and that none is missing is proved from the definition.

>>> [entry.key for entry in ENTRIES][:3]
['M1', 'M2', 'M3']
"""

from __future__ import annotations

from sympy import And, Eq, Equivalent, Implies, Not
from sympy.logic.boolalg import Boolean

from detente.games import Game
from detente.games.literature import kydd2003 as models
from detente.proofs.claim import Entry, claims
from detente.proofs.saying import every, families, probability, solved, some
from detente.solvers import Equilibrium, Solution

q, r, s, w, b, k = models.q, models.r, models.s, models.w, models.b, models.k

# The formulas that the sentences are measured against
MUCH = 1 - r - r * w  # what B expects if it asks an irresolute A for much
BOLD = (1 - q) * MUCH - q * w > s  # B asks for much if it learns nothing
BIASED = b * (MUCH - s) > k * r
UNHEARD = q + (1 - q) * r  # the risk of war if B asks for much, and if it believes the mediator:
HEARD = (1 - q) * r


def _all(game: Game) -> Solution:
    return solved(game, "pbe", edges="full")


def _believed(eq: Equilibrium) -> Boolean:
    """B asks a resolute A for little and an irresolute one for much."""
    return Eq(probability(eq, "war"), HEARD)


def _all_families(game: Game) -> Boolean:
    return families(
        _all(game),
        (lambda eq: Eq(probability(eq, "war"), UNHEARD), BOLD),
        (lambda eq: Eq(probability(eq, "war"), 0), Not(BOLD)),
        (_believed, BIASED),
    )


def _lowers(game: Game) -> Boolean:
    """Say that where the mediator can be believed, war is at least as likely in all other equilibria."""
    return Implies(BIASED, every(_all(game), lambda eq: probability(eq, "war") >= HEARD))


_claim = claims(
    "Kydd 2003",
    {
        "M1": "A mediator is believed, or it is not.",
        "M2": "Only a mediator that is biased towards a side is believed by it.",
        "M3": "A mediator that only wants peace is not believed.",
        "M4": "A mediator that is believed lowers the risk of war.",
    },
)

ENTRIES: tuple[Entry, ...] = (
    _claim(
        "M1",
        "all outcomes with a mediator",
        models.mediation,
        _all_families,
        "There always is an equilibrium in which B does not listen and does what it would do unadvised; it follows the"
        " mediator in another just if b*(1 - r - r*w - s) > k*r.",
    ),
    _claim(
        "M2",
        "the bias that makes a mediator believed",
        models.mediation,
        lambda game: And(Equivalent(some(_all(game), _believed), BIASED), Implies(BIASED, b > 0)),
        "The mediator's share b in B's gains has to make up for the risk r of a war that costs it k, so"
        " it is positive.",
    ),
    _claim(
        "M3",
        "an unbiased mediator is not believed",
        models.mediation,
        lambda game: Implies(Eq(b, 0), Not(some(_all(game), _believed))),
        "With b = 0 the mediator would always call A resolute, for fear of a war, and B knows that.",
    ),
    _claim(
        "M4",
        "a believed mediator lowers the risk of war",
        models.mediation,
        _lowers,
        "Against B left to itself: only where B would then ask for much; where it would ask for little, there is no war"
        " without a mediator, and some with it.",
    ),
)
