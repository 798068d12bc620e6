"""Claims after D. M. Kreps and R. Wilson, "Reputation and imperfect information", Journal of Economic Theory 27, 1982,
with one and two entrants.

All perfect Bayesian equilibria are asked, and that none is missing is proved from the definition.

>>> [entry.key for entry in ENTRIES][:3]
['K1', 'K2', 'K3']
"""

from __future__ import annotations

from sympy import And, Eq, Expr, Implies
from sympy.logic.boolalg import Boolean

from detente.games import Game
from detente.games.literature import kreps1982 as models
from detente.proofs.claim import Entry, claims
from detente.proofs.saying import every, families, plays, solved
from detente.solvers import Equilibrium, Solution

q, b = models.q, models.b


def _all(game: Game) -> Solution:
    return solved(game, "pbe", edges="full")


def _enters(game: Game, eq: Equilibrium) -> Expr:
    return plays(game, eq, "enter", "tough")


def _fights(game: Game, eq: Equilibrium, kind: str) -> Expr:
    return plays(game, eq, "fight", kind, "enter")


def _one(game: Game) -> Boolean:
    return families(
        _all(game),
        (lambda eq: Eq(_enters(game, eq), 0), q > b),
        (lambda eq: Eq(_enters(game, eq), 1), q < b),
    )


def _two(game: Game) -> Boolean:
    def shared(eq: Equilibrium) -> Boolean:
        return And(Eq(_enters(game, eq), 1), Eq(_fights(game, eq, "tough"), 0), Eq(_fights(game, eq, "weak"), 0))

    def fought(eq: Equilibrium) -> Boolean:
        mimics = Eq(_fights(game, eq, "weak"), q * (1 - b) / ((1 - q) * b))
        return And(Eq(_enters(game, eq), 1), Eq(_fights(game, eq, "tough"), 1), mimics)

    def later(eq: Equilibrium, enters: int) -> Boolean:
        return And(Eq(_enters(game, eq), 0), Eq(plays(game, eq, "enter", "tough", "stay out"), enters))

    return families(
        _all(game),
        (fought, q < b**2),
        (lambda eq: later(eq, 1), And(b**2 < q, q < b)),
        (lambda eq: later(eq, 0), q > b),
        (shared, q > b),
    )


def _weak_fights(game: Game) -> Boolean:
    def says(eq: Equilibrium) -> Boolean:
        return And(_fights(game, eq, "weak") > 0, _fights(game, eq, "weak") < 1)

    return every(_all(game), lambda eq: Implies(q < b**2, says(eq)))


_claim = claims(
    "Kreps and Wilson 1982",
    {
        "K1": "The last entrant stays out if the monopolist's reputation for toughness is good enough.",
        "K2": "A monopolist may fight an early entrant for the sake of its reputation.",
        "K3": "A smaller reputation is enough to deter an entrant if others are to come.",
        "K4": "To keep its reputation, even a monopolist that loses by it fights at times.",
    },
)

ENTRIES: tuple[Entry, ...] = (
    _claim(
        "K1",
        "one entrant is deterred by a reputation above b",
        models.chain_store,
        _one,
        "With q the odds that the monopolist is tough, and b what the entrant gets if it is not fought (and b - 1 if it"
        " is): the entrant stays out just if q > b, and enters just if q < b.",
        entrants=1,
    ),
    _claim(
        "K2",
        "all equilibria with two entrants",
        models.chain_store,
        _two,
        "The first enters, and the weak monopolist fights with probability q*(1 - b)/((1 - q)*b), just if q < b**2; the"
        " first stays out and the second enters just if b**2 < q < b; both stay out just if q > b, where there is one"
        " more equilibrium, in which to fight is taken for weakness and the first shares the market with either.",
    ),
    _claim(
        "K3",
        "the first of two entrants is deterred by a reputation above b**2",
        models.chain_store,
        lambda game: every(_all(game), lambda eq: Implies(q > b**2, Eq(_enters(game, eq), 0))),
        "In every equilibrium, without any refinement: not so for q > b, if to fight is taken for weakness.",
    ),
    _claim(
        "K4",
        "the weak monopolist fights the first of two entrants at times",
        models.chain_store,
        _weak_fights,
        "For q < b**2, where the first enters, the weak monopolist fights it with a probability between zero and one.",
    ),
)
