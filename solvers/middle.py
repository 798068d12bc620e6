"""Menus in the place of offers in the middle of a game, and equilibria with menus read back as ones with offers.

An offer in the middle is followed by answers of types, and by more moves of those who do not know the type. It becomes
a move from a finite menu where ``stages`` proves that one stands for it; each entry of the menu leads to an end with
what it is worth by type, so that the game above is finite (``offered``), or one round shorter (``rounds``).

>>> from detente.games import Chance, Decision, Game, Offer, Terminal, reals
>>> x, q = reals("x q")
>>> deal, give = Terminal({"A": x, "B": 1 - x}, "settlement"), Terminal({"A": 0, "B": 1}, "status quo")
>>> attack = lambda c: Decision("A", {"attack": Terminal({"A": 0, "B": -c}, "war"), "pass": give})
>>> play = lambda c: Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "reject": attack(c)}))
>>> arms = lambda c: Decision("B", {"arm": play(c), "wait": play(c)})
>>> game = Game(("A", "B"), Chance({"low": (q, arms(1)), "high": (1 - q, arms(2))}, seen_by={"B"}), (0 < q, q < 1))
>>> [each.histories for each in middle_offers(game)]
[(('low', 'arm'), ('high', 'arm')), (('low', 'wait'), ('high', 'wait'))]
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any as Anything

import sympy
from sympy import Eq, Expr, Integer, Symbol
from sympy.logic.boolalg import And, Boolean

from detente.games import (
    Chance,
    Decision,
    Draw,
    FrozenMap,
    Game,
    InformationSet,
    Node,
    Offer,
    Terminal,
    UnsupportedGame,
    information_sets,
)
from detente.games.errors import place
from detente.games.information import History
from detente.solvers import conditions
from detente.solvers.display import text
from detente.solvers.menus import last_offers
from detente.solvers.replies import unless
from detente.solvers.rules import Rule, put
from detente.solvers.shown import Shown, flat
from detente.solvers.solution import Equilibrium, Undecided
from detente.solvers.stages import Plan, Solved, stage_game

TOKEN = "\x01"
"""Stands before the names of ends that stand for what follows an entry of a menu."""


@dataclass(frozen=True)
class Placed:
    """A solved stage at its place in the game."""

    set: InformationSet
    x: Symbol
    solved: Solved
    names: Mapping[History, str]
    """The type in the stage game that each history stands for."""
    plans: tuple[Plan, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class MiddleCase:
    """A case of the parameters, and the game with menus in it."""

    given: Boolean
    game: Game
    stages: tuple[Placed, ...]
    thin: bool


@dataclass(frozen=True)
class Middle:
    """A game whose offers in the middle have become moves, by cases."""

    game: Game
    cases: tuple[MiddleCase, ...]
    open: tuple[Undecided, ...]
    edges: tuple[str, ...]


SolveStage = Callable[[Game, str], Solved]
"""Solves a stage game; told how edges are treated."""


def middle_offers(game: Game) -> list[InformationSet]:
    """Return the information sets of offers in the middle, the first on each path: neither last nor at the root."""
    last = [h for each in last_offers(game) for h in each.histories]
    found: list[InformationSet] = []
    for each in information_sets(game):
        if not isinstance(each.moves[0], Symbol) or each.histories == ((),):
            continue
        inside = [*last, *(o for done in found for o in done.histories)]
        if not any(h[: len(o)] == o for h in each.histories for o in inside):
            found.append(each)
    return found


def unchanged(game: Game) -> Middle:
    """Return a game in which there are no offers in the middle, as one case."""
    return Middle(game, (MiddleCase(sympy.true, game, (), False),), (), ())


def with_middle(game: Game, solve: SolveStage, edges: str) -> Middle:
    """Put menus in the place of offers in the middle. Raises UnsupportedGame where one is no stage of its own."""
    sets = middle_offers(game)
    if not sets:
        return unchanged(game)
    nodes = dict(game.walk())
    known: dict[object, Solved] = {}
    keys, members = [], []
    for each in sets:
        names = _names(game, each)
        stage = {name: nodes[h] for h, name in names.items()}
        seen_by = _informed(game, each)
        given = (*game.given, *_bounds(game, each, nodes))
        key = tuple((name, _structure(node)) for name, node in stage.items()), seen_by
        if key not in known:
            offers = {name: node for name, node in stage.items() if isinstance(node, Offer)}
            sub = stage_game(game.players, offers, seen_by, given)
            _require_same(game, each, names, sub)
            above = set(game.variables) & set(sub.parameters)
            known[key] = solve(sub, "full" if above else edges)
        keys.append(key)
        members.append(names)
    different = list(dict.fromkeys(keys))
    cases = []
    for choice in itertools.product(*(known[key].cases for key in different)):
        chosen = dict(zip(different, choice, strict=True))
        given = And(*(case.when for case in choice))
        if conditions.satisfiable(given, game.given) is False:
            continue
        placed = []
        for each, key, names in zip(sets, keys, members, strict=True):
            plans = chosen[key].plans
            node = nodes[each.histories[0]]
            assert isinstance(node, Offer)
            x = node.interval[0]
            said = [text(Eq(x, plan.offer, evaluate=False)) for plan in plans]
            labels = tuple(f"{s} ({said[:k].count(s) + 1})" if said.count(s) > 1 else s for k, s in enumerate(said))
            placed.append(Placed(each, x, known[key], names, plans, labels))
        thin = any(case.thin for case in choice)
        cases.append(MiddleCase(given, _with_menus(game, placed), tuple(placed), thin))
    left = [u for key in different for u in known[key].open]
    skipped = dict.fromkeys(edge for key in different for edge in known[key].edges)
    return Middle(game, tuple(cases), tuple(left), tuple(skipped))


def _names(game: Game, each: InformationSet) -> dict[History, str]:
    """Name the histories of an information set by the moves that tell them apart."""
    rows = list(itertools.zip_longest(*each.histories, fillvalue=""))
    apart = [k for k, row in enumerate(rows) if len(set(row)) > 1]
    return {h: ", ".join(h[k] for k in apart if k < len(h)) or h[0] for h in each.histories}


def _informed(game: Game, each: InformationSet) -> frozenset[str]:
    """Return the players who tell the histories of an information set apart when they move below it."""
    below = [s for s in information_sets(game) if any(_over(h, other) for h in each.histories for other in s.histories)]
    found = {s.player for s in below}
    unsure = {each.player}
    for other in below:
        tops = {h for h in each.histories for o in other.histories if _over(h, o)}
        if len(tops) > 1:
            unsure.add(other.player)
        if any(not any(_over(h, o) for h in each.histories) for o in other.histories):
            raise UnsupportedGame(
                f"{other.player} cannot tell {place(other.histories[0])} from {place(other.histories[-1])}, one of "
                f"which is not below the offer {each.moves[0]}: an offer in the middle is solved where all see that it "
                "is made"
            )
    return frozenset(found - unsure)


def _over(history: History, other: History) -> bool:
    return history != other and other[: len(history)] == history


def _require_same(game: Game, each: InformationSet, names: Mapping[History, str], sub: Game) -> None:
    """Raise UnsupportedGame where players know more, or less, in the stage game than in the game."""

    def here(history: History) -> History:
        top = next(h for h in names if _over(h, history))
        x, *rest = history[len(top) :]
        return (x, names[top], *rest)

    below = [s for s in information_sets(game) if any(_over(h, s.histories[0]) for h in each.histories)]
    mine = {(s.player, frozenset(map(here, s.histories))) for s in below}
    there = {(s.player, frozenset(s.histories)) for s in information_sets(sub) if s.histories != ((),)}
    if mine != there:
        raise UnsupportedGame(
            f"after {each.player}'s offer {each.moves[0]} in the middle somebody knows only a part of what "
            f"{each.player} does not know: it is solved where others know all of it or nothing"
        )


def _bounds(game: Game, each: InformationSet, nodes: Mapping[History, Node]) -> list[Boolean]:
    """Return the intervals of the offers above an information set."""
    found: dict[Boolean, None] = {}
    for history in each.histories:
        for k in range(len(history)):
            node = nodes[history[:k]]
            if isinstance(node, Draw):
                raise UnsupportedGame(
                    f"{node.interval[0]} is drawn from a continuum above the offer {each.moves[0]}: use finitely many "
                    "types (Chance)"
                )
            if isinstance(node, Offer):
                x, low, high = node.interval
                found |= dict.fromkeys((x >= low, x <= high))
    return list(found)


def _structure(node: Node) -> object:
    """Return what a tree is made of, so that equal trees are solved once."""
    match node:
        case Terminal(payoffs=payoffs, outcome=outcome):
            return tuple(payoffs.items()), outcome
        case Decision(player=player, moves=moves, seen_by=seen_by):
            return player, seen_by, tuple((a, _structure(child)) for a, child in moves.items())
        case Chance(moves=chances, seen_by=seen_by):
            return seen_by, tuple((a, odds, _structure(child)) for a, (odds, child) in chances.items())
        case Offer(player=player, interval=interval, then=then, seen_by=seen_by):
            return player, interval, seen_by, _structure(then)
    return node


def _with_menus(game: Game, stages: Sequence[Placed]) -> Game:
    places = {h: (k, stage) for k, stage in enumerate(stages) for h in stage.set.histories}

    def again(node: Node, history: History) -> Node:
        if history in places:
            number, stage = places[history]
            name = stage.names[history]
            kind = stage.solved.names.index(name)
            assert isinstance(node, Offer)
            ends = {
                label: Terminal(plan.worths[kind], f"{TOKEN}{number}{TOKEN}{k}{TOKEN}{kind}")
                for k, (label, plan) in enumerate(zip(stage.labels, stage.plans, strict=True))
            }
            return Decision(node.player, ends)
        match node:
            case Decision(player=player, moves=moves, seen_by=seen_by):
                return Decision(player, {a: again(child, (*history, a)) for a, child in moves.items()}, seen_by)
            case Chance(moves=chances, seen_by=seen_by):
                rest = {a: (odds, again(child, (*history, a))) for a, (odds, child) in chances.items()}
                return Chance(rest, seen_by)
            case Offer(player=player, interval=interval, then=then, seen_by=seen_by):
                return Offer(player, interval, again(then, (*history, interval[0].name)), seen_by)
            case Draw(interval=interval, density=density, then=then, seen_by=seen_by):
                return Draw(interval, density, again(then, (*history, interval[0].name)), seen_by)
        return node

    return Game(game.players, again(game.root, ()), game.given)


# reading back


def unfolded(case: MiddleCase, eq: Equilibrium, given: Iterable[Boolean]) -> Equilibrium:
    """Return an equilibrium of a game with menus in the middle as one of the game with offers."""
    if not case.stages:
        return eq
    assumed = (*given, eq.when, eq.where)
    strategy, beliefs, played = dict(eq.strategy), dict(eq.beliefs), dict(eq.played)
    path = list(eq.path)
    free, where = list(eq.free), [eq.where]
    ends: dict[tuple[int, int, int], Mapping[str, Mapping[str, Expr]]] = {}
    for number, stage in enumerate(case.stages):
        histories = stage.set.histories
        rule = eq.strategy[histories[0]]
        by_name = {stage.names[h]: eq.beliefs.get(h, Integer(1)) for h in histories}
        at = {mu: by_name[name] for mu, name in zip(stage.solved.mus, stage.solved.names, strict=False)}
        chosen = [stage.labels.index(str(label)) for label, _ in rule.actions]
        offers = [Eq(stage.x, plan.offer, evaluate=False) for plan in stage.plans]
        said = replace(
            rule, actions=tuple((offers[k], odds) for k, (_, odds) in zip(chosen, rule.actions, strict=True))
        )
        for k, plan in enumerate(stage.plans):
            for kind, outcomes in enumerate(plan.outcomes):
                ends[number, k, kind] = (
                    {name: {p: put(o, at) for p, o in row.items()} for name, row in outcomes.items()}
                    if k in chosen
                    else {}
                )
        rules: dict[int, Rule] = {}
        plays, shows = [stage.plans[k] for k in chosen], []
        for plan in plays:
            names = _renamed(plan.eq.free, stage, case.game, free)
            free += names.values()
            shows.append(Shown({**at, **names}, assumed))
            where.append(shows[-1].condition(plan.eq.where))
        for history in histories:
            strategy[history] = said
            name = stage.names[history]
            reached = histories[0] in eq.path and by_name[name] != 0
            for after in plays[0].eq.strategy:
                if after[:2] != (stage.x.name, name):
                    continue
                there = (*history, after[0], *after[2:])
                key = id(plays[0].eq.strategy[after])
                if key not in rules:
                    first, *others = [
                        show.rule(plan.eq.strategy[after]) for plan, show in zip(plays, shows, strict=True)
                    ]
                    for plan, other in zip(plays[1:], others, strict=True):
                        first = unless(Eq(stage.x, plan.offer), other, first)
                    rules[key] = first
                strategy[there] = rules[key]
                if after in plays[0].eq.beliefs:
                    last, *rest = [show.belief(plan.eq.beliefs[after]) for plan, show in zip(plays, shows, strict=True)]
                    cases = [(b, Eq(stage.x, plan.offer)) for plan, b in zip(plays[1:], rest, strict=True)]
                    beliefs[there] = flat([*cases, (last, sympy.true)])
            for plan in plays if reached else ():
                for after in plan.eq.path:
                    if after[:2] == (stage.x.name, name) and len(after) > 1:
                        there = (*history, after[0], *after[2:])
                        path.append(there)
                        if len(plays) == 1 and (step := plan.eq.played.get(after)) is not None:
                            played[there] = shows[0].rule(step)
    return replace(
        eq,
        strategy=FrozenMap(strategy),
        beliefs=FrozenMap(beliefs),
        played=FrozenMap(played),
        path=tuple(dict.fromkeys(path)),
        free=tuple(free),
        where=And(*where),
        outcomes=_ends(eq.outcomes, ends),
    )


def _renamed(symbols: Iterable[Symbol], stage: Placed, game: Game, taken: Sequence[Symbol]) -> dict[Symbol, Symbol]:
    """Name what is free after an offer in the middle by all that has been seen before: names are told apart by it."""
    first = (game.root.interval[0].name,) if isinstance(game.root, Offer) else ()
    seen = [label for _, label in stage.set.seen if (label,) != first]
    found: dict[Symbol, Symbol] = {}
    for symbol in symbols:
        head, mark, tail = symbol.name.partition("|")
        name = f"{head}|{', '.join([*seen, stage.x.name, tail])}" if mark else symbol.name
        while name in {each.name for each in (*taken, *found.values())}:
            name += "'"
        found[symbol] = Symbol(name, real=True)
    return found


def _ends(
    outcomes: Mapping[str, Anything], ends: Mapping[tuple[int, int, int], Mapping[str, Mapping[str, Expr]]]
) -> FrozenMap[str, Anything]:
    """Put what follows each entry of a menu in the place of the end that stands for it."""
    found: dict[str, Anything] = {}
    players = next((list(row) for there in ends.values() for row in there.values()), [])

    def add(name: str, odds: Mapping[str, Expr]) -> None:
        before = found.get(name)
        found[name] = {p: (before[p] if before else 0) + odds[p] for p in players}

    for name, odds in outcomes.items():
        row = odds if isinstance(odds, Mapping) else dict.fromkeys(players, odds)
        if not name.startswith(TOKEN):
            add(name, row)
            continue
        token, mark, kind = name.partition("\x00")
        number, k, member = (int(part) for part in token.split(TOKEN)[1:])
        for end, share in ends[number, k, member].items():
            add(f"{end}{mark}{kind}", {p: row[p] * share[p] for p in players})
    shown: dict[str, Anything] = {}
    for name, row in found.items():
        short = {p: sympy.cancel(o) for p, o in row.items()}
        values = list(short.values())
        if any(values):
            shown[name] = values[0] if all(v == values[0] for v in values) else FrozenMap(short)
    return FrozenMap(shown)
