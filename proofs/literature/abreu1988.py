"""Claims after D. Abreu, "On the Theory of Infinitely Repeated Games with Discounting", Econometrica, 1988.

>>> [entry.key for entry in ENTRIES]
['U1', 'U2', 'U3']
"""

from __future__ import annotations

from sympy import And, Equivalent, Implies

from detente.games.literature import abreu1988 as models
from detente.proofs.claim import Entry
from detente.proofs.plans import delta, plan_claims
from detente.solvers import enforceable

T, R, h = models.T, models.R, models.h

_claim = plan_claims(
    "Abreu 1988",
    {
        "U1": "A short and harsh punishment that is worth going through for what follows it supports cooperation.",
        "U2": "Whatever reversion to the equilibrium of the stage supports, an optimal punishment supports too.",
        "U3": "Harsher punishment supports cooperation among less patient players.",
    },
)

ENTRIES: tuple[Entry, ...] = (
    _claim(
        "U1",
        "the stick and the carrot",
        models.stick_and_carrot,
        lambda plan: Equivalent(enforceable(plan, delta), And(delta * (R + h) >= T - R, delta * (R + h) >= h)),
        "One period of scorched earth supports cooperation just if delta*(R + h) is at least T - R and at least h: one"
        " does not defect, and one goes through with the punishment.",
    ),
    _claim(
        "U2",
        "one period of scorched earth against reversion",
        models.stick_and_carrot,
        lambda plan: Implies(enforceable(models.reversion(), delta), enforceable(plan, delta)),
        "It holds only in part, for a given harm: too harsh a stick is not gone through with, and too mild a one does"
        " not deter.",
    ),
    _claim(
        "U3",
        "where the stick does more than reversion",
        models.stick_and_carrot,
        lambda plan: Implies(And(h <= T - R, h * T >= R * (T - R)), Implies(enforceable(models.reversion(), delta), enforceable(plan, delta))),
        "If the harm h is no more than the temptation T - R, and so large that h*T >= R*(T - R)... ",
    ),
)
