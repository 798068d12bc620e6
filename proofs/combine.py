"""Find a nonnegative combination of products of facts that is zero identically: a contradiction to check.

A linear program (HiGHS, in floating point) says which products to use; their weights are then solved for
exactly over the rationals. Nothing found here is believed before `detente.proofs.certificate` has checked it.
D. Handelman, "Representing polynomials by positive linear functions on compact convex polyhedra", 1988.

>>> from detente.proofs.expand import negated
>>> x, zero = ("sym", "x"), ("num", "0")
>>> contradiction(Facts(negated([(">", x, zero)], (">", ("^", x, "2"), zero))), 2)
('sum', (('1', (1,), ()), ('1', (0, 0), ())), ())
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Any, TypeAlias

import numpy
from flint import Ordering, fmpq, fmpq_mat, fmpq_mpoly_ctx

from detente.proofs.certificate import Proof
from detente.proofs.expand import Case, Term

Poly: TypeAlias = Any  # flint's fmpq_mpoly: much faster than sympy's polynomials, and for the search alone
COLUMNS = 2500  # products offered to one linear program
SQUARES = 60  # squares offered besides
TOLERANCES = (1e-9, 1e-7, 1e-5)  # a weight below this counts as zero when the exact weights are solved for


@dataclass(frozen=True, eq=False)
class Column:
    """A polynomial that is nonnegative wherever the facts hold, or a multiple of one that is zero there."""

    poly: Poly
    numbers: tuple[int, ...] = ()
    squares: tuple[Poly, ...] = ()
    strict: bool = False
    equality: int = -1
    multiplier: Poly = None

    def times(self, other: Column) -> Column:
        """Multiply two columns of inequalities."""
        numbers = tuple(sorted(self.numbers + other.numbers))
        strict = self.strict and other.strict
        return Column(self.poly * other.poly, numbers, self.squares + other.squares, strict)


class Facts:
    """The facts of a case as flint's polynomials, without repetitions."""

    def __init__(self, case: Case) -> None:
        self.terms: list[Term] = list(case.variables)
        count = len(self.terms)
        self.ctx = fmpq_mpoly_ctx.get([f"v{i}" for i in range(count)], Ordering.lex)
        self.variables = self.ctx.gens()
        self.one = Column(self.ctx.constant(1), strict=True)
        self.factors: list[Column] = []
        self.equalities: list[tuple[int, Poly]] = []
        self.directions: dict[Any, int] = {}
        for i, (op, p) in enumerate(case.known):
            poly = self.ctx.from_dict({m: fmpq(int(c.numerator), int(c.denominator)) for m, c in p.terms()})
            if op == "=":
                self.equalities.append((i, poly))
                continue
            column = Column(poly * poly if op == "!=" else poly, (i,), strict=op in (">", "!="))
            known = self.directions.setdefault(_direction(column.poly), len(self.factors))
            if known == len(self.factors):
                self.factors.append(column)
            elif column.strict:
                self.factors[known] = column
        self.used = [i for i in range(count) if any(p.degrees()[i] for p in self.polynomials())]

    def polynomials(self) -> list[Poly]:
        """List the polynomials of which something is known."""
        return [f.poly for f in self.factors] + [p for _, p in self.equalities]

    def term(self, poly: Poly) -> Term:
        """Write a polynomial as a term."""
        return _sum([_monomial(self.terms, powers, c) for powers, c in poly.to_dict().items()])

    def squares(self) -> list[Column]:
        """Offer squares that often complete a proof: of repeated factors, of derivatives of quadratics (they
        complete the square), of the two monomials around a mixed one, of variables, of linear facts, and of
        differences between two of these.
        """
        facts = self.polynomials()
        curved = [p for p in facts if p.total_degree() > 1]
        linear = [p for p in facts if p.total_degree() == 1]
        gens = [self.variables[i] for i in self.used]
        roots = [f for p in curved for f, power in p.factor_squarefree()[1] if power > 1]
        roots += [p.derivative(i) for p in curved for i in self.used if p.degrees()[i] == 2]
        roots += [root for p in curved for root in self._around(p)]
        roots += [*gens, *(a - b for a, b in combinations(gens, 2)), *linear]
        roots += [a - b for a, b in combinations(linear, 2)]
        found: dict[Any, Column] = {}
        for root in roots:
            if not root.is_constant() and root.total_degree() <= 3:
                found.setdefault(_direction(root * root), Column(root * root, squares=(root,)))
        return list(found.values())[:SQUARES]

    def undecided(self) -> list[Poly]:
        """List polynomials whose sign no fact states: factors of facts, variables, their differences."""
        known = {_direction(sign * f.poly) for f in self.factors for sign in (1, -1)}
        facts = self.polynomials()
        parts = [f for p in facts if p.total_degree() > 1 for f, _ in p.factor()[1]]
        gens = [self.variables[i] for i in self.used]
        found: dict[Any, Poly] = {}
        for p in [*parts, *gens, *(a - b for a, b in combinations(gens, 2))]:
            if _direction(p) not in known and _direction(-p) not in found:
                found.setdefault(_direction(p), p)
        return list(found.values())

    def _around(self, p: Poly) -> Iterator[Poly]:
        terms = p.to_dict()
        halves = [
            (tuple(int(e) // 2 for e in powers), root)
            for powers, c in terms.items()
            if all(e % 2 == 0 for e in powers) and (root := _root(abs(c)))
        ]
        for (m, a), (n, b) in combinations(halves, 2):
            if tuple(i + j for i, j in zip(m, n, strict=True)) in terms:
                yield from (self.ctx.from_dict({m: a, n: sign * b}) for sign in (-1, 1))


def contradiction(facts: Facts, level: int) -> Proof | None:
    """Find the proof that facts exclude each other, from products of up to `level` of them; level 0 only compares."""
    weights = _weights(_columns(facts, level), facts) if level else _opposites(facts)
    if weights is None:
        return None
    products, multiples = [], dict[int, Poly]()
    for column, weight in weights:
        if column.equality < 0:
            squares = tuple(facts.term(s) for s in column.squares)
            products.append((str(weight), column.numbers, squares))
        else:
            added = multiples.get(column.equality, 0 * facts.one.poly)
            multiples[column.equality] = added + weight * column.multiplier
    return ("sum", tuple(products), tuple((i, facts.term(m)) for i, m in multiples.items()))


def _opposites(facts: Facts) -> list[tuple[Column, fmpq]] | None:
    """Find a fact that is false by itself, or two that exclude each other: most cases end so."""
    equal = {}
    for i, p in facts.equalities:
        for sign in (1, -1):
            equal[_direction(sign * p)] = Column(sign * p, equality=i, multiplier=sign * facts.one.poly)
    for column in (*facts.factors, *equal.values()):
        opposite = _direction(-column.poly)
        other = facts.one if column.poly.is_constant() else equal.get(opposite)
        if other is None and opposite in facts.directions:
            other = facts.factors[facts.directions[opposite]]
        if other is not None and (column.strict or other.strict):
            weights = _exact([column, other])
            if weights is not None:
                return [(c, w) for c, w in zip((column, other), weights, strict=True) if w != 0]
    return None


def _columns(facts: Facts, level: int) -> list[Column]:
    """Offer products of up to `level` facts, squares, and multiples of equalities."""
    # Simple factors first: where there are too many products, those of the others are left out.
    factors = sorted(facts.factors, key=lambda f: (f.poly.total_degree(), len(f.poly.to_dict())))
    degrees = [p.total_degree() for p in facts.polynomials()]
    limit = int(max(degrees, default=1)) + level - 1
    found = [facts.one, *factors]
    if level > 1:
        size = len(factors)
        while size > level and math.comb(size + level, level) > COLUMNS:
            size -= 1
        found += _grown(factors, factors[:size], level, limit)
        squares = facts.squares()
        found += [*squares, *_grown(squares, factors, level - 1, limit)]
    return [*found, *_multiples(facts, level, limit)]


def _grown(layer: Sequence[Column], factors: Sequence[Column], level: int, limit: int) -> list[Column]:
    """Multiply columns by up to `level` - 1 more factors, each product once and of a degree up to `limit`."""
    found: list[Column] = []
    newest = [(column, factors.index(column) if column in factors else len(factors) - 1) for column in layer]
    for _ in range(level - 1):
        products = ((c.times(f), j) for c, last in newest for j, f in enumerate(factors[: last + 1]))
        newest = [(c, j) for c, j in islice(products, COLUMNS) if c.poly.total_degree() <= limit]
        found += [c for c, _ in newest]
    return found


def _multiples(facts: Facts, level: int, limit: int) -> list[Column]:
    """Multiply the equalities by monomials of a degree of up to `level` - 1."""
    monomials = latest = [facts.one.poly]
    for _ in range(level - 1):
        raised = [m * facts.variables[i] for m in latest for i in facts.used]
        latest = list({str(m): m for m in raised}.values())
        monomials = monomials + latest
        if len(monomials) * len(facts.equalities) > COLUMNS:
            break
    return [
        Column(p * m, equality=i, multiplier=m)
        for i, p in facts.equalities
        for m in monomials
        if m.total_degree() + p.total_degree() <= limit + 1
    ]


def _weights(columns: Sequence[Column], facts: Facts) -> list[tuple[Column, fmpq]] | None:
    """Solve for weights of columns that add up to zero, with a total weight of one on the strict ones."""
    # Imported here, since it takes a quarter of a second and checking evidence needs none of it.
    from scipy.optimize import linprog
    from scipy.sparse import csc_array

    rows: dict[tuple[int, ...], int] = {}
    entries: list[tuple[float, int, int]] = []
    for k, column in enumerate(columns):
        terms = [(m, int(c.p) / int(c.q)) for m, c in column.poly.to_dict().items()]
        size = max((abs(c) for _, c in terms), default=1)  # columns of like size keep the program stable
        entries += [(c / size, rows.setdefault(m, len(rows)), k) for m, c in terms]
    entries += [(1, len(rows), k) for k, column in enumerate(columns) if column.strict]
    values, places = numpy.array([e[0] for e in entries]), numpy.array([e[1:] for e in entries])
    matrix = csc_array((values, (places[:, 0], places[:, 1])), shape=(len(rows) + 1, len(columns)))
    right = [0] * len(rows) + [1]
    cost = [0.1 + len(c.numbers) + 2 * len(c.squares) if c.equality < 0 else 0 for c in columns]
    bounds = [(0, None) if c.equality < 0 else (None, None) for c in columns]
    result = linprog(cost, A_eq=matrix, b_eq=right, bounds=bounds, method="highs-ds")
    if result.status != 0:
        return None
    for tolerance in TOLERANCES:
        support = [k for k, weight in enumerate(result.x) if abs(weight) > tolerance]
        exact = _exact([columns[k] for k in support])
        if exact is not None:
            return [(columns[k], w) for k, w in zip(support, exact, strict=True) if w != 0]
    return None


def _exact(columns: Sequence[Column]) -> list[fmpq] | None:
    """Solve exactly for the weights of a few columns; None where there are none of the right signs."""
    rows: dict[tuple[int, ...], list[fmpq]] = {}
    for k, column in enumerate(columns):
        for m, c in column.poly.to_dict().items():
            rows.setdefault(m, [fmpq(0)] * (len(columns) + 1))[k] = c
    total = [fmpq(int(column.strict)) for column in columns] + [fmpq(1)]
    reduced, rank = fmpq_mat([*rows.values(), total]).rref()
    weights = [fmpq(0)] * len(columns)
    for i in range(rank):
        pivot = next(k for k in range(len(columns) + 1) if reduced[i, k] != 0)
        if pivot == len(columns):
            return None
        weights[pivot] = reduced[i, len(columns)]
    signs = all(w >= 0 for w, column in zip(weights, columns, strict=True) if column.equality < 0)
    return weights if signs else None


def _root(number: fmpq) -> fmpq | None:
    p, q = math.isqrt(int(number.p)), math.isqrt(int(number.q))
    return fmpq(p, q) if p * p == number.p and q * q == number.q else None


def _direction(poly: Poly) -> tuple[Any, ...]:
    """What two polynomials have in common that differ by a positive factor."""
    terms = sorted(poly.to_dict().items())
    scale = abs(terms[0][1]) if terms else fmpq(1)
    return tuple((m, str(c / scale)) for m, c in terms)


def _monomial(variables: Sequence[Term], powers: Iterable[int], coefficient: fmpq) -> Term:
    factors = [v if e == 1 else ("^", v, str(e)) for v, e in zip(variables, powers, strict=True) if e]
    number = ("num", str(coefficient))
    if not factors:
        return number
    factors = factors if coefficient == 1 else [number, *factors]
    return factors[0] if len(factors) == 1 else ("*", *factors)


def _sum(terms: list[Term]) -> Term:
    if len(terms) == 1:
        return terms[0]
    return ("+", *terms) if terms else ("num", "0")
