"""Claims of K. Hedgecock and R. Person, "Bargaining with Blood: Russia's War in Ukraine", CSDS Policy Brief,
6 April 2022, on what a side does not know of the other, or of itself: lines 4 to 9.

>>> [entry.key for entry in ENTRIES][:3]
['H4a', 'H4b', 'H4c']
"""

from __future__ import annotations

from itertools import permutations

from sympy import And, Eq, Equivalent, Expr, Implies, Integer, Max, Min, Ne, Not, Piecewise
from sympy.logic.boolalg import Boolean

from detente.games import Game
from detente.games.literature import hedgecock2022_information as models
from detente.proofs.claim import Entry, built, claims
from detente.proofs.saying import at_risk, certain, every, plays, probability, risk, solved
from detente.solvers import Equilibrium, effect

p, c_A, c_B, q, a, b, C = models.p, models.c_A, models.c_B, models.q, models.a, models.b, models.C
c_L, c_H, p_1, p_2 = models.c_L, models.c_H, models.p_1, models.p_2
r, v, c = models.r, models.v, models.c

# The formulas that the sentences are measured against
RESOLVE = q * (c_A + Min(c_H, 1 - p)) < Min(c_H, 1 - p) - c_L
CAPABILITY = q * (Min(p_2 + c_B, 1) - p_1 + c_A) < Min(p_2 + c_B, 1) - p_1 - c_B
STRONG_END, WEAK_END = p_1 + c_H, p_2 + c_L  # the most that either accepts, where strength and resolve differ
STRONG_FIGHTS = q * (WEAK_END - p_1 + c_A) < WEAK_END - STRONG_END
WEAK_FIGHTS = (1 - q) * (STRONG_END - p_2 + c_A) < STRONG_END - WEAK_END
MIXED_RISK = Piecewise((q, STRONG_FIGHTS), (1 - q, WEAK_FIGHTS), (0, True))
GOOD_NEWS = q * a + (1 - q) * (1 - a)
OPTIMISM = q * (1 - q) * (2 * a - 1) * (p_2 - p_1) / GOOD_NEWS  # how far B's odds differ from A's after good news
CRITICAL = (1 - q) * (c_H - c_L) / (q * (c_A + c_L) + (1 - q) * (c_H - c_L))
TEMPTING = q * (c_A + c_L) / (q * (c_A + c_L) + (1 - q) * (c_H - c_L))
UNFOUGHT = q * (c_A + c_B) < (1 - q) * (p_2 - p_1)  # A runs the risk of war without a battle, after a victory, a defeat
WON = q * p_1 * (c_A + c_B) < (1 - q) * p_2 * (p_2 - p_1)
LOST = q * (1 - p_1) * (c_A + c_B) < (1 - q) * (1 - p_2) * (p_2 - p_1)
DETERRED = q * (1 - r) * c > (1 - q) * v  # A holds even if it hears of no support
WITHOUT_SIGNAL = q * (c_A + c_H) < c_H - c_L  # A runs the risk of war if it learns nothing


def _more_uncertain(game: Game) -> Boolean:
    """Say that the risk rises with C, and is no kink, where A begins to ask for all."""
    smooth = Ne(C + 2 * p, c_A + 2)
    return And(smooth, effect(risk(game), of=C, given=(*game.given, smooth)).increasing)


def _belief(eq: Equilibrium, *battles: str) -> Expr:
    """What A believes after some battles: the odds that B is strong."""
    return Integer(0) + eq.beliefs[("strong", *(f"{winner} wins battle {n}" for n, winner in enumerate(battles, 1)))]


def _learns(game: Game) -> Boolean:
    def says(eq: Equilibrium) -> Boolean:
        found = []
        for won in range(3):
            strong, weak = (odds**won * (1 - odds) ** (2 - won) for odds in (p_1, p_2))
            for order in set(permutations("A" * won + "B" * (2 - won))):
                found.append(Eq(_belief(eq, *order) * (q * strong + (1 - q) * weak), q * strong))
        return And(*found)

    return every(solved(game, "pbe"), says, checked=False)


def _closer(game: Game, on_average: bool) -> Boolean:
    """Say that a battle brings A's belief closer to the truth, whoever wins it, or on average."""

    def says(eq: Equilibrium) -> Boolean:
        won, lost = _belief(eq, "A"), _belief(eq, "B")
        if on_average:
            return And(p_1 * won + (1 - p_1) * lost >= q, p_2 * won + (1 - p_2) * lost <= q)
        return And(won >= q, lost >= q)  # if B is strong

    return every(solved(game, "pbe"), says)


def _proposer_gains(game: Game) -> Boolean:
    solution = solved(game, "pbe")
    value = Piecewise(*((eq.payoffs["A"], eq.when) for eq in solution.equilibria))
    return value.subs(a, b) >= value


_claim = claims(
    "Hedgecock and Person 2022",
    {
        "H4": "Each side has incomplete information about the other's capabilities and resolve.",
        "H5": "States may lack information on their own capabilities, and be overconfident.",
        "H6": "Each round of fighting reveals information; expectations converge until a settlement.",
        "H8": "Noisy signals of public support hinder the inference of resolve.",
        "H9": "Outside support strengthens capabilities and resolve, and is a credible signal, if it is received.",
    },
)

ENTRIES: tuple[Entry, ...] = (
    _claim(
        "H4a",
        "private resolve leads to war",
        models.resolve,
        lambda game: every(solved(game, "pbe"), lambda eq: probability(eq, "war") > 0),
        "B alone knows its cost of war, low with odds q; A makes the only offer, which may be refused.",
    ),
    _claim(
        "H4b",
        "the resolute fight, if they are unlikely enough",
        models.resolve,
        lambda game: at_risk(game, Piecewise((q, RESOLVE), (0, True))),
        "War has probability q where q*(c_A + m) < m - c_L for m = min(c_H, 1 - p), what A can ask beyond p"
        " if B is irresolute, and never happens elsewhere.",
    ),
    _claim(
        "H4c",
        "the strong fight, if they are unlikely enough",
        models.capability,
        lambda game: at_risk(game, Piecewise((q, CAPABILITY), (0, True))),
        "War has probability q where q*(m - p_1 + c_A) < m - p_1 - c_B for m = min(p_2 + c_B, 1): A expects"
        " p_1 of war, the odds against the type that refuses, and not the mean.",
    ),
    _claim(
        "H4d",
        "who is worth less to appease fights, be it the strong or the resolute",
        models.resolve_and_capability,
        lambda game: at_risk(game, MIXED_RISK),
        "With costs and odds both private, B is strong and bears war ill (its end of the range is e = p_1 + c_H), or"
        " weak and bears it well (e = p_2 + c_L). Only the type with the lower end may fight, and does just if its"
        " odds are below (m - e)/(m - p + c_A), with m the other's end and p its own odds.",
    ),
    _claim(
        "H4e",
        "the probability of war with uniform costs",
        models.uniform_costs,
        lambda game: at_risk(game, Max(0, Min((C - c_A) / 2, 1 - p)) / C),
        "With B's cost uniform on [0, C] war has probability max(0, min((C - c_A)/2, 1 - p))/C: half of what C"
        " exceeds A's own cost by, unless A already asks for all.",
    ),
    _claim(
        "H4f",
        "more uncertainty about resolve, more risk of war",
        models.uniform_costs,
        _more_uncertain,
        "The wider the range [0, C] of B's costs, the more likely is war: only where there is a risk at all and A"
        " does not ask for everything yet.",
    ),
    _claim(
        "H5a",
        "that nobody knows B's strength leads to war",
        models.own_strength,
        lambda game: every(solved(game, "pbe"), lambda eq: probability(eq, "war") > 0),
        "Both sides hold the same prior, and nobody has a signal: ignorance that is shared is no cause of war.",
        signal=False,
    ),
    _claim(
        "H5b",
        "good news leads to war, if it is unlikely and telling enough",
        models.own_strength,
        lambda game: at_risk(game, Piecewise((GOOD_NEWS, GOOD_NEWS * (c_A + c_B) < OPTIMISM), (0, True))),
        "With Q the odds of good news, war has probability Q where Q**2*(c_A + c_B) < q*(1 - q)*(2*a - 1)*(p_2 - p_1),"
        " and else none.",
    ),
    _claim(
        "H5c",
        "war just if expectations differ by more than the costs of war",
        models.own_strength,
        lambda game: Equivalent(risk(game) > 0, OPTIMISM > c_A + c_B),
        "Under a common prior: what B expects after good news against what A expects. It is enough, but not needed:"
        " the difference is only to exceed the costs times the odds of good news.",
    ),
    _claim(
        "H5d",
        "no war if the signal is public",
        models.own_strength,
        lambda game: certain(solved(game, "pbe"), "settlement"),
        "Both sides see the signal, however noisy it is, and agree on what it tells.",
        public=True,
    ),
    _claim(
        "H6a",
        "what A believes after w victories and l defeats",
        models.battles,
        _learns,
        "A wins a battle with p_1 or p_2, as B is strong or weak; after two battles, whatever their order, it believes"
        " B strong with q*p_1**w*(1 - p_1)**l in proportion to (1 - q)*p_2**w*(1 - p_2)**l.",
        count=2,
    ),
    _claim(
        "H6b",
        "every battle brings beliefs closer to the truth",
        models.battles,
        lambda game: _closer(game, on_average=False),
        "Whoever wins it, A thinks a strong B strong with at least the prior odds: but a strong B may lose a battle,"
        " and then A is more in error than before.",
    ),
    _claim(
        "H6c",
        "a battle brings beliefs closer to the truth on average",
        models.battles,
        lambda game: _closer(game, on_average=True),
        "If B is strong, A expects to think so with at least the prior odds after the battle, and if B is weak with at"
        " most these.",
    ),
    _claim(
        "H6d",
        "when the offer that both types accept comes",
        models.battles,
        lambda game: at_risk(game, Piecewise((q, LOST), (q * p_1, WON), (0, True))),
        "After a defeat A offers what a strong B accepts just if q*(1 - p_1)*(c_A + c_B) >="
        " (1 - q)*(1 - p_2)*(p_2 - p_1), and after a victory just if q*p_1*(c_A + c_B) >= (1 - q)*p_2*(p_2 - p_1):"
        " elsewhere a strong B fights on.",
    ),
    _claim(
        "H6e",
        "a battle never raises the risk of further war",
        models.battles,
        lambda game: risk(game) <= risk(built(models.battles, count=0)),
        "Against the offer without a battle: not so where A would be careful without it, and a victory makes it bold.",
    ),
    _claim(
        "H8a",
        "the critical accuracy of a public signal",
        models.public_support,
        lambda game: Implies(WITHOUT_SIGNAL, Eq(risk(game), Piecewise((q * (1 - a), a >= CRITICAL), (q, True)))),
        "All see B's public be firm or weary, truly with probability a. Where A would run the risk without it, the"
        " signal changes nothing below a = (1 - q)*(c_H - c_L)/(q*(c_A + c_L) + (1 - q)*(c_H - c_L)), and from there"
        " on only the resolute whose public seems weary fight.",
    ),
    _claim(
        "H8b",
        "more accurate information never raises the risk of war",
        models.public_support,
        lambda game: risk(game).subs(a, b) <= risk(game),
        "From accuracy a to b >= a. Where A is careful without a signal, one that is accurate enough tempts it to"
        " press a B that seems weary, and some of these are resolute.",
    ),
    _claim(
        "H8c",
        "an accurate signal brings a risk of war where there was none",
        models.public_support,
        lambda game: Implies(Not(WITHOUT_SIGNAL), Eq(risk(game), Piecewise((q * (1 - a), a > TEMPTING), (0, True)))),
        "Where A is careful without a signal the risk is none at first; above"
        " a = q*(c_A + c_L)/(q*(c_A + c_L) + (1 - q)*(c_H - c_L)) A presses a B whose public seems weary, and the"
        " resolute among these fight: the risk jumps up to q*(1 - a), and falls from there.",
    ),
    _claim(
        "H8d",
        "the proposer never loses from a better signal",
        models.public_support,
        _proposer_gains,
        "What A expects is no less with accuracy b than with a, whatever it does to the risk of war.",
    ),
    _claim(
        "H9a",
        "when a signal of support deters",
        models.support,
        lambda game: at_risk(game, Piecewise((0, DETERRED), (1 - q * r, True))),
        "An ally supports B with odds q, and A hears of it with odds r. A never attacks if q*(1 - r)*c > (1 - q)*v, so"
        " that silence may mean support; else it attacks unless it hears of support.",
    ),
    _claim(
        "H9b",
        "a signal that arrives deters",
        models.support,
        lambda game: every(
            solved(game, "pbe", edges="full"), lambda eq: Eq(plays(game, eq, "hold", "supported", "signal"), 1)
        ),
        "Whatever the parameters, A holds if it hears of support.",
    ),
    _claim(
        "H9c",
        "the likelier a signal is to arrive, the less likely is war",
        models.support,
        lambda game: risk(game).subs(r, b) <= risk(game),
        "From odds r to b >= r: not so where A, hearing nothing, would hold at r and attack at b.",
    ),
)
