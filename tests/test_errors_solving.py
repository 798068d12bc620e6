"""What only the engine can find wrong with a game, said clearly when it is solved: the place and the mend."""

from __future__ import annotations

import re

import pytest
import sympy
from sympy import Abs, Max, Piecewise, Rational, cbrt, sqrt

from detente.games import (
    Chance,
    Continue,
    Decision,
    DetenteError,
    Draw,
    Game,
    GameError,
    Node,
    Offer,
    Terminal,
    UnsupportedGame,
    reals,
)
from detente.solvers import CONCEPTS, deviations, solve

p, q, r, a, delta, low, high, c_A, c_B, x, y = reals("p q r a delta l h c_A c_B x y")
CRISIS = (0 < p, p < 1, c_A > 0, c_B > 0)
HALF = Rational(1, 2)

war = Terminal({"A": p - c_A, "B": 1 - p - c_B}, "war")
deal = Terminal({"A": x, "B": 1 - x}, "settlement")
nothing = Terminal({"A": 0, "B": 0}, "quiet")


def choice(worth, other=0, given=()) -> Game:
    return Game(("A", "B"), Decision("A", {"go": Terminal({"A": worth, "B": other}, "gone"), "stay": nothing}), given)


def bargain(accept: Node = deal, fight: Node = war, ends=(0, 1), given=CRISIS) -> Game:
    return Game(("A", "B"), Offer("A", (x, *ends), Decision("B", {"accept": accept, "fight": fight})), given)


def lottery(odds, other, given=()) -> Game:
    return Game(
        ("A", "B"),
        Decision("A", {"go": Chance({"up": (odds, war), "down": (other, nothing)}), "stay": nothing}),
        (*CRISIS, *given),
    )


def refused(game: Game, *words: str, kind: type[DetenteError] = GameError, **options) -> str:
    with pytest.raises(kind) as caught:
        solve(game, **options)
    message = str(caught.value)
    for word in words:
        assert word in message, message
    return message


# hypotheses


@pytest.mark.parametrize(
    "given",
    [
        (p > 1, p < q, q < 1),
        (p + q > 1, p < HALF, q < HALF),
        (p * q > 1, 0 < p, p < 1, 0 < q, q < 1),
        (p**2 + q**2 < 2 * p * q,),
        (sympy.Or(p > 1, p < 0), p > 0, p < q, q < 1),
        (sympy.Ne(p, q), sympy.Eq(p, a), sympy.Eq(a, q)),
    ],
    ids=str,
)
def test_contradictory_hypotheses(given):
    refused(choice(p, given=given), "given", "drop what contradicts the rest", "q")


def test_hypotheses_that_leave_a_single_point_are_no_contradiction():
    solution = solve(choice(p, given=(p**2 <= 0,)))
    assert [eq.outcomes["gone"] for eq in solution.equilibria] == [1]


# odds


@pytest.mark.parametrize(
    ("odds", "other", "given"),
    [
        (q, 1 - q, ()),
        (q, 1 - q, (q > 0,)),
        (q, 1 - q, (q < 1,)),
        (q, 1 - q, (0 <= q, q < 1)),  # zero
        (q, 1 - q, (0 < q, q <= 1)),  # the other one zero
        (q * r, 1 - q * r, (0 < q, q < 1, r > 0)),
        (q / (q + r), r / (q + r), (q > 0, r >= 0)),
        (2 * p, 1 - 2 * p, ()),
        ({"A": q, "B": HALF}, {"A": 1 - q, "B": HALF}, (q > 0,)),  # by player
        ({"A": HALF, "B": q}, {"A": HALF, "B": 1 - q}, (q >= 0, q < 1)),
    ],
    ids=str,
)
def test_odds_that_can_leave_the_unit_interval_or_be_zero(odds, other, given):
    message = refused(lottery(odds, other, given), "odds", "given", "add the hypotheses")
    assert "'up'" in message or "'down'" in message


@pytest.mark.parametrize(
    ("odds", "other", "given"),
    [
        (q, 1 - q, (0 < q, q < 1)),
        (q / (q + r), r / (q + r), (q > 0, r > 0)),
        (p, 1 - p, ()),
        (p**2, 1 - p**2, ()),
        (sqrt(p), 1 - sqrt(p), ()),
        ({"A": q, "B": r}, {"A": 1 - q, "B": 1 - r}, (0 < q, q < 1, 0 < r, r < 1)),
        (1, 0, ()),
    ],
    ids=str,
)
def test_odds_that_stay_inside(odds, other, given):
    if odds == 1:
        with pytest.raises(GameError, match="0"):  # a move of nature that never happens
            solve(lottery(odds, other, given))
        return
    assert solve(lottery(odds, other, given)).coverage().status == "proved"


def test_odds_that_are_offered():
    def ruled(top):
        chance = Chance({"up": (x, war), "down": (1 - x, nothing)})
        return Game(("A", "B"), Offer("A", (x, 0, top), Decision("B", {"accept": chance, "fight": war})), CRISIS)

    assert solve(ruled(1)).coverage().status == "proved"
    refused(ruled(2), "odds x", "'up'")


# intervals


@pytest.mark.parametrize(
    ("ends", "given"),
    [
        ((low, high), ()),
        ((low, 1), (low > 0,)),
        ((p, q), ()),
        ((0, p - c_A), ()),
        ((Max(0, low), 1), ()),
        ((low, high), (low**2 <= high**2,)),
    ],
    ids=str,
)
def test_intervals_of_offers_that_can_be_empty(ends, given):
    message = refused(bargain(ends=ends, given=(*CRISIS, *given)), "offer x", "empty", "add the hypothesis")
    assert "A" in message


def test_intervals_that_an_earlier_offer_can_empty():
    inner = Offer("B", (y, x, p), Terminal({"A": y, "B": x}, "end"))
    refused(Game(("A", "B"), Offer("A", (x, 0, 1), inner), CRISIS), "[x, p]", "B", "offer y", "empty")


def test_intervals_of_one_point_are_not_empty():
    solution = solve(bargain(ends=(low, high), given=(*CRISIS, 0 <= low, low <= high, high <= 1)))
    assert solution.coverage().status == "proved"
    (eq,) = solve(bargain(ends=(HALF, HALF))).at({p: HALF, c_A: 1, c_B: 1})
    assert eq.strategy[()].offer == HALF


# payoffs that are not defined, or not real


@pytest.mark.parametrize(
    ("game", "term"),
    [
        (bargain(Terminal({"A": 1 / x, "B": 1 - x}, "settlement")), "1/x"),
        (bargain(Terminal({"A": x, "B": x / (1 - x)}, "settlement")), "1/(1 - x)"),
        (bargain(Terminal({"A": sqrt(x - p), "B": 1 - x}, "settlement")), "sqrt(x - p)"),
        (bargain(Terminal({"A": 1 / sqrt(x), "B": 1 - x}, "settlement")), "x"),
        (choice(1 / q), "1/q"),
        (choice(0, 1 / (q - r)), "1/(q - r)"),
        (choice(sqrt(q)), "sqrt(q)"),
        (choice(cbrt(q)), "q**(1/3)"),
        (choice(sqrt(q - 1), given=(q > 0,)), "sqrt"),
        (choice(Max(0, sqrt(q))), "sqrt(q)"),
        (bargain(fight=Terminal({"A": p, "B": sqrt(1 - p - c_B)}, "war")), "sqrt(1 - p - c_B)"),
        (bargain(ends=(0, 1 / q), given=(*CRISIS, q >= 0)), "1/q"),
        (lottery(1 / q, 1 - 1 / q), "1/q"),
    ],
    ids=lambda item: item if isinstance(item, str) else "",
)
def test_undefined_payoffs(game, term):
    message = refused(game, "not defined, or not real", "given", "add the hypothesis that rules them out", term)
    assert re.search(r"payoff of [AB]|bound of x|odds", message)


@pytest.mark.parametrize(
    "game",
    [
        choice(1 / q, given=(q > 0,)),
        choice(1 / q, given=(sympy.Ne(q, 0),)),
        choice(sqrt(q), given=(q >= 0,)),
        choice(Piecewise((1 / q, q > 0), (0, True))),  # the branch is taken only where it is defined
        choice(sqrt(Max(0, q))),
        choice(sqrt(Abs(q))),
        bargain(Terminal({"A": sqrt(x), "B": sqrt(1 - x)}, "settlement")),
        bargain(Terminal({"A": 1 / (1 + x), "B": 1 - x}, "settlement")),
    ],
    ids=lambda game: "",
)
def test_payoffs_that_are_defined_where_they_count(game):
    assert solve(game).coverage().status == "proved"


# what backward induction does not cover


def test_imperfect_information():
    hidden = Decision(
        "A",
        {"left": Decision("B", {"l": war, "r": nothing}), "right": Decision("B", {"l": nothing, "r": war})},
        seen_by=(),
    )
    refused(
        Game(("A", "B"), hidden, CRISIS), "B cannot tell", "left", "right", "perfect information", kind=UnsupportedGame
    )


def test_private_types():
    def reply() -> Node:
        return Decision("B", {"l": war, "r": nothing})

    root = Chance({"strong": (q, reply()), "weak": (1 - q, reply())}, seen_by={"A"})
    game = Game(("A", "B"), root, (*CRISIS, 0 < q, q < 1))
    refused(game, "B cannot tell", "strong", "weak", kind=UnsupportedGame)


def test_hidden_offers_and_draws():
    answer = Decision("B", {"accept": deal, "fight": war})
    draw = Draw((x, 0, 1), 1, answer, seen_by={"A"})
    refused(Game(("A", "B"), draw, CRISIS), "choice of x", kind=UnsupportedGame)


def test_moves_that_are_hidden_from_players_who_never_move_again_do_no_harm():
    last = Decision("B", {"l": war, "r": nothing}, seen_by=())
    assert solve(Game(("A", "B"), last, CRISIS)).coverage().status == "proved"


def test_games_with_states():
    stage = Decision("A", {"stop": nothing, "go on": Continue("again", {"A": 1, "B": 1}, delta)})
    game = Game(("A", "B"), Continue("again", {}, 1), (0 < delta, delta < 1), states={"again": stage})
    refused(game, "spe", "stationary", kind=UnsupportedGame)


# the call


@pytest.mark.parametrize("concept", ["nashh", "SPE", ""])
def test_unknown_concepts(concept):
    message = refused(choice(p), repr(concept), kind=UnsupportedGame, concept=concept)
    assert all(name in message for name in CONCEPTS)


@pytest.mark.parametrize("ties", ["none", "", "ALL", None])
def test_unknown_rules_for_ties(ties):
    refused(choice(p), "ties", "'listed'", "'all'", ties=ties)


# functions and exponents


@pytest.mark.parametrize(
    ("term", "named"),
    [
        (sympy.log(1 + x), "log"),
        (sympy.sin(x), "sin"),
        (sympy.atan(x), "atan"),
        (sympy.floor(x), "floor"),
        (sympy.sign(x - p), "sign"),
        (sympy.factorial(x), "factorial"),
        (sympy.EulerGamma * x, "EulerGamma"),
        (sympy.Integral(y, (y, 0, x)), "Integral"),
    ],
    ids=str,
)
def test_functions_that_are_not_covered(term, named):
    for accept in (Terminal({"A": x, "B": 1 - term}, "settlement"), Terminal({"A": term, "B": 1 - x}, "settlement")):
        refused(bargain(accept), named, "rational powers", kind=UnsupportedGame)


@pytest.mark.parametrize("term", [x**a, (1 - x) ** a], ids=str)
def test_powers_of_what_may_be_negative_or_to_what_may_be_are_not_defined(term):
    for accept in (Terminal({"A": x, "B": 1 - term}, "settlement"), Terminal({"A": term, "B": 1 - x}, "settlement")):
        refused(bargain(accept), f"{term} is not defined", "add the hypothesis")


def test_an_exponent_that_is_chosen_needs_a_logarithm():
    solution = solve(bargain(Terminal({"A": 2**x, "B": 1 - x}, "settlement")))
    assert solution.equilibria == ()
    assert "logarithm" in solution.undecided[0].reason


@pytest.mark.parametrize("term", [sympy.log(q), sympy.sin(q)], ids=str)
def test_functions_of_parameters_that_are_not_covered(term):
    refused(choice(term, given=(p > 0, q > 1)), "rational powers", kind=UnsupportedGame)
    refused(choice(q, given=(p > 0, q > 1, term > 1)), "rational powers", kind=UnsupportedGame)
    refused(bargain(ends=(0, 1 + term), given=(*CRISIS, q > 1)), "rational powers", kind=UnsupportedGame)


def test_roots_without_a_closed_form_are_data_and_no_error():
    waves = (x - Rational(1, 5)) * (x - Rational(1, 2)) * (x - Rational(4, 5)) * (x**2 + 1)
    solution = solve(bargain(Terminal({"A": x, "B": 1 - waves.expand()}, "settlement")))
    assert solution.coverage().status == "refuted"
    (opened,) = solution.undecided
    assert "no closed form" in opened.reason
    assert "offer x" in opened.reason
    assert "at most one in (0, 1)" in opened.reason
    # one that can be told by a single change of sign is a number like others
    single = solve(bargain(Terminal({"A": x, "B": 1 - x**3 - x}, "settlement")))
    assert not single.undecided
    assert any(case.roots() for case in single.equilibria)


def test_a_supremum_that_is_not_attained_is_data_and_no_error():
    moves = {"fight": nothing, "accept": Terminal({"A": 1 - x, "B": x - p}, "settlement")}
    solution = solve(Game(("A", "B"), Offer("A", (x, 0, 1), Decision("B", moves)), (0 <= p, p < 1)))
    assert solution.equilibria == ()
    assert "supremum" in solution.undecided[0].reason
    assert "not attained" in solution.undecided[0].reason


@pytest.mark.parametrize("seconds", [0, Rational(1, 100), Rational(1, 50), Rational(1, 20)], ids=str)
def test_too_little_time_is_data_and_no_error(seconds):
    solution = solve(bargain(), seconds=seconds)
    assert solution.equilibria or solution.undecided
    for eq in solution.equilibria:
        assert deviations(solution.game, eq) == sympy.true
    if not solution.undecided:
        assert solution.coverage().status == "proved"


# the place


PLACED = {
    "payoff": (choice(1 / q), "'go'"),
    "odds": (lottery(q, 1 - q), "'go'"),
    "interval": (
        Game(("A", "B"), Decision("A", {"talk": Offer("A", (x, low, high), deal), "stay": nothing})),
        "'talk'",
    ),
    "function": (choice(sympy.log(q), given=(q > 0,)), "'go'"),
    "root": (
        Game(("A", "B"), Draw((x, 0, 1), 1, Decision("B", {"accept": deal, "fight": war}), seen_by={"A"}), CRISIS),
        "at the root",
    ),
}


@pytest.mark.parametrize("name", PLACED)
def test_messages_name_the_history(name):
    game, words = PLACED[name]
    refused(game, words, kind=DetenteError)


def test_every_error_is_also_the_one_that_a_caller_would_expect():
    with pytest.raises(ValueError, match="not defined"):
        solve(choice(1 / q))
    with pytest.raises(NotImplementedError, match="log"):
        solve(choice(sympy.log(q), given=(q > 0,)))
