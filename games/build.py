"""Trees from tables: simultaneous moves, matrix games, and a plan for a repeated game as a game with states.

>>> from detente.games import reals, text
>>> table = {("C", "C"): (3, 3), ("C", "D"): (0, 4), ("D", "C"): (4, 0), ("D", "D"): (1, 1)}
>>> print(text(matrix_game(("A", "B"), table)))
players A, B
A decides (not seen by B)
├─ C: B decides (not seen by A)
│  ├─ C: C, C (A: 3, B: 3)
│  └─ D: C, D (A: 0, B: 4)
└─ D: B decides (not seen by A)
   ├─ C: D, C (A: 4, B: 0)
   └─ D: D, D (A: 1, B: 1)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from typing import Any, TypeAlias

from sympy.logic.boolalg import Boolean

from detente.games.automata import Automaton
from detente.games.errors import GameError
from detente.games.frozen import FrozenMap
from detente.games.game import Game
from detente.games.information import History
from detente.games.tree import Chance, Continue, Decision, Draw, Exact, Node, Offer, Terminal

Profile: TypeAlias = tuple[str, ...]
Cell: TypeAlias = Sequence[Exact] | Mapping[str, Exact] | Node
"""What a profile leads to: payoffs in the players' order or by player, or the node that follows."""

NODES = (Terminal, Decision, Offer, Chance, Draw, Continue)


def simultaneous(moves: Mapping[str, Iterable[str]], then: Callable[[Profile], Node]) -> Node:
    """Return the tree in which players move at once: nobody sees the moves of the others.

    ``moves`` maps each mover to its labels, ``then`` makes the node that follows a profile of moves. Raises
    GameError where a player has no move or one twice.

    >>> simultaneous({"A": ("go",), "B": ("go", "wait")}, lambda chosen: Terminal({"A": 0, "B": len(set(chosen))}))
    Decision('A', {'go': Decision}, seen_by=())
    """
    menus = {player: tuple(labels) for player, labels in moves.items()}
    for player, labels in menus.items():
        if isinstance(moves[player], str) or not labels or len(set(labels)) < len(labels):
            raise GameError(f"simultaneous: {player} needs a tuple of different moves, not {moves[player]!r}")

    def below(players: tuple[str, ...], chosen: Profile) -> Node:
        if not players:
            return then(chosen)
        first, *rest = players
        return Decision(first, {label: below(tuple(rest), (*chosen, label)) for label in menus[first]}, seen_by=())

    return below(tuple(menus), ())


def matrix_game(
    players: Iterable[str],
    table: Mapping[Any, Cell],
    given: Iterable[Boolean | bool] = (),
    *,
    movers: Iterable[str] | None = None,
) -> Game:
    """Return the game in which players choose at once, from a table: profiles of moves with payoffs.

    Payoffs stand in the order of ``players``, or by player; in their place may stand a node, such as chance that moves
    a public signal. The outcome of a profile is its moves, joined by a comma. ``movers`` names those who move, in the
    order of the profiles, where not all do. Raises GameError where the table has a gap, naming the profile.

    >>> matrix_game(("A", "B"), {("C", "C"): (1, 1), ("D", "D"): (0, 0)})
    Traceback (most recent call last):
        ...
    detente.games.errors.GameError: matrix_game: the table has no entry for ('C', 'D'); it needs one for each profile
    """
    names = tuple(players)
    chosen = names if movers is None else tuple(movers)
    if not isinstance(table, Mapping) or not table:
        raise GameError("matrix_game: the table maps profiles to payoffs, as in {('C', 'C'): (3, 3), ...}")
    for profile in table:
        if not isinstance(profile, tuple) or len(profile) != len(chosen):
            raise GameError(f"matrix_game: {profile!r} is no profile: a tuple with a move of each of {list(chosen)}")
    menus = {player: tuple(dict.fromkeys(profile[i] for profile in table)) for i, player in enumerate(chosen)}
    for profile in product(*menus.values()):
        if profile not in table:
            raise GameError(f"matrix_game: the table has no entry for {profile}; it needs one for each profile")

    def end(profile: Profile) -> Node:
        cell = table[profile]
        if isinstance(cell, NODES):
            return cell
        if isinstance(cell, Mapping):
            return Terminal(cell, ", ".join(profile))
        if isinstance(cell, str) or not isinstance(cell, Sequence) or len(cell) != len(names):
            raise GameError(f"matrix_game: {cell!r} at {profile} is no list of {len(names)} payoffs, one a player")
        return Terminal(dict(zip(names, cell, strict=True)), ", ".join(profile))

    return Game(names, simultaneous(menus, end), given)


def with_states(plan: Automaton, discount: Exact | Mapping[str, Exact], given: Iterable[Boolean | bool] = ()) -> Game:
    """Return a repeated game as a game with states, those of a plan: each has the tree of the stage.

    The plan is what it says at each state; it is enforceable just where that is an equilibrium of this game.
    ``discount`` is a number between 0 and 1 per period, or one for each player; hypotheses on it stand in ``given``.

    >>> from detente.games import reals
    >>> from detente.games.automata import grim_trigger
    >>> delta = reals("delta")
    >>> stage = matrix_game(("A",), {("wait",): (1,), ("go",): (2,)})
    >>> with_states(grim_trigger(stage, ("wait",), ("go",)), delta, given=(0 < delta, delta < 1))
    Game(('A',), Continue('good', {}, 1), given=(delta > 0, delta < 1), states={'good', 'bad'})
    """

    def tree(state: str, history: History, node: Node) -> Node:
        match node:
            case Decision(player, moves, seen_by):
                below = {label: tree(state, (*history, label), child) for label, child in moves.items()}
                return Decision(player, below, seen_by)
            case Chance(moves=chances, seen_by=seen_by):
                drawn = {
                    label: (odds, tree(state, (*history, label), child)) for label, (odds, child) in chances.items()
                }
                return Chance(drawn, seen_by)
            case Terminal(payoffs=payoffs) if (state, history) in plan.step:
                return Continue(plan.step[state, history], payoffs, discount)
        return node

    states = FrozenMap({state: tree(state, (), plan.stage.root) for state in plan.play})
    return Game(plan.stage.players, Continue(plan.start, {}, 1), (*plan.stage.given, *given), states)
