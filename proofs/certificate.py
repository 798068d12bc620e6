"""Check an algebraic proof that hypotheses imply a goal: nothing is searched, nothing trusted but arithmetic.

The hypotheses and the negated goal are expanded into cases of polynomial facts
(`detente.proofs.expand`). Each case must be refuted by a sum, with nonnegative rational weights, of
products of its facts and of squares, plus multiples of its equalities, that is zero identically although
one of its parts is positive. A proof is one of

    ("sum", ((weight, (fact, ...), (squared term, ...)), ...), ((equality, multiplier), ...))
    ("cases", i, proof, ...)              a proof for each alternative of the i-th formula that is still open
    ("sign", term, proof, proof, proof)   a proof for a positive, a zero and a negative term

where facts are numbered in the order in which the expansion finds them.
D. Handelman, "Representing polynomials by positive linear functions on compact convex polyhedra", 1988, and
G. Stengle, "A Nullstellensatz and a Positivstellensatz in semialgebraic geometry", 1974.

>>> p, zero = ("sym", "p"), ("num", "0")
>>> proof = ("sum", (("1", (0,), ()), ("1", (1,), ())), ())  # p > 0 and -p > 0 add up to 0 > 0
>>> check([(">", p, zero)], (">=", p, zero), proof), check([(">=", p, zero)], (">", p, zero), proof)
(True, False)
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, TypeAlias

from sympy import QQ

from detente.proofs.expand import Case, Formula, Poly, Term, fraction, negated, settle, split

Proof: TypeAlias = tuple[Any, ...]


def check(given: Iterable[Formula], goal: Formula, proof: Proof) -> bool:
    """Tell whether a proof shows that the goal is true wherever all hypotheses are.

    Raises ValueError where the formulas or the proof are not well formed.
    """
    return refutes(proof, negated(given, goal))


def refutes(proof: Proof, case: Case) -> bool:
    """Tell whether a proof shows that a case is impossible."""
    match proof:
        case ("sum", products, multiples):
            return _contradiction(case, products, multiples)
        case ("cases", int(i), *proofs) if 0 <= i < len(case.open):
            cases = [settle(alternative) for alternative in split(case, i)]
            return len(cases) == len(proofs) and all(map(refutes, proofs, cases))
        case ("sign", term, above, zero, below):
            p = _polynomial(term, case)
            signs = ((above, (">", p)), (zero, ("=", p)), (below, (">", -p)))
            return all(refutes(proof, case.knowing(fact)) for proof, fact in signs)
    return False


def _contradiction(case: Case, products: tuple[Any, ...], multiples: tuple[Any, ...]) -> bool:
    total, positive = case.one * 0, False
    for weight, numbers, squares in products:
        q = Fraction(weight)
        product, strict = case.one * QQ(q.numerator, q.denominator), q > 0 and not squares
        for i in numbers:
            op, p = _fact(case, i)
            strict = strict and op in (">", "!=")
            product = product * (p**2 if op == "!=" else p)
            if op == "=":
                return False
        for term in squares:
            product = product * _polynomial(term, case) ** 2
        if q < 0:
            return False
        total, positive = total + product, positive or strict
    for i, multiplier in multiples:
        op, p = _fact(case, i)
        if op != "=":
            return False
        total = total + p * _polynomial(multiplier, case)
    return positive and total == 0


def _fact(case: Case, i: int) -> tuple[str, Poly]:
    if type(i) is not int or not 0 <= i < len(case.known):
        raise ValueError(f"a proof names fact {i!r}, and there are {len(case.known)}")
    return case.known[i]


def _polynomial(term: Term, case: Case) -> Poly:
    try:
        numerator, denominators = fraction(term, case.variables)
    except KeyError as error:
        raise ValueError(f"a proof names {error}, which the claim does not") from error
    if denominators:
        raise ValueError(f"not a polynomial: {term}")
    return numerator
