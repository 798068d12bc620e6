"""Conditions on parameters: decide them, shorten them, solve them for a threshold, find a point in them.

Every function takes plain sympy Booleans (relations under And, Or, Not), with ``given`` an iterable of
hypotheses. Answers are three-valued: True and False are proved, None is "unknown" and is never read as either.

>>> from detente.games import reals
>>> p, c = reals("p c")
>>> implied(p - c < p, given=(c > 0,))
True
>>> simplify((p - c < 1) & (p + c > 0), given=(0 < p, p < 1, c > 0))
True
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

import sympy
from flint import fmpq_mpoly
from sympy import Expr, Symbol
from sympy.logic.boolalg import And, Boolean, Not, Or

from detente.games import Game, GameError
from detente.solvers import smt
from detente.solvers.algebra import NEG, POS, ZERO, Ring
from detente.solvers.describe import describe
from detente.solvers.display import KnownSign, boolean_form, text, unknown_sign
from detente.solvers.facts import known_exactly
from detente.solvers.formulas import (
    FALSE,
    All,
    Any,
    Atom,
    Formula,
    boolean,
    conjunction,
    disjunction,
    negation,
    opposite,
)
from detente.solvers.partition import Partition

Condition: TypeAlias = Boolean | bool


def hypotheses_of(given: Iterable[Condition]) -> tuple[Condition, ...]:
    """Return the hypotheses as a tuple; raise GameError where `given` is not a collection of conditions."""
    if isinstance(given, Boolean | bool) or not isinstance(given, Iterable):
        raise GameError(f"given={given!r}: hypotheses are a collection, as in given=(p > 0, q > 0)")
    found = tuple(given)
    for each in found:
        if not isinstance(each, Boolean | bool):
            raise GameError(f"given: {each!r} is not a condition; use relations such as p > 0")
    return found


def symbols_of(symbols: Iterable[Symbol]) -> tuple[Symbol, ...]:
    """Return symbols as a tuple; raise GameError where they are not a collection of symbols."""
    found = tuple(symbols) if isinstance(symbols, Iterable) and not isinstance(symbols, str) else (symbols,)
    if not all(isinstance(symbol, Symbol) for symbol in found):
        raise GameError(f"{symbols!r}: a collection of symbols is wanted, as in [x, y]")
    return found


def ring_of(*conditions: Condition | Expr, extra: Iterable[Symbol] = ()) -> Ring:
    """Return the ring of all symbols in the conditions, in alphabetical order."""
    symbols = set(extra)
    for condition in conditions:
        symbols |= getattr(condition, "free_symbols", set())
    return Ring(sorted(symbols, key=lambda s: s.name))


def satisfiable(condition: Condition, given: Iterable[Condition] = (), seconds: float = 10) -> bool | None:
    """Tell whether some real values satisfy ``condition`` and ``given`` (None: unknown).

    >>> from detente.games import reals
    >>> x = reals("x")
    >>> satisfiable(x**2 < 0), satisfiable(x**2 < 1, given=(x > 0,))
    (False, True)
    """
    given = hypotheses_of(given)
    ring = ring_of(condition, *given)
    return smt.check(ring, [boolean(c, ring) for c in (*given, condition)], seconds).satisfiable


def implied(condition: Condition, given: Iterable[Condition] = (), seconds: float = 10) -> bool | None:
    """Tell whether ``given`` implies ``condition`` for all real values (None: unknown).

    A relation with an undefined term (a zero denominator, an even root of a negative number) counts as not true.

    >>> from detente.games import reals
    >>> x, y = reals("x y")
    >>> implied(x**2 + y**2 >= 2*x*y), implied(1/x > 0, given=(x >= 0,))
    (True, False)
    """
    given = hypotheses_of(given)
    ring = ring_of(condition, *given)
    hypotheses = [boolean(c, ring) for c in given]
    found = smt.check(ring, [*hypotheses, negation(boolean(condition, ring))], seconds).satisfiable
    return None if found is None else not found


def require_consistent(given: Iterable[Condition]) -> None:
    """Raise GameError where no parameters satisfy the hypotheses, for nothing follows from these."""
    given = hypotheses_of(given)
    if satisfiable(True, given) is False:
        raise GameError(f"given: no parameters satisfy {', '.join(map(text, given))}; drop what contradicts the rest")


def equivalent(one: Condition, two: Condition, given: Iterable[Condition] = (), seconds: float = 10) -> bool | None:
    """Tell whether two conditions hold at the same points of ``given`` (None: unknown)."""
    given = hypotheses_of(given)
    answers = implied(two, (*given, one), seconds), implied(one, (*given, two), seconds)
    if False in answers:
        return False
    return None if None in answers else True


def cover(conditions: Iterable[Condition], given: Iterable[Condition] = (), seconds: float = 10) -> bool | None:
    """Tell whether at every point of ``given`` one of the conditions holds."""
    return implied(Or(*conditions), given, seconds)


def disjoint(conditions: Sequence[Condition], given: Iterable[Condition] = (), seconds: float = 10) -> bool | None:
    """Tell whether no two of the conditions hold at a common point of ``given``."""
    given, answer = hypotheses_of(given), True
    for i, one in enumerate(conditions):
        for two in conditions[:i]:
            found = satisfiable(And(one, two), given, seconds)
            if found:
                return False
            answer = answer and found is False
    return True if answer else None


LONG_PLAIN, LONG_RADICAL = 80, 10
"""Up to how many terms the sign of a polynomial is asked for, without and with roots, for the sake of a nicer form."""


def known_signs(partition: Partition) -> KnownSign:
    """Return the function that knows the sign of a polynomial where the hypotheses of a partition fix it."""

    def known(poly: fmpq_mpoly) -> int | None:
        if poly.is_constant():
            return unknown_sign(poly)
        number, unit = partition.ring.intern(poly)
        sign = unit
        for factor, power in partition.ring.factors(number):
            used = partition.ring.variables(partition.ring.polys[factor])
            plain = all(partition.ring.extension(i) is None for i in used)
            short_one = len(partition.ring.polys[factor].coeffs()) <= (LONG_PLAIN if plain else LONG_RADICAL)
            if short_one and known_exactly(partition.ring, used):
                found = partition.base_signs(factor)
            else:
                # a nicer form is not worth a long search
                found = 7 & ~partition.known(partition.base, factor)[1]
            if found not in (POS, NEG):
                return None
            sign *= 1 if found == POS or power % 2 == 0 else -1
        return sign

    return known


def simplify(condition: Condition, given: Iterable[Condition] = (), *, prefer: Sequence[Symbol] = ()) -> Boolean:
    """Return a short condition equivalent to ``condition`` wherever ``given`` holds.

    What ``given`` implies is dropped, factors of known sign are divided out, and each relation is solved for
    a symbol where that is natural, those in ``prefer`` first.

    >>> from detente.games import reals
    >>> q, a, b = reals("q a b")
    >>> simplify((q*(a + b) > a) & (q < 2), given=(0 < q, q < 1, a > 0, b > 0))
    q > a/(a + b)
    """
    given = hypotheses_of(given)
    ring = ring_of(condition, *given)
    formula = boolean(condition, ring)
    partition = Partition(ring, [boolean(c, ring) for c in given])
    found = shorten(partition, formula)
    return boolean_form(ring, found, known_signs(partition), symbols_of(prefer))


def shorten(partition: Partition, formula: Formula) -> Formula:
    """Return a short formula equivalent to a formula under the hypotheses of a fresh partition."""
    if partition.empty:
        return FALSE
    signs = _single_signs(partition, formula)
    if signs is not None:
        return _without_idle(partition, signs)
    holds = partition.where(formula, partition.everywhere)
    if partition.abandoned:
        return formula
    return describe(partition, holds, partition.everywhere & ~holds)


def _single_signs(partition: Partition, formula: Formula) -> dict[int, int] | None:
    """Return a conjunction as the sign of each polynomial, or None where it is not one of single signs."""
    found: dict[int, int] = {}
    for part in formula.parts if isinstance(formula, All) else (formula,):
        if not isinstance(part, Atom):
            return None
        signs, moving = part.signs, []
        for number in part.factors:
            possible = partition.base_signs(number)
            if possible == NEG:
                signs = opposite(signs)
            elif possible != POS:
                moving.append(number)
        if len(moving) > 1 or (not moving and not signs & POS):
            return None
        if moving:
            found[moving[0]] = found.get(moving[0], 7) & signs
    return found


def _without_idle(partition: Partition, signs: dict[int, int]) -> Formula:
    """Drop from a conjunction what the rest and the hypotheses imply, the longest polynomials first."""
    ring = partition.ring
    kept = {number: sign & partition.base_signs(number) for number, sign in signs.items()}
    if 0 in kept.values() or partition.check(partition.base, _all_of(kept)).satisfiable is False:
        return FALSE
    for number in sorted(kept, key=lambda n: (-len(ring.polys[n].coeffs()), -ring.polys[n].total_degree(), n)):
        others = {n: s for n, s in kept.items() if n != number}
        wrong = Atom((number,), 7 ^ kept[number])
        if partition.check(partition.base, [*_all_of(others), wrong]).satisfiable is False:
            kept = others
    return conjunction(_all_of(kept))


def _all_of(signs: dict[int, int]) -> list[Formula]:
    return [Atom((number,), sign) for number, sign in sorted(signs.items())]


def sample(
    condition: Condition = True, given: Iterable[Condition] = (), seconds: float = 10
) -> dict[Symbol, Expr] | None:
    """Return an exact point that satisfies ``condition`` and ``given``, or None where none was found.

    The point lies inside the region where the region has an interior, and has small rational coordinates where
    that is possible; otherwise a coordinate may be an algebraic number.

    >>> from detente.games import reals
    >>> x = reals("x")
    >>> sample((x > 0) & (x < 1))
    {x: 1/2}
    """
    given = hypotheses_of(given)
    ring = ring_of(condition, *given)
    wanted = conjunction(boolean(c, ring) for c in (*given, condition))
    strict = interior(wanted)
    for formula in dict.fromkeys((strict, wanted)):
        answer = smt.check(ring, [formula], seconds)
        if answer.satisfiable:
            return _rounded(ring, formula, answer, seconds)
    return None


def interior(formula: Formula) -> Formula:
    """Make every weak inequality of a formula strict."""
    match formula:
        case Atom(factors, signs) if signs in (POS | ZERO, NEG | ZERO):
            return Atom(factors, signs & ~ZERO)
        case All(parts):
            return conjunction(interior(part) for part in parts)
        case Any(parts):
            return disjunction(interior(part) for part in parts)
    return formula


_SMALL = [
    sympy.Rational(a, b) for a, b in ((1, 2), (1, 1), (1, 4), (2, 1), (0, 1), (3, 4), (1, 3), (1, 10), (-1, 1), (-1, 2))
]


def is_open(ring: Ring, given: Sequence[Formula], formula: Formula) -> bool:
    """Tell whether a formula holds on an open set within hypotheses (True where unknown)."""
    strict = interior(formula)
    return not _only_equations(strict) and smt.check(ring, [*map(interior, given), strict]).satisfiable is not False


def holds_on_open_set(condition: Condition, given: Iterable[Condition] = ()) -> bool:
    """Tell whether a condition holds on an open set of parameters (True where unknown).

    >>> from detente.games import reals
    >>> x = reals("x")
    >>> holds_on_open_set(x > 0), holds_on_open_set((x >= 0) & (x <= 0))
    (True, False)
    """
    given = hypotheses_of(given)
    ring = ring_of(condition, *given)
    return is_open(ring, [boolean(c, ring) for c in given], boolean(condition, ring))


def _only_equations(formula: Formula) -> bool:
    match formula:
        case Atom(_, signs):
            return signs == ZERO
        case All(parts):
            return any(_only_equations(part) for part in parts)
        case Any(parts):
            return all(_only_equations(part) for part in parts)


def _rounded(ring: Ring, formula: Formula, answer: smt.Answer, seconds: float) -> dict[Symbol, Expr] | None:
    """Fix one coordinate after the other at a small number where the rest can still be met."""
    fixed: list[Formula] = [formula]
    for symbol in ring.symbols:
        for value in _SMALL:
            attempt = [*fixed, boolean(sympy.Eq(symbol, value), ring)]
            found = smt.check(ring, attempt, seconds)
            if found.satisfiable:
                fixed, answer = attempt, found
                break
    values = answer.exact or ()
    point: dict[Symbol, Expr] = {}
    for symbol, value in zip(ring.symbols, values, strict=False):
        point[symbol] = sympy.Integer(0) if value is None else value
    return point


class Coverage(NamedTuple):
    """Whether cases cover a region: ``status`` is "proved", "refuted" (with a point) or "unknown"."""

    status: str
    point: dict[Symbol, Expr] | None = None

    def __bool__(self) -> bool:
        raise TypeError('a coverage has three values: compare its status with "proved"')


def covered(cases: Iterable[Condition], given: Iterable[Condition] = (), seconds: float = 10) -> Coverage:
    """Tell whether at every point of ``given`` some case holds, with a point where none does."""
    given, union = hypotheses_of(given), Or(*cases)
    answer = implied(union, given, seconds)
    if answer is None:
        return Coverage("unknown")
    return Coverage("proved") if answer else Coverage("refuted", sample(Not(union), given, seconds))


def require_game(game: object, asked_by: str) -> None:
    """Raise GameError where something else stands in the place of a game."""
    if not isinstance(game, Game):
        raise GameError(f"{asked_by}: a Game is wanted, not {type(game).__name__}; wrap a tree as Game(players, root)")
