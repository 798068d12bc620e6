"""Claims after J. D. Fearon, "Bargaining, Enforcement, and International Cooperation", International Organization 1998.

>>> [entry.key for entry in ENTRIES]
['EN1', 'EN2', 'EN3', 'EN4']
"""

from __future__ import annotations

from sympy import And, Eq, Equivalent, Implies
from sympy.logic.boolalg import Boolean

from detente.games import Automaton
from detente.games.literature import fearon1998 as models
from detente.proofs.claim import Entry
from detente.proofs.plans import delta, plan_claims
from detente.solvers import critical_discount, effect, enforceable

x, t, h, c, a, b = models.x, models.t, models.h, models.c, models.a, models.b

# The odds of conceding at which the other side is indifferent
A_CONCEDES = (1 - delta) * (1 + c) / (delta * (h - 1))
B_CONCEDES = (1 - delta) * (1 + c) / (h - delta + c * (1 - delta))


def _harder(plan: Automaton) -> Boolean:
    """Say what the odds of conceding are wherever both sides mix, and that they fall with the discount factor."""
    given = (*plan.stage.given, A_CONCEDES < 1)
    falls = [effect(odds, of=delta, given=given).decreasing for odds in (A_CONCEDES, B_CONCEDES)]
    return Implies(enforceable(plan, delta), And(Eq(a, A_CONCEDES), Eq(b, B_CONCEDES), *falls))


def _easier(plan: Automaton) -> Boolean:
    """Say that each agreement enforces itself from some discount factor on."""
    critical = critical_discount(plan, delta)
    return And(critical.high is None, critical.exists, Equivalent(critical.condition, delta >= critical.low))


_claim = plan_claims(
    "Fearon 1998",
    {
        "EN1": "An agreement enforces itself if the future weighs enough.",
        "EN2": "The longer the shadow of the future, the more agreements enforce themselves.",
        "EN3": "The longer the shadow of the future, the harder each side bargains, and the longer an agreement takes.",
        "EN4": "Any agreement enforces itself.",
    },
)

ENTRIES: tuple[Entry, ...] = (
    _claim(
        "EN1",
        "which agreements enforce themselves",
        models.agreement,
        lambda plan: Equivalent(enforceable(plan, delta), And(x >= t * (1 - delta), 1 - x >= t * (1 - delta))),
        "Those that give each side at least (1 - delta)*t a period, where t is what it gains by breaking its word.",
    ),
    _claim(
        "EN2",
        "a longer shadow of the future, more agreements",
        models.agreement,
        _easier,
        "Each agreement enforces itself from some critical discount factor on, which is below one.",
    ),
    _claim(
        "EN3",
        "a longer shadow of the future, harder bargaining",
        models.holding_out,
        _harder,
        "Each side holds out at times for its better agreement; where that is an equilibrium, both concede with odds"
        " that fall with the discount factor.",
    ),
    _claim(
        "EN4",
        "every agreement",
        models.agreement,
        lambda plan: enforceable(plan, delta),
        "It holds only for those that give each side at least (1 - delta)*t.",
    ),
)
