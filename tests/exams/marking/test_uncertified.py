"""BR-46: who has no valid certificate on the day makes no result, whichever way the marks came."""

from datetime import date

import pytest

from exams.models import Sitting
from exams.rules import SittingState
from people.rules import Role
from tests.conftest import NOON
from tests.exams.marking.test_signing import form
from tests.exams.tablet.entered import Tabled
from tests.exams.tablet.test_paper import Sheet as PaperSheet
from tests.exams.tablet.test_unsent_file import take_in
from tests.exams.test_x3_certificates import certified, demanded

WORDS = "You had no valid certificate as examiner on the day of this exam, so you cannot sign."


@pytest.fixture
def tabled(school, visit, desk) -> Tabled:
    """A planned exam of an examiner without a certificate, at a school that asks for one."""
    demanded(desk)
    found = Tabled(school, visit, school.planned(starts_at=NOON))
    found.known()
    return found


def whole(tabled):
    return [tabled.mark(place) for place in range(len(tabled.steps))]


def signed_on_the_page(tabled):
    browser, url = tabled.visit(tabled.school.examiner), f"/exams/sheets/{tabled.sheet}/sign"
    return browser.post(url, form(browser, url))


def state_of(tabled):
    with tabled.school.desk.reading() as work:
        return work.db.get_one(Sitting, tabled.sitting.id).state


def is_refused(tabled, answer):
    assert (answer.status_code, WORDS in answer.text) == (422, True)
    assert (state_of(tabled), len(tabled.marks())) == (SittingState.IN_PROGRESS, 6)


def test_br_46_marks_that_a_tablet_sent_are_kept_and_cannot_be_signed_on_the_page(tabled):
    assert set(tabled.send(*whole(tabled))) == {"stored"}
    is_refused(tabled, signed_on_the_page(tabled))


def test_br_46_on_the_tablet_the_beginning_and_the_signature_are_refused_and_the_marks_are_kept(tabled):
    marks = whole(tabled)
    seen = {str(mark["step"]): mark["op"] for mark in marks}
    sign = tabled.deed("sign", name="A", overall_remark="", global_rating=None, marks=seen)
    begin = {**tabled.deed("start"), "sequence": 1}
    answer = tabled.visit(tabled.school.examiner).post("/exams/sync", json={"operations": [begin, *marks, sign]}).json
    outcomes = [one["outcome"] for one in answer["answers"]]
    assert (outcomes[0], set(outcomes[1:-1]), outcomes[-1]) == ("refused", {"stored"}, "refused")
    assert answer["answers"][-1]["reason"].startswith(WORDS)
    assert state_of(tabled) is SittingState.IN_PROGRESS


def test_br_46_marks_typed_in_from_paper_are_kept_and_cannot_be_signed(tabled):
    paper = PaperSheet(tabled)
    for place in range(6):
        paper.type(place, "2")
    assert paper.post().status_code == 303
    is_refused(tabled, signed_on_the_page(tabled))


def test_br_46_marks_out_of_a_file_are_kept_and_cannot_be_signed(tabled):
    assert take_in(tabled, tabled.file(*whole(tabled))).status_code == 303
    is_refused(tabled, signed_on_the_page(tabled))


def test_br_46_a_certificate_that_was_added_since_and_held_on_the_day_lets_them_sign(tabled, desk):
    tabled.send(*whole(tabled))
    certified(desk, tabled.school.examiner, begins=date(2026, 11, 23), ends=date(2026, 11, 23))
    assert signed_on_the_page(tabled).status_code == 303


def test_br_46_a_certificate_that_ended_after_the_day_of_the_exam_lets_them_sign(tabled, desk, clock):
    certified(desk, tabled.school.examiner, ends=date(2026, 11, 23))
    tabled.send(*whole(tabled))
    clock.move(days=2)
    assert signed_on_the_page(tabled).status_code == 303


def test_br_46_a_certificate_from_a_later_day_lets_nobody_sign(tabled, desk, clock):
    tabled.send(*whole(tabled))
    clock.move(days=2)
    certified(desk, tabled.school.examiner, begins=date(2026, 11, 24))
    is_refused(tabled, signed_on_the_page(tabled))


def test_br_46_another_examiner_goes_on_where_the_first_could_not(tabled, desk, make):
    tabled.send(*whole(tabled))
    tabled.change(withdrawn_at=NOON)
    other = make.person(Role.EXAMINER, given="Bea")
    certified(desk, other)
    sheet = tabled.another(other)
    marks = [{**mark, "sheet": sheet} for mark in whole(tabled)]
    assert set(tabled.send(*marks, examiner=other)) == {"stored"}
    browser, url = tabled.visit(other), f"/exams/sheets/{sheet}/sign"
    assert browser.post(url, form(browser, url)).status_code == 303
