"""Quotients of polynomials in lowest terms, with radicals reduced.

>>> from detente.games import reals
>>> from detente.solvers.algebra import Ring
>>> p = reals("p")
>>> ring = Ring([p])
>>> ring.convert((p**2 - 1)/(p - 1))
Ratio(p + 1)
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

import sympy
from flint import fmpq, fmpq_mpoly, fmpq_mpoly_ctx
from sympy import Expr

from detente.solvers.extensions import extension_expr, image, slope, symbol_raised

if TYPE_CHECKING:
    from detente.solvers.algebra import Ring

Sign = Callable[["Ratio"], int]
"""A question asked of the hypotheses: is this ratio negative (-1), zero (0) or positive (1)?"""


def rational(number: fmpq) -> sympy.Rational:
    """Return a number of python-flint as one of sympy."""
    return sympy.Rational(int(number.p), int(number.q))


def coefficients_of(poly: fmpq_mpoly, variable: int, ctx: fmpq_mpoly_ctx) -> list[fmpq_mpoly]:
    """Return the coefficients of a polynomial in one generator, lowest power first."""
    parts: list[dict[tuple[int, ...], fmpq]] = [{} for _ in range(int(poly.degrees()[variable]) + 1)]
    for monomial, coefficient in poly.to_dict().items():
        rest = (*monomial[:variable], 0, *monomial[variable + 1 :])
        parts[int(monomial[variable])][rest] = coefficient
    return [ctx.from_dict(part) for part in parts]


class Ratio:
    """A quotient of two polynomials in lowest terms, its denominator with leading coefficient one."""

    __slots__ = ("__dict__", "den", "num", "ring")

    def __init__(self, ring: Ring, num: fmpq_mpoly, den: fmpq_mpoly | None = None) -> None:
        self.ring = ring
        if den is None or den.is_one():
            self.num, self.den = num, ring.ctx.constant(1)
            return
        if den.is_zero():
            raise ZeroDivisionError("division by an expression that is identically zero")
        if not den.is_constant():
            common = num.gcd(den)
            if not common.is_one():
                num, den = num / common, den / common
        leading = den.leading_coefficient()
        self.num, self.den = num * (1 / leading), den * (1 / leading)

    @cached_property
    def key(self) -> tuple[Any, ...]:
        """What tells two ratios apart."""
        num, den = self.num, self.den
        return tuple(num.monoms()), tuple(num.coeffs()), tuple(den.monoms()), tuple(den.coeffs())

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Ratio) and self._hash == other._hash and self.key == other.key)

    @cached_property
    def _hash(self) -> int:
        return hash(self.key)

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"Ratio({self.expr()})"

    def _make(self, num: fmpq_mpoly, den: fmpq_mpoly) -> Ratio:
        ring = self.ring
        if not ring.radicals:
            return Ratio(ring, num, den)
        top = ring.reduce(num)
        if den.is_one():
            return top
        bottom = ring.reduce(den)
        return ring.rationalize(Ratio(ring, top.num * bottom.den, top.den * bottom.num))

    def __add__(self, other: Ratio) -> Ratio:
        if self.den == other.den:
            return Ratio(self.ring, self.num + other.num, self.den)
        return self._make(self.num * other.den + other.num * self.den, self.den * other.den)

    def __sub__(self, other: Ratio) -> Ratio:
        return self + (-other)

    def __neg__(self) -> Ratio:
        return Ratio(self.ring, -self.num, self.den)

    def __mul__(self, other: Ratio) -> Ratio:
        return self._make(self.num * other.num, self.den * other.den)

    def __truediv__(self, other: Ratio) -> Ratio:
        return self._make(self.num * other.den, self.den * other.num)

    def power(self, exponent: int) -> Ratio:
        """Return an integer power."""
        if exponent < 0:
            return (self.ring.one / self).power(-exponent)
        return self._make(self.num**exponent, self.den**exponent)

    def is_zero(self) -> bool:
        """Tell whether the ratio is identically zero (as written: radicals are independent variables)."""
        return bool(self.num.is_zero())

    def constant(self) -> sympy.Rational | None:
        """Return the rational number this is, or None."""
        if self.num.is_constant() and self.den.is_constant():
            return rational(self.num.leading_coefficient()) if not self.num.is_zero() else sympy.Rational(0)
        return None

    @property
    def parts(self) -> tuple[fmpq_mpoly, fmpq_mpoly]:
        """Numerator and denominator."""
        return self.num, self.den

    def involves(self, variable: int) -> bool:
        """Tell whether a generator occurs, inside radicals too."""
        return variable in self.ring.variables(self.num) or variable in self.ring.variables(self.den)

    def derivative(self, variable: int, fixed: int = -1) -> Ratio:
        """Return the derivative in a generator, radicals and the like included; ``fixed`` is one that is held.

        Raises UnsupportedGame where an exponent changes with the generator.
        """
        ring, total = self.ring, self.ring.zero
        for i in sorted({j for p in (self.num, self.den) for j, d in enumerate(p.degrees()) if d > 0}):
            if i == variable:
                inner = ring.one
            elif i != fixed and ring.moves(i, variable):
                inner = slope(ring, i, variable, fixed)
            else:
                continue
            top = self.num.derivative(i) * self.den - self.num * self.den.derivative(i)
            total = total + self._make(top, self.den * self.den) * inner
        return total

    def subs(self, variable: int, value: Ratio, sign: Sign) -> Ratio:
        """Put a value in place of a generator, inside radicals too (signs are asked when roots simplify)."""
        ring, offset = self.ring, len(self.ring.symbols)
        images: dict[int, Ratio] = {variable: value}
        for i in range(offset, offset + len(ring.radicals)):
            if i != variable and any(p.degrees()[i] > 0 for p in self.parts) and ring.moves(i, variable):
                images[i] = image(ring, i, variable, value, sign)
        return _evaluate(ring, self.num, images) / _evaluate(ring, self.den, images)

    def expr(self) -> Expr:
        """Return the ratio as a sympy expression, factored where that is shorter."""
        return self.ring_expr(self.num) / self.ring_expr(self.den)

    def ring_expr(self, poly: fmpq_mpoly) -> Expr:
        """Return a polynomial of this ring as a sympy expression."""
        return poly_expr(self.ring, poly)


def _evaluate(ring: Ring, poly: fmpq_mpoly, images: dict[int, Ratio]) -> Ratio:
    if not images:
        return Ratio(ring, poly)
    variable, value = next(iter(images.items()))
    rest = {k: v for k, v in images.items() if k != variable}
    total = ring.zero
    for coefficient in reversed(coefficients_of(poly, variable, ring.ctx)):
        total = total * value + _evaluate(ring, coefficient, rest)
    return total


def poly_expr(ring: Ring, poly: fmpq_mpoly, form: Callable[[Ratio], Expr] | None = None) -> Expr:
    """Return a polynomial as a sympy expression in expanded form; ``form`` writes what stands under a root."""
    names: dict[int, Expr] = dict(enumerate(ring.symbols))

    def name(i: int) -> Expr:
        if i not in names:
            names[i] = extension_expr(ring, i, form or Ratio.expr)
        return names[i]

    terms = []
    for monomial, coefficient in poly.to_dict().items():
        factors = [rational(coefficient)]
        powers = {i: int(power) for i, power in enumerate(monomial) if power}
        for i in list(powers):
            # c*c**(a - 1) is c**a, which sympy does not see
            base = symbol_raised(ring, i)
            if base in powers:
                exponent = extension_expr(ring, i, form or Ratio.expr).exp * powers.pop(i) + powers.pop(base)
                factors.append(sympy.Pow(name(base), exponent))
        factors += [name(i) ** power for i, power in powers.items()]
        terms.append(sympy.Mul(*factors))
    return sympy.Add(*terms)
