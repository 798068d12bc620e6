"""Moves of nature that a player has not seen, put after that player's move.

An uninformed player chooses before nature as well as after it (the interchange of moves of Thompson 1952): a
game in which nature's choice of a type is hidden from a proposer has the same equilibria as one in which the
type is drawn after the proposal. Where nobody is uninformed after that, backward induction solves the game, and the
proposer's beliefs are the prior.

>>> from detente.games import Chance, Decision, Game, Offer, Terminal, reals
>>> x, q = reals("x q")
>>> deal = Terminal({"A": x, "B": 1 - x}, "settlement")
>>> play = lambda w: Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": Terminal({"A": 0, "B": w}, "war")}))
>>> game = Game(("A", "B"), Chance({"tough": (q, play(1)), "weak": (1 - q, play(0))}, seen_by={"B"}), (0 < q, q < 1))
>>> type(moved(game).root).__name__
'Offer'
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from sympy import Expr, cancel

from detente.games import (
    Chance,
    Decision,
    Draw,
    FrozenMap,
    Game,
    Node,
    Offer,
    UnsupportedGame,
    children,
    information_sets,
)
from detente.games.errors import place

Odds: TypeAlias = Expr | FrozenMap[str, Expr]


def moved(game: Game) -> Game:
    """Return the game with hidden moves of nature put after the moves of those who have not seen them.

    Raises UnsupportedGame where a move is hidden that is not one of nature's alone.
    """
    return Game(game.players, _moved(game.root), game.given, game.states)


def _moved(node: Node) -> Node:
    match node:
        case Chance(moves=moves, seen_by=seen_by):
            after = {label: (odds, _moved(child)) for label, (odds, child) in moves.items()}
            first = next(iter(after.values()))[1]
            if seen_by is not None and isinstance(first, Offer | Decision) and first.player not in seen_by:
                return _below(node, first, {label: child for label, (_, child) in after.items()})
            signals = [child for _, child in after.values() if isinstance(child, Chance) and child.seen_by is None]
            if seen_by is not None and len(signals) == len(after) and _same_signals(signals):
                return _moved(_signal_first(node, dict(zip(after, signals, strict=True))))
            return Chance(after, seen_by)
        case Draw(interval=interval, density=density, then=then, seen_by=seen_by):
            child = _moved(then)
            if seen_by is not None and isinstance(child, Offer | Decision) and child.player not in seen_by:
                return _after(child, lambda rest: _moved(Draw(interval, density, rest, seen_by)))
            return Draw(interval, density, child, seen_by)
        case Decision(player=player, moves=moves, seen_by=seen_by):
            if seen_by is not None:
                raise UnsupportedGame(f"{player}'s move {list(moves)} is not seen by all")
            return Decision(player, {label: _moved(child) for label, child in moves.items()})
        case Offer(player=player, interval=interval, then=then, seen_by=seen_by):
            if seen_by is not None:
                raise UnsupportedGame(f"{player}'s offer {interval[0]} is not seen by all")
            return Offer(player, interval, _moved(then))
    return node


def _same_signals(signals: Sequence[Chance]) -> bool:
    return all(set(each.moves) == set(signals[0].moves) for each in signals)


def _signal_first(types: Chance, signals: Mapping[str, Chance]) -> Chance:
    """Put a public signal before the hidden type that it hangs on: first its odds, then the type's given it (Bayes)."""

    def odds(of: Odds, player: str | None) -> Expr:
        return of[player] if isinstance(of, FrozenMap) and player is not None else of

    first = next(iter(signals.values()))
    every = [of for of, _ in types.moves.values()] + [of for s in signals.values() for of, _ in s.moves.values()]
    players = next((list(of) for of in every if isinstance(of, FrozenMap)), [None])
    moves = {}
    for label in first.moves:
        joint = {
            player: {k: odds(types.moves[k][0], player) * odds(s.moves[label][0], player) for k, s in signals.items()}
            for player in players
        }
        total = {player: cancel(sum(row.values())) for player, row in joint.items()}
        after = {
            k: (_by_player({p: cancel(joint[p][k] / total[p]) for p in players}), s.moves[label][1])
            for k, s in signals.items()
        }
        moves[label] = _by_player(total), Chance(after, types.seen_by)
    return Chance(moves)


def _by_player(row: dict[str | None, Expr]) -> Expr | dict[str, Expr]:
    if None in row:
        return row[None]
    return {player: value for player, value in row.items() if player is not None}


def _below(chance: Chance, first: Offer | Decision, nodes: dict[str, Node]) -> Node:
    """Put the first player's move before a hidden choice of nature, with which the continuations change."""

    def nature(rest: dict[str, Node]) -> Node:
        return _moved(Chance({k: (chance.moves[k][0], node) for k, node in rest.items()}, chance.seen_by))

    if isinstance(first, Offer):
        offers = {k: n for k, n in nodes.items() if isinstance(n, Offer)}
        if len(offers) == len(nodes) and all(n.interval == first.interval for n in offers.values()):
            return Offer(first.player, first.interval, nature({k: n.then for k, n in offers.items()}))
    else:
        decisions = {k: n for k, n in nodes.items() if isinstance(n, Decision) and set(n.moves) == set(first.moves)}
        if len(decisions) == len(nodes) and all(n.player == first.player for n in decisions.values()):
            return Decision(
                first.player, {move: nature({k: n.moves[move] for k, n in decisions.items()}) for move in first.moves}
            )
    raise UnsupportedGame(f"{first.player} has not seen nature's move {list(nodes)}, but what follows it differs by it")


def _after(node: Offer | Decision, nature: Callable[[Node], Node]) -> Node:
    if isinstance(node, Offer):
        return Offer(node.player, node.interval, nature(node.then))
    return Decision(node.player, {label: nature(child) for label, child in node.moves.items()})


def require_informed(game: Game) -> None:
    """Raise UnsupportedGame where a player still moves without knowing what happened before."""
    for each in information_sets(game):
        if len(each.histories) > 1:
            one, two = (place(history) for history in each.histories[:2])
            raise UnsupportedGame(
                f"{each.player} cannot tell {one} from {two}, and its beliefs hang on what others do: continuous "
                "offers are solved where the uninformed side moves on its prior, and after signals where only those "
                "who know the type move after the offer"
            )
    stack: list[tuple[Node, tuple[Draw, ...]]] = [(game.root, ())]
    while stack:
        node, drawn = stack.pop()
        if isinstance(node, Offer | Decision):
            for draw in drawn:
                if draw.seen_by is not None and node.player not in draw.seen_by:
                    raise UnsupportedGame(
                        f"{node.player} moves after others have moved on {draw.interval[0]}, which it has not seen"
                    )
        below = (*drawn, node) if isinstance(node, Draw) else drawn
        stack += [(child, below) for _, child in children(node)]
