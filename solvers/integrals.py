"""Integrals in closed form: polynomials, with exponentials of something linear or powers of one linear base, or both.

Integration by parts and the binomial theorem, one term at a time; an end may be infinite. Products of both kinds and
exponentials of something quadratic lead to special functions (``areas``), others are tried with a change of variable
(``substitutions``), and whatever else is in the integrand is refused by name.

>>> from sympy import exp
>>> from detente.games import reals
>>> from detente.solvers.algebra import Ring
>>> from detente.solvers.line import Line
>>> from detente.solvers.partition import Partition
>>> from detente.solvers.formulas import boolean
>>> c, k, a = reals("c k a")
>>> ring = Ring([c, k, a])
>>> line = Line(Partition(ring, [boolean(k > 0, ring), boolean(a > 1, ring)]), 0, 0, ring.zero, ring.gen(k))
>>> integral(line, ring.convert(c*exp(-c)), ring.zero, ring.gen(k))
Ratio((-k + exp(k) - 1)*exp(-k))
>>> integral(line, ring.convert(a*c**(a - 1)/k**a), ring.zero, ring.gen(k))
Ratio(1)
>>> integral(line, ring.convert(c**-3), ring.gen(k), None)
Ratio(1/(2*k**2))
"""

from __future__ import annotations

import math
from typing import NamedTuple

from flint import fmpq, fmpq_mpoly

from detente.games import UnsupportedGame
from detente.solvers import areas, substitutions
from detente.solvers.areas import Base, Divergent
from detente.solvers.display import ratio_form, text
from detente.solvers.extensions import Exponential, Power, Radical, image
from detente.solvers.line import End, Line
from detente.solvers.ratio import Ratio


class _Terms(NamedTuple):
    """An integrand term by term: (power of the variable, powers of the generators that move) -> coefficient."""

    rates: dict[int, Ratio]
    base: Base | None
    shift: int
    terms: dict[tuple[int, tuple[tuple[int, int], ...]], Ratio]


def integral(line: Line, value: Ratio, low: End, high: End) -> Ratio:
    """Return the integral of a ratio in the line's variable between two of its points, None for an infinite one.

    Raises Divergent where it is infinite, UnsupportedGame where there is no closed form of the kinds known here.
    """
    try:
        found = _terms(line, value)
        total = None if found is None else _by_terms(line, found, (low, high))
        if total is None:
            total = substitutions.integral(line, value, (low, high))
    except Divergent:
        raise Divergent(f"the integral of {shown(line, value)} has no finite value") from None
    if total is None:
        raise UnsupportedGame(
            f"no closed form for the integral of {shown(line, value)}: polynomials are integrated, times exponentials "
            "of something linear or quadratic, or powers of something linear, and what these become when the variable "
            "is changed"
        )
    return total


def _by_terms(line: Line, found: _Terms, ends: tuple[End, End]) -> Ratio | None:
    ring, total, base = line.ring, line.ring.zero, found.base
    # what differs in its power of the variable or the base alone is one sum, in which what is infinite may cancel
    sums: dict[tuple[tuple[tuple[int, int], ...], int], dict[int, Ratio]] = {}
    powers: dict[tuple[tuple[tuple[int, int], ...], int], dict[int, Ratio]] = {}
    for (power, moving), factor in found.terms.items():
        times = dict(moving)
        raised = 0 if base is None or base.generator is None else times[base.generator]
        key = tuple((i, times[i]) for i in found.rates), raised
        if base is not None and (raised or found.shift):
            row = powers.setdefault(key, {})
            for k, coefficient in enumerate(_in_base(line, power, base)):
                row[found.shift + k] = row.get(found.shift + k, ring.zero) + factor * coefficient
        else:
            row = sums.setdefault(key, {})
            row[power] = row.get(power, ring.zero) + factor
    for (exponents, raised), row in powers.items():
        assert base is not None
        curve, rate = _rate(line, found, exponents)
        if not curve.is_zero() or (not rate.is_zero() and base.generator is None):
            return None
        if rate.is_zero() or line.sign(rate) == 0:
            if exponents and any(times for _, times in exponents):
                return None
            for whole, coefficient in row.items():
                if not coefficient.is_zero():
                    total = total + coefficient * _of_power(line, raised, whole, base, ends)
            continue
        area = areas.with_power(line, row, (base, raised), (exponents, rate), ends)
        if area is None:
            return None
        total = total + area
    for (exponents, _), row in sums.items():
        curve, rate = _rate(line, found, exponents)
        if not curve.is_zero() and (sign := line.sign(curve)):
            if sign > 0:
                return None
            total = total + areas.gaussian(line, row, (curve, rate, exponents), ends)
            continue
        for power, factor in row.items():
            if not rate.is_zero() and line.sign(rate) != 0:
                total = total + factor * _of_exponential(line, power, rate, dict(exponents), ends)
                continue
            low, high = ends
            if low is None or high is None:
                raise Divergent("")
            area = (high.power(power + 1) - low.power(power + 1)) / ring.number(power + 1)
            total = total + factor * area * areas.exponentials_at(line, exponents, low)
    return total


def _rate(line: Line, found: _Terms, exponents: tuple[tuple[int, int], ...]) -> tuple[Ratio, Ratio]:
    """Return half the slope and the value at zero of the rate of a product of exponentials, which is linear."""
    ring, rate = line.ring, line.ring.zero
    for i, times in exponents:
        rate = rate + found.rates[i] * ring.number(times)
    steep = rate.derivative(line.variable)
    return steep / ring.number(2), rate - steep * ring.generator(line.variable)


def shown(line: Line, value: Ratio) -> str:
    """Write an integrand and its variable, for messages."""
    return f"{text(ratio_form(value))} in {line.ring.symbols[line.variable]}"


def _terms(line: Line, value: Ratio) -> _Terms | None:
    """Take an integrand apart; None where it is of no kind known here."""
    ring, variable = line.ring, line.variable
    used = {i for part in value.parts for i, degree in enumerate(part.degrees()) if degree > 0}
    moving = sorted(i for i in used if i != variable and ring.moves(i, variable))
    rates: dict[int, Ratio] = {}
    bases: list[Base] = []
    for i in moving:
        if isinstance(extension := ring.extension(i), Exponential):
            rates[i] = extension.arg.derivative(variable)
            if rates[i].derivative(variable).involves(variable):
                return None
        elif (base := _base(line, i)) is not None:
            bases.append(base)
        else:
            return None
    if len(bases) > 1:
        return None
    split = _denominator(line, value.den, moving, bases[0] if bases else None)
    if split is None:
        return None
    constant, below, shift, base = split
    sums: dict[tuple[int, tuple[tuple[int, int], ...]], dict[tuple[int, ...], fmpq]] = {}
    for monomial, coefficient in value.num.to_dict().items():
        key = int(monomial[variable]), tuple((i, int(monomial[i]) - below.get(i, 0)) for i in moving)
        rest = tuple(0 if i == variable or i in moving else power for i, power in enumerate(monomial))
        sums.setdefault(key, {})[rest] = coefficient
    terms = {key: Ratio(ring, ring.ctx.from_dict(each)) / constant for key, each in sums.items()}
    return _Terms(rates, base, shift, terms)


def _base(line: Line, generator: int) -> Base | None:
    ring = line.ring
    match ring.extension(generator):
        case Radical(index, base):
            exponent = ring.one / ring.number(index)
        case Power(base, exponent) if not exponent.involves(line.variable):
            pass
        case _:
            return None
    return _linear(line, generator, base, exponent)


def _linear(line: Line, generator: int | None, base: Ratio, exponent: Ratio) -> Base | None:
    slope = base.derivative(line.variable)
    rest = base - slope * line.ring.generator(line.variable)
    linear = not slope.involves(line.variable) and not rest.involves(line.variable)
    return Base(generator, base, slope, rest, exponent) if linear else None


def _denominator(
    line: Line, den: fmpq_mpoly, moving: list[int], base: Base | None
) -> tuple[Ratio, dict[int, int], int, Base | None] | None:
    """Split a denominator into what does not move, powers of the generators that do, and a power of the base."""
    ring, below, shift = line.ring, dict[int, int](), 0
    constant, parts = den.factor()
    rest = Ratio(ring, ring.ctx.constant(constant))
    for factor, times in parts:
        ratio = Ratio(ring, factor)
        generator = next((i for i in moving if factor == ring.gens[i]), None)
        if not ratio.involves(line.variable):
            rest = rest * ratio.power(int(times))
        elif generator is not None:
            below[generator] = int(times)
        else:
            base = base or _linear(line, None, ratio, ring.zero)
            if base is None or (scale := base.base / ratio).involves(line.variable):
                return None
            shift -= int(times)
            rest = rest / scale.power(int(times))
    return rest, below, shift, base


def _of_exponential(line: Line, power: int, rate: Ratio, times: dict[int, int], ends: tuple[End, End]) -> Ratio:
    """Integrate ``c**power`` times an exponential of something linear, by parts."""
    ring, found = line.ring, []
    for end, side in zip(ends, (-1, 1), strict=True):
        total = ring.zero
        if end is None:
            if line.sign(rate) == side:
                raise Divergent("")
        else:
            for k in range(power + 1):
                number = ring.number((-1) ** k * math.perm(power, k))
                total = total + number * end.power(power - k) / rate.power(k + 1)
            total = total * areas.exponentials_at(line, tuple(times.items()), end)
        found.append(total)
    return found[1] - found[0]


def _in_base(line: Line, power: int, base: Base) -> list[Ratio]:
    """Write ``c**power`` as a polynomial in the base: its coefficients, lowest first."""
    ring = line.ring
    if line.sign(base.slope) == 0:
        raise UnsupportedGame(f"{text(ratio_form(base.base))} does not change with {ring.symbols[line.variable]}")
    return [
        ring.number(math.comb(power, k)) * (-base.rest).power(power - k) / base.slope.power(power)
        for k in range(power + 1)
    ]


def _of_power(line: Line, raised: int, whole: int, base: Base, ends: tuple[End, End]) -> Ratio:
    """Integrate ``base**(raised*exponent + whole)``."""
    ring = line.ring
    exponent = base.exponent * ring.number(raised) + ring.number(whole + 1)
    sign = line.sign(exponent)
    if sign == 0:
        raise UnsupportedGame(f"the integral of 1/({text(ratio_form(base.base))}) is a logarithm")
    values = []
    for end in ends:
        if end is None:
            if sign > 0:
                raise Divergent("")
            values.append(ring.zero)
            continue
        there = base.base.subs(line.variable, end, line.sign)
        if there.is_zero() or (sign < 0 and line.sign(there) == 0):
            if sign < 0:
                raise Divergent("")
            values.append(ring.zero)
            continue
        value = there.power(whole + 1)
        if base.generator is not None:
            value = value * image(ring, base.generator, line.variable, end, line.sign).power(raised)
        values.append(value)
    return (values[1] - values[0]) / (exponent * base.slope)
