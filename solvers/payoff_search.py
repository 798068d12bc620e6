"""Search for the payoffs that generate themselves: exact corners where that can be shown, else bounds on both sides.

Corners are guessed near rounded iterates. A guess is the whole set if it is its own image, if there is a shell around
it in which nothing else generates itself, and if bounds from outside come down to within that shell.

>>> from detente.solvers.polygons import point
>>> fifth = Fraction(1, 5)
>>> best = (point(4, 4), point(1, 4), point(4, 1), point(1, 1))
>>> stage = Stage((point(3, 3), point(0, 4), point(4, 0), point(1, 1)), best, (fifth, fifth))
>>> enclosed(stage).vertices == (point(1, 1),)
True
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from detente.solvers.polygons import (
    AXES,
    Normal,
    Point,
    Polygon,
    bounded,
    contains,
    dot,
    hull,
    normals,
    rounded,
    support,
)
from detente.solvers.self_generation import (
    Shell,
    Stage,
    generated,
    generates_itself,
    limits,
    narrowed,
    near,
    shell,
    start,
)

BITS = 128  # of the iterates that corners are guessed from
STEPS = 1500  # of such iterates
OUTER_BITS = 48  # of the offsets of bounds from outside
OUTER_STEPS = 2000
REFINED = 12  # times that directions are added to such bounds
REST = Fraction(1, 1 << 20)  # the change of offsets below which they count as at rest
SIMPLE = 1 << 24  # what denominators of a simple fraction stay below
GROWN, GRID, CORNERS = 40, 24, 100  # steps, bits and corners of sets that grow
FAN = 12  # directions in each quarter of bounds from outside

Iterate = tuple[tuple[tuple[int, ...], Point], ...]
"""Corners, each with what it is made of."""


class Enclosure(NamedTuple):
    """The corners of the set where they are exact, and polygons within it and around it."""

    vertices: Polygon | None
    inner: Polygon
    outer: Polygon


def enclosed(stage: Stage) -> Enclosure:
    """Return the largest set that generates itself, or bounds on it."""
    found = _guessed(stage) if stage.equal else _bracket(stage)
    if found.vertices is not None:
        return found
    return found._replace(inner=_grown(stage, hull((*found.inner, *_own(stage)))))


# --- exact corners


def _guessed(stage: Stage) -> Enclosure:
    """Return the exact set, or bounds from corners that are nearly right."""
    history: list[Iterate] = []
    tried: set[Polygon] = set()
    due = 0
    for number, corners in enumerate(limits(stage, BITS, STEPS)):
        history.append(corners)
        if not corners:
            return _emptied(stage)
        settled = len(history) > 2 and len({tuple(tag for tag, _ in each) for each in history[-3:]}) == 1
        if not settled or number < due:
            continue
        due = number + 1 + number // 4
        for guess in _guesses(history[-3:]):
            if guess in tried:
                continue
            tried.add(guess)
            if generated(stage, guess) == guess:
                found = alone(stage, guess)
                if found.vertices is not None:
                    return found
        if _change(history[-2:]) == 0:
            break
    return _nearly(stage, hull(corner for _, corner in history[-1]))


def _change(last: Sequence[Iterate]) -> Fraction:
    one, two = last
    return max(abs(a - b) for (_, p), (_, q) in zip(one, two, strict=True) for a, b in zip(p, q, strict=True))


def _guesses(last: Sequence[Iterate]) -> list[Polygon]:
    """Return exact sets near an iterate, and near where it seems to go if it shrinks by a constant factor (Aitken)."""
    three = [[corner for _, corner in each] for each in last]
    ahead = [(_aitken(a[0], b[0], c[0]), _aitken(a[1], b[1], c[1])) for a, b, c in zip(*three, strict=True)]
    change = _change(last[1:])
    found = []
    for corners, margins in ((ahead, (Fraction(1, 1 << 60), change / 64, change)), (three[2], (change * 4,))):
        for margin in margins:
            if 0 < margin < Fraction(1, 1 << 10):
                found.append(hull(near(corner, margin) for corner in corners))
    if change == 0:
        found += [hull(near(c, Fraction(1, 1 << bits)) for c in three[2]) for bits in (20, 40, 60, 90)]
    return found


def _aitken(a: Fraction, b: Fraction, c: Fraction) -> Fraction:
    bend = (c - b) - (b - a)
    found = c if bend == 0 else c - (c - b) ** 2 / bend
    return found if abs(found - c) <= 1 else c


def _fan() -> list[Normal]:
    """Return directions all around."""
    quarter = [(FAN - k, k) for k in range(FAN)]
    return [turned for x, y in quarter for turned in ((x, y), (-y, x), (-x, -y), (y, -x))]


def _directions(stage: Stage, *polygons: Polygon) -> tuple[Normal, ...]:
    found = dict.fromkeys(itertools.chain(*(normals(polygon) for polygon in polygons)))
    return tuple(found | dict.fromkeys((*normals(hull(stage.payoffs)), *AXES)))


def _emptied(stage: Stage) -> Enclosure:
    """Show that no set generates itself, or return bounds."""
    directions = _directions(stage)
    offsets = start(stage, directions)
    for _ in range(OUTER_STEPS):
        after = narrowed(stage, directions, offsets, OUTER_BITS)
        if after is None:
            return Enclosure((), (), ())
        if after == offsets:
            break
        offsets = after
    return Enclosure(None, (), bounded(list(zip(directions, offsets, strict=True))))


def alone(stage: Stage, guess: Polygon) -> Enclosure:
    """Show that a set that is its own image is all there is, or return it as a bound from inside."""
    own = normals(guess)
    around = shell(stage, own, [support(guess, normal) for normal in own], Fraction(0))
    outer, reached = _reached(stage, guess, around)
    return Enclosure(guess, guess, guess) if reached else Enclosure(None, guess, outer)


def _reached(stage: Stage, guess: Polygon, around: Shell | None) -> tuple[Polygon, bool]:
    """Return bounds from outside, and whether they lie within the reach of a shell.

    No bounds at all say that nothing generates itself. Where they come to rest too early, directions in which the image
    of the bounds has edges are added.
    """
    own = _directions(stage, guess)
    offsets = dict(zip(own, start(stage, own), strict=True))
    for _ in range(REFINED):
        for _ in range(OUTER_STEPS):
            if around is not None and all(
                offsets[n] <= c + around.reach * s
                for n, c, s in zip(around.directions, around.offsets, around.slopes, strict=True)
            ):
                return bounded(list(offsets.items())), True
            after = narrowed(stage, tuple(offsets), list(offsets.values()), OUTER_BITS)
            if after is None:
                return (), False
            change = max(a - b for a, b in zip(offsets.values(), after, strict=True))
            offsets = dict(zip(offsets, after, strict=True))
            if change < REST:
                break
        polygon = bounded(list(offsets.items()))
        kept = {n: c for n, c in offsets.items() if n in own or sum(dot(n, corner) == c for corner in polygon) > 1}
        new = {rounded(normal): None for normal in normals(generated(stage, polygon))}
        offsets = kept | {normal: support(polygon, normal) for normal in new if normal not in kept}
    return bounded(list(offsets.items())), False


# --- brackets


def _nearly(stage: Stage, guess: Polygon) -> Enclosure:
    """Return bounds close about a set that is nearly its own image."""
    plain = hull((Fraction(round(x * (1 << 60)), 1 << 60), Fraction(round(y * (1 << 60)), 1 << 60)) for x, y in guess)
    own = normals(plain)
    tolerance = Fraction(1, 1 << 40)
    around = shell(stage, own, [support(plain, normal) for normal in own], tolerance)
    outer, reached = _reached(stage, plain, around)
    if not outer:
        return Enclosure((), (), ())
    if around is None:
        return Enclosure(None, _inside(stage, outer), outer)
    if reached:
        outer = around.at(around.left)
    margin = max(around.left, Fraction(1, 1 << 56))
    while margin < Fraction(1, 1 << 10):
        fixed = [corner for corner in guess if corner in stage.payoffs]
        drawn = [_drawn_in(guess, margin, towards) for towards in (_middle(guess), *fixed)]
        for inner in (around.at(-margin), *drawn):
            if len(inner) > 2 and generates_itself(stage, inner):
                return Enclosure(None, inner, outer)
        margin *= 4
    return Enclosure(None, _inside(stage, outer), outer)


def _drawn_in(guess: Polygon, share: Fraction, towards: Point) -> Polygon:
    """Return a guess with its corners drawn to a point by a share, except for those with simple coordinates."""
    found = []
    for corner in guess:
        plain = near(corner, Fraction(1, 1 << 60))
        simple = max(value.denominator for value in plain) < SIMPLE
        x, y = plain if simple else corner
        share_here = Fraction(0) if simple else share
        found.append((x + share_here * (towards[0] - x), y + share_here * (towards[1] - y)))
    return hull(found)


def _middle(polygon: Polygon) -> Point:
    x, y = (sum(values, Fraction(0)) / len(polygon) for values in zip(*polygon, strict=True))
    return x, y


def _bracket(stage: Stage) -> Enclosure:
    """Return bounds in a fan of directions, and a set inside that generates itself."""
    directions = tuple(dict.fromkeys((*_directions(stage), *_fan())))
    offsets = start(stage, directions)
    for _ in range(OUTER_STEPS):
        after = narrowed(stage, directions, offsets, OUTER_BITS)
        if after is None:
            return Enclosure((), (), ())
        if max(a - b for a, b in zip(offsets, after, strict=True)) < Fraction(1, 1 << 20):
            break
        offsets = after
    outer = bounded(list(zip(directions, offsets, strict=True)))
    for bits in (4, 8, 12, 16):
        guess = hull(near(corner, Fraction(1, 1 << bits)) for corner in outer)
        if generated(stage, guess) == guess and (found := alone(stage, guess)).vertices is not None:
            return found
    return Enclosure(None, _inside(stage, outer), outer)


def _inside(stage: Stage, outer: Polygon) -> Polygon:
    """Return a set that generates itself: the bound from outside, shrunk as little as need be, or the stage's own."""
    own = _own(stage)
    if not outer:
        return own
    middle = _middle(outer)
    for share in (Fraction(1, 1 << bits) for bits in range(16, 1, -1)):
        shrunk = hull((x + share * (middle[0] - x), y + share * (middle[1] - y)) for x, y in outer)
        for inner in (hull((*shrunk, *own)), shrunk):
            if generates_itself(stage, inner):
                return inner
    return own


def _own(stage: Stage) -> Polygon:
    """Return the payoffs of the stage's own equilibria in pure moves, with draws among them."""
    return hull(now for now, best in zip(stage.payoffs, stage.best, strict=True) if now == best)


def _grown(stage: Stage, inner: Polygon) -> Polygon:
    """Return a larger set that generates itself: what one does generates itself too, as does all in between."""
    grid = 1 << GRID
    for _ in range(GROWN):
        image = generated(stage, inner)
        if not image or len(inner) > CORNERS:
            break
        middle = _middle(image)
        found = list(inner)
        for x, y in image:
            drawn = x + (middle[0] - x) / (grid >> 4), y + (middle[1] - y) / (grid >> 4)
            for at in ((x, y), (Fraction(round(drawn[0] * grid), grid), Fraction(round(drawn[1] * grid), grid))):
                if max(value.denominator for value in at) <= grid and contains(image, at):
                    found.append(at)
                    break
        after = hull(found)
        if after == inner:
            break
        inner = after
    return inner
