"""What a ring is extended by: radicals, exponentials, powers with a symbol in the exponent, roots, special functions.

Each is a generator of its own. Its derivative follows from what it is made of, and so does what becomes of
it when a value is put in place of a symbol; of its size the engine is told what ``facts`` says, and no more.

>>> from sympy import exp
>>> from detente.games import reals
>>> from detente.solvers.algebra import Ring
>>> x, k, p = reals("x k p")
>>> ring = Ring([x, k, p])
>>> value = ring.convert(exp(-k*(x - p)) * x)
>>> value, value.derivative(0)
(Ratio(x*exp(k*p)*exp(-k*x)), Ratio((-k*x*exp(k*p) + exp(k*p))*exp(-k*x)))
>>> value.subs(0, ring.gen(p), lambda _: 1)
Ratio(p)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import sympy
from sympy import Expr, Symbol

from detente.games import UnsupportedGame
from detente.solvers import special
from detente.solvers.roots import Root

if TYPE_CHECKING:
    from detente.solvers.algebra import Ring
    from detente.solvers.ratio import Ratio, Sign


class Radical(NamedTuple):
    """The nonnegative ``index``-th root of ``arg``."""

    degree: int
    arg: Ratio


class Exponential(NamedTuple):
    """The exponential of one term: a product of symbols, with coefficient one, over a denominator.

    What is no sum of terms of degree one in each symbol is kept whole, with coprime integers as coefficients over the
    denominator.
    """

    arg: Ratio


class Power(NamedTuple):
    """A nonnegative base to an exponent with symbols in it."""

    base: Ratio
    exponent: Ratio


class Implicit(NamedTuple):
    """The root of ``equation`` between two ends that the generator ``number`` itself is, called ``symbol``."""

    number: int
    symbol: Symbol
    equation: Ratio
    low: Ratio
    high: Ratio


class Special(NamedTuple):
    """A function such as ``erf`` of some ratios; it changes with the last, which the others do not."""

    name: str
    args: tuple[Ratio, ...]


Extension = Radical | Exponential | Power | Implicit | Special


def made_of(extension: Extension) -> tuple[Ratio, ...]:
    """Return the ratios that a generator hangs on."""
    match extension:
        case Radical(_, arg) | Exponential(arg):
            return (arg,)
        case Power(base, exponent):
            return base, exponent
        case Implicit(equation=equation, low=low, high=high):
            return equation, low, high
        case Special(args=args):
            return args


def slope(ring: Ring, generator: int, variable: int, fixed: int = -1) -> Ratio:
    """Return the derivative of a generator other than a symbol, by the chain rule or as an implicit function.

    Raises UnsupportedGame where an exponent changes with the variable.
    """
    whole = ring.generator(generator)
    match ring.extension(generator):
        case Radical(index, arg):
            return arg.derivative(variable, fixed) / (ring.number(index) * whole.power(index - 1))
        case Exponential(arg):
            return whole * arg.derivative(variable, fixed)
        case Power(base, exponent):
            if exponent.involves(variable):
                raise UnsupportedGame(f"the derivative of {whole.expr()} in {ring.symbols[variable]} needs a logarithm")
            return whole * exponent * base.derivative(variable, fixed) / base
        case Implicit(equation=equation):
            return -equation.derivative(variable, generator) / equation.derivative(generator)
        case Special() as found:
            return special.special_slope(ring, found, variable, fixed)
    raise AssertionError(generator)


def image(ring: Ring, generator: int, variable: int, value: Ratio, sign: Sign) -> Ratio:
    """Return what a generator other than a symbol becomes where a value is put in place of a variable."""
    match ring.extension(generator):
        case Radical(index, arg):
            return ring.root(index, arg.subs(variable, value, sign), sign)
        case Exponential(arg):
            return ring.exponential(arg.subs(variable, value, sign))
        case Power(base, exponent):
            base, exponent = (part.subs(variable, value, sign) for part in (base, exponent))
            if base.is_zero():
                if (up := sign(exponent)) < 0:
                    raise ZeroDivisionError("zero to a negative power")
                return ring.zero if up else ring.one
            return ring.raised(base, exponent)
        case Special(name, args):
            return special.special(ring, name, *(arg.subs(variable, value, sign) for arg in args))
        case Implicit(symbol=symbol):
            raise UnsupportedGame(
                f"{symbol} is known by an equation alone, and is not followed through an earlier choice"
            )
    raise AssertionError(generator)


def extension_expr(ring: Ring, generator: int, form: Callable[[Ratio], Expr]) -> Expr:
    """Return a generator other than a symbol as a sympy expression; ``form`` writes what it is made of."""
    match ring.extension(generator):
        case Radical(index, arg):
            return sympy.Pow(form(arg), sympy.Rational(1, index))
        case Exponential(arg):
            return sympy.exp(form(arg))
        case Power(base, exponent):
            return sympy.Pow(form(base), form(exponent))
        case Special() as found:
            return special.special_expr(found, form)
        case Implicit(number, symbol, equation, low, high):
            if number in ring.named:
                return ring.named[number]
            # within its equation the root goes by its name
            ring.named[number] = symbol
            try:
                # exponentials are positive, so that as factors they do not change the roots
                zero = sympy.Mul(*(f for f in sympy.Mul.make_args(form(equation)) if not isinstance(f, sympy.exp)))
                return Root(zero, symbol, form(low), form(high))
            finally:
                del ring.named[number]
    raise AssertionError(generator)


def symbol_raised(ring: Ring, generator: int) -> int | None:
    """Return the symbol, by number, of which a generator is a power with a symbol in the exponent."""
    match ring.extension(generator):
        case Power(base=base) if base.den.is_one() and base.num in ring.gens:
            return ring.gens.index(base.num)
    return None
