"""The pools of types that make the same offers, and the equilibria of one way to pool them and to reply.

>>> from detente.games import Chance, Decision, Game, Offer, Terminal, reals
>>> from detente.solvers import solve
>>> x, q, w = reals("x q w")
>>> deal, war = Terminal({"A": x, "B": 1 - x}, "settlement"), Terminal({"A": -w, "B": -w}, "war")
>>> play = Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": war}))
>>> game = Game(("A", "B"), Chance({"one": (q, play), "two": (1 - q, play)}, seen_by={"A"}), (0 < q, q < 1, w > 0))
>>> print(solve(game, "pbe").equilibria[0].strategy["one", "x"])
B [x] accepts
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import sympy
from sympy import Eq, Expr, Piecewise, Symbol
from sympy.logic.boolalg import And, Boolean, Not, Or

from detente.games import FrozenMap
from detente.games.information import History
from detente.solvers import conditions, smt
from detente.solvers.algebra import NEG, POS, ZERO
from detente.solvers.display import boolean_form, ratio_form, text
from detente.solvers.eliminate import without
from detente.solvers.formulas import (
    FALSE,
    Formula,
    compare,
    conjunction,
)
from detente.solvers.partition import Partition
from detente.solvers.ratio import Ratio
from detente.solvers.rules import Rule
from detente.solvers.senders import Stage, bounds_of, gen, mixture
from detente.solvers.solution import Equilibrium
from detente.solvers.substitution import pinned, substituted, substituted_ratio
from detente.solvers.threats import threats
from detente.solvers.values import Worth


@dataclass(frozen=True)
class Profile:
    """Who makes which offers (by type), which replies follow each, and the region in which each offer is."""

    uses: tuple[tuple[int, ...], ...]
    replies: tuple[tuple[int, ...], ...]
    regions: tuple[int, ...]

    @property
    def users(self) -> tuple[tuple[int, ...], ...]:
        """The types that make each offer."""
        return tuple(tuple(t for t, row in enumerate(self.uses) if j in row) for j in range(len(self.replies)))

    def repeats(self) -> bool:
        """Tell whether another order of offers by the same types comes before this one."""
        rows = list(zip(self.users, self.replies, self.regions, strict=True))
        return any(one[0] == two[0] and one > two for k, two in enumerate(rows) for one in rows[:k])

    def names(self, stage: Stage) -> list[str]:
        """Return the types that make each offer, as text; the second offer of the same types has a prime."""
        found: list[str] = []
        for users in self.users:
            name = ", ".join(stage.types[t] for t in users)
            while name in found:
                name += "'"
            found.append(name)
        return found

    def describe(self, stage: Stage) -> str:
        """Name the pools."""
        return "offers by " + "; ".join(self.names(stage))


@dataclass(frozen=True)
class Play:
    """A profile in numbers: the mixtures of types over offers and of replies, and what each reply is worth there."""

    profile: Profile
    offers: tuple[Ratio, ...]
    shares: tuple[dict[int, Ratio], ...]
    replies: tuple[dict[int, Ratio], ...]
    worths: tuple[tuple[tuple[Worth, ...], ...], ...]
    conditions: tuple[Formula, ...]
    unknowns: tuple[int, ...]

    def value(self, stage: Stage, offer: int, type_: int) -> Ratio:
        """Return what an offer is worth to a type."""
        total = stage.ring.zero
        for a, odds in self.replies[offer].items():
            total = total + odds * self.worths[offer][type_][a].payoffs[stage.proposer]
        return total


def _play(stage: Stage, profile: Profile) -> Play:
    offers = tuple(gen(stage, stage.made[j]) for j in range(len(profile.replies)))
    parts: list[Formula] = []
    shares, replies, worths = [], [], []
    unknowns = [stage.made[j] for j in range(len(offers))]
    for t, row in enumerate(profile.uses):
        odds, positive = mixture(stage, stage.shares[t], row, strict=True)
        shares.append(odds)
        parts += positive
        unknowns += [stage.shares[t][j] for j in row[:-1]]
    for j, (support, region, offer) in enumerate(zip(profile.replies, profile.regions, offers, strict=True)):
        odds, positive = mixture(stage, stage.mixed[j], support, strict=True)
        replies.append(odds)
        unknowns += [stage.mixed[j][a] for a in support[:-1]]
        cell, table = stage.cells[region]
        worths.append(tuple(tuple(_moved(w, stage.variable, offer) for w in row) for row in table))
        parts += [*positive, *bounds_of(stage, offer), substituted(stage.ring, cell, {stage.variable: offer})]
        parts += [compare(offer - other, NEG | POS) for other in offers[:j]]
    return Play(profile, offers, tuple(shares), tuple(replies), tuple(worths), tuple(parts), tuple(unknowns))


def family_of(stage: Stage, safe: Formula, profile: Profile, edges: str) -> Equilibrium | str | None:
    """Return the equilibria of one profile; None where there are none, text for an edge."""
    ring, play = stage.ring, _play(stage, profile)
    parts = list(play.conditions)
    for j, (users, support) in enumerate(zip(profile.users, profile.replies, strict=True)):
        values = [ring.zero] * len(stage.reply.moves)
        for t in users:
            weight = stage.odds[t][stage.responder] * play.shares[t][j]
            for a in range(len(values)):
                values[a] = values[a] + weight * play.worths[j][t][a].payoffs[stage.responder]
        for a, other in enumerate(values):
            if a != support[0]:
                parts.append(compare(values[support[0]] - other, ZERO if a in support else POS | ZERO))
    gets = {}
    for t, row in enumerate(profile.uses):
        mine = play.value(stage, row[0], t)
        gets[stage.pays[t]] = mine
        for j in range(len(play.offers)):
            if j != row[0]:
                parts.append(compare(mine - play.value(stage, j, t), ZERO if j in row else POS | ZERO))
    for formula in (conjunction(parts), conjunction([*parts, substituted(ring, safe, gets)])):
        if smt.check(ring, [*stage.given, formula]).satisfiable is False:
            return None
    solved: dict[int, Ratio] = {}
    for unknown in reversed(play.unknowns):
        found = pinned(ring, stage.given, formula, unknown)
        if found is not None:
            formula = substituted(ring, formula, {unknown: found})
            solved = {u: substituted_ratio(r, {unknown: found}) for u, r in solved.items()} | {unknown: found}
    free = [u for u in play.unknowns if u not in solved]
    when = formula
    for unknown in reversed(free):
        when = without(ring, unknown, when, stage.given)
    when = conditions.shorten(Partition(ring, stage.given), when)
    if when == FALSE:
        return None
    if edges == "generic" and not conditions.is_open(ring, stage.given, when):
        return text(boolean_form(ring, when, stage.known))
    pays = {index: substituted_ratio(value, solved) for index, value in gets.items()}
    return _equilibrium(stage, play, solved, free, formula, when, pays)


def _moved(worth: Worth, variable: int, to: Ratio) -> Worth:
    def put(row: Sequence[Ratio]) -> tuple[Ratio, ...]:
        return tuple(substituted_ratio(r, {variable: to}) for r in row)

    return Worth(put(worth.payoffs), tuple((name, put(odds)) for name, odds in worth.outcomes))


def _equilibrium(
    stage: Stage,
    play: Play,
    solved: Mapping[int, Ratio],
    free: Sequence[int],
    joint: Formula,
    when: Formula,
    pays: Mapping[int, Ratio],
) -> Equilibrium:
    ring, game = stage.ring, stage.game
    x = stage.offer.interval[0]
    names = play.profile.names(stage)
    fresh: dict[Expr, Expr] = {}
    for j, name in enumerate(names):
        fresh[ring.symbols[stage.made[j]]] = Symbol(f"{x}({name})", real=True)
        for a, label in enumerate(stage.reply.moves):
            fresh[ring.symbols[stage.mixed[j][a]]] = Symbol(f"pr({label}|{x}({name}))", real=True)
        for t, label in enumerate(stage.types):
            fresh[ring.symbols[stage.shares[t][j]]] = Symbol(f"pr({x}({name})|{label})", real=True)

    def show(ratio: Ratio) -> Expr:
        return ratio_form(substituted_ratio(ratio, solved), stage.known).xreplace(fresh)

    offers = [show(offer) for offer in play.offers]
    replies = [
        (Eq(x, offer), {a: show(odds) for a, odds in row.items()})
        for offer, row in zip(offers, play.replies, strict=True)
    ]
    deterring = threats(stage, pays, [*stage.given, when, joint])
    others = [
        (boolean_form(ring, threat.where, stage.known, [x]).xreplace(fresh), threat.action, threat.type)
        for threat in deterring or ()
    ]
    rule = _reply_rule(stage, replies, others, deterring is not None)
    strategy: dict[History, Rule] = {}
    for t, label in enumerate(stage.types):
        said = tuple((Eq(x, offers[j], evaluate=False), show(odds)) for j, odds in play.shares[t].items())
        actions = ((said[0][0], sympy.true),) if len(said) == 1 else said
        strategy[(label,)] = Rule(stage.offer.player, actions, label, len(said) > 1)
    strategy |= {(label, x.name): rule for label in stage.types}
    payoffs = [ring.zero] * len(game.players)
    outcomes: dict[str, list[Ratio]] = {}
    ends = [(t, j, a) for t, uses in enumerate(play.profile.uses) for j in uses for a in play.replies[j]]
    for t, j, a in ends:
        worth = play.worths[j][t][a]
        for k in range(len(game.players)):
            weight = stage.odds[t][k] * play.shares[t][j] * play.replies[j][a]
            payoffs[k] = payoffs[k] + weight * worth.payoffs[k]
            for name, odds in worth.outcomes:
                row = outcomes.setdefault(name, [ring.zero] * len(game.players))
                row[k] = row[k] + weight * odds[k]
    shares: dict[str, object] = {}
    for name, totals in outcomes.items():
        forms = [show(r) for r in totals]
        if any(form != 0 for form in forms):
            shares[name] = forms[0] if len(set(forms)) == 1 else FrozenMap(zip(game.players, forms, strict=True))
    symbols = [ring.symbols[u] for u in free]
    where: Boolean = sympy.true
    if free:
        inner = Partition(ring, [*stage.given, when])
        where = boolean_form(ring, conditions.shorten(inner, joint), stage.known, symbols).xreplace(fresh)
    return Equilibrium(
        boolean_form(ring, when, stage.known),
        FrozenMap(strategy),
        FrozenMap(zip(game.players, map(show, payoffs), strict=True)),
        FrozenMap(shares),
        (*((label,) for label in stage.types), (stage.types[0], x.name)),
        FrozenMap(_beliefs(stage, play, show, offers, others, deterring is not None)),
        tuple(fresh[symbol] for symbol in symbols),
        where,
    )


def _beliefs(
    stage: Stage,
    play: Play,
    show: Callable[[Ratio], Expr],
    offers: Sequence[Expr],
    others: Sequence[tuple[Boolean, int, int]],
    whole: bool,
) -> dict[History, Expr]:
    """Return the belief in each type: after the offers that are made Bayes' rule, after others one that deters."""
    x = stage.offer.interval[0]
    found: dict[History, Expr] = {}
    for t, label in enumerate(stage.types):
        cases = []
        for j, users in enumerate(play.profile.users):
            weights = {s: stage.odds[s][stage.responder] * play.shares[s][j] for s in users}
            mine = weights.get(t, stage.ring.zero) / sum(weights.values(), stage.ring.zero)
            cases.append((show(mine), Eq(x, offers[j])))
        cases += [(sympy.Integer(int(sure == t)), where) for where, _, sure in others]
        found[label, x.name] = _cases(cases, whole)
    return found


def _cases(cases: Sequence[tuple[Expr, Boolean]], whole: bool) -> Expr:
    """Return an expression by cases, the last of which is all the rest where the cases are the whole."""
    if not whole:
        return Piecewise(*cases)
    if len({value for value, _ in cases}) == 1:
        return cases[0][0]
    return Piecewise(*cases[:-1], (cases[-1][0], True))


def _reply_rule(
    stage: Stage,
    made: Sequence[tuple[Boolean, Mapping[int, Expr]]],
    others: Sequence[tuple[Boolean, int, int]],
    whole: bool,
) -> Rule:
    """Return the reply to the offers that are made, and to others one that deters, where a single move does.

    Without the ``whole`` nothing is said of replies to others.
    """
    labels, name = list(stage.reply.moves), stage.offer.interval[0].name
    rows = [*made, *((where, {action: sympy.Integer(1)}) for where, action, _ in others)]
    used = sorted({a for _, odds in rows for a in odds})
    if len(used) == 1 and whole:
        return Rule(stage.reply.player, ((labels[used[0]], sympy.true),), name)
    if all(len(odds) == 1 for _, odds in rows):
        pure = []
        for a in used:
            mine = [at for at, odds in made if a in odds]
            apart = [Not(at) for at, odds in made if a not in odds]
            mine += [And(where, *apart) for where, action, _ in others if action == a]
            pure.append((labels[a], Or(*mine)))
        return Rule(stage.reply.player, tuple(pure), name)
    if len(rows) == 1 and whole:
        return Rule(stage.reply.player, tuple((labels[a], odds) for a, odds in rows[0][1].items()), name, True)
    mixed = tuple((labels[a], _cases([(odds.get(a, sympy.Integer(0)), at) for at, odds in rows], whole)) for a in used)
    return Rule(stage.reply.player, mixed, name, True)
