"""What plans for repeated games are read with: the stage, its profiles as users write them, and the steps.

>>> from detente.games import Decision, Game, Terminal
>>> game = Game(("A",), Decision("A", {"wait": Terminal({"A": 0}), "go": Terminal({"A": 1})}))
>>> read = stage_of(game)
>>> profile = profile_of(read, ("go",), "play")
>>> profile, read.leaving(profile, ("wait",))
({(): {'wait': 0, 'go': 1}}, ('A',))
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sympy import Expr, Integer

from detente.games.errors import GameError, UnsupportedGame, place
from detente.games.expressions import adds_to_one, symbols_of
from detente.games.frozen import FrozenMap
from detente.games.game import Game
from detente.games.information import History, InformationSet, information_sets
from detente.games.tree import Chance, Continue, Decision, Draw, Exact, Node, Offer, Terminal, exact

Moves: TypeAlias = str | Mapping[str, Exact]
Written: TypeAlias = Sequence[Moves] | Mapping[Any, Moves]
"""A profile as a user writes it: moves by player, or by history or player."""

SHOWN = 6  # outcomes that a message spells out


@dataclass(frozen=True)
class Stage:
    """A stage game, read once: its nodes, information sets and ends, and what of each end is public."""

    game: Game
    nodes: Mapping[History, Node]
    sets: Mapping[History, InformationSet]
    """The information sets by their first histories."""
    first: Mapping[History, History]
    """The first history of the information set of each history at which a player moves."""
    ends: tuple[tuple[History, Terminal], ...]
    public: Mapping[History, History]
    """What all know of an end when the period is over."""
    final: frozenset[str]

    def owner(self, history: History) -> str:
        """Return who moves at a history."""
        return self.sets[self.first[history]].player

    def leaving(self, profile: Mapping[History, Mapping[str, Expr]], end: History) -> tuple[str, ...]:
        """Return the players who, on the way to an end, made moves that a profile never makes."""
        left = {
            self.owner(end[:n])
            for n in range(len(end))
            if end[:n] in self.first and profile[self.first[end[:n]]][end[n]] == 0
        }
        return tuple(player for player in self.game.players if player in left)


def stage_of(game: Game, revealed: bool = True, final: Collection[str] = ()) -> Stage:
    """Read a stage game; raise GameError or UnsupportedGame for what is none."""
    if not isinstance(game, Game):
        raise GameError(f"stage: a Game is wanted, not {type(game).__name__}; see matrix_game for one from a table")
    if game.states:
        raise UnsupportedGame("stage: a game with states is not repeated; leave them to the plan, or solve it as it is")
    nodes = dict(game.walk())
    for history, node in nodes.items():
        if isinstance(node, Offer | Draw | Continue):
            raise UnsupportedGame(
                f"stage: {type(node).__name__} {place(history)}: plans are for stages with finitely many moves, and"
                " their terminals give the payoffs of a period"
            )
    sets = {each.histories[0]: each for each in information_sets(game)}
    first = {history: each.histories[0] for each in sets.values() for history in each.histories}
    ends = tuple((history, node) for history, node in nodes.items() if isinstance(node, Terminal))
    public = {end: end if revealed else _seen_by_all(game, nodes, end) for end, _ in ends}
    if isinstance(final, str):
        raise GameError(f"final: {final!r} is one name; write final=({final!r},)")
    if strange := set(final) - {node.outcome for _, node in ends}:
        raise GameError(f"final: no terminal has the outcome {min(strange, key=str)!r}; there are {_outcomes(ends)}")
    return Stage(game, nodes, sets, first, ends, public, frozenset(final))


def _seen_by_all(game: Game, nodes: Mapping[History, Node], end: History) -> History:
    found = []
    for n, label in enumerate(end):
        node = nodes[end[:n]]
        assert isinstance(node, Decision | Chance)
        mover = {node.player} if isinstance(node, Decision) else set()
        if node.seen_by is None or set(game.players) <= node.seen_by | mover:
            found.append(label)
    return tuple(found)


def profile_of(read: Stage, written: Any, where: str) -> FrozenMap[History, FrozenMap[str, Expr]]:
    """Read a profile as a user writes it, complete: every information set with the odds of its moves.

    Raises GameError, naming the state and the history.
    """
    sets = read.sets
    by_player: dict[str, list[History]] = {}
    for first, each in sets.items():
        by_player.setdefault(each.player, []).append(first)
    movers = [player for player in read.game.players if player in by_player]
    once = all(len(found) == 1 for found in by_player.values())
    form = "write a mapping from a history of each information set to a move, as in {(): 'wait', ('wait',): 'go'}"
    if once:
        form = f"write a move for each of {', '.join(movers)}, in this order"
    chosen: dict[History, FrozenMap[str, Expr]] = {}
    if isinstance(written, Mapping):
        for key, moves in written.items():
            if isinstance(key, str) and len(by_player.get(key, ())) == 1:
                first = by_player[key][0]
            elif isinstance(key, tuple) and key in read.first:
                first = read.first[key]
            elif isinstance(key, str) and key in by_player:
                raise GameError(f"{where}: {key} moves at several information sets; {form}")
            else:
                raise GameError(f"{where}: nobody moves at {key!r}; {form}")
            if first in chosen:
                raise GameError(f"{where}: {key!r} is at an information set that has its move already; {form}")
            chosen[first] = _odds(sets[first], moves, f"{where}, {place(first)}")
    elif isinstance(written, str) or not isinstance(written, Sequence):
        raise GameError(f"{where}: {written!r} is no profile; {form}")
    elif not once or len(written) != len(movers):
        raise GameError(f"{where}: {tuple(written)!r} does not give each player's moves; {form}")
    else:
        for player, moves in zip(movers, written, strict=True):
            first = by_player[player][0]
            chosen[first] = _odds(sets[first], moves, f"{where}, {player}")
    if missing := [first for first in sets if first not in chosen]:
        first = missing[0]
        raise GameError(f"{where}: what {sets[first].player} does {place(first)} is not said; {form}")
    return FrozenMap({first: chosen[first] for first in sets})


def _odds(each: InformationSet, moves: Any, where: str) -> FrozenMap[str, Expr]:
    labels = [str(label) for label in each.moves]
    written = moves if isinstance(moves, Mapping) else {moves: 1}
    for label in written:
        if label not in labels:
            raise GameError(f"{where}: {each.player} has no move {label!r}; there are {', '.join(map(repr, labels))}")
    odds = {label: exact(written.get(label, Integer(0))) for label in labels}
    for label, value in odds.items():
        try:
            symbols_of(value, {})
        except GameError as error:
            raise GameError(f"{where}: the probability of {label!r}: {error}") from None
    if not adds_to_one(tuple(odds.values())):
        raise GameError(f"{where}: the probabilities {dict(written)} do not sum to one")
    return FrozenMap(odds)


def steps_of(read: Stage, states: tuple[str, ...], step: Any) -> FrozenMap[tuple[str, History], str]:
    """Read the steps as a user writes them, complete: the next state after each terminal that does not end the game.

    Raises GameError, naming the state and what happened.
    """
    form = "write step={('good', ('C', 'C')): 'good', 'good': 'bad', ...}; a state alone stands for all else"
    if not isinstance(step, Mapping):
        raise GameError(f"step: {step!r} is no mapping; {form}")
    names = {node.outcome for _, node in read.ends if node.outcome}
    known = {read.public[end] for end, _ in read.ends}
    for key, after in step.items():
        state, happened = key if isinstance(key, tuple) and len(key) == 2 else (key, None)
        if state not in states:
            raise GameError(f"step: there is no state {state!r} in {key!r}; states are {list(states)}; {form}")
        if happened is not None and happened not in (names if isinstance(happened, str) else known):
            raise GameError(f"step[{key!r}]: that never happens; what can is {_happens(read)}, or an outcome's name")
        if after not in states:
            raise GameError(f"step[{key!r}]: there is no state {after!r}; states are {list(states)}")
    found: dict[tuple[str, History], str] = {}
    told: dict[tuple[str, History], tuple[History, str]] = {}
    for state in states:
        for end, node in read.ends:
            if node.outcome in read.final:
                continue
            keys = ((state, read.public[end]), (state, node.outcome), state)
            after = next((step[key] for key in keys if key in step), None)
            if after is None:
                raise GameError(f"step: what follows state {state!r} {place(read.public[end])} is not said; {form}")
            other, before = told.setdefault((state, read.public[end]), (end, after))
            if before != after:
                raise GameError(
                    f"step: from state {state!r}, {place(other)} and {place(end)} lead to {before!r} and {after!r},"
                    " but not all have seen what tells them apart; let all see it, or take revealed=True"
                )
            found[state, end] = after
    return FrozenMap(found)


def _happens(read: Stage) -> str:
    several = list(dict.fromkeys(read.public[end] for end, _ in read.ends))
    return ", ".join(map(repr, several[:SHOWN])) + (", ..." if len(several) > SHOWN else "")


def _outcomes(ends: Sequence[tuple[History, Terminal]]) -> str:
    return ", ".join(map(repr, dict.fromkeys(node.outcome for _, node in ends)))
