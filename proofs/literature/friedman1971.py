"""Claims after J. W. Friedman, "A Non-cooperative Equilibrium for Supergames", Review of Economic Studies, 1971.

>>> [entry.key for entry in ENTRIES]
['FR1', 'FR2', 'FR3', 'FR4']
"""

from __future__ import annotations

from sympy import And, Equivalent, Gt, Lt, false
from sympy.logic.boolalg import Boolean

from detente.games import Automaton
from detente.games.literature import friedman1971 as models
from detente.proofs.claim import Entry
from detente.proofs.plans import delta, plan_claims
from detente.solvers import critical_discount, effect, enforceable, plan_deviations

T, R, P = models.T, models.R, models.P


def _exactly(plan: Automaton) -> Boolean:
    """Say when the plan enforces itself, by single deviations and by whole plans."""
    wanted = delta * (T - P) >= T - R
    return And(Equivalent(enforceable(plan, delta), wanted), Equivalent(plan_deviations(plan, delta), wanted))


def _patience(plan: Automaton) -> Boolean:
    value = critical_discount(plan, delta).value
    return false if value is None else And(Gt(value, 0), Lt(value, 1))


def _temptation(plan: Automaton) -> Boolean:
    value = critical_discount(plan, delta).value
    if value is None:
        return false
    given = plan.stage.given
    rises = [effect(value, of=symbol, given=given).increasing for symbol in (T, P)]
    return And(*rises, effect(value, of=R, given=given).decreasing)


_claim = plan_claims(
    "Friedman 1971",
    {
        "FR1": "Cooperation enforces itself by the threat to end it for ever, if the future weighs enough.",
        "FR2": "Players who are patient enough can always cooperate.",
        "FR3": "The temptation to defect calls for more patience, the gains from cooperation for less.",
        "FR4": "Cooperation enforces itself, however little the future weighs.",
    },
)

ENTRIES: tuple[Entry, ...] = (
    _claim("FR1", "cooperation enforces itself", models.grim_trigger, _exactly, "Just if delta >= (T - R)/(T - P)."),
    _claim(
        "FR2",
        "patience suffices",
        models.grim_trigger,
        _patience,
        "The critical discount factor lies between 0 and 1, whatever the payoffs.",
    ),
    _claim(
        "FR3",
        "what patience it takes",
        models.grim_trigger,
        _temptation,
        "The critical discount factor rises with T and with P, and falls with R.",
    ),
    _claim(
        "FR4",
        "cooperation whatever the discount",
        models.grim_trigger,
        lambda plan: enforceable(plan, delta),
        "It holds only where delta >= (T - R)/(T - P).",
    ),
)
