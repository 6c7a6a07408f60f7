"""New participants follow at once what is linked by default."""

from datetime import date

import pytest
from sqlalchemy import select

from people.events import PeopleAdded, RoleChange, RolesChanged
from people.rules import Role
from qualification_files import queries
from qualification_files.models import QualificationLink
from qualification_files.rules import LinkOrigin, QualificationState


@pytest.fixture
def added(desk):
    """Say that these people are new."""

    def tell(*people):
        with desk.writing() as work:
            work.emit(PeopleAdded(person_ids=tuple(one.id for one in people)))

    return tell


@pytest.fixture
def links(desk):
    def standing():
        with desk.reading() as work:
            found = work.db.execute(
                select(QualificationLink.person_id, QualificationLink.qualification_id, QualificationLink.origin)
            )
            return {tuple(row) for row in found}

    return standing


def test_q9_a_new_candidate_is_linked_to_what_is_linked_by_default(make, added, links, audited):
    person, row = make.person(Role.CANDIDATE), make.qualification(link_by_default=True)
    make.qualification()
    added(person)
    assert links() == {(person.id, row.id, LinkOrigin.BY_DEFAULT)}
    assert audited("qualification_files.people-linked")[0].person_id == person.id


def test_somebody_who_is_no_candidate_is_not_linked(make, added, links):
    make.qualification(link_by_default=True)
    added(make.person(Role.EXAMINER))
    assert links() == set()


@pytest.mark.parametrize(
    "fields",
    [
        {"intake_ends": date(2026, 11, 22)},
        {"programme_ends": date(2026, 11, 22)},
        {"state": QualificationState.DRAFT},
        {"state": QualificationState.SUPERSEDED},
    ],
)
def test_q16_what_takes_nobody_in_is_left_alone(make, added, links, fields):
    make.qualification(link_by_default=True, **fields)
    added(make.person(Role.CANDIDATE))
    assert links() == set()


def test_who_becomes_a_candidate_is_linked_too(make, desk, links):
    person, row = make.person(Role.CANDIDATE), make.qualification(link_by_default=True)
    with desk.writing() as work:
        work.emit(RolesChanged(changes=(RoleChange(person.id, (str(Role.CANDIDATE),), ()),)))
    assert links() == {(person.id, row.id, LinkOrigin.BY_DEFAULT)}


def test_hundreds_of_new_people_take_few_statements(make, added, statements):
    make.qualification(link_by_default=True)
    people = [make.person(Role.CANDIDATE) for _ in range(60)]
    with statements() as few:
        added(*people[:20])
    with statements() as many:
        added(*people[20:])
    assert len(few) == len(many)


def test_others_can_ask_what_somebody_follows_in_one_statement(make, desk, statements):
    person, row = make.person(Role.CANDIDATE), make.qualification()
    make.link(person, row)
    with desk.reading() as work:
        with statements() as seen:
            names = [link.qualification.name for link in queries.linked_qualifications(work, person.id)]
        assert (names, len(seen)) == ([row.name], 1)
    make.qualification(state=QualificationState.DRAFT)
