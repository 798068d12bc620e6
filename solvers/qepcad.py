"""Ask QEPCAD, where it is installed, for the elimination of a variable of high degree.

QEPCAD (Debian package ``qepcad``; Brown 2003, SIGSAM Bulletin 37(4)) is a program of its own and optional. It reads
and writes text: products are juxtaposed, the variables before the quantified ones are free, and hypotheses on free
variables come as ``assume``. A radical ``r`` becomes one more quantified variable with ``r >= 0`` and
``r**n = arg``. Nothing that it says is taken on trust: its text goes through the strict parser here, and the
formula is put to z3 in both directions.

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

import math
import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence

import z3
from flint import fmpq_mpoly

from detente.solvers import smt
from detente.solvers.algebra import NEG, POS, ZERO, Ring
from detente.solvers.formulas import FALSE, TRUE, All, Any, Atom, Formula, compare, negation, polynomials
from detente.solvers.formulas import conjunction as both
from detente.solvers.formulas import disjunction as either
from detente.solvers.ratio import Ratio

CELLS = 20_000_000
"""The memory that QEPCAD gets, in its own cells (about 90 MB); its default is too small for four parameters."""

_RELATIONS = {POS: ">", POS | ZERO: ">=", ZERO: "=", NEG: "<", NEG | ZERO: "<=", NEG | POS: "/="}
_ANSWER = re.compile(r"An equivalent quantifier-free formula:\s*(.*?)\s*=====", re.DOTALL)
_FACTOR = r"(?:\d+|v\d+(?:\^\d{1,3})?)"
_TERM = rf"{_FACTOR}(?: +{_FACTOR})*"
_SUM = rf"-? *{_TERM}(?: *[-+] *{_TERM})*"
_ATOM = rf"(?:TRUE|FALSE|{_SUM} *(?:/=|[<>]=?|=) *{_SUM})"
_TOKEN = re.compile(rf"\s*(\[|\]|/\\|\\/|{_ATOM})\s*")


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
    """Return a formula that says, under ``given``, that some value of ``variable`` satisfies ``formula``.

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


def question(ring: Ring, variable: int, formula: Formula, given: Sequence[Formula], seconds: float = 10) -> str:
    """Return what QEPCAD is asked, as its input; hypotheses in further parameters are left out."""
    used = smt.generators(ring, formula) | {variable}
    roots = sorted(i for i in used if i >= len(ring.symbols))
    whole = both(given)
    parts = whole.parts if isinstance(whole, All) else (whole,)
    hypotheses = [part for part in parts if smt.generators(ring, part) <= used - {variable}]
    assumed = [part for part in hypotheses if not smt.generators(ring, part) & set(roots)]
    inner = [part for part in hypotheses if part not in assumed]
    body = both([formula, *inner, *_definitions(ring, roots, [formula, *given], seconds)])
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
        lines.append(f"assume [ {_text(ring, both(assumed))} ].")
    return "\n".join([*lines, "finish\n"])


def _definitions(ring: Ring, roots: Iterable[int], known: Sequence[Formula], seconds: float) -> list[Formula]:
    """Say what the radicals are; one of a negative number may be anything, as for z3."""
    found = []
    for i in roots:
        index, arg = ring.radicals[i - len(ring.symbols)]
        equation = compare(Ratio(ring, ring.gens[i] ** index * arg.den - arg.num), ZERO)
        undefined = negation(compare(arg, POS | ZERO))
        if smt.check(ring, [*known, undefined], seconds).satisfiable is False:
            undefined = FALSE
        found += [Atom((ring.intern(ring.gens[i])[0],), POS | ZERO), either([equation, undefined])]
    return found


def _refuted(
    ring: Ring, variable: int, formula: Formula, given: Sequence[Formula], found: Formula, seconds: float
) -> tuple[bool | None, bool | None]:
    """Tell whether z3 finds a point where the formula holds without the answer, or the answer without the formula."""
    needed = smt.check(ring, [*given, formula, negation(found)], seconds).satisfiable
    names = ring.ctx.names()
    bound = {variable} | {i for i in smt.generators(ring, formula) if i >= len(ring.symbols)}
    solver = z3.Then("simplify", "nlqsat").solver()
    solver.set("rlimit", int(seconds * smt.STEPS_PER_SECOND))
    solver.from_string(smt.to_smtlib(ring, [*given, found]))
    inner = z3.parse_smt2_string(smt.to_smtlib(ring, [formula]))
    solver.add(z3.ForAll([z3.Real(names[i]) for i in sorted(bound)], z3.Not(z3.And(*inner))))
    enough = solver.check()
    return needed, (None if enough == z3.unknown else enough == z3.sat)


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
        size = abs(int(coefficient.p))
        term = " ".join([*([str(size)] if size != 1 or not powers else []), *powers])
        text += f" - {term}" if coefficient < 0 else f" + {term}"
    return text.removeprefix(" + ").strip() or "0"


def parse(ring: Ring, text: str) -> Formula:
    """Return an answer of QEPCAD as a formula over the ring; raises ValueError for whatever is not plainly one.

    >>> from sympy import symbols
    >>> from detente.solvers.formulas import boolean
    >>> a, b = symbols("a b", real=True)
    >>> ring = Ring([a, b])
    >>> parse(ring, r"[ v0 < 0 /\\ 4 v1 - v0^2 >= 0 ]") == boolean((a < 0) & (4*b >= a**2), ring)
    True
    """
    tokens, position = [], 0
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None:
            raise ValueError(f"not a formula of QEPCAD: {text[position : position + 20]!r}")
        tokens.append(token[1])
        position = token.end()
    tokens.reverse()
    found = _either(ring, tokens)
    if tokens:
        raise ValueError(f"more after the formula: {tokens[-1]!r}")
    return found


def _either(ring: Ring, tokens: list[str]) -> Formula:
    """Read a disjunction of conjunctions from tokens of which the next one stands last."""
    parts = [[_part(ring, tokens)]]
    while tokens and tokens[-1] in ("/\\", "\\/"):
        if tokens.pop() == "\\/":
            parts.append([])
        parts[-1].append(_part(ring, tokens))
    return either(both(part) for part in parts)


def _part(ring: Ring, tokens: list[str]) -> Formula:
    token = tokens.pop() if tokens else "the end"
    if token == "[":
        inner = _either(ring, tokens)
        if not tokens or tokens.pop() != "]":
            raise ValueError("a bracket is not closed")
        return inner
    if token in ("TRUE", "FALSE"):
        return TRUE if token == "TRUE" else FALSE
    relation = re.fullmatch(rf"({_SUM}) *(/=|[<>]=?|=) *({_SUM})", token)
    if relation is None:
        raise ValueError(f"{token!r} where a relation belongs")
    (signs,) = (signs for signs, sign in _RELATIONS.items() if sign == relation[2])
    return compare(Ratio(ring, _sum(ring, relation[1]) - _sum(ring, relation[3])), signs)


def _sum(ring: Ring, text: str) -> fmpq_mpoly:
    names = {f"v{i}": ring.gens[i] for i in range(len(ring.symbols))}
    total = ring.ctx.constant(0)
    for sign, term in re.findall(rf"(-?) *({_TERM})", text):
        product = ring.ctx.constant(-1 if sign else 1)
        for factor in term.split():
            name, _, power = factor.partition("^")
            if not name.isdecimal() and name not in names:
                raise ValueError(f"{name} is no variable of the question")
            product *= names[name] ** int(power or 1) if name in names else int(name)
        total += product
    return total
