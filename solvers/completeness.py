"""Is every equilibrium in the list? One question to the engine, with the definition encoded straight from the tree.

The unknowns are all probabilities and beliefs of the game. That they form an equilibrium, that the hypotheses hold, and
that they are in none of the listed families is one formula without quantifiers; where it has no solution, nothing
is missing. Nothing of the search enters the encoding but the numbering of the tree.

>>> from detente.games import Chance, Decision, Game, Terminal, reals
>>> q = reals("q")
>>> end = lambda a, b: Terminal({"A": a, "B": b})
>>> reply = lambda b: Decision("B", {"yes": end(1, b), "no": end(0, 0)})
>>> game = Game(("A", "B"), Chance({"good": (q, reply(1)), "bad": (1 - q, reply(-1))}, seen_by={"A"}), (0 < q, q < 1))
>>> from detente.solvers import solve
>>> solve(game, "pbe").complete().status
'proved'
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sympy import Expr, Symbol

from detente.games import UnsupportedGame
from detente.solvers import smt
from detente.solvers.algebra import POS, ZERO, Ring
from detente.solvers.bayesian import Family
from detente.solvers.conditions import Coverage
from detente.solvers.consistency import assess, own_last, passage
from detente.solvers.finite import Form, Step
from detente.solvers.formulas import All, Any, Atom, Formula, compare, conjunction, disjunction, negation
from detente.solvers.labels import consistent
from detente.solvers.profiles import Profiles
from detente.solvers.ratio import Ratio

SHORT, LONG = 1, 5
"""How many seconds of work the engine is given for a question that can be cut into smaller ones, and for a last one."""


@dataclass(frozen=True)
class Completeness:
    """What is needed to ask whether a list of families is complete."""

    form: Form
    definition: str
    families: tuple[Family, ...]
    left_out: tuple[Formula, ...]
    """Conditions on the parameters, without interior, outside of which the families are to be complete."""

    def ask(self, seconds: float = 60) -> Coverage:
        """Tell whether the families are just the equilibria: proved, refuted (with the parameters), or unknown."""
        deadline = time.monotonic() + seconds
        found = self._nothing_missing(deadline)
        for family in self.families if found.status == "proved" else ():
            found = self._right(family, deadline)
            if found.status != "proved":
                return found
        return found

    @cached_property
    def _meant(self) -> list[Formula]:
        form = self.form
        return [*form.given, *probabilities(form), *definition(form, self.definition)]

    @cached_property
    def _off_edges(self) -> list[Formula]:
        return [negation(edge) for edge in self.left_out]

    def _nothing_missing(self, deadline: float) -> Coverage:
        """Ask at once, and where that is too hard or not all that is meant, support by support."""
        form = self.form
        elsewhere = [negation(_member(form, self.definition, family)) for family in self.families]
        found = _ask(form, [*self._meant, *self._off_edges, *elsewhere], SHORT, deadline)
        if found.status == "proved" or (found.status == "refuted" and self.definition != "sequential"):
            return found
        order = sorted(range(len(form.sets)), key=lambda i: (-form.depth[i], i))
        return self._missing_below({}, self.families, order, deadline)

    def _missing_below(
        self, supports: dict[int, tuple[int, ...]], near: Sequence[Family], order: Sequence[int], deadline: float
    ) -> Coverage:
        """Tell whether no equilibrium with these supports is missing; ``near`` are the families that have them."""
        form = self.form
        last = len(supports) == len(order)
        if last or not near:
            formulas = [*self._meant, *_pinned(form, supports)]
            try:
                if last and self.definition == "sequential":
                    formulas.append(consistent(form, [supports[i] for i in range(len(order))]))
            except UnsupportedGame:
                return Coverage("unknown")
            formulas += [negation(_member(form, self.definition, family)) for family in near]
            # few questions need the edges, which make them harder
            for more in (list[Formula](), self._off_edges):
                found = _ask(form, [*formulas, *more], LONG if last and len(near) != 1 else SHORT, deadline)
                if found.status == "proved":
                    return found
            if last and found.status == "unknown" and len(near) == 1:
                return self._by_part([*self._meant, *_pinned(form, supports)], near[0], deadline)
            if last or (found.status == "refuted" and self.definition != "sequential"):
                return found
        if time.monotonic() > deadline:
            return Coverage("unknown")
        number, unknown = order[len(supports)], False
        for size in range(1, len(form.actions[number]) + 1):
            for support in itertools.combinations(range(len(form.actions[number])), size):
                there = [family for family in near if family.supports[number] == support]
                found = self._missing_below({**supports, number: support}, there, order, deadline)
                if found.status == "refuted":
                    return found
                unknown = unknown or found.status == "unknown"
        return Coverage("unknown" if unknown else "proved")

    def _by_part(self, formulas: list[Formula], family: Family, deadline: float) -> Coverage:
        """Tell whether all that satisfies some formulas is in a family, one part of the family's form after the other.

        What is shown of one part helps to show the next.
        """
        member = _member(self.form, self.definition, family)
        todo: Sequence[Formula] = member.parts if isinstance(member, All) else (member,)
        left: Sequence[Formula] = ()
        while todo and todo != left:
            left, todo = todo, ()
            for part in left:
                wrong = negation(part)
                if any(
                    _ask(self.form, [*formulas, *more, wrong], SHORT, deadline).status == "proved"
                    for more in ([], self._off_edges)
                ):
                    formulas = [*formulas, part]
                else:
                    todo = (*todo, part)
        return Coverage("unknown" if todo else "proved")

    def _right(self, family: Family, deadline: float) -> Coverage:
        """Tell whether all members of a family are equilibria, at once or part of the definition by part."""
        form = self.form
        here = [*form.given, *probabilities(form), _member(form, self.definition, family)]
        parts = definition(form, self.definition)
        if self.definition == "sequential":
            try:
                parts.append(consistent(form, family.supports))
            except UnsupportedGame:
                return Coverage("unknown")
        found = _ask(form, [*here, negation(conjunction(parts))], SHORT, deadline)
        if found.status != "unknown":
            return found
        moves = _moves(form, family)
        for part in parts:
            found = _ask(form, [*here, negation(_put(form.ring, part, moves))], LONG, deadline)
            if found.status != "proved":
                return found
        return Coverage("proved")


def _moves(form: Form, family: Family) -> list[tuple[int, Ratio]]:
    """Return the probability of each move in a family, those last that stand in others."""
    ring, supports = form.ring, dict(enumerate(family.supports))
    profiles = Profiles(form, "pbe")
    found = []
    for number, symbols in enumerate(form.moves):
        for symbol, value in zip(symbols, profiles.probabilities(number, supports), strict=True):
            if value != ring.gen(symbol):
                found.append((ring.index[symbol], value))
    return [*found, *reversed(family.system.solved)]


def _put(ring: Ring, formula: Formula, values: Sequence[tuple[int, Ratio]]) -> Formula:
    """Put values in place of unknowns, one after the other; their denominators are to be known not to vanish."""
    match formula:
        case Atom(factors, signs):
            ratio = ring.one
            for factor in factors:
                ratio = ratio * Ratio(ring, ring.polys[factor])
            for unknown, value in values:
                if ratio.involves(unknown):
                    ratio = ratio.subs(unknown, value, _never)
            return compare(ratio, signs)
        case All(parts):
            return conjunction(_put(ring, part, values) for part in parts)
        case Any(parts):
            return disjunction(_put(ring, part, values) for part in parts)


def _pinned(form: Form, supports: Mapping[int, tuple[int, ...]]) -> list[Formula]:
    return [
        compare(form.ring.gen(symbol), POS if action in support else ZERO)
        for number, support in supports.items()
        for action, symbol in enumerate(form.moves[number])
    ]


def _ask(form: Form, formulas: list[Formula], seconds: float, deadline: float) -> Coverage:
    """Tell whether formulas have no common solution."""
    left = deadline - time.monotonic()
    if left <= 0:
        return Coverage("unknown")
    answer = smt.check(form.ring, formulas, seconds, min(left, 2 * seconds))
    if answer.satisfiable is None:
        return Coverage("unknown")
    return Coverage("refuted", _point(form, answer)) if answer.satisfiable else Coverage("proved")


def _point(form: Form, answer: smt.Answer) -> dict[Symbol, Expr]:
    values = dict(zip(form.ring.symbols, answer.exact or (), strict=False))
    return {symbol: value for symbol in form.game.parameters if (value := values.get(symbol)) is not None}


def _member(form: Form, definition: str, family: Family) -> Formula:
    """Say that probabilities and beliefs belong to a family, in its solved form."""
    ring = form.ring
    parts: list[Formula] = []
    for number, support in enumerate(family.supports):
        for action, symbol in enumerate(form.moves[number]):
            parts.append(compare(ring.gen(symbol), POS if action in support else ZERO))
    sums = dict(_class_beliefs(form, definition, family))

    def in_nodes(ratio: Ratio) -> Ratio:
        # a family knows the belief in a class of nodes by the symbol of its first node
        for index, total in sums.items():
            if ratio.involves(index):
                ratio = ratio.subs(index, total, _never)
        return ratio

    for unknown, value in family.system.solved:
        left = sums.get(unknown, ring.gen(ring.symbols[unknown]))
        parts.append(compare(left - in_nodes(value), ZERO))
    parts += [compare(in_nodes(c.ratio), c.signs) for c in family.system.constraints]
    for belief, weight, total in _beliefs(form, definition, family):
        parts.append(compare(belief * in_nodes(total) - in_nodes(weight), ZERO))
    return conjunction(parts)


def _beliefs(form: Form, definition: str, family: Family) -> Iterator[tuple[Ratio, Ratio, Ratio]]:
    """Run through the nodes of sets with several: the belief, the weight, and the sum of all weights there."""
    profiles, supports = Profiles(form, definition), dict(enumerate(family.supports))
    for number, nodes in enumerate(form.members):
        if len(nodes) > 1:
            weights, _ = profiles.weights(number, supports)
            total = sum(weights.values(), form.ring.zero)
            for node, symbol in zip(nodes, form.beliefs[number], strict=True):
                yield form.ring.gen(symbol), weights.get(node, form.ring.zero), total


def _class_beliefs(form: Form, definition: str, family: Family) -> Iterator[tuple[int, Ratio]]:
    supports = dict(enumerate(family.supports))
    for number, nodes in enumerate(form.members):
        if len(nodes) > 1:
            for _, members in assess(form, supports, number, definition).classes:
                places = [nodes.index(node) for node in members]
                if len(places) > 1:
                    symbols = [form.ring.gen(form.beliefs[number][k]) for k in places]
                    yield form.ring.index[form.beliefs[number][places[0]]], sum(symbols, form.ring.zero)


def _never(ratio: Ratio) -> int:
    raise AssertionError("unknowns do not stand under roots")


def probabilities(form: Form) -> list[Formula]:
    """Say that the symbols of a game's form are probabilities and beliefs."""
    ring = form.ring
    found: list[Formula] = []
    for row in (*form.moves, *form.beliefs):
        if row:
            found += [compare(ring.gen(symbol), POS | ZERO) for symbol in row]
            found.append(compare(sum((ring.gen(s) for s in row), ring.zero) - ring.one, ZERO))
    return found


def definition(form: Form, name: str) -> list[Formula]:
    """Return the definition of an equilibrium on the symbols of a game's form, which are to be probabilities."""
    ring = form.ring
    found: list[Formula] = []
    values = _values(form, {})
    for number, nodes in enumerate(form.members):
        player = form.player(number)
        weights = [ring.gen(s) for s in form.beliefs[number]] or [ring.one]
        totals = [
            sum(
                (w * values[form.places[n].children[a]][player] for w, n in zip(weights, nodes, strict=True)), ring.zero
            )
            for a in range(len(form.actions[number]))
        ]
        for a, b in itertools.permutations(range(len(totals)), 2):
            played = compare(ring.gen(form.moves[number][a]), POS)
            found.append(disjunction([negation(played), compare(totals[a] - totals[b], POS | ZERO)]))
        if name == "weak":
            mine = sum((ring.gen(s) * total for s, total in zip(form.moves[number], totals, strict=True)), ring.zero)
            plans = form.plans(number)
            for plan in plans if len(plans) > 1 else ():
                there = _values(form, plan)
                for a in range(len(totals)):
                    other = sum(
                        (w * there[form.places[n].children[a]][player] for w, n in zip(weights, nodes, strict=True)),
                        ring.zero,
                    )
                    found.append(compare(mine - other, POS | ZERO))
        if len(nodes) > 1:
            found += _bayes_on_path(form, number) if name == "weak" else _bayes_everywhere(form, number)
    if name == "pbe":
        found += _from_own_beliefs(form)
    return found + ([] if name == "weak" else list(_same_odds(form)))


def _from_own_beliefs(form: Form) -> list[Formula]:
    """Say that beliefs follow by Bayes' rule from those at the player's own last move, where that applies."""
    found = []
    chances = [[form.ring.gen(s) for s in row] for row in form.moves]
    rows = zip(form.members, form.beliefs, strict=True)
    belief = {n: form.ring.gen(s) for nodes, row in rows if row for n, s in zip(nodes, row, strict=True)}
    for number, nodes in enumerate(form.members):
        last = own_last(form, number)
        if last is not None and len(set(last.values())) > 1:
            due = {n: belief[last[n]] * passage(form, chances, last[n], n, form.player(number)) for n in nodes}
            for one, two in itertools.combinations(nodes, 2):
                found.append(compare(belief[one] * due[two] - belief[two] * due[one], ZERO))
    return found


def _values(form: Form, plan: Mapping[int, int]) -> dict[int, tuple[Ratio, ...]]:
    """Return the expected payoffs at every node, where some information sets move by a plan."""
    values: dict[int, tuple[Ratio, ...]] = {}
    for number in reversed(range(len(form.places))):
        place = form.places[number]
        if place.owner is not None and place.owner in plan:
            values[number] = values[place.children[plan[place.owner]]]
        else:
            values[number] = _worth(form, values, number)
    return values


def _worth(form: Form, values: dict[int, tuple[Ratio, ...]], number: int) -> tuple[Ratio, ...]:
    place = form.places[number]
    if not place.children:
        return place.payoffs
    below = [values[child] for child in place.children]
    players = range(len(form.game.players))
    if place.owner is None:
        weights = place.weights
    else:
        weights = tuple((form.ring.gen(s),) * len(players) for s in form.moves[place.owner])
    return tuple(sum((w[k] * v[k] for w, v in zip(weights, below, strict=True)), form.ring.zero) for k in players)


def _product(form: Form, steps: Iterable[Step]) -> Ratio:
    found = form.ring.one
    for i, a in sorted(steps):
        found = found * form.ring.gen(form.moves[i][a])
    return found


def _bayes_on_path(form: Form, number: int) -> Iterator[Formula]:
    player = form.player(number)
    reach = [form.places[n].odds[player] * _product(form, form.places[n].steps) for n in form.members[number]]
    total = sum(reach, form.ring.zero)
    for symbol, mine in zip(form.beliefs[number], reach, strict=True):
        yield compare(form.ring.gen(symbol) * total - mine, ZERO)


def _bayes_everywhere(form: Form, number: int) -> Iterator[Formula]:
    """Where the moves that tell two nodes apart are all made on one side, their odds are Bayes'."""
    player = form.player(number)
    for (n, mine), (m, other) in itertools.combinations(
        zip(form.members[number], form.beliefs[number], strict=True), 2
    ):
        left, right = _apart(form, n, m)
        equation = form.ring.gen(mine) * form.places[m].odds[player] * _product(form, right) - form.ring.gen(
            other
        ) * form.places[n].odds[player] * _product(form, left)
        made = [conjunction(compare(_product(form, [s]), POS) for s in side) for side in (left, right)]
        yield disjunction([negation(disjunction(made)), compare(equation, ZERO)])


def _apart(form: Form, n: int, m: int) -> tuple[frozenset[Step], frozenset[Step]]:
    one, two = frozenset(form.places[n].steps), frozenset(form.places[m].steps)
    return one - two, two - one


def _same_odds(form: Form) -> Iterator[Formula]:
    """Where the same trembles tell two pairs of nodes apart, their odds are the same but for what is played."""
    pairs = [
        (number, (n, mine), (m, other))
        for number, nodes in enumerate(form.members)
        if len(nodes) > 1
        for (n, mine), (m, other) in itertools.permutations(zip(nodes, form.beliefs[number], strict=True), 2)
    ]
    for (i, (n, mu_n), (m, mu_m)), (j, (g, mu_g), (h, mu_h)) in itertools.combinations(pairs, 2):
        left, right = _apart(form, n, m)
        other_left, other_right = _apart(form, g, h)
        for s in _parts(left & other_left):
            for t in _parts(right & other_right):
                trembles = [compare(_product(form, [step]), ZERO) for step in sorted(s | t)]
                made = (left | other_left | right | other_right) - s - t
                played = [compare(_product(form, [step]), POS) for step in sorted(made)]
                ring, one, two = form.ring, form.player(i), form.player(j)
                odds = (
                    ring.gen(mu_n) * form.places[m].odds[one] * _product(form, right - t),
                    ring.gen(mu_m) * form.places[n].odds[one] * _product(form, left - s),
                    ring.gen(mu_g) * form.places[h].odds[two] * _product(form, other_right - t),
                    ring.gen(mu_h) * form.places[g].odds[two] * _product(form, other_left - s),
                )
                equal = compare(odds[0] * odds[3] - odds[1] * odds[2], ZERO)
                yield disjunction([*(negation(part) for part in (*trembles, *played)), equal])


def _parts(steps: frozenset[Step]) -> Iterator[frozenset[Step]]:
    ordered = sorted(steps)
    for size in range(1, len(ordered) + 1):
        for part in itertools.combinations(ordered, size):
            yield frozenset(part)
