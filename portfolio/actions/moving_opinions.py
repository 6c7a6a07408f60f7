"""What people find of somebody's work processes goes along to the next version: assessors, and the candidate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, FromClause, Select, String, Table, case, delete, exists, func, literal, select
from sqlalchemy import cast as as_type
from sqlalchemy.dialects import postgresql, sqlite

from foundation.db import Base
from foundation.work import Work
from portfolio.models import QualityJudgement, SelfAssessment


@dataclass(frozen=True)
class Opinion:
    """A kind of opinion: where it is kept, what of it is copied, when it was given, and whose there are of it."""

    model: type[Base]
    copied: tuple[str, ...]
    at: str
    whose: tuple[str, ...]  # per work process the newest of each of these stands

    @property
    def table(self) -> Table:
        """Where it is kept."""
        return cast("Table", self.model.__table__)


OPINIONS = (
    Opinion(SelfAssessment, ("level", "remark", "assessed_at"), "assessed_at", ("person_id",)),
    Opinion(
        QualityJudgement,
        (
            "judged_by",
            "capacity",
            "variety",
            "relevance",
            "authenticity",
            "currency",
            "quantity",
            "remark",
            "judged_at",
        ),
        "judged_at",
        ("person_id", "judged_by"),
    ),
)


def bring_opinions(work: Work, person_ids: Sequence[int], *, mapping: Mapping[int, int], move_id: int) -> set[int]:
    """The newest of each goes along; where several work processes are one now, the newest of them all.

    Who has said something of the new work process already is not spoken for: that stands. Gives of whom it was said.
    """
    about: set[int] = set()
    for kind in OPINIONS:
        newest = _newest(kind, person_ids, mapping).subquery()
        there = kind.table.alias()
        key = literal(f"moved-{move_id}-") + as_type(newest.c.id, String)
        copies = select(
            newest.c.person_id, newest.c.new_id, *(newest.c[name] for name in kind.copied), literal(move_id), key
        ).where(
            newest.c.place == 1,
            ~exists().where(there.c.work_process_id == newest.c.new_id, *_of_the_same(kind, there, newest)),
        )
        names = ["person_id", "work_process_id", *kind.copied, "move_id", "form_key"]
        made = insert_into(work, kind.model).from_select(names, copies).returning(kind.table.c.person_id)
        about.update(row.person_id for row in work.db.connection().execute(made))
    return about


def take_back_opinions(work: Work, person_ids: Sequence[int], *, move_id: int) -> set[int]:
    """What came along goes again, unless the same person has said something of it since. Gives of whom it was said."""
    about: set[int] = set()
    for kind in OPINIONS:
        table, later = kind.table, kind.table.alias()
        since = exists().where(
            later.c.work_process_id == table.c.work_process_id,
            later.c.id > table.c.id,
            *_of_the_same(kind, later, table),
        )
        theirs = delete(table).where(table.c.move_id == move_id, table.c.person_id.in_(person_ids), ~since)
        gone = work.db.connection().execute(theirs.returning(table.c.person_id))
        about.update(row.person_id for row in gone)
    return about


def insert_into(work: Work, model: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT of the database at hand, which can leave alone what is there."""
    return postgresql.insert(model) if work.db.get_bind().dialect.name == "postgresql" else sqlite.insert(model)


def _newest(kind: Opinion, person_ids: Sequence[int], mapping: Mapping[int, int]) -> Select[Any]:
    table = kind.table
    target = case(dict(mapping), value=table.c.work_process_id)
    place = func.row_number().over(
        partition_by=[target, *(table.c[name] for name in kind.whose)],
        order_by=(table.c[kind.at].desc(), table.c.id.desc()),
    )
    return select(
        table.c.id,
        table.c.person_id,
        target.label("new_id"),
        *(table.c[name] for name in kind.copied),
        place.label("place"),
    ).where(table.c.person_id.in_(person_ids), table.c.work_process_id.in_(list(mapping)))


def _of_the_same(kind: Opinion, one: FromClause, other: FromClause) -> list[ColumnElement[bool]]:
    return [one.c[name] == other.c[name] for name in kind.whose]
