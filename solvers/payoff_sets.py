"""The payoffs of subgame-perfect equilibrium in an infinitely repeated game of two players, at a given discount.

Both see all past moves (perfect monitoring) and a public draw before each period (so the set is convex); in each
period pure moves are made, on and off the path, so that punishments are those that pure moves can give. Payoffs are
averages per period: (1 - delta) times the discounted sum. The corners are guessed from rounded iterates, as the
simplest fractions near them, and kept only where both is shown in exact arithmetic: that the set generates itself, and
that nothing around it does. Where that fails (corners can be irrational) the answer is two sets between which the true
one lies. Abreu, Pearce and Stacchetti 1990; Judd, Yeltekin and Conklin 2003; Abreu and Sannikov 2014.

>>> from detente.games import Decision, Game, Terminal
>>> def row(mine):
...     pay = {"CC": (3, 3), "CD": (0, 4), "DC": (4, 0), "DD": (1, 1)}
...     cells = {other: Terminal(dict(zip("AB", pay[mine + other]))) for other in "CD"}
...     return Decision("B", cells, seen_by=())
>>> stage = Game(("A", "B"), Decision("A", {"C": row("C"), "D": row("D")}, seen_by=()))
>>> print(equilibrium_payoffs(stage, Fraction(1, 4)))
payoffs of A and B: (1, 1)
>>> print(equilibrium_payoffs(stage, Fraction(2, 3)))
payoffs of A and B: the convex hull of (1, 1), (11/3, 1), (3, 3), (1, 11/3)
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

import sympy
from sympy import Expr

from detente.games import FrozenMap, Game, GameError, UnsupportedGame
from detente.games.tree import Exact, exact
from detente.solvers.polygons import AXES, Normal, Point, Polygon, bounded, contains, dot, hull, normals, rounded, support
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
from detente.solvers.strategic import plans, sequence_form, to_sympy

Corner: TypeAlias = tuple[Expr, Expr]
BITS = 128  # of the iterates that corners are guessed from
STEPS = 1500  # of such iterates
OUTER_BITS = 48  # of the offsets of bounds from outside
OUTER_STEPS = 2000
REFINED = 12  # times that directions are added to such bounds
REST = Fraction(1, 1 << 20)  # the change of offsets below which they count as at rest
SIMPLE = 1 << 24  # what denominators of a simple fraction stay below
FAN = 12  # directions in each quarter of bounds from outside


@dataclass(frozen=True)
class EquilibriumPayoffs:
    """The payoffs of subgame-perfect equilibria with pure moves: a convex polygon, or two about it.

    ``vertices`` are the corners where they are exact, counter-clockwise, and None where only bounds are known: all of the
    hull of ``inner`` are equilibrium payoffs, and none outside that of ``outer``. Empty ``vertices`` mean that there is
    no equilibrium in pure moves.
    """

    players: tuple[str, str]
    discount: FrozenMap[str, Expr]
    vertices: tuple[Corner, ...] | None
    inner: tuple[Corner, ...]
    outer: tuple[Corner, ...]

    @property
    def exact(self) -> bool:
        """Whether the set is known exactly."""
        return self.vertices is not None

    @property
    def worst(self) -> Mapping[str, Expr] | None:
        """The lowest equilibrium payoff of each player, which deters best; None unless exact and not empty."""
        if not self.vertices:
            return None
        return FrozenMap({p: sympy.Min(*(v[i] for v in self.vertices)) for i, p in enumerate(self.players)})

    def contains(self, payoffs: Sequence[Exact]) -> bool | None:
        """Tell whether payoffs, in the order of the players, are those of an equilibrium (None: unknown).

        Raises GameError unless they are two rational numbers.
        """
        if len(payoffs) != 2:
            raise GameError(f"contains({payoffs!r}): give one payoff for each of {' and '.join(self.players)}")
        at = _fraction(payoffs[0], "a payoff"), _fraction(payoffs[1], "a payoff")
        if contains(_polygon(self.inner), at):
            return True
        return None if contains(_polygon(self.outer), at) and not self.exact else False

    def __str__(self) -> str:
        names = f"payoffs of {' and '.join(self.players)}: "
        if self.vertices is not None:
            return names + (_listed(self.vertices) if self.vertices else "none in pure moves")
        inside = f"at least {_listed(self.inner)}" if self.inner else "perhaps none"
        return f"{names}{inside}; at most {_listed(self.outer)}"


def equilibrium_payoffs(stage: Game, discount: Exact | Mapping[str, Exact]) -> EquilibriumPayoffs:
    """Return the set of equilibrium payoffs of a stage game that is repeated for ever, per period.

    ``discount`` is a rational number strictly between 0 and 1, or one for each player; with unequal ones the set has
    as a rule no finite number of corners, and the answer is a bracket. The stage is a game of numbers in which each of
    two players moves once, without seeing the other's move; chance may move after or unseen, at each player's own odds.

    Raises GameError for parameters without a value and other discounts, UnsupportedGame for other stages.

    Source: Abreu, Pearce and Stacchetti 1990, theorems 1 and 2; Abreu and Sannikov 2014, theorem 1.
    """
    form, profiles = _stage(stage, discount)
    found = _guessed(form) if form.equal else None
    if found is None:
        found = _bracket(form)
    vertices, inner, outer = found
    corners = None if vertices is None else _shown(vertices)
    deltas = FrozenMap({p: to_sympy(d) for p, d in zip(stage.players, form.discounts, strict=True)})
    one, two = stage.players
    return EquilibriumPayoffs((one, two), deltas, corners, _shown(inner), _shown(outer))


Found: TypeAlias = tuple[Polygon | None, Polygon, Polygon]


def _stage(game: Game, discount: Any) -> tuple[Stage, list[tuple[int, int]]]:
    if not isinstance(game, Game) or len(game.players) != 2:
        raise UnsupportedGame("equilibrium_payoffs: a stage game with two players is wanted")
    form = sequence_form(game)
    for player in (0, 1):
        if sum(form.player(number) == player for number in range(len(form.sets))) > 1:
            raise UnsupportedGame(
                f"equilibrium_payoffs: {game.players[player]} moves at several information sets; in a stage game each"
                " player moves once, and sees nothing of the other's move"
            )
    if any(step and form.sets[step[0]].seen for own in form.sequences for step in own):
        raise UnsupportedGame("equilibrium_payoffs: a player has seen a move; in a stage game players move at once")
    by_player = discount if isinstance(discount, Mapping) else dict.fromkeys(game.players, discount)
    if set(by_player) != set(game.players):
        raise GameError(f"discount={discount!r}: give one number, or one for each of {', '.join(game.players)}")
    deltas = [_fraction(by_player[player], "the discount") for player in game.players]
    if not all(0 < delta < 1 for delta in deltas):
        raise GameError(f"discount={discount!r}: a number strictly between 0 and 1 is wanted")
    rows, columns = plans(form, 0), plans(form, 1)
    worth: dict[tuple[int, int], tuple[Fraction, Fraction]] = {}
    for i, j in itertools.product(range(len(rows)), range(len(columns))):
        totals = [Fraction(0), Fraction(0)]
        for leaf in form.leaves:
            if leaf.sequences[0] in rows[i] and leaf.sequences[1] in columns[j]:
                totals = [t + odds * pay for t, odds, pay in zip(totals, leaf.odds, leaf.payoffs, strict=True)]
        worth[i, j] = totals[0], totals[1]
    best = {
        (i, j): (
            max(worth[k, j][0] for k in range(len(rows))),
            max(worth[i, k][1] for k in range(len(columns))),
        )
        for i, j in worth
    }
    profiles = list(worth)
    return Stage(tuple(worth.values()), tuple(best[p] for p in profiles), (deltas[0], deltas[1])), profiles


def _fraction(value: Any, what: str) -> Fraction:
    found = exact(value)
    if not isinstance(found, sympy.Rational):
        raise GameError(f"{what} is {value!r}; a rational number is wanted, such as Rational(1, 2)")
    return Fraction(int(found.p), int(found.q))


# --- exact corners


def _guessed(stage: Stage) -> Found | None:
    """Return the exact set, or bounds from corners that are nearly right, or None."""
    history: list[tuple[tuple[tuple[int, ...], Point], ...]] = []
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
                found = _enclosed(stage, guess)
                if found[0] is not None:
                    return found
        if _change(history[-2:]) == 0:
            break
    return _nearly(stage, hull(corner for _, corner in history[-1]))


def _change(last: Sequence[tuple[tuple[tuple[int, ...], Point], ...]]) -> Fraction:
    one, two = last
    return max(abs(a - b) for (_, p), (_, q) in zip(one, two, strict=True) for a, b in zip(p, q, strict=True))


def _guesses(last: Sequence[tuple[tuple[tuple[int, ...], Point], ...]]) -> list[Polygon]:
    """Return exact sets near an iterate, and near where it seems to go if it shrinks by a constant factor (Aitken)."""
    three = [[corner for _, corner in each] for each in last]
    ahead = [
        (_aitken(a[0], b[0], c[0]), _aitken(a[1], b[1], c[1])) for a, b, c in zip(*three, strict=True)
    ]
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


def _emptied(stage: Stage) -> Found:
    """Show that no set generates itself, or return bounds."""
    directions = _directions(stage)
    offsets: list[Fraction] | None = start(stage, directions)
    for _ in range(OUTER_STEPS):
        assert offsets is not None
        after = narrowed(stage, directions, offsets, OUTER_BITS)
        if after is None:
            return (), (), ()
        if after == offsets:
            break
        offsets = after
    return None, (), bounded(list(zip(directions, offsets or [], strict=True)))


def _enclosed(stage: Stage, guess: Polygon) -> Found:
    """Show that a set that is its own image is all there is, or return it as a bound from inside."""
    own = normals(guess)
    around = shell(stage, own, [support(guess, normal) for normal in own], Fraction(0))
    outer, reached = _reached(stage, guess, around)
    return (guess if reached else None), guess, (guess if reached else outer)


def _reached(stage: Stage, guess: Polygon, around: Shell | None) -> tuple[Polygon, bool]:
    """Return bounds from outside, and whether they lie within the reach of a shell.

    Where they come to rest too early, directions in which the image of the bounds has edges are added.
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
                raise AssertionError("a set that generates itself lies in every bound from outside")
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


def _nearly(stage: Stage, guess: Polygon) -> Found:
    """Return bounds close about a set that is nearly its own image."""
    rounded = hull(
        (Fraction(round(x * (1 << 60)), 1 << 60), Fraction(round(y * (1 << 60)), 1 << 60)) for x, y in guess
    )
    own = normals(rounded)
    tolerance = Fraction(1, 1 << 40)
    around = shell(stage, own, [support(rounded, normal) for normal in own], tolerance)
    outer, reached = _reached(stage, rounded, around)
    if around is None:
        return None, _inside(stage, outer), outer
    if reached:
        outer = around.at(around.left)
    margin = max(around.left, Fraction(1, 1 << 56))
    while margin < Fraction(1, 1 << 10):
        for inner in (around.at(-margin), _drawn_in(guess, margin)):
            if len(inner) > 2 and generates_itself(stage, inner):
                return None, inner, outer
        margin *= 4
    return None, _inside(stage, outer), outer


def _drawn_in(guess: Polygon, share: Fraction) -> Polygon:
    """Return a guess with its corners drawn in by a share, except for those with simple coordinates."""
    middle = _middle(guess)
    found = []
    for corner in guess:
        plain = near(corner, Fraction(1, 1 << 60))
        simple = max(value.denominator for value in plain) < SIMPLE
        x, y = plain if simple else corner
        share_here = Fraction(0) if simple else share
        found.append((x + share_here * (middle[0] - x), y + share_here * (middle[1] - y)))
    return hull(found)


def _middle(polygon: Polygon) -> Point:
    return sum(x for x, _ in polygon) / len(polygon), sum(y for _, y in polygon) / len(polygon)


def _bracket(stage: Stage) -> Found:
    """Return bounds in a fan of directions, and a set inside that generates itself."""
    directions = tuple(dict.fromkeys((*_directions(stage), *_fan())))
    offsets = start(stage, directions)
    for _ in range(OUTER_STEPS):
        after = narrowed(stage, directions, offsets, OUTER_BITS)
        if after is None:
            return (), (), ()
        if max(a - b for a, b in zip(offsets, after, strict=True)) < Fraction(1, 1 << 20):
            break
        offsets = after
    outer = bounded(list(zip(directions, offsets, strict=True)))
    inner = _inside(stage, outer)
    return (inner if inner == outer else None), inner, outer


def _inside(stage: Stage, outer: Polygon) -> Polygon:
    """Return a set that generates itself: the bound from outside, shrunk as little as need be, or the stage's own."""
    own = hull(now for now, best in zip(stage.payoffs, stage.best, strict=True) if now == best)
    if not outer:
        return own
    middle = _middle(outer)
    for share in (Fraction(1, 1 << bits) for bits in range(16, 1, -1)):
        shrunk = hull((x + share * (middle[0] - x), y + share * (middle[1] - y)) for x, y in outer)
        if generates_itself(stage, shrunk):
            return hull((*shrunk, *own))
    return own


def _shown(polygon: Polygon) -> tuple[Corner, ...]:
    return tuple((to_sympy(x), to_sympy(y)) for x, y in polygon)


def _polygon(corners: Sequence[Corner]) -> Polygon:
    return tuple((Fraction(int(x.p), int(x.q)), Fraction(int(y.p), int(y.q))) for x, y in corners)


def _listed(corners: Sequence[Corner]) -> str:
    points = ", ".join(f"({x}, {y})" for x, y in corners)
    return points if len(corners) == 1 else f"the convex hull of {points}"
