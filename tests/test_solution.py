"""What a solution answers: outcomes, conditions, points, coverage, and how it is shown."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import re
from fractions import Fraction
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
import sympy
from sympy import Eq, Piecewise, Rational, pi, sqrt

import oracles
import strategies
from detente.games import Chance, Decision, Game, GameError, Offer, Terminal, reals
from detente.solvers import Equilibrium, Rule, Solution, Undecided, equivalent, solve

p, q, w, a, c_A, c_B, x = reals("p q w a c_A c_B x")
pi_A, pi_B = reals("pi_A pi_B")
CRISIS = (0 < p, p < 1, c_A > 0, c_B > 0)
HALF = Rational(1, 2)

war = Terminal({"A": p - c_A, "B": 1 - p - c_B}, "war")
deal = Terminal({"A": x, "B": 1 - x}, "settlement")


def bargain(*moves: str, given: tuple = CRISIS) -> Game:
    nodes = {"accept": deal, "fight": war}
    return Game(("A", "B"), Offer("A", (x, 0, 1), Decision("B", {move: nodes[move] for move in moves})), given)


ULTIMATUM = bargain("accept", "fight")
FIGHT_FIRST = bargain("fight", "accept")  # B refuses the offer that leaves it indifferent: no best offer

lottery = Chance(
    {
        "A wins": ({"A": pi_A, "B": pi_B}, Terminal({"A": 1 - c_A, "B": -c_B}, "A wins")),
        "B wins": ({"A": 1 - pi_A, "B": 1 - pi_B}, Terminal({"A": -c_A, "B": 1 - c_B}, "B wins")),
    }
)
BELIEFS = Game(
    ("A", "B"),
    Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": lottery})),
    given=(0 < pi_A, pi_A < 1, 0 < pi_B, pi_B < 1, c_A > 0, c_B > 0),
)

TIED = Game(  # B does not care, and A cares what B does
    ("A", "B"),
    Decision(
        "A",
        {
            "try": Decision(
                "B", {"help": Terminal({"A": 1, "B": 0}, "good"), "harm": Terminal({"A": -1, "B": 0}, "bad")}
            ),
            "stay": Terminal({"A": 0, "B": 0}, "quiet"),
        },
    ),
)

GAMBLE = Game(
    ("A", "B"),
    Decision(
        "B",
        {
            "quit": Terminal({"A": 0, "B": a}, "quiet"),
            "try": Chance(
                {
                    "up": ({"A": pi_A, "B": pi_B}, Terminal({"A": 1, "B": 0}, "up")),
                    "down": ({"A": 1 - pi_A, "B": 1 - pi_B}, Terminal({"A": 0, "B": 0}, "down")),
                }
            ),
        },
    ),
    given=(0 < pi_A, pi_A < 1, 0 < pi_B, pi_B < 1),
)


@pytest.fixture(scope="module")
def ultimatum() -> Solution:
    return solve(ULTIMATUM)


@pytest.fixture(scope="module")
def partial() -> Solution:
    return solve(FIGHT_FIRST)


# rules


def test_rule_answers_for_each_label():
    rule = Rule("B", (("accept", x <= p), ("fight", x > p)))
    assert rule["accept"] == (x <= p)
    assert rule["fight"] == (x > p)
    assert rule["flee"] == sympy.false
    assert rule.offer is None


def test_rule_of_an_offer_gives_the_number():
    assert Rule("A", ((Eq(x, p + c_B), sympy.true),)).offer == p + c_B
    assert Rule("A", ((x > p, sympy.true),)).offer is None
    assert Rule("A", ((Eq(x, 0), p > 0), (Eq(x, 1), p <= 0))).offer is None


def test_rule_at_a_point_keeps_the_actions_that_remain():
    rule = Rule("B", (("accept", p <= q), ("fight", p > q)))
    assert rule.at({p: sympy.Integer(0), q: sympy.Integer(1)}).actions == (("accept", sympy.true),)
    assert [(label, condition.canonical) for label, condition in rule.at({p: sympy.Integer(0)}).actions] == [
        ("accept", q >= 0),
        ("fight", q < 0),
    ]


@pytest.mark.parametrize(
    ("actions", "words"),
    [
        ((("accept", sympy.true),), "B accepts"),
        ((("accept", x <= p), ("fight", x > p)), "B accepts iff x <= p"),
        ((("deny", x <= p), ("pass", x > p)), "B denies iff x <= p"),
        ((("delay", sympy.true),), "B delays"),
        ((("back down", sympy.true),), "B backs down"),
        ((("no", sympy.true),), "B plays no"),
        (((Eq(x, p + c_B), sympy.true),), "B offers x = p + c_B"),
        (((x > p, sympy.true),), "B offers any x > p"),
        (
            (("a1", p > 1), ("a2", p < 0), ("a3", (p >= 0) & (p <= 1))),
            "B plays a1 if p > 1, plays a2 if p < 0, plays a3 otherwise",
        ),
    ],
)
def test_rule_in_words(actions, words):
    assert str(Rule("B", actions)) == words


# outcomes: probability and condition


def test_probability_of_a_certain_and_of_an_impossible_outcome(ultimatum):
    assert ultimatum.probability("settlement") == 1
    assert ultimatum.probability("war") == 0
    assert ultimatum.condition("settlement") == sympy.true
    assert ultimatum.condition("war") == sympy.false


def test_outcomes_that_the_game_does_not_have(ultimatum):
    for ask in (ultimatum.probability, ultimatum.condition):
        with pytest.raises(GameError, match=r"'peace'.*'settlement', 'war'"):
            ask("peace")
    assert ultimatum.equilibria[0].probability("peace") == 0


def test_probability_by_cases():
    solution = solve(
        Game(("A",), Decision("A", {"fight": Terminal({"A": w}, "war"), "wait": Terminal({"A": 0}, "peace")}))
    )
    found = solution.probability("war")
    assert isinstance(found, Piecewise)
    assert [found.subs(w, value) for value in (-1, 0, 1)] == [0, 1, 1]
    assert equivalent(solution.condition("war"), w >= 0) is True


def test_probability_of_symbolic_chance():
    root = Decision("A", {"go": Chance({"up": (q, war), "down": (1 - q, Terminal({"A": 1, "B": 0}, "peace"))}),
                          "stop": Terminal({"A": a, "B": 0}, "peace")})  # fmt: skip
    solution = solve(Game(("A", "B"), root, given=(*CRISIS, 0 < q, q < 1)))
    war_odds, peace_odds, peace_sure = (
        solution.probability("war"),
        solution.probability("peace"),
        solution.condition("peace"),
    )
    for point in strategies.points(solution.game, 3, 20):
        goes = Fraction(1) - point[q] + point[q] * (point[p] - point[c_A]) >= point[a]
        assert oracles.number(war_odds, point) == (point[q] if goes else 0)
        assert oracles.number(peace_odds, point) == (1 - point[q] if goes else 1)
        assert oracles.holds(peace_sure, point) is not goes


def test_probability_by_player_where_they_differ():
    solution = solve(BELIEFS)
    found, settled = solution.probability("A wins"), solution.probability("settlement")
    assert set(found) == {"A", "B"}
    for point in strategies.points(BELIEFS, 1, 30):
        gap = point[pi_A] - point[pi_B] - point[c_A] - point[c_B]
        if point[pi_B] + point[c_B] > 1:
            gap = Fraction(-1)
        assert oracles.number(found["A"], point) == (point[pi_A] if gap > 0 else 0)
        assert oracles.number(found["B"], point) == (point[pi_B] if gap > 0 else 0)
        assert oracles.number(settled, point) == (0 if gap > 0 else 1)
    assert solution.condition("A wins") == sympy.false  # both hold it possible that B wins
    assert equivalent(solution.condition("settlement"), pi_A - pi_B <= c_A + c_B, BELIEFS.given) is True


def test_overlapping_equilibria_answer_one_by_one():
    solution = solve(TIED, ties="all")
    assert sorted(solution.probability("good")) == [(sympy.true, 0), (sympy.true, 1)]
    assert solution.probability("bad") == 0  # the same in both
    assert solution.condition("good") == solution.condition("quiet") == sympy.true  # each in some equilibrium
    assert not solution.disjoint()
    assert {tuple(eq.outcomes) for eq in solution.at({})} == {("good",), ("quiet",)}


def test_ties_listed_give_one_equilibrium_and_all_give_both_at_the_tie():
    for ties, count in (("listed", 1), ("all", 2)):
        solution = solve(GAMBLE, ties=ties)
        assert len(solution.at({a: 0, pi_A: HALF, pi_B: Rational(1, 3)})) == count
        assert len(solution.at({a: 1, pi_A: HALF, pi_B: Rational(1, 3)})) == 1


def test_overlapping_equilibria_with_odds_that_differ():
    solution = solve(GAMBLE, ties="all")
    (tries,) = [eq for eq in solution.equilibria if "up" in eq.outcomes]
    assert {name: dict(tries.outcomes[name].items()) for name in tries.outcomes} == {
        "up": {"A": pi_A, "B": pi_B},
        "down": {"A": 1 - pi_A, "B": 1 - pi_B},
    }
    assert sorted(solution.probability("quiet"), key=str) == sorted([(a >= 0, 1), (a <= 0, 0)], key=str)


def test_odds_by_player_of_equilibria_that_overlap_are_not_merged():
    told = solve(GAMBLE, ties="all").probability("up")  # at a = 0 both 0 and the players' odds are equilibrium values
    assert isinstance(told, tuple)
    assert {condition.subs(a, 0) for condition, _ in told} == {sympy.true}
    assert [dict(odds.items()) for _, odds in told if odds != 0] == [{"A": pi_A, "B": pi_B}]


def test_probability_is_silent_about_no_undecided_region(partial):
    found = partial.probability("settlement")
    inside, outside = {p: HALF, c_B: 1, c_A: 1}, {p: HALF, c_B: Rational(1, 4), c_A: 1}
    assert sympy.sympify(found).subs(inside) == 1
    assert sympy.sympify(found).subs(outside) != 1


# points


def test_at_inside_a_case(ultimatum):
    (eq,) = ultimatum.at({p: HALF, c_A: Rational(1, 10), c_B: Rational(1, 5)})
    assert eq.when == sympy.true
    assert eq.strategy[()].offer == Rational(7, 10)
    assert dict(eq.payoffs.items()) == {"A": Rational(7, 10), "B": Rational(3, 10)}
    assert eq.strategy["x",]["accept"].subs(x, Rational(7, 10)) == sympy.true
    assert eq.strategy["x",]["accept"].subs(x, Rational(71, 100)) == sympy.false


def test_at_a_boundary_each_equilibrium_once(ultimatum):
    (eq,) = ultimatum.at({p: Rational(3, 4), c_A: 1, c_B: Rational(1, 4)})
    assert eq.payoffs["A"] == 1


@pytest.mark.parametrize("game", [ULTIMATUM, FIGHT_FIRST])
def test_at_a_boundary_each_equilibrium_once_with_all_ties(game):
    found = solve(game, ties="all").at({p: Rational(3, 4), c_A: 1, c_B: Rational(1, 4)})
    assert [eq.payoffs["A"] for eq in found] == [1]


@pytest.mark.parametrize(
    ("chance", "cost", "offer"),
    [
        (sqrt(2) / 2, Rational(1, 5), sqrt(2) / 2 + Rational(1, 5)),
        (sqrt(2) - 1, 2 - sqrt(2), 1),  # on the boundary
        (sqrt(2) - 1, 2 - sqrt(2) - Rational(1, 10**9), 1 - Rational(1, 10**9)),
        (sqrt(2) - 1, 2 - sqrt(2) + Rational(1, 10**9), 1),
        (HALF, pi / 10, HALF + pi / 10),
        (Fraction(1, 3), Fraction(1, 3), Rational(2, 3)),
        (sqrt(5 - 2 * sqrt(6)), 1 - sqrt(3) + sqrt(2), 1),  # the root of 5 - 2 sqrt(6) is sqrt(3) - sqrt(2)
    ],
)
def test_at_irrational_points(ultimatum, chance, cost, offer):
    (eq,) = ultimatum.at({p: chance, c_A: 1, c_B: cost})
    assert sympy.simplify(eq.payoffs["A"] - offer) == 0 or abs(sympy.N(eq.payoffs["A"] - offer, 50)) < 10**-40
    assert eq.outcomes["settlement"] == 1


def test_at_some_of_the_parameters(ultimatum):
    both = ultimatum.at({p: HALF})
    assert len(both) == 2
    assert {eq.when.free_symbols == {c_B} for eq in both} == {True}
    (one,) = ultimatum.at({p: HALF, c_B: Rational(1, 4)})  # c_A may be anything
    assert one.payoffs["A"] == Rational(3, 4)
    (one,) = ultimatum.at({c_B: 1})  # p + c_B > 1 for every p that is allowed
    assert one.payoffs["A"] == 1
    assert list(map(str, ultimatum.at({}))) == list(map(str, ultimatum.equilibria))


@pytest.mark.parametrize(
    "point",
    [{p: 2}, {p: 0}, {p: sqrt(2), c_A: 1, c_B: 1}, {p: HALF, c_A: 1, c_B: -1}],
    ids=str,
)
def test_at_refuses_points_outside_of_the_hypotheses(ultimatum, point):
    with pytest.raises(GameError, match=r"given .* is false at"):
        ultimatum.at(point)


def test_at_refuses_points_that_leave_no_room_for_the_rest():
    solution = solve(bargain("accept", "fight", given=(*CRISIS, p + c_B < q, q < 1)))
    with pytest.raises(GameError):
        solution.at({q: HALF, p: Rational(3, 4)})


@pytest.mark.parametrize(
    ("point", "message"),
    [
        ({a: 1}, "a is not a parameter"),
        ({x: 1}, "x is bound"),
        ({p: 0.5}, "0.5 is a float"),
        ({"p": HALF}, "'p' is not a parameter"),
        ({c_A: sympy.oo}, "not a real number"),
        ({c_A: sympy.I}, "not a real number"),
        ({p: "1/2"}, "p"),
    ],
    ids=str,
)
def test_at_refuses_what_is_no_point(ultimatum, point, message):
    with pytest.raises(GameError, match=re.escape(message)):
        ultimatum.at(point)


def test_at_agrees_with_the_cases_at_many_points(ultimatum):
    for point in strategies.points(ULTIMATUM, 5, 20):
        exact = {symbol: Rational(value.numerator, value.denominator) for symbol, value in point.items()}
        (eq,) = ultimatum.at(exact)
        assert eq.payoffs["A"] == min(Rational(1), exact[p] + exact[c_B])


# coverage


def test_coverage_proved(ultimatum):
    assert ultimatum.coverage().status == "proved"
    assert ultimatum.coverage().point is None
    with pytest.raises(TypeError, match="three values"):
        bool(ultimatum.coverage())


def test_coverage_refuted_at_a_point_that_no_case_covers(partial):
    status, point = partial.coverage()
    assert status == "refuted"
    exact = {symbol: Fraction(int(value.p), int(value.q)) for symbol, value in point.items()}
    assert set(exact) == {p, c_A, c_B}
    assert oracles.allowed(FIGHT_FIRST, exact)
    assert oracles.at(partial.equilibria, exact) == []
    assert len(oracles.at(partial.undecided, exact)) == 1
    assert partial.at(point) == ()


def test_cases_and_undecided_together_cover_the_parameters(partial):
    for point in strategies.points(FIGHT_FIRST, 2, 40):
        assert len(oracles.at(partial.equilibria, point)) + len(oracles.at(partial.undecided, point)) == 1
    (left,) = partial.undecided
    assert "not attained" in left.reason
    assert equivalent(left.when, p + c_B <= 1, FIGHT_FIRST.given) is True


def test_coverage_by_hand_made_cases(ultimatum):
    first = ultimatum.equilibria[0]
    halved = dataclasses.replace(ultimatum, equilibria=(dataclasses.replace(first, when=p > HALF),))
    status, point = halved.coverage()
    assert status == "refuted"
    assert point[p] <= HALF
    whole = dataclasses.replace(ultimatum, equilibria=(dataclasses.replace(first, when=p > -1),))
    assert whole.coverage().status == "proved"


# data


def test_solutions_are_frozen(ultimatum):
    eq = ultimatum.equilibria[0]
    for item, name in ((ultimatum, "equilibria"), (eq, "when"), (eq.strategy[()], "player")):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(item, name, None)
    for mapping in (eq.strategy, eq.payoffs, eq.outcomes):
        with pytest.raises(TypeError):
            mapping[next(iter(mapping))] = None


def test_solving_does_not_change_the_game():
    before = (ULTIMATUM.players, ULTIMATUM.root, ULTIMATUM.given)
    solve(ULTIMATUM, ties="all")
    assert (ULTIMATUM.players, ULTIMATUM.root, ULTIMATUM.given) == before


def test_strategies_cover_every_history_of_a_move(ultimatum):
    for eq in ultimatum.equilibria:
        assert list(eq.strategy) == [(), ("x",)]
        assert len(eq.strategy) == 2
        with pytest.raises(KeyError):
            eq.strategy["x", "accept"]


def test_rules_and_coverage_can_be_pickled(ultimatum):
    for item in (ultimatum.equilibria[0].strategy["x",], ultimatum.coverage(), Undecided(p > 0, "why")):
        assert pickle.loads(pickle.dumps(item)) == item


def test_equilibria_can_be_copied_and_pickled(ultimatum):
    eq = ultimatum.equilibria[0]
    for twin in (pickle.loads(pickle.dumps(eq)), copy.deepcopy(eq)):
        assert isinstance(twin, Equilibrium)
        assert twin.payoffs == eq.payoffs
        assert dict(twin.strategy.items()) == dict(eq.strategy.items())
    assert str(pickle.loads(pickle.dumps(ultimatum))) == str(ultimatum)


def test_the_same_game_gives_the_same_text(ultimatum):
    assert str(solve(bargain("accept", "fight"))) == str(ultimatum)


# text


def test_text_says_complete_or_partial_and_the_rule_for_ties(ultimatum, partial):
    assert str(ultimatum).splitlines()[0] == "subgame-perfect equilibria: complete"
    lines = str(partial).splitlines()
    assert lines[0] == "subgame-perfect equilibria: partial"
    assert lines[-2] == (
        "undecided when p + c_B <= 1:  no equilibrium under this rule for ties: "
        "the supremum p + c_B of A's offer x is not attained"
    )
    for solution, words in ((ultimatum, "first move listed"), (solve(TIED, ties="all"), "every pure choice")):
        assert str(solution).splitlines()[-1].startswith("ties: ")
        assert words in str(solution).splitlines()[-1]


def test_text_of_the_first_example(ultimatum):
    assert str(ultimatum).splitlines()[1:3] == [
        "when p + c_B <= 1:  A offers x = p + c_B; B accepts iff x <= p + c_B;  "
        "payoffs p + c_B, 1 - p - c_B;  settlement",
        "when p + c_B > 1:   A offers x = 1; B accepts;                         "
        "payoffs 1, 0;                  settlement",
    ]


@pytest.mark.parametrize("game", [ULTIMATUM, GAMBLE, BELIEFS], ids=["ultimatum", "gamble", "beliefs"])
def test_text_is_aligned_in_columns(game):
    solution = solve(game)
    rows = str(solution).splitlines()[1 : 1 + len(solution.equilibria)]
    for column in range(4):
        cells = [eq.columns()[column] for eq in solution.equilibria]
        assert len({row.index(cell) for row, cell in zip(rows, cells, strict=True)}) == 1
    assert all(row == row.rstrip() for row in rows)


def test_text_lists_the_rules_off_the_path():
    assert "off the path in case 2: after try: B harms" in str(solve(TIED, ties="all"))


def test_text_of_a_solution_without_any_case(ultimatum):
    empty = dataclasses.replace(ultimatum, equilibria=(), undecided=())
    assert str(empty).splitlines()[1] == "none"
    assert empty.condition("war") == sympy.false
    assert empty.coverage().status == "refuted"


def test_text_of_an_equilibrium(ultimatum):
    assert str(ultimatum.equilibria[1]) == "when p + c_B > 1:  A offers x = 1; B accepts;  payoffs 1, 0;  settlement"
    assert str(solve(TIED).equilibria[0]) == "always:  A tries; B helps;  payoffs 1, 0;  good"


def test_text_of_odds_names_the_players_where_they_differ():
    assert "up (A: pi_A, B: pi_B), down (A: 1 - pi_A, B: 1 - pi_B)" in str(solve(GAMBLE))


# LaTeX and HTML

ODD = Game(  # signs that LaTeX and HTML read in their own way
    ("A", "B_1"),
    Offer(
        "A",
        (x, 0, 1),
        Decision(
            "B_1",
            {
                "yes & 50%": Terminal({"A": x, "B_1": 1 - x}, "a_deal #1 <b> {x} $5 ^~"),
                "no": Terminal({"A": 0, "B_1": a}, "no\\deal & more"),
            },
        ),
    ),
    given=(a < 1,),
)
SHOWN = {
    "ultimatum": ULTIMATUM, "partial": FIGHT_FIRST, "beliefs": BELIEFS, "gamble": GAMBLE, "tied": TIED, "odd": ODD,
    "root": Game(("A", "B"), Offer("A", (x, 0, 1), Decision("B", {
        "accept": Terminal({"A": x, "B": sqrt(1 - x)}, "settlement"), "fight": war})), CRISIS),
}  # fmt: skip


def words_and_rest(latex: str) -> tuple[list[str], str]:
    """Split LaTeX into the contents of its text groups and the mathematics around them."""
    texts, rest, depth, start = [], [], 0, 0
    k = 0
    while k < len(latex):
        if depth == 0 and latex.startswith(r"\text{", k):
            k += len(r"\text{")
            depth, start = 1, k
            continue
        if depth == 0:
            rest.append(latex[k])
        elif latex[k] == "\\":
            k += 1
        elif latex[k] in "{}":
            depth += 1 if latex[k] == "{" else -1
            if depth == 0:
                texts.append(latex[start:k])
        k += 1
    assert depth == 0, "a text group is not closed"
    return texts, "".join(rest)


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("ties", ["listed", "all"])
def test_latex_is_balanced(name, ties):
    solution = solve(SHOWN[name], ties=ties)
    latex = solution.latex()
    depth = 0
    for sign in re.sub(r"\\[{}]", "", latex):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth >= 0
    assert depth == 0
    assert latex.count(r"\left") == latex.count(r"\right")
    begun, ended = (re.findall(rf"\\{word}\{{(\w+)\}}", latex) for word in ("begin", "end"))
    assert sorted(begun) == sorted(ended)
    assert begun[0] == "array"
    texts, rest = words_and_rest(latex)
    for words in texts:  # in text every special sign is escaped
        assert not re.search(r"(?<!\\)[_&%#$^~]", words), words
    assert not re.search(r"[%#$~]", rest), rest
    assert not re.search(r"__|_\s|_$", rest), rest
    rows = [row for row in latex.splitlines()[1:-1] if r"\multicolumn" not in row]  # the heading, the rule for ties
    assert len(rows) == 1 + len(solution.equilibria) + len(solution.undecided)
    for row in rows:
        assert len(re.findall(r"(?<!\\)&", row)) == 3
    assert solution._repr_latex_() == f"${latex}$"


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("ties", ["listed", "all"])
def test_html_is_well_formed(name, ties):
    solution = solve(SHOWN[name], ties=ties)
    table = ElementTree.fromstring(solution.html())  # stricter than HTML: every tag closed, every sign escaped
    assert table.tag == "table"
    rows = table.findall("./tbody/tr")
    assert len(rows) == len(solution.equilibria) + len(solution.undecided)
    assert {len(row) for row in rows} == {4}
    cells = [tuple(cell.text or "" for cell in row) for row in rows]
    assert cells[: len(solution.equilibria)] == [eq.columns() for eq in solution.equilibria]
    caption = table.find("caption").text
    assert ("partial" if solution.undecided else "complete") in caption
    assert solution.rule in caption
    assert solution._repr_html_() == solution.html()


def test_html_is_read_by_a_browser_as_it_was_meant():
    class Reader(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.open: list[str] = []
            self.words = ""

        def handle_starttag(self, tag, attrs):
            self.open.append(tag)

        def handle_endtag(self, tag):
            assert self.open.pop() == tag

        def handle_data(self, data):
            self.words += data

    reader = Reader()
    reader.feed(solve(ODD).html())
    reader.close()
    assert reader.open == []
    assert "a_deal #1 <b> {x} $5 ^~" in reader.words


def test_latex_says_whether_it_is_complete_and_how_ties_are_broken(partial):
    assert "partial" in partial.latex()
    assert "ties" in partial.latex()


def test_no_equilibrium_however_ties_are_broken_is_said():
    """The supremum 1/2 is attained by no offer, so that there is nothing to list and something to say."""
    z = reals("z")
    jump = sympy.Piecewise((z, z < sympy.Rational(1, 2)), (0, True))
    game = Game(("A",), Offer("A", (z, 0, 1), Terminal({"A": jump}, "end")))
    for ties in ("listed", "all"):
        solution = solve(game, ties=ties)
        assert solution.equilibria == ()
        assert [case.when for case in solution.undecided] == [sympy.true]
        assert "not attained" in solution.undecided[0].reason
