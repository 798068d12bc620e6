"""A number known as the only root of an equation between two bounds, where there is no closed form.

It is an expression like any other: values can be put in place of its parameters, after which it is an exact
algebraic number where the equation is a polynomial with rational coefficients, and evaluates to any precision where
it is not; its derivative is that of an implicit function.

>>> from detente.games import reals
>>> from sympy import Integer, exp
>>> p, z = reals("p z")
>>> root = Root(z**3 + z - p, z, Integer(0), p)
>>> root.subs(p, 2), root.diff(p), told(root)
(1, 1/(3*z**2 + 1), 'z is the only root of -p + z**3 + z = 0 in (0, p)')
>>> Root(exp(z) - 2, z, Integer(0), Integer(1)).evalf(30)
0.693147180559945309417232121458
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy
from sympy import Expr, Poly, Symbol

SPARE_BITS = 8
"""How many more times a bracket is halved than the precision asked for needs."""


class Root(Expr):  # type: ignore[misc]
    """The only root of ``equation`` in ``symbol``, which is bound, in the open interval from ``low`` to ``high``.

    Without parameters it becomes a rational or algebraic number where it can, and nan where the equation
    has no single root there.
    """

    is_real = True
    is_commutative = True

    def __new__(cls, equation: Expr, symbol: Symbol, low: Expr, high: Expr) -> Expr:
        """Return the root, as a number of sympy's where it is one."""
        if not equation.free_symbols - {symbol} and not low.free_symbols | high.free_symbols:
            exact = _exact(equation, symbol, low, high)
            if exact is not None:
                return exact
        return Expr.__new__(cls, equation, symbol, low, high)

    @property
    def equation(self) -> Expr:
        """What is zero at the root."""
        return self.args[0]

    @property
    def symbol(self) -> Symbol:
        """The name of the root, which stands for it in the equation."""
        return self.args[1]

    @property
    def bracket(self) -> tuple[Expr, Expr]:
        """The ends of the open interval in which it is the only root."""
        return self.args[2], self.args[3]

    @property
    def free_symbols(self) -> set[Symbol]:
        """The parameters that the root hangs on."""
        low, high = self.bracket
        return (self.equation.free_symbols - {self.symbol}) | low.free_symbols | high.free_symbols

    @property
    def is_number(self) -> bool:
        """Tell whether no parameter is left."""
        return not self.free_symbols

    def _eval_subs(self, old: Any, new: Any) -> Expr | None:
        return self if old == self.symbol else None

    def _eval_derivative(self, parameter: Symbol) -> Expr:
        slope = -self.equation.diff(parameter) / self.equation.diff(self.symbol)
        return slope.xreplace({self.symbol: self})

    def _eval_is_finite(self) -> bool:
        return True

    def _eval_evalf(self, prec: int) -> Expr | None:
        if not self.is_number:
            return None
        low, high = self.bracket
        middle = _halved(self.equation, self.symbol, low, high, prec + SPARE_BITS)
        return None if middle is None else middle._eval_evalf(prec)

    def _sympystr(self, printer: Any) -> str:
        return str(printer.doprint(self.symbol))

    def _latex(self, printer: Any) -> str:
        return str(printer.doprint(self.symbol))


def _exact(equation: Expr, symbol: Symbol, low: Expr, high: Expr) -> Expr | None:
    """Return a root without parameters as a number of sympy's, nan where it does not exist, None where neither is seen."""
    if equation.is_polynomial(symbol):
        poly = Poly(equation, symbol)
        if all(c.is_Rational for c in poly.all_coeffs()) and not poly.is_zero:
            inside = [root for root in dict.fromkeys(poly.real_roots()) if low < root and root < high]
            return inside[0] if len(inside) == 1 else sympy.nan
    ends = [_sign(equation, symbol, end, sympy.Integer(40)) for end in (low, high)]
    return sympy.nan if None in ends or (ends[0] == ends[1] != 0) else None


def _halved(equation: Expr, symbol: Symbol, low: Expr, high: Expr, bits: int) -> Expr | None:
    """Return the middle of a bracket halved until it is narrow."""
    digits = sympy.Integer(bits // 3 + 10)
    width = (high - low).evalf(digits)
    start = sympy.Rational(low.evalf(digits)) if not low.is_Rational else low
    step = sympy.Rational(width) if not (high - low).is_Rational else high - low
    left = _sign(equation, symbol, start, digits)
    # an end at which the equation holds too is no root inside: the sign is that at the other end, turned
    if left in (0, None):
        right = _sign(equation, symbol, start + step, digits)
        left = None if right in (0, None) else -right
    if left is None:
        return None
    for _ in range(bits):
        step = step / 2
        sign = _sign(equation, symbol, start + step, digits)
        if sign is None:
            return None
        if sign == 0:
            return start + step
        if sign == left:
            start = start + step
    return start + step / 2


def _sign(equation: Expr, symbol: Symbol, at: Expr, digits: sympy.Integer) -> int | None:
    value = equation.xreplace({symbol: at})
    if value.is_zero:
        return 0
    # sympy drops what it knows to be noise, so that a value without a digit of its own counts as zero
    found = value.evalf(int(digits), maxn=4 * int(digits))
    if not found.is_real:
        return None
    return int(bool(found > 0)) - int(bool(found < 0))


def roots_in(items: Iterable[Any]) -> list[Root]:
    """Return the roots that occur in expressions and conditions, in a fixed order."""
    found: dict[Root, None] = {}
    for item in items:
        if isinstance(item, sympy.Basic):
            found.update(dict.fromkeys(sorted(item.atoms(Root), key=sympy.default_sort_key)))
    return list(found)


def told(root: Root, form: Any = str) -> str:
    """Say which root it is, in words; ``form`` writes expressions."""
    low, high = root.bracket
    return f"{root.symbol} is the only root of {form(root.equation)} = 0 in ({form(low)}, {form(high)})"
