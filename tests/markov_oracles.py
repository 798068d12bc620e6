"""Second opinions on stationary equilibria, at a point and in fractions: enumeration and iteration, no solver's code.

``all_stationary`` runs through every pure stationary profile of a finite game with states, solves the linear system
that gives its values, and keeps the profiles in which every move, on and off the path, is the first of the best.
``iterate`` runs a game with offers backwards from a distant end; ``consistent`` looks for what is gained by any offer.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

from sympy import Poly, Rational, Symbol, real_roots, sympify

import oracles
from detente.games import Chance, Continue, Decision, Game, Node, Offer, Terminal, reals
from detente.games.tree import children

F = Fraction
Row = dict[str, Fraction]
"""A number for each player."""
History = tuple[str, ...]


@dataclass(frozen=True)
class Profile:
    """A pure stationary profile: the move at each history, what states and the root are worth, how play ends."""

    moves: frozenset[tuple[History, str]]
    states: tuple[tuple[str, tuple[Fraction, ...]], ...]
    payoffs: tuple[Fraction, ...]
    outcomes: frozenset[tuple[str, tuple[Fraction, ...]]]


def solved(rows: list[list[Fraction]], constants: list[Fraction]) -> list[Fraction]:
    """Solve v = constants + rows v by Gauss and Jordan."""
    size = len(rows)
    table = [[F(i == j) - rows[i][j] for j in range(size)] + [constants[i]] for i in range(size)]
    for i in range(size):
        pivot = next(k for k in range(i, size) if table[k][i] != 0)
        table[i], table[pivot] = table[pivot], table[i]
        table[i] = [value / table[i][i] for value in table[i]]
        for k in range(size):
            if k != i and table[k][i]:
                table[k] = [a - table[k][i] * b for a, b in zip(table[k], table[i], strict=True)]
    return [row[-1] for row in table]


def reachable(game: Game) -> list[str]:
    """Return the states that the root can lead to."""
    todo: list[str | None] = [None]
    for state in todo:
        tree = game.root if state is None else game.states[state]
        todo += [n.state for n in nodes(tree) if isinstance(n, Continue) and n.state not in todo]
    return [state for state in game.states if state in todo]


def nodes(tree: Node) -> list[Node]:
    """Return the nodes of a tree, each once."""
    found = [tree]
    for node in found:
        found += [child for _, child in children(node) if child not in found]
    return found


def now(node: Continue, player: str, point: oracles.Point) -> tuple[Fraction, Fraction]:
    """Return what a step is worth at once to a player, and the discount factor."""
    paid = oracles.number(node.payoffs[player], point) if player in node.payoffs else F(0)
    factor = node.discount[player] if isinstance(node.discount, Mapping) else node.discount
    return paid, oracles.number(factor, point)


class Enumeration:
    """All pure stationary profiles of a finite game at a point."""

    def __init__(self, game: Game, point: oracles.Point) -> None:
        self.game, self.point = game, point
        self.states = reachable(game)
        trees = [game.states[state] for state in self.states]
        self.decisions = list(dict.fromkeys(n for tree in trees for n in nodes(tree) if isinstance(n, Decision)))

    def count(self) -> int:
        """Return how many profiles there are in the states."""
        total = 1
        for node in self.decisions:
            total *= len(node.moves)
        return total

    def equilibria(self) -> Iterator[Profile]:
        """Run through the profiles in which every move is the first of the best, given all else."""
        for labels in itertools.product(*(list(node.moves) for node in self.decisions)):
            chosen = dict(zip(self.decisions, labels, strict=True))
            values = {player: self._values(chosen, player) for player in self.game.players}
            if all(self._best(node, chosen, values) == label for node, label in chosen.items()):
                # the root is reached once: backward induction
                for node in reversed(nodes_in_order(self.game.root)):
                    if isinstance(node, Decision) and node not in chosen:
                        chosen[node] = self._best(node, chosen, values)
                yield self._told(chosen, values)

    def _best(self, node: Decision, chosen: Mapping[Decision, str], values: Mapping[str, Row]) -> str:
        worth = {
            label: self._worth(child, chosen, node.player, values[node.player]) for label, child in node.moves.items()
        }
        return next(label for label, value in worth.items() if value == max(worth.values()))

    def _worth(self, node: Node, chosen: Mapping[Decision, str], player: str, values: Row) -> Fraction:
        constant, row = self._affine(node, chosen, player)
        return constant + sum((weight * values[state] for state, weight in row.items()), F(0))

    def _affine(self, node: Node, chosen: Mapping[Decision, str], player: str) -> tuple[Fraction, Row]:
        match node:
            case Terminal(payoffs=payoffs):
                return oracles.number(payoffs[player], self.point), {}
            case Continue(state=state):
                paid, factor = now(node, player, self.point)
                return paid, {state: factor}
            case Decision(moves=moves):
                return self._affine(moves[chosen[node]], chosen, player)
            case Chance():
                total, row = F(0), {}
                for label, child in children(node):
                    odds = oracles.odds_of(node, label, player, self.point)
                    constant, part = self._affine(child, chosen, player)
                    total += odds * constant
                    for state, weight in part.items():
                        row[state] = row.get(state, F(0)) + odds * weight
                return total, row
        raise NotImplementedError(node)

    def _values(self, chosen: Mapping[Decision, str], player: str) -> Row:
        parts = [self._affine(self.game.states[state], chosen, player) for state in self.states]
        rows = [[row.get(other, F(0)) for other in self.states] for _, row in parts]
        return dict(zip(self.states, solved(rows, [constant for constant, _ in parts]), strict=True))

    def _told(self, chosen: Mapping[Decision, str], values: Mapping[str, Row]) -> Profile:
        players = self.game.players
        moves = {
            (history if state is None else (state, *history), chosen[node])
            for state in (None, *self.states)
            for history, node in self.game.walk(state)
            if isinstance(node, Decision)
        }
        return Profile(
            frozenset(moves),
            tuple((state, tuple(values[p][state] for p in players)) for state in self.states),
            tuple(self._worth(self.game.root, chosen, p, values[p]) for p in players),
            self._outcomes(chosen),
        )

    # how play ends

    def _steps(self, node: Node, chosen: Mapping[Decision, str], player: str) -> Row:
        """Return the odds of ends, and of states marked by a bar, from a node on."""
        match node:
            case Terminal(outcome=outcome):
                return {outcome: F(1)}
            case Continue(state=state):
                return {f"|{state}": F(1)}
            case Decision(moves=moves):
                return self._steps(moves[chosen[node]], chosen, player)
        found: Row = {}
        for label, child in children(node):
            odds = oracles.odds_of(node, label, player, self.point)
            for name, share in self._steps(child, chosen, player).items():
                found[name] = found.get(name, F(0)) + odds * share
        return {name: odds for name, odds in found.items() if odds}

    def _outcomes(self, chosen: Mapping[Decision, str]) -> frozenset[tuple[str, tuple[Fraction, ...]]]:
        by_player = [self._ends(chosen, player) for player in self.game.players]
        names = dict.fromkeys(name for row in by_player for name in row)
        return frozenset((name, tuple(row.get(name, F(0)) for row in by_player)) for name in names)

    def _ends(self, chosen: Mapping[Decision, str], player: str) -> Row:
        steps = {state: self._steps(self.game.states[state], chosen, player) for state in self.states}
        ahead = {
            state: {other for other in self.states if f"|{other}" in row or other == state}
            for state, row in steps.items()
        }
        for _ in self.states:
            ahead = {state: set().union(*(ahead[other] for other in found)) for state, found in ahead.items()}
        for state in self.states:
            # play that never leaves a set of states which all lead to each other is named after it
            loop = [other for other in self.states if other in ahead[state]]
            closed = all(state in ahead[other] for other in loop)
            if closed and all(name.startswith("|") for other in loop for name in steps[other]):
                steps[state] = {f"{state} for ever" if len(loop) == 1 else "no end": F(1)}
        start = self._steps(self.game.root, chosen, player)
        names = dict.fromkeys(name for row in (start, *steps.values()) for name in row if not name.startswith("|"))
        found = {}
        for name in names:
            rows = [[steps[state].get(f"|{other}", F(0)) for other in self.states] for state in self.states]
            odds = solved(rows, [steps[state].get(name, F(0)) for state in self.states])
            later = sum((start.get(f"|{state}", F(0)) * o for state, o in zip(self.states, odds, strict=True)), F(0))
            found[name] = start.get(name, F(0)) + later
        return {name: odds for name, odds in found.items() if odds}


def nodes_in_order(tree: Node) -> list[Node]:
    """Return the nodes of a tree with each after all that lead to it."""
    order: list[Node] = []
    stack: list[tuple[Node, bool]] = [(tree, False)]
    done: set[Node] = set()
    while stack:
        node, left = stack.pop()
        if left:
            order.append(node)
        elif node not in done:
            done.add(node)
            stack.append((node, True))
            stack += [(child, False) for _, child in children(node) if child not in done]
    return order[::-1]


def all_stationary(game: Game, point: oracles.Point) -> list[Profile]:
    """Return the pure stationary equilibria of a finite game at a point, under the rule for ties."""
    return list(Enumeration(game, point).equilibria())


def listed(game: Game, equilibrium: Any, point: oracles.Point) -> Profile:
    """Read an equilibrium of a finite game, as a solver tells it, at a point."""
    moves = set()
    for history, rule in equilibrium.strategy.items():
        (label,) = (action for action, condition in rule.actions if oracles.holds(condition, point))
        moves.add((history, label))
    players = game.players
    outcomes = {}
    for name, odds in equilibrium.outcomes.items():
        row = tuple(oracles.number(odds[p] if isinstance(odds, Mapping) else odds, point) for p in players)
        if any(row):
            outcomes[name] = row
    states = reachable(game)
    return Profile(
        frozenset(moves),
        tuple((s, tuple(oracles.number(equilibrium.states[s][p], point) for p in players)) for s in states),
        tuple(oracles.number(equilibrium.payoffs[p], point) for p in players),
        frozenset(outcomes.items()),
    )


# random games


A, B, D, E, Q = reals("a b d e q")
INSIDE = [F(n, m) for n, m in ((1, 10), (1, 4), (1, 3), (1, 2), (2, 3), (9, 10))]
COARSE = [F(n, m) for n, m in ((-2, 1), (-1, 1), (-1, 2), (0, 1), (1, 3), (1, 2), (1, 1), (2, 1))]


def random_game(seed: int, states: int | None = None) -> Game:
    """A finite game of one to four states: discounts, odds and payoffs that are symbols or numbers, few of each."""
    rng = Random(seed)
    players = ("A", "B", "C")[: rng.choice((1, 2, 2, 2, 3))]
    count = states or rng.choice((1, 2, 2, 3, 3, 4))
    names = [f"s{k}" for k in range(count)]
    constants = rng.sample((A, B), rng.choice((0, 1, 1, 2)))
    factor = rng.choice((D, D, D, F(1, 2), F(9, 10), F(0)))
    patient = rng.random() < 0.2
    shared: list[Node] = []
    far = rng.random() < 0.35

    def amount() -> Any:
        if constants and rng.random() < 0.35:
            return rng.choice(constants) * rng.choice((1, 1, -1, 2))
        return rng.choice((0, 0, 1, 1, 2, 3, -1))

    def onward(state: int, chance: bool) -> Node:
        # several components: some games seldom go back
        ahead = [k for k in range(count) if not far or k >= state] if rng.random() < 0.9 else range(count)
        discount: Any = factor
        if patient and chance:
            discount = 1
        elif len(players) > 1 and rng.random() < 0.2:
            discount = {player: rng.choice((factor, E, F(1, 2))) for player in players}
        paid = {player: amount() for player in players if rng.random() < 0.4}
        return Continue(names[rng.choice(list(ahead))], paid, discount)

    def node(depth: int, state: int, chance: bool = False) -> Node:
        if shared and rng.random() < 0.1:
            return rng.choice(shared)
        draw = rng.random()
        if depth == 0 or draw < 0.15:
            if rng.random() < 0.55:
                return onward(state, chance)
            return Terminal({player: amount() for player in players}, rng.choice(("war", "deal", "peace")))
        if draw < 0.3:
            end = Terminal({player: amount() for player in players}, rng.choice(("war", "deal")))
            two: Node = end if patient else node(depth - 1, state)
            odds: Any = rng.choice((Q, F(1, 3), F(1, 2)))
            if len(players) > 1 and rng.random() < 0.2:
                odds = {player: rng.choice((Q, F(1, 4))) for player in players}
            rest = {player: 1 - o for player, o in odds.items()} if isinstance(odds, dict) else 1 - odds
            return Chance({"up": (odds, node(depth - 1, state, patient)), "down": (rest, two)})
        labels = rng.sample(("fight", "wait", "yield", *names), rng.choice((1, 2, 2, 2, 3)))
        found = Decision(rng.choice(players), {label: node(depth - 1, state, chance) for label in labels})
        if not chance:
            shared.append(found)
        return found

    trees = {name: node(rng.choice((1, 2, 2)), k) for k, name in enumerate(names)}
    root: Node = Continue(names[0], {}, 1)
    if rng.random() < 0.4:
        # a move at the root is not named after a state: the histories of a state begin with its name
        first, last = node(1, 0), Continue(names[-1], {players[0]: amount()}, factor)
        root = Decision(rng.choice(players), {"go": first, "stay": last})
    bare = Game(players, root, states=trees)
    inside = tuple(part for s in (D, E, Q) if s in bare.parameters for part in (0 < s, s < 1))
    return Game(players, root, inside, trees)


def points(game: Game, seed: int, count: int) -> Iterator[dict[Any, Fraction]]:
    """Run through points where ties are met often."""
    rng = Random(seed)
    for _ in range(count):
        fine = rng.random() < 0.3
        point = {}
        for s in game.parameters:
            if s in (D, E, Q):
                point[s] = F(rng.randint(1, 36), 37) if fine else rng.choice(INSIDE)
            else:
                point[s] = F(rng.randint(-40, 80), 37) if fine else rng.choice(COARSE)
        yield point


# games with offers: the values of states in place of what lies ahead


def frozen(game: Game, tree: Node, values: Mapping[str, Row], point: oracles.Point) -> Game:
    """Put numbers for the values of states in place of the steps that lead to them: a tree without states."""
    memo: dict[Node, Node] = {}

    def put(node: Node) -> Node:
        if node not in memo:
            memo[node] = _put(node)
        return memo[node]

    def _put(node: Node) -> Node:
        match node:
            case Continue(state=state, payoffs=payoffs):
                worth = {}
                for player in game.players:
                    factor = node.discount[player] if isinstance(node.discount, Mapping) else node.discount
                    later = oracles.number(factor, point) * values[state][player]
                    worth[player] = payoffs.get(player, 0) + Rational(later.numerator, later.denominator)
                return Terminal(worth, f"|{state}")
            case Decision(player=player, moves=moves):
                return Decision(player, {label: put(child) for label, child in moves.items()})
            case Offer(player=player, interval=interval, then=then):
                return Offer(player, interval, put(then))
            case Chance(moves=chances):
                return Chance({label: (odds, put(child)) for label, (odds, child) in chances.items()})
        return node

    return Game(game.players, put(tree))


def told_values(game: Game, equilibrium: Any, point: oracles.Point) -> dict[str, Row]:
    """Return what an equilibrium says that states are worth, at a point."""
    states = equilibrium.states
    return {s: {p: oracles.number(states[s][p], point) for p in game.players} for s in reachable(game)}


def faults(game: Game, equilibrium: Any, point: oracles.Point) -> Iterator[Any]:
    """Run through the faults of a stationary equilibrium: gains by one deviation, and values that are not fixed."""
    values = told_values(game, equilibrium, point)
    for state in (None, *reachable(game)):
        cut = frozen(game, game.root if state is None else game.states[state], values, point)
        strategy = {}
        for history, rule in equilibrium.strategy.items():
            if state is None and (not history or history[0] not in values):
                strategy[history] = rule
            elif state is not None and history[:1] == (state,):
                strategy[history[1:]] = rule
        profile = oracles.Profile(cut, strategy, point)
        found = list(oracles._faults(profile, cut.root, (), dict(point), 12, 5))
        yield from ((state, fault) for fault in found)
        if found:
            continue
        end = profile.result(cut.root, (), dict(point)).payoffs
        told = equilibrium.payoffs if state is None else equilibrium.states[state]
        for player in game.players:
            if not oracles.same(end[player], oracles.number(told[player], point)):
                yield state, f"{player} gets {end[player]}, not {told[player]}"


def backed_up(game: Game, values: Mapping[str, Row], point: oracles.Point) -> dict[str, Row] | None:
    """Return what states are worth one period earlier; None where an offer has no best or several that differ."""
    found = {}
    for state in values:
        sweep = oracles.Sweep(frozen(game, game.states[state], values, point), point)
        try:
            result = sweep.solve()
        except oracles.NotAttained:
            return None
        if result.ambiguous:
            return None
        found[state] = result.payoffs
    return found


def fixed(
    game: Game, point: oracles.Point, start: Mapping[str, Row], periods: int = 100, largest: int = 10**5
) -> dict[str, Row] | None:
    """Run a game backwards from a distant end worth ``start``; return the exact values it comes to rest at."""
    values: dict[str, Row] = {state: dict(row) for state, row in start.items()}
    for _ in range(periods):
        after = backed_up(game, values, point)
        if after is None:
            return None
        step = max(abs(after[s][p] - values[s][p]) for s in values for p in game.players)
        values = {s: {p: v.limit_denominator(10**16) for p, v in row.items()} for s, row in after.items()}
        if step < F(1, 10**13):
            break
    exact = {s: {p: v.limit_denominator(largest) for p, v in row.items()} for s, row in values.items()}
    return exact if backed_up(game, exact, point) == exact else None


P, C_A, C_B = reals("p c_A c_B")


def random_bargaining(seed: int) -> Game:
    """Offers in one to three states: either side's or a random side's, with war, delay, flows and ways out."""
    rng = Random(seed)
    count = rng.choice((1, 1, 2, 2, 3))
    names = [f"s{k}" for k in range(count)]
    same = rng.choice((D, D, F(1, 2), F(2, 3)))
    factor: Any = {"A": D, "B": E} if rng.random() < 0.2 else same
    flows = rng.random() < 0.3
    label = 0
    power: list[Any] = [rng.choice((P, P, 1 - P, F(1, 2), F(1, 4))) for _ in names]
    costs = {"A": rng.choice((C_A, C_A, F(1, 10))), "B": rng.choice((C_B, C_B, F(1, 5)))}
    size = rng.choice((1, 1, 2))

    def war(k: int) -> Node:
        return Terminal({"A": size * power[k] - costs["A"], "B": size * (1 - power[k]) - costs["B"]}, "war")

    def onward(k: int) -> Node:
        ahead = names[rng.choice((k, (k + 1) % count, (k + 1) % count, rng.randrange(count)))]
        return Continue(ahead, {"A": -costs["A"]} if rng.random() < 0.15 else {}, factor)

    def turn(k: int, proposer: str) -> Node:
        nonlocal label
        label += 1
        x, other = reals(f"x{label}"), "B" if proposer == "A" else "A"
        shares = {proposer: x, other: 1 - x}
        deal: Node = Terminal(shares, "settlement")
        if flows:
            deal = Continue(names[rng.choice((k, (k + 1) % count))], shares, factor)
        moves = {"accept": deal}
        if rng.random() < 0.5:
            moves["fight"] = war(k)
        if rng.random() < 0.6 or len(moves) == 1:
            moves["reject"] = onward(k)
        if rng.random() < 0.2:
            moves["reject"] = Decision(proposer, {"attack": war(k), "pass": onward(k)})
        if rng.random() < 0.15:
            moves["yield"] = Terminal({proposer: size, other: 0}, "retreat")
        order = list(moves)
        if rng.random() < 0.1:
            rng.shuffle(order)
        node: Node = Offer(proposer, (x, 0, 1), Decision(other, {label: moves[label] for label in order}))
        if rng.random() < 0.25:
            node = Decision(proposer, {"offer": node, "attack": war(k)})
        return node

    def state(k: int) -> Node:
        if rng.random() < 0.2:
            odds = rng.choice((Q, F(1, 2)))
            return Chance({"A moves": (odds, turn(k, "A")), "B moves": (1 - odds, turn(k, "B"))})
        return turn(k, rng.choice("AB"))

    trees = {name: state(k) for k, name in enumerate(names)}
    bare = Game(("A", "B"), Continue(names[0], {}, 1), states=trees)
    used = bare.parameters
    inside = [part for s in (D, E, Q, P) if s in used for part in (0 < s, s < 1)]
    return Game(bare.players, bare.root, (*inside, *(s > 0 for s in (C_A, C_B) if s in used)), trees)


def bargaining_points(game: Game, seed: int, count: int) -> Iterator[dict[Any, Fraction]]:
    """Run through points of a game with offers: odds, discounts and power within (0, 1), costs above zero."""
    rng = Random(seed)
    for _ in range(count):
        yield {
            s: F(rng.randint(1, 15), 20) if s in (C_A, C_B) else rng.choice((*INSIDE[:-1], F(rng.randint(1, 12), 17)))
            for s in game.parameters
        }


def random_values(game: Game, rng: Random) -> dict[str, Row]:
    """Return what states might be worth at the end of time."""
    return {s: {p: F(rng.randint(-8, 24), 16) for p in game.players} for s in reachable(game)}


# one state in which both sides move at once


def simultaneous(seed: int) -> tuple[Game, list[tuple[bool, dict[str, Any]]]]:
    """One state, in which A and B choose at once of two moves each; some cells lead back to it."""
    rng = Random(seed)
    numbers = rng.sample(range(-20, 21), 8)
    back = rng.sample(range(4), rng.choice((1, 1, 2, 2, 3)))
    symbolic = rng.randrange(4) if rng.random() < 0.7 else None
    cells = []
    for k in range(4):
        paid: dict[str, Any] = {"A": numbers[2 * k], "B": numbers[2 * k + 1]}
        if k == symbolic:
            paid[rng.choice("AB")] = A
        cells.append((k in back, paid))

    def cell(k: int) -> Node:
        on, paid = cells[k]
        return Continue("stage", paid, D) if on else Terminal(paid, f"end {k}")

    moves = {label: Decision("B", {"L": cell(2 * i), "R": cell(2 * i + 1)}) for i, label in enumerate("TD")}
    stage = Decision("A", moves, seen_by=())
    return Game(("A", "B"), Continue("stage", {}, 1), (0 < D, D < 1), {"stage": stage}), cells


def all_of_stage(cells: list[tuple[bool, dict[str, Any]]], point: oracles.Point) -> list[tuple[float, ...]]:
    """Return (odds of T, odds of L, value to A, value to B) of all equilibria at a point without ties.

    Where both mix, each side's odds make the other's two moves alike, with its value solved for: a quadratic.
    """
    paid = [{p: oracles.number(sympify(row[p]), point) for p in "AB"} for _, row in cells]
    factor = [point[D] if on else F(0) for on, _ in cells]
    found = []
    for k in range(4):
        i, j = divmod(k, 2)
        value = {p: paid[k][p] / (1 - factor[k]) for p in "AB"}
        worth = [{p: row[p] + f * value[p] for p in "AB"} for row, f in zip(paid, factor, strict=True)]
        if worth[k]["A"] >= worth[2 * (1 - i) + j]["A"] and worth[k]["B"] >= worth[2 * i + 1 - j]["B"]:
            found.append((1.0 - i, 1.0 - j, float(value["A"]), float(value["B"])))
    z = Symbol("z")

    def mixtures(player: str, lines: list[tuple[int, int]]) -> list[tuple[float, float]]:
        def over(numbers: list[Fraction], line: tuple[int, int]) -> Any:
            one, two = (Rational(numbers[k].numerator, numbers[k].denominator) for k in line)
            return z * one + (1 - z) * two

        top = [over([row[player] for row in paid], line) for line in lines]
        bottom = [1 - over(factor, line) for line in lines]
        odds = real_roots(Poly(top[0] * bottom[1] - top[1] * bottom[0], z))
        return [(float(o), float((top[0] / bottom[0]).subs(z, o))) for o in odds if 0 < o < 1]

    for left, to_a in mixtures("A", [(0, 1), (2, 3)]):
        found += [(up, left, to_a, to_b) for up, to_b in mixtures("B", [(0, 2), (1, 3)])]
    return found


def listed_of_stage(equilibrium: Any, point: oracles.Point) -> tuple[float, ...]:
    """Read an equilibrium of such a state, as a solver tells it, at a point."""
    odds = []
    for history, label in ((("stage",), "T"), (("stage", "T"), "L")):
        rule = equilibrium.strategy[history]
        if rule.mixed:
            odds.append(float(oracles.number(sympify(rule[label]), point)))
        else:
            odds.append(float(oracles.holds(rule[label], point)))
    return (*odds, *(float(oracles.number(equilibrium.payoffs[p], point)) for p in "AB"))
