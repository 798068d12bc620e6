"""The replies to every offer, where what follows an offer is one of several equilibria of the rest.

On the path it is the one that the equilibrium is about; after other offers, the worst for the proposer.

>>> from detente.games import Chance, Decision, Game, Offer, Terminal, reals
>>> from detente.solvers import solve
>>> x, q = reals("x q")
>>> deal, war = Terminal({"A": x, "B": 1 - x}, "settlement"), Terminal({"A": -1, "B": -1}, "war")
>>> last = Decision("A", {"fight": war, "pass": Terminal({"A": 0, "B": 0})})
>>> play = Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "reject": last}))
>>> game = Game(("A", "B"), Chance({"one": (q, play), "two": (1 - q, play)}, seen_by={"B"}), (0 < q, q < 1))
>>> print(solve(game, "pbe").equilibria[0].strategy["one", "x"])
B [one] accepts
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import sympy
from sympy import Expr, Piecewise
from sympy.logic.boolalg import And, Boolean, Or

from detente.games import FrozenMap
from detente.games.information import History
from detente.solvers.algebra import ZERO
from detente.solvers.continuations import Round, Selection
from detente.solvers.describe import describe
from detente.solvers.display import boolean_form
from detente.solvers.formulas import boolean, compare
from detente.solvers.partition import Partition
from detente.solvers.rules import Action, Rule
from detente.solvers.solution import Equilibrium


def with_replies(stage: Round, selection: Selection, eq: Equilibrium) -> Equilibrium:
    """Return an equilibrium with the replies to all offers: off the path, to the worst that can follow."""
    first = eq.strategy[()].offer
    if first is None:
        return eq
    ring, partition = stage.ring, selection.partition
    x = stage.variable
    made = partition.where(compare(ring.gen(x) - ring.convert(first), ZERO), partition.everywhere)
    when = boolean(eq.when, ring)
    live = sum(1 << cell for cell in partition.members(partition.everywhere) if partition.feasible(cell, [when]))
    masks = selection.now()
    strategy: dict[History, Rule] = {(): eq.strategy[()]}
    shared: dict[int, Rule] = {}
    for history, rule in eq.strategy.items():
        if history:
            if id(rule) not in shared:
                others = [
                    (stage.families[k].strategy[history], mask & live & ~made)
                    for k, mask in masks.items()
                    if k is not None
                ]
                shared[id(rule)] = _joined(stage, partition, [(rule, made & live), *others], live)
            strategy[history] = shared[id(rule)]
    played = {h: rule for h, rule in eq.strategy.items() if strategy[h] != rule and strategy[h].mixed}
    return replace(eq, strategy=FrozenMap(strategy), played=FrozenMap(played))


def _joined(stage: Round, partition: Partition, rules: list[tuple[Rule, int]], live: int) -> Rule:
    """Unite the rules that hold for different offers into one with conditions on the offer."""
    rules = [(rule, mask) for rule, mask in rules if mask]
    first = rules[0][0]
    if all(rule.actions == first.actions for rule, _ in rules):
        return first
    x = stage.variable

    def condition(mask: int) -> Boolean:
        formula = describe(partition, mask, live & ~mask)
        return boolean_form(stage.ring, formula, stage.known, [x])

    mixed = any(rule.mixed for rule, _ in rules)
    actions: dict[Action, dict[Boolean | Expr, int]] = {}
    for rule, mask in rules:
        for action, odds in rule.actions:
            value_ = sympy.Integer(1) if mixed and odds == sympy.true else odds
            row = actions.setdefault(action, {})
            row[value_] = row.get(value_, 0) | mask
    if mixed:
        return replace(first, mixed=True, actions=tuple((a, _odds(row, condition, live)) for a, row in actions.items()))
    whens = {a: Or(*(And(odds, condition(mask)) for odds, mask in row.items())) for a, row in actions.items()}
    return replace(first, actions=tuple(whens.items()))


def _odds(row: Mapping[Boolean | Expr, int], condition: Callable[[int], Boolean], live: int) -> Expr:
    cases = [(odds, condition(mask)) for odds, mask in row.items()]
    rest = live
    for mask in row.values():
        rest &= ~mask
    return Piecewise(*cases, (0, True)) if rest else Piecewise(*cases[:-1], (cases[-1][0], True))
