"""Substitution in formulas, and unknowns that a formula allows one value.

>>> from detente.games import reals
>>> from detente.solvers.algebra import Ring
>>> from detente.solvers.formulas import boolean
>>> x, p = reals("x p")
>>> ring = Ring([x, p])
>>> pinned(ring, [], boolean((x <= p) & (x >= p), ring), 0)
Ratio(p)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detente.games import UnsupportedGame
from detente.solvers import smt
from detente.solvers.algebra import NEG, POS, ZERO, Ring
from detente.solvers.formulas import (
    All,
    Any,
    Atom,
    Formula,
    compare,
    conjunction,
    disjunction,
    polynomials,
)
from detente.solvers.ratio import Ratio, coefficients_of


def substituted_ratio(ratio: Ratio, values: Mapping[int, Ratio]) -> Ratio:
    """Put ratios in place of generators; raises UnsupportedGame where one stands under a root."""

    def unknown(_: Ratio) -> int:
        raise UnsupportedGame("an offer stands under a root")

    for index, value in values.items():
        ratio = ratio.subs(index, value, unknown)
    return ratio


def substituted(ring: Ring, formula: Formula, values: Mapping[int, Ratio]) -> Formula:
    """Put ratios in place of generators in a formula."""
    match formula:
        case All(parts):
            return conjunction(substituted(ring, part, values) for part in parts)
        case Any(parts):
            return disjunction(substituted(ring, part, values) for part in parts)
        case Atom(factors, signs):
            total = ring.one
            for number in factors:
                total = total * substituted_ratio(Ratio(ring, ring.polys[number]), values)
            return compare(total, signs)


def pinned(ring: Ring, given: Sequence[Formula], formula: Formula, unknown: int) -> Ratio | None:
    """Return the one value of an unknown that a formula allows, where it is the root of a linear relation in it."""
    at = Ratio(ring, ring.gens[unknown])
    for number in sorted(polynomials(formula)):
        for factor, _ in ring.factors(number):
            poly = ring.polys[factor]
            if poly.degrees()[unknown] != 1:
                continue
            rest, slope = (Ratio(ring, part) for part in coefficients_of(poly, unknown, ring.ctx))
            if smt.check(ring, [*given, formula, compare(slope, ZERO)]).satisfiable is not False:
                continue
            root = -rest / slope
            if smt.check(ring, [*given, formula, compare(at - root, NEG | POS)], 2).satisfiable is False:
                return root
    return None
