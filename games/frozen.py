"""An immutable mapping, so that a node of a game can hold one and still be frozen data."""

from __future__ import annotations

from collections.abc import ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from typing import Generic, TypeVar

K = TypeVar("K")
V_co = TypeVar("V_co", covariant=True)


class FrozenMap(Mapping[K, V_co], Generic[K, V_co]):
    """An immutable, hashable, picklable mapping that keeps the order of its entries.

    >>> pie = FrozenMap({"A": 1, "B": 0})
    >>> pie, pie["A"], pie == {"B": 0, "A": 1}
    ({'A': 1, 'B': 0}, 1, True)
    """

    __slots__ = ("_entries",)
    _entries: dict[K, V_co]

    def __init__(self, entries: Mapping[K, V_co] | Iterable[tuple[K, V_co]] = ()) -> None:
        object.__setattr__(self, "_entries", dict(entries))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a FrozenMap cannot be changed: {name}")

    def __getitem__(self, key: K) -> V_co:
        return self._entries[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def keys(self) -> KeysView[K]:
        """Keys, in order, as a dictionary's."""
        return self._entries.keys()

    def values(self) -> ValuesView[V_co]:
        """Values, in order, as a dictionary's."""
        return self._entries.values()

    def items(self) -> ItemsView[K, V_co]:
        """Pairs of key and value, in order, as a dictionary's."""
        return self._entries.items()

    def __eq__(self, other: object) -> bool:
        if isinstance(other, FrozenMap):
            return self._entries == other._entries
        return self._entries == other if isinstance(other, Mapping) else NotImplemented

    def __hash__(self) -> int:
        return hash(frozenset(self._entries.items()))

    def __repr__(self) -> str:
        return repr(self._entries)

    def __reduce__(self) -> tuple[type[FrozenMap[K, V_co]], tuple[dict[K, V_co]]]:
        return FrozenMap, (self._entries,)
