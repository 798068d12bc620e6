"""Families without their ring, so that they can be sent from one process to another.

Polynomials belong to the ring of one search, and neither pickle nor mean anything elsewhere. Packed they are
coefficients by powers; unpacked they are polynomials of another ring of the same symbols.

>>> from detente.games import reals
>>> from detente.solvers.algebra import Ring
>>> p, q = reals("p q")
>>> there, here = Ring([p, q]), Ring([p, q])
>>> packed = pack_formula(there, compare(there.convert(p - q), 4))
>>> unpack_formula(here, packed), here.polys
(Atom(factors=(0,), signs=4), [v0 - v1])
"""

from __future__ import annotations

from typing import Any as Anything
from typing import TypeAlias

from flint import fmpq, fmpq_mpoly

from detente.solvers.algebra import Ring
from detente.solvers.bayesian import Family
from detente.solvers.families import System
from detente.solvers.finite import Form
from detente.solvers.formulas import All, Any, Atom, Formula, compare, conjunction, disjunction
from detente.solvers.profiles import Constraint
from detente.solvers.ratio import Ratio

Packed: TypeAlias = tuple[Anything, ...]


def pack_poly(poly: fmpq_mpoly) -> Packed:
    """Return the terms of a polynomial as plain numbers."""
    return tuple((tuple(map(int, powers)), int(c.p), int(c.q)) for powers, c in poly.to_dict().items())


def unpack_poly(ring: Ring, packed: Packed) -> fmpq_mpoly:
    """Return the polynomial of a ring that was packed."""
    return ring.ctx.from_dict({powers: fmpq(p, q) for powers, p, q in packed})


def pack_formula(ring: Ring, formula: Formula) -> Packed:
    """Return a formula as plain data."""
    match formula:
        case Atom(factors, signs):
            return "atom", tuple(pack_poly(ring.polys[number]) for number in factors), signs
        case All(parts):
            return "all", tuple(pack_formula(ring, part) for part in parts)
        case Any(parts):
            return "any", tuple(pack_formula(ring, part) for part in parts)


def unpack_formula(ring: Ring, packed: Packed) -> Formula:
    """Return the formula over a ring that was packed."""
    match packed:
        case ("atom", polys, signs):
            product = ring.one
            for poly in polys:
                product = product * Ratio(ring, unpack_poly(ring, poly))
            return compare(product, signs)
        case (kind, parts):
            inner = [unpack_formula(ring, part) for part in parts]
            return conjunction(inner) if kind == "all" else disjunction(inner)
    raise AssertionError(packed)


def pack_family(family: Family) -> Packed:
    """Return a family as plain data."""
    system = family.system
    solved = tuple((unknown, _pack(value)) for unknown, value in system.solved)
    return family.supports, solved, tuple((_pack(c.ratio), c.signs) for c in system.constraints)


def unpack_family(form: Form, packed: Packed) -> Family:
    """Return the family of a game that was packed, its equations solved."""
    supports, solved, constraints = packed
    ring = form.ring
    system = System(
        ring,
        form.given,
        (),
        tuple(Constraint(_unpack(ring, ratio), signs) for ratio, signs in constraints),
        solved=tuple((unknown, _unpack(ring, value)) for unknown, value in solved),
    )
    return Family(supports, system)


def _pack(ratio: Ratio) -> Packed:
    return pack_poly(ratio.num), pack_poly(ratio.den)


def _unpack(ring: Ring, packed: Packed) -> Ratio:
    num, den = packed
    return Ratio(ring, unpack_poly(ring, num), unpack_poly(ring, den))
