"""Judges say what they expect of somebody only just good enough (Angoff)."""

import pytest
from sqlalchemy import select

from exams.models import AngoffJudgement
from exams.rules.angoff import proposal
from exams.rules.design import FormState
from people.rules import Role
from tests.exams.conftest import counted


@pytest.fixture
def form(school):
    """Three steps of one group."""
    return school.make.exam_form(qualification_id=school.qualification.id, groups=1, steps=3, title="Turning")


@pytest.fixture
def steps(form):
    return [step.id for step in form.steps]


def door(form):
    return f"/exams/angoff/{form.id}"


def judged(steps, *percentages):
    return {f"step-{step}": str(value) for step, value in zip(steps, percentages, strict=True)}


def kept(desk):
    with desk.reading() as work:
        rows = work.db.execute(
            select(AngoffJudgement.judge_id, AngoffJudgement.percentage).order_by(AngoffJudgement.step_id)
        )
        return [tuple(row) for row in rows]


@pytest.mark.pure
def test_x10_the_proposal_is_the_mean_over_judges_of_what_they_expect():
    found = proposal([3, 3, 6], {1: [100, 50, 25], 2: [50, 50, 50], 3: [80, None, 10]})
    assert found.judges == {1: 0.5, 2: 0.5}
    assert (found.share, found.spread, found.unfinished) == (0.5, 0, (3,))
    assert [(one.mean, one.lowest, one.highest) for one in found.steps] == [(75, 50, 100), (50, 50, 50), (37.5, 25, 50)]


@pytest.mark.pure
@pytest.mark.parametrize("said", [{}, {1: [50]}, {1: [None], 2: [None]}])
def test_x10_one_judge_proposes_nothing(said):
    assert (proposal([1], said).share, proposal([1], said).spread) == (None, None)


@pytest.mark.pure
@pytest.mark.parametrize("worth", [[], [0]])
def test_x10_a_form_that_is_worth_nothing_has_no_proposal(worth):
    assert proposal(worth, {1: [50] * len(worth), 2: [50] * len(worth)}).share is None


@pytest.mark.parametrize("who", ["examiner", "coordinator", "board_member"])
def test_x10_judges_fill_in_what_they_expect(school, desk, visit, form, steps, who, audit_names):
    judge = getattr(school, who)
    answer = visit(judge).post(door(form), judged(steps, 50, "", 100))
    assert (answer.status_code, answer.location) == (303, door(form))
    assert kept(desk) == [(judge.id, 50), (judge.id, 100)]
    assert "1 step is not judged yet" in visit(judge).get(door(form)).get_data(as_text=True) or audit_names()
    assert audit_names().count("exams.steps-judged") == 1


def test_x10_a_judge_may_think_again(school, desk, visit, form, steps):
    browser = visit(school.examiner)
    browser.post(door(form), judged(steps, 50, 60, 70))
    browser.post(door(form), judged(steps, 55, "", 70))
    assert [percentage for _, percentage in kept(desk)] == [55, 70]


@pytest.mark.parametrize("wrong", ["101", "-1", "5.5", "many", "٣"])
def test_x10_what_is_no_percentage_is_asked_again_and_nothing_is_lost(school, desk, visit, form, steps, wrong):
    answer = visit(school.examiner).post(door(form), judged(steps, 50, wrong, 70))
    page = answer.get_data(as_text=True)
    assert (answer.status_code, kept(desk)) == (422, [])
    assert "Step 2: fill in a whole number from 0 to 100." in page
    assert 'value="70"' in page


def test_x10_a_step_of_another_form_is_passed_over(school, desk, visit, form, steps):
    other = school.form.steps[0].id
    assert visit(school.examiner).post(door(form), {f"step-{other}": "50", "step-x": "9"}).status_code == 303
    assert kept(desk) == []


def test_x10_a_judge_sees_only_the_own_numbers(school, visit, form, steps):
    visit(school.coordinator).post(door(form), judged(steps, 13, 17, 19))
    page = visit(school.examiner).get(door(form)).get_data(as_text=True)
    assert not any(f'value="{number}"' in page for number in (13, 17, 19))


def test_x10_who_may_not_judge(school, visit, form):
    for who in (school.administrator, school.candidate):
        assert visit(who).get("/exams/angoff").status_code == 403
        assert visit(who).get(door(form)).status_code == 404
        assert visit(who).post(door(form), {}).status_code == 404
    assert visit(None).post(door(form), {}).status_code == 401


def test_x10_nobody_judges_an_exam_they_are_to_sit(school, visit, form):
    both = school.make.person(Role.EXAMINER, Role.CANDIDATE)
    later = school.make.exam_form(root_id=form.id, edition=2, title="Turning again")
    school.planned(form=later, candidate=both)
    assert visit(both).get(door(form)).status_code == 404
    page = visit(both).get("/exams/angoff").get_data(as_text=True)
    assert "Turning" not in page
    assert school.form.title in page


def test_x10_examiners_see_no_drafts(school, visit):
    draft = school.make.exam_form(title="Secret", state=FormState.DRAFT, in_use_at=None)
    assert visit(school.examiner).get(door(draft)).status_code == 404
    assert "Secret" not in visit(school.examiner).get("/exams/angoff").get_data(as_text=True)
    assert "Secret" in visit(school.coordinator).get("/exams/angoff").get_data(as_text=True)


def test_x10_a_withdrawn_form_is_judged_no_more(school, desk, visit, steps, form):
    with desk.writing() as work:
        work.db.get_one(type(form), form.id).state = FormState.WITHDRAWN
    assert visit(school.examiner).post(door(form), judged(steps, 50, 60, 70)).status_code == 409
    assert kept(desk) == []


def test_x10_the_board_sees_what_the_judges_propose(school, visit, form, steps):
    visit(school.examiner).post(door(form), judged(steps, 40, 50, 60))
    visit(school.coordinator).post(door(form), judged(steps, 60, 70, 80))
    page = " ".join(visit(school.board_member).get(f"/exams/quality/{form.id}?part=cut-score").text.split())
    assert "The judges propose 60% of the points; the standard deviation between them is 14.1%." in page
    assert school.examiner.name in page


def test_x10_a_judge_of_the_office_sees_the_others_when_done(school, visit, form, steps):
    visit(school.examiner).post(door(form), judged(steps, 40, 50, 60))
    browser, page = visit(school.coordinator), f"/exams/quality/{form.id}?part=cut-score"
    browser.post(door(form), judged(steps, 60, "", ""))
    assert "Finish your own judgement first" in browser.get(page).text
    assert school.examiner.name not in browser.get(page).text
    browser.post(door(form), judged(steps, 60, 70, 80))
    assert school.examiner.name in browser.get(page).text


def test_x10_judging_sets_no_cut_score(school, desk, visit, form, steps):
    before = form.cut_score
    visit(school.coordinator).post(door(form), judged(steps, 90, 90, 90))
    with desk.reading() as work:
        assert work.db.get_one(type(form), form.id).cut_score == before


@pytest.mark.parametrize("many", [1, 6])
def test_x10_the_list_of_a_judge_has_a_fixed_number_of_statements(school, visit, statements, many):
    for _ in range(many):
        school.make.exam_form(qualification_id=school.qualification.id, groups=1, steps=2)
    browser = visit(school.examiner)
    with statements() as ran:
        assert browser.get("/exams/angoff").status_code == 200
    assert counted(ran) <= 6


def test_x10_the_list_of_a_judge_cannot_be_posted_to(school, visit):
    assert visit(school.examiner).post("/exams/angoff", {}).status_code == 405
