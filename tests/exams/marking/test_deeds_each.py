"""Each kind of deed that a tablet sends: it works, is refused, repeated, or comes out of order."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from exams.models import Sheet, Sitting
from exams.models.tablets import MarkPhoto
from exams.queries.deeds import turns
from exams.rules import SittingState
from people.rules import Role
from qualification_files.models import QualificationLink
from tests.conftest import NOON
from tests.exams.marking.conftest import bench_with

HOUR = NOON + timedelta(hours=1)


@pytest.fixture
def told(send):
    """Send operations; the answer to the last of them: what became of it, and why."""

    def run(*operations, **options):
        answer = send(*operations, **options)
        assert answer.status_code == 200, answer.text
        by_op = {one["op"]: one for one in answer.json["answers"]}
        last = by_op[operations[-1]["op"]]
        return last["outcome"], last.get("reason")

    return run


@pytest.fixture
def clock_of(desk, bench):
    """The turns of the sheet's clock, as minutes after noon."""

    def run():
        with desk.reading() as work:
            found = turns(work, [bench.sheet.id])[bench.sheet.id]
            return [(str(turn.kind), (turn.at - NOON).total_seconds() / 60) for turn in found]

    return run


# start


def test_a_start_begins_the_exam_at_the_moment_it_was_made(told, sheet_now, clock, bench):
    clock.move(hours=1)
    assert told(bench.deed("start", 10)) == ("stored", None)
    sitting = sheet_now().sitting
    assert (sitting.state, sitting.began_at) == (SittingState.IN_PROGRESS, NOON + timedelta(minutes=10))


@pytest.mark.parametrize("wrong", [-60, 60])
def test_a_clock_that_is_an_hour_wrong_begins_it_at_the_same_moment(told, sheet_now, clock, bench, deeds, wrong):
    clock.move(hours=1)
    start = bench.deed("start", 10 + wrong)
    assert told(start, sent_at=HOUR + timedelta(minutes=wrong)) == ("stored", None)
    assert sheet_now().sitting.began_at == NOON + timedelta(minutes=10)
    (kept,) = deeds()
    assert (kept.made_at, kept.received_at) == (NOON + timedelta(minutes=10 + wrong), HOUR)
    assert kept.sent_at == HOUR + timedelta(minutes=wrong)


def test_no_start_begins_an_exam_before_its_day(told, desk, sheet_now, bench, deeds):
    with desk.writing() as work:
        work.db.get(Sitting, bench.sitting.id).starts_at = NOON + timedelta(days=8)
    outcome, reason = told(bench.deed("start"))
    assert (outcome, "cannot begin before that day" in reason) == ("refused", True)
    assert [one.answer for one in deeds()] == ["refused"]
    assert sheet_now().sitting.state is SittingState.PLANNED


def test_a_start_made_on_the_day_may_come_a_week_later(told, clock, sheet_now, bench):
    clock.move(days=7)
    assert told(bench.deed("start", 5), sent_at=NOON + timedelta(days=7)) == ("stored", None)
    assert sheet_now().sitting.began_at == NOON + timedelta(minutes=5)


def test_a_start_after_the_first_mark_changes_nothing(told, sheet_now, bench, clock, clock_of):
    clock.move(hours=1)
    assert told(bench.mark(0), bench.deed("start", 1)) == ("stored", None)
    assert sheet_now().sitting.began_at == NOON + timedelta(seconds=1)
    assert clock_of() == [("start", 1)]


def test_whoever_guides_the_candidate_does_not_begin(told, make, bench, sheet_now):
    make.supervision(bench.candidate, bench.examiner)
    outcome, reason = told(bench.deed("start"))
    assert (outcome, "You guide" in reason, sheet_now().sitting.state) == ("refused", True, SittingState.PLANNED)


# the clock


def test_pauses_are_kept_by_the_servers_clock(told, clock, bench, clock_of, deeds):
    clock.move(hours=1)
    made = [bench.deed("start", 70), bench.deed("pause", 80), bench.deed("resume", 85), bench.deed("stop", 100)]
    assert told(*made, sent_at=NOON + timedelta(hours=2)) == ("stored", None)
    assert clock_of() == [("start", 10), ("pause", 20), ("resume", 25), ("stop", 40)]
    assert [str(one.kind) for one in deeds()] == ["start", "pause", "resume", "stop"]


def test_no_pause_is_less_than_nothing_though_the_clock_was_set_back(told, clock, bench, clock_of):
    clock.move(hours=1)
    told(bench.deed("start", 10), bench.deed("pause", 30), bench.deed("resume", -20))
    assert clock_of() == [("start", 10), ("pause", 30), ("resume", 30)]


@pytest.mark.parametrize("kind", ["pause", "resume", "stop"])
def test_no_clock_turns_before_the_exam_began(told, bench, kind, clock_of):
    assert told(bench.deed(kind)) == ("refused", "This exam has not begun.")
    assert clock_of() == []


def test_a_pause_says_why(told, bench, deeds):
    assert told(bench.deed("start"), bench.deed("pause", reason=" ")) == ("refused", "Say why.")
    told(bench.deed("pause"))
    assert deeds()[-1].content == {"reason": "fire drill"}


def test_of_a_reason_that_is_too_long_as_much_is_kept_as_is_allowed(told, bench, deeds):
    start, sent = bench.deed("start"), bench.deed("pause", reason="x" * 3000)
    assert told(start, sent) == ("refused", "A reason is at most 2000 characters long.")
    assert told(sent) == ("refused", "A reason is at most 2000 characters long.")
    assert len(deeds()[-1].content["reason"]) == 2000


def test_a_signature_stops_the_clock_when_it_was_made(told, clock, bench, clock_of):
    clock.move(hours=1)
    marks = bench.whole()
    told(
        bench.deed("start", 0),
        *marks,
        bench.signature(*marks) | {"made_at": (NOON + timedelta(minutes=30)).isoformat()},
    )
    assert clock_of() == [("start", 0), ("stop", 30)]


# remark


def test_the_last_overall_remark_stands(told, sheet_now, bench):
    assert told(bench.deed("remark"), bench.deed("remark", text="Neat, and safe.")) == ("stored", None)
    assert sheet_now().overall_remark == "Neat, and safe."


def test_an_overall_remark_can_be_taken_away(told, sheet_now, bench):
    told(bench.deed("remark"))
    told(bench.deed("remark", text=""))
    assert sheet_now().overall_remark == ""


def test_a_remark_does_not_begin_the_exam(told, sheet_now, bench):
    told(bench.deed("remark"))
    assert sheet_now().sitting.state is SittingState.PLANNED


def test_a_remark_that_is_too_long_changes_nothing(told, sheet_now, bench):
    assert told(bench.deed("remark", text="x" * 2001)) == ("refused", "A remark is at most 2000 characters long.")
    assert sheet_now().overall_remark == ""


# no-show and came


@pytest.fixture
def linked(make, bench):
    """Who came after all is planned again, for which they must follow the qualification."""
    ids = {"qualification_id": bench.form.qualification_id, "person_id": bench.candidate.id}
    with make.writing() as work:
        work.db.add(QualificationLink(**ids, linked_at=work.now))


def test_who_did_not_come_is_noted_with_the_reason(told, sheet_now, bench):
    assert told(bench.deed("no-show", reason="Missed the bus.")) == ("stored", None)
    sitting = sheet_now().sitting
    assert (sitting.state, sitting.ended_reason) == (SittingState.NO_SHOW, "Missed the bus.")


def test_nobody_is_missed_before_the_exam_starts(told, desk, sheet_now, bench):
    with desk.writing() as work:
        work.db.get(Sitting, bench.sitting.id).starts_at = NOON + timedelta(hours=2)
    outcome, reason = told(bench.deed("no-show"))
    assert (outcome, "has not started yet" in reason) == ("refused", True)
    assert sheet_now().sitting.state is SittingState.PLANNED


def test_who_is_said_not_to_have_come_and_has_marks_is_told_whose_they_are(told, bench):
    told(bench.mark(0))
    outcome, reason = told(bench.deed("no-show"))
    assert outcome == "refused"
    assert reason.startswith(f"This candidate has marks: {bench.examiner.name} gave the first, which came in on ")


def test_whom_a_mark_was_given_has_come(told, sheet_now, bench):
    words = "Only a planned exam can be reported as not attended."
    assert told(bench.mark(0), bench.deed("no-show")) == ("refused", words)
    assert sheet_now().sitting.state is SittingState.IN_PROGRESS


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.usefixtures("linked")
def test_who_came_after_all_is_examined(told, sheet_now, bench, apart):
    if apart:
        told(bench.deed("no-show"))
    missed = [] if apart else [bench.deed("no-show")]
    assert told(*missed, bench.deed("came"), bench.deed("start")) == ("stored", None)
    assert sheet_now().sitting.state is SittingState.IN_PROGRESS


@pytest.mark.usefixtures("linked")
def test_what_was_taken_back_on_the_day_may_come_the_day_after(told, sheet_now, bench, clock):
    told(bench.deed("no-show"))
    clock.move(days=1)
    assert told(bench.deed("came", 60), sent_at=NOON + timedelta(days=1)) == ("stored", None)
    assert sheet_now().sitting.state is SittingState.PLANNED


def test_the_day_after_it_is_not_taken_back_any_more(told, sheet_now, bench, clock):
    told(bench.deed("no-show"))
    clock.move(days=1)
    outcome, reason = told(bench.deed("came", 24 * 60), sent_at=NOON + timedelta(days=1))
    assert (outcome, "on the same day" in reason) == ("refused", True)
    assert sheet_now().sitting.state is SittingState.NO_SHOW


def test_who_was_not_missed_did_not_come_after_all(told, bench):
    assert told(bench.deed("came")) == ("refused", "Only a candidate who did not come can be planned again here.")


@pytest.mark.usefixtures("linked")
def test_marks_of_who_did_not_come_are_refused_until_they_came(outcomes, bench):
    missed, early, came, late = bench.deed("no-show"), bench.mark(0), bench.deed("came"), bench.mark(1)
    assert outcomes(missed, early, came, late) == ["stored", "refused", "stored", "stored"]


# abort


def test_an_exam_is_stopped_with_the_reason(told, sheet_now, bench):
    assert told(bench.mark(0), bench.deed("abort")) == ("stored", None)
    sitting = sheet_now().sitting
    assert (sitting.state, sitting.ended_reason) == (SittingState.ABORTED, "Unwell.")


def test_what_has_not_begun_is_not_stopped(told, sheet_now, bench):
    assert told(bench.deed("abort")) == ("refused", "Only an exam in progress can be stopped.")
    assert sheet_now().sitting.state is SittingState.PLANNED


def test_after_it_was_stopped_nothing_more_is_taken(outcomes, bench):
    until = [bench.mark(0), bench.deed("abort")]
    later = [bench.mark(1), bench.deed("remark"), bench.deed("pause"), bench.deed("abort")]
    assert outcomes(*until, *later) == ["stored", "stored", *["refused"] * 4]


# sign


def test_marks_and_the_signature_in_one_request_give_the_result(told, sheet_now, bench):
    marks = bench.whole()
    assert told(*marks, bench.signature(*marks)) == ("stored", None)
    sheet = sheet_now()
    assert (sheet.signed_at, sheet.signed_name, sheet.overall_remark) == (NOON, "Sanne", "Well.")
    assert (sheet.sitting.state, sheet.sitting.passed) == (SittingState.RATIFIED, True)


def test_a_signature_before_its_mark_arrived_is_refused_and_kept(told, sheet_now, bench, deeds):
    *marks, last = bench.whole()
    assert told(*marks, bench.signature(*marks, last)) == (
        "refused",
        "1 step is not yet marked. Mark it before you sign.",
    )
    assert [one.answer for one in deeds()] == ["refused"]
    assert sheet_now().signed_at is None


def test_what_stood_on_the_tablet_must_be_what_stands_here(told, sheet_now, bench):
    marks = bench.whole()
    told(*marks, bench.mark(0, 1, base_op=marks[0]["op"]))  # on another device
    outcome, reason = told(bench.signature(*marks))
    assert (outcome, "Other marks stand here" in reason, sheet_now().signed_at) == ("refused", True, None)


def test_a_signature_that_says_nothing_of_a_step_is_none(told, sheet_now, bench):
    marks = bench.whole()
    outcome, reason = told(*marks, bench.signature(*marks[1:]))
    assert (outcome, "Other marks stand here" in reason, sheet_now().signed_at) == ("refused", True, None)


def test_a_conflict_that_nobody_decided_is_not_signed(told, sheet_now, bench):
    marks = bench.whole()
    outcome, reason = told(*marks, bench.mark(0, 1), bench.signature(*marks))
    assert (outcome, "marked differently on two devices" in reason) == ("refused", True)
    assert sheet_now().signed_at is None


def test_after_the_signature_nothing_more_is_taken_and_nothing_holds_it_up(outcomes, bench, make):
    marks, other = bench.whole(), make.sitting(bench.form, examiner=bench.examiner).sheets[0].id
    signature = bench.signature(*marks)
    late = [bench.mark(0, 1, base_op=marks[0]["op"]), bench.deed("remark"), bench.deed("sign")]
    told = outcomes(*marks, signature, *late, bench.mark(0, sheet=other))
    assert told == [*["stored"] * 7, "refused", "refused", "refused", "stored"]


def test_a_signature_has_a_name(told, bench, sheet_now):
    marks = bench.whole()
    assert told(*marks, bench.signature(*marks, name=" ")) == ("refused", "Sign with your name.")
    assert sheet_now().signed_at is None


def test_of_a_signature_that_is_refused_nothing_stays(told, bench, sheet_now, make, audit):
    marks = bench.whole()
    told(*marks)
    make.supervision(bench.candidate, bench.examiner)
    outcome, reason = told(bench.signature(*marks), bench.deed("remark"))
    sheet = sheet_now()
    assert (sheet.signed_at, sheet.overall_remark, sheet.sitting.state) == (None, "Works neatly.", "in_progress")
    assert [line.event for line in audit()][2:] == ["exams.deeds-recorded"]
    assert (outcome, reason) == ("stored", None)


def test_the_whole_is_rated_where_the_form_asks(make, visit, desk):
    bench = bench_with(make, asks_global_rating=True)
    browser, marks = visit(bench.examiner), bench.whole()
    unrated, rated = bench.signature(*marks), bench.signature(*marks, global_rating=3)
    answers = browser.post("/exams/sync", json={"operations": [*marks, unrated, rated]}).json["answers"]
    assert [one["outcome"] for one in answers[-2:]] == ["refused", "stored"]
    with desk.reading() as work:
        assert work.db.get(Sheet, bench.sheet.id).global_rating == 3


def test_of_two_examiners_the_second_signature_gives_the_result(make, visit, desk):
    one = bench_with(make, examiners_required=2)
    second = make.person(Role.EXAMINER)
    with desk.writing() as work:
        work.db.add(Sheet(sitting_id=one.sitting.id, examiner_id=second.id, position=2))
        work.db.flush()
        number = work.db.get(Sitting, one.sitting.id).sheets[1].id
    marks = one.whole()
    visit(one.examiner).post("/exams/sync", json={"operations": [*marks, one.signature(*marks)]})
    theirs = [mark | {"op": str(uuid4()), "sheet": number} for mark in marks]
    signed = one.signature(*theirs) | {"sheet": number}
    answer = visit(second).post("/exams/sync", json={"operations": [*theirs, signed]}).json["answers"][-1]
    with desk.reading() as work:
        assert (answer["outcome"], work.db.get(Sitting, one.sitting.id).passed) == ("stored", True)


# photos


def photo(bench, **content):
    return bench.deed("photo", photo=str(uuid4()), **content)


def test_a_photo_is_announced(told, bench, deeds):
    sent = photo(bench, step=bench.steps[0])
    assert told(sent) == ("stored", None)
    assert {"kind": "photo", **deeds()[0].content} == sent["deed"]


def test_a_photo_of_a_step_that_is_not_on_the_form_is_refused(told, bench):
    assert told(photo(bench, step=10**6)) == ("refused", "This step is not on the form.")


def test_a_sheet_has_so_many_photos(outcomes, bench):
    first = photo(bench)
    away = bench.deed("photo-off", photo=first["deed"]["photo"])
    more = [photo(bench) for _ in range(20)]
    assert outcomes(first, *more) == [*["stored"] * 20, "refused"]
    assert outcomes(away | {"sequence": 900}, photo(bench) | {"sequence": 901}) == ["stored", "stored"]


def test_a_photo_is_taken_away(told, bench, desk):
    sent = photo(bench)
    told(sent)
    number = sent["deed"]["photo"]
    with desk.writing() as work:
        work.db.add(
            MarkPhoto(
                id=UUID(number),
                op=UUID(sent["op"]),
                sitting_id=bench.sitting.id,
                sheet_id=bench.sheet.id,
                file_key="k",
                content_type="image/jpeg",
                size=9,
                sha256="a" * 64,
                added_by=bench.examiner.id,
                taken_at=NOON,
                arrived_at=NOON,
            )
        )
    assert told(bench.deed("photo-off", photo=number)) == ("stored", None)
    with desk.reading() as work:
        assert [one.removed_at for one in work.db.query(MarkPhoto)] == [NOON]


# all of them

ALL = ["start", "pause", "resume", "stop", "remark", "no-show", "came", "abort", "sign", "photo", "photo-off"]


def any_deed(bench, kind):
    return photo(bench) if kind == "photo" else bench.deed(kind, **({"photo": str(uuid4())} if "-off" in kind else {}))


@pytest.mark.parametrize("kind", ALL)
def test_nothing_is_done_with_a_signed_sheet(told, desk, bench, kind):
    with desk.writing() as work:
        work.db.get(Sitting, bench.sitting.id).state = SittingState.SIGNED
        work.db.get(Sheet, bench.sheet.id).signed_at = work.now
    assert told(any_deed(bench, kind))[0] == "refused"


@pytest.mark.parametrize("kind", ALL)
def test_who_was_taken_off_is_told_and_the_deed_stays_on_record(told, desk, bench, deeds, kind):
    with desk.writing() as work:
        work.db.get(Sheet, bench.sheet.id).withdrawn_at = work.now
    assert told(any_deed(bench, kind)) == ("refused", "You no longer examine this candidate.")
    assert [(str(one.kind), one.answer) for one in deeds()] == [(kind, "refused")]


@pytest.mark.parametrize("kind", ALL)
def test_a_repeat_gets_its_first_answer(told, bench, deeds, kind):
    sent = any_deed(bench, kind)
    outcome, reason = told(sent)
    again = ("duplicate", None) if outcome == "stored" else (outcome, reason)
    assert told(sent) == again
    assert told(bench.deed("remark"), sent) == again
    assert [str(one.op) for one in deeds()].count(sent["op"]) == 1


@pytest.mark.parametrize("kind", ALL)
def test_nobody_does_anything_with_the_sheet_of_another(send, make, visit, bench, deeds, kind):
    deed = any_deed(bench, kind)
    for role in (Role.EXAMINER, Role.COORDINATOR, Role.BOARD_MEMBER, Role.ADMINISTRATOR, Role.CANDIDATE):
        (answer,) = send(deed, browser=visit(make.person(role))).json["answers"]
        assert answer["reason"] == "This sheet does not exist, or it is not yours to mark."
    assert deeds() == []


@pytest.mark.parametrize("kind", ALL)
def test_the_candidate_does_nothing_with_the_own_exam(send, visit, bench, deeds, kind):
    (answer,) = send(any_deed(bench, kind), browser=visit(bench.candidate)).json["answers"]
    assert (answer["outcome"], deeds()) == ("refused", [])
