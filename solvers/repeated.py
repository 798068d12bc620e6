"""Plans for repeated games: when nobody gains by leaving them, and what they are worth.

By the one-shot deviation principle (Blackwell 1965; Mailath and Samuelson 2006, Proposition 2.2.1) a plan is a
subgame-perfect equilibrium, and with hidden actions a perfect public one (Abreu, Pearce and Stacchetti 1990), just
where no single deviation pays: in any state that some history leads to, on the path or off it, at any information
set of the stage, so that threats within a period are credible too.

>>> from detente.games import grim_trigger, matrix_game, reals
>>> T, R, P, S, delta = reals("T R P S delta")
>>> table = {("C", "C"): (R, R), ("C", "D"): (S, T), ("D", "C"): (T, S), ("D", "D"): (P, P)}
>>> stage = matrix_game(("A", "B"), table, given=(T > R, R > P, P > S))
>>> enforceable(grim_trigger(stage, ("C", "C"), ("D", "D")), discount=delta)
delta >= (-R + T)/(-P + T)
"""

from __future__ import annotations

from collections.abc import Sequence

import sympy
from flint import fmpq_mpoly
from sympy import Expr, Symbol
from sympy.logic.boolalg import And, Boolean

from detente.games import Automaton, FrozenMap
from detente.solvers import conditions
from detente.solvers.algebra import NEG, POS, ZERO
from detente.solvers.conditions import known_signs
from detente.solvers.display import KINDS, boolean_form, ratio_form
from detente.solvers.formulas import FALSE, All, Atom, Formula, compare, conjunction, opposite
from detente.solvers.ratio import Ratio, coefficients_of
from detente.solvers.repeated_gains import Discount, Reading


def enforceable(plan: Automaton, discount: Discount, *, seconds: float = 10) -> Boolean:
    """Return the condition under which nobody gains by leaving a plan for a repeated game, after any history.

    ``discount`` is a factor per period (a symbol, a number or an expression), or one for each player; that it lies in
    (0, 1), and the stage's ``given``, are taken for granted. ``seconds`` bounds each question to the engine.

    Raises GameError for discount factors that can leave (0, 1); UnsupportedGame where what a player believes off the
    path is not told by the plan.

    Source: Abreu 1988, On the theory of infinitely repeated games with discounting.

    >>> from detente.games import matrix_game, reals, tit_for_tat
    >>> table = {("C", "C"): (3, 3), ("C", "D"): (0, 5), ("D", "C"): (5, 0), ("D", "D"): (1, 1)}
    >>> enforceable(tit_for_tat(matrix_game(("A", "B"), table), ("C", "C"), ("D", "D")), reals("delta"))
    False
    """
    read = Reading(plan, discount, seconds)
    return shortened(read, demanded(read), [d for d in read.factors if isinstance(d, Symbol)])[1]


def plan_values(plan: Automaton, discount: Discount) -> FrozenMap[str, FrozenMap[str, Expr]]:
    """Return what a plan is worth from each state on: the discounted sum of payoffs, by state and player.

    Times 1 - delta it is the average payoff per period. Raises as `enforceable` does.

    >>> from detente.games import alternation, matrix_game, reals
    >>> table = {("give", "take"): (0, 1), ("take", "give"): (1, 0), ("take", "take"): (0, 0), ("give", "give"): (0, 0)}
    >>> stage = matrix_game(("A", "B"), table)
    >>> turns = alternation(stage, ("take", "give"), ("give", "take"), ("take", "take"))
    >>> plan_values(turns, reals("delta"))["one"]
    {'A': 1/(1 - delta**2), 'B': delta/(1 - delta**2)}
    """
    read = Reading(plan, discount)
    known = known_signs(read.partition)
    return FrozenMap(
        {
            state: FrozenMap({p: read.written(ratio_form(read.worth[p][state], known)) for p in read.players})
            for state in read.states
        }
    )


def demanded(read: Reading) -> list[Ratio] | None:
    """List the polynomials that have to be at least zero, each once; None where one of them never is.

    They are in the user's own discount factors, unless there are cases in payoffs.
    """
    found: dict[Ratio, None] = {}
    for odds in read.mixed():
        found.setdefault(read.cleared(odds))
    for loss in read.losses():
        found.setdefault(loss.amount)
    kept: dict[Ratio, None] = {}
    for each in found:
        amount = each if read.cases else read.settled(each)
        constant = amount.constant()
        if constant is None:
            kept.setdefault(amount)
        elif constant < 0:
            return None
    return list(kept)


def shortened(
    read: Reading, demands: Sequence[Ratio] | None, prefer: Sequence[Symbol]
) -> tuple[Formula | None, Boolean]:
    """Return what is demanded as a short formula of a reading's ring (None with cases in payoffs), and as sympy's."""
    if demands is None:
        return FALSE, sympy.false
    if read.cases:
        wanted = And(*(read.written(amount.expr()) >= 0 for amount in demands))
        return None, conditions.simplify(wanted, read.given, prefer=prefer)
    short = conditions.shorten(read.partition, conjunction(compare(amount, POS | ZERO) for amount in demands))
    parts = short.parts if isinstance(short, All) else (short,)
    return short, And(*(_relation(read, part, prefer) for part in parts))


def _relation(read: Reading, part: Formula, prefer: Sequence[Symbol]) -> Boolean:
    """Write a part of a condition: powers of a discount factor against a ratio where the two come apart."""
    ring, known = read.ring, known_signs(read.partition)
    if isinstance(part, Atom) and len(part.factors) == 1:
        poly = ring.polys[part.factors[0]]
        inside = [symbol for symbol in prefer if poly.degrees()[ring.index[symbol]] > 0]
        if len(inside) == 1 and poly.degrees()[ring.index[inside[0]]] > 1:
            found = separated(read, coefficients_of(poly, ring.index[inside[0]], ring.ctx))
            if found is not None:
                shares, level, sign = found
                return KINDS[part.signs if sign > 0 else opposite(part.signs)](
                    _powers(inside[0], shares), ratio_form(level, known)
                )
    return boolean_form(ring, part, known, prefer)


def separated(read: Reading, coefficients: Sequence[fmpq_mpoly]) -> tuple[list[Expr], Ratio, int] | None:
    """Write ``a + b*g(delta)`` as ``g(delta)`` against ``-a/b``: the coefficients of g, the level, and the sign of b.

    None where the coefficients are not multiples of one polynomial whose sign is known.
    """
    first, *rest = coefficients
    common = rest[-1]
    scale = common.leading_coefficient()
    shares = [Ratio(read.ring, each * (1 / scale), common * (1 / scale)).constant() for each in rest]
    sign = read.signs(common)
    if sign not in (POS, NEG) or any(share is None for share in shares):
        return None
    return [share for share in shares if share is not None], Ratio(read.ring, -first, common), 1 if sign == POS else -1


def _powers(delta: Symbol, shares: Sequence[Expr]) -> Expr:
    """Write a sum of powers, a long geometric one in closed form."""
    if len(shares) > 3 and set(shares) == {1}:
        return (delta - delta ** (len(shares) + 1)) / (1 - delta)
    return sympy.Add(*(share * delta ** (n + 1) for n, share in enumerate(shares)))
