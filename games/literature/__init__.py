"""Models from the literature, one file per paper: functions that return a Game, or a plan for a repeated one.

To register a model: write its function in the file of its paper, import that file here, and add the function
to MODELS, or to PLANS where it returns an Automaton. A file that is not on the list is an error; nothing is discovered by name.
"""

from __future__ import annotations

from collections.abc import Callable

from detente.games.automata import Automaton
from detente.games.game import Game
from detente.games.literature import (
    abreu1988,
    axelrod1984,
    baliga2004,
    cho1987,
    farrell1989,
    fearon1994,
    fearon1995,
    fearon1997,
    fearon1998,
    filson2002,
    friedman1971,
    hedgecock2022,
    hedgecock2022_commitment,
    hedgecock2022_information,
    jackson2007,
    jervis1978,
    kreps1982,
    kydd2003,
    powell1999,
    rubinstein1982,
    schelling1960,
    schultz1998,
    smith2004,
    walter1997,
)

MODELS: tuple[Callable[..., Game], ...] = (
    hedgecock2022.ultimatum,
    hedgecock2022.either_proposes,
    hedgecock2022.all_or_nothing,
    hedgecock2022.in_parts,
    hedgecock2022.side_payments,
    hedgecock2022.lottery,
    hedgecock2022.disagreement,
    hedgecock2022_information.resolve,
    hedgecock2022_information.capability,
    hedgecock2022_information.resolve_and_capability,
    hedgecock2022_information.uniform_costs,
    hedgecock2022_information.own_strength,
    hedgecock2022_information.public_support,
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
    fearon1995.risk_return,
    fearon1995.private_odds,
    fearon1995.three_types,
    fearon1995.risk_averse_proposer,
    fearon1994.audience_costs,
    schelling1960.reciprocal_fear,
    powell1999.status_quo,
    powell1999.random_proposer,
    jackson2007.without_transfers,
    jackson2007.with_transfers,
    cho1987.beer_and_quiche,
    baliga2004.arms_race,
    kreps1982.chain_store,
    fearon1997.signal,
    schultz1998.opposition,
    kydd2003.mediation,
    farrell1989.talk,
    fearon1995.cheap_talk,
    hedgecock2022_information.battles,
    hedgecock2022_information.support,
    smith2004.battle_then_offer,
    filson2002.two_rounds,
    friedman1971.dilemma,
)

PLANS: tuple[Callable[..., Automaton], ...] = (
    friedman1971.grim_trigger,
    axelrod1984.tit_for_tat,
    axelrod1984.punishment,
    axelrod1984.alternation,
    abreu1988.stick_and_carrot,
    abreu1988.reversion,
    jervis1978.stag_hunt,
    jervis1978.chicken,
    jervis1978.yielding,
    fearon1998.agreement,
    fearon1998.holding_out,
    walter1997.guarantee,
    hedgecock2022_commitment.taking_turns,
    hedgecock2022_commitment.ceasefire,
)

__all__ = ["MODELS", "PLANS"]
