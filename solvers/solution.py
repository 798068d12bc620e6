"""What a solver returns: equilibria with their conditions, and what was left open.

All of it is frozen data in plain sympy. Text, LaTeX and HTML say whether the list is complete, and the rule for ties.

>>> from detente.games import Decision, Game, Terminal, reals
>>> from detente.solvers import solve
>>> w = reals("w")
>>> war, peace = Terminal({"A": w}, "war"), Terminal({"A": 0}, "peace")
>>> solution = solve(Game(("A",), Decision("A", {"wait": peace, "fight": war})))
>>> solution.condition("war"), solution.coverage().status
(w > 0, 'proved')
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import sympy
from sympy import Eq, Expr, Piecewise, Symbol
from sympy.logic.boolalg import And, Boolean, Or

from detente.games import FrozenMap, Game, GameError, UnsupportedGame
from detente.games.information import History
from detente.solvers import conditions
from detente.solvers.display import text
from detente.solvers.roots import Root, roots_in, told
from detente.solvers.rules import Rule, put


@dataclass(frozen=True, eq=False)
class Equilibrium:
    """One case: where ``when`` holds (and the game's ``given``), this profile is an equilibrium.

    ``strategy`` maps each history at which a player moves to a ``Rule``, on and off the path; ``payoffs`` are
    expected at the root, by each player's own odds; ``outcomes`` maps an outcome to its probability, or to
    a mapping by player where their odds differ; ``path`` lists the histories that are reached.
    """

    when: Boolean
    strategy: Mapping[History, Rule]
    payoffs: Mapping[str, Expr]
    outcomes: Mapping[str, Any]
    path: tuple[History, ...] = ()
    beliefs: Mapping[History, Any] = FrozenMap()
    free: tuple[Symbol, ...] = ()
    where: Boolean = sympy.true
    """The condition on the free symbols: undetermined mixtures, and beliefs off the path."""
    played: Mapping[History, Rule] = FrozenMap()
    """Where a rule differs by earlier offers, what it comes to after those that are made."""
    states: Mapping[str, Mapping[str, Expr]] = FrozenMap()
    """What each state is worth to each player, from its date on; its histories begin with its name."""

    def probability(self, outcome: str) -> Any:
        """Return the probability of an outcome in this equilibrium (0 for one that does not occur)."""
        return self.outcomes.get(outcome, sympy.Integer(0))

    def at(self, point: Mapping[Symbol, Expr]) -> Equilibrium:
        """Return the equilibrium with exact values in place of parameters."""
        # the histories of one information set go on sharing their rule
        rules = {id(rule): rule.at(point) for rule in (*self.strategy.values(), *self.played.values())}
        return replace(
            self,
            when=put(self.when, point),
            strategy={history: rules[id(rule)] for history, rule in self.strategy.items()},
            played={history: rules[id(rule)] for history, rule in self.played.items()},
            where=put(self.where, point),
            beliefs={history: put(belief, point) for history, belief in self.beliefs.items()},
            payoffs={player: put(value, point) for player, value in self.payoffs.items()},
            states={
                state: {player: put(value, point) for player, value in row.items()}
                for state, row in self.states.items()
            },
            outcomes={
                name: {k: put(v, point) for k, v in odds.items()} if isinstance(odds, Mapping) else put(odds, point)
                for name, odds in self.outcomes.items()
            },
        )

    def columns(self) -> tuple[str, str, str, str]:
        """Return condition, play on the path, payoffs and outcomes, as text."""
        when, play, payoffs, outcomes = self.on_path()
        if self.where != sympy.true:
            play += f"; for any {text(self.where)}"
        return when, play + self._told_roots(), payoffs, outcomes

    def on_path(self) -> tuple[str, str, str, str]:
        """Return condition, play on the path, payoffs and outcomes, as text, without the condition on what is free."""
        when = "always" if self.when == sympy.true else f"when {text(self.when)}"
        payoffs = "payoffs " + ", ".join(text(value) for value in self.payoffs.values())
        outcomes = ", ".join(self._outcome(name, odds) for name, odds in self.outcomes.items())
        return when, "; ".join(self._told()), payoffs, outcomes

    def _told_roots(self) -> str:
        return "".join(f"; where {told(root, text)}" for root in self.roots())

    def roots(self) -> list[Root]:
        """Return the numbers in this case that are known by an equation and a bracket, and have no closed form."""
        rules = [rule for history in self.path if (rule := self.strategy.get(history)) is not None]
        odds = [p for each in self.outcomes.values() for p in (each.values() if isinstance(each, Mapping) else [each])]
        actions = [part for rule in rules for action in rule.actions for part in action]
        return roots_in([self.when, *actions, *self.payoffs.values(), *odds])

    def _told(self) -> list[str]:
        """Tell the rules on the path, and where the path forks, on which branch."""
        told: list[str] = []
        last: History = ()
        states = [history[0] for history in self.path if history[:1] and history[0] in self.states]
        several = len(set(states)) > 1
        once: set[int] = set()
        for history in self.path:
            rule = self.played.get(history) or self.strategy.get(history)
            # the histories of one information set share its rule
            if rule is not None and id(rule) not in once:
                once.add(id(rule))
                shared = sum(1 for other in self.path if self.strategy.get(other) is rule) > 1
                branch = () if shared else self._branch(history)
                if branch == () and several:
                    branch = history[:1]
                elif branch and not several:
                    branch = self._within(branch)
                told.append(str(rule) if rule.seen or branch in (last, ()) else f"{self._place(branch)}: {rule}")
                last = branch
        return told

    def _within(self, history: History) -> History:
        """Return a history without the name of the state that it is in."""
        return history[1:] if history[0] in self.states else history

    def _place(self, history: History) -> str:
        """Say where a history is, in words."""
        if not history or history[0] not in self.states:
            return f"after {', '.join(history) or 'the start'}"
        state, *steps = history
        return f"in {state} after {', '.join(steps)}" if steps else f"in {state}"

    def _branch(self, history: History) -> History:
        """Return the part of a history up to where another history of the path last goes another way."""
        fork = 0
        for other in self.path:
            apart = next((k for k, (a, b) in enumerate(zip(history, other, strict=False)) if a != b), -1)
            fork = max(fork, apart + 1)
        return history[:fork]

    def _outcome(self, name: str, odds: Any) -> str:
        if isinstance(odds, Mapping):
            return f"{name or 'end'} ({', '.join(f'{player}: {text(value)}' for player, value in odds.items())})"
        return (name or "end") if odds == 1 else f"{name or 'end'} with probability {text(odds)}"

    def off_path(self, limit: int = 12) -> list[str]:
        """Return the rules off the path as lines of text, at most ``limit``."""
        reached = set(self.path)
        told = {id(self.strategy[h]) for h in self.path if h in self.strategy}
        lines: list[str] = []
        for history in self.strategy:
            if history in self.played and history in reached and id(self.strategy[history]) in told:
                # on the path stands what this comes to
                told.remove(id(self.strategy[history]))
            elif history in reached:
                continue
            if len(lines) == limit:
                return [*lines, f"... and {len(self.strategy) - len(reached & set(self.strategy)) - limit} more"]
            # the histories of one information set share its rule
            rule = self.strategy[history]
            if id(rule) not in told:
                told.add(id(rule))
                lines.append(str(rule) if rule.seen else f"{self._place(history)}: {rule}")
        return lines

    def __str__(self) -> str:
        return ";  ".join(part for part in self.columns() if part).replace(";  ", ":  ", 1)


if TYPE_CHECKING:
    from detente.solvers.completeness import Completeness
    from detente.solvers.grids import Grid

HEADINGS = {
    "spe": "subgame-perfect equilibria",
    "weak": "weak perfect Bayesian equilibria (Bayes' rule on the path, any belief off it)",
    "pbe": "perfect Bayesian equilibria (Bayes' rule wherever it applies)",
    "sequential": "sequential equilibria (beliefs that are limits of trembles)",
    "nash": "Nash equilibria",
    "mpe": "stationary equilibria",
}


@dataclass(frozen=True)
class Undecided:
    """Where no answer was found, and why."""

    when: Boolean
    reason: str

    def __str__(self) -> str:
        return f"{self.where()}:  {self.reason}"

    def where(self) -> str:
        """Return the condition in words."""
        return "everywhere" if self.when == sympy.true else f"when {text(self.when)}"


@dataclass(frozen=True, eq=False)
class Solution:
    """All equilibria of a game by one concept, and what could not be settled."""

    game: Game
    concept: str
    rule: str
    equilibria: tuple[Equilibrium, ...]
    undecided: tuple[Undecided, ...] = ()
    check: Completeness | None = None
    """What `complete` asks; it stays behind when a solution is pickled."""

    def __reduce__(self) -> tuple[type[Solution], tuple[Any, ...]]:
        return Solution, (self.game, self.concept, self.rule, self.equilibria, self.undecided)

    def complete(self, seconds: float = 60) -> conditions.Coverage:
        """Tell whether every equilibrium of this concept is in the list, and nothing else: proved, refuted, or unknown.

        The definition is encoded straight from the tree; generic solutions are asked outside of their edges. Raises
        UnsupportedGame where this is not encoded for the concept.
        """
        if self.check is None:
            raise UnsupportedGame(
                "complete: it is asked of finite games solved by 'weak', 'pbe' or 'sequential', and not once pickled; "
                "ask `coverage` and `deviations` of others"
            )
        return self.check.ask(seconds)

    def probability(self, outcome: str) -> Any:
        """Return the probability of an outcome as an expression in the parameters (Piecewise over the cases).

        Where players differ over the odds it is a mapping by player; where equilibria overlap, a
        tuple of (condition, probability). Raises GameError for an outcome that the game does not have.
        """
        self._known(outcome)
        found = [(eq.when, eq.probability(outcome)) for eq in self.equilibria]
        if len({odds for _, odds in found}) > 1 and not self.disjoint():
            return tuple(found)
        if any(isinstance(odds, Mapping) for _, odds in found):
            return {
                player: self._piecewise([(when, o[player] if isinstance(o, Mapping) else o) for when, o in found])
                for player in self.game.players
            }
        return self._piecewise(found)

    def _piecewise(self, cases: Sequence[tuple[Boolean, Expr]]) -> Expr:
        values = list(dict.fromkeys(value for _, value in cases))
        if len(values) == 1 and self.coverage().status == "proved":
            return values[0]
        given = self.game.given
        whens = [conditions.simplify(Or(*(when for when, other in cases if other == value)), given) for value in values]
        return Piecewise(*zip(values, whens, strict=True), (sympy.nan, True)) if values else sympy.nan

    def condition(self, outcome: str) -> Boolean:
        """Return the condition under which an outcome has probability one (in some equilibrium).

        Raises GameError for an outcome that the game does not have.
        """
        self._known(outcome)
        parts = []
        for eq in self.equilibria:
            odds = eq.probability(outcome)
            sure = [Eq(value, 1) for value in (odds.values() if isinstance(odds, Mapping) else [odds])]
            parts.append(And(eq.when, *sure))
        return conditions.simplify(Or(*parts), self.game.given)

    def disjoint(self) -> bool:
        """Tell whether the conditions of the equilibria are known not to overlap."""
        return conditions.disjoint([eq.when for eq in self.equilibria], self.game.given) is True

    def _known(self, outcome: str) -> None:
        trees = (None, *self.game.states)
        names = {node.outcome: None for tree in trees for _, node in self.game.walk(tree) if hasattr(node, "outcome")}
        names |= {name: None for eq in self.equilibria for name in eq.outcomes}
        if outcome not in names:
            raise GameError(f"no terminal has the outcome {outcome!r}; there are {', '.join(map(repr, names))}")

    def at(self, values: Mapping[Symbol, Any]) -> tuple[Equilibrium, ...]:
        """Return the equilibria whose condition holds at a point, with exact numbers in place of expressions.

        Raises GameError for a value that is not exact, or a point outside of the game's hypotheses.
        """
        self.game.at(values)
        point = {
            symbol: sympy.Rational(value) if not isinstance(value, Expr) else value for symbol, value in values.items()
        }
        found = []
        for eq in self.equilibria:
            there = put(eq.when, point)
            if there != sympy.false and (
                there == sympy.true or conditions.satisfiable(there, _still(self.game.given, point)) is not False
            ):
                left = conditions.simplify(there, _still(self.game.given, point))
                found.append(replace(eq.at(point), when=left))
        return tuple(found)

    def on_grid(self, values: Mapping[Symbol, Any]) -> Grid:
        """Return this solution at the points of arrays of parameter values, broadcast as numpy does.

        Raises GameError for a parameter without values, UnsupportedGame for numbers that have no closed form.
        """
        from detente.solvers.grids import on_grid

        return on_grid(self, values)

    def coverage(self) -> Any:
        """Tell whether the hypotheses imply that some listed case holds: existence, with a point where none does."""
        return conditions.covered([eq.when for eq in self.equilibria], self.game.given)

    # display

    def __str__(self) -> str:
        lines = [self._title()]
        groups = self._groups()
        lines += _aligned([_row(group) for group in groups])
        off = [list(dict.fromkeys("; ".join(eq.off_path()) for eq in group)) for group in groups]
        for k, rules in enumerate(off):
            if any(rules) and rules not in off[:k]:
                shared = [str(j + 1) for j, other in enumerate(off) if other == rules]
                label = "off the path" if len(off) == 1 else f"off the path in case {', '.join(shared)}"
                lines += [f"{label}: {'; or '.join(rule for rule in rules if rule)}"]
        lines += [f"undecided {case}" for case in self.undecided]
        if not self.equilibria and not self.undecided:
            lines.append("none")
        return "\n".join([*lines, self.rule])

    def _groups(self) -> list[list[Equilibrium]]:
        """Put equilibria together that differ off the path alone."""
        found: dict[tuple[str, ...], list[Equilibrium]] = {}
        for eq in self.equilibria:
            row = eq.on_path()
            # what is free on the path is not for others to share
            used = any(symbol.name in cell for symbol in eq.free for cell in row)
            key = (*row, text(eq.where) if used else "", "" if eq.where == sympy.true else "free")
            found.setdefault(key, []).append(eq)
        return list(found.values())

    def heading(self) -> str:
        """Return the name of the concept, in words."""
        return HEADINGS.get(self.concept, self.concept)

    def latex(self) -> str:
        """Return the cases as a LaTeX array, for a notebook or a paper."""
        rows = []
        for eq in self.equilibria:
            _, play, _, outcomes = eq.columns()
            payoffs = ",\\ ".join(sympy.latex(value) for value in eq.payoffs.values())
            rows.append(f"{_tex_condition(eq.when)} & {_tex(play)} & {payoffs} & {_tex(outcomes)}")
        rows += [f"{_tex_condition(c.when)} & {_tex('undecided: ' + c.reason)} & &" for c in self.undecided]
        head = "\\text{condition} & \\text{play} & \\text{payoffs} & \\text{outcome}"
        title = f"\\multicolumn{{4}}{{l}}{{{_tex(self._title())}}}"
        foot = f"\\multicolumn{{4}}{{l}}{{{_tex(self.rule)}}}"
        return "\\begin{array}{llll}\n" + " \\\\\n".join([title, head, *rows, foot]) + "\n\\end{array}"

    def _title(self) -> str:
        return f"{self.heading()}: {'partial' if self.undecided else 'complete'}"

    def _repr_latex_(self) -> str:
        return f"${self.latex()}$"

    def _repr_html_(self) -> str:
        return self.html()

    def html(self) -> str:
        """Return the cases as an HTML table, for a notebook."""
        cells = [eq.columns() for eq in self.equilibria]
        cells += [(c.where(), f"undecided: {c.reason}", "", "") for c in self.undecided]
        rows = "".join(f"<tr>{''.join(f'<td>{_escape(cell)}</td>' for cell in row)}</tr>" for row in cells)
        head = "".join(f"<th>{name}</th>" for name in ("condition", "play on the path", "payoffs", "outcome"))
        caption = _escape(f"{self._title()}. {self.rule}")
        return f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _row(group: Sequence[Equilibrium]) -> tuple[str, str, str, str]:
    """Return the columns of equilibria that differ off the path alone."""
    if len(group) == 1:
        return group[0].columns()
    when, play, payoffs, outcomes = group[0].on_path()
    free = dict.fromkeys(text(eq.where) for eq in group)
    if group[0].where != sympy.true:
        play += "; for any " + " or ".join(f"({each})" if " and " in each and len(free) > 1 else each for each in free)
    return when, play, payoffs, outcomes


def _still(given: Sequence[Boolean], point: Mapping[Symbol, Expr]) -> list[Boolean]:
    return [put(hypothesis, point) for hypothesis in given]


def _aligned(rows: Sequence[tuple[str, str, str, str]]) -> list[str]:
    ends = (":", ";", ";", "")
    marked = [[cell + end if cell else "" for cell, end in zip(row, ends, strict=True)] for row in rows]
    widths = [max((len(row[k]) for row in marked), default=0) for k in range(4)]
    # very long cells are not worth a column: they would push everything else off the page
    return [
        "  ".join(cell.ljust(min(width, 60)) for cell, width in zip(row, widths, strict=True) if width).rstrip()
        for row in marked
    ]


def _tex_condition(when: Boolean) -> str:
    return "\\text{always}" if when == sympy.true else str(sympy.latex(when))


def _tex(words: str) -> str:
    for char in "\\{}$&#%_^~":
        words = words.replace(char, {"\\": "/", "^": "\\^{}", "~": "\\~{}"}.get(char, f"\\{char}"))
    return f"\\text{{{words}}}"


def _escape(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
