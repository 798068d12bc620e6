"""States in which moves are made at once, hidden, or mixed: all their equilibria, for all values of what lies ahead.

The tree of the state ends where it arrives at a state, with the unknown value of that; perfect Bayesian equilibria of
this finite game (knife edges included, for values ahead may lie on them) are the cases of the state.

>>> from detente.games import Continue, Decision, Game, Terminal, reals
>>> from detente.solvers import solve
>>> v, d = reals("v d")
>>> end = lambda a, b, name: Terminal({"A": a, "B": b}, name)
>>> reply = lambda stay, quit: Decision("B", {"stay": stay, "quit": quit})
>>> war = Decision("A", {"stay": reply(Continue("war", {"A": -1, "B": -1}, d), end(v, 0, "A wins")),
...     "quit": reply(end(0, v, "B wins"), end(0, 0, "both quit"))}, seen_by=())
>>> game = Game(("A", "B"), Continue("war", {}, 1), (0 < d, d < 1, v > 0), {"war": war})
>>> for equilibrium in solve(game, "mpe").equilibria:
...     print(equilibrium)
always:  A quits; B stays;  payoffs 0, v;  B wins
always:  A stays; B quits;  payoffs v, 0;  A wins
always:  A stays with probability v/(1 + v), quits otherwise; B stays with probability v/(1 + v), quits otherwise;  \
payoffs 0, 0;  A wins with probability v/(1 + 2*v), B wins with probability v/(1 + 2*v), \
both quit with probability 1/(1 + 2*v)
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from sympy import Expr, Symbol, true

from detente.games import Game, UnsupportedGame
from detente.solvers.display import boolean_form, unknown_sign
from detente.solvers.formulas import Formula, boolean, conjunction
from detente.solvers.one_tree import ended
from detente.solvers.perfect import perfect_bayesian
from detente.solvers.solution import Equilibrium
from detente.solvers.values import Search, Value, Worth


class Option(NamedTuple):
    """A case of a state: what it is worth, where, and where moves are mixed or hidden what is done."""

    worth: Value
    where: Formula
    plan: Equilibrium | None = None
    further: tuple[int, ...] = ()
    """Unknown odds in what it is worth."""


def mixed_options(
    search: Search,
    state: str,
    values: Mapping[str, Sequence[Symbol]],
    bounds: Sequence[Formula],
    spare: Sequence[Symbol],
) -> tuple[list[Option], list[str]]:
    """Return all cases of a state in which moves may be mixed or hidden, and what is left open.

    ``spare`` are symbols for unknown odds. Raises UnsupportedGame where the state has offers or draws.
    """
    game, ring = search.game, search.ring
    ahead: dict[str, dict[str, Expr]] = {
        name: dict(zip(game.players, row, strict=True)) for name, row in values.items()
    }
    root = ended(game.states[state], ahead, game.players)
    given = [*game.given, *(boolean_form(ring, bound, unknown_sign) for bound in bounds)]
    try:
        tree = Game(game.players, root, given)
        solution = perfect_bayesian(tree, "pbe", "full", max(1, search.deadline - time.monotonic()))
    except UnsupportedGame as problem:
        raise UnsupportedGame(
            f"mpe: in state {state!r} moves are mixed or made at once, which is covered for finite moves: {problem}"
        ) from None
    left = [f"in state {state!r}: {case}" for case in solution.undecided]
    options = []
    for plan in solution.equilibria:
        numbers = [*plan.payoffs.values(), *(o for odds in plan.outcomes.values() for o in _each(odds))]
        loose = [symbol for symbol in plan.free if any(symbol in number.free_symbols for number in numbers)]
        if len(loose) > len(spare):
            left.append(f"in state {state!r}: more than {len(spare)} odds of mixtures are open")
            continue
        # odds that the state itself leaves open may follow from what lies ahead
        names = dict(zip(loose, spare, strict=False))
        payoffs = tuple(ring.convert(plan.payoffs[player].xreplace(names)) for player in game.players)
        outcomes = tuple(
            (name, tuple(ring.convert(o.xreplace(names)) for o in _each(odds, game.players)))
            for name, odds in plan.outcomes.items()
        )
        where = conjunction([boolean(plan.when, ring), *([boolean(plan.where.xreplace(names), ring)] if loose else [])])
        further = tuple(ring.index[symbol] for symbol in names.values())
        options.append(Option(Worth(payoffs, outcomes), where, _named(plan, names), further))
    return options, left


def _each(odds: Expr | Mapping[str, Expr], players: Sequence[str] = ()) -> list[Expr]:
    """Return odds that may differ by player, as many as there are players."""
    if isinstance(odds, Mapping):
        return [odds[player] for player in players or odds]
    return [odds] * max(1, len(players))


def _named(plan: Equilibrium, names: Mapping[Symbol, Symbol]) -> Equilibrium:
    """Return an equilibrium in which some free symbols are unknowns."""
    if not names:
        return plan
    rest = tuple(symbol for symbol in plan.free if symbol not in names)
    return replace(plan.at(names), free=rest, where=plan.where.xreplace(dict(names)) if rest else true)
