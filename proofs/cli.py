"""The command `detente`: settle the claims of papers, show them, and check evidence again."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from detente.games import DetenteError, text
from detente.games.drawing import formula
from detente.proofs import language, report
from detente.proofs.claim import Claim, Entry
from detente.proofs.evidence import Evidence
from detente.proofs.language import EvidenceError
from detente.proofs.literature import PAPERS
from detente.proofs.prove import Verdict, prove
from detente.proofs.reading import evidence_from_json

FAILED, UNREADABLE = 1, 2  # exit codes: a verdict or a check that did not come out; input that cannot be used
NARROW = 110  # columns of a terminal below which the table stacks some of its own
Result = tuple[str, Entry, Verdict | None]

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Settle claims about games of crisis bargaining and war, with evidence that can be checked again.",
)


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without the signs of a tree still shows the rest
    app(prog_name="detente")


@app.command()
def verify(
    paper: Annotated[str, typer.Argument(metavar="[SET]", help="A paper, as `detente list` names it.")] = "",
    json: Annotated[bool, typer.Option("--json", help="Print JSON, for other programs.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print a table in Markdown, for papers.")] = False,
    seconds: Annotated[float, typer.Option(min=0.1, help="Time to search for the evidence of one claim.")] = 60,
    evidence: Annotated[Path | None, typer.Option(metavar="DIR", help="Write the evidence, a file a claim.")] = None,
) -> None:
    """Settle every claim of a paper, or of all papers, and print the verdicts.

    The exit code is 0 only if no verdict is unknown. Lines without a model are listed and count as nothing.
    """
    if json and markdown:
        _stop("--json and --markdown exclude each other")
    papers = [_paper(paper)] if paper else list(PAPERS)
    if evidence is not None:
        _directory(evidence)
    results = _settle([(name, entry) for name in papers for entry in PAPERS[name]], seconds)
    if evidence is not None:
        _write(evidence, results)
    if json:
        _print(report.as_json(results))
    elif markdown:
        _print(report.as_markdown(results))
    else:
        _table(results)
    if any(verdict is not None and verdict.status == "unknown" for _, _, verdict in results):
        raise typer.Exit(FAILED)


@app.command(name="list")
def list_claims() -> None:
    """List the papers and their claims."""
    for name, entries in PAPERS.items():
        source = next((entry.source for entry in entries if isinstance(entry, Claim)), "")
        _print(f"{name}  {source}".rstrip())
        for entry in entries:
            note = "" if isinstance(entry, Claim) else f"  ({report.NOT_YET})"
            _print(f"  {entry.key:<4} {entry.name}{note}")


@app.command()
def show(
    claim: Annotated[str, typer.Argument(metavar="CLAIM", help="A key such as H1 or hedgecock2022/H1.")],
    seconds: Annotated[float, typer.Option(min=0.1, help="Time to search for the evidence.")] = 60,
) -> None:
    """Show a claim: its game as a tree, the solution, the reading, the verdict and the evidence."""
    for i, (paper, entry) in enumerate(_claims(claim)):
        if i:
            _print("")
        _print(f"{paper}/{entry.key}  {entry.name}")
        if isinstance(entry, Claim):
            _show(entry, seconds)
        else:
            _print(f"\nThe source says: {entry.text}\n\n{report.NOT_YET}")


@app.command()
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `verify --evidence` wrote.")],
) -> None:
    """Check a file of evidence again, without the search that found it."""
    try:
        found = evidence_from_json(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        _stop(f"{file} is not a text in UTF-8")
    except OSError as error:
        _stop(f"cannot read {file}: {error.strerror or error}")
    except EvidenceError as error:
        _stop(f"{file}: {error}")
    _print("\n".join(_claimed(found)))
    if not _checked(found):
        raise typer.Exit(FAILED)


def _settle(entries: list[tuple[str, Entry]], seconds: float) -> list[Result]:
    """Settle claims one by one, with a progress bar where somebody watches."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    results: list[Result] = []
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=sum(isinstance(entry, Claim) for _, entry in entries))
        for paper, entry in entries:
            verdict = None
            if isinstance(entry, Claim):
                progress.update(task, description=f"{paper} {entry.key}")
                verdict = prove(entry, seconds)
                progress.advance(task)
            results.append((paper, entry, verdict))
    return results


def _table(results: list[Result]) -> None:
    console = Console(highlight=False)
    for paper in dict.fromkeys(paper for paper, _, _ in results):
        rows = [report.row_of(*result) for result in results if result[0] == paper]
        settled = [row for row in rows if row.verdict != report.NOT_YET]
        narrow = console.width < NARROW
        console.print(_rows(paper, settled, narrow) if settled else Text(f"{paper}\n"))
        for row in rows:
            if row not in settled:
                console.print(Text(f"{report.NOT_YET}: {row.key} {row.name}"), soft_wrap=False)
    counts = report.count(results)
    console.print(Text("\n" + ", ".join(f"{number} {status}" for status, number in counts.items())))


def _rows(paper: str, rows: list[report.Row], narrow: bool) -> Table:
    table = Table(box=SIMPLE_HEAD, title=paper, title_justify="left", pad_edge=False, leading=1)
    # On a narrow terminal the model stands below the claim, and the kind of evidence below the verdict.
    places = ((0, 1), (2, 4), (3,), (5,)) if narrow else ((0,), (1,), (2,), (3,), (4,), (5,))
    for parts in places:
        header = ", ".join(report.HEADERS[i] for i in parts)
        short = parts[0] in (2, 4, 5)
        table.add_column(header, ratio=None if short else len(header), no_wrap=short, overflow="fold")
    table.columns[-1].justify = "right"
    for row in rows:
        cells = row.cells()
        table.add_row(*(Text("\n".join(cells[i] for i in parts if cells[i])) for parts in places))
    return table


def _show(claim: Claim, seconds: float) -> None:
    from detente.solvers import solve  # not needed by the other commands

    _print(f"\nSource: {claim.source}\nThe source says: {claim.text}")
    if claim.reading:
        _print(f"The model reads: {claim.reading}")
    _print(f"\n{text(claim.game)}\n")
    try:
        _print(str(solve(claim.game, "spe")))
    except DetenteError as error:
        _print(f"no solution by subgame perfection: {error}")
    verdict = prove(claim, seconds)
    _print(f"\n{verdict.status}: {report.detail(verdict)}")
    if verdict.evidence is not None:
        _print("\n".join(_claimed(verdict.evidence)[2:]))
        _checked(verdict.evidence)


def _claimed(evidence: Evidence) -> list[str]:
    """Spell what evidence is said to show; nothing in it is taken for more than text."""
    about = evidence.about
    key, source, words = (" ".join(about.get(name, "").split()) for name in ("key", "source", "text"))
    lines = [f"{source}  {key}".strip(), words]
    lines += [f"given      {language.show(f)}" for f in evidence.given] or ["given      nothing"]
    lines.append(f"the claim  {language.show(evidence.goal)}")
    lines.append(f"verdict    {evidence.status}")
    if evidence.condition is not None:
        lines.append(f"condition  {language.show(evidence.condition)}")
    for role, point in evidence.points.items():
        values = ", ".join(f"{language.show(('sym', name))} = {formula(value)}" for name, value in point.items())
        lines.append(f"{role:<10} {values or 'at any point'}")
    return lines


def _checked(evidence: Evidence) -> bool:
    results = evidence.report()
    for words, ok in results:
        _print(f"{'ok' if ok else 'FAILED':<10} {words}")
    passed = all(ok for _, ok in results)
    if not passed and evidence.grade == "transcript":
        _print("a transcript is put to two solvers of different make, z3 and cvc5; both have to be installed")
    _print(f"{evidence.grade}: {'ok' if passed else 'FAILED'}")
    return passed


def _paper(name: str) -> str:
    if name not in PAPERS:
        _unknown("paper", name, PAPERS)
    return name


def _claims(name: str) -> list[tuple[str, Entry]]:
    """Find the claims of a key; H2 stands for H2a, H2b, ... where there is no H2."""
    everything = [(paper, entry) for paper, entries in PAPERS.items() for entry in entries]
    exact = [(paper, entry) for paper, entry in everything if name.lower() in _keys(paper, entry.key)]
    parts = [
        (paper, entry)
        for paper, entry in everything
        if entry.key[-1:].isalpha() and name.lower() in _keys(paper, entry.key[:-1])
    ]
    if not exact and not parts:
        _unknown("claim", name, [key for paper, entry in everything for key in _keys(paper, entry.key)])
    return exact or parts


def _keys(paper: str, key: str) -> tuple[str, str]:
    return (key.lower(), f"{paper}/{key}".lower())


def _unknown(kind: str, name: str, names: Iterable[str]) -> NoReturn:
    known = list(dict.fromkeys(names))
    close = [key for key in known if key.startswith(name.lower())][:3]
    close = close or difflib.get_close_matches(name.lower(), known, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(close)}?" if close else "`detente list` shows all"
    _stop(f"there is no {kind} {name!r}; {hint}")


def _directory(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        _stop(f"cannot write to {folder}: {error.strerror or error}")


def _write(folder: Path, results: list[Result]) -> None:
    for i, (paper, entry, verdict) in enumerate(results):
        if verdict is not None and verdict.evidence is not None:
            file = folder / f"{paper}-{entry.key or i + 1}.json"
            try:
                file.write_text(verdict.to_json(), encoding="utf-8")
            except OSError as error:
                _stop(f"cannot write {file}: {error.strerror or error}")


def _print(message: str) -> None:
    """Print text as it is, less whatever a terminal would take for a command."""
    typer.echo("".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in message))


def _stop(message: str) -> NoReturn:
    typer.echo(f"detente: {' '.join(message.split())}", err=True)
    raise typer.Exit(UNREADABLE)
