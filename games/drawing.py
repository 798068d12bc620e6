"""A game as text: its players, its hypotheses, its tree and the trees of its states."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sympy import Add, Basic
from sympy.printing.precedence import PRECEDENCE
from sympy.printing.str import StrPrinter

from detente.games.frozen import FrozenMap
from detente.games.game import Game
from detente.games.traversal import upwards
from detente.games.tree import Chance, Continue, Decision, Draw, Node, Offer, Terminal, children


def text(game: Game, max_nodes: int = 200) -> str:
    """Draw a game as a text tree of at most `max_nodes` nodes, one a line.

    A shared subtree is drawn at each place. Where moves are not seen by all, the line says by whom not.

    >>> from detente.games import Terminal, reals
    >>> p, c = reals("p c")
    >>> war, quiet = Terminal({"A": p - c}, "war"), Terminal({"A": 0}, "status quo")
    >>> print(text(Game(("A",), Decision("A", {"fight": war, "wait": quiet}), given=(c > 0,))))
    players A
    given c > 0
    A decides
    ├─ fight: war (A: p - c)
    └─ wait: status quo (A: 0)
    """
    lines = [f"players {', '.join(game.players)}"]
    if game.given:
        lines.append(f"given {', '.join(map(formula, game.given))}")
    left = max_nodes
    total = 0
    for state, root in ((None, game.root), *game.states.items()):
        total += _size(root)
        if left <= 0:
            continue
        if state is not None:
            lines += ["", f"state {state!r}"]
        drawn = [line for line, _ in zip(_lines(game, root), range(left), strict=False)]
        lines += drawn
        left -= len(drawn)
    if total > max_nodes:
        lines.append(f"... {total - max_nodes} more nodes (text(game, max_nodes=...) draws more)")
    return "\n".join(lines)


def formula(value: Any) -> str:
    """Print an expression or a condition as a paper would: positive terms first, `=` for an equality.

    >>> from sympy import And, Eq
    >>> from detente.games import reals
    >>> p, c_A = reals("p c_A")
    >>> formula(p - c_A), formula(And(p > c_A, Eq(c_A, 0)))
    ('p - c_A', 'c_A = 0 and p > c_A')
    """
    return str(_Printer().doprint(value))


class _Printer(StrPrinter):  # type: ignore[misc]  # sympy has no types
    def _print_Add(self, expr: Add, order: str | None = None) -> str:
        terms = self._as_ordered_terms(expr, order=order)
        parts: list[str] = [self.parenthesize(term, PRECEDENCE["Add"], strict=True) for term in terms]
        parts.sort(key=lambda part: part.startswith("-"))  # stable: sympy's order otherwise
        shown = parts[0]
        for part in parts[1:]:
            shown += f" - {part[1:].lstrip()}" if part.startswith("-") else f" + {part}"
        return shown

    def _print_Relational(self, expr: Basic) -> str:
        sign = "=" if expr.rel_op == "==" else expr.rel_op
        return f"{self._print(expr.lhs)} {sign} {self._print(expr.rhs)}"

    def _print_And(self, expr: Basic) -> str:
        return " and ".join(self._joined(part) for part in sorted(expr.args, key=str))

    def _print_Or(self, expr: Basic) -> str:
        return " or ".join(self._joined(part) for part in sorted(expr.args, key=str))

    def _print_Not(self, expr: Basic) -> str:
        return f"not ({self._print(expr.args[0])})"

    def _joined(self, part: Basic) -> str:
        shown = str(self._print(part))
        return shown if getattr(part, "is_Relational", False) else f"({shown})"


def _size(root: Node) -> int:
    """The number of histories, without walking them."""
    sizes: dict[Node, int] = {}
    for node in upwards(root):
        sizes[node] = 1 + sum(sizes[child] for _, child in children(node))
    return sizes[root]


def _lines(game: Game, root: Node) -> Iterator[str]:
    # Each entry: the node's own indent, its children's indent, the label of its move, the node.
    stack: list[tuple[str, str, str, Node]] = [("", "", "", root)]
    while stack:
        first, rest, label, node = stack.pop()
        yield f"{first}{label}{_describe(game, node)}"
        steps = children(node)
        for index in reversed(range(len(steps))):
            name, child = steps[index]
            corner, bar = ("└─ ", "   ") if index == len(steps) - 1 else ("├─ ", "│  ")
            stack.append((rest + corner, rest + bar, _label(node, name), child))


def _label(node: Node, name: str) -> str:
    match node:
        case Chance(moves):
            return f"{name} [{_each(moves[name][0])}]: "
        case Decision():
            return f"{name}: "
        case _:
            return ""


def _describe(game: Game, node: Node) -> str:
    match node:
        case Terminal(payoffs, outcome):
            return f"{outcome} ({_each(payoffs)})" if outcome else f"({_each(payoffs)})"
        case Continue(state, payoffs, discount):
            now = f" after ({_each(payoffs)})" if payoffs else ""
            return f"state {state!r}, discount {_each(discount)}{now}"
        case Decision(player=player):
            return f"{player} decides{_hidden(game, node)}"
        case Offer(player, interval):
            return f"{player} offers {_range(interval)}{_hidden(game, node)}"
        case Chance():
            return f"chance{_hidden(game, node)}"
        case Draw(interval, density):
            return f"chance draws {_range(interval)} with density {formula(density)}{_hidden(game, node)}"


def _each(values: Any) -> str:
    if not isinstance(values, FrozenMap):
        return formula(values)
    return ", ".join(f"{player}: {formula(value)}" for player, value in values.items())


def _range(interval: tuple[Any, Any, Any]) -> str:
    variable, low, high = interval
    return f"{variable} in [{formula(low)}, {formula(high)}]"


def _hidden(game: Game, node: Decision | Offer | Chance | Draw) -> str:
    mover = node.player if isinstance(node, Decision | Offer) else ""
    if node.seen_by is None:
        return ""
    blind = [player for player in game.players if player != mover and player not in node.seen_by]
    return f" (not seen by {', '.join(blind)})" if blind else ""
