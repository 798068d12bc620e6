"""Evidence for a verdict: what must be shown for it, the parts that show it, and how they are checked again.

A verdict of `proved` rests on a proof of the goal and an example that meets the hypotheses; `refuted` on
a point where the goal fails, if need be with a proof that it holds nowhere; `mixed` on two proofs, that
the condition is enough and that it is needed, and a point on either side; `contradictory` on a proof
that no parameters meet the hypotheses. A proof is an algebraic certificate or, weaker, a transcript;
points are checked by substitution.

>>> import sympy
>>> x, zero = ("sym", "x"), ("num", "0")
>>> positive = FrozenMap({"example": {"x": sympy.Integer(1)}})
>>> proof = Certificate(("sum", (("1", (0,), ()), ("1", (1,), ())), ()))  # x > 0 and -x > 0
>>> fine = Evidence("proved", ((">", x, zero),), (">=", x, zero), None, FrozenMap({"goal": proof}), positive)
>>> fine.grade, fine.check()
('certificate', True)
>>> Evidence("proved", ((">", x, zero),), (">", x, ("num", "1")), None, fine.proofs, positive).check()
False
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sympy import Expr

from detente.games import FrozenMap
from detente.proofs import certificate, points, transcript
from detente.proofs.expand import FALSE, Formula
from detente.proofs.language import EvidenceError

FORMAT = "detente evidence 1"
GRADES = ("certificate", "counterexample", "transcript")  # from the strongest to the weakest
SECONDS = 30  # for each question of a transcript that is checked again


@dataclass(frozen=True)
class Certificate:
    """An algebraic proof, to be checked with exact arithmetic."""

    proof: certificate.Proof


@dataclass(frozen=True)
class Transcript:
    """A script in SMT-LIB, and what the solvers answered when it was written."""

    script: str
    answers: Mapping[str, str]


Part: TypeAlias = Certificate | Transcript
Sequent: TypeAlias = tuple[tuple[Formula, ...], Formula]  # what is assumed, and what follows from it


@dataclass(frozen=True)
class Evidence:
    """What a verdict rests on: formulas, proofs by their role, points by their role."""

    status: str
    given: tuple[Formula, ...]
    goal: Formula
    condition: Formula | None = None
    proofs: Mapping[str, Part] = field(default_factory=FrozenMap)
    points: Mapping[str, Mapping[str, Expr]] = field(default_factory=FrozenMap)
    about: Mapping[str, str] = field(default_factory=FrozenMap)

    @property
    def grade(self) -> str:
        """The kind of evidence that the verdict rests on: certificate, counterexample or transcript."""
        if any(isinstance(part, Transcript) for part in self.proofs.values()):
            return "transcript"
        return "counterexample" if self.status == "refuted" else "certificate"

    def check(self) -> bool:
        """Check every part again, without the search that found it; transcripts go to the solvers again."""
        return all(ok for _, ok in self.report())

    def report(self) -> list[tuple[str, bool]]:
        """List what has to be shown for the verdict, in words, each with whether it is."""
        sequents, places = self.obligations()
        lines = []
        for role, (words, sequent) in sequents.items():
            part = self.proofs.get(role)
            if part is not None or role != "nowhere":
                lines.append((words, part is not None and _follows(sequent, part)))
        for role, (words, true, failing) in places.items():
            point = self.points.get(role)
            lines.append((words, point is not None and is_at(point, true, failing)))
        return lines

    def obligations(
        self,
    ) -> tuple[dict[str, tuple[str, Sequent]], dict[str, tuple[str, tuple[Formula, ...], Formula | None]]]:
        """Say which proofs and which points the verdict needs, by their role."""
        given, goal, condition = self.given, self.goal, self.condition
        fails = {"fails": ("a point where the hypotheses are true and the claim is not", given, goal)}
        match self.status:
            case "proved":
                example = ("a point where the hypotheses are true", given, None)
                return {"goal": ("the hypotheses imply the claim", (given, goal))}, {"example": example}
            case "refuted":
                nowhere = ("the hypotheses and the claim exclude each other", ((*given, goal), FALSE))
                return {"nowhere": nowhere}, {**fails}
            case "mixed" if condition is not None:
                enough = ("the hypotheses and the condition imply the claim", ((*given, condition), goal))
                needed = ("the hypotheses and the claim imply the condition", ((*given, goal), condition))
                holds = ("a point where the hypotheses and the claim are true", (*given, goal), None)
                return {"enough": enough, "needed": needed}, {"holds": holds, **fails}
            case "contradictory":
                return {"none": ("the hypotheses exclude each other", (given, FALSE))}, {}
        raise EvidenceError(f"there is no evidence for the verdict {self.status!r}")

    def to_json(self) -> str:
        """Write the evidence as JSON, one field a line; `evidence_from_json` reads it."""
        fields = {
            "format": FORMAT,
            "claim": dict(self.about),
            "status": self.status,
            "grade": self.grade,
            "given": self.given,
            "goal": self.goal,
            "condition": self.condition,
            "points": {role: points.encode_point(point) for role, point in self.points.items()},
            "proofs": {role: _encode_part(part) for role, part in self.proofs.items()},
        }
        lines = (f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items())
        return "{\n" + ",\n".join(lines) + "\n}\n"


def _follows(sequent: Sequent, part: Part) -> bool:
    given, goal = sequent
    match part:
        case Certificate(proof):
            try:
                return certificate.check(given, goal, proof)
            except (ValueError, RecursionError):
                return False  # a proof that cannot be read as one proves nothing
        case Transcript(script):
            same = script == transcript.script(given, goal)
            return same and transcript.agree(transcript.ask(given, goal, SECONDS))


def is_at(point: Mapping[str, Expr], true: tuple[Formula, ...], failing: Formula | None) -> bool:
    """Tell whether formulas are true at a point and, unless it is None, one is not."""
    try:
        return all(points.holds(f, point) for f in true) and (failing is None or not points.holds(failing, point))
    except EvidenceError:
        return False  # the point leaves a parameter without a value


def _encode_part(part: Part) -> dict[str, Any]:
    match part:
        case Certificate(proof):
            return {"grade": "certificate", "proof": proof}
        case Transcript(script, answers):
            return {"grade": "transcript", "script": script, "answers": dict(answers)}
