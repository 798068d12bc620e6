"""A solution at many points at once, in floating point, and pictures of its regions and ranges.

What is exact elsewhere is rounded here: a point nearer to the border of a case than some 1e-15 of its numbers may be
counted to either side, and `Solution.at` says which is right. Pictures need matplotlib (Hunter 2007), which
``pip install detente[plots]`` brings along.

>>> from detente.games import Decision, Game, Terminal, reals
>>> from detente.solvers import solve
>>> w = reals("w")
>>> war, peace = Terminal({"A": w}, "war"), Terminal({"A": 0}, "peace")
>>> grid = solve(Game(("A",), Decision("A", {"wait": peace, "fight": war}))).on_grid({w: [-1, 0, 2]})
>>> [[float(value) for value in row] for row in (grid.probability("war"), grid.payoff("A"))]
[[0.0, 0.0, 1.0], [0.0, 0.0, 2.0]]
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sympy
from sympy import Expr, Symbol
from sympy.logic.boolalg import And, Boolean

from detente.games import DetenteError, FrozenMap, GameError, UnsupportedGame
from detente.solvers.ranges import BargainingRange
from detente.solvers.roots import Root

if TYPE_CHECKING:
    from numpy import ndarray

    from detente.solvers.solution import Equilibrium, Solution

Axis = tuple[Symbol, Any, Any]
"""A parameter and the ends between which it is drawn."""

NOTHING, OPEN, OUTSIDE = "no equilibrium", "undecided", "outside of the hypotheses"


class MissingLibrary(DetenteError, ImportError):
    """A picture was asked for, and the library that draws it is not installed."""


@dataclass(frozen=True, eq=False)
class Grid:
    """A solution at the points of arrays of parameter values, which all arrays here have the shape of.

    ``holds`` has an array of truth values for each of ``equilibria``, ``inside`` tells where the game's hypotheses
    hold.
    """

    equilibria: tuple[Equilibrium, ...]
    players: tuple[str, ...]
    values: Mapping[Symbol, ndarray[Any, Any]]
    inside: ndarray[Any, Any]
    holds: tuple[ndarray[Any, Any], ...]
    undecided: ndarray[Any, Any]

    def payoff(self, player: str, equilibrium: int | None = None) -> ndarray[Any, Any]:
        """Return what a player gets, in the equilibrium of that number, or in the only one; nan where there is none.

        Raises GameError for another's name, or where several equilibria hold and no number is given.
        """
        if player not in self.players:
            raise GameError(f"there is no player {player!r}; there are {', '.join(map(repr, self.players))}")
        return self._put([eq.payoffs[player] for eq in self.equilibria], equilibrium)

    def probability(self, outcome: str, player: str | None = None, equilibrium: int | None = None) -> ndarray[Any, Any]:
        """Return the probability of an outcome, by the odds of a player where these differ; else as `payoff`."""
        odds = [eq.probability(outcome) for eq in self.equilibria]
        if player is None and any(isinstance(found, Mapping) for found in odds):
            raise GameError(f"the players' odds of {outcome!r} differ: ask for those of one player")
        return self._put([found[player] if isinstance(found, Mapping) else found for found in odds], equilibrium)

    def labels(self) -> tuple[ndarray[Any, Any], tuple[str, ...]]:
        """Return a number for what happens at each point, and the names that the numbers stand for.

        Outcomes that chance decides between are joined by "or", those of several equilibria by "; ".
        """
        import numpy as np

        rows = [np.where(self.inside, 0, 1), self.undecided.astype(int)]
        for eq, held in zip(self.equilibria, self.holds, strict=True):
            for outcome in eq.outcomes:
                odds = eq.probability(outcome)
                found = [self._array(each) for each in (odds.values() if isinstance(odds, Mapping) else [odds])]
                rows.append(held & np.any([each > 0 for each in found], axis=0))
        codes, places = np.unique(np.stack(rows).reshape(len(rows), -1), axis=1, return_inverse=True)
        names = [self._name(code) for code in codes.T]
        known = tuple(sorted(set(names), key=lambda name: (name in (NOTHING, OPEN, OUTSIDE), name)))
        numbers = np.array([known.index(name) for name in names])
        return numbers[places.reshape(-1)].reshape(self.inside.shape), known

    def _name(self, code: ndarray[Any, Any]) -> str:
        outside, open_, *happens = (bool(each) for each in code)
        if outside:
            return OUTSIDE
        flags, found = iter(happens), []
        for eq in self.equilibria:
            ends = [outcome or "end" for outcome in eq.outcomes if next(flags)]
            found.append(" or ".join(sorted(ends)))
        several = sorted({name for name in found if name} | ({OPEN} if open_ else set()))
        return "; ".join(several) or NOTHING

    def _put(self, expressions: list[Any], number: int | None) -> ndarray[Any, Any]:
        import numpy as np

        chosen = range(len(expressions)) if number is None else [number]
        if np.any(np.sum([self.holds[k] for k in chosen], axis=0) > 1):
            raise GameError("several equilibria hold at some points: say which one, by its number in `equilibria`")
        found = np.full(self.inside.shape, np.nan)
        for k in chosen:
            found = np.where(self.holds[k], self._array(expressions[k]), found)
        return found

    def _array(self, expression: Any) -> ndarray[Any, Any]:
        return _evaluate(expression, self.values)


def on_grid(solution: Solution, values: Mapping[Symbol, Any]) -> Grid:
    """Return a solution at the points of arrays, one for each parameter, broadcast as numpy does.

    Raises GameError for a parameter without values, UnsupportedGame for numbers that have no closed form.
    """
    import numpy as np

    missing = [s.name for s in solution.game.parameters if s not in values]
    unknown = [str(s) for s in values if s not in solution.game.parameters]
    if missing or unknown:
        what = f"no values for {', '.join(missing)}" if missing else f"{', '.join(unknown)} is not a parameter"
        raise GameError(f"on_grid: {what}; the game's parameters are {', '.join(map(str, solution.game.parameters))}")
    floats = [np.asarray(value, dtype=float) for value in values.values()]
    try:
        arrays = FrozenMap(zip(values, np.broadcast_arrays(*floats), strict=True)) if floats else FrozenMap()
    except ValueError as error:
        raise GameError(f"on_grid: {error}") from error
    inside = _holds(And(*solution.game.given), arrays)
    return Grid(
        solution.equilibria,
        solution.game.players,
        arrays,
        inside,
        tuple(inside & _holds(eq.when, arrays) for eq in solution.equilibria),
        inside & np.any([np.zeros_like(inside), *(_holds(case.when, arrays) for case in solution.undecided)], axis=0),
    )


def _holds(condition: Boolean, values: Mapping[Symbol, Any]) -> ndarray[Any, Any]:
    return _evaluate(condition, values).astype(bool)


def _evaluate(expression: Any, values: Mapping[Symbol, Any]) -> ndarray[Any, Any]:
    """Return what an expression or a condition is at each point."""
    import numpy as np

    if expression.has(Root):
        raise UnsupportedGame("on_grid: a number here has no closed form; ask `Solution.at` for it point by point")
    if free := sorted(s.name for s in expression.free_symbols if s not in values):
        raise UnsupportedGame(f"on_grid: {', '.join(free)} is free in this equilibrium")
    shape = np.broadcast_shapes(*(array.shape for array in values.values()))
    # where a case does not hold, its formulas may divide by zero
    with np.errstate(all="ignore"):
        found = sympy.lambdify(list(values), expression, modules="numpy")(*values.values())
    return np.broadcast_to(np.asarray(found), shape)


def regions(solution: Solution, x: Axis, y: Axis, at: Mapping[Symbol, Any] | None = None, *, points: int = 300) -> Any:
    """Return a figure of matplotlib's with the regions of a plane of parameters in which outcomes happen.

    The axes are parameters with their ends, as in ``(q, 0, 1)``; ``at`` has the values of all others. Raises
    MissingLibrary without matplotlib, and as `on_grid` does.
    """
    import numpy as np

    figure, axes = _figure()
    across, up = (_middles(axis, points) for axis in (x, y))
    labels, names = on_grid(solution, {**(at or {}), x[0]: across[None, :], y[0]: up[:, None]}).labels()
    colours = _colours(names)
    box = (float(x[1]), float(x[2]), float(y[1]), float(y[2]))
    axes.imshow(
        np.array([colours[name] for name in names])[labels], origin="lower", extent=box, aspect="auto", zorder=0
    )
    for number in range(len(names)):
        if len(names) > 1:
            axes.contour(across, up, labels == number, levels=[0.5], colors="black", linewidths=0.6)
    from matplotlib.patches import Patch

    shown = [Patch(facecolor=colours[name], edgecolor="black", linewidth=0.6, label=name) for name in names]
    axes.legend(handles=shown, loc="upper left", bbox_to_anchor=(1.02, 1), frameon=False)
    _name_axes(axes, x[0], y[0])
    return figure


def range_band(found: BargainingRange, x: Axis, at: Mapping[Symbol, Any] | None = None, *, points: int = 300) -> Any:
    """Return a figure of matplotlib's with the settlements of a bargaining range, as one parameter runs.

    Raises GameError for a range without ends, MissingLibrary without matplotlib, and as `on_grid` does.
    """
    import numpy as np

    if found.variable is None or found.low is None or found.high is None:
        raise GameError("range_band: this range has no ends that could be drawn")
    figure, axes = _figure()
    across = _middles(x, points)
    row = {symbol: np.asarray(value, dtype=float) for symbol, value in (at or {}).items()}
    values = dict(zip((*row, x[0]), np.broadcast_arrays(*row.values(), across), strict=True))
    there = _holds(And(*found.given, found.nonempty), values)
    low, high = (np.where(there, _evaluate(end, values), np.nan) for end in (found.low, found.high))
    axes.fill_between(across, low, high, color=_SHADES[0], linewidth=0)
    for end in (low, high):
        axes.plot(across, end, color="black", linewidth=0.8)
    axes.set_xlim(float(x[1]), float(x[2]))
    _name_axes(axes, x[0], found.variable)
    return figure


_SHADES = ("#8fb3d9", "#e0876a", "#a9cf8f", "#d9c36b", "#b39bc8", "#8fcfc4", "#d99bb8", "#b8a184")
_PLAIN = {OUTSIDE: "#ffffff", NOTHING: "#f0f0f0", OPEN: "#c0c0c0"}


def _figure() -> tuple[Any, Any]:
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise MissingLibrary("pictures need matplotlib: pip install 'detente[plots]'") from error
    figure = Figure(figsize=(7, 4), layout="constrained")
    return figure, figure.subplots()


def _middles(axis: Axis, points: int) -> ndarray[Any, Any]:
    """Return the middles of so many equal parts, which keep clear of the ends, where hypotheses may fail."""
    import numpy as np

    _, low, high = axis
    return float(low) + (np.arange(points) + 0.5) / points * (float(high) - float(low))


def _colours(names: tuple[str, ...]) -> dict[str, tuple[float, float, float]]:
    from matplotlib.colors import to_rgb

    shades = {name: _PLAIN.get(name, _SHADES[k % len(_SHADES)]) for k, name in enumerate(names)}
    return {name: to_rgb(shade) for name, shade in shades.items()}


def _name_axes(axes: Any, x: Expr, y: Expr) -> None:
    axes.set_xlabel(f"${sympy.latex(x)}$")
    axes.set_ylabel(f"${sympy.latex(y)}$")
