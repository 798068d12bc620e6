"""A model after I.-K. Cho and D. M. Kreps, "Signaling games and stable equilibria", Quarterly Journal of Economics 102,
1987: beer and quiche.

A has breakfast, and B, who sees what A has, decides whether to challenge it to a duel. B would challenge the weak
and not the strong, and only A knows which it is.
"""

from __future__ import annotations

from sympy import Expr, Ne

from detente.games import Chance, Decision, Game, Terminal, reals

q, b_s, b_w, d, w, k = reals("q b_s b_w d w k")


def beer_and_quiche() -> Game:
    """A is strong with odds q; to the strong beer is worth b_s more than quiche, to the weak quiche b_w more than beer.

    To be spared a duel is worth d to A. A duel is worth w to B against the weak, and -k against the strong. Ties are
    left aside.

    >>> from detente.games import text
    >>> print(text(beer_and_quiche()).partition("└─ weak")[0].rstrip())
    players A, B
    given q > 0, q < 1, b_s > 0, b_w > 0, d > 0, w > 0, k > 0, b_s != d, b_w != d, k*q != w*(1 - q)
    chance (not seen by B)
    ├─ strong [q]: A decides
    │  ├─ beer: B decides
    │  │  ├─ duel: duel (A: b_s, B: -k)
    │  │  └─ defer: peace (A: b_s + d, B: 0)
    │  └─ quiche: B decides
    │     ├─ duel: duel (A: 0, B: -k)
    │     └─ defer: peace (A: d, B: 0)
    """

    def after(liked: Expr | int, duel: Expr) -> Decision:
        fought, spared = Terminal({"A": liked, "B": duel}, "duel"), Terminal({"A": liked + d, "B": 0}, "peace")
        return Decision("B", {"duel": fought, "defer": spared})

    strong = Decision("A", {"beer": after(b_s, -k), "quiche": after(0, -k)})
    weak = Decision("A", {"beer": after(0, w), "quiche": after(b_w, w)})
    root = Chance({"strong": (q, strong), "weak": (1 - q, weak)}, seen_by={"A"})
    values = (0 < q, q < 1, b_s > 0, b_w > 0, d > 0, w > 0, k > 0)
    return Game(("A", "B"), root, (*values, Ne(b_s, d), Ne(b_w, d), Ne(q * k, (1 - q) * w)))
