"""Models from the literature, one file per paper: functions that return a Game, and nothing else.

To register a model: write its function in the file of its paper, import that file here, and add the function
to MODELS. A file that is not on the list is an error; nothing is discovered by name.
"""

from __future__ import annotations

from collections.abc import Callable

from detente.games.game import Game
from detente.games.literature import fearon1995, hedgecock2022, jackson2007, powell1999, rubinstein1982

MODELS: tuple[Callable[..., Game], ...] = (
    hedgecock2022.ultimatum,
    hedgecock2022.either_proposes,
    hedgecock2022.all_or_nothing,
    hedgecock2022.in_parts,
    hedgecock2022.side_payments,
    hedgecock2022.lottery,
    hedgecock2022.disagreement,
    hedgecock2022.sanctions,
    hedgecock2022.valuations,
    hedgecock2022.atrocities,
    hedgecock2022.leaders,
    rubinstein1982.finite_horizon,
    fearon1995.ultimatum,
    fearon1995.risk_attitude,
    fearon1995.curvature,
    fearon1995.first_strike,
    fearon1995.preventive_war,
    powell1999.status_quo,
    powell1999.random_proposer,
    jackson2007.without_transfers,
    jackson2007.with_transfers,
)

__all__ = ["MODELS"]
