"""A company with two teams, a qualification that is kept by a refresher, and who leads what."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import pytest

from certification.rules.periods import Period, Unit
from certification.rules.states import Stage
from people.models import OrganisationPart, Person
from people.rules import Role
from people.rules.organisation import PartKind
from qualification_files.models import Qualification, QualificationLink
from tests.certification.made import activity, asks, completed, rolling
from tests.factories import Make
from tests.people.made import lead, part, place

YEAR = Period(1, Unit.YEARS)
LONG_AGO = date(2020, 1, 1)


@dataclass
class School:
    """The company with its teams; `holder` makes somebody of a team who achieved it on that day."""

    company: OrganisationPart
    north: OrganisationPart
    south: OrganisationPart
    first_aid: Qualification
    holder: Callable[..., Person]
    leads_north: Person


@pytest.fixture
def school(make: Make, link_on: Callable[..., None]) -> School:
    company = part(make, "De Brug", kind=PartKind.COMPANY)
    north, south = part(make, "North", below=company), part(make, "South", below=company)
    first_aid = make.qualification(core_tasks=0, name="First Aid", code="90001")
    course = activity(make, title="First aid course")
    rolling(make, first_aid, YEAR)
    asks(make, first_aid, course)
    asks(make, first_aid, course, Stage.MAINTAIN)

    def holder(team: OrganisationPart | None, achieved: date | None, **fields: str) -> Person:
        person = make.person(Role.CANDIDATE, **fields)
        if team is not None:
            place(make, person, team)
        link_on(person, first_aid, LONG_AGO)
        if achieved:
            completed(make, person, course, achieved)
        return person

    return School(company, north, south, first_aid, holder, lead(make, north))


@pytest.fixture
def link_on(make: Make) -> Callable[..., None]:
    """`link_on(person, qualification, day)`: linked since that day."""

    def link(person: Person, qualification: Qualification, day: date, until: date | None = None) -> None:
        with make.writing() as work:
            work.db.add(
                QualificationLink(
                    person_id=person.id,
                    qualification_id=qualification.id,
                    linked_at=datetime.combine(day, time(9), UTC),
                    ended_at=datetime.combine(until, time(9), UTC) if until else None,
                )
            )

    return link
