"""Claims after A. Smith and A. C. Stam, "Bargaining and the nature of war", Journal of Conflict Resolution 48, 2004,
on sides that openly disagree over their odds and learn from a battle.

>>> [entry.key for entry in ENTRIES][:3]
['N1a', 'N1b', 'N2a']
"""

from __future__ import annotations

from sympy import And, Eq, Equivalent, Expr, Implies, Not
from sympy.logic.boolalg import Boolean

from detente.games import Chance, Game
from detente.games.literature import smith2004 as models
from detente.proofs.claim import Entry, claims
from detente.proofs.saying import every, exactly, probability, solved
from detente.solvers import Equilibrium, bargaining_range, effect

a_A, b_A, a_B, b_B, COSTS = models.a_A, models.b_A, models.a_B, models.b_B, models.c_A + models.c_B
pi_A, pi_B = models.pi_A, models.pi_B
SAME_EVIDENCE = Eq(a_A + b_A, a_B + b_B)


def _after(game: Game, winner: str) -> Game:
    """Return what is left of the game after the battle."""
    assert isinstance(game.root, Chance)
    return Game(game.players, game.root.moves[f"{winner} wins"][1], game.given)


def _gap(game: Game) -> Expr:
    """Return by how much A expects to win the next battle more often than B expects A to."""
    battle = next(node for _, node in game.walk() if isinstance(node, Chance))
    odds = battle.moves["A wins"][0]
    assert not isinstance(odds, Expr)
    return odds["A"] - odds["B"]


def _range(game: Game) -> Boolean:
    def nonempty(winner: str) -> Boolean:
        rest = _after(game, winner)
        return Equivalent(bargaining_range(rest).nonempty, _gap(rest) <= COSTS)

    return And(nonempty("A"), nonempty("B"))


def _war(game: Game) -> Boolean:
    return And(*(exactly(solved(rest), _gap(rest) > COSTS, "war") for rest in (_after(game, "A"), _after(game, "B"))))


def _closer(game: Game, *winners: str) -> Boolean:
    """Say that sides of which A is the more confident disagree less after a battle."""
    return Implies(_gap(game) > 0, And(*(_gap(_after(game, winner)) < _gap(game) for winner in winners)))


def _lasting(game: Game, winner: str) -> Boolean:
    """Say that where a settlement could be had before a battle, it can after it."""
    return Implies(_gap(game) <= COSTS, _gap(_after(game, winner)) <= COSTS)


def _no_battle(game: Game) -> Boolean:
    return every(solved(game, "mpe"), lambda eq: Eq(probability(eq, "settlement"), 1), checked=False)


def _battle(game: Game) -> Boolean:
    """Say that there is no settlement just where the sides differ by more than the costs of a battle."""
    return every(
        solved(game, "mpe"),
        lambda eq: Equivalent(pi_A - pi_B > COSTS, Eq(_settled(eq), 0)),
        checked=False,
    )


def _settled(eq: Equilibrium) -> Expr:
    odds = eq.probability("settlement")
    assert isinstance(odds, Expr)
    return odds


def _stronger(game: Game) -> Boolean:
    """Say that A's payoff never falls with its odds of winning a battle."""
    return every(
        solved(game, "mpe"),
        lambda eq: Not(effect(eq.payoffs["A"], of=models.p, given=(*game.given, eq.when)).decreasing),
        checked=False,
    )


_claim = claims(
    "Smith and Stam 2004",
    {
        "N1": "Sides that disagree can settle once their expectations differ by no more than the costs of war.",
        "N2": "Every battle brings the expectations of the sides closer together.",
        "N3": "If one has seen as much war as the other, every battle brings their expectations closer together.",
        "N4": "Fighting removes the disagreement that is in the way of a settlement, and does not create it.",
        "N5": "War over forts goes on only as long as the sides disagree over its course.",
        "N6": "The terms follow what the sides can expect of the war that is left.",
    },
)

ENTRIES: tuple[Entry, ...] = (
    _claim(
        "N1a",
        "the range after a battle",
        models.battle_then_offer,
        _range,
        "Whoever has won the battle, there is a division that both prefer to the next one just if A expects to win it"
        " no more often than B expects A to, plus the costs of both.",
    ),
    _claim(
        "N1b",
        "war after a battle in equilibrium",
        models.battle_then_offer,
        _war,
        "War goes on just if the expectations still differ by more than the costs of both.",
    ),
    _claim(
        "N2a",
        "a victory of A brings expectations closer",
        models.battle_then_offer,
        lambda game: _closer(game, "A"),
        "Sides of which A is the more confident disagree less after A has won the battle: not so if A has much less to"
        " go by than B, so that the victory impresses A more.",
    ),
    _claim(
        "N2b",
        "a defeat of A brings expectations closer",
        models.battle_then_offer,
        lambda game: _closer(game, "B"),
        "The same after A has lost the battle: not so if B has much less to go by.",
    ),
    _claim(
        "N3",
        "expectations come closer if both have the same evidence",
        models.battle_then_offer,
        lambda game: Implies(SAME_EVIDENCE, _closer(game, "A", "B")),
        "With a_A + b_A = a_B + b_B the disagreement falls after each battle, whoever wins it.",
    ),
    _claim(
        "N4",
        "a victory does not undo a settlement",
        models.battle_then_offer,
        lambda game: _lasting(game, "A"),
        "Where the sides could have settled before the battle, they can after a victory of A: not so if it makes A"
        " bolder by more than it makes B meeker.",
    ),
    _claim(
        "N5a",
        "no battle is fought where the odds are known",
        models.forts,
        _no_battle,
        "Before each battle for one of four forts A makes an offer; if both know the odds the first one is accepted.",
        number=4,
        start=2,
    ),
    _claim(
        "N5b",
        "when a battle is fought over the last fort of each",
        models.forts,
        _battle,
        "With a fort each, the sides fight just if A expects to win more often than B expects A to by more than the"
        " costs of both.",
        number=2,
        agreed=False,
    ),
    _claim(
        "N6",
        "better odds of a battle never make for worse terms",
        models.forts,
        _stronger,
        "What A gets in the settlement never falls with its odds of winning a battle.",
        number=4,
        start=2,
    ),
)
