"""Ask QEPCAD, where it is installed, for the elimination of a variable of high degree.

QEPCAD (Debian package ``qepcad``; Brown 2003, SIGSAM Bulletin 37(4)) is a program of its own and optional. It reads
and writes text: products are juxtaposed, the variables before the quantified ones are free, and hypotheses on free
variables come as ``assume``. A radical ``r`` becomes one more quantified variable with ``r >= 0`` and
``r**n = arg``. Nothing that it says is taken on trust: its text goes through the strict parser here, and the
formula is put to z3 in both directions.

>>> from sympy import symbols
>>> a, x = symbols("a x", real=True)
>>> ring = Ring([a, x])
>>> print(question(ring, 1, boolean((x**3 + a*x >= 1) & (x < 2), ring), [boolean(a > 0, ring)]))
[eliminate]
(v0,v1)
1
(Ev1)[[ v1 - 2 < 0 /\\ v0 v1 + v1^3 - 1 >= 0 ]].
assume [ v0 > 0 ].
finish
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence

import z3
from flint import fmpq_mpoly

from detente.solvers import smt
from detente.solvers.algebra import NEG, POS, ZERO, Ratio, Ring
from detente.solvers.formulas import (
    FALSE,
    TRUE,
    All,
    Any,
    Atom,
    Formula,
    boolean,
    compare,
    conjunction,
    disjunction,
    negation,
    polynomials,
)

CELLS = 20_000_000
"""The memory that QEPCAD gets, in its own cells (about 90 MB); its default is too small for four parameters."""

RELATIONS = {POS: ">", POS | ZERO: ">=", ZERO: "=", NEG: "<", NEG | ZERO: "<=", NEG | POS: "/=", 0: "/=", 7: "="}
_SIGNS = {relation: signs for signs, relation in RELATIONS.items() if signs not in (0, 7)}
_TOKEN = re.compile(r"\s*(\d+|[vr]\d+|TRUE|FALSE|/\\|\\/|/=|<=|>=|[-+^<>=\[\]()])")
_ANSWER = re.compile(r"An equivalent quantifier-free formula:\s*(.*?)\s*=====", re.DOTALL)
_MAX_POWER = 1000


def __getattr__(name: str) -> str:
    """Return ``HINT``: what an error may add about QEPCAD, true of the moment at which it is read."""
    if name != "HINT":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if smt.has_qepcad():
        return "; QEPCAD gave no answer either (a larger `seconds` may help it)"
    return "; installing QEPCAD (Debian package qepcad) may settle it"


def eliminate(
    ring: Ring, variable: int, formula: Formula, given: Sequence[Formula], seconds: float = 10
) -> Formula | None:
    """Return a formula without ``variable``, equivalent under ``given`` to its having a value that satisfies ``formula``.

    None where QEPCAD is not installed, needs more than ``seconds``, says what is not understood, or is
    refuted by z3. The answer has no radicals.
    """
    program = shutil.which("qepcad")
    if program is None:
        return None
    given = [hypothesis for hypothesis in given if variable not in smt.generators(ring, hypothesis)]
    text = question(ring, variable, formula, given, seconds)
    command = [program, "-noecho", f"+N{CELLS}"]
    try:
        done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=seconds, check=False)
    except (subprocess.TimeoutExpired, OSError, UnicodeDecodeError):
        return None
    answer = _ANSWER.search(done.stdout)
    if answer is None:
        return None
    try:
        found = parse(ring, answer[1])
    except ValueError:
        return None
    checks = _refuted(ring, variable, formula, given, found, seconds)
    # it goes on after some of its own doubts ("Error! Delineating polynomial should be added"): then proof is asked
    doubted = re.search("error|warning", done.stdout + done.stderr, re.IGNORECASE) is not None
    return found if all(check is False or (check is None and not doubted) for check in checks) else None


def question(
    ring: Ring, variable: int, formula: Formula, given: Sequence[Formula], seconds: float = 10
) -> str:
    """Return what QEPCAD is asked, as its input; hypotheses in further parameters are left out."""
    used = smt.generators(ring, formula) | {variable}
    roots = sorted(i for i in used if i >= len(ring.symbols))
    hypotheses = [part for part in conjunction(given).parts] if isinstance(conjunction(given), All) else list(given)
    hypotheses = [part for part in hypotheses if smt.generators(ring, part) <= used - {variable}]
    assumed = [part for part in hypotheses if not smt.generators(ring, part) & set(roots)]
    inner = [part for part in hypotheses if part not in assumed]
    body = conjunction([formula, *inner, *_definitions(ring, roots, [formula, *given], seconds)])
    names = ring.ctx.names()
    degrees = [ring.polys[number].degrees() for number in sorted(polynomials(body))]
    # it eliminates from the last to the first, and low degrees are best eliminated early
    free = sorted(used - {variable, *roots}, key=lambda i: (-max(int(degree[i]) for degree in degrees), i))
    bound = [variable, *roots]
    lines = [
        "[eliminate]",
        f"({','.join(names[i] for i in (*free, *bound))})",
        str(len(free)),
        "".join(f"(E{names[i]})" for i in bound) + f"[{_text(ring, body)}].",
    ]
    if assumed:
        lines.append(f"assume [ {_text(ring, conjunction(assumed))} ].")
    return "\n".join([*lines, "finish"])
