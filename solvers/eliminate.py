"""Eliminate variables: the exact condition on the rest under which values for them exist.

For one variable after the other, the line is cut at the roots of the polynomials in it, and each part is tested
in every cell of the remaining parameters. That settles polynomials up to degree two, and ``a*x**n + b``. For
the rest QEPCAD is asked where it is installed (Collins 1975, cylindrical algebraic decomposition).

>>> from detente.games import reals
>>> x, a, b = reals("x a b")
>>> eliminate([x], (x >= 0) & (x <= 1) & (a*x > b))
(a > b) | (b < 0)
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sympy import Expr, Symbol
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from detente.games import UnsupportedGame
from detente.solvers import conditions, qepcad
from detente.solvers.algebra import Ring
from detente.solvers.conditions import known_signs, ring_of
from detente.solvers.describe import describe
from detente.solvers.display import boolean_form
from detente.solvers.formulas import Formula, boolean, conjunction, polynomials
from detente.solvers.line import Line
from detente.solvers.partition import Partition
from detente.solvers.projection import project


def eliminate(
    variables: Sequence[Symbol], condition: Boolean | bool, given: Iterable[Boolean | bool] = (), seconds: float = 10
) -> Boolean:
    """Return the condition on the other symbols under which some values of ``variables`` satisfy ``condition``.

    Hypotheses in ``given`` that name a variable bound it; the answer is equivalent under those that do not. Raises
    UnsupportedGame where a variable occurs to a degree that is not solved, and QEPCAD does not help.
    """
    variables, hypotheses = conditions.symbols_of(variables), conditions.hypotheses_of(given)
    inner = [h for h in hypotheses if getattr(h, "free_symbols", set()) & set(variables)]
    outer = [h for h in hypotheses if h not in inner]
    ring = ring_of(condition, *hypotheses, extra=variables)
    formula = conjunction([boolean(condition, ring), *(boolean(h, ring) for h in inner)])
    assumed = [boolean(h, ring) for h in outer]
    for variable in variables:
        formula = without(ring, ring.index[variable], formula, assumed, seconds)
    partition = Partition(ring, assumed, seconds=seconds)
    short = conditions.shorten(partition, formula)
    return boolean_form(ring, short, known_signs(partition))


def without(ring: Ring, variable: int, formula: Formula, given: Sequence[Formula], seconds: float = 10) -> Formula:
    """Return the condition for a value of one generator that satisfies a formula to exist."""
    if not any(variable in ring.variables(ring.polys[number]) for number in polynomials(formula)):
        return formula
    deadline = time.monotonic() + seconds
    projected = project(ring, variable, formula, given, deadline)
    if projected is not None:
        return projected
    partition = Partition(ring, given, seconds=seconds, deadline=deadline)

    def program(cell: int) -> bool:
        line = Line(partition, cell, variable, None, None)
        parts = line.cut(sorted(polynomials(formula)))
        return any(line.holds(low, high, formula) and line.has_points(low, high) for low, high in parts)

    try:
        results = partition.run(program, partition.everywhere)
        if not partition.abandoned:
            return describe(partition, results.get(True, 0), results.get(False, 0))
        reason = "too many regions to tell apart"
    except UnsupportedGame as problem:
        reason = str(problem)
    found = qepcad.eliminate(ring, variable, formula, given, seconds)
    if found is None:
        raise UnsupportedGame(f"{ring.symbols[variable]} cannot be eliminated: {reason}{qepcad.HINT}")
    return found


class Threshold(NamedTuple):
    """A condition of the form ``relation``: the symbol against a critical value."""

    symbol: Symbol
    value: Expr
    relation: Relational


def threshold(condition: Boolean | bool, symbol: Symbol, given: Iterable[Boolean | bool] = ()) -> Threshold | None:
    """Return the critical value of a symbol at which a condition starts or stops to hold.

    None where the condition is not one inequality on the symbol (it may be an interval, or hang on others only).

    >>> from detente.games import reals
    >>> q, a, b = reals("q a b")
    >>> threshold(q*(a + b) > a, q, given=(a > 0, b > 0)).value
    a/(a + b)
    """
    conditions.symbols_of((symbol,))
    short = conditions.simplify(condition, given, prefer=(symbol,))
    if isinstance(short, Relational) and short.lhs == symbol and symbol not in short.rhs.free_symbols:
        return Threshold(symbol, short.rhs, short)
    return None
