"""Offers in the middle of a game: the finitely many that can be best for some belief, with all that follows each.

What follows an offer in the middle, those who answer and later rounds, is solved as a game of its own whose prior is
the belief of the proposer, a symbol. Its equilibria come as finitely many families, in each of which the proposer
offers one number: a cutoff, or the end of an interval in which later mixing keeps a type indifferent. Such a family is
an option of the menu that takes the place of the offer, under these conditions, which are all asked of the engine:

1. each type's payoff in the family does not hang on the belief, and the proposer's is linear in it, so that
   payoffs by type stand for the family (``Plan``);
2. for every belief, inside the simplex and on each of its faces, the options that are best by these payoffs are
   just the families that are equilibria there: nothing else is one, but for payoffs between those of two best options,
   that are mixtures of them. No offer off the menu is better, since the families are worth what the proposer can be
   held to (``rounds``);
3. two options that are best together with different payoffs of types are different numbers, so that mixing is possible.

Then moves before the offer see the same continuation payoffs for each belief in the game with the menu and in the game
itself, and have the same equilibria. Where a condition fails the parameters at which it does are undecided (compare
Fudenberg and Tirole 1983; Powell 2004). On a face, types have probability zero and may still be believed to be there
once somebody surprises: there nature is a player who never wants to choose them.

>>> from detente.games import Chance, Decision, Game, Offer, Terminal, reals
>>> from detente.solvers import solve
>>> x, y, q = reals("x y q")
>>> deal = lambda z, late: Terminal({"A": z - late, "B": 1 - z - late}, "settlement")
>>> give = lambda late: Terminal({"A": -late, "B": 1 - late}, "status quo")
>>> attack = lambda c: Decision("A", {"attack": Terminal({"A": Rational(1, 2), "B": -c}, "war"), "pass": give(1)})
>>> second = lambda c: Offer("A", (y, 0, 1), Decision("B", {"accept": deal(y, 1), "reject": attack(c)}))
>>> play = lambda c: Decision("B", {"talk": second(c), "wait": second(c)})
>>> game = Game(("A", "B"), Chance({"low": (q, play(1)), "high": (1 - q, play(2))}, seen_by={"B"}), (0 < q, q < 1))
>>> {eq.probability("settlement") for eq in solve(game, "pbe").equilibria}
{1}
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import sympy
from sympy import Expr, Integer, Rational, Symbol
from sympy.logic.boolalg import And, Boolean

from detente.games import Chance, Decision, FrozenMap, Game, Node, Offer, Terminal, UnsupportedGame
from detente.games.information import History
from detente.solvers import conditions, smt
from detente.solvers.algebra import NEG, POS, ZERO, Ring
from detente.solvers.conditions import known_signs
from detente.solvers.describe import describe
from detente.solvers.display import boolean_form, ratio_form, text
from detente.solvers.eliminate import without
from detente.solvers.formulas import FALSE, TRUE, Formula, boolean, compare, conjunction, disjunction, negation
from detente.solvers.partition import Partition
from detente.solvers.ratio import Ratio
from detente.solvers.rules import Rule
from detente.solvers.solution import Equilibrium, Solution, Undecided

APART = "\x00"
"""Stands between a player, or an outcome, and the type that a payoff, or the odds, are conditional on."""

NATURE = "\x00nature"
"""The player that chooses types on the faces of the simplex."""
