"""A model after R. Powell, "Bargaining and learning while fighting", American Journal of Political Science 48, 2004:
offers between battles, each of which may end the war by the collapse of one side.

A makes the offers; B alone knows how strong it is, and A learns from what B refuses and from how long B holds out.
"""

from __future__ import annotations

from sympy import Expr, Ne, Rational, Symbol

from detente.games import Chance, Decision, Game, Offer, Terminal, reals

q = reals("q")
COST = Rational(1, 40)


def fighting(rounds: int = 3, cost: Expr = COST, aside: tuple[Expr, ...] = ()) -> Game:
    """An offer that is refused leads to a battle, and if neither side collapses to the next one, for some rounds.

    Who holds out when the other collapses has all; a battle costs each side ``cost``, and after the last one
    that leaves both standing they share alike. B, strong with odds q, collapses in a battle with odds 1/8, or 1/2 if
    it is weak; A does with odds 1/4. Odds of a strong B that are named in ``aside`` are left aside.

    >>> from detente.games import text
    >>> print(text(fighting(2)).partition("└─ weak")[0].rstrip())
    players A, B
    given q > 0, q < 1
    chance (not seen by A)
    ├─ strong [q]: A offers x_1 in [0, 1]
    │  └─ B decides
    │     ├─ accept: settlement 1 (A: x_1, B: 1 - x_1)
    │     └─ fight: chance
    │        ├─ B collapses [1/8]: A wins (A: 39/40, B: -1/40)
    │        ├─ A collapses [1/4]: B wins (A: -1/40, B: 39/40)
    │        └─ both hold out [5/8]: A offers x_2 in [0, 1]
    │           └─ B decides
    │              ├─ accept: settlement 2 (A: x_2 - 1/40, B: 39/40 - x_2)
    │              └─ fight: chance
    │                 ├─ B collapses [1/8]: A wins (A: 19/20, B: -1/20)
    │                 ├─ A collapses [1/4]: B wins (A: -1/20, B: 19/20)
    │                 └─ both hold out [5/8]: stalemate (A: 9/20, B: 9/20)
    """

    demands = [Symbol(f"x_{number}", real=True) for number in range(1, rounds + 1)]

    def play(collapse: Expr) -> Offer:
        def stage(number: int) -> Offer:
            spent, lost = cost * (number - 1), cost * number
            x = demands[number - 1]
            share = Rational(1, 2)
            last = Terminal({"A": share - lost, "B": share - lost}, "stalemate")
            ends = {
                "B collapses": (collapse, Terminal({"A": 1 - lost, "B": -lost}, "A wins")),
                "A collapses": (Rational(1, 4), Terminal({"A": -lost, "B": 1 - lost}, "B wins")),
                "both hold out": (Rational(3, 4) - collapse, last if number == rounds else stage(number + 1)),
            }
            deal = Terminal({"A": x - spent, "B": 1 - x - spent}, f"settlement {number}")
            return Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": Chance(ends)}))

        return stage(1)

    types = {"strong": (q, play(Rational(1, 8))), "weak": (1 - q, play(Rational(1, 2)))}
    return Game(("A", "B"), Chance(types, seen_by={"B"}), (0 < q, q < 1, *(Ne(q, odds) for odds in aside)))
