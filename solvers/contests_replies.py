"""Is a choice from an interval a best reply to the choices of the others? Asked of one cell of the parameters.

The payoff is a function of the one choice, in pieces. Where one piece covers the interval and the payoff is proved
to be concave, or to fall away from every stationary point inside, the slope at the choice decides (Mangasarian 1965,
pseudoconvex functions); elsewhere the interval is cut where the payoff can turn or jump, and the choice is compared
with the best of every part, with limits that are not attained as well.

>>> from detente.games import reals
>>> from detente.solvers.algebra import Ring
>>> from detente.solvers.formulas import TRUE, boolean
>>> V, x = reals("V x")
>>> ring = Ring([V, x])
>>> cells = Partition(ring, [boolean(V > 0, ring)])
>>> payoff = Piece(TRUE, ring.convert(V*x - x**2))
>>> [is_best(cells, 0, 1, (ring.zero, ring.gen(V)), [payoff], ring.convert(at)) for at in (V/2, V)]
[True, False]
"""

from __future__ import annotations

from collections.abc import Sequence

from detente.games import UnsupportedGame
from detente.solvers.algebra import NEG, POS, ZERO
from detente.solvers.contests_elimination import placed
from detente.solvers.extensions import Power
from detente.solvers.formulas import All, Any, Atom, Formula, compare, conjunction, disjunction, negation
from detente.solvers.line import Line
from detente.solvers.optimum import Piece, candidates, nonempty, stretches
from detente.solvers.partition import Partition
from detente.solvers.ratio import Ratio

Ends = tuple[Ratio, Ratio]


def is_best(partition: Partition, cell: int, variable: int, ends: Ends, pieces: Sequence[Piece], at: Ratio) -> bool:
    """Tell whether no number between two ends gives more than ``at``, after splitting the cell where it hangs on that.

    The pieces cover the interval. Raises UnsupportedGame where it is not found out.
    """
    ring, (low, high) = partition.ring, ends
    if low == high:
        return True
    x = ring.generator(variable)
    closed = [compare(x - low, POS | ZERO), compare(high - x, POS | ZERO)]
    alive = [piece for piece in pieces if partition.feasible(cell, [*closed, piece.condition])]
    if partition.feasible(cell, [compare(high - low, ZERO)]) and partition.ask(cell, compare(high - low, ZERO)):
        return True
    mine = next((p for p in alive if partition.ask(cell, put_into(partition, cell, variable, p.condition, at))), None)
    if mine is None:
        raise UnsupportedGame("the payoff at a choice is not defined")
    if len(alive) == 1:
        found = _by_slope(partition, cell, variable, ends, mine.value, at)
        if found is not None:
            return found
    best = valued(partition, cell, variable, mine.value, at)
    try:
        return _by_parts(partition, cell, variable, ends, alive, best)
    except (UnsupportedGame, ZeroDivisionError):
        better = [conjunction([*closed, p.condition, compare(p.value - best, POS)]) for p in alive]
        if any(partition.feasible(cell, [each]) for each in better):
            raise
    return True


def _by_parts(partition: Partition, cell: int, variable: int, ends: Ends, alive: Sequence[Piece], best: Ratio) -> bool:
    """Compare a value with the best of every part of an interval."""
    line = Line(partition, cell, variable, *ends, implicit=True)
    parts = stretches(line, alive)
    for option in candidates(line, alive, parts):
        if option.value == best:
            continue
        if not partition.ask(
            cell, disjunction([compare(best - option.value, POS | ZERO), negation(nonempty(line, option.at))])
        ):
            return False
    return True


def put_into(partition: Partition, cell: int, variable: int, formula: Formula, at: Ratio) -> Formula:
    """Put a ratio of parameters in place of a variable in a formula."""
    ring = partition.ring
    match formula:
        case All(parts):
            return conjunction(put_into(partition, cell, variable, part, at) for part in parts)
        case Any(parts):
            return disjunction(put_into(partition, cell, variable, part, at) for part in parts)
        case Atom(factors, signs):
            total = ring.one
            for number in factors:
                total = total * valued(partition, cell, variable, Ratio(ring, ring.polys[number]), at)
            return compare(total, signs)


def valued(partition: Partition, cell: int, variable: int, ratio: Ratio, at: Ratio) -> Ratio:
    """Put a ratio of parameters in place of a variable."""
    if not ratio.involves(variable):
        return ratio

    def positive(each: Ratio) -> bool:
        return not partition.feasible(cell, [compare(each, NEG | ZERO)])

    return placed(ratio, variable, at, lambda each: partition.sign(cell, each), positive)


def _by_slope(partition: Partition, cell: int, variable: int, ends: Ends, value: Ratio, at: Ratio) -> bool | None:
    """Decide by the slope at a choice where the payoff has no other top; None where that is not proved."""
    ring, (low, high) = partition.ring, ends
    x = ring.generator(variable)
    inside = [compare(x - low, POS), compare(high - x, POS)]
    slope = value.derivative(variable)
    if slope.is_zero():
        return True
    for i in range(len(ring.symbols), len(ring.symbols) + len(ring.radicals)):
        power = ring.extension(i)
        if isinstance(power, Power) and slope.involves(i) and ring.moves(i, variable):
            # powers are concave or convex by their exponents
            for k in (0, 1):
                partition.sign(cell, power.exponent - ring.number(k))
    bend = slope.derivative(variable)
    concave = not partition.feasible(cell, [*inside, compare(bend, POS)])
    if not concave and partition.feasible(cell, [*inside, compare(slope, ZERO), compare(bend, POS | ZERO)]):
        return None
    for end, side in ((low, 1), (high, -1)):
        if partition.ask(cell, compare(at - end, ZERO)):
            beside = sign_beside(partition, cell, variable, slope, end, side)
            # the payoff falls from here on inwards, and does not rise again
            return beside * side <= 0
    there = valued(partition, cell, variable, slope, at)
    return partition.sign(cell, there) == 0


def sign_beside(partition: Partition, cell: int, variable: int, ratio: Ratio, end: Ratio, side: int) -> int:
    """Return the sign of a ratio next to an end of an interval (``side`` is 1 above the end, -1 below).

    Raises UnsupportedGame where it is not found.
    """
    ring = partition.ring

    found = 1
    for part in ratio.parts:
        found *= _sign_of(partition, cell, variable, Ratio(ring, part), end, side)
    return found


def _sign_of(partition: Partition, cell: int, variable: int, value: Ratio, end: Ratio, side: int) -> int:
    turn = 1
    for _ in range(4):
        try:
            there = value.subs(variable, end, lambda r: partition.sign(cell, r))
        except ZeroDivisionError:
            break
        sign = partition.sign(cell, there)
        if sign:
            return sign * turn
        if _powers(value, variable):
            break
        value, turn = value.derivative(variable), turn * side
        if value.is_zero():
            return 0
    return _leading(partition, cell, variable, value, end, side) * turn


def _powers(value: Ratio, variable: int) -> list[int]:
    """List the powers with a symbol in the exponent that change with a variable."""
    ring = value.ring
    return [
        i
        for i in range(len(ring.symbols), len(ring.symbols) + len(ring.radicals))
        if isinstance(ring.extension(i), Power) and value.num.degrees()[i] and ring.moves(i, variable)
    ]


def _leading(partition: Partition, cell: int, variable: int, value: Ratio, end: Ratio, side: int) -> int:
    """Return the sign of the terms of lowest order next to zero, powers with a symbol in the exponent among them."""
    ring = value.ring
    powers = _powers(value, variable)
    x = ring.generator(variable)
    extensions = {i: ring.extension(i) for i in powers}
    if not end.is_zero() or side != 1 or any(not isinstance(e, Power) or e.base != x for e in extensions.values()):
        raise UnsupportedGame("the slope of a payoff at the end of an interval is not found")
    terms: list[tuple[Ratio, Ratio]] = []
    for monomial, coefficient in value.num.to_dict().items():
        order = ring.number(int(monomial[variable]))
        for i, extension in extensions.items():
            assert isinstance(extension, Power)
            order = order + extension.exponent * ring.number(int(monomial[i]))
        rest = tuple(0 if k == variable or k in powers else p for k, p in enumerate(monomial))
        part = Ratio(ring, ring.ctx.from_dict({rest: coefficient}))
        known = next((k for k, (other, _) in enumerate(terms) if other == order), None)
        if known is None:
            terms.append((order, part))
        else:
            terms[known] = order, terms[known][1] + part
    lowest: list[tuple[Ratio, Ratio]] = []
    for order, part in terms:
        if part.is_zero():
            continue
        ranks = [partition.sign(cell, order - other) for other, _ in lowest]
        if any(rank > 0 for rank in ranks):
            continue
        lowest = [each for each, rank in zip(lowest, ranks, strict=True) if rank == 0] + [(order, part)]
    total = ring.zero
    for _, part in lowest:
        total = total + part
    return partition.sign(cell, total)
