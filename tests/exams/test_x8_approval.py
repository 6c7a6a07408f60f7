"""Approval of a form: handed in, reviewed, established, sent back; what was approved stays as it was (BR-13, BR-17)."""

import json
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from exams import queries
from exams.actions import approval as actions
from exams.actions.approval import Judgement
from exams.actions.forms import set_cut_score
from exams.models import ExamForm, FormApproval
from exams.queries.approval import fingerprint_now, form_anew
from exams.rules import CutScore, SittingState
from exams.rules.approval import ACCOUNTABILITY_REQUIRED, APPROVALS, Judged, fingerprint, standing
from exams.rules.design import ApprovalPart, FormState
from foundation.audit import AuditLine
from foundation.environment import choose
from foundation.refusals import NotAllowed, Refusal
from people.models import PersonRole
from people.rules import Role
from qualification_files.rules import QualificationState
from tests.conftest import actor_of

REVIEW, ESTABLISH, HAND_IN = ApprovalPart.REVIEW, ApprovalPart.ESTABLISH, ApprovalPart.HAND_IN


@pytest.fixture
def three(desk):
    """Three different people are needed."""
    with desk.writing() as work:
        choose(work.db, APPROVALS, 3)


@pytest.fixture
def two(desk):
    """Two different people are needed."""
    with desk.writing() as work:
        choose(work.db, APPROVALS, 2)


@pytest.fixture
def reviewer(make):
    return make.person(Role.COORDINATOR, given="Revi")


@pytest.fixture
def handed_in(desk, school, draft):
    """`handed_in()`: the draft, handed in by its maker."""

    def do():
        with desk.writing(actor_of(school.coordinator)) as work:
            form = queries.form(work, draft.id)
            form.made_by = school.coordinator.id
            actions.hand_in(work, form)
        return draft

    return do


@pytest.fixture
def judged(desk, draft):
    """`judged(person, part)`: this person approves this part of the draft, or sends it back."""

    def do(person, part, *, approved=True, form_key=None, remark="Mend it"):
        with desk.writing(actor_of(person)) as work:
            form = queries.form(work, draft.id)
            actions.judge(
                work,
                form,
                Judgement(
                    part=part,
                    fingerprint=form.fingerprint,
                    approved=approved,
                    remark="" if approved else remark,
                    form_key=form_key or str(uuid4()),
                ),
            )

    return do


@pytest.fixture
def state(school, draft):
    return lambda: school.read(ExamForm, draft.id).state


@pytest.fixture
def rows(desk, draft):
    """`rows()`: what was done about the draft, oldest first."""

    def read():
        with desk.reading() as work:
            found = select(FormApproval).where(FormApproval.form_id == draft.id).order_by(FormApproval.id)
            return [(row.part, row.approved, row.decided_by, row.fingerprint) for row in work.db.scalars(found)]

    return read


def page_fields(browser, draft):
    page = browser.get(f"/exams/forms/{draft.id}/judgement").text
    return {
        name: page.split(f'name="{name}"')[1].split('value="')[1].split('"')[0]
        for name in ("part", "fingerprint", "form_key")
    }


# The rule


def test_br_17_three_people_each_do_one_part():
    far = standing(3, [Judged(part=HAND_IN, approved=True, by=1), Judged(part=REVIEW, approved=True, by=2)], makers={1})
    assert far.next_part is ESTABLISH
    assert [far.why_not(person) is None for person in (1, 2, 3)] == [False, False, True]


def test_br_17_whoever_handed_in_counts_as_a_maker():
    assert standing(2, [Judged(part=HAND_IN, approved=True, by=7)], makers={1}).why_not(7) is not None


def test_what_was_approved_before_it_was_sent_back_counts_no_more():
    done = [Judged(part=part, approved=True, by=by) for part, by in ((HAND_IN, 1), (REVIEW, 2))]
    back = [*done, Judged(part=ESTABLISH, approved=False, by=3), done[0]]
    assert standing(3, back, makers={1}).next_part is REVIEW


PEOPLE = st.integers(1, 5)
DEEDS = st.builds(Judged, part=st.sampled_from([REVIEW, ESTABLISH]), approved=st.booleans(), by=PEOPLE)


@given(people=st.integers(1, 3), done=st.lists(DEEDS, max_size=8), makers=st.sets(PEOPLE), person=PEOPLE)
def test_br_17_nobody_does_two_parts_and_no_maker_does_any(people, done, makers, person):
    far = standing(people, done, makers=makers)
    if far.why_not(person) is None:
        assert person not in makers
        assert person not in far.given.values()


@given(st.dictionaries(st.text(max_size=5), st.recursive(st.integers() | st.text(max_size=5), st.lists, max_leaves=5)))
def test_a_fingerprint_does_not_depend_on_the_order_of_keys(design):
    assert fingerprint(design) == fingerprint(dict(reversed(design.items())))


# One person, two, three


def test_x8_in_a_small_school_the_maker_puts_it_in_use_alone(desk, school, draft, state, rows):
    with desk.writing(actor_of(school.coordinator)) as work:
        actions.put_in_use(work, queries.form(work, draft.id))
    assert state() is FormState.IN_USE
    assert [row[:3] for row in rows()] == [(ESTABLISH, True, school.coordinator.id)]


def test_x8_with_two_a_board_member_establishes(two, school, handed_in, judged, state):
    handed_in()
    assert state() is FormState.IN_REVIEW
    judged(school.board_member, ESTABLISH)
    assert state() is FormState.IN_USE


def test_x8_with_three_a_reviewer_comes_in_between(three, school, reviewer, handed_in, judged, state, rows):
    handed_in()
    judged(reviewer, REVIEW)
    assert state() is FormState.IN_REVIEW
    judged(school.board_member, ESTABLISH)
    assert state() is FormState.IN_USE
    assert [row[0] for row in rows()] == [HAND_IN, REVIEW, ESTABLISH]


def test_x8_each_row_carries_the_fingerprint_of_what_was_judged(three, desk, reviewer, school, handed_in, judged, rows):
    handed_in()
    judged(reviewer, REVIEW)
    judged(school.board_member, ESTABLISH)
    with desk.reading() as work:
        now = fingerprint_now(work, queries.form(work, school_form(work)))
    assert {row[3] for row in rows()} == {now}


def school_form(work):
    return work.db.scalars(select(ExamForm.id).where(ExamForm.handed_in_at.is_not(None))).one()


def test_x8_where_others_approve_the_maker_cannot_put_it_in_use(two, visit, school, draft, state):
    answer = visit(school.coordinator).post(f"/exams/forms/{draft.id}/put-in-use")
    assert answer.status_code == 409
    assert "Hand it in." in answer.text
    assert state() is FormState.DRAFT


def test_x8_where_nobody_else_approves_there_is_nothing_to_hand_in(visit, school, draft, state):
    assert visit(school.coordinator).post(f"/exams/forms/{draft.id}/hand-in").status_code == 409
    assert state() is FormState.DRAFT


# Who may not (BR-17)


def test_br_17_the_maker_cannot_establish_even_as_a_board_member(two, make, desk, school, handed_in, judged, state):
    both = make.person(Role.COORDINATOR, Role.BOARD_MEMBER)
    handed_in()
    with desk.writing() as work:
        work.db.get_one(ExamForm, school_form(work)).made_by = both.id
    with pytest.raises(Refusal, match="somebody else approves"):
        judged(both, ESTABLISH)
    assert state() is FormState.IN_REVIEW


def test_br_17_whoever_changed_the_form_is_a_maker_too(two, make, desk, draft, handed_in, judged):
    helper = make.person(Role.COORDINATOR, Role.BOARD_MEMBER)
    with desk.writing(actor_of(helper)) as work:
        set_cut_score(work, queries.form(work, draft.id), CutScore.at_percentage(60))
    handed_in()
    with pytest.raises(Refusal, match="somebody else approves"):
        judged(helper, ESTABLISH)


def test_br_17_nobody_does_two_parts(three, make, handed_in, judged):
    both = make.person(Role.COORDINATOR, Role.BOARD_MEMBER)
    handed_in()
    judged(both, REVIEW)
    with pytest.raises(Refusal, match="somebody else does the rest"):
        judged(both, ESTABLISH)


def test_x8_a_coordinator_does_not_establish(two, reviewer, handed_in, judged):
    handed_in()
    with pytest.raises(NotAllowed):
        judged(reviewer, ESTABLISH)


def test_e2_a_role_that_vanished_between_page_and_button_refuses(two, visit, desk, school, handed_in, draft, state):
    handed_in()
    browser = visit(school.board_member)
    fields = page_fields(browser, draft)
    with desk.writing() as work:
        work.db.execute(PersonRole.__table__.delete().where(PersonRole.person_id == school.board_member.id))
    assert browser.post(f"/exams/forms/{draft.id}/judgement", fields).status_code in (403, 404)
    assert state() is FormState.IN_REVIEW


def test_e2_two_who_approve_the_same_part_at_once_come_one_after_the_other(three, make, reviewer, handed_in, judged):
    handed_in()
    judged(reviewer, REVIEW)
    with pytest.raises(Refusal, match="Somebody else decided"):
        judged(make.person(Role.COORDINATOR), REVIEW)


def test_e2_a_form_handed_in_anew_is_not_approved_by_an_old_page(two, visit, desk, school, handed_in, judged, draft):
    handed_in()
    browser = visit(school.board_member)
    fields = page_fields(browser, draft)
    judged(school.board_member, ESTABLISH, approved=False)
    with desk.writing(actor_of(school.coordinator)) as work:
        form = queries.form(work, draft.id)
        set_cut_score(work, form, CutScore.at_percentage(90))
        actions.hand_in(work, form)
    answer = browser.post(f"/exams/forms/{draft.id}/judgement", fields)
    assert answer.status_code == 409
    assert "handed in anew meanwhile" in answer.text


def test_x8_a_button_pressed_twice_decides_once(two, visit, school, handed_in, draft, rows):
    handed_in()
    browser = visit(school.board_member)
    fields = page_fields(browser, draft)
    answers = [browser.post(f"/exams/forms/{draft.id}/judgement", fields).status_code for _ in range(2)]
    assert answers == [303, 303]
    assert len(rows()) == 2


def test_br_44_the_candidate_and_the_examiner_find_no_judgement(visit, two, school, handed_in, draft):
    handed_in()
    for who in (school.examiner, school.candidate):
        assert visit(who).get(f"/exams/forms/{draft.id}/judgement").status_code == 404
    assert visit(school.administrator).get(f"/exams/forms/{draft.id}/judgement").status_code == 403


def test_x8_a_stranger_is_led_to_the_sign_in_page(visit, draft):
    assert visit().post(f"/exams/forms/{draft.id}/judgement").status_code == 401


# Sent back, taken back, reopened


def test_x8_sending_back_needs_a_reason_and_keeps_what_was_typed(two, visit, school, handed_in, draft, state):
    handed_in()
    browser = visit(school.board_member)
    sent = {**page_fields(browser, draft), "decision": "send-back", "remark": " "}
    answer = browser.post(f"/exams/forms/{draft.id}/judgement", sent)
    assert answer.status_code == 422
    assert "Say what has to change." in answer.text
    assert state() is FormState.IN_REVIEW


def test_x8_what_was_sent_back_is_a_draft_with_the_reason_on_its_page(two, visit, school, handed_in, draft, state):
    handed_in()
    browser = visit(school.board_member)
    sent = {**page_fields(browser, draft), "decision": "send-back", "remark": "Weights <b>again</b> 🙂"}
    assert browser.post(f"/exams/forms/{draft.id}/judgement", sent).status_code == 303
    assert state() is FormState.DRAFT
    page = visit(school.coordinator).get(f"/exams/forms/{draft.id}").text
    assert "Weights &lt;b&gt;again&lt;/b&gt; 🙂" in page
    assert f"Sent back by {school.board_member.name}" in page


def test_x8_the_maker_takes_it_back(two, visit, school, handed_in, draft, state):
    handed_in()
    assert visit(school.coordinator).post(f"/exams/forms/{draft.id}/take-back").status_code == 303
    assert state() is FormState.DRAFT


def test_x8_another_coordinator_does_not_take_it_back(two, visit, reviewer, handed_in, draft, state):
    handed_in()
    assert visit(reviewer).post(f"/exams/forms/{draft.id}/take-back").status_code == 409
    assert state() is FormState.IN_REVIEW


def test_x8_an_approval_before_the_form_was_taken_back_counts_no_more(
    three, desk, school, reviewer, handed_in, judged, draft
):
    handed_in()
    judged(reviewer, REVIEW)
    with desk.writing(actor_of(school.coordinator)) as work:
        actions.take_back(work, queries.form(work, draft.id))
    handed_in()
    with pytest.raises(Refusal, match="Somebody else decided"):
        judged(school.board_member, ESTABLISH)


def test_x8_nothing_changes_while_it_is_in_review(two, desk, school, handed_in, draft):
    handed_in()
    with pytest.raises(Refusal), desk.writing(actor_of(school.coordinator)) as work:
        set_cut_score(work, queries.form(work, draft.id), CutScore.at_percentage(10))


def test_x8_a_form_whose_qualification_stopped_meanwhile_is_not_established(
    two, desk, school, handed_in, judged, draft, state
):
    handed_in()
    with desk.writing() as work:
        queries.form(work, draft.id).qualification.state = QualificationState.DEACTIVATED
    with pytest.raises(Refusal):
        judged(school.board_member, ESTABLISH)
    assert state() is FormState.IN_REVIEW


def test_br_13_a_form_with_an_exam_that_began_is_never_a_draft_again(school, visit):
    school.planned(state=SittingState.IN_PROGRESS)
    assert visit(school.coordinator).post(f"/exams/forms/{school.form.id}/reopen").status_code == 409
    assert school.read(ExamForm, school.form.id).state is FormState.IN_USE


# BR-08


def test_br_08_without_accountability_document_it_is_not_handed_in(two, desk, school, draft, state):
    with desk.writing() as work:
        choose(work.db, ACCOUNTABILITY_REQUIRED, True)
    with pytest.raises(Refusal) as refused, desk.writing(actor_of(school.coordinator)) as work:
        actions.hand_in(work, queries.form(work, draft.id))
    assert "An accountability document is required" in str(refused.value.details[0].text)
    assert state() is FormState.DRAFT


def test_br_08_nor_put_in_use_by_its_maker_alone(desk, school, draft):
    with desk.writing() as work:
        choose(work.db, ACCOUNTABILITY_REQUIRED, True)
    with pytest.raises(Refusal), desk.writing(actor_of(school.coordinator)) as work:
        actions.put_in_use(work, queries.form(work, draft.id))


# What was approved stays as it was, whoever writes to the database


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE exam_form SET cut_score = '{}' WHERE id = :form",
        "UPDATE exam_form SET title = 'X' WHERE id = :form",
        "UPDATE exam_step SET weight = 9 WHERE group_id IN (SELECT id FROM exam_group WHERE form_id = :form)",
        "DELETE FROM exam_group WHERE form_id = :form",
    ],
)
@pytest.mark.parametrize("in_state", [FormState.IN_REVIEW, FormState.IN_USE])
def test_br_13_the_database_refuses_to_change_it(two, desk, school, handed_in, draft, statement, in_state):
    handed_in()
    with desk.writing() as work:
        queries.form(work, draft.id).state = in_state
    with pytest.raises(DBAPIError, match="never changed"), desk.writing() as work:
        work.db.execute(text(statement), {"form": draft.id})


@pytest.mark.parametrize("statement", ["UPDATE form_approval SET approved = NOT approved", "DELETE FROM form_approval"])
def test_x8_the_database_keeps_what_was_decided(two, desk, handed_in, statement):
    handed_in()
    with pytest.raises(DBAPIError, match="never"), desk.writing() as work:
        work.db.execute(text(statement))


def test_x8_the_fingerprint_tells_of_any_change(desk, draft):
    seen = set()
    for change in (
        "UPDATE exam_form SET title = 'Other' WHERE id = :form",
        "UPDATE exam_step SET weight = 7 WHERE group_id IN (SELECT id FROM exam_group WHERE form_id = :form)",
        "SELECT :form",
    ):
        with desk.writing() as work:
            seen.add(fingerprint_now(work, form_anew(work, draft.id)))
            work.db.execute(text(change), {"form": draft.id})
    assert len(seen) == 3


# Pages


def test_x8_a_form_waits_in_the_menu_the_list_and_at_home(three, visit, reviewer, handed_in, draft):
    handed_in()
    browser = visit(reviewer)
    assert f"Approve the exam form {draft.title}" in browser.get("/").text
    page = browser.get("/exams/forms/to-approve").text
    assert f"/exams/forms/{draft.id}/judgement" in page
    assert "Review it" in page


def test_x8_nothing_waits_for_its_maker(three, visit, school, handed_in):
    handed_in()
    assert "Nothing waits for you" in visit(school.coordinator).get("/exams/forms/to-approve").text


def test_x8_nor_for_a_coordinator_when_a_board_member_is_to_establish(two, visit, reviewer, handed_in):
    handed_in()
    assert "Nothing waits for you" in visit(reviewer).get("/exams/forms/to-approve").text


def test_x8_the_list_takes_a_fixed_number_of_statements(three, make, visit, reviewer, statements, school, desk):
    browser, counts = visit(reviewer), []
    for _ in range(2):
        for _ in range(3):
            form = make.exam_form(qualification_id=school.qualification.id, state=FormState.DRAFT, in_use_at=None)
            with desk.writing(actor_of(school.coordinator)) as work:
                actions.hand_in(work, queries.form(work, form.id))
        browser.get("/exams/forms/to-approve")
        with statements() as seen:
            assert browser.get("/exams/forms/to-approve").status_code == 200
        counts.append(len(seen.seen))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("who", ["examiner", "candidate", "administrator"])
def test_x8_who_does_not_approve_has_no_list(visit, school, who):
    assert visit(getattr(school, who)).get("/exams/forms/to-approve").status_code == 403


def test_x8_handing_in_is_asked_with_what_is_handed_in(three, visit, school, draft):
    page = visit(school.coordinator).get(f"/exams/forms/{draft.id}/hand-in").text
    assert "A reviewer looks at this form first" in page
    assert "Cut score" in page
    assert "Coverage" in page


def test_x8_a_form_is_handed_in_over_the_web_and_on_record(two, visit, desk, school, draft, state):
    answer = visit(school.coordinator).post(f"/exams/forms/{draft.id}/hand-in", {"remark": "Please look at part 2"})
    assert answer.status_code == 303
    assert state() is FormState.IN_REVIEW
    with desk.reading() as work:
        line = work.db.scalars(select(AuditLine).order_by(AuditLine.id.desc())).first()
        assert line.event == "exams.form-handed-in"
        assert "part 2" not in json.dumps(line.facts)


def test_x8_the_history_stands_on_the_page_of_the_form(two, visit, school, handed_in, judged, draft):
    handed_in()
    judged(school.board_member, ESTABLISH)
    page = visit(school.administrator).get(f"/exams/forms/{draft.id}").text
    assert "Handed in for approval" in page
    assert "Established" in page
    assert school.board_member.name in page


def test_x8_judging_takes_no_other_method(visit, school, draft):
    assert visit(school.board_member).client.put(f"/exams/forms/{draft.id}/judgement").status_code == 405


def test_x8_made_up_hidden_fields_decide_nothing(two, visit, school, handed_in, draft, state):
    handed_in()
    browser = visit(school.board_member)
    for wrong in ({"part": "hand_in"}, {"form_key": "x"}, {"part": "all"}):
        fields = {**page_fields(browser, draft), **wrong}
        assert browser.post(f"/exams/forms/{draft.id}/judgement", fields).status_code == 422
    assert state() is FormState.IN_REVIEW
