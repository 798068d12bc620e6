"""Models after J. D. Fearon, "Bargaining, Enforcement, and International Cooperation", International Organization 1998.

First the sides bargain over which of several agreements to make, then each period they keep it or break it.
"""

from __future__ import annotations

from detente.games import Automaton, Decision, Game, Terminal, matrix_game, reals
from detente.games import grim_trigger as trigger

x, t, h, c, a, b, delta = reals("x t h c a b delta")


def agreement() -> Automaton:
    """An agreement gives A a share x of the gains each period, B the rest; one who breaks it alone gains t, once.

    Without an agreement nobody gains anything, and one whose partner breaks it loses t.

    >>> print(agreement())
    start in 'good'
    good: A keep, B keep; after keep, keep: good; else: bad
    bad: A break, B break; always: bad
    """
    table = {
        ("keep", "keep"): (x, 1 - x),
        ("keep", "break"): (-t, t),
        ("break", "keep"): (t, -t),
        ("break", "break"): (0, 0),
    }
    stage = matrix_game(("A", "B"), table, given=(0 < x, x < 1, t > 0))
    return trigger(stage, ("keep", "keep"), ("break", "break"))


def holding_out() -> Automaton:
    """Each period A, and then B, concedes or holds out for the better of two agreements, which hold for ever.

    The better agreement is worth h a period, the other 1; a period without agreement costs c. A concedes with
    probability a, B with b.

    >>> print(holding_out())
    start in 'bargaining'
    bargaining: A concede (a) or hold out (1 - a), B concede (b) or hold out (1 - b); always: bargaining
    """
    forever = 1 / (1 - delta)
    second = Decision(
        "B",
        {
            "concede": Terminal({"A": h * forever, "B": forever}, "A's terms"),
            "hold out": Terminal({"A": -c, "B": -c}, "no agreement"),
        },
    )
    first = Decision("A", {"concede": Terminal({"A": forever, "B": h * forever}, "B's terms"), "hold out": second})
    stage = Game(("A", "B"), first, given=(h > 1, c > 0, 0 < delta, delta < 1, 0 < a, a < 1, 0 < b, b < 1))
    odds = {"A": {"concede": a, "hold out": 1 - a}, "B": {"concede": b, "hold out": 1 - b}}
    return Automaton(
        stage, "bargaining", {"bargaining": odds}, {"bargaining": "bargaining"}, final=("A's terms", "B's terms")
    )
