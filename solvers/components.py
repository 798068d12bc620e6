"""Which states hang together: the strongly connected components of the states of a game.

>>> from detente.games import Continue, Decision, Game, Terminal
>>> turn = lambda state: Decision("A", {"stop": Terminal({"A": 0}), "go": Continue(state, {}, 1)})
>>> game = Game(("A",), turn("one"), (), {"one": turn("two"), "two": turn("one"), "last": turn("last")})
>>> components(game), outside(game, ["one"])
([['one', 'two']], ['two'])
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detente.games import Continue, Game, Node
from detente.games.traversal import upwards


def components(game: Game) -> list[list[str]]:
    """Return the strongly connected components of the states that the root leads to, dependencies first.

    Source: Tarjan 1972, Depth-first search and linear graph algorithms, here without recursion.
    """
    ahead = {state: _next_states(tree) for state, tree in game.states.items()}
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    open_ones: list[str] = []
    found: list[list[str]] = []
    for start in _next_states(game.root):
        todo: list[tuple[str, Iterator[str]]] = []
        if start not in number:
            number[start] = low[start] = len(number)
            open_ones.append(start)
            todo.append((start, iter(ahead[start])))
        while todo:
            state, others = todo[-1]
            other = next(others, None)
            if other is None:
                todo.pop()
                if todo:
                    above = todo[-1][0]
                    low[above] = min(low[above], low[state])
                if low[state] == number[state]:
                    cut = open_ones.index(state)
                    members = set(open_ones[cut:])
                    del open_ones[cut:]
                    found.append([name for name in game.states if name in members])
            elif other not in number:
                number[other] = low[other] = len(number)
                open_ones.append(other)
                todo.append((other, iter(ahead[other])))
            elif other in open_ones:
                low[state] = min(low[state], number[other])
    return found


def outside(game: Game, states: Sequence[str]) -> list[str]:
    """Return the states that some states lead to, but for themselves."""
    ahead = (other for state in states for other in _next_states(game.states[state]))
    return [other for other in dict.fromkeys(ahead) if other not in states]


def _next_states(root: Node) -> list[str]:
    return list(dict.fromkeys(node.state for node in upwards(root) if isinstance(node, Continue)))
