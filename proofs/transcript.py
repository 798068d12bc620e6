"""The weakest evidence: a question in SMT-LIB on which two solvers of different make agree.

The script asserts the hypotheses and the negated goal, expanded into polynomial facts as the checker
reads them. It is written anew from the claim when evidence is checked, so that it cannot ask something
else. SMT-LIB standard 2.6, logic QF_NRA.

>>> p, zero = ("sym", "p"), ("num", "0")
>>> print(script([(">", p, zero)], (">=", p, zero)))
(set-logic QF_NRA)
; x0 is "p"
(declare-const x0 Real)
(assert (> x0 0))
(assert (> (* (- 1) x0) 0))
(check-sat)
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from detente.proofs.expand import Case, Fact, Formula, positive, split, start, untrue
from detente.proofs.language import show

MAKES = 2  # solvers that must agree


def script(given: Iterable[Formula], goal: Formula) -> str:
    """Ask in SMT-LIB for a point at which every hypothesis is true and the goal is not."""
    case = start((*(positive(f) for f in given), untrue(positive(goal))))
    lines = ["(set-logic QF_NRA)"]
    for i, term in enumerate(case.variables):
        lines += [f"; x{i} is {json.dumps(show(term))}", f"(declare-const x{i} Real)"]
    lines += [f"(assert {_formula(f, case)})" for f in case.open if f != ("and",)]
    return "\n".join([*lines, "(check-sat)"])


def agree(answers: Mapping[str, str]) -> bool:
    """Tell whether solvers of different make were asked and all found that there is no such point.

    >>> agree({"z3": "unsat", "cvc5": "unsat"}), agree({"z3": "unsat"})
    (True, False)
    """
    return len(answers) >= MAKES and set(answers.values()) == {"unsat"}


def ask(given: Iterable[Formula], goal: Formula, seconds: float) -> dict[str, str]:
    """Put the question to every solver that is installed: answers by the solver's name."""
    # Imported here, so that checking the stronger kinds of evidence loads no solver.
    from detente.solvers.smt import second_opinion

    return second_opinion(script(given, goal), seconds)


def _formula(f: Formula, case: Case) -> str:
    if f[0] in ("and", "or"):
        return _join(f[0], [_formula(part, case) for part in f[1:]])
    leaves, todo = [], [Case(case.variables, (), (f,))]
    while todo:
        inner = todo.pop()
        if inner.open:
            todo += reversed(split(inner, 0))
        else:
            leaves.append(_join("and", [_fact(fact) for fact in inner.known]))
    return _join("or", leaves)


def _join(word: str, parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    return f"({word} {' '.join(parts)})" if parts else {"and": "true", "or": "false"}[word]


def _fact(fact: Fact) -> str:
    op, p = fact
    terms = [_term(powers, c) for powers, c in p.terms()] or ["0"]
    text = terms[0] if len(terms) == 1 else f"(+ {' '.join(terms)})"
    return f"(not (= {text} 0))" if op == "!=" else f"({op} {text} 0)"


def _term(powers: Iterable[int], coefficient: Any) -> str:
    p, q = int(coefficient.numerator), int(coefficient.denominator)
    number = str(p) if p >= 0 else f"(- {-p})"
    factors = [number if q == 1 else f"(/ {number} {q})"] if (p, q) != (1, 1) else []
    factors += [f"x{i}" for i, e in enumerate(powers) for _ in range(e)]
    return factors[0] if len(factors) == 1 else f"(* {' '.join(factors)})" if factors else "1"
