"""Contradictions between two long inequalities, found without the engine by eliminating a symbol (Fourier-Motzkin).

The engine can take minutes over two long polynomials, and does not always stop when its time is up. Where both are
linear in some symbol with coefficients of known sign, one bounds it from below and the other from above; that the
bounds cannot meet is then the sign of one polynomial, which Bernstein's coefficients often tell.

>>> from detente.games import reals
>>> from detente.solvers.algebra import Ring
>>> from detente.solvers.formulas import boolean
>>> from detente.solvers.knowledge import Knowledge
>>> c, p, d = reals("c p d")
>>> ring = Ring([c, p, d])
>>> known = Knowledge(ring, [boolean(g, ring) for g in (p > 0, p < 1, d > 0, d < 1, c > 0)], 1, None)
>>> pair = [boolean(c*(1 + d*p) > p*(2 - p), ring), boolean(c*(2 + d) < p**2*(1 - d), ring)]
>>> contradict(known, pair, long=2)
True
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from flint import fmpq, fmpq_mpoly

from detente.solvers.algebra import NEG, POS, ZERO
from detente.solvers.formulas import All, Atom, Formula, opposite, polynomials
from detente.solvers.ratio import coefficients_of

if TYPE_CHECKING:
    from detente.solvers.knowledge import Knowledge

LONG = 8
"""From how many terms on a polynomial is long."""

POINTS = 200
"""How many points are tried before the engine is asked for one."""


def is_long(known: Knowledge, formulas: Iterable[Formula], long: int = LONG) -> bool:
    """Tell whether there are long polynomials in some formulas."""
    return any(len(known.ring.polys[n].coeffs()) >= long for formula in formulas for n in polynomials(formula))


def points(dimension: int) -> Iterator[tuple[fmpq, ...]]:
    """Run through points of the open unit cube that fill it evenly (Halton 1960).

    >>> [str(x) for point in itertools.islice(points(2), 3) for x in point]
    ['1/2', '1/3', '1/4', '2/3', '3/4', '1/9']
    """
    primes = [n for n in range(2, 8 * dimension + 8) if all(n % k for k in range(2, n))]
    for number in range(1, POINTS + 1):
        point = []
        for base in primes[:dimension]:
            found, digit, rest = fmpq(0), fmpq(1, base), number
            while rest:
                rest, last = divmod(rest, base)
                found, digit = found + last * digit, digit / base
            point.append(found)
        yield tuple(point)


def contradict(known: Knowledge, formulas: Sequence[Formula], long: int = LONG) -> bool:
    """Tell whether two long inequalities of a conjunction are seen to contradict each other."""
    ring = known.ring
    parts = [part for formula in formulas for part in (formula.parts if isinstance(formula, All) else (formula,))]
    atoms = {part.factors[0]: part.signs for part in parts if isinstance(part, Atom) and len(part.factors) == 1}
    wide = [(ring.polys[number], signs) for number, signs in atoms.items() if len(ring.polys[number].coeffs()) >= long]
    return any(_apart(known, one, two) for one, two in itertools.combinations(wide, 2))


def _apart(known: Knowledge, one: tuple[fmpq_mpoly, int], two: tuple[fmpq_mpoly, int]) -> bool:
    ring = known.ring
    degrees = one[0].degrees(), two[0].degrees()
    for symbol in range(len(ring.symbols)):
        if degrees[0][symbol] != 1 or degrees[1][symbol] != 1:
            continue
        bounds = [_bound(known, poly, signs, symbol) for poly, signs in (one, two)]
        for (rest, slope, signs), (other, second, wanted) in (bounds, bounds[::-1]):
            # x > -rest/slope and x < -other/second need other/second < rest/slope
            if slope is None or second is None or signs & NEG or wanted & POS or ZERO in (signs, wanted):
                continue
            gap = rest * second - other * slope
            meets = POS | (signs & wanted & ZERO)
            if gap.is_zero():
                return not meets & ZERO
            if gap.is_constant():
                return bool(gap.leading_coefficient() < 0)
            number, unit = ring.intern(gap)
            impossible = known.known(known.base, number)[1]
            if not (meets if unit > 0 else opposite(meets)) & ~impossible:
                return True
    return False


def _bound(known: Knowledge, poly: fmpq_mpoly, signs: int, symbol: int) -> tuple[fmpq_mpoly, fmpq_mpoly | None, int]:
    """Return ``rest + slope*x`` with a positive slope (None where its sign is open), and the signs it may have."""
    rest, slope = coefficients_of(poly, symbol, known.ring.ctx)
    if slope.is_constant():
        sign = POS if slope.leading_coefficient() > 0 else NEG
    else:
        number, unit = known.ring.intern(slope)
        sign = 7 & ~known.known(known.base, number)[1]
        sign = sign if unit > 0 else opposite(sign)
    if sign == NEG:
        return -rest, -slope, opposite(signs)
    return rest, slope if sign == POS else None, signs
