"""A region of parameters, cut into cells no finer than the questions asked of it.

A solver is written as a plain program that asks for signs. Where the hypotheses and what is already known of
a cell decide the question, the answer is that; where they do not, the cell is split and the program goes on in
each part. A set of cells is an integer with one bit a cell; since cells only ever split, a set made earlier is
brought up to date by replaying the splits that have happened since.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from fractions import Fraction
from typing import TypeVar

from flint import fmpq

from detente.solvers import smt
from detente.solvers.algebra import NEG, POS, ZERO, Ratio, Ring, coefficients_of
from detente.solvers.formulas import FALSE, TRUE, All, Any, Atom, Formula, compare, conjunction, polynomials

R = TypeVar("R", bound=Hashable)
WITNESSES = 4
MAX_CELLS = 4000


class Witness:
    """A rational point of a cell, and the signs of polynomials found there."""

    __slots__ = ("signs", "values")

    def __init__(self, values: tuple[Fraction, ...]) -> None:
        self.values = [fmpq(v.numerator, v.denominator) for v in values]
        self.signs: dict[int, int | None] = {}


class Cell:
    """A conjunction of sign conditions, with what is known to be possible and impossible in it."""

    __slots__ = ("atoms", "impossible", "possible", "witnesses")

    def __init__(self, atoms: tuple[Formula, ...], possible: dict[int, int], impossible: dict[int, int]) -> None:
        self.atoms = atoms
        self.possible = possible
        self.impossible = impossible
        self.witnesses: list[Witness] = []


class Partition:
    """The cells of the region where ``hypotheses`` hold; questions in unbounded number stop at ``MAX_CELLS``.

    ``abandoned`` is the set of cells in which a question was left open, because there are too many
    cells or the time is up: what is found there is not an answer.
    """

    def __init__(
        self, ring: Ring, hypotheses: Sequence[Formula], *, seconds: float = 10, deadline: float | None = None
    ) -> None:
        self.ring = ring
        self.hypotheses = tuple(hypotheses)
        self.seconds = seconds
        self.deadline = deadline
        self.cells = [Cell((), {}, {})]
        self.splits: list[tuple[int, int]] = []
        self.asked: dict[int, None] = {}
        self.abandoned = 0
        self.doubtful = False
        self._without_radical: dict[int, Ratio | None] = {}
        self.described: tuple[tuple[int, int], dict[int, dict[int, int]]] | None = None
        self._answers: dict[Formula, tuple[int, int, int]] = {}
        for part in self.hypotheses:
            if isinstance(part, Atom) and len(part.factors) == 1:
                known = self.cells[0].impossible
                known[part.factors[0]] = known.get(part.factors[0], 0) | (7 ^ part.signs)
        self.empty = self._check(self.cells[0], ()).satisfiable is False
        self._base = self.cells[0]

    @property
    def everywhere(self) -> int:
        """The set of all cells."""
        return (1 << len(self.cells)) - 1

    def members(self, mask: int) -> Iterator[int]:
        """Run through the cells of a set."""
        while mask:
            low = mask & -mask
            yield low.bit_length() - 1
            mask ^= low

    def update(self, mask: int, since: int) -> int:
        """Bring a set made after ``since`` splits up to date."""
        if since == len(self.splits):
            return mask
        for parent, child in self.splits[since:]:
            if mask >> parent & 1:
                mask |= 1 << child
        return mask

    def formula(self, cell: int) -> Formula:
        """Return the conjunction that defines a cell within the hypotheses."""
        return conjunction(self.cells[cell].atoms)

    # what is possible in a cell

    def _check(self, cell: Cell, extra: Sequence[Formula]) -> smt.Answer:
        if self._late():
            return smt.Answer(None)
        answer = smt.check(self.ring, [*self.hypotheses, *cell.atoms, *extra], self.seconds)
        if answer.satisfiable is None:
            self.doubtful = True
        elif answer.satisfiable and len(cell.witnesses) < WITNESSES:
            self._remember(cell, answer.model or ())
        return answer

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

    def _known(self, cell: Cell, number: int) -> tuple[int, int]:
        possible, impossible = cell.possible.get(number, 0), cell.impossible.get(number, 0)
        if possible | impossible == 7:
            return possible, impossible
        for point in cell.witnesses:
            possible |= self._sign_at(number, point) or 0
        if not possible | impossible == 7:
            impossible |= 7 ^ self._bound(cell, number)
        cell.possible[number], cell.impossible[number] = possible, impossible
        return possible, impossible

    def _bound(self, cell: Cell, number: int) -> int:
        """Bound the sign of a polynomial by the signs of its terms."""
        total = ZERO
        names = self._generator_numbers()
        for monomial, coefficient in self.ring.polys[number].to_dict().items():
            sign = POS if coefficient > 0 else NEG
            for i, power in enumerate(monomial):
                if power:
                    known = 7 ^ cell.impossible.get(names[i], 0) if i < len(self.ring.symbols) else POS | ZERO
                    if power % 2 == 0:
                        known = (POS if known & (NEG | POS) else 0) | known & ZERO
                    sign = _product(sign, known)
            total = _sum(total, sign)
            if total == 7:
                return 7
        return total

    def _generator_numbers(self) -> list[int]:
        numbers: list[int] = self.ring.__dict__.setdefault("_generator_numbers", [])
        if not numbers:
            numbers += [self.ring.intern(self.ring.gens[i])[0] for i in range(len(self.ring.symbols))]
        return numbers

    def _can(self, cell: Cell, number: int, signs: int) -> bool:
        """Tell whether a sign in ``signs`` is possible in the cell (taken as possible where unknown)."""
        possible, impossible = self._known(cell, number)
        if possible & signs:
            return True
        signs &= ~impossible
        if not signs:
            return False
        answer = self._check(cell, [Atom((number,), signs)])
        if answer.satisfiable is False:
            cell.impossible[number] |= signs
            return False
        if answer.satisfiable and signs.bit_count() == 1:
            cell.possible[number] |= signs
        return True

    # questions

    def ask(self, cell: int, formula: Formula) -> bool:
        """Tell whether a formula holds in a cell, after splitting the cell where that is not decided."""
        match formula:
            case All(parts):
                return all(self.ask(cell, part) for part in parts)
            case Any(parts):
                return any(self.ask(cell, part) for part in parts)
            case Atom(factors, signs):
                plain = [(number, self._plain(number)) for number in factors]
                if any(ratio is not None for _, ratio in plain):
                    total = self.ring.one
                    for number, ratio in plain:
                        total *= Ratio(self.ring, self.ring.polys[number]) if ratio is None else ratio
                    return self.ask(cell, compare(total, signs))
                *first, last = factors
                for number in first:
                    sign = self.sign_of(cell, number)
                    if sign == 0:
                        return bool(signs & ZERO)
                    if sign < 0:
                        signs = signs & ZERO | (POS if signs & NEG else 0) | (NEG if signs & POS else 0)
                return self._ask_one(cell, last, signs)

    def sign_of(self, cell: int, number: int) -> int:
        """Return the sign of an interned polynomial in a cell (-1, 0, 1)."""
        if self.ask(cell, Atom((number,), POS)):
            return 1
        return 0 if self.ask(cell, Atom((number,), ZERO)) else -1

    def sign(self, cell: int, ratio: Ratio) -> int:
        """Return the sign of a ratio in a cell (-1, 0, 1); its denominator must not vanish."""
        if self.ask(cell, compare(ratio, POS)):
            return 1
        return -1 if self.ask(cell, compare(ratio, NEG)) else 0

    def _plain(self, number: int) -> Ratio | None:
        """Return a ratio of the same sign as ``a*r + b``, free of the radical r, where the signs of a and b are known."""
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
        signs = [self._known_sign(a), self._known_sign(b)]
        if None in signs or 0 in signs or signs[0] == signs[1]:
            return None
        index, arg = ring.radicals[used[0] - offset]
        size = a.power(index) * arg - (-b).power(index)
        # with a < 0 an even power turns both terms around, and an odd one neither
        return -size if signs[0] == -1 and index % 2 == 0 else size

    def _known_sign(self, ratio: Ratio) -> int | None:
        constant = ratio.constant()
        if constant is not None:
            return (constant.p > 0) - (constant.p < 0)
        number, unit = self.ring.intern(ratio.num)
        total = unit
        for factor, power in self.ring.factors(number):
            found = {POS: 1, NEG: -1}.get(self.base_signs(factor))
            if found is None:
                return None
            total *= found**power
        return total

    def _ask_one(self, index: int, number: int, signs: int) -> bool:
        cell = self.cells[index]
        if signs in (0, 7):
            return signs == 7
        if not self._can(cell, number, 7 ^ signs):
            return True
        if not self._can(cell, number, signs):
            return False
        self.asked.setdefault(number)
        if self.abandoned >> index & 1 or self._exhausted():
            self.abandoned |= 1 << index
            return False
        self._split(index, [Atom((number,), signs), Atom((number,), 7 ^ signs)])
        return True

    def _exhausted(self) -> bool:
        return len(self.cells) >= MAX_CELLS or self._late()

    def _late(self) -> bool:
        return self.deadline is not None and time.monotonic() > self.deadline

    def _split(self, index: int, alternatives: Sequence[Formula]) -> None:
        """Restrict a cell to the first alternative, and append a cell for each of the others."""
        cell = self.cells[index]
        for k, atom in enumerate(alternatives):
            parts = atom.parts if isinstance(atom, All) else (atom,)
            new = Cell((*cell.atoms, *parts), {}, dict(cell.impossible))
            for part in parts:
                if isinstance(part, Atom) and len(part.factors) == 1:
                    number = part.factors[0]
                    new.impossible[number] = new.impossible.get(number, 0) | (7 ^ part.signs)
            new.witnesses = [w for w in cell.witnesses if all(self._true_at(part, w) for part in parts)]
            if k == 0:
                self.cells[index] = new
            else:
                self.splits.append((index, len(self.cells)))
                self.cells.append(new)

    def _true_at(self, formula: Formula, point: Witness) -> bool:
        match formula:
            case Atom(factors, signs):
                total = POS
                for number in factors:
                    sign = self._sign_at(number, point)
                    if sign is None:
                        return False
                    total = _product(total, sign)
                return bool(total & signs)
            case All(parts):
                return all(self._true_at(part, point) for part in parts)
            case Any(parts):
                return any(self._true_at(part, point) for part in parts)

    def feasible(self, cell: int, formulas: Sequence[Formula]) -> bool:
        """Tell whether a conjunction is possible in a cell (taken as possible where unknown)."""
        if any(formula == FALSE for formula in formulas):
            return False
        formulas = [formula for formula in formulas if formula != TRUE]
        if not formulas:
            return True
        found = self.cells[cell]
        if any(all(self._true_at(f, w) for f in formulas) for w in found.witnesses):
            return True
        return self._check(found, formulas).satisfiable is not False

    def ever(self, formula: Formula) -> bool:
        """Tell whether a formula is possible anywhere within the hypotheses (taken as possible where unknown)."""
        if isinstance(formula, Atom) and len(formula.factors) == 1:
            return self._can(self._base, formula.factors[0], formula.signs)
        if formula == FALSE:
            return False
        return smt.check(self.ring, [*self.hypotheses, formula], self.seconds).satisfiable is not False

    def is_thin(self, cell: int) -> bool:
        """Tell whether a cell lies in the zeros of a polynomial that was asked about."""
        return any(
            self.possible_signs(cell, atom.factors[0]) == ZERO
            for atom in self.cells[cell].atoms
            if isinstance(atom, Atom) and len(atom.factors) == 1
        )

    def base_signs(self, number: int) -> int:
        """Return the set of signs that a polynomial can take within the hypotheses (possible where unknown)."""
        return self._signs_in(self._base, number)

    def choose(self, cell: int, alternatives: Sequence[Sequence[Formula]]) -> int:
        """Return which of several exclusive and exhaustive conjunctions holds, after splitting the cell."""
        open_ones = [k for k, parts in enumerate(alternatives) if self.feasible(cell, parts)]
        if len(open_ones) > 1:
            # a product is told by the signs of its factors, so that cells stay conjunctions of single signs
            for k in open_ones:
                for number in [n for part in alternatives[k] for n in _in_products(part)]:
                    self.sign_of(cell, number)
            open_ones = [k for k in open_ones if self.feasible(cell, alternatives[k])]
        if len(open_ones) > 1:
            for k in open_ones:
                for part in alternatives[k]:
                    for number in sorted(polynomials(part)):
                        self.asked.setdefault(number)
            if self._exhausted():
                self.abandoned |= 1 << cell
            else:
                self._split(cell, [conjunction(alternatives[k]) for k in open_ones])
        return open_ones[0] if open_ones else 0

    def where(self, formula: Formula, mask: int) -> int:
        """Return the part of a set in which a formula holds; cells may split, so bring other sets up to date."""
        since, decided, true = self._answers.get(formula, (0, 0, 0))
        decided, true = self.update(decided, since), self.update(true, since)
        todo = list(self.members(mask & ~decided))
        found = mask & true
        for cell in todo:
            before = len(self.cells)
            if self.ask(cell, formula):
                found |= 1 << cell
            todo.extend(range(before, len(self.cells)))
        decided, true = self.update(decided, since), self.update(true, since)
        for cell in todo:
            decided |= 1 << cell
        self._answers[formula] = len(self.splits), decided, true | found
        return found

    def run(self, program: Callable[[int], R], mask: int) -> dict[R, int]:
        """Run a program in every cell of a set, again in each cell split off: result -> set of cells."""
        results: dict[R, int] = {}
        todo = list(self.members(mask))
        for cell in todo:
            before = len(self.cells)
            result = program(cell)
            results[result] = results.get(result, 0) | 1 << cell
            todo.extend(range(before, len(self.cells)))
        return results

    def possible_signs(self, cell: int, number: int) -> int:
        """Return the set of signs that a polynomial can take in a cell (possible where unknown)."""
        return self._signs_in(self.cells[cell], number)

    def cheap_signs(self, cell: int, number: int) -> tuple[int, bool]:
        """Return a set of signs that a polynomial's sign in a cell is within, and whether each is known possible."""
        possible, impossible = self._known(self.cells[cell], number)
        return 7 & ~impossible, possible | impossible == 7

    def _signs_in(self, cell: Cell, number: int) -> int:
        possible, impossible = self._known(cell, number)
        if possible | impossible == 7:
            return possible
        return sum(sign for sign in (NEG, ZERO, POS) if self._can(cell, number, sign))


def absorb(
    partition: Partition, results: dict[R, int], same: Callable[[int, R, R], bool], others: int = 0
) -> dict[R, int]:
    """Give each thin cell (one with an equation in it) to the result for which the whole is described shortest.

    ``same`` tells whether two results agree throughout a cell. A boundary thus goes to the side that it
    continues, and a case that only repeats a neighbour on its edge disappears. ``others`` are cells
    of no result.
    """
    from detente.solvers.describe import length

    results = dict(results)
    for result in sorted(results, key=lambda r: results[r].bit_count()):
        for other in list(results):
            thin = [
                cell
                for cell in partition.members(results[result])
                if other != result and partition.is_thin(cell) and same(cell, result, other)
            ]
            # all that can go may have to go together before the description gets shorter
            for group in [sum(1 << cell for cell in thin), *(1 << cell for cell in thin)]:
                if not group or results[result] & group != group:
                    continue
                moved = {result: results[result] & ~group, other: results[other] | group}
                everything = others | sum(results.values())

                def cost(masks: dict[R, int], everything: int = everything) -> int:
                    return sum(length(partition, m, everything & ~m) for m in masks.values() if m)

                if cost(moved) < cost({result: results[result], other: results[other]}):
                    results.update(moved)
    return {result: mask for result, mask in results.items() if mask}


def _in_products(formula: Formula) -> list[int]:
    match formula:
        case Atom(factors, _):
            return list(factors[:-1])
        case All(parts) | Any(parts):
            return [number for part in parts for number in _in_products(part)]


def _product(one: int, two: int) -> int:
    found = ZERO if (one | two) & ZERO and one and two else 0
    if one & POS and two & POS or one & NEG and two & NEG:
        found |= POS
    if one & POS and two & NEG or one & NEG and two & POS:
        found |= NEG
    return found


def _sum(one: int, two: int) -> int:
    if ZERO in (one, two):
        return two if one == ZERO else one
    found = (one | two) & (POS | NEG)
    if found == POS | NEG:
        return 7
    return found | (ZERO if one & two & ZERO else 0)

