"""What a refinement says of families of equilibria: survives, fails, or under which condition, and why.

>>> from detente.games import Decision, Game, Terminal, reals
>>> from detente.solvers import solve
>>> w = reals("w")
>>> game = Game(("A",), Decision("A", {"fight": Terminal({"A": w}), "wait": Terminal({"A": 0})}))
>>> questions = Questions(game, solve(game).equilibria[0], seconds=10)
>>> judged = questions.judged([(Objection("a threat", ("nobody",), "A"), w > 1)])
>>> judged.status, judged.when
('depends', w <= 1)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import sympy
from sympy import Symbol
from sympy.logic.boolalg import And, Boolean, Not, Or

from detente.games import Game, GameError
from detente.solvers import conditions
from detente.solvers.display import text
from detente.solvers.eliminate import eliminate
from detente.solvers.solution import Equilibrium, Solution


@dataclass(frozen=True)
class Objection:
    """Why equilibria fail where ``when`` holds.

    After ``message`` the types ``excluded`` are not to be believed in, and then the type ``gains`` sends it.
    """

    message: str
    excluded: tuple[str, ...]
    gains: str
    when: Boolean = sympy.true

    def __str__(self) -> str:
        return (
            f"{self.message} cannot come from {' or '.join(self.excluded)}, and {self.gains} gains{_where(self.when)}"
        )


@dataclass(frozen=True)
class Dominated:
    """A move that is played although it is weakly dominated, where ``when`` holds.

    ``seen`` is what the player knows; ``by`` the move that dominates it, or "" where only a mixture does.
    """

    player: str
    seen: str
    move: str
    by: str
    when: Boolean = sympy.true

    def __str__(self) -> str:
        by = self.by or "others"
        return f"{self.player} [{self.seen}]: {self.move} is weakly dominated by {by}{_where(self.when)}"


def _where(when: Boolean) -> str:
    return "" if when == sympy.true else f", when {text(when)}"


Reason = Objection | Dominated


@dataclass(frozen=True, eq=False)
class Judgement:
    """What a refinement says of one family of equilibria.

    ``status`` is "survives" (wherever the family exists, some of it does), "fails" (none of it anywhere), "depends"
    (on the parameters: ``when``), or "unknown" (``reason`` says why). ``condition`` is the condition under which a
    member survives, on parameters and on what is free in the family: mixtures, and beliefs off the path.
    """

    equilibrium: Equilibrium
    status: str
    condition: Boolean
    when: Boolean
    objections: tuple[Reason, ...] = ()
    reason: str = ""

    def __bool__(self) -> bool:
        raise TypeError('a judgement has several values: compare its status with "survives"')

    def __str__(self) -> str:
        _, play, _, _ = self.equilibrium.columns()
        head = self.status if self.status != "depends" else f"survives iff {text(self.when)}"
        if self.status in ("survives", "depends") and self.condition not in (sympy.true, self.when):
            head += f", for {text(self.condition)}"
        if self.reason:
            head += f" ({self.reason})"
        return f"{play}: {'; '.join([head, *map(str, self.objections)])}"


@dataclass(frozen=True, eq=False)
class Refinement:
    """The judgements of one refinement on all families of a solution, in its order."""

    name: str
    solution: Solution
    judgements: tuple[Judgement, ...]

    def survivors(self) -> tuple[Equilibrium, ...]:
        """Return what survives as equilibria, conditions narrowed; families of unknown status are left out."""
        found = []
        for each in self.judgements:
            if each.status in ("survives", "depends"):
                eq, given = each.equilibrium, self.solution.game.given
                when = conditions.simplify(And(eq.when, each.when), given)
                where = And(eq.where, each.condition) if eq.free else eq.where
                found.append(replace(eq, when=when, where=where))
        return tuple(found)

    def __str__(self) -> str:
        partial = "; the solution itself is partial" if self.solution.undecided else ""
        return "\n".join([f"{self.name}{partial}", *map(str, self.judgements)])


class Questions:
    """Asks about one family of equilibria: what is possible in it, and what objections leave of it."""

    def __init__(self, game: Game, found: Equilibrium, seconds: float) -> None:
        self.found, self.seconds = found, seconds
        self.here = (*game.given, found.when)
        """What the parameters satisfy."""
        self.unit = And(*(And(symbol >= 0, symbol <= 1) for symbol in found.free))
        self.inside = (*self.here, found.where, self.unit)
        """What the parameters satisfy, and what is free."""
        self.taken = frozenset(symbol.name for symbol in (*game.parameters, *found.free))

    def possible(self, condition: Boolean) -> bool:
        """Tell whether a condition can hold in the family (taken as able to where unknown)."""
        return conditions.satisfiable(condition, self.inside, self.seconds) is not False

    def fresh(self, names: Sequence[str]) -> list[Symbol]:
        """Return symbols that are not in use."""
        found = []
        for name in names:
            while name in self.taken:
                name += "'"
            found.append(Symbol(name, real=True))
        return found

    def unknown(self, reason: str) -> Judgement:
        """Return the judgement that nothing is known."""
        return Judgement(self.found, "unknown", sympy.true, sympy.true, (), reason)

    def judged(self, upset: Sequence[tuple[Reason, Boolean]]) -> Judgement:
        """Return the judgement that follows from reasons against the family, each with its condition.

        Raises UnsupportedGame where what is free cannot be eliminated.
        """
        objections = tuple(replace(why, when=conditions.simplify(when, self.inside)) for why, when in upset)
        condition = conditions.simplify(Not(Or(*(when for _, when in upset))), self.inside)
        alive = condition
        if set(self.found.free) & condition.free_symbols:
            alive = eliminate(self.found.free, And(condition, self.found.where, self.unit), self.here, self.seconds)
        when = conditions.simplify(alive, self.here)
        possible = conditions.satisfiable(when, self.here, self.seconds)
        sure = conditions.implied(when, self.here, self.seconds)
        status = "fails" if possible is False else "survives" if sure else "depends"
        if status == "depends" and (possible is None or sure is None):
            return Judgement(self.found, "unknown", condition, when, objections, "the time given was not enough")
        return Judgement(self.found, status, condition, when, objections)


def require_solution(name: str, solution: object) -> Solution:
    """Return a solution of the concept that refinements refine; raise GameError for anything else."""
    if not isinstance(solution, Solution):
        raise GameError(f"{name}: {solution!r} is not a solution, such as solve(game, 'pbe')")
    if solution.concept not in ("pbe", "sequential"):
        raise GameError(f"{name}: it refines the concept 'pbe', not {solution.concept!r}; use solve(game, 'pbe')")
    return solution
