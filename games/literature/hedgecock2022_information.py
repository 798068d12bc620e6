"""Models for K. Hedgecock and R. Person, "Bargaining with Blood: Russia's War in Ukraine", CSDS Policy Brief,
6 April 2022: what a side does not know of the other, or of itself.

A and B divide a stake of size one: x goes to A and 1 - x to B. In a war A wins all of it with probability p
and B with 1 - p, and each pays its cost. Each model has what one sentence of the brief speaks
of and nothing else.
"""

from __future__ import annotations

from sympy import Expr, Integer, Ne, Rational

from detente.games import Chance, Decision, Draw, Game, Node, Offer, Terminal, reals

p, c_A, c_B, x = reals("p c_A c_B x")
q, a, b, c, C, c_L, c_H, p_1, p_2 = reals("q a b c C c_L c_H p_1 p_2")
r, s, v, w = reals("r s v w")


def _offer(war: Node) -> Offer:
    return Offer("A", (x, 0, 1), Decision("B", {"accept": Terminal({"A": x, "B": 1 - x}, "settlement"), "fight": war}))


def _type(odds: Expr, cost: Expr) -> Offer:
    return _offer(Terminal({"A": odds - c_A, "B": 1 - odds - cost}, "war"))


def resolve() -> Game:
    """B alone knows whether war costs it c_L, as it does with odds q, or c_H.

    >>> from detente.games import text
    >>> print(text(resolve()))
    players A, B
    given p >= 0, p <= 1, c_A > 0, c_L > 0, c_L < c_H, q > 0, q < 1
    chance (not seen by A)
    ├─ resolute [q]: A offers x in [0, 1]
    │  └─ B decides
    │     ├─ accept: settlement (A: x, B: 1 - x)
    │     └─ fight: war (A: p - c_A, B: 1 - c_L - p)
    └─ irresolute [1 - q]: A offers x in [0, 1]
       └─ B decides
          ├─ accept: settlement (A: x, B: 1 - x)
          └─ fight: war (A: p - c_A, B: 1 - c_H - p)
    """
    root = Chance({"resolute": (q, _type(p, c_L)), "irresolute": (1 - q, _type(p, c_H))}, seen_by={"B"})
    return Game(("A", "B"), root, (0 <= p, p <= 1, c_A > 0, c_L > 0, c_L < c_H, 0 < q, q < 1))


def capability() -> Game:
    """B alone knows how strong it is: A wins with p_1, as it does with odds q, or with p_2.

    >>> from detente.games import text
    >>> print(text(capability()))
    players A, B
    given p_1 >= 0, p_1 < p_2, p_2 <= 1, c_A > 0, c_B > 0, q > 0, q < 1
    chance (not seen by A)
    ├─ strong [q]: A offers x in [0, 1]
    │  └─ B decides
    │     ├─ accept: settlement (A: x, B: 1 - x)
    │     └─ fight: war (A: p_1 - c_A, B: 1 - c_B - p_1)
    └─ weak [1 - q]: A offers x in [0, 1]
       └─ B decides
          ├─ accept: settlement (A: x, B: 1 - x)
          └─ fight: war (A: p_2 - c_A, B: 1 - c_B - p_2)
    """
    root = Chance({"strong": (q, _type(p_1, c_B)), "weak": (1 - q, _type(p_2, c_B))}, seen_by={"B"})
    return Game(("A", "B"), root, (0 <= p_1, p_1 < p_2, p_2 <= 1, c_A > 0, c_B > 0, 0 < q, q < 1))


def resolve_and_capability() -> Game:
    """B alone knows its costs and its strength: a strong B that bears war ill, or a weak B that bears it well.

    >>> from detente.games import text
    >>> print(text(resolve_and_capability()))
    players A, B
    given p_1 >= 0, p_1 < p_2, c_H + p_1 < 1, c_L + p_2 < 1, c_A > 0, c_L > 0, c_L < c_H, q > 0, q < 1
    chance (not seen by A)
    ├─ strong [q]: A offers x in [0, 1]
    │  └─ B decides
    │     ├─ accept: settlement (A: x, B: 1 - x)
    │     └─ fight: war (A: p_1 - c_A, B: 1 - c_H - p_1)
    └─ weak [1 - q]: A offers x in [0, 1]
       └─ B decides
          ├─ accept: settlement (A: x, B: 1 - x)
          └─ fight: war (A: p_2 - c_A, B: 1 - c_L - p_2)
    """
    root = Chance({"strong": (q, _type(p_1, c_H)), "weak": (1 - q, _type(p_2, c_L))}, seen_by={"B"})
    costs = (c_A > 0, c_L > 0, c_L < c_H)
    return Game(("A", "B"), root, (0 <= p_1, p_1 < p_2, p_1 + c_H < 1, p_2 + c_L < 1, *costs, 0 < q, q < 1))


def uniform_costs() -> Game:
    """B alone knows its cost of war, which is drawn uniformly between none and C.

    >>> from detente.games import text
    >>> print(text(uniform_costs()))
    players A, B
    given p >= 0, p < 1, c_A > 0, C > 0
    chance draws c in [0, C] with density 1/C (not seen by A)
    └─ A offers x in [0, 1]
       └─ B decides
          ├─ accept: settlement (A: x, B: 1 - x)
          └─ fight: war (A: p - c_A, B: 1 - c - p)
    """
    root = Draw((c, 0, C), 1 / C, _type(p, c), seen_by={"B"})
    return Game(("A", "B"), root, (0 <= p, p < 1, c_A > 0, C > 0))


def own_strength(signal: bool = True, public: bool = False) -> Game:
    """Nobody knows how strong B is: A wins with p_1, as it does with odds q, or with p_2, and only war shows it.

    There may be a signal for B alone, or for both sides, that is right with probability a whichever it is. Nature
    moves first on the signal and then, in war, by the odds that remain, which is all the same to the sides.

    >>> from detente.games import text
    >>> print(text(own_strength(signal=False)))
    players A, B
    given p_1 >= 0, p_1 < p_2, c_B + p_2 < 1, c_A > 0, c_B > 0, q > 0, q < 1
    A offers x in [0, 1]
    └─ B decides
       ├─ accept: settlement (A: x, B: 1 - x)
       └─ fight: chance
          ├─ B is strong [q]: war (A: p_1 - c_A, B: 1 - c_B - p_1)
          └─ B is weak [1 - q]: war (A: p_2 - c_A, B: 1 - c_B - p_2)
    """

    def play(strong: Expr) -> Offer:
        stronger, weaker = (Terminal({"A": odds - c_A, "B": 1 - odds - c_B}, "war") for odds in (p_1, p_2))
        return _offer(Chance({"B is strong": (strong, stronger), "B is weak": (1 - strong, weaker)}))

    given = (0 <= p_1, p_1 < p_2, p_2 + c_B < 1, c_A > 0, c_B > 0, 0 < q, q < 1)
    if not signal:
        return Game(("A", "B"), play(q), given)
    good = q * a + (1 - q) * (1 - a)
    news = {"good news": (good, play(q * a / good)), "bad news": (1 - good, play(q * (1 - a) / (1 - good)))}
    root = Chance(news, seen_by=None if public else {"B"})
    return Game(("A", "B"), root, (*given, a > Rational(1, 2), a < 1))


def public_support() -> Game:
    """B alone knows whether war costs it c_L or c_H; before the offer, all see how its public stands.

    The public is seen to be firm with probability a where B is resolute, and with 1 - a where it is not. The
    accuracy b, at least a, is for comparisons.

    >>> from detente.games import text
    >>> print(text(public_support()).partition("irresolute")[0])
    players A, B
    given p >= 0, c_H + p < 1, c_A > 0, c_L > 0, c_L < c_H, q > 0, q < 1, a >= 1/2, a <= b, b < 1
    chance (not seen by A)
    ├─ resolute [q]: chance
    │  ├─ firm [a]: A offers x in [0, 1]
    │  │  └─ B decides
    │  │     ├─ accept: settlement (A: x, B: 1 - x)
    │  │     └─ fight: war (A: p - c_A, B: 1 - c_L - p)
    │  └─ weary [1 - a]: A offers x in [0, 1]
    │     └─ B decides
    │        ├─ accept: settlement (A: x, B: 1 - x)
    │        └─ fight: war (A: p - c_A, B: 1 - c_L - p)
    └─
    """

    def seen(cost: Expr, firm: Expr) -> Chance:
        return Chance({"firm": (firm, _type(p, cost)), "weary": (1 - firm, _type(p, cost))})

    root = Chance({"resolute": (q, seen(c_L, a)), "irresolute": (1 - q, seen(c_H, 1 - a))}, seen_by={"B"})
    accuracy = (a >= Rational(1, 2), a <= b, b < 1)
    return Game(("A", "B"), root, (0 <= p, p + c_H < 1, c_A > 0, c_L > 0, c_L < c_H, 0 < q, q < 1, *accuracy))


def battles(count: int = 1) -> Game:
    """Battles are fought before the offer, and B alone knows how strong it is.

    A wins each battle, as it would win the war, with p_1 if B is strong, which has odds q, or with p_2.

    >>> from detente.games import text
    >>> print(text(battles()).partition("weak")[0])
    players A, B
    given p_1 > 0, p_1 < p_2, c_B + p_2 < 1, c_A > 0, c_B > 0, q > 0, q < 1
    chance (not seen by A)
    ├─ strong [q]: chance
    │  ├─ A wins battle 1 [p_1]: A offers x in [0, 1]
    │  │  └─ B decides
    │  │     ├─ accept: settlement (A: x, B: 1 - x)
    │  │     └─ fight: war (A: p_1 - c_A, B: 1 - c_B - p_1)
    │  └─ B wins battle 1 [1 - p_1]: A offers x in [0, 1]
    │     └─ B decides
    │        ├─ accept: settlement (A: x, B: 1 - x)
    │        └─ fight: war (A: p_1 - c_A, B: 1 - c_B - p_1)
    └─
    """

    def fought(odds: Expr, number: int) -> Node:
        if number > count:
            return _type(odds, c_B)
        later = fought(odds, number + 1)
        return Chance({f"A wins battle {number}": (odds, later), f"B wins battle {number}": (1 - odds, later)})

    root = Chance({"strong": (q, fought(p_1, 1)), "weak": (1 - q, fought(p_2, 1))}, seen_by={"B"})
    return Game(("A", "B"), root, (0 < p_1, p_1 < p_2, p_2 + c_B < 1, c_A > 0, c_B > 0, 0 < q, q < 1))


def support() -> Game:
    """An ally may support B, and A, who does not know, attacks or holds; a signal of the support arrives with odds r.

    An attack is worth v to A if B is alone, and -c if the ally is there, as it is with odds q; it costs B w or s. The
    odds b, at least r, are for comparisons. Ties are left aside.

    >>> from detente.games import text
    >>> print(text(support()))
    players A, B
    given q > 0, q < 1, r > 0, r <= b, b < 1, v > 0, c > 0, c*q*(1 - r) != v*(1 - q), c*q*(1 - b) != v*(1 - q)
    chance (not seen by A)
    ├─ supported [q]: chance
    │  ├─ signal [r]: A decides
    │  │  ├─ attack: war (A: -c, B: -s)
    │  │  └─ hold: peace (A: 0, B: 0)
    │  └─ no signal [1 - r]: A decides
    │     ├─ attack: war (A: -c, B: -s)
    │     └─ hold: peace (A: 0, B: 0)
    └─ alone [1 - q]: chance
       └─ no signal [1]: A decides
          ├─ attack: war (A: v, B: -w)
          └─ hold: peace (A: 0, B: 0)
    """
    peace = Terminal({"A": 0, "B": 0}, "peace")
    defended = Decision("A", {"attack": Terminal({"A": -c, "B": -s}, "war"), "hold": peace})
    alone = Decision("A", {"attack": Terminal({"A": v, "B": -w}, "war"), "hold": peace})
    heard = Chance({"signal": (r, defended), "no signal": (1 - r, defended)})
    root = Chance(
        {"supported": (q, heard), "alone": (1 - q, Chance({"no signal": (Integer(1), alone)}))}, seen_by={"B"}
    )
    ties = [Ne(c * q * (1 - odds), v * (1 - q)) for odds in (r, b)]
    return Game(("A", "B"), root, (0 < q, q < 1, 0 < r, r <= b, b < 1, v > 0, c > 0, *ties))
