"""Claims after J. Farrell and R. Gibbons, "Cheap talk can matter in bargaining", Journal of Economic Theory 48, 1989.

All perfect Bayesian equilibria are asked, and that none is missing is proved from the definition.

>>> [entry.key for entry in ENTRIES][:3]
['C1', 'C2', 'C3']
"""

from __future__ import annotations

from sympy import And, Eq, Implies
from sympy.logic.boolalg import Boolean

from detente.games import Game
from detente.games.literature import farrell1989 as models
from detente.proofs.claim import Entry, claims
from detente.proofs.saying import every, families, probability, solved, some
from detente.solvers import Equilibrium, Solution

q, k, y, d = models.q, models.k, models.y, models.d


def _all(game: Game) -> Solution:
    return solved(game, "pbe", edges="full")


def _informs(eq: Equilibrium) -> Boolean:
    return Eq(probability(eq, "talks"), q)


_claim = claims(
    "Farrell and Gibbons 1989",
    {
        "C1": "Talk that costs nothing may be ignored.",
        "C2": "Cheap talk can matter in bargaining.",
        "C3": "Where cheap talk is listened to, both sides gain by it.",
    },
)

ENTRIES: tuple[Entry, ...] = (
    _claim(
        "C1",
        "all outcomes with cheap talk",
        models.talk,
        lambda game: families(
            _all(game),
            (lambda eq: Eq(probability(eq, "talks"), 1), q > (1 - q) * k),
            (lambda eq: Eq(probability(eq, "talks"), 0), q < (1 - q) * k),
            (_informs, d > y),
        ),
        "There always is an equilibrium in which A does what it would do without the talk, and one in which it"
        " negotiates with the keen alone just if d > y, so that the wary do not want to negotiate.",
    ),
    _claim(
        "C2",
        "cheap talk informs",
        models.talk,
        lambda game: some(_all(game), _informs),
        "There is an equilibrium in which A learns whether B is keen: just if the two types of B want different things"
        " of A.",
    ),
    _claim(
        "C3",
        "both sides gain by cheap talk",
        models.talk,
        lambda game: Implies(d > y, every(_all(game), lambda eq: And(eq.payoffs["A"] <= q, eq.payoffs["B"] <= q * y))),
        "Where B can be believed, neither side expects more in any other equilibrium than q and q*y, which they get if"
        " A negotiates with the keen alone.",
    ),
)
