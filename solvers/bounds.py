"""Bounds of a set of numbers in closed form: maxima and minima where they hold everywhere, cases where not.

>>> from detente.games import reals
>>> p, c = reals("p c")
>>> largest([p, p - c], given=(c > 0,)), smallest([p, p - c], given=(c > 0,))
(p, -c + p)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sympy
from sympy import Expr, Max, Min, Piecewise, Symbol
from sympy.core.relational import Ge, Gt, Le, Lt
from sympy.logic.boolalg import Boolean

from detente.games import UnsupportedGame
from detente.solvers import conditions
from detente.solvers.algebra import Ring
from detente.solvers.conditions import known_signs
from detente.solvers.describe import describe
from detente.solvers.display import boolean_form, ratio_form
from detente.solvers.formulas import Formula, boolean, evaluate, negation
from detente.solvers.intervals import Ends, intervals
from detente.solvers.line import Line
from detente.solvers.partition import Partition

Interval = tuple[Symbol, Expr, Expr]


def preferred(
    ring: Ring, given: Sequence[Formula], interval: Interval, formula: Formula, deadline: float
) -> tuple[Partition, dict[tuple[Ends, ...], int]]:
    """Return the set of numbers that satisfy a formula, as intervals, for each cell of the parameters.

    Raises UnsupportedGame where it is not one interval, or an end has no closed form.
    """
    x, low, high = interval
    partition = Partition(ring, given, deadline=deadline)

    def program(cell: int) -> tuple[Ends, ...]:
        ends = [evaluate(end, ring, lambda f: partition.ask(cell, f), lambda *_: None) for end in (low, high)]
        return intervals(Line(partition, cell, ring.index[x], *ends), formula)

    results = partition.run(program, partition.everywhere)
    if partition.abandoned:
        raise UnsupportedGame("too many regions to tell apart in the time given; add hypotheses to `given`, or seconds")
    if any(len(parts) > 1 for parts in results):
        raise UnsupportedGame("the settlements preferred to war are not one interval; ask `contains` of the parts")
    return partition, results


def bounds_of(
    ring: Ring, given: Sequence[Boolean], interval: Interval, formula: Formula, deadline: float
) -> tuple[list[Expr], list[Expr]]:
    """Return the bounds that one player's wish puts on the range, beyond the interval's own ends."""
    partition, results = preferred(ring, [boolean(h, ring) for h in given], interval, formula, deadline)
    known = known_signs(partition)
    _, low, high = interval
    found: list[list[Expr]] = []
    for side, end in ((0, low), (1, high)):
        forms: dict[Expr, int] = {}
        for parts, mask in results.items():
            if parts:
                form = ratio_form(parts[0][side][0], known)
                forms[form] = forms.get(form, 0) | mask
        moved = {form: mask for form, mask in forms.items() if form != end}
        if not moved:
            found.append([])
        elif len(moved) == 1 and _extends(partition, ring, *next(iter(moved.items())), end, results, side):
            found.append(list(moved))
        else:
            pieces = []
            covered = 0
            for form, mask in forms.items():
                pieces.append((form, boolean_form(ring, describe(partition, mask, _others(forms, mask)), known)))
                covered |= mask
            found.append([_folded(pieces, given)])
    return found[0], found[1]


def _folded(pieces: Sequence[tuple[Expr, Boolean]], given: Sequence[Boolean]) -> Expr:
    """Return a bound by cases, as f(max(0, e)) where it is f(e) for e > 0 and f(0) otherwise."""
    if len(pieces) == 2:
        for (form, condition), (end, _) in (pieces, reversed(pieces)):
            if isinstance(condition, Gt | Ge | Lt | Le):
                for inner in _insides(form, condition.gts - condition.lts):
                    unit = sympy.Dummy("e", real=True)
                    moved = form.subs(inner, unit).subs(-inner, -unit)
                    short = min(moved, sympy.expand(moved), key=sympy.count_ops)
                    folds = not moved.free_symbols & inner.free_symbols and moved.subs(unit, 0) == end
                    if folds and any(conditions.equivalent(condition, c, given) for c in (inner > 0, inner >= 0)):
                        return short.subs(unit, Max(0, inner))
    *first, (last, _) = pieces
    return Piecewise(*first, (last, True))


def _insides(form: Expr, first: Expr) -> list[Expr]:
    bases = sorted((power.base for power in form.atoms(sympy.Pow)), key=sympy.default_sort_key)
    return [first, *bases, *(-base for base in bases)]


def _others(forms: Mapping[Expr, int], mask: int) -> int:
    return sum(forms.values()) & ~mask


def _extends(
    partition: Partition,
    ring: Ring,
    form: Expr,
    mask: int,
    end: Expr,
    results: Mapping[tuple[Ends, ...], int],
    side: int,
) -> bool:
    """Tell whether one bound is right everywhere: idle where the interval's end rules, crossing where none is left."""
    beyond = boolean(form <= end if side == 0 else form >= end, ring)
    for parts, cells in results.items():
        for cell in partition.members(cells & ~mask):
            if parts and partition.feasible(cell, [negation(beyond)]):
                return False
    return True


def largest(values: Sequence[Expr], given: Sequence[Boolean]) -> Expr:
    """Return the maximum, without what another value always exceeds."""
    return Max(*_needed(values, given, lambda one, two: one <= two))


def smallest(values: Sequence[Expr], given: Sequence[Boolean]) -> Expr:
    """Return the minimum, without what is always above another value."""
    return Min(*_needed(values, given, lambda one, two: one >= two))


def _needed(values: Sequence[Expr], given: Sequence[Boolean], idle: object) -> list[Expr]:
    """Drop the arguments of a maximum (minimum) that another one always exceeds."""
    kept = list(dict.fromkeys(values))
    for value in list(kept):
        others = [other for other in kept if other != value]
        if any(conditions.implied(idle(value, other), given) for other in others):  # type: ignore[operator]
            kept = others
    return kept
