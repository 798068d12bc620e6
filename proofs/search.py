"""Search for an algebraic proof that hypotheses imply a goal, to be checked by `detente.proofs.certificate`.

The negated goal is taken apart case by case; a case whose facts exclude each other is closed by a
combination of their products (`detente.proofs.combine`), as early in the tree as one is found, and the
others are split further.

>>> p, c = ("sym", "p"), ("sym", "c")
>>> find_proof([(">", c, ("num", "0"))], (">", ("+", p, c), p), 5)
('sum', (('1', (0,), ()), ('1', (1,), ())), ())
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator

from detente.proofs.certificate import Proof, check
from detente.proofs.combine import Facts, contradiction
from detente.proofs.expand import Case, Formula, Term, fraction, negated, settle, split

LEVELS = (0, 1, 2, 3, 4, 5)  # how many facts are multiplied, for cases that cannot be taken apart further
INNER = (0, 1)  # the same for those that can
CANDIDATES = 12  # polynomials tried for such a split
SIGNS = 2  # how often, one inside the other, such a case is split on the sign of a polynomial


def find_proof(given: Iterable[Formula], goal: Formula, seconds: float) -> Proof | None:
    """Find and check a proof that a goal is true wherever all hypotheses are; None where none is found."""
    given = list(given)
    proof = _refute(negated(given, goal), time.monotonic() + seconds)
    return proof if proof is not None and check(given, goal, proof) else None


def _refute(case: Case, deadline: float) -> Proof | None:
    if time.monotonic() > deadline:
        return None
    if not case.open:
        return _close(case, LEVELS, SIGNS, deadline)
    proof = _close(case, INNER, 0, deadline)
    if proof is not None:
        return proof
    choices = [split(case, i) for i in range(len(case.open))]
    i = min(range(len(choices)), key=lambda i: len(choices[i]))
    proofs = []
    for alternative in choices[i]:
        proof = _refute(settle(alternative), deadline)
        if proof is None:
            return None
        proofs.append(proof)
    return ("cases", i, *proofs)


def _close(case: Case, levels: Iterable[int], signs: int, deadline: float) -> Proof | None:
    facts = Facts(case)
    for level in levels:
        proof = contradiction(facts, level) if time.monotonic() < deadline else None
        if proof is not None:
            return proof
    for term, cases in _by_sign(facts, case) if signs else ():
        proofs = []
        for inner in cases:
            proof = _close(inner, LEVELS[:4], signs - 1, deadline)
            if proof is None:
                break
            proofs.append(proof)
        else:
            return ("sign", term, *proofs)
    return None


def _by_sign(facts: Facts, case: Case) -> Iterator[tuple[Term, list[Case]]]:
    """Offer polynomials whose sign may decide a case: factors of its facts, then differences of variables."""
    for poly in facts.undecided()[:CANDIDATES]:
        term = facts.term(poly)
        p = fraction(term, case.variables)[0]
        yield term, [case.knowing(fact) for fact in ((">", p), ("=", p), (">", -p))]
