"""Choices made at once, numbers among them: arming, efforts, demands. Equilibria in pure strategies, in closed form.

What follows the stage is solved by backward induction for all choices at once, which gives payoffs in pieces.
Candidates come from first-order conditions, ends and jumps (``contests_candidates``); a candidate is an equilibrium where
no player has a better number, or move (``contests_replies``), so that each comes with its exact condition (Nash 1951;
Tullock 1980, Efficient rent seeking). Where the candidates are none, no pure equilibrium exists, which is said.

>>> from detente.games import Game, Offer, Terminal, reals
>>> from detente.solvers import solve
>>> V, x, y = reals("V x y")
>>> share = Piecewise((x/(x + y), x + y > 0), (Rational(1, 2), True))
>>> prize = Terminal({"A": V*share - x, "B": V*(1 - share) - y}, "contest")
>>> print(solve(Game(("A", "B"), Offer("A", (x, 0, V), Offer("B", (y, 0, V), prize), seen_by=()), (V > 0,))))
subgame-perfect equilibria: complete
always:  A offers x = V/4; B offers y = V/4;  payoffs V/4, V/4;  contest
choices made at once: all equilibria in pure strategies; mixtures over an interval are not searched for
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any as Anything

import sympy
from sympy import Eq, Expr, Integer, Piecewise, Rational, Symbol
from sympy.logic.boolalg import And, Boolean, Not, Or

from detente.games import Chance, Decision, Draw, FrozenMap, Game, GameError, Node, Offer, Terminal, UnsupportedGame
from detente.games.errors import place
from detente.games.information import History, hides, information_sets
from detente.games.traversal import upwards
from detente.solvers import conditions, smt
from detente.solvers.algebra import POS, ZERO, Ring
from detente.solvers.backward import solve_block
from detente.solvers.conditions import known_signs
from detente.solvers.contests_candidates import Chooser, Point, Region, points, rooted, tasks, without_roots
from detente.solvers.contests_checks import Found, checked, distinct
from detente.solvers.contests_stage import (
    Stage,
    histories,
    is_shown,
    require_seen,
    stage_of,
    without_shown,
)
from detente.solvers.describe import describe
from detente.solvers.display import KnownSign, boolean_form, ratio_form, text
from detente.solvers.eliminate import without
from detente.solvers.formulas import FALSE, Formula, boolean, compare, conjunction, defined, disjunction, negation
from detente.solvers.partition import Partition
from detente.solvers.public import over_subgames
from detente.solvers.ratio import Ratio
from detente.solvers.rules import Rule
from detente.solvers.solution import Equilibrium, Solution, Undecided
from detente.solvers.strategies import Strategy, path_of, possible
from detente.solvers.ties import LISTED, Ties
from detente.solvers.values import Block, Failure, Search, Worth

AT_ONCE = "choices made at once: all equilibria in pure strategies; mixtures over an interval are not searched for"
FREE = ("s", "t", "u", "v", "w")
"""Names of choices that are free in an equilibrium."""


def at_once(game: Game, concept: str, ties: str, seconds: float) -> Solution:
    """Return the pure equilibria of a game in which numbers are chosen at once by players who know all else.

    Raises UnsupportedGame where somebody moves who does not know what happened before, GameError for payoffs
    that are not defined at choices that can be made, or hypotheses that clash.
    """
    conditions.require_consistent(game.given)
    if ties != "listed":
        raise UnsupportedGame("choices made at once: all their equilibria are listed; ties after them by ties='listed'")
    if concept == "sequential":
        raise UnsupportedGame("sequential equilibrium is defined for finite games (Kreps and Wilson 1982): use 'pbe'")
    require_seen(game)
    plain = Game(game.players, without_shown(game.root), game.given)
    solution = _solved(plain, time.monotonic() + seconds)
    equilibria = tuple(_as_played(game, eq) for eq in solution.equilibria)
    return replace(solution, game=game, concept=concept, equilibria=equilibria)


def _solved(game: Game, deadline: float) -> Solution:
    from detente.solvers.subgame import by_backward_induction

    root = game.root
    if not hides(root):
        return by_backward_induction(game, "listed", max(1, deadline - time.monotonic()))
    stage = stage_of(root)
    if stage is not None:
        return _stage_solved(game, stage, deadline)
    if isinstance(root, Decision | Chance) and root.seen_by is None:
        return over_subgames(game, lambda below: _solved(below, deadline))
    raise UnsupportedGame(
        "choices made at once are solved at the start, or after finitely many moves that all see; a number that is"
        " offered to all before them is a parameter for them: make it one, and compare"
    )


# the stage


def _stage_solved(game: Game, stage: Stage, deadline: float) -> Solution:
    movers = [(game.players.index(m.player), m) for m in stage.movers if m.interval is not None]
    spare = {m.interval[0]: Symbol(f"sqrt({m.interval[0]})", real=True) for _, m in movers if m.interval is not None}
    others = {x: Symbol(f"{x}'", real=True) for x in spare}
    ring = Ring([*game.parameters, *game.variables, *spare.values(), *others.values()])
    given = tuple(boolean(hypothesis, ring) for hypothesis in game.given)
    search = Search(game, ring, given, Ties(True), deadline)
    choosers = tuple(
        Chooser(k, m.player, m.interval[0], m.interval[0], others[m.interval[0]], 1, m.interval[1:])
        for k, m in movers
        if m.interval is not None
    )
    scope = tuple(m.interval for _, m in movers if m.interval is not None)
    for node in stage.ends.values():
        if stage_within(node):
            raise UnsupportedGame("choices made at once after others made at once are not solved yet")
        _require_defined(search, scope, node)
    blocks = {end: solve_block(search, node, scope) for end, node in stage.ends.items()}
    regions = {end: _regions(block) for end, block in blocks.items()}
    choosers, regions = without_roots(ring, choosers, spare, regions, given)
    found: list[Found] = []
    undecided: list[tuple[Formula, str]] = []
    candidates: list[tuple[History, Region, Point, list[Formula]]] = []
    for end in stage.ends:
        for region in regions[end]:
            if isinstance(region.value, Failure):
                undecided.append((conjunction(()), f"after {', '.join(end)}: {region.value.reason}"))
                continue
            seen: dict[Point, list[Formula]] = {}
            for task in tasks(ring, choosers, region, given):
                for point, where in points(search, game.root, choosers, region, task):
                    if isinstance(point, Failure):
                        undecided.append((where, point.reason))
                    else:
                        seen.setdefault(point, []).append(where)
            candidates += [(end, region, point, wheres) for point, wheres in seen.items()]
    powers = rooted(search, [value for _, _, point, _ in candidates for value in point])
    if powers:
        return _in_roots(game, powers, deadline)
    for end, region, point, wheres in candidates:
        good, problems = checked(search, game.root, stage, choosers, regions, end, region, point, wheres)
        found += good
        undecided += problems
    found = distinct(search, choosers, found)
    return _assembled(search, stage, choosers, blocks, found, undecided)


def _in_roots(game: Game, powers: Mapping[Symbol, int], deadline: float) -> Solution:
    """Solve a game written in roots of its parameters, under which its equilibria have no roots in roots."""
    taken = {symbol.name for symbol in (*game.parameters, *game.variables)}
    names = {p: _fresh(f"root_{p}", taken) for p in powers}
    again = game.at({p: names[p] ** degree for p, degree in powers.items()})
    again = Game(again.players, again.root, (*again.given, *(name > 0 for name in names.values())))
    solution = _solved(again, deadline)
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


def stage_within(root: Node) -> bool:
    """Tell whether something is hidden in what follows."""
    return hides(root)


def _regions(block: Block) -> tuple[Region, ...]:
    groups = block.groups(block.root)
    whole = block.partition.everywhere
    return tuple(
        Region(describe(block.partition, mask, whole & ~mask), value) for value, mask in groups.items() if mask
    )


def _require_defined(search: Search, scope: Sequence[tuple[Symbol, Expr, Expr]], root: Node) -> None:
    """Raise GameError for an expression that is not defined at choices that can be made at once."""
    ring = search.ring
    chosen = [x for x, _, _ in scope]
    within = [relation for x, low, high in scope for relation in (x >= low, x <= high)]
    bound = {node.interval[0] for node in upwards(root) if isinstance(node, Offer | Draw)}
    for node in upwards(root):
        named: list[tuple[str, Expr]] = []
        if isinstance(node, Terminal):
            named = [(f"the payoff of {player}", value) for player, value in node.payoffs.items()]
        elif isinstance(node, Chance):
            for label, (odds, _) in node.moves.items():
                each = odds.values() if isinstance(odds, FrozenMap) else (odds,)
                named += [(f"the odds of {label!r}", value) for value in each]
        for what, value in named:
            if value.free_symbols & bound or not value.free_symbols & set(chosen):
                continue
            nowhere = negation(defined(value, ring))
            if smt.check(ring, [*search.given, *(boolean(w, ring) for w in within), nowhere]).satisfiable is not True:
                continue
            where = ""
            for corner in product(*(interval[1:] for interval in scope)):
                at = [Eq(x, end) for x, end in zip(chosen, corner, strict=True)]
                if smt.check(ring, [*search.given, *(boolean(e, ring) for e in at), nowhere]).satisfiable:
                    where = " at " + ", ".join(text(e) for e in at)
                    break
            raise GameError(
                f"{search.place(node)}: {what}: {text(value)} is not defined{where}, which can be chosen; say what it "
                f"is there, as in Piecewise(({text(value)}, {' + '.join(map(str, chosen))} > 0), (1/2, True)), or raise"
                " the lower bounds of the choices"
            )


# from what was found to equilibria


def _assembled(
    search: Search,
    stage: Stage,
    choosers: Sequence[Chooser],
    blocks: Mapping[History, Block],
    found: Sequence[Found],
    undecided: Sequence[tuple[Formula, str]],
) -> Solution:
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

    values = {ring.index[c.symbol]: value for c, value in zip(choosers, found.point, strict=True)}
    numbers = {
        c.number: told(value.power(c.degree)) for c, value in zip(choosers, found.point, strict=True)
    }
    payoffs = {p: told(v) for p, v in zip(game.players, found.worth.payoffs, strict=True)}
    outcomes: dict[str, Anything] = {}
    for name, odds in found.worth.outcomes:
        forms = [told(p) for p in odds]
        if any(form != 0 for form in forms):
            outcomes[name] = forms[0] if len(set(forms)) == 1 else FrozenMap(zip(game.players, forms, strict=True))
    strategy: dict[History, Rule] = {}
    beliefs: dict[History, Anything] = {}
    prefixes: list[History] = [()]
    for k, mover in enumerate(stage.movers):
        if mover.interval is None:
            rule = Rule(mover.player, ((found.end[k], sympy.true),))
        else:
            x = mover.interval[0]
            rule = Rule(mover.player, ((Eq(x, numbers[x], evaluate=False), sympy.true),))
        for prefix in prefixes:
            strategy[prefix] = rule
            if len(prefixes) > 1:
                beliefs[prefix] = Integer(int(prefix == found.end[:k]))
        prefixes = [(*prefix, label) for prefix in prefixes for label in mover.labels]
    for end, block in blocks.items():
        cells = possible(block, formula, [])
        for history, rule in Strategy(search, block, cells, formula, known).items():
            strategy[(*end, *history)] = rule
    at = [compare(ring.gen(c.number) - value.power(c.degree), ZERO) for c, value in zip(choosers, found.point, strict=True)]
    free_in_numbers = [compare(ring.gen(c.number) - ring.gen(c.symbol).power(c.degree), ZERO) for c in choosers if c.degree > 1]
    block = blocks[found.end]
    here = conjunction([found.where, *at, *free_in_numbers])
    path = [found.end[:k] for k in range(len(stage.movers))]
    path += [(*found.end, *h) for h in path_of(search, block, possible(block, here, []), here)]
    del values
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
    )


def _as_played(game: Game, eq: Equilibrium) -> Equilibrium:
    """Put the offers back that only show a number."""
    strategy: dict[History, Rule] = {}
    path: list[History] = []
    beliefs: dict[History, Anything] = {}
    reached = set(eq.path)
    for history, plain, node in histories(game.root):
        if is_shown(node):
            assert isinstance(node, Offer)
            m, low, _ = node.interval
            strategy[history] = Rule(node.player, ((Eq(m, low, evaluate=False), sympy.true),))
            continue
        if plain in eq.strategy:
            strategy[history] = eq.strategy[plain]
        if plain in eq.beliefs:
            beliefs[history] = eq.beliefs[plain]
        if plain in reached and isinstance(node, Offer | Decision):
            path.append(history)
    played = {history: eq.played[plain] for history, plain, node in histories(game.root) if plain in eq.played}
    return replace(
        eq, strategy=FrozenMap(strategy), path=tuple(path), beliefs=FrozenMap(beliefs), played=FrozenMap(played)
    )
