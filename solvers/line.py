"""A line of choices seen from one cell of the parameters: roots, and signs between them.

The line is cut at the roots of the polynomials that matter. Roots of polynomials up to degree two in the
variable, and of ``a*(x - s)**n + b``, have closed forms; others are refused by name, or known by their equation
where the line is ``implicit`` and one change of sign is proved (``crossings``). Roots that coincide at some
parameters are kept apart, so that a cell of the line can be empty there.

>>> from detente.games import reals
>>> from detente.solvers.algebra import Ring
>>> from detente.solvers.formulas import boolean
>>> from detente.solvers.partition import Partition
>>> x, p = reals("x p")
>>> ring = Ring([x, p])
>>> line = Line(Partition(ring, [boolean(p > 0, ring)]), 0, ring.index[x], ring.zero, None)
>>> line.roots([ring.intern(ring.convert(x**2 - p).num)[0]])
[Ratio(sqrt(p))]
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from flint import fmpq_mpoly

from detente.games import UnsupportedGame
from detente.solvers import crossings
from detente.solvers.algebra import NEG, POS, ZERO, Ring
from detente.solvers.display import ratio_form, text
from detente.solvers.extensions import Exponential, Power, Radical, made_of
from detente.solvers.formulas import All, Any, Atom, Formula, compare
from detente.solvers.partition import Partition
from detente.solvers.ratio import Ratio, coefficients_of

End = Ratio | None
"""An end of an interval; None is infinite."""


class Line:
    """The interval of one choice, seen from one cell of the parameters; an end that is None is infinite."""

    def __init__(
        self,
        partition: Partition,
        cell: int,
        variable: int,
        low: End,
        high: End,
        *,
        implicit: bool = False,
        closed: bool = True,
    ) -> None:
        self.partition, self.cell, self.variable = partition, cell, variable
        self.ring: Ring = partition.ring
        self.low, self.high, self.implicit, self.closed = low, high, implicit, closed
        self.inner: list[Ratio] = []
        """The roots strictly inside, in order."""
        self.inside: set[Ratio] = set()
        """Roots that are known to be inside."""
        self.crossing: dict[Ratio, tuple[int, int]] = {}
        """For a root known by its equation alone the polynomial, and its sign above the root."""
        self.shapes: dict[int, tuple[int, list[Ratio | int]]] = {}
        """For a polynomial its leading sign, and its roots (-1, 1 for one below or above the interval)."""

    def sign(self, ratio: Ratio) -> int:
        """Return the sign of a ratio of parameters, asked of the cell."""
        return self.partition.sign(self.cell, ratio)

    # roots

    def roots(self, numbers: Iterable[int]) -> list[Ratio]:
        """Return the distinct roots of polynomials inside the interval, in increasing order."""
        for factor in self._factors(numbers):
            if factor not in self.shapes:
                lead, roots = self._roots_of(factor)
                self.shapes[factor] = lead, [self._insert(root) for root in roots]
        return self.inner

    def _factors(self, numbers: Iterable[int]) -> list[int]:
        """Return the irreducible factors that involve the variable, with radicals in it eliminated."""
        ring, seen = self.ring, dict[int, None]()
        todo = list(numbers)
        for number in todo:
            poly = ring.polys[number]
            if self.variable not in ring.variables(poly):
                continue
            if self._special_in(poly):
                self._add_special(number, todo, seen)
                continue
            radical = self._radical_in(poly)
            plain = self._without_root(number)
            if isinstance(plain, Ratio):
                todo += [ring.intern(part)[0] for part in (plain.num, plain.den) if not part.is_constant()]
            elif plain is not None:
                continue
            elif radical is None:
                for factor, _ in ring.factors(number):
                    if ring.polys[factor].degrees()[self.variable]:
                        seen.setdefault(factor)
            else:
                if self.implicit and crossings.linear_radical(self, number) is not None:
                    self._add_special(number, todo, seen)
                    continue
                index, arg = self._radical(radical)
                root = ring.gens[radical]
                eliminated = poly.resultant(root**index * arg.den - arg.num, str(ring.ctx.names()[radical]))
                if not eliminated.is_zero() and not eliminated.is_constant():
                    if self.implicit and not self._closed(ring.intern(eliminated)[0]):
                        self._add_special(number, todo, seen)
                    else:
                        todo.append(ring.intern(eliminated)[0])
                if not arg.num.is_constant():
                    todo.append(ring.intern(arg.num)[0])
        return list(seen)

    def _without_root(self, number: int) -> Ratio | int | None:
        """Return, for ``a*r + b`` with a root r of the variable, its sign or a ratio of its sign without r.

        The signs of a and b, which hang on the parameters alone, are asked of the cell; None for anything else.
        """
        ring, poly = self.ring, self.ring.polys[number]
        radical = self._radical_in(poly)
        if radical is None or poly.degrees()[radical] != 1:
            return None
        b, a = (Ratio(ring, part) for part in coefficients_of(poly, radical, ring.ctx))
        if a.involves(self.variable) or b.involves(self.variable):
            return None
        sign_a, sign_b = self.sign(a), self.sign(b)
        index, arg = self._radical(radical)
        if sign_a == 0 or sign_a == sign_b:
            return sign_b
        if sign_b == 0:
            return a * arg
        size = a.power(index) * arg - (-b).power(index)
        return -size if sign_a < 0 and index % 2 == 0 else size

    def _radical_in(self, poly: fmpq_mpoly) -> int | None:
        for i, degree in enumerate(poly.degrees()):
            if degree and isinstance(self.ring.extension(i), Radical) and self.ring.moves(i, self.variable):
                return i
        return None

    def _radical(self, number: int) -> Radical:
        found = self.ring.extension(number)
        assert isinstance(found, Radical)
        return found

    def _special_in(self, poly: fmpq_mpoly) -> bool:
        """Tell whether something other than radicals changes with the variable, inside radicals too."""
        ring = self.ring
        return any(
            not isinstance(ring.extension(i), Radical | None) and ring.moves(i, self.variable)
            for i in ring.variables(poly)
        )

    def _add_special(self, number: int, todo: list[int], seen: dict[int, None]) -> None:
        """Take the factors of a polynomial as they are, and what stands under powers with them."""
        ring = self.ring
        for factor, _ in ring.factors(number):
            poly = ring.polys[factor]
            moving = [i for i in sorted(ring.variables(poly)) if i != self.variable and ring.moves(i, self.variable)]
            for i in moving:
                extension = ring.extension(i)
                if isinstance(extension, Power | Radical):
                    base = made_of(extension)[0]
                    todo += [ring.intern(part)[0] for part in base.parts if not part.is_constant()]
            if len(poly.coeffs()) == 1 and not poly.degrees()[self.variable]:
                # exponentials and powers are positive, and those of zero were added with their bases
                continue
            if moving:
                seen.setdefault(factor)
            elif poly.degrees()[self.variable]:
                todo.append(factor)

    def _closed(self, number: int) -> bool:
        """Tell whether the roots of all factors have closed forms whatever the parameters are."""
        ring = self.ring
        for factor, _ in ring.factors(number):
            poly = ring.polys[factor]
            if self._radical_in(poly) is None and int(poly.degrees()[self.variable]) > 2:
                parts = [Ratio(ring, c) for c in coefficients_of(poly, self.variable, ring.ctx)]
                if not all(part.is_zero() for part in self._shifted(parts)[1][1:-1]):
                    return False
        return True

    def _shifted(self, parts: Sequence[Ratio]) -> tuple[Ratio, list[Ratio]]:
        """Return the shift that removes the second highest power, and the coefficients after it."""
        shift = -parts[-2] / (self.ring.number(len(parts) - 1) * parts[-1])
        return shift, _shifted(parts, shift)

    def _roots_of(self, number: int) -> tuple[int, list[Ratio]]:
        """Return the sign of the leading coefficient, and the real roots with multiplicity."""
        ring = self.ring
        if self._special_in(ring.polys[number]) or self._radical_in(ring.polys[number]) is not None:
            return crossings.through_radical(self, number) or self._implicit_roots(number)
        parts = [Ratio(ring, c) for c in coefficients_of(ring.polys[number], self.variable, ring.ctx)]
        while parts and self.sign(parts[-1]) == 0:
            parts.pop()
        lead = self.sign(parts[-1]) if parts else 0
        match parts:
            case [] | [_]:
                return lead, []
            case [b, a]:
                return lead, [-b / a]
            case [c, b, a]:
                discriminant = b * b - ring.number(4) * a * c
                sign = self.sign(discriminant)
                if sign < 0:
                    return lead, []
                middle, half = -b / (ring.number(2) * a), ring.number(2) * a
                if sign == 0:
                    return lead, [middle, middle]
                root = ring.root(2, discriminant, self.sign)
                return lead, [middle - root / half, middle + root / half]
        # a*(x - s)**n + b, of which a*x**n + b is the case s = 0
        degree = len(parts) - 1
        shift, (b, *between, a) = self._shifted(parts)
        if all(part.is_zero() for part in between):
            power = -b / a
            sign = self.sign(power)
            root = ring.root(degree, power if sign >= 0 else -power, self.sign)
            if degree % 2:
                return lead, [shift + root if sign >= 0 else shift - root]
            return lead, [shift - root, shift + root] if sign >= 0 else []
        return self._implicit_roots(number)

    def _implicit_roots(self, number: int) -> tuple[int, list[Ratio]]:
        found = crossings.shape(self, number) if self.implicit else None
        if found is not None:
            if len(found[1]) == 1:
                self.crossing[found[1][0]] = number, found[0]
            self.inside |= set(found[1])
            return found
        shown = text(ratio_form(Ratio(self.ring, self.ring.polys[number])))
        name = text(self.ring.generator(self.variable).expr())
        why = (
            f"it is not proved that there is at most one in {self._shown()}"
            if self.implicit
            else "degree two is the most that is solved"
        )
        raise UnsupportedGame(f"no closed form for the roots of {shown} in {name}: {why}")

    def _shown(self) -> str:
        return f"({', '.join('oo' if end is None else text(ratio_form(end)) for end in (self.low, self.high))})"

    def _insert(self, root: Ratio) -> Ratio | int:
        # roots that coincide at some parameters stay apart, with an empty cell between them there
        if root in self.inner:
            return root
        if root not in self.inside:
            for end, side, signs in ((self.low, -1, POS), (self.high, 1, NEG)):
                # at the end of a closed line a root stays apart too
                outside = signs if self.closed else signs | ZERO
                # the cell in which the root is inside comes first
                if end is not None and (
                    root == end or not self.partition.ask(self.cell, compare(end - root, 7 ^ outside))
                ):
                    return side
        return self._insert_between(root)

    def _insert_between(self, root: Ratio) -> Ratio:
        for i, other in enumerate(self.inner):
            if self.below(root, other):
                self.inner.insert(i, root)
                return root
        self.inner.append(root)
        return root

    def below(self, one: Ratio, two: Ratio) -> bool:
        """Tell whether one ratio of parameters is less than another, asked of the cell."""
        for root, other, side in ((one, two, 1), (two, one, -1)):
            if root in self.crossing and other not in self.crossing:
                # on this side of a single root the polynomial has the sign that it has there
                number, above = self.crossing[root]
                value = Ratio(self.ring, self.ring.polys[number]).subs(self.variable, other, self.sign)
                return self.sign(value) == above * side
        return self.partition.ask(self.cell, compare(two - one, POS))

    # signs on the line

    def sign_within(self, low: End, high: End, number: int) -> int:
        """Return the sign of a polynomial on an open cell in which it has no root."""
        ring = self.ring
        poly = ring.polys[number]
        if self.variable not in ring.variables(poly):
            return self.partition.sign_of(self.cell, number)
        if len(poly.coeffs()) == 1 and isinstance(ring.extension(_single(poly)), Exponential):
            return 1
        if number in self.shapes:
            lead, roots = self.shapes[number]
            place = self.inner.index(high) if high in self.inner else len(self.inner)
            above = sum(1 for root in roots if root == 1 or root in self.inner[place:])
            return -lead if above % 2 else lead
        plain = self._without_root(number)
        if plain is not None:
            return self.sign_of_ratio(low, high, plain) if isinstance(plain, Ratio) else plain
        x = ring.generator(self.variable)
        inside = [compare(x - low, POS)] if low is not None else []
        inside += [compare(high - x, POS)] if high is not None else []

        def possible() -> list[int]:
            return [
                sign for sign, bit in ((-1, NEG), (0, ZERO), (1, POS))
                if self.partition.feasible(self.cell, [*inside, Atom((number,), bit)])
            ]  # fmt: skip

        signs = possible()
        if len(signs) > 1:
            # the sign hangs on the parameters as well: ask for those of the coefficients, then at the middle
            for coefficient in self._coefficients(poly):
                self.sign(coefficient)
            signs = possible()
        if len(signs) < 2:
            return signs[0] if signs else 0
        return self.sign(Ratio(ring, poly).subs(self.variable, self.middle(low, high), self.sign))

    def sign_of_ratio(self, low: End, high: End, ratio: Ratio) -> int:
        """Return the sign of a ratio on an open cell in which neither numerator nor denominator has a root."""
        product = 0 if ratio.num.is_zero() else 1
        for poly in (ratio.num, ratio.den):
            if poly.is_constant():
                product *= 1 if product and poly.leading_coefficient() > 0 else -1
            else:
                number, unit = self.ring.intern(poly)
                for factor, power in self.ring.factors(number):
                    product *= self.sign_within(low, high, factor) ** power
                product *= unit
        return product

    def middle(self, low: End, high: End) -> Ratio:
        """Return a point of an open cell."""
        one = self.ring.one
        if low is None or high is None:
            return high - one if high is not None else low + one if low is not None else self.ring.zero
        return (low + high) / self.ring.number(2)

    def _coefficients(self, poly: fmpq_mpoly) -> list[Ratio]:
        ring, offset = self.ring, len(self.ring.symbols)
        moving = [self.variable] + [
            offset + k for k in range(len(ring.radicals)) if ring.moves(offset + k, self.variable)
        ]
        parts = [poly]
        for generator in moving:
            parts = [c for part in parts for c in coefficients_of(part, generator, ring.ctx)]
        return [Ratio(ring, part) for part in parts if not part.is_constant()]

    def holds(self, low: End, high: End, formula: Formula) -> bool:
        """Tell whether a formula holds on a point or an open cell of the line."""
        match formula:
            case All(parts):
                return all(self.holds(low, high, part) for part in parts)
            case Any(parts):
                return any(self.holds(low, high, part) for part in parts)
            case Atom(factors, signs):
                product = 1
                for number in factors:
                    if low is not None and low == high and number in self.shapes and low in self.shapes[number][1]:
                        product = 0
                    elif low is not None and low == high:
                        plain = self._without_root(number)
                        if isinstance(plain, int):
                            product *= plain
                        else:
                            value = Ratio(self.ring, self.ring.polys[number]) if plain is None else plain
                            product *= self.sign(value.subs(self.variable, low, self.sign))
                    else:
                        product *= self.sign_within(low, high, number)
                return bool(signs & 1 << product + 1)

    def has_points(self, low: End, high: End) -> bool:
        """Tell whether a part of the line has a point, which an open cell between coinciding roots has not."""
        return low is None or high is None or low == high or self.below(low, high)

    def cut(self, numbers: Iterable[int]) -> list[tuple[End, End]]:
        """Cut the closed interval at roots: points as (x, x), open cells as (low, high), in order.

        An open cell can be empty at some of the parameters, where its ends coincide.
        """
        if self.low is not None and self.low == self.high:
            return [(self.low, self.low)]
        ends = [self.low, *self.roots(numbers), self.high]
        found: list[tuple[End, End]] = [(self.low, self.low)] if self.low is not None else []
        for low, high in itertools.pairwise(ends):
            found.append((low, high))
            if high is not None:
                found.append((high, high))
        return found


def _single(poly: fmpq_mpoly) -> int:
    """Return the first generator in a polynomial."""
    return next(i for i, degree in enumerate(poly.degrees()) if degree)


def _shifted(parts: Sequence[Ratio], shift: Ratio) -> list[Ratio]:
    """Return the coefficients of a polynomial in x - shift, lowest power first (Taylor, by repeated division)."""
    found = list(parts)
    for i in range(len(found) - 1):
        for j in range(len(found) - 2, i - 1, -1):
            found[j] = found[j] + shift * found[j + 1]
    return found
