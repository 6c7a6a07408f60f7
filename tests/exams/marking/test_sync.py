"""A tablet sends marks: POST /exams/sync."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import delete, text
from sqlalchemy.exc import DatabaseError

from exams.models import Sheet, Sitting
from exams.rules import SittingState
from people.models import PersonRole
from people.rules import Role
from tests.conftest import NOON


def sitting_now(desk, bench):
    with desk.reading() as work:
        found = work.db.get(Sitting, bench.sitting.id)
        work.db.expunge_all()
        return found


def test_a_mark_is_kept_with_both_clocks(send, marks, bench):
    sent = NOON + timedelta(hours=1)
    assert send(bench.mark(0, 2, remark="quick"), sent_at=sent).status_code == 200
    (kept,) = marks()
    assert (kept.value, kept.remark, kept.answer, kept.sent_at) == (2, "quick", "stored", sent)
    assert (kept.received_at, kept.made_at) == (NOON, NOON + timedelta(seconds=1))


def test_answers_carry_our_own_header(send, bench):
    assert send(bench.mark(0)).headers["X-Proefstuk"] == "1"


def test_the_first_mark_begins_the_exam_when_it_was_made(outcomes, desk, bench):
    outcomes(bench.mark(0), sent_at=NOON + timedelta(minutes=10, seconds=1))
    sitting = sitting_now(desk, bench)
    assert (sitting.state, sitting.began_at) == (SittingState.IN_PROGRESS, NOON - timedelta(minutes=10))


def starts(desk, bench, **later):
    with desk.writing() as work:
        work.db.get(Sitting, bench.sitting.id).starts_at = NOON + timedelta(**later)


def test_no_mark_begins_an_exam_before_its_day(send, desk, bench, marks, audit):
    starts(desk, bench, days=8)
    (answer,) = send(bench.mark(0)).json["answers"]
    assert (answer["outcome"], "cannot begin before that day" in answer["reason"]) == ("refused", True)
    sitting = sitting_now(desk, bench)
    assert (sitting.state, sitting.began_at) == (SittingState.PLANNED, None)
    assert [(kept.value, kept.answer) for kept in marks()] == [(2, "refused")]
    assert [line.event for line in audit()] == ["exams.marks-recorded"]


def test_a_mark_that_came_too_early_can_be_made_again_on_the_day(outcomes, desk, bench, clock):
    starts(desk, bench, days=8)
    early = bench.mark(0)
    assert outcomes(early) == ["refused"]
    clock.move(days=8)
    assert outcomes(early, bench.mark(0, base_op=early["op"])) == ["refused", "stored"]
    assert sitting_now(desk, bench).state is SittingState.IN_PROGRESS


@pytest.mark.parametrize(("minutes", "outcome"), [(-30, "refused"), (30, "stored")])
def test_the_day_begins_at_midnight_in_the_school(outcomes, desk, bench, clock, minutes, outcome):
    starts(desk, bench, days=1)
    with desk.reading() as work:
        tomorrow = (NOON + timedelta(days=1)).astimezone(work.zone)
        midnight = tomorrow.replace(hour=0, minute=0)
    clock.now = midnight.astimezone(NOON.tzinfo) + timedelta(minutes=minutes)
    assert outcomes(bench.mark(0)) == [outcome]


def test_a_mark_made_on_the_day_may_arrive_a_week_later(outcomes, desk, bench, clock):
    clock.move(days=7)
    assert outcomes(bench.mark(0), sent_at=NOON + timedelta(days=7)) == ["stored"]
    assert sitting_now(desk, bench).began_at == NOON + timedelta(seconds=1)


def test_a_repeat_is_a_duplicate_and_changes_nothing(outcomes, marks, bench):
    mark = bench.mark(0)
    assert outcomes(mark) == ["stored"]
    assert outcomes(mark) == ["duplicate"]
    assert len(marks()) == 1


def test_a_lost_answer_is_given_again_even_after_signing(outcomes, desk, bench, marks):
    stored, conflict = bench.mark(0, 2), bench.mark(0, 1)
    assert outcomes(stored, conflict) == ["stored", "conflict"]
    with desk.writing() as work:
        work.db.get(Sheet, bench.sheet.id).signed_at = work.now
    assert outcomes(stored, conflict) == ["duplicate", "conflict"]
    assert len(marks()) == 2


def test_the_answer_to_a_repeat_is_the_same_to_the_letter(send, bench, clock):
    first, second = bench.mark(0, 2), bench.mark(0, 1, base_op=str(uuid4()))
    before = send(first, second).json["answers"][1]
    clock.move(days=3)
    assert send(second).json["answers"] == [before]


def test_a_batch_is_decided_in_the_order_of_the_device(outcomes, marks, bench):
    first = bench.mark(0, 1)
    second = bench.mark(0, 3, base_op=first["op"])
    assert outcomes(second, first) == ["stored", "stored"]
    assert [mark.value for mark in marks()] == [1, 3]


def test_another_device_meets_what_stands(send, bench):
    first = bench.mark(0, 1)
    send(first)
    (answer,) = send(bench.mark(0, 3)).json["answers"]
    assert (answer["outcome"], answer["standing"]["op"], answer["standing"]["value"]) == ("conflict", first["op"], 1)


def test_a_conflict_is_decided_on_top_of_what_stands(outcomes, bench):
    theirs, mine = bench.mark(0, 1), bench.mark(0, 3)
    assert outcomes(theirs, mine) == ["stored", "conflict"]
    assert outcomes(bench.mark(0, 3, base_op=theirs["op"])) == ["stored"]


def test_a_mark_may_rest_on_a_refused_one(outcomes, bench):
    refused = bench.mark(0, 99)
    assert outcomes(refused) == ["refused"]
    assert outcomes(bench.mark(0, 2, base_op=refused["op"])) == ["stored"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"value": 9}, "not a level"),
        ({"step": 2**31 - 1}, "not on the form"),
        ({"remark": "x" * 2001}, "at most 2000"),
        ({"value": "2"}, "value"),
        ({"value": True}, "value"),
        ({"value": 1.5}, "value"),
        ({"op": "not-an-id"}, "op"),
        ({"op": "A" * 8}, "op"),
        ({"made_at": "yesterday"}, "made_at"),
        ({"made_at": "2026-11-23T12:00:00"}, "made_at"),
        ({"sequence": 0}, "sequence"),
        ({"remark": "a\x00b"}, "remark"),
        ({"remark": None}, "remark"),
        ({"sheet": 10**30}, "sheet"),
    ],
)
def test_what_is_wrong_with_one_mark_does_not_hold_up_the_others(send, bench, marks, change, words):
    bad, good = bench.mark(0) | change, bench.mark(1)
    answers = {answer["op"]: answer for answer in send(bad, good).json["answers"]}
    assert answers[bad["op"]]["outcome"] == "refused"
    assert words in answers[bad["op"]]["reason"]
    assert answers[good["op"]]["outcome"] == "stored"


def test_a_clock_that_is_wrong_by_centuries_still_gets_its_mark_kept(outcomes, marks, desk, bench):
    assert outcomes(bench.mark(0, made_at="0001-01-01T12:00:00+00:00")) == ["stored"]
    assert outcomes(bench.mark(1, made_at="9999-12-31T12:00:00+00:00")) == ["stored"]
    assert [mark.made_at.year for mark in marks()] == [1971, 9000]
    assert sitting_now(desk, bench).began_at == NOON  # when it came in: no exam begins before its day


def test_a_signed_sheet_refuses_new_marks_with_a_reason(send, marks, desk, bench):
    with desk.writing() as work:
        work.db.get(Sheet, bench.sheet.id).signed_at = work.now
    (answer,) = send(bench.mark(0)).json["answers"]
    assert (answer["outcome"], answer["reason"]) == ("refused", "This sheet is already signed.")
    assert [mark.answer for mark in marks()] == ["refused"]


@pytest.mark.parametrize("state", [SittingState.ABORTED, SittingState.NO_SHOW, SittingState.CANCELLED])
def test_an_exam_that_ended_takes_no_marks(send, desk, bench, state):
    with desk.writing() as work:
        work.db.get(Sitting, bench.sitting.id).state = state
    assert send(bench.mark(0)).json["answers"][0]["reason"] == "This exam no longer takes marks."


def test_an_examiner_taken_off_is_told_and_the_mark_stays_on_record(send, marks, desk, bench):
    with desk.writing() as work:
        work.db.get(Sheet, bench.sheet.id).withdrawn_at = work.now
    (answer,) = send(bench.mark(0)).json["answers"]
    assert (answer["outcome"], answer["reason"]) == ("refused", "You no longer examine this candidate.")
    assert len(marks()) == 1


def test_a_foreign_sheet_and_an_absent_one_get_the_same_answer(send, bench, make, marks):
    foreign = make.sitting().sheets[0].id
    answers = send(bench.mark(0, sheet=foreign), bench.mark(0, sheet=999_999)).json["answers"]
    assert answers[0] | {"op": ""} == answers[1] | {"op": ""}
    assert (answers[0]["outcome"], len(marks())) == ("refused", 0)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR, Role.BOARD_MEMBER, Role.CANDIDATE])
def test_nobody_else_can_send_marks_for_a_sheet(send, bench, make, visit, marks, role):
    (answer,) = send(bench.mark(0), browser=visit(make.person(role))).json["answers"]
    assert (answer["outcome"], len(marks())) == ("refused", 0)


def test_who_is_no_examiner_any_more_keeps_nothing_on_record(send, bench, desk, marks):
    with desk.writing() as work:
        work.db.execute(delete(PersonRole).where(PersonRole.person_id == bench.examiner.id))
    assert send(bench.mark(0)).json["answers"][0]["outcome"] == "refused"
    assert marks() == []


def test_a_reused_id_does_not_pass_for_a_stored_mark(outcomes, make, bench, visit):
    mark = bench.mark(0, 1)
    assert outcomes(mark) == ["stored"]
    assert outcomes(mark | {"value": 3}) == ["refused"]
    other = make.sitting(bench.form, examiner=bench.examiner)
    assert outcomes(mark | {"sheet": other.sheets[0].id}) == ["refused"]


def test_a_stranger_is_told_to_sign_in_under_our_header(send, bench, visit, marks):
    answer = send(bench.mark(0), browser=visit(None))
    assert (answer.status_code, answer.headers["X-Proefstuk"], marks()) == (401, "1", [])


def test_a_stale_token_keeps_nothing(visit, bench, marks):
    answer = visit(bench.examiner).client.post("/exams/sync", json={"operations": [bench.mark(0)]})
    assert (answer.status_code, answer.headers["X-Proefstuk"], marks()) == (400, "1", [])


def test_a_fresh_token_is_accepted(visit, bench, marks):
    browser = visit(bench.examiner)
    session = browser.get("/exams/session").json
    assert session["user"] == bench.examiner.id
    headers = {"X-CSRFToken": session["csrf_token"]}
    answer = browser.client.post("/exams/sync", json={"operations": [bench.mark(0)]}, headers=headers)
    assert (answer.status_code, len(marks())) == (200, 1)


def test_the_session_of_a_stranger_says_so(visit):
    answer = visit(None).get("/exams/session")
    assert (answer.status_code, answer.json["user"], answer.headers["X-Proefstuk"]) == (200, None, "1")


@pytest.mark.parametrize(
    "body",
    [b"[]", b"{", b"null", b'{"operations": 3}', b'{"operations": [3]}', b"[" * 100_000, b"\xff\xfe", b"{}"],
)
def test_a_body_that_cannot_be_read_is_refused_as_a_whole(visit, bench, body):
    browser = visit(bench.examiner)
    answer = browser.post("/exams/sync", data=body, content_type="application/json")
    assert (answer.status_code, answer.headers["X-Proefstuk"]) == (422, "1")


def test_more_than_three_hundred_marks_are_too_many(send, bench, marks):
    assert send(*(bench.mark(0) for _ in range(301))).status_code == 422
    assert marks() == []


def test_three_hundred_marks_with_long_remarks_fit(send, bench, marks):
    answer = send(*(bench.mark(place % 6, 1, remark="x" * 2000) for place in range(300)))
    assert (answer.status_code, len(answer.json["answers"]), len(marks())) == (200, 300, 300)


def test_a_body_of_megabytes_is_too_large(send, bench):
    assert send(bench.mark(0, remark="x" * 2_100_000)).status_code == 413


def test_no_marks_at_all_is_no_mistake(send):
    assert send().json["answers"] == []


def test_get_is_not_for_sync(visit, bench):
    assert visit(bench.examiner).get("/exams/sync").status_code == 405


def test_the_audit_has_one_line_for_the_beginning_and_one_for_the_marks(outcomes, audit, marks, bench):
    outcomes(bench.mark(0), bench.mark(1, 99), bench.mark(0, 1))
    began, recorded = audit()
    assert (began.event, began.person_id) == ("exams.sitting-began", bench.candidate.id)
    assert recorded.facts == {
        "sheet_id": bench.sheet.id,
        "person_id": bench.candidate.id,
        "mark_ids": [mark.id for mark in marks()],
        "stored": 1,
        "refused": 1,
        "conflicts": 1,
    }


def test_a_repeat_leaves_no_line(outcomes, audit, bench):
    mark = bench.mark(0)
    outcomes(mark)
    before = len(audit())
    outcomes(mark)
    assert len(audit()) == before


@pytest.mark.parametrize("number", [1, 6])
def test_however_many_marks_come_the_statements_are_few(send, bench, statements, number):
    send(bench.mark(0))
    with statements() as seen:
        assert send(*(bench.mark(place, 1) for place in range(number))).status_code == 200
    # who asks; the sheet, held; what is known; one INSERT of marks; they and the end of the chain; a link; the audit;
    # and, as one of them differs from what stands, how that came
    assert len([statement for statement in seen.seen if not statement.startswith("PRAGMA")]) == 8


@pytest.mark.parametrize(
    "change", ["UPDATE mark SET value = 3", "DELETE FROM mark", "UPDATE mark SET answer = 'stored'"]
)
def test_nobody_can_change_a_mark(outcomes, desk, bench, change):
    outcomes(bench.mark(0))
    with pytest.raises(DatabaseError, match="append-only"), desk.writing() as work:
        work.db.execute(text(change))


@pytest.mark.parametrize("number", ["id", "id + 1000"])
@pytest.mark.parametrize("put", ["INSERT OR REPLACE", "REPLACE"])
def test_nobody_can_put_another_mark_in_its_place(outcomes, desk, bench, marks, put, number, database_url):
    if not database_url.startswith("sqlite"):
        return  # PostgreSQL has no such statement
    mark = bench.mark(0, 2)
    outcomes(mark)
    columns = "op, sheet_id, step_id, examiner_id, remark, base_op, sequence, made_at, sent_at, received_at, answer"
    forged = f"{put} INTO mark (id, value, {columns}) SELECT {number}, 3, {columns} FROM mark"
    with pytest.raises(DatabaseError, match="append-only"), desk.writing() as work:
        work.db.execute(text(forged))
    assert [(kept.value, str(kept.op)) for kept in marks()] == [(2, mark["op"])]
