"""A model after D. M. Kreps and R. Wilson, "Reputation and imperfect information", Journal of Economic Theory 27, 1982:
the chain store with a few entrants.

A monopolist faces entrants, one after the other, who see what happened before. It may be tough and like to fight.
"""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Expr, Integer, Ne

from detente.games import Chance, Decision, Game, Node, Terminal, reals

q, a, b = reals("q a b")


def chain_store(entrants: int = 2) -> Game:
    """The monopolist is tough with odds q; a market is worth a > 1 to it, and b to an entrant that shares it.

    To fight costs the weak monopolist 1 and to share the market costs the tough one 1; the entrant that is fought
    gets b - 1. Knife edges of q are left aside.

    >>> from detente.games import text
    >>> print(text(chain_store(1)))
    players M, E1
    given q > 0, q < 1, a > 1, b > 0, b < 1, q != b
    chance (not seen by E1)
    ├─ tough [q]: E1 decides
    │  ├─ enter: M decides
    │  │  ├─ fight: (M: 0, E1: b - 1)
    │  │  └─ share: (M: -1, E1: b)
    │  └─ stay out: (M: a, E1: 0)
    └─ weak [1 - q]: E1 decides
       ├─ enter: M decides
       │  ├─ fight: (M: -1, E1: b - 1)
       │  └─ share: (M: 0, E1: b)
       └─ stay out: (M: a, E1: 0)
    """
    names = [f"E{number}" for number in range(1, entrants + 1)]

    def play(tough: bool, number: int, monopolist: Expr, others: Mapping[str, Expr]) -> Node:
        if number == entrants:
            return Terminal({"M": monopolist, **others})

        def then(gain: Expr | int, entrant: Expr | int) -> Node:
            return play(tough, number + 1, monopolist + gain, {**others, names[number]: Integer(0) + entrant})

        met = Decision("M", {"fight": then(0 if tough else -1, b - 1), "share": then(-1 if tough else 0, b)})
        return Decision(names[number], {"enter": met, "stay out": then(a, 0)})

    start = Integer(0)
    types = {"tough": (q, play(True, 0, start, {})), "weak": (1 - q, play(False, 0, start, {}))}
    edges = [Ne(q, b**power) for power in range(1, entrants + 1)]
    return Game(("M", *names), Chance(types, seen_by={"M"}), (0 < q, q < 1, a > 1, 0 < b, b < 1, *edges))
