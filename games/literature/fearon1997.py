"""A model after J. D. Fearon, "Signaling foreign policy interests: tying hands versus sinking costs", Journal of
Conflict Resolution 41, 1997.

A alone knows what the stake is worth to it, and may send a signal before B concedes or resists. To tie its hands
is to pay if it backs down later; to sink costs is to pay at once, whatever happens.
"""

from __future__ import annotations

from sympy import Expr, Integer, Ne

from detente.games import Chance, Decision, Game, Terminal, reals

q, m, v_s, v_w, c, w = reals("q m v_s v_w c w")


def signal(tied: bool = True) -> Game:
    """A may send a signal that costs m; the stake is worth v_s or v_w to A, who wins it in a war that costs c.

    B loses a stake of one if it concedes and w in a war. Only the strong would fight; ties are left aside.

    >>> from detente.games import text
    >>> print(text(signal()).partition("└─ weak")[0].rstrip())
    players A, B
    given q > 0, q < 1, v_w > 0, v_w < c, c < v_s, w > 0, m > 0, m + v_w != c, m != v_w, m != c, q*(w + 1) != 1
    chance (not seen by B)
    ├─ strong [q]: A decides
    │  ├─ signal: B decides
    │  │  ├─ concede: concession (A: v_s, B: 0)
    │  │  └─ resist: A decides
    │  │     ├─ fight: war (A: v_s - c, B: -w)
    │  │     └─ back down: retreat (A: -m, B: 1)
    │  └─ keep quiet: B decides
    │     ├─ concede: concession (A: v_s, B: 0)
    │     └─ resist: A decides
    │        ├─ fight: war (A: v_s - c, B: -w)
    │        └─ back down: retreat (A: 0, B: 1)
    """
    zero = Integer(0)

    def reply(stake: Expr, paid: Expr, owed: Expr) -> Decision:
        retreat = Terminal({"A": -paid - owed, "B": 1}, "retreat")
        war = Terminal({"A": stake - c - paid, "B": -w}, "war")
        conceded = Terminal({"A": stake - paid, "B": 0}, "concession")
        return Decision("B", {"concede": conceded, "resist": Decision("A", {"fight": war, "back down": retreat})})

    def crisis(stake: Expr) -> Decision:
        costly = reply(stake, zero, m) if tied else reply(stake, m, zero)
        return Decision("A", {"signal": costly, "keep quiet": reply(stake, zero, zero)})

    root = Chance({"strong": (q, crisis(v_s)), "weak": (1 - q, crisis(v_w))}, seen_by={"A"})
    values = (0 < q, q < 1, 0 < v_w, v_w < c, c < v_s, w > 0, m > 0)
    return Game(("A", "B"), root, (*values, Ne(m + v_w, c), Ne(m, v_w), Ne(m, c), Ne(q * (1 + w), 1)))
