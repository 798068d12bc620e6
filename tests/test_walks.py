"""Wars that only chance moves: closed forms against plain fractions, enumeration and simulation of the definition."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from fractions import Fraction
from random import Random
from typing import Any

import mpmath
import pytest
import sympy
from sympy import And, Eq, Expr, Not, Or, Rational, Symbol
from sympy.logic.boolalg import Boolean

from detente.games import (
    Chance,
    Continue,
    Decision,
    FrozenMap,
    Game,
    GameError,
    Offer,
    Terminal,
    UnsupportedGame,
    Walk,
    as_game,
    reals,
)
from detente.games.literature import hedgecock2022_fighting as models
from detente.games.literature import smith2004
from detente.solvers import (
    generating_function,
    implied,
    induction,
    length,
    length_distribution,
    length_variance,
    one_more_battle,
    recurrences,
    simplify,
    solve,
    victory,
    war_ranges,
    war_value,
    war_values,
)
from detente.solvers.recurrences import Recurrence, closed_forms

F = Fraction
p, q, d, c_A, c_B, n, N, z = reals("p q d c_A c_B n N z")
INSIDE = (0 < p, p < 1)


# --- a second opinion, in plain fractions


def solved(rows: list[list[F]], constants: list[F]) -> list[F]:
    """Solve v = constant + row v by Gauss and Jordan."""
    size = len(rows)
    table = [[F(i == j) - rows[i][j] for j in range(size)] + [constants[i]] for i in range(size)]
    for i in range(size):
        pivot = next(k for k in range(i, size) if table[k][i] != 0)
        table[i], table[pivot] = table[pivot], table[i]
        table[i] = [value / table[i][i] for value in table[i]]
        for k in range(size):
            if k != i:
                table[k] = [a - table[k][i] * b for a, b in zip(table[k], table[i], strict=True)]
    return [row[-1] for row in table]


def line(forts: int, up: Callable[[int], F], down: Callable[[int], F], pay: F, low: F, high: F, delta: F) -> list[F]:
    """Return what a walk is worth at every number of forts, ends included."""
    size = forts - 1
    rows = [[F(0)] * size for _ in range(size)]
    constants = [pay] * size
    for held in range(1, forts):
        stay = 1 - up(held) - down(held)
        rows[held - 1][held - 1] += delta * stay
        for there, odds in ((held + 1, up(held)), (held - 1, down(held))):
            if 0 < there < forts:
                rows[held - 1][there - 1] += delta * odds
            else:
                constants[held - 1] += delta * odds * (high if there else low)
    return [low, *solved(rows, constants), high]


def number(value: Any) -> F:
    assert isinstance(value, sympy.Rational), value
    return F(int(value.p), int(value.q))


def rational(value: F) -> Rational:
    return Rational(value.numerator, value.denominator)


def odds_of(rng: Random) -> tuple[F, F]:
    won, lost, drawn = rng.randint(1, 9), rng.randint(1, 9), rng.choice((0, 0, 3))
    return F(won, won + lost + drawn), F(lost, won + lost + drawn)


# --- given numbers of forts


@pytest.mark.parametrize("seed", range(12))
def test_odds_that_move_with_the_line_against_a_linear_system(seed: int) -> None:
    rng = Random(seed)
    forts = rng.randint(1, 6)
    start = rng.randint(0, forts)
    table = {held: odds_of(rng) for held in range(1, forts)}
    delta, cost = F(rng.randint(1, 10), 10), F(rng.randint(0, 5), 7)
    walk = Walk(
        forts,
        start,
        win=lambda held: rational(table[held][0]),
        draw=lambda held: rational(1 - sum(table[held])),
        costs={"A": rational(cost)},
        discount=rational(delta),
        prize={"A": 3, "B": 5},
    )

    def up(held: int) -> F:
        return table[held][0]

    def down(held: int) -> F:
        return table[held][1]

    wins = line(forts, up, down, F(0), F(0), F(1), F(1))
    mean = line(forts, up, down, F(1), F(0), F(0), F(1))
    assert number(victory(walk)) == wins[start]
    assert number(victory(walk, "B wins")) == 1 - wins[start]
    assert number(length(walk)) == mean[start]
    assert number(war_value(walk, "A")) == line(forts, up, down, -cost, F(0), F(3), delta)[start]
    assert number(war_value(walk, "B")) == line(forts, up, down, F(0), F(5), F(0), delta)[start]
    worth = war_values(walk)
    for held, value in enumerate(line(forts, up, down, -cost, F(0), F(3), delta)):
        name = f"A holds {held} of {forts}"
        assert name not in worth or number(worth[name]["A"]) == value


def test_momentum_with_a_symbol_for_each_fort() -> None:
    odds = reals("p_1 p_2 p_3 p_4")
    walk = Walk(5, 2, win=lambda held: odds[held - 1], given=tuple(part for o in odds for part in (0 < o, o < 1)))
    wins, mean = victory(walk), length(walk)
    rng = Random(5)
    for _ in range(5):
        values = {o: F(rng.randint(1, 9), 10) for o in odds}
        at = {o: rational(value) for o, value in values.items()}
        chances = list(values.values())
        up, down = dict(enumerate(chances, 1)).__getitem__, dict(enumerate((1 - o for o in chances), 1)).__getitem__
        assert number(wins.subs(at)) == line(5, up, down, F(0), F(0), F(1), F(1))[2]
        assert number(mean.subs(at)) == line(5, up, down, F(1), F(0), F(0), F(1))[2]


def paths(forts: int, start: int, up: F, battles: int) -> F:
    """Return the odds that a war is over after just so many battles, over all sequences of results."""
    total = F(0)
    for results in itertools.product((1, -1), repeat=battles):
        held, chance, over = start, F(1), False
        for result in results:
            if held in (0, forts):
                over = True
                break
            chance *= up if result == 1 else 1 - up
            held += result
        if not over and held in (0, forts):
            total += chance
    return total


@pytest.mark.parametrize(("forts", "start"), [(1, 0), (2, 1), (3, 1), (4, 2), (5, 2)])
def test_distribution_of_length_over_all_sequences(forts: int, start: int) -> None:
    found = length_distribution(Walk(forts, start, win=p, given=INSIDE), 9)
    for up in (F(1, 2), F(2, 7)):
        for battles, odds in enumerate(found):
            assert number(odds.subs(p, rational(up))) == paths(forts, start, up, battles)


def test_distribution_against_the_formula_of_feller() -> None:
    forts, start = 7, 3
    found = length_distribution(Walk(forts, start, win=Rational(2, 5)), 40)

    def ruin(held: int, won: Any, t: int) -> Any:  # Feller 1968, XIV.5.7: ruin at zero in just t battles
        lost = 1 - won
        terms = (
            mpmath.cos(mpmath.pi * j / forts) ** (t - 1)
            * mpmath.sin(mpmath.pi * j / forts)
            * mpmath.sin(mpmath.pi * held * j / forts)
            for j in range(1, forts)
        )
        return 2**t * won ** ((t - held) / mpmath.mpf(2)) * lost ** ((t + held) / mpmath.mpf(2)) * sum(terms) / forts

    with mpmath.workdps(60):
        for t in range(1, 41):
            expected = ruin(start, mpmath.mpf(2) / 5, t) + ruin(forts - start, mpmath.mpf(3) / 5, t)
            assert abs(mpmath.mpf(found[t].p) / found[t].q - expected) < mpmath.mpf(10) ** -50


@pytest.mark.parametrize(("forts", "start"), [(4, 2), (5, 1), (6, 3)])
def test_moments_from_the_generating_function(forts: int, start: int) -> None:
    walk = Walk(forts, start, win=p, draw=Rational(1, 5), given=(0 < p, 5 * p < 4))
    whole = generating_function(walk, z)
    first = sympy.cancel(sympy.diff(whole, z).subs(z, 1))
    second = sympy.cancel(sympy.diff(whole, z, 2).subs(z, 1))
    assert sympy.cancel(whole.subs(z, 1)) == 1
    assert sympy.cancel(first - length(walk)) == 0
    assert sympy.cancel(second + first - first**2 - length_variance(walk)) == 0
    series = sympy.series(whole.subs(p, Rational(1, 3)), z, 0, 7).removeO()
    odds = length_distribution(walk, 6)
    assert [series.coeff(z, t) for t in range(7)] == [each.subs(p, Rational(1, 3)) for each in odds]


def test_variance_of_an_even_walk() -> None:
    for forts in range(2, 8):
        for start in range(1, forts):
            a, b = start, forts - start
            assert length_variance(Walk(forts, start, win=Rational(1, 2))) == Rational(a * b * (a**2 + b**2 - 2), 3)


# --- symbolic numbers of forts


def at(form: Expr, forts: int, start: int, **values: F) -> F:
    names = {Symbol(name, real=True): rational(value) for name, value in values.items()}
    return number(form.subs({N: forts, n: start, **names}))


@pytest.mark.parametrize("drawn", [F(0), F(1, 4)])
def test_all_numbers_of_forts_agree_with_each(drawn: F) -> None:
    given = (0 < p, p < 1 - rational(drawn))
    walk = Walk(N, n, win=p, draw=rational(drawn), given=given)
    wins, lost, mean = victory(walk), victory(walk, "B wins"), length(walk)
    for up in (F(1, 3), (1 - drawn) / 2, F(5, 8)):
        down = 1 - drawn - up
        for forts in range(1, 6):
            one = line(forts, lambda _: up, lambda _: down, F(0), F(0), F(1), F(1))  # noqa: B023
            two = line(forts, lambda _: up, lambda _: down, F(1), F(0), F(0), F(1))  # noqa: B023
            for start in range(forts + 1):
                assert at(wins, forts, start, p=up) == one[start]
                assert at(lost, forts, start, p=up) == 1 - one[start]
                assert at(mean, forts, start, p=up) == two[start]


def test_values_for_all_numbers_of_forts() -> None:
    given = (0 < p, 0 < q, p + q <= 1, 0 < d, d <= 1, c_A > 0)
    walk = Walk(N, n, win=p, draw=1 - p - q, discount=d, costs={"A": c_A}, given=given)
    worth, other = war_value(walk, "A"), war_value(walk, "B")
    for up, down, delta in ((F(1, 3), F(1, 3), F(1)), (F(1, 5), F(1, 2), F(1)), (F(1, 2), F(1, 4), F(4, 5))):
        for forts, start in ((1, 1), (2, 1), (4, 1), (5, 3)):
            values = {"p": up, "q": down, "d": delta, "c_A": F(2, 7)}
            expected = line(forts, lambda _: up, lambda _: down, F(-2, 7), F(0), F(1), delta)  # noqa: B023
            exact = worth.subs({N: forts, n: start} | {Symbol(k, real=True): rational(v) for k, v in values.items()})
            assert abs(sympy.N(exact - rational(expected[start]), 40)) < Rational(1, 10**30)
            expected = line(forts, lambda _: up, lambda _: down, F(0), F(1), F(0), delta)  # noqa: B023
            exact = other.subs({N: forts, n: start} | {Symbol(k, real=True): rational(v) for k, v in values.items()})
            assert abs(sympy.N(exact - rational(expected[start]), 40)) < Rational(1, 10**30)


def test_a_double_root_is_a_case_of_its_own_only_where_it_can_be() -> None:
    assert isinstance(victory(Walk(N, n, win=p, given=INSIDE)), sympy.Piecewise)
    assert not victory(Walk(N, n, win=p, given=(2 * p > 1, p < 1))).has(sympy.Piecewise)
    assert victory(Walk(N, n, win=Rational(1, 2))) == n / N
    assert length(Walk(N, n, win=Rational(1, 2))) == n * (N - n)


def test_the_general_solution_is_that_of_sympy() -> None:
    k = Symbol("k", integer=True)
    y = sympy.Function("y")
    general = sympy.rsolve(p * y(k + 1) - y(k) + (1 - p) * y(k - 1), y(k))
    ours = victory(Walk(N, n, win=p, given=INSIDE)).args[1][0]
    free = sorted(general.free_symbols - {p, k}, key=str)
    values = {p: Rational(1, 3), N: 5}
    found = sympy.solve([(general - ours.subs(n, k)).subs(k, held).subs(values) for held in (0, 5)], free)
    assert all((general.subs(found) - ours.subs(n, k)).subs(k, held).subs(values) == 0 for held in range(6))


@pytest.mark.parametrize("of", ["victory", "length", "value"])
def test_induction_proves_the_forms_and_no_others(of: str) -> None:
    given = (0 < p, p < 1, 0 < d, d < 1, c_A > 0)
    walk = Walk(N, n, win=p, costs={"A": c_A}, discount=d, given=given)
    assert implied(induction(walk, of), given) is True


@pytest.mark.parametrize("wrong", [lambda y: y + 1, lambda y: 2 * y, lambda y: y**2, lambda y: y.subs(n, n + 1)])
def test_induction_rejects_wrong_forms(wrong: Callable[[Expr], Expr]) -> None:
    ruin = Recurrence(p, 1 - p, 0, reward=0, low=0, high=1)
    *_, (_, form) = closed_forms(ruin, n, N, given=INSIDE)
    assert implied(recurrences.induction(ruin, form, n, N), INSIDE) is True
    assert implied(recurrences.induction(ruin, wrong(form), n, N), INSIDE) is not True


# --- other wars


def test_sides_may_differ_over_the_odds() -> None:
    walk = Walk(4, 2, win={"A": p, "B": q}, costs={"A": c_A, "B": c_B}, given=(0 < p, p < 1, 0 < q, q < 1))
    own = {x: victory(Walk(4, 2, win=x, given=(0 < x, x < 1))) for x in (p, q)}
    assert victory(walk) == FrozenMap({"A": own[p], "B": own[q]})
    assert length(walk) == {x: length(Walk(4, 2, win=y, given=(0 < y, y < 1))) for x, y in (("A", p), ("B", q))}
    assert sympy.cancel(war_value(walk, "B") - (1 - own[q]) + c_B * length(walk)["B"]) == 0
    symbolic = Walk(N, n, win={"A": p, "B": q}, given=(0 < p, p < 1, 0 < q, q < 1))
    assert symbolic.agreed is False
    at_four = victory(symbolic)["B"].subs({N: 4, n: 2})
    assert sympy.cancel(at_four.args[1][0] - own[q]) == 0


def plane() -> Game:
    """A war on two fronts: it ends when either is lost, or a third party steps in."""
    war: dict[str, Any] = {}
    for one, two in itertools.product((1, 2), repeat=2):
        moves: dict[str, Any] = {}
        for label, (a, b), odds in (("first", (one - 1, two), p / 2), ("second", (one, two - 1), (1 - p) / 2)):
            ends = Terminal({"A": a - b, "B": b - a}, f"{label} lost")
            moves[label] = (odds, Continue(f"{a}, {b}", {"A": -c_A}, d) if a and b else ends)
        moves["peace"] = (Rational(1, 2), Terminal({"A": 0, "B": 0}, "mediation"))
        war[f"{one}, {two}"] = Chance(moves)
    return Game(("A", "B"), Continue("2, 2", {}, 1), (*INSIDE, 0 < d, d <= 1, c_A > 0), war)


def test_any_game_in_which_only_chance_moves() -> None:
    game = plane()
    # first lost: two losses on the first front before two on the second, each round surviving with odds 1/2
    a, b = p / 2, (1 - p) / 2
    first = a**2 + 2 * a**2 * b
    assert sympy.cancel(victory(game, "first lost") - first) == 0
    assert sympy.cancel(sum(victory(game, o) for o in ("first lost", "second lost", "mediation")) - 1) == 0
    second = b**2 + 2 * b**2 * a
    assert sympy.cancel(victory(game, "second lost") - second) == 0
    one_one = a * -1 + b * 1
    one_two, two_one = a * -2 + b * (-c_A + d * one_one), a * (-c_A + d * one_one) + b * 2
    two_two = a * (-c_A + d * one_two) + b * (-c_A + d * two_one)
    assert sympy.cancel(war_value(game, "A") - two_two) == 0
    with pytest.raises(GameError, match="'victory' is no outcome"):
        victory(game, "victory")


def test_a_battle_may_stand_at_the_root() -> None:
    war = as_game(Walk(2, 1, win=p, given=INSIDE))
    root = Chance({"war": (Rational(1, 3), Continue("A holds 1 of 2", {"A": -2}, d)), "peace": (Rational(2, 3), DEAL)})
    game = Game(war.players, root, (*INSIDE, 0 <= d, d <= 1), war.states)
    assert sympy.cancel(victory(game, "peace")) == Rational(2, 3)
    assert length(game) == Rational(2, 3)  # a period to the war, and one for its battle
    assert sympy.expand(war_value(game, "A") - (Rational(2, 3) + (d * p - 2) / 3)) == 0


DEAL = Terminal({"A": 1, "B": 0}, "peace")


def test_a_war_without_end_has_a_value_but_no_length() -> None:
    state = Chance({"on": (p, Continue("war", {"A": 1}, d)), "off": (1 - p, Continue("war", {"A": 0}, d))})
    game = Game(("A",), Continue("war", {}, 1), (*INSIDE, 0 < d, d < 1), {"war": state})
    assert sympy.cancel(war_value(game, "A") - p / (1 - d)) == 0
    with pytest.raises(UnsupportedGame, match="never ends"):
        length(game)
    loose = Game(("A",), Continue("war", {}, 1), (*INSIDE, 0 < d, d <= 1), {"war": state})
    with pytest.raises(GameError, match="the discount d is not below one"):
        war_value(loose, "A")


# --- what fighting on is worth


def test_ranges_battle_by_battle_against_the_definition() -> None:
    walk = Walk(4, 2, win=p, costs={"A": c_A, "B": c_B}, given=(*INSIDE, c_A > 0, c_B > 0))
    found = war_ranges(walk)
    assert list(found) == [f"A holds {held} of 4" for held in (1, 2, 3)]
    rng = Random(3)
    for _ in range(20):
        up, a, b = F(rng.randint(1, 9), 10), F(rng.randint(1, 9), 30), F(rng.randint(1, 9), 30)
        values = {p: rational(up), c_A: rational(a), c_B: rational(b)}
        mine = line(4, lambda _: up, lambda _: 1 - up, -a, F(0), F(1), F(1))  # noqa: B023
        other = line(4, lambda _: up, lambda _: 1 - up, -b, F(1), F(0), F(1))  # noqa: B023
        for held, each in enumerate(found.values(), start=1):
            assert number(each.low.subs(values)) == max(F(0), mine[held])
            assert number(each.high.subs(values)) == min(F(1), 1 - other[held])
            assert each.always.status == "proved"


def test_one_more_battle_against_the_definition() -> None:
    walk = Walk(3, 1, win=p, draw=Rational(1, 4), costs={"A": c_A}, discount=d, given=(0 < p, 4 * p < 3))
    settled = {f"A holds {held} of 3": {"A": Rational(held, 3), "B": 1 - Rational(held, 3)} for held in (1, 2)}
    gains = one_more_battle(walk, settled)
    lost = Rational(3, 4) - p
    assert sympy.expand(gains["A holds 1 of 3"]["A"] - (-c_A + d * (2 * p / 3 + Rational(1, 12)) - Rational(1, 3))) == 0
    expected = d * (Rational(1, 12) + lost * Rational(2, 3)) - Rational(1, 3)
    assert sympy.expand(gains["A holds 2 of 3"]["B"] - expected) == 0
    with pytest.raises(GameError, match="has nothing for A"):
        one_more_battle(walk, {})


def test_offers_before_battles_by_value_iteration() -> None:
    game = smith2004.forts(4, 2)
    solution = solve(game, "mpe")
    assert not solution.undecided
    rng = Random(8)
    for _ in range(6):
        up, a, b = (rng.randint(1, 9) / 10, rng.randint(1, 9) / 30, rng.randint(1, 9) / 30)
        mine, other = [0.0, 0.0, 0.0, 0.0, 1.0], [1.0, 0.0, 0.0, 0.0, 0.0]
        for _ in range(3000):
            for held in (1, 2, 3):
                refused = -b + up * other[held + 1] + (1 - up) * other[held - 1]
                fought = -a + up * mine[held + 1] + (1 - up) * mine[held - 1]
                share = min(1.0, 1 - refused)
                mine[held], other[held] = (share, 1 - share) if share >= fought else (fought, refused)
        values = {
            s: sympy.nsimplify(v, rational=True) for s, v in zip((smith2004.p, c_A, c_B), (up, a, b), strict=True)
        }
        (only,) = solution.at(values)
        assert abs(float(only.payoffs["A"]) - mine[2]) < 1e-9
        assert abs(float(only.payoffs["B"]) - other[2]) < 1e-9


# --- errors


def test_errors_name_what_is_wrong() -> None:
    with pytest.raises(GameError, match="5 of 4 forts"):
        Walk(4, 5, win=p)
    with pytest.raises(GameError, match="whole numbers"):
        Walk(Rational(1, 2), 0, win=p)
    with pytest.raises(GameError, match="mapping by player"):
        Walk(4, 2, win=p, costs={"C": 1})
    with pytest.raises(GameError, match="a number, not N"):
        Walk(N, n, win=lambda held: p)
    with pytest.raises(GameError, match="leaves out a player"):
        Walk(4, 2, win={"A": p})
    with pytest.raises(GameError, match="is a float"):
        Walk(4, 2, win=0.5)
    with pytest.raises(GameError, match="two players"):
        Walk(4, 2, win=p, players=("A", "A"))
    with pytest.raises(GameError, match="no tree"):
        as_game(Walk(N, n, win=p))
    with pytest.raises(GameError, match="odds p are not positive"):
        victory(Walk(4, 2, win=p, given=(p < 1,)))
    with pytest.raises(GameError, match="not seen to be positive"):
        victory(Walk(N, n, win=p, given=(p > 0,)))
    with pytest.raises(GameError, match="no outcome 'draw'"):
        victory(Walk(4, 2, win=p, given=INSIDE), "draw")
    with pytest.raises(GameError, match="no player 'C'"):
        war_value(Walk(4, 2, win=p, given=INSIDE), "C")
    with pytest.raises(GameError, match="no number of battles"):
        length_distribution(Walk(4, 2, win=p, given=INSIDE), -1)
    with pytest.raises(UnsupportedGame, match="symbolic numbers of forts"):
        length_variance(Walk(N, n, win=p, given=INSIDE))
    with pytest.raises(GameError, match="two symbols"):
        induction(Walk(4, 2, win=p, given=INSIDE))
    with pytest.raises(GameError, match="'hope'"):
        induction(Walk(N, n, win=p, given=INSIDE), "hope")
    decided = Game(("A",), Decision("A", {"stop": Terminal({"A": 0})}))
    with pytest.raises(UnsupportedGame, match="A decides, and only chance may move"):
        length(decided)
    x = reals("x")
    with pytest.raises(UnsupportedGame, match="Offer"):
        length(Game(("A",), Offer("A", (x, 0, 1), Terminal({"A": x}))))
    three = Game(("A", "B", "C"), Terminal({"A": 0, "B": 0, "C": 0}))
    with pytest.raises(UnsupportedGame, match="two players"):
        war_ranges(three)


# --- claims


def mixed() -> Mapping[str, Boolean]:
    """The conditions under which claims on fighting hold that do not hold everywhere: worked out by hand."""
    m, a, b = models.m, models.pi_A, models.pi_B
    e, g, dd, r = models.e, models.g, models.d, models.r
    both = p**2 + (1 - p) ** 2
    wins = {1: p**3 / both, 2: p**2 / both, 3: p + (1 - p) * p**2 / both}
    mean = {1: 1 + 2 * p / both, 2: 2 / both, 3: 1 + 2 * (1 - p) / both}
    mine = {held: wins[held] - c_A * mean[held] for held in wins}
    other = {held: 1 - wins[held] - c_B * mean[held] for held in wins}

    def apart(held: int) -> Expr:
        return wins[held].subs(p, a) - wins[held].subs(p, b)

    quarter = Rational(1, 4)
    return {
        "H7b": And(mine[2] > mine[1], mine[3] > mine[2]),
        "H7f": p - (1 - p) > 4 * c_A,
        "H13b": mine[2].subs(p, a) + other[2].subs(p, b) > 1,
        "H13c": And(apart(1) < apart(2), apart(3) < apart(2)),
        "H13d": And(*(And(mine[h] <= h * quarter, other[h] <= 1 - h * quarter) for h in (1, 2, 3))),
        "H13e": mine[1] < 0,
        "H14a": And(e <= dd * g * p, e > dd**2 * g * p),
        "H14c": Or(
            e <= dd * g * p,
            And(e <= dd * g * (p + m), p * (dd**2 * g * (1 + p + m) - dd * e) < e),
            e > dd * g * (p + m),
        ),
        "H14e": And(e <= dd * g * p, e > dd**2 * g * p * (1 - r)),
        "H14f": Not(And(e <= g * p, p * (g * p - e) >= e)),
        "H15d": 8 * p * (1 - p) >= 1,
    }


def test_momentum_at_random_points() -> None:
    """The stronger side has less of a chance with momentum, and the war is shorter: against the linear system."""
    rng = Random(11)
    for _ in range(30):
        up = F(rng.randint(2, 18), 20)
        most = min(up, 1 - up)
        chances, means = [], []
        for step in (F(0), most / 3, most / 2):
            won = {held: up + (held - 2) * step for held in (1, 2, 3)}
            chances.append(line(4, won.get, lambda h: 1 - won[h], F(0), F(0), F(1), F(1))[2])  # noqa: B023
            means.append(line(4, won.get, lambda h: 1 - won[h], F(1), F(0), F(0), F(1))[2])  # noqa: B023
        assert means == sorted(means, reverse=True)
        assert chances == sorted(chances, reverse=up > F(1, 2))


def test_simplified_answers_stay_equal() -> None:
    walk = Walk(4, 2, win=p, costs={"A": c_A}, given=INSIDE)
    assert simplify(Eq(war_value(walk, "A"), victory(walk) - c_A * length(walk)), INSIDE) == sympy.true
