"""The table of claims: as rows for a terminal, as JSON for programs, as Markdown for papers.

>>> row_of("hedgecock2022", Pending("H15", "How long the war lasts cannot be known."), None).verdict
'not yet modelled'
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from detente.games.drawing import formula
from detente.proofs.claim import Claim, Entry, Pending
from detente.proofs.prove import STATUSES, Verdict

NOT_YET = "not yet modelled"
HEADERS = ("claim", "model", "verdict", "condition or counterexample", "evidence", "seconds")


@dataclass(frozen=True)
class Row:
    """A line of the table; all fields but `paper` and `key` are texts to be shown."""

    paper: str
    key: str
    name: str
    model: str
    verdict: str
    detail: str
    grade: str
    seconds: str

    def cells(self) -> tuple[str, ...]:
        """The texts under HEADERS."""
        claim = f"{self.key} {self.name}" if self.key else self.name
        return (claim, self.model, self.verdict, self.detail, self.grade, self.seconds)


def row_of(paper: str, entry: Entry, verdict: Verdict | None) -> Row:
    """Put an entry of a paper, and the verdict on it (None for what is pending), in words."""
    if isinstance(entry, Pending) or verdict is None:
        return Row(paper, entry.key, entry.name, "", NOT_YET, "", "", "")
    return Row(
        paper,
        entry.key,
        entry.name,
        entry.model,
        verdict.status,
        detail(verdict),
        verdict.grade,
        f"{verdict.seconds:.1f}",
    )


def detail(verdict: Verdict) -> str:
    """Say in one line when the claim holds, where it fails, or why that is not known."""
    match verdict.status:
        case "proved":
            return "for all parameters"
        case "mixed":
            return f"iff {formula(verdict.condition)}"
        case "refuted":
            reason = f" ({verdict.reason})" if verdict.reason else ""
            return f"fails at {point_text(verdict)}{reason}"
    return verdict.reason


def point_text(verdict: Verdict) -> str:
    """Write the point where the claim fails, such as `c = 1/2, p = 1/4`."""
    return ", ".join(f"{symbol} = {formula(value)}" for symbol, value in (verdict.point or {}).items())


def count(results: Iterable[tuple[str, Entry, Verdict | None]]) -> dict[str, int]:
    """Count the verdicts of each kind; what is pending is counted last, and as nothing else."""
    found = dict.fromkeys((*STATUSES, NOT_YET), 0)
    for _, _, verdict in results:
        found[NOT_YET if verdict is None else verdict.status] += 1
    return {status: number for status, number in found.items() if number}


def as_json(results: Sequence[tuple[str, Entry, Verdict | None]]) -> str:
    """Write results as JSON; only the field `seconds` differs from run to run."""
    return json.dumps(
        {"claims": [_fields(*r) for r in results], "counts": count(results)}, indent=2, ensure_ascii=False
    )


def _fields(paper: str, entry: Entry, verdict: Verdict | None) -> Mapping[str, Any]:
    fields: dict[str, Any] = {"paper": paper, "claim": entry.key, "text": entry.text}
    if not isinstance(entry, Claim) or verdict is None:
        return {**fields, "verdict": NOT_YET}
    point = verdict.point
    return {
        **fields,
        "title": entry.title,
        "source": entry.source,
        "reading": entry.reading,
        "model": entry.model,
        "verdict": verdict.status,
        "condition": None if verdict.condition is None else formula(verdict.condition),
        "counterexample": None if point is None else {str(s): formula(value) for s, value in point.items()},
        "evidence": verdict.grade or None,
        "reason": verdict.reason,
        "seconds": round(verdict.seconds, 3),
    }


def as_markdown(results: Sequence[tuple[str, Entry, Verdict | None]]) -> str:
    """Write results as a table in Markdown, without the seconds: the same claims give the same text."""
    lines = [f"| {' | '.join(HEADERS[:-1])} |", "|" + " --- |" * len(HEADERS[:-1])]
    for result in results:
        cells = row_of(*result).cells()[:-1]
        lines.append(f"| {' | '.join(_markdown(cell) for cell in cells)} |")
    return "\n".join(lines)


def _markdown(text: str) -> str:
    for character in "\\|*_<>`":
        text = text.replace(character, f"\\{character}")
    return " ".join(text.split())
