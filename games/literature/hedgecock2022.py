"""Models for K. Hedgecock and R. Person, "Bargaining with Blood: Russia's War in Ukraine", CSDS Policy Brief,
6 April 2022.

A and B divide a stake of size one: x goes to A and 1 - x to B. In a war A wins all of it with probability p
and B with 1 - p, and each pays its cost. Each model has what one sentence of the brief speaks
of and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Expr, Rational
from sympy.logic.boolalg import Boolean

from detente.games import Chance, Decision, Game, Node, Offer, Terminal, reals

p, c_A, c_B, x, y = reals("p c_A c_B x y")
T, s, t, r, k, d = reals("T s t r k d")
pi_A, pi_B, a, b, o, v_A, v_B, h = reals("pi_A pi_B a b o v_A v_B h")
s_A, s_B, b_A, b_B, alpha = reals("s_A s_B b_A b_B alpha")

_COSTLY = (0 <= p, p <= 1, c_A > 0, c_B > 0)


def _war() -> Terminal:
    return Terminal({"A": p - c_A, "B": 1 - p - c_B}, "war")


def _split(share: Expr) -> Terminal:
    return Terminal({"A": share, "B": 1 - share}, "settlement")


def _ultimatum(deal: Terminal, war: Node, given: Iterable[Boolean]) -> Game:
    return Game(("A", "B"), Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": war})), given)


def ultimatum() -> Game:
    """A offers a division, B accepts it or fights; both know the odds and the costs of war.

    >>> from detente.games import text
    >>> print(text(ultimatum()))
    players A, B
    given p >= 0, p <= 1, c_A > 0, c_B > 0
    A offers x in [0, 1]
    └─ B decides
       ├─ accept: settlement (A: x, B: 1 - x)
       └─ fight: war (A: p - c_A, B: 1 - c_B - p)
    """
    return _ultimatum(_split(x), _war(), _COSTLY)


def either_proposes() -> Game:
    """A (with probability alpha) or B makes the only offer, and the other side accepts or fights.

    >>> from detente.games import text
    >>> print(text(either_proposes()))
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
    from_a = Offer("A", (x, 0, 1), Decision("B", {"accept": _split(x), "fight": _war()}))
    from_b = Offer("B", (y, 0, 1), Decision("A", {"accept": _split(y), "fight": _war()}))
    root = Chance({"A proposes": (alpha, from_a), "B proposes": (1 - alpha, from_b)})
    return Game(("A", "B"), root, (*_COSTLY, 0 < alpha, alpha < 1))


def all_or_nothing() -> Game:
    """The stake goes to one side as a whole: A yields, fights, or demands it, and then B yields or fights.

    >>> from detente.games import text
    >>> print(text(all_or_nothing()))
    players A, B
    given p >= 0, p <= 1, c_A > 0, c_B > 0
    A decides
    ├─ yield: B has all (A: 0, B: 1)
    ├─ demand: B decides
    │  ├─ yield: A has all (A: 1, B: 0)
    │  └─ fight: war (A: p - c_A, B: 1 - c_B - p)
    └─ fight: war (A: p - c_A, B: 1 - c_B - p)
    """
    demand = Decision("B", {"yield": Terminal({"A": 1, "B": 0}, "A has all"), "fight": _war()})
    root = Decision("A", {"yield": Terminal({"A": 0, "B": 1}, "B has all"), "demand": demand, "fight": _war()})
    return Game(("A", "B"), root, _COSTLY)


def in_parts(parts: int = 4) -> Game:
    """The stake comes in equal parts: A offers to keep a number of them, or fights.

    >>> from detente.games import text
    >>> print(text(in_parts(2)))
    players A, B
    given p >= 0, p <= 1, c_A > 0, c_B > 0
    A decides
    ├─ keep 0: B decides
    │  ├─ accept: A has 0 of 2 (A: 0, B: 1)
    │  └─ fight: war (A: p - c_A, B: 1 - c_B - p)
    ├─ keep 1: B decides
    │  ├─ accept: A has 1 of 2 (A: 1/2, B: 1/2)
    │  └─ fight: war (A: p - c_A, B: 1 - c_B - p)
    ├─ keep 2: B decides
    │  ├─ accept: A has 2 of 2 (A: 1, B: 0)
    │  └─ fight: war (A: p - c_A, B: 1 - c_B - p)
    └─ fight: war (A: p - c_A, B: 1 - c_B - p)
    """
    moves: dict[str, Node] = {}
    for kept in range(parts + 1):
        deal = Terminal({"A": Rational(kept, parts), "B": Rational(parts - kept, parts)}, f"A has {kept} of {parts}")
        moves[f"keep {kept}"] = Decision("B", {"accept": deal, "fight": _war()})
    return Game(("A", "B"), Decision("A", {**moves, "fight": _war()}), _COSTLY)


def side_payments() -> Game:
    """One side takes the whole stake and pays the other up to T; A names the side and the sum, or fights.

    >>> from detente.games import text
    >>> print(text(side_payments()))
    players A, B
    given p >= 0, p <= 1, c_A > 0, c_B > 0, T >= 0
    A decides
    ├─ sell: A offers s in [0, T]
    │  └─ B decides
    │     ├─ accept: B has all (A: s, B: 1 - s)
    │     └─ fight: war (A: p - c_A, B: 1 - c_B - p)
    ├─ buy: A offers t in [0, T]
    │  └─ B decides
    │     ├─ accept: A has all (A: 1 - t, B: t)
    │     └─ fight: war (A: p - c_A, B: 1 - c_B - p)
    └─ fight: war (A: p - c_A, B: 1 - c_B - p)
    """
    keep = Terminal({"A": 1 - t, "B": t}, "A has all")
    leave = Terminal({"A": s, "B": 1 - s}, "B has all")
    root = Decision(
        "A",
        {
            "sell": Offer("A", (s, 0, T), Decision("B", {"accept": leave, "fight": _war()})),
            "buy": Offer("A", (t, 0, T), Decision("B", {"accept": keep, "fight": _war()})),
            "fight": _war(),
        },
    )
    return Game(("A", "B"), root, (*_COSTLY, T >= 0))


def lottery(enforced: bool = True) -> Game:
    """A may propose to draw lots for the whole stake, with odds r for A; B agrees or fights.

    Unless the draw is enforced, the side that loses it may fight all the same.

    >>> from detente.games import text
    >>> print(text(lottery(enforced=False)))
    players A, B
    given p >= 0, p <= 1, c_A > 0, c_B > 0, r > 0, r < 1
    A decides
    ├─ propose: B decides
    │  ├─ accept: chance
    │  │  ├─ A wins [r]: B decides
    │  │  │  ├─ comply: A has all (A: 1, B: 0)
    │  │  │  └─ fight: war (A: p - c_A, B: 1 - c_B - p)
    │  │  └─ B wins [1 - r]: A decides
    │  │     ├─ comply: B has all (A: 0, B: 1)
    │  │     └─ fight: war (A: p - c_A, B: 1 - c_B - p)
    │  └─ fight: war (A: p - c_A, B: 1 - c_B - p)
    └─ fight: war (A: p - c_A, B: 1 - c_B - p)
    """
    lost: dict[str, Node] = {
        "A wins": Terminal({"A": 1, "B": 0}, "A has all"),
        "B wins": Terminal({"A": 0, "B": 1}, "B has all"),
    }
    if not enforced:
        lost["A wins"] = Decision("B", {"comply": lost["A wins"], "fight": _war()})
        lost["B wins"] = Decision("A", {"comply": lost["B wins"], "fight": _war()})
    draw = Chance({"A wins": (r, lost["A wins"]), "B wins": (1 - r, lost["B wins"])})
    root = Decision("A", {"propose": Decision("B", {"accept": draw, "fight": _war()}), "fight": _war()})
    return Game(("A", "B"), root, (*_COSTLY, 0 < r, r < 1))


def disagreement() -> Game:
    """The sides openly differ over the odds: A believes that it wins with pi_A, and B that A wins with pi_B.

    >>> from detente.games import text
    >>> print(text(disagreement()))
    players A, B
    given pi_A > 0, pi_A < 1, pi_B > 0, pi_B < 1, c_A > 0, c_B > 0
    A offers x in [0, 1]
    └─ B decides
       ├─ accept: settlement (A: x, B: 1 - x)
       └─ fight: chance
          ├─ A wins [A: pi_A, B: pi_B]: war (A: 1 - c_A, B: -c_B)
          └─ B wins [A: 1 - pi_A, B: 1 - pi_B]: war (A: -c_A, B: 1 - c_B)
    """
    war = Chance(
        {
            "A wins": ({"A": pi_A, "B": pi_B}, Terminal({"A": 1 - c_A, "B": -c_B}, "war")),
            "B wins": ({"A": 1 - pi_A, "B": 1 - pi_B}, Terminal({"A": -c_A, "B": 1 - c_B}, "war")),
        }
    )
    return _ultimatum(_split(x), war, (0 < pi_A, pi_A < 1, 0 < pi_B, pi_B < 1, c_A > 0, c_B > 0))


def sanctions() -> Game:
    """B is sanctioned with strength s, of which a third party makes good o.

    What is left raises the odds of A by a and the costs of B by b a unit.

    >>> from detente.games import text
    >>> print(text(sanctions()))
    players A, B
    given p >= 0, a*s + p <= 1, c_A > 0, c_B > 0, a > 0, b > 0, o >= 0, s >= o
    A offers x in [0, 1]
    └─ B decides
       ├─ accept: settlement (A: x, B: 1 - x)
       └─ fight: war (A: a*(s - o) + p - c_A, B: 1 - a*(s - o) - b*(s - o) - c_B - p)
    """
    felt = s - o
    war = Terminal({"A": p + a * felt - c_A, "B": 1 - p - a * felt - c_B - b * felt}, "war")
    return _ultimatum(_split(x), war, (0 <= p, p + a * s <= 1, c_A > 0, c_B > 0, a > 0, b > 0, o >= 0, s >= o))


def valuations() -> Game:
    """The stake as a whole is worth v_A to A and v_B to B, in the unit in which war's costs are counted.

    >>> from detente.games import text
    >>> print(text(valuations()))
    players A, B
    given p >= 0, p <= 1, c_A > 0, c_B > 0, v_A > 0, v_B > 0
    A offers x in [0, 1]
    └─ B decides
       ├─ accept: settlement (A: v_A*x, B: v_B*(1 - x))
       └─ fight: war (A: p*v_A - c_A, B: v_B*(1 - p) - c_B)
    """
    deal = Terminal({"A": v_A * x, "B": v_B * (1 - x)}, "settlement")
    war = Terminal({"A": v_A * p - c_A, "B": v_B * (1 - p) - c_B}, "war")
    return _ultimatum(deal, war, (*_COSTLY, v_A > 0, v_B > 0))


def atrocities() -> Game:
    """A has committed atrocities of measure h: settling costs B h, and fighting costs A k*h in lost support.

    >>> from detente.games import text
    >>> print(text(atrocities()))
    players A, B
    given p >= 0, p <= 1, c_A > 0, c_B > 0, h >= 0, k >= 0
    A offers x in [0, 1]
    └─ B decides
       ├─ accept: settlement (A: x, B: 1 - h - x)
       └─ fight: war (A: p - c_A - h*k, B: 1 - c_B - p)
    """
    deal = Terminal({"A": x, "B": 1 - x - h}, "settlement")
    war = Terminal({"A": p - c_A - k * h, "B": 1 - p - c_B}, "war")
    return _ultimatum(deal, war, (*_COSTLY, h >= 0, k >= 0))


def leaders() -> Game:
    """Leaders decide: each bears a share s of its country's cost of war and draws a benefit b from war.

    Either may fight: A instead of making an offer, B instead of accepting it.

    >>> from detente.games import text
    >>> print(text(leaders()))
    players A, B
    given p >= 0, p <= 1, c_A > 0, c_B > 0, s_A > 0, s_A <= 1, s_B > 0, s_B <= 1, b_A >= 0, b_B >= 0
    A decides
    ├─ offer: A offers x in [0, 1]
    │  └─ B decides
    │     ├─ accept: settlement (A: x, B: 1 - x)
    │     └─ fight: war (A: b_A + p - c_A*s_A, B: b_B + 1 - c_B*s_B - p)
    └─ fight: war (A: b_A + p - c_A*s_A, B: b_B + 1 - c_B*s_B - p)
    """
    war = Terminal({"A": p - s_A * c_A + b_A, "B": 1 - p - s_B * c_B + b_B}, "war")
    offer = Offer("A", (x, 0, 1), Decision("B", {"accept": _split(x), "fight": war}))
    shares = (0 < s_A, s_A <= 1, 0 < s_B, s_B <= 1, b_A >= 0, b_B >= 0)
    return Game(("A", "B"), Decision("A", {"offer": offer, "fight": war}), (*_COSTLY, *shares))
