"""Which beliefs are limits of trembles: consistency as equations in the beliefs (Kreps and Wilson 1982, Lemma A1).

Let each move of probability zero be made with a probability ``c * eps**e``, e > 0. In an information set off the
path the nodes of least total order carry the belief, in ratios that are monomials in the c. By Farkas' lemma a choice
of nodes that carry belief is possible for some orders unless a relation between the nodes forbids it, and their ratios
are possible for some c unless a relation is broken. A relation says that some nodes, with repetition, need together
just the moves that as many other nodes of the same sets need: then the products of their weights are the same; or that
they need more moves: then the product of their weights is zero. The shortest relations are enough (the elementary
vectors of a cone, found by double description; Motzkin et al. 1953). Compare Perea, Jansen and Peters 1997, Kohlberg
and Reny 1997.

>>> a, b, c = frozenset("a"), frozenset("b"), frozenset("c")
>>> relations(((a, b), (b, c), (c, a)))
(Relation(left=((0, 0, 1), (1, 0, 1), (2, 0, 1)), right=((0, 1, 1), (1, 1, 1), (2, 1, 1))),)
>>> relations(((a, b), (a | c, b)))
(Relation(left=((0, 1, 1), (1, 0, 1)), right=None),)
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Hashable, Sequence
from functools import cache
from typing import NamedTuple

from detente.games import UnsupportedGame

MAX_RELATIONS = 600
"""How many vectors are kept on the way to the relations of one game's trembles."""

Part = tuple[tuple[int, int, int], ...]
"""Powers of weights: (number of the set, of the class in it, power)."""


class Relation(NamedTuple):
    """The product of the weights on the left is that on the right, or zero where there is no right."""

    left: Part
    right: Part | None


class _Ray(NamedTuple):
    """How often each class is taken (its number, sign and all), and which trembles the positive ones have in excess."""

    taken: tuple[tuple[tuple[int, int], int], ...]
    excess: frozenset[int]
    values: tuple[int, ...]
    """By tremble, how often the positive classes have it more than the negative ones, less the excess allowed."""

    def support(self) -> frozenset[Hashable]:
        return frozenset((key, power > 0) for key, power in self.taken) | self.excess


@cache
def relations(sets: tuple[tuple[frozenset[Hashable], ...], ...]) -> tuple[Relation, ...]:
    """Return the relations between classes of nodes, given by information set, each class by its trembles.

    Raises UnsupportedGame where there are too many.
    """
    found = []
    for members in _connected(sets):
        for left, right in _together([sets[number] for number in members]):
            mine = tuple((members[i], j, power) for i, j, power in left)
            other = None if right is None else tuple((members[i], j, power) for i, j, power in right)
            found.append(Relation(mine, other))
    return tuple(found)


def _connected(sets: Sequence[Sequence[frozenset[Hashable]]]) -> list[list[int]]:
    """Group the sets that share a tremble, directly or through others."""
    parts: list[tuple[frozenset[Hashable], list[int]]] = []
    for number, row in enumerate(sets):
        used: frozenset[Hashable] = frozenset().union(*row)
        members = [number]
        for part in [part for part in parts if part[0] & used]:
            parts.remove(part)
            used, members = used | part[0], [*part[1], *members]
        parts.append((used, sorted(members)))
    return [members for _, members in parts]


def _together(sets: Sequence[Sequence[frozenset[Hashable]]]) -> list[Relation]:
    names = sorted({name for row in sets for trembles in row for name in trembles}, key=repr)
    rays = []
    for i, row in enumerate(sets):
        for j, k in itertools.permutations(range(len(row)), 2):
            values = tuple((name in row[j]) - (name in row[k]) for name in names)
            rays.append(_Ray(tuple(sorted({(i, j): 1, (i, k): -1}.items())), frozenset(), values))
    for number in range(len(names)):
        rays = _balanced(rays, number)
        if len(rays) > MAX_RELATIONS:
            raise UnsupportedGame("the orders of the trembles off the path hang together in too many ways")
    return _read(rays)


def _balanced(rays: Sequence[_Ray], number: int) -> list[_Ray]:
    """Return the elementary vectors in which a tremble is balanced, or in excess on the positive side."""
    found = [ray for ray in rays if ray.values[number] == 0]
    more = [ray for ray in rays if ray.values[number] > 0]
    less = [ray for ray in rays if ray.values[number] < 0]
    for one in more:
        values = tuple(0 if k == number else v for k, v in enumerate(one.values))
        found.append(_Ray(one.taken, one.excess | {number}, values))
        for two in less:
            together = _sum(one, -two.values[number], two, one.values[number])
            if together is not None:
                found.append(together)
    supports: dict[frozenset[Hashable], _Ray] = {}
    for ray in found:
        supports.setdefault(ray.support(), ray)
    return [ray for mine, ray in supports.items() if not any(other < mine for other in supports)]


def _sum(one: _Ray, times: int, two: _Ray, others: int) -> _Ray | None:
    """Return a sum with positive coefficients, or None where a class would be taken on both sides."""
    taken = {key: times * power for key, power in one.taken}
    for key, power in two.taken:
        if taken.get(key, 0) * power < 0:
            return None
        taken[key] = taken.get(key, 0) + others * power
    values = [times * v + others * w for v, w in zip(one.values, two.values, strict=True)]
    scale = math.gcd(*taken.values(), *values)
    return _Ray(
        tuple(sorted((key, power // scale) for key, power in taken.items())),
        one.excess | two.excess,
        tuple(v // scale for v in values),
    )


def _read(rays: Sequence[_Ray]) -> list[Relation]:
    equal, zero = set(), set()
    for ray in rays:
        left = tuple((i, j, power) for (i, j), power in ray.taken if power > 0)
        right = tuple((i, j, -power) for (i, j), power in ray.taken if power < 0)
        if ray.excess:
            zero.add(tuple((i, j, 1) for i, j, _ in left))
        elif left < right:
            equal.add((left, right))
    least = [part for part in zero if not any(set(other) < set(part) for other in zero)]
    return [
        *(Relation(left, right) for left, right in sorted(equal)),
        *(Relation(part, None) for part in sorted(least)),
    ]
