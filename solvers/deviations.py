"""An independent check of a profile: does anybody gain by a single deviation, anywhere in the tree?

By the one-shot deviation principle (Blackwell 1965; Hendon, Jacobsen and Sloth 1996) a profile of a finite
game of perfect information is subgame perfect iff no player gains by changing one move at one history. The value of
following the profile is computed here from its rules alone, by substitution in sympy; what is shared with the
search is only the engine that decides inequalities.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import sympy
from sympy import Eq, Expr, Symbol
from sympy.logic.boolalg import And, Boolean, Not

from detente.games import Chance, Decision, FrozenMap, Game, GameError, Node, Offer, Terminal, UnsupportedGame
from detente.games.errors import place
from detente.games.information import History
from detente.solvers import conditions
from detente.solvers.conditions import require_game
from detente.solvers.eliminate import eliminate
from detente.solvers.rules import Rule
from detente.solvers.solution import Equilibrium

Payoffs = Mapping[str, Expr]


class Case(NamedTuple):
    """What following the profile is worth where ``when`` holds."""

    when: Boolean
    payoffs: Payoffs


def deviations(game: Game, equilibrium: Equilibrium, seconds: float = 10) -> Boolean:
    """Return the condition under which nobody gains by deviating, where ``equilibrium.when`` holds.

    True for a subgame-perfect equilibrium. For any other profile it is a condition on the parameters under which it
    is one; where a question is too hard the inequality itself stays in the answer, so that it is never True by
    default. Raises UnsupportedGame for nodes other than terminals, decisions, offers and chance.

    >>> from detente.games import Decision, Game, Terminal, reals
    >>> from detente.solvers import solve
    >>> w = reals("w")
    >>> war, peace = Terminal({"A": w}, "war"), Terminal({"A": 0}, "peace")
    >>> game = Game(("A",), Decision("A", {"fight": war, "wait": peace}))
    >>> [deviations(game, eq) for eq in solve(game).equilibria]
    [True, True]
    """
    require_game(game, "deviations")
    if not isinstance(equilibrium, Equilibrium):
        raise GameError(f"deviations: {equilibrium!r} is not an equilibrium, such as those of solve(game).equilibria")
    check = _Check(game, equilibrium, seconds)
    check.value(game.root, (), ())
    return And(*dict.fromkeys(check.conditions))


Scope = tuple[tuple[Symbol, Expr, Expr], ...]


class _Check:
    def __init__(self, game: Game, equilibrium: Equilibrium, seconds: float) -> None:
        self.game, self.equilibrium, self.seconds = game, equilibrium, seconds
        self.given = [*game.given, equilibrium.when]
        self.conditions: list[Boolean] = []

    def value(self, node: Node, history: History, scope: Scope) -> list[Case]:
        """Return the value of following the profile from a history on, and check every history from there on."""
        match node:
            case Terminal(payoffs=payoffs):
                return [Case(sympy.true, payoffs)]
            case Chance():
                return self._chance(node, history, scope)
            case Decision():
                return self._decision(node, history, scope)
            case Offer():
                return self._offer(node, history, scope)
        raise UnsupportedGame(f"deviations: a {type(node).__name__} node at {history} is not covered")

    def _chance(self, node: Chance, history: History, scope: Scope) -> list[Case]:
        total = [Case(sympy.true, {player: sympy.Integer(0) for player in self.game.players})]
        for label, (odds, child) in node.moves.items():
            branch = self.value(child, (*history, label), scope)
            total = [
                Case(And(a.when, b.when), {p: a.payoffs[p] + _odds(odds, p) * b.payoffs[p] for p in self.game.players})
                for a in total
                for b in branch
                if self._possible(scope, a.when, b.when)
            ]
        return total

    def _decision(self, node: Decision, history: History, scope: Scope) -> list[Case]:
        rule = self._rule(history)
        branches = {label: self.value(child, (*history, label), scope) for label, child in node.moves.items()}
        followed: list[Case] = []
        for label, condition in rule.actions:
            assert isinstance(label, str)
            for case in branches[label]:
                if self._possible(scope, condition, case.when):
                    followed.append(Case(And(condition, case.when), case.payoffs))
        for branch in branches.values():
            for other in branch:
                for case in followed:
                    if self._possible(scope, case.when, other.when):
                        better = case.payoffs[node.player] >= other.payoffs[node.player]
                        self._demand(scope, And(case.when, other.when), better)
        self._demand(scope, sympy.true, sympy.Or(*(condition for _, condition in rule.actions)))
        return followed

    def _offer(self, node: Offer, history: History, scope: Scope) -> list[Case]:
        x, low, high = node.interval
        inner = (*scope, node.interval)
        branch = self.value(node.then, (*history, x.name), inner)
        rule = self._rule(history)
        followed: list[Case] = []
        for action, condition in rule.actions:
            number, everywhere = _number(node.interval, action)
            for case in branch:
                there = Case(
                    And(condition, case.when.subs(x, number)), {p: v.subs(x, number) for p, v in case.payoffs.items()}
                )
                if self._possible(scope, there.when):
                    followed.append(there)
                if not everywhere and self._possible(inner, condition, action, case.when):
                    # any number of a set is offered: each must do as well as the one that stands for them
                    for each in followed:
                        same = Eq(case.payoffs[node.player], each.payoffs[node.player])
                        self._demand(inner, And(condition, action, case.when, each.when), same)
            self._demand(scope, condition, And(low <= number, number <= high))
        self._demand(scope, sympy.true, sympy.Or(*(condition for _, condition in rule.actions)))
        for other in branch:
            for case in followed:
                if self._possible(inner, case.when, other.when):
                    better = case.payoffs[node.player] >= other.payoffs[node.player]
                    self._demand(inner, And(case.when, other.when), better)
        return followed

    def _rule(self, history: History) -> Rule:
        if history not in self.equilibrium.strategy:
            raise GameError(f"deviations: the strategy has no rule {place(history)}; is it of another game?")
        return self.equilibrium.strategy[history]

    def _hypotheses(self, scope: Scope) -> Iterator[Boolean]:
        yield from self.given
        for x, low, high in scope:
            yield x >= low
            yield x <= high

    def _possible(self, scope: Scope, *parts: Boolean) -> bool:
        return conditions.satisfiable(And(*parts), self._hypotheses(scope), self.seconds) is not False

    def _demand(self, scope: Scope, where: Boolean, wanted: Boolean) -> None:
        hypotheses = [*self._hypotheses(scope), where]
        if wanted == sympy.true or conditions.implied(wanted, hypotheses, self.seconds):
            return
        broken = And(*list(self._hypotheses(scope))[len(self.given) :], where, Not(wanted))
        try:
            self.conditions.append(Not(eliminate([x for x, _, _ in reversed(scope)], broken, self.given, self.seconds)))
        except UnsupportedGame:
            self.conditions.append(sympy.Implies(where, wanted))


def _odds(odds: Expr | FrozenMap[str, Expr], player: str) -> Expr:
    return odds[player] if isinstance(odds, FrozenMap) else odds


def _number(interval: tuple[Symbol, Expr, Expr], action: str | Boolean) -> tuple[Expr, bool]:
    """Return the number that an action offers, or one of those it may offer and False."""
    x = interval[0]
    if isinstance(action, Eq):
        return (action.rhs if action.lhs == x else action.lhs), True
    assert isinstance(action, Boolean)
    ends = {True: interval[1], False: interval[2]}
    for part in And.make_args(action):
        if part != sympy.true:
            ends[part.gts == x] = part.lts if part.gts == x else part.gts
    return (ends[True] + ends[False]) / 2, False
