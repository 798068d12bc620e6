"""What a plan for a repeated game is worth in each state, and what a single deviation loses, as polynomials.

A plan's values solve linear equations over the field of rational functions in the parameters and the discount
factors: ``V(s) = u(s) + d * sum of P(s, t) * V(t)``. The determinant of ``I - d*P`` is positive for ``0 <= d < 1``, so
that denominators with a discount factor in them are of known sign: the sign at ``d = 0``.

>>> from detente.games import grim_trigger, matrix_game, reals
>>> delta, r = reals("delta r")
>>> stage = matrix_game(("A",), {("wait",): (r,), ("go",): (2,)})
>>> read = Reading(grim_trigger(stage, ("wait",), ("go",)), delta)
>>> [value.expr() for value in read.worth["A"].values()]
[-r/(delta - 1), -2/(delta - 1)]
>>> [(loss.state, loss.move, loss.amount.expr()) for loss in read.losses()]
[('good', 'go', r - 2), ('bad', 'wait', 2 - r)]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import sympy
from flint import fmpq_mpoly
from sympy import Abs, Expr, Max, Min, Piecewise, Symbol
from sympy.logic.boolalg import Boolean

from detente.games import Automaton, Chance, Decision, FrozenMap, GameError, Terminal, UnsupportedGame
from detente.games.errors import place
from detente.games.expressions import symbols_of
from detente.games.information import History, InformationSet
from detente.games.plans import stage_of
from detente.games.tree import Exact, exact
from detente.solvers.algebra import NEG, POS, ZERO, Ring
from detente.solvers.conditions import require_consistent
from detente.solvers.display import text
from detente.solvers.formulas import boolean, compare, defined, negation
from detente.solvers.knowledge import Knowledge
from detente.solvers.partition import Partition
from detente.solvers.ratio import Ratio, coefficients_of, rational

Discount = Exact | Mapping[str, Exact]
"""One discount factor per period, between 0 and 1, or one for each player."""


class Loss(NamedTuple):
    """What a player loses by one deviation: nobody gains where every ``amount``, up to a positive factor, is >= 0."""

    state: str
    player: str
    history: History
    move: str
    amount: Ratio


class Reading:
    """A plan with discount factors, in a ring: values by player and state, and what single deviations lose.

    Raises GameError for discount factors that can leave (0, 1), odds that can leave (0, 1] and payoffs that are not
    defined under the hypotheses; UnsupportedGame where beliefs off the path are not told by the plan.
    """

    def __init__(self, plan: Automaton, discount: Discount, seconds: float = 10) -> None:
        if not isinstance(plan, Automaton):
            raise GameError(f"a plan is wanted, an Automaton, not {type(plan).__name__}; see grim_trigger and the like")
        self.plan = plan
        self.stage = stage_of(plan.stage, plan.revealed, plan.final)
        self.players = plan.stage.players
        self.states = _reached(plan)
        discounts = _discounts(plan, discount)
        self.factors = tuple(dict.fromkeys(discounts.values()))
        numbers = tuple(bound for d in self.factors for bound in (d > 0, d < 1))
        if any(bound == sympy.false for bound in numbers):
            raise GameError(f"discount: {text(self.factors[0])} is not between 0 and 1, the two excluded")
        self.given: tuple[Boolean, ...] = (*plan.stage.given, *(b for b in numbers if b != sympy.true))
        require_consistent(self.given)
        self._build(discounts, seconds)

    def _build(self, discounts: Mapping[str, Expr], seconds: float) -> None:
        written = [*_payoffs(self), *_odds(self)]
        used = set().union(*(w.free_symbols for w in written)) if written else set()
        taken = {s.name for s in used | set().union(*(g.free_symbols for g in (*self.given, *self.factors)))}
        self.instead: dict[Symbol, Expr] = {}
        """What further symbols stand for: discount factors that are no symbols of their own, and cases in payoffs."""
        self.cases: dict[Expr, Symbol] = {}
        """The symbols that stand for cases in payoffs (Min, Max, Abs, Piecewise)."""
        stands: dict[Expr, Symbol] = {}
        for d in self.factors:
            own = isinstance(d, Symbol) and d not in used
            stands[d] = d if own else _fresh(taken, "delta")
            if not own:
                self.instead[stands[d]] = d
        for expr in sorted(_cases(written), key=sympy.default_sort_key):
            self.cases[expr] = _fresh(taken, "u")
            self.instead[self.cases[expr]] = expr
        symbols = used | set(stands.values()) | set(self.cases.values())
        symbols |= set().union(*(g.free_symbols for g in (*self.given, *self.factors)))
        self.ring = Ring(sorted(symbols, key=lambda s: s.name))
        self.discount = {player: self.ring.gen(stands[d]) for player, d in discounts.items()}
        self.discounting = {self.ring.index[stands[d]] for d in self.factors}
        hypotheses = [boolean(g, self.ring) for g in self.given]
        inside = [bound for s in stands.values() for bound in (s > 0, s < 1)]
        self.partition = Partition(self.ring, [*hypotheses, *(boolean(b, self.ring) for b in inside)], seconds=seconds)
        self._check(Knowledge(self.ring, hypotheses, seconds, None))

    def amount(self, expr: Expr) -> Ratio:
        """Return an expression in the ring; a case distinction is a symbol of its own."""
        return self.ring.convert(expr.xreplace(self.cases) if self.cases else expr)

    def written(self, value: Expr) -> Expr:
        """Return an expression with the user's own in place of further symbols."""
        return value.xreplace(self.instead)

    def settled(self, amount: Ratio) -> Ratio:
        """Return a polynomial of the same sign in the user's own discount factors."""
        ring = self.ring
        for symbol, stands_for in self.instead.items():
            if ring.index[symbol] in self.discounting and amount.involves(ring.index[symbol]):
                amount = amount.subs(ring.index[symbol], ring.convert(stands_for), self._known_sign)
        return self.cleared(amount, determinant=False)

    def _known_sign(self, ratio: Ratio) -> int:
        for sign, signs in ((1, POS), (-1, NEG), (0, ZERO)):
            if not self.partition.shows(negation(compare(ratio, signs))):
                return sign
        raise UnsupportedGame(f"`given` does not tell the sign of {text(ratio.expr())}, of which a root is taken")

    def _check(self, known: Knowledge) -> None:
        ring = self.ring
        for expr in _payoffs(self):
            if expr.free_symbols and known.shows(negation(defined(expr, ring))):
                raise GameError(f"the payoff {text(expr)} is not defined at some parameters that `given` allows")
        for history, node in self.stage.nodes.items():
            for label, (odds, _) in node.moves.items() if isinstance(node, Chance) else ():
                for value in odds.values() if isinstance(odds, FrozenMap) else (odds,):
                    weight = self.amount(value)
                    if known.shows(compare(weight, NEG | ZERO)) or known.shows(compare(weight - ring.one, POS)):
                        raise GameError(
                            f"{place(history)}: the odds {text(value)} of {label!r} can leave (0, 1] under `given`: "
                            "add the hypotheses that keep them there, or leave the move out"
                        )

    def odds(self, state: str, history: History, label: str, player: str) -> Ratio:
        """Return the probability of a move in a state, as a player sees it."""
        node = self.stage.nodes[history]
        if isinstance(node, Chance):
            odds, _ = node.moves[label]
            return self.amount(odds[player] if isinstance(odds, FrozenMap) else odds)
        return self.amount(self.plan.play[state][self.stage.first[history]][label])

    def mixed(self) -> list[Ratio]:
        """List the probabilities of mixed play that are no numbers."""
        found = dict.fromkeys(
            odds
            for state in self.states
            for moves in self.plan.play[state].values()
            for odds in moves.values()
            if not odds.is_Rational or not 0 <= odds <= 1
        )
        return [self.amount(odds) for odds in found]

    # values

    @cached_property
    def worth(self) -> dict[str, dict[str, Ratio]]:
        """The value of the plan to each player in each state: the discounted sum of payoffs from then on."""
        return {player: self._solved(player) for player in self.players}

    def _solved(self, player: str) -> dict[str, Ratio]:
        """Solve V = u + d*P*V; no pivot vanishes, since each is one where the discount factor is zero."""
        ring, d = self.ring, self.discount[player]
        rows: dict[str, tuple[Ratio, dict[str, Ratio]]] = {}
        for state in self.states:
            total, onwards = ring.zero, dict[str, Ratio]()
            for end, node in self.stage.ends:
                weight = ring.one
                for n, label in enumerate(end):
                    weight = weight * self.odds(state, end[:n], label, player)
                    if weight.is_zero():
                        break
                if weight.is_zero():
                    continue
                total = total + weight * self.amount(node.payoffs[player])
                if (state, end) in self.plan.step:
                    after = self.plan.step[state, end]
                    onwards[after] = onwards.get(after, ring.zero) + weight * d
            rows[state] = total, onwards
        order = list(self.states)
        for k, state in enumerate(order):
            total, onwards = rows[state]
            if state in onwards:
                rest = ring.one - onwards.pop(state)
                total, onwards = total / rest, {t: weight / rest for t, weight in onwards.items()}
                rows[state] = total, onwards
            for later in order[k + 1 :]:
                constant, terms = rows[later]
                if state in terms:
                    weight = terms.pop(state)
                    for t, inner in onwards.items():
                        terms[t] = terms.get(t, ring.zero) + weight * inner
                    rows[later] = constant + weight * total, terms
        found: dict[str, Ratio] = {}
        for state in reversed(order):
            total, onwards = rows[state]
            for t, weight in onwards.items():
                total = total + weight * found[t]
            found[state] = total
        return {state: found[state] for state in self.states}

    def followed(self, state: str, player: str) -> dict[History, Ratio]:
        """Return what following the plan from each history of a state on is worth to a player."""
        found: dict[History, Ratio] = {}
        for history, node in reversed(list(self.stage.nodes.items())):
            match node:
                case Terminal(payoffs=payoffs):
                    value = self.amount(payoffs[player])
                    if (state, history) in self.plan.step:
                        value = value + self.discount[player] * self.worth[player][self.plan.step[state, history]]
                case Decision() | Chance():
                    value = self.ring.zero
                    for label in node.moves:
                        odds = self.odds(state, history, label, player)
                        if not odds.is_zero():
                            value = value + odds * found[*history, label]
                case _:
                    raise AssertionError(history)
            found[history] = value
        return found

    def losses(self) -> Iterator[Loss]:
        """Iterate over what single deviations lose, at every state and information set, those of known sign too."""
        for state in self.states:
            for player in self.players:
                values = self.followed(state, player)
                for first, each in self.stage.sets.items():
                    if each.player != player:
                        continue
                    weights = self.weights(state, each)
                    for move in map(str, each.moves):
                        if self.plan.play[state][first][move] == 1:
                            continue
                        loss = self.ring.zero
                        for history, weight in weights.items():
                            loss = loss + weight * (values[history] - values[*history, move])
                        yield Loss(state, player, first, move, self.cleared(loss))

    def weights(self, state: str, each: InformationSet) -> dict[History, Ratio]:
        """Return what the histories of an information set are to each other in probability, for its player.

        Moves on the way to all of them cancel, however unlikely (Bayes' rule wherever it applies).
        """
        if len(each.histories) == 1:
            return {each.histories[0]: self.ring.one}
        ways = {
            history: [(self._event(history[:n]), history[n]) for n in range(len(history))] for history in each.histories
        }
        common = set.intersection(*(set(way) for way in ways.values()))
        found: dict[History, Ratio] = {}
        for history, way in ways.items():
            weight = self.ring.one
            for n, step in enumerate(way):
                if step not in common:
                    weight = weight * self.odds(state, history[:n], history[n], each.player)
            if not weight.is_zero():
                found[history] = weight
        total = sum(found.values(), self.ring.zero)
        constant = total.constant()
        if not found or (constant is None and self.partition.shows(compare(total, NEG | ZERO))):
            raise UnsupportedGame(
                f"{place(each.histories[0])}, in state {state!r}: what {each.player} believes is not told by the plan,"
                " which never leads there; let it see the move that leads there, or make that move seen before others"
            )
        return found

    def _event(self, history: History) -> Any:
        return self.stage.first.get(history, ("", history))

    def cleared(self, value: Ratio, determinant: bool = True) -> Ratio:
        """Return a polynomial of the same sign: without denominators, and factors that are positive throughout.

        ``determinant`` says that denominators with discount factors in them come from solving for values alone.
        """
        sign, left = 1, self.ring.one
        for poly, bottom in ((value.num, False), (value.den, True)):
            if poly.is_zero():
                return self.ring.zero
            constant, parts = poly.factor()
            sign *= 1 if constant > 0 else -1
            for factor, power in parts:
                known = self._sign(factor, bottom and determinant)
                if known:
                    sign *= known ** int(power)
                elif int(power) % 2 or not bottom:
                    # an even power in a denominator is positive: it is defined everywhere
                    left = left * Ratio(self.ring, factor).power(2 - int(power) % 2)
        return left if sign > 0 else -left

    def _sign(self, factor: fmpq_mpoly, determinant: bool) -> int:
        """Return the sign that a factor has throughout, 0 where that is not known."""
        moving = {i for i in self.discounting if factor.degrees()[i]}
        if determinant and moving:
            # the determinant is one without discounting
            at_zero = factor
            for i in moving:
                at_zero = coefficients_of(at_zero, i, self.ring.ctx)[0]
            if at_zero.is_constant() and not at_zero.is_zero():
                return 1 if at_zero.leading_coefficient() > 0 else -1
        alone = {i for i, degree in enumerate(factor.degrees()) if degree}
        units = self.discounting | {self.ring.index[d] for d in self.factors if isinstance(d, Symbol)}
        if len(alone) == 1 and alone <= units:
            found = coefficients_of(factor, min(alone), self.ring.ctx)
            return sign_inside([sympy.Integer(0) if c.is_zero() else rational(c.leading_coefficient()) for c in found])
        signs = self.signs(factor)
        return 1 if signs == POS else -1 if signs == NEG else 0

    def signs(self, poly: fmpq_mpoly) -> int:
        """Return the set of signs that a polynomial can take."""
        if poly.is_zero():
            return ZERO
        if poly.is_constant():
            return POS if poly.leading_coefficient() > 0 else NEG
        number, unit = self.ring.intern(poly)
        possible = [POS if unit > 0 else NEG]
        for factor, power in self.ring.factors(number):
            signs = self.partition.base_signs(factor)
            possible.append(signs if power % 2 else (signs & ZERO) | (POS if signs & (POS | NEG) else 0))
        product = {1}
        for signs in possible:
            product = {a * b for a in product for b, bit in ((1, POS), (0, ZERO), (-1, NEG)) if signs & bit}
        return sum({1: POS, 0: ZERO, -1: NEG}[found] for found in product)


def sign_inside(coefficients: Sequence[Expr]) -> int:
    """Return the sign that a polynomial with rational coefficients, lowest power first, has throughout (0, 1), else 0.

    >>> sign_inside([sympy.Integer(n) for n in (2, -6, 6)]), sign_inside([sympy.Integer(n) for n in (-1, 2)])
    (1, 0)
    """
    poly = sympy.Poly(list(coefficients)[::-1], Symbol("z", real=True))
    roots = poly.count_roots(0, 1) - sum(poly.eval(end) == 0 for end in (0, 1))
    if roots:
        return 0
    return 1 if poly.eval(sympy.Rational(1, 2)) > 0 else -1


def _reached(plan: Automaton) -> tuple[str, ...]:
    """List the states that some history leads to, in the order of the plan."""
    found, todo = {plan.start}, [plan.start]
    onwards: dict[str, dict[str, None]] = {}
    for (state, _), after in plan.step.items():
        onwards.setdefault(state, {}).setdefault(after)
    while todo:
        for after in onwards.get(todo.pop(), ()):
            if after not in found:
                found.add(after)
                todo.append(after)
    return tuple(state for state in plan.play if state in found)


def _discounts(plan: Automaton, discount: Any) -> dict[str, Expr]:
    players = plan.stage.players
    by_player = dict(discount) if isinstance(discount, Mapping) else dict.fromkeys(players, discount)
    if set(by_player) != set(players):
        raise GameError(f"discount: one factor, or one for each of {', '.join(players)}, is wanted, not {discount!r}")
    found = {player: exact(by_player[player]) for player in players}
    for value in found.values():
        try:
            symbols_of(value, {})
        except GameError as error:
            raise GameError(f"discount: {error}") from None
    return found


def _payoffs(read: Reading) -> list[Expr]:
    return list(dict.fromkeys(node.payoffs[player] for _, node in read.stage.ends for player in read.players))


def _odds(read: Reading) -> list[Expr]:
    found: dict[Expr, None] = {}
    for node in read.stage.nodes.values():
        for odds, _ in node.moves.values() if isinstance(node, Chance) else ():
            found.update(dict.fromkeys(odds.values() if isinstance(odds, FrozenMap) else (odds,)))
    for profile in read.plan.play.values():
        for moves in profile.values():
            found.update(dict.fromkeys(moves.values()))
    return list(found)


def _cases(written: Sequence[Expr]) -> set[Expr]:
    """Find the outermost case distinctions in expressions."""
    found: set[Expr] = set()
    todo: list[Any] = list(written)
    while todo:
        expr = todo.pop()
        if isinstance(expr, Max | Min | Abs | Piecewise):
            found.add(expr)
        else:
            todo.extend(expr.args)
    return found


def _fresh(taken: set[str], stem: str) -> Symbol:
    """Make a symbol whose name is not taken, and take it."""
    name = next(f"{stem}_{k}" for k in range(len(taken) + 1) if f"{stem}_{k}" not in taken)
    taken.add(name)
    return Symbol(name, real=True)
