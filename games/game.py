"""A game: players, a tree, the hypotheses on its parameters, and the trees of its states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sympy import Expr, Symbol, false, true
from sympy.logic.boolalg import Boolean

from detente.games.errors import GameError
from detente.games.expressions import symbols_of
from detente.games.frozen import FrozenMap
from detente.games.information import History
from detente.games.traversal import rebuilt
from detente.games.tree import Exact, Node, children, exact
from detente.games.validation import validate


@dataclass(frozen=True, eq=False, init=False)
class Game:
    """A game with symbolic payoffs, checked when it is made; `given` holds the hypotheses on its parameters.

    `parameters` are the free symbols and `variables` the bound ones (offers and draws), both sorted by name.
    Like its nodes, a game is compared by identity.

    Raises GameError, naming the history and the mend, for whatever is not well formed.

    >>> from detente.games import Decision, Terminal, reals
    >>> p, c = reals("p c")
    >>> war, peace = Terminal({"A": p - c}, "war"), Terminal({"A": 0}, "peace")
    >>> game = Game(("A",), Decision("A", {"fight": war, "wait": peace}), given=(0 < p, p < 1, c > 0))
    >>> game.parameters
    (c, p)
    >>> [history for history, node in game.walk()]
    [(), ('fight',), ('wait',)]
    """

    players: tuple[str, ...]
    root: Node
    given: tuple[Boolean, ...]
    states: FrozenMap[str, Node]
    parameters: tuple[Symbol, ...]
    variables: tuple[Symbol, ...]

    def __init__(
        self,
        players: Iterable[str],
        root: Node,
        given: Iterable[Boolean | bool] = (),
        states: Mapping[str, Node] = FrozenMap(),
    ) -> None:
        checked = validate(players, root, given, states)
        for name, value in zip(self.__dataclass_fields__, checked, strict=True):
            object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        states = f", states={{{', '.join(map(repr, self.states))}}}" if self.states else ""
        return f"Game({self.players}, {self.root!r}, given={self.given}{states})"

    def walk(self, state: str | None = None) -> Iterator[tuple[History, Node]]:
        """Iterate over the histories of the root's tree, or of a state's, parents first, in the order listed.

        A subtree that is shared is visited once for each history. Raises GameError for an unknown state.
        """
        if state is not None and state not in self.states:
            raise GameError(f"walk: there is no state {state!r}; states are {list(self.states)}")
        return _walk(self.root if state is None else self.states[state])

    def at(self, values: Mapping[Symbol, Exact]) -> Game:
        """Substitute exact values, or expressions in other parameters, for parameters.

        Hypotheses that become true are dropped. Raises GameError for a symbol that is not a parameter, for
        a value that is not exact, and where a hypothesis becomes false or the game ill-formed.

        >>> from fractions import Fraction
        >>> from detente.games import Terminal, reals
        >>> p, q = reals("p q")
        >>> Game(("A",), Terminal({"A": p + q}), given=(p > 0, q > p)).at({p: Fraction(1, 2)})
        Game(('A',), Terminal({'A': q + 1/2}, ''), given=(q > 1/2,))
        """
        chosen = _values(self, values)
        shown = ", ".join(f"{symbol} = {value}" for symbol, value in chosen.items())
        given = []
        for hypothesis in self.given:
            result = hypothesis.xreplace(chosen)
            if result == false:
                raise GameError(f"at: given {hypothesis} is false at {shown}; choose values that meet it")
            if result != true:
                given.append(result)
        known: dict[Expr, Expr] = {}

        def change(expression: Expr) -> Expr:
            if expression not in known:
                known[expression] = expression.xreplace(chosen)
            return known[expression]

        memo: dict[Node, Node] = {}
        root = rebuilt(self.root, change, memo)
        states = {name: rebuilt(tree, change, memo) for name, tree in self.states.items()}
        return Game(self.players, root, given, states)


def _walk(root: Node) -> Iterator[tuple[History, Node]]:
    stack: list[tuple[History, Node]] = [((), root)]
    while stack:
        history, node = stack.pop()
        yield history, node
        stack.extend(((*history, label), child) for label, child in reversed(children(node)))


def _values(game: Game, values: Any) -> dict[Symbol, Expr]:
    if not isinstance(values, Mapping):
        raise GameError(f"at: {values!r} is not a mapping; write game.at({{p: Rational(1, 2)}})")
    chosen: dict[Symbol, Expr] = {}
    for symbol, value in values.items():
        if symbol in game.variables:
            raise GameError(f"at: {symbol} is bound by an offer or a draw; only parameters have values")
        if symbol not in game.parameters:
            raise GameError(
                f"at: {symbol!r} is not a parameter of this game; its parameters are {list(game.parameters)},"
                " symbols made by reals(...)"
            )
        chosen[symbol] = exact(value)
        try:
            used = symbols_of(chosen[symbol], {})
        except GameError as error:
            raise GameError(f"at: the value of {symbol}: {error}") from None
        if clash := sorted(used & set(game.variables), key=str):
            raise GameError(f"at: the value of {symbol} uses {clash[0]}, which the game binds; rename one of them")
    return chosen
