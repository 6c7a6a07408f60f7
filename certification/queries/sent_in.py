"""What people sent in, as they themselves see it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from certification.models import Proof, Submission
from foundation.messages import say
from foundation.refusals import NotFound, Refusal
from foundation.work import Work
from people.models import Person
from qualification_files.models import QualificationLink


def locked_link(work: Work, person_id: int, qualification_id: int) -> int:
    """The link by which this person follows it, held until this work is done; refused where there is none."""
    found = work.db.scalar(
        select(QualificationLink.id)
        .where(
            QualificationLink.person_id == person_id,
            QualificationLink.qualification_id == qualification_id,
            QualificationLink.ended_at.is_(None),
        )
        .with_for_update()
    )
    if found is None:
        raise Refusal(say("You do not have to keep this qualification any more."))
    return found


def proof(work: Work, proof_id: int) -> Proof:
    """A certificate that was sent in, with what it is for and what became of it (2 statements)."""
    found = work.db.scalars(
        select(Proof)
        .where(Proof.id == proof_id)
        .options(joinedload(Proof.qualification), joinedload(Proof.activity), selectinload(Proof.decisions))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def locked_proof(work: Work, proof_id: int) -> Proof:
    """The same, held until this work is done, as it stands now (1 statement)."""
    return work.db.scalars(
        select(Proof).where(Proof.id == proof_id).with_for_update().execution_options(populate_existing=True)
    ).one()


def proof_by_key(work: Work, key: str) -> Proof | None:
    """What this form sent before (1 statement)."""
    return work.db.scalars(select(Proof).where(Proof.form_key == key)).one_or_none()


def latest_proof(work: Work, person_id: int, qualification_id: int, activity_id: int | None) -> Proof | None:
    """The last one that this person sent for this (1 statement)."""
    return work.db.scalars(
        select(Proof)
        .where(
            Proof.person_id == person_id,
            Proof.qualification_id == qualification_id,
            Proof.activity_id.is_(None) if activity_id is None else Proof.activity_id == activity_id,
        )
        .order_by(Proof.id.desc())
        .limit(1)
    ).one_or_none()


def proofs_of(work: Work, person_id: int, qualification_id: int | None = None) -> Sequence[Proof]:
    """What this person sent, newest first, with its history (2 statements)."""
    wanted = [Proof.person_id == person_id]
    if qualification_id is not None:
        wanted.append(Proof.qualification_id == qualification_id)
    return work.db.scalars(
        select(Proof)
        .where(*wanted)
        .options(joinedload(Proof.qualification), joinedload(Proof.activity), selectinload(Proof.decisions))
        .order_by(Proof.id.desc())
    ).all()


def submission_by_key(work: Work, key: str) -> Submission | None:
    """What this form handed in before (1 statement)."""
    return work.db.scalars(select(Submission).where(Submission.form_key == key)).one_or_none()


def submissions_of(work: Work, person_id: int, activity_id: int) -> Sequence[Submission]:
    """What this person handed in for this assignment, newest first, with its files (2 statements)."""
    return work.db.scalars(
        select(Submission)
        .where(Submission.person_id == person_id, Submission.activity_id == activity_id)
        .options(selectinload(Submission.files))
        .order_by(Submission.id.desc())
    ).all()


def deciders_of(work: Work, proof: Proof) -> dict[int, str]:
    """The names of who did something with it, by number (1 statement)."""
    people = {one.by for one in proof.decisions if one.by}
    rows = work.db.scalars(select(Person).where(Person.id.in_(people)))
    return {person.id: person.name for person in rows}
