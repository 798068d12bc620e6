"""Claims after K. A. Schultz, "Domestic opposition and signaling in international crises", American Political Science
Review 92, 1998, in the smallest crisis with an informed opposition.

All perfect Bayesian equilibria are asked, and that none is missing is proved from the definition.

>>> [entry.key for entry in ENTRIES][:3]
['O1', 'O2a', 'O2b']
"""

from __future__ import annotations

from sympy import And, Eq, Expr, true
from sympy.logic.boolalg import Boolean

from detente.games import Game
from detente.games.literature import schultz1998 as models
from detente.proofs.claim import Entry, built, claims
from detente.proofs.saying import dominated, every, families, plays, probability, solved, some
from detente.solvers import Equilibrium, Solution

q, v, a, w = models.q, models.v, models.a, models.w

# The formulas that the sentences are measured against
FEARED = q * (1 + w) > 1  # B concedes if it learns nothing
DOUBTED = q * (1 + w) < 1


def _all(game: Game) -> Solution:
    return solved(game, "pbe", edges="full")


def _credible(eq: Equilibrium) -> Boolean:
    """Only the strong threaten, and B concedes."""
    return And(Eq(probability(eq, "concession"), q), Eq(probability(eq, "status quo"), 1 - q))


def _risk(eq: Equilibrium) -> Expr:
    return probability(eq, "war")


def _all_families(game: Game) -> Boolean:
    return families(
        _all(game),
        (_credible, q > 0),
        (lambda eq: Eq(probability(eq, "status quo"), 1), q > 0),
        (lambda eq: Eq(probability(eq, "concession"), 1), FEARED),
        (lambda eq: Eq(probability(eq, "war"), q * v / (a + v)), DOUBTED),
    )


def _support_informs(game: Game) -> Boolean:
    def says(eq: Equilibrium) -> Boolean:
        supported = ("strong", "threaten", "support")
        if supported not in eq.path:
            return true
        always = Eq(plays(game, eq, "support", "strong", "threaten"), 1)
        return And(always, eq.beliefs[supported] >= q)

    return every(_all(game), says)


_claim = claims(
    "Schultz 1998",
    {
        "O1": "An opposition that knows its government may support its threats, and thereby vouch for them.",
        "O2": "With an informed opposition only those threaten who mean it, and B concedes.",
        "O3": "A public opposition lowers the risk of war.",
        "O4": "The opposition's support confirms the threat.",
    },
)

ENTRIES: tuple[Entry, ...] = (
    _claim(
        "O1",
        "all outcomes with an informed opposition",
        models.opposition,
        _all_families,
        "Only the strong threaten, and B concedes: always; nobody threatens: always; all threaten, and B concedes, just"
        " if q*(1 + w) > 1; some of the weak bluff, and war has probability q*v/(a + v), just if q*(1 + w) < 1.",
    ),
    _claim(
        "O2a",
        "with an opposition there is an equilibrium with true threats only",
        models.opposition,
        lambda game: some(_all(game), _credible),
        "The opposition supports the strong and would expose the weak, whatever the parameters.",
    ),
    _claim(
        "O2b",
        "without an opposition there is an equilibrium with true threats only",
        models.opposition,
        lambda game: some(_all(game), _credible),
        "If B hears the government alone, the weak would threaten too wherever B concedes.",
        informed=False,
    ),
    _claim(
        "O2c",
        "with an opposition threats are true in every equilibrium",
        models.opposition,
        lambda game: every(_all(game), lambda eq: Eq(probability(eq, "retreat"), 0)),
        "No bluff is called: not so where a weak government is supported too, since to oppose would be taken for a sign"
        " of strength.",
    ),
    _claim(
        "O3",
        "an opposition never raises the highest risk of war",
        models.opposition,
        lambda game: dominated(_all(game), _all(built(models.opposition, informed=False)), _risk),
        "For each equilibrium with an opposition there is one without, in which war is at least as likely.",
    ),
    _claim(
        "O4",
        "support confirms a threat",
        models.opposition,
        _support_informs,
        "In every equilibrium the opposition supports a strong government that threatens, and B, seeing that, thinks it"
        " strong with at least the prior odds.",
    ),
)
