"""The hypotheses of a game: relations between its parameters, and contradictions that show at a glance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sympy import And, Basic, Eq, Expr, Ge, Gt, Le, Lt, Not, Rational, expand
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean, BooleanAtom, BooleanFunction

from detente.games.errors import GameError
from detente.games.expressions import Memo, symbols_of

MEND = "write relations between parameters, as in given=(0 < p, p < 1), joined by And, Or and Not"


def hypotheses(given: Any, memo: Memo) -> tuple[Boolean, ...]:
    """Give the entries of `given`, checked, less those that are true whatever the parameters.

    Raises GameError for what is not a relation or a Boolean combination of relations, and for contradictions
    that show in single relations or in pairs of them; what takes more is found when the game is solved.

    >>> from detente.games import reals
    >>> p = reals("p")
    >>> hypotheses((0 < p, p < 1, True), {})
    (p > 0, p < 1)
    """
    if isinstance(given, str | Basic | bool) or not isinstance(given, Iterable):
        raise GameError(f"given: {given!r} is not a tuple of relations; {MEND}; one alone needs a comma")
    kept: list[Boolean] = []
    for index, entry in enumerate(given):
        if isinstance(entry, bool | BooleanAtom):
            if entry:
                continue
            raise GameError(f"given: entry {index} is false whatever the parameters, a contradiction; correct it")
        _check(entry, f"given: entry {index}", memo)
        kept.append(entry)
    if pair := clash(kept):
        raise GameError(f"given: {pair[0]} and {pair[1]} contradict each other; drop one of them")
    return tuple(kept)


def clash(given: Sequence[Boolean]) -> tuple[Boolean, Boolean] | None:
    """Find two hypotheses that contradict each other on their face: opposites, or bounds on one expression.

    >>> from detente.games import reals
    >>> a, b = reals("a b")
    >>> clash((a > b, b - a > 1))
    (a > b, -a + b > 1)
    """
    literals = [literal for entry in given for literal in And.make_args(entry)]
    seen: set[Boolean] = set()
    for literal in (*given, *literals):
        if (opposite := Not(literal)) in seen:
            return opposite, literal
        seen.add(literal)
    # By expression: the tightest bound so far, whether it is strict, and whose it is.
    lows: dict[Expr, tuple[Expr, bool, Boolean]] = {}
    highs: dict[Expr, tuple[Expr, bool, Boolean]] = {}
    for literal in literals:
        for body, bound, strict, is_low in _bounds(literal):
            if is_low and (body not in lows or (bound, strict) > lows[body][:2]):
                lows[body] = (bound, strict, literal)
            if not is_low and (body not in highs or (-bound, strict) > (-highs[body][0], highs[body][1])):
                highs[body] = (bound, strict, literal)
            if body in lows and body in highs:
                (low, open_low, one), (high, open_high, other) = lows[body], highs[body]
                if low > high or (low == high and (open_low or open_high)):
                    return (one, other) if literal == other else (other, one)
    return None


def _check(entry: Any, where: str, memo: Memo) -> None:
    if isinstance(entry, Relational):
        for side in entry.args:
            try:
                symbols_of(side, memo)
            except GameError as error:
                raise GameError(f"{where}, {entry}: {error}") from None
    elif isinstance(entry, BooleanFunction):
        for part in entry.args:
            _check(part, where, memo)
    else:
        raise GameError(f"{where}, {entry!r}, is not a relation; {MEND}")


def _bounds(literal: Boolean) -> Iterator[tuple[Expr, Expr, bool, bool]]:
    """Read a relation as bounds on an expression without constant: (expression, bound, strict, is it low)."""
    if not isinstance(literal, Gt | Ge | Lt | Le | Eq):
        return
    constant, body = expand(literal.lhs - literal.rhs).as_coeff_Add()
    content, body = body.primitive()
    if body.could_extract_minus_sign():
        content, body = -content, -body
    if body.is_number or not isinstance(constant, Rational):
        return
    strict = isinstance(literal, Gt | Lt)
    above = isinstance(literal, Gt | Ge)
    bound = -constant / content
    if isinstance(literal, Eq):
        yield body, bound, False, True
        yield body, bound, False, False
    else:
        yield body, bound, strict, above == (content > 0)
