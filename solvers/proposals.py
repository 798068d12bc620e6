"""Offers by a player who knows its type: pooling and separating perfect Bayesian equilibria (Spence 1973; Kreps 1990).

Every way in which the types can make up to as many offers as there are types is tried: all one, each its own, and with
two types mixtures too. After an offer that nobody makes any belief is allowed, so that it deters if some belief, with a
best reply to it, leaves no type better off: a condition on what the types get, from which the offer is eliminated.
What is not searched (more offers, mixtures of more than two types) is said in the solution.

>>> from detente.games import Chance, Decision, Game, Offer, Terminal, reals
>>> from detente.solvers import solve
>>> x, q, w = reals("x q w")
>>> deal, war = Terminal({"A": x, "B": 1 - x}, "settlement"), lambda a, b: Terminal({"A": a, "B": b}, "war")
>>> play = lambda a: Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": war(a - w, 1 - a - w)}))
>>> types = Chance({"strong": (q, play(1)), "weak": (1 - q, play(0))}, seen_by={"A"})
>>> solution = solve(Game(("A", "B"), types, given=(0 < q, q < 1, w > 0, 2*w < 1)), "pbe")
>>> solution.equilibria[0].when
q >= 1 - 2*w
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Mapping

import sympy
from sympy import Piecewise

from detente.games import Game, UnsupportedGame
from detente.solvers.deterrence import deterred
from detente.solvers.offered import edge_rule
from detente.solvers.pools import Profile, family_of
from detente.solvers.senders import sender_stage, supports_of
from detente.solvers.solution import Equilibrium, Solution, Undecided

LIMITS = {
    True: "equilibria with more than two different offers are not searched",
    False: "equilibria in which a type mixes over offers are not searched",
}
TIES = "who moves after the reply takes the first move listed where indifferent; other choices are not searched"
MIXED_TYPES = 2
"""Up to how many types their mixtures over offers are searched."""


def informed_offer(game: Game, definition: str, edges: str, seconds: float) -> Solution:
    """Return the pooling and separating equilibria of a game in which a player who knows its type makes an offer.

    Raises UnsupportedGame where the offer is not at once followed by one reply of a player who has not seen the type.
    """
    deadline = time.monotonic() + seconds
    stage = sender_stage(game, deadline)
    safe = deterred(stage, deadline)
    found: list[Equilibrium] = []
    undecided = [Undecided(sympy.true, LIMITS[len(stage.types) <= MIXED_TYPES])]
    if stage.ties:
        undecided.append(Undecided(sympy.true, TIES))
    skipped: dict[str, None] = {}
    for uses in _uses(len(stage.types)):
        offers = 1 + max(j for row in uses for j in row)
        for replies in itertools.product(supports_of(len(stage.reply.moves)), repeat=offers):
            for regions in itertools.product(range(len(stage.cells)), repeat=offers):
                if time.monotonic() > deadline:
                    undecided.append(Undecided(sympy.true, "the time given was not enough for the search"))
                    return _solution(game, definition, found, undecided, skipped)
                profile = Profile(uses, replies, regions)
                if profile.repeats():
                    continue
                try:
                    each = family_of(stage, safe, profile, edges)
                except UnsupportedGame as problem:
                    undecided.append(Undecided(sympy.true, f"{profile.describe(stage)}: {problem}"))
                    continue
                if isinstance(each, str):
                    skipped.setdefault(each)
                elif each is not None:
                    found.append(each)
    return _solution(game, definition, found, undecided, skipped)


def _solution(
    game: Game, definition: str, found: list[Equilibrium], undecided: list[Undecided], skipped: Mapping[str, None]
) -> Solution:
    rule = edge_rule(skipped)
    if any(isinstance(b, Piecewise) and b.args[-1][1] != sympy.true for eq in found for b in eq.beliefs.values()):
        rule += "\nwhere no reply to an offer is stated, some best reply for some belief deters"
    return Solution(game, definition, rule, tuple(found), tuple(undecided))


def _uses(types: int) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Run through the ways to make offers, fewest first: for each type the numbers of the offers that it makes."""
    for offers in range(1, types + 1):
        largest = offers if types <= MIXED_TYPES else 1
        choices = [s for size in range(1, largest + 1) for s in itertools.combinations(range(offers), size)]
        seen = set()
        for uses in itertools.product(choices, repeat=types):
            # the numbers of the offers do not matter, only who makes them
            users = sorted(tuple(t for t, row in enumerate(uses) if j in row) for j in range(offers))
            if () not in users and tuple(users) not in seen:
                seen.add(tuple(users))
                yield uses
