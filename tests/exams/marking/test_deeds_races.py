"""Deeds that arrive at the same moment, each on a connection of its own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select

from exams.models import Sheet, SittingOutcome
from exams.rules import SittingState
from people.rules import Role
from qualification_files.models import QualificationLink
from tests.exams.marking.test_sync_races import at_once as at_once

TIMES = 4


def test_the_same_deeds_sent_twice_at_once_are_done_once(at_once, bench, deeds, audit):
    operations = [bench.deed("start"), bench.deed("remark"), bench.deed("pause")]
    told = at_once(*[operations] * 4)
    for operation in operations:
        outcomes = sorted(answer[operation["op"]] for answer in told)
        assert outcomes == ["duplicate", "duplicate", "duplicate", "stored"]
    assert len(deeds()) == 3
    assert [line.event for line in audit()].count("exams.sitting-began") == 1


def test_a_signature_sent_twice_at_once_makes_one_result(at_once, bench, desk, sheet_now):
    marks = bench.whole()
    at_once(marks)
    signature = bench.signature(*marks)
    told = at_once(*[[signature]] * 4)
    assert sorted(answer[signature["op"]] for answer in told) == ["duplicate", "duplicate", "duplicate", "stored"]
    with desk.reading() as work:
        assert work.db.scalar(select(func.count()).select_from(SittingOutcome)) == 1
    assert sheet_now().sitting.state is SittingState.RATIFIED


def test_two_signatures_at_once_are_one_signature_and_a_refusal(at_once, bench, sheet_now):
    marks = bench.whole()
    at_once(marks)
    one, other = bench.signature(*marks, name="One"), bench.signature(*marks, name="Other")
    first, second = at_once([one], [other])
    assert sorted([*first.values(), *second.values()]) == ["refused", "stored"]
    assert sheet_now().signed_name == ("One" if first[one["op"]] == "stored" else "Other")


def test_a_signature_and_a_mark_of_another_tablet_do_not_pass_each_other(at_once, make, bench, desk):
    """Either the mark stands and the signature is refused, or the sheet is signed and the mark is refused."""
    at_once(marks := bench.whole())
    for _ in range(TIMES):
        late = bench.mark(0, 3, base_op=marks[0]["op"])
        signature = bench.signature(*marks)
        first, second = at_once([late], [signature])
        told = (first[late["op"]], second[signature["op"]])
        assert told in {("stored", "refused"), ("refused", "stored")}
        if told[1] == "stored":
            return
        marks[0] = late
    signature = bench.signature(*marks)
    assert at_once([signature])[0][signature["op"]] == "stored"


def test_one_id_for_two_sheets_at_once_is_never_an_error(at_once, make, bench, deeds):
    other = make.sitting(bench.form, examiner=bench.examiner).sheets[0].id
    for kind in ("remark", "start", "pause", "abort"):
        deed = bench.deed(kind)
        told = at_once([deed], [deed | {"sheet": other}])
        outcomes = sorted(answer[deed["op"]] for answer in told)
        assert outcomes in (["refused", "stored"], ["refused", "refused"])
    assert len(deeds()) == 4


def test_batches_over_the_same_sheets_in_another_order_do_not_wait_for_each_other_for_ever(at_once, make, bench):
    other = make.sitting(bench.form, examiner=bench.examiner).sheets[0].id
    for place in range(6):
        one = [bench.deed("start"), bench.deed("start", of=other), bench.mark(place)]
        two = [bench.deed("remark", of=other), bench.deed("pause"), bench.mark(place, sheet=other)]
        told = at_once(one, two)
        assert {outcome for answer in told for outcome in answer.values()} <= {"stored", "refused"}


def test_missed_and_come_after_all_again_and_again_at_once(at_once, make, bench, sheet_now):
    ids = {"qualification_id": bench.form.qualification_id, "person_id": bench.candidate.id}
    with make.writing() as work:
        work.db.add(QualificationLink(**ids, linked_at=work.now))
    for _ in range(TIMES):
        told = at_once(*[[bench.deed("no-show"), bench.deed("came")] for _ in range(3)])
        assert all(list(answer.values()) == ["stored", "stored"] for answer in told)
    assert sheet_now().sitting.state is SittingState.PLANNED


def test_two_examiners_of_one_exam_do_not_wait_for_each_other_for_ever(make, visit, bench, desk):
    ids = {"qualification_id": bench.form.qualification_id, "person_id": bench.candidate.id}
    second = make.person(Role.EXAMINER)
    with make.writing() as work:
        work.db.add(QualificationLink(**ids, linked_at=work.now))
        theirs = Sheet(sitting_id=bench.sitting.id, examiner_id=second.id, position=2)
        work.db.add(theirs)
    browsers, together = [visit(bench.examiner), visit(second)], Barrier(2)

    def send(browser, operations):
        together.wait(5)
        answer = browser.post("/exams/sync", json={"operations": operations})
        return answer.status_code

    with ThreadPoolExecutor(2) as pool:
        for _ in range(TIMES):
            one = [bench.deed("no-show"), bench.deed("came")]
            other = [
                bench.deed("remark", of=theirs.id),
                bench.deed("no-show", of=theirs.id),
                bench.deed("came", of=theirs.id),
            ]
            assert list(pool.map(send, browsers, [one, other])) == [200, 200]
