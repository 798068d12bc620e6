"""Claims under complete information in J. D. Fearon, "Rationalist explanations for war", International
Organization 49, 1995.

>>> [entry.key for entry in ENTRIES][:3]
['F1', 'F2', 'F3a']
"""

from __future__ import annotations

from sympy import And, Eq, Equivalent, Implies, Max, Min
from sympy.logic.boolalg import Boolean

from detente.games import Game
from detente.games.literature import fearon1995 as models
from detente.proofs.claim import Claim, Entry
from detente.proofs.saying import certain, ends, every, exactly, probability, worth
from detente.solvers import bargaining_range, solve

SOURCE = "Fearon 1995"
p, c_A, c_B, delta = models.p, models.c_A, models.c_B, models.delta
p_f, p_s, p_1, p_2 = models.p_f, models.p_s, models.p_1, models.p_2

# The formulas that the sentences are measured against
TEXTBOOK = delta * p_2 - p_1 > c_B * (1 - delta) ** 2
EXACT = And(TEXTBOOK, delta - p_1 > c_B * (1 - delta))
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
        solve(game),
        lambda eq: Implies(TOMORROW_IS_INSIDE, Equivalent(TEXTBOOK, Eq(probability(eq, "war"), 1))),
    )


ENTRIES: tuple[Entry, ...] = (
    Claim(
        SOURCE,
        "Since war is costly, there is a range of settlements that both sides prefer to fighting.",
        models.ultimatum(),
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
        models.ultimatum(),
        lambda game: certain(solve(game, ties="all"), "settlement"),
        "The side that makes the offer leaves the other just what war is worth to it, and the offer is accepted.",
        "F2",
        "no war under complete information",
        "ultimatum",
    ),
    Claim(
        SOURCE,
        "The range is not empty if the sides are risk-averse.",
        models.risk_attitude(),
        lambda game: And(bargaining_range(game).nonempty, certain(solve(game), "settlement")),
        "A share z is worth sqrt(z), and war is a lottery over all and nothing; nor is there war in equilibrium.",
        "F3a",
        "risk aversion keeps the range",
        "risk_attitude",
    ),
    Claim(
        SOURCE,
        "Both sides prefer the expected outcome of war to war itself, whatever their attitude to risk.",
        models.curvature(),
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
        models.risk_attitude(2),
        lambda game: bargaining_range(game).nonempty,
        "A share z is worth z**2: both sides like risk, and the lottery of war may be better than any division.",
        "F4",
        "risk acceptance can empty the range",
        "risk_attitude",
    ),
    Claim(
        SOURCE,
        "With advantages to the first strike, there is a range just if p_f - p_s <= c_A + c_B.",
        models.first_strike(),
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
        models.first_strike(),
        lambda game: exactly(solve(game), p_f - p_s > c_A + c_B, "war"),
        "A offers, B strikes or accepts, A holds to the bargain or strikes: in equilibrium there is war"
        " just if the range is empty.",
        "F6",
        "war from first strikes in equilibrium",
        "first_strike",
    ),
    Claim(
        SOURCE,
        "A declining side fights a preventive war just if delta*p_2 - p_1 > c_B*(1 - delta)**2.",
        models.preventive_war(),
        lambda game: exactly(solve(game), TEXTBOOK, "war"),
        "A wins with p_1 today and p_2 >= p_1 from tomorrow on, and makes the offers; what tomorrow's"
        " offer settles lasts for ever.",
        "F7",
        "the textbook's condition for preventive war",
        "preventive_war",
    ),
    Claim(
        SOURCE,
        "The condition for preventive war holds where tomorrow's offer leaves B something.",
        models.preventive_war(),
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
        models.preventive_war(),
        lambda game: exactly(solve(game), EXACT, "war"),
        "With all corners: the textbook's condition and, besides, delta - p_1 > c_B*(1 - delta): B"
        " prefers war today to the whole stake of today with nothing after.",
        "F9",
        "the exact condition for preventive war",
        "preventive_war",
    ),
)
