"""A finite game laid out for the search of perfect Bayesian equilibria: nodes, information sets, and unknowns.

The unknowns are a probability for each move of each information set, and a belief for each node of a set
that has several. They are symbols of one ring with the parameters, so that every condition is a polynomial.

>>> from detente.games import Chance, Decision, Game, Terminal, reals
>>> q = reals("q")
>>> end = lambda a, b: Terminal({"A": a, "B": b})
>>> reply = lambda b: Decision("B", {"yes": end(1, b), "no": end(0, 0)})
>>> game = Game(("A", "B"), Chance({"good": (q, reply(1)), "bad": (1 - q, reply(-1))}, seen_by={"A"}), (0 < q, q < 1))
>>> form = lay_out(game)
>>> form.sets[0].player, form.actions[0], form.beliefs[0]
('B', ('yes', 'no'), (mu(good), mu(bad)))
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sympy import Expr, Symbol

from detente.games import (
    Chance,
    Decision,
    FrozenMap,
    Game,
    GameError,
    InformationSet,
    Terminal,
    UnsupportedGame,
    information_sets,
)
from detente.games.errors import place
from detente.games.information import History
from detente.solvers.algebra import NEG, POS, ZERO, Ring
from detente.solvers.display import text
from detente.solvers.formulas import Formula, boolean, compare, evaluate, negation
from detente.solvers.knowledge import Knowledge
from detente.solvers.ratio import Ratio

MAX_PLANS = 256
"""How many plans of one player are compared where beliefs at its later sets may contradict its earlier ones."""

Step = tuple[int, int]
"""A move on a path: the number of the information set, and of the action there."""


@dataclass(frozen=True)
class Place:
    """A node of the tree: the path to it, and what comes next."""

    history: History
    steps: tuple[Step, ...]
    odds: tuple[Ratio, ...]
    """The product of nature's odds on the path, by player."""
    children: tuple[int, ...] = ()
    owner: int | None = None
    """The information set of a player's move; None for nature's moves and terminals."""
    weights: tuple[tuple[Ratio, ...], ...] = ()
    """Nature's odds for each child, by player."""
    payoffs: tuple[Ratio, ...] = ()
    outcome: str = ""


@dataclass(frozen=True)
class Form:
    """A finite game as numbered nodes and information sets, over one ring of parameters and unknowns."""

    game: Game
    ring: Ring
    given: tuple[Formula, ...]
    places: tuple[Place, ...]
    sets: tuple[InformationSet, ...]
    members: tuple[tuple[int, ...], ...]
    """The nodes of each information set."""
    actions: tuple[tuple[str, ...], ...]
    moves: tuple[tuple[Symbol, ...], ...]
    """For each information set the symbols of the probabilities of its moves."""
    beliefs: tuple[tuple[Symbol, ...], ...]
    """For each information set the symbols of the beliefs in its nodes."""

    def player(self, number: int) -> int:
        """Return the number of the player who moves at an information set."""
        return self.game.players.index(self.sets[number].player)

    @cached_property
    def depth(self) -> tuple[int, ...]:
        """The length of the longest path to each information set."""
        return tuple(max(len(self.places[n].history) for n in nodes) for nodes in self.members)

    @cached_property
    def above(self) -> tuple[frozenset[int], ...]:
        """The information sets on the paths to each information set."""
        return tuple(frozenset(i for n in nodes for i, _ in self.places[n].steps) for nodes in self.members)

    @cached_property
    def below(self) -> tuple[frozenset[int], ...]:
        """The information sets that can come after each one."""
        return tuple(frozenset(j for j, over in enumerate(self.above) if i in over) for i in range(len(self.sets)))

    def plans(self, number: int) -> list[dict[int, int]]:
        """Return the ways in which the player of an information set can move at its own later ones.

        Raises UnsupportedGame where there are more than ``MAX_PLANS``.
        """
        own = [j for j in sorted(self.below[number]) if self.player(j) == self.player(number)]
        if math.prod(len(self.actions[j]) for j in own) > MAX_PLANS:
            raise UnsupportedGame(
                f"weak: {self.sets[number].player} has more than {MAX_PLANS} plans for later; use the concept 'pbe'"
            )
        choices = itertools.product(*(range(len(self.actions[j])) for j in own))
        return [dict(zip(own, choice, strict=True)) for choice in choices]

    def name(self, number: int) -> str:
        """Name an information set by what its player has seen."""
        return ", ".join(label for _, label in self.sets[number].seen)


def lay_out(game: Game) -> Form:
    """Return the finite form of a game.

    Raises UnsupportedGame for continuous choices and games with states, GameError for odds that ``given`` lets
    leave (0, 1] and for payoffs that it leaves undefined.
    """
    if game.states:
        raise UnsupportedGame("a game with states is solved for stationary equilibria: solve(game, 'mpe')")
    sets = information_sets(game)
    owner = {history: number for number, each in enumerate(sets) for history in each.histories}
    labels = []
    for each in sets:
        if not isinstance(each.moves[0], str):
            raise UnsupportedGame(f"{each.player}'s offer {each.moves[0]}: continuous offers are not covered here")
        labels.append(tuple(str(move) for move in each.moves))
    taken = {s.name for s in game.parameters}
    moves = tuple(
        tuple(_fresh(f"pr({a}|{_seen(s)})" if s.seen else f"pr({a})", taken) for a in labels[n])
        for n, s in enumerate(sets)
    )
    beliefs = tuple(
        tuple(_fresh(f"mu({', '.join(_unseen(s, h))}{'|' + _seen(s) if s.seen else ''})", taken) for h in s.histories)
        if len(s.histories) > 1
        else ()
        for s in sets
    )
    unknowns = [*(s for row in moves for s in row), *(s for row in beliefs for s in row)]
    ring = Ring([*game.parameters, *unknowns], spare=4)
    given = tuple(boolean(hypothesis, ring) for hypothesis in game.given)
    places = _places(game, ring, given, owner, labels)
    members: list[list[int]] = [[] for _ in sets]
    for number, node in enumerate(places):
        if node.owner is not None:
            members[node.owner].append(number)
    return Form(game, ring, given, tuple(places), sets, tuple(map(tuple, members)), tuple(labels), moves, beliefs)


def _seen(each: InformationSet) -> str:
    return ", ".join(label for _, label in each.seen)


def _unseen(each: InformationSet, history: History) -> list[str]:
    """Return the steps of a history that the player has not seen, or all where it has seen every one."""
    seen = [label for _, label in each.seen]
    left = []
    for label in history:
        if seen and label == seen[0]:
            seen.pop(0)
        else:
            left.append(label)
    return left or list(history)


def _fresh(name: str, taken: set[str]) -> Symbol:
    while name in taken:
        name += "'"
    taken.add(name)
    return Symbol(name, real=True)


def _places(
    game: Game, ring: Ring, given: Sequence[Formula], owner: dict[History, int], labels: Sequence[Sequence[str]]
) -> list[Place]:
    knowledge = Knowledge(ring, given, 10, None)
    one = tuple(ring.one for _ in game.players)
    places: list[Place] = []
    stack: list[tuple[object, History, tuple[Step, ...], tuple[Ratio, ...], int | None, int]] = [
        (game.root, (), (), one, None, 0)
    ]
    links: dict[int, dict[int, int]] = {}
    while stack:
        node, history, steps, odds, parent, position = stack.pop()
        number = len(places)
        if parent is not None:
            links.setdefault(parent, {})[position] = number
        match node:
            case Terminal(payoffs=payoffs, outcome=outcome):
                values = tuple(
                    _value(knowledge, payoffs[p], f"{place(history)}: the payoff of {p}") for p in game.players
                )
                places.append(Place(history, steps, odds, payoffs=values, outcome=outcome))
            case Decision(moves=moves):
                own = owner[history]
                places.append(Place(history, steps, odds, owner=own))
                for label, child in reversed(list(moves.items())):
                    action = labels[own].index(label)
                    stack.append((child, (*history, label), (*steps, (own, action)), odds, number, action))
            case Chance(moves=chances):
                weights = []
                for label, (chance, _) in chances.items():
                    weights.append(_odds(knowledge, game, chance, f"{place(history)}: the odds of {label!r}"))
                for k, (label, (_, child)) in reversed(list(enumerate(chances.items()))):
                    row = weights[k]
                    after = tuple(o * w for o, w in zip(odds, row, strict=True))
                    stack.append((child, (*history, label), steps, after, number, k))
                places.append(Place(history, steps, odds, weights=tuple(weights)))
            case _:
                raise UnsupportedGame(f"{place(history)}: a {type(node).__name__} node is not covered here")
    return [
        Place(
            each.history,
            each.steps,
            each.odds,
            tuple(links[n][k] for k in sorted(links[n])) if n in links else (),
            each.owner,
            each.weights,
            each.payoffs,
            each.outcome,
        )
        for n, each in enumerate(places)
    ]


def _value(knowledge: Knowledge, expr: Expr, what: str) -> Ratio:
    def require(condition: Formula, term: Expr) -> None:
        if knowledge.shows(negation(condition)):
            raise GameError(f"{what}: {text(term)} is not defined at some parameters that `given` allows")

    def decide(formula: Formula) -> bool:
        if knowledge.check(knowledge.base, [negation(formula)]).satisfiable is False:
            return True
        if knowledge.check(knowledge.base, [formula]).satisfiable is False:
            return False
        raise UnsupportedGame(f"{what}: `given` does not say which branch of {text(expr)} holds")

    return evaluate(expr, knowledge.ring, decide, require)


def _odds(knowledge: Knowledge, game: Game, chance: Expr | FrozenMap[str, Expr], what: str) -> tuple[Ratio, ...]:
    row = []
    for player in game.players:
        weight = _value(knowledge, chance[player] if isinstance(chance, FrozenMap) else chance, what)
        if knowledge.shows(compare(weight, NEG | ZERO)) or knowledge.shows(compare(weight - knowledge.ring.one, POS)):
            raise GameError(f"{what} can leave (0, 1] under `given`; add the hypotheses that keep them there")
        row.append(weight)
    return tuple(row)
