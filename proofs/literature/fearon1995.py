"""Claims after J. D. Fearon, "Rationalist explanations for war", International
Organization 49, 1995.

>>> [entry.key for entry in ENTRIES][:3]
['F1', 'F2', 'F3a']
"""

from __future__ import annotations

from sympy import And, Eq, Equivalent, Implies, Max, Min, Piecewise, true
from sympy.logic.boolalg import Boolean

from detente.games import Chance, Game
from detente.games.literature import fearon1995 as models
from detente.proofs.claim import Claim, Entry, built
from detente.proofs.saying import at_risk, certain, ends, every, exactly, probability, risk, solved, worth
from detente.solvers import bargaining_range

SOURCE = "Fearon 1995"
p, c_A, c_B, delta = models.p, models.c_A, models.c_B, models.delta
p_f, p_s, p_1, p_2 = models.p_f, models.p_s, models.p_1, models.p_2

# The formulas that the sentences are measured against
TEXTBOOK = delta * p_2 - p_1 > c_B * (1 - delta) ** 2
EXACT = And(TEXTBOOK, delta - p_1 > c_B * (1 - delta))
q, q_1, q_2, c_1, c_2, c_3, r = models.q, models.q_1, models.q_2, models.c_1, models.c_2, models.c_3, models.r
RISKY = q * (c_A + c_2) < c_2 - c_1
# What A gains over c_1 by asking a middling and a soft B for their all
MIDDLING = (1 - q_1) * c_2 - q_1 * c_A - c_1
SOFT = (1 - q_1 - q_2) * c_3 - (q_1 + q_2) * c_A - c_1
TOMORROW_IS_INSIDE = p_2 + c_B * (1 - delta) <= 1


def _range(game: Game) -> Boolean:
    low, high = ends(game)
    return And(Eq(low, Max(0, p - c_A)), Eq(high, Min(1, p + c_B)), high > low)


def _expected_outcome(game: Game) -> Boolean:
    deal, war = worth(game, "settlement"), worth(game, "war")
    return And(*(deal[player].subs(models.x, p) >= war[player] for player in game.players))


def _textbook_inside(game: Game) -> Boolean:
    """The textbook's inequality is right wherever tomorrow's offer is not at its corner."""
    return every(
        solved(game),
        lambda eq: Implies(TOMORROW_IS_INSIDE, Equivalent(TEXTBOOK, Eq(probability(eq, "war"), 1))),
    )


def _range_means_peace(game: Game) -> Boolean:
    """Ask for the settlements that both prefer to war whichever type B is: those with the tougher B alone."""
    assert isinstance(game.root, Chance)
    ranges = [bargaining_range(Game(game.players, node, game.given)) for _, node in game.root.moves.values()]
    common = And(*(found.nonempty for found in ranges), Min(*(found.high for found in ranges)) > p - c_A)
    return every(solved(game, "pbe"), lambda eq: Implies(common, Eq(probability(eq, "war"), 0)))


def _mean_will_do(game: Game) -> Boolean:
    return Eq(risk(game), risk(built(models.private_odds, as_costs=True)))


def _averse(game: Game, given: Boolean) -> Boolean:
    averse = risk(game)
    return Implies(given, averse <= averse.subs(r, 0))


ENTRIES: tuple[Entry, ...] = (
    Claim(
        SOURCE,
        "Since war is costly, there is a range of settlements that both sides prefer to fighting.",
        built(models.ultimatum),
        _range,
        "Without risk aversion, x goes to A and 1 - x to B; p - c_A <= x <= p + c_B within the stake, of"
        " positive width.",
        "F1",
        "the bargaining range is never empty",
        "ultimatum",
    ),
    Claim(
        SOURCE,
        "With complete information and no problem of commitment there is no war.",
        built(models.ultimatum),
        lambda game: certain(solved(game, ties="all"), "settlement"),
        "The side that makes the offer leaves the other just what war is worth to it, and the offer is accepted.",
        "F2",
        "no war under complete information",
        "ultimatum",
    ),
    Claim(
        SOURCE,
        "The range is not empty if the sides are risk-averse.",
        built(models.risk_attitude),
        lambda game: And(bargaining_range(game).nonempty, certain(solved(game), "settlement")),
        "A share z is worth sqrt(z), and war is a lottery over all and nothing; nor is there war in equilibrium.",
        "F3a",
        "risk aversion keeps the range",
        "risk_attitude",
    ),
    Claim(
        SOURCE,
        "Both sides prefer the expected outcome of war to war itself, whatever their attitude to risk.",
        built(models.curvature),
        _expected_outcome,
        "A share z is worth z + r*z*(1 - z), and x = p is compared with the lottery of war: risk aversion, r >= 0, is"
        " enough for the range to contain it, while for the risk-acceptant war has to cost enough.",
        "F3b",
        "the expected outcome is preferred to war",
        "curvature",
    ),
    Claim(
        SOURCE,
        "The range is not empty, whatever the attitude to risk.",
        built(models.risk_attitude, 2),
        lambda game: bargaining_range(game).nonempty,
        "A share z is worth z**2: both sides like risk, and the lottery of war may be better than any division.",
        "F4",
        "risk acceptance can empty the range",
        "risk_attitude",
    ),
    Claim(
        SOURCE,
        "With advantages to the first strike, there is a range just if p_f - p_s <= c_A + c_B.",
        built(models.first_strike),
        lambda game: Equivalent(bargaining_range(game).nonempty, p_f - p_s <= c_A + c_B),
        "A wins with p_f if it strikes first and with p_s if B does, 0 <= p_s <= p_f <= 1; a side"
        " compares a division with its own first strike. The corners of the stake never bind.",
        "F5",
        "first strikes close the range",
        "first_strike",
    ),
    Claim(
        SOURCE,
        "With advantages to the first strike too large for the costs of war, war is certain.",
        built(models.first_strike),
        lambda game: exactly(solved(game), p_f - p_s > c_A + c_B, "war"),
        "A offers, B strikes or accepts, A holds to the bargain or strikes: in equilibrium there is war"
        " just if the range is empty.",
        "F6",
        "war from first strikes in equilibrium",
        "first_strike",
    ),
    Claim(
        SOURCE,
        "A declining side fights a preventive war just if delta*p_2 - p_1 > c_B*(1 - delta)**2.",
        built(models.preventive_war),
        lambda game: exactly(solved(game), TEXTBOOK, "war"),
        "A wins with p_1 today and p_2 >= p_1 from tomorrow on, and makes the offers; what tomorrow's"
        " offer settles lasts for ever.",
        "F7",
        "the textbook's condition for preventive war",
        "preventive_war",
    ),
    Claim(
        SOURCE,
        "The condition for preventive war holds where tomorrow's offer leaves B something.",
        built(models.preventive_war),
        _textbook_inside,
        "If p_2 + c_B*(1 - delta) <= 1, so that B's threat of war still earns it a share tomorrow, the"
        " textbook's condition is exact.",
        "F8",
        "where the textbook's condition is exact",
        "preventive_war",
    ),
    Claim(
        SOURCE,
        "A declining side fights a preventive war just if the whole of today's stake cannot make up for its decline.",
        built(models.preventive_war),
        lambda game: exactly(solved(game), EXACT, "war"),
        "With all corners: the textbook's condition and, besides, delta - p_1 > c_B*(1 - delta): B"
        " prefers war today to the whole stake of today with nothing after.",
        "F9",
        "the exact condition for preventive war",
        "preventive_war",
    ),
    Claim(
        SOURCE,
        "A side that does not know the other's resolve trades the risk of war against better terms.",
        built(models.risk_return),
        lambda game: at_risk(game, Piecewise((q, RISKY), (0, True))),
        "B's cost is c_1 with odds q, or c_2 > c_1, both inside the stake: A takes the risk just if"
        " q < (c_2 - c_1)/(c_A + c_2), and then the tough type fights.",
        "F10",
        "the risk-return trade-off with two types",
        "risk_return",
    ),
    Claim(
        SOURCE,
        "A side that does not know the other's resolve trades the risk of war against better terms.",
        built(models.three_types),
        lambda game: at_risk(
            game,
            Piecewise(
                (0, And(MIDDLING <= 0, SOFT <= 0)),
                (q_1, And(MIDDLING > 0, MIDDLING >= SOFT)),
                (q_1 + q_2, True),
            ),
        ),
        "With three types A compares three demands, and the tougher types fight: none, the toughest, or both.",
        "F11",
        "the risk-return trade-off with three types",
        "three_types",
    ),
    Claim(
        SOURCE,
        "Where the range of settlements that both prefer to war is not empty, there is no war.",
        built(models.risk_return),
        _range_means_peace,
        "There are divisions that A and both types of B prefer to war, whatever the parameters, and yet A may ask for"
        " more: the sentence holds only where A takes no risk.",
        "F12",
        "a nonempty range means no war",
        "risk_return",
    ),
    Claim(
        SOURCE,
        "Uncertainty about the odds of war is the same as uncertainty about costs with odds at their mean.",
        built(models.private_odds),
        _mean_will_do,
        "War is worth to each B what it is by its private odds, and to A what it is by the mean: that overlooks that"
        " it is the strong B who refuses, and overstates the risk of war.",
        "F13",
        "private odds are like private costs",
        "private_odds",
    ),
    Claim(
        SOURCE,
        "Risk aversion always lowers the risk of war.",
        built(models.risk_averse_proposer),
        lambda game: _averse(game, true),
        "A share z is worth z + r*z*(1 - z) to the proposer, against r = 0, while war is a lottery over all and"
        " nothing.",
        "F14",
        "risk aversion of the proposer never raises the risk of war",
        "risk_averse_proposer",
    ),
    Claim(
        SOURCE,
        "Risk aversion lowers the risk of war where war is worth at least as much as nothing.",
        built(models.risk_averse_proposer),
        lambda game: _averse(game, p >= c_A),
        "If p >= c_A, so that A would rather fight than have nothing, aversion to risk never raises the risk of war.",
        "F15",
        "where risk aversion keeps the peace",
        "risk_averse_proposer",
    ),
    Claim(
        SOURCE,
        "Cheap talk does not solve the problem of private information, for all would claim to be resolute.",
        built(models.cheap_talk),
        lambda game: every(
            solved(game, "pbe", edges="full"),
            lambda eq: Eq(probability(eq, "war"), Piecewise((q, RISKY), (0, True))),
            checked=False,
        ),
        "B says that it is tough or soft before the offer: in every equilibrium war is as likely as without that.",
        "F16",
        "cheap talk before an ultimatum changes nothing",
        "cheap_talk",
    ),
)
