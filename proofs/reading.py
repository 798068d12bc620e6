"""Read evidence from a file; what stands in it is data, and nothing in it is believed before it is checked.

>>> evidence_from_json('{"format": "something else"}')
Traceback (most recent call last):
    ...
detente.proofs.language.EvidenceError: not a file of evidence: it has no "format": "detente evidence 1"
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from detente.games import FrozenMap
from detente.proofs import points
from detente.proofs.certificate import Proof
from detente.proofs.evidence import FORMAT, Certificate, Evidence, Part, Transcript
from detente.proofs.language import EvidenceError, require_formula, require_term, thaw

FIELDS = ("format", "claim", "status", "grade", "given", "goal", "condition", "points", "proofs")
DEPTH = 200  # of a proof's cases within cases
LENGTH = 50_000_000  # characters of a file


def evidence_from_json(text: str) -> Evidence:
    """Read evidence that `Evidence.to_json` wrote.

    Raises EvidenceError, which names the part, for whatever is not well formed.
    """
    if len(text) > LENGTH:
        raise EvidenceError(f"the file is longer than {LENGTH} characters")
    try:
        return _evidence(json.loads(text, object_pairs_hook=_object, parse_float=_refuse, parse_constant=_refuse))
    except json.JSONDecodeError as error:
        raise EvidenceError(f"not JSON: {error}") from error
    except RecursionError as error:
        raise EvidenceError("nested too deeply") from error
    except EvidenceError:
        raise
    except ValueError as error:  # such as an integer of more digits than Python reads
        raise EvidenceError(str(error)) from error


def _evidence(data: Any) -> Evidence:
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise EvidenceError(f'not a file of evidence: it has no "format": "{FORMAT}"')
    if wrong := sorted(set(data) ^ set(FIELDS)):
        raise EvidenceError(f"fields that are missing or unknown: {', '.join(map(repr, wrong))}")
    condition = data["condition"]
    evidence = Evidence(
        status=_text(data["status"], "status"),
        given=tuple(require_formula(thaw(f)) for f in _is(list, data["given"], "given")),
        goal=require_formula(thaw(data["goal"])),
        condition=None if condition is None else require_formula(thaw(condition)),
        proofs=FrozenMap({role: _part(part) for role, part in _is(dict, data["proofs"], "proofs").items()}),
        points=FrozenMap({role: _point(point) for role, point in _is(dict, data["points"], "points").items()}),
        about=FrozenMap(_texts(data["claim"], "claim")),
    )
    sequents, places = evidence.obligations()
    if unknown := sorted((set(evidence.proofs) - set(sequents)) | (set(evidence.points) - set(places))):
        raise EvidenceError(f"the verdict {evidence.status!r} has no use for {', '.join(map(repr, unknown))}")
    if data["grade"] != evidence.grade:
        raise EvidenceError(f"the grade is said to be {data['grade']!r}, and the parts make it {evidence.grade!r}")
    return evidence


def _part(data: Any) -> Part:
    match data:
        case {"grade": "certificate", "proof": proof} if len(data) == 2:
            return Certificate(require_proof(thaw(proof)))
        case {"grade": "transcript", "script": script, "answers": answers} if len(data) == 3:
            return Transcript(_text(script, "script"), FrozenMap(_texts(answers, "answers")))
    raise EvidenceError("a proof is neither a certificate nor a transcript")


def require_proof(x: Any, depth: int = 0) -> Proof:
    """Return what has the form of a proof, and raise EvidenceError for anything else."""
    match x:
        case ("sum", tuple(products), tuple(multiples)):
            return ("sum", tuple(map(_product, products)), tuple(map(_multiple, multiples)))
        case ("cases", i, *proofs) if type(i) is int and depth < DEPTH:
            return ("cases", i, *(require_proof(proof, depth + 1) for proof in proofs))
        case ("sign", term, above, zero, below) if depth < DEPTH:
            return (
                "sign",
                require_term(term),
                *(require_proof(proof, depth + 1) for proof in (above, zero, below)),
            )
    raise EvidenceError("a part of a proof is neither a sum nor cases nor a split by sign")


def _product(x: Any) -> tuple[Any, ...]:
    match x:
        case (weight, tuple(numbers), tuple(squares)) if all(type(i) is int for i in numbers):
            return (require_term(("num", weight))[1], numbers, tuple(map(require_term, squares)))
    raise EvidenceError("a product in a proof is not a weight, numbers of facts and squared terms")


def _multiple(x: Any) -> tuple[Any, ...]:
    match x:
        case (i, multiplier) if type(i) is int:
            return (i, require_term(multiplier))
    raise EvidenceError("a multiple in a proof is not the number of an equality and a term")


def _point(data: Any) -> Mapping[str, Any]:
    values = {name: thaw(number) for name, number in _is(dict, data, "a point").items()}
    return FrozenMap(points.decode_point(values))


def _texts(data: Any, what: str) -> dict[str, str]:
    return {name: _text(value, what) for name, value in _is(dict, data, what).items()}


def _text(data: Any, what: str) -> str:
    if not isinstance(data, str):
        raise EvidenceError(f"{what}: not a text")
    return data


def _is(kind: type, data: Any, what: str) -> Any:
    if not isinstance(data, kind):
        raise EvidenceError(f"{what}: not {'an object' if kind is dict else 'a list'}")
    return data


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise EvidenceError("an object has the same field twice")
    return dict(pairs)


def _refuse(number: str) -> Any:
    raise EvidenceError(f"a number that is not exact: {number[:40]}")
