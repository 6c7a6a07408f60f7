"""Reading accountability documents."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from foundation.refusals import NotFound
from foundation.work import Work
from people.models import Person
from qualification_files.models import AccountabilityDocument, AccountabilityFile, Qualification
from qualification_files.queries.lists import Page, contains, page_of


@dataclass(frozen=True)
class Documents:
    """The documents of a qualification: those that count, those that were removed, and the names that go with them."""

    kept: list[AccountabilityDocument]
    removed: list[AccountabilityDocument]
    names: dict[int, str]


def documents(work: Work, qualification_id: int) -> Documents:
    """The documents of this qualification with every file they ever had, the oldest first, in three statements."""
    found = work.db.scalars(
        select(AccountabilityDocument)
        .where(AccountabilityDocument.qualification_id == qualification_id)
        .order_by(AccountabilityDocument.id)
        .options(selectinload(AccountabilityDocument.files))
    ).all()
    return Documents(
        kept=[row for row in found if row.removed_at is None],
        removed=[row for row in found if row.removed_at is not None],
        names=_names(work, found),
    )


@dataclass(frozen=True)
class Documented:
    """A qualification that has accountability documents, and how many."""

    qualification: Qualification
    documents: int


def documented(work: Work, *, words: str, page: int) -> Page[Documented]:
    """The qualifications that have documents now, by name, in three statements."""
    has_one = AccountabilityDocument.removed_at.is_(None)
    rows = select(Qualification).where(
        exists().where(AccountabilityDocument.qualification_id == Qualification.id, has_one),
        contains(words, Qualification.name, Qualification.code, Qualification.cohort),
    )
    found = page_of(work.db, rows, number=page, order=[Qualification.name.asc(), Qualification.id.asc()])
    counted = work.db.execute(
        select(AccountabilityDocument.qualification_id, func.count().label("documents"))
        .where(AccountabilityDocument.qualification_id.in_([row.id for row in found.rows]), has_one)
        .group_by(AccountabilityDocument.qualification_id)
    )
    counts = {row.qualification_id: row.documents for row in counted}
    return Page([Documented(row, counts[row.id]) for row in found.rows], found.total, found.number)


def document(work: Work, document_id: int) -> AccountabilityDocument:
    """This document with its qualification and its files."""
    found = work.db.get(
        AccountabilityDocument,
        document_id,
        options=[joinedload(AccountabilityDocument.qualification), selectinload(AccountabilityDocument.files)],
    )
    if found is None:
        raise NotFound
    return found


def document_names(work: Work, found: AccountabilityDocument) -> dict[int, str]:
    """Who added, replaced and removed it."""
    return _names(work, [found])


def document_file(work: Work, file_id: int) -> AccountabilityFile:
    """One file of a document, of today or of before."""
    found = work.db.get(AccountabilityFile, file_id, options=[joinedload(AccountabilityFile.document)])
    if found is None:
        raise NotFound
    return found


def same_file(work: Work, qualification_id: int, sha256: str) -> AccountabilityDocument | None:
    """The document of this qualification that has exactly this file now."""
    held = documents(work, qualification_id).kept
    return next((row for row in held if row.files[-1].sha256 == sha256), None)


def locked_qualification(work: Work, qualification_id: int) -> None:
    """Held until the end of this work."""
    work.db.execute(
        select(Qualification.id).where(Qualification.id == qualification_id).with_for_update()
    )  # race: the same upload is sent twice


def locked_document(work: Work, document_id: int) -> AccountabilityDocument:
    """The document as it stands, held until the end of this work."""
    return work.db.scalars(
        select(AccountabilityDocument)
        .where(AccountabilityDocument.id == document_id)
        .with_for_update(of=AccountabilityDocument)  # race: two people replace the same file at once
        .options(selectinload(AccountabilityDocument.files))
        .execution_options(populate_existing=True)
    ).one()


def _names(work: Work, found: Sequence[AccountabilityDocument]) -> dict[int, str]:
    ids = {number for row in found for number in (row.added_by, row.removed_by, *(f.uploaded_by for f in row.files))}
    people = work.db.scalars(select(Person).where(Person.id.in_(ids - {None})))
    return {person.id: person.name for person in people}
