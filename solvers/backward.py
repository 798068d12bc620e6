"""Subgame-perfect equilibria of games of perfect information, by backward induction (Kuhn 1953; Selten 1965).

The tree is taken in blocks: what stands below an offer, up to the next offers, is solved for every value
of the offered variable at once, as a partition of the parameters together with that variable; the offer is
then an optimum over the pieces (``optimum``). Values are shared by all cells in which they are the same, and each node
is visited once, so that the number of regions and not of nodes sets the cost.

>>> from detente.games import Decision, Game, Terminal, reals
>>> from detente.solvers import solve
>>> w = reals("w")
>>> end = Terminal({"A": 0, "B": 0}, "peace")
>>> reply = Decision("B", {"yield": end, "fight": Terminal({"A": -1, "B": w}, "war")})
>>> for case in solve(Game(("A", "B"), Decision("A", {"push": reply, "wait": end}))).equilibria:
...     print(case)
when w <= 0:  A pushes; B yields;  payoffs 0, 0;  peace
when w > 0:  A waits;  payoffs 0, 0;  peace
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from sympy import Abs, Expr, Max, Min, Piecewise

from detente.games import (
    Chance,
    Continue,
    Decision,
    Draw,
    FrozenMap,
    GameError,
    Node,
    Offer,
    Terminal,
    children,
)
from detente.solvers.algebra import NEG, POS, ZERO
from detente.solvers.describe import describe
from detente.solvers.display import text
from detente.solvers.draws import solve_draw
from detente.solvers.formulas import boolean, compare
from detente.solvers.offers import solve_offer
from detente.solvers.partition import Partition
from detente.solvers.ratio import Ratio
from detente.solvers.values import OPEN, Block, Failure, Groups, Scope, Search, Sets, Value, Worth, amount


def solve_block(search: Search, root: Node, scope: Scope) -> Block:
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
                inner = solve_block(search, node.then, (*block.scope, node.interval))
                groups = solve_offer(search, block, node, inner)
            case Draw():
                inner = solve_block(search, node.then, (*block.scope, node.interval))
                groups = solve_draw(search, block, node, inner)
            case Continue():
                groups = _continue(search, block, node)
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
        if not isinstance(node, Offer | Draw):
            stack += [(child, False) for _, child in reversed(list(children(node)))]
    return order


def _terminal(search: Search, block: Block, node: Terminal) -> Groups:
    one = search.ring.one

    def program(cell: int | None) -> Value:
        payoffs = tuple(
            amount(search, block, cell, node.payoffs[player], f"the payoff of {player}", node)
            for player in search.players
        )
        return Worth(payoffs, ((node.outcome, tuple(one for _ in search.players)),))

    if any(_is_piecewise(node.payoffs[player]) for player in search.players):
        return block.partition.run(program, block.partition.everywhere)
    return {program(None): block.partition.everywhere}


def _continue(search: Search, block: Block, node: Continue) -> Groups:
    """Return payoffs now and the discounted worth of a state, in each of the cases that are known of the state."""
    partition, ring = block.partition, search.ring
    now, factors = [], []
    for player in search.players:
        payoff = node.payoffs.get(player)
        what = f"the payoff of {player}"
        now.append(ring.zero if payoff is None else amount(search, block, None, payoff, what, node))
        factor = node.discount[player] if isinstance(node.discount, FrozenMap) else node.discount
        what = f"the discount factor of {player}"
        factors.append(amount(search, block, None, factor, what, node))
    groups = Sets[Value](partition)
    left = partition.everywhere
    for value, where in search.ahead[node.state]:
        start = len(partition.splits)
        part = partition.where(where, left)
        left = partition.update(left, start) & ~part
        if isinstance(value, Worth):
            later = tuple(n + f * v for n, f, v in zip(now, factors, value.payoffs, strict=True))
            value = Worth(later, value.outcomes)
        groups.add(value, part)
    groups.add(OPEN, left)
    return groups.now()


def _is_piecewise(expr: Expr) -> bool:
    return bool(expr.has(Max, Min, Abs, Piecewise))


def _decision(search: Search, block: Block, node: Decision) -> Groups:
    """Compare the moves one by one; at equal payoffs the one listed first stays."""
    partition = block.partition
    player = search.players.index(node.player)
    variables = tuple(search.ring.index[x] for x, _, _ in reversed(block.scope))
    # by move, value, and the tie at which the move was taken: a third equal one is then reached from the first alone
    best_so_far: dict[tuple[int, Value, Hashable], int] = {}
    for move, child in enumerate(node.moves.values()):
        groups = block.groups(child)
        if move == 0:
            best_so_far = {(0, worth, None): mask for worth, mask in groups.items()}
            continue
        kept = Sets[tuple[int, Value, Hashable]](partition)
        start = len(partition.splits)
        for (old, worth, tied), old_mask in best_so_far.items():
            for other, new_mask in groups.items():
                both = partition.update(old_mask & new_mask, start)
                if not both:
                    continue
                if isinstance(worth, Failure) or isinstance(other, Failure):
                    kept.add((old, worth if isinstance(worth, Failure) else other, tied), both)
                    continue
                gain = other.payoffs[player] - worth.payoffs[player]
                now = len(partition.splits)
                better = partition.where(compare(gain, POS), both)
                both = partition.update(both, now)
                kept.add((move, other, None), better)
                rest = both & ~better
                if not search.ties.listed and tied is None:
                    key = node, old, worth, move, other
                    taken, rest = _at_tie(search, partition, key, gain, rest)
                    kept.add((move, other, key), taken)
                kept.add((old, worth, tied), rest)
        best_so_far = kept.now()
    moves, worths = Sets[int](partition), Sets[Value](partition)
    for (move, worth, tied), mask in best_so_far.items():
        moves.add(move, mask)
        worths.add(worth, mask)
        if tied is not None:
            search.ties.locate(tied, (describe(partition, mask, partition.everywhere & ~mask), variables))
    block.choices[node] = len(partition.splits), moves.now()
    return worths.now()


def _at_tie(search: Search, partition: Partition, key: Hashable, gain: Ratio, mask: int) -> tuple[int, int]:
    """Split a set into where an equally good move is taken, and the rest."""
    start = len(partition.splits)
    equal = partition.where(compare(gain, ZERO), mask)
    mask = partition.update(mask, start)
    if equal and search.ties.choose(key, 2) == 1:
        return equal, mask & ~equal
    return 0, mask


def _chance(search: Search, block: Block, node: Chance) -> Groups:
    partition, ring = block.partition, search.ring
    zero = tuple(ring.zero for _ in search.players)
    totals: dict[Value, int] = {Worth(zero, ()): partition.everywhere}
    for label, (odds, child) in node.moves.items():
        start = len(partition.splits)
        rows = _odds(search, block, node, label, odds)
        summed = Sets[Value](partition)
        groups = block.groups(child)
        for total, mask in totals.items():
            for weights, where in rows.items():
                for worth, other in groups.items():
                    both = partition.update(mask, start) & where & other
                    if both:
                        summed.add(_add(total, worth, weights), both)
        totals = summed.now()
    return totals


def _odds(
    search: Search, block: Block, node: Chance, label: str, odds: Expr | FrozenMap[str, Expr]
) -> dict[tuple[Ratio, ...], int]:
    """Return the odds of a move by player, each with the cells where they are those."""
    partition, ring = block.partition, search.ring
    by_player = [odds[player] if isinstance(odds, FrozenMap) else odds for player in search.players]

    def program(cell: int | None) -> tuple[Ratio, ...]:
        weights = []
        for expr in by_player:
            weight = amount(search, block, cell, expr, f"the odds of {label!r}", node)
            # an offered probability may reach its ends, which is harmless where nobody has beliefs to update
            offered = any(weight.involves(ring.index[x]) for x, _, _ in block.scope) or _is_piecewise(expr)
            low = NEG if offered else NEG | ZERO
            for outside in (compare(weight, low), compare(weight - ring.one, POS)):
                here = partition.base if cell is None else partition.cells[cell]
                if partition.shows(outside) and partition.check(here, [outside]).satisfiable:
                    raise GameError(
                        f"{search.place(node)}: the odds {text(expr)} of {label!r} can leave (0, 1] under `given`: "
                        "add the hypotheses that keep them there, or leave the move out"
                    )
            weights.append(weight)
        return tuple(weights)

    if any(map(_is_piecewise, by_player)):
        return partition.run(program, partition.everywhere)
    return {program(None): partition.everywhere}


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
