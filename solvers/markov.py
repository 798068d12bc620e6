"""Stationary (Markov perfect) equilibria of games with states (Maskin and Tirole 2001), all pure ones.

What a state is worth is unknown until its equilibrium is, and the other way around. The strongly connected components of
"a move leads from this state to that" are taken one by one, those first on which the others hang. Within a component
the values of its states are unknowns of the ring: each state is solved by backward induction for all values of the
unknowns at once, and every combination of cases, one a state, is a system of equations (``fixed_points``). The values
that solve one, and for which the cases hold, are those of an equilibrium. Several can hold at the same parameters: they
are put into layers of exclusive cases, and each layer is carried on by itself.

>>> from detente.games import Continue, Decision, Game, Terminal, reals
>>> from detente.solvers import solve
>>> w, d = reals("w d")
>>> stay = Decision("A", {"fight": Terminal({"A": w}, "war"), "wait": Continue("crisis", {"A": 1}, d)})
>>> game = Game(("A",), Continue("crisis", {}, 1), (0 < d, d < 1), {"crisis": stay})
>>> print(solve(game, "mpe"))
stationary equilibria: complete
when w*(1 - d) >= 1:  A fights;  payoffs w;           war
when w*(1 - d) < 1:   A waits;   payoffs -1/(d - 1);  crisis for ever
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sympy import Symbol

from detente.games import Continue, FrozenMap, Game, Node, UnsupportedGame
from detente.games.information import hides
from detente.games.traversal import upwards
from detente.solvers import conditions, smt
from detente.solvers.algebra import ZERO, Ring
from detente.solvers.backward import solve_block
from detente.solvers.chains import AHEAD, resolved
from detente.solvers.describe import absorb, describe
from detente.solvers.display import boolean_form, text
from detente.solvers.fixed_points import fixed_points
from detente.solvers.formulas import Formula, boolean, compare, conjunction, disjunction, negation
from detente.solvers.partition import Partition
from detente.solvers.ratio import Ratio
from detente.solvers.solution import Equilibrium, Solution, Undecided
from detente.solvers.stationary import read_stationary
from detente.solvers.ties import LISTED, Ties
from detente.solvers.values import Block, Failure, Known, Search, Worth

Payoffs = tuple[Ratio, ...]
NOT_ATTAINED = "not attained"
"""In the reason of a failure that is an answer: there is no equilibrium with these values."""


@dataclass(frozen=True)
class Branch:
    """One selection among equilibria that overlap: where it is one, what its states are worth, how they are played."""

    where: Formula
    worths: Mapping[str, Known] = field(default_factory=dict)
    blocks: Mapping[str, Block] = field(default_factory=dict)


def stationary(game: Game, ties: str, seconds: float) -> Solution:
    """Return the pure stationary equilibria of a game with states.

    Raises UnsupportedGame where moves are hidden, GameError where the hypotheses clash.
    """
    conditions.require_consistent(game.given)
    trees = {None: game.root, **game.states}
    for state, root in trees.items():
        if hides(root):
            where = "the root" if state is None else f"state {state!r}"
            raise UnsupportedGame(f"mpe: a move in {where} is not seen by all")
    parts = components(game)
    width = max((len(part) for part in parts), default=0)
    values = _unknowns(game, width)
    ring = Ring([*game.parameters, *game.variables, *(v for row in values for v in row)])
    given = tuple(boolean(hypothesis, ring) for hypothesis in game.given)
    deadline = time.monotonic() + seconds
    search = Search(game, ring, given, Ties(True), deadline)
    undecided: list[Undecided] = []
    branches = [Branch(conjunction(()))]
    for part in parts:
        branches = [
            longer for branch in branches for longer in _Component(search, branch, part, values, undecided).branches()
        ]
    equilibria: list[Equilibrium] = []
    for branch in branches:
        found, failed = read_stationary(_in(search, branch, branch.worths), branch.blocks)
        equilibria += found
        undecided += failed
    return Solution(game, "mpe", LISTED, tuple(equilibria), tuple(dict.fromkeys(undecided)))


def components(game: Game) -> list[list[str]]:
    """Return the strongly connected components of the states that the root leads to, dependencies first.

    Source: Tarjan 1972, Depth-first search and linear graph algorithms, here without recursion.
    """
    ahead = {state: _next_states(tree) for state, tree in game.states.items()}
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    open_ones: list[str] = []
    found: list[list[str]] = []
    for start in _next_states(game.root):
        todo: list[tuple[str, Iterator[str]]] = []
        if start not in number:
            number[start] = low[start] = len(number)
            open_ones.append(start)
            todo.append((start, iter(ahead[start])))
        while todo:
            state, others = todo[-1]
            other = next(others, None)
            if other is None:
                todo.pop()
                if todo:
                    above = todo[-1][0]
                    low[above] = min(low[above], low[state])
                if low[state] == number[state]:
                    cut = open_ones.index(state)
                    members = set(open_ones[cut:])
                    del open_ones[cut:]
                    found.append([name for name in game.states if name in members])
            elif other not in number:
                number[other] = low[other] = len(number)
                open_ones.append(other)
                todo.append((other, iter(ahead[other])))
            elif other in open_ones:
                low[state] = min(low[state], number[other])
    return found


def _next_states(root: Node) -> list[str]:
    return list(dict.fromkeys(node.state for node in upwards(root) if isinstance(node, Continue)))


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


def _in(search: Search, branch: Branch, ahead: Mapping[str, Known] = FrozenMap()) -> Search:
    """Return the search within the region of a branch."""
    return Search(search.game, search.ring, (*search.given, branch.where), search.ties, search.deadline, ahead)


class _Component:
    """The equilibria of the states of one component, within one branch."""

    def __init__(
        self,
        search: Search,
        branch: Branch,
        states: Sequence[str],
        values: Sequence[tuple[Symbol, ...]],
        undecided: list[Undecided],
    ) -> None:
        self.search, self.branch, self.states, self.undecided = _in(search, branch), branch, states, undecided
        self.ring = search.ring
        self.unknown = {
            state: tuple(self.ring.gen(symbol) for symbol in row) for state, row in zip(states, values, strict=False)
        }

    def branches(self) -> list[Branch]:
        """Return the branches into which this one falls."""
        states, game = self.states, self.search.game
        if len(states) == 1 and states[0] not in _next_states(game.states[states[0]]):
            # nothing is unknown: the value follows by backward induction
            block = self._solve(states[0], self.branch.worths)
            known = tuple(_described(block))
            return [self._longer(self.branch.where, {states[0]: known}, {states[0]: block})]
        region = Partition(self.ring, self.search.given, deadline=self.search.deadline)
        cases = self._cases(region)
        gap = region.everywhere & ~_union(cases.values())
        if gap:
            self._report(region, gap)
        found = []
        for layer in _layers(cases):
            inside = _union(layer.values())
            where = describe(region, inside, region.everywhere & ~inside)
            found.append(self._played(region, layer, conjunction([self.branch.where, where])))
        return found

    def _longer(self, where: Formula, worths: Mapping[str, Known], blocks: Mapping[str, Block]) -> Branch:
        return Branch(where, {**self.branch.worths, **worths}, {**self.branch.blocks, **blocks})

    def _solve(self, state: str, ahead: Mapping[str, Known], where: Formula | None = None) -> Block:
        search = self.search
        given = search.given if where is None else (*search.given, where)
        inner = Search(search.game, self.ring, given, search.ties, search.deadline, ahead)
        return solve_block(inner, search.game.states[state], ())

    def _cases(self, region: Partition) -> dict[tuple[Payoffs, ...], int]:
        """Return the values of the states in equilibrium, each with the cells where it is one."""
        ahead: dict[str, Known] = dict(self.branch.worths)
        for state in self.states:
            ahead[state] = ((Worth(self.unknown[state], ()), conjunction(())),)
        options: list[dict[Payoffs | Failure, Formula]] = []
        for state in self.states:
            merged: dict[Payoffs | Failure, int] = {}
            block = self._solve(state, ahead)
            for worth, mask in block.groups(block.root).items():
                key = worth if isinstance(worth, Failure) else worth.payoffs
                merged[key] = merged.get(key, 0) | mask
            whole = block.partition.everywhere
            options.append({key: describe(block.partition, m, whole & ~m) for key, m in merged.items()})
        found: dict[tuple[Payoffs, ...], int] = {}
        since: dict[tuple[Payoffs, ...], int] = {}
        for chosen, formulas in self._combinations(options):
            failed = next((each for each in chosen if isinstance(each, Failure)), None)
            if failed is not None:
                self.undecided.append(Undecided(self._form(self.branch.where), failed.reason))
                continue
            try:
                for solved, condition in fixed_points(self.ring, self.search.given, self._equations(chosen), formulas):
                    values = tuple(tuple(solved[v] for v in self._numbers(state)) for state in self.states)
                    mask = region.where(condition, region.everywhere)
                    if mask:
                        old = region.update(found.get(values, 0), since.get(values, 0))
                        found[values], since[values] = old | mask, len(region.splits)
            except UnsupportedGame as problem:
                self.undecided.append(Undecided(self._form(self.branch.where), str(problem)))
        found = {values: region.update(mask, since[values]) for values, mask in found.items()}
        if region.abandoned:
            self.undecided.append(Undecided(self._form(self.branch.where), "not settled in the time given"))
        return absorb(region, found, lambda cell, one, two: _agree(region, cell, one, two))

    def _numbers(self, state: str) -> list[int]:
        return [self.ring.gens.index(value.num) for value in self.unknown[state]]

    def _equations(self, chosen: Sequence[Payoffs | Failure]) -> dict[int, Ratio]:
        """Return for each unknown the value that it has to be equal to."""
        equations: dict[int, Ratio] = {}
        for state, payoffs in zip(self.states, chosen, strict=True):
            if not isinstance(payoffs, Failure):
                equations.update(zip(self._numbers(state), payoffs, strict=True))
        return equations

    def _combinations(
        self, options: Sequence[dict[Payoffs | Failure, Formula]]
    ) -> Iterator[tuple[list[Payoffs | Failure], list[Formula]]]:
        """Run through the combinations of cases that are not seen to contradict each other."""
        stack: list[tuple[list[Payoffs | Failure], list[Formula]]] = [([], [])]
        while stack:
            chosen, formulas = stack.pop()
            if len(chosen) == len(options):
                yield chosen, formulas
                continue
            further = []
            for payoffs, formula in options[len(chosen)].items():
                if isinstance(payoffs, Failure) and NOT_ATTAINED in payoffs.reason:
                    continue
                longer = [*chosen, payoffs]
                equations = [
                    compare(self.ring.generator(number) - value, ZERO)
                    for number, value in self._equations([*longer, *[Failure("")] * (len(options) - len(longer))]).items()
                ]
                asked = [*self.search.given, *formulas, formula, *equations]
                if smt.check(self.ring, asked, 2).satisfiable is not False:
                    further.append((longer, [*formulas, formula]))
            stack += reversed(further)

    def _played(self, region: Partition, layer: dict[tuple[Payoffs, ...], int], where: Formula) -> Branch:
        """Return the branch in which the states have the values of a layer of exclusive cases."""
        ahead: dict[str, Known] = dict(self.branch.worths)
        whole = _union(layer.values())
        described = {values: describe(region, mask, whole & ~mask) for values, mask in layer.items()}
        for k, state in enumerate(self.states):
            together: dict[Payoffs, list[Formula]] = {}
            for values, formula in described.items():
                together.setdefault(values[k], []).append(formula)
            arrives = ((AHEAD + state, tuple(self.ring.one for _ in self.search.players)),)
            ahead[state] = tuple((Worth(v, arrives), disjunction(parts)) for v, parts in together.items())
        blocks = {state: self._solve(state, ahead, where) for state in self.states}
        worths = resolved(self.ring, (*self.search.given, where), {s: _described(b) for s, b in blocks.items()})
        return self._longer(where, worths, blocks)

    def _report(self, region: Partition, gap: int) -> None:
        formula = describe(region, gap, region.everywhere & ~gap)
        when = self._form(conjunction([self.branch.where, formula]), region)
        names = ", ".join(self.states)
        reason = f"no equilibrium in pure strategies under this rule for ties (states {names})"
        point = conditions.sample(when, self.search.game.given)
        if point:
            reason += f", for example at {', '.join(f'{s} = {text(v)}' for s, v in point.items())}"
        self.undecided.append(Undecided(when, reason))

    def _form(self, formula: Formula, region: Partition | None = None) -> conditions.Boolean:
        region = region or Partition(self.ring, self.search.given)
        return boolean_form(self.ring, formula, conditions.known_signs(region))


def _described(block: Block) -> Iterator[tuple[Worth | Failure, Formula]]:
    partition = block.partition
    for worth, mask in block.groups(block.root).items():
        yield worth, describe(partition, mask, partition.everywhere & ~mask)


def _union(masks: object) -> int:
    total = 0
    for mask in masks:  # type: ignore[attr-defined]
        total |= mask
    return total


def _agree(region: Partition, cell: int, one: tuple[Payoffs, ...], two: tuple[Payoffs, ...]) -> bool:
    """Tell whether two lists of values are known to be equal throughout a cell."""
    return all(
        a == b or not region.feasible(cell, [negation(compare(a - b, ZERO))])
        for row, other in zip(one, two, strict=True)
        for a, b in zip(row, other, strict=True)
    )


def _layers(cases: dict[tuple[Payoffs, ...], int]) -> list[dict[tuple[Payoffs, ...], int]]:
    """Put cases into as few layers as it takes for those of one layer to exclude each other, first come first."""
    layers: list[dict[tuple[Payoffs, ...], int]] = []
    for values, mask in cases.items():
        free = next((layer for layer in layers if not _union(layer.values()) & mask), None)
        if free is None:
            layers.append(free := {})
        free[values] = mask
    return layers
