"""Offers that are followed by moves of those who have not seen the type: rounds of offers, actions after a rejection.

For each number offered the rest is a finite game of incomplete information, and its equilibria are known as
functions of that number. Off the path any of them can follow, so that the least that the proposer can be held to
is the supremum over offers of the worst that can follow (W). An offer with a continuation is part of a perfect Bayesian
equilibrium if and only if it is worth at least W to the proposer. (That thin sets of offers do not matter for W
rests on the upper hemicontinuity of the equilibria in the offer.)

>>> from detente.games import Chance, Decision, Game, Offer, Terminal, reals
>>> from detente.solvers import solve
>>> x, q, c_A, c_L, c_H = reals("x q c_A c_L c_H")
>>> deal, give = Terminal({"A": x, "B": 1 - x}, "settlement"), Terminal({"A": 0, "B": 1}, "status quo")
>>> attack = lambda c: Decision("A", {"attack": Terminal({"A": 1 - c_A, "B": -c}, "war"), "pass": give})
>>> play = lambda c: Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "reject": attack(c)}))
>>> types = Chance({"low": (q, play(c_L)), "high": (1 - q, play(c_H))}, seen_by={"B"})
>>> given = (0 < q, q < 1, 0 < c_A, c_A < 1, 0 < c_L, c_L < c_H)
>>> [eq.probability("war") for eq in solve(Game(("A", "B"), types, given), "pbe").equilibria]
[0]
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any as Anything

import sympy
from sympy import Eq, Expr, Piecewise, Symbol
from sympy.logic.boolalg import And, Boolean

from detente.games import Draw, FrozenMap, Game, Node, Offer, UnsupportedGame, children
from detente.games.information import History
from detente.solvers import conditions, smt
from detente.solvers.algebra import NEG, POS, ZERO, Ring
from detente.solvers.conditions import known_signs
from detente.solvers.continuations import Round, closed, suprema, worst_of
from detente.solvers.describe import describe
from detente.solvers.display import boolean_form, ratio_form, text
from detente.solvers.eliminate import without
from detente.solvers.families import Stuck, System, solved
from detente.solvers.formulas import All, Any, Atom, Formula, boolean, compare, conjunction
from detente.solvers.line import Line
from detente.solvers.menus import Case, Reduced, reduced
from detente.solvers.middle import Middle, unfolded, with_middle
from detente.solvers.offered import LATER, edge_rule, parts_of, read_back
from detente.solvers.optimum import Stretch
from detente.solvers.partition import Partition
from detente.solvers.perfect import perfect_bayesian
from detente.solvers.profiles import Constraint
from detente.solvers.ratio import Ratio
from detente.solvers.replies import with_replies
from detente.solvers.rules import Rule, put
from detente.solvers.shown import Shown, flat, plain
from detente.solvers.solution import Equilibrium, Solution, Undecided
from detente.solvers.stages import Solved, face_game, face_types, solved_stage, told_apart
from detente.solvers.values import Failure


def first_offer(game: Game, definition: str, edges: str, seconds: float) -> Solution:
    """Return the equilibria of a game that begins with an offer, after which types answer and others move.

    Offers in the middle and last ones become moves first (``middle``, ``menus``), so that what follows is finite.
    Raises UnsupportedGame where it is not.
    """
    deadline = time.monotonic() + seconds
    middle = with_middle(game, partial(menus_of, definition=definition, deadline=deadline), edges)
    return after_offers(middle, definition, edges, deadline)


def menus_of(game: Game, edges: str, *, definition: str, deadline: float) -> Solved:
    """Return the menus of the offer with which a stage game begins (``stages``)."""
    inner = with_middle(game, partial(menus_of, definition=definition, deadline=deadline), edges)

    def solve(game: Game, types: Mapping[str, History]) -> Solution:
        return after_offers(replace(inner, game=game), definition, "full", deadline, types)

    def on(face: tuple[int, ...]) -> Solution:
        cases = tuple(replace(case, game=face_game(case.game, face), stages=()) for case in inner.cases)
        there = face_game(game, face)
        return after_offers(Middle(there, cases, inner.open, ()), definition, "full", deadline, face_types(game, face))

    return solved_stage(game, solve, on, edges, deadline)


def after_offers(
    middle: Middle, definition: str, edges: str, deadline: float, types: Mapping[str, History] = FrozenMap()
) -> Solution:
    """Return the equilibria of a game that begins with an offer, by cases of the menus in its middle.

    For ``types``, by the branches after the offer, payoffs and outcomes are told apart (``stages.told_apart``).
    """
    game = middle.game
    node = game.root
    assert isinstance(node, Offer)
    x, low, high = node.interval
    families: list[Equilibrium] = []
    undecided = list(middle.open)
    skipped: dict[str, None] = dict.fromkeys(middle.edges)
    for above in middle.cases:
        first = parts_of(above.given)
        if edges == "generic" and above.thin and x not in above.given.free_symbols:
            skipped.setdefault(text(above.given))
            continue
        free = [h for h in first if not h.free_symbols & {x}]
        small = reduced(Game(game.players, above.game.root, (*game.given, *free)), _left(deadline))
        undecided += [Undecided(And(above.given, when), reason) for when, reason in small.open]
        for case in small.cases:
            if edges == "generic" and case.thin and x not in case.given.free_symbols:
                skipped.setdefault(text(case.given))
                continue
            root = case.game.root
            assert isinstance(root, Offer)
            _require_finite(root.then)
            parts = [*first, *parts_of(case.given)]
            within = [h for h in (*game.given, x >= low, x <= high, *parts) if h != sympy.true]
            if conditions.satisfiable(And(*within)) is False:
                continue
            rest = perfect_bayesian(Game(game.players, root.then, within), definition, "full", _left(deadline))
            for eq in rest.equilibria:
                apart = told_apart(eq, root.then, game.players, types) if types else eq
                whole = _within(small, case, _below(apart, x))
                whole = replace(whole, when=And(above.given, whole.when))
                families.append(unfolded(above, whole, [*game.given, x >= low, x <= high]))
            undecided += [Undecided(sympy.true, f"the game after the offer {x}: {u.reason}") for u in rest.undecided]
    ring = Ring([*game.parameters, x])
    given = tuple(boolean(h, ring) for h in game.given)
    bounds = (boolean(x >= low, ring), boolean(x <= high, ring))
    known = known_signs(Partition(ring, given))
    stage = Round(game, node, ring, given, bounds, known, tuple(families), deadline)
    selection, outer = worst_of(stage), Partition(ring, given, deadline=deadline)
    found: list[Equilibrium] = []
    # what is played after other offers is read off without haste: a question left open would be a wrong rule
    selection.partition.deadline = None
    for bound, mask in suprema(stage, selection, outer).items():
        region = describe(outer, mask, outer.everywhere & ~mask)
        shown = boolean_form(ring, region, known)
        if isinstance(bound, Failure):
            undecided.append(Undecided(shown, bound.reason))
            continue
        thin = all(outer.is_thin(cell) for cell in outer.members(mask))
        if thin and edges == "generic":
            skipped.setdefault(text(shown))
            continue
        if selection.unique:
            region = conditions.shorten(Partition(ring, given, deadline=deadline), closed(region))
            shown = boolean_form(ring, region, known)
        held = Held(shown, bound.worth, bound.places if selection.unique else None)
        for family in stage.families:
            if time.monotonic() > deadline:
                undecided.append(
                    Undecided(shown, f"the time given was not enough for all that can follow the offer {x}")
                )
                break
            for each in _offers_of(stage, family, held, edges):
                if isinstance(each, Undecided):
                    undecided.append(each)
                elif isinstance(each, str):
                    skipped.setdefault(each)
                else:
                    found.append(with_replies(stage, selection, each))
    several = any(above.stages for above in middle.cases)
    said = f"{SURE}\n{LATER}" if several else SURE
    return Solution(game, definition, f"{said}\n{edge_rule(skipped)}", tuple(found), tuple(undecided))


def _within(small: Reduced, case: Case, eq: Equilibrium) -> Equilibrium:
    """Read an equilibrium of the rest back as one with offers, in one case of their menus."""
    found = read_back(small, replace(case, given=sympy.true), eq)
    return replace(found, when=And(case.given, eq.when))


def _left(deadline: float) -> float:
    return max(1, deadline - time.monotonic())


def _require_finite(root: Node) -> None:
    stack = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, Draw):
            raise UnsupportedGame(
                f"{node.interval[0]} is drawn from a continuum, and somebody who has not seen it moves after those who "
                "have: use finitely many types (Chance)"
            )
        if isinstance(node, Offer):
            raise UnsupportedGame(
                f"the offer {node.interval[0]} hangs on beliefs that hang on earlier offers, and is no stage of its own"
            )
        stack += [child for _, child in children(node)]


def _below(eq: Equilibrium, x: Symbol) -> Equilibrium:
    """Put an offer before every history of an equilibrium of what follows it."""
    return replace(
        eq,
        strategy=FrozenMap({(x.name, *h): rule for h, rule in eq.strategy.items()}),
        beliefs=FrozenMap({(x.name, *h): belief for h, belief in eq.beliefs.items()}),
        path=tuple((x.name, *h) for h in eq.path),
    )


SURE = "offers: one is made for sure; mixtures of equally good ones are equilibria too, and are not listed"


@dataclass(frozen=True)
class Held:
    """A case of the parameters, what the proposer can be held to in it, and where its offer can be."""

    shown: Boolean
    worth: Ratio
    places: tuple[Stretch, ...] | None
    """The offers at which the supremum is reached, where only they can be made; None where others can."""


def _offers_of(stage: Round, family: Equilibrium, held: Held, edges: str) -> Iterator[Equilibrium | Undecided | str]:
    """Run through the equilibria in which a continuation follows an offer that is worth at least ``held.worth``."""
    x, low, high = stage.node.interval
    params = stage.game.parameters
    ring = Ring([*params, x, *family.free])
    given = (*(boolean(h, ring) for h in stage.game.given), boolean(held.shown, ring))
    whole = conjunction(boolean(c, ring) for c in (family.when, family.where, x >= low, x <= high))
    gain = ring.convert(family.payoffs[stage.node.player]) - ring.convert(held.worth.expr())
    variable = ring.index[x]
    unknowns = list(range(len(params), len(ring.symbols)))
    # a continuation that follows thin sets of offers alone may be better than what follows around them
    wide = conditions.is_open(stage.ring, stage.given, boolean(family.when, stage.ring))
    for row in _rows(whole):
        constraints = [*(_constraint(ring, atom) for atom in row), Constraint(gain, POS | ZERO)]
        for place in (held.places or (None,)) if wide else _pinned(stage, ring, given, row):
            start, known = System(ring, given, (), ()), constraints
            try:
                if place is not None and place.is_point:
                    point = ring.convert(place.low.expr())
                    sign = partial(_sign, ring, given)
                    known = [Constraint(c.ratio.subs(variable, point, sign), c.signs) for c in constraints]
                    start = replace(start, solved=((variable, point),))
                elif place is not None:
                    ends = ring.gen(x) - ring.convert(place.low.expr()), ring.convert(place.high.expr()) - ring.gen(x)
                    known = [*constraints, *(Constraint(e, POS | ZERO) for e in ends)]
                _require_plain(ring, known, unknowns)
                for system in _branches(start, known, unknowns):
                    yield _made(stage, family, held, system, unknowns, edges)
            except (Stuck, UnsupportedGame) as problem:
                yield Undecided(held.shown, f"an offer {x}: {problem}")


def _branches(start: System, constraints: Sequence[Constraint], unknowns: Sequence[int]) -> Iterator[System]:
    """Run through the branches of constraints, the last of which says that the offer is worth enough."""
    *first, last = constraints
    if (system := _added(start, first)) is None:
        return
    for branch in solved(system, _left_in(start, unknowns)):
        gain = Constraint(_value(branch, last.ratio), last.signs)
        more = [*branch.formulas(), compare(gain.ratio, POS)]
        if gain.ratio.constant() is None and smt.check(start.ring, more, 1).satisfiable is False:
            gain = Constraint(gain.ratio, ZERO)
        if (system := _added(branch, [*branch.constraints, gain])) is not None:
            yield from solved(system, _left_in(branch, unknowns))


def _pinned(stage: Round, ring: Ring, given: Sequence[Formula], row: Sequence[Atom]) -> tuple[Stretch | None, ...]:
    """Return the offers that an equation of a conjunction allows, where it is one in the offer alone."""
    x, low, high = stage.node.interval
    variable, unknowns = ring.index[x], set(range(ring.index[x] + 1, len(ring.symbols)))
    for atom in row:
        if atom.signs != ZERO or len(atom.factors) != 1:
            continue
        inside = ring.variables(ring.polys[atom.factors[0]])
        if variable not in inside or inside & unknowns:
            continue
        partition = Partition(ring, given)

        def points(cell: int, number: int = atom.factors[0], cells: Partition = partition) -> tuple[Ratio, ...]:
            line = Line(cells, cell, variable, ring.convert(low), ring.convert(high))
            return tuple(start for start, end in line.cut([number]) if start is not None and start == end)

        found = partition.run(points, partition.everywhere)
        if partition.abandoned:
            return (None,)
        every = dict.fromkeys(root for row in found for root in row)
        return tuple(Stretch(root, root, 0, (True, True)) for root in every)
    return (None,)


def _sign(ring: Ring, given: Sequence[Formula], ratio: Ratio) -> int:
    """Return the sign of a ratio that the hypotheses fix."""
    for sign, others in ((1, NEG | ZERO), (-1, POS | ZERO), (0, NEG | POS)):
        if smt.check(ring, [*given, compare(ratio, others)]).satisfiable is False:
            return sign
    raise UnsupportedGame(f"the sign of {text(ratio_form(ratio))}, on which a root hangs, is not fixed by `given`")


def _require_plain(ring: Ring, constraints: Sequence[Constraint], unknowns: Sequence[int]) -> None:
    """Raise UnsupportedGame where what is to be solved for stands under a root."""
    for c in constraints:
        for part in (c.ratio.num, c.ratio.den):
            inside = ring.variables(part) - {i for i, degree in enumerate(part.degrees()) if degree}
            if inside & set(unknowns):
                raise UnsupportedGame(f"{ring.symbols[min(inside & set(unknowns))]} stands under a root")


def _left_in(system: System, unknowns: Sequence[int]) -> list[int]:
    return [u for u in unknowns if u not in {gone for gone, _ in system.solved}]


def _added(system: System, constraints: Sequence[Constraint]) -> System | None:
    """Put constraints into a system, or return None where they cannot be met."""
    kept = []
    for c in constraints:
        constant = c.ratio.constant()
        if constant is None:
            kept.append(c)
        elif not c.signs & (POS if constant > 0 else NEG if constant < 0 else ZERO):
            return None
    solved_for = [c for c in kept if c.signs == ZERO and system.ring.intern(c.ratio.num)[0] not in system.edges]
    others = tuple(c for c in kept if c not in solved_for)
    found = replace(system, equations=tuple(c.ratio for c in solved_for), constraints=others)
    return found if found.possible() else None


def _rows(formula: Formula) -> list[tuple[Atom, ...]]:
    """Return a formula as a disjunction of conjunctions."""
    match formula:
        case Atom():
            return [(formula,)]
        case Any(parts):
            return [row for part in parts for row in _rows(part)]
        case All(parts):
            rows: list[tuple[Atom, ...]] = [()]
            for part in parts:
                rows = [(*row, *more) for row in rows for more in _rows(part)]
            return rows


def _constraint(ring: Ring, atom: Atom) -> Constraint:
    ratio = ring.one
    for number in atom.factors:
        ratio = ratio * Ratio(ring, ring.polys[number])
    return Constraint(ratio, atom.signs)


def _made(
    stage: Round, family: Equilibrium, held: Held, system: System, unknowns: Sequence[int], edges: str
) -> Equilibrium | str:
    """Return the equilibrium of one branch, or the condition where it holds on no open set of parameters."""
    ring, x = system.ring, stage.variable
    joint = conjunction(c.formula() for c in system.constraints)
    gone = {unknown for unknown, _ in system.solved}
    free = [u for u in unknowns if u not in gone]
    formula = joint
    for unknown in reversed(free):
        formula = without(ring, unknown, formula, system.given)
    given = tuple(boolean(h, ring) for h in stage.game.given)
    when = conditions.shorten(Partition(ring, given), conjunction([formula, boolean(held.shown, ring)]))
    known = known_signs(Partition(ring, given))
    shown = boolean_form(ring, when, known)
    if edges == "generic" and (system.edges or not conditions.is_open(ring, given, when)):
        return text(shown)
    there = {ring.symbols[u]: _value(system, v).expr() for u, v in system.solved}
    symbols = tuple(ring.symbols[u] for u in free)
    where = sympy.true
    if free:
        where = boolean_form(ring, conditions.shorten(Partition(ring, [*system.given, when]), joint), known, symbols)
    # an offer that is not settled has a name of its own: the replies to others hang on it
    fresh = {} if x in there else {x: Symbol(f"{x}*", real=True)}
    said = Eq(x, ratio_form(ring.convert(there[x]), known) if x in there else fresh[x], evaluate=False)
    sign = partial(_sign, ring, [*system.given, when])
    known_there = Shown({**there, **fresh}, (*stage.game.given, shown, where.xreplace(fresh)))

    def show(item: Anything) -> Anything:
        if isinstance(item, Mapping):
            return FrozenMap({k: show(v) for k, v in item.items()})
        if isinstance(item, Piecewise):
            return flat([(show(value), known_there.condition(condition)) for value, condition in item.args])
        if not isinstance(item, Expr):
            return known_there.condition(item)
        if not item.free_symbols <= set(ring.symbols):
            return known_there.belief(item)
        ratio = ring.convert(item)
        for unknown, found in reversed(system.solved):
            ratio = ratio.subs(unknown, found, sign)
        return ratio_form(ratio, known).xreplace(fresh)

    def shown_rule(rule: Rule) -> Rule:
        shown = [(put(action, {**there, **fresh}), show(odds)) for action, odds in rule.actions]
        return plain(replace(rule, actions=tuple((a, odds) for a, odds in shown if odds not in (0, sympy.false))))

    rules = {id(rule): shown_rule(rule) for rule in (*family.strategy.values(), *family.played.values())}
    first = Rule(stage.node.player, ((said, sympy.true),))
    return Equilibrium(
        shown,
        FrozenMap({(): first, **{h: rules[id(rule)] for h, rule in family.strategy.items()}}),
        show(family.payoffs),
        show(family.outcomes),
        ((), *family.path),
        show(family.beliefs),
        tuple(fresh.get(symbol, symbol) for symbol in symbols),
        where.xreplace(fresh),
        FrozenMap({h: rules[id(rule)] for h, rule in family.played.items()}),
    )


def _value(system: System, ratio: Ratio) -> Ratio:
    for unknown, value_ in reversed(system.solved):
        ratio = ratio.subs(unknown, value_, _never)
    return ratio


def _never(ratio: Ratio) -> int:
    raise AssertionError("unknowns do not stand under roots")
