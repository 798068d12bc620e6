"""All perfect Bayesian equilibria of a finite game with symbolic payoffs.

Supports are searched depth first, the information sets near the end of the tree first. After each step the conditions
so far go to the engine, which refutes most branches before any algebra; what is left is solved support by support
(``families``). The three nested definitions, weak, pbe and sequential, differ in the beliefs that they allow
(``consistency``); Kreps and Wilson 1982, Fudenberg and Tirole 1991.

>>> from detente.games import Chance, Decision, Game, Terminal, reals
>>> q = reals("q")
>>> end = lambda a, b: Terminal({"A": a, "B": b})
>>> reply = lambda b: Decision("B", {"yes": end(1, b), "no": end(0, 0)})
>>> game = Game(("A", "B"), Chance({"good": (q, reply(1)), "bad": (1 - q, reply(-1))}, seen_by={"A"}), (0 < q, q < 1))
>>> from detente.solvers.finite import lay_out
>>> [family.supports for family in search(lay_out(game), "pbe", deadline=float("inf"))]
[((0,),), ((1,),), ((0, 1),)]
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from detente.games import UnsupportedGame
from detente.solvers import smt
from detente.solvers.algebra import ZERO
from detente.solvers.existence import Existence
from detente.solvers.families import Solved, Stuck, System, combined
from detente.solvers.finite import Form
from detente.solvers.formulas import TRUE, Formula, at_point, conjunction, disjunction
from detente.solvers.independence import Area, Dependence
from detente.solvers.knowledge import Witness
from detente.solvers.profiles import Constraint, Profiles

Supports = dict[int, tuple[int, ...]]
POOL = 24
SHORT, LONG = 1, 10
"""How many seconds the engine is given for a question that further supports will settle, and for a last one."""


@dataclass(frozen=True)
class Family:
    """The equilibria of one support in one branch of its conditions."""

    supports: tuple[tuple[int, ...], ...]
    system: System


@dataclass(frozen=True)
class Leftover:
    """A support whose conditions could not be solved, and why."""

    supports: tuple[tuple[int, ...], ...]
    formula: tuple[Formula, ...]
    reason: str


class Engine:
    """Asks whether conditions are possible, points met before first."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.pool: list[Witness] = []

    def possible(self, formulas: list[Formula], seconds: float = 10) -> bool:
        """Tell whether formulas have a common solution (taken as having one where unknown)."""
        for point in self.pool:
            if all(at_point(f, partial(self._sign, point)) for f in formulas):
                return True
        answer = smt.check(self.form.ring, formulas, seconds)
        if answer.satisfiable and answer.values is not None:
            model = answer.model or ()
            used = set().union(*(smt.generators(self.form.ring, f) for f in formulas))
            if all(model[i] is not None for i in used) and not self.form.ring.radicals:
                values = tuple(v or 0 for v in model[: len(self.form.ring.symbols)])
                self.pool.insert(0, Witness(values))  # type: ignore[arg-type]
                del self.pool[POOL:]
        return answer.satisfiable is not False

    def _sign(self, point: Witness, number: int) -> int:
        if number not in point.signs:
            poly = self.form.ring.polys[number]
            value = poly(*point.values, *[0] * (len(self.form.ring.gens) - len(point.values)))
            point.signs[number] = int(value > 0) - int(value < 0)
        return point.signs[number] or 0


def order(form: Form) -> list[int]:
    """Return the order in which supports are chosen.

    Who knows all comes first, near the end of the tree first. The others come from the start of the tree on: what is
    believed is told once the supports above are chosen.
    """
    unsure = [len(nodes) > 1 for nodes in form.members]
    return sorted(range(len(form.sets)), key=lambda i: (unsure[i], form.depth[i] if unsure[i] else -form.depth[i], i))


def rank(form: Form, family: Family) -> list[tuple[int, tuple[int, ...]]]:
    """Return where a family is listed: by its supports, near the end of the tree first, the smallest first."""
    leaves_first = sorted(range(len(form.sets)), key=lambda i: (-form.depth[i], i))
    return [(len(family.supports[i]), family.supports[i]) for i in leaves_first]


class Within(NamedTuple):
    """Where the search goes on: the information sets that hang together (None: all), and what is known besides."""

    members: frozenset[int] | None
    context: tuple[Formula, ...] = ()


@dataclass
class Search:
    """The search of one game, one support after the other."""

    form: Form
    definition: str
    deadline: float
    skipped: dict[int, None] | None = None
    """Where given, the polynomials of the knife edges that are noted and not followed."""

    def __post_init__(self) -> None:
        self.profiles = Profiles(self.form, self.definition)
        self.dependence = Dependence(self.form, self.profiles)
        self.engine = Engine(self.form)
        self.said: dict[int, tuple[tuple[Constraint, ...], tuple[Formula, ...] | None]] = {}
        self.existence = Existence(self.form)
        self.solved: Solved = {}
        self.needed: dict[frozenset[Constraint], Formula] = {}
        self.allowed: dict[frozenset[Formula], bool] = {}
        self.hard = False
        self.order = order(self.form)
        self.settled = self._by_backward_induction()

    def _by_backward_induction(self) -> Supports:
        """Return the supports that have to be at the sets of those who know all, near the end of the tree first."""
        form = self.form
        sure = [i for i, nodes in enumerate(form.members) if len(nodes) == 1]
        settled: Supports = {}
        for number in sorted(sure, key=lambda i: (-form.depth[i], i)):
            options = [
                longer
                for longer in self._longer(settled, number)
                if self._promising(longer, Within(form.below[number] | {number})) is not None
            ]
            if len(options) == 1:
                settled = options[0]
        return settled

    def below(self, supports: Supports) -> Iterator[Family | Leftover]:
        """Run through the families in which the supports chosen so far are these."""
        chosen = {**self.settled, **supports}
        for found in self._completed(chosen, tuple(i for i in self.order if i not in chosen), Within(None)):
            if isinstance(found, Leftover):
                yield found
                continue
            # what was put together from several areas has been found possible, unless some condition was too hard
            constraints = self._collected(found)
            if not self.hard or self.engine.possible([*self.form.given, *(c.formula() for c in constraints)]):
                yield from self._families(found, constraints)

    def _collected(self, supports: Supports, members: frozenset[int] | None = None) -> list[Constraint]:
        """Return the conditions of some supports that are not plainly true."""
        different = {(c.formula(), c.signs): c for group in self._constraints(supports, members) for c in group}
        return [c for c in different.values() if c.ratio.constant() is None]

    def _completed(self, supports: Supports, todo: tuple[int, ...], within: Within) -> Iterator[Supports | Leftover]:
        """Run through the supports with choices for further information sets for which the conditions are possible."""
        constraints = self._promising(supports, within)
        if constraints is None:
            return
        if isinstance(constraints, Leftover):
            yield constraints
            return
        if not todo:
            yield supports
            return
        areas = self.dependence.areas(supports, todo)
        if len(areas) == 1:
            for longer in self._longer(supports, todo[0]):
                yield from self._completed(longer, todo[1:], within)
            return
        # what holds of the parameters alone holds everywhere
        parameters = range(len(self.form.game.parameters))
        everywhere = [f for c in constraints if smt.generators(self.form.ring, f := c.formula()) <= {*parameters}]
        ways: list[list[Supports]] = []
        for area in areas:
            inside = Within(area.members, (*within.context, *everywhere))
            found = list(self._completed(supports, area.todo, inside))
            yield from (each for each in found if isinstance(each, Leftover))
            ways.append([each for each in found if not isinstance(each, Leftover)])
        yield from self._together(supports, list(zip(areas, ways, strict=True)), [*within.context, *everywhere])

    def _together(
        self, supports: Supports, ways: Sequence[tuple[Area, list[Supports]]], context: list[Formula]
    ) -> Iterator[Supports]:
        """Run through the combinations of the ways to go on in several areas that parameters allow together."""
        if not ways:
            yield supports
            return
        (area, here), *rest = ways
        for way in here:
            needed = [*context, self._needed(way, area.members)]
            if self._allowed(needed):
                yield from self._together({**supports, **way}, rest, needed)

    def _needed(self, supports: Supports, members: frozenset[int]) -> Formula:
        """Return the condition on the parameters for the equilibrium conditions of some sets (or a weaker one)."""
        constraints = self._collected(supports, members)
        key = frozenset(constraints)
        if key not in self.needed:
            try:
                branches = list(self._branches(constraints))
                parts = (conjunction(self.existence.parts(each.constraints)) for each in branches)
                self.needed[key] = disjunction(parts)
            except (Stuck, UnsupportedGame):
                self.needed[key] = TRUE
                self.hard = True
        return self.needed[key]

    def _allowed(self, formulas: Iterable[Formula]) -> bool:
        """Tell whether parameters satisfy some formulas."""
        key = frozenset(formulas)
        if key not in self.allowed:
            self.allowed[key] = self.engine.possible([*self.form.given, *dict.fromkeys(formulas)])
        return self.allowed[key]

    def _possible(self, systems: Sequence[System]) -> bool:
        """Tell whether systems that share no unknown have a common solution."""
        if any(system.equations or system.left_out for system in systems):
            return self.engine.possible([f for system in systems for f in system.formulas()])
        try:
            return self._allowed([f for system in systems for f in self.existence.parts(system.constraints)])
        except UnsupportedGame:
            return self.engine.possible([f for system in systems for f in system.formulas()])

    def _branches(self, constraints: Sequence[Constraint]) -> Iterator[System]:
        form = self.form
        equations = tuple(c.ratio for c in constraints if c.signs == ZERO)
        inequalities = tuple(c for c in constraints if c.signs != ZERO)
        beliefs = frozenset(form.ring.index[symbol] for row in form.beliefs for symbol in row)
        start = System(form.ring, form.given, equations, inequalities, beliefs)
        unknowns = sorted(self.existence.free(constraints))
        return combined(start, unknowns, self.skipped, self.solved, self._possible)

    def frontier(self, width: int) -> list[Supports]:
        """Return the choices of the first supports that are possible, as soon as there are so many, in order."""
        found: list[Supports] = [self.settled]
        todo = [i for i in self.order if i not in self.settled]
        while 0 < len(found) < width and todo:
            longer = [each for supports in found for each in self._longer(supports, todo[0])]
            found = [each for each in longer if self._promising(each, Within(None)) is not None]
            todo = todo[1:]
        return found

    def _longer(self, supports: Supports, number: int) -> list[Supports]:
        actions = range(len(self.form.actions[number]))
        return [
            {**supports, number: support}
            for size in range(1, len(actions) + 1)
            for support in itertools.combinations(actions, size)
        ]

    def _promising(self, supports: Supports, within: Within) -> list[Constraint] | Leftover | None:
        """Return the conditions of some supports, None where they are not possible."""
        if time.monotonic() > self.deadline:
            return self._leftover(supports, "the time given was not enough for the search")
        try:
            constraints = self._constraints(supports, within.members)
        except UnsupportedGame as problem:
            return self._leftover(supports, str(problem))
        formulas: dict[Formula, None] = dict.fromkeys(within.context)
        for group in constraints:
            found = self._said(group)
            if found is None:
                return None
            formulas.update(dict.fromkeys(found))
        seconds = LONG if len(supports) == len(self.order) else SHORT
        if not self.engine.possible([*self.form.given, *formulas], seconds):
            return None
        return self._collected(supports, within.members)

    def _said(self, group: tuple[Constraint, ...]) -> tuple[Formula, ...] | None:
        """Return constraints as formulas, or None where one is plainly false; they are asked for again and again."""
        key = id(group)
        if key not in self.said:
            open_ones = [c for c in group if c.ratio.constant() is None]
            refuted = any(_refuted(c) for c in group)
            self.said[key] = group, None if refuted else tuple(c.formula() for c in open_ones)
        return self.said[key][1]

    def _leftover(self, supports: Supports, reason: str, formula: tuple[Formula, ...] = ()) -> Leftover:
        return Leftover(tuple(supports.get(i, ()) for i in range(len(self.form.sets))), formula, reason)

    def _constraints(self, supports: Supports, members: frozenset[int] | None) -> list[tuple[Constraint, ...]]:
        under: frozenset[int] = frozenset().union(*(self.form.below[i] for i in supports))
        inside = self.order if members is None else [i for i in self.order if i in members]
        found = [self.profiles.bounds(number, supports) for number in inside if number in supports.keys() | under]
        found += [self.profiles.conditions(number, supports) for number in inside if number in supports]
        if all(number in supports for number in inside):
            found.append(self.profiles.links(supports, inside))
        return found

    def _families(self, supports: Supports, constraints: list[Constraint]) -> Iterator[Family | Leftover]:
        chosen = tuple(supports[i] for i in range(len(self.form.sets)))
        try:
            for system in self._branches(constraints):
                if system.left_out and self.skipped is not None:
                    self.skipped[system.edges[-1]] = None
                else:
                    yield Family(chosen, system)
        except Stuck as problem:
            yield self._leftover(supports, str(problem), tuple(c.formula() for c in constraints))


def search(form: Form, definition: str, deadline: float) -> Iterator[Family | Leftover]:
    """Run through the families of equilibria of a game, support by support.

    After the deadline what has not been searched comes back as leftovers.
    """
    yield from Search(form, definition, deadline).below({})


def _refuted(constraint: Constraint) -> bool:
    constant = constraint.ratio.constant()
    return constant is not None and not constraint.signs & (4 if constant.p > 0 else 1 if constant.p < 0 else 2)
