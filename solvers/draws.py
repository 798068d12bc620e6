"""Draws of nature in a backward induction: expected values as integrals over the pieces of what follows.

The density times the values is a polynomial in what is drawn, times exponentials, powers of something linear, or both
(``integrals``), with coefficients in parameters and earlier offers; anything else is refused by name. An end of the
interval may be infinite, or one at which the density has no value. A density is proved to be nonnegative and to
integrate to one.

>>> from detente.games import Decision, Draw, Game, Terminal, reals
>>> from detente.solvers import solve
>>> c, w = reals("c w")
>>> fight = Decision("A", {"fight": Terminal({"A": w - c}, "war"), "wait": Terminal({"A": 0}, "peace")})
>>> print(solve(Game(("A",), Draw((c, 0, 1), 1, fight), given=(0 < w, w < 1))).probability("war"))
w
"""

from __future__ import annotations

from sympy import Abs, E, Expr, Max, Min, Piecewise, Pow, default_sort_key, oo

from detente.games import Draw, GameError, UnsupportedGame
from detente.solvers import hazards
from detente.solvers.algebra import NEG, POS, ZERO
from detente.solvers.areas import Divergent
from detente.solvers.describe import describe
from detente.solvers.display import ratio_form, text
from detente.solvers.formulas import Formula, boolean, compare, evaluate, negation, polynomials
from detente.solvers.integrals import integral
from detente.solvers.line import End, Line
from detente.solvers.partition import Partition
from detente.solvers.ratio import Ratio
from detente.solvers.values import Block, Failure, Groups, Search, Sets, Value, Worth, amount

SHIFTS = 3
"""By how much less one an exponent is raised to make it positive."""


def solve_draw(search: Search, block: Block, node: Draw, inner: Block) -> Groups:
    """Return the expected values of a draw whose continuation is solved.

    Raises GameError for a density that can be negative, UnsupportedGame for an integral without a closed form.
    """
    c, low, high = node.interval
    partition, ring = block.partition, search.ring
    variable = ring.index[c]
    block.below[node] = inner
    densities = _densities(search, inner, node)
    falling = hazards.is_log_concave(inner.partition, densities.now(), node.interval)
    groups = {
        (worth, density): both
        for worth, mask in inner.groups(node.then).items()
        for density, other in densities.now().items()
        if (both := mask & other)
    }
    values = list(groups)
    whole = inner.partition.everywhere
    conditions = [describe(inner.partition, groups[pair], whole & ~groups[pair]) for pair in values]
    numbers = sorted({number for condition in conditions for number in polynomials(condition)})

    def bound(cell: int, end: Expr, which: str) -> End:
        return None if end in (oo, -oo) else amount(search, block, cell, end, f"the {which} bound of {c}", node)

    def program(cell: int) -> Value:
        line = Line(partition, cell, variable, bound(cell, low, "lower"), bound(cell, high, "upper"))
        zero = tuple(ring.zero for _ in search.players)
        payoffs, outcomes, mass = zero, dict[str, tuple[Ratio, ...]](), ring.zero
        try:
            for start, end in line.cut(numbers):
                if start is not None and start == end:
                    continue
                worth, density = next(
                    pair
                    for k, (pair, condition) in enumerate(zip(values, conditions, strict=True))
                    if k == len(values) - 1 or line.holds(start, end, condition)
                )
                if isinstance(worth, Failure):
                    return worth
                mass = mass + _share(search, node, line, density, (start, end))
                if falling and end is not None and end != line.high:
                    hazards.note(line, density, mass, end)
                payoffs = _plus(payoffs, tuple(integral(line, density * v, start, end) for v in worth.payoffs))
                for name, odds in worth.outcomes:
                    share = tuple(integral(line, density * p, start, end) for p in odds)
                    outcomes[name] = _plus(outcomes.get(name, zero), share)
            if mass != ring.one:
                _require_one(search, node, line, mass)
        except UnsupportedGame as problem:
            return Failure(f"the draw of {c}: {problem}")
        return Worth(payoffs, tuple(outcomes.items()))

    return partition.run(program, partition.everywhere)


def _densities(search: Search, inner: Block, node: Draw) -> Sets[Ratio]:
    """Return the density, by cells where it has branches, proved to be nonnegative between the ends of the interval.

    At the ends themselves it may have no value: nothing is drawn from them.
    """
    (c, low, high), place, shown = node.interval, search.place(node), text(node.density)
    partition, found = inner.partition, Sets[Ratio](inner.partition)
    between = [boolean(part, search.ring) for part in (c > low, c < high)]
    branches = node.density.has(Max, Min, Abs, Piecewise)
    _prepare_powers(partition, node.density)

    def require(condition: Formula, term: Expr) -> None:
        undefined = [*between, negation(condition)]
        if partition.check(partition.base, undefined).satisfiable is not False:
            raise GameError(
                f"{place}: the density of {c}: {text(term)} is not defined, or not real, at some parameters "
                "that `given` allows; add the hypothesis that rules them out"
            )

    def program(cell: int | None) -> Ratio | None:
        def decide(formula: Formula) -> bool:
            assert cell is not None
            return partition.ask(cell, formula)

        if cell is not None and not partition.feasible(cell, between):
            return None
        return evaluate(node.density, search.ring, decide, require)

    try:
        results = partition.run(program, partition.everywhere) if branches else {program(None): partition.everywhere}
    except UnsupportedGame as problem:
        raise UnsupportedGame(f"{place}: the density of {c}: {problem}") from None
    for density, mask in results.items():
        if density is None:
            continue
        found.add(density, mask)
        for cell in partition.members(mask if branches else 1):
            where = partition.cells[cell] if branches else partition.base
            negative = partition.check(where, [*between, compare(density, NEG)]).satisfiable
            if negative:
                raise GameError(f"{place}: the density {shown} of {c} can be negative under `given`")
            if negative is None:
                raise UnsupportedGame(f"{place}: it is not proved that the density {shown} of {c} is nonnegative")
    return found


def _prepare_powers(partition: Partition, density: Expr) -> None:
    """Have powers with symbols in their exponents written with positive ones, so that they have values at zero."""
    ring = partition.ring
    lowest: list[tuple[Ratio, Ratio]] = []
    for power in sorted(density.atoms(Pow), key=default_sort_key):
        if power.exp.free_symbols and power.base != E:
            base, exponent = ring.convert(power.base), ring.convert(power.exp)
            exponent = exponent if exponent.num.leading_coefficient() > 0 else -exponent
            for k, (_, other) in enumerate(lowest):
                gap = (exponent - other).constant()
                if gap is not None and gap.q == 1:
                    lowest[k] = lowest[k] if gap >= 0 else (base, exponent)
                    break
            else:
                lowest.append((base, exponent))
    for base, exponent in lowest:
        for each in (one + ring.number(k) for one in (exponent, -exponent) for k in range(SHIFTS)):
            if partition.check(partition.base, [compare(each, NEG | ZERO)]).satisfiable is False:
                # exponents that differ by integers share the generator made here
                ring.raised(base, each)
                break


def _share(search: Search, node: Draw, line: Line, density: Ratio, between: tuple[End, End]) -> Ratio:
    try:
        return integral(line, density, *between)
    except Divergent:
        c, low, high = node.interval
        raise GameError(
            f"{search.place(node)}: the density {text(node.density)} of {c} has no finite integral over "
            f"[{text(low)}, {text(high)}] at some parameters that `given` allows; it has to be 1"
        ) from None


def _require_one(search: Search, node: Draw, line: Line, mass: Ratio) -> None:
    c, low, high = node.interval
    what = f"{search.place(node)}: the density {text(node.density)} of {c} integrates to {text(ratio_form(mass))}"
    other = line.partition.check(
        line.partition.cells[line.cell], [compare(mass - line.ring.one, NEG | POS)]
    ).satisfiable
    if other:
        raise GameError(f"{what} over [{text(low)}, {text(high)}], not to 1")
    if other is None:
        raise UnsupportedGame(f"{what}, and it is not proved that this is 1")


def _plus(one: tuple[Ratio, ...], two: tuple[Ratio, ...]) -> tuple[Ratio, ...]:
    return tuple(a + b for a, b in zip(one, two, strict=True))
