"""Reading uploaded portfolios, and what of them has a place here."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

from sqlalchemy import select

from foundation.jobs.models import Job, JobState
from foundation.refusals import NotFound
from foundation.work import Work
from portfolio.formats.values import EntryInside, EvidenceInside
from portfolio.models import Entry, PortfolioImport
from portfolio.models.transfer import OpenedImport
from portfolio.rules import EntryKind
from qualification_files.models import CoreTask, Indicator, Qualification, QualificationLink, WorkProcess

Known = tuple[EntryKind, str]


@dataclass(frozen=True)
class Places:
    """The work processes and indicators that somebody can show evidence for now, found by what a file says of them."""

    by_identifier: dict[str, int]
    by_number: dict[tuple[str, str, str, str, str], int]  # code, cohort, core task, number, name
    indicators: dict[int, dict[str, int]]  # by work process and text
    qualifications: dict[tuple[str, str], int]  # by code and cohort

    def of(self, evidence: EvidenceInside) -> int | None:
        """The work process that this is evidence for; None when it is not one that its owner follows."""
        process = evidence.work_process
        of = process.qualification
        number = (of.code, of.cohort, process.core_task, process.number, process.name)
        return self.by_identifier.get(str(process.identifier)) or self.by_number.get(number)

    def relevant(self, entry: EntryInside) -> list[int]:
        """The qualifications that it is relevant for, of those that its owner follows."""
        named = [(one.code, one.cohort) for one in entry.qualifications]
        return [self.qualifications[one] for one in named if one in self.qualifications]


def portfolio_import(work: Work, import_id: int) -> OpenedImport:
    """One uploaded portfolio."""
    found = work.db.get(PortfolioImport, import_id)
    if found is None:
        raise NotFound
    return OpenedImport(found, import_id, found.owner_id)


def imports_of(work: Work, owner_id: int) -> Sequence[PortfolioImport]:
    """What this person uploaded before, newest first."""
    return work.db.scalars(
        select(PortfolioImport)
        .where(PortfolioImport.owner_id == owner_id)
        .order_by(PortfolioImport.id.desc())
        .limit(20)
    ).all()


def was_given_up(work: Work, row: PortfolioImport) -> bool:
    """Whether taking it in was tried several times and stopped."""
    state = work.db.scalar(select(Job.state).where(Job.id == row.job_id))
    return state is JobState.PARKED


def uploads_beyond(work: Work, owner_id: int, count: int) -> Sequence[PortfolioImport]:
    """What this person uploaded before the newest so many, and what is not being taken in at this moment."""
    return work.db.scalars(
        select(PortfolioImport)
        .where(
            PortfolioImport.owner_id == owner_id,
            PortfolioImport.started_at.is_(None) | PortfolioImport.finished_at.is_not(None),
        )
        .order_by(PortfolioImport.id.desc())
        .offset(count)
    ).all()


def locked_import(work: Work, import_id: int) -> PortfolioImport:
    """The upload as it stands, held until the end of this work."""
    # Race: it is started in two tabs at once.
    return work.db.scalars(
        select(PortfolioImport)
        .where(PortfolioImport.id == import_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def known_entries(work: Work, owner_id: int) -> Set[Known]:
    """Kind and name of everything in this portfolio, to tell what seems to be there already."""
    rows = work.db.execute(
        select(Entry.kind, Entry.title).where(Entry.owner_id == owner_id, Entry.archived_at.is_(None))
    )
    return {(kind, title) for kind, title in rows}


def places_for(work: Work, owner_id: int) -> Places:
    """Everything that this person can show evidence for now (2 statements)."""
    followed = (
        select(QualificationLink.qualification_id)
        .where(QualificationLink.person_id == owner_id, QualificationLink.ended_at.is_(None))
        .scalar_subquery()
    )
    places = Places({}, {}, {}, {})
    for process, task, qualification in work.db.execute(
        select(WorkProcess, CoreTask, Qualification)
        .join(WorkProcess.core_task)
        .join(CoreTask.qualification)
        .where(Qualification.id.in_(followed))
    ):
        number = (qualification.code, qualification.cohort, f"{task.number} {task.name}", process.number, process.name)
        places.by_identifier[str(process.identifier)] = process.id
        places.by_number[number] = process.id
        places.qualifications[(qualification.code, qualification.cohort)] = qualification.id
    for indicator_id, process_id, text in work.db.execute(
        select(Indicator.id, Indicator.work_process_id, Indicator.text)
        .join(WorkProcess, WorkProcess.id == Indicator.work_process_id)
        .join(CoreTask, CoreTask.id == WorkProcess.core_task_id)
        .where(CoreTask.qualification_id.in_(followed))
    ):
        places.indicators.setdefault(process_id, {}).setdefault(text, indicator_id)
    return places
