"""Values of zero-sum games by linear programming in sequence form.

Koller, Megiddo and von Stengel 1996, Efficient computation of equilibria for extensive two-person games, section 3.
The answer in floating point only says which constraints bind: strategies are solved for in exact arithmetic, and each
is held to account by the best reply to it. Floats decide nothing: a wrong guess leaves a bracket, never a wrong value.

>>> from detente.games import Decision, Game, Terminal
>>> end = lambda a: Terminal({"A": a, "B": -a})
>>> column = lambda a, b: Decision("B", {"heads": end(a), "tails": end(b)})
>>> game = Game(("A", "B"), Decision("A", {"heads": column(1, -1), "tails": column(-1, 2)}, seen_by=()))
>>> zero_sum_value(game).value
1/5
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import sympy

from detente.games import Game, UnsupportedGame
from detente.games.information import History
from detente.solvers.conditions import require_game
from detente.solvers.rules import Rule
from detente.solvers.strategic import (
    Profile,
    Realisation,
    SequenceForm,
    behaviour,
    best_reply,
    flow,
    matrix,
    own_sets,
    payoff_tables,
    sequence_form,
    to_sympy,
)

BINDING = 1e-7
"""A probability or a slack below this counts as zero: HiGHS keeps constraints to 1e-7 on payoffs scaled to 1. A wrong
guess makes no wrong answer, for the guess is solved exactly and then verified."""
DENOMINATOR = 10**6
"""To this denominator probabilities are rounded where the guess fails; the bracket for the value is still exact."""


@dataclass(frozen=True)
class Minimax:
    """The value of a zero-sum game to its first player: between ``low`` and ``high``, which are proved.

    ``strategy`` holds for each history a rule; those of the first player secure ``low``, those of the second one
    hold the first to ``high``.
    """

    player: str
    low: sympy.Rational
    high: sympy.Rational
    strategy: Mapping[History, Rule]
    plans: Profile

    @property
    def value(self) -> sympy.Rational | None:
        """The value, where the bracket is a point; else None."""
        return self.low if self.low == self.high else None


def zero_sum_value(game: Game, seconds: float = 60) -> Minimax:
    """Return the value of a two-player game in which payoffs add up to the same number everywhere.

    The value is that to the first player, in units of payoff, with optimal behaviour strategies. Raises UnsupportedGame
    where the sum is not constant, or the players differ over nature's odds.

    >>> from detente.games import Decision, Terminal
    >>> end = lambda a: Terminal({"A": a, "B": 1 - a})
    >>> guess = Decision("B", {"left": end(0), "right": end(1)})
    >>> zero_sum_value(Game(("A", "B"), Decision("A", {"safe": end(0), "risky": guess}))).value
    0
    """
    require_game(game, "zero_sum_value")
    form = sequence_form(game)
    if len(game.players) != 2:
        raise UnsupportedGame(f"zero_sum_value: two players are wanted, not {len(game.players)}")
    sums = {sum(leaf.payoffs) for leaf in form.leaves}
    if len(sums) > 1 or any(leaf.odds[0] != leaf.odds[1] for leaf in form.leaves):
        raise UnsupportedGame("zero_sum_value: payoffs have to add up to one number at every end, by common odds")
    total = Fraction(sums.pop())
    table = payoff_tables(form, 0, 1)[0]
    first = _cautious(form, 0, table, seconds / 2)
    second = _cautious(form, 1, {(t, s): -value for (s, t), value in table.items()}, seconds / 2)
    profile = first, second
    low, high = total - best_reply(form, 1, profile), best_reply(form, 0, profile)
    return Minimax(game.players[0], to_sympy(low), to_sympy(high), behaviour(form, profile), profile)


def _cautious(
    form: SequenceForm, player: int, table: Mapping[tuple[int, int], Fraction], seconds: float
) -> Realisation:
    """Return a realisation plan of a player that secures the most, exactly where the guess of what binds is right.

    ``table`` is the player's payoff by its own and the opponent's sequences. The unknowns of the programme are the
    plan, then what the opponent leaves to the player at each of its information sets, the first one in all.
    """
    other = 1 - player
    size, replies = len(form.sequences[player]), len(form.sequences[other])
    theirs = [n for n in range(len(form.sets)) if form.player(n) == other]
    width = size + 1 + len(theirs)
    balance = flow(form, player)
    # for each sequence of the opponent: what it leaves at the set it belongs to <= payoffs now + what is left later
    rows: list[dict[int, Fraction]] = []
    for reply in range(replies):
        step = form.sequences[other][reply]
        row = {size + 1 + theirs.index(step[0]) if step else size: Fraction(1)}
        for later in form.after(other, reply):
            row[size + 1 + theirs.index(later)] = Fraction(-1)
        rows.append(row)
    for (own, reply), value in table.items():
        if value:
            rows[reply][own] = -value
    point = _programme(balance, rows, size, width, seconds)
    if point is None:
        return _uniform(form, player)
    exactly = _solved(balance, rows, size, width, point)
    return exactly if exactly is not None else _rounded(form, player, point)


def _programme(
    flow: Sequence[Sequence[Fraction]], rows: Sequence[Mapping[int, Fraction]], size: int, width: int, seconds: float
) -> list[float] | None:
    """Return a vertex of the linear programme in floating point, or None where HiGHS found none."""
    # these take a second to import, and few games need them
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import lil_matrix

    # payoffs are scaled to 1, so that the tolerance means the same in every game
    scale = max((abs(v) for row in rows for k, v in row.items() if k < size), default=Fraction(1))
    upper = lil_matrix((len(rows), width))
    for i, row in enumerate(rows):
        for k, value in row.items():
            upper[i, k] = float(value / scale if k < size else value)
    equal = lil_matrix((len(flow), width))
    for i, coefficients in enumerate(flow):
        for k, value in enumerate(coefficients):
            if value:
                equal[i, k] = float(value)
    objective = np.zeros(width)
    objective[size] = -1
    right = np.zeros(len(flow))
    right[0] = 1
    result = linprog(
        objective,
        A_ub=upper.tocsr(),
        b_ub=np.zeros(len(rows)),
        A_eq=equal.tocsr(),
        b_eq=right,
        bounds=[(0, None)] * size + [(None, None)] * (width - size),
        method="highs-ds",  # the simplex method ends at a vertex, which the constraints that bind determine
        options={"time_limit": max(seconds, 1)},
    )
    if result.x is None:
        return None
    slack = np.asarray(result.slack)
    return [*map(float, result.x), *map(float, slack)]


def _solved(
    flow: Sequence[Sequence[Fraction]],
    rows: Sequence[Mapping[int, Fraction]],
    size: int,
    width: int,
    point: Sequence[float],
) -> Realisation | None:
    """Solve for the plan at which the constraints that seem to bind do; None where they do not determine a plan."""
    played = [k for k in range(size) if point[k] > BINDING]
    columns = [*played, *range(size, width)]
    where = {k: j for j, k in enumerate(columns)}
    system = [
        [*(row[k] for k in played), *[Fraction(0)] * (width - size), Fraction(i == 0)] for i, row in enumerate(flow)
    ]
    for row, slack in zip(rows, point[width:], strict=True):
        if slack < BINDING:
            line = [Fraction(0)] * (len(columns) + 1)
            for k, value in row.items():
                if k in where:
                    line[where[k]] = value
            system.append(line)
    reduced, rank = matrix(system).rref()
    pivots: dict[int, int] = {}
    for i in range(rank):
        pivots[next(j for j in range(len(columns) + 1) if reduced[i, j])] = i
    if len(columns) in pivots or any(j not in pivots for j in range(len(played))):
        return None
    plan = [Fraction(0)] * size
    for j, k in enumerate(played):
        i = pivots[j]
        if any(reduced[i, c] for c in range(len(columns)) if c != j):
            return None
        exact = reduced[i, len(columns)]
        plan[k] = Fraction(int(exact.p), int(exact.q))
    return tuple(plan) if all(value >= 0 for value in plan) else None


def _rounded(form: SequenceForm, player: int, point: Sequence[float]) -> Realisation:
    """Round a plan to small fractions, move by move, so that it is a plan still."""
    plan = [Fraction(0)] * len(form.sequences[player])
    plan[0] = Fraction(1)
    for number in own_sets(form, player):
        moves, parent = form.moves(number), form.parents[number]
        weights = [Fraction(max(point[m], 0)).limit_denominator(DENOMINATOR) for m in moves]
        if not sum(weights):
            weights = [Fraction(1) for _ in moves]
        for move, weight in zip(moves, weights, strict=True):
            plan[move] = plan[parent] * weight / sum(weights)
    return tuple(plan)


def _uniform(form: SequenceForm, player: int) -> Realisation:
    return _rounded(form, player, [0] * len(form.sequences[player]))
