"""Integrals that end in special functions: normal and gamma densities, times polynomials.

Integration by parts lowers the powers of the variable until one integral is left, which is an error function for
``exp(-c**2)`` and an incomplete gamma function for ``c**(a - 1)*exp(-c)``.

>>> from sympy import exp
>>> from detente.games import reals
>>> from detente.solvers.algebra import Ring
>>> from detente.solvers.integrals import integral
>>> from detente.solvers.line import Line
>>> from detente.solvers.partition import Partition
>>> c, x = reals("c x")
>>> ring = Ring([c, x])
>>> line = Line(Partition(ring, []), 0, 0, None, None)
>>> integral(line, ring.convert(exp(-c**2/2)), None, ring.gen(x))
Ratio(sqrt(2)*sqrt(pi)*erf(sqrt(2)*x/2)/2 + sqrt(2)*sqrt(pi)/2)
>>> integral(line, ring.convert(c*exp(-c**2/2)), ring.gen(x), None)
Ratio(exp(-x**2/2))
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import sympy

from detente.games import UnsupportedGame
from detente.solvers.extensions import Special, image
from detente.solvers.line import End, Line
from detente.solvers.ratio import Ratio
from detente.solvers.special import special, split_power, square_root_of_pi


class Divergent(UnsupportedGame):
    """An integral that is infinite."""


class Base(NamedTuple):
    """Something linear in the variable, ``base = slope*c + rest``; ``base**exponent`` is a generator, if any."""

    generator: int | None
    base: Ratio
    slope: Ratio
    rest: Ratio
    exponent: Ratio


Exponents = tuple[tuple[int, int], ...]
"""Generators that are exponentials, each with its power."""


def exponentials_at(line: Line, exponents: Exponents, at: Ratio) -> Ratio:
    """Return a product of exponentials at a value of the variable."""
    total = line.ring.one
    for i, times in exponents:
        if times:
            total = total * image(line.ring, i, line.variable, at, line.sign).power(times)
    return total


def gaussian(
    line: Line, terms: Mapping[int, Ratio], exponential: tuple[Ratio, Ratio, Exponents], ends: tuple[End, End]
) -> Ratio:
    """Integrate a polynomial (power -> coefficient) times an exponential whose rate ``2*curve*c + rate`` falls."""
    ring, (curve, rate, exponents) = line.ring, exponential
    left, outside = dict(terms), dict[int, Ratio]()
    twice = ring.number(2) * curve
    for n in range(max(left), 0, -1):
        coefficient = left.pop(n, ring.zero)
        if not coefficient.is_zero():
            outside[n - 1] = coefficient / twice
            left[n - 1] = left.get(n - 1, ring.zero) - coefficient * rate / twice
            if n > 1:
                left[n - 2] = left.get(n - 2, ring.zero) - coefficient * ring.number(n - 1) / twice
    last = left.get(0, ring.zero)
    width = ring.root(2, -curve, line.sign)
    middle = -rate / twice
    scale = square_root_of_pi(ring) / (ring.number(2) * width) * exponentials_at(line, exponents, middle)
    values = []
    for end, side in zip(ends, (-1, 1), strict=True):
        if end is None:
            values.append(last * scale * ring.number(side))
            continue
        total = ring.zero
        for n, coefficient in outside.items():
            total = total + coefficient * end.power(n)
        if not total.is_zero():
            total = total * exponentials_at(line, exponents, end)
        if not last.is_zero():
            total = total + last * scale * special(ring, "erf", width * (end - middle))
        values.append(total)
    return values[1] - values[0]


def with_power(
    line: Line,
    terms: Mapping[int, Ratio],
    power: tuple[Base, int],
    exponential: tuple[Exponents, Ratio],
    ends: tuple[End, End],
) -> Ratio | None:
    """Integrate ``base**(raised*exponent + whole)`` (whole -> coefficient) times an exponential with a rate.

    None where the exponential grows with the base, so that there is no incomplete gamma function.
    """
    ring, (base, raised), (exponents, rate) = line.ring, power, exponential
    fall = -rate / base.slope
    if line.sign(fall) <= 0:
        return None
    exponent = base.exponent * ring.number(raised)
    left, outside = {whole: each for whole, each in terms.items() if not each.is_zero()}, dict[int, Ratio]()
    if not left:
        return ring.zero
    lowest = min(left)
    if line.sign(exponent + ring.number(lowest + 1)) <= 0:
        reaches = any(e is not None and _is_zero(line, base, e) for e in ends)
        if reaches:
            raise Divergent("")
        return None
    lowest -= _steps_down(line, exponent + ring.number(lowest + 1))
    for whole in range(max(left), lowest, -1):
        coefficient = left.pop(whole, ring.zero)
        if not coefficient.is_zero():
            outside[whole] = -coefficient / fall
            carried = coefficient * (exponent + ring.number(whole)) / fall
            left[whole - 1] = left.get(whole - 1, ring.zero) + carried
    shape = exponent + ring.number(lowest + 1)
    start = -base.rest / base.slope
    scale = exponentials_at(line, exponents, start) / split_power(ring, fall, shape)
    values = []
    for end in ends:
        if end is None:
            # of the two infinite ends the base is positive at one alone, and falls off there
            values.append(left[lowest] * scale * special(ring, "gamma", shape))
            continue
        there = base.base.subs(line.variable, end, line.sign)
        if _is_zero(line, base, end):
            values.append(ring.zero)
            continue
        total = left[lowest] * scale * special(ring, "lowergamma", shape, fall * there)
        if outside:
            whole_power = ring.one
            if base.generator is not None:
                whole_power = image(ring, base.generator, line.variable, end, line.sign).power(raised)
            edge = sum((each * there.power(whole) for whole, each in outside.items()), ring.zero)
            total = total + edge * whole_power * exponentials_at(line, exponents, end)
        values.append(total)
    return (values[1] - values[0]) / base.slope


def _steps_down(line: Line, shape: Ratio) -> int:
    """Tell by how much a shape is lowered: a number to at most one, others to the shape of a function met before."""
    fixed = shape.constant()
    if fixed is not None:
        return int(sympy.ceiling(fixed)) - 1
    met = (each.args[0] for each in line.ring.radicals if isinstance(each, Special) and "gamma" in each.name)
    gaps = ((shape - other).constant() for other in met)
    return next((int(gap) for gap in gaps if gap is not None and gap.is_Integer and gap > 0), 0)


def _is_zero(line: Line, base: Base, end: Ratio) -> bool:
    there = base.base.subs(line.variable, end, line.sign)
    return there.is_zero() or line.sign(there) == 0
