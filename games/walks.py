"""A war as a walk on a line of forts: each battle moves one fort from the loser to the winner.

The first player holds `start` of all `forts`, and a battle at k of them moves the line to k + 1 or k - 1, or
leaves it where it is. The side without forts has lost. The odds may move with the line: they are what a victory
does to capabilities. W. Feller, An Introduction to Probability Theory and Its Applications I, chapter XIV
(the gambler's ruin); A. Smith and A. C. Stam, "Bargaining and the nature of war", 2004.

>>> from detente.games import reals
>>> p, c_A, c_B = reals("p c_A c_B")
>>> war = Walk(4, 2, win=p, costs={"A": c_A, "B": c_B}, given=(0 < p, p < 1, c_A > 0, c_B > 0))
>>> list(as_game(war).states)
['A holds 0 of 4', 'A holds 1 of 4', 'A holds 2 of 4', 'A holds 3 of 4', 'A holds 4 of 4']
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from sympy import Expr, Integer
from sympy.logic.boolalg import Boolean

from detente.games.errors import GameError
from detente.games.expressions import symbols_of
from detente.games.frozen import FrozenMap
from detente.games.game import Game
from detente.games.hypotheses import hypotheses
from detente.games.tree import Chance, Continue, Exact, Node, Terminal, exact

Odds: TypeAlias = Exact | Mapping[str, Exact]  # a mapping by player where they disagree over them
Line: TypeAlias = Odds | Callable[[int], Odds]  # a function of the number of forts that the first player holds


@dataclass(frozen=True, init=False)
class Walk:
    """A war over a line of forts between two players, the first of whom holds `start` of them.

    ``win`` is the probability that the first player wins a battle and ``draw`` that nobody does: an expression, a
    mapping by player where the two disagree, or a function of the forts that the first player holds. A battle takes
    a period; it costs each player ``costs`` at once, and what comes after it counts ``discount``. The winner gets
    ``prize``, the loser nothing. Numbers of forts may be symbols where nothing moves with the line.

    Raises GameError for numbers of forts that make no war, unknown players and amounts that are not exact.

    >>> from detente.games import reals
    >>> p, n, N = reals("p n N")
    >>> Walk(N, n, win=p, given=(0 < p, p < 1, 0 < n, n < N)).loss(1)
    1 - p
    >>> Walk(3, 2, win=lambda held: p**held, given=(0 < p, p < 1)).win(2)
    p**2
    """

    forts: Expr
    start: Expr
    wins: FrozenMap[int, Expr | FrozenMap[str, Expr]] | Expr | FrozenMap[str, Expr]
    draws: FrozenMap[int, Expr | FrozenMap[str, Expr]] | Expr | FrozenMap[str, Expr]
    costs: FrozenMap[str, Expr]
    prizes: FrozenMap[str, Expr]
    discount: Expr | FrozenMap[str, Expr]
    given: tuple[Boolean, ...]
    players: tuple[str, str]

    def __init__(
        self,
        forts: Exact,
        start: Exact,
        win: Line,
        *,
        draw: Line = 0,
        costs: Mapping[str, Exact] = FrozenMap(),
        prize: Exact | Mapping[str, Exact] = 1,
        discount: Exact | Mapping[str, Exact] = 1,
        given: Iterable[Boolean | bool] = (),
        players: tuple[str, str] = ("A", "B"),
    ) -> None:
        if not isinstance(players, tuple) or len(players) != 2 or players[0] == players[1]:
            raise GameError(f'Walk: players={players!r}; a war of forts has two players, as in ("A", "B")')
        number, held = _amount(forts, "forts"), _amount(start, "start")
        for what, value in (("forts", number), ("start", held)):
            if value.is_number and not value.is_Integer:
                raise GameError(f"Walk: {what}={value}; forts are counted in whole numbers")
        if number.is_Integer and (number < 1 or (held.is_Integer and not 0 <= held <= number)):
            raise GameError(f"Walk: {held} of {number} forts; the first player holds from 0 to all of at least one")
        free = {player: Integer(0) for player in players}
        found: dict[str, Any] = {
            "forts": number,
            "start": held,
            "wins": _line(win, "win", number, players),
            "draws": _line(draw, "draw", number, players),
            "costs": FrozenMap({**free, **_by_player(costs, "costs", players)}),
            "prizes": _everyone(prize, "prize", players),
            "discount": _odds(discount, "discount", players),
            "given": hypotheses(given, {}),
            "players": players,
        }
        for name, value in found.items():
            object.__setattr__(self, name, value)

    def win(self, held: int, player: str | None = None) -> Expr:
        """Return the probability that the first player wins a battle at a number of forts, by a player's odds."""
        return self._at(self.wins, held, player)

    def draw(self, held: int, player: str | None = None) -> Expr:
        """Return the probability that a battle moves nothing, by a player's odds."""
        return self._at(self.draws, held, player)

    def loss(self, held: int, player: str | None = None) -> Expr:
        """Return the probability that the first player loses a battle, by a player's odds."""
        return 1 - self.win(held, player) - self.draw(held, player)

    @property
    def agreed(self) -> bool:
        """Whether the two players have the same odds everywhere."""
        rows = [each.values() if _is_line(each) else [each] for each in (self.wins, self.draws)]
        return not any(isinstance(odds, FrozenMap) for row in rows for odds in row)

    def _at(self, line: Any, held: int, player: str | None) -> Expr:
        odds = line[held] if _is_line(line) else line
        if not isinstance(odds, FrozenMap):
            return odds
        return odds[self.players[0] if player is None else player]


def as_game(walk: Walk) -> Game:
    """Return a walk as a game with a state for each number of forts, in which only chance moves.

    Its outcomes are "A wins" and "B wins", by the names of the players. Raises GameError where the number of
    forts or the start is a symbol.

    >>> from detente.games import reals, text
    >>> p, c = reals("p c")
    >>> print(text(as_game(Walk(2, 1, win=p, costs={"A": c}, given=(0 < p, p < 1)))).partition("0, B: 1)")[2].strip())
    state 'A holds 1 of 2'
    chance
    ├─ A wins [p]: state 'A holds 2 of 2', discount 1 after (A: -c)
    └─ B wins [1 - p]: state 'A holds 0 of 2', discount 1 after (A: -c)
    <BLANKLINE>
    state 'A holds 2 of 2'
    A wins (A: 1, B: 0)
    """
    if not (walk.forts.is_Integer and walk.start.is_Integer):
        raise GameError(f"a walk from {walk.start} of {walk.forts} forts has no tree; put numbers in their place")
    one, two = walk.players
    number = int(walk.forts)

    def name(held: int) -> str:
        return f"{one} holds {held} of {number}"

    def battle(held: int) -> Node:
        if held in (0, number):
            winner = two if held == 0 else one
            return Terminal({p: walk.prizes[p] if p == winner else 0 for p in walk.players}, f"{winner} wins")
        paid = {player: -cost for player, cost in walk.costs.items() if cost != 0}
        moves: dict[str, tuple[Any, Node]] = {}
        for label, odds, held_then in (
            (f"{one} wins", walk.win, held + 1),
            ("draw", walk.draw, held),
            (f"{two} wins", walk.loss, held - 1),
        ):
            chances = {player: odds(held, player) for player in walk.players}
            chance: Any = chances[one] if len(set(chances.values())) == 1 else chances
            if label != "draw" or chance != 0:
                moves[label] = (chance, Continue(name(held_then), paid, walk.discount))
        return Chance(moves)

    states = {name(held): battle(held) for held in range(number + 1)}
    return Game(walk.players, Continue(name(int(walk.start)), {}, 1), walk.given, states)


def _is_line(odds: Any) -> bool:
    return isinstance(odds, FrozenMap) and all(isinstance(key, int) for key in odds)


def _amount(value: Any, what: str) -> Expr:
    found = exact(value)
    try:
        symbols_of(found, {})
    except GameError as error:
        raise GameError(f"Walk: {what}: {error}") from None
    return found


def _by_player(values: Any, what: str, players: tuple[str, str]) -> dict[str, Expr]:
    if not isinstance(values, Mapping) or not set(values) <= set(players):
        raise GameError(f"Walk: {what}={values!r}; write a mapping by player, of {', '.join(players)}")
    return {player: _amount(values[player], what) for player in players if player in values}


def _everyone(value: Any, what: str, players: tuple[str, str]) -> FrozenMap[str, Expr]:
    by_player = value if isinstance(value, Mapping) else dict.fromkeys(players, value)
    found = _by_player(by_player, what, players)
    if len(found) < len(players):
        raise GameError(f"Walk: {what}={value!r} leaves out a player; give it for {' and '.join(players)}")
    return FrozenMap(found)


def _odds(value: Any, what: str, players: tuple[str, str]) -> Expr | FrozenMap[str, Expr]:
    return _everyone(value, what, players) if isinstance(value, Mapping) else _amount(value, what)


def _line(value: Any, what: str, forts: Expr, players: tuple[str, str]) -> Any:
    if not callable(value) or isinstance(value, Expr):
        return _odds(value, what, players)
    if not forts.is_Integer:
        raise GameError(f"Walk: {what} moves with the line, so that the number of forts is a number, not {forts}")
    return FrozenMap({held: _odds(value(held), what, players) for held in range(1, int(forts))})
