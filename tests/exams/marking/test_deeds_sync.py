"""Marks and deeds in one request: their order, what holds up nothing, what it costs, what is on record."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, text
from sqlalchemy.exc import DatabaseError

from exams.models import Sheet, Sitting, Tablet
from exams.queries.chain import reports
from exams.queries.deeds import turns
from exams.rules import SittingState
from people.models import PersonRole
from people.rules import Role
from tests.conftest import NOON
from tests.exams.chains import Chained
from tests.exams.marking.conftest import bench_with

TABLET = "7f0c8a52-6f8e-4a4e-9d0c-2f7d0f6f1a11"


@pytest.fixture
def send_from(visit, bench):
    """Send operations from a tablet that says which it is."""
    browser = visit(bench.examiner)

    def send_them(tablet, *operations):
        body = {"operations": list(operations), "sent_at": NOON.isoformat()}
        return browser.post("/exams/sync", json=body, headers={"X-Proefstuk-Tablet": tablet})

    return send_them


# order


def test_everything_of_one_exam_goes_in_one_request(outcomes, sheet_now, deeds, marks, bench):
    begin = [bench.deed("start"), bench.mark(0), bench.deed("pause"), bench.deed("resume")]
    rest = [bench.mark(place) for place in range(1, 6)]
    ended = [bench.deed("stop"), bench.deed("remark"), bench.signature(begin[1], *rest)]
    assert set(outcomes(*begin, *rest, *ended)) == {"stored"}
    assert sheet_now().sitting.state is SittingState.RATIFIED
    assert [str(one.kind) for one in deeds()] == ["start", "pause", "resume", "stop", "remark", "sign"]
    assert [one.id for one in deeds()] == sorted(one.id for one in deeds())
    assert len(marks()) == 6


def test_the_order_is_that_of_the_device_whatever_comes_first(send, sheet_now, bench):
    marks = bench.whole()
    operations = [*marks, bench.signature(*marks)]
    answers = send(*reversed(operations)).json["answers"]
    assert [one["op"] for one in answers] == [one["op"] for one in operations]
    assert sheet_now().signed_at == NOON


def test_a_refused_deed_holds_up_nothing_behind_it(outcomes, sheet_now, bench):
    marks = bench.whole()
    early = bench.deed("sign") | {"sequence": 1}
    rest = [bench.deed("stop"), bench.signature(*marks)]
    assert outcomes(early, *marks, *rest) == ["refused", *["stored"] * 8]
    assert sheet_now().signed_at == NOON


def test_a_pause_may_follow_the_mark_that_began_the_exam(outcomes, bench):
    assert outcomes(bench.mark(0), bench.deed("pause")) == ["stored", "stored"]


def test_a_mark_before_a_start_in_one_request_begins_the_exam_once(outcomes, audit, bench):
    assert outcomes(bench.mark(0), bench.deed("start"), bench.mark(1)) == ["stored"] * 3
    assert [line.event for line in audit()].count("exams.sitting-began") == 1


def test_what_cannot_be_read_holds_up_nothing(send, bench, deeds):
    good = bench.deed("remark")
    for bad in (bench.deed("dance"), bench.deed("pause", reason=7), bench.deed("remark") | {"deed": 3}):
        answers = {one["op"]: one for one in send(bad, good).json["answers"]}
        assert answers[bad["op"]]["outcome"] == "refused"
        assert answers[good["op"]]["outcome"] in ("stored", "duplicate")
    assert [str(one.kind) for one in deeds()] == ["remark"]


def test_what_is_not_known_here_is_said_in_words(send, bench):
    (answer,) = send(bench.deed("dance")).json["answers"]
    assert answer["reason"].startswith("“dance” cannot be done with an exam here.")


def test_two_candidates_side_by_side(outcomes, make, desk, bench):
    other = make.sitting(bench.form, examiner=bench.examiner)
    second = other.sheets[0].id
    one = [bench.deed("start"), bench.deed("start", of=second), bench.mark(0), bench.mark(0, sheet=second)]
    two = [bench.deed("abort", of=second), bench.mark(1, sheet=second), bench.mark(1), bench.deed("pause")]
    assert outcomes(*one, *two) == [*["stored"] * 5, "refused", "stored", "stored"]
    with desk.reading() as work:
        states = [work.db.get(Sitting, number).state for number in (bench.sitting.id, other.id)]
    assert states == [SittingState.IN_PROGRESS, SittingState.ABORTED]


# ids


def test_a_repeated_request_with_everything_changes_nothing(outcomes, deeds, marks, audit, sheet_now, bench):
    whole = bench.whole()
    operations = [bench.deed("start"), *whole, bench.deed("remark") | {"sequence": 90}]
    signed = bench.signature(*whole) | {"sequence": 91}
    assert set(outcomes(*operations, signed)) == {"stored"}
    before = (len(deeds()), len(marks()), len(audit()), sheet_now().sitting.version)
    assert set(outcomes(*operations, signed)) == {"duplicate"}
    assert (len(deeds()), len(marks()), len(audit()), sheet_now().sitting.version) == before


def test_the_same_deed_twice_in_one_request_is_done_once(send, deeds, bench):
    deed = bench.deed("remark")
    answers = send(deed, deed).json["answers"]
    assert ([one["outcome"] for one in answers], len(deeds())) == (["stored", "duplicate"], 1)


def test_a_reused_id_does_not_pass_for_a_stored_deed(outcomes, make, bench, sheet_now):
    deed = bench.deed("remark")
    outcomes(deed)
    assert outcomes(deed | {"deed": {"kind": "remark", "text": "Otherwise."}}) == ["refused"]
    other = make.sitting(bench.form, examiner=bench.examiner).sheets[0].id
    assert outcomes(deed | {"sheet": other}) == ["refused"]
    assert sheet_now().overall_remark == "Works neatly."


def test_no_id_is_that_of_a_mark_and_of_a_deed(outcomes, marks, deeds, bench):
    mark, deed = bench.mark(0), bench.deed("remark")
    assert outcomes(mark, deed) == ["stored", "stored"]
    assert outcomes(bench.deed("stop") | {"op": mark["op"]}) == ["refused"]
    assert outcomes(bench.mark(1) | {"op": deed["op"]}, bench.deed("pause")) == ["refused", "stored"]
    assert (len(marks()), len(deeds())) == (1, 2)


# who


def test_nobody_does_anything_with_the_own_exam_should_there_be_a_sheet_of_it(make, visit, deeds, marks):
    both = make.person(Role.EXAMINER, Role.CANDIDATE)
    bench = bench_with(make)
    own = make.sitting(bench.form, candidate=both, examiner=both).sheets[0].id
    sent = [bench.deed("start", of=own), bench.mark(0, sheet=own), bench.deed("sign", of=own)]
    answers = visit(both).post("/exams/sync", json={"operations": sent}).json["answers"]
    assert {one["reason"] for one in answers} == {"This sheet does not exist, or it is not yours to mark."}
    assert (deeds(), marks()) == ([], [])


def test_who_is_no_examiner_any_more_leaves_nothing_on_record(send, bench, desk, deeds):
    with desk.writing() as work:
        work.db.execute(delete(PersonRole).where(PersonRole.person_id == bench.examiner.id))
    assert send(bench.deed("start")).json["answers"][0]["outcome"] == "refused"
    assert deeds() == []


def test_a_stranger_is_told_to_sign_in(send, visit, bench, deeds):
    assert (send(bench.deed("start"), browser=visit(None)).status_code, deeds()) == (401, [])


# the tablet


def test_marks_and_deeds_know_the_tablet_that_made_them(send_from, marks, deeds, bench):
    assert send_from(TABLET, bench.mark(0), bench.deed("pause")).status_code == 200
    assert [str(one.tablet_id) for one in (*marks(), *deeds())] == [TABLET, TABLET]


@pytest.mark.parametrize("tablet", ["", "me", "7f0c8a52", "a" * 4000])
def test_a_tablet_that_says_no_number_is_passed_over(send_from, marks, bench, tablet):
    assert send_from(tablet, bench.mark(0)).status_code == 200
    assert [one.tablet_id for one in marks()] == [None]


def test_a_tablet_that_was_shut_out_sends_nothing(send_from, desk, marks, deeds, bench):
    times = dict.fromkeys(("made_at", "prepared_at", "seen_at", "ends_at", "shut_out_at"), NOON)
    with desk.writing() as work:
        work.db.add(Tablet(id=UUID(TABLET), person_id=bench.examiner.id, secret=b"s", **times))
    answer = send_from(TABLET, bench.mark(0), bench.deed("remark"))
    assert (answer.status_code, answer.json, answer.headers["X-Proefstuk"]) == (403, {"shut_out": True}, "1")
    assert (marks(), deeds()) == ([], [])
    assert send_from(str(uuid4()), bench.mark(0)).status_code == 200


# the clock


def test_the_clock_of_a_sheet_without_deeds_runs_from_when_the_exam_began(outcomes, desk, bench):
    outcomes(bench.mark(0), sent_at=NOON + timedelta(minutes=10, seconds=1))
    with desk.reading() as work:
        (turn,) = turns(work, [bench.sheet.id])[bench.sheet.id]
    assert (turn.kind, turn.at) == ("start", NOON - timedelta(minutes=10))


def test_turns_of_which_nobody_knows_when_they_were_sent_are_taken_as_the_tablet_says(visit, desk, bench, clock):
    clock.move(hours=1)
    operations = [bench.deed("start", 10), bench.deed("pause", 20), bench.deed("resume", 90)]
    assert visit(bench.examiner).post("/exams/sync", json={"operations": operations}).status_code == 200
    with desk.reading() as work:
        found = turns(work, [bench.sheet.id])[bench.sheet.id]
    assert [(turn.at - NOON).total_seconds() / 60 for turn in found] == [10, 20, 60]


def test_a_refused_turn_is_none(outcomes, desk, bench):
    outcomes(bench.deed("pause"))
    with desk.reading() as work:
        assert turns(work, [bench.sheet.id]) == {bench.sheet.id: []}


def test_the_clocks_of_many_sheets_take_one_statement(outcomes, desk, make, bench, statements):
    others = [make.sitting(bench.form, examiner=bench.examiner).sheets[0].id for _ in range(3)]
    outcomes(bench.deed("start"), *(bench.deed("start", of=sheet) for sheet in others))
    with desk.reading() as work, statements() as seen:
        assert len(turns(work, [bench.sheet.id, *others])) == 4
        assert turns(work, []) == {}
    assert len(seen) == 1


# what is on record


def test_a_request_has_one_line_for_its_deeds_and_one_for_each_thing_they_did(outcomes, audit, deeds, bench):
    start, pause, early = bench.deed("start"), bench.deed("pause"), bench.deed("sign")
    outcomes(start, pause, early)
    began, recorded = audit()
    assert (began.event, recorded.event) == ("exams.sitting-began", "exams.deeds-recorded")
    assert recorded.facts == {
        "sheet_id": bench.sheet.id,
        "sitting_id": bench.sitting.id,
        "person_id": bench.candidate.id,
        "deed_ids": [one.id for one in deeds()],
        "kinds": ["start", "pause", "sign"],
        "stored": 2,
        "refused": 1,
    }


def test_marks_come_before_the_signature_on_record(outcomes, audit, bench):
    marks = bench.whole()
    outcomes(bench.deed("start"), *marks, bench.signature(*marks))
    names = [line.event.removeprefix("exams.") for line in audit()]
    told = ["sitting-began", "marks-recorded", "sheet-signed", "result-computed", "result-ratified", "deeds-recorded"]
    assert [name for name in names if name in told] == told


def test_the_chain_of_the_exam_is_whole(outcomes, desk, bench):
    marks = bench.whole()
    outcomes(bench.deed("start"), bench.mark(0, 1) | {"sequence": 500}, bench.deed("pause"), bench.deed("sign"))
    outcomes(bench.deed("no-show"), bench.deed("remark"))
    again = [mark | {"op": str(uuid4())} for mark in marks[1:]]
    outcomes(*again)
    with desk.reading() as work:
        assert reports(work, [bench.sitting.id])[0].findings == ()
    assert Chained(bench.sitting, desk).wrong == []


def test_the_chain_of_an_exam_that_was_signed_on_a_tablet_is_whole(outcomes, desk, bench):
    marks = bench.whole()
    outcomes(
        bench.deed("start"), *marks, bench.deed("remark") | {"sequence": 90}, bench.signature(*marks) | {"sequence": 91}
    )
    assert Chained(bench.sitting, desk).wrong == []


@pytest.mark.parametrize("change", ["UPDATE tablet_deed SET kind = 'stop'", "DELETE FROM tablet_deed"])
def test_nobody_can_change_a_deed(outcomes, desk, bench, change):
    outcomes(bench.deed("remark"))
    with pytest.raises(DatabaseError, match="tablet_deed is"), desk.writing() as work:
        work.db.execute(text(change))


# what it costs


def counted(seen):
    return len([one for one in seen.seen if not one.startswith(("PRAGMA", "SAVEPOINT", "RELEASE"))])


def test_marks_from_a_tablet_take_one_statement_more(send_from, bench, statements):
    send_from(TABLET, bench.mark(0))
    with statements() as seen:
        assert send_from(TABLET, bench.mark(1)).status_code == 200
    assert counted(seen) == 8


@pytest.mark.parametrize("number", [1, 6, 100])
def test_however_many_deeds_are_noted_the_statements_are_the_same(send, bench, statements, number):
    send(bench.deed("start"))
    operations = [
        one for _ in range(number) for one in (bench.deed("pause"), bench.deed("remark"), bench.deed("resume"))
    ]
    with statements() as seen:
        answers = send(*operations).json["answers"]
    assert {one["outcome"] for one in answers} == {"stored"}
    assert counted(seen) == 13


def test_three_hundred_come_in_one_transaction(send, desk, make, visit, statements):
    bench = bench_with(make, groups=10, steps=10)
    browser, remark = visit(bench.examiner), "Works neatly and safely. " * 70
    marks = [bench.mark(place % 100, place % 4, remark=remark) for place in range(200)]
    bases: dict[int, str] = {}
    for mark in marks:
        mark["base_op"], bases[mark["step"]] = bases.get(mark["step"]), mark["op"]
    turned = [bench.deed("remark", text=remark) for _ in range(98)]
    operations = [bench.deed("start") | {"sequence": 1}, *marks, *turned]
    operations.append(bench.deed("sign", marks={str(step): op for step, op in bases.items()}))
    body = {"operations": operations, "sent_at": NOON.isoformat()}
    with statements() as seen:
        answers = browser.post("/exams/sync", json=body).json["answers"]
    assert (len(answers), {one["outcome"] for one in answers}) == (300, {"stored"})
    assert counted(seen) < 90
    with desk.reading() as work:
        assert work.db.get(Sheet, bench.sheet.id).signed_at == NOON
