"""X5: refused marks wait for a decision: taken over or set aside, with a reason, and by somebody else."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from exams.models import Mark, ShelfDecision
from exams.queries.shelf import shelf_count, undecided_among
from exams.rules import AnswerKind, SittingState
from exams.rules.deeds import MarkSource
from people.rules import Role
from tests.conftest import NOON, actor_of
from tests.exams.tablet.entered import Tabled, as_upload


@pytest.fixture
def tabled(school, visit) -> Tabled:
    """An exam that goes on."""
    return Tabled(school, visit, school.planned(starts_at=NOON, state=SittingState.IN_PROGRESS))


@pytest.fixture
def taken_off(tabled, make) -> Tabled:
    """Two marks came in after the examiner had been taken off; somebody else examines in the same place."""
    tabled.change(withdrawn_at=NOON)
    tabled.other = make.person(Role.EXAMINER, given="Bea")
    tabled.new = tabled.another(tabled.other)
    assert tabled.send(tabled.mark(0, 2, remark="Well done."), tabled.mark(1, 3)) == ["refused", "refused"]
    return tabled


def decide(tabled, deed="take", who=None, ops=None, **fields: Any):
    marks = [mark for mark in tabled.marks() if mark.answer is AnswerKind.REFUSED]
    data = {"deed": deed, "reason": "They were there.", "chosen": ops or [str(mark.op) for mark in marks], **fields}
    return tabled.visit(who or tabled.school.coordinator).post(f"/exams/shelf/{tabled.sheet}", data)


def decisions(tabled):
    return tabled.all_of(ShelfDecision)


def test_the_list_names_candidate_and_examiner(taken_off):
    page = taken_off.visit(taken_off.school.coordinator).get("/exams/shelf").text
    assert taken_off.school.candidate.name in page
    assert taken_off.school.examiner.name in page


def test_the_page_says_what_why_and_what_stands(taken_off):
    page = taken_off.visit(taken_off.school.coordinator).get(f"/exams/shelf/{taken_off.sheet}").text
    assert "2, Sufficient" in page
    assert "Well done." in page
    assert "You no longer examine this candidate." in page
    assert "No mark stands there now." in page


def test_taken_over_marks_go_to_who_came_in_the_same_place(taken_off):
    assert decide(taken_off).status_code == 303
    new = [mark for mark in taken_off.marks() if mark.sheet_id == taken_off.new]
    assert [(mark.value, mark.source, mark.answer) for mark in new] == [
        (2, MarkSource.SHELF, AnswerKind.STORED),
        (3, MarkSource.SHELF, AnswerKind.STORED),
    ]
    assert {mark.entered_by for mark in new} == {taken_off.school.coordinator.id}
    assert {mark.examiner_id for mark in new} == {taken_off.other.id}


def test_what_was_refused_stays_on_record_as_it_was(taken_off):
    before = [(mark.op, mark.answer, mark.value) for mark in taken_off.marks()]
    decide(taken_off)
    assert [(mark.op, mark.answer, mark.value) for mark in taken_off.marks()][:2] == before


def test_a_decision_is_kept_with_its_reason_and_told_in_the_audit(taken_off):
    decide(taken_off)
    assert [(one.taken_over, one.reason) for one in decisions(taken_off)] == [(True, "They were there.")] * 2
    line = taken_off.audit("exams.shelf-decided")[0]
    assert line.facts["count"] == 2
    assert line.facts["into_sheet_id"] == taken_off.new


def test_who_signs_sees_whose_marks_were_taken_over(taken_off):
    decide(taken_off)
    page = taken_off.visit(taken_off.other).get(f"/exams/sheets/{taken_off.new}/sign").text
    assert re.search(rf"taken over from {taken_off.school.examiner.name}", page)


def test_deciding_twice_changes_nothing(taken_off):
    ops = [str(mark.op) for mark in taken_off.marks()]
    decide(taken_off, ops=ops)
    assert decide(taken_off, ops=ops).status_code == 303
    assert len(decisions(taken_off)) == 2
    assert len(taken_off.marks()) == 4


def test_set_aside_they_wait_no_longer_and_no_mark_is_made(taken_off):
    assert decide(taken_off, "aside").status_code == 303
    assert len(taken_off.marks()) == 2
    assert waiting(taken_off) == 0


def test_one_by_one(taken_off):
    first = taken_off.marks()[0]
    decide(taken_off, ops=[str(first.op)])
    assert waiting(taken_off) == 1


def waiting(tabled, who=None):
    with tabled.school.desk.reading(actor_of(who or tabled.school.coordinator)) as work:
        return shelf_count(work)


def test_never_over_a_mark_that_stands_unless_said_so(taken_off):
    theirs = taken_off.mark(0, 0, sheet=taken_off.new)
    taken_off.send(theirs, examiner=taken_off.other)
    answer = decide(taken_off)
    assert answer.status_code == 303
    assert [one.value for one in taken_off.marks() if one.source is MarkSource.SHELF] == [3]
    assert waiting(taken_off) == 1


def test_never_over_a_mark_that_was_taken_back_with_a_remark_unless_said_so(taken_off):
    first = taken_off.mark(0, 1, sheet=taken_off.new)
    back = {**taken_off.mark(0, None, sheet=taken_off.new), "remark": "Do it anew.", "base_op": first["op"]}
    taken_off.send(first, back, examiner=taken_off.other)
    op = str(taken_off.marks()[0].op)
    page = taken_off.visit(taken_off.school.coordinator).get(f"/exams/shelf/{taken_off.sheet}").text
    assert "Stands now: Not marked (Do it anew.)" in page
    decide(taken_off, ops=[op])
    assert [one.value for one in taken_off.marks() if one.source is MarkSource.SHELF] == []
    decide(taken_off, ops=[op], over=[op], **{f"stood-{op}": back["op"]})
    assert [one.value for one in taken_off.marks() if one.source is MarkSource.SHELF] == [2]


def test_over_a_mark_that_stands_where_that_was_said(taken_off):
    theirs = taken_off.mark(0, 0, sheet=taken_off.new)
    taken_off.send(theirs, examiner=taken_off.other)
    op = str(taken_off.marks()[0].op)
    decide(taken_off, ops=[op], over=[op], **{f"stood-{op}": theirs["op"]})
    assert [one.value for one in taken_off.marks() if one.source is MarkSource.SHELF] == [2]


def test_not_over_another_mark_than_the_page_showed(taken_off):
    seen, newer = (taken_off.mark(0, value, sheet=taken_off.new) for value in (0, 1))
    taken_off.send(seen, {**newer, "base_op": seen["op"]}, examiner=taken_off.other)
    op = str(taken_off.marks()[0].op)
    answer = decide(taken_off, ops=[op], over=[op], **{f"stood-{op}": seen["op"]})
    assert answer.status_code == 422
    assert "changed after you opened this page" in answer.text
    assert decisions(taken_off) == []


def test_the_own_sheet_when_it_takes_marks_again(tabled):
    tabled.change_sitting(state=SittingState.PLANNED, starts_at=NOON + timedelta(days=1))
    tabled.send(tabled.mark(0))
    tabled.change_sitting(starts_at=NOON)
    decide(tabled)
    assert [(one.sheet_id, one.examiner_id) for one in tabled.marks()] == [
        (tabled.sheet, tabled.school.examiner.id)
    ] * 2
    assert tabled.school.read(type(tabled.sitting), tabled.sitting.id).state is SittingState.IN_PROGRESS


def test_where_no_sheet_takes_marks_they_are_only_set_aside(tabled):
    tabled.change_sitting(state=SittingState.CANCELLED)
    tabled.send(tabled.mark(0))
    answer = decide(tabled)
    assert answer.status_code == 422
    assert "No sheet of this exam takes these marks now" in answer.text
    assert decide(tabled, "aside").status_code == 303


def test_of_a_signed_sheet_it_says_who_signed_and_offers_no_taking_over(tabled):
    tabled.change(signed_at=NOON)
    assert tabled.send(tabled.mark(0, 2)) == ["refused"]
    page = tabled.visit(tabled.school.coordinator).get(f"/exams/shelf/{tabled.sheet}").text
    assert "The sheet is signed" in page
    assert "nobody: it is signed" in page
    assert 'value="take"' not in page
    assert 'value="aside"' in page


def test_never_into_the_sheet_of_the_other_examiner(tabled, make):
    tabled.change(withdrawn_at=NOON)
    tabled.another(make.person(Role.EXAMINER), position=2)
    tabled.send(tabled.mark(0))
    assert decide(tabled).status_code == 422


def test_a_later_mark_that_is_stored_makes_earlier_ones_of_its_step_meaningless(tabled):
    tabled.change_sitting(state=SittingState.PLANNED, starts_at=NOON + timedelta(days=1))
    tabled.send(tabled.mark(0, 1), tabled.mark(0, 2), tabled.mark(1, 2))
    assert waiting(tabled) == 3
    tabled.change_sitting(starts_at=NOON)
    tabled.send(tabled.mark(0, 3))
    assert waiting(tabled) == 1


# Nothing vanishes undecided


@pytest.fixture
def refused(tabled) -> Tabled:
    """A mark came in before its day and was refused; now the exam goes on."""
    tabled.change_sitting(state=SittingState.PLANNED, starts_at=NOON + timedelta(days=1))
    tabled.early = tabled.mark(0, 1)
    assert tabled.send(tabled.early) == ["refused"]
    tabled.change_sitting(starts_at=NOON, state=SittingState.IN_PROGRESS)
    return tabled


def test_a_mark_that_was_cleared_later_leaves_the_refused_one_waiting(refused):
    assert refused.send(refused.mark(0, None)) == ["stored"]
    assert waiting(refused) == 1


def test_a_conflict_leaves_the_refused_mark_waiting(school, visit):
    tabled = Tabled(school, visit, school.planned(starts_at=NOON, state=SittingState.IN_PROGRESS))
    assert tabled.send(tabled.mark(0, 0)) == ["stored"]
    assert tabled.send(tabled.mark(0, 99)) == ["refused"]
    assert tabled.send(tabled.mark(0, 3)) == ["conflict"]
    assert waiting(tabled) == 1


def test_what_a_file_brings_of_before_leaves_a_later_refused_mark_waiting(tabled):
    tabled.known()
    before, later = tabled.mark(0, 3), tabled.mark(0, 2)
    with tabled.school.desk.writing() as work:
        facts = {key: later[key] for key in ("value", "remark", "sequence")}
        row = Mark(
            **facts,
            op=UUID(later["op"]),
            sheet_id=tabled.sheet,
            step_id=later["step"],
            examiner_id=tabled.school.examiner.id,
            made_at=NOON,
            received_at=NOON,
            answer=AnswerKind.REFUSED,
            tablet_id=tabled.tablet,
        )
        work.db.add(row)
    browser = tabled.visit(tabled.school.coordinator)
    page = browser.post("/exams/unsent", as_upload(tabled.file(before)), content_type="multipart/form-data").text
    ticket = page.split('name="ticket"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    assert browser.post("/exams/unsent/take-in", {"ticket": ticket, "reason": ""}).status_code == 303
    assert waiting(tabled) == 1


def test_of_two_refused_marks_of_a_step_one_is_taken_over_and_the_other_still_waits(refused):
    refused.change(withdrawn_at=NOON)
    second = refused.mark(0, 2)
    refused.send(second)
    refused.change(withdrawn_at=None)
    both = decide(refused)
    assert both.status_code == 422
    assert "Choose one mark for each step" in both.text
    assert decide(refused, ops=[refused.early["op"]]).status_code == 303
    assert waiting(refused) == 1


def announced(tabled, photo: str) -> dict[str, Any]:
    return tabled.deed("photo", photo=photo, step=None, sha256="0" * 64, size=9, type="image/jpeg")


def test_every_refused_photo_and_remark_waits_by_itself(tabled):
    tabled.change(signed_at=NOON)
    photos = [announced(tabled, str(uuid4())) for _ in range(3)]
    remarks = [tabled.deed("remark", text=text) for text in ("FIRST", "SECOND")]
    assert set(tabled.send(*photos, *remarks)) == {"refused"}
    page = tabled.visit(tabled.school.coordinator).get(f"/exams/shelf/{tabled.sheet}").text
    assert (page.count("Took a photo"), "FIRST" in page, "SECOND" in page) == (3, True, True)


def test_a_refused_photo_is_over_by_the_same_photo_and_by_no_other(tabled):
    photo = str(uuid4())
    tabled.change(signed_at=NOON)
    tabled.send(announced(tabled, photo))
    tabled.change(signed_at=None)
    assert tabled.send(announced(tabled, str(uuid4()))) == ["stored"]
    assert waiting(tabled) == 1
    assert tabled.send(announced(tabled, photo)) == ["stored"]
    assert waiting(tabled) == 0


def test_a_refused_remark_is_over_by_a_later_one_that_was_stored(tabled):
    tabled.change(signed_at=NOON)
    tabled.send(tabled.deed("remark", text="First"))
    tabled.send(tabled.deed("remark", text="Second"))
    assert waiting(tabled) == 2
    tabled.change(signed_at=None)
    assert tabled.send(tabled.deed("remark", text="Third")) == ["stored"]
    assert waiting(tabled) == 0


def test_each_refused_pause_waits_with_its_own_reason(tabled):
    tabled.change(signed_at=NOON)
    tabled.send(tabled.deed("pause", reason="Fire drill"), tabled.deed("pause", reason="Power cut"))
    tabled.change(signed_at=None)
    tabled.send(tabled.deed("pause", reason="Lunch"))
    assert waiting(tabled) == 2


def test_a_reason_is_asked_for(taken_off):
    answer = decide(taken_off, reason=" ")
    assert answer.status_code == 422
    assert decisions(taken_off) == []


def test_something_has_to_be_chosen(taken_off):
    assert decide(taken_off, ops=["nonsense"]).status_code == 422


# Who may not


@pytest.mark.parametrize("role", [Role.EXAMINER, Role.CANDIDATE, Role.BOARD_MEMBER, Role.AUDITOR])
def test_only_a_coordinator_sees_the_shelf(taken_off, make, role):
    assert taken_off.visit(make.person(role)).get("/exams/shelf").status_code == 403
    assert taken_off.visit(make.person(role)).get(f"/exams/shelf/{taken_off.sheet}").status_code == 404


def test_a_stranger_signs_in_first(taken_off):
    assert taken_off.visit(None).get("/exams/shelf").status_code in (302, 303, 401)


def test_a_coordinator_finds_nothing_of_the_own_exam(tabled, make, visit):
    both = make.person(Role.COORDINATOR, Role.CANDIDATE)
    own = Tabled(tabled.school, visit, tabled.school.planned(starts_at=NOON, candidate=both))
    own.change(withdrawn_at=NOON)
    own.send(own.mark(0))
    assert waiting(own, both) == 0
    assert visit(both).get(f"/exams/shelf/{own.sheet}").status_code == 404
    assert decide(own, who=both).status_code == 404


def test_whoever_examines_the_exam_does_not_decide(taken_off, make, visit):
    both = make.person(Role.COORDINATOR, Role.EXAMINER)
    taken_off.another(both, position=2)
    answer = decide(taken_off, who=both)
    assert answer.status_code == 403


def test_the_examiner_does_not_decide_about_the_own_marks(taken_off):
    assert decide(taken_off, who=taken_off.school.examiner).status_code == 403


# Veiled (BR-31)


@pytest.fixture
def veiled(school, visit, make) -> Tabled:
    """Of two examiners the first was taken off; nobody may look on."""
    form = make.exam_form(qualification_id=school.qualification.id, examiners_required=2)
    school.form = form
    tabled = Tabled(school, visit, school.planned(form=form, starts_at=NOON, state=SittingState.IN_PROGRESS))
    tabled.another(make.person(Role.EXAMINER), position=2)
    tabled.change(withdrawn_at=NOON)
    tabled.other = make.person(Role.EXAMINER, given="Bea")
    tabled.new = tabled.another(tabled.other)
    tabled.send(tabled.mark(0, 2, remark="Secretly splendid"))
    return tabled


def test_br_31_what_a_blind_examiner_marked_is_not_shown(veiled):
    page = veiled.visit(veiled.school.coordinator).get(f"/exams/shelf/{veiled.sheet}").text
    assert "Secretly splendid" not in page
    assert "2, Sufficient" not in page
    assert "is not shown yet" in page


def test_br_31_it_is_taken_over_unseen_where_nothing_stands(veiled):
    assert decide(veiled).status_code == 303
    assert [one.value for one in veiled.marks() if one.source is MarkSource.SHELF] == [2]


def test_br_31_over_a_mark_that_nobody_may_see_it_is_not(veiled):
    theirs = veiled.mark(0, 0, sheet=veiled.new)
    veiled.send(theirs, examiner=veiled.other)
    op = str(veiled.marks()[0].op)
    decide(veiled, ops=[op], over=[op], **{f"stood-{op}": theirs["op"]})
    assert [one for one in veiled.marks() if one.source is MarkSource.SHELF] == []


# Where it is told


def test_the_home_of_a_coordinator_says_how_many_wait(taken_off):
    page = taken_off.visit(taken_off.school.coordinator).get("/").text
    assert "2 refused marks wait for a decision" in page


def test_the_list_takes_as_many_statements_for_many_as_for_one(taken_off, statements, visit, make):
    browser = taken_off.visit(taken_off.school.coordinator)
    browser.get("/exams/shelf")
    with statements() as one:
        browser.get("/exams/shelf")
    for _ in range(4):
        candidate = make.person(Role.CANDIDATE)
        more = Tabled(taken_off.school, visit, taken_off.school.planned(starts_at=NOON, candidate=candidate))
        more.change(withdrawn_at=NOON)
        more.send(more.mark(0), more.mark(1))
    with statements() as many:
        browser.get("/exams/shelf")
    assert len(many) <= len(one)


def test_the_board_knows_for_which_exams_something_waits(taken_off):
    with taken_off.school.desk.reading(actor_of(taken_off.school.board_member)) as work:
        assert undecided_among(work, [taken_off.sitting.id]) == {taken_off.sitting.id}


def test_a_wrong_way_to_ask(taken_off):
    assert taken_off.visit(taken_off.school.coordinator).post("/exams/shelf", {}).status_code == 405
    assert taken_off.visit(taken_off.school.coordinator).get("/exams/shelf/999999").status_code == 404


def test_the_page_of_an_exam_leads_to_typing_in_its_paper(tabled):
    page = tabled.visit(tabled.school.coordinator).get(f"/exams/sittings/{tabled.sitting.id}").text
    assert f"/exams/sheets/{tabled.sheet}/paper" in page


def test_an_examiner_about_to_sign_reads_that_own_marks_were_refused(tabled):
    tabled.change_sitting(state=SittingState.PLANNED, starts_at=NOON + timedelta(days=1))
    tabled.send(tabled.mark(0))
    tabled.change_sitting(starts_at=NOON, state=SittingState.IN_PROGRESS)
    page = tabled.visit(tabled.school.examiner).get(f"/exams/sheets/{tabled.sheet}/sign").text
    assert "1 mark of yours was refused when it came in" in page


def test_the_board_reads_that_a_refused_mark_waits(tabled):
    tabled.school.board_ratifies()
    tabled.sitting = tabled.school.signed(3, candidate=tabled.school.make.person(Role.CANDIDATE))
    tabled.send(tabled.mark(0, 1))
    page = tabled.visit(tabled.school.board_member).get("/exams/results/waiting").text
    assert "A mark was refused when it came in, and nobody decided about it yet." in page


def test_nobody_says_to_have_marked_what_was_taken_over(taken_off):
    decide(taken_off)
    page = taken_off.visit(taken_off.other).get(f"/exams/sheets/{taken_off.new}/sign").text
    assert "or looked at the marks that came another way" in page


def test_nothing_is_chosen_before_somebody_chooses(taken_off):
    page = taken_off.visit(taken_off.school.coordinator).get(f"/exams/shelf/{taken_off.sheet}").text
    assert not re.search(r'name="chosen"[^>]* checked', page)


def test_the_card_tells_whose_marks_they_are_and_where_they_go(taken_off):
    page = taken_off.visit(taken_off.school.coordinator).get(f"/exams/shelf/{taken_off.sheet}").text
    assert re.search(rf"Marked by</dt><dd>{taken_off.school.examiner.name}<", page)
    assert re.search(rf"Goes to the sheet of</dt><dd>{taken_off.other.name}<", page)


def test_what_was_decided_names_its_step(taken_off):
    decide(taken_off)
    page = taken_off.visit(taken_off.school.coordinator).get(f"/exams/shelf/{taken_off.sheet}").text
    decided = page[page.index("Decided before") :]
    for number, step in enumerate(taken_off.school.form.steps[:2], start=1):
        assert f"Step {number}: {step.text}" in decided
