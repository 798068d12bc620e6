"""Questions to z3 about polynomial conditions: satisfiable, unsatisfiable, or unknown.

Every query gets a fresh solver with the tactic for nonlinear real arithmetic, and a limit on z3's own count
of steps, so that the answer does not depend on the speed of the machine. ``unknown`` is an answer of its own.

>>> from detente.games import reals
>>> from detente.solvers.algebra import Ring
>>> from detente.solvers.formulas import boolean
>>> p = reals("p")
>>> ring = Ring([p])
>>> check(ring, [boolean(p**2 < 0, ring)]).satisfiable
False
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import sympy
import z3
from flint import fmpq_mpoly
from sympy import Expr

from detente.solvers.algebra import NEG, POS, ZERO, Ring
from detente.solvers.extensions import Radical
from detente.solvers.facts import facts, holds_at, known_exactly
from detente.solvers.formulas import All, Any, Atom, Formula, compare, negation

STEPS_PER_SECOND = 5_000_000
"""z3's resource units in about one second, measured; a limit in steps gives the same answer on every machine."""

OPAQUE_SECONDS = 1 / 2
"""The limit for questions about exponentials and the like, of which only some facts are told."""

_TACTICS = ("simplify", "propagate-values", "solve-eqs", "elim-term-ite", "qfnra-nlsat")
_RELATIONS = {POS: "(> {} 0)", POS | ZERO: "(>= {} 0)", ZERO: "(= {} 0)", NEG: "(< {} 0)", NEG | ZERO: "(<= {} 0)"}


@dataclass(frozen=True)
class Answer:
    """Whether a conjunction has a solution (None: unknown), with a value per generator where it has one."""

    satisfiable: bool | None
    values: tuple[z3.ExprRef | None, ...] | None = None

    @property
    def model(self) -> tuple[Fraction | None, ...] | None:
        """The rational values (None for one that is irrational or free)."""
        return None if self.values is None else tuple(_fraction(value) for value in self.values)

    @property
    def exact(self) -> tuple[Expr | None, ...] | None:
        """The values as exact numbers (None for one that is free)."""
        return None if self.values is None else tuple(_expr(value) for value in self.values)


def _number(value: int) -> str:
    return str(value) if value >= 0 else f"(- {-value})"


def _poly(ring: Ring, poly: fmpq_mpoly) -> str:
    names = ring.ctx.names()
    terms = []
    for monomial, coefficient in poly.to_dict().items():
        parts = [names[i] for i, power in enumerate(monomial) for _ in range(int(power))]
        numerator, denominator = int(coefficient.p), int(coefficient.q)
        if numerator != 1 or denominator != 1 or not parts:
            scale = _number(numerator)
            parts.insert(0, scale if denominator == 1 else f"(/ {scale} {denominator})")
        terms.append(parts[0] if len(parts) == 1 else f"(* {' '.join(parts)})")
    if not terms:
        return "0"
    return terms[0] if len(terms) == 1 else f"(+ {' '.join(terms)})"


def _text(ring: Ring, formula: Formula, cache: dict[int, str]) -> str:
    match formula:
        case Atom(factors, signs):
            for number in factors:
                if number not in cache:
                    cache[number] = _poly(ring, ring.polys[number])
            product = cache[factors[0]] if len(factors) == 1 else f"(* {' '.join(cache[f] for f in factors)})"
            if signs == NEG | POS:
                return f"(not (= {product} 0))"
            return _RELATIONS[signs].format(product) if signs in _RELATIONS else ("true" if signs else "false")
        case All(parts) | Any(parts):
            word, empty = ("and", "true") if isinstance(formula, All) else ("or", "false")
            inner = " ".join(_text(ring, part, cache) for part in parts)
            return f"({word} {inner})" if parts else empty


def to_smtlib(ring: Ring, formulas: Iterable[Formula]) -> str:
    """Return a conjunction as an SMT-LIB 2 script, with what is known of radicals and the like."""
    formulas = list(formulas)
    cache: dict[int, str] = ring.__dict__.setdefault("_smt_text", {})
    used: set[int] = set()
    asserted = []
    for formula in formulas:
        asserted.append(_text(ring, formula, cache))
        used |= generators(ring, formula)
    names = ring.ctx.names()
    if any(i >= len(ring.symbols) for i in used):
        asserted += [_text(ring, fact, cache) for fact in facts(ring, used)]
    for i in sorted(used):
        if isinstance(extension := ring.extension(i), Radical):
            index, arg = extension
            root = f"(* {' '.join([names[i]] * index)})"
            equation = f"(= (* {root} {_poly(ring, arg.den)}) {_poly(ring, arg.num)})"
            # a radical of a negative number is undefined, and must not make the query unsatisfiable
            guard = _text(ring, negation(compare(arg, POS | ZERO)), cache)
            asserted.append(f"(>= {names[i]} 0)")
            asserted.append(f"(or {equation} {guard})")
    lines = ["(set-logic QF_NRA)"]
    lines += [f"(declare-const {names[i]} Real)" for i in sorted(used)]
    lines += [f"(assert {text})" for text in asserted]
    return "\n".join(lines)


def generators(ring: Ring, formula: Formula) -> set[int]:
    """Return the indices of the generators in a formula, radicals' own included."""
    cache: dict[int, set[int]] = ring.__dict__.setdefault("_smt_generators", {})
    match formula:
        case Atom(factors, _):
            found: set[int] = set()
            for number in factors:
                if number not in cache:
                    cache[number] = ring.variables(ring.polys[number])
                found |= cache[number]
            return found
        case All(parts) | Any(parts):
            return set().union(*(generators(ring, part) for part in parts))


def check(ring: Ring, formulas: Iterable[Formula], seconds: float = 10, wall: float | None = None) -> Answer:
    """Decide a conjunction of formulas over the reals.

    ``seconds`` is turned into a number of z3's steps; ``wall`` limits the time on the clock. The answer has a
    model, rational where z3 gives one.
    """
    formulas = list(formulas)
    if not all(known_exactly(ring, generators(ring, f)) for f in formulas):
        # what follows from the facts is found at once; the rest would be searched for in vain
        seconds = min(seconds, OPAQUE_SECONDS)
        wall = min(4 * seconds, 4 * seconds if wall is None else wall)
    solver = _solver(seconds, wall)
    solver.from_string(to_smtlib(ring, formulas))
    result = solver.check()
    if result == z3.unsat:
        return Answer(False)
    if result != z3.sat:
        return Answer(None)
    model = solver.model()
    values = {declaration.name(): model[declaration] for declaration in model.decls()}
    answer = Answer(True, tuple(values.get(name) for name in ring.ctx.names()))
    # of exponentials and the like z3 knows only some facts, so that what it takes for a solution may be none
    if not all(known_exactly(ring, generators(ring, f)) or holds_at(ring, f, answer.model or ()) for f in formulas):
        return Answer(None)
    return answer


def _solver(seconds: float, wall: float | None = None) -> z3.Solver:
    solver = _tactic().solver()
    solver.set("rlimit", max(1, int(seconds * STEPS_PER_SECOND)))
    # some steps are long: the clock is the second limit, and like the first it can only lead to "unknown"
    solver.set("timeout", max(1, int(1500 * seconds if wall is None else 1000 * wall)))
    return solver


@cache
def _tactic() -> z3.Tactic:
    return z3.Then(*_TACTICS)


def _fraction(value: z3.ExprRef | None) -> Fraction | None:
    return Fraction(value.as_string()) if isinstance(value, z3.RatNumRef) else None


def _expr(value: z3.ExprRef | None) -> Expr | None:
    if isinstance(value, z3.RatNumRef):
        return sympy.Rational(value.as_string())
    if isinstance(value, z3.AlgebraicNumRef):
        x = sympy.Dummy("x")
        coefficients = [sympy.Rational(c.as_string()) for c in value.poly()]
        poly = sympy.Poly(list(reversed(coefficients)), x)
        return sympy.rootof(poly, value.index() - 1)
    return None


def differs(
    ring: Ring, gen: int, formula: Formula, given: Sequence[Formula], found: Formula, seconds: float = 2
) -> list[bool | None]:
    """Tell whether a formula holds somewhere without its projection, and the projection somewhere without it.

    ``found`` claims to say that a value of one generator (and of the radicals) satisfies ``formula``.
    """
    bound = {gen} | {i for i in generators(ring, formula) if i >= len(ring.symbols)}
    variables = [z3.Real(ring.ctx.names()[i]) for i in sorted(bound)]
    inner = z3.And(*z3.parse_smt2_string(to_smtlib(ring, [formula])))
    outside = to_smtlib(ring, [*given, negation(found)]), inner
    inside = to_smtlib(ring, [*given, found]), z3.ForAll(variables, z3.Not(inner))
    answers: list[bool | None] = []
    for tactic, (script, more) in (("qfnra-nlsat", outside), ("nlqsat", inside)):
        solver = z3.Then("simplify", tactic).solver()
        solver.set(rlimit=int(seconds * STEPS_PER_SECOND), timeout=int(seconds * 1000))
        solver.from_string(script)
        result = solver.check(more)
        answers.append(None if result == z3.unknown else result == z3.sat)
    return answers


_CVC5 = """
import sys, cvc5
solver = cvc5.Solver()
parser = cvc5.InputParser(solver)
parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, sys.stdin.read(), "query")
while True:
    command = parser.nextCommand()
    if command.isNull():
        break
    command.invoke(solver, parser.getSymbolManager())
print(solver.checkSat())
"""


def second_opinion(script: str, seconds: float = 10) -> dict[str, str]:
    """Put an SMT-LIB script to z3 and, where it is installed, to cvc5: answers by the solver's name."""
    solver = _solver(seconds)
    solver.from_string(script)
    answers = {"z3": str(solver.check())}
    command = [sys.executable, "-c", _CVC5]
    # cvc5 does not always honour its own time limit, so the operating system sets one
    try:
        done = subprocess.run(command, input=script, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return answers | {"cvc5": "unknown"}
    if done.returncode == 0:
        answers["cvc5"] = done.stdout.strip().split()[0] if done.stdout.strip() else "unknown"
    return answers


def has_qepcad() -> bool:
    """Tell whether the quantifier eliminator QEPCAD is installed."""
    return shutil.which("qepcad") is not None
