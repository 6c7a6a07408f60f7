"""The board looks again at a share of the exams (BR-34)."""

from collections import Counter
from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError

from exams.actions import sampling as actions
from exams.models import ExamEvent, SampleReview, SamplingPlan, Sitting
from exams.queries import sampling as found
from exams.rules import SittingState
from exams.rules.sampling import Candidate, Finding, drawn, to_draw
from people.rules import Role
from tests.conftest import NOON, actor_of
from tests.exams.conftest import counted
from tests.exams.examined import examined

EXAMS = st.lists(st.frozensets(st.integers(1, 6), max_size=2), max_size=60)
PERCENTAGES = st.integers(1, 100)


def candidates(exams):
    return [Candidate(sitting=number, examiners=who) for number, who in enumerate(exams, start=1)]


@pytest.mark.pure
@given(EXAMS, PERCENTAGES)
def test_br_34_the_same_plan_draws_the_same_exams(exams, percentage):
    there = candidates(exams)
    first = drawn(there, percentage=percentage, seed="s")
    assert drawn(there[::-1], percentage=percentage, seed="s") == first
    assert len(set(first)) == len(first) == to_draw(len(there), percentage)


@pytest.mark.pure
@given(EXAMS, PERCENTAGES)
def test_br_34_each_examiner_occurs_where_that_is_possible(exams, percentage):
    there = candidates(exams)
    chosen = set(drawn(there, percentage=percentage, seed="s"))
    everybody = frozenset().union(*exams)
    if len(chosen) >= len(everybody):  # one exam for each is then enough
        assert frozenset().union(*(one.examiners for one in there if one.sitting in chosen)) == everybody


@pytest.mark.pure
@given(EXAMS, PERCENTAGES, st.sets(st.integers(1, 60)))
def test_br_34_what_was_looked_at_stays_drawn(exams, percentage, kept):
    there = candidates(exams)
    chosen = drawn(there, percentage=percentage, seed="s", kept=kept)
    assert {one.sitting for one in there} & kept <= set(chosen)


@pytest.mark.pure
def test_br_34_the_lot_favours_no_exam():
    there = candidates([frozenset()] * 20)
    times = Counter(number for seed in range(400) for number in drawn(there, percentage=10, seed=str(seed)))
    assert min(times.values()) > 20  # forty is expected
    assert max(times.values()) < 65


@pytest.mark.pure
@pytest.mark.parametrize(
    ("number", "percentage", "many"), [(0, 10, 0), (1, 1, 1), (10, 10, 1), (11, 10, 2), (9, 100, 9)]
)
def test_br_34_at_least_the_share_that_was_promised_is_drawn(number, percentage, many):
    assert to_draw(number, percentage) == many


@pytest.fixture
def plan(school, desk):
    """All exams of this month, half of them."""
    return make_plan(school, desk, percentage=50)


def make_plan(school, desk, **facts):
    facts = {"title": "Autumn", "form_id": None, "percentage": 50, **facts}
    facts = {"starts_on": NOON.date(), "ends_on": NOON.date() + timedelta(days=5), **facts}
    with desk.writing(actor_of(school.board_member)) as work:
        return actions.plan_sample(work, actions.PlanFacts(**facts), form_key=str(uuid4()))


def draw_of(desk, plan):
    with desk.reading() as work:
        draw = found.draw(work, found.plan(work, plan.id))
        work.db.expunge_all()
        return draw


def sent(**changes):
    return {
        "form_key": str(uuid4()),
        "title": "Autumn",
        "form": "",
        "percentage": "10",
        "starts_on": "2026-11-01",
        "ends_on": "2026-11-30",
        **changes,
    }


def all_of(desk, kind):
    with desk.reading() as work:
        rows = list(work.db.scalars(select(kind).order_by(kind.id)))
        work.db.expunge_all()
        return rows


def test_br_34_the_board_makes_a_plan_once(school, desk, visit, audit_names):
    browser, facts = visit(school.board_member), sent(form=str(school.form.id))
    answers = [browser.post("/exams/sampling/new", facts) for _ in range(2)]
    (plan,) = all_of(desk, SamplingPlan)
    assert {answer.location for answer in answers} == {f"/exams/sampling/{plan.id}"}
    assert (plan.form_id, plan.percentage, plan.ends_on) == (school.form.id, 10, date(2026, 11, 30))
    assert audit_names().count("exams.sampling-planned") == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": " "}, "Give the plan a title."),
        ({"percentage": "0"}, "Fill in 1 to 100 percent."),
        ({"percentage": "101"}, "Fill in 1 to 100 percent."),
        ({"starts_on": ""}, "Choose a date."),
        ({"ends_on": "2026-10-01"}, "The last day lies before the first."),
        ({"form": "999999"}, "Choose from the list."),
        ({"form_key": "x"}, "Load this page again"),
    ],
)
def test_br_34_a_plan_that_is_not_whole_is_asked_again(school, desk, visit, wrong, words):
    answer = visit(school.board_member).post("/exams/sampling/new", sent(**wrong))
    assert (answer.status_code, words in answer.get_data(as_text=True)) == (422, True)
    assert all_of(desk, SamplingPlan) == []


def test_br_34_only_the_board_makes_and_closes_plans(school, visit, plan):
    for who in (school.coordinator, school.administrator):
        assert visit(who).get("/exams/sampling/new").status_code == 403
        assert visit(who).post("/exams/sampling/new", sent()).status_code == 403
        assert visit(who).post(f"/exams/sampling/{plan.id}/close").status_code == 403
        assert visit(who).get(f"/exams/sampling/{plan.id}").status_code == 200


def test_br_34_examiners_and_candidates_know_of_no_plan(school, visit, plan):
    for who in (school.examiner, school.candidate):
        assert visit(who).get("/exams/sampling").status_code == 403
        assert visit(who).get(f"/exams/sampling/{plan.id}").status_code == 404


def test_br_34_only_results_of_the_period_that_count_are_drawn(school, desk):
    inside = [examined(school, [1] * 6).id for _ in range(2)]
    examined(school, [1] * 6, state=SittingState.ANNULLED)
    examined(school, [1] * 6, purged_at=NOON)
    examined(school, [1] * 6, starts_at=NOON + timedelta(days=6))
    examined(school, [1] * 6, form=school.make.exam_form(formative=True))
    draw = draw_of(desk, make_plan(school, desk, percentage=100))
    assert (draw.population, set(draw.sittings)) == (2, set(inside))


def test_br_34_a_plan_of_one_exam_draws_every_edition_of_it_alone(school, desk):
    examined(school, [1] * 6)
    other = school.make.exam_form(groups=1, steps=1)
    later = school.make.exam_form(groups=1, steps=1, root_id=other.id, edition=2)
    wanted = {examined(school, [1], form=form).id for form in (other, later)}
    assert set(draw_of(desk, make_plan(school, desk, form_id=later.id, percentage=100)).sittings) == wanted


@pytest.fixture
def one(school, desk, plan):
    """The one exam that is drawn."""
    return examined(school, [1] * 6)


def door(plan, sitting):
    return f"/exams/sampling/{plan.id}/sittings/{sitting.id}"


def finding(**changes):
    return {"form_key": str(uuid4()), "finding": "remarks", "remark": "Step 2 is marked high.", **changes}


def test_br_34_a_second_look_is_kept_once_and_the_share_done_is_shown(school, desk, visit, plan, one, audit_names):
    browser, facts = visit(school.board_member), finding()
    for _ in range(2):
        assert browser.post(door(plan, one), facts).status_code == 303
    (review,) = all_of(desk, SampleReview)
    assert (review.finding, review.remark, review.reviewed_by) == (
        Finding.REMARKS,
        facts["remark"],
        school.board_member.id,
    )
    page = browser.get(f"/exams/sampling/{plan.id}").get_data(as_text=True)
    assert "1 of 1 drawn exam looked at" in page
    assert audit_names().count("exams.sitting-sampled") == 1


def test_br_34_a_second_look_is_a_link_of_the_chain(school, desk, visit, plan, one):
    visit(school.board_member).post(door(plan, one), finding())
    assert "exams.sitting-sampled" in [event.name for event in all_of(desk, ExamEvent) if event.sitting_id == one.id]


def test_br_34_a_newer_finding_stands_and_the_earlier_stays(school, desk, visit, plan, one):
    browser = visit(school.board_member)
    browser.post(door(plan, one), finding(finding="not_in_order"))
    browser.post(door(plan, one), finding(finding="in_order", remark=""))
    assert draw_of(desk, plan).reviews[one.id].finding is Finding.IN_ORDER
    page = browser.get(door(plan, one)).get_data(as_text=True)
    assert "Step 2 is marked high." in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"finding": ""}, "Choose what you found."),
        ({"finding": "perfect"}, "Choose"),
        ({"remark": " "}, "Say what you found."),
        ({"remark": "x" * 2001}, "At most 2000 characters."),
    ],
)
def test_br_34_a_finding_says_what_was_found(school, desk, visit, plan, one, wrong, words):
    answer = visit(school.board_member).post(door(plan, one), finding(**wrong))
    assert (answer.status_code, words in answer.get_data(as_text=True)) == (422, True)
    assert all_of(desk, SampleReview) == []


def test_br_34_whoever_examined_does_not_look_again(school, desk, visit, plan):
    both = school.make.person(Role.BOARD_MEMBER, Role.EXAMINER)
    sitting = examined(school, [1] * 6, examiners=[both])
    assert visit(both).get(door(plan, sitting)).status_code == 200
    assert visit(both).post(door(plan, sitting), finding()).status_code == 403
    assert all_of(desk, SampleReview) == []


def test_br_34_an_own_exam_is_for_somebody_else_and_not_to_be_found(school, visit, plan):
    member = school.make.person(Role.BOARD_MEMBER, Role.CANDIDATE, given="Wilhelmina")
    sitting = examined(school, [1] * 6, candidate=member)
    assert visit(member).get(door(plan, sitting)).status_code == 404
    assert visit(member).post(door(plan, sitting), finding()).status_code == 404
    page = visit(member).get(f"/exams/sampling/{plan.id}").get_data(as_text=True)
    assert door(plan, sitting) not in page
    assert "Your own exam is for somebody else to look at." in page


def test_br_34_an_exam_that_was_not_drawn_is_not_there(school, visit, plan):
    outside = examined(school, [1] * 6, starts_at=NOON + timedelta(days=30))
    assert visit(school.board_member).get(door(plan, outside)).status_code == 404
    assert visit(school.board_member).post(door(plan, outside), finding()).status_code == 404


def test_br_34_coordinators_look_on_and_write_nothing(school, visit, plan, one):
    browser = visit(school.coordinator)
    assert browser.get(door(plan, one)).status_code == 200
    assert "Keep this finding" not in browser.get(door(plan, one)).get_data(as_text=True)
    assert browser.post(door(plan, one), finding()).status_code == 403


def test_br_34_a_closed_plan_takes_nothing_more(school, desk, visit, plan, one, audit_names):
    browser = visit(school.board_member)
    for _ in range(2):
        assert browser.post(f"/exams/sampling/{plan.id}/close").status_code == 303
    answer = browser.post(door(plan, one), finding())
    assert (answer.status_code, all_of(desk, SampleReview)) == (409, [])
    assert audit_names().count("exams.sampling-closed") == 1


def test_br_34_a_closed_plan_draws_no_later_exams(school, desk, visit, clock, plan, one):
    visit(school.board_member).post(f"/exams/sampling/{plan.id}/close")
    clock.move(hours=1)
    for _ in range(4):
        examined(school, [1] * 6)
    assert draw_of(desk, plan).sittings == (one.id,)


def test_br_34_a_finding_is_never_changed(school, desk, visit, plan, one):
    visit(school.board_member).post(door(plan, one), finding())
    with pytest.raises(DBAPIError), desk.writing() as work:
        work.db.execute(update(SampleReview).values(remark=""))


@pytest.mark.parametrize("method", ["get", "post"])
def test_br_34_a_plan_that_is_none_is_not_found(school, visit, method):
    path = "/exams/sampling/999999" + ("/close" if method == "post" else "")
    assert getattr(visit(school.board_member), method)(path).status_code == 404


def test_br_34_closing_by_looking_is_not_possible(school, visit, plan):
    assert visit(school.board_member).get(f"/exams/sampling/{plan.id}/close").status_code == 405


@pytest.mark.parametrize("which", ["/exams/sampling", "/exams/sampling/{plan}"])
def test_br_34_lists_have_a_fixed_number_of_statements(school, desk, visit, statements, plan, one, which):
    browser, seen = visit(school.board_member), []
    for _ in range(2):
        with statements() as ran:
            assert browser.get(which.format(plan=plan.id)).status_code == 200
        seen.append(counted(ran))
        for _ in range(3):
            examined(school, [1] * 6, [1] * 6)
            make_plan(school, desk)
    assert seen[0] == seen[1] <= 14


def test_br_34_a_second_look_changes_nothing_of_the_exam(school, desk, visit, plan, one):
    with desk.reading() as work:
        before = work.db.execute(select(Sitting.state, Sitting.version).where(Sitting.id == one.id)).one()
    visit(school.board_member).post(door(plan, one), finding(finding="not_in_order"))
    with desk.reading() as work:
        assert work.db.execute(select(Sitting.state, Sitting.version).where(Sitting.id == one.id)).one() == before
        assert work.db.scalar(select(func.count(SampleReview.id))) == 1
