"""Solutions on grids and their pictures: against the exact solution at each point."""

from __future__ import annotations

import builtins
from typing import Any

import numpy as np
import pytest
from sympy import Rational, nsimplify

from detente.games import Decision, Game, GameError, Terminal, UnsupportedGame, reals
from detente.games.literature import fearon1995, hedgecock2022_regime, schelling1960
from detente.solvers import MissingLibrary, Solution, bargaining_range, range_band, regions, solve
from detente.solvers.grids import NOTHING, OUTSIDE

h = hedgecock2022_regime
RISK = {fearon1995.p: Rational(3, 10), fearon1995.c_A: Rational(1, 10), fearon1995.c_1: Rational(1, 20)}


def regime() -> tuple[Solution, dict[Any, Any], dict[Any, Any]]:
    fixed = {h.r: 1, h.t: 2, h.s: 1, h.u: -1, h.delta: Rational(9, 10)}
    return solve(h.regime_change(), "mpe"), fixed, {h.q: [1, 3, 5, 7, 9], h.K: [1, 3, 7, 9, 11]}


def test_a_grid_is_the_exact_solution_at_each_point() -> None:
    solution, fixed, lines = regime()
    across, up = np.array(lines[h.q])[None, :] / 10, np.array(lines[h.K])[:, None]
    grid = solution.on_grid({**fixed, h.q: across, h.K: up})
    assert grid.inside.shape == (5, 5)
    assert grid.inside.all()
    labels, names = grid.labels()
    for i, height in enumerate(lines[h.K]):
        for j, tenths in enumerate(lines[h.q]):
            (eq,) = solution.at({**fixed, h.q: Rational(tenths, 10), h.K: height})
            (outcome,) = eq.outcomes
            assert names[labels[i, j]] == outcome
            assert grid.probability(outcome)[i, j] == 1
            for player in ("A", "B"):
                assert abs(grid.payoff(player)[i, j] - float(eq.payoffs[player])) < 1e-9
    assert set(names) == {"ceasefire until broken", "regime change", "war"}


def test_outcomes_by_chance_and_points_outside_of_the_hypotheses() -> None:
    solution = solve(fearon1995.risk_return(), "pbe")
    costs = [Rational(1, 100), Rational(1, 10), Rational(1, 2), Rational(4, 5)]
    grid = solution.on_grid({**RISK, fearon1995.c_2: [float(c) for c in costs], fearon1995.q: 0.3})
    assert grid.inside.tolist() == [False, True, True, False]
    labels, names = grid.labels()
    assert [names[k] for k in labels] == [OUTSIDE, "settlement", "settlement or war", OUTSIDE]
    assert np.isnan(grid.payoff("A")).tolist() == [True, False, False, True]
    for k in (1, 2):
        (eq,) = solution.at({**RISK, fearon1995.c_2: costs[k], fearon1995.q: Rational(3, 10)})
        assert grid.probability("war")[k] == pytest.approx(float(eq.probability("war")))


def test_several_equilibria_are_told_apart_by_number() -> None:
    t = schelling1960
    game = t.reciprocal_fear()
    solution = solve(game, "pbe")
    values = dict.fromkeys(game.parameters, 1.0) | {t.v_A: 3.0, t.v_B: 3.0, t.f_A: 2.0, t.f_B: 2.0}
    grid = solution.on_grid(values)
    held = [k for k, each in enumerate(grid.holds) if each]
    exact = solution.at({symbol: nsimplify(value) for symbol, value in values.items()})
    assert len(held) == len(exact) > 1
    with pytest.raises(GameError, match="several equilibria"):
        grid.payoff("A")
    assert [float(grid.payoff("A", k)) for k in held] == pytest.approx([float(eq.payoffs["A"]) for eq in exact])
    labels, names = grid.labels()
    assert "; " in names[int(labels)]


def test_no_equilibrium_is_said_to_be_none() -> None:
    w = reals("w")
    game = Game(("A",), Decision("A", {"a": Terminal({"A": w}, "x"), "b": Terminal({"A": 0}, "y")}))
    whole = solve(game)
    part = Solution(game, "spe", whole.rule, whole.equilibria[:1])
    labels, names = part.on_grid({w: [-1, 1]}).labels()
    assert sorted(names[k] for k in labels) == sorted([NOTHING, next(iter(whole.equilibria[0].outcomes))])


def test_errors_name_the_parameter() -> None:
    solution, fixed, _ = regime()
    with pytest.raises(GameError, match=r"no values for K, q"):
        solution.on_grid(fixed)
    with pytest.raises(GameError, match="z is not a parameter"):
        solution.on_grid({**fixed, h.q: 0, h.K: 0, reals("z"): 1})
    with pytest.raises(GameError, match="on_grid: shape mismatch"):
        solution.on_grid({**fixed, h.q: [0.1, 0.2], h.K: [1, 2, 3]})
    grid = solution.on_grid({**fixed, h.q: 0.5, h.K: 1})
    with pytest.raises(GameError, match="no player 'C'"):
        grid.payoff("C")


def test_a_free_mixture_has_no_number() -> None:
    w = reals("w")
    either = Decision("B", {"a": Terminal({"A": 1, "B": 0}, "x"), "b": Terminal({"A": 0, "B": 0}, "y")})
    solution = solve(Game(("A", "B"), Decision("A", {"go": either, "no": Terminal({"A": w, "B": 0}, "z")})), "pbe")
    free = [k for k, eq in enumerate(solution.equilibria) if eq.payoffs["A"].free_symbols & set(eq.free)]
    assert free
    with pytest.raises(UnsupportedGame, match="is free in this equilibrium"):
        solution.on_grid({w: 0.0}).payoff("A", free[0])


def test_a_picture_without_matplotlib_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    load = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return load(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    solution, fixed, _ = regime()
    with pytest.raises(MissingLibrary, match="pip install"):
        regions(solution, (h.q, 0, 1), (h.K, 0, 12), fixed)


def test_a_picture_of_regions() -> None:
    pytest.importorskip("matplotlib")
    solution, fixed, _ = regime()
    figure = regions(solution, (h.q, 0, 1), (h.K, 0, 12), fixed, points=40)
    (axes,) = figure.axes
    image = axes.images[0].get_array()
    legend = {
        text.get_text(): patch.get_facecolor()[:3]
        for text, patch in zip(axes.get_legend().get_texts(), axes.get_legend().get_patches(), strict=True)
    }
    assert axes.get_xlabel() == "$q$"
    assert axes.get_ylabel() == "$K$"
    for i, j in ((0, 0), (39, 39), (39, 2), (20, 30), (5, 1)):
        point = {h.q: Rational(2 * j + 1, 80), h.K: Rational(12 * (2 * i + 1), 80)}
        (eq,) = solution.at({**fixed, **point})
        (outcome,) = eq.outcomes
        assert tuple(image[i, j]) == pytest.approx(legend[outcome])


def test_a_picture_of_a_range() -> None:
    pytest.importorskip("matplotlib")
    f = fearon1995
    figure = range_band(bargaining_range(f.ultimatum()), (f.p, 0, 1), {f.c_A: 0.1, f.c_B: 0.2}, points=50)
    low, high = (line.get_ydata() for line in figure.axes[0].lines)
    middles = (np.arange(50) + 0.5) / 50
    assert low == pytest.approx(np.maximum(0, middles - 0.1))
    assert high == pytest.approx(np.minimum(1, middles + 0.2))
