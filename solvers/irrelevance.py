"""Hidden moves of nature that do not matter to a player, shown to it (private values).

Where what nature has chosen changes nothing for a player, neither its payoffs nor what others do after its own moves,
what it believes does not matter: it plays as if it knew. A bargainer's private cost is an example, for the other
side that only has to accept or to fight.

>>> from detente.games import Chance, Decision, Game, Offer, Terminal, reals
>>> x, q, k = reals("x q k")
>>> deal, war = Terminal({"A": x, "B": 1 - x}, "settlement"), lambda c: Terminal({"A": -c, "B": 0}, "war")
>>> play = lambda c: Offer("A", (x, 0, 1), Decision("B", {"accept": deal, "fight": war(c)}))
>>> game = Game(("A", "B"), Chance({"low": (q, play(0)), "high": (1 - q, play(k))}, seen_by={"A"}), (0 < q, q < 1))
>>> with_private_values_shown(game).root.seen_by is None
True
"""

from __future__ import annotations

from detente.games import Chance, Decision, Draw, FrozenMap, Game, Node, Offer, Terminal


def with_private_values_shown(game: Game) -> Game:
    """Return the game in which players see those moves of nature that do not matter to them."""
    return Game(game.players, _shown(game.root, game.players), game.given, game.states)


def _shown(node: Node, players: tuple[str, ...]) -> Node:
    match node:
        case Chance(moves=moves, seen_by=seen_by):
            after = {label: (odds, _shown(child, players)) for label, (odds, child) in moves.items()}
            if seen_by is None:
                return Chance(after)
            nodes = [child for _, child in moves.values()]
            sees = {p for p in players if p in seen_by or all(_same(nodes[0], n, p, False) for n in nodes[1:])}
            return Chance(after, None if sees == set(players) else sees)
        case Decision(player=player, moves=moves, seen_by=seen_by):
            return Decision(player, {label: _shown(child, players) for label, child in moves.items()}, seen_by)
        case Offer(player=player, interval=interval, then=then, seen_by=seen_by):
            return Offer(player, interval, _shown(then, players), seen_by)
        case Draw(interval=interval, density=density, then=then, seen_by=seen_by):
            return Draw(interval, density, _shown(then, players), seen_by)
    return node


def _same(one: Node, two: Node, player: str, moved: bool) -> bool:
    """Tell whether two trees are the same to a player, and no other moves in them once it has."""
    match one, two:
        case Terminal(), Terminal():
            return bool(one.payoffs[player] == two.payoffs[player])
        case Decision(), Decision():
            same = one.player == two.player and set(one.moves) == set(two.moves) and one.seen_by == two.seen_by
            mine = one.player == player
            return (
                same
                and (mine or not moved)
                and all(_same(one.moves[a], two.moves[a], player, moved or mine) for a in one.moves)
            )
        case Offer(), Offer():
            same = one.player == two.player and one.interval == two.interval and one.seen_by == two.seen_by
            mine = one.player == player
            return same and (mine or not moved) and _same(one.then, two.then, player, moved or mine)
        case Chance(), Chance():
            odds = [{a: _mine(o, player) for a, (o, _) in node.moves.items()} for node in (one, two)]
            return (
                odds[0] == odds[1]
                and one.seen_by == two.seen_by
                and all(_same(one.moves[a][1], two.moves[a][1], player, moved) for a in one.moves)
            )
        case Draw(), Draw():
            same = one.interval == two.interval and one.density == two.density and one.seen_by == two.seen_by
            return same and _same(one.then, two.then, player, moved)
    return False


def _mine(odds: object, player: str) -> object:
    return odds[player] if isinstance(odds, FrozenMap) else odds
