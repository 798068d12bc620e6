"""What is known of the signs of polynomials in a region: from bounds, from points met so far, from the engine.

Most questions never reach the engine: a rational point of the region shows that a sign is possible,
and the signs of the terms of a sum may show that one is not.

>>> from detente.games import reals
>>> from detente.solvers.algebra import Ring
>>> from detente.solvers.formulas import boolean
>>> p = reals("p")
>>> ring = Ring([p])
>>> known = Knowledge(ring, [boolean(p > 0, ring)], 10, None)
>>> known.shows(boolean(p > 7, ring)), known.shows(boolean(p <= 0, ring))
(True, False)
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property

from flint import fmpq, fmpq_mpoly

from detente.solvers import smt
from detente.solvers.algebra import NEG, POS, ZERO, Ring
from detente.solvers.extensions import Exponential, Implicit, Radical
from detente.solvers.facts import product
from detente.solvers.formulas import FALSE, All, Any, Atom, Formula
from detente.solvers.pairs import contradict, is_long, points
from detente.solvers.ratio import Ratio, coefficients_of

ROOT_SECONDS = 1 / 8
"""The limit for the sign of a polynomial in roots without closed form."""

MAX_DEGREE = 12
"""The highest degree up to which a polynomial is rewritten for the signs of its coefficients."""

WITNESSES = 4
"""How many points of a region are kept."""


class Witness:
    """A rational point of a cell, and the signs of polynomials found there."""

    __slots__ = ("signs", "values")

    def __init__(self, values: tuple[Fraction, ...]) -> None:
        self.values = [fmpq(v.numerator, v.denominator) for v in values]
        self.signs: dict[int, int | None] = {}


class Cell:
    """A conjunction of sign conditions, with what is known to be possible and impossible in it."""

    __slots__ = ("atoms", "impossible", "open", "possible", "witnesses")

    def __init__(self, atoms: tuple[Formula, ...], possible: dict[int, int], impossible: dict[int, int]) -> None:
        self.atoms = atoms
        self.possible = possible
        self.impossible = impossible
        self.witnesses: list[Witness] = []
        self.open: set[tuple[int, int]] = set()
        """Signs of polynomials that the engine could not decide on: it is not asked again."""


class Knowledge:
    """Answers about the signs that polynomials can take in cells of the region where ``hypotheses`` hold.

    A question that the engine cannot decide, or that comes after ``deadline``, leaves a sign possible.
    """

    def __init__(self, ring: Ring, hypotheses: Sequence[Formula], seconds: float, deadline: float | None) -> None:
        self.ring = ring
        self.hypotheses = tuple(hypotheses)
        self.seconds = seconds
        self.deadline = deadline
        self.base = Cell((), {}, {})
        self._without_radical: dict[int, Ratio | None] = {}
        self._spreads: dict[int, fmpq_mpoly | None] = {}
        for part in self.hypotheses:
            if isinstance(part, Atom) and len(part.factors) == 1:
                known = self.base.impossible
                known[part.factors[0]] = known.get(part.factors[0], 0) | (7 ^ part.signs)
        self.empty = self.check(self.base, ()).satisfiable is False

    def late(self) -> bool:
        """Tell whether the time is up."""
        return self.deadline is not None and time.monotonic() > self.deadline

    def check(self, cell: Cell, extra: Sequence[Formula], seconds: float | None = None) -> smt.Answer:
        """Ask the engine whether a conjunction is possible in a cell."""
        if self.late():
            return smt.Answer(None)
        wall = None if self.deadline is None else self.deadline - time.monotonic()
        asked = [*cell.atoms, *extra]
        if is_long(self, asked):
            if contradict(self, asked):
                return smt.Answer(False)
            for point in self.scanned:
                if all(self.true_at(formula, point) for formula in asked):
                    if len(cell.witnesses) < WITNESSES and all(self.true_at(atom, point) for atom in cell.atoms):
                        cell.witnesses.append(point)
                    return smt.Answer(True)
        answer = smt.check(self.ring, [*self.hypotheses, *cell.atoms, *extra], seconds or self.seconds, wall)
        if answer.satisfiable and len(cell.witnesses) < WITNESSES:
            self._remember(cell, answer.model or ())
        return answer

    @cached_property
    def scanned(self) -> list[Witness]:
        """Points of the region, tried where polynomials are too long to ask the engine for one."""
        n = len(self.ring.symbols)
        used = sorted(i for i in set().union(*(smt.generators(self.ring, f) for f in self.hypotheses)) if i < n)
        found = []
        for cube in points(len(used)):
            values = [Fraction(0)] * n
            for i, x in zip(used, cube, strict=True):
                part = Fraction(int(x.p), int(x.q))
                # beyond the unit interval lie the symbols that the hypotheses leave free upwards
                values[i] = part if i in self.unit else part / (1 - part)
            point = Witness(tuple(values))
            if all(self.true_at(hypothesis, point) for hypothesis in self.hypotheses):
                found.append(point)
        return found

    def _remember(self, cell: Cell, model: tuple[Fraction | None, ...]) -> None:
        n = len(self.ring.symbols)
        used = set().union(*(smt.generators(self.ring, f) for f in (*self.hypotheses, *cell.atoms)))
        if all(model[i] is not None for i in used if i < n):
            cell.witnesses.append(Witness(tuple(value or Fraction(0) for value in model[:n])))

    def _sign_at(self, number: int, point: Witness) -> int | None:
        if number not in point.signs:
            poly = self.ring.polys[number]
            if any(degree for degree in poly.degrees()[len(self.ring.symbols) :]):
                point.signs[number] = None
            else:
                value = poly(*point.values, *[fmpq(0)] * (len(self.ring.gens) - len(point.values)))
                point.signs[number] = POS if value > 0 else NEG if value < 0 else ZERO
        return point.signs[number]

    def known(self, cell: Cell, number: int) -> tuple[int, int]:
        """Return the signs known to be possible, and those known to be impossible, without the engine."""
        possible, impossible = cell.possible.get(number, 0), cell.impossible.get(number, 0)
        if possible | impossible == 7:
            return possible, impossible
        for point in cell.witnesses:
            possible |= self._sign_at(number, point) or 0
        if possible | impossible != 7:
            impossible |= 7 ^ self._bound(cell, self.ring.polys[number])
        if possible | impossible != 7 and (spread := self._spread(number)) is not None:
            impossible |= 7 ^ self._bound(cell, spread)
        cell.possible[number], cell.impossible[number] = possible, impossible
        return possible, impossible

    def _spread(self, number: int) -> fmpq_mpoly | None:
        """Return a polynomial with each x in (0, 1) put as ``1/(1 + x)``, x > 0, and cleared; None where none is.

        Its coefficients are those of Bernstein: where all have one sign, so has the polynomial.
        """
        if number not in self._spreads:
            ring, poly = self.ring, self.ring.polys[number]
            degrees, found = poly.degrees(), None
            inside = [i for i in self.unit if degrees[i]]
            if inside and max(int(degrees[i]) for i in inside) <= MAX_DEGREE:
                found = poly
                for i in inside:
                    parts = coefficients_of(found, i, ring.ctx)
                    above = ring.gens[i] + 1
                    found = ring.ctx.constant(0)
                    for k, part in enumerate(parts):
                        found = found + part * above ** (len(parts) - 1 - k)
            self._spreads[number] = found
        return self._spreads[number]

    @cached_property
    def unit(self) -> list[int]:
        """The symbols that the hypotheses put between zero and one."""
        ring, known = self.ring, self.base.impossible
        found = []
        for i in range(len(ring.symbols)):
            signs = []
            for poly in (ring.gens[i], 1 - ring.gens[i]):
                number, unit = ring.intern(poly)
                signs.append(unit > 0 and known.get(number, 0) & (NEG | ZERO) == NEG | ZERO)
                signs[-1] = signs[-1] or (unit < 0 and known.get(number, 0) & (POS | ZERO) == POS | ZERO)
            if all(signs):
                found.append(i)
        return found

    def _bound(self, cell: Cell, poly: fmpq_mpoly) -> int:
        """Bound the sign of a polynomial by the signs of its terms."""
        total = ZERO
        names = self._generator_numbers()
        for monomial, coefficient in poly.to_dict().items():
            sign = POS if coefficient > 0 else NEG
            for i, power in enumerate(monomial):
                if power:
                    known = self._of_generator(i) or 7 ^ cell.impossible.get(names[i], 0)
                    if power % 2 == 0:
                        known = (POS if known & (NEG | POS) else 0) | known & ZERO
                    sign = product(sign, known)
            total = _sum(total, sign)
            if total == 7:
                return 7
        return total

    def _of_generator(self, number: int) -> int:
        """Return the signs that a generator other than a symbol can have, 0 for a symbol."""
        match self.ring.extension(number):
            case None:
                return 0
            case Exponential():
                return POS
            case Implicit():
                return 7
            case _:
                return POS | ZERO

    def _generator_numbers(self) -> list[int]:
        numbers: list[int] = self.ring.__dict__.setdefault("_generator_numbers", [])
        if not numbers:
            numbers += [self.ring.intern(self.ring.gens[i])[0] for i in range(len(self.ring.symbols))]
        return numbers

    def can(self, cell: Cell, number: int, signs: int) -> bool:
        """Tell whether a sign in ``signs`` is possible in the cell (taken as possible where unknown)."""
        possible, impossible = self.known(cell, number)
        if possible & signs:
            return True
        signs &= ~impossible
        if not signs:
            return False
        if (number, signs) in cell.open:
            return True
        # a comparison with a root without closed form is short or hopeless
        degrees = self.ring.polys[number].degrees()
        short = ROOT_SECONDS if any(degrees[i] for i in self.ring.above) else None
        answer = self.check(cell, [Atom((number,), signs)], short)
        if answer.satisfiable is None and not self.late():
            cell.open.add((number, signs))
        if answer.satisfiable is False:
            cell.impossible[number] |= signs
            return False
        if answer.satisfiable and signs.bit_count() == 1:
            cell.possible[number] |= signs
        return True

    def signs_in(self, cell: Cell, number: int) -> int:
        """Return the set of signs that a polynomial can take in a cell (possible where unknown)."""
        possible, impossible = self.known(cell, number)
        if possible | impossible == 7:
            return possible
        return sum(sign for sign in (NEG, ZERO, POS) if self.can(cell, number, sign))

    def true_at(self, formula: Formula, point: Witness) -> bool:
        """Tell whether a formula is known to hold at a point (False also where radicals keep that from being told)."""
        match formula:
            case Atom(factors, signs):
                total = POS
                for number in factors:
                    sign = self._sign_at(number, point)
                    if sign is None:
                        return False
                    total = product(total, sign)
                return bool(total & signs)
            case All(parts):
                return all(self.true_at(part, point) for part in parts)
            case Any(parts):
                return any(self.true_at(part, point) for part in parts)

    def shows(self, formula: Formula) -> bool:
        """Tell whether a formula is known to be possible somewhere within the hypotheses (False where unknown)."""
        if formula == FALSE:
            return False
        if isinstance(formula, Atom) and len(formula.factors) == 1:
            possible, impossible = self.known(self.base, formula.factors[0])
            if possible & formula.signs:
                return True
            if not formula.signs & ~impossible:
                return False
        return self.check(self.base, [formula]).satisfiable is True

    def base_signs(self, number: int) -> int:
        """Return the set of signs that a polynomial can take within the hypotheses (possible where unknown)."""
        return self.signs_in(self.base, number)

    def plain(self, number: int) -> Ratio | None:
        """Return a ratio with the sign of ``a*r + b`` but not the radical r, where the signs of a and b are known."""
        if number not in self._without_radical:
            self._without_radical[number] = self._find_plain(number)
        return self._without_radical[number]

    def _find_plain(self, number: int) -> Ratio | None:
        ring, poly = self.ring, self.ring.polys[number]
        offset = len(ring.symbols)
        used = [i for i, degree in enumerate(poly.degrees()) if i >= offset and degree]
        if len(used) != 1 or poly.degrees()[used[0]] != 1:
            return None
        b, a = (Ratio(ring, part) for part in coefficients_of(poly, used[0], ring.ctx))
        if a.involves(used[0]) or b.involves(used[0]):
            return None
        extension = ring.extension(used[0])
        if not isinstance(extension, Radical):
            return None
        index, arg = extension
        if b.is_zero():
            return arg
        signs = [self.known_sign(a), self.known_sign(b)]
        if None in signs or 0 in signs or signs[0] == signs[1]:
            return None
        size = a.power(index) * arg - (-b).power(index)
        # with a < 0 an even power turns both terms around, and an odd one neither
        return -size if signs[0] == -1 and index % 2 == 0 else size

    def known_sign(self, ratio: Ratio) -> int | None:
        """Return the sign of a ratio that the hypotheses fix, or None."""
        constant = ratio.constant()
        if constant is not None:
            return int(constant.p > 0) - int(constant.p < 0)
        number, unit = self.ring.intern(ratio.num)
        total = unit
        for factor, power in self.ring.factors(number):
            found: int | None = {POS: 1, NEG: -1}.get(self.base_signs(factor))
            if found is None:
                return None
            total *= found if power % 2 else 1
        return total


def _sum(one: int, two: int) -> int:
    if ZERO in (one, two):
        return two if one == ZERO else one
    found = (one | two) & (POS | NEG)
    if found == POS | NEG:
        return 7
    return found | (ZERO if one & two & ZERO else 0)
