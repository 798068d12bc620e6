"""Stationary equilibria against enumeration, iteration and textbooks: none wrong, none missing, no condition false."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Sequence
from fractions import Fraction
from random import Random
from typing import Any

import markov_oracles
import pytest
import sympy
from sympy import Max, Min, Rational, Symbol, sqrt

import oracles
from detente.games import (
    Chance,
    Continue,
    Decision,
    Game,
    GameError,
    Node,
    Offer,
    Terminal,
    UnsupportedGame,
    Walk,
    as_game,
    reals,
)
from detente.solvers import Solution, equivalent, solve
from detente.solvers.algebra import NEG, POS, ZERO, Ring
from detente.solvers.fixed_points import fixed_points
from detente.solvers.formulas import boolean
from detente.solvers.knowledge import Knowledge
from detente.solvers.pairs import contradict

F = Fraction
a, b, c, d, e, p, q, r, s, w, x, y = reals("a b c d e p q r s w x y")
d_A, d_B, c_A, c_B, p_1, p_2 = reals("d_A d_B c_A c_B p_1 p_2")
DISCOUNT = (0 < d, d < 1)
SECONDS = 20


def final(reason: str) -> bool:
    """Tell whether a reason for what is open says that there is no equilibrium, and not that none was found."""
    return "no equilibrium" in reason and "not all was searched" not in reason


# --- every pure stationary profile of a finite game


def judge(game: Game, points: Any) -> int:
    """Compare a solution with enumeration at some points; return how many equilibria were met."""
    solution, met = solve(game, "mpe", seconds=SECONDS), 0
    for point in points:
        wanted = markov_oracles.all_stationary(game, point)
        found = [markov_oracles.listed(game, eq, point) for eq in oracles.at(solution.equilibria, point)]
        reasons = [case.reason for case in oracles.at(solution.undecided, point)]
        what = (point, set(wanted) ^ set(found), str(solution))
        assert len(set(found)) == len(found), what
        assert set(found) <= set(wanted), what
        if all(final(reason) for reason in reasons):
            assert set(found) == set(wanted), what
            assert wanted or reasons, what
        assert not (wanted and any(final(reason) for reason in reasons)), what
        met += len(found)
    return met


@pytest.mark.parametrize("start", [0, 8])
def test_finite_games_against_all_profiles(start: int) -> None:
    met = 0
    for seed in (*range(start, start + 8), *((86, 391, 706) if start == 0 else ())):
        game = markov_oracles.random_game(seed)
        assert markov_oracles.Enumeration(game, {}).count() <= 3000
        met += judge(game, markov_oracles.points(game, seed, 5))
    assert met > 25


@pytest.mark.slow
def test_more_finite_games_against_all_profiles() -> None:
    for seed in range(100, 110):
        game = markov_oracles.random_game(seed)
        if markov_oracles.Enumeration(game, {}).count() <= 3000:
            judge(game, markov_oracles.points(game, seed, 6))


@pytest.mark.parametrize("forts", [2, 3])
def test_a_walk_in_which_either_side_may_surrender(forts: int) -> None:
    walk = as_game(Walk(forts, 1, win=p, costs={"A": c_A, "B": c_B}, given=(0 < p, p < 1, c_A > 0, c_B > 0)))
    states: dict[str, Node] = {}
    for state, tree in walk.states.items():
        reply = Decision("B", {"fight": tree, "surrender": Terminal({"A": 1, "B": 0}, "B surrenders")})
        moves = {"fight": reply, "surrender": Terminal({"A": 0, "B": 1}, "A surrenders")}
        states[state] = tree if isinstance(tree, Terminal) else Decision("A", moves)
    rng = Random(forts)
    fractions = [F(1, 100), F(1, 10), F(1, 4), F(1, 3), F(1, 2), F(2, 3), F(9, 10)]
    points = [{z: rng.choice(fractions) for z in (p, c_A, c_B)} for _ in range(20)]
    # where surrender at two of three was once said to hold always
    points.append({p: F(1, 2), c_A: F(1, 100), c_B: F(1, 100)})
    assert judge(Game(walk.players, walk.root, walk.given, states), points) >= 21


def test_the_enumeration_finds_what_can_be_seen_by_hand() -> None:
    point = {d: F(3, 4), r: F(2)}
    first, second = markov_oracles.all_stationary(trust(), point)
    assert {first.payoffs, second.payoffs} == {(F(4), F(4)), (F(2), F(0))}
    assert markov_oracles.all_stationary(ring_of(3), {d: F(3, 4)}) == []
    assert len(markov_oracles.all_stationary(ring_of(3), {d: F(1, 4)})) == 1


# --- games with offers: no deviation gains at any listed case, and iteration comes to a listed case


def judge_bargaining(game: Game, seed: int, count: int) -> int:
    solution, met = solve(game, "mpe", seconds=SECONDS), 0
    rng = Random(seed)
    for point in markov_oracles.bargaining_points(game, seed, count):
        cases = oracles.at(solution.equilibria, point)
        reasons = [case.reason for case in oracles.at(solution.undecided, point)]
        for case in cases:
            assert not list(markov_oracles.faults(game, case, point)), (point, str(case))
        assert cases or reasons, (point, str(solution))
        assert not (cases and any(final(reason) for reason in reasons)), (point, str(solution))
        told = [markov_oracles.told_values(game, case, point) for case in cases]
        rest = markov_oracles.fixed(game, point, markov_oracles.random_values(game, rng))
        if rest is not None:
            met += 1
            assert rest in told or not all(final(reason) for reason in reasons), (point, rest, str(solution))
            assert rest in told or reasons, (point, rest, str(solution))
    return met


def test_offers_against_iteration_from_a_distant_end() -> None:
    met = sum(judge_bargaining(markov_oracles.random_bargaining(seed), seed, 2) for seed in (0, 3, 5, 8, 11))
    assert met >= 6


@pytest.mark.slow
def test_more_offers_against_iteration_from_a_distant_end() -> None:
    for seed in range(13, 18):
        judge_bargaining(markov_oracles.random_bargaining(seed), seed, 2)


def turn(proposer: str, other: str, share: Symbol, onward: Node, ways: dict[str, Node] | None = None) -> Node:
    deal = Terminal({proposer: share, other: 1 - share}, "settlement")
    return Offer(proposer, (share, 0, 1), Decision(other, {"accept": deal, **(ways or {}), "reject": onward}))


def alternating(discount: Any, given: tuple[Any, ...], ways: dict[str, Node] | None = None) -> Game:
    states = {
        "A offers": turn("A", "B", x, Continue("B offers", {}, discount), ways),
        "B offers": turn("B", "A", y, Continue("A offers", {}, discount), ways),
    }
    return Game(("A", "B"), Continue("A offers", {}, 1), given, states)


def war(odds: Any) -> Terminal:
    return Terminal({"A": odds - c_A, "B": 1 - odds - c_B}, "war")


INSIDE = (0 < p, p < 1, c_A > 0, c_B > 0)


def shift(periods: int) -> Game:
    """A offers the division of a flow each year; B may fight; year by year A grows stronger."""
    states = {}
    for year in range(periods + 1):
        z = reals(f"x_{year}")
        odds, after = p + year * s, f"year {min(year + 1, periods)}"
        fight = Terminal({"A": odds / (1 - d) - c_A, "B": (1 - odds) / (1 - d) - c_B}, "war")
        deal = Continue(after, {"A": z, "B": 1 - z}, d)
        states[f"year {year}"] = Offer("A", (z, 0, 1), Decision("B", {"accept": deal, "fight": fight}))
    given = (*DISCOUNT, 0 < p, s > 0, p + periods * s < 1, c_A > 0, c_B > 0)
    return Game(("A", "B"), Continue("year 0", {}, 1), given, states)


def forts(number: int) -> Game:
    """A offers, and if B fights, a battle moves the line by one fort; who has them all has the stake."""
    states = {}
    cost = {"A": -c_A, "B": -c_B}
    for held in range(1, number):
        z = reals(f"x_{held}")
        won: Node = Continue(f"{held + 1} forts", cost, 1)
        lost: Node = Continue(f"{held - 1} forts", cost, 1)
        if held + 1 == number:
            won = Terminal({"A": 1 - c_A, "B": -c_B}, "A wins")
        if held == 1:
            lost = Terminal({"A": -c_A, "B": 1 - c_B}, "B wins")
        fight = Chance({"won": (p, won), "lost": (1 - p, lost)})
        deal = Terminal({"A": z, "B": 1 - z}, "settlement")
        states[f"{held} forts"] = Offer("A", (z, 0, 1), Decision("B", {"accept": deal, "fight": fight}))
    return Game(("A", "B"), Continue(f"{number // 2} forts", {}, 1), INSIDE, states)


def at_points(game: Game, points: Sequence[dict[Any, Fraction]]) -> Solution:
    solution = solve(game, "mpe")
    assert not solution.undecided
    for point in points:
        (case,) = oracles.at(solution.equilibria, point)
        assert not list(markov_oracles.faults(game, case, point)), (point, str(case))
        rest = markov_oracles.fixed(game, point, markov_oracles.random_values(game, Random(1)), 200, 10**6)
        if rest is not None:
            assert rest == markov_oracles.told_values(game, case, point), (point, rest, str(case))
    assert solution.coverage().status == "proved"
    return solution


def test_war_as_a_way_out_of_alternating_offers() -> None:
    rng = Random(2)
    points = [
        {d: F(rng.randint(1, 9), 11), p: F(rng.randint(1, 12), 13), c_A: F(rng.randint(1, 9), 17), c_B: F(1, k)}
        for k in range(3, 8)
    ]
    solution = at_points(alternating(d, (*DISCOUNT, *INSIDE), {"fight": war(p)}), points)
    assert solution.condition("settlement") == sympy.true


@pytest.mark.parametrize("periods", [2])
def test_power_that_shifts_for_years(periods: int) -> None:
    rng = Random(periods)
    points = []
    while len(points) < 3:
        point = {d: F(rng.randint(1, 19), 20), p: F(rng.randint(1, 9), 17), s: F(rng.randint(1, 9), 37)}
        point |= {c_A: F(1, rng.randint(2, 30)), c_B: F(1, rng.randint(2, 30))}
        if point[p] + periods * point[s] < 1:
            points.append(point)
    solution = at_points(shift(periods), points)
    # B fights at once iff all of the stake this year and what it can have from next year on are worth less than war
    fight = (1 - p) / (1 - d) - c_B
    later = sympy.Integer(0)
    for year in reversed(range(1, periods + 1)):
        own = (1 - p - year * s) / (1 - d) - c_B
        later = Max(own, 0) if year == periods else Max(own, d * later)
    assert equivalent(solution.condition("war"), fight > 1 + d * later, solution.game.given) is True


def test_forts_and_offers() -> None:
    points = [{p: F(k, 11), c_A: F(1, 9), c_B: F(1, 5 * m)} for k in (3, 5, 6, 8) for m in (1, 6)]
    solution = at_points(forts(3), points)
    # without corners B's value is that of fighting to the end, by the odds of ruin and the mean length of the walk
    odds_of_ruin, battles = [], []
    for point in points:
        up, cost = point[p], point[c_B]
        rows = [[F(0), up], [1 - up, F(0)]]
        odds_of_ruin.append(markov_oracles.solved(rows, [1 - up, F(0)]))
        battles.append(markov_oracles.solved(rows, [F(1), F(1)]))
        plain = [o - cost * n for o, n in zip(odds_of_ruin[-1], battles[-1], strict=True)]
        if min(plain) > 0:
            (case,) = oracles.at(solution.equilibria, point)
            assert oracles.number(case.payoffs["B"], point) == plain[0]


# --- payoffs that are not linear in the offers


def on_a_grid(u: Callable[[float], float], v: Callable[[float], float], delta: float, size: int = 4000) -> float:
    """Return A's share where sides with utilities u and v offer by turns, A first, after many rounds."""
    shares = [k / size for k in range(size + 1)]
    value = {"A": 0.5, "B": 0.5}  # of the side that answers, if it has the next offer
    share = 0.0
    for _ in range(60):
        share = max((z for z in shares if v(1 - z) >= delta * value["B"]), default=0.0)
        kept = max((z for z in shares if u(1 - z) >= delta * value["A"]), default=0.0)
        value = {"A": u(share), "B": v(kept)}
    return share


@pytest.mark.parametrize(
    ("u", "v", "closed"),
    [
        (sqrt(x), x, 1 / (1 + d + d**2)),  # B's share y: y = d*(1 - z), and sqrt(z) = d*sqrt(1 - y)
        (x, x * (2 - x), 1 / sqrt(1 + d + d**2)),  # (1 - z**2) = d*(1 - y**2), and y = d*z
    ],
)
def test_risk_aversion_against_a_grid_of_offers(u: Any, v: Any, closed: Any) -> None:
    deal = {"A": u, "B": v.subs(x, 1 - x)}
    back = {"A": u.subs(x, 1 - y), "B": v.subs(x, y)}
    states = {
        "A offers": Offer("A", (x, 0, 1), Decision("B", {"yes": Terminal(deal), "no": Continue("B offers", {}, d)})),
        "B offers": Offer("B", (y, 0, 1), Decision("A", {"yes": Terminal(back), "no": Continue("A offers", {}, d)})),
    }
    solution = solve(Game(("A", "B"), Continue("A offers", {}, 1), DISCOUNT, states), "mpe")
    assert not solution.undecided
    for delta in (F(1, 3), F(3, 5), F(6, 7)):
        (case,) = oracles.at(solution.equilibria, {d: delta})
        share = case.strategy["A offers",].offer
        told = float(oracles.number(share, {d: delta}))
        maps = [sympy.lambdify(x, f, "math") for f in (u, v)]
        assert abs(told - on_a_grid(*maps, float(delta))) < 2e-3
        assert oracles.same(oracles.number(share, {d: delta}), oracles.number(closed, {d: delta}))


# --- moves made at once


def judge_stage(seed: int) -> None:
    game, cells = markov_oracles.simultaneous(seed)
    solution = solve(game, "mpe", seconds=SECONDS)
    rng = Random(seed + 1)
    for _ in range(4):
        # denominators that keep away from ties
        point = {z: F(rng.randint(1, 40), 41) if z == d else F(rng.randint(-900, 900), 43) for z in game.parameters}
        wanted = markov_oracles.all_of_stage(cells, point)
        found = [markov_oracles.listed_of_stage(case, point) for case in oracles.at(solution.equilibria, point)]
        for row in found:
            assert any(row == pytest.approx(other, abs=1e-7) for other in wanted), (point, row, wanted, str(solution))
        for row in wanted:
            assert any(row == pytest.approx(other, abs=1e-7) for other in found), (point, row, found, str(solution))


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 4, 5, 7, 9])
def test_simultaneous_moves_against_roots(seed: int) -> None:
    judge_stage(seed)


def test_a_value_with_two_fixed_points_has_both() -> None:
    # v = v**2 + q: two for q below a quarter, none above it
    ring = Ring((w, q))
    below = [boolean(q > 0, ring), boolean(q < Rational(1, 4), ring)]
    solutions, left = fixed_points(ring, below, {0: ring.convert(w**2 + q)}, [])
    assert not left
    found = {oracles.number(solved[0].expr(), {q: F(3, 16)}) for solved, _ in solutions}
    assert found == {F(1, 4), F(3, 4)}
    assert fixed_points(ring, [boolean(q > 1, ring)], {0: ring.convert(w**2 + q)}, []) == ([], [])


# --- textbooks


def test_rubinstein_1982_with_two_discount_factors() -> None:
    factors = {"A": d_A, "B": d_B}
    solution = solve(alternating(factors, (0 < d_A, d_A < 1, 0 < d_B, d_B < 1)), "mpe")
    (case,) = solution.equilibria
    assert case.when == sympy.true
    assert not solution.undecided
    # the two indifferences: 1 - x = d_B*y and 1 - y = d_A*x
    shares = sympy.solve([1 - x - d_B * y, 1 - y - d_A * x], [x, y])
    assert sympy.simplify(case.payoffs["A"] - shares[x]) == 0
    assert sympy.simplify(case.strategy["B offers",].offer - shares[y]) == 0
    assert sympy.simplify(case.states["B offers"]["A"] - (1 - shares[y])) == 0
    assert solution.condition("settlement") == sympy.true


def test_outside_options_matter_only_if_they_bind_binmore_shaked_sutton_1989() -> None:
    leave = {"leave": Terminal({"A": 0, "B": w}, "exit")}
    states = {
        "A offers": turn("A", "B", x, Continue("B offers", {}, d), leave),
        "B offers": turn("B", "A", y, Continue("A offers", {}, d)),
    }
    given = (*DISCOUNT, 0 < w, w < 1)
    solution = solve(Game(("A", "B"), Continue("A offers", {}, 1), given, states), "mpe")
    assert not solution.undecided
    share = Min(1 / (1 + d), 1 - w)
    for delta, out in ((F(1, 2), F(1, 5)), (F(1, 2), F(1, 2)), (F(9, 10), F(9, 19)), (F(1, 4), F(1, 5))):
        point = {d: delta, w: out}
        values = {oracles.number(case.payoffs["A"], point) for case in oracles.at(solution.equilibria, point)}
        assert values == {oracles.number(share, point)}


def test_a_proposer_drawn_each_period() -> None:
    again = Continue("talks", {}, {"A": d_A, "B": d_B})
    talks = Chance({"A moves": (q, turn("A", "B", x, again)), "B moves": (1 - q, turn("B", "A", y, again))})
    given = (0 < q, q < 1, 0 < d_A, d_A < 1, 0 < d_B, d_B < 1)
    solution = solve(Game(("A", "B"), Continue("talks", {}, 1), given, {"talks": talks}), "mpe")
    (case,) = solution.equilibria
    assert not solution.undecided
    # each gets all but what the other would wait for, or what it would wait for itself
    one, two = Symbol("one"), Symbol("two")
    found = sympy.solve(
        [q * (1 - d_B * two) + (1 - q) * d_A * one - one, (1 - q) * (1 - d_A * one) + q * d_B * two - two], [one, two]
    )
    assert sympy.simplify(case.payoffs["A"] - found[one]) == 0
    assert sympy.simplify(case.payoffs["B"] - found[two]) == 0


def test_a_majority_of_three_divides_baron_ferejohn_1989() -> None:
    sides = ("A", "B", "C")

    def proposal(k: int) -> Node:
        me = sides[k]
        ways: dict[str, Node] = {}
        for other in (sides[(k + 1) % 3], sides[(k + 2) % 3]):
            z = reals(f"x_{me}{other}")
            shares = dict.fromkeys(sides, 0) | {me: 1 - z, other: z}
            answer = {"yes": Terminal(shares, "agreed"), "no": Continue("floor", {}, d)}
            ways[f"ask {other}"] = Offer(me, (z, 0, 1), Decision(other, answer))
        return Decision(me, ways)

    third = Rational(1, 3)
    floor = Chance({f"{side} has the floor": (third, proposal(k)) for k, side in enumerate(sides)})
    solution = solve(Game(sides, Continue("floor", {}, 1), DISCOUNT, {"floor": floor}), "mpe")
    values = {tuple(case.payoffs.values()) for case in solution.equilibria}
    # each pays the next the discounted third that it would wait for; all are alike cheap, so the first listed is asked
    assert values == {(third, third, third)}
    (case,) = solution.equilibria
    assert case.when == sympy.true
    assert case.strategy["floor", "B has the floor", "ask C"].offer == d / 3


def preventive() -> Game:
    """B's odds in a war rise after this year; B offers what A gets of a flow, and A may fight (Fearon 1995)."""

    def year(z: Symbol, odds: Any) -> Node:
        fight = Terminal({"A": odds / (1 - d) - c_A, "B": (1 - odds) / (1 - d) - c_B}, "war")
        deal = Continue("strong", {"A": z, "B": 1 - z}, d)
        return Offer("B", (z, 0, 1), Decision("A", {"accept": deal, "fight": fight}))

    given = (*DISCOUNT, 0 < p_2, p_2 < p_1, p_1 < 1, c_A > 0, c_B > 0)
    return Game(("A", "B"), Continue("weak", {}, 1), given, {"weak": year(x, p_1), "strong": year(y, p_2)})


def test_preventive_war_fearon_1995() -> None:
    rng = Random(7)
    points = []
    while len(points) < 5:
        point = {d: F(rng.randint(1, 19), 20), p_1: F(rng.randint(1, 16), 17), p_2: F(rng.randint(1, 16), 19)}
        point |= {c_A: F(rng.randint(1, 30), 20), c_B: F(1, 10)}
        if point[p_2] < point[p_1]:
            points.append(point)
    solution = at_points(preventive(), points)
    # all of this year's stake, and next year's war or nothing: less than war today
    today, later = p_1 / (1 - d) - c_A, Max(0, p_2 / (1 - d) - c_A)
    assert equivalent(solution.condition("war"), today > 1 + d * later, solution.game.given) is True
    # where A could still threaten war next year, the shift in power over a year's stake (Fearon's condition)
    threat = (*solution.game.given, p_2 > c_A * (1 - d))
    known = p_1 - d * p_2 > 1 - d + c_A * (1 - d) ** 2
    assert equivalent(solution.condition("war"), known, threat) is True


def test_ruin_of_a_gambler_without_discounting() -> None:
    step = lambda up, down: Chance({"up": (q, up), "down": (1 - q, down)})  # noqa: E731
    win, lose = Terminal({"A": 1}, "win"), Terminal({"A": 0}, "lose")
    states = {
        "one": step(Continue("two", {}, 1), lose),
        "two": step(Continue("three", {}, 1), Continue("one", {}, 1)),
        "three": step(win, Continue("two", {}, 1)),
    }
    solution = solve(Game(("A",), Continue("two", {}, 1), (0 < q, q < 1), states), "mpe")
    (case,) = solution.equilibria
    # Feller: at even odds a half, else (1 - z**2)/(1 - z**4) with z = (1 - q)/q
    z = (1 - q) / q
    assert sympy.simplify(case.payoffs["A"] - (1 - z**2) / (1 - z**4)) == 0
    assert sympy.simplify(solution.probability("win") - case.payoffs["A"]) == 0
    assert case.payoffs["A"].subs(q, Rational(1, 2)) == Rational(1, 2)


# --- overlaps and gaps


def trust() -> Game:
    """By turns the sides cooperate, worth one to each, or leave with r, which leaves the other nothing."""

    def move(me: str, other: str, after: str) -> Node:
        stay = Continue(after, {me: 1, other: 1}, d)
        return Decision(me, {"cooperate": stay, "exit": Terminal({me: r, other: 0}, "exit")})

    states = {"A moves": move("A", "B", "B moves"), "B moves": move("B", "A", "A moves")}
    return Game(("A", "B"), Continue("A moves", {}, 1), DISCOUNT, states)


def ring_of(size: int) -> Game:
    """In each state a side stops, worth one to it and two to the side before, or leaves it to the next."""
    sides = ("A", "B", "C")
    states = {}
    for k in range(size):
        stop = dict.fromkeys(sides, 0) | {sides[k % 3]: 1, sides[(k - 1) % 3]: 2}
        onward = Continue(f"state {(k + 1) % size}", {}, d)
        states[f"state {k}"] = Decision(sides[k % 3], {"stop": Terminal(stop, "stopped"), "go": onward})
    return Game(sides, Continue("state 0", {}, 1), DISCOUNT, states)


def test_equilibria_that_overlap_are_both_listed() -> None:
    solution = solve(trust(), "mpe")
    assert not solution.undecided
    assert len(solution.equilibria) == 2
    given = solution.game.given
    assert equivalent(solution.condition("no end"), (1 - d) * r <= 1, given) is True
    assert equivalent(solution.condition("exit"), r > 1, given) is True
    assert not solution.disjoint()
    assert len(solution.at({d: Rational(3, 4), r: 2})) == 2
    assert len(solution.at({d: Rational(1, 4), r: 2})) == 1
    odds = solution.probability("exit")
    assert {value for _, value in odds} == {0, 1}
    assert solution.coverage().status == "proved"


def test_an_odd_ring_has_a_gap_and_an_even_one_two_equilibria() -> None:
    solution = solve(ring_of(3), "mpe")
    (gap,) = solution.undecided
    assert equivalent(gap.when, d > Rational(1, 2), DISCOUNT) is True
    assert final(gap.reason)
    assert "for example at d = " in gap.reason
    missing = solution.coverage()
    assert missing.status == "refuted"
    assert not markov_oracles.all_stationary(solution.game, {d: F(int(missing.point[d].p), int(missing.point[d].q))})
    assert "partial" in str(solution)
    even = solve(ring_of(6), "mpe")
    assert not even.undecided
    assert [len(even.at({d: value})) for value in (Rational(1, 4), Rational(3, 4))] == [1, 2]


def test_a_search_cut_short_shows_no_gap() -> None:
    game = alternating(d, (*DISCOUNT, *INSIDE), {"fight": war(p)})
    solution = solve(game, "mpe", seconds=0)
    assert solution.undecided
    assert not any(final(case.reason) for case in solution.undecided), str(solution)


def test_a_player_that_cannot_have_the_best_offer() -> None:
    # B accepts only what it strictly prefers to waiting, since "reject" is listed first: no best offer below one
    deal = Decision("B", {"reject": Continue("talks", {}, d), "accept": Terminal({"A": x, "B": 1 - x}, "settlement")})
    game = Game(("A", "B"), Continue("talks", {}, 1), DISCOUNT, {"talks": Offer("A", (x, 0, 1), deal)})
    solution = solve(game, "mpe")
    # V_B > 0 would need an offer that is accepted though B prefers to wait; V_B = 0 leaves every x < 1 to be topped
    assert not solution.equilibria
    assert equivalent(solution.undecided[0].when, sympy.true, DISCOUNT) is True


def test_piecewise_payoffs_in_states() -> None:
    share = sympy.Piecewise((x, x < c), (0, True))
    reply = Decision("B", {"accept": Terminal({"A": share, "B": 1 - x}, "deal"), "reject": Continue("talks", {}, d)})
    solution = solve(
        Game(("A", "B"), Continue("talks", {}, 1), DISCOUNT, {"talks": Offer("A", (x, 0, 1), reply)}), "mpe"
    )
    # B gets nothing by waiting; A asks for all if that is below the step, else for ever more up to the step
    (gap,) = solution.undecided
    assert equivalent(gap.when, sympy.And(c > 0, c <= 1), DISCOUNT) is True
    assert {case.payoffs["A"] for case in solution.at({d: Rational(1, 2), c: 2})} == {1}
    assert {case.payoffs["A"] for case in solution.at({d: Rational(1, 2), c: -1})} == {0}


# --- what is said, and what is refused


def single(node: Node, given: tuple[Any, ...] = (), players: tuple[str, ...] = ("A",)) -> Game:
    return Game(players, Continue("crisis", {}, 1), given, {"crisis": node})


STOP = Terminal({"A": 1}, "stop")


def test_unknown_states_are_refused() -> None:
    with pytest.raises(GameError, match="no state 'peace'"):
        single(Decision("A", {"stop": STOP, "go": Continue("peace", {}, d)}))


@pytest.mark.parametrize("factor", [2, -1, Rational(3, 2)])
def test_discounts_outside_of_zero_to_one_are_refused(factor: Any) -> None:
    with pytest.raises(GameError, match="discount"):
        solve(single(Decision("A", {"stop": STOP, "go": Continue("crisis", {}, factor)})), "mpe")


@pytest.mark.parametrize("given", [(d < 1,), (0 < d, d < 2), (-1 < d, d < 1)])
def test_symbolic_discounts_that_can_leave_zero_to_one_are_refused(given: tuple[Any, ...]) -> None:
    half = Rational(1, 2)
    onward = Chance({"end": (half, STOP), "go": (half, Continue("crisis", {"A": 1}, d))})
    with pytest.raises(GameError, match="discount"):
        solve(single(Decision("A", {"stop": STOP, "go": onward}), given), "mpe")


def test_cycles_without_discounting_are_refused_by_name() -> None:
    node = Decision("A", {"stop": STOP, "go": Continue("crisis", {}, 1)})
    with pytest.raises(UnsupportedGame, match="'crisis'"):
        solve(single(node), "mpe")
    states = {
        "one": Decision("A", {"stop": STOP, "go": Continue("two", {}, 1)}),
        "two": Continue("one", {}, d),
        "three": Continue("one", {}, 1),
    }
    with pytest.raises(UnsupportedGame, match="'one', 'two'"):
        solve(Game(("A",), Continue("three", {}, 1), (0 < d, d <= 1), states), "mpe")
    # discounted on the way round, or with a chance that play ends, it is fine
    assert solve(Game(("A",), Continue("three", {}, 1), DISCOUNT, states), "mpe").equilibria


def test_moves_that_are_named_like_states() -> None:
    one = Decision("A", {"crisis": Continue("war", {}, d), "war": Terminal({"A": c}, "left")})
    two = Decision("A", {"crisis": Continue("crisis", {}, d), "war": Terminal({"A": 1}, "right")})
    game = Game(("A",), Continue("crisis", {}, 1), DISCOUNT, {"crisis": one, "war": two})
    judge(game, [{c: value, d: F(1, 2)} for value in (F(-1), F(1, 4), F(1, 2), F(1), F(2), F(4))])


def test_a_move_at_the_root_that_is_named_like_a_state() -> None:
    inner = Decision("A", {"u": Terminal({"A": 1}, "u"), "v": Terminal({"A": c}, "v")})
    state = Decision("A", {"u": Terminal({"A": c}, "u"), "v": Terminal({"A": 2}, "v")})
    game = Game(("A",), Decision("A", {"s": inner, "t": Continue("s", {}, d)}), DISCOUNT, {"s": state})
    try:
        solution = solve(game, "mpe")
    except GameError as error:
        assert "'s'" in str(error)  # noqa: PT017  (either answer is right)
        return
    (case,) = solution.at({c: 0, d: Rational(1, 4)})
    assert dict(case.outcomes) == {"u": 1}


def test_all_ties_are_solved_or_refused() -> None:
    node = Decision("A", {"stop": STOP, "end": Terminal({"A": 1}, "end")})
    try:
        solution = solve(single(node), "mpe", ties="all")
    except UnsupportedGame:
        return
    assert {name for case in solution.equilibria for name in case.outcomes} == {"stop", "end"}


def test_a_draw_in_a_state() -> None:
    from detente.games import Draw

    node = Draw((x, 0, 1), 1, Decision("A", {"take": Terminal({"A": x}, "take"), "wait": Continue("crisis", {}, d)}))
    solution = solve(single(node, DISCOUNT), "mpe")
    # V = E max(x, d*V) = (1 + (d*V)**2)/2
    for delta in (F(1, 3), F(4, 5)):
        (case,) = oracles.at(solution.equilibria, {d: delta})
        value = oracles.number(case.payoffs["A"], {d: delta})
        assert oracles.same(2 * value, 1 + (delta * value) ** 2)
        assert value < 1


def test_play_that_never_ends_has_a_name() -> None:
    node = Decision("A", {"talk": Continue("crisis", {"A": w}, d), "fight": Terminal({"A": 0}, "war")})
    solution = solve(single(node, DISCOUNT), "mpe")
    assert equivalent(solution.condition("crisis for ever"), w >= 0, DISCOUNT) is True
    assert equivalent(solution.condition("war"), w < 0, DISCOUNT) is True
    with pytest.raises(GameError, match="no terminal has the outcome"):
        solution.condition("talks for ever")
    odds = solution.probability("crisis for ever")
    assert [odds.subs(w, value) for value in (-1, 0, 1)] == [0, 1, 1]


def test_solutions_are_pickled_and_rendered() -> None:
    for game in (trust(), ring_of(3), alternating(d, DISCOUNT)):
        solution = solve(game, "mpe")
        again = pickle.loads(pickle.dumps(solution))
        assert str(again) == str(solution)
        assert again.latex() == solution.latex()
        assert again.html() == solution.html()
        assert len(again.equilibria) == len(solution.equilibria)
        for one, two in zip(again.equilibria, solution.equilibria, strict=True):
            assert dict(one.strategy) == dict(two.strategy)
            assert {state: dict(row) for state, row in one.states.items()} == {
                state: dict(row) for state, row in two.states.items()
            }
        assert solution.latex().count("&") >= 3
        assert "<table>" in solution.html()


def test_the_same_game_is_told_in_the_same_words_whatever_the_hash_seed() -> None:
    code = (
        "import sys; sys.path.insert(0, 'tests'); import test_markov as t\n"
        "from detente.solvers import solve\n"
        "for game in (t.trust(), t.ring_of(6), t.alternating(t.d, t.DISCOUNT), t.markov_oracles.random_game(3)):\n"
        "    solution = solve(game, 'mpe'); sys.stdout.write(str(solution) + solution.latex() + solution.html())\n"
    )
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=root,
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("0", "77")
    }
    assert len(told) == 1
    assert len(told.pop()) > 1000


def test_states_that_are_not_reached_do_not_matter() -> None:
    states = {**trust().states, "nowhere": Continue("nowhere", {"A": 1}, 1)}
    solution = solve(Game(("A", "B"), trust().root, DISCOUNT, states), "mpe")
    assert str(solution) == str(solve(trust(), "mpe"))


def test_a_state_in_which_nothing_happens_leads_on() -> None:
    states = {"wait": Continue("crisis", {"A": 1}, d), "crisis": Decision("A", {"stop": STOP, "go": STOP})}
    solution = solve(Game(("A",), Continue("wait", {}, 1), DISCOUNT, states), "mpe")
    assert solution.equilibria[0].payoffs["A"] == 1 + d


@pytest.mark.slow
def test_fifty_states_in_a_line() -> None:
    years = 50
    states: dict[str, Node] = {f"year {years}": Terminal({"A": 0, "B": 1}, "end")}
    for k in range(years):
        stop = Terminal({"A": w, "B": 0}, "stopped")
        states[f"year {k}"] = Decision("A", {"go": Continue(f"year {k + 1}", {"A": 1}, d), "stop": stop})
    solution = solve(Game(("A", "B"), Continue("year 0", {}, 1), (*DISCOUNT, w < 1), states), "mpe")
    assert not solution.undecided
    point = {d: F(1, 2), w: F(-1)}
    (case,) = oracles.at(solution.equilibria, point)
    assert oracles.number(case.payoffs["A"], point) == sum(F(1, 2) ** k for k in range(years))


def test_twelve_states_in_a_ring() -> None:
    solution = solve(ring_of(12), "mpe")
    assert not solution.undecided
    for delta, kinds in ((F(1, 3), {"all"}), (F(1, 2), {"all"}), (F(3, 4), {"even", "odd"})):
        found = set()
        for case in oracles.at(solution.equilibria, {d: delta}):
            moves = dict(markov_oracles.listed(solution.game, case, {d: delta}).moves)
            stops = tuple(k for k in range(12) if moves[f"state {k}",] == "stop")
            found.add({tuple(range(12)): "all", tuple(range(0, 12, 2)): "even", tuple(range(1, 12, 2)): "odd"}[stops])
        assert found == kinds


# --- signs of polynomials without the engine

BOX = (0 < p, p < 1, 0 < q, q < 1, c > 0)


def _random_polynomial(rng: Random, symbols: tuple[Symbol, ...], terms: int) -> Any:
    total = sympy.Integer(0)
    for _ in range(terms):
        term = sympy.Integer(rng.choice((-3, -2, -1, 1, 1, 2, 3)))
        for symbol in symbols:
            term *= symbol ** rng.choice((0, 0, 1, 1, 2))
        total += term
    return total


def _shaped(rng: Random) -> Any:
    match rng.randrange(4):
        case 0:
            return _random_polynomial(rng, (p, q, c), rng.randint(2, 5))
        case 1:
            rest = p * q**2 * (1 - q) * rng.randint(-1, 2) + c * rng.randint(0, 1)
            return (1 - p) ** rng.randint(1, 3) * (1 + q * p) + rest
        case 2:
            return (p - q) ** 2 + rng.choice((0, 1, -1)) * p * (1 - p) * rng.randint(0, 2) + c * q * rng.randint(0, 2)
    return _random_polynomial(rng, (p, q), 3) + rng.randint(-4, 4)


def _turned(signs: int) -> int:
    return signs & ZERO | (NEG if signs & POS else 0) | (POS if signs & NEG else 0)


def test_signs_that_are_known_without_the_engine_are_right() -> None:
    decided = 0
    for seed in range(80):
        rng = Random(seed)
        poly = sympy.expand(_shaped(rng))
        ring = Ring((c, e, p, q))
        known = Knowledge(ring, [boolean(inside, ring) for inside in BOX], 1, None)
        ratio = ring.convert(poly)
        if ratio.constant() is not None:
            continue
        number, unit = ring.intern(ratio.num)
        possible, impossible = (signs if unit > 0 else _turned(signs) for signs in known.known(known.base, number))
        assert not possible & impossible
        decided += impossible.bit_count() == 2
        for sign, relation in ((NEG, poly < 0), (ZERO, sympy.Eq(poly, 0)), (POS, poly > 0)):
            if (possible | impossible) & sign:
                answer = oracles.satisfiable(*BOX, relation)
                assert answer is not (not possible & sign), (seed, poly, sign)
    assert decided > 20


def test_contradictions_found_without_the_engine_are_contradictions() -> None:
    seen = 0
    for seed in range(100):
        rng = Random(seed)
        ring = Ring((c, e, p, q))
        known = Knowledge(ring, [boolean(inside, ring) for inside in BOX], 1, None)
        relations = []
        for _ in range(rng.choice((2, 2, 3))):
            slope = rng.choice((1 + p * q, 2 - p, p * (1 - q) + q, 1 - p * q, p - q, -(1 + q), 3 - p - q))
            kind = rng.choice((sympy.Gt, sympy.Ge, sympy.Lt, sympy.Le, sympy.Eq))
            rest = _random_polynomial(rng, (p, q), rng.randint(2, 4))
            relations.append(kind(sympy.expand(e * slope), sympy.expand(rest)))
        if contradict(known, [boolean(relation, ring) for relation in relations], long=2):
            seen += 1
            assert oracles.satisfiable(*BOX, *relations) is not True, (seed, relations)
    assert seen > 4


@pytest.mark.parametrize(("low", "high", "apart"), [(">=", "<=", False), (">", "<=", True), (">=", "<", True)])
def test_bounds_that_touch_do_not_contradict_each_other(low: str, high: str, apart: bool) -> None:
    ring = Ring((c, e, p, q))
    known = Knowledge(ring, [boolean(inside, ring) for inside in (p >= 0, q >= 0)], 1, None)
    # they meet where p is zero
    one, two = sympy.Rel(e, p + 2 * q + 1, low), sympy.Rel(e, 2 * q + 1, high)
    assert contradict(known, [boolean(one, ring), boolean(two, ring)], long=2) is apart
    assert not contradict(known, [boolean(one, ring), boolean(two, ring)], long=99)


def test_points_that_are_tried_lie_in_the_region() -> None:
    ring = Ring((c, e, p, q))
    inside = (*BOX, p + q < 1, c < 3)
    known = Knowledge(ring, [boolean(each, ring) for each in inside], 1, None)
    assert len(known.scanned) > 5
    for witness in known.scanned:
        point = {symbol: F(int(v.p), int(v.q)) for symbol, v in zip((c, e, p, q), witness.values, strict=True)}
        assert all(oracles.holds(each, point) for each in inside)
    for seed in range(15):
        rng = Random(seed)
        poly = sympy.expand(_random_polynomial(rng, (p, q, c), 14))
        if len(sympy.Add.make_args(poly)) >= 9:
            answer = known.check(known.base, [boolean(poly > 0, ring), boolean(p > q, ring)])
            truth = oracles.satisfiable(*inside, poly > 0, p > q)
            assert None in (answer.satisfiable, truth) or answer.satisfiable == truth, poly
