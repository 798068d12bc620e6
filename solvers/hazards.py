"""Monotone hazard rates: what is known of a distribution function whose density is logarithmically concave.

With such a density f both the distribution function F and the survival function S = 1 - F are log-concave (Prekopa
1973; An 1998; Bagnoli and Bergstrom 2005, Economic Theory 26), which is to say that ``f*f >= f'*F`` and ``f*f >=
-f'*S``: the hazard rate f/S rises. With ``r = f'/f``, which has no special functions in it, ``f >= r*F`` and
``f >= -r*S``. This is told to the engine for each threshold at which F is a special function.
"""

from __future__ import annotations

from sympy import Expr, Symbol

from detente.games import UnsupportedGame
from detente.solvers.algebra import NEG, POS, ZERO
from detente.solvers.extensions import Extension, Special
from detente.solvers.formulas import boolean, compare, conjunction, disjunction, negation
from detente.solvers.line import Line
from detente.solvers.partition import Partition
from detente.solvers.ratio import Ratio


def is_log_concave(partition: Partition, densities: dict[Ratio, int], interval: tuple[Symbol, Expr, Expr]) -> bool:
    """Prove that a density is positive and log-concave between the ends of its interval; False where that fails.

    >>> from sympy import exp, oo
    >>> from detente.games import reals
    >>> from detente.solvers.algebra import Ring
    >>> c = reals("c")
    >>> ring = Ring([c])
    >>> cells = Partition(ring, [])
    >>> is_log_concave(cells, {ring.convert(exp(-c**2)): 1}, (c, -oo, oo))
    True
    >>> is_log_concave(cells, {ring.convert(1/(1 + c**2)): 1}, (c, -oo, oo))
    False
    """
    ring, (c, low, high) = partition.ring, interval
    if len(densities) != 1:
        return False
    (density,) = densities
    between = [boolean(part, ring) for part in (c > low, c < high)]
    variable = ring.index[c]
    try:
        bend = (density.derivative(variable) / density).derivative(variable)
    except (UnsupportedGame, ZeroDivisionError):
        return False
    wrong = disjunction([compare(density, NEG | ZERO), compare(bend, POS)])
    return partition.check(partition.base, [*between, wrong]).satisfiable is False


def note(line: Line, density: Ratio, below: Ratio, at: Ratio) -> None:
    """Take note of what log-concavity says of the mass ``below`` a threshold, where it has special functions in it."""
    ring = line.ring
    triggers = [i for i in sorted(ring.variables(below.num)) if _hangs(ring.extension(i), at)]
    if not triggers:
        return
    ends = [compare(at - line.low, POS)] if line.low is not None else []
    ends += [compare(line.high - at, POS)] if line.high is not None else []
    # the signs that the mass was found with are those of the cell
    inside = conjunction([*ends, line.partition.formula(line.cell)])
    try:
        here = density.subs(line.variable, at, line.sign)
        rise = (density.derivative(line.variable) / density).subs(line.variable, at, line.sign)
    except (UnsupportedGame, ZeroDivisionError):
        return
    above = ring.one - below
    known = [(below, POS), (above, POS), (here - rise * below, POS | ZERO), (here + rise * above, POS | ZERO)]
    for i in triggers:
        rows = ring.hazards.setdefault(i, [])
        for ratio, signs in known:
            if (ratio, signs, inside) not in rows:
                rows.append((ratio, signs, inside))
                ring.noted.setdefault(i, []).append(disjunction([negation(inside), compare(ratio, signs)]))


def _hangs(extension: Extension | None, at: Ratio) -> bool:
    """Tell whether this is a special function of something that a threshold has in it."""
    if not isinstance(extension, Special) or not extension.args:
        return False
    used = set().union(*(at.ring.variables(part) for part in at.parts))
    return any(extension.args[-1].involves(i) for i in used)
