"""How good exams are, as the office sees it: the list, one exam in four parts, the spreadsheet."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from exams import queries
from exams.analysis.reckoning import reckon
from exams.models import AgreedMark
from exams.pages import quality as pages
from exams.queries import quality as found
from exams.queries.quality import Period
from exams.rules import Level, SittingState
from exams.rules.design import FormState
from people.rules import Role
from tests.conftest import NOON, actor_of
from tests.exams.conftest import counted
from tests.exams.examined import examined

PARTS = ("scores", "steps", "agreement", "cut-score")
OFFICE = ("coordinator", "board_member", "administrator")


@pytest.fixture
def form(school):
    """A form of three steps; `unbounded` marks of two examiners are made with `examined`."""
    return school.make.exam_form(qualification_id=school.qualification.id, groups=1, steps=3, title="Turning")


@pytest.fixture
def many(school, form):
    """Twelve exams seen by two, who differ now and then."""
    for number in range(12):
        value = number % 4
        second = [value, max(value - 1, 0), 3]
        examined(school, [value, value, 3], second, form=form, passed=value > 1, ratings=(value, value))
    return form


def text_of(answer):
    return " ".join(answer.get_data(as_text=True).split())


def whole(school, form, actor=None, **options):
    with school.desk.reading(actor_of(actor or school.coordinator)) as work:
        read = found.whole(work, queries.form(work, form.id), options.pop("period", Period()), **options)
        work.db.expunge_all()
        return read


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("who", OFFICE)
def test_x10_the_office_reads_each_part(school, visit, many, who, part):
    answer = visit(getattr(school, who)).get(f"/exams/quality/{many.id}?part={part}")
    assert answer.status_code == 200
    assert "Quality of Turning" in text_of(answer)


@pytest.mark.parametrize("door", ["/exams/quality", "/exams/quality/{form}", "/exams/quality/{form}.xlsx"])
def test_x10_examiners_and_candidates_see_no_figures(school, visit, form, door):
    answers = [visit(who).get(door.format(form=form.id)).status_code for who in (school.examiner, school.candidate)]
    assert answers == ([404, 404] if "{form}" in door else [403, 403])


def test_x10_a_stranger_is_asked_to_sign_in(form, visit):
    assert "/sign-in" in visit(None).get(f"/exams/quality/{form.id}").location


def test_x10_an_exam_that_is_none_has_no_figures(school, visit):
    assert visit(school.coordinator).get("/exams/quality/999999").status_code == 404


@pytest.mark.parametrize("door", ["/exams/quality", "/exams/quality/{form}", "/exams/quality/{form}.xlsx"])
def test_x10_figures_are_only_read(school, visit, form, door):
    assert visit(school.coordinator).post(door.format(form=form.id)).status_code == 405


def test_x10_agreement_is_of_the_marks_before_they_agreed(school, visit, many):
    page = text_of(visit(school.board_member).get(f"/exams/quality/{many.id}?part=agreement"))
    assert "75% of the marks of two examiners are the same" in page  # 9 of 12 in the second step alone
    assert "12 exams with two examiners" in page


def test_x10_a_step_that_everybody_gets_is_flagged(school, visit, many):
    page = text_of(visit(school.board_member).get(f"/exams/quality/{many.id}?part=steps"))
    assert "Too easy: nearly everybody gets all points" in page
    assert "Everybody got the same mark" in page


def test_br_25_borderline_regression_proposes_and_sets_nothing(school, visit, many):
    page = text_of(visit(school.board_member).get(f"/exams/quality/{many.id}?part=cut-score"))
    assert "Somebody with the global rating borderline reaches" in page
    assert "Nothing here sets the cut score." in page


@pytest.mark.parametrize("part", PARTS)
def test_x10_an_exam_that_nobody_sat_is_told_so(school, visit, form, part):
    answer = visit(school.board_member).get(f"/exams/quality/{form.id}?part={part}")
    assert answer.status_code == 200
    assert "NaN" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("part", PARTS)
def test_x10_one_exam_by_one_examiner_is_too_few_to_say(school, visit, form, part):
    examined(school, [1, None, -1], form=form)
    page = text_of(visit(school.board_member).get(f"/exams/quality/{form.id}?part={part}"))
    assert "nan" not in page.lower().replace("finance", "")
    told = {"scores": "too few to say", "steps": "too few to say", "agreement": "Nothing to compare"}
    assert told.get(part, "No examiner gave a global rating") in page


def test_x10_a_second_view_makes_no_figures_and_another_mark_makes_new_ones(school, visit, form):
    coordinator, door = visit(school.coordinator), f"/exams/quality/{form.id}"
    examined(school, [3, 0, 1], [2, 2, 2], form=form)
    first = coordinator.get(door).text
    started = reckon.started
    assert (coordinator.get(door).text, reckon.started) == (first, started)
    examined(school, [0, 3, 2], [1, 1, 1], form=form)
    assert "2 results" in text_of(coordinator.get(door))
    assert reckon.started == started + 1


@pytest.mark.parametrize("state", [SittingState.PLANNED, SittingState.AGREEING, SittingState.ANNULLED])
def test_x10_only_results_that_stand_count(school, form, state):
    examined(school, [1, 1, 1], form=form, state=state)
    assert whole(school, form).material.sittings == []


def test_br_10_practice_is_not_among_the_figures(school):
    practice = school.make.exam_form(qualification_id=school.qualification.id, groups=1, steps=1, formative=True)
    examined(school, [1], form=practice)
    assert whole(school, practice).material.sittings == []


def test_x10_nobody_finds_the_own_exam_among_the_figures(school, form):
    both = school.make.person(Role.COORDINATOR, Role.CANDIDATE)
    examined(school, [1, 1, 1], form=form, candidate=both)
    examined(school, [2, 2, 2], form=form)
    assert [len(whole(school, form, who).material.sittings) for who in (school.coordinator, both)] == [2, 1]


def test_x10_what_was_purged_is_left_out_and_said_so(school, visit, form):
    examined(school, [1, 1, 1], form=form, purged_at=NOON)
    examined(school, [2, 2, 2], form=form)
    answer = visit(school.board_member).get(f"/exams/quality/{form.id}")
    assert "Of 1 exam the marks were removed when its term was over" in text_of(answer)
    assert (whole(school, form).left_out, len(whole(school, form).material.sittings)) == (1, 1)


def test_x10_a_period_chooses_the_exams(school, form):
    for days in (0, 10, 20):
        examined(school, [days // 10] * 3, form=form, starts_at=NOON + timedelta(days=days))
    period = Period(since=NOON + timedelta(days=10), until=NOON + timedelta(days=20))
    assert [one.stands for one in whole(school, form, period=period).material.sittings] == [[1, 1, 1]]


def test_x10_a_day_that_is_none_is_passed_over(school, visit, form):
    examined(school, [1, 1, 1], form=form)
    answer = visit(school.board_member).get(f"/exams/quality/{form.id}?from=0000-13-40&until=x&part=nothing")
    assert "1 result" in text_of(answer)


def test_x10_editions_share_the_steps_that_stayed_the_same(school, form):
    later = school.make.exam_form(
        qualification_id=school.qualification.id, groups=1, steps=3, title="Turning", root_id=form.id, edition=2
    )
    with school.make.redesigned(later.id) as changed:
        changed.groups[0].steps[2].text = "Does it otherwise"
    examined(school, [1, 2, 3], form=form)
    examined(school, [1, 2, 0], form=later)
    assert [one.stands for one in whole(school, later).material.sittings] == [[1, 2, 0]]
    both = whole(school, later, editions=True)
    assert sorted((one.stands for one in both.material.sittings), key=str) == [[1, 2, 0, None], [1, 2, None, 3]]
    assert [step.text for step in both.steps][2:] == ["Does it otherwise", "Does part 1.3"]


def test_x10_a_mark_that_was_agreed_stands_and_the_first_ones_are_compared(school, form):
    sitting = examined(school, [1, 2, 3], [1, 2, 1], form=form)
    agree(school, sitting, place=2, value=2)
    (plain,) = whole(school, form).material.sittings
    assert (plain.marks, plain.stands) == ([[1, 2, 3], [1, 2, 1]], [1, 2, 2])


def agree(school, sitting, *, place, value):
    with school.desk.writing() as work:
        sitting = queries.sitting(work, sitting.id)
        step = sitting.session.form.steps[place]
        for sheet in sitting.sheets:
            work.db.add(
                AgreedMark(
                    sitting_id=sitting.id,
                    step_id=step.id,
                    sheet_id=sheet.id,
                    value=value,
                    reason="Seen",
                    made_by=sheet.examiner_id,
                    made_at=work.now,
                    form_key=f"{sheet.id:036}",
                )
            )


def test_x10_the_numbers_that_leave_the_process_name_nobody(school, form):
    sitting = examined(school, [1, 2, 3], [1, 2, 1], form=form)
    plain = whole(school, form).material.model_dump_json()
    assert '"examiners":[1,0]' in plain or '"examiners":[0,1]' in plain
    assert not any(word in plain for word in ("Ahmed", "Sanne", "candidate", "text")), sitting


# The list


def test_x10_the_list_tells_key_figures_of_each_exam(school, visit, form):
    sitting = examined(school, [1, 2, 3], [1, 2, 1], form=form)
    agree(school, sitting, place=2, value=2)
    examined(school, [1, 2, 3], form=form, passed=False)
    page = text_of(visit(school.coordinator).get("/exams/quality?q=turning"))
    assert "50%" in page
    assert "66.7%" in page


def test_x10_the_list_tells_the_share_of_work_processes_covered(school, desk, form):
    with school.make.redesigned(form.id) as changed:
        changed.groups[0].work_process_id = school.qualification.core_tasks[0].work_processes[0].id
    with desk.reading(actor_of(school.coordinator)) as work:
        row = next(row for row in found.families(work, Period()) if row.form.id == form.id)
    assert [(one.examined, one.total, one.enough) for one in row.too_thin] == [(1, 4, False)]


def test_x10_editions_are_one_line_and_drafts_and_practice_are_none(school, desk, form):
    make, qualification = school.make, school.qualification.id
    later = make.exam_form(qualification_id=qualification, root_id=form.id, edition=2, title="Turning 2")
    make.exam_form(qualification_id=qualification, root_id=form.id, edition=3, state=FormState.DRAFT)
    make.exam_form(qualification_id=qualification, formative=True)
    with desk.reading(actor_of(school.coordinator)) as work:
        assert {row.form.id for row in found.families(work, Period())} == {later.id, school.form.id}


def test_x10_the_list_has_a_fixed_number_of_statements(school, visit, statements, form):
    seen = [statements_of(school, visit, statements)]
    for number in range(5):
        other = school.make.exam_form(qualification_id=school.qualification.id, groups=1, steps=1)
        examined(school, [number % 3], [1], form=other)
    seen.append(statements_of(school, visit, statements))
    assert seen[0] == seen[1] <= 12


def statements_of(school, visit, statements, door="/exams/quality"):
    browser = visit(school.coordinator)
    with statements() as ran:
        assert browser.get(door).status_code == 200
    return counted(ran)


def test_x10_the_page_has_a_fixed_number_of_statements(school, visit, statements, many):
    door = f"/exams/quality/{many.id}?part=agreement"
    first = statements_of(school, visit, statements, door)
    for number in range(5):
        examined(school, [number % 3, 1, 2], [1, 1, 1], form=many)
    assert statements_of(school, visit, statements, door) == first <= 20


# The spreadsheet


def test_x10_the_spreadsheet_holds_numbers_and_is_on_record(school, visit, many, audit_names: Callable[[], list[str]]):
    answer = visit(school.board_member).get(f"/exams/quality/{many.id}.xlsx")
    book = CalamineWorkbook.from_filelike(BytesIO(answer.data))
    assert book.sheet_names == ["Scores", "Steps", "Agreement of examiners", "Examiners", "Cut score"]
    assert book.get_sheet_by_name("Scores").to_python()[1][1:4] == [12, 6, 0.5]
    assert book.get_sheet_by_name("Agreement of examiners").to_python()[1][1:3] == [36, 27]
    assert "exams.quality-taken" in audit_names()


def test_x10_a_step_that_looks_like_a_formula_stays_words(school, visit, form):
    with school.make.redesigned(form.id) as changed:
        changed.groups[0].steps[0].text = "=1+1"
    examined(school, [1, 1, 1], form=form)
    answer = visit(school.board_member).get(f"/exams/quality/{form.id}.xlsx")
    book = CalamineWorkbook.from_filelike(BytesIO(answer.data))
    assert book.get_sheet_by_name("Steps").to_python()[1][0] == "=1+1"


# In words and drawn


@pytest.mark.pure
@pytest.mark.parametrize(
    ("kappa", "words"),
    [(-0.1, "poor"), (0.2, "slight"), (0.21, "fair"), (0.6, "moderate"), (0.8, "substantial"), (1, "almost perfect")],
)
def test_x10_kappa_has_the_words_of_landis_and_koch(kappa, words):
    agreed = pages.Agreement(pairs=50, same=40, kappa=kappa, low=None, high=None, weighted=None, applied_apart=0)
    assert str(pages.kappa_words(agreed)) == words


@pytest.mark.pure
def test_x10_levels_that_nobody_gave_are_named():
    levels = [Level(value=value, label=f"L{value}") for value in range(4)]
    agreed = pages.Agreement(pairs=0, same=0, kappa=None, low=None, high=None, weighted=None, applied_apart=0)
    step = pages.OfStep(
        marked=20, not_applicable=10, difficulty=0.5, discrimination=-0.1, levels=[0, 10, 10, 0], agreement=agreed
    )
    assert [str(flag) for flag in pages.step_flags(levels, step)] == [
        "Points the wrong way: who does well elsewhere gets less here",
        "Level never used: L0",
        "Level never used: L3",
        "Often does not apply",
    ]


@pytest.mark.pure
def test_x10_a_picture_stays_within_its_frame():
    bars = pages.histogram([0, 5, 10, 0, 0, 0, 0, 0, 0, 1])
    assert all(bar.x >= pages.LEFT and bar.x + bar.width <= pages.RIGHT for bar in bars)
    assert (bars[2].y, bars[2].height) == (pages.TOP, pages.BOTTOM - pages.TOP)
    assert pages.span(2, -9, 9, least=-1, most=1) == pages.Span(at=100, low=0, high=100)
