"""The errors of detente: one root class, each also the builtin error that a caller would expect."""

from __future__ import annotations

from collections.abc import Sequence

SHOWN = 6  # moves of a long history that a message spells out at each end


class DetenteError(Exception):
    """The root of every error that detente raises on purpose."""


class GameError(DetenteError, ValueError):
    """A game, or a question about it, is not well formed; the message names the place and the mend."""


class UnsupportedGame(DetenteError, NotImplementedError):
    """A well-formed game has a feature that the asked-for solver does not cover; the message names it."""


def place(history: Sequence[str], state: str | None = None) -> str:
    """Name a history in words, for a message.

    >>> place(("reject", "x"))
    "after 'reject', 'x'"
    >>> place((), state="A proposes")
    "at the start of state 'A proposes'"
    """
    if not history:
        return "at the root" if state is None else f"at the start of state {state!r}"
    labels = [repr(label) for label in history]
    if len(labels) > 2 * SHOWN:
        labels[SHOWN:-SHOWN] = [f"... ({len(labels) - 2 * SHOWN} more)"]
    inside = "" if state is None else f"in state {state!r}, "
    return f"{inside}after {', '.join(labels)}"
