"""The one way to a portfolio, an entry, a file and a link: loaded together with what decides who may see it.

What the guard asks afterwards (for the record of looks) are plain values, so nothing here needs the database again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from foundation.refusals import NotFound
from foundation.work import Work
from people.models import Person, Supervision
from portfolio.models import (
    Comment,
    Entry,
    EntryFile,
    Evidence,
    OpenedComment,
    OpenedEntry,
    OpenedEvidence,
    OpenedFile,
    Portfolio,
    PortfolioAssessor,
)
from portfolio.rules import EvidenceState
from qualification_files.models import CoreTask, Qualification, QualificationLink, WorkProcess


@dataclass(frozen=True)
class Gap:
    """A work process that the actor can show evidence for."""

    work_process: WorkProcess
    core_task_name: str
    qualification_id: int
    qualification_name: str
    terms: Mapping[str, Any]


def portfolio(work: Work, person_id: int) -> Portfolio:
    """The portfolio of this person."""
    row = work.db.execute(select(Person, *sides(work, Person.id)).where(Person.id == person_id)).one_or_none()
    if row is None:
        raise NotFound
    owner: Person = row[0]
    note = " · ".join(part for part in (owner.group_name, owner.number) if part)
    return Portfolio(person_id, owner.name, note, guided=row[1], assessed=row[2])


def own_portfolio(work: Work) -> Portfolio:
    """The portfolio of whoever asks; nothing about the own person needs to be looked up."""
    return Portfolio(work.actor.id or 0, work.actor.name, note="", guided=False)


def entry(work: Work, entry_id: int) -> OpenedEntry:
    """One entry with its owner, in one statement."""
    row = work.db.execute(
        select(Entry, *sides(work, Entry.owner_id)).where(Entry.id == entry_id).options(joinedload(Entry.owner))
    ).one_or_none()
    if row is None:
        raise NotFound
    found: Entry = row[0]
    return OpenedEntry(
        found,
        entry_id,
        found.owner_id,
        guided=row[1],
        assessed=row[2],
        kept=found.archived_at is None,
        frozen=found.frozen_at is not None,
    )


def file(work: Work, file_id: int) -> OpenedFile:
    """One file with its entry, in one statement."""
    row = work.db.execute(
        select(EntryFile, *sides(work, Entry.owner_id))
        .join(EntryFile.entry)
        .where(EntryFile.id == file_id)
        .options(joinedload(EntryFile.entry))
    ).one_or_none()
    if row is None:
        raise NotFound
    found: EntryFile = row[0]
    return OpenedFile(
        found,
        file_id,
        found.entry.owner_id,
        guided=row[1],
        assessed=row[2],
        kept=found.archived_at is None and found.entry.archived_at is None,
        frozen=found.entry.frozen_at is not None,
        given=found.given_key is not None,
    )


def evidence(work: Work, evidence_id: int) -> OpenedEvidence:
    """One link with its entry and its work process, in one statement."""
    row = work.db.execute(
        select(Evidence, *sides(work, Entry.owner_id), Qualification.terms)
        .join(Evidence.entry)
        .join(Evidence.work_process)
        .join(WorkProcess.core_task)
        .join(CoreTask.qualification)
        .where(Evidence.id == evidence_id)
        .options(joinedload(Evidence.entry), joinedload(Evidence.work_process))
    ).one_or_none()
    if row is None:
        raise NotFound
    found: Evidence = row[0]
    return OpenedEvidence(
        found,
        found.entry.owner_id,
        guided=row[1],
        assessed=row[2],
        kept=found.entry.archived_at is None,
        frozen=found.state is EvidenceState.ACCEPTED,
        terms=row[3],
    )


def comment(work: Work, comment_id: int) -> OpenedComment:
    """One comment with the entry it is at, in one statement."""
    row = work.db.execute(
        select(Comment, Entry.owner_id, Entry.archived_at, *sides(work, Entry.owner_id))
        .join(Entry, Entry.id == Comment.entry_id)
        .where(Comment.id == comment_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    found: Comment = row[0]
    return OpenedComment(
        found,
        comment_id,
        found.entry_id,
        found.author_id,
        owner_id=row[1],
        guided=row[3],
        assessed=row[4],
        kept=row[2] is None,
    )


def gap(work: Work, work_process_id: int) -> Gap:
    """A work process of a qualification that the actor follows now."""
    row = work.db.execute(
        select(WorkProcess, CoreTask.name, Qualification.id, Qualification.name, Qualification.terms)
        .join(WorkProcess.core_task)
        .join(CoreTask.qualification)
        .join(QualificationLink, QualificationLink.qualification_id == Qualification.id)
        .where(
            WorkProcess.id == work_process_id,
            QualificationLink.person_id == work.actor.id,
            QualificationLink.ended_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return Gap(*row)


def locked_entry(work: Work, entry_id: int) -> Entry:
    """The entry as it stands, held until the end of this work."""
    return work.db.scalars(
        select(Entry)
        .where(Entry.id == entry_id)
        .with_for_update(of=Entry)  # race: the same entry is saved in two tabs at once
        .execution_options(populate_existing=True)
    ).one()


def locked_evidence(work: Work, evidence_id: int) -> Evidence:
    """The link as it stands, held until the end of this work."""
    return work.db.scalars(
        select(Evidence)
        .where(Evidence.id == evidence_id)
        .with_for_update(of=Evidence)  # race: the same reasoning is saved in two tabs at once
        .execution_options(populate_existing=True)
    ).one()


def sides(work: Work, owner_id: InstrumentedAttribute[int]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Whether the actor guides this person, and whether the actor assesses the portfolio; never both."""
    guides = exists().where(Supervision.candidate_id == owner_id, Supervision.supervisor_id == work.actor.id)
    assesses = exists().where(
        PortfolioAssessor.candidate_id == owner_id,
        PortfolioAssessor.assessor_id == work.actor.id,
        PortfolioAssessor.ended_at.is_(None),
    )
    return guides, and_(assesses, ~guides)
