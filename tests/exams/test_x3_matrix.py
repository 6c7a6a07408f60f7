"""X3: the matrix candidate x exam."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from exams.models import BoardDecision, Exemption
from exams.rules import SittingState
from exams.rules.attempts import Sat, taken_of
from exams.rules.decisions import DecisionKind
from exams.rules.design import AttemptThatCounts
from exams.rules.matrix import Cell, Exam, cell_of
from people.rules import Role
from tests.conftest import NOON
from tests.exams.conftest import counted
from tests.exams.test_x3_planning import candidates, many

S = SittingState


@pytest.fixture
def coordinator(visit, school):
    return visit(school.coordinator)


def exam(number, state, *, passed=None, label=""):
    return Exam(sitting_id=number, state=state, passed=passed, label=label, starts_at=NOON)


@pytest.mark.pure
@pytest.mark.parametrize(
    ("exams", "exempt", "cell"),
    [
        ([], False, Cell.NOT_PLANNED),
        ([], True, Cell.EXEMPT),
        ([exam(1, S.PLANNED)], False, Cell.PLANNED),
        ([exam(1, S.AGREEING)], False, Cell.IN_PROGRESS),
        ([exam(1, S.SIGNED, passed=True)], False, Cell.WAITING),
        ([exam(1, S.RATIFIED, passed=False)], False, Cell.FAILED),
        ([exam(1, S.RATIFIED, passed=False), exam(2, S.PLANNED)], False, Cell.PLANNED),
        ([exam(1, S.RATIFIED, passed=False), exam(2, S.NO_SHOW)], False, Cell.FAILED),
        ([exam(1, S.RATIFIED, passed=False)], True, Cell.EXEMPT),
        ([exam(1, S.RATIFIED, passed=True)], True, Cell.PASSED),
        ([exam(1, S.ANNULLED, passed=True)], False, Cell.ANNULLED),
        ([exam(1, S.NO_SHOW)], False, Cell.NO_SHOW),
        ([exam(1, S.ABORTED)], False, Cell.ABORTED),
    ],
)
def test_x3_a_cell_says_what_counts_most(exams, exempt, cell):
    assert cell_of(exams, exempt=exempt, counts=AttemptThatCounts.BEST).cell is cell


@pytest.mark.pure
def test_br_50_best_or_last_attempt_counts():
    exams = [exam(1, S.RATIFIED, passed=True, label="Good"), exam(2, S.RATIFIED, passed=False)]
    best = cell_of(exams, exempt=False, counts=AttemptThatCounts.BEST)
    assert (best.cell, best.label, best.taken) == (Cell.PASSED, "Good", 2)
    assert cell_of(exams, exempt=False, counts=AttemptThatCounts.LAST).cell is Cell.FAILED


@pytest.mark.pure
def test_br_50_what_was_broken_off_and_planned_anew_is_one_attempt():
    sats = [Sat(sitting_id=1, state=S.ABORTED, replaced=True), Sat(sitting_id=2, state=S.RATIFIED)]
    assert taken_of(sats, no_show_counts=False).number == 1
    assert taken_of(sats[:1], no_show_counts=False).number == 0


def test_x3_cells_lead_to_planning_and_to_the_sitting(coordinator, school):
    other = candidates(school, 1)[0]
    sitting = school.planned()
    page = coordinator.get(f"/exams/matrix?qualification={school.qualification.id}").text
    assert f'href="/exams/sittings/{sitting.id}"' in page
    assert f'href="/exams/forms/{school.form.id}/plan/{other.id}"' in page
    assert "Tue 24 Nov 2026" in page


def test_x3_who_may_not_plan_sees_no_links_to_planning(school, visit):
    page = visit(school.board_member).get("/exams/matrix").text
    assert "Not planned" in page
    assert "/plan/" not in page
    assert 'name="chosen"' not in page


def test_br_45_an_exemption_shows_as_such(coordinator, school, desk):
    with desk.writing() as work:
        decision = BoardDecision(
            number="1", kind=DecisionKind.EXEMPTION, decided_on=date(2026, 11, 1), present=[], made_at=NOON,
            form_key="k",
        )  # fmt: skip
        work.db.add(decision)
        work.db.flush()
        facts = {
            "ground": "Earlier diploma",
            "requested_on": date(2026, 11, 1),
            "parts": [],
            "decision_id": decision.id,
        }
        work.db.add(Exemption(candidate_id=school.candidate.id, form_id=school.form.id, **facts))
    page = coordinator.get("/exams/matrix?q=Noor").text
    assert 'class="cell cell-exempt"' in page


def test_x3_a_coordinator_who_is_the_candidate_learns_no_provisional_result(school, visit, make):
    both = make.person(Role.COORDINATOR, Role.CANDIDATE, given="Both")
    make.link(both, school.qualification)
    school.board_ratifies()
    school.signed(3, candidate=both)
    page = visit(both).get("/exams/matrix?q=Both").text
    assert 'class="cell cell-waiting"' in page
    assert 'class="cell cell-passed"' not in page


def test_x3_editions_of_one_exam_share_a_column(coordinator, school, make):
    make.exam_form(qualification_id=school.qualification.id, root_id=school.form.id, edition=2, title="Second edition")
    sitting = school.planned()
    page = coordinator.get("/exams/matrix").text
    assert page.count('<th scope="col">') == 2
    assert f'href="/exams/sittings/{sitting.id}"' in page


def test_x3_rows_chosen_in_the_matrix_go_on_to_the_group_plan(coordinator, school):
    school.planned(candidate=candidates(school, 1)[0], starts_at=NOON + timedelta(days=3))
    data = {"chosen": [school.candidate.id], "action": school.form.id}
    answer = coordinator.post("/exams/matrix/plan", data)
    assert answer.status_code == 200
    assert f'value="{school.candidate.id}" checked' in answer.text


def test_x3_cells_chosen_in_the_matrix_name_their_own_exam(coordinator, school):
    school.planned(candidate=candidates(school, 1)[0], starts_at=NOON + timedelta(days=3))
    answer = coordinator.post("/exams/matrix/plan", {"cell": [f"{school.form.id}-{school.candidate.id}"]})
    assert f'value="{school.candidate.id}" checked' in answer.text


@pytest.mark.parametrize("data", [{}, {"cell": ["x", "1-2", "3-4"]}, {"chosen": ["1"], "action": "999"}])
def test_x3_a_selection_without_sense_leads_back_to_the_matrix(coordinator, school, data):
    answer = coordinator.post("/exams/matrix/plan?q=a", data)
    assert (answer.status_code, answer.location) == (303, "/exams/matrix?q=a")


def test_x3_the_matrix_is_exported_whole(coordinator, school, make):
    make.link(make.person(Role.CANDIDATE, given="=1+1", family="שלום"), school.qualification)
    school.planned()
    file = coordinator.get("/exams/matrix.xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(file.data)).get_sheet_by_index(0).to_python()
    assert rows[0][3] == "Welding in the workshop"
    assert sorted(row[3] for row in rows[1:]) == ["Not planned", "Planned, Tue 24 Nov 2026"]
    assert any(row[0].startswith("=1+1") for row in rows[1:])


def test_x3_500_candidates_and_10_exams_take_a_fixed_number_of_statements(coordinator, school, desk, make, statements):
    with statements() as few:
        coordinator.get("/exams/matrix?rows=500")
    for _ in range(9):
        make.exam_form(qualification_id=school.qualification.id)
    with desk.writing() as work:
        many(work, school, 500)
    for person in candidates(school, 3):
        school.signed(2, candidate=person)
    with statements() as more:
        page = coordinator.get("/exams/matrix?rows=500")
    assert page.text.count('class="cell cell-') == 5000
    assert counted(few) == counted(more) <= 13


@pytest.mark.parametrize(
    "query", ["rows=x", "rows=-3", "rows=999999", "page=99", "qualification=0", "q=%25", "group=?"]
)
def test_x3_filters_of_the_matrix_without_sense_do_no_harm(coordinator, query):
    assert coordinator.get(f"/exams/matrix?{query}").status_code == 200


def test_x3_without_an_exam_in_use_the_matrix_says_what_to_do(visit, make):
    assert "No exam is in use" in visit(make.person(Role.COORDINATOR)).get("/exams/matrix").text
