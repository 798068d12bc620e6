"""A game as text: the whole picture, and what is said of each kind of node."""

from __future__ import annotations

import pytest
from sympy import And, Eq, Max, Ne, Not, Or, Piecewise, sqrt

from detente.games import Chance, Continue, Decision, Draw, Game, Offer, Terminal, reals, text
from detente.games.drawing import formula

p, q, c_A, c_B, delta, x, y = reals("p q c_A c_B delta x y")
END = Terminal({"A": 0, "B": 0})


def lines(root: object, **more: object) -> list[str]:
    return text(Game(("A", "B"), root, **more)).splitlines()  # type: ignore[arg-type]


def test_the_ultimatum() -> None:
    war = Terminal({"A": p - c_A, "B": 1 - p - c_B}, "war")
    deal = Terminal({"A": x, "B": 1 - x}, "settlement")
    root = Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": war}))
    game = Game(("A", "B"), root, (0 < p, p < 1, c_A > 0, c_B > 0))
    assert text(game) == (
        "players A, B\n"
        "given p > 0, p < 1, c_A > 0, c_B > 0\n"
        "A offers x in [0, 1]\n"
        "└─ B decides\n"
        "   ├─ accept: settlement (A: x, B: 1 - x)\n"
        "   └─ fight: war (A: p - c_A, B: 1 - c_B - p)"
    )


def test_bars_join_the_moves_of_one_node() -> None:
    inner = Decision("B", {"l": END, "r": END})
    assert lines(Decision("A", {"one": inner, "two": inner}))[1:] == [
        "A decides",
        "├─ one: B decides",
        "│  ├─ l: (A: 0, B: 0)",
        "│  └─ r: (A: 0, B: 0)",
        "└─ two: B decides",
        "   ├─ l: (A: 0, B: 0)",
        "   └─ r: (A: 0, B: 0)",
    ]


def test_odds_stand_with_the_moves_of_chance() -> None:
    root = Chance({"win": (q, END), "lose": ({"A": 1 - q, "B": 1 - q}, END)})
    assert lines(root)[1:] == [
        "chance",
        "├─ win [q]: (A: 0, B: 0)",
        "└─ lose [A: 1 - q, B: 1 - q]: (A: 0, B: 0)",
    ]


def test_a_draw_shows_its_density() -> None:
    assert lines(Draw((x, 0, p), 1 / p, END))[1] == "chance draws x in [0, p] with density 1/p"


@pytest.mark.parametrize(
    ("seen_by", "words"),
    [(None, ""), ((), " (not seen by B)"), ({"B"}, ""), ({"A"}, " (not seen by B)")],
)
def test_a_line_says_who_does_not_see_the_move(seen_by: set[str] | None, words: str) -> None:
    assert lines(Decision("A", {"go": END}, seen_by))[1] == f"A decides{words}"
    assert lines(Offer("A", (x, 0, 1), END, seen_by))[1] == f"A offers x in [0, 1]{words}"


def test_nature_is_no_viewer() -> None:
    assert lines(Chance({"on": (1, END)}, seen_by=()))[1] == "chance (not seen by A, B)"
    assert lines(Draw((x, 0, 1), 1, END, seen_by={"A"}))[1].endswith("(not seen by B)")


def test_states_follow_the_tree() -> None:
    loop = Continue("s", {"A": p}, {"A": delta, "B": 1})
    states = {"s": Decision("B", {"on": loop, "off": END}), "t": END}
    assert lines(Continue("s", {}, delta), states=states) == [
        "players A, B",
        "state 's', discount delta",
        "",
        "state 's'",
        "B decides",
        "├─ on: state 's', discount A: delta, B: 1 after (A: p)",
        "└─ off: (A: 0, B: 0)",
        "",
        "state 't'",
        "(A: 0, B: 0)",
    ]


def test_a_large_tree_is_cut_and_says_how_much_is_left() -> None:
    wide = Decision("A", {f"m{k}": END for k in range(50_000)})
    drawn = text(Game(("A", "B"), wide)).splitlines()
    assert len(drawn) == 1 + 200 + 1
    assert drawn[-1] == "... 49801 more nodes (text(game, max_nodes=...) draws more)"
    assert len(text(Game(("A", "B"), wide), max_nodes=60_000).splitlines()) == 50_002


def test_what_is_cut_is_counted_over_states_and_shared_subtrees() -> None:
    node: Terminal | Decision = END
    for _ in range(100):
        node = Decision("A", {"l": node, "r": node})
    drawn = text(Game(("A", "B"), END, states={"s": node, "t": END}), max_nodes=50).splitlines()
    assert drawn[-1].startswith(f"... {2**101 - 1 + 2 - 50} more nodes")


def test_a_deep_tree_is_drawn() -> None:
    node: Terminal | Decision = END
    for _ in range(5000):
        node = Decision("A", {"stop": END, "go": node})
    assert "9801 more nodes" in text(Game(("A", "B"), node))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (p - c_A, "p - c_A"),
        (-c_A - c_B, "-c_A - c_B"),
        ((p - c_A) * (1 - delta) ** 2, "(1 - delta)**2*(p - c_A)"),
        (x - Max(0, p - c_A), "x - Max(0, p - c_A)"),
        (sqrt(p - c_A), "sqrt(p - c_A)"),
        (p > c_A, "p > c_A"),
        (Eq(p, q), "p = q"),
        (Ne(p, q), "p != q"),
        (Or(And(p > 0, q > 0), p < -1), "(p > 0 and q > 0) or p < -1"),
        (Not(And(p > 0, q > 0), evaluate=False), "not (p > 0 and q > 0)"),
        (Piecewise((p - q, p > q), (0, True)), "Piecewise((p - q, p > q), (0, True))"),
    ],
    ids=str,
)
def test_a_formula_is_printed_as_a_paper_would(value: object, shown: str) -> None:
    assert formula(value) == shown
