"""Equilibria of games in which the last offers are made after signals: solved as finite games, read back as offers.

>>> from detente.games import Chance, Decision, Game, Offer, Terminal, reals
>>> x, q = reals("x q")
>>> deal, war = Terminal({"A": x, "B": 1 - x}, "settlement"), lambda w: Terminal({"A": -1, "B": w}, "war")
>>> play = lambda w: Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": war(w)}))
>>> arms = lambda w: Decision("B", {"arm": play(w), "wait": play(w)})
>>> game = Game(("A", "B"), Chance({"tough": (q, arms(1)), "weak": (1 - q, arms(0))}, seen_by={"B"}), (0 < q, q < 1))
>>> from detente.solvers.middle import unchanged
>>> len(with_last_offers(unchanged(game), "pbe", "generic", 10).equilibria) > 1
True
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace

import sympy
from sympy.logic.boolalg import And, Boolean, Or

from detente.games import FrozenMap, Game
from detente.solvers import conditions
from detente.solvers.display import text
from detente.solvers.menus import Case, Reduced, reduced
from detente.solvers.middle import Middle, unfolded
from detente.solvers.perfect import perfect_bayesian
from detente.solvers.solution import Equilibrium, Solution, Undecided
from detente.solvers.strategies import Strategy, path_of, place_of, possible

LATER = (
    "later offers: of the continuations of an offer in the middle of the game that are worth the same to all, one is "
    "told"
)


def with_last_offers(middle: Middle, definition: str, edges: str, seconds: float) -> Solution:
    """Return the equilibria of a game whose only continuous choices are last offers (``menus.last_offers``).

    Offers in the middle have become moves (``middle``). Raises UnsupportedGame and GameError like ``perfect_bayesian``.
    """
    game, deadline = middle.game, time.monotonic() + seconds
    found: list[Equilibrium] = []
    undecided = list(middle.open)
    skipped: dict[str, None] = dict.fromkeys(middle.edges)
    for outer in middle.cases:
        if edges == "generic" and outer.thin:
            skipped.setdefault(text(outer.given))
            continue
        there = Game(game.players, outer.game.root, (*game.given, *parts_of(outer.given)))
        small = reduced(there, max(1, deadline - time.monotonic()))
        undecided += [Undecided(And(outer.given, when), reason) for when, reason in small.open]
        for case in small.cases:
            if edges == "generic" and case.thin:
                skipped.setdefault(text(case.given))
                continue
            within = Game(game.players, case.game.root, (*there.given, *parts_of(case.given)))
            solution = perfect_bayesian(within, definition, edges, max(1, deadline - time.monotonic()))
            for eq in solution.equilibria:
                whole = read_back(small, case, eq)
                if outer.given != sympy.true:
                    whole = replace(whole, when=conditions.simplify(And(outer.given, whole.when), game.given))
                found.append(unfolded(outer, whole, game.given))
            undecided += [Undecided(And(outer.given, case.given, u.when), u.reason) for u in solution.undecided]
            skipped |= dict.fromkeys(edges_of(solution))
    rule = edge_rule(skipped)
    if any(outer.stages for outer in middle.cases):
        rule = f"{LATER}\n{rule}"
    return Solution(game, definition, rule, tuple(united(found, game.given)), tuple(undecided))


def edge_rule(skipped: Iterable[str]) -> str:
    """Say which edges were left out, as a solution prints it."""
    names = list(skipped)
    return f"edges: {'; '.join(names)} (solve with edges='full')" if names else "no edges left out"


def edges_of(solution: Solution) -> list[str]:
    """Read the edges off the rule of a solution."""
    line = next((line for line in solution.rule.splitlines() if line.startswith("edges: ")), "")
    names, mark, _ = line.removeprefix("edges: ").rpartition(" (solve with")
    return names.split("; ") if mark else []


def parts_of(condition: Boolean) -> tuple[Boolean, ...]:
    """Return the parts of a conjunction."""
    return () if condition == sympy.true else condition.args if isinstance(condition, And) else (condition,)


def united(equilibria: Iterable[Equilibrium], given: tuple[Boolean, ...]) -> list[Equilibrium]:
    """Unite the same play in several cases under one condition."""
    same: dict[object, list[Equilibrium]] = {}
    for eq in equilibria:
        key = tuple(eq.strategy.items()), tuple(eq.payoffs.items()), tuple(eq.outcomes.items()), eq.where
        same.setdefault(key, []).append(eq)
    return [
        group[0]
        if len(group) == 1
        else replace(group[0], when=conditions.simplify(Or(*(eq.when for eq in group)), given))
        for group in same.values()
    ]


def read_back(small: Reduced, case: Case, eq: Equilibrium) -> Equilibrium:
    """Return an equilibrium of a game with menus as one of the game with offers."""
    when = eq.when if case.given == sympy.true else conditions.simplify(And(case.given, eq.when), small.game.given)
    strategy = dict(eq.strategy)
    path = list(eq.path)
    for menu in case.menus:
        options = menu.by_label()
        histories = menu.stage.set.histories
        rule = eq.strategy[histories[0]]
        offers = [options[str(label)] for label, _ in rule.actions]
        said = tuple((option.action, odds) for option, (_, odds) in zip(offers, rule.actions, strict=True))
        rule = replace(rule, actions=said)
        for history, member in menu.stage.member.items():
            x, block = menu.stage.nodes[member].interval[0], menu.stage.blocks[member]
            after = (*history, x.name)
            replies = Strategy(small.search, block, possible(block, case.when, []), case.when, small.known)
            strategy[history] = rule
            strategy |= {(*after, *later): reply for later, reply in replies.items()}
            if histories[0] in eq.path and eq.beliefs.get(history, 1) != 0:
                for option in offers:
                    there = possible(block, case.when, place_of(small.search, x, option.at))
                    steps = path_of(small.search, block, there, case.when)
                    path += [(*after, *step.history) for step in steps if step.moves]
    return replace(eq, when=when, strategy=FrozenMap(strategy), path=tuple(dict.fromkeys(path)))
