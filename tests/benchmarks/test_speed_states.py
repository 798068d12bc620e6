"""How long stationary equilibria of games with states take: measured and read like ``test_speed``, no time asserted.

The aims, on two cores: Rubinstein's offers 0.3 s, with war as a way out 1 s, preventive war with every corner 0.5 s, a
five-step shift of power with war as B's alternative 4 s, six forts with offers 2 s; no aims were set for a ring of
twelve states, a line of fifty and a majority of three.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sympy import And, Max, true
from test_markov import (
    DISCOUNT,
    INSIDE,
    alternating,
    c_A,
    c_B,
    d,
    d_A,
    d_B,
    forts,
    p,
    preventive,
    ring_of,
    s,
    shift,
    war,
)

from detente.games import Game
from detente.solvers import Solution, equivalent, solve


def rubinstein() -> Game:
    return alternating({"A": d_A, "B": d_B}, (0 < d_A, d_A < 1, 0 < d_B, d_B < 1))


def with_war() -> Game:
    return alternating(d, (*DISCOUNT, *INSIDE), {"fight": war(p)})


def solved(benchmark: Any, make: Callable[[], Game], rounds: int = 3) -> Solution:
    solution = benchmark.pedantic(lambda: solve(make(), "mpe", seconds=300), rounds=rounds)
    assert not solution.undecided
    assert solution.coverage().status == "proved"
    benchmark.extra_info["equilibria"] = len(solution.equilibria)
    return solution


def test_rubinstein(benchmark: Any) -> None:
    (case,) = solved(benchmark, rubinstein).equilibria
    # A's share is one less what B would wait for, and so for B: x = 1 - d_B*(1 - d_A*x)
    share = case.payoffs["A"]
    assert (share - 1 + d_B * (1 - d_A * share)).simplify() == 0


def test_rubinstein_with_war(benchmark: Any) -> None:
    solution = solved(benchmark, with_war)
    assert solution.condition("settlement") == true
    # where war is worse than waiting for both, it changes nothing
    plain = [case.when for case in solution.equilibria if (case.payoffs["A"] - 1 / (1 + d)).simplify() == 0]
    (when,) = plain
    idle = And(1 - p - c_B < d / (1 + d), p - c_A < d / (1 + d))
    assert equivalent(when, idle, solution.game.given) is True


def test_preventive_war(benchmark: Any) -> None:
    solution = solved(benchmark, preventive)
    p_1, p_2 = (next(z for z in solution.game.parameters if z.name == name) for name in ("p_1", "p_2"))
    fight = p_1 / (1 - d) - c_A > 1 + d * Max(0, p_2 / (1 - d) - c_A)
    assert equivalent(solution.condition("war"), fight, solution.game.given) is True


@pytest.mark.slow
def test_five_steps_of_power(benchmark: Any) -> None:
    solution = solved(benchmark, lambda: shift(5), rounds=1)
    # the longer B waits the less it gets: it fights at once, or never
    fight = (1 - p) / (1 - d) - c_B > 1 + d * Max(0, (1 - p - s) / (1 - d) - c_B)
    assert equivalent(solution.condition("war"), fight, solution.game.given) is True


@pytest.mark.slow
def test_six_forts(benchmark: Any) -> None:
    solution = solved(benchmark, lambda: forts(6), rounds=1)
    assert solution.condition("settlement") == true


def test_ring_of_twelve_states(benchmark: Any) -> None:
    assert len(solved(benchmark, lambda: ring_of(12), rounds=1).equilibria) >= 3
