"""Bounds on what states can be worth under any plans: they shorten the search, and rest on no equilibrium.

A number m bounds the value of every state from above if no terminal is worth more, and if payoffs now and m discounted
are never worth more than m: then it does so at any finite horizon, and in the limit. Numbers to try are what terminals
are worth, and payoffs now that are had for ever. What players get together is bounded in the
same way where they discount alike.

>>> from detente.games import Continue, Decision, Game, Terminal, reals
>>> from detente.solvers.algebra import Ring
>>> from detente.solvers.display import boolean_form, unknown_sign
>>> from detente.solvers.formulas import boolean
>>> d, v, c = reals("d v c")
>>> wait = Decision("A", {"stop": Terminal({"A": 1 - c}), "wait": Continue("start", {"A": -c}, d)})
>>> game = Game(("A",), Continue("start", {}, 1), (0 < d, d < 1, c > 0), {"start": wait})
>>> ring = Ring([d, v, c])
>>> given = [boolean(g, ring) for g in game.given]
>>> for bound in limits(game, ring, given, ["start"], {"start": (ring.gen(v),)})[:2]:
...     print(boolean_form(ring, bound, unknown_sign, [v]))
v <= 1
v <= 1 - c
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sympy import Expr

from detente.games import Chance, Continue, FrozenMap, Game, GameError, Node, Offer, Terminal, UnsupportedGame, children
from detente.games.traversal import upwards
from detente.solvers import smt
from detente.solvers.algebra import NEG, POS, ZERO, Ring
from detente.solvers.display import text
from detente.solvers.formulas import Formula, boolean, compare
from detente.solvers.ratio import Ratio
from detente.solvers.values import Search

SECONDS = 1 / 4
"""How long the engine is given to see that a number is a bound; without it the search is only longer."""

Weigh = Callable[[Sequence[Ratio]], Ratio]


def limits(
    game: Game,
    ring: Ring,
    given: Sequence[Formula],
    states: Sequence[str],
    values: Mapping[str, Sequence[Ratio]],
) -> list[Formula]:
    """Return bounds on the values of some states, whatever is played in them; ``values`` are those they lead to."""
    try:
        ends, steps, region = _read(game, ring, given, states, values)
    except NotImplementedError:
        return []
    found: list[Formula] = []
    players = range(len(game.players))
    weights: list[tuple[Weigh, int]] = [(lambda row, k=k: row[k], k) for k in players]  # type: ignore[misc]
    if len(players) > 1 and all(len(set(factors)) == 1 for _, factors in steps):
        weights.append((lambda row: sum(row[1:], row[0]), 0))
    for weigh, k in weights:
        totals = list(dict.fromkeys(weigh(row) for row in ends))
        flows = list(dict.fromkeys((weigh(now), factors[k]) for now, factors in steps))
        variables = [ring.index[x] for x in game.variables]
        forever = (now / (ring.one - factor) for now, factor in flows if factor != ring.one)
        candidates = dict.fromkeys(
            m for m in (ring.zero, ring.one, *totals, *forever) if not any(m.involves(x) for x in variables)
        )
        for side, wrong in ((NEG | ZERO, POS), (POS | ZERO, NEG)):
            for m in candidates:
                claims = [*(total - m for total in totals), *(now + factor * m - m for now, factor in flows)]
                if all(_never(ring, region, compare(claim, wrong)) for claim in claims):
                    found += [compare(weigh(values[state]) - m, side) for state in states]
    return found


def _never(ring: Ring, region: Sequence[Formula], claim: Formula) -> bool:
    return smt.check(ring, [*region, claim], SECONDS).satisfiable is False


def _read(
    game: Game, ring: Ring, given: Sequence[Formula], states: Sequence[str], values: Mapping[str, Sequence[Ratio]]
) -> tuple[list[Sequence[Ratio]], list[tuple[Sequence[Ratio], Sequence[Ratio]]], list[Formula]]:
    """Return what play can end with, the payoffs and factors of steps within the states, and where all of it is."""
    ends: list[Sequence[Ratio]] = []
    steps: list[tuple[Sequence[Ratio], Sequence[Ratio]]] = []
    region = list(given)
    nodes = dict.fromkeys(node for state in states for node in upwards(game.states[state]))
    for node in nodes:
        match node:
            case Terminal(payoffs=payoffs):
                ends.append([ring.convert(payoffs[p]) for p in game.players])
            case Offer(interval=(x, low, high)):
                region += [boolean(x >= low, ring), boolean(x <= high, ring)]
            case Continue(state, payoffs, discount):
                now = [ring.convert(payoffs[p]) if p in payoffs else ring.zero for p in game.players]
                factors = [
                    ring.convert(discount[p] if isinstance(discount, FrozenMap) else discount) for p in game.players
                ]
                if state in states:
                    steps.append((now, factors))
                else:
                    ends.append([n + f * v for n, f, v in zip(now, factors, values[state], strict=True)])
    return ends, steps, region


def require_ends(game: Game, search: Search, states: Sequence[str]) -> None:
    """Raise UnsupportedGame where players can go on for ever in some states without discounting.

    There the principle of one deviation fails, and values need not be fixed by their equations.
    """
    going: set[Node] = set()
    inside = set(states)
    changed = True
    nodes = {state: list(upwards(game.states[state])) for state in states}
    while changed:
        changed = False
        going = set()
        for state in states:
            for node in nodes[state]:
                match node:
                    case Continue(state=other, discount=discount):
                        factors = discount.values() if isinstance(discount, FrozenMap) else [discount]
                        # each factor is looked at, so that a wrong one does not pass
                        ones = [_may_be_one(search, factor) for factor in factors]
                        on = any(ones) and other in inside
                    case Chance():
                        on = all(child in going for _, child in children(node))
                    case _:
                        on = any(child in going for _, child in children(node))
                if on:
                    going.add(node)
            if state in inside and game.states[state] not in going:
                inside.discard(state)
                changed = True
    if inside:
        names = ", ".join(repr(state) for state in states if state in inside)
        raise UnsupportedGame(
            f"mpe: players can go on for ever in {names} with a discount factor that is not below one under `given`; "
            "add the hypothesis, or a chance that play ends"
        )


def _may_be_one(search: Search, factor: Expr) -> bool:
    ring = search.ring
    value = ring.convert(factor)
    for wrong in (compare(value, NEG), compare(value - ring.one, POS)):
        if smt.check(ring, [*search.given, wrong]).satisfiable:
            raise GameError(
                f"the discount factor {text(factor)} can leave [0, 1] under `given`;"
                " add the hypotheses that keep it there"
            )
    return smt.check(ring, [*search.given, compare(value - ring.one, ZERO)]).satisfiable is not False
