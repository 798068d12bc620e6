"""Games with states in which only chance moves: absorbing Markov chains with rewards, in closed form.

A period passes with each `Continue`; one at the root itself only names the first state. The unknowns of the
states that can be reached solve a linear system, one state eliminated after the other over the field of
rational functions. J. G. Kemeny and J. L. Snell, Finite Markov Chains, 1960, chapter III.

>>> from detente.games import Chance, Continue, Game, Terminal, reals
>>> p, c = reals("p c")
>>> battle = Chance({"A wins": (p, Terminal({"A": 1}, "won")), "draw": (1 - p, Continue("war", {"A": -c}, 1))})
>>> game = Game(("A",), Continue("war", {}, 1), given=(0 < p, p < 1), states={"war": battle})
>>> chain = Chain(game)
>>> chain.shown(chain.solved(0, "outcome", outcome="won")["war"]), chain.shown(chain.solved(0, "length")["war"])
(1, (1 - p)/p)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from sympy import Expr, Integer, Pow, Symbol, exp
from sympy.logic.boolalg import Boolean

from detente.games import Chance, Continue, Decision, FrozenMap, Game, GameError, Node, Terminal, UnsupportedGame
from detente.games.errors import place
from detente.solvers import conditions
from detente.solvers.algebra import Ring
from detente.solvers.conditions import known_signs
from detente.solvers.display import KnownSign, ratio_form, text
from detente.solvers.formulas import boolean
from detente.solvers.partition import Partition
from detente.solvers.ratio import Ratio

START = ""
"""The name of the root, where it is no mere entry into a state."""
Row = dict[str, Ratio]
Of = Literal["outcome", "length", "value"]


@dataclass(frozen=True)
class Step:
    """A way through the tree of a state: the odds of each player, and the leaf."""

    odds: tuple[Ratio, ...]
    leaf: Terminal | Continue


class Chain:
    """The states that can be reached in a game in which only chance moves.

    Raises UnsupportedGame where a player moves or chance draws a number, GameError where `given` allows odds that are
    not positive.
    """

    def __init__(self, game: Game, extra: tuple[Symbol, ...] = ()) -> None:
        conditions.require_game(game, "chain")
        conditions.require_consistent(game.given)
        self.game = game
        symbols = sorted({*game.parameters, *extra}, key=lambda s: s.name)
        self.ring = Ring(symbols) if any(map(_is_special, _amounts(game))) else Ring(symbols, spare=0)
        self._odds: dict[Expr, None] = {}
        self.entry = game.root if isinstance(game.root, Continue) else None
        self.start = START if self.entry is None else self.entry.state
        rows: dict[str, tuple[Step, ...]] = {}
        todo = [self.start]
        while todo:
            state = todo.pop()
            if state not in rows:
                rows[state] = self._steps(state)
                todo += [step.leaf.state for step in rows[state] if isinstance(step.leaf, Continue)]
        self.rows = {state: rows[state] for state in (START, *game.states) if state in rows}
        self.ends = self._ending()
        for odds in self._odds:
            require(odds > 0, game, f"the odds {text(odds)} are not positive")

    @property
    def agreed(self) -> bool:
        """Whether all players have the same odds."""
        return all(len(set(step.odds)) == 1 for steps in self.rows.values() for step in steps)

    def _steps(self, state: str) -> tuple[Step, ...]:
        root = self.game.root if state == START else self.game.states[state]
        inside = None if state == START else state
        found: list[Step] = []
        stack: list[tuple[Node, tuple[Ratio, ...], tuple[str, ...]]] = [
            (root, tuple(self.ring.one for _ in self.game.players), ())
        ]
        while stack:
            node, odds, history = stack.pop()
            match node:
                case Terminal() | Continue():
                    found.append(Step(odds, node))
                case Chance(moves=moves):
                    after = []
                    for label, (chance, child) in moves.items():
                        own = [chance[p] if isinstance(chance, FrozenMap) else chance for p in self.game.players]
                        self._odds |= dict.fromkeys(each for each in own if not each.is_number)
                        weights = tuple(o * self.ring.convert(w) for o, w in zip(odds, own, strict=True))
                        after.append((child, weights, (*history, label)))
                    stack += reversed(after)
                case _:
                    who = (
                        f"{node.player} decides" if isinstance(node, Decision) else f"there is a {type(node).__name__}"
                    )
                    raise UnsupportedGame(
                        f"{place(history, inside)}: {who}, and only chance may move here; put what is done in its place"
                    )
        return tuple(found)

    def _ending(self) -> bool:
        """Tell whether every state has a way to an end, so that with probability one it comes."""
        ends = {s for s, steps in self.rows.items() if any(isinstance(step.leaf, Terminal) for step in steps)}
        while True:
            more = {
                s
                for s, steps in self.rows.items()
                if s not in ends and any(isinstance(step.leaf, Continue) and step.leaf.state in ends for step in steps)
            }
            if not more:
                return len(ends) == len(self.rows)
            ends |= more

    def solved(
        self,
        player: int,
        of: Of,
        *,
        outcome: str = "",
        discount: Expr | None = None,
        more: Mapping[str, Ratio] | None = None,
    ) -> dict[str, Ratio]:
        """Return for every state the odds of an outcome, the expected length, or a player's value, by its odds.

        ``discount`` counts each period of an "outcome", whose name is empty for any; ``more`` is what a "length"
        counts beside the period itself, by the state that comes next. Raises UnsupportedGame where it may never end
        and no discount makes up for that, GameError for discounts that may leave [0, 1].
        """
        if not self.ends and of != "value":
            raise UnsupportedGame("from some state it never ends; there is no length, and no outcome is sure to come")
        ring, name = self.ring, self.game.players[player]
        if of == "value":
            self._require_discount(name)
        rows: dict[str, Row] = {}
        constants: dict[str, Ratio] = {}
        for state, steps in self.rows.items():
            row: Row = {}
            constant = ring.zero
            for step in steps:
                odds, leaf = step.odds[player], step.leaf
                if isinstance(leaf, Terminal):
                    if of == "value":
                        constant += odds * ring.convert(leaf.payoffs[name])
                    elif of == "outcome" and (not outcome or leaf.outcome == outcome):
                        constant += odds
                    continue
                weight = odds
                if of == "value":
                    constant += odds * ring.convert(leaf.payoffs.get(name, Integer(0)))
                    weight = odds * ring.convert(own(leaf.discount, name))
                elif of == "length":
                    constant += odds if more is None else odds * (ring.one + more[leaf.state])
                elif discount is not None:
                    weight = odds * ring.convert(discount)
                row[leaf.state] = row.get(leaf.state, ring.zero) + weight
            rows[state], constants[state] = row, constant
        return eliminated(ring, rows, constants)

    def _require_discount(self, name: str) -> None:
        leaves = [step.leaf for steps in self.rows.values() for step in steps]
        for factor in sorted({own(leaf.discount, name) for leaf in leaves if isinstance(leaf, Continue)}, key=str):
            require(factor >= 0, self.game, f"the discount {text(factor)} is negative")
            if self.ends:
                require(factor <= 1, self.game, f"the discount {text(factor)} is above one")
            else:
                require(factor < 1, self.game, f"it never ends and the discount {text(factor)} is not below one")

    def entered(self, values: Mapping[str, Ratio], player: int) -> Ratio:
        """Return the value at the root from the values of the states."""
        if self.entry is None:
            return values[START]
        name = self.game.players[player]
        now = self.ring.convert(self.entry.payoffs.get(name, Integer(0)))
        return now + self.ring.convert(own(self.entry.discount, name)) * values[self.start]

    def distribution(self, player: int, periods: int) -> list[Ratio]:
        """Return the probability that it is over after just 0, 1, ... periods."""
        now, moves = {}, {}
        for state, steps in self.rows.items():
            now[state] = self._total(step.odds[player] for step in steps if isinstance(step.leaf, Terminal))
            moves[state] = [(step.odds[player], step.leaf.state) for step in steps if isinstance(step.leaf, Continue)]
        found = [now[self.start]]
        for _ in range(periods):
            now = {state: self._total(odds * now[to] for odds, to in steps) for state, steps in moves.items()}
            found.append(now[self.start])
        return found

    def _total(self, values: Iterable[Ratio]) -> Ratio:
        total = self.ring.zero
        for value in values:
            total += value
        return total

    @cached_property
    def _known(self) -> KnownSign:
        given = [boolean(hypothesis, self.ring) for hypothesis in self.game.given]
        return known_signs(Partition(self.ring, given))

    def shown(self, value: Ratio) -> Expr:
        """Return a value in the form in which it is printed."""
        return ratio_form(value, self._known)


def require(condition: Boolean | bool, game: Game, otherwise: str) -> None:
    """Raise an error where the hypotheses of a game do not imply a condition.

    GameError where they allow its contrary, UnsupportedGame where it could not be told.
    """
    found = conditions.implied(condition, game.given)
    if found is False:
        raise GameError(f"`given` allows that {otherwise}; add a hypothesis that rules it out")
    if found is None:
        raise UnsupportedGame(f"it could not be told whether `given` allows that {otherwise}; add hypotheses")


def own(value: Expr | FrozenMap[str, Expr], player: str) -> Expr:
    """Return a player's part of what is an expression, or one by player."""
    return value[player] if isinstance(value, FrozenMap) else value


def _amounts(game: Game) -> list[Expr | Boolean]:
    """Return every amount of a game, and its hypotheses."""
    found: list[Expr | Boolean] = list(game.given)
    for state in (None, *game.states):
        for _, node in game.walk(state):
            match node:
                case Terminal(payoffs=payoffs):
                    found += payoffs.values()
                case Continue(payoffs=payoffs, discount=discount):
                    found += [
                        *payoffs.values(),
                        *(discount.values() if isinstance(discount, FrozenMap) else [discount]),
                    ]
                case Chance(moves=moves):
                    for odds, _ in moves.values():
                        found += odds.values() if isinstance(odds, FrozenMap) else [odds]
    return found


def _is_special(value: Expr | Boolean) -> bool:
    """Tell whether an amount has more than sums, products and whole powers, which a ring needs room for."""
    return value.has(exp) or any(not power.exp.is_Integer for power in value.atoms(Pow))


def eliminated(ring: Ring, rows: dict[str, Row], constants: dict[str, Ratio]) -> dict[str, Ratio]:
    """Solve v = constant + row v by eliminating the states in order and putting the values back.

    >>> ring = Ring([])
    >>> half = ring.number(1) / ring.number(2)
    >>> eliminated(ring, {"a": {"b": half}, "b": {"a": half}}, {"a": ring.one, "b": ring.zero})
    {'b': Ratio(2/3), 'a': Ratio(4/3)}
    """
    order = list(rows)
    for number, state in enumerate(order):
        row = rows[state]
        back = row.pop(state, None)
        if back is not None:
            factor = ring.one / (ring.one - back)
            row.update({to: factor * weight for to, weight in row.items()})
            constants[state] = factor * constants[state]
        for other in order[number + 1 :]:
            weight = rows[other].pop(state, None)
            if weight is not None:
                constants[other] += weight * constants[state]
                for to, share in row.items():
                    known = rows[other].get(to)
                    rows[other][to] = weight * share if known is None else known + weight * share
    found: dict[str, Ratio] = {}
    for state in reversed(order):
        value = constants[state]
        for to, weight in rows[state].items():
            value += weight * found[to]
        found[state] = value
    return found
