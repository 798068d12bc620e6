"""From polynomials and formulas back to what a reader expects: sympy objects, and text as a paper prints it.

>>> from sympy import symbols, Max
>>> p, c_B, delta = symbols("p c_B delta", real=True)
>>> print(text(Max(0, 1 - c_B - p)), text(1/(delta + 1)), text((p > 0) & (c_B <= p)), sep="; ")
max(0, 1 - p - c_B); 1/(1 + delta); p > 0 and c_B <= p
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any as Anything

import sympy
from flint import fmpq, fmpq_mpoly
from sympy import Expr, Symbol
from sympy.core.relational import Eq, Ge, Gt, Le, Lt, Ne, Relational
from sympy.logic.boolalg import And, Boolean, Or
from sympy.printing.str import StrPrinter

from detente.solvers.algebra import NEG, POS, ZERO, Ring
from detente.solvers.extensions import Radical, made_of
from detente.solvers.formulas import All, Any, Atom, Formula, opposite
from detente.solvers.ratio import Ratio, coefficients_of, poly_expr

KINDS: dict[int, type[Relational]] = {
    POS: Gt, POS | ZERO: Ge, ZERO: Eq, NEG: Lt, NEG | ZERO: Le, NEG | POS: Ne,
}  # fmt: skip
WORDS = {Gt: ">", Ge: ">=", Eq: "=", Lt: "<", Le: "<=", Ne: "!="}
NATURAL = ("x", "y", "z", "q", "mu", "delta")
"""Symbols that a condition is solved for first, by the part of the name before an underscore."""

KnownSign = Callable[[fmpq_mpoly], int | None]
"""The sign of a polynomial where the hypotheses fix it (-1 or 1), else None."""


def unknown_sign(poly: fmpq_mpoly) -> int | None:
    """Know nothing but the sign of a number."""
    if poly.is_constant() and not poly.is_zero():
        return 1 if poly.leading_coefficient() > 0 else -1
    return None


def _cost(poly: fmpq_mpoly) -> int:
    """Count what is to be written: symbols, powers, numbers and signs between terms."""
    terms = [
        max(1, sum(2 if power > 1 else 1 for power in monomial if power) + (coefficient not in (1, -1)))
        for monomial, coefficient in poly.to_dict().items()
    ]
    return sum(terms) + len(terms) - 1


def poly_form(ring: Ring, poly: fmpq_mpoly, known: KnownSign = unknown_sign) -> Expr:
    """Return a polynomial expanded or factored, whichever is shorter; factors of known sign come out positive."""
    poly = _through_radicals(ring, poly)
    shifted = _in_powers(ring, poly, known)
    if shifted is not None:
        return shifted
    if poly.is_constant() or len(poly.coeffs()) == 1:
        return _sum(ring, poly, known)
    constant, parts = poly.factor()
    if (len(parts) == 1 and parts[0][1] == 1) or _cost(poly) < sum(_cost(f) for f, _ in parts) + len(parts) - 1:
        grades = _by_degree(ring, poly)
        if len(grades) > 1 and sum(_short(grade) for grade in grades) < _cost(poly):
            return sympy.Add(*(poly_form(ring, grade, known) for grade in grades))
        return _sum(ring, poly, known)
    number = sympy.Rational(int(constant.p), int(constant.q))
    oriented = []
    for factor, power in parts:
        sign = known(factor)
        if sign == -1 or (sign is None and number < 0 and power % 2):
            factor, number = -factor, number * (-1) ** int(power)
        oriented.append(sympy.Pow(_sum(ring, factor, known), int(power)))
    # all at once: sympy would distribute a lone number over a sum
    return sympy.Mul(number, *oriented)


def _in_powers(ring: Ring, poly: fmpq_mpoly, known: KnownSign) -> Expr | None:
    """Write a long polynomial in powers of a sum met before, where it is one in that alone: ``1 - (1 - p - c)**3``."""
    if len(poly.coeffs()) < 5 or poly.total_degree() < 2:
        return None
    used = {i for i, degree in enumerate(poly.degrees()) if degree}
    for number in range(len(ring.polys)):
        base = ring.polys[number]
        inside = {i for i, degree in enumerate(base.degrees()) if degree}
        if base.total_degree() != 1 or len(inside) < 2 or inside != used:
            continue
        i = min(inside)
        rest, slope = coefficients_of(base, i, ring.ctx)
        image = (ring.gens[i] - rest) * (1 / slope.leading_coefficient())
        moved = poly.compose(*(image if j == i else gen for j, gen in enumerate(ring.gens)))
        if {j for j, degree in enumerate(moved.degrees()) if degree} == {i} and len(moved.coeffs()) <= 2:
            sign = -1 if known(base) == -1 or (known(base) is None and base.coeffs()[-1] < 0) else 1
            inner = _sum(ring, base * sign, known)
            return sympy.Add(
                *(
                    sympy.Rational(int(c.p), int(c.q)) * sign ** int(m[i]) * sympy.Pow(inner, int(m[i]))
                    for m, c in moved.to_dict().items()
                )
            )
    return None


def _sum(ring: Ring, poly: fmpq_mpoly, known: KnownSign) -> Expr:
    return poly_expr(ring, poly, lambda arg: ratio_form(arg, known))


def _shortest(ring: Ring, poly: fmpq_mpoly) -> int:
    return min(_short(poly), sum(_short(grade) for grade in _by_degree(ring, poly)))


def _by_degree(ring: Ring, poly: fmpq_mpoly) -> list[fmpq_mpoly]:
    """Split a polynomial into its homogeneous parts, of which one may factor where the whole does not."""
    grades: dict[int, dict[tuple[int, ...], fmpq]] = {}
    for monomial, coefficient in poly.to_dict().items():
        grades.setdefault(sum(int(e) for e in monomial), {})[monomial] = coefficient
    return [ring.ctx.from_dict(grades[degree]) for degree in sorted(grades)]


def _through_radicals(ring: Ring, poly: fmpq_mpoly) -> fmpq_mpoly:
    """Write the argument of a radical as its power where that is shorter: ``1 - r**3`` for ``1 - r*arg``."""
    offset = len(ring.symbols)
    for k, extension in enumerate(ring.radicals):
        if not isinstance(extension, Radical) or not poly.degrees()[offset + k] or not extension.arg.den.is_one():
            continue
        index, arg = extension
        root = ring.gens[offset + k]
        for i, degree in enumerate(arg.num.degrees()[:offset]):
            if degree != 1:
                continue
            rest, slope = coefficients_of(arg.num, i, ring.ctx)
            if slope.is_constant():
                image = (root**index - rest) * (1 / slope.leading_coefficient())
                other = poly.compose(*(image if j == i else gen for j, gen in enumerate(ring.gens)))
                if _shortest(ring, other) < _shortest(ring, poly):
                    poly = other
    return poly


def ratio_form(ratio: Ratio, known: KnownSign = unknown_sign) -> Expr:
    """Return a ratio as a short sympy expression, in several terms where that is shorter."""
    if any(exponentials_in(ratio.ring, part) for part in ratio.parts):
        return _in_exponentials(ratio, known)
    parts = _split(ratio)
    if len(parts) > 1:
        return sympy.Add(*(ratio_form(part, known) for part in parts))
    num, den = ratio.num, ratio.den
    if den.is_constant():
        return poly_form(ratio.ring, num * (1 / den.leading_coefficient()), known)
    integer = ratio.ring.polys[ratio.ring.intern(den)[0]]
    num = num * (integer.leading_coefficient() / den.leading_coefficient())
    den = integer
    if known(den) == -1 or (known(den) is None and _negatives(den) > _negatives(-den)):
        num, den = -num, -den
    return poly_form(ratio.ring, num, known) / poly_form(ratio.ring, den, known)


def exponentials_in(ring: Ring, poly: fmpq_mpoly) -> list[int]:
    """Return the generators in a polynomial that are exponentials."""
    degrees = poly.degrees()
    return [i for i in range(len(ring.symbols), len(degrees)) if degrees[i] > 0 and ring.is_exponential(i)]


def _in_exponentials(ratio: Ratio, known: KnownSign) -> Expr:
    """Write a ratio with exponentials of differences: ``1 - exp(p - x)`` for ``(exp(x) - exp(p))/exp(x)``.

    Every factor is divided by the exponential that most of its terms have.
    """
    ring, factors, left = ratio.ring, list[Expr](), ratio.ring.zero
    for part, side in ((ratio.num, 1), (ratio.den, -1)):
        constant, parts = part.factor()
        factors.append(sympy.Rational(int(constant.p), int(constant.q)) ** side)
        for factor, times in parts:
            common, terms = _by_exponential(ring, factor)
            power = side * int(times)
            left = left + common * ring.number(power)
            negative = all(_negatives(term) > _negatives(-term) for term, _ in terms)
            whole = sympy.Add(*(_term(ring, -term if negative else term, arg, known) for term, arg in terms))
            factors += [sympy.Pow(whole, power), sympy.Integer((-1) ** power if negative else 1)]
    return sympy.Mul(*factors, sympy.exp(ratio_form(left, known)))


def _term(ring: Ring, poly: fmpq_mpoly, arg: Ratio, known: KnownSign) -> Expr:
    return poly_form(ring, poly, known) * sympy.exp(ratio_form(arg, known))


def _by_exponential(ring: Ring, poly: fmpq_mpoly) -> tuple[Ratio, list[tuple[fmpq_mpoly, Ratio]]]:
    """Divide by the exponential that most terms have; return its argument, and coefficients with arguments."""
    mine = exponentials_in(ring, poly)
    groups: dict[tuple[int, ...], fmpq_mpoly] = {}
    for monomial, coefficient in poly.to_dict().items():
        key = tuple(int(monomial[i]) for i in mine)
        rest = tuple(0 if i in mine else power for i, power in enumerate(monomial))
        groups[key] = groups.get(key, ring.ctx.constant(0)) + ring.ctx.from_dict({rest: coefficient})

    def argument(key: tuple[int, ...]) -> Ratio:
        total = ring.zero
        for i, power in zip(mine, key, strict=True):
            (arg,) = made_of(ring.radicals[i - len(ring.symbols)])
            total = total + arg * ring.number(power)
        return total

    common = argument(max(groups, key=lambda key: (len(groups[key].coeffs()), sum(key), key[::-1])))
    return common, [(groups[key], argument(key) - common) for key in sorted(groups, reverse=True)]


def _split(ratio: Ratio) -> list[Ratio]:
    """Split off the terms with one symbol where they cancel or factor: ``c + p/(1 - d)``, ``c*(1 - d)**2 + p``."""
    ring, num, den = ratio.ring, ratio.num, ratio.den
    best, parts = _size(ratio), [ratio]
    for i, degree in enumerate(num.degrees()):
        if degree == 1 and not den.degrees()[i]:
            rest, slope = coefficients_of(num, i, ring.ctx)
            if not rest.is_zero() and len(slope.coeffs()) > 1 - (not den.is_one()):
                terms = [Ratio(ring, slope * ring.gens[i], den), Ratio(ring, rest, den)]
                if sum(map(_size, terms)) + 1 < best:
                    best, parts = sum(map(_size, terms)) + 1, terms
    return parts


def _size(ratio: Ratio) -> int:
    return _short(ratio.num) + (0 if ratio.den.is_one() else 2 + _short(ratio.den))


def _negatives(poly: fmpq_mpoly) -> int:
    return sum(1 for coefficient in poly.coeffs() if coefficient < 0)


def relation(ring: Ring, atom: Atom, known: KnownSign = unknown_sign, prefer: Sequence[Symbol] = ()) -> Boolean:
    """Return an atom as a relation: solved for a symbol where that is natural, else one sum against another."""
    poly = ring.ctx.constant(1)
    for factor in atom.factors:
        poly = poly * ring.polys[factor]
    if len(atom.factors) > 1:
        signs, form = atom.signs, sympy.Mul(*(_zero_form(ring, ring.polys[f], known) for f in atom.factors))
        return KINDS[signs](form, 0)
    options: list[tuple[int, int, Boolean]] = []
    sum_of_symbols = poly.total_degree() <= 1 and _has_unit_coefficients(poly)
    variables = [i for i, degree in enumerate(poly.degrees()) if degree]
    for i, symbol in enumerate(ring.symbols):
        solved = _solved(ring, poly, atom.signs, i, known)
        if solved is not None:
            rank = _rank(symbol, prefer)
            cost, result = solved
            if rank < 0 or len(variables) == 1:
                cost = rank - 1000
            elif rank < len(NATURAL):
                cost -= 8
            elif sum_of_symbols:
                cost += 1000
            options.append((cost, rank, result))
    left, right = _balanced(ring, poly)
    whole = _cost(left) + _cost(right) - (3 if poly.total_degree() <= 1 else 0)
    options.append((whole, 500, _sides(ring, left, right, atom.signs, known)))
    return min(options, key=lambda option: option[:2])[2]


def _zero_form(ring: Ring, poly: fmpq_mpoly, known: KnownSign) -> Expr:
    """Write a polynomial of which the sign alone matters: it may be divided by exponentials."""
    if not exponentials_in(ring, poly):
        return poly_form(ring, poly, known)
    return sympy.Add(*(_term(ring, term, arg, known) for term, arg in _by_exponential(ring, poly)[1]))


def _has_unit_coefficients(poly: fmpq_mpoly) -> bool:
    return all(abs(int(c.p)) == 1 and c.q == 1 for c in poly.coeffs())


def _rank(symbol: Symbol, prefer: Sequence[Symbol]) -> int:
    if symbol in prefer:
        return prefer.index(symbol) - len(prefer)
    stem = symbol.name.split("_")[0]
    return NATURAL.index(stem) if stem in NATURAL else len(NATURAL)


def _solved(ring: Ring, poly: fmpq_mpoly, signs: int, variable: int, known: KnownSign) -> tuple[int, Boolean] | None:
    """Solve ``poly`` for a symbol in which it is linear with a coefficient of known sign."""
    if poly.degrees()[variable] != 1 or _inside_radical(ring, poly, variable):
        return None
    rest, slope = coefficients_of(poly, variable, ring.ctx)
    sign = known(slope)
    if sign is None or sign == 0:
        return None
    value = Ratio(ring, -rest, slope)
    kind = KINDS[signs if sign > 0 else opposite(signs)]
    cost = 1 + _short(value.num) + (0 if value.den.is_constant() else 1 + _short(value.den))
    return cost, kind(ring.symbols[variable], ratio_form(value, known))


def _short(poly: fmpq_mpoly) -> int:
    if poly.is_zero() or poly.is_constant():
        return 1
    return min(_cost(poly), sum(_cost(factor) for factor, _ in poly.factor()[1]) + 1)


def _inside_radical(ring: Ring, poly: fmpq_mpoly, variable: int) -> bool:
    return any(degree > 0 and ring.moves(i, variable) for i, degree in enumerate(poly.degrees()))


def _balanced(ring: Ring, poly: fmpq_mpoly, divided: bool = True) -> tuple[fmpq_mpoly, fmpq_mpoly]:
    terms = poly.to_dict()
    # a common factor of what is not a number is divided out: p + c < 1/2 and not 2*p + 2*c < 1
    scale = math.gcd(*(int(c.p) for m, c in terms.items() if any(m))) if divided else 0
    scale = scale or 1
    left = ring.ctx.from_dict({m: c / scale for m, c in terms.items() if c > 0})
    right = ring.ctx.from_dict({m: -c / scale for m, c in terms.items() if c < 0})
    return left, right


def _sides(ring: Ring, left: fmpq_mpoly, right: fmpq_mpoly, signs: int, known: KnownSign) -> Boolean:
    swap = left.is_constant() or (len(left.coeffs()) > len(right.coeffs()) and not right.is_constant())
    if swap:
        left, right, signs = right, left, opposite(signs)
    if exponentials_in(ring, left - right):
        sums = [sympy.Integer(0), sympy.Integer(0)]
        for term, arg in _by_exponential(ring, left - right)[1]:
            for k, part in enumerate(_balanced(ring, term, False)):
                sums[k] += _term(ring, part, arg, known) if not part.is_zero() else 0
        return KINDS[signs](*sums)
    return KINDS[signs](poly_form(ring, left, known), poly_form(ring, right, known))


def boolean_form(
    ring: Ring, formula: Formula, known: KnownSign = unknown_sign, prefer: Sequence[Symbol] = ()
) -> Boolean:
    """Return a formula as a sympy Boolean."""
    match formula:
        case Atom():
            return relation(ring, formula, known, prefer)
        case All(parts):
            return And(*(boolean_form(ring, part, known, prefer) for part in parts))
        case Any(parts):
            rows = [part.parts if isinstance(part, All) else (part,) for part in parts]
            common = [atom for atom in rows[0] if all(atom in row for row in rows)] if rows else []
            rest = [All(tuple(atom for atom in row if atom not in common)) for row in rows]
            either = Or(*(boolean_form(ring, part, known, prefer) for part in (rest if common else parts)))
            return And(*(boolean_form(ring, atom, known, prefer) for atom in common), either)


def _name_key(name: str) -> tuple[bool, str]:
    return "_" in name, name


class _Printer(StrPrinter):  # type: ignore[misc]
    """Sums with positive terms first and numbers in front, `max`, `min`, and words for `And`, `Or`."""

    def _print_Add(self, expr: Expr, order: Anything = None) -> str:
        terms = sorted(expr.args, key=self._term_key)
        first = next((t for t in terms if not t.as_coeff_Mul()[0].is_negative), terms[0])
        terms.remove(first)
        out = ""
        for term in (first, *terms):
            negative = term.as_coeff_Mul()[0].is_negative
            piece = self.parenthesize(-term if negative else term, sympy.printing.precedence.PRECEDENCE["Add"])
            out += (" - " if out else "-") + piece if negative else (" + " if out else "") + piece
        return out

    def _term_key(self, term: Expr) -> tuple[Anything, ...]:
        rest = term.as_coeff_Mul()[1]
        names = sorted((s.name for s in rest.free_symbols), key=_name_key)
        degree = sympy.total_degree(rest) if rest.is_polynomial() and rest.free_symbols else 0 if rest == 1 else 9
        return degree, [_name_key(n) for n in names], str(rest)

    def _print_Max(self, expr: Expr) -> str:
        return f"max({', '.join(self._print(arg) for arg in self._by_size(expr))})"

    def _print_Min(self, expr: Expr) -> str:
        return f"min({', '.join(self._print(arg) for arg in self._by_size(expr))})"

    def _by_size(self, expr: Expr) -> list[Expr]:
        return sorted(expr.args, key=lambda a: (not a.is_number, len(str(a)), str(a)))

    def _print_Piecewise(self, expr: Expr) -> str:
        parts = [f"{self._print(e)} {'otherwise' if c == sympy.true else f'if {self._print(c)}'}" for e, c in expr.args]
        return f"({'; '.join(parts)})"

    def _print_Relational(self, expr: Relational) -> str:
        return f"{self._print(expr.lhs)} {WORDS[type(expr)]} {self._print(expr.rhs)}"

    def _print_And(self, expr: And) -> str:
        parts = sorted((self._wrap(arg, Or) for arg in expr.args), key=lambda t: (len(t), t))
        return " and ".join(parts)

    def _print_Or(self, expr: Or) -> str:
        return " or ".join(sorted((self._wrap(arg, And) for arg in expr.args), key=lambda t: (len(t), t)))

    def _wrap(self, arg: Boolean, kind: type[Boolean]) -> str:
        return f"({self._print(arg)})" if isinstance(arg, kind) else str(self._print(arg))

    def _print_Not(self, expr: Boolean) -> str:
        return f"not ({self._print(expr.args[0])})"

    def _print_BooleanTrue(self, expr: Boolean) -> str:
        return "always"

    def _print_BooleanFalse(self, expr: Boolean) -> str:
        return "never"


def text(expr: Expr | Boolean) -> str:
    """Return an expression or condition in the notation of a paper, in plain text."""
    return str(_Printer().doprint(expr))
