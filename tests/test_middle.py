"""Offers in the middle of a game: rounds of offers with battles between, and signals before offers that moves follow.

Rounds with two types are compared with a backward recursion on beliefs that is written here, in fractions, straight
from the theory of screening: the weak are kept indifferent by the belief that makes the next offer turn. Stated rules
are put to the definition on a grid of offers (``screening_oracles.faults``), and signals to a second solver.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from random import Random

import pytest
import sympy
from screening_oracles import choices, draw_point, drawn, faults, listed, rational, value
from sympy import Expr, Rational

from detente.games import Chance, Decision, Draw, Game, Node, Offer, Terminal, UnsupportedGame, reals
from detente.solvers import Solution, deviations, solve

F = Fraction
q, p, k, d, c_A, c_L, c_H, x, y, z = reals("q p k d c_A c_L c_H x y z")
OFFERS = (x, y, z, *reals("u v"))


# games


def battles(rounds: int, strong: Expr, weak: Expr, cost: Expr) -> Game:
    """Each offer that is refused leads to a battle; A wins the war with it, or the next offer is made."""

    def play(odds: Expr) -> Node:
        def stage(number: int) -> Node:
            offer, spent, lost = OFFERS[number - 1], cost * (number - 1), cost * number
            deal = Terminal({"A": offer - spent, "B": 1 - offer - spent}, f"settlement {number}")
            if number == rounds:
                rest: Node = Terminal({"A": odds - lost, "B": 1 - odds - lost}, "war")
            else:
                won = Terminal({"A": 1 - lost, "B": -lost}, f"victory {number}")
                rest = Chance({"A wins": (odds, won), "B holds out": (1 - odds, stage(number + 1))})
            return Offer("A", (offer, 0, 1), Decision("B", {"accept": deal, "fight": rest}))

        return stage(1)

    types = Chance({"strong": (q, play(strong)), "weak": (1 - q, play(weak))}, seen_by={"B"})
    return Game(("A", "B"), types, (0 < q, q < 1))


def haggling(rounds: int) -> Game:
    """Offers without battles between, and discounting."""

    def play(cost: Expr) -> Node:
        def stage(number: int) -> Node:
            offer, now = OFFERS[number - 1], Rational(9, 10) ** (number - 1)
            deal = Terminal({"A": now * offer, "B": now * (1 - offer)}, f"settlement {number}")
            war = Terminal({"A": now * Rational(3, 10), "B": now * (Rational(1, 2) - cost)}, "war")
            rest = war if number == rounds else stage(number + 1)
            return Offer("A", (offer, 0, 1), Decision("B", {"accept": deal, "reject": rest}))

        return stage(1)

    types = {"low": (q, play(Rational(1, 10))), "high": (1 - q, play(Rational(3, 10)))}
    return Game(("A", "B"), Chance(types, seen_by={"B"}), (0 < q, q < 1))


def signals(rest: Callable[[Expr, Expr], Node]) -> Game:
    """B arms or not, A makes an offer; ``rest`` follows a rejection."""

    def offer(cost: Expr, spent: Expr) -> Node:
        deal = Terminal({"A": x, "B": 1 - x - spent}, "settlement")
        return Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "reject": rest(cost, spent)}))

    def play(cost: Expr, price: Expr) -> Node:
        return Decision("B", {"arm": offer(cost, price), "wait": offer(cost, sympy.Integer(0))})

    given = (0 < q, q < 1, 0 < k, 0 < c_L, c_L < c_H, 0 < c_A, c_A < p, p + c_H < 1)
    types = {"low": (q, play(c_L, k)), "high": (1 - q, play(c_H, 2 * k))}
    return Game(("A", "B"), Chance(types, seen_by={"B"}), given)


def war(cost: Expr, spent: Expr) -> Terminal:
    return Terminal({"A": p - c_A, "B": 1 - p - cost - spent}, "war")


def attack(cost: Expr, spent: Expr) -> Decision:
    return Decision("A", {"attack": war(cost, spent), "pass": Terminal({"A": 0, "B": 1 - spent}, "status quo")})


def arms_and_attack() -> Game:
    return signals(attack)


# a backward recursion on beliefs


@dataclass(frozen=True)
class Step:
    """A range of beliefs in a strong B: what the weak get, and the proposer at both ends."""

    low: F
    high: F
    weak: F
    ends: tuple[F, F]

    def at(self, belief: F) -> F:
        return self.ends[0] + (self.ends[1] - self.ends[0]) * (belief - self.low) / (self.high - self.low)


def recursion(rounds: int, strong: F, weak: F, cost: F) -> tuple[list[Step], F]:
    """Return what the first round is worth by the belief, and what to the strong; no bound on offers binds."""
    steps: list[Step] = []
    strong_worth = F(0)
    for number in range(rounds, 0, -1):
        spent, lost, old, last = cost * (number - 1), cost * number, steps, number == rounds

        def after(belief: F) -> F:
            return belief * (1 - strong) / (belief * (1 - strong) + (1 - belief) * (1 - weak))

        def before(belief: F) -> F:
            return belief * (1 - weak) / (belief * (1 - weak) + (1 - belief) * (1 - strong))

        def fight(belief: F, lost: F = lost, old: list[Step] = old, last: bool = last) -> F:
            won = belief * strong + (1 - belief) * weak
            if last:
                return won - lost
            later = next(step for step in old if step.low <= after(belief) <= step.high).at(after(belief))
            return won * (1 - lost) + (1 - won) * later

        strong_fights = 1 - strong - lost if last else -strong * lost + (1 - strong) * strong_worth
        if last:
            weak_fights = [(1 - weak - lost, F(1))]
        else:
            weak_fights = [(-weak * lost + (1 - weak) * step.weak, step.high) for step in old]
        # what all accept; or what the weak are indifferent to, of whom so many accept that the next offer turns
        options: list[tuple[Callable[[F], F], F, F]] = [
            (lambda belief, worth=strong_fights, spent=spent: 1 - worth - 2 * spent, F(1), strong_fights)
        ]
        for worth, turn in weak_fights:
            assert worth >= -spent, "the bound on offers binds"
            most = before(turn)

            def option(
                belief: F, worth: F = worth, most: F = most, spent: F = spent, fight: Callable[[F], F] = fight
            ) -> F:
                return (1 - belief / most) * (1 - worth - 2 * spent) + belief / most * fight(most)

            options.append((option, most, worth))
        cuts = {F(0), F(1), *(most for _, most, _ in options)}
        cuts |= {before(end) for step in old for end in (step.low, step.high)}
        for low, high in list(itertools.pairwise(sorted(cuts))):
            lines = [fight, *(worth for worth, most, _ in options if most >= high)]
            for one, two in itertools.combinations(lines, 2):
                left, right = one(low) - two(low), one(high) - two(high)
                if left * right < 0:
                    cuts.add(low + (high - low) * left / (left - right))
        steps = []
        for low, high in itertools.pairwise(sorted(cuts)):
            middle = (low + high) / 2
            best, _, worth = max((o for o in options if o[1] >= high), key=lambda o: o[0](middle))
            assert fight(middle) < best(middle), "no offer that anybody accepts is made"
            if steps and steps[-1].weak == worth:
                steps[-1] = Step(steps[-1].low, high, worth, (steps[-1].ends[0], best(high)))
            else:
                steps.append(Step(low, high, worth, (best(low), best(high))))
        strong_worth = strong_fights
    return steps, strong_worth


POINTS = [
    (F(1, 4), F(1, 2), F(1, 20)),
    (F(3, 20), F(9, 20), F(1, 25)),
    (F(1, 5), F(2, 5), F(1, 30)),
    (F(1, 10), F(3, 10), F(1, 30)),  # in four rounds too no bound on offers binds
]


@cache
def solved(rounds: int, point: int) -> Solution:
    return solve(battles(rounds, *map(rational, POINTS[point])), "pbe", seconds=200)


def check_values(rounds: int, point: int) -> None:
    solution = solved(rounds, point)
    assert not solution.undecided
    steps, strong = recursion(rounds, *POINTS[point])
    assert len(steps) == rounds + 1
    for step in steps:
        for share in (F(1, 7), F(2, 3)):
            belief = step.low + (step.high - step.low) * share
            wanted = (step.at(belief), belief * strong + (1 - belief) * step.weak)
            here = solution.at({q: rational(belief)})
            assert here, belief
            for eq in here:
                assert (value(eq.payoffs["A"], {}), value(eq.payoffs["B"], {})) == wanted
                assert sum(value(odds, {}) for odds in eq.outcomes.values()) == 1


def check_rules(solution: Solution, points: list[Expr], grid: int = 3) -> None:
    rng = Random(1)
    for point in points:
        here = solution.at({q: point})
        assert here
        for eq in here:
            rows = choices(eq, rng, 1, {})
            assert rows, eq.where
            for row in rows:
                assert faults(solution.game, {q: point}, eq, row, grid) == [], (point, eq.where)


def test_three_rounds() -> None:
    check_values(3, 0)
    # every regime: two that screen for long, one that does so once, one with peace at once
    check_rules(solved(3, 0), [Rational(1, 10), Rational(3, 10), Rational(2, 5), Rational(4, 5)])


def test_nobody_gains_in_three_rounds() -> None:
    solution = solved(3, 0)
    for eq in [eq for eq in solution.equilibria if eq.probability("settlement 1") == 1][:2]:
        assert deviations(solution.game, eq) == sympy.true


@pytest.mark.parametrize("point", [0, 2])
def test_two_rounds_by_the_same_recursion(point: int) -> None:
    check_values(2, point)


@pytest.mark.slow
def test_three_rounds_elsewhere() -> None:
    check_values(3, 1)
    check_rules(solved(3, 1), [Rational(1, 5)])


@pytest.mark.slow
def test_four_rounds() -> None:
    check_values(4, 3)
    check_rules(solved(4, 3), [Rational(1, 4)], 2)


@pytest.mark.slow
def test_haggling_without_battles() -> None:
    solution = solve(haggling(3), "pbe", seconds=200)
    assert not solution.undecided
    check_rules(solution, [Rational(1, 10), Rational(1, 2)])
    # what is believed after one refusal, and after a second, are two things: neither bounds the other
    first, second = (sympy.Symbol(name, real=True) for name in ("mu(low|reject)", "mu(low|reject, y, reject)"))
    here = [eq for eq in solution.at({q: Rational(1, 2)}) if first in eq.free]
    for belief in (Rational(1, 10), Rational(3, 10), Rational(9, 10)):
        assert any(eq.where.subs({first: belief, second: 1}) == sympy.true for eq in here)


# signals


def test_signals_before_an_offer_and_an_attack() -> None:
    """An attack that always pays is as good as war at once, which the solver of last offers covers."""
    solution = solve(arms_and_attack(), "pbe", seconds=100)
    other = solve(signals(war), "pbe", seconds=100)
    assert not solution.undecided
    assert not other.undecided
    rng = Random(3)
    for _ in range(1):
        point = draw_point(rng, solution.game, [*solution.equilibria, *other.equilibria])
        pairs = [(solution.at(point), other.at(point)), (other.at(point), solution.at(point))]
        for mine, others in pairs:
            assert mine
            for eq in mine:
                for row in choices(eq, rng, 3, {}):
                    assert listed(solution.game, others, drawn(solution.game, eq, row)), (point, eq)
        for eq in solution.at(point):
            for row in choices(eq, rng, 2, {}):
                assert faults(solution.game, point, eq, row, 6) == []


# what is not covered


def test_draws_and_weak_equilibria_are_refused_by_name() -> None:
    drawn_cost = Draw((d, 0, 1), 1, signals(lambda cost, spent: attack(d, spent)).root, seen_by={"B"})
    given = (0 < q, q < 1, 0 < k, 0 < c_L, c_L < c_H, 0 < c_A, c_A < p, p < 1)
    with pytest.raises(UnsupportedGame, match="A cannot tell"):
        solve(Game(("A", "B"), drawn_cost, given), "pbe")
    with pytest.raises(UnsupportedGame, match="weak"):
        solve(arms_and_attack(), "weak")


def test_the_checks_see_what_is_wrong() -> None:
    steps, _ = recursion(3, *POINTS[0])
    assert [step.weak for step in steps] == sorted({step.weak for step in steps})
    solution = solved(3, 0)
    (eq,) = solution.at({q: Rational(1, 10)})
    other = solution.at({q: Rational(3, 10)})[0]
    assert faults(solution.game, {q: Rational(1, 5)}, other, {}, 3) != faults(
        solution.game, {q: Rational(1, 10)}, eq, {}, 3
    )
