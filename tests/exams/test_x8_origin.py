"""BR-17: whoever made the form that this one goes back to does not approve it, however many steps lie between."""

from uuid import uuid4

import pytest

from exams import queries
from exams.actions import approval
from exams.actions.approval import Judgement
from exams.actions.editions import copy_form, new_edition
from exams.actions.forms import remove_form, set_cut_score
from exams.models import ExamForm
from exams.queries.approval import forms_to_approve
from exams.rules import CutScore
from exams.rules.approval import APPROVALS
from exams.rules.design import ApprovalPart, FormState
from foundation.environment import choose
from foundation.refusals import Refusal
from people.rules import Role
from tests.conftest import actor_of


@pytest.fixture
def two(desk):
    with desk.writing() as work:
        choose(work.db, APPROVALS, 2)


@pytest.fixture
def maker(make):
    """Designs and is on the board too."""
    return make.person(Role.COORDINATOR, Role.BOARD_MEMBER, given="Maaike")


@pytest.fixture
def origin(desk, school, maker):
    """A form in use to which this maker changed something while it was a draft."""
    form = school.make.exam_form(qualification_id=school.qualification.id, state=FormState.DRAFT, in_use_at=None)
    with desk.writing(actor_of(maker)) as work:
        set_cut_score(work, queries.form(work, form.id), CutScore.at_percentage(60))
    with desk.writing() as work:
        approval.put_in_use(work, queries.form(work, form.id))
    return form


@pytest.fixture
def made_from(desk, school):
    """`made_from(form, how)`: another form, made of this one by the coordinator."""

    def do(form, how):
        with desk.writing(actor_of(school.coordinator)) as work:
            return how(work, queries.form(work, form.id))

    return do


@pytest.fixture
def establishes(desk, school):
    """`establishes(person, form)`: the coordinator hands this form in and this person approves it."""

    def do(person, form):
        with desk.writing(actor_of(school.coordinator)) as work:
            approval.hand_in(work, queries.form(work, form.id))
        with desk.writing(actor_of(person)) as work:
            found = queries.form(work, form.id)
            facts = {"fingerprint": found.fingerprint, "approved": True, "remark": "", "form_key": str(uuid4())}
            approval.judge(work, found, Judgement(part=ApprovalPart.ESTABLISH, **facts))

    return do


@pytest.mark.parametrize("ways", [(copy_form,), (new_edition,), (copy_form, copy_form), (new_edition, copy_form)])
def test_br_17_the_maker_of_the_origin_does_not_approve_what_was_made_from_it(
    origin, two, maker, made_from, establishes, ways
):
    form = origin
    for how in ways:
        form = made_from(form, how)
    with pytest.raises(Refusal, match="the form that this one was made from"):
        establishes(maker, form)


def test_br_17_nor_when_the_origin_was_thrown_away(desk, origin, two, maker, made_from, establishes):
    first = made_from(origin, copy_form)
    second = made_from(first, copy_form)
    with desk.writing() as work:
        remove_form(work, queries.form(work, first.id))
    with pytest.raises(Refusal, match="the form that this one was made from"):
        establishes(maker, second)


def test_br_17_somebody_else_of_the_board_approves_a_copy(origin, two, school, made_from, establishes):
    copy = made_from(origin, copy_form)
    establishes(school.board_member, copy)
    assert school.read(ExamForm, copy.id).state is FormState.IN_USE


def test_br_17_a_copy_does_not_wait_for_the_maker_of_its_origin(desk, origin, two, school, maker, made_from):
    copy = made_from(origin, copy_form)
    with desk.writing(actor_of(school.coordinator)) as work:
        approval.hand_in(work, queries.form(work, copy.id))
    for person, waits in ((maker, 0), (school.board_member, 1)):
        with desk.reading(actor_of(person)) as work:
            assert len(forms_to_approve(work)) == waits


def test_br_17_the_page_says_why_and_the_maker_of_the_origin_takes_no_copy_back(
    desk, origin, two, school, maker, made_from, visit
):
    copy = made_from(origin, copy_form)
    with desk.writing(actor_of(school.coordinator)) as work:
        approval.hand_in(work, queries.form(work, copy.id))
    browser = visit(maker)
    assert "the form that this one was made from" in browser.get(f"/exams/forms/{copy.id}/judgement").text
    assert browser.post(f"/exams/forms/{copy.id}/take-back").status_code == 409
