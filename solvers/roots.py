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
from functools import lru_cache
from typing import Any

import sympy
from sympy import Expr, Poly, Symbol, nsolve

SPARE_DIGITS, END_DIGITS = 10, 50
"""How many more digits are reckoned with than are asked for, and how many at the ends of a bracket."""


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
        found: set[Symbol] = (self.equation.free_symbols - {self.symbol}) | low.free_symbols | high.free_symbols
        return found

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
        found = _bisected(self.equation, self.symbol, *self.bracket, prec // 3 + SPARE_DIGITS)
        return None if found is None else found._eval_evalf(prec)

    def _sympystr(self, printer: Any) -> str:
        return str(printer.doprint(self.symbol))

    def _latex(self, printer: Any) -> str:
        return str(printer.doprint(self.symbol))


def _exact(equation: Expr, symbol: Symbol, low: Expr, high: Expr) -> Expr | None:
    """Return a root without parameters as a number of sympy's, nan where there is none, None where neither is seen."""
    if equation.is_polynomial(symbol):
        poly = Poly(equation, symbol)
        if all(c.is_Rational for c in poly.all_coeffs()) and not poly.is_zero:
            inside = [root for root in dict.fromkeys(poly.real_roots()) if low < root and root < high]
            return inside[0] if len(inside) == 1 else sympy.nan
    left, right = (_sign_at(equation, symbol, end) for end in (low, high))
    return sympy.nan if left == right != 0 else None


@lru_cache(maxsize=1024)
def _sign_at(equation: Expr, symbol: Symbol, at: Expr) -> int:
    """Return the sign of the left side at an end of the bracket, 0 where it is not seen."""
    value = equation.xreplace({symbol: at}).evalf(END_DIGITS)
    if not value.is_real or abs(value) < sympy.Rational(1, 10 ** (END_DIGITS // 2)):
        return 0
    return 1 if value > 0 else -1


@lru_cache(maxsize=1024)
def _bisected(equation: Expr, symbol: Symbol, low: Expr, high: Expr, digits: int) -> Expr | None:
    """Return the root to a number of digits, None where the signs at the ends do not show one."""
    left, right = (_sign_at(equation, symbol, end) for end in (low, high))
    if left == right:
        return None
    ends = (low, high) if right else (high, low)
    if not left * right:
        # an end at which the equation holds too is no root inside: a point next to it takes its place
        far, there = ends[1], left or right
        near = (ends[0] + (far - ends[0]) / 2**k for k in range(1, END_DIGITS))
        start = next((each for each in near if _sign_at(equation, symbol, each) == -there), None)
        if start is None:
            return None
        ends = start, far
    # at an end itself a rounded number may lie outside of where the equation has a value
    inner = tuple(end + (other - end) / 2**END_DIGITS for end, other in (ends, ends[::-1]))
    if all(
        _sign_at(equation, symbol, at) == _sign_at(equation, symbol, end) for at, end in zip(inner, ends, strict=True)
    ):
        ends = inner
    return nsolve(equation, symbol, ends, solver="bisect", prec=digits, maxsteps=4 * digits + 20, verify=False)


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
