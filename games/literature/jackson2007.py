"""Models of M. O. Jackson and M. Morelli, "Political bias and war", American Economic Review 97, 2007.

Country A has the share w of all wealth and B the rest. In a war A wins with probability p, each country burns
the share C of its wealth, and the winner takes the share G of the other's. The leader who decides bears its
country's losses in full and multiplies its gains by its political bias b: one where it gains as it loses,
more where it has a larger share of the spoils than of the costs. (Only the ratio of the two shares matters.)
"""

from __future__ import annotations

from detente.games import Decision, Game, Offer, Terminal, reals

p, w, G, C, b_A, b_B, t = reals("p w G C b_A b_B t")

_GIVEN = (0 <= p, p <= 1, 0 < w, w < 1, G > 0, C > 0, C + G <= 1, b_A > 0, b_B > 0)


def _war() -> Terminal:
    a_value = p * b_A * G * (1 - w) - (1 - p) * G * w - C * w
    b_value = (1 - p) * b_B * G * w - p * G * (1 - w) - C * (1 - w)
    return Terminal({"A": a_value, "B": b_value}, "war")


def without_transfers() -> Game:
    """Each leader in turn attacks or waits; if both wait, each country keeps what it has.

    >>> from detente.games import text
    >>> print(text(without_transfers()))
    players A, B
    given p >= 0, p <= 1, w > 0, w < 1, G > 0, C > 0, C + G <= 1, b_A > 0, b_B > 0
    A decides
    ├─ wait: B decides
    │  ├─ wait: peace (A: 0, B: 0)
    │  └─ attack: war (A: G*b_A*p*(1 - w) - C*w - G*w*(1 - p), B: G*b_B*w*(1 - p) - C*(1 - w) - G*p*(1 - w))
    └─ attack: war (A: G*b_A*p*(1 - w) - C*w - G*w*(1 - p), B: G*b_B*w*(1 - p) - C*(1 - w) - G*p*(1 - w))
    """
    peace = Terminal({"A": 0, "B": 0}, "peace")
    root = Decision("A", {"wait": Decision("B", {"wait": peace, "attack": _war()}), "attack": _war()})
    return Game(("A", "B"), root, _GIVEN)


def with_transfers() -> Game:
    """B attacks, or offers A a transfer t of wealth (asks for one where t < 0), which A accepts or attacks.

    >>> from detente.games import text
    >>> print(text(with_transfers().at({b_A: 1})))
    players A, B
    given p >= 0, p <= 1, w > 0, w < 1, G > 0, C > 0, C + G <= 1, b_B > 0
    B decides
    ├─ offer: B offers t in [-w, 1 - w]
    │  └─ A decides
    │     ├─ accept: peace (A: t, B: -t)
    │     └─ attack: war (A: G*p*(1 - w) - C*w - G*w*(1 - p), B: G*b_B*w*(1 - p) - C*(1 - w) - G*p*(1 - w))
    └─ attack: war (A: G*p*(1 - w) - C*w - G*w*(1 - p), B: G*b_B*w*(1 - p) - C*(1 - w) - G*p*(1 - w))
    """
    peace = Terminal({"A": t, "B": -t}, "peace")
    offer = Offer("B", (t, -w, 1 - w), Decision("A", {"accept": peace, "attack": _war()}))
    return Game(("A", "B"), Decision("B", {"offer": offer, "attack": _war()}), _GIVEN)
