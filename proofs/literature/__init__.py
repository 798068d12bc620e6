"""Claims from the literature, one file per paper; a line of a paper without a model is listed as pending.

To register claims: write them in the file of their paper as a tuple ENTRIES, and enter it in PAPERS under the
name of the file. A file that is not on the list is an error; nothing is discovered by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from detente.proofs.claim import Entry
from detente.proofs.literature import (
    abreu1988,
    axelrod1984,
    baliga2004,
    cho1987,
    coe2011,
    farrell1989,
    fearon1994,
    fearon1995,
    fearon1995_over_time,
    fearon1996,
    fearon1997,
    fearon1998,
    filson2002,
    friedman1971,
    garfinkel2000,
    hedgecock2022,
    hedgecock2022_commitment,
    hedgecock2022_fighting,
    hedgecock2022_regime,
    hirshleifer1991,
    jackson2007,
    jervis1978,
    kreps1982,
    kydd2003,
    leventoglu2007,
    nash1953,
    powell1996,
    powell1999,
    powell2004,
    powell2006,
    rubinstein1982,
    schelling1960,
    schultz1998,
    slantchev2003,
    smith2004,
    tullock1980,
    wagner2000,
    walter1997,
)


def _in_order(*parts: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Put the claims on one brief, which several files hold, in the order of its lines: H2 before H10."""
    entries = [entry for part in parts for entry in part]
    return tuple(sorted(entries, key=lambda entry: int("".join(filter(str.isdigit, entry.key)))))


PAPERS: Mapping[str, tuple[Entry, ...]] = MappingProxyType(
    {
        "hedgecock2022": _in_order(
            hedgecock2022.ENTRIES,
            hedgecock2022_fighting.ENTRIES,
            hedgecock2022_commitment.ENTRIES,
            hedgecock2022_regime.ENTRIES,
        ),
        "rubinstein1982": rubinstein1982.ENTRIES,
        "fearon1994": fearon1994.ENTRIES,
        "fearon1995": (*fearon1995.ENTRIES, *fearon1995_over_time.ENTRIES),
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
        "powell2004": powell2004.ENTRIES,
        "friedman1971": friedman1971.ENTRIES,
        "axelrod1984": axelrod1984.ENTRIES,
        "abreu1988": abreu1988.ENTRIES,
        "jervis1978": jervis1978.ENTRIES,
        "fearon1998": fearon1998.ENTRIES,
        "walter1997": walter1997.ENTRIES,
        "wagner2000": wagner2000.ENTRIES,
        "slantchev2003": slantchev2003.ENTRIES,
        "nash1953": nash1953.ENTRIES,
        "tullock1980": tullock1980.ENTRIES,
        "hirshleifer1991": hirshleifer1991.ENTRIES,
        "garfinkel2000": garfinkel2000.ENTRIES,
        "coe2011": coe2011.ENTRIES,
        "powell1996": powell1996.ENTRIES,
        "powell2006": powell2006.ENTRIES,
        "fearon1996": fearon1996.ENTRIES,
        "leventoglu2007": leventoglu2007.ENTRIES,
    }
)

__all__ = ["PAPERS"]
