"""Screening: perfect Bayesian equilibria of games in which the uninformed side moves on its prior.

Nature's hidden moves are put after the moves of those who have not seen them (``interchange``), and backward
induction does the rest: the proposer weighs what each type would do by the prior, which is its belief on the path
and, since nobody with information has moved yet, everywhere (Fearon 1995; Powell 1999).

>>> from detente.games import Chance, Decision, Game, Offer, Terminal, reals
>>> x, q, p, c_A, c_L, c_H = reals("x q p c_A c_L c_H")
>>> deal = Terminal({"A": x, "B": 1 - x}, "settlement")
>>> war = lambda c: Terminal({"A": p - c_A, "B": 1 - p - c}, "war")
>>> play = lambda c: Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": war(c)}))
>>> game = Game(("A", "B"), Chance({"low": (q, play(c_L)), "high": (1 - q, play(c_H))}, seen_by={"B"}),
...             given=(0 < q, q < 1, 0 < c_A, 0 < c_L, c_L < c_H, 0 < p, p + c_H < 1))
>>> solution = screening(game, "pbe", "listed", "generic", 30)
>>> solution.condition("settlement")
q >= (c_H - c_L)/(c_A + c_H)
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any as Anything

from sympy import Eq, Expr, Integer, Piecewise, Symbol, cancel

from detente.games import (
    Chance,
    Decision,
    Draw,
    FrozenMap,
    Game,
    Node,
    Offer,
    UnsupportedGame,
    children,
    information_sets,
)
from detente.games.information import History
from detente.solvers.contests import at_once
from detente.solvers.contests_stage import chosen_at_once
from detente.solvers.interchange import moved, require_informed
from detente.solvers.irrelevance import with_private_values_shown
from detente.solvers.menus import only_last_offers
from detente.solvers.middle import unchanged, with_middle
from detente.solvers.offered import with_last_offers
from detente.solvers.perfect import perfect_bayesian
from detente.solvers.proposals import informed_offer
from detente.solvers.public import over_subgames
from detente.solvers.rounds import first_offer, menus_of
from detente.solvers.rules import Rule
from detente.solvers.solution import Equilibrium, Solution
from detente.solvers.subgame import by_backward_induction


def is_continuous(game: Game) -> bool:
    """Tell whether a game has offers or draws of numbers."""
    stack: list[Node] = [game.root]
    while stack:
        node = stack.pop()
        if isinstance(node, Offer | Draw):
            return True
        stack += [child for _, child in children(node)]
    return False


def screening(game: Game, concept: str, ties: str, edges: str, seconds: float) -> Solution:
    """Return the equilibria of a game with continuous choices and private information.

    Where uninformed movers hold their prior, by backward induction; offers after signals as moves from
    finite menus (``offered``); offers followed by moves of the uninformed through the continuations (``rounds``);
    offers by those who know their type as signals (``proposals``).
    Raises UnsupportedGame where none of these covers the game.
    """
    if concept == "sequential":
        raise UnsupportedGame("sequential equilibrium is defined for finite games (Kreps and Wilson 1982): use 'pbe'")
    if chosen_at_once(game):
        return at_once(game, concept, ties, seconds)
    simple = with_private_values_shown(game)
    if _informed_proposer(game):
        try:
            return informed_offer(game, concept, edges, seconds)
        except UnsupportedGame:
            if _informed_proposer(simple):
                raise
    if only_last_offers(game) and not _prior_everywhere(simple):
        return with_last_offers(unchanged(game), concept, edges, seconds)
    if not only_last_offers(game) and _after_signals(simple):
        later = simple
        solution = _with_menus(simple, concept, edges, seconds)
    elif _informed(later := moved(simple)):
        solution = by_backward_induction(later, ties, seconds)
    else:
        solution = _by_subgames(later, concept, ties, edges, time.monotonic() + seconds)
    places = _places(simple, later)
    beliefs = _priors(game)
    seen = {
        history: ", ".join(label for _, label in each.seen)
        for each in information_sets(game)
        if len(each.histories) > 1
        for history in each.histories
    }
    equilibria = tuple(_as_played(game, eq, places, beliefs, seen) for eq in solution.equilibria)
    return replace(solution, game=game, concept=concept, equilibria=equilibria)


def _by_subgames(game: Game, concept: str, ties: str, edges: str, deadline: float) -> Solution:
    """Return the equilibria of a game whose public moves stand first."""
    left = max(1, deadline - time.monotonic())
    if not is_continuous(game):
        return perfect_bayesian(game, concept, edges, left)
    if _informed(game):
        return by_backward_induction(game, ties, left)
    if _informed_proposer(game):
        return informed_offer(game, concept, edges, left)
    if only_last_offers(game):
        return with_last_offers(unchanged(game), concept, edges, left)
    if concept == "weak" and isinstance(game.root, Offer | Decision):
        raise UnsupportedGame("weak: beliefs after other offers and public moves are free; use the concept 'pbe'")
    match game.root:
        case Offer():
            return first_offer(game, concept, edges, left)
        case Decision() | Chance(seen_by=None):
            return over_subgames(game, lambda below: _by_subgames(below, concept, ties, edges, deadline))
    require_informed(game)
    raise AssertionError("a game in which nobody is uninformed is solved by backward induction")


def _after_signals(game: Game) -> bool:
    """Tell whether types move before the offers, so that no prior is held at them."""
    try:
        later = moved(game).root
    except UnsupportedGame:
        return True
    while isinstance(later, Chance) and later.seen_by is None and len({type(n) for _, n in children(later)}) == 1:
        later = children(later)[0][1]
    return isinstance(later, Chance) and later.seen_by is not None


def _with_menus(game: Game, concept: str, edges: str, seconds: float) -> Solution:
    """Return the equilibria of a game in which types move before offers in the middle."""
    if concept == "weak":
        raise UnsupportedGame("weak: beliefs after other offers are free; use the concept 'pbe'")
    deadline = time.monotonic() + seconds
    middle = with_middle(game, partial(menus_of, definition=concept, deadline=deadline), edges)
    if any(not only_last_offers(case.game) for case in middle.cases):
        require_informed(game)
    return with_last_offers(middle, concept, edges, max(1, deadline - time.monotonic()))


def _informed_proposer(game: Game) -> bool:
    """Tell whether somebody has to make out from an offer what its proposer knows."""
    sets = information_sets(game)
    offers = {h: k for k, each in enumerate(sets) if isinstance(each.moves[0], Symbol) for h in each.histories}
    return any(
        len({offers.get(h[:n]) for h in each.histories if len(h) > n} - {None}) > 1
        for each in sets
        for n in range(max(map(len, each.histories)))
    )


def _informed(game: Game) -> bool:
    try:
        require_informed(game)
    except UnsupportedGame:
        return False
    return True


def _prior_everywhere(game: Game) -> bool:
    try:
        return _informed(moved(game))
    except UnsupportedGame:
        return False


def _places(game: Game, other: Game) -> dict[History, History]:
    """Map each history at which a player moves to the one that it became when hidden moves of nature were put later.

    Moves of players keep their order, and so do those of nature that are seen by the same players.
    """
    found = {}
    for history, node in game.walk():
        if not isinstance(node, Offer | Decision):
            continue
        left: dict[object, list[str]] = {}
        here = game.root
        for label in history:
            left.setdefault(_kind(here), []).append(label)
            here = dict(children(here))[label]
        there, now = [], other.root
        while left.get("players") or isinstance(now, Chance | Draw):
            there.append(left[_kind(now)].pop(0))
            now = dict(children(now))[there[-1]]
        found[history] = tuple(there)
    return found


def _kind(node: Node) -> object:
    """Return what moves have to share to keep their order."""
    return node.seen_by if isinstance(node, Chance | Draw) else "players"


def _as_played(
    game: Game,
    eq: Equilibrium,
    places: dict[History, History],
    beliefs: dict[History, FrozenMap[str, Expr] | Expr],
    seen: dict[History, str],
) -> Equilibrium:
    rules: dict[tuple[int, str], Rule] = {}

    def named(history: History, rule: Rule) -> Rule:
        name = seen.get(history, rule.seen)
        return rules.setdefault((id(rule), name), replace(rule, seen=name))

    strategy = {history: named(history, eq.strategy[there]) for history, there in places.items()}
    played = {history: named(history, eq.played[there]) for history, there in places.items() if there in eq.played}
    reached = set(eq.path)
    path = tuple(history for history, there in places.items() if there in reached)
    found = {history: eq.beliefs[there] for history, there in places.items() if there in eq.beliefs and history in seen}
    found |= {history: prior for history, prior in beliefs.items() if history not in found}
    found |= _after_offers(game, strategy, found)
    return replace(eq, strategy=FrozenMap(strategy), path=path, beliefs=FrozenMap(found), played=FrozenMap(played))


def _priors(game: Game) -> dict[History, FrozenMap[str, Expr] | Expr]:
    """Return the belief in each history of an information set with several, by the odds of its player."""
    found: dict[History, FrozenMap[str, Expr] | Expr] = {}
    for each in information_sets(game):
        # after moves of others that may tell what is hidden the prior is no belief
        alone = all(mover in ("", each.player) for mover, _ in each.seen)
        if len(each.histories) > 1 and alone:
            odds = [_chance(game, history, each.player) for history in each.histories]
            total = sum(odds)
            found |= {history: cancel(o / total) for history, o in zip(each.histories, odds, strict=True)}
    return found


def _chance(game: Game, history: History, player: str) -> Expr:
    odds, node = 1, game.root
    for label in history:
        if isinstance(node, Chance):
            likely = node.moves[label][0]
            odds *= likely[player] if isinstance(likely, FrozenMap) else likely
        node = dict(children(node))[label]
    return odds


def _after_offers(
    game: Game, strategy: Mapping[History, Rule], known: Mapping[History, Anything]
) -> dict[History, Anything]:
    """Return what is believed of types after their offers where it does not matter: Bayes' rule, or the prior."""
    found: dict[History, Anything] = {}
    for each in information_sets(game):
        offers = [strategy[h[:-1]].offer if h and h[:-1] in strategy else None for h in each.histories]
        if len(each.histories) < 2 or each.histories[0] in known or None in offers:
            continue
        x = Symbol(each.histories[0][-1], real=True)
        weights = [_chance(game, history, each.player) for history in each.histories]
        for history, offer, weight in zip(each.histories, offers, weights, strict=True):
            cases = []
            for other in dict.fromkeys(offers):
                total = sum(w for o, w in zip(offers, weights, strict=True) if o == other)
                cases.append((cancel(weight / total) if offer == other else Integer(0), Eq(x, other)))
            found[history] = Piecewise(*cases, (cancel(weight / sum(weights)), True))
    return found
