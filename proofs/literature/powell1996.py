"""Claims after R. Powell, "Bargaining in the shadow of power", Games and Economic Behavior 15, 1996, with complete
information: offers by turns while the status quo lasts.

>>> [entry.key for entry in ENTRIES]
['PS1', 'PS2', 'PS3a', 'PS3b', 'PS4', 'PS5', 'PS6a', 'PS6b']
"""

from __future__ import annotations

from sympy import Eq, Implies, Max, Min, Rational, true
from sympy.logic.boolalg import Boolean

from detente.games import Game
from detente.games.literature import powell1996 as models
from detente.proofs.claim import Entry, claims
from detente.proofs.saying import every, never, probability, solved

p, c_A, c_B, q = models.p, models.c_A, models.c_B, models.q

# The division that neither side would rather fight for, the nearest one to the status quo
NEAREST = Min(Max(q, p - c_A), p + c_B)


def _no_war(game: Game, given: Boolean = true) -> Boolean:
    return every(solved(game, "mpe"), lambda eq: Implies(given, Eq(probability(eq, "war"), 0)))


def _division(game: Game, given: Boolean = true) -> Boolean:
    return every(solved(game, "mpe"), lambda eq: Implies(given, Eq(eq.payoffs["A"], NEAREST)))


_claim = claims(
    "Powell 1996",
    {
        "PS1": "Who knows the other's costs of war makes an offer that keeps the peace, whatever the status quo.",
        "PS2": "If neither side would rather fight than live with the status quo, it stays as it is.",
        "PS3": "The status quo is revised to what satisfies a dissatisfied side, and no further.",
        "PS4": "There is no war where the distribution of power mirrors that of benefits.",
        "PS5": "A balance of power keeps the peace.",
        "PS6": "Complete information keeps the peace also where a side may attack unprovoked.",
    },
)

ENTRIES: tuple[Entry, ...] = (
    _claim(
        "PS1",
        "no war in the shadow of power, over time",
        models.shadow_of_power,
        lambda game: never(solved(game, "mpe"), "war"),
        "A and B make offers by turns; the other accepts, rejects, which leaves the status quo for a period,"
        " or fights.",
    ),
    _claim(
        "PS2",
        "two satisfied sides change nothing",
        models.shadow_of_power,
        lambda game: every(
            solved(game, "mpe"), lambda eq: Implies((p - c_A <= q) & (q <= p + c_B), Eq(eq.payoffs["A"], q))
        ),
        "Where p - c_A <= q <= p + c_B, A has q for ever.",
    ),
    _claim(
        "PS3a",
        "the dissatisfied side gets what war is worth to it",
        models.shadow_of_power,
        _division,
        "A, which makes the first offer, ends up with q, or with p - c_A or p + c_B where q is beyond these: but a"
        " dissatisfied A has to wait for B's offer, and lives with q until then.",
    ),
    _claim(
        "PS3b",
        "what a satisfied side offers a dissatisfied one",
        models.shadow_of_power,
        lambda game: _division(game, q >= p - c_A),
        "Where the side that makes the first offer is satisfied, the division follows at once.",
    ),
    _claim(
        "PS4",
        "no war where power mirrors the status quo",
        models.shadow_of_power,
        lambda game: _no_war(game, Eq(q, p)),
        "q = p, also where war may be unprovoked: then neither side is dissatisfied.",
        unprovoked=True,
    ),
    _claim(
        "PS5",
        "a balance of power",
        models.shadow_of_power,
        lambda game: _no_war(game, Eq(p, Rational(1, 2))),
        "p = 1/2, where war may be unprovoked: power at balance does not do if the status quo is not.",
        unprovoked=True,
    ),
    _claim(
        "PS6a",
        "no war where a side may attack instead of making an offer",
        models.shadow_of_power,
        _no_war,
        "A side may attack, or wait, instead of making an offer. A dissatisfied A gets less by an offer than by war,"
        " for B can sit out a period; and B is attacked if it would rather have the old terms once more than concede.",
        unprovoked=True,
    ),
    _claim(
        "PS6b",
        "when the satisfied side has the first offer",
        models.shadow_of_power,
        lambda game: _no_war(game, q >= p - c_A),
        "A, satisfied, moves first: it still draws out what it has to concede where q is far above p + c_B.",
        unprovoked=True,
    ),
)
