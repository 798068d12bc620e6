"""The rules of stationary equilibria, read off when they are asked for, with values in place of the unknowns.

>>> from detente.games import Continue, Decision, Game, Terminal, reals
>>> from detente.solvers import solve
>>> w, d = reals("w d")
>>> stay = Decision("A", {"fight": Terminal({"A": w}, "war"), "wait": Continue("crisis", {"A": 1}, d)})
>>> game = Game(("A",), Continue("crisis", {}, 1), (0 < d, d < 1, w > 0), {"crisis": stay})
>>> solve(game, "mpe").equilibria[1].strategy
{('crisis',): 'A waits'}
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sympy import Expr, Integer, Piecewise, false, true
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from detente.games import FrozenMap
from detente.games.information import History
from detente.solvers.algebra import Ring
from detente.solvers.cases import short
from detente.solvers.conditions import known_signs
from detente.solvers.describe import describe
from detente.solvers.display import KnownSign, boolean_form, ratio_form
from detente.solvers.fixed_points import put_into, replaced, sure
from detente.solvers.formulas import TRUE, Formula, boolean, conjunction, disjunction
from detente.solvers.knowledge import Knowledge
from detente.solvers.ratio import Ratio
from detente.solvers.rules import Action, Rule, put
from detente.solvers.solution import Equilibrium
from detente.solvers.strategies import Strategy, possible
from detente.solvers.values import Block, Known, Search, Worth


@dataclass(frozen=True)
class Case:
    """What the states of a component are worth in one equilibrium of theirs, and where it is one."""

    worths: tuple[Worth, ...]
    solved: Mapping[int, Ratio] = field(hash=False)
    """The values of the unknowns in which the states are solved."""
    raw: Formula
    """The condition and the equations, in parameters and unknowns."""
    where: Formula = TRUE
    plans: Mapping[str, Equilibrium] = field(default=FrozenMap(), hash=False)
    """What is done in states in which moves are mixed or hidden."""


@dataclass(frozen=True)
class Part:
    """A component: its states, solved for all values of the unknowns, and its cases, which exclude each other."""

    states: tuple[str, ...]
    blocks: Mapping[str, Block]
    cases: tuple[Case, ...]


def _strategy(search: Search, block: Block, case: Case, formula: Formula) -> Strategy:
    there = conjunction([formula, case.where, case.raw])
    return Strategy(search, block, possible(block, there, []), there, known_signs(block.partition))


def described(block: Block) -> Known:
    """Return what a solved state is worth, each case with its condition."""
    partition, whole = block.partition, block.partition.everywhere
    groups = block.groups(block.root)
    return tuple((worth, describe(partition, mask, whole & ~mask)) for worth, mask in groups.items())


class Plan(Mapping[History, Rule]):
    """The rules of one equilibrium, of the root's tree and of the states, read off when they are asked for."""

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


class StateRules(Mapping[History, Rule]):
    """The rules of one state: those of the cases that are possible, with values in place of the unknowns."""

    def __init__(
        self,
        search: Search,
        part: Part,
        state: str,
        cases: Sequence[Case],
        formula: Formula,
        known: KnownSign,
        there: Knowledge,
    ) -> None:
        self._search, self._part, self._state = search, part, state
        self._given, self._known, self._there = (cases, formula), known, there
        self._rules: dict[History, Rule] = {}
        self._made: dict[tuple[int, ...], Rule] = {}

    @cached_property
    def _cases(self) -> list[tuple[Case, Mapping[History, Rule]]]:
        cases, formula = self._given
        block = self._part.blocks.get(self._state)
        if block is None:
            return [(case, case.plans[self._state].strategy) for case in cases]
        return [(case, _strategy(self._search, block, case, formula)) for case in cases]

    def __iter__(self) -> Iterator[History]:
        return iter(self._cases[0][1])

    def __len__(self) -> int:
        return len(self._cases[0][1])

    def __getitem__(self, history: History) -> Rule:
        if history not in self._rules:
            # the histories of one information set go on sharing their rule
            shared = tuple(id(rules[history]) for _, rules in self._cases)
            if shared not in self._made:
                self._made[shared] = self._rule(history)
            self._rules[history] = self._made[shared]
        return self._rules[history]

    def _rule(self, history: History) -> Rule:
        first = self._cases[0][1][history]
        if any(rules[history].mixed for _, rules in self._cases):
            return Rule(first.player, self._mixture(history), first.seen, mixed=True)
        ring, known = self._search.ring, self._known
        together: dict[Action, dict[Boolean, list[Formula]]] = {}
        for case, rules in self._cases:
            values = Put(self._search, case.solved, known, self._there)
            for action, condition in rules[history].actions:
                done = action if isinstance(action, str) else values.relation(action)
                together.setdefault(done, {}).setdefault(values.condition(condition), []).append(case.where)
        actions = []
        for action, conditions in together.items():
            if len(conditions) == 1 and len(next(iter(conditions.values()))) == len(self._cases):
                actions.append((action, next(iter(conditions))))
                continue
            whole = disjunction(
                conjunction([boolean(condition, ring), disjunction(cases)]) for condition, cases in conditions.items()
            )
            offers = [x for x in self._search.game.variables if any(x in c.free_symbols for c in conditions)]
            actions.append((action, boolean_form(ring, short(self._there, whole) or whole, known, offers)))
        # one action that is left is taken wherever the rule is asked for
        left = [(action, condition) for action, condition in actions if condition != false]
        if len(left) == 1 and isinstance(left[0][0], str):
            left = [(left[0][0], true)]
        return Rule(first.player, tuple(left), first.seen)

    def _mixture(self, history: History) -> tuple[tuple[Action, Expr], ...]:
        """Return the odds of the moves, by case where they differ."""
        together: dict[Action, dict[Expr, list[Formula]]] = {}
        labels = dict.fromkeys(action for _, rules in self._cases for action, _ in rules[history].actions)
        for case, rules in self._cases:
            values, rule = Put(self._search, case.solved, self._known, self._there), rules[history]
            for label in labels:
                odds = rule[label] if isinstance(label, str) else Integer(0)
                found = values.expr(odds) if isinstance(odds, Expr) else Integer(int(odds == true))
                together.setdefault(label, {}).setdefault(found, []).append(case.where)
        return tuple((label, by_case(self._search, cases, self._known)) for label, cases in together.items())


@dataclass(frozen=True)
class Put:
    """Values in place of unknowns, in what is said of one state."""

    search: Search
    solved: Mapping[int, Ratio]
    known: KnownSign
    there: Knowledge
    """What is known where the rule is asked for."""

    @property
    def ring(self) -> Ring:
        """The ring of the game."""
        return self.search.ring

    def _open(self, found: Boolean | Expr) -> bool:
        return any(self.ring.index.get(symbol) in self.solved for symbol in found.free_symbols)

    def condition(self, found: Boolean) -> Boolean:
        """Return a condition with the values put in, short."""
        if not self._open(found):
            return found
        formula = put_into(self.ring, boolean(found, self.ring), self.solved, sure(self.there))
        offers = [x for x in self.search.game.variables if x in found.free_symbols]
        return boolean_form(self.ring, short(self.there, formula) or formula, self.known, offers)

    def relation(self, found: Boolean) -> Boolean:
        """Return the relation that says which number is offered."""
        if not self._open(found):
            return found
        if isinstance(found, Relational):
            left, right = (self.expr(side) for side in found.args)
            return found.func(left, right, evaluate=False)
        return found.func(*(self.relation(part) for part in found.args))

    def simply(self, found: Any) -> Any:
        """Return beliefs, or a condition on them, with the values put in as they are."""
        return put(found, {self.ring.symbols[number]: value.expr() for number, value in self.solved.items()})

    def expr(self, found: Expr) -> Expr:
        """Return an expression with the values put in."""
        if not self._open(found):
            return found
        return ratio_form(replaced(self.ring.convert(found), self.solved, sure(self.there)), self.known)


def by_case(search: Search, cases: Mapping[Expr, Sequence[Formula]], known: KnownSign) -> Expr:
    """Return an expression that differs by case."""
    if len(cases) == 1:
        return next(iter(cases))
    return Piecewise(*((form, boolean_form(search.ring, disjunction(parts), known)) for form, parts in cases.items()))


class Later(Mapping[str, FrozenMap[str, Expr]]):
    """A mapping whose entries are computed when they are asked for."""

    def __init__(self, entries: Mapping[str, Callable[[], FrozenMap[str, Expr]]]) -> None:
        self._entries = entries
        self._found: dict[str, FrozenMap[str, Expr]] = {}

    def __getitem__(self, key: str) -> FrozenMap[str, Expr]:
        if key not in self._found:
            self._found[key] = self._entries[key]()
        return self._found[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __reduce__(self) -> tuple[type[FrozenMap[str, Any]], tuple[dict[str, Any]]]:
        return FrozenMap, (dict(self),)

    def __repr__(self) -> str:
        return repr(dict(self))
