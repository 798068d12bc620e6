"""Bargaining ranges, each compared with the definition in exact numbers: who prefers which deal to which war.

At random points of the parameters every deal on a grid is asked for: it lies in the range iff every player gets at
least what each war that counts for it pays.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

import pytest
import sympy
from sympy import Abs, Expr, Max, Min, Piecewise, Rational, S, sqrt

import oracles
import strategies
from detente.games import Chance, Decision, Draw, Game, GameError, Node, Offer, Terminal, UnsupportedGame, reals
from detente.solvers import BargainingRange, bargaining_range, equivalent

p, q, w, a, m, k, low, high = reals("p q w a m k l h")
c_A, c_B, x, y = reals("c_A c_B x y")
pi_A, pi_B, p_f, p_s = reals("pi_A pi_B p_f p_s")
CRISIS = (0 < p, p < 1, c_A > 0, c_B > 0)
WAR_A, WAR_B = p - c_A, 1 - p - c_B
HALF = Rational(1, 2)

war = Terminal({"A": WAR_A, "B": WAR_B}, "war")


def bargain(
    gets_A: Expr, gets_B: Expr, fight: Node = war, ends: tuple = (0, 1), given: tuple = CRISIS, players: str = "AB"
) -> Game:
    deal = Terminal({"A": gets_A, "B": gets_B}, "settlement")
    root = Offer("A", (x, *ends), Decision("B", {"accept": deal, "fight": fight}))
    return Game(tuple(players), root, given)


class Example(NamedTuple):
    game: Game
    deal: Mapping[str, Expr]  # what each player gets from x
    wars: Mapping[str, Sequence[Expr]]  # the wars that count for each player
    ends: tuple = (0, 1)


def example(gets_A: Expr, gets_B: Expr, **options) -> Example:
    fight = options.get("fight", war)
    return Example(
        bargain(gets_A, gets_B, **options),
        {"A": gets_A, "B": gets_B},
        {name: [fight.payoffs[name]] for name in "AB"},
        options.get("ends", (0, 1)),
    )


def lottery(outcome_A: str, outcome_B: str) -> Chance:
    return Chance(
        {
            "A wins": ({"A": pi_A, "B": pi_B}, Terminal({"A": 1 - c_A, "B": -c_B}, outcome_A)),
            "B wins": ({"A": 1 - pi_A, "B": 1 - pi_B}, Terminal({"A": -c_A, "B": 1 - c_B}, outcome_B)),
        }
    )


BELIEFS = (0 < pi_A, pi_A < 1, 0 < pi_B, pi_B < 1, c_A > 0, c_B > 0)


def first_strike(*order) -> Game:
    deal = Terminal({"A": x, "B": 1 - x}, "settlement")
    by_A = Terminal({"A": p_f - c_A, "B": 1 - p_f - c_B}, "war")
    by_B = Terminal({"A": p_s - c_A, "B": 1 - p_s - c_B}, "war")
    root = Offer(
        "A", (x, 0, 1), Decision("B", {"accept": Decision("A", {"hold": deal, "strike": by_A}), "strike": by_B})
    )
    return Game(("A", "B"), root, given=(*order, 0 < p_s, p_s < 1, 0 < p_f, p_f < 1, c_A > 0, c_B > 0))


def three_players() -> Game:
    fight = Terminal({"A": WAR_A, "B": WAR_B, "C": w}, "war")
    deal = Terminal({"A": x, "B": 1 - x, "C": x / 2}, "settlement")
    backing = Decision("C", {"back": deal, "veto": fight})
    return Game(("A", "B", "C"), Offer("A", (x, 0, 1), Decision("B", {"accept": backing, "fight": fight})), CRISIS)


def random_proposer() -> Game:
    mine = Offer("A", (x, 0, 1), Decision("B", {"accept": Terminal({"A": x, "B": 1 - x}, "settlement"), "fight": war}))
    theirs = Offer(
        "B", (y, 0, 1), Decision("A", {"accept": Terminal({"A": y, "B": 1 - y}, "settlement"), "fight": war})
    )
    return Game(("A", "B"), Chance({"A": (q, mine), "B": (1 - q, theirs)}), (*CRISIS, 0 < q, q < 1))


def two_ways_to_fight() -> Game:
    deal = Terminal({"A": x, "B": 1 - x}, "settlement")
    moves = {"accept": deal, "blitz": Terminal({"A": 0, "B": q}, "war"), "siege": Terminal({"A": 0, "B": w}, "war")}
    return Game(("A", "B"), Offer("A", (x, 0, 1), Decision("B", moves)))


STAKE = Terminal({"A": p * m - c_A, "B": (1 - p) * m - c_B}, "war")
BOUNDS = (*CRISIS, 0 <= low, low <= high, high <= 1)
EXAMPLES = {
    "ultimatum": example(x, 1 - x),
    "root of A": example(sqrt(x), 1 - x),
    "roots": example(sqrt(x), sqrt(1 - x)),
    "squares": example(x**2, (1 - x) ** 2),
    "power 3/2": example(x ** Rational(3, 2), 1 - x),
    "quadratic A": example(x * (2 - x), 1 - x),
    "quadratic B": example(x, 1 - x**2),
    "one-sided curvature": example(x + k * x * (1 - x), 1 - x, given=(*CRISIS, 0 <= k, k <= 1)),
    "hump": example(x * (1 - x), 1 - x),
    "max": example(Max(x, p), 1 - x),
    "min": example(Min(2 * x, 1), 1 - x),
    "distance": example(x, 1 - Abs(x - p)),
    "piecewise": example(Piecewise((x, x < p), (2 * x, True)), 1 - x),
    "does not matter to A": example(a, 1 - x),
    "symbolic ends": example(x, 1 - x, ends=(low, high), given=BOUNDS),
    "symbolic low end": example(x, 1 - x, ends=(low, 1), given=(*CRISIS, 0 <= low, low <= 1)),
    "symbolic stake": example(x, m - x, fight=STAKE, ends=(0, m), given=(*CRISIS, m > 0)),
    "costless war": example(x, 1 - x, fight=Terminal({"A": p, "B": 1 - p}, "war"), given=(0 < p, p < 1)),
    "negative costs": example(x, 1 - x, given=(0 < p, p < 1)),
    "interval below zero": example(x, -x, ends=(-1, 1)),
    "beliefs": Example(
        bargain(x, 1 - x, fight=lottery("war", "war"), given=BELIEFS),
        {"A": x, "B": 1 - x},
        {"A": [pi_A - c_A], "B": [1 - pi_B - c_B]},
    ),
    "first strike": Example(first_strike(p_s < p_f), {"A": x, "B": 1 - x}, {"A": [p_f - c_A], "B": [1 - p_s - c_B]}),
    "second strike": Example(first_strike(p_f < p_s), {"A": x, "B": 1 - x}, {"A": [p_f - c_A], "B": [1 - p_s - c_B]}),
    "three players": Example(three_players(), {"A": x, "B": 1 - x, "C": x / 2}, {"A": [WAR_A], "B": [WAR_B], "C": [w]}),
    "random proposer": Example(random_proposer(), {"A": x, "B": 1 - x}, {"A": [WAR_A], "B": [WAR_B]}),
    "two ways to fight": Example(two_ways_to_fight(), {"A": x, "B": 1 - x}, {"A": [S.Zero], "B": [q, w]}),
}
CLOSED_FORMS = {
    "ultimatum": (Max(0, p - c_A), Min(1, p + c_B)),
    "root of A": (Max(0, p - c_A) ** 2, Min(1, p + c_B)),
    "quadratic B": (Max(0, p - c_A), Min(1, sqrt(p + c_B))),
    "max": (0, Min(1, p + c_B)),
    "symbolic ends": (Max(low, p - c_A), Min(high, p + c_B)),
    "symbolic stake": (Max(0, m * p - c_A), Min(m, m * p + c_B)),
    "costless war": (p, p),
    "beliefs": (Max(0, pi_A - c_A), Min(1, pi_B + c_B)),
    "first strike": (Max(0, p_f - c_A), Min(1, p_s + c_B)),
    "three players": (Max(0, 2 * w, p - c_A), Min(1, p + c_B)),
}
NEVER_EMPTY = {
    "ultimatum", "root of A", "roots", "quadratic A", "quadratic B", "one-sided curvature", "max", "min",
    "second strike",
               "distance", "piecewise", "symbolic stake", "costless war", "random proposer"}  # fmt: skip

_found: dict[str, BargainingRange] = {}


def range_of(name: str) -> BargainingRange:
    if name not in _found:
        _found[name] = bargaining_range(EXAMPLES[name].game)
    return _found[name]


def accepts(each: Example, point: oracles.Point, deal: oracles.Number) -> bool:
    """Decide from the definition whether all prefer a deal to war."""
    there = {**point, x: deal}
    return all(
        oracles.sign(oracles.minus(oracles.number(S(gain), there), oracles.number(S(fight), point))) >= 0
        for name, gain in each.deal.items()
        for fight in each.wars[name]
    )


def points(game: Game, count: int):
    yield from strategies.points(game, seed=7, count=count)


def grid(each: Example, point: oracles.Point, count: int = 24) -> list[Fraction]:
    bottom, top = (oracles.number(S(end), point) for end in each.ends)
    return [bottom + (top - bottom) * Fraction(step, count) for step in range(count + 1)]


@pytest.mark.parametrize("name", EXAMPLES)
def test_range_is_what_everybody_prefers_to_war(name):
    each, found = EXAMPLES[name], range_of(name)
    assert found.variable == x
    tested = {True: 0, False: 0}
    for point in points(each.game, 25):
        inside = {number: accepts(each, point, number) for number in grid(each, point)}
        for number, wanted in inside.items():
            assert oracles.holds(found.accepted, {**point, x: number}) is wanted, (point, number)
        empty = not oracles.holds(found.nonempty, point)
        tested[empty] += 1
        if empty:
            assert not any(inside.values()), point
            continue
        ends = [oracles.number(S(end), point) for end in (found.low, found.high)]
        assert oracles.sign(oracles.minus(ends[1], ends[0])) >= 0
        for end, away in zip(ends, (Fraction(-1, 10**6), Fraction(1, 10**6)), strict=True):
            assert accepts(each, point, end), (point, end)
            beyond = oracles.plus(end, away)
            bottom, top = (oracles.number(S(b), point) for b in each.ends)
            if oracles.sign(oracles.minus(beyond, bottom)) >= 0 and oracles.sign(oracles.minus(top, beyond)) >= 0:
                assert not accepts(each, point, beyond), (point, end)
        for number, wanted in inside.items():
            between = oracles.sign(oracles.minus(number, ends[0])) >= 0 >= oracles.sign(oracles.minus(number, ends[1]))
            assert between is wanted, (point, number)
        assert oracles.same(oracles.number(found.width, point), oracles.minus(ends[1], ends[0]))
    assert tested[False]
    if name in NEVER_EMPTY:
        assert not tested[True]


@pytest.mark.parametrize("name", EXAMPLES)
def test_verdict_on_a_range_that_is_never_empty(name):
    each, found = EXAMPLES[name], range_of(name)
    if name in NEVER_EMPTY:
        assert (found.always.status, found.always.point) == ("proved", None)
        assert found.nonempty == sympy.true
        assert "never empty: proved" in str(found)
        return
    assert found.always.status == "refuted"
    assert "never empty" not in str(found)
    point = {s: Fraction(int(v.p), int(v.q)) for s, v in found.always.point.items() if v.is_Rational}
    assert set(point) >= found.nonempty.free_symbols
    point |= {s: Fraction(1, 2) for s in each.game.parameters if s not in point}
    assert oracles.allowed(each.game, point)
    assert not oracles.holds(found.nonempty, point)
    assert not any(accepts(each, point, number) for number in grid(each, point, 60))


@pytest.mark.parametrize("name", CLOSED_FORMS)
def test_ends_in_the_form_of_a_paper(name):
    assert (range_of(name).low, range_of(name).high) == CLOSED_FORMS[name]


def test_conditions_in_the_form_of_a_paper():
    assert range_of("beliefs").nonempty == (pi_A <= c_A + c_B + pi_B)
    assert range_of("first strike").nonempty == (p_f <= c_A + c_B + p_s)
    assert str(range_of("ultimatum")) == "x in [max(0, p - c_A), min(1, p + c_B)], never empty: proved"
    assert str(range_of("beliefs")).endswith("nonempty iff pi_A <= c_A + c_B + pi_B")


@pytest.mark.parametrize("name", ["ultimatum", "squares", "beliefs", "first strike", "symbolic ends", "hump"])
def test_contains(name):
    each, found = EXAMPLES[name], range_of(name)
    for deal in (S.Zero, S.One, HALF, Rational(1, 3), Fraction(9, 10), 2, -1):
        condition = found.contains(deal)
        value = Fraction(str(deal))
        for point in points(each.game, 15):
            bottom, top = (oracles.number(S(end), point) for end in each.ends)
            wanted = bottom <= value <= top and accepts(each, point, value)
            assert oracles.holds(condition, point) is wanted, (deal, point)
    assert found.contains(2) == found.contains(-1) == sympy.false


def test_contains_an_expression():
    assert range_of("ultimatum").contains(p) == sympy.true
    assert range_of("costless war").contains(p) == sympy.true
    assert range_of("ultimatum").contains(p + 1) == sympy.false
    assert (
        equivalent(range_of("beliefs").contains((pi_A + pi_B) / 2), pi_A - pi_B <= 2 * Min(c_A, c_B), BELIEFS) is True
    )


@pytest.mark.parametrize("deal", [0.5, "half"])
def test_contains_refuses_what_is_no_deal(deal):
    with pytest.raises(GameError, match=r"float|number"):
        range_of("ultimatum").contains(deal)


# a finite set of deals


def divided(*shares: Expr, given: tuple = CRISIS) -> Game:
    moves: dict[str, Node] = {f"A keeps {s}": Terminal({"A": s, "B": 1 - s}, "settlement") for s in shares}
    return Game(("A", "B"), Decision("A", {**moves, "fight": war}), given)


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_indivisible_stakes(count):
    shares = [Rational(n, count) for n in range(count + 1)]
    game = divided(*shares)
    found = bargaining_range(game)
    assert found.variable is found.low is found.high is found.width is None
    assert list(found.settlements) == [f"A keeps {share}" for share in shares]
    assert found.always.status == "refuted"
    for point in points(game, 40):
        good = {
            share: point[p] - point[c_A] <= share <= point[p] + point[c_B] for share in map(Fraction, map(str, shares))
        }
        for share, wanted in good.items():
            assert oracles.holds(found.contains(f"A keeps {share}"), point) is wanted
        assert oracles.holds(found.nonempty, point) is any(good.values())
    bad = {s: Fraction(int(v.p), int(v.q)) for s, v in found.always.point.items()}
    assert oracles.allowed(game, bad)
    assert not any(bad[p] - bad[c_A] <= Fraction(str(s)) <= bad[p] + bad[c_B] for s in shares)


def test_indivisible_stakes_with_costs_that_always_leave_room():
    found = bargaining_range(divided(S.Zero, HALF, S.One, given=(0 < p, p < 1, c_A > HALF, c_B > HALF)))
    assert found.always.status == "proved"
    assert found.nonempty == sympy.true
    assert str(found).endswith("never empty: proved")


def test_several_deals_by_their_outcomes():
    game = Game(
        ("A", "B"),
        Decision(
            "A",
            {"all": Terminal({"A": 1, "B": 0}, "A keeps"), "none": Terminal({"A": 0, "B": 1}, "B keeps"), "fight": war},
        ),
        CRISIS,
    )
    found = bargaining_range(game, deal=("A keeps", "B keeps"))
    assert dict(found.settlements.items()) == {"A keeps": p + c_B >= 1, "B keeps": c_A >= p} or (
        equivalent(found.contains("A keeps"), p + c_B >= 1, CRISIS) is True
        and equivalent(found.contains("B keeps"), c_A >= p, CRISIS) is True
    )
    assert equivalent(found.nonempty, (p + c_B >= 1) | (c_A >= p), CRISIS) is True
    assert bargaining_range(game, deal="A keeps").contains("all") == found.contains("A keeps")
    with pytest.raises(GameError, match=r"'half'.*'A keeps', 'B keeps'"):
        found.contains("half")
    with pytest.raises(GameError, match="ask for one of 'A keeps', 'B keeps'"):
        found.contains(HALF)


def test_settlements_behind_moves_of_one_name_stay_apart():
    def ask(share):
        return Decision("B", {"ok": Terminal({"A": share, "B": 1 - share}, "settlement"), "no": war})

    found = bargaining_range(Game(("A", "B"), Decision("A", {"much": ask(S.One), "little": ask(S.Zero)}), CRISIS))
    assert len(found.settlements) == 2


def test_wars_by_several_outcomes():
    game = bargain(x, 1 - x, fight=lottery("A wins", "B wins"), given=BELIEFS)
    found = bargaining_range(game, war=("A wins", "B wins"))
    assert (found.low, found.high) == CLOSED_FORMS["beliefs"]
    with pytest.raises(GameError, match="'war'"):
        bargaining_range(game)


def test_the_rest_of_the_tree_does_not_matter():
    deal = Terminal({"A": x, "B": 1 - x}, "settlement")
    quiet = Terminal({"A": q, "B": 1 - q}, "status quo")
    offer = Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": war, "leave": quiet}))
    game = Game(("A", "B"), Decision("A", {"wait": quiet, "bargain": offer}), CRISIS)
    assert (bargaining_range(game).low, bargaining_range(game).high) == CLOSED_FORMS["ultimatum"]


# what is refused


def test_unknown_outcomes():
    game = EXAMPLES["ultimatum"].game
    for names, missing in (
        ({"deal": "pact"}, "pact"),
        ({"war": "fight"}, "fight"),
        ({"war": ("war", "fight")}, "fight"),
    ):
        with pytest.raises(GameError, match=rf"'{missing}'.*'settlement', 'war'"):
            bargaining_range(game, **names)


def test_deals_that_differ_under_one_name():
    moves = {
        "accept": Terminal({"A": x, "B": 1 - x}, "settlement"),
        "haggle": Terminal({"A": x / 2, "B": 1 - x}, "settlement"),
    }
    game = Game(("A", "B"), Offer("A", (x, 0, 1), Decision("B", {**moves, "fight": war})), CRISIS)
    with pytest.raises(GameError, match=r"'settlement' give different payoffs"):
        bargaining_range(game)


@pytest.mark.parametrize("deal", ["settlement", ("settlement", "fixed")])
def test_numbers_and_names_do_not_mix(deal):
    offer = Offer("A", (x, 0, 1), Decision("B", {"accept": Terminal({"A": x, "B": 1 - x}, "settlement"), "fight": war}))
    fixed = Terminal({"A": 1, "B": 0}, "settlement" if deal == "settlement" else "fixed")
    with pytest.raises(GameError, match="mix numbers and finite settlements"):
        bargaining_range(Game(("A", "B"), Decision("A", {"fixed": fixed, "offer": offer}), CRISIS), deal=deal)


def test_several_wars_that_a_player_can_be_drawn_into():
    deal = Terminal({"A": x, "B": 1 - x}, "settlement")
    moves = {"accept": deal, "blitz": Terminal({"A": 0, "B": q}, "war"), "siege": Terminal({"A": a, "B": w}, "siege")}
    game = Game(("A", "B"), Offer("A", (x, 0, 1), Decision("B", moves)))
    with pytest.raises(GameError, match="A starts no war and can be drawn into several"):
        bargaining_range(game, war=("war", "siege"))
    assert bargaining_range(game, war="siege").low == Max(0, a)


def test_deals_and_wars_that_hang_on_other_numbers():
    two = Terminal({"A": x + y, "B": 1 - x - y}, "settlement")
    nested = Offer("A", (x, 0, 1), Offer("A", (y, 0, 1), Decision("B", {"accept": two, "fight": war})))
    with pytest.raises(UnsupportedGame, match="one number"):
        bargaining_range(Game(("A", "B"), nested, CRISIS))
    with pytest.raises(UnsupportedGame, match="hangs on an offer"):
        bargaining_range(bargain(x, 1 - x, fight=Terminal({"A": x - c_A, "B": WAR_B}, "war")))


def test_two_separate_parts():
    with pytest.raises(UnsupportedGame, match="not one interval"):
        bargaining_range(bargain((x - HALF) ** 2, S.One))


def test_roots_without_a_closed_form():
    with pytest.raises(UnsupportedGame, match="no closed form"):
        bargaining_range(bargain(x**3 + x, (1 - x) ** 3))


def test_functions_without_a_decision_procedure():
    with pytest.raises(UnsupportedGame, match="log"):
        bargaining_range(bargain(sympy.log(x + 1), 1 - x))


def test_contradictory_hypotheses():
    with pytest.raises(GameError, match="given"):
        bargaining_range(bargain(x, 1 - x, given=(*CRISIS, p > q, q > 1)))


def test_ends_that_can_cross():
    game = bargain(x, 1 - x, ends=(low, high))
    try:
        found = bargaining_range(game)
    except GameError:
        return
    crossed = {low: 1, high: 0, p: HALF, c_A: 1, c_B: 1}
    assert found.nonempty.subs(crossed) == sympy.false


def test_ends_of_an_empty_range_hold_nothing():
    found = bargaining_range(bargain(x, 1 - x, fight=Terminal({"A": 2, "B": 0}, "war")))
    assert found.nonempty == sympy.false
    assert found.low is None or found.low > found.high


def test_ranges_are_frozen_and_shown():
    found = range_of("ultimatum")
    with pytest.raises(AttributeError):
        found.low = 0
    for name in ("ultimatum", "beliefs", "hump", "symbolic ends"):
        latex = range_of(name)._repr_latex_()
        assert latex.startswith("$")
        assert latex.endswith("$")
        assert latex.count("{") == latex.count("}")
        assert latex.count(r"\left") == latex.count(r"\right")
    assert r"\begin{array}" in bargaining_range(divided(S.Zero, S.One))._repr_latex_()


def test_draws_bind_numbers_too():
    deal = Terminal({"A": x, "B": 1 - x}, "settlement")
    game = Game(("A", "B"), Draw((x, 0, 1), 1, Decision("B", {"accept": deal, "fight": war})), CRISIS)
    assert bargaining_range(game).high == Min(1, p + c_B)


def test_examples_are_named_once():
    assert NEVER_EMPTY | set(CLOSED_FORMS) <= set(EXAMPLES)
    assert len(EXAMPLES) == len({id(each.game) for each in EXAMPLES.values()})
    assert list(itertools.islice(points(EXAMPLES["ultimatum"].game, 3), 3))
