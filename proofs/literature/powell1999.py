"""Claims after R. Powell, In the Shadow of Power, Princeton 1999, and "Bargaining in the shadow of power",
Games and Economic Behavior 15, 1996.

>>> [entry.key for entry in ENTRIES][:3]
['P1', 'P2', 'P3']
"""

from __future__ import annotations

from sympy import And, Eq, Expr, Max, Min, Not, Piecewise
from sympy.logic.boolalg import Boolean

from detente.games import Game
from detente.games.literature import powell1999 as models
from detente.proofs.claim import Claim, Entry, built
from detente.proofs.saying import certain, every, solved, worth
from detente.solvers import effect

SOURCE = "Powell 1996, 1999"
p, c_A, c_B, q, alpha = models.p, models.c_A, models.c_B, models.q, models.alpha

# The formulas that the sentences are measured against
AGREED = Piecewise((q, And(p - c_A <= q, q <= p + c_B)), (Max(0, p - c_A), True))
EXPECTED = alpha * Min(1, p + c_B) + (1 - alpha) * Max(0, p - c_A)


def _at_most_one_dissatisfied(game: Game) -> Boolean:
    war, peace = worth(game, "war"), worth(game, "status quo")
    return Not(And(*(war[player] > peace[player] for player in game.players)))


def _power_of_the_proposer(game: Game) -> Boolean:
    def rises(value: Expr, when: Boolean) -> Boolean:
        return effect(value, of=alpha, given=(*game.given, when)).increasing

    return every(solved(game), lambda eq: And(Eq(eq.payoffs["A"], EXPECTED), rises(eq.payoffs["A"], eq.when)))


ENTRIES: tuple[Entry, ...] = (
    Claim(
        SOURCE,
        "At most one state is dissatisfied with the status quo.",
        built(models.status_quo),
        _at_most_one_dissatisfied,
        "A state is dissatisfied if it prefers war to the status quo, of which A has q and B the rest.",
        "P1",
        "at most one state is dissatisfied",
        "status_quo",
    ),
    Claim(
        SOURCE,
        "With complete information there is no war, whatever the status quo.",
        built(models.status_quo),
        lambda game: certain(solved(game), "settlement", "status quo"),
        "B makes an offer, A accepts, rejects or attacks, and after a rejection B may attack.",
        "P2",
        "no war in the shadow of power",
        "status_quo",
    ),
    Claim(
        SOURCE,
        "The status quo is revised just if a state is dissatisfied, and then as far as the threat of war demands.",
        built(models.status_quo),
        lambda game: every(solved(game), lambda eq: Eq(eq.payoffs["A"], AGREED)),
        "A ends up with q if p - c_A <= q <= p + c_B, and else with max(0, p - c_A): B, which makes the"
        " offer, concedes no more, and if it is itself dissatisfied leaves A no more either.",
        "P3",
        "what revises the status quo",
        "status_quo",
    ),
    Claim(
        SOURCE,
        "The threat of war alone decides how the stake is divided.",
        built(models.status_quo),
        lambda game: every(solved(game), lambda eq: Eq(eq.payoffs["A"], Max(0, p - c_A))),
        "A ends up with max(0, p - c_A), as if there were no status quo: (?) often said of bargaining in"
        " the shadow of power.",
        "P4",
        "the division follows power alone",
        "status_quo",
    ),
    Claim(
        SOURCE,
        "No war, if a lot says who makes the only offer.",
        built(models.random_proposer),
        lambda game: certain(solved(game, ties="all"), "settlement"),
        "A makes the offer with probability alpha, else B does.",
        "P5",
        "no war with a random proposer",
        "random_proposer",
    ),
    Claim(
        SOURCE,
        "A side gains by being more likely to make the offer.",
        built(models.random_proposer),
        _power_of_the_proposer,
        "A expects alpha*min(1, p + c_B) + (1 - alpha)*max(0, p - c_A), which always rises with alpha.",
        "P6",
        "the power to propose pays",
        "random_proposer",
    ),
)
