"""Comparative statics: the sign of an effect, compared with exact differences at random points."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from random import Random

import pytest
import sympy
from sympy import Abs, Max, Min, Piecewise, Rational, sqrt

import oracles
from detente.games import Decision, Game, GameError, Offer, Terminal, UnsupportedGame, reals
from detente.solvers import Effect, bargaining_range, effect, solve

p, q, k, c_A, c_B, delta, x = reals("p q k c_A c_B delta x")
STEP = Fraction(1, 10**9)  # far below the distance of the random points to any kink

EXPRESSIONS = {
    "linear": (p - c_A, c_A, ()),
    "square": (p - c_A**2, c_A, (c_A > 0,)),
    "pie": (p * (1 - p), p, (0 < p, p < 1)),
    "max": (Max(0, p - c_A), p, (0 < p, p < 1, c_A > 0)),
    "min": (Min(1, p + c_B, k), c_B, (c_B > 0,)),
    "distance": (Abs(p - q), p, ()),
    "piecewise": (Piecewise((p, p < q), (q, True)), p, ()),
    "ratio": (p / (p + q), p, (p > 0, q > 0)),
    "ratio of any sign": (p / (1 + k**2), k, ()),
    "delay": (1 / (1 + delta), delta, (0 < delta, delta < 1)),
    "root": (sqrt(p) - k * p, p, (p > 0, k > 0)),
    "cube root": (p ** Rational(2, 3), p, (p > 0,)),
    "interaction": (p * q - k * p, p, ()),
    "width": (Min(1, p + c_B) - Max(0, p - c_A), p, (0 < p, p < 1, c_A > 0, c_B > 0)),
}


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_effect_has_the_sign_of_exact_differences(name):
    expression, of, given = EXPRESSIONS[name]
    found = effect(expression, of=of, given=given)
    rng = Random(name)
    symbols = sorted(expression.free_symbols, key=str)
    count = 0
    while count < 60:
        point = {s: Fraction(rng.randint(-40, 80), 37) for s in symbols}
        if not all(oracles.holds(hypothesis, point) for hypothesis in given):
            continue
        count += 1
        told = [oracles.holds(condition, point) for condition in (found.increasing, found.decreasing, found.none)]
        assert sum(told) == 1, point  # the three conditions share out the parameters
        moved = [oracles.number(expression, {**point, of: point[of] + step}) for step in (-STEP, STEP)]
        here = oracles.number(expression, point)
        rises = [oracles.sign(oracles.minus(moved[1], here)), oracles.sign(oracles.minus(here, moved[0]))]
        sign = told.index(True)
        wanted = {1: 0, -1: 1, 0: 2}
        if rises[0] == rises[1]:
            assert sign == wanted[rises[0]], point
        else:  # a kink or a summit: one of the two sides, or neither
            assert sign in (2, *(wanted[side] for side in rises)), point


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_conditions_are_disjoint_and_complete_at_edges(name):
    expression, of, given = EXPRESSIONS[name]
    found = effect(expression, of=of, given=given)
    rng = Random(1)
    for _ in range(60):
        point = {s: Fraction(rng.randint(-2, 4), 2) for s in expression.free_symbols}
        if all(oracles.holds(hypothesis, point) for hypothesis in given):
            assert sum(oracles.holds(c, point) for c in (found.increasing, found.decreasing, found.none)) == 1, point


@pytest.mark.parametrize(
    ("expression", "of", "given", "words"),
    [
        (p - c_A**2, c_A, (c_A > 0,), "decreasing"),
        (p, q, (), "no effect"),
        (3, p, (), "no effect"),
        (p / (p + q), p, (p > 0, q > 0), "increasing"),
        (p * (1 - p), p, (), "increasing iff p < 1/2; decreasing iff p > 1/2; no effect iff p = 1/2"),
        (Max(0, p - c_A), p, (0 < p, c_A > 0), "increasing iff c_A < p; no effect iff c_A >= p"),
    ],
)
def test_effect_in_words(expression, of, given, words):
    assert str(effect(expression, of=of, given=given)) == words


def test_hypotheses_decide_the_sign():
    assert effect(delta * p, of=delta, given=(p > 0,)).increasing == sympy.true
    assert effect(delta * p, of=delta, given=(p < 0,)).decreasing == sympy.true
    assert effect(delta * p, of=delta).increasing == (p > 0)


def test_effects_on_what_the_solvers_find():
    war = Terminal({"A": p - c_A, "B": 1 - p - c_B}, "war")
    deal = Terminal({"A": x, "B": 1 - x}, "settlement")
    given = (0 < p, p < 1, c_A > 0, c_B > 0)
    game = Game(("A", "B"), Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": war})), given)
    inner = next(eq for eq in solve(game).equilibria if eq.payoffs["A"] != 1)
    assert effect(inner.payoffs["A"], of=c_B, given=(*given, inner.when)) == Effect(
        sympy.true, sympy.false, sympy.false
    )
    assert str(effect(inner.payoffs["A"], of=c_A, given=given)) == "no effect"
    assert effect(bargaining_range(game).width, of=c_A, given=given).decreasing == sympy.false


def test_effect_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        effect(p, of=p).increasing = sympy.false


def test_effects_of_what_is_not_defined():
    for expression in (1 / p, sqrt(p)):
        with pytest.raises(GameError, match="not defined"):
            effect(expression, of=p)
    assert effect(1 / p, of=p, given=(p > 0,)).decreasing == sympy.true
    assert effect(sqrt(p), of=p, given=(p > 0,)).increasing == sympy.true


@pytest.mark.parametrize("expression", [sympy.log(p), sympy.sin(p)], ids=str)
def test_effects_of_functions_that_are_not_covered(expression):
    with pytest.raises(UnsupportedGame, match="rational powers"):
        effect(expression, of=p, given=(p > 0,))


def test_effects_on_exponentials_and_powers():
    assert effect(sympy.exp(-q * p), of=p, given=(q > 0,)).decreasing == sympy.true
    assert effect(p**q, of=p, given=(p > 0, q > 0)).increasing == sympy.true
    with pytest.raises(UnsupportedGame, match="logarithm"):
        effect(2**p, of=p)


def test_effect_where_the_slope_has_no_bound():
    try:
        found = effect(sqrt(p), of=p, given=(p >= 0,))
    except GameError:
        return
    assert found.none.subs(p, 0) == sympy.false


@pytest.mark.parametrize(("expression", "given"), [(0.5 * p, ()), (p, (p > 1, p < q, q < 1))], ids=["float", "given"])
def test_effect_refuses_what_is_not_well_formed(expression, given):
    with pytest.raises(GameError):
        effect(expression, of=p, given=given)
