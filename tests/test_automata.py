"""Plans for repeated games as data: what is refused, what is filled in, and what the constructors build."""

from __future__ import annotations

from itertools import product

import pytest
from sympy import Rational

from detente.games import (
    Automaton,
    Chance,
    Continue,
    Decision,
    DetenteError,
    Game,
    GameError,
    Offer,
    Terminal,
    UnsupportedGame,
    alternation,
    grim_trigger,
    information_sets,
    matrix_game,
    punishment,
    reals,
    simultaneous,
    tit_for_tat,
    with_states,
)

TABLE = {("C", "C"): (3, 3), ("C", "D"): (0, 5), ("D", "C"): (5, 0), ("D", "D"): (1, 1)}
PD = matrix_game(("A", "B"), TABLE)
GOOD, BAD = ("C", "C"), ("D", "D")
STEPS = {("good", GOOD): "good", "good": "bad", "bad": "bad"}
PLAY = {"good": GOOD, "bad": BAD}

end = lambda a, b, name="": Terminal({"A": a, "B": b}, name)  # noqa: E731
CRISIS = Game(
    ("A", "B"),
    Decision(
        "A",
        {
            "wait": end(0, 1, "status quo"),
            "threaten": Decision("B", {"yield": end(1, 0, "deal"), "resist": end(-1, -1, "war")}),
        },
    ),
)
SIGNAL = Game(
    ("A", "B"),
    simultaneous(
        {"A": ("C", "D"), "B": ("C", "D")},
        lambda m: Chance(
            {
                "calm": (Rational(1, 1 + m.count("D") + 1), end(1, 1)),
                "alarm": (1 - Rational(1, m.count("D") + 2), end(0, 0)),
            }
        ),
    ),
)


def step(plan: Automaton, *path: tuple[str, ...]) -> str:
    state = plan.start
    for happened in path:
        state = plan.step[state, happened]
    return state


def test_a_default_stands_for_all_else() -> None:
    plan = Automaton(PD, "good", PLAY, STEPS)
    assert step(plan, GOOD, GOOD) == "good"
    assert {step(plan, (a, b)) for a, b in product("CD", repeat=2) if (a, b) != GOOD} == {"bad"}
    assert step(plan, ("C", "D"), GOOD, GOOD) == "bad"


def test_forms_of_a_profile() -> None:
    odd = {"A": {"C": Rational(1, 3), "D": Rational(2, 3)}, "B": "D"}
    plan = Automaton(PD, "x", {"x": odd}, {"x": "x"})
    assert plan.play["x"] == {(): {"C": Rational(1, 3), "D": Rational(2, 3)}, ("C",): {"C": 0, "D": 1}}
    again = Automaton(PD, "x", {"x": {(): odd["A"], ("D",): "D"}}, {"x": "x"})  # any history of the set
    assert again.play == plan.play
    tree = Automaton(CRISIS, "x", {"x": {(): "wait", ("threaten",): "resist"}}, {"x": "x"})
    assert tree.play["x"] == Automaton(CRISIS, "x", {"x": ("wait", "resist")}, {"x": "x"}).play["x"]


def test_outcomes_may_be_named() -> None:
    plan = Automaton(
        CRISIS, "x", {"x": ("wait", "yield"), "y": ("wait", "resist")}, {("x", "war"): "y", "x": "x", "y": "y"}
    )
    assert step(plan, ("threaten", "resist")) == "y"
    assert step(plan, ("threaten", "yield"), ("wait",)) == "x"
    # the history is more special than the name, and the name than the state
    both = {("x", ("threaten", "resist")): "x", ("x", "war"): "y", "x": "y", "y": "y"}
    assert (
        step(Automaton(CRISIS, "x", {"x": ("wait", "yield"), "y": ("wait", "resist")}, both), ("threaten", "resist"))
        == "x"
    )


def test_final_outcomes_have_no_successor() -> None:
    plan = Automaton(CRISIS, "x", {"x": ("wait", "yield")}, {"x": "x"}, final={"war"})
    assert ("x", ("threaten", "resist")) not in plan.step
    assert ("x", ("wait",)) in plan.step


def test_hidden_moves_are_no_reason_for_a_step() -> None:
    plan = Automaton(SIGNAL, "x", {"x": GOOD, "y": BAD}, {("x", ("calm",)): "x", "x": "y", "y": "y"}, revealed=False)
    assert {plan.step["x", (*moves, "alarm")] for moves in product("CD", repeat=2)} == {"y"}
    assert {plan.step["x", (*moves, "calm")] for moves in product("CD", repeat=2)} == {"x"}
    with pytest.raises(GameError, match="never happens"):
        Automaton(SIGNAL, "x", {"x": GOOD}, {("x", ("C", "C", "calm")): "x", "x": "x"}, revealed=False)
    named = Game(("A", "B"), simultaneous({"A": ("C", "D"), "B": ("C",)}, lambda m: end(0, 0, "".join(m))))
    with pytest.raises(GameError, match="not all have seen"):
        Automaton(
            named, "x", {"x": ("C", "C"), "y": ("D", "C")}, {("x", "CC"): "x", "x": "y", "y": "y"}, revealed=False
        )


def test_a_move_that_all_others_see_is_public() -> None:
    seen = Decision("A", {"C": end(1, 1), "D": end(2, 0)}, seen_by={"B"})
    plan = Automaton(
        Game(("A", "B"), seen),
        "x",
        {"x": ("C",), "y": ("D",)},
        {("x", ("D",)): "y", "x": "x", "y": "y"},
        revealed=False,
    )
    assert plan.step["x", ("D",)] == "y"


def test_grim_trigger_of_a_tree_blames_moves_and_not_luck() -> None:
    luck = Game(
        ("A", "B"),
        Chance(
            {
                "up": (Rational(1, 2), Decision("A", {"go": end(1, 0), "stay": end(0, 0)})),
                "down": (Rational(1, 2), end(0, 0)),
            }
        ),
    )
    plan = grim_trigger(luck, ("stay",), ("go",))
    assert [step(plan, path) for path in (("up", "stay"), ("down",), ("up", "go"))] == ["good", "good", "bad"]


def test_mixed_profiles_are_left_by_moves_that_have_no_chance() -> None:
    table = {(a, b): (0, 0) for a in "LMR" for b in "lr"}
    plan = grim_trigger(matrix_game(("A", "B"), table), ({"L": Rational(1, 2), "M": Rational(1, 2)}, "l"), ("R", "r"))
    kept = {pair for pair in table if plan.step["good", pair] == "good"}
    assert kept == {("L", "l"), ("M", "l")}


@pytest.mark.parametrize("restart", [False, True])
def test_punishment(restart: bool) -> None:
    plan = punishment(PD, GOOD, BAD, 3, restart=restart)
    wrong = ("C", "D")
    assert step(plan, wrong, BAD, BAD) == "bad 3"
    assert step(plan, wrong, BAD, BAD, BAD) == "good"
    assert step(plan, wrong, BAD, wrong) == ("bad 1" if restart else "bad 3")


def test_alternation() -> None:
    plan = alternation(PD, ("C", "D"), ("D", "C"), BAD)
    assert step(plan, ("C", "D"), ("D", "C"), ("C", "D")) == "two"
    assert step(plan, ("C", "D"), ("C", "D")) == "bad"


@pytest.mark.parametrize("n", [2, 3])
def test_tit_for_tat_answers_what_others_did(n: int) -> None:
    players = ("A", "B", "C")[:n]
    stage = matrix_game(players, dict.fromkeys(product("gb", repeat=n), (0,) * n))
    plan = tit_for_tat(stage, ("g",) * n, ("b",) * n)
    sets = {each.player: each.histories[0] for each in information_sets(stage)}
    for before in product("gb", repeat=n):
        state = step(plan, before)
        for i, player in enumerate(players):
            harsh = any(move == "b" for j, move in enumerate(before) if j != i)
            assert plan.play[state][sets[player]]["b"] == int(harsh)


def test_a_plan_as_a_game_with_states() -> None:
    delta = reals("delta")
    game = with_states(punishment(PD, GOOD, BAD, 2), delta, given=(0 < delta, delta < 1))
    assert set(game.states) == {"good", "bad 1", "bad 2"}
    after = dict(game.walk("bad 2"))["C", "C"]
    assert isinstance(after, Continue)
    assert (after.state, after.payoffs["A"], after.discount) == ("good", 3, delta)
    final = with_states(Automaton(CRISIS, "x", {"x": ("wait", "yield")}, {"x": "x"}, final={"war"}), delta)
    assert isinstance(dict(final.walk("x"))["threaten", "resist"], Terminal)


def test_values_are_put_into_a_plan() -> None:
    r, alpha = reals("r alpha")
    stage = matrix_game(("A",), {("C",): (r,), ("D",): (0,)}, given=(r > 0,))
    plan = Automaton(stage, "x", {"x": ({"C": alpha, "D": 1 - alpha},)}, {"x": "x"}).at({r: 2, alpha: Rational(1, 3)})
    assert plan.play["x"][()] == {"C": Rational(1, 3), "D": Rational(2, 3)}
    assert plan.stage.parameters == ()
    with pytest.raises(GameError, match="is false at"):
        Automaton(stage, "x", {"x": ("C",)}, {"x": "x"}).at({r: -1})
    hidden = Automaton(SIGNAL, "x", {"x": GOOD}, {"x": "x"}, revealed=False)
    assert hidden.at({}).step == hidden.step


x = reals("x")
two_sets = Game(("A", "B"), Decision("A", {"a": Decision("A", {"c": end(0, 0), "d": end(0, 0)}), "b": end(0, 0)}))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Automaton("PD", "x", {"x": GOOD}, {"x": "x"}), "a Game is wanted"),
        (lambda: Automaton(PD, "x", {}, {}), "no mapping"),
        (lambda: Automaton(PD, "y", {"x": GOOD}, {"x": "x"}), "no state 'y'"),
        (lambda: Automaton(PD, "", {"": GOOD}, {"": ""}), "not a name"),
        (lambda: Automaton(PD, "x", {"x": ("C",)}, {"x": "x"}), "a move for each of A, B"),
        (lambda: Automaton(PD, "x", {"x": "CC"}, {"x": "x"}), "no profile"),
        (lambda: Automaton(PD, "x", {"x": ("C", "E")}, {"x": "x"}), "B has no move 'E'"),
        (lambda: Automaton(PD, "x", {"x": {"A": "C"}}, {"x": "x"}), "what B does .* is not said"),
        (lambda: Automaton(PD, "x", {"x": {"A": "C", (): "C", "B": "C"}}, {"x": "x"}), "has its move already"),
        (lambda: Automaton(PD, "x", {"x": {"Z": "C"}}, {"x": "x"}), "nobody moves at 'Z'"),
        (lambda: Automaton(PD, "x", {"x": ({"C": Rational(1, 2)}, "C")}, {"x": "x"}), "do not sum to one"),
        (lambda: Automaton(PD, "x", {"x": ({"C": 0.5, "D": 0.5}, "C")}, {"x": "x"}), "float"),
        (lambda: Automaton(two_sets, "x", {"x": ("a", "c")}, {"x": "x"}), "does not give each player's moves"),
        (lambda: Automaton(two_sets, "x", {"x": {"A": "a"}}, {"x": "x"}), "at several information sets"),
        (lambda: Automaton(PD, "x", {"x": GOOD}, {("x", GOOD): "x"}), "what follows state 'x' after 'C', 'D'"),
        (lambda: Automaton(PD, "x", {"x": GOOD}, {"x": "y"}), "no state 'y'"),
        (lambda: Automaton(PD, "x", {"x": GOOD}, {"y": "x"}), "no state 'y'"),
        (lambda: Automaton(PD, "x", {"x": GOOD}, {("x", ("C", "E")): "x", "x": "x"}), "never happens"),
        (lambda: Automaton(PD, "x", {"x": GOOD}, {("x", "peace"): "x", "x": "x"}), "never happens"),
        (lambda: Automaton(PD, "x", {"x": GOOD}, [("x", "x")]), "no mapping"),
        (lambda: Automaton(PD, "x", {"x": GOOD}, {"x": "x"}, final={"war"}), "no terminal has the outcome 'war'"),
        (lambda: Automaton(PD, "x", {"x": GOOD}, {"x": "x"}, final="C, C"), "is one name"),
        (lambda: punishment(PD, GOOD, BAD, 0), "no number of periods"),
        (lambda: matrix_game(("A", "B"), {}), "maps profiles to payoffs"),
        (lambda: matrix_game(("A", "B"), {("C", "C"): (1, 2, 3)}), "no list of 2 payoffs"),
        (lambda: matrix_game(("A", "B"), {("C",): (1, 2)}), "no profile"),
        (lambda: matrix_game(("A", "B"), {"CC": (1, 2)}), "no profile"),
        (lambda: simultaneous({"A": ("C", "C")}, lambda m: end(0, 0)), "different moves"),
        (lambda: simultaneous({"A": "CD"}, lambda m: end(0, 0)), "different moves"),
    ],
)
def test_errors_name_the_place(make: object, message: str) -> None:
    with pytest.raises(GameError, match=message):
        make()  # type: ignore[operator]


@pytest.mark.parametrize(
    "stage",
    [
        Game(("A", "B"), Offer("A", (x, 0, 1), end(x, 1 - x))),
        Game(("A",), Continue("s", {}, 1), states={"s": Terminal({"A": 0})}),
    ],
)
def test_what_is_no_stage(stage: Game) -> None:
    with pytest.raises(UnsupportedGame):
        Automaton(stage, "x", {"x": ()}, {"x": "x"})
    assert issubclass(UnsupportedGame, DetenteError)


def test_a_table_may_hold_nodes() -> None:
    game = matrix_game(("A", "B"), {("C",): {"B": 1, "A": 2}, ("D",): SIGNAL.root}, movers=("A",))
    assert dict(game.walk())["D",] is SIGNAL.root
    assert dict(game.walk())["C",].payoffs == {"A": 2, "B": 1}  # type: ignore[union-attr]
