"""Information sets follow from who sees which move."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from detente.games import (
    Chance,
    Continue,
    Decision,
    Draw,
    Game,
    InformationSet,
    Node,
    Offer,
    Terminal,
    children,
    information_sets,
    reals,
)

q, x, y = reals("q x y")
END = Terminal({"A": 0, "B": 0})


def test_with_perfect_information_every_set_is_a_single_history() -> None:
    reply = Decision("B", {"accept": END, "fight": END})
    game = Game(("A", "B"), Offer("A", (x, 0, 1), reply))
    assert information_sets(game) == (
        InformationSet("A", (), ((),), (x, 0, 1)),
        InformationSet("B", (("A", "x"),), (("x",),), ("accept", "fight")),
    )


def test_simultaneous_moves_are_one_set() -> None:
    reply = Decision("B", {"l": END, "r": END})
    game = Game(("A", "B"), Decision("A", {"u": reply, "d": reply}, seen_by=()))
    assert information_sets(game)[1] == InformationSet("B", (), (("u",), ("d",)), ("l", "r"))


def test_a_private_type_is_known_to_those_who_see_it() -> None:
    def threat() -> Decision:
        return Decision("A", {"threaten": Decision("B", {"yield": END, "resist": END}), "pass": END})

    game = Game(("A", "B"), Chance({"strong": (q, threat()), "weak": (1 - q, threat())}, seen_by={"A"}))
    assert [(each.player, each.histories) for each in information_sets(game)] == [
        ("A", (("strong",),)),
        ("B", (("strong", "threaten"), ("weak", "threaten"))),
        ("A", (("weak",),)),
    ]


def test_an_unseen_move_is_not_even_noticed() -> None:
    reply = Decision("B", {"l": END, "r": END})
    early = Decision("A", {"skip": reply, "prepare": Decision("A", {"skip": reply}, seen_by=())}, seen_by=())
    (_, reply_set, _) = information_sets(Game(("A", "B"), early))
    assert reply_set == InformationSet("B", (), (("skip",), ("prepare", "skip")), ("l", "r"))


def test_the_mover_sees_its_own_move_and_recalls_it() -> None:
    again = Decision("A", {"stop": END, "go": END})
    root = Decision("A", {"l": again, "r": again}, seen_by=())
    sets = information_sets(Game(("A", "B"), root))
    assert [each.seen for each in sets] == [(), (("A", "l"),), (("A", "r"),)]


def test_who_moved_is_part_of_what_is_seen() -> None:
    last = Decision("C", {"l": Terminal(dict.fromkeys("ABC", 0)), "r": Terminal(dict.fromkeys("ABC", 0))})
    turns = {"A first": (q, Decision("A", {"go": last})), "B first": (1 - q, Decision("B", {"go": last}))}
    sets = information_sets(Game(("A", "B", "C"), Chance(turns, seen_by=())))
    assert [each.seen for each in sets if each.player == "C"] == [(("A", "go"),), (("B", "go"),)]


def test_a_draw_and_an_offer_are_seen_by_name() -> None:
    reply = Decision("B", {"accept": END, "fight": END})
    game = Game(("A", "B"), Draw((y, 0, 1), 1, Offer("A", (x, 0, 1), reply), seen_by={"B"}))
    assert [each.seen for each in information_sets(game)] == [(), (("", "y"), ("A", "x"))]


def test_an_unseen_offer_leaves_the_reply_blind() -> None:
    reply = Decision("B", {"accept": END, "fight": END})
    game = Game(("A", "B"), Offer("A", (x, 0, 1), reply, seen_by=()))
    assert information_sets(game)[1] == InformationSet("B", (), (("x",),), ("accept", "fight"))


def test_the_same_moves_in_another_order_are_the_same_moves() -> None:
    moves = {"u": Decision("B", {"l": END, "r": END}), "d": Decision("B", {"r": END, "l": END})}
    (_, reply) = information_sets(Game(("A", "B"), Decision("A", moves, seen_by=())))
    assert reply.moves == ("l", "r")


def test_states_have_their_own_sets() -> None:
    turn = Decision("A", {"stay": Continue("s", {}, q), "go": END})
    game = Game(("A", "B"), Continue("s", {}, 1), states={"s": turn})
    assert information_sets(game) == (InformationSet("A", (), ((),), ("stay", "go"), state="s"),)


VIEWERS = st.sampled_from([None, (), ("A",), ("B",), ("C",), ("A", "B")])
LEAF = Terminal(dict.fromkeys("ABC", 0))


def trees(depth: int) -> st.SearchStrategy[Node]:
    if depth == 0:
        return st.just(LEAF)
    below = st.one_of(st.just(LEAF), trees(depth - 1))
    moves = st.fixed_dictionaries({"l": below, "r": below})
    return st.builds(Decision, st.sampled_from("ABC"), moves, VIEWERS)


@settings(max_examples=60)
@given(trees(4))
def test_perfect_recall_holds_by_construction(root: Node) -> None:
    """Kuhn's definition: histories of one set lead through the same own sets with the same own moves."""
    game = Game(("A", "B", "C"), root)
    sets = information_sets(game)
    of = {history: number for number, each in enumerate(sets) for history in each.histories}
    nodes = dict(game.walk())
    assert sorted(of) == sorted(history for history, node in nodes.items() if children(node))
    for each in sets:
        records = set()
        for history in each.histories:
            own = [k for k in range(len(history)) if sets[of[history[:k]]].player == each.player]
            records.add(tuple((of[history[:k]], history[k]) for k in own))
        assert len(records) == 1
