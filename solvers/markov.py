"""Stationary (Markov perfect) equilibria of games with states (Maskin and Tirole 2001), all pure ones.

What a state is worth is unknown until its equilibrium is, and the other way around. The strongly connected
components of "a move leads from this state to that" are taken one by one, those first on which the others hang. The
values of its states and of those ahead are unknowns of the ring: each state is solved by backward induction for all
values of the unknowns at once, and every combination of cases, one a state, is a system of equations
(``fixed_points``). The values that solve one, and for which the cases hold, are those of an equilibrium. Several can
hold at the same parameters: they are put into layers of exclusive cases, and each layer is carried on by itself.

>>> from detente.games import Continue, Decision, Game, Terminal, reals
>>> from detente.solvers import solve
>>> w, d = reals("w d")
>>> stay = Decision("A", {"fight": Terminal({"A": w}, "war"), "wait": Continue("crisis", {"A": 1}, d)})
>>> game = Game(("A",), Continue("crisis", {}, 1), (0 < d, d < 1), {"crisis": stay})
>>> for equilibrium in solve(game, "mpe").equilibria:
...     print(equilibrium)
when w >= 1 + d*w:  A fights;  payoffs w;  war
when w < 1 + d*w:  A waits;  payoffs 1/(1 - d);  crisis for ever
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from sympy import Symbol
from sympy.logic.boolalg import Boolean

from detente.games import Continue, FrozenMap, Game, GameError, UnsupportedGame, children
from detente.games.information import hides
from detente.solvers import conditions, smt
from detente.solvers.algebra import ZERO, Ring
from detente.solvers.backward import solve_block
from detente.solvers.cases import short
from detente.solvers.chains import arrive, known_worths
from detente.solvers.components import components, outside
from detente.solvers.describe import absorb, describe
from detente.solvers.display import boolean_form, text
from detente.solvers.eliminate import without
from detente.solvers.fixed_points import fixed_points, replaced, sure
from detente.solvers.formulas import TRUE, Formula, boolean, compare, conjunction, disjunction, negation
from detente.solvers.hidden import Option, mixed_options
from detente.solvers.knowledge import Knowledge
from detente.solvers.limits import limits, require_ends
from detente.solvers.one_tree import AHEAD
from detente.solvers.partition import Partition
from detente.solvers.ratio import Ratio, Sign
from detente.solvers.solution import Equilibrium, Solution, Undecided
from detente.solvers.state_rules import Case, Part, described
from detente.solvers.stationary import read_stationary
from detente.solvers.strategies import possible
from detente.solvers.ties import LISTED, Ties
from detente.solvers.values import OPEN, Block, Failure, Known, Search, Value, Worth

MIXED = "of states with hidden or mixed moves every stationary equilibrium is listed; " + LISTED
ODDS = 4
"""How many odds of mixtures that a state by itself leaves open are followed, in each state."""

SECONDS = 2
"""How long the engine is given to see that a combination of cases contradicts itself; if it does not, it is solved."""

Key = tuple[tuple[Worth, ...], tuple[tuple[int, Ratio], ...], tuple[int, ...]]
"""What the states of a component are worth in a case, the values of all unknowns, and which mixtures are played."""

NOT_ATTAINED = "not attained"
"""In the reason of a failure that is an answer: there is no equilibrium with these values."""


@dataclass(frozen=True)
class Branch:
    """One selection among equilibria that overlap: where it is one, what its states are worth, how they are played."""

    where: Formula
    worths: Mapping[str, Known] = FrozenMap()
    parts: tuple[Part, ...] = ()


def stationary(game: Game, ties: str, seconds: float, mixed: bool = False) -> Solution:
    """Return the stationary equilibria of a game with states.

    They are pure, but for states in which moves are hidden (made at once, say); with ``mixed`` those that mix are
    listed for all states. Raises UnsupportedGame for hidden moves at the root and for offers in states with hidden or
    mixed moves, GameError where the hypotheses clash.
    """
    conditions.require_consistent(game.given)
    if ties != "listed":
        raise UnsupportedGame("mpe: ties='all' is not covered; mixed=True lists all that an indifferent player can do")
    labels = [label for label, _ in children(game.root) if label in game.states]
    if labels:
        raise GameError(f"at the root: the move {labels[0]!r} has the name of a state; rename one of them")
    if hides(game.root) or (mixed and not isinstance(game.root, Continue)):
        raise UnsupportedGame("mpe: moves at the root are hidden or mixed; make it a state, and start with Continue")
    parts = components(game)
    width = max((len({*part, *outside(game, part)}) for part in parts), default=0)
    values = _unknowns(game, width)
    mixes = mixed or any(hides(game.states[state]) for part in parts for state in part)
    odds = tuple(Symbol(f"odds({k})", real=True) for k in range(ODDS * width)) if mixes else ()
    ring = Ring([*game.parameters, *game.variables, *(v for row in values for v in row), *odds])
    given = tuple(boolean(hypothesis, ring) for hypothesis in game.given)
    deadline = time.monotonic() + seconds
    search = Search(game, ring, given, Ties(True), deadline)
    undecided: list[Undecided] = []
    edges: list[str] = []
    branches = [Branch(TRUE)]
    for part in parts:
        branches = [
            longer
            for branch in branches
            for longer in _Component(search, branch, part, values, odds, undecided, edges, mixed).branches()
        ]
    equilibria: list[Equilibrium] = []
    for branch in branches:
        found, failed = read_stationary(_in(search, branch), branch.parts)
        equilibria += [replace(eq, when=_also(search, branch, eq.when)) for eq in found]
        undecided += [replace(case, when=_also(search, branch, case.when)) for case in failed]
    rule = MIXED if mixes else LISTED
    if edges:
        rule += f"; mixtures that are not determined are left out where {' or '.join(dict.fromkeys(edges))}"
    return Solution(game, "mpe", rule, tuple(equilibria), tuple(dict.fromkeys(undecided)))


def _unknowns(game: Game, states: int) -> list[tuple[Symbol, ...]]:
    """Return symbols for the values of so many states, one for each player."""
    taken = {symbol.name for symbol in (*game.parameters, *game.variables)}
    rows = []
    for k in range(states):
        row = []
        for player in game.players:
            name = f"V_{player}({k})"
            while name in taken:
                name += "'"
            row.append(Symbol(name, real=True))
        rows.append(tuple(row))
    return rows


def _also(search: Search, branch: Branch, when: Boolean) -> Boolean:
    """Add to a condition that holds in the region of a branch that it is in that region."""
    if branch.where == TRUE:
        return when
    ring = search.ring
    region = Partition(ring, search.given)
    formula = conjunction([branch.where, boolean(when, ring)])
    return boolean_form(ring, conditions.shorten(region, formula), conditions.known_signs(region))


def _in(search: Search, branch: Branch) -> Search:
    """Return the search within the region of a branch, where the states solved so far are known."""
    ring, given = search.ring, (*search.given, branch.where)
    return Search(search.game, ring, given, search.ties, search.deadline, branch.worths)


class _Component:
    """The equilibria of the states of one component, within one branch."""

    def __init__(
        self,
        search: Search,
        branch: Branch,
        states: Sequence[str],
        values: Sequence[tuple[Symbol, ...]],
        odds: Sequence[Symbol],
        undecided: list[Undecided],
        edges: list[str],
        mixed: bool,
    ) -> None:
        self.mixed, self.edges = mixed, edges
        self.odds = {state: odds[ODDS * k : ODDS * (k + 1)] for k, state in enumerate(states)}
        self.symbols = values
        self.search, self.branch, self.states, self.undecided = _in(search, branch), branch, tuple(states), undecided
        self.ring = search.ring
        # what lies ahead is unknown too: a state then has few cases, however many there are ahead
        self.outside = outside(search.game, states)
        self.unknown = {
            state: tuple(self.ring.gen(symbol) for symbol in row)
            for state, row in zip((*self.outside, *states), values, strict=False)
        }
        self.bounds: list[Formula] = []
        self.open = False

    def branches(self) -> list[Branch]:
        """Return the branches into which this one falls."""
        require_ends(self.search.game, self.search, self.states)
        region = Partition(self.ring, self.search.given, deadline=self.search.deadline)
        blocks, cases = self._cases(region)
        masks = {case: mask for case, mask in cases.items() if mask}
        gap = region.everywhere & ~_union(masks)
        if gap:
            self._report(region, gap, self.open)
        found = []
        for layer in _layers(masks):
            inside = _union(layer)
            where = describe(region, inside, region.everywhere & ~inside)
            played = tuple(replace(case, where=describe(region, mask, inside & ~mask)) for case, mask in layer.items())
            worths = known_worths(self.ring, self.states, played)
            found.append(self._longer(where, worths, Part(self.states, blocks, played)))
        return found

    def _longer(self, where: Formula, worths: Mapping[str, Known], part: Part) -> Branch:
        branch = self.branch
        return Branch(conjunction([branch.where, where]), {**branch.worths, **worths}, (*branch.parts, part))

    def _cases(self, region: Partition) -> tuple[dict[str, Block], dict[Case, int]]:
        """Return the solved states, and the cases with the cells where they are equilibria."""
        search, game = self.search, self.search.game
        ahead = {}
        for state, row in self.unknown.items():
            arrival = ((AHEAD + state, tuple(self.ring.one for _ in search.players)),)
            ahead[state] = ((Worth(row, arrival), TRUE),)
        self.bounds = limits(game, self.ring, search.given, self.states, self.unknown)
        inner = replace(search, given=(*search.given, *self.bounds), ahead=ahead)
        blocks: dict[str, Block] = {}
        options = {state: [Option(*known) for known in search.ahead[state]] for state in self.outside}
        ahead_symbols = dict(zip(self.unknown, self.symbols, strict=False))
        for state in self.states:
            if self.mixed or hides(game.states[state]):
                options[state], left = mixed_options(search, state, ahead_symbols, self.bounds, self.odds[state])
                for reason in left:
                    self._leave_open(reason)
            else:
                blocks[state] = solve_block(inner, game.states[state], ())
                options[state] = [Option(*known) for known in described(blocks[state])]
        cases: dict[Key, Case] = {}
        masks: dict[Key, tuple[int, int]] = {}
        for taken in self._combinations(options):
            chosen = {state: option.worth for state, option in taken.items()}
            formulas = [option.where for option in taken.values()]
            further = [number for option in taken.values() for number in option.further]
            plans = {state: option.plan for state, option in taken.items() if option.plan is not None}
            failed = next((worth for worth in chosen.values() if isinstance(worth, Failure)), None)
            if failed is not None:
                self._leave_open(failed.reason)
                continue
            raw = conjunction([*formulas, *self._equations(chosen)])
            known = [*formulas, *self.bounds]
            solutions, left = fixed_points(self.ring, inner.given, self._values(chosen), known, further)
            for reason in left:
                self._leave_open(reason)
            for solved, condition in solutions:
                if loose := [number for number in further if number not in solved]:
                    self._undetermined(condition, loose)
                    continue
                # most of a condition is idle, and would cut the region for nothing
                mask = region.where(short(region, condition) or condition, region.everywhere)
                if not mask:
                    continue
                worths = self._worths(solved, chosen, sure(region))
                key = worths, tuple(sorted(solved.items())), tuple(id(plan) for plan in plans.values())
                old = cases.get(key)
                cases[key] = Case(worths, solved, disjunction([raw, *([old.raw] if old else [])]), plans=plans)
                before, since = masks.get(key, (0, 0))
                masks[key] = region.update(before, since) | mask, len(region.splits)
        if region.abandoned:
            self._leave_open(OPEN.reason)
        found = {key: region.update(mask, since) for key, (mask, since) in masks.items()}

        @cache
        def moves(key: Key) -> list[frozenset[int]]:
            return _moves(blocks, cases[key])

        def same(cell: int, one: Key, two: Key) -> bool:
            return _agree(region, cell, one, two) and moves(one) == moves(two)

        found = absorb(region, found, same)
        return blocks, {cases[key]: mask for key, mask in found.items()}

    def _undetermined(self, condition: Formula, loose: Sequence[int]) -> None:
        """Note where mixtures are equilibria whose odds the equations leave open: at an edge, or elsewhere."""
        ring, given = self.ring, self.search.given
        try:
            for number in loose:
                condition = without(ring, number, condition, given)
        except UnsupportedGame as problem:
            self._leave_open(f"mixtures that are not determined: {problem}")
            return
        if smt.check(ring, [*given, condition]).satisfiable is False:
            return
        when = self._form(
            conjunction([self.branch.where, short(Knowledge(ring, given, 2, None), condition) or condition])
        )
        if conditions.is_open(ring, given, condition):
            self.undecided.append(Undecided(when, f"mixtures that are not determined, in {', '.join(self.states)}"))
            self.open = True
        else:
            self.edges.append(text(when))

    def _worths(self, solved: Mapping[int, Ratio], chosen: Mapping[str, Value], sign: Sign) -> tuple[Worth, ...]:
        """Return what the states of the component are worth, with the odds of arriving at its states and of ends."""
        found = []
        for state in self.states:
            worth = chosen[state]
            assert isinstance(worth, Worth)
            odds = {name: tuple(replaced(p, solved, sign) for p in row) for name, row in worth.outcomes}
            for other in self.outside:
                later = chosen[other]
                assert isinstance(later, Worth)
                arrive(odds, other, dict(later.outcomes))
            found.append(Worth(tuple(solved[number] for number in self._numbers(state)), tuple(odds.items())))
        return tuple(found)

    def _leave_open(self, reason: str) -> None:
        self.open = True
        self.undecided.append(Undecided(self._form(self.branch.where), reason))

    def _numbers(self, state: str) -> list[int]:
        return [self.ring.gens.index(value.num) for value in self.unknown[state]]

    def _values(self, chosen: Mapping[str, Value]) -> dict[int, Ratio]:
        """Return for each unknown of some states the value that it has to be equal to."""
        found: dict[int, Ratio] = {}
        for state, worth in chosen.items():
            if isinstance(worth, Worth):
                found.update(zip(self._numbers(state), worth.payoffs, strict=True))
        return found

    def _equations(self, chosen: Mapping[str, Value]) -> list[Formula]:
        values = self._values(chosen)
        return [compare(self.ring.generator(number) - value, ZERO) for number, value in values.items()]

    def _combinations(self, options: Mapping[str, Sequence[Option]]) -> Iterator[dict[str, Option]]:
        """Run through the combinations of cases that are not seen to contradict each other."""
        states = list(options)
        stack: list[dict[str, Option]] = [{}]
        while stack:
            taken = stack.pop()
            if len(taken) == len(states):
                yield taken
                continue
            state, further = states[len(taken)], []
            for option in options[state]:
                if isinstance(option.worth, Failure) and NOT_ATTAINED in option.worth.reason:
                    continue
                longer = {**taken, state: option}
                equations = self._equations({name: each.worth for name, each in longer.items()})
                formulas = [each.where for each in longer.values()]
                asked = [*self.search.given, *self.bounds, *formulas, *equations]
                if smt.check(self.ring, asked, SECONDS).satisfiable is not False:
                    further.append(longer)
            stack += reversed(further)

    def _report(self, region: Partition, gap: int, unfinished: bool) -> None:
        formula = describe(region, gap, region.everywhere & ~gap)
        when = self._form(conjunction([self.branch.where, formula]))
        names = ", ".join(self.states)
        if unfinished:
            self.undecided.append(Undecided(when, f"no equilibrium was found in {names}, but not all was searched"))
            return
        reason = f"no equilibrium in pure strategies under this rule for ties in {names}"
        point = conditions.sample(when, self.search.game.given)
        if point:
            reason += f", for example at {', '.join(f'{s} = {text(v)}' for s, v in point.items())}"
        self.undecided.append(Undecided(when, reason))

    def _form(self, formula: Formula) -> Boolean:
        return boolean_form(self.ring, formula, conditions.known_signs(Partition(self.ring, self.search.given)))


def _union(masks: Mapping[Case, int]) -> int:
    total = 0
    for mask in masks.values():
        total |= mask
    return total


def _moves(blocks: Mapping[str, Block], case: Case) -> list[frozenset[int]]:
    """Return the moves that are chosen in a case, at each decision that no offer comes before."""
    found = []
    for block in blocks.values():
        live = possible(block, case.raw, [])
        found += [frozenset(k for k, mask in block.chosen(node).items() if mask & live) for node in block.choices]
    return found


def _agree(region: Partition, cell: int, one: Key, two: Key) -> bool:
    """Tell whether the states are known to be worth the same, and to lead to the same, throughout a cell."""

    def numbers(key: Key) -> list[Ratio]:
        rows = [row for worth in key[0] for row in (worth.payoffs, *(odds for _, odds in worth.outcomes))]
        return [*(v for row in rows for v in row), *(value for _, value in key[1])]

    names = [[[name for name, _ in worth.outcomes] for worth in key[0]] for key in (one, two)]
    return (
        one[2] == two[2]
        and names[0] == names[1]
        and all(
            a == b or not region.feasible(cell, [negation(compare(a - b, ZERO))])
            for a, b in zip(numbers(one), numbers(two), strict=True)
        )
    )


def _layers(cases: Mapping[Case, int]) -> list[dict[Case, int]]:
    """Put cases into as few layers as it takes for those of one layer to exclude each other, first come first."""
    layers: list[dict[Case, int]] = []
    for case, mask in cases.items():
        free = next((layer for layer in layers if not _union(layer) & mask), None)
        if free is None:
            layers.append(free := {})
        free[case] = mask
    return layers
