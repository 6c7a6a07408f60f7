"""The rows of everything that is kept about somebody's portfolio, put aside or not; each in one statement."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from sqlalchemy import or_, select

from foundation.audit import AuditLine
from foundation.uploading import Upload
from foundation.work import Work
from people.models import Person, Supervision
from portfolio.models import (
    Comment,
    Entry,
    EntryDraft,
    EntryFile,
    EntryQualification,
    Evidence,
    EvidenceIndicator,
    GuestPass,
    GuestVisit,
    PortfolioAssessor,
    PortfolioExport,
    PortfolioImport,
    QualityJudgement,
    Review,
    SelfAssessment,
    StaffNote,
    WitnessStatement,
)
from portfolio.queries.notes import notes_about
from portfolio.queries.uploads import FOR_ENTRIES
from qualification_files.models import CoreTask, Indicator, LinkGround, Qualification, QualificationLink, WorkProcess


@dataclass(frozen=True)
class Rows:
    """All of it, oldest first."""

    person: Person
    followed: Sequence[tuple[QualificationLink, Qualification]]
    grounds: Sequence[LinkGround]  # why each was, or is, followed
    supervisor_ids: Sequence[int]
    assessors: Sequence[PortfolioAssessor]
    entries: Sequence[Entry]
    relevant: Sequence[tuple[int, Qualification]]  # by entry
    files: Sequence[EntryFile]
    evidence: Sequence[Evidence]
    indicators: Sequence[tuple[int, str]]  # by evidence
    reviews: Sequence[Review]
    comments: Sequence[Comment]
    statements: Sequence[WitnessStatement]
    drafts: Sequence[EntryDraft]
    uploads: Sequence[Upload]
    judgements: Sequence[QualityJudgement]
    self_assessments: Sequence[SelfAssessment]
    processes: Mapping[int, tuple[WorkProcess, CoreTask, Qualification]]
    guests: Sequence[GuestPass]
    visits: Sequence[GuestVisit]
    notes: Sequence[StaffNote]
    exports: Sequence[PortfolioExport]
    imports: Sequence[PortfolioImport]
    lines: Sequence[AuditLine]

    @property
    def people(self) -> Set[int]:
        """Everybody whose name is told: who said or did something in it."""
        found: set[int | None] = {self.person.id, *self.supervisor_ids}
        found.update(number for row in self.assessors for number in (row.assessor_id, row.assigned_by))
        found.update(row.uploaded_by for row in self.files)
        found.update(row.reviewer_id for row in self.reviews)
        found.update(row.author_id for row in self.comments)
        found.update(row.judged_by for row in self.judgements)
        found.update(row.created_by for row in self.guests)
        found.update(row.author_id for row in self.notes)
        found.update(file.uploaded_by for row in self.notes for file in row.files)
        found.update(row.asked_by for row in self.exports)
        found.update(row.made_by for row in self.grounds)
        found.update(row.actor_id for row in self.lines)
        return {number for number in found if number is not None}


def rows_about(work: Work, person_id: int) -> Rows:
    """Read it all (25 statements)."""
    db, mine = work.db, select(Entry.id).where(Entry.owner_id == person_id)
    linked = select(Evidence.id).where(Evidence.entry_id.in_(mine))
    return Rows(
        person=db.get_one(Person, person_id),
        followed=[
            (link, qualification)
            for link, qualification in db.execute(
                select(QualificationLink, Qualification)
                .join(QualificationLink.qualification)
                .where(QualificationLink.person_id == person_id)
                .order_by(QualificationLink.id)
            )
        ],
        grounds=db.scalars(
            select(LinkGround)
            .join(LinkGround.link)
            .where(QualificationLink.person_id == person_id)
            .order_by(LinkGround.id)
        ).all(),
        supervisor_ids=db.scalars(
            select(Supervision.supervisor_id)
            .where(Supervision.candidate_id == person_id)
            .order_by(Supervision.supervisor_id)
        ).all(),
        assessors=db.scalars(
            select(PortfolioAssessor).where(PortfolioAssessor.candidate_id == person_id).order_by(PortfolioAssessor.id)
        ).all(),
        entries=db.scalars(select(Entry).where(Entry.owner_id == person_id).order_by(Entry.id)).all(),
        relevant=[
            (entry_id, qualification)
            for entry_id, qualification in db.execute(
                select(EntryQualification.entry_id, Qualification)
                .join(EntryQualification.qualification)
                .where(EntryQualification.entry_id.in_(mine))
                .order_by(Qualification.name, Qualification.id)
            )
        ],
        files=db.scalars(select(EntryFile).where(EntryFile.entry_id.in_(mine)).order_by(EntryFile.id)).all(),
        evidence=db.scalars(select(Evidence).where(Evidence.entry_id.in_(mine)).order_by(Evidence.id)).all(),
        indicators=[
            (evidence_id, text)
            for evidence_id, text in db.execute(
                select(EvidenceIndicator.evidence_id, Indicator.text)
                .join(Indicator, Indicator.id == EvidenceIndicator.indicator_id)
                .where(EvidenceIndicator.evidence_id.in_(linked))
                .order_by(Indicator.position, Indicator.id)
            )
        ],
        reviews=db.scalars(select(Review).where(Review.evidence_id.in_(linked)).order_by(Review.id)).all(),
        comments=db.scalars(select(Comment).where(Comment.entry_id.in_(mine)).order_by(Comment.id)).all(),
        statements=db.scalars(
            select(WitnessStatement).where(WitnessStatement.entry_id.in_(mine)).order_by(WitnessStatement.id)
        ).all(),
        drafts=db.scalars(select(EntryDraft).where(EntryDraft.owner_id == person_id).order_by(EntryDraft.id)).all(),
        uploads=db.scalars(
            select(Upload)
            .where(Upload.owner_id == person_id, Upload.purpose == FOR_ENTRIES, Upload.used_at.is_(None))
            .order_by(Upload.id)
        ).all(),
        judgements=db.scalars(
            select(QualityJudgement).where(QualityJudgement.person_id == person_id).order_by(QualityJudgement.id)
        ).all(),
        self_assessments=db.scalars(
            select(SelfAssessment).where(SelfAssessment.person_id == person_id).order_by(SelfAssessment.id)
        ).all(),
        processes=_processes(work, person_id),
        guests=db.scalars(select(GuestPass).where(GuestPass.owner_id == person_id).order_by(GuestPass.id)).all(),
        visits=db.scalars(
            select(GuestVisit)
            .where(GuestVisit.guest_pass_id.in_(select(GuestPass.id).where(GuestPass.owner_id == person_id)))
            .order_by(GuestVisit.id)
        ).all(),
        notes=notes_about(work, person_id),
        exports=db.scalars(
            select(PortfolioExport).where(PortfolioExport.owner_id == person_id).order_by(PortfolioExport.id)
        ).all(),
        imports=db.scalars(
            select(PortfolioImport).where(PortfolioImport.owner_id == person_id).order_by(PortfolioImport.id)
        ).all(),
        lines=db.scalars(select(AuditLine).where(AuditLine.person_id == person_id).order_by(AuditLine.id)).all(),
    )


def _processes(work: Work, person_id: int) -> dict[int, tuple[WorkProcess, CoreTask, Qualification]]:
    """The work processes that any of it is about."""
    shown = select(Evidence.work_process_id).join(Evidence.entry).where(Entry.owner_id == person_id)
    named = (
        select(model.work_process_id).where(owner == person_id)
        for model, owner in (
            (QualityJudgement, QualityJudgement.person_id),
            (SelfAssessment, SelfAssessment.person_id),
            (EntryDraft, EntryDraft.owner_id),
        )
    )
    rows = work.db.execute(
        select(WorkProcess, CoreTask, Qualification)
        .join(WorkProcess.core_task)
        .join(CoreTask.qualification)
        .where(or_(*(WorkProcess.id.in_(one) for one in (shown, *named))))
    )
    return {process.id: (process, task, qualification) for process, task, qualification in rows}
