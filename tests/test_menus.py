"""Last offers after informed signals, against the definition and against finite games.

At a random exact point every stated equilibrium is put to the definition on a grid of offers (``screening_oracles``),
and payoffs and outcomes are compared, both ways, with those of the game in which last offers are menus of numbers.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from functools import cache
from random import Random

import pytest
import sympy
from screening_oracles import choices, compare_menus, draw_point, faults, loose
from sympy import Eq, Expr, Integer, Rational

from detente.games import Chance, Decision, Game, Node, Offer, Terminal, reals
from detente.solvers import Equilibrium, Rule, Solution, solve

x, q, r, p, c_A, c_L, c_M, c_H, k, e = reals("x q r p c_A c_L c_M c_H k e")
p_1, p_2, c, q_A, q_B = reals("p_1 p_2 c q_A q_B")
NONE = Integer(0)
COSTS = (0 < q, q < 1, 0 < c_A, 0 < c_L, c_L < c_H)
INNER = (0 < p, p + c_H < 1)


# games


def ultimatum(cost: Expr, spent: Expr = NONE) -> Offer:
    ends = {
        "accept": Terminal({"A": x, "B": 1 - x - spent}, "settlement"),
        "fight": Terminal({"A": p - c_A, "B": 1 - p - cost - spent}, "war"),
    }
    return Offer("A", (x, 0, 1), Decision("B", ends))


def types(tough: Node, weak: Node, given: Sequence[sympy.Basic]) -> Game:
    return Game(("A", "B"), Chance({"tough": (q, tough), "weak": (1 - q, weak)}, seen_by={"B"}), tuple(given))


def signals(cost: Expr, spent: Expr) -> Decision:
    return Decision("B", {"arm": ultimatum(cost, spent), "wait": ultimatum(cost)})


def cheap_talk() -> Game:
    return types(signals(c_L, Integer(0)), signals(c_H, Integer(0)), (*COSTS, *INNER))


def costly_for_one() -> Game:
    return types(signals(c_L, Integer(0)), signals(c_H, e), (*COSTS, *INNER, 0 < e))


def costly_for_both() -> Game:
    return types(signals(c_L, k), signals(c_H, k + e), (*COSTS, *INNER, 0 < k, 0 < e))


def corners() -> Game:
    return types(signals(c_L, Integer(0)), signals(c_H, e), (*COSTS, 0 < p, p < 1, 0 < e))


def attack_or_offer() -> Game:
    def after(cost: Expr, spent: Expr) -> Decision:
        attack = Terminal({"A": p - c_A, "B": 1 - p - cost - spent}, "war")
        return Decision("A", {"attack": attack, "bargain": ultimatum(cost, spent)})

    def play(cost: Expr, spent: Expr) -> Decision:
        return Decision("B", {"arm": after(cost, spent), "wait": after(cost, Integer(0))})

    return types(play(c_L, k), play(c_H, k + e), (*COSTS, *INNER, 0 < k, 0 < e))


def types_of_power() -> Game:
    def last(odds: Expr, spent: Expr) -> Offer:
        ends = {
            "accept": Terminal({"A": x, "B": 1 - x - spent}, "settlement"),
            "fight": Terminal({"A": odds - c_A, "B": 1 - odds - c - spent}, "war"),
        }
        return Offer("A", (x, 0, 1), Decision("B", ends))

    def play(odds: Expr, spent: Expr) -> Decision:
        return Decision("B", {"arm": last(odds, spent), "wait": last(odds, Integer(0))})

    given = (0 < q, q < 1, 0 < c_A, 0 < c, 0 < p_1, p_1 < p_2, p_2 + c < 1, 0 < k, k < e)
    return types(play(p_1, k), play(p_2, e), given)


def priors_of_their_own() -> Game:
    moves = {"low": ({"A": q_A, "B": q_B}, signals(c_L, k)), "high": ({"A": 1 - q_A, "B": 1 - q_B}, signals(c_H, k))}
    given = (0 < q_A, q_A < 1, 0 < q_B, q_B < 1, 0 < c_A, 0 < c_L, c_L < c_H, *INNER, 0 < k)
    return Game(("A", "B"), Chance(moves, seen_by={"B"}), given)


def zero_costs() -> Game:
    def play(cost: Expr) -> Decision:
        ends = {
            "accept": Terminal({"A": x, "B": 1 - x}, "settlement"),
            "fight": Terminal({"A": p, "B": 1 - p - cost}, "war"),
        }
        last = Offer("A", (x, 0, 1), Decision("B", ends))
        return Decision("B", {"arm": last, "wait": last})

    return types(play(Integer(0)), play(c_H), (0 < q, q < 1, 0 < c_H, *INNER))


# checks


@cache
def solved(make: Callable[[], Game]) -> Solution:
    return solve(make(), "pbe", seconds=200)


def finite_equilibria(game: Game) -> Sequence[Equilibrium]:
    solution = solve(game, "pbe", edges="full")
    assert not solution.undecided
    return solution.equilibria


def check(make: Callable[[], Game], seed: int, points: int) -> None:
    solution, rng = solved(make), Random(seed)
    game = solution.game
    assert not solution.undecided
    for _ in range(points):
        point = draw_point(rng, game, solution.equilibria)
        here = solution.at(point)
        for eq in here:
            assert not loose(game, eq)
            for row in choices(eq, rng, 2, {}):
                assert faults(game, point, eq, row, 6) == [], (point, row, str(eq))
        assert compare_menus(game, point, here, finite_equilibria, rng) == [], point


QUICK = [costly_for_both, attack_or_offer]
MANY = [costly_for_one, cheap_talk, corners, types_of_power, priors_of_their_own]


@pytest.mark.parametrize("make", QUICK, ids=lambda make: make.__name__)
def test_signals_at_random_points(make: Callable[[], Game]) -> None:
    check(make, 1, 1)


@pytest.mark.slow
@pytest.mark.parametrize("make", [*MANY, *QUICK], ids=lambda make: make.__name__)
def test_signals_at_more_random_points(make: Callable[[], Game]) -> None:
    check(make, 2, 5)


def test_zero_costs_on_both_sides_are_left_open() -> None:
    solution = solved(zero_costs)
    assert solution.undecided


def test_an_edge_is_solved_in_full() -> None:
    game = costly_for_both()
    point = {c_A: Rational(1, 4), c_H: Rational(1, 2), c_L: Rational(1, 4), p: Rational(1, 3), q: Rational(1, 3)}
    point |= {k: Rational(1, 8), e: Rational(1, 16)}
    at_point = Game(game.players, game.root, (*game.given, *(Eq(s, v) for s, v in point.items() if s in (c_A, c_H))))
    here = solve(at_point, "pbe", edges="full").at(point)
    assert compare_menus(game, point, here, finite_equilibria, Random(1)) == []


# the checks themselves


def test_the_checks_see_what_is_wrong() -> None:
    solution = solved(costly_for_both)
    game = solution.game
    point = {c_A: Rational(1, 4), c_H: Rational(1, 2), c_L: Rational(1, 4), p: Rational(1, 3), q: Rational(1, 6)}
    point |= {k: Rational(1, 8), e: Rational(1, 16)}
    here = solution.at(point)
    for left_out in here:
        rest = [eq for eq in here if eq.payoffs != left_out.payoffs]
        assert compare_menus(game, point, rest, finite_equilibria, Random(1))
    eq = here[0]
    (row,) = choices(eq, Random(1), 1, {})
    assert faults(game, point, eq, row, 6) == []
    for number in (Rational(1, 2), Rational(7, 12), Rational(9, 10)):
        rule = Rule("A", ((Eq(x, number), sympy.true),))
        wrong = {("tough", "wait"): rule, ("weak", "wait"): rule}
        assert faults(game, point, dataclasses.replace(eq, strategy={**eq.strategy, **wrong}), row, 6)
    arms = Rule("B", (("arm", sympy.true),))
    assert faults(game, point, dataclasses.replace(eq, strategy={**eq.strategy, ("weak",): arms}), row, 6)
