"""What may stand in a game as an amount: an exact, real expression in plain real symbols."""

from __future__ import annotations

import numbers
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sympy import (
    Abs,
    Add,
    Basic,
    Expr,
    Float,
    I,
    Integer,
    Max,
    Min,
    Mul,
    Number,
    Piecewise,
    Pow,
    Rational,
    Symbol,
    cancel,
    expand,
    piecewise_fold,
    simplify,
    zoo,
)
from sympy.core.relational import Relational
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import BooleanAtom, BooleanFunction

from detente.games.errors import GameError

Memo = dict[Basic, frozenset[Symbol]]
NONE: frozenset[Symbol] = frozenset()
# Real wherever their arguments are, so that sympy need not be asked (it is slow on long sums).
REAL_HEADS = (Add, Mul, Min, Max, Abs, Piecewise, ExprCondPair, Relational, BooleanFunction, BooleanAtom)


def symbols_of(value: Any, memo: Memo) -> frozenset[Symbol]:
    """Give the symbols of an amount, having made sure that it is exact, real and made of plain real symbols.

    `memo` keeps what is known of subexpressions. Raises GameError without the place, which the caller knows.

    >>> from detente.games import reals
    >>> x, y = reals("x y")
    >>> sorted(symbols_of(x / (x + y), {}), key=str)
    [x, y]
    """
    if not isinstance(value, Expr):
        raise GameError(_not_an_expression(value))
    return _symbols(value, memo)


def adds_to_one(odds: tuple[Expr, ...]) -> bool:
    """Say whether odds sum to one identically.

    >>> from detente.games import reals
    >>> a, b = reals("a b")
    >>> adds_to_one((a / (a + b), b / (a + b))), adds_to_one((a, b))
    (True, False)
    """
    return _is_zero(Add(*odds, -1))


@lru_cache(maxsize=4096)  # sympy keeps what it knows of an expression with the object, not with its equals
def negative(value: Expr) -> bool:
    """Say whether an amount is seen to be negative without any hypothesis; False where it is not seen."""
    return bool(value.is_negative)


@lru_cache(maxsize=4096)
def not_positive(value: Expr) -> bool:
    """Say whether an amount is seen to be at most zero without any hypothesis; False where it is not seen."""
    return bool(value.is_nonpositive)


@lru_cache(maxsize=4096)
def _is_zero(value: Expr) -> bool:
    # From cheap to dear: only what is no rational function, or is about to be refused, reaches the last.
    return any(steps(value) == 0 for steps in (lambda v: v, expand, cancel, lambda v: simplify(piecewise_fold(v))))


def _symbols(value: Basic, memo: Memo) -> frozenset[Symbol]:
    if isinstance(value, Rational):
        return NONE
    known = memo.get(value)
    if known is None:
        known = memo[value] = _compound(value, memo) if value.args else _leaf(value)
    return known


def _leaf(value: Basic) -> frozenset[Symbol]:
    if isinstance(value, Symbol):
        if value == Symbol(value.name, real=True):
            return frozenset((value,))
        raise GameError(_not_plain(value))
    if isinstance(value, Float):
        raise GameError(_float(value))
    if isinstance(value, Number) or value in (I, zoo) or getattr(value, "is_extended_real", None) is False:
        raise GameError(_not_real(value))
    return NONE


def _compound(value: Basic, memo: Memo) -> frozenset[Symbol]:
    found = NONE.union(*(_symbols(part, memo) for part in value.args))
    if isinstance(value, REAL_HEADS) or (isinstance(value, Pow) and isinstance(value.exp, Integer)):
        return found
    if isinstance(value, Expr) and (value.is_extended_real is False or value.is_commutative is False):
        raise GameError(_not_real(value))
    return found.intersection(value.free_symbols)  # less what an integral or a sum binds


def _not_plain(symbol: Symbol) -> str:
    if symbol.is_real is None:
        return f"the symbol {symbol} is not declared real; make it with reals({symbol.name!r})"
    declared = sorted(symbol._assumptions_orig.items())
    extra = ", ".join(f"{name}={told}" for name, told in declared if name != "real")
    return (
        f"the symbol {symbol} carries sympy assumptions ({extra or type(symbol).__name__}), which hide"
        f" hypotheses from proofs; make it with reals({symbol.name!r}) and state them in given,"
        f" as in given=({symbol} > 0,)"
    )


def _not_real(value: Any) -> str:
    return f"{value} is not a real number; payoffs, odds and bounds are finite and real"


def _float(value: Any) -> str:
    return f"{value} is a float; write an exact number such as Rational(1, 2) or Fraction(1, 2)"


def _not_an_expression(value: Any) -> str:
    if isinstance(value, str):
        return f"{value!r} is a string; build expressions from symbols, as in p = reals('p')"
    if isinstance(value, numbers.Real | Decimal) and not isinstance(value, numbers.Rational):
        return _float(value)
    if isinstance(value, numbers.Complex) and not isinstance(value, bool | numbers.Rational):
        return _not_real(value)
    return f"{value!r} is not a number or an expression; use integers, fractions and symbols of reals(...)"
