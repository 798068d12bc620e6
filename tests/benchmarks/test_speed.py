"""How long the games take that a user tries first: nothing here asserts a time.

Measure, from the root of the repository, with nothing else running:

    .venv/bin/python -m pytest tests/benchmarks --benchmark-enable -n 0

Read the column "Mean" (seconds, or ms where the table says so). The large trees and the claims are called once, the
imports seven times; every call solves its game afresh. The two lines of imports are to be read together: the cost of
``detente.games`` is its mean less that of ``sympy``. The peak memory of the process so far, in megabytes, and the
number of nodes stand under "extra_info" in the file that ``--benchmark-json=FILE`` writes.

Compare two states of the code with ``--benchmark-autosave`` and then ``--benchmark-compare``. The aims, on two cores:
ultimatum game 0.3 s, its range 0.1 s, three alternating offers 2 s, a tree of 50,000 nodes with five symbolic constants
30 s and 1 GB, ``detente verify hedgecock2022`` 30 s, ``import detente.games`` 0.2 s over sympy's own import. Perfect
Bayesian equilibria with the proof that none is missing: audience costs 0.6 s, beer and quiche 1 s; without it: three
types, two signals and two replies 4 s, a generic 3x3 matrix with 18 symbols 5 s, the chain store with two entrants 2 s,
an informed opposition as a second signaller 4 s.

Without ``--benchmark-enable`` each function runs once, as a test of its answer.
"""

from __future__ import annotations

import random
import subprocess
import sys
from fractions import Fraction
from typing import Any

import pytest
from sympy import Max, Min, Symbol
from test_bayesian import beer, chain, crisis

import oracles
from detente.games import Chance, Decision, Game, Node, Offer, Terminal, reals
from detente.solvers import Solution, bargaining_range, solve

p, c_A, c_B, delta, x = reals("p c_A c_B delta x")
CONSTANTS = reals("a b c d e")
LEAVES = 25_000  # a binary tree with so many ends has 49,999 nodes


def ultimatum() -> Game:
    war = Terminal({"A": p - c_A, "B": 1 - p - c_B}, "war")
    deal = Terminal({"A": x, "B": 1 - x}, "settlement")
    root = Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": war}))
    return Game(("A", "B"), root, given=(0 < p, p < 1, c_A > 0, c_B > 0))


def alternating(rounds: int) -> Game:
    node: Node = Terminal({"A": 0, "B": 0}, "no deal")
    for k in reversed(range(rounds)):
        proposer, other = ("A", "B") if k % 2 == 0 else ("B", "A")
        share = Symbol(f"x_{k + 1}", real=True)
        deal = Terminal({proposer: delta**k * share, other: delta**k * (1 - share)}, "settlement")
        node = Offer(proposer, (share, 0, 1), Decision(other, {"accept": deal, "reject": node}))
    return Game(("A", "B"), node, given=(0 < delta, delta < 1))


def large_tree(ordered: bool) -> Game:
    rng = random.Random(1)
    level: list[Node] = [
        Terminal({"A": rng.choice(CONSTANTS), "B": rng.choice(CONSTANTS)}, f"end {rng.randrange(3)}")
        for _ in range(LEAVES)
    ]
    height = 0
    while len(level) > 1:
        pairs = [level[k : k + 2] for k in range(0, len(level), 2)]
        level = [
            Decision("AB"[height % 2], {"left": pair[0], "right": pair[1]}) if len(pair) == 2 else pair[0]
            for pair in pairs
        ]
        height += 1
    a, b, c, d, e = CONSTANTS
    return Game(("A", "B"), level[0], given=(a < b, b < c, c < d, d < e) if ordered else ())


def three_types() -> Game:
    """Three types, two signals, two replies; the first signal costs each type something else."""
    p_1, p_2, b, a_0, a_1, a_2 = reals("p_1 p_2 b a_0 a_1 a_2")
    gains = (a_0, a_1, a_2)

    def typed(k: int) -> Node:
        def after(signal: str) -> Node:
            yes = gains[k] if signal == "m1" else 1
            return Decision(
                "B",
                {
                    "yes": Terminal({"A": yes, "B": b if k == 0 else 0}, "yes"),
                    "no": Terminal({"A": 0, "B": 0 if k == 0 else b}, "no"),
                },
            )

        return Decision("A", {signal: after(signal) for signal in ("m1", "m2")})

    odds = (p_1, p_2, 1 - p_1 - p_2)
    types = Chance({f"t{k}": (odds[k], typed(k)) for k in range(3)}, seen_by={"A"})
    return Game(("A", "B"), types, (0 < p_1, 0 < p_2, p_1 + p_2 < 1, b > 0, a_0 > 1, a_1 < 1, a_2 < 0))


def matrix_of_symbols(n: int) -> Game:
    a, b = ({(i, j): reals(f"{name}_{i}{j}") for i in range(n) for j in range(n)} for name in "ab")
    rows = {
        f"r{i}": Decision("B", {f"c{j}": Terminal({"A": a[i, j], "B": b[i, j]}, "end") for j in range(n)})
        for i in range(n)
    }
    return Game(("A", "B"), Decision("A", rows, seen_by=()))


def opposition() -> Game:
    """Schultz 1998: an opposition that knows the type too supports a threat or opposes it, before the answer."""
    q, a, v, w_s, w_w, w_B, s = reals("q a v w_s w_w w_B s")

    def typed(w: Symbol) -> Node:
        def answered(supported: bool) -> Node:
            cost = a if supported else 2 * a
            retreat = Terminal({"G": -cost, "O": -a if supported else s, "T": v}, "retreat")
            last = Decision("G", {"fight": Terminal({"G": w, "O": w, "T": w_B}, "war"), "back down": retreat})
            concession = Terminal({"G": v, "O": s if supported else -s, "T": 0}, "concession")
            return Decision("T", {"concede": concession, "resist": last})

        said = Decision("O", {"support": answered(True), "oppose": answered(False)})
        return Decision("G", {"threaten": said, "stay quiet": Terminal({"G": 0, "O": 0, "T": v}, "status quo")})

    given = (0 < q, q < 1, a > 0, v > 0, w_B < 0, s > 0, -a < w_s, w_s < 0, w_w < -2 * a)
    types = Chance({"strong": (q, typed(w_s)), "weak": (1 - q, typed(w_w))}, seen_by={"G", "O"})
    return Game(("G", "O", "T"), types, given)


def peak_megabytes() -> float:
    resource = pytest.importorskip("resource")  # not on Windows
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def test_ultimatum_solved(benchmark: Any) -> None:
    solution = benchmark(lambda: solve(ultimatum()))
    assert {(eq.strategy[()].offer, eq.payoffs["A"]) for eq in solution.equilibria} == {(p + c_B, p + c_B), (1, 1)}


def test_ultimatum_range(benchmark: Any) -> None:
    found = benchmark(lambda: bargaining_range(ultimatum()))
    assert (found.low, found.high, found.always.status) == (Max(0, p - c_A), Min(1, p + c_B), "proved")


def test_three_alternating_offers(benchmark: Any) -> None:
    solution = benchmark.pedantic(lambda: solve(alternating(3)), rounds=5)
    (eq,) = solution.equilibria
    assert (eq.payoffs["A"] - (1 - delta + delta**2)).expand() == 0
    assert not solution.undecided


@pytest.mark.parametrize("order", ["ordered", pytest.param("any order", marks=pytest.mark.slow)])
def test_tree_of_50000_nodes(benchmark: Any, order: str) -> None:
    game = large_tree(order == "ordered")
    benchmark.extra_info["nodes"] = sum(1 for _ in game.walk())
    solution: Solution = benchmark.pedantic(lambda: solve(game), rounds=1)
    benchmark.extra_info["peak memory in MB"] = peak_megabytes()
    assert not solution.undecided
    for seed in range(3):
        values = random.Random(seed).sample(range(100), len(CONSTANTS))
        point = dict(zip(CONSTANTS, map(Fraction, sorted(values) if order == "ordered" else values), strict=True))
        (eq,) = oracles.at(solution.equilibria, point)
        right = oracles.induct(game, point)
        assert {name: oracles.number(eq.payoffs[name], point) for name in "AB"} == right.payoffs
        assert {name: oracles.number(eq.probability(name), point) for name in right.outcomes} == {
            name: odds["A"] for name, odds in right.outcomes.items()
        }


@pytest.mark.parametrize("concept", ["pbe", "sequential"])
@pytest.mark.parametrize("make", [crisis, beer], ids=["audience costs", "beer and quiche"])
def test_signalling_with_the_proof_that_none_is_missing(benchmark: Any, make: Any, concept: str) -> None:
    def work() -> tuple[Solution, str]:
        solution = solve(make(), concept)
        return solution, solution.complete().status

    solution, status = benchmark.pedantic(work, rounds=3)
    assert not solution.undecided
    assert status == "proved"


LARGER = {
    "three types": three_types,
    "matrix of 18 symbols": lambda: matrix_of_symbols(3),
    "chain store, two entrants": lambda: chain(2),
    "informed opposition": opposition,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", LARGER)
def test_all_perfect_bayesian_equilibria(benchmark: Any, name: str) -> None:
    solution = benchmark.pedantic(lambda: solve(LARGER[name](), "pbe", seconds=600), rounds=1)
    benchmark.extra_info["families"] = len(solution.equilibria)
    assert not solution.undecided


@pytest.mark.slow
@pytest.mark.parametrize("name", ["three types", "chain store, two entrants"])
def test_proof_that_no_equilibrium_is_missing(benchmark: Any, name: str) -> None:
    solution = solve(LARGER[name](), "pbe", seconds=600)
    assert benchmark.pedantic(lambda: solution.complete(600), rounds=1).status == "proved"


def run(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_claims_of_the_brief_verified(benchmark: Any) -> None:
    command = (
        "import sys; from detente.proofs.cli import main; sys.argv[:] = ['detente', 'verify', 'hedgecock2022']; main()"
    )
    table = benchmark.pedantic(lambda: run("-c", command), rounds=1)
    assert "proved" in table
    assert "unknown" not in table


@pytest.mark.parametrize("module", ["sympy", "detente.games"])
def test_import(benchmark: Any, module: str) -> None:
    out = benchmark.pedantic(lambda: run("-c", f"import {module}; print({module}.__name__)"), rounds=7, warmup_rounds=1)
    assert out.strip() == module
