"""Exemptions (BR-45) and the attempt that counts (BR-50)."""

from fractions import Fraction

import pytest
from sqlalchemy import select

from exams.models import Exemption, Sitting
from exams.queries.exemptions import exempt_parts, wholly_exempt
from exams.queries.standing_results import attempts_listed, result_of
from exams.rules import SittingState
from exams.rules.design import AttemptThatCounts
from exams.rules.records import Record
from exams.rules.standing_result import Attempt, attempt_that_counts
from foundation.audit import AuditLine
from people.rules import Role

NEW = "/exams/exemptions/new"


@pytest.fixture
def member(school, visit):
    return visit(school.board_member)


def asked(school, **more):
    sent = {"candidate": "S1001", "form": str(school.form.id), "requested_on": "2026-11-20", "earlier_result": "7.5"}
    return {**sent, **school.decision(grounds="Passed it at another school."), **more}


def the_exemption(school):
    with school.desk.reading() as work:
        found = work.db.scalars(select(Exemption).order_by(Exemption.id.desc())).first()
        work.db.expunge_all()
        return found


def test_br_45_an_exemption_has_ground_date_and_decision_and_shows_as_such(school, member):
    assert member.post(NEW, asked(school)).status_code == 303
    found = the_exemption(school)
    page = member.get(f"/exams/exemptions/{found.id}").text
    for words in ("Passed it at another school.", "7.5", "The whole exam", "Fri 20 Nov 2026", "Mon 23 Nov 2026"):
        assert words in page
    assert school.candidate.name in member.get("/exams/exemptions?q=noor").text
    assert school.candidate.name not in member.get("/exams/exemptions?q=nobody").text


@pytest.mark.parametrize(
    "wrong", [{"grounds": ""}, {"requested_on": ""}, {"present": []}, {"parts": ["X9"]}, {"requested_on": "2026-11-24"}]
)
def test_br_45_no_exemption_without_ground_day_members_or_with_another_part(school, member, wrong):
    assert member.post(NEW, asked(school, **wrong)).status_code == 422
    assert the_exemption(school) is None


def test_br_45_first_whom_and_which_exam(school, member):
    assert school.candidate.name in member.get(f"{NEW}?q=s1001").text
    assert school.candidate.name not in member.get(f"{NEW}?q=nobody").text
    assert school.form.title in member.get(f"{NEW}?person={school.candidate.id}").text
    assert "No candidate has this" in member.get(f"{NEW}?candidate=nobody&form={school.form.id}").text
    page = member.get(f"{NEW}?candidate=s1001&form={school.form.id}").text
    assert f"Exempt {school.candidate.name}" in page
    assert 'value="2026-001"' in page


def test_br_45_a_whole_exam_and_parts_of_it_are_known_to_planning_and_the_verdict(school, desk, member, make):
    key = school.form.groups[0].key if school.form.groups else "G1"
    other = make.person(Role.CANDIDATE, number="S2")
    member.post(NEW, asked(school))
    member.post(NEW, asked(school, candidate="S2", parts=[key]))
    with desk.reading() as work:
        family = school.form.id
        assert wholly_exempt(work, family, [school.candidate.id, other.id]) == {school.candidate.id}
        assert exempt_parts(work, other.id, family) == {key}
        assert result_of(work, school.candidate.id, family).passed


def test_br_45_a_signed_result_is_computed_again_without_the_exempt_part(school, member):
    school.board_ratifies()
    sitting = school.signed(0, 2)
    before = Record.from_json(school.read(Sitting, sitting.id).outcome)
    key = school.read(Sitting, sitting.id).session.form.groups[0].key
    member.post(NEW, asked(school, parts=[key]))
    after = Record.from_json(school.read(Sitting, sitting.id).outcome)
    assert after.maximum < before.maximum
    assert "Exempt" in member.get(f"/exams/sittings/{sitting.id}/result").text


def test_br_45_withdrawing_takes_a_reason_and_brings_the_part_back(school, desk, member):
    school.board_ratifies()
    sitting = school.signed(0, 2)
    before = school.read(Sitting, sitting.id)
    member.post(NEW, asked(school, parts=[before.session.form.groups[0].key]))
    number = the_exemption(school).id
    assert member.post(f"/exams/exemptions/{number}/withdraw", {"reason": ""}).status_code == 422
    for _ in range(2):
        answer = member.post(f"/exams/exemptions/{number}/withdraw", {"reason": "The paper was forged."})
        assert answer.status_code == 303
    after = Record.from_json(school.read(Sitting, sitting.id).outcome)
    assert after.points == Record.from_json(before.outcome).points
    assert after.maximum == Record.from_json(before.outcome).maximum
    with desk.reading() as work:
        names = list(work.db.scalars(select(AuditLine.event)))
    assert names.count("exams.exemption-given") == names.count("exams.exemption-withdrawn") == 1


def test_br_45_the_same_is_not_given_twice(school, member):
    sent = asked(school)
    assert [member.post(NEW, sent).status_code for _ in range(2)] == [303, 303]  # the same form
    assert member.post(NEW, asked(school)).status_code == 409
    with school.desk.reading() as work:
        assert len(list(work.db.scalars(select(Exemption)))) == 1


def test_br_45_nobody_exempts_the_own_person_and_nobody_but_the_board_exempts(school, make, visit):
    both = make.person(Role.CANDIDATE, Role.BOARD_MEMBER, number="S9")
    assert visit(both).post(NEW, asked(school, candidate="S9")).status_code == 403
    for person in (school.coordinator, school.examiner, school.candidate, school.administrator):
        assert visit(person).get(NEW).status_code == 403
        assert visit(person).post(NEW, asked(school)).status_code == 403


def test_br_45_a_candidate_reads_the_own_exemption_and_no_other(school, visit, make, member):
    member.post(NEW, asked(school))
    number = the_exemption(school).id
    assert visit(school.candidate).get(f"/exams/exemptions/{number}").status_code == 200
    assert visit(make.person(Role.CANDIDATE)).get(f"/exams/exemptions/{number}").status_code == 404
    assert visit(school.candidate).post(f"/exams/exemptions/{number}/withdraw", {"reason": "x"}).status_code == 403


# Attempts


def attempt(number, *, passed, share, mark=None):
    return Attempt(sitting=number, number=number, passed=passed, share=Fraction(share, 100), mark=mark)


@pytest.mark.pure
@pytest.mark.parametrize(
    ("attempts", "best", "last"),
    [
        ([], None, None),
        ([attempt(1, passed=True, share=60), attempt(2, passed=False, share=90)], 1, 2),
        ([attempt(1, passed=True, share=60), attempt(2, passed=True, share=80)], 2, 2),
        ([attempt(2, passed=True, share=60), attempt(1, passed=True, share=60)], 1, 2),
        (
            [attempt(1, passed=True, share=90, mark=Fraction(6)), attempt(2, passed=True, share=10, mark=Fraction(7))],
            2,
            2,
        ),
    ],
)
def test_br_50_the_best_or_the_last_attempt_counts(attempts, best, last):
    found = {which: attempt_that_counts(attempts, which) for which in AttemptThatCounts}
    assert [one and one.number for one in (found[AttemptThatCounts.BEST], found[AttemptThatCounts.LAST])] == [
        best,
        last,
    ]


@pytest.mark.parametrize(("which", "counts"), [(AttemptThatCounts.BEST, 0), (AttemptThatCounts.LAST, 1)])
def test_br_50_the_list_says_which_attempt_counts(school, desk, make, visit, which, counts):
    form = make.exam_form(qualification_id=school.qualification.id, title="Resit exam", attempt_that_counts=which)
    first = school.signed(2, form=form)
    second = school.signed(0, form=form, attempt=2, first_id=first.id)
    with desk.reading() as work:
        sittings = [work.db.get(Sitting, one.id) for one in (first, second)]
        listed = attempts_listed(work, sittings)
    assert [listed[one.id].counts for one in (first, second)] == [number == counts for number in (0, 1)]
    page = visit(school.coordinator).get("/exams/results").text
    assert page.count(", the one that counts") == 1
    other = visit(school.candidate).get(f"/exams/sittings/{(first, second)[1 - counts].id}/result").text
    assert "Another attempt counts." in other


def test_br_50_an_annulled_attempt_does_not_count(school, desk, visit):
    sitting = school.signed(2)
    visit(school.board_member).post(f"/exams/sittings/{sitting.id}/annul", school.decision())
    assert school.read(Sitting, sitting.id).state is SittingState.ANNULLED
    with desk.reading() as work:
        found = result_of(work, school.candidate.id, school.form.id)
    assert (found.attempts, found.passed) == ((), False)


def test_br_50_a_provisional_or_formative_result_counts_for_nothing(school, desk, make):
    practice = make.exam_form(qualification_id=school.qualification.id, formative=True, title="Practice")
    school.signed(2, form=practice)
    school.board_ratifies()
    school.signed(2)
    with desk.reading() as work:
        assert not result_of(work, school.candidate.id, school.form.id).passed
        assert not result_of(work, school.candidate.id, practice.id).passed


# The earlier mark


GRADES = {
    "groups": {"value": {"kind": "grade", "of": "steps"}},
    "exam": {"value": {"kind": "mean", "of": "groups"}, "conditions": [{"kind": "mark", "minimum": "5.5"}]},
}


@pytest.fixture
def graded(school, make):
    """A signed exam with a cut score that weighs the marks of its groups."""
    school.board_ratifies()
    form = make.exam_form(qualification_id=school.qualification.id, title="Graded")
    with make.redesigned(form.id) as found:
        found.cut_score = {"version": 2, **GRADES}
    return school.signed(0, form=form)


def exempt_from_all(school, member, sitting, earlier):
    form = school.read(Sitting, sitting.id).session.form
    keys = [group.key for group in form.groups]
    return member.post(NEW, asked(school, form=str(form.id), parts=keys, earlier_result=earlier))


@pytest.mark.parametrize("earlier", ["7.5", " 7,5 "])
def test_br_45_the_earlier_mark_of_an_exempt_part_counts_in_the_verdict(school, member, graded, earlier):
    assert exempt_from_all(school, member, graded, earlier).status_code == 303
    after = Record.from_json(school.read(Sitting, graded.id).outcome)
    assert (after.grade, after.passed) == (Fraction("7.5"), True)
    page = member.get(f"/exams/exemptions/{the_exemption(school).id}").text
    assert "Earlier mark that counts along" in page


@pytest.mark.parametrize("earlier", ["11", "0.5", "-3", "10,01"])
def test_br_45_an_earlier_mark_that_the_part_cannot_have_is_refused(school, member, graded, earlier):
    answer = exempt_from_all(school, member, graded, earlier)
    assert answer.status_code == 422
    assert "lies between 1 and 10." in answer.text
    assert the_exemption(school) is None


def test_br_45_an_earlier_mark_in_words_is_kept_and_said_not_to_count(school, member, graded):
    assert exempt_from_all(school, member, graded, "voldoende").status_code == 303
    after = Record.from_json(school.read(Sitting, graded.id).outcome)
    assert (after.grade, after.passed) == (None, True)
    page = member.get(f"/exams/exemptions/{the_exemption(school).id}").text
    assert "voldoende" in page
    assert "does not count along" in page
