"""Models after R. Powell, "War as a commitment problem", International Organization 60, 2006: power shifts step by step
towards A, and nobody can promise today what to offer tomorrow.

Each period there is a flow of one to divide. In a war in period t, A wins all of the flow for ever with probability
p_t; the last of these stays. What is worth v for ever counts as v, and war costs c_A and c_B.
"""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Expr

from detente.games import Chance, Continue, Decision, Game, Node, Offer, Terminal, reals

c_A, c_B, c, delta, alpha, x, y, z = reals("c_A c_B c delta alpha x y z")
p_1, p_2, p, g = reals("p_1 p_2 p g")


def shift(odds: Sequence[Expr] = (p_1, p_2), proposer: str = "B", costs: tuple[Expr, Expr] = (c_A, c_B)) -> Game:
    """One side makes the offers, each for the flow of one period, or fights; the other accepts or fights.

    In no period does war leave a side less than nothing.

    >>> from detente.games import text
    >>> print(text(shift()).split("\\n\\n")[1])
    state 'period 1'
    B decides
    ├─ offer: B offers x_1 in [0, 1]
    │  └─ A decides
    │     ├─ accept: state 'period 2', discount delta after (A: x_1*(1 - delta), B: (1 - delta)*(1 - x_1))
    │     └─ fight: war (A: p_1 - c_A, B: 1 - c_B - p_1)
    └─ fight: war (A: p_1 - c_A, B: 1 - c_B - p_1)
    """
    other = "A" if proposer == "B" else "B"

    def period(number: int) -> Node:
        share, war = reals(f"x_{number}"), _war(odds[number - 1], *costs)
        flow = {"A": (1 - delta) * share, "B": (1 - delta) * (1 - share)}
        accepted = Continue(f"period {min(number + 1, len(odds))}", flow, delta)
        offer = Offer(proposer, (share, 0, 1), Decision(other, {"accept": accepted, "fight": war}))
        return Decision(proposer, {"offer": offer, "fight": war})

    states = {f"period {number}": period(number) for number in range(1, len(odds) + 1)}
    return Game(("A", "B"), Continue("period 1", {}, 1), _given(odds, *costs), states)


def slow_shift(proposer: str = "A") -> Game:
    """A shift from p to p + 2*g in two steps of g, with the same costs on both sides.

    >>> slow_shift().parameters
    (c, delta, g, p)
    """
    return shift((p, p + g, p + 2 * g), proposer, (c, c))


def lot() -> Game:
    """B offers or fights today; tomorrow a lot says who makes the offer that is to last, A with probability alpha.

    >>> lot().states["tomorrow"].moves["A proposes"][0]
    alpha
    """
    odds = (p_1, p_2)

    def last(proposer: str, other: str) -> Node:
        share = y if proposer == "A" else z
        deal = Terminal({proposer: share, other: 1 - share}, "settlement")
        return Offer(proposer, (share, 0, 1), Decision(other, {"accept": deal, "fight": _war(p_2, c_A, c_B)}))

    tomorrow = Chance({"A proposes": (alpha, last("A", "B")), "B proposes": (1 - alpha, last("B", "A"))})
    accepted = Continue("tomorrow", {"A": (1 - delta) * x, "B": (1 - delta) * (1 - x)}, delta)
    war = _war(p_1, c_A, c_B)
    today = Decision(
        "B", {"offer": Offer("B", (x, 0, 1), Decision("A", {"accept": accepted, "fight": war})), "fight": war}
    )
    return Game(("A", "B"), today, (*_given(odds, c_A, c_B), 0 < alpha, alpha < 1), {"tomorrow": tomorrow})


def _war(odds: Expr, cost_a: Expr, cost_b: Expr) -> Terminal:
    return Terminal({"A": odds - cost_a, "B": 1 - odds - cost_b}, "war")


def _given(odds: Sequence[Expr], cost_a: Expr, cost_b: Expr) -> tuple[Expr, ...]:
    rising = [odds[k] <= odds[k + 1] for k in range(len(odds) - 1)]
    costly = dict.fromkeys((cost_a > 0, cost_b > 0))
    return (*costly, odds[0] >= cost_a, *rising, odds[-1] + cost_b <= 1, 0 < delta, delta < 1)
