"""Claims from the literature, one file per paper; a line of a paper without a model is listed as pending.

To register claims: write them in the file of their paper as a tuple ENTRIES, and enter it in PAPERS under the
name of the file. A file that is not on the list is an error; nothing is discovered by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from detente.proofs.claim import Entry
from detente.proofs.literature import fearon1995, hedgecock2022, jackson2007, powell1999, rubinstein1982

PAPERS: Mapping[str, tuple[Entry, ...]] = MappingProxyType(
    {
        "hedgecock2022": hedgecock2022.ENTRIES,
        "rubinstein1982": rubinstein1982.ENTRIES,
        "fearon1995": fearon1995.ENTRIES,
        "powell1999": powell1999.ENTRIES,
        "jackson2007": jackson2007.ENTRIES,
    }
)

__all__ = ["PAPERS"]
