"""A model for K. Hedgecock and R. Person, "Bargaining with Blood: Russia's War in Ukraine", CSDS Policy Brief, 2022:
a ceasefire with governments that may change, or a government that one controls.
"""

from __future__ import annotations

from detente.games import Chance, Continue, Decision, Game, Node, Terminal, reals

q, r, t, s, K, u, delta = reals("q r t s K u delta")


def regime_change() -> Game:
    """Each period A trusts the ceasefire, demands that B submit, overthrows B's government, or fights.

    As in `detente.games.literature.hedgecock2022_commitment.ceasefire`, peace is worth r a period to each side, a new
    government of B comes with probability q and breaks the ceasefire, which is worth t to it and -s to A, and war is
    worth 0. A puppet of A's never breaks the peace; to put it there by force costs K. To submit is worth u to B.

    >>> from detente.games import text
    >>> print(text(regime_change()).split("\\n\\n")[1])
    state 'talks'
    A decides
    ├─ trust: chance
    │  ├─ old government [1 - q]: state 'talks', discount delta after (A: r, B: r)
    │  └─ new government [q]: ceasefire until broken (A: -s, B: t)
    ├─ fight: war (A: 0, B: 0)
    ├─ overthrow: regime change (A: r/(1 - delta) - K, B: 0)
    └─ demand submission: B decides
       ├─ submit: submission (A: r/(1 - delta), B: u)
       └─ refuse: war (A: 0, B: 0)
    """
    for_ever = r / (1 - delta)
    war = Terminal({"A": 0, "B": 0}, "war")
    broken = Terminal({"A": -s, "B": t}, "ceasefire until broken")
    ceasefire = Chance(
        {"old government": (1 - q, Continue("talks", {"A": r, "B": r}, delta)), "new government": (q, broken)}
    )
    submission = Terminal({"A": for_ever, "B": u}, "submission")
    moves: dict[str, Node] = {
        "trust": ceasefire,
        "fight": war,
        "overthrow": Terminal({"A": for_ever - K, "B": 0}, "regime change"),
        "demand submission": Decision("B", {"submit": submission, "refuse": war}),
    }
    given = (t > r, r > 0, s > 0, 0 < q, q < 1, K > 0, 0 < delta, delta < 1)
    return Game(("A", "B"), Continue("talks", {}, 1), given, {"talks": Decision("A", moves)})
