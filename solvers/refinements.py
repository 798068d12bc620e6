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

import sympy
from sympy.logic.boolalg import And, Boolean, Not, Or

from detente.games import UnsupportedGame
from detente.solvers.eliminate import eliminate
from detente.solvers.judgements import Judgement, Objection, Questions, Refinement, require_solution
from detente.solvers.signalling import Message, Stakes, is_sent, messages, stakes
from detente.solvers.solution import Equilibrium, Solution

__all__ = ["MAX_TYPES", "Judgement", "Objection", "Refinement", "Replies", "d1", "intuitive_criterion"]

MAX_TYPES = 6
"""How many types can send one message: the intuitive criterion looks at every set of them."""


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
Criterion = Callable[["Replies"], Iterator[Found]]


def _refine(name: str, solution: Solution, criterion: Criterion, seconds: float) -> Refinement:
    sent = messages(require_solution(name, solution).game)
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
    questions = Questions(solution.game, found, seconds)
    upset: list[tuple[Objection, Boolean]] = []
    try:
        for message in sent:
            if not is_sent(message, found):
                replies = Replies(stakes(solution.game, found, message), questions)
                for excluded, gains, when in criterion(replies):
                    names = tuple(message.types[t] for t in excluded)
                    upset.append((Objection(message.label, names, message.types[gains]), when))
        return questions.judged(upset)
    except UnsupportedGame as problem:
        return questions.unknown(str(problem))


class Replies:
    """The best replies to a message, by what the receiver believes, as conditions on the parameters."""

    def __init__(self, stake: Stakes, questions: Questions) -> None:
        self.stake, self.questions, self.possible = stake, questions, questions.possible
        self.types = tuple(range(len(stake.now)))
        self.replies = tuple(range(len(stake.message.replies)))
        self._best: dict[tuple[tuple[int, ...], tuple[int, ...], bool], Boolean] = {}

    def best(self, types: tuple[int, ...], replies: tuple[int, ...], every: bool = False) -> Boolean:
        """Return the condition under which these replies are all best to some belief in these types alone.

        With ``every`` to one in which no type has probability zero. Raises UnsupportedGame where beliefs cannot
        be eliminated.
        """
        key = types, replies, every
        if key not in self._best:
            worth = self.stake.receiver
            weights = self.questions.fresh([f"mu({self.stake.message.types[t]})" for t in types[1:]])
            beliefs = [1 - sympy.Add(*weights), *weights]
            wanted = [weight > 0 if every else weight >= 0 for weight in beliefs]
            first, *others = replies
            for reply in self.replies:
                if reply != first:
                    leads = [w * (worth[t][first] - worth[t][reply]) for w, t in zip(beliefs, types, strict=True)]
                    lead = sympy.Add(*leads)
                    wanted.append(sympy.Eq(lead, 0) if reply in others else lead >= 0)
            self._best[key] = eliminate(weights, And(*wanted), self.questions.here, self.questions.seconds)
        return self._best[key]


def _intuitive(game: Replies) -> Iterator[Found]:
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


def _divine(game: Replies) -> Iterator[Found]:
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


def _some_reply_for(game: Replies, t: int, other: int) -> Boolean:
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
