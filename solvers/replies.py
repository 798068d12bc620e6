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

import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

import sympy
from sympy import Eq, Expr, Integer, Piecewise, Symbol
from sympy.core.relational import Relational, StrictGreaterThan, StrictLessThan
from sympy.logic.boolalg import And, Boolean, Not, Or

from detente.games import FrozenMap
from detente.games.information import History
from detente.solvers import conditions
from detente.solvers.algebra import ZERO
from detente.solvers.continuations import Round, Selection
from detente.solvers.describe import describe
from detente.solvers.display import boolean_form
from detente.solvers.formulas import boolean, compare
from detente.solvers.partition import Partition
from detente.solvers.rules import Action, Rule, put
from detente.solvers.shown import Shown, flat
from detente.solvers.solution import Equilibrium


def with_replies(stage: Round, selection: Selection, eq: Equilibrium) -> Equilibrium:
    """Return an equilibrium with the replies to all offers: off the path, to the worst that can follow."""
    first = eq.strategy[()].offer
    assert first is not None
    ring, partition = stage.ring, selection.partition
    x = stage.variable
    when = boolean(eq.when, ring)
    known = first.free_symbols <= set(ring.symbols)
    made = partition.where(compare(ring.gen(x) - ring.convert(first), ZERO), partition.everywhere) if known else 0
    live = sum(1 << cell for cell in partition.members(partition.everywhere) if partition.feasible(cell, [when]))
    others = [
        (_settled(stage, stage.families[k]), mask & live & ~made)
        for k, mask in selection.now().items()
        if k is not None and mask & live & ~made
    ]
    strategy: dict[History, Rule] = {(): eq.strategy[()]}
    shared: dict[int, Rule] = {}
    for history, rule in eq.strategy.items():
        if history and id(rule) not in shared:
            rules = [(other.strategy[history], mask) for other, mask in others]
            joined = _joined(stage, partition, [(rule, made & live), *rules], live)
            shared[id(rule)] = joined if known else unless(Eq(x, first), rule, joined)
        if history:
            strategy[history] = shared[id(rule)]
    beliefs = {}
    for history, belief in eq.beliefs.items():
        row: dict[Expr, int] = {}
        for value, mask in [(belief, made & live), *((other.beliefs[history], mask) for other, mask in others)]:
            row[value] = row.get(value, 0) | mask
        condition = partial(_condition, stage, partition, live)
        cases = [(value, condition(mask)) for value, mask in row.items() if mask]
        if not known:
            cases = [(belief, Eq(x, first)), *cases]
        same = len({value for value, _ in cases}) == 1
        beliefs[history] = belief if same else Piecewise(*cases[:-1], (cases[-1][0], True))
    later = {offer.name for offer in stage.game.variables} - {x.name}
    played = dict(eq.played) | {
        h: rule
        for h, rule in eq.strategy.items()
        if strategy[h] != rule and (strategy[h].mixed or later & set(h)) and h not in eq.played
    }
    return replace(eq, strategy=FrozenMap(strategy), played=FrozenMap(played), beliefs=FrozenMap(beliefs))


MAX_ENDS = 64
"""How many combinations of ends are tried for what a continuation leaves free."""


def _settled(stage: Round, eq: Equilibrium) -> Equilibrium:
    """Put numbers in place of what a continuation leaves free, where ends of its range will do throughout."""
    ends: dict[Symbol, list[Expr]] = {symbol: [Integer(0), Integer(1)] for symbol in eq.free}
    for relation in sorted(eq.where.atoms(Relational), key=str):
        for side, other in ((relation.lhs, relation.rhs), (relation.rhs, relation.lhs)):
            weak = not isinstance(relation, StrictLessThan | StrictGreaterThan)
            if side in ends and weak and not other.free_symbols & set(eq.free):
                ends[side].append(other)
    given = [*stage.game.given, eq.when]
    for values in itertools.islice(itertools.product(*ends.values()), MAX_ENDS if eq.free else 0):
        point = dict(zip(ends, values, strict=True))
        if conditions.implied(put(eq.where, point), given) is True:
            shown = Shown(point, given)
            rules = {id(rule): shown.rule(rule) for rule in eq.strategy.values()}
            return replace(
                eq,
                strategy=FrozenMap({h: rules[id(rule)] for h, rule in eq.strategy.items()}),
                beliefs=FrozenMap({h: shown.belief(belief) for h, belief in eq.beliefs.items()}),
                free=(),
                where=sympy.true,
            )
    return eq


def unless(made: Boolean, rule: Rule, other: Rule) -> Rule:
    """Unite the rule after the offer that is made, which an equation tells, and that after others."""
    assert isinstance(made, Eq)
    there = {made.lhs: made.rhs}
    if rule.actions == other.actions or _at(rule, there) == _at(other, there):
        return other
    mixed = rule.mixed or other.mixed
    one, two = (dict(each.actions) for each in (rule, other))
    found: list[tuple[Action, Boolean | Expr]] = []
    for action in dict.fromkeys([*one, *two]):
        here, rest = put(one.get(action, sympy.false), there), two.get(action, sympy.false)
        if mixed:
            cases = [(o, And(made, c)) for o, c in _in_numbers(here)]
            found.append((action, flat([*cases, *_in_numbers(rest)])))
        elif put(rest, there) == here:
            found.append((action, rest))
        elif here == sympy.true:
            joined = Or(made, rest)
            found.append((action, conditions.simplify(joined) if isinstance(rest, Relational) else joined))
        else:
            found.append((action, Or(And(made, here), And(Not(made), rest))))
    return replace(rule, actions=tuple(found), mixed=mixed)


def _at(rule: Rule, there: Mapping[Symbol, Expr]) -> dict[Action, Boolean | Expr]:
    """Return what a rule comes to after one offer."""
    found = {a: put(odds, there) for a, odds in rule.actions}
    return {a: sympy.true if odds == 1 else odds for a, odds in found.items() if odds not in (0, sympy.false)}


def _in_numbers(odds: Boolean | Expr) -> tuple[tuple[Expr, Boolean], ...]:
    """Return probabilities, or the condition of a pure move, as cases: the first that holds counts."""
    if isinstance(odds, Piecewise):
        return tuple((value, condition) for value, condition in odds.args)
    # a symbol is a Boolean too, to sympy
    if not isinstance(odds, Expr):
        return ((Integer(1), odds), (Integer(0), sympy.true))
    return ((odds, sympy.true),)


def _condition(stage: Round, partition: Partition, live: int, mask: int) -> Boolean:
    formula = describe(partition, mask, live & ~mask)
    return boolean_form(stage.ring, formula, stage.known, [stage.variable])


def _joined(stage: Round, partition: Partition, rules: list[tuple[Rule, int]], live: int) -> Rule:
    """Unite the rules that hold for different offers into one with conditions on the offer."""
    rules = [(rule, mask) for rule, mask in rules if mask]
    first = rules[0][0]
    if all(rule.actions == first.actions for rule, _ in rules):
        return first
    condition = partial(_condition, stage, partition, live)
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
    rest = live
    for mask in row.values():
        rest &= ~mask
    rows = [(odds, condition(mask)) for odds, mask in row.items()]
    if not rest:
        rows[-1] = rows[-1][0], sympy.true
    # the rows exclude each other but for the last, so that cases within cases can be put one after the other
    cases = [(value, And(when, inner)) for odds, when in rows for value, inner in _in_numbers(odds)]
    return flat([*cases, (Integer(0), sympy.true)])
