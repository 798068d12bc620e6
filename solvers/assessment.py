"""A profile with its beliefs, read against the tree: who knows what, what follows what, how likely moves are.

>>> from detente.games import Chance, Decision, Game, Terminal, reals
>>> from detente.solvers import solve
>>> q = reals("q")
>>> end = lambda a, b: Terminal({"A": a, "B": b})
>>> reply = lambda b: Decision("B", {"yes": end(1, b), "no": end(0, 0)})
>>> game = Game(("A", "B"), Chance({"good": (q, reply(1)), "bad": (1 - q, reply(-1))}, seen_by={"A"}), (0 < q, q < 1))
>>> read = Assessment(game, solve(game, "pbe").equilibria[0], Asked(game.given, 10))
>>> read.belief(0), read.perfect(), read.odds(("bad",), "B")
((q, 1 - q), False, 1 - q)
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import sympy
from sympy import Eq, Expr, Integer, Symbol
from sympy.logic.boolalg import And, Boolean, Not, Or

from detente.games import (
    Chance,
    Decision,
    Draw,
    FrozenMap,
    Game,
    GameError,
    InformationSet,
    Node,
    Offer,
    Terminal,
    UnsupportedGame,
    children,
    information_sets,
)
from detente.games.errors import place
from detente.games.information import History
from detente.solvers.pieces import Asked, Interval, Scope
from detente.solvers.rules import Rule
from detente.solvers.solution import Equilibrium


class Step(NamedTuple):
    """A move of a player on a path: the number of its information set, the label (or the offer's name), the player."""

    number: int
    label: str
    player: str


@dataclass(frozen=True)
class Assessment:
    """A game, a profile with beliefs, and the engine with the hypotheses under which it is looked at."""

    game: Game
    equilibrium: Equilibrium
    asked: Asked

    @cached_property
    def sets(self) -> tuple[InformationSet, ...]:
        """The information sets of the tree."""
        return information_sets(self.game)

    @cached_property
    def nodes(self) -> Mapping[History, Node]:
        """The nodes of the tree by their histories."""
        return dict(self.game.walk())

    @cached_property
    def owner(self) -> Mapping[History, int]:
        """The number of the information set of each history at which a player moves."""
        return {history: number for number, each in enumerate(self.sets) for history in each.histories}

    def offer(self, number: int) -> Interval | None:
        """Return the interval from which the player of an information set offers, None where its moves are finite."""
        _, *ends = moves = self.sets[number].moves
        return None if isinstance(moves[0], str) else (moves[0], ends[0], ends[1])

    def path(self, history: History) -> list[tuple[Node, History]]:
        """List the nodes on the way to a history, each with the history that comes next."""
        return [(self.nodes[history[:k]], history[: k + 1]) for k in range(len(history))]

    def scope(self, history: History) -> Scope:
        """Return the offers and draws on the way to a history."""
        return tuple(node.interval for node, _ in self.path(history) if isinstance(node, Offer | Draw))

    def hidden(self, history: History, player: str) -> list[Draw | Offer]:
        """List the draws and offers on the way to a history that a player has not seen.

        A number that has been shown, by an offer that leaves no choice but to repeat it, counts as seen. Raises
        UnsupportedGame where what the player believes of a hidden one is not the prior, or its maker's rule.
        """
        found: list[Draw | Offer] = []
        for node, then in self.path(history):
            unknown = {hidden.interval[0] for hidden in found}
            match node:
                case Draw() | Offer() if not sees(node, player):
                    found.append(node)
                case Offer(interval=(_, low, high)) if low == high and low in unknown:
                    found = [hidden for hidden in found if hidden.interval[0] != low]
                case Offer(player=mover) | Decision(player=mover):
                    if told := [hidden.interval[0] for hidden in found if sees(hidden, mover)]:
                        raise UnsupportedGame(
                            f"deviations: {player} moves {place(history)}, and what it believes of {told[0]} hangs on"
                            f" what {mover} did, who has seen it"
                        )
                case Chance(moves=moves):
                    if unknown & odds_of(moves[then[-1]][0], player).free_symbols:
                        raise UnsupportedGame(f"deviations: odds {place(then)} hang on what {player} has not seen")
                case Draw(density=density, interval=(_, low, high)):
                    if unknown & (density.free_symbols | low.free_symbols | high.free_symbols):
                        raise UnsupportedGame(
                            f"deviations: a density {place(then)} hangs on what {player} has not seen"
                        )
        return found

    @cached_property
    def seen(self) -> tuple[Scope, ...]:
        """The offers and draws that the player of each information set has seen."""
        return tuple(map(self._seen, self.sets))

    def _seen(self, each: InformationSet) -> Scope:
        found = []
        for history in each.histories:
            hidden = {unseen.interval for unseen in self.hidden(history, each.player)}
            found.append(tuple(interval for interval in self.scope(history) if interval not in hidden))
        if any(scope != found[0] for scope in found):
            raise UnsupportedGame(
                f"deviations: {each.player} cannot tell histories apart in which offers have different bounds, such as "
                f"{place(each.histories[0])}"
            )
        return found[0]

    def perfect(self) -> bool:
        """Tell whether every player knows all that has happened whenever it moves."""
        return all(len(each.histories) == 1 and not self._misses(each) for each in self.sets)

    def _misses(self, each: InformationSet) -> bool:
        """Tell whether a player has not seen some offer or draw."""
        history, player = each.histories[0], each.player
        return any(not sees(n, player) for n, _ in self.path(history) if isinstance(n, Offer | Draw))

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rule of each information set.

        Raises GameError where there is none, or one that uses what the player does not know.
        """
        return tuple(map(self._rule, range(len(self.sets))))

    def _rule(self, number: int) -> Rule:
        each, strategy = self.sets[number], self.equilibrium.strategy
        for history in each.histories:
            if history not in strategy:
                raise GameError(f"deviations: the strategy has no rule {place(history)}; is it of another game?")
        first = strategy[each.histories[0]]
        if first.player != each.player:
            raise GameError(
                f"deviations: {each.player} moves {place(each.histories[0])}, but the rule there is one of "
                f"{first.player}; is the strategy of another game?"
            )
        for history in each.histories[1:]:
            if (strategy[history].actions, strategy[history].mixed) != (first.actions, first.mixed):
                raise GameError(
                    f"deviations: {each.player} cannot tell {place(each.histories[0])} from {place(history)}, "
                    "but has different rules there; give both the same"
                )
        known = {x for x, _, _ in self.seen[number]}
        own = set() if isinstance(each.moves[0], str) else {each.moves[0]}
        for action, condition in first.actions:
            used: set[Symbol] = getattr(condition, "free_symbols", set())
            used = used | (set() if isinstance(action, str) else action.free_symbols - own)
            if secret := sorted((used & set(self.game.variables)) - known, key=str):
                raise GameError(f"deviations: the rule of {each.player} uses {secret[0]}, which it has not seen")
            if (action not in each.moves) if isinstance(action, str) else not own:
                raise GameError(f"deviations: {each.player} has no move {action!r} {place(each.histories[0])}")
        return first

    def belief(self, number: int) -> tuple[Expr, ...]:
        """Return the beliefs at the histories of an information set.

        Raises GameError where there are none.
        """
        each = self.sets[number]
        if len(each.histories) == 1:
            return (Integer(1),)
        for history in each.histories:
            if history not in self.equilibrium.beliefs:
                raise GameError(f"deviations: {each.player} has no belief {place(history)}; state them in `beliefs`")
        found = [self.equilibrium.beliefs[history] for history in each.histories]
        return tuple(belief[each.player] if isinstance(belief, Mapping) else belief for belief in found)

    # what follows

    def labels(self, history: History) -> list[str]:
        """List the labels of what can come next: moves, or the variable of an offer or a draw."""
        return [label for label, _ in children(self.nodes[history])]

    def after(self, histories: Sequence[History], player: str) -> list[int]:
        """List the information sets of a player that come next after some histories."""
        found: dict[int, None] = {}
        stack = list(reversed(histories))
        while stack:
            history = stack.pop()
            number = self.owner.get(history)
            if number is not None and self.sets[number].player == player:
                found[number] = None
            else:
                stack += [(*history, label) for label in reversed(self.labels(history))]
        return list(found)

    def later(self, number: int) -> list[int]:
        """List the information sets of the same player that can come after one."""
        found: dict[int, None] = {}
        todo = [number]
        while todo:
            each = self.sets[todo.pop()]
            below = [(*history, label) for history in each.histories for label in self.labels(history)]
            new = [n for n in self.after(below, each.player) if n not in found]
            found |= dict.fromkeys(new)
            todo += new
        return list(found)

    # how likely moves are

    def steps(self, history: History) -> tuple[Step, ...]:
        """List the moves of players on the way to a history."""
        numbers = [(self.owner.get(history[:k]), label) for k, label in enumerate(history)]
        return tuple(Step(n, label, self.sets[n].player) for n, label in numbers if n is not None)

    def odds(self, history: History, player: str, start: int = 0) -> Expr:
        """Return nature's odds of a history from its step ``start`` on, by a player's reckoning."""
        found: Expr = Integer(1)
        for node, then in self.path(history)[start:]:
            if isinstance(node, Chance):
                found *= odds_of(node.moves[then[-1]][0], player)
            elif isinstance(node, Draw) and sees(node, player):
                found *= node.density
        return found

    def ways(self, step: Step) -> list[tuple[Boolean, Expr]]:
        """List when a move is made at all, with its probability then."""
        rule = self.rules[step.number]
        found: list[tuple[Boolean, Expr]] = []
        for action, odds in rule.actions:
            here = sympy.true if isinstance(action, str) else action
            if isinstance(action, str) and action != step.label:
                continue
            if not isinstance(action, str | Eq):
                raise UnsupportedGame(
                    f"deviations: how likely {action} is within the offers of {step.player} is not told"
                )
            if rule.mixed:
                found.append((And(here, odds > 0), odds))
            else:
                found.append((And(here, odds), Integer(1)))
        return found

    def made(self, steps: Sequence[Step]) -> list[tuple[Boolean, Expr]]:
        """List when all of some moves are made with positive probability, with the product of the probabilities."""
        rows = [self.ways(step) for step in steps]
        return [
            (And(*(when for when, _ in row)), math.prod((odds for _, odds in row), start=Integer(1)))
            for row in itertools.product(*rows)
        ]

    def unmade(self, steps: Sequence[Step]) -> Boolean:
        """Say that one of some moves has probability zero."""
        return Not(Or(*(when for when, _ in self.made(steps))))


def sees(node: Node, player: str) -> bool:
    """Tell whether a player sees the move made at a node."""
    if isinstance(node, Terminal) or not hasattr(node, "seen_by") or node.seen_by is None:
        return True
    return player in node.seen_by or getattr(node, "player", "") == player


def odds_of(odds: Expr | FrozenMap[str, Expr], player: str) -> Expr:
    """Return odds by a player's reckoning."""
    return odds[player] if isinstance(odds, FrozenMap) else odds
