"""Claims from the literature, one file per paper; a line of a paper without a model is listed as pending.

To register claims: write them in the file of their paper as a tuple ENTRIES, and enter it in PAPERS under the
name of the file. A file that is not on the list is an error; nothing is discovered by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from detente.proofs.claim import Entry
from detente.proofs.literature import hedgecock2022

PAPERS: Mapping[str, tuple[Entry, ...]] = MappingProxyType(
    {
        "hedgecock2022": hedgecock2022.ENTRIES,
    }
)

__all__ = ["PAPERS"]
