"""Exact arithmetic of the solvers: rational functions over the parameters, with radicals.

sympy is the language in which users write and read; inside, every value is a quotient of two sparse
polynomials with rational coefficients (python-flint), which factor and cancel a hundred times faster.
A radical ``arg**(k/n)`` is a power of a further variable ``r`` with ``r >= 0`` and ``r**n = arg``;
powers of ``r`` from ``n`` on are reduced at once. An exponential, a power with a symbol in the exponent and a root
of an equation without closed form are further variables too, of which the engine is told facts (``facts``).

>>> from sympy import symbols, sqrt
>>> p = symbols("p", real=True)
>>> ring = Ring([p])
>>> (ring.convert(sqrt(p)) * ring.convert(sqrt(p))).expr()
p
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import sympy
from flint import Ordering, fmpq, fmpq_mpoly, fmpq_mpoly_ctx
from sympy import Expr, Symbol

from detente.games import UnsupportedGame
from detente.solvers.extensions import Exponential, Extension, Implicit, Power, Radical, made_of
from detente.solvers.ratio import Ratio, Sign, coefficients_of, rational
from detente.solvers.roots import Root
from detente.solvers.special import from_sympy

SPARE = 20
"""How many radicals and the like a ring has room for, unless it is told; each makes every polynomial longer."""

NEG, ZERO, POS = 1, 2, 4
"""Signs are sets of three bits, so that ``>= 0`` is ``ZERO | POS`` and negation is ``7 ^ signs``."""


def _fmpq(number: sympy.Rational) -> fmpq:
    return fmpq(int(number.p), int(number.q))


class Ring:
    """The field of rational functions in ``symbols``, extended by the radicals met so far."""

    def __init__(self, symbols: Iterable[Symbol], spare: int = SPARE) -> None:
        self.spare = spare
        self.symbols: tuple[Symbol, ...] = tuple(symbols)
        names = [f"v{i}" for i in range(len(self.symbols))] + [f"r{i}" for i in range(spare)]
        self.ctx: fmpq_mpoly_ctx = fmpq_mpoly_ctx.get(names, Ordering.lex)
        self.gens: tuple[fmpq_mpoly, ...] = tuple(self.ctx.gens())
        self.index: dict[Symbol, int] = {s: i for i, s in enumerate(self.symbols)}
        self.radicals: list[Extension] = []
        self.exponents: dict[Ratio, Ratio] = {}
        """The arguments of exponentials met so far, and the value."""
        self.lowest: list[Ratio] = []
        """Exponents with symbols in them, of those that differ by integers the lowest."""
        self.named: dict[int, Expr] = {}
        """Implicit roots whose equation is being written."""
        self.denested: dict[tuple[int, Ratio], Ratio] = {}
        """Roots that are known in another form, by index and argument."""
        self.roots: dict[Any, Ratio] = {}
        """Implicit roots by equation and bracket."""
        self.guards: dict[int, Any] = {}
        """For an implicit root the formula under which it exists."""
        self.above: dict[int, int] = {}
        """For an implicit root the sign of its equation between it and the upper end."""
        self.noted: dict[int, list[Any]] = {}
        """For a special function what else is known of it, as formulas."""
        self.hazards: dict[int, list[Any]] = {}
        """For a special function the same as (ratio, its signs, where it has them)."""
        self.polys: list[fmpq_mpoly] = []
        self._ids: dict[tuple[Any, ...], int] = {}
        self._factors: dict[int, tuple[tuple[int, int], ...]] = {}
        self._converted: dict[Expr, Ratio] = {}
        self.zero = Ratio(self, self.ctx.constant(0))
        self.one = Ratio(self, self.ctx.constant(1))

    # polynomials are known by number, the leading coefficient positive, content one

    def intern(self, poly: fmpq_mpoly) -> tuple[int, int]:
        """Return the number of the primitive form of a nonconstant polynomial, and the sign taken out."""
        coefficients = poly.coeffs()
        scale = _content(coefficients)
        sign = 1 if coefficients[0] > 0 else -1
        poly = poly * (sign / scale)
        key = (tuple(poly.monoms()), tuple(poly.coeffs()))
        number = self._ids.get(key)
        if number is None:
            number = self._ids[key] = len(self.polys)
            self.polys.append(poly)
        return number, sign

    def factors(self, number: int) -> tuple[tuple[int, int], ...]:
        """Return the irreducible factors of a polynomial as (number, multiplicity), all with positive sign."""
        found = self._factors.get(number)
        if found is None:
            _, parts = self.polys[number].factor()
            pairs = []
            for factor, power in parts:
                other, sign = self.intern(factor)
                pairs.append((other, int(power), sign))
            flip = 1
            for _, power, sign in pairs:
                flip *= sign**power
            # the leading coefficients are positive on both sides, so the signs cancel
            assert flip == 1
            found = tuple(sorted((other, power) for other, power, _ in pairs))
            self._factors[number] = found
        return found

    def variables(self, poly: fmpq_mpoly) -> set[int]:
        """Return the indices of the generators in a polynomial, and of those inside its radicals."""
        seen: set[int] = set()
        todo = [poly]
        while todo:
            for i, degree in enumerate(todo.pop().degrees()):
                if degree > 0 and i not in seen:
                    seen.add(i)
                    if i >= len(self.symbols):
                        todo += [part for arg in made_of(self.radicals[i - len(self.symbols)]) for part in arg.parts]
        return seen

    def extension(self, generator: int) -> Extension | None:
        """Return what a generator stands for, None for a symbol."""
        return self.radicals[generator - len(self.symbols)] if generator >= len(self.symbols) else None

    def moves(self, generator: int, variable: int) -> bool:
        """Tell whether a generator other than a symbol changes with a variable."""
        found = self.extension(generator)
        return found is not None and any(arg.involves(variable) for arg in made_of(found))

    def number(self, value: Any) -> Ratio:
        """Return a rational number as a ratio."""
        return Ratio(self, self.ctx.constant(_fmpq(sympy.Rational(value))))

    def gen(self, symbol: Symbol) -> Ratio:
        """Return a symbol as a ratio."""
        return Ratio(self, self.gens[self.index[symbol]])

    def generator(self, number: int) -> Ratio:
        """Return a generator as a ratio."""
        return Ratio(self, self.gens[number])

    def radical(self, index: int, arg: Ratio) -> Ratio:
        """Return the nonnegative root of ``arg`` as a further variable (the caller sees to ``arg >= 0``)."""
        return self.extended(Radical(index, arg))

    def ratio(self, poly: fmpq_mpoly) -> Ratio:
        """Return a polynomial as a ratio."""
        return Ratio(self, poly)

    def extended(self, wanted: Extension) -> Ratio:
        """Return the generator that stands for an extension, a further one where it is new."""
        if wanted not in self.radicals:
            if len(self.radicals) == self.spare:
                raise UnsupportedGame(f"more than {self.spare} different radicals; use fewer fractional powers")
            self.radicals.append(wanted)
        return Ratio(self, self.gens[len(self.symbols) + self.radicals.index(wanted)])

    def exponential(self, arg: Ratio) -> Ratio:
        """Return the exponential of a ratio, as a product over the terms of its numerator."""
        if arg not in self.exponents and any(degree > 1 for degree in arg.num.degrees()):
            # a square such as (x - p)**2/s**2 stays whole
            scale = _content(arg.num.coeffs())
            sign = 1 if arg.num.leading_coefficient() > 0 else -1
            whole = Ratio(self, arg.num * (sign / scale / scale.q), arg.den)
            self.exponents[arg] = self.extended(Exponential(whole)).power(sign * int(scale.p))
        if arg not in self.exponents:
            total = self.one
            for monomial, coefficient in arg.num.to_dict().items():
                term = Ratio(self, self.ctx.from_dict({monomial: 1}), arg.den)
                factor = self.extended(Exponential(term))
                if coefficient.q != 1:
                    factor = self.radical(int(coefficient.q), factor)
                total = total * factor.power(int(coefficient.p))
            self.exponents[arg] = total
        return self.exponents[arg]

    def is_exponential(self, generator: int) -> bool:
        """Tell whether a generator is an exponential."""
        return isinstance(self.extension(generator), Exponential)

    def raised(self, base: Ratio, exponent: Ratio) -> Ratio:
        """Return a base that is not zero to an exponent; exponents that differ by an integer share a generator."""
        fixed = exponent.constant()
        if fixed is not None:
            root = base if fixed.q == 1 else self.radical(int(fixed.q), base)
            return root.power(int(fixed.p))
        if base == self.one:
            return base
        met = [known.exponent for known in self.radicals if isinstance(known, Power)]
        for known in (*met, *self.lowest):
            for sign in (1, -1):
                shift = (exponent - known if sign == 1 else exponent + known).constant()
                if shift is not None and shift.q == 1:
                    return self.extended(Power(base, known)).power(sign) * base.power(int(shift.p))
        sign = 1 if exponent.num.leading_coefficient() > 0 else -1
        return self.extended(Power(base, exponent if sign == 1 else -exponent)).power(sign)

    def prepare(self, exponents: Iterable[Expr]) -> None:
        """Take note of the lowest of the exponents that differ by integers: powers are written in terms of that."""
        for expr in exponents:
            ratio = self.convert(expr)
            if ratio.num.leading_coefficient() < 0:
                ratio = -ratio
            for k, known in enumerate(self.lowest):
                shift = (ratio - known).constant()
                if shift is not None and shift.q == 1:
                    self.lowest[k] = ratio if shift < 0 else known
                    break
            else:
                self.lowest.append(ratio)

    def implicit(self, symbol: Symbol, equation: Callable[[Ratio], Ratio], low: Ratio, high: Ratio) -> Ratio:
        """Return a new generator for the root of an equation (a function of it) between two ends."""
        if len(self.radicals) == self.spare:
            raise UnsupportedGame(f"more than {self.spare} different radicals; use fewer fractional powers")
        place = len(self.radicals)
        number = len(self.symbols) + place
        # the equation may hold generators that are made of this one, so its place is taken first
        self.radicals.append(Implicit(number, symbol, self.zero, low, high))
        found = equation(Ratio(self, self.gens[number]))
        self.radicals[place] = Implicit(number, symbol, found, low, high)
        return Ratio(self, self.gens[number])

    def root(self, index: int, arg: Ratio, sign: Sign) -> Ratio:
        """Return the root of ``arg >= 0``, with perfect powers taken out (their signs are asked for)."""
        if (index, arg) in self.denested:
            return self.denested[index, arg]
        num, den = arg.num, arg.den
        if not den.is_constant() and sign(Ratio(self, den)) < 0:
            num, den = -num, -den
        flat = num * den ** (index - 1)
        if flat.is_zero():
            return self.zero
        constant, parts = flat.factor()
        outside, inside = self.one / Ratio(self, den), self.one
        constant, powers = self._as_powers(constant, parts)
        for number, power in powers.items():
            base, whole, rest = Ratio(self, self.polys[number]), power // index, power % index
            if (whole or rest > 1) and sign(base) < 0:
                base = -base
                inside *= self.number((-1) ** power)
            outside *= base.power(whole)
            if rest > 1:
                outside *= self.radical(index, base).power(rest)
            else:
                inside *= base.power(rest)
        if constant < 0:
            constant, inside = -constant, -inside
        coefficient, surd = sympy.root(rational(constant), index).as_coeff_Mul()
        outside *= self.number(coefficient)
        inside *= self.number(surd**index)
        if inside == self.one:
            return outside
        return outside * self.radical(index, inside)

    def _as_powers(self, constant: fmpq, parts: Sequence[tuple[fmpq_mpoly, int]]) -> tuple[fmpq, dict[int, int]]:
        """Write a factored polynomial in powers of interned ones, ``r * arg`` of a radical r as ``r**(n + 1)``."""
        powers: dict[int, int] = {}
        for factor, power in parts:
            number, sign = self.intern(factor)
            constant *= sign ** int(power)
            powers[number] = int(power)
        for k, extension in enumerate(self.radicals):
            if not isinstance(extension, Radical):
                continue
            index, arg = extension
            number, sign = self.intern(arg.num) if not arg.num.is_constant() else (-1, 1)
            generator = self.intern(self.gens[len(self.symbols) + k])[0]
            if number in powers and generator in powers and arg.num == sign * self.polys[number] * arg.den:
                power = powers.pop(number)
                constant *= sign**power
                powers[generator] += index * power
        return constant, powers

    def convert(self, expr: Expr) -> Ratio:
        """Return an expression made of + * /, powers and exponentials; sympy's other functions are refused."""
        found = self._converted.get(expr)
        if found is None:
            found = self._converted[expr] = self._convert(expr, self.convert)
        return found

    def _convert(self, expr: Expr, part: Callable[[Expr], Ratio]) -> Ratio:
        if expr.is_Rational:
            return self.number(expr)
        if expr.is_Symbol:
            if expr not in self.index:
                raise UnsupportedGame(f"the symbol {expr} is not a parameter here")
            return self.gen(expr)
        if expr.is_Add:
            total = self.zero
            for term in expr.args:
                total = total + part(term)
            return total
        if expr.is_Mul:
            total = self.one
            for term in expr.args:
                total = total * part(term)
            return total
        if expr.is_Pow and expr.exp.is_Rational:
            base, exponent = part(expr.base), expr.exp
            if not exponent.is_Integer:
                base = self.radical(int(exponent.q), base)
            return base.power(int(exponent.p))
        if isinstance(expr, sympy.exp) or expr == sympy.E:
            return self.exponential(part(expr.args[0]) if expr.args else self.one)
        if expr.is_Pow:
            return self.raised(part(expr.base), part(expr.exp))
        if isinstance(expr, Root):
            return self._convert_root(expr)
        if (found := from_sympy(self, expr, part)) is not None:
            return found
        raise UnsupportedGame(
            f"{expr}: expressions are made of + - * /, rational powers, exp, powers of what is positive, "
            "Min, Max, Abs and Piecewise"
        )

    def _convert_root(self, root: Root) -> Ratio:
        low, high = (self.convert(end) for end in root.bracket)

        def equation(value: Ratio) -> Ratio:
            known: dict[Expr, Ratio] = {root.symbol: value}

            def part(expr: Expr) -> Ratio:
                if expr not in known:
                    known[expr] = self._convert(expr, part)
                return known[expr]

            return part(root.equation)

        return self.implicit(root.symbol, equation, low, high)

    def rationalize(self, ratio: Ratio) -> Ratio:
        """Move a radical that divides the denominator into the numerator."""
        offset = len(self.symbols)
        for k, extension in enumerate(self.radicals):
            if not isinstance(extension, Radical):
                continue
            index, arg = extension
            generator = self.gens[offset + k]
            if ratio.den.degrees()[offset + k] and ratio.den.gcd(generator) == generator:
                top = self.reduce(ratio.num * generator ** (index - 1))
                rest = ratio.den / generator
                return self.rationalize(Ratio(self, top.num * arg.den, top.den * rest * arg.num))
        return ratio

    def reduce(self, poly: fmpq_mpoly) -> Ratio:
        """Replace ``r**n`` by its argument wherever a radical stands to the power n or more."""
        offset = len(self.symbols)
        degrees = poly.degrees()
        for k, extension in enumerate(self.radicals):
            if not isinstance(extension, Radical):
                continue
            index, arg = extension
            if degrees[offset + k] >= index:
                total = self.zero
                for power, coefficient in enumerate(coefficients_of(poly, offset + k, self.ctx)):
                    if not coefficient.is_zero():
                        term = self.reduce(coefficient * self.gens[offset + k] ** (power % index))
                        total = total + term * arg.power(power // index)
                return total
        return Ratio(self, poly)


def _content(coefficients: Sequence[fmpq]) -> fmpq:
    top = math.gcd(*(int(c.p) for c in coefficients))
    return fmpq(top, math.lcm(*(int(c.q) for c in coefficients)))
