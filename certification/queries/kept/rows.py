"""The rows of what is kept about how somebody achieves and maintains, and where that person stands in the school."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from certification.models import (
    Activity,
    Certificate,
    Completion,
    InventoryRun,
    Progress,
    Proof,
    Reminder,
    ReminderQuiet,
    Seat,
    Submission,
    SubmissionDecision,
    UpkeepPause,
)
from certification.queries.linking.reasons import Names, names_for
from foundation.work import Work
from people.models import Membership, PartLead, Person, PersonAttribute, PersonAttributeValue, PersonRole, RoleScope
from people.queries.organisation import TreePart, tree
from qualification_files.models import LinkGround, Qualification, QualificationLink


@dataclass(frozen=True, kw_only=True)
class Rows:
    """All of it, the oldest first."""

    person: Person
    roles: Sequence[PersonRole]
    scopes: Sequence[RoleScope]
    attributes: Sequence[tuple[PersonAttribute, str]]
    memberships: Sequence[Membership]
    leads: Sequence[PartLead]
    grounds: Sequence[tuple[LinkGround, QualificationLink]]
    completions: Sequence[Completion]
    proofs: Sequence[Proof]
    submissions: Sequence[Submission]
    grades: Sequence[SubmissionDecision]
    seats: Sequence[Seat]
    progress: Sequence[Progress]
    pauses: Sequence[UpkeepPause]
    runs: Sequence[InventoryRun]
    certificates: Sequence[Certificate]
    reminders: Sequence[Reminder]
    quiet: Sequence[ReminderQuiet]

    @property
    def people(self) -> Set[int]:
        """Everybody whose name is told: who did or decided something about this person."""
        placed: list[Any] = [*self.memberships, *self.leads]
        decided: list[Any] = [*self.proofs, *self.submissions, *chain(*(row.proposals for row in self.runs))]
        found: set[int | None] = {number for row in placed for number in (row.begun_by, row.ended_by)}
        found.update(number for row, _link in self.grounds for number in (row.made_by, row.ended_by))
        found.update(number for row in self.completions for number in (row.recorded_by, row.withdrawn_by))
        found.update(one.by for row in self.proofs for one in row.decisions)
        found.update(row.by for row in self.grades)
        found.update(row.decided_by for row in decided)
        found.update(row.recorded_by for row in self.seats)
        found.update(row.made_by for row in self.pauses)
        found.update(number for row in self.runs for number in (row.asked_by, row.withdrawn_by))
        found.update(row.withdrawn_by for row in self.certificates)
        found.update(row.receiver_id for row in self.reminders)
        found.update(number for row in self.quiet for number in (row.made_by, row.ended_by))
        return {number for number in found if number is not None}

    @property
    def qualification_ids(self) -> Set[int]:
        """Which qualifications any of it is about."""
        about: list[Any] = [*self.completions, *self.proofs, *self.pauses, *self.certificates]
        found = {row.qualification_id for row in [*about, *self.reminders, *self.quiet]}
        found |= {link.qualification_id for _ground, link in self.grounds}
        proposals = list(chain(*(run.proposals for run in self.runs)))
        found |= {number for one in proposals for number in (one.qualification_id, one.given_id)}
        return found - {None}

    @property
    def activity_ids(self) -> Set[int]:
        """Which activities any of it is about."""
        about: list[Any] = [*self.completions, *self.proofs, *self.submissions, *self.progress, *self.certificates]
        found = {row.activity_id for row in about}
        return (found | {row.meeting.activity_id for row in self.seats}) - {None}


@dataclass(frozen=True)
class Named:
    """How what the rows are about is called, by number."""

    qualifications: Mapping[int, Qualification]
    activities: Mapping[int, str]
    parts: Mapping[int, TreePart]
    sources: Names


def rows_about(work: Work, person_id: int) -> Rows:
    """Read it all, put aside and withdrawn too (23 statements at most)."""
    db = work.db
    handed_in = select(Submission.id).where(Submission.person_id == person_id)
    attributes = (
        select(PersonAttribute, PersonAttributeValue.value)
        .join(PersonAttributeValue, PersonAttributeValue.attribute_id == PersonAttribute.id)
        .where(PersonAttributeValue.person_id == person_id)
        .order_by(PersonAttribute.position, PersonAttribute.id)
    )
    grounds = (
        select(LinkGround, QualificationLink)
        .join(LinkGround.link)
        .where(QualificationLink.person_id == person_id)
        .order_by(LinkGround.id)
    )
    run_options = (
        joinedload(InventoryRun.inventory),
        joinedload(InventoryRun.inventory_version),
        selectinload(InventoryRun.answers),
        selectinload(InventoryRun.proposals),
    )
    return Rows(
        person=db.get_one(Person, person_id),
        roles=db.scalars(select(PersonRole).where(PersonRole.person_id == person_id).order_by(PersonRole.role)).all(),
        scopes=db.scalars(select(RoleScope).where(RoleScope.person_id == person_id).order_by(RoleScope.part_id)).all(),
        attributes=[(attribute, value) for attribute, value in db.execute(attributes)],
        memberships=db.scalars(
            select(Membership)
            .where(Membership.person_id == person_id)
            .options(joinedload(Membership.function))
            .order_by(Membership.id)
        ).all(),
        leads=db.scalars(select(PartLead).where(PartLead.person_id == person_id).order_by(PartLead.id)).all(),
        grounds=[(ground, link) for ground, link in db.execute(grounds)],
        completions=db.scalars(
            select(Completion).where(Completion.person_id == person_id).order_by(Completion.id)
        ).all(),
        proofs=db.scalars(
            select(Proof).where(Proof.person_id == person_id).options(selectinload(Proof.decisions)).order_by(Proof.id)
        ).all(),
        submissions=db.scalars(
            select(Submission)
            .where(Submission.person_id == person_id)
            .options(selectinload(Submission.files))
            .order_by(Submission.id)
        ).all(),
        grades=db.scalars(
            select(SubmissionDecision)
            .where(SubmissionDecision.submission_id.in_(handed_in))
            .order_by(SubmissionDecision.id)
        ).all(),
        seats=db.scalars(
            select(Seat).where(Seat.person_id == person_id).options(joinedload(Seat.meeting)).order_by(Seat.id)
        ).all(),
        progress=db.scalars(
            select(Progress).where(Progress.person_id == person_id).order_by(Progress.started_at, Progress.activity_id)
        ).all(),
        pauses=db.scalars(select(UpkeepPause).where(UpkeepPause.person_id == person_id).order_by(UpkeepPause.id)).all(),
        runs=db.scalars(
            select(InventoryRun)
            .where(InventoryRun.person_id == person_id)
            .options(*run_options)
            .order_by(InventoryRun.id)
        ).all(),
        certificates=db.scalars(
            select(Certificate).where(Certificate.person_id == person_id).order_by(Certificate.id)
        ).all(),
        reminders=db.scalars(select(Reminder).where(Reminder.person_id == person_id).order_by(Reminder.id)).all(),
        quiet=db.scalars(
            select(ReminderQuiet).where(ReminderQuiet.person_id == person_id).order_by(ReminderQuiet.id)
        ).all(),
    )


def named(work: Work, rows: Rows) -> Named:
    """How all of that is called (8 statements at most)."""
    qualifications = select(Qualification).where(Qualification.id.in_(rows.qualification_ids))
    activities = select(Activity.id, Activity.title).where(Activity.id.in_(rows.activity_ids))
    return Named(
        {row.id: row for row in work.db.scalars(qualifications)},
        {row.id: row.title for row in work.db.execute(activities)},
        {one.id: one for one in tree(work, closed=True)},
        names_for(work, [ground for ground, _link in rows.grounds]),
    )
