"""From what was found for choices made at once to equilibria: strategies, payoffs, and where there is none.

>>> from detente.games import Game, Offer, Terminal, reals
>>> from detente.solvers import solve
>>> a, x, y = reals("a x y")
>>> market = Terminal({"A": x*(a - x - y), "B": y*(a - x - y)}, "sold")
>>> game = Game(("A", "B"), Offer("A", (x, 0, a), Offer("B", (y, 0, a), market), seen_by=()), (a > 0,))
>>> print(*solve(game).equilibria[0].strategy.values(), sep="; ")
A offers x = a/3; B offers y = a/3
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any as Anything

import sympy
from sympy import Eq, Expr, Integer, Rational, Symbol
from sympy.logic.boolalg import Boolean

from detente.games import Decision, FrozenMap, Game, Offer, UnsupportedGame
from detente.games.information import History
from detente.games.traversal import upwards
from detente.solvers import conditions, smt
from detente.solvers.algebra import ZERO
from detente.solvers.conditions import known_signs
from detente.solvers.contests_candidates import Chooser
from detente.solvers.contests_checks import Found, Problems
from detente.solvers.contests_stage import Stage, histories, is_shown
from detente.solvers.display import KnownSign, boolean_form, ratio_form, text
from detente.solvers.eliminate import without
from detente.solvers.formulas import FALSE, Formula, compare, conjunction, disjunction, negation
from detente.solvers.partition import Partition
from detente.solvers.ratio import Ratio
from detente.solvers.rules import Rule
from detente.solvers.solution import Equilibrium, Solution, Undecided
from detente.solvers.strategies import Step, Strategy, path_of, possible
from detente.solvers.ties import LISTED
from detente.solvers.values import Block, Search

AT_ONCE = "choices made at once: all equilibria in pure strategies; mixtures over an interval are not searched for"
FREE = ("s", "t", "u", "v", "w")
"""Names of choices that are free in an equilibrium."""


def assembled(
    search: Search,
    stage: Stage,
    choosers: Sequence[Chooser],
    blocks: Mapping[History, Block],
    found: Sequence[Found],
    undecided: Problems,
) -> Solution:
    """Return the solution that is made of what was found for a stage, and of what was left open."""
    game, ring = search.game, search.ring
    partition = Partition(ring, search.given, deadline=max(search.deadline, time.monotonic() + 5))
    known = known_signs(partition)

    def short(formula: Formula) -> Formula:
        fresh = Partition(ring, search.given, deadline=time.monotonic() + 5)
        return conditions.shorten(fresh, formula)

    equilibria, whens = [], []
    for each in found:
        formula = each.where
        for v in each.free:
            formula = without(ring, v, formula, search.given)
        formula = short(formula)
        whens.append(formula)
        equilibria.append(_equilibrium(search, stage, choosers, blocks, each, formula, known))
    open_cases: dict[str, list[Formula]] = {}
    for formula, reason in undecided:
        open_cases.setdefault(reason, []).append(formula)
    unknown = []
    for reason, formulas in open_cases.items():
        where = short(disjunction(formulas))
        unknown.append(Undecided(boolean_form(ring, where, known), reason))
    nowhere = negation(disjunction([*whens, *(f for f, _ in undecided)]))
    answer = smt.check(ring, [*search.given, nowhere])
    if answer.satisfiable is not False:
        missing = short(nowhere)
    if answer.satisfiable is not False and missing != FALSE:
        when = boolean_form(ring, missing, known)
        unknown.append(Undecided(when, _none(when, game.given, answer.satisfiable)))
    rule = AT_ONCE
    if any(isinstance(n, Decision | Offer) for node in stage.ends.values() for n in upwards(node)):
        rule += "\n" + LISTED
    return Solution(game, "spe", rule, tuple(equilibria), tuple(unknown))


def _none(when: Boolean, given: Sequence[Boolean], shown: bool | None) -> str:
    if not shown:
        return "it is not found out whether there is an equilibrium in pure strategies"
    point = conditions.sample(when, given)
    example = ""
    if point:
        example = ", for example at " + ", ".join(f"{symbol} = {text(value)}" for symbol, value in point.items())
    return f"no equilibrium in pure strategies{example}; one in mixed strategies is not searched for over an interval"


def _equilibrium(
    search: Search,
    stage: Stage,
    choosers: Sequence[Chooser],
    blocks: Mapping[History, Block],
    found: Found,
    formula: Formula,
    known: KnownSign,
) -> Equilibrium:
    game, ring = search.game, search.ring
    taken = {symbol.name for symbol in (*game.parameters, *game.variables)}
    names = [name for name in (*FREE, *(f"s_{k}" for k in range(1, 20))) if name not in taken]
    fresh = {v: Symbol(name, real=True) for v, name in zip(found.free, names, strict=False)}
    renamed: dict[Expr, Expr] = {}
    for chooser in choosers:
        v = ring.index[chooser.symbol]
        if v in fresh:
            # a free number is named itself, not a root of it
            renamed[chooser.symbol] = fresh[v] ** Rational(1, chooser.degree)
    free_known = known_signs(Partition(ring, [*search.given, found.where])) if found.free else known

    def told(value: Ratio) -> Expr:
        return ratio_form(value, free_known).xreplace(renamed)

    numbers = {c.number: told(value.power(c.degree)) for c, value in zip(choosers, found.point, strict=True)}
    payoffs = {p: told(v) for p, v in zip(game.players, found.worth.payoffs, strict=True)}
    outcomes: dict[str, Anything] = {}
    for name, odds in found.worth.outcomes:
        forms = [told(p) for p in odds]
        if any(form != 0 for form in forms):
            outcomes[name] = forms[0] if len(set(forms)) == 1 else FrozenMap(zip(game.players, forms, strict=True))
    strategy, beliefs = _choices(stage, numbers, found.end)
    for end, block in blocks.items():
        cells = possible(block, formula, [])
        for history, rule in Strategy(search, block, cells, formula, known).items():
            strategy[(*end, *history)] = rule
    steps = _after(search, choosers, blocks[found.end], found)
    path = [found.end[:k] for k in range(len(stage.movers))]
    path += [(*found.end, *step.history) for step in steps if step.moves]
    played = {(*found.end, *h): rule for h, rule in _comes_to(search, steps, numbers, told).items()}
    where: Boolean = sympy.true
    if found.free:
        shorter = Partition(ring, [*search.given, formula], deadline=time.monotonic() + 5)
        where = boolean_form(ring, conditions.shorten(shorter, found.where), known_signs(shorter)).xreplace(renamed)
    return Equilibrium(
        boolean_form(ring, formula, known),
        FrozenMap(strategy),
        FrozenMap(payoffs),
        FrozenMap(outcomes),
        tuple(path),
        FrozenMap(beliefs),
        tuple(fresh.values()),
        where,
        FrozenMap(played),
    )


def _choices(
    stage: Stage, numbers: Mapping[Symbol, Expr], end: History
) -> tuple[dict[History, Rule], dict[History, Anything]]:
    """Return the rules of those who choose at once, and their beliefs about moves that they have not seen."""
    strategy: dict[History, Rule] = {}
    beliefs: dict[History, Anything] = {}
    prefixes: list[History] = [()]
    for k, mover in enumerate(stage.movers):
        if mover.interval is None:
            rule = Rule(mover.player, ((end[k], sympy.true),))
        else:
            x = mover.interval[0]
            rule = Rule(mover.player, ((Eq(x, numbers[x], evaluate=False), sympy.true),))
        for prefix in prefixes:
            strategy[prefix] = rule
            if len(prefixes) > 1:
                beliefs[prefix] = Integer(int(prefix == end[:k]))
        prefixes = [(*prefix, label) for prefix in prefixes for label in mover.labels]
    return strategy, beliefs


def _after(search: Search, choosers: Sequence[Chooser], block: Block, found: Found) -> list[Step]:
    """List the histories that are reached after the choices made at once."""
    ring = search.ring
    at = [found.where]
    for chooser, value in zip(choosers, found.point, strict=True):
        number = ring.gen(chooser.number)
        at.append(compare(number - value.power(chooser.degree), ZERO))
        if chooser.degree > 1:
            at.append(compare(number - ring.gen(chooser.symbol).power(chooser.degree), ZERO))
    here = conjunction(at)
    return list(path_of(search, block, possible(block, here, []), here))


def _comes_to(
    search: Search, steps: Sequence[Step], numbers: Mapping[Symbol, Expr], told: Callable[[Ratio], Expr]
) -> dict[History, Rule]:
    """Return what the rules after the choices made at once come to, where one thing is done."""
    played: dict[History, Rule] = {}
    known = dict(numbers)
    for step in steps:
        if isinstance(step.node, Offer) and len(step.offered) == 1 and step.offered[0].is_point:
            number = step.offered[0].low.expr().subs(known)
            with contextlib.suppress(UnsupportedGame):
                number = told(search.ring.convert(number))
            x = step.node.interval[0]
            known[x] = number
            played[step.history] = Rule(step.node.player, ((Eq(x, number, evaluate=False), sympy.true),))
        if isinstance(step.node, Decision):
            depth = len(step.history)
            taken = {s.history[depth] for s in steps if len(s.history) > depth and s.history[:depth] == step.history}
            if len(taken) == 1:
                played[step.history] = Rule(step.node.player, ((taken.pop(), sympy.true),))
    return played


def as_played(game: Game, eq: Equilibrium) -> Equilibrium:
    """Put the offers back that only show a number."""
    strategy: dict[History, Rule] = {}
    path: list[History] = []
    beliefs: dict[History, Anything] = {}
    played: dict[History, Rule] = {}
    reached = set(eq.path)
    offers: set[History] = set()
    for history, plain, node in histories(game.root):
        if is_shown(node):
            assert isinstance(node, Offer)
            m, low, _ = node.interval
            strategy[history] = Rule(node.player, ((Eq(m, low, evaluate=False), sympy.true),))
            if plain in reached or plain[:-1] in offers:
                path.append(history)
            continue
        if plain in eq.strategy:
            strategy[history] = eq.strategy[plain]
        if plain in eq.beliefs:
            beliefs[history] = eq.beliefs[plain]
        if plain in eq.played and str(eq.played[plain]) != str(strategy[history]):
            played[history] = eq.played[plain]
        if plain in reached and isinstance(node, Offer | Decision):
            path.append(history)
            if isinstance(node, Offer):
                offers.add(plain)
    return replace(
        eq, strategy=FrozenMap(strategy), path=tuple(path), beliefs=FrozenMap(beliefs), played=FrozenMap(played)
    )


def in_roots(game: Game, powers: Mapping[Symbol, int], solve: Callable[[Game], Solution]) -> Solution:
    """Solve a game written in roots of its parameters, under which its equilibria have no roots in roots."""
    taken = {symbol.name for symbol in (*game.parameters, *game.variables)}
    names = {p: _fresh(f"root_{p}", taken) for p in powers}
    again = game.at({p: names[p] ** degree for p, degree in powers.items()})
    again = Game(again.players, again.root, (*again.given, *(name > 0 for name in names.values())))
    solution = solve(again)
    back: dict[Expr, Expr] = {names[p]: p ** Rational(1, degree) for p, degree in powers.items()}

    def put(item: Anything) -> Anything:
        return item if isinstance(item, str) else item.xreplace(back)

    def rule_in(rule: Rule) -> Rule:
        return replace(rule, actions=tuple((put(action), put(when)) for action, when in rule.actions))

    equilibria = []
    for eq in solution.equilibria:
        rules = {id(rule): rule_in(rule) for rule in eq.strategy.values()}
        equilibria.append(
            replace(
                eq,
                when=put(eq.when),
                where=put(eq.where),
                strategy=FrozenMap({h: rules[id(rule)] for h, rule in eq.strategy.items()}),
                played=FrozenMap({h: rule_in(rule) for h, rule in eq.played.items()}),
                payoffs=FrozenMap({player: put(value) for player, value in eq.payoffs.items()}),
                outcomes=FrozenMap(
                    {
                        name: FrozenMap({p: put(o) for p, o in odds.items()})
                        if isinstance(odds, Mapping)
                        else put(odds)
                        for name, odds in eq.outcomes.items()
                    }
                ),
            )
        )
    undecided = tuple(Undecided(put(each.when), each.reason) for each in solution.undecided)
    return replace(solution, game=game, equilibria=tuple(equilibria), undecided=undecided)


def _fresh(name: str, taken: set[str]) -> Symbol:
    while name in taken:
        name += "'"
    taken.add(name)
    return Symbol(name, real=True)
