"""Models after J. D. Fearon, "Rationalist explanations for war", International
Organization 49, 1995.

A and B divide a stake of size one: x goes to A and 1 - x to B. In a war A wins all of it with probability p
and B with 1 - p, and each pays its cost.
"""

from __future__ import annotations

from sympy import Expr, Integer, Ne, Rational

from detente.games import Chance, Decision, Game, Offer, Terminal, reals

p, c_A, c_B, x, y = reals("p c_A c_B x y")
r_A, r_B, p_f, p_s, p_1, p_2, delta = reals("r_A r_B p_f p_s p_1 p_2 delta")
q, q_1, q_2, c_1, c_2, c_3, r = reals("q q_1 q_2 c_1 c_2 c_3 r")

_HALF = Rational(1, 2)
_COSTLY = (0 <= p, p <= 1, c_A > 0, c_B > 0)


def _war(odds: Expr) -> Terminal:
    return Terminal({"A": odds - c_A, "B": 1 - odds - c_B}, "war")


def ultimatum() -> Game:
    """A offers a division and B accepts it or fights.

    >>> from detente.games import text
    >>> print(text(ultimatum()))
    players A, B
    given p >= 0, p <= 1, c_A > 0, c_B > 0
    A offers x in [0, 1]
    └─ B decides
       ├─ accept: settlement (A: x, B: 1 - x)
       └─ fight: war (A: p - c_A, B: 1 - c_B - p)
    """
    deal = Terminal({"A": x, "B": 1 - x}, "settlement")
    return Game(("A", "B"), Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": _war(p)})), _COSTLY)


def risk_attitude(power: Expr | int = _HALF) -> Game:
    """The ultimatum between sides to which a share z is worth z**power.

    They are averse to risk where the power is below one, and acceptant where it is above. War is a lottery
    over all and nothing, which are worth one and zero whatever the power.

    >>> from detente.games import text
    >>> print(text(risk_attitude()))
    players A, B
    given p >= 0, p <= 1, c_A > 0, c_B > 0
    A offers x in [0, 1]
    └─ B decides
       ├─ accept: settlement (A: sqrt(x), B: sqrt(1 - x))
       └─ fight: war (A: p - c_A, B: 1 - c_B - p)
    """
    exponent = Integer(power) if isinstance(power, int) else power
    deal = Terminal({"A": x**exponent, "B": (1 - x) ** exponent}, "settlement")
    return Game(("A", "B"), Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": _war(p)})), _COSTLY)


def curvature() -> Game:
    """The ultimatum where a share z is worth z + r*z*(1 - z): averse to risk for r > 0, acceptant for r < 0.

    War is a lottery over all and nothing, which are worth one and zero whatever the attitude to risk.

    >>> from detente.games import text
    >>> print(text(curvature()))
    players A, B
    given p >= 0, p <= 1, c_A > 0, c_B > 0, r_A >= -1, r_A <= 1, r_B >= -1, r_B <= 1
    A offers x in [0, 1]
    └─ B decides
       ├─ accept: settlement (A: r_A*x*(1 - x) + x, B: r_B*x*(1 - x) + 1 - x)
       └─ fight: war (A: p - c_A, B: 1 - c_B - p)
    """
    deal = Terminal({"A": x + r_A * x * (1 - x), "B": 1 - x + r_B * x * (1 - x)}, "settlement")
    root = Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": _war(p)}))
    return Game(("A", "B"), root, (*_COSTLY, -1 <= r_A, r_A <= 1, -1 <= r_B, r_B <= 1))


def first_strike() -> Game:
    """The ultimatum where it is better to strike first: A wins with p_f if it does, and with p_s if B does.

    B may strike instead of accepting the offer, and A instead of holding to it.

    >>> from detente.games import text
    >>> print(text(first_strike()))
    players A, B
    given p_s >= 0, p_s <= p_f, p_f <= 1, c_A > 0, c_B > 0
    A offers x in [0, 1]
    └─ B decides
       ├─ accept: A decides
       │  ├─ hold: settlement (A: x, B: 1 - x)
       │  └─ strike: war (A: p_f - c_A, B: 1 - c_B - p_f)
       └─ strike: war (A: p_s - c_A, B: 1 - c_B - p_s)
    """
    deal = Terminal({"A": x, "B": 1 - x}, "settlement")
    accepted = Decision("A", {"hold": deal, "strike": _war(p_f)})
    root = Offer("A", (x, 0, 1), Decision("B", {"accept": accepted, "strike": _war(p_s)}))
    return Game(("A", "B"), root, (0 <= p_s, p_s <= p_f, p_f <= 1, c_A > 0, c_B > 0))


def preventive_war() -> Game:
    """A grows stronger, and makes offers today and tomorrow; today it cannot commit to tomorrow's offer.

    A wins a war with p_1 today and with p_2 from tomorrow on. Sides discount by delta; the winner has the
    whole flow of one a period for ever; tomorrow's division, once it is accepted, lasts for ever.

    >>> from detente.games import text
    >>> print(text(preventive_war().at({p_1: 0, p_2: 1})))
    players A, B
    given c_A > 0, c_B > 0, delta > 0, delta < 1
    A offers x in [0, 1]
    └─ B decides
       ├─ accept: A offers y in [0, 1]
       │  └─ B decides
       │     ├─ accept: settlement (A: delta*y/(1 - delta) + x, B: delta*(1 - y)/(1 - delta) + 1 - x)
       │     └─ fight: war (A: delta*(1/(1 - delta) - c_A) + x, B: 1 - c_B*delta - x)
       └─ fight: war (A: -c_A, B: 1/(1 - delta) - c_B)
    """
    ever = 1 / (1 - delta)

    def war(odds: Expr, discount: Expr | int, a_before: Expr | int, b_before: Expr | int) -> Terminal:
        a_value, b_value = odds * ever - c_A, (1 - odds) * ever - c_B
        return Terminal({"A": a_before + discount * a_value, "B": b_before + discount * b_value}, "war")

    peace = Terminal({"A": x + delta * y * ever, "B": 1 - x + delta * (1 - y) * ever}, "settlement")
    tomorrow = Offer("A", (y, 0, 1), Decision("B", {"accept": peace, "fight": war(p_2, delta, x, 1 - x)}))
    today = Offer("A", (x, 0, 1), Decision("B", {"accept": tomorrow, "fight": war(p_1, 1, 0, 0)}))
    odds = (0 <= p_1, p_1 <= p_2, p_2 <= 1)
    return Game(("A", "B"), today, (*odds, c_A > 0, c_B > 0, 0 < delta, delta < 1))


def _type(cost: Expr, attitude: Expr | int = 0) -> Offer:
    deal = Terminal({"A": x + attitude * x * (1 - x), "B": 1 - x}, "settlement")
    war = Terminal({"A": p - c_A, "B": 1 - p - cost}, "war")
    return Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": war}))


def risk_return() -> Game:
    """A makes the offer, and B alone knows its cost of war: c_1 with odds q, or c_2.

    >>> from detente.games import text
    >>> print(text(risk_return()))
    players A, B
    given p >= 0, c_2 + p < 1, c_A > 0, c_1 > 0, c_1 < c_2, q > 0, q < 1
    chance (not seen by A)
    ├─ tough [q]: A offers x in [0, 1]
    │  └─ B decides
    │     ├─ accept: settlement (A: x, B: 1 - x)
    │     └─ fight: war (A: p - c_A, B: 1 - c_1 - p)
    └─ soft [1 - q]: A offers x in [0, 1]
       └─ B decides
          ├─ accept: settlement (A: x, B: 1 - x)
          └─ fight: war (A: p - c_A, B: 1 - c_2 - p)
    """
    root = Chance({"tough": (q, _type(c_1)), "soft": (1 - q, _type(c_2))}, seen_by={"B"})
    return Game(("A", "B"), root, (0 <= p, p + c_2 < 1, c_A > 0, 0 < c_1, c_1 < c_2, 0 < q, q < 1))


def private_odds(as_costs: bool = False) -> Game:
    """A makes the offer, and B alone knows A's odds of victory: p_1 with odds q, or p_2.

    As costs, the private part of what war is worth to B is a cost of its own, and A expects the mean of the odds.

    >>> from detente.games import text
    >>> print(text(private_odds()))
    players A, B
    given p_1 >= 0, p_1 < p_2, c_B + p_2 < 1, c_A > 0, c_B > 0, q > 0, q < 1
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

    def play(odds: Expr) -> Offer:
        deal = Terminal({"A": x, "B": 1 - x}, "settlement")
        mean = q * p_1 + (1 - q) * p_2
        war = Terminal({"A": (mean if as_costs else odds) - c_A, "B": 1 - odds - c_B}, "war")
        return Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": war}))

    root = Chance({"strong": (q, play(p_1)), "weak": (1 - q, play(p_2))}, seen_by={"B"})
    return Game(("A", "B"), root, (0 <= p_1, p_1 < p_2, p_2 + c_B < 1, c_A > 0, c_B > 0, 0 < q, q < 1))


def three_types() -> Game:
    """B alone knows its cost of war: c_1 with odds q_1, c_2 with q_2, or c_3.

    >>> from detente.games import text
    >>> print(text(three_types()).partition("├─ middling")[0])
    players A, B
    given p >= 0, c_3 + p < 1, c_A > 0, c_1 > 0, c_1 < c_2, c_2 < c_3, q_1 > 0, q_2 > 0, q_1 + q_2 < 1
    chance (not seen by A)
    ├─ tough [q_1]: A offers x in [0, 1]
    │  └─ B decides
    │     ├─ accept: settlement (A: x, B: 1 - x)
    │     └─ fight: war (A: p - c_A, B: 1 - c_1 - p)
    """
    types = {"tough": (q_1, _type(c_1)), "middling": (q_2, _type(c_2)), "soft": (1 - q_1 - q_2, _type(c_3))}
    given = (0 <= p, p + c_3 < 1, c_A > 0, 0 < c_1, c_1 < c_2, c_2 < c_3, q_1 > 0, q_2 > 0, q_1 + q_2 < 1)
    return Game(("A", "B"), Chance(types, seen_by={"B"}), given)


def risk_averse_proposer() -> Game:
    """As `risk_return`, where a share z is worth z + r*z*(1 - z) to A; war is a lottery over all and nothing.

    >>> from detente.games import text
    >>> print(text(risk_averse_proposer()).partition("└─ soft")[0])
    players A, B
    given p >= 0, c_2 + p < 1, c_A > 0, c_1 > 0, c_1 < c_2, q > 0, q < 1, r >= 0, r <= 1
    chance (not seen by A)
    ├─ tough [q]: A offers x in [0, 1]
    │  └─ B decides
    │     ├─ accept: settlement (A: r*x*(1 - x) + x, B: 1 - x)
    │     └─ fight: war (A: p - c_A, B: 1 - c_1 - p)
    """
    root = Chance({"tough": (q, _type(c_1, r)), "soft": (1 - q, _type(c_2, r))}, seen_by={"B"})
    given = (0 <= p, p + c_2 < 1, c_A > 0, 0 < c_1, c_1 < c_2, 0 < q, q < 1)
    return Game(("A", "B"), root, (*given, 0 <= r, r <= 1))


def cheap_talk() -> Game:
    """As `risk_return`, where B says that it is tough, or that it is soft, before the offer. A tie is left aside.

    >>> from detente.games import text
    >>> print(text(cheap_talk()).partition("│  └─ I am soft")[0].rstrip())
    players A, B
    given p >= 0, c_2 + p < 1, c_A > 0, c_1 > 0, c_1 < c_2, q > 0, q < 1, q*(c_2 + c_A) != c_2 - c_1
    chance (not seen by A)
    ├─ tough [q]: B decides
    │  ├─ I am tough: A offers x in [0, 1]
    │  │  └─ B decides
    │  │     ├─ accept: settlement (A: x, B: 1 - x)
    │  │     └─ fight: war (A: p - c_A, B: 1 - c_1 - p)
    """

    def says(cost: Expr) -> Decision:
        return Decision("B", {"I am tough": _type(cost), "I am soft": _type(cost)})

    root = Chance({"tough": (q, says(c_1)), "soft": (1 - q, says(c_2))}, seen_by={"B"})
    given = (0 <= p, p + c_2 < 1, c_A > 0, 0 < c_1, c_1 < c_2, 0 < q, q < 1)
    return Game(("A", "B"), root, (*given, Ne(q * (c_A + c_2), c_2 - c_1)))
