"""A model after B. L. Slantchev, "The principle of convergence in wartime negotiations", American Political Science
Review 97, 2003: the sides make offers in turn, and a refusal leads to a battle for a fort.

Both know the odds; a war that goes on moves what each can hold out for.
"""

from __future__ import annotations

from detente.games import Chance, Continue, Decision, Game, Node, Offer, Terminal, Walk, as_game, reals

p, k_A, k_B, delta, x, y = reals("p k_A k_B delta x y")


def offers_in_turn(number: int = 3, start: int = 1) -> Game:
    """A and B offer by turns; if an offer is refused they fight a battle, which A wins with probability p.

    A battle costs k_A and k_B, and what comes after it counts for delta. Who has taken all forts has all.

    >>> [state for state in offers_in_turn(2).states]
    ['A offers, holding 1 of 2', 'B offers, A holding 1 of 2', 'A has won', 'B has won']
    """
    given = (0 < p, p < 1, k_A > 0, k_B > 0, 0 < delta, delta < 1)
    war = as_game(Walk(number, start, win=p, costs={"A": k_A, "B": k_B}, discount=delta, given=given))

    def name(proposer: str, held: int) -> str:
        if held in (0, number):
            return "B has won" if held == 0 else "A has won"
        return f"A offers, holding {held} of {number}" if proposer == "A" else f"B offers, A holding {held} of {number}"

    def talks(proposer: str, held: int) -> Node:
        other, share = ("B", x) if proposer == "A" else ("A", y)
        battle = war.states[f"A holds {held} of {number}"]
        assert isinstance(battle, Chance)
        places = {"A wins": held + 1, "B wins": held - 1}
        fought = {}
        for label, (odds, leaf) in battle.moves.items():
            assert isinstance(leaf, Continue)
            fought[label] = (odds, Continue(name(other, places[label]), leaf.payoffs, leaf.discount))
        deal = Terminal({proposer: share, other: 1 - share}, "settlement")
        return Offer(proposer, (share, 0, 1), Decision(other, {"accept": deal, "fight": Chance(fought)}))

    states = {name(who, held): talks(who, held) for held in range(1, number) for who in ("A", "B")}
    ends = {name("A", held): war.states[f"A holds {held} of {number}"] for held in (number, 0)}
    return Game(war.players, Continue(name("A", start), {}, 1), given, {**states, **ends})
