"""What many qualifications of many people are worth, read at once."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from certification.models import UpkeepPause
from certification.queries.standings import facts_of, standing_of, standings
from certification.queries.upkeeps import upkeep_of
from certification.rules.clock import State, standing
from certification.rules.periods import Period, Unit
from people.models import Person
from qualification_files.models import QualificationLink
from tests.certification.made import activity, asks, completed, proved, rolling, upkeep

YEAR = Period(1, Unit.YEARS)
TODAY = date(2026, 11, 23)


@pytest.fixture
def course(make):
    return activity(make)


@pytest.fixture
def first_aid(make, course):
    """A rolling qualification of one year, achieved by that course."""
    qualification = make.qualification(core_tasks=0)
    rolling(make, qualification, YEAR)
    asks(make, qualification, course)
    return qualification


@pytest.fixture
def person(make, first_aid):
    """Somebody who is linked to it."""
    person = make.person()
    make.link(person, first_aid)
    return person


@pytest.fixture
def standing_now(desk, person, first_aid):
    def read(on=None):
        with desk.reading() as work:
            return standing_of(work, person.id, first_aid.id, on)

    return read


def paused(make, person, since, until=None, **fields):
    with make.writing() as work:
        work.db.add(UpkeepPause(person_id=person.id, since=since, until=until, made_at=work.now, **fields))


def test_whoever_did_it_is_qualified(make, person, course, standing_now):
    completed(make, person, course, TODAY)
    assert standing_now().until == date(2027, 11, 23)


def test_it_can_be_asked_for_any_day(make, person, course, standing_now):
    completed(make, person, course, TODAY)
    assert standing_now(date(2027, 11, 23)).state is State.EXPIRED


def test_whoever_did_nothing_has_not_started(standing_now):
    assert standing_now().state is State.NOT_STARTED


def test_a_completion_that_was_withdrawn_never_counts(make, person, course, standing_now):
    completed(make, person, course, TODAY, withdrawn_at=datetime(2026, 11, 23, tzinfo=UTC))
    assert standing_now().state is State.NOT_STARTED


def test_what_somebody_else_did_does_not_count(make, person, course, standing_now):
    completed(make, make.person(), course, TODAY)
    assert standing_now().state is State.NOT_STARTED


def test_an_external_one_is_proved_as_a_whole(make, desk):
    person, external = make.person(), make.qualification(core_tasks=0)
    upkeep(make, external, external=True)
    make.link(person, external)
    proved(make, person, external, TODAY, expires_on=date(2028, 1, 1))
    with desk.reading() as work:
        assert standing_of(work, person.id, external.id).until == date(2028, 1, 1)


def test_an_ended_link_has_no_standing(make, person, standing_now):
    with make.writing() as work:
        work.db.scalars(select(QualificationLink).filter_by(person_id=person.id)).one().ended_at = work.now
    assert standing_now() is None


def test_a_qualification_of_core_tasks_alone_has_no_standing(make, desk):
    person, qualification = make.person(), make.qualification()
    make.link(person, qualification)
    with desk.reading() as work:
        assert standings(work, people=[person.id]) == {}


def test_a_line_that_was_taken_out_is_not_asked(make, desk, first_aid):
    asks(make, first_aid, activity(make), removed_at=datetime(2026, 11, 1, tzinfo=UTC))
    with desk.reading() as work:
        assert len(upkeep_of(work, [first_aid.id])[first_aid.id].activities) == 1


def test_a_pause_of_all_qualifications_stops_the_clock_of_each(make, person, course, standing_now):
    completed(make, person, course, TODAY)
    paused(make, person, date(2026, 12, 1), date(2026, 12, 10))
    assert standing_now(date(2027, 1, 1)).until == date(2027, 12, 3)


@pytest.mark.parametrize("fields", [{"withdrawn_at": datetime(2026, 11, 1, tzinfo=UTC)}, {"of_another": True}])
def test_a_pause_that_was_withdrawn_or_is_of_another_qualification_does_not(make, person, course, standing_now, fields):
    if fields.pop("of_another", False):
        fields["qualification_id"] = make.qualification().id
    completed(make, person, course, TODAY)
    paused(make, person, date(2026, 12, 1), date(2026, 12, 10), **fields)
    assert standing_now(date(2027, 1, 1)).until == date(2027, 11, 23)


def test_it_says_the_same_as_the_clock_with_the_facts(make, desk, person, first_aid, course):
    completed(make, person, course, TODAY, expires_on=date(2027, 3, 1))
    with desk.reading() as work:
        pair, (known,) = (person.id, first_aid.id), facts_of(work, [person.id], [first_aid.id]).values()
        asked = upkeep_of(work, [first_aid.id])[first_aid.id]
        assert standings(work, people=[person.id])[pair] == standing(asked, known, TODAY)


def test_the_link_counts_from_its_day_where_the_school_is(make, desk, person, first_aid):
    with make.writing() as work:
        link = work.db.scalars(select(QualificationLink).filter_by(person_id=person.id)).one()
        link.linked_at = datetime(2026, 11, 1, 23, 30, tzinfo=UTC)
    with desk.reading() as work:
        assert facts_of(work, [person.id], None)[person.id, first_aid.id].linked_on == date(2026, 11, 2)


@pytest.mark.parametrize("many", [1, 4])
def test_people_are_read_in_five_statements_however_many_they_are(make, desk, statements, first_aid, course, many):
    people = [make.person() for _ in range(many)]
    for one in people:
        make.link(one, first_aid)
        completed(make, one, course, TODAY)
    with desk.reading() as work, statements() as ran:
        found = standings(work, people=select(Person.id))
    assert (len(found), len(ran)) == (many, 5)


def test_those_who_did_the_same_share_one_answer(make, desk, first_aid, course):
    people = [make.person(), make.person()]
    for one in people:
        make.link(one, first_aid)
        completed(make, one, course, TODAY)
    with desk.reading() as work:
        first, second = standings(work, people=None).values()
    assert first is second
