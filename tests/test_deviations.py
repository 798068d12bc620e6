"""The independent check of a profile: True for what the solver finds, the exact condition for what somebody made up.

The conditions for wrong profiles are compared with a second check in exact numbers (in ``oracles``), which tries
single deviations at every history, at random points.
"""

from __future__ import annotations

import dataclasses
from fractions import Fraction

import pytest
import sympy
from sympy import Eq, Max, Min, Rational, sqrt

import oracles
import strategies
from detente.games import (
    Chance,
    Continue,
    Decision,
    Draw,
    Game,
    GameError,
    Offer,
    Terminal,
    grim_trigger,
    matrix_game,
    reals,
)
from detente.games.literature import fearon1995
from detente.solvers import Equilibrium, Rule, deviations, equivalent, solve

p, q, w, k, delta, c_A, c_B, x, y, m = reals("p q w k delta c_A c_B x y m")
pi_A, pi_B = reals("pi_A pi_B")
CRISIS = (0 < p, p < 1, c_A > 0, c_B > 0)
HALF = Rational(1, 2)

war = Terminal({"A": p - c_A, "B": 1 - p - c_B}, "war")
deal = Terminal({"A": x, "B": 1 - x}, "settlement")
answer = Decision("B", {"accept": deal, "fight": war})

ULTIMATUM = Game(("A", "B"), Offer("A", (x, 0, 1), answer), CRISIS)
LAUNCH = Game(
    ("A", "B"),
    Decision(
        "A", {"attack": war, "bargain": Offer("A", (x, 0, 1), answer), "wait": Terminal({"A": q, "B": 1 - q}, "peace")}
    ),
    (*CRISIS, 0 <= q, q <= 1),
)
FINITE = Game(
    ("A", "B"),
    Decision(
        "A",
        {
            "threaten": Decision("B", {"concede": Terminal({"A": 1, "B": 0}, "concession"), "resist": Decision(
                "A", {"fight": Terminal({"A": w, "B": q}, "war"),
                      "back down": Terminal({"A": -k, "B": 1}, "retreat")})}),
            "stay": Terminal({"A": 0, "B": 1}, "quiet"),
        },
    ),
    given=(k > 0,),
)  # fmt: skip


def counter_offer() -> Game:
    late = Terminal({"A": delta * y, "B": delta * (1 - y)}, "settlement")
    lost = Terminal({"A": delta * (p - c_A), "B": delta * (1 - p - c_B)}, "war")
    counter = Offer("B", (y, 0, 1), Decision("A", {"accept": late, "fight": lost}))
    root = Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "counter": counter}))
    return Game(("A", "B"), root, (*CRISIS, 0 < delta, delta < 1))


def beliefs() -> Game:
    fight = Chance(
        {
            "A wins": ({"A": pi_A, "B": pi_B}, Terminal({"A": 1 - c_A, "B": -c_B}, "war")),
            "B wins": ({"A": 1 - pi_A, "B": 1 - pi_B}, Terminal({"A": -c_A, "B": 1 - c_B}, "war")),
        }
    )
    root = Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": fight}))
    return Game(("A", "B"), root, (0 < pi_A, pi_A < 1, 0 < pi_B, pi_B < 1, c_A > 0, c_B > 0))


def bargain(gets_A, gets_B) -> Game:
    moves = {"accept": Terminal({"A": gets_A, "B": gets_B}, "settlement"), "fight": war}
    return Game(("A", "B"), Offer("A", (x, 0, 1), Decision("B", moves)), CRISIS)


SOLVED = {
    "ultimatum": ULTIMATUM,
    "launch": LAUNCH,
    "finite": FINITE,
    "counter-offer": counter_offer(),
    "beliefs": beliefs(),
    "root": bargain(x, sqrt(1 - x)),
    "quadratic": bargain(x - x**2, 1 - x),
    "kinks": bargain(Max(x, p), Min(1 - x, HALF)),
    "preventive war": fearon1995.preventive_war(),
    "arming": Game(("A",), Offer("A", (m, 0, 1), Terminal({"A": m - k * m**2}, "armed")), (k > 0,)),
}


SLOW = {
    ("preventive war", "listed"),
    ("preventive war", "all"),
    ("kinks", "all"),
    ("quadratic", "all"),
    ("counter-offer", "all"),
}


@pytest.mark.parametrize(
    ("name", "ties"),
    [
        pytest.param(name, ties, marks=pytest.mark.slow if (name, ties) in SLOW else ())
        for name in SOLVED
        for ties in ("listed", "all")
    ],
)
def test_nobody_gains_in_what_the_solver_finds(name, ties):
    solution = solve(SOLVED[name], ties=ties)
    assert solution.equilibria
    for eq in solution.equilibria:
        assert deviations(SOLVED[name], eq) == sympy.true


# profiles that are wrong


def changed(eq: Equilibrium, rules: dict, **more) -> Equilibrium:
    return dataclasses.replace(eq, strategy={**dict(eq.strategy.items()), **rules}, **more)


def case(game: Game, **values) -> Equilibrium:
    """Return the only equilibrium that holds at a point."""
    names = {symbol.name: symbol for symbol in game.parameters}
    point = {names[name]: Fraction(value) for name, value in values.items()}
    (eq,) = oracles.at(solve(game).equilibria, point)
    return eq


INNER = case(ULTIMATUM, p="1/2", c_A="1/4", c_B="1/4")
CORNER = case(ULTIMATUM, p="3/4", c_A="1/4", c_B="1/2")
TRUE = sympy.true
LAUNCHED = case(LAUNCH, p="1/2", c_A="1/4", c_B="1/4", q="1/4")


def offers(number) -> Rule:
    return Rule("A", ((Eq(x, number), TRUE),))


def accepts_iff(condition, player="B", labels=("accept", "fight")) -> Rule:
    return Rule(player, ((labels[0], condition), (labels[1], sympy.Not(condition))))


def following(eq: Equilibrium, offer) -> Equilibrium:
    return changed(eq, {(): offers(offer)})


WRONG = {
    # a changed offer
    "too modest": (ULTIMATUM, following(INNER, p + c_B / 2)),
    "too greedy": (ULTIMATUM, following(INNER, 1)),  # refused but for p + c_B = 1
    "half": (ULTIMATUM, following(INNER, HALF)),  # right where p + c_B = 1/2
    "nothing": (ULTIMATUM, following(INNER, 0)),
    "modest in the corner": (ULTIMATUM, following(CORNER, p)),
    "outside of the interval": (ULTIMATUM, following(INNER, 2)),
    # a flipped rule
    "flipped": (ULTIMATUM, changed(INNER, {("x",): accepts_iff(x > p + c_B)})),
    "never accepts": (ULTIMATUM, changed(INNER, {("x",): Rule("B", (("fight", TRUE),))})),
    "always accepts": (ULTIMATUM, changed(INNER, {("x",): Rule("B", (("accept", TRUE),)), (): offers(1)})),
    # a wrong threshold
    "threshold p": (ULTIMATUM, changed(INNER, {(): offers(p), ("x",): accepts_iff(x <= p)})),
    "threshold 1/2": (ULTIMATUM, changed(INNER, {(): offers(HALF), ("x",): accepts_iff(x <= HALF)})),
    "strict": (ULTIMATUM, changed(INNER, {("x",): accepts_iff(x < p + c_B)})),
    # a wrong condition of the case
    "case too wide": (ULTIMATUM, dataclasses.replace(CORNER, when=TRUE)),
    "cases swapped": (ULTIMATUM, dataclasses.replace(CORNER, when=INNER.when)),
    "another case": (ULTIMATUM, dataclasses.replace(INNER, when=p < HALF)),
    # rules that are no functions of the history
    "no rule for some offers": (ULTIMATUM, changed(INNER, {("x",): Rule("B", (("accept", x <= p),))})),
    # finite moves
    "backs down": (FINITE, Equilibrium(TRUE, {
        (): Rule("A", (("stay", TRUE),)),
        ("threaten",): Rule("B", (("resist", TRUE),)),
        ("threaten", "resist"): Rule("A", (("back down", TRUE),)),
    }, {"A": sympy.Integer(0), "B": sympy.Integer(1)}, {"quiet": sympy.Integer(1)})),
    "fights at a wrong threshold": (FINITE, Equilibrium(TRUE, {
        (): Rule("A", (("threaten", TRUE),)),
        ("threaten",): Rule("B", (("concede", w >= 0), ("resist", w < 0))),
        ("threaten", "resist"): Rule("A", (("fight", w >= 0), ("back down", w < 0))),
    }, {}, {})),
    "attacks": (LAUNCH, changed(LAUNCHED, {(): Rule("A", (("attack", TRUE),))})),
    "waits": (LAUNCH, changed(LAUNCHED, {(): Rule("A", (("wait", TRUE),))}, when=TRUE)),
    "beliefs of B for A": (beliefs(), dataclasses.replace(
        case(beliefs(), pi_A="1/2", pi_B="1/2", c_A="1/4", c_B="1/4"), when=c_B + pi_B <= 1)),
}  # fmt: skip
RIGHT_CONDITION = {
    "half": Eq(p + c_B, HALF),
    "too greedy": Eq(p + c_B, 1),
    "case too wide": p + c_B >= 1,
    "beliefs of B for A": pi_A <= c_A + c_B + pi_B,
    "backs down": w <= -k,
    "threshold 1/2": Eq(p + c_B, HALF),
    "flipped": sympy.false,
    "strict": sympy.false,
    "threshold p": sympy.false,
    "outside of the interval": sympy.false,
    "attacks": sympy.false,
}
_told: dict = {}


def told(name):
    if name not in _told:
        _told[name] = deviations(*WRONG[name])
    return _told[name]


def ties_and_random_points(game: Game):
    """Run through points of the game, some of them on the equations where wrong profiles come right."""
    for point in strategies.points(game, seed=11, count=20):
        yield point
        if pi_A in point:
            yield {**point, pi_A: Fraction(9, 10), pi_B: Fraction(1, 10), c_A: Fraction(1, 4), c_B: Fraction(1, 4)}
        if c_B in point and p in point:
            for total in (Fraction(1, 2), Fraction(1)):
                if point[p] < total:
                    yield {**point, c_B: total - point[p]}


@pytest.mark.parametrize("name", WRONG)
def test_the_condition_for_a_wrong_profile_is_not_true(name):
    assert told(name) != sympy.true


@pytest.mark.parametrize("name", WRONG)
def test_the_condition_for_a_wrong_profile_is_exact(name):
    game, eq = WRONG[name]
    condition = told(name)
    assert condition.free_symbols <= set(game.parameters)
    seen = set()
    for point in ties_and_random_points(game):
        if not oracles.holds(eq.when, point):
            continue
        profile = dataclasses.replace(eq, payoffs={}, outcomes={})
        gains = list(one_shot(game, profile, point))
        assert oracles.holds(condition, point) is (not gains), (point, gains[:1], condition)
        seen.add(not gains)
    assert False in seen


def one_shot(game: Game, profile: Equilibrium, point: oracles.Point):
    """Run through gainful single deviations; the rules are followed at many offers, between and on their thresholds."""
    checked = oracles.Profile(game, profile.strategy, point)
    yield from oracles._faults(checked, game.root, (), dict(point), 24, 200)


@pytest.mark.parametrize("name", RIGHT_CONDITION)
def test_the_condition_for_a_wrong_profile_by_hand(name):
    game, eq = WRONG[name]
    assert equivalent(told(name), RIGHT_CONDITION[name], (*game.given, eq.when)) is True


def test_a_profile_is_judged_where_its_case_holds():
    narrow = following(dataclasses.replace(INNER, when=Eq(p + c_B, HALF)), HALF)
    assert deviations(ULTIMATUM, narrow) == sympy.true
    assert deviations(ULTIMATUM, dataclasses.replace(CORNER, when=p + c_B >= 1)) == sympy.true


def test_payoffs_that_are_told_do_not_count():
    boastful = dataclasses.replace(INNER, payoffs={"A": sympy.Integer(5), "B": sympy.Integer(5)})
    assert deviations(ULTIMATUM, boastful) == sympy.true


def test_mutual_indifference_passes_whatever_is_chosen():
    game = Game(("A",), Decision("A", {"a": Terminal({"A": p}), "b": Terminal({"A": q})}), given=(Eq(p, q),))
    for label in "ab":
        profile = Equilibrium(sympy.true, {(): Rule("A", ((label, sympy.true),))}, {}, {})
        assert deviations(game, profile) == sympy.true


def test_any_offer_of_a_set_must_do_as_well():
    game = Game(("A",), Offer("A", (x, 0, 1), Terminal({"A": Max(x, HALF)}, "end")))
    top = Equilibrium(sympy.true, {(): Rule("A", ((x >= HALF, sympy.true),))}, {}, {})
    assert deviations(game, top) == sympy.false
    flat = Game(("A",), Offer("A", (x, 0, 1), Terminal({"A": Min(x, HALF)}, "end")))
    assert deviations(flat, top) == sympy.true


@pytest.mark.parametrize("seed", range(6))
def test_random_finite_games_with_one_move_changed(seed):
    game = strategies.tied_game(seed)
    for eq in solve(game).equilibria[:3]:
        for history, rule in list(eq.strategy.items())[:4]:
            node = game.root
            for label in history:
                node = node.moves[label][1] if isinstance(node, Chance) else node.moves[label]
            for label in node.moves:
                other = changed(eq, {history: Rule(rule.player, ((label, sympy.true),))}, payoffs={}, outcomes={})
                condition = deviations(game, other)
                for point in strategies.points(game, seed, 10):
                    if oracles.holds(eq.when, point):
                        gains = list(one_shot(game, other, point))
                        assert oracles.holds(condition, point) is (not gains), (history, label, point, condition)


def test_a_draw_that_all_see():
    game = Game(("A",), Draw((y, 0, 1), 1, Decision("A", {"a": Terminal({"A": y}), "b": Terminal({"A": p})})))
    for least, right in ((p, True), (HALF, Eq(p, HALF)), (Max(p, HALF), p >= HALF)):
        rule = Rule("A", (("a", y >= least), ("b", y < least)))
        found = deviations(game, Equilibrium(TRUE, {("y",): rule}, {}, {}))
        assert equivalent(found, right, (0 < p, p < 1)) is True


def test_games_that_are_not_covered():
    turn = Decision("A", {"stop": Terminal({"A": 0}), "go": Continue("on", {}, delta)})
    game = Game(("A",), Continue("on", {}, 1), (0 < delta, delta < 1), {"on": turn})
    with pytest.raises(GameError, match="what the state 'on' is worth"):
        deviations(game, Equilibrium(sympy.true, {}, {}, {}))


def test_plans_for_repeated_games_stand_in_the_place_of_a_game():
    table = {("C", "C"): (3, 3), ("C", "D"): (0, 5), ("D", "C"): (5, 0), ("D", "D"): (1, 1)}
    plan = grim_trigger(matrix_game(("A", "B"), table), ("C", "C"), ("D", "D"))
    assert equivalent(deviations(plan, delta), 3 >= 5 * (1 - delta) + delta, (0 < delta, delta < 1)) is True
    with pytest.raises(GameError, match="discount factor"):
        deviations(plan, Equilibrium(sympy.true, {}, {}, {}))


def test_profiles_of_games_with_states():
    """To wait for ever is worth 1/(1 - delta), so that to fight is best just where w is at least that."""
    stay = Decision("A", {"fight": Terminal({"A": w}, "war"), "wait": Continue("on", {"A": 1}, delta)})
    game = Game(("A",), Continue("on", {}, 1), (0 < delta, delta < 1), {"on": stay})

    def profile(move, worth):
        return Equilibrium(sympy.true, {("on",): Rule("A", ((move, sympy.true),))}, {}, {}, states={"on": {"A": worth}})

    fights = deviations(game, profile("fight", w))
    assert equivalent(fights, w * (1 - delta) >= 1, game.given) is True
    waits = deviations(game, profile("wait", 1 / (1 - delta)))
    assert equivalent(waits, w * (1 - delta) <= 1, game.given) is True
    assert deviations(game, profile("wait", 1)) == sympy.false


def test_a_rule_of_another_player_is_of_another_game():
    def alone(player):
        end = Terminal({"A": 0, "B": 0})
        return Game(("A", "B"), Decision(player, {"a": end, "b": end}))

    with pytest.raises(GameError, match="another game"):
        deviations(alone("A"), solve(alone("B")).equilibria[0])
