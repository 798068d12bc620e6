"""Conditions against exact points, boundaries among them, and against a second solver asked in another way."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sympy import Abs, Eq, Max, Min, Ne, Piecewise, Rational, sqrt
from sympy.logic.boolalg import And, Implies, Not, Or

import oracles
import strategies
from detente.games import Game, Offer, Terminal, reals
from detente.solvers import (
    cover,
    disjoint,
    eliminate,
    equivalent,
    implied,
    sample,
    satisfiable,
    simplify,
    smt,
    threshold,
)
from detente.solvers.algebra import Ring
from detente.solvers.formulas import boolean
from strategies import A, B, C

pytest.importorskip("cvc5", reason="the second solver: pip install cvc5")

few = settings(max_examples=20, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
many = settings(max_examples=35, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def differing_point(one: Any, two: Any, hypotheses: Any, seed: int, count: int = 60) -> Any:
    """Return a point of the hypotheses at which two conditions differ, boundaries tried first of all."""
    for point in oracles.boundary_points([A, B, C], [one, two, *hypotheses], seed, count):
        if all(oracles.holds(h, point) for h in hypotheses) and oracles.holds(one, point) != oracles.holds(two, point):
            return point
    return None


# the engine against a second solver


@many
@given(strategies.conditions(), strategies.givens())
def test_the_engine_agrees_with_a_second_solver(condition: Any, hypotheses: Any) -> None:
    answer, other = satisfiable(condition, hypotheses), oracles.satisfiable(condition, *hypotheses)
    assert answer == other or None in (answer, other)


@few
@given(strategies.conditions(degree=1), strategies.givens())
def test_simple_questions_are_never_unknown(condition: Any, hypotheses: Any) -> None:
    assert satisfiable(condition, hypotheses) is not None
    assert implied(condition, hypotheses) is not None


@settings(max_examples=12, derandomize=True)
@given(strategies.conditions())
def test_scripts_for_other_solvers_are_read_the_same_way(condition: Any) -> None:
    ring = Ring([A, B, C])
    script = smt.to_smtlib(ring, [boolean(condition, ring)])
    answers = smt.second_opinion(script)
    assert set(answers) == {"z3", "cvc5"}
    assert len(set(answers.values()) - {"unknown"}) <= 1
    told = {"sat": True, "unsat": False}.get(answers["z3"])
    assert told is None or oracles.satisfiable(condition) in (told, None)


# yes and no


@many
@given(strategies.conditions(), strategies.conditions(), strategies.givens(), st.integers(0, 999))
def test_what_is_implied_holds_at_every_point(wanted: Any, more: Any, hypotheses: Any, seed: int) -> None:
    told = (*hypotheses, more)
    answer = implied(wanted, told)
    second = oracles.satisfiable(Not(wanted), *told)
    if None not in (answer, second):
        assert answer is not second
    if answer:
        for point in oracles.boundary_points([A, B, C], [wanted, *told], seed, 40):
            assert oracles.holds(wanted, point) or not all(oracles.holds(h, point) for h in told)


@few
@given(strategies.conditions(leaves=3), strategies.conditions(leaves=3), strategies.givens(), st.integers(0, 999))
def test_equivalent_is_right(one: Any, two: Any, hypotheses: Any, seed: int) -> None:
    answer = equivalent(one, two, hypotheses)
    both = And(Or(one, two), Not(And(one, two)))
    second = oracles.satisfiable(both, *hypotheses)
    if None not in (answer, second):
        assert answer is not second
    if answer:
        assert differing_point(one, two, hypotheses, seed) is None
    assert equivalent(one, one, hypotheses) is True


@few
@given(st.lists(strategies.conditions(leaves=2), min_size=2, max_size=3), strategies.givens(), st.integers(0, 999))
def test_cover_and_disjoint_are_right(cases: Any, hypotheses: Any, seed: int) -> None:
    covers, apart = cover(cases, hypotheses), disjoint(cases, hypotheses)
    assert cover([*cases, Not(Or(*cases))], hypotheses) is True
    for point in oracles.boundary_points([A, B, C], [*cases, *hypotheses], seed, 60):
        if all(oracles.holds(h, point) for h in hypotheses):
            count = sum(oracles.holds(case, point) for case in cases)
            assert count or covers is not True
            assert count < 2 or apart is not True
    gap = oracles.satisfiable(Not(Or(*cases)), *hypotheses)
    assert None in (covers, gap) or covers is not gap
    overlap = [oracles.satisfiable(a, b, *hypotheses) for i, a in enumerate(cases) for b in cases[:i]]
    if None not in overlap and apart is not None:
        assert apart is not any(overlap)


# shortening


@many
@given(strategies.conditions(), strategies.givens(), st.integers(0, 999))
def test_simplify_is_equivalent_to_its_input(condition: Any, hypotheses: Any, seed: int) -> None:
    if satisfiable(True, hypotheses) is not True:
        return
    short = simplify(condition, hypotheses)
    assert differing_point(condition, short, hypotheses, seed) is None
    # both ways, by the second solver
    assert oracles.satisfiable(condition, Not(short), *hypotheses) is not True
    assert oracles.satisfiable(Not(condition), short, *hypotheses) is not True


@few
@given(strategies.conditions(degree=1, leaves=4), strategies.givens(), st.sampled_from((A, B, C)), st.integers(0, 999))
def test_simplify_is_equivalent_whatever_symbol_is_preferred(
    condition: Any, hypotheses: Any, symbol: Any, seed: int
) -> None:
    short = simplify(condition, hypotheses, prefer=(symbol,))
    assert differing_point(condition, short, hypotheses, seed) is None


@few
@given(strategies.conditions(leaves=4), strategies.givens())
def test_simplify_shows_nothing_that_is_given(condition: Any, hypotheses: Any) -> None:
    short = simplify(And(condition, *hypotheses), hypotheses)
    for hypothesis in hypotheses:
        assert hypothesis not in And.make_args(short)
    assert simplify(And(*hypotheses), hypotheses) == sympy.true
    assert simplify(Or(condition, Not(condition)), hypotheses) == sympy.true
    assert simplify(And(condition, Not(condition)), hypotheses) == sympy.false


@few
@given(strategies.conditions(leaves=4), strategies.givens())
def test_simplify_is_not_longer_than_its_input(condition: Any, hypotheses: Any) -> None:
    short = simplify(condition, hypotheses)
    twice = simplify(short, hypotheses)
    assert len(_relations(twice)) <= len(_relations(short))
    if isinstance(condition, And) and all(
        isinstance(part, sympy.core.relational.Relational) for part in condition.args
    ):
        return  # one product can be two relations on its factors
    if isinstance(condition, sympy.core.relational.Relational) and condition.lhs.as_poly().total_degree() == 1:
        assert len(_relations(short)) <= 1


def _relations(condition: Any) -> list[Any]:
    if isinstance(condition, And | Or | Not):
        return [r for part in condition.args for r in _relations(part)]
    return [condition]


@settings(few, max_examples=8)
@given(strategies.polynomials(), strategies.polynomials(degree=1), st.integers(0, 4), st.integers(0, 999))
def test_conditions_on_maxima_minima_and_pieces(one: Any, two: Any, kind: int, seed: int) -> None:
    condition = (
        Max(one, two) > 1,
        Min(one, two) <= 0,
        Abs(one) >= two,
        Eq(Piecewise((one, A > B), (two, True)), 0),
        Max(Min(one, 1), 0) < two,
    )[kind]
    short = simplify(condition)
    assert differing_point(condition, short, (), seed) is None
    answer = satisfiable(condition)
    for point in oracles.boundary_points([A, B, C], [condition, short], seed, 40):
        if oracles.holds(condition, point):
            assert answer is not False


@settings(few, max_examples=10)
@given(
    strategies.polynomials(degree=1),
    strategies.polynomials(degree=1),
    strategies.relations(degree=1),
    strategies.givens(),
    st.integers(0, 3),
    st.integers(0, 999),
)
def test_simplify_with_denominators_that_may_vanish(
    top: Any, bottom: Any, more: Any, hypotheses: Any, kind: int, seed: int
) -> None:
    if bottom == 0:
        return
    quotient = sympy.Mul(top, sympy.Pow(bottom, -1, evaluate=False), evaluate=False)
    relation = (quotient > A, quotient <= B, Eq(quotient, 1), Ne(quotient, 1))[kind]
    for condition in (relation, And(relation, more), Or(relation, more)):
        assert differing_point(condition, simplify(condition, hypotheses), hypotheses, seed) is None


# points


@many
@given(strategies.conditions(), strategies.givens())
def test_a_sample_satisfies(condition: Any, hypotheses: Any) -> None:
    point = sample(condition, hypotheses)
    if point is None:
        assert oracles.satisfiable(condition, *hypotheses) is not True
        return
    missing = And(condition, *hypotheses).free_symbols - set(point)
    assert not missing
    exact = {s: oracles.exactly(v) for s, v in point.items()}
    assert all(oracles.holds(c, exact) for c in (condition, *hypotheses))


@few
@given(strategies.conditions(degree=1, leaves=3))
def test_a_sample_lies_inside_where_there_is_an_inside(condition: Any) -> None:
    inside = _strict(condition)
    if oracles.satisfiable(inside):
        point = sample(condition)
        assert point is not None
        assert oracles.holds(inside, {s: oracles.exactly(v) for s, v in point.items()})


def _strict(condition: Any) -> Any:
    condition = condition.to_nnf() if isinstance(condition, And | Or | Not) else condition
    match condition:
        case And() | Or():
            return condition.func(*map(_strict, condition.args))
        case sympy.Ge():
            return sympy.Gt(*condition.args)
        case sympy.Le():
            return sympy.Lt(*condition.args)
    return condition


# elimination and thresholds


@few
@given(strategies.conditions(symbols=(A, B), degree=2, leaves=3), st.integers(0, 999))
def test_eliminate_tells_where_a_value_exists(condition: Any, seed: int) -> None:
    if A not in condition.free_symbols:
        return
    rest = eliminate([A], condition)
    assert A not in rest.free_symbols
    for point in oracles.boundary_points([A, B], [condition, rest], seed, 25):
        assert oracles.holds(rest, point) == oracles.exists(A, condition, point)


@few
@given(
    strategies.relations(symbols=(A, B, C), degree=1),
    strategies.relations(symbols=(A, B, C), degree=2),
    st.integers(0, 999),
)
def test_eliminate_within_an_interval(one: Any, two: Any, seed: int) -> None:
    hypotheses = (A >= 0, A <= 1, B > 0)
    rest = eliminate([A], And(one, two), hypotheses)
    whole = And(one, two, A >= 0, A <= 1)
    for point in oracles.boundary_points([A, B, C], [one, two, rest], seed, 25):
        if point[B] > 0:
            assert oracles.holds(rest, point) == oracles.exists(A, whole, point)


@few
@given(strategies.relations(symbols=(A, B), degree=1), strategies.givens(), st.integers(0, 999))
def test_a_threshold_is_the_condition(condition: Any, hypotheses: Any, seed: int) -> None:
    found = threshold(condition, A, hypotheses)
    if found is not None:
        assert A not in found.value.free_symbols
        assert differing_point(condition, found.relation, hypotheses, seed) is None


# named cases

x, y, z, p, q = reals("x y z p q")


def test_division_is_not_total() -> None:
    assert satisfiable(And(Eq(x / y, 2), Eq(y, 0))) is False
    assert satisfiable(And(Ne(x / y, 2), Eq(y, 0))) is False
    assert implied(1 / x > 0, (x >= 0,)) is False


def test_roots_of_negative_numbers_are_not_real() -> None:
    assert satisfiable(And(sqrt(x) >= 0, x < 0)) is False
    assert satisfiable(And(sqrt(x) < 0, x >= 0)) is False
    assert implied(Eq(sqrt(x) ** 2, x), (x >= 0,)) is True
    assert implied(sqrt(x) > x, (x > 0, x < 1)) is True
    assert implied(x ** Rational(1, 3) > x, (x > 0, x < 1)) is True


def test_contradictory_hypotheses_are_seen() -> None:
    assert satisfiable(True, (x > y, y > z, z > x)) is False
    assert satisfiable(True, (x**2 + y**2 < 2 * x * y,)) is False


def test_a_region_of_one_point() -> None:
    point = sample(And(x**2 + y**2 <= 0))
    assert point == {x: 0, y: 0}
    assert equivalent(simplify(x**2 + y**2 <= 0), And(Eq(x, 0), Eq(y, 0))) is True


def test_an_irrational_sample_is_exact() -> None:
    point = sample(And(Eq(x**2, 2), x > 0))
    assert point is not None
    assert sympy.simplify(point[x] - sqrt(2)) == 0


def test_strict_and_weak_stay_apart_at_a_boundary() -> None:
    hypotheses = (p > 0, p < 1, q >= 0, q <= 1)
    for relation in (q > p, q >= p, q < p, q <= p, Eq(q, p), Ne(q, p)):
        short = simplify(And(relation, q >= 0), hypotheses)
        for a in (Fraction(0), Fraction(1, 2), Fraction(1)):
            for b in (Fraction(1, 4), Fraction(1, 2)):
                assert oracles.holds(short, {q: a, p: b}) == oracles.holds(relation, {q: a, p: b})


def test_the_end_of_an_interval_that_the_hypotheses_exclude_is_not_printed() -> None:
    assert simplify(And(q > 0, q < p), (q > 0, p > 0)) == (q < p)
    assert simplify(Or(q >= 1, q < p), (q > 0, q < 1, p > 0)) == (q < p)


def test_known_signs_are_divided_out() -> None:
    assert simplify((p * q > p * x), (p > 0,), prefer=(q,)) == (q > x)
    assert simplify((q - q * p) * (x - 1) > 0, (0 < p, p < 1, q > 0)) == (x > 1)


def test_implications_and_equivalences_are_conditions() -> None:
    assert implied(Implies(x > 1, x > 0)) is True
    assert implied(Implies(x > 0, x > 1)) is False
    assert equivalent(sympy.Equivalent(x > 0, y > 0), Or(And(x > 0, y > 0), And(x <= 0, y <= 0))) is True
    assert equivalent(sympy.Xor(x > 0, y > 0), Or(And(x > 0, y <= 0), And(x <= 0, y > 0))) is True


def test_unknown_is_an_answer_and_not_an_error() -> None:
    names = reals(" ".join(f"x{i}" for i in range(10)))
    cauchy = sum(a * b for a, b in zip(names[:5], names[5:], strict=True)) ** 2 <= sum(a**2 for a in names[:5]) * sum(
        b**2 for b in names[5:]
    )
    assert implied(cauchy, seconds=0.01) in (True, None)


def test_the_unit_game_keeps_its_hypotheses_out_of_the_answer() -> None:
    game = Game(("A",), Offer("A", (x, 0, 1), Terminal({"A": p * x})), given=(p > 0,))
    assert game.given == (p > 0,)
    assert simplify(And(p > 0, p * x > 0), game.given) == (x > 0)
