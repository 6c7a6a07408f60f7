"""Two designers at one form at the same moment, each on a connection of their own (X1)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from exams import queries
from exams.actions import steps as inside
from exams.actions.seen import ChangedMeanwhile, seen_weights
from exams.models import ExamForm, SamplingPlan
from exams.rules.design import FormState
from people.rules import Role
from tests.conftest import actor_of

TURNS = 2


@pytest.fixture
def at_once():
    """Each of these is called at the same moment; what they give, in this order."""

    def run(*calls):
        together = Barrier(len(calls))

        def one(call):
            together.wait(5)
            return call()

        with ThreadPoolExecutor(len(calls)) as pool:
            return list(pool.map(one, calls))

    return run


@pytest.fixture
def twice(at_once, visit):
    """The same page sent from two windows of one person at the same moment; the codes, sorted."""

    def send(person, address, sent):
        browsers = [visit(person), visit(person)]
        return sorted(at_once(*(lambda b=browser: b.post(address, sent).status_code for browser in browsers)))

    return send


@pytest.fixture
def drafts(school):
    """One draft after the other, each of two groups of three steps."""
    return lambda: school.make.exam_form(
        qualification_id=school.qualification.id, state=FormState.DRAFT, in_use_at=None
    )


def number_of(desk, model):
    with desk.reading() as work:
        return work.db.scalar(select(func.count()).select_from(model))


def test_x1_a_critical_step_is_not_lost_between_two_designers(at_once, desk, make, drafts):
    form = drafts()
    with desk.reading() as work:
        found = queries.form(work, form.id)
        seen, steps = seen_weights(found), [step.id for step in found.steps]

    read = Barrier(2)

    def weigh(person, critical):
        try:
            with desk.writing(actor_of(person)) as work:
                found = queries.form(work, form.id)
                if work.db.get_bind().dialect.name == "postgresql":
                    read.wait(5)  # SQLite lets in one at a time
                weights = {one: inside.Weight(weight=1, critical=one == critical) for one in steps}
                inside.weigh_steps(work, found, weights, seen=seen)
        except ChangedMeanwhile:
            return "told"
        return "kept"

    people = [make.person(Role.COORDINATOR) for _ in range(2)]
    codes = at_once(lambda: weigh(people[0], steps[0]), lambda: weigh(people[1], steps[1]))
    assert sorted(codes) == ["kept", "told"]


def test_x1_a_new_form_sent_twice_at_once_is_one(twice, desk, school):
    for _ in range(TURNS):
        before = number_of(desk, ExamForm)
        sent = {"qualification": school.qualification.id, "title": "New", "kind": "summative", "form_key": uuid4()}
        assert twice(school.coordinator, "/exams/forms/new", sent) == [303, 303]
        assert number_of(desk, ExamForm) == before + 1


def test_x1_so_is_a_copy(twice, desk, school):
    for _ in range(TURNS):
        before = number_of(desk, ExamForm)
        address = f"/exams/forms/{school.form.id}/copy"
        assert twice(school.coordinator, address, {"form_key": uuid4()}) == [303, 303]
        assert number_of(desk, ExamForm) == before + 1


def test_x1_so_are_a_group_and_a_step(twice, school, drafts):
    form = drafts()
    group = form.groups[0].id
    assert twice(school.coordinator, f"/exams/forms/{form.id}/groups/new", {"name": "Once", "form_key": uuid4()}) == [
        303,
        303,
    ]
    step = {"text": "Once", "weight": "1", "group": group, "way": "levels", "form_key": uuid4()}
    step |= {"levels-0-value": "0", "levels-0-title": "No", "levels-1-value": "1", "levels-1-title": "Yes"}
    assert twice(school.coordinator, f"/exams/groups/{group}/steps/new", step) == [303, 303]
    now = school.read(ExamForm, form.id)
    assert (len(now.groups), len(now.steps)) == (len(form.groups) + 1, len(form.steps) + 1)


def test_br_34_so_is_a_sampling_plan(twice, desk, school):
    for _ in range(TURNS):
        before = number_of(desk, SamplingPlan)
        sent = {"title": "Plan", "percentage": "50", "starts_on": "2026-11-01", "ends_on": "2026-11-30"}
        assert twice(school.board_member, "/exams/sampling/new", {**sent, "form_key": uuid4()}) == [303, 303]
        assert number_of(desk, SamplingPlan) == before + 1


@pytest.mark.parametrize("what", ["form", "group", "step"])
def test_x1_what_is_removed_twice_at_once_is_gone_and_the_second_is_told(twice, school, drafts, what):
    for _ in range(TURNS):
        form = drafts()
        address = {
            "form": f"/exams/forms/{form.id}/remove",
            "group": f"/exams/groups/{form.groups[0].id}/remove",
            "step": f"/exams/steps/{form.steps[0].id}/remove",
        }[what]
        assert twice(school.coordinator, address, {}) == [303, 404]


def test_x1_a_step_changed_while_its_group_goes_is_kept_or_gone_and_nothing_breaks(at_once, visit, school, drafts):
    browsers = [visit(school.coordinator), visit(school.coordinator)]
    for _ in range(TURNS):
        form = drafts()
        codes = at_once(
            lambda form=form: browsers[0].post(f"/exams/groups/{form.groups[0].id}/remove").status_code,
            lambda form=form: browsers[1].post(f"/exams/steps/{form.steps[1].id}/move", {"to": "up"}).status_code,
        )
        assert codes[0] == 303
        assert codes[1] in (303, 404)
        assert len(school.read(ExamForm, form.id).groups) == len(form.groups) - 1
