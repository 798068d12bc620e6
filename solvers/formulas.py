"""Conditions as the solvers hold them: signs of products of polynomials, under "all" and "any".

An atom says that the sign of a product of irreducible polynomials lies in a set of signs; denominators are
cleared on the way in, and a term that is undefined (a zero denominator, an even root of a negative number)
makes the relation it stands in not true. Min, Max, Abs and Piecewise are resolved by running through the
branches of the expression.

>>> from sympy import symbols, Max
>>> p, q = symbols("p q", real=True)
>>> print(boolean(Max(p, q) > 1, Ring([p, q])))
Any(parts=(All(parts=(Atom(factors=(0,), signs=6), Atom(factors=(1,), signs=4))), All(parts=(Atom(factors=(0,), \
signs=1), Atom(factors=(2,), signs=4)))))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

import sympy
from sympy import Expr, Piecewise
from sympy.core.relational import Eq, Ge, Gt, Le, Lt, Ne, Relational
from sympy.logic.boolalg import ITE, And, Boolean, BooleanFalse, BooleanTrue, Equivalent, Implies, Not, Or, Xor

from detente.games import UnsupportedGame
from detente.solvers.algebra import NEG, POS, ZERO, Ring
from detente.solvers.ratio import Ratio
from detente.solvers.roots import Root

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Atom:
    """The sign of a product of interned polynomials lies in ``signs``."""

    factors: tuple[int, ...]
    signs: int


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Some part holds."""

    parts: tuple[Formula, ...]


Formula = Atom | All | Any
Decide = Callable[[Formula], bool]
TRUE: Formula = All(())
FALSE: Formula = Any(())
RELATIONS = {Gt: POS, Ge: POS | ZERO, Lt: NEG, Le: NEG | ZERO, Eq: ZERO, Ne: NEG | POS}


def conjunction(parts: Iterable[Formula]) -> Formula:
    """Return the conjunction, flat and without repetition."""
    return _join(All, Any, parts)


def disjunction(parts: Iterable[Formula]) -> Formula:
    """Return the disjunction, flat and without repetition."""
    return _join(Any, All, parts)


def _join(kind: type[All] | type[Any], other: type[All] | type[Any], parts: Iterable[Formula]) -> Formula:
    flat: dict[Formula, None] = {}
    for part in parts:
        if isinstance(part, kind):
            flat.update(dict.fromkeys(part.parts))
        elif isinstance(part, other) and not part.parts:
            return part
        else:
            flat[part] = None
    return next(iter(flat)) if len(flat) == 1 else kind(tuple(flat))


def negation(formula: Formula) -> Formula:
    """Return the negation."""
    match formula:
        case Atom(factors, signs):
            return Atom(factors, 7 ^ signs)
        case All(parts):
            return disjunction(negation(part) for part in parts)
        case Any(parts):
            return conjunction(negation(part) for part in parts)


def opposite(signs: int) -> int:
    """Return the set of signs of the negative."""
    return (signs & ZERO) | (POS if signs & NEG else 0) | (NEG if signs & POS else 0)


def compare(ratio: Ratio, signs: int) -> Formula:
    """Say that the sign of a ratio lies in ``signs``, and that its denominator is not zero."""
    known: dict[int, Formula] = ratio.__dict__.setdefault("_compared", {})
    if signs not in known:
        known[signs] = _compare(ratio, signs)
    return known[signs]


def _compare(ratio: Ratio, signs: int) -> Formula:
    ring, sign = ratio.ring, 1
    odd: list[int] = []
    even: list[int] = []
    never: list[Formula] = []
    for poly, bottom in ((ratio.num, False), (ratio.den, True)):
        if poly.is_zero():
            return TRUE if signs & ZERO else FALSE
        if poly.is_constant():
            sign *= 1 if poly.leading_coefficient() > 0 else -1
            continue
        number, unit = ring.intern(poly)
        sign *= unit
        for factor, power in ring.factors(number):
            (odd if power % 2 else even).append(factor)
            if bottom:
                never.append(Atom((factor,), NEG | POS))
    if sign < 0:
        signs = opposite(signs)
    core: Formula
    if odd:
        core = Atom(tuple(sorted(odd)), signs)
    else:
        core = TRUE if signs & POS else FALSE
    zeros = [Atom((factor,), ZERO) for factor in even]
    if signs & ZERO:
        core = disjunction([core, *zeros])
    else:
        core = conjunction([core, *(negation(zero) for zero in zeros)])
    return conjunction([core, *never])


class _Path:
    """Answers to a program's questions: those of a script, then True."""

    def __init__(self, script: list[bool]) -> None:
        self.answers = list(script)
        self.guards: list[Formula] = []

    def decide(self, question: Formula) -> bool:
        """Answer a question, the same one always in the same way."""
        if question in (TRUE, FALSE):
            return question == TRUE
        if question in self.guards or negation(question) in self.guards:
            return question in self.guards
        step = len(self.guards)
        if step == len(self.answers):
            self.answers.append(True)
        self.guards.append(question if self.answers[step] else negation(question))
        return self.answers[step]

    def next_script(self) -> list[bool] | None:
        """Return the script of the path that comes next, or None after the last."""
        answers = list(self.answers)
        while answers and not answers[-1]:
            answers.pop()
        return [*answers[:-1], False] if answers else None


def branches(program: Callable[[Decide], T]) -> list[tuple[tuple[Formula, ...], T]]:
    """Run a program through every combination of answers to its questions: (answers as guards, result)."""
    found: list[tuple[tuple[Formula, ...], T]] = []
    script: list[bool] | None = []
    while script is not None:
        path = _Path(script)
        result = program(path.decide)
        found.append((tuple(path.guards), result))
        script = path.next_script()
    return found


def evaluate(expr: Expr, ring: Ring, decide: Decide, require: Callable[[Formula, Expr], None]) -> Ratio:
    """Return the value of an expression where ``decide`` tells which branch of Min, Max, Abs, Piecewise holds.

    ``require`` is told what must hold for each term to be defined, and the term.
    """
    if not expr.has(sympy.Max, sympy.Min, sympy.Abs, Piecewise):
        for condition, term in _domain(expr, ring):
            require(condition, term)
        return ring.convert(expr)
    match expr:
        case sympy.Max() | sympy.Min():
            best, *others = (evaluate(arg, ring, decide, require) for arg in expr.args)
            signs = POS | ZERO if isinstance(expr, sympy.Max) else NEG | ZERO
            for other in others:
                best = best if decide(compare(best - other, signs)) else other
            return best
        case sympy.Abs():
            inner = evaluate(expr.args[0], ring, decide, require)
            return inner if decide(compare(inner, POS | ZERO)) else -inner
        case Piecewise():
            for value, condition in expr.args:
                if decide(boolean(condition, ring)):
                    return evaluate(value, ring, decide, require)
            require(FALSE, expr)
            return ring.zero
        case sympy.Pow() if expr.exp.is_Rational:
            base = evaluate(expr.base, ring, decide, require)
            require(_power_domain(base, expr.exp), expr)
            root = base if expr.exp.is_Integer else ring.radical(int(expr.exp.q), base)
            return ring.one if root.is_zero() and expr.exp < 0 else root.power(int(expr.exp.p))
        case sympy.Pow() if expr.base != sympy.E:
            base, exponent = (evaluate(part, ring, decide, require) for part in expr.args)
            require(_symbolic_domain(base, exponent), expr)
            return ring.one if base.is_zero() else ring.raised(base, exponent)
    return ring._convert(expr, lambda part: evaluate(part, ring, decide, require))


def _power_domain(base: Ratio, exponent: sympy.Rational) -> Formula:
    signs = POS | ZERO | (NEG if exponent.is_Integer else 0)
    return compare(base, signs & ~ZERO if exponent < 0 else signs)


def _powers(expr: Expr) -> set[Expr]:
    """Return the powers in an expression, but for those in the equation of a root, which hold its own name."""
    found: set[Expr] = set()
    todo = [expr]
    while todo:
        part = todo.pop()
        if isinstance(part, sympy.Pow):
            found.add(part)
        todo += part.bracket if isinstance(part, Root) else part.args
    return found


def _symbolic_domain(base: Ratio, exponent: Ratio) -> Formula:
    at_zero = conjunction([compare(base, ZERO), compare(exponent, POS | ZERO)])
    return disjunction([compare(base, POS), at_zero])


def _domain(expr: Expr, ring: Ring) -> list[tuple[Formula, Expr]]:
    found = []
    symbolic = {power.exp for power in expr.atoms(sympy.Pow) if power.exp.free_symbols and power.base != sympy.E}
    ring.prepare(sorted(symbolic, key=sympy.default_sort_key))
    for power in sorted(_powers(expr), key=sympy.default_sort_key):
        if not power.exp.is_Rational and power.base != sympy.E:
            found.append((_symbolic_domain(ring.convert(power.base), ring.convert(power.exp)), power))
        elif power.exp.is_Rational and (power.exp < 0 or not power.exp.is_Integer):
            condition = _power_domain(ring.convert(power.base), power.exp)
            if condition != TRUE:
                found.append((condition, power))
    for term in sorted(expr.atoms(sympy.gamma, sympy.lowergamma, sympy.uppergamma), key=sympy.default_sort_key):
        shape, *arg = map(ring.convert, term.args)
        found.append((conjunction([compare(shape, POS), *(compare(each, POS | ZERO) for each in arg)]), term))
    return found


def boolean(condition: Boolean | bool, ring: Ring) -> Formula:
    """Return a sympy Boolean as a formula; a relation with an undefined term is not true.

    Raises ``UnsupportedGame`` for functions and operators that have no place in a condition.
    """
    match condition:
        case True | BooleanTrue():
            return TRUE
        case False | BooleanFalse():
            return FALSE
        case And():
            return conjunction(boolean(part, ring) for part in _ordered(condition))
        case Or():
            return disjunction(boolean(part, ring) for part in _ordered(condition))
        case Not():
            return negation(boolean(condition.args[0], ring))
        case Implies():
            return disjunction([negation(boolean(condition.args[0], ring)), boolean(condition.args[1], ring)])
        case Equivalent() | Xor() | ITE():
            return boolean(condition.to_nnf(simplify=False), ring)
        case Relational() if type(condition) in RELATIONS:
            return _relation(condition, ring)
    raise UnsupportedGame(f"{condition!r} is not a condition: use relations between expressions, And, Or and Not")


def defined(expr: Expr, ring: Ring) -> Formula:
    """Say that an expression has a real value."""

    def program(decide: Decide) -> Formula:
        needed: list[Formula] = []
        evaluate(expr, ring, decide, lambda formula, _: needed.append(formula))
        return conjunction(needed)

    return disjunction(conjunction([*guards, result]) for guards, result in branches(program))


def _ordered(condition: Boolean) -> list[Boolean]:
    return sorted(condition.args, key=sympy.default_sort_key)


def _relation(relation: Relational, ring: Ring) -> Formula:
    def program(decide: Decide) -> Formula:
        needed: list[Formula] = []
        left, right = (evaluate(side, ring, decide, lambda f, _: needed.append(f)) for side in relation.args)
        return conjunction([*needed, compare(left - right, RELATIONS[type(relation)])])

    return disjunction(conjunction([*guards, result]) for guards, result in branches(program))


def polynomials(formula: Formula) -> set[int]:
    """Return the numbers of the polynomials in a formula."""
    match formula:
        case Atom(factors, _):
            return set(factors)
        case All(parts) | Any(parts):
            return set().union(*(polynomials(part) for part in parts))


def at_point(formula: Formula, sign_of: Callable[[int], int]) -> bool:
    """Tell whether a formula holds, given the sign (-1, 0, 1) of each polynomial by its number."""
    match formula:
        case Atom(factors, signs):
            product = 1
            for factor in factors:
                product *= sign_of(factor)
            return bool(signs & 1 << product + 1)
        case All(parts):
            return all(at_point(part, sign_of) for part in parts)
        case Any(parts):
            return any(at_point(part, sign_of) for part in parts)
