"""The page of a clock, and letting it stand still."""

from datetime import date

import pytest
from sqlalchemy import select

from certification.models import UpkeepPause
from certification.queries.standings import standing_of
from certification.rules.periods import Period, Unit
from people.rules import Role
from tests.certification.made import activity, asks, completed, rolling
from tests.people.made import lead as made_lead
from tests.people.made import part, place

TODAY = date(2026, 11, 23)
FIELDS = {"since": "2026-12-01", "until": "2026-12-10", "reason": "Leave <b>of</b> absence 🙂"}


@pytest.fixture
def course(make):
    return activity(make, title="Reanimation")


@pytest.fixture
def first_aid(make, course):
    qualification = make.qualification(core_tasks=0, name="First Aid")
    rolling(make, qualification, Period(1, Unit.YEARS))
    asks(make, qualification, course)
    return qualification


@pytest.fixture
def person(make, first_aid, course):
    """Somebody who achieved it today."""
    person = make.person(family="Vermeer")
    make.link(person, first_aid)
    completed(make, person, course, TODAY)
    return person


@pytest.fixture
def lead(make, person):
    """Who leads the team of that person."""
    team = part(make, "Team")
    place(make, person, team)
    return made_lead(make, team)


@pytest.fixture
def where(person, first_aid):
    return f"/people/{person.id}/qualifications/{first_aid.id}/clock"


@pytest.fixture
def stored(desk):
    def read():
        with desk.reading() as work:
            columns = UpkeepPause.qualification_id, UpkeepPause.until, UpkeepPause.withdrawn_at
            return list(work.db.execute(select(*columns).order_by(UpkeepPause.id)))

    return read


@pytest.fixture
def a_pause(make, person):
    """An open one that was begun."""
    with make.writing() as work:
        pause = UpkeepPause(person_id=person.id, since=TODAY, reason="Leave", made_at=work.now)
        work.db.add(pause)
    return pause


def test_the_page_says_until_when_and_why(visit, person, where):
    page = visit(person).get(where).text
    assert "Tue 23 Nov 2027" in page
    assert "holds 1 year from then" in page


def test_it_tells_what_happens_until_the_chosen_date(visit, person, where):
    page = visit(person).get(f"{where}?until=2027-11-09").text
    assert "Open: Reanimation" in page
    assert "Counts no more" not in page


@pytest.mark.parametrize("until", ["1900-01-01", "9999-12-31", "not a day"])
def test_a_date_that_nobody_can_mean_is_brought_within_reach(visit, person, where, until):
    assert visit(person).get(where, query_string={"until": until}).status_code == 200


def test_the_lead_sees_it(visit, lead, where):
    assert visit(lead).get(where).status_code == 200


@pytest.mark.parametrize("roles", [(), (Role.MANAGER,), (Role.SUPERVISOR,), (Role.CANDIDATE,)])
def test_to_others_it_does_not_exist(visit, make, where, roles):
    assert visit(make.person(*roles)).get(where).status_code == 404


def test_a_qualification_that_somebody_does_not_have_has_no_clock(defining, person, make):
    assert defining.get(f"/people/{person.id}/qualifications/{make.qualification().id}/clock").status_code == 404


def test_the_page_takes_a_fixed_number_of_statements(defining, statements, where):
    with statements() as first:
        defining.get(where)
    with statements() as longer:
        defining.get(f"{where}?until=2040-01-01")
    assert len(first) == len(longer) <= 14


@pytest.mark.parametrize("who", ["administrator", "lead"])
def test_who_looks_after_somebody_lets_the_clock_stand_still(visit, request, desk, person, first_aid, who):
    answer = visit(request.getfixturevalue(who)).post(f"/people/{person.id}/pauses", data=FIELDS)
    assert answer.status_code == 303
    with desk.reading() as work:
        assert standing_of(work, person.id, first_aid.id, date(2027, 1, 1)).until == date(2027, 12, 3)


def test_nobody_pauses_the_own_clock(visit, person, stored):
    assert visit(person).post(f"/people/{person.id}/pauses", data=FIELDS).status_code == 403
    assert stored() == []


def test_one_reads_why_ones_own_clock_stands_still(visit, person, a_pause):
    assert "Leave" in visit(person).get(f"/people/{person.id}/pauses").text


@pytest.mark.parametrize("roles", [(), (Role.MANAGER,), (Role.COORDINATOR,)])
def test_who_does_not_look_after_somebody_finds_no_pauses(visit, make, person, roles):
    assert visit(make.person(*roles)).post(f"/people/{person.id}/pauses", data=FIELDS).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("reason", "", "Say why."),
        ("until", "2026-11-30", "The last day cannot be before the first."),
        ("since", "0001-01-01", "between 2000 and ten years from now"),
        ("since", "2026-02-30", "Fill in a date that exists."),
        ("qualification_id", "999999", "Choose from the list."),
    ],
)
def test_what_is_wrong_is_said_at_the_field(defining, person, stored, field, value, words):
    answer = defining.post(f"/people/{person.id}/pauses", data={**FIELDS, field: value})
    assert (answer.status_code, words in answer.text, stored()) == (422, True, [])


def test_a_double_click_makes_one_pause(defining, person, stored):
    for _ in range(2):
        defining.post(f"/people/{person.id}/pauses", data=FIELDS)
    assert len(stored()) == 1


def test_markup_in_a_reason_is_shown_as_it_was_typed(defining, person):
    defining.post(f"/people/{person.id}/pauses", data=FIELDS)
    assert "Leave &lt;b&gt;of&lt;/b&gt; absence 🙂" in defining.get(f"/people/{person.id}/pauses").text


def test_a_pause_can_be_for_one_qualification(defining, person, first_aid, stored):
    defining.post(f"/people/{person.id}/pauses", data={**FIELDS, "qualification_id": str(first_aid.id)})
    assert stored()[0].qualification_id == first_aid.id


def test_a_pause_is_given_its_last_day(defining, person, a_pause, stored):
    defining.post(f"/people/{person.id}/pauses/{a_pause.id}/end", data={"last_day": "2026-12-31"})
    assert stored()[0].until == date(2026, 12, 31)


@pytest.mark.parametrize(("last_day", "status"), [("", 422), ("2026-11-01", 409), ("3000-01-01", 422)])
def test_a_last_day_that_cannot_be_is_refused(defining, person, a_pause, stored, last_day, status):
    answer = defining.post(f"/people/{person.id}/pauses/{a_pause.id}/end", data={"last_day": last_day})
    assert (answer.status_code, stored()[0].until) == (status, None)


def test_a_pause_that_was_a_mistake_is_withdrawn_once(defining, person, a_pause, stored, audited):
    for _ in range(2):
        defining.post(f"/people/{person.id}/pauses/{a_pause.id}/withdraw")
    assert stored()[0].withdrawn_at is not None
    assert audited().count("certification.pause-withdrawn") == 1


def test_a_pause_of_another_is_not_found_under_this_person(defining, make, a_pause, stored):
    answer = defining.post(f"/people/{make.person().id}/pauses/{a_pause.id}/withdraw")
    assert (answer.status_code, stored()[0].withdrawn_at) == (404, None)


def test_pausing_is_on_record(defining, person, audited):
    defining.post(f"/people/{person.id}/pauses", data=FIELDS)
    assert "certification.clock-paused" in audited()


def test_looking_changes_nothing(defining, person, where):
    assert defining.post(where).status_code == 405
    assert defining.get(f"/people/{person.id}/pauses/1/withdraw").status_code == 405
