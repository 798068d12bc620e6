"""Games with symbolic payoffs: frozen trees, what each player has seen, and the hypotheses on the parameters.

>>> p, c_A, c_B, x = reals("p c_A c_B x")
>>> war = Terminal({"A": p - c_A, "B": 1 - p - c_B}, "war")
>>> deal = Terminal({"A": x, "B": 1 - x}, "settlement")
>>> game = Game(
...     players=("A", "B"),
...     root=Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": war})),
...     given=(0 < p, p < 1, c_A > 0, c_B > 0),
... )
>>> print(text(game))
players A, B
given p > 0, p < 1, c_A > 0, c_B > 0
A offers x in [0, 1]
└─ B decides
   ├─ accept: settlement (A: x, B: 1 - x)
   └─ fight: war (A: p - c_A, B: 1 - c_B - p)
"""

from detente.games.automata import Automaton, alternation, grim_trigger, punishment, tit_for_tat
from detente.games.build import matrix_game, simultaneous, with_states
from detente.games.drawing import text
from detente.games.errors import DetenteError, GameError, UnsupportedGame
from detente.games.frozen import FrozenMap
from detente.games.game import Game
from detente.games.information import History, InformationSet, information_sets
from detente.games.symbols import reals
from detente.games.tree import Chance, Continue, Decision, Draw, Node, Offer, Terminal, children
from detente.games.walks import Walk, as_game

__all__ = [
    "Automaton",
    "Chance",
    "Continue",
    "Decision",
    "DetenteError",
    "Draw",
    "FrozenMap",
    "Game",
    "GameError",
    "History",
    "InformationSet",
    "Node",
    "Offer",
    "Terminal",
    "UnsupportedGame",
    "Walk",
    "alternation",
    "as_game",
    "children",
    "grim_trigger",
    "information_sets",
    "matrix_game",
    "punishment",
    "reals",
    "simultaneous",
    "text",
    "tit_for_tat",
    "with_states",
]
