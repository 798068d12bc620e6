"""Models after G. Tullock, "Efficient rent seeking", in J. M. Buchanan, R. D. Tollison and G. Tullock (eds.), "Toward a
Theory of the Rent-Seeking Society", Texas A&M University Press 1980: a prize for which all spend at once.

A contestant who spends x against y wins with probability x/(x + y), and one half where nobody spends; the budget
is the prize, more than which nobody would spend. What is spent is lost.
"""

from __future__ import annotations

from sympy import Expr, Piecewise, Rational

from detente.games import Chance, Game, Offer, Terminal, reals

x, y, z, V, V_A, V_B, m, r = reals("x y z V V_A V_B m r")


def _odds(one: Expr, total: Expr) -> Expr:
    """The odds of one of two contestants: its share of what is spent, even ones where nothing is."""
    return Piecewise((one / total, x + y > 0), (Rational(1, 2), True))


def contest() -> Game:
    """Two contestants to whom the prize is worth V_A and V_B.

    >>> from detente.games import text
    >>> print(text(contest()).splitlines()[2])
    A offers x in [0, V_A] (not seen by B)
    """
    odds = _odds(x, x + y)
    wins = {
        "A wins": (odds, Terminal({"A": V_A - x, "B": -y}, "A wins")),
        "B wins": (1 - odds, Terminal({"A": -x, "B": V_B - y}, "B wins")),
    }
    root = Offer("A", (x, 0, V_A), Offer("B", (y, 0, V_B), Chance(wins)), seen_by=())
    return Game(("A", "B"), root, (V_A > 0, V_B > 0))


def returns_to_scale() -> Game:
    """Two contestants with the same prize, who win in proportion to ``x**r`` and ``y**r``, where r is at most one.

    >>> returns_to_scale().given
    (V > 0, r > 0, r <= 1)
    """
    odds = _odds(x**r, x**r + y**r)
    end = Terminal({"A": V * odds - x, "B": V * (1 - odds) - y}, "contest")
    root = Offer("A", (x, 0, V), Offer("B", (y, 0, V), end), seen_by=())
    return Game(("A", "B"), root, (V > 0, r > 0, r <= 1))


def increasing_returns(power: int = 2) -> Game:
    """Two contestants with the same prize, who win in proportion to a whole power of what they spend.

    >>> increasing_returns(2).parameters
    (V,)
    """
    odds = _odds(x**power, x**power + y**power)
    end = Terminal({"A": V * odds - x, "B": V * (1 - odds) - y}, "contest")
    return Game(("A", "B"), Offer("A", (x, 0, V), Offer("B", (y, 0, V), end), seen_by=()), (V > 0,))


def budgets() -> Game:
    """Two contestants with the same prize and a budget m each.

    >>> budgets().given
    (V > 0, m > 0)
    """
    odds = _odds(x, x + y)
    end = Terminal({"A": V * odds - x, "B": V * (1 - odds) - y}, "contest")
    return Game(("A", "B"), Offer("A", (x, 0, m), Offer("B", (y, 0, m), end), seen_by=()), (V > 0, m > 0))


def three_contestants() -> Game:
    """Three contestants with the same prize.

    >>> three_contestants().players
    ('A', 'B', 'C')
    """
    total = x + y + z
    share = {
        player: Piecewise((one / total, total > 0), (Rational(1, 3), True))
        for player, one in (("A", x), ("B", y), ("C", z))
    }
    end = Terminal({"A": V * share["A"] - x, "B": V * share["B"] - y, "C": V * share["C"] - z}, "contest")
    last = Offer("C", (z, 0, V), end)
    root = Offer("A", (x, 0, V), Offer("B", (y, 0, V), last, seen_by=()), seen_by=())
    return Game(("A", "B", "C"), root, (V > 0,))
