"""A model after K. A. Schultz, "Domestic opposition and signaling in international crises", American Political Science
Review 92, 1998: an opposition that knows its government is a second sender of signals.

The government A may threaten B; a strong one fights if it is resisted, and a weak one backs down, which costs it a.
"""

from __future__ import annotations

from sympy import Ne

from detente.games import Chance, Decision, Game, Node, Terminal, reals

q, v, a, w_s, w, g, k = reals("q v a w_s w g k")


def opposition(informed: bool = True) -> Game:
    """The opposition O, who knows whether A is strong, supports a threat or opposes it, before B concedes or resists.

    If it opposes the threat, it gains g if A has to back down, and loses k if not. Without it B decides at once.
    The concession is worth v to A, war w_s < 0; B loses a stake of one, or w in a war. Ties are left aside.

    >>> from detente.games import text
    >>> print(text(opposition()).partition("└─ weak")[0].rstrip())
    players A, O, B
    given q > 0, q < 1, v > 0, a + w_s > 0, w_s < 0, w > 0, g > 0, k > 0, q*(w + 1) != 1
    chance (not seen by B)
    ├─ strong [q]: A decides
    │  ├─ threaten: O decides
    │  │  ├─ support: B decides
    │  │  │  ├─ concede: concession (A: v, O: 0, B: 0)
    │  │  │  └─ resist: war (A: w_s, O: 0, B: -w)
    │  │  └─ oppose: B decides
    │  │     ├─ concede: concession (A: v, O: -k, B: 0)
    │  │     └─ resist: war (A: w_s, O: -k, B: -w)
    │  └─ stay quiet: status quo (A: 0, O: 0, B: 1)
    """

    def reply(strong: bool, opposed: bool) -> Decision:
        lost, won = (-k, g) if opposed else (0, 0)
        war = Terminal({"A": w_s, "O": lost, "B": -w}, "war")
        retreat = Terminal({"A": -a, "O": won, "B": 1}, "retreat")
        conceded = Terminal({"A": v, "O": lost, "B": 0}, "concession")
        return Decision("B", {"concede": conceded, "resist": war if strong else retreat})

    def crisis(strong: bool) -> Decision:
        threat: Node = reply(strong, False)
        if informed:
            threat = Decision("O", {"support": threat, "oppose": reply(strong, True)})
        return Decision("A", {"threaten": threat, "stay quiet": Terminal({"A": 0, "O": 0, "B": 1}, "status quo")})

    root = Chance({"strong": (q, crisis(True)), "weak": (1 - q, crisis(False))}, seen_by={"A", "O"})
    values = (0 < q, q < 1, v > 0, a + w_s > 0, w_s < 0, w > 0, g > 0, k > 0)
    return Game(("A", "O", "B"), root, (*values, Ne(q * (1 + w), 1)))
