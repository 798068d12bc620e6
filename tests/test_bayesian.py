"""Perfect Bayesian equilibria of finite games: none missing and none wrong, and the games of the literature."""

from __future__ import annotations

import dataclasses
from random import Random
from typing import Any

import pytest
import sympy
from bayesian_oracles import (
    FamilyHere,
    another,
    at_point,
    contains,
    enumerated,
    families_here,
    faults,
    members,
    put,
)
from sympy import And, Eq, Expr, Integer, Or, Rational, Symbol

from detente.games import Chance, Continue, Decision, Game, GameError, Node, Terminal, UnsupportedGame, reals
from detente.solvers import Equilibrium, Solution, equivalent, solve
from detente.solvers.bayesian import Family, Search, rank
from detente.solvers.finite import lay_out
from detente.solvers.independence import Area, Dependence

A, B, C, D = reals("a b c d")
Q, R = reals("q r")
IN_TWO = ("signal", "priors", "matrix")  # kinds of games that ``enumerated`` covers


def end(outcome: str = "end", **payoffs: Any) -> Terminal:
    return Terminal(payoffs, outcome)


# random games


def amount(rng: Random, constants: tuple[Symbol, ...]) -> Expr:
    if constants and rng.random() < 0.35:
        return rng.choice(constants)
    return Integer(rng.choice((-1, 0, 0, 1, 1, 2)))


def signal(rng: Random, constants: tuple[Symbol, ...], odds: str = "common") -> Game:
    """Two types, two signals, two replies."""

    def sender() -> Node:
        return Decision(
            "A",
            {
                s: Decision(
                    "B", {y: end(y, A=amount(rng, constants), B=amount(rng, constants)) for y in ("up", "down")}
                )
                for s in ("low", "high")
            },
        )

    if odds == "numbers":
        return Game(
            ("A", "B"), Chance({"t": (Rational(1, 3), sender()), "w": (Rational(2, 3), sender())}, seen_by={"A"})
        )
    if odds == "common":
        return Game(("A", "B"), Chance({"t": (Q, sender()), "w": (1 - Q, sender())}, seen_by={"A"}), (0 < Q, Q < 1))
    own = {"t": ({"A": R, "B": Q}, sender()), "w": ({"A": 1 - R, "B": 1 - Q}, sender())}
    return Game(("A", "B"), Chance(own, seen_by={"A"}), (0 < Q, Q < 1, 0 < R, R < 1))


def matrix(rng: Random, constants: tuple[Symbol, ...], columns: int) -> Game:
    def row() -> Node:
        cells = {f"c{j}": end(A=amount(rng, constants), B=amount(rng, constants)) for j in range(columns)}
        return Decision("B", cells)

    return Game(("A", "B"), Decision("A", {"top": row(), "bottom": row()}, seen_by=()))


def layers(rng: Random, constants: tuple[Symbol, ...], players: tuple[str, ...], depth: int) -> Game:
    """A tree in layers, each seen by all, by some or by nobody; some moves end the game."""
    plan = []
    for level in range(depth):
        mover = "" if level == 0 and rng.random() < 0.6 else rng.choice(players)
        seen = rng.choice((None, (), (rng.choice(players),), (rng.choice(players),)))
        plan.append((mover, seen, seen is None and rng.random() < 0.4))

    def build(level: int) -> Node:
        if level == depth:
            return Terminal({p: amount(rng, constants) for p in players}, "end")
        mover, seen, stops = plan[level]
        if not mover:
            return Chance({"g": (Q, build(level + 1)), "b": (1 - Q, build(level + 1))}, seen_by=seen)
        one, two = build(level + 1), build(depth if stops else level + 1)
        return Decision(mover, {f"x{level}": one, f"y{level}": two}, seen_by=seen)

    return Game(players, build(0), (0 < Q, Q < 1))


def random_game(kind: str, seed: int) -> tuple[Game, Random]:
    rng = Random(f"{kind} {seed}")
    constants = ((), (A,), (A, B), (A, B, C, D))[seed % 4]
    few = constants[:1]
    match kind:
        case "signal":
            return signal(rng, constants[:2], rng.choice(("numbers", "common"))), rng
        case "priors":
            return signal(rng, few, "own"), rng
        case "matrix":
            return matrix(rng, constants, rng.choice((2, 3))), rng
        case "hidden":
            return layers(rng, few, ("A", "B"), 3), rng
        case _:
            return layers(rng, few, ("A", "B", "C"), 3), rng


def coarse(game: Game, rng: Random) -> dict[Symbol, Expr]:
    """A point on many edges."""
    odds = (Rational(1, 4), Rational(1, 3), Rational(1, 2), Rational(1, 2), Rational(2, 3))
    return {
        s: rng.choice(odds) if s in (Q, R) else Rational(rng.randint(-1, 2), rng.choice((1, 1, 2)))
        for s in game.parameters
    }


def fine(game: Game, rng: Random) -> dict[Symbol, Expr]:
    """A point off the edges, with near certainty."""
    return {
        s: Rational(rng.randint(1, 10006), 10007) if s in (Q, R) else Rational(rng.randint(-10007, 20011), 10007)
        for s in game.parameters
    }


def here(solution: Solution, point: dict[Symbol, Expr]) -> list[FamilyHere]:
    return families_here(at_point(solution.game, point), solution.at(point) if point else solution.equilibria)


def compare(solution: Solution, point: dict[Symbol, Expr], rng: Random, vertices: bool = False) -> None:
    """None wrong, none missing, none twice."""
    game, families = at_point(solution.game, point), here(solution, point)
    for family in families:
        drawn = list(members(family, rng))
        assert drawn, f"{point}: a family without members, {family}"
        for values in drawn:
            assert faults(game, *put(family, values), solution.concept) == [], (point, values, family)
    if vertices:
        for mixes, beliefs in enumerated(game, solution.concept):
            assert faults(game, mixes, beliefs, solution.concept) == []
            homes = [family for family in families if contains(family, mixes, beliefs)]
            assert len(homes) == 1, (point, mixes, beliefs, homes)
    found = another(game, families, solution.concept)
    assert found in (None, "unknown"), (point, found)


@pytest.mark.parametrize("concept", ["pbe", "weak"])
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("kind", ["signal", "priors", "matrix", "hidden", "three"])
def test_families_with_edges_are_what_an_enumeration_finds(kind: str, seed: int, concept: str) -> None:
    check_full(kind, seed, concept)


@pytest.mark.slow
@pytest.mark.parametrize("concept", ["pbe", "weak"])
@pytest.mark.parametrize("seed", range(2, 5))
@pytest.mark.parametrize("kind", ["signal", "priors", "matrix", "hidden", "three"])
def test_families_with_edges_are_what_an_enumeration_finds_in_many_games(kind: str, seed: int, concept: str) -> None:
    check_full(kind, seed, concept)


def check_full(kind: str, seed: int, concept: str) -> None:
    game, rng = random_game(kind, seed)
    solution = solve(game, concept, edges="full", seconds=20)
    if solution.undecided:
        # two mixtures multiply where three players mix at once; nothing else may be left open in games of this size
        assert kind in ("three", "hidden")
        assert solution.complete(10).status != "proved"
        pytest.skip(f"undecided: {solution.undecided[0].reason}")
    assert solution.complete(10).status != "refuted"
    for _ in range(1 if kind == "hidden" or not game.parameters else 2):
        compare(solution, coarse(game, rng), rng, kind in IN_TWO)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", ["signal", "priors", "matrix", "hidden"])
def test_generic_families_are_all_off_the_edges_and_right_on_them(kind: str, seed: int) -> None:
    game, rng = random_game(kind, 100 + seed)
    solution = solve(game, "pbe", edges="generic", seconds=20)
    if solution.undecided:
        pytest.skip(f"undecided: {solution.undecided[0].reason}")
    assert solution.complete(10).status != "refuted"
    compare(solution, fine(game, rng), rng, kind in IN_TWO)
    point = coarse(game, rng)
    for family in here(solution, point):
        for values in members(family, rng):
            assert faults(at_point(game, point), *put(family, values), "pbe") == []


def test_matrix_with_symbols_everywhere() -> None:
    a, b = reals("a_00 a_01 a_10 a_11"), reals("b_00 b_01 b_10 b_11")
    rows = {f"r{i}": Decision("B", {f"c{j}": end(A=a[2 * i + j], B=b[2 * i + j]) for j in range(2)}) for i in range(2)}
    game = Game(("A", "B"), Decision("A", rows, seen_by=()))
    solution, rng = solve(game, "pbe", edges="full"), Random(5)
    assert solution.complete().status == "proved"
    for _ in range(5):
        compare(solution, {s: Integer(rng.randint(-1, 1)) for s in game.parameters}, rng, vertices=True)


def test_oracles_notice_every_family_that_is_dropped() -> None:
    for kind, seed in (("signal", 1), ("matrix", 0), ("hidden", 0)):
        game, rng = random_game(kind, seed)
        solution = solve(game, "pbe", edges="full")
        point = coarse(game, rng)
        families, numbers = here(solution, point), at_point(game, point)
        for k in range(len(families)):
            rest = families[:k] + families[k + 1 :]
            assert another(numbers, rest, "pbe") not in (None, "unknown")
            if kind in IN_TWO:
                assert any(not any(contains(f, *found) for f in rest) for found in enumerated(numbers, "pbe"))


def check_dropped(solution: Solution) -> None:
    assert solution.check is not None
    assert solution.complete().status == "proved"
    families = solution.check.families
    for k in range(len(families)):
        less = dataclasses.replace(solution.check, families=families[:k] + families[k + 1 :])
        assert less.ask().status == "refuted", k


# audience costs (the example of the crisis), Fearon 1994 with two types

W_S, W_W, W_B, V = reals("w_s w_w w_B v")


def crisis() -> Game:
    def typed(w: Symbol) -> Node:
        last = Decision("A", {"fight": end("war", A=w, B=W_B), "back down": end("retreat", A=-A, B=V)})
        reply = Decision("B", {"concede": end("concession", A=V, B=0), "resist": last})
        return Decision("A", {"threaten": reply, "stay quiet": end("status quo", A=0, B=V)})

    given = (0 < Q, Q < 1, A > 0, V > 0, W_B < 0, -A < W_S, W_S < 0, W_W < -A)
    types = {"strong": (Q, typed(W_S)), "weak": (1 - Q, typed(W_W))}
    return Game(("A", "B"), Chance(types, seen_by={"A"}), given)


THREATEN = ("strong", "threaten")


def by_play(solution: Solution) -> dict[tuple[str, str, str], Equilibrium]:
    """Name families by what the two types and the answer do."""

    def name(eq: Equilibrium, history: tuple[str, ...]) -> str:
        rule = eq.strategy[history]
        return "mixes" if rule.mixed else str(rule.actions[0][0])

    named = {(name(e, ("strong",)), name(e, ("weak",)), name(e, THREATEN)): e for e in solution.equilibria}
    assert len(named) == len(solution.equilibria)
    return named


@pytest.mark.parametrize("concept", ["pbe", "weak"])
def test_audience_costs(concept: str) -> None:
    game = crisis()
    solution = solve(game, concept)
    given, bar = game.given, V / (V - W_B)
    found = by_play(solution)
    quiet = "stay quiet"
    assert set(found) == {
        ("threaten", "threaten", "concede"),
        ("threaten", "mixes", "mixes"),
        (quiet, quiet, "resist"),
        (quiet, quiet, "mixes"),
    }
    pooling, semi = found["threaten", "threaten", "concede"], found["threaten", "mixes", "mixes"]
    assert equivalent(pooling.when, Q >= bar, given) is True
    assert dict(pooling.outcomes) == {"concession": 1}
    assert equivalent(semi.when, Q < bar, given) is True
    assert sympy.simplify(semi.strategy["weak",]["threaten"] - Q * W_B / (V * (Q - 1))) == 0
    assert sympy.simplify(semi.strategy[THREATEN]["concede"] - A / (A + V)) == 0
    assert sympy.simplify(semi.beliefs[THREATEN] - bar) == 0
    resist, mixed = found[quiet, quiet, "resist"], found[quiet, quiet, "mixes"]
    assert resist.when == sympy.true
    assert mixed.when == sympy.true
    mu, s = resist.beliefs[THREATEN], mixed.strategy[THREATEN]["concede"]
    assert resist.free == (mu,)
    assert mixed.free == (s,)
    unit = (*given, 0 <= mu, mu <= 1, 0 <= s, s <= 1)
    assert equivalent(resist.where, mu <= bar, unit) is True
    assert sympy.simplify(mixed.beliefs[THREATEN] - bar) == 0
    # with s = 0 it is a point of the family above
    assert equivalent(Or(mixed.where, Eq(s, 0)), And(0 <= s, s <= -W_S / (V - W_S)), unit) is True
    assert "q = v/(v - w_B)" in solution.rule
    check_dropped(solution)


def test_audience_costs_on_the_edge() -> None:
    game = crisis()
    solution = solve(game, "pbe", edges="full")
    found = by_play(solution)
    edge = found["threaten", "threaten", "mixes"]
    assert len(found) == 5
    assert equivalent(edge.when, Eq(Q, V / (V - W_B)), game.given) is True
    s = edge.strategy[THREATEN]["concede"]
    # at one it is pooling, and that is in the other family
    assert equivalent(edge.where, And(A / (A + V) <= s, s < 1), (*game.given, Eq(Q, V / (V - W_B)))) is True
    check_dropped(solution)
    rng = Random(3)
    base = {A: Integer(1), V: Integer(1), W_S: Rational(-1, 2), W_W: Integer(-2), W_B: Integer(-1)}
    for q in (Rational(1, 3), Rational(1, 2), Rational(2, 3)):
        compare(solution, {**base, Q: q}, rng)


# beer and quiche, Cho and Kreps 1987


def beer() -> Game:
    def typed(t: str) -> Node:
        def after(s: str) -> Node:
            liked = B * int((t == "surly") == (s == "beer"))
            return Decision(
                "R",
                {
                    "duel": end("duel", S=liked, R=C * int(t == "wimp")),
                    "retreat": end("retreat", S=liked + D, R=C * int(t == "surly")),
                },
            )

        return Decision("S", {"beer": after("beer"), "quiche": after("quiche")})

    types = {"surly": (Q, typed("surly")), "wimp": (1 - Q, typed("wimp"))}
    return Game(("S", "R"), Chance(types, seen_by={"S"}), (0 < Q, Q < 1, B > 0, D > B, C > 0))


def test_beer_and_quiche() -> None:
    game = beer()
    solution, rng = solve(game, "pbe", edges="full"), Random(7)
    assert solution.undecided == ()
    high = solution.at({Q: Rational(9, 10), B: 1, C: 1, D: 2})
    # pooling on beer and pooling on quiche, each with a duel off the path for sure or with a chance
    assert {(str(eq.strategy["surly",].actions[0][0]), str(eq.strategy["wimp",].actions[0][0])) for eq in high} == {
        ("beer", "beer"),
        ("quiche", "quiche"),
    }
    assert len(high) == 4
    (low,) = solution.at({Q: Rational(1, 10), B: 1, C: 1, D: 2})
    assert low.strategy["wimp",]["beer"] == Rational(1, 9)
    assert low.strategy["wimp", "beer"]["duel"] == Rational(1, 2)
    assert low.outcomes["duel"] == Rational(9, 10)  # (d - 2*b*q)/d
    for q in (Rational(1, 10), Rational(1, 2), Rational(9, 10)):
        for d in (Rational(3, 2), Integer(2), Integer(3)):
            compare(solution, {Q: q, B: Integer(1), C: Integer(1), D: d}, rng, vertices=True)
    check_dropped(solve(game, "pbe"))


# reciprocal fear, Schelling 1960


def test_reciprocal_fear() -> None:
    first, second, both = reals("first second both")

    def row(mine: str) -> Node:
        cells = {
            ("wait", "wait"): ("peace", 0, 0),
            ("wait", "attack"): ("B surprises", second, first),
            ("attack", "wait"): ("A surprises", first, second),
            ("attack", "attack"): ("war", both, both),
        }
        moves = {other: cells[mine, other] for other in ("wait", "attack")}
        return Decision("B", {other: end(name, A=a, B=b) for other, (name, a, b) in moves.items()})

    game = Game(
        ("A", "B"),
        Decision("A", {"wait": row("wait"), "attack": row("attack")}, seen_by=()),
        (first < 0, second < both, both < 0),
    )
    solution = solve(game, "pbe", edges="full")
    assert solution.complete().status == "proved"
    assert [eq.when for eq in solution.equilibria] == [sympy.true] * 3
    pure = {name for eq in solution.equilibria for name, odds in eq.outcomes.items() if odds == 1}
    assert pure == {"peace", "war"}
    (mixed,) = (eq for eq in solution.equilibria if eq.strategy[()].mixed)
    for history in ((), ("wait",)):
        assert sympy.simplify(mixed.strategy[history]["attack"] - first / (first + second - both)) == 0


# the definitions, from one another


def uninformed() -> Game:
    """A does not know the type and may leave; nor does B, who is asked after a move that A should not make."""

    def typed(good: bool) -> Node:
        sign = 1 if good else -1
        reply = Decision("B", {"trust": end("trust", A=-1, B=sign), "refuse": end("refuse", A=-2, B=0)})
        return Decision("A", {"stay": end("stay", A=0, B=0), "move": reply})

    return Game(("A", "B"), Chance({"g": (Q, typed(True)), "b": (1 - Q, typed(False))}, seen_by=()), (0 < Q, Q < 1))


def test_a_deviation_tells_nothing_that_the_deviator_does_not_know() -> None:
    game, rng = uninformed(), Random(1)
    weak, pbe = solve(game, "weak", edges="full"), solve(game, "pbe", edges="full")
    point = {Q: Rational(1, 4)}
    refused, trusted = (("g", "move"), "refuse"), (("g", "move"), "trust")
    for solution, plays in ((weak, {refused[1], trusted[1]}), (pbe, {refused[1]})):
        pure = [eq.strategy["g", "move"] for eq in solution.at(point)]
        assert {str(rule.actions[0][0]) for rule in pure if not rule.mixed} == plays
        assert solution.complete().status == "proved"
        for q in (Rational(1, 4), Rational(1, 2), Rational(3, 4)):
            compare(solution, {Q: q}, rng)
    assert all(eq.beliefs["g", "move"] == Q for eq in pbe.equilibria)


def rounds() -> Game:
    """A knows its type and should leave at once; else B is asked, and A again, and B once more."""

    def typed(k: int) -> Node:
        last = Decision("B", {"yes": end("yes", A=-1, B=1 - 2 * k), "no": end("no", A=-2, B=0)})
        more = Decision("A", {"on": last, "off": end("off", A=-3, B=0)})
        first = Decision("B", {"ask": more, "quit": end("quit", A=-1, B=-2)})
        return Decision("A", {"leave": end("leave", A=0, B=0), "come": first})

    return Game(("A", "B"), Chance({"g": (Q, typed(0)), "b": (1 - Q, typed(1))}, seen_by={"A"}), (0 < Q, Q < 1))


def test_beliefs_after_a_deviation_are_kept_in_the_second_round() -> None:
    game, rng = rounds(), Random(2)
    weak, pbe = solve(game, "weak", edges="full"), solve(game, "pbe", edges="full")
    now, later = ("g", "come"), ("g", "come", "ask", "on")
    # both types go on, so what B believes after the first move is what it believes after the second
    for eq in pbe.equilibria:
        assert sympy.simplify(eq.beliefs[now] - eq.beliefs[later]) == 0
    assert any(eq.beliefs[now] != eq.beliefs[later] for eq in weak.equilibria)
    for solution in (weak, pbe):
        assert solution.complete().status == "proved"
        compare(solution, {Q: Rational(1, 2)}, rng)


def test_weak_equilibria_are_nash() -> None:
    def typed(sign: int) -> Node:
        return Decision("A", {"out": end(A=0), "go": Decision("A", {"x": end(A=sign), "y": end(A=-sign)})})

    game = Game(("A",), Chance({"g": (Q, typed(1)), "b": (1 - Q, typed(-1))}, seen_by=()), (0 < Q, Q < 1))
    for concept in ("weak", "pbe"):
        solution = solve(game, concept, edges="full")
        assert solution.complete().status == "proved"
        # whatever A would believe after going, going and the better move is a plan that it has
        for q in (Rational(1, 4), Rational(1, 2), Rational(3, 4)):
            compare(solution, {Q: q}, Random(1))
        assert all(eq.payoffs["A"] > 0 for eq in solution.at({Q: Rational(1, 4)}))


def test_the_same_odds_at_three_sets_where_the_first_rules_both_nodes_out() -> None:
    def asked(k: int, worst: int) -> Node:
        return Decision("C", {"x": end(A=-5, B=0, C=(1, worst)[k]), "y": end(A=-5, B=0, C=0)})

    def typed(k: int) -> Node:
        over = {"f": end(A=-5, B=0, C=0), "g": end(A=-5, B=0, C=0)}
        reply = Decision("B", over if k == 2 else {"f": asked(k, -1), "g": asked(k, -3)})
        return Decision("A", {"stay": end(A=0, B=0, C=0), "move": reply})

    game = Game(("A", "B", "C"), Chance({f"t{k}": (Rational(1, 3), typed(k)) for k in range(3)}, seen_by={"A"}))
    solution = solve(game, "pbe", edges="full")
    assert solution.complete().status == "proved"
    compare(solution, {}, Random(1))


def test_the_same_odds_where_one_of_two_nodes_is_ruled_out_by_a_third() -> None:
    def last(value: int) -> Node:
        return Decision("E", {"p": end(A=-5, C=0, D=-1, E=value), "n": end(A=-5, C=0, D=-1, E=0)})

    def asked(after: Node) -> Node:
        return Decision("C", {"k": after, "l": end(A=-5, C=0, D=-1, E=0)})

    dominant = Decision("D", {"y": asked(end(A=-5, C=0, D=1, E=0)), "x": asked(last(1))}, seen_by=())
    one = Decision("A", {"stay": end(A=0, C=0, D=0, E=0), "move": dominant})
    two = Decision("A", {"stay": end(A=0, C=0, D=0, E=0), "move": asked(last(-1))})
    half = Rational(1, 2)
    game = Game(("A", "C", "D", "E"), Chance({"t1": (half, one), "t2": (half, two)}, seen_by={"A"}))
    solution = solve(game, "pbe", edges="full")
    assert solution.complete().status == "proved"
    compare(solution, {}, Random(1))


# the chain store, Kreps and Wilson 1982


def chain(entrants: int) -> Game:
    """The tough monopolist likes to fight; entrants come one after another, the last one is E1."""
    p, a, b = reals("p a b")

    def stage(left: int, tough: bool, store: Expr, rest: dict[str, Expr]) -> Node:
        if left == 0:
            return Terminal({"M": store, **rest}, "end")
        name = f"E{left}"

        def after(gain: Expr, own: Expr) -> Node:
            return stage(left - 1, tough, store + gain, {**rest, name: own})

        reply = {"fight": after(Integer(-1 + tough), b - 1), "accommodate": after(Integer(-int(tough)), b)}
        return Decision(name, {"out": after(a, Integer(0)), "in": Decision("M", reply)})

    types = {
        "tough": (p, stage(entrants, True, Integer(0), {})),
        "weak": (1 - p, stage(entrants, False, Integer(0), {})),
    }
    names = ("M", *(f"E{k}" for k in range(entrants, 0, -1)))
    return Game(names, Chance(types, seen_by={"M"}), (0 < p, p < 1, a > 1, 0 < b, b < 1))


def test_chain_store_with_two_entrants() -> None:
    game = chain(2)
    p, a, b = reals("p a b")
    solution = solve(game, "pbe")
    assert solution.undecided == ()
    assert solution.complete().status == "proved"
    # those in which toughness fights the first entrant, whom fighting cannot make think it weak
    plain = [eq for eq in solution.equilibria if eq.strategy["tough", "in"].actions[0][0] == "fight"]
    first, second = ("tough",), ("tough", "out")
    fight, stay = ("weak", "in"), ("weak", "in", "fight")

    def played(eq: Equilibrium, history: tuple[str, ...]) -> str:
        rule = eq.strategy[history]
        return "mixes" if rule.mixed else str(rule.actions[0][0])

    regions = {
        ("out", "out"): p >= b,
        ("out", "in"): And(b**2 <= p, p < b),
        ("in", "in"): p <= b**2,
    }
    for play, region in regions.items():
        whens = [eq.when for eq in plain if (played(eq, first), played(eq, second)) == play]
        met = equivalent(Or(*whens), region, game.given)
        loose = equivalent(Or(*whens), region.subs(p < b, p <= b), game.given)
        assert met is True or loose is True, (play, whens)
    assert {(played(eq, first), played(eq, second)) for eq in plain} == set(regions)
    for eq in plain:
        if played(eq, second) == "in":
            # the weak one mixes so that after a fight the last entrant is indifferent, and that one so that it is
            assert sympy.simplify(eq.strategy[fight]["fight"] - p * (1 - b) / (b * (1 - p))) == 0
            assert sympy.simplify(eq.strategy[stay]["out"] - 1 / a) == 0
            assert sympy.simplify(eq.beliefs["tough", "in", "fight"] - b) == 0
        else:
            assert played(eq, fight) == "fight"


def test_chain_store_at_points() -> None:
    game = chain(2)
    p, a, b = reals("p a b")
    solution = solve(game, "pbe", edges="full")
    half = Rational(1, 2)
    for prior in (Rational(1, 4), half):
        compare(solution, {p: prior, a: Integer(2), b: half}, Random(1))


@pytest.mark.slow
def test_weak_equilibria_of_the_chain_store_are_more() -> None:
    game = chain(2)
    p, a, b = reals("p a b")
    point = {p: Rational(3, 4), a: Integer(2), b: Rational(1, 2)}
    weak, pbe = solve(game.at(point), "weak", edges="full"), solve(game.at(point), "pbe", edges="full")
    assert len(weak.equilibria) > len(pbe.equilibria)
    compare(weak, {}, Random(1))
    compare(pbe, {}, Random(1))


# refusals


@pytest.mark.parametrize("concept", ["pbe", "weak"])
def test_odds_that_can_be_zero_are_refused(concept: str) -> None:
    def reply(value: int) -> Node:
        return Decision("B", {"yes": end(A=1, B=value), "no": end(A=0, B=0)})

    for given in ((), (0 <= Q, Q < 1), (0 < Q, Q <= 1), (0 < Q, Q < 2)):
        game = Game(("A", "B"), Chance({"good": (Q, reply(1)), "bad": (1 - Q, reply(-1))}, seen_by={"A"}), given)
        with pytest.raises(GameError, match="odds"):
            solve(game, concept)


@pytest.mark.parametrize("concept", ["pbe", "weak"])
def test_states_and_continuations_are_refused(concept: str) -> None:
    delta = reals("delta")
    again = Decision("A", {"on": Continue("s", {}, delta), "stop": end(A=1)})
    game = Game(("A",), Continue("s", {}, 1), (0 < delta, delta < 1), {"s": again})
    with pytest.raises(UnsupportedGame, match="state"):
        solve(game, concept)


# what hangs together is searched together, and nothing else


@pytest.mark.parametrize("kind", ["hidden", "three"])
@pytest.mark.parametrize("definition", ["weak", "pbe", "sequential"])
def test_areas_that_are_searched_apart_lose_and_add_nothing(
    kind: str, definition: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def whole(self: Dependence, supports: Any, todo: Any) -> list[Area]:
        return [Area(frozenset(range(len(self.form.sets))), tuple(todo))]

    def found(game: Game) -> list[Any]:
        form = lay_out(game)
        search = Search(form, definition, float("inf"))
        each = [family for family in search.below({}) if isinstance(family, Family)]
        return sorted(rank(form, family) for family in each)

    for seed in (1, 3, 5):
        game, _ = random_game(kind, seed)
        apart = found(game)
        with monkeypatch.context() as patched:
            patched.setattr(Dependence, "areas", whole)
            together = found(game)
        assert apart == together
