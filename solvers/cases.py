"""A condition as few conjunctions of single signs, each without what the hypotheses and the rest imply.

The conditions of a family are mostly one conjunction; products of polynomials whose sign is open make it two or
three. Then splitting on these signs is much quicker than cutting the parameters into cells, and prints as well.

>>> from detente.games import reals
>>> from detente.solvers.algebra import Ring
>>> from detente.solvers.display import boolean_form
>>> from detente.solvers.formulas import boolean
>>> p, q, r = reals("p q r")
>>> ring = Ring([p, q, r])
>>> known = Knowledge(ring, [boolean(p > 0, ring)], 3, None)
>>> boolean_form(ring, short(known, boolean((p*q*r > 0) & (r > -p) & (q < 5), ring)))
((q > 0) & (r > 0) & (q < 5)) | ((q < 0) & (r < 0) & (p + r > 0))
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from detente.solvers import smt
from detente.solvers.algebra import NEG, POS, ZERO
from detente.solvers.formulas import FALSE, TRUE, All, Any, Atom, Formula, conjunction, disjunction, negation, opposite
from detente.solvers.knowledge import Knowledge

MAX_CASES = 6
"""How many conjunctions a condition may fall apart into."""

SECONDS = 1 / 10
"""How long the engine is given to see that a part of a condition is idle; if it does not, that part is printed too."""

Signs = dict[int, int]
"""By the number of a polynomial, the signs that it may have."""


class TooMany(Exception):
    """A condition that falls apart into more conjunctions than is worth while."""


def short(known: Knowledge, formula: Formula) -> Formula | None:
    """Return a short formula equivalent to a formula under what is known, or None where it has too many cases."""
    if known.empty:
        return FALSE
    cases: list[Signs] = []
    try:
        _split(known, {}, [formula], cases)
    except TooMany:
        return None
    kept = [_without_idle(known, case) for case in cases]
    for case in list(kept):
        others = [_all_of(other) for other in kept if other is not case]
        if others and known.check(known.base, [_all_of(case), negation(disjunction(others))]).satisfiable is False:
            kept = [other for other in kept if other is not case]
    return disjunction(map(_all_of, kept))


def _split(known: Knowledge, signs: Signs, parts: Sequence[Formula], cases: list[Signs]) -> None:
    """Add the cases in which some signs and all parts hold."""
    reduced = _propagated(known, signs, parts)
    if reduced is None:
        return
    signs, parts = reduced
    if not parts:
        if known.check(known.base, [_all_of(signs)]).satisfiable is not False:
            cases.append(signs)
            if len(cases) > MAX_CASES:
                raise TooMany
        return
    products = Counter(n for part in parts if isinstance(part, Atom) for n in part.factors)
    if products:
        number = min(products, key=lambda n: (-products[n], n))
        for sign in (POS, NEG, ZERO):
            if _possible(known, signs, number) & sign:
                _split(known, signs, [Atom((number,), sign), *parts], cases)
        return
    either = next(part for part in parts if isinstance(part, Any))
    rest = [part for part in parts if part is not either]
    for part in either.parts:
        _split(known, signs, [part, *rest], cases)


def _propagated(known: Knowledge, signs: Signs, parts: Sequence[Formula]) -> tuple[Signs, list[Formula]] | None:
    """Return the signs that follow, and the products and disjunctions that stay open; None where they contradict."""
    signs = dict(signs)
    todo, before = list(parts), None
    while before != (todo, signs):
        before = list(todo), dict(signs)
        left: list[Formula] = []
        for part in todo:
            now = _reduced(known, signs, part)
            if now == FALSE:
                return None
            for each in now.parts if isinstance(now, All) else (now,):
                if isinstance(each, Atom) and len(each.factors) == 1:
                    (number,) = each.factors
                    signs[number] = signs.get(number, 7) & each.signs
                    if not _possible(known, signs, number):
                        return None
                else:
                    left.append(each)
        todo = list(dict.fromkeys(left))
    return signs, todo


def _reduced(known: Knowledge, signs: Signs, formula: Formula) -> Formula:
    """Return what is left of a formula where some signs are known."""
    match formula:
        case All(parts):
            return conjunction(_reduced(known, signs, part) for part in parts)
        case Any(parts):
            return disjunction(_reduced(known, signs, part) for part in parts)
        case Atom(factors, wanted):
            moving = []
            for number in factors:
                possible = _possible(known, signs, number)
                if possible == ZERO:
                    return TRUE if wanted & ZERO else FALSE
                if possible == NEG:
                    wanted = opposite(wanted)
                elif possible != POS:
                    moving.append(number)
            if not moving:
                return TRUE if wanted & POS else FALSE
            if len(moving) == 1:
                possible = _possible(known, signs, moving[0])
                if not possible & ~wanted:
                    return TRUE
                if not possible & wanted:
                    return FALSE
            return Atom(tuple(moving), wanted)


def _possible(known: Knowledge, signs: Signs, number: int) -> int:
    return known.base_signs(number) & signs.get(number, 7)


def _without_idle(known: Knowledge, signs: Signs) -> Signs:
    """Drop from a conjunction what the rest and the hypotheses imply, the longest polynomials first."""
    ring = known.ring
    kept = {n: s & known.base_signs(n) for n, s in signs.items() if known.base_signs(n) & ~s}
    for number in sorted(kept, key=lambda n: (-len(ring.polys[n].coeffs()), -ring.polys[n].total_degree(), n)):
        others = {n: s for n, s in kept.items() if n != number}
        wrong = Atom((number,), 7 ^ kept[number])
        if smt.check(ring, [*known.hypotheses, _all_of(others), wrong], SECONDS).satisfiable is False:
            kept = others
    return kept


def _all_of(signs: Signs) -> Formula:
    return conjunction(Atom((number,), sign) for number, sign in sorted(signs.items()))
