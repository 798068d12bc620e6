"""Claims after K. Hedgecock and R. Person, "Bargaining with Blood: Russia's War in Ukraine", CSDS Policy Brief, 2022,
on settlements that have to enforce themselves.

>>> [entry.key for entry in ENTRIES]
['H2h', 'H2i', 'H17a', 'H17b', 'H17c', 'H17d']
"""

from __future__ import annotations

from sympy import And, Equivalent, Implies, Not, false
from sympy.logic.boolalg import Boolean

from detente.games import Automaton
from detente.games.literature import hedgecock2022_commitment as models
from detente.proofs.claim import Entry
from detente.proofs.plans import delta, plan_claims
from detente.solvers import critical_discount, effect, enforceable

p, c_A, c_B = models.p, models.c_A, models.c_B
q, r, t, s = models.q, models.r, models.t, models.s

# The formulas that the sentences are measured against
WAITING = delta / (1 + delta)  # a period's share of the stake to one whose turn is next
KEPT = delta * t * (1 - q) ** 2 >= (1 - q) * (t - r) + q * s  # A keeps the ceasefire, fearing the next government


def _turnover(plan: Automaton) -> Boolean:
    """Say that the critical discount factor rises with the odds of a new government."""
    value = critical_discount(plan, delta).value
    return false if value is None else effect(value, of=q, given=plan.stage.given).increasing


_claim = plan_claims(
    "Hedgecock and Person 2022",
    {
        "H2": "Some issues are all-or-nothing, and no settlement is possible before war.",
        "H17": "Today's signatories cannot bind future governments, so settlements do not hold.",
    },
)

ENTRIES: tuple[Entry, ...] = (
    _claim(
        "H2h",
        "taking turns settles nothing",
        models.taking_turns,
        lambda plan: Not(enforceable(plan, delta)),
        "The sides hold the whole by turns, each period one, and fight for ever once one leaves the order: it is no"
        " settlement only where war is worth more than delta/(1 + delta) a period to one of them.",
    ),
    _claim(
        "H2i",
        "when taking turns enforces itself",
        models.taking_turns,
        lambda plan: Equivalent(enforceable(plan, delta), And(WAITING >= p - c_A, WAITING >= 1 - p - c_B)),
        "Just if the one who waits for its turn would not rather fight: delta/(1 + delta) is at least p - c_A and at"
        " least 1 - p - c_B.",
    ),
    _claim(
        "H17a",
        "no ceasefire with future governments that renege",
        models.ceasefire,
        lambda plan: Not(enforceable(plan, delta)),
        "Each period a new government comes with probability q and breaks the ceasefire: it holds until then where the"
        " future weighs enough and q is small enough.",
    ),
    _claim(
        "H17b",
        "the ceasefire in discount factor and turnover",
        models.ceasefire,
        lambda plan: Equivalent(enforceable(plan, delta), KEPT),
        "It holds under the old government just if delta*t*(1 - q)**2 >= (1 - q)*(t - r) + q*s: what A could gain by"
        " striking first, and what it loses when it is struck, weigh against peace to come.",
    ),
    _claim(
        "H17c",
        "more turnover, more patience",
        models.ceasefire,
        _turnover,
        "The critical discount factor rises with q.",
    ),
    _claim(
        "H17d",
        "too much turnover",
        models.ceasefire,
        lambda plan: Implies(t * (1 - q) ** 2 <= (1 - q) * (t - r) + q * s, Not(enforceable(plan, delta))),
        "From some q on no discount factor does: as delta nears one, what is left of peace is worth too little.",
    ),
)
