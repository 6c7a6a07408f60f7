"""Which stored bytes are still somebody's: each package names the places in its tables that keep keys of storage."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from foundation.work import Work

Column = InstrumentedAttribute[str] | InstrumentedAttribute[str | None]


@dataclass(frozen=True)
class KeyPlaces:
    """Where a package keeps keys of storage: columns of keys, and whatever else holds them."""

    columns: tuple[Column, ...]
    elsewhere: Callable[[Work], Collection[str]] = lambda _work: ()


def in_use(work: Work, places: Sequence[KeyPlaces], keys: Collection[str]) -> set[str]:
    """Those of the keys that a column of these places holds, in one statement."""
    columns: list[Any] = [column for place in places for column in place.columns]
    held = union_all(*(select(column.label("key")) for column in columns)).subquery()
    return set(work.db.scalars(select(held.c.key).where(held.c.key.in_(list(keys))).distinct()))


def kept_elsewhere(work: Work, places: Sequence[KeyPlaces]) -> set[str]:
    """All keys that are kept in other ways than a column of their own."""
    return {key for place in places for key in place.elsewhere(work)}
