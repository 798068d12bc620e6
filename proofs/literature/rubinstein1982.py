"""Claims on alternating offers with a deadline, after I. Ståhl, Bargaining Theory, Stockholm 1972, and without one,
after A. Rubinstein, "Perfect equilibrium in a bargaining model", Econometrica 50, 1982.

>>> [entry.key for entry in ENTRIES][:3]
['R1', 'R2', 'R3']
"""

from __future__ import annotations

from sympy import And, Eq, Equivalent, Expr, Implies, Integer, Max, Not, Or, Rational, cancel
from sympy.logic.boolalg import Boolean

from detente.games import Game
from detente.games.literature import rubinstein1982 as models
from detente.proofs.claim import Claim, Entry, built, claims
from detente.proofs.saying import every, probability, solved
from detente.solvers import Equilibrium, effect

SOURCE = "Ståhl 1972, Rubinstein 1982"
delta_A, delta_B, delta = models.delta_A, models.delta_B, models.delta
p, c_A, c_B, k_A, k_B = models.p, models.c_A, models.c_B, models.k_A, models.k_B
r_A, r_B, e = models.r_A, models.r_B, models.e
HALF = Rational(1, 2)
WAITING = delta / (1 + delta)  # the share of who answers the first offer where both are equally patient
FOR_EVER = (1 - delta_B) / (1 - delta_A * delta_B)  # the share of A where there is no deadline
ROUNDS = ("one round", "two rounds", "three rounds", "four rounds", "five rounds")


def share(rounds: int) -> Expr:
    """The share of A, which makes the first of so many offers: the formula of the literature.

    >>> share(3)
    delta_A*delta_B - delta_B + 1
    """
    pairs, odd = divmod(rounds, 2)
    cycle = delta_A * delta_B
    return sum(((1 - delta_B) * cycle**i for i in range(pairs)), Integer(0)) + odd * cycle**pairs


def _shares(game: Game) -> Boolean:
    rounds = len(game.variables)  # one offer a round
    pairs, odd = divmod(rounds, 2)
    distance = (delta_A * delta_B) ** pairs * (odd - FOR_EVER)
    return every(
        solved(game),
        lambda eq: And(
            Eq(probability(eq, "settlement"), 1),
            Eq(eq.payoffs["A"], share(rounds)),
            Eq(eq.payoffs["A"] - FOR_EVER, distance),
            Eq(eq.payoffs["A"] + eq.payoffs["B"], 1),
        ),
    )


def _for_ever(game: Game) -> Boolean:
    return every(
        solved(game, "mpe"),
        lambda eq: And(
            Eq(probability(eq, "settlement"), 1),
            Eq(eq.payoffs["A"], FOR_EVER),
            Eq(eq.payoffs["A"] + eq.payoffs["B"], 1),
        ),
    )


def _first(game: Game) -> Boolean:
    """Say that A gets more by the first offer than by the first answer."""
    return every(solved(game, "mpe"), lambda eq: eq.states["A's turn"]["A"] > eq.states["B's turn"]["A"])


def _half(game: Game) -> Boolean:
    return every(solved(game, "mpe"), lambda eq: eq.payoffs["A"] > HALF)


def _patience(game: Game) -> Boolean:
    """Say that a side's share rises with its discount factor, and falls with the other's."""

    def says(eq: Equilibrium) -> Boolean:
        own, other = (effect(eq.payoffs["A"], of=factor, given=(*game.given, eq.when)) for factor in (delta_A, delta_B))
        return And(own.increasing, other.decreasing)

    return every(solved(game, "mpe"), says)


def _patient(game: Game) -> Boolean:
    def says(eq: Equilibrium) -> Boolean:
        return And(
            Implies(delta_A > delta_B, eq.payoffs["A"] > HALF), Implies(delta_B > delta_A, eq.payoffs["B"] > HALF)
        )

    return every(solved(game, "mpe"), says)


def _limit(game: Game) -> Boolean:
    """Say that A's share tends to r_B/(r_A + r_B); it is a rational function of the length of a round."""
    return every(solved(game, "mpe"), lambda eq: Eq(cancel(eq.payoffs["A"]).subs(e, 0), r_B / (r_A + r_B)))


def _agree(game: Game) -> Boolean:
    return every(solved(game, "mpe"), lambda eq: Eq(probability(eq, "settlement"), 1))


def _as_without_war(game: Game, given: Boolean) -> Boolean:
    return every(solved(game, "mpe"), lambda eq: Implies(given, Eq(eq.payoffs["B"], WAITING)))


def _better_of_two(game: Game) -> Boolean:
    return every(solved(game, "mpe"), lambda eq: Eq(eq.payoffs["B"], Max(WAITING, 1 - p - c_B)))


def _costs(game: Game) -> Boolean:
    """Say that A gets no less where its own costs are lower, or the other's higher."""

    def says(eq: Equilibrium) -> Boolean:
        own, other = (effect(eq.payoffs["A"], of=cost, given=(*game.given, eq.when)) for cost in (k_A, k_B))
        return And(Not(own.increasing), Not(other.decreasing))

    return every(solved(game, "mpe"), says)


def _all(game: Game) -> Boolean:
    most = Or(k_B >= delta * (1 - delta + k_A), k_B >= delta)
    return every(solved(game, "mpe"), lambda eq: Equivalent(Eq(eq.payoffs["A"], 1), most))


_claim = claims(
    "Rubinstein 1982",
    {
        "R8": "Without a deadline A and B agree at once, and A gets (1 - delta_B)/(1 - delta_A*delta_B).",
        "R9": "The first offer is an advantage.",
        "R10": "The side that makes the first offer gets the larger share.",
        "R11": "Patience pays.",
        "R12": "The more patient side gets the larger share.",
        "R13": "As offers follow each other faster, the shares tend to what patience alone makes of them.",
        "R14": "No war, though either side may end the talks by war.",
        "R15": "A threat of war that is worth less than what the talks bring changes nothing.",
        "R16": "Who is made the offer gets what the talks or war would bring it, whichever is more.",
        "R17": "Who loses less while war and talks go on gets no less.",
        "R18": "Who loses less by war while they talk gets all, if offers follow each other fast enough.",
    },
)

ENTRIES: tuple[Entry, ...] = (
    *(
        Claim(
            SOURCE,
            f"With {name}, A and B agree at once, and A gets its share by the formula of alternating offers.",
            models.finite_horizon(rounds),
            _shares,
            "The sum of (1 - delta_B)*(delta_A*delta_B)**i over the pairs of rounds, with one more term"
            " if A also makes the last offer; the distance to Rubinstein's share (1 - delta_B)/(1 -"
            " delta_A*delta_B) shrinks by delta_A*delta_B with each pair.",
            f"R{rounds}",
            f"alternating offers, {name}",
            "finite_horizon",
        )
        for rounds, name in enumerate(ROUNDS, start=1)
    ),
    Claim(
        SOURCE,
        "The side that makes the first offer gets the larger share.",
        built(models.finite_horizon, 2),
        lambda game: every(solved(game), lambda eq: eq.payoffs["A"] > Rational(1, 2)),
        "Of two rounds, B makes the last offer: the deadline works for B.",
        "R6",
        "the first offer is an advantage, two rounds",
        "finite_horizon",
    ),
    Claim(
        SOURCE,
        "The side that makes the first offer gets the larger share.",
        built(models.finite_horizon, 3),
        lambda game: every(solved(game), lambda eq: eq.payoffs["A"] > Rational(1, 2)),
        "Of three rounds, A makes the first offer and the last.",
        "R7",
        "the first offer is an advantage, three rounds",
        "finite_horizon",
    ),
    _claim(
        "R8",
        "alternating offers without a deadline",
        models.infinite_horizon,
        _for_ever,
        "In every stationary equilibrium; there is one.",
    ),
    _claim(
        "R9",
        "the first offer is an advantage, without a deadline",
        models.infinite_horizon,
        _first,
        "A's share where it makes the first offer is larger than where B does, whatever their patience.",
    ),
    _claim(
        "R10",
        "the first offer brings the larger share, without a deadline",
        models.infinite_horizon,
        _half,
        "Just if delta_B is not too much above delta_A: 2*delta_B < 1 + delta_A*delta_B.",
    ),
    _claim(
        "R11",
        "patience pays",
        models.infinite_horizon,
        _patience,
        "A's share rises with delta_A and falls with delta_B.",
    ),
    _claim(
        "R12",
        "the more patient side gets more",
        models.infinite_horizon,
        _patient,
        "A, which makes the first offer, gets more than a half if it is the more patient; B only if it is enough so to"
        " make up for A's advantage.",
    ),
    _claim(
        "R13",
        "offers that follow each other fast",
        models.frequent_offers,
        _limit,
        "A round takes time e, and counts for 1 - r_A*e and 1 - r_B*e: A's share tends to r_B/(r_A + r_B).",
    ),
    _claim(
        "R14",
        "war as an outside option, and no war",
        models.war_as_outside_option,
        _agree,
        "The side that is made an offer accepts, rejects, or fights, which is worth p - c_A and 1 - p - c_B.",
    ),
    _claim(
        "R15",
        "the outside option principle",
        models.war_as_outside_option,
        lambda game: _as_without_war(game, And(1 - p - c_B <= WAITING, p - c_A <= WAITING)),
        "Where both sides' war is worth at most delta/(1 + delta), B gets just that.",
    ),
    _claim(
        "R16",
        "the better of talks and war",
        models.war_as_outside_option,
        _better_of_two,
        "B gets the larger of delta/(1 + delta) and 1 - p - c_B: not where A's own threat, of which B knows when it is"
        " its turn, holds it to less.",
    ),
    _claim(
        "R17",
        "war as an inside option",
        models.war_as_inside_option,
        _costs,
        "A round without an agreement costs k_A and k_B: A's share does not rise with k_A, nor fall with k_B.",
    ),
    _claim(
        "R18",
        "all to the side that loses less",
        models.war_as_inside_option,
        _all,
        "A gets all just if k_B >= delta*(1 - delta + k_A), or k_B >= delta: as delta nears one, if k_B > k_A.",
    ),
)
