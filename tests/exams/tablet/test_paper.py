"""X5: after a day on paper the marks are typed in, by code or down the list, and the examiner signs as always."""

import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest

from exams.models import MarkPhoto
from exams.pages.paper import by_code, paper_rows
from exams.rules import AnswerKind, SittingState
from exams.rules.deeds import MarkSource
from exams.rules.paper_codes import paper_code
from exams.rules.paper_marks import read_mark, read_with_parts, write_mark
from exams.rules.scales import number_levels
from exams.rules.steps import Level, Step, SubPoint
from foundation.messages import Message
from people.rules import Role
from tests.conftest import NOON
from tests.exams.tablet.entered import Tabled
from tests.exams.tablet.photographs import picture


@pytest.fixture
def tabled(school, visit) -> Tabled:
    """An exam that goes on."""
    return Tabled(school, visit, school.planned(starts_at=NOON, state=SittingState.IN_PROGRESS))


class Sheet:
    """The page as somebody opened it."""

    def __init__(self, tabled, who=None, sheet=None):
        self.tabled, self.browser = tabled, tabled.visit(who or tabled.school.coordinator)
        self.url = f"/exams/sheets/{sheet or tabled.sheet}/paper"
        answer = self.browser.get(self.url)
        assert answer.status_code == 200, answer.text
        self.text = answer.text
        self.sent = {"form_key": re.search(r'name="form_key" value="([^"]+)"', self.text)[1]}
        self.sent |= dict(re.findall(r'name="(seen-\d+)" value="([^"]+)"', self.text))
        self.sent |= dict(re.findall(r'name="(mark-\d+)" value="([^"]*)"', self.text))
        self.sent |= dict(re.findall(r'<textarea[^>]* name="(remark-\d+)"[^>]*>([^<]*)</textarea>', self.text))

    def type(self, place, written, remark=""):
        self.sent[f"mark-{self.tabled.steps[place]}"] = written
        self.sent[f"remark-{self.tabled.steps[place]}"] = remark
        return self

    def post(self, **more):
        return self.browser.post(self.url, {**self.sent, **more})


# The rules

STEP = Step(id=1, name="Welds", levels=tuple(Level(value=value, label="") for value in (-1, 0, 1, 2)))
NUMBERS = Step(id=2, name="Mark", levels=number_levels(10, 100, 10), unit=10)
PARTS = Step(
    id=3,
    name="Checks",
    levels=tuple(Level(value=value, label="") for value in range(4)),
    parts=(SubPoint(text="gas", points=1), SubPoint(text="mask", points=2)),
)


@pytest.mark.parametrize(
    ("step", "written", "value"),
    [
        (STEP, "2", 2),
        (STEP, " 0 ", 0),
        (STEP, "-", -1),
        (STEP, "–", -1),
        (STEP, "", None),
        (NUMBERS, "5,5", 55),
        (NUMBERS, "5.5", 55),
        (NUMBERS, "10", 100),
    ],
)
def test_what_paper_says_is_read(step, written, value):
    assert read_mark(written, step) == value


@pytest.mark.parametrize(
    ("step", "written"),
    [
        (STEP, "3"), (STEP, "1.5"), (STEP, "x"), (STEP, "²"), (STEP, "1e1"), (STEP, "9" * 99), (STEP, "--"),
        (NUMBERS, "5.55"), (NUMBERS, "0"), (PARTS, "-"),
    ],
)  # fmt: skip
def test_what_is_no_mark_is_told(step, written):
    assert isinstance(read_mark(written, step), Message)


@pytest.mark.parametrize("step", [STEP, NUMBERS])
def test_every_mark_reads_back_as_it_is_written(step):
    assert all(read_mark(write_mark(value, step), step) == value for value in step.values)


def test_ticks_make_the_mark_and_must_agree_with_what_was_typed():
    assert read_with_parts("", (0, 1), PARTS) == 3
    assert read_with_parts("2", (1,), PARTS) == 2
    assert isinstance(read_with_parts("3", (1,), PARTS), Message)


# Typing


def test_what_a_coordinator_types_are_marks_of_the_examiner(tabled):
    assert Sheet(tabled).type(0, "2", "Neat.").type(1, "0").post().status_code == 303
    found = [(m.value, m.remark, m.source, m.examiner_id, m.entered_by, m.answer) for m in tabled.marks()]
    examiner, by = tabled.school.examiner.id, tabled.school.coordinator.id
    assert found == [
        (2, "Neat.", MarkSource.PAPER, examiner, by, AnswerKind.STORED),
        (0, "", MarkSource.PAPER, examiner, by, AnswerKind.STORED),
    ]


def test_an_examiner_types_in_the_own_paper_and_signs(tabled):
    examiner = tabled.school.examiner
    sheet = Sheet(tabled, examiner)
    for place in range(6):
        sheet.type(place, "2")
    assert sheet.post().status_code == 303
    page = tabled.visit(examiner).get(f"/exams/sheets/{tabled.sheet}/sign").text
    assert "6 marks were typed in from the form on paper by" in page
    assert {mark.entered_by for mark in tabled.marks()} == {None}


def test_it_is_on_record(tabled):
    Sheet(tabled).type(0, "2").post()
    assert [line.facts["stored"] for line in tabled.audit("exams.marks-recorded")] == [1]


def test_the_first_mark_begins_the_exam(tabled):
    tabled.change_sitting(state=SittingState.PLANNED)
    Sheet(tabled).type(0, "2").post()
    assert tabled.school.read(type(tabled.sitting), tabled.sitting.id).state is SittingState.IN_PROGRESS


def test_posted_twice_it_is_kept_once(tabled):
    sheet = Sheet(tabled).type(0, "2")
    assert [sheet.post().status_code for _ in range(2)] == [303, 303]
    assert len(tabled.marks()) == 1


def test_what_nobody_changed_is_left_alone(tabled):
    Sheet(tabled).type(0, "2").post()
    Sheet(tabled).type(1, "1").post()
    assert len(tabled.marks()) == 2


def test_a_mark_can_be_typed_anew_and_taken_back(tabled):
    Sheet(tabled).type(0, "2").post()
    Sheet(tabled).type(0, "1").post()
    Sheet(tabled).type(0, "").post()
    assert [(mark.value, mark.answer) for mark in tabled.marks()] == [
        (2, AnswerKind.STORED),
        (1, AnswerKind.STORED),
        (None, AnswerKind.STORED),
    ]


def test_a_wrong_mark_keeps_nothing_and_loses_nothing(tabled):
    answer = Sheet(tabled).type(0, "7").type(1, "2", "Typed with care.").post()
    assert answer.status_code == 422
    assert "is no mark of this step. Type one of 0, 1, 2, 3" in answer.text
    assert "Typed with care." in answer.text
    assert tabled.marks() == []


def test_two_who_type_something_else_make_a_conflict_that_is_shown(tabled, make):
    other = make.person(Role.COORDINATOR)
    first, second = Sheet(tabled), Sheet(tabled, other)
    first.type(0, "2").post()
    answer = second.type(0, "1").post()
    page = second.browser.get(answer.location).text
    assert "At 1 step another mark was given meanwhile" in page
    assert "Stands: 2, Sufficient. Also given: 1, Partly." in page
    assert [mark.answer for mark in tabled.marks()] == [AnswerKind.STORED, AnswerKind.CONFLICT]


def test_whoever_sees_the_conflict_decides_by_typing(tabled, make):
    first, second = Sheet(tabled), Sheet(tabled, make.person(Role.COORDINATOR))
    first.type(0, "2").post()
    second.type(0, "1").post()
    Sheet(tabled).type(0, "1").post()
    assert "Two marks for this step" not in Sheet(tabled).text


def test_two_who_type_the_same_agree(tabled, make):
    first, second = Sheet(tabled), Sheet(tabled, make.person(Role.COORDINATOR))
    first.type(0, "2").post()
    second.type(0, "2").post()
    assert len(tabled.marks()) == 1


def test_what_another_typed_at_another_step_is_no_conflict(tabled, make):
    first, second = Sheet(tabled), Sheet(tabled, make.person(Role.COORDINATOR))
    first.type(0, "2").post()
    second.type(1, "1").post()
    assert [mark.answer for mark in tabled.marks()] == [AnswerKind.STORED] * 2


# By code


def test_a_mark_by_its_code(tabled):
    code = paper_code(tabled.school.form.id, 3)
    assert Sheet(tabled).post(**{"code": code, "code-mark": "3"}).status_code == 303
    assert [(mark.step_id, mark.value) for mark in tabled.marks()] == [(tabled.steps[2], 3)]


def test_a_slip_in_the_code_is_noticed_and_nothing_lost(tabled):
    code = paper_code(tabled.school.form.id, 3)
    wrong = f"{code[:-1]}{(int(code[-1]) + 1) % 10}"
    answer = Sheet(tabled).type(0, "2").post(**{"code": wrong, "code-mark": "3"})
    assert answer.status_code == 422
    assert "No step of this form has the code" in answer.text
    assert tabled.marks() == []


def test_every_code_of_the_page_is_that_of_the_paper(tabled):
    text = Sheet(tabled).text
    assert all(paper_code(tabled.school.form.id, number) in text for number in range(1, 7))


def test_a_code_without_a_mark_is_told(tabled):
    form = tabled.school.form
    rows = paper_rows(form, {}, {}, open_to_reader=True)
    _rows, line = by_code(rows, form.id, {"code": paper_code(form.id, 1)})
    assert str(line.error) == "Type the mark too."


# When it takes none


def test_a_signed_sheet_takes_none_and_says_so(tabled):
    sheet = Sheet(tabled).type(0, "2", "Typed with care.")
    tabled.change(signed_at=NOON)
    answer = sheet.post()
    assert answer.status_code == 422
    assert "This sheet is already signed." in answer.text
    assert "Typed with care." in answer.text
    assert tabled.marks() == []


def test_before_its_day_it_takes_none(tabled):
    tabled.change_sitting(state=SittingState.PLANNED, starts_at=NOON + timedelta(days=1))
    page = tabled.visit(tabled.school.coordinator).get(tabled.sheet_url).text
    assert "cannot begin before that day" in page


# Who may not


@pytest.mark.parametrize("role", [Role.EXAMINER, Role.CANDIDATE, Role.BOARD_MEMBER, Role.ADMINISTRATOR, Role.AUDITOR])
def test_others_do_not_learn_that_the_sheet_exists(tabled, make, role):
    browser = tabled.visit(make.person(role))
    assert browser.get(tabled.sheet_url).status_code == 404
    assert browser.post(tabled.sheet_url, {}).status_code == 404


def test_a_coordinator_does_not_type_for_the_own_exam(school, visit, make):
    both = make.person(Role.COORDINATOR, Role.CANDIDATE)
    own = Tabled(school, visit, school.planned(starts_at=NOON, candidate=both))
    assert visit(both).get(own.sheet_url).status_code == 404


def test_nobody_types_for_the_other_examiner(tabled, make):
    both = make.person(Role.COORDINATOR, Role.EXAMINER)
    tabled.another(both, position=2)
    assert tabled.visit(both).get(tabled.sheet_url).status_code == 403


@pytest.fixture
def blind(school, visit, make) -> Tabled:
    """Two examiners judge apart."""
    school.form = make.exam_form(qualification_id=school.qualification.id, examiners_required=2)
    found = Tabled(school, visit, school.planned(form=school.form, starts_at=NOON, state=SittingState.IN_PROGRESS))
    found.another(make.person(Role.EXAMINER), position=2)
    found.send(found.mark(0, 3, remark="Secretly splendid"))
    return found


def test_br_31_what_stands_is_not_shown_to_who_types(blind):
    text = Sheet(blind).text
    assert "Secretly splendid" not in text
    assert re.findall(r'name="mark-\d+" value="([^"]+)"', text) == []


def test_br_31_typed_over_a_mark_that_is_not_shown_it_is_for_the_examiner_to_decide(blind):
    answer = Sheet(blind).type(0, "1").post()
    page = blind.visit(blind.school.coordinator).get(answer.location).text
    assert [mark.answer for mark in blind.marks()] == [AnswerKind.STORED, AnswerKind.CONFLICT]
    assert "3, Good" not in page
    assert "The examiner decides which of them counts." in page


def test_br_31_an_empty_line_takes_nothing_back(blind):
    Sheet(blind).type(1, "1").post()
    assert [mark.value for mark in blind.marks()] == [3, 1]


def test_the_page_takes_as_many_statements_for_many_steps_as_for_few(tabled, statements, make, visit, school):
    def asked(form):
        found = Tabled(school, visit, school.planned(form=form, starts_at=NOON, candidate=make.person(Role.CANDIDATE)))
        browser = visit(school.coordinator)
        browser.get(found.sheet_url)
        with statements() as seen:
            browser.get(found.sheet_url)
        return len(seen)

    few, many = (make.exam_form(groups=size, steps=size, title=f"Of {size}") for size in (1, 8))
    assert asked(few) == asked(many)


def test_the_wrong_way_to_ask(tabled):
    assert tabled.visit(tabled.school.coordinator).client.put(tabled.sheet_url).status_code == 405


# The paper itself


def keep(tabled, data, who=None, number=None, **more):
    fields = {"file": (io.BytesIO(data), "paper.jpg"), "photo": number or str(uuid4()), **more}
    browser = tabled.visit(who or tabled.school.coordinator)
    return browser.post(f"{tabled.sheet_url}/picture", fields, content_type="multipart/form-data")


def test_a_picture_of_the_paper_is_kept_once(tabled):
    number = str(uuid4())
    assert [keep(tabled, picture(), number=number).status_code for _ in range(2)] == [303, 303]
    assert [str(one.id) for one in tabled.all_of(MarkPhoto)] == [number]
    assert "1 picture is kept with this sheet." in Sheet(tabled).text


def test_after_signing_the_examiner_adds_no_picture(tabled):
    tabled.change(signed_at=NOON)
    answer = keep(tabled, picture(), tabled.school.examiner, reason="I forgot it.")
    assert (answer.status_code, "This sheet is already signed." in answer.text) == (422, True)
    assert tabled.all_of(MarkPhoto) == []


def test_after_signing_a_coordinator_adds_a_picture_with_a_reason_alone(tabled):
    tabled.change(signed_at=NOON)
    assert "Why it is added after signing" in tabled.visit(tabled.school.coordinator).get(tabled.sheet_url).text
    answer = keep(tabled, picture(), reason=" ")
    assert (answer.status_code, "Say why a picture is added" in answer.text) == (422, True)
    assert keep(tabled, picture(), reason="It lay in the car.").status_code == 303
    assert [photo.late_reason for photo in tabled.all_of(MarkPhoto)] == ["It lay in the car."]


def test_that_a_picture_was_added_after_signing_is_said_everywhere(school, visit):
    school.board_ratifies()
    tabled = Tabled(school, visit, school.signed(3))
    keep(tabled, picture(), reason="It lay in the car.")
    page = visit(school.coordinator).get(f"/exams/sittings/{tabled.sitting.id}/result").text
    assert re.search(rf"added after signing, on .* by {school.coordinator.name}: It lay in the car\.", page)
    assert f"was added after signing, by {school.coordinator.name}." in chain(tabled)


def test_a_reason_before_signing_makes_no_picture_late(tabled):
    assert keep(tabled, picture(), reason="Just so.").status_code == 303
    assert [photo.late_reason for photo in tabled.all_of(MarkPhoto)] == [""]


def test_what_is_no_picture_is_refused_in_words(tabled):
    answer = keep(tabled, b"%PDF-1.7 no picture")
    assert answer.status_code == 422
    assert 'id="file-error"' in answer.text
    assert tabled.all_of(MarkPhoto) == []


def test_nobody_else_puts_a_picture_there(tabled, make):
    assert keep(tabled, picture(), make.person(Role.EXAMINER)).status_code == 404
    both = make.person(Role.COORDINATOR, Role.EXAMINER)
    tabled.another(both, position=2)
    assert keep(tabled, picture(), both).status_code == 403


def test_of_two_marks_the_one_that_stands_can_be_chosen(tabled, make):
    first, second = Sheet(tabled), Sheet(tabled, make.person(Role.COORDINATOR))
    first.type(0, "2").post()
    second.type(0, "1").post()
    Sheet(tabled).post(**{f"stands-{tabled.steps[0]}": "1"})
    assert "Two marks for this step" not in Sheet(tabled).text
    assert [(mark.value, mark.answer) for mark in tabled.marks()] == [
        (2, AnswerKind.STORED),
        (1, AnswerKind.CONFLICT),
        (2, AnswerKind.STORED),
    ]


def test_the_page_knows_at_once_what_is_a_mark(tabled):
    page = Sheet(tabled).text
    assert re.search(rf'id="mark-{tabled.steps[0]}"[^>]*data-allowed="[-0-9 ]+"', page)
    assert "“{written}” is no mark of this step." in page


def chain(tabled):
    return tabled.visit(tabled.school.coordinator).get(f"/exams/sittings/{tabled.sitting.id}/chain").text


def test_the_chain_says_that_an_exam_began_by_what_was_typed_in(tabled):
    tabled.change_sitting(state=SittingState.PLANNED, began_at=None)
    Sheet(tabled).type(0, "2").post()
    assert f"The exam began, by the marks that {tabled.school.coordinator.name} typed in from paper." in chain(tabled)


def test_the_chain_says_that_a_picture_is_of_the_form_on_paper(tabled):
    keep(tabled, picture())
    assert f"A picture of the form on paper came in, added by {tabled.school.coordinator.name}." in chain(tabled)
