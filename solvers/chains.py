"""Where play ends: the odds of outcomes in a Markov chain of states (absorption; Kemeny and Snell 1960).

>>> from detente.solvers.algebra import Ring
>>> ring = Ring([])
>>> half = ring.number(1) / ring.number(2)
>>> war = {"war": (half,), AHEAD + "talks": (half,)}
>>> ends(ring, {"talks": war})["talks"]
{'war': (Ratio(1),)}
>>> ends(ring, {"talks": {AHEAD + "talks": (ring.one,)}})["talks"]
{'talks for ever': (Ratio(1),)}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detente.solvers.algebra import Ring
from detente.solvers.formulas import Formula, disjunction
from detente.solvers.one_tree import AHEAD
from detente.solvers.ratio import Ratio
from detente.solvers.state_rules import Case
from detente.solvers.values import Known, Worth

Odds = Mapping[str, tuple[Ratio, ...]]
"""The probability of each outcome, by player."""


def known_worths(ring: Ring, states: Sequence[str], cases: Sequence[Case]) -> dict[str, Known]:
    """Return what the states of a component are worth, and how play ends, in exclusive cases."""
    known: dict[str, dict[Worth, list[Formula]]] = {state: {} for state in states}
    for case in cases:
        odds = ends(ring, {state: dict(worth.outcomes) for state, worth in zip(states, case.worths, strict=True)})
        for state, worth in zip(states, case.worths, strict=True):
            known[state].setdefault(Worth(worth.payoffs, tuple(odds[state].items())), []).append(case.where)
    return {state: tuple((worth, disjunction(parts)) for worth, parts in row.items()) for state, row in known.items()}


def ends(ring: Ring, steps: Mapping[str, Odds]) -> dict[str, dict[str, tuple[Ratio, ...]]]:
    """Return the odds of each outcome from each state, where ``steps`` has those of one stay in it.

    Where play never leaves a set of states, the outcome is named after it. Odds that stand in ``steps`` are positive.
    """
    ahead = {state: [name[1:] for name in odds if name.startswith(AHEAD)] for state, odds in steps.items()}
    found: dict[str, dict[str, tuple[Ratio, ...]]] = {}
    closed = {state: group for state in steps if (group := _closed(state, ahead, steps))}
    for state, group in closed.items():
        name = f"{group[0]} for ever" if len(group) == 1 else "no end"
        found[state] = {name: tuple(ring.one for _ in _first(steps[state]))}
    left = [state for state in steps if state not in found]
    rows = {state: dict(steps[state]) for state in left}
    # the probability of coming back to a state is a geometric series: states are taken out one by one
    for k, state in enumerate(left):
        row = rows[state]
        back = row.pop(AHEAD + state, None)
        if back is not None:
            row = {
                name: tuple(p / (ring.one - b) for p, b in zip(odds, back, strict=True)) for name, odds in row.items()
            }
        rows[state] = row
        for other in left[k + 1 :]:
            arrive(rows[other], state, row)
    for state in reversed(left):
        row = rows[state]
        for other in [name[1:] for name in row if name.startswith(AHEAD)]:
            arrive(row, other, found[other])
        found[state] = {name: odds for name, odds in row.items() if not all(p.is_zero() for p in odds)}
    return {state: found[state] for state in steps}


def _first(odds: Odds) -> tuple[Ratio, ...]:
    return next(iter(odds.values()))


def arrive(row: dict[str, tuple[Ratio, ...]], state: str, by: Odds) -> None:
    """Put in place of the arrival at a state, in the odds of what happens, what follows it."""
    arrival = row.pop(AHEAD + state, None)
    if arrival is None:
        return
    for name, odds in by.items():
        share = tuple(a * p for a, p in zip(arrival, odds, strict=True))
        before = row.get(name)
        row[name] = share if before is None else tuple(b + s for b, s in zip(before, share, strict=True))


def _closed(state: str, ahead: Mapping[str, Sequence[str]], steps: Mapping[str, Odds]) -> list[str]:
    """Return the states that play goes through for ever from a state of them; none where it can leave or end."""
    reached = _reached(state, ahead)
    whole = all(name.startswith(AHEAD) for each in reached for name in steps[each])
    return reached if whole and all(state in _reached(each, ahead) for each in reached) else []


def _reached(state: str, ahead: Mapping[str, Sequence[str]]) -> list[str]:
    found, todo = {state: None}, [state]
    for each in todo:
        for other in ahead[each]:
            if other not in found:
                found[other] = None
                todo.append(other)
    return [each for each in ahead if each in found]
