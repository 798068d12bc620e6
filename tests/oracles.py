"""Second opinions on equilibria that share no code with the solvers: exact numbers at a point, and definitions.

Everything here works at a point: a value for each parameter. Numbers are fractions; a root that is not
rational is a decimal of ``DIGITS`` digits, and two of those are equal when they differ by less than ``NEAR``.
"""

from __future__ import annotations

import atexit
import itertools
import json
import select
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import Any

import mpmath
import sympy
from sympy import Eq, Expr, Symbol
from sympy.logic.boolalg import And, Boolean, BooleanFalse, BooleanTrue, Implies, Not, Or

from detente.games import Chance, Decision, Game, Node, Offer, Terminal
from detente.games.tree import children
from detente.solvers.roots import Root

DIGITS = 90
NEAR = (
    mpmath.mpf(10) ** -60
)  # far above the rounding of some hundred operations on DIGITS digits, far below any gap here
mpmath.mp.dps = DIGITS

Number = Any  # a Fraction, or an mpf where a root is irrational
Point = Mapping[Symbol, Number]
History = tuple[str, ...]


class Undefined(ArithmeticError):
    """A division by zero, or an even root of a negative number."""


# numbers


def _lift(x: Number) -> mpmath.mpf:
    return mpmath.mpf(x.numerator) / x.denominator if isinstance(x, Fraction) else x


def _both(x: Number, y: Number) -> tuple[Number, Number]:
    if isinstance(x, Fraction) and isinstance(y, Fraction):
        return x, y
    return _lift(x), _lift(y)


def plus(x: Number, y: Number) -> Number:
    x, y = _both(x, y)
    return x + y


def times(x: Number, y: Number) -> Number:
    x, y = _both(x, y)
    return x * y


def sign(x: Number) -> int:
    if not isinstance(x, Fraction) and abs(x) < NEAR:
        return 0
    return (x > 0) - (x < 0)


def minus(x: Number, y: Number) -> Number:
    return plus(x, times(Fraction(-1), y))


def power(base: Number, exponent: sympy.Rational) -> Number:
    top, bottom = int(exponent.p), int(exponent.q)
    if top < 0 and sign(base) == 0:
        raise Undefined("division by zero")
    if bottom == 1:
        return base**top
    if sign(base) < 0:
        raise Undefined("an even root of a negative number")
    if isinstance(base, Fraction):
        roots = [_whole_root(part, bottom) for part in (base.numerator, base.denominator)]
        if None not in roots:
            return Fraction(*roots) ** top  # type: ignore[arg-type]
    if sign(base) == 0:
        return Fraction(0)
    return mpmath.power(_lift(base), mpmath.mpf(top) / bottom)


def _whole_root(number: int, index: int) -> int | None:
    root, exact = sympy.integer_nthroot(number, index)
    return int(root) if exact else None


# expressions and conditions at a point

_compiled: dict[sympy.Basic, Callable[[Point], Any]] = {}


def number(expr: Expr, point: Point) -> Number:
    """Return the value of an expression at a point. Raises Undefined where it has none."""
    return _compile(sympy.sympify(expr))(point)


def holds(condition: Boolean | bool, point: Point) -> bool:
    """Tell whether a condition holds at a point; a relation with an undefined side does not."""
    return bool(_compile(sympy.sympify(condition))(point))


def _compile(expr: sympy.Basic) -> Callable[[Point], Any]:
    if expr not in _compiled:
        _compiled[expr] = _closure(expr)
    return _compiled[expr]


def _closure(expr: Any) -> Callable[[Point], Any]:
    if isinstance(expr, BooleanTrue | BooleanFalse):
        return lambda point, value=bool(expr): value
    if isinstance(expr, sympy.Rational):
        return lambda point, value=Fraction(int(expr.p), int(expr.q)): value
    if isinstance(expr, Symbol):
        return lambda point, symbol=expr: point[symbol]
    if isinstance(expr, Root):
        equation, symbol = _compile(expr.equation), expr.symbol
        ends = [_compile(end) for end in expr.bracket]
        return lambda point: _bisected(lambda at: equation({**point, symbol: at}), *(end(point) for end in ends))
    if isinstance(expr, sympy.Pow):
        base, exponent = _compile(expr.base), expr.exp
        assert isinstance(exponent, sympy.Rational)
        return lambda point: power(base(point), exponent)
    if isinstance(expr, sympy.Piecewise):
        pairs = [(_compile(value), _compile(condition)) for value, condition in expr.args]
        return lambda point: _first(pairs, point)
    parts = [_compile(arg) for arg in expr.args]
    match expr:
        case sympy.Add():
            return lambda point: _fold(plus, Fraction(0), parts, point)
        case sympy.Mul():
            return lambda point: _fold(times, Fraction(1), parts, point)
        case sympy.Max():
            return lambda point: _extreme(parts, point, 1)
        case sympy.Min():
            return lambda point: _extreme(parts, point, -1)
        case sympy.Abs():
            return lambda point: _extreme([parts[0], lambda p: times(Fraction(-1), parts[0](p))], point, 1)
        case And():
            return lambda point: all(part(point) for part in parts)
        case Or():
            return lambda point: any(part(point) for part in parts)
        case Not():
            return lambda point: not parts[0](point)
        case Implies():
            return lambda point: not parts[0](point) or parts[1](point)
        case sympy.core.relational.Relational():
            wanted = _SIGNS[type(expr)]
            return lambda point: _related(parts, point, wanted)
    raise NotImplementedError(f"{expr!r}")


_SIGNS = {
    sympy.Gt: {1}, sympy.Ge: {0, 1}, sympy.Lt: {-1}, sympy.Le: {-1, 0}, sympy.Eq: {0}, sympy.Ne: {-1, 1},
}  # fmt: skip


def _bisected(value: Callable[[Number], Number], low: Number, high: Number) -> Number:
    """Return the root of a function between two numbers at which it has opposite signs."""
    low, high = _lift(low), _lift(high)
    left = sign(value(low)) or -sign(value(high))
    for _ in range(4 * DIGITS):
        middle = (low + high) / 2
        low, high = (middle, high) if sign(value(middle)) == left else (low, middle)
    return low


def _related(parts: list[Callable[[Point], Any]], point: Point, wanted: set[int]) -> bool:
    try:
        return sign(minus(parts[0](point), parts[1](point))) in wanted
    except Undefined:
        return False


def _fold(step: Callable[[Number, Number], Number], start: Number, parts: Any, point: Point) -> Number:
    for part in parts:
        start = step(start, part(point))
    return start


def _extreme(parts: list[Callable[[Point], Number]], point: Point, direction: int) -> Number:
    best, *others = (part(point) for part in parts)
    for other in others:
        if sign(minus(other, best)) == direction:
            best = other
    return best


def _first(pairs: list[tuple[Callable[[Point], Number], Callable[[Point], bool]]], point: Point) -> Number:
    for value, condition in pairs:
        if condition(point):
            return value(point)
    raise Undefined("no branch of a Piecewise holds")


def exactly(value: Expr) -> Number:
    """Return an exact number of sympy's as a fraction, or to DIGITS digits where it is irrational."""
    if value.is_Rational:
        return Fraction(int(value.p), int(value.q))
    return mpmath.mpf(str(sympy.N(value, DIGITS)))


def same(x: Number, y: Number) -> bool:
    return sign(minus(x, y)) == 0


def odds_of(node: Chance, label: str, player: str, point: Point) -> Number:
    odds, _ = node.moves[label]
    return number(odds[player] if isinstance(odds, Mapping) else odds, point)


# (1) finite trees: backward induction in fractions


@dataclass(frozen=True)
class Result:
    """Payoffs and the odds of outcomes, each by player."""

    payoffs: dict[str, Number]
    outcomes: dict[str, dict[str, Number]]
    ambiguous: bool = False


def induct(game: Game, point: Point) -> Result:
    """Solve a finite tree at a point; an indifferent player takes the first move listed."""
    return _induct(game, game.root, point)


def _induct(game: Game, node: Node, point: Point) -> Result:
    match node:
        case Terminal():
            ones = dict.fromkeys(game.players, Fraction(1))
            return Result({p: number(node.payoffs[p], point) for p in game.players}, {node.outcome: ones})
        case Decision():
            best, *others = (_induct(game, child, point) for child in node.moves.values())
            for other in others:
                if sign(minus(other.payoffs[node.player], best.payoffs[node.player])) > 0:
                    best = other
            return best
        case Chance():
            return _mixture(game, node, point, {label: _induct(game, child, point) for label, child in children(node)})
    raise NotImplementedError(node)


def _mixture(game: Game, node: Chance, point: Point, results: Mapping[str, Result]) -> Result:
    payoffs: dict[str, Number] = dict.fromkeys(game.players, Fraction(0))
    outcomes: dict[str, dict[str, Number]] = {}
    for label, result in results.items():
        for player in game.players:
            weight = odds_of(node, label, player, point)
            payoffs[player] = plus(payoffs[player], times(weight, result.payoffs[player]))
            for outcome, likely in result.outcomes.items():
                row = outcomes.setdefault(outcome, dict.fromkeys(game.players, Fraction(0)))
                row[player] = plus(row[player], times(weight, likely[player]))
    return Result(payoffs, outcomes, any(result.ambiguous for result in results.values()))


def all_pure(game: Game, point: Point) -> set[frozenset[tuple[History, str]]]:
    """Return every pure subgame-perfect equilibrium of a small finite tree, by trying every profile.

    In each profile every player's every strategy for every subgame is a possible deviation.
    """
    places = [(history, node) for history, node in game.walk() if isinstance(node, Decision)]
    found = set()
    for labels in itertools.product(*(list(node.moves) for _, node in places)):
        profile = {history: label for (history, _), label in zip(places, labels, strict=True)}
        if all(_is_best(game, history, node, places, profile, point) for history, node in places):
            found.add(frozenset(profile.items()))
    return found


def _is_best(game: Game, root: History, start: Decision, places: Any, profile: Any, point: Point) -> bool:
    player = start.player
    own = [(h, node) for h, node in places if node.player == player and h[: len(root)] == root]
    now = _follow(game, root, start, profile, point, player)
    for labels in itertools.product(*(list(node.moves) for _, node in own)):
        other = {**profile, **{h: label for (h, _), label in zip(own, labels, strict=True)}}
        if sign(minus(_follow(game, root, start, other, point, player), now)) > 0:
            return False
    return True


def _follow(game: Game, history: History, node: Node, profile: Any, point: Point, player: str) -> Number:
    match node:
        case Terminal():
            return number(node.payoffs[player], point)
        case Decision():
            label = profile[history]
            return _follow(game, (*history, label), node.moves[label], profile, point, player)
        case Chance():
            total: Number = Fraction(0)
            for label, child in children(node):
                value = _follow(game, (*history, label), child, profile, point, player)
                total = plus(total, times(odds_of(node, label, player, point), value))
            return total
    raise NotImplementedError(node)


# (2) a reported profile: what it pays, and whether one deviation anywhere gains


@dataclass(frozen=True)
class Fault:
    """A history at which the reported profile is not optimal, or says nothing, or too much."""

    history: History
    at: dict[Symbol, Number]
    what: str


class Profile:
    """A reported strategy at a point of the parameters, to be followed with offers as numbers."""

    def __init__(self, game: Game, strategy: Mapping[History, Any], point: Point) -> None:
        self.game, self.strategy, self.point = game, dict(strategy.items()), dict(point)
        self._kept: dict[Any, Result] = {}

    def actions(self, history: History, env: Point) -> list[Any]:
        """Return the actions whose condition holds (there should be one)."""
        return [action for action, condition in self.strategy[history].actions if holds(condition, env)]

    def offers(self, node: Offer, action: Boolean, env: Point) -> list[Number]:
        """Return numbers that an action offers: one, or some of those in an interval."""
        x = node.interval[0]
        if isinstance(action, Eq):
            assert action.lhs == x, action
            return [number(action.rhs, env)]
        ends = [number(e, env) for e in node.interval[1:]]
        for part in action.atoms(sympy.core.relational.Relational):
            ends += [number(end, env) for end in part.args if end != x]
        return [value for value in dict.fromkeys([*_between(ends), *ends]) if holds(action, {**env, x: value})]

    def result(self, node: Node, history: History, env: dict[Symbol, Number]) -> Result:
        """Return the payoffs and outcomes that follow a history."""
        key = (id(node), history, tuple(env.items()))
        if key not in self._kept:
            self._kept[key] = self._result(node, history, env)
        return self._kept[key]

    def _result(self, node: Node, history: History, env: dict[Symbol, Number]) -> Result:
        match node:
            case Terminal():
                return _induct(self.game, node, env)
            case Decision():
                (label,) = self.actions(history, env)
                return self.result(node.moves[label], (*history, label), env)
            case Chance():
                parts = {label: self.result(c, (*history, label), env) for label, c in children(node)}
                return _mixture(self.game, node, env, parts)
            case Offer(interval=(x, _, _), then=then):
                (action,) = self.actions(history, env)
                return self.result(then, (*history, x.name), {**env, x: self.offers(node, action, env)[0]})
        raise NotImplementedError(node)


def faults(game: Game, equilibrium: Any, point: Point, *, grid: int = 12, inner: int = 5) -> Iterator[Fault]:
    """Run through the faults of an equilibrium at a point: gainful deviations, and rules that are not functions.

    By the one-shot deviation principle a profile of a finite game is subgame perfect if no single change at a single
    history gains; histories with offers are tried at ``grid`` numbers and at the breakpoints of the rules, and at
    ``inner`` of them the search goes on below.
    """
    profile = Profile(game, equilibrium.strategy, point)
    problems = list(_faults(profile, game.root, (), dict(point), grid, inner))
    if problems:
        yield from problems
        return
    end = profile.result(game.root, (), dict(point))
    for player in game.players:
        if not same(number(equilibrium.payoffs[player], point), end.payoffs[player]):
            yield Fault(
                (), {}, f"{player} gets {end.payoffs[player]}, not {number(equilibrium.payoffs[player], point)}"
            )
        for outcome in {*end.outcomes, *equilibrium.outcomes}:
            told = equilibrium.outcomes.get(outcome, sympy.Integer(0))
            told = number(told[player] if isinstance(told, Mapping) else told, point)
            seen = end.outcomes.get(outcome, {}).get(player, Fraction(0))
            if not same(told, seen):
                yield Fault((), {}, f"{outcome} has probability {seen} for {player}, not {told}")


def _faults(
    profile: Profile, node: Node, history: History, env: dict[Symbol, Number], grid: int, inner: int
) -> Iterator[Fault]:
    where = {x: env[x] for x in env if x not in profile.point}
    match node:
        case Decision() | Offer():
            taken = profile.actions(history, env)
            if len(taken) != 1:
                yield Fault(history, where, f"{len(taken)} actions: {taken}")
                return
    match node:
        case Decision(player=player, moves=moves):
            below = {}
            for label, child in moves.items():
                problems = list(_faults(profile, child, (*history, label), env, grid, inner))
                yield from problems
                if problems:
                    return
                below[label] = profile.result(child, (*history, label), env).payoffs[player]
            for label, value in below.items():
                if sign(minus(value, below[taken[0]])) > 0:
                    yield Fault(history, where, f"{player} gains by {label} instead of {taken[0]}")
        case Chance():
            for label, child in children(node):
                yield from _faults(profile, child, (*history, label), env, grid, inner)
        case Offer():
            yield from _offer_faults(profile, node, taken[0], history, env, grid, inner)


def _offer_faults(
    profile: Profile, node: Offer, action: Any, history: History, env: dict[Symbol, Number], grid: int, inner: int
) -> Iterator[Fault]:
    x, *ends = node.interval
    where = {y: env[y] for y in env if y not in profile.point}
    low, high = (number(end, env) for end in ends)
    offered = profile.offers(node, action, env)
    if any(sign(minus(value, low)) < 0 or sign(minus(high, value)) < 0 for value in offered) or not offered:
        yield Fault(history, where, f"offers {offered}, outside of [{low}, {high}]")
        return
    steps = [Fraction(k, n) for n in (10**6, 100) for k in (-1, 1)]
    beside = [plus(value, step) for value in offered for step in steps]
    tried = [*offered, low, high, *_breaks(profile, history, x, env, low, high), *beside, *_grid(low, high, grid)]
    tried = [v for v in dict.fromkeys(tried) if sign(minus(v, low)) >= 0 and sign(minus(high, v)) >= 0]
    step = max(1, len(tried) // inner)
    deep = {*range(0, len(tried), step), *range(min(len(tried), len(offered) + 2))}
    values = []
    for k, value in enumerate(tried):
        there = {**env, x: value}
        smaller = max(2, grid // 3)
        problems = list(_faults(profile, node.then, (*history, x.name), there, smaller, inner)) if k in deep else []
        yield from problems
        if problems:
            return
        try:
            values.append(profile.result(node.then, (*history, x.name), there).payoffs[node.player])
        except ValueError:
            problems = list(_faults(profile, node.then, (*history, x.name), there, smaller, inner))
            yield from problems or [Fault(history, where, f"no single action somewhere after {x} = {value}")]
            return
    for value, got in zip(tried, values, strict=True):
        if sign(minus(got, values[0])) > 0:
            yield Fault(
                history, where, f"{node.player} gains by {x} = {value} instead of {offered[0]}: {got} > {values[0]}"
            )
    for value, got in zip(offered, values, strict=False):
        if not same(got, values[0]):
            yield Fault(history, where, f"offers of {action} differ: {value} pays {got}, {offered[0]} pays {values[0]}")


def _grid(low: Number, high: Number, count: int) -> list[Number]:
    width = minus(high, low)
    # denominators that are not those of the parameters, so that the grid does not sit on the breakpoints
    return [plus(low, times(Fraction(2 * k + 1, 2 * count + 1), width)) for k in range(count)]


def _between(ends: list[Number]) -> list[Number]:
    ordered = sorted(ends, key=_lift)
    pairs = list(itertools.pairwise(ordered))
    middles = [times(Fraction(1, 2), plus(a, b)) for a, b in pairs]
    return [*middles, *(plus(times(Fraction(99, 100), a), times(Fraction(1, 100), b)) for a, b in pairs)]


TINY = Fraction(1, 10**6)


def _breaks(profile: Profile, history: History, x: Symbol, env: Point, low: Number, high: Number) -> list[Number]:
    """Return the numbers at which a rule further down changes, and their neighbours."""
    found: list[Number] = []
    for place, rule in profile.strategy.items():
        if place[: len(history)] != history:
            continue
        for _, condition in rule.actions:
            for relation in condition.atoms(sympy.core.relational.Relational):
                found += _roots(relation, x, env, low, high)
    return [moved for v in dict.fromkeys(found) for moved in (v, plus(v, TINY), minus(v, TINY))]


def _roots(relation: Any, x: Symbol, env: Point, low: Number, high: Number) -> list[Number]:
    """Return where the two sides of a relation are equal, as far as other unknown offers do not stand in it."""
    if x not in relation.free_symbols or not relation.free_symbols <= {*env, x}:
        return []
    gap = relation.lhs - relation.rhs
    if gap.is_polynomial(x) and sympy.degree(gap, x) == 1:
        slope, rest = (number(c, env) for c in sympy.Poly(gap, x).all_coeffs())
        return [] if sign(slope) == 0 else [times(Fraction(-1), times(rest, power(slope, sympy.Integer(-1))))]
    found = []
    for left, right in itertools.pairwise([low, *_grid(low, high, 24), high]):
        try:
            signs = [sign(number(gap, {**env, x: end})) for end in (left, right)]
        except Undefined:
            continue
        if signs[0] == 0:
            found.append(left)
        for _ in range(160 if signs[0] * signs[1] < 0 else 0):
            middle = _lift(times(Fraction(1, 2), plus(left, right)))
            left, right = (middle, right) if sign(number(gap, {**env, x: middle})) == signs[0] else (left, middle)
        if signs[0] * signs[1] < 0:
            found.append(right)
    return found


# (3) offers with linear payoffs: a sweep along each offer, exact, with infinitesimals


class NotAttained(ArithmeticError):
    """A supremum that no offer attains: no equilibrium."""


Affine = tuple[Fraction, ...]
"""A number plus multiples of the infinitesimals e_1 >> e_2 >> ..., one for each offer above."""


@dataclass
class _Level:
    """One offer being swept: x = base, or x = base + e where ``moving``; roots met are kept while it moves."""

    moving: bool = False
    roots: list[Affine] = field(default_factory=list)


class Sweep:
    """Backward induction at a point for payoffs and bounds that are piecewise linear in the offers.

    An offer is swept from its low to its high end. Just after a point x is ``base + e`` with ``e`` infinitesimal; each
    comparison made below is of affine functions, so it tells how far its answer stays the same, and the nearest such
    place is the next point. Offers further up are infinitesimally moved themselves while those below are swept.
    """

    def __init__(self, game: Game, point: Point) -> None:
        self.game, self.point = game, dict(point)
        self.levels: list[_Level] = []
        self.ambiguous = False

    def solve(self) -> Result:
        """Return payoffs and outcomes at the root; raises NotAttained where there is no equilibrium."""
        payoffs, outcomes = self.value(self.game.root, {})
        return Result(
            {p: v[0] for p, v in payoffs.items()},
            {o: {p: v[0] for p, v in row.items()} for o, row in outcomes.items()},
            self.ambiguous,
        )

    # affine numbers

    def sign(self, number: Affine, levels: int | None = None) -> int:
        levels = len(self.levels) if levels is None else levels
        number = number[: levels + 1]
        for j in range(1, len(number)):
            slope, level = number[j], self.levels[j - 1]
            if level.moving and slope:
                root = tuple(-part / slope for part in number[:j])
                if self.sign(root, j - 1) > 0:
                    level.roots.append(root)
        return next(((part > 0) - (part < 0) for part in number if part), 0)

    def affine(self, expr: Expr, env: Mapping[Symbol, Affine]) -> Affine:
        match expr:
            case sympy.Add():
                parts = [self.affine(arg, env) for arg in expr.args]
                return tuple(map(sum, itertools.zip_longest(*parts, fillvalue=Fraction(0))))  # type: ignore[arg-type]
            case sympy.Mul():
                total: Affine = (Fraction(1),)
                for arg in expr.args:
                    total = _product(total, self.affine(arg, env))
                return total
            case sympy.Max() | sympy.Min():
                best, *others = (self.affine(arg, env) for arg in expr.args)
                for other in others:
                    if self.sign(_minus(other, best)) == (1 if isinstance(expr, sympy.Max) else -1):
                        best = other
                return best
            case sympy.Abs():
                inside = self.affine(expr.args[0], env)
                return inside if self.sign(inside) >= 0 else _minus((Fraction(0),), inside)
            case sympy.Piecewise():
                for value, condition in expr.args:
                    if self.true(condition, env):
                        return self.affine(value, env)
                raise Undefined(expr)
            case Symbol() if expr in env:
                return env[expr]
        if any(x in env for x in expr.free_symbols):
            raise NotImplementedError(f"{expr} is not linear in the offers")
        return (number(expr, self.point),)

    def true(self, condition: Boolean, env: Mapping[Symbol, Affine]) -> bool:
        match condition:
            case And():
                return all(self.true(part, env) for part in condition.args)
            case Or():
                return any(self.true(part, env) for part in condition.args)
            case BooleanTrue() | BooleanFalse():
                return bool(condition)
        left, right = (self.affine(side, env) for side in condition.args)
        return self.sign(_minus(left, right)) in _SIGNS[type(condition)]

    # nodes

    def value(self, node: Node, env: dict[Symbol, Affine]) -> tuple[dict[str, Affine], dict[str, dict[str, Affine]]]:
        players = self.game.players
        one, none = (Fraction(1),), (Fraction(0),)
        match node:
            case Terminal():
                payoffs = {p: self.affine(node.payoffs[p], env) for p in players}
                return payoffs, {node.outcome: dict.fromkeys(players, one)}
            case Decision():
                best, *others = [self.value(child, env) for child in node.moves.values()]
                for other in others:
                    if self.sign(_minus(other[0][node.player], best[0][node.player])) > 0:
                        best = other
                return best
            case Chance():
                payoffs, outcomes = dict.fromkeys(players, none), dict[str, dict[str, Affine]]()
                for label, child in children(node):
                    got, likely = self.value(child, env)
                    for p in players:
                        weight = (odds_of(node, label, p, self.point),)
                        payoffs[p] = _plus(payoffs[p], _product(weight, got[p]))
                        for outcome, row in likely.items():
                            total = outcomes.setdefault(outcome, dict.fromkeys(players, none))
                            total[p] = _plus(total[p], _product(weight, row[p]))
                return payoffs, outcomes
            case Offer():
                return self.offer(node, env)
        raise NotImplementedError(node)

    def offer(self, node: Offer, env: dict[Symbol, Affine]) -> Any:
        x, low, high = node.interval
        base, end = self.affine(low, env), self.affine(high, env)
        level = _Level()
        self.levels.append(level)
        depth = len(self.levels)
        options: list[tuple[Affine, bool, Affine, Affine, Any]] = []  # (value, attained, low, high, what follows)
        try:
            while True:
                level.moving = False
                there = self.value(node.then, {**env, x: base})
                options.append((there[0][node.player], True, base, base, there))
                if self.sign(_minus(end, base), depth - 1) <= 0:
                    break
                level.moving, level.roots = True, [_minus(end, base)]
                moved = (*base, *(Fraction(0),) * (depth - len(base)), Fraction(1))
                there = self.value(node.then, {**env, x: moved})
                level.moving = False
                step, *others = level.roots
                for other in others:
                    if self.sign(_minus(other, step), depth - 1) < 0:
                        step = other
                after = _plus(base, step)
                options += self.along(node.player, depth, base, after, there)
                base = after
        finally:
            self.levels.pop()
        best = options[0]
        for option in options[1:]:
            gap = self.sign(_minus(option[0], best[0]))
            if gap > 0 or (gap == 0 and option[1] and not best[1]):
                best = option
        if not best[1]:
            raise NotAttained(node)
        equals = [o for o in options if o[1] and self.sign(_minus(o[0], best[0])) == 0]
        self.ambiguous |= any(
            any(self.sign(_minus(o[4][0][p], best[4][0][p])) for p in self.game.players) or o[4][1] != best[4][1]
            for o in equals
        )
        return best[4]

    def along(self, player: str, depth: int, low: Affine, high: Affine, there: Any) -> Any:
        """Return what an open cell offers: its middle where the value is constant, else a limit not attained."""
        got = there[0][player]
        slope = got[depth] if len(got) > depth else Fraction(0)
        step = _minus(high, low)
        share = {0: Fraction(1, 2), 1: Fraction(1), -1: Fraction(0)}[(slope > 0) - (slope < 0)]
        put = lambda v: _put(v, depth, _product((share,), step))  # noqa: E731
        payoffs = {p: put(v) for p, v in there[0].items()}
        outcomes = {o: {p: put(v) for p, v in row.items()} for o, row in there[1].items()}
        if not slope and any(len(v) > depth and v[depth] for v in there[0].values()):
            self.ambiguous = True
        yield payoffs[player], not slope, low, high, (payoffs, outcomes)


def _plus(one: Affine, two: Affine) -> Affine:
    return tuple(a + b for a, b in itertools.zip_longest(one, two, fillvalue=Fraction(0)))


def _minus(one: Affine, two: Affine) -> Affine:
    return tuple(a - b for a, b in itertools.zip_longest(one, two, fillvalue=Fraction(0)))


def _product(one: Affine, two: Affine) -> Affine:
    if any(one[1:]) and any(two[1:]):
        raise NotImplementedError("a product of offers is not linear")
    if any(one[1:]):
        one, two = two, one
    return tuple(one[0] * part for part in two)


def _put(number: Affine, level: int, step: Affine) -> Affine:
    """Put a step in place of the infinitesimal of a level (the last)."""
    if len(number) <= level:
        return number
    return _plus(number[:level], _product((number[level],), step))


# (5) conditions: another solver, asked in another way, and exact points on the boundaries


_WORKER = """
import json, sys, cvc5
for line in sys.stdin:
    solver = cvc5.Solver()
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, json.loads(line), "query")
    while not (command := parser.nextCommand()).isNull():
        command.invoke(solver, parser.getSymbolManager())
    print(solver.checkSat(), flush=True)
"""
_workers: list[subprocess.Popen[str]] = []


def satisfiable(*conditions: Boolean | bool, seconds: float = 2) -> bool | None:
    """Ask cvc5 whether polynomial or rational conditions have a common solution (None: it does not say).

    It runs in a process of its own, for it does not always keep its own limits.
    """
    if not _workers:
        command = [sys.executable, "-c", _WORKER]
        _workers.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        atexit.register(_workers[0].kill)
    (worker,) = _workers
    assert worker.stdin
    assert worker.stdout
    worker.stdin.write(json.dumps(_script(conditions)) + "\n")
    worker.stdin.flush()
    ready, _, _ = select.select([worker.stdout], [], [], seconds)
    if not ready:
        worker.kill()
        worker.wait()
        atexit.unregister(worker.kill)
        _workers.clear()
        return None
    return {"sat": True, "unsat": False}.get(worker.stdout.readline().strip())


def _script(conditions: Iterable[Boolean | bool]) -> str:
    exprs = [sympy.sympify(c) for c in conditions]
    names = sorted({s.name for e in exprs for s in e.free_symbols})
    lines = ["(set-logic QF_NRA)", *(f"(declare-const {name} Real)" for name in names)]
    return "\n".join([*lines, *(f"(assert {_term(expr)})" for expr in exprs)])


_WORDS = {sympy.Gt: ">", sympy.Ge: ">=", sympy.Lt: "<", sympy.Le: "<=", sympy.Eq: "=", sympy.Ne: "distinct"}


def _term(condition: Any) -> str:
    match condition:
        case BooleanTrue() | BooleanFalse():
            return str(bool(condition)).lower()
        case And() | Or() | Not():
            word = {And: "and", Or: "or", Not: "not"}[type(condition)]
            return f"({word} {' '.join(map(_term, condition.args))})"
    top, bottom = sympy.fraction(sympy.together(condition.lhs - condition.rhs))
    told = f"({_WORDS[type(condition)]} {_polynomial(top * bottom)} 0)"
    return told if bottom.is_number else f"(and {told} (distinct {_polynomial(bottom)} 0))"


def _polynomial(expr: Expr) -> str:
    symbols = sorted(expr.free_symbols, key=lambda s: s.name)
    if not symbols:
        return _rational(expr)
    terms = []
    for powers, coefficient in sympy.Poly(expr, *symbols).terms():
        factors = [s.name for s, power in zip(symbols, powers, strict=True) for _ in range(power)]
        terms.append(f"(* 1 {_rational(coefficient)} {' '.join(factors)})")
    return f"(+ 0 {' '.join(terms)})"


def _rational(value: Any) -> str:
    return f"(/ {value.p if value.p >= 0 else f'(- {-value.p})'} {value.q})"


def boundary_points(
    symbols: list[Symbol], conditions: list[Any], seed: int, count: int
) -> Iterator[dict[Symbol, Number]]:
    """Run through points, about half of them exactly on the boundary of a relation (where it can be solved for)."""
    rng = Random(seed)
    relations = [r for c in conditions for r in sympy.sympify(c).atoms(sympy.core.relational.Relational)]
    relations.sort(key=sympy.default_sort_key)
    for _ in range(count):
        point = {s: Fraction(rng.randint(-8, 8), rng.choice((1, 2, 3, 4))) for s in symbols}
        if relations and rng.random() < 0.6:
            gap = sympy.numer(sympy.together((r := rng.choice(relations)).lhs - r.rhs))
            free = [s for s in symbols if gap.has(s) and gap.is_polynomial(s) and sympy.degree(gap, s) == 1]
            if free:
                s = rng.choice(free)
                slope, rest = (number(c, point) for c in sympy.Poly(gap, s).all_coeffs())
                if slope:
                    point[s] = -rest / slope
        yield point


def exists(x: Symbol, condition: Boolean, point: Point) -> bool:
    """Tell whether some real x satisfies a polynomial condition at a point of the other symbols."""
    put = {s: sympy.Rational(v.numerator, v.denominator) for s, v in point.items() if s != x}
    there = sympy.sympify(condition).subs(put, simultaneous=True)
    roots: set[Any] = set()
    for relation in there.atoms(sympy.core.relational.Relational):
        top = sympy.numer(sympy.together(relation.lhs - relation.rhs))
        for root in sympy.Poly(top, x).real_roots() if top.has(x) else []:
            rational = root.is_Rational
            roots.add(Fraction(int(root.p), int(root.q)) if rational else mpmath.mpf(str(sympy.N(root, DIGITS))))
    ordered = sorted(roots, key=_lift)
    between = [times(Fraction(1, 2), plus(a, b)) for a, b in itertools.pairwise(ordered)]
    ends = [minus(ordered[0], Fraction(1)), plus(ordered[-1], Fraction(1))] if ordered else [Fraction(0)]
    return any(holds(there, {x: value}) for value in [*ordered, *between, *ends])


# (4) cases at a point


def at(cases: Any, point: Point) -> list[Any]:
    """Return the cases (equilibria or undecided) whose condition holds at a point."""
    return [case for case in cases if holds(case.when, point)]


def allowed(game: Game, point: Point) -> bool:
    """Tell whether a point satisfies the hypotheses of a game."""
    return all(holds(hypothesis, point) for hypothesis in game.given)
