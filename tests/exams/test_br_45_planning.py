"""BR-45: whoever is exempt from a whole exam is planned for it nowhere; lists and verdicts know of exemptions."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import update

from exams import queries
from exams.actions import planning as actions
from exams.models import BoardDecision, Exemption
from exams.rules import SittingState
from exams.rules.decisions import DecisionKind
from exams.rules.planning import why_not_sit
from tests.conftest import NOON
from tests.exams.conftest import mark_of
from tests.exams.test_x3_group import chosen, slotted, wish_of
from tests.exams.test_x3_planning import plan, session_of, sittings_of

WORDS = "has an exemption from this whole exam"


@pytest.fixture
def coordinator(visit, school):
    return visit(school.coordinator)


@pytest.fixture
def session(school, desk):
    return session_of(desk, school, school.form.id)


def exempt(desk, school, *parts):
    with desk.writing() as work:
        decision = BoardDecision(
            number=uuid4().hex[:8],
            kind=DecisionKind.EXEMPTION,
            decided_on=NOON.date(),
            present=[],
            made_at=work.now,
            form_key=str(uuid4()),
        )
        found = Exemption(
            candidate_id=school.candidate.id,
            form_id=school.form.id,
            parts=list(parts),
            ground="Earlier.",
            requested_on=NOON.date(),
            decision=decision,
        )
        work.db.add(found)


def refused(desk, session, answer):
    assert answer.status_code in (409, 422)
    assert WORDS in answer.text
    assert sittings_of(desk, session) == []


@pytest.mark.pure
@pytest.mark.parametrize("formative", [True, False])
def test_br_45_the_rule_refuses_whoever_is_exempt_from_the_whole_exam(formative):
    no = why_not_sit("Noor", linked=True, taken=0, allowed=None, formative=formative, exempt=True)
    assert WORDS in str(no)


def test_br_45_planning_by_hand_refuses(coordinator, school, session, desk):
    exempt(desk, school)
    refused(desk, session, plan(coordinator, session, school.candidate, starts="09:00", interval="0"))


def test_br_45_the_matrix_refuses(coordinator, school, session, desk):
    exempt(desk, school)
    address = f"/exams/forms/{school.form.id}/plan/{school.candidate.id}"
    refused(desk, session, coordinator.post(address, {"target": f"{session}-", "examiner": ""}))


def test_br_45_the_plan_of_a_group_leaves_them_out_and_says_why(coordinator, school, desk):
    exempt(desk, school)
    session = slotted(desk, school)
    with desk.reading() as work:
        wish = wish_of(work, school, session, [school.candidate])
        plan = actions.propose_group(work, queries.form(work, school.form.id), wish)
    assert plan.proposal.placed == ()
    assert WORDS in str(plan.proposal.left[0].reason)
    page = coordinator.post(f"/exams/forms/{school.form.id}/plan", chosen(session, [school.candidate]))
    assert WORDS in page.text


@pytest.mark.parametrize("state", [SittingState.NO_SHOW, SittingState.CANCELLED, SittingState.ABORTED])
def test_br_45_nothing_is_planned_anew(coordinator, school, session, desk, state):
    earlier = school.planned(state=state)
    exempt(desk, school)
    address = f"/exams/sittings/{earlier.id}/replan"
    refused(desk, session, coordinator.post(address, {"target": f"{session}-", "examiner": ""}))


def test_br_45_no_resit_is_planned(coordinator, school, session, desk):
    first = school.signed(0)
    exempt(desk, school)
    address = f"/exams/sittings/{first.id}/replan"
    refused(desk, session, coordinator.post(address, {"target": f"{session}-", "examiner": ""}))


def test_br_45_a_planned_exam_does_not_move_to_another_session(coordinator, school, session, desk):
    planned = school.planned(starts_at=NOON + timedelta(days=2))
    exempt(desk, school)
    refused(desk, session, coordinator.post(f"/exams/sittings/{planned.id}/replan", {"target": f"{session}-"}))


def test_br_45_an_exemption_of_a_part_still_lets_plan(coordinator, school, session, desk):
    exempt(desk, school, "B1-K1-W1")
    answer = plan(coordinator, session, school.candidate, starts="09:00", interval="0")
    assert answer.status_code == 303


def test_br_45_a_withdrawn_exemption_lets_plan_again(coordinator, school, session, desk):
    exempt(desk, school)
    with desk.writing() as work:
        work.db.execute(update(Exemption).values(withdrawn_at=work.now))
    answer = plan(coordinator, session, school.candidate, starts="09:00", interval="0")
    assert answer.status_code == 303


# What is shown of it


def rows_of(visit, school):
    answer = visit(school.coordinator).get("/exams/results.xlsx")
    first, *rest = CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    return [dict(zip(first, row, strict=True)) for row in rest]


def test_br_45_the_list_and_the_spreadsheet_show_an_exemption_of_the_whole_exam(school, desk, visit):
    school.signed(0)
    exempt(desk, school)
    assert "Exemption" in visit(school.coordinator).get("/exams/results").text.partition("<tbody>")[2]
    [row] = rows_of(visit, school)
    assert (row["Attempt"], row["Which attempt counts?"], row["Exemption"]) == (1, "The exemption", "The whole exam")


def test_br_45_the_list_and_the_spreadsheet_name_exempt_parts(school, desk, visit):
    exempt(desk, school, "B1-K1-W1")
    school.signed(2)
    assert "Exemption: B1-K1-W1" in visit(school.coordinator).get("/exams/results").text
    [row] = rows_of(visit, school)
    assert (row["Which attempt counts?"], row["Exemption"]) == ("This one", "B1-K1-W1")


def test_br_50_the_spreadsheet_says_which_attempt_counts(school, visit):
    first = school.signed(3)
    school.signed(0, attempt=2, first_id=first.id)
    rows = {row["Attempt"]: row["Which attempt counts?"] for row in rows_of(visit, school)}
    assert rows == {1: "This one", 2: "Another one"}


def test_br_45_the_verdict_before_signing_leaves_out_what_is_exempt(school, desk, visit):
    sitting = school.planned(starts_at=NOON, state=SittingState.IN_PROGRESS)
    with desk.writing() as work:
        found = queries.sitting(work, sitting.id)
        sheet = found.sheets[0]
        # Everything in the first group failed, a critical step too; the rest was done well.
        for place, step in enumerate(found.session.form.steps):
            value = 0 if place < len(found.session.form.groups[0].steps) else 3
            work.db.add(mark_of(sheet.id, step.id, sheet.examiner_id, value, "", work.now))
    address = f"/exams/sheets/{sheet.id}/sign"
    assert "verdict-stop" in visit(school.examiner).get(address).text
    exempt(desk, school, school.form.groups[0].key)
    page = visit(school.examiner).get(address).text
    assert "verdict-ok" in page
    assert f"freed the candidate from it: {school.form.groups[0].name}." in page
