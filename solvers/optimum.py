"""The best choice from an interval, where the value is piecewise in the choice and has parameters in it.

The interval is cut at the roots of every polynomial that tells one piece from another, and at the stationary
points of the values. On each open cell the value is then monotonic, so that its supremum is a limit at an end,
which the cell itself does not attain; points attain theirs.

>>> from detente.games import reals
>>> from detente.solvers.algebra import Ring
>>> from detente.solvers.formulas import boolean
>>> from detente.solvers.formulas import TRUE
>>> from detente.solvers.partition import Partition
>>> x = reals("x")
>>> ring = Ring([x])
>>> line = Line(Partition(ring, []), 0, ring.index[x], ring.zero, ring.one)
>>> pieces = [Piece(TRUE, ring.convert(x - x**2))]
>>> best(line, candidates(line, pieces, stretches(line, pieces))).at.low
Ratio(1/2)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from detente.games import UnsupportedGame
from detente.solvers.algebra import POS, ZERO
from detente.solvers.display import text
from detente.solvers.facts import known_exactly
from detente.solvers.formulas import TRUE, Formula, compare, disjunction, negation, polynomials
from detente.solvers.line import Line
from detente.solvers.ratio import Ratio


class Piece(NamedTuple):
    """What follows a choice where ``condition`` holds, and its value; ``fixed``: all are indifferent to where."""

    condition: Formula
    value: Ratio
    fixed: bool = False


@dataclass(frozen=True)
class Stretch:
    """A point or an interval of the line, and the piece that holds there; ``closed`` says which ends belong to it."""

    low: Ratio
    high: Ratio
    piece: int
    closed: tuple[bool, bool] = (False, False)
    slope: int = field(default=0, compare=False)
    """The sign of the slope of the value on an open stretch."""
    certain: bool = field(default=False, compare=False)
    """Whether an open stretch is known to have points, whatever the parameters of the cell are."""

    @property
    def is_point(self) -> bool:
        """Tell whether this is a single point."""
        return self.low == self.high


@dataclass(frozen=True)
class Candidate:
    """A value that the chooser can have, at a point, anywhere on a stretch, or only as a limit."""

    value: Ratio
    at: Stretch
    attained: bool


def nonempty(line: Line, stretch: Stretch) -> Formula:
    """Say that a stretch has a point in it."""
    if (
        stretch.is_point
        or stretch.certain
        or all(stretch.closed)
        or not line.partition.feasible(line.cell, [compare(stretch.high - stretch.low, ZERO)])
    ):
        return TRUE
    return compare(stretch.high - stretch.low, POS)


def stretches(line: Line, pieces: Sequence[Piece]) -> list[Stretch]:
    """Cut the interval so that on every part one piece holds and its value is monotonic."""
    numbers: dict[int, None] = {}
    for piece in pieces:
        numbers.update(dict.fromkeys(sorted(polynomials(piece.condition))))
    found: list[Stretch] = []
    for low, high in line.cut(numbers):
        for k, piece in enumerate(pieces):
            if k == len(pieces) - 1 or line.holds(low, high, piece.condition):
                assert low is not None
                assert high is not None
                found += [Stretch(low, low, k, (True, True))] if low == high else _monotonic(line, piece, k, low, high)
                break
    return found


def _monotonic(line: Line, piece: Piece, number: int, low: Ratio, high: Ratio) -> list[Stretch]:
    """Cut an open stretch where the slope of the value of its piece changes sign, or has no bound."""
    slope = piece.value.derivative(line.variable)
    if slope.is_zero():
        return [Stretch(low, high, number)]
    part = Line(line.partition, line.cell, line.variable, low, high, implicit=True, closed=False)
    polys = [poly for poly in (slope.num, piece.value.den) if not poly.is_constant()]
    cells = part.cut(dict.fromkeys(line.ring.intern(poly)[0] for poly in polys))
    found = []
    for start, end in cells[1:-1]:
        assert start is not None
        assert end is not None
        if start == end:
            found.append(Stretch(start, end, number, (True, True)))
        else:
            certain = start in part.crossing or end in part.crossing
            found.append(Stretch(start, end, number, slope=part.sign_of_ratio(start, end, slope), certain=certain))
    return found


def value(line: Line, piece: Piece, at: Ratio) -> Ratio:
    """Return the value of a piece at a point, or its limit there."""
    if not piece.value.involves(line.variable):
        return piece.value
    try:
        bottom = Ratio(line.ring, piece.value.den).subs(line.variable, at, line.sign)
        if line.sign(bottom) != 0:
            return piece.value.subs(line.variable, at, line.sign)
    except ZeroDivisionError:
        pass
    raise UnsupportedGame(f"a payoff has no bound near {line.ring.symbols[line.variable]} = {text(at.expr())}")


def candidates(line: Line, pieces: Sequence[Piece], parts: Sequence[Stretch]) -> list[Candidate]:
    """Return the values that can be best: at points, constant on a stretch, or limits that are not attained."""
    found: list[Candidate] = []
    # points at which the value is less than before them
    beaten: set[int] = set()
    outdone = {
        stretch.piece
        for i, stretch in enumerate(parts)
        if pieces[stretch.piece].fixed and _outdone(line, pieces, parts, i)
    }
    for i, stretch in enumerate(parts):
        piece = pieces[stretch.piece]
        if stretch.piece in outdone:
            continue
        if piece.fixed:
            # nothing hangs on where in a row of such stretches the choice is: they are one
            last = found[-1].at if found else None
            if last is not None and last.piece == stretch.piece and parts[i - 1].piece == stretch.piece:
                closed = (last.closed[0], stretch.closed[1])
                found[-1] = Candidate(piece.value, Stretch(last.low, stretch.high, stretch.piece, closed), True)
            else:
                found.append(Candidate(piece.value, stretch, True))
        elif away := _rises_away(line, pieces, parts, i):
            if away < 0:
                beaten.add(i)
        elif (
            i >= 2 and (i - 2 in beaten or (found and found[-1].at is parts[i - 2])) and _repeats(line, piece, parts, i)
        ):
            if i - 2 in beaten:
                beaten.add(i)
        elif stretch.is_point:
            found.append(Candidate(value(line, piece, stretch.low), stretch, True))
        elif (direction := stretch.slope) == 0:
            middle = line.middle(stretch.low, stretch.high)
            found.append(Candidate(value(line, piece, middle), stretch, True))
        else:
            end = parts[i + direction]
            limit = value(line, piece, stretch.high if direction > 0 else stretch.low)
            if limit != value(line, pieces[end.piece], end.low):
                found.append(Candidate(limit, stretch, False))
    return found


def _rises_away(line: Line, pieces: Sequence[Piece], parts: Sequence[Stretch], i: int) -> int:
    """Return on which side (-1, 1) of a point the value rises from the value at the point; 0 for neither."""
    here = parts[i]
    if not here.is_point:
        return 0
    for k, sign in ((i - 1, -1), (i + 1, 1)):
        if 0 <= k < len(parts) and parts[k].slope == sign and not pieces[parts[k].piece].fixed:
            if parts[k].piece == here.piece:
                return sign
            if value(line, pieces[here.piece], here.low) == value(line, pieces[parts[k].piece], here.low):
                return sign
    return 0


def _repeats(line: Line, piece: Piece, parts: Sequence[Stretch], i: int) -> bool:
    """Tell whether a point is the point before it throughout the cell; asked where values are hard to compare."""
    if not parts[i].is_point or parts[i - 1].certain or not parts[i - 2].is_point:
        return False
    used = set().union(*(line.ring.variables(part) for part in piece.value.parts))
    gap = parts[i].low - parts[i - 2].low
    return not known_exactly(line.ring, used) and not line.partition.feasible(line.cell, [compare(gap, POS)])


def _outdone(line: Line, pieces: Sequence[Piece], parts: Sequence[Stretch], i: int) -> bool:
    """Tell whether a stretch of one value is next to one on which the value surely rises from that."""
    fixed = pieces[parts[i].piece].value
    for side in (-1, 1):
        k = i + side
        while 0 <= k < len(parts) and parts[k].is_point and value(line, pieces[parts[k].piece], parts[k].low) == fixed:
            k += side
        if 0 <= k < len(parts) and parts[k].slope == side and not pieces[parts[k].piece].fixed:
            end = parts[k].high if side < 0 else parts[k].low
            if value(line, pieces[parts[k].piece], end) == fixed and nonempty(line, parts[k]) == TRUE:
                return True
    return False


def best(
    line: Line, candidates: Sequence[Candidate], pick: Callable[[list[Candidate]], Candidate] | None = None
) -> Candidate:
    """Return the best candidate, after splitting the cell where it depends on the parameters.

    Among equal values the one that stands first is taken; ``pick`` is asked instead where it is given. A
    limit that is not attained comes back only where it is above everything attained.
    """
    ordered = sorted(candidates, key=lambda candidate: not candidate.attained)
    options: list[Candidate] = []
    sure: set[Ratio] = set()
    for candidate in ordered:
        if candidate.value not in sure:
            options.append(candidate)
            if nonempty(line, candidate.at) == TRUE:
                sure.add(candidate.value)
    alternatives = []
    for j, one in enumerate(options):
        wins = [nonempty(line, one.at)]
        for i, other in enumerate(options):
            if i != j:
                above = compare(one.value - other.value, POS if i < j else POS | ZERO)
                wins.append(disjunction([above, negation(nonempty(line, other.at))]))
        alternatives.append(wins)
    chosen = options[line.partition.choose(line.cell, alternatives)]
    if pick is None:
        return chosen
    if not chosen.attained:
        return chosen
    equal: list[Candidate] = []
    for c in ordered:
        if (
            c.attained
            and line.partition.ask(line.cell, nonempty(line, c.at))
            and line.sign(c.value - chosen.value) == 0
        ):
            # coinciding roots are one offer
            same = (other for other in equal if c.at.is_point and other.at.is_point)
            if not any(line.sign(c.at.low - other.at.low) == 0 for other in same):
                equal.append(c)
    return pick(equal)
