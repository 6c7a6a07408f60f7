"""C8: what people sent in is decided about by whom leads them, else by administrators."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from certification.actions import approving
from certification.models import Completion, Proof, ProofDecision, Submission
from certification.queries.approvals import proof as opened_proof
from certification.rules.approving import Answer, ApprovalKind, why_no_answer
from certification.rules.states import ActivityKind, CompletedBy, ProofState, SubmissionState
from foundation.audit import AuditLine
from foundation.refusals import NotAllowed
from people.rules import Role
from tests.certification.made import activity
from tests.certification.sent_in import ACHIEVED, PDF, SANDBOX, first_aid, proof, submission, team
from tests.conftest import actor_of
from tests.people.made import limited, part, place


@pytest.fixture
def north(make):
    """A part with its lead and a candidate."""
    return team(make)


@pytest.fixture
def boss(north, visit):
    return visit(north[1])


@pytest.fixture
def sent(make, north):
    return proof(make, north[2], *first_aid(make))


@pytest.fixture
def handed_in(make, north):
    return submission(make, north[2])


@pytest.fixture
def kept(desk):
    """`kept()`: what stands as completed."""

    def read():
        with desk.reading() as work:
            rows = work.db.scalars(select(Completion).where(Completion.withdrawn_at.is_(None)))
            return [(row.person_id, row.how, row.completed_on, row.expires_on) for row in rows]

    return read


@pytest.fixture
def told(desk):
    """`told(name)`: the lines on record about this."""

    def read(name):
        with desk.reading() as work:
            rows = work.db.scalars(select(AuditLine).where(AuditLine.event == name))
            return [(row.person_id, row.actor_id, row.facts.get("item_id")) for row in rows]

    return read


def state_of(desk, row):
    with desk.reading() as work:
        return work.db.get_one(type(row), row.id).state


def address(row):
    kind = "certificates" if isinstance(row, Proof) else "assignments"
    return f"/approvals/{kind}/{row.id}"


def answer(browser, row, choice="approve", **more):
    return browser.post(address(row), {"answer": choice, "version": row.version, "reason": "", **more})


# Approving


def test_an_approved_certificate_counts_from_the_day_it_was_achieved(boss, sent, north, kept, desk):
    assert answer(boss, sent).status_code == 303
    assert state_of(desk, sent) is ProofState.APPROVED
    assert kept() == [(north[2].id, CompletedBy.UPLOAD, ACHIEVED, None)]


def test_its_expiry_goes_along(boss, make, north, kept):
    sent = proof(make, north[2], *first_aid(make), expires_on=date(2027, 5, 1))
    answer(boss, sent)
    assert kept() == [(north[2].id, CompletedBy.UPLOAD, ACHIEVED, date(2027, 5, 1))]


def test_a_proof_of_an_external_qualification_proves_it_as_a_whole(boss, make, north, desk):
    row = make.qualification()
    answer(boss, proof(make, north[2], row))
    with desk.reading() as work:
        found = work.db.scalars(select(Completion)).one()
        assert (found.activity_id, found.qualification_id) == (None, row.id)


def test_pressed_twice_it_counts_once(boss, sent, kept, told):
    assert [answer(boss, sent).status_code, answer(boss, sent).status_code] == [303, 303]
    assert len(kept()) == len(told("certification.proof-approved")) == 1


def test_who_decided_and_when_stays(boss, sent, north, desk):
    answer(boss, sent)
    with desk.reading() as work:
        rows = work.db.scalars(select(ProofDecision).order_by(ProofDecision.id))
        assert [(row.state, row.by) for row in rows] == [
            (ProofState.SENT, north[2].id),
            (ProofState.APPROVED, north[1].id),
        ]


# Rejecting


def test_a_rejection_without_a_reason_is_asked_for_one(boss, sent, desk):
    found = answer(boss, sent, "reject")
    assert found.status_code == 422
    assert "Say why: the person corrects it with your reason." in found.text
    assert state_of(desk, sent) is ProofState.SENT


def test_a_rejected_certificate_does_not_count_and_its_reason_stays(boss, sent, kept, desk, told):
    assert answer(boss, sent, "reject", reason="The stamp is missing.").status_code == 303
    assert (state_of(desk, sent), kept()) == (ProofState.REJECTED, [])
    assert len(told("certification.proof-rejected")) == 1
    with desk.reading() as work:
        assert work.db.get_one(Proof, sent.id).reason == "The stamp is missing."


@pytest.mark.parametrize("wrong", [{"answer": "perhaps"}, {"version": ""}, {"reason": "r" * 4001}])
def test_a_wrong_form_decides_nothing(boss, sent, desk, wrong):
    fine = {"answer": "approve", "version": sent.version, "reason": ""}
    assert boss.post(address(sent), fine | wrong).status_code == 422
    assert state_of(desk, sent) is ProofState.SENT


# Two at once


def test_who_comes_second_is_told_and_keeps_what_was_typed(boss, sent, visit, make, kept):
    answer(boss, sent)
    second = answer(visit(make.person(Role.ADMINISTRATOR)), sent, "reject", reason="No stamp.")
    assert second.status_code == 409
    assert "This was approved meanwhile." in second.text
    assert "No stamp." in second.text
    assert len(kept()) == 1


def test_what_was_sent_again_meanwhile_is_not_decided_unseen(boss, sent, make, desk):
    with make.writing() as work:
        work.db.get_one(Proof, sent.id).remark = "Now with a stamp"
    found = answer(boss, sent)
    assert found.status_code == 409
    assert "corrected and sent again while you looked" in found.text
    assert state_of(desk, sent) is ProofState.SENT


# Taking back


def test_an_approval_taken_back_counts_no_more(boss, sent, kept, desk, told):
    answer(boss, sent)
    assert boss.post(f"{address(sent)}/take-back", {"reason": "Wrong person"}).status_code == 303
    assert (state_of(desk, sent), kept()) == (ProofState.TAKEN_BACK, [])
    assert len(told("certification.completion-withdrawn")) == 1
    assert len(told("certification.proof-taken-back")) == 1


def test_taking_back_asks_for_a_reason(boss, sent, desk):
    answer(boss, sent)
    found = boss.post(f"{address(sent)}/take-back", {"reason": " "})
    assert (found.status_code, state_of(desk, sent)) == (422, ProofState.APPROVED)


def test_what_was_not_approved_cannot_be_taken_back(boss, sent):
    found = boss.post(f"{address(sent)}/take-back", {"reason": "Wrong person"})
    assert found.status_code == 409
    assert "Wrong person" in found.text


def test_approved_once_more_after_a_mistake_it_counts_again(boss, sent, kept, make, desk):
    answer(boss, sent)
    boss.post(f"{address(sent)}/take-back", {"reason": "Wrong person"})
    with make.writing() as work:
        row = work.db.get_one(Proof, sent.id)
        row.state = ProofState.SENT
    with desk.reading() as work:
        version = work.db.get_one(Proof, sent.id).version
    answer(boss, sent, version=version)
    assert len(kept()) == 1


# Who may


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_nobody_else_learns_that_it_exists(visit, make, sent, role):
    browser = visit(make.person(role))
    assert browser.get(address(sent)).status_code == 404
    assert answer(browser, sent).status_code == 404
    assert browser.get(f"{address(sent)}/file").status_code == 404


def test_the_lead_of_another_part_learns_nothing(visit, make, sent):
    _where, other, _person = team(make, "Team South")
    assert answer(visit(other), sent).status_code == 404


def test_an_administrator_of_another_part_learns_nothing(visit, make, sent):
    other = limited(make, Role.ADMINISTRATOR, part(make, "Team South"))
    assert answer(visit(other), sent).status_code == 404


def test_an_administrator_of_this_part_decides(visit, make, sent, north, desk):
    answer(visit(limited(make, Role.ADMINISTRATOR, north[0])), sent)
    assert state_of(desk, sent) is ProofState.APPROVED


def test_where_nobody_leads_administrators_decide(visit, make, desk):
    sent = proof(make, make.person(Role.CANDIDATE), *first_aid(make))
    answer(visit(make.person(Role.ADMINISTRATOR)), sent)
    assert state_of(desk, sent) is ProofState.APPROVED


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.MANAGER])
def test_nobody_decides_about_what_is_one_s_own(visit, make, north, desk, role):
    own = make.person(role)
    place(make, own, north[0])
    sent = proof(make, own, *first_aid(make))
    assert answer(visit(own), sent).status_code == 404
    with desk.writing(actor_of(own)) as work, pytest.raises(NotAllowed):
        approving.approve(work, opened_proof(work, sent.id), version=1)


def test_a_stranger_is_asked_to_sign_in(visit, sent):
    assert visit(None).get(address(sent)).status_code == visit(None).get("/portfolios").status_code


@pytest.mark.parametrize("path", ["", "/take-back"])
def test_only_what_is_meant_is_answered(boss, sent, path):
    assert boss.client.put(f"{address(sent)}{path}").status_code == 405


# Assignments


def test_a_passed_assignment_counts_from_the_day_it_was_handed_in(boss, make, north, kept, desk):
    # 23:30 in UTC is the next day already where the school is
    row = submission(make, north[2], handed_in_at=datetime(2026, 11, 19, 23, 30, tzinfo=UTC))
    answer(boss, row, reason="Well done")
    assert state_of(desk, row) is SubmissionState.PASSED
    assert kept() == [(north[2].id, CompletedBy.GRADE, date(2026, 11, 20), None)]


def test_again_asks_for_feedback_and_counts_for_nothing(boss, handed_in, kept, desk):
    assert answer(boss, handed_in, "reject").status_code == 422
    assert answer(boss, handed_in, "reject", reason="Name the risks.").status_code == 303
    assert (state_of(desk, handed_in), kept()) == (SubmissionState.AGAIN, [])


def test_a_graded_assignment_is_passed_with_a_grade(boss, make, north, desk):
    row = submission(make, north[2], assignment=activity(make, ActivityKind.ASSIGNMENT, is_graded=True))
    assert answer(boss, row).status_code == 422
    assert answer(boss, row, grade="8").status_code == 303
    with desk.reading() as work:
        assert work.db.get_one(Submission, row.id).grade == "8"


def test_a_grade_taken_back_counts_no_more(boss, handed_in, kept, desk):
    answer(boss, handed_in)
    assert boss.post(f"{address(handed_in)}/take-back", {"reason": "Copied"}).status_code == 303
    assert (state_of(desk, handed_in), kept()) == (SubmissionState.TAKEN_BACK, [])


def test_the_second_who_grades_is_told(boss, handed_in, visit, make):
    answer(boss, handed_in)
    second = answer(visit(make.person(Role.ADMINISTRATOR)), handed_in, "reject", reason="Too short")
    assert second.status_code == 409
    assert "Too short" in second.text


def test_a_lead_elsewhere_does_not_grade(visit, make, handed_in):
    browser = visit(team(make, "Team South")[1])
    assert answer(browser, handed_in).status_code == 404
    assert browser.get(f"/approvals/assignments/files/{handed_in.files[0].id}").status_code == 404


# Files


def test_a_file_leaves_as_a_download_in_which_nothing_runs(boss, sent, told):
    found = boss.get(f"{address(sent)}/file")
    assert (found.data, found.headers["Content-Security-Policy"]) == (PDF, SANDBOX)
    assert found.headers["Content-Disposition"].startswith("attachment")
    assert [item for _, _, item in told("certification.sent-in-taken")] == [sent.id]


def test_a_look_at_it_is_on_record(boss, sent, told, north):
    boss.get(address(sent))
    assert told("certification.sent-in-seen") == [(north[2].id, north[1].id, sent.id)]


def test_a_page_that_was_not_drawn_is_not_there(boss, sent):
    assert boss.get(f"{address(sent)}/pages/1").status_code == 404


def test_markup_in_a_name_or_a_reason_is_shown_as_it_is(boss, make, north, visit):
    person = make.person(Role.CANDIDATE, given="<b>Bo</b>", family="‏שלום 🚀")
    place(make, person, north[0])
    sent = proof(make, person, *first_aid(make), remark="<script>alert(1)</script>")
    page = boss.get(address(sent)).text
    assert "<b>Bo" not in page
    assert "<script>alert(1)" not in page


def test_reading_one_takes_a_fixed_number_of_statements(boss, sent, statements):
    with statements() as seen:
        assert boss.get(address(sent)).status_code == 200
    assert len(seen) <= 17


# What the person reads


def test_the_person_reads_why_by_whom_and_what_to_do(boss, sent, visit, north):
    answer(boss, sent, "reject", reason="The stamp is missing.")
    page = visit(north[2]).get(f"/my-growth/proofs/{sent.id}").text
    assert "The stamp is missing." in page
    assert north[1].name in page
    assert "Correct it and send it again" in page


def test_the_person_reads_the_feedback_on_an_assignment(boss, handed_in, visit, north):
    answer(boss, handed_in, "reject", reason="Name the risks.")
    assert "Name the risks." in visit(north[2]).get(f"/my-growth/sent/assignments/{handed_in.id}").text


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.ADMINISTRATOR])
def test_what_was_decided_about_another_is_not_found(visit, make, sent, handed_in, role):
    browser = visit(make.person(role))
    assert browser.get(f"/my-growth/proofs/{sent.id}").status_code == 404
    assert browser.get(f"/my-growth/sent/assignments/{handed_in.id}").status_code == 404


@pytest.mark.parametrize(
    ("choice", "subject"),
    [("approve", "Your certificate for Refresher is approved"), ("reject", "Your certificate for Refresher is not")],
)
def test_the_person_gets_a_mail_that_leads_to_it_and_does_not_tell_the_reason(boss, sent, mails, choice, subject):
    answer(boss, sent, choice, reason="The stamp is missing.")
    found = mails()
    assert [mail["Subject"].startswith(subject) for mail in found] == [True]
    body = found[0].get_content()
    assert f"/my-growth/proofs/{sent.id}" in body
    assert "stamp" not in body


def test_a_dutch_reader_gets_a_mail_about_an_assignment(boss, make, north, mails):
    row = submission(make, north[2])
    answer(boss, row, "reject", reason="Again")
    assert [mail["Subject"] for mail in mails()] == ["The assignment Write a plan has to be done again"]


def test_a_decision_that_was_taken_back_meanwhile_is_not_told(boss, sent, mails):
    answer(boss, sent)
    boss.post(f"{address(sent)}/take-back", {"reason": "Wrong person"})
    assert [mail["Subject"] for mail in mails()] == ["Your certificate for Refresher counts no more"]


# Rules


@pytest.mark.pure
@pytest.mark.parametrize("kind", [ApprovalKind.CERTIFICATE, ApprovalKind.ASSIGNMENT])
def test_only_a_rejection_needs_a_reason(kind):
    def asked(choice, reason):
        return why_no_answer(kind, choice, reason=reason, is_graded=False, grade="")

    assert asked(Answer.REJECT, "") is not None
    assert asked(Answer.REJECT, "No") is None
    assert asked(Answer.APPROVE, "") is None
