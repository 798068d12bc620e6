"""The strategic and the sequence form of a finite game whose payoffs and odds are numbers.

A sequence of a player is the last of its own moves on a path (with perfect recall that names all of them), and
number 0 is the empty one. A reduced plan is a set of sequences: a move at each information set that the plan itself
does not rule out. A realisation plan gives each sequence the probability with which its owner plays along it; every
mixture of plans has one, and it is also that of a behaviour strategy (Kuhn 1953). Von Stengel 1996, Efficient
computation of behavior strategies, section 3.

>>> from detente.games import Decision, Game, Terminal
>>> end = lambda a, b: Terminal({"A": a, "B": b})
>>> reply = Decision("B", {"yes": end(1, 0), "no": end(0, 1)})
>>> form = sequence_form(Game(("A", "B"), Decision("A", {"go": reply, "stay": end(2, 2)})))
>>> form.sequences
(((), (0, 'go'), (0, 'stay')), ((), (1, 'yes'), (1, 'no')))
>>> plans(form, 0), plans(form, 1)
([(0, 1), (0, 2)], [(0, 1), (0, 2)])
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy
from flint import fmpq, fmpq_mat
from sympy import Expr

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
from detente.solvers import conditions
from detente.solvers.rules import Rule
from detente.solvers.solution import Equilibrium

Realisation = tuple[Fraction, ...]
"""The probability with which a player plays along each of its sequences."""
Profile = tuple[Realisation, ...]


@dataclass(frozen=True)
class Leaf:
    """A terminal: the last sequence of each player, and nature's odds and the payoffs by player."""

    sequences: tuple[int, ...]
    odds: tuple[Fraction, ...]
    payoffs: tuple[Fraction, ...]
    outcome: str


@dataclass(frozen=True)
class SequenceForm:
    """A finite game of numbers by the sequences of its players."""

    game: Game
    sets: tuple[InformationSet, ...]
    parents: tuple[int, ...]
    """For each information set the sequence of its player that leads there."""
    sequences: tuple[tuple[tuple[int, str] | tuple[()], ...], ...]
    """For each player its sequences: the information set and the move there; () is the empty one."""
    leaves: tuple[Leaf, ...]
    nodes: tuple[tuple[History, tuple[int, ...]], ...]
    """The histories at which somebody moves, with the last sequence of each player."""

    def player(self, number: int) -> int:
        """Return the number of the player who moves at an information set."""
        return self.game.players.index(self.sets[number].player)

    def moves(self, number: int) -> tuple[int, ...]:
        """Return the sequences that end with a move at an information set."""
        own = self.sequences[self.player(number)]
        return tuple(k for k, step in enumerate(own) if step and step[0] == number)

    def after(self, player: int, sequence: int) -> tuple[int, ...]:
        """Return the information sets of a player that come next after one of its sequences."""
        return tuple(n for n, p in enumerate(self.parents) if p == sequence and self.player(n) == player)


def sequence_form(game: Game) -> SequenceForm:
    """Return the sequence form of a game whose payoffs and odds are rational numbers.

    Raises UnsupportedGame for states, continuous choices and irrational numbers, GameError for parameters
    that have no values.
    """
    if game.states:
        raise UnsupportedGame("a game with states has no finite strategic form; use the concept 'mpe'")
    conditions.require_consistent(game.given)
    sets = information_sets(game)
    for each in sets:
        if not isinstance(each.moves[0], str):
            raise UnsupportedGame(
                f"{place(each.histories[0])}: {each.player} chooses a number; only finitely many moves are"
                " covered, write a Decision among some offers"
            )
    owner = {history: number for number, each in enumerate(sets) for history in each.histories}
    everyone = range(len(game.players))
    sequences: list[list[tuple[int, str] | tuple[()]]] = [[()] for _ in everyone]
    ids: dict[tuple[int, str], int] = {}
    for number, each in enumerate(sets):
        own = sequences[game.players.index(each.player)]
        for label in each.moves:
            ids[number, str(label)] = len(own)
            own.append((number, str(label)))
    parents = [0] * len(sets)
    leaves: list[Leaf] = []
    nodes: list[tuple[History, tuple[int, ...]]] = []
    start = tuple(0 for _ in everyone), tuple(Fraction(1) for _ in everyone)
    stack: list[tuple[Any, History, tuple[int, ...], tuple[Fraction, ...]]] = [(game.root, (), *start)]
    while stack:
        node, history, last, odds = stack.pop()
        match node:
            case Terminal(payoffs=payoffs, outcome=outcome):
                values = tuple(_number(payoffs[p], history, f"the payoff of {p}") for p in game.players)
                leaves.append(Leaf(last, odds, values, outcome))
            case Decision(player=name, moves=moves):
                number, player = owner[history], game.players.index(name)
                parents[number] = last[player]
                nodes.append((history, last))
                for label, child in reversed(list(moves.items())):
                    now = (*last[:player], ids[number, label], *last[player + 1 :])
                    stack.append((child, (*history, label), now, odds))
            case Chance(moves=chances):
                steps = []
                for label, (chance, child) in chances.items():
                    row = [chance[p] if isinstance(chance, FrozenMap) else chance for p in game.players]
                    weights = [_number(each, history, f"the probability of {label!r}") for each in row]
                    after = tuple(o * w for o, w in zip(odds, weights, strict=True))
                    steps.append((child, (*history, label), last, after))
                stack += reversed(steps)
            case _:
                raise UnsupportedGame(f"{place(history)}: a {type(node).__name__} node is not covered")
    return SequenceForm(game, sets, tuple(parents), tuple(map(tuple, sequences)), tuple(leaves), tuple(nodes))


def _number(value: Expr, history: History, what: str) -> Fraction:
    if not isinstance(value, sympy.Rational):
        if value.free_symbols:
            names = ", ".join(sorted(symbol.name for symbol in value.free_symbols))
            raise GameError(f"{place(history)}: {what} is {value}; give {names} a value, as in game.at({{symbol: 1}})")
        raise UnsupportedGame(f"{place(history)}: {what} is {value}; only rational numbers are covered")
    return Fraction(int(value.p), int(value.q))


def count_plans(form: SequenceForm, player: int) -> int:
    """Return the number of reduced plans of a player."""
    counts: dict[int, int] = {}
    for sequence in sorted(range(len(form.sequences[player])), reverse=True, key=lambda s: _depth(form, player, s)):
        inner = form.after(player, sequence)
        counts[sequence] = math.prod(sum(counts[move] for move in form.moves(number)) for number in inner)
    return counts[0]


def _depth(form: SequenceForm, player: int, sequence: int) -> int:
    depth = 0
    while sequence:
        sequence, depth = form.parents[form.sequences[player][sequence][0]], depth + 1  # type: ignore[misc]
    return depth


def plans(form: SequenceForm, player: int) -> list[tuple[int, ...]]:
    """Return the reduced plans of a player, each the sequences that it plays along, in the order of moves listed."""

    def below(sequence: int) -> list[tuple[int, ...]]:
        choices = [[way for move in form.moves(n) for way in below(move)] for n in form.after(player, sequence)]
        return [(sequence, *itertools.chain(*each)) for each in itertools.product(*choices)]

    return below(0)


def realisation(form: SequenceForm, player: int, weights: Mapping[tuple[int, ...], Fraction]) -> Realisation:
    """Return the realisation plan of a mixture of plans."""
    found = [Fraction(0)] * len(form.sequences[player])
    for plan, weight in weights.items():
        for sequence in plan:
            found[sequence] += weight
    return tuple(found)


def payoff_tables(form: SequenceForm, one: int, two: int | None) -> list[dict[tuple[int, int], Fraction]]:
    """Return for players `one` and `two` the payoff by their sequences, nature's odds counted in.

    Every other player must have only one plan; None stands for nobody.
    """
    tables: list[dict[tuple[int, int], Fraction]] = [{}, {}]
    for leaf in form.leaves:
        key = leaf.sequences[one], 0 if two is None else leaf.sequences[two]
        for table, player in zip(tables, (one, two), strict=True):
            if player is not None:
                table[key] = table.get(key, Fraction(0)) + leaf.odds[player] * leaf.payoffs[player]
    return tables


def expected(form: SequenceForm, profile: Sequence[Realisation]) -> tuple[Fraction, ...]:
    """Return the expected payoff of each player, by its own odds."""
    totals = [Fraction(0)] * len(form.game.players)
    for leaf in form.leaves:
        chance = math.prod((r[s] for r, s in zip(profile, leaf.sequences, strict=True)), start=Fraction(1))
        if chance:
            for k, (odds, payoff) in enumerate(zip(leaf.odds, leaf.payoffs, strict=True)):
                totals[k] += chance * odds * payoff
    return tuple(totals)


def best_reply(form: SequenceForm, player: int, profile: Sequence[Realisation]) -> Fraction:
    """Return the most that a player can get against the realisation plans of the others."""
    worth = [Fraction(0)] * len(form.sequences[player])
    for leaf in form.leaves:
        chance = leaf.odds[player] * leaf.payoffs[player]
        for other, sequence in enumerate(leaf.sequences):
            if other != player and chance:
                chance *= profile[other][sequence]
        worth[leaf.sequences[player]] += chance
    for sequence in sorted(range(len(worth)), reverse=True, key=lambda s: _depth(form, player, s)):
        for number in form.after(player, sequence):
            worth[sequence] += max(worth[move] for move in form.moves(number))
    return worth[0]


def flow(form: SequenceForm, player: int) -> list[list[Fraction]]:
    """Return the equations of realisation plans: the empty sequence has 1, and what leads to a set is shared there."""
    size = len(form.sequences[player])
    rows = [[Fraction(k == 0) for k in range(size)]]
    for number in range(len(form.sets)):
        if form.player(number) == player:
            moves, parent = form.moves(number), form.parents[number]
            rows.append([Fraction((k in moves) - (k == parent)) for k in range(size)])
    return rows


def own_sets(form: SequenceForm, player: int) -> list[int]:
    """Return the information sets of a player, earlier ones first."""
    found: list[int] = []
    todo = [0]
    for sequence in todo:
        for number in form.after(player, sequence):
            found.append(number)
            todo += form.moves(number)
    return found


def matrix(rows: Sequence[Sequence[Fraction]]) -> fmpq_mat:
    """Return rows of fractions as a matrix of flint."""
    return fmpq_mat([[fmpq(v.numerator, v.denominator) for v in row] for row in rows])


def behaviour(form: SequenceForm, profile: Sequence[Realisation]) -> dict[History, Rule]:
    """Return what is done at each history; where the player's own plan never leads, the first move listed."""
    strategy: dict[History, Rule] = {}
    for number, each in enumerate(form.sets):
        plan = profile[form.player(number)]
        total = plan[form.parents[number]]
        moves = form.moves(number)
        labels = [str(label) for label in each.moves]
        odds = {label: plan[m] / total for label, m in zip(labels, moves, strict=True) if total and plan[m]}
        seen = ", ".join(label for _, label in each.seen)
        if len(odds) <= 1:
            rule = Rule(each.player, ((next(iter(odds), labels[0]), sympy.true),), seen)
        else:
            rule = Rule(each.player, tuple((a, to_sympy(p)) for a, p in odds.items()), seen, True)
        strategy |= dict.fromkeys(each.histories, rule)
    return {history: strategy[history] for history, _ in form.nodes}


def to_sympy(number: Fraction) -> sympy.Rational:
    """Return a fraction as a number of sympy."""
    return sympy.Rational(number.numerator, number.denominator)


def equilibrium(form: SequenceForm, profile: Sequence[Realisation]) -> Equilibrium:
    """Return a profile of realisation plans as an equilibrium, which the caller has verified."""
    totals: dict[str, list[Fraction]] = {}
    for leaf in form.leaves:
        chance = math.prod((r[s] for r, s in zip(profile, leaf.sequences, strict=True)), start=Fraction(1))
        if chance:
            row = totals.setdefault(leaf.outcome, [Fraction(0)] * len(leaf.odds))
            totals[leaf.outcome] = [t + chance * o for t, o in zip(row, leaf.odds, strict=True)]
    players = form.game.players
    outcomes: dict[str, Any] = {}
    for name, row in totals.items():
        values = [to_sympy(value) for value in row]
        outcomes[name] = values[0] if len(set(values)) == 1 else FrozenMap(zip(players, values, strict=True))
    reached = tuple(h for h, last in form.nodes if all(r[s] for r, s in zip(profile, last, strict=True)))
    return Equilibrium(
        sympy.true,
        FrozenMap(behaviour(form, profile)),
        FrozenMap(zip(players, map(to_sympy, expected(form, profile)), strict=True)),
        FrozenMap(outcomes),
        reached,
    )
