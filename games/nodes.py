"""What makes a single node of a game well formed, given what stands above it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sympy import Expr, Integer, Poly, PolynomialError, Rational, Symbol, oo

from detente.games.errors import GameError, place
from detente.games.expressions import NONE, Memo, adds_to_one, negative, not_positive, symbols_of
from detente.games.frozen import FrozenMap
from detente.games.tree import Chance, Continue, Decision, Draw, Node, Offer, Terminal

Trail = tuple[Any, str] | None  # the steps that led to a node, the last one first

SAMPLES = 12
"""At how many numbers a density without parameters is looked at for its sign."""


class Visit(NamedTuple):
    """A node, the variables bound above it, and where it stands."""

    node: Any
    bound: frozenset[Symbol]
    trail: Trail
    state: str | None

    @property
    def place(self) -> str:
        """Where the node stands, in words."""
        labels, trail = [], self.trail
        while trail is not None:
            trail, label = trail
            labels.append(label)
        return place(labels[::-1], self.state)

    def error(self, problem: str) -> GameError:
        """Make the error that names the place."""
        return GameError(f"{self.place}: {problem}")


class Known(NamedTuple):
    """What every check needs: the players, the states, and the expressions seen so far."""

    players: tuple[str, ...]
    states: FrozenMap[str, Node]
    memo: Memo


def check(visit: Visit, known: Known) -> frozenset[Symbol]:
    """Check a node by itself and give the symbols that its amounts use.

    Raises GameError, naming the history and the mend.

    >>> end = Terminal({"A": 1})
    >>> check(Visit(end, NONE, (None, "fight"), None), Known(("A", "B"), FrozenMap(), {}))
    Traceback (most recent call last):
    detente.games.errors.GameError: after 'fight': Terminal has no payoff for B; give one for every player
    """
    node = visit.node
    if not isinstance(node, Terminal | Continue | Decision | Offer | Chance | Draw):
        raise visit.error(f"{node!r} is not a node; use Terminal, Decision, Offer, Chance, Draw or Continue")
    if not isinstance(node, Terminal | Continue):
        _check_viewers(node.seen_by, visit, known)
    match node:
        case Terminal(payoffs, outcome):
            if not isinstance(outcome, str):
                raise visit.error(f"the outcome {outcome!r} is not a string; write 'war', say")
            return _by_player(payoffs, "payoff", visit, known, of=f"Terminal {outcome!r}".removesuffix(" ''"))
        case Continue(state, payoffs, discount):
            if state not in known.states:
                raise visit.error(f"there is no state {state!r} among {list(known.states)}; add it to Game(states=...)")
            used = _by_player(payoffs, "payoff", visit, known, of=f"Continue {state!r}", needed=False)
            return used | _discount(discount, visit, known)
        case Decision(player, moves):
            _check_mover(player, visit, known)
            _check_labels(moves, "Decision", visit)
            return NONE
        case Chance(moves):
            _check_labels(moves, "Chance", visit)
            return _odds(moves, visit, known)
        case Offer(player, interval):
            _check_mover(player, visit, known)
            return _interval(interval, "Offer", visit, known)
        case Draw(interval, density):
            used = _interval(interval, "Draw", visit, known)
            return used | _density(interval, density, visit, known)
    raise AssertionError(node)


def _amount(value: Any, what: str, visit: Visit, known: Known) -> frozenset[Symbol]:
    try:
        return symbols_of(value, known.memo)
    except GameError as error:
        whole = f", {value}" if getattr(value, "args", ()) else ""
        raise visit.error(f"{what}{whole}: {error}") from None


def _by_player(values: Any, what: str, visit: Visit, known: Known, of: str, needed: bool = True) -> frozenset[Symbol]:
    """Check amounts by player: no stranger among them and, where needed, nobody left out."""
    if not isinstance(values, Mapping):
        raise visit.error(f'the {what}s of {of} are {values!r}; write a mapping by player, as in {{"A": 1, "B": 0}}')
    for player in values:
        if player not in known.players:
            raise visit.error(f"{of} has a {what} for an unknown player {player!r}; players are {list(known.players)}")
    if needed and len(values) < len(known.players):
        missing = ", ".join(player for player in known.players if player not in values)
        raise visit.error(f"{of} has no {what} for {missing}; give one for every player")
    used = NONE
    for player, value in values.items():
        used |= _amount(value, f"the {what} of {player}", visit, known)
    return used


def _check_viewers(seen_by: Any, visit: Visit, known: Known) -> None:
    if seen_by is None:
        return
    if not isinstance(seen_by, frozenset):
        raise visit.error(f'seen_by={seen_by!r} is not a set of players; write seen_by={{"B"}}, or () for nobody')
    for player in sorted(seen_by.difference(known.players), key=str):
        raise visit.error(f"seen_by names an unknown player {player!r}; players are {list(known.players)}")


def _check_mover(player: Any, visit: Visit, known: Known) -> None:
    if player not in known.players:
        raise visit.error(
            f"{type(visit.node).__name__} of an unknown player {player!r}; players are {list(known.players)}"
        )


def _check_labels(moves: Any, kind: str, visit: Visit) -> None:
    if not isinstance(moves, Mapping):
        raise visit.error(f'the moves of {kind} are {moves!r}; write a mapping by label, as in {{"fight": node}}')
    if not moves:
        raise visit.error(f"{kind} has no moves; give it one at least, or put its outcome here")
    for label in moves:
        if not isinstance(label, str) or not label:
            raise visit.error(f"the move {label!r} of {kind} is no label; use a string that is not empty")


def _odds(moves: Any, visit: Visit, known: Known) -> frozenset[Symbol]:
    used = NONE
    for label, move in moves.items():
        if not isinstance(move, tuple) or len(move) != 2:
            raise visit.error(f"the move {label!r} of Chance is {move!r}; write a pair (probability, node)")
        odds = move[0]
        if isinstance(odds, Mapping):
            used |= _by_player(odds, "probability", visit, known, of=f"the move {label!r}")
        else:
            used |= _amount(odds, f"the probability of {label!r}", visit, known)
        for each in odds.values() if isinstance(odds, Mapping) else (odds,):
            if not_positive(each) or negative(1 - each):
                raise visit.error(
                    f"the probability of {label!r} is {each}, not in (0, 1];"
                    " correct it, or leave out a move that never happens"
                )
    differ = any(isinstance(odds, Mapping) for odds, _ in moves.values())
    for player in known.players if differ else known.players[:1]:
        odds = tuple(each[player] if isinstance(each, Mapping) else each for each, _ in moves.values())
        if not adds_to_one(odds):
            whose = f" by {player}'s odds" if differ else ""
            raise visit.error(
                f"the probabilities {', '.join(map(str, odds))}{whose} sum to {sum(odds)},"
                " not to 1; write the last one as 1 less the others"
            )
    return used


def _discount(discount: Any, visit: Visit, known: Known) -> frozenset[Symbol]:
    if isinstance(discount, Mapping):
        used = _by_player(discount, "discount", visit, known, of="Continue")
    else:
        used = _amount(discount, "the discount", visit, known)
    for each in discount.values() if isinstance(discount, Mapping) else (discount,):
        if negative(each) or negative(1 - each):
            raise visit.error(f"the discount is {each}; it is a number per period in [0, 1]")
    return used


def _interval(interval: Any, kind: str, visit: Visit, known: Known) -> frozenset[Symbol]:
    if not isinstance(interval, tuple) or len(interval) != 3 or not isinstance(interval[0], Symbol):
        raise visit.error(f"the interval of {kind} is {interval!r}; write (x, low, high) with x = reals('x')")
    variable, low, high = interval
    _amount(variable, f"the variable of {kind}", visit, known)
    if variable in visit.bound:
        raise visit.error(f"{variable} is bound already on this path; use another symbol here")
    used = NONE
    for end, name in ((low, "lower"), (high, "upper")):
        if end not in (oo, -oo):
            used |= _amount(end, f"the {name} bound of {variable}", visit, known)
        elif kind == "Offer":
            raise visit.error(
                f"the {name} bound of {variable} is {end}, not a real number; only a Draw may be unbounded"
            )
    if variable in used:
        raise visit.error(f"a bound of {variable} uses {variable} itself; use parameters and variables bound above")
    if low == oo or high == -oo or negative(high - low):
        raise visit.error(f"the interval [{low}, {high}] of {variable} is empty; put the lower bound first")
    if kind == "Draw" and low == high:
        raise visit.error(f"{variable} is drawn from the single point {low}; put that in its place")
    return used


def _density(interval: Any, density: Any, visit: Visit, known: Known) -> frozenset[Symbol]:
    variable, low, high = interval
    used = _amount(density, f"the density of {variable}", visit, known)
    if not (used | low.free_symbols | high.free_symbols) - {variable}:
        for point in _between(low, high):
            if negative(density.subs(variable, point)):
                raise visit.error(
                    f"the density {density} of {variable} is negative at {variable} = {point};"
                    " correct it, or its bounds"
                )
    try:
        integral = Poly(density, variable).integrate(variable)
    except PolynomialError:
        return used - {variable}  # other densities are integrated when the game is solved
    if low == -oo or high == oo:
        raise visit.error(
            f"the density {density} of {variable} is a polynomial, and has no finite integral over [{low}, {high}];"
            " bound the interval, or take a density that falls off, such as an exponential one"
        )
    total = integral.eval(high) - integral.eval(low)
    if not adds_to_one((total,)):
        raise visit.error(
            f"the density {density} of {variable} integrates to {total} over [{low}, {high}],"
            f" not to 1; a uniform one is {1 / (high - low)}"
        )
    return used - {variable}


def _between(low: Expr, high: Expr) -> list[Expr]:
    """Return some numbers strictly between two, either of which may be infinite."""
    if low == -oo or high == oo:
        start, step = (low, 1) if low != -oo else (high, -1) if high != oo else (Integer(0), 1)
        found: list[Expr] = [start + step * Rational(2) ** k for k in range(-SAMPLES, SAMPLES // 2)]
        return found + [-point for point in found] if (low, high) == (-oo, oo) else found
    return [low + (high - low) * Rational(k, SAMPLES) for k in range(1, SAMPLES)]
