"""What this package does when something happens elsewhere."""

from foundation.work import Work
from people.events import PeopleAdded, RolesChanged
from people.rules import Role
from qualification_files import actions


def link_new_people(work: Work, event: PeopleAdded) -> None:
    """New participants follow at once what is linked by default."""
    actions.link_new_participants(work, event.person_ids)


def link_new_candidates(work: Work, event: RolesChanged) -> None:
    """So does whoever was here already and becomes a candidate."""
    given = [change.person_id for change in event.changes if Role.CANDIDATE in change.given]
    actions.link_new_participants(work, given)
