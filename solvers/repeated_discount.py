"""The least patience under which a plan enforces itself: critical discount factors, in closed form where there is one.

What a deviation loses is a polynomial in the discount factor. Where its coefficients, lowest power first, are negative
up to some power and positive from there on, it has exactly one positive root (Descartes' rule of signs), and is
negative before and positive after it; so it is with its Bernstein coefficients, for the interval (0, 1) alone. Not
every condition is of this kind: some plans hold on an interval, some for single discount factors only.

>>> from detente.games import matrix_game, punishment, reals
>>> T, R, P, S, delta = reals("T R P S delta")
>>> table = {("C", "C"): (R, R), ("C", "D"): (S, T), ("D", "C"): (T, S), ("D", "D"): (P, P)}
>>> stage = matrix_game(("A", "B"), table, given=(T > R, R > P, P > S))
>>> print(critical_discount(punishment(stage, ("C", "C"), ("D", "D"), 3), delta))
delta >= delta_low if 4*R > 3*P + T
delta_low is the only root of delta_low + delta_low**2 + delta_low**3 - (T - R)/(R - P) = 0 in (0, 1)
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import sympy
from flint import fmpq, fmpq_mpoly, fmpq_mpoly_ctx
from sympy import Expr, Max, Min, Piecewise, Symbol
from sympy.logic.boolalg import And, Boolean

from detente.games import Automaton, GameError, UnsupportedGame
from detente.games.tree import Exact, exact
from detente.solvers import conditions
from detente.solvers.algebra import NEG, POS, ZERO
from detente.solvers.conditions import known_signs
from detente.solvers.display import boolean_form, ratio_form, text
from detente.solvers.eliminate import eliminate
from detente.solvers.formulas import All, Atom, Formula, polynomials
from detente.solvers.ratio import Ratio, coefficients_of, rational
from detente.solvers.repeated import demanded, separated, shortened
from detente.solvers.repeated_gains import Discount, Reading, sign_inside
from detente.solvers.roots import Root, roots_in, told


@dataclass(frozen=True)
class CriticalDiscount:
    """For which discount factors a plan enforces itself: ``low <= delta <= high``, where ``exists`` holds.

    An end that does not bind is None; so are both where the condition is not an interval with known ends: then
    ``closed`` is False, and the condition itself is the answer. ``exists`` is the condition on the other parameters
    for some delta in (0, 1) to do (None: unknown), and ``condition`` the whole, as `enforceable` returns it.
    """

    delta: Symbol
    low: Expr | None
    high: Expr | None
    closed: bool
    exists: Boolean | None
    condition: Boolean

    @property
    def value(self) -> Expr | None:
        """The critical discount factor, from which on the plan enforces itself; None where it is not one threshold."""
        return self.low if self.high is None else None

    def at(self, values: Mapping[Symbol, Exact]) -> CriticalDiscount:
        """Substitute exact values for parameters: a root without closed form becomes an algebraic number."""
        chosen = {symbol: exact(value) for symbol, value in values.items()}
        low, high, exists = (None if part is None else part.subs(chosen) for part in (self.low, self.high, self.exists))
        return replace(self, low=low, high=high, exists=exists, condition=self.condition.subs(chosen))

    def __str__(self) -> str:
        name = text(self.delta)
        if sympy.false in (self.exists, self.condition):
            return f"no {name}"
        if not self.closed:
            return f"not one threshold in {name}: {text(self.condition)}"
        match self.low, self.high:
            case None, None:
                said = f"every {name}"
            case low, None:
                said = f"{name} >= {text(low)}"
            case None, high:
                said = f"{name} <= {text(high)}"
            case low, high:
                said = f"{text(low)} <= {name} <= {text(high)}"
        if self.exists is None:
            said += ", where that is possible"
        elif self.exists != sympy.true:
            said += f" if {text(self.exists)}"
        return "\n".join([said, *(told(root, text) for root in roots_in([self.low, self.high]))])


def critical_discount(
    plan: Automaton, delta: Symbol, discount: Discount | None = None, *, seconds: float = 10
) -> CriticalDiscount:
    """Return the discount factors for which nobody gains by leaving a plan for a repeated game, after any history.

    ``discount`` is ``delta`` for all players unless it says otherwise, such as ``{"A": delta, "B": delta_B}``; the
    symbol has to be the discount factor of somebody. Where there is no closed form, an end is a `Root`.

    Raises GameError and UnsupportedGame as `enforceable` does.

    Source: Friedman 1971, A non-cooperative equilibrium for supergames; Abreu 1988.

    >>> from detente.games import grim_trigger, matrix_game, reals
    >>> delta, r = reals("delta r")
    >>> table = {("C", "C"): (r, r), ("C", "D"): (0, 5), ("D", "C"): (5, 0), ("D", "D"): (1, 1)}
    >>> stage = matrix_game(("A", "B"), table, given=(r > 0, r < 5))
    >>> critical = critical_discount(grim_trigger(stage, ("C", "C"), ("D", "D")), delta)
    >>> print(critical)
    delta >= 5/4 - r/4 if r > 1
    >>> critical.at({r: 3}).value
    1/2
    """
    read = Reading(plan, delta if discount is None else discount, seconds)
    if not isinstance(delta, Symbol) or delta not in read.factors:
        raise GameError(f"critical_discount: {delta!r} is nobody's discount factor; there are {list(read.factors)}")
    demands = demanded(read)
    short, condition = shortened(read, demands, (delta,))
    found = None
    if demands and not read.cases and all(set(_symbols(amount)) == {delta} for amount in demands):
        found = _in_numbers([amount.num for amount in demands], read.ring.index[delta], read.ring.ctx)
    if found is None and short is not None:
        found = _interval(read, short, delta)
    others = [g for g in read.given if delta not in g.free_symbols]
    if found is None:
        return CriticalDiscount(delta, None, None, False, _exists(delta, condition, read.given), condition)
    low, high, wanted = found
    try:
        exists: Boolean | None = conditions.simplify(wanted, others)
    except UnsupportedGame:
        exists = None
    return CriticalDiscount(delta, low, high, True, exists, condition)


def _exists(delta: Symbol, condition: Boolean, given: Sequence[Boolean]) -> Boolean | None:
    """Return the condition on the rest under which some discount factor does, None where that is not found."""
    try:
        return eliminate([delta], condition, given)
    except UnsupportedGame:
        return None


def _symbols(amount: Ratio) -> list[Symbol]:
    """List what a polynomial hangs on."""
    names = (*amount.ring.symbols, *(Symbol(f"r{k}") for k in range(amount.ring.spare)))
    return [name for name, degree in zip(names, amount.num.degrees(), strict=True) if degree]


def _in_numbers(
    polys: Sequence[fmpq_mpoly], variable: int, ctx: fmpq_mpoly_ctx
) -> tuple[Expr | None, Expr | None, Boolean] | None:
    """Return the interval in (0, 1) where polynomials in delta alone are at least zero; None where there are several.

    Between two roots, signs are those at a point; at a root, the polynomials that have it are zero and the others
    have the sign that they have beside it.
    """
    z = Symbol("z", real=True)
    found: list[sympy.Poly] = []
    for poly in polys:
        numbers = [
            rational(c.leading_coefficient()) if not c.is_zero() else 0 for c in coefficients_of(poly, variable, ctx)
        ]
        found.append(sympy.Poly(numbers[::-1], z, domain="QQ"))
    mine = [[root for root in dict.fromkeys(poly.real_roots()) if root > 0 and root < 1] for poly in found]
    ends = sorted({root for roots in mine for root in roots})
    grid = [sympy.Integer(0), *ends, sympy.Integer(1)]
    inside = [_between(low, high) for low, high in itertools.pairwise(grid)]
    signs = [[sympy.sign(poly.eval(point)) for poly in found] for point in inside]
    holds = [all(s > 0 for s in row) for row in signs]
    parts: list[tuple[int, int]] = [(k, k + 1) for k, held in enumerate(holds) if held]
    for k, root in enumerate(ends, start=1):
        beside = zip(signs[k - 1], mine, strict=True)
        if not holds[k - 1] and not holds[k] and all(s > 0 or root in roots for s, roots in beside):
            parts.append((k, k))
    parts.sort()
    if not parts:
        return None, None, sympy.false
    if any(one[1] != other[0] for one, other in itertools.pairwise(parts)):
        return None
    low, high = parts[0][0], parts[-1][1]
    return (grid[low] if low else None), (grid[high] if high <= len(ends) else None), sympy.true


def _between(low: Expr, high: Expr) -> Expr:
    """Return a rational number between two real numbers."""
    digits = 15
    while True:
        point = sympy.Rational(str(((low + high) / 2).evalf(digits)))
        if low < point and point < high:
            return point
        digits *= 2


class _End(NamedTuple):
    """One end of the interval, and the condition on the rest under which there is room beside it."""

    rising: bool
    value: Expr
    room: Boolean


def _interval(read: Reading, short: Formula, delta: Symbol) -> tuple[Expr | None, Expr | None, Boolean] | None:
    """Return the ends of the interval that a formula describes and the condition for it not to be empty, else None."""
    variable, known = read.ring.index[delta], known_signs(read.partition)
    ends: list[_End] = []
    rest: list[Boolean] = []
    for part in short.parts if isinstance(short, All) else (short,):
        if not isinstance(part, Atom):
            if not any(read.ring.polys[number].degrees()[variable] for number in polynomials(part)):
                rest.append(boolean_form(read.ring, part, known))
                continue
            return None
        if len(part.factors) > 1:
            return None
        poly = read.ring.polys[part.factors[0]]
        if not poly.degrees()[variable]:
            rest.append(boolean_form(read.ring, part, known))
            continue
        if part.signs not in (POS | ZERO, NEG | ZERO):
            return None
        end = _end(read, poly if part.signs & POS else -poly, delta)
        if end is None:
            return None
        ends.append(end)
    lows = [end.value for end in ends if end.rising]
    highs = [end.value for end in ends if not end.rising]
    apart = [one <= other for one in lows for other in highs]
    wanted = And(*rest, *(end.room for end in ends), *apart)
    return (Max(*lows) if lows else None), (Min(*highs) if highs else None), wanted


def _end(read: Reading, poly: fmpq_mpoly, delta: Symbol) -> _End | None:
    """Return the end of the interval in (0, 1) where a polynomial in delta is at least zero, None for more than one."""
    ring, known = read.ring, known_signs(read.partition)
    coefficients = coefficients_of(poly, ring.index[delta], ring.ctx)
    total = sum(coefficients, ring.ctx.constant(0))  # the value at one
    found = _direction(read, coefficients, total)
    if found is None:
        return None
    rising, seen = found
    root, formula = _root(read, coefficients, delta, rising)
    start, finish = (ratio_form(Ratio(ring, each), known) for each in (coefficients[0], total))
    long = len(coefficients) > 2
    # the root may lie outside of (0, 1), where a formula or a bracket means something else
    if rising and read.signs(coefficients[0]) != NEG and (long or seen == "unit"):
        root = Piecewise((sympy.Integer(0), start >= 0), (root, True))
    if not rising and read.signs(total) != NEG and (seen == "unit" or (long and not (seen == "line" and formula))):
        root = Piecewise((sympy.Integer(1), finish >= 0), (root, True))
    return _End(rising, root, finish > 0 if rising else start > 0)


def _direction(read: Reading, coefficients: Sequence[fmpq_mpoly], total: fmpq_mpoly) -> tuple[bool, str] | None:
    """Tell whether a polynomial goes at most once from negative to positive in (0, 1), or the other way; else None.

    The second answer is how that is seen: by one change of sign on the whole half-line ("line"), or in the Bernstein
    basis ("unit"), or by the slope.
    """
    signs = [read.signs(each) for each in coefficients]
    for rising in (True, False):
        if _once(signs, rising, False):
            return rising, "line"
    apart = separated(read, coefficients)
    # up to a factor the slope then has rational coefficients
    slope = 0 if apart is None else apart[2] * sign_inside([share * n for n, share in enumerate(apart[0], start=1)])
    if slope:
        return slope > 0, "slope"
    slopes = [each * n for n, each in enumerate(coefficients)][1:]
    for basis in (slopes, _bernstein(slopes)):
        signs = [read.signs(each) for each in basis]
        for rising, against in ((True, NEG), (False, POS)):
            if not any(s & against for s in signs) and any(not s & (against | ZERO) for s in signs):
                return rising, "slope"
    bernstein = [read.signs(each) for each in _bernstein(coefficients)]
    for rising in (True, False):
        if _once(bernstein, rising, True):
            return rising, "unit"
    return None


def _once(signs: Sequence[int], rising: bool, unit: bool) -> bool:
    """Tell whether signs change once, whatever they are, in a direction; in (0, 1) one end may be open."""
    before, after = (NEG, POS) if rising else (POS, NEG)
    turn = next((n for n, s in enumerate(signs) if s & after), len(signs) - 1)
    if any(s & before for s in signs[turn + 1 :]):
        return False
    starts, ends = signs[0] == before, signs[-1] == after
    return (starts and ends) or (unit and ((starts and turn == len(signs) - 1) or (ends and turn == 0)))


def _bernstein(coefficients: Sequence[fmpq_mpoly]) -> list[fmpq_mpoly]:
    """Return the coefficients in the Bernstein basis on [0, 1], times positive numbers."""
    n = len(coefficients) - 1
    found = []
    for i in range(n + 1):
        total = 0 * coefficients[0]
        for j in range(i + 1):
            total = total + coefficients[j] * fmpq(math.comb(i, j), math.comb(n, j))
        found.append(total)
    return found


def _root(read: Reading, coefficients: Sequence[fmpq_mpoly], delta: Symbol, rising: bool) -> tuple[Expr, bool]:
    """Return the root at which a polynomial changes sign in a direction, and whether it has a closed form."""
    ring, known = read.ring, known_signs(read.partition)

    def form(num: fmpq_mpoly, den: fmpq_mpoly) -> Expr:
        return ratio_form(Ratio(ring, num, den), known)

    first, last, degree = coefficients[0], coefficients[-1], len(coefficients) - 1
    if all(each.is_zero() for each in coefficients[1:-1]):
        return form(-first, last) ** sympy.Rational(1, degree), True
    one, apart = ring.ctx.constant(1), separated(read, coefficients)
    if degree == 2 and apart is not None:
        (single, double), level = apart[0], ratio_form(apart[1], known)
        return (sympy.sqrt(single**2 + 4 * double * level) * (1 if rising == (apart[2] > 0) else -1) - single) / (
            2 * double
        ), True
    if degree == 2:
        middle = coefficients[1]
        spread = sympy.sqrt(form(middle * middle - 4 * first * last, one)) * (1 if rising else -1)
        if read.signs(last) in (POS, NEG):
            return (spread - form(middle, one)) / form(2 * last, one), True
        # the same root, in a form that remains where the leading coefficient vanishes
        return -form(2 * first, one) / (spread + form(middle, one)), True
    if apart is not None:
        powers = sympy.Add(*(share * delta ** (n + 1) for n, share in enumerate(apart[0]))) - ratio_form(
            apart[1], known
        )
    else:
        powers = sympy.Add(*(form(each, one) * delta**n for n, each in enumerate(coefficients)))
    name = Symbol(f"{delta.name}_{'low' if rising else 'high'}", real=True)
    return Root(powers.xreplace({delta: name}), name, sympy.Integer(0), sympy.Integer(1)), False
