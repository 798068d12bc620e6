"""Games are frozen data: what a node holds, what a game knows of itself, walking, substituting, size."""

from __future__ import annotations

import copy
import os
import pickle
import subprocess
import sys
import time
from fractions import Fraction

import pytest
from sympy import Abs, And, Integer, Max, Min, Or, Piecewise, Rational, Symbol, log, sqrt

import detente.games
from detente.games import (
    Chance,
    Continue,
    Decision,
    Draw,
    FrozenMap,
    Game,
    GameError,
    Offer,
    Terminal,
    children,
    reals,
)
from detente.games.traversal import upwards

p, q, c_A, c_B, delta, x, y = reals("p q c_A c_B delta x y")
GIVEN = (0 < p, p < 1, c_A > 0, c_B > 0)


def war() -> Terminal:
    return Terminal({"A": p - c_A, "B": 1 - p - c_B}, "war")


def ultimatum() -> Game:
    deal = Terminal({"A": x, "B": 1 - x}, "settlement")
    return Game(("A", "B"), Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": war()})), GIVEN)


def alternating() -> Game:
    def turn(proposer: str, other: str, share: Symbol, following: str) -> Offer:
        deal = Terminal({proposer: share, other: 1 - share}, "settlement")
        later = Continue(following, {}, delta)
        return Offer(proposer, (share, 0, 1), Decision(other, {"accept": deal, "reject": later}))

    return Game(
        ("A", "B"),
        root=Continue("A proposes", {}, 1),
        given=(0 < delta, delta < 1),
        states={
            "A proposes": turn("A", "B", x, "B proposes"),
            "B proposes": turn("B", "A", y, "A proposes"),
        },
    )


def chain(length: int) -> Decision:
    node: Terminal | Decision = Terminal({"A": p, "B": 0})
    for step in range(length):
        node = Decision("AB"[step % 2], {"stop": Terminal({"A": step, "B": p}), "go": node})
    assert isinstance(node, Decision)
    return node


# --- names


def test_reals_gives_one_symbol_or_a_tuple() -> None:
    assert reals("h") == Symbol("h", real=True)
    assert reals("p, c_A") == reals(" p c_A ") == (p, c_A)


@pytest.mark.parametrize(("names", "mend"), [("", "no name"), ("p*q", "not a name"), (3, "in one string")])
def test_reals_refuses_what_is_no_name(names: object, mend: str) -> None:
    with pytest.raises(GameError, match=mend):
        reals(names)  # type: ignore[arg-type]


def test_every_public_name_is_there() -> None:
    assert sorted(detente.games.__all__) == detente.games.__all__
    assert all(hasattr(detente.games, name) for name in detente.games.__all__)


# --- nodes


def test_a_node_turns_numbers_into_sympy_numbers_and_keeps_the_order_of_moves() -> None:
    end = Terminal({"B": 1, "A": Fraction(2, 4)})
    assert dict(end.payoffs) == {"B": Integer(1), "A": Rational(1, 2)}
    assert list(Decision("A", {"z": end, "a": end}).moves) == ["z", "a"]
    assert Offer("A", (x, 0, Fraction(1, 3)), end).interval == (x, Integer(0), Rational(1, 3))
    assert Chance({"only": (1, end)}).moves["only"] == (Integer(1), end)
    assert Draw((x, 0, 2), Fraction(1, 2), end).density == Rational(1, 2)
    assert Continue("s", {"A": 1}, {"A": 1, "B": delta}).discount == FrozenMap({"A": Integer(1), "B": delta})


def test_nodes_are_frozen_and_do_not_follow_the_mapping_they_were_made_from() -> None:
    payoffs = {"A": p}
    end = Terminal(payoffs)
    payoffs["A"] = q
    assert end.payoffs["A"] == p
    with pytest.raises(AttributeError):
        end.outcome = "peace"  # type: ignore[misc]
    with pytest.raises(TypeError):
        end.payoffs["A"] = q  # type: ignore[index]
    with pytest.raises(AttributeError):
        end.payoffs._entries = {}  # type: ignore[misc]


def test_nodes_and_games_are_compared_by_identity() -> None:
    assert war() != war()
    assert ultimatum() != ultimatum()
    assert len({war(), war()}) == 2


def test_nodes_match_by_position() -> None:
    match ultimatum().root:
        case Offer(player, (variable, low, high), Decision(responder, moves), None):
            assert (player, variable, low, high, responder) == ("A", x, 0, 1, "B")
            assert list(moves) == ["accept", "fight"]
        case _:
            pytest.fail("an offer was expected")


def test_a_frozen_map_is_a_mapping_with_a_hash_whatever_the_order() -> None:
    one, two = FrozenMap({"A": 1, "B": 2}), FrozenMap((("B", 2), ("A", 1)))
    assert one == two == {"A": 1, "B": 2}
    assert hash(one) == hash(two)
    assert one != FrozenMap()
    assert one != 3
    assert list(two) == ["B", "A"]
    assert len(two) == 2
    assert "A" in two
    assert two.get("C") is None
    assert pickle.loads(pickle.dumps(two)) == two
    assert repr(two) == "{'B': 2, 'A': 1}"


def test_a_repr_goes_one_level_deep() -> None:
    assert repr(ultimatum().root) == "Offer('A', (x, 0, 1), Decision)"
    assert repr(chain(3)) == "Decision('A', {'stop': Terminal, 'go': Decision})"
    end = war()
    many = Decision("A", {str(k): end for k in range(50_000)}, seen_by={"B", "A"})
    assert "... 49992 more" in repr(many)
    assert "seen_by=('A', 'B')" in repr(many)
    assert len(repr(many)) < 300
    assert len(repr(Game(("A", "B"), many))) < 350


# --- games


def test_a_game_knows_its_parts() -> None:
    game = ultimatum()
    assert game.players == ("A", "B")
    assert game.given == GIVEN
    assert game.states == {}
    assert game.parameters == (c_A, c_B, p)
    assert game.variables == (x,)


def test_parameters_come_from_everywhere_and_bound_variables_are_none() -> None:
    a, b, d, e, f, g, h = reals("a b d e f g h")
    end = Terminal({"A": Min(a, x, y), "B": Piecewise((b, b > d), (0, True))})
    draw = Draw((x, 0, e), 1 / e, Offer("B", (y, x, f), end))
    root = Chance({"on": (g, draw), "off": ({"A": 1 - g, "B": 1 - g}, Continue("s", {"A": p}, {"A": q, "B": 1}))})
    game = Game(["A", "B"], root, [h > 0], {"s": end_of(a)})
    assert game.parameters == (a, b, d, e, f, g, h, p, q)
    assert game.variables == (x, y)


def end_of(value: Symbol) -> Terminal:
    return Terminal({"A": value, "B": 0})


def test_one_player_makes_a_game() -> None:
    assert Game(("A",), Terminal({"A": 0})).parameters == ()


def test_payoffs_may_be_anything_real() -> None:
    values = [sqrt(p), p**q, p ** Rational(2, 3), Max(p, 0), Abs(q), 1 / (1 - p), log(p), sqrt(2)]
    for value in values:
        Game(("A",), Terminal({"A": value}))


def test_given_keeps_booleans_and_drops_what_is_true() -> None:
    either = Or(p < q, And(p > 1, q > 1))
    game = Game(("A",), Terminal({"A": p}), (True, either, p < p + 1, p > 0))
    assert game.given == (either, p > 0)


def test_a_variable_may_be_bound_again_on_another_path_and_in_a_state() -> None:
    offer = Offer("A", (x, 0, 1), Terminal({"A": x}))
    again = Offer("A", (x, 0, 2), Terminal({"A": -x}))
    game = Game(("A",), Decision("A", {"one": offer, "two": again}), states={"s": again})
    assert game.variables == (x,)


def test_per_player_odds_may_differ() -> None:
    pi_A, pi_B = reals("pi_A pi_B")
    end = Terminal({"A": 0, "B": 0})
    fight = Chance({"A wins": ({"A": pi_A, "B": pi_B}, end), "B wins": ({"A": 1 - pi_A, "B": 1 - pi_B}, end)})
    assert Game(("A", "B"), fight).parameters == (pi_A, pi_B)


def test_odds_may_sum_to_one_as_rational_functions() -> None:
    a, b, end = *reals("a b"), Terminal({"A": 0})
    Game(("A",), Chance({"l": (a / (a + b), end), "r": (b / (a + b), end)}))
    Game(("A",), Chance({"l": (sqrt(a) / (sqrt(a) + 1), end), "r": (1 / (sqrt(a) + 1), end)}))


# --- walking


def test_walk_visits_histories_parents_first_in_the_order_listed() -> None:
    game = ultimatum()
    assert [history for history, _ in game.walk()] == [(), ("x",), ("x", "accept"), ("x", "fight")]
    assert dict(game.walk())[()] is game.root


def test_walk_goes_through_states_one_at_a_time() -> None:
    game = alternating()
    assert [history for history, _ in game.walk()] == [()]
    assert [h for h, _ in game.walk("B proposes")] == [(), ("y",), ("y", "accept"), ("y", "reject")]
    with pytest.raises(GameError, match=r"no state 'C proposes'.*'A proposes', 'B proposes'"):
        game.walk("C proposes")


def test_a_shared_subtree_is_walked_at_each_place_and_listed_once() -> None:
    end = Terminal({"A": 0})
    root = Decision("A", {"one": end, "two": end})
    assert [history for history, _ in Game(("A",), root).walk()] == [(), ("one",), ("two",)]
    assert list(upwards(root)) == [end, root]
    assert children(end) == ()


# --- substituting


def test_at_substitutes_everywhere() -> None:
    root = Draw((x, q, 1 + q), 1, Offer("A", (y, 0, x + q), Chance({"l": (q, end_of(q)), "r": (1 - q, end_of(x))})))
    game = Game(("A", "B"), Decision("B", {"draw": root, "wait": Continue("s", {"A": q}, {"A": q, "B": 1})}),
                (q > 0, p > q), {"s": end_of(q)})  # fmt: skip
    half = game.at({q: Rational(1, 2)})
    assert half.parameters == (p,)
    assert half.given == (p > Rational(1, 2),)
    nodes = dict(half.walk())
    assert nodes[("draw",)].interval == (x, Rational(1, 2), Rational(3, 2))
    assert nodes[("draw", "x")].interval == (y, 0, x + Rational(1, 2))
    assert nodes[("draw", "x", "y")].moves["r"][0] == Rational(1, 2)
    assert nodes[("draw", "x", "y", "l")].payoffs["A"] == Rational(1, 2)
    assert nodes[("wait",)].payoffs["A"] == Rational(1, 2)
    assert nodes[("wait",)].discount == {"A": Rational(1, 2), "B": 1}
    assert half.states["s"].payoffs["A"] == Rational(1, 2)
    assert game.parameters == (p, q), "the game itself is unchanged"


def test_at_keeps_states_outcomes_and_what_is_seen() -> None:
    end = Terminal({"A": p, "B": 0}, "war")
    game = Game(("A", "B"), Decision("A", {"go": end, "stay": end}, seen_by=()), (p > 0,)).at({p: 2})
    assert game.given == ()
    assert game.root.seen_by == frozenset()
    assert game.root.moves["go"].outcome == "war"
    assert alternating().at({delta: Fraction(9, 10)}).states["A proposes"].then.moves["reject"].state == "B proposes"


def test_at_keeps_shared_subtrees_shared() -> None:
    node: Terminal | Decision = Terminal({"A": p})
    for _ in range(200):
        node = Decision("A", {"l": node, "r": node})
    root = Game(("A",), node).at({p: 1}).root
    assert isinstance(root, Decision)
    assert root.moves["l"] is root.moves["r"]
    assert len(list(upwards(root))) == 201


def test_at_takes_expressions_in_parameters_and_substitutes_at_once() -> None:
    game = ultimatum().at({c_A: c_B, c_B: c_A})
    assert dict(game.walk())[("x", "fight")].payoffs == {"A": p - c_B, "B": 1 - p - c_A}


# --- copies, and the same output everywhere


def test_games_pickle_with_shared_subtrees() -> None:
    end = Terminal({"A": p, "B": x}, "war")
    tree = Decision("B", {"l": end, "r": end}, seen_by={"A"})
    game = Game(("A", "B"), Offer("A", (x, 0, 1), tree), (p > 0,), {"s": Continue("s", {"A": 1}, delta)})
    for made in (pickle.loads(pickle.dumps(game)), copy.deepcopy(game)):
        assert repr(made) == repr(game)
        assert made.parameters == game.parameters
        assert made.root.then.moves["l"] is made.root.then.moves["r"]
        assert made.root.then.moves["l"].payoffs == end.payoffs
        assert made.states["s"].discount == delta


def test_the_same_game_prints_the_same_whatever_the_hash_seed() -> None:
    code = (
        "from detente.games import *\n"
        "a, b, c, x = reals('a b c x'); end = Terminal({'A': a - b + c, 'B': x, 'C': 0})\n"
        "reply = Decision('B', {'l': end, 'r': end}, seen_by={'C', 'A'})\n"
        "tree = Offer('A', (x, b, c), reply, seen_by={'B', 'C'})\n"
        "game = Game(('A', 'B', 'C'), tree, (a > b, b > c))\n"
        "print(text(game), repr(game), repr(reply), game.parameters, information_sets(game))\n"
        "try: Game(('A',), Decision('A', {'l': Terminal({'A': 0})}, seen_by={'X', 'Y', 'Z'}))\n"
        "except GameError as error: print(error)\n"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in range(3)
    }
    assert len(printed) == 1


# --- size


def test_a_tree_of_fifty_thousand_nodes_is_made_and_checked_in_seconds() -> None:
    symbols = reals("a b c d e")
    totals = [(p - k * symbols[k % 5], 1 - p - k * symbols[k % 3]) for k in range(1000)]
    count = 0

    def tree(depth: int) -> Terminal | Decision | Chance:
        nonlocal count
        count += 1
        if depth == 0:
            ours, theirs = totals[count % 1000]
            return Terminal({"A": ours, "B": theirs}, "war")
        moves = {f"m{number}": tree(depth - 1) for number in range(6)}
        if depth % 3 == 1:
            return Chance({label: (Rational(1, 6), node) for label, node in moves.items()})
        return Decision("AB"[depth % 2], moves)

    start = time.process_time()
    game = Game(("A", "B"), tree(6), (0 < p, p < 1))
    assert count == 55_987
    assert time.process_time() - start < 10, "about 1 s on an idle machine"
    assert game.parameters == (*symbols, p)


def test_a_chain_of_five_thousand_moves_works() -> None:
    root = chain(5000)
    hidden = Decision("B", {"stop": Terminal({"A": 0, "B": 0}), "go": root}, seen_by=())
    game = Game(("A", "B"), hidden)
    assert sum(1 for _ in game.walk()) == 10_003
    assert game.at({p: 1}).parameters == ()
    assert repr(game)


def test_shared_subtrees_are_checked_once_however_many_their_histories() -> None:
    node: Terminal | Decision | Offer = Terminal({"A": x + y})
    for _ in range(300):
        node = Decision("A", {"l": node, "r": node})
    game = Game(("A",), Offer("A", (x, 0, 1), Offer("A", (y, 0, x), node)))
    assert game.parameters == ()
