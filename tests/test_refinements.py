"""Refinements: the games of the literature, and random signalling games against the definitions in exact fractions."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Any, NamedTuple

import pytest
import sympy
from sympy import And, Expr, Integer, Rational, Symbol

from detente.games import Chance, Decision, Game, GameError, Node, Terminal, UnsupportedGame, reals
from detente.solvers import Equilibrium, Rule, Solution, equivalent, sample, solve
from detente.solvers.dominance import undominated
from detente.solvers.judgements import Judgement, Refinement
from detente.solvers.refinements import d1, intuitive_criterion

A, B, Q = reals("a b q")


def end(a: Any, b: Any, outcome: str = "end") -> Terminal:
    return Terminal({"A": a, "B": b}, outcome)


def signal(odds: Mapping[str, Any], payoffs: Mapping[tuple[str, str, str], tuple[Any, Any]], given: Any = ()) -> Game:
    """A signalling game from a table: (type, message, reply) to payoffs; a reply of "" ends the game at once."""

    def answer(t: str, m: str) -> Node:
        replies = {r: end(*pay) for (s, n, r), pay in payoffs.items() if (s, n) == (t, m)}
        return replies[""] if "" in replies else Decision("B", replies)

    types = {}
    for t in odds:
        sent = dict.fromkeys(m for s, m, _ in payoffs if s == t)
        types[t] = (odds[t], Decision("A", {m: answer(t, m) for m in sent}))
    return Game(("A", "B"), Chance(types, seen_by={"A"}), given)


def beer_and_quiche() -> Solution:
    table = {}
    for t, m, r in itertools.product(("surly", "wimp"), ("beer", "quiche"), ("duel", "walk")):
        likes = int((t == "surly") == (m == "beer"))
        table[t, m, r] = A * likes + B * int(r == "walk"), 0 if r == "walk" else 1 if t == "wimp" else -1
    given = (0 < A, A < B, Rational(1, 2) < Q, Q < 1)
    return solve(signal({"surly": Q, "wimp": 1 - Q}, table, given), "pbe")


def moves(found: Equilibrium, *types: str) -> tuple[str, ...]:
    return tuple("/".join(str(action) for action, _ in found.strategy[t,].actions) for t in types)


def by_play(refined: Refinement, *types: str) -> dict[tuple[str, ...], set[str]]:
    found: dict[tuple[str, ...], set[str]] = {}
    for each in refined.judgements:
        found.setdefault(moves(each.equilibrium, *types), set()).add(each.status)
    return found


# --- the literature


def test_beer_and_quiche() -> None:
    """Cho and Kreps 1987, section II: both types at quiche is not intuitive, both at beer is."""
    solution = beer_and_quiche()
    refined = intuitive_criterion(solution)
    assert by_play(refined, "surly", "wimp") == {("quiche", "quiche"): {"fails"}, ("beer", "beer"): {"survives"}}
    for each in refined.judgements:
        if each.status == "fails":
            (why,) = each.objections
            assert (why.message, why.excluded, why.gains, why.when) == ("beer", ("wimp",), "surly", True)
            assert "beer cannot come from wimp, and surly gains" in str(each)
    assert {moves(found, "surly", "wimp") for found in refined.survivors()} == {("beer", "beer")}


def test_d1_settles_what_is_believed_off_the_path() -> None:
    refined = d1(beer_and_quiche())
    status = by_play(refined, "surly", "wimp")
    assert status["quiche", "quiche"] == {"fails"}
    (kept,) = [each for each in refined.judgements if each.status == "survives"]
    assert moves(kept.equilibrium, "surly", "wimp") == ("beer", "beer")
    (belief,) = kept.equilibrium.free
    assert kept.condition == sympy.Eq(belief, 0)
    (survivor,) = refined.survivors()
    assert survivor.where.subs(belief, 0) == sympy.true
    assert survivor.where.subs(belief, Rational(1, 4)) == sympy.false


def test_education_with_two_types() -> None:
    """One level is enough to separate: neither no education nor two levels are intuitive (Spence 1973)."""
    low, high = reals("k_low k_high")
    table = {}
    for (t, cost), e, job in itertools.product((("low", low), ("high", high)), range(3), range(2)):
        table[t, f"e{e}", f"job{job}"] = job - cost * e, int((t == "high") == (job == 1))
    game = signal({"low": Rational(3, 4), "high": Rational(1, 4)}, table, (1 < low, 0 < high, 2 * high < 1))
    solution = solve(game, "pbe")
    plays = {moves(found, "low", "high") for found in solution.equilibria}
    assert plays == {("e0", "e0"), ("e0", "e1"), ("e0", "e2")}
    for criterion in (intuitive_criterion, d1):
        refined = criterion(solution)
        assert {moves(each, "low", "high") for each in refined.survivors()} == {("e0", "e1")}
        assert {each.status for each in refined.judgements} == {"survives", "fails"}


def more_eager(*others: tuple[tuple[str, str, str], tuple[Any, Any]]) -> Game:
    """Both may gain by asking, one whenever the other does and more; B yields to the eager one alone.

    Banks and Sobel 1987: the intuitive criterion says nothing, for neither is sure to lose.
    """
    table = {
        ("eager", "ask", "yield"): (2 * A, 1),
        ("eager", "ask", "refuse"): (-1, 0),
        ("calm", "ask", "yield"): (A, -1),
        ("calm", "ask", "refuse"): (-1, 0),
        ("eager", "wait", ""): (0, 0),
        ("calm", "wait", ""): (0, 0),
    }
    return signal({"eager": Q, "calm": 1 - Q}, {**table, **dict(others)}, (0 < A, 0 < Q, Q < Rational(1, 2)))


def test_where_the_intuitive_criterion_has_no_bite_d1_has() -> None:
    solution = solve(more_eager(), "pbe")
    pooling = ("wait", "wait")
    assert by_play(intuitive_criterion(solution), "eager", "calm")[pooling] == {"survives"}
    refined = d1(solution)
    assert by_play(refined, "eager", "calm")[pooling] == {"fails"}
    reasons = {(why.message, why.excluded, why.gains) for each in refined.judgements for why in each.objections}
    assert reasons == {("ask", ("calm",), "eager")}


def test_replies_that_are_never_best_tell_nothing_nor_do_mixtures_with_them() -> None:
    """A bribe would please the calm type alone, but B is better off by refusing whatever it believes."""
    bribe = ((("eager", "ask", "bribe"), (-5, -5)), (("calm", "ask", "bribe"), (5, -5)))
    solution = solve(more_eager(*bribe), "pbe")
    assert by_play(d1(solution), "eager", "calm")["wait", "wait"] == {"fails"}
    assert by_play(intuitive_criterion(solution), "eager", "calm")["wait", "wait"] == {"survives"}


def family(game: Game, table: Any, levels: Mapping[str, str], jobs: Mapping[str, str]) -> Equilibrium:
    """A pooling or separating family written by hand: levels by type, jobs by level; beliefs off the path are free."""
    names = tuple(levels)
    strategy = {(t,): Rule("A", ((level, sympy.true),), t) for t, level in levels.items()}
    beliefs: dict[tuple[str, ...], Expr] = {}
    free: list[Symbol] = []
    where = []
    for level, job in jobs.items():
        strategy |= dict.fromkeys(((t, level) for t in names), Rule("B", ((job, sympy.true),), level))
        senders = [t for t in names if levels[t] == level]
        if senders:
            total = sum(PRIORS[t] for t in senders)
            odds = {t: PRIORS[t] / total if t in senders else Integer(0) for t in names}
        else:
            odds = {t: Symbol(f"mu({t}|{level})", real=True) for t in names[1:]}
            free += odds.values()
            odds[names[0]] = 1 - sum(odds.values())
        beliefs |= {(t, level): odds[t] for t in names}
        for other in dict.fromkeys(r for _, _, r in table):
            where.append(sum(odds[t] * (table[t, level, job][1] - table[t, level, other][1]) for t in names) >= 0)
        where += [odds[t] >= 0 for t in names]
    assert And(*(each for each in where if not each.free_symbols)) == sympy.true, "the jobs given on the path are best"
    for t in names:
        mine = table[t, levels[t], jobs[levels[t]]][0]
        assert all(table[t, level, job][0] <= mine for level, job in jobs.items()), "nobody prefers another level"
    return Equilibrium(sympy.true, strategy, {}, {}, (), beliefs, tuple(free), And(*where))


PRIORS = {"low": Rational(7, 10), "middle": Rational(1, 5), "high": Rational(1, 10)}


def education(levels: Sequence[int]) -> tuple[Game, dict[tuple[str, str, str], tuple[Any, Any]]]:
    """Three types who pay 1.1, 0.7 and 0.2 for each level, and three jobs that pay 0, 1 and 2."""
    cost = (Rational(11, 10), Rational(7, 10), Rational(1, 5))
    table = {
        (t, f"e{e}", f"job{j}"): (j - cost[k] * e, -((k - j) ** 2))
        for (k, t), e, j in itertools.product(enumerate(PRIORS), levels, range(3))
    }
    return signal(PRIORS, table), table


def played(levels: str) -> dict[str, str]:
    return dict(zip(PRIORS, levels.split(), strict=True))


def test_education_with_three_types() -> None:
    """D1 leaves the least costly separation alone (Riley 1979; Cho and Kreps 1987, section V)."""
    game, table = education((0, 1, 3, 4))
    riley = family(game, table, played("e0 e1 e3"), {"e0": "job0", "e1": "job1", "e3": "job2", "e4": "job2"})
    costly = family(game, table, played("e0 e1 e4"), {"e0": "job0", "e1": "job1", "e3": "job0", "e4": "job2"})
    idle = family(game, table, played("e0 e0 e0"), {"e0": "job0", "e1": "job0", "e3": "job0", "e4": "job0"})
    refined = d1(Solution(game, "pbe", "", (riley, costly, idle)))
    assert [each.status for each in refined.judgements] == ["survives", "fails", "fails"]
    assert [found.strategy for found in refined.survivors()] == [riley.strategy]
    reasons = {(why.message, why.excluded, why.gains) for why in refined.judgements[1].objections}
    assert reasons >= {("e3", ("low",), "high"), ("e3", ("middle",), "high")}


def test_with_three_types_the_intuitive_criterion_leaves_more() -> None:
    """Middle and high pool; both would rise for the best job, but for any less only the high type would.

    Middle: 2 - 1.4 > 1 - 0.7 > 1 - 1.4; high: 2 - 0.4 > 1 - 0.2 > 1 - 0.4, and so the middle job deters it.
    """
    game, table = education((0, 1, 2))
    pool = family(game, table, played("e0 e1 e1"), {"e0": "job0", "e1": "job1", "e2": "job1"})
    solution = Solution(game, "pbe", "", (pool,))
    assert intuitive_criterion(solution).judgements[0].status == "survives"
    (judged,) = d1(solution).judgements
    assert judged.status == "fails"
    assert ("middle",) in {why.excluded for why in judged.objections}


def crisis_game() -> Game:
    q, a, v, w_s, w_w, w_b = reals("q a v w_s w_w w_B")

    def crisis(w: Expr) -> Node:
        last = Decision("A", {"fight": end(w, w_b, "war"), "back down": end(-a, v, "retreat")})
        reply = Decision("B", {"concede": end(v, 0, "concession"), "resist": last})
        return Decision("A", {"threaten": reply, "stay quiet": end(0, v, "status quo")})

    return Game(
        ("A", "B"),
        Chance({"strong": (q, crisis(w_s)), "weak": (1 - q, crisis(w_w))}, seen_by={"A"}),
        (0 < q, q < 1, a > 0, v > 0, w_b < 0, -a < w_s, w_s < 0, w_w < -a),
    )


def test_audience_costs() -> None:
    """A weak challenger backs down at cost -a, a strong one loses less by fighting: the threat is a strong one's."""
    solution = solve(crisis_game(), "pbe")
    quiet = ("stay quiet", "stay quiet")
    assert by_play(intuitive_criterion(solution), "strong", "weak")[quiet] == {"survives"}
    status = by_play(d1(solution), "strong", "weak")
    assert status[quiet] == {"fails"}
    assert set(itertools.chain(*(kinds for play, kinds in status.items() if play != quiet))) == {"survives"}


def test_a_condition_on_parameters() -> None:
    """Staying in fails iff going out costs the wimp more than it brings at best, 1 - a < 0: then it shows surliness."""
    table = {
        ("surly", "in", ""): (0, 0),
        ("wimp", "in", ""): (0, 0),
        ("surly", "out", "yield"): (1, 1),
        ("surly", "out", "fight"): (-1, 0),
        ("wimp", "out", "yield"): (1 - A, -1),
        ("wimp", "out", "fight"): (-1, 0),
    }
    solution = solve(signal({"surly": Rational(1, 4), "wimp": Rational(3, 4)}, table, (A > 0,)), "pbe")
    found = [
        e for e in intuitive_criterion(solution).judgements if moves(e.equilibrium, "surly", "wimp") == ("in", "in")
    ]
    here = [each.when for each in found]
    assert found
    assert all(equivalent(And(e.when, e.equilibrium.when), And(A <= 1, e.equilibrium.when), (A > 0,)) for e in found), (
        here
    )
    assert {each.status for each in found} <= {"depends", "fails", "survives"}


def test_threats_that_are_weakly_dominated() -> None:
    """B loses nothing by yes to a good A and nothing to a bad one: to deter both by no is dominated."""
    table = {
        ("good", "ask", "yes"): (1, 1),
        ("good", "ask", "no"): (-1, 0),
        ("bad", "ask", "yes"): (1, 0),
        ("bad", "ask", "no"): (-1, 0),
        ("good", "wait", ""): (0, 0),
        ("bad", "wait", ""): (0, 0),
    }
    solution = solve(signal({"good": Rational(1, 2), "bad": Rational(1, 2)}, table), "pbe")
    refined = undominated(solution)
    assert {moves(each, "good", "bad") for each in refined.survivors()} == {("ask", "ask")}
    threats = [each for each in refined.judgements if moves(each.equilibrium, "good", "bad") == ("wait", "wait")]
    assert threats
    for each in threats:
        assert each.status == "fails"
        assert [str(why) for why in each.objections] == ["B [ask]: no is weakly dominated by yes"]


def test_a_message_that_is_weakly_dominated() -> None:
    """To ask gives the bad type at best what waiting gives for sure."""
    table = {
        ("good", "ask", "yes"): (2, 1),
        ("good", "ask", "no"): (0, 0),
        ("bad", "ask", "yes"): (A, 1),
        ("bad", "ask", "no"): (0, 0),
        ("good", "wait", ""): (1, 0),
        ("bad", "wait", ""): (1, 0),
    }
    game = signal({"good": Rational(1, 2), "bad": Rational(1, 2)}, table, (A >= 1,))
    for each in undominated(solve(game, "pbe", edges="full")).judgements:
        asks = "ask" in moves(each.equilibrium, "good", "bad")[1]
        for why in each.objections:
            assert (why.player, why.seen, why.move, why.by) == ("A", "bad", "ask", "wait")
        if asks:
            assert equivalent(each.when, A > 1, (A >= 1, each.equilibrium.when))


def chain(first: str, second: str, seen: Any) -> Game:
    """Two players choose one after the other before B replies, who has seen some of it."""
    last = Decision("B", {"yes": end(1, 1), "no": end(0, 0)})
    later = Decision(second, {"left": last, "right": last}, seen_by=seen)
    return Game(("A", "B"), Decision(first, {"up": later, "down": later}, seen_by={"A"}))


def test_what_is_refused_by_name() -> None:
    with pytest.raises(GameError, match=r"is not a solution"):
        d1("beer")  # type: ignore[arg-type]
    with pytest.raises(GameError, match="concept 'pbe', not 'spe'"):
        intuitive_criterion(solve(Game(("A",), Terminal({"A": 1})), "spe"))
    with pytest.raises(UnsupportedGame, match="right after one message"):
        d1(Solution(chain("A", "A", {"A"}), "pbe", "", ()))
    half = Rational(1, 2)

    def shown(value: int) -> Node:
        again = Decision("A", {"stop": end(0, 0), "go": Decision("B", {"x": end(1, 1), "y": end(value, 0)})})
        return Decision("A", {"in": Decision("B", {"yes": again, "no": end(0, value)}), "out": end(0, 0)})

    game = Game(("A", "B"), Chance({"s": (half, shown(1)), "w": (half, shown(-1))}, seen_by={"A"}))
    with pytest.raises(UnsupportedGame, match="refinements: "):
        intuitive_criterion(Solution(game, "pbe", "", ()))

    def blind() -> Node:
        reply = Decision("B", {"yes": end(1, 1), "no": end(0, 0)})
        return Decision("A", {"in": reply, "on": reply}, seen_by=())

    hidden = Game(("A", "B"), Chance({"s": (half, blind()), "w": (half, blind())}, seen_by={"A"}))
    with pytest.raises(UnsupportedGame, match="several messages: in, on"):
        d1(Solution(hidden, "pbe", "", ()))
    with pytest.raises(TypeError, match="several values"):
        bool(d1(solve(more_eager(), "pbe")).judgements[0])


# --- random games against the definitions


class Numbers(NamedTuple):
    """A signalling game of numbers: payoffs by type, message and reply."""

    sender: Mapping[tuple[str, str, str], Fraction]
    receiver: Mapping[tuple[str, str, str], Fraction]
    types: tuple[str, ...]
    messages: tuple[str, ...]
    replies: tuple[str, ...]


def fraction(value: Any) -> Fraction:
    value = sympy.cancel(value)
    assert isinstance(value, sympy.Rational), value
    return Fraction(int(value.p), int(value.q))


def best_sets(game: Numbers, m: str, types: Sequence[str], inside: bool = False) -> set[frozenset[str]]:
    """Return the sets of replies that are best together to some belief in these types.

    With two replies the signs of the difference by type tell; with two types beliefs are a line, cut where
    two replies are equally good; ``inside`` leaves out the beliefs in one of the two.
    """

    def best(belief: Mapping[str, Fraction]) -> frozenset[str]:
        worth = {r: sum(w * game.receiver[t, m, r] for t, w in belief.items()) for r in game.replies}
        return frozenset(r for r in worth if worth[r] == max(worth.values()))

    if len(types) == 1:
        return {best({types[0]: Fraction(1)})}
    if len(types) == 2:
        cuts = {Fraction(0), Fraction(1)}
        for r, s in itertools.combinations(game.replies, 2):
            lead = [game.receiver[t, m, r] - game.receiver[t, m, s] for t in types]
            if lead[0] != lead[1]:
                cuts.add(lead[1] / (lead[1] - lead[0]))
        line = sorted(cut for cut in cuts if 0 <= cut <= 1)
        line += [(x + y) / 2 for x, y in itertools.pairwise(line)]
        line = [x for x in line if 0 < x < 1 or not inside]
        return {best({types[0]: x, types[1]: 1 - x}) for x in line}
    r, s = game.replies
    lead = [game.receiver[t, m, r] - game.receiver[t, m, s] for t in types]
    found = {frozenset({r})} if max(lead) > 0 else set()
    found |= {frozenset({s})} if min(lead) < 0 else set()
    return found | ({frozenset({r, s})} if min(lead) <= 0 <= max(lead) else set())


def is_intuitive(game: Numbers, now: Mapping[str, Fraction], m: str) -> bool:
    def gets(t: str, types: Sequence[str]) -> list[Fraction]:
        return [game.sender[t, m, r] for r in set().union(*best_sets(game, m, types))]

    left = [t for t in game.types if now[t] <= max(gets(t, game.types))]
    return not any(now[t] < min(gets(t, left)) for t in left)


def mixtures(
    gain: Mapping[str, Fraction], loss: Mapping[str, Fraction], among: frozenset[str]
) -> Iterator[dict[str, Fraction]]:
    """Run through the corners of {mixtures: gain >= 0, loss >= 0}: pure ones, and those where one or both are zero."""
    for r in sorted(among):
        yield {r: Fraction(1)}
    for r, s in itertools.permutations(sorted(among), 2):
        for f in (gain, loss):
            if f[r] * f[s] < 0:
                yield {r: f[s] / (f[s] - f[r]), s: -f[r] / (f[s] - f[r])}
    for r, s, u in itertools.combinations(sorted(among), 3):
        rows = sympy.Matrix([[f[k] for k in (r, s, u)] for f in ({r: 1, s: 1, u: 1}, gain, loss)])
        if rows.det() != 0:
            point = [fraction(v) for v in rows.inv() * sympy.Matrix([1, 0, 0])]
            if min(point) >= 0:
                yield dict(zip((r, s, u), point, strict=True))


def pruned(game: Numbers, now: Mapping[str, Fraction], m: str) -> set[str]:
    """Return the types that D1 excludes after a message: by every reply that does not hurt t, another gains."""
    together = best_sets(game, m, game.types)
    found = set()
    for t, other in itertools.permutations(game.types, 2):
        gain = {r: game.sender[t, m, r] - now[t] for r in game.replies}
        loss = {r: now[other] - game.sender[other, m, r] for r in game.replies}
        tempted = any(loss[r] < 0 for r in set().union(*together))
        spared = any(
            sum(p * gain[r] for r, p in mix.items()) >= 0 and sum(p * loss[r] for r, p in mix.items()) >= 0
            for among in together
            for mix in mixtures(gain, loss, among)
        )
        if tempted and not spared:
            found.add(t)
    return found


def random_table(rng: Random, types: int, replies: int, symbols: int) -> dict[tuple[str, str, str], tuple[Any, Any]]:
    def amount() -> Any:
        return rng.choice((A, B, 1 - A)) if symbols and rng.random() < 0.1 else Integer(rng.randint(-2, 3))

    ends = rng.random() < 0.7
    table = {}
    for t, m in itertools.product([f"t{k}" for k in range(types)], ("left", "right")):
        for r in ("",) if ends and m == "left" else [f"r{k}" for k in range(replies)]:
            table[t, m, r] = amount(), amount()
    return table


def numbers(table: Mapping[tuple[str, str, str], tuple[Any, Any]], point: Mapping[Symbol, Expr]) -> Numbers:
    def pick(side: int) -> dict[tuple[str, str, str], Fraction]:
        return {key: fraction(sympy.Add(pay[side]).subs(point)) for key, pay in table.items()}

    names = [tuple(dict.fromkeys(key[k] for key in table if key[k])) for k in range(3)]
    return Numbers(pick(0), pick(1), *names)


def worth_now(game: Numbers, found: Equilibrium, t: str, point: Mapping[Symbol, Expr]) -> Fraction:
    """Return what a type gets in a member of a family, from the table and the strategies."""
    total = Fraction(0)
    for m, chance in mix(found, (t,), point).items():
        if (t, m, "") in game.sender:
            total += chance * game.sender[t, m, ""]
        else:
            total += chance * sum(p * game.sender[t, m, r] for r, p in mix(found, (t, m), point).items())
    return total


def mix(found: Equilibrium, history: tuple[str, ...], point: Mapping[Symbol, Expr]) -> dict[str, Fraction]:
    rule = found.strategy[history]
    if not rule.mixed:
        return {str(rule.actions[0][0]): Fraction(1)}
    return {str(action): fraction(odds.subs(point)) for action, odds in rule.actions}


def plays_dominated(game: Numbers, found: Equilibrium, point: Mapping[Symbol, Expr]) -> bool:
    """Tell whether what is played is weakly dominated; of three replies: best to no belief in both types."""
    for t in game.types:
        worth = {m: [v for (s, n, _), v in game.sender.items() if (s, n) == (t, m)] for m in game.messages}
        for m, other in itertools.permutations(game.messages, 2):
            pairs = list(itertools.product(worth[m], worth[other]))
            never_less = all(x <= y for x, y in pairs) and any(x < y for x, y in pairs)
            if mix(found, (t,), point).get(m) and never_less:
                return True
    for m in game.messages:
        if (game.types[0], m, "") in game.sender:
            continue
        played = {r for r, p in mix(found, (game.types[0], m), point).items() if p}
        rows = [[game.receiver[t, m, r] for t in game.types] for r in game.replies]
        if len(game.replies) == 2:
            for r, s in ((0, 1), (1, 0)):
                if (
                    game.replies[r] in played
                    and rows[r] != rows[s]
                    and all(x <= y for x, y in zip(rows[r], rows[s], strict=True))
                ):
                    return True
        elif not any(played <= together for together in best_sets(game, m, game.types, inside=True)):
            return True
    return False


def survives(game: Numbers, found: Equilibrium, criterion: Any, point: Mapping[Symbol, Expr]) -> bool:
    if criterion is undominated:
        return not plays_dominated(game, found, point)
    now = {t: worth_now(game, found, t, point) for t in game.types}
    for m in game.messages:
        histories = [(t, m) for t in game.types if (t, m) in found.strategy]
        if not histories or any(mix(found, (t,), point).get(m) for t in game.types):
            continue
        if criterion is intuitive_criterion:
            if not is_intuitive(game, now, m):
                return False
        elif any(fraction(found.beliefs[t, m].subs(point)) > 0 for t in pruned(game, now, m)):
            return False
    return True


def points(rng: Random, game: Game, found: Equilibrium, count: int) -> Iterator[dict[Symbol, Expr]]:
    """Random points, and one that the engine finds, of the parameters and of what is free in a family."""
    unit = [And(s >= 0, s <= 1) for s in found.free]
    wanted = And(found.when, found.where, *game.given, *unit)
    first = sample(wanted)
    assert first is not None
    symbols = [*game.parameters, *found.free]
    tries = [{s: first.get(s, Rational(1, 3)) for s in symbols}]
    for _ in range(count * 8):
        tries.append(
            {
                s: Rational(rng.randint(0, 12), 12) if s in found.free or s == Q else Rational(rng.randint(-6, 12), 4)
                for s in symbols
            }
        )
    for point in tries:
        if count and all(value.is_Rational for value in point.values()) and wanted.subs(point) == sympy.true:
            count -= 1
            yield point


def check(rng: Random, table: Mapping[tuple[str, str, str], tuple[Any, Any]], game: Game) -> list[str]:
    solution = solve(game, "pbe")
    assert not solution.undecided
    seen = []
    for criterion in (intuitive_criterion, d1, undominated):
        for each in criterion(solution).judgements:
            found = each.equilibrium
            assert each.status != "unknown"
            if each.condition != sympy.true or each.status != "survives":
                seen.append(f"{each.status} {criterion.__name__}")
            for point in points(rng, game, found, 3):
                there = numbers(table, point)
                expected = survives(there, found, criterion, point)
                assert (each.condition.subs(point) == sympy.true) == expected, (criterion, str(each), point)
                if expected:
                    assert each.when.subs(point) == sympy.true
            if each.status != "fails":
                check_when(table, game, each, criterion)
    return seen


def check_when(table: Any, game: Game, each: Judgement, criterion: Any) -> None:
    """Where `when` holds some member survives; the engine names one, the definition judges it."""
    found = each.equilibrium
    unit = [And(s >= 0, s <= 1) for s in found.free]
    here = sample(And(each.when, found.when, *game.given))
    assert here is not None
    fixed = {s: here.get(s, Rational(1, 3)) for s in game.parameters}
    member = sample(And(each.condition, found.where, *unit).subs(fixed))
    assert member is not None
    point = {**fixed, **{s: member.get(s, Rational(1, 3)) for s in found.free}}
    if all(value.is_Rational for value in point.values()):
        assert survives(numbers(table, point), found, criterion, point)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("types", "replies", "symbols", "count"), [(2, 2, 1, 2), (2, 2, 0, 8), (2, 3, 0, 3), (3, 2, 0, 2)]
)
def test_random_signalling_games_by_the_definitions(types: int, replies: int, symbols: int, count: int) -> None:
    rng = Random(2)
    seen: list[str] = []
    for _ in range(count):
        table = random_table(rng, types, replies, symbols)
        odds = (Rational(1, 2), Rational(1, 3), Rational(1, 6)) if types == 3 else (Rational(1, 3), Rational(2, 3))
        given = (0 < Q, Q < 1) if symbols else ()
        priors = (Q, 1 - Q) if symbols else odds
        seen += check(rng, table, signal(dict(zip(("t0", "t1", "t2"), priors, strict=False)), table, given))
    if count == 8:
        assert {"fails d1", "fails intuitive_criterion", "fails undominated"} <= set(seen)
