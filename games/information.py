"""Who has seen what: information sets follow from which moves are seen.

A player sees every move except one whose `seen_by` leaves the player out, and always its own. Of a move that
it does not see, it does not even notice that it was made. Two histories at which a player moves belong to one
information set where the player has seen the same moves of the same movers in the same order. What it saw
includes its own moves, and what it had seen at each of them is a prefix of what it has seen now, so perfect
recall (Kuhn 1953) holds by construction.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sympy import Expr, Symbol

from detente.games.errors import GameError, place
from detente.games.traversal import upwards
from detente.games.tree import Chance, Continue, Decision, Draw, Node, Offer, Terminal, children

if TYPE_CHECKING:
    from detente.games.game import Game

History = tuple[str, ...]  # labels of moves; for an offer or a draw, the name of its variable
Seen = tuple[tuple[str, str], ...]  # (mover, label) of each move seen; the mover is "" for nature
Moves = tuple[str, ...] | tuple[Symbol, Expr, Expr]  # labels of a decision, or the interval of an offer


@dataclass(frozen=True)
class InformationSet:
    """The histories, of the root's tree or of a state's, that a player on the move cannot tell apart.

    `moves` are labels for a decision, (x, low, high) for an offer. `state` is None in the root's tree.
    """

    player: str
    seen: Seen
    histories: tuple[History, ...]
    moves: Moves
    state: str | None = None


def information_sets(game: Game) -> tuple[InformationSet, ...]:
    """List the information sets of the root's tree, then of each state's, in order of first histories.

    Source: Kuhn 1953, Extensive games and the problem of information.

    >>> from detente.games import Game
    >>> end = Terminal({"A": 0, "B": 0})
    >>> reply = Decision("B", {"wait": end, "go": end})
    >>> game = Game(("A", "B"), Decision("A", {"wait": reply, "go": reply}, seen_by=()))
    >>> for each in information_sets(game):
    ...     print(each.player, each.seen, each.histories, each.moves)
    A () ((),) ('wait', 'go')
    B () (('wait',), ('go',)) ('wait', 'go')
    """
    trees = ((None, game.root), *game.states.items())
    return tuple(found for state, root in trees for found in sets_of(game.players, root, state))


def sets_of(players: tuple[str, ...], root: Node, state: str | None = None) -> tuple[InformationSet, ...]:
    """List the information sets of one tree.

    Raises GameError, naming two histories, where a player could tell by its moves what it has not seen.
    """
    found: dict[tuple[str, Seen], tuple[Moves, list[History]]] = {}
    for history, node, seen in _views(players, root):
        match node:
            case Decision(player, offered):
                moves: Moves = tuple(offered)
            case Offer(player, interval):
                moves = interval
                _check_bounds(node, history, state, root)
            case _:
                continue
        first, histories = found.setdefault((player, seen[player]), (moves, []))
        if not _same(first, moves):
            raise GameError(
                f"{place(histories[0], state)} and {place(history, state)}: {player} cannot tell these"
                f" histories apart but has different moves at them, {first} and {moves}; offer the same"
                f" moves at both, or let {player} see a move that tells them apart (seen_by)"
            )
        histories.append(history)
    return tuple(
        InformationSet(player, seen, tuple(histories), moves, state)
        for (player, seen), (moves, histories) in found.items()
    )


def hides(root: Node) -> bool:
    """Say whether a tree has a move that not all see."""
    return any(not isinstance(node, Terminal | Continue) and node.seen_by is not None for node in upwards(root))


def _views(players: tuple[str, ...], root: Node) -> Iterator[tuple[History, Node, dict[str, Seen]]]:
    """Iterate over histories, parents first, with what each player has seen."""
    stack: list[tuple[History, Node, dict[str, Seen]]] = [((), root, dict.fromkeys(players, ()))]
    while stack:
        history, node, seen = stack.pop()
        yield history, node, seen
        if isinstance(node, Terminal | Continue):
            continue
        viewers = _viewers(node, players)
        for label, child in reversed(children(node)):
            token = (_mover(node), label)
            now = seen | {player: (*seen[player], token) for player in viewers}
            stack.append(((*history, label), child, now))


def _same(one: Moves, other: Moves) -> bool:
    if isinstance(one[0], str) and isinstance(other[0], str):
        return set(one) == set(other)  # the order may differ; the first history's is kept
    return one == other


def _check_bounds(offer: Offer, history: History, state: str | None, root: Node) -> None:
    player, (_, low, high) = offer.player, offer.interval
    used = low.free_symbols | high.free_symbols
    node = root
    for label in history if used else ():
        if isinstance(node, Offer | Draw) and node.interval[0] in used and player not in _viewers(node, (player,)):
            raise GameError(
                f"{place(history, state)}: the bounds of {player}'s offer use {label}, which {player} has not"
                f" seen; bound the offer by what {player} knows, or add {player} to the seen_by of {label}"
            )
        node = dict(children(node))[label]


def _viewers(node: Decision | Offer | Chance | Draw, players: tuple[str, ...]) -> list[str]:
    if node.seen_by is None:
        return list(players)
    mover = _mover(node)
    return [player for player in players if player == mover or player in node.seen_by]


def _mover(node: Node) -> str:
    return node.player if isinstance(node, Decision | Offer) else ""
