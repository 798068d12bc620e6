"""Consistency from the definition, for the proof that a list of sequential equilibria is complete.

A choice of the nodes that carry belief, in every information set off the path, comes from trembles iff there are orders
(labels) for which just these nodes are of least order in their sets, and ratios between their weights that are products
of powers of one number per tremble (Kreps and Wilson 1982, Lemmas A1 and A2). All choices are run through; the
engine finds the labels, and the ratios are free but for the kernel of the matrix of exponents. Nothing of the
search is used here but the numbering of the tree.

>>> from detente.games import Chance, Decision, Game, Terminal, reals
>>> q = reals("q")
>>> end = lambda a, b: Terminal({"A": a, "B": b})
>>> reply = lambda b: Decision("B", {"yes": end(1, b), "no": end(0, 0)})
>>> sender = lambda b: Decision("A", {"ask": reply(b), "leave": end(2, 0)})
>>> types = Chance({"good": (q, sender(1)), "bad": (1 - q, sender(-1))}, seen_by={"A"})
>>> from detente.solvers.finite import lay_out
>>> form = lay_out(Game(("A", "B"), types, (0 < q, q < 1)))
>>> len(consistent(form, ((1,), (0,), (1,))).parts)
3
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from functools import cache

from flint import fmpz_mat
from sympy import Symbol

from detente.games import UnsupportedGame
from detente.solvers import smt
from detente.solvers.algebra import POS, ZERO, Ring
from detente.solvers.finite import Form, Step
from detente.solvers.formulas import Formula, compare, conjunction, disjunction
from detente.solvers.ratio import Ratio

MAX_CHOICES = 2000
"""How many choices of nodes are looked at for information sets that hang together."""

Rows = tuple[tuple[frozenset[Step], ...], ...]
"""By information set, for each node the moves of probability zero on its path."""


def consistent(form: Form, supports: Sequence[tuple[int, ...]]) -> Formula:
    """Say that the beliefs off the path are a limit of trembles, where just the moves of these supports are made.

    Raises UnsupportedGame where there are too many choices of nodes to look at.
    """
    rows: dict[int, tuple[frozenset[Step], ...]] = {}
    for number, nodes in enumerate(form.members):
        missing = tuple(frozenset((i, a) for i, a in form.places[n].steps if a not in supports[i]) for n in nodes)
        if len(nodes) > 1 and all(missing):
            rows[number] = missing
    found = []
    for numbers in _hanging_together(rows):
        choices = [
            conjunction(_beliefs(form, supports, numbers, choice))
            for choice in _choices(tuple(rows[number] for number in numbers))
        ]
        found.append(disjunction(choices))
    return conjunction(found)


def _hanging_together(rows: dict[int, tuple[frozenset[Step], ...]]) -> list[list[int]]:
    left, found = list(rows), []
    while left:
        part = [left.pop(0)]
        for mine in part:
            near = [j for j in left if frozenset().union(*rows[mine]) & frozenset().union(*rows[j])]
            left = [j for j in left if j not in near]
            part += near
        found.append(part)
    return found


@cache
def _choices(rows: Rows) -> tuple[tuple[tuple[int, ...], ...], ...]:
    """Return the choices of nodes, one set after the other, for which there are labels."""
    names = {step: k for k, step in enumerate(sorted(frozenset().union(*itertools.chain(*rows))))}
    ring = Ring([Symbol(f"e{k}", real=True) for k in range(len(names))], spare=0)
    labels = {step: ring.gen(ring.symbols[k]) for step, k in names.items()}
    positive = [compare(label, POS) for label in labels.values()]
    orders = [[sum((labels[s] for s in sorted(node)), ring.zero) for node in row] for row in rows]
    found: list[tuple[tuple[tuple[int, ...], ...], list[Formula]]] = [((), positive)]
    for row in orders:
        longer = []
        nodes = range(len(row))
        menus = [part for size in range(1, len(row) + 1) for part in itertools.combinations(nodes, size)]
        for before, known in found:
            for part in menus:
                now = [*known, *(compare(row[n] - row[part[0]], ZERO if n in part else POS) for n in nodes)]
                possible = smt.check(ring, now).satisfiable
                if possible is None:
                    raise UnsupportedGame("orders of trembles that the engine cannot tell")
                if possible:
                    longer.append(((*before, part), now))
        found = longer
        if len(found) > MAX_CHOICES:
            raise UnsupportedGame("there are too many orders of trembles to look at")
    return tuple(choice for choice, _ in found)


def _beliefs(
    form: Form, supports: Sequence[tuple[int, ...]], numbers: Sequence[int], choice: Sequence[tuple[int, ...]]
) -> Iterator[Formula]:
    """Say which nodes carry belief, and that their ratios are products of powers of one number per tremble."""
    ring = form.ring
    pairs: list[tuple[frozenset[Step], frozenset[Step], Ratio, Ratio]] = []
    for number, part in zip(numbers, choice, strict=True):
        nodes, player = form.members[number], form.player(number)
        weights = []
        for k, (node, symbol) in enumerate(zip(nodes, form.beliefs[number], strict=True)):
            yield compare(ring.gen(symbol), POS if k in part else ZERO)
            played = form.places[node].odds[player]
            for i, a in form.places[node].steps:
                played = played * (ring.gen(form.moves[i][a]) if a in supports[i] else ring.one)
            missing = frozenset((i, a) for i, a in form.places[node].steps if a not in supports[i])
            weights.append((missing, ring.gen(symbol), played))
        first, base, base_odds = weights[part[0]]
        for k in part[1:]:
            missing, belief, odds = weights[k]
            pairs.append((missing, first, belief * base_odds, base * odds))
    for powers in _kernel([(one, two) for one, two, _, _ in pairs]):
        left, right = ring.one, ring.one
        for power, (_, _, mine, other) in zip(powers, pairs, strict=True):
            top, bottom = (mine, other) if power > 0 else (other, mine)
            left, right = left * top.power(abs(power)), right * bottom.power(abs(power))
        yield compare(left - right, ZERO)


def _kernel(pairs: Sequence[tuple[frozenset[Step], frozenset[Step]]]) -> list[list[int]]:
    """Return a basis of the integer powers for which the product of the ratios has no tremble in it."""
    if not pairs:
        return []
    names = sorted(frozenset().union(*itertools.chain(*pairs)))
    matrix = fmpz_mat([[int(s in one) - int(s in two) for one, two in pairs] for s in names] or [[0] * len(pairs)])
    basis, rank = matrix.nullspace()
    found = []
    for j in range(rank):
        powers = [int(basis[i, j]) for i in range(len(pairs))]
        scale = math.gcd(*powers)
        found.append([power // scale for power in powers])
    return found
