"""Alternating offers with a deadline, after I. Ståhl, Bargaining Theory, Stockholm 1972, and A. Rubinstein, "Perfect
equilibrium in a bargaining model", Econometrica 50, 1982.

>>> from detente.games import text
>>> print(text(finite_horizon(2)))
"""

from __future__ import annotations

from detente.games import Decision, Game, Node, Offer, Terminal, reals

delta_A, delta_B = reals("delta_A delta_B")


def finite_horizon(rounds: int = 3) -> Game:
    """A and B offer by turns, A first, in so many rounds; without an agreement in the last, both get nothing.

    In round n the proposer offers to take x_n of a stake of size one. A day's delay discounts by delta_A and delta_B.
    """
    node: Node = Terminal({"A": 0, "B": 0}, "no deal")
    for n in range(rounds, 0, -1):
        proposer, other = ("A", "B") if n % 2 else ("B", "A")
        discount = {"A": delta_A ** (n - 1), "B": delta_B ** (n - 1)}
        x = reals(f"x_{n}")
        deal = {proposer: discount[proposer] * x, other: discount[other] * (1 - x)}
        accepted = Terminal(deal, "settlement")
        node = Offer(proposer, (x, 0, 1), Decision(other, {"accept": accepted, "reject": node}))
    return Game(("A", "B"), node, (0 < delta_A, delta_A < 1, 0 < delta_B, delta_B < 1))
