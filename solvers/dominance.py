"""Equilibria of a signalling game in which nobody plays a weakly dominated strategy, information set by set.

Weak dominance is that of the agents' strategic form (Selten 1975): each information set is a player of its own. A
message is dominated for a type iff another one never gives it less, whatever the replies, and sometimes more; a
reply iff it is best to no belief that gives every type a chance (Gale and Sherman 1950; Pearce 1984, appendix B).

>>> from detente.games import Chance, Decision, Game, Terminal
>>> from detente.solvers import solve
>>> end = lambda a, b: Terminal({"A": a, "B": b})
>>> ask = lambda b: Decision("A", {"ask": Decision("B", {"yes": end(1, b), "no": end(-1, 0)}), "wait": end(0, 0)})
>>> half = sympy.Rational(1, 2)
>>> game = Game(("A", "B"), Chance({"good": (half, ask(1)), "bad": (half, ask(0))}, seen_by={"A"}))
>>> refined = undominated(solve(game, "pbe"))
>>> [each.status for each in refined.judgements][:2], str(refined.judgements[1].objections[0])
(['survives', 'fails'], 'B [ask]: no is weakly dominated by yes')
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import sympy
from sympy import Expr
from sympy.logic.boolalg import And, Boolean, Not, Or

from detente.games import Chance, Decision, FrozenMap, Game, InformationSet, Terminal, UnsupportedGame, information_sets
from detente.games.errors import place
from detente.games.information import History
from detente.games.tree import Node
from detente.solvers.judgements import Dominated, Judgement, Questions, Refinement, require_solution
from detente.solvers.refinements import Replies
from detente.solvers.signalling import Message, Stakes, messages, node_at, probabilities, stakes
from detente.solvers.solution import Equilibrium, Solution

MAX_REPLIES = 256
"""How many ways of the others to reply to one message are looked at."""


def undominated(solution: Solution, seconds: float = 10) -> Refinement:
    """Tell which equilibria of a signalling game play no weakly dominated move, at any information set.

    ``seconds`` bounds each question. Raises UnsupportedGame for games of another shape, GameError for a solution of
    another concept.

    Source: Selten 1975, Reexamination of the perfectness concept, section 8; Cho and Kreps 1987, section IV.
    """
    game = require_solution("undominated", solution).game
    sent = messages(game)
    senders = {each.sender for each in sent}
    sets = information_sets(game)
    firsts = [each for each in sets if each.player in senders and not _own(each)]
    judged = [_judge(game, found, sent, firsts, seconds) for found in solution.equilibria]
    return Refinement("undominated", solution, tuple(judged))


def _own(each: InformationSet) -> bool:
    """Tell whether a player has moved before."""
    return any(mover == each.player for mover, _ in each.seen)


def _judge(
    game: Game, found: Equilibrium, sent: Sequence[Message], firsts: Sequence[InformationSet], seconds: float
) -> Judgement:
    questions = Questions(game, found, seconds)
    upset: list[tuple[Dominated, Boolean]] = []
    try:
        for each in firsts:
            upset += _messages(game, found, each, questions)
        for message in sent:
            upset += _replies(game, found, message, questions)
        return questions.judged(upset)
    except UnsupportedGame as problem:
        return questions.unknown(str(problem))


def _messages(
    game: Game, found: Equilibrium, each: InformationSet, questions: Questions
) -> list[tuple[Dominated, Boolean]]:
    """Return the messages that a type sends although they are dominated.

    The replies to two messages have nothing to do with each other, so that a mixture dominates only where a
    single message does: the best after the one is no better than the worst after the other.
    """
    worths = {str(move): _worths(game, found, each, str(move)) for move in each.moves}
    seen = ", ".join(label for _, label in each.seen)
    upset = []
    for move in probabilities(found.strategy[each.histories[0]]):
        for other in worths:
            if other != move:
                pairs = list(itertools.product(worths[move], worths[other]))
                when = And(*(x <= y for x, y in pairs), Or(*(x < y for x, y in pairs)))
                if questions.possible(when):
                    upset.append((Dominated(each.player, seen, move, other), when))
    return upset


def _worths(game: Game, found: Equilibrium, each: InformationSet, move: str) -> list[Expr]:
    """Return what a move can be worth to its player, whatever the others reply."""
    player = each.player
    owner = {history: other for other in information_sets(game) for history in other.histories}
    starts = [(*history, move) for history in each.histories]
    below = [
        other
        for other in dict.fromkeys(owner.values())
        if other.player != player and any(h[: len(s)] == s for h in other.histories for s in starts)
    ]
    choices = list(itertools.islice(itertools.product(*(other.moves for other in below)), MAX_REPLIES + 1))
    if len(choices) > MAX_REPLIES:
        raise UnsupportedGame(
            f"undominated: more than {MAX_REPLIES} ways to reply to {move} {place(each.histories[0])}"
        )

    def value(node: Node, at: History, reply: dict[InformationSet, str]) -> Expr:
        match node:
            case Terminal(payoffs=payoffs):
                return payoffs[player]
            case Chance(moves=moves):
                parts = [
                    (odds[player] if isinstance(odds, FrozenMap) else odds) * value(child, (*at, label), reply)
                    for label, (odds, child) in moves.items()
                ]
                return sympy.Add(*parts)
            case Decision(player=mover, moves=moves) if mover != player:
                label = reply[owner[at]]
                return value(moves[label], (*at, label), reply)
            case Decision(moves=moves):
                chances = probabilities(found.strategy[at])
                return sympy.Add(*(p * value(moves[label], (*at, label), reply) for label, p in chances.items()))
        raise UnsupportedGame(f"undominated: {place(at)}: a {type(node).__name__} node is not covered")

    if len(starts) > 1:
        raise UnsupportedGame(f"undominated: {player} does not know where it is {place(each.histories[0])}")
    replies = [{other: str(label) for other, label in zip(below, choice, strict=True)} for choice in choices]
    return list(dict.fromkeys(value(node_at(game, starts[0]), starts[0], reply) for reply in replies))


def _replies(game: Game, found: Equilibrium, message: Message, questions: Questions) -> list[tuple[Dominated, Boolean]]:
    """Return the replies that the receiver gives, together, although they are dominated."""
    stake = stakes(game, found, message)
    given = [message.replies.index(label) for label in probabilities(found.strategy[message.nodes[0][0][0]])]
    replies = Replies(stake, questions)
    upset = []
    fine: list[Boolean] = []
    for reply in given:
        good = replies.best(replies.types, (reply,), every=True)
        fine.append(good)
        if questions.possible(Not(good)):
            by = next(
                (message.replies[r] for r in replies.replies if _never_less(stake, reply, r, good, questions)), ""
            )
            upset.append((Dominated(message.receiver, message.label, message.replies[reply], by), Not(good)))
    if len(given) > 1:
        together = And(*fine, Not(replies.best(replies.types, tuple(given), every=True)))
        if questions.possible(together):
            moves = " or ".join(message.replies[r] for r in given)
            upset.append((Dominated(message.receiver, message.label, moves, ""), together))
    return upset


def _never_less(stake: Stakes, reply: int, other: int, good: Boolean, questions: Questions) -> bool:
    """Tell whether one reply dominates another one wherever that one is dominated."""
    worth = [(row[reply], row[other]) for row in stake.receiver]
    dominates = And(*(x <= y for x, y in worth), Or(*(x < y for x, y in worth)))
    return reply != other and not questions.possible(And(Not(good), Not(dominates)))
