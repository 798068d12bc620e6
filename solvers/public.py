"""Public moves above subgames: each subgame is solved by itself, and the moves above weigh its equilibria.

A subgame here is what follows a history that all know, nature's hidden moves having been put after it. A player's
choice among subgames is right with an equilibrium of the one chosen that is worth at least as much to it as some
equilibrium of each other one (Selten 1965); nature's public moves go with one equilibrium for each outcome.

>>> from detente.games import Chance, Decision, Game, Offer, Terminal, reals
>>> from detente.solvers import solve
>>> x, q, w = reals("x q w")
>>> deal, stop = Terminal({"A": x, "B": 1 - x}, "settlement"), Terminal({"A": w, "B": 0}, "attack")
>>> last = Decision("A", {"fight": Terminal({"A": -1, "B": -1}, "war"), "pass": Terminal({"A": 0, "B": 0}, "pass")})
>>> play = Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "reject": last}))
>>> start = Decision("A", {"attack": stop, "bargain": play})
>>> game = Game(("A", "B"), Chance({"one": (q, start), "two": (1 - q, start)}, seen_by={"B"}), (0 < q, q < 1, w < 0))
>>> print(solve(game, "pbe").equilibria[0].strategy["one",])
A bargains
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any as Anything

import sympy
from sympy import Expr, Symbol
from sympy.logic.boolalg import And, Boolean

from detente.games import Chance, Decision, FrozenMap, Game, UnsupportedGame
from detente.games.information import History
from detente.solvers import conditions
from detente.solvers.display import ratio_form
from detente.solvers.eliminate import eliminate
from detente.solvers.formulas import boolean
from detente.solvers.offered import edge_rule, edges_of
from detente.solvers.partition import Partition
from detente.solvers.rules import Rule
from detente.solvers.solution import Equilibrium, Solution, Undecided

Solver = Callable[[Game], Solution]
MOVES = "public moves: one is made for sure; mixtures of equally good ones are equilibria too, and are not listed"
MAX_PROFILES = 200
"""How many combinations of equilibria of subgames are weighed."""


def over_subgames(game: Game, solve: Solver) -> Solution:
    """Return the equilibria of a game that begins with a public move, by those of the subgames after it.

    ``solve`` is asked for each subgame. Raises UnsupportedGame where there are too many combinations.
    """
    root = game.root
    if isinstance(root, Decision):
        below = {label: solve(Game(game.players, child, game.given)) for label, child in root.moves.items()}
    else:
        assert isinstance(root, Chance)
        below = {label: solve(Game(game.players, child, game.given)) for label, (_, child) in root.moves.items()}
    count = 1
    for solution in below.values():
        count *= max(1, len(solution.equilibria))
    if count > MAX_PROFILES:
        raise UnsupportedGame(f"the subgames after {list(below)} have {count} combinations of equilibria: too many")
    profiles = itertools.product(*(solution.equilibria for solution in below.values()))
    found: list[Equilibrium] = []
    for profile in profiles:
        parts = dict(zip(below, profile, strict=True))
        found += _choices(game, root, parts) if isinstance(root, Decision) else _lottery(game, root, parts)
    undecided = tuple(
        Undecided(each.when, f"after {label}: {each.reason}") for label, s in below.items() for each in s.undecided
    )
    edges = dict.fromkeys(edge for solution in below.values() for edge in edges_of(solution))
    first = next(iter(below.values()))
    others = dict.fromkeys(
        line
        for solution in below.values()
        for line in solution.rule.splitlines()
        if not line.startswith(("edges: ", "no edges"))
    )
    rule = "\n".join([MOVES, *others, edge_rule(edges)] if isinstance(root, Decision) else [*others, edge_rule(edges)])
    return Solution(game, first.concept, rule, tuple(found), undecided)


def _prefixed(eq: Equilibrium, label: str) -> Equilibrium:
    return replace(
        eq,
        strategy=FrozenMap({(label, *history): rule for history, rule in eq.strategy.items()}),
        beliefs=FrozenMap({(label, *history): belief for history, belief in eq.beliefs.items()}),
        played=FrozenMap({(label, *history): rule for history, rule in eq.played.items()}),
        path=tuple((label, *history) for history in eq.path),
    )


@dataclass(frozen=True)
class _Together:
    """What is played, and believed, in all subgames at once."""

    strategy: dict[History, Rule]
    beliefs: dict[History, Anything]
    played: dict[History, Rule]
    free: tuple[Symbol, ...]
    where: Boolean


def _together(parts: Mapping[str, Equilibrium]) -> _Together:
    prefixed = [_prefixed(eq, label) for label, eq in parts.items()]
    return _Together(
        {h: rule for eq in prefixed for h, rule in eq.strategy.items()},
        {h: belief for eq in prefixed for h, belief in eq.beliefs.items()},
        {h: rule for eq in prefixed for h, rule in eq.played.items()},
        tuple(dict.fromkeys(symbol for eq in prefixed for symbol in eq.free)),
        And(*(eq.where for eq in prefixed)),
    )


def _choices(game: Game, root: Decision, parts: Mapping[str, Equilibrium]) -> Iterator[Equilibrium]:
    player = root.player
    every = _together(parts)
    for label, eq in parts.items():
        mine = eq.payoffs[player]
        better = And(*(mine >= other.payoffs[player] for other in parts.values() if other is not eq))
        hanging = [symbol for symbol in every.free if symbol in better.free_symbols]
        given = And(*(other.when for other in parts.values()))
        joint = And(every.where, better) if hanging else every.where
        if hanging:
            better = eliminate(hanging, joint, game.given)
        when = conditions.simplify(And(given, better), game.given)
        if when == sympy.false or not conditions.holds_on_open_set(when, game.given):
            continue
        rule = Rule(player, ((label, sympy.true),))
        path = tuple((label, *history) for history in eq.path)
        rules = FrozenMap({(): rule, **every.strategy})
        yield Equilibrium(
            when,
            rules,
            eq.payoffs,
            eq.outcomes,
            ((), *path),
            FrozenMap(every.beliefs),
            every.free,
            joint,
            FrozenMap({h: rule for h, rule in every.played.items() if h[0] == label}),
        )


def _lottery(game: Game, root: Chance, parts: Mapping[str, Equilibrium]) -> Iterator[Equilibrium]:
    every = _together(parts)
    when = conditions.simplify(And(*(eq.when for eq in parts.values())), game.given)
    if when == sympy.false or not conditions.holds_on_open_set(when, game.given):
        return
    payoffs: dict[str, Expr] = dict.fromkeys(game.players, sympy.Integer(0))
    outcomes: dict[str, dict[str, Expr]] = {}
    for label, eq in parts.items():
        odds = root.moves[label][0]
        for player in game.players:
            weight = odds[player] if isinstance(odds, FrozenMap) else odds
            payoffs[player] += weight * eq.payoffs[player]
            for name, share in eq.outcomes.items():
                row = outcomes.setdefault(name, dict.fromkeys(game.players, sympy.Integer(0)))
                row[player] += weight * (share[player] if isinstance(share, Mapping) else share)
    ring = conditions.ring_of(*game.given, extra=[*game.parameters, *every.free])
    known = conditions.known_signs(Partition(ring, [boolean(h, ring) for h in game.given]))

    def short(value: Expr) -> Expr:
        return ratio_form(ring.convert(value), known)

    shares: dict[str, Anything] = {}
    for name, row in outcomes.items():
        forms = {player: short(value) for player, value in row.items()}
        first = next(iter(forms.values()))
        shares[name] = first if all(value == first for value in forms.values()) else FrozenMap(forms)
    yield Equilibrium(
        when,
        FrozenMap(every.strategy),
        FrozenMap({player: short(value) for player, value in payoffs.items()}),
        FrozenMap(shares),
        tuple((label, *history) for label, eq in parts.items() for history in eq.path),
        FrozenMap(every.beliefs),
        every.free,
        every.where,
        FrozenMap(every.played),
    )
