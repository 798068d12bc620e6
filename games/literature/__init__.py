"""Models from the literature, one file per paper: functions that return a Game, and nothing else.

To register a model: write its function in the file of its paper, import it here, and add it to MODELS. A file
that is not on the list is an error; nothing is discovered by name.
"""

from __future__ import annotations

from collections.abc import Callable

from detente.games.game import Game

MODELS: tuple[Callable[..., Game], ...] = ()

__all__ = ["MODELS"]
