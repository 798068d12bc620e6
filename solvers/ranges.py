"""Bargaining ranges: the settlements that every player prefers to war (Fearon 1995, International Organization).

A deal is a terminal known by its outcome; where its payoffs hang on an offered number the range is a set of
numbers, otherwise a finite set of settlements. The war that counts for a player is the best that a move of its
own can start, and where none does, the one it is drawn into. A lottery over war's outcomes counts at its
expected value, by each player's own odds.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sympy
from sympy import Expr, Max, Piecewise, Symbol
from sympy.logic.boolalg import And, Boolean, Or

from detente.games import (
    Chance,
    Decision,
    Draw,
    FrozenMap,
    Game,
    GameError,
    Node,
    Offer,
    Terminal,
    UnsupportedGame,
    children,
)
from detente.games.information import History
from detente.games.tree import exact
from detente.solvers import conditions
from detente.solvers.algebra import Ring
from detente.solvers.bounds import Interval, bounds_of, largest, preferred, smallest
from detente.solvers.conditions import Coverage, known_signs, require_game
from detente.solvers.describe import describe
from detente.solvers.display import boolean_form, text
from detente.solvers.formulas import Formula, boolean, conjunction, defined, negation
from detente.solvers.partition import Partition


@dataclass(frozen=True)
class BargainingRange:
    """The settlements that all prefer to war: ``low <= variable <= high``, or ``settlements`` by name.

    ``nonempty`` is the condition under which there is one, ``always`` says whether that holds for all
    parameters in ``given``: "proved", "refuted" (with a point) or "unknown". For a finite set of deals ``variable``,
    ``low`` and ``high`` are None, and ``settlements`` has the condition for each deal. A range that is
    always empty has no ends either.
    """

    variable: Symbol | None
    low: Expr | None
    high: Expr | None
    nonempty: Boolean
    always: Coverage
    settlements: Mapping[str, Boolean]
    given: tuple[Boolean, ...]
    accepted: Boolean

    @property
    def width(self) -> Expr | None:
        """The length of the range where it is not empty (None for a finite set of deals)."""
        if self.low is None or self.high is None:
            return None
        return sympy.expand(self.high - self.low) if not self.low.has(Max, Piecewise) else self.high - self.low

    def contains(self, deal: Expr | int | str) -> Boolean:
        """Return the condition under which a deal (a number, or a settlement's name) lies in the range."""
        if self.variable is None:
            if deal not in self.settlements:
                raise GameError(
                    f"there is no settlement {deal!r}; ask for one of {', '.join(map(repr, self.settlements))}"
                )
            return self.settlements[str(deal)]
        number = exact(deal)
        if not isinstance(number, Expr) or number.has(sympy.Float):
            raise GameError(f"contains({deal!r}): ask for an exact number or an expression in the parameters")
        return conditions.simplify(self.accepted.subs(self.variable, number), self.given)

    def __str__(self) -> str:
        verdict = {"proved": "never empty: proved", "unknown": f"nonempty iff {text(self.nonempty)}"}.get(
            self.always.status,
            "always empty: proved" if self.nonempty == sympy.false else f"nonempty iff {text(self.nonempty)}",
        )
        if self.variable is None:
            parts = [f"{name} {_iff(condition)}" for name, condition in self.settlements.items()]
            return "; ".join([*parts, verdict])
        if self.low is None or self.high is None:
            return f"no {self.variable}, {verdict}"
        return f"{self.variable} in [{text(self.low)}, {text(self.high)}], {verdict}"

    def _repr_latex_(self) -> str:
        if self.variable is None:
            rows = [f"\\text{{{name}}} & {sympy.latex(condition)}" for name, condition in self.settlements.items()]
            return "$\\begin{array}{ll}" + " \\\\ ".join(rows) + "\\end{array}$"
        if self.low is None or self.high is None:
            return "$\\emptyset$"
        interval = f"\\left[{sympy.latex(self.low)},\\ {sympy.latex(self.high)}\\right]"
        return f"${sympy.latex(self.variable)} \\in {interval}, \\quad {sympy.latex(self.nonempty)}$"


def _iff(condition: Boolean) -> str:
    return "always" if condition == sympy.true else "never" if condition == sympy.false else f"iff {text(condition)}"


def bargaining_range(
    game: Game, deal: str | Sequence[str] = "settlement", war: str | Sequence[str] = "war", *, seconds: float = 60
) -> BargainingRange:
    """Return the settlements that every player at least weakly prefers to war, with conditions.

    ``deal`` and ``war`` name outcomes (one or several). Raises GameError where no terminal has the name, or where
    deals of one name differ; UnsupportedGame where the range is not an interval, has no closed form, or is
    not found in about ``seconds``.

    Source: Fearon 1995, Rationalist explanations for war.

    >>> from detente.games import Decision, Game, Offer, Terminal, reals
    >>> p, c_A, c_B, x = reals("p c_A c_B x")
    >>> war = Terminal({"A": p - c_A, "B": 1 - p - c_B}, "war")
    >>> deal = Terminal({"A": x, "B": 1 - x}, "settlement")
    >>> game = Game(("A", "B"), Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": war})),
    ...             given=(0 < p, p < 1, c_A > 0, c_B > 0))
    >>> print(bargaining_range(game))
    x in [max(0, p - c_A), min(1, p + c_B)], never empty: proved
    """
    require_game(game, "bargaining_range")
    for names in (deal, war):
        if not isinstance(names, str) and not (isinstance(names, Sequence) and all(isinstance(n, str) for n in names)):
            raise GameError(f"bargaining_range: {names!r} is no name of an outcome, nor a sequence of names")
    conditions.require_consistent(game.given)
    deals = [deal] if isinstance(deal, str) else list(deal)
    wars = [war] if isinstance(war, str) else list(war)
    fallback = _war_payoffs(game, wars)
    found = _deals(game, deals)
    continuous = [(interval, payoffs) for _, interval, payoffs in found if interval is not None]
    if not continuous:
        return _finite(game, found, fallback)
    if len(continuous) < len(found) or len(deals) > 1:
        raise GameError(f"deals {deals} mix numbers and finite settlements; ask for one outcome at a time")
    interval, payoffs = continuous[0]
    for other, amounts in continuous[1:]:
        same = {player: amounts[player].subs(other[0], interval[0]) for player in game.players}
        if other[1:] != interval[1:] or any(sympy.expand(same[p] - payoffs[p]) != 0 for p in game.players):
            raise GameError(f"terminals called {deals[0]!r} give different payoffs; name the deal meant apart")
    return _continuous(game, interval, payoffs, fallback, time.monotonic() + seconds)


def _walk(game: Game) -> list[tuple[History, Node, tuple[Interval, ...], str | None]]:
    """List every history with the intervals bound above it and the last player who moved."""
    found = []
    stack: list[tuple[History, Node, tuple[Interval, ...], str | None]] = [((), game.root, (), None)]
    while stack:
        entry = stack.pop()
        found.append(entry)
        history, node, scope, mover = entry
        if isinstance(node, Offer | Draw):
            scope = (*scope, node.interval)
        if isinstance(node, Offer | Decision):
            mover = node.player
        stack += [((*history, label), child, scope, mover) for label, child in reversed(children(node))]
    return found


def _deals(game: Game, names: Sequence[str]) -> list[tuple[str, Interval | None, Mapping[str, Expr]]]:
    found: list[tuple[History, Terminal, Interval | None]] = []
    for history, node, scope, _ in _walk(game):
        if isinstance(node, Terminal) and node.outcome in names:
            used = set().union(*(value.free_symbols for value in node.payoffs.values()))
            bound = [interval for interval in scope if interval[0] in used]
            if len(bound) > 1:
                raise UnsupportedGame(
                    f"the deal at {history} hangs on {[str(b[0]) for b in bound]}: one number is supported"
                )
            found.append((history, node, bound[0] if bound else None))
    missing = [name for name in names if not _has(game, name)]
    if missing:
        raise GameError(f"no terminal has the outcome {missing[0]!r}; there are {_outcomes(game)}")
    last = [history[-1] if history else node.outcome for history, node, _ in found]
    if len(names) > 1:
        called = [node.outcome for _, node, _ in found]
    elif len(set(last)) == len(last):
        called = last
    else:
        called = [", ".join(history) for history, _, _ in found]
    return [(name, bound, node.payoffs) for name, (_, node, bound) in zip(called, found, strict=True)]


def _has(game: Game, name: str) -> bool:
    return any(isinstance(node, Terminal) and node.outcome == name for _, node in game.walk())


def _outcomes(game: Game) -> str:
    names = dict.fromkeys(node.outcome for _, node in game.walk() if isinstance(node, Terminal))
    return ", ".join(map(repr, names))


def _war_payoffs(game: Game, names: Sequence[str]) -> dict[str, list[Expr]]:
    """Return, for each player, what the wars that count for it are worth to it."""
    for name in names:
        if not _has(game, name):
            raise GameError(f"no terminal has the outcome {name!r}; there are {_outcomes(game)}")
    lotteries: list[tuple[str | None, dict[str, Expr]]] = []
    stack: list[tuple[Node, str | None]] = [(game.root, None)]
    while stack:
        node, mover = stack.pop()
        value = _lottery(game, node, names)
        if value is not None:
            lotteries.append((mover, value))
            continue
        if isinstance(node, Offer | Decision):
            mover = node.player
        stack += [(child, mover) for _, child in reversed(children(node))]
    bound = set(game.variables)
    found: dict[str, list[Expr]] = {}
    for player in game.players:
        own = [value[player] for mover, value in lotteries if mover == player]
        drawn_into = [value[player] for _, value in lotteries]
        values = list(dict.fromkeys(own or drawn_into))
        if not own and len(values) > 1:
            raise GameError(f"{player} starts no war and can be drawn into several; name the one meant by its outcome")
        if any(value.free_symbols & bound for value in values):
            raise UnsupportedGame(f"the war payoff of {player} hangs on an offer")
        found[player] = values
    return found


def _lottery(game: Game, node: Node, names: Sequence[str]) -> dict[str, Expr] | None:
    """Return the expected payoffs of a tree of chance all of whose ends are war, else None."""
    match node:
        case Terminal(payoffs=payoffs, outcome=outcome):
            return dict(payoffs) if outcome in names else None
        case Chance(moves=moves):
            total = {player: sympy.Integer(0) for player in game.players}
            for odds, child in moves.values():
                value = _lottery(game, child, names)
                if value is None:
                    return None
                for player in game.players:
                    weight = odds[player] if isinstance(odds, FrozenMap) else odds
                    total[player] += weight * value[player]
            return total
    return None


def _finite(
    game: Game, found: Sequence[tuple[str, Interval | None, Mapping[str, Expr]]], wars: Mapping[str, Sequence[Expr]]
) -> BargainingRange:
    settlements: dict[str, Boolean] = {}
    for name, _, payoffs in found:
        wanted = And(*(payoffs[p] >= w for p in game.players for w in wars[p]))
        if settlements.setdefault(name, wanted) != wanted:
            raise GameError(f"two settlements called {name!r} give different payoffs; give each an outcome of its own")
    short = {name: conditions.simplify(c, game.given) for name, c in settlements.items()}
    nonempty = conditions.simplify(Or(*settlements.values()), game.given)
    always = conditions.covered(list(settlements.values()), game.given)
    return BargainingRange(None, None, None, nonempty, always, FrozenMap(short), game.given, Or(*settlements.values()))


def _check(ring: Ring, given: Sequence[Formula], interval: Interval, values: Sequence[Expr]) -> None:
    """Raise GameError where the interval can be empty, or a payoff undefined on it."""
    x, low, high = interval
    if Partition(ring, given).shows(boolean(high < low, ring)):
        raise GameError(
            f"the interval [{text(low)}, {text(high)}] of {x} is empty at some parameters that `given` allows"
        )
    inside = Partition(ring, [*given, boolean(x >= low, ring), boolean(x <= high, ring)])
    for value in values:
        if inside.shows(negation(defined(value, ring))):
            raise GameError(f"the payoff {text(value)} is not defined at some {x} and parameters that `given` allows")


def _continuous(
    game: Game, interval: Interval, payoffs: Mapping[str, Expr], wars: Mapping[str, Sequence[Expr]], deadline: float
) -> BargainingRange:
    x, low, high = interval
    ring = Ring([*game.parameters, *game.variables])
    given = [boolean(hypothesis, ring) for hypothesis in game.given]
    _check(ring, given, interval, [*payoffs.values(), *(w for values in wars.values() for w in values)])
    wanted = [payoffs[p] >= w for p in game.players for w in wars[p]]
    formulas = [boolean(condition, ring) for condition in wanted]
    lows, highs = [low], [high]
    for formula in formulas:
        bottom, top = bounds_of(ring, game.given, interval, formula, deadline)
        lows += bottom
        highs += top
    accepted = And(x >= low, x <= high, *wanted)
    partition, results = preferred(ring, given, interval, conjunction(formulas), deadline)
    nowhere = results.get((), 0)
    holds = partition.everywhere & ~nowhere
    known = known_signs(partition)
    nonempty = boolean_form(ring, describe(partition, holds, nowhere), known)
    if not nowhere:
        always = Coverage("proved")
    else:
        always = Coverage("refuted", conditions.sample(sympy.Not(nonempty), game.given))
    never = nonempty == sympy.false
    return BargainingRange(
        x,
        None if never else largest(lows, game.given),
        None if never else smallest(highs, game.given),
        nonempty,
        always,
        FrozenMap(),
        game.given,
        accepted,
    )
