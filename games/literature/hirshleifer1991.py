"""A model after J. Hirshleifer, "The paradox of power", Economics and Politics 3, 1991.

Each side divides its resources between arms and production, at once. What both produce is pooled, and each takes
a share of it in proportion to its arms, one half where nobody arms.
"""

from __future__ import annotations

from sympy import Piecewise, Rational

from detente.games import Game, Offer, Terminal, reals

x, y, R_A, R_B = reals("x y R_A R_B")


def guns_and_butter() -> Game:
    """Arms x and y out of the resources R_A and R_B, of which A has at least as many as B.

    >>> guns_and_butter().given
    (R_B > 0, R_A >= R_B)
    """
    share = Piecewise((x / (x + y), x + y > 0), (Rational(1, 2), True))
    pool = R_A + R_B - x - y
    end = Terminal({"A": share * pool, "B": (1 - share) * pool}, "division")
    return Game(("A", "B"), Offer("A", (x, 0, R_A), Offer("B", (y, 0, R_B), end), seen_by=()), (R_B > 0, R_A >= R_B))
