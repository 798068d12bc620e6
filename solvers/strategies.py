"""From the values and choices of a backward induction to equilibria with readable strategies.

A case is a set of cells of the root's partition in which the same is played on the path for the same payoffs.
Its strategy is read off node by node, when asked for: what is chosen under an earlier offer is described as a
condition on that offer, given the condition of the case.

>>> from detente.games import Decision, Game, Terminal, reals
>>> from detente.solvers import solve
>>> w = reals("w")
>>> war, peace = Terminal({"A": w}, "war"), Terminal({"A": 0}, "peace")
>>> solve(Game(("A",), Decision("A", {"wait": peace, "fight": war}))).equilibria[0].strategy
{(): 'A waits'}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any as Anything
from typing import NamedTuple

import sympy
from sympy import Eq, Symbol
from sympy.logic.boolalg import Boolean

from detente.games import Chance, Decision, Draw, FrozenMap, Node, Offer, children
from detente.games.information import History
from detente.solvers.algebra import POS, ZERO
from detente.solvers.conditions import known_signs
from detente.solvers.describe import describe
from detente.solvers.display import KnownSign, boolean_form, ratio_form
from detente.solvers.formulas import TRUE, Formula, compare
from detente.solvers.intervals import interval_form
from detente.solvers.intervals import within as interval
from detente.solvers.optimum import Stretch
from detente.solvers.ratio import Ratio
from detente.solvers.rules import Action, Rule
from detente.solvers.solution import Equilibrium, Undecided
from detente.solvers.values import Block, Choice, Failure, Search, Worth


def read(search: Search, block: Block, within: Formula = TRUE) -> tuple[list[Equilibrium], list[Undecided]]:
    """Return the equilibria and the open cases of a solved game, where a further condition holds."""
    partition = block.partition
    known = known_signs(partition)
    wanted = partition.where(within, partition.everywhere)
    everywhere = partition.everywhere
    cases: list[tuple[int, Worth | Failure]] = []
    for worth, mask in block.groups(block.root).items():
        decided = mask & wanted
        parts = [decided] if isinstance(worth, Failure) else refine(block, block.root, decided)
        cases += [(part, worth) for part in parts if part]
    cases.sort(key=lambda case: rank(block, case[0]))
    equilibria, undecided = [], []
    for mask, worth in cases:
        formula = describe(partition, mask, everywhere & ~mask)
        when = boolean_form(search.ring, formula, known)
        if isinstance(worth, Failure):
            undecided.append(Undecided(when, worth.reason))
        else:
            equilibria.append(_equilibrium(search, block, mask, formula, when, worth, known))
    return equilibria, undecided


def rank(block: Block, mask: int) -> tuple[list[int], int]:
    """Order cases by the moves on the path, as listed, then as they were found."""
    moves = []
    node = block.root
    while isinstance(node, Decision):
        here = [move for move, chosen in block.chosen(node).items() if chosen & mask]
        if len(here) != 1:
            break
        moves.append(here[0])
        node = list(node.moves.values())[here[0]]
    return moves, mask & -mask


def refine(block: Block, node: Node, mask: int) -> list[int]:
    """Split a set of cells by what is chosen on the path."""
    while True:
        match node:
            case Decision(moves=moves):
                nodes = list(moves.values())
                here = [(nodes[k], chosen & mask) for k, chosen in block.chosen(node).items() if chosen & mask]
                if len(here) != 1:
                    return [part for child, chosen in here for part in refine(block, child, chosen)]
                node = here[0][0]
            case Chance():
                masks = [mask]
                for _, child in children(node):
                    masks = [part for each in masks for part in refine(block, child, each)]
                return masks
            case Offer():
                return [part & mask for part in block.offered(node).values() if part & mask]
            case _:
                return [mask]


def _equilibrium(
    search: Search, block: Block, mask: int, formula: Formula, when: Boolean, worth: Worth, known: KnownSign
) -> Equilibrium:
    payoffs = {p: ratio_form(v, known) for p, v in zip(search.players, worth.payoffs, strict=True)}
    strategy = Strategy(search, block, mask, formula, known)
    path = tuple(step.history for step in path_of(search, block, mask, formula) if step.moves)
    return Equilibrium(when, strategy, FrozenMap(payoffs), outcomes_of(search, worth, known), path)


def outcomes_of(search: Search, worth: Worth, known: KnownSign) -> FrozenMap[str, Anything]:
    """Return the odds of each outcome that occurs, by player where they differ."""
    outcomes: dict[str, Anything] = {}
    for name, odds in worth.outcomes:
        forms = [ratio_form(p, known) for p in odds]
        if any(form != 0 for form in forms):
            outcomes[name] = forms[0] if len(set(forms)) == 1 else FrozenMap(zip(search.players, forms, strict=True))
    return FrozenMap(outcomes)


def possible(block: Block, condition: Formula, extra: list[Formula]) -> int:
    """Return the cells of a block that are possible where a condition on the parameters holds."""
    partition = block.partition
    return sum(
        1 << cell for cell in partition.members(partition.everywhere) if partition.feasible(cell, [condition, *extra])
    )


class Step(NamedTuple):
    """A history that is reached in a case, its node, and for an offer the numbers that are offered."""

    history: History
    node: Node
    offered: tuple[Stretch, ...] = ()

    @property
    def moves(self) -> bool:
        """Tell whether a player is on the move."""
        return isinstance(self.node, Decision | Offer)


def path_of(search: Search, block: Block, mask: int, formula: Formula) -> Iterator[Step]:
    """Run through the histories that are reached in a case, parents first."""
    stack: list[tuple[History, Node, Block, int, list[Formula]]] = [((), block.root, block, mask, [])]
    while stack:
        history, node, block, cells, extra = stack.pop()
        match node:
            case Decision(moves=moves):
                yield Step(history, node)
                nodes = list(moves.items())
                for move, chosen in sorted(block.chosen(node).items(), reverse=True):
                    if chosen & cells:
                        label, child = nodes[move]
                        stack.append(((*history, label), child, block, chosen & cells, extra))
            case Chance():
                for label, child in reversed(children(node)):
                    stack.append(((*history, label), child, block, cells, extra))
            case Offer(interval=(x, _, _), then=then):
                inner = block.below[node]
                reached = 0
                place: list[Formula] = list(extra)
                offers = [c.at for c, where in block.offered(node).items() if where & cells and isinstance(c, Choice)]
                for at in offers:
                    place = [*extra, *place_of(search, x, at)]
                    reached |= possible(inner, formula, place)
                yield Step(history, node, tuple(offers))
                stack.append(((*history, x.name), then, inner, reached, place))
            case Draw(interval=(c, _, _), then=then):
                inner = block.below[node]
                stack.append(((*history, c.name), then, inner, possible(inner, formula, extra), extra))
            case _:
                yield Step(history, node)


def place_of(search: Search, x: Symbol, at: Stretch) -> list[Formula]:
    """Say that a variable is in a stretch."""
    variable = search.ring.gen(x)
    if at.is_point:
        return [compare(variable - at.low, ZERO)]
    from_low, to_high = (POS | ZERO if closed else POS for closed in at.closed)
    return [compare(variable - at.low, from_low), compare(at.high - variable, to_high)]


class Strategy(Mapping[History, Rule]):
    """The rules of one case by history, read off when they are asked for."""

    def __init__(self, search: Search, block: Block, mask: int, formula: Formula, known: KnownSign) -> None:
        self._search, self._block, self._mask = search, block, mask
        self._formula, self._known = formula, known
        self._rules: dict[History, Rule] = {}
        self._places: dict[History, tuple[Node, Block]] | None = None
        self._live: dict[int, int] = {id(block): mask}

    def _histories(self) -> dict[History, tuple[Node, Block]]:
        if self._places is None:
            self._places = {}
            stack: list[tuple[History, Node, Block]] = [((), self._block.root, self._block)]
            while stack:
                history, node, block = stack.pop()
                if isinstance(node, Decision | Offer):
                    self._places[history] = node, block
                inner = block.below[node] if isinstance(node, Offer | Draw) else block
                stack += [((*history, label), child, inner) for label, child in reversed(children(node))]
        return self._places

    def __iter__(self) -> Iterator[History]:
        return iter(self._histories())

    def __len__(self) -> int:
        return len(self._histories())

    def __getitem__(self, history: History) -> Rule:
        if history not in self._rules:
            node, block = self._histories()[history]
            self._rules[history] = self._rule(node, block)
        return self._rules[history]

    def __reduce__(self) -> tuple[type[FrozenMap[History, Rule]], tuple[dict[History, Rule]]]:
        # what is pickled is read off whole: the search that it is read from stays behind
        return FrozenMap, (dict(self),)

    def __repr__(self) -> str:
        return repr({history: str(rule) for history, rule in self.items()})

    def _rule(self, node: Node, block: Block) -> Rule:
        assert isinstance(node, Decision | Offer)
        if id(block) not in self._live:
            self._live[id(block)] = possible(block, self._formula, [])
        live = self._live[id(block)]
        actions: list[tuple[Action, int]] = []
        if isinstance(node, Decision):
            labels = list(node.moves)
            actions = [(labels[move], mask & live) for move, mask in sorted(block.chosen(node).items())]
        else:
            for choice, mask in block.offered(node).items():
                if isinstance(choice, Choice):
                    actions.append((offer_relation(node, choice.at, self._known), mask & live))
        together: dict[Action, int] = {}
        for action, mask in actions:
            if mask:
                together[action] = together.get(action, 0) | mask
        actions = list(together.items())
        if len(actions) == 1:
            return Rule(node.player, ((actions[0][0], sympy.true),))
        found = []
        for action, mask in actions:
            found.append((action, self._condition(block, mask, live & ~mask)))
        return Rule(node.player, tuple(found))

    def _condition(self, block: Block, target: int, avoid: int) -> Boolean:
        formula = describe(block.partition, target, avoid)
        symbols = [x for x, _, _ in reversed(block.scope)]
        if block.scope:
            nice = interval_form(block.partition, self._search.given, self._formula, formula, block.scope, self._known)
            if nice is not None:
                return nice
        return boolean_form(self._search.ring, formula, self._known, symbols)


def offer_relation(node: Offer, at: Stretch, known: KnownSign) -> Boolean:
    """Return the relation that says which number is offered, or from which stretch."""
    x, bottom, top = node.interval
    low, high = _form(at.low, known), _form(at.high, known)
    if at.is_point:
        return Eq(x, low, evaluate=False)
    return interval(x, (low, at.closed[0]), (high, at.closed[1]), bottom, top)


def _form(ratio: Ratio, known: KnownSign) -> sympy.Expr:
    return ratio_form(ratio, known)
