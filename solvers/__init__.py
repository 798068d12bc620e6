"""Solvers: from a game to its equilibria, ranges and conditions in closed form."""

from detente.solvers.conditions import (
    cover,
    disjoint,
    equivalent,
    implied,
    sample,
    satisfiable,
    simplify,
)
from detente.solvers.solution import Equilibrium, Rule, Solution, Undecided
from detente.solvers.solve import CONCEPTS, solve

__all__ = [
    "CONCEPTS",
    "Equilibrium",
    "Rule",
    "Solution",
    "Undecided",
    "cover",
    "disjoint",
    "equivalent",
    "implied",
    "sample",
    "satisfiable",
    "simplify",
    "solve",
]
