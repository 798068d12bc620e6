"""A model after J. W. Friedman, "A Non-cooperative Equilibrium for Supergames", Review of Economic Studies, 1971.

A prisoner's dilemma in every period: T for defecting alone, R for cooperation of both, P for defection of both, S for
cooperating alone.
"""

from __future__ import annotations

from detente.games import Automaton, Game, matrix_game, reals
from detente.games import grim_trigger as trigger

T, R, P, S = reals("T R P S")


def dilemma() -> Game:
    """Two players cooperate (C) or defect (D), at once: the stage of the repeated game.

    >>> from detente.games import text
    >>> print(text(dilemma()))
    players A, B
    given T > R, R > P, P > S
    A decides (not seen by B)
    ├─ C: B decides (not seen by A)
    │  ├─ C: C, C (A: R, B: R)
    │  └─ D: C, D (A: S, B: T)
    └─ D: B decides (not seen by A)
       ├─ C: D, C (A: T, B: S)
       └─ D: D, D (A: P, B: P)
    """
    table = {("C", "C"): (R, R), ("C", "D"): (S, T), ("D", "C"): (T, S), ("D", "D"): (P, P)}
    return matrix_game(("A", "B"), table, given=(T > R, R > P, P > S))


def grim_trigger() -> Automaton:
    """Cooperate until somebody defects, and defect for ever after.

    >>> print(grim_trigger())
    start in 'good'
    good: A C, B C; after C, C: good; else: bad
    bad: A D, B D; always: bad
    """
    return trigger(dilemma(), ("C", "C"), ("D", "D"))
