"""Models and claims of the literature: against the papers' formulas, at random exact points and for all parameters."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from sympy import And, Eq, Min, Not, Or, Rational, Symbol, lambdify, sqrt, true
from sympy.logic.boolalg import Boolean
from test_over_time import mixed as over_time
from test_walks import mixed as on_fighting

from detente.games import Chance, Game, GameError, UnsupportedGame, reals
from detente.games.literature import (
    abreu1988,
    axelrod1984,
    cho1987,
    coe2011,
    farrell1989,
    fearon1994,
    fearon1995,
    fearon1997,
    fearon1998,
    filson2002,
    garfinkel2000,
    hedgecock2022,
    hedgecock2022_commitment,
    hedgecock2022_information,
    hirshleifer1991,
    jackson2007,
    kreps1982,
    kydd2003,
    powell1999,
    powell2004,
    rubinstein1982,
    schelling1960,
    schultz1998,
    smith2004,
    tullock1980,
    walter1997,
)
from detente.proofs import PAPERS, Claim, Pending, prove
from detente.proofs.saying import (
    certain,
    dominated,
    every,
    every_survivor,
    exactly,
    families,
    never,
    plays,
    probability,
    some,
    worth,
)
from detente.solvers import Equilibrium, bargaining_range, deviations, equivalent, implied, solve
from detente.solvers.refinements import intuitive_criterion

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
    i = hedgecock2022_information
    q, a, b, c_L, c_H = i.q, i.a, i.b, i.c_L, i.c_H
    rise = i.p_2 - i.p_1
    resolve_end = Min(c_H, 1 - p)
    good, spread = q * a + (1 - q) * (1 - a), q * (1 - q) * (2 * a - 1) * (i.p_2 - i.p_1)
    t, ch, fe, sc, sh, ky = fearon1994, cho1987, fearon1997, schultz1998, schelling1960, kydd2003
    sm, seen_A, seen_B = smith2004, smith2004.a_A + smith2004.b_A, smith2004.a_B + smith2004.b_B
    apart = sm.a_A / seen_A - sm.a_B / seen_B  # between what the sides expect
    bold = filson2002.q * (1 + 12 * filson2002.k + 192 * filson2002.k**2) > 1
    feared = fe.q * (1 + fe.w) > 1
    much = 1 - ky.r - ky.r * ky.w - ky.s  # beyond what B gets if it asks for little

    def tempted(accuracy: Symbol) -> Boolean:
        """A presses a B that seems weary: what the soft give exceeds what war with the tough costs."""
        return q * (1 - accuracy) * (c_A + c_L) < (1 - q) * accuracy * (c_H - c_L)

    def risky(averse: Symbol | int) -> Boolean:
        soft, tough = (end + averse * end * (1 - end) for end in (f.p + f.c_2, f.p + f.c_1))
        return (1 - f.q) * (soft - tough) > f.q * (tough - f.p + f.c_A)

    ax, ab, sh_, wa, co = axelrod1984, abreu1988, fearon1998, walter1997, hedgecock2022_commitment
    d, surprise = reals("delta"), co.t - co.r
    stick = And(d * (ab.R + ab.h) >= ab.T - ab.R, d * (ab.R + ab.h) >= ab.h)
    echoes = And(Eq(d * (ax.T - ax.P), ax.P - ax.S), Eq(d * (ax.R - ax.S), ax.T - ax.R))

    gap, costs = (1 - f.q) * (f.p_2 - f.p_1), f.q * (f.c_A + f.c_B)
    return {
        "H4a": (1 - q) * (resolve_end - c_L) > q * (c_A + c_L),
        "H4f": And(i.C > c_A, i.C + 2 * p < 2 + c_A),
        "H5c": Or(good**2 * (c_A + c_B) >= spread, good * (c_A + c_B) < spread),
        "H6e": Or(i.q * (c_A + c_B) < (1 - q) * rise, q * i.p_1 * (c_A + c_B) >= (1 - q) * i.p_2 * rise),
        "H9c": Or(q * (1 - i.r) * i.c < (1 - q) * i.v, q * (1 - b) * i.c > (1 - q) * i.v),
        "H8b": Or(tempted(a), Not(tempted(b))),
        "A5": Or(t.a > -t.w_s, t.b < -t.w_s, t.b > -t.w_w, t.q * (t.v - t.w_B) > t.v),
        "CK3": Or(ch.b_s > ch.d, ch.q * ch.k < (1 - ch.q) * ch.w),
        "S2": Or(sh.f_A > sh.v_A, sh.f_B > sh.v_B),
        "K3": kreps1982.q < kreps1982.b,
        "T3a": Or(fe.m > fe.v_w, feared),
        "T3b": Or(fe.m + fe.v_w > fe.c, feared),
        "T4a": Or(fe.m > fe.v_w, feared),
        "T4b": Or(fe.m + fe.v_w > fe.c, feared),
        "T5": Or(fe.m < fe.v_w, fe.m + fe.v_w > fe.c, feared, fe.m * (fe.m + fe.v_w) >= fe.c * fe.v_w),
        "C2": farrell1989.d > farrell1989.y,
        "N2a": Or(apart <= 0, sm.b_A * seen_B * (seen_B + 1) < sm.b_B * seen_A * (seen_A + 1)),
        "N2b": Or(apart <= 0, sm.a_A * seen_B * (seen_B + 1) > sm.a_B * seen_A * (seen_A + 1)),
        "N4": Or(
            apart > sm.c_A + sm.c_B,
            (sm.a_A + 1) / (seen_A + 1) - (sm.a_B + 1) / (seen_B + 1) <= sm.c_A + sm.c_B,
        ),
        "W2": bold,
        "W3": bold,
        # within three rounds against two: 1 - 40*q/9, 1 - 209*q/129, 1 - q, 1 against 1 - 5*q/3, 1 - q, 1
        "PW4": Or(
            And(powell2004.q > Rational(5805, 95752), powell2004.q < Rational(45, 107)),
            And(powell2004.q > Rational(16641, 37201), powell2004.q < Rational(129, 161)),
            powell2004.q > Rational(1077, 1333),
        ),
        "O2c": sc.q * (1 + sc.w) > 1,
        "M4": Or(ky.b * much < ky.k * ky.r, (1 - ky.q) * much > ky.q * (ky.s + ky.w)),
        "F12": Not(risky(0)),
        "F13": Or(costs < gap, costs >= (1 + f.q) * gap),
        "F14": Or(risky(0), Not(risky(f.r))),
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
        "FR4": d * (ax.T - ax.P) >= ax.T - ax.R,
        "AX2": echoes,
        "AX5": Or(d * (ax.T - ax.P) < ax.P - ax.S, (d + d**2) * (ax.R - ax.P) >= ax.T - ax.R),
        "AB2": Or(d * (ab.T - ab.P) < ab.T - ab.R, stick),
        "EN4": And(sh_.x >= sh_.t * (1 - d), 1 - sh_.x >= sh_.t * (1 - d)),
        "TG2": Or(wa.g > 0, wa.t * d < wa.t - wa.r),
        "H2h": Or(d < (co.p - co.c_A) * (1 + d), d < (1 - co.p - co.c_B) * (1 + d)),
        "H17a": d * co.t * (1 - co.q) ** 2 < (1 - co.q) * surprise + co.q * co.s,
        "J5": (ja.b_A - 1) * ja.p * ja.G * (1 - ja.w) <= ja.C,
        "TU6": tullock1980.V_A < tullock1980.V_B,
        "HI1": hirshleifer1991.R_A <= 3 * hirshleifer1991.R_B,
        "HI4": hirshleifer1991.R_A > 3 * hirshleifer1991.R_B,
        "GS4": garfinkel2000.delta < 2 * garfinkel2000.d,
        "CO4": And(*(share * (1 - coe2011.d) < Rational(1, 4) for share in (coe2011.p, 1 - coe2011.p))),
        **on_fighting(),
        **over_time(),
    }


REFUTED = {"H5a", "H6b", "S3a", "S4", "O2b", "JV2", "NA3"}  # false for all parameters


@pytest.mark.parametrize("key", CLAIMS)
def test_verdict(key: str) -> None:
    claim = CLAIMS[key]
    verdict = prove(claim)
    expected = mixed().get(key)
    status = "refuted" if key in REFUTED else "proved" if expected is None else "mixed"
    assert verdict.status == status, verdict.reason
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
    keys = [entry.key.split(" ")[0].rstrip("abcdefghi") for entry in PAPERS["hedgecock2022"]]
    assert list(dict.fromkeys(keys)) == [f"H{n}" for n in range(1, 20)]
    assert not [entry.key for entry in PAPERS["hedgecock2022"] if isinstance(entry, Pending)]


WRONG: dict[str, Callable[[Game], Boolean]] = {
    "H1c": lambda game: every(solve(game), lambda eq: eq.payoffs["A"] > worth(game, "war")["A"] + 1),
    "H2b": lambda game: exactly(solve(game), hedgecock2022.c_A < hedgecock2022.p, "war"),
    "H2c": lambda game: bargaining_range(game, [f"A has {n} of 4" for n in range(5)]).nonempty,
    "H3b": lambda game: exactly(solve(game), hedgecock2022.pi_A > hedgecock2022.pi_B, "war"),
    "H4b": lambda game: never(solve(game, "pbe"), "war"),
    "H4c": lambda game: exactly(solve(game, "pbe"), hedgecock2022_information.q < Rational(1, 2), "war"),
    "H5b": lambda game: certain(solve(game, "pbe"), "settlement"),
    "H6d": lambda game: every(solve(game, "pbe"), lambda eq: probability(eq, "war") < hedgecock2022_information.q),
    "H9b": lambda game: never(solve(game, "pbe"), "war"),
    "F16": lambda game: every(solve(game, "pbe"), lambda eq: Eq(probability(eq, "war"), 0), False),
    "H8d": lambda game: every(
        solve(game, "pbe"), lambda eq: eq.payoffs["A"] > hedgecock2022_information.p + hedgecock2022_information.c_L
    ),
    "A2": lambda game: never(solve(game, "pbe"), "war"),
    "CK2": lambda game: every(solve(game, "pbe"), lambda eq: Eq(plays(game, eq, "beer", "weak"), 0)),
    "CK4": lambda game: every_survivor(
        intuitive_criterion(solve(game, "pbe")), lambda eq: Eq(plays(game, eq, "beer", "weak"), 1)
    ),
    "N3": lambda game: smith2004.a_A + smith2004.b_A >= smith2004.a_B,
    "W1": lambda game: every(solve(game, "pbe"), lambda eq: Eq(probability(eq, "settlement"), 1 - filson2002.q), False),
    "S3b": lambda game: never(solve(game, "pbe"), "peace"),
    "B2": lambda game: some(solve(game, "pbe"), lambda eq: probability(eq, "peace") > 0),
    "K4": lambda game: every(solve(game, "pbe"), lambda eq: Eq(plays(game, eq, "enter", "weak"), 1)),
    "T1": lambda game: never(solve(game, "pbe"), "war"),
    "O3": lambda game: every(solve(game, "pbe"), lambda eq: probability(eq, "war") < schultz1998.q / 2),
    "M2": lambda game: some(solve(game, "pbe"), lambda eq: Eq(probability(eq, "war"), kydd2003.r * (1 - kydd2003.q))),
    "F10": lambda game: exactly(solve(game, "pbe"), fearon1995.q < 0, "settlement"),
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


# --- what sentences on equilibria mean


def fear() -> tuple[Game, tuple[tuple[Callable[[Equilibrium], Boolean], Boolean], ...]]:
    game, best = (
        schelling1960.reciprocal_fear(),
        And(schelling1960.v_A > schelling1960.f_A, schelling1960.v_B > schelling1960.f_B),
    )
    kinds = (
        (lambda eq: Eq(probability(eq, "war"), 1), schelling1960.h_A > 0),
        (lambda eq: Eq(probability(eq, "peace"), 1), best),
        (lambda eq: And(probability(eq, "peace") > 0, probability(eq, "peace") < 1), best),
    )
    return game, kinds


def test_families_are_all_and_each_exists_just_where_it_is_said_to() -> None:
    game, kinds = fear()
    solution = solve(game, "pbe", edges="full")
    assert implied(families(solution, *kinds), game.given) is True
    for left_out in range(3):
        assert implied(families(solution, *kinds[:left_out], *kinds[left_out + 1 :]), game.given) is False
        where = [Not(kinds[left_out][1]) if n == left_out else where for n, (_, where) in enumerate(kinds)]
        wrong = [(says, condition) for (says, _), condition in zip(kinds, where, strict=True)]
        assert implied(families(solution, *wrong), game.given) is False


def test_one_game_dominates_another_only_by_an_equilibrium_for_each() -> None:
    game, _ = fear()
    solution = solve(game, "pbe", edges="full")
    peaceful = And(schelling1960.v_A > schelling1960.f_A, schelling1960.v_B > schelling1960.f_B)
    assert implied(dominated(solution, solution, lambda eq: eq.payoffs["A"]), game.given) is True
    worse = solve(
        Game(game.players, game.root, (*game.given, schelling1960.f_A > schelling1960.v_A)), "pbe", edges="full"
    )
    given = (*game.given, peaceful, schelling1960.v_A > 0)
    assert implied(dominated(solution, worse, lambda eq: eq.payoffs["A"]), given) is False


def test_a_move_that_nobody_has_is_an_error() -> None:
    game, _ = fear()
    (eq, *_) = solve(game, "pbe").equilibria
    with pytest.raises(GameError, match="the start: nobody can choose 'surrender'"):
        plays(game, eq, "surrender")
    with pytest.raises(GameError, match="nobody can choose 'wait'"):
        plays(game, eq, "wait", "wait", "wait")


def test_sentences_on_all_equilibria_need_all_of_them() -> None:
    game, _ = fear()
    solution = solve(game, "pbe", edges="full")
    assert solution.check is not None
    part = replace(solution, check=replace(solution.check, families=solution.check.families[1:]))
    with pytest.raises(UnsupportedGame, match="not proved, but refuted"):
        every(part, lambda _: true)


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
    hypotheses = [lambdify(game.parameters, hypothesis, "sympy") for hypothesis in game.given]
    while len(found) < count:
        wide = draw.random() < 1 / 3
        values = [Rational(draw.randint(0, 12), 8 if not wide else 4) for _ in game.parameters]
        if all(hypothesis(*values) for hypothesis in hypotheses):
            found.append(dict(zip(game.parameters, values, strict=True)))
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


# --- screening at random exact points: A's best among the offers that some type just accepts, type by type

SCREENING = [
    hedgecock2022_information.resolve(),
    hedgecock2022_information.capability(),
    hedgecock2022_information.resolve_and_capability(),
    fearon1995.risk_return(),
    fearon1995.private_odds(),
    fearon1995.private_odds(as_costs=True),
    fearon1995.risk_averse_proposer(),
]


def screened(game: Game, point: Mapping[Symbol, Rational]) -> list[tuple[Rational, Rational]]:
    """What each sensible offer is worth to A, and the probability that it is refused."""
    assert isinstance(game.root, Chance)
    types = []
    for odds, offer in game.root.moves.values():
        deal, war = offer.then.moves["accept"].payoffs, offer.then.moves["fight"].payoffs
        ends = {player: war[player].subs(point) for player in game.players}
        types.append((odds.subs(point), offer.interval[0], deal["A"], ends))
    found = []
    for ask in {max(Rational(0), min(Rational(1), 1 - ends["B"])) for *_, ends in types} | {Rational(1)}:
        takes = [1 - ask >= ends["B"] for *_, ends in types]
        worth_a = [
            odds * (deal.subs({**point, x: ask}) if taken else ends["A"])
            for (odds, x, deal, ends), taken in zip(types, takes, strict=True)
        ]
        refused = sum((odds for (odds, *_), taken in zip(types, takes, strict=True) if not taken), Rational(0))
        found.append((sum(worth_a), refused))
    return found


@pytest.mark.parametrize("game", SCREENING)
def test_screening_at_exact_points(game: Game) -> None:
    solution = solve(game, "pbe")
    assert not solution.undecided
    for point in points(game, 12):
        (at,) = solution.at(point)
        offers = screened(game, point)
        assert at.payoffs["A"] == max(value for value, _ in offers), point
        assert (at.payoffs["A"], at.outcomes.get("war", 0)) in offers, point


def test_the_crisis_at_a_point() -> None:
    t = fearon1994
    solution = solve(t.audience_costs(), "pbe", edges="full")
    assert solution.complete().status == "proved"
    values = {t.v: 1, t.w_B: -1, t.w_s: Rational(-1, 4), t.w_w: -2, t.q: Rational(1, 4), t.b: 3}
    silent, telling, bound = (solution.at({**values, t.a: cost}) for cost in (Rational(1, 8), Rational(1, 2), 3))
    assert {eq.probability("war") for eq in silent} == {0}
    assert {eq.probability("war") for eq in telling} == {0, Rational(1, 6)}  # q*v/(a + v)
    assert [eq.probability("concession") for eq in bound] == [1]


def held_out(q: Rational, k: Rational) -> tuple[Rational, Rational]:
    """What A gets in the two rounds of Filson and Werner, and the odds that its offer is refused, by hand."""
    half, quarter = Rational(1, 2), Rational(1, 4)
    strong = -k + 3 * quarter * (3 * quarter - k)  # what a battle is worth to a strong B, whatever A offers after it
    low, high = (
        -k + half * (1 - last - k) for last in (quarter, half)
    )  # to a weak B, as A asks for little or for much
    against_strong = [-k + quarter + 3 * quarter * rest for rest in (quarter + k, quarter - k)]
    against_weak = -k + half + half * (half + k)  # if A asks for much after the battle

    def refused(x: Rational, weak: Rational, bold: int) -> tuple[Rational, Rational]:
        accepted = (1 - q) * (1 - weak)
        return accepted * x + q * against_strong[bold] + (1 - q) * weak * against_weak, 1 - accepted

    offers = [(1 - strong, Rational(0)), refused(1 - low, Rational(0), 0)]
    # as many of the weak fight as leave A, who sees that B holds out, just willing to ask for much
    mimics = 12 * k * q / (1 - q)
    if mimics <= 1:
        offers.append(refused(1 - high, mimics, 1))
    return max(offers)


def test_two_rounds_at_exact_points() -> None:
    game = filson2002.two_rounds()
    solution, found = solve(game, "pbe"), set()
    for n, d in ((1, 7), (2, 7), (5, 7), (9, 7), (4, 40), (7, 40), (9, 40), (11, 40)):
        point = {filson2002.q: Rational(n, 12), filson2002.k: Rational(1, d)}
        worth, odds = held_out(*point.values())
        for eq in solution.at(point):
            assert (eq.payoffs["A"], 1 - eq.probability("settlement")) == (worth, odds), point
        found.add(odds / point[filson2002.q] if odds else 0)
        assert solution.at(point)
    assert {0, 1} < found


@pytest.mark.slow
@pytest.mark.parametrize("model", [fearon1995.cheap_talk, filson2002.two_rounds])
def test_nobody_gains_where_a_claim_does_not_ask(model: Callable[[], Game]) -> None:
    solution = solve(model(), "pbe", edges="full")
    assert all(deviations(solution.game, eq) == True for eq in solution.equilibria)  # noqa: E712  sympy's truth
