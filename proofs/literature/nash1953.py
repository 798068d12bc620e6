"""Claims on the demand game of J. F. Nash, "Two-person cooperative games", Econometrica 21, 1953.

>>> [entry.key for entry in ENTRIES]
['NA1', 'NA2', 'NA3', 'NA4']
"""

from __future__ import annotations

from sympy import Add, And, Eq, Not, Or
from sympy.logic.boolalg import Boolean

from detente.games import Game
from detente.games.literature import nash1953 as models
from detente.proofs.claim import Claim, Entry, built
from detente.proofs.saying import Sentence, every, solved
from detente.solvers import Equilibrium, eliminate

SOURCE = "Nash 1953"
x, d_A, d_B = models.x, models.d_A, models.d_B


def for_all_numbers(game: Game, sentence: Sentence) -> Boolean:
    """Say that a sentence is true of every equilibrium, whatever the demands that are free in it."""

    def says(equilibrium: Equilibrium) -> Boolean:
        wrong = And(equilibrium.where, Not(sentence(equilibrium)))
        return Not(eliminate(equilibrium.free, wrong, (*game.given, equilibrium.when)))

    return every(solved(game), says)


def met(equilibrium: Equilibrium) -> Boolean:
    """Say that the demands of an equilibrium fit together."""
    return Add(*(rule.offer for rule in equilibrium.strategy.values())) <= 1


def _every_division(game: Game) -> Boolean:
    """Say that no division that is worth at least disagreement to both is without an equilibrium that gives it."""
    found = []
    for equilibrium in solved(game).equilibria:
        gives = And(Eq(equilibrium.payoffs["A"], x), Eq(equilibrium.payoffs["B"], 1 - x))
        found.append(eliminate(equilibrium.free, And(equilibrium.when, equilibrium.where, gives), game.given))
    return Not(eliminate([x], And(x >= d_A, x <= 1 - d_B, Not(Or(*found))), game.given))


ENTRIES: tuple[Entry, ...] = (
    Claim(
        SOURCE,
        "Each division of the pie that gives both at least what they have is an equilibrium of demands.",
        built(models.demands),
        _every_division,
        "For all x between d_A and 1 - d_B there is an equilibrium with the payoffs x and 1 - x.",
        "NA1",
        "every division that both prefer is an equilibrium",
        "demands",
    ),
    Claim(
        SOURCE,
        "In every equilibrium of demands the whole pie is divided, or none of it.",
        built(models.demands),
        lambda game: for_all_numbers(
            game,
            lambda eq: Or(
                Eq(eq.payoffs["A"] + eq.payoffs["B"], 1), And(Eq(eq.payoffs["A"], d_A), Eq(eq.payoffs["B"], d_B))
            ),
        ),
        "Nothing of the pie is left over where the demands fit together.",
        "NA2",
        "the whole pie or none of it",
        "demands",
    ),
    Claim(
        SOURCE,
        "In every equilibrium the demands are met.",
        built(models.demands),
        lambda game: for_all_numbers(game, met),
        "Both may demand so much that neither gains by asking for what the other leaves.",
        "NA3",
        "demands are met in equilibrium",
        "demands",
    ),
    Claim(
        SOURCE,
        "In every equilibrium each gets at least what it has without agreement.",
        built(models.demands),
        lambda game: for_all_numbers(game, lambda eq: And(eq.payoffs["A"] >= d_A, eq.payoffs["B"] >= d_B)),
        "Each can refuse by demanding everything.",
        "NA4",
        "nobody gets less than without agreement",
        "demands",
    ),
)
