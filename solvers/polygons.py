"""Convex polygons with rational corners: hulls, cuts and supports, exact; points and segments count as polygons.

>>> square = hull([point(0, 0), point(1, 0), point(1, 1), point(0, 1), point(Fraction(1, 2), 0)])
>>> [tuple(map(str, corner)) for corner in square]
[('0', '0'), ('1', '0'), ('1', '1'), ('0', '1')]
>>> len(cut(square, (1, 1), Fraction(1))), cut(square, (1, 0), Fraction(-1)), support(square, (2, 1))
(3, (), Fraction(3, 1))
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TypeAlias

Point: TypeAlias = tuple[Fraction, Fraction]
Normal: TypeAlias = tuple[int, int]
Polygon: TypeAlias = tuple[Point, ...]
"""The corners, counter-clockwise from the lowest of those furthest left; none, one or two in a degenerate case."""

AXES: tuple[Normal, ...] = ((1, 0), (0, 1), (-1, 0), (0, -1))


def point(x: Fraction | int, y: Fraction | int) -> Point:
    """Return a point as two fractions."""
    return Fraction(x), Fraction(y)


def dot(normal: Normal, at: Point) -> Fraction:
    """Return the inner product of a normal and a point."""
    return normal[0] * at[0] + normal[1] * at[1]


def _turn(a: Point, b: Point, c: Point) -> Fraction:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def hull(points: Iterable[Point]) -> Polygon:
    """Return the convex hull (Andrew's monotone chain)."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return tuple(ordered)

    def chain(sequence: Iterable[Point]) -> list[Point]:
        found: list[Point] = []
        for each in sequence:
            while len(found) > 1 and _turn(found[-2], found[-1], each) <= 0:
                found.pop()
            found.append(each)
        return found[:-1]

    return tuple(chain(ordered) + chain(reversed(ordered)))


def cut(polygon: Polygon, normal: Normal, offset: Fraction) -> Polygon:
    """Return the part of a polygon where normal . z <= offset."""
    over = [dot(normal, corner) - offset for corner in polygon]
    if all(value <= 0 for value in over):
        return polygon
    found: list[Point] = []
    for k, corner in enumerate(polygon):
        before, there = polygon[k - 1], over[k - 1]
        if there * over[k] < 0:
            share = there / (there - over[k])
            found.append((before[0] + share * (corner[0] - before[0]), before[1] + share * (corner[1] - before[1])))
        if over[k] <= 0:
            found.append(corner)
    return hull(found)


def support(polygon: Polygon, normal: Normal) -> Fraction:
    """Return the greatest normal . z in a polygon that is not empty."""
    return max(dot(normal, corner) for corner in polygon)


def primitive(x: Fraction, y: Fraction) -> Normal:
    """Return a direction in whole numbers without a common factor."""
    common = math.lcm(x.denominator, y.denominator)
    a, b = int(x * common), int(y * common)
    factor = math.gcd(a, b)
    return a // factor, b // factor


COARSE = 256


def rounded(normal: Normal) -> Normal:
    """Return a direction near another one, in numbers of at most three digits."""
    size = max(abs(normal[0]), abs(normal[1]))
    if size <= COARSE:
        return normal
    x, y = (Fraction(round(Fraction(part * COARSE, size))) for part in normal)
    return primitive(x, y)


def normals(polygon: Polygon) -> tuple[Normal, ...]:
    """Return the outward normals of the edges, of a segment also those of its ends, and in any case the axes.

    >>> normals((point(0, 0), point(1, 2)))
    ((2, -1), (-2, 1), (1, 2), (-1, -2), (1, 0), (0, 1), (-1, 0), (0, -1))
    """
    found: dict[Normal, None] = {}
    if len(polygon) > 1:
        for k, corner in enumerate(polygon):
            after = polygon[(k + 1) % len(polygon)]
            found[primitive(after[1] - corner[1], corner[0] - after[0])] = None
        if len(polygon) == 2:
            x, y = next(iter(found))
            found |= dict.fromkeys([(-y, x), (y, -x)])
    return tuple(found | dict.fromkeys(AXES))


def bounded(offsets: Sequence[tuple[Normal, Fraction]]) -> Polygon:
    """Return the polygon of all points with normal . z <= offset; the axes must be among the normals."""
    limits = dict(offsets)
    left, right, low, high = -limits[-1, 0], limits[1, 0], -limits[0, -1], limits[0, 1]
    if left > right or low > high:
        return ()
    found = hull([(left, low), (right, low), (right, high), (left, high)])
    for normal, offset in offsets:
        found = cut(found, normal, offset)
    return found


def contains(polygon: Polygon, at: Point) -> bool:
    """Tell whether a point lies in a polygon, its boundary included."""
    if not polygon:
        return False
    return all(dot(normal, at) <= support(polygon, normal) for normal in normals(polygon))
