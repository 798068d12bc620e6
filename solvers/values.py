"""What a backward induction keeps: the worth of nodes, the choices made, and the cells where each holds.

>>> from detente.games import reals
>>> from detente.solvers.algebra import Ring
>>> from detente.solvers.formulas import boolean
>>> from detente.solvers.partition import Partition
>>> p = reals("p")
>>> ring = Ring([p])
>>> cells = Partition(ring, [])
>>> sets = Sets[str](cells)
>>> sets.add("all", cells.everywhere)
>>> cells.ask(0, boolean(p > 0, ring)), sets.now()
(True, {'all': 3})
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from sympy import Expr, Symbol

from detente.games import FrozenMap, Game, GameError, Node, UnsupportedGame
from detente.games.errors import place
from detente.solvers.algebra import Ring
from detente.solvers.display import text
from detente.solvers.formulas import Formula, evaluate, negation
from detente.solvers.optimum import Stretch
from detente.solvers.partition import Partition
from detente.solvers.ratio import Ratio
from detente.solvers.ties import Ties

K = TypeVar("K", bound=Hashable)
Scope = tuple[tuple[Symbol, Expr, Expr], ...]
"""The variables offered above a node, each with its bounds, the first one first."""


class Worth(NamedTuple):
    """What following the plan from a node is worth: payoffs by player, and each outcome's odds by player."""

    payoffs: tuple[Ratio, ...]
    outcomes: tuple[tuple[str, tuple[Ratio, ...]], ...]


class Failure(NamedTuple):
    """Why there is no value: no equilibrium, or no closed form."""

    reason: str


Value = Worth | Failure
OPEN = Failure("too many regions to tell apart in the time given")


@dataclass(frozen=True)
class Choice:
    """An offer made: a point, or any point of an open stretch; ``piece`` tells what follows it."""

    at: Stretch
    value: Value


Groups = dict[Value, int]
Known = tuple[tuple[Value, Formula], ...]
"""The worths of a state in exclusive cases, each with its condition."""


@dataclass
class Block:
    """The part of a tree between offers, solved on one partition; values and choices by node."""

    partition: Partition
    root: Node
    scope: Scope
    worths: dict[Node, tuple[int, Groups]] = field(default_factory=dict)
    choices: dict[Node, tuple[int, dict[int, int]]] = field(default_factory=dict)
    offers: dict[Node, tuple[int, dict[Choice | Failure, int]]] = field(default_factory=dict)
    below: dict[Node, Block] = field(default_factory=dict)

    def extend(self, deadline: float) -> None:
        """Set a new limit of time, for reading the answer off; past it conditions are longer, not wrong."""
        self.partition.deadline = deadline
        for inner in self.below.values():
            inner.extend(deadline)

    def groups(self, node: Node) -> Groups:
        """Return the values of a node, each with the cells where it holds, as of now."""
        since, groups = self.worths[node]
        # what was left open is a value of its own, so that no answer rests on it
        open_cells = self.partition.abandoned
        found = {worth: self.partition.update(mask, since) & ~open_cells for worth, mask in groups.items()}
        if open_cells:
            found[OPEN] = found.get(OPEN, 0) | open_cells
        return {worth: mask for worth, mask in found.items() if mask}

    def chosen(self, node: Node) -> dict[int, int]:
        """Return the moves chosen at a decision, by number, each with the cells where it is, as of now."""
        since, groups = self.choices[node]
        return {move: self.partition.update(mask, since) for move, mask in groups.items()}

    def offered(self, node: Node) -> dict[Choice | Failure, int]:
        """Return the offers made at a node, each with the cells where it is, as of now."""
        since, groups = self.offers[node]
        return {choice: self.partition.update(mask, since) for choice, mask in groups.items()}


@dataclass
class Search:
    """What all blocks of one game share."""

    game: Game
    ring: Ring
    given: tuple[Formula, ...]
    ties: Ties
    deadline: float
    ahead: Mapping[str, Known] = FrozenMap()
    """What arriving at a state is worth."""

    @property
    def players(self) -> tuple[str, ...]:
        """The players, in the order of the payoffs."""
        return self.game.players

    def place(self, node: Node) -> str:
        """Name the first history that leads to a node."""
        for state in (None, *self.game.states):
            for history, other in self.game.walk(state):
                if other is node:
                    return place(history, state)
        return "somewhere"


class Sets(Generic[K]):
    """Sets of cells by key, kept up to date while cells split."""

    def __init__(self, partition: Partition) -> None:
        self.partition = partition
        self.masks: dict[K, tuple[int, int]] = {}

    def add(self, key: K, mask: int) -> None:
        """Put cells into the set of a key."""
        if mask:
            now = len(self.partition.splits)
            since, old = self.masks.get(key, (now, 0))
            self.masks[key] = now, self.partition.update(old, since) | mask

    def now(self) -> dict[K, int]:
        """Return the sets, brought up to date."""
        return {key: self.partition.update(mask, since) for key, (since, mask) in self.masks.items()}


def amount(search: Search, block: Block, cell: int | None, expr: Expr, what: str, node: Node) -> Ratio:
    """Return an expression's value in a cell, which is split where a branch is open; without a cell, no branches.

    Raises GameError where the expression is not defined or not real.
    """
    partition = block.partition

    def require(condition: Formula, term: Expr) -> None:
        undefined = negation(condition)
        if partition.shows(undefined) and (cell is None or partition.feasible(cell, [undefined])):
            raise GameError(
                f"{search.place(node)}: {what}: {text(term)} is not defined, or not real, at some parameters "
                "that `given` allows; add the hypothesis that rules them out"
            )

    def decide(formula: Formula) -> bool:
        if cell is None:
            raise UnsupportedGame("Min, Max, Abs and Piecewise are supported in payoffs and bounds only")
        return partition.ask(cell, formula)

    try:
        return evaluate(expr, search.ring, decide, require)
    except UnsupportedGame as problem:
        raise UnsupportedGame(f"{search.place(node)}: {what}: {problem}") from None
