"""C1: activities of five kinds in a library: made, published, retired, removed."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from certification.actions import activity_files, course_parts, library, meetings, themes
from certification.actions.library import ActivityFacts
from certification.models import Activity, Meeting
from certification.queries import library as queries
from certification.queries.courses import parts
from certification.queries.library import WantedActivities
from certification.queries.meetings import seats_taken
from certification.rules.activities import ActivityState
from certification.rules.states import ActivityKind, ContentKind, Stage
from exams.actions.seen import ChangedMeanwhile
from foundation.files import TakenIn
from foundation.refusals import Refusal, Unreadable
from tests.certification import made
from tests.conftest import actor_of

KEY = str(UUID(int=7))
DAY = date(2027, 3, 1)
FILE = TakenIn("first.pdf", "application/pdf", "document", 12, "a" * 64, "sha256/aa")
STARTS = datetime(2026, 12, 1, 9, tzinfo=UTC)


def changed(work, number, **facts):
    found = work.db.get(Activity, number)
    library.change_activity(work, found, ActivityFacts(**{"title": "First Aid", **facts}), version=found.version)


def test_the_same_page_sent_twice_makes_one_activity(desk, administrator):
    with desk.writing(actor_of(administrator)) as work:
        first, second = (
            library.make_activity(work, ActivityKind.MEET_UP, ActivityFacts(title="Drill"), form_key=KEY)
            for _ in range(2)
        )
        assert first is second


def test_a_kind_keeps_only_the_fields_it_has(desk):
    with desk.writing() as work:
        facts = ActivityFacts(title="Drill", address="https://school.example", is_graded=True, page_text="Come.")
        drill = library.make_activity(work, ActivityKind.MEET_UP, facts)
        assert (drill.address, drill.is_graded, drill.page_text) == ("", False, "Come.")


def test_two_tabs_on_one_activity_the_second_is_told(make, desk):
    reading = made.activity(make)
    with desk.writing() as work:
        changed(work, reading.id, content=ContentKind.PAGE, page_text="New.")
    with desk.writing() as work:
        found = work.db.get(Activity, reading.id)
        with pytest.raises(ChangedMeanwhile):
            library.change_activity(work, found, ActivityFacts(title="Mine"), version=reading.version)


def test_what_people_see_stays_whole(make, desk):
    reading = made.activity(make)
    with pytest.raises(Refusal, match="must stay whole"), desk.writing() as work:
        changed(work, reading.id, content=ContentKind.LINK)


def test_a_draft_without_what_it_shows_is_not_published(make, desk):
    draft = made.activity(make, published_on=None, content=ContentKind.NONE)
    with desk.writing() as work, pytest.raises(Refusal, match="cannot be published"):
        library.publish(work, work.db.get(Activity, draft.id), DAY)


def test_published_on_a_day_to_come_it_is_planned_until_then(make, desk, clock):
    draft = made.activity(make, published_on=None)
    with desk.writing() as work:
        library.publish(work, work.db.get(Activity, draft.id), work.today + timedelta(days=1))
    with desk.reading() as work:
        assert queries.activity_counts(work, WantedActivities())[ActivityState.PLANNED] == 1
    clock.move(days=1)
    with desk.reading() as work:
        assert queries.activity_counts(work, WantedActivities())[ActivityState.PUBLISHED] == 1


def test_an_activity_that_a_qualification_asks_for_is_not_removed(make, desk):
    reading = made.activity(make)
    made.asks(make, make.qualification(), reading, Stage.MAINTAIN)
    with desk.writing() as work, pytest.raises(Refusal, match="A qualification asks for this"):
        library.remove_activity(work, work.db.get(Activity, reading.id))


def test_an_activity_that_was_never_used_is_removed(make, desk, audited):
    reading = made.activity(make)
    with desk.writing() as work:
        library.remove_activity(work, work.db.get(Activity, reading.id))
    assert audited() == ["certification.activity-removed"]


def test_retiring_twice_retires_once(make, desk, audited):
    reading = made.activity(make)
    with desk.writing() as work:
        for _ in range(2):
            library.retire(work, work.db.get(Activity, reading.id))
    assert audited() == ["certification.activity-retired"]


def test_a_course_holds_no_course(make, desk):
    inner, outer = made.course(make, made.activity(make)), made.course(make)
    with desk.writing() as work, pytest.raises(Refusal, match="another course"):
        course_parts.add_part(work, work.db.get(Activity, outer.id), inner.id)


def test_the_parts_of_a_course_change_places(make, desk):
    first, second = made.activity(make), made.activity(make)
    course = made.course(make, first, second)
    with desk.writing() as work:
        course_parts.move_part(work, work.db.get(Activity, course.id), second.id, up=True)
        course_parts.move_part(work, work.db.get(Activity, course.id), second.id, up=True)  # it is the first already
    with desk.reading() as work:
        assert [part.activity_id for part in parts(work, course.id)] == [second.id, first.id]


def test_the_last_part_of_a_published_course_stays(make, desk):
    only = made.activity(make)
    course = made.course(make, only)
    with desk.writing() as work, pytest.raises(Refusal, match="last part"):
        course_parts.remove_part(work, work.db.get(Activity, course.id), only.id)


def test_the_same_file_twice_stands_there_once(make, desk):
    reading = made.activity(make, content=ContentKind.FILE)
    with desk.writing() as work:
        found = work.db.get(Activity, reading.id)
        assert activity_files.add_file(work, found, FILE)
        assert activity_files.add_file(work, found, FILE) is None


def test_a_video_is_a_video(make, desk):
    film = made.activity(make, content=ContentKind.VIDEO, address="https://video.example/1")
    with desk.writing() as work, pytest.raises(Unreadable, match="not a video"):
        activity_files.add_file(work, work.db.get(Activity, film.id), FILE)


def test_a_theme_of_the_same_name_is_the_same_theme(desk):
    with desk.writing() as work:
        assert themes.add_theme(work, "Safety") is themes.add_theme(work, "SAFETY")


def test_an_address_leads_to_the_web(desk):
    facts = ActivityFacts(title="Trap", content=ContentKind.LINK, address="javascript:alert(1)")
    with desk.writing() as work, pytest.raises(Unreadable, match="https"):
        library.make_activity(work, ActivityKind.E_LEARNING, facts)


def test_an_exam_that_does_not_count_completes_nothing(make, desk):
    practice = make.exam_form(formative=True)
    with desk.writing() as work, pytest.raises(Unreadable, match="whose result counts"):
        library.make_activity(work, ActivityKind.EXAM, ActivityFacts(title="Weld", exam_form_id=practice.id))


def test_the_last_seat_goes_to_one_of_two(make, desk):
    drill = made.activity(make, ActivityKind.MEET_UP)
    date_of_it = made.meeting(make, drill, starts_at=STARTS, seats=1)
    first, second = make.person(), make.person()
    with desk.writing() as work:
        meeting = work.db.get(Meeting, date_of_it.id)
        assert meetings.take_seat(work, meeting, first.id) is meetings.take_seat(work, meeting, first.id)
        with pytest.raises(Refusal, match="full"):
            meetings.take_seat(work, meeting, second.id)


def test_a_seat_that_was_given_up_is_free_again(make, desk):
    drill = made.activity(make, ActivityKind.MEET_UP)
    date_of_it = made.meeting(make, drill, starts_at=STARTS, seats=1)
    first, second = make.person(), make.person()
    with desk.writing() as work:
        meeting = work.db.get(Meeting, date_of_it.id)
        meetings.take_seat(work, meeting, first.id)
        meetings.give_up_seat(work, meeting, first.id)
        meetings.take_seat(work, meeting, second.id)
        assert seats_taken(work, meeting.id) == 1
