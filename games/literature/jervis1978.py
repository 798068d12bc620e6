"""Models after R. Jervis, "Cooperation Under the Security Dilemma", World Politics, 1978: arms races.

Each side refrains from arms (C) or builds them (D), in every period. T is for arming alone, R for mutual restraint,
P for mutual arming, S for being unarmed alone. In the stag hunt restraint is best if it is mutual; in chicken mutual
arming is the worst.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from detente.games import Automaton, Game, matrix_game, reals
from detente.games import grim_trigger as trigger

T, R, P, S = reals("T R P S")


def _arms(given: Iterable[Any]) -> Game:
    table = {("C", "C"): (R, R), ("C", "D"): (S, T), ("D", "C"): (T, S), ("D", "D"): (P, P)}
    return matrix_game(("A", "B"), table, given)


def stag_hunt() -> Automaton:
    """Restraint in a stag hunt, until somebody arms; then both arm for ever.

    >>> stag_hunt().stage.given
    (R > T, T > P, P > S)
    """
    return trigger(_arms((R > T, T > P, P > S)), ("C", "C"), ("D", "D"))


def chicken() -> Automaton:
    """Restraint in chicken, until somebody arms; then both arm for ever.

    >>> chicken().stage.given
    (T > R, R > S, S > P)
    """
    return trigger(_arms((T > R, R > S, S > P)), ("C", "C"), ("D", "D"))


def yielding() -> Automaton:
    """Restraint in chicken, until one side arms alone; from then on that side refrains and the other arms.

    >>> print(yielding())
    start in 'restraint'
    restraint: A C, B C; after C, D: B yields; after D, C: A yields; else: restraint
    A yields: A C, B D; always: A yields
    B yields: A D, B C; always: B yields
    """
    step = {("restraint", ("D", "C")): "A yields", ("restraint", ("C", "D")): "B yields"}
    rest = {"restraint": "restraint", "A yields": "A yields", "B yields": "B yields"}
    play = {"restraint": ("C", "C"), "A yields": ("C", "D"), "B yields": ("D", "C")}
    return Automaton(_arms((T > R, R > S, S > P)), "restraint", play, {**step, **rest})
