"""Elimination and thresholds, against a second route: exact roots of the numbers left when parameters are fixed."""

from __future__ import annotations

import itertools
import stat
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sympy
from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis import strategies as st
from sympy import And, Eq, Ge, Gt, Le, Lt, Ne, Not, Or, Rational, Symbol, sqrt

from detente.games import UnsupportedGame, reals
from detente.solvers import eliminate, equivalent, qepcad, smt, threshold
from detente.solvers.algebra import Ring
from detente.solvers.formulas import boolean, negation

a, b, c, x, y = reals("a b c x y")
COARSE = [Rational(n, d) for n, d in ((-2, 1), (-1, 1), (-1, 2), (0, 1), (1, 4), (1, 2), (1, 1), (3, 2), (3, 1))]
SIGNS = {Gt: (1,), Ge: (0, 1), Lt: (-1,), Le: (-1, 0), Eq: (0,), Ne: (-1, 1)}

with_qepcad = pytest.mark.skipif(not smt.has_qepcad(), reason="QEPCAD is not installed (Debian package qepcad)")


# the second route: fix the parameters, find the roots, look at each root and between them


def holds(condition: Any, sign: Callable[[Any], int]) -> bool:
    """Evaluate a Boolean from the signs of the differences in its relations."""
    match condition:
        case And():
            return all(holds(part, sign) for part in condition.args)
        case Or():
            return any(holds(part, sign) for part in condition.args)
        case Not():
            return not holds(condition.args[0], sign)
        case bool() | sympy.logic.boolalg.BooleanTrue() | sympy.logic.boolalg.BooleanFalse():
            return bool(condition)
    return sign(condition.lhs - condition.rhs) in SIGNS[type(condition)]


def exists(condition: Any, variable: Symbol, power: int = 1) -> bool:
    """Tell whether some value of the only symbol satisfies a condition on polynomials in variable**(1/power)."""
    t = sympy.Symbol("t", nonnegative=True if power > 1 else None, real=True)
    condition = And(condition.subs(variable, t**power), t >= 0) if power > 1 else condition.subs(variable, t)
    if not getattr(condition, "free_symbols", None):
        return bool(condition)
    u = sympy.Symbol("u", real=True)  # nothing is known of it, so that sympy keeps its hands off
    factors: dict[Any, None] = {}
    for relation in [*condition.atoms(sympy.core.relational.Relational), Ge(u, 0)]:
        poly = sympy.Poly((relation.lhs - relation.rhs).subs(t, u), u)
        factors.update(dict.fromkeys(factor for factor, _ in poly.factor_list()[1]))
    # irreducible factors have no root in common: a sign is 0 for the root's own factor and for no other
    roots = [(root, own) for own in factors for root in own.real_roots()]
    roots.sort(key=lambda pair: pair[0].evalf(60))
    near = [root.evalf(60) for root, _ in roots]
    between = [Rational(str((one + two) / 2)) for one, two in itertools.pairwise(near)]
    ends = [sympy.floor(near[0]) - 1, sympy.ceiling(near[-1]) + 1]
    places = [*roots, *((place, None) for place in (*between, *ends))]
    least = 0 if power > 1 else None

    def sign_at(place: Any, own: Any) -> Callable[[Any], int]:
        def sign(difference: Any) -> int:
            poly = sympy.Poly(difference.subs(t, u), u)
            if own is not None and (poly.is_zero or poly.rem(own).is_zero):
                return 0
            value = poly.eval(place)
            return int(sympy.sign(value if value.is_Rational else value.evalf(60)))

        return sign

    return any(
        holds(condition, sign_at(place, own)) for place, own in places if least is None or sign_at(place, own)(t) >= 0
    )


def true_at(condition: Any, point: dict[Symbol, Any]) -> bool:
    """Evaluate an answer at a point; a relation with an undefined side is not true."""

    def sign(difference: Any) -> int:
        value = difference.subs(point)
        # 2 is among the signs of no relation
        return int(sympy.sign(value)) if value.is_finite and value.is_real else 2

    return holds(condition, sign)


def points(symbols: tuple[Symbol, ...], hypotheses: tuple[Any, ...], count: int, seed: int = 1) -> Iterator[Any]:
    """Run through points at which the hypotheses hold; coarse ones, so that boundaries are met."""
    rng, found = Random(seed), 0
    while found < count:
        coarse = rng.random() < 0.7
        point = {s: rng.choice(COARSE) if coarse else Rational(rng.randint(-60, 90), 37) for s in symbols}
        if all(bool(hypothesis.subs(point)) for hypothesis in hypotheses):
            found += 1
            yield point


def assert_eliminated(
    answer: Any, condition: Any, variable: Symbol, hypotheses: tuple[Any, ...] = (), power: int = 1, count: int = 40
) -> None:
    """Compare an answer with the second route at many points, both ways."""
    free = tuple(
        sorted({a, b, c} & set().union(condition.free_symbols, *(h.free_symbols for h in hypotheses)), key=str)
    )
    assert getattr(answer, "free_symbols", set()) <= set(free)
    for point in points(free, hypotheses, count):
        wanted = exists(condition.subs(point), variable, power)
        assert true_at(answer, point) == wanted, (answer, condition, point, wanted)


# what the eliminator solves itself


@pytest.mark.parametrize(
    ("condition", "hypotheses", "expected"),
    [
        ((x >= 0) & (x <= 1) & (a * x > b), (), (a > b) | (b < 0)),
        ((x > a) & (x < b), (), a < b),
        ((x >= a) & (x <= b), (), a <= b),
        ((x > a) & (x <= b), (), a < b),
        ((a * x > b) & (x > 0), (a > 0,), True),
        ((a * x < -b) & (x > 0), (a > 0, b > 0), False),
        (Eq(a * x, b), (), Ne(a, 0) | Eq(b, 0)),
        (Eq(x, a) & (x > b) & Ne(x, c), (), (a > b) & Ne(a, c)),
        (Ne(x, a), (), True),
        (Eq(x**2, a), (), a >= 0),
        (x**2 < a, (), a > 0),
        (Eq(a * x**2 + b * x + c, 0), (a > 0,), b**2 >= 4 * a * c),
        ((x**2 + a * x + b < 0) & (x > 0), (), (b < 0) | ((a < 0) & (a**2 > 4 * b))),
        (x**2 + 1 < 0, (), False),
        ((x <= a) | (x >= b), (), True),
        ((x > 0) & (x < 1) & (a > b), (), a > b),
    ],
)
def test_textbook_answers(condition: Any, hypotheses: tuple[Any, ...], expected: Any) -> None:
    answer = eliminate([x], condition, given=hypotheses)
    assert equivalent(answer, expected, given=hypotheses) is True
    assert_eliminated(answer, condition, x, hypotheses)


@pytest.mark.parametrize(
    ("condition", "hypotheses"),
    [
        ((x > 0) & (sqrt(x) < a) & (x > b), ()),
        ((x >= 0) & (x <= 1) & (sqrt(x) - x > a), ()),
        ((x >= 0) & (x <= 1) & (a * sqrt(x) > b), (a > 0,)),
        ((x >= 0) & Eq(sqrt(x), a * x + b), (a > 0,)),
    ],
)
def test_square_roots(condition: Any, hypotheses: tuple[Any, ...]) -> None:
    assert_eliminated(eliminate([x], condition, given=hypotheses), condition, x, hypotheses, power=2)


def test_root_of_a_parameter() -> None:
    answer = eliminate([x], (x >= sqrt(a)) & (x <= b), given=(a > 0,))
    assert equivalent(answer, (b > 0) & (a <= b**2), given=(a > 0,)) is True


def test_a_variable_that_does_not_occur_is_no_burden() -> None:
    assert eliminate([x], a > b) == (a > b)
    assert eliminate([], a > b) == (a > b)


def test_hypotheses_on_the_variable_bound_it() -> None:
    assert equivalent(eliminate([x], a * x > b, given=(x >= 0, x <= 1)), (a > b) | (b < 0)) is True
    assert eliminate([x], a > x, given=(x > 0, a > 1)) == sympy.true


def test_every_symbol_can_be_eliminated() -> None:
    assert eliminate([x], (x > 0) & (x < 1)) == sympy.true
    assert eliminate([x, a], (x > a) & (a > x)) == sympy.false
    assert eliminate([x, a, b], (x > a) & (a > b) & (x < b + 1)) == sympy.true


def feasible(rows: list[tuple[list[Fraction], bool]]) -> bool:
    """Decide numbers*(variables, 1) >= 0 (> 0 where strict) by Fourier and Motzkin."""
    while rows and len(rows[0][0]) > 1:
        level = [row for row in rows if not row[0][0]]
        above = [row for row in rows if row[0][0] > 0]
        below = [row for row in rows if row[0][0] < 0]
        for (up, one), (down, two) in itertools.product(above, below):
            level.append(([p / up[0] - q / down[0] for p, q in zip(up, down, strict=True)], one or two))
        rows = [(numbers[1:], strict) for numbers, strict in level]
    return all(numbers[0] > 0 or (not strict and not numbers[0]) for numbers, strict in rows)


NUMBERS = st.sampled_from([-2, -1, 0, 0, 1, 1, 3])
# the same examples each time, and no search for smaller ones: a few conditions take minutes
PHASES = (Phase.explicit, Phase.generate)
MANY = settings(max_examples=10, phases=PHASES, derandomize=True, suppress_health_check=list(HealthCheck))
FEW = settings(max_examples=5, phases=PHASES, derandomize=True, suppress_health_check=list(HealthCheck))


@MANY
@given(st.lists(st.tuples(st.lists(NUMBERS, min_size=5, max_size=5), st.booleans()), min_size=2, max_size=4))
def test_two_linear_variables_against_fourier_and_motzkin(rows: list[tuple[list[int], bool]]) -> None:
    sides = [(n[0] * x + n[1] * y + n[2] * a + n[3] * b + n[4], strict) for n, strict in rows]
    answer = eliminate([x, y], And(*(side > 0 if strict else side >= 0 for side, strict in sides)))
    for point in points((a, b), (), 25):
        numbers = []
        for n, strict in rows:
            constant = n[2] * point[a] + n[3] * point[b] + n[4]
            numbers.append(([Fraction(n[0]), Fraction(n[1]), Fraction(int(constant.p), int(constant.q))], strict))
        assert true_at(answer, point) == feasible(numbers), (answer, rows, point)


COEFFICIENTS = st.sampled_from([sympy.Integer(n) for n in (-1, 0, 1, 2)] + [a, b, a - b])


def conditions(degree: int) -> st.SearchStrategy[Any]:
    """Return conjunctions and disjunctions of relations on polynomials in x with coefficients in a and b."""
    poly = st.lists(COEFFICIENTS, min_size=2, max_size=degree + 1).map(
        lambda row: sum((k * x**i for i, k in enumerate(row)), sympy.Integer(0))
    )
    atom = st.tuples(st.sampled_from([Gt, Ge, Lt, Le, Eq, Ne]), poly).map(lambda pair: pair[0](pair[1], 0))
    pair = st.tuples(atom, atom, st.sampled_from([And, Or])).map(lambda t: t[2](t[0], t[1]))
    return st.tuples(pair, st.sampled_from([sympy.true, And(x >= 0, x <= 1)])).map(lambda t: And(*t))


@MANY
@given(conditions(1))
def test_random_linear_conditions(condition: Any) -> None:
    assert_eliminated(sympy.sympify(eliminate([x], condition)), condition, x, count=15)


@MANY
@given(conditions(2))
def test_random_quadratic_conditions(condition: Any) -> None:
    assert_eliminated(sympy.sympify(eliminate([x], condition)), condition, x, count=15)


# what QEPCAD is asked


@with_qepcad
@pytest.mark.parametrize(
    ("condition", "hypotheses", "expected"),
    [
        ((x >= 0) & (x <= 1) & (a * x**3 + b * x > 1), (a > 0, b > 0), a + b > 1),
        ((x >= 0) & (x <= 1) & (a + x**3 - x > b**2), (a > 0,), a > b**2),
        (x**4 + a * x + 1 < 0, (), 27 * a**4 > 256),
        (Eq(x**3 + a * x + b, 0), (), True),
        (x**4 + x + 1 < 0, (), False),
        (Eq(x**3 + a * x + b, 0) & (x > 0), (), None),
        ((x**5 - a * x + b < 0) & (x > 0) & (x < 1), (), None),
        ((x**3 - x > a) & (x**4 + b * x < 1), (), None),
        ((x**3 + a * x + b < 0) & (x**2 < 1), (a > 0, b < 1), None),
    ],
)
def test_higher_degrees(condition: Any, hypotheses: tuple[Any, ...], expected: Any) -> None:
    answer = eliminate([x], condition, given=hypotheses)
    assert expected is None or equivalent(answer, expected, given=hypotheses) is True
    assert_eliminated(sympy.sympify(answer), condition, x, hypotheses)


@with_qepcad
@pytest.mark.parametrize(
    ("condition", "hypotheses", "power"),
    [
        ((x >= 0) & (x <= 1) & (sqrt(x) - a * x**2 > b), (a > 0,), 2),
        ((x > 0) & (x < b) & (x ** Rational(1, 3) < c) & (a + x**3 + x > 0), (), 3),
    ],
)
def test_roots_of_the_variable_in_higher_degrees(condition: Any, hypotheses: tuple[Any, ...], power: int) -> None:
    assert_eliminated(eliminate([x], condition, given=hypotheses), condition, x, hypotheses, power)


@with_qepcad
def test_roots_of_a_parameter_in_higher_degrees() -> None:
    answer = eliminate([x], (x >= 0) & (x <= 1) & (x**3 - sqrt(a) * x > b), given=(a > 0,))
    assert equivalent(answer, (b < 0) | (sqrt(a) < 1 - b), given=(a > 0,)) is True


@with_qepcad
@FEW
@given(conditions(3))
def test_random_cubic_conditions(condition: Any) -> None:
    try:
        answer = eliminate([x], condition)
    except UnsupportedGame:  # QEPCAD found no answer in time
        reject()
    assert_eliminated(sympy.sympify(answer), condition, x, count=12)


CUBIC = (x >= 0) & (x <= 1) & (a * x**3 + b * x > 1)


def test_without_qepcad_the_error_names_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnsupportedGame, match=r"x cannot be eliminated: .*installing QEPCAD .* may settle it"):
        eliminate([x], CUBIC)
    assert equivalent(eliminate([x], (x > a) & (x < b)), a < b) is True  # what is solved here does not need it


@pytest.mark.parametrize(
    "says",
    [
        "a + b > 1",  # not its names
        "v0 + v1 - 2 > 0",  # too little
        "v0 + v1 > 0",  # too much
        "TRUE",
        "FALSE",
        "v0 > _root_1 v1^2 - 2",
        "v2 > 0",
        "[ v0 + v1 - 1 > 0",
        "",
    ],
)
def test_what_qepcad_says_is_not_taken_on_trust(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, says: str) -> None:
    pretend(monkeypatch, tmp_path, says)
    with pytest.raises(UnsupportedGame, match="QEPCAD gave no answer either"):
        eliminate([x], CUBIC, given=(a > 0, b > 0))


def test_a_right_answer_is_taken_unless_in_doubt_and_unproved(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pretend(monkeypatch, tmp_path, "v1 + v0 - 1 > 0")
    assert equivalent(eliminate([x], CUBIC, given=(a > 0, b > 0)), a + b > 1, given=(a > 0, b > 0)) is True
    monkeypatch.setattr(smt, "differs", lambda *_: [None, False])
    assert eliminate([x], CUBIC, given=(a > 0, b > 0)) is not None
    pretend(monkeypatch, tmp_path, "v1 + v0 - 1 > 0", before="Error! Delineating polynomial should be added")
    with pytest.raises(UnsupportedGame):
        eliminate([x], CUBIC, given=(a > 0, b > 0))


def test_qepcad_is_stopped_in_time(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pretend(monkeypatch, tmp_path, "TRUE", before="$(while :; do :; done)")
    with pytest.raises(UnsupportedGame, match="larger `seconds`"):
        eliminate([x], CUBIC, given=(a > 0, b > 0), seconds=1)


def pretend(monkeypatch: pytest.MonkeyPatch, folder: Path, says: str, before: str = "") -> None:
    """Put a program of the name that gives a certain answer in the only place where programs are looked for."""
    program = folder / "qepcad"
    program.write_text(
        f'#!/bin/sh\necho "{before}"\n'
        f"cat <<'END'\nAn equivalent quantifier-free formula:\n\n{says}\n\n\n=====  The End  =====\nEND\n".replace(
            "cat <<", 'while IFS= read -r line; do echo "$line"; done <<'
        )
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(folder))


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("TRUE", sympy.true),
        ("FALSE", sympy.false),
        ("v0 > 0", a > 0),
        ("4 v0^3 + 27 v1^2 /= 0", Ne(4 * a**3 + 27 * b**2, 0)),
        ("- v0 v1 + 12 <= 0", a * b >= 12),
        ("v0 = 0 \\/ v1 < 0 /\\ v0 + 1 >= 0", Eq(a, 0) | ((b < 0) & (a >= -1))),
        ("[ v0 = 0 \\/ v1 < 0 ] /\\ v0 + 1 >= 0", (Eq(a, 0) | (b < 0)) & (a >= -1)),
    ],
)
def test_answers_are_read(text: str, condition: Any) -> None:
    ring = Ring([a, b])
    one, two = qepcad.parse(ring, text), boolean(condition, ring)
    for here, there in ((one, two), (two, one)):
        assert smt.check(ring, [here, negation(there)]).satisfiable is False


@pytest.mark.parametrize(
    "text", ["v0", "v0 > 1", "v0 > 0 v1 > 0", "v0 > 0 ]", "3/4 v0 > 0", "v0 > 0 /\\", "__import__"]
)
def test_what_is_not_plainly_an_answer_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"belongs|more after|invalid literal"):
        qepcad.parse(Ring([a, b]), text)


# thresholds


def test_threshold() -> None:
    found = threshold(c * (a + b) > a, c, given=(a > 0, b > 0))
    assert found is not None
    assert (found.symbol, found.value, found.relation) == (c, a / (a + b), c > a / (a + b))
    below = threshold(a - b * c >= 0, c, given=(b > 0,))
    assert below is not None
    assert below.relation == (c <= a / b)


@pytest.mark.parametrize(
    "condition", [(c > a) & (c < b), a > b, (c > a) | (c < b), sympy.true, sympy.false, c**2 > a, a * c > b]
)
def test_no_threshold(condition: Any) -> None:
    assert threshold(condition, c) is None


def test_threshold_where_hypotheses_settle_the_rest() -> None:
    found = threshold((c > a) & (c < b) & (c**2 > 0), c, given=(a > 0, b > 1, c < 1))
    assert found is not None
    assert found.relation == (c > a)
