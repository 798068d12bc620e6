"""Claims after R. Jervis, "Cooperation Under the Security Dilemma", World Politics, 1978, on arms races.

>>> [entry.key for entry in ENTRIES]
['JV1', 'JV2', 'JV3', 'JV4']
"""

from __future__ import annotations

from sympy import Equivalent, Implies

from detente.games.literature import jervis1978 as models
from detente.proofs.claim import Entry
from detente.proofs.plans import delta, plan_claims
from detente.solvers import enforceable

T, R, P, S = models.T, models.R, models.P, models.S

_claim = plan_claims(
    "Jervis 1978",
    {
        "JV1": "In a stag hunt mutual restraint in arms enforces itself.",
        "JV2": "In chicken restraint can be enforced by the threat of an arms race.",
        "JV3": "In chicken restraint is enforced if the one who arms first has to yield from then on.",
        "JV4": "Restraint is harder to enforce in chicken than in a prisoner's dilemma.",
    },
)

ENTRIES: tuple[Entry, ...] = (
    _claim(
        "JV1",
        "the stag hunt",
        models.stag_hunt,
        lambda plan: enforceable(plan, delta),
        "Restraint until somebody arms, and an arms race from then on: whatever the discount factor.",
    ),
    _claim(
        "JV2",
        "chicken, by an arms race",
        models.chicken,
        lambda plan: enforceable(plan, delta),
        "It holds nowhere: in an arms race for ever each side would rather yield.",
    ),
    _claim(
        "JV3",
        "chicken, by yielding",
        models.yielding,
        lambda plan: Equivalent(enforceable(plan, delta), delta * (T - S) >= T - R),
        "Just if delta >= (T - R)/(T - S).",
    ),
    _claim(
        "JV4",
        "chicken against the dilemma",
        models.yielding,
        lambda plan: Implies(enforceable(plan, delta), delta * (T - P) >= T - R),
        "Where yielding enforces restraint, delta >= (T - R)/(T - P), which is what the grim trigger asks in a dilemma:"
        " to yield in chicken is worth more than an arms race.",
    ),
)
