"""A model after J. Farrell and R. Gibbons, "Cheap talk can matter in bargaining", Journal of Economic Theory 48, 1989:
talk that costs nothing before the choice whether to negotiate.
"""

from __future__ import annotations

from sympy import Expr, Integer, Ne

from detente.games import Chance, Decision, Game, Terminal, reals

q, k, y, d = reals("q k y d")


def talk() -> Game:
    """B, who alone knows whether it is keen to settle, says so or not, and A negotiates or breaks off.

    To negotiate is worth one to A with a keen B, and -k with a wary one; it is worth y to a keen B and y - d to a wary
    one. Ties are left aside.

    >>> from detente.games import text
    >>> print(text(talk()).partition("└─ wary [1 - q]")[0].rstrip())
    players A, B
    given q > 0, q < 1, k > 0, y > 0, d != y, q != k*(1 - q)
    chance (not seen by A)
    ├─ keen [q]: B decides
    │  ├─ I am keen: A decides
    │  │  ├─ negotiate: talks (A: 1, B: y)
    │  │  └─ break off: no talks (A: 0, B: 0)
    │  └─ I am wary: A decides
    │     ├─ negotiate: talks (A: 1, B: y)
    │     └─ break off: no talks (A: 0, B: 0)
    """

    def says(a_gets: Expr, b_gets: Expr) -> Decision:
        talks, none = Terminal({"A": a_gets, "B": b_gets}, "talks"), Terminal({"A": 0, "B": 0}, "no talks")
        choice = Decision("A", {"negotiate": talks, "break off": none})
        return Decision("B", {"I am keen": choice, "I am wary": choice})

    root = Chance({"keen": (q, says(Integer(1), y)), "wary": (1 - q, says(-k, y - d))}, seen_by={"B"})
    return Game(("A", "B"), root, (0 < q, q < 1, k > 0, y > 0, Ne(d, y), Ne(q, (1 - q) * k)))
