"""What makes a game well formed, checked when it is made; what takes the engine is checked when it is solved.

A subtree may be shared, so checks run once for each node and set of variables bound above it, and not for
each history.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sympy import Symbol
from sympy.logic.boolalg import Boolean

from detente.games.errors import GameError
from detente.games.expressions import NONE
from detente.games.frozen import FrozenMap
from detente.games.hypotheses import hypotheses
from detente.games.information import hides, sets_of
from detente.games.nodes import Known, Visit, check
from detente.games.tree import Draw, Node, Offer, children

Parts = tuple[tuple[str, ...], Node, tuple[Boolean, ...], FrozenMap[str, Node], tuple[Symbol, ...], tuple[Symbol, ...]]


def validate(players: Any, root: Any, given: Any, states: Any) -> Parts:
    """Give the parts of a game in order: players, root, given, states, parameters, variables.

    Raises GameError at the first thing amiss; see `Game`.

    >>> from detente.games import Terminal
    >>> x, p = Symbol("x", real=True), Symbol("p", real=True)
    >>> validate(("A",), Offer("A", (x, 0, p), Terminal({"A": x})), (p > 0, True), {})
    (('A',), Offer('A', (x, 0, p), Terminal), (p > 0,), {}, (p,), (x,))
    """
    known = Known(_players(players), _states(states), {})
    uses: dict[Symbol, Visit] = {}  # where a symbol first stands without being bound there
    binds: dict[Symbol, Visit] = {}
    for state, tree in ((None, root), *known.states.items()):
        for visit in _visits(tree, state):
            for symbol in check(visit, known) - visit.bound:
                uses.setdefault(symbol, visit)
            if isinstance(visit.node, Offer | Draw):
                binds.setdefault(visit.node.interval[0], visit)
    relations = hypotheses(given, known.memo)
    hypothetical = frozenset().union(*(relation.free_symbols for relation in relations))
    for variable in _by_name(binds):
        if variable in hypothetical:
            raise GameError(
                f"given: {variable} is bound {binds[variable].place}, and hypotheses are about parameters;"
                " leave it out of given, its interval says what values it has"
            )
        if variable in uses:
            raise GameError(
                f"{uses[variable].place}: {variable} leaks, being bound {binds[variable].place} but not here;"
                " move this below that offer or draw, or rename one of the two"
            )
    for state, tree in ((None, root), *known.states.items()):
        if hides(tree):
            sets_of(known.players, tree, state)
    return known.players, root, relations, known.states, _by_name(uses.keys() | hypothetical), _by_name(binds)


def _players(players: Any) -> tuple[str, ...]:
    mend = 'name the players in a tuple, as in players=("A", "B")'
    if isinstance(players, str) or not isinstance(players, Iterable):
        raise GameError(f"players: {players!r} is not a tuple of names; {mend}")
    names = tuple(players)
    if not names:
        raise GameError(f"players: there are none; {mend}")
    for name in names:
        if not isinstance(name, str) or not name:
            raise GameError(f"players: {name!r} is not a name; {mend}")
        if names.count(name) > 1:
            raise GameError(f"players: {name!r} is listed twice; each player has its own name")
    return names


def _states(states: Any) -> FrozenMap[str, Node]:
    if not isinstance(states, Mapping):
        raise GameError(f'states: {states!r} is not a mapping; write states={{"A proposes": node}}')
    for name in states:
        if not isinstance(name, str) or not name:
            raise GameError(f"states: {name!r} is not a name; name each state by a string that is not empty")
    return FrozenMap(states)


def _visits(root: Any, state: str | None) -> Iterator[Visit]:
    """Iterate over nodes with the variables bound above, parents first; a node is expanded once checked."""
    done: set[tuple[Any, frozenset[Symbol]]] = set()
    stack = [Visit(root, NONE, None, state)]
    while stack:
        visit = stack.pop()
        node, bound, trail, _ = visit
        key = (id(node), bound)
        if key in done:
            continue
        done.add(key)
        yield visit
        if isinstance(node, Offer | Draw):
            bound |= {node.interval[0]}
        stack.extend(Visit(child, bound, (trail, label), state) for label, child in reversed(children(node)))


def _by_name(found: Iterable[Symbol]) -> tuple[Symbol, ...]:
    return tuple(sorted(found, key=lambda symbol: symbol.name))
