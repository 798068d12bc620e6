"""A model after A. J. Coe, "Costly peace: a new rationalist explanation for war", working paper, University of
Southern California 2011: peace has its price too, for it rests on arms that have to be paid for.

Two sides divide a prize V. In peace they arm for it, at once and at the cost k a unit of arms, and divide it in
proportion to their arms. War is fought once: A wins with probability p, the share d of the prize is destroyed, and
nobody needs to arm any more.
"""

from __future__ import annotations

from sympy import Piecewise, Rational

from detente.games import Chance, Decision, Game, Node, Offer, Terminal, reals

x, y, V, p, d, k = reals("x y V p d k")
_GIVEN = (V > 0, 0 < p, p < 1, 0 < d, d < 1, k > 0)


def costly_peace() -> Game:
    """Either side may go to war; else both arm at once, and divide the prize.

    >>> costly_peace().variables
    (x, y)
    """
    share = Piecewise((x / (x + y), x + y > 0), (Rational(1, 2), True))
    divided = Terminal({"A": V * share - k * x, "B": V * (1 - share) - k * y}, "peace")
    return _game(Offer("A", (x, 0, V / k), Offer("B", (y, 0, V / k), divided), seen_by=()))


def costless_peace() -> Game:
    """The same where the halves of the prize need no arms.

    >>> costless_peace().variables
    ()
    """
    return _game(Terminal({"A": V / 2, "B": V / 2}, "peace"))


def _game(peace: Node) -> Game:
    prize = V * (1 - d)
    war = Chance(
        {
            "A wins": (p, Terminal({"A": prize, "B": 0}, "war")),
            "B wins": (1 - p, Terminal({"A": 0, "B": prize}, "war")),
        }
    )
    root = Decision("A", {"wait": Decision("B", {"wait": peace, "attack": war}), "attack": war})
    return Game(("A", "B"), root, _GIVEN)
