"""Second opinions on equilibria of games with offers of numbers; they share no code with the solvers.

All is asked at a point, in fractions. ``faults`` puts a finite set of numbers in the place of each offer (a grid, the
ends, the numbers offered, and those at which a stated rule changes, with their neighbours), plays the stated rules on
that tree, and checks the definition: beliefs by Bayes' rule wherever it applies, and at every information set
no move is better than the rule for the beliefs there. Stated beliefs are checked, and where none is
stated z3 is asked for some that are as the definition wants them.

``finite`` makes the finite game of numbers with menus in place of offers, for a search for equilibria that are missing.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import Any

import sympy
import z3
from bayesian_oracles import to_z3
from sympy import Add, Eq, Expr, Max, Min, Mul, Piecewise, Pow, Symbol
from sympy.logic.boolalg import And, Not, Or

from detente.games import Chance, Decision, Game, Node, Offer, Terminal, information_sets
from detente.solvers import Equilibrium

History = tuple[str, ...]
Key = tuple[str, tuple[tuple[str, str], ...]]
Values = Mapping[Symbol, Fraction]


# expressions at a point


def value(item: Any, at: Values) -> Any:
    """Return a number or a truth value; raises ValueError for a symbol without a value, or an irrational root."""
    if item in (sympy.true, sympy.false) or isinstance(item, bool):
        return bool(item)
    if isinstance(item, int | Fraction):
        return Fraction(item)
    if item.is_Rational:
        return Fraction(int(item.p), int(item.q))
    if item.is_Symbol:
        if item not in at:
            raise ValueError(f"{item} has no value")
        return at[item]
    if isinstance(item, Piecewise):
        return next(value(e, at) for e, c in item.args if value(c, at))
    if isinstance(item, And):
        return all(value(a, at) for a in item.args)
    if isinstance(item, Or):
        return any(value(a, at) for a in item.args)
    parts = [value(a, at) for a in item.args]
    if isinstance(item, Not):
        return not parts[0]
    if isinstance(item, Add):
        return sum(parts, Fraction(0))
    if isinstance(item, Mul):
        return math.prod(parts, start=Fraction(1))
    if isinstance(item, Max | Min):
        return max(parts) if isinstance(item, Max) else min(parts)
    if isinstance(item, Pow):
        return power(*parts)
    one, two = parts
    match item.rel_op:
        case "==":
            return one == two
        case "!=":
            return one != two
        case "<":
            return one < two
        case "<=":
            return one <= two
        case ">":
            return one > two
        case ">=":
            return one >= two
    raise TypeError(item)


def power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator == 1:
        return base ** int(exponent)
    if exponent.denominator == 2 and base >= 0:
        roots = [math.isqrt(n) for n in (base.numerator, base.denominator)]
        if [r * r for r in roots] == [base.numerator, base.denominator]:
            return Fraction(*roots) ** exponent.numerator
    raise ValueError(f"{base}**{exponent} is not rational")


def relations(item: Any) -> Iterator[Any]:
    """Run through the relations in conditions and in the conditions of a Piecewise."""
    stack = [item]
    while stack:
        now = stack.pop()
        if isinstance(now, sympy.core.relational.Relational):
            yield now
        elif isinstance(now, sympy.Basic):
            stack += now.args


def breaks(item: Any, variable: Symbol, at: Values) -> Iterator[Fraction]:
    """Run through the numbers at which the two sides of a relation meet."""
    for each in relations(item):
        if variable in each.free_symbols:
            gap = each.lhs - each.rhs
            try:
                zero, one, two = (value(gap, {**at, variable: Fraction(k)}) for k in range(3))
            except (ValueError, ZeroDivisionError):
                pass
            else:
                if two - one == one - zero:
                    if one != zero:
                        yield -zero / (one - zero)
                    continue
            known = {s: sympy.Rational(v.numerator, v.denominator) for s, v in at.items() if s != variable}
            there = gap.subs(known)
            if there.free_symbols == {variable}:
                for root in sympy.solveset(there, variable, sympy.S.Reals):
                    if root.is_Rational:
                        yield Fraction(int(root.p), int(root.q))


# the tree with menus


@dataclass
class Place:
    """A node: what was said on the way, whose move it is, what it knows, and the odds of each player."""

    history: History  # as a strategy names it: an offer by its variable
    steps: tuple[tuple[Key, str], ...]
    odds: Mapping[str, Fraction]
    said: Mapping[Symbol, Fraction]
    key: Key | None = None
    below: dict[str, Place] = field(default_factory=dict)
    chances: dict[str, Mapping[str, Fraction]] = field(default_factory=dict)
    payoffs: Mapping[str, Fraction] = field(default_factory=dict)
    outcome: str = ""
    mix: Mapping[str, Fraction] = field(default_factory=dict)
    worth: Mapping[str, Fraction] = field(default_factory=dict)


Menus = Callable[[Offer, History, Mapping[Symbol, Fraction]], Sequence[Fraction]]


def tree(game: Game, point: Values, menus: Menus) -> Place:
    """Return the tree of a game at a point with finitely many numbers in the place of each offer."""

    def build(node: Node, place: Place, seen: Mapping[str, tuple[tuple[str, str], ...]]) -> Place:
        at = {**point, **place.said}
        if isinstance(node, Terminal):
            place.payoffs = {p: value(node.payoffs[p], at) for p in game.players}
            place.outcome = node.outcome
            return place
        mover = "" if isinstance(node, Chance) else node.player
        place.key = (mover, seen[mover]) if mover else None
        if isinstance(node, Offer):
            x = node.interval[0]
            options = [(str(n), x.name, node.then, {x: n}, None) for n in menus(node, place.history, place.said)]
        elif isinstance(node, Chance):
            options = [(label, label, child, {}, odds) for label, (odds, child) in node.moves.items()]
        else:
            options = [(label, label, child, {}, None) for label, child in node.moves.items()]
        for label, name, child, says, chance in options:
            odds = dict(place.odds)
            if chance is not None:
                row = {p: value(chance[p] if isinstance(chance, Mapping) else chance, at) for p in game.players}
                place.chances[label] = row
                odds = {p: odds[p] * row[p] for p in game.players}
            news = {
                p: (*old, (mover, label)) if node.seen_by is None or p in node.seen_by or p == mover else old
                for p, old in seen.items()
            }
            steps = (*place.steps, (place.key, label)) if place.key else place.steps
            after = Place((*place.history, name), steps, odds, {**place.said, **says})
            place.below[label] = build(child, after, news)
        return place

    one = dict.fromkeys(game.players, Fraction(1))
    return build(game.root, Place((), (), one, {}), dict.fromkeys(game.players, ()))


def places(root: Place) -> list[Place]:
    found, stack = [], [root]
    while stack:
        found.append(stack.pop())
        stack += reversed(found[-1].below.values())
    return found


# the stated rules


class Fault(Exception):
    """What keeps a statement from being an equilibrium."""


def said_numbers(eq: Equilibrium, history: History, variable: Symbol, at: Values) -> list[Fraction]:
    """List the numbers that a rule can offer: for an interval its ends and its middle."""
    found = []
    for action, _ in eq.strategy[history].actions:
        if isinstance(action, Eq) and action.lhs == variable:
            found.append(value(action.rhs, at))
        else:
            ends = sorted({Fraction(0), Fraction(1), *breaks(action, variable, at)})
            inner = [*ends, *((a + b) / 2 for a, b in itertools.pairwise(ends))]
            found += [n for n in inner if value(action, {**at, variable: n})][:1]
    return found


def mix_of(eq: Equilibrium, place: Place, at: Values, variables: Mapping[History, Symbol]) -> dict[str, Fraction]:
    """Return the probabilities of moves that a rule states at a node of the tree."""
    if place.history not in eq.strategy:
        raise Fault(f"no rule at {place.history}")
    rule = eq.strategy[place.history]
    here = {**at, **place.said}
    mix = dict.fromkeys(place.below, Fraction(0))
    if place.key is None or rule.player != place.key[0]:
        raise Fault(f"{place.history}: the rule is of {rule.player}")
    for action, condition in rule.actions:
        weight = value(condition, here)
        if rule.mixed:
            weight = Fraction(weight)
        else:
            weight = Fraction(int(weight))
        if not weight:
            continue
        if isinstance(action, str):
            label = action
        else:
            x = variables[place.history]
            if isinstance(action, Eq) and action.lhs == x:
                label = str(value(action.rhs, here))
            else:
                label = next(n for n in place.below if value(action, {**here, x: Fraction(n)}))
        if label not in mix:
            raise Fault(f"{place.history}: {label} is not a move")
        mix[label] += weight
    if sum(mix.values()) != 1 or min(mix.values()) < 0:
        raise Fault(f"{place.history} {dict(place.said)}: the rule is no mixture: {mix} ({rule})")
    return mix


def evaluate(root: Place, players: Sequence[str]) -> None:
    """Compute what each node is worth to each player, by its own odds."""
    for place in reversed(places(root)):
        if not place.below:
            place.worth = place.payoffs
        else:
            weights = {p: place.mix if place.key else {a: row[p] for a, row in place.chances.items()} for p in players}
            place.worth = {
                p: sum((weights[p][a] * child.worth[p] for a, child in place.below.items()), Fraction(0))
                for p in players
            }


# the definition


def reach(place: Place, player: str, mixes: Mapping[Key, Mapping[str, Fraction]], skip: Iterable[Any] = ()) -> Fraction:
    gone = set(skip)
    return math.prod((mixes[k][a] for k, a in place.steps if (k, a) not in gone), start=place.odds[player])


def bad_sets(
    root: Place, players: Sequence[str], stated: Callable[[Place], Fraction | None] = lambda place: None
) -> list[str]:
    """Say at which information sets the rules are not best for beliefs by Bayes' rule, or for any beliefs."""
    sets: dict[Key, list[Place]] = {}
    for place in places(root):
        if place.key is not None:
            sets.setdefault(place.key, []).append(place)
    mixes = {}
    found = []
    for key, nodes in sets.items():
        mixes[key] = nodes[0].mix
        if any(n.mix != nodes[0].mix for n in nodes):
            found.append(f"{key}: not one rule at one information set")
    free: dict[Key, list[Place]] = {}
    for key, nodes in sets.items():
        common = set.intersection(*(set(n.steps) for n in nodes))
        weights = [reach(n, key[0], mixes, common) for n in nodes]
        if sum(weights):
            beliefs = [w / sum(weights) for w in weights]
            found += not_best(key, nodes, beliefs)
            for n, belief in zip(nodes, beliefs, strict=True):
                said = stated(n)
                if said is not None and len(nodes) > 1 and said != belief:
                    found.append(f"{n.history}: the belief is {belief}, not {said}")
        else:
            free[key] = nodes
    for group in linked(free, mixes):
        problem = no_beliefs(group, mixes, stated)
        if problem:
            found.append(problem)
    return found


def gains(key: Key, nodes: Sequence[Place]) -> dict[str, list[Fraction]]:
    """Return for each move what it gives over the rule, at each node."""
    player = key[0]
    return {a: [n.below[a].worth[player] - n.worth[player] for n in nodes] for a in nodes[0].below}


def not_best(key: Key, nodes: Sequence[Place], beliefs: Sequence[Fraction]) -> list[str]:
    found = []
    for a, row in gains(key, nodes).items():
        gain = sum((b * g for b, g in zip(beliefs, row, strict=True)), Fraction(0))
        if gain > 0:
            rule = {k: str(v) for k, v in nodes[0].mix.items() if v}
            found.append(f"{nodes[0].history} {_said(nodes[0])}: {a} is better by {gain} than {rule}")
    return found


def _said(place: Place) -> str:
    return ", ".join(f"{x}={n}" for x, n in place.said.items())


Difference = tuple[tuple[Any, ...], tuple[Any, ...]]


def differences(
    nodes: Sequence[Place], player: str, mixes: Mapping[Key, Mapping[str, Fraction]]
) -> Iterator[tuple[Place, Place, Difference, Fraction, Fraction]]:
    """Run through pairs of nodes: moves of probability zero that are left on each side, and the rest of the odds."""
    for n, m in itertools.combinations(nodes, 2):
        rows = []
        for one, two in ((n, m), (m, n)):
            left = [s for s in one.steps if s not in two.steps]
            zero = tuple(sorted(s for s in left if not mixes[s[0]][s[1]]))
            rest = math.prod((mixes[k][a] for k, a in left if (k, a) not in zero), start=one.odds[player])
            rows.append((zero, rest))
        yield n, m, (rows[0][0], rows[1][0]), rows[0][1], rows[1][1]


def linked(
    free: Mapping[Key, list[Place]], mixes: Mapping[Key, Mapping[str, Fraction]]
) -> Iterator[list[tuple[Key, list[Place]]]]:
    """Group the information sets off the path whose beliefs hang together."""
    groups: list[tuple[set[Any], list[tuple[Key, list[Place]]]]] = []
    for key, nodes in free.items():
        marks = {frozenset(d) for *_, d, _, _ in differences(nodes, key[0], mixes) if d[0] and d[1]}
        mine, others = [(key, nodes)], []
        for other, members in groups:
            if other & marks:
                marks |= other
                mine = members + mine
            else:
                others.append((other, members))
        groups = [*others, (marks, mine)]
    yield from (members for _, members in groups)


def no_beliefs(
    group: Sequence[tuple[Key, list[Place]]],
    mixes: Mapping[Key, Mapping[str, Fraction]],
    stated: Callable[[Place], Fraction | None],
) -> str:
    """Ask for beliefs for which the rules are best; returns what is wrong, or nothing."""
    solver = z3.Solver()
    solver.set("timeout", 20000)
    pairs: dict[Difference, list[tuple[Any, Any]]] = {}
    for key, nodes in group:
        believed = [z3.Real(f"b {key} {n.history}") for n in nodes]
        solver.add(z3.Sum(*believed, z3.RealVal(0)) == 1, *(b >= 0 for b in believed))
        for b, n in zip(believed, nodes, strict=True):
            said = stated(n)
            if said is not None:
                solver.add(b == real(said))
        for row in gains(key, nodes).values():
            solver.add(z3.Sum(*(b * real(g) for b, g in zip(believed, row, strict=True)), z3.RealVal(0)) <= 0)
        of = {id(n): b for n, b in zip(nodes, believed, strict=True)}
        for n, m, (s, t), one, two in differences(nodes, key[0], mixes):
            mine, other = of[id(n)], of[id(m)]
            if s and t:
                for d, entry in (((s, t), (mine * real(two), other * real(one))),
                                 ((t, s), (other * real(one), mine * real(two)))):  # fmt: skip
                    pairs.setdefault(d, []).append(entry)
            elif s or t:
                solver.add(mine == 0 if s else other == 0)
            else:
                solver.add(mine * real(two) == other * real(one))
    for row in pairs.values():
        for (a, b), (c, d) in itertools.combinations(row, 2):
            solver.add(a * d == b * c)
    if solver.check() == z3.unsat:
        key, nodes = group[0]
        rule = {k: str(v) for k, v in nodes[0].mix.items() if v}
        return f"{nodes[0].history} {_said(nodes[0])}: no beliefs make {rule} best"
    return ""


def real(number: Fraction) -> Any:
    return z3.RealVal(f"{number.numerator}/{number.denominator}")


# an equilibrium at a point


def choices(
    eq: Equilibrium, rng: Random, count: int, interval: Mapping[Symbol, tuple[Fraction, Fraction]]
) -> list[Any]:
    """Draw values of the free symbols that are as ``where`` wants them."""
    if not eq.free:
        return [{}] if value(eq.where, {}) else []
    found: dict[tuple[Fraction, ...], None] = {}
    edges = {s: list(breaks(eq.where, s, {})) for s in eq.free}
    for _ in range(60 * count):
        row: dict[Symbol, Fraction] = {}
        for s in eq.free:
            low, high = interval.get(s.name, (Fraction(0), Fraction(1)))
            edge = [*edges[s], *breaks(eq.where, s, row), low, high]
            pick = rng.choice((0, 1, 2))
            one, two = rng.choice(edge), rng.choice(edge)
            even = low + (high - low) * Fraction(rng.randint(0, 12), 12)
            row[s] = (one, (one + two) / 2, even)[pick]
        if value(eq.where, row):
            found[tuple(row.values())] = None
        if len(found) == count:
            break
    return [dict(zip(eq.free, row, strict=True)) for row in found]


def offers_in(game: Game) -> dict[History, Offer]:
    return {history: node for history, node in game.walk() if isinstance(node, Offer)}


def faults(
    game: Game,
    point: Mapping[Symbol, Any],
    eq: Equilibrium,
    free: Values,
    grid: int = 12,
    *,
    keep: Callable[[Fraction], bool] = lambda number: True,
) -> list[str]:
    """Say what is wrong with an equilibrium stated at a point, for values of its free symbols.

    ``keep`` leaves out the numbers at which a payoff is irrational.
    """
    params = {s: value(sympy.sympify(v), {}) for s, v in point.items()}
    at = {**params, **free}
    offers = offers_in(game)
    variables = {history: node.interval[0] for history, node in offers.items()}

    def menu(node: Offer, history: History, said: Mapping[Symbol, Fraction]) -> list[Fraction]:
        x, *ends = node.interval
        here = {**at, **said}
        low, high = (value(e, here) for e in ends)
        others = {k: v for k, v in here.items() if k != x}
        numbers = {low, high, *said_numbers(eq, history, x, others)}
        for other, rule in eq.strategy.items():
            if other[: len(history)] == history and x.name in other:
                for action, condition in rule.actions:
                    for item in (action, condition):
                        if isinstance(item, sympy.Basic):
                            for n in breaks(item, x, others):
                                numbers |= {n, n - Fraction(1, 5000), n + Fraction(1, 5000)}
        size = grid if not history or len(said) == 0 else max(2, grid // 3)
        numbers |= {low + (high - low) * Fraction(k, size) for k in range(size + 1)}
        return sorted(n for n in numbers if low <= n <= high and keep(n))

    shared = _shared_menus(game, menu)
    try:
        root = tree(game, params, shared)
        for place in places(root):
            if place.key is not None:
                place.mix = mix_of(eq, place, at, variables)
    except Fault as problem:
        return [str(problem)]
    evaluate(root, game.players)

    def stated(place: Place) -> Fraction | None:
        belief = eq.beliefs.get(place.history)
        try:
            return None if belief is None else value(belief, {**at, **place.said})
        except ValueError as problem:
            raise Fault(f"belief {place.history}: {problem}") from None

    try:
        found = bad_sets(root, game.players, stated)
    except Fault as problem:
        return [str(problem)]
    for player in game.players:
        if value(eq.payoffs[player], at) != root.worth[player]:
            found.append(f"payoff of {player}: {root.worth[player]}, not {value(eq.payoffs[player], at)}")
    likely = outcomes(root, game.players)
    for name in {*likely, *eq.outcomes}:
        odds = eq.outcomes.get(name, sympy.Integer(0))
        for p in game.players:
            said_odds = value(odds[p] if isinstance(odds, Mapping) else odds, at)
            if said_odds != likely.get(name, {}).get(p, Fraction(0)):
                found.append(f"{name}: {p} gives it {likely.get(name, {}).get(p, 0)}, not {said_odds}")
    return found


def _shared_menus(game: Game, menu: Menus) -> Menus:
    """Give the nodes of one information set the same menu."""
    of = {}
    for each in information_sets(game):
        for history in each.histories:
            of[history] = each.histories
    nodes = dict(game.walk())
    done: dict[Any, list[Fraction]] = {}

    def shared(node: Offer, history: History, said: Mapping[Symbol, Fraction]) -> list[Fraction]:
        mark = (of[history], tuple(said.items()))
        if mark not in done:
            done[mark] = sorted({n for h in of[history] for n in menu(nodes[h], h, said)})
        return done[mark]

    return shared


def outcomes(root: Place, players: Sequence[str]) -> dict[str, dict[str, Fraction]]:
    found: dict[str, dict[str, Fraction]] = {}
    stack = [(root, dict.fromkeys(players, Fraction(1)))]
    while stack:
        place, odds = stack.pop()
        if not place.below:
            row = found.setdefault(place.outcome, dict.fromkeys(players, Fraction(0)))
            for p in players:
                row[p] += odds[p]
        for a, child in place.below.items():
            rows = {p: place.mix[a] if place.key else place.chances[a][p] for p in players}
            if any(rows.values()):
                stack.append((child, {p: odds[p] * rows[p] for p in players}))
    return {name: row for name, row in found.items() if any(row.values())}


# equilibria that are missing


def finite(game: Game, point: Mapping[Symbol, Any], numbers: Mapping[Symbol, Fraction]) -> Game:
    """Return the finite game of numbers after some offers, which are made by nobody.

    Offers below are last ones: menus of the numbers at which some node's answer changes and the ends, each with the
    answers that are best, and among those the best for the proposer.
    """
    known = {s: sympy.sympify(v) for s, v in point.items()} | {s: rational(v) for s, v in numbers.items()}

    def again(node: Node) -> Node:
        match node:
            case Terminal(payoffs=payoffs, outcome=outcome):
                return Terminal({p: v.subs(known) for p, v in payoffs.items()}, outcome)
            case Chance(moves=moves, seen_by=seen_by):
                odds = {
                    a: {p: o.subs(known) for p, o in row.items()} if isinstance(row, Mapping) else row.subs(known)
                    for a, (row, _) in moves.items()
                }
                return Chance({a: (odds[a], again(child)) for a, (_, child) in moves.items()}, seen_by)
            case Decision(player=player, moves=options, seen_by=seen_by):
                return Decision(player, {a: again(child) for a, child in options.items()}, seen_by)
            case Offer(interval=(x, *_), then=then) if x in numbers:
                return again(then)
            case Offer(player=player, interval=(x, low, high)):
                ends = [value(e.subs(known), {}) for e in (low, high)]
                menu = sorted({*ends, *(n for n in all_cutoffs[x] if ends[0] <= n <= ends[1])})
                return Decision(player, {f"{x}={n}": answered(node, x, n) for n in menu})
        raise TypeError(node)

    def answered(node: Offer, x: Symbol, n: Fraction) -> Node:
        leaf = last_answer(node.then, {**known, x: rational(n)}, node.player)
        return Terminal({p: rational(v) for p, v in leaf[0].items()}, leaf[1])

    all_cutoffs: dict[Symbol, set[Fraction]] = {}
    for _, node in game.walk():
        if isinstance(node, Offer) and node.interval[0] not in numbers:
            x = node.interval[0]
            all_cutoffs.setdefault(x, set()).update(cutoffs(node, known))
    return Game(game.players, again(game.root))


def rational(number: Fraction) -> Expr:
    return sympy.Rational(number.numerator, number.denominator)


def last_answer(node: Node, known: Mapping[Symbol, Expr], proposer: str) -> tuple[dict[str, Fraction], str]:
    if isinstance(node, Terminal):
        return {p: value(v.subs(known), {}) for p, v in node.payoffs.items()}, node.outcome
    if not isinstance(node, Decision):
        raise TypeError(node)
    ends = [last_answer(child, known, proposer) for child in node.moves.values()]
    return max(ends, key=lambda end: (end[0][node.player], end[0][proposer]))


def cutoffs(node: Offer, known: Mapping[Symbol, Expr]) -> Iterator[Fraction]:
    """Run through the numbers at which a mover below is indifferent between two ends."""
    x = node.interval[0]
    ends = list(_leaves(node.then))
    for player in node.then.player if isinstance(node.then, Decision) else ():
        for one, two in itertools.combinations(ends, 2):
            gap = one.payoffs[player] - two.payoffs[player]
            yield from breaks(Eq(gap.subs(known), 0, evaluate=False), x, {})


def _leaves(node: Node) -> Iterator[Terminal]:
    if isinstance(node, Terminal):
        yield node
    else:
        for item in node.moves.values():  # type: ignore[union-attr]
            yield from _leaves(item[1] if isinstance(item, tuple) else item)


@dataclass(frozen=True)
class Found:
    """An equilibrium at a point, for values of what is free in it."""

    offer: Fraction | None
    payoffs: Mapping[str, Fraction]
    odds: Mapping[str, Mapping[str, Fraction]]


def drawn(game: Game, eq: Equilibrium, row: Values, offer: Fraction | None = None) -> Found:
    payoffs = {p: value(v, row) for p, v in eq.payoffs.items()}
    odds = {}
    for name, o in eq.outcomes.items():
        here = {p: value(o[p] if isinstance(o, Mapping) else o, row) for p in game.players}
        if any(here.values()):
            odds[name] = here
    return Found(offer, payoffs, odds)


def listed(game: Game, families: Iterable[Equilibrium], wanted: Found, variable: Symbol | None = None) -> bool:
    """Tell whether one of the equilibria at a point has some offer, payoffs and outcomes, for some free values."""
    for eq in families:
        names = {s: z3.Real(s.name) for s in eq.free}
        conditions = [to_z3(eq.where, names)]
        equal = [(eq.payoffs[p], wanted.payoffs[p]) for p in game.players]
        for name in {*eq.outcomes, *wanted.odds}:
            odds = eq.outcomes.get(name, sympy.Integer(0))
            for p in game.players:
                likely = wanted.odds.get(name, {}).get(p, Fraction(0))
                equal.append((odds[p] if isinstance(odds, Mapping) else odds, likely))
        if variable is not None and wanted.offer is not None:
            first = next(eq.strategy[h] for h in eq.strategy if variable.name not in h and eq.strategy[h].player)
            actions = [a for a, _ in first.actions]
            if isinstance(actions[0], Eq):
                equal.append((actions[0].rhs, wanted.offer))
        if any(not e.free_symbols and value(e, {}) != v for e, v in equal):
            continue
        conditions += [to_z3(Eq(e - rational(v), 0, evaluate=False), names) for e, v in equal if e.free_symbols]
        solver = z3.Solver()
        solver.set("timeout", 5000)
        solver.add(*conditions)
        if solver.check() != z3.unsat:
            return True
    return False


def first_node(game: Game) -> Offer:
    return next(node for _, node in game.walk() if isinstance(node, Offer))


def compare(
    game: Game,
    point: Mapping[Symbol, Any],
    stated: Sequence[Equilibrium],
    solve_finite: Callable[[Game], Sequence[Equilibrium]],
    rng: Random,
    grid: int = 6,
    tries: int = 6,
    keep: Callable[[Fraction], bool] = lambda number: True,
) -> list[str]:
    """Compare the equilibria stated at a point with the continuations of many offers, each found in a finite game.

    The least a proposer can be held to is the supremum over offers of the worst continuation. An offer with a
    continuation that is worth more has to be in the list; one that is worth less must not be.
    """
    node = first_node(game)
    x, *ends = node.interval
    low, high = (value(e, {s: value(sympy.sympify(v), {}) for s, v in point.items()}) for e in ends)
    exact = {low, high}
    params = {s: value(sympy.sympify(v), {}) for s, v in point.items()}
    for _, each in game.walk():
        if isinstance(each, Offer) and each.interval[0] == x:
            exact |= set(first_cutoffs(game, each, point))
    for eq in stated:
        for rule in eq.strategy.values():
            for action, condition in rule.actions:
                for item in (action, condition):
                    if isinstance(item, sympy.Basic):
                        exact |= set(breaks(item, x, params))
        exact |= set(breaks(eq.where, x, {}))
    exact = {n for n in exact if low <= n <= high}
    near = {n + s * Fraction(1, 5000) for n in exact for s in (-1, 1)}
    regular = {low + (high - low) * Fraction(k, grid) for k in range(grid + 1)}
    points = sorted(n for n in exact | near | regular if low <= n <= high and keep(n))
    player = node.player
    continuations: dict[Fraction, list[Found]] = {}
    for n in points:
        rest = finite(game, point, {x: n})
        found = continuations.setdefault(n, [])
        for eq in solve_finite(rest):
            found += [drawn(game, eq, row, n) for row in choices(eq, rng, tries, {})]
    if any(not found for found in continuations.values()):
        return [f"no equilibrium after {x} = {n}" for n, found in continuations.items() if not found]
    least = max(min(f.payoffs[player] for f in found) for found in continuations.values())
    problems = []
    for n, found in continuations.items():
        for f in found:
            worth = f.payoffs[player]
            if (worth > least or (worth == least and n in exact)) and not listed(game, stated, f, x):
                odds = {k: show(v) for k, v in f.odds.items()}
                problems.append(f"missing: {x} = {n}, payoffs {show(f.payoffs)}, outcomes {odds}, least {least}")
    for eq in stated:
        for row in choices(eq, rng, 3, {f"{x}*": (low, high)}):
            if value(eq.payoffs[player], row) < least:
                problems.append(f"wrong: worth {value(eq.payoffs[player], row)} < {least}: {eq}")
    return problems


def show(row: Mapping[str, Fraction]) -> str:
    return ", ".join(f"{k}: {v}" for k, v in row.items())


def first_cutoffs(game: Game, node: Offer, point: Mapping[Symbol, Any]) -> Iterator[Fraction]:
    """Run through the offers at which a type that accepts gets what some end without that offer gives it."""
    known = {s: sympy.sympify(v) for s, v in point.items()}
    x = node.interval[0]
    if not isinstance(node.then, Decision):
        return
    player = node.then.player
    ends: list[Expr] = []
    taken: list[Expr] = []
    below = {n.interval[0]: [] for _, n in game.walk() if isinstance(n, Offer)}
    for _, n in game.walk():
        if isinstance(n, Offer) and n.interval[0] != x:
            below[n.interval[0]] += list(cutoffs(n, known))
            below[n.interval[0]] += [value(e.subs(known), {}) for e in n.interval[1:] if x not in e.free_symbols]
            # a bound that follows the first offer may cut a menu short
            yield from below[n.interval[0]]

    def walk(item: Node, at: Mapping[Symbol, Expr]) -> None:
        if isinstance(item, Terminal):
            payoff = item.payoffs[player].subs({**known, **at})
            (taken if x in payoff.free_symbols else ends).append(payoff)
        elif isinstance(item, Offer):
            for n in below[item.interval[0]]:
                walk(item.then, {**at, item.interval[0]: rational(n)})
        else:
            for child in item.moves.values():  # type: ignore[union-attr]
                walk(child[1] if isinstance(child, tuple) else child, at)

    walk(node.then, {})
    for one in dict.fromkeys(taken):
        for two in dict.fromkeys(ends):
            yield from breaks(Eq(one - two, 0, evaluate=False), x, {})


def compare_menus(
    game: Game,
    point: Mapping[Symbol, Any],
    stated: Sequence[Equilibrium],
    solve_finite: Callable[[Game], Sequence[Equilibrium]],
    rng: Random,
    tries: int = 6,
) -> list[str]:
    """Compare the equilibria stated at a point with those of the finite game in which last offers are menus."""
    whole = list(solve_finite(finite(game, point, {})))
    problems = []
    for mine, others, word in ((whole, stated, "missing"), (stated, whole, "wrong")):
        for eq in mine:
            for row in choices(eq, rng, tries, {}):
                each = drawn(game, eq, row)
                if not listed(game, others, each):
                    odds = {k: show(v) for k, v in each.odds.items()}
                    problems.append(f"{word}: payoffs {show(each.payoffs)}, outcomes {odds}")
    return problems


def draw_point(rng: Random, game: Game, stated: Iterable[Equilibrium] = ()) -> dict[Symbol, Expr]:
    """Draw a point of the hypotheses that lies on no edge of the stated conditions."""
    for _ in range(20000):
        steps = rng.choice((12, 29, 101))
        point = {s: sympy.Rational(rng.randint(1, steps - 1), steps) for s in game.parameters}
        at = {s: value(v, {}) for s, v in point.items()}
        if not all(value(h, at) for h in game.given):
            continue
        edges = [each.lhs - each.rhs for eq in stated for each in relations(eq.when)]
        if all(value(edge, at) for edge in edges):
            return point
    raise AssertionError("no point found")


def loose(game: Game, eq: Equilibrium) -> set[Symbol]:
    """Return the symbols in rules and beliefs that are neither parameters nor offers nor declared free."""
    known = {*game.parameters, *game.variables, *eq.free}
    items = [i for rule in eq.strategy.values() for pair in rule.actions for i in pair]
    items += eq.beliefs.values()
    return {s for item in items if isinstance(item, sympy.Basic) for s in item.free_symbols} - known
