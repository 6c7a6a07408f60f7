"""Opening exam files to an auditor for some time, and closing them again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from exams.actions.repeats import key_for
from exams.actions.wording import require_words
from exams.events.records import InspectionGranted, InspectionWithdrawn
from exams.models import GrantedSitting, InspectionGrant
from exams.queries.inspection import choosable_ids, grant_with_key, own_among
from foundation.messages import say
from foundation.refusals import NotAllowed, Refusal
from foundation.work import Work
from people.models import Person
from people.rules import Role


@dataclass(frozen=True, kw_only=True)
class GrantFacts:
    """From when until when, why, and the number of the form."""

    reason: str
    starts_at: datetime
    ends_at: datetime
    form_key: str


def grant_inspection(work: Work, auditor: Person, sittings: Sequence[int], facts: GrantFacts) -> InspectionGrant:
    """Open these files to the auditor; the same form sent twice opens them once."""
    key = key_for(work, facts.form_key, auditor.id, facts.starts_at, facts.ends_at, facts.reason, *sittings)
    if there := grant_with_key(work, key):
        return there
    if Role.AUDITOR not in auditor.role_names:
        raise Refusal(say("%(name)s is no auditor.", name=auditor.name))
    if auditor.id == work.actor.id:
        raise Refusal(say("Nobody opens files to themselves. Ask somebody else to do it."))
    if facts.ends_at <= facts.starts_at or facts.ends_at <= work.now:
        raise Refusal(say("Choose an end after the start, and after now."))
    if own_among(work, sittings):
        raise NotAllowed(say("One of these is an exam of your own. Ask somebody else to open its file."))
    require_words(facts.reason)
    chosen = choosable_ids(work, among=set(sittings))
    if not chosen:
        raise Refusal(say("Choose at least one exam."))
    made = InspectionGrant(
        auditor_id=auditor.id,
        reason=facts.reason,
        starts_at=facts.starts_at,
        ends_at=facts.ends_at,
        given_by=work.actor.id,
        given_at=work.now,
        form_key=key,
        chosen=[GrantedSitting(sitting_id=number) for number in chosen],
    )
    work.db.add(made)
    work.db.flush()  # the event needs the number
    work.emit(InspectionGranted(grant_id=made.id, person_id=auditor.id, sitting_ids=tuple(chosen)))
    return made


def withdraw_inspection(work: Work, grant: InspectionGrant) -> None:
    """Close them from this moment on; closed before is no harm."""
    if own_among(work, [one.sitting_id for one in grant.chosen]):
        raise NotAllowed(say("One of these is an exam of your own. Ask somebody else to close its file."))
    if grant.withdrawn_at:
        return
    grant.withdrawn_at = work.now
    work.emit(InspectionWithdrawn(grant_id=grant.id, person_id=grant.auditor_id))
