"""Second-order recurrences between two ends, in closed form, with the identities that prove them by induction.

For up*y(k + 1) + stay*y(k) + down*y(k - 1) + reward = y(k), y(0) = low and y(end) = high, the powers of the two roots
of up*x**2 - (1 - stay)*x + down solve the equation without reward, and a multiple of 1, k or k**2 the one with it.
W. Feller, An Introduction to Probability Theory and Its Applications I, sections XIV.2 and XIV.3.

>>> from detente.games import reals
>>> p, n, N = reals("p n N")
>>> ruin = Recurrence(p, 1 - p, 0, reward=0, low=0, high=1)
>>> for case in closed_forms(ruin, n, N, given=(0 < p, p < 1)):
...     print(case)
Case(when=Eq(p, 1/2), value=n/N)
Case(when=True, value=(1 - ((1 - p)/p)**n)/(1 - ((1 - p)/p)**N))
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import sympy
from sympy import Add, And, Eq, Expr, Implies, Integer, Mul, Ne, Pow, Symbol, cancel, sqrt, true
from sympy.logic.boolalg import Boolean

from detente.games import GameError, UnsupportedGame
from detente.games.tree import Exact, exact
from detente.solvers import conditions


@dataclass(frozen=True, init=False)
class Recurrence:
    """The equation up*y(k + 1) + stay*y(k) + down*y(k - 1) + reward = y(k) with y(0) = low and y(end) = high.

    The weights are odds, each times a discount; none of the amounts depends on k.
    """

    up: Expr
    down: Expr
    stay: Expr
    reward: Expr
    low: Expr
    high: Expr

    def __init__(self, up: Exact, down: Exact, stay: Exact, *, reward: Exact, low: Exact, high: Exact) -> None:
        for name, value in zip(self.__dataclass_fields__, (up, down, stay, reward, low, high), strict=True):
            object.__setattr__(self, name, exact(value))

    @property
    def lost(self) -> Expr:
        """What the weights leave to one: one less the discount."""
        return cancel(1 - self.up - self.down - self.stay)


class Case(NamedTuple):
    """A closed form and where it holds, given that no earlier one does."""

    when: Boolean
    value: Expr


def closed_forms(
    recurrence: Recurrence, k: Symbol | Expr, end: Expr, given: Iterable[Boolean | bool] = ()
) -> tuple[Case, ...]:
    """Return the solution y(k) as cases, the earlier ones first; a double root is a case of its own.

    Raises GameError where the hypotheses allow weights that are not positive or add up to more than one.
    """
    given = conditions.hypotheses_of(given)
    r = recurrence
    for weight in (r.up, r.down):
        if conditions.implied(weight > 0, given) is not True:
            raise GameError(f"the weight {weight} is not seen to be positive; add that it is to `given`")
    full = _status(Eq(r.lost, 0), given)
    if full is not True and conditions.implied(r.lost >= 0, given) is not True:
        raise GameError(f"the discount is not seen to be at most one: {r.lost} >= 0; add it to `given`")
    found: list[Case] = []
    if full is not False:
        rest = (*given, Eq(r.lost, 0))
        even = _status(Eq(r.up, r.down), rest)
        if even is not False:
            balanced = true if even else conditions.simplify(Eq(r.up, r.down), rest)
            found.append(Case(balanced, _double(r, k, end)))
        if even is not True:
            found.append(Case(true, _undiscounted(r, k, end)))
        if full is not True:
            found = [Case(And(Eq(r.lost, 0), case.when), case.value) for case in found]
    if full is not True:
        found.append(Case(true, _discounted(r, k, end)))
    return tuple(found)


def _status(condition: Boolean, given: tuple[Boolean | bool, ...]) -> bool | None:
    """Tell whether a condition holds always (True), never (False) or somewhere (None)."""
    if conditions.implied(condition, given) is True:
        return True
    return False if conditions.satisfiable(condition, given) is False else None


def _double(r: Recurrence, k: Expr, end: Expr) -> Expr:
    square = cancel(-r.reward / (r.up + r.down))
    return r.low + (r.high - r.low) * k / end - square * k * (end - k)


def _undiscounted(r: Recurrence, k: Expr, end: Expr) -> Expr:
    root = cancel(r.down / r.up)
    slope = cancel(-r.reward / (r.up - r.down))
    return r.low + slope * k + (r.high - r.low - slope * end) * (1 - root**k) / (1 - root**end)


def _discounted(r: Recurrence, k: Expr, end: Expr) -> Expr:
    level = cancel(r.reward / r.lost)
    spread = sqrt((1 - r.stay) ** 2 - 4 * r.up * r.down)
    one, two = ((1 - r.stay + sign * spread) / (2 * r.up) for sign in (1, -1))
    low, high = r.low - level, r.high - level
    top = high * (one**k - two**k) + low * (one**end * two**k - two**end * one**k)
    return level + top / (one**end - two**end)


def induction(recurrence: Recurrence, value: Expr, k: Symbol, end: Symbol) -> Boolean:
    """Return what proves a closed form for all whole numbers 0 <= k <= end: both ends, and the equation itself.

    Powers r**k and r**end become symbols of their own, so that each part is an identity between polynomials, which
    holds for all their values for which the form is defined. That is enough, since the equation has one solution:
    the greatest difference between two would be taken at an end, where there is none.

    Raises UnsupportedGame where k or end stands otherwise than in a polynomial or as a whole multiple in an exponent.

    >>> from detente.games import reals
    >>> p, n, N = reals("p n N")
    >>> ruin = Recurrence(p, 1 - p, 0, reward=0, low=0, high=1)
    >>> (*_, (_, value)) = closed_forms(ruin, n, N, given=(0 < p, p < 1))
    >>> conditions.implied(induction(ruin, value, n, N), (0 < p, p < 1))
    True
    >>> conditions.implied(induction(ruin, 1 - value, n, N), (0 < p, p < 1))
    False
    """
    r, powers = recurrence, _Powers(k, end)
    here, after, before = (powers.read(value, shift) for shift in (0, 1, -1))
    first = powers.at(here, Integer(0))
    last = powers.at(here, end)
    step = Eq(r.up * after + r.stay * here + r.down * before + r.reward, here)
    found = [step, Eq(first, r.low), Eq(last, r.high)]
    fresh = [symbol for pair in powers.names.values() for symbol in pair]
    divisors = {
        power.base for part in (here, after, before) for power in part.atoms(Pow) if power.exp.is_negative is True
    }
    nonzero = [Ne(base, 0) for base in sorted(divisors, key=sympy.default_sort_key)]
    return Implies(And(*(symbol > 0 for symbol in fresh), end >= 1, *nonzero), And(*found))


class _Powers:
    """Powers with k or the end in their exponents, as symbols of their own: (base**k, base**end) by base."""

    def __init__(self, k: Symbol, end: Symbol) -> None:
        self.k, self.end = k, end
        self.names: dict[Expr, tuple[Symbol, Symbol]] = {}

    def read(self, value: Expr, shift: int) -> Expr:
        """Return the value at k + shift."""
        if value == self.k:
            return self.k + shift
        if not value.has(self.k, self.end) or not value.args:
            return value
        if isinstance(value, Add | Mul):
            return value.func(*(self.read(part, shift) for part in value.args))
        if isinstance(value, Pow) and value.exp.is_Integer:
            return self.read(value.base, shift) ** value.exp
        if isinstance(value, Pow) and not value.base.has(self.k, self.end):
            exponent = sympy.Poly(value.exp, self.k, self.end)
            multiples = [exponent.coeff_monomial(m) for m in (self.k, self.end, 1)]
            if exponent.total_degree() <= 1 and all(each.is_Integer for each in multiples):
                by_k, by_end, rest = multiples
                name = self._name(value.base)
                return value.base ** (rest + shift * by_k) * name[0] ** by_k * name[1] ** by_end
        raise UnsupportedGame(f"{value}: {self.k} and {self.end} may stand in sums, products and whole exponents only")

    def at(self, value: Expr, place: Expr) -> Expr:
        """Put zero or the end in the place of k."""
        ends = {pair[0]: pair[1] if place == self.end else Integer(1) for pair in self.names.values()}
        return value.xreplace({self.k: place, **ends})

    def _name(self, base: Expr) -> tuple[Symbol, Symbol]:
        if base not in self.names:
            number = len(self.names) + 1
            self.names[base] = (
                Symbol(f"r{number}_{self.k.name}", real=True),
                Symbol(f"r{number}_{self.end.name}", real=True),
            )
        return self.names[base]
