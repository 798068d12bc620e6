"""Models after R. Powell, In the Shadow of Power, Princeton 1999, and "Bargaining in the shadow of power",
Games and Economic Behavior 15, 1996: a status quo that a side may live with, or overturn by agreement or force.

A has q of a stake of size one, and B the rest. In a war A wins all with probability p, and each side pays its
cost.
"""

from __future__ import annotations

from detente.games import Chance, Decision, Game, Offer, Terminal, reals

p, c_A, c_B, x, y, q, alpha = reals("p c_A c_B x y q alpha")

_COSTLY = (0 <= p, p <= 1, c_A > 0, c_B > 0)


def _war() -> Terminal:
    return Terminal({"A": p - c_A, "B": 1 - p - c_B}, "war")


def status_quo() -> Game:
    """B offers a new division; A accepts, attacks, or rejects it, and then B attacks or leaves all as it is.

    >>> from detente.games import text
    >>> print(text(status_quo()))
    players A, B
    given p >= 0, p <= 1, c_A > 0, c_B > 0, q >= 0, q <= 1
    B offers x in [0, 1]
    └─ A decides
       ├─ accept: settlement (A: x, B: 1 - x)
       ├─ reject: B decides
       │  ├─ leave: status quo (A: q, B: 1 - q)
       │  └─ attack: war (A: p - c_A, B: 1 - c_B - p)
       └─ attack: war (A: p - c_A, B: 1 - c_B - p)
    """
    unchanged = Terminal({"A": q, "B": 1 - q}, "status quo")
    rejected = Decision("B", {"leave": unchanged, "attack": _war()})
    deal = Terminal({"A": x, "B": 1 - x}, "settlement")
    reply = Decision("A", {"accept": deal, "reject": rejected, "attack": _war()})
    return Game(("A", "B"), Offer("B", (x, 0, 1), reply), (*_COSTLY, 0 <= q, q <= 1))


def random_proposer() -> Game:
    """A (with probability alpha) or B makes the only offer; the other side accepts it or fights.

    >>> from detente.games import text
    >>> print(text(random_proposer()))
    players A, B
    given p >= 0, p <= 1, c_A > 0, c_B > 0, alpha > 0, alpha < 1
    chance
    ├─ A proposes [alpha]: A offers x in [0, 1]
    │  └─ B decides
    │     ├─ accept: settlement (A: x, B: 1 - x)
    │     └─ fight: war (A: p - c_A, B: 1 - c_B - p)
    └─ B proposes [1 - alpha]: B offers y in [0, 1]
       └─ A decides
          ├─ accept: settlement (A: y, B: 1 - y)
          └─ fight: war (A: p - c_A, B: 1 - c_B - p)
    """
    a_deal, b_deal = (Terminal({"A": share, "B": 1 - share}, "settlement") for share in (x, y))
    from_a = Offer("A", (x, 0, 1), Decision("B", {"accept": a_deal, "fight": _war()}))
    from_b = Offer("B", (y, 0, 1), Decision("A", {"accept": b_deal, "fight": _war()}))
    root = Chance({"A proposes": (alpha, from_a), "B proposes": (1 - alpha, from_b)})
    return Game(("A", "B"), root, (*_COSTLY, 0 < alpha, alpha < 1))
