"""What can follow an offer, and what its proposer can be held to: the supremum of the worst continuations.

>>> from detente.games import Chance, Decision, Game, Offer, Terminal, reals
>>> from detente.solvers import solve
>>> x, q = reals("x q")
>>> deal, war = Terminal({"A": x, "B": 1 - x}, "settlement"), Terminal({"A": -1, "B": -1}, "war")
>>> last = Decision("A", {"fight": war, "pass": Terminal({"A": 0, "B": 0})})
>>> play = Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "reject": last}))
>>> game = Game(("A", "B"), Chance({"one": (q, play), "two": (1 - q, play)}, seen_by={"B"}), (0 < q, q < 1))
>>> solve(game, "pbe").equilibria[0].payoffs["A"]
1
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from sympy import Symbol

from detente.games import Game, Offer, UnsupportedGame
from detente.solvers import conditions
from detente.solvers.algebra import NEG, POS, ZERO, Ring
from detente.solvers.describe import describe
from detente.solvers.display import KnownSign
from detente.solvers.formulas import (
    TRUE,
    All,
    Any,
    Atom,
    Formula,
    boolean,
    compare,
    conjunction,
    disjunction,
    polynomials,
)
from detente.solvers.line import Line
from detente.solvers.optimum import Candidate, Piece, Stretch, best, value
from detente.solvers.partition import Partition
from detente.solvers.ratio import Ratio
from detente.solvers.solution import Equilibrium
from detente.solvers.values import OPEN, Failure


@dataclass(frozen=True)
class Round:
    """An offer at the root, the continuations that can follow it, and the ring of parameters and the offer."""

    game: Game
    node: Offer
    ring: Ring
    given: tuple[Formula, ...]
    bounds: tuple[Formula, ...]
    known: KnownSign
    families: tuple[Equilibrium, ...]
    """The equilibria of the rest; ``when`` is a condition on the parameters and the offer."""
    deadline: float

    @property
    def variable(self) -> Symbol:
        """The number offered."""
        return self.node.interval[0]


@dataclass(frozen=True)
class Selection:
    """Which continuation follows each offer, by its number: the worst for the proposer; ``None`` where that is open."""

    partition: Partition
    groups: dict[int | None, int]
    values: tuple[Ratio | None, ...]
    since: int
    unique: bool
    """Whether what the proposer gets is settled by the offer, but for thin sets of offers."""

    def now(self) -> dict[int | None, int]:
        """Return the groups, brought up to date."""
        return {k: self.partition.update(mask, self.since) for k, mask in self.groups.items()}


def worst_of(stage: Round) -> Selection:
    """Return the worst continuation for the proposer after each offer."""
    ring = stage.ring
    partition = Partition(ring, [*stage.given, *stage.bounds], deadline=stage.deadline)
    whens = [boolean(eq.when, ring) for eq in stage.families]
    values = tuple(_worth(stage, eq) for eq in stage.families)
    several: dict[int, None] = {}

    settled = [
        not eq.free and conditions.is_open(ring, partition.hypotheses, when)
        for eq, when in zip(stage.families, whens, strict=True)
    ]

    def program(cell: int) -> int | None:
        here = [k for k, when in enumerate(whens) if partition.ask(cell, when)]
        if partition.is_thin(cell):
            # limits of what follows around are worth no more than the supremum, and nothing in them is free
            here = [k for k in here if settled[k]] or here
        worst: int | None = None
        for k in here:
            mine = values[k]
            if mine is None:
                if not partition.is_thin(cell):
                    return None
            elif worst is None:
                worst = k
            elif (gain := partition.sign(cell, mine - values[worst])) != 0:  # type: ignore[operator]
                several[cell] = None
                worst = k if gain < 0 else worst
            elif settled[k] and not settled[worst]:
                worst = k
        return here[0] if worst is None and here else worst

    # what was left open is not an answer
    known = partition.run(program, partition.everywhere)
    groups = {k: mask & ~partition.abandoned for k, mask in known.items()}
    groups[None] = groups.get(None, 0) | partition.abandoned
    unique = all(partition.is_thin(cell) for cell in several)
    return Selection(partition, groups, values, len(partition.splits), unique)


def _worth(stage: Round, eq: Equilibrium) -> Ratio | None:
    """Return what a continuation is worth to the proposer, or None where that is not settled by the offer."""
    value = eq.payoffs[stage.node.player]
    return None if value.free_symbols & set(eq.free) else stage.ring.convert(value)


class Bound(NamedTuple):
    """What the proposer can be held to, and the offers that come to it or its limit."""

    worth: Ratio
    places: tuple[Stretch, ...]


def suprema(stage: Round, selection: Selection, outer: Partition) -> dict[Bound | Failure, int]:
    """Return the supremum over offers of the worst that follows, by cells of the parameters."""
    ring, inner = stage.ring, selection.partition
    x, low, high = stage.node.interval
    variable = ring.index[x]
    masks: dict[Ratio | None, int] = {}
    for k, mask in selection.now().items():
        worth = None if k is None else selection.values[k]
        masks[worth] = masks.get(worth, 0) | mask
    # offers in thin cells do not matter for a supremum
    thick = sum(1 << cell for cell in inner.members(inner.everywhere) if not inner.is_thin(cell))
    pieces = [(describe(inner, mask & thick, thick & ~mask), worth) for worth, mask in masks.items() if mask & thick]
    numbers: dict[int, None] = {}
    for condition, worth in pieces:
        numbers.update(dict.fromkeys(sorted(polynomials(condition))))
        for poly in () if worth is None else (worth.derivative(variable).num, worth.den):
            if not poly.is_constant() and not poly.is_zero():
                numbers.setdefault(ring.intern(poly)[0])

    def program(cell: int) -> Bound | Failure:
        line = Line(outer, cell, variable, ring.convert(low), ring.convert(high))
        found: list[Candidate] = []
        try:
            for start, end in line.cut(numbers):
                if start is None or end is None or start == end:
                    continue
                if not outer.ask(cell, compare(end - start, POS)):
                    continue
                worth = next(w for k, (c, w) in enumerate(pieces) if k == len(pieces) - 1 or line.holds(start, end, c))
                if worth is None:
                    return Failure(f"what follows an offer {x} is not known for an open set of offers")
                up = line.sign_of_ratio(start, end, worth.derivative(variable)) if worth.involves(variable) else 0
                point = start if up < 0 else end
                at = Stretch(point, point, 0, (True, True)) if up else Stretch(start, end, 0, (True, True))
                found.append(Candidate(value(line, Piece(TRUE, worth), point), at, True))
            if not found:
                return Failure("the time given was not enough to tell offers apart")
            top = best(line, found).value
            return Bound(top, tuple(dict.fromkeys(c.at for c in found if c.value == top)))
        except UnsupportedGame as problem:
            return Failure(f"{stage.node.player}'s offer {x}: {problem}")

    found = {bound: mask & ~outer.abandoned for bound, mask in outer.run(program, outer.everywhere).items()}
    found[OPEN] = found.get(OPEN, 0) | outer.abandoned
    return {bound: mask for bound, mask in found.items() if mask}


def closed(formula: Formula) -> Formula:
    """Return a formula with its boundary: there what follows can only be worse for the proposer than the limit."""
    match formula:
        case Atom(factors, signs) if signs in (POS, NEG):
            return Atom(factors, signs | ZERO)
        case Atom(_, signs) if signs == NEG | POS:
            return TRUE
        case All(parts):
            return conjunction(closed(part) for part in parts)
        case Any(parts):
            return disjunction(closed(part) for part in parts)
    return formula
