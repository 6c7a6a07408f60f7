"""What people sent in, one by one: with who may decide about it, what was decided before, and its pictures."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from certification.events.approving import SentInSeen, SentInTaken
from certification.models import Completion, Proof, ProofDecision, Submission, SubmissionFile
from certification.models.approvals import (
    DrawnFile,
    DrawnPage,
    OpenedPicture,
    OpenedProof,
    OpenedSubmission,
    OpenedSubmissionFile,
    SubmissionDecision,
)
from certification.rules.states import ProofState
from foundation.audit import AuditLine
from foundation.refusals import NotFound
from foundation.work import Work
from people.models import Person
from people.queries.organisation import may_look_after, scope_condition
from people.rules import Role

DECIDERS = frozenset({Role.ADMINISTRATOR, Role.MANAGER})
LATEST = 200  # of the actor's lines: whoever did more since then gets a line more, never one less


def proof(work: Work, proof_id: int) -> OpenedProof:
    """A certificate that was sent in."""
    found = work.db.scalars(_PROOF.where(Proof.id == proof_id)).one_or_none()
    if found is None:
        raise NotFound
    return OpenedProof(found, may_look_after(work, found.person_id, roles=DECIDERS))


def submission(work: Work, submission_id: int) -> OpenedSubmission:
    """What was handed in for an assignment."""
    found = work.db.scalars(_SUBMISSION.where(Submission.id == submission_id)).one_or_none()
    if found is None:
        raise NotFound
    return OpenedSubmission(found, may_look_after(work, found.person_id, roles=DECIDERS))


def submission_file(work: Work, file_id: int) -> OpenedSubmissionFile:
    """A file of what was handed in."""
    file = work.db.get(SubmissionFile, file_id)
    if file is None:
        raise NotFound
    opened = submission(work, file.submission_id)
    return OpenedSubmissionFile(
        opened.submission, opened.looked_after, file.id, file.file_name, file.file_key, file.media_type
    )


def proof_page(work: Work, proof_id: int, number: int) -> OpenedPicture:
    """A page of a certificate, drawn."""
    opened = proof(work, proof_id)
    key = _picture_key(work, opened.proof.file_key, number)
    return OpenedPicture(opened.owner_id, opened.looked_after, opened.proof.id, key, opened.proof.file_name)


def submission_page(work: Work, file_id: int, number: int) -> OpenedPicture:
    """A page of a file that was handed in, drawn."""
    opened = submission_file(work, file_id)
    key = _picture_key(work, opened.file_key, number)
    return OpenedPicture(opened.owner_id, opened.looked_after, opened.submission.id, key, opened.file_name)


def opened_proofs(work: Work, proof_ids: Collection[int]) -> dict[int, OpenedProof]:
    """Those of these certificates that are there, held until the end of this work, in two statements at most."""
    looked_after = _looked_after(work, select(Proof.person_id).where(Proof.id.in_(proof_ids)))
    rows = work.db.scalars(
        _PROOF.where(Proof.id.in_(proof_ids))
        .order_by(Proof.id)  # nobody waits for the other
        .with_for_update(of=Proof)  # race: two people with the same list
        .execution_options(populate_existing=True)
    )
    return {row.id: OpenedProof(row, row.person_id in looked_after) for row in rows}


def opened_submissions(work: Work, submission_ids: Collection[int]) -> dict[int, OpenedSubmission]:
    """Those of these submissions that are there, held until the end of this work, in three statements at most."""
    looked_after = _looked_after(work, select(Submission.person_id).where(Submission.id.in_(submission_ids)))
    rows = work.db.scalars(
        _SUBMISSION.where(Submission.id.in_(submission_ids))
        .order_by(Submission.id)  # nobody waits for the other
        .with_for_update(of=Submission)  # race: two people with the same list
        .execution_options(populate_existing=True)
    )
    return {row.id: OpenedSubmission(row, row.person_id in looked_after) for row in rows}


def locked_proof(work: Work, proof_id: int) -> Proof:
    """The certificate as it stands, held until the end of this work."""
    return work.db.scalars(
        _PROOF.where(Proof.id == proof_id)
        .with_for_update(of=Proof)  # race: two managers decide at once
        .execution_options(populate_existing=True)
    ).one()


def locked_submission(work: Work, submission_id: int) -> Submission:
    """The submission as it stands, held until the end of this work."""
    return work.db.scalars(
        _SUBMISSION.where(Submission.id == submission_id)
        .with_for_update(of=Submission)  # race: two managers decide at once
        .execution_options(populate_existing=True)
    ).one()


def times_approved(work: Work, proof_id: int) -> int:
    """How many times this certificate was approved: after a mistake it may be approved once more."""
    asked = (ProofDecision.proof_id == proof_id, ProofDecision.state == ProofState.APPROVED)
    return work.db.scalar(select(func.count(ProofDecision.id)).where(*asked)) or 0


def approval_completion(work: Work, source: str) -> Completion | None:
    """What came of an approval."""
    return work.db.scalars(select(Completion).where(Completion.source == source)).one_or_none()


def decisions_on_proof(work: Work, proof_id: int) -> Sequence[ProofDecision]:
    """Everything that happened to a certificate, newest first."""
    rows = select(ProofDecision).where(ProofDecision.proof_id == proof_id)
    return work.db.scalars(rows.order_by(ProofDecision.id.desc())).all()


def decisions_on_submission(work: Work, submission_id: int) -> Sequence[SubmissionDecision]:
    """Everything that was decided about what was handed in, newest first."""
    rows = select(SubmissionDecision).where(SubmissionDecision.submission_id == submission_id)
    return work.db.scalars(rows.order_by(SubmissionDecision.id.desc())).all()


def drawn(work: Work, keys: Collection[str]) -> dict[str, DrawnFile]:
    """Those of these files of which there are pictures, or of which it is known that there are none."""
    rows = select(DrawnFile).where(DrawnFile.file_key.in_(keys)).options(selectinload(DrawnFile.pages))
    return {row.file_key: row for row in work.db.scalars(rows)} if keys else {}


def people_by_id(work: Work, person_ids: Collection[int | None]) -> dict[int, Person]:
    """These people, in one statement."""
    wanted = {number for number in person_ids if number is not None}
    rows = select(Person).where(Person.id.in_(wanted))
    return {row.id: row for row in work.db.scalars(rows)} if wanted else {}


def has_looked(work: Work, seen: SentInSeen | SentInTaken, *, since: datetime) -> bool:
    """Whether the actor looked at this, or took a file of it, since that moment in this same sign-in (1 statement)."""
    lines = select(AuditLine).where(AuditLine.actor_id == work.actor.id).order_by(AuditLine.id.desc()).limit(LATEST)
    latest = lines.subquery()
    rows = work.db.execute(
        select(latest.c.facts).where(
            latest.c.event.in_((SentInSeen.name, SentInTaken.name)),
            latest.c.person_id == seen.person_id,
            latest.c.sign_in_id == work.actor.sign_in_id,
            latest.c.at >= since,
        )
    )
    return any((row.facts["kind"], row.facts["item_id"]) == (seen.kind, seen.item_id) for row in rows)


_PROOF: Select[Proof] = select(Proof).options(
    joinedload(Proof.person), joinedload(Proof.activity), joinedload(Proof.qualification)
)
_SUBMISSION: Select[Submission] = select(Submission).options(
    joinedload(Submission.person), joinedload(Submission.activity), selectinload(Submission.files)
)


def _looked_after(work: Work, person_ids: Select[int]) -> set[int]:
    """Of these people those whom the actor looks after, in two statements at most."""
    rows = select(Person.id).where(Person.id.in_(person_ids))
    within = scope_condition(work, roles=DECIDERS)
    return set(work.db.scalars(rows if within is None else rows.where(within)))


def _picture_key(work: Work, file_key: str, number: int) -> str:
    found = work.db.get(DrawnPage, (file_key, number))
    if found is None:
        raise NotFound
    return found.picture_key
