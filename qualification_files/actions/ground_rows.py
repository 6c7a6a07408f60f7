"""The rows that say why links stand: written in set statements, whoever asks for it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, exists, func, literal, select, text, true, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from foundation.db import Base, EnumText, UtcDateTime, numbers
from foundation.work import Work
from qualification_files.models import LinkGround, QualificationLink
from qualification_files.rules import LinkOrigin
from qualification_files.rules.grounds import Ground

GROUND = ["link_id", "origin", "source_id", "required", "since", "made_by"]
STILL = text("ended_at IS NULL")
AS_IT_IS = {"synchronize_session": False}


def inserting(work: Work, table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that can leave alone what is there."""
    if work.db.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def current_links(work: Work, qualification_id: int, person_ids: Collection[int]) -> dict[int, int]:
    """The links of these people that stand, by person; nobody else ends them or lets something hold them meanwhile."""
    rows = work.db.execute(
        select(QualificationLink.person_id, QualificationLink.id)
        .where(
            QualificationLink.qualification_id == qualification_id,
            QualificationLink.person_id.in_(select(numbers(work.db, person_ids))),
            QualificationLink.ended_at.is_(None),
        )
        .order_by(QualificationLink.id)  # in one order, so that two never wait for each other
        # Race: one reason ends while another begins, or two end at once. Who comes second sees what the first one did.
        .with_for_update()
    )
    return {row.person_id: row.id for row in rows}


def end_unheld(work: Work, link_ids: Collection[int], *, ended_by: int | None) -> list[int]:
    """End those of these links that nothing holds any more, and give whose they were."""
    statement = (
        update(QualificationLink)
        .where(
            QualificationLink.id.in_(select(numbers(work.db, link_ids))),
            QualificationLink.ended_at.is_(None),
            ~is_held(),
        )
        .values(ended_at=work.now, ended_by=ended_by)
        .returning(QualificationLink.person_id)
        .execution_options(**AS_IT_IS)
    )
    return sorted(work.db.scalars(statement)) if link_ids else []


def is_held(*origins: LinkOrigin) -> ColumnElement[bool]:
    """A link has a ground now; of these origins, where some are named."""
    held = exists().where(LinkGround.link_id == QualificationLink.id, LinkGround.ended_at.is_(None))
    return held.where(LinkGround.origin.in_(origins)) if origins else held


def add_grounds(work: Work, link_ids: Collection[int], ground: Ground, *, made_by: int | None) -> list[int]:
    """Let this ground hold these links and give those that it did not hold yet."""
    if not link_ids:
        return []
    values = (
        numbers(work.db, link_ids),
        literal(ground.origin, EnumText(LinkOrigin)),
        literal(ground.source_id),
        literal(ground.required),
        literal(work.now, UtcDateTime()),
        literal(made_by),
    )
    statement = (
        inserting(work, LinkGround)
        .from_select(GROUND, select(*values).where(true()))  # without WHERE SQLite takes ON CONFLICT for a join
        # Race: a rule that runs twice at once. What the other run added is left as it is.
        .on_conflict_do_nothing(index_elements=["link_id", "origin", "source_id"], index_where=STILL)
        .returning(LinkGround.link_id)
    )
    return sorted(work.db.scalars(statement))


def end_grounds(
    work: Work,
    link_ids: Collection[int],
    *,
    ended_by: int | None,
    origins: Collection[LinkOrigin] = tuple(LinkOrigin),
    source_id: int | None = None,
) -> list[int]:
    """These links lose what held them, or only what is of these origins and this source; give those that did."""
    if not link_ids:
        return []
    of_source = [LinkGround.source_id == source_id] if source_id is not None else []
    statement = (
        update(LinkGround)
        .where(
            LinkGround.link_id.in_(select(numbers(work.db, link_ids))),
            LinkGround.ended_at.is_(None),
            LinkGround.origin.in_(origins),
            *of_source,
        )
        .values(ended_at=work.now, ended_by=ended_by)
        .returning(LinkGround.link_id)
        .execution_options(**AS_IT_IS)
    )
    return sorted(set(work.db.scalars(statement)))


def reopen_grounds(work: Work, link_ids: Collection[int]) -> None:
    """What held these links when they ended holds them again; they stand again themselves."""
    if not link_ids:
        return
    work.db.execute(
        update(LinkGround)
        .where(
            LinkGround.link_id.in_(select(numbers(work.db, link_ids))),
            LinkGround.ended_at == _last_end(),
        )
        .values(ended_at=None, ended_by=None)
        .execution_options(**AS_IT_IS)
    )
    _ground_the_groundless(work, link_ids)


def _last_end() -> ScalarSelect[datetime | None]:
    """A link ends with the last of its grounds, so these are the ones it ended with."""
    other = aliased(LinkGround)
    return select(func.max(other.ended_at)).where(other.link_id == LinkGround.link_id).scalar_subquery()


def _ground_the_groundless(work: Work, link_ids: Collection[int]) -> None:
    """A link that ended before grounds were kept is held by what it was made by."""
    values = select(
        QualificationLink.id,
        QualificationLink.origin,
        literal(0),
        true(),
        QualificationLink.linked_at,
        QualificationLink.linked_by,
    ).where(QualificationLink.id.in_(select(numbers(work.db, link_ids))), ~is_held())
    work.db.execute(inserting(work, LinkGround).from_select(GROUND, values))
