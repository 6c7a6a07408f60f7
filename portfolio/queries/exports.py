"""Reading exports: who asked for which, and how far each is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from foundation.jobs.models import Job, JobState
from foundation.jobs.queue import OPEN
from foundation.refusals import NotFound
from foundation.work import Work
from people.models import Person
from portfolio.models import PortfolioExport
from portfolio.models.transfer import OpenedExport
from portfolio.rules import ExportKind


def export(work: Work, export_id: int) -> OpenedExport:
    """One export, for whoever asked for it."""
    found = work.db.get(PortfolioExport, export_id)
    if found is None:
        raise NotFound
    return OpenedExport(found, export_id, found.owner_id, found.asked_by, found.kind)


def exports_asked(
    work: Work, owner_id: int, asked_by: int, kinds: Collection[ExportKind]
) -> Sequence[tuple[PortfolioExport, JobState | None]]:
    """What this person asked for of this portfolio with the state of its job, newest first; not what was removed."""
    rows = work.db.execute(
        select(PortfolioExport, Job.state)
        .outerjoin(Job, Job.id == PortfolioExport.job_id)
        .where(
            PortfolioExport.owner_id == owner_id,
            PortfolioExport.asked_by == asked_by,
            PortfolioExport.kind.in_(kinds),
            PortfolioExport.finished_at.is_(None) | PortfolioExport.file_key.is_not(None),
        )
        .order_by(PortfolioExport.id.desc())
    )
    return [(export, state) for export, state in rows]


def being_made(work: Work, owner_id: int, asked_by: int, kind: ExportKind) -> PortfolioExport | None:
    """The export of this kind that is under way; one whose job was given up is not."""
    return work.db.scalars(
        select(PortfolioExport)
        .join(Job, Job.id == PortfolioExport.job_id)
        .where(
            PortfolioExport.owner_id == owner_id,
            PortfolioExport.asked_by == asked_by,
            PortfolioExport.kind == kind,
            PortfolioExport.finished_at.is_(None),
            Job.state.in_(OPEN),
        )
        .order_by(PortfolioExport.id.desc())
        .limit(1)
    ).one_or_none()


def ready_before(work: Work, owner_id: int, asked_by: int, kind: ExportKind) -> Sequence[PortfolioExport]:
    """Those of this kind that are ready for whoever asked."""
    return work.db.scalars(
        select(PortfolioExport).where(
            PortfolioExport.owner_id == owner_id,
            PortfolioExport.asked_by == asked_by,
            PortfolioExport.kind == kind,
            PortfolioExport.file_key.is_not(None),
        )
    ).all()


@dataclass(frozen=True)
class ToMake:
    """An export that a job is to make."""

    owner_id: int
    kind: ExportKind
    language: str | None  # in which it was asked for, else of whoever asked


def export_to_make(work: Work, export_id: int) -> ToMake | None:
    """What is to be made; None when it was made or thrown away already."""
    row = work.db.execute(
        select(PortfolioExport.owner_id, PortfolioExport.kind, PortfolioExport.options, Person.language)
        .join(Person, Person.id == PortfolioExport.asked_by)
        .where(PortfolioExport.id == export_id, PortfolioExport.finished_at.is_(None))
    ).one_or_none()
    return ToMake(row.owner_id, row.kind, row.options.get("language") or row.language) if row else None


def locked_export(work: Work, export_id: int) -> PortfolioExport | None:
    """The export as it stands, held until the end of this work; None when it is gone."""
    # Race: it is thrown away while the job finishes it.
    return work.db.scalars(
        select(PortfolioExport).where(PortfolioExport.id == export_id).with_for_update()
    ).one_or_none()


def expired_exports(work: Work, now: datetime) -> Sequence[PortfolioExport]:
    """Those whose file is kept longer than its term."""
    return work.db.scalars(
        select(PortfolioExport).where(PortfolioExport.file_key.is_not(None), PortfolioExport.expires_at <= now)
    ).all()
