"""A region of parameters, cut into cells no finer than the questions asked of it.

A solver is written as a plain program that asks for signs. Where the hypotheses and what is already known of
a cell decide the question, the answer is that; where they do not, the cell is split and the program goes on in
each part. A set of cells is an integer with one bit a cell; since cells only ever split, a set made earlier is
brought up to date by replaying the splits that have happened since.

>>> from detente.games import reals
>>> from detente.solvers.algebra import Ring
>>> from detente.solvers.formulas import boolean
>>> p = reals("p")
>>> ring = Ring([p])
>>> cells = Partition(ring, [boolean(p > 0, ring)])
>>> bin(cells.where(boolean(p > -1, ring), cells.everywhere)), len(cells.cells)
('0b1', 1)
>>> bin(cells.where(boolean(p > 1, ring), cells.everywhere)), len(cells.cells)
('0b1', 2)
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TypeVar

from detente.games import UnsupportedGame
from detente.solvers.algebra import NEG, POS, ZERO, Ring
from detente.solvers.extensions import Implicit
from detente.solvers.formulas import FALSE, TRUE, All, Any, Atom, Formula, compare, conjunction, polynomials
from detente.solvers.knowledge import Cell, Knowledge
from detente.solvers.ratio import Ratio, coefficients_of

R = TypeVar("R", bound=Hashable)
MAX_CELLS = 4000
"""Where a search gives up: the number of regions and not of nodes is its limit."""


class Partition(Knowledge):
    """The cells of the region where ``hypotheses`` hold; questions in unbounded number stop at ``MAX_CELLS``.

    ``abandoned`` is the set of cells in which a question was left open, because there are too many
    cells or the time is up: what is found there is not an answer.
    """

    def __init__(
        self, ring: Ring, hypotheses: Sequence[Formula], *, seconds: float = 3, deadline: float | None = None
    ) -> None:
        super().__init__(ring, hypotheses, seconds, deadline)
        self.cells = [self.base]
        self.splits: list[tuple[int, int]] = []
        self.asked: dict[int, None] = {}
        self.abandoned = 0
        self.described: tuple[tuple[int, int], dict[int, dict[int, int]]] | None = None
        self._answers: dict[Formula, tuple[int, int, int]] = {}

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

    # questions

    def ask(self, cell: int, formula: Formula) -> bool:
        """Tell whether a formula holds in a cell, after splitting the cell where that is not decided."""
        match formula:
            case All(parts):
                return all(self.ask(cell, part) for part in parts)
            case Any(parts):
                return any(self.ask(cell, part) for part in parts)
            case Atom(factors, signs):
                if len(factors) == 1 and (found := self._beside_root(cell, factors[0])) is not None:
                    return bool(signs & 1 << found + 1)
                plain = [(number, self.plain(number)) for number in factors]
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

    def _beside_root(self, cell: int, number: int) -> int | None:
        """Return the sign of ``a*r + b`` with a root r without closed form, by the sign of its equation at ``-b/a``.

        None for any other polynomial. The equation has the root once in its bracket, wherever the root is used.
        """
        ring, poly = self.ring, self.ring.polys[number]
        degrees = poly.degrees()
        used = [i for i in ring.above if degrees[i]]
        if len(used) != 1 or degrees[used[0]] != 1:
            return None
        root = ring.extension(used[0])
        b, a = (Ratio(ring, part) for part in coefficients_of(poly, used[0], ring.ctx))
        if not isinstance(root, Implicit) or a.involves(used[0]) or b.involves(used[0]):
            return None
        slope = self.sign(cell, a)
        if slope == 0:
            return self.sign(cell, b)
        at = -b / a
        if self.ask(cell, compare(at - root.low, NEG | ZERO)):
            return slope
        if self.ask(cell, compare(root.high - at, NEG | ZERO)):
            return -slope
        try:
            there = root.equation.subs(used[0], at, lambda ratio: self.sign(cell, ratio))
        except UnsupportedGame:
            return None
        beyond = self.sign(cell, there)
        return -slope * ring.above[used[0]] * beyond

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

    def _ask_one(self, index: int, number: int, signs: int) -> bool:
        cell = self.cells[index]
        if signs in (0, 7):
            return signs == 7
        if not self.can(cell, number, 7 ^ signs):
            return True
        if not self.can(cell, number, signs):
            return False
        self.asked.setdefault(number)
        if self.abandoned >> index & 1 or self._exhausted():
            self.abandoned |= 1 << index
            return False
        self._split(index, [Atom((number,), signs), Atom((number,), 7 ^ signs)])
        return True

    def _exhausted(self) -> bool:
        return len(self.cells) >= MAX_CELLS or self.late()

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
            new.witnesses = [w for w in cell.witnesses if all(self.true_at(part, w) for part in parts)]
            if k == 0:
                self.cells[index] = new
            else:
                self.splits.append((index, len(self.cells)))
                self.cells.append(new)

    def feasible(self, cell: int, formulas: Sequence[Formula]) -> bool:
        """Tell whether a conjunction is possible in a cell (taken as possible where unknown)."""
        if any(formula == FALSE for formula in formulas):
            return False
        formulas = [formula for formula in formulas if formula != TRUE]
        if not formulas:
            return True
        found = self.cells[cell]
        if any(all(self.true_at(f, w) for f in formulas) for w in found.witnesses):
            return True
        return self.check(found, formulas).satisfiable is not False

    def choose(self, cell: int, alternatives: Sequence[Sequence[Formula]]) -> int:
        """Return which of several exclusive and exhaustive conjunctions holds, after splitting the cell."""
        # some alternative holds: where the others cannot, the first need not be asked for
        open_ones = [k for k, parts in enumerate(alternatives) if k and self.feasible(cell, parts)]
        if not open_ones or self.feasible(cell, alternatives[0]):
            open_ones.insert(0, 0)
        told: set[int] = set()
        if len(open_ones) > 1:
            # a product is told by the signs of its factors, so that cells stay conjunctions of single signs
            for k in open_ones:
                for number in [n for part in alternatives[k] for n in _in_products(part)]:
                    self.sign_of(cell, number)
                # and one that compares with a root without closed form, by the sign of its equation
                for number in sorted(set().union(*(polynomials(part) for part in alternatives[k]))):
                    if self._beside_root(cell, number) is not None:
                        told.add(number)
            open_ones = [k for k in open_ones if self.feasible(cell, alternatives[k])]
        if len(open_ones) > 1:
            for k in open_ones:
                for part in alternatives[k]:
                    for number in sorted(polynomials(part) - told):
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

    def is_thin(self, cell: int) -> bool:
        """Tell whether a cell lies in the zeros of a polynomial that was asked about."""
        return any(
            self.possible_signs(cell, atom.factors[0]) == ZERO
            for atom in self.cells[cell].atoms
            if isinstance(atom, Atom) and len(atom.factors) == 1
        )

    def possible_signs(self, cell: int, number: int) -> int:
        """Return the set of signs that a polynomial can take in a cell (possible where unknown)."""
        return self.signs_in(self.cells[cell], number)

    def cheap_signs(self, cell: int, number: int) -> tuple[int, bool]:
        """Return a set of signs that a polynomial's sign in a cell is within, and whether each is known possible."""
        possible, impossible = self.known(self.cells[cell], number)
        return 7 & ~impossible, possible | impossible == 7


def _in_products(formula: Formula) -> list[int]:
    match formula:
        case Atom(factors, _):
            return list(factors[:-1])
        case All(parts) | Any(parts):
            return [number for part in parts for number in _in_products(part)]
