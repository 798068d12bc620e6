"""How a war that only chance moves ends, how long it lasts, and what fighting on is worth, battle by battle.

A war is a `Walk` over forts, whose numbers may be symbols, or any `Game` with states in which only chance moves. A
battle takes a period, which passes with each `Continue`. W. Feller, An Introduction to Probability Theory and Its
Applications I, chapter XIV; A. Smith and A. C. Stam, "Bargaining and the nature of war", Journal of Conflict Resolution
48, 2004, on war as a walk over forts.

>>> from detente.games import reals
>>> from detente.games.walks import Walk
>>> p, n, N = reals("p n N")
>>> victory(Walk(4, 2, win=p, given=(0 < p, p < 1)))
p**2/(2*p**2 - 2*p + 1)
>>> victory(Walk(N, n, win=p, given=(0 < p, p < 1)))
Piecewise((n/N, Eq(p, 1/2)), ((1 - ((1 - p)/p)**n)/(1 - ((1 - p)/p)**N), True))
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import sympy
from sympy import Expr, Integer, Piecewise, Symbol
from sympy.logic.boolalg import Boolean

from detente.games import Decision, FrozenMap, Game, GameError, Offer, Terminal, UnsupportedGame
from detente.games.tree import Exact, exact
from detente.games.walks import Walk, as_game
from detente.solvers import recurrences
from detente.solvers.absorbing import START, Chain, Of, own
from detente.solvers.ranges import BargainingRange, bargaining_range
from detente.solvers.ratio import Ratio
from detente.solvers.recurrences import Recurrence, closed_forms

War: TypeAlias = Walk | Game
ByPlayer: TypeAlias = Expr | FrozenMap[str, Expr]
"""One expression, or one by player where the players' odds differ."""


def victory(war: War, outcome: str = "") -> ByPlayer:
    """Return the probability of an outcome; of a walk, by default, that its first player wins.

    Raises GameError where nothing has that outcome, or a game is given without one.

    >>> from detente.games import reals
    >>> p, q = reals("p q")
    >>> given = (0 < p, p < 1, 0 < q, q < 1)
    >>> victory(Walk(2, 1, win={"A": p, "B": q}, given=given), "B wins")
    {'A': 1 - p, 'B': 1 - q}
    """
    if isinstance(war, Walk):
        outcome = outcome or f"{war.players[0]} wins"
        if outcome not in (names := [f"{player} wins" for player in war.players]):
            raise GameError(f"victory: there is no outcome {outcome!r}; there are {', '.join(map(repr, names))}")
        if not _numbered(war):
            first = outcome == names[0]
            return _by_walk(war, lambda player: _recurrence(war, player, 0, 1 - int(first), int(first)))
    return _by_chain(_chain(war), "outcome", _named(war, outcome))


def length(war: War) -> ByPlayer:
    """Return the expected number of battles until the war is over.

    Raises UnsupportedGame where it may never be.

    >>> from detente.games import reals
    >>> p, n, N = reals("p n N")
    >>> length(Walk(N, n, win=p, given=(0 < p, p < 1))).args[0]
    (n*(N - n), Eq(p, 1/2))
    """
    if isinstance(war, Walk) and not _numbered(war):
        return _by_walk(war, lambda player: _recurrence(war, player, 1, 0, 0))
    return _by_chain(_chain(war), "length")


def length_variance(war: War) -> ByPlayer:
    """Return the variance of the number of battles, for given numbers of forts.

    >>> from detente.games import reals
    >>> p = reals("p")
    >>> length_variance(Walk(4, 2, win=p, given=(0 < p, p < 1))).subs(p, sympy.Rational(1, 2))
    8
    """
    chain = _chain(war)

    def found(player: int) -> Ratio:
        mean = chain.solved(player, "length")
        # E T**2 = E (1 + T')**2, of which 1 + 2*E T' is known
        known = {state: value + value for state, value in mean.items()}
        square = chain.solved(player, "length", more=known)
        return square[chain.start] - mean[chain.start] * mean[chain.start]

    return _agreed(chain, lambda player: chain.shown(found(player)))


def length_distribution(war: War, periods: int) -> tuple[Expr, ...] | FrozenMap[str, tuple[Expr, ...]]:
    """Return the probabilities that the war is over after just 0, 1, ... and the given number of battles.

    Raises GameError where that is no number of battles.

    >>> from detente.games import reals
    >>> p = reals("p")
    >>> length_distribution(Walk(3, 1, win=p, given=(0 < p, p < 1)), 3)
    (0, 1 - p, p**2, p*(1 - p)**2)
    """
    if not isinstance(periods, int) or periods < 0:
        raise GameError(f"length_distribution: {periods!r} is no number of battles; ask for 0, 1, 2, ...")
    chain = _chain(war)

    def found(player: int) -> tuple[Expr, ...]:
        return tuple(chain.shown(value) for value in chain.distribution(player, periods))

    return found(0) if chain.agreed else FrozenMap({p: found(i) for i, p in enumerate(chain.game.players)})


def generating_function(war: War, z: Expr) -> ByPlayer:
    """Return the expectation of z to the power of the number of battles: all about its distribution in one formula.

    It is what a prize of one, whoever gets it, is worth at a discount z per battle.

    >>> from detente.games import reals
    >>> p, z = reals("p z")
    >>> generating_function(Walk(2, 1, win=p, draw=1 - 2*p, given=(0 < p, 2*p < 1)), z)
    2*p*z/(2*p*z - z + 1)
    """
    chain = _chain(war, tuple(sorted(exact(z).free_symbols, key=str)))
    return _agreed(chain, lambda player: chain.shown(chain.solved(player, "outcome", discount=exact(z))[chain.start]))


def war_value(war: War, player: str) -> Expr:
    """Return what fighting to the end is worth to a player at the start, by its own odds.

    Raises GameError for an unknown player and for discounts that `given` allows to leave [0, 1].

    >>> from detente.games import reals
    >>> p, c = reals("p c")
    >>> war_value(Walk(4, 2, win=p, costs={"A": c}, given=(0 < p, p < 1)), "A")
    (-2*c + p**2)/(2*p**2 - 2*p + 1)
    """
    number = _number(war, player)
    if isinstance(war, Walk) and not _numbered(war):
        prize, cost = war.prizes[player], war.costs[player]
        first = number == 0
        recurrence = _recurrence(war, player, -cost, 0 if first else prize, prize if first else 0, True)
        return _piecewise(war, recurrence)
    chain = _chain(war)
    return chain.shown(chain.entered(chain.solved(number, "value"), number))


def war_values(war: War) -> FrozenMap[str, FrozenMap[str, Expr]]:
    """Return what fighting to the end is worth to each player in each state that can be reached.

    >>> from detente.games import reals
    >>> p, c = reals("p c")
    >>> war_values(Walk(2, 1, win=p, costs={"A": c}, given=(0 < p, p < 1)))["A holds 1 of 2"]
    {'A': -c + p, 'B': 1 - p}
    """
    chain = _chain(war)
    found = [chain.solved(number, "value") for number in range(len(chain.game.players))]
    return FrozenMap(
        {
            state: FrozenMap({p: chain.shown(v[state]) for p, v in zip(chain.game.players, found, strict=True)})
            for state in chain.rows
            if state != START
        }
    )


def war_ranges(war: War, *, stake: Exact = 1, variable: Symbol | None = None) -> FrozenMap[str, BargainingRange]:
    """Return the bargaining range in every state: divisions of the stake that both prefer to fighting to the end.

    The variable is the first player's share; states in which the war is over are left out. Raises
    UnsupportedGame unless there are two players.

    >>> from detente.games import reals
    >>> p, c = reals("p c")
    >>> war = Walk(2, 1, win=p, costs={"A": c, "B": c}, given=(0 < p, p < 1, c > 0))
    >>> print(war_ranges(war)["A holds 1 of 2"])
    x in [max(0, p - c), min(1, c + p)], never empty: proved
    """
    game = as_game(war) if isinstance(war, Walk) else war
    if len(game.players) != 2:
        raise UnsupportedGame(f"war_ranges: a stake is divided between two players, not {len(game.players)}")
    one, two = game.players
    x = Symbol("x", real=True) if variable is None else variable
    if x in game.parameters:
        raise GameError(f"war_ranges: {x} is a parameter of the war; name another symbol, as in variable=reals('y')")
    whole = exact(stake)
    deal = Terminal({one: x, two: whole - x}, "settlement")
    found = {}
    for state, worth in war_values(game).items():
        if not isinstance(game.states[state], Terminal):
            reply = Decision(two, {"accept": deal, "fight": Terminal(worth, "war")})
            found[state] = bargaining_range(Game(game.players, Offer(one, (x, 0, whole), reply), game.given))
    return FrozenMap(found)


def one_more_battle(war: War, settled: Mapping[str, Mapping[str, Exact]]) -> FrozenMap[str, FrozenMap[str, Expr]]:
    """Return what each player gains in each state from just one more battle before the war is settled.

    ``settled`` says for every state what the players get if the war stops there (the line freezes, say), for states
    in which it is over the end itself if left out. Raises GameError where a state or a player is missing.

    >>> from detente.games import reals
    >>> p, c = reals("p c")
    >>> war = Walk(4, 2, win=p, costs={"A": c}, given=(0 < p, p < 1))
    >>> line = {f"A holds {k} of 4": {"A": sympy.Rational(k, 4), "B": 1 - sympy.Rational(k, 4)} for k in range(5)}
    >>> one_more_battle(war, line)["A holds 2 of 4"]["A"]
    -c + p/2 - 1/4
    """
    chain = _chain(war)
    game, ring = chain.game, chain.ring
    reached = [state for state in chain.rows if state != START]

    def stopped(state: str, player: str) -> Expr:
        tree = game.states[state]
        if state in settled and player in settled[state]:
            return exact(settled[state][player])
        if isinstance(tree, Terminal):
            return tree.payoffs[player]
        raise GameError(
            f"one_more_battle: settled[{state!r}] has nothing for {player}; give it for every state and player"
        )

    found: dict[str, FrozenMap[str, Expr]] = {}
    for state in reached:
        if isinstance(game.states[state], Terminal):
            continue
        gains = {}
        for number, player in enumerate(game.players):
            total = -ring.convert(stopped(state, player))
            for step in chain.rows[state]:
                if isinstance(step.leaf, Terminal):
                    worth: Expr = step.leaf.payoffs[player]
                else:
                    now = step.leaf.payoffs.get(player, Integer(0))
                    worth = now + own(step.leaf.discount, player) * stopped(step.leaf.state, player)
                total += step.odds[number] * ring.convert(worth)
            gains[player] = chain.shown(total)
        found[state] = FrozenMap(gains)
    return FrozenMap(found)


def induction(walk: Walk, of: str = "victory", player: str = "") -> Boolean:
    """Return the identities that prove a closed form for all numbers of forts, by induction from fort to fort.

    ``of`` is "victory", "length" or "value". Powers of a root to a number of forts are symbols of their own in it, so
    that it may be given to `prove`. Raises GameError unless both numbers of forts are symbols.

    >>> from detente.games import reals
    >>> from detente.solvers.conditions import implied
    >>> p, n, N = reals("p n N")
    >>> implied(induction(Walk(N, n, win=p, given=(0 < p, p < 1)), "length"), (0 < p, p < 1))
    True
    """
    if not (isinstance(walk.forts, Symbol) and isinstance(walk.start, Symbol)) or walk.forts == walk.start:
        raise GameError("induction: numbers of forts are two symbols, as in Walk(N, n, ...)")
    player = player or walk.players[0]
    number = _number(walk, player)
    first = number == 0
    match of:
        case "victory":
            recurrence = _recurrence(walk, player, 0, 0, 1)
        case "length":
            recurrence = _recurrence(walk, player, 1, 0, 0)
        case "value":
            low, high = (0, walk.prizes[player]) if first else (walk.prizes[player], 0)
            recurrence = _recurrence(walk, player, -walk.costs[player], low, high, True)
        case _:
            raise GameError(f'induction: there is no {of!r}; ask for "victory", "length" or "value"')
    found: list[Boolean] = []
    earlier: list[Boolean] = []
    for when, form in closed_forms(recurrence, walk.start, walk.forts, walk.given):
        holds = recurrences.induction(recurrence, form, walk.start, walk.forts)
        found.append(sympy.Implies(sympy.And(when, *map(sympy.Not, earlier)), holds))
        earlier.append(when)
    return sympy.And(*found)


def _numbered(walk: Walk) -> bool:
    return bool(walk.forts.is_Integer and walk.start.is_Integer)


def _number(war: War, player: str) -> int:
    if player not in war.players:
        raise GameError(f"there is no player {player!r}; players are {', '.join(war.players)}")
    return war.players.index(player)


def _chain(war: War, extra: tuple[Symbol, ...] = ()) -> Chain:
    if isinstance(war, Walk):
        if not _numbered(war):
            raise UnsupportedGame(
                f"{war.start} of {war.forts} forts: that has no closed form here for symbolic numbers of forts; ask for"
                " victory, length or value, or put numbers in their place"
            )
        war = as_game(war)
    return Chain(war, extra)


def _named(war: War, outcome: str) -> str:
    if isinstance(war, Walk):
        return outcome
    nodes = [node for state in (None, *war.states) for _, node in war.walk(state)]
    names = list(dict.fromkeys(node.outcome for node in nodes if isinstance(node, Terminal)))
    if not outcome or outcome not in names:
        raise GameError(f"victory: {outcome!r} is no outcome of the game; it has {', '.join(map(repr, names))}")
    return outcome


def _by_chain(chain: Chain, of: Of, outcome: str = "") -> ByPlayer:
    return _agreed(chain, lambda player: chain.shown(chain.solved(player, of, outcome=outcome)[chain.start]))


def _agreed(chain: Chain, found: Callable[[int], Expr]) -> ByPlayer:
    if chain.agreed:
        return found(0)
    return FrozenMap({player: found(number) for number, player in enumerate(chain.game.players)})


def _recurrence(walk: Walk, player: str, reward: Exact, low: Exact, high: Exact, counted: bool = False) -> Recurrence:
    """Return the equation of a walk with symbolic numbers of forts, by a player's odds; ``counted`` if discounted."""
    if isinstance(walk.wins, FrozenMap) and any(isinstance(key, int) for key in walk.wins):
        raise UnsupportedGame(
            "odds that move with the line have a closed form for a given start only: make it a number"
        )
    factor = own(walk.discount, player) if counted else Integer(1)
    odds = (walk.win(1, player), walk.loss(1, player), walk.draw(1, player))
    up, down, stay = (factor * each for each in odds)
    return Recurrence(up, down, stay, reward=reward, low=low, high=high)


def _by_walk(walk: Walk, recurrence: Callable[[str], Recurrence]) -> ByPlayer:
    if walk.agreed:
        return _piecewise(walk, recurrence(walk.players[0]))
    return FrozenMap({player: _piecewise(walk, recurrence(player)) for player in walk.players})


def _piecewise(walk: Walk, recurrence: Recurrence) -> Expr:
    cases = closed_forms(recurrence, walk.start, walk.forts, walk.given)
    if len(cases) == 1:
        return cases[0].value
    return Piecewise(*((case.value, case.when) for case in cases))
