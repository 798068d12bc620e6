"""An independent check of a profile: does anybody gain by deviating, anywhere in the tree?

At every information set the mover's expected payoff, by its beliefs there, is compared with that of every other
move. By the one-shot deviation principle (Blackwell 1965; Hendon, Jacobsen and Sloth 1996) single moves suffice where
the mover's beliefs at its own later information sets follow by Bayes' rule from those here; where that is not
shown, whole plans are compared. That the beliefs are as the definition wants them is part of the condition
(``bayes_rule``). The value of following the profile is computed from its rules alone, by substitution in sympy; what
is shared with the search is only the engine that decides inequalities.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

import sympy
from sympy import Eq, Expr, Piecewise
from sympy.logic.boolalg import And, Boolean, Not, Or

from detente.games import Automaton, Game, GameError, UnsupportedGame
from detente.games.errors import place
from detente.games.tree import Exact
from detente.solvers import conditions
from detente.solvers.assessment import Assessment
from detente.solvers.bayes_rule import Demand, follow, on_beliefs
from detente.solvers.conditions import require_game
from detente.solvers.eliminate import eliminate
from detente.solvers.one_tree import stages
from detente.solvers.pieces import Asked, Case, Interval, Scope, within
from detente.solvers.repeated_plans import plan_deviations
from detente.solvers.solution import Equilibrium
from detente.solvers.worth import Values, offered, put

CONCEPTS = ("spe", "weak", "pbe", "sequential", "nash", "mpe")


def deviations(
    game: Game | Automaton,
    equilibrium: Equilibrium | Exact | Mapping[str, Exact],
    seconds: float = 10,
    *,
    concept: str | None = None,
) -> Boolean:
    """Return the condition under which nobody gains by deviating, where ``equilibrium.when`` and ``.where`` hold.

    True for an equilibrium. For any other profile it is a condition on the parameters, and on the equilibrium's free
    symbols, under which it is one; where a question is too hard the inequality itself stays in the answer, so that it
    is never True by default. ``seconds`` bounds each question. Payoffs and outcomes that are stated are not looked at.

    ``concept`` is "spe" (the default where every mover knows all that has happened), "pbe" (the default elsewhere),
    "weak" or "nash". For "weak" beliefs obey Bayes' rule on the path, for "pbe" wherever it applies, which is
    also all that is asked for "sequential"; for "nash" only whole plans from the start are compared, without beliefs.
    A game with states is looked at tree by tree, with what the profile says that its states are worth ("mpe"). A plan
    for a repeated game stands in the place of the game, with the discount factor in that of the profile.

    Raises GameError for a profile of another game or one that uses what a player does not know, UnsupportedGame
    for what is not covered: beliefs about draws that others have reacted to, and integrals of anything but
    polynomials over pieces with linear thresholds.

    >>> from detente.games import Decision, Game, Terminal, reals
    >>> from detente.solvers import solve
    >>> w = reals("w")
    >>> war, peace = Terminal({"A": w}, "war"), Terminal({"A": 0}, "peace")
    >>> game = Game(("A",), Decision("A", {"fight": war, "wait": peace}))
    >>> [deviations(game, eq) for eq in solve(game).equilibria]
    [True, True]
    """
    if isinstance(game, Automaton):
        if isinstance(equilibrium, Equilibrium):
            raise GameError("deviations: a plan is looked at with its discount factor: deviations(plan, delta)")
        return plan_deviations(game, equilibrium, concept=concept or "spe", seconds=seconds)
    require_game(game, "deviations")
    if not isinstance(equilibrium, Equilibrium):
        raise GameError(f"deviations: {equilibrium!r} is not an equilibrium, such as those of solve(game).equilibria")
    if concept is not None and concept not in CONCEPTS:
        raise UnsupportedGame(f"deviations: there is no concept {concept!r}; there are {', '.join(CONCEPTS)}")
    if not game.states:
        return _check(game, equilibrium, seconds, concept)
    found = []
    for stage in stages(game, equilibrium):
        fine = _check(stage.game, stage.equilibrium, seconds, None if concept == "mpe" else concept, stage.worth)
        if fine != sympy.true:
            found.append(fine if stage.equilibrium.when == equilibrium.when else Or(Not(stage.equilibrium.when), fine))
    return conditions.simplify(And(*found), (*game.given, equilibrium.when)) if found else sympy.true


def _check(
    game: Game,
    equilibrium: Equilibrium,
    seconds: float,
    concept: str | None,
    worth: Mapping[str, Expr] | None = None,
) -> Boolean:
    """Return the condition for a game without states, in which the profile is also to be worth what is stated."""
    # free probabilities lie between zero and one; of free numbers `where` says all
    numbers = {s for rule in equilibrium.strategy.values() if rule.offer is not None for s in rule.offer.free_symbols}
    free = [symbol for symbol in equilibrium.free if symbol not in numbers]
    unit = [relation for symbol in free for relation in (symbol >= 0, symbol <= 1)]
    asked = Asked((*game.given, equilibrium.when, equilibrium.where, *unit), seconds)
    read = Assessment(game, equilibrium, asked)
    strange = [history for history in equilibrium.strategy if history not in read.owner]
    if strange:
        raise GameError(f"deviations: nobody moves {place(strange[0])}; is the strategy of another game?")
    perfect = read.perfect()
    if concept == "spe" and not perfect:
        raise UnsupportedGame("deviations: not every player knows what has happened; use concept='pbe'")
    found: dict[Boolean, None] = {}
    demands = _demands(read, concept or ("spe" if perfect else "pbe"))
    for demand in itertools.chain(demands, _is_worth(read, worth) if worth is not None else ()):
        condition = _condition(asked, demand)
        if condition == sympy.false:
            return sympy.false
        if condition != sympy.true:
            found[condition] = None
    return _short(And(*found), asked, set(game.variables))


def _is_worth(read: Assessment, worth: Mapping[str, Expr]) -> Iterator[Demand]:
    """Demand that the profile brings what is stated."""
    for case in Values(read).value((), {}):
        for player, stated in worth.items():
            yield Demand((), case.when, Eq(sympy.cancel(case.payoffs[player] - stated), 0))


def _demands(read: Assessment, concept: str) -> Iterator[Demand]:
    values = Values(read)
    for number in range(len(read.sets)):
        yield from _is_rule(read, number, concept)
    if concept == "nash":
        for player in read.game.players:
            for plan in values.plans([()], player):
                yield from _no_better((), values.value((), {}), values.value((), plan), player)
        return
    # beliefs come first: where they are wrong, what is best by them need not be asked
    yield from on_beliefs(read, concept)
    for number in reversed(range(len(read.sets))):
        offer = read.offer(number)
        yield from _best_move(values, number) if offer is None else _best_offer(values, number, offer)


def _is_rule(read: Assessment, number: int, concept: str) -> Iterator[Demand]:
    """Demand that one thing is done in every case, and that probabilities are such."""
    rule, scope, offer = read.rules[number], read.seen[number], read.offer(number)
    if rule.mixed:
        for _, odds in rule.actions:
            if isinstance(odds, Piecewise) and odds.args[-1][1] != sympy.true:
                said = Or(*(condition for _, condition in odds.args))
                where = place(read.sets[number].histories[0])
                raise UnsupportedGame(f"deviations: {rule.player}'s rule {where} says what is done only if {said}")
            yield Demand(scope, sympy.true, odds >= 0)
        yield Demand(scope, sympy.true, Eq(sympy.cancel(sum(odds for _, odds in rule.actions)), 1))
    else:
        yield Demand(scope, sympy.true, Or(*(condition for _, condition in rule.actions)))
        if concept != "spe":  # there each of several moves has to be best; here beliefs hang on which it is
            for (_, one), (_, two) in itertools.combinations(rule.actions, 2):
                yield Demand(scope, And(one, two), sympy.false)
    if offer is not None:
        for action, condition in rule.actions:
            chosen, _ = offered(offer, action)
            where = condition > 0 if rule.mixed else condition
            yield Demand(scope, where, And(offer[1] <= chosen, chosen <= offer[2]))


def _best_offer(values: Values, number: int, offer: Interval) -> Iterator[Demand]:
    """Demand that no other offer is better by the beliefs at an information set."""
    read = values.read
    each, inner = read.sets[number], (*read.seen[number], offer)
    if doubtful := _doubtful(read, number):
        raise UnsupportedGame(
            f"deviations: {each.player}'s beliefs {place(read.sets[doubtful[0]].histories[0])} do not follow by"
            f" Bayes' rule from those {place(each.histories[0])}, where it makes an offer"
        )
    after = values.expected(number, {}, offer[0].name)
    yield from _no_better(inner, values.expected(number, {}), after, each.player)
    for action, condition in read.rules[number].actions:
        if not offered(offer, action)[1]:
            # any number of a set is offered: each must do as well as the one that stands for them
            for case, other in itertools.product(put(after, offer, action), after):
                where = And(condition, action, case.when, other.when)
                yield Demand(inner, where, Eq(case.payoffs[each.player], other.payoffs[each.player]))


def _best_move(values: Values, number: int) -> Iterator[Demand]:
    """Demand that no other move, or no other plan from here on, is better by the beliefs at an information set."""
    read = values.read
    each, now = read.sets[number], values.expected(number, {})
    doubtful = _doubtful(read, number)
    for label in read.labels(each.histories[0]):
        below = [(*history, label) for history in each.histories]
        for plan in values.plans(below, each.player) if doubtful else [{}]:
            yield from _no_better(read.seen[number], now, values.expected(number, plan, label), each.player)


def _doubtful(read: Assessment, number: int) -> list[int]:
    """List the later information sets of the same player at which beliefs are not known to follow from those here."""
    player = read.sets[number].player
    if all(len(each.histories) == 1 for each in read.sets if each.player == player):
        return []
    return [n for n in read.later(number) if len(read.sets[n].histories) > 1 and not follow(read, number, n)]


def _no_better(scope: Scope, now: list[Case], then: list[Case], player: str) -> Iterator[Demand]:
    for other in then:
        for case in now:
            where = And(case.when, other.when)
            if where != sympy.false:
                yield Demand(scope, where, case.payoffs[player] - other.payoffs[player] >= 0)


def _condition(asked: Asked, demand: Demand) -> Boolean:
    """Return the condition under which a demand is met for all offers and draws that it speaks of."""
    scope, where, wanted = demand
    if asked.surely(scope, where, wanted):
        return sympy.true
    broken = And(*within(scope), where, Not(wanted))
    try:
        return Not(eliminate([x for x, _, _ in reversed(scope)], broken, asked.given, asked.seconds))
    except UnsupportedGame:
        return sympy.Implies(where, wanted)


def _short(condition: Boolean, asked: Asked, variables: set[Expr]) -> Boolean:
    if condition in (sympy.true, sympy.false) or condition.free_symbols & variables or not isinstance(condition, And):
        return condition
    return conditions.simplify(condition, asked.given)
