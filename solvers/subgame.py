"""Subgame-perfect equilibria of a game: one backward induction, or one for each way to break ties.

>>> from detente.games import Decision, Game, Terminal
>>> one, two = Terminal({"A": 0}, "left"), Terminal({"A": 0}, "right")
>>> game = Game(("A",), Decision("A", {"left": one, "right": two}))
>>> [len(subgame_perfect(game, ties, 10).equilibria) for ties in ("listed", "all")]
[1, 2]
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from sympy.logic.boolalg import And, Not, Or, true

from detente.games import Draw, Game, Offer, UnsupportedGame, information_sets
from detente.games.errors import place
from detente.games.information import hides
from detente.solvers import conditions
from detente.solvers.algebra import Ring
from detente.solvers.backward import solve_block
from detente.solvers.contests import at_once
from detente.solvers.contests_stage import chosen_at_once
from detente.solvers.eliminate import without
from detente.solvers.formulas import Formula, boolean, conjunction
from detente.solvers.solution import Equilibrium, Solution, Undecided
from detente.solvers.strategies import read
from detente.solvers.ties import ALL, LISTED, MAX_RUNS, Region, Ties, runs
from detente.solvers.values import Search


def subgame_perfect(game: Game, ties: str, seconds: float) -> Solution:
    """Return the subgame-perfect equilibria of a game of perfect information, but for choices made at once.

    Raises UnsupportedGame where some player does not see everything, GameError where the hypotheses clash.
    """
    if chosen_at_once(game):
        return at_once(game, "spe", ties, seconds)
    _check_perfect_information(game)
    return by_backward_induction(game, ties, seconds)


def by_backward_induction(game: Game, ties: str, seconds: float) -> Solution:
    """Return the equilibria of a game in which every mover knows what has happened.

    Raises GameError where the hypotheses clash, or odds and payoffs are not defined under them.
    """
    conditions.require_consistent(game.given)
    symbols = [*game.parameters, *game.variables]
    ring = Ring(symbols)
    given = tuple(boolean(hypothesis, ring) for hypothesis in game.given)
    deadline = time.monotonic() + seconds

    def run(how: Ties) -> tuple[list[Equilibrium], list[Undecided]]:
        search = Search(game, ring, given, how, deadline)
        block = solve_block(search, game.root, ())
        block.extend(time.monotonic() + max(2, seconds / 4))
        return read(search, block, conjunction(_somewhere(ring, given, region) for region in how.regions()))

    if ties == "listed":
        equilibria, undecided = run(Ties(True))
        return Solution(game, "spe", LISTED, tuple(equilibria), tuple(undecided))
    return _all_ties(game, run, deadline)


def _somewhere(ring: Ring, given: Sequence[Formula], region: Region) -> Formula:
    """Return the condition on the parameters under which a tie happens at some earlier offers."""
    formula, variables = region
    for variable in variables:
        formula = without(ring, variable, formula, given)
    return formula


NOT_ALL = f"not all ways to break ties were searched: there are more than {MAX_RUNS}, or the time was up"


def _all_ties(
    game: Game, run: Callable[[Ties], tuple[list[Equilibrium], list[Undecided]]], deadline: float
) -> Solution:
    """Unite the equilibria of every way to break ties: the same play under several is one case."""
    united: dict[object, tuple[Equilibrium, list[object]]] = {}
    undecided: dict[tuple[str, object], Undecided] = {}
    unattained: dict[tuple[str, object], Undecided] = {}
    for count, how in enumerate(runs()):
        if count == MAX_RUNS or time.monotonic() > deadline:
            undecided["", NOT_ALL] = Undecided(true, NOT_ALL)
            break
        try:
            equilibria, failures = run(how)
        except UnsupportedGame as problem:
            undecided["", str(problem)] = Undecided(true, f"a way to break ties: {problem}")
            continue
        for eq in equilibria:
            key = (
                tuple((history, rule) for history, rule in eq.strategy.items()),
                tuple(eq.payoffs.items()),
                tuple(eq.outcomes.items()),
            )
            united.setdefault(key, (eq, []))[1].append(eq.when)
        for reason in how.skipped:
            undecided["", reason] = Undecided(true, reason)
        for failure in failures:
            kept = unattained if "not attained" in failure.reason else undecided
            kept.setdefault((failure.reason, failure.when), failure)
    # one way to break a tie without an equilibrium is no news where another has one
    existing = Or(*(when for _, whens in united.values() for when in whens))
    for place_of, failure in unattained.items():
        nowhere = And(failure.when, Not(existing))
        if conditions.satisfiable(nowhere, game.given) is not False:
            undecided[place_of] = Undecided(conditions.simplify(nowhere, game.given), failure.reason)
    found = []
    for eq, whens in united.values():
        when = conditions.simplify(Or(*whens), game.given)
        found.append(Equilibrium(when, eq.strategy, eq.payoffs, eq.outcomes, eq.path))
    return Solution(game, "spe", ALL, tuple(found), tuple(undecided.values()))


def _check_perfect_information(game: Game) -> None:
    if game.states:
        raise UnsupportedGame("spe: a game with states is solved for stationary equilibria: solve(game, 'mpe')")
    if not hides(game.root):
        return
    for each in information_sets(game):
        if len(each.histories) > 1:
            one, two = (place(history) for history in each.histories[:2])
            raise UnsupportedGame(
                f"spe: {each.player} cannot tell {one} from {two}; backward induction needs perfect information"
            )
    for history, node in game.walk():
        if isinstance(node, Offer | Draw) and node.seen_by is not None:
            raise UnsupportedGame(f"spe: {place(history)}: not all see the choice of {node.interval[0]}")
