"""Alternating offers with a deadline, after I. Ståhl, Bargaining Theory, Stockholm 1972, and A. Rubinstein,
"Perfect equilibrium in a bargaining model", Econometrica 50, 1982.
"""

from __future__ import annotations

from detente.games import Decision, Game, Node, Offer, Terminal, reals

delta_A, delta_B = reals("delta_A delta_B")


def finite_horizon(rounds: int = 3) -> Game:
    """A and B offer by turns, A first, in so many rounds; without an agreement in the last, both get nothing.

    In round n the proposer asks for x_n of a stake of one. Sides discount a round by delta_A and delta_B.

    >>> from detente.games import text
    >>> print(text(finite_horizon(2)))
    players A, B
    given delta_A > 0, delta_A < 1, delta_B > 0, delta_B < 1
    A offers x_1 in [0, 1]
    └─ B decides
       ├─ accept: settlement (A: x_1, B: 1 - x_1)
       └─ reject: B offers x_2 in [0, 1]
          └─ A decides
             ├─ accept: settlement (B: delta_B*x_2, A: delta_A*(1 - x_2))
             └─ reject: no deal (A: 0, B: 0)
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
