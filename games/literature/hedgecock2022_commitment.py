"""Models for K. Hedgecock and R. Person, "Bargaining with Blood: Russia's War in Ukraine", CSDS Policy Brief, 2022:
settlements that have to enforce themselves, period by period.
"""

from __future__ import annotations

from typing import Any

from detente.games import Automaton, Chance, Decision, Game, Terminal, alternation, matrix_game, reals

p, c_A, c_B, q, r, t, s = reals("p c_A c_B q r t s")


def taking_turns() -> Automaton:
    """An indivisible stake, worth 1 a period, is held by turns; who leaves the order has war in every period after.

    Each period both sides claim the stake or yield it. Claimed by both it is fought for, at the cost of that period's
    war; each side would fight rather than leave the stake to the other for ever.

    >>> print(taking_turns())
    start in 'one'
    one: A claim, B yield; after claim, yield: two; else: bad
    two: A yield, B claim; after yield, claim: one; else: bad
    bad: A claim, B claim; always: bad
    """
    table = {
        ("claim", "claim"): (p - c_A, 1 - p - c_B),
        ("claim", "yield"): (1, 0),
        ("yield", "claim"): (0, 1),
        ("yield", "yield"): (0, 0),
    }
    stage = matrix_game(("A", "B"), table, given=(0 < p, p < 1, c_A > 0, c_B > 0, p > c_A, 1 - p > c_B))
    return alternation(stage, ("claim", "yield"), ("yield", "claim"), ("claim", "claim"))


def ceasefire() -> Automaton:
    """Each period, with probability q, a new government of B breaks the ceasefire; the old one keeps it if that pays.

    The ceasefire is worth r a period to each side, a surprise attack t, being surprised -s, and war, which follows any
    attack for ever, 0. A does not know the government of the period when it chooses.

    >>> print(ceasefire())
    start in 'ceasefire'
    ceasefire: A keep, B keep; after keep, old, keep: ceasefire; else: war
    war: A attack, B attack; always: war
    """

    def drawn(moves: str) -> Chance:
        surprised = moves == "keep"
        kept, broken = ((r, r), (-s, t)) if surprised else ((t, -s), (0, 0))
        old = Decision("B", {"keep": _pair(*kept), "attack": _pair(*broken)})
        return Chance({"old": (1 - q, old), "new": (q, _pair(*broken))}, seen_by={"B"})

    root = Decision("A", {"keep": drawn("keep"), "attack": drawn("attack")}, seen_by=())
    stage = Game(("A", "B"), root, given=(t > r, r > 0, s > 0, 0 < q, q < 1))
    return Automaton(
        stage,
        "ceasefire",
        {"ceasefire": ("keep", "keep"), "war": ("attack", "attack")},
        {("ceasefire", ("keep", "old", "keep")): "ceasefire", "ceasefire": "war", "war": "war"},
    )


def _pair(one: Any, other: Any) -> Terminal:
    return Terminal({"A": one, "B": other})
