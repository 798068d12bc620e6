"""From a claim to a verdict: ask the engine, then find evidence that stands without it.

The engine (z3) says what to look for; a verdict rests on the evidence alone. What is undefined is not
true, so a claim is proved only where all that it speaks of is defined.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

import sympy
from sympy import Expr, Symbol
from sympy.logic.boolalg import Boolean

from detente.games import DetenteError, FrozenMap, GameError
from detente.proofs import transcript
from detente.proofs.claim import Claim
from detente.proofs.evidence import Certificate, Evidence, Part, Transcript, is_at
from detente.proofs.expand import FALSE, Formula, positive, start, untrue
from detente.proofs.language import EvidenceError, decode, encode, require_formula
from detente.proofs.search import find_proof
from detente.solvers.conditions import sample, satisfiable, simplify

STATUSES = ("proved", "refuted", "mixed", "contradictory", "unknown")
SHARE = 3  # the search for one algebraic proof gets one part in so many of the time that is left
SECOND = 10  # seconds at most for a second solver's opinion


@dataclass(frozen=True)
class Verdict:
    """What became of a claim: "proved", "refuted", "mixed", "contradictory" or "unknown", and why.

    `condition` is the exact condition under which a mixed claim holds, `point` one where a refuted or mixed
    claim fails. A verdict is neither true nor false: compare its `status`.
    """

    claim: Claim
    status: str
    condition: Boolean | None = None
    point: Mapping[Symbol, Expr] | None = None
    evidence: Evidence | None = None
    reason: str = ""
    seconds: float = field(default=0, compare=False)

    def __bool__(self) -> bool:
        raise TypeError(f'a verdict ({self.status}) is not a truth value; compare its status, as in == "proved"')

    @property
    def grade(self) -> str:
        """The grade of the evidence; empty where there is none."""
        return "" if self.evidence is None else self.evidence.grade

    def to_json(self) -> str:
        """Write the evidence as JSON, for `detente check`.

        Raises EvidenceError for an unknown verdict, which has none.
        """
        if self.evidence is None:
            raise EvidenceError(f"the verdict is {self.status} and has no evidence: {self.reason}")
        return self.evidence.to_json()


def prove(claim: Claim, seconds: float = 60) -> Verdict:
    """Settle a claim in about the given number of seconds of searching.

    Whatever hinders the proof, a game that no solver supports included, gives "unknown" with the reason.

    >>> from detente.games import Game, Terminal, reals
    >>> p, c = reals("p c")
    >>> war = Game(("A",), Terminal({"A": p - c}, "war"), given=(0 < p, p < 1, c > 0))
    >>> verdict = prove(Claim("Example", "War never pays.", war, lambda game: game.root.payoffs["A"] < 0))
    >>> verdict.status, verdict.condition, verdict.evidence.grade, verdict.evidence.check()
    ('mixed', c > p, 'certificate', True)
    """
    if not isinstance(claim, Claim) or not callable(claim.says):
        raise GameError(f"prove: a Claim whose `says` can be called with its game is wanted, not {claim!r}")
    if not isinstance(seconds, int | float):
        raise GameError(f"prove: seconds={seconds!r} is no number")
    begun = time.monotonic()
    try:
        verdict = _verdict(claim, begun + seconds)
    except DetenteError as error:
        verdict = Verdict(claim, "unknown", reason=str(error))
    return replace(verdict, seconds=time.monotonic() - begun)


@dataclass(frozen=True)
class _Question:
    """A claim as a formula, with the time by which it is to be settled."""

    claim: Claim
    given: tuple[Formula, ...]
    goal: Formula
    deadline: float

    @property
    def left(self) -> float:
        return max(self.deadline - time.monotonic(), 0.1)

    @property
    def hypotheses(self) -> tuple[Boolean, ...]:
        """The hypotheses as the engine reads them, with the same meaning of what is undefined."""
        return tuple(decode(positive(f)) for f in self.given)

    @property
    def holds(self) -> Boolean:
        return decode(positive(self.goal))

    @property
    def fails(self) -> Boolean:
        return decode(untrue(positive(self.goal)))


def _verdict(claim: Claim, deadline: float) -> Verdict:
    ask = _Question(claim, tuple(encode(f) for f in claim.game.given), FALSE, deadline)
    possible = satisfiable(sympy.true, ask.hypotheses, ask.left)
    if possible is None:
        return _unknown(ask, "whether any parameters meet the hypotheses was not decided in time")
    if possible is False:
        return _contradictory(ask)
    try:
        says = claim.says(claim.game)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        if isinstance(error, DetenteError):
            raise
        return _unknown(ask, f"what the claim says could not be worked out: {type(error).__name__}: {error}")
    # a sympy symbol is a Boolean too
    if not isinstance(says, bool | Boolean) or isinstance(says, Expr):
        return _unknown(ask, f"the claim says {says}, which is not a condition on the parameters")
    strange = set(getattr(says, "free_symbols", ())) - set(claim.game.parameters)
    if strange:
        names = ", ".join(sorted(symbol.name for symbol in strange))
        return _unknown(ask, f"the claim speaks of {names}, not of the game's parameters (offers and draws are bound)")
    ask = replace(ask, goal=require_formula(encode(says)))
    somewhere_false = satisfiable(ask.fails, ask.hypotheses, ask.left)
    if somewhere_false is True:
        return _fails_somewhere(ask)
    verdict = _proved(ask)
    if somewhere_false is None and verdict.status == "unknown":
        return _unknown(ask, "whether the claim holds was not decided in time")
    return verdict


def _proved(ask: _Question) -> Verdict:
    part = _entails(ask, ask.given, ask.goal)
    if part is None:
        return _unknown(
            ask,
            "the engine found no counterexample, but there is neither an algebraic proof nor a second solver"
            " that agrees (cvc5 may not be installed)",
        )
    example = _point(ask, sympy.true, ask.given, None)
    if example is None:
        return _unknown(ask, "no exact point that meets the hypotheses was found, so the proof might be vacuous")
    return _settled(ask, "proved", {"goal": part}, {"example": example})


def _contradictory(ask: _Question) -> Verdict:
    part = _entails(ask, ask.given, FALSE)
    if part is None:
        return _unknown(ask, "the engine finds the hypotheses contradictory, but found no proof of it")
    return _settled(ask, "contradictory", {"none": part}, {}, reason="no parameters meet the hypotheses")


def _fails_somewhere(ask: _Question) -> Verdict:
    fails = _point(ask, ask.fails, ask.given, ask.goal)
    if fails is None:
        return _unknown(ask, "the claim fails somewhere, but no exact point was found")
    somewhere_true = satisfiable(ask.holds, ask.hypotheses, ask.left)
    if somewhere_true is None:
        reason = "whether it holds anywhere was not decided in time"
        return _settled(ask, "refuted", {}, {"fails": fails}, reason=reason)
    if somewhere_true is False:
        proof = find_proof((*ask.given, ask.goal), FALSE, ask.left / SHARE)
        nowhere = {} if proof is None else {"nowhere": Certificate(proof)}
        reason = "it holds nowhere" if nowhere else "it holds nowhere, says the engine, without a proof of that"
        return _settled(ask, "refuted", nowhere, {"fails": fails}, reason=reason)
    holds = _point(ask, ask.holds, (*ask.given, ask.goal), None)
    for condition in _conditions(ask):
        encoded = encode(condition)
        enough = _entails(ask, (*ask.given, encoded), ask.goal)
        needed = enough and _entails(ask, (*ask.given, ask.goal), encoded)
        if enough and needed and holds:
            proofs, points = {"enough": enough, "needed": needed}, {"holds": holds, "fails": fails}
            return _settled(ask, "mixed", proofs, points, condition)
    reason = "it holds elsewhere, but no exact condition for that was proved in time"
    return _settled(ask, "refuted", {}, {"fails": fails}, reason=reason)


def _conditions(ask: _Question) -> Iterator[Boolean]:
    """The condition under which the claim holds: shortened; in case that fails, as it is."""
    with suppress(DetenteError):
        yield simplify(ask.holds, ask.hypotheses)
    yield ask.holds


def _entails(ask: _Question, given: tuple[Formula, ...], goal: Formula) -> Part | None:
    proof = find_proof(given, goal, ask.left / SHARE)
    if proof is not None:
        return Certificate(proof)
    answers = transcript.ask(given, goal, min(ask.left, SECOND))
    if not transcript.agree(answers):
        return None
    return Transcript(transcript.script(given, goal), FrozenMap(answers))


def _point(
    ask: _Question, condition: Boolean, true: tuple[Formula, ...], failing: Formula | None
) -> dict[str, Expr] | None:
    """An exact point, checked, where formulas are true and one fails; parameters that do not matter are 1."""
    found = sample(condition, ask.hypotheses, ask.left)
    if found is None:
        return None
    names = sorted(t[1] for t in start((*ask.given, ask.goal)).variables if t[0] == "sym")
    point = {name: found.get(Symbol(name, real=True), sympy.Integer(1)) for name in names}
    return point if is_at(point, true, failing) else None


def _unknown(ask: _Question, reason: str) -> Verdict:
    return Verdict(ask.claim, "unknown", reason=reason)


def _settled(
    ask: _Question,
    status: str,
    proofs: Mapping[str, Part],
    points: Mapping[str, Mapping[str, Expr]],
    condition: Boolean | None = None,
    reason: str = "",
) -> Verdict:
    """The verdict, with its evidence checked once more as a whole."""
    claim = ask.claim
    about = {"key": claim.key, "source": claim.source, "text": claim.text, "reading": claim.reading}
    evidence = Evidence(
        status,
        ask.given,
        ask.goal,
        None if condition is None else encode(condition),
        FrozenMap(proofs),
        FrozenMap({role: FrozenMap(point) for role, point in points.items()}),
        FrozenMap(about),
    )
    fails = points.get("fails")
    point = None if fails is None else FrozenMap({Symbol(n, real=True): value for n, value in fails.items()})
    return Verdict(claim, status, condition, point, evidence, reason)
