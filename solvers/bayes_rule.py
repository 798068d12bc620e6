"""What the definitions demand of stated beliefs: Bayes' rule on the path, or wherever it applies.

Of two histories of one information set, the moves on one path alone are compared. All made with positive probability
on both sides: the odds are Bayes'. One of probability zero on one side only: that history has belief zero. On both
sides: the odds are free, but the same at every two histories that the same moves of probability zero tell apart.
A weak equilibrium is held to the first two where the information set is reached, with whole paths in place of
differences (Kreps and Wilson 1982; Fudenberg and Tirole 1991).

>>> from detente.games import Chance, Decision, Game, Terminal, reals
>>> from detente.solvers import solve
>>> from detente.solvers.pieces import Asked
>>> q = reals("q")
>>> end = lambda a, b: Terminal({"A": a, "B": b})
>>> reply = lambda b: Decision("B", {"yes": end(1, b), "no": end(0, 0)})
>>> game = Game(("A", "B"), Chance({"good": (q, reply(1)), "bad": (1 - q, reply(-1))}, seen_by={"A"}), (0 < q, q < 1))
>>> read = Assessment(game, solve(game, "pbe").equilibria[0], Asked(game.given, 10))
>>> [demand.wanted for demand in on_beliefs(read, "pbe")]
[q >= 0, 1 - q >= 0, True, True]
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import sympy
from sympy import Eq, Expr
from sympy.logic.boolalg import And, Boolean, Not

from detente.games.information import History
from detente.solvers.assessment import Assessment, Step
from detente.solvers.pieces import Scope


class Demand(NamedTuple):
    """What has to hold for all offers and draws in ``scope`` that satisfy ``where``."""

    scope: Scope
    where: Boolean
    wanted: Boolean


class Side(NamedTuple):
    """One of two histories that are compared: its belief, nature's odds, and the moves that tell it apart."""

    belief: Expr
    odds: Expr
    steps: tuple[Step, ...]


def on_beliefs(read: Assessment, concept: str) -> Iterator[Demand]:
    """Run through what "weak" or "pbe" demands of the beliefs of an assessment."""
    for number, each in enumerate(read.sets):
        if len(each.histories) == 1:
            continue
        scope, beliefs = read.seen[number], read.belief(number)
        for belief in beliefs:
            yield Demand(scope, sympy.true, belief >= 0)
        yield Demand(scope, sympy.true, Eq(sympy.cancel(sum(beliefs)), 1))
        for one, two in itertools.combinations(sides(read, number), 2):
            pair = (one, two) if concept == "weak" else apart(one, two)
            yield from bayes(read, scope, *pair)
    if concept != "weak":
        yield from _same_odds(read)


def sides(read: Assessment, number: int) -> list[Side]:
    """Return the histories of an information set as sides of a comparison, with all moves on their paths."""
    each = read.sets[number]
    return [
        Side(belief, read.odds(history, each.player), read.steps(history))
        for history, belief in zip(each.histories, read.belief(number), strict=True)
    ]


def apart(one: Side, two: Side) -> tuple[Side, Side]:
    """Leave the moves that are on one path alone."""
    left = tuple(step for step in one.steps if step not in two.steps)
    right = tuple(step for step in two.steps if step not in one.steps)
    return one._replace(steps=left), two._replace(steps=right)


def bayes(read: Assessment, scope: Scope, one: Side, two: Side) -> Iterator[Demand]:
    """Demand that the odds of two histories be Bayes', where the moves of one of them at least are made."""
    made = read.made(one.steps), read.made(two.steps)
    for (here, left), (there, right) in itertools.product(*made):
        yield Demand(scope, And(here, there), Eq(one.belief * two.odds * right, two.belief * one.odds * left))
    for mine, other, paths in ((one, two, made[0]), (two, one, made[1])):
        idle = read.unmade(other.steps)
        for here, chance in paths if idle != sympy.false else ():
            yield Demand(scope, And(here, idle), Eq(other.belief * mine.odds * chance, 0))


def follow(read: Assessment, early: int, late: int) -> bool:
    """Tell whether beliefs at an information set are known to follow by Bayes' rule from earlier ones of its player.

    The player's own moves in between do not count: it may have deviated there.
    """
    before, after = read.sets[early], read.sets[late]
    prior = dict(zip(before.histories, read.belief(early), strict=True))
    found = []
    for history, belief in zip(after.histories, read.belief(late), strict=True):
        root = _root(before.histories, history)
        odds = read.odds(history, after.player, len(root))
        steps = read.steps(history)[len(read.steps(root)) :]
        others = tuple(step for step in steps if step.player != after.player)
        found.append(Side(belief, prior[root] * odds, others))
    scope = read.seen[late]
    return all(
        read.asked.surely(demand.scope, demand.where, demand.wanted)
        for one, two in itertools.combinations(found, 2)
        for demand in bayes(read, scope, one, two)
    )


def _root(histories: Sequence[History], history: History) -> History:
    return next(each for each in histories if history[: len(each)] == each)


def _same_odds(read: Assessment) -> Iterator[Demand]:
    """Demand the same odds at any two pairs of histories that the same moves of probability zero tell apart."""
    pairs = []
    for number, each in enumerate(read.sets):
        for one, two in itertools.permutations(sides(read, number) if len(each.histories) > 1 else (), 2):
            left, right = apart(one, two)
            if left.steps and right.steps:
                scope = read.seen[number]
                idle = [_idle(read, scope, side.steps) for side in (left, right)]
                pairs += [(scope, left, right, s, t) for s in idle[0] for t in idle[1] if s and t]
    for (scope, one, two, s, t), (other, three, four, u, v) in itertools.combinations(pairs, 2):
        if s != u or t != v:
            continue
        rest = [
            tuple(step for step in side.steps if step not in gone)
            for side, gone in ((one, s), (two, t), (three, u), (four, v))
        ]
        idle = [read.unmade((step,)) for step in sorted(s | t)]
        for (a, p), (b, q), (c, r), (d, w) in itertools.product(*map(read.made, rest)):
            equal = Eq(
                one.belief * two.odds * q * four.belief * three.odds * r,
                two.belief * one.odds * p * three.belief * four.odds * w,
            )
            yield Demand(tuple(dict.fromkeys((*scope, *other))), And(*idle, a, b, c, d), equal)


def _idle(read: Assessment, scope: Scope, steps: tuple[Step, ...]) -> list[frozenset[Step]]:
    """List the sets of moves that can be just those of probability zero among some."""
    unsure: list[Step] = []
    idle: list[Step] = []
    for step in steps:
        if not read.asked.possible(scope, Not(read.unmade((step,)))):
            idle.append(step)
        elif read.asked.possible(scope, read.unmade((step,))):
            unsure.append(step)
    return [
        frozenset((*idle, *part)) for size in range(len(unsure) + 1) for part in itertools.combinations(unsure, size)
    ]
