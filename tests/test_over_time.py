"""Bargaining without a last period: against backward induction over many periods, and against fixed points by hand."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import pytest
from sympy import And, Eq, Expr, Not, Or, Rational, Symbol, true
from sympy.logic.boolalg import Boolean

from detente.games import Game
from detente.games.literature import (
    fearon1995_over_time,
    fearon1996,
    hedgecock2022_regime,
    leventoglu2007,
    powell1996,
    powell2006,
    rubinstein1982,
)
from detente.proofs.claim import built
from detente.proofs.saying import solved
from detente.solvers import Solution, deviations

F = Fraction
Point = Mapping[str, Fraction]
Pair = tuple[Fraction, Fraction]  # what A and B get

PERIODS = 80
CLOSE = F(1, 10**5)  # what comes after so many periods, discounted by at most 4/5, is worth less


# --- verdicts: the conditions under which claims hold, worked out by hand (test_literature asks for them)


def mixed() -> dict[str, Boolean]:
    """The conditions of the claims of these papers that do not hold for all parameters."""
    ru, po, fo, ob, re = rubinstein1982, powell1996, fearon1995_over_time, fearon1996, hedgecock2022_regime
    waiting = ru.delta / (1 + ru.delta)
    low = po.p - po.c_A
    high_over_time = po.p + (po.c_B + po.delta * po.c_A) / (1 - po.delta)
    textbook = fo.delta * fo.p_2 - fo.p_1 > fo.c_B * (1 - fo.delta) ** 2
    whole = fo.delta - fo.p_1 > fo.c_B * (1 - fo.delta)
    b_offers = fo.delta * fo.p_2 - fo.p_1 > (1 - fo.delta) * (fo.c_B + fo.delta * fo.c_A)
    sh = powell2006
    rises = sh.delta * (sh.p_2 + sh.c_B) > sh.p_1 + sh.c_B
    faster = sh.delta * (sh.p_2 - sh.c_A) > sh.p_1 + sh.c_B
    # B can take no more than the whole flow of two periods
    too_much = sh.delta**2 * (sh.p + 2 * sh.g - sh.c) > sh.p + sh.c
    step, second = (sh.delta * (sh.p + k * sh.g - sh.c) > sh.p + (k - 1) * sh.g + sh.c for k in (1, 2))
    p_0, p_1, c_A, c_B, delta = ob.p_0, ob.p_1, ob.c_A, ob.c_B, ob.delta
    sated = And(p_0 + c_B >= Rational(1, 2), p_1 - c_A <= Rational(1, 2), p_1 + c_B < 1)
    # B takes a half and fights for it later: both like that at least as well as war today
    postponed = And(
        p_1 + c_B < 1,
        p_1 - c_A > Rational(1, 2),
        (1 - delta) / 2 + delta * (p_1 - c_A) >= p_0 - c_A,
        (1 - delta) / 2 + delta * (1 - p_1 - c_B) >= 1 - p_0 - c_B,
    )
    sliced = And(
        p_0 + c_B < 1,
        p_1 + c_B >= 1,
        (1 - delta) / 2 + delta >= p_0 - c_A,
        (1 - delta) / 2 >= 1 - p_0 - c_B,
    )
    fights = And(p_0 > c_A, p_0 + c_B < 1)  # for both war is better than none, and than all
    at_peace = Or(And(p_0 <= c_A, Not(postponed)), p_0 + c_B >= 1, sated, sliced)
    fixed_war = And(fights, Or(p_0 - c_A > Rational(1, 2), p_0 + c_B < Rational(1, 2)))
    ceasefire = (re.r - re.q * (re.r + re.s)) / (1 - re.delta * (1 - re.q))
    puppet = re.r / (1 - re.delta) - re.K
    m, k, s = leventoglu2007.m, leventoglu2007.k, leventoglu2007.s
    strikes = 2 * m - 2 * k  # what both first strikes are worth together, but for what comes after them
    return {
        "R10": 2 * ru.delta_B < 1 + ru.delta_A * ru.delta_B,
        "R12": Or(ru.delta_B <= ru.delta_A, 2 * ru.delta_B > 1 + ru.delta_A * ru.delta_B),
        "R16": Or(ru.p - ru.c_A <= waiting, 1 - ru.p - ru.c_B >= waiting),
        "PS3a": po.q >= low,
        "PS5": Or(Not(Eq(po.p, Rational(1, 2))), And(po.q >= low, po.q <= high_over_time)),
        "PS6a": And(po.q >= low, po.q <= high_over_time),
        "PS6b": Or(po.q < low, po.q <= high_over_time),
        "F17": Or(Not(textbook), whole),
        "F20": Or(b_offers, Not(And(textbook, whole))),
        "PC2a": Or(faster, Not(rises)),
        "PC3b": Or(step, second, Not(too_much)),
        "FO2a": Not(sated),
        "FO3": Not(postponed),
        "FO4a": Or(fixed_war, at_peace),
        "FO4b": Not(And(fixed_war, sliced)),
        "LS1": Or(And(s <= 2 * k, strikes + (1 - m) * s <= 1), And(s > 2 * k, strikes + (1 - m) * (s - 2 * k) <= 1)),
        "H18a": Or(re.u >= 0, ceasefire < 0, ceasefire < puppet),
        "H18b": Or(re.u >= 0, And(puppet > 0, puppet > ceasefire)),
        "H18c": re.u < 0,
    }


# --- offers by turns, from a last period back


def by_turns(
    start: Pair,
    waiting: Pair,
    discount: Pair,
    war: Pair | None = None,
    unprovoked: bool = False,
) -> tuple[Pair, bool]:
    """Play the last PERIODS of offers by turns before ``start``; return what they lead to, and whether to war."""
    value, fought = start, False
    for number in range(PERIODS, 0, -1):
        proposer = 0 if number % 2 else 1
        other = 1 - proposer
        later = tuple(flow + factor * v for flow, factor, v in zip(waiting, discount, value, strict=True))
        refusals = [(later, fought)] + ([(war, True)] if war is not None else [])
        refused = max(refusals, key=lambda end: end[0][other])
        least = max(F(0), refused[0][other])
        agreed = (1 - least, least) if proposer == 0 else (least, 1 - least)
        offered = (agreed, False) if least <= 1 and agreed[proposer] >= refused[0][proposer] else refused
        ends = [offered, *([(later, fought), (war, True)] if unprovoked and war is not None else [])]
        value, fought = max(ends, key=lambda end: end[0][proposer])
    return value, fought


def exact(point: Mapping[Symbol, Expr]) -> dict[str, Fraction]:
    return {s.name: F(int(v.p), int(v.q)) for s, v in point.items()}


def drawn(game: Game, count: int, seed: int = 1) -> list[dict[Symbol, Rational]]:
    """Draw points at which a game's hypotheses hold; costs are low, so that war comes, and u may be negative."""
    source, found = random.Random(seed), []
    ends = {"u": (-300, 996), "c": (1, 300), "d": (1, 797)}  # a far deadline is out of sight with delta up to 4/5
    while len(found) < count:
        point = {s: Rational(source.randint(*ends.get(s.name[0], (1, 996))), 997) for s in game.parameters}
        if all(hypothesis.subs(point) == True for hypothesis in game.given):  # noqa: E712  sympy's truth
            found.append(point)
    return found


@dataclass(frozen=True)
class Found:
    """The payoffs and outcomes of the one equilibrium at a point."""

    payoffs: dict[str, Expr]
    outcomes: dict[str, Expr]

    def probability(self, outcome: str) -> Expr:
        return self.outcomes.get(outcome, Rational(0))


def only(solution: Solution, point: Mapping[Symbol, Rational]) -> Found:
    (eq,) = [eq for eq in solution.equilibria if eq.when.subs(point) == True]  # noqa: E712  sympy's truth
    return Found(
        {player: worth.subs(point) for player, worth in eq.payoffs.items()},
        {outcome: odds.subs(point) for outcome, odds in eq.outcomes.items()},
    )


def rubinstein(v: Point) -> tuple[Pair, bool]:
    return by_turns((F(0), F(0)), (F(0), F(0)), (v["delta_A"], v["delta_B"]))


def outside(v: Point) -> tuple[Pair, bool]:
    war = (v["p"] - v["c_A"], 1 - v["p"] - v["c_B"])
    return by_turns((F(0), F(0)), (F(0), F(0)), (v["delta"], v["delta"]), war)


def inside(v: Point) -> tuple[Pair, bool]:
    return by_turns((F(0), F(0)), (-v["k_A"], -v["k_B"]), (v["delta"], v["delta"]))


def frequent(v: Point) -> tuple[Pair, bool]:
    return by_turns((F(0), F(0)), (F(0), F(0)), (1 - v["r_A"] * v["e"], 1 - v["r_B"] * v["e"]))


def shadow(v: Point, unprovoked: bool = False) -> tuple[Pair, bool]:
    status_quo = (v["q"], 1 - v["q"])
    flows = ((1 - v["delta"]) * v["q"], (1 - v["delta"]) * (1 - v["q"]))
    war = (v["p"] - v["c_A"], 1 - v["p"] - v["c_B"])
    return by_turns(status_quo, flows, (v["delta"], v["delta"]), war, unprovoked)


TURNS: list[tuple[Game, Callable[[Point], tuple[Pair, bool]]]] = [
    (rubinstein1982.infinite_horizon(), rubinstein),
    (rubinstein1982.war_as_outside_option(), outside),
    (rubinstein1982.war_as_inside_option(), inside),
    (built(powell1996.shadow_of_power), shadow),
    (built(powell1996.shadow_of_power, unprovoked=True), lambda v: shadow(v, True)),
]


@pytest.mark.parametrize(("game", "play"), TURNS)
def test_offers_by_turns_are_the_limit_of_a_far_deadline(
    game: Game, play: Callable[[Point], tuple[Pair, bool]]
) -> None:
    solution = solved(game, "mpe")
    for point in drawn(game, 12):
        found, (value, _) = only(solution, point), play(exact(point))
        for player, worth in zip(("A", "B"), value, strict=True):
            assert abs(found.payoffs[player] - Rational(worth.numerator, worth.denominator)) < Rational(1, 10**5), point


def test_war_in_the_shadow_of_power() -> None:
    game = built(powell1996.shadow_of_power, unprovoked=True)
    solution, seen = solved(game, "mpe"), set()
    for point in drawn(game, 20, seed=3):
        _, fought = shadow(exact(point), True)
        assert only(solution, point).probability("war") == int(fought), point
        seen.add(fought)
    assert seen == {False, True}


# --- one side makes the offers, and power shifts for so many periods


def one_proposer(wars: Sequence[Pair], delta: Fraction, proposer: int) -> tuple[Pair, bool]:
    """Solve the last period, which stays, by hand, and go back from it; what is worth v for ever counts as v."""
    other = 1 - proposer
    least = max(F(0), wars[-1][other])
    value, fought = [F(0), F(0)], False
    value[proposer], value[other] = 1 - least, least  # who is given war's worth in each period is given it for ever
    for war in reversed(wars[:-1]):
        share = max(F(0), (war[other] - delta * value[other]) / (1 - delta))
        deal = [F(0), F(0)]
        deal[other] = (1 - delta) * share + delta * value[other]
        deal[proposer] = (1 - delta) * (1 - share) + delta * value[proposer]
        if share > 1 or deal[proposer] < war[proposer]:
            value, fought = list(war), True
        else:
            value = deal
    return (value[0], value[1]), fought


def rising(odds: Sequence[Fraction], costs: Pair) -> list[Pair]:
    return [(p - costs[0], 1 - p - costs[1]) for p in odds]


def two_steps(v: Point, proposer: int) -> tuple[Pair, bool]:
    odds = [v["p"] + k * v["g"] for k in range(3)]
    return one_proposer(rising(odds, (v["c"], v["c"])), v["delta"], proposer)


def preventive(v: Point, proposer: int) -> tuple[Pair, bool]:
    d = v["delta"]
    (a, b), fought = one_proposer(rising([v["p_1"], v["p_2"]], ((1 - d) * v["c_A"], (1 - d) * v["c_B"])), d, proposer)
    return (a / (1 - d), b / (1 - d)), fought


def one_step(v: Point, proposer: int) -> tuple[Pair, bool]:
    return one_proposer(rising([v["p_1"], v["p_2"]], (v["c_A"], v["c_B"])), v["delta"], proposer)


SHIFTS: list[tuple[Callable[[str], Game], Callable[[Point, int], tuple[Pair, bool]]]] = [
    (fearon1995_over_time.preventive_war_over_time, preventive),
    (lambda proposer: powell2006.shift(proposer=proposer), one_step),
    (powell2006.slow_shift, two_steps),
]


@pytest.mark.parametrize("proposer", ["A", "B"])
@pytest.mark.parametrize(("model", "play"), SHIFTS)
def test_shifts_of_power_by_hand(
    model: Callable[[str], Game], play: Callable[[Point, int], tuple[Pair, bool]], proposer: str
) -> None:
    game = model(proposer)
    solution, seen = solved(game, "mpe"), set()
    for point in drawn(game, 20):
        found, (value, fought) = only(solution, point), play(exact(point), "AB".index(proposer))
        assert [*found.payoffs.values()] == [Rational(x.numerator, x.denominator) for x in value], point
        assert found.probability("war") == int(fought), point
        seen.add(fought)
    assert seen == {False, True}


def test_a_lot_over_tomorrow_by_hand() -> None:
    game = powell2006.lot()
    solution = solved(game, "mpe")
    for point in drawn(game, 12):
        v = exact(point)
        d, expected = v["delta"], v["p_2"] - v["c_A"] + v["alpha"] * (v["c_A"] + v["c_B"])
        today = (v["p_1"] - v["c_A"], 1 - v["p_1"] - v["c_B"])
        share = max(F(0), (today[0] - d * expected) / (1 - d))
        a = (1 - d) * share + d * expected
        value = today if share > 1 or 1 - a < today[1] else (a, 1 - a)
        found = only(solution, point)
        assert [*found.payoffs.values()] == [Rational(x.numerator, x.denominator) for x in value], point


# --- objects that make for power, and ceasefires: every way to play, compared by hand


def objects(v: Point, fixed: bool = False) -> tuple[Pair, str]:
    d, half = v["delta"], F(1, 2)
    weak = (v["p_0"] - v["c_A"], 1 - v["p_0"] - v["c_B"])
    odds = v["p_0"] if fixed else v["p_1"]
    strong = (odds - v["c_A"], 1 - odds - v["c_B"])

    def reply(conceded: tuple[Pair, str], war: Pair) -> tuple[Pair, str]:
        return conceded if conceded[0][1] >= war[1] else (war, "war")

    def best(*ends: tuple[Pair, str]) -> tuple[Pair, str]:
        return max(ends, key=lambda end: end[0][0])

    everything = ((F(1), F(0)), "A holds all")
    held = best(((half, half), "A holds a half for ever"), reply(everything, strong), (strong, "war"))
    first = tuple((1 - d) * half + d * worth for worth in held[0])
    nothing = ((F(0), F(1)), "A holds nothing for ever")
    return best(nothing, reply((first, held[1]), weak), reply(everything, weak), (weak, "war"))


@pytest.mark.parametrize("fixed", [False, True])
def test_objects_that_make_for_power_by_hand(fixed: bool) -> None:
    game = fearon1996.objects(fixed)
    solution, seen = solved(game, "mpe"), set()
    for point in drawn(game, 40):
        found, (value, outcome) = only(solution, point), objects(exact(point), fixed)
        assert [*found.payoffs.values()] == [Rational(x.numerator, x.denominator) for x in value], point
        assert found.probability(outcome) == 1, point
        seen.add(outcome)
    assert len(seen) == 4


def test_regime_change_by_hand() -> None:
    game = built(hedgecock2022_regime.regime_change)
    solution, seen = solved(game, "mpe"), set()
    for point in drawn(game, 40):
        v = exact(point)
        for_ever = v["r"] / (1 - v["delta"])
        trust = ((1 - v["q"]) * v["r"] - v["q"] * v["s"]) / (1 - v["delta"] * (1 - v["q"]))
        ends = {"ceasefire until broken": trust, "war": F(0), "regime change": for_ever - v["K"]}
        ends |= {"submission": for_ever} if v["u"] >= 0 else {}
        best = max(ends, key=lambda name: ends[name])
        found = only(solution, point)
        assert found.payoffs["A"] == Rational(ends[best].numerator, ends[best].denominator)
        assert found.probability(best) == 1, point
        seen.add(best)
    assert len(seen) >= 3


def test_the_armed_peace_by_hand() -> None:
    game = leventoglu2007.armed_peace()
    solution, seen = solved(game, "mpe"), set()
    for point in drawn(game, 40):
        v = exact(point)
        k, m, s = v["k"], v["m"], v["s"]
        truce = s <= 2 * k
        later = (min(s, k), max(F(0), s - k)) if truce else (-k, s - k)
        strikes = [m + (1 - m) * worth - k for worth in later]
        peace = sum(max(F(0), worth) for worth in strikes) <= 1
        found = only(solution, point)
        assert found.probability("peace") == int(peace), point
        assert found.probability("peace after a battle") == (
            0 if peace or not truce else Rational(1) - point[leventoglu2007.m]
        )
        b = max(F(0), strikes[1]) if peace else strikes[1]
        assert found.payoffs["B"] == Rational(b.numerator, b.denominator), point
        seen.add((peace, truce))
    assert len(seen) == 4


# --- nobody gains by leaving what is found, and somebody does where another case holds


@pytest.mark.parametrize("model", [powell1996.shadow_of_power, hedgecock2022_regime.regime_change])
def test_a_case_is_no_equilibrium_where_it_does_not_hold(model: Callable[[], Game]) -> None:
    game = built(model)
    solution = solved(game, "mpe")
    for point in drawn(game, 3):
        there = game.at(point)
        for eq in solution.equilibria:
            stays = deviations(there, replace(eq.at(point), when=true))
            assert stays == eq.when.subs(point), point
