"""A claim: what a source asserts, read as a formula about a game."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

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


@cache
def built(model: Callable[..., Game], *args: Any, **variant: Any) -> Game:
    """Return the game that a model builds, the same one for all claims, so that it is solved once.

    >>> from detente.games.literature.fearon1995 import ultimatum
    >>> built(ultimatum) is built(ultimatum)
    True
    """
    return model(*args, **variant)


def claims(source: str, lines: Mapping[str, str]) -> Callable[..., Claim]:
    """Return a function that makes the claims of a source, whose sentences are listed under the keys of its claims.

    Several claims may read one sentence: they have its key and a letter more. The function takes key, title,
    model, `says`, reading, and the arguments of the model.

    >>> from detente.games.literature.fearon1995 import ultimatum
    >>> claim = claims("Example 1995", {"E1": "There is no war."})
    >>> claim("E1a", "no war", ultimatum, lambda game: True, "With complete information.").text
    'There is no war.'
    """

    def claim(
        key: str,
        title: str,
        model: Callable[..., Game],
        says: Callable[[Game], Boolean | bool],
        reading: str,
        **variant: Any,
    ) -> Claim:
        text = lines[key] if key in lines else lines[key[:-1]]
        return Claim(source, text, built(model, **variant), says, reading, key, title, model.__name__)

    return claim
