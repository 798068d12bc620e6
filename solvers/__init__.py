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
from detente.solvers.dominance import undominated
from detente.solvers.eliminate import Threshold, eliminate, threshold
from detente.solvers.judgements import Judgement, Refinement
from detente.solvers.numeric import Minimax, zero_sum_value
from detente.solvers.ranges import BargainingRange, bargaining_range
from detente.solvers.refinements import d1, intuitive_criterion
from detente.solvers.roots import Root
from detente.solvers.rules import Rule
from detente.solvers.solution import Equilibrium, Solution, Undecided
from detente.solvers.solve import CONCEPTS, solve
from detente.solvers.statics import Effect, effect

__all__ = [
    "CONCEPTS",
    "BargainingRange",
    "Effect",
    "Equilibrium",
    "Judgement",
    "Minimax",
    "Refinement",
    "Root",
    "Rule",
    "Solution",
    "Threshold",
    "Undecided",
    "bargaining_range",
    "cover",
    "d1",
    "deviations",
    "disjoint",
    "effect",
    "eliminate",
    "equivalent",
    "implied",
    "intuitive_criterion",
    "sample",
    "satisfiable",
    "simplify",
    "solve",
    "threshold",
    "undominated",
    "zero_sum_value",
]
