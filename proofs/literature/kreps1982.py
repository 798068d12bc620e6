"""Claims after D. M. Kreps and R. Wilson, "Reputation and imperfect information", Journal of Economic Theory 27, 1982,
with one to four entrants.

With one and two entrants all perfect Bayesian equilibria are asked, and that none is missing is proved from the
definition. With more there are very many that differ off the path: there the equilibrium of the paper is written
down, and that nobody gains by leaving it, with beliefs by Bayes' rule wherever it applies, is checked from the
definition (``deviations``).

>>> [entry.key for entry in ENTRIES][:3]
['K1', 'K2', 'K3']
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from sympy import And, Eq, Expr, Implies, Integer, true
from sympy.logic.boolalg import Boolean

from detente.games import FrozenMap, Game, InformationSet, information_sets
from detente.games.literature import kreps1982 as models
from detente.proofs.claim import Entry, claims
from detente.proofs.saying import every, families, plays, solved
from detente.solvers import Equilibrium, Rule, Solution, deviations

q, a, b = models.q, models.a, models.b


def _all(game: Game) -> Solution:
    return solved(game, "pbe", edges="full")


def _enters(game: Game, eq: Equilibrium) -> Expr:
    return plays(game, eq, "enter", "tough")


def _fights(game: Game, eq: Equilibrium, kind: str) -> Expr:
    return plays(game, eq, "fight", kind, "enter")


def _one(game: Game) -> Boolean:
    return families(
        _all(game),
        (lambda eq: Eq(_enters(game, eq), 0), q > b),
        (lambda eq: Eq(_enters(game, eq), 1), q < b),
    )


def _two(game: Game) -> Boolean:
    def shared(eq: Equilibrium) -> Boolean:
        return And(Eq(_enters(game, eq), 1), Eq(_fights(game, eq, "tough"), 0), Eq(_fights(game, eq, "weak"), 0))

    def fought(eq: Equilibrium) -> Boolean:
        mimics = Eq(_fights(game, eq, "weak"), q * (1 - b) / ((1 - q) * b))
        return And(Eq(_enters(game, eq), 1), Eq(_fights(game, eq, "tough"), 1), mimics)

    def later(eq: Equilibrium, enters: int) -> Boolean:
        return And(Eq(_enters(game, eq), 0), Eq(plays(game, eq, "enter", "tough", "stay out"), enters))

    return families(
        _all(game),
        (fought, q < b**2),
        (lambda eq: later(eq, 1), And(b**2 < q, q < b)),
        (lambda eq: later(eq, 0), q > b),
        (shared, q > b),
    )


def _weak_fights(game: Game) -> Boolean:
    def says(eq: Equilibrium) -> Boolean:
        return And(_fights(game, eq, "weak") > 0, _fights(game, eq, "weak") < 1)

    return every(_all(game), lambda eq: Implies(q < b**2, says(eq)))


def _region(deterred_from: int, entrants: int) -> Boolean:
    """Say that the reputation deters just those entrants of whom at least so many are left, with themselves."""
    low = q > b**deterred_from if deterred_from <= entrants else true
    return And(low, q < b ** (deterred_from - 1) if deterred_from > 1 else true)


def _of_the_paper(game: Game, entrants: int, deterred_from: int) -> Equilibrium:
    """Return the equilibrium of the paper for one region of the odds of a tough monopolist.

    A reputation is known by its level: ``b**j`` has level j, what the region leaves between two powers a half, and
    none at all more than anybody can have. An entrant with k left is deterred just if the level is below k.
    """
    strategy: dict[tuple[str, ...], Rule] = {}
    beliefs: dict[tuple[str, ...], Expr] = {}
    for each in information_sets(game):
        level, left = _reputation(each.histories[0][1:], entrants, deterred_from - Fraction(1, 2))
        belief = _belief(level, entrants)
        if each.player != "M":
            odds = (a - 1) / a if level == left else Integer(level > left)
            beliefs |= {history: belief if history[0] == "tough" else 1 - belief for history in each.histories}
            rule = _rule(each, ("enter", "stay out"), odds)
        elif each.histories[0][0] == "tough":
            rule = _rule(each, ("fight", "share"), Integer(1))
        else:
            rule = _rule(each, ("fight", "share"), _mimics(belief, level, left - 1, entrants))
        strategy |= dict.fromkeys(each.histories, rule)
    when = _region(deterred_from, entrants)
    return Equilibrium(when, FrozenMap(strategy), FrozenMap(), FrozenMap(), beliefs=FrozenMap(beliefs))


def _reputation(moves: Sequence[str], left: int, level: Fraction) -> tuple[Fraction, int]:
    """Return the level of the reputation after some moves, and how many entrants are left, with one just met."""
    gone = Fraction(left + 1)
    for move in moves[:-1] if moves and moves[-1] == "enter" else moves:
        if move in ("stay out", "fight", "share"):
            left -= 1
        if move == "share":
            level = gone
        elif move == "fight" and level < gone:
            level = min(level, Fraction(left))
    return level, left


def _belief(level: Fraction, entrants: int) -> Expr:
    if level > entrants + Fraction(1, 2):
        return Integer(0)
    return b ** int(level) if level.denominator == 1 else q


def _mimics(belief: Expr, level: Fraction, after: int, entrants: int) -> Expr:
    """Return how often the weak monopolist fights: so often that its reputation deters for the next half the time."""
    if after == 0 or level > entrants + Fraction(1, 2):
        return Integer(0)
    return Integer(1) if level <= after else belief * (1 - b**after) / ((1 - belief) * b**after)


def _rule(each: InformationSet, labels: tuple[str, str], first: Expr) -> Rule:
    if first in (0, 1):
        return Rule(each.player, ((labels[0 if first == 1 else 1], true),))
    return Rule(each.player, tuple(zip(labels, (first, 1 - first), strict=True)), mixed=True)


def _stable(game: Game) -> Boolean:
    """Say that in every region nobody gains by leaving the equilibrium of the paper."""
    entrants = len(game.players) - 1
    found = []
    for k in range(1, entrants + 2):
        eq = _of_the_paper(game, entrants, k)
        found.append(Implies(eq.when, deviations(game, eq, concept="pbe")))
    return And(*found)


_claim = claims(
    "Kreps and Wilson 1982",
    {
        "K1": "The last entrant stays out if the monopolist's reputation for toughness is good enough.",
        "K2": "A monopolist may fight an early entrant for the sake of its reputation.",
        "K3": "A smaller reputation is enough to deter an entrant if others are to come.",
        "K4": "To keep its reputation, even a monopolist that loses by it fights at times.",
        "K5": "With k entrants to come, a reputation of b to the power of k is enough to deter the next one.",
    },
)

ENTRIES: tuple[Entry, ...] = (
    _claim(
        "K1",
        "one entrant is deterred by a reputation above b",
        models.chain_store,
        _one,
        "With q the odds that the monopolist is tough, and b what the entrant gets if it is not fought (and b - 1 if it"
        " is): the entrant stays out just if q > b, and enters just if q < b.",
        entrants=1,
    ),
    _claim(
        "K2",
        "all equilibria with two entrants",
        models.chain_store,
        _two,
        "The first enters, and the weak monopolist fights with probability q*(1 - b)/((1 - q)*b), just if q < b**2; the"
        " first stays out and the second enters just if b**2 < q < b; both stay out just if q > b, where there is one"
        " more equilibrium, in which to fight is taken for weakness and the first shares the market with either.",
    ),
    _claim(
        "K3",
        "the first of two entrants is deterred by a reputation above b**2",
        models.chain_store,
        lambda game: every(_all(game), lambda eq: Implies(q > b**2, Eq(_enters(game, eq), 0))),
        "In every equilibrium, without any refinement: not so for q > b, if to fight is taken for weakness.",
    ),
    _claim(
        "K4",
        "the weak monopolist fights the first of two entrants at times",
        models.chain_store,
        _weak_fights,
        "For q < b**2, where the first enters, the weak monopolist fights it with a probability between zero and one.",
    ),
    *(
        _claim(
            f"K5{letter}",
            f"the equilibrium of the paper with {number} entrants",
            models.chain_store,
            _stable,
            "An entrant with k left (itself included) stays out if the odds of a tough monopolist are above b**k,"
            " enters if they are below, and at b**k enters with probability (a - 1)/a. The tough monopolist fights; the"
            " weak one fights so often that the odds after a fight are b to the power of those still to come, or for"
            " sure where they are above that, and shares with the last. In every region of q nobody gains by leaving"
            " it, and beliefs obey Bayes' rule wherever it applies; that there is no other is not claimed.",
            entrants=entrants,
        )
        for letter, number, entrants in (("a", "three", 3), ("b", "four", 4))
    ),
)
