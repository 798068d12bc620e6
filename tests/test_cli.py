"""The command line, on sample papers: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from detente.games import Decision, Game, Offer, Terminal, UnsupportedGame, reals
from detente.proofs import Claim, Entry, EvidenceError, Pending, cli, evidence_from_json
from detente.proofs.report import as_json, as_markdown

p, c_A, c_B, x = reals("p c_A c_B x")
WAR = Terminal({"A": p - c_A, "B": 1 - p - c_B}, "war")
DEAL = Terminal({"A": x, "B": 1 - x}, "settlement")
ULTIMATUM = Game(
    ("A", "B"),
    Offer("A", (x, 0, 1), Decision("B", {"accept": DEAL, "fight": WAR})),
    given=(0 < p, p < 1, c_A > 0, c_B > 0),
)
EMPTY = Game(("A",), Terminal({"A": p * c_A}, "war"), given=(p > 0, c_A > 0, p * c_A + p + c_A < 0))


def sample(key: str, says: Any, game: Game = ULTIMATUM) -> Claim:
    return Claim(
        source="A. Author, Journal, 1995",
        text=f"The source says this of {key} in a sentence that is rather long.",
        game=game,
        says=says,
        reading=f"How {key} is read.",
        key=key,
        title=f"{key} in short",
        model="ultimatum",
    )


def unsupported(game: Game) -> bool:
    raise UnsupportedGame("[red]both sides[/red] mix")


SETTLED: tuple[Entry, ...] = (
    sample("S1", lambda game: p - c_A < p + c_B),
    sample("S2a", lambda game: p > c_A),
    sample("S2b", lambda game: p + c_B < 0),
    Pending("S3", "What happens later."),
    sample("S4", lambda game: p > 1, EMPTY),
)
OPEN: tuple[Entry, ...] = (sample("T1", unsupported), Pending("T2", "Another line."))


@pytest.fixture(autouse=True)
def papers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "PAPERS", MappingProxyType({"sample1995": SETTLED, "open1996": OPEN}))


def run(*arguments: str | Path, columns: int = 80) -> Result:
    return CliRunner(env={"COLUMNS": str(columns), "TERM": "xterm"}).invoke(cli.app, [str(a) for a in arguments])


# --- verify


@pytest.mark.parametrize("columns", [80, 120])
def test_the_table_is_readable_when_piped(columns: int) -> None:
    result = run("verify", "sample1995", columns=columns)
    assert result.exit_code == 0
    assert "\x1b" not in result.output
    lines = result.stdout.splitlines()
    assert max(map(len, lines)) <= columns
    words = " ".join(result.stdout.split())
    for shown in (
        "S1 in short",
        "proved",
        "certificate",
        "mixed",
        "refuted",
        "counterexample",
        "contradictory",
    ):
        assert shown in words
    for header in ("claim", "model", "verdict", "condition or", "evidence", "seconds"):
        assert header in words
    assert re.search(r"iff p > c_A|iff c_A < p", words)
    assert "fails at" in words
    assert "not yet modelled: S3 What happens later." in lines
    assert lines[-1] == "1 proved, 1 refuted, 1 mixed, 1 contradictory, 1 not yet modelled"
    assert result.stderr == ""


def test_an_unknown_verdict_is_shown_with_its_reason_and_in_the_exit_code() -> None:
    result = run("verify", "open1996")
    assert result.exit_code == 1
    assert "unknown" in result.stdout
    assert "[red]both sides[/red] mix" in " ".join(result.stdout.split())
    assert run("verify").exit_code == 1


def test_all_papers_are_settled_without_a_name() -> None:
    output = run("verify").stdout
    assert "sample1995" in output
    assert "open1996" in output
    assert output.splitlines()[-1].endswith("1 unknown, 2 not yet modelled")


def test_json_is_the_same_every_time_but_for_the_seconds() -> None:
    results = [json.loads(run("verify", "--json").stdout) for _ in range(2)]
    for result in results:
        for entry in result["claims"]:
            seconds = entry.pop("seconds", 0)
            assert isinstance(seconds, float | int)
    assert results[0] == results[1]
    claims = {entry["claim"]: entry for entry in results[0]["claims"]}
    assert list(claims) == ["S1", "S2a", "S2b", "S3", "S4", "T1", "T2"]
    assert claims["S1"]["verdict"] == "proved"
    assert claims["S1"]["evidence"] == "certificate"
    assert claims["S2a"]["condition"] in ("c_A < p", "p > c_A")
    assert set(claims["S2b"]["counterexample"]) == {"p", "c_A", "c_B"}
    assert claims["S3"] == {
        "paper": "sample1995",
        "claim": "S3",
        "text": "What happens later.",
        "verdict": "not yet modelled",
    }
    assert claims["T1"]["verdict"] == "unknown"
    assert claims["T1"]["evidence"] is None
    assert "mix" in claims["T1"]["reason"]
    assert results[0]["counts"]["not yet modelled"] == 2


def test_markdown_is_the_same_every_time() -> None:
    first, second = (run("verify", "--markdown") for _ in range(2))
    assert first.stdout == second.stdout
    lines = first.stdout.splitlines()
    assert lines[0] == "| claim | model | verdict | condition or counterexample | evidence |"
    assert len(lines) == 2 + len(SETTLED) + len(OPEN)
    assert all(len(re.findall(r"(?<!\\)\|", line)) == 6 for line in lines)
    assert "S1 in short" in lines[2]
    assert "c\\_A" in lines[3]


def test_the_formats_exclude_each_other() -> None:
    result = run("verify", "--json", "--markdown")
    assert result.exit_code == 2
    assert "exclude" in result.stderr
    assert not result.stdout


def test_an_empty_list_is_well_formed() -> None:
    assert json.loads(as_json([])) == {"claims": [], "counts": {}}
    assert len(as_markdown([]).splitlines()) == 2


def test_evidence_is_written_a_file_a_claim_and_checks(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    assert run("verify", "--evidence", folder).exit_code == 1
    names = sorted(file.name for file in folder.iterdir())
    assert names == [f"sample1995-{key}.json" for key in ("S1", "S2a", "S2b", "S4")]
    for file in folder.iterdir():
        result = run("check", file)
        assert result.exit_code == 0, result.output
        assert "FAILED" not in result.stdout
        assert result.stdout.splitlines()[-1] in ("certificate: ok", "counterexample: ok")
        assert "A. Author, Journal, 1995" in result.stdout
        assert "The source says this" in result.stdout


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    result = run("verify", "--evidence", file)
    assert result.exit_code == 2
    assert str(file) in result.stderr


@pytest.mark.parametrize("seconds", ["0", "-1", "soon"])
def test_the_time_is_a_positive_number(seconds: str) -> None:
    assert run("verify", "--seconds", seconds).exit_code == 2


# --- names


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("verify", "sampel1995"), "sample1995"),
        (("verify", "sample"), "sample1995"),
        (("show", "S22"), "s2"),
        (("show", "sample1995/S9"), "sample1995/s"),
        (("verify", "zzz"), "detente list"),
        (("show", "zzz"), "detente list"),
    ],
)
def test_a_wrong_name_is_an_error_with_near_matches(arguments: tuple[str, ...], hint: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert not result.stdout
    assert repr(arguments[1]) in result.stderr
    assert hint in result.stderr.lower()
    assert len(result.stderr.splitlines()) == 1


def test_list() -> None:
    result = run("list")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "sample1995  A. Author, Journal, 1995",
        "  S1   S1 in short",
        "  S2a  S2a in short",
        "  S2b  S2b in short",
        "  S3   What happens later.  (not yet modelled)",
        "  S4   S4 in short",
        "open1996  A. Author, Journal, 1995",
        "  T1   T1 in short",
        "  T2   Another line.  (not yet modelled)",
    ]


# --- show


def test_show_has_the_game_the_solution_the_reading_the_verdict_and_the_evidence() -> None:
    result = run("show", "s2A")
    assert result.exit_code == 0
    for shown in (
        "sample1995/S2a  S2a in short",
        "How S2a is read.",
        "A offers x in [0, 1]",
        "given p > 0",
        "subgame-perfect",
        "mixed: iff",
        "fails      c_A = ",
        "certificate: ok",
    ):
        assert shown in result.stdout
    assert run("show", "sample1995/S2a").stdout.splitlines()[:8] == result.stdout.splitlines()[:8]


def test_show_of_a_line_shows_all_its_claims() -> None:
    output = run("show", "S2").stdout
    assert "sample1995/S2a" in output
    assert "sample1995/S2b" in output


def test_show_of_what_has_no_model() -> None:
    result = run("show", "S3")
    assert result.exit_code == 0
    assert "not yet modelled" in result.stdout


def test_show_says_why_a_game_has_no_solution(monkeypatch: pytest.MonkeyPatch) -> None:
    result = run("show", "S4")
    assert result.exit_code == 0
    assert "no solution by subgame perfection" in result.stdout
    assert "contradictory" in result.stdout


# --- check


@pytest.fixture(scope="module")
def evidence() -> str:
    from detente.proofs import prove

    (entry,) = [entry for entry in SETTLED if entry.key == "S2a"]
    assert isinstance(entry, Claim)
    return prove(entry).to_json()


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "evidence.json"
    file.write_text(text, encoding="utf-8")
    return file


def test_check_prints_what_is_claimed(tmp_path: Path, evidence: str) -> None:
    result = run("check", written(tmp_path, evidence))
    assert result.exit_code == 0
    for line in ("given      p > 0", "the claim  p > c_A", "verdict    mixed", "certificate: ok"):
        assert line in result.stdout.splitlines()


def test_a_check_that_fails_says_which_part(tmp_path: Path, evidence: str) -> None:
    data = json.loads(evidence)
    data["given"] = data["given"][1:]
    data["goal"] = [">", ["sym", "p"], ["sym", "c_B"]]
    result = run("check", written(tmp_path, json.dumps(data)))
    assert result.exit_code == 1
    assert "FAILED     the hypotheses and the condition imply the claim" in result.stdout
    assert result.stdout.splitlines()[-1] == "certificate: FAILED"


@pytest.mark.parametrize("text", ["", "[]", "{}", "nonsense", '{"format": "detente evidence 1"}', "[" * 100_000])
def test_what_is_no_evidence_is_an_error(tmp_path: Path, text: str) -> None:
    result = run("check", written(tmp_path, text))
    assert result.exit_code == 2
    assert not result.stdout
    assert len(result.stderr.splitlines()) == 1


def test_files_that_cannot_be_read_are_errors(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    for file in (tmp_path / "missing", tmp_path, tmp_path / "binary"):
        result = run("check", file)
        assert result.exit_code == 2
        assert str(file) in result.stderr


def test_nothing_in_a_file_reaches_the_terminal_as_a_command(tmp_path: Path, evidence: str) -> None:
    data = json.loads(evidence)
    data["claim"]["text"] = "[bold]\x1b[2J\x07 wiped\r\n\nverdict    proved"
    text = json.dumps(data).replace('"c_B"', json.dumps("c\x1b[31m"))
    result = run("check", written(tmp_path, text))
    assert "\x1b" not in result.output
    assert "\x07" not in result.output
    assert "verdict    proved" not in result.stdout.splitlines()
    with pytest.raises(EvidenceError) as caught:
        evidence_from_json(text.replace('"format"', json.dumps("\x1b[2J")))
    assert "\x1b" not in str(caught.value)


# --- the installed command


def command(*arguments: str, **settings: Any) -> subprocess.CompletedProcess[str]:
    code = "import sys; from detente.proofs.cli import main; main()"
    environment = {**os.environ, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8", **settings}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], env=environment, capture_output=True, text=True, check=False
    )


def test_the_command_prints_help_and_lists_the_brief() -> None:
    assert "verify" in command("--help").stdout
    listed = command("list")
    assert listed.returncode == 0
    assert listed.stdout.startswith("hedgecock2022")


SMALL = """
import sys
sys.argv = ["detente", *sys.argv[1:]]
from types import MappingProxyType
from detente.games import Decision, Game, Terminal, reals
from detente.proofs import Claim, cli
p = reals("p")
game = Game(("A",), Decision("A", {"fight": Terminal({"A": p}), "wait": Terminal({"A": 0})}), given=(p > 0,))
claim = Claim("A paper", "A text.", game, lambda _: p**2 > 0, key="K7")
cli.PAPERS = MappingProxyType({"paper": (claim,)})
cli.main()
"""


def test_a_terminal_that_has_no_signs_for_trees_is_no_obstacle() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    for arguments in (("show", "K7"), ("verify",)):
        line = [sys.executable, "-c", SMALL, *arguments]
        run = subprocess.run(line, env=environment, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr
        assert "proved" in run.stdout


def test_progress_is_shown_on_a_terminal_only() -> None:
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"}
    process = subprocess.run(
        [sys.executable, "-c", SMALL, "verify"],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env=environment,
        check=False,
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            block = os.read(ours, 65536)
        except OSError:
            break
        if not block:
            break
        seen += block
    os.close(ours)
    assert process.returncode == 0
    assert b"paper K7" in seen
    assert b"1/1" in seen
    assert b"\x1b" not in process.stdout
    quiet = subprocess.run([sys.executable, "-c", SMALL, "verify"], capture_output=True, env=environment, check=False)
    assert quiet.returncode == 0
    assert quiet.stderr == b""
