"""Claims of A. J. Coe, "Costly peace: a new rationalist explanation for war", 2011.

>>> [entry.key for entry in ENTRIES]
['CO1', 'CO2', 'CO3', 'CO4']
"""

from __future__ import annotations

from sympy import And, Eq, Implies, Or, Rational
from sympy.logic.boolalg import Boolean

from detente.games.literature import coe2011 as models
from detente.proofs.claim import Claim, Entry, built
from detente.proofs.saying import every, never, probability, solved
from detente.solvers import Equilibrium

SOURCE = "Coe 2011"
p, d = models.p, models.d
EVEN = {p: Rational(1, 2)}
LEFT = 1 - d  # what war leaves of the prize


def _war_just_if_peace_costs_more(equilibrium: Equilibrium) -> Boolean:
    odds = probability(equilibrium, "war")
    return And(Implies(d < Rational(1, 2), Eq(odds, 1)), Implies(d > Rational(1, 2), Eq(odds, 0)))


def _war_just_if_a_side_prefers_it(equilibrium: Equilibrium) -> Boolean:
    odds = probability(equilibrium, "war")
    worth = p * LEFT, (1 - p) * LEFT
    quarter = Rational(1, 4)
    return And(
        Implies(Or(*(value > quarter for value in worth)), Eq(odds, 1)),
        Implies(And(*(value < quarter for value in worth)), Eq(odds, 0)),
    )


ENTRIES: tuple[Entry, ...] = (
    Claim(
        SOURCE,
        "Where peace has to be armed, equal sides fight just if war destroys less than arms cost.",
        built(models.costly_peace).at(EVEN),
        lambda game: every(solved(game), _war_just_if_peace_costs_more),
        "Arms cost half of the prize in all, whatever the price of a unit; war destroys the share d. With p = 1/2.",
        "CO1",
        "war where peace costs more than war",
        "costly_peace",
    ),
    Claim(
        SOURCE,
        "Where peace needs no arms, equal sides do not fight.",
        built(models.costless_peace).at(EVEN),
        lambda game: never(solved(game), "war"),
        "Both halve the prize, and war destroys some of it. With p = 1/2.",
        "CO2",
        "no war where peace costs nothing",
        "costless_peace",
    ),
    Claim(
        SOURCE,
        "There is war just if some side expects more of it than the quarter of the prize that armed peace leaves.",
        built(models.costly_peace),
        lambda game: every(solved(game), _war_just_if_a_side_prefers_it),
        "That is, if p*(1 - d) or (1 - p)*(1 - d) is more than 1/4.",
        "CO3",
        "war where a side prefers it to armed peace",
        "costly_peace",
    ),
    Claim(
        SOURCE,
        "War that leaves both sides less than peace without arms does not happen.",
        built(models.costly_peace),
        lambda game: every(solved(game), lambda eq: Eq(probability(eq, "war"), 0)),
        "All wars of this model are wasteful, for the prize could be divided without arms and without war.",
        "CO4",
        "no wasteful war",
        "costly_peace",
    ),
)
