"""Claims after T. C. Schelling, "The Strategy of Conflict", Harvard University Press 1960, on the reciprocal fear of
surprise attack.

>>> [entry.key for entry in ENTRIES][:3]
['S1', 'S2', 'S3a']
"""

from __future__ import annotations

from sympy import And, Eq, Implies, Symbol, false
from sympy.logic.boolalg import Boolean

from detente.games import Game
from detente.games.literature import schelling1960 as models
from detente.proofs.claim import Entry, claims
from detente.proofs.saying import every, families, never, plays, probability, solved, some
from detente.solvers import Equilibrium, effect

h_A, h_B, v_A = models.h_A, models.h_B, models.v_A

# The formula that the sentences are measured against
PEACE_IS_BEST = And(models.v_A > models.f_A, models.v_B > models.f_B)  # for both, if only the other waits too


def _mixed(eq: Equilibrium) -> Boolean:
    return And(probability(eq, "war") > 0, probability(eq, "war") < 1)


def _all_families(game: Game) -> Boolean:
    return families(
        solved(game, "pbe", edges="full"),
        (lambda eq: Eq(probability(eq, "war"), 1), h_A > 0),
        (lambda eq: Eq(probability(eq, "peace"), 1), PEACE_IS_BEST),
        (_mixed, PEACE_IS_BEST),
    )


def _moves(game: Game, of: Symbol, sign: str) -> Boolean:
    """Say that the mixed equilibrium exists, and that in it the risk of war "rises" or "falls" with a parameter."""

    def says(eq: Equilibrium) -> Boolean:
        if _mixed(eq) == False:  # noqa: E712  sympy's truth
            return false
        found = effect(probability(eq, "war"), of=of, given=(*game.given, eq.when))
        return And(_mixed(eq), found.increasing if sign == "rises" else found.decreasing)

    return some(solved(game, "pbe", edges="full"), says)


def _others_fear(game: Game) -> Boolean:
    """Say that in the mixed equilibrium A is the likelier to attack the less B has to fear, whatever A itself fears."""

    def says(eq: Equilibrium) -> Boolean:
        attack, given = plays(game, eq, "attack"), (*game.given, eq.when)
        own, others = (effect(attack, of=harm, given=given) for harm in (h_A, h_B))
        return Implies(_mixed(eq), And(own.none, others.decreasing))

    return every(solved(game, "pbe", edges="full"), says)


_claim = claims(
    "Schelling 1960",
    {
        "S1": "Each side may attack for fear of an attack, even where both would rather have peace.",
        "S2": "Where both sides prefer peace to a surprise attack of their own, there is no war.",
        "S3": "The more a side has to fear from a surprise attack, the more likely is war.",
        "S4": "The better peace is for a side, the less likely is war.",
        "S5": "A side attacks because of what the other side has to fear.",
    },
)

ENTRIES: tuple[Entry, ...] = (
    _claim(
        "S1",
        "all equilibria of the reciprocal fear",
        models.reciprocal_fear,
        _all_families,
        "Both attack: always; both wait, or each attacks at times: just if v > f for both, so that peace is worth more"
        " to each side than a surprise.",
    ),
    _claim(
        "S2",
        "no war where both prefer peace",
        models.reciprocal_fear,
        lambda game: Implies(PEACE_IS_BEST, never(solved(game, "pbe", edges="full"), "war")),
        "It holds only where the hypothesis fails: war that each side expects of the other is always an equilibrium.",
    ),
    _claim(
        "S3a",
        "more to fear, more war, where both attack at times",
        models.reciprocal_fear,
        lambda game: _moves(game, h_A, "rises"),
        "In the mixed equilibrium the risk of war rises with the harm h_A of being surprised: it does nowhere.",
    ),
    _claim(
        "S3b",
        "more to fear, less war, where both attack at times",
        models.reciprocal_fear,
        lambda game: Implies(PEACE_IS_BEST, _moves(game, h_A, "falls")),
        "The perverse effect: for A to remain indifferent, B has to attack the less the more A fears it.",
    ),
    _claim(
        "S4",
        "better peace, less war, where both attack at times",
        models.reciprocal_fear,
        lambda game: _moves(game, v_A, "falls"),
        "In the mixed equilibrium the risk of war falls with the value v_A of peace: it does nowhere, but rises.",
    ),
    _claim(
        "S5",
        "the other's fear moves a side, and not its own",
        models.reciprocal_fear,
        _others_fear,
        "In the mixed equilibrium A attacks the less often the more B has to fear, whatever A itself has to fear.",
    ),
)
