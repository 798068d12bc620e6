"""From a set of cells to the short condition that a paper would print.

A disjunction of conjunctions is found by the classical method for two-level logic, on cells in place of truth
tables: every cell to be covered is grown into a conjunction that reaches no cell to be avoided (literals are
dropped, then weakened, the longest polynomials first), and few such conjunctions are kept. Cells that
belong to neither set are free.

>>> from detente.games import reals
>>> from detente.solvers.algebra import Ring
>>> from detente.solvers.formulas import boolean
>>> from detente.solvers.display import boolean_form
>>> from detente.solvers.partition import Partition
>>> p, q = reals("p q")
>>> ring = Ring([p, q])
>>> cells = Partition(ring, [])
>>> low = cells.where(boolean((p < q) | (p > q), ring), cells.everywhere)
>>> boolean_form(ring, describe(cells, low, cells.everywhere & ~low))
Ne(q, p)
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from detente.solvers.algebra import NEG, POS, ZERO
from detente.solvers.extensions import Radical
from detente.solvers.formulas import FALSE, TRUE, All, Any, Atom, Formula, compare, conjunction, disjunction
from detente.solvers.partition import Partition

R = TypeVar("R", bound=Hashable)
UNDEFINED = 8
"""Beside the signs that a polynomial can take in a cell: it may have none, with the root of a negative number in it."""

MAX_QUESTIONS = 600
"""How many open signs are put to the engine for the sake of a shorter description."""

WEAKER = (NEG | POS, POS | ZERO, NEG | ZERO, POS, NEG, ZERO)
"""Literals in order of preference, among those that a cell satisfies."""


def describe(partition: Partition, target: int, avoid: int) -> Formula:
    """Return a short formula that holds in every cell of ``target`` and in no cell of ``avoid``."""
    if not avoid:
        return TRUE
    if not target:
        return FALSE
    table = _Literals(partition, target | avoid)
    cubes: list[tuple[int, list[tuple[int, int]]]] = []
    apart: list[Formula] = []
    left = target
    for cell in partition.members(target):
        if left >> cell & 1:
            cube = _grow(table, cell, target, avoid)
            if cube is None:
                apart.append(partition.formula(cell))
                covered = 1 << cell
                target &= ~covered
            else:
                covered = table.inside(cube) & target | 1 << cell
                cubes.append((covered, cube))
            left &= ~covered
    return disjunction([*(_atoms(partition, cube) for cube in _irredundant(cubes, target)), *apart])


def absorb(
    partition: Partition, results: dict[R, int], same: Callable[[int, R, R], bool], others: int = 0
) -> dict[R, int]:
    """Give each thin cell (one with an equation in it) to the result for which the whole is described shortest.

    ``same`` tells whether two results agree throughout a cell. A boundary thus goes to the side that it
    continues, and a case that only repeats a neighbour on its edge disappears. ``others`` are cells
    of no result.
    """
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
                    return sum(_length(describe(partition, m, everything & ~m)) for m in masks.values() if m)

                if cost(moved) < cost({result: results[result], other: results[other]}):
                    results.update(moved)
    return {result: mask for result, mask in results.items() if mask}


def _length(formula: Formula) -> int:
    match formula:
        case Atom(factors, signs):
            return len(factors) * (3 if signs in (ZERO, NEG | POS) else 2)
        case All(parts) | Any(parts):
            return sum(_length(part) for part in parts)


class _Literals:
    """For each literal, the cells that it may touch and the cells that it contains."""

    def __init__(self, partition: Partition, cells: int) -> None:
        table = _table(partition)
        self.cells = cells
        self.numbers = sorted(table, key=lambda n: _weight(partition, n), reverse=True)
        self.may: dict[tuple[int, int], int] = {}
        self.within: dict[tuple[int, int], int] = {}
        for number, signs in table.items():
            for literal in range(1, 7):
                self.may[number, literal] = cells & sum(mask for found, mask in signs.items() if found & literal)
                self.within[number, literal] = cells & sum(
                    mask for found, mask in signs.items() if not found & ~literal
                )

    def inside(self, cube: list[tuple[int, int]]) -> int:
        """Return the cells that a conjunction contains."""
        found = self.cells
        for literal in cube:
            found &= self.within[literal]
        return found

    def touched(self, cube: list[tuple[int, int]]) -> int:
        """Return the cells that a conjunction may touch."""
        found = self.cells
        for literal in cube:
            found &= self.may[literal]
        return found


def _table(partition: Partition) -> dict[int, dict[int, int]]:
    """Return, for each polynomial asked about, the cells by the set of signs it can take there."""
    state = len(partition.splits), len(partition.asked)
    if partition.described is None or partition.described[0] != state:
        cheap = {
            (cell, number): partition.cheap_signs(cell, number)
            for number in partition.asked
            for cell in range(len(partition.cells))
        }
        # what is not known makes descriptions longer, never wrong
        exact = sum(not settled for _, settled in cheap.values()) <= MAX_QUESTIONS
        table: dict[int, dict[int, int]] = {}
        roots = _imaginary(partition)
        patience, partition.seconds = partition.seconds, partition.seconds / 16
        for (cell, number), (found, settled) in cheap.items():
            if exact and not settled:
                found = partition.possible_signs(cell, number)
            if any(roots[i] >> cell & 1 for i in partition.ring.variables(partition.ring.polys[number]) if i in roots):
                found |= UNDEFINED
            signs = table.setdefault(number, {})
            signs[found] = signs.get(found, 0) | 1 << cell
        partition.seconds = patience
        partition.described = state, table
    return partition.described[1]


def _imaginary(partition: Partition) -> dict[int, int]:
    """Return the radicals that may be of something negative, by generator, each with the cells where they may be."""
    ring, found = partition.ring, dict[int, int]()
    used = set().union(*(ring.variables(ring.polys[number]) for number in partition.asked))
    for i in sorted(used):
        if isinstance(radical := ring.extension(i), Radical):
            negative = compare(radical.arg, NEG)
            if partition.check(partition.base, [negative]).satisfiable is not False:
                cells = range(len(partition.cells))
                found[i] = sum(1 << cell for cell in cells if partition.feasible(cell, [negative]))
    return found


def _weight(partition: Partition, number: int) -> tuple[int, int, int]:
    poly = partition.ring.polys[number]
    return int(poly.total_degree()), len(poly.coeffs()), number


def _grow(table: _Literals, cell: int, target: int, avoid: int) -> list[tuple[int, int]] | None:
    """Drop and weaken the literals of a cell, each time the one that reaches most of the target."""
    bit = 1 << cell
    cube = []
    for number in table.numbers:
        for literal in (ZERO, POS, NEG, POS | ZERO, NEG | ZERO, NEG | POS):
            if table.within[number, literal] & bit:
                cube.append((number, literal))
                break
    if table.touched(cube) & avoid:
        # the cell is cut by a disjunction and not by signs alone
        return None
    while True:
        may, within = _all_but_one(table, cube)
        moves = []
        for i, (number, literal) in enumerate(cube):
            for rank, option in enumerate((7, *(w for w in WEAKER if literal & ~w == 0 and w != literal))):
                touched = may[i] & (table.cells if option == 7 else table.may[number, option])
                if not touched & avoid:
                    inside = within[i] & (table.cells if option == 7 else table.within[number, option])
                    # `!=` reads badly: only where it reaches more of the target than anything else
                    moves.append(((inside & target).bit_count(), option != NEG | POS, -rank, -i, option))
        if not moves:
            return cube
        *_, position, option = max(moves)
        number = cube[-position][0]
        cube[-position : 1 - position] = [] if option == 7 else [(number, option)]


def _all_but_one(table: _Literals, cube: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Return, for each literal of a conjunction, the cells that the others may touch and contain."""
    found = []
    for source in (table.may, table.within):
        before = [table.cells]
        for literal in cube:
            before.append(before[-1] & source[literal])
        after = [table.cells]
        for literal in reversed(cube):
            after.append(after[-1] & source[literal])
        found.append([before[i] & after[len(cube) - 1 - i] for i in range(len(cube))])
    return found[0], found[1]


def _irredundant(cubes: list[tuple[int, list[tuple[int, int]]]], target: int) -> list[list[tuple[int, int]]]:
    kept = sorted(cubes, key=lambda c: (-c[0].bit_count(), len(c[1])))
    for cube in list(reversed(kept)):
        covered = 0
        for other in kept:
            if other is not cube:
                covered |= other[0]
        if covered & target == target:
            kept = [other for other in kept if other is not cube]
    return [cube for _, cube in kept]


def _atoms(partition: Partition, cube: list[tuple[int, int]]) -> Formula:
    # `q > 0` and not `q != 0` where the hypotheses have q >= 0
    return conjunction(Atom((number,), signs & partition.base_signs(number)) for number, signs in sorted(cube))
