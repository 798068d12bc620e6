"""Claims after R. H. Wagner, "Bargaining and war", American Journal of Political Science 44, 2000, on limited war as a
part of bargaining.

>>> [entry.key for entry in ENTRIES]
['WA1', 'WA2', 'WA3']
"""

from __future__ import annotations

from sympy import Eq, Implies

from detente.games.literature import wagner2000 as models
from detente.proofs.claim import Entry, claims
from detente.proofs.saying import certain, exactly, never, solved

pi_A, pi_B = models.pi_A, models.pi_B

# The formula that the sentences are measured against
AT_STAKE = (pi_A - pi_B) * (models.w - models.l)  # in the battle, by the difference between the sides' expectations

_claim = claims(
    "Wagner 2000",
    {
        "WA1": "Limited war is fought to move the terms of a settlement.",
        "WA2": "Sides that expect the same of a battle have no need to fight it.",
        "WA3": "Sides that settle after a limited war need not fight an absolute one.",
    },
)

ENTRIES: tuple[Entry, ...] = (
    _claim(
        "WA1",
        "when a limited war is fought",
        models.limited_war,
        lambda game: exactly(solved(game), AT_STAKE > models.c_A + models.c_B, "late settlement"),
        "A battle is fought just if the sides differ over its odds by so much that what it moves is worth more than its"
        " costs: (pi_A - pi_B)*(w - l) > c_A + c_B.",
    ),
    _claim(
        "WA2",
        "agreement on the battle avoids it",
        models.limited_war,
        lambda game: Implies(Eq(pi_A, pi_B), certain(solved(game), "settlement")),
        "Where both have the same odds of the battle, they settle before it, on terms that anticipate it.",
    ),
    _claim(
        "WA3",
        "no absolute war",
        models.limited_war,
        lambda game: never(solved(game), "absolute war"),
        "Both know the odds of an absolute war after the battle, and always settle then.",
    ),
)
