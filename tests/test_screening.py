"""Screening: offers by an uninformed side, against the textbook and against a grid of offers at exact points."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from sympy import Piecewise, Rational, symbols

from detente.games import Chance, Decision, Draw, Game, Offer, Terminal, UnsupportedGame, reals
from detente.solvers import equivalent, solve

x, q, p, c_A, c_L, c_H, c, C = reals("x q p c_A c_L c_H c C")
p_1, p_2, q_1, q_2, c_1, c_2, c_3 = reals("p_1 p_2 q_1 q_2 c_1 c_2 c_3")
DEAL = Terminal({"A": x, "B": 1 - x}, "settlement")
PRIOR = (0 < q, q < 1, c_A > 0)


def ultimatum(cost, odds=p):
    war = Terminal({"A": odds - c_A, "B": 1 - odds - cost}, "war")
    return Offer("A", (x, 0, 1), Decision("B", {"accept": DEAL, "fight": war}))


def by_type(types, given):
    """A game in which B alone knows its type: label -> (odds, cost of war, A's chance of victory)."""
    return Game(
        ("A", "B"),
        Chance({name: (odds, ultimatum(cost, chance)) for name, (odds, cost, chance) in types.items()}, seen_by={"B"}),
        given,
    )


TWO = by_type({"low": (q, c_L, p), "high": (1 - q, c_H, p)}, (*PRIOR, 0 < c_L, c_L < c_H, 0 < p, p < 1))
POWER = by_type({"strong": (q, C, p_1), "weak": (1 - q, C, p_2)}, (*PRIOR, C > 0, 0 < p_1, p_1 < p_2, p_2 < 1))
BOTH = by_type(
    {"one": (q, c_L, p_1), "two": (1 - q, c_H, p_2)}, (*PRIOR, c_L > 0, c_H > 0, 0 < p_1, p_1 < p_2, p_2 < 1)
)
THREE = by_type(
    {"a": (q_1, c_1, p), "b": (q_2, c_2, p), "c": (1 - q_1 - q_2, c_3, p)},
    (c_A > 0, 0 < q_1, 0 < q_2, q_1 + q_2 < 1, 0 < c_1, c_1 < c_2, c_2 < c_3, 0 < p, p < 1),
)
UNIFORM = Game(("A", "B"), Draw((c, 0, C), 1 / C, ultimatum(c), seen_by={"B"}), (C > 0, c_A > 0, 0 < p, p + C < 1))


def test_two_types_of_cost_as_in_the_textbook():
    """Fearon 1995: the risk-return trade-off; the safe offer is made iff the tough type is likely enough."""
    inside = (*TWO.given, p + c_H < 1)
    safe = q >= (c_H - c_L) / (c_A + c_H)
    solution = solve(Game(TWO.players, TWO.root, inside), "pbe")
    assert equivalent(solution.condition("settlement"), safe, inside) is True
    risky = [eq for eq in solution.equilibria if eq.probability("war") != 0]
    assert [eq.probability("war") for eq in risky] == [q]


def test_types_of_power_change_the_proposers_own_value_of_war():
    """What rejects is the strong type, so that its own odds enter and not the mean."""
    inside = (*POWER.given, p_2 + C < 1)
    solution = solve(Game(POWER.players, POWER.root, inside), "pbe")
    safe = q * (p_2 + C - p_1 + c_A) >= p_2 - p_1
    assert equivalent(solution.condition("settlement"), safe, inside) is True


def test_uniform_costs():
    """With costs uniform on [0, C]: no risk iff C <= c_A, else half of the gap is risked."""
    solution = solve(UNIFORM, "pbe")
    values = {C: Rational(1, 2), c_A: Rational(1, 10), p: Rational(1, 4)}
    (at,) = solution.at(values)
    assert at.probability("war") == Rational(2, 5)
    assert equivalent(solution.condition("settlement"), C <= c_A, UNIFORM.given) is True
    assert isinstance(solution.probability("war"), Piecewise)


def proposers_value(game, point, offer):
    """What an offer is worth to A at an exact point, type by type, straight from the tree."""
    total = Fraction(0)
    for odds, child in game.root.moves.values():
        accept, fight = child.then.moves["accept"], child.then.moves["fight"]
        put = {**point, x: offer}
        takes = accept.payoffs["B"].subs(put) >= fight.payoffs["B"].subs(put)
        total += odds.subs(put) * (accept if takes else fight).payoffs["A"].subs(put)
    return total


def draw_point(rng, game):
    while True:
        point = {s: Rational(rng.randint(0, 24), 20) for s in game.parameters}
        if all(h.subs(point) == True for h in game.given):  # noqa: E712  (sympy's own true)
            return point


@pytest.mark.parametrize("game", [TWO, POWER, BOTH, THREE], ids=["costs", "power", "both", "three"])
def test_no_offer_on_a_grid_does_better(game):
    rng, solution = Random(7), solve(game, "pbe")
    assert not solution.undecided
    for _ in range(25):
        point = draw_point(rng, game)
        (at,) = solution.at(point)
        rule = at.strategy[(next(iter(game.root.moves)),)]
        best = at.payoffs["A"]
        if rule.offer is not None:
            assert proposers_value(game, point, rule.offer) == best
        grid = [Rational(k, 40) for k in range(41)]
        assert max(proposers_value(game, point, offer) for offer in grid) <= best


def test_beliefs_are_the_prior_and_the_rule_is_shared():
    solution = solve(TWO, "pbe")
    first = solution.equilibria[0]
    assert first.beliefs == {("low",): q, ("high",): 1 - q}
    assert first.strategy[("low",)] == first.strategy[("high",)]


def test_a_threshold_without_closed_form_is_compared_by_its_equation():
    """A prefers war iff B refuses what war is worth to A, which is a condition without the threshold in it."""
    share = 1 - x
    deal = Terminal({"A": x, "B": (share + share**3) / 2}, "settlement")
    war = Terminal({"A": p - c_A, "B": 1 - p - C}, "war")
    offer = Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": war}))
    given = (c_A > 0, C > 0, 0 < p, p + C < 1)
    found = solve(Game(("A", "B"), offer, given), "spe").condition("war")
    kept = 1 - p + c_A
    assert found.free_symbols == {p, c_A, C}
    assert equivalent(found, (kept + kept**3) / 2 < 1 - p - C, given) is True
    # and so is a status quo, which A keeps iff B would refuse to leave it as much
    keep = Decision("A", {"bargain": offer, "keep": Terminal({"A": q, "B": 1 - q}, "status quo")})
    given = (*given, p < c_A, 0 < q, q < 1)
    found = solve(Game(("A", "B"), keep, given), "spe").condition("status quo")
    left = 1 - q
    assert found.free_symbols == {p, q, C}
    assert equivalent(found, (left + left**3) / 2 < 1 - p - C, given) is True


@pytest.mark.slow
def test_two_types_whose_thresholds_have_no_closed_form():
    """B's utility of a share s is (s + s**3)/2: the offers are roots of cubics, and the odds compare their values."""

    def play(cost):
        war = Terminal({"A": p - c_A, "B": 1 - p - cost}, "war")
        deal = Terminal({"A": x, "B": ((1 - x) + (1 - x) ** 3) / 2}, "settlement")
        return Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": war}))

    types = Chance({"low": (q, play(c_L)), "high": (1 - q, play(c_H))}, seen_by={"B"})
    game = Game(("A", "B"), types, (*PRIOR, 0 < c_L, c_L < c_H, 0 < p, p + c_H < 1))
    solution = solve(game, "pbe")
    assert not solution.undecided
    assert solution.coverage().status == "proved"
    assert {len(case.roots()) for case in solution.equilibria} == {1, 2}
    rng, kinds = Random(3), set()
    for _ in range(5):
        point = draw_point(rng, game)
        (at,) = solution.at(point)
        value = at.payoffs["A"].evalf(20)
        best = max(proposers_value(game, point, Rational(k, 40)) for k in range(41))
        offer = at.strategy[("low",)].offer
        kinds.add(at.probability("war"))
        assert best <= value + Rational(1, 10**9)
        if offer is not None:
            # just inside of the threshold the same types accept
            inside = Rational(str(offer.evalf(20))) - Rational(1, 10**10)
            assert abs(proposers_value(game, point, inside) - value) < Rational(1, 10**8)
    assert len(kinds) > 1


def test_beliefs_that_hang_on_earlier_offers_are_refused():
    y = symbols("y", real=True)
    war = Terminal({"A": p - c_A, "B": 1 - p - c}, "war")
    late = Terminal({"A": y / 2, "B": (1 - y) / 2}, "late")
    again = Offer("A", (y, 0, 1), Decision("B", {"accept": late, "fight": war}))
    first = Offer("A", (x, 0, 1), Decision("B", {"accept": DEAL, "wait": again}))
    game = Game(("A", "B"), Draw((c, 0, C), 1 / C, first, seen_by={"B"}), UNIFORM.given)
    with pytest.raises(UnsupportedGame, match=r"continuum|beliefs"):
        solve(game, "pbe")


def test_a_draw_that_all_see_is_averaged_over():
    w, z = reals("w z")
    fight = Decision("A", {"fight": Terminal({"A": w - z}, "war"), "wait": Terminal({"A": 0}, "peace")})
    game = Game(("A",), Draw((z, 0, 1), 2 * z, fight), given=(0 < w, w < 1))
    solution = solve(game, "spe")
    assert solution.probability("war") == w**2
    assert solution.equilibria[0].payoffs["A"] == w**3 / 3


def test_a_density_that_can_be_negative_is_an_error():
    z = symbols("z", real=True)
    with pytest.raises(ValueError, match="density"):
        Game(("A",), Draw((z, 0, 1), 3 - 4 * z, Terminal({"A": z}, "end")))
