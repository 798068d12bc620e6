"""Choices made at once after other numbers: each such stage is solved for all numbers before it, and then an end.

Where a stage has one equilibrium for each value of the numbers chosen before, it is worth a payoff in cases, and
stands in the tree as an end with that payoff; what was put away is put back into the equilibria of the whole.

>>> from sympy import Piecewise, Rational
>>> from detente.games import Offer, Terminal, reals
>>> from detente.solvers import solve
>>> z, x, y = reals("z x y")
>>> share = Piecewise((x/(x + y), x + y > 0), (Rational(1, 2), True))
>>> end = Terminal({"A": z*share - x, "B": z*(1 - share) - y, "C": 2*(x + y) - z**2}, "contest")
>>> stage = Offer("A", (x, 0, 1), Offer("B", (y, 0, 1), end), seen_by=())
>>> print(solve(Game(("A", "B", "C"), Offer("C", (z, 0, 1), stage))).equilibria[0])
always:  C offers z = 1/2; A offers x = 1/8; B offers y = 1/8;  payoffs 1/8, 1/8, 1/4;  contest
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any as Anything

import sympy
from sympy import Expr, Piecewise, Symbol
from sympy.logic.boolalg import And, Boolean

from detente.games import Chance, Decision, Draw, FrozenMap, Game, Node, Offer, Terminal, UnsupportedGame, children
from detente.games.errors import place
from detente.games.information import History, hides
from detente.solvers import conditions
from detente.solvers.contests_stage import stage_of
from detente.solvers.rules import Rule
from detente.solvers.solution import Equilibrium, Solution

Solver = Callable[[Game], Solution]


@dataclass(frozen=True)
class Inner:
    """A stage that was put away: where it stands, and its equilibria, one in each case."""

    at: History
    equilibria: tuple[Equilibrium, ...]
    rule: str


def from_inside(game: Game, solve: Solver) -> Solution:
    """Return the equilibria of a game by those of the stages in it that nothing hidden follows.

    Raises UnsupportedGame where such a stage has none, or several, at some numbers chosen before it.
    """
    inner: dict[str, Inner] = {}
    root = _reduced(game, game.root, (), (), solve, inner)
    solution = solve(Game(game.players, root, game.given))
    equilibria = [each for eq in solution.equilibria for each in _put_back(game, eq, inner)]
    rules = [solution.rule, *(part.rule for part in inner.values())]
    lines = dict.fromkeys(line for rule in rules for line in rule.splitlines())
    return replace(solution, game=game, equilibria=tuple(equilibria), rule="\n".join(lines))


def _reduced(
    game: Game, node: Node, history: History, scope: tuple[Boolean, ...], solve: Solver, inner: dict[str, Inner]
) -> Node:
    """Return a tree in which the innermost stages are ends."""
    stage = stage_of(node)
    if stage is not None and history and not any(hides(end) for end in stage.ends.values()):
        solution = solve(Game(game.players, node, (*game.given, *scope)))
        if solution.undecided:
            raise UnsupportedGame(f"{place(history)}: choices made at once: {solution.undecided[0]}")
        if any(eq.free for eq in solution.equilibria) or not _exclusive(solution):
            raise UnsupportedGame(
                f"{place(history)}: the choices made at once have several equilibria, and it is not told which one is"
                " expected by those who choose numbers before"
            )
        name = f"{len(inner)}. stage"
        inner[name] = Inner(history, solution.equilibria, solution.rule)
        return Terminal({player: _cases(solution, player) for player in game.players}, name)

    def below(label: str, child: Node, *more: Boolean) -> Node:
        return _reduced(game, child, (*history, label), (*scope, *more), solve, inner)

    match node:
        case Offer(player, (x, low, high), then, seen_by):
            return Offer(player, (x, low, high), below(x.name, then, x >= low, x <= high), seen_by)
        case Draw((x, low, high), density, then, seen_by):
            return Draw((x, low, high), density, below(x.name, then, x >= low, x <= high), seen_by)
        case Decision(player, moves, seen_by):
            return Decision(player, {label: below(label, child) for label, child in moves.items()}, seen_by)
        case Chance(moves, seen_by):
            return Chance({label: (odds, below(label, child)) for label, (odds, child) in moves.items()}, seen_by)
        case _:
            return node


def _exclusive(solution: Solution) -> bool:
    """Tell whether no two equilibria hold on an open set of parameters."""
    given = solution.game.given
    pairs = itertools.combinations(solution.equilibria, 2)
    return not any(conditions.holds_on_open_set(And(one.when, two.when), given) for one, two in pairs)


def _cases(solution: Solution, player: str) -> Expr:
    cases = [(eq.payoffs[player], eq.when) for eq in solution.equilibria]
    return Piecewise(*cases[:-1], (cases[-1][0], True))


def _put_back(game: Game, eq: Equilibrium, inner: Mapping[str, Inner]) -> list[Equilibrium]:
    """Return an equilibrium with the stages put back, in a case for each that is reached on the path."""
    numbers: dict[Symbol, Expr] = {}
    nodes = dict(game.walk())
    for history in sorted(eq.path, key=len):
        node, rule = nodes[history], eq.played.get(history) or eq.strategy[history]
        if isinstance(node, Offer) and rule.offer is not None:
            numbers[node.interval[0]] = rule.offer.subs(numbers)
    strategy = dict(eq.strategy)
    for each in inner.values():
        for below in each.equilibria[0].strategy:
            strategy[(*each.at, *below)] = _in_cases([(e.when, e.strategy[below]) for e in each.equilibria])
    reached = [name for name in inner if eq.probability(name) != 0]
    thin = not conditions.holds_on_open_set(eq.when, game.given)
    found = []
    for row in itertools.product(*(inner[name].equilibria for name in reached)):
        when = And(eq.when, *(part.when.subs(numbers) for part in row))
        when = conditions.simplify(when, game.given)
        # cases share their edges, on which one of them is enough
        if when == sympy.false or not (thin or conditions.holds_on_open_set(when, game.given)):
            continue
        outcomes: dict[str, Anything] = {name: odds for name, odds in eq.outcomes.items() if name not in inner}
        path, played = list(eq.path), dict(eq.played)
        for name, part in zip(reached, row, strict=True):
            at = inner[name].at
            path += [(*at, *h) for h in part.path]
            played |= {
                (*at, *h): rule.at(numbers) for h, rule in {**part.strategy, **part.played}.items() if h in part.path
            }
            for outcome, odds in part.outcomes.items():
                outcomes[outcome] = _sum(outcomes.get(outcome), _product(eq.outcomes[name], odds, numbers, game))
        found.append(
            replace(
                eq,
                when=when,
                strategy=FrozenMap(strategy),
                path=tuple(h for h in nodes if h in set(path)),
                outcomes=FrozenMap(outcomes),
                played=FrozenMap(played),
            )
        )
    return found


def _in_cases(rules: list[tuple[Boolean, Rule]]) -> Rule:
    """Return a rule that follows one of several by their conditions."""
    if all(rule.actions == rules[0][1].actions for _, rule in rules):
        return rules[0][1]
    if any(rule.mixed for _, rule in rules):
        raise UnsupportedGame("mixtures after numbers are not put in cases")
    actions = tuple((action, And(when, also)) for when, rule in rules for action, also in rule.actions)
    return replace(rules[0][1], actions=actions)


def _product(odds: Anything, inner: Anything, numbers: Mapping[Symbol, Expr], game: Game) -> Anything:
    if isinstance(odds, Mapping) or isinstance(inner, Mapping):
        by = {p: (odds[p] if isinstance(odds, Mapping) else odds) for p in game.players}
        of = {p: (inner[p] if isinstance(inner, Mapping) else inner) for p in game.players}
        return FrozenMap({p: sympy.factor(by[p] * of[p].subs(numbers)) for p in game.players})
    return sympy.factor(odds * inner.subs(numbers))


def _sum(one: Anything, two: Anything) -> Anything:
    if one is None:
        return two
    if isinstance(one, Mapping) or isinstance(two, Mapping):
        players = one if isinstance(one, Mapping) else two
        return FrozenMap(
            {
                p: sympy.factor(
                    (one[p] if isinstance(one, Mapping) else one) + (two[p] if isinstance(two, Mapping) else two)
                )
                for p in players
            }
        )
    return sympy.factor(one + two)


def has_more(root: Node) -> bool:
    """Tell whether numbers are chosen before a stage that is not the first.

    >>> has_more(Terminal({"A": 0}))
    False
    """
    stage = stage_of(root)
    if stage is not None:
        return any(hides(end) for end in stage.ends.values())
    return isinstance(root, Offer | Draw) and any(hides(child) for _, child in children(root))
