"""Plans for repeated games: against playing them out, a decision problem per player, and the formulas of the papers."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from random import Random

import pytest
import sympy
from sympy import And, Eq, Expr, Max, Or, Rational, Symbol, false, true
from sympy.logic.boolalg import Boolean

from detente.games import (
    Automaton,
    Chance,
    Decision,
    Game,
    GameError,
    Terminal,
    UnsupportedGame,
    alternation,
    grim_trigger,
    information_sets,
    matrix_game,
    punishment,
    reals,
    simultaneous,
    tit_for_tat,
)
from detente.solvers import (
    Equilibrium,
    Rule,
    critical_discount,
    deviations,
    enforceable,
    equivalent,
    implied,
    plan_deviations,
    plan_values,
)
from detente.solvers.roots import Root

T, R, P, S, delta = reals("T R P S delta")
d_A, d_B, q, a, b, w = reals("d_A d_B q a b w")
GOOD, BAD = ("C", "C"), ("D", "D")
TABLE = {("C", "C"): (R, R), ("C", "D"): (S, T), ("D", "C"): (T, S), ("D", "D"): (P, P)}
DILEMMA = (T > R, R > P, P > S)
PD = matrix_game(("A", "B"), TABLE, given=DILEMMA)
INSIDE = [
    Fraction(n, d) for n, d in ((1, 10), (1, 4), (1, 3), (1, 2), (3, 5), (2, 3), (3, 4), (4, 5), (9, 10), (99, 100))
]


def end(*payoffs: object, name: str = "") -> Terminal:
    return Terminal(dict(zip("ABC", payoffs, strict=False)), name)


# --- an oracle for matrix games with numbers: play it out


def at_end(plan: Automaton, profile: tuple[str, ...]) -> dict[str, Fraction]:
    node = dict(plan.stage.walk())[profile]
    assert isinstance(node, Terminal)
    return {player: Fraction(int(value.p), int(value.q)) for player, value in node.payoffs.items()}


def prescribed(plan: Automaton, state: str) -> tuple[str, ...]:
    moves: tuple[str, ...] = ()
    for each in information_sets(plan.stage):
        (move,) = [m for m, odds in plan.play[state][each.histories[0]].items() if odds == 1]
        moves += (move,)
    return moves


def followed(plan: Automaton, state: str, d: Fraction) -> dict[str, Fraction]:
    """Play until a state comes again, and sum the rest as a geometric series."""
    seen: dict[str, int] = {}
    payoffs: list[dict[str, Fraction]] = []
    while state not in seen:
        seen[state] = len(payoffs)
        payoffs.append(at_end(plan, prescribed(plan, state)))
        state = plan.step[state, prescribed(plan, state)]
    first, n = seen[state], len(payoffs)
    return {
        player: sum((d**t * payoffs[t][player] for t in range(first)), Fraction(0))
        + sum((d**t * payoffs[t][player] for t in range(first, n)), Fraction(0)) / (1 - d ** (n - first))
        for player in plan.stage.players
    }


def reached(plan: Automaton) -> list[str]:
    found = [plan.start]
    for state in found:
        found += sorted({t for (s, _), t in plan.step.items() if s == state} - set(found))
    return found


def gains(plan: Automaton, d: Fraction, length: int) -> bool:
    """Tell whether somebody gains, in some state, by its moves in the next periods, before it follows the plan."""
    players = plan.stage.players
    menus = {each.player: each.moves for each in information_sets(plan.stage)}
    worth = {state: followed(plan, state, d) for state in reached(plan)}
    for start, (i, player) in product(worth, enumerate(players)):
        for moves in product(menus[player], repeat=length):
            state, total = start, Fraction(0)
            for t, move in enumerate(moves):
                profile = list(prescribed(plan, state))
                profile[i] = str(move)
                total += d**t * at_end(plan, tuple(profile))[player]
                state = plan.step[state, tuple(profile)]
            if total + d**length * worth[state][player] > worth[start][player]:
                return True
    return False


def random_plan(rng: Random) -> Automaton:
    players = ("A", "B", "C")[: rng.choice((1, 2, 2, 2, 3))]
    menus = (
        [("l", "r")] * len(players)
        if len(players) == 3
        else [("l", "m", "r")[: rng.choice((2, 2, 3))] for _ in players]
    )
    profiles = list(product(*menus))
    stage = matrix_game(players, {profile: [rng.randint(0, 3) for _ in players] for profile in profiles})
    kind = rng.randrange(4)
    if kind == 0:
        return grim_trigger(stage, rng.choice(profiles), rng.choice(profiles))
    if kind == 1:
        return punishment(stage, *rng.choices(profiles, k=2), rng.choice((1, 2)), restart=rng.random() < 1 / 2)
    states = [str(k) for k in range(rng.choice((1, 2, 3)))]
    play = {state: rng.choice(profiles) for state in states}
    return Automaton(stage, "0", play, {(s, profile): rng.choice(states) for s in states for profile in profiles})


def holds(condition: Boolean, **values: Fraction) -> bool:
    found = condition.subs({Symbol(n, real=True): Rational(v.numerator, v.denominator) for n, v in values.items()})
    assert found in (true, false)
    return bool(found)


@pytest.mark.parametrize("seed", range(4))
def test_random_plans_against_play(seed: int) -> None:
    rng, count = Random(seed), {True: 0, False: 0}
    for _ in range(30):
        plan = random_plan(rng)
        condition, critical = enforceable(plan, delta), critical_discount(plan, delta)
        assert implied(condition, (Eq(delta, delta),)) is not None
        for d in rng.sample(INSIDE, 4):
            stable = not gains(plan, d, 1)
            assert stable == (not gains(plan, d, 3 if len(reached(plan)) < 3 and len(plan.stage.players) < 3 else 2))
            assert holds(condition, delta=d) == stable, str(plan)
            if critical.closed:
                low, high = critical.low, critical.high
                within = critical.exists == true and (low is None or low <= d) and (high is None or high >= d)
                assert bool(within) == stable, str(critical)
            count[stable] += 1
    assert min(count.values()) > 10  # the test is not empty


@pytest.mark.parametrize("seed", range(3))
def test_random_plans_against_other_plans(seed: int) -> None:
    rng = Random(100 + seed)
    for _ in range(6):
        plan = random_plan(rng)
        if len(reached(plan)) > 2 or len(plan.stage.players) > 2:
            continue
        assert equivalent(plan_deviations(plan, delta), enforceable(plan, delta), (delta > 0, delta < 1)) is True


def test_values_against_play() -> None:
    rng = Random(7)
    for _ in range(40):
        plan = random_plan(rng)
        for state, row in plan_values(plan, delta).items():
            d = rng.choice(INSIDE)
            found = {player: value.subs(delta, Rational(d.numerator, d.denominator)) for player, value in row.items()}
            assert found == {p: Rational(v.numerator, v.denominator) for p, v in followed(plan, state, d).items()}


# --- formulas of the literature


def same(one: Boolean, other: Boolean, given: tuple[Boolean, ...] = DILEMMA) -> bool:
    return equivalent(one, other, (*given, delta > 0, delta < 1)) is True


def test_grim_trigger() -> None:
    plan = grim_trigger(PD, GOOD, BAD)
    assert same(enforceable(plan, delta), delta * (T - P) >= T - R)
    critical = critical_discount(plan, delta)
    assert critical.value is not None
    assert sympy.cancel(critical.value - (T - R) / (T - P)) == 0
    assert (critical.exists, critical.closed, str(critical)) == (true, True, "delta >= (T - R)/(T - P)")
    assert critical.at({T: 5, R: 3, P: 1}).value == Rational(1, 2)


def test_a_plan_without_the_hypotheses_of_a_dilemma() -> None:
    """Chicken and the stag hunt are the same table: the condition holds for all of them."""
    plan = grim_trigger(matrix_game(("A", "B"), TABLE), GOOD, BAD)
    by_hand = And(P >= S, R >= (1 - delta) * T + delta * P)
    assert same(enforceable(plan, delta), by_hand, ())


def test_tit_for_tat_has_no_interior() -> None:
    critical = critical_discount(tit_for_tat(PD, GOOD, BAD), delta)
    both = And(Eq(delta * (T - P), P - S), Eq(delta * (R - S), T - R))
    assert same(critical.condition, both)
    assert (critical.closed, critical.value) == (False, None)
    assert str(critical).startswith("not one threshold")
    assert critical.exists is not None
    assert equivalent(critical.exists, And(Eq((P - S) * (R - S), (T - R) * (T - P)), P - S < T - P), DILEMMA) is True


@pytest.mark.parametrize("restart", [False, True])
@pytest.mark.parametrize("k", [1, 2, 3, 6])
def test_punishment_for_k_periods(k: int, restart: bool) -> None:
    """Enforceable from one root on (Descartes), which lies below one just where k*(R - P) > T - R."""
    critical = critical_discount(punishment(PD, GOOD, BAD, k, restart=restart), delta)
    assert same(critical.condition, (R - P) * sum(delta**j for j in range(1, k + 1)) >= T - R)
    assert critical.closed
    assert critical.high is None
    assert critical.exists is not None
    assert equivalent(critical.exists, k * (R - P) > T - R, DILEMMA) is True
    assert critical.low is not None
    assert critical.low.has(Root) == (k > 2)
    for t, r in ((5, 4), (9, 7), (Rational(11, 2), 5)):  # with P = 1
        at = critical.at({T: t, R: r, P: 1})
        assert at.exists == true
        (root,) = [
            x
            for x in sympy.Poly((r - 1) * sum(delta**j for j in range(1, k + 1)) - (t - r), delta).real_roots()
            if x > 0
        ]
        assert at.value is not None
        assert abs(sympy.N(at.value - root, 30)) < Rational(1, 10**25)


def test_taking_turns() -> None:
    plan = alternation(PD, ("C", "D"), ("D", "C"), BAD)
    assert same(enforceable(plan, delta), delta * (T - P) >= P - S)


def test_discounts_by_player() -> None:
    plan = grim_trigger(PD, GOOD, BAD)
    given = (*DILEMMA, *(bound for d in (d_A, d_B) for bound in (d > 0, d < 1)))
    by_hand = And(d_A * (T - P) >= T - R, d_B * (T - P) >= T - R)
    assert equivalent(enforceable(plan, {"A": d_A, "B": d_B}), by_hand, given) is True
    critical = critical_discount(plan, d_A, {"A": d_A, "B": d_B})
    assert critical.value is not None
    assert sympy.cancel(critical.value - (T - R) / (T - P)) == 0
    assert critical.exists is not None
    assert equivalent(critical.exists, d_B * (T - P) >= T - R, given) is True
    # one is a function of the other: twice as long a period
    slow = enforceable(plan, {"A": delta, "B": delta**2})
    assert same(slow, delta**2 * (T - P) >= T - R)


def test_a_discount_that_is_an_expression_or_a_number() -> None:
    plan = grim_trigger(PD, GOOD, BAD)
    r = reals("r")
    assert equivalent(enforceable(plan, 1 / (1 + r)), T - P >= (T - R) * (1 + r), (*DILEMMA, r > 0)) is True
    assert equivalent(enforceable(plan, Fraction(1, 2)), T - P >= 2 * (T - R), DILEMMA) is True
    # a discount factor that is in the payoffs as well
    stage = matrix_game(("A",), {("stay",): (1 / (1 - delta),), ("go",): (3,)})
    plan = grim_trigger(stage, ("stay",), ("go",))
    assert same(enforceable(plan, delta), Eq(1 / (1 - delta), 3), ())
    assert same(enforceable(grim_trigger(stage, ("stay",), ("stay",)), delta), 1 / (1 - delta) >= 3, ())


def signals() -> Game:
    """Actions are hidden; an alarm is heard with probability a if both cooperate, and b if somebody does not."""

    def heard(moves: tuple[str, ...]) -> Chance:
        alarm = a if moves == GOOD else b
        return Chance({"calm": (1 - alarm, end(*TABLE[moves])), "alarm": (alarm, end(*TABLE[moves]))})

    return Game(("A", "B"), simultaneous({"A": ["C", "D"], "B": ["C", "D"]}, heard), (*DILEMMA, 0 < a, a < b, b < 1))


def alarmed() -> Automaton:
    step = {("good", ("calm",)): "good", "good": "bad", "bad": "bad"}
    return Automaton(signals(), "good", {"good": GOOD, "bad": BAD}, step, revealed=False)


def test_imperfect_public_monitoring() -> None:
    """Green and Porter 1984 with punishment for ever: worked out by hand."""
    plan = alarmed()
    bound = (T - R) / ((T - R) * (1 - a) + (b - a) * (R - P))
    condition = enforceable(plan, delta)
    assert same(condition, delta * ((T - R) * (1 - a) + (b - a) * (R - P)) >= T - R, plan.stage.given)
    critical = critical_discount(plan, delta)
    assert critical.value is not None
    assert sympy.cancel(critical.value - bound) == 0
    assert critical.exists is not None
    assert equivalent(critical.exists, (b - a) * (R - P) > a * (T - R), plan.stage.given) is True
    assert same(plan_deviations(plan, delta), condition, plan.stage.given)


def test_signals_against_value_iteration() -> None:
    plan, rng, tried = alarmed(), Random(3), {True: 0, False: 0}
    condition = enforceable(plan, delta)
    for _ in range(60):
        s, p, r, t = sorted(rng.sample(range(12), 4))
        low, high = sorted(rng.sample([Fraction(n, 12) for n in range(1, 12)], 2))
        d = rng.choice(INSIDE)
        payoff = {("C", "C"): r, ("C", "D"): s, ("D", "C"): t, ("D", "D"): p}
        risk = lambda moves, low=low, high=high: float(low if moves == GOOD else high)  # noqa: E731
        good, bad, f = 0.0, p / (1 - float(d)), float(d)
        for _ in range(6000):
            good = r + f * ((1 - risk(GOOD)) * good + risk(GOOD) * bad)
        gap = (
            r
            + f * ((1 - risk(GOOD)) * good + risk(GOOD) * bad)
            - t
            - f * ((1 - float(high)) * good + float(high) * bad)
        )
        if abs(gap) < 1e-6:
            continue
        assert payoff["D", "C"] == t
        found = holds(condition, T=Fraction(t), R=Fraction(r), P=Fraction(p), S=Fraction(s), a=low, b=high, delta=d)
        assert found == (gap > 0)
        tried[found] += 1
    assert min(tried.values()) > 5


# --- stages that are trees


def crisis() -> Game:
    resist = end(-1, -w, name="war")
    reply = Decision("B", {"yield": end(1, 0, name="deal"), "resist": resist})
    return Game(("A", "B"), Decision("A", {"wait": end(0, 1, name="peace"), "threaten": reply}), (w > 0,))


def state_games(plan: Automaton, d: Expr) -> Iterator[tuple[Game, Equilibrium]]:
    """Each state's stage with the values of what follows in its payoffs, and what the plan says there."""
    worth = plan_values(plan, d)

    def tree(node: object, history: tuple[str, ...], state: str) -> object:
        match node:
            case Decision(player, moves, seen_by):
                return Decision(player, {m: tree(n, (*history, m), state) for m, n in moves.items()}, seen_by)  # type: ignore[misc]
            case Chance(moves=moves, seen_by=seen_by):
                return Chance({m: (o, tree(n, (*history, m), state)) for m, (o, n) in moves.items()}, seen_by)  # type: ignore[misc]
            case Terminal(payoffs=payoffs):
                after = plan.step.get((state, history))
                return Terminal({p: v + (0 if after is None else d * worth[after][p]) for p, v in payoffs.items()})
        raise AssertionError

    for state in worth:
        game = Game(plan.stage.players, tree(plan.stage.root, (), state), (*plan.stage.given, d > 0, d < 1))  # type: ignore[arg-type]
        rules = {}
        for each in information_sets(game):
            moves = plan.play[state][each.histories[0]]
            rule = Rule(each.player, tuple((m, o) for m, o in moves.items() if o != 0), mixed=True)
            rules.update(dict.fromkeys(each.histories, rule))
        beliefs = {}
        for each in information_sets(game):
            if len(each.histories) > 1:
                for n, history in enumerate(each.histories):
                    beliefs[history] = BELIEFS.get((state, history), Rational(int(n == 0)))
        yield game, Equilibrium(true, rules, {}, {}, beliefs=beliefs)


BELIEFS: dict[tuple[str, tuple[str, ...]], Expr] = {}


def trees() -> dict[str, Automaton]:
    stage = crisis()
    calm = ("wait", "resist")
    deterred = Automaton(
        stage,
        "peace",
        {"peace": calm, "lost": ("threaten", "yield")},
        {("peace", ("threaten", "yield")): "lost", "peace": "peace", "lost": "lost"},
    )
    luck = Decision("A", {"share": end(1, 1), "take": end(2, 0)})
    trust = Chance({"up": (q, luck), "down": (1 - q, end(0, 0))})
    lucky = Game(("A", "B"), Decision("B", {"trust": trust, "refuse": end(0, 0)}), (0 < q, q < 1))
    once = Automaton(stage, "peace", {"peace": calm}, {"peace": "peace"}, final={"war"})
    return {
        "resistance is credible only for the sake of the future": deterred,
        "the stage alone": Automaton(stage, "x", {"x": calm}, {"x": "x"}),
        "war ends the game": once,
        "chance": grim_trigger(lucky, ("share", "trust"), ("take", "refuse")),
    }


@pytest.mark.parametrize("name", trees())
def test_trees_against_the_definition_in_each_state(name: str) -> None:
    plan = trees()[name]
    condition = enforceable(plan, delta)
    direct = And(*(deviations(game, profile) for game, profile in state_games(plan, delta)))
    assert same(condition, direct, plan.stage.given)
    assert same(condition, plan_deviations(plan, delta), plan.stage.given)


def test_a_threat_within_a_period_has_to_be_credible() -> None:
    plans = trees()
    # B resists, though it costs w, so as not to be threatened for ever
    deterred = plans["resistance is credible only for the sake of the future"]
    assert same(enforceable(deterred, delta), delta >= w * (1 - delta), (w > 0,))
    assert enforceable(plans["the stage alone"], delta) == false
    # war ends the game: B gives up all peace to come
    assert enforceable(plans["war ends the game"], delta) == false


def test_luck_is_no_deviation() -> None:
    # sharing is worth q a period from the next on, and 1 now
    assert same(enforceable(trees()["chance"], delta), delta * q >= 1 - delta, (0 < q, q < 1))


def hidden(third: bool) -> Game:
    """A moves unseen; B replies, if it knows that A has not stayed out, and A has two ways (or one) in."""
    reply = lambda x: Decision("B", {"l": end(1 - x, 1 - x), "r": end(0, x)})  # noqa: E731
    ways = {"out": Decision("B", {"ok": end(1, 1)}), "left": reply(0), **({"right": reply(1)} if third else {})}
    inner = Decision("A", {k: n for k, n in ways.items() if k != "out"}, seen_by=())
    return Game(("A", "B"), Decision("A", {"out": ways["out"], "in": inner}))


def test_beliefs_follow_from_what_is_prescribed_after_a_surprise() -> None:
    """B's information set is off the path, but what A does once it is in is prescribed: Bayes' rule applies."""
    stage = hidden(True)
    sets = {(): "out", ("in",): "left", ("out",): "ok", ("in", "left"): "l"}
    plan = Automaton(stage, "x", {"x": sets}, {"x": "x"})
    assert enforceable(plan, delta) == true  # B is sure of "left" and plays l, worth 1 and not 0
    assert plan_deviations(plan, delta) == true
    other = Automaton(stage, "x", {"x": {**sets, ("in",): "right"}}, {"x": "x"})
    assert enforceable(other, delta) == false
    assert plan_deviations(other, delta) == false


def test_beliefs_that_no_plan_tells_are_refused() -> None:
    reply = lambda x: Decision("B", {"l": end(x, x), "r": end(1, 1 - x)})  # noqa: E731
    root = Decision("A", {"out": end(1, 1), "left": reply(0), "right": reply(1)}, seen_by=())
    # "out" leads to an end: B sees that it is on the move
    plan = Automaton(Game(("A", "B"), root), "x", {"x": ("out", "l")}, {"x": "x"})
    with pytest.raises(UnsupportedGame, match="what B believes is not told by the plan"):
        enforceable(plan, delta)
    with pytest.raises(UnsupportedGame, match="beliefs are not told"):
        plan_deviations(plan, delta)
    enforceable(Automaton(Game(("A", "B"), root), "x", {"x": ("left", "l")}, {"x": "x"}), delta)


def test_types_of_a_period() -> None:
    """A learns each period whether war is cheap, B does not; what it believes follows Bayes' rule."""
    reply = lambda x: Decision("B", {"yield": end(1, 0), "resist": end(x, -1)})  # noqa: E731
    choice = lambda x: Decision("A", {"wait": end(0, 1), "press": reply(x)})  # noqa: E731
    stage = Game(
        ("A", "B"), Chance({"cheap": (q, choice(b)), "dear": (1 - q, choice(-b))}, seen_by={"A"}), (0 < q, q < 1, b > 0)
    )
    play = {("cheap",): "press", ("dear",): "press", ("cheap", "press"): "yield"}
    plan = Automaton(stage, "x", {"x": play}, {"x": "x"})
    assert enforceable(plan, delta) == true
    harsh = Automaton(stage, "x", {"x": {**play, ("cheap", "press"): "resist", ("dear",): "wait"}}, {"x": "x"})
    assert enforceable(harsh, delta) == false  # resisting costs B 1 and gains nothing
    assert plan_deviations(harsh, delta) == false


# --- mixed play, more players, cases in payoffs


def test_mixed_play_is_indifference() -> None:
    pennies = matrix_game(("A", "B"), {("h", "h"): (1, 0), ("h", "t"): (0, 1), ("t", "h"): (0, 1), ("t", "t"): (1, 0)})
    half = {"h": Rational(1, 2), "t": Rational(1, 2)}
    assert enforceable(Automaton(pennies, "x", {"x": (half, half)}, {"x": "x"}), delta) == true
    mixed = Automaton(pennies, "x", {"x": ({"h": a, "t": 1 - a}, {"h": b, "t": 1 - b})}, {"x": "x"})
    inside = And(Eq(a, Rational(1, 2)), Eq(b, Rational(1, 2)))
    assert same(enforceable(mixed, delta), inside, ())
    assert same(plan_deviations(mixed, delta), inside, ())
    # odds that are no odds
    alone = matrix_game(("A",), {("h",): (1,), ("t",): (1,)})
    free = Automaton(alone, "x", {"x": ({"h": a, "t": 1 - a},)}, {"x": "x"})
    assert same(enforceable(free, delta), And(a >= 0, a <= 1), ())


def test_three_players() -> None:
    """A public good: each contribution costs 1 and gives r to all three."""
    r = reals("r")
    table = {m: [r * m.count("give") - int(move == "give") for move in m] for m in product(("give", "keep"), repeat=3)}
    stage = matrix_game(("A", "B", "C"), table, given=(r > Rational(1, 3), r < 1))
    plan = grim_trigger(stage, ("give",) * 3, ("keep",) * 3)
    by_hand = 3 * r - 1 >= (1 - delta) * 2 * r
    assert same(enforceable(plan, delta), by_hand, stage.given)
    assert same(plan_deviations(plan, delta), by_hand, stage.given)


def test_cases_in_payoffs() -> None:
    stage = matrix_game(("A",), {("stay",): (Max(a, b),), ("go",): (2,)}, given=(a > 0, b > 0))
    plan = grim_trigger(stage, ("stay",), ("stay",))
    condition = enforceable(plan, delta)
    assert same(condition, Or(a >= 2, b >= 2), stage.given)
    critical = critical_discount(plan, delta)
    assert critical.closed is False
    assert same(critical.condition, condition, stage.given)
    values = plan_values(plan, delta)
    assert sympy.simplify(values["good"]["A"] - Max(a, b) / (1 - delta)) == 0


def test_odds_by_player() -> None:
    """Both are optimists about the prize that follows from keeping the peace, by their own odds."""
    odds = {"A": a, "B": b}
    rest = {player: 1 - each for player, each in odds.items()}
    keep = Chance({"win": (odds, end(1, 0)), "lose": (rest, end(0, 1))})
    stage = matrix_game(("A", "B"), {("keep",): keep, ("quit",): (q, 0)}, (0 < a, a < 1, 0 < b, b < 1), movers=("A",))
    plan = Automaton(stage, "x", {"x": ("keep",)}, {"x": "x"})
    assert same(enforceable(plan, delta), a >= q, stage.given)
    assert plan_values(plan, delta)["x"]["B"].equals((1 - b) / (1 - delta))


# --- what is not a threshold


def repenting(stage: Game) -> Automaton:
    """Grim trigger, but whoever cooperates in the bad state is forgiven: punishing asks for impatience."""
    step = {("good", GOOD): "good", "good": "bad", ("bad", BAD): "bad", "bad": "good"}
    return Automaton(stage, "good", {"good": GOOD, "bad": BAD}, step)


def test_an_interval() -> None:
    critical = critical_discount(repenting(PD), delta)
    assert same(critical.condition, And(delta * (T - P) >= T - R, delta * (R - S) <= P - S))
    assert critical.low is not None
    assert critical.high is not None
    assert sympy.cancel(critical.low - (T - R) / (T - P)) == 0
    assert sympy.cancel(critical.high - (P - S) / (R - S)) == 0
    assert critical.value is None
    assert critical.exists is not None
    assert equivalent(critical.exists, (T - R) * (R - S) <= (P - S) * (T - P), DILEMMA) is True
    assert str(critical).startswith("(T - R)/(T - P) <= delta <= (P - S)/(R - S) if ")
    numbers = matrix_game(("A", "B"), {("C", "C"): (3, 3), ("C", "D"): (0, 4), ("D", "C"): (4, 0), ("D", "D"): (2, 2)})
    found = critical_discount(repenting(numbers), delta)
    assert (found.low, found.high, found.exists) == (Rational(1, 2), Rational(2, 3), true)
    single = matrix_game(
        ("A", "B"), {("C", "C"): (3, 3), ("C", "D"): (0, 5), ("D", "C"): (5, 0), ("D", "D"): (Rational(9, 5),) * 2}
    )
    point = critical_discount(repenting(single), delta)
    assert (point.closed, point.exists) == (True, false) or point.low == point.high


def test_interval_and_point_and_never() -> None:
    kinds = set()
    rng = Random(11)
    for _ in range(120):
        plan = random_plan(rng)
        critical = critical_discount(plan, delta)
        if critical.exists == false:
            kinds.add("never")
        elif not critical.closed:
            kinds.add("open")
        elif critical.low is not None and critical.high is not None:
            kinds.add("point" if critical.low == critical.high else "interval")
        else:
            kinds.add("low" if critical.low is not None else "high" if critical.high is not None else "all")
        for end_ in (critical.low, critical.high):
            if critical.closed and end_ is not None and critical.exists == true:
                assert critical.condition.subs(delta, end_) == true, (str(critical), str(plan))
    assert {"never", "all", "low"} <= kinds


def test_thresholds_with_parameters_against_the_condition() -> None:
    """Random tables of which one entry is a symbol: the interval is the condition, at random points."""
    rng, closed, x = Random(5), 0, reals("x")
    for _ in range(24):
        table = {GOOD: [3, 3], ("C", "D"): [0, 5], ("D", "C"): [5, 0], BAD: [1, 1]}
        table[rng.choice(list(table))][rng.randrange(2)] = x
        stage = matrix_game(("A", "B"), table, given=(x > 0, x < 6))
        turns = ("C", "D"), ("D", "C")
        plan = rng.choice(
            (
                punishment(stage, GOOD, BAD, rng.choice((1, 2, 3)), restart=rng.random() < 1 / 2),
                alternation(stage, *turns, BAD),
                repenting(stage),
                grim_trigger(stage, GOOD, BAD),
            )
        )
        critical = critical_discount(plan, delta)
        if not critical.closed or critical.condition == false:
            continue
        closed += 1
        for value in (Rational(1, 3), Rational(3, 2), 3, Rational(17, 4), Rational(11, 2)):
            at = critical.at({x: value})
            for d in INSIDE:
                expected = holds(
                    critical.condition, x=Fraction(int(Rational(value).p), int(Rational(value).q)), delta=d
                )
                low = at.low if at.low is not None else Rational(0)
                high = at.high if at.high is not None else Rational(1)
                assert expected == (at.exists == true and bool(low <= d) and bool(d <= high)), (critical, value, d)
    assert closed > 8


# --- errors


@pytest.mark.parametrize(
    ("ask", "kind", "message"),
    [
        (lambda: enforceable(PD, delta), GameError, "a plan is wanted"),
        (lambda: plan_deviations(PD, delta), GameError, "a plan is wanted"),
        (lambda: enforceable(grim_trigger(PD, GOOD, BAD), 1), GameError, "not between 0 and 1"),
        (lambda: enforceable(grim_trigger(PD, GOOD, BAD), 0.9), GameError, "float"),
        (lambda: enforceable(grim_trigger(PD, GOOD, BAD), {"A": delta}), GameError, "one for each of A, B"),
        (lambda: critical_discount(grim_trigger(PD, GOOD, BAD), q, delta), GameError, "nobody's discount factor"),
        (
            lambda: enforceable(
                grim_trigger(Game(("A",), Chance({"u": (q, end(1)), "d": (1 - q, end(0))})), (), ()), delta
            ),
            GameError,
            "can leave",
        ),
        (
            lambda: enforceable(grim_trigger(matrix_game(("A",), {("x",): (1 / q,)}), ("x",), ("x",)), delta),
            GameError,
            "not defined",
        ),
    ],
)
def test_errors(ask: object, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        ask()  # type: ignore[operator]


def promised(later: tuple[Expr, ...], take: bool, given: tuple[Boolean, ...]) -> Automaton:
    """A may take 1 now; if it stays, it gets u_1, u_2, ... in the periods that follow, as B sees to, and then nothing.

    The plan says to stay (or, with ``take``, to take): just if the sum of delta**k*u_k is at least (at most) 1.
    """
    n = len(later)
    table: dict[tuple[str, str], tuple[Expr, Expr]] = {}
    for k, worth in enumerate((0, *later, 0)):
        table["stay", str(k)] = (sympy.Integer(0) + worth, sympy.Integer(0))
        table["take", str(k)] = (worth - 1 if k else sympy.Integer(1), sympy.Integer(0))
    states = [str(k) for k in range(n + 2)]
    step: dict[object, str] = {state: str(min(k + 1, n + 1)) for k, state in enumerate(states)}
    step |= {("0", ("take", str(k))): states[-1] for k in range(n + 2)}
    play = {state: ("take" if take and state == "0" else "stay", state) for state in states}
    return Automaton(matrix_game(("A", "B"), table, given), "0", play, step)


u_1, u_2, u_3 = reals("u_1 u_2 u_3")
PROMISES: list[tuple[tuple[Expr, ...], tuple[Boolean, ...], bool | None]] = [
    ((u_1, u_2), (u_1 < 0, u_2 > 0), True),
    ((u_1, u_2), (u_1 > 0, u_2 > 0), True),
    ((u_1, u_2), (u_1 > 0, u_2 < 0, u_1 + 2 * u_2 > 0), True),
    ((u_1, u_2), (u_1 > 0, u_1 + 2 * u_2 > 0), True),
    ((u_1, u_2), (u_1 > 0, u_1 < 2), None),
    ((u_1, u_2), (u_1 > 0, u_2 < 0), None),
    ((u_1, u_2), (), None),
    ((u_1, u_2, u_3), (u_1 < 0, u_2 < 0, u_3 > 0), True),
    ((u_1, u_2, u_3), (u_1 < 0, u_2 > 0, u_3 > 0), True),
    ((u_1, u_2, u_3), (u_1 < 0, u_3 > 0), True),
    ((u_1, u_2, u_3), (u_1 > 0, u_2 < 0, u_3 > 0), None),
    ((u_1, u_2, u_3), (u_1 > 0, u_1 + u_2 > 0, u_1 + 2 * u_2 + 3 * u_3 > 0), True),
    ((u_1,), (), True),
    ((u_1, u_1), (u_1 > 0,), True),
    ((-3 * u_1, u_1), (u_1 > 0,), None),
    ((-u_1, 2 * u_1), (u_1 > 0,), True),
    ((3 * u_1, -u_1), (u_1 > 0,), True),
    ((sympy.Integer(0), u_1), (u_1 > 0,), True),
    ((u_1, u_1, u_1), (u_1 > 0,), True),
    ((2 * u_1, -3 * u_1, 2 * u_1), (u_1 > 0,), True),
]


@pytest.mark.parametrize("take", [False, True])
@pytest.mark.parametrize("case", range(len(PROMISES)))
def test_promises(case: int, take: bool) -> None:
    later, given, closed = PROMISES[case]
    plan = promised(later, take, given)
    critical = critical_discount(plan, delta)
    paid = sum(delta**k * worth for k, worth in enumerate(later, start=1))
    assert same(critical.condition, paid <= 1 if take else paid >= 1, given)
    if closed is not None:
        assert critical.closed is closed
    if not critical.closed:
        return
    three_roots = {u_1: Rational(33, 4), u_2: Rational(-75, 4), u_3: Rational(25, 2)}
    rng, tried = Random(case), 0
    for k in range(40):
        point = (
            {u: Rational(rng.randint(-12, 12), rng.choice((1, 2, 3))) for u in (u_1, u_2, u_3)} if k else three_roots
        )
        if any(bound.subs(point) == false for bound in given):
            continue
        tried += 1
        at = critical.at({u: value for u, value in point.items() if u in plan.stage.parameters})
        for d in INSIDE[::2]:
            low, high = (Rational(i) if end_ is None else end_ for i, end_ in enumerate((at.low, at.high)))
            within = at.exists == true and bool(low <= d) and bool(d <= high)
            assert (at.condition.subs(delta, Rational(d.numerator, d.denominator)) == true) == within, (
                str(critical),
                point,
                d,
            )
    assert tried > 3


def test_a_single_discount_factor_in_numbers() -> None:
    numbers = matrix_game(("A", "B"), {GOOD: (3, 3), ("C", "D"): (0, 4), ("D", "C"): (4, 0), BAD: (1, 1)})
    critical = critical_discount(tit_for_tat(numbers, GOOD, BAD), delta)
    assert (critical.closed, critical.exists) == (True, true)
    assert critical.low == critical.high == Rational(1, 3)


def test_a_square_in_what_is_lost() -> None:
    stage = matrix_game(("A",), {("stay",): ((a - 1) ** 2 * b,), ("go",): (0,)})
    plan = Automaton(stage, "x", {"x": ("stay",)}, {"x": "x"})
    assert same(enforceable(plan, delta), Or(Eq(a, 1), b >= 0), ())
    assert same(plan_deviations(plan, delta), Or(Eq(a, 1), b >= 0), ())


def test_an_open_end() -> None:
    """Linear in the discount factor, but neither the sign at zero nor the slope is known: only that it ends well."""
    stage = matrix_game(
        ("A", "B"),
        {GOOD: (1, 1), ("C", "D"): (-1, a), ("D", "C"): (a, -1), BAD: (0, 0)},
    )
    critical = critical_discount(grim_trigger(stage, GOOD, BAD), delta)
    assert same(critical.condition, 1 >= a * (1 - delta), ())
    assert critical.closed
    for value, least in ((Rational(-2), 0), (Rational(1, 2), 0), (Rational(1), 0), (Rational(4), Rational(3, 4))):
        at = critical.at({a: value})
        assert (at.exists, at.high) == (true, None)
        assert at.low is not None
        assert Max(0, at.low) == least
    # the other way around: to end the game for 1 in all, or to wait for what is worth a in each period to come
    rest = {("wait", "r"): (a, 0), ("take", "r"): (a - 1, 0), ("wait", "l"): (0, 0), ("take", "l"): (1, 0)}
    plan = Automaton(
        matrix_game(("A", "B"), rest),
        "x",
        {"x": ("take", "l"), "y": ("wait", "r")},
        {"x": "y", "y": "y"},
        final={"take, l"},
    )
    found = critical_discount(plan, delta)
    assert same(found.condition, 1 - delta >= a * delta, ())
    assert (found.closed, found.exists, found.low) == (True, true, None)
    for value, most in ((Rational(-3), 1), (Rational(-1, 2), 1), (Rational(3), Rational(1, 4))):
        high = found.at({a: value}).high
        assert high is not None
        assert min(high, Rational(1)) == most


def test_a_best_reply_need_not_be_credible() -> None:
    """Axelrod 1984, proposition 2, against the one-shot deviation principle."""
    plan = tit_for_tat(PD, GOOD, BAD)
    nash = plan_deviations(plan, delta, concept="nash")
    assert same(nash, And(delta * (T - P) >= T - R, delta * (R - S) >= T - R))
    assert same(plan_deviations(plan, delta), enforceable(plan, delta))
    assert not same(nash, enforceable(plan, delta))
    with pytest.raises(UnsupportedGame, match="no concept"):
        plan_deviations(plan, delta, concept="pbe")
