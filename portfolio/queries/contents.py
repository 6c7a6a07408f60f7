"""Everything in somebody's portfolio, read at once: what exports and the data-access request are made of."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from foundation.work import Work
from people.models import Person
from portfolio.formats.values import (
    EntryInside,
    EvidenceInside,
    FileInside,
    PortfolioFile,
    QualificationInside,
    Said,
    SaidAs,
    WorkProcessInside,
)
from portfolio.models import (
    Comment,
    Entry,
    EntryFile,
    EntryQualification,
    Evidence,
    EvidenceIndicator,
    GuestPass,
    Review,
    WitnessStatement,
)
from portfolio.rules import EntryFacts
from portfolio.rules.paths import Places, portable
from qualification_files.models import CoreTask, Indicator, Qualification, WorkProcess

LONGEST_FOLDER = 60  # characters of a title in the name of a folder


@dataclass(frozen=True)
class StoredFile:
    """A file as it is kept: under which key, and what is shown of it."""

    key: str
    shown_key: str | None  # the picture that every program can show
    picture: str  # where that lies in an archive
    category: str
    media_type: str
    replaced: bool  # there is a newer version of it


@dataclass(frozen=True)
class Contents:
    """A portfolio with the bytes it is made of."""

    portfolio: PortfolioFile
    stored: Mapping[str, StoredFile]  # by the path of the file inside


def contents_of(work: Work, owner_id: int, *, made_by: str = "") -> Contents:
    """All entries that were not put aside, oldest first, with all that belongs to them (9 statements)."""
    owner = work.db.get_one(Person, owner_id)
    rows = work.db.scalars(
        select(Entry).where(Entry.owner_id == owner_id, Entry.archived_at.is_(None)).order_by(Entry.id)
    ).all()
    files, stored = _files(work, owner_id, {row.id: row.title for row in rows})
    evidence = _evidence(work, owner_id)
    relevant, said = _relevant(work, owner_id), _said(work, owner_id)
    entries = tuple(
        EntryInside(
            key=str(row.id),
            kind=row.kind,
            facts=EntryFacts(**{name: getattr(row, name) for name in EntryFacts.__dataclass_fields__}),
            created_at=row.created_at,
            updated_at=row.updated_at,
            version_of=str(row.predecessor_id or ""),
            qualifications=tuple(relevant[row.id]),
            evidence=tuple(evidence[row.id]),
            files=tuple(files[row.id]),
            said=tuple(sorted([*said[row.id], *said_elsewhere(row)], key=lambda one: one.when)),
        )
        for row in rows
    )
    return Contents(PortfolioFile(owner.name, work.now, made_by, entries), stored)


def said_elsewhere(entry: Entry) -> Sequence[Said]:
    """What others said about an imported entry where it comes from; not checked here."""
    origin = entry.origin or {}
    return [
        Said(
            one["who"],
            datetime.fromisoformat(one["when"]),
            one["text"],
            SaidAs(one["kind"]),
            one.get("number", ""),
            one.get("source") or origin.get("source", ""),
        )
        for one in origin.get("said", [])
    ]


def _files(
    work: Work, owner_id: int, titles: Mapping[int, str]
) -> tuple[dict[int, list[FileInside]], dict[str, StoredFile]]:
    inside: dict[int, list[FileInside]] = defaultdict(list)
    stored: dict[str, StoredFile] = {}
    places, paths = Places(), dict[int, str]()
    rows = work.db.scalars(
        select(EntryFile)
        .join(EntryFile.entry)
        .where(Entry.owner_id == owner_id, Entry.archived_at.is_(None), EntryFile.archived_at.is_(None))
        .order_by(EntryFile.entry_id, EntryFile.id)
    )
    for row in rows:
        folder = portable(f"{row.entry_id}-{titles[row.entry_id][:LONGEST_FOLDER]}")
        path = paths[row.id] = places.find(f"files/{folder}", row.name)
        stored[path] = StoredFile(
            key=row.original_key,
            shown_key=row.shown_key,
            picture=f"pictures/{row.id}.jpg",
            category=row.category,
            media_type=row.media_type,
            replaced=row.replaced_at is not None,
        )
        replaces = paths.get(row.replaces_id or 0, "")
        inside[row.entry_id].append(
            FileInside(path, row.name, row.media_type, row.size, row.sha256, row.uploaded_at, replaces)
        )
    return inside, stored


def _evidence(work: Work, owner_id: int) -> dict[int, list[EvidenceInside]]:
    found: dict[int, list[EvidenceInside]] = defaultdict(list)
    indicators = _indicators(work, owner_id)
    rows = work.db.execute(
        select(Evidence, WorkProcess, CoreTask, Qualification)
        .join(Evidence.entry)
        .join(WorkProcess, WorkProcess.id == Evidence.work_process_id)
        .join(CoreTask, CoreTask.id == WorkProcess.core_task_id)
        .join(Qualification, Qualification.id == CoreTask.qualification_id)
        .where(Entry.owner_id == owner_id, Entry.archived_at.is_(None), Evidence.archived_at.is_(None))
        .order_by(Qualification.name, Qualification.id, CoreTask.position, WorkProcess.position, Evidence.id)
    )
    for evidence, process, task, qualification in rows:
        shown = WorkProcessInside(
            QualificationInside(qualification.code, qualification.cohort, qualification.name),
            f"{task.number} {task.name}",
            process.number,
            process.name,
            process.identifier,
        )
        found[evidence.entry_id].append(
            EvidenceInside(shown, evidence.reasoning, evidence.state, tuple(indicators[evidence.id]))
        )
    return found


def _indicators(work: Work, owner_id: int) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for evidence_id, text in work.db.execute(
        select(EvidenceIndicator.evidence_id, Indicator.text)
        .join(Indicator, Indicator.id == EvidenceIndicator.indicator_id)
        .join(Evidence, Evidence.id == EvidenceIndicator.evidence_id)
        .join(Evidence.entry)
        .where(Entry.owner_id == owner_id, Entry.archived_at.is_(None))
        .order_by(Indicator.position, Indicator.id)
    ):
        found[evidence_id].append(text)
    return found


def _relevant(work: Work, owner_id: int) -> dict[int, list[QualificationInside]]:
    found: dict[int, list[QualificationInside]] = defaultdict(list)
    for entry_id, code, cohort, name in work.db.execute(
        select(EntryQualification.entry_id, Qualification.code, Qualification.cohort, Qualification.name)
        .join(EntryQualification.qualification)
        .join(EntryQualification.entry)
        .where(Entry.owner_id == owner_id, Entry.archived_at.is_(None))
        .order_by(Qualification.name, Qualification.id)
    ):
        found[entry_id].append(QualificationInside(code, cohort, name))
    return found


def _said(work: Work, owner_id: int) -> dict[int, list[Said]]:
    found: dict[int, list[Said]] = defaultdict(list)
    for review, number, entry_id, reviewer in work.db.execute(
        select(Review, WorkProcess.number, Evidence.entry_id, Person)
        .join(Evidence, Evidence.id == Review.evidence_id)
        .join(Evidence.entry)
        .join(WorkProcess, WorkProcess.id == Evidence.work_process_id)
        .join(Review.reviewer)
        .where(Entry.owner_id == owner_id)
        .order_by(Review.id)
    ):
        found[entry_id].append(Said(reviewer.name, review.decided_at, review.reason, SaidAs(review.decision), number))
    for comment, author, guest in work.db.execute(
        select(Comment, Person, GuestPass)
        .join(Entry, Entry.id == Comment.entry_id)
        .outerjoin(Person, Person.id == Comment.author_id)
        .outerjoin(GuestPass, GuestPass.id == Comment.guest_pass_id)
        .where(Entry.owner_id == owner_id, Comment.withdrawn_at.is_(None))
        .order_by(Comment.id)
    ):
        found[comment.entry_id].append(Said((author or guest).name, comment.created_at, comment.text))
    for signed in work.db.scalars(
        select(WitnessStatement)
        .join(Entry, Entry.id == WitnessStatement.entry_id)
        .where(Entry.owner_id == owner_id)
        .order_by(WitnessStatement.id)
    ):
        who = ", ".join(filter(None, (signed.name, signed.function, signed.organisation)))
        found[signed.entry_id].append(Said(who, signed.signed_at, signed.statement, SaidAs.WITNESS))
    return found
