"""Models after J. D. Fearon, "Bargaining over objects that influence future bargaining power", working paper,
University of Chicago, 1996: what is conceded today makes for more power tomorrow.

Each period the sides divide a flow of one. What A holds already decides with which probability it would win
a war, and the winner has all for ever. What is worth v for ever counts as v.
"""

from __future__ import annotations

from sympy import Expr, Rational

from detente.games import Continue, Decision, Game, Node, Terminal, reals

p_0, p_1, c_A, c_B, delta = reals("p_0 p_1 c_A c_B delta")


def objects(fixed: bool = False) -> Game:
    """A holds nothing at first, and demands a half or all, or fights; B concedes or fights.

    A would win with p_0, and once it holds a half with p_1; if power is fixed it stays at p_0. Who has lost all
    fights no more.

    >>> from detente.games import text
    >>> print(text(objects()).split("\\n\\n")[1])
    state 'A holds nothing'
    A decides
    ├─ leave it at that: state 'A holds nothing', discount delta after (A: 0, B: 1 - delta)
    ├─ demand a half: B decides
    │  ├─ concede: state 'A holds a half', discount delta after (A: 1/2 - delta/2, B: 1/2 - delta/2)
    │  └─ fight: war (A: p_0 - c_A, B: 1 - c_B - p_0)
    ├─ demand all: B decides
    │  ├─ concede: A holds all (A: 1, B: 0)
    │  └─ fight: war (A: p_0 - c_A, B: 1 - c_B - p_0)
    └─ fight: war (A: p_0 - c_A, B: 1 - c_B - p_0)
    """

    def holding(name: str, share: Rational, odds: Expr) -> Node:
        war = Terminal({"A": odds - c_A, "B": 1 - odds - c_B}, "war")

        def keep(state: str, held: Rational) -> Continue:
            return Continue(state, {"A": (1 - delta) * held, "B": (1 - delta) * (1 - held)}, delta)

        moves: dict[str, Node] = {"leave it at that": keep(name, share)}
        if share == 0:
            conceded = keep("A holds a half", Rational(1, 2))
            moves["demand a half"] = Decision("B", {"concede": conceded, "fight": war})
        moves["demand all"] = Decision("B", {"concede": Terminal({"A": 1, "B": 0}, "A holds all"), "fight": war})
        return Decision("A", {**moves, "fight": war})

    power = (0 <= p_0, p_0 <= 1) if fixed else (0 <= p_0, p_0 <= p_1, p_1 <= 1)
    states = {
        "A holds nothing": holding("A holds nothing", Rational(0), p_0),
        "A holds a half": holding("A holds a half", Rational(1, 2), p_0 if fixed else p_1),
    }
    given = (*power, c_A > 0, c_B > 0, 0 < delta, delta < 1)
    return Game(("A", "B"), Continue("A holds nothing", {}, 1), given, states)
