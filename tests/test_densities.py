"""Types from a continuum without bounds, with densities that have no value at an end, and with special functions.

Every answer is held against the proposer's expected payoff, integrated numerically straight from the tree, on a grid
of offers; nothing of the solver is used for that.
"""

from __future__ import annotations

import itertools
import math
from random import Random

import pytest
from scipy.integrate import quad
from sympy import Integer, Piecewise, Rational, erf, exp, gamma, lambdify, oo, pi, sqrt

from detente.games import Decision, Draw, Game, GameError, Offer, Terminal, reals
from detente.solvers import solve

x, c, p, c_A, C, L, T, a, k, lam, m, s = reals("x c p c_A C L T a k lam m s")
CLOSE = 1e-6
"""Floating-point integrals over unbounded intervals are good to about 1e-8; the rest is room for their sums."""


def screening(density, low, high, given, mine=p - c_A, yours=1 - p - c):
    """An uninformed A demands x from B, whose type c decides what war is worth to it, or to both."""
    war = Terminal({"A": mine, "B": yours}, "war")
    deal = Terminal({"A": x, "B": 1 - x}, "settlement")
    offer = Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": war}))
    return Game(("A", "B"), Draw((c, low, high), density, offer, seen_by={"B"}), given)


BASE = (c_A > 0, 0 < p, p < 1)
CAPABLE = {"mine": c - c_A, "yours": 1 - c - C}
NORMAL = exp(-((c - m) ** 2) / (2 * s**2)) / (s * sqrt(2 * pi))
WITHIN = erf((T - m) / (sqrt(2) * s)) + erf(m / (sqrt(2) * s))
GAMES = {
    "exponential": screening(lam * exp(-lam * c), 0, oo, (*BASE, lam > 0)),
    "exponential above a bound": screening(lam * exp(-lam * (c - L)), L, oo, (*BASE, lam > 0, L > 0)),
    "exponential, negative": screening(lam * exp(lam * c), -oo, 0, (*BASE, lam > 0)),
    "Pareto": screening(a * k**a * c ** (-a - 1), k, oo, (*BASE, a > 1, k > 0)),
    "Pareto with numbers": screening(2 * k**2 / c**3, k, oo, (*BASE, k > 0)),
    "Lomax": screening(a / (1 + c) ** (a + 1), 0, oo, (*BASE, a > 1)),
    "Lomax with numbers": screening(3 / (1 + c) ** 4, 0, oo, BASE),
    "Laplace": screening(Piecewise((exp(c) / 2, c < 0), (exp(-c) / 2, True)), -oo, oo, BASE),
    "Erlang": screening(lam**2 * c * exp(-lam * c), 0, oo, (*BASE, lam > 0)),
    "Erlang of order three": screening(c**2 * exp(-c) / 2, 0, oo, BASE),
    "Erlang, truncated": screening(c * exp(-c) / (1 - (1 + T) * exp(-T)), 0, T, (*BASE, T > 0)),
    "hyperexponential": screening(exp(-c) / 2 + exp(-2 * c), 0, oo, BASE),
    "capability, exponential": screening(lam * exp(-lam * c), 0, oo, (C > 0, c_A > 0, lam > 0), **CAPABLE),
    "power": screening(a * c ** (a - 1) / C**a, 0, C, (*BASE, C > 0, p + C < 1, a > 0)),
    "square root": screening(1 / (2 * sqrt(c)), 0, 1, BASE),
    "beta(1/2, 1)": screening(1 / (2 * sqrt(1 - c)), 0, 1, BASE),
    "beta(3/2, 2)": screening(Rational(15, 4) * sqrt(c) * (1 - c), 0, 1, BASE),
    "normal": screening(NORMAL, -oo, oo, (*BASE, s > 0)),
    "normal, standard": screening(exp(-(c**2) / 2) / sqrt(2 * pi), -oo, oo, BASE),
    "normal, half": screening(2 * exp(-(c**2) / (2 * s**2)) / (s * sqrt(2 * pi)), 0, oo, (*BASE, s > 0)),
    "normal, truncated": screening(2 * NORMAL / WITHIN, 0, T, (*BASE, s > 0, m > 0, m < T)),
    "gamma": screening(lam**a * c ** (a - 1) * exp(-lam * c) / gamma(a), 0, oo, (*BASE, a > 1, lam > 0)),
    "gamma(3/2)": screening(2 * sqrt(c) * exp(-c) / sqrt(pi), 0, oo, BASE),
    "gamma(5/2)": screening(4 * sqrt(lam) ** 5 * sqrt(c) ** 3 * exp(-lam * c) / sqrt(pi) / 3, 0, oo, (*BASE, lam > 0)),
    "logistic": screening(exp(-(c - m) / s) / s / (1 + exp(-(c - m) / s)) ** 2, -oo, oo, (*BASE, s > 0)),
    "Rayleigh": screening(c / s**2 * exp(-(c**2) / (2 * s**2)), 0, oo, (*BASE, s > 0)),
    "Weibull": screening(k * c ** (k - 1) * exp(-(c**k)), 0, oo, (*BASE, k > 1)),
}
SLOW = ("truncated", "power", "half", "(5/2)", "Weibull", "above", "normal", "Laplace")


class Exact:
    """One game at a point, as functions of numbers, read off the tree."""

    def __init__(self, game, point):
        draw = game.root
        accept, fight = draw.then.then.moves["accept"], draw.then.then.moves["fight"]
        self.density = lambdify(c, draw.density.subs(point), ["scipy", "math"])
        self.low, self.high = (float(Integer(0) + end.subs(point)) for end in draw.interval[1:])
        pairs = [node.payoffs[who].subs(point) for node in (accept, fight) for who in ("A", "B")]
        self.deal, self.deal_b, self.war, self.war_b = (lambdify((x, c), pair, "math") for pair in pairs)

    def weight(self, cost):
        try:
            return self.density(cost)
        except OverflowError:
            return 0.0  # far out in a tail

    def integral(self, payoff, offer, start, end):
        """Integrate piece by piece, so that neither a peak nor a tail is missed."""
        spots = [sign * 2.0**n for n in range(-5, 8, 2) for sign in (-1, 1)]
        cuts = [start, *(spot for spot in sorted([0, *spots]) if start < spot < end), end]
        return sum(
            quad(lambda cost: self.weight(cost) * payoff(offer, cost), one, two)[0]
            for one, two in itertools.pairwise(cuts)
        )

    def outcome(self, offer):
        """The payoffs of A and B and the probability of war after an offer: B's types split at one cost at most.

        The gain of B from accepting rises by one with the cost or capability in every game here, or falls by one.
        """
        at_zero = self.deal_b(offer, 0) - self.war_b(offer, 0)
        slope = self.deal_b(offer, 1) - self.war_b(offer, 1) - at_zero
        cut = min(max(-at_zero / slope, self.low), self.high)
        totals, war = [0.0, 0.0], 0.0
        for start, end, fights in ((self.low, cut, slope > 0), (cut, self.high, slope < 0)):
            if start < end:
                payoffs = (self.war, self.war_b) if fights else (self.deal, self.deal_b)
                totals = [
                    total + self.integral(payoff, offer, start, end)
                    for total, payoff in zip(totals, payoffs, strict=True)
                ]
                war += self.integral(lambda *_: 1.0, offer, start, end) if fights else 0
        return *totals, war


def draw_point(rng, game):
    while True:
        point = {each: Rational(rng.randint(1, 24), 20) for each in game.parameters}
        if a in point or lam in point:
            point |= {each: Rational(rng.randint(3, 40), 10) for each in (a, lam) if each in point}
        if all(h.subs(point) == True for h in game.given):  # noqa: E712  (sympy's own true)
            return point


def number(form):
    return float(form.evalf(20)) if form != 0 else 0.0


def check_against_grid(game, solution, points=2, seed=5):
    rng = Random(seed)
    for _ in range(points):
        point = draw_point(rng, game)
        (at,) = solution.at(point)
        exact = Exact(game, point)
        rule = at.strategy[("c",)]
        value = number(at.payoffs["A"])
        grid = [step / 12 for step in range(13)]
        if rule.offer is not None:
            offer = number(rule.offer)
            said = (at.payoffs["A"], at.payoffs["B"], at.probability("war"))
            for found, form in zip(exact.outcome(offer), said, strict=True):
                assert math.isclose(found, number(form), abs_tol=CLOSE), point
            grid += [max(0.0, min(1.0, offer + step)) for step in (-0.03, -0.003, 0.003, 0.03)]
        assert max(exact.outcome(each)[0] for each in grid) <= value + CLOSE, point


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=pytest.mark.slow) if any(s in n for s in SLOW) else n for n in GAMES]
)
def test_no_offer_does_better(name):
    game = GAMES[name]
    solution = solve(game, "pbe")
    assert not solution.undecided
    assert solution.coverage().status == "proved"
    assert solution.disjoint()
    check_against_grid(game, solution)


def test_an_exponential_hazard_is_constant():
    """A demands p plus the mean cost less its own cost of war: 1/lam = t + c_A at the threshold t."""
    solution = solve(GAMES["exponential"], "pbe")
    assert [case.strategy[("c",)].offer for case in solution.equilibria] == [p - c_A + 1 / lam, p, 1]
    (safe,) = (case for case in solution.equilibria if case.payoffs["A"] == p)
    assert safe.when.equals(c_A * lam >= 1)


def test_the_normal_hazard_is_a_first_order_condition():
    """With f the density and F its integral the demand solves 1 - F = f*(t + c_A)."""
    solution = solve(GAMES["normal"], "pbe")
    point = {m: Rational(1, 5), s: Rational(1, 3), p: Rational(1, 2), c_A: Rational(1, 10)}
    (at,) = solution.at(point)
    t = (at.strategy[("c",)].offer - point[p]).evalf(40)
    density = (NORMAL.subs(point).subs(c, t)).evalf(40)
    above = (1 - erf((t - point[m]) / (sqrt(2) * point[s]))).evalf(40) / 2
    assert abs(above - density * (t + point[c_A])) < Rational(1, 10**25)


def test_the_bounds_of_an_offer_are_finite():
    deal = Terminal({"A": x})
    with pytest.raises(GameError, match="the upper bound of x is oo, not a real number; only a Draw may be"):
        Game(("A",), Offer("A", (x, 0, oo), deal))
    for low, high in ((oo, oo), (0, -oo)):
        with pytest.raises(GameError, match="is empty"):
            Game(("A",), Draw((c, low, high), exp(-c), deal))


def test_a_density_has_mass_one_and_no_negative_values():
    with pytest.raises(GameError, match="is a polynomial, and has no finite integral"):
        screening(Integer(1), 0, oo, BASE)
    with pytest.raises(GameError, match="is negative at c = "):
        screening((2 - c) * exp(-c), 0, oo, BASE)
    for density, low, high, given, told in (
        (exp(-2 * c), 0, oo, BASE, "integrates to 1/2 over"),
        (exp(-(c**2)), -oo, oo, BASE, r"integrates to sqrt\(pi\) over"),
        (exp(c), 0, oo, BASE, "has no finite integral"),
        (1 / c**2, 0, 1, BASE, "has no finite integral"),
        (a * c ** (-a - 1), k, oo, (*BASE, a > 0, k > 0), "integrates to"),
        ((1 - 2 * lam * exp(-c)) * exp(-c) / (1 - lam), 0, oo, (*BASE, lam > 0, lam < 1), "can be negative"),
    ):
        with pytest.raises(GameError, match=told):
            solve(screening(density, low, high, given), "pbe")


def test_an_infinite_expectation_is_no_payoff():
    """A Pareto distribution with a < 1 has no mean: what B, who fights if c is high, can expect has no value."""
    pareto = a * k**a * c ** (-a - 1)
    opened = solve(screening(pareto, k, oo, (*BASE, k > 0, a > 0, a < 1), yours=c), "pbe").undecided
    assert opened
    assert all("has no finite value" in each.reason for each in opened)


def test_a_gamma_function_needs_a_positive_argument():
    with pytest.raises(GameError, match=r"gamma\(a\) is not defined, or not real"):
        solve(screening(c ** (a - 1) * exp(-c) / gamma(a), 0, oo, (*BASE, a > -1)), "pbe")


def test_what_has_no_closed_form_is_undecided_by_name():
    (opened,) = solve(screening(6 / (pi**2) * c / (exp(c) - 1), 0, oo, BASE), "pbe").undecided
    assert "no closed form for the integral of" in opened.reason


def test_log_concavity_is_not_taken_for_granted():
    """With shape 1/2 the hazard of a gamma density falls: no root is claimed to be the only one."""
    solution = solve(screening(exp(-c) / sqrt(pi * c), 0, oo, BASE), "pbe", seconds=2)
    assert solution.undecided
