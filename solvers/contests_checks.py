"""Which candidates for choices made at once are equilibria: nobody has a better number, or a better move.

>>> from detente.games import reals
>>> from detente.solvers.algebra import Ring
>>> V = reals("V")
>>> from detente.solvers.formulas import boolean
>>> ring = Ring([V])
>>> Found(("x",), (ring.gen(V),), Worth((ring.one,), ()), boolean(V > 0, ring), ()).free
()
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from detente.games import Node, UnsupportedGame
from detente.games.information import History
from detente.solvers import smt
from detente.solvers.algebra import POS, ZERO
from detente.solvers.contests_candidates import Chooser, Point, Region
from detente.solvers.contests_replies import is_best, put_into, valued
from detente.solvers.contests_stage import Stage
from detente.solvers.describe import describe
from detente.solvers.eliminate import without as projected
from detente.solvers.formulas import Formula, compare, conjunction, disjunction, negation
from detente.solvers.optimum import Piece
from detente.solvers.partition import Partition
from detente.solvers.ratio import Ratio
from detente.solvers.substitution import pinned, substituted
from detente.solvers.values import Block, Failure, Search, Worth


@dataclass(frozen=True)
class Found:
    """An equilibrium of the choices made at once: labels, numbers, worth, and where it is one."""

    end: History
    point: Point
    worth: Worth
    where: Formula
    """The condition on the parameters, and on the numbers that are free."""
    free: tuple[int, ...]


Problems = list[tuple[Formula, str]]


class Place(NamedTuple):
    """Where a candidate is found: a condition on the parameters, and what it has to meet besides."""

    where: Formula
    beside: Formula


@dataclass(frozen=True)
class Table:
    """A stage that is solved: its choosers, and what follows their choices, by the labels of the finite ones."""

    search: Search
    node: Node
    stage: Stage
    choosers: tuple[Chooser, ...]
    regions: Mapping[History, Sequence[Region]]


def checked(
    table: Table, end: History, region: Region, point: Point, places: Sequence[Place]
) -> tuple[list[Found], Problems]:
    """Return a candidate with the condition under which it is an equilibrium, and where that is not found out.

    Where it is not for a continuum as a whole, its inside and its ends are looked at apart.
    """
    found, problems = _checked(table, end, region, point, places, inside=False)
    ring = table.search.ring
    free = [c for c in table.choosers if any(value.involves(ring.index[c.symbol]) for value in point)]
    if not problems or not free:
        return found, problems
    apart, left = _checked(table, end, region, point, places, inside=True)
    for chooser in free:
        v = ring.index[chooser.symbol]
        for bound in chooser.ends:
            try:
                root = ring.convert(bound)
                if chooser.degree > 1 and not root.is_zero():
                    return found, problems
                there = tuple(_put(value, v, root) for value in point)
                put = [Place(*(substituted(ring, f, {v: root}) for f in each)) for each in places]
                good, bad = checked(table, end, region, there, put)
            except (UnsupportedGame, ZeroDivisionError):
                return found, problems
            apart += good
            left += bad
    return (apart, left) if len(left) < len(problems) else (found, problems)


def _checked(
    table: Table, end: History, region: Region, point: Point, places: Sequence[Place], inside: bool
) -> tuple[list[Found], Problems]:
    search, node, stage, choosers, regions = table.search, table.node, table.stage, table.choosers, table.regions
    ring = search.ring
    variables = [ring.index[c.symbol] for c in choosers]
    free = tuple(v for v in variables if any(value.involves(v) for value in point))
    bounds = [
        f
        for c, v in zip(choosers, variables, strict=True)
        if v in free
        for f in (c.strictly(ring) if inside else c.within(ring))
    ]
    partition = Partition(ring, [*search.given, *bounds], deadline=search.deadline)
    block = Block(partition, node, ())

    def put(cell: int, formula: Formula, without: int = -1) -> Formula:
        for v, value in zip(variables, point, strict=True):
            if v != without and value != ring.generator(v):
                formula = put_into(partition, cell, v, formula, value)
        return formula

    def at_point(cell: int, ratio: Ratio, without: int = -1) -> Ratio:
        for v, value in zip(variables, point, strict=True):
            if v != without and value != ring.generator(v):
                ratio = valued(partition, cell, v, ratio, value)
        return ratio

    def program(cell: int) -> Worth | Failure | None:
        try:
            return holds(cell)
        except (UnsupportedGame, ZeroDivisionError) as problem:
            return Failure(str(problem))

    def holds(cell: int) -> Worth | None:
        ends = [c.ends_in(search, block, cell, node) for c in choosers]
        for (low, high), value in zip(ends, point, strict=True):
            for gap in (value - low, high - value):
                if not partition.ask(cell, compare(gap, POS | ZERO)):
                    return None
        if not partition.ask(cell, put(cell, region.condition)):
            return None
        if not any(partition.ask(cell, each.where) and partition.ask(cell, put(cell, each.beside)) for each in places):
            return None
        assert isinstance(region.value, Worth)
        payoffs = tuple(at_point(cell, p) for p in region.value.payoffs)
        for k, mover in enumerate(stage.movers):
            if mover.interval is not None:
                continue
            player = search.players.index(mover.player)
            for label in mover.labels:
                if label == end[k]:
                    continue
                other = _worth_at(cell, (*end[:k], label, *end[k + 1 :]))
                if not partition.ask(
                    cell, compare(payoffs[player] - at_point(cell, other.payoffs[player]), POS | ZERO)
                ):
                    return None
        for chooser, v, ends_of, value in zip(choosers, variables, ends, point, strict=True):
            pieces = []
            low, high = ends_of
            # a choice that is free stands in the condition, so that another one needs a name of its own
            w = ring.index[chooser.other] if v in free else v
            x = ring.generator(w)
            closed = [compare(x - low, POS | ZERO), compare(high - x, POS | ZERO)]
            for each in regions[end]:
                condition = each.condition if w == v else put_into(partition, cell, v, each.condition, x)
                condition = put(cell, condition, v)
                if not partition.feasible(cell, [*closed, condition]):
                    continue
                if isinstance(each.value, Failure):
                    raise UnsupportedGame(each.value.reason)
                payoff = each.value.payoffs[search.players.index(chooser.name)]
                payoff = payoff if w == v else valued(partition, cell, v, payoff, x)
                pieces.append(Piece(condition, at_point(cell, payoff, v)))
            if not is_best(partition, cell, w, ends_of, pieces, value):
                return None
        outcomes = tuple((name, tuple(at_point(cell, p) for p in odds)) for name, odds in region.value.outcomes)
        return Worth(payoffs, outcomes)

    def _worth_at(cell: int, other: History) -> Worth:
        for each in regions[other]:
            if partition.ask(cell, put(cell, each.condition)):
                if isinstance(each.value, Failure):
                    raise UnsupportedGame(each.value.reason)
                return each.value
        raise UnsupportedGame("a payoff is not defined")

    mask = partition.where(disjunction(each.where for each in places), partition.everywhere)
    start = len(partition.splits)
    results = partition.run(program, mask)
    mask = partition.update(mask, start)
    found, problems = [], Problems()
    left_open = partition.abandoned & mask
    everywhere = partition.everywhere
    for result, cells in results.items():
        cells &= ~left_open
        if not cells or result is None:
            continue
        formula = describe(partition, cells, everywhere & ~cells)
        if isinstance(result, Failure):
            problems.append((_projected(search, free, conjunction([*bounds, formula])), result.reason))
        else:
            found.append(Found(end, point, result, conjunction([*bounds, formula]), free))
    if left_open:
        formula = describe(partition, left_open, everywhere & ~left_open)
        reason = "too many regions to tell apart in the time given"
        problems.append((_projected(search, free, conjunction([*bounds, formula])), reason))
    return found, problems


def _projected(search: Search, free: Sequence[int], formula: Formula) -> Formula:
    for v in free:
        try:
            formula = projected(search.ring, v, formula, search.given)
        except UnsupportedGame:
            return conjunction(())
    return formula


def distinct(search: Search, choosers: Sequence[Chooser], found: Sequence[Found]) -> list[Found]:
    """Unite what is found twice, and leave out what is one of a continuum that is listed."""
    ring = search.ring
    variables = [ring.index[c.symbol] for c in choosers]
    found = [_fixed(search, each) for each in found]
    united: dict[tuple[History, Point, Worth], Found] = {}
    for each in found:
        key = each.end, each.point, each.worth
        if key in united:
            united[key] = replace(each, where=disjunction([united[key].where, each.where]))
        else:
            united[key] = each
    kept: list[Found] = []
    for each in sorted(united.values(), key=lambda f: -len(f.free)):
        where = each.where
        for family in kept:
            if family.end != each.end or len(family.free) <= len(each.free):
                continue
            inside = family.where
            points = list(family.point)
            for v, value in zip(variables, each.point, strict=True):
                if v in family.free and value != ring.generator(v):
                    inside = substituted(ring, inside, {v: value})
                    points = [_put(p, v, value) for p in points]
            if points == list(each.point):
                where = conjunction([where, negation(inside)])
        if smt.check(ring, [*search.given, where]).satisfiable is not False:
            kept.append(replace(each, where=where))
    order = list(united.values())
    places = {(f.end, f.point): k for k, f in reversed(list(enumerate(order)))}
    return sorted(kept, key=lambda f: places[f.end, f.point])


def _fixed(search: Search, found: Found) -> Found:
    """Put the one number in place of a free choice that can be no other."""
    for v in found.free:
        value = pinned(search.ring, search.given, found.where, v)
        if value is not None and not any(value.involves(w) for w in found.free):
            try:
                point = tuple(_put(p, v, value) for p in found.point)
                payoffs = tuple(_put(p, v, value) for p in found.worth.payoffs)
                odds = tuple((name, tuple(_put(p, v, value) for p in row)) for name, row in found.worth.outcomes)
                where = substituted(search.ring, found.where, {v: value})
            except (UnsupportedGame, ZeroDivisionError):
                continue
            free = tuple(w for w in found.free if w != v)
            return _fixed(search, Found(found.end, point, Worth(payoffs, odds), where, free))
    return found


def _put(ratio: Ratio, v: int, value: Ratio) -> Ratio:
    def unknown(_: Ratio) -> int:
        raise UnsupportedGame("a free choice stands under a root")

    return ratio.subs(v, value, unknown) if ratio.involves(v) else ratio
