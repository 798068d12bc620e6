"""Subgame-perfect equilibria: named games that go wrong easily, each against exact second opinions.

Every solution is put to the oracles at many exact points, ties and boundaries among them; what is special about
a game is asserted beside that.
"""

from __future__ import annotations

import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import sympy
from sympy import Abs, Expr, Max, Min, Piecewise, Rational, S, Symbol, sqrt

import oracles
import strategies
from detente.games import Chance, Continue, Decision, Draw, Game, GameError, Offer, Terminal, UnsupportedGame, reals
from detente.solvers import Solution, deviations, solve

p, q, x, y, a, b, k, w, delta, c_A, c_B = reals("p q x y a b k w delta c_A c_B")
COSTS = (0 < p, p < 1, c_A > 0, c_B > 0)
WAR = Terminal({"A": p - c_A, "B": 1 - p - c_B}, "war")
DEAL = Terminal({"A": x, "B": 1 - x}, "settlement")
NOT_ATTAINED = "not attained"


def checked(game: Game, *, count: int = 25, fine: int = 12, **how: Any) -> Solution:
    """Solve a game and put every case to the oracles at exact points: one case at each, and no fault in it."""
    solution = solve(game, "spe", **how)
    for point in strategies.points(game, 0, count):
        check_at(solution, point, fine)
    return solution


def check_at(solution: Solution, point: dict[Symbol, Any], fine: int = 12) -> None:
    cases, opened = oracles.at(solution.equilibria, point), oracles.at(solution.undecided, point)
    if "first" in solution.rule:
        assert len(cases) + bool(opened) == 1, (point, str(solution))
    else:
        assert cases or opened, (point, str(solution))
    for case in cases:
        assert not list(oracles.faults(solution.game, case, point, grid=fine)), (point, str(solution))


def only(solution: Solution) -> Any:
    assert not solution.undecided, str(solution)
    (equilibrium,) = solution.equilibria
    return equilibrium


def at(solution: Solution, **values: Any) -> Any:
    (found,) = solution.at({Symbol(name, real=True): sympy.Rational(v) for name, v in values.items()})
    return found


def two(offer: Expr, one: Terminal, other: Terminal, **how: Any) -> Game:
    return Game(("A", "B"), Offer("A", (x, 0, 1), Decision("B", {"accept": one, "fight": other})), **how)


# the crisis bargain and its corners


def test_ultimatum() -> None:
    solution = checked(two(x, DEAL, WAR, given=COSTS), count=40)
    assert len(solution.equilibria) == 2
    inner = at(solution, p=Rational(1, 2), c_A=Rational(1, 10), c_B=Rational(1, 5))
    assert inner.payoffs["A"] == Rational(7, 10)
    corner = at(solution, p=Rational(9, 10), c_A=Rational(1, 10), c_B=Rational(1, 5))
    assert corner.payoffs["A"] == 1
    assert solution.coverage().status == "proved"
    assert sympy.simplify(solution.probability("war")) == 0
    assert solution.condition("settlement") == sympy.true


def test_the_corner_belongs_to_one_case_only() -> None:
    solution = checked(two(x, DEAL, WAR, given=COSTS))
    check_at(solution, {p: Fraction(1, 2), c_A: Fraction(1, 3), c_B: Fraction(1, 2)})


def test_zero_costs_leave_nothing_to_divide() -> None:
    free = Terminal({"A": p, "B": 1 - p}, "war")
    solution = checked(two(x, DEAL, free, given=(0 < p, p < 1)))
    equilibrium = only(solution)
    assert equilibrium.payoffs["A"] == p
    assert equilibrium.outcomes["settlement"] == 1


def test_costs_that_may_be_zero() -> None:
    solution = checked(two(x, DEAL, WAR, given=(0 <= p, p <= 1, c_A >= 0, c_B >= 0)), count=40)
    for point in ({p: 1, c_A: 0, c_B: 0}, {p: 0, c_A: 0, c_B: 0}, {p: 0, c_A: 1, c_B: 1}, {p: 1, c_A: 0, c_B: 2}):
        check_at(solution, {s: Fraction(v) for s, v in point.items()})


def test_negative_costs_make_war_the_choice() -> None:
    solution = checked(two(x, DEAL, WAR, given=(0 < p, p < 1)), count=60)
    point = {p: Fraction(1, 2), c_A: Fraction(-1, 4), c_B: Fraction(-1, 8)}
    check_at(solution, point)
    (case,) = oracles.at(solution.equilibria, point)
    assert case.outcomes.get("war") == 1


def test_an_empty_range_of_settlements_means_war() -> None:
    first = Terminal({"A": p - c_A, "B": 1 - p - c_B + w}, "war")
    game = two(x, DEAL, first, given=(*COSTS, w > c_A + c_B))
    solution = checked(game, count=40)
    assert solution.condition("war") == sympy.true


def test_fight_listed_first_leaves_the_supremum_unattained() -> None:
    game = Game(("A", "B"), Offer("A", (x, 0, 1), Decision("B", {"fight": WAR, "accept": DEAL})), given=COSTS)
    solution = checked(game, count=40)
    (opened,) = solution.undecided
    assert NOT_ATTAINED in opened.reason
    assert "supremum" in opened.reason
    inside = {p: Fraction(1, 2), c_A: Fraction(1, 10), c_B: Fraction(1, 5)}
    corner = {p: Fraction(9, 10), c_A: Fraction(1, 10), c_B: Fraction(1, 5)}
    edge = {p: Fraction(1, 2), c_A: Fraction(1, 10), c_B: Fraction(1, 2)}
    assert [len(oracles.at(solution.undecided, point)) for point in (inside, corner, edge)] == [1, 0, 1]
    assert solution.coverage().status == "refuted"


def test_ties_all_finds_what_the_order_of_moves_hid() -> None:
    game = Game(("A", "B"), Offer("A", (x, 0, 1), Decision("B", {"fight": WAR, "accept": DEAL})), given=COSTS)
    solution = checked(game, ties="all")
    payoffs = {sympy.simplify(eq.payoffs["A"] - p - c_B) for eq in solution.equilibria}
    assert 0 in payoffs
    assert solution.condition("settlement") == sympy.true


def test_an_interval_of_offers_that_is_a_point() -> None:
    game = Game(("A", "B"), Offer("A", (x, p, p), Decision("B", {"accept": DEAL, "fight": WAR})), given=COSTS)
    assert only(checked(game)).strategy[()].offer in (p, None)
    assert only(solve(game)).payoffs["A"] == p


def test_an_interval_that_degenerates_to_a_point_at_an_edge() -> None:
    game = Game(
        ("A", "B"),
        Offer("A", (x, 0, k), Decision("B", {"accept": DEAL, "fight": WAR})),
        given=(*COSTS, k >= 0, k <= 1),
    )
    solution = checked(game, count=40)
    check_at(solution, {p: Fraction(1, 2), c_A: Fraction(1, 10), c_B: Fraction(1, 5), k: Fraction(0)})


def test_an_empty_interval_is_an_error_that_names_the_offer() -> None:
    game = Game(("A", "B"), Offer("A", (x, 0, k), Decision("B", {"accept": DEAL, "fight": WAR})), given=COSTS)
    with pytest.raises(GameError, match="x"):
        solve(game)


def test_bounds_with_maxima() -> None:
    game = Game(
        ("A", "B"),
        Offer("A", (x, Max(0, p - c_A), Min(1, p + c_B)), Decision("B", {"accept": DEAL, "fight": WAR})),
        given=COSTS,
    )
    checked(game, count=40)


def test_the_other_proposes() -> None:
    game = Game(("A", "B"), Offer("B", (x, 0, 1), Decision("A", {"accept": DEAL, "fight": WAR})), given=COSTS)
    solution = checked(game, count=40)
    assert at(solution, p=Rational(1, 2), c_A=Rational(1, 10), c_B=Rational(1, 5)).payoffs["A"] == Rational(2, 5)


def test_a_knife_edge_between_two_corners() -> None:
    # B accepts x <= p exactly, and A prefers war to all that B accepts unless p = 1/2
    first = Terminal({"A": Rational(1, 2), "B": 1 - p}, "war")
    solution = checked(two(x, DEAL, first, given=(0 <= p, p <= 1)), count=40)
    for value in (0, Fraction(1, 2), 1, Fraction(499, 1000), Fraction(501, 1000)):
        check_at(solution, {p: Fraction(value)})
    (edge,) = oracles.at(solution.equilibria, {p: Fraction(1, 2)})
    assert edge.outcomes.get("settlement") == 1  # the accepted offer among equals


def test_a_proposer_who_is_indifferent_makes_the_accepted_offer() -> None:
    same = Terminal({"A": x, "B": 1 - x}, "settlement")
    first = Terminal({"A": 1, "B": 0}, "war")
    equilibrium = only(checked(two(x, same, first)))
    assert equilibrium.outcomes["settlement"] == 1
    assert equilibrium.payoffs["A"] == 1


def test_an_offer_that_nobody_cares_about() -> None:
    end = Terminal({"A": 0, "B": 0}, "end")
    solution = checked(two(x, end, end))
    equilibrium = only(solution)
    assert equilibrium.payoffs["A"] == 0
    assert equilibrium.outcomes["end"] == 1


def test_a_proposer_indifferent_while_the_responder_is_not() -> None:
    solution = checked(
        two(x, Terminal({"A": 0, "B": x}, "gift"), Terminal({"A": 0, "B": q}, "none"), given=(0 < q, q < 1))
    )
    assert not solution.undecided


def test_a_flat_top_is_offered_somewhere_on_it() -> None:
    flat = Terminal({"A": Min(x, Rational(1, 2)), "B": 1 - x}, "deal")
    solution = checked(two(x, flat, Terminal({"A": -1, "B": -1}, "war")))
    assert {eq.payoffs["A"] for eq in solution.equilibria} == {Rational(1, 2)}


def test_a_jump_in_the_payoff_at_a_point() -> None:
    jump = Terminal({"A": Piecewise((2, sympy.Eq(x, p)), (x, True)), "B": 0}, "deal")
    game = Game(("A", "B"), Offer("A", (x, 0, 1), jump), given=(0 <= p, p <= 1))
    solution = checked(game, count=10)
    assert {eq.payoffs["A"] for eq in solution.equilibria} == {S(2)}


def test_a_hole_in_the_payoff_at_the_best_point() -> None:
    hole = Terminal({"A": Piecewise((-1, sympy.Eq(x, 1)), (x, True)), "B": 0}, "deal")
    solution = checked(Game(("A", "B"), Offer("A", (x, 0, 1), hole)))
    assert not solution.equilibria
    assert NOT_ATTAINED in solution.undecided[0].reason


def test_a_half_open_step() -> None:
    for weak, attained in ((x >= p, True), (x > p, False)):
        step = Terminal({"A": Piecewise((1 - x, weak), (-1, True))}, "deal")
        solution = checked(Game(("A",), Offer("A", (x, 0, 1), step), given=(0 < p, p < 1)))
        assert bool(solution.equilibria) is attained
        assert bool(solution.undecided) is not attained


# ties and degenerate payoffs in finite trees


def test_identical_payoffs_everywhere() -> None:
    end = Terminal({"A": 0, "B": 0}, "end")
    game = Game(("A", "B"), Decision("A", {"one": Decision("B", {"l": end, "r": end}), "two": end}))
    equilibrium = only(checked(game))
    assert [rule.actions[0][0] for rule in equilibrium.strategy.values()] == ["one", "l"]
    assert len(solve(game, ties="all").equilibria) == 4
    assert_all_pure(game, {})


def test_a_responder_indifferent_at_a_symbolic_tie() -> None:
    game = Game(
        ("A", "B"),
        Decision(
            "A",
            {
                "in": Decision(
                    "B", {"yield": Terminal({"A": 1, "B": a}, "yield"), "fight": Terminal({"A": -1, "B": b}, "war")}
                ),
                "out": Terminal({"A": 0, "B": 2}, "out"),
            },
        ),
    )
    solution = checked(game, count=40)
    (tie,) = oracles.at(solution.equilibria, {a: Fraction(1), b: Fraction(1)})
    assert tie.outcomes.get("yield") == 1
    for values in ((1, 1), (0, 1), (1, 0)):
        assert_all_pure(game, dict(zip((a, b), map(Fraction, values), strict=True)))


def test_three_ways_to_tie() -> None:
    ends = {name: Terminal({"A": value}, name) for name, value in (("one", a), ("two", b), ("three", S(0)))}
    game = Game(("A",), Decision("A", ends))
    checked(game, count=40)
    for values in ((0, 0), (1, 1), (-1, 0), (0, -1), (1, 0), (-1, -1), (2, 1)):
        assert_all_pure(game, dict(zip((a, b), map(Fraction, values), strict=True)))


def test_moves_that_lead_to_the_same_end_are_different_moves() -> None:
    end = Terminal({"A": a}, "end")
    game = Game(("A",), Decision("A", {"left": end, "right": end}))
    assert only(checked(game)).strategy[()].actions[0][0] == "left"
    assert_all_pure(game, {a: Fraction(1)})


def test_moves_tied_below_the_best_one_are_not_listed_twice() -> None:
    ends = {name: Terminal({"A": value}, name) for name, value in (("one", S(0)), ("two", S(0)), ("three", b))}
    game = Game(("A",), Decision("A", {"in": Decision("A", ends), "out": Terminal({"A": 2}, "out")}))
    for value in (-1, 0, 1, 2, 3):
        assert_all_pure(game, {b: Fraction(value)})


def assert_all_pure(game: Game, point: dict[Symbol, Any]) -> None:
    """Compare the equilibria listed with ties="all" with all that a search through every profile finds."""
    solution = solve(game, ties="all")
    listed = []
    for equilibrium in oracles.at(solution.equilibria, point):
        profile = oracles.Profile(game, equilibrium.strategy, point)
        taken = {history: profile.actions(history, point) for history in profile.strategy}
        assert all(len(actions) == 1 for actions in taken.values()), str(solution)
        listed.append(frozenset((history, actions[0]) for history, actions in taken.items()))
    assert set(listed) == oracles.all_pure(game, point), str(solution)
    assert len(set(listed)) == len(listed), str(solution)


# chance


def test_chance_that_is_sure() -> None:
    game = Game(
        ("A", "B"),
        Chance({"only": (1, Decision("A", {"war": WAR, "peace": Terminal({"A": 0, "B": 0}, "peace")}))}),
        given=COSTS,
    )
    checked(game)


def test_odds_that_differ_by_player() -> None:
    one, other = reals("pi_A pi_B")
    war = Chance(
        {
            "A wins": ({"A": one, "B": other}, Terminal({"A": 1 - c_A, "B": -c_B}, "A wins")),
            "B wins": ({"A": 1 - one, "B": 1 - other}, Terminal({"A": -c_A, "B": 1 - c_B}, "B wins")),
        }
    )
    game = Game(
        ("A", "B"),
        Offer("A", (x, 0, 1), Decision("B", {"accept": DEAL, "fight": war})),
        given=(0 < one, one < 1, 0 < other, other < 1, c_A > 0, c_B > 0),
    )
    solution = checked(game, count=40)
    optimists = {one: Fraction(9, 10), other: Fraction(1, 10), c_A: Fraction(1, 10), c_B: Fraction(1, 10)}
    (case,) = oracles.at(solution.equilibria, optimists)
    assert oracles.number(case.outcomes["A wins"]["A"], optimists) == Fraction(9, 10)
    assert oracles.number(case.outcomes["A wins"]["B"], optimists) == Fraction(1, 10)


def test_a_random_proposer() -> None:
    other = Terminal({"A": y, "B": 1 - y}, "settlement")
    game = Game(
        ("A", "B"),
        Chance(
            {
                "A": (q, Offer("A", (x, 0, 1), Decision("B", {"accept": DEAL, "fight": WAR}))),
                "B": (1 - q, Offer("B", (y, 0, 1), Decision("A", {"accept": other, "fight": WAR}))),
            }
        ),
        given=(*COSTS, 0 < q, q < 1),
    )
    solution = checked(game, count=30)
    assert len(solution.equilibria) == 4


def test_odds_that_can_leave_the_unit_interval_are_an_error() -> None:
    end = Terminal({"A": 0}, "end")
    with pytest.raises(GameError, match="odds"):
        solve(Game(("A",), Chance({"up": (q, end), "down": (1 - q, end)})))


# several offers


def test_alternating_offers() -> None:
    def stage(turn: int, last: int) -> Any:
        share = reals(f"x_{turn}")
        proposer, other = ("A", "B") if turn % 2 else ("B", "A")
        now = Terminal({proposer: delta ** (turn - 1) * share, other: delta ** (turn - 1) * (1 - share)}, "settlement")
        later = stage(turn + 1, last) if turn < last else Terminal({"A": 0, "B": 0}, "none")
        return Offer(proposer, (share, 0, 1), Decision(other, {"accept": now, "reject": later}))

    for last in (1, 2, 3, 4):
        game = Game(("A", "B"), stage(1, last), given=(0 < delta, delta < 1))
        equilibrium = only(checked(game, count=3, fine=6))
        assert sympy.expand(equilibrium.payoffs["A"] - sum((-delta) ** n for n in range(last))) == 0


def test_an_offer_bounded_by_the_offer_before() -> None:
    game = Game(
        ("A", "B"),
        Offer("A", (x, 0, 1), Offer("B", (y, x / 2, x), Terminal({"A": x - 2 * y + a, "B": y * b - x}, "split"))),
    )
    checked(game, count=30)


def test_the_second_offer_undoes_the_first() -> None:
    game = Game(
        ("A", "B"),
        Offer("A", (x, 0, 1), Offer("B", (y, 0, 1), Terminal({"A": -((x + y - a) ** 2), "B": (x - b) * y}, ""))),
    )
    checked(game, count=25)


def test_an_offer_to_oneself() -> None:
    game = Game(
        ("A",),
        Offer("A", (x, 0, 1), Decision("A", {"take": Terminal({"A": x}, "t"), "leave": Terminal({"A": p}, "l")})),
    )
    solution = checked(game, count=30)
    check_at(solution, {p: Fraction(1)})


def test_one_player_alone() -> None:
    game = Game(("A",), Decision("A", {"fight": Terminal({"A": w}, "war"), "wait": Terminal({"A": 0}, "peace")}))
    solution = checked(game)
    assert solution.condition("war") == (w >= 0)
    assert solution.condition("peace") == (w < 0)
    assert only(solve(Game(("A",), Terminal({"A": w}, "war")))).payoffs["A"] == w


def test_further_actions_besides_accept_and_fight() -> None:
    moves = {
        "accept": DEAL,
        "fight": WAR,
        "sanction": Terminal({"A": Rational(1, 2) - w, "B": Rational(1, 2)}, "sanctions"),
        "appeal": Chance({"heard": (q, Terminal({"A": 0, "B": 1}, "ruling")), "not": (1 - q, WAR)}),
    }
    game = Game(("A", "B"), Offer("A", (x, 0, 1), Decision("B", moves)), given=(*COSTS, w > 0, 0 < q, q < 1))
    checked(game, count=15)


def test_a_third_player_decides() -> None:
    join = Decision(
        "C",
        {
            "aid A": Terminal({"A": 1 - c_A, "B": -c_B, "C": a}, "aid"),
            "stay": Terminal({"A": p, "B": 1 - p, "C": 0}, "war"),
        },
    )
    game = Game(
        ("A", "B", "C"),
        Offer("A", (x, 0, 1), Decision("B", {"accept": Terminal({"A": x, "B": 1 - x, "C": b}, "deal"), "fight": join})),
        given=COSTS,
    )
    checked(game, count=40)


# payoffs that are not linear


@pytest.mark.parametrize("power", [Rational(1, 2), Rational(1, 3), Rational(2, 3), S(2)])
def test_power_utilities(power: Rational) -> None:
    deal = Terminal({"A": x**power, "B": (1 - x) ** power}, "settlement")
    war = Terminal({"A": p - c_A, "B": 1 - p - c_B}, "war")
    solution = checked(two(x, deal, war, given=(*COSTS, p + c_B < 1, p > c_A)), count=12)
    assert not solution.undecided
    point = {p: Fraction(1, 2), c_A: Fraction(1, 10), c_B: Fraction(1, 4)}
    check_at(solution, point)
    (case,) = oracles.at(solution.equilibria, point)
    offered = oracles.number(case.payoffs["B"], point)
    assert oracles.same(offered, Fraction(1, 4))


def test_a_risk_loving_power_utility() -> None:
    deal = Terminal({"A": x, "B": (1 - x) ** Rational(3, 2)}, "settlement")
    solution = checked(two(x, deal, WAR, given=(*COSTS, p + c_B < 1)), count=12)
    assert all("no closed form" in case.reason for case in solution.undecided)  # solved, or said so


def test_square_roots_of_sums() -> None:
    deal = Terminal({"A": sqrt(x + k), "B": sqrt(1 - x + k)}, "settlement")
    war = Terminal({"A": p * sqrt(1 + k) + (1 - p) * sqrt(k), "B": (1 - p) * sqrt(1 + k) + p * sqrt(k)}, "war")
    solution = checked(two(x, deal, war, given=(0 < p, p < 1, k > 0)), count=10)
    assert not oracles.at(solution.undecided, {p: Fraction(1, 2), k: Fraction(1)})


def test_an_interior_maximum_and_its_corners() -> None:
    game = Game(("A",), Offer("A", (x, 0, 1), Terminal({"A": a * x - b * x**2}, "effort")))
    solution = checked(game, count=60)
    for values in ((1, 1), (2, 1), (3, 1), (0, 0), (1, 0), (-1, 0), (0, -1), (1, 1), (-1, -1), (0, 1)):
        check_at(solution, dict(zip((a, b), map(Fraction, values), strict=True)))


def test_two_equal_maxima_at_both_ends() -> None:
    game = Game(("A",), Offer("A", (x, 0, 1), Terminal({"A": x * (x - a)}, "")), given=(a >= 0, a <= 2))
    solution = checked(game)
    check_at(solution, {a: Fraction(1)})


def test_arming_before_bargaining() -> None:
    m = reals("m")
    last = Decision(
        "A",
        {
            "accept": Terminal({"A": x - k * m**2, "B": 1 - x}, "settlement"),
            "fight": Terminal({"A": m - c_A - k * m**2, "B": 1 - m - c_B}, "war"),
        },
    )
    game = Game(("A", "B"), Offer("A", (m, 0, 1), Offer("B", (x, 0, 1), last)), given=(c_A > 0, c_B > 0, k > 0))
    checked(game, count=12, fine=6)


def test_absolute_values() -> None:
    game = Game(
        ("A", "B"),
        Offer(
            "A",
            (x, -1, 1),
            Decision(
                "B",
                {
                    "yes": Terminal({"A": -Abs(x - a), "B": -Abs(x - b)}, "pass"),
                    "no": Terminal({"A": -Abs(a), "B": -Abs(b)}, "status quo"),
                },
            ),
        ),
    )
    solution = checked(game, count=40)
    for values in ((0, 0), (1, -1), (-1, -1), (2, 1), (Fraction(1, 2), Fraction(1, 4))):
        check_at(solution, dict(zip((a, b), map(Fraction, values), strict=True)))


def test_a_payoff_without_a_bound_is_refused_or_open() -> None:
    game = Game(("A",), Offer("A", (x, 0, 1), Terminal({"A": 1 / x}, "")))
    with pytest.raises(GameError, match="not defined"):
        solve(game)


def test_a_payoff_not_defined_under_given_is_an_error() -> None:
    game = Game(("A",), Decision("A", {"one": Terminal({"A": sqrt(w)}, ""), "two": Terminal({"A": 0}, "")}))
    with pytest.raises(GameError, match="not real"):
        solve(game)


# size


def test_a_chain_of_two_thousand_moves() -> None:
    node: Any = Terminal({"A": a, "B": -a}, "end")
    for step in range(2000):
        mover, stop = "AB"[step % 2], Terminal({"A": Rational(1, 2), "B": -Rational(1, 2)}, "stop")
        node = Decision(mover, {"go": node, "stop": stop})
    solution = solve(Game(("A", "B"), node))
    for value in (0, Fraction(1, 2), 1):
        (case,) = oracles.at(solution.equilibria, {a: Fraction(value)})
        # A goes iff a >= 1/2 and B iff a <= 1/2, so that only a tie goes on to the end
        want = Fraction(1, 2)
        assert oracles.number(case.payoffs["A"], {a: Fraction(value)}) == want


def test_a_centipede_of_two_hundred_moves() -> None:
    node: Any = Terminal({"A": 200, "B": 200}, "end")
    for step in reversed(range(200)):
        mover = "AB"[step % 2]
        other = "BA"[step % 2]
        node = Decision(mover, {"take": Terminal({mover: step + 2, other: step - 1}, "take"), "pass": node})
    equilibrium = only(solve(Game(("A", "B"), node)))
    assert equilibrium.payoffs["A"] == 2
    assert all(rule.actions[0][0] == "take" for rule in equilibrium.strategy.values())


def test_fifty_players() -> None:
    players = tuple(f"P{i}" for i in range(50))
    node: Any = Terminal(dict.fromkeys(players, a), "all")
    for name in reversed(players):
        node = Decision(name, {"join": node, "defect": Terminal({n: int(n == name) for n in players}, "break")})
    solution = solve(Game(players, node))
    for value, outcome in ((1, "all"), (2, "all"), (Fraction(1, 2), "break"), (-1, "break")):
        (case,) = oracles.at(solution.equilibria, {a: Fraction(value)})
        assert case.outcomes.get(outcome) == 1


def test_a_shared_subtree_is_visited_once() -> None:
    node: Any = Decision("A", {"war": Terminal({"A": a, "B": 0}, "war"), "peace": Terminal({"A": 0, "B": a}, "peace")})
    for step in range(40):  # 2**40 histories
        node = Decision("AB"[step % 2], {"l": node, "r": node})
    solution = solve(Game(("A", "B"), node))
    assert {oracles.at(solution.equilibria, {a: Fraction(v)})[0].payoffs["A"] for v in (-1, 1)} == {a, S(0)}


# what is not covered says so


def test_states_are_refused_by_name() -> None:
    on = Decision("A", {"stop": Terminal({"A": a}, "stop"), "go on": Continue("on", {}, delta)})
    with pytest.raises(UnsupportedGame, match="states"):
        solve(Game(("A",), Continue("on", {}, 1), given=(0 < delta, delta < 1), states={"on": on}))


def test_a_cost_that_nature_draws_is_an_integral() -> None:
    c = reals("c")
    seen = Decision("A", {"fight": Terminal({"A": w - c}, "war"), "yield": Terminal({"A": 0}, "peace")})
    solution = solve(Game(("A",), Draw((c, 0, 2), Rational(1, 2), seen)))
    for value in map(Rational, ("-1", "0", "1/3", "1", "2", "5/2")):
        point = {w: Fraction(int(value.p), int(value.q))}
        (case,) = oracles.at(solution.equilibria, point)
        # the expected value of max(w - c, 0), by hand
        reach = min(max(value, S(0)), S(2))
        assert oracles.same(
            oracles.number(case.payoffs["A"], point), oracles.exactly((value * reach - reach**2 / 2) / 2)
        )
        assert oracles.same(oracles.number(case.outcomes.get("war", S(0)), point), oracles.exactly(reach / 2))


def test_hidden_moves_are_refused() -> None:
    second = Decision("B", {"l": Terminal({"A": 0, "B": 0}, ""), "r": Terminal({"A": 1, "B": 1}, "")})
    with pytest.raises(UnsupportedGame, match="cannot tell"):
        solve(Game(("A", "B"), Decision("A", {"l": second, "r": second}, seen_by=())))


def test_contradictory_hypotheses_are_an_error() -> None:
    with pytest.raises(GameError, match="no parameters satisfy"):
        solve(two(x, DEAL, WAR, given=(*COSTS, p**2 + c_A**2 < p * c_A)))


# the shape of an answer


def test_the_deviation_check_of_the_package_agrees() -> None:
    game = two(x, DEAL, WAR, given=COSTS)
    for equilibrium in solve(game).equilibria:
        assert deviations(game, equilibrium) == sympy.true


def test_a_wrong_profile_is_found_out_by_the_oracle() -> None:
    # an oracle that finds nothing wrong with anything would be of no use
    game = two(x, DEAL, WAR, given=COSTS)
    point = {p: Fraction(1, 2), c_A: Fraction(1, 10), c_B: Fraction(1, 5)}
    (right,) = oracles.at(solve(game).equilibria, point)
    rules = dict(right.strategy.items())
    shifted = sympy.Eq(x, p + c_B - Rational(1, 10**7))
    wrong = [
        {**rules, (): type(rules[()])("A", ((shifted, sympy.true),))},
        {**rules, ("x",): type(rules[()])("B", (("accept", x < p + c_B), ("fight", x >= p + c_B)))},
        {**rules, ("x",): type(rules[()])("B", (("accept", x <= p), ("fight", x > p)))},
        {**rules, ("x",): type(rules[()])("B", (("accept", x <= p + c_B), ("fight", x >= p + c_B)))},
        {**rules, ("x",): type(rules[()])("B", (("accept", sympy.true),))},
    ]
    assert not list(oracles.faults(game, right, point))
    for strategy in wrong:
        other = type(right)(right.when, strategy, right.payoffs, right.outcomes, right.path)
        assert list(oracles.faults(game, other, point)), strategy


def test_the_same_text_whatever_the_hash_seed() -> None:
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); import strategies; from detente.solvers import solve\n"
        "for n in (5, 9): print(solve(strategies.offer_game(n))); print(solve(strategies.tied_game(n), ties='all'))\n"
    )
    here = str(Path(__file__).parent)
    texts = [
        subprocess.run(
            [sys.executable, "-c", program, here],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert texts[0] == texts[1]
    assert "payoffs" in texts[0]
