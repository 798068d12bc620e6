"""Last offers under uncertainty: the finitely many numbers that can be best for some belief.

After the last offer those who answer know all that matters, so that their answers have cutoffs. The value of an
offer to a proposer who is uncertain is the mean over the nodes of its information set, and where every part of it
is monotonic between cutoffs, only cutoffs and ends can be best. The offer then is a move from a finite menu, and the
game a finite one (compare Fudenberg and Tirole 1983).

>>> from detente.games import Chance, Decision, Game, Offer, Terminal, reals
>>> x, q = reals("x q")
>>> deal, war = Terminal({"A": x, "B": 1 - x}, "settlement"), lambda w: Terminal({"A": -1, "B": w}, "war")
>>> play = lambda w: Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": war(w)}))
>>> game = Game(("A", "B"), Chance({"tough": (q, play(1)), "weak": (1 - q, play(0))}, seen_by={"B"}), (0 < q, q < 1))
>>> case, = reduced(game, 10).cases
>>> [option.action for option in case.menus[0].options]
[Eq(x, 0), Eq(x, 1)]
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sympy import Expr, Symbol
from sympy.logic.boolalg import Boolean

from detente.games import (
    Chance,
    Decision,
    Draw,
    Game,
    InformationSet,
    Node,
    Offer,
    Terminal,
    children,
    information_sets,
)
from detente.games.information import History
from detente.solvers.algebra import POS, ZERO, Ring
from detente.solvers.backward import solve_block
from detente.solvers.conditions import known_signs
from detente.solvers.describe import describe
from detente.solvers.display import KnownSign, boolean_form, ratio_form, text
from detente.solvers.formulas import Formula, boolean, compare, polynomials
from detente.solvers.line import Line
from detente.solvers.optimum import Piece, Stretch, value
from detente.solvers.partition import Partition
from detente.solvers.ratio import Ratio
from detente.solvers.strategies import offer_relation
from detente.solvers.ties import Ties
from detente.solvers.values import OPEN, Block, Failure, Scope, Search, Value, Worth, amount


@dataclass(frozen=True)
class Option:
    """An offer that can be best: where it is, what it says, and what follows at each node of the information set."""

    at: Stretch
    action: Boolean
    worths: tuple[Worth, ...]

    @property
    def label(self) -> str:
        """The name of the offer as a move."""
        return text(self.action)


@dataclass(frozen=True)
class Stage:
    """An information set of last offers: its nodes, without repetition, each with its solved continuation."""

    set: InformationSet
    nodes: tuple[Offer, ...]
    member: dict[History, int]
    blocks: tuple[Block, ...]

    @cached_property
    def pieces(self) -> tuple[tuple[tuple[Formula, Value], ...], ...]:
        """For each node the values that an offer can have there, each with its condition."""
        found = []
        for node, block in zip(self.nodes, self.blocks, strict=True):
            groups = block.groups(node.then)
            whole = block.partition.everywhere
            found.append(
                tuple((describe(block.partition, mask, whole & ~mask), worth) for worth, mask in groups.items())
            )
        return tuple(found)


@dataclass(frozen=True)
class Menu:
    """The options at one stage, in one case."""

    stage: Stage
    options: tuple[Option, ...]

    def by_label(self) -> dict[str, Option]:
        """Return the options by their names as moves."""
        return {option.label: option for option in self.options}


@dataclass(frozen=True)
class Case:
    """Where the menus are what they are (on parameters and the offers above), and the game with menus in place."""

    when: Formula
    given: Boolean
    menus: tuple[Menu, ...]
    game: Game
    thin: bool
    """Whether this holds on no open set."""


@dataclass(frozen=True)
class Reduced:
    """A game whose last offers have become moves; ``open`` are the cases in which that could not be done."""

    game: Game
    search: Search
    partition: Partition
    known: KnownSign
    cases: tuple[Case, ...]
    open: tuple[tuple[Boolean, str], ...]


def last_offers(game: Game) -> list[InformationSet]:
    """Return the information sets of offers after which everybody who moves knows all, the first on each path."""
    sets = information_sets(game)
    unsure = [history for each in sets if len(each.histories) > 1 for history in each.histories]
    nodes = dict(game.walk())
    found: list[InformationSet] = []
    for each in sets:
        if isinstance(each.moves[0], Symbol):
            below = any(h == other[: len(h)] and h != other for h in each.histories for other in unsure)
            inside = any(h[: len(o)] == o for done in found for o in done.histories for h in each.histories)
            if not below and not inside and not any(_draws_unseen(nodes[h]) for h in each.histories):
                found.append(each)
    return found


def only_last_offers(game: Game) -> bool:
    """Tell whether every offer and draw is a last offer, or below one."""
    inside = [h for each in last_offers(game) for h in each.histories]
    return all(
        any(history[: len(h)] == h for h in inside) for history, node in game.walk() if isinstance(node, Offer | Draw)
    )


def _draws_unseen(root: Node) -> bool:
    """Tell whether somebody moves below a draw that it has not seen."""
    stack: list[tuple[Node, tuple[Draw, ...]]] = [(root, ())]
    while stack:
        node, drawn = stack.pop()
        if isinstance(node, Offer | Decision) and any(
            draw.seen_by is not None and node.player not in draw.seen_by for draw in drawn
        ):
            return True
        below = (*drawn, node) if isinstance(node, Draw) else drawn
        stack += [(child, below) for _, child in children(node)]
    return False


def reduced(game: Game, seconds: float) -> Reduced:
    """Put menus in the place of last offers, in every case of the parameters and of the offers above them."""
    last = last_offers(game)
    nodes = dict(game.walk())
    inside = [h for each in last for h in each.histories]
    scope = tuple(
        dict.fromkeys(
            node.interval
            for history, node in nodes.items()
            if isinstance(node, Offer) and not any(history[: len(h)] == h for h in inside)
        )
    )
    beliefs = tuple(Symbol(f"_mu{k}", real=True) for k in range(max((len(each.histories) for each in last), default=0)))
    ring = Ring([*game.parameters, *game.variables, *beliefs])
    given = tuple(boolean(hypothesis, ring) for hypothesis in game.given)
    search = Search(game, ring, given, Ties(True), time.monotonic() + seconds)
    bounds = [boolean(b, ring) for x, low, high in scope for b in (x >= low, x <= high)]
    partition = Partition(ring, [*given, *bounds], deadline=search.deadline)
    known = known_signs(partition)
    top = Block(partition, game.root, scope)
    stages = [_stage(search, each, nodes, scope) for each in last]

    def program(cell: int) -> tuple[tuple[Option, ...], ...] | Failure:
        found = []
        for stage in stages:
            options = _options(search, top, cell, stage, [ring.gen(mu) for mu in beliefs], known)
            if isinstance(options, Failure):
                return options
            found.append(options)
        return tuple(found)

    cases, left = [], []
    results = partition.run(program, partition.everywhere)
    abandoned = partition.abandoned
    if abandoned:
        # what was left open is not an answer
        where = describe(partition, abandoned, partition.everywhere & ~abandoned)
        left.append((boolean_form(ring, where, known), OPEN.reason))
    for result, mask in ((r, m & ~abandoned) for r, m in results.items() if m & ~abandoned):
        when = describe(partition, mask, partition.everywhere & ~mask)
        shown = boolean_form(ring, when, known)
        if isinstance(result, Failure):
            left.append((shown, result.reason))
        else:
            menus = tuple(Menu(stage, options) for stage, options in zip(stages, result, strict=True))
            thin = all(partition.is_thin(cell) for cell in partition.members(mask))
            cases.append(Case(when, shown, menus, _with_menus(game, menus, known), thin))
    return Reduced(game, search, partition, known, tuple(cases), tuple(left))


def _stage(search: Search, each: InformationSet, nodes: dict[History, Node], scope: Scope) -> Stage:
    distinct: dict[Offer, int] = {}
    member = {}
    for history in each.histories:
        node = nodes[history]
        assert isinstance(node, Offer)
        member[history] = distinct.setdefault(node, len(distinct))
    blocks = tuple(solve_block(search, node.then, (*scope, node.interval)) for node in distinct)
    return Stage(each, tuple(distinct), member, blocks)


def _options(
    search: Search, top: Block, cell: int, stage: Stage, beliefs: Sequence[Ratio], known: KnownSign
) -> tuple[Option, ...] | Failure:
    node = stage.nodes[0]
    x, low, high = node.interval
    player, variable = search.players.index(node.player), search.ring.index[x]
    partition = top.partition
    ends = [amount(search, top, cell, e, f"a bound of {x}", node) for e in (low, high)]
    line = Line(partition, cell, variable, *ends)
    numbers: dict[int, None] = {}
    for pieces in stage.pieces:
        for condition, worth in pieces:
            numbers.update(dict.fromkeys(sorted(polynomials(condition))))
            if isinstance(worth, Worth):
                slope = worth.payoffs[player].derivative(variable).num
                for poly in (slope, worth.payoffs[player].den):
                    if not poly.is_constant() and not poly.is_zero():
                        numbers.setdefault(search.ring.intern(poly)[0])
    attained: list[tuple[Stretch, tuple[Worth, ...]]] = []
    limits: list[tuple[Ratio, ...]] = []
    flat: list[tuple[tuple[Ratio, ...], list[int]]] = []
    for start, end in line.cut(numbers):
        assert start is not None
        assert end is not None
        if start != end and not partition.ask(cell, compare(end - start, POS)):
            continue
        values = [_held(line, start, end, pieces) for pieces in stage.pieces]
        failed = next((v for v in values if isinstance(v, Failure)), None)
        if failed is not None:
            return failed
        worths = tuple(v for v in values if isinstance(v, Worth))
        fixed = not any(_moves(worth, variable) for worth in worths)
        if fixed or start == end:
            there = worths if fixed else tuple(_at(line, worth, start) for worth in worths)
            stretch = Stretch(start, end, 0, (start == end, start == end))
            last = attained[-1] if attained else None
            if fixed and last is not None and last[1] == there and last[0].high == start:
                joined = Stretch(last[0].low, end, 0, (last[0].closed[0], stretch.closed[1]))
                attained[-1] = joined, there
            else:
                attained.append((stretch, there))
            continue
        slopes = [
            line.sign_of_ratio(start, end, worth.payoffs[player].derivative(variable))
            if worth.payoffs[player].involves(variable)
            else 0
            for worth in worths
        ]
        pieces_ = [Piece(boolean(True, search.ring), worth.payoffs[player]) for worth in worths]
        if {1, -1} <= set(slopes) and any(
            not worth.payoffs[player].derivative(variable).derivative(variable).is_zero() for worth in worths
        ):
            return Failure(f"{node.player}'s offer {x}: where it is best between cutoffs hangs on beliefs")
        for direction, end_point in ((1, end), (-1, start)):
            if direction in slopes:
                limits.append(tuple(value(line, piece, end_point) for piece in pieces_))
        if 0 in slopes or {1, -1} <= set(slopes):
            middle = line.middle(start, end)
            flat.append((tuple(value(line, piece, middle) for piece in pieces_), slopes))
    vectors = [tuple(worth.payoffs[player] for worth in worths) for _, worths in attained]
    mus = beliefs[: len(stage.nodes)]
    if any(
        limit not in vectors and _can_be_best(partition, cell, limit, vectors, mus, strictly=True) for limit in limits
    ):
        return Failure(
            f"no best offer {x} of {node.player} for some beliefs under this rule for ties: a supremum is not attained"
        )
    for middle_values, slopes in flat:
        # indifferent to where the offer is: where those types are out of the question for which it matters
        sure = [compare(mu, ZERO) for mu, slope in zip(mus, slopes, strict=True) if slope and 0 in slopes]
        if _can_be_best(partition, cell, middle_values, vectors, mus, sure):
            return Failure(
                f"{node.player} can be indifferent over offers {x} that others are not indifferent to; every selection "
                "from them may be an equilibrium"
            )
    kept = []
    for k, (stretch, worths) in enumerate(attained):
        repeated = vectors[k] in vectors[:k] and any(worths == w for _, w in attained[:k])
        others = [v for v in vectors if v != vectors[k]]
        if not repeated and (not others or _can_be_best(partition, cell, vectors[k], others, mus)):
            kept.append(Option(stretch, offer_relation(node, stretch, known), worths))
    return tuple(kept)


def _held(line: Line, start: Ratio, end: Ratio, pieces: Sequence[tuple[Formula, Value]]) -> Value:
    return next(
        worth
        for k, (condition, worth) in enumerate(pieces)
        if k == len(pieces) - 1 or line.holds(start, end, condition)
    )


def _moves(worth: Worth, variable: int) -> bool:
    odds = (p for _, likely in worth.outcomes for p in likely)
    return any(ratio.involves(variable) for ratio in (*worth.payoffs, *odds))


def _at(line: Line, worth: Worth, point: Ratio) -> Worth:
    def put(row: Sequence[Ratio]) -> tuple[Ratio, ...]:
        return tuple(r.subs(line.variable, point, line.sign) for r in row)

    return Worth(put(worth.payoffs), tuple((name, put(odds)) for name, odds in worth.outcomes))


def _can_be_best(
    partition: Partition,
    cell: int,
    mine: Sequence[Ratio],
    others: Sequence[Sequence[Ratio]],
    mus: Sequence[Ratio],
    extra: Sequence[Formula] = (),
    *,
    strictly: bool = False,
) -> bool:
    """Tell whether some belief makes a row of values (one for each node) the best one."""
    ring = partition.ring
    formulas = [*extra, *(compare(mu, POS | ZERO) for mu in mus), compare(sum(mus, ring.zero) - ring.one, ZERO)]
    for other in others:
        gain = sum((mu * (a - b) for mu, a, b in zip(mus, mine, other, strict=True)), ring.zero)
        formulas.append(compare(gain, POS if strictly else POS | ZERO))
    return partition.feasible(cell, formulas)


def _with_menus(game: Game, menus: Sequence[Menu], known: KnownSign) -> Game:
    places = {history: menu for menu in menus for history in menu.stage.set.histories}

    def leaf(worth: Worth) -> Node:
        payoffs = {p: ratio_form(v, known) for p, v in zip(game.players, worth.payoffs, strict=True)}
        ends = [(name, odds) for name, odds in worth.outcomes if not all(p.is_zero() for p in odds)]
        if len(ends) == 1:
            return Terminal(payoffs, ends[0][0])
        # what is left is nature's: each end carries the mean, which is all that anybody is after
        moves = {
            name or "end": ({p: ratio_form(o, known) for p, o in zip(game.players, odds, strict=True)}, name)
            for name, odds in ends
        }
        return Chance({label: (odds, Terminal(payoffs, name)) for label, (odds, name) in moves.items()})

    def again(node: Node, history: History) -> Node:
        if history in places:
            menu = places[history]
            assert isinstance(node, Offer)
            k = menu.stage.member[history]
            return Decision(node.player, {option.label: leaf(option.worths[k]) for option in menu.options})
        match node:
            case Decision(player=player, moves=moves, seen_by=seen_by):
                return Decision(player, {a: again(child, (*history, a)) for a, child in moves.items()}, seen_by)
            case Chance(moves=chances, seen_by=seen_by):
                rest: dict[str, tuple[Expr, Node]] = {
                    a: (odds, again(child, (*history, a))) for a, (odds, child) in chances.items()
                }
                return Chance(rest, seen_by)
            case Offer(player=player, interval=interval, then=then, seen_by=seen_by):
                return Offer(player, interval, again(then, (*history, interval[0].name)), seen_by)
            case Draw(interval=interval, density=density, then=then, seen_by=seen_by):
                return Draw(interval, density, again(then, (*history, interval[0].name)), seen_by)
        return node

    return Game(game.players, again(game.root, ()), game.given)
