"""Sentences on the solution of a game, as conditions on its parameters: what `says` of a claim is made of.

A sentence on all equilibria also says that there is one wherever the hypotheses hold, and that nobody gains
by leaving it, which is taken from the definition and not from the search: by `deviations`, and for finite games
of incomplete information by `Solution.complete`, which also says that none is missing. (With continuous offers and
incomplete information that rests on the search.) "All" are those that the solution
lists: where somebody is indifferent, ties are broken as it says, so that a peace that is worth as much as war
is kept; with `solve(game, ties="all")` every pure choice counts.

>>> from detente.games import reals
>>> from detente.solvers import simplify
>>> w = reals("w")
>>> war, peace = Terminal({"A": w}, "war"), Terminal({"A": 0}, "peace")
>>> game = Game(("A",), Decision("A", {"wait": peace, "fight": war}))
>>> simplify(exactly(solve(game), w > 0, "war"))
True
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Literal, TypeAlias

from sympy import Eq, Equivalent, Expr, Implies, Integer, Not, Piecewise, false, nan, true
from sympy.logic.boolalg import And, Boolean, Or

from detente.games import Decision, Game, GameError, Terminal, UnsupportedGame
from detente.solvers import Equilibrium, Solution, bargaining_range, deviations, simplify, solve
from detente.solvers.refinements import Refinement

Sentence: TypeAlias = Callable[[Equilibrium], Boolean | bool]

KEPT = 64  # solutions that are kept for further claims on the same games


@lru_cache(KEPT)
def solved(
    game: Game,
    concept: str = "spe",
    *,
    ties: Literal["listed", "all"] = "listed",
    edges: Literal["generic", "full"] = "generic",
) -> Solution:
    """Return the solution of a game, found once for all claims on it; raises as `detente.solvers.solve` does.

    >>> from detente.games.literature.fearon1995 import ultimatum
    >>> game = ultimatum()
    >>> solved(game) is solved(game)
    True
    """
    return solve(game, concept, ties=ties, edges=edges)


@lru_cache(KEPT)
def _complete(solution: Solution) -> str:
    return str(solution.complete().status)


@lru_cache(16 * KEPT)
def _stable(solution: Solution, equilibrium: Equilibrium) -> Boolean:
    return deviations(solution.game, equilibrium)


def require_all(solution: Solution) -> None:
    """Raise UnsupportedGame where the list of equilibria is not complete, or not shown to be."""
    if solution.undecided:
        raise UnsupportedGame(f"the solution is not complete: {solution.undecided[0]}")
    if solution.check is not None and (status := _complete(solution)) != "proved":
        raise UnsupportedGame(f"that the solution is complete is not proved, but {status}")


def every(solution: Solution, says: Sentence, checked: bool = True) -> Boolean:
    """Say that there is an equilibrium for all parameters, and that a sentence is true of each of them.

    Unless ``checked`` is False, for games in which that takes too long, it also says that nobody gains by leaving an
    equilibrium. Raises UnsupportedGame where the list of equilibria is not complete, or not shown to be.
    """
    require_all(solution)
    somewhere = Or(*(equilibrium.when for equilibrium in solution.equilibria))
    cases: dict[Boolean, list[Boolean]] = {}
    for equilibrium in solution.equilibria:
        stable = _stable(solution, equilibrium) if checked and solution.check is None else true
        cases.setdefault(And(says(equilibrium), stable), []).append(equilibrium.when)
    if len(cases) == 1:
        return And(somewhere, *cases)
    return And(somewhere, *(Implies(_short(solution.game, whens), sentence) for sentence, whens in cases.items()))


def _short(game: Game, conditions: list[Boolean]) -> Boolean:
    """Return the disjunction of conditions, shortened: several families often share a condition."""
    return conditions[0] if len(set(conditions)) == 1 else simplify(Or(*conditions), game.given)


def every_survivor(refinement: Refinement, says: Sentence) -> Boolean:
    """Say that some equilibrium survives a refinement for all parameters, and that a sentence is true of all that do.

    Raises UnsupportedGame where the list of equilibria is not complete, or a family could not be judged.
    """
    require_all(refinement.solution)
    if any(judgement.status == "unknown" for judgement in refinement.judgements):
        raise UnsupportedGame(f"{refinement.name}: some families could not be judged")
    left = refinement.survivors()
    return And(Or(*(each.when for each in left)), *(Implies(each.when, says(each)) for each in left))


def some(solution: Solution, says: Sentence) -> Boolean:
    """Say that there is an equilibrium of which a sentence is true."""
    cases: dict[Boolean, list[Boolean]] = {}
    for equilibrium in solution.equilibria:
        cases.setdefault(And(says(equilibrium)), []).append(equilibrium.when)
    return Or(*(And(_short(solution.game, whens), case) for case, whens in cases.items() if case != false))


def families(solution: Solution, *kinds: tuple[Sentence, Boolean]) -> Boolean:
    """Say that every equilibrium is of one of some kinds, and that each kind exists just where its condition holds."""
    whole = every(solution, lambda equilibrium: Or(*(says(equilibrium) for says, _ in kinds)))
    return And(whole, *(Equivalent(some(solution, says), where) for says, where in kinds))


def dominated(
    one: Solution, other: Solution, value: Callable[[Equilibrium], Expr], among: Sentence = lambda _: true
) -> Boolean:
    """Say that to each equilibrium of one game, among some, there is one of another with at least the same value.

    Raises UnsupportedGame where the list of the first game's is not complete, or not shown to be.
    """
    require_all(one)

    def cases(solution: Solution, kind: Sentence) -> dict[Expr, Boolean]:
        found: dict[Expr, Boolean] = {}
        for equilibrium in solution.equilibria:
            when, worth = And(equilibrium.when, kind(equilibrium)), value(equilibrium)
            found[worth] = Or(found.get(worth, false), when)
        return {worth: simplify(when, solution.game.given) for worth, when in found.items() if when != false}

    rivals = cases(other, lambda _: true)
    return And(
        *(
            Implies(when, Or(*(And(there, rival >= worth) for rival, there in rivals.items())))
            for worth, when in cases(one, among).items()
        )
    )


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


def plays(game: Game, equilibrium: Equilibrium, move: str, *history: str) -> Expr:
    """Return the probability with which a move is made at a history, in an equilibrium of a finite game.

    Raises GameError where no such move is to be had there.

    >>> from detente.games.literature.schelling1960 import reciprocal_fear
    >>> game = reciprocal_fear()
    >>> [plays(game, equilibrium, "attack") for equilibrium in solved(game, "pbe").equilibria][:2]
    [0, 1]
    """
    node = dict(game.walk()).get(history)
    if not isinstance(node, Decision) or move not in node.moves:
        raise GameError(f"{', '.join(history) or 'the start'}: nobody can choose {move!r} there")
    found = equilibrium.strategy[history][move]
    return found if isinstance(found, Expr) else Integer(int(bool(found)))


@lru_cache(KEPT)
def risk(game: Game, outcome: str = "war") -> Expr:
    """Return the probability of war in perfect Bayesian equilibrium as one expression, Piecewise over the cases.

    Raises UnsupportedGame where it is not one number at each point, or the cases may not be all.
    """
    solution = solved(game, "pbe")
    found = solution.probability(outcome)
    if solution.undecided or not isinstance(found, Expr):
        raise UnsupportedGame(f"the probability of {outcome!r} is not one number at each point")
    if isinstance(found, Piecewise) and solution.coverage().status == "proved":
        cases = [(value, when) for value, when in found.args if value is not nan]
        return Piecewise(*cases[:-1], (cases[-1][0], True))
    return found


def at_risk(game: Game, expected: Expr) -> Boolean:
    """Say that in every perfect Bayesian equilibrium the probability of war is what is expected."""
    return every(solved(game, "pbe"), lambda eq: Eq(probability(eq, "war"), expected))


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
