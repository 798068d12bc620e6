"""All perfect Bayesian equilibria of a finite game as a solution, searched at once or in parts.

>>> from detente.games import Chance, Decision, Game, Terminal, reals
>>> q = reals("q")
>>> end = lambda a, b: Terminal({"A": a, "B": b})
>>> reply = lambda b: Decision("B", {"yes": end(1, b), "no": end(0, 0)})
>>> game = Game(("A", "B"), Chance({"good": (q, reply(1)), "bad": (1 - q, reply(-1))}, seen_by={"A"}), (0 < q, q < 1))
>>> print(perfect_bayesian(game, "pbe", "generic", 10))
perfect Bayesian equilibria (Bayes' rule wherever it applies): complete
when q >= 1/2:  B plays yes;  payoffs 1, 2*q - 1;  end
when q <= 1/2:  B plays no;   payoffs 0, 0;        end
edges: q = 1/2 (solve with edges='full')
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

import sympy

from detente.games import Game, UnsupportedGame
from detente.solvers import conditions
from detente.solvers.algebra import ZERO
from detente.solvers.bayesian import Leftover, Search, rank
from detente.solvers.completeness import Completeness
from detente.solvers.display import boolean_form, text
from detente.solvers.finite import lay_out
from detente.solvers.formulas import Atom, Formula
from detente.solvers.reader import reader
from detente.solvers.solution import Equilibrium, Solution, Undecided
from detente.solvers.transfer import Packed, pack_family, pack_formula, unpack_family, unpack_formula

Progress = Callable[[int, int], object]
"""Told how many parts of the work are done, and how many there are."""

WIDTH = 48
"""From how many choices of supports on, at one depth of the search, it is cut into parts."""

PARTS = 12
"""How many parts there are then."""


@dataclass(frozen=True)
class Part:
    """What was found for some choices of the first supports, without anything that belongs to one ring."""

    families: tuple[tuple[Packed, Equilibrium], ...]
    undecided: tuple[str, ...]
    skipped: tuple[tuple[Packed, str], ...]
    """Knife edges that were left out, packed and as text."""


@dataclass(frozen=True)
class Task:
    """A part of the work, as it is sent to another process."""

    game: Game
    definition: str
    edges: str
    deadline: float
    supports: tuple[Packed, ...] = ((),)
    """Choices of the first supports."""


def perfect_bayesian(
    game: Game,
    definition: str,
    edges: str,
    seconds: float,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Solution:
    """Return all equilibria of a finite game by one of the definitions of ``consistency``.

    With ``edges="generic"`` the families that hold on a set of parameters without interior are only named. Large games
    are searched in parts, each from scratch, one after the other or by an ``executor``: with the same result.
    """
    conditions.require_consistent(game.given)
    form, deadline = lay_out(game), time.monotonic() + seconds
    task = Task(game, definition, edges, deadline)
    begun = Search(lay_out(game), definition, deadline, {} if edges == "generic" else None)
    frontier = [tuple(supports.items()) for supports in begun.frontier(WIDTH)]
    size = -(-len(frontier) // PARTS) if len(frontier) >= WIDTH else max(1, len(frontier))
    tasks = [replace(task, supports=tuple(frontier[k : k + size])) for k in range(0, len(frontier), size)]
    parts = []
    for part in _results(tasks, begun, executor):
        parts.append(part)
        if progress is not None:
            progress(len(parts), len(tasks))
    skipped = {packed: shown for part in parts for packed, shown in part.skipped}
    found = [(unpack_family(form, packed), eq) for part in parts for packed, eq in part.families]
    found.sort(key=lambda pair: rank(form, pair[0]))
    undecided = dict.fromkeys(reason for part in parts for reason in part.undecided)
    shown = "; ".join(dict.fromkeys(skipped.values()))
    return Solution(
        game,
        definition,
        f"edges: {shown} (solve with edges='full')" if skipped else "no edges left out",
        tuple(equilibrium for _, equilibrium in found),
        tuple(Undecided(sympy.true, reason) for reason in undecided),
        Completeness(
            form,
            definition,
            tuple(family for family, _ in found),
            tuple(unpack_formula(form.ring, packed) for packed in skipped),
        ),
    )


def _results(tasks: Sequence[Task], begun: Search, executor: Executor | None) -> Iterator[Part]:
    """Run through the results of the parts in order; a search that was not cut goes on as it began."""
    if len(tasks) == 1:
        yield _read(tasks[0], begun)
    elif executor is None:
        yield from map(run, tasks)
    else:
        futures = [executor.submit(run, task) for task in tasks]
        try:
            for future in futures:
                yield future.result()
        finally:
            for future in futures:
                future.cancel()


def run(task: Task) -> Part:
    """Do a part of the work, from scratch: what was done before or elsewhere leaves no trace in the result."""
    edges: dict[int, None] | None = {} if task.edges == "generic" else None
    return _read(task, Search(lay_out(task.game), task.definition, task.deadline, edges))


def _read(task: Task, work: Search) -> Part:
    form, ring, edges = work.form, work.form.ring, work.skipped
    read = reader(form, task.definition, work.existence)
    families, undecided = [], []
    skipped: dict[Formula, None] = {}
    for found in (each for supports in task.supports for each in work.below(dict(supports))):
        if isinstance(found, Leftover):
            undecided.append(found.reason)
            continue
        try:
            when, free = read.condition(found)
        except UnsupportedGame as problem:
            undecided.append(f"the family {read.describe(found)}: {problem}")
            continue
        if edges is not None and not conditions.is_open(form.ring, form.given, when):
            skipped.setdefault(when)
        else:
            families.append((pack_family(found), read.equilibrium(found, when, free)))
    conditions_left_out = [*(Atom((number,), ZERO) for number in edges or ()), *skipped]
    return Part(
        tuple(families),
        tuple(undecided),
        tuple((pack_formula(ring, f), text(boolean_form(ring, f, read.known))) for f in conditions_left_out),
    )
