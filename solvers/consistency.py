"""Which beliefs go with a profile: the definitions of weak, perfect Bayesian and sequential equilibrium.

For a node, the moves on its path that have probability zero are its trembles. The definitions are nested: each asks
for more than the one before.

**weak**: Bayes' rule at information sets on the path, and any belief elsewhere; every plan is best for the beliefs.

**pbe**: of two nodes of one information set, the one with fewer trembles (by inclusion) is infinitely likelier; with
the same trembles, their ratio is Bayes'; with trembles that cannot be compared, the ratio is free, but the same
wherever the same trembles are compared; and from what a player believed at its own last move, its belief follows by
Bayes' rule where that gives what happened since positive probability (preconsistency; Hendon, Jacobsen and Sloth
1996), so that single deviations tell all. That is Bayes' rule wherever it applies, and no signalling of what one does
not know (compare Fudenberg and Tirole 1991).

**sequential**: beliefs are limits of Bayes' rule where every move is made with a positive probability that may
vanish, common to all players, while nature's odds may differ by player (Kreps and Wilson 1982). Beyond pbe, that
relates odds of several comparisons: what ``trembles`` derives.

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


def own_last(form: Form, number: int) -> dict[int, int] | None:
    """Return for each node of a set the node at which its player moved last, or None where it has not moved before."""
    player = form.player(number)
    by_history = {form.places[n].history: n for n in range(len(form.places))}
    found = {}
    for node in form.members[number]:
        history = form.places[node].history
        before = [by_history[history[:k]] for k in range(len(history))]
        mine = [n for n in before if (owner := form.places[n].owner) is not None and form.player(owner) == player]
        if not mine:
            return None
        found[node] = mine[-1]
    return found


def passage(form: Form, probabilities: Sequence[Sequence[Ratio]], start: int, end: int, player: int) -> Ratio:
    """Return the probability of the moves of others from one node to a later one, by a player's odds."""
    found = form.places[end].odds[player] / form.places[start].odds[player]
    for i, a in form.places[end].steps[len(form.places[start].steps) :]:
        if form.player(i) != player:
            found = found * probabilities[i][a]
    return found
