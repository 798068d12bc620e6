"""How long plans for repeated games take: the aim is 0.1 s for the condition of any of them. See test_speed.py.

Each call reads its plan afresh; the answers are checked against the formulas of the literature.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sympy import Eq
from sympy.logic.boolalg import And, Boolean

from detente.games import Automaton, Game, alternation, grim_trigger, matrix_game, punishment, reals, tit_for_tat
from detente.solvers import critical_discount, enforceable, equivalent

T, R, P, S, delta = reals("T R P S delta")
GOOD, BAD = ("C", "C"), ("D", "D")


def stage() -> Game:
    table = {("C", "C"): (R, R), ("C", "D"): (S, T), ("D", "C"): (T, S), ("D", "D"): (P, P)}
    return matrix_game(("A", "B"), table, given=(T > R, R > P, P > S))


def geometric(k: int) -> Boolean:
    return (R - P) * sum(delta**j for j in range(1, k + 1)) >= T - R


PLANS: dict[str, tuple[Callable[[], Automaton], Boolean]] = {
    "grim trigger": (lambda: grim_trigger(stage(), GOOD, BAD), delta * (T - P) >= T - R),
    "tit for tat": (
        lambda: tit_for_tat(stage(), GOOD, BAD),
        And(Eq(delta * (T - P), P - S), Eq(delta * (R - S), T - R)),
    ),
    "alternation": (lambda: alternation(stage(), ("C", "D"), ("D", "C"), BAD), delta * (T - P) >= P - S),
    "punishment for 1 period": (lambda: punishment(stage(), GOOD, BAD, 1), geometric(1)),
    "punishment for 3 periods": (lambda: punishment(stage(), GOOD, BAD, 3), geometric(3)),
    "punishment for 10 periods": (lambda: punishment(stage(), GOOD, BAD, 10), geometric(10)),
    "stick and carrot, 3 periods": (lambda: punishment(stage(), GOOD, BAD, 3, restart=True), geometric(3)),
}


@pytest.mark.parametrize("name", PLANS)
def test_enforceable(benchmark: Any, name: str) -> None:
    make, expected = PLANS[name]
    found = benchmark(lambda: enforceable(make(), delta))
    given = (T > R, R > P, P > S, delta > 0, delta < 1)
    assert equivalent(found, expected, given) is True


@pytest.mark.parametrize("name", PLANS)
def test_critical_discount(benchmark: Any, name: str) -> None:
    make, _ = PLANS[name]
    found = benchmark(lambda: critical_discount(make(), delta))
    assert found.closed == (name != "tit for tat")
