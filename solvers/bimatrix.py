"""All equilibria of a game of two players in strategic form, in exact arithmetic.

The best-reply polytopes are enumerated vertex by vertex with the double description method (Motzkin, Raiffa,
Thompson and Thrall 1953), over the integers. A pair of vertices at which every pure strategy is unplayed or a best
reply is an extreme equilibrium, and all equilibria are mixtures within the maximal sets of extreme ones that go with
each other (Mangasarian 1964; Avis, Rosenberg, Savani and von Stengel 2010, Enumeration of Nash equilibria for
two-player games, sections 2 to 5). Where that takes too long, the paths of Lemke and Howson 1964 find some.

>>> A, B = [[3, 0], [0, 1]], [[1, 0], [0, 3]]
>>> [(tuple(map(str, x)), tuple(map(str, y))) for x, y in extreme_equilibria(A, B)]
[(('1', '0'), ('1', '0')), (('3/4', '1/4'), ('1/4', '3/4')), (('0', '1'), ('0', '1'))]
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from fractions import Fraction

Matrix = Sequence[Sequence[Fraction]]
Mixture = tuple[Fraction, ...]
Pair = tuple[Mixture, Mixture]

MAX_SUBSETS = 4096
"""How many sets of extreme equilibria are intersected in search of the maximal ones."""


class Overrun(Exception):
    """The time given was not enough."""


def _integers(matrix: Matrix) -> list[list[int]]:
    """Scale and shift payoffs to positive integers, which changes no best reply."""
    scale = math.lcm(*(Fraction(v).denominator for row in matrix for v in row))
    rows = [[int(v * scale) for v in row] for row in matrix]
    least = min(v for row in rows for v in row)
    return [[v - least + 1 for v in row] for row in rows]


def _vertices(columns: Sequence[Sequence[int]], deadline: float) -> list[tuple[tuple[int, ...], int]]:
    """Return the vertices of {x >= 0, column * x <= 1 for each column}, as rays, with the constraints that bind.

    Bit i of the second entry stands for x_i = 0, bit m + j for column j. The columns are positive.
    """
    m = len(columns[0])
    # the cone of x >= 0 and columns[0] * x <= t is simple: its rays are those of the simplex
    rays = [((*(0 for _ in range(m)), 1), (1 << m) - 1)]
    for i in range(m):
        rays.append(((*(int(k == i) for k in range(m)), columns[0][i]), ((1 << m) - 1) & ~(1 << i) | 1 << m))
    for j in range(1, len(columns)):
        column, bit = columns[j], 1 << (m + j)
        sides: dict[int, list[tuple[tuple[int, ...], int, int]]] = {-1: [], 0: [], 1: []}
        for ray, binding in rays:
            slack = ray[m] - sum(c * x for c, x in zip(column, ray, strict=False))
            sides[(slack > 0) - (slack < 0)].append((ray, binding, slack))
        masks = [binding for _, binding in rays]
        kept = [(ray, binding) for ray, binding, _ in sides[1]] + [(ray, b | bit) for ray, b, _ in sides[0]]
        for ray, binding, slack in sides[1]:
            for other, their, lack in sides[-1]:
                if time.monotonic() > deadline:
                    raise Overrun
                common = binding & their
                # two rays span an edge iff no third one has all their constraints in common
                if common.bit_count() >= m - 1 and sum(common & mask == common for mask in masks) == 2:
                    new = [slack * b - lack * a for a, b in zip(ray, other, strict=True)]
                    divisor = math.gcd(*new)
                    kept.append((tuple(v // divisor for v in new), common | bit))
        rays = kept
    return [(ray, binding) for ray, binding in rays if any(ray[:m])]


def _mixture(ray: tuple[int, ...]) -> Mixture:
    weights = ray[:-1]
    return tuple(Fraction(w, sum(weights)) for w in weights)


def undominated(one: Matrix, two: Matrix) -> tuple[list[int], list[int]]:
    """Return the rows and columns left when those worse than another one everywhere are struck out, again and again.

    No equilibrium plays a strategy that is strictly dominated.

    >>> undominated([[1, 1], [0, 0]], [[1, 0], [0, 1]])
    ([0], [0])
    """
    rows, columns = list(range(len(one))), list(range(len(one[0])))
    while True:
        left = [i for i in rows if not any(all(one[k][j] > one[i][j] for j in columns) for k in rows)]
        kept = [j for j in columns if not any(all(two[i][k] > two[i][j] for i in left) for k in columns)]
        if left == rows and kept == columns:
            return rows, columns
        rows, columns = left, kept


def extreme_equilibria(one: Matrix, two: Matrix, deadline: float = math.inf) -> list[Pair]:
    """Return the extreme equilibria of a bimatrix game, those that play early strategies first.

    `one` and `two` are the payoffs of the player who chooses rows and of the one who chooses columns. In a game
    that is not degenerate these are all equilibria. Raises Overrun after the deadline.
    """
    rows, columns = undominated(one, two)
    a = _integers([[one[i][j] for j in columns] for i in rows])
    b = _integers([[two[i][j] for j in columns] for i in rows])
    m, n = len(rows), len(columns)
    firsts = _vertices([list(column) for column in zip(*b, strict=True)], deadline)
    seconds = []
    for ray, binding in _vertices(a, deadline):
        # the bits of the second player: first its own strategies, then the rows that are best
        own, best = binding & ((1 << n) - 1), binding >> n
        seconds.append((ray, best | own << m))
    full = (1 << (m + n)) - 1
    found = []
    for x, mine in firsts:
        for y, their in seconds:
            if mine | their == full:
                found.append((_spread(_mixture(x), rows, len(one)), _spread(_mixture(y), columns, len(one[0]))))
        if time.monotonic() > deadline:
            raise Overrun
    return sorted(found, key=lambda pair: tuple(tuple(-w for w in mix) for mix in pair))


def _spread(mixture: Mixture, places: Sequence[int], size: int) -> Mixture:
    full = [Fraction(0)] * size
    for place, weight in zip(places, mixture, strict=True):
        full[place] = weight
    return tuple(full)


def maximal_subsets(pairs: Sequence[tuple[int, int]]) -> list[tuple[tuple[int, ...], tuple[int, ...]]] | None:
    """Return the largest X and Y such that every x in X goes with every y in Y (None: too many to list).

    Where the pairs are extreme equilibria, all mixtures within X together with all within Y are equilibria as well,
    and there are no others.

    >>> maximal_subsets([(0, 0), (1, 0), (1, 1)])
    [((0, 1), (0,)), ((1,), (0, 1))]
    """
    partners: dict[int, set[int]] = {}
    for x, y in pairs:
        partners.setdefault(x, set()).add(y)
    closed: dict[frozenset[int], None] = {}
    for mine in partners.values():
        for other in [*closed]:
            closed[other & mine] = None
        closed[frozenset(mine)] = None
        if len(closed) > MAX_SUBSETS:
            return None
    found = []
    for each in closed:
        if each:
            xs = tuple(sorted(x for x, mine in partners.items() if each <= mine))
            found.append((xs, tuple(sorted(each))))
    return sorted(found)


def lemke_howson(one: Matrix, two: Matrix, dropped: int, deadline: float = math.inf) -> Pair:
    """Return the equilibrium at the end of the path that starts by dropping a label.

    Integer pivoting, ties broken lexicographically, so that the path ends in degenerate games too. Labels count
    the rows, then the columns. Raises Overrun after the deadline.

    >>> x, y = lemke_howson([[3, 0], [0, 1]], [[1, 0], [0, 3]], 0)
    >>> tuple(map(str, x)), tuple(map(str, y))
    (('1', '0'), ('1', '0'))
    """
    m, n = len(one), len(one[0])
    a, b = _integers(one), _integers(two)
    # each tableau: one row for each constraint; columns: own variables, slacks, right-hand side. Labels as columns.
    first = [[*(b[i][j] for i in range(m)), *(int(k == j) for k in range(n)), 1] for j in range(n)]
    second = [[*(int(k == i) for k in range(m)), *(a[i][j] for j in range(n)), 1] for i in range(m)]
    tableaux = [(first, list(range(m, m + n))), (second, list(range(m)))]
    slacks = [list(range(m, m + n)), list(range(m))]
    pivots = [1, 1]
    entering, turn = dropped, 0 if dropped < m else 1
    while True:
        if time.monotonic() > deadline:
            raise Overrun
        rows, basis = tableaux[turn]
        order = [m + n, *slacks[turn]]
        candidates = [r for r in range(len(rows)) if rows[r][entering] > 0]
        pivot = min(candidates, key=lambda r: [Fraction(rows[r][c], rows[r][entering]) for c in order])
        value = rows[pivot][entering]
        for r in range(len(rows)):
            if r != pivot:
                factor = rows[r][entering]
                rows[r] = [(value * v - factor * p) // pivots[turn] for v, p in zip(rows[r], rows[pivot], strict=True)]
        pivots[turn] = value
        leaving, basis[pivot] = basis[pivot], entering
        if leaving == dropped:
            break
        entering, turn = leaving, 1 - turn
    mixtures = []
    for (rows, basis), own in zip(tableaux, (range(m), range(m, m + n)), strict=True):
        weights = {label: rows[r][-1] for r, label in enumerate(basis)}
        values = [weights.get(label, 0) for label in own]
        mixtures.append(tuple(Fraction(v, sum(values)) for v in values))
    return mixtures[0], mixtures[1]
