"""Signalling games as the refinements read them: types, messages, and what each type and the receiver get.

A message is a move of the sender, who knows more, to an information set of a receiver, the same one for every
type that can send it (Cho and Kreps 1987, section II). What the sender does after the reply is as in the equilibrium.

>>> from detente.games import Chance, Decision, Game, Terminal, reals
>>> q = reals("q")
>>> end = lambda a, b: Terminal({"A": a, "B": b})
>>> reply = lambda b: Decision("B", {"yes": end(1, b), "no": end(-1, 0)})
>>> send = lambda b: Decision("A", {"ask": reply(b), "wait": end(0, 0)})
>>> game = Game(("A", "B"), Chance({"good": (q, send(1)), "bad": (1 - q, send(-1))}, seen_by={"A"}), (0 < q, q < 1))
>>> (message,) = messages(game)
>>> message.label, message.types, message.replies
('ask', ('good', 'bad'), ('yes', 'no'))
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import sympy
from sympy import Expr

from detente.games import Chance, Decision, FrozenMap, Game, Node, Terminal, UnsupportedGame, information_sets
from detente.games.errors import place
from detente.games.information import History, InformationSet
from detente.games.tree import children
from detente.solvers.rules import Rule
from detente.solvers.solution import Equilibrium

Odds = Mapping[str, Expr]


@dataclass(frozen=True)
class Message:
    """A move that several types can make, and the information set that it leads to."""

    label: str
    sender: str
    receiver: str
    types: tuple[str, ...]
    """What the sender knows, by name."""
    nodes: tuple[tuple[tuple[History, Odds], ...], ...]
    """For each type the histories at which the receiver may be, with nature's odds of each by player."""
    origins: tuple[tuple[tuple[History, Odds], ...], ...]
    """For each type the histories at which it chooses, with nature's odds."""
    replies: tuple[str, ...]


def node_at(game: Game, history: History) -> Node:
    """Return the node at a history of the root's tree."""
    node = game.root
    for label in history:
        node = dict(children(node))[label]
    return node


def _steps(game: Game, history: History) -> Iterator[tuple[History, Node]]:
    node = game.root
    for k, label in enumerate(history):
        yield history[:k], node
        node = dict(children(node))[label]


def _odds(game: Game, history: History) -> Odds:
    odds = {player: sympy.Integer(1) for player in game.players}
    for before, node in _steps(game, history):
        if isinstance(node, Chance):
            chance = node.moves[history[len(before)]][0]
            for player in game.players:
                odds[player] *= chance[player] if isinstance(chance, FrozenMap) else chance
    return odds


def messages(game: Game) -> tuple[Message, ...]:
    """Return the messages of a signalling game: those sets of the receiver at which its belief is about a type.

    Raises UnsupportedGame where a set at which the mover does not know the history is none of that kind.
    """
    if game.states:
        raise UnsupportedGame("refinements: a game with states is no signalling game")
    sets = information_sets(game)
    return tuple(_message(game, sets, each) for each in sets if len(_types(game, each)) > 1)


def _types(game: Game, each: InformationSet) -> dict[object, None]:
    """Tell histories of a set apart by the moves of others on them; nature's alone leave nothing to refine."""
    return dict.fromkeys(
        tuple((before, history[len(before)]) for before, node in _steps(game, history) if isinstance(node, Decision))
        for history in each.histories
    )


def _message(game: Game, sets: tuple[InformationSet, ...], each: InformationSet) -> Message:
    where = f"refinements: {place(each.histories[0])}: {each.player}'s information set"
    owner = {history: known for known in sets for history in known.histories}
    nodes: dict[InformationSet, list[History]] = {}
    origins: dict[InformationSet, History] = {}
    labels = set()
    for history in each.histories:
        moves = [(before, node) for before, node in _steps(game, history) if not isinstance(node, Chance)]
        if len(moves) != 1 or not isinstance(moves[0][1], Decision) or moves[0][1].player == each.player:
            raise UnsupportedGame(f"{where} does not come right after one message of one other player")
        origin = moves[0][0]
        labels.add(history[len(origin)])
        nodes.setdefault(owner[origin], []).append(history)
        origins[owner[origin]] = origin
    if len({known.player for known in nodes}) > 1:
        raise UnsupportedGame(f"{where} follows messages of several senders")
    if len(labels) > 1:
        raise UnsupportedGame(f"{where} follows several messages: {', '.join(sorted(labels))}; they are to be seen")
    if not all(isinstance(move, str) for move in each.moves):
        raise UnsupportedGame(f"{where} has a continuous choice; only finitely many replies are covered")
    found = Message(
        labels.pop(),
        next(iter(nodes)).player,
        each.player,
        tuple(", ".join(label for _, label in known.seen) for known in nodes),
        tuple(tuple((h, _odds(game, h)) for h in histories) for histories in nodes.values()),
        tuple(tuple((h, _odds(game, h)) for h in known.histories) for known in nodes),
        tuple(str(move) for move in each.moves),
    )
    _check_later(game, owner, found, where)
    return found


def _check_later(game: Game, owner: Mapping[History, InformationSet], message: Message, where: str) -> None:
    """Refuse what moves after the reply, but the sender who has seen the reply."""
    for histories in message.nodes:
        for start, _ in histories:
            for history, known in owner.items():
                if len(history) > len(start) and history[: len(start)] == start:
                    reply = history[len(start)]
                    mine = {h for h, _ in histories}
                    if known.player != message.sender or not all(
                        any(h[: len(m)] == m and h[len(m)] == reply for m in mine) for h in known.histories
                    ):
                        raise UnsupportedGame(
                            f"{where} is followed by another move, of {known.player} {place(history)}; after the reply"
                            f" only {message.sender} may move, who has seen it"
                        )


def following(game: Game, found: Equilibrium, history: History, player: str) -> Expr:
    """Return the expected payoff of a player from a history on, where all follow an equilibrium."""

    def value(node: Node, at: History) -> Expr:
        match node:
            case Terminal(payoffs=payoffs):
                return payoffs[player]
            case Chance(moves=moves):
                return sympy.Add(
                    *(
                        (odds[player] if isinstance(odds, FrozenMap) else odds) * value(child, (*at, label))
                        for label, (odds, child) in moves.items()
                    )
                )
            case Decision(moves=moves):
                chances = probabilities(found.strategy[at])
                return sympy.Add(
                    *(p * value(moves[label], (*at, label)) for label, p in chances.items())  # those not made count 0
                )
        raise UnsupportedGame(f"refinements: {place(at)}: a {type(node).__name__} node is not covered")

    return value(node_at(game, history), history)


def probabilities(rule: Rule) -> dict[str, Expr]:
    """Return the moves that a rule makes, with their probabilities."""
    if rule.mixed:
        return {str(action): odds for action, odds in rule.actions}
    return {str(action): sympy.Integer(1) for action, _ in rule.actions}


def is_sent(message: Message, found: Equilibrium) -> bool:
    """Tell whether some type sends a message in an equilibrium."""
    rules = (found.strategy[origins[0][0]] for origins in message.origins)
    return any(probabilities(rule).get(message.label, 0) != 0 for rule in rules)


@dataclass(frozen=True)
class Stakes:
    """What a message would change in an equilibrium: payoffs by type (rows) and reply (columns)."""

    message: Message
    now: tuple[Expr, ...]
    """The payoff of each type in the equilibrium."""
    sender: tuple[tuple[Expr, ...], ...]
    receiver: tuple[tuple[Expr, ...], ...]
    beliefs: tuple[Expr, ...]
    """The probability of each type, as the receiver believes in the equilibrium."""


def stakes(game: Game, found: Equilibrium, message: Message) -> Stakes:
    """Return the payoffs that the refinements compare, as expressions in the parameters and free mixtures."""

    def mean(histories: tuple[tuple[History, Odds], ...], player: str, *reply: str) -> Expr:
        values = [following(game, found, (*history, *reply), player) for history, _ in histories]
        if len(values) == 1:
            return values[0]
        total = sympy.Add(*(odds[player] for _, odds in histories))
        parts = [odds[player] * value for (_, odds), value in zip(histories, values, strict=True)]
        return sympy.Add(*parts) / total

    sender, receiver = message.sender, message.receiver
    return Stakes(
        message,
        tuple(mean(origins, sender) for origins in message.origins),
        tuple(tuple(mean(nodes, sender, reply) for reply in message.replies) for nodes in message.nodes),
        tuple(tuple(mean(nodes, receiver, reply) for reply in message.replies) for nodes in message.nodes),
        tuple(sympy.Add(*(found.beliefs.get(h, sympy.Integer(1)) for h, _ in nodes)) for nodes in message.nodes),
    )
