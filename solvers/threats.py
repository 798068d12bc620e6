"""Replies to offers that nobody makes: a move that deters every type, best for a belief that is sure of one type.

>>> from detente.games import Chance, Decision, Game, Offer, Terminal, reals
>>> from detente.solvers import solve
>>> x, q, w = reals("x q w")
>>> deal, war = Terminal({"A": x, "B": 1 - x}, "settlement"), lambda a: Terminal({"A": a - w, "B": 1 - a - w}, "war")
>>> play = lambda a: Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": war(a)}))
>>> types = Chance({"one": (q, play(0)), "two": (1 - q, play(w))}, seen_by={"A"})
>>> game = Game(("A", "B"), types, given=(0 < q, q < 1, w > 0, 4*w < 1))
>>> solve(game, "pbe").equilibria[-1].beliefs["one", "x"].has(q)
False
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from detente.solvers import conditions, smt
from detente.solvers.algebra import POS, ZERO
from detente.solvers.formulas import Formula, compare, conjunction, negation
from detente.solvers.partition import Partition
from detente.solvers.ratio import Ratio
from detente.solvers.senders import Stage, bounds_of, gen
from detente.solvers.substitution import substituted


class Threat(NamedTuple):
    """A reply, the type that the responder is sure of, and the offers after which both are held."""

    action: int
    type: int
    where: Formula


def threats(stage: Stage, gets: Mapping[int, Ratio], known: Sequence[Formula]) -> list[Threat] | None:
    """Return replies that deter from every offer, by what the types get; None where single moves do not do.

    ``known`` is what holds of the parameters and of what is left free.
    """
    ring = stage.ring
    inside = [*known, *bounds_of(stage, gen(stage, stage.variable))]
    found: list[Threat] = []
    left: list[Formula] = []
    for region, table in stage.cells:
        for action in range(len(stage.reply.moves)):
            for number, row in enumerate(table):
                best = [
                    compare(row[action].payoffs[stage.responder] - other.payoffs[stage.responder], POS | ZERO)
                    for other in row
                ]
                deters = [
                    compare(gen(stage, stage.pays[t]) - table[t][action].payoffs[stage.proposer], POS | ZERO)
                    for t in range(len(stage.types))
                ]
                here = conjunction([region, *best, *(substituted(ring, part, gets) for part in deters)])
                if smt.check(ring, [*inside, *left, here]).satisfiable is False:
                    continue
                shown = conditions.shorten(Partition(ring, inside), conjunction([here, *left]))
                found.append(Threat(action, number, shown))
                left.append(negation(here))
                if smt.check(ring, [*inside, *left]).satisfiable is False:
                    return found
    return None
