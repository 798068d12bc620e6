"""Models of complete information in J. D. Fearon, "Rationalist explanations for war", International Organization 49, 1995.

A and B divide a stake of size one: x goes to A and 1 - x to B. In a war A wins all of it with probability p and B with
1 - p, and each pays its cost.

>>> from detente.games import text
>>> print(text(ultimatum()))
"""

from __future__ import annotations

from sympy import Expr, Integer, Rational

from detente.games import Chance, Decision, Game, Node, Offer, Terminal, reals

p, c_A, c_B, x, y = reals("p c_A c_B x y")
r_A, r_B, p_f, p_s, p_1, p_2, delta = reals("r_A r_B p_f p_s p_1 p_2 delta")

_COSTLY = (0 <= p, p <= 1, c_A > 0, c_B > 0)


def _war(odds: Expr) -> Terminal:
    return Terminal({"A": odds - c_A, "B": 1 - odds - c_B}, "war")


def ultimatum() -> Game:
    """A offers a division and B accepts it or fights."""
    deal = Terminal({"A": x, "B": 1 - x}, "settlement")
    return Game(("A", "B"), Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": _war(p)})), _COSTLY)


def risk_attitude(power: Expr | int = Rational(1, 2)) -> Game:
    """The ultimatum between sides to which a share z is worth z**power: averse to risk below one, acceptant above.

    War is a lottery over all and nothing, which are worth one and zero whatever the power.
    """
    exponent = Integer(power) if isinstance(power, int) else power
    deal = Terminal({"A": x**exponent, "B": (1 - x) ** exponent}, "settlement")
    return Game(("A", "B"), Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": _war(p)})), _COSTLY)


def curvature() -> Game:
    """The ultimatum where a share z is worth z + r*z*(1 - z): averse to risk for r > 0, acceptant for r < 0.

    War is a lottery over all and nothing, which are worth one and zero whatever the attitude to risk.
    """
    deal = Terminal({"A": x + r_A * x * (1 - x), "B": 1 - x + r_B * x * (1 - x)}, "settlement")
    root = Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": _war(p)}))
    return Game(("A", "B"), root, (*_COSTLY, -1 <= r_A, r_A <= 1, -1 <= r_B, r_B <= 1))


def first_strike() -> Game:
    """The ultimatum where whoever strikes first fights better: A wins with p_f if it does, and with p_s if B does.

    B may strike instead of accepting the offer, and A instead of holding to it.
    """
    deal = Terminal({"A": x, "B": 1 - x}, "settlement")
    accepted = Decision("A", {"hold": deal, "strike": _war(p_f)})
    root = Offer("A", (x, 0, 1), Decision("B", {"accept": accepted, "strike": _war(p_s)}))
    return Game(("A", "B"), root, (0 <= p_s, p_s <= p_f, p_f <= 1, c_A > 0, c_B > 0))


def preventive_war() -> Game:
    """A, which grows stronger, makes offers today and tomorrow, and cannot commit today to what it offers tomorrow.

    A wins a war with p_1 today and with p_2 from tomorrow on. Sides discount by delta; the winner has the whole flow of
    one a period for ever; tomorrow's division, once it is accepted, lasts for ever.
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
