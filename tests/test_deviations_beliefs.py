"""The independent check under imperfect information: True for what the solver finds, the exact condition for the rest.

Conditions for wrong assessments are compared, at exact points and members of a family, with the definition in
fractions (``bayesian_oracles``), which shares no code with the solvers.
"""

from __future__ import annotations

import ast
import dataclasses
import itertools
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sympy
import test_bayesian as games
from bayesian_oracles import at_point, families_here, faults, put
from sympy import And, Eq, Expr, Integer, Rational, Symbol

import detente.solvers
from detente.games import (
    Chance,
    Decision,
    Draw,
    Game,
    GameError,
    Offer,
    Terminal,
    UnsupportedGame,
    information_sets,
    reals,
)
from detente.solvers import Equilibrium, Rule, deviations, equivalent, solve

Q, A, V, W_S, W_W, W_B = games.Q, games.A, games.V, games.W_S, games.W_W, games.W_B
TRUE = sympy.true


def end(**payoffs: Any) -> Terminal:
    return Terminal(payoffs, "end")


# what the solver finds


@pytest.mark.parametrize("concept", ["pbe", "weak"])
@pytest.mark.parametrize("kind", ["priors", "hidden"])
def test_nobody_gains_in_random_games(kind: str, concept: str) -> None:
    check_found(kind, 0, concept)


@pytest.mark.slow
@pytest.mark.parametrize("concept", ["pbe", "weak"])
@pytest.mark.parametrize("kind", ["signal", "matrix", "three"])
def test_nobody_gains_in_many_random_games(kind: str, concept: str) -> None:
    check_found(kind, 1, concept)


def check_found(kind: str, seed: int, concept: str) -> None:
    game, rng = games.random_game(kind, seed)
    found = solve(game, concept, edges="full", seconds=20).equilibria
    for eq in rng.sample(found, min(len(found), 8)):
        assert deviations(game, eq, concept=concept) == TRUE, str(eq)


@pytest.mark.parametrize("make", [games.crisis, games.beer], ids=["crisis", "beer"])
@pytest.mark.parametrize("edges", ["generic", pytest.param("full", marks=pytest.mark.slow)])
def test_nobody_gains_in_the_games_of_the_literature(make: Any, edges: str) -> None:
    game = make()
    for eq in solve(game, "pbe", edges=edges).equilibria:
        assert deviations(game, eq) == TRUE
        assert deviations(game, eq, concept="weak") == TRUE
        assert deviations(game, eq, concept="sequential") == TRUE
        assert deviations(game, eq, concept="nash") == TRUE


@pytest.mark.parametrize("kind", ["signal", "matrix", "hidden", "three"])
def test_nobody_gains_in_games_of_numbers(kind: str) -> None:
    game, rng = games.random_game(kind, 8)
    game = game.at(games.coarse(game, rng)) if game.parameters else game
    for concept in ("nash", "sequential"):
        found = solve(game, concept).equilibria
        for eq in rng.sample(found, min(len(found), 6)):
            assert deviations(game, eq, concept=concept) == TRUE, str(eq)


# assessments that are wrong, against the definition in numbers


def perturbed(game: Game, eq: Equilibrium, rng: Random) -> Iterator[Equilibrium]:
    """Run through changes of one rule, of the beliefs at one set, and of the conditions."""
    each = rng.choice(information_sets(game))
    rule = eq.strategy[each.histories[0]]
    labels = [str(label) for label in each.moves]
    pure = Rule(rule.player, ((rng.choice(labels), TRUE),), rule.seen)
    odds = [Rational(rng.randint(0, 3), 6) for _ in labels[1:]]
    if sum(odds) <= 1:
        mixed = Rule(rule.player, tuple(zip(labels, (1 - sum(odds), *odds), strict=True)), rule.seen, True)
    else:
        mixed = pure
    for new in (pure, mixed):
        yield dataclasses.replace(eq, strategy={**eq.strategy, **dict.fromkeys(each.histories, new)})
    several = [s for s in information_sets(game) if len(s.histories) > 1]
    if several:
        at = rng.choice(several)
        sure = rng.choice(at.histories)
        shares = {h: Rational(1, len(at.histories)) for h in at.histories}
        for other in ({h: Integer(int(h == sure)) for h in at.histories}, shares):
            yield dataclasses.replace(eq, beliefs={**eq.beliefs, **other})
    yield dataclasses.replace(eq, when=TRUE)
    yield dataclasses.replace(eq, where=TRUE)


def members(eq: Equilibrium, point: dict[Symbol, Expr], rng: Random) -> Iterator[dict[Symbol, Expr]]:
    """Run through values of the free symbols with which the profile is stated, at a point."""
    steps = [Rational(k, 4) for k in range(5)]
    rows = list(itertools.product(steps, repeat=len(eq.free)))
    for row in rng.sample(rows, min(len(rows), 6)):
        values = dict(zip(eq.free, row, strict=True))
        if And(eq.when, eq.where).subs({**point, **values}) == TRUE:
            yield values


def compare(game: Game, eq: Equilibrium, concept: str, rng: Random, points: int) -> list[bool]:
    """Compare the condition with the definition at some points of the case; tell where the assessment is right."""
    condition = deviations(game, eq, concept=concept)
    assert condition.free_symbols <= {*game.parameters, *eq.free}
    verdicts: list[bool] = []
    for k in range(8):
        point = games.coarse(game, rng) if k % 2 else games.fine(game, rng)
        found = list(members(eq, point, rng))
        numbers = at_point(game, point) if found else None
        for values in found:
            everything = {**point, **values}
            try:
                (family,) = families_here(numbers, [dataclasses.replace(eq.at(point), when=TRUE)])
                mixes, beliefs = put(family, values)
            except ValueError:  # where a case is widened, its mixtures can divide by zero
                continue
            right = not faults(numbers, mixes, beliefs, concept)
            assert bool(condition.subs(everything)) is right, (str(eq), everything, condition)
            verdicts.append(right)
        points -= bool(found)
        if points == 0:
            break
    return verdicts


def check_perturbed(kind: str, seed: int, concept: str, most: int) -> None:
    game, rng = games.random_game(kind, seed)
    found = solve(game, concept, edges="full", seconds=20).equilibria
    for eq in rng.sample(found, min(len(found), most)):
        assert all(compare(game, eq, concept, rng, 2))
        for other in perturbed(game, eq, rng):
            compare(game, other, concept, rng, 2)


@pytest.mark.parametrize("concept", ["pbe", "weak"])
@pytest.mark.parametrize("kind", ["priors", "hidden"])
def test_the_condition_for_a_wrong_assessment_is_exact(kind: str, concept: str) -> None:
    check_perturbed(kind, 3, concept, 1)


@pytest.mark.slow
@pytest.mark.parametrize("concept", ["pbe", "weak"])
@pytest.mark.parametrize("kind", ["signal", "matrix", "three"])
def test_the_condition_for_many_wrong_assessments_is_exact(kind: str, concept: str) -> None:
    check_perturbed(kind, 2, concept, 1)


# by hand: the crisis game


BAR = V / (V - W_B)
STRONG, WEAK, REPLY = ("strong",), ("weak",), [("strong", "threaten"), ("weak", "threaten")]


def changed(eq: Equilibrium, rules: dict[Any, Rule], **more: Any) -> Equilibrium:
    return dataclasses.replace(eq, strategy={**eq.strategy, **rules}, **more)


def pure(player: str, label: str) -> Rule:
    return Rule(player, ((label, TRUE),))


def crisis_families() -> dict[tuple[str, str, str], Equilibrium]:
    return games.by_play(solve(games.crisis(), "pbe"))


def holds_iff(game: Game, eq: Equilibrium, expected: Any, *given: Any, concept: str = "pbe") -> bool:
    found = deviations(game, eq, concept=concept)
    return equivalent(found, expected, (*game.given, *given)) is True


def test_a_case_that_is_too_wide_is_cut_back() -> None:
    game, families = games.crisis(), crisis_families()
    pooling = families["threaten", "threaten", "concede"]
    semi = families["threaten", "mixes", "mixes"]
    assert holds_iff(game, dataclasses.replace(pooling, when=TRUE), Q >= BAR)
    # on the edge the weak type threatens with certainty
    assert holds_iff(game, dataclasses.replace(semi, when=TRUE), Q <= BAR)
    quiet = families["stay quiet", "stay quiet", "resist"]
    (mu,) = quiet.free
    assert holds_iff(game, dataclasses.replace(quiet, where=TRUE), mu <= BAR, 0 <= mu, mu <= 1)
    mixed = families["stay quiet", "stay quiet", "mixes"]
    (s,) = mixed.free
    assert holds_iff(game, dataclasses.replace(mixed, where=TRUE), s <= -W_S / (V - W_S), 0 <= s, s <= 1)


def test_a_wrong_belief_is_caught() -> None:
    game, pooling = games.crisis(), crisis_families()["threaten", "threaten", "concede"]
    sure = dataclasses.replace(pooling, beliefs={REPLY[0]: Integer(1), REPLY[1]: Integer(0)})
    assert deviations(game, sure) == sympy.false
    half = dataclasses.replace(pooling, beliefs=dict.fromkeys(REPLY, Rational(1, 2)))
    assert holds_iff(game, half, Eq(Q, Rational(1, 2)), pooling.when)
    # no beliefs are asked for in a Nash equilibrium
    assert deviations(game, sure, concept="nash") == TRUE
    over = dataclasses.replace(pooling, beliefs={REPLY[0]: Q, REPLY[1]: Q})
    assert holds_iff(game, over, Eq(Q, Rational(1, 2)), pooling.when)


def test_a_wrong_mixture_is_caught() -> None:
    game, semi = games.crisis(), crisis_families()["threaten", "mixes", "mixes"]
    half = Rule("B", (("concede", Rational(1, 2)), ("resist", Rational(1, 2))), mixed=True)
    assert holds_iff(game, changed(semi, dict.fromkeys(REPLY, half)), Eq(A, V), Q < BAR)
    less = Rule("B", (("concede", A / (A + V)), ("resist", Rational(1, 2))), mixed=True)
    assert holds_iff(game, changed(semi, dict.fromkeys(REPLY, less)), Eq(A, V), Q < BAR)
    assert deviations(game, changed(semi, {WEAK: pure("A", "threaten")})) == sympy.false
    bluff = Rule("A", (("threaten", Rational(1, 3)), ("stay quiet", Rational(2, 3))), mixed=True)
    assert holds_iff(game, changed(semi, {WEAK: bluff}), Eq(-Q * W_B / (V * (1 - Q)), Rational(1, 3)), Q < BAR)


def test_an_empty_threat_is_a_nash_equilibrium_alone() -> None:
    game, families = games.crisis(), crisis_families()
    quiet = families["stay quiet", "stay quiet", "resist"]
    folds = changed(quiet, {("strong", "threaten", "resist"): pure("A", "back down")})
    assert deviations(game, folds) == sympy.false
    assert deviations(game, folds, concept="weak") == sympy.false
    assert deviations(game, folds, concept="nash") == TRUE


# by hand: definitions


def test_whole_plans_where_later_beliefs_contradict_earlier_ones() -> None:
    q, w = reals("q w")

    def typed(left: Any, right: Any) -> Decision:
        then = Decision("A", {"left": end(A=left, B=0), "right": end(A=right, B=0)})
        return Decision("A", {"out": end(A=0, B=0), "in": then})

    root = Chance({"good": (q, typed(1, 0)), "bad": (1 - q, typed(-3, w))}, seen_by={"B"})
    game = Game(("A", "B"), root, (0 < q, q < 1))
    first, later = [("good",), ("bad",)], [("good", "in"), ("bad", "in")]
    rules = {**dict.fromkeys(first, pure("A", "out")), **dict.fromkeys(later, pure("A", "left"))}
    beliefs = {("good",): q, ("bad",): 1 - q, ("good", "in"): Integer(1), ("bad", "in"): Integer(0)}
    eq = Equilibrium(TRUE, rules, {}, {}, beliefs=beliefs)
    # to go in and left is a single move away, to go in and right is not
    assert holds_iff(game, eq, And(q <= Rational(3, 4), w <= 0), concept="weak")
    assert holds_iff(game, eq, And(q <= Rational(3, 4), w <= 0), concept="nash")
    assert deviations(game, eq) == sympy.false
    told = dataclasses.replace(eq, beliefs={**beliefs, ("good", "in"): q, ("bad", "in"): 1 - q})
    assert holds_iff(game, told, And(4 * q <= 3, q - 3 * (1 - q) >= (1 - q) * w))


def test_whole_plans_where_a_second_surprise_frees_the_beliefs() -> None:
    """After x, which only l plays, A may believe in r by the rules for trembles, though it held l for likely before."""
    mu, nu = reals("mu nu")

    def after(up: int, down: int) -> Decision:
        last = Decision("A", {"u": end(A=up, B=0), "d": end(A=down, B=0)})
        return Decision("A", {"stop": end(A=0, B=0), "go": Decision("B", {"x": last, "y": end(A=-1, B=0)})})

    moves = {"out": end(A=0, B=5), "l": after(1, -1), "r": after(-5, 0)}
    game = Game(("A", "B"), Decision("B", moves, seen_by=()))
    rules = {
        (): pure("B", "out"),
        ("l", "go"): pure("B", "x"),
        ("r", "go"): pure("B", "y"),
        **dict.fromkeys([("l",), ("r",)], pure("A", "stop")),
        **dict.fromkeys([("l", "go", "x"), ("r", "go", "x")], pure("A", "d")),
    }
    beliefs = {("l",): mu, ("r",): 1 - mu, ("l", "go", "x"): nu, ("r", "go", "x"): 1 - nu}
    eq = Equilibrium(TRUE, rules, {}, {}, beliefs=beliefs, free=(mu, nu))
    for concept in ("pbe", "weak"):
        # to go, and then u, brings mu - (1 - mu)
        expected = And(mu <= Rational(1, 2), 7 * nu <= 5)
        assert holds_iff(game, eq, expected, 0 <= mu, mu <= 1, 0 <= nu, nu <= 1, concept=concept)


@pytest.mark.parametrize("reply", ["yes", "no"])
def test_the_same_surprise_is_read_the_same_way_at_every_set(reply: str) -> None:
    q, mu, nu = reals("q mu nu")

    def typed() -> Decision:
        last = Decision("C", {"l": end(A=0, B=0, C=0), "r": end(A=0, B=0, C=0)})
        return Decision("A", {"go": Decision("B", {"yes": last, "no": end(A=0, B=0, C=0)}), "stay": end(A=0, B=0, C=0)})

    game = Game(("A", "B", "C"), Chance({"t": (q, typed()), "w": (1 - q, typed())}, seen_by={"A"}), (0 < q, q < 1))
    rules = {
        **dict.fromkeys([("t",), ("w",)], pure("A", "stay")),
        **dict.fromkeys([("t", "go"), ("w", "go")], pure("B", reply)),
        **dict.fromkeys([("t", "go", "yes"), ("w", "go", "yes")], pure("C", "l")),
    }
    beliefs = {("t", "go"): mu, ("w", "go"): 1 - mu, ("t", "go", "yes"): nu, ("w", "go", "yes"): 1 - nu}
    eq = Equilibrium(TRUE, rules, {}, {}, beliefs=beliefs, free=(mu, nu))
    unit = (0 <= mu, mu <= 1, 0 <= nu, nu <= 1)
    assert holds_iff(game, eq, Eq(mu, nu), *unit)
    assert deviations(game, eq, concept="weak") == TRUE
    # where one type goes, and the other never, there is no surprise
    goes = changed(eq, {("t",): pure("A", "go")})
    late = Eq(nu, 1) if reply == "yes" else TRUE
    assert holds_iff(game, goes, And(Eq(mu, 1), Eq(nu, 1)), *unit)
    assert holds_iff(game, goes, And(Eq(mu, 1), late), *unit, concept="weak")


def test_mixtures_under_perfect_information() -> None:
    a, s = reals("a s")
    game = Game(("A",), Decision("A", {"l": end(A=a), "r": end(A=0)}))
    eq = Equilibrium(TRUE, {(): Rule("A", (("l", s), ("r", 1 - s)), mixed=True)}, {}, {}, free=(s,))
    assert holds_iff(game, eq, Eq(a, 0) | (Eq(s, 1) & (a > 0)) | (Eq(s, 0) & (a < 0)), 0 <= s, s <= 1, concept="spe")
    assert deviations(game, dataclasses.replace(eq, free=())).free_symbols == {a, s}


# by hand: screening

x, p, q, c, C, c_A, c_L, c_H, c_1, c_2, c_3, q_1, q_2 = reals("x p q c C c_A c_L c_H c_1 c_2 c_3 q_1 q_2")
DEAL = Terminal({"A": x, "B": 1 - x}, "settlement")


def ultimatum(cost: Expr) -> Offer:
    war = Terminal({"A": p - c_A, "B": 1 - p - cost}, "war")
    return Offer("A", (x, 0, 1), Decision("B", {"accept": DEAL, "fight": war}))


def screening(types: dict[str, tuple[Expr, Expr]], *given: Any) -> Game:
    root = Chance({name: (odds, ultimatum(cost)) for name, (odds, cost) in types.items()}, seen_by={"B"})
    return Game(("A", "B"), root, (c_A > 0, p > 0, *given))


TWO = screening({"low": (q, c_L), "high": (1 - q, c_H)}, 0 < q, q < 1, 0 < c_L, c_L < c_H, p + c_H < 1)
THREE = screening(
    {"a": (q_1, c_1), "b": (q_2, c_2), "c": (1 - q_1 - q_2, c_3)},
    *(0 < q_1, 0 < q_2, q_1 + q_2 < 1, 0 < c_1, c_1 < c_2, c_2 < c_3, p + c_3 < 1),
)
UNIFORM = Game(("A", "B"), Draw((c, 0, C), 1 / C, ultimatum(c), seen_by={"B"}), (C > 0, c_A > 0, 0 < p, p + C < 1))


def offers(number: Any) -> Rule:
    return Rule("A", ((Eq(x, number), TRUE),))


def profile(game: Game, number: Any) -> Equilibrium:
    """All types answer as they like best, the beliefs are the prior, and A offers a number."""
    rules, beliefs = {}, {}
    for label, (odds, node) in game.root.moves.items():
        cost = 1 - p - node.then.moves["fight"].payoffs["B"]
        rules[label,] = offers(number)
        rules[label, "x"] = Rule("B", (("accept", x <= p + cost), ("fight", x > p + cost)))
        beliefs[label,] = odds
    return Equilibrium(TRUE, rules, {}, {}, beliefs=beliefs)


def test_nobody_gains_in_screening_games() -> None:
    for game in (TWO, THREE, UNIFORM):
        for eq in solve(game, "pbe").equilibria:
            assert deviations(game, eq) == TRUE


def test_offers_to_two_types() -> None:
    bar = (c_H - c_L) / (c_A + c_H)
    assert holds_iff(TWO, profile(TWO, p + c_L), q >= bar)
    assert holds_iff(TWO, profile(TWO, p + c_H), q <= bar)
    for wrong in (p, p + (c_L + c_H) / 2, 1, p + c_L - (c_H - c_L) / 1000):
        assert deviations(TWO, profile(TWO, wrong)) == sympy.false
    half = Rational(1, 2)
    expected = (Eq(p + c_L, half) & (q >= bar)) | (Eq(p + c_H, half) & (q <= bar))
    assert holds_iff(TWO, profile(TWO, half), expected)


def test_offers_to_three_types() -> None:
    one, two, three = (
        (p + cost) * odds + (p - c_A) * (1 - odds) for cost, odds in ((c_1, 1), (c_2, 1 - q_1), (c_3, 1 - q_1 - q_2))
    )
    assert holds_iff(THREE, profile(THREE, p + c_1), And(one >= two, one >= three))
    assert holds_iff(THREE, profile(THREE, p + c_2), And(two >= one, two >= three))
    assert holds_iff(THREE, profile(THREE, p + c_3), And(three >= one, three >= two))


def test_beliefs_at_an_offer() -> None:
    swapped = dataclasses.replace(profile(TWO, p + c_L), beliefs={("low",): 1 - q, ("high",): q})
    for concept in ("pbe", "weak"):
        assert holds_iff(TWO, swapped, And(Eq(q, Rational(1, 2)), c_H <= c_A + 2 * c_L), concept=concept)


def test_answers_to_every_offer() -> None:
    eq = profile(TWO, p + c_L)
    meek = Rule("B", (("accept", x <= p + c_L), ("fight", x > p + c_L)))
    assert deviations(TWO, changed(eq, {("high", "x"): meek})) == sympy.false
    strict = Rule("B", (("accept", x < p + c_H), ("fight", x >= p + c_H)))
    # refused where it is indifferent: as good for B, and A's best offer may not be there
    bar = (c_H - c_L) / (c_A + c_H)
    assert holds_iff(TWO, changed(eq, {("high", "x"): strict}), q >= bar)
    assert deviations(TWO, changed(profile(TWO, p + c_H), {("high", "x"): strict})) == sympy.false
    gap = Rule("B", (("accept", x < p + c_H), ("fight", x > p + c_H)))
    assert deviations(TWO, changed(eq, {("high", "x"): gap})) == sympy.false
    torn = Rule("B", (("accept", x <= p + c_H), ("fight", x >= p + c_H)))
    assert deviations(TWO, changed(eq, {("high", "x"): torn})) == sympy.false


def uniform(number: Any, least: Expr = x - p) -> Equilibrium:
    answer = Rule("B", (("accept", c >= least), ("fight", c < least)))
    return Equilibrium(TRUE, {("c",): offers(number), ("c", "x"): answer}, {}, {})


def test_types_drawn_from_a_continuum() -> None:
    assert holds_iff(UNIFORM, uniform(p), C <= c_A)
    assert holds_iff(UNIFORM, uniform(p + (C - c_A) / 2), C >= c_A)
    assert deviations(UNIFORM, uniform(p + C)) == sympy.false
    assert holds_iff(UNIFORM, uniform(p + C / 4), Eq(C, 2 * c_A))
    assert deviations(UNIFORM, uniform(p, least=x - p + C / 2)) == sympy.false
    with pytest.raises(GameError, match="uses c, which it has not seen"):
        deviations(UNIFORM, uniform(p + c))


def test_a_draw_with_another_density() -> None:
    """Costs that rise in likelihood: A's payoff is (p + t)(1 - t**2) + (p - c_A) t**2 after the offer p + t."""
    game = Game(("A", "B"), Draw((c, 0, 1), 2 * c, ultimatum(c), seen_by={"B"}), (c_A > 0, 0 < p, p < Rational(1, 2)))
    best = (sympy.sqrt(c_A**2 + 3) - c_A) / 3  # 1 - 2 c_A t - 3 t**2 = 0
    inside = best <= 1 - p
    assert holds_iff(game, uniform(p + best), inside, best <= 1 - p)
    assert holds_iff(game, uniform(p + Rational(1, 2)), Eq(c_A, Rational(1, 4)))


def test_an_informed_proposer_that_pools() -> None:
    p_s, p_w, c_B = reals("p_s p_w c_B")

    def typed(odds: Expr) -> Offer:
        war = Terminal({"A": odds - c_A, "B": 1 - odds - c_B}, "war")
        return Offer("A", (x, 0, 1), Decision("B", {"accept": DEAL, "fight": war}))

    root = Chance({"s": (q, typed(p_s)), "w": (1 - q, typed(p_w))}, seen_by={"A"})
    game = Game(("A", "B"), root, (0 < q, q < 1, 0 < p_w, p_w < p_s, p_s + c_B < 1, c_A > 0, c_B > 0))
    mean = q * p_s + (1 - q) * p_w + c_B
    takes = (x <= p_w + c_B) | Eq(x, mean)
    answer = Rule("B", (("accept", takes), ("fight", sympy.Not(takes))))
    mu = sympy.Piecewise((q, Eq(x, mean)), (0, True))
    rules = {**dict.fromkeys([("s",), ("w",)], offers(mean)), **dict.fromkeys([("s", "x"), ("w", "x")], answer)}
    eq = Equilibrium(TRUE, rules, {}, {}, beliefs={("s", "x"): mu, ("w", "x"): 1 - mu})
    for concept in ("pbe", "weak"):
        # the strong type could also ask for too much, and fight
        assert holds_iff(game, eq, mean >= p_s - c_A, concept=concept)
    always = dataclasses.replace(eq, beliefs={("s", "x"): q, ("w", "x"): 1 - q})
    assert deviations(game, always) == sympy.false


# independence


def test_the_check_imports_nothing_of_the_search() -> None:
    search = {"backward", "bayesian", "profiles", "families", "consistency", "screening", "interchange", "perfect"}
    search |= {"existence", "independence"}
    search |= {"draws", "offers", "optimum", "subgame", "completeness", "finite", "values", "strategies", "solve"}
    folder = Path(detente.solvers.__file__).parent
    todo, seen = ["deviations"], set()
    while todo:
        name = todo.pop()
        seen.add(name)
        tree = ast.parse((folder / f"{name}.py").read_text(encoding="utf-8"))
        for node in tree.body:  # what stands under TYPE_CHECKING is not run
            if isinstance(node, ast.ImportFrom) and node.module == "detente.solvers":
                todo += [alias.name for alias in node.names if alias.name not in seen]
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("detente.solvers."):
                todo += [node.module.split(".")[2]] if node.module.split(".")[2] not in seen else []
    assert {"bayes_rule", "worth", "assessment", "pieces", "eliminate"} <= seen
    assert not seen & search


# what is refused


def test_what_is_not_an_assessment() -> None:
    game = games.crisis()
    pooling = crisis_families()["threaten", "threaten", "concede"]
    with pytest.raises(GameError, match="no belief"):
        deviations(game, dataclasses.replace(pooling, beliefs={}))
    with pytest.raises(GameError, match="cannot tell"):
        deviations(game, changed(pooling, {REPLY[0]: pure("B", "resist")}))
    with pytest.raises(GameError, match="no move 'flee'"):
        deviations(game, changed(pooling, {STRONG: pure("A", "flee")}))
    with pytest.raises(UnsupportedGame, match="there is no concept 'perfect'"):
        deviations(game, pooling, concept="perfect")
    with pytest.raises(UnsupportedGame, match="concept='pbe'"):
        deviations(game, pooling, concept="spe")
    with pytest.raises(UnsupportedGame, match="finite moves"):
        deviations(TWO, profile(TWO, p), concept="nash")


def test_beliefs_about_a_draw_that_others_have_reacted_to_are_refused() -> None:
    last = Decision("A", {"attack": Terminal({"A": c, "B": 0}), "pass": Terminal({"A": 0, "B": 0})})
    reply = Decision("B", {"stop": Terminal({"A": 0, "B": c}), "go": last})
    game = Game(("A", "B"), Draw((c, 0, 1), 1, reply, seen_by={"B"}))
    rules = {("c",): pure("B", "go"), ("c", "go"): pure("A", "pass")}
    with pytest.raises(UnsupportedGame, match="hangs on what B did"):
        deviations(game, Equilibrium(TRUE, rules, {}, {}))


def test_integrals_without_a_closed_form_are_refused() -> None:
    root = Draw((c, 0, 1), Integer(1), ultimatum(c**2), seen_by={"B"})
    game = Game(("A", "B"), root, (c_A > 0, 0 < p, p < Rational(1, 2)))
    answer = Rule("B", (("accept", c**2 >= x - p), ("fight", c**2 < x - p)))
    with pytest.raises(UnsupportedGame, match="not linear in c"):
        deviations(game, Equilibrium(TRUE, {("c",): offers(p), ("c", "x"): answer}, {}, {}))
    drawn = Draw((c, 0, 1), sympy.exp(c) / (sympy.E - 1), Terminal({"A": c}))
    game = Game(("A",), Decision("A", {"l": drawn, "r": Terminal({"A": p})}), (0 < p, p < 1))
    with pytest.raises(UnsupportedGame, match="no polynomial in c"):
        deviations(game, Equilibrium(TRUE, {(): pure("A", "l")}, {}, {}))
