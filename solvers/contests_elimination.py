"""Systems of equations in the choices of several players, solved for one cell of the parameters.

The equations are split into irreducible factors; an equation that is linear in a choice is solved for it, two others
that share a choice are reduced by division until one of them is free of it (Ritt 1950; Wu 1978), and what is left in
one choice alone is solved on its line. Whatever could be zero is asked of the cell or followed as a branch of its own,
so that no solution is lost; the points found are candidates, to be checked by whoever asks.

>>> from detente.games import reals
>>> from detente.solvers.algebra import Ring
>>> from detente.solvers.formulas import boolean
>>> from detente.solvers.partition import Partition
>>> V, x, y = reals("V x y")
>>> ring = Ring([V, x, y])
>>> cells = Partition(ring, [boolean(V > 0, ring)])
>>> inside = [boolean(c, ring) for c in (x > 0, y > 0, x < 9*V, y < 9*V)]
>>> ends = {1: (ring.zero, ring.convert(9*V)), 2: (ring.zero, ring.convert(9*V))}
>>> first_order = [ring.convert(V*y - (x + y)**2), ring.convert(V*x - (x + y)**2)]
>>> solutions(cells, 0, first_order, ends, inside)
[{1: Ratio(V/4), 2: Ratio(V/4)}]
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flint import fmpq_mpoly

from detente.games import UnsupportedGame
from detente.solvers.algebra import NEG, POS, ZERO, Ring
from detente.solvers.extensions import Power
from detente.solvers.formulas import Atom, Formula, compare
from detente.solvers.line import Line
from detente.solvers.partition import Partition
from detente.solvers.ratio import Ratio, Sign, coefficients_of

Values = dict[int, Ratio]
"""Choices, by the numbers of their generators."""

DEPTH = 40
"""How many steps a branch may take."""


def solutions(
    partition: Partition,
    cell: int,
    equations: Sequence[Ratio],
    ends: Mapping[int, tuple[Ratio, Ratio]],
    side: Sequence[Formula],
) -> list[Values]:
    """Return points that include all solutions of equations for unknowns between their ends, where ``side`` holds.

    A choice that is left free stands for itself. Raises UnsupportedGame where a solution is not found in closed form.
    """
    system = _System(partition, cell, dict(ends))
    found: list[Values] = []
    for values in system.solve(list(equations), {v: system.ring.generator(v) for v in ends}, tuple(side), DEPTH):
        if values not in found:
            found.append(values)
    return found


@dataclass(frozen=True)
class _System:
    partition: Partition
    cell: int
    ends: dict[int, tuple[Ratio, Ratio]]

    @property
    def ring(self) -> Ring:
        return self.partition.ring

    # questions

    def possible(self, side: Sequence[Formula], *more: Formula) -> bool:
        return self.partition.feasible(self.cell, [*side, *more])

    def unknown_in(self, poly: fmpq_mpoly) -> set[int]:
        """Return the unknowns that a polynomial hangs on, through its generators too."""
        return self.ring.variables(poly) & self.ends.keys()

    def moving(self, poly: fmpq_mpoly) -> list[int]:
        """Return the generators other than symbols that change with an unknown."""
        degrees, offset = poly.degrees(), len(self.ring.symbols)
        return [i for i in range(offset, len(degrees)) if degrees[i] and any(self.ring.moves(i, v) for v in self.ends)]

    def sign(self, side: Sequence[Formula], ratio: Ratio) -> int:
        """Return the sign of a ratio, which is 1 also where it can only be zero besides."""
        if not any(self.unknown_in(part) for part in ratio.parts):
            return self.partition.sign(self.cell, ratio)
        if not self.possible(side, compare(ratio, NEG)):
            return 1
        if not self.possible(side, compare(ratio, POS)):
            return -1
        raise UnsupportedGame(f"the sign of {ratio.expr()}, of which a root is taken, is not known")

    def _put(self, ratio: Ratio, v: int, value: Ratio, side: tuple[Formula, ...]) -> Ratio:
        """Put a value in place of an unknown."""

        def positive(each: Ratio) -> bool:
            return not self.possible(side, compare(each, NEG | ZERO))

        return placed(ratio, v, value, lambda each: self.sign(side, each), positive)

    # branches

    def solve(self, equations: list[Ratio], values: Values, side: tuple[Formula, ...], depth: int) -> list[Values]:
        if depth == 0:
            raise UnsupportedGame("the equations for the choices made at once are too many to reduce")
        if not self.possible(side):
            return []
        choices: list[list[int]] = []
        for equation in equations:
            factors = self._factors(equation, side)
            if factors is not None:
                choices.append(factors)
        if any(not factors for factors in choices):
            return []
        for k, factors in enumerate(choices):
            if len(factors) > 1:
                found = []
                for number in factors:
                    rest = [[number] if j == k else other for j, other in enumerate(choices)]
                    again = [_product(self.ring, part) for part in rest]
                    found += self.solve(again, values, (*side, Atom((number,), ZERO)), depth - 1)
                return found
        numbers = list(dict.fromkeys(factors[0] for factors in choices))
        if not numbers:
            return self._at_ends(values, side)
        return self._step([self.ring.polys[number] for number in numbers], values, side, depth - 1)

    def _factors(self, equation: Ratio, side: tuple[Formula, ...]) -> list[int] | None:
        """Return the factors of an equation that can vanish, None where it holds whatever is chosen."""
        if equation.is_zero():
            return None
        if equation.num.is_constant():
            return []
        found = []
        for number, _ in self.ring.factors(self.ring.intern(equation.num)[0]):
            poly = self.ring.polys[number]
            if self.unknown_in(poly):
                if self.possible(side, Atom((number,), ZERO)):
                    found.append(number)
            elif self.partition.sign_of(self.cell, number) == 0:
                return None
        return found

    def _at_ends(self, values: Values, side: tuple[Formula, ...]) -> list[Values]:
        """Put an end in place of a free choice that can be nothing else."""
        for v, (low, high) in self.ends.items():
            at = self.ring.generator(v)
            if values[v] != at:
                continue
            for end, gap in ((low, at - low), (high, high - at)):
                if not self.possible(side, compare(gap, POS)):
                    values = {w: end if w == v else self._put(old, v, end, side) for w, old in values.items()}
                    break
        return [values]

    def _step(self, polys: list[fmpq_mpoly], values: Values, side: tuple[Formula, ...], depth: int) -> list[Values]:
        linear = self._linear(polys)
        if linear is not None:
            k, v, rest, slope = linear
            others = [Ratio(self.ring, poly) for j, poly in enumerate(polys) if j != k]
            found: list[Values] = []
            zero = compare(Ratio(self.ring, slope), ZERO)
            if not self.unknown_in(slope):
                if self.partition.sign(self.cell, Ratio(self.ring, slope)) == 0:
                    return self.solve([*others, Ratio(self.ring, rest)], values, side, depth)
            elif self.possible(side, zero):
                both = [Ratio(self.ring, rest), Ratio(self.ring, slope)]
                found += self.solve([*others, *both], values, (*side, zero), depth)
            return found + self._assigned(others, values, side, depth, v, Ratio(self.ring, -rest, slope))
        pure = self._pure_power(polys, side)
        if pure is not None:
            k, v, roots = pure
            others = [Ratio(self.ring, other) for j, other in enumerate(polys) if j != k]
            return [each for root in roots for each in self._assigned(others, values, side, depth, v, root)]
        for k, poly in enumerate(polys):
            unknown = self.unknown_in(poly)
            if len(unknown) == 1 and not any(
                self.unknown_in(other) == unknown for j, other in enumerate(polys) if j != k
            ):
                (v,) = unknown
                others = [Ratio(self.ring, other) for j, other in enumerate(polys) if j != k]
                found = []
                for root in self._roots(v, poly, side):
                    found += self._assigned(others, values, side, depth, v, root)
                return found
        lower = self._lower(polys, side)
        if lower is not None:
            again = [Ratio(self.ring, poly) for poly in (*polys, lower)]
            return self.solve(again, values, side, depth)
        return self._reduced(polys, values, side, depth)

    def _lower(self, polys: list[fmpq_mpoly], side: tuple[Formula, ...]) -> fmpq_mpoly | None:
        """Return a combination of two equations of lower degree than both, the highest terms of which cancel.

        Its degree is that of its factors which can vanish (Buchberger 1965, S-polynomials).
        """
        ring = self.ring
        inner = sorted({i for poly in polys for i in self.moving(poly)})
        orders = [[*inner, *self.ends], [*inner[::-1], *reversed(self.ends)]]
        for one, two in itertools.combinations(polys, 2):
            least = min(_degree(poly, orders[0]) for poly in (one, two))
            for order in orders:
                tops = [_top(ring, poly, order) for poly in (one, two)]
                (m, a), (n, b) = tops
                common = tuple(max(p, q) for p, q in zip(m, n, strict=True))
                up, down = (
                    ring.ctx.from_dict({tuple(c - p for c, p in zip(common, each, strict=True)): 1}) for each in (m, n)
                )
                found = b * up * one - a * down * two
                if found.is_zero() or found.is_constant():
                    continue
                factors = [ring.polys[number] for number, _ in ring.factors(ring.intern(found)[0])]
                degrees = [
                    _degree(factor, order)
                    for factor in factors
                    if self.unknown_in(factor)
                    and (_degree(factor, order) < least or self.possible(side, compare(Ratio(ring, factor), ZERO)))
                ]
                if degrees and max(degrees) < least:
                    return found
        return None

    def _pure_power(self, polys: list[fmpq_mpoly], side: tuple[Formula, ...]) -> tuple[int, int, list[Ratio]] | None:
        """Return the roots of ``a*x**n + b`` with other unknowns in b, where they have no roots of those in them."""
        ring = self.ring
        for k, poly in enumerate(polys):
            for v in self.ends:
                parts = coefficients_of(poly, v, ring.ctx)
                degree = len(parts) - 1
                inner = any(ring.moves(i, v) for i in self.moving(poly))
                if degree < 2 or inner or any(not part.is_zero() for part in parts[1:-1]):
                    continue
                if self.possible(side, compare(Ratio(ring, parts[-1]), ZERO)):
                    continue
                try:
                    power = -Ratio(ring, parts[0], parts[-1])
                    if self.sign(side, power) < 0:
                        continue
                    root = ring.root(degree, power, lambda r: self.sign(side, r))
                except UnsupportedGame:
                    continue
                if any(self.moving(part) for part in root.parts):
                    continue
                return k, v, [root] if degree % 2 else [root, -root]
        return None

    def _linear(self, polys: list[fmpq_mpoly]) -> tuple[int, int, fmpq_mpoly, fmpq_mpoly] | None:
        """Return an equation that is linear in an unknown: its place, the unknown, the rest, and the slope."""
        options = []
        for k, poly in enumerate(polys):
            inside = {v for i in self.moving(poly) for v in self.ends if self.ring.moves(i, v)}
            for v in self.ends:
                if poly.degrees()[v] == 1 and v not in inside:
                    rest, slope = coefficients_of(poly, v, self.ring.ctx)
                    rank = bool(self.unknown_in(slope)), bool(inside), len(poly.coeffs()), -v, k
                    options.append((rank, (k, v, rest, slope)))
        return min(options, key=lambda option: option[0])[1] if options else None

    def _roots(self, v: int, poly: fmpq_mpoly, side: tuple[Formula, ...]) -> list[Ratio]:
        """Return the roots of an equation in one unknown between its ends, and an end where it may hold."""
        low, high = self.ends[v]
        line = Line(self.partition, self.cell, v, low, high, implicit=True)
        found = list(line.roots([self.ring.intern(poly)[0]]))
        at = self.ring.generator(v)
        return found + [end for end in (low, high) if self.possible(side, compare(at - end, ZERO))]

    def _assigned(
        self, others: list[Ratio], values: Values, side: tuple[Formula, ...], depth: int, v: int, value: Ratio
    ) -> list[Values]:
        """Put a value in place of an unknown, in the other equations and values."""
        here = (*side, compare(self.ring.generator(v) - value, ZERO))
        if not self.possible(here):
            return []
        again = [self._put(other, v, value, here) for other in others]
        moved = {w: value if w == v else self._put(known, v, value, here) for w, known in values.items()}
        return self.solve(again, moved, here, depth)

    def _forced(self, polys: list[fmpq_mpoly], values: Values, side: tuple[Formula, ...], depth: int) -> list[Values]:
        """Put an end in place of an unknown that can be nothing else, where there are too few equations."""
        for v, (low, high) in self.ends.items():
            at = self.ring.generator(v)
            for end, gap in ((low, at - low), (high, high - at)):
                if any(v in self.unknown_in(poly) for poly in polys) and not self.possible(side, compare(gap, POS)):
                    return self._assigned([Ratio(self.ring, p) for p in polys], values, side, depth, v, end)
        raise UnsupportedGame("a continuum of choices along a curve is not solved for")

    def _reduced(self, polys: list[fmpq_mpoly], values: Values, side: tuple[Formula, ...], depth: int) -> list[Values]:
        """Divide one equation by another in a generator that both have, the generators other than symbols first."""
        ring = self.ring
        inner = sorted({i for poly in polys for i in self.moving(poly)}, reverse=True)
        options = []
        for rank, w in enumerate([*inner, *self.ends]):
            degrees = sorted((int(poly.degrees()[w]), k) for k, poly in enumerate(polys) if poly.degrees()[w])
            if len(degrees) > 1:
                options.append((w not in inner, sum(d for d, _ in degrees[:2]), rank, w, degrees[0][1], degrees[1][1]))
        if not options:
            return self._forced(polys, values, side, depth)
        *_, w, k, j = min(options)
        lower, higher = polys[k], polys[j]
        lead = Ratio(ring, coefficients_of(lower, w, ring.ctx)[-1])
        found: list[Values] = []
        if not any(self.unknown_in(part) for part in lead.parts):
            if self.partition.sign(self.cell, lead) == 0:
                again = [
                    lower - lead.num * ring.gens[w] ** int(lower.degrees()[w]) if i == k else p
                    for i, p in enumerate(polys)
                ]
                return self.solve([Ratio(ring, poly) for poly in again], values, side, depth)
        elif self.possible(side, compare(lead, ZERO)):
            more = [*(Ratio(ring, poly) for poly in polys), lead]
            found += self.solve(more, values, (*side, compare(lead, ZERO)), depth)
        rest = _remainder(ring, higher, lower, w)
        again = [rest if i == j else poly for i, poly in enumerate(polys)]
        return found + self.solve([Ratio(ring, poly) for poly in again], values, side, depth)


def placed(ratio: Ratio, v: int, value: Ratio, sign: Sign, positive: Callable[[Ratio], bool]) -> Ratio:
    """Put a value in place of a generator; powers of products of what is positive become products of powers."""
    ring = ratio.ring
    offset = len(ring.symbols)
    for i in range(offset, offset + len(ring.radicals)):
        power = ring.extension(i)
        if isinstance(power, Power) and any(p.degrees()[i] for p in ratio.parts) and ring.moves(i, v):
            base, exponent = (placed(part, v, value, sign, positive) for part in (power.base, power.exponent))
            if base.is_zero():
                # 0**0 is one, and a negative exponent of zero has been ruled out
                image = ring.zero if sign(exponent) > 0 else ring.one
            else:
                image = raised_apart(base, exponent, positive)
            ratio = ratio.subs(i, image, sign)
    return ratio.subs(v, value, sign) if ratio.involves(v) else ratio


def raised_apart(base: Ratio, exponent: Ratio, positive: Callable[[Ratio], bool]) -> Ratio:
    """Return a power of a ratio as a product of powers of its factors, where all are known to be positive."""
    ring = base.ring
    if base.is_zero():
        return ring.zero
    total, constant = ring.one, ring.one
    for poly, side in ((base.num, 1), (base.den, -1)):
        if poly.is_constant():
            constant = constant * Ratio(ring, poly).power(side)
            continue
        number, _ = ring.intern(poly)
        content = Ratio(ring, poly) / Ratio(ring, ring.polys[number])
        constant = constant * content.power(side)
        for factor, times in ring.factors(number):
            part = Ratio(ring, ring.polys[factor])
            if not positive(part):
                return ring.raised(base, exponent)
            total = total * ring.raised(part, exponent).power(side * times)
    size = constant.constant()
    if size is None or size <= 0:
        return ring.raised(base, exponent)
    return total * ring.raised(constant, exponent)


def _degree(poly: fmpq_mpoly, among: Sequence[int]) -> int:
    """Return the total degree of a polynomial in some generators."""
    return max(sum(int(monomial[i]) for i in among) for monomial in poly.monoms())


def _top(ring: Ring, poly: fmpq_mpoly, order: Sequence[int]) -> tuple[tuple[int, ...], fmpq_mpoly]:
    """Return the highest monomial in some generators, by degree and then in their order, with its coefficient."""
    groups: dict[tuple[int, ...], dict[tuple[int, ...], Any]] = {}
    for monomial, coefficient in poly.to_dict().items():
        key = tuple(int(power) if i in order else 0 for i, power in enumerate(monomial))
        rest = tuple(0 if i in order else int(power) for i, power in enumerate(monomial))
        groups.setdefault(key, {})[rest] = coefficient
    top = max(groups, key=lambda key: (sum(key), [key[i] for i in order]))
    return top, ring.ctx.from_dict(groups[top])


def _product(ring: Ring, numbers: Sequence[int]) -> Ratio:
    total = ring.ctx.constant(1)
    for number in numbers:
        total = total * ring.polys[number]
    return Ratio(ring, total)


def _remainder(ring: Ring, poly: fmpq_mpoly, by: fmpq_mpoly, w: int) -> fmpq_mpoly:
    """Return the pseudo-remainder of a polynomial divided by another in one generator."""
    lead = coefficients_of(by, w, ring.ctx)[-1]
    low = int(by.degrees()[w])
    while not poly.is_zero() and (degree := int(poly.degrees()[w])) >= low:
        top = coefficients_of(poly, w, ring.ctx)[-1]
        poly = lead * poly - top * by * ring.gens[w] ** (degree - low)
    return poly
