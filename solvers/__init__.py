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
from detente.solvers.deviations import deviations
from detente.solvers.eliminate import Threshold, eliminate, threshold
from detente.solvers.numeric import Minimax, zero_sum_value
from detente.solvers.ranges import BargainingRange, bargaining_range
from detente.solvers.rules import Rule
from detente.solvers.solution import Equilibrium, Solution, Undecided
from detente.solvers.solve import CONCEPTS, solve
from detente.solvers.statics import Effect, effect

__all__ = [
    "CONCEPTS",
    "BargainingRange",
    "Effect",
    "Equilibrium",
    "Minimax",
    "Rule",
    "Solution",
    "Threshold",
    "Undecided",
    "bargaining_range",
    "cover",
    "deviations",
    "disjoint",
    "effect",
    "eliminate",
    "equivalent",
    "implied",
    "sample",
    "satisfiable",
    "simplify",
    "solve",
    "threshold",
    "zero_sum_value",
]
