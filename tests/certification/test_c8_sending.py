"""C8: a certificate from elsewhere is sent where the qualification allows it, corrected, and taken back."""

from datetime import date

import pytest
from sqlalchemy import select

from certification.actions.doing import Doing, complete_oneself, hand_in, record_by_hand
from certification.actions.proofs import Frame, ProofFacts, correct_proof, send_proof, withdraw_proof
from certification.models import Proof, ProofDecision, Submission
from certification.rules.clock import ActivityStanding, Status
from certification.rules.growth import most_pressing, too_early, why_no_upload, why_not_achieved_then, why_not_now
from certification.rules.states import ActivityKind, ProofState, Stage, SubmissionState
from foundation.files import TakenIn
from foundation.refusals import Refusal, Unreadable
from people.rules import Role
from tests.certification.made import activity
from tests.conftest import actor_of

TODAY = date(2026, 11, 23)
KEY = "11111111-1111-4111-8111-111111111111"
OTHER = "22222222-2222-4222-8222-222222222222"
FILE = TakenIn("bhv.pdf", "application/pdf", "document", 100, "a" * 64, "aa/bb")
FACTS = ProofFacts(achieved_on=date(2026, 11, 1), expires_on=date(2028, 1, 1))


def line(status=Status.OPEN, *, number=1, stage=Stage.ACHIEVE, upload=True, **days):
    return ActivityStanding(
        id=number, activity_id=7, stage=stage, status=status, mandatory=True, upload_allowed=upload, **days
    )


@pytest.fixture
def person(make):
    return make.person(Role.CANDIDATE)


@pytest.fixture
def frame(make, person):
    """An open e-learning of a qualification that the person follows, for which a certificate may be sent."""
    qualification = make.qualification()
    make.link(person, qualification)
    return Frame(person_id=person.id, qualification_id=qualification.id, activity=activity(make), lines=[line()])


@pytest.fixture
def send(desk, person):
    def do(frame, facts=FACTS, taken=FILE, key=KEY):
        with desk.writing(actor_of(person)) as work:
            return send_proof(work, frame, facts, taken, form_key=key)

    return do


@pytest.fixture
def history(desk):
    def read(proof):
        with desk.reading() as work:
            rows = work.db.scalars(select(ProofDecision).where(ProofDecision.proof_id == proof.id))
            return [row.state for row in rows]

    return read


@pytest.fixture
def decided(desk):
    def do(proof, state=ProofState.REJECTED):
        with desk.writing() as work:
            work.db.get_one(Proof, proof.id).state = state

    return do


# Certificates from elsewhere


def test_a_certificate_that_is_sent_waits(frame, send, history, desk):
    proof = send(frame)
    assert (proof.state, proof.decided_by, proof.file_name) == (ProofState.SENT, None, "bhv.pdf")
    assert history(proof) == [ProofState.SENT]


def test_a_double_click_sends_one(frame, send):
    assert send(frame).id == send(frame).id


def test_a_second_one_waits_for_the_first(frame, send):
    send(frame)
    with pytest.raises(Refusal, match="waits for a decision"):
        send(frame, key=OTHER)


def test_who_no_longer_follows_it_sends_nothing(make, frame, send, person):
    elsewhere = Frame(person_id=person.id, qualification_id=make.qualification().id, external=True)
    with pytest.raises(Refusal):
        send(elsewhere)


def test_only_an_external_qualification_is_proven_as_a_whole(frame, send, person):
    whole = Frame(person_id=person.id, qualification_id=frame.qualification_id)
    with pytest.raises(Refusal):
        send(whole)
    assert send(Frame(person_id=person.id, qualification_id=frame.qualification_id, external=True)).activity_id is None


@pytest.mark.parametrize(
    ("kind", "name"), [("application/zip", "archive"), ("video/mp4", "video"), ("text/plain", "document")]
)
def test_only_a_pdf_or_a_picture_is_a_certificate(frame, send, kind, name):
    with pytest.raises(Unreadable, match="PDF"):
        send(frame, taken=TakenIn("x", kind, name, 1, "a", "aa/cc"))


def test_a_rejected_one_is_corrected_and_sent_again(frame, send, history, decided, desk, person):
    proof = send(frame)
    decided(proof)
    with desk.writing(actor_of(person)) as work:
        row = work.db.get_one(Proof, proof.id)
        correct_proof(work, row, frame, ProofFacts(achieved_on=date(2026, 10, 1)))
        assert (row.state, row.achieved_on, row.file_name) == (ProofState.SENT, date(2026, 10, 1), "bhv.pdf")
        assert [fact.name for fact in work.facts] == ["certification.proof-corrected"]
    assert history(proof) == [ProofState.SENT, ProofState.SENT]


def test_an_approved_one_is_not_corrected(frame, send, decided, desk, person):
    decided(proof := send(frame), ProofState.APPROVED)
    with desk.writing(actor_of(person)) as work, pytest.raises(Refusal):
        correct_proof(work, work.db.get_one(Proof, proof.id), frame, FACTS)


def test_it_is_taken_back_before_a_decision_and_never_after(frame, send, history, decided, desk, person):
    proof = send(frame)
    for _twice in range(2):
        with desk.writing(actor_of(person)) as work:
            withdraw_proof(work, work.db.get_one(Proof, proof.id))
    assert history(proof) == [ProofState.SENT, ProofState.WITHDRAWN]
    decided(proof, ProofState.APPROVED)
    with desk.writing() as work, pytest.raises(Refusal):
        withdraw_proof(work, work.db.get_one(Proof, proof.id))


@pytest.mark.pure
@pytest.mark.parametrize(
    ("achieved", "expires", "wrong"),
    [
        (date(2026, 11, 24), None, "still to come"),
        (date(2026, 11, 1), date(2026, 11, 1), "ends after"),
        (date(2026, 11, 1), date(2026, 10, 1), "ends after"),
        (date(2025, 11, 1), date(2026, 11, 23), "ended already"),
        (date(2026, 11, 23), date(2026, 11, 24), None),
        (date(2026, 11, 23), None, None),
    ],
)
def test_the_days_of_a_certificate_can_be_true(achieved, expires, wrong):
    no = why_not_achieved_then(achieved, expires, TODAY)
    assert (wrong is None and no is None) or wrong in str(no)


@pytest.mark.pure
@pytest.mark.parametrize("kind", list(ActivityKind))
def test_a_course_is_never_proven_by_an_upload_the_others_where_allowed(kind):
    assert (why_no_upload(kind, [line()]) is None) == (kind is not ActivityKind.COURSE)
    assert why_no_upload(kind, [line(upload=False)]) is not None


@pytest.mark.pure
def test_what_is_not_open_says_when_it_opens():
    no = why_not_now(line(Status.NOT_YET, opens_on=date(2028, 2, 16)))
    assert str(no) == "This is not open yet: it opens on 2028-02-16."


@pytest.mark.pure
def test_the_line_that_asks_most_decides():
    found = most_pressing([line(Status.DONE, number=1), line(Status.OPEN, number=2), line(Status.OVERDUE, number=3)])
    assert found.id == 3


@pytest.mark.pure
def test_what_was_achieved_before_it_opened_does_not_count():
    again = line(stage=Stage.MAINTAIN, opens_on=date(2026, 11, 16))
    assert "2026-11-16" in str(too_early(date(2026, 11, 15), [again]))
    assert too_early(date(2026, 11, 16), [again]) is None
    assert too_early(date(2026, 1, 1), [line(), again]) is None


# Completing oneself, and assignments


def doing(person, what, **facts):
    return Doing(person_id=person.id, activity=what, **{"line": line(), **facts})


def test_an_e_learning_is_completed_by_saying_so_once(make, person, desk):
    what = doing(person, activity(make))
    with desk.writing(actor_of(person)) as work:
        assert complete_oneself(work, what, form_key=KEY).completed_on == TODAY
    with desk.writing(actor_of(person)) as work:
        assert complete_oneself(work, what, form_key=KEY) is None


@pytest.mark.parametrize("kind", [kind for kind in ActivityKind if kind is not ActivityKind.E_LEARNING])
def test_nothing_else_is_completed_by_saying_so(make, person, desk, kind):
    what = doing(person, activity(make, kind))
    with desk.writing(actor_of(person)) as work, pytest.raises(Refusal):
        complete_oneself(work, what, form_key=KEY)


def test_what_is_not_open_is_not_completed(make, person, desk):
    what = doing(person, activity(make), line=line(Status.NOT_YET, opens_on=date(2028, 2, 16)))
    with desk.writing(actor_of(person)) as work, pytest.raises(Refusal, match="not open yet"):
        complete_oneself(work, what, form_key=KEY)


@pytest.fixture
def assignment(make, person):
    return doing(person, activity(make, ActivityKind.ASSIGNMENT))


@pytest.fixture
def handed_in(desk, person, assignment):
    def do(text="Done.", files=(), key=KEY):
        with desk.writing(actor_of(person)) as work:
            return hand_in(work, assignment, text, files, form_key=key)

    return do


def test_an_assignment_that_is_handed_in_waits(handed_in):
    made = handed_in(files=[FILE, FILE])
    assert (made.state, len(made.files)) == (SubmissionState.HANDED_IN, 1)
    assert handed_in().id == made.id


def test_nothing_is_handed_in_while_something_waits(handed_in):
    handed_in()
    with pytest.raises(Refusal, match="waits for an answer"):
        handed_in(key=OTHER)


def test_what_was_not_good_enough_is_handed_in_again(handed_in, desk):
    first = handed_in()
    with desk.writing() as work:
        work.db.get_one(Submission, first.id).state = SubmissionState.AGAIN
    assert handed_in(key=OTHER).id != first.id


def test_an_empty_assignment_is_not_handed_in(handed_in):
    with pytest.raises(Unreadable):
        handed_in("")


# By hand


def test_staff_records_what_somebody_else_did_with_the_reason(make, person, desk):
    admin = make.person(Role.ADMINISTRATOR)
    what = doing(person, activity(make, ActivityKind.MEET_UP))
    with desk.writing(actor_of(admin)) as work:
        made = record_by_hand(work, what, on=TODAY, expires_on=None, remark="List was lost.", form_key=KEY)
        assert (made.remark, made.recorded_by) == ("List was lost.", admin.id)


def test_nobody_records_a_completion_of_his_own(make, desk):
    admin = make.person(Role.ADMINISTRATOR)
    what = doing(admin, activity(make))
    with desk.writing(actor_of(admin)) as work, pytest.raises(Refusal):
        record_by_hand(work, what, on=TODAY, expires_on=None, remark="Me.", form_key=KEY)
