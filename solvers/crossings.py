"""Where a function without closed-form roots changes sign: proofs that it does so once on an interval.

A function that rises wherever it is zero crosses zero at most once, and its signs at the ends say whether it does
(Milgrom and Shannon 1994, Econometrica 62(1), call this single crossing). The root is then a number of its own, known
by its equation and its bracket. A polynomial whose derivative has closed-form roots is cut there first.

>>> from detente.games import reals
>>> from detente.solvers.algebra import Ring
>>> from detente.solvers.formulas import boolean
>>> from detente.solvers.line import Line
>>> from detente.solvers.partition import Partition
>>> x, p = reals("x p")
>>> ring = Ring([x, p])
>>> line = Line(Partition(ring, [boolean(p > 0, ring)]), 0, 0, ring.zero, ring.one, implicit=True)
>>> line.roots([ring.intern(ring.convert(x**3 + p*x - p).num)[0]])
[Ratio(x_star)]
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from sympy import Symbol

from detente.games import UnsupportedGame
from detente.solvers import zeros
from detente.solvers.algebra import NEG, POS, ZERO
from detente.solvers.extensions import Implicit, Radical, image
from detente.solvers.formulas import Formula, compare, conjunction
from detente.solvers.ratio import Ratio, Sign, coefficients_of

if TYPE_CHECKING:
    from detente.solvers.line import Line

ORDER = 4
"""How many derivatives are looked at for the sign next to an end where the function is zero."""

Shape = tuple[int, list[Ratio]]
"""The sign at the upper end, and the roots in order, a root without a change of sign twice."""


def shape(line: Line, number: int) -> Shape | None:
    """Return the shape of a polynomial in the line's variable and what moves with it; None where nothing is proved."""
    low, high, value = line.low, line.high, Ratio(line.ring, line.ring.polys[number])
    if low is None or high is None:
        return None
    try:
        slope = value.derivative(line.variable)
        # cheap questions come first: those about a function and its slope as they are can be long
        for closed in ((True, True), (False, True), (True, False), zeros.OPEN):
            there = zeros.slope_at_zeros(line, value, slope, closed)
            if there is not None and (once := _sign_of(line, there.slope, there.where, closed)):
                with contextlib.suppress(ZeroDivisionError):
                    if (found := _between_ends(line, number, value, once, closed)) is not None:
                        return found
        if sign := _throughout(line, value):
            return sign, []
        for where in ([], [compare(value, ZERO)]):
            if (once := _sign_of(line, slope, where)) and (
                found := _between_ends(line, number, value, once, zeros.OPEN)
            ) is not None:
                return found
        return _piece_by_piece(line, number, value, [slope, *([] if there is None else [there.slope])])
    except ZeroDivisionError:
        return None


def _throughout(line: Line, value: Ratio) -> int:
    """Return the sign that a function has throughout, 0 where that is not proved."""
    for sign in (1, -1):
        if not zeros.possible(line, [compare(value, _bit(-sign) | ZERO)]):
            return sign
    return 0


def _bit(sign: int) -> int:
    return POS if sign > 0 else NEG if sign < 0 else ZERO


def _between_ends(line: Line, number: int, value: Ratio, once: int, closed: zeros.Closed) -> Shape | None:
    """Return the shape of a function whose slope has the sign ``once`` wherever it is zero; None where no end tells.

    What it is not at one end it cannot become: it leaves zero to one side alone.
    """
    assert line.low is not None
    assert line.high is not None
    rests: list[Formula] = []
    for end, side, sign in ((line.low, 1, -once), (line.high, -1, once)):
        if closed[side < 0]:
            there = value.subs(line.variable, end, _recorded(line, rests))
            rests.append(compare(there, _bit(sign)))
            found = sign if line.partition.ask(line.cell, rests[-1]) else -sign
        else:
            found, rest = _beside(line, value, end, side)
            rests.append(rest)
            if not found:
                return None
        if found != sign or not line.has_points(line.low, line.high):
            return found, []
    return once, [_root(line, number, line.low, line.high, once, conjunction(rests))]


def _sign_of(line: Line, slope: Ratio, where: list[Formula], closed: zeros.Closed = zeros.OPEN) -> int:
    """Return the one strict sign that a slope is proved to have, throughout or where something holds; 0 for none."""
    for sign in (1, -1):
        if not zeros.possible(line, [*where, compare(slope, _bit(-sign) | ZERO)], closed):
            return sign
    return 0


def _beside(line: Line, value: Ratio, end: Ratio, side: int) -> tuple[int, Formula]:
    """Return the sign of a function next to an end, asked of the cell, and what it rests on; 0 if it is not found."""
    rests: list[Formula] = []
    sign_of = _recorded(line, rests)
    turn = 1
    for _ in range(ORDER):
        try:
            there = value.subs(line.variable, end, sign_of)
        except ZeroDivisionError:
            leading = zeros.dominant(line, value, end, sign_of)
            if leading is None:
                break
            there = leading
        if sign := sign_of(there):
            return sign * turn, conjunction(rests)
        value, turn = value.derivative(line.variable), turn * side
    return 0, conjunction(rests)


def _recorded(line: Line, rests: list[Formula]) -> Sign:
    """Return the question for a sign that notes what is found: what is said of a root holds where that holds."""

    def sign_of(ratio: Ratio) -> int:
        sign = line.sign(ratio)
        rests.append(compare(ratio, _bit(sign)))
        return sign

    return sign_of


def _piece_by_piece(line: Line, number: int, value: Ratio, slopes: list[Ratio]) -> Shape | None:
    """Cut where the slope is zero, or where it would be if the value were, between which there is one root at most.

    The cuts must have closed forms.
    """
    for slope in slopes:
        numbers = zeros.plain(line, slope)
        if numbers and (found := _cut_at(line, number, value, numbers)) is not None:
            return found
    return None


def _cut_at(line: Line, number: int, value: Ratio, numbers: list[int]) -> Shape | None:
    from detente.solvers.line import Line

    inner = Line(line.partition, line.cell, line.variable, line.low, line.high, closed=False)
    try:
        parts = inner.cut(numbers)
    except UnsupportedGame:
        return None
    roots: list[Ratio] = []
    last, touch = 0, None
    for low, high in parts:
        assert low is not None
        assert high is not None
        if low == high:
            if low not in (line.low, line.high) and line.sign(value.subs(line.variable, low, line.sign)) == 0:
                touch = low
            continue
        if not inner.has_points(low, high):
            continue
        left, from_left = _beside(line, value, low, 1)
        right, from_right = _beside(line, value, high, -1)
        if not left or not right:
            return None
        if touch is not None:
            roots += [touch] if last != left else [touch, touch]
        if left != right:
            roots.append(_root(line, number, low, high, right, conjunction([from_left, from_right])))
        last, touch = right, None
    return last, roots


def linear_radical(line: Line, number: int) -> int | None:
    """Return the one radical that moves with the variable, if its argument is linear in it and nothing else moves."""
    ring, poly = line.ring, line.ring.polys[number]
    moving = [i for i, degree in enumerate(poly.degrees()) if degree and ring.moves(i, line.variable)]
    extension = ring.extension(moving[0]) if len(moving) == 1 else None
    if not isinstance(extension, Radical) or line.low is None or line.high is None:
        return None
    arg = extension.arg
    inner = [part for part in (arg.num, arg.den) if any(ring.moves(i, line.variable) for i in ring.variables(part))]
    linear = int(arg.num.degrees()[line.variable]) == 1 and not int(arg.den.degrees()[line.variable])
    return moving[0] if linear and not inner else None


def through_radical(line: Line, number: int) -> Shape | None:
    """Return the shape of a polynomial in ``x`` and a root ``r`` of something linear in ``x``, by its roots in ``r``.

    None where it is of another kind, or has no closed-form roots in r.
    """
    from detente.solvers.line import Line

    ring, generator = line.ring, linear_radical(line, number)
    if generator is None:
        return None
    assert line.low is not None
    assert line.high is not None
    radical = ring.extension(generator)
    assert isinstance(radical, Radical)
    rest, factor = coefficients_of(radical.arg.num, line.variable, ring.ctx)
    rising = line.sign(Ratio(ring, factor, radical.arg.den))
    if not rising:
        return None
    # x = (r**n*den - rest)/factor, put into the polynomial without reducing powers of r
    inverse = ring.gens[generator] ** radical.degree * radical.arg.den - rest
    total, power = ring.ctx.constant(0), int(ring.polys[number].degrees()[line.variable])
    for k, coefficient in enumerate(coefficients_of(ring.polys[number], line.variable, ring.ctx)):
        total += coefficient * inverse**k * factor ** (power - k)
    flip = line.sign(Ratio(ring, factor)) ** power
    ends = [image(ring, generator, line.variable, end, line.sign) for end in (line.low, line.high)]
    inner = Line(line.partition, line.cell, generator, *(ends if rising > 0 else reversed(ends)), closed=False)
    moved, unit = ring.intern(total)
    factors = ring.factors(moved)
    try:
        parts = inner.cut([moved])
    except UnsupportedGame:
        return None
    roots: list[Ratio] = []
    first = last = 0
    for low, high in parts:
        if low == high or low is None or high is None:
            continue
        sign = flip * unit
        for f, times in factors:
            sign *= inner.sign_within(low, high, f) ** times
        if last:
            root = low.power(radical.degree)
            ring.denested[radical.degree, root] = low
            found = (root * Ratio(ring, radical.arg.den) - Ratio(ring, rest)) / Ratio(ring, factor)
            roots += [found] if sign != last else [found, found]
        first, last = first or sign, sign
    line.inside |= set(roots)
    return (last, roots) if rising > 0 else (first, roots[::-1])


def _root(line: Line, number: int, low: Ratio, high: Ratio, above: int, guard: Formula) -> Ratio:
    ring = line.ring
    key = number, line.variable, low, high
    if key not in ring.roots:
        value = Ratio(ring, ring.polys[number])
        root = ring.implicit(_name(line), lambda at: value.subs(line.variable, at, line.sign), low, high)
        ring.roots[key] = root
        # a continuous function with these signs has a root there; that it is the only one was proved for this cell
        generator = next(i for i, degree in enumerate(root.num.degrees()) if degree)
        ring.guards[generator] = conjunction([compare(high - low, POS), guard])
        ring.above[generator] = above
    return ring.roots[key]


def _name(line: Line) -> Symbol:
    taken = {each.symbol.name for each in line.ring.radicals if isinstance(each, Implicit)}
    taken |= {symbol.name for symbol in line.ring.symbols}
    stem, count = f"{line.ring.symbols[line.variable].name}_star", 1
    while (name := stem + (str(count) if count > 1 else "")) in taken:
        count += 1
    return Symbol(name, real=True)
