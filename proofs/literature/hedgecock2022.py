"""The claims, line by line, of K. Hedgecock and R. Person, "Bargaining with Blood: Russia's War in Ukraine",
CSDS Policy Brief, 6 April 2022.

A line may have several claims; "mixed" tells under which condition its sentence holds in the model.

>>> [entry.key for entry in ENTRIES if entry.key.startswith("H1")][:3]
['H1a', 'H1b', 'H1c']
"""

from __future__ import annotations

from sympy import And, Eq, Equivalent, Expr, Implies, Max, Min, Not, Or, Rational, Symbol
from sympy.logic.boolalg import Boolean

from detente.games import Game, Terminal
from detente.games.literature import hedgecock2022 as models
from detente.proofs.claim import Entry, claims
from detente.proofs.literature.hedgecock2022_information import ENTRIES as INFORMATION
from detente.proofs.saying import certain, ends, every, exactly, probability, solved, width, worth
from detente.solvers import Effect, bargaining_range, effect

p, c_A, c_B, r, T = models.p, models.c_A, models.c_B, models.r, models.T
pi_A, pi_B, v_A, v_B, h, k = models.pi_A, models.pi_B, models.v_A, models.v_B, models.h, models.k
WHOLE = ("A has all", "B has all")

# The formulas that the sentences are measured against
BOTH_WOULD_FIGHT = And(c_A < p, p + c_B < 1)  # rather than leave the whole stake to the other
DISAGREE = pi_A - pi_B > c_A + c_B
FELT = models.s - models.o
LOW_SANCTIONED, HIGH_SANCTIONED = p + models.a * FELT - c_A, p + (models.a + models.b) * FELT + c_B
OUTRAGED = Or(h > p + c_B, h * (1 - k) > c_A + c_B)
NET_A, NET_B = models.s_A * c_A - models.b_A, models.s_B * c_B - models.b_B
AGAINST_PEACE = Or(NET_A + NET_B < 0, NET_A < p - 1, NET_B < -p)


def _the_outcome_itself(game: Game) -> Boolean:
    low, high = ends(game)
    as_expected = And(Eq(low, Max(0, p - c_A)), Eq(high, Min(1, p + c_B)))
    return And(as_expected, high > low, bargaining_range(game).contains(p))


def _cost_saved(game: Game) -> Boolean:
    war = worth(game, "war")
    return every(
        solved(game),
        lambda eq: And(
            *(eq.payoffs[player] >= war[player] for player in game.players),
            Eq(sum(eq.payoffs.values()) - sum(war.values()), c_A + c_B),
        ),
    )


def _no_whole(game: Game) -> Boolean:
    return Not(bargaining_range(game, WHOLE).nonempty)


def _no_part(game: Game) -> Boolean:
    ways = {node.outcome for _, node in game.walk() if isinstance(node, Terminal)} - {"war"}
    parts = len(ways) - 1  # of which A can have none, one, ... or all
    settled = bargaining_range(game, sorted(ways)).nonempty
    between = c_A + (Rational(1, parts) - c_A - c_B) / 2  # odds of war half way between no part and one
    return And(
        Implies(c_A + c_B >= Rational(1, parts), settled),
        Implies(c_A + c_B < Rational(1, parts), Not(settled.subs(p, between))),
    )


def _no_compensation(game: Game) -> Boolean:
    return Not(Or(*(bargaining_range(game, whole).nonempty for whole in WHOLE)))


def _on_width(game: Game, of: Symbol) -> Effect:
    return effect(width(game), of=of, given=game.given)


def _never_rises(found: Effect) -> Boolean:
    return Not(found.increasing)


def _never_falls(found: Effect) -> Boolean:
    return Not(found.decreasing)


def _optimism(game: Game) -> Boolean:
    return And(_never_rises(_on_width(game, pi_A)), _never_falls(_on_width(game, pi_B)))


def _degrade(game: Game) -> Boolean:
    def falls(value: Expr, *given: Boolean) -> Boolean:
        return _never_rises(effect(value, of=models.s, given=(*game.given, *given)))

    war = effect(worth(game, "war")["B"], of=models.s, given=game.given).decreasing
    return And(war, every(solved(game), lambda eq: falls(eq.payoffs["B"], eq.when)))


def _offset(game: Game) -> Boolean:
    without = {models.s: 0, models.o: 0}
    back = [Eq(end.subs(models.o, models.s), end.subs(without)) for end in ends(game)]
    for end in ends(game):
        stronger, undone = (effect(end, of=of, given=game.given) for of in (models.s, models.o))
        back += [Equivalent(stronger.increasing, undone.decreasing), _never_rises(undone)]
    return And(*back)


def _both_ends_move(game: Game) -> Boolean:
    low, high = (effect(end, of=models.s, given=game.given) for end in ends(game))
    moves = And(Equivalent(low.increasing, LOW_SANCTIONED > 0), Equivalent(high.increasing, HIGH_SANCTIONED < 1))
    return And(moves, _never_falls(low), _never_falls(high))


def _extreme_cost(game: Game) -> Boolean:
    found = bargaining_range(game)
    nothing_for_a, all_for_a = found.contains(0), found.contains(1)
    return And(Equivalent(nothing_for_a, c_A >= v_A * p), Equivalent(all_for_a, c_B >= v_B * (1 - p)))


def _narrow(game: Game) -> Boolean:
    inside = And(c_A <= v_A * p, c_B <= v_B * (1 - p))
    rules = [_never_rises(_on_width(game, value)) for value in (v_A, v_B)]
    gap, costs = width(game), c_A / v_A + c_B / v_B
    return And(*rules, gap > 0, gap <= costs, Implies(inside, Eq(gap, costs)))


def _accountable(game: Game) -> Boolean:
    effects = [_on_width(game, of) for of in (models.s_A, c_A)]
    return And(*(And(_never_falls(e), Equivalent(e.increasing, p > NET_A)) for e in effects))


_claim = claims(
    "Hedgecock and Person 2022",
    {
        "H1": "If states knew the outcome of war in advance, they would agree to that settlement at once.",
        "H2": "Some issues are all-or-nothing, and no settlement is possible before war.",
        "H3": "Both sides may disagree over the likely outcome of war.",
        "H10": "Sanctions degrade a side, unless a third party offsets them.",
        "H11": "A high value on winning makes for willingness to bear extreme cost, so the range is very narrow.",
        "H12": "Atrocities narrow the range further, and also cut outside support: it cuts both ways.",
        "H19": "Democracies are more sensitive to public opinion, but dictators cannot ignore it.",
    },
)

ENTRIES: tuple[Entry, ...] = (
    _claim(
        "H1a",
        "the outcome of war is itself a settlement that both prefer",
        models.ultimatum,
        _the_outcome_itself,
        "The outcome is the share p that war is expected to bring, known to both; to divide the stake"
        " that way, at no cost, lies in the range [max(0, p - c_A), min(1, p + c_B)], which has a"
        " positive width.",
    ),
    _claim(
        "H1b",
        "settlement at once, whoever proposes",
        models.either_proposes,
        lambda game: certain(solved(game, ties="all"), "settlement"),
        "In every subgame-perfect equilibrium, the only offer, be it made by A or by B, is accepted.",
    ),
    _claim(
        "H1c",
        "the cost of war is saved",
        models.either_proposes,
        _cost_saved,
        "In equilibrium neither side gets less than from war, and together they get more by just c_A + c_B.",
    ),
    _claim(
        "H2a",
        "an indivisible stake leaves no settlement",
        models.all_or_nothing,
        _no_whole,
        "The stake goes to one side as a whole, and there is no settlement if neither way is preferred to war by both.",
    ),
    _claim(
        "H2b",
        "war over an indivisible stake in equilibrium",
        models.all_or_nothing,
        lambda game: exactly(solved(game), BOTH_WOULD_FIGHT, "war"),
        "War is certain in equilibrium if each side would rather fight than yield, c_A < p and c_B < 1 -"
        " p, and else impossible.",
    ),
    _claim(
        "H2c",
        "four parts are enough if war costs a part",
        models.in_parts,
        _no_part,
        "A stake of four equal parts can be settled whatever the odds of war just if c_A + c_B >= 1/4.",
    ),
    _claim(
        "H2d",
        "no settlement even with side payments",
        models.side_payments,
        _no_compensation,
        "One side takes the whole stake and pays the other up to T; there is no settlement if no such"
        " payment is preferred to war by both.",
    ),
    _claim(
        "H2e",
        "war despite side payments in equilibrium",
        models.side_payments,
        lambda game: exactly(solved(game), And(T < p - c_A, T < 1 - p - c_B), "war"),
        "War is certain in equilibrium if each side's value of war exceeds T, and else impossible.",
    ),
    _claim(
        "H2f",
        "an enforced lottery always settles it",
        models.lottery,
        lambda game: exactly(solved(game), And(p - c_A <= r, r <= p + c_B), *WHOLE),
        "Lots are drawn for the whole stake with odds r, and the result is enforced: war is avoided just if"
        " p - c_A <= r <= p + c_B, as it is with the odds of war itself (Powell 2006).",
    ),
    _claim(
        "H2g",
        "a lottery that nobody enforces settles nothing",
        models.lottery,
        lambda game: every(solved(game), lambda eq: Equivalent(BOTH_WOULD_FIGHT, Eq(probability(eq, "war"), 1))),
        "The side that loses the draw may fight: war is certain in equilibrium, whatever the odds of the"
        " draw, just where it is without a draw, if each side would rather fight than yield (Powell"
        " 2006).",
        enforced=False,
    ),
    _claim(
        "H3a",
        "disagreement over the odds leaves no settlement",
        models.disagreement,
        lambda game: Not(bargaining_range(game).nonempty),
        "A believes that it wins with probability pi_A, B that A wins with pi_B, and both know it; each"
        " compares a division with war by its own odds.",
    ),
    _claim(
        "H3b",
        "war from disagreement in equilibrium",
        models.disagreement,
        lambda game: exactly(solved(game), DISAGREE, "war"),
        "War is certain in equilibrium if the odds differ by more than the costs of war together, and else impossible.",
    ),
    _claim(
        "H3c",
        "optimism narrows the range",
        models.disagreement,
        _optimism,
        "The width of the range never rises as either side becomes more confident.",
    ),
    *INFORMATION,
    _claim(
        "H10a",
        "sanctions degrade a side",
        models.sanctions,
        _degrade,
        "The stronger the sanctions s on B, the less war is worth to B, and B's payoff in equilibrium never rises.",
    ),
    _claim(
        "H10b",
        "an offset undoes sanctions",
        models.sanctions,
        _offset,
        "An offset o moves both ends of the range back wherever sanctions move them, and in full where it equals s.",
    ),
    _claim(
        "H10c",
        "sanctions move both ends of the range",
        models.sanctions,
        _both_ends_move,
        "Sanctions on B move the range towards A: each end rises, but where it is at its corner of the stake.",
    ),
    _claim(
        "H10d",
        "sanctions widen the range",
        models.sanctions,
        lambda game: _on_width(game, models.s).increasing,
        "The width of the range rises with sanctions: it does just if B's end is not at the corner,"
        " where B concedes all.",
    ),
    _claim(
        "H11a",
        "a high value makes for willingness to bear extreme cost",
        models.valuations,
        _extreme_cost,
        "A side that values the stake at v rather fights than leaves all of it up to a cost of v times"
        " its odds of winning.",
    ),
    _claim(
        "H11b",
        "a high value makes the range very narrow",
        models.valuations,
        _narrow,
        "The width never rises with either side's value, and is at most c_A/v_A + c_B/v_B (just that"
        " inside the stake), which tends to zero, but it stays positive.",
    ),
    _claim(
        "H11c",
        "a narrow range is enough for peace",
        models.valuations,
        lambda game: certain(solved(game, ties="all"), "settlement"),
        "However narrow the range, the offer is accepted in every equilibrium: a high value alone does"
        " not lead to war.",
    ),
    _claim(
        "H12a",
        "atrocities narrow the range",
        models.atrocities,
        lambda game: _on_width(game, h).decreasing,
        "Atrocities h by A make it cost B h to settle, and cost A k*h of outside support in war; width"
        " counts as negative where the range is empty.",
    ),
    _claim(
        "H12b",
        "lost support widens the range on balance",
        models.atrocities,
        lambda game: _on_width(game, h).increasing,
        "The same net effect has the other sign: it cuts both ways.",
    ),
    _claim(
        "H12c",
        "when atrocities rule out a settlement",
        models.atrocities,
        lambda game: exactly(solved(game), OUTRAGED, "war"),
        "War is certain in equilibrium if h > p + c_B or h*(1 - k) > c_A + c_B, and else impossible.",
    ),
    _claim(
        "H19a",
        "a more sensitive leader has a wider range, and none can ignore the public",
        models.leaders,
        _accountable,
        "A leader bears a share s of its country's cost and draws a private benefit b from war: the"
        " width never falls, and rises unless A would settle for nothing, in that share and, however"
        " small the share, in the country's cost.",
    ),
    _claim(
        "H19b",
        "the range closes exactly when the sum of net costs is negative",
        models.leaders,
        lambda game: Equivalent(Not(bargaining_range(game).nonempty), NET_A + NET_B < 0),
        "The net cost of a leader is s*c - b.",
    ),
    _claim(
        "H19c",
        "war between leaders in equilibrium",
        models.leaders,
        lambda game: exactly(solved(game), AGAINST_PEACE, "war"),
        "War is certain in equilibrium if the sum of net costs is negative or one leader prefers war to"
        " all of the stake, and else impossible.",
    ),
)
