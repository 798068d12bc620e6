"""Which information sets hang together, so that the supports of the others can be searched apart.

Once some supports are chosen, what is played after one deviation may have nothing to do with what is played after
another: no condition, no mixture and no belief is common to both. Then the equilibria are all combinations of the
ways to go on here and there, as far as parameters allow both.

>>> from detente.games import Decision, Game, Terminal, reals
>>> from detente.solvers.finite import lay_out
>>> last = lambda a, b: Decision("B", {"left": Terminal({"A": a, "B": b}), "right": Terminal({"A": a, "B": 0})})
>>> form = lay_out(Game(("A", "B"), Decision("A", {"up": last(0, 1), "down": last(1, 2)})))
>>> [area.todo for area in Dependence(form, Profiles(form, "pbe")).areas({}, [0, 1, 2])]
[(0,), (1,), (2,)]
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from detente.solvers.consistency import Supports, own_last
from detente.solvers.finite import Form, Step
from detente.solvers.profiles import Profiles

Sides = tuple[frozenset[Step], frozenset[Step]]
"""The moves on the paths to two nodes of an information set that are on one path alone."""


class Area(NamedTuple):
    """Information sets that hang together, and those of them of which the supports are open, in order."""

    members: frozenset[int]
    todo: tuple[int, ...]


@dataclass
class Dependence:
    """What hangs together in one game, each question answered once for all supports that it depends on."""

    form: Form
    profiles: Profiles
    _touched: dict[object, frozenset[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        form = self.form
        self.owners = {
            form.ring.index[symbol]: number
            for rows in (form.moves, form.beliefs)
            for number, row in enumerate(rows)
            for symbol in row
        }
        self.unsure = [number for number, nodes in enumerate(form.members) if len(nodes) > 1]
        self.sides = {number: self._sides(number) for number in self.unsure}
        self.before = {number: own_last(form, number) for number in self.unsure}

    def areas(self, supports: Supports, todo: Sequence[int]) -> list[Area]:
        """Return the parts into which the open information sets fall, where these supports are chosen."""
        sets = range(len(self.form.sets))
        parent = list(sets)

        def root(i: int) -> int:
            while parent[i] != i:
                parent[i] = parent[parent[i]]
                i = parent[i]
            return i

        def unite(numbers: frozenset[int]) -> None:
            one, *others = map(root, numbers)
            for other in others:
                parent[root(other)] = root(one)

        for number in sets:
            unite(self.touched(number, supports))
        if self.profiles.definition != "weak":
            for linked in self._linked(supports):
                unite(linked)
        found: dict[int, list[int]] = {}
        for number in todo:
            found.setdefault(root(number), []).append(number)
        return [
            Area(frozenset(i for i in sets if root(i) == one), tuple(open_ones)) for one, open_ones in found.items()
        ]

    def touched(self, number: int, supports: Supports) -> frozenset[int]:
        """Return the sets on whose moves and beliefs it hangs what is best at an information set, and that set."""
        form = self.form
        unsure = len(form.members[number]) > 1
        decided = form.above[number] <= supports.keys()
        key = number, decided, self.profiles.relevant(form.below[number] | form.above[number], supports)
        found = self._touched.get(key)
        if found is None:
            weights, _ = self.profiles.weights(number, supports)
            totals = self.profiles.totals(number, supports, weights)
            used = {i for total in totals[1:] for i in form.ring.variables((total - totals[0]).num)}
            found = frozenset({number, *(self.owners[i] for i in used if i in self.owners)})
            if unsure and not decided:
                found |= self._open(form.above[number], supports)
            if self.profiles.definition == "weak":
                found |= self._open(form.below[number], supports)
            self._touched[key] = found
        return found

    @staticmethod
    def _open(numbers: frozenset[int], supports: Supports) -> frozenset[int]:
        """Return the sets at which moves are open or mixed."""
        return frozenset(i for i in numbers if len(supports.get(i, ())) != 1)

    def _sides(self, number: int) -> list[Sides]:
        steps = [frozenset(self.form.places[n].steps) for n in self.form.members[number]]
        return list(dict.fromkeys((one - two, two - one) for one, two in itertools.combinations(steps, 2)))

    def _linked(self, supports: Supports) -> list[frozenset[int]]:
        """Return sets whose beliefs may have to agree, with the sets whose moves that depends on."""
        form, found = self.form, []
        possible: dict[int, list[Sides]] = {}
        for number in self.unsure:
            if not self._surely_reached(number, supports):
                sides = [tuple(self._trembles(side, supports) for side in pair) for pair in self.sides[number]]
                possible[number] = [(one, two) for one, two in dict.fromkeys(sides) if one and two]
            last = self.before[number]
            if last is not None and len(set(last.values())) > 1:
                owners = {form.places[n].owner for n in last.values()}
                above = self._open(form.above[number], supports)
                found.append(frozenset({number, *above, *(i for i in owners if i is not None)}))
        for one, two in itertools.combinations(possible, 2):
            if any(self._alike(a, b) for a in possible[one] for b in possible[two]):
                found.append(frozenset({one, two}) | self._open(form.above[one] | form.above[two], supports))
        return found

    def _alike(self, one: Sides, two: Sides) -> bool:
        if self.profiles.definition == "sequential":
            # relations between several comparisons chain them by any move that they have in common
            return bool((one[0] | one[1]) & (two[0] | two[1]))
        return bool((one[0] & two[0] and one[1] & two[1]) or (one[0] & two[1] and one[1] & two[0]))

    @staticmethod
    def _trembles(steps: frozenset[Step], supports: Supports) -> frozenset[Step]:
        return frozenset((i, a) for i, a in steps if i not in supports or a not in supports[i])

    def _surely_reached(self, number: int, supports: Supports) -> bool:
        return any(
            all(i in supports and a in supports[i] for i, a in self.form.places[n].steps)
            for n in self.form.members[number]
        )
