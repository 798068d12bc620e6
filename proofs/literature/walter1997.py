"""Claims after B. F. Walter, "The Critical Barrier to Civil War Settlement", International Organization, 1997.

>>> [entry.key for entry in ENTRIES]
['TG1', 'TG2', 'TG3']
"""

from __future__ import annotations

from sympy import And, Implies, Not, false
from sympy.logic.boolalg import Boolean

from detente.games import Automaton
from detente.games.literature import walter1997 as models
from detente.proofs.claim import Entry
from detente.proofs.plans import delta, plan_claims
from detente.solvers import critical_discount, effect, enforceable

r, t, g, k = models.r, models.t, models.g, models.k


def _helps(plan: Automaton) -> Boolean:
    """Say that the critical discount factor falls with the guarantee, where there is one and it does not suffice."""
    value = critical_discount(plan, delta).value
    if value is None:
        return false
    some = And(g > 0, t - g * k > r)
    given = (*plan.stage.given, g > 0, t - g * k > r)
    return Implies(some, And(*(effect(value, of=symbol, given=given).decreasing for symbol in (g, k))))


_claim = plan_claims(
    "Walter 1997",
    {
        "TG1": "A third party that guarantees a settlement makes it hold.",
        "TG2": "Without a guarantee no settlement holds.",
        "TG3": "The more credible and the stronger the guarantee, the less trust in the future a settlement takes.",
    },
)

ENTRIES: tuple[Entry, ...] = (
    _claim(
        "TG1",
        "a guarantee that suffices",
        models.guarantee,
        lambda plan: Implies(g * k >= t - r, enforceable(plan, delta)),
        "If the expected cost g*k of an attack is at least what it gains, t - r, the settlement holds whatever the"
        " discount factor.",
    ),
    _claim(
        "TG2",
        "no settlement without a guarantee",
        models.guarantee,
        lambda plan: Implies(g <= 0, Not(enforceable(plan, delta))),
        "It holds only where delta < (t - r)/t, or there is a guarantee.",
    ),
    _claim(
        "TG3",
        "the guarantee and the future",
        models.guarantee,
        _helps,
        "Where an attack would still gain something, the critical discount factor falls with g and with k.",
    ),
)
