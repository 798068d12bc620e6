"""Passes over a whole tree, node by node instead of history by history, without recursion."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sympy import Expr

from detente.games.frozen import FrozenMap
from detente.games.tree import Chance, Continue, Decision, Draw, Node, Offer, Terminal, children


def upwards(root: Node) -> Iterator[Node]:
    """Iterate over the distinct nodes of a tree, children before parents, a shared one once.

    >>> end = Terminal({"A": 0})
    >>> [type(node).__name__ for node in upwards(Decision("A", {"wait": end, "go": end}))]
    ['Terminal', 'Decision']
    """
    done: set[Node] = set()
    stack = [(root, False)]
    while stack:
        node, expanded = stack.pop()
        if node in done:
            continue
        if expanded:
            done.add(node)
            yield node
        else:
            stack.append((node, True))
            stack.extend((child, False) for _, child in reversed(children(node)))


def rebuilt(root: Node, change: Callable[[Expr], Expr], memo: dict[Node, Node]) -> Node:
    """Make the tree in which every expression is changed; a shared node stays shared.

    `memo` maps nodes to what became of them; pass one dictionary for several trees that share nodes.

    >>> rebuilt(Terminal({"A": 1}), lambda expression: 2 * expression, {})
    Terminal({'A': 2}, '')
    """

    def each(values: FrozenMap[str, Expr]) -> FrozenMap[str, Expr]:
        return FrozenMap({key: change(value) for key, value in values.items()})

    def either(value: Expr | FrozenMap[str, Expr]) -> Expr | FrozenMap[str, Expr]:
        return each(value) if isinstance(value, FrozenMap) else change(value)

    for node in upwards(root):
        if node in memo:
            continue
        match node:
            case Terminal(payoffs, outcome):
                memo[node] = Terminal(each(payoffs), outcome)
            case Decision(player, moves, seen_by):
                memo[node] = Decision(player, {label: memo[child] for label, child in moves.items()}, seen_by)
            case Offer(player, (variable, low, high), then, seen_by):
                memo[node] = Offer(player, (variable, change(low), change(high)), memo[then], seen_by)
            case Chance(chances, seen_by):
                again = {label: (either(odds), memo[child]) for label, (odds, child) in chances.items()}
                memo[node] = Chance(again, seen_by)
            case Draw((variable, low, high), density, then, seen_by):
                memo[node] = Draw((variable, change(low), change(high)), change(density), memo[then], seen_by)
            case Continue(state, payoffs, discount):
                memo[node] = Continue(state, each(payoffs), either(discount))
    return memo[root]
