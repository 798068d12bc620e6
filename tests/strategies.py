"""Random games and random points, from a seed: the same seed gives the same game.

Points are drawn from few small fractions, so that ties and boundaries are met often.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random

import sympy
from hypothesis import strategies as st
from sympy import Abs, Expr, Max, Min, Piecewise, Rational, Symbol, sqrt
from sympy.logic.boolalg import And, Boolean, Not, Or

import oracles
from detente.games import Chance, Decision, Game, Node, Offer, Terminal, reals

A, B, C, D, E = reals("a b c d e")  # constants without bounds
Q, R = reals("q r")  # odds in (0, 1)
H, K = reals("h k")  # positive

COARSE = [Fraction(n, d) for n, d in ((-1, 1), (-1, 2), (0, 1), (1, 4), (1, 2), (1, 1), (3, 2))]
INSIDE = [Fraction(n, d) for n, d in ((1, 4), (1, 3), (1, 2), (2, 3), (9, 10))]
POSITIVE = [Fraction(n, d) for n, d in ((1, 10), (1, 4), (1, 2), (1, 1), (2, 1))]
HYPOTHESES = {Q: (0 < Q, Q < 1), R: (0 < R, R < 1), H: (H > 0,), K: (K > 0,)}


def fraction(rng: Random) -> Rational:
    return Rational(rng.randint(-2, 4), rng.choice((1, 1, 2, 4)))


@dataclass
class Maker:
    """What a random game may be made of."""

    rng: Random
    players: tuple[str, ...]
    constants: tuple[Symbol, ...] = ()
    odds: bool = True
    kind: str = "linear"  # "linear", "piecewise", "quadratic" or "root": payoffs in the offers
    labels: tuple[str, ...] = ("accept", "fight", "leave", "wait")
    offers: int = 0  # how many offers there may be on one path
    bounds: bool = False  # whether the ends of an offer may be symbols
    used: set[Symbol] = field(default_factory=set)
    count: int = 0

    def game(self, depth: int) -> Game:
        root = self.node(depth, (), self.offers)
        game = Game(self.players, root)
        given = [h for s in game.parameters for h in HYPOTHESES.get(s, ())]
        return Game(self.players, root, given=tuple(given))

    def constant(self) -> Expr:
        rng = self.rng
        draw = rng.random()
        if draw < 0.35 or not self.constants:
            return fraction(rng)
        one = rng.choice(self.constants)
        if draw < 0.7:
            return one
        return one + rng.choice((-1, 1)) * rng.choice((*self.constants, Rational(1, 2), Rational(1)))

    def amount(self, bound: tuple[Symbol, ...]) -> Expr:
        rng = self.rng
        value = self.constant()
        for x in bound:
            if rng.random() < 0.75:
                value = value + rng.choice((-1, 1, 1, -2, Rational(1, 2))) * self.shape(x)
        if self.kind == "piecewise" and rng.random() < 0.4:
            other = self.constant() + (rng.choice((-1, 1)) * rng.choice(bound) if bound else 0)
            head = rng.randrange(4)
            if head == 0:
                return Max(value, other)
            if head == 1:
                return Min(value, other)
            if head == 2:
                return Abs(value)
            relation = value > other if rng.random() < 0.5 else value >= other
            return Piecewise((other, relation), (self.constant(), True))
        return value

    def shape(self, x: Symbol) -> Expr:
        rng = self.rng
        if self.kind == "quadratic" and rng.random() < 0.5:
            return rng.choice((x**2, x * (1 - x), -((x - Rational(1, 2)) ** 2)))
        if self.kind == "root" and rng.random() < 0.6:
            return rng.choice((sqrt(x), sqrt(1 - x), x ** Rational(1, 3), x ** Rational(3, 2)))
        return x

    def node(self, depth: int, bound: tuple[Symbol, ...], offers: int) -> Node:
        rng = self.rng
        if offers and (depth >= 2) and rng.random() < (0.75 if len(bound) < 2 else 0.4):
            return self.offer(depth, bound, offers)
        if depth == 0 or rng.random() < 0.12:
            return Terminal({p: self.amount(bound) for p in self.players}, rng.choice(("war", "deal", "peace", "deal")))
        if rng.random() < 0.22:
            return self.chance(depth, bound, offers)
        count = rng.choice((1, 2, 2, 2, 3))
        moves = {label: self.node(depth - 1, bound, offers) for label in rng.sample(self.labels, count)}
        return Decision(rng.choice(self.players), moves)

    def chance(self, depth: int, bound: tuple[Symbol, ...], offers: int) -> Node:
        rng = self.rng
        one, two = self.node(depth - 1, bound, offers), self.node(depth - 1, bound, offers)
        if not self.odds or rng.random() < 0.3:
            return Chance({"up": (Rational(1, 3), one), "down": (Rational(2, 3), two)})
        if rng.random() < 0.6:
            return Chance({"up": (Q, one), "down": (1 - Q, two)})
        up = {p: rng.choice((Q, R, Rational(1, 2))) for p in self.players}
        return Chance({"up": (up, one), "down": ({p: 1 - v for p, v in up.items()}, two)})

    def offer(self, depth: int, bound: tuple[Symbol, ...], offers: int) -> Node:
        rng = self.rng
        self.count += 1
        x = reals(f"x{self.count}")
        low: Expr = Rational(0)
        high: Expr = Rational(1)
        if self.bounds and rng.random() < 0.5 and self.kind != "root":
            draw = rng.randrange(5)
            if draw == 0:
                low, high = -H, K
            elif draw == 1:
                high = H
            elif draw == 2 and bound and self.kind == "linear":
                low, high = bound[-1] - 1, bound[-1] + 1
            elif draw == 3:
                low, high = Min(A, 0), Max(A, 0)
            else:
                low = Rational(-1, 2)
        then = self.node(depth - 1, (*bound, x), offers - 1)
        return Offer(rng.choice(self.players), (x, low, high), then)


NAMES = ("A", "B", "C", "D")


def finite_game(seed: int) -> Game:
    """A finite tree with up to four players, symbolic constants and odds."""
    rng = Random(seed)
    constants = tuple(rng.sample((A, B, C, D, E), rng.randint(0, 4)))
    return Maker(rng, NAMES[: rng.choice((1, 2, 2, 3, 4))], constants).game(rng.choice((2, 3, 3, 4)))


def tied_game(seed: int) -> Game:
    """A small finite tree full of ties: few values, and symbols that can equal them."""
    rng = Random(seed)
    maker = Maker(rng, NAMES[: rng.choice((1, 2, 2, 3))], tuple(rng.sample((A, B), rng.randint(0, 2))))
    maker.constant = lambda: rng.choice((*maker.constants, sympy.Integer(0), sympy.Integer(1)))  # type: ignore[method-assign]
    return maker.game(rng.choice((1, 2, 2, 3)))


def offer_game(seed: int, kind: str = "linear", large: bool = False) -> Game:
    """A tree with one or two offers on a path (up to three where ``large``)."""
    rng = Random(seed)
    while True:
        constants = tuple(rng.sample((A, B, C, D), rng.choice((1, 2, 2, 3) if large else (0, 1, 1, 2))))
        maker = Maker(rng, NAMES[: rng.choice((1, 2, 2, 2, 3))], constants, kind=kind, bounds=True)
        maker.odds = large or rng.random() < 0.3
        maker.offers = rng.choice((1, 1, 2, 2, 3)) if large and kind == "linear" else rng.choice((1, 1, 1, 2))
        game = maker.game(maker.offers + (rng.choice((1, 2)) if large else 1))
        if maker.count:  # a game without an offer is for the other makers
            return game


def crisis_game(seed: int) -> Game:
    """Bargaining as in the literature: a pie of one, war with costs, delay, counter-offers and outside options."""
    rng = Random(seed)
    p, c_A, c_B, delta, w = reals("p c_A c_B delta w")
    war = Terminal({"A": p - c_A, "B": 1 - p - c_B}, "war")
    given = [0 < p, p < 1, c_A > 0, c_B > 0]
    rounds = rng.choice((1, 1, 2))
    turn = rng.choice("AB")
    factor = Rational(2, 3) if rng.random() < 0.5 else delta

    def stage(k: int, proposer: str) -> Node:
        x = reals(f"x{k}")
        other = "B" if proposer == "A" else "A"
        shrink = factor**k
        deal = Terminal({proposer: shrink * x, other: shrink * (1 - x)}, "settlement")
        fight = Terminal({"A": shrink * (p - c_A), "B": shrink * (1 - p - c_B)}, "war") if k else war
        moves: dict[str, Node] = {"accept": deal}
        if k + 1 < rounds:
            moves["counter"] = stage(k + 1, other if rng.random() < 0.7 else proposer)
        if rng.random() < 0.7 or len(moves) == 1:
            moves["fight"] = fight
        if rng.random() < 0.3:
            moves["give in"] = Terminal({proposer: 1, other: w - 1}, "retreat")
        if rng.random() < 0.3:
            attack = Decision(
                proposer, {"attack": fight, "pass": Terminal({"A": Rational(1, 2), "B": Rational(1, 2)}, "status quo")}
            )
            moves["reject"] = attack
        labels = list(moves)
        if rng.random() < 0.15:
            rng.shuffle(labels)
        node: Node = Offer(proposer, (x, 0, 1), Decision(other, {label: moves[label] for label in labels}))
        if rng.random() < 0.2:
            node = Decision(proposer, {"offer": node, "strike": fight})
        return node

    root = stage(0, turn)
    game = Game(("A", "B"), root)
    more = [0 < delta, delta < 1] if delta in game.parameters else []
    return Game(("A", "B"), root, given=(*given, *more))


def points(game: Game, seed: int, count: int) -> Iterator[dict[Symbol, Fraction]]:
    """Run through points that satisfy a game's hypotheses, boundaries and ties among them."""
    rng = Random(seed)
    names = {"p", "q", "r", "delta"}
    found = 0
    for _ in range(50 * count):
        if found == count:
            return
        fine = rng.random() < 0.3
        point = {}
        for s in game.parameters:
            if fine:
                point[s] = Fraction(rng.randint(-20, 60), 37)
            elif s.name in names:
                point[s] = rng.choice(INSIDE)
            else:
                point[s] = rng.choice(POSITIVE if s in (H, K) or s.name.startswith("c_") else COARSE)
        if oracles.allowed(game, point):
            found += 1
            yield point


# conditions, for hypothesis

_whole = st.integers(-3, 3)
_relations = st.sampled_from((sympy.Gt, sympy.Ge, sympy.Lt, sympy.Le, sympy.Eq, sympy.Ne))
_UNIT = (0 <= A, A <= 1, 0 <= B, B <= 1)
GIVENS = ((), (A > 0, B > 0), _UNIT, (A > B, B > C), (A + B < 1, A > 0, B > 0, C >= 0), (A**2 + B**2 <= 1,))


@st.composite
def polynomials(draw: st.DrawFn, symbols: tuple[Symbol, ...] = (A, B, C), degree: int = 2) -> Expr:
    """A small polynomial, at times a product of linear ones."""
    linear = [sum((draw(_whole) * s for s in symbols), sympy.Integer(draw(_whole))) for _ in range(2)]
    kind = draw(st.integers(0, 3))
    if kind == 0 and degree > 1:
        return linear[0] * linear[1]
    if kind == 1 and degree > 1:
        one, two = draw(st.sampled_from(symbols)), draw(st.sampled_from(symbols))
        return linear[0] + draw(_whole) * one * two
    return sympy.expand(linear[0])


@st.composite
def relations(draw: st.DrawFn, symbols: tuple[Symbol, ...] = (A, B, C), degree: int = 2) -> Boolean:
    """A relation between a polynomial and zero."""
    return draw(_relations)(draw(polynomials(symbols, degree)), 0)


def conditions(symbols: tuple[Symbol, ...] = (A, B, C), degree: int = 2, leaves: int = 5) -> st.SearchStrategy[Boolean]:
    """Relations joined by And, Or and Not."""
    return st.recursive(
        relations(symbols, degree),
        lambda inner: st.one_of(
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: And(*parts)),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: Or(*parts)),
            inner.map(Not),
        ),
        max_leaves=leaves,
    )


def givens() -> st.SearchStrategy[tuple[Boolean, ...]]:
    """Hypotheses as papers state them."""
    return st.sampled_from(GIVENS)
