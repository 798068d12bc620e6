"""Offers by a player who knows its type against the definition, in fractions at random points.

Both ways: profiles drawn at random from the listed families must be perfect Bayesian equilibria, and profiles built
at random (who offers what, the replies, the mixtures) are equilibria exactly if a listed family has them. After an
offer that nobody makes some belief, with a best reply to it, must leave no type better off: that is asked at a grid and
at the numbers where a reply or the worth of one changes. Nothing here shares code with the solver.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

import pytest
import z3
from bayesian_oracles import to_z3
from screening_oracles import breaks, draw_point, loose, real, value
from sympy import Eq, Expr, Piecewise, Rational, Symbol

from detente.games import Chance, Decision, Draw, Game, GameError, Node, Offer, Terminal, UnsupportedGame, reals
from detente.solvers import Equilibrium, Solution, solve

Point = Mapping[Symbol, Fraction]
Row = tuple[tuple[Fraction, ...], Fraction, str]
"""A linear relation: coefficients, a constant, and how the sum stands to zero: ">=", ">" or "=="."""


# linear relations in fractions


def solved(rows: Sequence[Row], size: int, rng: Random | None = None) -> list[Fraction] | None:
    """Return numbers for which linear relations hold, by Fourier-Motzkin elimination; None if there are none."""
    kept = set()
    for coefficients, constant, sign in rows:
        if any(coefficients[:size]):
            scale = abs(next(k for k in coefficients if k))
            kept.add((tuple(k / scale for k in coefficients), constant / scale, sign))
        elif constant < 0 or (sign == ">" and not constant) or (sign == "==" and constant):
            return None
    if not size:
        return []
    last = size - 1
    mine = [row for row in kept if row[0][last]]
    others: list[Row] = [row for row in kept if not row[0][last]]
    fixed = next((row for row in sorted(mine) if row[2] == "=="), None)
    if fixed is not None:
        for row in mine:
            if row is not fixed:
                others.append(_less(row, fixed, row[0][last] / fixed[0][last], row[2]))
    else:
        for low, high in itertools.product([r for r in mine if r[0][last] > 0], [r for r in mine if r[0][last] < 0]):
            sign = ">" if ">" in (low[2], high[2]) else ">="
            scaled = tuple(k / low[0][last] for k in low[0]), low[1] / low[0][last], sign
            others.append(_less(scaled, high, 1 / high[0][last], sign))
    found = solved(others, last, rng)
    if found is None:
        return None

    def end(row: Row) -> Fraction:
        return -(sum((k * n for k, n in zip(row[0], found, strict=False)), row[1])) / row[0][last]

    if fixed is not None:
        return [*found, end(fixed)]
    lows = [(end(r), r[2]) for r in mine if r[0][last] > 0]
    highs = [(end(r), r[2]) for r in mine if r[0][last] < 0]
    low = max((n for n, _ in lows), default=None)
    high = min((n for n, _ in highs), default=None)
    if low is None or high is None:
        low, high = (high - 1 if low is None else low) if high is not None else low, high
        low = Fraction(0) if low is None else low
        high = low + 1 if high is None else high
        lows, highs = [*lows, (low, ">")], [*highs, (high, ">")]
    ways = [Fraction(1, 2)]
    if rng is not None:
        ways = [Fraction(rng.randint(1, 15), 16)]
        ways += [Fraction(0)] * (not any(n == low and s == ">" for n, s in lows))
        ways += [Fraction(1)] * (not any(n == high and s == ">" for n, s in highs))
    way = ways[0] if rng is None else rng.choice(ways)
    return [*found, low + way * (high - low)]


def _less(row: Row, other: Row, times: Fraction, sign: str) -> Row:
    return tuple(a - times * b for a, b in zip(row[0], other[0], strict=True)), row[1] - times * other[1], sign


# the game at a point, straight from the tree


@dataclass(frozen=True)
class Play:
    """What is done: by type the odds of offers, and by offer the odds of replies."""

    offers: tuple[Mapping[Fraction, Fraction], ...]
    replies: Mapping[Fraction, Mapping[str, Fraction]]

    def __str__(self) -> str:
        def told(row: Mapping[Any, Fraction]) -> str:
            return ", ".join(f"{k}: {odds}" for k, odds in row.items() if odds)

        rows = [f"type {t} offers {told(row)}" for t, row in enumerate(self.offers)]
        return "; ".join([*rows, *(f"after {x} {told(row)}" for x, row in self.replies.items())])


class Stage:
    """A game at a point: worths and best replies by offer, in fractions."""

    def __init__(self, game: Game, point: Point) -> None:
        assert isinstance(game.root, Chance)
        self.game, self.point = game, point
        self.types = list(game.root.moves)
        self.nodes = [child for _, child in game.root.moves.values()]
        node = self.nodes[0]
        assert isinstance(node, Offer)
        assert isinstance(node.then, Decision)
        self.sender, self.receiver, self.x = node.player, node.then.player, node.interval[0]
        self.actions = list(node.then.moves)
        self.low, self.high = (value(end, point) for end in node.interval[1:])
        odds = [o for o, _ in game.root.moves.values()]
        self.odds = [value(o[self.receiver] if isinstance(o, Mapping) else o, point) for o in odds]
        self.worth = functools.cache(self._worth)
        self.supports = functools.cache(self._supports)
        self.points = self._points()

    def _worth(self, t: int, action: str, x: Fraction) -> tuple[tuple[Fraction, Fraction], ...]:
        """Return what a reply brings the sender and the receiver: one pair for each best continuation."""
        at = {**self.point, self.x: x}

        def below(node: Node) -> list[dict[str, Fraction]]:
            if isinstance(node, Terminal):
                return [{p: value(node.payoffs[p], at) for p in self.game.players}]
            if isinstance(node, Chance):
                rows = [[(o, w) for w in below(child)] for o, child in node.moves.values()]
                players = self.game.players
                return [
                    {
                        p: sum((value(o[p] if isinstance(o, Mapping) else o, at) * w[p] for o, w in way), Fraction(0))
                        for p in players
                    }
                    for way in itertools.product(*rows)
                ]
            assert isinstance(node, Decision)
            ways = [w for child in node.moves.values() for w in below(child)]
            best = max(w[node.player] for w in ways)
            return [w for w in ways if w[node.player] == best]

        node = self.nodes[t].then.moves[action]  # type: ignore[union-attr]
        return tuple(dict.fromkeys((w[self.sender], w[self.receiver]) for w in below(node)))

    def tied(self, x: Fraction) -> bool:
        return any(len(self.worth(t, a, x)) > 1 for t in range(len(self.types)) for a in self.actions)

    def _tables(self, x: Fraction) -> Iterator[list[dict[str, tuple[Fraction, Fraction]]]]:
        cells = [[self.worth(t, a, x) for a in self.actions] for t in range(len(self.types))]
        flat = [cell for row in cells for cell in row]
        for way in itertools.product(*flat):
            each = iter(way)
            yield [{a: next(each) for a in self.actions} for _ in self.types]

    def _supports(self, x: Fraction) -> list[tuple[Any, tuple[str, ...]]]:
        """Return the sets of replies (the largest) that are best for some belief, with what they bring."""
        found: list[tuple[Any, tuple[str, ...]]] = []
        size = len(self.types)
        units = [tuple(Fraction(t == s) for s in range(size)) for t in range(size)]
        for table in self._tables(x):
            mine: list[tuple[str, ...]] = []
            for count in range(len(self.actions), 0, -1):
                for support in itertools.combinations(self.actions, count):
                    if any(set(support) < set(more) for more in mine):
                        continue
                    rows: list[Row] = [(unit, Fraction(0), ">=") for unit in units]
                    rows.append(((Fraction(1),) * size, Fraction(-1), "=="))
                    for a in self.actions:
                        gap = tuple(row[support[0]][1] - row[a][1] for row in table)
                        rows.append((gap, Fraction(0), "==" if a in support else ">="))
                    if solved(rows, size) is not None:
                        mine.append(support)
            found += [(table, support) for support in mine]
        return found

    def _roots(self, of: Callable[[Fraction], Fraction | None], ends: Sequence[Fraction]) -> Iterator[Fraction]:
        """Run through the zeros of a function that is linear between the ends, wherever it is."""
        for low, high in itertools.pairwise(ends):
            a, b, c = (of(low + (high - low) * Fraction(k, 4)) for k in (1, 2, 3))
            if a is not None and b is not None and c is not None and b - a == c - b != 0:
                root = low + (high - low) * (Fraction(1, 4) - a / (b - a) / 4)
                if low <= root <= high:
                    yield root

    def _points(self) -> list[Fraction]:
        """Return the numbers at which a continuation or a best reply changes, and the ends."""
        ends = [self.low, self.high]
        for node in self.nodes:
            stack, leaves = [node.then], []  # type: ignore[union-attr]
            while stack:
                now = stack.pop()
                if isinstance(now, Terminal):
                    leaves.append(now)
                else:
                    stack += [c if isinstance(c, Node) else c[1] for c in now.moves.values()]
            for one, two in itertools.combinations(leaves, 2):
                for p in self.game.players:
                    gap = one.payoffs[p] - two.payoffs[p]
                    ends += self._roots(lambda x, gap=gap: value(gap, {**self.point, self.x: x}), ends[:2])
        ends = sorted(set(ends))
        found = set(ends)
        size = range(len(self.types))
        groups = [g for n in size for g in itertools.combinations(size, n + 1)]
        for (a, b), group in itertools.product(itertools.combinations(self.actions, 2), groups):

            def gap(x: Fraction, a: str = a, b: str = b, group: Sequence[int] = group) -> Fraction:
                rows = [(self.odds[t], self.worth(t, a, x)[0][1] - self.worth(t, b, x)[0][1]) for t in group]
                return sum((o * g for o, g in rows), Fraction(0))

            found |= set(self._roots(gap, ends))
            for t in size:
                found |= set(self._roots(lambda x, t=t, a=a, b=b: self.sends(t, a, x) - self.sends(t, b, x), ends))
        self.ends = ends
        return sorted(found)

    def sends(self, t: int, action: str, x: Fraction) -> Fraction:
        return self.worth(t, action, x)[0][0]

    def same(self, t: int, pay: Fraction) -> list[Fraction]:
        """Return the offers at which some reply brings a type what it gets."""
        return [n for a in self.actions for n in self._roots(lambda x, a=a: self.sends(t, a, x) - pay, self.ends)]

    # the definition

    def pays(self, play: Play, t: int, x: Fraction) -> Fraction:
        return sum((odds * self.sends(t, a, x) for a, odds in play.replies[x].items()), Fraction(0))

    def fault(self, play: Play) -> str:
        """Say why a profile is no perfect Bayesian equilibrium; nothing where it is one."""
        for x, replies in play.replies.items():
            if not self.low <= x <= self.high:
                return f"{x} cannot be offered"
            weights = [o * row.get(x, Fraction(0)) for o, row in zip(self.odds, play.offers, strict=True)]
            gets = {
                a: sum((w * self.worth(t, a, x)[0][1] for t, w in enumerate(weights)), Fraction(0))
                for a in self.actions
            }
            worse = [a for a, odds in replies.items() if odds and gets[a] < max(gets.values())]
            if worse or sum(replies.values()) != 1 or min(replies.values()) < 0:
                return f"after {x} {worse} is not a best reply, or the replies are no mixture"
        pays = []
        for t, row in enumerate(play.offers):
            best = max(self.pays(play, t, x) for x in play.replies)
            if any(odds and self.pays(play, t, x) < best for x, odds in row.items()):
                return f"type {t} has a better offer among those made"
            if sum(row.values()) != 1 or min(row.values()) < 0:
                return f"the offers of type {t} are no mixture"
            pays.append(best)
        others = sorted(self.tried(pays) - set(play.replies))
        return next((f"nothing deters from {x}" for x in others if not self.deters(pays, x)), "")

    def tried(self, pays: Sequence[Fraction], steps: int = 12) -> set[Fraction]:
        """Return offers to try out: where something changes for these payoffs, beside it and between, and a grid."""
        found = {*self.points, *(n for t, pay in enumerate(pays) for n in self.same(t, pay))}
        found |= {self.low + (self.high - self.low) * Fraction(k, steps) for k in range(steps + 1)}
        found |= {(a + b) / 2 for a, b in itertools.pairwise(sorted(found))}
        near = (self.high - self.low) / 10**6
        return found | {n for p in self.points for n in (p - near, p + near) if self.low <= n <= self.high}

    def deters(self, pays: Sequence[Fraction], x: Fraction) -> bool:
        """Tell whether after an offer some best reply to some belief leaves no type more than it gets."""
        for table, support in self.supports(x):
            size = len(support)
            rows: list[Row] = [(tuple(Fraction(k == j) for j in range(size)), Fraction(0), ">=") for k in range(size)]
            rows.append(((Fraction(1),) * size, Fraction(-1), "=="))
            rows += [(tuple(-row[a][0] for a in support), pay, ">=") for row, pay in zip(table, pays, strict=True)]
            if solved(rows, size) is not None:
                return True
        return False


# profiles made at random that are best replies to each other on the path


def patterns(types: int, most: int) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Run through who makes which of several offers: with two types mixtures too, with more pure offers only."""
    for count in range(1, min(types, most) + 1):
        largest = count if types == 2 else 1
        choices = [s for n in range(1, largest + 1) for s in itertools.combinations(range(count), n)]
        for uses in itertools.product(choices, repeat=types):
            if {j for row in uses for j in row} == set(range(count)):
                yield uses


def drawn(stage: Stage, rng: Random, most: int = 2) -> Iterator[Play]:
    """Draw offers, and go through the ways to make them and to reply; the odds are drawn among those that fit."""
    pool = [*stage.points]
    steps = [stage.low + (stage.high - stage.low) * Fraction(k, 12) for k in range(13)]
    xs: list[Fraction] = []
    while len(xs) < min(len(stage.types), most):
        # numbers at which a type would be indifferent to an offer before
        same = [n for t in range(len(stage.types)) for x in xs for a in stage.actions
                for n in stage.same(t, stage.sends(t, a, x))]  # fmt: skip
        kind = rng.choice((pool, pool, steps, same or pool))
        x = rng.choice(kind)
        if x not in xs and not stage.tied(x):
            xs.append(x)
    for uses in patterns(len(stage.types), most):
        made = xs[: 1 + max(j for row in uses for j in row)]
        supports = [s for n in range(1, len(stage.actions) + 1) for s in itertools.combinations(stage.actions, n)]
        for replies in itertools.product(supports, repeat=len(made)):
            offers = _shares(stage, rng, uses, made, replies)
            answers = _answers(stage, rng, uses, made, replies) if offers else None
            if offers and answers:
                yield Play(offers, answers)


def _shares(
    stage: Stage, rng: Random, uses: Sequence[Sequence[int]], xs: Sequence[Fraction], replies: Sequence[Sequence[str]]
) -> tuple[dict[Fraction, Fraction], ...] | None:
    """Draw odds of offers for which the replies are best."""
    slots = [(t, j) for t, row in enumerate(uses) for j in row]

    def unit(of: Callable[[int, int], Fraction]) -> tuple[Fraction, ...]:
        return tuple(of(t, j) for t, j in slots)

    rows: list[Row] = [(unit(lambda t, j, s=s: Fraction((t, j) == s)), Fraction(0), ">") for s in slots]
    rows += [(unit(lambda t, j, k=k: Fraction(t == k)), Fraction(-1), "==") for k in range(len(uses))]
    for k, (x, support) in enumerate(zip(xs, replies, strict=True)):
        for a in stage.actions:
            gap = [stage.worth(t, support[0], x)[0][1] - stage.worth(t, a, x)[0][1] for t in range(len(uses))]
            row = unit(lambda t, j, k=k, gap=gap: stage.odds[t] * gap[t] * (j == k))
            rows.append((row, Fraction(0), "==" if a in support else ">="))
    found = solved(rows, len(slots), rng)
    if found is None:
        return None
    odds = dict(zip(slots, found, strict=True))
    return tuple({xs[j]: odds[t, j] for j in row} for t, row in enumerate(uses))


def _answers(
    stage: Stage, rng: Random, uses: Sequence[Sequence[int]], xs: Sequence[Fraction], replies: Sequence[Sequence[str]]
) -> dict[Fraction, dict[str, Fraction]] | None:
    """Draw odds of replies for which no type prefers another of the offers made."""
    slots = [(j, a) for j, support in enumerate(replies) for a in support]
    rows: list[Row] = [(tuple(Fraction(s == slot) for s in slots), Fraction(0), ">") for slot in slots]
    rows += [(tuple(Fraction(j == k) for j, _ in slots), Fraction(-1), "==") for k in range(len(xs))]
    for t, used in enumerate(uses):
        for k in range(len(xs)):
            if k != used[0]:
                row = tuple(stage.sends(t, a, xs[j]) * ((j == used[0]) - (j == k)) for j, a in slots)
                rows.append((row, Fraction(0), "==" if k in used else ">="))
    found = solved(rows, len(slots), rng)
    if found is None:
        return None
    answers: dict[Fraction, dict[str, Fraction]] = {x: {} for x in xs}
    for (j, a), odds in zip(slots, found, strict=True):
        answers[xs[j]][a] = odds
    return answers


# what the solver lists, at a point


def stated(stage: Stage, eq: Equilibrium, free: Point) -> Play:
    """Return the profile of a family for numbers in place of its free symbols."""
    free = {**stage.point, **free}
    offers = []
    for label in stage.types:
        rule, row = eq.strategy[label,], dict[Fraction, Fraction]()
        for action, odds in rule.actions:
            assert isinstance(action, Eq)
            row[value(action.rhs, free)] = Fraction(value(odds, free))
        offers.append(row)
    replies = {}
    for x in {x: None for row in offers for x in row}:
        replies[x] = replied(stage, eq, free, x)
    return Play(tuple(offers), replies)


def replied(stage: Stage, eq: Equilibrium, free: Point, x: Fraction) -> dict[str, Fraction]:
    """Return the odds of replies that a rule states after an offer."""
    at = {**stage.point, **free, stage.x: x}
    mix = {str(a): Fraction(value(odds, at)) for a, odds in eq.strategy[stage.types[0], stage.x.name].actions}
    return {a: odds for a, odds in mix.items() if odds}


def threat_fault(stage: Stage, eq: Equilibrium, free: Point) -> str:
    """Say where a reply stated for an offer that nobody makes is not best for the belief, or does not deter."""
    play = stated(stage, eq, free)
    pays = [max(stage.pays(play, t, x) for x in play.replies) for t in range(len(stage.types))]
    for x in stage.tried(pays) - set(play.replies):
        at = {**stage.point, **free, stage.x: x}
        try:
            mix = replied(stage, eq, free, x)
            beliefs = [Fraction(value(eq.beliefs[label, stage.x.name], at)) for label in stage.types]
        except StopIteration:
            continue  # a Piecewise that leaves this offer out: nothing is stated
        if stage.tied(x):
            continue
        if sum(mix.values()) != 1 or sum(beliefs, Fraction(0)) != 1:
            return f"after {x} the rule says {mix}, the beliefs are {beliefs}"
        gets = {
            a: sum((b * stage.worth(t, a, x)[0][1] for t, b in enumerate(beliefs)), Fraction(0)) for a in stage.actions
        }
        if any(gets[a] < max(gets.values()) for a in mix):
            return f"after {x} {mix} is no best reply for the beliefs {beliefs}"
        for t, pay in enumerate(pays):
            if sum((odds * stage.sends(t, a, x) for a, odds in mix.items()), Fraction(0)) > pay:
                return f"after {x} {mix} does not deter type {t}"
    return ""


def filled(eq: Equilibrium, at: Point, rng: Random) -> Point | None:
    """Draw numbers for the free symbols that are as ``where`` wants them."""
    solver = z3.Solver()
    solver.set("timeout", 3000)
    names = {s: z3.Real(s.name) for s in eq.free}
    solver.add(to_z3(eq.where, names | {s: real(n) for s, n in at.items()}))
    if solver.check() != z3.sat:
        return None
    row: dict[Symbol, Fraction] = {}
    for symbol in rng.sample(eq.free, len(eq.free)):
        ends = sorted({Fraction(0), Fraction(1), *breaks(eq.where, symbol, {**at, **row})})
        tries = [rng.choice(ends), *(Fraction(rng.randint(-2, 26), 24) for _ in range(3))]
        tries += [a + (b - a) * Fraction(rng.randint(1, 7), 8) for a, b in itertools.pairwise(ends)]
        rng.shuffle(tries)
        for number in tries:
            if solver.check(names[symbol] == real(number)) == z3.sat:
                break
        else:
            if solver.check() != z3.sat:
                return None
            model = solver.model()[names[symbol]]
            if not isinstance(model, z3.RatNumRef):
                return None
            number = Fraction(model.numerator_as_long(), model.denominator_as_long())
        row[symbol] = number
        solver.add(names[symbol] == real(number))
    return row if value(eq.where, {**at, **row}) else None


def has(stage: Stage, eq: Equilibrium, play: Play) -> bool:
    """Tell whether a family has a profile: its symbols are read off, and then all has to fit."""
    used = [{x for x, odds in row.items() if odds} for row in play.offers]
    rules = [eq.strategy[label,].actions for label in stage.types]
    named = list(dict.fromkeys(action.rhs for rule in rules for action, _ in rule))  # type: ignore[union-attr]
    if len(named) != len(play.replies) or any(len(u) != len(r) for u, r in zip(used, rules, strict=True)):
        return False
    reply = eq.strategy[stage.types[0], stage.x.name].actions
    for order in itertools.permutations(play.replies):
        numbers = dict(zip(named, order, strict=True))
        pairs: list[tuple[Any, Fraction]] = list(numbers.items())
        fits = True
        for rule, row in zip(rules, play.offers, strict=True):
            for action, odds in rule:
                x = numbers[action.rhs]  # type: ignore[union-attr]
                fits = fits and bool(row.get(x))
                pairs.append((odds, row.get(x, Fraction(0))))
        if not fits:
            continue
        free = {e: n for e, n in pairs if e in eq.free}
        try:
            if any(value(expr, {**stage.point, **free}) != x for expr, x in numbers.items()):
                continue
            for x in numbers.values():
                for action, odds in reply:
                    mine = odds
                    if isinstance(odds, Piecewise):
                        mine = next((e for e, c in odds.args if value(c, {**stage.point, **free, stage.x: x})), 0)
                    if mine in eq.free:
                        free.setdefault(mine, play.replies[x].get(str(action), Fraction(0)))
            full = {**stage.point, **free}
            same = set(free) >= set(eq.free) and value(eq.where, full) and _tidy(stated(stage, eq, free)) == _tidy(play)
        except (ValueError, ZeroDivisionError, StopIteration):
            continue  # a root that is no fraction, or the symbols do not fit
        if same:
            return True
    return False


def _tidy(play: Play) -> tuple[Any, ...]:
    rows = [{k: n for k, n in row.items() if n} for row in play.offers]
    return tuple(rows), {x: {a: n for a, n in row.items() if n} for x, row in play.replies.items()}


def left_open(solution: Solution, stage: Stage, play: Play) -> bool:
    """Tell whether the solution says that equilibria with these offers were not settled."""
    users = [[label for label, row in zip(stage.types, play.offers, strict=True) if row.get(x)] for x in play.replies]
    mine = sorted(", ".join(row) for row in users)
    for each in solution.undecided:
        said, found, _ = each.reason.removeprefix("offers by ").partition(": ")
        if each.reason.startswith("the time") or (found and sorted(said.replace("'", "").split("; ")) == mine):
            return True
    return False


def compared(
    game: Game, solution: Solution, rng: Random, points: int, draws: int, at_point: Mapping[Symbol, Expr] | None = None
) -> tuple[list[str], int]:
    """List what is wrong and what is missing at random points, and count the profiles that were looked at."""
    problems, seen = [], 0
    for _ in range(points):
        drawn_at = at_point or draw_point(rng, game, solution.equilibria)
        at = {s: value(n, {}) for s, n in drawn_at.items()}
        stage = Stage(game, at)
        families = [eq for eq in solution.equilibria if value(eq.when, at)]
        where = f"at {drawn_at}"
        for k, eq in enumerate(families):
            if loose(game, eq):
                problems.append(f"{where}: {loose(game, eq)} in {eq}")
            for _ in range(4 if eq.free else 1):
                free = filled(eq, at, rng)
                if free is None:
                    continue
                play = stated(stage, eq, free)
                fault, threat = stage.fault(play), threat_fault(stage, eq, free)
                seen += 1
                if fault or threat:
                    word = "wrong" if fault else "off the path"
                    problems.append(f"{where} {word}: {play}: {fault or threat} (family {k}: {eq}, {free})")
        for _ in range(draws):
            for play in drawn(stage, rng):
                fault = stage.fault(play)
                listed = any(has(stage, eq, play) for eq in families)
                seen += 1
                if bool(fault) == listed and (listed or not left_open(solution, stage, play)):
                    problems.append(f"{where} {'wrong' if listed else 'missing'}: {play}: {fault}")
    return problems, seen


# games


x, q, p, c_A, c_B, p_1, p_2, p_3, c_1, c_2, c_3, q_1, q_2, r, v, k = reals(
    "x q p c_A c_B p_1 p_2 p_3 c_1 c_2 c_3 q_1 q_2 r v k"
)
deal = Terminal({"A": x, "B": 1 - x}, "settlement")
POWER = (0 < q, q < 1, 0 < p_1, p_1 < p_2, p_2 + c_B < 1, 0 < c_B, 0 < c_A, c_A < p_1)


def end(a: Any, b: Any, outcome: str = "") -> Terminal:
    return Terminal({"A": a, "B": b}, outcome)


def war(chance: Any, mine: Any = c_A, other: Any = c_B) -> Terminal:
    return end(chance - mine, 1 - chance - other, "war")


def offer(moves: Mapping[str, Node], low: Any = 0, high: Any = 1) -> Offer:
    return Offer("A", (x, low, high), Decision("B", dict(moves)))


def typed(of: Callable[..., Node], types: Mapping[str, Any], given: Sequence[Any], odds: Any = (q, 1 - q)) -> Game:
    moves = {label: (o, of(t)) for (label, t), o in zip(types.items(), odds, strict=True)}
    return Game(("A", "B"), Chance(moves, seen_by={"A"}), tuple(given))


WEAK = {"weak": p_1, "strong": p_2}
NUMBERS = {"weak": Rational(2, 7), "strong": Rational(8, 11)}
UNIT = (0 < q, q < 1)
SOME = Rational(1, 9), Rational(1, 13)


def power() -> Game:
    return typed(lambda t: offer({"accept": deal, "fight": war(t)}), WEAK, POWER)


def power_in_numbers() -> Game:
    return typed(lambda t: offer({"accept": deal, "fight": war(t, *SOME)}), NUMBERS, UNIT)


def own_priors() -> Game:
    odds = ({"A": q, "B": r}, {"A": 1 - q, "B": 1 - r})
    return typed(lambda t: offer({"accept": deal, "fight": war(t, *SOME)}), NUMBERS, (*UNIT, 0 < r, r < 1), odds)


def concession() -> Game:
    """Give the numbers to A what B offers to concede: A's payoff falls in x."""
    return typed(lambda t: offer({"fight": war(t, *SOME), "accept": end(1 - x, x)}), NUMBERS, UNIT)


def wide() -> Game:
    """Let offers lie in [-1, 1/2], so that some are never accepted, and the best may not be allowed."""
    return typed(lambda t: offer({"accept": deal, "fight": war(t, *SOME)}, -1, Rational(1, 2)), NUMBERS, UNIT)


def three_replies() -> Game:
    def play(t: Any) -> Node:
        concede = end(Rational(9, 13), Rational(1, 3), "concession")
        return offer({"accept": deal, "fight": war(t, *SOME), "concede": concede})

    return typed(play, NUMBERS, UNIT)


def spence(outside: Any = 1) -> Game:
    def play(t: Any) -> Node:
        return offer({"high": end(2 - t[1] * x, t[0] - 2), "low": end(outside - t[1] * x, 1 - t[0])}, 0, 4)

    return typed(play, {"able": (3, c_1), "unable": (1, c_2)}, (*UNIT, 0 < c_1, c_1 < c_2))


def spence_of_three() -> Game:
    def play(t: Any) -> Node:
        return offer({"hire": end(1 - t[1] * x, t[0]), "not": end(-t[1] * x, 0)}, 0, 2)

    types = {"a": (2, c_1), "b": (1, c_2), "c": (-2, c_3)}
    given = (0 < q_1, 0 < q_2, q_1 + q_2 < 1, 0 < c_1, c_1 < c_2, c_2 < c_3)
    return typed(play, types, given, (q_1, q_2, 1 - q_1 - q_2))


def burnt_money() -> Game:
    def play(t: Any) -> Node:
        return offer({"trust": end(v - x, t), "not": end(-x * k, 0)})

    return typed(play, {"good": 1, "bad": -2}, (*UNIT, 0 < v, v < 1, 0 < k, k < 1))


def audience() -> Game:
    """Let backing down cost what was demanded: what a type does after the reply depends on the offer."""

    def play(t: Any) -> Node:
        last = Decision("A", {"fight": war(p, t), "back down": end(-x, 1, "retreat")})
        return offer({"accept": deal, "resist": last})

    given = (*UNIT, 0 < p, p + c_B < 1, c_1 > 0, c_B > 0, p > c_1, p < c_2, c_2 < 1 + p)
    return typed(play, {"low": c_1, "high": c_2}, given)


def three_types() -> Game:
    types = {"weak": p_1, "mid": p_2, "strong": p_3}
    given = (0 < q_1, 0 < q_2, q_1 + q_2 < 1, 0 < p_1, p_1 < p_2, p_2 < p_3, p_3 + c_B < 1, c_B > 0, 0 < c_A, c_A < p_1)
    play = {"accept": deal}
    return typed(lambda t: offer({**play, "fight": war(t)}), types, given, (q_1, q_2, 1 - q_1 - q_2))


def square_loss() -> Game:
    return typed(lambda t: offer({"accept": end(x, 1 - x**2), "fight": war(t, *SOME)}), NUMBERS, UNIT)


QUICK = (own_priors, concession, spence, spence_of_three)
SLOW = (burnt_money, power, wide, three_replies, audience, three_types)


@pytest.mark.parametrize("make", QUICK, ids=lambda make: make.__name__)
def test_families_are_the_equilibria_of_the_definition(make: Callable[[], Game]) -> None:
    check(make(), points=2, draws=3)


@pytest.mark.slow
@pytest.mark.parametrize("make", SLOW, ids=lambda make: make.__name__)
def test_more_families_are_the_equilibria_of_the_definition(make: Callable[[], Game]) -> None:
    check(make(), points=2, draws=3)


def check(game: Game, points: int, draws: int, seed: int = 3) -> None:
    solution = solve(game, "pbe")
    assert solution.equilibria
    problems, seen = compared(game, solution, Random(seed), points, draws)
    assert not problems, "\n".join(problems[:3])
    assert seen > 3 * points


@pytest.mark.slow
def test_what_is_not_linear_is_right_or_refused() -> None:
    with contextlib.suppress(UnsupportedGame):
        check(square_loss(), points=2, draws=3)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [15, 27])
def test_random_games(seed: int) -> None:
    check(random_game(Random(seed)), points=2, draws=4)


def random_game(rng: Random) -> Game:
    """Make a game of numbers (but for the prior) in which every payoff may rise or fall with the offer."""
    count = rng.choice((2, 2, 3))

    def number(low: int, high: int) -> Expr:
        return Rational(rng.randint(30 * low, 30 * high), rng.choice((29, 31, 37)))

    slopes = [(number(-1, 2), number(-2, 1)) for _ in range(count)]

    def play(_: Any) -> Node:
        return offer({"abc"[k]: end(number(-1, 1) + a * x, number(-1, 1) + b * x) for k, (a, b) in enumerate(slopes)})

    return typed(play, {"one": 0, "two": 1}, UNIT)


def test_edges_are_named_and_solved_in_full() -> None:
    game = spence()
    edge = {q: Rational(1, 4), c_1: Rational(1, 3), c_2: Rational(2, 3)}
    whole, most = (solve(game, "pbe", edges=edges) for edges in ("full", "generic"))
    assert "q = 1/4" in most.rule
    assert "full" not in whole.rule
    problems, _ = compared(game, most, Random(2), 1, 6, edge)
    assert problems
    assert all("missing" in problem for problem in problems)
    problems, _ = compared(game, whole, Random(2), 1, 6, edge)
    assert not problems, problems[0]


@pytest.mark.slow
def test_two_ways_to_list_the_moves_have_the_same_equilibria() -> None:
    def play(order: int) -> Callable[[Any], Node]:
        moves = [("accept", deal), ("fight", war(Rational(2, 5), *SOME))]
        return lambda t: offer(dict([*moves[:1], ("fight", war(t, *SOME))][::order]))

    one, two = (solve(typed(play(order), NUMBERS, UNIT), "pbe") for order in (1, -1))
    assert len(one.equilibria) == len(two.equilibria) > 0


def inner_belief() -> Game:
    """Let only a reply deter that is best for a belief that leaves both types possible."""

    def play(t: Any) -> Node:
        return offer({"a": end(1 + x, 1 - t), "b": end(1 + x, t), "c": end(0, Rational(3, 5))})

    return typed(play, {"one": 0, "two": 1}, (), (Rational(1, 2), Rational(1, 2)))


def opposed() -> Game:
    """Let the types want opposite replies, so that only a mixture can leave each no more than a mixture."""

    def play(t: Any) -> Node:
        return offer({"a": end(1 - 2 * t, 1 - t), "b": end(2 * t - 1, t)})

    return typed(play, {"one": 0, "two": 1}, (), (Rational(1, 2), Rational(1, 2)))


def test_mixtures_deter() -> None:
    check(opposed(), points=1, draws=3)


@pytest.mark.slow
def test_beliefs_between_the_types_deter() -> None:
    check(inner_belief(), points=1, draws=6)


def tempted(*names: str) -> Game:
    """Let A choose between delay and war after a rejection: at one offer by each type both are as good."""

    def play(t: Any) -> Node:
        ends = {"delay": end(x - Rational(1, 4), Rational(9, 10)), "war": end(t, 0)}
        return offer({"accept": deal, "reject": Decision("A", {name: ends[name] for name in names})})

    return typed(play, {"weak": Rational(3, 5), "strong": Rational(13, 20)}, UNIT)


@pytest.mark.slow
def test_ties_of_later_movers_are_said() -> None:
    game = tempted("delay", "war")
    solution = solve(game, "pbe")
    assert any("indifferent" in each.reason for each in solution.undecided)
    problems, _ = compared(game, solution, Random(2), 1, 0, {q: Rational(1, 12)})
    assert not problems, problems[0]


# what is not covered


def both_informed() -> Game:
    def known(t: Any) -> Node:
        moves = {"low": (r, offer({"accept": deal, "fight": war(t, c_A, c_1)}))}
        moves["high"] = (1 - r, offer({"accept": deal, "fight": war(t, c_A, c_2)}))
        return Chance(moves, seen_by={"B"})

    return typed(known, WEAK, (*POWER, 0 < r, r < 1, 0 < c_1, c_1 < c_2))


def two_moves_of_the_uninformed() -> Game:
    def play(t: Any) -> Node:
        last = Decision("B", {"fight": war(t), "yield": end(1, 0)})
        return offer({"accept": deal, "reject": Decision("A", {"push": last, "stop": end(0, 1)})})

    return typed(play, WEAK, POWER)


def drawn_type() -> Game:
    play = offer({"accept": deal, "fight": war(p_1)})
    return Game(("A", "B"), Draw((p_1, 0, 1), 1, play, seen_by={"A"}), (0 < c_A, 0 < c_B))


def unseen() -> Game:
    """Let B reply to an offer that it has not seen."""

    def play(t: Any) -> Node:
        return Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": war(t)}), seen_by=())

    return typed(play, WEAK, POWER)


def intervals_by_type() -> Game:
    return typed(lambda t: offer({"accept": deal, "fight": war(t)}, 0, t), WEAK, POWER)


@pytest.mark.parametrize(
    "make",
    [both_informed, two_moves_of_the_uninformed, drawn_type, unseen, intervals_by_type],
    ids=lambda make: make.__name__,
)
def test_what_is_not_covered_is_refused(make: Callable[[], Game]) -> None:
    with pytest.raises(UnsupportedGame, match=r"\w+ \w+ \w+"):
        solve(make(), "pbe")


@pytest.mark.parametrize("given", [(), (0 <= q, q <= 1)])
def test_odds_stay_between_zero_and_one(given: Sequence[Any]) -> None:
    with pytest.raises(GameError, match="odds of 'weak'"):
        solve(typed(lambda t: offer({"accept": deal, "fight": war(t, *SOME)}), NUMBERS, given), "pbe")


def test_no_interval_is_empty() -> None:
    with pytest.raises(GameError, match="interval of the offer x is empty"):
        solve(typed(lambda t: offer({"accept": deal, "fight": war(t, *SOME)}, 0, v), NUMBERS, UNIT), "pbe")


# the oracle itself


def test_the_oracle_finds_faults() -> None:
    at = {q: Fraction(1, 3)}
    stage = Stage(power_in_numbers(), at)
    low, high = Fraction(2, 7) + Fraction(1, 13), Fraction(8, 11) + Fraction(1, 10)
    one = {"accept": Fraction(1)}
    apart = Play(({low: Fraction(1)}, {high: Fraction(1)}), {low: one, high: {"fight": Fraction(1)}})
    assert stage.fault(apart) == ""
    assert "best reply" in stage.fault(Play(({low: Fraction(1)}, {low: Fraction(1)}), {low: {"fight": Fraction(1)}}))
    wants = Play(({high: Fraction(1)}, {high: Fraction(1)}), apart.replies)
    assert "better offer" in stage.fault(wants)
    near = low - Fraction(1, 100)
    assert "deters" in stage.fault(
        Play(({near: Fraction(1)}, {high: Fraction(1)}), {near: one, high: apart.replies[high]})
    )


def test_linear_relations_are_solved() -> None:
    rng = Random(1)
    for _ in range(200):
        point = [Fraction(rng.randint(-4, 4)) for _ in range(3)]
        rows: list[Row] = []
        for _ in range(rng.randint(1, 6)):
            row = tuple(Fraction(rng.randint(-2, 2)) for _ in range(3))
            gap = sum((k * n for k, n in zip(row, point, strict=True)), Fraction(0))
            rows.append((row, rng.choice((0, 1)) - gap, rng.choice((">=", "=="))))
        holds = all(_stands(row, point) for row in rows)
        found = solved(rows, 3, rng)
        assert found is not None or not holds
        assert found is None or all(_stands(row, found) for row in rows)


def _stands(row: Row, point: Sequence[Fraction]) -> bool:
    total = sum((k * n for k, n in zip(row[0], point, strict=True)), row[1])
    return total == 0 if row[2] == "==" else total > 0 if row[2] == ">" else total >= 0
