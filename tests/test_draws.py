"""Continuous types: densities of many kinds, thresholds without closed forms, risk-averse proposers.

Every answer is held against the proposer's expected payoff, integrated numerically straight from the tree, on a grid
of offers; nothing of the solver is used for that.
"""

from __future__ import annotations

import math
from random import Random

import pytest
from scipy.integrate import quad
from scipy.optimize import brentq
from sympy import Float, Integer, Piecewise, Rational, Symbol, exp, lambdify, log, sqrt

from detente.games import Decision, Draw, Game, GameError, Offer, Terminal, UnsupportedGame, reals
from detente.solvers import effect, equivalent, solve
from detente.solvers.roots import Root, told

x, c, p, c_A, C, L, T, a, lam, r = reals("x c p c_A C L T a lam r")
CLOSE = 1e-7
"""Floating-point integrals are good to about 1e-9; the rest is room for their sums."""


def screening(density, low, high, given, utility=lambda share: share, mine=p - c_A, yours=1 - p - c):
    """An uninformed A demands x from B, whose type c decides what war is worth to it, or to both."""
    war = Terminal({"A": utility(mine), "B": yours}, "war")
    deal = Terminal({"A": utility(x), "B": 1 - x}, "settlement")
    offer = Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": war}))
    return Game(("A", "B"), Draw((c, low, high), density, offer, seen_by={"B"}), given)


BASE = (c_A > 0, 0 < p, p < 1)
INSIDE = (*BASE, C > 0, p + C < 1)
RISKY = (*INSIDE, c_A < p)
CAPABLE = {"mine": c - c_A, "yours": 1 - c - C}
KNOWN = (C > 0, C < 1, c_A > 0, c_A < 1)
TENT = Piecewise((4 * c / C**2, c < C / 2), (4 * (C - c) / C**2, True))
TRUNCATED = lam * exp(-lam * c) / (1 - exp(-lam * T))
GAMES = {
    "uniform with corners": screening(1 / C, 0, C, (*BASE, C > 0)),
    "uniform above zero": screening(1 / (T - L), L, T, (*BASE, L > 0, T > L)),
    "triangular": screening(TENT, 0, C, INSIDE),
    "square": screening(3 * c**2 / C**3, 0, C, INSIDE),
    "square with corners": screening(3 * c**2 / C**3, 0, C, (*BASE, C > 0)),
    "beta(2, 2)": screening(6 * c * (1 - c), 0, 1, BASE),
    "beta(2, 4)": screening(20 * c * (1 - c) ** 3, 0, 1, BASE),
    "beta(3, 3)": screening(30 * c**2 * (1 - c) ** 2, 0, 1, BASE),
    "root": screening(Rational(3, 2) * sqrt(c) / sqrt(C) ** 3, 0, C, INSIDE),
    "power": screening(a * c ** (a - 1) / C**a, 0, C, (*INSIDE, a > 1)),
    "power with corners": screening(a * c ** (a - 1) / C**a, 0, C, (*BASE, C > 0, a > 1)),
    "exponential": screening(TRUNCATED, 0, T, (*BASE, lam > 0, T > 0, p + T < 1)),
    "capability": screening(1 / (T - L), L, T, (0 < L, L < T, T + C < 1, C > 0, c_A > 0), **CAPABLE),
    "capability, square": screening(3 * c**2, 0, 1, KNOWN, **CAPABLE),
    "capability, cubic": screening(4 * c**3, 0, 1, KNOWN, **CAPABLE),
    "root utility": screening(1 / C, 0, C, RISKY, sqrt),
    "root utility, square": screening(3 * c**2 / C**3, 0, C, RISKY, sqrt),
    "quadratic utility": screening(1 / C, 0, C, (*RISKY, r > 0, r < 1), lambda z: z - r * z**2 / 2),
    "cubic utility": screening(1 / C, 0, C, RISKY, lambda z: z - z**3 / 3),
    "constant absolute aversion": screening(1 / C, 0, C, (*RISKY, r > 0), lambda z: 1 - exp(-r * z)),
    "constant relative aversion": screening(1 / C, 0, C, (*RISKY, r > 0, r < 1), lambda z: z**r),
}
SLOW = ("exponential", "corners", "aversion", "root utility", "cubic", "above", "beta(3")


class Exact:
    """One game at a point, as functions of numbers, read off the tree."""

    def __init__(self, game, point):
        draw = game.root
        accept, fight = draw.then.then.moves["accept"], draw.then.then.moves["fight"]
        self.density = lambdify(c, draw.density.subs(point), "math")
        self.low, self.high = (float(Integer(0) + end.subs(point)) for end in draw.interval[1:])
        pairs = [(node.payoffs[who].subs(point)) for node in (accept, fight) for who in ("A", "B")]
        self.deal, self.deal_b, self.war, self.war_b = (lambdify((x, c), pair, "math") for pair in pairs)

    def integral(self, payoff, offer, start, end):
        return quad(lambda cost: self.density(cost) * payoff(offer, cost), start, end)[0]

    def outcome(self, offer):
        """The payoffs of A and B and the probability of war after an offer: B's types split at one cost at most."""

        def gain(cost):
            return self.deal_b(offer, cost) - self.war_b(offer, cost)

        inside = (self.low, self.high)
        ends = [gain(cost) for cost in inside]
        cut = brentq(gain, *inside, xtol=1e-15) if ends[0] * ends[1] < 0 else self.high
        totals, war = [0.0, 0.0], 0.0
        for start, end in ((self.low, cut), (cut, self.high)):
            if start < end:
                fights = gain((start + end) / 2) < 0
                payoffs = (self.war, self.war_b) if fights else (self.deal, self.deal_b)
                totals = [
                    total + self.integral(payoff, offer, start, end)
                    for total, payoff in zip(totals, payoffs, strict=True)
                ]
                war += quad(self.density, start, end)[0] if fights else 0
        return *totals, war


def draw_point(rng, game):
    while True:
        point = {s: Rational(rng.randint(1, 24), 20) for s in game.parameters}
        if a in point or lam in point or T in point:
            point |= {s: Rational(rng.randint(11, 30), 10) for s in (a, lam) if s in point}
        if all(h.subs(point) == True for h in game.given):  # noqa: E712  (sympy's own true)
            return point


def check_against_grid(game, solution, points=3, seed=5):
    rng = Random(seed)
    for _ in range(points):
        point = draw_point(rng, game)
        (at,) = solution.at(point)
        exact = Exact(game, point)
        rule = at.strategy[("c",)]
        value = float(at.payoffs["A"].evalf(20))
        if rule.offer is not None:
            offer = float(rule.offer.evalf(20))
            said = (at.payoffs["A"], at.payoffs["B"], at.probability("war"))
            for number, form in zip(exact.outcome(offer), said, strict=True):
                assert math.isclose(number, float(form.evalf(20)) if form != 0 else 0, abs_tol=CLOSE), point
            grid = [max(0.0, min(1.0, offer + step)) for step in (-0.03, -0.003, 0.003, 0.03)]
        else:
            grid = []
        for k in range(31):
            grid.append(k / 30)
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


def test_the_square_density_has_its_first_order_condition_as_answer():
    """With F(t) = (t/C)**3 the demand solves 1 - F = f*(t + c_A), and war is less likely the dearer it is."""
    game = GAMES["square"]
    solution = solve(game, "pbe")
    (case,) = solution.equilibria
    (root,) = case.roots()
    t = root.symbol - p
    condition = 1 - (t / C) ** 3 - 3 * t**2 / C**3 * (t + c_A)
    assert (condition * C**3 - root.equation).expand() == 0
    assert root.bracket == (p, C + p)
    assert told(root).split(" is ")[0] in str(solution)
    for name in ("square", "power"):
        war = solve(GAMES[name], "pbe").probability("war")
        signs = [str(effect(war, of=symbol, given=GAMES[name].given)) for symbol in (c_A, p, C)]
        assert signs == ["decreasing", "no effect", "increasing"]


def test_a_root_is_exact_or_as_precise_as_wanted():
    point = {C: Rational(1, 2), p: Rational(1, 4), c_A: Rational(1, 10)}
    (at,) = solve(GAMES["square"], "pbe").at(point)
    offer = at.strategy[("c",)].offer
    assert offer.is_algebraic
    t = offer - Rational(1, 4)
    assert abs((1 - 8 * t**3 - 24 * t**2 * (t + Rational(1, 10))).evalf(40)) < Rational(1, 10**35)
    (at,) = solve(GAMES["power"], "pbe").at(point | {a: Rational(5, 2)})
    offer = at.strategy[("c",)].offer
    assert isinstance(offer, Root)
    t = (offer - Rational(1, 4)).evalf(50)
    share = (2 * t) ** Rational(5, 2)
    assert abs(1 - share - Rational(5, 2) * share / t * (t + Rational(1, 10))) < Float("1e-40", 50)


def test_exponential_costs_are_safe_where_war_is_dear():
    """The safe demand p is best iff the density at zero times the cost of war is at least one (McAfee-like hazard)."""
    game = GAMES["exponential"]
    solution = solve(game, "pbe")
    settled = solution.condition("settlement")
    for values in ((1, 1), (3, 1), (3, Rational(1, 2)), (9, Rational(3, 4)), (Rational(1, 9), 2)):
        rate, cost = Rational(values[0]), Rational(values[1]) / 4
        point = {lam: rate, T: Rational(1, 2), c_A: cost, p: Rational(1, 3)}
        hazard = rate / (1 - exp(-rate / 2))
        assert bool(settled.subs(point)) == bool(hazard * cost >= 1)


def test_sums_of_exponentials_have_closed_forms_where_they_factor():
    """With the survival exp(-lam*t) itself as payoff the best threshold is one over the rate."""
    game = Game(("A",), Offer("A", (x, 0, T), Terminal({"A": x * exp(-lam * x)}, "end")), (lam > 0, T > 1 / lam))
    (case,) = solve(game, "spe").equilibria
    assert case.strategy[()].offer == 1 / lam


def test_an_outside_option_is_compared_with_the_value_at_the_root():
    """A may keep the status quo w instead: it bargains iff what bargaining is worth at the root is at least w."""
    w = reals("w")
    square = GAMES["square"]
    draw = square.root
    keep = Decision("A", {"bargain": draw.then, "keep": Terminal({"A": w, "B": 1 - w}, "status quo")})
    game = Game(("A", "B"), Draw(draw.interval, draw.density, keep, seen_by={"B"}), (*INSIDE, w > 0, w < 1))
    solution = solve(game, "pbe")
    assert not solution.undecided
    assert solution.coverage().status == "proved"
    point = {C: Rational(1, 2), p: Rational(1, 4), c_A: Rational(1, 10)}
    (alone,) = solve(square, "pbe").at(point)
    worth = Rational(str(alone.payoffs["A"].evalf(20)))
    for step, told_by in ((-1, "bargain"), (1, "keep")):
        (at,) = solution.at(point | {w: worth + step * Rational(1, 10**9)})
        assert at.strategy[("c",)][told_by] == True  # noqa: E712  (sympy's own true)


def test_cubic_payoffs_of_one_player():
    """Two interior stationary points: the cases are cut where the lower one begins to beat the end."""
    m, k = reals("m k")
    game = Game(("A",), Offer("A", (m, 0, 1), Terminal({"A": k * m - m**4 - m}, "end")), (k > 0,))
    solution = solve(game, "spe")
    assert not solution.undecided
    for value in (Rational(1, 2), Rational(3, 2), Rational(4), Rational(9)):
        (at,) = solution.at({k: value})
        best = max(value * m_ - m_**4 - m_ for m_ in (Rational(n, 200) for n in range(201)))
        assert 0 <= (at.payoffs["A"] - best).evalf() < Rational(1, 1000)


@pytest.mark.slow
def test_several_roots_whose_slope_has_closed_form_roots():
    m, k = reals("m k")
    payoff = -(m**4) / 4 + m**3 / 2 - m**2 / 4 + k * m
    game = Game(("A",), Offer("A", (m, 0, 2), Terminal({"A": payoff}, "end")), (k > -1, k < 1))
    solution = solve(game, "spe")
    for value in (-Rational(1, 2), -Rational(1, 100), Rational(0), Rational(1, 50), Rational(1, 2)):
        best = max(payoff.subs({m: Rational(n, 100), k: value}) for n in range(201))
        found = [at.payoffs["A"] for at in solution.at({k: value})]
        opened = [each for each in solution.undecided if each.when.subs(k, value) == True]  # noqa: E712
        assert len(found) + len(opened) == 1
        assert all(0 <= (each - best).evalf() < Rational(1, 1000) for each in found)


def test_a_density_must_be_one():
    """What cannot be checked when the game is made is checked when it is solved."""
    with pytest.raises(GameError, match=r"integrates to 1 - exp\(-T\*lam\)"):
        solve(screening(lam * exp(-lam * c), 0, T, (*BASE, lam > 0, T > 0)), "pbe")
    with pytest.raises(GameError, match="integrates to"):
        solve(screening(a * c ** (a - 1), 0, C, (*INSIDE, a > 1)), "pbe")
    with pytest.raises(GameError, match="can be negative"):
        solve(
            screening((1 - 2 * lam * exp(-lam * c)) / (T - 2 + 2 * exp(-lam * T)), 0, T, (*BASE, lam > 2, T > 3)), "pbe"
        )
    with pytest.raises(GameError, match="integrates to"):
        solve(screening(TENT / 2, 0, C, INSIDE), "pbe")


def test_what_has_no_closed_form_is_refused_by_name():
    (opened,) = solve(screening(exp(-c) / (1 + c), 0, C, INSIDE), "pbe").undecided
    assert "no closed form for the integral of" in opened.reason
    with pytest.raises(UnsupportedGame, match="log"):
        solve(screening(log(1 + c), 0, C, INSIDE), "pbe")


def test_a_root_is_a_number_like_others():
    z, q = reals("z q")
    root = Root(z**3 + z - q, z, Integer(0), q)
    assert root.free_symbols == {q}
    assert root.subs(q, 2) == 1
    assert root.subs(z, 5) == root
    assert (root.diff(q) * (3 * root**2 + 1)).simplify() == 1
    assert root.subs(q, 10) == 2
    assert equivalent(root > 0, q > 0, given=(q > 0,)) is True
    assert abs(Root(exp(z) - 2, z, Integer(0), Integer(1)).evalf(60) - log(2).evalf(60)) < Float("1e-58", 60)
    assert Root(exp(z) - 2, z, Integer(1), Integer(2)) is not Symbol("z")
