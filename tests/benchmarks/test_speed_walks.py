"""How long walks of war and sets of equilibrium payoffs take: measured and read like ``test_speed``, no time asserted.

The aims, on two cores: victory and length for given forts, or for all, 0.1 s; values with discounts for all forts
0.2 s; the ranges of four forts 1 s; exact payoff sets of 2x2 and 3x3 games 0.2 s, a bracket 2 s.
"""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

import pytest

from detente.games import Game, Walk, matrix_game, reals
from detente.solvers import equilibrium_payoffs, implied, induction, length, victory, war_ranges, war_value

p, d, c, n, N = reals("p d c n N")
INSIDE = (0 < p, p < 1)


@pytest.mark.parametrize("forts", [4, 12, 24])
def test_given_forts(benchmark: Any, forts: int) -> None:
    walk = Walk(forts, forts // 2, win=p, given=INSIDE)
    found = benchmark(lambda: (victory(walk), length(walk)))
    assert found[0].subs(p, Fraction(1, 2)) == Fraction(1, 2)


def test_all_forts(benchmark: Any) -> None:
    walk = Walk(N, n, win=p, given=INSIDE)
    found = benchmark(lambda: (victory(walk), length(walk)))
    assert found[0].has(N)


def test_values_and_their_proof_for_all_forts(benchmark: Any) -> None:
    given = (*INSIDE, 0 < d, d < 1, c > 0)
    walk = Walk(N, n, win=p, costs={"A": c}, discount=d, given=given)
    found = benchmark(lambda: (war_value(walk, "A"), implied(induction(walk, "value"), given)))
    assert found[1] is True


def test_ranges_of_four_forts(benchmark: Any) -> None:
    walk = Walk(4, 2, win=p, costs={"A": c, "B": c}, given=(*INSIDE, c > 0))
    assert len(benchmark(lambda: war_ranges(walk))) == 3


def stage(size: int, seed: int) -> Game:
    rng = Random(seed)
    rows = range(size)
    return matrix_game(
        ("A", "B"), {(f"a{i}", f"b{j}"): (rng.randint(-3, 5), rng.randint(-3, 5)) for i in rows for j in rows}
    )


@pytest.mark.parametrize(("size", "seed"), [(2, 1), (3, 1), (4, 1)])
def test_payoff_set(benchmark: Any, size: int, seed: int) -> None:
    game = stage(size, seed)
    assert benchmark(lambda: equilibrium_payoffs(game, Fraction(3, 5))).exact


def test_payoff_set_with_irrational_corners(benchmark: Any) -> None:
    table = {("a", "a"): (-3, -1), ("a", "b"): (0, -2), ("b", "a"): (0, -3), ("b", "b"): (5, 4)}
    game = matrix_game(("A", "B"), table)
    assert not benchmark(lambda: equilibrium_payoffs(game, Fraction(3, 4))).exact
