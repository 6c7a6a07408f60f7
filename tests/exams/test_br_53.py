"""BR-53: exam data is kept until 18 months after graduation, longer on hold or while an objection or appeal is open."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from exams.actions.purging import hold, lift, purge_sitting, record_graduation
from exams.events import SittingMoved
from exams.models import AgreedMark, Correction, Graduation, Mark, Objection, Sheet, Sitting
from exams.rules.chain import Standing
from exams.rules.objections import ObjectionKind, ObjectionState
from exams.rules.retention import Blocked, Exam, may_go_from, term_of
from foundation.environment import choose
from tests.conftest import NOON, actor_of
from tests.exams.chains import mark_and_sign, settled, tamper

BOUNDARIES = [
    (date(2026, 5, 23), date(2027, 11, 24)),
    (date(2026, 8, 31), date(2028, 3, 2)),  # there is no 31 February, not even in a leap year
    (date(2025, 8, 29), date(2027, 3, 2)),
    (date(2026, 8, 29), date(2028, 3, 1)),  # 29 February 2028 is there, and still kept
    (date(2026, 12, 31), date(2028, 7, 2)),
    (date(2028, 2, 29), date(2029, 8, 30)),
]


OVER = Exam(day=date(2019, 12, 1), is_over=True)


@pytest.mark.parametrize(("graduated", "first"), BOUNDARIES)
def test_br_53_the_term_is_18_months_of_the_calendar(graduated, first):
    assert may_go_from(graduated) == first


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 60))
def test_br_53_it_is_never_shorter_whatever_the_setting_says(graduated, months):
    first = may_go_from(graduated, months=months)
    assert first > graduated + timedelta(days=545)
    assert (first - timedelta(days=1)) >= may_go_from(graduated, months=18) - timedelta(days=1)


def test_br_53_without_graduation_there_is_no_term():
    term = term_of(None, OVER, months=18, on_hold=False, case_open=False)
    assert (term.blocked, term.is_over(date(2099, 1, 1))) == (Blocked.NOT_GRADUATED, False)


@pytest.mark.parametrize("why", ["on_hold", "case_open"])
def test_br_53_a_hold_and_an_open_case_stop_the_clock(why):
    facts = {"on_hold": False, "case_open": False, why: True}
    assert not term_of(date(2020, 1, 1), OVER, months=18, **facts).is_over(date(2099, 1, 1))


@pytest.fixture
def file(school, visit):
    """An exam with marks, an agreed mark and a correction, of somebody who graduated on its day."""
    sitting = school.planned(starts_at=NOON)
    found = mark_and_sign(school, visit, sitting)
    settled(school, sitting, SittingMoved(sitting_id=sitting.id, person_id=sitting.candidate_id))
    return found


def test_br_53_a_diploma_from_before_the_exam_begins_no_term():
    exam = Exam(day=date(2020, 1, 2), is_over=True)
    term = term_of(date(2020, 1, 1), exam, months=18, on_hold=False, case_open=False)
    assert (term.blocked, term.is_over(date(2099, 1, 1))) == (Blocked.AFTER_GRADUATION, False)


def test_br_53_nothing_goes_while_somebody_may_still_object_or_appeal():
    exam = Exam(day=date(2019, 12, 1), is_over=True, contestable_until=date(2030, 1, 9))
    term = term_of(date(2020, 1, 1), exam, months=18, on_hold=False, case_open=False)
    assert (term.is_over(date(2030, 1, 9)), term.is_over(date(2030, 1, 10))) == (False, True)


@pytest.fixture
def graduate(school, file):
    with school.desk.writing(actor_of(school.coordinator)) as work:
        record_graduation(work, school.qualification.id, [school.candidate.id], date(2026, 11, 23))
    return file


def left(desk):
    with desk.reading() as work:
        return [work.db.scalar(select(func.count()).select_from(kind)) for kind in (Mark, AgreedMark, Correction)]


def purge(desk, file):
    with desk.writing() as work:
        return purge_sitting(work, file.sitting.id)


LAST_DAY = date(2028, 5, 23)  # 18 months after the diploma


def move_to(clock, day):
    clock.now = NOON.replace(year=day.year, month=day.month, day=day.day)


def test_br_53_on_the_last_day_nothing_goes(graduate, desk, clock):
    move_to(clock, LAST_DAY)
    assert not purge(desk, graduate)
    assert left(desk) == [6, 1, 1]


def test_br_53_on_the_day_after_marks_and_remarks_go(graduate, desk, clock):
    move_to(clock, LAST_DAY + timedelta(days=1))
    assert purge(desk, graduate)
    assert left(desk) == [0, 0, 0]
    with desk.reading() as work:
        assert set(work.db.scalars(select(Sheet.overall_remark))) == {""}


def test_br_53_the_result_and_the_chain_stay(graduate, desk, clock):
    move_to(clock, LAST_DAY + timedelta(days=1))
    purge(desk, graduate)
    with desk.reading() as work:
        sitting = work.db.get_one(Sitting, graduate.sitting.id)
        assert (sitting.passed, sitting.purged_at, sitting.ratified_at is None) == (True, clock.now, False)
    assert graduate.wrong == []
    assert (graduate.report().standing, graduate.report().is_purged) == (Standing.WHOLE, True)


def test_br_53_purged_by_hand_without_its_link_is_noticed(graduate, desk):
    tamper(desk, "UPDATE sitting SET purged_at = '2026-11-23 12:00:00+00:00'", "DELETE FROM mark")
    assert ("content_gone", "mark") in graduate.things


def test_br_53_not_without_graduation(file, desk, clock):
    clock.move(days=5000)
    assert not purge(desk, file)


def test_br_53_not_while_on_hold_and_again_when_it_is_lifted(graduate, school, desk, clock):
    with desk.writing() as work:
        hold(work, work.db.get_one(Sitting, graduate.sitting.id), "A claim is expected.", form_key=str(uuid4()))
    clock.move(days=5000)
    assert not purge(desk, graduate)
    with desk.writing() as work:
        lift(work, work.db.get_one(Sitting, graduate.sitting.id))
    assert purge(desk, graduate)


@pytest.mark.parametrize("kind", [ObjectionKind.OBJECTION, ObjectionKind.APPEAL])
def test_br_53_not_while_an_objection_or_appeal_is_open(graduate, desk, clock, kind):
    with desk.writing() as work:
        lodged = Objection(
            sitting_id=graduate.sitting.id,
            kind=kind,
            grounds="No.",
            lodged_at=work.now,
            due_on=work.today,
            decide_by=work.today,
            form_key=str(uuid4()),
        )
        work.db.add(lodged)
    clock.move(days=5000)
    assert not purge(desk, graduate)
    with desk.writing() as work:
        work.db.get_one(Objection, lodged.id).state = ObjectionState.REJECTED
    assert purge(desk, graduate)


@pytest.mark.parametrize("state", ["in_progress", "agreeing", "signed"])
def test_br_53_not_before_there_is_a_final_result(graduate, desk, clock, state):
    tamper(desk, f"UPDATE sitting SET state = '{state}', ratified_at = NULL")
    clock.move(days=5000)
    assert not purge(desk, graduate)
    assert left(desk) == [6, 1, 1]


def test_br_53_not_by_a_diploma_that_is_older_than_the_exam(graduate, school, desk, clock):
    with desk.writing(actor_of(school.coordinator)) as work:
        record_graduation(work, school.qualification.id, [school.candidate.id], date(2026, 11, 22))
    clock.move(days=5000)
    assert not purge(desk, graduate)


def test_br_53_not_while_somebody_may_still_object_or_appeal(graduate, desk, clock):
    tamper(desk, "UPDATE sitting SET ratified_at = '2028-05-20 12:00:00+00:00'")
    move_to(clock, date(2028, 6, 5))  # two weeks for an appeal, ten working days (Ascension, Whit Monday) to object
    assert not purge(desk, graduate)
    move_to(clock, date(2028, 6, 20))
    assert purge(desk, graduate)


def nightly(app, desk, run_jobs):
    with desk.writing() as work:
        work.later("exams.purge")
    run_jobs()


def test_br_53_nothing_goes_by_itself_unless_the_school_chose_so(graduate, app, desk, run_jobs, clock):
    clock.move(days=5000)
    nightly(app, desk, run_jobs)
    assert left(desk) == [6, 1, 1]
    with desk.writing() as work:
        choose(work.db, "exams.purge", True)
    nightly(app, desk, run_jobs)
    nightly(app, desk, run_jobs)
    assert left(desk) == [0, 0, 0]


def test_br_53_a_longer_term_holds_and_a_shorter_one_does_not(graduate, desk, clock):
    with desk.writing() as work:
        choose(work.db, "exams.keep_months", 6)
    move_to(clock, LAST_DAY)
    assert not purge(desk, graduate)
    with desk.writing() as work:
        choose(work.db, "exams.keep_months", 60)
    move_to(clock, LAST_DAY + timedelta(days=1))
    assert not purge(desk, graduate)


PAGES = ("", "/result", "/result.pdf", "/letter.pdf", "/chain")


@pytest.mark.parametrize("part", PAGES)
def test_br_53_pages_of_a_purged_exam_still_answer(graduate, school, visit, desk, clock, part):
    clock.move(days=700)
    purge(desk, graduate)
    assert visit(school.coordinator).get(f"/exams/sittings/{graduate.sitting.id}{part}").status_code == 200


def test_br_53_the_archive_of_a_purged_exam_still_answers(graduate, school, visit, desk, clock):
    clock.move(days=700)
    purge(desk, graduate)
    assert visit(school.board_member).get(f"/exams/sittings/{graduate.sitting.id}/file.zip").status_code == 200


def graduations(desk):
    with desk.reading() as work:
        return {row.person_id: row.graduated_on for row in work.db.scalars(select(Graduation))}


def test_br_53_the_coordinator_records_diplomas_of_many(school, visit, desk, audit_names):
    others = [school.make.person(given="Bo") for _ in range(2)]
    for person in others:
        school.make.link(person, school.qualification)
    url = f"/exams/graduations?qualification={school.qualification.id}"
    assert school.candidate.name in visit(school.coordinator).get(url).text
    chosen = [str(person.id) for person in (school.candidate, *others)]
    answer = visit(school.coordinator).post(url, {"chosen": chosen, "graduated_on": "2026-07-10", "confirmed": "y"})
    assert answer.status_code == 303
    assert set(graduations(desk).values()) == {date(2026, 7, 10)}
    assert len(graduations(desk)) == 3
    assert audit_names()[-1] == "exams.graduation-recorded"


@pytest.mark.parametrize(
    "wrong", [{"graduated_on": ""}, {"graduated_on": "soon"}, {"chosen": []}, {"chosen": ["999999"]}]
)
def test_br_53_a_diploma_that_is_filled_in_wrongly_is_refused(school, visit, desk, wrong):
    url = f"/exams/graduations?qualification={school.qualification.id}"
    fields = {"chosen": [str(school.candidate.id)], "graduated_on": "2026-07-10", **wrong}
    assert visit(school.coordinator).post(url, fields).status_code == 422
    assert graduations(desk) == {}


def test_br_53_a_diploma_of_the_future_is_refused(school, visit, desk):
    url = f"/exams/graduations?qualification={school.qualification.id}"
    fields = {"chosen": [str(school.candidate.id)], "graduated_on": "2027-07-10"}
    assert visit(school.coordinator).post(url, fields).status_code >= 400
    assert graduations(desk) == {}


def test_br_53_the_administrator_sees_what_may_go_and_when(graduate, school, visit):
    page = visit(school.administrator).get("/exams/retention").text
    assert school.candidate.name in page
    assert "Wed 24 May 2028" in page


def test_br_53_the_administrator_holds_and_lifts(graduate, school, visit, audit_names):
    browser, url = visit(school.administrator), f"/exams/sittings/{graduate.sitting.id}"
    assert browser.get(f"{url}/hold").status_code == 200
    assert browser.post(f"{url}/hold", {"reason": ""}).status_code == 422
    for _ in range(2):
        assert browser.post(f"{url}/hold", {"reason": "A claim", "form_key": str(uuid4())}).status_code == 303
    assert "A claim" in browser.get("/exams/retention?which=held").text
    assert browser.post(f"{url}/lift").status_code == 303
    assert audit_names().count("exams.retention-held") == audit_names().count("exams.retention-lifted") == 1
    assert graduate.wrong == []


@pytest.mark.parametrize("months", ["17", "0", "", "many"])
def test_br_53_a_term_below_18_months_cannot_be_chosen(school, visit, desk, months):
    browser = visit(school.administrator)
    answer = browser.post("/exams/retention", {"months": months}, follow_redirects=True)
    assert "at least 18 months" in answer.text


def test_br_53_the_administrator_chooses_the_term(school, visit, audit_names):
    browser = visit(school.administrator)
    assert browser.post("/exams/retention", {"months": "24", "purges": "y"}).status_code == 303
    assert 'value="24"' in browser.get("/exams/retention").text
    assert audit_names()[-1] == "exams.retention-set"


WHO = {
    "/exams/retention": {"administrator"},
    "/exams/graduations": {"coordinator"},
}


@pytest.mark.parametrize("who", ["coordinator", "board_member", "administrator", "examiner", "candidate"])
@pytest.mark.parametrize("door", WHO)
def test_br_53_who_may_see_terms_and_diplomas(school, visit, who, door):
    expected = 200 if who in WHO[door] else 403
    assert visit(getattr(school, who)).get(door).status_code == expected


def test_br_53_the_list_of_terms_asks_a_fixed_number_of_statements(graduate, school, visit, statements):
    browser, counts = visit(school.administrator), []
    for _ in range(2):
        school.signed(2)
        browser.get("/exams/retention")
        with statements() as seen:
            browser.get("/exams/retention")
        counts.append(len([one for one in seen.seen if "environment_setting" not in one]))
    assert counts[0] == counts[1]


# After the purge


@pytest.fixture
def purged(graduate, desk, clock):
    clock.move(days=700)
    assert purge(desk, graduate)
    return graduate


def result_of(school, file):
    sitting = school.read(Sitting, file.sitting.id)
    return sitting.passed, sitting.outcome


def decided(school, clock):
    return school.decision(number="2028-001", decided_on=clock.now.date().isoformat())


def test_br_53_an_exemption_computes_no_purged_result_again(purged, school, visit, clock):
    before, part = result_of(school, purged), school.form.groups[0].key
    sent = {"candidate": school.candidate.number, "form": str(school.form.id), "parts": [part]}
    sent |= {"requested_on": "2026-11-20", "earlier_result": "7.5", **decided(school, clock)}
    assert visit(school.board_member).post("/exams/exemptions/new", sent).status_code == 303
    assert result_of(school, purged) == before


def test_br_53_no_mark_of_a_purged_exam_is_corrected(purged, school, visit, clock, desk):
    before, url = result_of(school, purged), f"/exams/sittings/{purged.sitting.id}/correct"
    sent = {f"step-{school.form.steps[0].id}": "3", "reason": "r", "improvement": "i", **decided(school, clock)}
    member = visit(school.board_member)
    assert (member.get(url).status_code, member.post(url, sent).status_code) == (403, 403)
    assert (result_of(school, purged), left(desk)) == (before, [0, 0, 0])
