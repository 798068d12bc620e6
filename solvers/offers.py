"""Offers in a backward induction: the best number to offer, for every cell of the parameters.

>>> from detente.games import Game, Offer, Terminal, reals
>>> from detente.solvers import solve
>>> m, k = reals("m k")
>>> arming = Offer("A", (m, 0, 1), Terminal({"A": m - k*m**2}, "armed"))
>>> print(solve(Game(("A",), arming, given=(k > 1,))).equilibria[0])
always:  A offers m = 1/(2*k);  payoffs 1/(4*k);  armed
"""

from __future__ import annotations

from collections.abc import Sequence

from detente.games import GameError, Offer, UnsupportedGame
from detente.solvers.algebra import POS, ZERO
from detente.solvers.describe import absorb, describe
from detente.solvers.display import ratio_form, text
from detente.solvers.formulas import FALSE, boolean, compare, conjunction, disjunction, negation
from detente.solvers.line import Line
from detente.solvers.optimum import Candidate, Piece, Stretch, best, candidates, nonempty, stretches
from detente.solvers.partition import Partition
from detente.solvers.values import Block, Choice, Failure, Groups, Search, Sets, Value, Worth, amount


def solve_offer(search: Search, block: Block, node: Offer, inner: Block) -> Groups:
    """Return the values of an offer whose continuation is solved, and record the offers made."""
    x, low, high = node.interval
    partition, ring = block.partition, search.ring
    player, variable = search.players.index(node.player), ring.index[x]
    if partition.shows(boolean(high < low, ring)):
        raise GameError(
            f"{search.place(node)}: the interval [{text(low)}, {text(high)}] of {node.player}'s offer {x} is empty "
            "at some parameters that `given` allows; add the hypothesis that rules them out"
        )
    block.below[node] = inner
    groups = inner.groups(node.then)
    # an offer whose acceptance shows in the payoffs comes first, so that it is taken among equals
    values = sorted(groups, key=lambda worth: not _depends(worth, variable))
    whole = inner.partition.everywhere
    conditions = [describe(inner.partition, groups[worth], whole & ~groups[worth]) for worth in values]

    present: dict[int, frozenset[int]] = {}

    def program(cell: int) -> Choice | Failure:
        line = Line(
            partition,
            cell,
            variable,
            amount(search, block, cell, low, f"the lower bound of {x}", node),
            amount(search, block, cell, high, f"the upper bound of {x}", node),
            implicit=True,
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
            parts = stretches(line, pieces)
            present[cell] = frozenset(
                part.piece
                for part in parts
                if part.is_point or part.certain or partition.feasible(cell, [compare(part.high - part.low, POS)])
            )
            return _best_offer(search, block, node, line, candidates(line, pieces, parts), values)
        except UnsupportedGame as problem:
            return Failure(f"{node.player}'s offer {x}: {problem}")

    found = partition.run(program, partition.everywhere)
    usual = {
        choice: frozenset[int]().union(
            *(present.get(cell, frozenset()) for cell in partition.members(mask) if not partition.is_thin(cell))
        )
        for choice, mask in found.items()
    }

    def same(cell: int, one: Choice | Failure, two: Choice | Failure) -> bool:
        # a boundary where another reply is made off the path would only make the rule for replies longer
        known = present.get(cell, frozenset()) <= usual[two]
        return known and isinstance(one, Choice) and isinstance(two, Choice) and equal_in(partition, cell, one, two)

    found = absorb(partition, found, same)
    block.offers[node] = len(partition.splits), found
    worths = Sets[Value](partition)
    for choice, mask in found.items():
        worths.add(choice if isinstance(choice, Failure) else choice.value, mask)
    return worths.now()


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
    search: Search, block: Block, node: Offer, line: Line, options: list[Candidate], values: Sequence[Value]
) -> Choice | Failure:
    for candidate in options:
        failed = values[candidate.at.piece]
        if isinstance(failed, Failure):
            return failed
    options.sort(key=lambda c: not _depends(values[c.at.piece], line.variable))

    variables = tuple(search.ring.index[x] for x, _, _ in reversed(block.scope))

    def pick(ties: list[Candidate]) -> Candidate:
        key = (node, tuple((c.value, c.at) for c in ties))
        choice = search.ties.choose(key, len(ties))
        equal = [compare(c.value - ties[0].value, ZERO) for c in ties[1:]]
        there = conjunction([*equal, *(nonempty(line, c.at) for c in ties), line.partition.formula(line.cell)])
        before, _ = search.ties.places.get(key, (FALSE, ()))
        search.ties.locate(key, (disjunction([before, there]), variables))
        return ties[choice]

    found = best(line, options, None if search.ties.listed else pick)
    if not found.attained:
        name = node.interval[0]
        return Failure(
            f"no equilibrium under this rule for ties: the supremum {text(ratio_form(found.value))} of "
            f"{node.player}'s offer {name} is not attained"
        )
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
            (outcome, tuple(p.subs(line.variable, point, line.sign) for p in likely))
            for outcome, likely in worth.outcomes
        ),
    )
    return Choice(at, moved)
