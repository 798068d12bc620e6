"""Comparative statics: whether an expression rises or falls in a parameter, and where.

>>> from detente.games import reals
>>> p, c = reals("p c")
>>> print(effect(p - c**2, of=c, given=(c > 0,)))
decreasing
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sympy
from sympy import Expr, Symbol
from sympy.logic.boolalg import Boolean

from detente.games import GameError, UnsupportedGame
from detente.games.tree import exact
from detente.solvers import conditions
from detente.solvers.conditions import known_signs, ring_of
from detente.solvers.describe import describe
from detente.solvers.display import boolean_form, text
from detente.solvers.formulas import Formula, boolean, evaluate, negation
from detente.solvers.partition import Partition
from detente.solvers.ratio import Ratio


@dataclass(frozen=True)
class Effect:
    """The conditions under which an expression strictly rises, strictly falls, or stays in a parameter.

    They are the conditions on the sign of the derivative, and none of them holds where it has no bound; at a kink,
    which belongs to no open region, the branch that the maximum or minimum takes there counts.
    """

    increasing: Boolean
    decreasing: Boolean
    none: Boolean

    def __str__(self) -> str:
        parts = [("increasing", self.increasing), ("decreasing", self.decreasing), ("no effect", self.none)]
        for name, condition in parts:
            if condition == sympy.true:
                return name
        return "; ".join(f"{name} iff {text(condition)}" for name, condition in parts if condition != sympy.false)


def effect(expression: Expr, of: Symbol, given: Iterable[Boolean | bool] = ()) -> Effect:
    """Return the sign of the effect of a parameter on an expression, with the condition for each sign.

    The expression may have Min, Max, Abs and Piecewise. Raises GameError where it is not
    defined at some parameters that ``given`` allows.
    """
    given = conditions.hypotheses_of(given)
    conditions.require_consistent(given)
    if not isinstance(of, Symbol):
        raise GameError(f"effect: `of` is a symbol, not {of!r}")
    expression = exact(expression)
    if not isinstance(expression, Expr) or expression.has(sympy.Float):
        raise GameError(f"effect: {expression!r} is no exact expression; write fractions as Rational(1, 2)")
    ring = ring_of(expression, *given, extra=(of,))
    partition = Partition(ring, [boolean(hypothesis, ring) for hypothesis in given])
    variable = ring.index[of]

    def require(condition: Formula, term: Expr) -> None:
        if partition.shows(negation(condition)):
            raise GameError(f"{text(term)} is not defined at some parameters that the hypotheses allow")

    def program(cell: int) -> int | None:
        value = evaluate(expression, ring, lambda formula: partition.ask(cell, formula), require)
        slope = value.derivative(variable)
        # where the slope has no bound, as that of a root at zero, it has no sign
        top, bottom = (partition.sign(cell, Ratio(ring, part)) for part in (slope.num, slope.den))
        return top * bottom if bottom else None

    results = partition.run(program, partition.everywhere)
    if partition.abandoned:
        raise UnsupportedGame("effect: too many regions to tell apart; add hypotheses")
    known = known_signs(partition)
    forms = []
    for sign in (1, -1, 0):
        mask = results.get(sign, 0)
        formula = describe(partition, mask, partition.everywhere & ~mask)
        forms.append(boolean_form(ring, formula, known))
    return Effect(*forms)
