"""The payoffs of subgame-perfect equilibrium in an infinitely repeated game of two players, at a given discount.

Both see all past moves (perfect monitoring) and a public draw before each period (so the set is convex); in each
period pure moves are made, on and off the path, so that punishments are those that pure moves can give. Payoffs are
averages per period: (1 - delta) times the discounted sum. The corners are guessed from rounded iterates, as the
simplest fractions near them, and kept only where both is shown in exact arithmetic: that the set generates itself, and
that nothing around it does. Where that fails (corners can be irrational) the answer is two sets between which the true
one lies. Abreu, Pearce and Stacchetti 1990; Judd, Yeltekin and Conklin 2003; Abreu and Sannikov 2014.

>>> from detente.games import Decision, Game, Terminal
>>> def row(mine):
...     pay = {"CC": (3, 3), "CD": (0, 4), "DC": (4, 0), "DD": (1, 1)}
...     cells = {other: Terminal(dict(zip("AB", pay[mine + other]))) for other in "CD"}
...     return Decision("B", cells, seen_by=())
>>> stage = Game(("A", "B"), Decision("A", {"C": row("C"), "D": row("D")}, seen_by=()))
>>> print(equilibrium_payoffs(stage, Fraction(1, 4)))
payoffs of A and B: (1, 1)
>>> print(equilibrium_payoffs(stage, Fraction(2, 3)))
payoffs of A and B: the convex hull of (1, 1), (11/3, 1), (3, 3), (1, 11/3)
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

import sympy
from sympy import Expr

from detente.games import FrozenMap, Game, GameError, UnsupportedGame
from detente.games.tree import Exact, exact
from detente.solvers.payoff_search import enclosed
from detente.solvers.polygons import Polygon, contains
from detente.solvers.self_generation import Stage
from detente.solvers.strategic import plans, sequence_form, to_sympy

Corner: TypeAlias = tuple[Expr, Expr]


@dataclass(frozen=True)
class EquilibriumPayoffs:
    """The payoffs of subgame-perfect equilibria with pure moves: a convex polygon, or two about it.

    ``vertices`` are the corners where they are exact, counter-clockwise, and None where only bounds are known: all of
    the hull of ``inner`` are equilibrium payoffs, and none outside that of ``outer`` is. Empty ``vertices`` mean that
    there is no equilibrium in pure moves.
    """

    players: tuple[str, str]
    discount: FrozenMap[str, Expr]
    vertices: tuple[Corner, ...] | None
    inner: tuple[Corner, ...]
    outer: tuple[Corner, ...]

    @property
    def exact(self) -> bool:
        """Whether the set is known exactly."""
        return self.vertices is not None

    @property
    def worst(self) -> Mapping[str, Expr] | None:
        """The lowest equilibrium payoff of each player, which deters best; None unless exact and not empty."""
        if not self.vertices:
            return None
        return FrozenMap({p: sympy.Min(*(v[i] for v in self.vertices)) for i, p in enumerate(self.players)})

    def contains(self, payoffs: Sequence[Exact]) -> bool | None:
        """Tell whether payoffs, in the order of the players, are those of an equilibrium (None: unknown).

        Raises GameError unless they are two rational numbers.
        """
        if len(payoffs) != 2:
            raise GameError(f"contains({payoffs!r}): give one payoff for each of {' and '.join(self.players)}")
        at = _fraction(payoffs[0], "a payoff"), _fraction(payoffs[1], "a payoff")
        if contains(_polygon(self.inner), at):
            return True
        return None if contains(_polygon(self.outer), at) and not self.exact else False

    def __str__(self) -> str:
        names = f"payoffs of {' and '.join(self.players)}: "
        if self.vertices is not None:
            return names + (_listed(self.vertices) if self.vertices else "none in pure moves")
        inside = f"at least {_listed(self.inner)}" if self.inner else "perhaps none"
        return f"{names}{inside}; at most {_listed(self.outer)}"


def equilibrium_payoffs(stage: Game, discount: Exact | Mapping[str, Exact]) -> EquilibriumPayoffs:
    """Return the set of equilibrium payoffs of a stage game that is repeated for ever, per period.

    ``discount`` is a rational number strictly between 0 and 1, or one for each player; with unequal ones the set has
    as a rule no finite number of corners, and the answer is a bracket. The stage is a game of numbers in which each of
    two players moves once, without seeing the other's move; chance may move after or unseen, at each player's own odds.

    Raises GameError for parameters without a value and other discounts, UnsupportedGame for other stages.

    Source: Abreu, Pearce and Stacchetti 1990, on self-generation and factorisation; Abreu and Sannikov 2014.
    """
    form = _stage(stage, discount)
    vertices, inner, outer = enclosed(form)
    corners = None if vertices is None else _shown(vertices)
    deltas = FrozenMap({p: to_sympy(d) for p, d in zip(stage.players, form.discounts, strict=True)})
    one, two = stage.players
    return EquilibriumPayoffs((one, two), deltas, corners, _shown(inner), _shown(outer))


def _stage(game: Game, discount: Any) -> Stage:
    if not isinstance(game, Game) or len(game.players) != 2:
        raise UnsupportedGame("equilibrium_payoffs: a stage game with two players is wanted")
    form = sequence_form(game)
    for player in (0, 1):
        if sum(form.player(number) == player for number in range(len(form.sets))) > 1:
            raise UnsupportedGame(
                f"equilibrium_payoffs: {game.players[player]} moves at several information sets; in a stage game each"
                " player moves once, and sees nothing of the other's move"
            )
    if any(step and form.sets[step[0]].seen for own in form.sequences for step in own):
        raise UnsupportedGame("equilibrium_payoffs: a player has seen a move; in a stage game players move at once")
    by_player = discount if isinstance(discount, Mapping) else dict.fromkeys(game.players, discount)
    if set(by_player) != set(game.players):
        raise GameError(f"discount={discount!r}: give one number, or one for each of {', '.join(game.players)}")
    deltas = [_fraction(by_player[player], "the discount") for player in game.players]
    if not all(0 < delta < 1 for delta in deltas):
        raise GameError(f"discount={discount!r}: a number strictly between 0 and 1 is wanted")
    rows, columns = plans(form, 0), plans(form, 1)
    worth: dict[tuple[int, int], tuple[Fraction, Fraction]] = {}
    for i, j in itertools.product(range(len(rows)), range(len(columns))):
        totals = [Fraction(0), Fraction(0)]
        for leaf in form.leaves:
            if leaf.sequences[0] in rows[i] and leaf.sequences[1] in columns[j]:
                totals = [t + odds * pay for t, odds, pay in zip(totals, leaf.odds, leaf.payoffs, strict=True)]
        worth[i, j] = totals[0], totals[1]
    best = {
        (i, j): (
            max(worth[k, j][0] for k in range(len(rows))),
            max(worth[i, k][1] for k in range(len(columns))),
        )
        for i, j in worth
    }
    return Stage(tuple(worth.values()), tuple(best[p] for p in worth), (deltas[0], deltas[1]))


def _fraction(value: Any, what: str) -> Fraction:
    found = exact(value)
    if not isinstance(found, sympy.Rational):
        raise GameError(f"{what} is {value!r}; a rational number is wanted, such as Rational(1, 2)")
    return Fraction(int(found.p), int(found.q))


def _shown(polygon: Polygon) -> tuple[Corner, ...]:
    return tuple((to_sympy(x), to_sympy(y)) for x, y in polygon)


def _polygon(corners: Sequence[Corner]) -> Polygon:
    return tuple((Fraction(int(x.p), int(x.q)), Fraction(int(y.p), int(y.q))) for x, y in corners)


def _listed(corners: Sequence[Corner]) -> str:
    points = ", ".join(f"({x}, {y})" for x, y in corners)
    return points if len(corners) == 1 else f"the convex hull of {points}"
