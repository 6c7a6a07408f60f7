"""Several people at one form at the same moment, each on a connection of their own (E2, BR-13, BR-17)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from sqlalchemy import select

from exams import queries
from exams.actions import approval
from exams.models import ExamForm, FormApproval
from exams.queries.approval import fingerprint_now
from exams.rules.approval import APPROVALS
from exams.rules.design import ApprovalPart, FormState
from foundation.environment import choose
from people.rules import Role
from tests.conftest import actor_of

TURNS = 2


@pytest.fixture(autouse=True)
def two(desk):
    with desk.writing() as work:
        choose(work.db, APPROVALS, 2)


@pytest.fixture
def at_once():
    """Each (browser, address, data) is posted at the same moment; their codes, in this order."""

    def run(*posts):
        together = Barrier(len(posts))

        def one(post):
            browser, address, data = post
            together.wait(5)
            return browser.post(address, data).status_code

        with ThreadPoolExecutor(len(posts)) as pool:
            return list(pool.map(one, posts))

    return run


@pytest.fixture
def drawn_up(desk, school):
    """`drawn_up(hand_in)`: a new draft, handed in or not."""

    def do(*, hand_in=True):
        form = school.make.exam_form(qualification_id=school.qualification.id, state=FormState.DRAFT, in_use_at=None)
        if hand_in:
            with desk.writing(actor_of(school.coordinator)) as work:
                approval.hand_in(work, queries.form(work, form.id))
        return form

    return do


def judgement(school, form, decision):
    fingerprint = school.read(ExamForm, form.id).fingerprint
    sent = {"part": ApprovalPart.ESTABLISH.value, "fingerprint": fingerprint, "remark": "Too long."}
    return {**sent, "form_key": str(uuid4()), "decision": decision}


def decided(desk, form):
    """(approved) of each time somebody established this form or sent it back."""
    with desk.reading() as work:
        found = select(FormApproval.approved).where(
            FormApproval.form_id == form.id, FormApproval.part == ApprovalPart.ESTABLISH
        )
        return list(work.db.scalars(found))


@pytest.mark.parametrize("other", ["approve", "send-back"])
def test_br_17_of_two_who_decide_at_once_one_decides(desk, school, make, visit, at_once, drawn_up, other):
    browsers = [visit(school.board_member), visit(make.person(Role.BOARD_MEMBER))]
    for _ in range(TURNS):
        form = drawn_up()
        address = f"/exams/forms/{form.id}/judgement"
        posts = [
            (browser, address, judgement(school, form, decision))
            for browser, decision in zip(browsers, ("approve", other), strict=True)
        ]
        assert sorted(at_once(*posts)) == [303, 409]
        [approved] = decided(desk, form)
        assert school.read(ExamForm, form.id).state is (FormState.IN_USE if approved else FormState.DRAFT)


def test_br_13_what_is_handed_in_while_somebody_edits_is_what_stands(desk, school, make, visit, at_once, drawn_up):
    browsers = [visit(school.coordinator), visit(make.person(Role.COORDINATOR))]
    for _ in range(TURNS):
        form = drawn_up(hand_in=False)
        with desk.reading() as work:
            group = queries.form(work, form.id).groups[-1].id
        handed_in, removed = at_once(
            (browsers[0], f"/exams/forms/{form.id}/hand-in", {"remark": ""}),
            (browsers[1], f"/exams/groups/{group}/remove", {}),
        )
        assert handed_in in (303, 409)
        assert removed in (303, 409)
        assert 303 in (handed_in, removed)
        with desk.reading() as work:
            found = queries.form(work, form.id)
            assert (found.state is FormState.IN_REVIEW) == (handed_in == 303)
            assert (group in {one.id for one in found.groups}) == (removed == 409)
            assert found.fingerprint == (fingerprint_now(work, found) if handed_in == 303 else "")


def test_br_17_a_form_is_taken_back_or_approved_not_both(desk, school, visit, at_once, drawn_up):
    browsers = [visit(school.coordinator), visit(school.board_member)]
    for _ in range(TURNS):
        form = drawn_up()
        taken_back, approved = at_once(
            (browsers[0], f"/exams/forms/{form.id}/take-back", {}),
            (browsers[1], f"/exams/forms/{form.id}/judgement", judgement(school, form, "approve")),
        )
        assert sorted((taken_back, approved)) == [303, 409]
        state = FormState.DRAFT if taken_back == 303 else FormState.IN_USE
        assert (school.read(ExamForm, form.id).state, decided(desk, form)) == (state, [True] * (approved == 303))
