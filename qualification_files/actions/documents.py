"""Accountability documents: put with a qualification in whatever state it is; what was there once stays to be read."""

from foundation.files import TakenIn
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.work import Work
from qualification_files import queries
from qualification_files.events import (
    DocumentAdded,
    DocumentDescribed,
    DocumentRemoved,
    DocumentReplaced,
    DocumentRestored,
)
from qualification_files.models import AccountabilityDocument, AccountabilityFile, Qualification

LONGEST_DESCRIPTION = 500


def add_document(
    work: Work, qualification: Qualification, taken: TakenIn, *, description: str
) -> AccountabilityDocument | None:
    """A document with its first file, described by the name of the file where nothing else is said.

    None when the qualification has this very file already: a form sent twice.
    """
    queries.locked_qualification(work, qualification.id)
    if queries.same_file(work, qualification.id, taken.sha256):
        return None
    added = AccountabilityDocument(
        qualification_id=qualification.id,
        description=description or taken.name,
        added_at=work.now,
        added_by=work.actor.id,
        files=[_file(work, taken)],
    )
    work.db.add(added)
    work.db.flush()  # the event needs the numbers
    work.emit(
        DocumentAdded(
            qualification_id=qualification.id,
            document_id=added.id,
            file_id=added.files[-1].id,
            sha256=taken.sha256,
        )
    )
    return added


def replace_document(work: Work, document: AccountabilityDocument, taken: TakenIn) -> bool:
    """A newer file takes the place of the one that is there; whether that changed anything."""
    document = queries.locked_document(work, document.id)
    _refuse_removed(document)
    if document.files[-1].sha256 == taken.sha256:
        return False  # sent twice
    document.files.append(_file(work, taken))
    work.db.flush()  # the event needs the number
    work.emit(
        DocumentReplaced(
            qualification_id=document.qualification_id,
            document_id=document.id,
            file_id=document.files[-1].id,
            sha256=taken.sha256,
        )
    )
    return True


def describe_document(work: Work, document: AccountabilityDocument, description: str) -> None:
    """Say otherwise what it is."""
    _refuse_removed(document)
    if document.description == description:
        return
    document.description = description
    work.emit(DocumentDescribed(qualification_id=document.qualification_id, document_id=document.id))


def remove_document(work: Work, document: AccountabilityDocument) -> None:
    """Put it aside; it can be put back, and its files can still be read as history."""
    document = queries.locked_document(work, document.id)
    if document.removed_at is not None:
        return  # pressed twice
    document.removed_at, document.removed_by = work.now, work.actor.id
    work.emit(DocumentRemoved(qualification_id=document.qualification_id, document_id=document.id))


def restore_document(work: Work, document: AccountabilityDocument) -> None:
    """Put it back."""
    document = queries.locked_document(work, document.id)
    if document.removed_at is None:
        return  # pressed twice
    document.removed_at = document.removed_by = None
    work.emit(DocumentRestored(qualification_id=document.qualification_id, document_id=document.id))


def _refuse_removed(document: AccountabilityDocument) -> None:
    if document.removed_at is not None:
        raise Refusal(say("This document was removed. Put it back first, then change it."))


def _file(work: Work, taken: TakenIn) -> AccountabilityFile:
    return AccountabilityFile(
        name=taken.name,
        media_type=taken.media_type,
        size=taken.size,
        sha256=taken.sha256,
        file_key=taken.key,
        uploaded_at=work.now,
        uploaded_by=work.actor.id,
    )
