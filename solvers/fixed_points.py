"""Values that are equal to functions of each other: the fixed points of one combination of cases.

Unknowns are eliminated one by one where an equation is linear in one with a coefficient that does not vanish; what
is left is solved by resultants, down to polynomials in one unknown. A solution found on the way is only a candidate:
the condition that comes with it says that all equations hold.

>>> from detente.games import reals
>>> from detente.solvers.algebra import Ring
>>> from detente.solvers.formulas import boolean
>>> v, d = reals("v d")
>>> ring = Ring([v, d])
>>> given = [boolean(d > 0, ring), boolean(d < 1, ring)]
>>> solutions, left = fixed_points(ring, given, {0: ring.convert(1 + d*v)}, [])
>>> solutions[0][0], left
({0: Ratio(-1/(d - 1))}, [])
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flint import fmpq_mpoly

from detente.games import UnsupportedGame
from detente.solvers.algebra import ZERO, Ring
from detente.solvers.formulas import All, Any, Atom, Formula, compare, conjunction, disjunction
from detente.solvers.knowledge import Knowledge
from detente.solvers.line import Line
from detente.solvers.partition import Partition
from detente.solvers.ratio import Ratio, Sign, coefficients_of

SECONDS = 2
"""How long the engine is given for a single sign."""

Values = tuple[tuple[int, Ratio], ...]


def fixed_points(
    ring: Ring,
    given: Sequence[Formula],
    equations: Mapping[int, Ratio],
    region: Sequence[Formula],
    further: Sequence[int] = (),
) -> tuple[list[tuple[dict[int, Ratio], Formula]], list[str]]:
    """Return the solutions of ``unknown = value`` for all unknowns, and why some are not found.

    ``equations`` maps the number of each unknown to its value, which may hold any of the unknowns; ``region`` is the
    condition, on parameters and unknowns, under which the equations are these; it may hold more equations, and
    ``further`` unknowns. Each solution comes with the condition
    on the parameters under which it is one.
    """
    zeros = [ring.generator(number) - value for number, value in equations.items()]
    unknowns = [*equations, *further]
    polys = [zero.num for zero in zeros] + _equations(ring, region, unknowns)
    holds = [*region, *(compare(zero, ZERO) for zero in zeros)]
    partition = Partition(ring, [*given, *holds], seconds=SECONDS)

    def program(cell: int) -> tuple[Values, ...] | str:
        try:
            found = _solve(partition, cell, polys, list(equations), list(further))
        except UnsupportedGame as problem:
            return f"what the states are worth is not found: {problem}"
        return tuple(tuple(sorted(values.items())) for values in found)

    results = {} if partition.empty else partition.run(program, partition.everywhere)
    answers: dict[Values, list[Formula]] = {}
    left: list[str] = []
    for result, mask in results.items():
        if isinstance(result, str):
            left.append(result)
            continue
        for solution in result:
            answers.setdefault(solution, []).extend(partition.formula(cell) for cell in partition.members(mask))
    return [found for solution, cells in answers.items() for found in _put(ring, given, holds, cells, solution)], left


def _put(
    ring: Ring, given: Sequence[Formula], holds: Sequence[Formula], cells: Sequence[Formula], solution: Values
) -> list[tuple[dict[int, Ratio], Formula]]:
    """Return a solution with the condition under which it is one, for each way in which roots in it come out."""
    values, region = dict(solution), Partition(ring, given, seconds=SECONDS)
    formula = conjunction([*holds, disjunction(cells)])

    def program(cell: int) -> Formula:
        return put_into(ring, formula, values, lambda ratio: region.sign(cell, ratio))

    results = region.run(program, region.everywhere)
    return [
        (values, conjunction([found, disjunction(region.formula(cell) for cell in region.members(mask))]))
        for found, mask in results.items()
    ]


def _equations(ring: Ring, region: Sequence[Formula], unknowns: Sequence[int]) -> list[fmpq_mpoly]:
    """Return the equations in unknowns that a condition holds."""
    parts = [part for formula in region for part in (formula.parts if isinstance(formula, All) else (formula,))]
    zeros = [ring.polys[p.factors[0]] for p in parts if isinstance(p, Atom) and p.signs == ZERO and len(p.factors) == 1]
    return [poly for poly in zeros if any(poly.degrees()[number] for number in unknowns)]


def put_into(ring: Ring, formula: Formula, values: Mapping[int, Ratio], sign: Sign) -> Formula:
    """Put values in place of unknowns in a formula; signs are asked where a value comes to stand under a root."""
    if not values:
        return formula
    match formula:
        case All(parts):
            return conjunction(put_into(ring, part, values, sign) for part in parts)
        case Any(parts):
            return disjunction(put_into(ring, part, values, sign) for part in parts)
        case Atom(factors, signs):
            total = ring.one
            for number in factors:
                total = total * replaced(Ratio(ring, ring.polys[number]), values, sign)
            return compare(total, signs)


def replaced(ratio: Ratio, values: Mapping[int, Ratio], sign: Sign) -> Ratio:
    """Put values in place of unknowns in a ratio; signs are asked where a value comes to stand under a root."""
    for number, value in values.items():
        ratio = ratio.subs(number, value, sign)
    return ratio


def sure(known: Knowledge) -> Sign:
    """Return the signs that hypotheses fix; those that stay open raise UnsupportedGame."""

    def sign(ratio: Ratio) -> int:
        found = known.known_sign(ratio)
        if found is None:
            raise UnsupportedGame(f"what a state is worth stands under a root, and the sign of {ratio.expr()} is open")
        return found

    return sign


def _solve(
    partition: Partition, cell: int, polys: Sequence[fmpq_mpoly], needed: Sequence[int], further: Sequence[int]
) -> list[dict[int, Ratio]]:
    """Return the candidates for the common zeros of polynomials in the unknowns, in one cell.

    Of the ``further`` unknowns some may stay undetermined; those are missing in what is returned.
    """
    ring = partition.ring
    polys = [poly for poly in polys if not poly.is_zero()]
    open_ones = [number for number in needed if not any(poly.degrees()[number] for poly in polys)]
    if open_ones:
        names = ", ".join(str(ring.symbols[number]) for number in open_ones)
        raise UnsupportedGame(f"the equations leave {names} open (is a cycle of states not discounted?)")
    # what is needed is solved for first, so that what stays open is among the rest
    left = list(needed) or [number for number in further if any(poly.degrees()[number] for poly in polys)]
    if not left:
        return [{}]

    def rest_of(number: int) -> tuple[list[int], list[int]]:
        return [n for n in needed if n != number], [n for n in further if n != number]

    def sign(ratio: Ratio) -> int:
        return partition.sign(cell, ratio)

    for number, poly in _linear(polys, left):
        rest, slope = coefficients_of(poly, number, ring.ctx)
        if sign(Ratio(ring, slope)) == 0:
            # the equation says that the rest is zero as well
            return _solve(partition, cell, [*(p for p in polys if p is not poly), rest, slope], needed, further)
        value = Ratio(ring, -rest, slope)
        others = [Ratio(ring, p).subs(number, value, sign).num for p in polys if p is not poly]
        found = _solve(partition, cell, others, *rest_of(number))
        return [{**row, number: replaced(value, row, sign)} for row in found]
    if len(left) == 1 and (not needed or not any(p.degrees()[n] for p in polys for n in further)):
        return [{left[0]: root} for root in _roots(partition, cell, polys, left[0])]
    number = left[-1]
    with_it = [poly for poly in polys if poly.degrees()[number]]
    name = str(ring.ctx.names()[number])
    first, *more = sorted(with_it, key=lambda p: (int(p.degrees()[number]), len(p.coeffs())))
    fewer = [poly for poly in polys if not poly.degrees()[number]] + [first.resultant(p, name) for p in more]
    rows: list[dict[int, Ratio]] = []
    for row in _solve(partition, cell, fewer, *rest_of(number)):
        ratio = replaced(Ratio(ring, first), row, sign)
        rows += [{**row, number: root} for root in _roots(partition, cell, [ratio.num], number)]
    return rows


def _linear(polys: Sequence[fmpq_mpoly], unknowns: Sequence[int]) -> list[tuple[int, fmpq_mpoly]]:
    """Return the unknowns in which some equation is linear, that with the simplest coefficient first."""
    found = []
    for k, poly in enumerate(polys):
        degrees = poly.degrees()
        for number in unknowns:
            if degrees[number] == 1:
                slope = coefficients_of(poly, number, poly.context())[1]
                inside = sum(1 for other in unknowns if slope.degrees()[other])
                found.append((inside, len(slope.coeffs()), len(poly.coeffs()), k, number, poly))
    found.sort(key=lambda entry: entry[:5])
    return [(number, poly) for *_, number, poly in found[:1]]


def _roots(partition: Partition, cell: int, polys: Sequence[fmpq_mpoly], number: int) -> list[Ratio]:
    """Return the roots of the polynomial of least degree in the one unknown that is left."""
    ring = partition.ring
    poly = min((p for p in polys if p.degrees()[number]), key=lambda p: (int(p.degrees()[number]), len(p.coeffs())))
    line = Line(partition, cell, number, None, None, implicit=True)
    return list(line.roots([ring.intern(poly)[0]]))
