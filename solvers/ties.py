"""Who does what when indifferent: a fixed rule, or every combination of choices in turn.

With ``ties="listed"`` an indifferent player takes the first move listed, and among equally good offers one that
is accepted. With ``ties="all"`` the search is run once for every way to break the ties that it meets: each
run follows a script of choices and records the ties beyond its end, and the scripts are gone through depth first.

>>> [ties.choose("here", 2) for ties in runs()]
[0, 1]
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from detente.solvers.formulas import FALSE, Formula

Region = tuple[Formula, tuple[int, ...]]
"""Where a tie is: a formula, and the generators of the offered variables in it."""

LISTED = (
    "ties: an indifferent player takes the first move listed, and an offer that is accepted over one that is refused"
)
ALL = "ties: every pure choice of an indifferent player is listed"
MAX_RUNS = 256


class Ties:
    """The choices made at ties in one run, and where they made a difference."""

    def __init__(self, listed: bool, script: tuple[int, ...] = ()) -> None:
        self.listed = listed
        self.script = script
        self.made: dict[Hashable, tuple[int, int]] = {}
        self.places: dict[Hashable, Region] = {}
        self.skipped: dict[str, None] = {}
        """Ties over a continuum, of which one choice was taken."""

    def choose(self, key: Hashable, options: int) -> int:
        """Return which of several equally good options is taken at the tie known by ``key``."""
        if options == 1 or self.listed:
            return 0
        if key not in self.made:
            step = len(self.made)
            self.made[key] = (self.script[step] if step < len(self.script) else 0), options
        return self.made[key][0]

    def locate(self, key: Hashable, region: Region) -> None:
        """Say where the option taken at a tie is what is played."""
        self.places[key] = region

    def regions(self) -> list[Region]:
        """Return where options other than the first are what is played: elsewhere this run repeats another."""
        nowhere: Region = (FALSE, ())
        return [self.places.get(key, nowhere) for key, (choice, _) in self.made.items() if choice]

    def next_script(self) -> tuple[int, ...] | None:
        """Return the script of the run that comes after this one, or None after the last."""
        made = list(self.made.values())
        while made and made[-1][0] == made[-1][1] - 1:
            made.pop()
        if not made:
            return None
        return (*(choice for choice, *_ in made[:-1]), made[-1][0] + 1)


def runs() -> Iterator[Ties]:
    """Run through the ways to break ties; each is to be used in a search before the next is taken."""
    script: tuple[int, ...] | None = ()
    while script is not None:
        ties = Ties(False, script)
        yield ties
        script = ties.next_script()
