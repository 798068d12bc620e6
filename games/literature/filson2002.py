"""A model after D. Filson and S. Werner, "A bargaining model of war and peace: anticipating the onset, duration, and
outcome of war", American Journal of Political Science 46, 2002: offers before and between battles.

A makes the offers; B alone knows how strong it is, and A learns from what B accepts and from how its battles go.
"""

from __future__ import annotations

from sympy import Expr, Ne, Rational

from detente.games import Chance, Decision, Game, Offer, Terminal, reals

q, k, x, y = reals("q k x y")


def two_rounds() -> Game:
    """An offer that is refused leads to a battle, and if B holds out to a last offer, refused to a last battle.

    The winner has all; a battle costs each side k. A wins a battle with odds 1/4 against a strong B, which has odds
    q, and with 1/2 against a weak one. Two knife edges are left aside.

    >>> from detente.games import text
    >>> print(text(two_rounds()).partition("└─ weak")[0].rstrip())
    players A, B
    given q > 0, q < 1, k > 0, k < 1/6, q*(28*k + 3) != 3 - 4*k, q*(192*k**2 + 12*k + 1) != 1
    chance (not seen by A)
    ├─ strong [q]: A offers x in [0, 1]
    │  └─ B decides
    │     ├─ accept: settlement (A: x, B: 1 - x)
    │     └─ fight: chance
    │        ├─ A wins [1/4]: short war (A: 1 - k, B: -k)
    │        └─ B holds out [3/4]: A offers y in [0, 1]
    │           └─ B decides
    │              ├─ accept: late settlement (A: y - k, B: 1 - k - y)
    │              └─ fight: long war (A: 1/4 - 2*k, B: 3/4 - 2*k)
    """

    def play(odds: Expr) -> Offer:
        late = Terminal({"A": y - k, "B": 1 - y - k}, "late settlement")
        long = Terminal({"A": odds - 2 * k, "B": 1 - odds - 2 * k}, "long war")
        last = Offer("A", (y, 0, 1), Decision("B", {"accept": late, "fight": long}))
        short = Terminal({"A": 1 - k, "B": -k}, "short war")
        battle = Chance({"A wins": (odds, short), "B holds out": (1 - odds, last)})
        return Offer(
            "A", (x, 0, 1), Decision("B", {"accept": Terminal({"A": x, "B": 1 - x}, "settlement"), "fight": battle})
        )

    root = Chance({"strong": (q, play(Rational(1, 4))), "weak": (1 - q, play(Rational(1, 2)))}, seen_by={"B"})
    edges = (Ne(q * (3 + 28 * k), 3 - 4 * k), Ne(q * (1 + 12 * k + 192 * k**2), 1))
    return Game(("A", "B"), root, (0 < q, q < 1, 0 < k, k < Rational(1, 6), *edges))
