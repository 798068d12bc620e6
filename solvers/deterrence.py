"""Offers that nobody makes: when some belief, with a best reply to it, deters every type from them.

>>> from detente.games import Chance, Decision, Game, Offer, Terminal, reals
>>> import time
>>> from detente.solvers.display import boolean_form
>>> from detente.solvers.senders import sender_stage
>>> x, q, w = reals("x q w")
>>> deal, war = Terminal({"A": x, "B": 1 - x}, "settlement"), Terminal({"A": -w, "B": -w}, "war")
>>> play = Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": war}))
>>> game = Game(("A", "B"), Chance({"one": (q, play), "two": (1 - q, play)}, seen_by={"A"}), (0 < q, q < 1, w > 0))
>>> stage = sender_stage(game, time.monotonic() + 60)
>>> boolean_form(stage.ring, deterred(stage, time.monotonic() + 60), stage.known)
(u(one) >= 1) & (u(two) >= 1)
"""

from __future__ import annotations

from collections.abc import Sequence

from detente.games import UnsupportedGame
from detente.solvers import conditions
from detente.solvers.algebra import POS, ZERO
from detente.solvers.describe import describe
from detente.solvers.eliminate import without
from detente.solvers.formulas import (
    Formula,
    compare,
    conjunction,
    disjunction,
    negation,
)
from detente.solvers.partition import Partition
from detente.solvers.senders import Stage, bounds_of, gen, mixture, supports_of
from detente.solvers.values import OPEN, Worth


def deterred(stage: Stage, deadline: float) -> Formula:
    """Return the condition on what the types get under which no other offer is better for any of them."""
    ring = stage.ring
    bounds = bounds_of(stage, gen(stage, stage.variable))
    inside = Partition(ring, [*stage.given, *bounds], deadline=deadline)
    ways = [
        (region, table, support, _can_reply(stage, table, support))
        for region, table in stage.cells
        for support in supports_of(len(stage.reply.moves))
    ]

    def possible(cell: int) -> frozenset[int]:
        return frozenset(
            k for k, (region, _, _, can) in enumerate(ways) if inside.ask(cell, region) and inside.ask(cell, can)
        )

    regions = inside.run(possible, inside.everywhere)
    if inside.abandoned:
        raise UnsupportedGame(f"the replies to an offer: {OPEN.reason}")
    safe: list[Formula] = []
    # where fewer replies are possible more is known of what the types must get, which helps with the rest
    for here, mask in sorted(regions.items(), key=lambda item: (len(item[0]), item[1])):
        # a larger support can do what a smaller one can
        most = [k for k in here if not any(set(ways[k][2]) < set(ways[j][2]) for j in here)]
        there = [*bounds, describe(inside, mask, inside.everywhere & ~mask)]
        known = [*stage.given, *safe]
        deters = disjunction(_leaves_none(stage, ways[k][1], ways[k][2], [*known, *there]) for k in sorted(most))
        deters = conditions.shorten(Partition(ring, [*known, *there], deadline=deadline), deters)
        tempting = without(ring, stage.variable, conjunction([*there, negation(deters)]), known)
        safe.append(conditions.shorten(Partition(ring, known, deadline=deadline), negation(tempting)))
    return conditions.shorten(Partition(ring, stage.given, deadline=deadline), conjunction(safe))


def _can_reply(stage: Stage, table: Sequence[Sequence[Worth]], support: Sequence[int]) -> Formula:
    """Say that for some belief exactly the moves of a support (and perhaps others) are best replies to an offer."""
    ring = stage.ring
    mus = [gen(stage, m) for m in stage.beliefs]
    mus[-1] = ring.one - sum(mus[:-1], ring.zero)
    parts = [compare(mu, POS | ZERO) for mu in mus]
    values = [
        sum((mu * row[a].payoffs[stage.responder] for mu, row in zip(mus, table, strict=True)), ring.zero)
        for a in range(len(stage.reply.moves))
    ]
    for a, other in enumerate(values):
        if a != support[0]:
            parts.append(compare(values[support[0]] - other, ZERO if a in support else POS | ZERO))
    formula = conjunction(parts)
    for m in stage.beliefs[:-1]:
        formula = without(ring, m, formula, stage.given)
    return formula


def _leaves_none(
    stage: Stage, table: Sequence[Sequence[Worth]], support: Sequence[int], known: Sequence[Formula]
) -> Formula:
    """Say that some mixture over a support leaves no type more than it gets in equilibrium."""
    ring = stage.ring
    gens = stage.mixed[0]
    odds, parts = mixture(stage, gens, support)
    for t, row in enumerate(table):
        value = sum((odds[a] * row[a].payoffs[stage.proposer] for a in support), ring.zero)
        parts.append(compare(gen(stage, stage.pays[t]) - value, POS | ZERO))
    formula = conjunction(parts)
    for a in support[:-1]:
        formula = without(ring, gens[a], formula, known)
    return formula
