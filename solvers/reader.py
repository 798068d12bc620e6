"""Equilibria read off the families of a search: strategies, beliefs and conditions as a paper prints them.

>>> from detente.games import Chance, Decision, Game, Terminal, reals
>>> q = reals("q")
>>> end = lambda a, b: Terminal({"A": a, "B": b})
>>> reply = lambda b: Decision("B", {"yes": end(1, b), "no": end(0, 0)})
>>> game = Game(("A", "B"), Chance({"good": (q, reply(1)), "bad": (1 - q, reply(-1))}, seen_by={"A"}), (0 < q, q < 1))
>>> from detente.solvers.bayesian import search
>>> from detente.solvers.finite import lay_out
>>> form = lay_out(game)
>>> read = reader(form, "pbe")
>>> for family in search(form, "pbe", deadline=float("inf")):
...     print(read.describe(family), "when", boolean_form(form.ring, read.condition(family)[0]))
B yes when q >= 1/2
B no when q <= 1/2
B yes or no when Eq(q, 1/2)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any as Anything

import sympy
from sympy import Expr

from detente.games import FrozenMap
from detente.games.information import History
from detente.solvers import conditions
from detente.solvers.algebra import POS, ZERO
from detente.solvers.bayesian import Family
from detente.solvers.cases import short
from detente.solvers.conditions import known_signs
from detente.solvers.display import KnownSign, boolean_form, ratio_form
from detente.solvers.existence import Existence
from detente.solvers.families import joint
from detente.solvers.finite import Form
from detente.solvers.formulas import Formula, compare
from detente.solvers.partition import Partition
from detente.solvers.profiles import Profiles
from detente.solvers.ratio import Ratio
from detente.solvers.rules import Rule
from detente.solvers.solution import Equilibrium


def reader(form: Form, definition: str, existence: Existence | None = None) -> Reader:
    """Return what reads the families of a game."""
    return Reader(form, Profiles(form, definition), existence or Existence(form))


@dataclass(frozen=True)
class Reader:
    """Reads equilibria off the families of one game."""

    form: Form
    profiles: Profiles
    existence: Existence
    """The conditions under which families are not empty."""

    @property
    def known(self) -> KnownSign:
        """The sign of a polynomial where the hypotheses fix it."""
        return known_signs(self.existence.base)

    def condition(self, family: Family) -> tuple[Formula, tuple[int, ...]]:
        """Return the condition on the parameters under which a family is not empty, and its free unknowns."""
        constraints = family.system.constraints
        return self.existence.condition(constraints), tuple(sorted(self.existence.free(constraints)))

    def describe(self, family: Family) -> str:
        """Name a family by its moves."""
        form = self.form
        chosen = zip(form.sets, form.actions, family.supports, strict=True)
        return "; ".join(f"{s.player} {' or '.join(labels[a] for a in support)}" for s, labels, support in chosen)

    def equilibrium(self, family: Family, when: Formula, free: Sequence[int]) -> Equilibrium:
        """Return a family as an equilibrium."""
        form, ring = self.form, self.form.ring
        supports = dict(enumerate(family.supports))
        symbols = tuple(ring.symbols[i] for i in free)
        strategy: dict[History, Rule] = {}
        beliefs: dict[History, Expr] = {}
        for number, each in enumerate(form.sets):
            rule = self._rule(family, number)
            for history in each.histories:
                strategy[history] = rule
            if len(each.histories) > 1:
                beliefs |= self._beliefs(family, number)
        payoffs = [self._put(family, v) for v in self.profiles.payoffs(0, supports)]
        unit = [compare(ring.gen(s), POS | ZERO) for s in symbols] + [
            compare(ring.one - ring.gen(s), POS | ZERO) for s in symbols
        ]
        where = sympy.true
        if free:
            inner = Partition(ring, [*form.given, *unit, when])
            formula = joint(family.system)
            found = short(inner, formula)
            where = boolean_form(
                ring, conditions.shorten(inner, formula) if found is None else found, self.known, symbols
            )
        return Equilibrium(
            boolean_form(ring, when, self.known),
            FrozenMap(strategy),
            FrozenMap(zip(form.game.players, (ratio_form(v, self.known) for v in payoffs), strict=True)),
            FrozenMap(self._outcomes(family)),
            self._path(family),
            FrozenMap(beliefs),
            symbols,
            where,
        )

    def _put(self, family: Family, ratio: Ratio) -> Ratio:
        for unknown, value in reversed(family.system.solved):
            ratio = ratio.subs(unknown, value, _never)
        return ratio

    def _show(self, family: Family, ratio: Ratio) -> Expr:
        return ratio_form(self._put(family, ratio), self.known)

    def _rule(self, family: Family, number: int) -> Rule:
        form = self.form
        chosen = family.supports[number]
        seen = form.name(number)
        if len(chosen) == 1:
            return Rule(form.sets[number].player, ((form.actions[number][chosen[0]], sympy.true),), seen)
        odds = self.profiles.probabilities(number, dict(enumerate(family.supports)))
        actions = tuple((form.actions[number][a], self._show(family, odds[a])) for a in chosen)
        return Rule(form.sets[number].player, actions, seen, True)

    def _beliefs(self, family: Family, number: int) -> dict[History, Expr]:
        form, ring = self.form, self.form.ring
        supports = dict(enumerate(family.supports))
        weights, _ = self.profiles.weights(number, supports)
        total = sum(weights.values(), ring.zero)
        return {
            form.places[node].history: self._show(family, weights.get(node, ring.zero) / total)
            for node in form.members[number]
        }

    def _outcomes(self, family: Family) -> dict[str, Anything]:
        form, ring = self.form, self.form.ring
        supports = dict(enumerate(family.supports))
        odds = [self.profiles.probabilities(i, supports) for i in range(len(form.sets))]
        totals: dict[str, list[Ratio]] = {}
        for place in form.places:
            if not place.children:
                chance = list(place.odds)
                for i, a in place.steps:
                    chance = [c * odds[i][a] for c in chance]
                if not chance[0].is_zero():
                    before = totals.get(place.outcome, [ring.zero] * len(chance))
                    totals[place.outcome] = [b + c for b, c in zip(before, chance, strict=True)]
        found: dict[str, Anything] = {}
        for name, row in totals.items():
            forms = [self._show(family, p) for p in row]
            found[name] = forms[0] if len(set(forms)) == 1 else FrozenMap(zip(form.game.players, forms, strict=True))
        return found

    def _path(self, family: Family) -> tuple[History, ...]:
        """Return one history for each information set that is reached, and of the sets off the path for the rest."""
        form = self.form
        supports = dict(enumerate(family.supports))
        reached = []
        for number, nodes in enumerate(form.members):
            for node in nodes:
                if all(a in supports[i] for i, a in form.places[node].steps):
                    reached.append(form.sets[number].histories[0])
                    break
        return tuple(reached)


def _never(ratio: Ratio) -> int:
    raise AssertionError("unknowns do not stand under roots")
