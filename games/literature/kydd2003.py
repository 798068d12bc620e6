"""A model after A. Kydd, "Which side are you on? Bias, credibility, and mediation", American Journal of Political
Science 47, 2003: whom does a side believe that tells it how resolute its adversary is?
"""

from __future__ import annotations

from sympy import Expr, Integer, Ne

from detente.games import Chance, Decision, Game, Terminal, reals

q, r, s, w, b, k = reals("q r s w b k")


def mediation() -> Game:
    """A mediator M, who knows whether A is resolute, speaks to B, and B asks A for much or for little.

    Asked for much, a resolute A fights, and another does with probability r. War costs B w and the mediator k; the
    whole stake is worth one to B, and what it gets by asking little s. The mediator shares B's gains and losses by b:
    it is biased towards B for b > 0, towards A for b < 0. B would ask an irresolute A for much; ties are left aside.

    >>> from detente.games import text
    >>> print(text(mediation()).rpartition("├─ A is resolute")[2])
    : B decides
       │  ├─ ask for much: chance
       │  │  ├─ A fights [r]: war (M: -b*w - k, B: -w)
       │  │  └─ A yields [1 - r]: settlement (M: b, B: 1)
       │  └─ ask for little: settlement (M: b*s, B: s)
       └─ A is irresolute: B decides
          ├─ ask for much: chance
          │  ├─ A fights [r]: war (M: -b*w - k, B: -w)
          │  └─ A yields [1 - r]: settlement (M: b, B: 1)
          └─ ask for little: settlement (M: b*s, B: s)
    """

    def asked(fights: Expr) -> Decision:
        war, little = Terminal({"M": -b * w - k, "B": -w}, "war"), Terminal({"M": b * s, "B": s}, "settlement")
        much = Chance({"A fights": (fights, war), "A yields": (1 - fights, Terminal({"M": b, "B": 1}, "settlement"))})
        return Decision("B", {"ask for much": war if fights == 1 else much, "ask for little": little})

    def told(fights: Expr) -> Decision:
        return Decision("M", {"A is resolute": asked(fights), "A is irresolute": asked(fights)})

    root = Chance({"resolute": (q, told(Integer(1))), "irresolute": (1 - q, told(r))}, seen_by={"M"})
    much = 1 - r - r * w  # what B expects from asking an irresolute A for much
    ties = (Ne((1 - q) * much - q * w, s), Ne(b * (much - s), k * r))
    return Game(("M", "B"), root, (0 < q, q < 1, 0 < r, r < 1, s > 0, w > 0, k > 0, much > s, *ties))
