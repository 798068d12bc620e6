"""Integrals that a change of variable brings to a simple form: to an exponential or a power as the variable.

``g'(c)*R(g(c))`` integrates to the antiderivative of R at g, where R has integer powers of g (a Weibull density), or
integer powers of g and of something linear in it, times powers of c for an exponential g (a logistic density).

>>> from sympy import exp
>>> from detente.games import reals
>>> from detente.solvers.algebra import Ring
>>> from detente.solvers.line import Line
>>> from detente.solvers.partition import Partition
>>> c, x = reals("c x")
>>> ring = Ring([c, x])
>>> line = Line(Partition(ring, []), 0, 0, None, None)
>>> integral(line, ring.convert(exp(-c)/(1 + exp(-c))**2), (None, ring.gen(x)))
Ratio(exp(x)/(exp(x) + 1))
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import comb

from detente.games import UnsupportedGame
from detente.solvers.areas import Divergent
from detente.solvers.extensions import Exponential, Power, image
from detente.solvers.line import End, Line
from detente.solvers.ratio import Ratio, coefficients_of
from detente.solvers.special import special, split_power


def integral(line: Line, value: Ratio, ends: tuple[End, End]) -> Ratio | None:
    """Return an integral by a change of variable, None where none is found.

    Raises Divergent where it is infinite.
    """
    ring = line.ring
    used = {i for part in value.parts for i, degree in enumerate(part.degrees()) if degree}
    moving = sorted(i for i in used if ring.moves(i, line.variable))
    for i in reversed(moving):
        if isinstance(extension := ring.extension(i), Exponential):
            rate = extension.arg.derivative(line.variable)
            if not rate.involves(line.variable) and moving == [i] and not rate.is_zero():
                found = _Rational.of(line, i, rate, value)
                if found is not None:
                    return found.between(ends)
            if (direct := _of_powers(line, value, i, ends)) is not None:
                return direct
    return None


def _of_powers(line: Line, value: Ratio, generator: int, ends: tuple[End, End]) -> Ratio | None:
    """Integrate ``c**n*g'`` times integer powers of an exponential g of something that moves in one direction."""
    ring = line.ring
    slope = ring.generator(generator).derivative(line.variable)
    rest = value / slope
    # what is left may have powers of g and of the variable alone
    powers: list[tuple[int, int, Ratio]] = []
    den = coefficients_of(rest.den, generator, ring.ctx)
    low = next(k for k, part in enumerate(den) if not part.is_zero())
    if len(den) > low + 1:
        return None
    for k, part in enumerate(coefficients_of(rest.num, generator, ring.ctx)):
        for n, each in enumerate(coefficients_of(part, line.variable, ring.ctx)):
            coefficient = Ratio(ring, each) / Ratio(ring, den[low])
            if coefficient.is_zero():
                continue
            if coefficient.involves(line.variable) or k - low == -1:
                return None
            powers.append((n, k - low + 1, coefficient / ring.number(k - low + 1)))
    total = ring.zero
    for n, power, coefficient in powers:
        found = [_antiderivative(line, generator, n, power, end, side) for end, side in zip(ends, (-1, 1), strict=True)]
        if found[0] is None or found[1] is None:
            return None
        total = total + coefficient * (found[1] - found[0])
    return total


def _antiderivative(line: Line, generator: int, n: int, power: int, end: End, side: int) -> Ratio | None:
    """Return the integral of ``c**n`` over ``g**power`` at an end of an interval; None where it is not found."""
    ring = line.ring
    shape = _monomial(line, generator)
    if end is None:
        grows = None if shape is None else _grows(line, *shape, side)
        if grows is None:
            return None
        if power * grows > 0:
            raise Divergent("")
    if n == 0:
        return ring.zero if end is None else image(ring, generator, line.variable, end, line.sign).power(power)
    # with w = rho*c**order and g**power = exp(-w) this is an incomplete gamma function of w
    if shape is None or line.low is None or line.sign(line.low) < 0:
        return None
    steady, order, linear = shape
    rho = -steady * ring.number(power)
    if not linear or line.sign(order) <= 0 or line.sign(rho) <= 0:
        return None
    share = ring.number(n) / order
    scale = ring.one / split_power(ring, rho, share)
    if end is None:
        return -scale * special(ring, "gamma", ring.one + share)
    found = ring.extension(generator)
    assert isinstance(found, Exponential)
    there = (-found.arg * ring.number(power)).subs(line.variable, end, line.sign)
    return -scale * special(ring, "lowergamma", ring.one + share, there)


def _monomial(line: Line, generator: int) -> tuple[Ratio, Ratio, bool] | None:
    """Take apart the argument of an exponential: coefficient, order in the variable, and whether it is a power of it.

    The argument is a coefficient times powers of the variable and of things linear in it; None for anything else.
    """
    ring, found = line.ring, line.ring.extension(generator)
    assert isinstance(found, Exponential)
    if len(found.arg.num.coeffs()) != 1 or any(ring.moves(i, line.variable) for i in ring.variables(found.arg.den)):
        return None
    steady, order, linear = found.arg, ring.zero, True
    for i, degree in enumerate(found.arg.num.degrees()):
        if degree and (i == line.variable or ring.moves(i, line.variable)):
            power = ring.extension(i)
            steady = steady / ring.generator(i).power(int(degree))
            if power is None:
                order = order + ring.number(int(degree))
            elif isinstance(power, Power):
                rise = power.base.derivative(line.variable)
                if rise.involves(line.variable) or line.sign(rise) <= 0:
                    return None
                linear = linear and power.base == ring.generator(line.variable)
                order = order + power.exponent * ring.number(int(degree))
            else:
                return None
    return None if steady.involves(line.variable) else (steady, order, linear)


def _grows(line: Line, steady: Ratio, order: Ratio, linear: bool, side: int) -> int | None:
    """Tell whether an exponential goes to infinity (1) or to zero (-1) at an infinite end; None where not seen."""
    if line.sign(order) <= 0:
        return None
    whole = order.constant()
    if side < 0:
        if whole is None or not whole.is_Integer:
            return None
        return line.sign(steady) * (-1 if int(whole) % 2 else 1)
    return line.sign(steady)


@dataclass
class _Rational:
    """Powers of the variable c, of ``g = exp(rate*c)`` and of one ``v = a + b*g``: (c, g, v) -> coefficient."""

    line: Line
    generator: int
    rate: Ratio
    a: Ratio
    b: Ratio
    terms: dict[tuple[int, int, int], Ratio]
    log: Ratio = field(init=False)

    def __post_init__(self) -> None:
        ring = self.line.ring
        self.log = special(ring, "log", self.a + self.b * ring.generator(self.generator))

    @classmethod
    def of(cls, line: Line, generator: int, rate: Ratio, value: Ratio) -> _Rational | None:
        """Take an integrand apart; None where its denominator is not of this kind."""
        ring = line.ring
        constant, parts = value.den.factor()
        rest, low, deep, pair = ring.one, 0, 0, None
        for factor, times in parts:
            ratio = Ratio(ring, factor)
            if factor == ring.gens[generator]:
                low = int(times)
            elif not ratio.involves(line.variable):
                rest = rest * ratio.power(int(times))
            elif factor.degrees()[generator] == 1 and not factor.degrees()[line.variable] and pair is None:
                pair, deep = [Ratio(ring, c) for c in coefficients_of(factor, generator, ring.ctx)], int(times)
            else:
                return None
        if pair is None or any(line.sign(part) <= 0 for part in pair):
            return None
        a, b = pair
        # the constant of what is raised is made one
        rest = rest * Ratio(ring, ring.ctx.constant(constant)) * a.power(deep)
        terms = {}
        for j, part in enumerate(coefficients_of(value.num, generator, ring.ctx)):
            for n, each in enumerate(coefficients_of(part, line.variable, ring.ctx)):
                if not each.is_zero():
                    terms[n, j - low, -deep] = Ratio(ring, each) / rest
        return cls(line, generator, rate, ring.one, b / a, terms)

    def between(self, ends: tuple[End, End]) -> Ratio | None:
        """Return the integral, None where it leads beyond logarithms."""
        whole = self.line.ring.zero
        for (n, j, m), coefficient in self.terms.items():
            found = self._antiderivative(n, j, m)
            if found is None:
                return None
            whole = whole + coefficient * found
        low, high = (
            (self._limit(whole, side) if e is None else self._at(whole, e))
            for e, side in zip(ends, (-1, 1), strict=True)
        )
        return high - low

    def _antiderivative(self, n: int, j: int, m: int) -> Ratio | None:
        """Integrate ``c**n * g**j * v**m`` in c, by parts where n > 0; None beyond logarithms."""
        ring = self.line.ring
        c = ring.generator(self.line.variable)
        terms = self._simple(j, m)
        total = ring.zero
        for (kind, power), coefficient in terms.items():
            if n and kind == "log":
                return None
            if kind == "c":
                total = total + coefficient * c.power(n + 1) / ring.number(n + 1)
                continue
            here = {
                "log": self.log,
                "g": ring.generator(self.generator).power(power),
                "v": (self.a + self.b * ring.generator(self.generator)).power(power),
            }[kind]
            total = total + coefficient * c.power(n) * here
            if n:
                inner = self._antiderivative(n - 1, *((power, 0) if kind == "g" else (0, power)))
                if inner is None:
                    return None
                total = total - coefficient * ring.number(n) * inner
        return total

    def _simple(self, j: int, m: int) -> dict[tuple[str, int], Ratio]:
        """Integrate ``g**j * v**m`` in c: coefficients of c, log(v), and powers of g and of v."""
        ring = self.line.ring
        if m == 0:
            return {("g", j): ring.one / (ring.number(j) * self.rate)} if j else {("c", 1): ring.one}
        if j > 0:
            found: dict[tuple[str, int], Ratio] = {}
            # g**(j - 1) = ((v - a)/b)**(j - 1), and dc = dv/(b*rate*g)
            for k in range(j):
                scale = ring.number(comb(j - 1, k)) * (-self.a).power(j - 1 - k) / self.b.power(j) / self.rate
                power = k + m + 1
                if power:
                    found["v", power] = scale / ring.number(power)
                else:
                    found["log", 1] = scale
            return found
        total = {key: each / self.a for key, each in self._simple(j, m + 1).items()}
        for key, each in self._simple(j + 1, m).items():
            total[key] = total.get(key, ring.zero) - each * self.b / self.a
        return total

    def _at(self, whole: Ratio, end: Ratio) -> Ratio:
        return whole.subs(self.line.variable, end, self.line.sign)

    def _limit(self, whole: Ratio, side: int) -> Ratio:
        """Return the limit at an infinite end; what is smaller than every power of c is nothing there."""
        ring, line = self.line.ring, self.line
        rising = line.sign(self.rate) * side > 0
        place = next((i for i, degree in enumerate(self.log.num.degrees()) if degree), None)
        if self.log.is_zero() or place is None:
            raise UnsupportedGame("the limit of a logarithm is not found")
        far = (
            special(ring, "log", self.b) + self.rate * ring.generator(line.variable)
            if rising
            else special(ring, "log", self.a)
        )
        moved = whole.subs(place, far, line.sign)
        num, den = (coefficients_of(part, self.generator, ring.ctx) for part in moved.parts)
        top = max(len(num), len(den)) - 1 if rising else 0
        if rising and len(num) > len(den):
            raise Divergent("")
        first, last = (Ratio(ring, part[top]) if len(part) > top else ring.zero for part in (num, den))
        if last.is_zero():
            raise Divergent("")
        found = first / last
        if found.involves(line.variable):
            raise Divergent("")
        return found
