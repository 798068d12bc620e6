"""From the values of states to stationary equilibria with readable strategies.

A case is a set of cells of the root's partition in which the same is played, in the root's tree and in the states that
play leads to, for the same payoffs. The histories of a state's tree begin with the name of the state.

>>> from detente.games import Continue, Decision, Game, Terminal, reals
>>> from detente.solvers import solve
>>> talk = Decision("A", {"wait": Continue("crisis", {"A": 1}, 0), "fight": Terminal({"A": 0}, "war")})
>>> game = Game(("A",), Continue("crisis", {}, 1), (), {"crisis": talk})
>>> solve(game, "mpe").equilibria[0].strategy
{('crisis',): 'A waits'}
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sympy import Expr, Symbol
from sympy.logic.boolalg import And, Boolean

from detente.games import Continue, Decision, FrozenMap, Offer, children
from detente.games.information import History
from detente.games.traversal import upwards
from detente.solvers import smt
from detente.solvers.backward import solve_block
from detente.solvers.conditions import known_signs
from detente.solvers.describe import describe
from detente.solvers.display import KnownSign, boolean_form, ratio_form
from detente.solvers.fixed_points import put_into, replaced, sure
from detente.solvers.formulas import TRUE, Formula, boolean, conjunction
from detente.solvers.knowledge import Knowledge
from detente.solvers.one_tree import AHEAD
from detente.solvers.rules import Rule
from detente.solvers.solution import Equilibrium, Undecided
from detente.solvers.state_rules import Case, Later, Part, Plan, Put, StateRules, by_case
from detente.solvers.strategies import Step, Strategy, outcomes_of, path_of, possible, rank, refine
from detente.solvers.values import OPEN, Block, Failure, Search, Value, Worth

FEW = 10
"""Up to how many cases of play in states equilibria of equal payoffs are told apart by what is offered on the way."""


@dataclass(frozen=True)
class Play:
    """What is played on the path of one tree in one case: where, to which histories and which states it leads."""

    mask: int
    since: int
    where: Formula
    worth: Value
    path: tuple[History, ...]
    ahead: tuple[str, ...]
    steps: tuple[History, ...]
    """All histories that are reached."""
    offers: Hashable
    """The numbers that are offered at them."""
    rank: tuple[int, ...] = ()
    """The moves on the path, as listed."""


def read_stationary(search: Search, parts: Sequence[Part]) -> tuple[list[Equilibrium], list[Undecided]]:
    """Return the equilibria and the open cases of a game whose states are solved, and known to the search."""
    root = solve_block(search, search.game.root, ())
    partition = root.partition
    part_of = {state: part for part in parts for state in part.states}
    top = _plays(search, root, partition.everywhere, Case((), FrozenMap(), TRUE))
    below = {
        (state, k): (
            _plays(search, part.blocks[state], None, case) if state in part.blocks else [_planned(case.plans[state])]
        )
        for part in parts
        for k, case in enumerate(part.cases)
        for state in part.states
    }

    few = sum(len(plays) for plays in below.values()) <= FEW
    first: dict[Hashable, tuple[int, int]] = {}

    def program(cell: int) -> tuple[tuple[str | None, int, int], ...]:
        """Return what is played in each tree that is reached in a cell: the tree, the case, and the play."""
        trail: dict[str | None, tuple[int, int]] = {}
        todo: list[str | None] = [None]
        for tree in todo:
            if tree is None:
                case, plays = 0, top
                here = next((k for k, p in enumerate(top) if partition.update(p.mask, p.since) >> cell & 1), -1)
            else:
                cases = part_of[tree].cases
                case = next((k for k, c in enumerate(cases) if partition.ask(cell, c.where)), -1)
                plays = below.get((tree, case), [])
                here = next((k for k, p in enumerate(plays) if partition.ask(cell, p.where)), -1)
            trail[tree] = case, here
            if here >= 0:
                # cases that differ off the path alone go by the first of them
                play = plays[here]
                if tree is None:
                    alike: Hashable = tree, play.steps, play.offers, play.worth
                else:
                    alike = tree, play.steps, (play.offers, _worth(part_of[tree], case, tree)) if few else None
                trail[tree] = first.setdefault(alike, trail[tree])
                todo += [state for state in play.ahead if state not in todo]
        return tuple((tree, *found) for tree, found in trail.items())

    known = known_signs(partition)
    equilibria, undecided = [], []
    results = partition.run(program, partition.everywhere)

    def order(trail: tuple[tuple[str | None, int, int], ...]) -> tuple[list[tuple[int, ...]], list[int]]:
        plays = [(top if tree is None else below.get((tree, case), []))[k] for tree, case, k in trail if k >= 0]
        return [play.rank for play in plays], [number for _, *numbers in trail for number in numbers]

    for trail in sorted(results, key=order):
        mask = results[trail]
        formula = describe(partition, mask, partition.everywhere & ~mask)
        when = boolean_form(search.ring, formula, known)
        chosen = [(tree, (top if tree is None else below[tree, case])[k]) for tree, case, k in trail if k >= 0]
        failed = [play.worth for _, play in chosen if isinstance(play.worth, Failure)]
        if failed or len(chosen) < len(trail):
            undecided.append(Undecided(when, (failed or [OPEN])[0].reason))
            continue
        worth = chosen[0][1].worth
        assert isinstance(worth, Worth)

        def holds_somewhere(where: Formula, formula: Formula = formula) -> bool:
            return smt.check(search.ring, [*search.given, formula, where]).satisfiable is not False

        trees: dict[History, Mapping[History, Rule]] = {(): Strategy(search, root, mask, formula, known)}
        there = Knowledge(search.ring, [*search.given, formula, *_bounds(search)], 1, None)
        values: dict[str, Callable[[], FrozenMap[str, Expr]]] = {}
        for part in parts:
            cases = [case for case in part.cases if len(part.cases) == 1 or holds_somewhere(case.where)]
            for state in part.states:
                trees[state,] = StateRules(search, part, state, cases, formula, known, there)
                values[state] = partial(_values, search, part, state, cases, known)
        path = tuple((*(() if tree is None else (tree,)), *history) for tree, play in chosen for history in play.path)
        payoffs = FrozenMap(
            {player: ratio_form(v, known) for player, v in zip(search.players, worth.payoffs, strict=True)}
        )
        outcomes = outcomes_of(search, worth, known)
        free = _free(search, parts, known, holds_somewhere, there)
        equilibria.append(Equilibrium(when, Plan(trees), payoffs, outcomes, path, *free, states=Later(values)))
    return equilibria, undecided


def _bounds(search: Search) -> list[Formula]:
    """Say that what is offered in the states is within its bounds."""
    nodes = dict.fromkeys(node for tree in search.game.states.values() for node in upwards(tree))
    offers = [node.interval for node in nodes if isinstance(node, Offer)]
    return [boolean(inside, search.ring) for x, low, high in offers for inside in (x >= low, x <= high)]


def _worth(part: Part, case: int, state: str) -> Worth:
    return part.cases[case].worths[part.states.index(state)]


def _plays(search: Search, block: Block, live: int | None, case: Case) -> list[Play]:
    """Return what can be played on the path of a tree in one case."""
    partition, found = block.partition, []
    solved, inside = case.solved, conjunction([case.where, case.raw])
    sign = sure(Knowledge(search.ring, [*search.given, case.where], 1, None))
    live = possible(block, inside, []) if live is None else live
    for worth, mask in block.groups(block.root).items():
        for part in [mask & live] if isinstance(worth, Failure) else refine(block, block.root, mask & live):
            if not part:
                continue
            formula = describe(partition, part, live & ~part)
            there = conjunction([inside, formula])
            steps = () if isinstance(worth, Failure) else tuple(path_of(search, block, part, there))
            offers = tuple(
                tuple(
                    (replaced(at.low, solved, sign), replaced(at.high, solved, sign), at.closed) for at in step.offered
                )
                for step in steps
            )
            ahead = tuple(dict.fromkeys(step.node.state for step in steps if isinstance(step.node, Continue)))
            path = tuple(step.history for step in steps if step.moves)
            where = put_into(search.ring, formula, solved, sign)
            moves = tuple(_listed(step, steps) for step in steps if isinstance(step.node, Decision))
            reached = tuple(step.history for step in steps)
            found.append(Play(part, len(partition.splits), where, worth, path, ahead, reached, offers, moves))
    return sorted(found, key=lambda play: rank(block, play.mask))


def _listed(step: Step, steps: Sequence[Step]) -> int:
    """Return the place of the move that is made at a decision among those listed there."""
    depth, labels = len(step.history), [label for label, _ in children(step.node)]
    after = [s.history[depth] for s in steps if len(s.history) > depth and s.history[:depth] == step.history]
    return min(map(labels.index, after), default=0)


def _free(
    search: Search, parts: Sequence[Part], known: KnownSign, holds: Callable[[Formula], bool], there: Knowledge
) -> tuple[FrozenMap[History, Any], tuple[Symbol, ...], Boolean]:
    """Return beliefs, what is undetermined, and the condition on that, from the solutions of the states."""
    beliefs: dict[History, Any] = {}
    free: dict[Symbol, None] = {}
    where: list[Boolean] = []
    for part in parts:
        for case in part.cases:
            if not case.plans or not holds(case.where):
                continue
            values = Put(search, case.solved, known, there)
            for state, plan in case.plans.items():
                for history, belief in plan.beliefs.items():
                    beliefs[state, *history] = values.simply(belief)
                free.update(dict.fromkeys(plan.free))
                where.append(values.simply(plan.where))
    return FrozenMap(beliefs), tuple(free), And(*where)


def _planned(plan: Equilibrium) -> Play:
    """Return what is played on the path of a state in which moves are mixed or hidden."""
    ahead = tuple(name[1:] for name in plan.outcomes if name.startswith(AHEAD))
    return Play(0, 0, TRUE, Worth((), ()), plan.path, ahead, plan.path, id(plan))


def _values(search: Search, part: Part, state: str, cases: Sequence[Case], known: KnownSign) -> FrozenMap[str, Expr]:
    """Return what a state is worth to each player in the cases that are possible."""
    row = {}
    for i, player in enumerate(search.players):
        together: dict[Expr, list[Formula]] = {}
        for case in cases:
            worth = case.worths[part.states.index(state)]
            together.setdefault(ratio_form(worth.payoffs[i], known), []).append(case.where)
        row[player] = by_case(search, together, known)
    return FrozenMap(row)
