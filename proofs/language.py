"""The language of evidence: terms and formulas as nested tuples, to and from sympy, JSON and readable text.

A term is ("num", "-1/2"), ("sym", "p"), ("+", t, ...), ("*", t, ...), ("^", t, "3/2"), ("min", t, ...),
("max", t, ...), ("abs", t) or ("cases", (t, f), ...); a formula is ("and", f, ...), ("or", f, ...),
("not", f) or one of the relations < <= > >= = != between two terms. Symbols stand for real numbers. A file
of evidence holds such tuples as JSON lists, and reading one never evaluates text.

>>> from sympy import Max, sqrt
>>> from detente.games import reals
>>> p, c = reals("p c")
>>> formula = encode(Max(0, p - c) <= sqrt(p))
>>> print(show(formula))
max(0, p - c) <= sqrt(p)
>>> decode(thaw(json.loads(json.dumps(formula)))) == (Max(0, p - c) <= sqrt(p))
True
"""

from __future__ import annotations

import json
import re
from fractions import Fraction
from typing import Any

from sympy import Abs, Add, Basic, Expr, Max, Min, Mul, Piecewise, Pow, Rational, Symbol
from sympy.core import relational
from sympy.logic import boolalg

from detente.games.errors import DetenteError

Tree = tuple[Any, ...]
EXPONENT = 64  # the largest numerator or denominator of an exponent: beyond it a small file makes huge polynomials
DIGITS = 4000  # of a number: Python reads no more than 4300
DEPTH = 200  # of nested terms and formulas, well below where Python's own recursion ends
NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(/[1-9][0-9]*)?", re.ASCII)
RELATIONS = {
    relational.StrictLessThan: "<",
    relational.LessThan: "<=",
    relational.StrictGreaterThan: ">",
    relational.GreaterThan: ">=",
    relational.Equality: "=",
    relational.Unequality: "!=",
}
FUNCTIONS = {
    Add: "+",
    Mul: "*",
    Max: "max",
    Min: "min",
    Abs: "abs",
    boolalg.And: "and",
    boolalg.Or: "or",
    boolalg.Not: "not",
}


class EvidenceError(DetenteError, ValueError):
    """A claim or a file cannot be read as evidence; the message names the part that cannot."""


def encode(x: Any) -> Tree:
    """Turn a sympy expression or Boolean into plain tuples.

    Raises EvidenceError for what is not made of + * / rational powers, Min, Max, Abs, Piecewise,
    relations, And, Or, Not, Implies, Equivalent, Xor and ITE, and for symbols that carry more
    assumptions than being real.
    """
    match x:
        case bool() | boolalg.BooleanTrue() | boolalg.BooleanFalse():
            return ("and",) if x else ("or",)
        case Rational() if x.is_finite:
            return ("num", str(x))
        case Symbol() if x == Symbol(x.name, real=True):
            return ("sym", x.name)
        case Symbol():
            raise EvidenceError(f"the symbol {x} is not a plain real one; make it with reals({x.name!r})")
        case Pow() if isinstance(x.exp, Rational) and x.exp.is_finite and max(abs(x.exp.p), x.exp.q) <= EXPONENT:
            return ("^", encode(x.base), str(x.exp))
        case Piecewise():
            return ("cases", *((encode(value), encode(condition)) for value, condition in x.args))
        case boolalg.Implies():
            return ("or", ("not", encode(x.args[0])), encode(x.args[1]))
        case boolalg.Equivalent() | boolalg.Xor() | boolalg.ITE():
            return encode(x.to_nnf(simplify=False))
        case Basic() if type(x) in RELATIONS:
            return (RELATIONS[type(x)], *_terms(x))
        case Basic() if type(x) in FUNCTIONS:
            return (FUNCTIONS[type(x)], *map(encode, x.args))
    raise EvidenceError(
        f"{x} is not in the language of proofs: write exact conditions with + - * /, rational powers up to"
        f" {EXPONENT}, Min, Max, Abs, Piecewise, relations and And, Or, Not, Implies"
    )


def _terms(x: Basic) -> tuple[Tree, ...]:
    if not all(isinstance(side, Expr) for side in x.args):
        raise EvidenceError(f"{x} compares conditions; write Equivalent(a, b) or Not(Equivalent(a, b))")
    return tuple(map(encode, x.args))


def decode(tree: Tree) -> Any:
    """Turn well-formed tuples into the sympy expression or Boolean that they spell.

    >>> decode(("+", ("sym", "x"), ("num", "1/2")))
    x + 1/2
    """
    match tree:
        case ("num", number):
            return Rational(Fraction(number).numerator, Fraction(number).denominator)
        case ("sym", name):
            return Symbol(name, real=True)
        case ("^", base, exponent):
            return Pow(decode(base), decode(("num", exponent)))
        case ("cases", *pairs):
            return Piecewise(*((decode(value), decode(condition)) for value, condition in pairs))
        case (head, *parts):
            by_name: dict[str, Any] = {name: kind for kind, name in (FUNCTIONS | RELATIONS).items()}
            return by_name[head](*map(decode, parts))
    raise EvidenceError(f"neither a term nor a formula: {tree!r}")


def thaw(value: Any) -> Any:
    """Turn the lists of a JSON value into tuples."""
    return tuple(map(thaw, value)) if isinstance(value, list) else value


def require_formula(x: Any, depth: int = 0) -> Tree:
    """Return what is a well-formed formula, and raise EvidenceError for anything else."""
    match x:
        case ("and" | "or", *parts) if depth < DEPTH:
            return (x[0], *(require_formula(part, depth + 1) for part in parts))
        case ("not", part) if depth < DEPTH:
            return ("not", require_formula(part, depth + 1))
        case (str(op), left, right) if op in RELATIONS.values():
            return (op, require_term(left, depth + 1), require_term(right, depth + 1))
    raise EvidenceError(f"not a formula: {_short(x)}")


def require_term(x: Any, depth: int = 0) -> Tree:
    """Return what is a well-formed term, and raise EvidenceError for anything else."""
    match x:
        case ("num", str(number)) if NUMBER.fullmatch(number) and len(number) <= DIGITS:
            return ("num", number)
        case ("sym", str(name)) if name:
            return ("sym", name)
        case ("^", base, str(exponent)) if NUMBER.fullmatch(exponent) and len(exponent) < 8 and depth < DEPTH:
            q = Fraction(exponent)
            if max(abs(q.numerator), q.denominator) <= EXPONENT and str(q) == exponent:
                return ("^", require_term(base, depth + 1), exponent)
        case ("+" | "*" | "min" | "max", _, *_) if depth < DEPTH:
            return (x[0], *(require_term(part, depth + 1) for part in x[1:]))
        case ("abs", inner) if depth < DEPTH:
            return ("abs", require_term(inner, depth + 1))
        case ("cases", *pairs) if pairs and depth < DEPTH and all(type(p) is tuple and len(p) == 2 for p in pairs):
            return ("cases", *((require_term(v, depth + 1), require_formula(f, depth + 1)) for v, f in pairs))
    raise EvidenceError(f"not a term: {_short(x)}")


def show(tree: Tree) -> str:
    """Spell a term or a formula the way a reader writes it, changing no more than the order of a sum.

    >>> show(("or", (">", ("*", ("num", "2"), ("+", ("sym", "x"), ("num", "-1"))), ("num", "0")), ("and",)))
    '2*(x - 1) > 0 or true'
    """
    return _show(tree)[0]


ATOM, POWER, PRODUCT, SUM, RELATION, CONNECTIVE = range(6)  # how loosely a text binds


def _show(tree: Tree) -> tuple[str, int]:
    match tree:
        case ("num", number):
            return number, PRODUCT if number[0] == "-" or "/" in number else ATOM
        case ("sym", name):
            return (name, ATOM) if name.isidentifier() else (repr(name), ATOM)
        case ("^", base, "1/2"):
            return f"sqrt({show(base)})", ATOM
        case ("^", _, exponent) if exponent[0] == "-":
            return f"1/{_within(_inverse(tree), POWER)}", PRODUCT
        case ("^", base, exponent):
            return f"{_within(base, ATOM)}**{_within(('num', exponent), ATOM)}", POWER
        case ("*", ("num", "-1"), *rest) if rest:
            return f"-{_within(('*', *rest), PRODUCT)}", PRODUCT
        case ("*", only) | ("+", only) | ("and" | "or", only):
            return _show(only)
        case ("*", *factors):
            below = [f for f in factors if f[0] == "^" and f[2][0] == "-"]
            above = [f for f in factors if f not in below] or [("num", "1")]
            text = "*".join(_within(f, POWER if i else PRODUCT) for i, f in enumerate(above))
            return "".join([text, *(f"/{_within(_inverse(f), POWER)}" for f in below)]), PRODUCT
        case ("+", *terms):
            first, *terms = sorted(terms, key=_rank)
            texts = [_within(t, PRODUCT) for t in terms]
            tail = (f" - {t[1:]}" if t[0] == "-" else f" + {t}" for t in texts)
            return _within(first, PRODUCT) + "".join(tail), SUM
        case ("min" | "max" | "abs", *terms):
            return f"{tree[0]}({', '.join(map(show, terms))})", ATOM
        case ("cases", *pairs):
            return f"cases({'; '.join(f'{show(value)} if {show(f)}' for value, f in pairs)})", ATOM
        case ("and",) | ("or",):
            return ("true" if tree[0] == "and" else "false"), ATOM
        case ("not", inner):
            return f"not {_within(inner, ATOM)}", CONNECTIVE
        case ("and" | "or", *parts):
            return f" {tree[0]} ".join(_within(part, RELATION) for part in parts), CONNECTIVE
        case (op, left, right):
            return f"{show(left)} {op} {show(right)}", RELATION
    raise EvidenceError(f"neither a term nor a formula: {_short(tree)}")


def _within(tree: Tree, binding: int) -> str:
    text, binds = _show(tree)
    return text if binds <= binding else f"({text})"


def _rank(term: Tree) -> int:
    number = term if term[0] == "num" else term[1] if term[0] == "*" else ("num", "1")
    return 2 if term[0] == "num" else int(number[0] == "num" and number[1][0] == "-")


def _inverse(power: Tree) -> Tree:
    exponent = power[2][1:]
    return power[1] if exponent == "1" else ("^", power[1], exponent)


def _short(x: Any) -> str:
    text = json.dumps(x, default=repr, ensure_ascii=False)
    return text if len(text) < 80 else f"{text[:76]} ..."
