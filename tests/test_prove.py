"""Verdicts: each status with its evidence, which survives JSON, another process, and no tampering."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from sympy import Abs, And, Eq, Max, Min, Ne, sqrt

from detente.games import Game, Terminal, UnsupportedGame, reals
from detente.proofs import (
    CLAIMS,
    PAPERS,
    Claim,
    Evidence,
    EvidenceError,
    Pending,
    Verdict,
    evidence_from_json,
    prove,
    transcript,
)
from detente.solvers import equivalent

p, q, c_A, c_B, x, delta = reals("p q c_A c_B x delta")
WAR = (0 < p, p < 1, c_A > 0, c_B > 0)


def claim(hypotheses: tuple[Any, ...], goal: Any) -> Claim:
    """A claim about the payoffs of war, of which there is no choice."""
    war = Terminal({"A": p - c_A + q + x, "B": 1 - p - c_B}, "war")
    game = Game(("A", "B"), war, given=hypotheses)
    return Claim("A paper, 1995", "What it says.", game, lambda _: goal, reading="As it is.", key="X1")


SETTLED: dict[str, tuple[Claim, str, str, Any]] = {
    "range": (claim(WAR, p - c_A < p + c_B), "proved", "certificate", None),
    "range within the pie": (claim(WAR, Max(0, p - c_A) < Min(1, p + c_B)), "proved", "certificate", None),
    "nothing to prove": (claim(WAR, True), "proved", "certificate", None),
    "irrational": (claim((Eq(p**2, 2), p > 0), p > 1), "proved", "certificate", None),
    "mixed": (claim(WAR, p - c_A > 0), "mixed", "certificate", p > c_A),
    "mixed threshold": (claim(WAR, q * (1 + c_A) > c_B), "mixed", "certificate", q > c_B / (1 + c_A)),
    "mixed at one point": (claim((p >= 0, p <= 1), Eq(p, 1)), "mixed", "certificate", Eq(p, 1)),
    "mixed, undefined at zero": (claim((p >= 0,), 1 / p > 0), "mixed", "certificate", p > 0),
    "mixed, undefined root": (claim((), sqrt(p) >= 0), "mixed", "certificate", p >= 0),
    "mixed with abs": (claim((), Abs(p) < 1), "mixed", "certificate", And(p > -1, p < 1)),
    "refuted": (claim(WAR, p + c_B < 0), "refuted", "counterexample", None),
    "false": (claim(WAR, False), "refuted", "counterexample", None),
    "undefined everywhere": (claim((Eq(p, 0),), Ne(1 / p, 5)), "refuted", "counterexample", None),
    "contradictory": (claim((p > 0, q > 0, p + q + p * q < 0), p > 1), "contradictory", "certificate", None),
}
VERDICTS = {name: prove(entry[0]) for name, entry in SETTLED.items()}


@pytest.mark.parametrize("name", SETTLED)
def test_the_verdict_and_its_grade(name: str) -> None:
    _, status, grade, condition = SETTLED[name]
    verdict = VERDICTS[name]
    assert (verdict.status, verdict.grade) == (status, grade)
    assert verdict.evidence is not None
    assert verdict.evidence.check()
    if condition is None:
        assert verdict.condition is None
    else:
        assert equivalent(verdict.condition, condition, verdict.claim.game.given) is True


@pytest.mark.parametrize("name", SETTLED)
def test_a_point_is_given_where_the_claim_fails(name: str) -> None:
    verdict = VERDICTS[name]
    if verdict.status not in ("mixed", "refuted"):
        assert verdict.point is None
        return
    assert verdict.point is not None
    values = dict(verdict.point)
    assert all(f.subs(values) == sympy.true for f in verdict.claim.game.given)
    try:
        result = sympy.sympify(verdict.claim.says(verdict.claim.game)).subs(values)
    except TypeError:
        return  # sympy does not compare what is not real: the claim is undefined there
    assert result != sympy.true or name == "undefined everywhere"  # to sympy, 1/0 differs from 5


@pytest.mark.parametrize("name", SETTLED)
def test_evidence_survives_json(name: str) -> None:
    verdict = VERDICTS[name]
    text = verdict.to_json()
    again = evidence_from_json(text)
    assert again == verdict.evidence
    assert again.to_json() == text
    assert again.check()
    assert again.about["text"] == "What it says."


def test_evidence_is_checked_in_another_process_without_the_search(tmp_path: Path) -> None:
    files = []
    for i, verdict in enumerate(VERDICTS.values()):
        files.append(str(tmp_path / f"{i}.json"))
        Path(files[-1]).write_text(verdict.to_json(), encoding="utf-8")
    code = (
        "import sys, pathlib\n"
        "from detente.proofs.reading import evidence_from_json\n"
        "texts = [pathlib.Path(f).read_text(encoding='utf-8') for f in sys.argv[1:]]\n"
        "print([evidence_from_json(text).check() for text in texts], 'scipy' in sys.modules)\n"
    )
    run = subprocess.run([sys.executable, "-c", code, *files], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == f"{[True] * len(files)} False"


@pytest.mark.parametrize("name", SETTLED)
def test_a_verdict_is_no_truth_value(name: str) -> None:
    with pytest.raises(TypeError, match=VERDICTS[name].status):
        bool(VERDICTS[name])


def test_the_same_claim_gives_the_same_evidence_whatever_the_hash_seed() -> None:
    code = (
        "from sympy import Max, Min, Or, sqrt\n"
        "from detente.games import Game, Terminal, reals\n"
        "from detente.proofs import Claim, prove\n"
        "p, q, c, d = reals('p q c d')\n"
        "given = (0 < p, p < 1, c > 0, d > 0, Or(q > 0, q < c))\n"
        "game = Game(('A',), Terminal({'A': p - c - d + q}), given=given)\n"
        "goals = (Max(0, p - c) < Min(1, p + d), sqrt(p) * q > c, Or(p < c, q * (c + d) > p))\n"
        "print([prove(Claim('', '', game, lambda _, goal=goal: goal)).to_json() for goal in goals])\n"
    )
    outputs = set()
    for seed in ("0", "1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        outputs.add(run.stdout)
    assert len(outputs) == 1


# --- unknown


def unknown(verdict: Verdict) -> str:
    assert verdict.status == "unknown"
    assert verdict.evidence is None
    assert verdict.grade == ""
    with pytest.raises(EvidenceError, match="unknown"):
        verdict.to_json()
    return verdict.reason


def test_a_game_that_no_solver_supports_gives_unknown_with_the_reason() -> None:
    def says(game: Game) -> bool:
        raise UnsupportedGame("three players who mix at once")

    assert "three players" in unknown(prove(replace(claim(WAR, True), says=says)))


@pytest.mark.parametrize("said", [p > 0.5, p, "p > 0", None, sympy.exp(p) > 1], ids=str)
def test_what_is_no_exact_condition_gives_unknown(said: Any) -> None:
    assert unknown(prove(claim(WAR, said)))


def test_an_engine_that_does_not_answer_gives_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules["detente.proofs.prove"]
    entry = claim(WAR, p**3 + c_A > q)
    monkeypatch.setattr(module, "satisfiable", lambda *a, **k: None)
    assert "hypotheses" in unknown(prove(entry))
    monkeypatch.setattr(module, "satisfiable", lambda f, *a, **k: True if f == sympy.true else None)
    monkeypatch.setattr(transcript, "ask", lambda *a: {})
    assert "not decided" in unknown(prove(entry))


def test_an_algebraic_proof_needs_no_answer_from_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules["detente.proofs.prove"]
    monkeypatch.setattr(module, "satisfiable", lambda f, *a, **k: True if f == sympy.true else None)
    verdict = prove(claim(WAR, p + c_A > 0))
    assert (verdict.status, verdict.grade) == ("proved", "certificate")


def test_a_wrong_answer_from_the_engine_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules["detente.proofs.prove"]
    monkeypatch.setattr(module, "satisfiable", lambda f, *a, **k: f == sympy.true)  # "no counterexample"
    monkeypatch.setattr(transcript, "ask", lambda *a: {"z3": "unsat", "cvc5": "sat"})
    assert "second solver" in unknown(prove(claim(WAR, p > c_A), seconds=3))
    monkeypatch.setattr(module, "satisfiable", lambda f, *a, **k: True)  # "a counterexample", where there is none
    assert "no exact point" in unknown(prove(claim(WAR, p + c_A > 0)))


def test_hypotheses_without_an_exact_point_prove_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["detente.proofs.prove"], "sample", lambda *a, **k: None)
    assert "vacuous" in unknown(prove(claim(WAR, p + c_A > 0)))


def test_a_condition_that_cannot_be_proved_leaves_a_counterexample(monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules["detente.proofs.prove"]
    monkeypatch.setattr(module, "find_proof", lambda *a: None)
    monkeypatch.setattr(transcript, "ask", lambda *a: {"z3": "unsat"})
    verdict = prove(claim(WAR, p > c_A))
    assert (verdict.status, verdict.grade, verdict.condition) == ("refuted", "counterexample", None)
    assert verdict.evidence is not None
    assert verdict.evidence.check()


# --- transcripts


@pytest.fixture
def by_transcript(monkeypatch: pytest.MonkeyPatch) -> Verdict:
    pytest.importorskip("cvc5")
    monkeypatch.setattr(sys.modules["detente.proofs.prove"], "find_proof", lambda *a: None)
    return prove(claim(WAR, Max(0, p - c_A) < sqrt(p + c_B)))


def test_two_solvers_may_agree_where_no_certificate_is_found(by_transcript: Verdict) -> None:
    assert (by_transcript.status, by_transcript.grade) == ("proved", "transcript")
    evidence = evidence_from_json(by_transcript.to_json())
    assert evidence == by_transcript.evidence
    assert evidence.check()


def test_a_transcript_of_another_question_is_rejected(by_transcript: Verdict) -> None:
    text = by_transcript.to_json()
    assert not evidence_from_json(text.replace("(assert (> x0 0))", "(assert (> x0 1))")).check()
    assert not evidence_from_json(text.replace("(check-sat)", "(assert false)\\\\n(check-sat)")).check()
    other = text.replace('["max", ["num", "0"]', '["max", ["num", "2"]')
    assert other != text
    assert not evidence_from_json(other).check()


def test_a_transcript_needs_both_solvers_when_it_is_checked(
    by_transcript: Verdict, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert by_transcript.evidence is not None
    monkeypatch.setattr(transcript, "ask", lambda *a: {"z3": "unsat"})
    assert not by_transcript.evidence.check()
    monkeypatch.setattr(transcript, "ask", lambda *a: {"z3": "unsat", "cvc5": "unknown"})
    assert not by_transcript.evidence.check()


@pytest.mark.parametrize("name", SETTLED)
def test_solvers_read_the_transcript_as_the_checker_reads_the_claim(name: str) -> None:
    evidence = VERDICTS[name].evidence
    assert evidence is not None
    answers = transcript.ask(evidence.given, evidence.goal, 10)
    fails = evidence.status in ("mixed", "refuted")
    assert set(answers.values()) == ({"sat"} if fails else {"unsat"})


# --- files that were tampered with


def fields(name: str) -> dict[str, Any]:
    data = json.loads(VERDICTS[name].to_json())
    assert isinstance(data, dict)
    return data


def outcome(data: Any) -> bool | str:
    """True or False as the check says, or the message of the error."""
    try:
        return evidence_from_json(json.dumps(data)).check()
    except EvidenceError as error:
        return str(error) or "error"


def test_a_claim_cannot_be_exchanged() -> None:
    data = fields("range")
    assert outcome(data) is True
    for name in ("refuted", "mixed", "false"):
        assert outcome({**data, "goal": fields(name)["goal"]}) is False
    assert outcome({**data, "given": data["given"][:-1]}) is False
    assert outcome({**data, "given": [*data["given"], ["<", ["sym", "p"], ["num", "0"]]]}) is False  # no example
    assert outcome({**data, "points": {}}) is False
    assert outcome({**data, "points": {"example": {"p": ["num", "2"]}}}) is False
    assert outcome({**data, "proofs": {}}) is False


def test_a_verdict_cannot_be_exchanged() -> None:
    for name in SETTLED:
        data = fields(name)
        for status in ("proved", "refuted", "mixed", "contradictory"):
            if status != data["status"]:
                assert outcome({**data, "status": status}) is not True


def test_a_condition_cannot_be_exchanged() -> None:
    data = fields("mixed")
    weaker = [">=", *data["condition"][1:]]
    assert outcome({**data, "condition": weaker}) is False
    assert outcome({**data, "condition": ["and"]}) is False
    assert outcome({**data, "condition": None}) != True  # noqa: E712 - True, False or a message
    points = data["points"]
    assert outcome({**data, "points": {"holds": points["fails"], "fails": points["holds"]}}) is False


def test_a_counterexample_must_fail() -> None:
    data = fields("refuted")
    good = data["points"]["fails"]
    assert outcome({**data, "points": {"fails": {**good, "p": ["num", "-1"]}}}) is False  # not in the hypotheses
    assert outcome({**data, "proofs": {}}) is True  # that it holds nowhere is more than has to be shown
    assert outcome({**data, "proofs": {}, "goal": [">", ["sym", "p"], ["num", "0"]]}) is False
    assert outcome({**data, "points": {"fails": {}}}) is False


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": "detente evidence 99"}, "format"),
        ({"grade": "transcript"}, "grade"),
        ({"status": "certain"}, "certain"),
        ({"status": 1}, "status"),
        ({"surplus": 1}, "surplus"),
        ({"given": {}}, "given"),
        ({"given": [["maybe"]]}, "not a formula"),
        ({"given": [["<", ["sym", "p"]]]}, "not a formula"),
        ({"goal": ["<", ["num", "1.5"], ["num", "2"]]}, "not a term"),
        ({"goal": ["<", ["num", "1/0"], ["num", "2"]]}, "not a term"),
        ({"goal": ["<", ["num", 1], ["num", "2"]]}, "not a term"),
        ({"goal": ["<", ["sym", ""], ["num", "2"]]}, "not a term"),
        ({"goal": ["<", ["^", ["sym", "p"], "1000000"], ["num", "2"]]}, "not a term"),
        ({"goal": ["<", ["^", ["sym", "p"], "2/4"], ["num", "2"]]}, "not a term"),
        ({"goal": ["<", ["cases"], ["num", "2"]]}, "not a term"),
        ({"goal": ["<", ["max"], ["num", "2"]]}, "not a term"),
        ({"goal": ["<", "__import__('os')", ["num", "2"]]}, "not a term"),
        ({"goal": 1.5}, "not exact"),
        ({"points": {"nowhere": {}}}, "no use"),
        ({"points": {"example": {"p": ["num", "x"]}}}, "not a term"),
        ({"points": {"example": {"p": ["root", ["1", "0", "1"], 0]}}}, "root"),
        ({"points": {"example": {"p": ["^", ["num", "-1"], "1/2"]}}}, "real"),
        ({"points": {"example": {"p": ["^", ["num", "0"], "-1"]}}}, "real"),
        ({"points": {"example": {"p": ["sym", "q"]}}}, "q"),
        ({"points": {"example": {"p": 1}}}, "exact number"),
        ({"proofs": {"goal": {"grade": "certificate"}}}, "neither"),
        ({"proofs": {"goal": {"grade": "certificate", "proof": ["sum", [], []], "x": 1}}}, "neither"),
        (
            {"proofs": {"goal": {"grade": "certificate", "proof": ["sum", [["1", [True], []]], []]}}},
            "product",
        ),
        ({"proofs": {"goal": {"grade": "certificate", "proof": ["sum", [["1/0", [], []]], []]}}}, "term"),
        (
            {"proofs": {"goal": {"grade": "certificate", "proof": ["sum", [], [["0", ["num", "1"]]]]}}},
            "multiple",
        ),
        ({"proofs": {"goal": {"grade": "certificate", "proof": ["cases", "0"]}}}, "neither"),
        ({"proofs": {"goal": {"grade": "transcript", "script": 1, "answers": {}}}}, "text"),
        ({"claim": {"text": ["x"]}}, "claim"),
        ({"claim": []}, "claim"),
    ],
)
def test_a_malformed_file_is_an_error_that_names_the_part(change: dict[str, Any], message: str) -> None:
    assert message in str(outcome({**fields("range"), **change}))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "[]",
        "null",
        "3",
        "[" * 100_000,
        '{"format": "detente evidence 1", "format": "detente evidence 1"}',
        '{"format": NaN}',
        '{"format": 1' + "0" * 10_000 + "}",
    ],
    ids=lambda text: text[:20],
)
def test_what_is_no_evidence_is_an_error(text: str) -> None:
    with pytest.raises(EvidenceError):
        evidence_from_json(text)


def test_nesting_is_limited() -> None:
    deep: Any = ["num", "1"]
    for _ in range(500):
        deep = ["abs", deep]
    assert "not a term" in str(outcome({**fields("range"), "goal": [">", deep, ["num", "0"]]}))


@given(data=st.data())
def test_a_damaged_file_is_rejected_or_still_true(data: st.DataObject) -> None:
    text = VERDICTS["mixed"].to_json()
    start = data.draw(st.integers(0, len(text) - 1))
    stop = data.draw(st.integers(start, min(start + 12, len(text))))
    damaged = text[:start] + data.draw(st.text(alphabet='"[]{},:0123456789-/pc_AB<>=+*^ ', max_size=4)) + text[stop:]
    try:
        evidence = evidence_from_json(damaged)
    except EvidenceError:
        return
    if evidence.check():  # then it says something true: the engine agrees
        assert_true(evidence)


def assert_true(evidence: Evidence) -> None:
    from detente.proofs.language import decode
    from detente.solvers import implied

    hypotheses = [decode(f) for f in evidence.given]
    goal = decode(evidence.goal)
    assert evidence.status == "mixed"
    assert equivalent(goal, decode(evidence.condition), hypotheses) is True
    assert implied(goal, hypotheses) is False


# --- the list of claims


def test_claims_are_those_of_the_papers() -> None:
    entries = [entry for paper in PAPERS.values() for entry in paper]
    assert [entry for entry in entries if isinstance(entry, Claim)] == list(CLAIMS)


def test_all_lines_of_the_brief_are_listed_in_order() -> None:
    lines = [int("".join(filter(str.isdigit, entry.key))) for entry in PAPERS["hedgecock2022"]]
    assert sorted(set(lines)) == list(range(1, 20))
    assert lines == sorted(lines)


@pytest.mark.parametrize("paper", PAPERS)
def test_keys_are_unique_and_claims_are_described(paper: str) -> None:
    keys = [entry.key for entry in PAPERS[paper]]
    assert len(set(keys)) == len(keys)
    for entry in PAPERS[paper]:
        assert entry.key
        assert entry.text
        if not isinstance(entry, Pending):
            assert entry.source
            assert entry.reading
            assert entry.title
            assert entry.model
