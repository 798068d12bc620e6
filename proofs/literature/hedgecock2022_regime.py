"""Claims after K. Hedgecock and R. Person, "Bargaining with Blood: Russia's War in Ukraine", CSDS Policy Brief, 2022:
regime change as the aim of a war.

>>> [entry.key for entry in ENTRIES]
['H18a', 'H18b', 'H18c', 'H18d', 'H18e', 'H18f', 'H18g']
"""

from __future__ import annotations

from sympy import And, Eq, Equivalent, Expr, Max, Not, Symbol, together
from sympy.logic.boolalg import Boolean

from detente.games import Game
from detente.games.literature import hedgecock2022_regime as models
from detente.proofs.claim import Entry, claims
from detente.proofs.saying import Sentence, certain, every, families, never, probability, solved
from detente.solvers import Equilibrium, effect

q, r, s, K, u, delta = models.q, models.r, models.s, models.K, models.u, models.delta

# The formulas that the sentences are measured against
CEASEFIRE = ((1 - q) * r - q * s) / (1 - delta * (1 - q))  # what A expects of a ceasefire, until it is broken
PUPPET = r / (1 - delta) - K  # and of a government that it has put there
REFUSED = u < 0


def _ends(outcome: str) -> Sentence:
    return lambda eq: Eq(probability(eq, outcome), 1)


def _regions(game: Game) -> Boolean:
    worth = {
        "ceasefire until broken": And(REFUSED, CEASEFIRE >= Max(0, PUPPET)),
        "war": And(REFUSED, CEASEFIRE < 0, PUPPET <= 0),
        "regime change": And(REFUSED, PUPPET > Max(0, CEASEFIRE)),
        "submission": Not(REFUSED),
    }
    return families(solved(game, "mpe"), *((_ends(outcome), where) for outcome, where in worth.items()))


def _no_settlement(game: Game) -> Boolean:
    def settled(eq: Equilibrium) -> Boolean:
        return Eq(probability(eq, "ceasefire until broken", "submission"), 1)

    return every(solved(game, "mpe"), lambda eq: Equivalent(Not(settled(eq)), And(REFUSED, CEASEFIRE < Max(0, PUPPET))))


def _price(game: Game) -> Expr:
    """Return what A would pay for a government that it controls, rather than have the ceasefire."""
    worth = {next(iter(eq.outcomes)): eq.payoffs["A"] for eq in solved(game, "mpe").equilibria}
    return worth["regime change"] + K - worth["ceasefire until broken"]


def _rises(game: Game, of: Symbol) -> Boolean:
    return effect(together(_price(game)), of=of, given=game.given).increasing


_claim = claims(
    "Hedgecock and Person 2022",
    {
        "H18": "The only government it will trust is one that it controls, hence regime change is the aim, and that is"
        " incompatible with the other side's choice.",
    },
)

ENTRIES: tuple[Entry, ...] = (
    _claim(
        "H18a",
        "no ceasefire with a government that may change",
        models.regime_change,
        lambda game: never(solved(game, "mpe"), "ceasefire until broken"),
        "A trusts the ceasefire nowhere: not so where new governments are rare enough, q*(r + s) <= r, and a puppet is"
        " dear enough.",
    ),
    _claim(
        "H18b",
        "regime change is the aim",
        models.regime_change,
        lambda game: certain(solved(game, "mpe"), "regime change", "submission"),
        "A wants a government of its own, by consent or by force, at the price K: that pays just if r/(1 - delta) - K"
        " is more than war and more than the ceasefire.",
    ),
    _claim(
        "H18c",
        "a puppet by consent",
        models.regime_change,
        lambda game: never(solved(game, "mpe"), "submission"),
        "B never submits: just if that is worse to it than war, u < 0.",
    ),
    _claim(
        "H18d",
        "the regions of ceasefire, war and regime change",
        models.regime_change,
        _regions,
        "With C = (r - q*(r + s))/(1 - delta*(1 - q)) for the ceasefire and P = r/(1 - delta) - K for a puppet, and u <"
        " 0: ceasefire if C >= max(0, P), regime change if P > max(0, C), war if both are worth less than war.",
    ),
    _claim(
        "H18e",
        "where no settlement is left",
        models.regime_change,
        _no_settlement,
        "Neither a ceasefire nor submission just if u < 0 and C < max(0, P).",
    ),
    _claim(
        "H18f",
        "turnover makes for regime change",
        models.regime_change,
        lambda game: _rises(game, q),
        "What A would pay for a government that it controls, rather than live with the ceasefire, rises with q.",
    ),
    _claim(
        "H18g",
        "patience makes for regime change",
        models.regime_change,
        lambda game: _rises(game, delta),
        "It rises with delta too: patience, which keeps a side to the ceasefire while the government stays, makes it"
        " value what lasts.",
    ),
)
