"""Models after D. Abreu, "On the Theory of Infinitely Repeated Games with Discounting", Econometrica, 1988.

In a prisoner's dilemma (defecting alone gives T, cooperation of both R, defection of both P, cooperating alone 0) each
can also scorch the earth (E): that costs it h, and the other too unless it defects, when it gets 0.
"""

from __future__ import annotations

from detente.games import Automaton, Game, grim_trigger, matrix_game, punishment, reals

T, R, P, h = reals("T R P h")


def _scorched_earth() -> Game:
    table = {
        ("C", "C"): (R, R),
        ("C", "D"): (0, T),
        ("C", "E"): (-h, -h),
        ("D", "C"): (T, 0),
        ("D", "D"): (P, P),
        ("D", "E"): (0, -h),
        ("E", "C"): (-h, -h),
        ("E", "D"): (-h, 0),
        ("E", "E"): (-h, -h),
    }
    return matrix_game(("A", "B"), table, given=(T > R, R > P, P > 0, h > 0))


def stick_and_carrot() -> Automaton:
    """After a defection both scorch the earth once, and again until both do; then they cooperate.

    >>> print(stick_and_carrot())
    start in 'good'
    good: A C, B C; after C, C: good; else: bad 1
    bad 1: A E, B E; after E, E: good; else: bad 1
    """
    return punishment(_scorched_earth(), ("C", "C"), ("E", "E"), 1, restart=True)


def reversion() -> Automaton:
    """After a defection both defect for ever (the grim trigger of Friedman 1971).

    >>> print(reversion())
    start in 'good'
    good: A C, B C; after C, C: good; else: bad
    bad: A D, B D; always: bad
    """
    return grim_trigger(_scorched_earth(), ("C", "C"), ("D", "D"))
