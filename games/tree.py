"""The tree of a game: six frozen types of node, data only.

Nodes are compared and hashed by identity, so that a subtree may be shared and a dictionary keyed by nodes is
cheap. What a node holds is put in order when it is made (mappings are frozen, integers and fractions become
sympy numbers) and checked when a Game is made of it, where an error can name the history. Nothing here
recurses over a tree: a chain of thousands of moves is as good as any other.
"""

from __future__ import annotations

import numbers
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from sympy import Expr, Rational, Symbol

from detente.games.frozen import FrozenMap

Exact: TypeAlias = Expr | int | Fraction  # what a user may write where an expression is meant


@dataclass(frozen=True, eq=False, init=False, repr=False, slots=True)
class Terminal:
    """The end of a history: what each player gets in total, and the name of what happened.

    >>> Terminal({"A": 1, "B": Fraction(1, 2)}, "war")
    Terminal({'A': 1, 'B': 1/2}, 'war')
    """

    payoffs: FrozenMap[str, Expr]
    outcome: str

    def __init__(self, payoffs: Mapping[str, Exact], outcome: str = "") -> None:
        _fill(self, payoffs=_amounts(payoffs), outcome=outcome)

    def __repr__(self) -> str:
        return f"Terminal({self.payoffs}, {self.outcome!r})"


@dataclass(frozen=True, eq=False, init=False, repr=False, slots=True)
class Decision:
    """A player chooses one of finitely many moves; all see it unless `seen_by` names who does.

    >>> end = Terminal({"A": 0})
    >>> Decision("A", {"wait": end, "go": end}, seen_by=())
    Decision('A', {'wait': Terminal, 'go': Terminal}, seen_by=())
    """

    player: str
    moves: FrozenMap[str, Node]
    seen_by: frozenset[str] | None

    def __init__(self, player: str, moves: Mapping[str, Node], seen_by: Collection[str] | None = None) -> None:
        _fill(self, player=player, moves=_frozen(moves), seen_by=_viewers(seen_by))

    def __repr__(self) -> str:
        return f"Decision({self.player!r}, {_brief(self.moves)}{_shown(self.seen_by)})"


@dataclass(frozen=True, eq=False, init=False, repr=False, slots=True)
class Offer:
    """A player chooses a number in a closed interval (x, low, high); x is bound in `then`.

    >>> Offer("A", (Symbol("x", real=True), 0, 1), Terminal({"A": 0}))
    Offer('A', (x, 0, 1), Terminal)
    """

    player: str
    interval: tuple[Symbol, Expr, Expr]
    then: Node
    seen_by: frozenset[str] | None

    def __init__(
        self,
        player: str,
        interval: tuple[Symbol, Exact, Exact],
        then: Node,
        seen_by: Collection[str] | None = None,
    ) -> None:
        _fill(self, player=player, interval=_interval(interval), then=then, seen_by=_viewers(seen_by))

    def __repr__(self) -> str:
        return f"Offer({self.player!r}, {self.interval}, {type(self.then).__name__}{_shown(self.seen_by)})"


@dataclass(frozen=True, eq=False, init=False, repr=False, slots=True)
class Chance:
    """Nature chooses one of finitely many moves; odds are an expression, or one for each player.

    >>> end = Terminal({"A": 0})
    >>> Chance({"win": (Fraction(1, 3), end), "lose": (Fraction(2, 3), end)})
    Chance({'win': (1/3, Terminal), 'lose': (2/3, Terminal)})
    """

    moves: FrozenMap[str, tuple[Expr | FrozenMap[str, Expr], Node]]
    seen_by: frozenset[str] | None

    def __init__(
        self,
        moves: Mapping[str, tuple[Exact | Mapping[str, Exact], Node]],
        seen_by: Collection[str] | None = None,
    ) -> None:
        _fill(self, moves=_chances(moves), seen_by=_viewers(seen_by))

    def __repr__(self) -> str:
        return f"Chance({_brief(self.moves)}{_shown(self.seen_by)})"


@dataclass(frozen=True, eq=False, init=False, repr=False, slots=True)
class Draw:
    """Nature draws a number from a closed interval (c, low, high) with a density; c is bound in `then`.

    >>> Draw((Symbol("c", real=True), 0, 2), Fraction(1, 2), Terminal({"A": 0}), seen_by={"A"})
    Draw((c, 0, 2), 1/2, Terminal, seen_by=('A',))
    """

    interval: tuple[Symbol, Expr, Expr]
    density: Expr
    then: Node
    seen_by: frozenset[str] | None

    def __init__(
        self,
        interval: tuple[Symbol, Exact, Exact],
        density: Exact,
        then: Node,
        seen_by: Collection[str] | None = None,
    ) -> None:
        _fill(self, interval=_interval(interval), density=exact(density), then=then, seen_by=_viewers(seen_by))

    def __repr__(self) -> str:
        return f"Draw({self.interval}, {self.density}, {type(self.then).__name__}{_shown(self.seen_by)})"


@dataclass(frozen=True, eq=False, init=False, repr=False, slots=True)
class Continue:
    """Players get payoffs now (zero where left out) and the discounted value of a state of the game.

    >>> Continue("B proposes", {}, Symbol("delta", real=True))
    Continue('B proposes', {}, delta)
    """

    state: str
    payoffs: FrozenMap[str, Expr]
    discount: Expr | FrozenMap[str, Expr]

    def __init__(self, state: str, payoffs: Mapping[str, Exact], discount: Exact | Mapping[str, Exact]) -> None:
        _fill(self, state=state, payoffs=_amounts(payoffs), discount=_by_player(discount))

    def __repr__(self) -> str:
        return f"Continue({self.state!r}, {self.payoffs}, {self.discount})"


Node = Terminal | Decision | Offer | Chance | Draw | Continue


def children(node: Node) -> tuple[tuple[str, Node], ...]:
    """List the steps that lead on from a node: a label (the variable's name for a number) and a node each.

    >>> children(Offer("A", (Symbol("x", real=True), 0, 1), Terminal({"A": 0})))
    (('x', Terminal({'A': 0}, '')),)
    """
    match node:
        case Decision(moves=moves):
            return tuple(moves.items())
        case Chance(moves=chances):
            return tuple((label, child) for label, (_, child) in chances.items())
        case Offer(interval=(variable, _, _), then=then) | Draw(interval=(variable, _, _), then=then):
            return ((variable.name, then),)
        case _:
            return ()


def exact(value: Any) -> Any:
    """Turn an integer or a fraction into a sympy number; leave all else to the checks of Game.

    >>> exact(Fraction(2, 4))
    1/2
    """
    if isinstance(value, bool | Expr) or not isinstance(value, numbers.Rational):
        return value
    return Rational(int(value.numerator), int(value.denominator))


def _fill(node: object, **fields: object) -> None:
    for name, value in fields.items():
        object.__setattr__(node, name, value)


def _frozen(entries: Any) -> Any:
    return FrozenMap(entries) if isinstance(entries, Mapping) else entries


def _amounts(entries: Any) -> Any:
    if not isinstance(entries, Mapping):
        return entries
    return FrozenMap({key: exact(value) for key, value in entries.items()})


def _by_player(value: Any) -> Any:
    return _amounts(value) if isinstance(value, Mapping) else exact(value)


def _chances(moves: Any) -> Any:
    if not isinstance(moves, Mapping):
        return moves
    pairs = {}
    for label, move in moves.items():
        is_pair = isinstance(move, tuple | list) and len(move) == 2
        pairs[label] = (_by_player(move[0]), move[1]) if is_pair else move
    return FrozenMap(pairs)


def _interval(interval: Any) -> Any:
    if not isinstance(interval, Iterable) or isinstance(interval, str):
        return interval
    return tuple(exact(part) for part in interval)


def _viewers(seen_by: Any) -> Any:
    # A string stays as it is, to be refused: frozenset("BC") would name the players B and C.
    if seen_by is None or isinstance(seen_by, str) or not isinstance(seen_by, Iterable):
        return seen_by
    return frozenset(seen_by)


def _brief(moves: Any, most: int = 8) -> str:
    """Moves for a repr: a level deep and a line long, however large the tree below."""
    if not isinstance(moves, Mapping):
        return repr(moves)
    parts = []
    for label, move in list(moves.items())[:most]:
        is_pair = isinstance(move, tuple) and len(move) == 2
        shown = f"({move[0]}, {type(move[1]).__name__})" if is_pair else type(move).__name__
        parts.append(f"{label!r}: {shown}")
    more = len(moves) - most
    return "{" + ", ".join([*parts, f"... {more} more"] if more > 0 else parts) + "}"


def _shown(seen_by: Any) -> str:
    if seen_by is None:
        return ""
    return f", seen_by={tuple(sorted(seen_by, key=str)) if isinstance(seen_by, frozenset) else seen_by!r}"
