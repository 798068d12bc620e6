"""A model after B. Leventoğlu and B. L. Slantchev, "The armed peace: a punctuated equilibrium theory of war",
American Journal of Political Science 51, 2007: who strikes first has the advantage, and fighting destroys what it is
about, until peace can be kept.
"""

from __future__ import annotations

from sympy import Expr

from detente.games import Chance, Continue, Decision, Game, Node, Offer, Terminal, reals

k, m, s, x, y = reals("k m s x y")


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

    def strike(winner: str, stake: Expr | int) -> Terminal:
        prize = {"A": stake, "B": 0} if winner == "A" else {"A": 0, "B": stake}
        return Terminal({player: share - k for player, share in prize.items()}, "victory")

    def talks(share: Expr, stake: Expr | int, name: str, struck: dict[str, Node]) -> Node:
        deal = Terminal({"A": share, "B": stake - share}, name)
        accepted = Decision("A", {"hold": deal, "strike": struck["A"]})
        return Offer("A", (share, 0, stake), Decision("B", {"accept": accepted, "strike": struck["B"]}))

    second: dict[str, Node] = {winner: strike(winner, s) for winner in ("A", "B")}
    indecisive = Continue("after a battle", {"A": -k, "B": -k}, 1)
    first: dict[str, Node] = {
        winner: Chance({"decided": (m, strike(winner, 1)), "undecided": (1 - m, indecisive)}) for winner in ("A", "B")
    }
    later = talks(y, s, "peace after a battle", second)
    return Game(("A", "B"), talks(x, 1, "peace", first), (k > 0, 0 < m, m < 1, 0 < s, s < 1), {"after a battle": later})
