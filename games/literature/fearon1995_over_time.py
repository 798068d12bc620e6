"""A model after J. D. Fearon, "Rationalist explanations for war", International Organization 49, 1995: preventive war
without a last period.
"""

from __future__ import annotations

from sympy import Expr

from detente.games import Continue, Decision, Game, Node, Offer, Terminal, reals

p_1, p_2, c_A, c_B, delta, x, y = reals("p_1 p_2 c_A c_B delta x y")


def preventive_war_over_time(proposer: str = "A") -> Game:
    """One side makes an offer for each period's flow of one, or fights; the other side accepts or fights.

    A wins a war with p_1 today and with p_2 in any later period, and the winner has all of the flow for ever.

    >>> from detente.games import text
    >>> print(text(preventive_war_over_time()).split("\\n\\n")[1])
    state 'today'
    A decides
    ├─ offer: A offers x in [0, 1]
    │  └─ B decides
    │     ├─ accept: state 'later', discount delta after (A: x, B: 1 - x)
    │     └─ fight: war (A: p_1/(1 - delta) - c_A, B: (1 - p_1)/(1 - delta) - c_B)
    └─ fight: war (A: p_1/(1 - delta) - c_A, B: (1 - p_1)/(1 - delta) - c_B)
    """
    other = "A" if proposer == "B" else "B"

    def period(odds: Expr, share: Expr) -> Node:
        war = Terminal({"A": odds / (1 - delta) - c_A, "B": (1 - odds) / (1 - delta) - c_B}, "war")
        accepted = Continue("later", {"A": share, "B": 1 - share}, delta)
        offer = Offer(proposer, (share, 0, 1), Decision(other, {"accept": accepted, "fight": war}))
        return Decision(proposer, {"offer": offer, "fight": war})

    given = (0 <= p_1, p_1 <= p_2, p_2 <= 1, c_A > 0, c_B > 0, 0 < delta, delta < 1)
    states = {"today": period(p_1, x), "later": period(p_2, y)}
    return Game(("A", "B"), Continue("today", {}, 1), given, states)
