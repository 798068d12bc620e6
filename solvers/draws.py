"""Draws of nature in a backward induction: expected values as integrals over the pieces of what follows.

The density and the values are polynomials in what is drawn, with coefficients in parameters and earlier offers, so that
integrals have closed forms; anything else is refused by name.

>>> from detente.games import Decision, Draw, Game, Terminal, reals
>>> from detente.solvers import solve
>>> c, w = reals("c w")
>>> fight = Decision("A", {"fight": Terminal({"A": w - c}, "war"), "wait": Terminal({"A": 0}, "peace")})
>>> print(solve(Game(("A",), Draw((c, 0, 1), 1, fight), given=(0 < w, w < 1))).probability("war"))
w
"""

from __future__ import annotations

from detente.games import Draw, GameError, UnsupportedGame
from detente.solvers.algebra import NEG
from detente.solvers.describe import describe
from detente.solvers.display import ratio_form, text
from detente.solvers.formulas import compare, polynomials
from detente.solvers.line import Line
from detente.solvers.ratio import Ratio, coefficients_of
from detente.solvers.values import Block, Failure, Groups, Search, Value, Worth, amount


def solve_draw(search: Search, block: Block, node: Draw, inner: Block) -> Groups:
    """Return the expected values of a draw whose continuation is solved.

    Raises GameError for a density that can be negative, UnsupportedGame for an integral without a closed form.
    """
    c, low, high = node.interval
    partition, ring = block.partition, search.ring
    variable = ring.index[c]
    block.below[node] = inner
    density = amount(search, inner, None, node.density, f"the density of {c}", node)
    if inner.partition.shows(compare(density, NEG)):
        raise GameError(f"{search.place(node)}: the density {text(node.density)} of {c} can be negative under `given`")
    groups = inner.groups(node.then)
    values = list(groups)
    whole = inner.partition.everywhere
    conditions = [describe(inner.partition, groups[worth], whole & ~groups[worth]) for worth in values]
    numbers = sorted({number for condition in conditions for number in polynomials(condition)})

    def program(cell: int) -> Value:
        line = Line(
            partition,
            cell,
            variable,
            amount(search, block, cell, low, f"the lower bound of {c}", node),
            amount(search, block, cell, high, f"the upper bound of {c}", node),
        )
        zero = tuple(ring.zero for _ in search.players)
        payoffs, outcomes = zero, dict[str, tuple[Ratio, ...]]()
        try:
            for start, end in line.cut(numbers):
                if start is None or end is None or start == end:
                    continue
                worth = next(
                    worth
                    for k, (worth, condition) in enumerate(zip(values, conditions, strict=True))
                    if k == len(values) - 1 or line.holds(start, end, condition)
                )
                if isinstance(worth, Failure):
                    return worth
                payoffs = _plus(payoffs, tuple(integral(line, density * v, start, end) for v in worth.payoffs))
                for name, odds in worth.outcomes:
                    share = tuple(integral(line, density * p, start, end) for p in odds)
                    outcomes[name] = _plus(outcomes.get(name, zero), share)
        except UnsupportedGame as problem:
            return Failure(f"the draw of {c}: {problem}")
        return Worth(payoffs, tuple(outcomes.items()))

    return partition.run(program, partition.everywhere)


def _plus(one: tuple[Ratio, ...], two: tuple[Ratio, ...]) -> tuple[Ratio, ...]:
    return tuple(a + b for a, b in zip(one, two, strict=True))


def integral(line: Line, value: Ratio, low: Ratio, high: Ratio) -> Ratio:
    """Return the integral of a polynomial in the line's variable between two of its points."""
    ring, variable = line.ring, line.variable
    moving = ring.variables(value.den) | {i for i in ring.variables(value.num) if i >= len(ring.symbols)}
    if variable in moving or any(
        i >= len(ring.symbols) and ring.radicals[i - len(ring.symbols)].arg.involves(variable) for i in moving
    ):
        raise UnsupportedGame(
            f"no closed form for the integral of {text(ratio_form(value))} in {ring.symbols[variable]}: "
            "polynomials are integrated"
        )
    total = ring.zero
    for power, coefficient in enumerate(coefficients_of(value.num, variable, ring.ctx)):
        if not coefficient.is_zero():
            term = Ratio(ring, coefficient) / ring.number(power + 1)
            total = total + term * (high.power(power + 1) - low.power(power + 1))
    return total / Ratio(ring, value.den)
