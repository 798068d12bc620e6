"""Subgame-perfect equilibria of games of perfect information, by backward induction (Kuhn 1953; Selten 1965).

The tree is taken in blocks: what stands below an offer, up to the next offers, is solved for every value
of the offered variable at once, as a partition of the parameters together with that variable; the offer is
then an optimum over the pieces (``optimum``). Values are shared by all cells in which they are the same, and each node
is visited once, so that the number of regions and not of nodes sets the cost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sympy import Abs, Expr, Max, Min, Piecewise, Symbol

from detente.games import Chance, Decision, Game, GameError, Node, Offer, Terminal, UnsupportedGame
from detente.games.tree import FrozenMap, children
from detente.solvers.algebra import NEG, POS, ZERO, Ratio, Ring
from detente.solvers.describe import describe
from detente.solvers.display import ratio_form, text
from detente.solvers.formulas import Formula, boolean, compare, conjunction, evaluate, negation
from detente.solvers.optimum import Candidate, Line, Piece, Stretch, best
from detente.solvers.partition import Partition, absorb
from detente.solvers.ties import Region, Ties


class Worth(NamedTuple):
    """What following the plan from a node is worth: payoffs by player, and each outcome's odds by player."""

    payoffs: tuple[Ratio, ...]
    outcomes: tuple[tuple[str, tuple[Ratio, ...]], ...]


class Failure(NamedTuple):
    """Why there is no value: no equilibrium, or no closed form."""

    reason: str


Value = Worth | Failure


@dataclass(frozen=True)
class Choice:
    """An offer made: a point, or any point of an open stretch; ``piece`` tells what follows it."""

    at: Stretch
    value: Value


Groups = dict[Value, int]


@dataclass
class Block:
    """The part of a tree between offers, solved on one partition; values and choices by node."""

    partition: Partition
    root: Node
    scope: tuple[tuple[Symbol, Expr, Expr], ...]
    worths: dict[Node, tuple[int, Groups]] = field(default_factory=dict)
    choices: dict[Node, tuple[int, dict[int, int]]] = field(default_factory=dict)
    offers: dict[Node, tuple[int, dict[Choice | Failure, int]]] = field(default_factory=dict)
    below: dict[Node, Block] = field(default_factory=dict)

    def groups(self, node: Node) -> Groups:
        """Return the values of a node, each with the cells where it holds, as of now."""
        since, groups = self.worths[node]
        return {worth: self.partition.update(mask, since) for worth, mask in groups.items()}

    def chosen(self, node: Node) -> dict[int, int]:
        """Return the moves chosen at a decision, by number, each with the cells where it is, as of now."""
        since, groups = self.choices[node]
        return {move: self.partition.update(mask, since) for move, mask in groups.items()}

    def offered(self, node: Node) -> dict[Choice | Failure, int]:
        """Return the offers made at a node, each with the cells where it is, as of now."""
        since, groups = self.offers[node]
        return {choice: self.partition.update(mask, since) for choice, mask in groups.items()}


@dataclass
class Search:
    """What all blocks of one game share."""

    game: Game
    ring: Ring
    given: tuple[Formula, ...]
    ties: Ties
    deadline: float
    progress: Callable[[str], None] | None = None

    @property
    def players(self) -> tuple[str, ...]:
        """The players, in the order of the payoffs."""
        return self.game.players


def solve_block(search: Search, root: Node, scope: tuple[tuple[Symbol, Expr, Expr], ...]) -> Block:
    """Solve the tree below ``root``, for all values of the variables offered above it."""
    ring = search.ring
    hypotheses = list(search.given)
    for x, low, high in scope:
        hypotheses.append(boolean(x >= low, ring))
        hypotheses.append(boolean(x <= high, ring))
    block = Block(Partition(ring, hypotheses, deadline=search.deadline), root, scope)
    for node in _postorder(root):
        match node:
            case Terminal():
                groups = _terminal(search, block, node)
            case Decision():
                groups = _decision(search, block, node)
            case Chance():
                groups = _chance(search, block, node)
            case Offer():
                groups = _offer(search, block, node)
            case _:
                kind = type(node).__name__
                hint = {"Continue": "; games with states are solved for stationary equilibria"}.get(kind, "")
                raise UnsupportedGame(f"spe: a {kind} node cannot be solved by backward induction{hint}")
        block.worths[node] = len(block.partition.splits), groups
    return block


def _postorder(root: Node) -> list[Node]:
    """Return the nodes of a block, children first; an offer ends the block."""
    order: list[Node] = []
    seen: set[Node] = set()
    stack: list[tuple[Node, bool]] = [(root, False)]
    while stack:
        node, expanded = stack.pop()
        if expanded:
            order.append(node)
            continue
        if node in seen:
            continue
        seen.add(node)
        stack.append((node, True))
        if not isinstance(node, Offer):
            stack += [(child, False) for _, child in reversed(list(children(node)))]
    return order


class _Groups:
    """Sets of cells by key, kept up to date while cells split."""

    def __init__(self, partition: Partition) -> None:
        self.partition = partition
        self.masks: dict[object, tuple[int, int]] = {}

    def add(self, key: object, mask: int) -> None:
        if mask:
            now = len(self.partition.splits)
            since, old = self.masks.get(key, (now, 0))
            self.masks[key] = now, self.partition.update(old, since) | mask

    def now(self) -> dict[object, int]:
        return {key: self.partition.update(mask, since) for key, (since, mask) in self.masks.items()}


def amount(search: Search, block: Block, cell: int | None, expr: Expr, what: str) -> Ratio:
    """Return an expression's value in a cell, which is split where a branch is open; with no cell, a value without branches.

    Raises GameError where the expression is not defined or not real.
    """
    partition = block.partition

    def require(condition: Formula, term: Expr) -> None:
        undefined = negation(condition)
        if partition.ever(undefined) and (cell is None or partition.feasible(cell, [undefined])):
            raise GameError(
                f"{what}: {text(term)} is not defined, or not real, at some parameters that `given` allows; "
                "add the hypothesis that rules them out"
            )

    def decide(formula: Formula) -> bool:
        if cell is None:
            raise UnsupportedGame(f"{what}: Min, Max, Abs and Piecewise are supported in payoffs and bounds only")
        return partition.ask(cell, formula)

    return evaluate(expr, search.ring, decide, require)


def _terminal(search: Search, block: Block, node: Terminal) -> Groups:
    one = search.ring.one

    def program(cell: int | None) -> Value:
        payoffs = tuple(
            amount(search, block, cell, node.payoffs[player], f"the payoff of {player} at {node.outcome or 'a terminal'}")
            for player in search.players
        )
        return Worth(payoffs, ((node.outcome, tuple(one for _ in search.players)),))

    if any(_is_piecewise(node.payoffs[player]) for player in search.players):
        return block.partition.run(program, block.partition.everywhere)
    return {program(None): block.partition.everywhere}


def _is_piecewise(expr: Expr) -> bool:
    return bool(expr.has(Max, Min, Abs, Piecewise))


def _decision(search: Search, block: Block, node: Decision) -> Groups:
    """Compare the moves one by one; at equal payoffs the one listed first stays."""
    partition = block.partition
    player = search.players.index(node.player)
    variables = tuple(search.ring.index[x] for x, _, _ in reversed(block.scope))
    best_so_far: dict[tuple[int, Value], int] = {}
    for move, child in enumerate(node.moves.values()):
        groups = block.groups(child)
        if move == 0:
            best_so_far = {(0, worth): mask for worth, mask in groups.items()}
            continue
        kept = _Groups(partition)
        start = len(partition.splits)
        for (old, worth), old_mask in best_so_far.items():
            for other, new_mask in groups.items():
                both = partition.update(old_mask & new_mask, start)
                if not both:
                    continue
                if isinstance(worth, Failure) or isinstance(other, Failure):
                    kept.add((old, worth if isinstance(worth, Failure) else other), both)
                    continue
                better, both = _better(
                    search, partition, node, player, (old, worth), (move, other), both, variables
                )
                kept.add((move, other), better)
                kept.add((old, worth), both & ~better)
        best_so_far = kept.now()  # type: ignore[assignment]
    moves, worths = _Groups(partition), _Groups(partition)
    for (move, worth), mask in best_so_far.items():
        moves.add(move, mask)
        worths.add(worth, mask)
    block.choices[node] = len(partition.splits), moves.now()  # type: ignore[assignment]
    return worths.now()  # type: ignore[return-value]


def _better(
    search: Search,
    partition: Partition,
    node: Decision,
    player: int,
    old: tuple[int, Worth],
    new: tuple[int, Worth],
    both: int,
    variables: tuple[int, ...],
) -> tuple[int, int]:
    """Return where the new move is taken instead of the old one, and the set brought up to date."""
    start = len(partition.splits)
    gain = new[1].payoffs[player] - old[1].payoffs[player]
    better = partition.where(compare(gain, POS), both)
    both = partition.update(both, start)
    if search.ties.listed:
        return better, both
    start = len(partition.splits)
    equal = partition.where(compare(gain, ZERO), both & ~better)
    better, both = partition.update(better, start), partition.update(both, start)

    def region() -> Region:
        apart = partition.everywhere & ~equal
        return describe(partition, equal, apart), variables

    if equal and search.ties.choose((node, old, new), 2, region) == 1:
        better |= equal
    return better, both


def _chance(search: Search, block: Block, node: Chance) -> Groups:
    partition, ring = block.partition, search.ring
    zero = tuple(ring.zero for _ in search.players)
    totals: dict[Value, int] = {Worth(zero, ()): partition.everywhere}
    for label, (odds, child) in node.moves.items():
        weights = []
        for player in search.players:
            expr = odds[player] if isinstance(odds, FrozenMap) else odds
            weight = amount(search, block, None, expr, f"the odds of {label!r}")
            # an offered probability may reach its ends, which is harmless where nobody has beliefs to update
            offered = any(weight.involves(ring.index[x]) for x, _, _ in block.scope)
            low = NEG if offered else NEG | ZERO
            if partition.ever(compare(weight, low)) or partition.ever(compare(weight - ring.one, POS)):
                raise GameError(
                    f"the odds {text(expr)} of {label!r} can leave (0, 1] under `given`: "
                    "add the hypotheses that keep them there, or leave the move out"
                )
            weights.append(weight)
        summed = _Groups(partition)
        groups = block.groups(child)
        for total, mask in totals.items():
            for worth, other in groups.items():
                if mask & other:
                    summed.add(_add(total, worth, weights), mask & other)
        totals = summed.now()  # type: ignore[assignment]
    return totals


def _add(total: Value, worth: Value, weights: Sequence[Ratio]) -> Value:
    if isinstance(total, Failure) or isinstance(worth, Failure):
        return total if isinstance(total, Failure) else worth
    payoffs = tuple(t + w * v for t, w, v in zip(total.payoffs, weights, worth.payoffs, strict=True))
    odds = dict(total.outcomes)
    for outcome, likely in worth.outcomes:
        share = tuple(w * p for w, p in zip(weights, likely, strict=True))
        before = odds.get(outcome)
        odds[outcome] = share if before is None else tuple(b + s for b, s in zip(before, share, strict=True))
    return Worth(payoffs, tuple(odds.items()))


def _offer(search: Search, block: Block, node: Offer) -> Groups:
    x, low, high = node.interval
    partition, ring = block.partition, search.ring
    player, variable = search.players.index(node.player), ring.index[x]
    if partition.ever(boolean(high < low, ring)):
        raise GameError(
            f"the interval [{text(low)}, {text(high)}] of {node.player}'s offer {x} is empty at some parameters "
            "that `given` allows; add the hypothesis that rules them out"
        )
    inner = solve_block(search, node.then, (*block.scope, node.interval))
    block.below[node] = inner
    groups = inner.groups(node.then)
    # an offer whose acceptance shows in the payoffs comes first, so that it is taken among equals
    values = sorted(groups, key=lambda worth: not _depends(worth, variable))
    whole = inner.partition.everywhere
    conditions = [describe(inner.partition, groups[worth], whole & ~groups[worth]) for worth in values]

    def program(cell: int) -> Choice | Failure:
        line = Line(
            partition,
            cell,
            variable,
            amount(search, block, cell, low, f"the lower bound of {x}"),
            amount(search, block, cell, high, f"the upper bound of {x}"),
        )
        pieces = [
            Piece(
                condition,
                worth.payoffs[player] if isinstance(worth, Worth) else ring.zero,
                not _depends(worth, variable),
            )
            for condition, worth in zip(conditions, values, strict=True)
        ]
        try:
            return _best_offer(search, block, node, line, pieces, values)
        except UnsupportedGame as problem:
            return Failure(f"{node.player}'s offer {x}: {problem}")

    def same(cell: int, one: Choice | Failure, two: Choice | Failure) -> bool:
        return isinstance(one, Choice) and isinstance(two, Choice) and equal_in(partition, cell, one, two)

    found = absorb(partition, partition.run(program, partition.everywhere), same)
    block.offers[node] = len(partition.splits), found
    worths = _Groups(partition)
    for choice, mask in found.items():
        worths.add(choice if isinstance(choice, Failure) else choice.value, mask)
    return worths.now()  # type: ignore[return-value]


def _depends(worth: Value, variable: int) -> bool:
    if isinstance(worth, Failure):
        return False
    odds = (p for _, likely in worth.outcomes for p in likely)
    return any(ratio.involves(variable) for ratio in (*worth.payoffs, *odds))


def equal_in(partition: Partition, cell: int, one: Choice, two: Choice) -> bool:
    """Tell whether two offers are known to be the same number with the same consequences in a cell."""
    if one.at.closed != two.at.closed or isinstance(one.value, Failure) or isinstance(two.value, Failure):
        return False
    if [name for name, _ in one.value.outcomes] != [name for name, _ in two.value.outcomes]:
        return False
    left = [one.at.low, one.at.high, *one.value.payoffs, *(p for _, odds in one.value.outcomes for p in odds)]
    right = [two.at.low, two.at.high, *two.value.payoffs, *(p for _, odds in two.value.outcomes for p in odds)]
    return all(
        a == b or not partition.feasible(cell, [negation(compare(a - b, ZERO))])
        for a, b in zip(left, right, strict=True)
    )


def _best_offer(
    search: Search, block: Block, node: Offer, line: Line, pieces: Sequence[Piece], values: Sequence[Value]
) -> Choice | Failure:
    candidates = line.candidates(pieces)
    for candidate in candidates:
        failed = values[candidate.at.piece]
        if isinstance(failed, Failure):
            return failed
    candidates.sort(key=lambda c: not _depends(values[c.at.piece], line.variable))

    def pick(ties: list[Candidate]) -> Candidate:
        def region() -> Region:
            equal = [compare(c.value - ties[0].value, ZERO) for c in ties[1:]]
            variables = tuple(search.ring.index[x] for x, _, _ in reversed(block.scope))
            return conjunction([*equal, *(line.nonempty(c.at) for c in ties), line.partition.formula(line.cell)]), variables

        key = (node, tuple((c.value, c.at) for c in ties))
        return ties[search.ties.choose(key, len(ties), region)]

    found = best(line, candidates, None if search.ties.listed else pick)
    if not found.attained:
        name = node.interval[0]
        return Failure(f"the supremum {text(ratio_form(found.value))} of {node.player}'s offer {name} is not attained")
    worth = values[found.at.piece]
    assert isinstance(worth, Worth)
    at = found.at
    if not at.is_point and _depends(worth, line.variable):
        # indifferent over the whole stretch while others are not: its middle stands for the rest
        middle = line.middle(at.low, at.high)
        at = Stretch(middle, middle, at.piece, (True, True))
        search.ties.skipped.setdefault(
            f"{node.player} is indifferent over offers {node.interval[0]} that others are not indifferent to; "
            "every selection from them is an equilibrium, and one is listed"
        )
    point = at.low if at.is_point else line.middle(at.low, at.high)
    moved = Worth(
        tuple(payoff.subs(line.variable, point, line.sign) for payoff in worth.payoffs),
        tuple(
            (outcome, tuple(p.subs(line.variable, point, line.sign) for p in likely)) for outcome, likely in worth.outcomes
        ),
    )
    return Choice(at, moved)

