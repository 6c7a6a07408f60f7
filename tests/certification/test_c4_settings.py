"""C2 to C4: the page on which it is set how a qualification is achieved and maintained."""

import re
from datetime import date

import pytest

from certification.models import QualificationActivity
from certification.queries.library import COORDINATORS_DEFINE
from certification.queries.settings import facts_in, settings_row
from certification.rules.periods import Period, Unit
from certification.rules.states import Stage
from foundation.environment import choose
from people.rules import Role
from tests.certification import made

YEAR = Period(1, Unit.YEARS)
ROLLING = {
    "duration": "rolling",
    "recurrence": "recurring",
    "period_count": "1",
    "period_unit": "years",
    "counts_from": "completion",
    "minimum_unit": "months",
    "opens_days_before": "14",
    "warns_days_before": "60",
    "grace_days": "0",
    "after_expiry": "maintain",
    "version": "0",
}


def text_of(answer):
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))


def hidden(answer, name):
    return re.search(rf'name="{name}"[^>]* value="([^"]*)"', text_of(answer))[1]


@pytest.fixture
def first_aid(make):
    """An active qualification that asks for one activity, which one of two people did long ago."""
    qualification, course = make.qualification(core_tasks=0, name="First Aid"), made.activity(make, title="Bandage")
    made.asks(make, qualification, course)
    people = [make.person(family=name) for name in ("Visser", "Bakker")]
    for person in people:
        make.link(person, qualification)
    made.completed(make, people[0], course, date(2025, 1, 1))
    return qualification


def test_where_nothing_is_asked_the_page_says_what_it_is_for(make, defining):
    answer = text_of(defining.get(f"/qualifications/{make.qualification().id}/upkeep"))
    assert "Nothing is asked here yet" in answer
    assert "Take over from another qualification" in answer


def test_the_page_is_a_tab_of_the_qualification(make, defining):
    qualification = make.qualification()
    assert f"/qualifications/{qualification.id}/upkeep" in text_of(
        defining.get(f"/qualifications/{qualification.id}/structure")
    )


def test_what_was_set_is_said_in_a_sentence(make, defining):
    qualification = make.qualification(core_tasks=0)
    defining.post(f"/qualifications/{qualification.id}/upkeep/settings", data=ROLLING)
    for stage in Stage:
        data = {"activity": made.activity(make).id}
        defining.post(f"/qualifications/{qualification.id}/upkeep/{stage}/add", data=data)
    told = text_of(defining.get(f"/qualifications/{qualification.id}/upkeep"))
    assert "Holds 1 year from completion; the refresher opens 14 days before the end." in told


def test_the_settings_come_back_as_they_were_filled_in(make, defining, desk):
    qualification = make.qualification()
    told = {
        **ROLLING,
        "counts_from": "calendar_date",
        "calendar_day": "1",
        "calendar_month": "9",
        "minimum_count": "6",
        "grace_days": "30",
        "issuer": "Red Cross",
        "gives_certificate": "y",
    }
    assert defining.post(f"/qualifications/{qualification.id}/upkeep/settings", data=told).status_code == 303
    with desk.reading() as work:
        facts = facts_in(settings_row(work, qualification.id))
    assert (facts.period, facts.calendar_day, facts.minimum) == (YEAR, (9, 1), Period(6, Unit.MONTHS))
    page = text_of(defining.get(f"/qualifications/{qualification.id}/upkeep/settings"))
    assert 'value="Red Cross"' in page
    assert re.search(r'<option selected value="9">', page)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"period_count": ""}, "needs a period"),
        ({"period_count": "0"}, "number from 1 to 999"),
        ({"period_count": "9" * 12}, "whole number"),
        ({"counts_from": "calendar_date"}, "date of the calendar"),
        ({"achieve_needs": "2"}, "2 of them are asked"),
        ({"calendar_day": "31", "calendar_month": "4"}, "no such day"),
        ({"calendar_day": "31"}, "both the day and the month"),
        ({"duration": "sideways"}, "Choose"),
        ({"grace_days": ""}, "Fill in a number of days"),
    ],
)
def test_settings_that_cannot_be_are_refused_in_words(make, defining, told, words):
    answer = defining.post(f"/qualifications/{make.qualification().id}/upkeep/settings", data={**ROLLING, **told})
    assert (answer.status_code, words in text_of(answer)) == (422, True)


def test_what_the_page_hides_for_a_fixed_period_is_left_out(make, defining, desk):
    qualification = make.qualification()
    defining.post(f"/qualifications/{qualification.id}/upkeep/settings", data={**ROLLING, "duration": "fixed"})
    with desk.reading() as work:
        assert facts_in(settings_row(work, qualification.id)).period is None


def test_with_people_linked_it_is_shown_first_who_would_lose_it(defining, desk, first_aid):
    url = f"/qualifications/{first_aid.id}/upkeep/settings"
    answer = defining.post(url, data=ROLLING)
    told = text_of(answer)
    assert "1 of them meet it today. After this change that would be 0." in told
    assert "Visser" in told
    with desk.reading() as work:
        assert settings_row(work, first_aid.id) is None
    defining.post(url, data={**ROLLING, "foreseen": hidden(answer, "foreseen")})
    with desk.reading() as work:
        assert settings_row(work, first_aid.id) is not None


def test_two_tabs_on_the_settings_the_second_is_told(make, defining):
    url = f"/qualifications/{make.qualification().id}/upkeep/settings"
    defining.post(url, data=ROLLING)
    answer = defining.post(url, data={**ROLLING, "issuer": "Another"})
    assert (answer.status_code, "Somebody else changed this" in text_of(answer)) == (409, True)


def test_an_activity_more_is_foreseen_and_then_stands_there(make, defining, first_aid, audited):
    url = f"/qualifications/{first_aid.id}/upkeep/achieve/add"
    data = {"activity": made.activity(make, title="Burns").id}
    answer = defining.post(url, data=data)
    assert "1 person would lose it." in text_of(answer)
    defining.post(url, data={**data, "foreseen": hidden(answer, "foreseen")})
    assert "Burns" in text_of(defining.get(f"/qualifications/{first_aid.id}/upkeep"))
    assert audited() == ["certification.activity-asked"]


def test_a_double_click_adds_an_activity_once(make, defining, desk):
    qualification, data = make.qualification(), {"activity": made.activity(make).id}
    for _ in range(2):
        defining.post(f"/qualifications/{qualification.id}/upkeep/achieve/add", data=data)
    with desk.reading() as work:
        assert work.db.query(QualificationActivity).count() == 1


def test_the_library_is_searched_for_an_activity_to_add(make, defining):
    qualification = make.qualification()
    made.activity(make, title="Hygiene")
    made.activity(make, title="Hyperventilation", published_on=None)
    told = text_of(defining.get(f"/qualifications/{qualification.id}/upkeep/achieve/add?q=hy"))
    assert "Hygiene" in told
    assert "Hyperventilation" not in told


def test_a_list_that_there_is_not_is_not_found(make, defining):
    assert defining.get(f"/qualifications/{make.qualification().id}/upkeep/enjoy/add").status_code == 404


def test_an_activity_that_there_is_not_is_not_added(make, defining):
    url = f"/qualifications/{make.qualification().id}/upkeep/achieve/add"
    assert defining.post(url, data={"activity": "99999"}).status_code == 404


def test_what_is_asked_of_an_activity_is_said_with_it(make, defining):
    qualification = make.qualification()
    line = made.asks(make, qualification, made.activity(make))
    facts = {"mandatory": "no", "frame_count": "6", "frame_unit": "weeks", "follow_up_unit": "years"}
    seen = hidden(defining.get(f"/upkeep-lines/{line.id}"), "seen")
    answer = defining.post(f"/upkeep-lines/{line.id}", data={**facts, "upload_allowed": "y", "seen": seen})
    assert answer.status_code == 303
    told = text_of(defining.get(f"/qualifications/{qualification.id}/upkeep"))
    assert "Optional · within 6 weeks of linking · certificate may be uploaded" in told


def test_two_tabs_on_a_line_the_second_is_told(make, defining):
    line = made.asks(make, make.qualification(), made.activity(make))
    facts = {"frame_unit": "weeks", "follow_up_unit": "years", "seen": "another"}
    answer = defining.post(f"/upkeep-lines/{line.id}", data=facts)
    assert (answer.status_code, "Somebody else changed this" in text_of(answer)) == (409, True)


def test_lines_are_moved_and_taken_out(make, defining, audited):
    qualification = make.qualification()
    first, second = (made.asks(make, qualification, made.activity(make, title=name)) for name in ("One", "Two"))
    defining.post(f"/upkeep-lines/{second.id}/up")
    told = text_of(defining.get(f"/qualifications/{qualification.id}/upkeep"))
    assert told.index("Two") < told.index("One")
    for _ in range(2):
        defining.post(f"/upkeep-lines/{first.id}/remove")
    assert defining.get(f"/upkeep-lines/{first.id}").status_code == 404
    assert audited() == ["certification.asked-reordered", "certification.activity-no-longer-asked"]


def test_settings_and_lists_are_taken_over(make, defining):
    source, target = make.qualification(name="Source"), make.qualification(name="Target")
    made.rolling(make, source, YEAR)
    made.asks(make, source, made.activity(make, title="Burns"))
    url = f"/qualifications/{target.id}/upkeep/take-over"
    assert "Source" in text_of(defining.get(f"{url}?q=sour"))
    defining.post(url, data={"source": source.id})
    assert "Burns" in text_of(defining.get(f"/qualifications/{target.id}/upkeep"))
    assert defining.post(url, data={"source": source.id}).status_code == 409


def test_a_retired_activity_that_is_still_asked_is_pointed_out(make, defining, clock):
    qualification = make.qualification()
    made.asks(make, qualification, made.activity(make, title="Old", retired_at=clock()))
    assert "“Old” is retired" in text_of(defining.get(f"/qualifications/{qualification.id}/upkeep"))


def test_one_with_only_activities_can_be_activated(make, defining, desk):
    draft = make.qualification(core_tasks=0, state="draft")
    url = f"/qualifications/{draft.id}/activate"
    assert defining.post(url).status_code == 409
    defining.post(f"/qualifications/{draft.id}/upkeep/achieve/add", data={"activity": made.activity(make).id})
    assert defining.post(url).status_code == 303


DEEDS = ["settings", "achieve/add", "take-over"]


@pytest.mark.parametrize("deed", DEEDS)
def test_a_coordinator_reads_the_settings_and_does_not_change_them(make, visit, deed):
    url = f"/qualifications/{make.qualification().id}/upkeep"
    coordinator = visit(make.person(Role.COORDINATOR))
    assert coordinator.get(url).status_code == 200
    assert coordinator.get(f"{url}/{deed}").status_code == 403
    assert coordinator.post(f"{url}/{deed}", data={}).status_code == 403


@pytest.mark.parametrize("deed", ["", "/up", "/down", "/remove"])
def test_a_coordinator_does_not_change_a_line(make, visit, deed):
    line = made.asks(make, make.qualification(), made.activity(make))
    assert visit(make.person(Role.COORDINATOR)).post(f"/upkeep-lines/{line.id}{deed}").status_code == 403


def test_a_coordinator_defines_where_the_school_lets_them(make, visit, desk):
    with desk.writing() as work:
        choose(work.db, COORDINATORS_DEFINE, value=True)
    url = f"/qualifications/{make.qualification().id}/upkeep/settings"
    assert visit(make.person(Role.COORDINATOR)).post(url, data=ROLLING).status_code == 303


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.MANAGER, Role.SUPERVISOR])
def test_for_others_the_page_is_not_there(make, visit, role):
    assert visit(make.person(role)).get(f"/qualifications/{make.qualification().id}/upkeep").status_code == 404


def test_the_page_takes_as_many_statements_for_many_activities_as_for_one(make, defining, statements):
    qualification, counts = make.qualification(), []
    for _ in range(2):
        for _ in range(3):
            made.asks(make, qualification, made.activity(make))
        with statements() as seen:
            defining.get(f"/qualifications/{qualification.id}/upkeep")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 10
