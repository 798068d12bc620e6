"""A model after B. Leventoğlu and B. L. Slantchev, "The armed peace: a punctuated equilibrium theory of war",
American Journal of Political Science 51, 2007: who strikes first has the advantage, and fighting destroys what it is
about, until peace can be kept.
"""

from __future__ import annotations

from sympy import Expr

from detente.games import Chance, Decision, Game, Node, Offer, Terminal, reals

k, m, s, x, y, z = reals("k m s x y z")


def armed_peace() -> Game:
    """A offers a division; B accepts or strikes, and then A holds to it or strikes.

    A battle costs both sides k and decides the war with probability m, for the side that struck. Else it leaves s
    of a stake of one, and the sides talk once more; a second battle decides.

    >>> from detente.games import text
    >>> print("\\n".join(text(armed_peace()).splitlines()[:6]))
    players A, B
    given k > 0, m > 0, m < 1, s > 0, s < 1
    A offers x in [0, 1]
    └─ B decides
       ├─ accept: A decides
       │  ├─ hold: peace (A: x, B: 1 - x)
    """

    def victory(winner: str, stake: Expr | int, spent: Expr) -> Terminal:
        prize = {"A": stake, "B": 0} if winner == "A" else {"A": 0, "B": stake}
        return Terminal({player: share - spent for player, share in prize.items()}, "victory")

    def talks(share: Expr, stake: Expr | int, spent: Expr | int, struck: dict[str, Node]) -> Node:
        name = "peace" if spent == 0 else "peace after a battle"
        deal = Terminal({"A": share - spent, "B": stake - share - spent}, name)
        accepted = Decision("A", {"hold": deal, "strike": struck["A"]})
        return Offer("A", (share, 0, stake), Decision("B", {"accept": accepted, "strike": struck["B"]}))

    second: dict[str, Node] = {winner: victory(winner, s, 2 * k) for winner in ("A", "B")}
    first: dict[str, Node] = {
        winner: Chance({"decided": (m, victory(winner, 1, k)), "undecided": (1 - m, talks(share, s, k, second))})
        for winner, share in (("A", y), ("B", z))
    }
    return Game(("A", "B"), talks(x, 1, 0, first), (k > 0, 0 < m, m < 1, 0 < s, s < 1))
