"""A model after T. C. Schelling, "The Strategy of Conflict", Harvard University Press 1960: the reciprocal fear of
surprise attack.

Each side may attack because it fears that the other will, though both may prefer that nobody does. War that both
begin is worth zero to each; all values are measured against it.
"""

from __future__ import annotations

from sympy import Ne

from detente.games import Decision, Game, Terminal, reals

v_A, v_B, f_A, f_B, h_A, h_B = reals("v_A v_B f_A f_B h_A h_B")


def reciprocal_fear() -> Game:
    """Both sides attack or wait, at once: peace is worth v to a side, a surprise f, and being surprised -h.

    Ties between peace and surprise are left aside.

    >>> from detente.games import text
    >>> print(text(reciprocal_fear()))
    players A, B
    given h_A > 0, h_B > 0, f_A != v_A, f_B != v_B
    A decides (not seen by B)
    ├─ wait: B decides
    │  ├─ wait: peace (A: v_A, B: v_B)
    │  └─ attack: war (A: -h_A, B: f_B)
    └─ attack: B decides
       ├─ wait: war (A: f_A, B: -h_B)
       └─ attack: war (A: 0, B: 0)
    """
    waits = {"wait": Terminal({"A": v_A, "B": v_B}, "peace"), "attack": Terminal({"A": -h_A, "B": f_B}, "war")}
    attacks = {"wait": Terminal({"A": f_A, "B": -h_B}, "war"), "attack": Terminal({"A": 0, "B": 0}, "war")}
    root = Decision("A", {"wait": Decision("B", waits), "attack": Decision("B", attacks)}, seen_by=())
    return Game(("A", "B"), root, (h_A > 0, h_B > 0, Ne(f_A, v_A), Ne(f_B, v_B)))
