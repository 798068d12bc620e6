"""Claims after D. Abreu, "On the Theory of Infinitely Repeated Games with Discounting", Econometrica, 1988.

>>> [entry.key for entry in ENTRIES]
['AB1', 'AB2', 'AB3']
"""

from __future__ import annotations

from sympy import And, Eq, Equivalent, Implies
from sympy.logic.boolalg import Boolean

from detente.games import Automaton
from detente.games.literature import abreu1988 as models
from detente.proofs.claim import Entry
from detente.proofs.plans import delta, plan_claims
from detente.solvers import enforceable

T, R, P, h = models.T, models.R, models.P, models.h


def _best_stick(plan: Automaton) -> Boolean:
    stick, reversion = enforceable(plan, delta), enforceable(models.reversion(), delta)
    exactly = And(Equivalent(stick, delta * T >= T - R), Equivalent(reversion, delta * (T - P) >= T - R))
    return Implies(Eq(h, T - R), And(exactly, Implies(reversion, stick)))


_claim = plan_claims(
    "Abreu 1988",
    {
        "AB1": "A short and harsh punishment that is worth going through for what follows it supports cooperation.",
        "AB2": "Whatever reversion to the equilibrium of the stage supports, an optimal punishment supports too.",
        "AB3": "Harsher punishment than reversion supports cooperation among less patient players.",
    },
)

ENTRIES: tuple[Entry, ...] = (
    _claim(
        "AB1",
        "the stick and the carrot",
        models.stick_and_carrot,
        lambda plan: Equivalent(enforceable(plan, delta), And(delta * (R + h) >= T - R, delta * (R + h) >= h)),
        "One period of scorched earth supports cooperation just if delta*(R + h) is at least T - R and at least h: one"
        " does not defect, and one goes through with the punishment.",
    ),
    _claim(
        "AB2",
        "one period of scorched earth against reversion",
        models.stick_and_carrot,
        lambda plan: Implies(enforceable(models.reversion(), delta), enforceable(plan, delta)),
        "It holds only in part, for a given harm: too harsh a stick is not gone through with, and too mild a one does"
        " not deter.",
    ),
    _claim(
        "AB3",
        "the best stick",
        models.stick_and_carrot,
        _best_stick,
        "If the harm h is as great as the temptation T - R, one period of it supports cooperation from (T - R)/T on,"
        " which takes less patience than reversion does.",
    ),
)
