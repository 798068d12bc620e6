"""A condition on one variable as an interval, where it is one: ``x <= 1 - k**2`` for ``sqrt(1 - x) >= k``."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Expr, Symbol
from sympy.logic.boolalg import And, Boolean

from detente.games import UnsupportedGame
from detente.solvers.algebra import POS, Ratio
from detente.solvers.display import KnownSign, ratio_form
from detente.solvers.formulas import Formula, boolean, compare, evaluate, polynomials
from detente.solvers.optimum import Line
from detente.solvers.partition import Partition

Ends = tuple[tuple[Ratio, bool], tuple[Ratio, bool]]
"""The low and the high end of an interval, each with whether it belongs to it."""


def intervals(line: Line, formula: Formula) -> tuple[Ends, ...]:
    """Return the set where a formula holds on a line, as maximal intervals in increasing order."""
    found: list[Ends] = []
    open_end = False
    for low, high in line.cut(sorted(polynomials(formula))):
        assert low is not None and high is not None, "intervals are asked for on bounded lines"
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
    if len(results) != 1 or outer.abandoned:
        return None
    ((only),) = results
    if len(only) != 1:
        return None
    (start, closed_start), (end, closed_end) = only[0]
    parts = []
    if ratio_form(start, known) != low or not closed_start:
        parts.append(x >= ratio_form(start, known) if closed_start else x > ratio_form(start, known))
    if ratio_form(end, known) != high or not closed_end:
        parts.append(x <= ratio_form(end, known) if closed_end else x < ratio_form(end, known))
    return And(*parts)


def _radical(partition: Partition, poly: object, variable: int) -> bool:
    ring = partition.ring
    offset = len(ring.symbols)
    return any(
        degree > 0 and arg.involves(variable)
        for degree, (_, arg) in zip(poly.degrees()[offset:], ring.radicals, strict=False)  # type: ignore[attr-defined]
    )
