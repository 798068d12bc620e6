"""Projection of conjunctions that are linear in a variable (Fourier-Motzkin), with coefficients in parameters.

Where the sign of a coefficient is not known the cases are kept apart, so that the answer is a disjunction of
conjunctions: every lower bound lies below every upper bound.

>>> from detente.games import reals
>>> from detente.solvers.algebra import Ring
>>> from detente.solvers.display import boolean_form
>>> from detente.solvers.formulas import boolean
>>> u, a, b = reals("u a b")
>>> ring = Ring([u, a, b])
>>> boolean_form(ring, project(ring, 0, boolean((u > a) & (u <= b), ring), []))
a < b
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from detente.solvers.algebra import NEG, POS, ZERO, Ring
from detente.solvers.formulas import FALSE, TRUE, All, Any, Atom, Formula, compare, conjunction, disjunction, opposite
from detente.solvers.knowledge import Knowledge
from detente.solvers.ratio import Ratio, coefficients_of

ROWS = 64
"""How many conjunctions a formula may be made of."""

DEPTH = 6
"""How many coefficients of unknown sign are split on."""


class Linear(NamedTuple):
    """The sign of ``slope * variable + rest`` lies in ``signs``."""

    slope: Ratio
    rest: Ratio
    signs: int


def project(
    ring: Ring, variable: int, formula: Formula, given: Sequence[Formula], deadline: float | None = None
) -> Formula | None:
    """Return the condition for a value of a variable that satisfies a formula.

    None where some relation is not linear in the variable, there are too many cases, or the time is up.
    """
    knowledge = Knowledge(ring, given, 3, deadline)
    rows = _rows(ring, variable, formula, knowledge)
    if rows is None:
        return None
    found = []
    for row in rows:
        free = [part for part in row if not _involves(ring, part, variable)]
        linear = [_linear(ring, variable, part) for part in row if _involves(ring, part, variable)]
        if None in linear:
            return None
        done = _eliminated(ring, [item for item in linear if item is not None], free, given, DEPTH, deadline)
        if done is None:
            return None
        found.append(done)
    return disjunction(found)


def _rows(ring: Ring, variable: int, formula: Formula, knowledge: Knowledge) -> list[tuple[Formula, ...]] | None:
    """Return a formula as conjunctions in which every relation on the variable is the sign of one polynomial."""
    match formula:
        case Any(parts):
            inner = [_rows(ring, variable, part, knowledge) for part in parts]
            if None in inner:
                return None
            rows = [row for each in inner for row in each or ()]
            return rows if len(rows) <= ROWS else None
        case All(parts):
            rows = [()]
            for part in parts:
                options = _rows(ring, variable, part, knowledge)
                if options is None or len(rows) * len(options) > ROWS:
                    return None
                rows = [(*row, *option) for row in rows for option in options]
            return rows
        case Atom(factors, signs) if _involves(ring, formula, variable):
            return _by_factor(ring, list(factors), signs, knowledge)
        case _:
            return [(formula,)]


def _by_factor(ring: Ring, factors: list[int], signs: int, knowledge: Knowledge) -> list[tuple[Formula, ...]]:
    """Say in every possible way that the sign of a product lies in a set, by the signs of its factors."""
    first, *rest = factors
    possible = knowledge.base_signs(first)
    if not rest:
        # a number other than zero is on one side or on the other
        options = (POS, NEG) if signs == POS | NEG else (signs,)
        return [(Atom((first,), option),) for option in options if option & possible]
    found: list[tuple[Formula, ...]] = []
    for sign in (POS, NEG):
        if possible & sign:
            for row in _by_factor(ring, rest, signs if sign == POS else opposite(signs), knowledge):
                found.append(row if possible == sign else (Atom((first,), sign), *row))
    if possible & ZERO and signs & ZERO:
        found.append((Atom((first,), ZERO),))
    return found


def _involves(ring: Ring, formula: Formula, variable: int) -> bool:
    match formula:
        case Atom(factors, _):
            return any(variable in ring.variables(ring.polys[number]) for number in factors)
        case _:
            return any(_involves(ring, part, variable) for part in formula.parts)


def _linear(ring: Ring, variable: int, part: Formula) -> Linear | None:
    if not isinstance(part, Atom):
        return None
    poly = ring.polys[part.factors[0]]
    if poly.degrees()[variable] != 1:
        return None
    rest, slope = (Ratio(ring, c) for c in coefficients_of(poly, variable, ring.ctx))
    if any(r.involves(variable) for r in (rest, slope)):
        return None
    return Linear(slope, rest, part.signs)


def _eliminated(
    ring: Ring,
    linear: Sequence[Linear],
    free: Sequence[Formula],
    given: Sequence[Formula],
    depth: int,
    deadline: float | None,
) -> Formula | None:
    knowledge = Knowledge(ring, [*given, *free], 3, deadline)
    if knowledge.empty:
        return FALSE
    if knowledge.late():
        return None
    turned: list[Linear] = []
    for item in linear:
        sign = _sign(ring, knowledge, item.slope)
        if sign is None:
            if depth == 0:
                return None
            cases = [
                _eliminated(ring, linear, [*free, compare(item.slope, s)], given, depth - 1, deadline)
                for s in (POS, NEG, ZERO)
            ]
            return None if None in cases else disjunction(case for case in cases if case is not None)
        turned.append(item if sign >= 0 else Linear(-item.slope, -item.rest, opposite(item.signs)))
    result = list(free)
    bounds = []
    for item in turned:
        if _sign(ring, knowledge, item.slope) == 0:
            result.append(compare(item.rest, item.signs))
        else:
            bounds.append((-item.rest / item.slope, item.signs))
    equal = [value for value, signs in bounds if signs == ZERO]
    if equal:
        result += [compare(equal[0] - value, signs) for value, signs in bounds]
    else:
        lower = [(value, signs) for value, signs in bounds if signs & POS]
        upper = [(value, signs) for value, signs in bounds if signs & NEG]
        for low, low_signs in lower:
            for high, high_signs in upper:
                closed = low_signs & high_signs & ZERO
                result.append(compare(high - low, POS | ZERO if closed else POS))
    return conjunction(part for part in result if part != TRUE)


def _sign(ring: Ring, knowledge: Knowledge, ratio: Ratio) -> int | None:
    if ratio.is_zero():
        return 0
    constant = ratio.constant()
    if constant is not None:
        return 1 if constant.p > 0 else -1
    number, sign = ring.intern(ratio.num)
    for factor, power in ring.factors(number):
        found = {POS: 1, NEG: -1, ZERO: 0}.get(knowledge.base_signs(factor))
        if found is None:
            return None
        sign *= found if power % 2 or found == 0 else 1
    return sign
