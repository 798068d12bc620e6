"""A model after J. D. Fearon, "Domestic political audiences and the escalation of international disputes",
American Political Science Review 88, 1994: a public threat ties the hands of the one who makes it.

A knows its own value of war. It gets the stake v if B concedes, and B keeps v unless it does; if A backs down
after a threat, its own public makes it pay the audience cost a.
"""

from __future__ import annotations

from sympy import Expr, Ne

from detente.games import Chance, Decision, Game, Terminal, reals

q, a, b, v, w_s, w_w, w_B = reals("q a b v w_s w_w w_B")


def audience_costs() -> Game:
    """A may threaten, B concede or resist, and then A fights or backs down; war is worth w_s or w_w to A.

    Both prefer the status quo to war. Ties between outcomes are left aside. The cost b, at least a, is for
    comparisons.

    >>> from detente.games import text
    >>> print(text(audience_costs()).partition("└─ weak")[0])
    players A, B
    given q > 0, q < 1, v > 0, w_B < 0, w_w < w_s, w_s < 0, a > 0, a <= b, a + w_s != 0, a + w_w != 0, \
b + w_s != 0, b + w_w != 0, q*(v - w_B) != v
    chance (not seen by B)
    ├─ strong [q]: A decides
    │  ├─ threaten: B decides
    │  │  ├─ concede: concession (A: v, B: 0)
    │  │  └─ resist: A decides
    │  │     ├─ fight: war (A: w_s, B: w_B)
    │  │     └─ back down: retreat (A: -a, B: v)
    │  └─ stay quiet: status quo (A: 0, B: v)
    """

    def crisis(war: Expr) -> Decision:
        retreat, quiet = Terminal({"A": -a, "B": v}, "retreat"), Terminal({"A": 0, "B": v}, "status quo")
        last = Decision("A", {"fight": Terminal({"A": war, "B": w_B}, "war"), "back down": retreat})
        reply = Decision("B", {"concede": Terminal({"A": v, "B": 0}, "concession"), "resist": last})
        return Decision("A", {"threaten": reply, "stay quiet": quiet})

    root = Chance({"strong": (q, crisis(w_s)), "weak": (1 - q, crisis(w_w))}, seen_by={"A"})
    values = (0 < q, q < 1, v > 0, w_B < 0, w_w < w_s, w_s < 0, a > 0, a <= b)
    ties = [Ne(cost + war, 0) for cost in (a, b) for war in (w_s, w_w)]
    return Game(("A", "B"), root, (*values, *ties, Ne(q * (v - w_B), v)))
