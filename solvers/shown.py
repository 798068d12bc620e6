"""Values in the place of symbols, in rules and beliefs; what the values settle is said no more.

>>> from detente.games import reals
>>> x, mu, q = reals("x mu q")
>>> shown = Shown({mu: 2*q}, (q > 1,))
>>> shown.condition((mu > 1) & (x < mu)), shown.belief(Piecewise((mu/q, mu > 2), (0, True)))
(x < 2*q, 2)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any as Anything

import sympy
from sympy import Expr, Piecewise, Symbol
from sympy.logic.boolalg import And, Boolean, Not, Or

from detente.games import UnsupportedGame
from detente.solvers import conditions
from detente.solvers.rules import Action, Rule, put


@dataclass(frozen=True)
class Shown:
    """Values of symbols, and what can be taken for granted where they hold."""

    at: Mapping[Symbol, Expr]
    assumed: Sequence[Boolean] = ()
    _known: dict[Boolean, Boolean] = field(default_factory=dict)

    def rule(self, rule: Rule) -> Rule:
        """Return a rule with the values in it."""
        actions: list[tuple[Action, Boolean | Expr]] = []
        for action, odds in rule.actions:
            # a symbol is a Boolean too, to sympy
            shown = self.belief(odds) if isinstance(odds, Expr) else self.condition(odds)
            if shown not in (sympy.false, 0):
                actions.append((put(action, self.at), shown))
        return plain(replace(rule, actions=tuple(actions)))

    def belief(self, item: Anything) -> Anything:
        """Return a number, or one by cases, with the values in it; raises UnsupportedGame for a zero denominator."""
        if isinstance(item, Piecewise):
            cases = [(value, self.condition(when)) for value, when in item.args]
            return flat([(self.belief(value), when) for value, when in cases if when != sympy.false])
        if not item.free_symbols & set(self.at):
            return item
        found = put(item, self.at)
        if found.has(sympy.zoo, sympy.nan):
            raise UnsupportedGame(
                "what is done after an offer is not settled where a type is believed to be impossible"
            )
        return sympy.cancel(found)

    def condition(self, condition: Boolean) -> Boolean:
        """Return a condition with the values in it."""
        if not condition.free_symbols & set(self.at):
            return condition
        if isinstance(condition, And | Or | Not):
            return condition.func(*(self.condition(part) for part in condition.args))
        if condition not in self._known:
            shown = put(condition, self.at)
            if shown not in (sympy.true, sympy.false):
                if conditions.implied(shown, self.assumed, 1):
                    shown = sympy.true
                elif conditions.implied(Not(shown), self.assumed, 1):
                    shown = sympy.false
            self._known[condition] = shown
        return self._known[condition]


def plain(rule: Rule) -> Rule:
    """Return a mixture in which every move is made for sure or not at all as a rule with conditions."""
    if not rule.mixed:
        return rule
    sure = [(action, _when(odds)) for action, odds in rule.actions]
    if any(when is None for _, when in sure):
        return rule
    if len(sure) == 2:
        sure[1] = sure[1][0], Not(sure[0][1])
    kept = [(action, when) for action, when in sure if when is not None and when != sympy.false]
    return replace(rule, mixed=False, actions=tuple(kept))


def _when(odds: Boolean | Expr) -> Boolean | None:
    """Return the condition under which a probability is one, where it is zero elsewhere."""
    cases = odds.args if isinstance(odds, Piecewise) else ((odds, sympy.true),)
    *first, (last, rest) = cases
    if rest != sympy.true or not {value for value, _ in cases} <= {0, 1} or len({value for value, _ in first}) > 1:
        return None
    if not first:
        return sympy.true if last == 1 else sympy.false
    whens = Or(*(when for _, when in first))
    return whens if last == 0 else Not(whens)


def flat(cases: Sequence[tuple[Expr, Boolean]]) -> Expr:
    """Return cases, the first that holds counting, without those that never count; one value is itself."""
    kept: list[tuple[Expr, Boolean]] = []
    for value, when in cases:
        if when != sympy.false:
            kept.append((value, when))
        if when == sympy.true:
            break
    while len(kept) > 1 and kept[-1][1] == sympy.true and kept[-2][0] == kept[-1][0]:
        del kept[-2]
    return kept[0][0] if kept[0][1] == sympy.true else Piecewise(*kept)
