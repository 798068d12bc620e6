"""Choices made at once, numbers among them: arming, efforts, demands. Equilibria in pure strategies, in closed form.

What follows the stage is solved by backward induction for all choices at once, which gives payoffs in pieces.
Candidates come from first-order conditions, ends and jumps (``contests_candidates``); a candidate is an equilibrium
where no player has a better number, or move (``contests_replies``), so that each comes with its exact condition
(Nash 1951; Tullock 1980, Efficient rent seeking). Where there is none, that is said, with a point.

>>> from sympy import Piecewise, Rational
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
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from sympy import Eq, Expr, Symbol

from detente.games import Chance, Decision, Draw, FrozenMap, Game, GameError, Node, Offer, Terminal, UnsupportedGame
from detente.games.information import History, hides
from detente.games.traversal import upwards
from detente.solvers import conditions, smt
from detente.solvers.algebra import Ring
from detente.solvers.backward import solve_block
from detente.solvers.contests_candidates import Chooser, Point, Region, points, rooted, tasks, without_roots
from detente.solvers.contests_checks import Found, Place, Problems, Table, checked, distinct
from detente.solvers.contests_nested import from_inside, has_more
from detente.solvers.contests_reading import as_played, assembled, in_roots
from detente.solvers.contests_stage import Interval, Stage, require_seen, stage_of, without_shown
from detente.solvers.describe import describe
from detente.solvers.display import text
from detente.solvers.formulas import boolean, conjunction, defined, negation
from detente.solvers.offered import edge_rule
from detente.solvers.public import over_subgames
from detente.solvers.solution import Solution
from detente.solvers.ties import Ties
from detente.solvers.values import Block, Failure, Search


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
    equilibria = tuple(as_played(game, eq) for eq in solution.equilibria)
    rule = "\n".join(dict.fromkeys(line for line in solution.rule.splitlines() if line != edge_rule(())))
    return replace(solution, game=game, concept=concept, rule=rule, equilibria=equilibria)


def _solved(game: Game, deadline: float) -> Solution:
    from detente.solvers.subgame import by_backward_induction

    root = game.root
    if not hides(root):
        return by_backward_induction(game, "listed", max(1, deadline - time.monotonic()))
    if has_more(root):
        return from_inside(game, lambda below: _solved(below, deadline))
    stage = stage_of(root)
    if stage is not None:
        return _stage_solved(game, stage, deadline)
    if isinstance(root, Decision | Chance) and root.seen_by is None:
        return over_subgames(game, lambda below: _solved(below, deadline))
    raise UnsupportedGame(
        "choices made at once are solved where all else is seen by all: a move is hidden here that is not one of them"
    )


# the stage


def _stage_solved(game: Game, stage: Stage, deadline: float) -> Solution:
    movers = [(game.players.index(m.player), m) for m in stage.movers if m.interval is not None]
    spare = {m.interval[0]: Symbol(f"root_{m.interval[0]}", real=True) for _, m in movers if m.interval is not None}
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
    for interval in scope:
        _require_interval(search, interval)
    for node in stage.ends.values():
        _require_defined(search, scope, node)
    blocks = {end: solve_block(search, node, scope) for end, node in stage.ends.items()}
    regions = {end: _regions(block) for end, block in blocks.items()}
    choosers, regions = without_roots(ring, choosers, spare, regions, given)
    found: list[Found] = []
    undecided: Problems = []
    candidates: list[tuple[History, Region, Point, list[Place]]] = []
    for end in stage.ends:
        for region in regions[end]:
            if isinstance(region.value, Failure):
                undecided.append((conjunction(()), f"after {', '.join(end)}: {region.value.reason}"))
                continue
            seen: dict[Point, list[Place]] = {}
            for task in tasks(ring, choosers, region, regions[end], given):
                for point, where in points(search, game.root, choosers, region, task):
                    if isinstance(point, Failure):
                        undecided.append((where, point.reason))
                    else:
                        seen.setdefault(point, []).append(Place(where, task.beside))
            candidates += [(end, region, point, wheres) for point, wheres in seen.items()]
    powers = rooted(search, [value for _, _, point, _ in candidates for value in point])
    if powers:
        return in_roots(game, powers, lambda again: _solved(again, deadline))
    table = Table(search, game.root, stage, choosers, regions)
    for end, region, point, wheres in candidates:
        good, problems = checked(table, end, region, point, wheres)
        found += good
        undecided += problems
    found = distinct(search, choosers, found)
    return assembled(search, stage, choosers, blocks, found, undecided)


def _require_interval(search: Search, interval: Interval) -> None:
    """Raise GameError where an interval is empty at some parameters."""
    x, low, high = interval
    empty = [*search.given, boolean(high < low, search.ring)]
    if smt.check(search.ring, empty).satisfiable:
        raise GameError(
            f"the interval [{text(low)}, {text(high)}] of {x} is empty at some parameters that `given` allows; add the"
            " hypothesis that rules them out"
        )


def _regions(block: Block) -> tuple[Region, ...]:
    groups = block.groups(block.root)
    whole = block.partition.everywhere
    return tuple(
        Region(describe(block.partition, mask, whole & ~mask), value) for value, mask in groups.items() if mask
    )


def _require_defined(search: Search, scope: Sequence[Interval], root: Node) -> None:
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
