"""Alternating offers with a deadline, after I. Ståhl, Bargaining Theory, Stockholm 1972, and without one,
after A. Rubinstein, "Perfect equilibrium in a bargaining model", Econometrica 50, 1982.
"""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Expr

from detente.games import Continue, Decision, FrozenMap, Game, Node, Offer, Terminal, reals

delta_A, delta_B, delta, x, y = reals("delta_A delta_B delta x y")
p, c_A, c_B, k_A, k_B, r_A, r_B, e = reals("p c_A c_B k_A k_B r_A r_B e")


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


def infinite_horizon() -> Game:
    """A and B offer by turns, A first, until one accepts; they discount a round by delta_A and delta_B.

    >>> from detente.games import text
    >>> print(text(infinite_horizon()).split("\\n\\n")[1])
    state "A's turn"
    A offers x in [0, 1]
    └─ B decides
       ├─ accept: settlement (A: x, B: 1 - x)
       └─ reject: state "B's turn", discount A: delta_A, B: delta_B
    """
    return _by_turns({"A": delta_A, "B": delta_B}, (0 < delta_A, delta_A < 1, 0 < delta_B, delta_B < 1))


def frequent_offers() -> Game:
    """As `infinite_horizon`, with rounds of length e: the sides discount a round by 1 - r_A*e and 1 - r_B*e.

    >>> frequent_offers().states["A's turn"].then.moves["reject"].discount["A"]
    -e*r_A + 1
    """
    given = (r_A > 0, r_B > 0, e > 0, e * r_A < 1, e * r_B < 1)
    return _by_turns({"A": 1 - r_A * e, "B": 1 - r_B * e}, given)


def war_as_outside_option() -> Game:
    """The side that is made an offer may also end the talks by war; both discount a round by delta.

    >>> war_as_outside_option().states["A's turn"].then.moves["fight"]
    Terminal({'A': -c_A + p, 'B': -c_B - p + 1}, 'war')
    """
    war = Terminal({"A": p - c_A, "B": 1 - p - c_B}, "war")
    given = (0 <= p, p <= 1, c_A > 0, c_B > 0, 0 < delta, delta < 1)
    return _by_turns({"A": delta, "B": delta}, given, {"fight": war})


def war_as_inside_option() -> Game:
    """War goes on while the sides talk: a round without an agreement costs k_A and k_B.

    >>> war_as_inside_option().states["A's turn"].then.moves["reject"]
    Continue("B's turn", {'A': -k_A, 'B': -k_B}, {'A': delta, 'B': delta})
    """
    given = (k_A > 0, k_B > 0, 0 < delta, delta < 1)
    return _by_turns({"A": delta, "B": delta}, given, {}, {"A": -k_A, "B": -k_B})


def _by_turns(
    discount: Mapping[str, Expr],
    given: tuple[Expr, ...],
    others: Mapping[str, Node] = FrozenMap(),
    waiting: Mapping[str, Expr] = FrozenMap(),
) -> Game:
    def turn(proposer: str, other: str, share: Expr) -> Node:
        deal = Terminal({proposer: share, other: 1 - share}, "settlement")
        moves = {"accept": deal, **others, "reject": Continue(f"{other}'s turn", waiting, discount)}
        return Offer(proposer, (share, 0, 1), Decision(other, moves))

    states = {"A's turn": turn("A", "B", x), "B's turn": turn("B", "A", y)}
    return Game(("A", "B"), Continue("A's turn", {}, 1), given, states)
