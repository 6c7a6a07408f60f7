"""C1: completing is a fact that counts once; courses follow their parts, exam activities ratified passes."""

from datetime import date

import pytest
from sqlalchemy import select

from certification.actions.completing import complete, complete_courses, complete_whole, withdraw
from certification.actions.exam_results import take_earlier_results, take_earlier_results_later
from certification.models import Completion
from certification.rules.completing import Counted, again, course_done
from certification.rules.states import ActivityKind, CompletedBy
from exams.events import ResultRatified
from exams.events.board import ResultAnnulled, ResultChanged
from exams.rules import SittingState
from foundation.audit import AuditLine
from foundation.refusals import Unreadable
from people.rules import Role
from tests.certification.made import activity, completed, course
from tests.conftest import NOON

TODAY = date(2026, 11, 23)


@pytest.fixture
def person(make):
    return make.person(Role.CANDIDATE)


@pytest.fixture
def does(desk):
    """`does(person, activity)` completes it."""

    def do(person, what, *, on=TODAY, source="test", how=CompletedBy.ONESELF, **more):
        with desk.writing() as work:
            return complete(work, person_id=person.id, activity_id=what.id, on=on, how=how, source=source, **more)

    return do


@pytest.fixture
def standing(desk):
    """(Activity, day, end, how) of the completions of a person that stand."""

    def read(person):
        with desk.reading() as work:
            rows = work.db.scalars(
                select(Completion)
                .where(Completion.person_id == person.id, Completion.withdrawn_at.is_(None))
                .order_by(Completion.id)
            )
            return [(row.activity_id, row.completed_on, row.expires_on, row.how) for row in rows]

    return read


# Completing


def test_a_completion_is_kept_and_told(make, does, person, standing, desk):
    made = does(person, what := activity(make), expires_on=date(2027, 1, 1))
    assert standing(person) == [(what.id, TODAY, date(2027, 1, 1), CompletedBy.ONESELF)]
    with desk.reading() as work:
        line = work.db.scalars(select(AuditLine).order_by(AuditLine.id.desc())).first()
        assert (line.event, line.person_id) == ("certification.activity-completed", person.id)
        assert line.facts["completion_id"] == made.id


def test_what_comes_from_one_source_counts_once(make, does, person, standing):
    what = activity(make)
    assert does(person, what) is not None
    assert does(person, what) is None
    assert len(standing(person)) == 1


def test_nothing_is_achieved_in_the_future(make, does, person):
    with pytest.raises(Unreadable):
        does(person, activity(make), on=date(2026, 11, 24))


def test_an_end_before_the_achievement_is_refused(make, does, person):
    with pytest.raises(Unreadable):
        does(person, activity(make), expires_on=TODAY)


def test_an_external_qualification_is_proven_as_a_whole(make, person, desk):
    qualification = make.qualification()
    with desk.writing() as work:
        made = complete_whole(
            work, person_id=person.id, qualification_id=qualification.id, on=TODAY, source="proof:1:1"
        )
        assert (made.activity_id, made.qualification_id, made.how) == (None, qualification.id, CompletedBy.UPLOAD)
        assert [fact.name for fact in work.facts] == ["certification.qualification-proven"]


def test_a_withdrawn_completion_stays_with_its_reason(make, does, person, standing, desk):
    made = does(person, activity(make))
    with desk.writing() as work:
        row = work.db.get_one(Completion, made.id)
        withdraw(work, row, "A mistake.")
        withdraw(work, row, "Twice.")
        assert [fact.name for fact in work.facts] == ["certification.completion-withdrawn"]
        assert row.reason == "A mistake."
    assert standing(person) == []


# Courses


def test_the_last_part_completes_the_course(make, does, person, standing):
    one, two = activity(make), activity(make)
    whole = course(make, one, two)
    does(person, one, on=date(2026, 11, 1), source="a")
    assert [row[0] for row in standing(person)] == [one.id]
    does(person, two, on=date(2026, 11, 2), source="b")
    assert standing(person)[2] == (whole.id, date(2026, 11, 2), None, CompletedBy.PARTS)


def test_a_course_is_done_again_part_by_part(make, does, person, standing):
    one, two = activity(make), activity(make)
    whole = course(make, one, two)
    for number, part in enumerate((one, two, one)):
        does(person, part, source=str(number))
    assert [row[0] for row in standing(person)].count(whole.id) == 1
    does(person, two, source="last")
    assert [row[0] for row in standing(person)].count(whole.id) == 2


def test_a_withdrawn_part_takes_the_course_along(make, does, person, standing, desk):
    one, two = activity(make), activity(make)
    course(make, one, two)
    does(person, one, source="a")
    made = does(person, two, source="b")
    with desk.writing() as work:
        withdraw(work, work.db.get_one(Completion, made.id), "Not there.")
    assert [row[0] for row in standing(person)] == [one.id]


def test_a_course_stands_on_another_time_the_withdrawn_part_was_done(make, does, person, standing, desk):
    one, two = activity(make), activity(make)
    whole = course(make, one, two)
    first = does(person, one, source="a")
    does(person, one, source="again")
    does(person, two, source="b")
    with desk.writing() as work:
        withdraw(work, work.db.get_one(Completion, first.id), "Not there.")
    assert [row[0] for row in standing(person)].count(whole.id) == 1


def test_a_course_made_of_what_somebody_did_before_is_completed_when_asked(make, person, standing, desk):
    part = activity(make)
    completed(make, person, part, date(2026, 3, 1))
    whole = course(make, part)
    with desk.writing() as work:
        assert len(complete_courses(work, person.id, {whole.id: [part.id]})) == 1
    assert standing(person)[-1][:2] == (whole.id, date(2026, 3, 1))


@pytest.mark.pure
def test_a_course_ends_with_the_first_of_its_certificates():
    done = [
        Counted(id=1, activity_id=7, on=date(2026, 1, 1), ends_on=date(2027, 1, 1)),
        Counted(id=2, activity_id=8, on=date(2026, 2, 1), ends_on=date(2026, 6, 1)),
    ]
    assert course_done([7, 8], done).ends_on == date(2026, 6, 1)


@pytest.mark.pure
def test_a_certificate_that_was_over_makes_no_course():
    done = [
        Counted(id=1, activity_id=7, on=date(2026, 1, 1), ends_on=date(2026, 2, 1)),
        Counted(id=2, activity_id=8, on=date(2026, 2, 1)),
    ]
    assert course_done([7, 8], done) is None


@pytest.mark.pure
def test_a_course_without_parts_is_never_done():
    assert course_done([], []) is None


@pytest.mark.pure
def test_what_counts_again_has_a_name_of_its_own():
    assert (again("sitting:1:2", 0), again("sitting:1:2", 1)) == ("sitting:1:2", "sitting:1:2:again-1")


# Exams


@pytest.fixture
def passed(make, desk):
    """`passed(form, person)` is a ratified pass of which nobody was told."""

    def make_one(form, person):
        return make.sitting(form, person, state=SittingState.RATIFIED, ratified_at=NOON, passed=True)

    return make_one


@pytest.fixture
def tell(desk):
    def say_it(kind, sitting, form, **facts):
        with desk.writing() as work:
            about = {"sitting_id": sitting.id, "person_id": sitting.candidate_id, "form_id": form.id}
            work.emit(kind(**about, qualification_id=form.qualification_id, **facts))

    return say_it


def annul(tell, sitting, form):
    tell(ResultAnnulled, sitting, form, decision_id=1, was_ratified=True)


def test_a_ratified_pass_completes_what_is_linked_to_the_exam(make, person, passed, tell, standing):
    form = make.exam_form()
    what = activity(make, ActivityKind.EXAM, exam_form_id=form.id)
    sitting = passed(form, person)
    tell(ResultRatified, sitting, form, passed=True, formative=False)
    tell(ResultRatified, sitting, form, passed=True, formative=False)
    assert standing(person) == [(what.id, TODAY, None, CompletedBy.EXAM)]


def test_another_edition_of_the_exam_counts(make, person, passed, tell, standing):
    form = make.exam_form()
    later = make.exam_form(root_id=form.id, edition=2, qualification_id=form.qualification_id)
    what = activity(make, ActivityKind.EXAM, exam_form_id=form.id)
    tell(ResultRatified, passed(later, person), later, passed=True, formative=False)
    assert [row[0] for row in standing(person)] == [what.id]


@pytest.mark.parametrize("facts", [{"passed": False, "formative": False}, {"passed": True, "formative": True}])
def test_a_fail_and_an_exercise_complete_nothing(make, person, passed, tell, standing, facts):
    form = make.exam_form()
    activity(make, ActivityKind.EXAM, exam_form_id=form.id)
    tell(ResultRatified, passed(form, person), form, **facts)
    assert standing(person) == []


def test_an_annulled_result_counts_no_more(make, person, passed, tell, standing):
    form = make.exam_form()
    activity(make, ActivityKind.EXAM, exam_form_id=form.id)
    sitting = passed(form, person)
    tell(ResultRatified, sitting, form, passed=True, formative=False)
    annul(tell, sitting, form)
    assert standing(person) == []


def test_a_correction_takes_the_pass_back_and_another_gives_it_again(make, person, passed, tell, standing):
    form = make.exam_form()
    activity(make, ActivityKind.EXAM, exam_form_id=form.id)
    sitting = passed(form, person)
    for now_passed, count in ((True, 1), (False, 0), (True, 1), (True, 1)):
        tell(ResultChanged, sitting, form, passed=now_passed, formative=False)
        assert len(standing(person)) == count


def test_exams_passed_before_they_were_linked_count_by_a_job(make, person, passed, standing, desk, run_jobs):
    form = make.exam_form()
    passed(form, person)
    what = activity(make, ActivityKind.EXAM, exam_form_id=form.id)
    with desk.writing() as work:
        take_earlier_results_later(work, what)
    run_jobs()
    assert standing(person) == [(what.id, TODAY, None, CompletedBy.EXAM)]


def test_taking_earlier_results_twice_counts_them_once(make, person, passed, standing, desk):
    form = make.exam_form()
    passed(form, person)
    what = activity(make, ActivityKind.EXAM, exam_form_id=form.id)
    for more in (True, False):
        with desk.writing() as work:
            assert take_earlier_results(work, what, limit=1) is more
    assert len(standing(person)) == 1


def test_passing_an_exam_nothing_is_linked_to_costs_one_statement(make, person, passed, tell, statements):
    form = make.exam_form()
    sitting = passed(form, person)
    with statements() as seen:
        tell(ResultRatified, sitting, form, passed=True, formative=False)
    assert sum("activity" in statement for statement in seen.seen) == 1
