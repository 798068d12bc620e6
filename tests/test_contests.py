"""Choices made at once: formulas of the literature, best replies on grids, and the definition at random points."""

from __future__ import annotations

import math
import pickle
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from scipy.optimize import minimize_scalar
from sympy import Abs, Eq, Expr, Max, Piecewise, Rational, Symbol, lambdify, simplify, sqrt, true

from detente.games import Chance, Decision, Game, GameError, Node, Offer, Terminal, UnsupportedGame, reals
from detente.games.literature import coe2011, garfinkel2000, hirshleifer1991, nash1953, tullock1980
from detente.solvers import Equilibrium, Solution, deviations, equivalent, implied, solve
from detente.solvers.rules import Rule

x, y, z, m, n, s, V, V_A, V_B, a, b, c, d, r = reals("x y z m n s V V_A V_B a b c d r")
HALF = Rational(1, 2)
SHARE = Piecewise((x / (x + y), x + y > 0), (HALF, True))


def at_once(one: Expr, two: Expr, ends: tuple[Any, Any], given: tuple[Any, ...], low: Any = 0) -> Game:
    last = Offer("B", (y, low, ends[1]), Terminal({"A": one, "B": two}, "end"))
    return Game(("A", "B"), Offer("A", (x, low, ends[0]), last, seen_by=()), given)


def contest(share: Expr, prizes: tuple[Any, Any], costs: tuple[Any, Any], ends: tuple[Any, Any], *given: Any) -> Game:
    return at_once(prizes[0] * share - costs[0], prizes[1] * (1 - share) - costs[1], ends, given)


def numbers(eq: Equilibrium) -> dict[str, Expr]:
    return {rule.player: rule.offer for rule in eq.strategy.values() if rule.offer is not None}


def only(game: Game) -> Equilibrium:
    solution = solve(game)
    assert not solution.undecided
    (eq,) = solution.equilibria
    assert eq.when == true
    return eq


# a second opinion: payoffs as functions of numbers, maximised by scipy and on a grid


@dataclass(frozen=True)
class Numeric:
    """A game at numeric parameters: a function of all numbers for each player, and the bounds of its own."""

    worth: list[Callable[..., float]]
    bounds: list[tuple[float, float]]

    def gain(self, k: int, play: list[float], other: float) -> float:
        return self.worth[k](*play[:k], other, *play[k + 1 :]) - self.worth[k](*play)

    def grid(self, k: int, steps: int) -> list[float]:
        low, high = self.bounds[k]
        return [low + (high - low) * i / steps for i in range(steps + 1)] + [low + (high - low) * 1e-7]

    def regret(self, play: list[float]) -> float:
        """How much somebody could gain by another number."""
        worst = 0.0
        for k, (low, high) in enumerate(self.bounds):
            best = max(self.grid(k, 400), key=lambda t, k=k: self.gain(k, play, t))
            near = max(low, best - (high - low) / 400), min(high, best + (high - low) / 400)
            inner = minimize_scalar(lambda t, k=k: -self.gain(k, play, t), bounds=near)
            worst = max(worst, self.gain(k, play, best), self.gain(k, play, float(inner.x)))
        return worst

    def stable(self, play: list[float]) -> bool:
        """Whether nobody gains by a number of a grid."""
        return all(self.gain(k, play, t) <= 1e-9 for k in range(len(self.bounds)) for t in self.grid(k, 60))


def numeric(game: Game, point: Mapping[Symbol, Expr]) -> Numeric:
    node, chosen, bounds = game.root, [], []
    while isinstance(node, Offer):
        chosen.append(node.interval[0])
        bounds.append((float(node.interval[1].subs(point)), float(node.interval[2].subs(point))))
        node = node.then
    assert isinstance(node, Terminal)
    return Numeric([lambdify(chosen, node.payoffs[p].subs(point), "math") for p in game.players], bounds)


def random_point(game: Game, chance: random.Random) -> dict[Symbol, Expr]:
    while True:
        point = {p: Rational(chance.randint(1, 40), chance.randint(1, 12)) for p in game.parameters}
        if all(hypothesis.subs(point) == true for hypothesis in game.given):
            return point


def agree(game: Game, solution: Solution, rounds: int = 8, seed: int = 1) -> None:
    """At random points, what is listed is an equilibrium, and no pair of a coarse grid is another one."""
    chance = random.Random(seed)
    for _ in range(rounds):
        point = random_point(game, chance)
        table = numeric(game, point)
        plays = []
        for eq in solution.equilibria:
            if eq.when.subs(point) != true:
                continue
            assert not eq.free
            play = [float(numbers(eq)[player].subs(point)) for player in game.players]
            plays.append(play)
            assert table.regret(play) < 1e-7, (point, play)
            for player, worth in zip(game.players, table.worth, strict=True):
                assert abs(worth(*play) - float(eq.payoffs[player].subs(point))) < 1e-9
        tops = [high for _, high in table.bounds]
        for pair in product(*([top * i / 12 for i in range(13)] for top in tops)):
            if table.stable(list(pair)):
                near = [sum(abs(a - b) for a, b in zip(pair, play, strict=True)) for play in plays]
                assert min(near, default=math.inf) < 0.2 * max(tops), (point, pair)


# the literature


def test_contest_with_two_stakes() -> None:
    """Tullock 1980; the formulas for unequal stakes are those of the textbooks."""
    eq = only(tullock1980.contest())
    assert numbers(eq) == {"A": V_A**2 * V_B / (V_A + V_B) ** 2, "B": V_A * V_B**2 / (V_A + V_B) ** 2}
    assert simplify(eq.payoffs["A"] - V_A**3 / (V_A + V_B) ** 2) == 0
    assert eq.probability("A wins") == V_A / (V_A + V_B)
    assert deviations(tullock1980.contest(), eq) == true


def test_contest_of_three() -> None:
    eq = only(tullock1980.three_contestants())
    assert set(numbers(eq).values()) == {2 * V / 9}
    assert deviations(tullock1980.three_contestants(), eq) == true


def test_budgets_bind() -> None:
    game = tullock1980.budgets()
    solution = solve(game)
    assert not solution.undecided
    assert solution.coverage().status == "proved"
    for eq in solution.equilibria:
        spent = numbers(eq)["A"]
        assert implied(Eq(spent, Piecewise((m, 4 * m <= V), (V / 4, True))), (*game.given, eq.when))
        assert deviations(game, eq) == true
    agree(game, solution)


def test_returns_to_scale() -> None:
    eq = only(tullock1980.returns_to_scale())
    assert set(numbers(eq).values()) == {r * V / 4}
    squares = only(tullock1980.increasing_returns(2))
    assert set(numbers(squares).values()) == {V / 2}
    none = solve(tullock1980.increasing_returns(3))
    assert not none.equilibria
    (gap,) = none.undecided
    assert gap.when == true
    assert "no equilibrium in pure strategies, for example at V = " in gap.reason


def test_unequal_stakes_and_returns() -> None:
    """Nti 1999, Rent-seeking with asymmetric valuations, Public Choice 98."""
    share = Piecewise((x**r / (x**r + y**r), x + y > 0), (HALF, True))
    eq = only(contest(share, (V_A, V_B), (x, y), (V_A, V_B), V_A > 0, V_B > 0, 0 < r, r <= 1))
    for power in (1, Rational(1, 2), Rational(3, 4)):
        point = {V_A: 3, V_B: 2, r: power}
        expected = r * V_A ** (1 + r) * V_B**r / (V_A**r + V_B**r) ** 2
        assert abs((numbers(eq)["A"] - expected).subs(point).evalf()) < 1e-12


@pytest.mark.parametrize("power", [HALF, Rational(3, 2)], ids=str)
def test_fractional_powers(power: Expr) -> None:
    share = Piecewise((x**power / (x**power + y**power), x + y > 0), (HALF, True))
    game = contest(share, (V, V), (x, y), (V, V), V > 0)
    eq = only(game)
    assert set(numbers(eq).values()) == {power * V / 4}
    assert deviations(game, eq) == true


def test_roots_of_both_stakes() -> None:
    share = Piecewise((sqrt(x) / (sqrt(x) + sqrt(y)), x + y > 0), (HALF, True))
    game = contest(share, (V_A, V_B), (x, y), (V_A, V_B), V_A > 0, V_B > 0)
    solution = solve(game)
    assert only(game).when == true
    agree(game, solution, rounds=4)


def test_productivity() -> None:
    share = Piecewise((a * x / (a * x + b * y), x + y > 0), (HALF, True))
    eq = only(contest(share, (V, V), (x, y), (V, V), V > 0, a > 0, b > 0))
    assert set(numbers(eq).values()) == {V * a * b / (a + b) ** 2}


def test_nash_demands() -> None:
    """All pairs on a grid: the solver's sets against the definition, with deviations to what the other leaves."""
    game = nash1953.demands()
    solution = solve(game)
    assert not solution.undecided
    grid = [Rational(i, 6) for i in range(7)]
    for none in ((Rational(0), Rational(0)), (Rational(1, 3), Rational(1, 6)), (HALF, Rational(1, 3))):
        point = dict(zip((nash1953.d_A, nash1953.d_B), none, strict=True))

        def is_listed(one: Expr, two: Expr, point: Mapping[Symbol, Expr] = point) -> bool:
            for eq in solution.equilibria:
                if eq.when.subs(point) != true:
                    continue
                left, right = (numbers(eq)[p].subs(point) for p in "AB")
                names = list(eq.free)
                put = {}
                if left in names:
                    put[left] = one
                if right in names:
                    put[right] = two
                if left.subs(put) == one and right.subs(put) == two and eq.where.subs(point).subs(put) == true:
                    return True
            return False

        for one in grid:
            for two in grid:
                fits = one + two <= 1
                now = (one, two) if fits else none
                best = max(1 - two, none[0]), max(1 - one, none[1])
                assert is_listed(one, two) == (now[0] >= best[0] and now[1] >= best[1]), (none, one, two)
    for eq in solution.equilibria:
        assert deviations(game, eq) == true


def test_paradox_of_power() -> None:
    game = hirshleifer1991.guns_and_butter()
    solution = solve(game)
    assert not solution.undecided
    agree(game, solution)
    parity = next(eq for eq in solution.equilibria if eq.payoffs["A"] == eq.payoffs["B"])
    R_A, R_B = hirshleifer1991.R_A, hirshleifer1991.R_B
    assert equivalent(parity.when | Eq(R_A, 3 * R_B), R_A <= 3 * R_B, game.given)


def test_arming_before_bargaining() -> None:
    """Backward induction by hand: A gets all that B does not get by war, which is worth V*(1 - d)*y/(x + y) to B."""
    game = garfinkel2000.today()
    eq = only(game)
    assert {eq.strategy[()].offer, eq.strategy["x",].offer} == {V * (1 - d) / 4}
    assert eq.probability("war") == 0
    rest = ("x", "y", "m", "n", "s")
    assert eq.path == tuple(rest[:k] for k in range(6))
    assert eq.played[rest[:4]].offer == V * (1 + d) / 2
    assert str(eq.played[rest]) == "B accepts"
    offer = eq.strategy["x", "y", "m", "n"]
    there = {x: Rational(1), y: Rational(3), V: Rational(2), d: HALF}
    (action,) = [action for action, when in offer.actions if when.subs(there) == true]
    assert action.rhs.subs(there) == 2 - Rational(3, 4)
    assert deviations(game, eq) == true
    wrong = dict(eq.strategy)
    wrong["x", "y", "m", "n", "s"] = Rule("B", (("fight", true),))
    assert deviations(game, Equilibrium(eq.when, wrong, eq.payoffs, eq.outcomes, eq.path)) != true


def test_the_future_brings_war() -> None:
    solution = solve(garfinkel2000.tomorrow(), "pbe")
    delta = garfinkel2000.delta
    assert not solution.undecided
    assert equivalent(solution.condition("war"), delta >= 2 * d, solution.game.given)
    assert equivalent(solution.condition("settlement"), delta <= 2 * d, solution.game.given)


def test_costly_peace() -> None:
    solution = solve(coe2011.costly_peace())
    p = coe2011.p
    peace = solution.condition("peace")
    assert equivalent(
        peace, (p * (1 - d) <= Rational(1, 4)) & ((1 - p) * (1 - d) <= Rational(1, 4)), solution.game.given
    )


# other games


GAMES = {
    "cournot": at_once(x * (1 - x - y) - c * x, y * (1 - x - y) - c * y, (1, 1), (0 < c, c < 1)),
    "unequal costs": at_once(x * (1 - x - y) - a * x, y * (1 - x - y) - b * y, (1, 1), (0 < a, a < 1, 0 < b, b < 1)),
    "convex costs": contest(SHARE, (V, V), (c * x**2, c * y**2), (m, m), V > 0, m > 0, c > 0),
    "two budgets": contest(SHARE, (V, V), (x, y), (m, n), V > 0, m > 0, n > 0),
    "substitutes": at_once(x - x**2 - x * y * a, y - y**2 - x * y * a, (1, 1), (a > 2, a < 3)),
    "complements": at_once(x * y - x**2 / 2 + a * x, x * y * b - y**2, (2, 2), (a > 0, a < 1, b > 0, b < 1)),
}


@pytest.mark.parametrize("name", GAMES)
def test_random_points(name: str) -> None:
    solution = solve(GAMES[name])
    assert not solution.undecided
    assert solution.equilibria
    agree(GAMES[name], solution, rounds=6)
    for eq in solution.equilibria:
        assert deviations(GAMES[name], eq) == true


@pytest.mark.slow
def test_unequal_convex_costs() -> None:
    game = contest(SHARE, (V, V), (a * x**2, b * y**2), (1, 1), V > 0, a > 0, b > 0)
    solution = solve(game)
    assert not solution.undecided
    agree(game, solution, rounds=8)


def test_several_equilibria() -> None:
    """Strong substitutes: one side does all, or both share."""
    found = solve(GAMES["substitutes"])
    assert len(found.equilibria) == 3
    plays = {(numbers(eq)["A"], numbers(eq)["B"]) for eq in found.equilibria}
    assert {(HALF, 0), (0, HALF)} <= plays


def test_all_pay_auction() -> None:
    def wins(mine: Symbol, other: Symbol) -> Expr:
        return Piecewise((V - mine, mine > other), (V / 2 - mine, Eq(mine, other)), (-mine, True))

    solution = solve(at_once(wins(x, y), wins(y, x), (m, m), (V > 0, m > 0)))
    (eq,) = solution.equilibria
    assert equivalent(eq.when, 2 * m <= V, solution.game.given)  # Che and Gale 1998, caps on bids
    assert numbers(eq) == {"A": m, "B": m}
    (gap,) = solution.undecided
    assert equivalent(gap.when, 2 * m > V, solution.game.given)
    assert "no equilibrium in pure strategies" in gap.reason


def test_attack_or_wait_against_arms() -> None:
    """One side has two moves, the other a number: by hand, B arms y = 1/2 against an attack, and 0 otherwise."""

    def after(gain: Any, worth: Any, name: str) -> Node:
        return Offer("B", (y, 0, 1), Terminal({"A": gain, "B": worth - y**2}, name))

    root = Decision("A", {"attack": after(a - y, y - 1, "war"), "wait": after(0, 0, "peace")}, seen_by=())
    for concept in ("spe", "pbe"):
        solution = solve(Game(("A", "B"), root, (a > 0,)), concept)
        by_outcome = {next(iter(eq.outcomes)): eq for eq in solution.equilibria}
        assert equivalent(by_outcome["war"].when, a >= HALF, (a > 0,))
        assert by_outcome["war"].strategy["wait",].offer == HALF
        assert "peace" not in by_outcome  # with a > 0 an attack on one without arms pays
        (gap,) = solution.undecided
        assert equivalent(gap.when, a < HALF, (a > 0,))
        assert deviations(solution.game, by_outcome["war"]) == true


def test_chance_after_arming() -> None:
    war = {"A": (SHARE, Terminal({"A": 1 - x, "B": -y}, "A")), "B": (1 - SHARE, Terminal({"A": -x, "B": 1 - y}, "B"))}
    eq = only(Game(("A", "B"), Offer("A", (x, 0, 1), Offer("B", (y, 0, 1), Chance(war)), seen_by=())))
    assert numbers(eq) == {"A": Rational(1, 4), "B": Rational(1, 4)}


def test_kinks() -> None:
    """A public good of which only the larger contribution counts: one contributes, the other does not."""
    best = Max(x, y)
    solution = solve(at_once(2 * best - x, 2 * best - y, (1, 1), ()))
    plays = {(numbers(eq)["A"], numbers(eq)["B"]) for eq in solution.equilibria}
    assert plays == {(1, 0), (0, 1)}
    near = solve(at_once(-Abs(x - y), -Abs(x - y), (1, 1), ()))
    (eq,) = near.equilibria
    assert numbers(eq)["A"] == numbers(eq)["B"]
    assert len(eq.free) == 1


def test_numbers_before_a_stage() -> None:
    """A invests x, seen by both, before quantities: by hand w = 1 + 2*x/3 and u = 1 - x/3, so that A invests all."""
    u, w = reals("u w")
    market = Terminal({"A": w * (4 - u - w) - w + x * w - x**2, "B": u * (4 - u - w) - u}, "market")
    stage = Offer("B", (u, 0, 4), Offer("A", (w, 0, 4), market), seen_by=())
    game = Game(("A", "B"), Offer("A", (x, 0, 1), stage))
    eq = only(game)
    assert eq.strategy[()].offer == 1
    assert simplify(eq.strategy["x",].offer - (1 - x / 3)) == 0
    assert simplify(eq.strategy["x", "u"].offer - (1 + 2 * x / 3)) == 0
    assert eq.payoffs["A"] == Rational(25, 9) - 1
    assert eq.outcomes["market"] == 1
    assert deviations(game, eq) == true


def test_a_stage_after_a_stage() -> None:
    """Arms are built twice, and those of today are seen: a contest for a prize that today's arms make smaller."""
    u, w = reals("u w")
    late = Piecewise((u / (u + w), u + w > 0), (HALF, True))
    prize = 1 + x + y
    end = Terminal({"A": prize * late - u - x**2, "B": prize * (1 - late) - w - y**2}, "end")
    second = Offer("A", (u, 0, 3), Offer("B", (w, 0, 3), end), seen_by=())
    shown = Offer("A", (m, x, x), Offer("B", (n, y, y), second))
    game = Game(("A", "B"), Offer("A", (x, 0, 1), Offer("B", (y, 0, 1), shown), seen_by=()))
    eq = only(game)
    # each gets a quarter of the prize, so that x - 4*x**2 is largest at 1/8
    assert eq.strategy[()].offer == Rational(1, 8)
    assert eq.strategy["x",].offer == Rational(1, 8)
    assert deviations(game, eq) == true


@pytest.mark.slow
def test_arms_today_and_tomorrow() -> None:
    """Garfinkel and Skaperdas with the arms of both periods: by hand, war is worth V*(1 - d + delta) today."""
    u, w, delta = reals("u w delta")
    late = Piecewise((u / (u + w), u + w > 0), (HALF, True))
    settled = Terminal(
        {"A": V / 2 - x + delta * (V * late - u), "B": V / 2 - y + delta * (V * (1 - late) - w)}, "peace"
    )
    second = Offer("A", (u, 0, V), Offer("B", (w, 0, V), settled), seen_by=())
    prize = V * (1 - d + delta)
    war = Terminal({"A": prize * SHARE - x, "B": prize * (1 - SHARE) - y}, "war")
    play = Decision("A", {"settle": Decision("B", {"settle": second, "fight": war}), "fight": war})
    shown = Offer("A", (m, x, x), Offer("B", (n, y, y), play))
    root = Offer("A", (x, 0, 2 * V), Offer("B", (y, 0, 2 * V), shown), seen_by=())
    solution = solve(Game(("A", "B"), root, (V > 0, 0 < d, d < 1, 0 < delta, delta < 1)))
    wars = [eq for eq in solution.equilibria if eq.probability("war") == 1]
    (fought,) = wars
    assert equivalent(fought.when, delta > 2 * d, solution.game.given)
    assert simplify(fought.strategy[()].offer - prize / 4) == 0
    assert deviations(solution.game, fought) == true
    # unarmed, one who arms a little takes all by war: a settlement without arms has to be worth more than that
    unarmed = next(eq for eq in solution.equilibria if eq.strategy[()].offer == 0)
    assert equivalent(unarmed.when, prize <= V / 2 + delta * V / 4, solution.game.given)
    assert all("no equilibrium in pure strategies" in gap.reason for gap in solution.undecided)


# what is refused, and how


def test_undefined_payoff() -> None:
    game = at_once(x / (x + y) - x, y / (x + y) - y, (1, 1), ())
    with pytest.raises(GameError, match=r"x/\(x \+ y\).* is not defined at x = 0, y = 0.*Piecewise"):
        solve(game)
    raised = at_once(x / (x + y) - x, y / (x + y) - y, (1, 1), (), low=Rational(1, 8))
    assert numbers(only(raised)) == {"A": Rational(1, 4), "B": Rational(1, 4)}


def test_moves_after_hidden_numbers() -> None:
    last = Decision("B", {"fight": Terminal({"A": x, "B": 1 - x}), "yield": Terminal({"A": 1, "B": 0})})
    game = Game(("A", "B"), Offer("A", (x, 0, 1), Offer("B", (y, 0, 1), last), seen_by=()))
    with pytest.raises(UnsupportedGame, match=r"B moves after x was chosen .* Offer\('A', \(m, x, x\), then\)"):
        solve(game)


def test_hidden_types_and_ties() -> None:
    game = at_once(x * (1 - x - y), y * (1 - x - y), (1, 1), ())
    with pytest.raises(UnsupportedGame, match="ties"):
        solve(game, ties="all")
    typed = Chance({"one": (HALF, game.root), "two": (HALF, game.root)}, seen_by={"A"})
    with pytest.raises(UnsupportedGame, match="nature"):
        solve(Game(("A", "B"), typed))
    with pytest.raises(UnsupportedGame, match="sequential"):
        solve(game, "sequential")


def test_empty_interval() -> None:
    with pytest.raises(GameError, match="empty"):
        solve(at_once(-x, -y, (a, 1), ()))


def test_solutions_print_and_pickle() -> None:
    solution = solve(nash1953.demands())
    again = pickle.loads(pickle.dumps(solution))
    assert str(again) == str(solution)
    assert "mixtures over an interval are not searched for" in solution.rule
    assert "x = s" in str(solution)
    assert math.isfinite(len(solution.latex()))
