"""C7: somebody sees what there is to keep, starts what is open, completes it, and hears what that did."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from certification.models import Activity, Completion, Progress
from certification.rules.periods import Period, Unit
from certification.rules.states import ActivityKind, CompletedBy, ContentKind, Stage
from foundation.audit import AuditLine
from people.rules import Role
from qualification_files.models import QualificationLink
from tests.certification.made import activity, asks, completed, course, meeting, rolling, upkeep
from tests.conftest import NOON

TODAY = date(2026, 11, 23)
YEAR = Period(1, Unit.YEARS)
KEY = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def person(make):
    return make.person(Role.CANDIDATE, given="Noor")


@pytest.fixture
def first_aid(make, person):
    """Rolling one year: a course to achieve it, a refresher to keep it; the person has to keep it."""
    qualification = make.qualification(name="First Aid", core_tasks=0)
    rolling(make, qualification, YEAR, issuer="Red Cross")
    asks(make, qualification, activity(make, title="Basics"))
    asks(make, qualification, activity(make, title="Refresher"), Stage.MAINTAIN)
    make.link(person, qualification)
    return qualification


@pytest.fixture
def asked(make, person):
    """`asked(kind)` is an activity that the person has to do, in a qualification of its own."""

    def one(kind=ActivityKind.E_LEARNING, *, owner=person, what=None, **fields):
        what = what or activity(make, kind, **fields)
        qualification = make.qualification(core_tasks=0)
        upkeep(make, qualification)
        asks(make, qualification, what)
        make.link(owner, qualification)
        return what

    return one


@pytest.fixture
def done(desk):
    """(Activity, day, how) of what a person completed."""

    def read(person):
        with desk.reading() as work:
            rows = work.db.scalars(select(Completion).where(Completion.person_id == person.id).order_by(Completion.id))
            return [(row.activity_id, row.completed_on, row.how) for row in rows]

    return read


def activity_called(desk, title):
    with desk.writing() as work:  # what was written stays loaded
        return work.db.scalars(select(Activity).where(Activity.title == title)).one()


# My growth


def test_my_growth_says_what_it_is_for_while_there_is_nothing(visit, person):
    page = visit(person).get("/my-growth")
    assert page.status_code == 200
    assert "Nothing to keep yet" in page.text


def test_my_growth_shows_what_somebody_has_to_keep_and_where_it_stands(visit, person, first_aid):
    page = visit(person).get("/my-growth").text
    assert "First Aid" in page
    assert "Not started" in page
    assert "/do?of=" in page


def test_staff_has_it_too(visit, make, first_aid):
    staff = make.person(Role.ADMINISTRATOR)
    make.link(staff, first_aid)
    assert "First Aid" in visit(staff).get("/my-growth").text


def test_a_qualification_without_activities_is_no_certification(visit, make, person):
    make.link(person, make.qualification(name="Lasser"))
    assert "Lasser" not in visit(person).get("/my-growth").text


def test_what_is_to_be_done_stands_first_unless_the_latest_published_is_asked(visit, make, person, first_aid):
    settled = make.qualification(name="Aardig", core_tasks=0, activated_at=NOON + timedelta(days=1))
    what = activity(make)
    asks(make, settled, what)
    make.link(person, settled)
    completed(make, person, what, TODAY)
    browser = visit(person)
    page = browser.get("/my-growth").text
    assert page.index("First Aid") < page.index("Aardig")
    page = browser.get("/my-growth?sort=published").text
    assert page.index("Aardig") < page.index("First Aid")


@pytest.mark.parametrize(
    ("query", "shown"), [("q=aid", True), ("q=zzz", False), ("show=holds", False), ("show=pending", True)]
)
def test_my_growth_is_searched_and_filtered(visit, person, first_aid, query, shown):
    assert ("First Aid</a>" in visit(person).get(f"/my-growth?{query}").text) is shown


def test_what_is_no_longer_required_stays_readable(visit, person, first_aid, desk):
    with desk.writing() as work:
        work.db.execute(update(QualificationLink).values(ended_at=work.now))
    browser = visit(person)
    assert "No longer required since" in browser.get("/my-growth").text
    page = browser.get(f"/my-growth/{first_aid.id}")
    assert page.status_code == 200
    assert "What you did for it stays" in page.text


def test_a_path_says_what_is_open_and_what_opens_later(visit, make, person, first_aid, desk):
    completed(make, person, activity_called(desk, "Basics"), date(2026, 3, 1))
    page = visit(person).get(f"/my-growth/{first_aid.id}").text
    assert "Done on" in page
    assert "Opens on Mon 15 Feb 2027" in page
    assert "Red Cross" in page
    assert "Recurring" in page


def test_the_time_line_goes_until_a_chosen_day(visit, make, person, first_aid, desk):
    completed(make, person, activity_called(desk, "Basics"), date(2026, 3, 1))
    browser = visit(person)
    assert "Counts no more" not in browser.get(f"/my-growth/{first_aid.id}?until=2027-02-01").text
    assert "Counts no more" in browser.get(f"/my-growth/{first_aid.id}?until=2027-04-01").text
    assert browser.get(f"/my-growth/{first_aid.id}?until=9999-99-99").status_code == 200


def test_nobody_opens_a_qualification_that_is_not_his_to_keep(visit, make, first_aid):
    assert visit(make.person(Role.ADMINISTRATOR)).get(f"/my-growth/{first_aid.id}").status_code == 404


def test_a_name_is_never_markup(visit, make, person):
    qualification = make.qualification(name="<script>x</script> مرحبا 🚑", core_tasks=0)
    asks(make, qualification, activity(make, title="<b>y</b>"))
    make.link(person, qualification)
    for url in ("/my-growth", f"/my-growth/{qualification.id}"):
        page = visit(person).get(url).text
        assert "<script>x" not in page
        assert "<b>y" not in page


def test_pages_take_as_many_statements_for_many_as_for_one(visit, make, person, first_aid, statements):
    browser, counts = visit(person), []
    for _round in range(2):
        with statements() as seen:
            browser.get("/my-growth")
        counts.append(len(seen))
        for _number in range(3):
            more = make.qualification(core_tasks=0)
            asks(make, more, course(make, activity(make), activity(make)))
            make.link(person, more)
    with statements() as seen:
        browser.get("/my-growth")
    assert counts[0] <= 22
    assert len(seen) <= counts[0] + 3  # courses and their parts


# The player


def test_an_activity_opens_with_the_other_open_ones_beside_it(visit, make, person, first_aid, desk):
    asks(make, first_aid, activity(make, title="Second"))
    basics = activity_called(desk, "Basics")
    page = visit(person).get(f"/activities/{basics.id}/do?of={first_aid.id}").text
    assert "Read this." in page
    assert "Also open" in page
    assert "Second" in page


def test_opening_is_kept_once_a_visit_so_that_it_goes_on_where_it_was_left(visit, person, asked, desk, clock):
    what, browser = asked(), visit(person)
    for minutes, opened in ((0, 1), (5, 1), (20, 2)):
        clock.move(minutes=minutes)
        browser.get(f"/activities/{what.id}/do")
        with desk.reading() as work:
            row = work.db.scalars(select(Progress)).one()
            assert row.started_at == NOON
            lines = select(AuditLine).where(AuditLine.event == "certification.activity-opened")
            assert len(work.db.scalars(lines).all()) == opened


def test_who_has_nothing_to_do_with_it_does_not_learn_it_exists(visit, make, asked):
    what, stranger = asked(), visit(make.person(Role.CANDIDATE))
    assert stranger.get(f"/activities/{what.id}/do").status_code == 404
    assert stranger.post(f"/activities/{what.id}/do/complete", {"confirmed": "y"}).status_code == 404


def test_completing_says_what_it_did_and_what_is_next(visit, person, first_aid, desk, done):
    basics = activity_called(desk, "Basics")
    browser = visit(person)
    answer = browser.post(f"/activities/{basics.id}/do/complete?of={first_aid.id}", {"confirmed": "y", "form_key": KEY})
    assert answer.status_code == 303
    assert answer.location == f"/my-growth/{first_aid.id}"
    assert "First Aid holds until Tue 23 Nov 2027." in browser.get(answer.location).text
    assert done(person) == [(basics.id, TODAY, CompletedBy.ONESELF)]


def test_a_double_click_completes_once(visit, person, asked, done):
    what, browser = asked(), visit(person)
    for _twice in range(2):
        assert (
            browser.post(f"/activities/{what.id}/do/complete", {"confirmed": "y", "form_key": KEY}).status_code == 303
        )
    assert len(done(person)) == 1


def test_it_is_completed_only_by_saying_so(visit, person, asked, done):
    answer = visit(person).post(f"/activities/{asked().id}/do/complete", {"form_key": KEY})
    assert answer.status_code == 422
    assert "Tick this once you have completed it" in answer.text
    assert done(person) == []


def test_what_is_not_open_yet_is_not_completed(visit, make, person, first_aid, desk):
    completed(make, person, activity_called(desk, "Basics"), date(2026, 3, 1))
    what, browser = activity_called(desk, "Refresher"), visit(person)
    assert "it opens on Mon 15 Feb 2027" in browser.get(f"/activities/{what.id}/do").text
    answer = browser.post(f"/activities/{what.id}/do/complete", {"confirmed": "y", "form_key": KEY})
    assert answer.status_code == 409


def test_completing_is_a_post(visit, person, asked):
    assert visit(person).get(f"/activities/{asked().id}/do/complete").status_code == 405


def test_a_link_opens_outside(visit, person, asked):
    what = asked(content=ContentKind.LINK, address="https://learn.example/1")
    page = visit(person).get(f"/activities/{what.id}/do").text
    assert 'href="https://learn.example/1" target="_blank" rel="noopener noreferrer"' in page


def test_the_parts_of_a_course_lead_to_where_they_are_done(visit, make, person, asked, done):
    one, two = activity(make, title="Part one"), activity(make, title="Part two")
    whole = asked(what=course(make, one, two, title="The course"))
    browser = visit(person)
    assert f"/activities/{two.id}/do" in browser.get(f"/activities/{whole.id}/do").text
    for number, part in enumerate((one, two)):
        key = f"{number}1111111-1111-4111-8111-111111111111"
        browser.post(f"/activities/{part.id}/do/complete", {"confirmed": "y", "form_key": key})
    assert [row[0] for row in done(person)] == [one.id, two.id, whole.id]


def test_a_course_done_in_parts_before_is_completed_with_one_press(visit, make, person, asked, done):
    part = activity(make)
    completed(make, person, part, date(2026, 3, 1))
    whole, browser = asked(what=course(make, part)), visit(person)
    assert "You did all parts of this course before" in browser.get(f"/activities/{whole.id}/do").text
    browser.post(f"/activities/{whole.id}/do/course")
    assert done(person)[-1] == (whole.id, date(2026, 3, 1), CompletedBy.PARTS)


def test_an_exam_says_when_it_is_planned(visit, make, person, asked):
    form = make.exam_form()
    what = asked(ActivityKind.EXAM, exam_form_id=form.id)
    browser = visit(person)
    assert "As soon as it is planned" in browser.get(f"/activities/{what.id}/do").text
    make.sitting(form, person, starts_at=NOON + timedelta(days=2))
    assert "Planned for Wed 25 Nov 2026" in browser.get(f"/activities/{what.id}/do").text


# Seats


@pytest.fixture
def meet_up(make, asked):
    what = asked(ActivityKind.MEET_UP)
    return meeting(make, what, starts_at=NOON + timedelta(days=3), seats=1)


def test_a_seat_is_taken_and_given_up(visit, person, meet_up):
    browser, url = visit(person), f"/activities/{meet_up.activity_id}/do"
    assert browser.post(f"/meetings/{meet_up.id}/seat").location.startswith(url)
    assert "You have a seat" in browser.get(url).text
    browser.post(f"/meetings/{meet_up.id}/give-up")
    assert "1 seat left" in browser.get(url).text


def test_a_full_date_says_so(visit, make, asked, person, meet_up, desk):
    other = make.person(Role.CANDIDATE)
    with desk.writing() as work:
        what = work.db.get_one(Activity, meet_up.activity_id)
    asked(what=what, owner=other)
    visit(other).post(f"/meetings/{meet_up.id}/seat")
    browser = visit(person)
    assert "Full" in browser.get(f"/activities/{meet_up.activity_id}/do").text
    assert browser.post(f"/meetings/{meet_up.id}/seat").status_code == 409


def test_a_stranger_takes_no_seat(visit, make, meet_up):
    assert visit(make.person(Role.CANDIDATE)).post(f"/meetings/{meet_up.id}/seat").status_code == 404
