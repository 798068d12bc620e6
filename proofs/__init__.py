"""Claims about games, settled with evidence that can be checked again without the solver that found it.

>>> from detente.games import Game, Terminal, reals
>>> p, c = reals("p c")
>>> war = Game(("A",), Terminal({"A": p - c}, "war"), given=(0 < p, p < 1, c > 0))
>>> claim = Claim("Example", "War pays less than it wins.", war, lambda game: game.root.payoffs["A"] < p)
>>> verdict = prove(claim)
>>> verdict.status, verdict.evidence.grade, verdict.evidence.check()
('proved', 'certificate', True)
>>> evidence_from_json(verdict.to_json()) == verdict.evidence
True
"""

from detente.proofs.claim import Claim, Entry, Pending
from detente.proofs.evidence import Evidence
from detente.proofs.language import EvidenceError
from detente.proofs.literature import PAPERS
from detente.proofs.prove import Verdict, prove
from detente.proofs.reading import evidence_from_json

CLAIMS: tuple[Claim, ...] = tuple(e for entries in PAPERS.values() for e in entries if isinstance(e, Claim))

__all__ = [
    "CLAIMS",
    "PAPERS",
    "Claim",
    "Entry",
    "Evidence",
    "EvidenceError",
    "Pending",
    "Verdict",
    "evidence_from_json",
    "prove",
]
