"""Check a point: does a formula hold where the parameters have these exact values?

Values are rational or algebraic numbers, and every comparison is decided exactly. A term that is undefined at
the point makes the relation around it not true, as in `detente.proofs.expand`.

>>> x = ("sym", "x")
>>> holds(("=", ("^", x, "2"), ("num", "2")), {"x": sympy.sqrt(2)})
True
>>> holds((">", ("^", x, "-1"), ("num", "0")), {"x": sympy.Integer(0)})
False
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, TypeAlias

import sympy
from sympy import Expr, Rational

from detente.proofs.expand import positive
from detente.proofs.language import EvidenceError, Tree, decode, encode, require_term

Point: TypeAlias = Mapping[str, Expr]
DIGITS = 60  # of a first numerical look at an algebraic number
CLEAR = Rational(1, 10**40)  # a number whose DIGITS digits are larger than this has their sign


class Undefined(ArithmeticError):
    """A term has no real value at a point."""


def holds(formula: Tree, point: Point) -> bool:
    """Tell whether a formula is true at a point; an undefined relation is not.

    Raises EvidenceError for a symbol that has no value.
    """
    return _true(positive(formula), point)


def _true(formula: Tree, point: Point) -> bool:
    match formula:
        case ("and", *parts):
            return all(_true(part, point) for part in parts)
        case ("or", *parts):
            return any(_true(part, point) for part in parts)
        case (op, left, right):
            try:
                sign = sign_of(value(left, point) - value(right, point))
            except Undefined:
                return False
            return {
                "<": sign < 0,
                "<=": sign <= 0,
                ">": sign > 0,
                ">=": sign >= 0,
                "=": sign == 0,
                "!=": sign != 0,
            }[op]
    raise EvidenceError(f"not a formula: {formula!r}")


def value(term: Tree, point: Point) -> Expr:
    """Evaluate a term at a point; raises Undefined where it has no real value."""
    match term:
        case ("num", _):
            return decode(term)
        case ("sym", name):
            if name not in point:
                raise EvidenceError(f"the point gives no value to {name}")
            return point[name]
        case ("+", *terms):
            return sympy.Add(*(value(t, point) for t in terms))
        case ("*", *factors):
            return sympy.Mul(*(value(t, point) for t in factors))
        case ("^", inner, exponent):
            base, q = value(inner, point), Fraction(exponent)
            sign = sign_of(base) if q < 0 or q.denominator > 1 else 1
            if (sign < 0 and q.denominator > 1) or (sign == 0 and q < 0):
                raise Undefined(f"{base}**({q})")
            return sympy.Integer(0) if sign == 0 else sympy.Pow(base, Rational(q.numerator, q.denominator))
        case ("abs", inner):
            number = value(inner, point)
            return number if sign_of(number) >= 0 else -number
        case ("max" | "min", *terms):
            best, *others = (value(t, point) for t in terms)
            for other in others:
                if sign_of(other - best) == (1 if term[0] == "max" else -1):
                    best = other
            return best
        case ("cases", *pairs):
            for inner, condition in pairs:
                if _true(positive(condition), point):
                    return value(inner, point)
            raise Undefined("no case applies")
    raise EvidenceError(f"not a term: {term!r}")


def sign_of(number: Expr) -> int:
    """Give the sign of a real algebraic number, exactly: -1, 0 or 1.

    >>> sign_of(sympy.sqrt(2) + sympy.sqrt(3) - sympy.sqrt(5 + 2 * sympy.sqrt(6)))
    0
    """
    if isinstance(number, Rational):
        return int(number.p > 0) - int(number.p < 0)
    x, digits = sympy.Symbol("x"), DIGITS
    near = number.evalf(digits)
    if abs(near) < CLEAR:
        if sympy.minimal_polynomial(number, x) == x:
            return 0
        while abs(near := number.evalf(digits)) < Rational(1, 10 ** (digits // 2)):
            digits *= 2
    return 1 if near > 0 else -1


def encode_point(point: Mapping[str, Any]) -> dict[str, Any]:
    """Write a point as JSON data, where a root of a polynomial is ["root", [coefficient, ...], k]."""
    return {name: _encode_number(number) for name, number in sorted(point.items())}


def decode_point(data: Any) -> dict[str, Expr]:
    """Read a point; raises EvidenceError for what is not one."""
    if not isinstance(data, dict):
        raise EvidenceError("a point is an object with a value for each parameter")
    return {str(name): _decode_number(number) for name, number in data.items()}


def _encode_number(number: Any) -> Tree:
    if isinstance(number, sympy.CRootOf):
        return ("root", tuple(str(c) for c in number.poly.all_coeffs()), number.index)
    return encode(number)


def _decode_number(data: Any) -> Expr:
    match data:
        case ("root", tuple(coefficients), int(k)) if 2 < len(coefficients) <= 64:
            terms = [require_term(("num", c)) for c in coefficients]
            poly = sympy.Poly([decode(t) for t in terms], sympy.Symbol("x"))
            if not 0 <= k < poly.count_roots():
                raise EvidenceError(f"a point names real root {k} of a polynomial that has {poly.count_roots()}")
            return sympy.CRootOf(poly, k)
        case (str(), *_):
            try:
                return value(require_term(data), {})
            except Undefined as error:
                raise EvidenceError(f"a point gives a value that is not real: {error}") from error
    raise EvidenceError(f"not an exact number: {data!r}")
