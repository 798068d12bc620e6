"""What players expect of a profile: the values of histories, what a mover expects by its beliefs, and its plans.

>>> from detente.games import Chance, Decision, Game, Terminal, reals
>>> from detente.solvers import solve
>>> from detente.solvers.pieces import Asked
>>> q = reals("q")
>>> end = lambda a, b: Terminal({"A": a, "B": b})
>>> reply = lambda b: Decision("B", {"yes": end(1, b), "no": end(0, 0)})
>>> game = Game(("A", "B"), Chance({"good": (q, reply(1)), "bad": (1 - q, reply(-1))}, seen_by={"A"}), (0 < q, q < 1))
>>> values = Values(Assessment(game, solve(game, "pbe").equilibria[0], Asked(game.given, 10)))
>>> [case.payoffs["B"] for case in values.expected(0, {})]
[2*q - 1]
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import sympy
from sympy import Eq, Expr
from sympy.logic.boolalg import And, Boolean

from detente.games import Chance, Decision, Draw, Offer, Terminal, UnsupportedGame
from detente.games.errors import place
from detente.games.information import History
from detente.solvers.assessment import Assessment, odds_of
from detente.solvers.pieces import Case, Interval, Scope, averaged, weighed
from detente.solvers.rules import Rule

Plan: TypeAlias = Mapping[int, str]
"""Information sets, each with the move that is made there instead of the stated ones."""

MAX_PLANS = 256
"""How many plans of one player are compared from one information set on."""


@dataclass(frozen=True)
class Values:
    """The values of an assessment, each computed once."""

    read: Assessment
    _known: dict[tuple[History, tuple[tuple[int, str], ...]], list[Case]] = field(default_factory=dict)

    def value(self, history: History, plan: Plan) -> list[Case]:
        """Return what following the profile from a history on is worth, but for the moves of a plan."""
        key = history, tuple(sorted(plan.items()))
        if key not in self._known:
            self._known[key] = self._value(history, plan)
        return self._known[key]

    def _value(self, history: History, plan: Plan) -> list[Case]:
        read = self.read
        players, scope = read.game.players, read.scope(history)
        match read.nodes[history]:
            case Terminal(payoffs=payoffs):
                return [Case(sympy.true, payoffs)]
            case Chance(moves=moves):
                parts = [
                    ({p: odds_of(odds, p) for p in players}, self.value((*history, label), plan))
                    for label, (odds, _) in moves.items()
                ]
                return weighed(read.asked, scope, players, parts)
            case Draw(interval=interval, density=density):
                return averaged(read.asked, scope, interval, density, self.value((*history, interval[0].name), plan))
            case Decision():
                number = read.owner[history]
                if number in plan:
                    return self.value((*history, plan[number]), plan)
                return self._followed(scope, read.rules[number], lambda a: self.value((*history, str(a)), plan))
            case Offer(interval=interval):
                after = self.value((*history, interval[0].name), plan)
                return self._followed(scope, read.rules[read.owner[history]], lambda a: put(after, interval, a))
            case node:
                raise UnsupportedGame(f"deviations: a {type(node).__name__} node {place(history)} is not covered")

    def _followed(self, scope: Scope, rule: Rule, worth: Callable[[str | Boolean], list[Case]]) -> list[Case]:
        asked, players = self.read.asked, self.read.game.players
        if rule.mixed:
            parts = [(dict.fromkeys(players, odds), worth(action)) for action, odds in rule.actions]
            return weighed(asked, scope, players, parts)
        return [
            Case(And(condition, case.when), case.payoffs)
            for action, condition in rule.actions
            for case in worth(action)
            if asked.possible(scope, condition, case.when)
        ]

    def expected(self, number: int, plan: Plan, label: str | None = None) -> list[Case]:
        """Return what the player of an information set expects, by its beliefs: of the profile, or after a move.

        For an offer the label is the name of its variable, and the values hold for every number offered.
        """
        read = self.read
        each, scope, players = read.sets[number], read.seen[number], read.game.players
        parts = []
        for history, belief in zip(each.histories, read.belief(number), strict=True):
            if belief == 0:
                continue
            then = history if label is None else (*history, label)
            found = self.value(then, plan)
            hidden = read.hidden(history, each.player)
            for k, node in reversed(list(enumerate(hidden))):
                unknown = {other.interval for other in hidden[k:]}
                outer = tuple(interval for interval in read.scope(then) if interval not in unknown)
                if isinstance(node, Draw):
                    found = averaged(read.asked, outer, node.interval, node.density, found)
                else:
                    found = self._expected_offer(history, node, outer, found)
            parts.append((dict.fromkeys(players, belief), found))
        offer = read.offer(number)
        return weighed(read.asked, scope if label is None or offer is None else (*scope, offer), players, parts)

    def _expected_offer(self, history: History, node: Offer, scope: Scope, found: list[Case]) -> list[Case]:
        """Return values where an offer that was not seen is what its maker's rule says."""
        read = self.read
        at = next(history[:k] for k, (other, _) in enumerate(read.path(history)) if other is node)
        return self._followed(scope, read.rules[read.owner[at]], lambda action: put(found, node.interval, action))

    def plans(self, histories: Sequence[History], player: str) -> list[dict[int, str]]:
        """List the pure plans of a player for all that can come after some histories.

        Raises UnsupportedGame where one of its later moves is an offer, or there are more than ``MAX_PLANS``.
        """
        read = self.read
        menus: list[list[dict[int, str]]] = []
        for number in read.after(histories, player):
            each, menu = read.sets[number], list[dict[int, str]]()
            if (offer := read.offer(number)) is not None:
                raise UnsupportedGame(
                    f"deviations: {player} offers {offer[0]} {place(each.histories[0])}, and whole plans are to be"
                    " compared (for 'nash', or as beliefs do not follow): that is done for finite moves"
                )
            for label in read.labels(each.histories[0]):
                for rest in self.plans([(*history, label) for history in each.histories], player):
                    menu.append({number: label, **rest})
            menus.append(menu)
        if math.prod(map(len, menus)) > MAX_PLANS:
            raise UnsupportedGame(f"deviations: {player} has more than {MAX_PLANS} plans to compare")
        return [{number: label for part in row for number, label in part.items()} for row in itertools.product(*menus)]


def put(cases: Sequence[Case], interval: Interval, action: str | Boolean) -> list[Case]:
    """Return values after the offer that an action makes, or after one that stands for the set that it names."""
    x, (number, _) = interval[0], offered(interval, action)
    return [Case(case.when.subs(x, number), {p: v.subs(x, number) for p, v in case.payoffs.items()}) for case in cases]


def offered(interval: Interval, action: str | Boolean) -> tuple[Expr, bool]:
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
