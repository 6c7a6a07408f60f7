"""What the lists have in common: a page of so many rows, and a search for words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, Select, UnaryExpression, and_, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

T = TypeVar("T")
Searched = InstrumentedAttribute[str] | InstrumentedAttribute[str | None]
Order = Sequence[
    UnaryExpression[str] | UnaryExpression[int] | UnaryExpression[str | None] | UnaryExpression[str | int | None]
]
PAGE = 25
MANY = 5000  # values in one statement; both databases take several times as many


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows of a list, and where they stand in it."""

    rows: Sequence[T]
    total: int
    number: int
    size: int = PAGE

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """The place of the first row in the whole list, counted from one."""
        return min(self.total, (self.number - 1) * self.size + 1)

    @property
    def last(self) -> int:
        """The place of the last row."""
        return min(self.total, self.number * self.size)


def page_of(session: Session, rows: Select[T], *, number: int, order: Order) -> Page[T]:
    """One page, in two statements; a page past the end gives the last one."""
    total = session.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0
    number = max(1, min(number, -(-total // PAGE)))
    found = session.scalars(rows.order_by(*order).limit(PAGE).offset((number - 1) * PAGE)).all()
    return Page(found, total, number)


def contains(words: str, *columns: Searched) -> ColumnElement[bool]:
    """Every word stands in one of the columns."""
    each = (or_(*(column.icontains(word, autoescape=True) for column in columns)) for word in words.split()[:8])
    return and_(true(), *each)


def in_pieces(ids: Sequence[T], size: int = MANY) -> Iterator[Sequence[T]]:
    """The ids, or whatever they are, in pieces that fit in one statement."""
    return (ids[start : start + size] for start in range(0, len(ids), size))
