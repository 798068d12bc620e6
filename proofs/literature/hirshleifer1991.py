"""Claims of J. Hirshleifer, "The paradox of power", Economics and Politics 3, 1991.

>>> [entry.key for entry in ENTRIES]
['HI1', 'HI2', 'HI3', 'HI4']
"""

from __future__ import annotations

from sympy import And, Eq

from detente.games.literature import hirshleifer1991 as models
from detente.proofs.claim import Claim, Entry, built
from detente.proofs.literature.tullock1980 import spending
from detente.proofs.saying import every, solved

SOURCE = "Hirshleifer 1991"
R_A, R_B = models.R_A, models.R_B

ENTRIES: tuple[Entry, ...] = (
    Claim(
        SOURCE,
        "The poorer side always ends up as rich as the richer one.",
        built(models.guns_and_butter),
        lambda game: every(solved(game), lambda eq: Eq(eq.payoffs["A"], eq.payoffs["B"])),
        "The strong form of the paradox: incomes are equal as long as the poorer side can afford the same arms.",
        "HI1",
        "the paradox of power, strong form",
        "guns_and_butter",
    ),
    Claim(
        SOURCE,
        "The poorer side improves its position: incomes are more equal than resources.",
        built(models.guns_and_butter),
        lambda game: every(
            solved(game),
            lambda eq: And(eq.payoffs["B"] * R_A >= eq.payoffs["A"] * R_B, eq.payoffs["B"] <= eq.payoffs["A"]),
        ),
        "The weak form of the paradox: the ratio of incomes is at least that of resources.",
        "HI2",
        "the paradox of power, weak form",
        "guns_and_butter",
    ),
    Claim(
        SOURCE,
        "The poorer side puts a larger part of its resources into arms.",
        built(models.guns_and_butter).at({R_A: R_A + R_B}),
        lambda game: every(solved(game), lambda eq: spending(eq)["B"] * (R_A + R_B) >= spending(eq)["A"] * R_B),
        "A has the resources R_A + R_B and B has R_B.",
        "HI3",
        "the poorer side arms more for its means",
        "guns_and_butter",
    ),
    Claim(
        SOURCE,
        "The poorer side gains income by the division that arms bring about.",
        built(models.guns_and_butter),
        lambda game: every(solved(game), lambda eq: eq.payoffs["B"] > R_B),
        "Against keeping what it could produce in peace without arms.",
        "HI4",
        "the poorer side gains from the threat of force",
        "guns_and_butter",
    ),
)
