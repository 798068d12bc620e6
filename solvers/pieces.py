"""What a profile is worth, piece by piece: expected values over moves and draws, for the check of a profile.

A value is a list of cases, each with the condition on parameters, offers and draws under which it holds. Cases are
combined where they can hold together, and integrated where nature draws; only the engine that decides inequalities
is shared with the search.

>>> from detente.games import reals
>>> c, x, p = reals("c x p")
>>> asked = Asked((p < x, x < p + 1), 10)
>>> accepted = [Case(c < x - p, {"A": sympy.Integer(0)}), Case(c >= x - p, {"A": sympy.Integer(1)})]
>>> [case.payoffs["A"] for case in averaged(asked, (), (c, 0, 1), sympy.Integer(1), accepted)]
[p - x + 1]
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import sympy
from sympy import Expr, Poly, PolynomialError, Symbol
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, Boolean, Not

from detente.games import UnsupportedGame
from detente.solvers import conditions

Interval: TypeAlias = tuple[Symbol, Expr, Expr]
Scope: TypeAlias = tuple[Interval, ...]
"""The offers and draws that a condition speaks of, in the order in which they are made."""


class Case(NamedTuple):
    """What following a profile is worth where ``when`` holds."""

    when: Boolean
    payoffs: Mapping[str, Expr]


def within(scope: Scope) -> list[Boolean]:
    """Say that offers and draws lie in their intervals."""
    return [relation for x, low, high in scope for relation in (x >= low, x <= high)]


@dataclass(frozen=True)
class Asked:
    """The engine with the hypotheses of a check."""

    given: tuple[Boolean, ...]
    seconds: float

    def possible(self, scope: Scope, *parts: Boolean) -> bool:
        """Tell whether conditions can hold together (taken as possible where unknown)."""
        wanted = And(*parts)
        if wanted in (sympy.true, sympy.false):
            return bool(wanted)
        return conditions.satisfiable(wanted, [*self.given, *within(scope)], self.seconds) is not False

    def surely(self, scope: Scope, where: Boolean, wanted: Boolean) -> bool:
        """Tell whether one condition is known to imply another."""
        if wanted == sympy.true or where == sympy.false:
            return True
        return conditions.implied(wanted, [*self.given, *within(scope), where], self.seconds) is True


def weighed(
    asked: Asked, scope: Scope, players: Sequence[str], parts: Iterable[tuple[Mapping[str, Expr], Sequence[Case]]]
) -> list[Case]:
    """Return the sum of values, each with a weight by player."""
    total = [Case(sympy.true, dict.fromkeys(players, sympy.Integer(0)))]
    for weights, branch in parts:
        total = [
            Case(And(a.when, b.when), {p: a.payoffs[p] + weights[p] * b.payoffs[p] for p in players})
            for a in total
            for b in branch
            if asked.possible(scope, a.when, b.when)
        ]
    return total


def averaged(asked: Asked, scope: Scope, draw: Interval, density: Expr, cases: Sequence[Case]) -> list[Case]:
    """Return the integral of a value over a draw, in the cases that outer offers and parameters make.

    Raises UnsupportedGame where the conditions are not linear in what is drawn, or the values no polynomials in it.
    """
    c = draw[0]
    found = []
    for when, points in _ordered(asked, scope, draw, cases):
        total: dict[str, Expr] = {}
        for start, end in itertools.pairwise(points):
            between = And(when, start < c, c < end)
            if not asked.possible((*scope, draw), between):
                continue
            holding = [case for case in cases if asked.surely((*scope, draw), between, case.when)]
            if not holding or any(case.payoffs != holding[0].payoffs for case in holding):
                raise UnsupportedGame(
                    f"deviations: what follows the draw of {c} is not told apart between its thresholds"
                )
            for player, value in holding[0].payoffs.items():
                total[player] = total.get(player, sympy.Integer(0)) + _integral(density * value, c, start, end)
        if not total:
            raise UnsupportedGame(f"deviations: the interval from which {c} is drawn can be a single point")
        found.append(Case(when, {player: sympy.factor(value) for player, value in total.items()}))
    return found


def _integral(value: Expr, c: Symbol, low: Expr, high: Expr) -> Expr:
    try:
        whole = Poly(value, c).integrate(c).as_expr()
    except PolynomialError:
        raise UnsupportedGame(f"deviations: {value} is no polynomial in {c}, and is not integrated") from None
    return whole.subs(c, high) - whole.subs(c, low)


def _ordered(
    asked: Asked, scope: Scope, draw: Interval, cases: Sequence[Case]
) -> list[tuple[Boolean, tuple[Expr, ...]]]:
    """Split where the order of the thresholds of a draw changes: conditions, each with the points in order.

    The conditions may share their edges, at which the integrals are equal.
    """
    c, low, high = draw
    atoms = dict.fromkeys(atom for case in cases for atom in sorted(case.when.atoms(Relational), key=str))
    cells: list[tuple[Boolean, tuple[Expr, ...]]] = [(sympy.true, (low, high))]
    for atom in atoms:
        if c not in atom.free_symbols:
            split = [(And(when, side), points) for when, points in cells for side in (atom, Not(atom))]
            cells = [(when, points) for when, points in split if asked.possible(scope, when)]
    for root in dict.fromkeys(_root(asked, (*scope, draw), atom, c) for atom in atoms if c in atom.free_symbols):
        split = []
        for when, points in cells:
            split += [(And(when, root <= points[0]), points), (And(when, root >= points[-1]), points)]
            for k in range(1, len(points)):
                between = And(when, points[k - 1] <= root, root <= points[k])
                split.append((between, (*points[:k], root, *points[k:])))
        cells = [(when, points) for when, points in split if asked.possible(scope, when)]
    return cells


def _root(asked: Asked, scope: Scope, atom: Relational, c: Symbol) -> Expr:
    """Return where a relation that is linear in a symbol changes."""
    top, bottom = sympy.fraction(sympy.together(atom.lhs - atom.rhs))
    try:
        slope, rest = Poly(top, c).all_coeffs()
    except (PolynomialError, ValueError):
        slope, rest = sympy.Integer(0), top
    if c in bottom.free_symbols or not asked.surely(scope, sympy.true, sympy.Ne(slope, 0)):
        raise UnsupportedGame(f"deviations: {atom} is not linear in {c} with a slope that is known not to vanish")
    return sympy.cancel(-rest / slope)
