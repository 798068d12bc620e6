"""A model after S. Baliga and T. Sjöström, "Arms races and negotiations", Review of Economic Studies 71, 2004: each
side may arm for fear that the other is of the kind that arms whatever happens.

War that both are ready for is worth zero to each; all values are measured against it.
"""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Expr

from detente.games import Chance, Decision, Game, Terminal, reals

q, v, f, h = reals("q v f h")


def arms_race() -> Game:
    """Each side is a hawk with odds q, which it alone knows; both arm or wait at once.

    To a dove that neither arms is worth v, to be the only one that arms f < v, and to be the only one that does not
    -h; a hawk is better off if it arms, whatever the other does.

    >>> from detente.games import text
    >>> print(text(arms_race()).rpartition("chance")[2])
     (not seen by A)
       ├─ B is a hawk [q]: A decides (not seen by B)
       │  ├─ wait: B decides
       │  │  ├─ wait: peace (A: v, B: 0)
       │  │  └─ arm: arms race (A: -h, B: 1)
       │  └─ arm: B decides
       │     ├─ wait: arms race (A: f, B: -1)
       │     └─ arm: arms race (A: 0, B: 0)
       └─ B is a dove [1 - q]: A decides (not seen by B)
          ├─ wait: B decides
          │  ├─ wait: peace (A: v, B: v)
          │  └─ arm: arms race (A: -h, B: f)
          └─ arm: B decides
             ├─ wait: arms race (A: f, B: -h)
             └─ arm: arms race (A: 0, B: 0)
    """
    hawk, dove = (0, 1, -1), (v, f, -h)

    def play(a: Sequence[Expr | int], b: Sequence[Expr | int]) -> Decision:
        alone_b = Terminal({"A": a[2], "B": b[1]}, "arms race")
        waits = Decision("B", {"wait": Terminal({"A": a[0], "B": b[0]}, "peace"), "arm": alone_b})
        alone_a = Terminal({"A": a[1], "B": b[2]}, "arms race")
        arms = Decision("B", {"wait": alone_a, "arm": Terminal({"A": 0, "B": 0}, "arms race")})
        return Decision("A", {"wait": waits, "arm": arms}, seen_by=())

    def against(a: Sequence[Expr | int]) -> Chance:
        types = {"B is a hawk": (q, play(a, hawk)), "B is a dove": (1 - q, play(a, dove))}
        return Chance(types, seen_by={"B"})

    root = Chance({"A is a hawk": (q, against(hawk)), "A is a dove": (1 - q, against(dove))}, seen_by={"A"})
    return Game(("A", "B"), root, (0 < q, q < 1, f < v, h > 0))
