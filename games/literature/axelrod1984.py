"""Models after R. Axelrod, "The Evolution of Cooperation", Basic Books 1984: the repeated prisoner's dilemma.

T is for defecting alone, R for cooperation of both, P for defection of both, S for cooperating alone; and it is better
to cooperate together than to exploit each other by turns.
"""

from __future__ import annotations

from detente.games import Automaton, Game, matrix_game, reals
from detente.games import alternation as turns
from detente.games import punishment as punished
from detente.games import tit_for_tat as answering

T, R, P, S = reals("T R P S")


def _dilemma() -> Game:
    table = {("C", "C"): (R, R), ("C", "D"): (S, T), ("D", "C"): (T, S), ("D", "D"): (P, P)}
    return matrix_game(("A", "B"), table, given=(T > R, R > P, P > S, 2 * R > T + S))


def tit_for_tat() -> Automaton:
    """Each cooperates at first, and then does what the other did in the period before.

    >>> tit_for_tat().play["after A"]
    {(): {'C': 1, 'D': 0}, ('C',): {'C': 0, 'D': 1}}
    """
    return answering(_dilemma(), ("C", "C"), ("D", "D"))


def punishment(k: int = 2) -> Automaton:
    """Both defect for k periods after any defection, and then forgive it.

    >>> print(punishment())
    start in 'good'
    good: A C, B C; after C, C: good; else: bad 1
    bad 1: A D, B D; always: bad 2
    bad 2: A D, B D; always: good
    """
    return punished(_dilemma(), ("C", "C"), ("D", "D"), k)


def alternation() -> Automaton:
    """The two exploit each other by turns, until somebody leaves the order; then both defect for ever.

    >>> print(alternation())
    start in 'one'
    one: A C, B D; after C, D: two; else: bad
    two: A D, B C; after D, C: one; else: bad
    bad: A D, B D; always: bad
    """
    return turns(_dilemma(), ("C", "D"), ("D", "C"), ("D", "D"))
