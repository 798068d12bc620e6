"""Claims after K. Hedgecock and R. Person, "Bargaining with Blood: Russia's War in Ukraine", CSDS Policy Brief, 2022, on
regime change as the aim of a war.

>>> [entry.key for entry in ENTRIES]
['H18a', 'H18b', 'H18c', 'H18d', 'H18e', 'H18f', 'H18g']
"""

from __future__ import annotations

from sympy import And, Eq, Equivalent, Expr, Max, Not, together
from sympy.logic.boolalg import Boolean

from detente.games import Game
from detente.games.literature import hedgecock2022_regime as models
from detente.proofs.claim import Entry, claims
from detente.proofs.saying import every, families, never, probability, solved
from detente.solvers import Equilibrium, effect

q, r, s, K, u, delta = models.q, models.r, models.s, models.K, models.u, models.delta

# The formulas that the sentences are measured against
CEASEFIRE = ((1 - q) * r - q * s) / (1 - delta * (1 - q))  # what A expects of a ceasefire, until it is broken
PUPPET = r / (1 - delta) - K  # and of a government that it has put there
OUTCOMES = ("broken ceasefire", "war", "regime change", "submission")
PRICE = r / (1 - delta) - CEASEFIRE  # up to which A pays for a government that it controls
REFUSED = u < 0


def _ends(outcome: str) -> Boolean:
    return lambda eq: Eq(probability(eq, outcome), 1)


def _regions(game: Game) -> Boolean:
    worth = {
        "broken ceasefire": And(REFUSED, CEASEFIRE >= Max(0, PUPPET)),
        "war": And(REFUSED, CEASEFIRE < 0, PUPPET <= 0),
        "regime change": And(REFUSED, PUPPET > Max(0, CEASEFIRE)),
        "submission": Not(REFUSED),
    }
    return families(solved(game, "mpe"), *((_ends(outcome), where) for outcome, where in worth.items()))


def _no_settlement(game: Game) -> Boolean:
    def settled(eq: Equilibrium) -> Boolean:
        return Eq(probability(eq, "broken ceasefire", "submission"), 1)

    return every(solved(game, "mpe"), lambda eq: Equivalent(Not(settled(eq)), And(REFUSED, CEASEFIRE < Max(0, PUPPET))))


def _effect_on_price(of: Expr) -> Boolean:
    return effect(together(PRICE), of=of, given=models.regime_change().given).increasing


_claim = claims(
    "Hedgecock and Person 2022",
    {
        "H18": "The only government it will trust is one that it controls, hence regime change is the aim, and that is"
        " incompatible with the other side's choice.",
    },
)
