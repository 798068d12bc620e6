"""Claims of K. Hedgecock and R. Person, "Bargaining with Blood: Russia's War in Ukraine", CSDS Policy Brief,
6 April 2022, on what fighting changes and when it stops: lines 7 and 13 to 16.

>>> [entry.key for entry in ENTRIES][:3]
['H7a', 'H7b', 'H7c']
"""

from __future__ import annotations

from sympy import And, Eq, Equivalent, Expr, Implies, Not, Rational
from sympy.logic.boolalg import Boolean

from detente.games import Chance, Continue, Game, Walk
from detente.games.literature import hedgecock2022_fighting as models
from detente.proofs.claim import Entry, claims
from detente.proofs.saying import every, solved
from detente.solvers import (
    Equilibrium,
    effect,
    generating_function,
    induction,
    length,
    length_distribution,
    length_variance,
    one_more_battle,
    victory,
    war_ranges,
    war_value,
    war_values,
)

p, m, c_A, c_B, pi_A, pi_B = models.p, models.m, models.c_A, models.c_B, models.pi_A, models.pi_B
d, e, g, v, c, k = models.d, models.e, models.g, models.v, models.c, models.k
n, N = models.n, models.N
HALF = Rational(1, 2)

# The formulas that the sentences are measured against
ENDS = p**2 + (1 - p) ** 2  # the odds that two battles in a row end a war of two forts each
LIMITED, DECISIVE = (v * p**2 - 2 * k) / ENDS, p - c  # what A expects of the two ways to fight


def _at(game: Game, held: int) -> Game:
    """Return the war that is left when A holds a number of forts."""
    return Game(game.players, Continue(f"A holds {held} of 4", {}, 1), game.given, game.states)


def _odds(game: Game) -> Expr:
    """Return the odds that A wins a battle, where it is the same everywhere."""
    battle = game.root if isinstance(game.root, Chance) else game.states["A holds 2 of 4"]
    assert isinstance(battle, Chance)
    odds = battle.moves["A wins"][0]
    assert isinstance(odds, Expr)
    return odds


def _won(game: Game, held: int) -> Expr:
    odds = victory(_at(game, held), "A wins")
    assert isinstance(odds, Expr)
    return odds


def _battles(game: Game, held: int = 2) -> Expr:
    mean = length(_at(game, held))
    assert isinstance(mean, Expr)
    return mean


def _capable(game: Game) -> Boolean:
    return And(_won(game, 1) > 0, _won(game, 2) > _won(game, 1), _won(game, 3) > _won(game, 2), _won(game, 3) < 1)


def _resolute(game: Game, *held: int) -> Boolean:
    worth = war_values(game)
    return And(*(worth[f"A holds {h + 1} of 4"]["A"] > worth[f"A holds {h} of 4"]["A"] for h in held))


def _line(game: Game) -> Boolean:
    """Say what one more battle brings A where the line then freezes, each side keeping what it holds."""
    frozen = {f"A holds {held} of 4": {"A": Rational(held, 4), "B": 1 - Rational(held, 4)} for held in range(5)}
    return And(*(gain["A"] > 0 for gain in one_more_battle(game, frozen).values()))


def _any_forts(game: Game) -> Boolean:
    walk = Walk(N, n, win=_odds(game), given=game.given)
    return And(induction(walk, "victory"), induction(walk, "length"))


def _agree(game: Game) -> Boolean:
    return And(*(found.nonempty for found in war_ranges(game).values()))


def _apart(game: Game, held: int) -> Expr:
    """Return by how much A's odds of winning the war exceed those that B gives it."""
    odds = victory(_at(game, held), "A wins")
    assert not isinstance(odds, Expr)
    return odds["A"] - odds["B"]


def _keeps_the_line(game: Game) -> Boolean:
    return And(*(found.contains(Rational(held, 4)) for held, found in enumerate(war_ranges(game).values(), start=1)))


def _gives_up(game: Game) -> Boolean:
    """Say that fighting on is worth less to A than to leave everything to B, when it holds its last fort."""
    return war_values(game)["A holds 1 of 4"]["A"] < 0


def _does(eq: Equilibrium, move: str, *history: str) -> Boolean:
    """Say that A makes a move at a history, on the path or off it."""
    found = eq.strategy[history][move]
    return Eq(found, 1) if isinstance(found, Expr) else And(found)


def _more_at_the_end(game: Game) -> Boolean:
    """Say that A holds in the first round and pushes in the last."""
    return every(solved(game), lambda eq: And(_does(eq, "hold"), _does(eq, "push", "hold")))


def _never_less(game: Game) -> Boolean:
    """Say that where A pushes in the first round it pushes in the last, whatever the first has brought."""

    def says(eq: Equilibrium) -> Boolean:
        later = And(*(_does(eq, "push", "push", result) for result in ("gain", "none")))
        return Implies(_does(eq, "push"), later)

    return every(solved(game), says)


def _geometric(game: Game) -> Boolean:
    """Say that all even numbers of battles from two on can be the length, with odds that fall geometrically."""
    found = generating_function(game, d)
    assert isinstance(found, Expr)
    return Eq(found * (1 - 2 * p * (1 - p) * d**2), ENDS * d**2)


def _undecided(game: Game) -> Boolean:
    """Say that after two battles that decide nothing as many are to be expected as at the start."""
    odds = length_distribution(game, 2)
    assert isinstance(odds, tuple)
    over, mean = sum(odds), _battles(game)
    return And(over < 1, Eq((mean - 2 * odds[2]) / (1 - over) - 2, mean))


def _spread(game: Game) -> Boolean:
    variance = length_variance(game)
    assert isinstance(variance, Expr)
    return 4 * variance >= _battles(game) ** 2


def _scaled_back(game: Game) -> Boolean:
    def says(eq: Equilibrium) -> Boolean:
        return Equivalent(Eq(eq.probability("all taken"), 0), LIMITED > DECISIVE)

    return every(solved(game, "mpe"), says, checked=False)


def _longer(game: Game) -> Boolean:
    return And(_battles(game) > 1, Equivalent(_won(game, 2) > p, p > HALF))


_claim = claims(
    "Hedgecock and Person 2022",
    {
        "H7": "Capabilities and resolve change because of fighting.",
        "H13": "Wars end when both sides agree on what further fighting would yield.",
        "H14": "Fighting may intensify just before a settlement, to lock in a position.",
        "H15": "How long the war lasts cannot be known.",
        "H16": "A side may scale back its aims and fight on for longer.",
    },
)

ENTRIES: tuple[Entry, ...] = (
    _claim(
        "H7a",
        "a battle won raises the odds of winning the war",
        models.forts,
        _capable,
        "Each fort that A takes raises its odds of winning the war, whatever the odds of a battle.",
    ),
    _claim(
        "H7b",
        "a battle won makes fighting on worth more",
        models.forts,
        lambda game: _resolute(game, 1, 2),
        "What fighting to the end is worth to A rises with each fort: not so if battles are dear, for a side that"
        " leaves the brink of defeat has the longer war before it.",
    ),
    _claim(
        "H7c",
        "odds of victory and expected length for any number of forts",
        models.battle,
        _any_forts,
        "From n of N forts A wins with probability (1 - r**n)/(1 - r**N), r = (1 - p)/p, or n/N where p = 1/2; that and"
        " the expected length meet the equation of every battle and both ends.",
    ),
    _claim(
        "H7d",
        "momentum shortens the war",
        models.momentum,
        lambda game: effect(_battles(game), of=m, given=game.given).decreasing,
        "The more a fort taken raises the odds of the next battle, the fewer battles are to be expected.",
    ),
    _claim(
        "H7e",
        "momentum favours the weaker side",
        models.momentum,
        lambda game: Equivalent(effect(_won(game, 2), of=m, given=game.given).increasing, p < HALF),
        "A's odds of winning the war rise with momentum just if it is the less likely to win the first battle, for with"
        " momentum more hangs on that one.",
    ),
    _claim(
        "H7f",
        "one more battle before the line freezes is worth it",
        models.forts,
        _line,
        "Where the sides keep what they hold after it, one more battle pays for A, at every fort, just if"
        " p - 1/2 > 2*c_A.",
    ),
    _claim(
        "H13a",
        "sides that agree on the odds of battle can settle at every fort",
        models.forts,
        _agree,
        "Both know the odds of a battle; at each fort some division is worth more to both than to fight to the end.",
    ),
    _claim(
        "H13b",
        "sides that disagree cannot settle",
        models.disagreement,
        lambda game: Not(war_ranges(game)["A holds 2 of 4"].nonempty),
        "A takes the odds of a battle to be pi_A and B takes them to be pi_B < pi_A: no settlement, just if their"
        " expectations of the war differ by more than what they expect to pay for it.",
    ),
    _claim(
        "H13c",
        "on the brink of defeat sides disagree less",
        models.disagreement,
        lambda game: And(_apart(game, 1) < _apart(game, 2), _apart(game, 3) < _apart(game, 2)),
        "The odds of victory that the sides expect differ by less when A, or B, holds its last fort than at the"
        " start: so if neither is taken to be much the stronger.",
    ),
    _claim(
        "H13d",
        "stalemate: both would rather keep the line than fight on",
        models.forts,
        _keeps_the_line,
        "At every fort both prefer what they hold to fighting to the end: always where p = 1/2, and else just if"
        " the stronger side's advantage is not worth the costs.",
    ),
    _claim(
        "H13e",
        "defeat: a side at its last fort gives up",
        models.forts,
        _gives_up,
        "To fight to the end is worth less to A at its last fort than to leave all to B.",
    ),
    _claim(
        "H14a",
        "effort is made only in the last round",
        models.last_rounds,
        _more_at_the_end,
        "A may push in each of two rounds before the line freezes: it holds first and pushes last just if"
        " d**2*g*p < e <= d*g*p, because the reward of the first push is further away.",
    ),
    _claim(
        "H14b",
        "effort never falls before the line freezes",
        models.last_rounds,
        _never_less,
        "If A pushes in the first round it does so in the last, whatever the first has brought.",
    ),
    _claim(
        "H14c",
        "with momentum, effort never falls",
        models.last_rounds,
        _never_less,
        "The same if a gain raises the odds of the next push by m: not so if the first push is made for its momentum,"
        " and fails.",
        momentum=True,
    ),
    _claim(
        "H14d",
        "where ground may be lost again, effort never falls",
        models.last_rounds,
        _never_less,
        "The same if ground gained early is lost again with odds r, which speaks for pushing late.",
        relapse=True,
    ),
    _claim(
        "H14e",
        "where ground may be lost again, effort is made only in the last round",
        models.last_rounds,
        _more_at_the_end,
        "A holds first and pushes last just if d**2*g*p*(1 - r) < e <= d*g*p: the likelier a gain is lost again, the"
        " more often.",
        relapse=True,
    ),
    _claim(
        "H14f",
        "for an objective that is all or nothing, effort never falls",
        models.pivot,
        _never_less,
        "Ground is worth something only if it is gained twice: A that has failed to gain the first time stops pushing.",
    ),
    _claim(
        "H15a",
        "expected length of a war of two forts each",
        models.forts,
        lambda game: Eq(_battles(game), 2 / ENDS),
        "It is 2/(p**2 + (1 - p)**2) battles.",
    ),
    _claim(
        "H15b",
        "no number of battles is the last possible",
        models.forts,
        _geometric,
        "By its generating function in d, the length is 2*j battles with probability (p**2 + (1 - p)**2) times"
        " (2*p*(1 - p))**(j - 1), for j = 1, 2, ...",
        discounted=True,
    ),
    _claim(
        "H15c",
        "a war that goes on says nothing about how long it will",
        models.forts,
        _undecided,
        "If two battles have decided nothing, the expected number of those to come is what it was at the start.",
    ),
    _claim(
        "H15d",
        "the length is uncertain by half its mean",
        models.forts,
        _spread,
        "The standard deviation is at least half the mean: just if neither side is much stronger, 8*p*(1 - p) >= 1.",
    ),
    _claim(
        "H15e",
        "the more even the sides, the longer the war",
        models.forts,
        lambda game: And(
            Equivalent(effect(_battles(game), of=p, given=game.given).increasing, p < HALF),
            Equivalent(effect(_battles(game), of=p, given=game.given).decreasing, p > HALF),
        ),
        "The expected length rises in p up to 1/2 and falls beyond.",
    ),
    _claim(
        "H16a",
        "when a side scales back its aims",
        models.aims,
        _scaled_back,
        "A may fight one battle for all at cost c, or over two forts each for the lesser aim v at k a battle: it"
        " chooses the second just if (v*p**2 - 2*k)/(p**2 + (1 - p)**2) > p - c.",
    ),
    _claim(
        "H16b",
        "the war with lesser aims is longer, and better for the stronger side",
        models.aims,
        _longer,
        "More than one battle is to be expected of it, and A's odds of winning are higher than in a single battle just"
        " if p > 1/2: to fight for longer makes up for weakness in nothing but cost.",
    ),
    _claim(
        "H16c",
        "a side that is the weaker never gains from the longer war, unless it is cheaper in all",
        models.aims,
        lambda game: Implies(And(p <= HALF, _battles(game) * k >= c), war_value(_at(game, 2), "A") <= DECISIVE),
        "With p <= 1/2 and the expected cost of the longer war no lower than that of the decisive one, lesser aims are"
        " never worth more.",
    ),
)
