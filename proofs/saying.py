"""Sentences on the solution of a game, as conditions on its parameters: what `says` of a claim is made of.

A sentence on all equilibria also says that there is one wherever the hypotheses hold, and that nobody gains
by leaving it, which is taken from the definition and not from the search. "All" are those that the solution
lists: where somebody is indifferent, ties are broken as it says, so that a peace that is worth as much as war
is kept; with `solve(game, ties="all")` every pure choice counts.

>>> from detente.games import Decision, reals
>>> from detente.solvers import simplify, solve
>>> w = reals("w")
>>> war, peace = Terminal({"A": w}, "war"), Terminal({"A": 0}, "peace")
>>> game = Game(("A",), Decision("A", {"wait": peace, "fight": war}))
>>> simplify(exactly(solve(game), w > 0, "war"))
True
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sympy import Eq, Expr, Implies, Integer, Not, false, true
from sympy.logic.boolalg import And, Boolean, Or

from detente.games import Game, GameError, Terminal, UnsupportedGame
from detente.solvers import Equilibrium, Solution, bargaining_range, deviations


def every(solution: Solution, says: Callable[[Equilibrium], Boolean | bool]) -> Boolean:
    """Say that there is an equilibrium for all parameters, and that a sentence is true of each of them.

    Raises UnsupportedGame where the list of equilibria is not complete.
    """
    if solution.undecided:
        raise UnsupportedGame(f"the solution is not complete: {solution.undecided[0]}")
    sentences: list[Boolean] = [Or(*(equilibrium.when for equilibrium in solution.equilibria))]
    for equilibrium in solution.equilibria:
        stable = deviations(solution.game, equilibrium)
        sentences.append(Implies(equilibrium.when, And(says(equilibrium), stable)))
    return And(*sentences)


def exactly(solution: Solution, condition: Boolean, *outcomes: str) -> Boolean:
    """Say that outcomes are certain in equilibrium where a condition holds, and impossible elsewhere."""

    def says(equilibrium: Equilibrium) -> Boolean:
        odds = probability(equilibrium, *outcomes)
        return Or(And(condition, Eq(odds, 1)), And(Not(condition), Eq(odds, 0)))

    return every(solution, says)


def never(solution: Solution, *outcomes: str) -> Boolean:
    """Say that in every equilibrium none of the outcomes happens."""
    return exactly(solution, false, *outcomes)


def certain(solution: Solution, *outcomes: str) -> Boolean:
    """Say that in every equilibrium one of the outcomes happens with probability one."""
    return exactly(solution, true, *outcomes)


def probability(equilibrium: Equilibrium, *outcomes: str) -> Expr:
    """Return the probability that one of some outcomes happens in an equilibrium.

    Raises UnsupportedGame where the players do not agree on it.
    """
    total: Expr = Integer(0)
    for outcome in outcomes:
        odds = equilibrium.probability(outcome)
        if isinstance(odds, Mapping):
            raise UnsupportedGame(f"the players' odds of {outcome!r} differ: ask for those of one player")
        total += odds
    return total


def ends(game: Game, deal: str = "settlement", war: str = "war") -> tuple[Expr, Expr]:
    """Return the low and the high end of the bargaining range of a game with a divisible stake.

    Raises GameError where the settlements are a finite set.
    """
    found = bargaining_range(game, deal, war)
    if found.low is None or found.high is None:
        raise GameError(f"the settlements called {deal!r} are a finite set, and have no ends")
    return found.low, found.high


def width(game: Game) -> Expr:
    """Return the width of the bargaining range, negative where the range is empty."""
    low, high = ends(game)
    return high - low


def worth(game: Game, outcome: str) -> Mapping[str, Expr]:
    """Return the payoffs of the terminals called by a name.

    Raises GameError where there are none, or several with different payoffs.

    >>> from detente.games import reals
    >>> w = reals("w")
    >>> worth(Game(("A",), Terminal({"A": w}, "war")), "war")["A"]
    w
    """
    found = [node.payoffs for _, node in game.walk() if isinstance(node, Terminal) and node.outcome == outcome]
    if not found or any(other != found[0] for other in found):
        raise GameError(f"{len(found)} terminals are called {outcome!r}: ask for one, or for several of equal payoffs")
    return found[0]
