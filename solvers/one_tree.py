r"""The trees of a game with states as games of their own, in which to arrive at a state is to get what it is worth.

By the principle of one deviation (Blackwell 1965) a stationary profile of a discounted game is an equilibrium iff it is
one in each of these games, and each state is worth what the profile brings in its own.

>>> from detente.games import Continue, Decision, Game, Terminal, reals
>>> from detente.solvers import solve
>>> w, d = reals("w d")
>>> stay = Decision("A", {"fight": Terminal({"A": w}, "war"), "wait": Continue("crisis", {"A": 1}, d)})
>>> game = Game(("A",), Continue("crisis", {}, 1), (0 < d, d < 1), {"crisis": stay})
>>> patient = solve(game, "mpe").equilibria[-1]
>>> next(stages(game, patient)).game.root
Terminal({'A': 1/(1 - d)}, '\x00crisis')
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import sympy
from sympy import Expr, Piecewise
from sympy.logic.boolalg import And, Boolean, Not

from detente.games import Chance, Continue, Decision, Draw, FrozenMap, Game, GameError, Node, Offer, Terminal
from detente.games.information import History
from detente.games.traversal import upwards
from detente.solvers import conditions
from detente.solvers.solution import Equilibrium

T = TypeVar("T")


@dataclass(frozen=True)
class Stage:
    """One tree with its part of a profile, where the states have certain values; ``worth`` is that of the tree."""

    game: Game
    equilibrium: Equilibrium
    worth: Mapping[str, Expr] | None


def stages(game: Game, equilibrium: Equilibrium) -> Iterator[Stage]:
    """Run through the trees of a game with states that are reached by some moves, in each case of the states' values.

    Raises GameError where the profile does not say what a state is worth.
    """
    names = _reached(game)
    if missing := [state for state in names if state not in equilibrium.states]:
        raise GameError(f"deviations: the profile does not say what the state {missing[0]!r} is worth (`states`)")
    for when, values in _cases(game, equilibrium, names):
        there = replace(equilibrium, when=when, path=(), played=FrozenMap())
        for state in (None, *names):
            root = ended(game.root if state is None else game.states[state], values, game.players)
            prefix = () if state is None else (state,)
            part = replace(
                there,
                strategy=_inside(equilibrium.strategy, prefix, names),
                beliefs=_inside(equilibrium.beliefs, prefix, names),
            )
            yield Stage(Game(game.players, root, game.given), part, None if state is None else values[state])


def _inside(entries: Mapping[History, T], prefix: History, states: Sequence[str]) -> dict[History, T]:
    """Return the entries of one tree, by the histories in it."""
    if not prefix:
        return {history: entry for history, entry in entries.items() if not history or history[0] not in states}
    return {history[1:]: entry for history, entry in entries.items() if history[:1] == prefix}


def _reached(game: Game) -> list[str]:
    found: dict[str, None] = {}
    todo = [game.root]
    for tree in todo:
        for node in upwards(tree):
            if isinstance(node, Continue) and node.state not in found:
                found[node.state] = None
                todo.append(game.states[node.state])
    return list(found)


def _cases(
    game: Game, equilibrium: Equilibrium, names: Sequence[str]
) -> Iterator[tuple[Boolean, dict[str, Mapping[str, Expr]]]]:
    """Run through the values of the states, which may be piecewise, each with its condition."""
    pieces = {
        value: _branches(value) if isinstance(value, Piecewise) else [(value, sympy.true)]
        for state in names
        for value in equilibrium.states[state].values()
    }
    found: list[tuple[Boolean, dict[Expr, Expr]]] = [(equilibrium.when, {})]
    for whole, options in pieces.items():
        longer = [
            (And(when, here) if here != sympy.true else when, {**chosen, whole: value})
            for (when, chosen), (value, here) in itertools.product(found, options)
        ]
        if len(options) > 1:
            longer = [case for case in longer if conditions.satisfiable(case[0], game.given) is not False]
        found = longer
    for when, chosen in found:
        yield when, {state: {p: chosen[v] for p, v in equilibrium.states[state].items()} for state in names}


def _branches(value: Piecewise) -> list[tuple[Expr, Boolean]]:
    """Return the pieces of a value, each with its condition and without those that come before."""
    found: list[tuple[Expr, Boolean]] = []
    before: list[Boolean] = []
    for piece, when in value.args:
        found.append((piece, And(when, *(Not(other) for other in before))))
        before.append(when)
    return found


AHEAD = "\0"
"""The mark of an outcome that is the arrival at a state."""


def ended(root: Node, values: Mapping[str, Mapping[str, Expr]], players: Sequence[str]) -> Node:
    """Return a tree that ends where it arrives at a state, with what that is worth."""
    made: dict[Node, Node] = {}
    for node in upwards(root):
        match node:
            case Continue(state, payoffs, discount):
                factors = {p: discount[p] if isinstance(discount, FrozenMap) else discount for p in players}
                now = {p: payoffs.get(p, sympy.Integer(0)) for p in players}
                made[node] = Terminal({p: now[p] + factors[p] * values[state][p] for p in players}, AHEAD + state)
            case Decision(player, moves, seen_by):
                made[node] = Decision(player, {label: made[child] for label, child in moves.items()}, seen_by)
            case Offer(player, interval, then, seen_by):
                made[node] = Offer(player, interval, made[then], seen_by)
            case Chance(moves, seen_by):
                made[node] = Chance({label: (odds, made[child]) for label, (odds, child) in moves.items()}, seen_by)
            case Draw(interval, density, then, seen_by):
                made[node] = Draw(interval, density, made[then], seen_by)
            case _:
                made[node] = node
    return made[root]
