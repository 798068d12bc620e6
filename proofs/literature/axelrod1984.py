"""Claims after R. Axelrod, "The Evolution of Cooperation", Basic Books 1984, on the repeated prisoner's dilemma.

>>> [entry.key for entry in ENTRIES]
['AX1', 'AX2', 'AX3', 'AX4', 'AX5']
"""

from __future__ import annotations

from sympy import And, Equivalent, Implies, false
from sympy.logic.boolalg import Boolean

from detente.games import Automaton
from detente.games.literature import axelrod1984 as models
from detente.proofs.claim import Entry
from detente.proofs.plans import delta, plan_claims
from detente.solvers import critical_discount, enforceable, plan_deviations

T, R, P, S = models.T, models.R, models.P, models.S


def _stable(plan: Automaton) -> Boolean:
    patient = And(delta * (T - P) >= T - R, delta * (R - S) >= T - R)
    return Equivalent(plan_deviations(plan, delta, concept="nash"), patient)


def _forgiving(plan: Automaton) -> Boolean:
    """Say that two periods of punishment do for patient players just if twice the loss exceeds the gain."""
    exists = critical_discount(plan, delta).exists
    return false if exists is None else Equivalent(exists, 2 * (R - P) > T - R)


_claim = plan_claims(
    "Axelrod 1984",
    {
        "AX1": "No other strategy can invade tit for tat, if the future is important enough.",
        "AX2": "Tit for tat is robust, because its threats are carried out.",
        "AX3": "Punishment need not last for ever.",
        "AX4": "Exploiting each other by turns is stable if the future is important enough.",
        "AX5": "Where taking turns is stable, so is mutual cooperation by forgiving punishment.",
    },
)

ENTRIES: tuple[Entry, ...] = (
    _claim(
        "AX1",
        "tit for tat is a best reply to itself",
        models.tit_for_tat,
        _stable,
        "Just if delta >= (T - R)/(T - P) and delta >= (T - R)/(R - S), when plans are compared at the start alone.",
    ),
    _claim(
        "AX2",
        "tit for tat is credible",
        models.tit_for_tat,
        lambda plan: enforceable(plan, delta),
        "After a defection its two echoes follow: that it is best to carry out each threat, and to accept each"
        " punishment, takes two equations of the discount factor.",
    ),
    _claim(
        "AX3",
        "two periods of punishment",
        models.punishment,
        _forgiving,
        "For some discount factor the plan enforces itself just if 2*(R - P) > T - R.",
    ),
    _claim(
        "AX4",
        "taking turns at exploiting",
        models.alternation,
        lambda plan: Equivalent(enforceable(plan, delta), delta * (T - P) >= P - S),
        "Just if delta >= (P - S)/(T - P): the one whose turn it is to be exploited has to wait for its own.",
    ),
    _claim(
        "AX5",
        "turns against forgiveness",
        models.alternation,
        lambda plan: Implies(enforceable(plan, delta), enforceable(models.punishment(), delta)),
        "It holds only in part: a strong temptation makes turns the easier order to keep.",
    ),
)
