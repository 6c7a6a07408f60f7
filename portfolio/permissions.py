"""Who may do what with portfolios."""

from enum import StrEnum

from foundation.access import Actor, Grants, Predicate
from foundation.uploading import Upload
from people.permissions import has_role
from people.rules import Role
from portfolio.models import (
    OpenedComment,
    OpenedDraft,
    OpenedEntry,
    OpenedEvidence,
    OpenedFile,
    OpenedNote,
    OpenedNoteFile,
    OpenedWorkProcess,
    Portfolio,
)
from portfolio.models.transfer import OpenedExport, OpenedImport
from portfolio.rules import ExportKind
from qualification_files.models import Reading
from qualification_files.rules import QualificationState

Subject = Portfolio | OpenedEntry | OpenedFile | OpenedEvidence | OpenedWorkProcess


class Permission(StrEnum):
    """What can be done with portfolios."""

    KEEP_PORTFOLIO = "portfolio:keep-portfolio"
    EXPORT_PORTFOLIO = "portfolio:export-portfolio"
    TAKE_EXPORT = "portfolio:take-export"
    ASK_DATA_ACCESS = "portfolio:ask-data-access"
    IMPORT_PORTFOLIO = "portfolio:import-portfolio"
    SEE_PORTFOLIO = "portfolio:see-portfolio"
    SEE_ENTRY = "portfolio:see-entry"
    EDIT_ENTRY = "portfolio:edit-entry"
    REMOVE_ENTRY = "portfolio:remove-entry"
    LINK_ENTRY = "portfolio:link-entry"
    KEEP_DRAFT = "portfolio:keep-draft"
    MAKE_NEW_VERSION = "portfolio:make-new-version"
    SEND_UPLOAD = "portfolio:send-upload"
    SEE_FILE = "portfolio:see-file"
    TAKE_ORIGINAL = "portfolio:take-original"
    REPLACE_FILE = "portfolio:replace-file"
    REMOVE_FILE = "portfolio:remove-file"
    SEE_EVIDENCE = "portfolio:see-evidence"
    EDIT_EVIDENCE = "portfolio:edit-evidence"
    SEE_OWN_CANDIDATES = "portfolio:see-own-candidates"
    INVITE_GUEST = "portfolio:invite-guest"
    SEE_GUEST = "portfolio:see-guest"
    KEEP_GUEST = "portfolio:keep-guest"
    WITHDRAW_GUEST = "portfolio:withdraw-guest"
    ASK_REVIEW = "portfolio:ask-review"
    REVIEW = "portfolio:review"
    SEE_TO_REVIEW = "portfolio:see-to-review"
    SEE_ASSESSED = "portfolio:see-assessed"
    COMMENT = "portfolio:comment"
    SEE_COMMENT = "portfolio:see-comment"
    WITHDRAW_COMMENT = "portfolio:withdraw-comment"
    ASSIGN_ASSESSOR = "portfolio:assign-assessor"
    JUDGE_QUALITY = "portfolio:judge-quality"
    SET_EVIDENCE_RULE = "portfolio:set-evidence-rule"
    SEE_NOTES = "portfolio:see-notes"
    SEE_ALL_NOTES = "portfolio:see-all-notes"
    ADD_NOTE = "portfolio:add-note"
    SEE_NOTE = "portfolio:see-note"
    EDIT_NOTE = "portfolio:edit-note"
    REMOVE_NOTE = "portfolio:remove-note"
    SEE_NOTE_FILE = "portfolio:see-note-file"
    REMOVE_NOTE_FILE = "portfolio:remove-note-file"


is_candidate = has_role(Role.CANDIDATE)
is_supervisor = has_role(Role.SUPERVISOR)
is_examiner = has_role(Role.EXAMINER)
is_administrator = has_role(Role.ADMINISTRATOR)
looks_after_qualifications = has_role(Role.COORDINATOR, Role.ADMINISTRATOR)
appoints_assessors = has_role(Role.COORDINATOR, Role.ADMINISTRATOR)
# An examiner is not among them: whoever marks a candidate does so by what the exam shows, unless the portfolio itself
# was given to that examiner to assess.
may_look_into_all = has_role(Role.COORDINATOR, Role.ADMINISTRATOR, Role.BOARD_MEMBER)


def is_owner(actor: Actor, subject: Subject | OpenedDraft | OpenedExport | OpenedImport | Upload) -> bool:
    """It is the actor's own."""
    return subject.owner_id == actor.id


def is_of_another(actor: Actor, subject: Subject | OpenedComment) -> bool:
    """Nobody judges what is one's own, nor chooses who does."""
    return subject.owner_id != actor.id


def is_kept(_actor: Actor, subject: Subject) -> bool:
    """It was not put aside."""
    return subject.kept


def guides_owner(_actor: Actor, subject: Subject) -> bool:
    """The actor guides its owner."""
    return subject.guided


def assesses_owner(_actor: Actor, subject: Subject) -> bool:
    """The owner's portfolio was given to the actor to assess; nobody assesses whom they guide."""
    return subject.assessed


def is_not_frozen(_actor: Actor, subject: OpenedEntry | OpenedFile | OpenedEvidence) -> bool:
    """Nothing it shows was accepted: what was accepted stays as it is."""
    return not subject.frozen


def is_frozen(_actor: Actor, opened: OpenedEntry) -> bool:
    """Something it shows was accepted; what there is to add goes into a new version."""
    return opened.frozen


def is_author(actor: Actor, opened: OpenedComment) -> bool:
    """The actor said it."""
    return opened.author_id == actor.id


def asked_for_it(actor: Actor, opened: OpenedExport) -> bool:
    """The actor had it made: what was made for one is not for another."""
    return opened.asked_by == actor.id


def holds_everything(_actor: Actor, opened: OpenedExport) -> bool:
    """It answers a data-access request: staff notes are in it, and the names of whoever looked."""
    return opened.kind is ExportKind.DATA_ACCESS


def holds_what_owner_sees(_actor: Actor, opened: OpenedExport) -> bool:
    """Nothing is in it that its owner does not see here."""
    return opened.kind is not ExportKind.DATA_ACCESS


def is_given(_actor: Actor, opened: OpenedFile) -> bool:
    """There is something of it that others may take: where it was made stays with its owner."""
    return opened.given


def is_not_closed(_actor: Actor, reading: Reading) -> bool:
    """A qualification that was closed for good can be read, and nothing else."""
    return reading.qualification.state is not QualificationState.CLOSED


def is_about_another(actor: Actor, subject: Portfolio | OpenedNote | OpenedNoteFile) -> bool:
    """Nobody sees what is noted about oneself here, whatever else that person is."""
    return subject.owner_id != actor.id


def wrote_note(actor: Actor, opened: OpenedNote | OpenedNoteFile) -> bool:
    """The actor wrote the note."""
    return opened.author_id == actor.id


_LOOKING: list[list[Predicate]] = [
    [is_owner],
    [may_look_into_all, is_kept],
    [is_supervisor, guides_owner, is_kept],
    [is_examiner, assesses_owner, is_kept],
]

_REVIEWING: list[list[Predicate]] = [
    [is_supervisor, guides_owner, is_of_another, is_kept],
    [is_examiner, assesses_owner, is_of_another, is_kept],
]

# Whoever guides a candidate or answers for all of them reads every note. Whoever assesses the portfolio judges what it
# shows, not what is said about the person: an assessor reads the own notes alone.
_NOTING: list[list[Predicate]] = [
    [looks_after_qualifications, is_about_another],
    [is_supervisor, guides_owner, is_about_another],
    [is_examiner, assesses_owner, is_about_another],
]
_READING_NOTES: list[list[Predicate]] = [
    [may_look_into_all, is_about_another],
    [is_supervisor, guides_owner, is_about_another],
]
_READING_NOTE: list[list[Predicate]] = [
    *([*clause, is_kept] for clause in _READING_NOTES),
    *([wrote_note, *clause] for clause in _NOTING),  # what was put aside too, to put it back
]
_KEEPING_NOTE: list[list[Predicate]] = [[wrote_note, *clause] for clause in _NOTING]

GRANTS: Grants = {
    Permission.KEEP_PORTFOLIO: [[is_candidate]],
    Permission.EXPORT_PORTFOLIO: [[is_owner]],
    Permission.TAKE_EXPORT: [
        [is_owner, asked_for_it, holds_what_owner_sees],
        [is_administrator, asked_for_it, holds_everything],
    ],
    # Who asks has to be known to be whom it is about: the school sees to that, so it is no button of the candidate.
    Permission.ASK_DATA_ACCESS: [[is_administrator]],
    Permission.IMPORT_PORTFOLIO: [[is_candidate, is_owner]],
    Permission.SEE_PORTFOLIO: _LOOKING,
    Permission.SEE_ENTRY: _LOOKING,
    Permission.EDIT_ENTRY: [[is_candidate, is_owner, is_kept, is_not_frozen]],
    Permission.REMOVE_ENTRY: [[is_candidate, is_owner, is_not_frozen]],
    Permission.LINK_ENTRY: [[is_candidate, is_owner, is_kept]],
    Permission.KEEP_DRAFT: [[is_candidate, is_owner]],
    Permission.MAKE_NEW_VERSION: [[is_candidate, is_owner, is_kept, is_frozen]],
    Permission.SEND_UPLOAD: [[is_candidate, is_owner]],
    Permission.SEE_FILE: _LOOKING,
    Permission.TAKE_ORIGINAL: [
        [is_owner],
        [may_look_into_all, is_kept, is_given],
        [is_supervisor, guides_owner, is_kept, is_given],
        [is_examiner, assesses_owner, is_kept, is_given],
    ],
    Permission.REPLACE_FILE: [[is_candidate, is_owner, is_kept, is_not_frozen]],
    Permission.REMOVE_FILE: [[is_candidate, is_owner, is_not_frozen]],
    Permission.SEE_EVIDENCE: _LOOKING,
    Permission.EDIT_EVIDENCE: [[is_candidate, is_owner, is_kept, is_not_frozen]],
    Permission.SEE_OWN_CANDIDATES: [[is_supervisor]],
    # Only the owner lets guests in; whoever is no candidate any more can still show them out.
    Permission.INVITE_GUEST: [[is_candidate, is_owner, is_kept]],
    Permission.SEE_GUEST: [[is_owner]],
    Permission.KEEP_GUEST: [[is_candidate, is_owner]],
    Permission.WITHDRAW_GUEST: [[is_owner]],
    Permission.ASK_REVIEW: [[is_candidate, is_owner, is_kept]],
    Permission.REVIEW: _REVIEWING,
    Permission.SEE_TO_REVIEW: [[is_supervisor], [is_examiner]],
    Permission.SEE_ASSESSED: [[is_examiner]],
    Permission.COMMENT: [[is_candidate, is_owner, is_kept], *_REVIEWING],
    Permission.SEE_COMMENT: _LOOKING,
    Permission.WITHDRAW_COMMENT: [[is_author]],
    Permission.ASSIGN_ASSESSOR: [[appoints_assessors, is_of_another]],
    Permission.JUDGE_QUALITY: [
        [is_examiner, assesses_owner, is_of_another, is_kept],
        [is_supervisor, guides_owner, is_of_another, is_kept],
    ],
    Permission.SET_EVIDENCE_RULE: [[looks_after_qualifications, is_not_closed]],
    Permission.SEE_NOTES: [*_READING_NOTES, *_NOTING],
    Permission.SEE_ALL_NOTES: _READING_NOTES,
    Permission.ADD_NOTE: _NOTING,
    Permission.SEE_NOTE: _READING_NOTE,
    Permission.EDIT_NOTE: [[*clause, is_kept] for clause in _KEEPING_NOTE],
    Permission.REMOVE_NOTE: _KEEPING_NOTE,
    Permission.SEE_NOTE_FILE: _READING_NOTE,
    Permission.REMOVE_NOTE_FILE: _KEEPING_NOTE,
}
