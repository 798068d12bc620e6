"""Refinements of the equilibria of a signalling game: which beliefs after a message that nobody sends make sense.

The intuitive criterion (Cho and Kreps 1987, section III): a type does not send a message that cannot give it what it
has. D1 (Cho and Kreps 1987, section IV; Banks and Sobel 1987): the receiver does not suspect a type where another
one gains from the message whenever that type does not lose. Both are read off the definitions; which replies are
best for some belief is solved for the parameters by elimination.

>>> from detente.games import Chance, Decision, Game, Terminal, reals
>>> from detente.solvers import solve
>>> b = reals("b")
>>> end = lambda x, y: Terminal({"A": x, "B": y})
>>> reply = lambda extra, duel: Decision("B", {"duel": end(extra, duel), "walk": end(extra + b, 0)})
>>> surly = Decision("A", {"beer": reply(1, -1), "quiche": reply(0, -1)})
>>> wimp = Decision("A", {"beer": reply(0, 1), "quiche": reply(1, 1)})
>>> odds = sympy.Rational(9, 10)
>>> game = Game(("A", "B"), Chance({"surly": (odds, surly), "wimp": (1 - odds, wimp)}, seen_by={"A"}), (b > 1,))
>>> for each in intuitive_criterion(solve(game, "pbe")).judgements:
...     print(each.equilibrium.strategy["surly",], "-", each.status, *each.objections)
A [surly] plays quiche - fails beer cannot come from wimp, and surly gains
A [surly] plays beer - survives
A [surly] plays beer - survives
A [surly] plays quiche - fails beer cannot come from wimp, and surly gains
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import sympy
from sympy import Expr, Symbol
from sympy.logic.boolalg import And, Boolean, Not, Or

from detente.games import GameError, UnsupportedGame
from detente.solvers import conditions
from detente.solvers.display import text
from detente.solvers.eliminate import eliminate
from detente.solvers.signalling import Message, Stakes, is_sent, messages, stakes
from detente.solvers.solution import Equilibrium, Solution

MAX_TYPES = 6
"""How many types can send one message: the intuitive criterion looks at every set of them."""


@dataclass(frozen=True)
class Objection:
    """Why equilibria fail: after ``message`` the types ``excluded`` are not to be believed, and where ``when`` holds
    that upsets the equilibrium, for the type ``gains`` sends the message.
    """

    message: str
    excluded: tuple[str, ...]
    gains: str
    when: Boolean

    def __str__(self) -> str:
        no = " or ".join(name or "the sender" for name in self.excluded) or "nobody"
        when = "" if self.when == sympy.true else f", when {text(self.when)}"
        return f"{self.message} cannot come from {no}, and {self.gains} gains{when}"


@dataclass(frozen=True, eq=False)
class Judgement:
    """What a refinement says of one family of equilibria.

    ``status`` is "survives" (wherever the family exists, some of it does), "fails" (none of it anywhere), "depends"
    (on the parameters: ``when``), or "unknown". ``condition`` is the condition under which a member survives, on
    parameters and what is free in the family: mixtures, and beliefs off the path.
    """

    equilibrium: Equilibrium
    status: str
    condition: Boolean
    when: Boolean
    objections: tuple[Objection, ...] = ()
    reason: str = ""
    """Why the status is unknown."""

    def __bool__(self) -> bool:
        raise TypeError('a judgement has several values: compare its status with "survives"')

    def __str__(self) -> str:
        _, play, _, _ = self.equilibrium.columns()
        head = self.status if self.status != "depends" else f"survives iff {text(self.when)}"
        if self.status == "survives" and self.condition != sympy.true:
            head += f" for {text(self.condition)}"
        return ": ".join([play, "; ".join([head, *map(str, self.objections)])])


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
        return "\n".join([self.name, *map(str, self.judgements)])


def intuitive_criterion(solution: Solution, seconds: float = 10) -> Refinement:
    """Tell which equilibria of a signalling game pass the intuitive criterion, and why the others do not.

    A family fails where, after some message that is not sent, a type is sure to gain by it once the receiver
    believes in no type that could not gain whatever the receiver's best reply to any belief. ``seconds`` bounds
    each question. Raises UnsupportedGame for games of another shape, GameError for a solution of another concept.

    Source: Cho and Kreps 1987, Signaling games and stable equilibria, section III.
    """
    return _refine("intuitive criterion", solution, _intuitive, seconds)


def d1(solution: Solution, seconds: float = 10) -> Refinement:
    """Tell which equilibria of a signalling game pass D1, for which beliefs off the path, and why the others do not.

    After a message that is not sent no weight falls on a type t where another one, t', strictly gains by every
    mixed best reply (to some belief) by which t does not lose, and by some. ``seconds`` bounds each question. Raises
    UnsupportedGame for games of another shape, GameError for a solution of another concept.

    Source: Cho and Kreps 1987, section IV; Banks and Sobel 1987, Equilibrium selection in signaling games.
    """
    return _refine("D1", solution, _divine, seconds)


Found = tuple[tuple[int, ...], int, Boolean]
"""The types that are not believed in, the one that gains, and the condition."""
Criterion = Callable[["_Replies"], Iterator[Found]]


def _refine(name: str, solution: Solution, criterion: Criterion, seconds: float) -> Refinement:
    if not isinstance(solution, Solution):
        raise GameError(f"{name}: {solution!r} is not a solution, such as solve(game, 'pbe')")
    if solution.concept not in ("pbe", "sequential"):
        raise GameError(
            f"{name}: it refines the concept 'pbe', not {solution.concept!r}; solve(game, 'pbe') finds these"
        )
    sent = messages(solution.game)
    for each in sent:
        if len(each.types) > MAX_TYPES:
            raise UnsupportedGame(
                f"{name}: {len(each.types)} types can send {each.label}; at most {MAX_TYPES} are covered"
            )
    judged = tuple(_judge(solution, found, sent, criterion, seconds) for found in solution.equilibria)
    return Refinement(name, solution, judged)


def _judge(
    solution: Solution, found: Equilibrium, sent: Sequence[Message], criterion: Criterion, seconds: float
) -> Judgement:
    game = solution.game
    here = [*game.given, found.when]
    unit = [And(symbol >= 0, symbol <= 1) for symbol in found.free]
    inside = [*here, found.where, *unit]
    objections: list[Objection] = []
    upset: list[Boolean] = []
    try:
        for message in sent:
            if is_sent(message, found):
                continue
            replies = _Replies(stakes(game, found, message), inside, here, seconds)
            for excluded, gains, when in criterion(replies):
                upset.append(when)
                names = tuple(message.types[t] for t in excluded)
                short = conditions.simplify(when, inside)
                objections.append(Objection(message.label, names, message.types[gains], short))
        condition = conditions.simplify(Not(Or(*upset)), inside)
        alive = condition
        if set(found.free) & condition.free_symbols:
            alive = eliminate(found.free, And(condition, found.where, *unit), here, seconds)
        when = conditions.simplify(alive, here)
        possible, sure = conditions.satisfiable(when, here, seconds), conditions.implied(when, here, seconds)
    except UnsupportedGame as problem:
        return Judgement(found, "unknown", sympy.true, sympy.true, tuple(objections), str(problem))
    if possible is False:
        status = "fails"
    elif sure:
        status = "survives"
    elif possible is None or sure is None:
        return Judgement(found, "unknown", condition, when, tuple(objections), "the time given was not enough")
    else:
        status = "depends"
    return Judgement(found, status, condition, when, tuple(objections))


class _Replies:
    """The best replies to a message, by what the receiver believes, as conditions on the parameters."""

    def __init__(self, stake: Stakes, inside: Sequence[Boolean], here: Sequence[Boolean], seconds: float) -> None:
        self.stake, self.inside, self.here, self.seconds = stake, inside, here, seconds
        self.types = tuple(range(len(stake.now)))
        self.replies = tuple(range(len(stake.message.replies)))
        self._best: dict[tuple[tuple[int, ...], tuple[int, ...]], Boolean] = {}

    def possible(self, condition: Boolean) -> bool:
        """Tell whether a condition can hold in the family (taken as able to where unknown)."""
        return conditions.satisfiable(condition, self.inside, self.seconds) is not False

    def best(self, types: tuple[int, ...], replies: tuple[int, ...]) -> Boolean:
        """Return the condition under which these replies are all best to some belief in these types alone."""
        key = types, replies
        if key not in self._best:
            worth = self.stake.receiver
            taken = {symbol.name for each in self.inside for symbol in each.free_symbols}
            weights: list[Expr] = [_fresh(f"mu({self.stake.message.types[t]})", taken) for t in types[1:]]
            beliefs = [1 - sympy.Add(*weights), *weights]
            wanted = [weight >= 0 for weight in beliefs]
            first, *others = replies
            for reply in self.replies:
                if reply != first:
                    lead = sympy.Add(
                        *(w * (worth[t][first] - worth[t][reply]) for w, t in zip(beliefs, types, strict=True))
                    )
                    wanted.append(sympy.Eq(lead, 0) if reply in others else lead >= 0)
            self._best[key] = eliminate(weights, And(*wanted), self.here, self.seconds)
        return self._best[key]


def _fresh(name: str, taken: set[str]) -> Symbol:
    while name in taken:
        name += "'"
    taken.add(name)
    return Symbol(name, real=True)


def _intuitive(game: _Replies) -> Iterator[Found]:
    now, get, types = game.stake.now, game.stake.sender, game.types
    hopeless = [And(*(Or(Not(game.best(types, (r,))), now[t] > get[t][r]) for r in game.replies)) for t in types]
    # where nobody is excluded nobody gains for sure, or the profile were no equilibrium
    for size in range(1, len(types)):
        for excluded in itertools.combinations(types, size):
            exactly = And(*(hopeless[t] if t in excluded else Not(hopeless[t]) for t in types))
            if not game.possible(exactly):
                continue
            rest = tuple(t for t in types if t not in excluded)
            for t in rest:
                gains = And(*(Or(Not(game.best(rest, (r,))), now[t] < get[t][r]) for r in game.replies))
                if game.possible(And(exactly, gains)):
                    yield excluded, t, And(exactly, gains)


def _divine(game: _Replies) -> Iterator[Found]:
    now, get, types = game.stake.now, game.stake.sender, game.types
    for t in types:
        believed = game.stake.beliefs[t] > 0
        if not game.possible(believed):
            continue
        for other in types:
            if other != t:
                tempted = Or(*(And(game.best(types, (r,)), get[other][r] > now[other]) for r in game.replies))
                when = And(believed, tempted, Not(_some_reply_for(game, t, other)))
                if game.possible(when):
                    yield (t,), other, when


def _some_reply_for(game: _Replies, t: int, other: int) -> Boolean:
    """Return the condition for a mixed best reply by which one type does not lose, and the other does not gain.

    Replies are points (gain of t, loss of other). The hull of those that are best together meets the quadrant where
    both are not negative iff a point or the segment between two of them does.
    """
    now, get = game.stake.now, game.stake.sender
    gain = [get[t][r] - now[t] for r in game.replies]
    loss = [now[other] - get[other][r] for r in game.replies]
    ways = [And(game.best(game.types, (r,)), gain[r] >= 0, loss[r] >= 0) for r in game.replies]
    for r, s in itertools.combinations(game.replies, 2):
        crossings = [
            And(gain[a] >= 0, loss[b] >= 0, gain[a] * loss[b] >= gain[b] * loss[a]) for a, b in ((r, s), (s, r))
        ]
        ways.append(And(game.best(game.types, (r, s)), Or(*crossings)))
    return Or(*ways)
