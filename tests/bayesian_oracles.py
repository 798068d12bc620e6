"""Second opinions on perfect Bayesian equilibria that share no code with the solvers.

All is asked at a point, in exact fractions. ``faults`` checks one assessment (probabilities and beliefs)
straight from the definition: no plan of the mover from any information set on is better for the beliefs there,
and the beliefs are as the definition wants them. ``another`` asks z3 for an equilibrium that is in none of the
given families. ``supports`` enumerates the equilibria of games in which the conditions fall apart into linear
blocks, by vertices.

Beliefs, for two nodes of one information set, after cancelling common moves: where no move of probability zero is left
on either path, the odds are Bayes'; where one is left on one path only, that node has belief zero; where the same
moves of probability zero are left, the odds are the same at every set, and what follows from the belief at one's own
last move is believed (pbe). On the path alone, the first two (weak).
Sequential: there are orders and sizes of trembles, found by z3, that lead to the beliefs; ``converges`` puts them to
the test with small numbers.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from random import Random
from typing import Any

import sympy
import z3
from sympy import Expr, Symbol
from sympy.logic.boolalg import And, Boolean, Not, Or

from detente.games import Chance, Decision, Game, Node, Terminal

History = tuple[str, ...]
Key = tuple[str, tuple[tuple[str, str], ...]]  # the player, and what it has seen
Number = Any  # a Fraction, or a z3 term


def number(expr: Any) -> Fraction:
    """Read an exact rational."""
    value = sympy.nsimplify(expr) if not isinstance(expr, sympy.Expr) else sympy.simplify(expr)
    if not value.is_Rational:
        raise ValueError(f"{expr} is not a rational number")
    return Fraction(int(value.p), int(value.q))


@dataclass(frozen=True)
class Spot:
    """A node with its history, and the moves of players made on the way."""

    history: History
    steps: tuple[tuple[Key, str], ...]
    odds: Mapping[str, Fraction]
    key: Key | None
    below: Mapping[str, Spot]
    chances: Mapping[str, Mapping[str, Fraction]]
    payoffs: Mapping[str, Fraction]


@dataclass(frozen=True)
class Numbers:
    """A finite game at a point."""

    players: tuple[str, ...]
    root: Spot

    @cached_property
    def spots(self) -> tuple[Spot, ...]:
        found, stack = [], [self.root]
        while stack:
            spot = stack.pop()
            found.append(spot)
            stack += reversed(list(spot.below.values()))
        return tuple(found)

    @cached_property
    def sets(self) -> Mapping[Key, tuple[Spot, ...]]:
        found: dict[Key, list[Spot]] = {}
        for spot in self.spots:
            if spot.key is not None:
                found.setdefault(spot.key, []).append(spot)
        return {key: tuple(nodes) for key, nodes in found.items()}


def at_point(game: Game, point: Mapping[Symbol, Expr]) -> Numbers:
    """Read a game at a point in fractions."""
    values = {symbol: sympy.Rational(value) for symbol, value in point.items()}

    def value(expr: Expr) -> Fraction:
        return number(expr.subs(values))

    def spot(
        node: Node,
        history: History,
        steps: tuple[tuple[Key, str], ...],
        odds: Mapping[str, Fraction],
        seen: Mapping[str, tuple[tuple[str, str], ...]],
    ) -> Spot:
        if isinstance(node, Terminal):
            return Spot(history, steps, odds, None, {}, {}, {p: value(node.payoffs[p]) for p in game.players})
        if not isinstance(node, Decision | Chance):
            raise TypeError(node)
        mover = node.player if isinstance(node, Decision) else ""
        key = (mover, seen[mover]) if mover else None
        below: dict[str, Spot] = {}
        chances: dict[str, Mapping[str, Fraction]] = {}
        for label, item in node.moves.items():
            child, after = item, odds
            if isinstance(node, Chance):
                chance, child = item
                row = {p: value(chance[p] if isinstance(chance, Mapping) else chance) for p in game.players}
                chances[label] = row
                after = {p: odds[p] * row[p] for p in game.players}
            news = {
                p: (*old, (mover, label)) if node.seen_by is None or p in node.seen_by or p == mover else old
                for p, old in seen.items()
            }
            made = (*steps, (key, label)) if key else steps
            below[label] = spot(child, (*history, label), made, after, news)
        return Spot(history, steps, odds, key, below, chances, {})

    return Numbers(
        game.players,
        spot(game.root, (), (), dict.fromkeys(game.players, Fraction(1)), dict.fromkeys(game.players, ())),
    )


# the definition, for numbers and for z3 terms alike


def worth(spot: Spot, player: str, mixes: Mapping[Key, Mapping[str, Number]]) -> Number:
    """Return a player's expected payoff from a node on."""
    if not spot.below:
        return spot.payoffs[player]
    weights = mixes[spot.key] if spot.key else {label: row[player] for label, row in spot.chances.items()}
    return sum(weights[label] * worth(child, player, mixes) for label, child in spot.below.items())


def own_after(nodes: Iterable[Spot], player: str) -> list[Key]:
    """List the information sets of a player that can come after some nodes."""
    found: dict[Key, None] = {}
    stack = list(nodes)
    while stack:
        spot = stack.pop()
        for child in spot.below.values():
            if child.key and child.key[0] == player:
                found[child.key] = None
            stack.append(child)
    return list(found)


def plans(
    game: Numbers, key: Key, mixes: Mapping[Key, Mapping[str, Number]]
) -> Iterator[Mapping[Key, Mapping[str, Number]]]:
    """Run through the pure plans of the mover from an information set on."""
    nodes = game.sets[key]
    after = own_after(nodes, key[0])
    menus = [list(game.sets[k][0].below) for k in (key, *after)]
    for choice in itertools.product(*menus):
        pure = {
            k: {label: Fraction(int(label == taken)) for label in menu}
            for k, menu, taken in zip((key, *after), menus, choice, strict=True)
        }
        yield {**mixes, **pure}


def apart(one: Spot, two: Spot) -> tuple[frozenset[Any], frozenset[Any]]:
    left, right = frozenset(one.steps), frozenset(two.steps)
    return left - right, right - left


def faults(
    game: Numbers,
    mixes: Mapping[Key, Mapping[str, Fraction]],
    beliefs: Mapping[History, Fraction],
    definition: str,
) -> list[str]:
    """Say what keeps an assessment from being an equilibrium."""
    found = []
    for key, nodes in game.sets.items():
        mix = mixes[key]
        if min(mix.values()) < 0 or sum(mix.values()) != 1 or set(mix) != set(nodes[0].below):
            found.append(f"{key}: {mix} is no mixture")
        believed = {n.history: beliefs[n.history] if len(nodes) > 1 else Fraction(1) for n in nodes}
        if min(believed.values()) < 0 or sum(believed.values()) != 1:
            found.append(f"{key}: {believed} is no belief")
        now = sum(believed[n.history] * worth(n, key[0], mixes) for n in nodes)
        for other in plans(game, key, mixes):
            then = sum(believed[n.history] * worth(n, key[0], other) for n in nodes)
            if then > now:
                found.append(f"{key}: {then} instead of {now}")
                break
    return found + wrong_beliefs(game, mixes, beliefs, definition)


def due(game: Numbers, node: Spot, player: str, mixes: Any, beliefs: Any) -> Any:
    """Return the weight of a node by what the player believed when it moved last; None where it has not moved."""
    on_way = {spot.history: spot for spot in game.spots}
    before = [on_way[node.history[:k]] for k in range(len(node.history))]
    last = [spot for spot in before if spot.key is not None and spot.key[0] == player]
    if not last:
        return None
    found = [beliefs.get(last[-1].history, Fraction(1)), node.odds[player] / last[-1].odds[player]]
    found += [mixes[k][a] for k, a in node.steps[len(last[-1].steps) :] if k[0] != player]
    return found


def wrong_beliefs(
    game: Numbers,
    mixes: Mapping[Key, Mapping[str, Fraction]],
    beliefs: Mapping[History, Fraction],
    definition: str,
) -> list[str]:
    found = []
    if definition == "sequential":
        trembles = tremble(game, mixes, beliefs)
        if trembles is None:
            found.append("the beliefs are not a limit of trembles")
        elif not converges(game, mixes, beliefs, trembles):
            found.append(f"the beliefs are not the limit of {trembles}")
    ratios: dict[Any, list[tuple[Fraction, Fraction, History, History]]] = {}
    for key, nodes in game.sets.items():
        if len(nodes) == 1:
            continue
        missing = {n.history: frozenset((k, a) for k, a in n.steps if mixes[k][a] == 0) for n in nodes}
        if definition == "weak" and all(missing.values()):
            continue
        weights = [due(game, n, key[0], mixes, beliefs) for n in nodes]
        if definition != "weak" and None not in weights:
            shares = [math.prod(row) for row in weights]
            if any(beliefs[n.history] * sum(shares) != share for n, share in zip(nodes, shares, strict=True)):
                found.append(f"{key}: the belief does not follow from what the player believed before")
        for n, m in itertools.permutations(nodes, 2):
            left, right = missing[n.history] - missing[m.history], missing[m.history] - missing[n.history]
            mine, other = beliefs[n.history], beliefs[m.history]
            if left and not right and mine:
                found.append(f"{n.history}: belief {mine} though {m.history} is infinitely likelier")
            if bool(left) != bool(right):
                continue
            one, two = n.odds[key[0]], m.odds[key[0]]
            for k, a in n.steps:
                one *= mixes[k][a] or 1
            for k, a in m.steps:
                two *= mixes[k][a] or 1
            if not left and mine * two != other * one:
                found.append(f"{n.history}, {m.history}: {mine}:{other} instead of {one}:{two}")
            if left:
                ratios.setdefault((left, right), []).append((mine * two, other * one, n.history, m.history))
    for row in ratios.values():
        for (a, b, h, g), (c, d, i, j) in itertools.combinations(row, 2):
            if a * d != b * c:
                found.append(f"odds of {h} to {g} are not those of {i} to {j}")
    return found


# limits of trembles

Trembles = dict[tuple[Key, str], tuple[int, Fraction]]  # by move of probability zero: the order, and the size


def tremble_z3(
    game: Numbers,
    beliefs: Mapping[History, Any],
    order: Mapping[tuple[Key, str], Any],
    size: Mapping[tuple[Key, str], Any],
) -> list[Any]:
    """Say that beliefs are in the ratios of the sizes of the nodes of least order; played moves have order zero."""
    found: list[Any] = []
    for key, nodes in game.sets.items():
        for n, m in itertools.permutations(nodes, 2):
            first, second = (z3.Sum(z3.RealVal(0), *(order[s] for s in node.steps)) for node in (n, m))
            mine, other = (
                z3.Product(real(node.odds[key[0]]), *(size[s] for s in node.steps if s[0][0] != key[0]))
                for node in (n, m)
            )
            one, two = real(beliefs[n.history]), real(beliefs[m.history])
            found += [z3.Implies(first < second, two == 0), z3.Implies(first == second, one * other == two * mine)]
    return found


def tremble(
    game: Numbers, mixes: Mapping[Key, Mapping[str, Fraction]], beliefs: Mapping[History, Fraction]
) -> Trembles | None:
    """Find trembles in the limit of which an assessment has its beliefs, or None where there are none."""
    moves = [(key, a) for key, mix in mixes.items() for a in mix]
    order = {s: z3.Real(f"order {k}") for k, s in enumerate(moves)}
    size = {s: z3.Real(f"size {k}") for k, s in enumerate(moves)}
    solver = z3.Tactic("qfnra-nlsat").solver()
    solver.set("timeout", 20000)
    for key, a in moves:
        played = mixes[key][a]
        solver.add(*([order[key, a] == 0, size[key, a] == real(played)] if played else [order[key, a] >= 1]))
        solver.add(size[key, a] > 0)
    solver.add(*tremble_z3(game, beliefs, order, size))
    verdict = solver.check()
    if verdict == z3.unsat:
        return None
    if verdict != z3.sat:
        raise AssertionError("z3 cannot tell whether there are trembles")
    model = solver.model()

    def value(term: Any) -> Fraction:
        found = model.eval(term, model_completion=True)
        found = found.approx(30) if z3.is_algebraic_value(found) else found
        return Fraction(found.numerator_as_long(), found.denominator_as_long())

    orders = {s: value(order[s]) for s in moves if not mixes[s[0]][s[1]]}
    scale = math.lcm(*(v.denominator for v in orders.values()))
    return {s: (int(v * scale), value(size[s])) for s, v in orders.items()}


def converges(
    game: Numbers,
    mixes: Mapping[Key, Mapping[str, Fraction]],
    beliefs: Mapping[History, Fraction],
    trembles: Trembles,
) -> bool:
    """Tell whether the beliefs after small trembles, by Bayes' rule everywhere, are close to the given ones."""
    small = Fraction(1, 10**12 * math.ceil(sum((size + 1 / size for _, size in trembles.values()), Fraction(1))) ** 4)
    shaken = {}
    for key, mix in mixes.items():
        extra = {a: trembles[key, a][1] * small ** trembles[key, a][0] for a in mix if not mix[a]}
        left = 1 - sum(extra.values())
        shaken[key] = {a: extra.get(a, p * left) for a, p in mix.items()}
    for key, nodes in game.sets.items():
        weights = {n.history: n.odds[key[0]] for n in nodes}
        for n in nodes:
            for k, a in n.steps:
                weights[n.history] *= shaken[k][a]
        total = sum(weights.values())
        if len(nodes) > 1 and any(abs(weights[h] / total - beliefs[h]) > Fraction(1, 10**4) for h in weights):
            return False
    return True


# families of a solution at a point


@dataclass(frozen=True)
class FamilyHere:
    """A family at a point: mixtures and beliefs as expressions in free symbols, and the condition on these."""

    mixes: Mapping[Key, Mapping[str, Expr]]
    beliefs: Mapping[History, Expr]
    free: tuple[Symbol, ...]
    where: Boolean


def families_here(game: Numbers, equilibria: Iterable[Any]) -> list[FamilyHere]:
    """Read the equilibria of ``solution.at(point)``."""
    found = []
    for eq in equilibria:
        if eq.when != sympy.true:
            raise AssertionError(f"at a point, a condition is left: {eq.when}")
        mixes = {}
        for key, nodes in game.sets.items():
            rules = {eq.strategy[n.history] for n in nodes}
            if len(rules) != 1:
                raise AssertionError(f"{key}: one information set, several rules")
            (rule,) = rules
            odds = {label: sympy.Integer(0) for label in nodes[0].below}
            for label, odd in rule.actions:
                odds[label] = sympy.sympify(odd) if rule.mixed else sympy.Integer(int(odd == sympy.true))
            mixes[key] = odds
        beliefs = {n.history: eq.beliefs[n.history] for nodes in game.sets.values() if len(nodes) > 1 for n in nodes}
        found.append(FamilyHere(mixes, beliefs, tuple(eq.free), eq.where))
    return found


def put(
    family: FamilyHere, values: Mapping[Symbol, Expr]
) -> tuple[dict[Key, dict[str, Fraction]], dict[History, Fraction]]:
    mixes = {k: {a: number(e.subs(values)) for a, e in mix.items()} for k, mix in family.mixes.items()}
    return mixes, {h: number(e.subs(values)) for h, e in family.beliefs.items()}


def inside(where: Boolean, values: Mapping[Symbol, Expr]) -> bool:
    """Tell whether a condition holds at a point."""
    return bool(where.subs(values))


def members(family: FamilyHere, rng: Random, count: int = 4) -> Iterator[Mapping[Symbol, Expr]]:
    """Draw members of a family: models that z3 finds near random targets, and at the ends of each free symbol."""
    if not family.free:
        yield {}
        return
    names = {s: z3.Real(f"free {k}") for k, s in enumerate(family.free)}
    condition = to_z3(family.where, names)
    goals: list[list[Any]] = []
    for _ in range(count):
        goals.append([t * 12 == rng.randint(0, 12) for t in names.values() if rng.random() < 0.6])
        low = [rng.randint(0, 8) for _ in names]
        goals.append([z3.And(t * 12 >= k, t * 12 <= k + 4) for t, k in zip(names.values(), low, strict=True)])
    for ends in (0, 1):
        goals += [[t == ends] for t in names.values()]
    goals.append([])
    found: dict[tuple[Fraction, ...], None] = {}
    for goal in goals:
        solver = z3.Tactic("qfnra-nlsat").solver()
        solver.set("timeout", 2000)
        solver.add(condition, *goal, *(z3.And(t >= 0, t <= 1) for t in names.values()))
        if solver.check() == z3.sat:
            model = solver.model()
            row = [model.eval(t, model_completion=True) for t in names.values()]
            if all(z3.is_rational_value(v) for v in row):
                found[tuple(Fraction(v.numerator_as_long(), v.denominator_as_long()) for v in row)] = None
    for row in found:
        yield {s: sympy.Rational(v.numerator, v.denominator) for s, v in zip(family.free, row, strict=True)}


# z3


def to_z3(item: Any, names: Mapping[Symbol, Any]) -> Any:
    """Translate a sympy condition; a comparison of fractions holds where the denominator is not zero."""
    if item in (sympy.true, sympy.false):
        return z3.BoolVal(item == sympy.true)
    if isinstance(item, And | Or | Not):
        parts = [to_z3(part, names) for part in item.args]
        return z3.And(*parts) if isinstance(item, And) else z3.Or(*parts) if isinstance(item, Or) else z3.Not(*parts)
    top, bottom = sympy.fraction(sympy.together(item.lhs - item.rhs))
    up, down = poly(top, names), poly(bottom, names)
    if isinstance(item, sympy.Eq):
        return z3.And(down != 0, up == 0)
    if isinstance(item, sympy.Ne):
        return z3.And(down != 0, up != 0)
    sides = {
        sympy.StrictLessThan: (up * down < 0),
        sympy.StrictGreaterThan: (up * down > 0),
        sympy.LessThan: (up * down <= 0),
        sympy.GreaterThan: (up * down >= 0),
    }
    return z3.And(down != 0, sides[type(item)])


def poly(expr: Expr, names: Mapping[Symbol, Any]) -> Any:
    if expr.is_Rational:
        return z3.RealVal(f"{expr.p}/{expr.q}")
    if expr.is_Symbol:
        return names[expr]
    parts = [poly(part, names) for part in expr.args]
    if isinstance(expr, sympy.Add):
        return z3.Sum(*parts)
    if isinstance(expr, sympy.Mul):
        return z3.Product(*parts)
    if isinstance(expr, sympy.Pow) and expr.exp.is_Integer and expr.exp > 0:
        return z3.Product(*[poly(expr.base, names)] * int(expr.exp))
    raise TypeError(f"{expr} is not polynomial")


@dataclass(frozen=True)
class Unknowns:
    """Symbols for the probabilities and beliefs of a game, and their z3 terms."""

    mixes: Mapping[Key, Mapping[str, Any]]
    beliefs: Mapping[History, Any]
    names: Mapping[Symbol, Any]
    of_mixes: Mapping[Key, Mapping[str, Symbol]]
    of_beliefs: Mapping[History, Symbol]


def unknowns(game: Numbers) -> Unknowns:
    names: dict[Symbol, Any] = {}

    def fresh() -> Symbol:
        symbol = Symbol(f"oracle_{len(names)}", real=True)
        names[symbol] = z3.Real(symbol.name)
        return symbol

    mixes = {key: {label: fresh() for label in nodes[0].below} for key, nodes in game.sets.items()}
    beliefs = {n.history: fresh() for nodes in game.sets.values() if len(nodes) > 1 for n in nodes}
    return Unknowns(
        {k: {a: names[s] for a, s in mix.items()} for k, mix in mixes.items()},
        {h: names[s] for h, s in beliefs.items()},
        names,
        mixes,
        beliefs,
    )


def real(value: Number) -> Any:
    return z3.RealVal(f"{value.numerator}/{value.denominator}") if isinstance(value, Fraction) else value


def worth_z3(spot: Spot, player: str, mixes: Mapping[Key, Mapping[str, Number]]) -> Any:
    if not spot.below:
        return real(spot.payoffs[player])
    weights = mixes[spot.key] if spot.key else {label: row[player] for label, row in spot.chances.items()}
    parts = [
        real(weights[label]) * worth_z3(child, player, mixes)
        for label, child in spot.below.items()
        if not isinstance(weights[label], Fraction) or weights[label] != 0
    ]
    return z3.Sum(*parts)


def definition_z3(game: Numbers, names: Unknowns, definition: str) -> list[Any]:
    """Encode the definition of an equilibrium."""
    found: list[Any] = []
    for mix in names.mixes.values():
        found += [p >= 0 for p in mix.values()]
        found.append(z3.Sum(*mix.values()) == 1)
    for key, nodes in game.sets.items():
        believed = [names.beliefs[n.history] if len(nodes) > 1 else z3.RealVal(1) for n in nodes]
        if len(nodes) > 1:
            found += [b >= 0 for b in believed]
            found.append(z3.Sum(*believed) == 1)
        now = z3.Sum(*(b * worth_z3(n, key[0], names.mixes) for b, n in zip(believed, nodes, strict=True)))
        for other in plans(game, key, names.mixes):
            then = z3.Sum(*(b * worth_z3(n, key[0], other) for b, n in zip(believed, nodes, strict=True)))
            found.append(now >= then)
    pairs: dict[Any, Any] = {}
    for key, nodes in game.sets.items():
        if len(nodes) == 1:
            continue
        reached = z3.Or(*(z3.And(*(names.mixes[k][a] > 0 for k, a in n.steps)) for n in nodes))
        weights = [due(game, n, key[0], names.mixes, names.beliefs) for n in nodes]
        if definition != "weak" and None not in weights:
            shares = [z3.Product(*map(real, row)) for row in weights]
            found += [names.beliefs[n.history] * z3.Sum(*shares) == s for n, s in zip(nodes, shares, strict=True)]
        for n, m in itertools.combinations(nodes, 2):
            left, right = sorted(apart(n, m)[0]), sorted(apart(n, m)[1])
            for s, t in itertools.product(_parts(left), _parts(right)):
                trembles = [names.mixes[k][a] == 0 for k, a in (*s, *t)]
                played = [names.mixes[k][a] > 0 for k, a in (*left, *right) if (k, a) not in (*s, *t)]
                mine, other = names.beliefs[n.history], names.beliefs[m.history]
                one = z3.Product(real(n.odds[key[0]]), *(names.mixes[k][a] for k, a in left if (k, a) not in s))
                two = z3.Product(real(m.odds[key[0]]), *(names.mixes[k][a] for k, a in right if (k, a) not in t))
                if s and t:
                    if definition != "weak":
                        entry = (trembles + played, mine * two, other * one)
                        pairs.setdefault((s, t), []).append(entry)
                        pairs.setdefault((t, s), []).append((entry[0], entry[2], entry[1]))
                    continue
                verdict = mine == 0 if s else other == 0 if t else mine * two == other * one
                if definition == "weak":
                    played.append(reached)
                found.append(z3.Implies(z3.And(*trembles, *played), verdict))
    for row in pairs.values():
        for (when, a, b), (then, c, d) in itertools.combinations(row, 2):
            found.append(z3.Implies(z3.And(*when, *then), a * d == b * c))
    if definition == "sequential":
        order, size = {}, {}
        for key, mix in names.mixes.items():
            for a, played in mix.items():
                e, c = z3.Real(f"order {len(order)}"), z3.Real(f"size {len(size)}")
                order[key, a], size[key, a] = e, c
                found += [c > 0, z3.Implies(played > 0, z3.And(e == 0, c == played)), z3.Implies(played == 0, e >= 1)]
        sure = {n.history: Fraction(1) for nodes in game.sets.values() if len(nodes) == 1 for n in nodes}
        found += tremble_z3(game, {**names.beliefs, **sure}, order, size)
    return found


def _parts(items: Sequence[Any]) -> list[tuple[Any, ...]]:
    return [part for size in range(len(items) + 1) for part in itertools.combinations(items, size)]


def member_z3(family: FamilyHere, names: Unknowns) -> Any:
    """Say that an assessment is in a family: each free symbol is read off a place where it stands."""
    entries = [(names.of_mixes[k][a], e) for k, mix in family.mixes.items() for a, e in mix.items()]
    entries += [(names.of_beliefs[h], e) for h, e in family.beliefs.items()]
    # most stand somewhere alone; reading them off a quotient instead could divide by zero
    known: dict[Symbol, Expr] = {expr: symbol for symbol, expr in reversed(entries) if expr in family.free}
    left = set(family.free) - known.keys()
    while left:
        for symbol, expr in entries:
            now = sympy.together(expr.subs(known))
            new = now.free_symbols & left
            if len(new) == 1:
                (free,) = new
                top, bottom = sympy.fraction(now)
                equation = sympy.Poly(top - symbol * bottom, free)
                if equation.degree() == 1:
                    slope, rest = equation.all_coeffs()
                    known[free] = sympy.together(-rest / slope)
                    left.discard(free)
                    break
        else:
            raise AssertionError(f"{left} stand nowhere in strategy or beliefs")
    parts = [to_z3(sympy.Eq(symbol, expr.subs(known), evaluate=False), names.names) for symbol, expr in entries]
    return z3.And(*parts, to_z3(_still(family.where, known), names.names))


def _still(item: Any, known: Mapping[Symbol, Expr]) -> Any:
    if isinstance(item, And | Or | Not):
        return item.func(*(_still(part, known) for part in item.args))
    return item.subs(known)


def another(game: Numbers, families: Iterable[FamilyHere], definition: str, seconds: float = 10) -> Any:
    """Return an equilibrium that is in no family, None where there is none, or "unknown"."""
    names = unknowns(game)
    solver = z3.Tactic("qfnra-nlsat").solver()
    solver.set("timeout", int(1000 * seconds))
    solver.add(*definition_z3(game, names, definition))
    for family in families:
        solver.add(z3.Not(member_z3(family, names)))
    answer = solver.check()
    if answer == z3.unsat:
        return None
    if answer == z3.unknown:
        return "unknown"
    model = solver.model()
    show = {(k, a): model.eval(t) for k, mix in names.mixes.items() for a, t in mix.items()}
    return show | {h: model.eval(t) for h, t in names.beliefs.items()}


# enumeration by supports and vertices, where each block of unknowns stands linearly in its own conditions


def enumerated(
    game: Numbers, definition: str
) -> Iterator[tuple[dict[Key, dict[str, Fraction]], dict[History, Fraction]]]:
    """Run through vertices and an inner point of every component of equilibria, by supports.

    For games in which each player moves once on a path and only two players move, the first of them either informed
    by nature or unseen. The second mover's optimality is linear in the first one's probabilities and its own beliefs
    off the path; the first mover's is linear in the second one's probabilities. The equilibria with given supports
    are a product of two polytopes.
    """
    leaders = [k for k, nodes in game.sets.items() if not any(n.steps for n in nodes)]
    followers = [k for k in game.sets if k not in leaders]
    menus = [_some(list(game.sets[k][0].below)) for k in (*leaders, *followers)]
    for chosen in itertools.product(*menus):
        supports = dict(zip((*leaders, *followers), chosen, strict=True))
        for first in _corners(*_first_block(game, leaders, followers, supports, definition)):
            for second in _corners(*_second_block(game, leaders, followers, supports)):
                yield _assessment(game, leaders, followers, supports, {**first, **second})


def _some(items: Sequence[Any]) -> list[tuple[Any, ...]]:
    return [part for part in _parts(items) if part]


Row = dict[Any, Fraction]  # coefficients by variable, of a sum that is zero, or not negative; the constant under ""


def _mixture(
    game: Numbers, keys: Iterable[Key], supports: Mapping[Key, tuple[str, ...]]
) -> tuple[list[Any], list[Row], list[tuple[Row, bool]]]:
    names: list[Any] = []
    equal: list[Row] = []
    least: list[tuple[Row, bool]] = []
    for key in keys:
        mine = [(key, a) for a in supports[key]]
        names += mine
        equal.append({**dict.fromkeys(mine, Fraction(1)), "": Fraction(-1)})
        least += [({v: Fraction(1)}, True) for v in mine]
    return names, equal, least


def _best(gains: Mapping[str, Row], support: Sequence[str], equal: list[Row], least: list[tuple[Row, bool]]) -> None:
    top = gains[support[0]]
    for action, row in gains.items():
        if action != support[0]:
            gap = {v: top.get(v, Fraction(0)) - row.get(v, Fraction(0)) for v in {**top, **row}}
            if action in support:
                equal.append(gap)
            else:
                least.append((gap, False))


def _first_block(
    game: Numbers,
    leaders: Sequence[Key],
    followers: Sequence[Key],
    supports: Mapping[Key, tuple[str, ...]],
    definition: str,
) -> tuple[list[Any], list[Row], list[tuple[Row, bool]]]:
    names, equal, least = _mixture(game, leaders, supports)
    for key in followers:
        player, nodes = key[0], game.sets[key]
        reached = any(n.steps[0][1] in supports[n.steps[0][0]] for n in nodes)
        gains: dict[str, Row] = {a: {} for a in nodes[0].below}
        free = [] if reached else [n.history for n in nodes]
        if free:
            names += free
            equal.append({**dict.fromkeys(free, Fraction(1)), "": Fraction(-1)})
            least += [({h: Fraction(1)}, False) for h in free]
        for one, two in itertools.combinations(nodes, 2):
            # one information set of the first mover: its deviation says nothing about what it does not know
            if free and definition != "weak" and one.steps == two.steps:
                equal.append({one.history: two.odds[player], two.history: -one.odds[player]})
        for n in nodes:
            name = n.history if free else n.steps[0]
            if not free and n.steps[0][1] not in supports[n.steps[0][0]]:
                continue
            for a, child in n.below.items():
                odds = Fraction(1) if free else n.odds[player]
                gains[a][name] = gains[a].get(name, Fraction(0)) + odds * worth(child, player, {})
        _best(gains, supports[key], equal, least)
    return names, equal, least


def _second_block(
    game: Numbers, leaders: Sequence[Key], followers: Sequence[Key], supports: Mapping[Key, tuple[str, ...]]
) -> tuple[list[Any], list[Row], list[tuple[Row, bool]]]:
    names, equal, least = _mixture(game, followers, supports)
    for key in leaders:
        player, nodes = key[0], game.sets[key]
        gains: dict[str, Row] = {a: {} for a in nodes[0].below}
        for n in nodes:
            # the leader's beliefs are nature's odds, which nobody's move has changed
            for a, child in n.below.items():
                if child.key is None:
                    gains[a][""] = gains[a].get("", Fraction(0)) + n.odds[player] * worth(child, player, {})
                    continue
                for reply in supports[child.key]:
                    name = (child.key, reply)
                    value = n.odds[player] * worth(child.below[reply], player, {})
                    gains[a][name] = gains[a].get(name, Fraction(0)) + value
        _best(gains, supports[key], equal, least)
    return names, equal, least


def _corners(names: list[Any], equal: list[Row], least: list[tuple[Row, bool]]) -> Iterator[dict[Any, Fraction]]:
    """Run through the vertices of a polytope that satisfy its strict conditions, and an inner point of it."""
    found: dict[tuple[Fraction, ...], None] = {}
    rank = _rank([_vector(row, names)[:-1] for row in equal])
    wanted = len(names) - rank
    for tight in itertools.combinations(least, wanted):
        solution = _linear([_vector(row, names) for row in (*equal, *(row for row, _ in tight))])
        if solution is not None and all(_value(row, names, solution) >= 0 for row, _ in least):
            found[tuple(solution)] = None
    if found:
        middle = tuple(sum(column, Fraction(0)) / len(found) for column in zip(*found, strict=True))
        for point in (*found, *(() if middle in found else (middle,))):
            if all(_value(row, names, point) > 0 for row, strict in least if strict):
                yield dict(zip(names, point, strict=True))


def _vector(row: Row, names: Sequence[Any]) -> list[Fraction]:
    return [row.get(name, Fraction(0)) for name in names] + [-row.get("", Fraction(0))]


def _value(row: Row, names: Sequence[Any], point: Sequence[Fraction]) -> Fraction:
    start = row.get("", Fraction(0))
    return sum((row.get(name, Fraction(0)) * x for name, x in zip(names, point, strict=True)), start)


def _reduced(rows: Iterable[Sequence[Fraction]]) -> list[list[Fraction]]:
    """Return the rows in echelon form, each led by a one that stands alone in its column."""
    kept: list[list[Fraction]] = []
    for row in rows:
        now = list(row)
        for done in kept:
            lead = next(k for k, x in enumerate(done) if x)
            now = [x - now[lead] * y for x, y in zip(now, done, strict=True)]
        lead = next((k for k, x in enumerate(now) if x), None)
        if lead is not None:
            now = [x / now[lead] for x in now]
            kept = [[x - done[lead] * y for x, y in zip(done, now, strict=True)] for done in kept] + [now]
    return kept


def _rank(rows: Iterable[Sequence[Fraction]]) -> int:
    return len(_reduced(rows))


def _linear(rows: Sequence[Sequence[Fraction]]) -> list[Fraction] | None:
    """Return the one solution of linear equations (the right side last), or None where there is none or many."""
    kept = _reduced(rows)
    unknown = len(rows[0]) - 1
    if len(kept) != unknown or any(not any(row[:-1]) for row in kept):
        return None
    order = sorted(kept, key=lambda row: next(k for k, x in enumerate(row) if x))
    return [row[-1] for row in order]


def _assessment(
    game: Numbers,
    leaders: Sequence[Key],
    followers: Sequence[Key],
    supports: Mapping[Key, tuple[str, ...]],
    values: Mapping[Any, Fraction],
) -> tuple[dict[Key, dict[str, Fraction]], dict[History, Fraction]]:
    mixes = {k: {a: values.get((k, a), Fraction(0)) for a in nodes[0].below} for k, nodes in game.sets.items()}
    beliefs: dict[History, Fraction] = {}
    for key, nodes in game.sets.items():
        if len(nodes) == 1:
            continue
        reach = [n.odds[key[0]] * (mixes[n.steps[0][0]][n.steps[0][1]] if n.steps else 1) for n in nodes]
        total = sum(reach)
        for n, weight in zip(nodes, reach, strict=True):
            beliefs[n.history] = weight / total if total else values[n.history]
    return mixes, beliefs


def contains(
    family: FamilyHere, mixes: Mapping[Key, Mapping[str, Fraction]], beliefs: Mapping[History, Fraction]
) -> bool:
    """Tell whether an assessment is in a family, the free symbols read off it."""
    pairs = [(e, mixes[k][a]) for k, mix in family.mixes.items() for a, e in mix.items()]
    pairs += [(e, beliefs[h]) for h, e in family.beliefs.items()]
    exact = [(e, sympy.Rational(v.numerator, v.denominator)) for e, v in pairs]
    if any(e.is_Rational and e != v for e, v in exact):
        return False
    known = {e: v for e, v in exact if e in family.free}
    while len(known) < len(family.free):
        for e, v in exact:
            now = sympy.together(e.subs(known))
            top, bottom = sympy.fraction(now)
            if len(now.free_symbols) == 1:
                (free,) = now.free_symbols
                equation = sympy.Poly(top - v * bottom, free)
                if equation.degree() == 1:
                    slope, rest = equation.all_coeffs()
                    known[free] = -rest / slope
                    break
        else:
            return False
    return all(sympy.simplify(e.subs(known) - v) == 0 for e, v in exact) and inside(family.where, known)
