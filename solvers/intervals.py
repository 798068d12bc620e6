"""A condition on one variable as an interval, where it is one: ``x <= 1 - k**2`` for ``sqrt(1 - x) >= k``.

>>> from detente.games import reals
>>> from detente.solvers.algebra import Ring
>>> from detente.solvers.formulas import boolean
>>> from detente.solvers.partition import Partition
>>> x = reals("x")
>>> ring = Ring([x])
>>> line = Line(Partition(ring, []), 0, ring.index[x], ring.zero, ring.one)
>>> intervals(line, boolean(4*x**2 <= 1, ring))
(((Ratio(0), True), (Ratio(1/2), True)),)
"""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Expr, Symbol
from sympy.logic.boolalg import And, Boolean

from detente.games import UnsupportedGame
from detente.solvers import smt
from detente.solvers.algebra import POS, ZERO
from detente.solvers.display import KnownSign, ratio_form
from detente.solvers.formulas import Formula, boolean, compare, conjunction, evaluate, negation, polynomials
from detente.solvers.line import Line
from detente.solvers.partition import Partition
from detente.solvers.ratio import Ratio

Ends = tuple[tuple[Ratio, bool], tuple[Ratio, bool]]
"""The low and the high end of an interval, each with whether it belongs to it."""


def intervals(line: Line, formula: Formula) -> tuple[Ends, ...]:
    """Return the set where a formula holds on a line, as maximal intervals in increasing order."""
    found: list[Ends] = []
    open_end = False
    for low, high in line.cut(sorted(polynomials(formula))):
        assert low is not None
        assert high is not None
        if low != high and not line.partition.feasible(line.cell, [compare(high - low, POS)]):
            continue
        if line.holds(low, high, formula):
            if open_end:
                found[-1] = found[-1][0], (high, low == high)
            else:
                found.append(((low, low == high), (high, low == high)))
            open_end = True
        else:
            open_end = False
    return tuple(found)


def interval_form(
    partition: Partition,
    given: Sequence[Formula],
    when: Formula,
    formula: Formula,
    scope: Sequence[tuple[Symbol, Expr, Expr]],
    known: KnownSign,
) -> Boolean | None:
    """Return a condition on the last variable of ``scope`` as an interval with closed-form ends.

    None where the condition is short as it stands (linear), is not one interval throughout, or has no closed form.
    """
    ring = partition.ring
    x, low, high = scope[-1]
    variable = ring.index[x]
    used = [ring.polys[number] for number in polynomials(formula)]
    if not any(poly.degrees()[variable] > 1 or _radical(partition, poly, variable) for poly in used):
        return None
    hypotheses = [*given, when]
    for y, bottom, top in scope[:-1]:
        hypotheses += [boolean(y >= bottom, ring), boolean(y <= top, ring)]
    outer = Partition(ring, hypotheses, deadline=partition.deadline)

    def program(cell: int) -> tuple[Ends, ...]:
        ends = [evaluate(e, ring, lambda f: outer.ask(cell, f), lambda *_: None) for e in (low, high)]
        return intervals(Line(outer, cell, variable, *ends), formula)

    try:
        results = outer.run(program, outer.everywhere)
    except UnsupportedGame:
        return None
    for only, mask in results.items():
        # what holds on an edge only may be the limit of what holds inside
        if len(only) == 1 and not all(outer.is_thin(cell) for cell in outer.members(mask)):
            (start, closed_start), (end, closed_end) = only[0]
            at = ring.gen(x)
            inside = [compare(at - start, POS | ZERO if closed_start else POS)]
            inside += [compare(end - at, POS | ZERO if closed_end else POS)]
            if _same(partition, [*hypotheses, when], formula, conjunction(inside)):
                ends = (ratio_form(start, known), closed_start), (ratio_form(end, known), closed_end)
                return within(x, *ends, low, high)
    return None


def _same(partition: Partition, hypotheses: Sequence[Formula], one: Formula, two: Formula) -> bool:
    known = [*partition.hypotheses, *hypotheses]
    return all(
        smt.check(partition.ring, [*known, left, negation(right)], partition.seconds).satisfiable is False
        for left, right in ((one, two), (two, one))
    )


def within(x: Symbol, start: tuple[Expr, bool], end: tuple[Expr, bool], low: Expr, high: Expr) -> Boolean:
    """Return the relation that says that ``x`` lies in an interval, leaving out the ends of [low, high]."""
    parts = []
    if start != (low, True):
        parts.append(x >= start[0] if start[1] else x > start[0])
    if end != (high, True):
        parts.append(x <= end[0] if end[1] else x < end[0])
    return And(*parts)


def _radical(partition: Partition, poly: object, variable: int) -> bool:
    degrees = poly.degrees()  # type: ignore[attr-defined]
    return any(degree > 0 and partition.ring.moves(i, variable) for i, degree in enumerate(degrees))
