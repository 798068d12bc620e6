"""What a player does at a history: moves or offers, with conditions, or a mixture with probabilities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import sympy
from sympy import Eq, Expr, Symbol
from sympy.logic.boolalg import And, Boolean, Not, Or

from detente.solvers.display import text

_VERBS = """
accept adjust agree annex appease arm attack back balance bargain bet bluff bomb break bribe build buy call
cede challenge check comply concede continue cooperate counter declare defect defend delay demand deny deter
develop disarm duel endorse enter escalate exit fight fold give go harm help hide hold honor hurt impose
inspect intervene invade invest join keep launch leave lift lobby match mediate mobilize move negotiate occupy
offer oppose pass pay preempt press probe promise propose protect protest provoke punish push quit raid raise
ratify rebel refuse reject renege reply repress resist retaliate retire retreat reveal revise revolt sanction
save say seize send settle share shirk sign signal spare spend stall start stay stop strike submit supply
support surrender swerve take test threaten trust try veto wait walk warn withdraw work yield
"""
VERBS = frozenset(_VERBS.split())
"""Labels that are put in the third person; others are named."""

Action: TypeAlias = str | Boolean
"""A move's label, or a relation that says which number is offered."""


@dataclass(frozen=True)
class Rule:
    """What a player does at one history: actions, each with the condition on parameters and earlier offers.

    In a mixture the second entry of an action is its probability.

    >>> from detente.games import reals
    >>> x, p = reals("x p")
    >>> rule = Rule("B", (("accept", x <= p), ("fight", x > p)))
    >>> rule["accept"], str(rule)
    (x <= p, 'B accepts iff x <= p')
    """

    player: str
    actions: tuple[tuple[Action, Boolean | Expr], ...]
    seen: str = ""
    """What tells this information set apart, where the player does not see everything."""
    mixed: bool = False
    """Whether the second entries are probabilities."""

    def __getitem__(self, label: str) -> Boolean | Expr:
        """Return the condition under which a move is made, or its probability in a mixture."""
        never = sympy.Integer(0) if self.mixed else sympy.false
        return next((condition for action, condition in self.actions if action == label), never)

    @property
    def offer(self) -> Expr | None:
        """The number offered, where it is one closed form; else None."""
        if len(self.actions) == 1 and isinstance(self.actions[0][0], Eq):
            return self.actions[0][0].rhs
        return None

    def at(self, point: Mapping[Symbol, Expr]) -> Rule:
        """Return the rule with values in place of parameters, and the actions that remain."""
        kept = [(put(action, point), put(condition, point)) for action, condition in self.actions]
        left = tuple((action, condition) for action, condition in kept if condition not in (sympy.false, 0))
        return Rule(self.player, left, self.seen, self.mixed)

    def __str__(self) -> str:
        who = f"{self.player} [{self.seen}]" if self.seen else self.player
        if len(self.actions) == 1:
            return f"{who} {_verb(self.actions[0][0])}"
        if self.mixed:
            parts = [f"{_verb(action)} with probability {text(odds)}" for action, odds in self.actions[:-1]]
            return f"{who} {', '.join(parts)}, {_verb(self.actions[-1][0])} otherwise"
        (first, condition), *rest = self.actions
        if len(rest) == 1 and isinstance(first, str):
            return f"{who} {_verb(first)} iff {text(condition)}"
        parts = [f"{_verb(action)} if {text(when)}" for action, when in self.actions[:-1]]
        return f"{who} {', '.join(parts)}, {_verb(self.actions[-1][0])} otherwise"


def put(item: Any, point: Mapping[Symbol, Expr]) -> Any:
    """Put values in place of symbols, in an expression or condition; a label stays as it is.

    A relation with a term that is not real there is not true.
    """
    if isinstance(item, str) or not point:
        return item
    if isinstance(item, And | Or | Not):
        return item.func(*(put(part, point) for part in item.args))
    try:
        return item.subs(point, simultaneous=True)
    except TypeError:
        return sympy.false


def _verb(action: Action) -> str:
    if not isinstance(action, str):
        if isinstance(action, Eq):
            return f"offers {text(action)}"
        return f"offers any {text(action)}" if action != sympy.true else "offers anything"
    head, *tail = action.split(" ")
    if head not in VERBS:
        return f'plays "{action}"' if tail else f"plays {action}"
    if head[-1] == "y" and head[-2:-1] not in "aeiou":
        head = head[:-1] + "ies"
    else:
        head += "es" if head.endswith(("s", "sh", "ch", "x", "z", "o")) else "s"
    return " ".join([head, *tail])
