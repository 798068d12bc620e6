"""What the engine is told of exponentials, powers with a symbol in the exponent, and roots without closed form.

Polynomial consequences alone, so that a question that needs more stays open: ``exp(s) > 1 + s`` and ``(1 - s)*exp(s)
< 1`` for every argument met and for differences of two; for powers their sign, their side of one, and the order
of two with one exponent; for a root its equation and its bracket, where the signs at the ends show that it exists.

>>> from sympy import exp
>>> from detente.games import reals
>>> from detente.solvers.conditions import implied
>>> x, y, a = reals("x y a")
>>> implied(exp(x) > exp(y), given=(x > y,)), implied(x**a < 1, given=(x > 0, x < 1, a > 0))
(True, True)
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from fractions import Fraction

import sympy
from sympy import Expr

from detente.games import UnsupportedGame
from detente.solvers.algebra import NEG, POS, ZERO, Ring
from detente.solvers.extensions import Exponential, Implicit, Power, Radical, Special, extension_expr, made_of
from detente.solvers.formulas import (
    TRUE,
    All,
    Any,
    Atom,
    Formula,
    compare,
    conjunction,
    disjunction,
    negation,
    polynomials,
)
from detente.solvers.ratio import Ratio, poly_expr, rational

DIGITS, SURE = 40, 20
"""Digits to which a value is computed, and those that must not all cancel for its sign to count."""

PI_LOW, PI_HIGH = sympy.Rational(333, 106), sympy.Rational(355, 113)
"""Numbers below and above pi."""

ARGUMENTS = 6
"""How many arguments of exponentials are compared with each other."""


def facts(ring: Ring, used: set[int]) -> list[Formula]:
    """Return what is known of the generators in ``used``, to which those that the facts themselves have are added."""
    found: list[Formula] = []
    todo = sorted(used)
    for i in todo:
        known = list(ring.noted.get(i, ()))
        if isinstance(extension := ring.extension(i), Implicit):
            known += _of_root(ring, extension)
        if known:
            found += known
            new = {j for f in known for n in polynomials(f) for j in ring.variables(ring.polys[n])} - used
            used |= new
            todo += sorted(new)
    found += _of_exponentials(ring, used)
    for i in sorted(used):
        if isinstance(extension := ring.extension(i), Special):
            found += _of_special(ring, i, extension)
    for i, j in itertools.combinations([i for i in sorted(used) if isinstance(ring.extension(i), Special)], 2):
        found += _of_two_special(ring, i, j)
    powers = [i for i in sorted(used) if isinstance(ring.extension(i), Power)]
    for i in powers:
        found += _of_power(ring, i)
    for i, j in itertools.combinations(powers, 2):
        found += _of_two_powers(ring, i, j)
    return found


def known_exactly(ring: Ring, used: set[int]) -> bool:
    """Tell whether what the engine is told of generators leaves nothing out: symbols and radicals."""
    return all(isinstance(ring.extension(i), Radical | None) for i in used)


def holds_at(ring: Ring, formula: Formula, point: Sequence[Fraction | None]) -> bool:
    """Tell whether a formula is seen to hold at rational values of the symbols; an equation may hold unseen."""
    values = {
        symbol: sympy.Rational(value.numerator, value.denominator)
        for symbol, value in zip(ring.symbols, point, strict=False)
        if value is not None
    }

    sizes: dict[int, Expr] = {}

    def size_of(generator: int) -> Expr:
        if generator not in sizes:
            sizes[generator] = extension_expr(ring, generator, Ratio.expr).subs(values).evalf(DIGITS)
        return sizes[generator]

    def signs(number: int) -> int:
        if known_exactly(ring, {i for i, degree in enumerate(ring.polys[number].degrees()) if degree}):
            value = poly_expr(ring, ring.polys[number]).subs(values)
            if value.is_Rational:
                return POS if value > 0 else NEG if value < 0 else ZERO
        total, scale = sympy.Integer(0), sympy.Integer(1)
        for monomial, coefficient in ring.polys[number].to_dict().items():
            term = rational(coefficient)
            for i, power in enumerate(monomial):
                if power:
                    symbol = i < len(ring.symbols)
                    term *= (values.get(ring.symbols[i], sympy.nan) if symbol else size_of(i)) ** int(power)
            if not (term.is_Float or term.is_Rational):
                return 7
            total, scale = total + term, scale + abs(term)
        if abs(total) * 10**SURE < scale:
            return 7
        return POS if total > 0 else NEG

    def seen(part: Formula) -> bool:
        match part:
            case Atom(factors, wanted):
                if wanted == ZERO and not known_exactly(ring, generators_of(ring, factors)):
                    return False
                return not functools.reduce(product, map(signs, factors), POS) & ~wanted
            case All(parts):
                return all(map(seen, parts))
            case Any(parts):
                return any(map(seen, parts))

    return seen(formula)


def generators_of(ring: Ring, factors: Sequence[int]) -> set[int]:
    """Return the generators in some polynomials, by number."""
    return set().union(*(ring.variables(ring.polys[number]) for number in factors))


def product(one: int, two: int) -> int:
    """Return the signs that a product can have, given those of its factors."""
    found = ZERO if (one | two) & ZERO and one and two else 0
    if (one & POS and two & POS) or (one & NEG and two & NEG):
        found |= POS
    if (one & POS and two & NEG) or (one & NEG and two & POS):
        found |= NEG
    return found


def implies(one: Formula, two: Formula) -> Formula:
    """Return the implication."""
    return disjunction([negation(one), two])


def _of_root(ring: Ring, root: Implicit) -> list[Formula]:
    at = ring.generator(root.number)
    if root.number not in ring.guards:
        ring.guards[root.number] = _exists(root)
    guard = ring.guards[root.number]
    if guard is None:
        return []
    inside = [compare(at - root.low, POS), compare(root.high - at, POS), compare(root.equation, ZERO)]
    return [implies(guard, conjunction(inside))]


def _exists(root: Implicit) -> Formula | None:
    """Say that the equation has opposite signs at the ends; None where that takes more than putting them in."""

    assumed: list[Formula] = []

    def positive(ratio: Ratio) -> int:
        # where a sign is needed to put the ends in, the root is said to exist where it is this one
        assumed.append(compare(ratio, POS))
        return 1

    if root.number in root.low.ring.variables(root.equation.den):
        # it may change its sign where it has no bound
        return None
    try:
        ends = [root.equation.subs(root.number, end, positive) for end in (root.low, root.high)]
    except (UnsupportedGame, ZeroDivisionError):
        return None
    return conjunction([*assumed, compare(ends[0] * ends[1], NEG), compare(root.high - root.low, POS)])


def _of_exponentials(ring: Ring, used: set[int]) -> list[Formula]:
    mine = {i for i in used if isinstance(ring.extension(i), Exponential)}
    if not mine:
        return []
    found = [compare(ring.generator(i), POS) for i in sorted(mine)]
    args: dict[Ratio, Ratio] = {}
    singles = {made_of(ring.radicals[i - len(ring.symbols)])[0]: ring.generator(i) for i in sorted(mine)}
    for s, value in ring.exponents.items():
        if _within(ring, (s, value), used):
            _add(args, s, value)
    pairs = dict(list(args.items())[:ARGUMENTS])
    for (s, one), (t, two) in itertools.combinations(list(pairs.items()), 2):
        _add(pairs, s - t, one / two)
    for s, value in singles.items():
        _add(pairs, s, value)
    for s, value in pairs.items():
        found += [_above(s, value), _above(-s, ring.one / value)]
    return found


def _add(args: dict[Ratio, Ratio], s: Ratio, value: Ratio) -> None:
    if not s.is_zero() and s not in args and -s not in args:
        args[s] = value


def _above(s: Ratio, value: Ratio) -> Formula:
    """Say that ``exp(s) > 1 + s`` but for zero, times the positive denominator of ``value``, which is ``exp(s)``."""
    ring, zero = s.ring, compare(s, ZERO)
    if not s.den.is_constant():
        return disjunction([compare(value - ring.one - s, POS), zero])
    gap = value.num - (ring.one + s).num * value.den
    number, sign = ring.intern(gap)
    return disjunction([Atom((number,), POS if sign > 0 else NEG), conjunction([zero, Atom((number,), ZERO)])])


def _within(ring: Ring, ratios: tuple[Ratio, ...], used: set[int]) -> bool:
    return all(ring.variables(part) <= used for ratio in ratios for part in ratio.parts)


def _of_special(ring: Ring, number: int, special: Special) -> list[Formula]:
    value, one = ring.generator(number), ring.one
    match special.name:
        case "pi":
            return [compare(value - ring.number(bound), sign) for bound, sign in ((PI_LOW, POS), (PI_HIGH, NEG))]
        case "gamma":
            return [implies(compare(special.args[0], POS), compare(value, POS))]
        case "lowergamma":
            shape, arg = special.args
            proper = compare(shape, POS)
            return [implies(conjunction([proper, compare(arg, sign)]), compare(value, sign)) for sign in (ZERO, POS)]
        case "erf":
            signs = [implies(compare(special.args[0], sign), compare(value, sign)) for sign in (NEG, ZERO, POS)]
            return [*signs, compare(value - one, NEG), compare(value + one, POS)]
    return []


def _of_two_special(ring: Ring, number: int, other: int) -> list[Formula]:
    one, two = ring.extension(number), ring.extension(other)
    assert isinstance(one, Special)
    assert isinstance(two, Special)
    gap = ring.generator(number) - ring.generator(other)
    if {one.name, two.name} == {"gamma", "lowergamma"}:
        if one.args[0] != two.args[0]:
            return []
        proper = conjunction(compare(part, POS) for part in (one if one.name == "lowergamma" else two).args)
        return [implies(proper, compare(gap, POS if one.name == "gamma" else NEG))]
    if one.name != two.name or one.name not in ("erf", "lowergamma") or one.args[:-1] != two.args[:-1]:
        return []
    proper = conjunction(compare(part, POS | ZERO) for part in (*one.args, *two.args)) if len(one.args) > 1 else TRUE
    order = one.args[-1] - two.args[-1]
    return [implies(conjunction([proper, compare(order, sign)]), compare(gap, sign)) for sign in (NEG, ZERO, POS)]


def _of_power(ring: Ring, number: int) -> list[Formula]:
    power = ring.extension(number)
    assert isinstance(power, Power)
    value, base, one = ring.generator(number), power.base, ring.one
    up, down, flat = (compare(power.exponent, sign) for sign in (POS, NEG, ZERO))
    positive, more, less = compare(base, POS), compare(base - one, POS), compare(base - one, NEG)
    large, small = compare(value - one, POS), compare(value - one, NEG)
    return [
        compare(value, POS | ZERO),
        implies(positive, compare(value, POS)),
        implies(conjunction([compare(base, ZERO), up]), compare(value, ZERO)),
        implies(flat, compare(value - one, ZERO)),
        implies(compare(power.exponent - one, ZERO), compare(value - base, ZERO)),
        implies(compare(base - one, ZERO), compare(value - one, ZERO)),
        implies(conjunction([more, up]), large),
        implies(conjunction([positive, less, up]), small),
        implies(conjunction([more, down]), small),
        implies(conjunction([positive, less, down]), large),
    ]


def _of_two_powers(ring: Ring, number: int, other: int) -> list[Formula]:
    one, two = ring.extension(number), ring.extension(other)
    assert isinstance(one, Power)
    assert isinstance(two, Power)
    if one.exponent != two.exponent:
        return []
    positive = conjunction([compare(one.base, POS), compare(two.base, POS)])
    values = ring.generator(number) - ring.generator(other)
    found = []
    for sign, other_sign in ((POS, NEG), (NEG, POS), (ZERO, ZERO)):
        order = conjunction([positive, compare(one.base - two.base, sign)])
        found.append(implies(conjunction([order, compare(one.exponent, POS)]), compare(values, sign)))
        found.append(implies(conjunction([order, compare(one.exponent, NEG)]), compare(values, other_sign)))
    return found
