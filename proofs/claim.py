"""A claim: what a source asserts, read as a formula about a game."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from sympy.logic.boolalg import Boolean

from detente.games import Game


@dataclass(frozen=True)
class Claim:
    """An assertion of a source about a game; it is true if `says(game)` holds wherever `game.given` does.

    `says` asks solvers for what the assertion speaks of and returns a condition on the game's parameters.
    `reading` says in a sentence how the game reads the source, `title` names the claim in a few words,
    `model` names the game, and `key` is the name by which `detente show` finds the claim.

    >>> from detente.games import Terminal, reals
    >>> p, c = reals("p c")
    >>> war = Game(("A",), Terminal({"A": p - c}, "war"), given=(c > 0,))
    >>> Claim("Example 1995", "War is wasteful.", war, lambda game: game.root.payoffs["A"] < p).name
    'War is wasteful.'
    """

    source: str
    text: str
    game: Game
    says: Callable[[Game], Boolean | bool]
    reading: str = ""
    key: str = ""
    title: str = ""
    model: str = ""

    @property
    def name(self) -> str:
        """The shortest text that says which claim this is."""
        return self.title or self.text


@dataclass(frozen=True)
class Pending:
    """A line of a source whose model does not exist yet: listed, and counted as nothing.

    >>> Pending("H15", "how long the war lasts cannot be known").name
    'how long the war lasts cannot be known'
    """

    key: str
    text: str
    title: str = ""

    @property
    def name(self) -> str:
        """The shortest text that says which line this is."""
        return self.title or self.text


Entry: TypeAlias = Claim | Pending
