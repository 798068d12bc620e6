"""Plans for repeated games: strategy automata, as data.

A stage game is played in every period. A plan is a finite automaton: in each state it says what is played in the
stage, at every information set and not only where the path leads, and what happens in a period moves it to the next
state (Rubinstein 1986; Abreu 1988). What a plan is worth, and when nobody gains by leaving it, the solvers tell.

>>> from detente.games import matrix_game, reals
>>> T, R, P, S = reals("T R P S")
>>> table = {("C", "C"): (R, R), ("C", "D"): (S, T), ("D", "C"): (T, S), ("D", "D"): (P, P)}
>>> print(grim_trigger(matrix_game(("A", "B"), table, given=(T > R, R > P, P > S)), ("C", "C"), ("D", "D")))
start in 'good'
good: A C, B C; after C, C: good; else: bad
bad: A D, B D; always: bad
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any, TypeAlias

from sympy import Expr, Symbol

from detente.games.errors import GameError
from detente.games.frozen import FrozenMap
from detente.games.game import Game
from detente.games.information import History
from detente.games.plans import Stage, Written, profile_of, stage_of, steps_of
from detente.games.tree import Exact, exact

Profile: TypeAlias = FrozenMap[History, FrozenMap[str, Expr]]
"""What is played in a stage: for each information set, by its first history, the odds of its moves."""


@dataclass(frozen=True, eq=False, init=False)
class Automaton:
    """A plan for a repeated game: a state to start in, what is played in each state, and the state that follows.

    ``play`` maps each state to a profile of the stage: a tuple with a move of each player, in the players' order,
    where each moves at one information set; else a mapping from histories (one of each information set) or players to
    moves. In place of a move may stand a mapping from moves to probabilities.

    ``step`` maps (state, what happened) to the next state, and a state alone to the next state after all else. What
    happened is the history of a terminal, such as ("C", "D"), or the name of an outcome. By default all that was
    hidden during a period is known at its end. With ``revealed=False`` it stays hidden: what happened is the moves
    of the period that all have seen, such as a public signal of hidden actions, and steps hang on that alone.

    ``final`` names outcomes that end the game: their payoffs are totals from that period on, all others are
    payoffs of a period. As attributes, ``play`` and ``step`` are complete: ``play[state][history][move]`` is a
    probability, with the first history of each information set; ``step[state, history]`` is the state after a terminal.

    Raises GameError, naming the state and the history, for whatever is not well formed; UnsupportedGame for a stage
    with offers, draws or states.

    Source: Rubinstein 1986, Finite automata play the repeated prisoner's dilemma.

    >>> from detente.games import matrix_game
    >>> stage = matrix_game(("A", "B"), {("in",): (1, 0), ("out",): (0, 1)}, movers=("A",))
    >>> plan = Automaton(stage, "x", {"x": ("in",), "y": ("out",)}, {("x", ("out",)): "y", "x": "x", "y": "x"})
    >>> plan.step["x", ("in",)], plan.play["y"][()]
    ('x', {'in': 0, 'out': 1})
    """

    stage: Game
    start: str
    play: FrozenMap[str, Profile]
    step: FrozenMap[tuple[str, History], str]
    revealed: bool
    final: frozenset[str]

    def __init__(
        self,
        stage: Game,
        start: str,
        play: Mapping[str, Written],
        step: Mapping[Any, str],
        *,
        revealed: bool = True,
        final: Collection[str] = (),
    ) -> None:
        read = stage_of(stage, revealed, final)
        if not isinstance(play, Mapping) or not play:
            raise GameError(f"play: {play!r} is no mapping; write play={{'good': ('C', 'C'), ...}}")
        for state in play:
            if not isinstance(state, str) or not state:
                raise GameError(f"play: {state!r} is not a name; name each state by a string that is not empty")
        if start not in play:
            raise GameError(f"start: there is no state {start!r}; states are {list(play)}")
        profiles = {state: profile_of(read, written, f"play[{state!r}]") for state, written in play.items()}
        fields: dict[str, object] = {
            "stage": stage,
            "start": start,
            "play": FrozenMap(profiles),
            "step": steps_of(read, tuple(play), step),
            "revealed": bool(revealed),
            "final": read.final,
        }
        for name, value in fields.items():
            object.__setattr__(self, name, value)

    def at(self, values: Mapping[Symbol, Exact]) -> Automaton:
        """Substitute exact values, or expressions, for parameters of the stage and of mixed play.

        Raises GameError as `Game.at` does.

        >>> from detente.games import matrix_game, reals
        >>> r = reals("r")
        >>> stage = matrix_game(("A", "B"), {("C", "C"): (r, r), ("D", "C"): (3, 0)}, given=(r > 0,))
        >>> grim_trigger(stage, ("C", "C"), ("D", "C")).at({r: 2}).stage.parameters
        ()
        """
        mixed = {odds for profile in self.play.values() for moves in profile.values() for odds in moves.values()}
        extra = set().union(*(odds.free_symbols for odds in mixed)) - set(self.stage.parameters)
        chosen = {symbol: exact(value) for symbol, value in values.items()}
        play = {
            state: {
                history: {move: odds.xreplace(chosen) for move, odds in moves.items()}
                for history, moves in profile.items()
            }
            for state, profile in self.play.items()
        }
        stage = self.stage.at({symbol: value for symbol, value in chosen.items() if symbol not in extra})
        step = {
            (state, end if self.revealed else self._public(end)): after for (state, end), after in self.step.items()
        }
        return Automaton(stage, self.start, play, step, revealed=self.revealed, final=self.final)

    def _public(self, end: History) -> History:
        return stage_of(self.stage, self.revealed).public[end]

    def __str__(self) -> str:
        read = stage_of(self.stage, self.revealed, self.final)
        lines = [f"start in {self.start!r}"]
        for state, profile in self.play.items():
            told = [f"{read.owner(history)} {_told(moves)}" for history, moves in profile.items()]
            lines.append(f"{state}: {', '.join(told)}; {_steps(self, read, state)}")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return f"Automaton({self.stage!r}, {self.start!r}, states {list(self.play)})"


def _told(moves: FrozenMap[str, Expr]) -> str:
    chosen = {move: odds for move, odds in moves.items() if odds != 0}
    if len(chosen) == 1:
        return next(iter(chosen))
    return " or ".join(f"{move} ({odds})" for move, odds in chosen.items())


def _steps(plan: Automaton, read: Stage, state: str) -> str:
    groups: dict[str, dict[str, None]] = {}
    for end, _ in read.ends:
        if (state, end) in plan.step:
            groups.setdefault(plan.step[state, end], {}).setdefault(", ".join(read.public[end]))
    # what most outcomes lead to is told last, and in a word
    ordered = sorted(groups.items(), key=lambda group: len(group[1]))
    if len(ordered) == 1:
        return f"always: {ordered[0][0]}"
    parts = [f"after {' or '.join(outcomes)}: {after}" for after, outcomes in ordered[:-1]]
    return "; ".join([*parts, *(f"else: {after}" for after, _ in ordered[-1:])])


def grim_trigger(stage: Game, good: Written, bad: Written) -> Automaton:
    """Return the plan that plays ``good`` until somebody leaves it, and ``bad`` for ever after.

    Any number of players. Raises GameError as `Automaton` does.

    Source: Friedman 1971, A non-cooperative equilibrium for supergames.

    >>> from detente.games import matrix_game
    >>> stage = matrix_game(("A",), {("wait",): (1,), ("go",): (2,)})
    >>> grim_trigger(stage, ("wait",), ("go",)).step["good", ("go",)]
    'bad'
    """
    return _cycle(stage, {"good": good}, bad)


def alternation(stage: Game, one: Written, two: Written, bad: Written) -> Automaton:
    """Return the plan that plays ``one`` and ``two`` by turns until somebody leaves it, and ``bad`` for ever after.

    Any number of players. Raises GameError as `Automaton` does.

    >>> from detente.games import matrix_game
    >>> stage = matrix_game(("A",), {("left",): (1,), ("right",): (2,)})
    >>> plan = alternation(stage, ("left",), ("right",), ("left",))
    >>> [plan.step["one", (move,)] for move in ("left", "right")], plan.step["two", ("right",)]
    (['two', 'bad'], 'one')
    """
    return _cycle(stage, {"one": one, "two": two}, bad)


def punishment(stage: Game, good: Written, bad: Written, k: int, *, restart: bool = False) -> Automaton:
    """Return the plan that answers any departure from ``good`` by ``k`` periods of ``bad``, then forgives.

    With ``restart`` a departure from ``bad`` starts the punishment anew (the stick and the carrot of Abreu 1986, in
    which ``bad`` need not be an equilibrium of the stage); otherwise it makes no difference. Any number of players.
    Raises GameError as `Automaton` does, and for ``k`` below one.

    Source: Green and Porter 1984, Noncooperative collusion under imperfect price information; Abreu 1986.

    >>> from detente.games import matrix_game
    >>> stage = matrix_game(("A",), {("wait",): (1,), ("go",): (2,)})
    >>> plan = punishment(stage, ("wait",), ("go",), 2)
    >>> plan.step["good", ("go",)], plan.step["bad 1", ("go",)], plan.step["bad 2", ("wait",)]
    ('bad 1', 'bad 2', 'good')
    """
    if not isinstance(k, int) or k < 1:
        raise GameError(f"punishment: k={k!r} is no number of periods; write 1, 2, ...")
    read = stage_of(stage)
    names = ["good", *(f"bad {j}" for j in range(1, k + 1))]
    play = {name: bad if j else good for j, name in enumerate(names)}
    step: dict[Any, str] = {}
    for j, name in enumerate(names):
        after = names[0] if j in (0, k) else names[j + 1]
        step |= _branch(read, name, profile_of(read, play[name], name), after, "bad 1" if restart or not j else after)
    return Automaton(stage, "good", play, step)


def tit_for_tat(stage: Game, good: Written, bad: Written) -> Automaton:
    """Return the plan in which each player plays ``good``, and ``bad`` after a period in which another left ``good``.

    The states are the sets of players who left it: any number of players, and 2**n states. Raises GameError as
    `Automaton` does.

    Source: Axelrod 1984, The Evolution of Cooperation.

    >>> from detente.games import matrix_game
    >>> table = {("C", "C"): (3, 3), ("C", "D"): (0, 4), ("D", "C"): (4, 0), ("D", "D"): (1, 1)}
    >>> print(tit_for_tat(matrix_game(("A", "B"), table), ("C", "C"), ("D", "D")))
    start in 'good'
    good: A C, B C; after C, C: good; after C, D: after B; after D, C: after A; else: after A and B
    after A: A C, B D; after C, C: good; after C, D: after B; after D, C: after A; else: after A and B
    after B: A D, B C; after C, C: good; after C, D: after B; after D, C: after A; else: after A and B
    after A and B: A D, B D; after C, C: good; after C, D: after B; after D, C: after A; else: after A and B
    """
    read = stage_of(stage)
    kind, harsh = profile_of(read, good, "good"), profile_of(read, bad, "bad")
    guilty = [group for n in range(len(stage.players) + 1) for group in combinations(stage.players, n)]
    names = {group: f"after {' and '.join(group)}" if group else "good" for group in guilty}
    play = {
        names[group]: {
            history: harsh[history] if set(group) - {read.owner(history)} else kind[history] for history in kind
        }
        for group in guilty
    }
    step: dict[Any, str] = {
        (state, end): names[read.leaving(kind, end)] for state in names.values() for end, _ in read.ends
    }
    return Automaton(stage, "good", play, step)


def _cycle(stage: Game, turns: Mapping[str, Written], bad: Written) -> Automaton:
    """Play the profiles of some states by turns, and ``bad`` for ever once somebody has left them."""
    read, names = stage_of(stage), list(turns)
    step: dict[Any, str] = {"bad": "bad"}
    for name, after in zip(names, [*names[1:], names[0]], strict=True):
        step |= _branch(read, name, profile_of(read, turns[name], name), after, "bad")
    return Automaton(stage, names[0], {**turns, "bad": bad}, step)


def _branch(
    read: Stage, state: str, profile: Profile, after: str, otherwise: str
) -> Iterable[tuple[tuple[str, History], str]]:
    """List the steps from a state: where nobody has left a profile, and where somebody has."""
    return [((state, end), otherwise if read.leaving(profile, end) else after) for end, _ in read.ends]
