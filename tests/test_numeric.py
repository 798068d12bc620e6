"""Nash equilibria of games of numbers: against lrsnash, nashpy, brute force, and the definition on the tree."""

from __future__ import annotations

import itertools
import math
import shutil
import subprocess
import time
import warnings
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import nashpy
import numpy as np
import pytest
import sympy
from sympy import Integer, Rational

from detente.games import (
    Chance,
    Continue,
    Decision,
    Game,
    GameError,
    Node,
    Offer,
    Terminal,
    UnsupportedGame,
    information_sets,
    reals,
)
from detente.solvers import Equilibrium, solve, zero_sum_value
from detente.solvers import nash as nash_module
from detente.solvers.bimatrix import extreme_equilibria, lemke_howson, maximal_subsets, undominated
from detente.solvers.numeric import _rounded
from detente.solvers.strategic import best_reply, count_plans, plans, sequence_form

Matrix = list[list[Fraction]]
Mixture = tuple[Fraction, ...]

needs_lrsnash = pytest.mark.skipif(shutil.which("lrsnash") is None, reason="lrsnash (Debian: lrslib) is not installed")


def random_game(rng: Random, rows: int, columns: int, spread: int) -> tuple[Matrix, Matrix]:
    def table() -> Matrix:
        return [[Fraction(rng.randint(-spread, spread)) for _ in range(columns)] for _ in range(rows)]

    return table(), table()


def sizes(rng: Random) -> tuple[int, int]:
    return rng.randint(2, 5), rng.randint(2, 5)


# --- bimatrix games


def lrsnash(a: Matrix, b: Matrix, folder: Path) -> set[tuple[Mixture, Mixture]]:
    def table(matrix: Matrix) -> str:
        return "\n".join(" ".join(map(str, row)) for row in matrix)

    file = folder / "game"
    file.write_text(f"{len(a)} {len(a[0])}\n\n{table(a)}\n\n{table(b)}\n", encoding="utf-8")
    run = subprocess.run(["lrsnash", str(file)], capture_output=True, text=True, check=True, timeout=60)
    found: set[tuple[Mixture, Mixture]] = set()
    for block in run.stdout.split("\n\n"):
        sides: dict[str, list[Mixture]] = {"1": [], "2": []}
        for line in block.splitlines():
            words = line.split()
            if words and words[0] in sides:
                sides[words[0]].append(tuple(map(Fraction, words[1:-1])))
        found.update(itertools.product(sides["1"], sides["2"]))
    return found


@needs_lrsnash
@pytest.mark.parametrize("spread", [1, 2, 9, 1000])
def test_the_same_extreme_equilibria_as_lrsnash(spread: int, tmp_path: Path) -> None:
    rng = Random(spread)
    degenerate = 0
    for _ in range(100):
        a, b = random_game(rng, *sizes(rng), spread)
        mine = extreme_equilibria(a, b)
        assert len(set(mine)) == len(mine)
        assert set(mine) == lrsnash(a, b, tmp_path), (a, b)
        degenerate += len(mine) % 2 == 0
    assert spread > 2 or degenerate > 10  # the number is odd where the game is not degenerate (Wilson 1971)


def solved(rows: Sequence[Sequence[Fraction]], right: Sequence[Fraction]) -> list[Fraction] | None:
    """Solve a square system by elimination; None where it is singular."""
    table = [[*row, value] for row, value in zip(rows, right, strict=True)]
    for k in range(len(table)):
        pivot = next((r for r in range(k, len(table)) if table[r][k]), None)
        if pivot is None:
            return None
        table[k], table[pivot] = table[pivot], table[k]
        table[k] = [v / table[k][k] for v in table[k]]
        for r in range(len(table)):
            if r != k and table[r][k]:
                table[r] = [v - table[r][k] * p for v, p in zip(table[r], table[k], strict=True)]
    return [row[-1] for row in table]


def corners(payoffs: Matrix) -> set[Mixture]:
    """Return the mixtures of rows at the corners of {(x, v): v >= payoff of each column}, by all sets of equations."""
    m, n = len(payoffs), len(payoffs[0])
    unit = [[Fraction(k == i) for k in range(m)] + [Fraction(0)] for i in range(m)]
    ties = [[payoffs[i][j] for i in range(m)] + [Fraction(-1)] for j in range(n)]
    total = [Fraction(1)] * m + [Fraction(0)]
    found = set()
    for chosen in itertools.combinations(unit + ties, m):
        point = solved([total, *chosen], [Fraction(1)] + [Fraction(0)] * m)
        if point is not None and min(point[:m]) >= 0:
            worth = [sum(x * payoffs[i][j] for i, x in enumerate(point[:m])) for j in range(n)]
            if max(worth) <= point[m]:
                found.add(tuple(point[:m]))
    return found


def gains(a: Matrix, b: Matrix, x: Mixture, y: Mixture) -> tuple[Fraction, Fraction]:
    """Return what each player can gain by another strategy."""
    rows = [sum((v * q for v, q in zip(row, y, strict=True)), Fraction(0)) for row in a]
    columns = [sum((row[j] * p for row, p in zip(b, x, strict=True)), Fraction(0)) for j in range(len(y))]
    mine = sum((p * v for p, v in zip(x, rows, strict=True)), Fraction(0))
    theirs = sum((q * v for q, v in zip(y, columns, strict=True)), Fraction(0))
    return max(rows) - mine, max(columns) - theirs


@pytest.mark.parametrize("spread", [1, 3, 50])
def test_the_same_extreme_equilibria_as_by_brute_force(spread: int) -> None:
    rng = Random(10 + spread)
    for _ in range(25):
        a, b = random_game(rng, rng.randint(1, 4), rng.randint(1, 4), spread)
        turned = [list(column) for column in zip(*a, strict=True)]
        expected = {(x, y) for x in corners(b) for y in corners(turned) if gains(a, b, x, y) == (0, 0)}
        assert set(extreme_equilibria(a, b)) == expected, (a, b)


def test_none_of_the_equilibria_that_nashpy_finds_is_missing() -> None:
    rng, seen = Random(3), 0
    for _ in range(60):
        a, b = random_game(rng, *sizes(rng), 1000)
        mine = extreme_equilibria(a, b)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = list(nashpy.Game(np.array(a, dtype=float), np.array(b, dtype=float)).support_enumeration())
        for x, y in theirs:
            near = [p for p in mine if np.allclose(np.array([*p[0], *p[1]], dtype=float), [*x, *y], atol=1e-6)]
            assert len(near) == 1
        seen += len(theirs)
        assert len(mine) % 2 == 1
    assert seen > 60


def test_fractions_and_a_game_larger_than_those_of_the_oracles() -> None:
    rng = Random(5)
    a, b = random_game(rng, 8, 8, 1000)
    a = [[v / 7 for v in row] for row in a]
    found = extreme_equilibria(a, b)
    assert len(found) % 2 == 1
    assert all(gains(a, b, x, y) == (0, 0) for x, y in found)


@pytest.mark.parametrize("spread", [0, 1, 5, 1000])
def test_lemke_howson_ends_at_an_equilibrium_from_every_label(spread: int) -> None:
    rng = Random(20 + spread)
    for _ in range(40):
        rows, columns = sizes(rng)
        a, b = random_game(rng, rows, columns, spread)
        for label in range(rows + columns):
            x, y = lemke_howson(a, b, label, time.monotonic() + 10)  # no cycles
            assert gains(a, b, x, y) == (0, 0)
            assert sum(x) == sum(y) == 1
            assert min(*x, *y) >= 0


def test_mixtures_within_a_maximal_subset_are_equilibria() -> None:
    rng, continua = Random(6), 0
    for _ in range(60):
        a, b = random_game(rng, *sizes(rng), 1)
        pairs = extreme_equilibria(a, b)
        xs, ys = (list(dict.fromkeys(side)) for side in zip(*pairs, strict=True))
        subsets = maximal_subsets([(xs.index(x), ys.index(y)) for x, y in pairs])
        assert subsets is not None
        assert {(i, j) for some, others in subsets for i in some for j in others} == {
            (xs.index(x), ys.index(y)) for x, y in pairs
        }
        for some, others in subsets:
            continua += len(some) + len(others) > 2
            x = mixed(rng, [xs[i] for i in some])
            assert gains(a, b, x, mixed(rng, [ys[j] for j in others])) == (0, 0)
    assert continua > 20


def mixed(rng: Random, points: Sequence[Mixture]) -> Mixture:
    weights = [Fraction(rng.randint(1, 9)) for _ in points]
    return tuple(
        sum((w * p[k] for w, p in zip(weights, points, strict=True)), Fraction(0)) / sum(weights)
        for k in range(len(points[0]))
    )


def test_only_strictly_dominated_strategies_are_struck_out() -> None:
    one = [[Fraction(v) for v in row] for row in ((2, 2), (2, 1), (1, 1))]
    two = [[Fraction(v) for v in row] for row in ((0, 0), (0, 0), (0, 5))]
    assert undominated(one, two) == ([0, 1], [0, 1])
    assert len(extreme_equilibria(one, two)) == len(
        {
            (x, y)
            for x, y in itertools.product(corners(two), corners([*map(list, zip(*one, strict=True))]))
            if gains(one, two, x, y) == (0, 0)
        }
    )


# --- trees


def end(*payoffs: Any, outcome: str = "end") -> Terminal:
    return Terminal(dict(zip("ABC", payoffs, strict=False)), outcome)


def tree(rng: Random, depth: int, spread: int, zero: bool = False, players: str = "AB") -> Node:
    """A tree in layers with chance moves; each move is seen by all, or by its mover alone."""
    layers: list[tuple[str, int, Any]] = []
    for _ in range(depth):
        kind = rng.choice([*players, *players, "chance"])
        layers.append((kind, rng.randint(2, 3), rng.choice([None, (), players[0], players[-1]])))

    def grow(level: int) -> Node:
        if level == depth:
            amounts = [Rational(rng.randint(-spread, spread), rng.choice([1, 1, 2])) for _ in players]
            if zero:
                amounts[-1] = 3 - sum(amounts[:-1], Integer(0))
            return end(*amounts, outcome=rng.choice(["war", "peace"]))
        kind, size, seen_by = layers[level]
        viewers = None if seen_by is None else set(seen_by)
        if kind == "chance":
            odds = [Rational(1, 2)] * 2 if size == 2 else [Rational(1, 2), Rational(1, 3), Rational(1, 6)]
            return Chance({f"n{k}": (p, grow(level + 1)) for k, p in enumerate(odds)}, viewers)
        return Decision(kind, {f"m{k}": grow(level + 1) for k in range(size)}, viewers)

    return grow(0)


KNOWN: dict[Node, dict[str, Fraction]] = {}


def fractions(node: Node, values: Any) -> dict[str, Fraction]:
    if node not in KNOWN:
        KNOWN[node] = {key: fraction(value) for key, value in values.items()}
    return KNOWN[node]


def fraction(value: Any) -> Fraction:
    return Fraction(int(value.p), int(value.q))


def worth(game: Game, play: Any) -> dict[str, Any]:
    """Return expected payoffs by walking the tree: play(history) gives the probabilities of the moves there."""

    def value(node: Node, history: tuple[str, ...]) -> dict[str, Any]:
        match node:
            case Terminal(payoffs=payoffs):
                return fractions(node, payoffs)
            case Decision(moves=moves):
                odds = play(history)
                branches = [
                    (odds[label], value(child, (*history, label))) for label, child in moves.items() if odds.get(label)
                ]
            case Chance(moves=moves):
                odds = fractions(node, {label: p for label, (p, _) in moves.items()})
                branches = [(odds[label], value(child, (*history, label))) for label, (_, child) in moves.items()]
            case _:
                raise AssertionError(node)
        return {player: sum(p * v[player] for p, v in branches) for player in game.players}

    return value(game.root, ())


def played(found: Equilibrium) -> Any:
    def odds(history: tuple[str, ...]) -> dict[str, Any]:
        rule = found.strategy[history]
        return {a: fraction(p) for a, p in rule.actions} if rule.mixed else {rule.actions[0][0]: Fraction(1)}

    return odds


def strategies(game: Game, player: str) -> Iterator[dict[tuple[str, ...], str]]:
    """Run through all pure strategies of a player, a move at every one of its information sets."""
    own = [each for each in information_sets(game) if each.player == player]
    for choice in itertools.product(*(each.moves for each in own)):
        yield {history: label for each, label in zip(own, choice, strict=True) for history in each.histories}


def is_equilibrium(game: Game, found: Equilibrium) -> bool:
    play = played(found)
    value = worth(game, play)
    assert value == {player: fraction(payoff) for player, payoff in found.payoffs.items()}
    for player in game.players:
        for other in strategies(game, player):
            deviant = worth(game, lambda h, o=other: {o[h]: 1} if h in o else play(h))
            if deviant[player] > value[player]:
                return False
    return True


def small_trees(seed: int, count: int, **options: Any) -> Iterator[Game]:
    rng = Random(seed)
    players = options.get("players", "AB")
    while count:
        game = Game(tuple(players), tree(rng, rng.randint(2, 3), rng.choice([1, 3, 20]), **options))
        if math.prod(len(each.moves) for each in information_sets(game)) <= 400:
            count -= 1
            yield game


def reachable(game: Game, chosen: dict[tuple[str, ...], str]) -> frozenset[tuple[tuple[str, ...], str]]:
    """Return the moves of a pure strategy at the histories that it does not itself rule out."""
    return frozenset(
        (h, label) for h, label in chosen.items() if all(chosen.get(h[:k], h[k]) == h[k] for k in range(len(h)))
    )


@pytest.mark.parametrize("seed", range(4))
def test_equilibria_of_trees_by_the_definition(seed: int) -> None:
    for game in small_trees(seed, 8):
        solution = solve(game, "nash")
        assert solution.equilibria
        for found in solution.equilibria:
            assert is_equilibrium(game, found)
            assert sum(found.outcomes.values()) == 1
        assert not solution.undecided or all("continuum" in case.reason for case in solution.undecided)


@pytest.mark.parametrize("players", ["AB", "ABC"])
def test_no_pure_equilibrium_of_a_tree_is_missing(players: str) -> None:
    """A pure equilibrium is no mixture of others, so that it is listed even where there is a continuum."""
    met = 0
    for game in small_trees(30, 14, players=players):
        listed = set()
        for found in solve(game, "nash").equilibria:
            rules = found.strategy
            if not any(rule.mixed for rule in rules.values()):
                by_player = []
                for player in players:
                    own = {h: str(r.actions[0][0]) for h, r in rules.items() if r.player == player}
                    by_player.append(reachable(game, own))
                listed.add(tuple(by_player))
        expected = set()
        for profile in itertools.product(*(list(strategies(game, player)) for player in players)):
            together = {h: label for each in profile for h, label in each.items()}
            value = worth(game, lambda h, t=together: {t[h]: 1})
            better = (
                worth(game, lambda h, t=together, o=other: {o.get(h, t[h]): 1})[player] > value[player]
                for player in players
                for other in strategies(game, player)
            )
            if not any(better):
                expected.add(tuple(reachable(game, each) for each in profile))
        assert listed == expected
        met += len(expected)
    assert met > 14


def test_several_mixtures_of_plans_with_one_behaviour_are_one_equilibrium() -> None:
    """A guesses twice, B cannot tell; A's four plans mix in many ways to the same fair guesses."""

    def guess(good: str) -> Node:
        replies = {
            h: Decision("B", {s: end(*((1, -1) if s == h else (-1, 1))) for s in ("h", "t")}) for h in ("h", "t")
        }
        return Decision("A", replies, seen_by=())

    game = Game(
        ("A", "B"),
        Chance({"one": (Rational(1, 2), guess("h")), "two": (Rational(1, 2), guess("t"))}),
    )
    solution = solve(game, "nash")
    (found,) = solution.equilibria
    assert all(rule["h"] == Rational(1, 2) for rule in found.strategy.values())
    assert not solution.undecided
    assert str(solution).startswith("Nash equilibria: complete")


def test_only_corners_of_what_a_player_does_are_listed() -> None:
    """A does not care, and B replies x where A goes up often enough; (1/2, 1/2) lies between (1, 0) and (0, 1).

    As a mixture of the plans up-up and down-down it is a corner of the strategic form all the same.
    """
    half = Rational(1, 2)

    def state() -> Node:
        up = Decision("B", {"x": end(0, 1), "y": end(0, 0)})
        down = Decision("B", {"x": end(0, 0), "y": end(0, 1)})
        return Decision("A", {"up": up, "down": down}, seen_by=())

    inner = Chance({"one": (half, state()), "two": (half, state())}, seen_by={"A"})
    solution = solve(Game(("A", "B"), inner), "nash")
    found = {
        (
            *(Fraction(int(each.strategy[s,]["up"] != sympy.false)) for s in ("one", "two")),
            each.strategy["one", "up"]["x"],
        )
        for each in solution.equilibria
    }
    assert not any(rule.mixed for each in solution.equilibria for rule in each.strategy.values())
    assert {(a, b, x == sympy.true) for a, b, x in found} == {
        (1, 1, True), (1, 0, True), (0, 1, True), (0, 0, False), (1, 0, False), (0, 1, False)
    }  # fmt: skip
    assert "A and B may mix" in "".join(case.reason for case in solution.undecided)


def test_a_continuum_is_told_with_its_corners() -> None:
    reply = Decision("B", {"fight": end(-1, -1), "yield": end(1, 1)})
    game = Game(("A", "B"), Decision("A", {"enter": reply, "stay": end(0, 2)}))
    solution = solve(game, "nash")
    assert [str(found.strategy[("enter",)]["fight"]) for found in solution.equilibria] == ["False", "True", "1/2"]
    (case,) = solution.undecided
    assert "B may mix in any way between the strategies of cases 2 and 3" in case.reason
    assert [found.path for found in solution.equilibria] == [((), ("enter",)), ((),), ((),)]
    assert solution.at({})[0].payoffs == {"A": 1, "B": 1}


def test_odds_that_players_do_not_share() -> None:
    """Each bets that its own horse wins; a mixture is worth to each what it is by its own odds."""
    odds = [{"A": Rational(3, 4), "B": Rational(1, 4)}, {"A": Rational(1, 4), "B": Rational(3, 4)}]
    race = Chance({"red": (odds[0], end(1, -1, outcome="red")), "blue": (odds[1], end(-1, 1, outcome="blue"))})
    game = Game(("A", "B"), Decision("A", {"bet": Decision("B", {"take": race, "leave": end(0, 0)}), "no": end(0, 0)}))
    first = solve(game, "nash").equilibria[0]
    assert first.payoffs == {"A": Rational(1, 2), "B": Rational(1, 2)}
    assert first.outcomes["red"] == {"A": Rational(3, 4), "B": Rational(1, 4)}
    with pytest.raises(UnsupportedGame, match="common odds"):
        zero_sum_value(game)


def test_one_player_and_players_without_moves() -> None:
    lone = solve(Game(("A",), Decision("A", {"a": end(1), "b": end(1), "c": end(0)})), "nash")
    assert [found.strategy[()].actions[0][0] for found in lone.equilibria] == ["a", "b"]
    assert "A may mix" in lone.undecided[0].reason
    idle = solve(Game(("A", "B", "C"), Decision("C", {"a": end(1, 2, 3), "b": end(0, 0, 4)})), "nash")
    assert [found.payoffs for found in idle.equilibria] == [{"A": 0, "B": 0, "C": 4}]
    assert not idle.undecided
    still = solve(Game(("A", "B"), end(1, 2)), "nash")
    assert still.equilibria[0].payoffs == {"A": 1, "B": 2}


def test_three_players_are_partial_by_word() -> None:
    def last(a: str, b: str) -> Node:
        return Decision("C", {c: end(int(a != b), int(b != c), int(c == a)) for c in "ht"})

    def second(a: str) -> Node:
        return Decision("B", {b: last(a, b) for b in "ht"}, seen_by=())

    game = Game(("A", "B", "C"), Decision("A", {a: second(a) for a in "ht"}, seen_by=()))
    solution = solve(game, "nash")
    assert solution.undecided[0].reason == "mixed equilibria are not searched where three players or more move"


# --- zero-sum games


def kuhn_poker() -> Game:
    """Three cards, an ante of one and a bet of one (Kuhn 1950)."""
    cards = "JQK"

    def show(a: str, b: str, stake: int) -> Terminal:
        sign = 1 if cards.index(a) > cards.index(b) else -1
        return end(sign * stake, -sign * stake)

    def deal(a: str, b: str) -> Node:
        bet = Decision("B", {"fold": end(1, -1), "call": show(a, b, 2)})
        raised = Decision("A", {"fold": end(-1, 1), "call": show(a, b, 2)})
        check = Decision("B", {"check": show(a, b, 1), "bet": raised})
        return Decision("A", {"check": check, "bet": bet})

    first = {}
    for a in cards:
        second = {b: (Rational(1, 2), deal(a, b)) for b in cards if b != a}
        first[a] = (Rational(1, 3), Chance(second, seen_by={"B"}))
    return Game(("A", "B"), Chance(first, seen_by={"A"}))


def test_kuhn_poker() -> None:
    """The value is -1/18 (Kuhn 1950, A simplified two-person poker)."""
    found = zero_sum_value(kuhn_poker())
    assert found.value == Rational(-1, 18)
    play = {history: rule for history, rule in found.strategy.items() if rule.player == "B"}
    assert play["J", "Q", "check"].seen != play["K", "Q", "bet"].seen
    assert count_plans(sequence_form(kuhn_poker()), 0) == len(plans(sequence_form(kuhn_poker()), 0)) == 27


def test_values_of_random_zero_sum_trees() -> None:
    exact = 0
    for game in small_trees(40, 25, zero=True):
        found = zero_sum_value(game)
        assert found.low <= found.high
        assert {each.payoffs["A"] for each in solve(game, "nash").equilibria} == (
            {found.value} if found.value is not None else set()
        )
        exact += found.value is not None
    assert exact == 25


def test_values_with_large_denominators_are_exact() -> None:
    rng = Random(41)
    for _ in range(5):
        a, _ = random_game(rng, 6, 6, 1000)
        b = [[-v for v in row] for row in a]
        pairs = extreme_equilibria(a, b)
        value = sum(
            p * v * q for p, row in zip(pairs[0][0], a, strict=True) for v, q in zip(row, pairs[0][1], strict=True)
        )
        found = zero_sum_value(Game(("A", "B"), matrix(a, b)))
        assert found.value == Rational(value.numerator, value.denominator)


def test_a_wrong_guess_leaves_a_bracket(monkeypatch: pytest.MonkeyPatch) -> None:
    from detente.solvers import numeric

    monkeypatch.setattr(numeric, "_solved", lambda *_: None)
    monkeypatch.setattr(numeric, "DENOMINATOR", 2)  # thirds are needed
    found = zero_sum_value(kuhn_poker())
    assert found.low <= Rational(-1, 18) <= found.high
    assert found.high - found.low < 1
    assert found.value is None
    monkeypatch.setattr(nash_module, "MAX_CELLS", 100)
    solution = solve(kuhn_poker(), "nash")
    assert not solution.equilibria
    assert f"at least {found.low} and at most {found.high}" in solution.undecided[0].reason
    monkeypatch.setattr(numeric, "_programme", lambda *_: None)
    assert zero_sum_value(kuhn_poker()).low < Rational(-1, 18)


def test_the_value_secured_is_that_of_the_best_reply() -> None:
    form = sequence_form(kuhn_poker())
    even = tuple(_rounded(form, player, [1] * len(form.sequences[player])) for player in (0, 1))
    game = form.game
    best = max(
        worth(game, lambda h, o=other: {o[h]: 1} if h in o else {m: Fraction(1, 2) for m in dict_moves(game, h)})["A"]
        for other in strategies(game, "A")
    )
    assert best_reply(form, 0, even) == best


def dict_moves(game: Game, history: tuple[str, ...]) -> tuple[Any, ...]:
    return next(each.moves for each in information_sets(game) if history in each.histories)


def test_a_large_zero_sum_game_is_solved_in_sequence_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nash_module, "MAX_CELLS", 100)
    solution = solve(kuhn_poker(), "nash")
    (found,) = solution.equilibria
    assert found.payoffs == {"A": Rational(-1, 18), "B": Rational(1, 18)}
    assert is_equilibrium(kuhn_poker(), found)
    assert "in all of them A expects -1/18" in solution.undecided[0].reason
    rng = Random(8)
    with pytest.raises(UnsupportedGame, match="too many plans to compare"):
        solve(Game(("A", "B"), matrix(*random_game(rng, 11, 11, 5))), "nash")


def matrix(a: Matrix, b: Matrix) -> Node:
    rows = {f"r{i}": Decision("B", {f"c{j}": end(v, b[i][j]) for j, v in enumerate(row)}) for i, row in enumerate(a)}
    return Decision("A", rows, seen_by=())


def test_where_time_runs_out_the_answer_is_partial() -> None:
    rng = Random(9)
    a, b = random_game(rng, 18, 18, 1000)
    solution = solve(Game(("A", "B"), matrix(a, b)), "nash", seconds=1)
    assert "Lemke-Howson" in solution.undecided[0].reason
    assert "add up" not in solution.undecided[0].reason
    assert solution.equilibria
    poker = solve(kuhn_poker(), "nash", seconds=1)
    assert "payoffs are the same in all others" in poker.undecided[0].reason
    assert {found.payoffs["A"] for found in poker.equilibria} == {Rational(-1, 18)}


# --- what is refused


def test_what_is_refused_by_name() -> None:
    x, p = reals("x p")
    with pytest.raises(GameError, match=r"after 'go': the payoff of A is p; give p a value"):
        solve(Game(("A",), Decision("A", {"go": end(p), "no": end(0)})), "nash")
    with pytest.raises(GameError, match="the probability of 'n'"):
        solve(Game(("A",), Chance({"n": (p, end(1)), "m": (1 - p, end(0))}), (0 < p, p < 1)), "nash")
    with pytest.raises(UnsupportedGame, match="only rational numbers"):
        solve(Game(("A",), Decision("A", {"go": end(sympy.sqrt(2)), "no": end(0)})), "nash")
    with pytest.raises(UnsupportedGame, match="A chooses a number"):
        solve(Game(("A",), Offer("A", (x, 0, 1), end(x))), "nash")
    with pytest.raises(UnsupportedGame, match="states"):
        solve(Game(("A",), Continue("s", {}, 1), states={"s": end(1)}), "nash")
    with pytest.raises(UnsupportedGame, match="two players"):
        zero_sum_value(Game(("A",), end(1)))
    with pytest.raises(UnsupportedGame, match="add up to one number"):
        zero_sum_value(Game(("A", "B"), Decision("A", {"go": end(1, 1), "no": end(0, 0)})))


def test_values_make_a_game_of_symbols_one_of_numbers() -> None:
    p, c = reals("p c")
    war, peace = end(p - c, 1 - p - c), end(Rational(1, 2), Rational(1, 2))
    game = Game(("A", "B"), Decision("A", {"fight": war, "wait": peace}), given=(0 < p, p < 1, c > 0))
    (found,) = solve(game.at({p: Rational(9, 10), c: Rational(1, 10)}), "nash").equilibria
    assert found.payoffs == {"A": Rational(4, 5), "B": 0}
