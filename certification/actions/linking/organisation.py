"""Linking by organisation (C5): present and later members of a part and below, with a function where one is named."""

from certification.actions.linking.weighing import alone, carry_out
from certification.events.linking import OrganisationLinkEnded, OrganisationLinkMade
from certification.models import OrganisationLink
from certification.queries.linking.organisation import standing
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.work import Work
from people.models import JobFunction, OrganisationPart
from qualification_files.models import Qualification
from qualification_files.rules import LinkOrigin, QualificationState


def link_organisation(
    work: Work, qualification: Qualification, part: OrganisationPart, function: JobFunction | None, *, required: bool
) -> OrganisationLink:
    """Let whoever is there follow it from now on. Asked twice, it stands once."""
    if qualification.state is not QualificationState.ACTIVE:
        raise Refusal(say("This qualification is not active. Activate it first; then people can be linked to it."))
    if part.closed_at is not None:
        raise Refusal(say("This part of the organisation is closed. Choose one that is open."))
    alone(work)
    found = standing(work, qualification.id, part.id, function.id if function else None)
    if found is not None:
        return found
    made = OrganisationLink(
        qualification_id=qualification.id,
        part_id=part.id,
        function_id=function.id if function else None,
        required=required,
        made_at=work.now,
        made_by=work.actor.id,
    )
    work.db.add(made)
    work.db.flush()  # the event needs the number
    work.emit(
        OrganisationLinkMade(
            organisation_link_id=made.id,
            qualification_id=qualification.id,
            part_id=part.id,
            function_id=made.function_id,
            required=required,
        )
    )
    made.job_id = carry_out(work, (LinkOrigin.BY_ORGANISATION, made.id))
    return made


def end_organisation_link(work: Work, row: OrganisationLink) -> None:
    """Ask for it no longer: what nothing else holds ends. Done twice, it ends once."""
    alone(work)
    work.db.refresh(row)
    if row.ended_at is not None:
        return
    row.ended_at, row.ended_by = work.now, work.actor.id
    work.emit(
        OrganisationLinkEnded(organisation_link_id=row.id, qualification_id=row.qualification_id, part_id=row.part_id)
    )
    row.job_id = carry_out(work, (LinkOrigin.BY_ORGANISATION, row.id))
