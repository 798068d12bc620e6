"""The slope of a function where the function is zero, with the equation solved for one of its terms.

A function such as ``P(x) + Q(x)*exp(-x)`` is zero where the exponential is ``-P/Q``; put into the slope, this
leaves a polynomial, whose sign the engine can tell where it cannot tell that of the slope itself.

>>> from sympy import exp
>>> from detente.games import reals
>>> from detente.solvers.algebra import Ring
>>> from detente.solvers.line import Line
>>> from detente.solvers.partition import Partition
>>> x = reals("x")
>>> ring = Ring([x])
>>> line = Line(Partition(ring, []), 0, 0, ring.zero, ring.one, implicit=True)
>>> value = ring.convert(x - exp(-x))
>>> slope_at_zeros(line, value, value.derivative(0)).slope
Ratio(x + 1)
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from detente.solvers import smt
from detente.solvers.algebra import NEG, POS, ZERO
from detente.solvers.extensions import Exponential, Power, Radical, Special
from detente.solvers.facts import known_exactly
from detente.solvers.formulas import Formula, compare, disjunction, negation
from detente.solvers.ratio import Ratio, Sign, coefficients_of

if TYPE_CHECKING:
    from flint import fmpq, fmpq_mpoly

    from detente.solvers.line import Line

Monomial = tuple[tuple[int, int], ...]
"""Generators that move with the variable, each with its power."""


Closed = tuple[bool, bool]
"""Whether the lower and the upper end belong to a line."""

OPEN: Closed = (False, False)


class AtZeros(NamedTuple):
    """The sign of the slope wherever the function is zero is that of ``slope`` there; ``where`` holds there too."""

    slope: Ratio
    where: list[Formula]


def slope_at_zeros(line: Line, value: Ratio, slope: Ratio, closed: Closed = OPEN) -> AtZeros | None:
    """Return the slope with one term of the function replaced by what it is at the zeros; None if none can be.

    Where an end is ``closed`` a zero may also be there, where the slope has to exist.
    """
    ring = line.ring
    terms, steep = _grouped(line, value.num), _grouped(line, slope.num)
    special = [m for m in terms if m]
    if not special or _vanishes(line, slope.den, closed):
        return None
    if (named := _by_function(line, value, slope, closed)) is not None:
        return named
    pivot = max(special, key=lambda m: (m in steep, m))
    first = terms.pop(pivot)
    rest = sum((factor * _monomial(line, m) for m, factor in terms.items()), ring.zero)
    if not first.involves(line.variable):
        sign = line.sign(first)
        if sign == 0:
            return None
        first, rest = (first, rest) if sign > 0 else (-first, -rest)
        terms = terms if sign > 0 else {m: -factor for m, factor in terms.items()}
    elif possible(line, [compare(first, ZERO), compare(rest, ZERO)], closed):
        return None
    replaced = steep.pop(pivot, ring.zero)
    total = sum((f * _monomial(line, m) for m, f in steep.items()), ring.zero) * first - replaced * rest
    where = [compare(first, NEG | POS)]
    if all(_positive(line, i, closed) for i, _ in pivot):
        where.append(compare(stripped(line, rest / first, closed), NEG))
    return _checked(line, total / (first * Ratio(ring, slope.den)), where, closed)


def _checked(line: Line, slope: Ratio, where: list[Formula], closed: Closed) -> AtZeros | None:
    short = stripped(line, slope, closed)
    return None if _vanishes(line, short.den, closed) else AtZeros(short, where)


def _vanishes(line: Line, poly: fmpq_mpoly, closed: Closed) -> bool:
    """Tell whether a denominator may be zero on a line with an end, where a limit is not what it is there."""
    return any(closed) and not poly.is_constant() and possible(line, [compare(Ratio(line.ring, poly), ZERO)], closed)


def _by_function(line: Line, value: Ratio, slope: Ratio, closed: Closed) -> AtZeros | None:
    """Solve for a special function in which the function is linear, and put it into what is known of it too."""
    ring = line.ring
    for i in sorted(ring.variables(value.num), reverse=True):
        if not isinstance(ring.extension(i), Special) or value.num.degrees()[i] != 1:
            continue
        rest, first = (Ratio(ring, part) for part in coefficients_of(value.num, i, ring.ctx))
        if any(ring.moves(j, i) for part in (rest, first) for j in ring.variables(part.num)):
            continue
        if possible(line, [compare(stripped(line, first, closed), ZERO)], closed):
            continue
        there = -rest / first
        where = []
        for ratio, signs, guard in ring.hazards.get(i, ()):
            known = stripped(line, ratio.subs(i, there, line.sign), closed)
            where.append(disjunction([negation(guard), compare(known, signs)]))
        return _checked(line, slope.subs(i, there, line.sign), where, closed)
    return None


def possible(line: Line, formulas: list[Formula], closed: Closed = OPEN) -> bool:
    """Tell whether a conjunction is possible inside the line, or at its ends where it is ``closed``.

    It is tried first without what is opaque to the engine.
    """
    assert line.low is not None
    assert line.high is not None
    ring, partition = line.ring, line.partition
    at = ring.generator(line.variable)
    from_low, to_high = (POS | ZERO if each else POS for each in closed)
    asked = [compare(at - line.low, from_low), compare(line.high - at, to_high), *formulas]
    cell = partition.cells[line.cell]
    if any(all(partition.true_at(each, point) for each in asked) for point in cell.witnesses):
        return True
    known = [*partition.hypotheses, *cell.atoms]
    clear = [each for each in known if known_exactly(ring, smt.generators(ring, each))]
    if len(clear) < len(known):
        wall = None if partition.deadline is None else partition.deadline - time.monotonic()
        if smt.check(ring, [*clear, *asked], partition.seconds, wall).satisfiable is False:
            return False
    return partition.check(cell, asked).satisfiable is not False


def stripped(line: Line, ratio: Ratio, closed: Closed = OPEN) -> Ratio:
    """Return a ratio of the same sign without the factors that are positive on the line."""
    ring, found = line.ring, line.ring.one
    for poly, power in ((ratio.num, 1), (ratio.den, -1)):
        if poly.is_zero() or poly.is_constant():
            found = found * Ratio(ring, poly).power(power)
            continue
        number, sign = ring.intern(poly)
        found = found * ring.number(sign)
        for factor, times in ring.factors(number):
            single = [i for i, degree in enumerate(ring.polys[factor].degrees()) if degree]
            whole = len(single) == 1 and ring.polys[factor] == ring.gens[single[0]]
            if not (whole and _positive(line, single[0], closed)):
                found = found * Ratio(ring, ring.polys[factor]).power(power * (1 if times % 2 else 2))
    return found


def plain(line: Line, ratio: Ratio) -> list[int] | None:
    """Return the polynomials at whose roots a ratio can change sign, if all are of degree two at most."""
    ring, found = line.ring, list[int]()
    for poly in stripped(line, ratio).parts:
        if poly.is_constant():
            continue
        number, _ = ring.intern(poly)
        for factor, _ in ring.factors(number):
            used = ring.polys[factor]
            if any(ring.moves(i, line.variable) for i in ring.variables(used)):
                return None
            degree = int(used.degrees()[line.variable])
            if degree > 2:
                return None
            if degree:
                found.append(factor)
    return found


def dominant(line: Line, value: Ratio, end: Ratio, sign_of: Sign) -> Ratio | None:
    """Return a ratio with the sign of a function next to an end where a power has no bound; None if not found.

    Next to the end, where the base of the power is zero, it is the coefficient of the term of the lowest order.
    """
    ring, variable = line.ring, line.variable
    moving = [i for i in sorted(ring.variables(value.num) | ring.variables(value.den)) if ring.moves(i, variable)]
    if len(moving) != 1 or not isinstance(power := ring.extension(moving[0]), Power):
        return None
    slope = power.base.derivative(variable)
    rest = power.base - slope * ring.generator(variable)
    if slope.involves(variable) or rest.involves(variable) or power.exponent.involves(variable):
        return None
    if not power.base.subs(variable, end, sign_of).is_zero():
        return None
    leading = ring.one
    for part in value.parts:
        best: tuple[Ratio, Ratio] | None = None
        for monomial, factor in _grouped(line, part).items():
            # the variable stands for the base from here on
            for degree, coefficient in _moved(line, factor, slope, rest):
                order = ring.number(degree) + power.exponent * ring.number(dict(monomial).get(moving[0], 0))
                if not sign_of(coefficient):
                    continue
                lower = -1 if best is None else sign_of(order - best[0])
                if lower < 0:
                    best = order, coefficient
                elif lower == 0 and best is not None:
                    best = order, best[1] + coefficient
        if best is None:
            return None
        leading = leading * best[1]
    return leading


def _moved(line: Line, factor: Ratio, slope: Ratio, rest: Ratio) -> list[tuple[int, Ratio]]:
    """Write a polynomial of the variable in the base ``slope*x + rest`` instead: (power, coefficient)."""
    ring = line.ring
    at = (ring.generator(line.variable) - rest) / slope
    moved = factor.subs(line.variable, at, line.sign)
    found: dict[int, dict[tuple[int, ...], fmpq]] = {}
    for monomial, coefficient in moved.num.to_dict().items():
        rest_of = (*monomial[: line.variable], 0, *monomial[line.variable + 1 :])
        found.setdefault(int(monomial[line.variable]), {})[rest_of] = coefficient
    return [(power, Ratio(ring, ring.ctx.from_dict(row)) / Ratio(ring, moved.den)) for power, row in found.items()]


def _grouped(line: Line, poly: fmpq_mpoly) -> dict[Monomial, Ratio]:
    """Return the coefficients of a polynomial in the generators that move with the variable."""
    ring = line.ring
    moving = [i for i, degree in enumerate(poly.degrees()) if degree and ring.moves(i, line.variable)]
    found: dict[Monomial, dict[tuple[int, ...], fmpq]] = {}
    for monomial, coefficient in poly.to_dict().items():
        key = tuple((i, int(monomial[i])) for i in moving if monomial[i])
        rest = tuple(0 if i in moving else power for i, power in enumerate(monomial))
        found.setdefault(key, {})[rest] = coefficient
    return {key: Ratio(ring, ring.ctx.from_dict(row)) for key, row in found.items()}


def _monomial(line: Line, monomial: Monomial) -> Ratio:
    total = line.ring.one
    for i, power in monomial:
        total = total * line.ring.generator(i).power(power)
    return total


def _positive(line: Line, generator: int, closed: Closed) -> bool:
    """Tell whether a generator is positive everywhere inside the line, or at its ends too where it is closed."""
    known: dict[tuple[int, Closed, int], bool] = line.__dict__.setdefault("_positive", {})
    key = generator, closed, len(line.partition.cells[line.cell].atoms)
    if key not in known:
        known[key] = _is_positive(line, generator, closed)
    return known[key]


def _is_positive(line: Line, generator: int, closed: Closed) -> bool:
    match line.ring.extension(generator):
        case Exponential() | Special("pi", ()):
            return True
        case Special("gamma", (arg,)) | Radical(_, arg) | Power(arg, _):
            single = [i for i, degree in enumerate(arg.num.degrees()) if degree]
            if len(single) == 1 and arg.den.is_constant() and arg.num == line.ring.gens[single[0]]:
                return _positive(line, single[0], closed)
            return not possible(line, [compare(arg, NEG | ZERO)], closed)
        case None:
            return not possible(line, [compare(line.ring.generator(generator), NEG | ZERO)], closed)
    return False
