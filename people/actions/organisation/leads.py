"""Who leads a part of the organisation."""

from foundation.messages import say
from foundation.refusals import Refusal
from foundation.work import Work
from people import queries
from people.actions.people import give_role
from people.events import PeoplePlaced
from people.models import OrganisationPart, PartLead, Person
from people.rules import Role


def begin_lead(work: Work, part: OrganisationPart, person: Person) -> None:
    """Let somebody lead this part; that gives the role of manager."""
    work.db.refresh(part, with_for_update=True)  # race: the part closed, or the same person named, at this moment
    if part.closed_at is not None:
        raise Refusal(say("This part is closed. Nobody leads it."))
    if not person.active:
        raise Refusal(say("An inactive person leads nothing. Activate the person first."))
    if queries.current_lead(work, part.id, person.id):
        return  # sent twice
    give_role(work, person, Role.MANAGER)
    work.db.add(PartLead(part_id=part.id, person_id=person.id, since=work.today, begun_by=work.actor.id))
    work.emit(PeoplePlaced(person_ids=(person.id,), what="lead-begun", part_id=part.id))


def end_lead(work: Work, part: OrganisationPart, person_id: int) -> None:
    """Let somebody lead this part no longer; the role of manager stays."""
    found = queries.current_lead(work, part.id, person_id)
    if found is None:
        return  # sent twice
    found.until, found.ended_by = work.today, work.actor.id
    work.emit(PeoplePlaced(person_ids=(person_id,), what="lead-ended", part_id=part.id))
