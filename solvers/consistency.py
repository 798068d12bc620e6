"""Which beliefs go with a profile: the definitions of weak, perfect Bayesian and sequential equilibrium.

For a node, the moves on its path that have probability zero are its trembles. Of two nodes of one information
set, the one with fewer trembles (by inclusion) is infinitely likelier; with the same trembles, their ratio
is Bayes'; with trembles that cannot be compared, the ratio is free, but the same wherever the same trembles are
compared. That is Bayes' rule wherever it applies, and no signalling of what one does not know (pbe; compare
Fudenberg and Tirole 1991). A weak equilibrium has Bayes' rule on the path and any belief elsewhere.

>>> from detente.games import Chance, Decision, Game, Terminal, reals
>>> q = reals("q")
>>> end = lambda a, b: Terminal({"A": a, "B": b})
>>> reply = lambda b: Decision("B", {"yes": end(1, b), "no": end(0, 0)})
>>> game = Game(("A", "B"), Chance({"good": (q, reply(1)), "bad": (1 - q, reply(-1))}, seen_by={"A"}), (0 < q, q < 1))
>>> from detente.solvers.finite import lay_out
>>> assess(lay_out(game), {0: (0,)}, 0, "pbe").on_path
True
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from detente.solvers.finite import Form
from detente.solvers.ratio import Ratio

Trembles = frozenset[tuple[int, int]]
Supports = Mapping[int, tuple[int, ...]]


class Assessment(NamedTuple):
    """The weights of the nodes of one information set, in positive but otherwise free units.

    ``classes`` are the groups of nodes with the same trembles, each with the symbol of the weight of the group
    (None where there is only one); nodes that are in none have belief zero.
    """

    on_path: bool
    classes: tuple[tuple[Trembles, tuple[int, ...]], ...]


def trembles(form: Form, supports: Supports, node: int) -> Trembles:
    """Return the moves on the path to a node that have probability zero."""
    return frozenset((i, a) for i, a in form.places[node].steps if a not in supports[i])


def likelihood(form: Form, probabilities: Sequence[Sequence[Ratio]], node: int, player: int, skip: Trembles) -> Ratio:
    """Return the probability of a node by a player's odds, leaving out its trembles and the player's own moves."""
    found = form.places[node].odds[player]
    for i, a in form.places[node].steps:
        if (i, a) not in skip and form.player(i) != player:
            found = found * probabilities[i][a]
    return found


def assess(form: Form, supports: Supports, number: int, definition: str) -> Assessment:
    """Return which nodes of an information set can have belief, and how their weights hang together."""
    groups: dict[Trembles, list[int]] = {}
    for node in form.members[number]:
        groups.setdefault(trembles(form, supports, node), []).append(node)
    on_path = frozenset() in groups
    if on_path:
        return Assessment(True, ((frozenset(), tuple(groups[frozenset()])),))
    if definition == "weak":
        each = tuple((trembles(form, supports, n) | {(-1, n)}, (n,)) for n in form.members[number])
        return Assessment(False, each)
    kept = [(mine, tuple(nodes)) for mine, nodes in groups.items() if not any(other < mine for other in groups)]
    return Assessment(False, tuple(kept))
