"""Nash equilibria of games whose payoffs and odds are numbers (Nash 1951), in exact arithmetic.

Two players: the strategic form is enumerated (``bimatrix``), mixed equilibria included. More players: all equilibria
in pure strategies. A zero-sum game too large for that is solved in sequence form (``numeric``). Every profile
returned has been held against the definition: nobody gains by any other strategy.

>>> from detente.games import Decision, Game, Terminal
>>> end = lambda a, b: Terminal({"A": a, "B": b})
>>> column = lambda a, b: Decision("B", {"heads": end(a, -a), "tails": end(b, -b)})
>>> game = Game(("A", "B"), Decision("A", {"heads": column(1, -1), "tails": column(-1, 2)}, seen_by=()))
>>> [str(value) for value in nash(game).equilibria[0].payoffs.values()]
['1/5', '-1/5']
"""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import sympy

from detente.games import Game, UnsupportedGame
from detente.solvers.bimatrix import Overrun, Pair, extreme_equilibria, lemke_howson, maximal_subsets
from detente.solvers.conditions import require_game
from detente.solvers.numeric import Minimax, zero_sum_value
from detente.solvers.solution import Solution, Undecided
from detente.solvers.strategic import (
    Profile,
    Realisation,
    SequenceForm,
    best_reply,
    count_plans,
    equilibrium,
    expected,
    flow,
    matrix,
    payoff_tables,
    plans,
    realisation,
    sequence_form,
)

MAX_CELLS = 100_000
"""How many pairs of plans of two players, or profiles of plans of more, are looked at."""
RULE = "where a player's own plan never leads, the first move listed is shown"


def nash(game: Game, seconds: float = 60) -> Solution:
    """Return the Nash equilibria of a game whose payoffs and odds are rational numbers.

    Two players who move: all of them; where there is a continuum its corners are listed, and ``undecided`` says
    between which. More: all in pure strategies. Raises UnsupportedGame for what has no finite strategic form of numbers
    within ``MAX_CELLS``, GameError for parameters without values.

    >>> from detente.games import Decision, Terminal
    >>> reply = Decision("B", {"fight": Terminal({"A": -1, "B": -1}), "yield": Terminal({"A": 1, "B": 1})})
    >>> entry = Game(("A", "B"), Decision("A", {"enter": reply, "stay": Terminal({"A": 0, "B": 2})}))
    >>> for each in nash(entry).equilibria:
    ...     print("; ".join(map(str, each.strategy.values())))
    A enters; B [enter] yields
    A stays; B [enter] fights
    A stays; B [enter] fights with probability 1/2, yields otherwise
    """
    require_game(game, "nash")
    deadline = time.monotonic() + seconds
    form = sequence_form(game)
    counts = [count_plans(form, player) for player in range(len(game.players))]
    movers = [player for player, count in enumerate(counts) if count > 1]
    fits = math.prod(counts) <= MAX_CELLS
    if len(movers) > 2:
        if not fits:
            raise _too_many(form, counts)
        found, undecided = _pure(form, deadline)
    elif fits:
        found, undecided = _two_players(form, movers, seconds, deadline)
    else:
        try:
            minimax = zero_sum_value(game, seconds)
        except UnsupportedGame:
            raise _too_many(form, counts) from None
        found, undecided = _from_value(form, minimax, math.prod(counts))
    return Solution(game, "nash", RULE, tuple(equilibrium(form, profile) for profile in found), tuple(undecided))


def _too_many(form: SequenceForm, counts: Sequence[int]) -> UnsupportedGame:
    numbers = ", ".join(f"{player} {count}" for player, count in zip(form.game.players, counts, strict=True))
    return UnsupportedGame(
        f"nash: too many plans to compare ({numbers}; their product may be {MAX_CELLS} at most); only zero-sum games"
        " of two players are solved beyond that"
    )


def is_nash(form: SequenceForm, profile: Profile) -> bool:
    """Tell from the definition whether nobody gains by any other strategy."""
    worth = expected(form, profile)
    return all(best_reply(form, player, profile) == worth[player] for player in range(len(profile)))


def _pure(form: SequenceForm, deadline: float) -> tuple[list[Profile], list[Undecided]]:
    one = Fraction(1)
    choices = [[realisation(form, k, {plan: one}) for plan in plans(form, k)] for k in range(len(form.game.players))]
    found = []
    undecided = [Undecided(sympy.true, "mixed equilibria are not searched where three players or more move")]
    for profile in itertools.product(*choices):
        if time.monotonic() > deadline:
            undecided.append(Undecided(sympy.true, "the time given was not enough for all profiles of pure plans"))
            break
        if is_nash(form, profile):
            found.append(profile)
    return found, undecided


def _two_players(
    form: SequenceForm, movers: Sequence[int], seconds: float, deadline: float
) -> tuple[list[Profile], list[Undecided]]:
    players = range(len(form.game.players))
    # those who have no choice fill up; a lone player is given an opponent without moves or interests
    one, two = (*movers, *(k for k in (*players, None) if k not in movers))[:2]
    assert one is not None, "a game has a player"
    rows, columns = plans(form, one), [(0,)] if two is None else plans(form, two)
    tables = payoff_tables(form, one, two)
    # what each plan of the one is worth along each sequence of the other, to the other and to itself
    to_two = [_along(tables[1], plan, len(form.sequences[one]), 1) for plan in columns]
    to_one = [_along(tables[0], plan, 1 if two is None else len(form.sequences[two]), 0) for plan in rows]
    a = [[sum((worth[s] for s in plan), Fraction(0)) for plan in columns] for worth in to_one]
    b = [[sum((worth[s] for s in plan), Fraction(0)) for worth in to_two] for plan in rows]
    undecided: list[Undecided] = []
    try:
        # the rest of the time is for the paths of Lemke and Howson
        pairs = extreme_equilibria(a, b, deadline - seconds / 4)
    except Overrun:
        pairs = list(_some(a, b, max(deadline, time.monotonic() + seconds / 4)))
        reason = "the time given was not enough for all mixed equilibria; those listed are ends of Lemke-Howson paths"
        if len({x + y for row, other in zip(a, b, strict=True) for x, y in zip(row, other, strict=True)}) == 1:
            reason += "; payoffs are the same in all others, for they add up to the same number everywhere"
        undecided.append(Undecided(sympy.true, reason))
    met: dict[tuple[Realisation, Realisation], None] = {}
    for x, y in pairs:
        # several mixtures of plans may be the same behaviour
        r = realisation(form, one, {plan: w for plan, w in zip(rows, x, strict=True) if w})
        s = (
            realisation(form, two, {plan: w for plan, w in zip(columns, y, strict=True) if w})
            if two is not None
            else ()
        )
        met[r, s] = None
    if not undecided:
        first = {r for r in dict.fromkeys(r for r, _ in met) if _is_corner(form, one, r, to_two)}
        second = {s for s in dict.fromkeys(s for _, s in met) if two is None or _is_corner(form, two, s, to_one)}
        met = {(r, s): None for r, s in met if r in first and s in second}
        undecided += _continua(form, (one, two), list(met))
    found = []
    for r, s in met:
        rest = {k: realisation(form, k, {plans(form, k)[0]: Fraction(1)}) for k in players if k not in (one, two)}
        profile = tuple({**rest, two: s, one: r}[k] for k in players)
        assert is_nash(form, profile), "an extreme equilibrium is one by the definition"
        found.append(profile)
    return found, undecided


def _along(table: Mapping[tuple[int, int], Fraction], plan: Sequence[int], size: int, side: int) -> list[Fraction]:
    """Sum payoffs over the sequences of a plan, by the sequences of the opponent."""
    worth, own = [Fraction(0)] * size, set(plan)
    for key, value in table.items():
        if key[side] in own:
            worth[key[1 - side]] += value
    return worth


def _some(a: Sequence[Sequence[Fraction]], b: Sequence[Sequence[Fraction]], deadline: float) -> Iterator[Pair]:
    for label in range(len(a) + len(a[0])):
        try:
            yield lemke_howson(a, b, label, deadline)
        except Overrun:
            return


def _is_corner(form: SequenceForm, player: int, plan: Realisation, worths: Sequence[Sequence[Fraction]]) -> bool:
    """Tell whether a realisation plan is no mixture of others to which the same replies of the opponent are best.

    It is a vertex of the best-reply polytope iff the constraints that bind there determine it.
    """
    size = len(plan)
    values = [sum((w * p for w, p in zip(worth, plan, strict=True) if p), Fraction(0)) for worth in worths]
    best = [worth for worth, value in zip(worths, values, strict=True) if value == max(values)]
    rows = flow(form, player)
    rows += [[Fraction(k == j) for k in range(size)] for j in range(size) if not plan[j]]
    rows += [[w - v for w, v in zip(worth, best[0], strict=True)] for worth in best[1:]]
    return bool(matrix(rows).rank() == size)


def _continua(
    form: SequenceForm, players: tuple[int, int | None], met: Sequence[tuple[Realisation, Realisation]]
) -> list[Undecided]:
    """Say between which of the listed equilibria all mixtures are equilibria."""
    first, second = list(dict.fromkeys(r for r, _ in met)), list(dict.fromkeys(s for _, s in met))
    numbers = {(first.index(r), second.index(s)): k + 1 for k, (r, s) in enumerate(met)}
    subsets = maximal_subsets(list(numbers))
    if subsets is None:
        return [Undecided(sympy.true, "a continuum, of which the corners are listed; between which ones is not told")]
    found = []
    for xs, ys in subsets:
        sides = [k for k, side in zip(players, (xs, ys), strict=True) if k is not None and len(side) > 1]
        if sides:
            cases = sorted(numbers[x, y] for x in xs for y in ys)
            who = " and ".join(form.game.players[k] for k in sides)
            shown = f"{', '.join(map(str, cases[:-1]))} and {cases[-1]}"
            found.append(
                Undecided(
                    sympy.true,
                    f"a continuum, of which the corners are listed: {who} may mix in any way between the strategies of"
                    f" cases {shown}",
                )
            )
    return found


def _from_value(form: SequenceForm, minimax: Minimax, cells: int) -> tuple[list[Profile], list[Undecided]]:
    if minimax.value is None:
        bracket = f"the value to {minimax.player} is at least {minimax.low} and at most {minimax.high}"
        return [], [Undecided(sympy.true, f"no exact optimum was found; {bracket}")]
    reason = (
        f"too many pairs of plans ({cells}) to search for other equilibria; in all of them {minimax.player} expects"
        f" {minimax.value}, and their strategies can be exchanged"
    )
    return [minimax.plans], [Undecided(sympy.true, reason)]
