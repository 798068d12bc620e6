"""The README is a test: its examples print what it says, its commands are those that were promised."""

from __future__ import annotations

import functools
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    "python3 -m venv .venv && .venv/bin/python -m pip install . && .venv/bin/detente verify hedgecock2022",
    "python3 -m venv .venv && .venv/bin/python -m pip install -e '.[test]' && .venv/bin/python -m pytest",
]
BREAK = "--- next example ---\n"


def blocks() -> list[tuple[str, str]]:
    """The fenced blocks of the README in order: language and content."""
    return re.findall(r"^```(\w*)\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)


def examples() -> list[tuple[str, str]]:
    """Each block of Python with the output that stands right below it."""
    found = blocks()
    pairs = zip(found, [*found[1:], ("", "")], strict=True)
    return [
        (code, after if kind == "text" else "") for (language, code), (kind, after) in pairs if language == "python"
    ]


@functools.cache
def printed(hash_seed: str) -> list[str]:
    """What the examples print, run one after the other in one interpreter of their own."""
    program = f"print({BREAK!r}, end='')\n".join(code for code, _ in examples())
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONIOENCODING": "utf-8"}
    run = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.split(BREAK)


@pytest.mark.parametrize("number", range(len(examples())))
def test_the_examples_print_what_the_readme_says(number: int) -> None:
    assert printed("0")[number] == examples()[number][1]


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_the_same_input_gives_the_same_output(hash_seed: str) -> None:
    assert "".join(printed(hash_seed)).strip()
    assert printed(hash_seed) == printed("0")


def test_the_first_screen() -> None:
    title, sentence, *_ = README.split("\n\n")
    assert title == "# detente"
    assert sentence.count(". ") == 0
    assert sentence.endswith(".")
    assert [language for language, _ in blocks()[:4]] == ["python", "text", "sh", "sh"]
    first_screen = README.partition("\n## ")[0]
    assert "What it is not" in first_screen
    assert len(first_screen.splitlines()) <= 60


def test_the_commands_are_the_promised_ones() -> None:
    assert [code for language, code in blocks() if language == "sh"] == [f"{command}\n" for command in COMMANDS]


def test_ci_reads_the_commands_from_the_readme() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "README.md" in script
    assert not [command for command in COMMANDS if command in script]
    (pattern,) = re.findall(r'grep -xE "([^"]*)"', script)
    for ending, command in zip(re.findall(r"\$\(readme_command '(.*)'\)", script), COMMANDS, strict=True):
        matches = [line for line in README.splitlines() if re.fullmatch(pattern.replace("$1", ending), line)]
        assert matches == [command]
