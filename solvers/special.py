"""Special functions that integrals of densities lead to: the error function, incomplete gamma functions, logarithms.

Each is a generator of a ring, ``Special(name, args)``, with a derivative in its last argument; pi is one without any.

>>> from sympy import erf
>>> from detente.games import reals
>>> from detente.solvers.algebra import Ring
>>> x = reals("x")
>>> ring = Ring([x])
>>> ring.convert(erf(x)).derivative(0), ring.convert(erf(-x) + erf(x))
(Ratio(2*exp(-x**2)/sqrt(pi)), Ratio(0))
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import sympy
from sympy import Expr

from detente.games import UnsupportedGame
from detente.solvers import extensions

if TYPE_CHECKING:
    from collections.abc import Callable

    from detente.solvers.algebra import Ring
    from detente.solvers.ratio import Ratio

HEADS = {"erf": sympy.erf, "lowergamma": sympy.lowergamma, "gamma": sympy.gamma, "log": sympy.log}


def special(ring: Ring, name: str, *args: Ratio) -> Ratio:
    """Return a special function of some ratios, as a number or in terms of another where it is one."""
    *_, last = args
    match name:
        case "erf":
            if last.is_zero():
                return ring.zero
            if last.num.leading_coefficient() < 0:
                return -ring.extended(extensions.Special("erf", (-last,)))
        case "lowergamma":
            if last.is_zero():
                return ring.zero
            if args[0].constant() == sympy.Rational(1, 2):
                root = split_power(ring, last, ring.number(sympy.Rational(1, 2)))
                return square_root_of_pi(ring) * special(ring, "erf", root)
        case "gamma":
            if (number := last.constant()) is not None and (2 * number).is_Integer and number > 0:
                return ring.convert(sympy.gamma(number))
            for each in ring.radicals:
                if isinstance(each, extensions.Special) and each.name == "gamma":
                    gap = (last - each.args[0]).constant()
                    if gap is not None and gap.is_Integer:
                        # gamma(s + 1) = s*gamma(s)
                        start, stop = sorted((0, int(gap)))
                        total = math.prod((each.args[0] + ring.number(k) for k in range(start, stop)), start=ring.one)
                        return ring.extended(each) * (total if gap > 0 else ring.one / total)
        case "log":
            if (arg := _exponent(ring, last)) is not None:
                return arg
    return ring.extended(extensions.Special(name, args))


def _exponent(ring: Ring, value: Ratio) -> Ratio | None:
    """Return of what a ratio is the exponential, None where it is no product of such."""
    total = ring.zero
    for poly, side in ((value.num, 1), (value.den, -1)):
        if len(poly.coeffs()) != 1 or poly.leading_coefficient() != 1:
            return None
        for i, times in enumerate(poly.monoms()[0]):
            if times:
                factor = ring.extension(i)
                if not isinstance(factor, extensions.Exponential):
                    return None
                total = total + factor.arg * ring.number(side * int(times))
    return total


def square_root_of_pi(ring: Ring) -> Ratio:
    """Return the square root of pi."""
    return ring.convert(sympy.sqrt(sympy.pi))


def from_sympy(ring: Ring, expr: Expr, part: Callable[[Expr], Ratio]) -> Ratio | None:
    """Return one of sympy's functions as a ratio, None for one that is not known here."""
    match expr:
        case sympy.pi:
            return ring.extended(extensions.Special("pi", ()))
        case sympy.erf():
            return special(ring, "erf", part(expr.args[0]))
        case sympy.erfc():
            return ring.one - special(ring, "erf", part(expr.args[0]))
        case sympy.gamma():
            return special(ring, "gamma", part(expr.args[0]))
        case sympy.lowergamma():
            return special(ring, "lowergamma", *map(part, expr.args))
        case sympy.uppergamma():
            return special(ring, "gamma", part(expr.args[0])) - special(ring, "lowergamma", *map(part, expr.args))
    return None


def special_slope(ring: Ring, found: extensions.Special, variable: int, fixed: int) -> Ratio:
    """Return the derivative of a special function in a generator.

    Raises UnsupportedGame where an argument other than the last changes.
    """
    *others, arg = found.args
    inner = arg.derivative(variable, fixed)
    if found.name == "gamma" or any(other.involves(variable) for other in others):
        raise UnsupportedGame(f"the derivative of {found.name} in its first argument has no closed form")
    match found.name:
        case "erf":
            return inner * ring.number(2) / square_root_of_pi(ring) * ring.exponential(-(arg * arg))
        case "lowergamma":
            return inner * split_power(ring, arg, others[0]) / arg * ring.exponential(-arg)
        case _:
            return inner / arg


def split_power(ring: Ring, base: Ratio, exponent: Ratio) -> Ratio:
    """Return a positive base to an exponent, factor by factor: each with the sign with which it is raised elsewhere."""
    known = [made.base for made in ring.radicals if isinstance(made, extensions.Power)]
    known += [made.arg for made in ring.radicals if isinstance(made, extensions.Radical)]
    number, total, open_factors = ring.one, ring.one, list[tuple["Ratio", int]]()
    for poly, side in ((base.num, 1), (base.den, -1)):
        constant, parts = poly.factor()
        number = number * ring.number(sympy.Rational(int(constant.p), int(constant.q))).power(side)
        for factor, times in parts:
            one = ring.one * ring.ratio(factor)
            power = side * int(times)
            if -one in known:
                one, number = -one, number * ring.number((-1) ** power)
            elif one not in known and power % 2:
                open_factors.append((one, power))
                continue
            total = total * _raised(ring, one, exponent).power(power)
    fixed = number.constant()
    if fixed is not None and fixed < 0 and open_factors:
        (one, power), *rest = open_factors
        open_factors, number = [(-one, power), *rest], -number
    for one, power in open_factors:
        total = total * _raised(ring, one, exponent).power(power)
    return total if number == ring.one else total * _raised(ring, number, exponent)


def _raised(ring: Ring, base: Ratio, exponent: Ratio) -> Ratio:
    value = base.constant()
    fixed = exponent.constant()
    if value is not None and fixed is not None and value > 0:
        return ring.convert(sympy.Pow(value, fixed))
    return ring.raised(base, exponent)


def special_expr(found: extensions.Special, form: Callable[[Ratio], Expr]) -> Expr:
    """Return a special function as a sympy expression; ``form`` writes its arguments."""
    return HEADS[found.name](*map(form, found.args)) if found.args else sympy.pi
