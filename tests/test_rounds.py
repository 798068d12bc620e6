"""Offers that are followed by moves of the uninformed, against the definition and against finite games.

At a random exact point every stated equilibrium is put to the definition on a grid of offers and the breakpoints of the
stated rules (``screening_oracles.faults``). For missing ones the game after each of many offers is solved as a finite
game: an offer and a continuation is an equilibrium if it is worth at least the supremum of the worst continuations.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from random import Random

import pytest
import sympy
from screening_oracles import choices, compare, draw_point, faults, first_node, loose, value
from sympy import Eq, Expr, Integer, Rational, sqrt

from detente.games import Chance, Decision, Game, Node, Offer, Terminal, reals
from detente.solvers import Equilibrium, Rule, Solution, solve

x, y, q, r, p, d, k = reals("x y q r p d k")
c_A, c_L, c_M, c_H, c = reals("c_A c_L c_M c_H c")
p_1, p_2, q_A, q_B = reals("p_1 p_2 q_A q_B")
NONE, ONE = Integer(0), Integer(1)
DEAL = Terminal({"A": x, "B": 1 - x}, "settlement")
GIVE = Terminal({"A": 0, "B": 1}, "status quo")
COSTS = (0 < q, q < 1, 0 < c_A, 0 < c_L, c_L < c_H)
INNER = (0 < p, p + c_H < 1)


# games


def war(cost: Expr, delay: Expr = NONE, discount: Expr = ONE) -> Terminal:
    return Terminal({"A": discount * (p - c_A) - delay, "B": discount * (1 - p - cost) - delay}, "war")


def late(delay: Expr = NONE, discount: Expr = ONE) -> Terminal:
    return Terminal({"A": discount * y - delay, "B": discount * (1 - y) - delay}, "late settlement")


def rounds(cost: Expr, delay: Expr = NONE, discount: Expr = ONE, ends: tuple[int, int] = (0, 1)) -> Offer:
    second = Offer(
        "A", (y, *ends), Decision("B", {"accept": late(delay, discount), "fight": war(cost, delay, discount)})
    )
    return Offer("A", (x, *ends), Decision("B", {"accept": DEAL, "reject": second}))


def action(fight: Node, deal: Node = DEAL) -> Offer:
    return Offer(
        "A", (x, 0, 1), Decision("B", {"accept": deal, "reject": Decision("A", {"attack": fight, "pass": GIVE})})
    )


def types(play: Callable[[Expr], Node], given: Sequence[sympy.Basic]) -> Game:
    moves = {"low": (q, play(c_L)), "high": (1 - q, play(c_H))}
    return Game(("A", "B"), Chance(moves, seen_by={"B"}), (*COSTS, *given))


def attack_after_rejection() -> Game:
    return types(lambda cost: action(war(cost)), (*INNER, c_A < p))


def attack_that_may_not_pay() -> Game:
    return types(lambda cost: action(war(cost)), INNER)


def types_of_power() -> Game:
    def play(odds: Expr) -> Offer:
        return action(Terminal({"A": odds - c_A, "B": 1 - odds - c}, "war"))

    given = (0 < q, q < 1, 0 < c_A, 0 < c, 0 < p_1, p_1 < c_A, c_A < p_2, p_2 + c < 1)
    return Game(("A", "B"), Chance({"low": (q, play(p_1)), "high": (1 - q, play(p_2))}, seen_by={"B"}), given)


def three_types() -> Game:
    moves = {"l": (q, action(war(c_L))), "m": (r, action(war(c_M))), "h": (1 - q - r, action(war(c_H)))}
    given = (0 < q, 0 < r, q + r < 1, 0 < c_A, c_A < p, 0 < c_L, c_L < c_M, c_M < c_H, *INNER)
    return Game(("A", "B"), Chance(moves, seen_by={"B"}), given)


def the_other_side_offers() -> Game:
    def play(cost: Expr) -> Offer:
        attack = Terminal({"A": p - cost, "B": 1 - p - c_A}, "war")
        passed = Terminal({"A": 1, "B": 0}, "status quo")
        reply = Decision("A", {"accept": DEAL, "reject": Decision("B", {"attack": attack, "pass": passed})})
        return Offer("B", (x, 0, 1), reply)

    moves = {"low": (q, play(c_L)), "high": (1 - q, play(c_H))}
    return Game(("A", "B"), Chance(moves, seen_by={"A"}), (*COSTS, c_H < p, p < 1, c_A < 1 - p))


def three_replies() -> Game:
    def play(cost: Expr) -> Offer:
        attack = Decision("A", {"attack": war(cost, k), "pass": GIVE})
        return Offer("A", (x, 0, 1), Decision("B", {"accept": DEAL, "reject": attack, "fight": war(cost)}))

    return types(play, (*INNER, 0 < k, c_A + k < p))


def delay() -> Game:
    return types(lambda cost: rounds(cost, k), (*INNER, 0 < k, k < 1))


def no_delay() -> Game:
    return types(rounds, INNER)


def discounting() -> Game:
    return types(lambda cost: rounds(cost, discount=d), (*INNER, 0 < d, d < 1))


def a_type_that_concedes_all() -> Game:
    return types(lambda cost: rounds(cost, discount=d), (0 < p, p < 1, p + c_H > 1, p + c_L < 1, 0 < d, d < 1))


def another_interval() -> Game:
    def play(cost: Expr) -> Offer:
        ends = {
            "accept": Terminal({"A": y - k, "B": -y - k}, "late"),
            "fight": Terminal({"A": p - c_A - k, "B": -p - cost - k}, "war"),
        }
        first = Terminal({"A": x, "B": -x}, "settlement")
        return Offer(
            "A", (x, -1, 2), Decision("B", {"accept": first, "reject": Offer("A", (y, -1, 2), Decision("B", ends))})
        )

    return types(play, (-1 < p, p + c_H < 2, 0 < k, k < 1))


def priors_of_their_own() -> Game:
    moves = {
        "low": ({"A": q_A, "B": q_B}, rounds(c_L, discount=d)),
        "high": ({"A": 1 - q_A, "B": 1 - q_B}, rounds(c_H, discount=d)),
    }
    given = (0 < q_A, q_A < 1, 0 < q_B, q_B < 1, 0 < c_A, 0 < c_L, c_L < c_H, *INNER, 0 < d, d < 1)
    return Game(("A", "B"), Chance(moves, seen_by={"B"}), given)


def battle() -> Game:
    """A lost battle is a signal of weakness: its odds depend on the type, and all see who won."""

    def play(odds: Expr, cost: Expr) -> Offer:
        lost = Rational(1, 20)
        second = Offer("A", (y, 0, 1), Decision("B", {"accept": late(lost), "fight": war(cost, lost)}))
        fought = Chance({"A wins": (odds, second), "B wins": (1 - odds, second)})
        return Offer("A", (x, 0, 1), Decision("B", {"accept": DEAL, "reject": fought}))

    strong, weak = play(Rational(1, 4), Rational(1, 10)), play(Rational(2, 3), Rational(2, 5))
    given = (0 < q, q < 1, 0 < c_A, 0 < p, p < Rational(3, 5))
    return Game(("A", "B"), Chance({"strong": (q, strong), "weak": (1 - q, weak)}, seen_by={"B"}), given)


def averse(player: str) -> Game:
    payoffs = {"A": {"A": sqrt(x), "B": 1 - x}, "B": {"A": x, "B": sqrt(1 - x)}}[player]
    return types(lambda cost: action(war(cost), Terminal(payoffs, "settlement")), (*INNER, c_A < p))


# checks


@cache
def solved(make: Callable[[], Game]) -> Solution:
    return solve(make(), "pbe", seconds=200)


def finite_equilibria(game: Game) -> Sequence[Equilibrium]:
    solution = solve(game, "pbe", edges="full")
    assert not solution.undecided
    return solution.equilibria


def check(make: Callable[[], Game], seed: int, points: int = 1, missing: bool = True) -> None:
    solution, rng = solved(make), Random(seed)
    game = solution.game
    assert not solution.undecided
    node = first_node(game)
    number, *ends = node.interval
    low, high = (value(end, {}) for end in ends)
    for _ in range(points):
        point = draw_point(rng, game, solution.equilibria)
        here = solution.at(point)
        assert here, point
        for eq in here:
            rows = choices(eq, rng, 2, {f"{number}*": (low, high)})
            assert rows, eq
            for row in rows:
                assert faults(game, point, eq, row, 6) == [], (point, row, str(eq))
        if missing:
            assert compare(game, point, here, finite_equilibria, rng, grid=4, tries=4) == [], point


def named(make: Callable[[], Game]) -> str:
    return make.__name__


QUICK = [attack_after_rejection, three_types, the_other_side_offers, three_replies]
MANY = [attack_that_may_not_pay, types_of_power, no_delay, discounting, a_type_that_concedes_all]
MANY += [another_interval, priors_of_their_own]


@pytest.mark.parametrize("make", QUICK, ids=named)
def test_games_at_random_points(make: Callable[[], Game]) -> None:
    check(make, 1, 2)


def test_two_rounds() -> None:
    check(delay, 1)


@pytest.mark.slow
@pytest.mark.parametrize("make", MANY, ids=named)
def test_more_games_at_random_points(make: Callable[[], Game]) -> None:
    check(make, 2, 2)


@pytest.mark.slow
@pytest.mark.parametrize("make", [*QUICK, delay], ids=named)
def test_games_at_more_random_points(make: Callable[[], Game]) -> None:
    check(make, 3, 5)


@pytest.mark.slow
def test_battles() -> None:
    solution, rng = solved(battle), Random(4)
    for _ in range(2):
        point = draw_point(rng, solution.game, solution.equilibria)
        assert compare(solution.game, point, solution.at(point), finite_equilibria, rng, grid=3, tries=4) == []


def test_no_symbol_is_loose() -> None:
    for make in (attack_after_rejection, three_types, three_replies, delay):
        for eq in solved(make).equilibria:
            assert not loose(solved(make).game, eq)


@pytest.mark.slow
def test_no_symbol_is_loose_after_battles() -> None:
    for eq in solved(battle).equilibria:
        assert not loose(solved(battle).game, eq)


# roots: points at which the cutoffs are rational


def is_square(number: Fraction) -> bool:
    try:
        value(sqrt(Rational(number.numerator, number.denominator)), {})
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("share", [Rational(1, 10), Rational(9, 10)])
def test_a_responder_averse_to_risk(share: Expr) -> None:
    game = averse("B")
    solution = solve(game, "pbe")
    point = {p: Rational(2, 5), c_A: Rational(1, 5), c_L: Rational(1, 10), c_H: Rational(3, 10), q: share}
    (eq,) = solution.at(point)
    for row in choices(eq, Random(1), 2, {}):
        assert faults(game, point, eq, row, 25, keep=lambda n: is_square(1 - n)) == []


@pytest.mark.parametrize("share", [Rational(1, 10), Rational(9, 10)])
def test_a_proposer_averse_to_risk(share: Expr) -> None:
    game = averse("A")
    solution = solve(game, "pbe")
    # the cutoffs are 9/25 and 16/25
    point = {p: Rational(8, 25), c_A: Rational(1, 5), c_L: Rational(1, 25), c_H: Rational(8, 25), q: share}
    (eq,) = solution.at(point)
    for row in choices(eq, Random(1), 2, {}):
        assert faults(game, point, eq, row, 25, keep=is_square) == []


# edges


def test_edges_in_full() -> None:
    game = attack_after_rejection()
    point = {c_A: Rational(1, 4), c_H: Rational(1, 2), c_L: Rational(1, 4), p: Rational(1, 3), q: Rational(1, 3)}
    here = solve(game, "pbe", edges="full").at(point)
    assert compare(game, point, here, finite_equilibria, Random(1), grid=4) == []


# the checks themselves


def test_the_checks_see_what_is_wrong() -> None:
    solution = solved(attack_after_rejection)
    game = solution.game
    point = {c_A: Rational(1, 4), c_H: Rational(1, 2), c_L: Rational(1, 4), p: Rational(1, 3), q: Rational(1, 6)}
    (eq,) = solution.at(point)
    (row,) = choices(eq, Random(1), 1, {})
    assert faults(game, point, eq, row, 6) == []
    for number in (Rational(7, 12), Rational(1, 2), Rational(9, 10)):
        other = Rule("A", ((Eq(x, number), sympy.true),))
        wrong = dataclasses.replace(eq, strategy={**eq.strategy, ("low",): other, ("high",): other})
        assert any("better" in fault for fault in faults(game, point, wrong, row, 6))
    passes = Rule("A", (("pass", sympy.true),))
    after = {(t, "x", "reject"): passes for t in ("low", "high")}
    assert faults(game, point, dataclasses.replace(eq, strategy={**eq.strategy, **after}), row, 6)
    accepts = Rule("B", (("accept", x <= Rational(1, 2)), ("reject", x > Rational(1, 2))))
    assert faults(game, point, dataclasses.replace(eq, strategy={**eq.strategy, ("low", "x"): accepts}), row, 6)
    assert faults(game, point, dataclasses.replace(eq, payoffs={**eq.payoffs, "B": Integer(0)}), row, 6)
    assert compare(game, point, (), finite_equilibria, Random(1), grid=4)
