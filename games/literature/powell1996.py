"""A model after R. Powell, "Bargaining in the shadow of power", Games and Economic Behavior 15, 1996: offers by turns
while the status quo lasts, which either side may overturn by force.

Of a flow of one a period A has q in the status quo and B the rest. A war is won by A with probability p, and the winner
has all of the flow for ever. What is worth v for ever counts as v.
"""

from __future__ import annotations

from detente.games import Continue, Decision, Game, Node, Offer, Terminal, reals

p, c_A, c_B, q, delta, x, y = reals("p c_A c_B q delta x y")


def shadow_of_power(unprovoked: bool = False) -> Game:
    """A and B offer divisions by turns; each offer is accepted, rejected, or answered with war.

    A rejected offer leaves the status quo for a period. If war may be unprovoked, a side may also leave its turn to
    the status quo, or attack, instead of making an offer.

    >>> from detente.games import text
    >>> print(text(shadow_of_power()).split("\\n\\n")[1])
    state "A's turn"
    A offers x in [0, 1]
    └─ B decides
       ├─ accept: settlement (A: x, B: 1 - x)
       ├─ reject: state "B's turn", discount delta after (A: q*(1 - delta), B: (1 - delta)*(1 - q))
       └─ fight: war (A: p - c_A, B: 1 - c_B - p)
    """
    war = Terminal({"A": p - c_A, "B": 1 - p - c_B}, "war")

    def turn(proposer: str, other: str) -> Node:
        share = x if proposer == "A" else y
        waiting = Continue(f"{other}'s turn", {"A": (1 - delta) * q, "B": (1 - delta) * (1 - q)}, delta)
        deal = Terminal({proposer: share, other: 1 - share}, "settlement")
        offer = Offer(proposer, (share, 0, 1), Decision(other, {"accept": deal, "reject": waiting, "fight": war}))
        return Decision(proposer, {"offer": offer, "keep": waiting, "fight": war}) if unprovoked else offer

    given = (0 <= p, p <= 1, c_A > 0, c_B > 0, 0 <= q, q <= 1, 0 < delta, delta < 1)
    states = {"A's turn": turn("A", "B"), "B's turn": turn("B", "A")}
    return Game(("A", "B"), Continue("A's turn", {}, 1), given, states)
