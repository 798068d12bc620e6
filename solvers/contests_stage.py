"""Choices made at once: which moves of a tree make such a stage, and whether those who move later have seen them.

A stage begins with a move that the next mover has not seen, and goes on as long as each mover has seen none of the
choices before its own. A number chosen at once becomes known when its player shows it: ``Offer("A", (m, x, x), then)``
leaves no choice, and all who see m have seen x. Such offers are taken out of the tree before it is solved.

>>> from detente.games import Game, Offer, Terminal, reals
>>> x, y = reals("x y")
>>> end = Terminal({"A": x - x**2, "B": y - y**2})
>>> stage = stage_of(Offer("A", (x, 0, 1), Offer("B", (y, 0, 1), end), seen_by=()))
>>> [mover.player for mover in stage.movers], stage.ends
(['A', 'B'], {('x', 'y'): Terminal({'A': -x**2 + x, 'B': -y**2 + y}, '')})
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sympy import Expr, Symbol

from detente.games import Chance, Continue, Decision, Draw, Game, Node, Offer, Terminal, UnsupportedGame, children
from detente.games.errors import place
from detente.games.information import History, hides, information_sets
from detente.games.traversal import rebuilt, upwards

Interval = tuple[Symbol, Expr, Expr]


@dataclass(frozen=True)
class Mover:
    """One of those who choose at once: a number from an interval, or a move by its label."""

    player: str
    moves: Interval | tuple[str, ...]

    @property
    def interval(self) -> Interval | None:
        """The interval from which a number is chosen, None for one who has finitely many moves."""
        x, *rest = self.moves
        return (x, rest[0], rest[1]) if isinstance(x, Symbol) else None

    @property
    def labels(self) -> tuple[str, ...]:
        """What stands for the choice in a history: the labels of moves, or the name of the number."""
        return tuple(str(label) for label in (self.moves[:1] if self.interval else self.moves))


@dataclass(frozen=True)
class Stage:
    """Those who choose at once, in the order of the tree, and what follows each combination of labels."""

    movers: tuple[Mover, ...]
    ends: Mapping[History, Node]


def stage_of(root: Node) -> Stage | None:
    """Return the stage that begins at a node, or None where no two players choose at once there."""
    layer: dict[History, Node] = {(): root}
    movers: list[Mover] = []
    seen_by: list[frozenset[str] | None] = []
    while True:
        nodes = list(layer.values())
        first = nodes[0]
        if not isinstance(first, Offer | Decision) or any(_moves(n) != _moves(first) for n in nodes):
            break
        sees = [viewers is None or first.player in viewers for viewers in seen_by]
        if any(sees) or first.player in (mover.player for mover in movers):
            break
        movers.append(Mover(first.player, first.interval if isinstance(first, Offer) else tuple(first.moves)))
        seen_by.append(_shared([n.seen_by for n in nodes if isinstance(n, Offer | Decision)]))
        layer = {(*h, label): child for h, node in layer.items() for label, child in children(node)}
    return Stage(tuple(movers), layer) if len(movers) > 1 else None


def _moves(node: Node) -> object:
    match node:
        case Offer(player=player, interval=interval):
            return player, interval
        case Decision(player=player, moves=moves):
            return player, tuple(moves)
        case _:
            return None


def _shared(viewers: list[frozenset[str] | None]) -> frozenset[str] | None:
    """Return who sees a choice in some of the nodes at which it is made."""
    return None if None in viewers else frozenset().union(*(each for each in viewers if each is not None))


def chosen_at_once(game: Game) -> bool:
    """Tell whether somewhere in a game numbers are chosen by players who have not seen each other's choice."""
    if game.states or not hides(game.root):
        return False
    for node in upwards(game.root):
        if isinstance(node, Offer | Decision) and node.seen_by is not None:
            stage = stage_of(node)
            if stage is not None and any(mover.interval is not None for mover in stage.movers):
                return True
    return False


def is_shown(node: Node) -> bool:
    """Tell whether an offer leaves no choice but to show a number chosen before.

    >>> from detente.games import reals
    >>> m, x = reals("m x")
    >>> is_shown(Offer("A", (m, x, x), Terminal({"A": m})))
    True
    """
    return isinstance(node, Offer) and node.interval[1] == node.interval[2] and node.interval[1].is_Symbol


def without_shown(root: Node) -> Node:
    """Return the tree without the offers that show a number, which goes by its first name in it."""
    done: dict[Node, Node] = {}
    for node in upwards(root):
        match node:
            case Offer(interval=(m, low, _), then=then) if is_shown(node):
                done[node] = rebuilt(done[then], _renamed(m, low), {})
            case Offer(player, interval, then, seen_by):
                done[node] = node if done[then] is then else Offer(player, interval, done[then], seen_by)
            case Decision(player, moves, seen_by) if any(done[child] is not child for child in moves.values()):
                done[node] = Decision(player, {label: done[child] for label, child in moves.items()}, seen_by)
            case Chance(moves, seen_by) if any(done[child] is not child for _, child in moves.values()):
                done[node] = Chance({label: (odds, done[child]) for label, (odds, child) in moves.items()}, seen_by)
            case Draw(interval, density, then, seen_by) if done[then] is not then:
                done[node] = Draw(interval, density, done[then], seen_by)
            case _:
                done[node] = node
    return done[root]


def _renamed(name: Symbol, to: Expr) -> Callable[[Expr], Expr]:
    return lambda expression: expression.xreplace({name: to})


def histories(root: Node) -> Iterator[tuple[History, History, Node]]:
    """Run through the histories of a tree, each with what it is without the offers that show a number."""
    stack: list[tuple[History, History, Node]] = [((), (), root)]
    while stack:
        history, plain, node = stack.pop()
        yield history, plain, node
        for label, child in reversed(children(node)):
            stack.append(((*history, label), plain if is_shown(node) else (*plain, label), child))


def require_seen(game: Game) -> None:
    """Raise UnsupportedGame where one who moves after choices made at once has not seen them, or nature's moves."""
    for each in information_sets(game):
        for history in each.histories:
            hidden = _hidden(game.root, each.player, history)
            if isinstance(hidden, Offer):
                x = hidden.interval[0]
                raise UnsupportedGame(
                    f"{place(history)}: {each.player} moves after {x} was chosen and has not seen it; that is solved"
                    f" for choices made at once, or where {hidden.player} shows it first, to {each.player} at least: "
                    f"Offer({hidden.player!r}, (m, {x}, {x}), then), with {x} in the payoffs, or m"
                )
            if isinstance(hidden, Draw) or (hidden is not None and len(each.histories) > 1):
                raise UnsupportedGame(
                    f"{place(history)}: {each.player} does not know what happened before; numbers chosen at once are"
                    " solved where players who are not choosing at once know all earlier moves, nature's included"
                )


def _hidden(root: Node, player: str, history: History) -> Node | None:
    """Return a move on the way to a history that its player has not seen; those of its own stage do not count."""
    found: list[Node] = []
    node = root
    for k, label in enumerate(history):
        stage = stage_of(node)
        if stage is not None and len(history) < k + len(stage.movers):
            break
        assert not isinstance(node, Terminal | Continue)
        sees = node.seen_by is None or player in node.seen_by or getattr(node, "player", "") == player
        if sees and isinstance(node, Offer) and is_shown(node):
            low = node.interval[1]
            found = [other for other in found if not (isinstance(other, Offer) and other.interval[0] == low)]
        if not sees:
            found.append(node)
        node = dict(children(node))[label]
    return found[0] if found else None
