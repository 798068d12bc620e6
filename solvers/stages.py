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
>>> x, q, w = reals("x q w")
>>> deal, give = Terminal({"A": x, "B": 1 - x}, "settlement"), Terminal({"A": 0, "B": 1}, "status quo")
>>> attack = lambda c: Decision("A", {"attack": Terminal({"A": w, "B": -c}, "war"), "pass": give})
>>> play = lambda c: Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "reject": attack(c)}))
>>> arms = lambda c: Decision("B", {"arm": play(c), "wait": play(c)})
>>> types = Chance({"low": (q, arms(1)), "high": (1 - q, arms(2))}, seen_by={"B"})
>>> solution = solve(Game(("A", "B"), types, (0 < q, q < 1, 0 < w, w < 1)), "pbe")
>>> {eq.probability("settlement") for eq in solution.equilibria}
{1}
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sympy import Expr, Integer, Symbol
from sympy.logic.boolalg import Boolean

from detente.games import Chance, Decision, FrozenMap, Game, Node, Offer, Terminal, UnsupportedGame
from detente.games.information import History
from detente.solvers import conditions, smt
from detente.solvers.algebra import NEG, POS, ZERO, Ring
from detente.solvers.conditions import known_signs
from detente.solvers.describe import describe
from detente.solvers.display import boolean_form, ratio_form, text
from detente.solvers.eliminate import without
from detente.solvers.formulas import TRUE, Formula, boolean, compare, conjunction, disjunction, negation
from detente.solvers.partition import Partition
from detente.solvers.ratio import Ratio
from detente.solvers.rules import Rule
from detente.solvers.solution import Equilibrium, Solution, Undecided

APART = "\x00"
"""Stands between a player, or an outcome, and the type that a payoff, or the odds, are conditional on."""

NATURE = "\x00nature"
"""The player that chooses types on the faces of the simplex."""

Solve = Callable[[Game, Mapping[str, History]], Solution]
"""Solves a game that begins with an offer, with what each type gets told apart."""


@dataclass(frozen=True)
class Plan:
    """An offer and all that follows it, for a range of beliefs: one option of a menu."""

    offer: Expr
    worths: tuple[FrozenMap[str, Expr], ...]
    """What each type's node is worth to each player; the proposer's mean by any belief is what the plan is worth."""
    outcomes: tuple[FrozenMap[str, FrozenMap[str, Expr]], ...]
    """For each type the odds of the outcomes, by player; they can hang on the belief."""
    eq: Equilibrium
    """The play, with the rules after other offers; the belief is a symbol in it."""


@dataclass(frozen=True)
class StageCase:
    """The menu in one case of the parameters."""

    when: Boolean
    plans: tuple[Plan, ...]
    thin: bool


@dataclass(frozen=True)
class Solved:
    """A solved stage: the symbols of the beliefs (the last type has the rest), and the menus by cases."""

    mus: tuple[Symbol, ...]
    names: tuple[str, ...]
    cases: tuple[StageCase, ...]
    open: tuple[Undecided, ...]
    edges: tuple[str, ...]


@dataclass(frozen=True)
class _Family:
    """An equilibrium of the stage game in one ring: where it is one, and what it is worth."""

    eq: Equilibrium
    holds: Formula
    exists: Formula
    """The same for some values of what is free."""
    worth: Ratio
    types: tuple[Ratio, ...]
    free: tuple[int, ...]

    def is_settled(self, unknown: Sequence[int]) -> bool:
        """Tell whether payoffs are settled, those of types whatever the belief."""
        return not any(r.involves(u) for r in (self.worth, *self.types) for u in self.free) and not any(
            r.involves(u) for r in self.types for u in unknown
        )


@dataclass(frozen=True)
class _Side:
    """The simplex of beliefs or one of its faces: the belief in each type, where it is, and the families there."""

    beliefs: tuple[Ratio, ...]
    within: tuple[Formula, ...]
    unknown: tuple[int, ...]
    families: tuple[_Family, ...]


def stage_game(
    players: Sequence[str], nodes: Mapping[str, Offer], seen_by: frozenset[str], given: Sequence[Boolean]
) -> Game:
    """Return the game that begins with an offer to types, whose odds are symbols of beliefs."""
    first = next(iter(nodes.values()))
    mus = beliefs_of(len(nodes))
    odds = [*mus, 1 - sum(mus, Integer(0))]
    types = Chance({name: (o, n.then) for (name, n), o in zip(nodes.items(), odds, strict=True)}, seen_by)
    bounds = [o > 0 for o in odds] if mus else []
    return Game(tuple(players), Offer(first.player, first.interval, types), (*given, *bounds))


def beliefs_of(count: int) -> tuple[Symbol, ...]:
    """Return the symbols of the beliefs in all of so many types but the last."""
    return tuple(Symbol(f"_mu{k}", real=True) for k in range(count - 1))


def faces(count: int) -> Iterator[tuple[int, ...]]:
    """Run through the faces of a simplex, by the types that are possible on them."""
    for size in range(1, count):
        yield from itertools.combinations(range(count), size)


def face_game(game: Game, face: Sequence[int]) -> Game:
    """Put nature as a player, which never wants to choose the other types, in the place of the draw of types."""
    root, names = game.root, list(_types(game).moves)
    assert isinstance(root, Offer)
    types = _types(game)
    inside = {names[k]: _paid(types.moves[names[k]][1], 1) for k in face}
    outside = {name: _paid(node, 0) for name, (_, node) in types.moves.items() if name not in inside}
    mus = beliefs_of(len(face))
    odds = [*mus, 1 - sum(mus, Integer(0))]
    if len(inside) > 1:
        drawn = Chance({name: (o, node) for (name, node), o in zip(inside.items(), odds, strict=True)}, types.seen_by)
        inside = {APART: drawn}
    chosen = Decision(NATURE, {**inside, **outside}, types.seen_by)
    given = [h for h in game.given if not h.free_symbols & set(beliefs_of(len(names)))]
    bounds = [o > 0 for o in odds] if mus else []
    return Game((*game.players, NATURE), Offer(root.player, root.interval, chosen), (*given, *bounds))


def face_types(game: Game, face: Sequence[int]) -> dict[str, History]:
    """Return where each type's branch begins on a face, after the offer."""
    names = list(_types(game).moves)
    return {name: (APART, name) if k in face and len(face) > 1 else (name,) for k, name in enumerate(names)}


def _types(game: Game) -> Chance:
    assert isinstance(game.root, Offer)
    assert isinstance(game.root.then, Chance)
    return game.root.then


def _paid(node: Node, amount: int) -> Node:
    """Give nature an amount at every end."""
    match node:
        case Terminal(payoffs=payoffs, outcome=outcome):
            return Terminal({**payoffs, NATURE: amount}, outcome)
        case Decision(player=player, moves=moves, seen_by=seen_by):
            return Decision(player, {a: _paid(child, amount) for a, child in moves.items()}, seen_by)
        case Chance(moves=chances, seen_by=seen_by):
            return Chance({a: (odds, _paid(child, amount)) for a, (odds, child) in chances.items()}, seen_by)
        case Offer(player=player, interval=interval, then=then, seen_by=seen_by):
            return Offer(player, interval, _paid(then, amount), seen_by)
    raise UnsupportedGame("draws below offers that others answer are not covered: use finitely many types (Chance)")


def told_apart(eq: Equilibrium, root: Node, players: Sequence[str], types: Mapping[str, History]) -> Equilibrium:
    """Add to an equilibrium of a finite game what each type's branch is worth, and its outcomes."""
    payoffs, outcomes = dict(eq.payoffs), dict(eq.outcomes)
    for name, history in types.items():
        node = root
        for label in history:
            assert isinstance(node, Decision | Chance)
            child = node.moves[label]
            node = child[1] if isinstance(child, tuple) else child
        worth, ends = _followed(node, history, eq.strategy, players)
        payoffs |= {f"{player}{APART}{name}": value for player, value in worth.items()}
        outcomes |= {f"{end}{APART}{name}": FrozenMap(odds) for end, odds in ends.items()}
    return replace(eq, payoffs=FrozenMap(payoffs), outcomes=FrozenMap(outcomes))


def _followed(
    node: Node, history: History, rules: Mapping[History, Rule], players: Sequence[str]
) -> tuple[dict[str, Expr], dict[str, dict[str, Expr]]]:
    """Return what following the rules of a finite game from a node on is worth, and where it ends."""
    if isinstance(node, Terminal):
        return dict(node.payoffs), {node.outcome: dict.fromkeys(players, Integer(1))}
    assert isinstance(node, Decision | Chance)
    branches: list[tuple[str, Node, Mapping[str, Expr]]] = []
    if isinstance(node, Chance):
        for label, (odds, child) in node.moves.items():
            branches.append((label, child, odds if isinstance(odds, FrozenMap) else dict.fromkeys(players, odds)))
    else:
        rule = rules[history]
        for action, odds in rule.actions:
            share = odds if rule.mixed else Integer(1)
            branches.append((str(action), node.moves[str(action)], dict.fromkeys(players, share)))
    payoffs = dict.fromkeys(players, Integer(0))
    outcomes: dict[str, dict[str, Expr]] = {}
    for label, child, weights in branches:
        worth, ends = _followed(child, (*history, label), rules, players)
        for player in players:
            payoffs[player] += weights[player] * worth[player]
        for name, row in ends.items():
            there = outcomes.setdefault(name, dict.fromkeys(players, Integer(0)))
            for player in players:
                there[player] += weights[player] * row[player]
    return payoffs, outcomes


def solved_stage(
    game: Game, solve: Solve, on: Callable[[tuple[int, ...]], Solution], edges: str, deadline: float
) -> Solved:
    """Return the menus of a stage game (``stage_game``); ``on`` solves it on a face of the simplex."""
    root, names = game.root, tuple(_types(game).moves)
    assert isinstance(root, Offer)
    solution = solve(game, {name: (name,) for name in names})
    on_faces = {face: on(face) for face in faces(len(names))}
    return _Menus(game, root, names, solution, on_faces, edges, deadline).solved()


@dataclass
class _Menus:
    """The work on one stage: from its equilibria to the menus, and the proof that these say the same."""

    game: Game
    root: Offer
    names: tuple[str, ...]
    solution: Solution
    on_faces: Mapping[tuple[int, ...], Solution]
    edges: str
    deadline: float

    def __post_init__(self) -> None:
        mus = beliefs_of(len(self.names))
        self.mus = mus
        self.others = [p for p in self.game.players if p != self.root.player]
        eqs = [*self.solution.equilibria, *(eq for s in self.on_faces.values() for eq in s.equilibria)]
        free = dict.fromkeys(symbol for eq in eqs for symbol in eq.free)
        self.params = [s for s in self.game.parameters if s not in mus]
        self.ring = Ring([*self.params, *mus, *free])
        self.given = [boolean(h, self.ring) for h in self.game.given if not h.free_symbols & set(mus)]
        self.known = known_signs(Partition(self.ring, self.given))
        self.inside = self._side(tuple(range(len(self.names))), self.solution)
        self.sides = [self.inside, *(self._side(face, s) for face, s in self.on_faces.items())]
        self.open: list[Undecided] = []
        self.left_out: dict[str, None] = {}

    def _side(self, face: tuple[int, ...], solution: Solution) -> _Side:
        ring = self.ring
        symbols = beliefs_of(len(face))
        row = [*(ring.gen(s) for s in symbols)]
        row.append(ring.one - sum(row, ring.zero))
        beliefs = [ring.zero] * len(self.names)
        for k, belief in zip(face, row, strict=True):
            beliefs[k] = belief
        within = tuple(compare(b, POS) for b in row) if symbols else ()
        families = tuple(self._family(eq) for eq in solution.equilibria)
        return _Side(tuple(beliefs), within, tuple(ring.index[s] for s in symbols), families)

    def _family(self, eq: Equilibrium) -> _Family:
        ring = self.ring
        types = tuple(ring.convert(eq.payoffs[f"{p}{APART}{name}"]) for name in self.names for p in self.others)
        holds = conjunction([boolean(eq.when, ring), boolean(eq.where, ring)])
        free = tuple(ring.index[s] for s in eq.free)
        exists = holds
        for unknown in free:
            exists = without(ring, unknown, exists, self.given, max(1, self.deadline - time.monotonic()))
        return _Family(eq, holds, exists, ring.convert(eq.payoffs[self.root.player]), types, free)

    # options

    def _plan(self, family: _Family) -> tuple[Plan, tuple[Ratio, ...]] | None:
        """Return a family as an option, with what the proposer gets by type; None where it is not linear."""
        ring, unknown = self.ring, self.inside.unknown
        slopes = [family.worth.derivative(u) for u in unknown]
        if not family.is_settled(unknown) or any(s.involves(u) for s in slopes for u in unknown):
            return None
        last = family.worth - sum((s * ring.gen(mu) for s, mu in zip(slopes, self.mus, strict=True)), ring.zero)
        mine = (*(last + s for s in slopes), last)
        offer = family.eq.strategy[()].offer
        if offer is None or offer.free_symbols & {*self.mus, *family.eq.free}:
            return None
        worths, outcomes = [], []
        for k, name in enumerate(self.names):
            row = {p: family.eq.payoffs[f"{p}{APART}{name}"] for p in self.others}
            row[self.root.player] = ratio_form(mine[k], self.known)
            worths.append(FrozenMap({p: row[p] for p in self.game.players}))
            ends = {n.rpartition(APART)[0]: o for n, o in family.eq.outcomes.items() if n.endswith(f"{APART}{name}")}
            by_player = {
                n: o if isinstance(o, Mapping) else dict.fromkeys(self.game.players, o) for n, o in ends.items()
            }
            outcomes.append(FrozenMap({n: FrozenMap(o) for n, o in by_player.items()}))
        return Plan(offer, tuple(worths), tuple(outcomes), family.eq), mine

    def solved(self) -> Solved:
        """Return the menus by cases of the parameters."""
        ring = self.ring
        assumed = [*self.given, *self.inside.within]
        for side in [self.solution, *self.on_faces.values()]:
            for each in side.undecided:
                told = each.when.free_symbols <= set(ring.symbols)
                self._leave_out(
                    boolean(each.when, ring) if told else TRUE, f"the offer {self.root.interval[0]}: {each.reason}"
                )
        plans: list[tuple[Plan, tuple[Ratio, ...], Formula, _Family]] = []
        for family in self.inside.families:
            if not conditions.is_open(ring, assumed, family.holds):
                continue
            found = self._plan(family)
            if found is None:
                reason = (
                    f"{self.root.player}'s offer {self.root.interval[0]}: what it is worth hangs on beliefs in another "
                    "way than a mean over types, so that no finite menu stands for it"
                )
                self._leave_out(family.holds, reason)
                continue
            plan, mine = found
            same = next(
                (
                    k
                    for k, (p, m, _, f) in enumerate(plans)
                    if (p.offer, m, f.types) == (plan.offer, mine, family.types)
                ),
                None,
            )
            where = self._projected(conjunction([family.holds, *self.inside.within]))
            if same is None:
                plans.append((plan, mine, where, family))
            else:
                before = plans[same]
                better = family if len(family.free) < len(before[3].free) else before[3]
                kept = plan if better is family else before[0]
                plans[same] = (kept, mine, disjunction([before[2], where]), better)
        partition = Partition(ring, [*self.given, *map(negation, self.lost)], deadline=self.deadline)

        def program(cell: int) -> tuple[int, ...]:
            return tuple(k for k, (*_, where, _) in enumerate(plans) if partition.ask(cell, where))

        cases = []
        for active, mask in partition.run(program, partition.everywhere).items():
            when = describe(partition, mask, partition.everywhere & ~mask)
            when = conjunction([when, *map(negation, self.lost)])
            thin = all(partition.is_thin(cell) for cell in partition.members(mask))
            shown = boolean_form(ring, when, self.known)
            if thin and self.edges == "generic":
                self.left_out.setdefault(text(shown))
                continue
            if partition.abandoned & mask:
                self.open.append(Undecided(shown, "the time given was not enough to tell cases apart"))
                continue
            here = [plans[k] for k in active]
            since = len(self.lost)
            for bad, reason in self._failures(when, [(m, f) for _, m, _, f in here]):
                self._leave_out(conjunction([when, bad]), reason)
            when = conjunction([when, *map(negation, self.lost[since:])])
            if smt.check(ring, [*self.given, when]).satisfiable is not False:
                shown = boolean_form(ring, conditions.shorten(Partition(ring, self.given), when), self.known)
                cases.append(StageCase(shown, tuple(p for p, *_ in here), thin))
        return Solved(self.mus, self.names, tuple(cases), tuple(self.open), tuple(self.left_out))

    lost: list[Formula] = field(default_factory=list)
    """Where the menu is not known, on the parameters."""

    def _projected(self, formula: Formula) -> Formula:
        """Return the condition on the parameters under which a formula can hold for some beliefs and free symbols."""
        for unknown in range(len(self.params), len(self.ring.symbols)):
            formula = without(self.ring, unknown, formula, self.given, max(1, self.deadline - time.monotonic()))
        return formula

    def _leave_out(self, bad: Formula, reason: str) -> None:
        """Note where the menu is not known; without interior it is only named."""
        ring = self.ring
        if smt.check(ring, [*self.given, bad]).satisfiable is False:
            return
        try:
            where = self._projected(bad)
        except UnsupportedGame:
            where = TRUE
        if smt.check(ring, [*self.given, where]).satisfiable is False:
            return
        short = conditions.shorten(Partition(ring, self.given), where)
        shown = boolean_form(ring, short, self.known)
        self.lost.append(short)
        if self.edges == "generic" and not conditions.is_open(ring, self.given, short):
            self.left_out.setdefault(text(shown))
        else:
            self.open.append(Undecided(shown, reason))

    # the proof

    def _failures(
        self, when: Formula, plans: Sequence[tuple[tuple[Ratio, ...], _Family]]
    ) -> Iterator[tuple[Formula, str]]:
        """Run through what must not be possible: where options and equilibria are not the same, with the reason."""
        x = self.root.interval[0]
        for side in self.sides:
            values = [self._mean(side, mine) for mine, _ in plans]
            best = [
                conjunction([when, *side.within, *(compare(v - w, POS | ZERO) for w in values if w is not v)])
                for v in values
            ]
            for k, (_, family) in enumerate(plans):
                same = [
                    conjunction([f.exists, self._equal(f, family.types, values[k])])
                    for f in side.families
                    if f.is_settled(())
                ]
                offer = text(family.eq.strategy[()].actions[0][0])
                yield (
                    conjunction([best[k], negation(disjunction(same))]),
                    f"the offer {offer} is best for beliefs for which it has no such continuation",
                )
            for family in side.families:
                matched = [
                    conjunction([best[k], self._equal(family, f.types, values[k])]) for k, (_, f) in enumerate(plans)
                ]
                matched += [
                    conjunction(
                        [best[k], best[j], self._between(family, plans[k][1].types, plans[j][1].types, values[k])]
                    )
                    for k, j in itertools.combinations(range(len(plans)), 2)
                ]
                yield (
                    conjunction([when, *side.within, family.holds, negation(disjunction(matched))]),
                    f"what can follow the offer {x} for some beliefs is more than a choice from a finite menu",
                )
            for k, j in itertools.combinations(range(len(plans)), 2):
                one, two = plans[k][1], plans[j][1]
                if one.eq.strategy[()].offer == two.eq.strategy[()].offer and one.types != two.types:
                    apart = negation(self._equal(one, two.types, one.worth))
                    yield (
                        conjunction([best[k], best[j], apart]),
                        f"the same offer {x} is followed by different play with the same worth, which cannot be mixed",
                    )

    def _mean(self, side: _Side, mine: Sequence[Ratio]) -> Ratio:
        return sum((b * v for b, v in zip(side.beliefs, mine, strict=True)), self.ring.zero)

    def _equal(self, family: _Family, types: Sequence[Ratio], worth: Ratio) -> Formula:
        gaps = [family.worth - worth, *(a - b for a, b in zip(family.types, types, strict=True))]
        return conjunction(compare(gap, ZERO) for gap in gaps)

    def _between(self, family: _Family, one: Sequence[Ratio], two: Sequence[Ratio], worth: Ratio) -> Formula:
        """Say that payoffs lie on the segment between those of two options."""
        here = [f - a for f, a in zip(family.types, one, strict=True)]
        whole = [b - a for a, b in zip(one, two, strict=True)]
        rest = [f - b for f, b in zip(family.types, two, strict=True)]
        crossed = [
            compare(here[i] * whole[j] - here[j] * whole[i], ZERO)
            for i, j in itertools.combinations(range(len(here)), 2)
        ]
        ahead = [compare(h * r, NEG | ZERO) for h, r in zip(here, rest, strict=True)]
        return conjunction([compare(family.worth - worth, ZERO), *crossed, *ahead])
