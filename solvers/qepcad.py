"""Ask QEPCAD, where it is installed, for the elimination of a variable of high degree.

QEPCAD (Debian package ``qepcad``; Brown 2003, SIGSAM Bulletin 37(4)) is a program of its own and optional. A radical
``r`` is put to it as one more quantified variable with ``r >= 0`` and ``r**n = arg``. Nothing that it says is taken
on trust: a strict parser reads it, and z3 looks for a counterexample in both directions.

>>> from sympy import symbols
>>> from detente.solvers.formulas import boolean
>>> a, x = symbols("a x", real=True)
>>> ring = Ring([a, x])
>>> print(question(ring, 1, boolean(x**3 + a*x >= 1, ring), [boolean(a > 0, ring)]))
[eliminate]
(v0,v1)
1
(Ev1)[v0 v1 + v1^3 - 1 >= 0].
assume [ v0 > 0 ].
finish
<BLANKLINE>
"""

from __future__ import annotations

import contextlib
import math
import os
import re
import signal
import subprocess
from collections.abc import Iterable, Sequence

from flint import fmpq_mpoly

from detente.solvers import smt
from detente.solvers.algebra import NEG, POS, ZERO, Ring
from detente.solvers.extensions import Radical
from detente.solvers.formulas import FALSE, TRUE, All, Any, Atom, Formula, compare, negation, polynomials
from detente.solvers.formulas import conjunction as both
from detente.solvers.formulas import disjunction as either
from detente.solvers.ratio import Ratio

CELLS = 20_000_000
"""The memory that QEPCAD gets, in its own cells (about 90 MB); its default is too small for four parameters."""

CHECK_SECONDS = 4
"""How long z3 may look at an answer, in each of the two directions."""

_RELATIONS = {POS: ">", POS | ZERO: ">=", ZERO: "=", NEG: "<", NEG | ZERO: "<=", NEG | POS: "/="}
_ANSWER = re.compile(r"An equivalent quantifier-free formula:\s*(.*?)\s*=====", re.DOTALL)
_FACTOR = r"(?:\d+|v\d+(?:\^\d{1,3})?)"
_TERM = rf"{_FACTOR}(?: +{_FACTOR})*"
_ATOM = rf"(?P<sum>-? *{_TERM}(?: *[-+] *{_TERM})*) *(?P<relation>/=|[<>]=?|=) *0"
_TOKEN = re.compile(r"\[|\]|/\\|\\/|TRUE|FALSE|(?:[^\s\[\]/\\]|/=)(?:[^\[\]/\\]|/=)*|\S")


def __getattr__(name: str) -> str:
    """Return ``HINT``: what an error may add about QEPCAD, true of the moment at which it is read."""
    if name != "HINT":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    installed = "; QEPCAD gave no answer either (a larger `seconds` may help it)"
    return installed if smt.has_qepcad() else "; installing QEPCAD (Debian package qepcad) may settle it"


def eliminate(
    ring: Ring, variable: int, formula: Formula, given: Sequence[Formula], seconds: float = 10
) -> Formula | None:
    """Return a formula that says, under ``given``, that some value of ``variable`` satisfies ``formula``.

    None where QEPCAD is not installed, needs more than ``seconds``, says what is not understood, or is
    refuted by z3. The answer has no radicals.
    """
    if not smt.has_qepcad():
        return None
    known = smt.generators(ring, both([formula, *given]))
    if any(not isinstance(ring.extension(i), Radical) for i in known if i >= len(ring.symbols)):
        return None
    given = [hypothesis for hypothesis in given if variable not in smt.generators(ring, hypothesis)]
    text, command = question(ring, variable, formula, given), ["qepcad", "-noecho", f"+N{CELLS}"]
    try:
        said = _run(command, text, seconds)
        answer = _ANSWER.search(said)
        found = parse(ring, answer[1] if answer else "")
    except (subprocess.TimeoutExpired, OSError, ValueError):
        return None
    checks = smt.differs(ring, variable, formula, given, found)
    # it goes on after some of its own doubts ("Error! Delineating polynomial should be added"): then proof is asked
    doubted = re.search("error|warning", said, re.IGNORECASE) is not None
    return found if all(check is False or (check is None and not doubted) for check in checks) else None


def _run(command: Sequence[str], text: str, seconds: float) -> str:
    """Return what a program says; it and the programs that it started are stopped when the time is up."""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, text=True, start_new_session=True
    ) as process:
        try:
            return process.communicate(text, timeout=seconds)[0]
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def question(ring: Ring, variable: int, formula: Formula, given: Sequence[Formula]) -> str:
    """Return what QEPCAD is asked, as its input; hypotheses in further parameters are left out."""
    used = smt.generators(ring, formula) | {variable}
    roots = sorted(i for i in used if i >= len(ring.symbols))
    parts = [part for whole in given for part in (whole.parts if isinstance(whole, All) else (whole,))]
    hypotheses = [part for part in parts if smt.generators(ring, part) <= used - {variable}]
    assumed = [part for part in hypotheses if not smt.generators(ring, part) & set(roots)]
    inner = [part for part in hypotheses if part not in assumed]
    body = both([formula, *inner, *_definitions(ring, roots, [formula, *given])])
    names, degrees = ring.ctx.names(), [ring.polys[number].degrees() for number in sorted(polynomials(body))]
    # it eliminates from the last to the first, and low degrees are best eliminated early
    free = sorted(used - {variable, *roots}, key=lambda i: (-max(int(degree[i]) for degree in degrees), i))
    bound = [variable, *roots]
    order, quantifiers = ",".join(names[i] for i in [*free, *bound]), "".join(f"(E{names[i]})" for i in bound)
    assume = f"assume [ {_text(ring, both(assumed))} ].\n" if assumed else ""
    return f"[eliminate]\n({order})\n{len(free)}\n{quantifiers}[{_text(ring, body)}].\n{assume}finish\n"


def _definitions(ring: Ring, roots: Iterable[int], known: Sequence[Formula]) -> list[Formula]:
    """Say what the radicals are; one of a negative number may be anything, as for z3."""
    found = []
    for i in roots:
        extension = ring.extension(i)
        assert isinstance(extension, Radical)
        index, arg = extension
        equation = compare(Ratio(ring, ring.gens[i] ** index * arg.den - arg.num), ZERO)
        undefined = negation(compare(arg, POS | ZERO))
        never = smt.check(ring, [*known, undefined], CHECK_SECONDS).satisfiable is False
        found += [compare(Ratio(ring, ring.gens[i]), POS | ZERO), equation if never else either([equation, undefined])]
    return found


def _text(ring: Ring, formula: Formula) -> str:
    match formula:
        case Atom(factors, signs):
            if signs not in _RELATIONS:
                return _text(ring, TRUE if signs else FALSE)
            product = math.prod((ring.polys[number] for number in factors), start=ring.ctx.constant(1))
            return f"{_polynomial(ring, product)} {_RELATIONS[signs]} 0"
        case All(parts) | Any(parts):
            joint, empty = (" /\\ ", "0 = 0") if isinstance(formula, All) else (" \\/ ", "0 /= 0")
            return f"[ {joint.join(_text(ring, part) for part in parts) or empty} ]"


def _polynomial(ring: Ring, poly: fmpq_mpoly) -> str:
    names, text = ring.ctx.names(), ""
    for monomial, coefficient in poly.to_dict().items():
        powers = [names[i] + (f"^{k}" if k > 1 else "") for i, k in enumerate(map(int, monomial)) if k]
        term = " ".join([str(abs(int(coefficient.p))), *powers]).removeprefix("1 ")
        text += f" - {term}" if coefficient < 0 else f" + {term}"
    return text.removeprefix(" + ").strip() or "0"


def parse(ring: Ring, text: str) -> Formula:
    """Return an answer of QEPCAD as a formula over the ring; raises ValueError for whatever is not plainly one.

    >>> from sympy import symbols
    >>> from detente.solvers.formulas import boolean
    >>> a, b = symbols("a b", real=True)
    >>> ring = Ring([a, b])
    >>> parse(ring, "4 v1 - v0^2 >= 0") == boolean(4*b >= a**2, ring)
    True
    """
    found = _read(ring, tokens := [token.strip() for token in _TOKEN.findall(text)][::-1])
    if not tokens:
        return found
    raise ValueError(f"more after the formula: {tokens[-1]!r}")


def _read(ring: Ring, tokens: list[str]) -> Formula:
    """Read a disjunction of conjunctions from tokens of which the next one stands last."""
    parts: list[list[Formula]] = [[]]
    while True:
        token = tokens.pop() if tokens else "the end"
        if token == "[":
            parts[-1].append(_read(ring, tokens))
            if not tokens or tokens.pop() != "]":
                raise ValueError("a bracket is not closed")
        else:
            parts[-1].append({"TRUE": TRUE, "FALSE": FALSE}.get(token) or _atom(ring, token))
        if not tokens or tokens[-1] not in ("/\\", "\\/"):
            return either(both(part) for part in parts)
        if tokens.pop() == "\\/":
            parts.append([])


def _atom(ring: Ring, text: str) -> Formula:
    parts = re.fullmatch(_ATOM, text)
    if parts is None:
        raise ValueError(f"{text!r} where a relation belongs")
    names = {f"v{i}": ring.gens[i] for i in range(len(ring.symbols))}
    total = ring.ctx.constant(0)
    for sign, term in re.findall(rf"(-?) *({_TERM})", parts["sum"]):
        product = ring.ctx.constant(-1 if sign else 1)
        for factor in term.split():
            name, _, power = factor.partition("^")
            product *= names[name] ** int(power or 1) if name in names else int(name)
        total += product
    signs = next(signs for signs, relation in _RELATIONS.items() if relation == parts["relation"])
    return compare(Ratio(ring, total), signs)
