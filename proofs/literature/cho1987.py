"""Claims after I.-K. Cho and D. M. Kreps, "Signaling games and stable equilibria", Quarterly Journal of Economics 102,
1987, on beer and quiche with symbolic payoffs.

All perfect Bayesian equilibria are asked, and that none is missing is proved from the definition.

>>> [entry.key for entry in ENTRIES][:3]
['CK1', 'CK2', 'CK3']
"""

from __future__ import annotations

from sympy import And, Eq, Expr
from sympy.logic.boolalg import Boolean

from detente.games import Game
from detente.games.literature import cho1987 as models
from detente.proofs.claim import Entry, claims
from detente.proofs.saying import every, every_survivor, families, plays, solved
from detente.solvers import Equilibrium, Solution
from detente.solvers.refinements import intuitive_criterion

q, b_s, b_w, d, w, k = models.q, models.b_s, models.b_w, models.d, models.w, models.k

# The formulas that the sentences are measured against
DETERRED = q > w / (k + w)  # B does not challenge an A of whom it knows nothing


def _all(game: Game) -> Solution:
    return solved(game, "pbe", edges="full")


def _all_families(game: Game) -> Boolean:
    def beer(eq: Equilibrium, kind: str) -> Expr:
        return plays(game, eq, "beer", kind)

    def kind(eq: Equilibrium, strong: int, weak: int) -> Boolean:
        return And(Eq(beer(eq, "strong"), strong), Eq(beer(eq, "weak"), weak))

    def semi(eq: Equilibrium) -> Boolean:
        return And(Eq(beer(eq, "strong"), 1), Eq(beer(eq, "weak"), q * k / ((1 - q) * w)), beer(eq, "weak") < 1)

    return families(
        _all(game),
        (lambda eq: kind(eq, 1, 1), And(DETERRED, d > b_w)),
        (lambda eq: kind(eq, 0, 0), And(DETERRED, d > b_s)),
        (lambda eq: kind(eq, 1, 0), d < b_w),
        (semi, And(q < w / (k + w), d > b_w)),
    )


_claim = claims(
    "Cho and Kreps 1987",
    {
        "CK1": "The strong and the weak behave alike, or apart, or the weak imitate the strong at times.",
        "CK2": "Beer is a sign of strength.",
        "CK3": "The strong have beer.",
        "CK4": "Only equilibria in which the strong have beer survive the intuitive criterion.",
    },
)

ENTRIES: tuple[Entry, ...] = (
    _claim(
        "CK1",
        "all equilibria of beer and quiche",
        models.beer_and_quiche,
        _all_families,
        "With b_s and b_w what the strong and the weak like better about their own breakfast, and d the worth of being"
        " spared: all have beer just if q > w/(k + w) and d > b_w, all have quiche just if q > w/(k + w) and d > b_s,"
        " each has what it likes just if d < b_w, and the weak have beer with probability q*k/((1 - q)*w) just if"
        " q < w/(k + w) and d > b_w.",
    ),
    _claim(
        "CK2",
        "beer is a sign of strength",
        models.beer_and_quiche,
        lambda game: every(_all(game), lambda eq: plays(game, eq, "beer", "strong") >= plays(game, eq, "beer", "weak")),
        "In every equilibrium the strong have beer at least as often as the weak.",
    ),
    _claim(
        "CK3",
        "the strong have beer in every equilibrium",
        models.beer_and_quiche,
        lambda game: every(_all(game), lambda eq: Eq(plays(game, eq, "beer", "strong"), 1)),
        "Without any refinement: all may have quiche, for fear that beer would be taken for a sign of weakness.",
    ),
    _claim(
        "CK4",
        "the strong have beer under the intuitive criterion",
        models.beer_and_quiche,
        lambda game: every_survivor(
            intuitive_criterion(_all(game)), lambda eq: Eq(plays(game, eq, "beer", "strong"), 1)
        ),
        "Where all have quiche the weak cannot gain by beer, whatever B makes of it, so that B should take a deviation"
        " for strength; some equilibrium survives for all parameters.",
    ),
)
