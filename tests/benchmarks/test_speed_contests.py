"""How long choices made at once take: measured and read like ``test_speed``, asserting no time.

The aims, on two cores: a contest 0.2 s, two budgets 1 s, demands 0.3 s, arming before bargaining 0.5 s, unequal convex
costs 2 s.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sympy import Piecewise, Rational

from detente.games import Game, Offer, Terminal, reals
from detente.games.literature import coe2011, garfinkel2000, hirshleifer1991, nash1953, tullock1980
from detente.solvers import solve

x, y, V, m, n, a, b = reals("x y V m n a b")
SHARE = Piecewise((x / (x + y), x + y > 0), (Rational(1, 2), True))


def contest(costs: tuple[Any, Any], ends: tuple[Any, Any], *given: Any) -> Game:
    end = Terminal({"A": V * SHARE - costs[0], "B": V * (1 - SHARE) - costs[1]}, "contest")
    return Game(("A", "B"), Offer("A", (x, 0, ends[0]), Offer("B", (y, 0, ends[1]), end), seen_by=()), (V > 0, *given))


def two_budgets() -> Game:
    return contest((x, y), (m, n), m > 0, n > 0)


def convex_costs() -> Game:
    return contest((a * x**2, b * y**2), (1, 1), a > 0, b > 0)


MODELS: tuple[Callable[[], Game], ...] = (
    tullock1980.contest,
    tullock1980.returns_to_scale,
    tullock1980.three_contestants,
    nash1953.demands,
    hirshleifer1991.guns_and_butter,
    garfinkel2000.today,
    garfinkel2000.tomorrow,
    coe2011.costly_peace,
    two_budgets,
    convex_costs,
)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: str(model.__name__))
def test_contest(benchmark: Any, model: Callable[[], Game]) -> None:
    game = model()
    solution = benchmark.pedantic(solve, args=(game,), rounds=1, warmup_rounds=0)
    assert solution.equilibria
    assert not solution.undecided
