"""The conditions that make a profile an equilibrium, support by support, as polynomials in the unknowns.

For an information set the condition is on sums over its nodes of weight times gain: zero between two moves of the
support, and not positive for a move outside. The weight is the probability of the node where the set is reached, a
free belief where it is not, and also a free belief where that is not decided yet: a relaxation that is sound, and
does the work of backward induction and of dominance at once.

>>> from detente.games import Chance, Decision, Game, Terminal, reals
>>> q = reals("q")
>>> end = lambda a, b: Terminal({"A": a, "B": b})
>>> reply = lambda b: Decision("B", {"yes": end(1, b), "no": end(0, 0)})
>>> game = Game(("A", "B"), Chance({"good": (q, reply(1)), "bad": (1 - q, reply(-1))}, seen_by={"A"}), (0 < q, q < 1))
>>> from detente.solvers.finite import lay_out
>>> [c.ratio.expr() for c in Profiles(lay_out(game), "pbe").conditions(0, {0: (0,)})]
[2*q - 1]
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any as Anything
from typing import NamedTuple, TypeVar

from sympy import Symbol

from detente.solvers.algebra import POS, ZERO, Ring
from detente.solvers.consistency import Assessment, Supports, Trembles, assess, likelihood, own_last, passage, trembles
from detente.solvers.finite import Form
from detente.solvers.formulas import Formula, compare
from detente.solvers.ratio import Ratio
from detente.solvers.trembles import Part, relations


class Constraint(NamedTuple):
    """The sign of a ratio lies in ``signs``."""

    ratio: Ratio
    signs: int

    def formula(self) -> Formula:
        """Return the constraint as a formula."""
        return compare(self.ratio, self.signs)


T = TypeVar("T")


class Group(NamedTuple):
    """The nodes of one information set with the same trembles, the belief in them, and what they share it by."""

    trembles: Trembles
    belief: Ratio
    total: Ratio


@dataclass
class Profiles:
    """The conditions of one game by supports, each computed once for all supports that it depends on."""

    form: Form
    definition: str
    _values: dict[object, tuple[Ratio, ...]] = field(default_factory=dict)
    _probabilities: dict[object, tuple[Ratio, ...]] = field(default_factory=dict)
    _bounds: dict[object, tuple[Constraint, ...]] = field(default_factory=dict)
    _conditions: dict[object, tuple[Constraint, ...]] = field(default_factory=dict)
    _links: dict[object, tuple[Anything, ...]] = field(default_factory=dict)

    def probabilities(self, number: int, supports: Supports) -> tuple[Ratio, ...]:
        """Return the probabilities of the moves of a set; the last of its support has what the others leave."""
        ring, symbols = self.form.ring, self.form.moves[number]
        chosen = supports.get(number, tuple(range(len(symbols))))
        if (number, chosen) not in self._probabilities:
            self._probabilities[number, chosen] = self._mixture(ring, symbols, chosen)
        return self._probabilities[number, chosen]

    @staticmethod
    def _mixture(ring: Ring, symbols: Sequence[Symbol], chosen: tuple[int, ...]) -> tuple[Ratio, ...]:
        *free, last = chosen
        found = [ring.zero] * len(symbols)
        found[last] = ring.one
        for action in free:
            found[action] = ring.gen(symbols[action])
            found[last] = found[last] - found[action]
        return tuple(found)

    def bounds(self, number: int, supports: Supports) -> tuple[Constraint, ...]:
        """Return the constraints on the probabilities of an information set's moves."""
        if number in supports and len(supports[number]) == 1:
            return ()
        key = number, supports.get(number)
        if key not in self._bounds:
            self._bounds[key] = self._bounds_of(number, supports)
        return self._bounds[key]

    def _bounds_of(self, number: int, supports: Supports) -> tuple[Constraint, ...]:
        signs = POS if number in supports else POS | ZERO
        chosen = supports.get(number, tuple(range(len(self.form.moves[number]))))
        probabilities = self.probabilities(number, supports)
        return tuple(Constraint(probabilities[action], signs) for action in chosen)

    def payoffs(self, node: int, supports: Supports) -> tuple[Ratio, ...]:
        """Return the expected payoffs at a node, by player, by each player's own odds."""
        place = self.form.places[node]
        if not place.children:
            return place.payoffs
        key = node, self.relevant(self._under(node), supports)
        found = self._values.get(key)
        if found is None:
            values = [self.payoffs(child, supports) for child in place.children]
            if place.owner is None:
                weights = place.weights
            else:
                chances = self.probabilities(place.owner, supports)
                weights = tuple((chance,) * len(values[0]) for chance in chances)
            found = tuple(
                sum(
                    (w[k] * v[k] for w, v in zip(weights, values, strict=True) if not w[k].is_zero()),
                    self.form.ring.zero,
                )
                for k in range(len(values[0]))
            )
            self._values[key] = found
        return found

    def _under(self, node: int) -> frozenset[int]:
        cache: dict[int, frozenset[int]] = self.__dict__.setdefault("_sets_under", {})
        if node not in cache:
            place = self.form.places[node]
            own = frozenset() if place.owner is None else frozenset({place.owner})
            cache[node] = own.union(*(self._under(child) for child in place.children))
        return cache[node]

    @staticmethod
    def relevant(numbers: frozenset[int], supports: Supports) -> tuple[tuple[int, tuple[int, ...]], ...]:
        """Return the supports of some information sets, as far as they are chosen."""
        return tuple((i, supports[i]) for i in sorted(numbers) if i in supports)

    def assessment(self, number: int, supports: Supports) -> Assessment | None:
        """Return the beliefs at an information set, or None while supports above it are open."""
        if not self.form.above[number] <= supports.keys():
            return None
        return assess(self.form, supports, number, self.definition)

    def weights(self, number: int, supports: Supports) -> tuple[dict[int, Ratio], list[Constraint]]:
        """Return the weight of each node of a set (others have none), and the constraints on free beliefs."""
        form, ring = self.form, self.form.ring
        nodes = form.members[number]
        if len(nodes) == 1:
            return {nodes[0]: ring.one}, []
        found = self.assessment(number, supports)
        if found is None:
            return self._free([(n, {n: ring.one}) for n in nodes], number)
        probabilities = [self.probabilities(i, supports) for i in range(len(form.sets))]
        player = form.player(number)
        classes = []
        for missing, members in found.classes:
            share = {n: likelihood(form, probabilities, n, player, missing) for n in members}
            if self.definition == "weak" and not found.on_path:
                share = dict.fromkeys(members, ring.one)
            classes.append((members[0], share))
        if len(classes) == 1:
            return classes[0][1], []
        return self._free(classes, number)

    def _free(
        self, classes: Sequence[tuple[int, Mapping[int, Ratio]]], number: int
    ) -> tuple[dict[int, Ratio], list[Constraint]]:
        """Give each class a free belief (the last: one minus the rest), shared by likelihood within the class."""
        ring, form = self.form.ring, self.form
        totals = [sum(share.values(), ring.zero) for _, share in classes]
        last = ring.one
        weights: dict[int, Ratio] = {}
        constraints = []
        for k, (first, share) in enumerate(classes):
            belief = last
            if k < len(classes) - 1:
                belief = ring.gen(form.beliefs[number][form.members[number].index(first)])
                last = last - belief
            constraints.append(Constraint(belief, POS | ZERO))
            # common denominators are cleared: those of the classes with several nodes
            for j, (_, others) in enumerate(classes):
                if j != k and len(others) > 1:
                    belief = belief * totals[j]
            for node, part in share.items():
                weights[node] = belief * part if len(share) > 1 else belief
        return weights, constraints

    def conditions(self, number: int, supports: Supports) -> tuple[Constraint, ...]:
        """Return the constraints that make the moves at an information set best, and the beliefs there."""
        unsure = len(self.form.members[number]) > 1
        decided = unsure and self.form.above[number] <= supports.keys()
        involved = self.form.below[number] | (self.form.above[number] if decided else frozenset()) | {number}
        key = number, decided, self.relevant(involved, supports)
        found = self._conditions.get(key)
        if found is None:
            found = self._conditions[key] = tuple(self._conditions_of(number, supports))
        return found

    def _conditions_of(self, number: int, supports: Supports) -> list[Constraint]:
        weights, constraints = self.weights(number, supports)
        chosen = supports[number]
        values = self.totals(number, supports, weights)
        first = chosen[0]
        for action, value in enumerate(values):
            if action != first:
                signs = ZERO if action in chosen else POS | ZERO
                constraints.append(Constraint(values[first] - value, signs))
        if self.definition == "weak":
            constraints += self._against_plans(number, supports, weights, values[first])
        return constraints

    def totals(self, number: int, supports: Supports, weights: Mapping[int, Ratio]) -> list[Ratio]:
        """Return what each move of an information set is worth to its player, by the weights of the nodes."""
        form, player = self.form, self.form.player(number)
        found = []
        for action in range(len(form.actions[number])):
            total = form.ring.zero
            for node, weight in weights.items():
                total = total + weight * self.payoffs(form.places[node].children[action], supports)[player]
            found.append(total)
        return found

    def _against_plans(
        self, number: int, supports: Supports, weights: Mapping[int, Ratio], value: Ratio
    ) -> list[Constraint]:
        """Return the constraints that no plan for all later moves is better, by the beliefs at this set.

        Where later beliefs follow from earlier ones, single moves are enough; weak equilibria do not ask for that.
        """
        form, found = self.form, []
        plans = form.plans(number)
        for plan in plans if len(plans) > 1 else ():
            there = {**supports, **{j: (action,) for j, action in plan.items()}}
            for action in range(len(form.actions[number])):
                total = form.ring.zero
                for node, weight in weights.items():
                    child = form.places[node].children[action]
                    total = total + weight * self.payoffs(child, there)[form.player(number)]
                found.append(Constraint(value - total, POS | ZERO))
        return found

    def links(self, supports: Supports, numbers: Collection[int]) -> tuple[Constraint, ...]:
        """Return the equations between beliefs at different ones of some sets, by the trembles that they compare.

        Raises UnsupportedGame where there are too many.
        """
        if self.definition == "weak":
            return ()
        unsure = [number for number, nodes in enumerate(self.form.members) if len(nodes) > 1 and number in numbers]
        groups = [self._once("groups", self._groups, number, supports) for number in unsure]
        if self.definition == "sequential":
            found = self._limits(groups)
        else:
            own = (self._once("own", self._from_own_beliefs, number, supports) for number in unsure)
            found = itertools.chain(self._same_odds(groups), *own)
        return tuple(constraint for constraint in dict.fromkeys(found) if not constraint.ratio.is_zero())

    def _same_odds(self, sets: Sequence[Sequence[Group]]) -> Iterator[Constraint]:
        seen: dict[tuple[Trembles, Trembles], list[tuple[Ratio, Ratio]]] = {}
        for groups in sets:
            for k, (mine, belief, total) in enumerate(groups):
                for other, less, their_total in groups[:k]:
                    key, odds = (mine - other, other - mine), (belief * their_total, less * total)
                    if not key[0] or not key[1]:
                        continue
                    if (key[1], key[0]) in seen:
                        key, odds = (key[1], key[0]), (odds[1], odds[0])
                    # every pair: odds of zero to zero say nothing, and would hide the rest
                    for before in seen.setdefault(key, []):
                        yield Constraint(before[0] * odds[1] - before[1] * odds[0], ZERO)
                    seen[key].append(odds)

    def _once(
        self, what: str, find: Callable[[int, Supports], tuple[T, ...]], number: int, supports: Supports
    ) -> tuple[T, ...]:
        """Find something of an information set once for all supports of the sets above it."""
        key = what, number, self.relevant(self.form.above[number], supports)
        found = self._links.get(key)
        if found is None:
            found = self._links[key] = find(number, supports)
        return found

    def _from_own_beliefs(self, number: int, supports: Supports) -> tuple[Constraint, ...]:
        """Return the equations by which beliefs off the path follow from those at the player's own last move."""
        form, nodes = self.form, self.form.members[number]
        last = own_last(form, number)
        if last is None or len(set(last.values())) == 1 or assess(form, supports, number, self.definition).on_path:
            return ()
        probabilities = [self.probabilities(i, supports) for i in range(len(form.sets))]
        before, _ = self.weights(form.places[last[nodes[0]]].owner or 0, supports)
        now, _ = self.weights(number, supports)
        player, zero = form.player(number), form.ring.zero
        due = {n: before.get(last[n], zero) * passage(form, probabilities, last[n], n, player) for n in nodes}
        return tuple(
            Constraint(now.get(one, zero) * due[two] - now.get(two, zero) * due[one], ZERO)
            for one, two in itertools.combinations(nodes, 2)
        )

    def _limits(self, sets: Sequence[Sequence[Group]]) -> Iterator[Constraint]:
        """Return the equations that make beliefs a limit of trembles; sets with the same classes are compared first."""
        first: dict[tuple[Trembles, ...], list[Group]] = {}
        for groups in sets:
            able = [g for g in groups if not any(other.trembles < g.trembles for other in groups)]
            common = frozenset.intersection(*(g.trembles for g in able)) if able else frozenset()
            mine = sorted((g._replace(trembles=g.trembles - common) for g in able), key=lambda g: sorted(g.trembles))
            if len(mine) > 1:
                before = first.setdefault(tuple(g.trembles for g in mine), mine)
                for (one, two), (three, four) in itertools.combinations(zip(mine, before, strict=True), 2):
                    odds = one.belief * two.total, two.belief * one.total
                    others = three.belief * four.total, four.belief * three.total
                    yield Constraint(odds[0] * others[1] - odds[1] * others[0], ZERO)
        chosen = list(first.values())
        for relation in relations(tuple(first)):
            left, right = (
                self.form.ring.one if part is None else self._monomial(chosen, part, over)
                for part, over in ((relation.left, relation.right), (relation.right, relation.left))
            )
            yield Constraint(left if relation.right is None else left - right, ZERO)

    def _monomial(self, sets: Sequence[Sequence[Group]], part: Part, other: Part | None) -> Ratio:
        """Return a product of beliefs, each per unit of its odds: the odds of the other side are multiplied in."""
        found = self.form.ring.one
        for i, j, power in part:
            found = found * sets[i][j].belief.power(power)
        for i, j, power in other or ():
            found = found * sets[i][j].total.power(power)
        return found

    def _groups(self, number: int, supports: Supports) -> tuple[Group, ...]:
        """Return the nodes of a set off the path by their trembles, with the belief in each group, and its odds."""
        form, ring = self.form, self.form.ring
        nodes = form.members[number]
        assessment = assess(form, supports, number, self.definition)
        if assessment.on_path:
            return ()
        probabilities = [self.probabilities(i, supports) for i in range(len(form.sets))]
        player = form.player(number)
        beliefs, last = {}, ring.one
        for k, (missing, members) in enumerate(assessment.classes):
            belief = last
            if k < len(assessment.classes) - 1:
                belief = ring.gen(form.beliefs[number][nodes.index(members[0])])
                last = last - belief
            beliefs[missing] = belief
        totals: dict[Trembles, Ratio] = {}
        for node in nodes:
            missing = trembles(form, supports, node)
            totals[missing] = totals.get(missing, ring.zero) + likelihood(form, probabilities, node, player, missing)
        return tuple(Group(missing, beliefs.get(missing, ring.zero), total) for missing, total in totals.items())
