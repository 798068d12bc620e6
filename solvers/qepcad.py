"""QEPCAD, where it is installed."""
from __future__ import annotations
from collections.abc import Sequence
from detente.solvers.algebra import Ring
from detente.solvers.formulas import Formula

HINT = ""


def eliminate(ring: Ring, variable: int, formula: Formula, given: Sequence[Formula], seconds: float = 10) -> Formula | None:
    """Return."""
    return None
