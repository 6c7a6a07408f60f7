"""X11: the events of an exam form a chain, and checking says whether it is whole and where not."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from exams import queries
from exams.actions.planning import plan_candidates
from exams.events import NoShowReported, SittingMoved
from exams.models import ExamEvent, Sheet
from exams.queries.chain import reports
from exams.rules.chain import Anchor, Fault, Standing, Tip
from people.rules import Role
from tests.conftest import NOON
from tests.exams.chains import Chained, mark_and_sign, older, settled, sign, tamper


@pytest.fixture
def chained(school, visit) -> Chained:
    """An exam that was marked and signed, with everything in its chain."""
    sitting = school.planned(starts_at=NOON)
    found = mark_and_sign(school, visit, sitting)
    settled(school, sitting, SittingMoved(sitting_id=sitting.id, person_id=sitting.candidate_id))
    assert found.wrong == []
    return found


@pytest.fixture
def links(desk) -> Callable[[int], list[ExamEvent]]:
    """The chain of an exam."""

    def read(sitting_id: int) -> list[ExamEvent]:
        with desk.reading() as work:
            statement = select(ExamEvent).where(ExamEvent.sitting_id == sitting_id).order_by(ExamEvent.number)
            found = list(work.db.scalars(statement))
            work.db.expunge_all()
            return found

    return read


def test_x11_every_event_of_an_exam_is_a_link(chained, links):
    names = [link.name.removeprefix("exams.") for link in links(chained.sitting.id)]
    assert names[:3] == ["sitting-began", "marks-recorded", "marks-recorded"]
    assert {"sheet-signed", "result-computed", "result-ratified"} <= set(names)
    assert [link.number for link in links(chained.sitting.id)] == list(range(1, len(names) + 1))


def test_x11_a_whole_chain_is_said_to_be_whole(chained):
    assert chained.report().standing is Standing.WHOLE


def test_x11_a_chain_holds_no_name_and_no_remark(chained, links, school):
    kept = " ".join(f"{link.name} {link.facts}" for link in links(chained.sitting.id))
    for word in ("Good work", "Calm and safe", "Because", "Ahmed", school.candidate.given_name):
        assert word not in kept


TAMPERING = {
    "the value of a mark": (
        "UPDATE mark SET value = 3 WHERE id = (SELECT max(id) FROM mark)",
        "content_changed",
        "mark",
    ),
    "a remark": ("UPDATE mark SET remark = 'Bad' WHERE id = (SELECT min(id) FROM mark)", "content_changed", "mark"),
    "the time of a mark": ("UPDATE mark SET received_at = '2026-01-01 00:00:00+00:00'", "content_changed", "mark"),
    "a mark taken away": ("DELETE FROM mark WHERE id = (SELECT min(id) FROM mark)", "content_gone", "mark"),
    "the name under a sheet": ("UPDATE sheet SET signed_name = 'Somebody'", "content_changed", "sheet"),
    "the remark of a sheet": ("UPDATE sheet SET overall_remark = 'Poor'", "content_changed", "sheet"),
    "a signature taken away": ("UPDATE sheet SET signed_at = NULL", "content_gone", "sheet"),
    "the result": ("UPDATE sitting SET passed = NOT passed", "content_changed", "sitting"),
    "the explanation of the result": ("UPDATE sitting SET outcome = '{}'", "content_changed", "sitting"),
    "the state of the exam": ("UPDATE sitting SET state = 'annulled'", "content_changed", "sitting"),
    "an agreed mark": ("UPDATE agreed_mark SET value = 0", "content_changed", "agreed"),
    "the reason of an agreed mark": ("UPDATE agreed_mark SET reason = 'No'", "content_changed", "agreed"),
    "an agreed mark taken away": ("DELETE FROM agreed_mark", "content_gone", "agreed"),
    "a correction": ("UPDATE correction SET value_before = 1", "content_changed", "correction"),
    "a correction taken away": ("DELETE FROM correction", "content_gone", "correction"),
}


@pytest.mark.parametrize("what", TAMPERING)
def test_x11_tampering_with_what_a_link_vouches_for_is_noticed(chained, desk, what):
    statement, fault, thing = TAMPERING[what]
    tamper(desk, statement)
    assert (fault, thing) in chained.things
    assert chained.report().standing is Standing.BROKEN


ADDED = {
    "a mark": (
        "INSERT INTO mark (op, sheet_id, step_id, examiner_id, value, remark, sequence, made_at, received_at, answer) "
        "SELECT '{op}', sheet_id, step_id, examiner_id, 3, '', 99, made_at, received_at, answer FROM mark LIMIT 1",
        "mark",
    ),
    "an agreed mark": (
        "INSERT INTO agreed_mark (sitting_id, step_id, sheet_id, value, reason, decides, made_by, made_at, form_key) "
        "SELECT sitting_id, step_id, sheet_id, 0, reason, decides, made_by, made_at, '{op}' FROM agreed_mark",
        "agreed",
    ),
    "a correction": (
        "INSERT INTO correction (sitting_id, step_id, value_before, value, reason, improvement, made_by, made_at, "
        "form_key) SELECT sitting_id, step_id, 2, 0, reason, improvement, made_by, made_at, '{op}' FROM correction",
        "correction",
    ),
    "a verdict": (
        "INSERT INTO sitting_outcome (sitting_id, cause, passed, outcome, made_at) "
        "SELECT id, 'signed', passed, outcome, '2026-11-23 12:00:01+00:00' FROM sitting",
        "outcome",
    ),
}


@pytest.mark.parametrize("what", ADDED)
def test_x11_a_row_that_was_added_is_noticed(chained, desk, what):
    statement, thing = ADDED[what]
    op = uuid4()
    tamper(desk, statement.format(op=op.hex if desk.app.extensions["settings"].database.startswith("sqlite") else op))
    assert ("content_added", thing) in chained.things


BROKEN = {
    "taken out": ("DELETE FROM exam_event WHERE number = 2", ("link_missing", "2")),
    "changed": ("UPDATE exam_event SET name = 'exams.no-show-reported' WHERE number = 2", ("link_changed", "2")),
    "given another actor": ("UPDATE exam_event SET actor_id = 1 WHERE number = 2", ("link_changed", "2")),
    "dated back": ("UPDATE exam_event SET at = '2026-01-01 00:00:00+00:00' WHERE number = 3", ("link_changed", "3")),
    "given other facts": ("UPDATE exam_event SET facts = '{}' WHERE number = 2", ("link_changed", "2")),
}


@pytest.mark.parametrize("how", BROKEN)
def test_x11_a_link_that_was_tampered_with_is_noticed(chained, desk, how):
    statement, told = BROKEN[how]
    tamper(desk, statement)
    assert told in chained.things


def test_x11_a_link_that_was_taken_out_with_the_numbers_closed_up_is_noticed(chained, desk, links):
    count = len(links(chained.sitting.id))
    closing = [f"UPDATE exam_event SET number = {n - 1} WHERE number = {n}" for n in range(3, count + 1)]
    tamper(desk, "DELETE FROM exam_event WHERE number = 2", *closing)
    assert ("link_changed", "2") in chained.things


def test_x11_the_end_cut_off_is_noticed_by_what_it_vouched_for(chained, desk, links):
    tamper(desk, f"DELETE FROM exam_event WHERE number = {len(links(chained.sitting.id))}")
    assert {fault for fault, _ in chained.things} == {"content_added"}


def test_x11_a_whole_chain_taken_away_is_noticed_while_others_have_theirs(chained, school, visit, desk, clock):
    clock.move(hours=1)
    other = mark_and_sign(school, visit, school.planned(starts_at=NOON, candidate=school.make.person(given="Bo")))
    tamper(desk, f"DELETE FROM exam_event WHERE sitting_id = {other.sitting.id}")
    assert other.things == [("chain_gone", "None")]


def test_x11_a_chain_begun_anew_after_the_old_one_was_taken_away_is_noticed(chained, school, visit, desk, clock):
    clock.move(hours=1)
    other = mark_and_sign(school, visit, school.planned(starts_at=NOON, candidate=school.make.person(given="Bo")))
    tamper(desk, f"DELETE FROM exam_event WHERE sitting_id = {other.sitting.id}")
    with desk.writing() as work:
        work.emit(NoShowReported(sitting_id=other.sitting.id, person_id=other.sitting.candidate_id))
    assert other.things == [("chain_gone", "None")]


def test_x11_a_rewrite_of_the_whole_shows_against_a_head_kept_elsewhere(chained):
    tip = chained.report().tip
    assert chained.report(Anchor(heads={chained.sitting.id: tip})).findings == ()
    forged = Anchor(heads={chained.sitting.id: Tip(number=tip.number, hash="f" * 64)})
    assert [one.fault for one in chained.report(forged).findings] == [Fault.HEAD_DIFFERS]


def test_x11_a_chain_that_grew_still_fits_the_head_of_before(chained, desk):
    anchor = Anchor(heads={chained.sitting.id: chained.report().tip})
    with desk.writing() as work:
        work.emit(SittingMoved(sitting_id=chained.sitting.id, person_id=chained.sitting.candidate_id))
    assert chained.report(anchor).findings == ()


def test_x11_an_exam_from_before_chains_is_not_broken(school, desk, beginning):
    sitting = school.planned(starts_at=NOON)
    older(desk, sitting.id)
    with desk.reading() as work:
        assert reports(work, [sitting.id])[0].standing is Standing.FROM_BEFORE


def test_x11_an_older_exam_takes_its_marks_along_when_its_chain_begins(chained, school, visit, desk, beginning):
    older(desk, chained.sitting.id)
    tamper(desk, f"DELETE FROM exam_event WHERE sitting_id = {chained.sitting.id}")
    with desk.writing() as work:
        work.emit(SittingMoved(sitting_id=chained.sitting.id, person_id=chained.sitting.candidate_id))
    assert (chained.report().standing, chained.report().opened_at) == (Standing.WHOLE, NOON)
    tamper(desk, "UPDATE mark SET value = 1 WHERE id = (SELECT max(id) FROM mark)")
    assert chained.things == [("content_changed", "mark")]


def test_x11_planning_a_group_begins_a_chain_for_each(school, visit, links):
    session = school.planned().session_id
    people = [school.make.person(given="Piet") for _ in range(3)]
    for person in people:
        school.make.link(person, school.qualification)
    with school.desk.writing() as work:
        found = queries.session(work, session)
        starts = [found.starts_at + timedelta(hours=n) for n in range(3)]
        plan_candidates(work, found, people, examiner=None, starts=starts)
        work.db.flush()
        numbers = [sitting.id for sitting in found.sittings][1:]
    assert [[link.name for link in links(number)] for number in numbers] == [["exams.candidates-planned"]] * 3


def test_x11_a_candidate_taken_off_the_plan_leaves_a_chain_that_ends(chained, school, visit, desk):
    sitting = school.planned(candidate=school.make.person(given="Bo"))
    assert visit(school.coordinator).post(f"/exams/sittings/{sitting.id}/remove").status_code == 303
    with desk.reading() as work:
        assert reports(work, [sitting.id])[0].standing is Standing.WHOLE


def test_x11_a_look_is_a_link(chained, visit, school, links):
    visit(school.coordinator).get(f"/exams/sittings/{chained.sitting.id}/result")
    last = links(chained.sitting.id)[-1]
    assert (last.name, last.actor_id) == ("exams.result-seen", school.coordinator.id)
    assert chained.wrong == []


def test_x11_marks_of_two_sheets_at_the_same_moment_make_one_chain(school, visit, desk, links):
    sitting, other = school.planned(starts_at=NOON), school.make.person(Role.EXAMINER, given="Eva")
    with desk.writing() as work:
        sheet = Sheet(sitting_id=sitting.id, examiner_id=other.id, position=2)
        work.db.add(sheet)
        work.db.flush()
        second = sheet.id
    sides = [(visit(school.examiner), sitting.sheets[0].id), (visit(other), second)]
    together = Barrier(2)

    def send(side: Any) -> None:
        browser, sheet_id = side
        for number, step in enumerate(school.form.steps, start=1):
            operation = {
                "op": str(uuid4()),
                "sheet": sheet_id,
                "step": step.id,
                "value": 2,
                "remark": "",
                "base_op": None,
                "sequence": number,
                "made_at": NOON.isoformat(),
            }
            together.wait(10)
            answer = browser.post("/exams/sync", json={"operations": [operation], "sent_at": NOON.isoformat()})
            assert answer.status_code == 200, answer.text

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(send, sides))
    names = [link.name for link in links(sitting.id)]
    assert names.count("exams.marks-recorded") == 12
    assert Chained(sitting, desk).wrong == []


def test_x11_a_look_and_a_deed_at_the_same_moment_make_one_chain(chained, school, visit, links):
    before = len(links(chained.sitting.id))
    browsers = [visit(person) for person in (school.coordinator, school.board_member, school.administrator)]
    together = Barrier(3)

    def look(browser: Any) -> None:
        for _ in range(4):
            together.wait(10)
            assert browser.get(f"/exams/sittings/{chained.sitting.id}/result").status_code == 200

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(look, browsers))
    assert len(links(chained.sitting.id)) == before + 12
    assert chained.wrong == []


def test_x11_checking_asks_a_fixed_number_of_statements(chained, school, visit, desk, statements, clock):
    sittings = [
        mark_and_sign(school, visit, school.planned(starts_at=NOON, candidate=school.make.person())).sitting.id
        for _ in range(2)
    ]
    counts = []
    for wanted in (sittings[:1], sittings):
        with desk.reading() as work, statements() as seen:
            reports(work, wanted)
        counts.append(len([one for one in seen.seen if not one.startswith("PRAGMA")]))
    assert counts[0] == counts[1] <= 19


def test_x11_signing_twice_adds_no_link(chained, school, links):
    before = len(links(chained.sitting.id))
    sign(school, chained.sitting)
    assert len(links(chained.sitting.id)) == before
