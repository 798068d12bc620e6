"""Models and claims of the literature: against the papers' formulas, at random exact points and for all parameters."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from sympy import And, Eq, Or, Rational, Symbol, sqrt
from sympy.logic.boolalg import Boolean

from detente.games import Game
from detente.games.literature import fearon1995, hedgecock2022, jackson2007, powell1999, rubinstein1982
from detente.proofs import PAPERS, Claim, Pending, prove
from detente.proofs.saying import certain, every, exactly, never, worth
from detente.solvers import bargaining_range, equivalent, solve

F = Fraction
Point = Mapping[str, Fraction]

CLAIMS = {entry.key: entry for entries in PAPERS.values() for entry in entries if isinstance(entry, Claim)}


# --- verdicts


def mixed() -> dict[str, Boolean]:
    """The conditions under which claims hold that do not hold for all parameters: worked out by hand."""
    h, f, po, ru, ja = hedgecock2022, fearon1995, powell1999, rubinstein1982, jackson2007
    p, c_A, c_B, T = h.p, h.c_A, h.c_B, h.T
    low_end, high_end = p - c_A - h.k * h.h, p + c_B - h.h
    net_A, net_B = h.s_A * c_A - h.b_A, h.s_B * c_B - h.b_B
    root_A, root_B = sqrt(p - c_A), sqrt(1 - p - c_B)
    delta = f.delta
    return {
        "H2a": And(p > c_A, 1 - p > c_B),
        "H2d": And(p - c_A > T, 1 - p - c_B > T),
        "H3a": h.pi_A - h.pi_B > c_A + c_B,
        "H10d": p + (h.a + h.b) * (h.s - h.o) + c_B < 1,
        "H12a": And(high_end < 1, Or(low_end <= 0, h.k < 1)),
        "H12b": And(low_end > 0, Or(And(high_end < 1, h.k > 1), And(high_end >= 1, h.k > 0))),
        "H19b": Or(net_A + net_B < 0, And(net_A >= p - 1, net_B >= -p)),
        "F3b": And(f.r_A * p * (1 - p) + c_A >= 0, f.r_B * p * (1 - p) + c_B >= 0),
        "F4": Or(c_A >= p, p + c_B >= 1, root_A + root_B <= 1),
        "F7": Or(delta * f.p_2 - f.p_1 <= c_B * (1 - delta) ** 2, delta - f.p_1 > c_B * (1 - delta)),
        "P4": Or(po.q <= p - c_A, po.q > p + c_B, Eq(po.q, 0)),
        "R6": ru.delta_B < Rational(1, 2),
        "R7": ru.delta_B * (1 - ru.delta_A) < Rational(1, 2),
        "J5": (ja.b_A - 1) * ja.p * ja.G * (1 - ja.w) <= ja.C,
    }


@pytest.mark.parametrize("key", CLAIMS)
def test_verdict(key: str) -> None:
    claim = CLAIMS[key]
    verdict = prove(claim)
    expected = mixed().get(key)
    assert verdict.status == ("proved" if expected is None else "mixed"), verdict.reason
    assert verdict.evidence is not None
    assert verdict.evidence.check()
    if expected is not None:
        assert verdict.condition is not None
        assert equivalent(verdict.condition, expected, claim.game.given) is True


def test_every_mixed_claim_is_on_the_list() -> None:
    assert set(mixed()) <= set(CLAIMS)


def test_keys_are_unique_and_readings_are_given() -> None:
    entries = [entry for entries in PAPERS.values() for entry in entries]
    assert len({entry.key for entry in entries}) == len(entries)
    assert all(entry.reading and entry.title and entry.model for entry in entries if isinstance(entry, Claim))


def test_all_lines_of_the_brief_are_listed() -> None:
    keys = [entry.key.split(" ")[0].rstrip("abcdefg") for entry in PAPERS["hedgecock2022"]]
    assert list(dict.fromkeys(keys)) == [f"H{n}" for n in range(1, 20)]
    pending = [entry.key for entry in PAPERS["hedgecock2022"] if isinstance(entry, Pending)]
    numbers = [n for n in range(1, 20) if n not in (1, 2, 3, 10, 11, 12, 19)]
    assert pending == ["H2 (taking turns)", *(f"H{n}" for n in numbers)]


WRONG: dict[str, Callable[[Game], Boolean]] = {
    "H1c": lambda game: every(solve(game), lambda eq: eq.payoffs["A"] > worth(game, "war")["A"] + 1),
    "H2b": lambda game: exactly(solve(game), hedgecock2022.c_A < hedgecock2022.p, "war"),
    "H2c": lambda game: bargaining_range(game, [f"A has {n} of 4" for n in range(5)]).nonempty,
    "H3b": lambda game: exactly(solve(game), hedgecock2022.pi_A > hedgecock2022.pi_B, "war"),
    "F6": lambda game: never(solve(game), "war"),
    "F9": lambda game: certain(solve(game), "settlement"),
    "R3": lambda game: every(solve(game), lambda eq: Eq(eq.payoffs["A"], 1 - rubinstein1982.delta_B)),
    "J4": lambda game: exactly(solve(game), jackson2007.b_A > 1, "war"),
}


@pytest.mark.parametrize("key", WRONG)
def test_a_wrong_formula_is_not_proved(key: str) -> None:
    verdict = prove(replace(CLAIMS[key], says=WRONG[key]))
    assert verdict.status in ("mixed", "refuted")
    assert verdict.point is not None


# --- models at random exact points, against a solution by hand


def war(a: Fraction, b: Fraction) -> tuple[Fraction, Fraction, Fraction]:
    return a, b, F(1)


def peace(a: Fraction, b: Fraction) -> tuple[Fraction, Fraction, Fraction]:
    return a, b, F(0)


Play = tuple[Fraction, Fraction, Fraction]  # what A and B get, and the probability of war


def offered(a: Fraction, b: Fraction, a_takes: Callable[[Fraction], Fraction] | None = None) -> Play:
    """Play the ultimatum of A for a stake of one, where war is worth a and b."""
    most = min(F(1), 1 - b)  # of what B accepts
    return war(a, b) if most < 0 or most < a else peace(most, 1 - most)


def ultimatum(v: Point) -> Play:
    return offered(v["p"] - v["c_A"], 1 - v["p"] - v["c_B"])


def either_proposes(v: Point) -> Play:
    most, least = min(F(1), v["p"] + v["c_B"]), max(F(0), v["p"] - v["c_A"])
    share = v["alpha"] * most + (1 - v["alpha"]) * least
    return peace(share, 1 - share)


def all_or_nothing(v: Point) -> Play:
    a, b = v["p"] - v["c_A"], 1 - v["p"] - v["c_B"]
    return peace(F(1), F(0)) if b <= 0 else peace(F(0), F(1)) if a <= 0 else war(a, b)


def in_parts(v: Point) -> Play:
    a, b = v["p"] - v["c_A"], 1 - v["p"] - v["c_B"]
    most = max(F(n, 4) for n in range(5) if 1 - F(n, 4) >= max(b, F(0)))
    return peace(most, 1 - most) if most >= a else war(a, b)


def side_payments(v: Point) -> Play:
    a, b = v["p"] - v["c_A"], 1 - v["p"] - v["c_B"]
    bought = [1 - max(F(0), b)] if max(F(0), b) <= v["T"] else []
    sold = [min(v["T"], 1 - b)] if b <= 1 else []
    best = max([*bought, *sold])
    return peace(best, 1 - best) if best >= a else war(a, b)


def unenforced(v: Point) -> Play:
    a, b, r = v["p"] - v["c_A"], 1 - v["p"] - v["c_B"], v["r"]
    won = war(a, b) if b > 0 else peace(F(1), F(0))
    lost = war(a, b) if a > 0 else peace(F(0), F(1))
    drawn = tuple(r * one + (1 - r) * two for one, two in zip(won, lost, strict=True))
    return (drawn[0], drawn[1], drawn[2]) if drawn[1] >= b and drawn[0] >= a else war(a, b)


def disagreement(v: Point) -> Play:
    return offered(v["pi_A"] - v["c_A"], 1 - v["pi_B"] - v["c_B"])


def sanctions(v: Point) -> Play:
    felt = v["s"] - v["o"]
    odds = v["p"] + v["a"] * felt
    return offered(odds - v["c_A"], 1 - odds - v["c_B"] - v["b"] * felt)


def valuations(v: Point) -> Play:
    share, rest, _ = offered(v["p"] - v["c_A"] / v["v_A"], 1 - v["p"] - v["c_B"] / v["v_B"])
    return peace(v["v_A"] * share, v["v_B"] * rest)


def atrocities(v: Point) -> Play:
    a, b = v["p"] - v["c_A"] - v["k"] * v["h"], 1 - v["p"] - v["c_B"]
    share, _, fought = offered(a, b + v["h"])
    return war(a, b) if fought else peace(share, 1 - share - v["h"])


def leaders(v: Point) -> Play:
    a = v["p"] - v["s_A"] * v["c_A"] + v["b_A"]
    return offered(a, 1 - v["p"] - v["s_B"] * v["c_B"] + v["b_B"])


def first_strike(v: Point) -> Play:
    hold, accept = v["p_f"] - v["c_A"], v["p_s"] + v["c_B"]
    return (
        peace(min(F(1), accept), 1 - min(F(1), accept))
        if accept >= hold
        else war(v["p_s"] - v["c_A"], 1 - v["p_s"] - v["c_B"])
    )


def preventive_war(v: Point) -> Play:
    delta, ever = v["delta"], 1 / (1 - v["delta"])
    tomorrow = min(F(1), v["p_2"] + v["c_B"] / ever)
    a, b = v["p_1"] * ever - v["c_A"], (1 - v["p_1"]) * ever - v["c_B"]
    today = min(F(1), 1 + delta * (1 - tomorrow) * ever - b)
    return war(a, b) if today < 0 else peace(today + delta * tomorrow * ever, 1 - today + delta * (1 - tomorrow) * ever)


def status_quo(v: Point) -> Play:
    inside = v["p"] - v["c_A"] <= v["q"] <= v["p"] + v["c_B"]
    share = v["q"] if inside else max(F(0), v["p"] - v["c_A"])
    return peace(share, 1 - share)


def finite_horizon(rounds: int) -> Callable[[Point], Play]:
    def play(v: Point) -> Play:
        shares = {"A": F(0), "B": F(0)}
        for n in range(rounds, 0, -1):
            proposer, other = ("A", "B") if n % 2 else ("B", "A")
            kept = v[f"delta_{other}"] * shares[other]
            shares = {other: kept, proposer: 1 - kept}
        return peace(shares["A"], shares["B"])

    return play


def spoils(v: Point) -> tuple[Fraction, Fraction]:
    p, w, G, C = (v[name] for name in "pwGC")
    a = p * v["b_A"] * G * (1 - w) - (1 - p) * G * w - C * w
    return a, (1 - p) * v["b_B"] * G * w - p * G * (1 - w) - C * (1 - w)


def without_transfers(v: Point) -> Play:
    a, b = spoils(v)
    return war(a, b) if max(a, b) > 0 else peace(F(0), F(0))


def with_transfers(v: Point) -> Play:
    a, b = spoils(v)
    paid = max(a, -v["w"])
    return peace(paid, -paid) if paid <= 1 - v["w"] and -paid >= b else war(a, b)


PLAYS: list[tuple[Game, Callable[[Point], Play]]] = [
    (hedgecock2022.ultimatum(), ultimatum),
    (hedgecock2022.either_proposes(), either_proposes),
    (hedgecock2022.all_or_nothing(), all_or_nothing),
    (hedgecock2022.in_parts(4), in_parts),
    (hedgecock2022.side_payments(), side_payments),
    (hedgecock2022.lottery(enforced=False), unenforced),
    (hedgecock2022.disagreement(), disagreement),
    (hedgecock2022.sanctions(), sanctions),
    (hedgecock2022.valuations(), valuations),
    (hedgecock2022.atrocities(), atrocities),
    (hedgecock2022.leaders(), leaders),
    (fearon1995.ultimatum(), ultimatum),
    (fearon1995.first_strike(), first_strike),
    (fearon1995.preventive_war(), preventive_war),
    (powell1999.status_quo(), status_quo),
    (powell1999.random_proposer(), either_proposes),
    *((rubinstein1982.finite_horizon(rounds), finite_horizon(rounds)) for rounds in range(1, 6)),
    (jackson2007.without_transfers(), without_transfers),
    (jackson2007.with_transfers(), with_transfers),
]


def points(game: Game, count: int) -> list[dict[Symbol, Rational]]:
    """Draw points of a coarse grid, where ties and corners are common, that meet the hypotheses."""
    draw, found = random.Random(7), []
    while len(found) < count:
        wide = draw.random() < 1 / 3
        point = {name: Rational(draw.randint(0, 12), 8 if not wide else 4) for name in game.parameters}
        if all(h.subs(point, simultaneous=True) == True for h in game.given):  # noqa: E712  sympy's truth
            found.append(point)
    return found


@pytest.mark.parametrize(("game", "play"), PLAYS, ids=[play.__qualname__.split(".")[0] for _, play in PLAYS])
def test_equilibrium_at_exact_points(game: Game, play: Callable[[Point], Play]) -> None:
    solution = solve(game)
    assert not solution.undecided
    for point in points(game, 12):
        a, b, fights = play({s.name: F(int(v.p), int(v.q)) for s, v in point.items()})
        found = solution.at(point)
        assert len(found) == 1, point
        odds = found[0].outcomes.get("war", 0)
        values = [*found[0].payoffs.values(), odds]
        assert values == [Rational(x.numerator, x.denominator) for x in (a, b, fights)], point
