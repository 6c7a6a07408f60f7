"""C1: the pages of the library."""

import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from certification.models import Activity, Completion, Theme
from certification.queries.library import COORDINATORS_DEFINE
from certification.rules.states import ActivityKind, ContentKind, Stage
from foundation.environment import choose
from people.rules import Role
from tests.certification import made

PAST = datetime(2026, 11, 20, 9, tzinfo=UTC)
FACTS = {"title": "First Aid", "language": "en", "content": "page", "page_text": "Read **this**.", "version": "1"}
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def text_of(answer):
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))


@pytest.fixture
def lets_coordinators(desk):
    """The school lets coordinators define."""
    with desk.writing() as work:
        choose(work.db, COORDINATORS_DEFINE, value=True)


def test_an_empty_library_says_what_it_is_for(defining):
    assert "Make the first activity" in text_of(defining.get("/activities"))


def test_the_library_is_searched_and_narrowed_down(make, defining):
    made.activity(make, title="Hygiene")
    made.activity(make, ActivityKind.MEET_UP, title="Drill")
    assert "Hygiene" not in text_of(defining.get("/activities?kind=meet_up"))
    assert "Drill" not in text_of(defining.get("/activities?q=hyg&sort=-asked"))


def test_the_library_takes_as_many_statements_for_many_as_for_one(make, defining, statements):
    counts = []
    for _ in range(2):
        for _ in range(3):
            reading = made.activity(make)
            made.asks(make, make.qualification(), reading)
        with statements() as seen:
            defining.get("/activities")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 10


@pytest.mark.parametrize("kind", list(ActivityKind))
def test_each_kind_is_made_as_a_draft(defining, desk, kind):
    answer = defining.post(f"/activities/new/{kind}", data=FACTS, follow_redirects=True)
    assert "First Aid" in text_of(answer)
    with desk.reading() as work:
        made_one = work.db.query(Activity).one()
        assert (made_one.kind, made_one.published_on) == (kind, None)


def test_a_kind_that_there_is_not_is_not_found(defining):
    assert defining.get("/activities/new/scorm").status_code == 404


def test_without_a_title_nothing_is_made(defining):
    answer = defining.post("/activities/new/meet_up", data={**FACTS, "title": " "})
    assert (answer.status_code, "Give the activity a title." in text_of(answer)) == (422, True)


def test_an_address_of_a_script_is_refused(defining):
    answer = defining.post("/activities/new/e_learning", data={**FACTS, "address": "javascript:alert(1)"})
    assert answer.status_code == 422


def test_the_form_with_the_same_key_makes_one(defining, desk):
    key = "00000000-0000-4000-8000-000000000001"
    for _ in range(2):
        defining.post("/activities/new/meet_up", data={**FACTS, "form_key": key})
    with desk.reading() as work:
        assert work.db.query(Activity).count() == 1


def test_markup_in_names_and_texts_stays_text(make, defining):
    evil = "<script>alert(1)</script>"
    reading = made.activity(
        make, title=evil, summary=evil, page_text=f"# {evil}\n- [{evil}](https://x.example)\n{evil}"
    )
    for page in ("/activities", f"/activities/{reading.id}", f"/activities/{reading.id}/change"):
        assert evil not in text_of(defining.get(page))


def test_a_changed_activity_says_so_and_two_tabs_are_told(make, defining):
    reading = made.activity(make)
    data = {**FACTS, "version": str(reading.version)}
    assert defining.post(f"/activities/{reading.id}/change", data=data).status_code == 303
    answer = defining.post(f"/activities/{reading.id}/change", data={**data, "title": "Mine"})
    assert (answer.status_code, "Somebody else changed this" in text_of(answer)) == (409, True)


def test_publishing_retiring_and_bringing_back(make, defining, audited):
    reading = made.activity(make, published_on=None)
    made.asks(make, make.qualification(name="Welder"), reading)
    for deed, data in (("publish", {"on": "2026-12-01"}), ("retire", {}), ("bring-back", {})):
        answer = defining.post(f"/activities/{reading.id}/{deed}", data=data, follow_redirects=True)
        assert "Welder" in text_of(answer)
    assert audited() == [
        "certification.activity-published",
        "certification.activity-retired",
        "certification.activity-brought-back",
    ]


def test_a_day_that_is_none_is_not_taken(make, defining):
    reading = made.activity(make, published_on=None)
    assert defining.post(f"/activities/{reading.id}/publish", data={"on": "31-31"}).status_code == 422


def test_removing_what_is_used_is_refused(make, defining):
    reading = made.activity(make)
    made.completed(make, make.person(), reading, date(2026, 1, 1))
    assert defining.post(f"/activities/{reading.id}/remove").status_code == 409


DEEDS = ["change", "publish", "draft", "retire", "bring-back", "remove", "files", "parts", "parts/up", "meetings/new"]


@pytest.mark.parametrize("deed", DEEDS)
def test_a_coordinator_reads_and_does_not_define(make, visit, deed):
    reading = made.activity(make)
    coordinator = visit(make.person(Role.COORDINATOR))
    assert coordinator.get(f"/activities/{reading.id}").status_code == 200
    assert coordinator.post(f"/activities/{reading.id}/{deed}", data={}).status_code == 403


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.MANAGER, Role.EXAMINER, Role.AUDITOR])
def test_others_do_not_learn_what_is_in_the_library(make, visit, role):
    reading, browser = made.activity(make), visit(make.person(role))
    assert browser.get("/activities").status_code in (403, 404)
    assert browser.get(f"/activities/{reading.id}").status_code == 404
    assert browser.post(f"/activities/{reading.id}/remove").status_code == 404


@pytest.mark.usefixtures("lets_coordinators")
def test_a_coordinator_defines_where_the_school_lets_them(make, visit):
    answer = visit(make.person(Role.COORDINATOR)).post("/activities/new/meet_up", data=FACTS)
    assert answer.status_code == 303


def test_the_school_says_so_on_the_page_of_the_environment(defining, desk):
    facts = {"name": "School", "ratified_by": "board", "form_approvals": "1", "coordinators_define": "y"}
    assert defining.post("/environment", data=facts).status_code == 303
    assert (
        "checked" in re.search(r'<input[^>]*name="coordinators_define"[^>]*>', text_of(defining.get("/environment")))[0]
    )


def test_a_deed_is_no_page(make, defining):
    assert defining.get(f"/activities/{made.activity(make).id}/retire").status_code == 405


def test_a_file_is_taken_in_and_leaves_as_a_download(make, defining):
    reading = made.activity(make, content=ContentKind.FILE)
    sent = {"file": (BytesIO(PNG), "plan.png")}
    answer = defining.post(f"/activities/{reading.id}/files", data=sent, follow_redirects=True)
    file = re.search(r"/activity-files/\d+", text_of(answer))[0]
    gone = defining.get(file)
    assert (gone.data, gone.headers["Content-Disposition"].startswith("attachment")) == (PNG, True)


def test_a_file_is_for_who_is_asked_to_do_it_and_nobody_else(make, defining, visit):
    reading = made.activity(make, content=ContentKind.FILE)
    sent = {"file": (BytesIO(PNG), "plan.png")}
    answer = defining.post(f"/activities/{reading.id}/files", data=sent, follow_redirects=True)
    file = re.search(r"/activity-files/\d+", text_of(answer))[0]
    qualification, person = make.qualification(), make.person(Role.CANDIDATE)
    made.asks(make, qualification, made.course(make, reading), Stage.ACHIEVE)
    assert visit(person).get(file).status_code == 404
    make.link(person, qualification)
    assert visit(person).get(file).status_code == 200


def test_themes_are_added_renamed_and_removed(make, defining, desk, audited):
    defining.post("/activities/themes", data={"name": "Safety"})
    with desk.reading() as work:
        theme = work.db.scalar(select(Theme.id))
    defining.post(f"/activities/themes/{theme}", data={"name": "Hygiene"})
    assert "Hygiene" in text_of(defining.get("/activities/themes"))
    defining.post(f"/activities/themes/{theme}/remove")
    assert audited() == ["certification.theme-added", "certification.theme-renamed", "certification.theme-removed"]


def test_two_themes_do_not_get_one_name(make, defining, desk):
    for name in ("Safety", "Hygiene"):
        defining.post("/activities/themes", data={"name": name})
    with desk.reading() as work:
        theme = work.db.scalar(select(Theme.id).where(Theme.name == "Hygiene"))
    assert defining.post(f"/activities/themes/{theme}", data={"name": "safety"}).status_code == 409


def test_a_course_gets_parts_in_an_order(make, defining, desk):
    course = made.course(make, published_on=None)
    parts = [made.activity(make, title=f"Part {number}") for number in (1, 2)]
    for part in parts:
        defining.post(f"/activities/{course.id}/parts", data={"activity": part.id})
    defining.post(f"/activities/{course.id}/parts/up", data={"activity": parts[1].id})
    told = text_of(defining.get(f"/activities/{course.id}"))
    assert told.index("Part 2") < told.index("Part 1")
    assert "Part 1" not in text_of(defining.get(f"/activities/{course.id}/parts"))


def test_a_date_is_planned_once_and_changed(make, defining):
    drill = made.activity(make, ActivityKind.MEET_UP)
    facts = {"day": "2026-12-01", "begins": "09:00", "ends": "10:00", "place": "Hall", "seats": "12"}
    for _ in range(2):
        answer = defining.post(f"/activities/{drill.id}/meetings/new", data=facts, follow_redirects=True)
    assert text_of(answer).count("Hall") == 1
    meeting = re.search(r"/meetings/\d+", text_of(answer))[0]
    answer = defining.post(f"{meeting}/change", data={**facts, "place": "Yard"}, follow_redirects=True)
    assert "Yard" in text_of(answer)


def test_a_date_that_ends_before_it_begins_is_refused(make, defining):
    drill = made.activity(make, ActivityKind.MEET_UP)
    facts = {"day": "2026-12-01", "begins": "09:00", "ends": "08:00"}
    assert defining.post(f"/activities/{drill.id}/meetings/new", data=facts).status_code == 422


@pytest.fixture
def held(make):
    """A date that was held, and who had a seat."""
    drill = made.activity(make, ActivityKind.MEET_UP)
    return made.meeting(make, drill, starts_at=PAST, ends_at=PAST + timedelta(hours=1)), make.person(family="Visser")


def seat_of(browser, meeting, person):
    """Give a seat to who came without one; the name of its field."""
    browser.post(f"/meetings/{meeting.id}/seats", data={"person": person.id})
    return re.search(r'name="(seat-\d+)"', text_of(browser.get(f"/meetings/{meeting.id}")))[1]


def test_who_was_there_completed_the_meet_up_on_that_day(defining, desk, held):
    meeting, person = held
    seat = seat_of(defining, meeting, person)
    for _ in range(2):  # a double click
        defining.post(f"/meetings/{meeting.id}/attendance", data={seat: "present"})
    with desk.reading() as work:
        done = work.db.query(Completion).one()
        assert (done.person_id, done.activity_id, done.completed_on) == (person.id, meeting.activity_id, PAST.date())


def test_a_mistake_is_put_right_and_right_again(defining, desk, held):
    meeting, person = held
    seat = seat_of(defining, meeting, person)
    for said in ("present", "absent", "present"):
        defining.post(f"/meetings/{meeting.id}/attendance", data={seat: said})
    with desk.reading() as work:
        assert [one.withdrawn_at is None for one in work.db.query(Completion).order_by(Completion.id)] == [False, True]


def test_attendance_is_not_recorded_before_it_has_begun(make, defining, clock):
    drill = made.activity(make, ActivityKind.MEET_UP)
    meeting = made.meeting(make, drill, starts_at=clock() + timedelta(days=1))
    assert defining.post(f"/meetings/{meeting.id}/attendance", data={"seat-1": "present"}).status_code == 409


def test_a_seat_of_another_date_is_not_touched(make, defining, desk, held):
    meeting, person = held
    seat = seat_of(defining, meeting, person)
    other = made.meeting(make, made.activity(make, ActivityKind.MEET_UP), starts_at=PAST)
    defining.post(f"/meetings/{other.id}/attendance", data={seat: "present"})
    with desk.reading() as work:
        assert work.db.query(Completion).count() == 0


def test_a_coordinator_records_attendance_and_a_candidate_does_not_see_who_comes(make, visit, held):
    meeting, _ = held
    coordinator = visit(make.person(Role.COORDINATOR))
    assert coordinator.post(f"/meetings/{meeting.id}/attendance", data={}).status_code == 303
    assert visit(make.person(Role.CANDIDATE)).get(f"/meetings/{meeting.id}").status_code == 404
