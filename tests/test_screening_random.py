"""Random screening games against brute force: an uninformed proposer's offers, tried out at exact points.

Two to four types differ in their costs, odds and outside options, each player has its own prior, the informed side
accepts, fights or walks away, in any order of listing, and the proposer may be averse to risk. What an offer is worth
is computed straight from the tree in fractions. Its supremum lies at a breakpoint, at one side of it, or where a piece
of the proposer's payoff is flat, so that no equilibrium can hide between the points of a grid.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from fractions import Fraction
from random import Random
from typing import Any

import pytest
import sympy
from sympy import Eq, Expr, Poly, Rational, Symbol

from detente.games import Chance, Decision, Draw, Game, Offer, Terminal, reals
from detente.solvers import Equilibrium, Rule, deviations, solve

x, c = reals("x c")
Q, P, COST, WALK, SHARE, PIE, LOSS = reals("q p k w s b l")
Point = dict[Symbol, Expr]


# games


def random_game(rng: Random, amounts: Any) -> Game:
    """Make a game; ``amounts`` gives numbers or symbols for odds, chances, costs and outside options."""
    count = rng.choice((2, 2, 3, 3, 4))
    averse = rng.choice((0, 0, Rational(1, 2), 1, Rational(3, 2)))
    labels = rng.choice((("accept", "fight"), ("accept", "fight", "walk away"), ("fight", "accept"),
                         ("walk away", "accept", "fight")))  # fmt: skip
    lost, high = amounts("cost"), rng.choice((1, 1, 1, Rational(3, 5)))

    def typed() -> Offer:
        odds, cost, walks = amounts("odds"), amounts("cost"), amounts("walk")
        ends = {
            "accept": Terminal({"A": x - averse * x**2 / 2, "B": rng.choice((1, 1, 2)) * (1 - x)}, "settlement"),
            "fight": Terminal({"A": odds - lost, "B": 1 - odds - cost}, "war"),
            "walk away": Terminal({"A": Rational(1, 6), "B": walks - rng.choice((0, 0, x / 3))}, "status quo"),
        }
        return Offer("A", (x, 0, high), Decision("B", {label: ends[label] for label in labels}))

    own = rng.random() < 0.5
    shares = {player: list(priors(rng, count, amounts)) for player in "AB"}
    moves = {}
    for k in range(count):
        both = {player: shares[player][k] for player in "AB"}
        moves[f"t{k}"] = (both if own else both["A"], typed())
    given = tuple(h for s in amounts.used for h in (0 < s, s < (Rational(1, 2) if s in (COST, LOSS) else 1)))
    return Game(("A", "B"), Chance(moves, seen_by={"B"}), given)


def priors(rng: Random, count: int, amounts: Any) -> Iterator[Expr]:
    weights = [rng.randint(1, 5) for _ in range(count)]
    first = amounts("prior") or Rational(weights[0], sum(weights))
    yield first
    for weight in weights[1:]:
        yield (1 - first) * Rational(weight, sum(weights[1:]))


class Amounts:
    """Numbers, but for some that are symbols, each used at one or several places."""

    def __init__(self, rng: Random, symbols: tuple[Symbol, ...]) -> None:
        self.rng, self.symbols, self.used = rng, symbols, dict[Symbol, None]()

    def __call__(self, kind: str) -> Expr:
        symbol = {"prior": Q, "odds": P, "cost": self.rng.choice((COST, LOSS)), "walk": WALK}[kind]
        if symbol in self.symbols and self.rng.random() < 0.6:
            self.used[symbol] = None
            return symbol
        if kind == "prior":
            return sympy.Integer(0)
        return Rational(self.rng.randint(1, 10 if kind == "odds" else 6), 12)


# what an offer is worth, straight from the tree


@dataclasses.dataclass(frozen=True)
class Menu:
    """What a type can do: by label, in the order listed, the payoffs of A and B as coefficients in the offer."""

    odds: dict[str, Fraction]
    moves: dict[str, tuple[list[Fraction], list[Fraction]]]

    def choice(self, offer: Fraction) -> str:
        best = max(at(moves[1], offer) for moves in self.moves.values())
        return next(label for label, moves in self.moves.items() if at(moves[1], offer) == best)


def fraction(value: Expr) -> Fraction:
    number = Rational(value)
    return Fraction(int(number.p), int(number.q))


def coefficients(value: Expr, point: Point) -> list[Fraction]:
    return [fraction(k) for k in reversed(Poly(value.subs(point), x).all_coeffs())]


def at(row: list[Fraction], offer: Fraction) -> Fraction:
    return sum((k * offer**n for n, k in enumerate(row)), Fraction(0))


def menus(game: Game, point: Point) -> dict[str, Menu]:
    found = {}
    for label, (odds, node) in game.root.moves.items():
        by = {p: fraction((odds if isinstance(odds, Expr) else odds[p]).subs(point)) for p in "AB"}
        moves = {
            a: (coefficients(t.payoffs["A"], point), coefficients(t.payoffs["B"], point))
            for a, t in node.then.moves.items()
        }
        found[label] = Menu(by, moves)
    return found


def value(types: dict[str, Menu], offer: Fraction, player: str = "A") -> Fraction:
    who = "AB".index(player)
    return sum((t.odds[player] * at(t.moves[t.choice(offer)][who], offer) for t in types.values()), Fraction(0))


def corners(types: dict[str, Menu], high: Fraction) -> list[Fraction]:
    """List the offers at which some type changes its mind, and the ends of the interval."""
    found = {Fraction(0), high}
    for each in types.values():
        rows = [moves[1] for moves in each.moves.values()]
        for k, one in enumerate(rows):
            for two in rows[:k]:
                rest, slope = (a - b for a, b in zip((*one, Fraction(0))[:2], (*two, Fraction(0))[:2], strict=True))
                if slope and 0 < -rest / slope < high:
                    found.add(-rest / slope)
    return sorted(found)


def brute_force(types: dict[str, Menu], high: Fraction) -> tuple[Fraction, Fraction]:
    """Return the most that an offer brings, and the supremum."""
    points = corners(types, high)
    most = [value(types, offer) for offer in points]
    limits = list(most)
    for low, top in itertools.pairwise(points):
        row = [Fraction(0)] * 3
        for each in types.values():
            payoff = each.moves[each.choice((low + top) / 2)][0]
            row = [a + each.odds["A"] * b for a, b in zip(row, (*payoff, Fraction(0), Fraction(0)), strict=False)]
        limits += [at(row, low), at(row, top)]
        if row[2] and low < -row[1] / (2 * row[2]) < top:
            most.append(at(row, -row[1] / (2 * row[2])))
        elif not row[1] and not row[2]:
            most.append(row[0])
    return max(most), max(limits + most)


# comparisons


def check_point(game: Game, point: Point, found: tuple[Equilibrium, ...], undecided: bool) -> None:
    types, high = menus(game, point), fraction(next(iter(game.root.moves.values()))[1].interval[2])
    most, supremum = brute_force(types, high)
    assert max(value(types, high * Fraction(k, 60)) for k in range(61)) <= supremum
    if most < supremum:
        assert not found
        assert undecided
        return
    (eq,) = found
    assert eq.payoffs["A"] == most
    (first, *_) = types
    offer = eq.strategy[first,].offer
    if offer is not None:
        chosen = fraction(offer)
        assert 0 <= chosen <= high
        assert value(types, chosen) == most
        assert eq.payoffs["B"] == value(types, chosen, "B")
    points = corners(types, high)
    points += [(low + top) / 2 for low, top in itertools.pairwise(points)]
    for label, each in types.items():
        assert eq.beliefs[label,] == each.odds["A"]
        rule = eq.strategy[label, "x"]
        for number in points:
            (does,) = [a for a, when in rule.actions if when.subs(x, Rational(number)) == sympy.true]
            assert does == each.choice(number), (label, number, rule)


def offering(eq: Equilibrium, game: Game, number: Expr) -> Equilibrium:
    rule = Rule("A", ((Eq(x, number), sympy.true),))
    return dataclasses.replace(eq, strategy={**eq.strategy, **{(label,): rule for label in game.root.moves}})


def check_numbers(seed: int, check_deviations: bool = False) -> None:
    rng = Random(f"numbers {seed}")
    game = random_game(rng, Amounts(rng, ()))
    solution = solve(game, "pbe")
    check_point(game, {}, solution.equilibria, bool(solution.undecided))
    for eq in solution.equilibria if check_deviations else ():
        assert deviations(game, eq) == sympy.true
        types, high = menus(game, {}), fraction(next(iter(game.root.moves.values()))[1].interval[2])
        _, supremum = brute_force(types, high)
        for number in (*rng.sample(corners(types, high), 2), high * Fraction(rng.randint(0, 12), 12)):
            right = value(types, number) == supremum
            assert (deviations(game, offering(eq, game, Rational(number))) == sympy.true) is right


@pytest.mark.parametrize("block", range(3))
def test_random_numbers(block: int) -> None:
    for seed in range(20 * block, 20 * block + 20):
        check_numbers(seed)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(3, 10))
def test_many_random_numbers(block: int) -> None:
    test_random_numbers(block)


def test_the_check_of_deviations_agrees_with_brute_force() -> None:
    for seed in range(300, 303):
        check_numbers(seed, check_deviations=True)


@pytest.mark.slow
def test_the_check_of_deviations_agrees_with_brute_force_in_many_games() -> None:
    for seed in range(303, 309):
        check_numbers(seed, check_deviations=True)


# parameters


def draw_point(rng: Random, game: Game) -> Point:
    steps = rng.choice((12, 12, 101))
    while True:
        point = {s: Rational(rng.randint(1, steps - 1), steps) for s in game.parameters}
        if all(h.subs(point) == sympy.true for h in game.given):
            return point


def check_symbols(seed: int) -> None:
    rng = Random(f"symbols {seed}")
    game = random_game(rng, Amounts(rng, tuple(rng.sample((Q, P, COST, WALK, LOSS), 2))))
    solution = solve(game, "pbe")
    for _ in range(5):
        point = draw_point(rng, game)
        left = [case for case in solution.undecided if case.when.subs(point) == sympy.true]
        check_point(game, point, solution.at(point) if point else solution.equilibria, bool(left))


@pytest.mark.parametrize("seed", range(4))
def test_random_parameters(seed: int) -> None:
    check_symbols(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4, 9))
def test_many_random_parameters(seed: int) -> None:
    check_symbols(seed)


# types drawn from a continuum


def drawn_game(rng: Random) -> tuple[Game, Expr]:
    """Draw the type of B from [0, top]: its cost of war, or its strength, which A's own payoff of war then hangs on."""
    top = Rational(rng.randint(1, 6), 6)
    density = rng.choice((1 / top, 2 * c / top**2, 2 * (top - c) / top**2, 3 * c**2 / top**3))
    odds, lost = Rational(rng.randint(1, 9), 12), Rational(rng.randint(0, 4), 12)
    gains = rng.choice((sympy.Integer(0), c / 2))
    ends = {
        "accept": Terminal({"A": x - rng.choice((0, Rational(1, 2))) * x**2, "B": 1 - x}, "settlement"),
        "fight": Terminal({"A": odds - lost + gains, "B": 1 - odds - c}, "war"),
        "walk away": Terminal({"A": Rational(1, 6), "B": Rational(rng.randint(0, 8), 12)}, "status quo"),
    }
    labels = rng.choice((("accept", "fight"), ("accept", "fight"), ("accept", "fight", "walk away")))
    play = Offer("A", (x, 0, 1), Decision("B", {label: ends[label] for label in labels}))
    return Game(("A", "B"), Draw((c, 0, top), density, play, seen_by={"B"})), top


def drawn_value(game: Game, offer: Expr, player: str = "A") -> Expr:
    """Integrate what an offer is worth over the types, between the types that change their minds."""
    draw = game.root
    moves = {k: {p: v.subs(x, offer) for p, v in t.payoffs.items()} for k, t in draw.then.then.moves.items()}
    _, low, high = draw.interval
    cuts = {low, high}
    for k, one in enumerate(moves.values()):
        for two in list(moves.values())[:k]:
            gap = Poly(one["B"] - two["B"], c)
            if gap.degree() == 1:
                rest, slope = reversed(gap.all_coeffs())
                if low < -rest / slope < high:
                    cuts.add(-rest / slope)
    points, total = sorted(cuts), sympy.Integer(0)
    for start, end in itertools.pairwise(points):
        middle = {c: (start + end) / 2}
        best = max(moves.values(), key=lambda payoffs: payoffs["B"].subs(middle))
        total += sympy.integrate(sympy.expand(draw.density * best[player]), (c, start, end))
    return sympy.radsimp(sympy.expand(total))


def check_drawn(seed: int) -> None:
    rng = Random(f"drawn {seed}")
    game, _ = drawn_game(rng)
    solution = solve(game, "pbe")
    assert len(solution.equilibria) == 1
    (eq,) = solution.equilibria
    best = eq.payoffs["A"]
    for k in range(25):
        assert drawn_value(game, Rational(k, 24)) <= best, k
    offer = eq.strategy["c",].offer
    if offer is not None:
        assert sympy.simplify(drawn_value(game, offer) - best) == 0
    if best.is_Rational:
        assert deviations(game, eq) == sympy.true
    number = Rational(rng.randint(0, 12), 12)
    worse = dataclasses.replace(eq, strategy={**eq.strategy, ("c",): Rule("A", ((Eq(x, number), sympy.true),))})
    right = sympy.simplify(drawn_value(game, number) - best) == 0
    assert (deviations(game, worse) == sympy.true) is right


@pytest.mark.parametrize("seed", range(2))
def test_random_draws(seed: int) -> None:
    check_drawn(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 5))
def test_many_random_draws(seed: int) -> None:
    check_drawn(seed)
