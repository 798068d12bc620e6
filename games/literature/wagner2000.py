"""A model after R. H. Wagner, "Bargaining and war", American Journal of Political Science 44, 2000: limited war is part
of the bargaining, for a battle moves what the sides expect of an absolute war, and with it the settlement.
"""

from __future__ import annotations

from sympy import Expr

from detente.games import Chance, Decision, Game, Node, Offer, Terminal, reals

w, l, k_A, k_B, c_A, c_B, x, y = reals("w l k_A k_B c_A c_B x y")  # noqa: E741
pi_A, pi_B = reals("pi_A pi_B")


def limited_war() -> Game:
    """An offer that is refused leads to a battle, and a second one that is refused to absolute war.

    A's odds in an absolute war, which costs k_A and k_B, are w after a victory in the battle and l after a
    defeat, as both know. Of the battle, which costs c_A and c_B, they may think differently: A has odds pi_A by its
    own belief, and pi_B by that of B.

    >>> from detente.games import text
    >>> print(text(limited_war()).partition("└─ B wins")[0].rstrip())
    players A, B
    given l > 0, l < w, k_B + w < 1, pi_B > 0, pi_B <= pi_A, pi_A < 1, k_A > 0, k_B > 0, c_A > 0, c_B > 0
    A offers x in [0, 1]
    └─ B decides
       ├─ accept: settlement (A: x, B: 1 - x)
       └─ fight: chance
          ├─ A wins [A: pi_A, B: pi_B]: A offers y in [0, 1]
          │  └─ B decides
          │     ├─ accept: late settlement (A: y - c_A, B: 1 - c_B - y)
          │     └─ fight: absolute war (A: w - c_A - k_A, B: 1 - c_B - k_B - w)
    """

    def talks(odds: Expr) -> Node:
        late = Terminal({"A": y - c_A, "B": 1 - y - c_B}, "late settlement")
        war = Terminal({"A": odds - k_A - c_A, "B": 1 - odds - k_B - c_B}, "absolute war")
        return Offer("A", (y, 0, 1), Decision("B", {"accept": late, "fight": war}))

    battle = Chance(
        {
            "A wins": ({"A": pi_A, "B": pi_B}, talks(w)),
            "B wins": ({"A": 1 - pi_A, "B": 1 - pi_B}, talks(l)),
        }
    )
    deal = Terminal({"A": x, "B": 1 - x}, "settlement")
    root = Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": battle}))
    costs = (k_A > 0, k_B > 0, c_A > 0, c_B > 0)
    given = (0 < l, l < w, w + k_B < 1, 0 < pi_B, pi_B <= pi_A, pi_A < 1, *costs)
    return Game(("A", "B"), root, given)
