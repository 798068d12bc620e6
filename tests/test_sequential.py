"""Sequential equilibria: beliefs that are limits of trembles, and games in which the three definitions part."""

from __future__ import annotations

import dataclasses
import itertools
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from fractions import Fraction
from random import Random

import pytest
import sympy
from bayesian_oracles import another, at_point, converges, faults, members, number, put, tremble, wrong_beliefs
from sympy import Eq, Ne, Or, Rational
from test_bayesian import Q, amount, chain, check_dropped, compare, crisis, end, here, layers, rounds, uninformed

from detente.games import Chance, Decision, Game, GameError, Node, UnsupportedGame, reals
from detente.solvers import Equilibrium, Solution, equivalent, perfect, solve
from detente.solvers.trembles import relations

X, Y, Z = reals("x y z")
HALF = Rational(1, 2)


def witness() -> Game:
    """No type of A should move; if one does, an honest witness rules out one of the others, and R bets on the rest."""

    def typed(k: int) -> Node:
        def bet(j: int) -> Node:
            one, two = ((j + 1) % 3, (j + 2) % 3)  # R may bet on the first of the two that are left, at a price
            price = (X, Y, Z)[j]
            take = end(f"bet without {j}", A=-1, R=(1 if k == one else 0) - price)
            assert k in (one, two)
            return Decision("R", {"bet": take, "pass": end("pass", A=-1, R=0)})

        moved = Chance({f"not {j}": (HALF, bet(j)) for j in range(3) if j != k})
        return Decision("A", {"stay": end("stay", A=0, R=0), "move": moved})

    types = {f"t{k}": (Rational(1, 3), typed(k)) for k in range(3)}
    return Game(("A", "R"), Chance(types, seen_by={"A"}), tuple(c for s in (X, Y, Z) for c in (0 < s, s < 1)))


def bets(eq: Equilibrium) -> tuple[str, ...]:
    rules = [eq.strategy[f"t{(j + 1) % 3}", "move", f"not {j}"] for j in range(3)]
    return tuple("mixes" if rule.mixed else str(rule.actions[0][0]) for rule in rules)


def test_the_odds_of_three_trembles_multiply_to_one_around_a_circle() -> None:
    game = witness().at({Z: HALF})
    pbe, sequential = solve(game, "pbe"), solve(game, "sequential")
    assert sequential.undecided == ()
    assert {bets(eq) for eq in pbe.equilibria} == set(itertools.product(("bet", "pass", "mixes"), repeat=3))
    whens = {bets(eq): eq.when for eq in sequential.equilibria}
    # odds of one to two at "not 0", of two to zero at "not 1", of zero to one at "not 2"
    product = X * Y / ((1 - X) * (1 - Y))  # and that of Z is one
    assert equivalent(whens["bet", "bet", "bet"], product <= 1, game.given) is True
    assert equivalent(whens["pass", "pass", "pass"], product >= 1, game.given) is True
    assert whens["bet", "bet", "pass"] == sympy.true
    # three indifferences are three odds, and these multiply to one on an edge only
    assert ("mixes",) * 3 not in whens
    (edge,) = (eq for eq in solve(game, "sequential", edges="full").equilibria if bets(eq) == ("mixes",) * 3)
    assert equivalent(edge.when, Eq(product, 1), game.given) is True


def test_beliefs_around_the_circle_at_points() -> None:
    game, rng = witness().at({X: Rational(1, 4), Y: Rational(1, 4), Z: HALF}), Random(4)
    sequential, pbe = solve(game, "sequential", edges="full"), solve(game, "pbe", edges="full")
    compare(sequential, {}, rng)
    assert sequential.complete().status == "proved"
    # the oracle tells the definitions apart: the odds of some perfect Bayesian equilibria do not multiply to one
    numbers = at_point(game, {})
    found = [faults(numbers, *put(f, v), "sequential") for f in here(pbe, {}) for v in members(f, rng, 1)]
    assert ["the beliefs are not a limit of trembles"] in found
    assert another(numbers, here(sequential, {}), "pbe") not in (None, "unknown")


def second_slip() -> Game:
    """Neither type of A should move; what follows on the first needs another slip, of C, to look like the second."""

    def later(k: int) -> Node:
        bet = end("late bet", A=-1, B=0, C=-1, D=1 - k - Y)
        return Decision("D", {"bet": bet, "pass": end("pass", A=-1, B=0, C=-1, D=0)})

    def now(k: int) -> Node:
        quiet = end("quiet", A=-1, B=0, C=0, D=0)
        slip = Decision("C", {"rest": quiet, "slip": later(k)}, seen_by=())
        bet = end("bet", A=-1, B=1 - k - X, C=0, D=0)
        return Decision("B", {"bet": bet, "pass": later(k) if k else slip})

    def typed(k: int) -> Node:
        return Decision("A", {"stay": end("stay", A=0, B=0, C=0, D=0), "move": now(k)})

    types = {f"t{k}": (HALF, typed(k)) for k in range(2)}
    return Game(("A", "B", "C", "D"), Chance(types, seen_by={"A"}), (0 < X, X < 1, 0 < Y, Y < 1))


def test_two_slips_are_not_likelier_than_one_of_them() -> None:
    game, rng = second_slip(), Random(5)
    pbe, sequential = solve(game, "pbe", edges="full"), solve(game, "sequential", edges="full")
    now, later = ("t1", "move"), ("t1", "move", "pass")

    def strict(solution: Solution) -> set[tuple[str, str]]:
        rules = [(eq.strategy[now], eq.strategy[later]) for eq in solution.equilibria]
        return {(str(a.actions[0][0]), str(b.actions[0][0])) for a, b in rules if not a.mixed and not b.mixed}

    # to pass first is to doubt that t0 moved; to bet later, to believe that t0 moved and that C slipped as well
    assert strict(pbe) == {("bet", "bet"), ("bet", "pass"), ("pass", "bet"), ("pass", "pass")}
    assert strict(sequential) == {("bet", "bet"), ("bet", "pass"), ("pass", "pass")}
    for solution in (pbe, sequential):
        assert solution.complete().status == "proved"
        compare(solution, {X: HALF, Y: Rational(1, 3)}, rng)


ODDS = {(0, 0): Rational(1, 2), (0, 1): Rational(1, 8), (1, 0): Rational(1, 4), (1, 1): Rational(1, 8)}


def two_senders() -> Game:
    """Nobody should speak; if both do, R bets that their types, which are correlated, differ, or passes."""

    def reply(i: int, j: int) -> Node:
        return Decision("R", {"bet": end("bet", A=-1, B=-1, R=int(i != j) - X), "pass": end("pass", A=-1, B=-1, R=0)})

    def spoken(i: int, j: int) -> Node:
        two = Decision("B", {"hush": end("A alone", A=-1, B=0, R=0), "speak": reply(i, j)})
        return Decision("A", {"hush": end("silence", A=0, B=0, R=0), "speak": two}, seen_by={"R"})

    # each knows its own type and not that of the other
    def of_b(i: int) -> Node:
        row = ODDS[i, 0] + ODDS[i, 1]
        return Chance({f"b{j}": (ODDS[i, j] / row, spoken(i, j)) for j in range(2)}, seen_by={"B"})

    types = Chance({f"a{i}": (ODDS[i, 0] + ODDS[i, 1], of_b(i)) for i in range(2)}, seen_by={"A"})
    return Game(("A", "B", "R"), types, (0 < X, X < 1))


def test_trembles_of_two_players_are_independent() -> None:
    game, rng, point = two_senders(), Random(6), {X: HALF}
    pbe, sequential = (solve(game, concept) for concept in ("pbe", "sequential"))
    assert pbe.undecided == sequential.undecided == ()
    numbers = at_point(game, point)
    for solution in (pbe, sequential):
        for family in here(solution, point):
            for values in members(family, rng, 1):
                mixes, beliefs = put(family, values)
                odds = {(i, j): beliefs[f"a{i}", f"b{j}", "speak", "speak"] / number(ODDS[i, j]) for i, j in ODDS}
                assert odds[0, 0] * odds[1, 1] == odds[0, 1] * odds[1, 0]
                assert faults(numbers, mixes, beliefs, "sequential") == []
    # that is so however the odds are compared: a doubt about A's type is the same whatever B's type
    assert [eq.strategy for eq in pbe.equilibria] == [eq.strategy for eq in sequential.equilibria]


# what they have in common


@pytest.mark.parametrize("make", [crisis, uninformed, rounds], ids=["crisis", "uninformed", "rounds"])
def test_sequential_equilibria_where_perfect_bayesian_ones_are_sequential(make: object) -> None:
    game = make()  # type: ignore[operator]
    pbe, sequential = solve(game, "pbe"), solve(game, "sequential")
    assert [str(eq) for eq in pbe.equilibria] == [str(eq) for eq in sequential.equilibria]
    assert sequential.complete().status == "proved"
    weak = [str(eq.beliefs) for eq in solve(game, "weak").equilibria]
    assert (weak == [str(eq.beliefs) for eq in sequential.equilibria]) == (make is crisis)


@pytest.mark.slow
def test_chain_store_of_two_entrants_is_that_of_kreps_and_wilson() -> None:
    game = chain(2)
    p, _, b = reals("p a b")
    pbe, sequential = solve(game, "pbe"), solve(game, "sequential")
    assert [str(eq) for eq in pbe.equilibria] == [str(eq) for eq in sequential.equilibria]
    check_dropped(sequential)
    plain = [eq for eq in sequential.equilibria if eq.strategy["tough", "in"].actions[0][0] == "fight"]
    deterred = Or(*(eq.when for eq in plain if eq.strategy["tough",].actions[0][0] == "out"))
    assert equivalent(deterred, p >= b**2, (*game.given, Ne(p, b), Ne(p, b**2))) is True


# random games against the definition


def rumours(rng: Random, constants: tuple[sympy.Symbol, ...]) -> Game:
    """Three types; moves that are mostly not worth it; a rumour that rules some types out; then a guess."""
    heard = [rng.sample("xyz", rng.choice((2, 2, 3))) for _ in range(3)]
    moves = ("m", "n") if rng.random() < 0.2 else ("m",)

    def reply() -> Node:
        cost = -1 if rng.random() < 0.8 else rng.choice((0, 1))
        return Decision("R", {guess: end(A=cost, R=amount(rng, constants)) for guess in ("l", "r")})

    def typed(k: int) -> Node:
        after = {m: Chance({h: (Rational(1, len(heard[k])), reply()) for h in heard[k]}) for m in moves}
        return Decision("A", {"stay": end(A=0, R=0), **after})

    return Game(("A", "R"), Chance({f"t{k}": (Rational(k + 1, 6), typed(k)) for k in range(3)}, seen_by={"A"}), ())


def check_random(seed: int) -> None:
    rng = Random(f"sequential {seed}")
    game = rumours(rng, ()) if seed % 2 else layers(rng, (), ("A", "B", "C")[: rng.choice((2, 3))], rng.choice((3, 4)))
    game = game.at({Q: Rational(1, 3)}) if game.parameters else game
    solution = solve(game, "sequential", edges="full", seconds=20)
    if solution.undecided:
        pytest.skip(f"undecided: {solution.undecided[0].reason}")
    assert solution.complete(10).status != "refuted"
    if len(solution.equilibria) <= 20:
        compare(solution, {}, rng)


@pytest.mark.parametrize("seed", range(3))
def test_random_games(seed: int) -> None:
    check_random(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3, 12))
def test_many_random_games(seed: int) -> None:
    check_random(seed)


# the relations between trembles, against orders found by z3


def test_relations_are_what_labels_allow() -> None:
    """Beliefs at random, with zeros: the relations hold just where z3 finds orders and sizes."""
    rng = Random(8)
    game = at_point(witness(), {X: HALF, Y: HALF, Z: HALF})
    verdicts = set()
    for _ in range(40):
        beliefs: dict[tuple[str, ...], Fraction] = {}
        weights = {k: rng.choice((0, 0, 1, 2, 3)) for k in range(3)}
        for j in range(3):
            one, two = (j + 1) % 3, (j + 2) % 3
            total = weights[one] + weights[two]
            share = Fraction(weights[one], total) if total else Fraction(rng.choice((0, 1, 2)), 2)
            share = share if rng.random() < 0.7 else Fraction(rng.choice((0, 1, 2, 3)), 3)
            beliefs[f"t{one}", "move", f"not {j}"], beliefs[f"t{two}", "move", f"not {j}"] = share, 1 - share
        mixes = {key: dict.fromkeys(nodes[0].below, Fraction(0)) for key, nodes in game.sets.items()}
        for mix in mixes.values():
            mix[next(iter(mix))] = Fraction(1)
        found = tremble(game, mixes, beliefs)
        odds = [beliefs[f"t{(j + k) % 3}", "move", f"not {j}"] for j in range(3) for k in (1, 2)]
        holds = odds[0] * odds[2] * odds[4] == odds[1] * odds[3] * odds[5]
        assert holds == (found is not None), beliefs
        assert found is None or converges(game, mixes, beliefs, found)
        assert (wrong_beliefs(game, mixes, beliefs, "sequential") == []) == holds
        verdicts.add(holds)
    assert verdicts == {True, False}


def test_relations_of_independent_and_of_nested_trembles() -> None:
    a, b, c, d = (frozenset(name) for name in "abcd")
    assert relations(((a, b), (c, d))) == ()
    (pair,) = relations(((a | c, a | d, b | c, b | d),))
    assert {pair.left, pair.right} == {((0, 0, 1), (0, 3, 1)), ((0, 1, 1), (0, 2, 1))}
    # the square of odds, where one set compares two trembles twice
    (square,) = relations(((a | b, c | d), (a, b), (c, d), (a, c)))
    assert {power for _, _, power in square.left} == {1, 2}


# in parts


def test_parts_give_the_same_bytes_in_other_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(perfect, "WIDTH", 12)
    game, told = witness().at({X: HALF, Y: HALF}), []
    plain = solve(game, "sequential", edges="full")
    with ProcessPoolExecutor(2) as pool:
        spread = solve(game, "sequential", edges="full", executor=pool, progress=lambda *n: told.append(n))
    with ThreadPoolExecutor(1) as pool:
        threaded = solve(crisis(), "pbe", executor=pool)
    assert str(spread) == str(plain)
    assert (spread.latex(), spread.html()) == (plain.latex(), plain.html())
    assert str(threaded) == str(solve(crisis(), "pbe"))
    assert spread.complete().status == "proved"
    assert told == [(k + 1, len(told)) for k in range(len(told))]
    assert len(told) > 1


def test_what_is_no_executor_is_refused() -> None:
    with pytest.raises(GameError, match="executor"):
        solve(crisis(), "pbe", executor=2)  # type: ignore[arg-type]
    with pytest.raises(GameError, match="progress"):
        solve(crisis(), "pbe", progress="bar")  # type: ignore[arg-type]


# knife edges


def test_generic_solutions_name_all_that_they_leave_out() -> None:
    for game, concept in ((crisis(), "pbe"), (uninformed(), "pbe"), (witness().at({X: HALF}), "sequential")):
        generic, full = solve(game, concept), solve(game, concept, edges="full")
        assert generic.check is not None
        assert len(full.equilibria) > len(generic.equilibria)
        assert generic.complete().status == "proved"
        # without the edges something is missing, so none of them is idle talk
        for k in range(len(generic.check.left_out)):
            rest = generic.check.left_out[:k] + generic.check.left_out[k + 1 :]
            less = dataclasses.replace(generic.check, left_out=rest)
            assert less.ask().status == "refuted", (concept, k)


def test_edges_that_the_hypotheses_ask_for_are_no_edges() -> None:
    reply = {sign: Decision("B", {"yes": end(A=1, B=sign), "no": end(A=0, B=0)}) for sign in (1, -1)}
    types = Chance({"good": (Q, reply[1]), "bad": (1 - Q, reply[-1])}, seen_by={"A"})
    solution = solve(Game(("A", "B"), types, (0 < Q, Q < 1, Eq(2 * Q, 1))), "pbe")
    assert len(solution.equilibria) == 3
    assert solution.rule == "no edges left out"


def test_too_many_orders_of_trembles_are_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    from detente.solvers import trembles

    monkeypatch.setattr(trembles, "MAX_RELATIONS", 3)
    trembles.relations.cache_clear()
    solution = solve(witness().at({X: HALF, Y: HALF, Z: HALF}), "sequential", edges="full")
    trembles.relations.cache_clear()
    assert "trembles" in solution.undecided[0].reason
    assert solution.complete(5).status != "proved"
    with pytest.raises(UnsupportedGame, match="concept"):
        solve(witness(), "subsequent")
