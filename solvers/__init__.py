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
from detente.solvers.grids import Grid, MissingLibrary, range_band, regions
from detente.solvers.judgements import Judgement, Refinement
from detente.solvers.numeric import Minimax, zero_sum_value
from detente.solvers.payoff_sets import EquilibriumPayoffs, equilibrium_payoffs
from detente.solvers.ranges import BargainingRange, bargaining_range
from detente.solvers.refinements import d1, intuitive_criterion
from detente.solvers.repeated import enforceable, plan_values
from detente.solvers.repeated_discount import CriticalDiscount, critical_discount
from detente.solvers.repeated_plans import plan_deviations
from detente.solvers.roots import Root
from detente.solvers.rules import Rule
from detente.solvers.solution import Equilibrium, Solution, Undecided
from detente.solvers.solve import CONCEPTS, solve
from detente.solvers.statics import Effect, effect
from detente.solvers.walks import (
    generating_function,
    induction,
    length,
    length_distribution,
    length_variance,
    one_more_battle,
    victory,
    war_ranges,
    war_value,
    war_values,
)

__all__ = [
    "CONCEPTS",
    "BargainingRange",
    "CriticalDiscount",
    "Effect",
    "Equilibrium",
    "EquilibriumPayoffs",
    "Grid",
    "Judgement",
    "Minimax",
    "MissingLibrary",
    "Refinement",
    "Root",
    "Rule",
    "Solution",
    "Threshold",
    "Undecided",
    "bargaining_range",
    "cover",
    "critical_discount",
    "d1",
    "deviations",
    "disjoint",
    "effect",
    "eliminate",
    "enforceable",
    "equilibrium_payoffs",
    "equivalent",
    "generating_function",
    "implied",
    "induction",
    "intuitive_criterion",
    "length",
    "length_distribution",
    "length_variance",
    "one_more_battle",
    "plan_deviations",
    "plan_values",
    "range_band",
    "regions",
    "sample",
    "satisfiable",
    "simplify",
    "solve",
    "threshold",
    "undominated",
    "victory",
    "war_ranges",
    "war_value",
    "war_values",
    "zero_sum_value",
]
