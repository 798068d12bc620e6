"""The one door: ``solve(game, concept)`` looks the concept up and hands the game to its solver."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal

from detente.games import Game, GameError, UnsupportedGame
from detente.solvers.conditions import require_game
from detente.solvers.nash import nash
from detente.solvers.perfect import perfect_bayesian
from detente.solvers.screening import is_continuous, screening
from detente.solvers.solution import Solution
from detente.solvers.subgame import subgame_perfect

Tie = Literal["listed", "all"]
Edges = Literal["generic", "full"]


def solve(
    game: Game,
    concept: str = "spe",
    *,
    ties: Tie = "listed",
    edges: Edges = "generic",
    seconds: float = 60,
) -> Solution:
    """Return the equilibria of a game, each with the exact condition under which it is one.

    ``concept`` is one of ``CONCEPTS``; ``ties`` is "listed" or "all"; ``seconds`` bounds the work, and what is
    not settled by then is in ``undecided``. Raises GameError for a game that contradicts itself, UnsupportedGame for
    what the concept does not cover.

    >>> from detente.games import Decision, Game, Terminal, reals
    >>> w = reals("w")
    >>> war, peace = Terminal({"A": w}, "war"), Terminal({"A": 0}, "peace")
    >>> print(solve(Game(("A",), Decision("A", {"fight": war, "wait": peace}))))
    subgame-perfect equilibria: complete
    when w >= 0:  A fights;  payoffs w;  war
    when w < 0:   A waits;   payoffs 0;  peace
    ties: an indifferent player takes the first move listed, and an offer that is accepted over one that is refused
    """
    require_game(game, "solve")
    try:
        limit = float(seconds)
    except (TypeError, ValueError):
        raise GameError(f"seconds={seconds!r}: a number is wanted") from None
    if concept not in CONCEPTS:
        raise UnsupportedGame(f"there is no concept {concept!r}; there are {', '.join(CONCEPTS)}")
    if ties not in ("listed", "all"):
        raise GameError(f"ties={ties!r}: use 'listed' or 'all'")
    if edges not in ("generic", "full"):
        raise GameError(f"edges={edges!r}: use 'generic' or 'full'")
    return CONCEPTS[concept](game, ties, edges, limit)


def _spe(game: Game, ties: Tie, edges: Edges, seconds: float) -> Solution:
    return subgame_perfect(game, ties, seconds)


def _bayesian(definition: str, game: Game, ties: Tie, edges: Edges, seconds: float) -> Solution:
    if is_continuous(game):
        return screening(game, definition, ties, edges, seconds)
    return perfect_bayesian(game, definition, edges, seconds)


def _nash(game: Game, ties: Tie, edges: Edges, seconds: float) -> Solution:
    return nash(game, seconds)


CONCEPTS: dict[str, Callable[[Game, Tie, Edges, float], Solution]] = {
    "spe": _spe,
    "weak": partial(_bayesian, "weak"),
    "pbe": partial(_bayesian, "pbe"),
    "sequential": partial(_bayesian, "sequential"),
    "nash": _nash,
}
"""The solution concepts, by the name that `solve` takes."""
