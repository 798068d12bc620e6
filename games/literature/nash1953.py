"""A model after J. F. Nash, "Two-person cooperative games", Econometrica 21, 1953: demands made at once.

Each demands a share of a pie of one; demands that fit together are met, others leave both with what they have.
"""

from __future__ import annotations

from sympy import Piecewise

from detente.games import Game, Offer, Terminal, reals

x, y, d_A, d_B = reals("x y d_A d_B")


def demands() -> Game:
    """The demand game, in which disagreement is worth d_A and d_B, less together than the pie.

    >>> from detente.games import text
    >>> print(text(demands()).splitlines()[2])
    A offers x in [0, 1] (not seen by B)
    """
    fit = x + y <= 1
    end = Terminal({"A": Piecewise((x, fit), (d_A, True)), "B": Piecewise((y, fit), (d_B, True))}, "demands")
    root = Offer("A", (x, 0, 1), Offer("B", (y, 0, 1), end), seen_by=())
    return Game(("A", "B"), root, (d_A >= 0, d_B >= 0, d_A + d_B < 1))
