"""An offer by one of several types and the reply to it: what the search for its equilibria works on.

>>> from detente.games import Chance, Decision, Game, Offer, Terminal, reals
>>> import time
>>> x, q, w = reals("x q w")
>>> deal, war = Terminal({"A": x, "B": 1 - x}, "settlement"), Terminal({"A": -w, "B": -w}, "war")
>>> play = Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": war}))
>>> game = Game(("A", "B"), Chance({"one": (q, play), "two": (1 - q, play)}, seen_by={"A"}), (0 < q, q < 1, w > 0))
>>> sender_stage(game, time.monotonic() + 60).types
('one', 'two')
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from sympy import Symbol

from detente.games import Chance, Decision, FrozenMap, Game, GameError, Node, Offer, UnsupportedGame, information_sets
from detente.solvers.algebra import NEG, POS, ZERO, Ring
from detente.solvers.backward import solve_block
from detente.solvers.conditions import known_signs
from detente.solvers.describe import describe
from detente.solvers.display import KnownSign
from detente.solvers.formulas import (
    Formula,
    boolean,
    compare,
)
from detente.solvers.partition import Partition
from detente.solvers.ratio import Ratio
from detente.solvers.ties import Ties
from detente.solvers.values import OPEN, Failure, Search, Worth

MAX_TYPES = 4


@dataclass(frozen=True)
class Stage:
    """An offer by one of several types, the reply to it, and what each reply is worth, by regions of the offer."""

    game: Game
    ring: Ring
    given: tuple[Formula, ...]
    known: KnownSign
    offer: Offer
    reply: Decision
    types: tuple[str, ...]
    odds: tuple[tuple[Ratio, ...], ...]
    """By type the prior odds, by player."""
    cells: tuple[tuple[Formula, tuple[tuple[Worth, ...], ...]], ...]
    """Regions of parameters and offer, each with what a reply is worth, by type and action."""
    pays: tuple[int, ...]
    """By type the generator of what the type gets in equilibrium."""
    made: tuple[int, ...]
    """The generators of the offers that are made."""
    shares: tuple[tuple[int, ...], ...]
    """By type and offer the generator of the probability that the type makes it."""
    mixed: tuple[tuple[int, ...], ...]
    """By offer and action the generator of the probability of a reply."""
    beliefs: tuple[int, ...]
    ties: bool
    """Whether somebody who moves after the reply can be indifferent."""

    @property
    def variable(self) -> int:
        """The generator of the offer."""
        return self.ring.index[self.offer.interval[0]]

    @property
    def proposer(self) -> int:
        """The number of the player who offers."""
        return self.game.players.index(self.offer.player)

    @property
    def responder(self) -> int:
        """The number of the player who replies."""
        return self.game.players.index(self.reply.player)


def sender_stage(game: Game, deadline: float) -> Stage:
    """Read a game as an offer by one of several types.

    Raises UnsupportedGame where the offer is not at once followed by one reply of a player who has not seen the type.
    """
    root = game.root
    what = "an offer by a player who knows its type is solved where one hidden move of nature comes before it"
    if not isinstance(root, Chance) or len(root.moves) > MAX_TYPES:
        raise UnsupportedGame(f"{what} (up to {MAX_TYPES} types)")
    nodes: dict[str, Node] = {label: child for label, (_, child) in root.moves.items()}
    offers = [node for node in nodes.values() if isinstance(node, Offer)]
    if len(offers) < len(nodes) or any(
        o.player != offers[0].player or o.interval != offers[0].interval for o in offers
    ):
        raise UnsupportedGame(f"{what}, and all types choose from the same interval")
    replies = [o.then for o in offers if isinstance(o.then, Decision)]
    if any(o.seen_by is not None and r.player not in o.seen_by for o, r in zip(offers, replies, strict=False)):
        raise UnsupportedGame(f"the offer {offers[0].interval[0]} is not seen by the player who replies to it")
    after = [(label, offers[0].interval[0].name) for label in nodes]
    sets = [each for each in information_sets(game) if len(each.histories) > 1]
    if len(replies) < len(nodes) or [set(each.histories) for each in sets] != [set(after)]:
        raise UnsupportedGame(
            "after an offer by an informed player one reply by a player who has not seen the type is solved"
        )
    x, reply = offers[0].interval[0], replies[0]
    names = [Symbol(f"u({label})", real=True) for label in nodes]
    size = range(len(nodes))
    made = [Symbol(f"{x}({j})", real=True) for j in size]
    shares = [[Symbol(f"pr({x}({j})|{label})", real=True) for j in size] for label in nodes]
    mixed = [[Symbol(f"pr({a}|{x}({j}))", real=True) for a in reply.moves] for j in size]
    mus = [Symbol(f"mu({label}|{x})", real=True) for label in nodes]
    rows = [s for row in (*shares, *mixed) for s in row]
    ring = Ring([*game.parameters, *game.variables, *names, *made, *rows, *mus])
    given = tuple(boolean(h, ring) for h in game.given)
    # options are taken as listed, and the ties met are on record
    search = Search(game, ring, given, Ties(False), deadline)
    scope = (offers[0].interval,)
    bounds = [boolean(x >= offers[0].interval[1], ring), boolean(x <= offers[0].interval[2], ring)]
    partition = Partition(ring, [*given, *bounds], deadline=deadline)
    blocks = [[solve_block(search, r.moves[a], scope) for a in reply.moves] for r in replies]
    pieces = []
    for r, row in zip(replies, blocks, strict=True):
        for a, block in zip(reply.moves, row, strict=True):
            groups, whole = block.groups(r.moves[a]), block.partition.everywhere
            pieces.append([(describe(block.partition, m, whole & ~m), worth) for worth, m in groups.items()])

    def program(cell: int) -> tuple[Worth | Failure, ...]:
        return tuple(
            next(w for k, (c, w) in enumerate(row) if k == len(row) - 1 or partition.ask(cell, c)) for row in pieces
        )

    if Partition(ring, given).shows(boolean(offers[0].interval[2] < offers[0].interval[1], ring)):
        raise GameError(f"the interval of the offer {x} is empty at some parameters that `given` allows")
    cells = []
    results = partition.run(program, partition.everywhere)
    if partition.abandoned:
        raise UnsupportedGame(f"what follows the offer {x}: {OPEN.reason}")
    for result, mask in results.items():
        failed = next((w for w in result if isinstance(w, Failure)), None)
        if failed is not None:
            raise UnsupportedGame(f"what follows the offer {x}: {failed.reason}")
        worths = [w for w in result if isinstance(w, Worth)]
        per = len(reply.moves)
        table = tuple(tuple(worths[t * per : (t + 1) * per]) for t in range(len(nodes)))
        cells.append((describe(partition, mask, partition.everywhere & ~mask), table))
    odds = []
    for label in nodes:
        likely = root.moves[label][0]
        weights = tuple(ring.convert(likely[p] if isinstance(likely, FrozenMap) else likely) for p in game.players)
        for weight in weights:
            if partition.shows(compare(weight, NEG | ZERO)) or partition.shows(compare(weight - ring.one, POS)):
                raise GameError(
                    f"at the start: the odds of {label!r} can leave (0, 1] under `given`; add the hypotheses that "
                    "keep them there"
                )
        odds.append(weights)
    index = ring.index
    return Stage(
        game,
        ring,
        given,
        known_signs(Partition(ring, given)),
        offers[0],
        reply,
        tuple(nodes),
        tuple(odds),
        tuple(cells),
        tuple(index[s] for s in names),
        tuple(index[s] for s in made),
        tuple(tuple(index[s] for s in row) for row in shares),
        tuple(tuple(index[s] for s in row) for row in mixed),
        tuple(index[s] for s in mus),
        bool(search.ties.made or search.ties.skipped),
    )


def gen(stage: Stage, index: int) -> Ratio:
    """Return a generator as a ratio."""
    return stage.ring.gen(stage.ring.symbols[index])


def bounds_of(stage: Stage, at: Ratio) -> list[Formula]:
    """Say that a number is in the interval of offers."""
    _, low, high = stage.offer.interval
    return [compare(at - stage.ring.convert(low), POS | ZERO), compare(stage.ring.convert(high) - at, POS | ZERO)]


def supports_of(actions: int) -> list[tuple[int, ...]]:
    """Return the sets of moves that can be made with positive probability, the smallest first."""
    return [s for size in range(1, actions + 1) for s in itertools.combinations(range(actions), size)]


def mixture(
    stage: Stage, gens: Sequence[int], support: Sequence[int], strict: bool = False
) -> tuple[dict[int, Ratio], list[Formula]]:
    """Return the probabilities of a support (the last has what the others leave), and that they are not negative."""
    odds = {a: gen(stage, gens[a]) for a in support[:-1]}
    odds[support[-1]] = stage.ring.one - sum(odds.values(), stage.ring.zero)
    signs = POS if strict else POS | ZERO
    return odds, [compare(o, signs) for o in odds.values() if o.constant() is None]
