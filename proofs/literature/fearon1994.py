"""Claims after J. D. Fearon, "Domestic political audiences and the escalation of international disputes",
American Political Science Review 88, 1994, in the smallest crisis with audience costs.

All perfect Bayesian equilibria are asked, and that none is missing is proved from the definition.

>>> [entry.key for entry in ENTRIES][:3]
['A1', 'A2', 'A3']
"""

from __future__ import annotations

from collections.abc import Callable

from sympy import And, Eq, Equivalent, Expr, Implies, Or, Piecewise, true
from sympy.logic.boolalg import Boolean

from detente.games import Game, UnsupportedGame
from detente.games.literature import fearon1994 as models
from detente.proofs.claim import Claim, Entry, built
from detente.proofs.saying import every, probability, solved
from detente.solvers import Equilibrium, Solution, disjoint, effect

SOURCE = "Fearon 1994"
q, a, b, v, w_s, w_w, w_B = models.q, models.a, models.b, models.v, models.w_s, models.w_w, models.w_B

# The formulas that the sentences are measured against
TELLING = And(-w_s < a, a < -w_w)  # a strong A would rather fight than back down, and a weak one would not
CREDIBLE = v / (v - w_B)  # how likely a strong A has to be for B to concede


def _all(game: Game) -> Solution:
    return solved(game, "pbe", edges="full")


def _with_war(solution: Solution) -> Boolean:
    return Or(*(And(eq.when, probability(eq, "war") > 0) for eq in solution.equilibria))


def _war_only_there(game: Game) -> Boolean:
    solution = _all(game)
    risk = every(solution, lambda eq: Or(Eq(probability(eq, "war"), 0), Eq(probability(eq, "war"), q * v / (a + v))))
    return And(risk, Equivalent(_with_war(solution), And(TELLING, q < CREDIBLE)))


def _all_families(game: Game) -> Boolean:
    """Name the families by what they bring about, and say just where each exists."""
    solution = _all(game)

    def somewhere(says: Callable[[Equilibrium], Boolean]) -> Boolean:
        return Or(*(And(eq.when, says(eq)) for eq in solution.equilibria))

    quiet = somewhere(lambda eq: Eq(probability(eq, "status quo"), 1))
    bluff = somewhere(lambda eq: Eq(probability(eq, "concession"), 1))
    crisis = somewhere(lambda eq: And(probability(eq, "concession") > 0, probability(eq, "concession") < 1))
    return And(
        every(solution, lambda eq: probability(eq, "status quo", "concession", "war", "retreat") >= 1),
        Equivalent(quiet, a < -w_w),
        Equivalent(bluff, Or(a > -w_w, And(TELLING, q > CREDIBLE))),
        Equivalent(crisis, And(TELLING, q < CREDIBLE)),
    )


def _informs(game: Game) -> Boolean:
    def told(eq: Equilibrium) -> Boolean:
        threatened = ("strong", "threaten")
        return eq.beliefs[threatened] >= q if threatened in eq.path else true

    return every(_all(game), told)


def _falls(game: Game, what: Callable[[Equilibrium], Expr]) -> Boolean:
    """Say that something falls with the audience cost, within each family of equilibria with war."""

    def says(eq: Equilibrium) -> Boolean:
        found = effect(what(eq), of=a, given=(*game.given, eq.when))
        return Implies(probability(eq, "war") > 0, found.decreasing)

    return every(_all(game), says)


def _highest(value: Callable[[Equilibrium], Expr], game: Game) -> Expr:
    """The largest value over the equilibria at each point: what is not zero is positive, and none of it overlaps."""
    cases = [(value(eq), eq.when) for eq in _all(game).equilibria if value(eq) != 0]
    if not disjoint([when for _, when in cases], game.given):
        raise UnsupportedGame("several equilibria of different values exist at the same point")
    return Piecewise(*cases, (0, True))


def _never_more_war(game: Game) -> Boolean:
    risk = _highest(lambda eq: probability(eq, "war"), game)
    return risk.subs(a, b) <= risk


def _pays(game: Game) -> Boolean:
    best = _highest(lambda eq: eq.payoffs["A"], game)
    return best.subs(a, b) >= best


ENTRIES: tuple[Entry, ...] = (
    Claim(
        SOURCE,
        "A crisis brings silence, a threat that is believed at once, or a threat that may be a bluff.",
        built(models.audience_costs),
        _all_families,
        "All families: silence just if a < -w_w; a threat of both types that is conceded to just if a > -w_w, or"
        " -w_s < a < -w_w and q > v/(v - w_B); a threat of the strong and some of the weak just if"
        " -w_s < a < -w_w and q < v/(v - w_B).",
        "A1",
        "all equilibria of the crisis",
        "audience_costs",
    ),
    Claim(
        SOURCE,
        "A crisis may end in war although both sides prefer the status quo.",
        built(models.audience_costs),
        _war_only_there,
        "War happens in some equilibrium just if a strong A, and it alone, would rather fight than back down and is"
        " too unlikely for B to concede outright; it then has probability q*v/(a + v).",
        "A2",
        "when a crisis may end in war",
        "audience_costs",
    ),
    Claim(
        SOURCE,
        "A public threat makes the other side think it more likely that the threat is meant.",
        built(models.audience_costs),
        _informs,
        "After a threat in equilibrium B thinks A strong with at least the prior odds q.",
        "A3",
        "a threat informs",
        "audience_costs",
    ),
    Claim(
        SOURCE,
        "The higher the audience cost, the less likely is war.",
        built(models.audience_costs),
        lambda game: _falls(game, lambda eq: probability(eq, "war")),
        "Within the family of equilibria with war: q*v/(a + v) falls with a.",
        "A4",
        "war is less likely with higher audience costs, within its family",
        "audience_costs",
    ),
    Claim(
        SOURCE,
        "Higher audience costs never raise the risk of war.",
        built(models.audience_costs),
        _never_more_war,
        "The highest probability of war over all equilibria, with b >= a in place of a: it jumps up where the cost"
        " becomes high enough for a strong A, and falls from there.",
        "A5",
        "higher audience costs never raise the risk of war",
        "audience_costs",
    ),
    Claim(
        SOURCE,
        "The side with the higher audience cost is less likely to back down.",
        built(models.audience_costs),
        lambda game: _falls(game, lambda eq: probability(eq, "retreat")),
        "Within the family of equilibria with war the odds that A threatens and backs down fall with a.",
        "A6",
        "less likely to back down",
        "audience_costs",
    ),
    Claim(
        SOURCE,
        "Audience costs are an advantage in a crisis.",
        built(models.audience_costs),
        _pays,
        "The most that A gets in equilibrium, before it knows its type, never falls with its audience cost.",
        "A7",
        "audience costs are an advantage",
        "audience_costs",
    ),
)
