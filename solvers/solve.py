"""The one door: ``solve(game, concept)`` looks the concept up and hands the game to its solver."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from typing import Literal

from detente.games import Game, GameError, UnsupportedGame
from detente.solvers.conditions import require_game
from detente.solvers.markov import stationary
from detente.solvers.nash import nash
from detente.solvers.perfect import Progress, perfect_bayesian
from detente.solvers.screening import is_continuous, screening
from detente.solvers.solution import Solution
from detente.solvers.subgame import subgame_perfect

Tie = Literal["listed", "all"]
Edges = Literal["generic", "full"]


@dataclass(frozen=True)
class Means:
    """What a solver is given to work with: seconds, other processes, and whom to tell how far it is."""

    seconds: float
    executor: Executor | None = None
    progress: Progress | None = None
    mixed: bool = False


def solve(
    game: Game,
    concept: str = "spe",
    *,
    ties: Tie = "listed",
    edges: Edges = "generic",
    seconds: float = 60,
    progress: Progress | None = None,
    executor: Executor | None = None,
    mixed: bool = False,
) -> Solution:
    """Return the equilibria of a game, each with the exact condition under which it is one.

    ``concept`` is one of ``CONCEPTS``; ``ties`` is "listed" or "all"; ``seconds`` bounds the work, and what is
    not settled by then is in ``undecided``. Where the work falls into parts, as in the search for perfect Bayesian
    equilibria, ``progress`` is called with the number of parts done and of all, and the parts are given to an
    ``executor`` (one of ``concurrent.futures``), with the same result as without. ``mixed`` asks for mixed stationary
    equilibria too, where "mpe" lists pure ones. Raises GameError for a game that
    contradicts itself, UnsupportedGame for what the concept does not cover.

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
    if mixed and concept != "mpe":
        raise GameError(f"mixed=True is for 'mpe'; {concept!r} says by itself what is mixed")
    if executor is not None and not isinstance(executor, Executor):
        raise GameError(f"executor={executor!r}: an executor of concurrent.futures is wanted")
    if progress is not None and not callable(progress):
        raise GameError(f"progress={progress!r}: a function of the parts done and of all parts is wanted")
    return CONCEPTS[concept](game, ties, edges, Means(limit, executor, progress, mixed))


def _spe(game: Game, ties: Tie, edges: Edges, means: Means) -> Solution:
    return subgame_perfect(game, ties, means.seconds)


def _bayesian(definition: str, game: Game, ties: Tie, edges: Edges, means: Means) -> Solution:
    if is_continuous(game):
        return screening(game, definition, ties, edges, means.seconds)
    return perfect_bayesian(game, definition, edges, means.seconds, means.executor, means.progress)


def _nash(game: Game, ties: Tie, edges: Edges, means: Means) -> Solution:
    return nash(game, means.seconds)


def _mpe(game: Game, ties: Tie, edges: Edges, means: Means) -> Solution:
    return stationary(game, ties, means.seconds, means.mixed)


CONCEPTS: dict[str, Callable[[Game, Tie, Edges, Means], Solution]] = {
    "spe": _spe,
    "weak": partial(_bayesian, "weak"),
    "pbe": partial(_bayesian, "pbe"),
    "sequential": partial(_bayesian, "sequential"),
    "nash": _nash,
    "mpe": _mpe,
}
"""The solution concepts, by the name that `solve` takes."""
