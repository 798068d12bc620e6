"""Models after M. R. Garfinkel and S. Skaperdas, "Conflict without misperceptions or incomplete information: how the
future matters", Journal of Conflict Resolution 44, 2000, in the smallest form that shows the argument.

A prize V is divided today, and again tomorrow, which counts delta. War destroys the share d of today's prize and
disarms the loser: the winner takes tomorrow's prize without arming. A settlement today leaves both armed, so that
they arm for tomorrow's prize too.
"""

from __future__ import annotations

from sympy import Expr, Piecewise, Rational

from detente.games import Chance, Decision, Game, Node, Offer, Terminal, reals

x, y, m, n, s, V, d, delta = reals("x y m n s V d delta")
SHARE: Expr = Piecewise((x / (x + y), x + y > 0), (Rational(1, 2), True))
_GIVEN = (V > 0, 0 < d, d < 1)


def today() -> Game:
    """No future: both arm at once, show their arms, and A then offers to divide the prize, or else there is war.

    >>> from detente.games import text
    >>> print(text(today()).splitlines()[2])
    A offers x in [0, V] (not seen by B)
    """
    prize = V * (1 - d)
    war = Chance(
        {
            "A wins": (SHARE, Terminal({"A": prize - x, "B": -y}, "war")),
            "B wins": (1 - SHARE, Terminal({"A": -x, "B": prize - y}, "war")),
        }
    )
    settled = Terminal({"A": s - x, "B": V - s - y}, "settlement")
    bargain = Offer("A", (s, 0, V), Decision("B", {"accept": settled, "fight": war}))
    shown = Offer("A", (m, x, x), Offer("B", (n, y, y), bargain))
    return Game(("A", "B"), Offer("A", (x, 0, V), Offer("B", (y, 0, V), shown), seen_by=()), _GIVEN)


def tomorrow() -> Game:
    """Both are armed alike today, and settle or fight; where they settle, they arm again for tomorrow's prize.

    >>> tomorrow().variables
    (x, y)
    """
    war = _war_now()
    later = Terminal({"A": V / 2 + delta * (V * SHARE - x), "B": V / 2 + delta * (V * (1 - SHARE) - y)}, "settlement")
    return _settle_or_fight(Offer("A", (x, 0, V), Offer("B", (y, 0, V), later), seen_by=()), war)


def without_arms() -> Game:
    """The same where a settlement ends all arming, for comparison: tomorrow's prize is divided for good.

    >>> without_arms().variables
    ()
    """
    half = V * (1 + delta) / 2
    return _settle_or_fight(Terminal({"A": half, "B": half}, "settlement"), _war_now())


def _war_now() -> Node:
    prize = V * (1 - d + delta)
    return Chance(
        {
            "A wins": (Rational(1, 2), Terminal({"A": prize, "B": 0}, "war")),
            "B wins": (Rational(1, 2), Terminal({"A": 0, "B": prize}, "war")),
        }
    )


def _settle_or_fight(settled: Node, war: Node) -> Game:
    root = Decision("A", {"settle": Decision("B", {"settle": settled, "fight": war}), "fight": war})
    return Game(("A", "B"), root, (*_GIVEN, 0 < delta, delta < 1))
