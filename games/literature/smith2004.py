"""A model after A. Smith and A. C. Stam, "Bargaining and the nature of war", Journal of Conflict Resolution 48, 2004:
sides that openly disagree over their odds learn from a battle, and war is a walk over forts.

The odds that A wins a battle are not known. A side's belief is a beta distribution; its mean a/(a + b) is what the
side expects of the next battle, and each battle won or lost adds one to a or b.
"""

from __future__ import annotations

from sympy import Expr

from detente.games import Chance, Decision, Game, Offer, Terminal, Walk, as_game, reals

a_A, b_A, a_B, b_B, c_A, c_B, x = reals("a_A b_A a_B b_B c_A c_B x")
p, pi_A, pi_B = reals("p pi_A pi_B")


def battle_then_offer() -> Game:
    """After a battle A offers a division of the stake, and B accepts it, or the next battle decides who has it all.

    >>> from detente.games import text
    >>> print(text(battle_then_offer()).rpartition("fight: chance")[2])
    <BLANKLINE>
             ├─ A wins [A: a_A/(a_A + b_A + 1), B: a_B/(a_B + b_B + 1)]: war (A: 1 - c_A, B: -c_B)
             └─ B wins [A: 1 - a_A/(a_A + b_A + 1), B: 1 - a_B/(a_B + b_B + 1)]: war (A: -c_A, B: 1 - c_B)
    """

    def battle(won: int, lost: int, victory: Terminal | Offer, defeat: Terminal | Offer) -> Chance:
        odds: dict[str, Expr] = {
            "A": (a_A + won) / (a_A + b_A + won + lost),
            "B": (a_B + won) / (a_B + b_B + won + lost),
        }
        against = {player: 1 - value for player, value in odds.items()}
        return Chance({"A wins": (odds, victory), "B wins": (against, defeat)})

    def talks(won: int, lost: int) -> Offer:
        victory, defeat = Terminal({"A": 1 - c_A, "B": -c_B}, "war"), Terminal({"A": -c_A, "B": 1 - c_B}, "war")
        deal = Terminal({"A": x, "B": 1 - x}, "settlement")
        return Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": battle(won, lost, victory, defeat)}))

    root = battle(0, 0, talks(1, 0), talks(0, 1))
    return Game(("A", "B"), root, (a_A > 0, b_A > 0, a_B > 0, b_B > 0, c_A > 0, c_B > 0))


def forts(number: int = 3, start: int = 1, agreed: bool = True) -> Game:
    """Before each battle for a fort A offers a division of the stake, and B accepts it or fights the battle.

    A holds `start` of all forts; it wins a battle with probability p, or so A and B believe with pi_A and pi_B.

    >>> from detente.games import text
    >>> print(text(forts(2)).partition("state 'A holds 1 of 2'\\n")[2].partition("\\n\\n")[0])
    A offers x in [0, 1]
    └─ B decides
       ├─ accept: settlement (A: x, B: 1 - x)
       └─ fight: chance
          ├─ A wins [p]: state 'A holds 2 of 2', discount 1 after (A: -c_A, B: -c_B)
          └─ B wins [1 - p]: state 'A holds 0 of 2', discount 1 after (A: -c_A, B: -c_B)
    """
    odds = (0 < p, p < 1) if agreed else (0 < pi_B, pi_B < pi_A, pi_A < 1)
    win = p if agreed else {"A": pi_A, "B": pi_B}
    war = as_game(Walk(number, start, win=win, costs={"A": c_A, "B": c_B}, given=(*odds, c_A > 0, c_B > 0)))
    deal = Terminal({"A": x, "B": 1 - x}, "settlement")
    states = {
        name: tree
        if isinstance(tree, Terminal)
        else Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": tree}))
        for name, tree in war.states.items()
    }
    return Game(war.players, war.root, war.given, states)
