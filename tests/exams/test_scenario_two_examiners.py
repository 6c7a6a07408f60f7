"""Scenario 2: two examiners differ on 3 of 24 steps, blind until both signed; agreed, ratified, read, appealed."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from exams.models import AgreedMark, ExamForm, Mark, Objection, Sheet, Sitting
from exams.queries.standing import Source, standing_of
from exams.rules import SittingState
from exams.rules.objections import ObjectionKind
from people.models import Person
from people.rules import Role
from tests.conftest import NOON
from tests.exams.conftest import School

DIFFERENT = (4, 11, 20)  # places of the steps, from 0: the second sees less there
FIRST_SAYS, SECOND_SAYS = "Worked without a single word of help", "Asked twice before it was right"
WHY = "We looked at the joint together."


@dataclass
class Exam:
    """An exam of 24 steps before two examiners who use nothing but the doors of the product."""

    school: School
    visit: Any
    first: Person
    second: Person
    form: ExamForm
    sitting: Sitting

    def read(self) -> Sitting:
        found: Sitting = self.school.read(Sitting, self.sitting.id)
        return found

    def sheet(self, examiner: Person) -> int:
        return next(sheet.id for sheet in self.read().sheets if sheet.examiner_id == examiner.id)

    def mark(self, examiner: Person, values: dict[int, int], remark: str) -> None:
        """Mark every step from a tablet: 2, or what `values` says at its place."""
        operations = [
            {
                "op": str(uuid4()),
                "sheet": self.sheet(examiner),
                "step": step.id,
                "value": values.get(place, 2),
                "remark": remark if place in DIFFERENT else "",
                "base_op": None,
                "sequence": place + 1,
                "made_at": (NOON + timedelta(seconds=place)).isoformat(),
            }
            for place, step in enumerate(self.form.steps)
        ]
        body = {"operations": operations, "sent_at": (NOON + timedelta(minutes=1)).isoformat()}
        answers = self.visit(examiner).post("/exams/sync", json=body).json["answers"]
        assert {answer["outcome"] for answer in answers} == {"stored"}

    def sign(self, examiner: Person) -> None:
        url, browser = f"/exams/sheets/{self.sheet(examiner)}/sign", self.visit(examiner)
        seen = re.search(r'name="seen"[^>]*value="(\d+)"', browser.get(url).text)
        assert seen
        facts = {"name": examiner.name, "overall_remark": "", "confirmed": "y", "seen": seen[1], "unsent": "0"}
        assert browser.post(url, facts).status_code == 303

    def differ(self) -> None:
        """Both mark and sign."""
        self.mark(self.first, {}, FIRST_SAYS)
        self.mark(self.second, dict.fromkeys(DIFFERENT, 1), SECOND_SAYS)
        self.sign(self.first)
        self.sign(self.second)

    def say(self, examiner: Person, place: int, value: int) -> int:
        step = self.form.steps[place].id
        sent = {f"s{step}-value": str(value), f"s{step}-reason": WHY, "form_key": str(uuid4())}
        return int(self.visit(examiner).post(self.at("agreeing") + f"?step={step}", sent).status_code)

    def agree(self) -> None:
        """Both say the same of the three steps, and close."""
        for examiner in (self.first, self.second):
            assert {self.say(examiner, place, 1) for place in DIFFERENT} == {303}
        for examiner in (self.first, self.second):
            assert self.visit(examiner).post(self.at("agreeing/close")).status_code == 303

    def ratify(self) -> None:
        board = self.visit(self.school.board_member)
        sent = self.school.decision(number="2026-014")
        assert board.post(self.at("ratify"), sent).status_code == 303

    def at(self, place: str) -> str:
        return f"/exams/sittings/{self.sitting.id}/{place}"


@pytest.fixture
def exam(school, make, visit) -> Exam:
    school.board_ratifies()
    made = make.exam_form(qualification_id=school.qualification.id, groups=4, steps=6, examiners_required=2)
    second = make.person(Role.EXAMINER, given="Bea")
    sitting = school.planned(form=made, starts_at=NOON)
    with school.desk.writing() as work:
        work.db.add(Sheet(sitting_id=sitting.id, examiner_id=second.id, position=2))
    form = school.read(ExamForm, made.id)
    return Exam(school=school, visit=visit, first=school.examiner, second=second, form=form, sitting=sitting)


def test_scenario_2_neither_sees_the_other_before_both_have_signed(exam):
    exam.mark(exam.first, {}, FIRST_SAYS)
    exam.mark(exam.second, dict.fromkeys(DIFFERENT, 1), SECOND_SAYS)
    exam.sign(exam.first)
    for reader, other in ((exam.second, exam.first), (exam.first, exam.second)):
        browser = exam.visit(reader)
        assert browser.get(f"/exams/sheets/{exam.sheet(other)}").status_code == 404
        assert browser.get(exam.at("agreeing")).status_code in (403, 404)
        words = FIRST_SAYS if other is exam.first else SECOND_SAYS
        pages = (f"/exams/sheets/{exam.sheet(reader)}", exam.at("")[:-1], "/exams/today")
        assert not any(words in browser.get(page, follow_redirects=True).text for page in pages)


def test_scenario_2_the_difference_screen_shows_3_of_24(exam):
    exam.differ()
    assert exam.read().state is SittingState.AGREEING
    for reader in (exam.first, exam.second):
        page = exam.visit(reader).get(exam.at("agreeing")).text
        assert page.count('<section class="difference') == 3
        assert "21 steps were marked the same by both" in page
        assert all(words in page for words in (FIRST_SAYS, SECOND_SAYS))


def test_scenario_2_without_a_reason_nothing_is_agreed(exam):
    exam.differ()
    step = exam.form.steps[DIFFERENT[0]].id
    sent = {f"s{step}-value": "1", f"s{step}-reason": " ", "form_key": str(uuid4())}
    assert exam.visit(exam.first).post(exam.at("agreeing") + f"?step={step}", sent).status_code == 422
    with exam.school.desk.reading() as work:
        assert not list(work.db.scalars(select(AgreedMark)))


def test_scenario_2_agreed_marks_with_reasons_stand_and_raw_marks_stay(exam):
    exam.differ()
    exam.agree()
    assert exam.read().state is SittingState.SIGNED
    with exam.school.desk.reading() as work:
        stands = standing_of(work, work.db.get_one(Sitting, exam.sitting.id))
        agreed = [stands[exam.form.steps[place].id] for place in DIFFERENT]
        assert {(one.value, one.source) for one in agreed} == {(1, Source.AGREED)}
        assert sum(one.source is Source.AGREED for one in stands.values()) == 3
        assert {row.reason for row in work.db.scalars(select(AgreedMark))} == {WHY}
        raw = list(work.db.scalars(select(Mark.value).where(Mark.sheet_id == exam.sheet(exam.first))))
        assert raw == [2] * 24


def test_scenario_2_the_candidate_reads_nothing_until_the_board_has_ratified(exam):
    candidate = exam.visit(exam.school.candidate)
    exam.differ()
    exam.agree()
    assert candidate.get(exam.at("result")).status_code in (403, 404)
    assert "Passed" not in candidate.get("/exams/mine").text
    exam.ratify()
    page = candidate.get(exam.at("result")).text
    assert "Passed" in page
    assert all(step.text in page for step in exam.form.steps)


def test_scenario_2_an_appeal_on_day_13_is_taken(exam, clock):
    exam.differ()
    exam.agree()
    exam.ratify()
    candidate = exam.visit(exam.school.candidate)
    clock.move(days=13)
    assert "Object or appeal" in candidate.get(exam.at("result")).text
    sent = {"kind": "appeal", "grounds": "The second examiner came late.", "form_key": str(uuid4())}
    assert candidate.post(exam.at("object"), sent).status_code == 303
    with exam.school.desk.reading() as work:
        assert [row.kind for row in work.db.scalars(select(Objection))] == [ObjectionKind.APPEAL]


def test_scenario_2_on_day_15_the_button_is_gone(exam, clock):
    exam.differ()
    exam.agree()
    exam.ratify()
    candidate = exam.visit(exam.school.candidate)
    clock.move(days=15)
    assert "Object or appeal" not in candidate.get(exam.at("result")).text
    sent = {"kind": "appeal", "grounds": "The second examiner came late.", "form_key": str(uuid4())}
    assert candidate.post(exam.at("object"), sent).status_code in (409, 422)
    with exam.school.desk.reading() as work:
        assert not list(work.db.scalars(select(Objection)))
