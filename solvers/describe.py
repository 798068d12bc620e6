"""From a set of cells to the short condition that a paper would print.

A disjunction of conjunctions is found by the classical method for two-level logic, on cells in place of truth
tables: every cell to be covered is grown into a conjunction that reaches no cell to be avoided (literals are
dropped, then weakened, the longest polynomials first), and few such conjunctions are kept. Cells that
belong to neither set are free.
"""

from __future__ import annotations

from detente.solvers.algebra import NEG, POS, ZERO
from detente.solvers.formulas import FALSE, TRUE, All, Any, Atom, Formula, conjunction, disjunction
from detente.solvers.partition import Partition

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
    return disjunction([*(_atoms(cube) for cube in _irredundant(cubes, target)), *apart])


def length(partition: Partition, target: int, avoid: int) -> int:
    """Return the number of relations in the short formula for a set of cells, equations counted twice."""
    return _length(describe(partition, target, avoid))


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
                self.within[number, literal] = cells & sum(mask for found, mask in signs.items() if not found & ~literal)

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
        table: dict[int, dict[int, int]] = {}
        for number in partition.asked:
            signs = table.setdefault(number, {})
            for cell in range(len(partition.cells)):
                found = partition.possible_signs(cell, number)
                signs[found] = signs.get(found, 0) | 1 << cell
        partition.described = state, table
    return partition.described[1]


def _weight(partition: Partition, number: int) -> tuple[int, int, int]:
    poly = partition.ring.polys[number]
    return int(poly.total_degree()), len(poly.coeffs()), number


def _grow(table: _Literals, cell: int, target: int, avoid: int) -> list[tuple[int, int]] | None:
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
    for literal in list(cube):
        shorter = [other for other in cube if other != literal]
        if not table.touched(shorter) & avoid:
            cube = shorter
    for i, (number, literal) in enumerate(cube):
        options = [w for w in WEAKER if literal & ~w == 0 and w != literal]
        gains = []
        for rank, option in enumerate(options):
            weaker = [*cube[:i], (number, option), *cube[i + 1 :]]
            if not table.touched(weaker) & avoid:
                # weak inequalities read best; `!=` only where it reaches more of the target
                reach = (table.inside(weaker) & target).bit_count()
                gains.append((reach, option != NEG | POS, -rank, option))
        if gains:
            cube[i] = (number, max(gains)[3])
    return cube


def _irredundant(
    cubes: list[tuple[int, list[tuple[int, int]]]], target: int
) -> list[list[tuple[int, int]]]:
    kept = sorted(cubes, key=lambda c: (-c[0].bit_count(), len(c[1])))
    for cube in list(reversed(kept)):
        covered = 0
        for other in kept:
            if other is not cube:
                covered |= other[0]
        if covered & target == target:
            kept = [other for other in kept if other is not cube]
    return [cube for _, cube in kept]


def _atoms(cube: list[tuple[int, int]]) -> Formula:
    return conjunction(Atom((number,), signs) for number, signs in sorted(cube))
