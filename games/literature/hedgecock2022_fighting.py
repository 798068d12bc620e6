"""Models for K. Hedgecock and R. Person, "Bargaining with Blood: Russia's War in Ukraine", CSDS Policy Brief,
6 April 2022: how fighting changes what the sides can expect, and when it stops.

War is a walk over forts: each battle moves one from the loser to the winner, who has all when the other has none.
"""

from __future__ import annotations

from sympy import Expr

from detente.games import Chance, Continue, Decision, Game, Node, Terminal, Walk, as_game, reals

p, m, c_A, c_B, pi_A, pi_B = reals("p m c_A c_B pi_A pi_B")
d, e, g, r, v, c, k, n, N = reals("d e g r v c k n N")
r1_n, r1_N = reals("r1_n r1_N")  # what ((1 - p)/p)**n and ((1 - p)/p)**N are called in a proof by induction


def battle() -> Game:
    """One battle, which A wins with probability p, when it holds n of N forts.

    >>> from detente.games import text
    >>> print(text(battle()))
    players A, B
    given p > 0, p < 1, n >= 0, n <= N, N >= 1, r1_n > 0, r1_N > 0
    chance
    ├─ A wins [p]: advance (A: 1, B: -1)
    └─ B wins [1 - p]: retreat (A: -1, B: 1)
    """
    given = (0 < p, p < 1, n >= 0, n <= N, N >= 1, r1_n > 0, r1_N > 0)
    advance, retreat = Terminal({"A": 1, "B": -1}, "advance"), Terminal({"A": -1, "B": 1}, "retreat")
    return Game(("A", "B"), Chance({"A wins": (p, advance), "B wins": (1 - p, retreat)}), given)


def forts(discounted: bool = False) -> Game:
    """A and B hold two forts each; a battle, which A wins with probability p, costs them c_A and c_B.

    What comes a battle later counts for d, where it is discounted.

    >>> forts().states["A holds 2 of 4"].moves["A wins"]
    (p, Continue('A holds 3 of 4', {'A': -c_A, 'B': -c_B}, 1))
    """
    given = (0 < p, p < 1, c_A > 0, c_B > 0, *((0 < d, d < 1) if discounted else ()))
    return as_game(Walk(4, 2, win=p, costs={"A": c_A, "B": c_B}, discount=d if discounted else 1, given=given))


def momentum() -> Game:
    """A fort more than at the start raises the odds of winning the next battle by m, one less lowers them by m.

    >>> [momentum().states[f"A holds {held} of 4"].moves["A wins"][0] for held in (1, 2, 3)]
    [-m + p, p, m + p]
    """
    given = (m > 0, p > m, p + m < 1)
    return as_game(Walk(4, 2, win=lambda held: p + (held - 2) * m, given=given))


def disagreement() -> Game:
    """The sides openly differ over the odds of a battle, at any fort: A believes in pi_A, and B in pi_B.

    >>> disagreement().states["A holds 2 of 4"].moves["A wins"][0]
    {'A': pi_A, 'B': pi_B}
    """
    given = (0 < pi_B, pi_B < pi_A, pi_A < 1, c_A > 0, c_B > 0)
    return as_game(Walk(4, 2, win={"A": pi_A, "B": pi_B}, costs={"A": c_A, "B": c_B}, given=given))


def last_rounds(momentum: bool = False, relapse: bool = False) -> Game:
    """A may push, at cost e, in each of two rounds before the line freezes; a push gains ground with odds p.

    Each gain is worth g to A a round after the last, at B's expense, and a round later counts d. With momentum a gain
    raises the odds of the second push by m, and with relapse ground gained in the first round is lost again with
    odds r before the line freezes.

    >>> from detente.games import text
    >>> print(text(last_rounds()).partition("fails")[0].rstrip(" └├─│\\n"))
    players A, B
    given p > 0, p < 1, e > 0, g > 0, d > 0, d <= 1
    A decides
    ├─ push: chance
    │  ├─ gain [p]: A decides
    │  │  ├─ push: chance
    │  │  │  ├─ gain [p]: freeze (A: 2*d**2*g - d*e - e, B: -2*d**2*g)
    │  │  │  └─ none [1 - p]: freeze (A: d**2*g - d*e - e, B: -d**2*g)
    │  │  └─ hold: freeze (A: d**2*g - e, B: -d**2*g)
    │  └─ none [1 - p]: A decides
    │     ├─ push: chance
    │     │  ├─ gain [p]: freeze (A: d**2*g - d*e - e, B: -d**2*g)
    │     │  └─ none [1 - p]: freeze (A: -d*e - e, B: 0)
    │     └─ hold: freeze (A: -e, B: 0)
    └─ hold: A decides
       ├─ push: chance
       │  ├─ gain [p]: freeze (A: d**2*g - d*e, B: -d**2*g)
       │  └─ none [1 - p]: freeze (A: -d*e, B: 0)
       └─ hold: freeze (A: 0, B: 0)
    """

    def frozen(early: Expr | int, late: int, paid: Expr | int) -> Terminal:
        kept = early * (1 - r) if relapse else early
        worth = d**2 * g * (kept + late)
        return Terminal({"A": worth - paid, "B": -worth}, "freeze")

    def second(early: int, paid: Expr | int) -> Decision:
        odds = p + m * early if momentum else p
        push = Chance(
            {
                "gain": (odds, frozen(early, 1, paid + d * e)),
                "none": (1 - odds, frozen(early, 0, paid + d * e)),
            }
        )
        return Decision("A", {"push": push, "hold": frozen(early, 0, paid)})

    first = Chance({"gain": (p, second(1, e)), "none": (1 - p, second(0, e))})
    more = (m > 0, p + m < 1) if momentum else (p < 1,)
    lost = (0 < r, r < 1) if relapse else ()
    given = (0 < p, *more, e > 0, g > 0, 0 < d, d <= 1, *lost)
    return Game(("A", "B"), Decision("A", {"push": first, "hold": second(0, 0)}), given)


def pivot() -> Game:
    """As in the last two rounds, but the ground is worth g only if it is gained twice: an objective is all or nothing.

    >>> from detente.games import text
    >>> print(text(pivot()).partition("hold")[0].rstrip(" └├─│\\n"))
    players A, B
    given p > 0, p < 1, e > 0, g > 0
    A decides
    ├─ push: chance
    │  ├─ gain [p]: A decides
    │  │  ├─ push: chance
    │  │  │  ├─ gain [p]: taken (A: g - 2*e, B: -g)
    │  │  │  └─ none [1 - p]: freeze (A: -2*e, B: 0)
    """
    taken = Terminal({"A": g - 2 * e, "B": -g}, "taken")

    def second(early: int, paid: Expr | int) -> Decision:
        last: Node = taken if early else Terminal({"A": -paid - e, "B": 0}, "freeze")
        push = Chance({"gain": (p, last), "none": (1 - p, Terminal({"A": -paid - e, "B": 0}, "freeze"))})
        return Decision("A", {"push": push, "hold": Terminal({"A": -paid, "B": 0}, "freeze")})

    first = Chance({"gain": (p, second(1, e)), "none": (1 - p, second(0, e))})
    return Game(("A", "B"), Decision("A", {"push": first, "hold": second(0, 0)}), (0 < p, p < 1, e > 0, g > 0))


def aims() -> Game:
    """A fights one battle for all, at cost c, or scales back its aims to v and fights over forts, at k a battle.

    A wins each battle with probability p; over forts it starts with two of four.

    >>> aims().states["aims"].moves["decisive"].moves["A wins"]
    (p, Terminal({'A': 1 - c, 'B': 0}, 'all taken'))
    """
    limited = as_game(Walk(4, 2, win=p, costs={"A": k}, prize={"A": v, "B": 1}, given=(0 < p, p < 1)))
    decisive = Chance(
        {
            "A wins": (p, Terminal({"A": 1 - c, "B": 0}, "all taken")),
            "B wins": (1 - p, Terminal({"A": -c, "B": 1}, "beaten off")),
        }
    )
    choice = Decision("A", {"decisive": decisive, "limited": Continue("A holds 2 of 4", {}, 1)})
    given = (0 < p, p < 1, 0 < v, v <= 1, 0 < k, k < c)
    return Game(("A", "B"), Continue("aims", {}, 1), given, {"aims": choice, **limited.states})
