"""Every error of construction, each with the place that its message names and the mend that it offers."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from sympy import And, Dummy, Float, Function, I, MatrixSymbol, Not, Or, Symbol, log, nan, oo, sqrt, zoo

from detente.games import (
    Chance,
    Continue,
    Decision,
    DetenteError,
    Draw,
    Game,
    GameError,
    Offer,
    Terminal,
    UnsupportedGame,
    reals,
)
from detente.games.errors import place

p, q, delta, x, y = reals("p q delta x y")
PEACE = Terminal({"A": 0, "B": 0}, "peace")


def game(root: Any, given: Any = (), states: Any = None, players: Any = ("A", "B")) -> Game:
    return Game(players, root, given, {} if states is None else states)


def after_go(node: Any) -> Game:
    """A game in which the node stands after the history ('go', 'on')."""
    return game(Decision("A", {"stay": PEACE, "go": Decision("B", {"on": node, "back": PEACE})}))


def pay(value: Any) -> Game:
    return after_go(Terminal({"A": value, "B": 0}, "war"))


def toss(one: Any, other: Any) -> Game:
    return after_go(Chance({"win": (one, PEACE), "lose": (other, PEACE)}))


def refused(make: Callable[[], object], *parts: str) -> None:
    """Making it raises GameError whose message has these parts in this order: place, trouble, mend."""
    with pytest.raises(GameError, match="(?s)" + ".*".join(map(re.escape, parts))):
        make()


def test_errors_are_the_builtins_that_a_caller_expects() -> None:
    assert issubclass(GameError, DetenteError)
    assert issubclass(GameError, ValueError)
    assert issubclass(UnsupportedGame, DetenteError)
    assert issubclass(UnsupportedGame, NotImplementedError)


# --- places


@pytest.mark.parametrize(
    ("history", "state", "words"),
    [
        ((), None, "at the root"),
        ((), "s", "at the start of state 's'"),
        (("go", "x"), None, "after 'go', 'x'"),
        (("go",), "s", "in state 's', after 'go'"),
    ],
)
def test_a_place_is_named_in_words(history: tuple[str, ...], state: str | None, words: str) -> None:
    assert place(history, state) == words


def test_a_long_history_is_shortened() -> None:
    words = place([f"m{k}" for k in range(5000)])
    assert words.startswith("after 'm0', 'm1'")
    assert words.endswith("'m4999'")
    assert "... (4988 more)" in words


def test_an_error_in_a_state_names_the_state() -> None:
    bad = Decision("A", {"go": Terminal({"A": 0.5, "B": 0})})
    refused(lambda: game(PEACE, states={"s": bad}), "in state 's', after 'go'", "0.5 is a float")


# --- players


def test_no_players() -> None:
    refused(lambda: game(PEACE, players=()), "players: there are none", 'players=("A", "B")')


def test_players_in_one_string() -> None:
    refused(lambda: game(PEACE, players="AB"), "players: 'AB' is not a tuple", 'players=("A", "B")')


@pytest.mark.parametrize("name", ["", 1, None])
def test_a_player_without_a_name(name: Any) -> None:
    refused(lambda: game(PEACE, players=("A", name)), f"players: {name!r} is not a name")


def test_duplicate_players() -> None:
    refused(lambda: game(PEACE, players=("A", "B", "A")), "players: 'A' is listed twice", "own name")


def test_an_unknown_player_decides() -> None:
    refused(lambda: after_go(Decision("C", {"l": PEACE})), "after 'go', 'on'", "'C'", "['A', 'B']")


def test_an_unknown_player_offers() -> None:
    refused(lambda: after_go(Offer("C", (x, 0, 1), PEACE)), "after 'go', 'on'", "'C'", "['A', 'B']")


def test_a_payoff_for_an_unknown_player() -> None:
    end = Terminal({"A": 0, "B": 0, "C": 0}, "war")
    refused(lambda: after_go(end), "after 'go', 'on'", "Terminal 'war'", "'C'", "['A', 'B']")


@pytest.mark.parametrize("kind", ["decision", "offer", "chance", "draw"])
def test_seen_by_an_unknown_player(kind: str) -> None:
    node = {
        "decision": Decision("A", {"l": PEACE}, seen_by={"B", "C"}),
        "offer": Offer("A", (x, 0, 1), PEACE, seen_by={"B", "C"}),
        "chance": Chance({"l": (1, PEACE)}, seen_by={"B", "C"}),
        "draw": Draw((x, 0, 1), 1, PEACE, seen_by={"B", "C"}),
    }[kind]
    refused(lambda: after_go(node), "after 'go', 'on'", "seen_by", "'C'", "['A', 'B']")


def test_seen_by_is_a_string() -> None:
    node = Decision("A", {"l": PEACE}, seen_by="AB")
    refused(lambda: after_go(node), "after 'go', 'on'", "seen_by='AB'", 'seen_by={"B"}')


def test_odds_by_an_unknown_player() -> None:
    odds = {"A": p, "B": p, "C": p}
    refused(lambda: toss(odds, 1 - p), "after 'go', 'on'", "'win'", "unknown player 'C'", "['A', 'B']")


def test_odds_for_some_players_only() -> None:
    refused(lambda: toss({"A": p}, 1 - p), "after 'go', 'on'", "'win' has no probability for B", "give one")


def test_a_discount_for_some_players_only() -> None:
    loop = Continue("s", {}, {"A": delta})
    refused(lambda: game(loop, states={"s": PEACE}), "at the root", "no discount for B", "give one")


# --- payoffs


def test_a_missing_payoff() -> None:
    refused(
        lambda: after_go(Terminal({"A": 0}, "war")),
        "after 'go', 'on'",
        "'war' has no payoff for B",
        "give one",
    )


def test_payoffs_that_are_no_mapping() -> None:
    node = Terminal((0, 0))  # type: ignore[arg-type]
    refused(lambda: after_go(node), "after 'go', 'on'", "(0, 0)", "write a mapping")


def test_a_payoff_of_continue_for_an_unknown_player() -> None:
    loop = Continue("s", {"C": 1}, delta)
    refused(lambda: game(loop, states={"s": PEACE}), "at the root", "Continue 's'", "unknown player 'C'")


FLOATS = [0.5, float("nan"), np.float64(0.5), np.float32(0.5), Decimal("0.5"), Float("0.5"), p * 0.5, p**0.5]


@pytest.mark.parametrize("value", FLOATS, ids=repr)
def test_a_float_payoff(value: Any) -> None:
    refused(lambda: pay(value), "after 'go', 'on'", "the payoff of A", "is a float", "Rational(1, 2)")


@pytest.mark.parametrize("value", [I, p + I, sqrt(-1), sqrt(-2 - p**2), log(-1), oo, -oo, zoo, nan, 2j], ids=str)
def test_a_payoff_that_is_not_real(value: Any) -> None:
    refused(lambda: pay(value), "after 'go', 'on'", "the payoff of A", "is not a real number")


@pytest.mark.parametrize("value", [None, True, p > 0, [1], MatrixSymbol("M", 2, 2)], ids=str)
def test_a_payoff_that_is_no_number(value: Any) -> None:
    refused(lambda: pay(value), "after 'go', 'on'", "the payoff of A", "is not a")


def test_a_payoff_in_a_string() -> None:
    refused(lambda: pay("p - c"), "after 'go', 'on'", "'p - c' is a string", "reals('p')")


def test_a_string_is_never_evaluated() -> None:
    touched: list[int] = []

    class Trap(str):
        def __iter__(self) -> Any:
            touched.append(1)
            return super().__iter__()

    refused(lambda: pay(Trap("__import__('os')")), "is a string")
    assert touched == []


def test_an_unsupported_function_is_for_the_solver_to_refuse() -> None:
    pay(log(p))
    pay(Function("u")(p))


def test_integers_of_numpy_are_exact() -> None:
    assert dict(pay(np.int64(3)).walk())[("go", "on")].payoffs["A"] == 3


@pytest.mark.parametrize("assumption", ["positive", "nonnegative", "integer", "nonzero", "finite", "imaginary"])
def test_a_symbol_with_assumptions(assumption: str) -> None:
    cost = Symbol("cost", **{assumption: True})
    mend = "reals('cost')"
    refused(lambda: pay(p - cost), "after 'go', 'on'", "the payoff of A, ", "the symbol cost", mend)


def test_a_symbol_with_assumptions_names_them_and_says_where_they_go() -> None:
    cost = Symbol("cost", positive=True)
    refused(lambda: pay(cost), "positive=True", "reals('cost')", "given=(cost > 0,)")


def test_a_plain_symbol() -> None:
    refused(lambda: pay(Symbol("cost")), "after 'go', 'on'", "cost is not declared real", "reals('cost')")


def test_a_dummy() -> None:
    refused(lambda: pay(Dummy("cost", real=True)), "after 'go', 'on'", "_cost", "reals('cost')")


def test_an_outcome_that_is_no_string() -> None:
    node = Terminal({"A": 0, "B": 0}, 3)  # type: ignore[arg-type]
    refused(lambda: after_go(node), "after 'go', 'on'", "the outcome 3", "'war'")


# --- moves


@pytest.mark.parametrize("kind", [Decision, Chance])
def test_no_moves(kind: type) -> None:
    node = Decision("A", {}) if kind is Decision else Chance({})
    refused(lambda: after_go(node), "after 'go', 'on'", f"{kind.__name__} has no moves", "give it one")


@pytest.mark.parametrize("label", ["", 1, None])
def test_a_move_without_a_label(label: Any) -> None:
    refused(lambda: after_go(Decision("A", {label: PEACE})), "after 'go', 'on'", f"move {label!r}", "a string")
    refused(lambda: after_go(Chance({label: (1, PEACE)})), "after 'go', 'on'", f"move {label!r}", "a string")


def test_moves_that_are_no_mapping() -> None:
    node = Decision("A", [PEACE])  # type: ignore[arg-type]
    refused(lambda: after_go(node), "after 'go', 'on'", "the moves of Decision", "write a mapping")


@pytest.mark.parametrize("node", [(p, PEACE), None, 3, "peace", Terminal], ids=str)
def test_a_move_that_leads_to_no_node(node: Any) -> None:
    refused(lambda: after_go(node), "after 'go', 'on'", "is not a node", "Terminal, Decision, Offer")
    refused(lambda: game(node), "at the root", "is not a node")
    refused(lambda: game(Offer("A", (x, 0, 1), node)), "after 'x'", "is not a node")
    refused(lambda: game(PEACE, states={"s": node}), "at the start of state 's'", "is not a node")


@pytest.mark.parametrize("move", [PEACE, (p,), (p, PEACE, 1)], ids=["node", "one", "three"])
def test_a_move_of_chance_that_is_no_pair(move: Any) -> None:
    refused(lambda: after_go(Chance({"win": move})), "after 'go', 'on'", "'win'", "(probability, node)")


# --- odds


@pytest.mark.parametrize(("one", "other"), [(p, p), (p, q), (Fraction(1, 2), Fraction(1, 3)), (p**2, 1 - p)])
def test_odds_that_do_not_sum_to_one(one: Any, other: Any) -> None:
    refused(lambda: toss(one, other), "after 'go', 'on'", "sum to", "not to 1", "1 less the others")


def test_odds_of_one_player_that_do_not_sum_to_one() -> None:
    refused(lambda: toss({"A": p, "B": q}, 1 - p), "after 'go', 'on'", "by B's odds", "not to 1")


@pytest.mark.parametrize(("one", "other"), [(0, 1), (2, -1), (Fraction(3, 2), Fraction(-1, 2)), (sqrt(2), 1 - sqrt(2))])
def test_odds_outside_of_zero_and_one(one: Any, other: Any) -> None:
    refused(lambda: toss(one, other), "after 'go', 'on'", "the probability of 'win'", "not in (0, 1]", "leave out")
    refused(lambda: toss({"A": p, "B": one}, {"A": 1 - p, "B": other}), "'win'", "not in (0, 1]")


def test_float_odds() -> None:
    refused(lambda: toss(0.5, 0.5), "after 'go', 'on'", "probability of 'win'", "float", "Rational(1, 2)")
    refused(lambda: toss({"A": p, "B": 0.5}, 1 - p), "probability of B", "float")


def test_odds_in_a_string() -> None:
    refused(lambda: toss("p", 1 - p), "after 'go', 'on'", "probability of 'win'", "is a string")


@pytest.mark.parametrize("density", [2, x, p, 1 / p])
def test_a_density_that_does_not_integrate_to_one(density: Any) -> None:
    refused(
        lambda: after_go(Draw((x, 0, 1), density, PEACE)),
        "after 'go', 'on'",
        "integrates to",
        "uniform one is 1",
    )


def test_densities_that_integrate_to_one() -> None:
    for interval, density in [((x, 0, 1), 2 * x), ((x, p, q), 1 / (q - p)), ((x, 0, 2), Fraction(1, 2))]:
        after_go(Draw(interval, density, PEACE))
    after_go(Draw((x, 0, 1), 1 / sqrt(x) / 2, PEACE))  # not a polynomial: the solver integrates it


def test_a_float_density() -> None:
    refused(lambda: after_go(Draw((x, 0, 2), 0.5, PEACE)), "after 'go', 'on'", "density of x", "float")


# --- variables and intervals


@pytest.mark.parametrize("interval", [x, (x, 0), (0, x, 1), ("x", 0, 1), "x01", (x, 0, 1, 2)], ids=str)
def test_a_malformed_interval(interval: Any) -> None:
    refused(
        lambda: after_go(Offer("A", interval, PEACE)),
        "after 'go', 'on'",
        "interval of Offer",
        "(x, low, high)",
    )
    refused(lambda: after_go(Draw(interval, 1, PEACE)), "after 'go', 'on'", "interval of Draw", "(x, low, high)")


def test_a_variable_with_assumptions() -> None:
    share = Symbol("share", positive=True)
    refused(lambda: after_go(Offer("A", (share, 0, 1), PEACE)), "variable of Offer", "reals('share')")


def test_a_float_bound() -> None:
    refused(lambda: after_go(Offer("A", (x, 0, 0.5), PEACE)), "after 'go', 'on'", "upper bound of x", "float")


def test_an_infinite_bound() -> None:
    refused(lambda: after_go(Offer("A", (x, -oo, 1), PEACE)), "after 'go', 'on'", "lower bound of x", "not a real")


@pytest.mark.parametrize(("low", "high"), [(1, 0), (p, p - 1), (sqrt(2), 1)])
def test_an_empty_interval(low: Any, high: Any) -> None:
    refused(
        lambda: after_go(Offer("A", (x, low, high), PEACE)),
        "after 'go', 'on'",
        "of x is empty",
        "lower bound first",
    )


def test_a_draw_from_a_point() -> None:
    refused(lambda: after_go(Draw((x, p, p), 1, PEACE)), "after 'go', 'on'", "single point p")


def test_an_offer_of_one_point_is_allowed() -> None:
    after_go(Offer("A", (x, p, p), PEACE))


def test_a_bound_that_uses_its_own_variable() -> None:
    refused(lambda: after_go(Offer("A", (x, 0, 1 + x), PEACE)), "after 'go', 'on'", "uses x itself", "bound above")
    refused(lambda: after_go(Draw((x, x, 1), 1, PEACE)), "after 'go', 'on'", "uses x itself", "bound above")


def test_a_variable_bound_twice_on_a_path() -> None:
    again = Offer("A", (x, 0, 1), Decision("B", {"no": Draw((x, 0, 1), 1, PEACE)}))
    refused(lambda: after_go(again), "after 'go', 'on', 'x', 'no'", "x is bound already", "another symbol")


def test_a_variable_bound_twice_below_a_shared_subtree() -> None:
    shared = Offer("A", (x, 0, 1), PEACE)
    root = Decision("A", {"one": shared, "two": Offer("A", (x, 0, 1), shared)})
    refused(lambda: game(root), "after 'two', 'x'", "x is bound already")


def test_a_variable_in_given() -> None:
    refused(
        lambda: game(Offer("A", (x, 0, 1), PEACE), (p > 0, x > p)),
        "given: x is bound at the root",
        "leave it out",
    )


LEAKS = {
    "payoff": Terminal({"A": x, "B": 0}),
    "odds": Chance({"win": (x, PEACE), "lose": (1 - x, PEACE)}),
    "bound": Offer("A", (y, 0, x), PEACE),
    "density": Draw((y, 0, 1 / x), x, PEACE),
    "now": Continue("s", {"A": x}, 1),
    "discount": Continue("s", {}, {"A": x, "B": 1}),
}


@pytest.mark.parametrize("name", LEAKS)
def test_a_variable_that_leaks(name: str) -> None:
    root = Decision("A", {"offer": Offer("B", (x, 0, 1), PEACE), "leak": LEAKS[name]})
    refused(lambda: game(root, states={"s": PEACE}), "after 'leak': x leaks", "after 'offer'", "move this below")


def test_a_variable_that_leaks_into_a_state() -> None:
    root = Offer("A", (x, 0, 1), Continue("s", {}, 1))
    states = {"s": Terminal({"A": x, "B": 0})}
    refused(
        lambda: game(root, states=states),
        "at the start of state 's': x leaks",
        "at the root",
        "move this below",
    )


def test_a_shared_subtree_leaks_where_the_variable_is_not_bound() -> None:
    shared = Terminal({"A": x, "B": 0})
    refused(
        lambda: game(Decision("A", {"in": Offer("A", (x, 0, 1), shared), "out": shared})),
        "after 'out': x leaks",
    )


# --- states


def test_an_unknown_state() -> None:
    refused(lambda: after_go(Continue("s", {}, 1)), "after 'go', 'on'", "no state 's'", "Game(states=...)")


def test_an_unreachable_state_is_fine() -> None:
    assert list(game(PEACE, states={"never": PEACE}).states) == ["never"]


@pytest.mark.parametrize("states", [[PEACE], {"": PEACE}, {1: PEACE}], ids=["list", "empty", "number"])
def test_states_without_names(states: Any) -> None:
    refused(lambda: game(PEACE, states=states), "states: ", "is not a")


def test_a_float_discount() -> None:
    refused(lambda: game(Continue("s", {}, 0.9), states={"s": PEACE}), "at the root", "the discount", "float")


@pytest.mark.parametrize("discount", [2, -1, {"A": 2, "B": 1}], ids=str)
def test_a_discount_outside_of_zero_and_one(discount: Any) -> None:
    refused(lambda: game(Continue("s", {}, discount), states={"s": PEACE}), "at the root", "discount is", "[0, 1]")


# --- given


@pytest.mark.parametrize("given", [p > 0, "p > 0", None, True], ids=str)
def test_given_that_is_no_tuple(given: Any) -> None:
    refused(lambda: game(PEACE, given), "given: ", "not a tuple", "given=(0 < p, p < 1)")


@pytest.mark.parametrize("entry", ["p > 0", p, 1, None, And(p > 0, Symbol("z"))], ids=str)
def test_an_entry_of_given_that_is_no_relation(entry: Any) -> None:
    refused(lambda: game(PEACE, (p < 2, entry)), "given: entry 1", "not a relation", "given=(0 < p, p < 1)")


def test_a_chained_comparison_is_refused_by_sympy() -> None:
    with pytest.raises(TypeError):
        game(PEACE, (0 < p < 1,))  # type: ignore[operator]


@pytest.mark.parametrize("entry", [False, p > p, p < p - 1, And(p > 0, p < 0)], ids=["False", "1", "2", "And"])
def test_an_entry_of_given_that_is_false(entry: Any) -> None:
    refused(lambda: game(PEACE, (q > 0, entry)), "given: ", "contradict")


@pytest.mark.parametrize(
    "pair",
    [
        (p > 0, p < 0),
        (p > 0, p <= 0),
        (0 < p, And(q > 0, p < 0)),
        (p > 1, 2 * p < 1),
        (p - q > 1, q > p),
        (3 * q - 3 * p >= 1, q - p < Fraction(1, 3)),
        (And(p > 0, q > 0), Not(And(p > 0, q > 0))),
    ],
    ids=str,
)
def test_hypotheses_that_contradict_each_other(pair: Any) -> None:
    refused(lambda: game(PEACE, (delta > 0, *pair)), "given: ", "contradict each other", "drop one")


def test_hypotheses_that_only_the_engine_can_refute_are_let_through() -> None:
    assert len(game(PEACE, (p > q, q > delta, delta > p)).given) == 3
    assert len(game(PEACE, (p >= 0, p <= 0, p * q > 1, p * q < 2)).given) == 4


def test_floats_symbols_and_complex_numbers_in_given() -> None:
    refused(lambda: game(PEACE, (p > 0, p < 0.5)), "given: entry 1", "float", "Rational(1, 2)")
    refused(lambda: game(PEACE, (Symbol("c") > 0,)), "given: entry 0", "not declared real", "reals('c')")
    refused(lambda: game(PEACE, (Or(p > 0, Symbol("n", integer=True) > 1),)), "given: entry 0", "reals('n')")


# --- information


def test_an_information_set_with_different_moves() -> None:
    left = Decision("B", {"accept": PEACE, "fight": PEACE})
    right = Decision("B", {"accept": PEACE, "flee": PEACE})
    root = Decision("A", {"hide": left, "wait": PEACE, "march": right}, seen_by=())
    refused(lambda: game(root), "after 'hide' and after 'march'", "B cannot tell", "'fight'", "'flee'", "seen_by")


def test_an_information_set_with_different_offers() -> None:
    types = {"weak": (p, Offer("A", (x, 0, 1), PEACE)), "strong": (1 - p, Offer("A", (x, 0, q), PEACE))}
    refused(lambda: game(Chance(types, seen_by={"B"})), "after 'weak' and after 'strong'", "(x, 0, 1)", "seen_by")


def test_an_information_set_with_a_decision_and_an_offer() -> None:
    types = {"weak": (p, Offer("A", (x, 0, 1), PEACE)), "strong": (1 - p, Decision("A", {"pass": PEACE}))}
    refused(lambda: game(Chance(types, seen_by={"B"})), "after 'weak' and after 'strong'", "seen_by")


def test_an_information_set_in_a_state() -> None:
    types = {"l": (p, Decision("A", {"one": PEACE})), "r": (1 - p, Decision("A", {"two": PEACE}))}
    root = Continue("s", {}, 1)
    refused(
        lambda: game(root, states={"s": Chance(types, seen_by=())}),
        "in state 's', after 'l' and in state 's', after 'r'",
    )


def test_bounds_that_show_what_a_player_has_not_seen() -> None:
    root = Draw((x, 0, 1), 1, Offer("A", (y, 0, x), PEACE), seen_by={"B"})
    refused(
        lambda: game(root),
        "after 'x': the bounds of A's offer use x",
        "A has not seen",
        "add A to the seen_by of x",
    )
    game(Draw((x, 0, 1), 1, Offer("B", (y, 0, x), PEACE), seen_by={"B"}))


# --- at


def ultimatum() -> Game:
    deal = Terminal({"A": x, "B": 1 - x}, "settlement")
    war = Terminal({"A": p, "B": 1 / q}, "war")
    return game(Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": war})), (0 < p, p < 1))


def test_at_refuses_floats() -> None:
    refused(lambda: ultimatum().at({p: 0.5}), "at: the value of p", "float", "Rational(1, 2)")  # type: ignore[dict-item]
    refused(lambda: ultimatum().at({p: Float("0.5")}), "at: the value of p", "float", "Rational(1, 2)")


def test_at_refuses_bound_variables() -> None:
    refused(lambda: ultimatum().at({x: 1}), "at: x is bound", "only parameters")
    refused(lambda: ultimatum().at({p: x / 2}), "at: the value of p uses x", "rename")


@pytest.mark.parametrize("symbol", [delta, "p", Symbol("p"), 3], ids=repr)
def test_at_refuses_what_is_no_parameter(symbol: Any) -> None:
    refused(lambda: ultimatum().at({symbol: 1}), f"at: {symbol!r} is not a parameter", "[p, q]", "reals")


def test_at_refuses_what_is_no_mapping() -> None:
    refused(lambda: ultimatum().at(Fraction(1, 2)), "at: ", "not a mapping", "game.at(")  # type: ignore[arg-type]


def test_at_refuses_values_against_a_hypothesis() -> None:
    refused(lambda: ultimatum().at({p: 2}), "at: given p < 1 is false at p = 2", "choose values")


def test_at_refuses_values_at_which_a_payoff_is_not_real() -> None:
    refused(lambda: ultimatum().at({q: 0}), "after 'x', 'fight'", "the payoff of B", "not a real number")
