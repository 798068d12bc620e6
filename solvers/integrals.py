"""Integrals in closed form: polynomials, with exponentials of something linear or powers of one linear base.

Integration by parts and the binomial theorem, one term at a time. Whatever else is in the integrand is refused by name.

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
"""

from __future__ import annotations

import math
from typing import NamedTuple

from flint import fmpq, fmpq_mpoly

from detente.games import UnsupportedGame
from detente.solvers.display import ratio_form, text
from detente.solvers.extensions import Exponential, Power, Radical, image
from detente.solvers.line import Line
from detente.solvers.ratio import Ratio


class _Base(NamedTuple):
    """Something linear in the variable, ``base = slope*c + rest``, of which ``base**exponent`` is a generator."""

    generator: int
    base: Ratio
    slope: Ratio
    rest: Ratio
    exponent: Ratio


def integral(line: Line, value: Ratio, low: Ratio, high: Ratio) -> Ratio:
    """Return the integral of a ratio in the line's variable between two of its points.

    Raises UnsupportedGame where there is no closed form of the kinds known here.
    """
    ring, variable = line.ring, line.variable
    used = {i for part in value.parts for i, degree in enumerate(part.degrees()) if degree > 0}
    moving = sorted(i for i in used if i != variable and ring.moves(i, variable))
    rates = {i: _rate(line, i) for i in moving if isinstance(ring.extension(i), Exponential)}
    bases = [_base(line, i) for i in moving if i not in rates]
    refused = UnsupportedGame(
        f"no closed form for the integral of {text(ratio_form(value))} in {ring.symbols[variable]}: polynomials are "
        "integrated, times exponentials of something linear or times powers of something linear"
    )
    if len(bases) > 1 or None in bases or None in rates.values():
        raise refused
    base = bases[0] if bases else None
    constant, below, shift = _denominator(line, value.den, moving, base, refused)
    terms: dict[tuple[int, ...], dict[tuple[int, ...], fmpq]] = {}
    for monomial, coefficient in value.num.to_dict().items():
        key = int(monomial[variable]), *(int(monomial[i]) - below.get(i, 0) for i in moving)
        rest = tuple(0 if i == variable or i in moving else power for i, power in enumerate(monomial))
        terms.setdefault(key, {})[rest] = coefficient
    total = ring.zero
    for (power, *powers), coefficients in terms.items():
        times = dict(zip(moving, powers, strict=True))
        factor = Ratio(ring, ring.ctx.from_dict(coefficients)) / constant
        rate = ring.zero
        for i, each in rates.items():
            assert each is not None
            rate = rate + each * ring.number(times[i])
        if base is not None and (times[base.generator] or shift):
            if not rate.is_zero():
                raise refused
            area = _of_power(line, power, times[base.generator], shift, base, (low, high), refused)
        elif not rate.is_zero() and line.sign(rate) != 0:
            area = _of_exponential(line, power, rate, times, (low, high))
        else:
            area = (high.power(power + 1) - low.power(power + 1)) / ring.number(power + 1)
            for i in rates:
                area = area * image(ring, i, variable, low, line.sign).power(times[i])
        total = total + factor * area
    return total


def _rate(line: Line, generator: int) -> Ratio | None:
    extension = line.ring.extension(generator)
    assert isinstance(extension, Exponential)
    rate = extension.arg.derivative(line.variable)
    return None if rate.involves(line.variable) else rate


def _base(line: Line, generator: int) -> _Base | None:
    ring = line.ring
    match ring.extension(generator):
        case Radical(index, base):
            exponent = ring.one / ring.number(index)
        case Power(base, exponent) if not exponent.involves(line.variable):
            pass
        case _:
            return None
    slope = base.derivative(line.variable)
    rest = base - slope * ring.generator(line.variable)
    linear = not slope.involves(line.variable) and not rest.involves(line.variable)
    return _Base(generator, base, slope, rest, exponent) if linear else None


def _denominator(
    line: Line, den: fmpq_mpoly, moving: list[int], base: _Base | None, refused: UnsupportedGame
) -> tuple[Ratio, dict[int, int], int]:
    """Split a denominator into what does not move, powers of the generators that do, and a power of the base."""
    ring, below, shift = line.ring, dict[int, int](), 0
    constant, parts = den.factor()
    rest = Ratio(ring, ring.ctx.constant(constant))
    for factor, times in parts:
        moves = Ratio(ring, factor).involves(line.variable)
        generator = next((i for i in moving if factor == ring.gens[i]), None)
        if not moves:
            rest = rest * Ratio(ring, factor).power(int(times))
        elif generator is not None:
            below[generator] = int(times)
        elif base is not None and not (scale := base.base / Ratio(ring, factor)).involves(line.variable):
            shift -= int(times)
            rest = rest / scale.power(int(times))
        else:
            raise refused
    return rest, below, shift


def _of_exponential(line: Line, power: int, rate: Ratio, times: dict[int, int], ends: tuple[Ratio, Ratio]) -> Ratio:
    """Integrate ``c**power`` times an exponential of the rate, by parts."""
    ring, found = line.ring, []
    for end in ends:
        total = ring.zero
        for k in range(power + 1):
            number = ring.number((-1) ** k * math.perm(power, k))
            total = total + number * end.power(power - k) / rate.power(k + 1)
        for i, n in times.items():
            total = total * image(ring, i, line.variable, end, line.sign).power(n)
        found.append(total)
    return found[1] - found[0]


def _of_power(
    line: Line, power: int, times: int, shift: int, base: _Base, ends: tuple[Ratio, Ratio], refused: UnsupportedGame
) -> Ratio:
    """Integrate ``c**power * base**(times*exponent + shift)``, with c written in terms of the base."""
    ring, total = line.ring, line.ring.zero
    if line.sign(base.slope) == 0:
        raise refused
    for k in range(power + 1):
        exponent = base.exponent * ring.number(times) + ring.number(shift + k + 1)
        if line.sign(exponent) <= 0:
            raise refused
        number = ring.number(math.comb(power, k)) * (-base.rest).power(power - k) / base.slope.power(power + 1)
        values = []
        for end in ends:
            there = base.base.subs(line.variable, end, line.sign)
            if there.is_zero():
                values.append(ring.zero)
                continue
            raised = image(ring, base.generator, line.variable, end, line.sign).power(times)
            values.append(raised * there.power(shift + k + 1))
        total = total + number / exponent * (values[1] - values[0])
    return total
