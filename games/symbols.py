"""Parameters and variables of a game: plain real symbols."""

from __future__ import annotations

from typing import Any

from sympy import Symbol

from detente.games.errors import GameError


def reals(names: str) -> Any:
    """Make real symbols from names separated by spaces or commas: one symbol for one name, else a tuple.

    Hypotheses such as ``c_A > 0`` belong in ``Game(given=...)``, never in the symbol: a symbol declared
    positive evaluates ``c_A > 0`` to True at once, and the hypothesis would vanish from every proof.

    Raises GameError where there is no name, or one that is not an identifier.

    >>> p, c_A = reals("p c_A")
    >>> c_A.is_real, c_A.is_positive
    (True, None)
    >>> reals("h")
    h
    """
    if not isinstance(names, str):
        raise GameError(f"reals({names!r}): names are written in one string; write reals('p c_A')")
    parts = names.replace(",", " ").split()
    if not parts:
        raise GameError(f"reals({names!r}): no name given; write reals('p c_A')")
    for part in parts:
        if not part.isidentifier():
            raise GameError(f"reals({names!r}): {part!r} is not a name; use letters, digits and underscores")
    made = tuple(Symbol(part, real=True) for part in parts)
    return made[0] if len(made) == 1 else made
