"""Certificates: true claims get one that checks, false ones get none, and tampering is noticed."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
import sympy
from hypothesis import assume, given
from hypothesis import strategies as st
from sympy import Abs, And, Eq, Equivalent, Implies, Max, Min, Ne, Not, Or, Piecewise, Rational, Xor, sqrt

from detente.games import reals
from detente.proofs import certificate
from detente.proofs.expand import Case, negated, positive, split, start, untrue
from detente.proofs.language import EvidenceError, decode, encode, require_formula, show, thaw
from detente.proofs.points import Undefined, holds, sign_of, value
from detente.proofs.reading import require_proof
from detente.proofs.search import find_proof

p, q, a, b, c, d, x, y, h, delta = reals("p q a b c d x y h delta")
c_A, c_B, c_H, c_L = reals("c_A c_B c_H c_L")
WAR = (0 < p, p < 1, c_A > 0, c_B > 0)
PATIENT = (0 < delta, delta < 1)

TRUE: dict[str, tuple[tuple[Any, ...], Any]] = {
    "the range is wide": (WAR, p + c_B - (p - c_A) > 0),
    "the range within the pie": (WAR, Max(0, p - c_A) <= Min(1, p + c_B)),
    "the range within the pie, strictly": (WAR, Max(0, p - c_A) < Min(1, p + c_B)),
    "Bayes' rule gives a probability": ((0 < q, q < 1, a > 0, b > 0), q * a / (q * a + (1 - q) * b) < 1),
    "Fearon: a root of a product": ((a > 0, b > 0), (a + b) / 2 >= sqrt(a * b)),
    "Fearon: a product of roots": ((a > 0, b > 0), (a + b) / 2 >= sqrt(a) * sqrt(b)),
    "Fearon: risk aversion": ((0 < p, p < 1), sqrt(p) >= p),
    "Fearon: a lottery between two deals": (
        (0 < p, p < 1, a > 0, b > 0),
        sqrt(p * a + (1 - p) * b) >= p * sqrt(a) + (1 - p) * sqrt(b),
    ),
    "Fearon: risk aversion keeps the range": ((*WAR, p > c_A, p + c_B < 1), sqrt(p - c_A) < sqrt(p + c_B)),
    "preventive war": (
        (*PATIENT, *WAR, delta * q - p > c_B * (1 - delta) ** 2),
        q / (1 - delta) - c_B > p / (1 - delta) - c_B,
    ),
    "Rubinstein's shares": (
        PATIENT,
        And(1 / (1 + delta) > Rational(1, 2), delta / (1 + delta) < Rational(1, 2)),
    ),
    "a geometric sum": (PATIENT, 1 + delta + delta**2 + delta**3 < 1 / (1 - delta)),
    "a threshold": ((c > 0, d > 0), Equivalent(q > c / (c + d), q * (c + d) > c)),
    "screening": (
        (0 < q, q < 1, 0 < c_L, c_L < c_H, c_A > 0),
        Implies(q > (c_L + c_A) / (c_H + c_A), q * (p + c_H) + (1 - q) * (p - c_A) > p + c_L),
    ),
    "shares of a contest": ((x > 0, y > 0), Eq(x / (x + y) + y / (x + y), 1)),
    "the triangle inequality": ((), Abs(a + b) <= Abs(a) + Abs(b)),
    "no war in either case": (WAR, Eq(Piecewise((0, p + c_B <= 1), (c_B - c_B * 1, True)), 0)),
    "a value with a corner": (WAR, Piecewise((p + c_B, p + c_B <= 1), (1, True)) <= 1),
    "Cauchy": ((), (a * c + b * d) ** 2 <= (a**2 + b**2) * (c**2 + d**2)),
    "three means": ((a > 0, b > 0, c > 0), a**3 + b**3 + c**3 >= 3 * a * b * c),
    "a discriminant": ((a > 0, b**2 < 4 * a * c), a * x**2 + b * x + c > 0),
    "one of two cases": ((Or(a > 2, a < -1),), a**2 > Rational(1, 2)),
    "a disjunction": ((Or(a > 1, a < -1),), a**2 > 1),
    "a hypothesis with abs": ((Abs(a) > 1,), a**2 > 1),
    "a hypothesis with not": ((Not(And(a > 0, b > 0)), a > 0), b <= 0),
    "exclusive or": ((Xor(a > 0, b > 0), a > 0), b <= 0),
    "a root in a root": ((x >= 0,), sqrt(1 + sqrt(x)) >= 1),
    "a third root": ((0 < p, p < 1), p ** Rational(1, 3) > p),
    "a root of a maximum": ((), sqrt(Max(x, 4)) >= 2),
    "a quotient": ((x * y > 0,), x / y > 0),
    "signs of a product and a sum": ((a * b > 0, a + b > 0), And(a > 0, b > 0)),
    "different numbers": ((Ne(a, b),), a**2 + b**2 > 2 * a * b),
    "an equality": ((Eq(a, b), b > 1), a**2 > a),
    "an irrational number": ((Eq(p**2, 2), p > 0), p > Rational(7, 5)),
    "a defined quotient": ((Eq(x * y, 1),), Eq(1 / x, y)),
    "true": ((p > 0,), True),
    "contradictory hypotheses": ((p > 0, q > 0, p + q < 0), False),
}
FALSE: dict[str, tuple[tuple[Any, ...], Any]] = {
    "the range is wider": (WAR, p + c_B - (p - c_A) > Rational(1, 1000)),
    "no costs": ((0 < p, p < 1, c_A >= 0, c_B >= 0), Max(0, p - c_A) < Min(1, p + c_B)),
    "a greater mean": ((a > 0, b > 0), (a + b) * Rational(499, 1000) >= sqrt(a * b)),
    "risk acceptance": ((0 < p, p < 1), p**2 >= p),
    "strictly": ((), a**2 + b**2 > 2 * a * b),
    "strictly, with a maximum": ((), Max(a, b) > a),
    "a zero denominator": ((x >= 0,), 1 / x > 0),
    "a zero denominator on both sides": ((), Eq(1 / x, 1 / x + y - y, evaluate=False)),
    "a root of a negative number": ((), sqrt(x) >= 0),
    "an odd root of a negative number": ((), Ne((x - 1) ** Rational(1, 3), -2)),
    "a piecewise with a gap": ((), Piecewise((x + y**2, x > 0), (y**2 - x, x < 0)) > 0),
    "a negative denominator": ((Ne(x, 0),), 1 / x > 0),
    "an undefined condition": ((x >= 0,), Piecewise((1, 1 / x > 0), (x - 5, True)) >= 0),
    "an undefined value after an undefined condition": (
        (x >= 0,),
        Piecewise((1, 1 / x > 0), (sqrt(x - 1) + 2, True)) > 0,
    ),
    "an undefined branch that does not apply": ((), Piecewise((Max(sqrt(x), 1), x > 0), (x, True)) >= 0),
    "a threshold that is off": (
        (c > 0, d > 0),
        Implies(q > c / (c + d), q * (c + d) > c + Rational(1, 1000)),
    ),
    "one side of or": ((Or(a > 1, a < -1),), a > 1),
    "not even undefined": ((), Not(And(1 / x > 0, y > 0))),
    "false": ((p > 0,), False),
}


def problem(hypotheses: tuple[Any, ...], goal: Any) -> tuple[list[Any], Any]:
    return [encode(f) for f in hypotheses], encode(goal)


# --- what can and what cannot be proved


@pytest.mark.parametrize("name", TRUE)
def test_a_true_claim_has_a_certificate(name: str) -> None:
    formulas = problem(*TRUE[name])
    proof = find_proof(*formulas, 20)
    assert proof is not None
    assert certificate.check(*formulas, proof)
    assert certificate.check(*formulas, require_proof(thaw(json.loads(json.dumps(proof)))))


@pytest.mark.parametrize("name", FALSE)
def test_a_false_claim_has_none(name: str) -> None:
    assert find_proof(*problem(*FALSE[name]), 3) is None


def test_what_is_undefined_is_not_true() -> None:
    defined = problem((x >= 0, Ne(x, 0)), 1 / x > 0)
    proof = find_proof(*defined, 5)
    assert proof is not None
    assert certificate.check(*defined, proof)
    # As a hypothesis, a relation says that its terms are defined.
    assert find_proof(*problem((1 / x > -1, sqrt(y) < 2), And(Ne(x, 0), y >= 0)), 5) is not None


# --- tampering by hand


def proved(name: str) -> tuple[list[Any], Any, Any]:
    formulas = problem(*TRUE[name])
    proof = find_proof(*formulas, 20)
    assert proof is not None
    return (*formulas, proof)


def test_a_weight_cannot_be_changed() -> None:
    hypotheses, goal, proof = proved("the range is wide")
    kind, products, multiples = proof
    assert len(products) > 1
    for i, (weight, *rest) in enumerate(products):
        for wrong in (str(2 * Fraction(weight)), f"-{weight}", "0"):
            changed = (*products[:i], (wrong, *rest), *products[i + 1 :])
            assert not certificate.check(hypotheses, goal, (kind, changed, multiples))


def test_a_negative_weight_is_refused_even_if_the_sum_is_zero() -> None:
    # x > 0 does not make x > 1 true: 1*(x) - 1*(x - 0) is zero, and weighs a fact negatively.
    zero = ("num", "0")
    proof = ("sum", (("1", (0,), ()), ("-1", (0,), ())), ())
    assert not certificate.check([(">", ("sym", "x"), zero)], (">", ("sym", "x"), ("num", "1")), proof)


def test_a_sum_without_a_strict_part_is_no_contradiction() -> None:
    # x >= 0 and -x >= 0 add up to zero, and are both true at 0.
    hypotheses, zero = [(">=", ("sym", "x"), ("num", "0"))], ("num", "0")
    proof = ("sum", (("1", (0,), ()), ("1", (1,), ())), ())
    assert not certificate.check(hypotheses, (">", ("sym", "x"), zero), proof)
    assert certificate.check(hypotheses, (">=", ("sym", "x"), zero), proof)
    # A square is not positive for certain, nor is a part of weight zero.
    square = ("sum", (("1", (), (("num", "0"),)), ("1", (0,), ()), ("1", (1,), ())), ())
    assert not certificate.check(hypotheses, (">", ("sym", "x"), zero), square)
    weightless = ("sum", (("0", (), ()), ("1", (0,), ()), ("1", (1,), ())), ())
    assert not certificate.check(hypotheses, (">", ("sym", "x"), zero), weightless)
    assert not certificate.check(hypotheses, (">", ("sym", "x"), zero), ("sum", (), ()))


def test_an_equality_is_no_factor_and_an_inequality_no_multiple() -> None:
    zero, variable = ("num", "0"), ("sym", "x")
    equality, strict = ("=", variable, zero), (">", variable, zero)
    assert certificate.check([equality, strict], ("or",), ("sum", (("1", (1,), ()),), ((0, ("num", "-1")),)))
    assert not certificate.check([equality], ("or",), ("sum", (("1", (0,), ()),), ((0, ("num", "-1")),)))
    assert not certificate.check([strict], ("or",), ("sum", (("1", (), ()),), ((0, ("num", "-1")),)))
    assert not certificate.check([strict], ("or",), ("sum", (("1", (0,), ()),), ((0, ("num", "-1")),)))


def test_a_case_can_be_neither_dropped_nor_exchanged() -> None:
    hypotheses, goal, proof = proved("one of two cases")
    kind, i, *cases = proof
    assert kind == "cases"
    assert len(cases) > 1
    for k in range(len(cases)):
        assert not certificate.check(hypotheses, goal, (kind, i, *cases[:k], *cases[k + 1 :]))
    assert not certificate.check(hypotheses, goal, (kind, i, *cases, cases[0]))
    assert not certificate.check(hypotheses, goal, (kind, i, *reversed(cases)))
    assert not certificate.check(hypotheses, goal, (kind, i + 100, *cases))
    assert not certificate.check(hypotheses, goal, (kind, -1, *cases))


def test_neither_a_hypothesis_nor_the_goal_can_be_changed() -> None:
    hypotheses, goal, proof = proved("the range is wide")
    used = [(">", ("sym", "c_A"), ("num", "0")), (">", ("sym", "c_B"), ("num", "0"))]
    for hypothesis in used:
        weaker = [(">=", *f[1:]) if f == hypothesis else f for f in hypotheses]
        wider = [(">", f[1], ("num", "-1")) if f == hypothesis else f for f in hypotheses]
        other = [("!=", *f[1:]) if f == hypothesis else f for f in hypotheses]
        assert not certificate.check(wider, goal, proof)
        assert not certificate.check(other, goal, proof)
        assert certificate.check(weaker, goal, proof)  # one of the two costs may be zero
    both = [(">=", *f[1:]) if f in used else f for f in hypotheses]
    assert not certificate.check(both, goal, proof)
    assert not certificate.check(list(reversed(hypotheses)), goal, proof)
    assert not certificate.check(hypotheses, (">", *goal[1:2], ("num", "1")), proof)
    assert not certificate.check(hypotheses, ("<", *goal[1:]), proof)


def test_a_split_by_sign_needs_its_three_parts() -> None:
    x_, zero = ("sym", "x"), ("num", "0")
    goal = (">=", ("*", x_, x_), zero)
    above = ("sum", (("1", (0,), ()), ("1", (1, 1), ())), ())
    at_zero = ("sum", (("1", (0,), ()),), ((1, x_),))
    proof = ("sign", x_, above, at_zero, above)
    assert certificate.check([], goal, proof)
    assert not certificate.check([], goal, ("sign", x_, above, at_zero))
    assert not certificate.check([], goal, ("sign", x_, above, above, above))
    assert not certificate.check([], (">", *goal[1:]), proof)
    # The negated goal says -1 - x > 0, which x > 0 and x = 0 exclude, and x < 0 does not.
    parts = (("1", (0,), ()), ("1", (), ()))
    above, at_zero = ("sum", (*parts, ("1", (1,), ())), ()), ("sum", parts, ((1, ("num", "1")),))
    goal = (">=", x_, ("num", "-1"))
    assert not certificate.check([], goal, ("sign", x_, above, at_zero, above))
    assert certificate.check([(">=", x_, zero)], goal, ("sum", (*parts, ("1", (0,), ())), ())) is False
    assert certificate.check([(">=", x_, zero)], goal, ("sum", (*parts[1:], ("1", (0,), ()), ("1", (1,), ())), ()))
    with pytest.raises(ValueError, match="polynomial"):
        certificate.check([], goal, ("sign", ("^", x_, "-1"), above, at_zero, above))


@pytest.mark.parametrize(
    "proof",
    [
        ("sum", (("1", (5,), ()),), ()),
        ("sum", (("1", (-1,), ()),), ()),
        ("sum", (), ((5, ("num", "1")),)),
        ("sum", (("1", (0,), (("sym", "unheard of"),)),), ()),
    ],
)
def test_a_proof_that_names_what_is_not_there_is_an_error(proof: Any) -> None:
    with pytest.raises(ValueError, match="a proof names"):
        certificate.check([(">", ("sym", "x"), ("num", "0"))], ("or",), proof)


@pytest.mark.parametrize("proof", [(), ("what",), ("sum",), ("cases",), ("cases", "0"), ("sign", ("num", "1"))])
def test_what_is_no_proof_proves_nothing(proof: Any) -> None:
    assert not certificate.check([("or",)], ("or",), proof)


# --- tampering at random


def places(tree: Any, path: tuple[int, ...] = ()) -> list[tuple[int, ...]]:
    if not isinstance(tree, tuple):
        return [path]
    return [path, *(place for i, part in enumerate(tree) for place in places(part, (*path, i)))]


def put(tree: Any, path: tuple[int, ...], new: Any) -> Any:
    if not path:
        return new
    return (*tree[: path[0]], put(tree[path[0]], path[1:], new), *tree[path[0] + 1 :])


def get(tree: Any, path: tuple[int, ...]) -> Any:
    return tree if not path else get(tree[path[0]], path[1:])


@st.composite
def tampered(draw: st.DrawFn, tree: Any) -> Any:
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(places(tree)[1:]))
        old = get(tree, path)
        number = st.sampled_from(["0", "1", "-1", "2", "1/2", "-1/3", "1000"])
        choices = [st.just(get(tree, draw(st.sampled_from(places(tree)))))]
        if isinstance(old, str):
            choices += [number, st.sampled_from(["sum", "cases", "sign", "+", "*", "sym", "num"])]
        elif isinstance(old, int):
            choices = [st.integers(-1, 12)]
        else:
            choices += [st.just(old[:-1]), st.just(old[::-1]), st.just((*old, *old[-1:])), st.just(())]
        tree = put(tree, path, draw(st.one_of(choices)))
    return tree


NEIGHBOURS: dict[str, Any] = {  # true claims, each with a goal close by that is false
    "the range is wide": p + c_B - (p - c_A) > Rational(1, 1000),
    "the range within the pie": Max(0, p - c_A) <= Min(1, p + c_B) - c_A,
    "Fearon: a root of a product": (a + b) / 2 > sqrt(a * b),
    "Bayes' rule gives a probability": q * a / (q * a + (1 - q) * b) < Rational(999, 1000),
    "one of two cases": a**2 > Rational(11, 10),
    "a discriminant": a * x**2 + b * x + c > 1,
}
PROOFS = {name: proved(name) for name in NEIGHBOURS}


def accepted(hypotheses: list[Any], goal: Any, proof: Any) -> bool:
    try:
        return certificate.check(hypotheses, goal, require_proof(proof))
    except ValueError:
        return False


@pytest.mark.parametrize("name", NEIGHBOURS)
@given(data=st.data())
def test_no_tampering_proves_a_false_claim(name: str, data: st.DataObject) -> None:
    hypotheses, _, proof = PROOFS[name]
    assert not accepted(hypotheses, encode(NEIGHBOURS[name]), data.draw(tampered(proof)))


FACTS = (0 < p, p < 1, c_A > 0, c_B > 0)  # and the negated goal, p + c_B <= p - c_A
DIFFERENCES = (p, 1 - p, c_A, c_B, p - c_A - (p + c_B))


def valid(proof: Any) -> bool:
    """Check a sum about FACTS again, slowly, with sympy's expressions and no code of the checker."""
    _, products, multiples = proof
    total, strict = sympy.Integer(0), False
    for weight, numbers, squares in products:
        if Rational(Fraction(weight)) < 0 or not all(0 <= i < 5 for i in numbers) or multiples:
            return False
        total += sympy.Mul(
            Rational(Fraction(weight)), *(DIFFERENCES[i] for i in numbers), *(decode(s) ** 2 for s in squares)
        )
        strict |= Fraction(weight) > 0 and 4 not in numbers and not squares
    return bool(strict and sympy.expand(total) == 0)


@given(data=st.data())
def test_the_checker_agrees_with_a_slow_one(data: st.DataObject) -> None:
    hypotheses, goal, proof = PROOFS["the range is wide"]
    changed = data.draw(tampered(proof))
    try:
        changed = require_proof(changed)
    except EvidenceError:
        assume(False)
    assume(changed[0] == "sum")
    variables = {"p", "c_A", "c_B"}
    assume(all(str(s) in variables for part in changed[1] for t in part[2] for s in decode(t).free_symbols))
    assert accepted(hypotheses, goal, changed) == valid(changed)


# --- the expansion says what the formula says

LEAVES = st.sampled_from([("sym", "x"), ("sym", "y"), *(("num", n) for n in ("0", "1", "-1", "2", "1/2"))])
TERMS = st.recursive(
    LEAVES,
    lambda t: st.one_of(
        st.tuples(st.sampled_from(["+", "*", "max", "min"]), t, t),
        st.tuples(st.just("abs"), t),
        st.tuples(st.just("^"), t, st.sampled_from(["2", "-1", "1/2", "-1/2", "3/2", "-2", "1/3"])),
        st.tuples(
            st.just("cases"),
            st.tuples(t, st.tuples(st.sampled_from(["<", "="]), t, t)),
            st.tuples(t, st.one_of(st.just(("and",)), st.tuples(st.just(">"), t, t))),
        ),
    ),
    max_leaves=5,
)
RELATIONS = st.tuples(st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), TERMS, TERMS)
FORMULAS = st.recursive(
    RELATIONS,
    lambda f: st.one_of(st.tuples(st.sampled_from(["and", "or"]), f, f), st.tuples(st.just("not"), f)),
    max_leaves=3,
)
VALUES = st.sampled_from([Rational(n, 2) for n in range(-4, 5)])


def is_met(case: Case, point: dict[str, sympy.Expr]) -> bool:
    """Tell whether all facts of a case are true at a point, roots having their values there."""
    values = {}
    for term, generator in case.variables.items():
        try:
            values[generator] = value(term, point) if term != ("and",) else sympy.Integer(0)
        except Undefined:
            values[generator] = sympy.Integer(0)  # a root that is not real; the case excludes it
    for op, poly in case.known:
        terms = [
            sympy.Mul(
                Rational(int(k.numerator), int(k.denominator)),
                *(v**e for v, e in zip(values.values(), m, strict=True)),
            )
            for m, k in poly.terms()
        ]
        sign = sign_of(sympy.Add(*terms))
        if not {">": sign > 0, ">=": sign >= 0, "=": sign == 0, "!=": sign != 0}[op]:
            return False
    return True


def is_reached(case: Case, point: dict[str, sympy.Expr]) -> bool:
    """Tell whether some fully expanded alternative of a case has only facts that are true at a point."""
    todo = [case]
    while todo:
        inner = todo.pop()
        if is_met(inner, point):
            if not inner.open:
                return True
            todo += split(inner, 0)
    return False


@given(formula=FORMULAS, point=st.fixed_dictionaries({"x": VALUES, "y": VALUES}))
def test_one_of_the_cases_holds_exactly_where_the_formula_is_true(formula: Any, point: dict[str, Any]) -> None:
    true = holds(formula, point)
    assert is_reached(start((positive(formula),)), point) == true
    assert is_reached(start((untrue(positive(formula)),)), point) != true
    assert is_reached(negated([formula], ("or",)), point) == true


@given(formula=FORMULAS)
def test_formulas_survive_the_way_to_json_and_back(formula: Any) -> None:
    assert require_formula(thaw(json.loads(json.dumps(formula)))) == formula
    assert show(formula)


def is_defined(tree: Any, point: dict[str, Any]) -> bool:
    """Tell whether every term anywhere in a formula has a value at a point."""
    if not isinstance(tree, tuple) or tree[:1] in (("num",), ("sym",)):
        return True
    try:
        if tree[0] in ("+", "*", "^", "min", "max", "abs", "cases"):
            value(tree, point)
    except Undefined:
        return False
    return all(is_defined(part, point) for part in tree)


@given(formula=FORMULAS, point=st.fixed_dictionaries({"x": VALUES, "y": VALUES}))
def test_a_formula_means_the_same_in_sympy(formula: Any, point: dict[str, Any]) -> None:
    assume(is_defined(formula, point))  # sympy cancels what is undefined
    result = decode(formula).subs({sympy.Symbol(name, real=True): number for name, number in point.items()})
    assume(result in (sympy.true, sympy.false))
    assert holds(formula, point) == (result == sympy.true)


# --- the language


@pytest.mark.parametrize(
    "wrong",
    [
        p > 0.5,
        sympy.Symbol("p", positive=True) * p > 1,
        sympy.Symbol("p") > 1,
        sympy.exp(p) > 1,
        p**q > 1,
        sympy.sign(p) > 0,
        sympy.pi * p > 1,
        p**100 > 1,
        Eq(p > 0, q > 0),
        "p > 0",
        p,
    ],
    ids=str,
)
def test_what_is_not_in_the_language_is_refused(wrong: Any) -> None:
    with pytest.raises(EvidenceError):
        require_formula(encode(wrong))


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (p - c_A > 0, "p - c_A > 0"),
        (Max(0, p - c_A / 2) <= 1 / p, "max(0, p - 1/2*c_A) <= 1/p"),
        (Or(And(p > 0, q > 0), Not(And(p > 1, q > 1))), "(p > 0 and q > 0) or (not (p > 1 and q > 1))"),
        (Eq(p ** Rational(3, 2) / (p + 1) ** 2, 1), "p**(3/2)/(p + 1)**2 = 1"),
        (Abs(p) < sqrt(q), "abs(p) < sqrt(q)"),
    ],
)
def test_formulas_are_spelled_readably(formula: Any, text: str) -> None:
    assert show(encode(formula)) == text


def test_a_strange_name_is_quoted() -> None:
    assert show(("sym", "p > 0 or q\x1b")) == r"'p > 0 or q\x1b'"


@pytest.mark.parametrize(
    ("formula", "point", "true"),
    [
        (Max(x, y) > 1, {x: 0, y: 2}, True),
        (Min(x, y) > 1, {x: 0, y: 2}, False),
        (Max(x, y, p) > 2, {x: 0, y: 2, p: sqrt(5)}, True),
        (Abs(x - y) > 1, {x: 0, y: 2}, True),
        (Piecewise((x, x > 0), (y, True)) > 1, {x: 0, y: 2}, True),
        (Piecewise((x, x > 0), (y, True)) > 1, {x: 1, y: 2}, False),
        (Piecewise((x, 1 / x > 0), (y, True)) > 1, {x: 0, y: 2}, True),
        (1 / x > 0, {x: 0}, False),
        (Not(1 / x > 0), {x: 0}, False),
        (Or(1 / x > 0, y > 0), {x: 0, y: 1}, True),
        (sqrt(x) >= 0, {x: -1}, False),
        (x ** Rational(1, 3) < 0, {x: -8}, False),
        (x ** Rational(-1, 2) > 0, {x: 0}, False),
        (Eq(x**2, 2), {x: sqrt(2)}, True),
        (Ne(x**2, 2), {x: sqrt(2)}, False),
        (Implies(x > 0, y > 0), {x: 1, y: 0}, False),
        (Implies(x > 0, y > 0), {x: 0, y: 0}, True),
    ],
)
def test_a_formula_at_a_point(formula: Any, point: dict[Any, Any], true: bool) -> None:
    values = {str(symbol): sympy.Integer(0) + number for symbol, number in point.items()}
    assert holds(encode(formula), values) is true


def test_a_point_must_give_every_value() -> None:
    with pytest.raises(EvidenceError, match="no value to y"):
        holds(encode(x < y), {"x": sympy.Integer(1)})


@pytest.mark.parametrize(
    ("number", "sign"),
    [
        (sqrt(2) + sqrt(3) - sqrt(5 + 2 * sqrt(6)), 0),
        (sqrt(2) - Rational(141421356237309504880168872420969807856967187537694807317667973799, 10**65), 1),
        (sympy.CRootOf(x**3 - x - 1, 0) - 1, 1),
        (sympy.CRootOf(x**2 - 2, 0) + sqrt(2), 0),
        (Rational(-1, 7), -1),
    ],
)
def test_signs_of_algebraic_numbers_are_exact(number: Any, sign: int) -> None:
    assert sign_of(number) == sign
