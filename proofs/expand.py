"""Expand formulas into cases of polynomial facts, the way the checker and the search both read them.

Terms and formulas are the nested tuples of `detente.proofs.language`. A term that is undefined (a zero
denominator, a root of a negative number, a `cases` with no true condition) makes the relation around it
not true. Min, max, abs and cases split into their branches, denominators are cleared on both sides of
their sign, and a root b**(1/n) is a variable s with s >= 0 and s**n = b. Nothing is decided here: of the
alternatives of a true formula, one holds.

>>> x, zero = ("sym", "x"), ("num", "0")
>>> case = negated([("!=", x, zero)], (">", ("abs", x), zero))
>>> case.known, case.open
((('!=', v0),), (('<=', ('abs', ('sym', 'x')), ('num', '0')),))
>>> [alternative.open for alternative in split(case, 0)]
[(('>=', ('sym', 'x'), ('num', '0')), ('<=', ('sym', 'x'), ('num', '0'))), \
(('<', ('sym', 'x'), ('num', '0')), ('<=', ('*', ('num', '-1'), ('sym', 'x')), ('num', '0')))]
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from sympy import QQ, ring

Term: TypeAlias = tuple[Any, ...]
Formula: TypeAlias = tuple[Any, ...]
Poly: TypeAlias = Any  # an element of sympy's sparse ring over the rationals, which has no type of its own
Fact: TypeAlias = tuple[str, Poly]  # (">", p) says p > 0; also ">=", "=", "!="
ZERO, TRUE, FALSE = ("num", "0"), ("and",), ("or",)
FLIP = {">": "<", "<": ">", ">=": "<=", "<=": ">=", "=": "=", "!=": "!="}
NEGATE = {">": "<=", "<=": ">", ">=": "<", "<": ">=", "=": "!=", "!=": "="}


@dataclass(frozen=True)
class Case:
    """Facts that are known, and formulas that are still open, all of them true together."""

    variables: dict[Term, Poly]
    known: tuple[Fact, ...]
    open: tuple[Formula, ...]

    @property
    def one(self) -> Poly:
        """The polynomial 1."""
        return next(iter(self.variables.values())).ring.one

    def knowing(self, *facts: Fact) -> Case:
        """Add facts to those known."""
        return Case(self.variables, (*self.known, *(f for f in facts if f not in self.known)), self.open)

    def opening(self, i: int, *formulas: Formula) -> Case:
        """Put formulas in the place of the i-th open one."""
        return Case(self.variables, self.known, (*self.open[:i], *formulas, *self.open[i + 1 :]))


def negated(given: Iterable[Formula], goal: Formula) -> Case:
    """Say that every hypothesis is true and the goal is not."""
    return settle(start((*(positive(f) for f in given), untrue(positive(goal)))))


def start(formulas: tuple[Formula, ...]) -> Case:
    """Open formulas made by `positive` and `untrue`, with a variable for each of their symbols and roots."""
    keys = list(dict.fromkeys(key for f in formulas for key in _variables(f)))
    generators = ring([f"v{i}" for i in range(len(keys))], QQ)[1:] if keys else ring("v0", QQ)[1:]
    return Case(dict(zip(keys or [TRUE], generators, strict=True)), (), formulas)


def settle(case: Case) -> Case:
    """Replace open formulas by their only alternative as long as there are such."""
    i = 0
    while i < len(case.open):
        alternatives = split(case, i)
        case, i = (alternatives[0], i) if len(alternatives) == 1 else (case, i + 1)
    return case


def positive(f: Formula, yes: bool = True) -> Formula:
    """Say that a formula is true (or, if not `yes`, that its negation is) with relations, and, or alone."""
    match f:
        case ("not", inner):
            return positive(inner, not yes)
        case ("and" | "or", *parts):
            return ("and" if (f[0] == "and") == yes else "or", *(positive(part, yes) for part in parts))
        case (op, left, right) if op in NEGATE:
            return (op if yes else NEGATE[op], left, right)
    raise ValueError(f"not a formula: {f}")


def untrue(f: Formula) -> Formula:
    """Say that a formula made by `positive` is not true: false, or a term in it undefined."""
    match f:
        case ("and" | "or", *parts):
            return ("or" if f[0] == "and" else "and", *map(untrue, parts))
        case (op, left, right):
            return ("or", *undefined(left), *undefined(right), (NEGATE[op], left, right))
    raise ValueError(f"not a formula: {f}")


def undefined(t: Term) -> list[Formula]:
    """List the formulas of which one is true where a term is undefined."""
    match t:
        case ("num" | "sym", _):
            return []
        case ("^", base, exponent):
            q = Fraction(exponent)
            zero, root = [("=", base, ZERO)] * (q < 0), [("<", base, ZERO)] * (q.denominator > 1)
            return [*undefined(base), *zero, *root]
        case ("cases", *branches):
            found, before = [], list[Formula]()
            for value, condition in branches:
                now = ("and", *before, positive(condition))
                found += [("and", now, f) for f in undefined(value)]
                before.append(untrue(positive(condition)))
            return [*found, ("and", *before)]
        case (_, *terms):
            return [f for term in terms for f in undefined(term)]
    raise ValueError(f"not a term: {t}")


def branches(t: Term) -> list[tuple[list[Formula], Term]]:
    """List the branches of a defined min, max, abs or cases: what is true there, and the value."""
    match t:
        case ("abs", inner):
            return [([(">=", inner, ZERO)], inner), ([("<", inner, ZERO)], ("*", ("num", "-1"), inner))]
        case ("max" | "min", *terms):
            op = ">=" if t[0] == "max" else "<="
            return [([(op, a, b) for j, b in enumerate(terms) if i != j], a) for i, a in enumerate(terms)]
        case ("cases", *pairs):
            found, before = [], list[Formula]()
            for value, condition in pairs:
                found.append(([*before, positive(condition)], value))
                before.append(untrue(positive(condition)))
            return found
    raise ValueError(f"nothing to split: {t}")


def split(case: Case, i: int) -> list[Case]:
    """List the alternatives of the i-th open formula, of which one holds if the case does."""
    match case.open[i]:
        case ("and", *parts):
            return [case.opening(i, *parts)]
        case ("or", *parts):
            return [case.opening(i, part) for part in parts]
        case (_, left, right) as relation:
            if term := _branching(left) or _branching(right):
                return [
                    Case(
                        case.variables,
                        case.known,
                        _replaced(case.opening(i, *facts, relation).open, term, value),
                    )
                    for facts, value in branches(term)
                ]
            for root in (key for side in (left, right) for key in _variables(side, False) if key[0] == "^"):
                positive_root = (">=", case.variables[root])
                if positive_root not in case.known:
                    power = ("^", root, str(Fraction(root[2]).denominator))
                    return [case.opening(i, ("=", power, root[1]), relation).knowing(positive_root)]
            return _clear(case, i, relation)
    raise ValueError(f"not a formula: {case.open[i]}")


def fraction(t: Term, variables: dict[Term, Poly]) -> tuple[Poly, dict[Poly, int]]:
    """Give a term without branches as a numerator and the powers of its denominators; roots are variables.

    A denominator to the power 0 has cancelled out, and yet must not be zero.
    """
    one = next(iter(variables.values())).ring.one
    num, den = one, dict[Poly, int]()
    match t:
        case ("num", number):
            num = one * QQ(Fraction(number).numerator, Fraction(number).denominator)
        case ("sym", _):
            num = variables[t]
        case ("+", *terms):
            parts = [fraction(term, variables) for term in terms]
            for f in (f for _, d in parts for f in d):
                den[f] = max(d.get(f, 0) for _, d in parts)
            num = sum((_product({f: e - d.get(f, 0) for f, e in den.items()}, n) for n, d in parts), one * 0)
        case ("*", *factors):
            for n, d in (fraction(factor, variables) for factor in factors):
                num, den = num * n, {f: den.get(f, 0) + d.get(f, 0) for f in {**den, **d}}
        case ("^", base, exponent):
            power = Fraction(exponent)
            root = ("^", base, f"1/{power.denominator}")
            n, d = (variables[root], den) if power.denominator > 1 else fraction(base, variables)
            if power >= 0:
                return _product({n: power.numerator}, one), {f: e * power.numerator for f, e in d.items()}
            num, den = _product({f: -e * power.numerator for f, e in d.items()}, one), dict.fromkeys(d, 0)
            if n.is_ground and n:
                num = num * (one * (1 / n.LC)) ** -power.numerator
            else:
                den[n] = -power.numerator
        case _:
            raise ValueError(f"not an arithmetic term: {t}")
    return num, den


def _clear(case: Case, i: int, relation: Formula) -> list[Case]:
    op, left, right = relation
    num, den = fraction(("+", left, ("*", ("num", "-1"), right)), case.variables)
    op, num = (FLIP[op], -num) if op in ("<", "<=") else (op, num)
    odd = _product({f: 1 for f, e in den.items() if e % 2}, num.ring.one)
    nonzero = [("!=", f) for f in den]
    if op in ("=", "!=") or odd.is_ground:
        return [case.opening(i).knowing(*nonzero, (op, num))]
    even = [("!=", f) for f, e in den.items() if e % 2 == 0]
    return [case.opening(i).knowing(*even, (">", s * odd), (op, s * num)) for s in (1, -1)]


def _product(powers: dict[Poly, int], start: Poly) -> Poly:
    for f, e in powers.items():
        start = start * f**e if e else start
    return start


def _variables(x: Any, inside: bool = True) -> list[Term]:
    """List the symbols and roots in a term or formula, and in the bases of its roots if `inside`."""
    if not isinstance(x, tuple) or x[:1] == ("sym",):
        return [x] if isinstance(x, tuple) else []
    if x[:1] == ("^",) and Fraction(x[2]).denominator > 1:
        root = ("^", x[1], f"1/{Fraction(x[2]).denominator}")
        return [root, *(_variables(x[1]) if inside else [])]
    return [key for part in x for key in _variables(part, inside)]


def _branching(t: Term) -> Term | None:
    """Find the min, max, abs or cases to split next: outside the bases of roots, and an innermost one.

    Nothing in `cases` comes before them, since the branches that do not apply may be undefined.
    """
    if t[0] in ("num", "sym", "cases") or (t[0] == "^" and Fraction(t[2]).denominator > 1):
        return t if t[0] == "cases" else None
    inner = (found for part in (t[1:2] if t[0] == "^" else t[1:]) if (found := _branching(part)))
    return next(inner, t if t[0] in ("max", "min", "abs") else None)


def _replaced(x: Any, old: Term, new: Term) -> Any:
    if x == old or not isinstance(x, tuple):
        return new if x == old else x
    if x[:1] == ("^",) and Fraction(x[2]).denominator > 1:
        return x  # a root is one variable, whatever is known of its base
    return tuple(_replaced(part, old, new) for part in x)
