"""Claims from the literature, one file per paper; a line of a paper without a model is listed as pending.

To register claims: write them in the file of their paper as a tuple ENTRIES, and enter it in PAPERS under the
name of the file. A file that is not on the list is an error; nothing is discovered by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from detente.proofs.claim import Entry
from detente.proofs.literature import (
    baliga2004,
    cho1987,
    farrell1989,
    fearon1994,
    fearon1995,
    fearon1997,
    filson2002,
    hedgecock2022,
    jackson2007,
    kreps1982,
    kydd2003,
    powell1999,
    rubinstein1982,
    schelling1960,
    schultz1998,
    smith2004,
)

PAPERS: Mapping[str, tuple[Entry, ...]] = MappingProxyType(
    {
        "hedgecock2022": hedgecock2022.ENTRIES,
        "rubinstein1982": rubinstein1982.ENTRIES,
        "fearon1994": fearon1994.ENTRIES,
        "fearon1995": fearon1995.ENTRIES,
        "schelling1960": schelling1960.ENTRIES,
        "powell1999": powell1999.ENTRIES,
        "jackson2007": jackson2007.ENTRIES,
        "cho1987": cho1987.ENTRIES,
        "baliga2004": baliga2004.ENTRIES,
        "kreps1982": kreps1982.ENTRIES,
        "fearon1997": fearon1997.ENTRIES,
        "schultz1998": schultz1998.ENTRIES,
        "kydd2003": kydd2003.ENTRIES,
        "farrell1989": farrell1989.ENTRIES,
        "smith2004": smith2004.ENTRIES,
        "filson2002": filson2002.ENTRIES,
    }
)

__all__ = ["PAPERS"]
