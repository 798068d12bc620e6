"""Models for K. Hedgecock and R. Person, "Bargaining with Blood: Russia's War in Ukraine", CSDS Policy Brief, 6 April 2022.

A and B divide a stake of size one: x goes to A and 1 - x to B. In a war A wins all of it with probability p and B with
1 - p, and each pays its cost. Each model has what one sentence of the brief speaks of and nothing else.

>>> from detente.games import text
>>> print(text(ultimatum()))
players A, B
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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
    """A offers a division, B accepts it or fights; both know the odds and the costs of war."""
    return _ultimatum(_split(x), _war(), _COSTLY)


def either_proposes() -> Game:
    """A (with probability alpha) or B makes the only offer, and the other side accepts or fights."""
    from_a = Offer("A", (x, 0, 1), Decision("B", {"accept": _split(x), "fight": _war()}))
    from_b = Offer("B", (y, 0, 1), Decision("A", {"accept": _split(y), "fight": _war()}))
    root = Chance({"A proposes": (alpha, from_a), "B proposes": (1 - alpha, from_b)})
    return Game(("A", "B"), root, (*_COSTLY, 0 < alpha, alpha < 1))


def all_or_nothing() -> Game:
    """The stake goes to one side as a whole: A yields it, fights for it, or demands it, and then B yields or fights."""
    demand = Decision("B", {"yield": Terminal({"A": 1, "B": 0}, "A has all"), "fight": _war()})
    root = Decision("A", {"yield": Terminal({"A": 0, "B": 1}, "B has all"), "demand": demand, "fight": _war()})
    return Game(("A", "B"), root, _COSTLY)


def in_parts(parts: int = 4) -> Game:
    """The stake comes in equal parts: A offers to keep a number of them, or fights."""
    moves: dict[str, Node] = {}
    for kept in range(parts + 1):
        deal = Terminal({"A": Rational(kept, parts), "B": Rational(parts - kept, parts)}, f"A has {kept} of {parts}")
        moves[f"keep {kept}"] = Decision("B", {"accept": deal, "fight": _war()})
    return Game(("A", "B"), Decision("A", {**moves, "fight": _war()}), _COSTLY)


def side_payments() -> Game:
    """One side takes the whole stake and compensates the other with up to T; A names the side and the sum, or fights."""
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
    """The two sides differ over the odds, and know it: A believes that it wins with pi_A, B that A wins with pi_B."""
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
    """
    felt = s - o
    war = Terminal({"A": p + a * felt - c_A, "B": 1 - p - a * felt - c_B - b * felt}, "war")
    return _ultimatum(_split(x), war, (0 <= p, p + a * s <= 1, c_A > 0, c_B > 0, a > 0, b > 0, o >= 0, s >= o))


def valuations() -> Game:
    """The stake as a whole is worth v_A to A and v_B to B, in the unit in which war's costs are counted."""
    deal = Terminal({"A": v_A * x, "B": v_B * (1 - x)}, "settlement")
    war = Terminal({"A": v_A * p - c_A, "B": v_B * (1 - p) - c_B}, "war")
    return _ultimatum(deal, war, (*_COSTLY, v_A > 0, v_B > 0))


def atrocities() -> Game:
    """A has committed atrocities of measure h: to settle with it costs B h, to fight costs A k*h in lost support."""
    deal = Terminal({"A": x, "B": 1 - x - h}, "settlement")
    war = Terminal({"A": p - c_A - k * h, "B": 1 - p - c_B}, "war")
    return _ultimatum(deal, war, (*_COSTLY, h >= 0, k >= 0))


def leaders() -> Game:
    """Leaders decide: each bears a share s of its country's cost of war and draws a private benefit b from war.

    Either may fight: A instead of making an offer, B instead of accepting it.
    """
    war = Terminal({"A": p - s_A * c_A + b_A, "B": 1 - p - s_B * c_B + b_B}, "war")
    offer = Offer("A", (x, 0, 1), Decision("B", {"accept": _split(x), "fight": war}))
    shares = (0 < s_A, s_A <= 1, 0 < s_B, s_B <= 1, b_A >= 0, b_B >= 0)
    return Game(("A", "B"), Decision("A", {"offer": offer, "fight": war}), (*_COSTLY, *shares))
