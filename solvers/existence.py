"""The condition on the parameters under which values of the unknowns exist, what shares no unknown apart and once.

Families of equilibria that differ in one part of the game have all other parts in common: for each part the unknowns
are eliminated once, whatever it is combined with.

>>> from detente.games import Decision, Game, Terminal, reals
>>> from detente.solvers.algebra import POS
>>> from detente.solvers.display import boolean_form
>>> from detente.solvers.finite import lay_out
>>> c = reals("c")
>>> form = lay_out(Game(("A",), Decision("A", {"go": Terminal({"A": c}), "stay": Terminal({"A": 0})}), (c > 0,)))
>>> chance, bound = form.ring.gen(form.moves[0][0]), form.ring.convert(c)
>>> found = Existence(form).condition([Constraint(chance - bound, POS), Constraint(form.ring.one - chance, POS)])
>>> boolean_form(form.ring, found)
c < 1
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from detente.solvers import conditions, smt
from detente.solvers.cases import short
from detente.solvers.eliminate import without
from detente.solvers.finite import Form
from detente.solvers.formulas import TRUE, Formula, conjunction
from detente.solvers.partition import Partition
from detente.solvers.profiles import Constraint

T = TypeVar("T")


def apart(items: Iterable[tuple[T, set[int]]]) -> tuple[list[T], list[tuple[set[int], list[T]]]]:
    """Split things into those that use nothing, and the parts that use nothing in common, with what each uses."""
    items = list(items)
    groups: list[set[int]] = []
    for _, used in items:
        if used:
            touching = [group for group in groups if group & used]
            groups = [*(group for group in groups if not group & used), used.union(*touching)]
    groups.sort(key=min)
    parts = [(group, [item for item, used in items if used and used <= group]) for group in groups]
    return [item for item, used in items if not used], parts


class Existence:
    """The conditions of one game, each part found once."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.base = Partition(form.ring, form.given)
        self.unknowns = frozenset(range(len(form.game.parameters), len(form.ring.symbols)))
        self._shortened: dict[Formula, Formula] = {}
        self._projected: dict[Formula, Formula] = {}

    def free(self, constraints: Sequence[Constraint]) -> set[int]:
        """Return the unknowns in some constraints."""
        used = set().union(*(smt.generators(self.form.ring, c.formula()) for c in constraints))
        return used & self.unknowns

    def condition(self, constraints: Sequence[Constraint]) -> Formula:
        """Return the condition under which values of the unknowns satisfy some constraints.

        Raises UnsupportedGame where an unknown cannot be eliminated.
        """
        return self._without(conjunction(c.formula() for c in constraints))

    def parts(self, constraints: Sequence[Constraint]) -> list[Formula]:
        """Return the condition as formulas in the parameters, each found once for what shares no unknown.

        They are longer than ``condition`` taken together. Raises UnsupportedGame like that.
        """
        ring = self.form.ring
        formulas = dict.fromkeys(c.formula() for c in constraints)
        alone, parts = apart((f, smt.generators(ring, f) & self.unknowns) for f in formulas)
        return [*alone, *(self._without(conjunction(part)) for _, part in parts)]

    def _without(self, formula: Formula) -> Formula:
        if formula not in self._projected:
            free = smt.generators(self.form.ring, formula) & self.unknowns
            found = self.short(formula)
            for unknown in sorted(free, reverse=True):
                found = self.short(without(self.form.ring, unknown, found, self.form.given))
            self._projected[formula] = found
        return self._projected[formula]

    def short(self, formula: Formula) -> Formula:
        """Return a short formula equivalent to a formula under the hypotheses of the game."""
        if formula == TRUE:
            return formula
        if formula not in self._shortened:
            found = short(self.base, formula)
            if found is None:
                found = conditions.shorten(Partition(self.form.ring, self.form.given), formula)
            self._shortened[formula] = found
        return self._shortened[formula]
