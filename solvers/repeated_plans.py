"""An independent check of a plan for a repeated game: no other plan of one player is worth more, anywhere.

Against a plan of the others that is an automaton, a player faces a decision problem on its states, in which some
policy that hangs on the state alone is best (Blackwell 1965). Every such policy is valued and compared with the
plan, at each state and information set: nothing here rests on single deviations. All is computed in sympy, straight
from the definition; what is shared with `enforceable` is only the engine that decides inequalities.

>>> from detente.games import grim_trigger, matrix_game, reals
>>> delta = reals("delta")
>>> table = {("C", "C"): (3, 3), ("C", "D"): (0, 5), ("D", "C"): (5, 0), ("D", "D"): (1, 1)}
>>> plan_deviations(grim_trigger(matrix_game(("A", "B"), table), ("C", "C"), ("D", "D")), delta)
delta >= 1/2
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import sympy
from sympy import Expr, Symbol
from sympy.logic.boolalg import And, Boolean
from sympy.polys.matrices import DomainMatrix

from detente.games import Automaton, Chance, Decision, FrozenMap, GameError, InformationSet, Terminal, UnsupportedGame
from detente.games.errors import place
from detente.games.information import History
from detente.games.plans import Stage, stage_of
from detente.games.tree import Exact, exact
from detente.solvers import conditions

Policy = Mapping[tuple[str, History], str]
"""The move at each state and information set of one player, the set by its first history."""

MAX_POLICIES = 1024
"""How many policies of one player are compared."""


def plan_deviations(
    plan: Automaton, discount: Exact | Mapping[str, Exact], *, concept: str = "spe", seconds: float = 10
) -> Boolean:
    """Return the condition under which no other plan is worth more to a player, at any state and information set.

    It is that of `enforceable`, found in another way. With ``concept="nash"`` plans are compared at the start only, so
    that threats need not be credible. Raises GameError for what is no plan, UnsupportedGame where a
    player has more than `MAX_POLICIES` policies, and where its beliefs off the path are not told by the plan.

    Source: Blackwell 1965, Discounted dynamic programming.

    >>> from detente.games import matrix_game, reals, tit_for_tat
    >>> table = {("C", "C"): (3, 3), ("C", "D"): (0, 5), ("D", "C"): (5, 0), ("D", "D"): (1, 1)}
    >>> plan = tit_for_tat(matrix_game(("A", "B"), table), ("C", "C"), ("D", "D"))
    >>> plan_deviations(plan, reals("delta")), plan_deviations(plan, reals("delta"), concept="nash")
    (False, delta >= 2/3)
    """
    if concept not in ("spe", "nash"):
        raise UnsupportedGame(f"plan_deviations: there is no concept {concept!r} here; there are 'spe' and 'nash'")
    if not isinstance(plan, Automaton):
        raise GameError(f"a plan is wanted, an Automaton, not {type(plan).__name__}; see grim_trigger and the like")
    players = plan.stage.players
    by_player = discount if isinstance(discount, Mapping) else dict.fromkeys(players, discount)
    if set(by_player) != set(players):
        raise GameError(f"discount: one factor, or one for each of {', '.join(players)}, is wanted, not {discount!r}")
    factors = {player: exact(by_player[player]) for player in players}
    bounds = [bound for d in factors.values() for bound in (d > 0, d < 1)]
    given = (*plan.stage.given, *(bound for bound in bounds if bound != sympy.true))
    found: dict[Boolean, None] = {}
    for player in players:
        problem = _Problem(plan, stage_of(plan.stage, plan.revealed, plan.final), player, factors[player])
        for amount in problem.shortfalls(concept == "nash"):
            wanted = amount >= 0
            if wanted not in (sympy.true, *found) and conditions.implied(wanted, given, seconds) is not True:
                found[wanted] = None
    return conditions.simplify(And(*found), given, prefer=[d for d in factors.values() if isinstance(d, Symbol)])


@dataclass(frozen=True)
class _Problem:
    """The decision problem of one player against the plan of the others."""

    plan: Automaton
    stage: Stage
    player: str
    discount: Expr

    def states(self) -> list[str]:
        seen = [self.plan.start]
        for state in seen:
            seen += dict.fromkeys(t for (s, _), t in self.plan.step.items() if s == state and t not in seen)
        return seen

    def shortfalls(self, at_the_start: bool) -> Iterator[Expr]:
        """Iterate over what the player loses by each policy, at each state and information set, or at the start."""
        for state in self.states():
            for moves in self.plan.play[state].values():
                for odds in moves.values():
                    yield from (odds, 1 - odds)
        mine = [each for each in self.stage.sets.values() if each.player == self.player]
        keys = [(state, each.histories[0]) for state in self.states() for each in mine]
        menus = [[str(move) for move in self.stage.sets[first].moves] for _, first in keys]
        if math.prod(map(len, menus)) > MAX_POLICIES:
            raise UnsupportedGame(f"{self.player} has more than {MAX_POLICIES} policies to compare; use enforceable")
        own = self.solved({})
        now = {state: self.values(state, {}, own) for state in self.states()}
        if at_the_start:
            for chosen in itertools.product(*menus):
                other = self.solved(dict(zip(keys, chosen, strict=True)))
                yield sympy.factor(own[self.plan.start] - other[self.plan.start])
            return
        weights = {(state, first): self.weights(state, self.stage.sets[first]) for state, first in keys}
        for chosen in itertools.product(*menus):
            policy = dict(zip(keys, chosen, strict=True))
            worth = self.solved(policy)
            for state in self.states():
                then = self.values(state, policy, worth)
                for each in mine:
                    parts = weights[state, each.histories[0]].items()
                    yield sympy.factor(sum(weight * (now[state][h] - then[h]) for h, weight in parts))

    def odds(self, state: str, history: History, policy: Policy) -> dict[str, Expr]:
        """Return the odds of what follows a history, where the player follows a policy and the others the plan."""
        node = self.stage.nodes[history]
        if isinstance(node, Chance):
            return {m: o[self.player] if isinstance(o, FrozenMap) else o for m, (o, _) in node.moves.items()}
        first = self.stage.first[history]
        if (state, first) in policy:
            return {move: sympy.Integer(move == policy[state, first]) for move in self.plan.play[state][first]}
        return dict(self.plan.play[state][first])

    def solved(self, policy: Policy) -> dict[str, Expr]:
        """Return the value of each state under a policy: V = u + d*P*V."""
        states = self.states()
        rows, constants = [], []
        for state in states:
            row = [sympy.Integer(other == state) for other in states]
            total: Expr = sympy.Integer(0)
            for end, node in self.stage.ends:
                chance = sympy.prod(self.odds(state, end[:n], policy)[end[n]] for n in range(len(end)))
                total += chance * node.payoffs[self.player]
                if (state, end) in self.plan.step:
                    row[states.index(self.plan.step[state, end])] -= chance * self.discount
            rows.append(row)
            constants.append([total])
        left, right = (DomainMatrix.from_Matrix(sympy.Matrix(part), field=True) for part in (rows, constants))
        left, right = left.unify(right)
        found = left.to_field().lu_solve(right.to_field()).to_Matrix()
        return {state: found[k, 0] for k, state in enumerate(states)}

    def values(self, state: str, policy: Policy, worth: Mapping[str, Expr]) -> dict[History, Expr]:
        """Return the value of each history of a state under a policy."""
        found: dict[History, Expr] = {}
        for history, node in reversed(list(self.stage.nodes.items())):
            if isinstance(node, Terminal):
                after = self.plan.step.get((state, history))
                later = sympy.Integer(0) if after is None else worth[after]
                found[history] = node.payoffs[self.player] + self.discount * later
            elif isinstance(node, Decision | Chance):
                odds = self.odds(state, history, policy)
                found[history] = sum((odds[m] * found[*history, m] for m in node.moves), sympy.Integer(0))
        return found

    def weights(self, state: str, each: InformationSet) -> dict[History, Expr]:
        """Return how likely the histories of an information set are, less the moves on the way to all of them."""
        if len(each.histories) == 1:
            return {each.histories[0]: sympy.Integer(1)}
        found: dict[History, Expr] = {}
        for history in each.histories:
            weight: Expr = sympy.Integer(1)
            for n, label in enumerate(history):
                node, first = history[:n], self.stage.first.get(history[:n])
                shared = all(self._passes(other, node, first, label) for other in each.histories)
                weight *= sympy.Integer(1) if shared else self.odds(state, node, {})[label]
            found[history] = weight
        if all(weight == 0 for weight in found.values()):
            raise UnsupportedGame(f"{place(each.histories[0])}, in state {state!r}: beliefs are not told by the plan")
        return found

    def _passes(self, history: History, node: History, first: History | None, label: str) -> bool:
        """Tell whether a history passes through the same move as another, at the same information set."""
        for n, other in enumerate(history):
            same = history[:n] == node if first is None else self.stage.first.get(history[:n]) == first
            if same:
                return other == label
        return False
