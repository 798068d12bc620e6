"""Sets of equilibrium payoffs: known results, every corner made from the definition, bounds by linear programmes."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from scipy.optimize import linprog
from sympy import Rational

from detente.games import Chance, Decision, Game, GameError, Terminal, UnsupportedGame, matrix_game, reals
from detente.solvers import EquilibriumPayoffs, equilibrium_payoffs
from detente.solvers.payoff_search import alone, enclosed
from detente.solvers.polygons import normals, support
from detente.solvers.self_generation import Stage, generated, shell

F = Fraction
Point = tuple[F, F]
Table = dict[tuple[str, str], tuple[int, int]]
DILEMMA: Table = {("C", "C"): (3, 3), ("C", "D"): (0, 4), ("D", "C"): (4, 0), ("D", "D"): (1, 1)}
CHICKEN: Table = {("C", "C"): (3, 3), ("C", "D"): (1, 4), ("D", "C"): (4, 1), ("D", "D"): (0, 0)}
SEXES: Table = {("O", "O"): (2, 1), ("O", "F"): (0, 0), ("F", "O"): (0, 0), ("F", "F"): (1, 2)}
PENNIES: Table = {("H", "H"): (1, -1), ("H", "T"): (-1, 1), ("T", "H"): (-1, 1), ("T", "T"): (1, -1)}


def game(table: Table) -> Game:
    return matrix_game(("A", "B"), table)


def random_table(rng: Random, rows: int, columns: int) -> Table:
    cells = itertools.product(range(rows), range(columns))
    return {(f"a{i}", f"b{j}"): (rng.randint(-3, 5), rng.randint(-3, 5)) for i, j in cells}


def corners(found: Sequence[tuple[Any, Any]] | None) -> list[Point]:
    assert found is not None
    return [(F(int(x.p), int(x.q)), F(int(y.p), int(y.q))) for x, y in found]


def area(a: Point, b: Point, c: Point) -> F:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def around(points: Iterable[Point]) -> list[Point]:
    """Return the corners of the convex hull, counter-clockwise, by wrapping a string round them."""
    left = sorted(set(points))
    if len(left) < 3 or all(area(left[0], left[-1], point) == 0 for point in left):
        return [left[0], left[-1]] if len(left) > 1 else left
    found = [left[0]]
    while True:
        after = next(point for point in left if point != found[-1])
        for point in left:
            turn = area(found[-1], after, point)
            further = abs(point[0] - found[-1][0]) + abs(point[1] - found[-1][1])
            if turn < 0 or (turn == 0 and further > abs(after[0] - found[-1][0]) + abs(after[1] - found[-1][1])):
                after = point
        if after == found[0]:
            return found
        found.append(after)


def inside(points: Iterable[Point], at: Point) -> bool:
    """Tell whether a point is in the convex hull of points."""
    polygon = around(points)
    if len(polygon) < 3:
        ends = polygon[0], polygon[-1]
        between = all(min(e[i] for e in ends) <= at[i] <= max(e[i] for e in ends) for i in (0, 1))
        return between and area(*ends, at) == 0
    return all(area(a, b, at) >= 0 for a, b in zip(polygon, [*polygon[1:], polygon[0]], strict=True))


def deviations(table: Table, profile: tuple[str, str]) -> Point:
    """Return the most that each player gets against the other's move."""
    mine = max(pay[0] for (_, other), pay in table.items() if other == profile[1])
    other = max(pay[1] for (own, _), pay in table.items() if own == profile[0])
    return F(mine), F(other)


def decomposable(table: Table, delta: Point, polygon: Sequence[Point], at: Point) -> bool:
    """Tell from the definition whether a pure profile now and a pair in the polygon later make payoffs."""
    worst = [min(corner[i] for corner in polygon) for i in (0, 1)]
    for profile, now in table.items():
        later = tuple((at[i] - (1 - delta[i]) * now[i]) / delta[i] for i in (0, 1))
        best = deviations(table, profile)
        deterred = all(at[i] >= (1 - delta[i]) * best[i] + delta[i] * worst[i] for i in (0, 1))
        if deterred and inside(polygon, (later[0], later[1])):
            return True
    return False


def bounds(table: Table, delta: float, directions: Sequence[tuple[float, float]], rounds: int) -> list[float]:
    """Return bounds from outside in directions, by linear programmes (Judd, Yeltekin and Conklin 2003); inf: empty."""
    normals = [*directions, (-1.0, 0.0), (0.0, -1.0)]
    pays = list(table.values())
    limits = [max(a * x + b * y for x, y in pays) for a, b in normals]
    for _ in range(rounds):
        worst = -limits[-2], -limits[-1]
        images = []
        for profile, now in table.items():
            best = deviations(table, profile)
            low = [worst[i] + (1 - delta) / delta * float(best[i] - now[i]) for i in (0, 1)]
            values = []
            for a, b in normals:
                found = linprog([-a, -b], A_ub=normals, b_ub=limits, bounds=[(low[0], None), (low[1], None)])
                if found.status == 2:
                    break
                values.append((1 - delta) * (a * now[0] + b * now[1]) - delta * found.fun)
            else:
                images.append(values)
        if not images:
            return [-math.inf] * len(directions)
        after = [min(old, max(image[k] for image in images)) for k, old in enumerate(limits)]
        done = max(abs(a - b) for a, b in zip(after, limits, strict=True)) < 1e-9
        limits = after
        if done:
            break
    return limits[:-2]


# --- known results


@pytest.mark.parametrize("delta", [F(1, 10), F(1, 4), F(33, 100), F(333, 1000)])
def test_below_the_critical_discount_only_defection_is_left(delta: F) -> None:
    assert corners(equilibrium_payoffs(game(DILEMMA), delta).vertices) == [(1, 1)]


@pytest.mark.parametrize("delta", [F(1, 3), F(34, 100), F(1, 2), F(9, 10), F(99, 100)])
def test_from_it_on_all_that_is_individually_rational(delta: F) -> None:
    """Stahl 1991: with T - R = P - S the set jumps to all of it at (T - R)/(T - P), here at just 1/3."""
    found = equilibrium_payoffs(game(DILEMMA), delta)
    assert set(corners(found.vertices)) == {(1, 1), (3, 3), (F(11, 3), 1), (1, F(11, 3))}
    assert found.worst == {"A": 1, "B": 1}


@pytest.mark.parametrize("loss", [3, 5])
def test_a_dilemma_between_the_two(loss: int) -> None:
    """Where being exploited costs more than exploiting brings, cooperation alone is enforceable first."""
    table = DILEMMA | {("C", "D"): (1 - loss, 4), ("D", "C"): (4, 1 - loss)}
    found = corners(equilibrium_payoffs(game(table), F(35, 100)).vertices)
    assert set(found) == {(1, 1), (3, 3)}


def feasible_and_rational(table: Table) -> set[Point]:
    """Return the corners of what is feasible and no less than the pure minmax, by intersecting lines."""
    names = [sorted({profile[i] for profile in table}) for i in (0, 1)]
    least = (
        min(max(F(table[a, b][0]) for a in names[0]) for b in names[1]),
        min(max(F(table[a, b][1]) for b in names[1]) for a in names[0]),
    )
    points = [(F(x), F(y)) for x, y in table.values()]
    found = [point for point in points if all(point[i] >= least[i] for i in (0, 1))]
    found += [least] if inside(points, least) else []
    for a, b in itertools.combinations(points, 2):
        for i in (0, 1):
            if a[i] != b[i]:
                share = (least[i] - a[i]) / (b[i] - a[i])
                at = (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]))
                if 0 <= share <= 1 and at[1 - i] >= least[1 - i]:
                    found.append(at)
    return {at for at in found if not inside([other for other in set(found) if other != at], at)}


@pytest.mark.parametrize("table", [DILEMMA, CHICKEN, SEXES], ids=["dilemma", "chicken", "sexes"])
def test_folk_theorem(table: Table) -> None:
    """Fudenberg and Maskin 1986: for patient players all that is feasible and above the pure minmax."""
    found = equilibrium_payoffs(game(table), F(99, 100))
    assert set(corners(found.vertices)) == feasible_and_rational(table)


@pytest.mark.parametrize("delta", [F(1, 2), F(99, 100)])
def test_there_may_be_none_in_pure_moves(delta: F) -> None:
    found = equilibrium_payoffs(game(PENNIES), delta)
    assert found.vertices == ()
    assert found.exact
    assert found.worst is None
    assert found.contains((0, 0)) is False
    assert str(found) == "payoffs of A and B: none in pure moves"


def test_without_a_future_only_stage_equilibria() -> None:
    found = equilibrium_payoffs(game(SEXES), F(1, 1000))
    assert set(corners(found.vertices)) == {(2, 1), (1, 2)}


# --- random games, from the definition


def check(table: Table, delta: F, found: EquilibriumPayoffs) -> None:
    inner = corners(found.inner)
    for corner in inner:
        if found.exact:
            assert decomposable(table, (delta, delta), inner, corner)
    if not found.exact:
        outer = corners(found.outer)
        assert all(inside(outer, corner) for corner in inner)


@pytest.mark.parametrize("seed", [pytest.param(s, marks=pytest.mark.slow) if s > 9 else s for s in range(16)])
def test_corners_are_made_of_profiles_and_nothing_lies_outside(seed: int) -> None:
    rng = Random(seed)
    size = rng.choice((2, 2, 3))
    table, delta = random_table(rng, size, size), F(rng.randint(2, 17), 20)
    found = equilibrium_payoffs(game(table), delta)
    check(table, delta, found)
    if not found.exact:
        return
    polygon = corners(found.vertices)
    angles = [math.pi * k / 4 for k in range(8)]
    directions = [(math.cos(angle), math.sin(angle)) for angle in angles]
    for a, b in zip(polygon, [*polygon[1:], *polygon[:1]], strict=True):
        if a != b:
            size_ = math.hypot(b[0] - a[0], b[1] - a[1])
            directions.append((float(b[1] - a[1]) / size_, float(a[0] - b[0]) / size_))
    limits = bounds(table, float(delta), directions, 5)
    for (a, b), limit in zip(directions, limits, strict=True):
        assert all(a * float(x) + b * float(y) <= limit + 1e-7 for x, y in polygon)


TIGHT = [(2, F(1, 4)), (3, F(2, 5)), (5, F(1, 2)), pytest.param(8, F(3, 5), marks=pytest.mark.slow)]


@pytest.mark.parametrize(("seed", "delta"), TIGHT)
def test_linear_programmes_come_down_to_the_set(seed: int, delta: F) -> None:
    table = random_table(Random(seed), 2, 2)
    found = equilibrium_payoffs(game(table), delta)
    polygon = corners(found.vertices)
    after = [*polygon[1:], *polygon[:1]]
    edges = [(float(b[1] - a[1]), float(a[0] - b[0])) for a, b in zip(polygon, after, strict=True) if a != b]
    directions = [*edges, (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0)]
    directions += [(math.cos(k / 4), math.sin(k / 4)) for k in range(0, 25, 2)]
    for (a, b), limit in zip(directions, bounds(table, float(delta), directions, 80), strict=True):
        exact = max((a * float(x) + b * float(y) for x, y in polygon), default=-math.inf)
        assert limit == pytest.approx(exact, abs=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 124))
def test_more_random_games(seed: int) -> None:
    rng = Random(seed)
    table, delta = random_table(rng, rng.randint(1, 3), rng.randint(2, 3)), F(rng.randint(1, 19), 20)
    check(table, delta, equilibrium_payoffs(game(table), delta))


def test_most_random_games_are_exact() -> None:
    rng = Random(77)
    found = [equilibrium_payoffs(game(random_table(rng, 2, 2)), F(rng.randint(1, 19), 20)).exact for _ in range(40)]
    assert found.count(True) > 36


def test_more_patience_never_loses_payoffs_with_a_public_draw() -> None:
    """Abreu, Pearce and Stacchetti 1990: on a convex set, what is enforceable stays so."""
    rng = Random(4)
    for _ in range(6):
        stage = game(random_table(rng, 2, 2))
        last: list[Point] = []
        for delta in (F(1, 5), F(1, 2), F(4, 5)):
            now = equilibrium_payoffs(stage, delta)
            if not now.exact:
                break
            assert all(inside(corners(now.vertices), corner) for corner in last)
            last = corners(now.vertices)


def numbers(table: Table, delta: F) -> Stage:
    payoffs = tuple((F(a), F(b)) for a, b in table.values())
    return Stage(payoffs, tuple(deviations(table, profile) for profile in table), (delta, delta))


@pytest.mark.parametrize("table", [DILEMMA, CHICKEN, SEXES], ids=["dilemma", "chicken", "sexes"])
def test_a_set_that_generates_itself_need_not_be_all(table: Table) -> None:
    """Draws among the stage's own equilibria are their own image, and not taken for the whole set."""
    stage = numbers(table, F(9, 10))
    own = tuple(around(now for now, best in zip(stage.payoffs, stage.best, strict=True) if now == best))
    image = generated(stage, own)
    assert all(inside(image, corner) for corner in own)
    assert alone(stage, own).vertices is None
    whole = enclosed(stage).vertices
    assert whole is not None
    assert alone(stage, whole).vertices == whole


@pytest.mark.parametrize("seed", range(8))
def test_what_lies_in_a_shell_is_drawn_together(seed: int) -> None:
    """For all t between its ends, what W(t) generates lies well within W(t): checked at random t."""
    rng = Random(seed)
    stage = numbers(random_table(rng, 2, 3), F(rng.randint(2, 18), 20))
    whole = enclosed(stage).vertices
    if not whole:
        return
    own = normals(whole)
    found = shell(stage, own, [support(whole, normal) for normal in own], F(0))
    assert found is not None
    assert found.left == 0
    for t in (found.reach, *(found.reach * F(rng.randint(1, 999), 1000) for _ in range(6))):
        image = generated(stage, found.at(t))
        assert all(
            support(image, normal) < offset + t * slope
            for normal, offset, slope in zip(found.directions, found.offsets, found.slopes, strict=True)
        )


# --- brackets


def test_irrational_corners_are_bracketed() -> None:
    table = {("a", "a"): (-3, -1), ("a", "b"): (0, -2), ("b", "a"): (0, -3), ("b", "b"): (5, 4)}
    found = equilibrium_payoffs(game(table), F(3, 4))
    assert not found.exact
    assert found.vertices is None
    inner, outer = corners(found.inner), corners(found.outer)
    assert all(inside(outer, corner) for corner in inner)
    for a, b in ((1, 0), (0, 1), (-1, 0), (0, -1), (3, -2), (1, -1)):
        gap = max(a * x + b * y for x, y in outer) - max(a * x + b * y for x, y in inner)
        assert 0 <= gap < F(1, 10**9)
    # the worst of B lies between, where the definition makes it a root of a quadratic
    low = min(y for _, y in outer)
    assert abs(low - F(-8368908947950, 10**13)) < F(1, 10**9)
    assert found.contains((5, 4)) is True
    assert found.contains((0, -1)) is False
    assert found.contains((0, F(low) + F(1, 10**30))) in (None, False)
    assert "at least" in str(found)


@pytest.mark.parametrize("deltas", [(F(1, 2), F(3, 4)), (F(2, 5), F(1, 5)), (F(3, 5), F(2, 5))])
def test_unequal_discounts(deltas: Point) -> None:
    found = equilibrium_payoffs(game(DILEMMA), {"A": deltas[0], "B": deltas[1]})
    inner, outer = corners(found.inner), corners(found.outer)
    assert all(inside(outer, corner) for corner in inner)
    assert (1, 1) in inner
    images = made(DILEMMA, deltas, inner)
    assert all(inside(images, corner) for corner in inner)  # what is said to be in the set generates itself
    # grim trigger: mutual cooperation is an equilibrium iff both have delta >= 1/3
    cooperate = found.contains((3, 3))
    assert cooperate is (False if min(deltas) < F(1, 3) else cooperate)
    assert not (min(deltas) >= F(1, 3) and cooperate is False)


def made(table: Table, delta: Point, polygon: Sequence[Point]) -> list[Point]:
    """Return all corners that a polygon generates: its corners, and where its edges meet what deters, cut exactly."""
    worst = [min(corner[i] for corner in polygon) for i in (0, 1)]
    found = []
    for profile, now in table.items():
        best = deviations(table, profile)
        least = [worst[i] + (1 - delta[i]) / delta[i] * (best[i] - now[i]) for i in (0, 1)]
        candidates = list(polygon)
        for a, b in zip(polygon, [*polygon[1:], *polygon[:1]], strict=True):
            for i in (0, 1):
                if a[i] != b[i] and 0 <= (least[i] - a[i]) / (b[i] - a[i]) <= 1:
                    share = (least[i] - a[i]) / (b[i] - a[i])
                    candidates.append((a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])))
        if inside(polygon, (least[0], least[1])):
            candidates.append((least[0], least[1]))
        for at in candidates:
            if all(at[i] >= least[i] for i in (0, 1)):
                image = [(1 - delta[i]) * now[i] + delta[i] * at[i] for i in (0, 1)]
                found.append((image[0], image[1]))
    return found


# --- stages and errors


def test_chance_after_the_moves_counts_at_each_players_odds() -> None:
    def cell(one: int, two: int) -> Chance:
        good, bad = Terminal({"A": 2 * one, "B": 4 * two}), Terminal({"A": 0, "B": 0})
        half, quarter = Rational(1, 2), Rational(1, 4)
        return Chance({"good": ({"A": half, "B": quarter}, good), "bad": ({"A": half, "B": 1 - quarter}, bad)})

    noisy = matrix_game(("A", "B"), {profile: cell(*pay) for profile, pay in DILEMMA.items()})
    assert equilibrium_payoffs(noisy, F(1, 2)).vertices == equilibrium_payoffs(game(DILEMMA), F(1, 2)).vertices


def test_one_player_may_have_no_choice() -> None:
    table: Table = {("a", "b"): (1, 0), ("c", "b"): (0, 5)}
    assert corners(equilibrium_payoffs(game(table), F(9, 10)).vertices) == [(1, 0)]


def test_contains() -> None:
    found = equilibrium_payoffs(game(DILEMMA), Rational(1, 2))
    assert found.contains((2, 2)) is True
    assert found.contains((F(1, 2), 2)) is False
    with pytest.raises(GameError, match="one payoff for each of A and B"):
        found.contains((1, 2, 3))


def wrong_stages() -> Mapping[str, tuple[Any, Any, type[Exception]]]:
    x = reals("x")
    end = Terminal({"A": 0, "B": 0})
    sequential = Game(("A", "B"), Decision("A", {"l": Decision("B", {"m": end, "n": end}), "r": end}))
    twice = Game(("A", "B"), Decision("A", {"l": Decision("A", {"m": end, "n": end}), "r": end}))
    three = matrix_game(("A", "B", "C"), {("a", "b", "c"): (0, 0, 0)})
    symbolic = matrix_game(("A", "B"), {("a", "b"): (x, 0)})
    return {
        "moves at several information sets": (twice, F(1, 2), UnsupportedGame),
        "seen a move": (sequential, F(1, 2), UnsupportedGame),
        "two players is wanted": (three, F(1, 2), UnsupportedGame),
        "give x a value": (symbolic, F(1, 2), GameError),
        "strictly between 0 and 1": (game(DILEMMA), 1, GameError),
        "a rational number is wanted": (game(DILEMMA), x, GameError),
        "one for each of A, B": (game(DILEMMA), {"A": F(1, 2)}, GameError),
    }


@pytest.mark.parametrize("message", wrong_stages())
def test_errors_say_what_would_do(message: str) -> None:
    stage, delta, kind = wrong_stages()[message]
    with pytest.raises(kind, match=message):
        equilibrium_payoffs(stage, delta)


def test_same_answer_twice() -> None:
    table = random_table(Random(9), 3, 3)
    assert equilibrium_payoffs(game(table), F(3, 5)) == equilibrium_payoffs(game(table), F(3, 5))
