"""A model after B. F. Walter, "The Critical Barrier to Civil War Settlement", International Organization, 1997.

After a settlement each side keeps its word or attacks, in every period. War is worth 0 a period to each side.
"""

from __future__ import annotations

from detente.games import Automaton, grim_trigger, matrix_game, reals

r, t, s, g, k = reals("r t s g k")


def guarantee() -> Automaton:
    """Keeping the settlement is worth r, a surprise attack t, being surprised -s; a guarantor answers with odds g.

    Its answer costs the attacker k, whoever is attacked.

    >>> print(guarantee())
    start in 'good'
    good: A keep, B keep; after keep, keep: good; else: bad
    bad: A attack, B attack; always: bad
    """
    table = {
        ("keep", "keep"): (r, r),
        ("keep", "attack"): (-s, t - g * k),
        ("attack", "keep"): (t - g * k, -s),
        ("attack", "attack"): (0, 0),
    }
    stage = matrix_game(("A", "B"), table, given=(t > r, r > 0, s > 0, k > 0, g >= 0, g <= 1))
    return grim_trigger(stage, ("keep", "keep"), ("attack", "attack"))
