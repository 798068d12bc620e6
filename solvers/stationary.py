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

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sympy import Expr, Piecewise

from detente.games import Continue, FrozenMap
from detente.games.information import History
from detente.solvers.backward import solve_block
from detente.solvers.conditions import known_signs
from detente.solvers.describe import describe
from detente.solvers.display import KnownSign, boolean_form, ratio_form
from detente.solvers.formulas import Formula
from detente.solvers.rules import Rule
from detente.solvers.solution import Equilibrium, Undecided
from detente.solvers.strategies import Strategy, outcomes_of, path_of, possible, rank, refine
from detente.solvers.values import OPEN, Block, Failure, Search, Value, Worth


@dataclass(frozen=True)
class Part:
    """The cells of a tree's partition in which the same is played on its path, and where that leads."""

    mask: int
    since: int
    formula: Formula
    worth: Value
    path: tuple[History, ...]
    ahead: tuple[str, ...]
    """The states that it leads to."""


class Plan(Mapping[History, Rule]):
    """The rules of one case, of the root's tree and of the states, read off when they are asked for."""

    def __init__(self, trees: Mapping[History, Mapping[History, Rule]]) -> None:
        self._trees = trees

    def __iter__(self) -> Iterator[History]:
        for prefix, rules in self._trees.items():
            yield from ((*prefix, *history) for history in rules)

    def __len__(self) -> int:
        return sum(len(rules) for rules in self._trees.values())

    def __getitem__(self, history: History) -> Rule:
        state = history[:1]
        if state and state in self._trees:
            return self._trees[state][history[1:]]
        return self._trees[()][history]

    def __reduce__(self) -> tuple[type[FrozenMap[History, Rule]], tuple[dict[History, Rule]]]:
        return FrozenMap, (dict(self),)

    def __repr__(self) -> str:
        return repr({history: str(rule) for history, rule in self.items()})


def read_stationary(search: Search, blocks: Mapping[str, Block]) -> tuple[list[Equilibrium], list[Undecided]]:
    """Return the equilibria and the open cases of a game whose states are solved, and known to the search.

    """
    root = solve_block(search, search.game.root, ())
    partition = root.partition
    parts: dict[str | None, list[Part]] = {None: _parts(search, root)}
    parts |= {state: _parts(search, block) for state, block in blocks.items()}

    def program(cell: int) -> tuple[tuple[str | None, int], ...]:
        """Return which part of each tree that is reached holds in a cell."""
        trail: dict[str | None, int] = {}
        todo: list[str | None] = [None]
        for tree in todo:
            here = parts[tree]
            if tree is None:
                inside = (k for k, p in enumerate(here) if partition.update(p.mask, p.since) >> cell & 1)
            else:
                inside = (k for k, p in enumerate(here) if partition.ask(cell, p.formula))
            trail[tree] = next(inside, -1)
            if trail[tree] >= 0:
                todo += [state for state in here[trail[tree]].ahead if state not in todo]
        return tuple(trail.items())

    known = known_signs(partition)
    equilibria, undecided = [], []
    for trail, mask in sorted(partition.run(program, partition.everywhere).items(), key=lambda item: _order(item[0])):
        formula = describe(partition, mask, partition.everywhere & ~mask)
        when = boolean_form(search.ring, formula, known)
        chosen = [(tree, parts[tree][k]) for tree, k in trail if k >= 0]
        failed = next((part.worth for _, part in chosen if isinstance(part.worth, Failure)), None)
        worth = chosen[0][1].worth if chosen else OPEN
        if len(chosen) < len(trail):
            failed = OPEN
        if failed is not None or isinstance(worth, Failure):
            undecided.append(Undecided(when, (failed or OPEN).reason))
            continue
        trees: dict[History, Mapping[History, Rule]] = {(): Strategy(search, root, mask, formula, known)}
        for state, block in blocks.items():
            live = possible(block, formula, [])
            trees[state,] = Strategy(search, block, live, formula, known)
        path = tuple((*(() if tree is None else (tree,)), *history) for tree, part in chosen for history in part.path)
        payoffs = FrozenMap(
            {player: ratio_form(v, known) for player, v in zip(search.players, worth.payoffs, strict=True)}
        )
        values = FrozenMap(_values(search, blocks, formula, known))
        equilibria.append(
            Equilibrium(when, Plan(trees), payoffs, outcomes_of(search, worth, known), path, states=values)
        )
    return equilibria, undecided


def _order(trail: tuple[tuple[str | None, int], ...]) -> list[int]:
    return [k for _, k in trail]


def _parts(search: Search, block: Block) -> list[Part]:
    partition, found = block.partition, []
    for worth, mask in block.groups(block.root).items():
        for part in [mask] if isinstance(worth, Failure) else refine(block, block.root, mask):
            formula = describe(partition, part, partition.everywhere & ~part)
            steps = [] if isinstance(worth, Failure) else list(path_of(search, block, part, formula))
            path = tuple(history for history, node in steps if not isinstance(node, Continue))
            ahead = tuple(dict.fromkeys(node.state for _, node in steps if isinstance(node, Continue)))
            found.append(Part(part, len(partition.splits), formula, worth, path, ahead))
    return sorted(found, key=lambda part: rank(block, part.mask))


def _values(
    search: Search, blocks: Mapping[str, Block], formula: Formula, known: KnownSign
) -> Iterator[tuple[str, FrozenMap[str, Expr]]]:
    """Run through the states with what they are worth to each player where a case holds."""
    for state, block in blocks.items():
        partition, live = block.partition, possible(block, formula, [])
        cases = [
            (worth.payoffs, mask & live)
            for worth, mask in block.groups(block.root).items()
            if isinstance(worth, Worth) and mask & live
        ]
        row = {}
        for k, player in enumerate(search.players):
            masks: dict[Expr, int] = {}
            for payoffs, mask in cases:
                form = ratio_form(payoffs[k], known)
                masks[form] = masks.get(form, 0) | mask
            forms = [
                (form, boolean_form(search.ring, describe(partition, mask, live & ~mask), known))
                for form, mask in masks.items()
            ]
            row[player] = forms[0][0] if len(forms) == 1 else Piecewise(*forms)
        yield state, FrozenMap(row)
