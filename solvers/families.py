"""From the conditions of a support to families of equilibria in closed form.

Equations are solved one unknown at a time: an unknown in which an equation is linear, with a coefficient that
cannot vanish where that is to be had, else both cases. An equation without unknowns is a knife edge: a
set of parameters without interior. What is left free is projected out for the condition on the parameters, and
kept as the joint condition, which is the set of beliefs or mixtures. So is an equation between beliefs that is
linear in none of them.

>>> from detente.games import Chance, Decision, Game, Terminal, reals
>>> q = reals("q")
>>> end = lambda a, b: Terminal({"A": a, "B": b})
>>> reply = lambda b: Decision("B", {"yes": end(1, b), "no": end(0, 0)})
>>> game = Game(("A", "B"), Chance({"good": (q, reply(1)), "bad": (1 - q, reply(-1))}, seen_by={"A"}), (0 < q, q < 1))
>>> from detente.solvers.bayesian import search
>>> from detente.solvers.finite import lay_out
>>> [len(family.system.edges) for family in search(lay_out(game), "pbe", deadline=float("inf"))]
[0, 0, 1]
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, replace

from flint import fmpq_mpoly

from detente.solvers import smt
from detente.solvers.algebra import NEG, POS, ZERO, Ring
from detente.solvers.existence import apart
from detente.solvers.formulas import Formula, compare, conjunction
from detente.solvers.profiles import Constraint
from detente.solvers.ratio import Ratio, coefficients_of


class Stuck(Exception):
    """An equation that is not linear in any unknown."""


@dataclass(frozen=True)
class System:
    """Equations and inequalities in parameters and unknowns, and what has been solved for."""

    ring: Ring
    given: tuple[Formula, ...]
    equations: tuple[Ratio, ...]
    constraints: tuple[Constraint, ...]
    beliefs: frozenset[int] = frozenset()
    """The unknowns that are beliefs."""
    solved: tuple[tuple[int, Ratio], ...] = ()
    edges: tuple[int, ...] = ()
    """Polynomials in the parameters alone that have to vanish."""
    left_out: bool = False
    """Whether this is a knife edge that was not followed: the last of ``edges``."""

    def formulas(self) -> list[Formula]:
        """Return all conditions but the solved equations."""
        return [
            *self.given,
            *(c.formula() for c in self.constraints),
            *(compare(e, ZERO) for e in self.equations),
        ]

    def possible(self) -> bool:
        """Tell whether the system has a solution (taken as having one where unknown)."""
        return smt.check(self.ring, self.formulas()).satisfiable is not False

    def allows(self, *extra: Formula) -> bool:
        """Tell whether a further condition is possible."""
        return smt.check(self.ring, [*self.formulas(), *extra]).satisfiable is not False


def solved(system: System, unknowns: Sequence[int], skipped: Container[int] | None = None) -> Iterator[System]:
    """Run through the disjoint branches of a system in which every equation is solved or a knife edge.

    Where ``skipped`` is given, a knife edge is not followed, and is left out altogether where its polynomial is in
    there. Raises Stuck where an equation has no unknown to degree one.
    """
    if not system.equations:
        yield system
        return
    equation = min(system.equations, key=lambda e: (len(e.num.coeffs()), e.num.total_degree(), str(e.num)))
    rest = replace(system, equations=tuple(e for e in system.equations if e is not equation))
    if equation.is_zero():
        yield from solved(rest, unknowns, skipped)
        return
    if equation.num.is_constant():
        return
    number, _ = system.ring.intern(equation.num)
    before: list[Constraint] = []
    for factor, _ in system.ring.factors(number):
        poly = Ratio(system.ring, system.ring.polys[factor])
        branch = replace(rest, constraints=(*rest.constraints, *before))
        known = skipped is not None and factor in skipped
        if not known and branch.allows(compare(poly, ZERO)):
            yield from _solve_factor(branch, factor, unknowns, skipped)
        before.append(Constraint(poly, NEG | POS))


Solved = dict[tuple[tuple[Ratio, ...], tuple[Constraint, ...]], list[System]]
"""The branches of systems, by their equations and constraints."""


def combined(
    system: System,
    unknowns: Sequence[int],
    skipped: Container[int] | None,
    known: Solved,
    possible: Callable[[Sequence[System]], bool],
) -> Iterator[System]:
    """Run through the branches of a system like ``solved``, where what shares no unknown is solved apart, and once."""
    base, *parts = _apart(system, unknowns)
    for start in solved(base, unknowns, skipped):
        if start.left_out:
            if possible([start, *parts]):
                yield start
            continue
        found: list[list[System]] = []
        for part in parts:
            whole = replace(part, constraints=(*start.constraints, *part.constraints))
            key = whole.equations, whole.constraints
            if key not in known:
                known[key] = list(solved(whole, unknowns, skipped))
            found.append(known[key])
            if all(branch.left_out for branch in found[-1]):
                # everything is on these edges, and those of other parts do not matter
                found = [[]] * len(found[:-1]) + found[-1:]
                break
        for k, branches in enumerate(found):
            others = [*parts[:k], *parts[k + 1 :]]
            for branch in branches:
                if branch.left_out and (not others or possible([branch, *others])):
                    yield branch
        if len(parts) == 1:
            yield from (replace(b, edges=(*start.edges, *b.edges)) for b in found[0] if not b.left_out)
            continue
        regular = [[b for b in branches if not b.left_out] for branches in found]
        for choice in itertools.product(*regular) if len(found) == len(parts) else ():
            if possible([start, *choice]):
                yield _joined([start, *choice])


def _apart(system: System, unknowns: Sequence[int]) -> list[System]:
    """Split a system into what has no unknowns, and the parts that have none in common."""
    free = set(unknowns)
    items: list[tuple[Ratio | Constraint, set[int]]] = [
        (e, smt.generators(system.ring, compare(e, ZERO)) & free) for e in system.equations
    ]
    items += [(c, smt.generators(system.ring, c.formula()) & free) for c in system.constraints]
    base, parts = apart(items)
    return [
        replace(
            system,
            equations=tuple(item for item in mine if isinstance(item, Ratio)),
            constraints=tuple(item for item in mine if isinstance(item, Constraint)),
        )
        for mine in (base, *(part for _, part in parts))
    ]


def _joined(parts: Sequence[System]) -> System:
    return replace(
        parts[0],
        constraints=tuple(dict.fromkeys(c for part in parts for c in part.constraints)),
        solved=tuple(pair for part in parts for pair in part.solved),
        edges=tuple(dict.fromkeys(edge for part in parts for edge in part.edges)),
    )


def _solve_factor(
    system: System, factor: int, unknowns: Sequence[int], skipped: Container[int] | None
) -> Iterator[System]:
    ring = system.ring
    poly = ring.polys[factor]
    present = [u for u in unknowns if poly.degrees()[u]]
    if not present:
        # where the hypotheses themselves want it to vanish, it is no edge
        vanishing = Constraint(Ratio(ring, poly), ZERO)
        found = replace(system, constraints=(*system.constraints, vanishing), edges=(*system.edges, factor))
        if skipped is not None and smt.check(ring, [*system.given, compare(vanishing.ratio, NEG | POS)]).satisfiable:
            yield replace(found, left_out=True)
        else:
            yield from solved(found, unknowns, skipped)
        return
    linear = [u for u in present if poly.degrees()[u] == 1]
    if not linear and system.beliefs.issuperset(present):
        # beliefs that hang together in another way stay free, with the equation as a condition on them
        yield from solved(
            replace(system, constraints=(*system.constraints, Constraint(Ratio(ring, poly), ZERO))), unknowns, skipped
        )
        return
    if not linear:
        raise Stuck(f"an indifference condition of degree {poly.degrees()[present[0]]} in a mixture")
    vanish = compare(Ratio(ring, poly), ZERO)
    for u in sorted(linear, key=lambda u: _size(coefficients_of(poly, u, ring.ctx)[1])):
        slope = Ratio(ring, coefficients_of(poly, u, ring.ctx)[1])
        if slope.constant() is not None or not system.allows(vanish, compare(slope, ZERO)):
            yield from _substitute(system, poly, u, unknowns, skipped)
            return
    u = min(linear, key=lambda u: _size(coefficients_of(poly, u, ring.ctx)[1]))
    rest, slope_poly = coefficients_of(poly, u, ring.ctx)
    slope = Ratio(ring, slope_poly)
    nonzero = replace(system, constraints=(*system.constraints, Constraint(slope, NEG | POS)))
    if nonzero.allows(vanish):
        yield from _substitute(nonzero, poly, u, unknowns, skipped)
    yield from solved(replace(system, equations=(*system.equations, slope, Ratio(ring, rest))), unknowns, skipped)


def _size(poly: fmpq_mpoly) -> tuple[int, int, str]:
    return int(poly.total_degree()), len(poly.coeffs()), str(poly)


def _substitute(
    system: System, poly: fmpq_mpoly, unknown: int, unknowns: Sequence[int], skipped: Container[int] | None
) -> Iterator[System]:
    ring = system.ring
    rest, slope = coefficients_of(poly, unknown, ring.ctx)
    value = Ratio(ring, -rest, slope)

    def put(ratio: Ratio) -> Ratio:
        return ratio.subs(unknown, value, _no_signs)

    new = replace(
        system,
        equations=tuple(put(e) for e in system.equations),
        constraints=tuple(Constraint(put(c.ratio), c.signs) for c in system.constraints),
        solved=(*((u, put(v)) for u, v in system.solved), (unknown, value)),
    )
    kept = tuple(c for c in new.constraints if _open(c))
    new = replace(new, constraints=kept)
    if all(c.ratio.constant() is None for c in kept) and new.possible():
        yield from solved(new, [u for u in unknowns if u != unknown], skipped)


def _open(constraint: Constraint) -> bool:
    constant = constraint.ratio.constant()
    if constant is None:
        return True
    return not constraint.signs & (POS if constant.p > 0 else NEG if constant.p < 0 else ZERO)


def _no_signs(ratio: Ratio) -> int:
    raise AssertionError("unknowns do not stand under roots")


def joint(system: System) -> Formula:
    """Return the condition on the parameters and what is left free."""
    return conjunction(c.formula() for c in system.constraints)
