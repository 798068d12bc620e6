"""Where an equilibrium of choices made at once can be: ends, first-order conditions, and places where payoffs jump.

In a region of choices in which what follows is one and the same, a best choice is an end of its interval, a stationary
point, on the boundary of the region, or anywhere if the payoff does not change with it. Each combination of these is a
system of equations (``contests_elimination``), and its solutions are the candidates.

>>> from sympy import Integer
>>> from detente.games import reals
>>> x, y = reals("x y")
>>> ring = Ring([x, y])
>>> one, two = (Chooser(k, "AB"[k], z, z, z, 1, (Integer(0), Integer(1))) for k, z in enumerate((x, y)))
>>> demands = Region(boolean(x + y <= 1, ring), Worth((ring.gen(x), ring.gen(y)), ()))
>>> [case.kind for case in cases(ring, one, demands)]
['boundary', 'low', 'high']
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from sympy import Eq, Expr, Symbol

from detente.games import Node, UnsupportedGame
from detente.games.information import History
from detente.solvers import smt
from detente.solvers.algebra import NEG, POS, ZERO, Ring
from detente.solvers.contests_elimination import solutions
from detente.solvers.describe import describe
from detente.solvers.extensions import Power, Radical, made_of
from detente.solvers.formulas import (
    FALSE,
    All,
    Atom,
    Formula,
    boolean,
    compare,
    conjunction,
    disjunction,
    negation,
    polynomials,
)
from detente.solvers.knowledge import Knowledge
from detente.solvers.partition import Partition
from detente.solvers.ratio import Ratio
from detente.solvers.values import Block, Failure, Search, Value, Worth, amount

Point = tuple[Ratio, ...]
"""A choice for each of those who choose numbers; one that is left free stands for itself."""


@dataclass(frozen=True)
class Chooser:
    """One who chooses a number, which is ``symbol`` to the power ``degree``."""

    player: int
    name: str
    number: Symbol
    symbol: Symbol
    other: Symbol
    """Another choice of the same player, with which the choice is compared."""
    degree: int
    ends: tuple[Expr, Expr]

    def within(self, ring: Ring) -> list[Formula]:
        """Say that the choice lies in its interval."""
        low, high = self.ends
        chosen = self.symbol**self.degree
        positive = [boolean(self.symbol >= 0, ring)] if self.degree > 1 else []
        return [*positive, boolean(chosen >= low, ring), boolean(chosen <= high, ring)]

    def strictly(self, ring: Ring) -> list[Formula]:
        """Say that the choice lies inside its interval."""
        low, high = self.ends
        chosen = self.symbol**self.degree
        positive = [boolean(self.symbol >= 0, ring)] if self.degree > 1 else []
        return [*positive, boolean(chosen > low, ring), boolean(chosen < high, ring)]

    def at(self, ring: Ring, end: int) -> Formula:
        """Say that the choice is the lower (0) or the upper (1) end of its interval."""
        return boolean(Eq(self.symbol**self.degree, self.ends[end]), ring)

    def ends_in(self, search: Search, block: Block, cell: int, node: Node) -> tuple[Ratio, Ratio]:
        """Return the ends of the interval in a cell."""
        names = ("lower", "upper")
        found = [
            amount(search, block, cell, end, f"the {name} bound of {self.number}", node)
            for end, name in zip(self.ends, names, strict=True)
        ]
        if self.degree > 1:
            found = [search.ring.root(self.degree, end, lambda r: block.partition.sign(cell, r)) for end in found]
        return found[0], found[1]


@dataclass(frozen=True)
class Region:
    """Choices after which one and the same happens, and what it is worth."""

    condition: Formula
    value: Value


@dataclass(frozen=True)
class Case:
    """A way in which a choice can be best: an equation, or none, and what else holds."""

    kind: str
    equation: Ratio | None
    side: tuple[Formula, ...]


def cases(ring: Ring, chooser: Chooser, region: Region) -> list[Case]:
    """Return the ways in which a chooser's choice can be best in a region."""
    assert isinstance(region.value, Worth)
    payoff, v = region.value.payoffs[chooser.player], ring.index[chooser.symbol]
    slope = payoff.derivative(v)
    if slope.is_zero():
        return [Case("any", None, ())]
    edges = [n for n in sorted(polynomials(region.condition)) if v in ring.variables(ring.polys[n])]
    for i in range(len(ring.symbols), len(ring.symbols) + len(ring.radicals)):
        if payoff.involves(i) and ring.moves(i, v) and isinstance(extension := ring.extension(i), Radical | Power):
            base = made_of(extension)[0].num
            edges += [n for n, _ in ring.factors(ring.intern(base)[0]) if v in ring.variables(ring.polys[n])]
    edges = list(dict.fromkeys(edges))
    apart = tuple(Atom((n,), NEG | POS) for n in edges)
    x = ring.generator(v)
    found = [Case("boundary", Ratio(ring, ring.polys[n]), ()) for n in edges]
    found.append(Case("low", x, (*apart, compare(slope, NEG | ZERO))))
    found.append(Case("high", x, (*apart, compare(slope, POS | ZERO))))
    if not slope.num.is_constant():
        bend = compare(slope.derivative(v), NEG | ZERO)
        found.append(Case("stationary", slope, (*apart, compare(slope, ZERO), bend)))
    return found


def _no_better_beside(
    ring: Ring, chooser: Chooser, region: Region, regions: Sequence[Region], crossed: Sequence[Ratio]
) -> list[Formula]:
    """Say that on a boundary a small step to either side, into whatever region, is no gain.

    ``crossed`` are the polynomials that are zero there.
    """
    assert isinstance(region.value, Worth)
    here, v = region.value.payoffs[chooser.player], ring.index[chooser.symbol]
    zeros = {ring.intern(ratio.num)[0] for ratio in crossed}
    low, high = chooser.ends
    chosen = chooser.symbol**chooser.degree
    found = []
    for side, room in ((1, chosen < high), (-1, chosen > low)):
        for other in regions:
            if isinstance(other.value, Failure):
                continue
            there = other.value.payoffs[chooser.player]
            try:
                slope = there.derivative(v) * ring.number(side)
            except UnsupportedGame:
                continue
            gain = there - here
            rises = conjunction([compare(gain, ZERO), compare(slope, POS)])
            better = disjunction([compare(gain, POS), rises])
            found.append(
                negation(conjunction([boolean(room, ring), _beside(ring, other.condition, zeros, v, side), better]))
            )
    return found


def _beside(ring: Ring, formula: Formula, zeros: set[int], v: int, side: int) -> Formula:
    """Say that a formula surely holds next to a point at which some polynomials are zero, to one side of it."""
    if not isinstance(formula, Atom):
        parts = [_beside(ring, part, zeros, v, side) for part in formula.parts]
        return conjunction(parts) if isinstance(formula, All) else disjunction(parts)
    total = ring.one
    for number in formula.factors:
        factor = Ratio(ring, ring.polys[number])
        if number in zeros:
            factor = factor.derivative(v) * ring.number(side)
            if factor.is_zero():
                return conjunction(()) if formula.signs & ZERO else FALSE
        total = total * factor
    return compare(total, formula.signs & ~ZERO)


@dataclass(frozen=True)
class Task:
    """A combination of ways in which the choices in a region can be best."""

    equations: tuple[Ratio | None, ...]
    kinds: tuple[str, ...]
    side: tuple[Formula, ...]
    beside: Formula
    """What has to hold at a point on a boundary, so that no small step is a gain."""


def tasks(
    ring: Ring, choosers: Sequence[Chooser], region: Region, regions: Sequence[Region], given: Sequence[Formula]
) -> Iterator[Task]:
    """Run through the combinations that are not ruled out at once."""
    base = [region.condition]
    for chooser in choosers:
        base += chooser.within(ring)
    for row in product(*(cases(ring, chooser, region) for chooser in choosers)):
        side = list(base)
        for chooser, case in zip(choosers, row, strict=True):
            side += case.side
            if case.kind in ("low", "high"):
                side.append(chooser.at(ring, int(case.kind == "high")))
            elif case.equation is not None:
                side.append(compare(case.equation, ZERO))
            if case.kind == "stationary":
                side += chooser.strictly(ring)
        crossed = [case.equation for case in row if case.kind == "boundary" and case.equation is not None]
        beside = [
            formula
            for chooser, case in zip(choosers, row, strict=True)
            if case.kind == "boundary"
            for formula in _no_better_beside(ring, chooser, region, regions, crossed)
        ]
        side += beside
        if FALSE in side or smt.check(ring, [*given, *side], 2).satisfiable is False:
            continue
        yield Task(
            tuple(case.equation for case in row), tuple(case.kind for case in row), tuple(side), conjunction(beside)
        )


def points(
    search: Search, node: Node, choosers: Sequence[Chooser], region: Region, task: Task
) -> list[tuple[Point | Failure, Formula]]:
    """Return the points that solve a task, or why none is found, each with where on the parameters."""
    ring = search.ring
    partition = Partition(ring, search.given, deadline=search.deadline)
    block = Block(partition, node, ())
    equal = _equations(ring, region.condition)

    def program(cell: int) -> tuple[Point, ...] | Failure:
        ends = {ring.index[c.symbol]: c.ends_in(search, block, cell, node) for c in choosers}
        equations = list(equal)
        for chooser, equation, kind in zip(choosers, task.equations, task.kinds, strict=True):
            if equation is None:
                continue
            low, high = ends[ring.index[chooser.symbol]]
            end = {"low": low, "high": high}.get(kind)
            equations.append(equation if end is None else equation - end)
        try:
            found = solutions(partition, cell, equations, ends, task.side)
        except (UnsupportedGame, ZeroDivisionError) as problem:
            return Failure(str(problem))
        # at the ends other conditions hold
        inner = [k for k, kind in enumerate(task.kinds) if kind == "stationary"]
        candidates = [tuple(values[v] for v in ends) for values in found]
        bounds = list(ends.values())
        return tuple(
            point for point in candidates if all(_inside(partition, cell, bounds[k], point[k], ends) for k in inner)
        )

    results = partition.run(program, partition.everywhere)
    where: dict[Point | Failure, int] = {}
    since = len(partition.splits)
    for result, mask in results.items():
        for point in (result,) if isinstance(result, Failure) else result:
            where[point] = where.get(point, 0) | mask
    assert since == len(partition.splits)
    whole = partition.everywhere
    return [(point, describe(partition, mask, whole & ~mask)) for point, mask in where.items()]


def _inside(
    partition: Partition, cell: int, bounds: tuple[Ratio, Ratio], value: Ratio, unknown: Mapping[int, object]
) -> bool:
    """Tell whether a number lies strictly within its interval (taken so where it hangs on what is free)."""
    gaps = value - bounds[0], bounds[1] - value
    if any(value.involves(v) for v in unknown):
        return True
    return all(partition.ask(cell, compare(gap, POS)) for gap in gaps)


def _equations(ring: Ring, condition: Formula) -> list[Ratio]:
    """Return what has to be zero in a region."""
    parts = condition.parts if isinstance(condition, All) else (condition,)
    return [
        Ratio(ring, ring.polys[part.factors[0]])
        for part in parts
        if isinstance(part, Atom) and len(part.factors) == 1 and part.signs == ZERO
    ]


# numbers under roots


def without_roots(
    ring: Ring,
    choosers: Sequence[Chooser],
    spare: Mapping[Symbol, Symbol],
    regions: Mapping[History, Sequence[Region]],
    given: Sequence[Formula],
) -> tuple[tuple[Chooser, ...], dict[History, tuple[Region, ...]]]:
    """Write choices of which roots are taken as powers of those roots; ``spare`` has a further symbol for each."""
    found, moved = list(choosers), {end: tuple(each) for end, each in regions.items()}
    for k, chooser in enumerate(choosers):
        v = ring.index[chooser.symbol]
        degree = _root_degree(ring, v, [region for each in moved.values() for region in each])
        if degree == 1:
            continue
        t = spare[chooser.symbol]
        again = replace(chooser, symbol=t, degree=degree)
        nonnegative = smt.check(ring, [*given, boolean(chooser.ends[0] < 0, ring)]).satisfiable is False
        if not nonnegative:
            continue
        others = [f for c in found if c is not chooser for f in c.within(ring)]
        known = Knowledge(ring, [*given, *again.within(ring), *others], 3, None)
        power = ring.gen(t).power(degree)

        def sign(ratio: Ratio, known: Knowledge = known) -> int:
            if known.check(known.base, [compare(ratio, NEG)]).satisfiable is False:
                return 1
            if known.check(known.base, [compare(ratio, POS)]).satisfiable is False:
                return -1
            raise UnsupportedGame(f"the sign of {ratio.expr()}, of which a root is taken, is not known")

        def change(ratio: Ratio, v: int = v, power: Ratio = power) -> Ratio:
            return ratio.subs(v, power, sign) if ratio.involves(v) else ratio

        found[k] = again
        moved = {
            end: tuple(Region(_changed(ring, r.condition, change), _worth(r.value, change)) for r in each)
            for end, each in moved.items()
        }
    return tuple(found), moved


def _root_degree(ring: Ring, v: int, regions: Sequence[Region]) -> int:
    degree = 1
    for i in range(len(ring.symbols), len(ring.symbols) + len(ring.radicals)):
        extension = ring.extension(i)
        if not isinstance(extension, Radical) or not ring.moves(i, v):
            continue
        if not any(
            ratio.involves(i)
            for region in regions
            for ratio in (region.value.payoffs if isinstance(region.value, Worth) else ())
        ) and not any(i in ring.variables(ring.polys[n]) for region in regions for n in polynomials(region.condition)):
            continue
        power = int(extension.arg.num.degrees()[v]) - int(extension.arg.den.degrees()[v])
        if (extension.arg / ring.generator(v).power(power)).involves(v):
            continue
        degree = math.lcm(degree, extension.degree // math.gcd(extension.degree, power))
    return degree


def _changed(ring: Ring, formula: Formula, change: Callable[[Ratio], Ratio]) -> Formula:
    if isinstance(formula, Atom):
        total = ring.one
        for number in formula.factors:
            total = total * change(Ratio(ring, ring.polys[number]))
        return compare(total, formula.signs)
    parts = [_changed(ring, part, change) for part in formula.parts]
    return conjunction(parts) if isinstance(formula, All) else disjunction(parts)


def _worth(value: Value, change: Callable[[Ratio], Ratio]) -> Value:
    if isinstance(value, Failure):
        return value
    outcomes = tuple((name, tuple(change(p) for p in odds)) for name, odds in value.outcomes)
    return Worth(tuple(change(p) for p in value.payoffs), outcomes)


def rooted(search: Search, values: Sequence[Ratio]) -> dict[Symbol, int]:
    """Return the positive parameters that stand under roots within roots, with the product of their degrees."""
    ring = search.ring
    found: dict[Symbol, int] = {}
    nested = False

    def follow(ratio: Ratio, degree: int, depth: int) -> None:
        nonlocal nested
        for i in range(len(ring.symbols), len(ring.symbols) + len(ring.radicals)):
            radical = ring.extension(i)
            if not isinstance(radical, Radical) or not any(part.degrees()[i] for part in ratio.parts):
                continue
            inner = any(
                isinstance(ring.extension(j), Radical) and not ring.variables(ring.gens[j]) <= {j}
                for part in radical.arg.parts
                for j in range(len(ring.symbols), len(part.degrees()))
                if part.degrees()[j]
            )
            nested = nested or inner
            alone = [part for part in radical.arg.parts if len(part.coeffs()) == 1]
            for part in alone:
                for k, symbol in enumerate(ring.symbols):
                    if part.degrees()[k]:
                        found[symbol] = math.lcm(found.get(symbol, 1), radical.degree)
            follow(radical.arg, radical.degree * degree, depth + 1)

    for value in values:
        follow(value, 1, 0)
    if not nested:
        return {}
    given = search.given
    return {
        p: degree
        for p, degree in found.items()
        if p in search.game.parameters and smt.check(ring, [*given, boolean(p <= 0, ring)]).satisfiable is False
    }
