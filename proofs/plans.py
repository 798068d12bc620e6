"""Claims on plans for repeated games: about the game with states that a plan makes of its stage.

>>> from detente.games.literature.friedman1971 import grim_trigger
>>> from detente.solvers import enforceable
>>> claim = plan_claims("Example 1971", {"E1": "Patience makes for peace."})
>>> found = claim("E1", "peace", grim_trigger, lambda plan: enforceable(plan, delta), "Grim trigger.")
>>> found.model, sorted(found.game.states), found.game.given[-2:]
('grim_trigger', ['bad', 'good'], (delta > 0, delta < 1))
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sympy.logic.boolalg import Boolean

from detente.games import Automaton, reals, with_states
from detente.proofs.claim import Claim

delta = reals("delta")
"""The discount factor per period of all players."""


def plan_claims(source: str, lines: Mapping[str, str]) -> Callable[..., Claim]:
    """Return a function that makes the claims of a source on plans, whose sentences are listed under their keys.

    As `detente.proofs.claim.claims`, but the model builds a plan, and `says` is given the plan; all players discount
    by ``delta``, which is between 0 and 1.
    """

    def claim(
        key: str,
        title: str,
        model: Callable[..., Automaton],
        says: Callable[[Automaton], Boolean | bool],
        reading: str,
        **variant: Any,
    ) -> Claim:
        plan = model(**variant)
        game = with_states(plan, delta, given=(delta > 0, delta < 1))
        text = lines[key] if key in lines else lines[key[:-1]]
        return Claim(source, text, game, lambda _: says(plan), reading, key, title, model.__name__)

    return claim
