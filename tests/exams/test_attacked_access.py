"""Ways round the doors that somebody tried: each stays shut."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from exams.models import PaperRun, Sitting
from exams.rules.papers import PaperKind
from foundation.refusals import Refusal
from people.models import PersonRole
from people.rules import Role
from tests.exams.test_x6_two_examiners import FIRST, comparing, pair
from tests.exams.test_x11_auditor import granted

__all__ = ["comparing", "pair"]


def give(school, person, *roles):
    """These roles as well."""
    with school.desk.writing() as work:
        work.db.add_all(PersonRole(person_id=person.id, role=role) for role in roles)


def take(school, person, role):
    """This role no longer."""
    with school.desk.writing() as work:
        held = select(PersonRole).where(PersonRole.person_id == person.id, PersonRole.role == role)
        work.db.delete(work.db.scalars(held).one())


class Opened:
    """A file as an auditor is given it."""

    def __init__(self, sitting):
        self.sitting = sitting


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("role", [Role.BOARD_MEMBER, Role.ADMINISTRATOR])
def test_br_31_nobody_takes_the_whole_file_before_both_signed(pair, visit, make, role, signed):
    pair.mark(pair.first, 3, remark=FIRST)
    if signed:
        pair.sign(pair.first)
    give(pair.school, pair.second, role)
    for person in (pair.second, make.person(role)):
        assert visit(person).get(f"/exams/sittings/{pair.sitting.id}/file.zip").status_code == 403


def test_br_31_the_whole_file_may_be_taken_once_both_signed(comparing, visit):
    url = f"/exams/sittings/{comparing.sitting.id}/file.zip"
    assert visit(comparing.school.board_member).get(url).status_code == 200


def test_br_31_nobody_takes_the_whole_file_while_a_third_marks(comparing, visit, make):
    third = make.person(Role.EXAMINER, Role.BOARD_MEMBER, given="Third")
    comparing.third(third)
    for person in (third, comparing.school.board_member):
        assert visit(person).get(f"/exams/sittings/{comparing.sitting.id}/file.zip").status_code == 403


@pytest.mark.parametrize("kind", [PaperKind.EXAM_FILES, PaperKind.RECORDS, PaperKind.RESULT_LETTERS])
def test_br_31_papers_of_many_hold_no_exam_that_is_being_marked(pair, visit, run_jobs, kind):
    pair.mark(pair.first, 3, remark=FIRST)
    pair.sign(pair.first)
    give(pair.school, pair.second, Role.ADMINISTRATOR)
    sent = {"action": kind.value, "chosen": str(pair.sitting.id), "form_key": str(uuid4())}
    assert visit(pair.second).post("/exams/papers", sent).status_code == 303
    run_jobs()
    with pair.school.desk.reading() as work:
        assert work.db.scalars(select(PaperRun.done)).all() == []


@pytest.mark.parametrize("part", ["/file.zip", "/chain", "/record.pdf"])
def test_br_31_an_auditor_takes_nothing_of_an_exam_that_is_being_marked(pair, visit, part):
    pair.mark(pair.first, 3, remark=FIRST)
    pair.sign(pair.first)
    give(pair.school, pair.second, Role.AUDITOR)
    granted(pair.school, pair.second, Opened(pair.sitting))
    browser, url = visit(pair.second), f"/exams/inspections/{pair.sitting.id}"
    assert browser.get(f"{url}{part}").status_code == 403
    page = browser.get(url).text
    assert FIRST not in page
    assert f"{url}{part}" not in page


def test_br_33_whoever_marked_the_failed_part_cannot_exempt_from_it(school, visit):
    first = school.form.groups[0]
    sitting = school.signed(*([0] * len(first.steps)), 3)
    give(school, school.examiner, Role.BOARD_MEMBER)
    before = school.read(Sitting, sitting.id)
    sent = school.decision(
        candidate=school.candidate.number, form=str(school.form.id), parts=[first.key], requested_on="2026-11-20"
    )
    assert visit(school.examiner).post("/exams/exemptions/new", sent).status_code == 403
    after = school.read(Sitting, sitting.id)
    assert (after.passed, after.outcome) == (before.passed, before.outcome)


def test_br_10_practice_has_no_letter_and_nothing_to_object_to_or_annul(school, visit, make):
    with make.redesigned(school.form.id) as form:
        form.formative = True
    url = f"/exams/sittings/{school.signed(0).id}"
    sent = {"kind": "objection", "grounds": "Unfair", "form_key": str(uuid4()), "received_on": "2026-11-23"}
    for person in (school.candidate, school.coordinator, school.board_member):
        browser = visit(person)
        assert browser.post(f"{url}/object", sent).status_code == 403
        assert browser.get(f"{url}/letter.pdf").status_code == 403
        assert browser.get(f"{url}/correct").status_code == 403
    assert visit(school.board_member).post(f"{url}/annul", school.decision()).status_code == 403


def test_papers_stay_shut_once_the_role_that_opened_them_is_gone(school, visit, run_jobs):
    sitting, board = school.signed(0), school.board_member
    give(school, board, Role.COORDINATOR)
    browser = visit(board)
    sent = {"action": PaperKind.EXAM_FILES.value, "chosen": str(sitting.id), "form_key": str(uuid4())}
    browser.post("/exams/papers", sent)
    run_jobs()
    with school.desk.reading() as work:
        run_id = work.db.scalars(select(PaperRun.id)).one()
    assert browser.get(f"/exams/papers/{run_id}/file").status_code == 200
    take(school, board, Role.BOARD_MEMBER)
    assert browser.get(f"/exams/papers/{run_id}/file").status_code == 403


@pytest.mark.parametrize("way", ["file", "papers", "inspection"])
def test_br_31_whoever_took_the_marks_along_cannot_be_the_third(comparing, visit, make, run_jobs, way):
    person = make.person(Role.EXAMINER, Role.ADMINISTRATOR, Role.AUDITOR, given="Third")
    browser, sitting = visit(person), comparing.sitting
    if way == "file":
        browser.get(f"/exams/sittings/{sitting.id}/file.zip")
    elif way == "papers":
        sent = {"action": PaperKind.EXAM_FILES.value, "chosen": str(sitting.id), "form_key": str(uuid4())}
        browser.post("/exams/papers", sent)
        run_jobs()
    else:
        granted(comparing.school, person, Opened(sitting))
        browser.get(f"/exams/inspections/{sitting.id}/file.zip")
    with pytest.raises(Refusal) as refused:
        comparing.third(person)
    assert "has looked at the marks" in str(refused.value.details[0])


def test_br_31_an_examiner_reads_no_chain_before_both_signed(pair, visit):
    give(pair.school, pair.second, Role.ADMINISTRATOR)
    url = f"/exams/sittings/{pair.sitting.id}/chain"
    assert visit(pair.second).get(url).status_code == 403
    assert visit(pair.school.administrator).get(url).status_code == 200


def test_an_examiner_does_not_take_back_an_objection_to_their_own_exam(school, visit):
    sitting = school.signed(0)
    sent = {"kind": "objection", "grounds": "Unfair", "form_key": str(uuid4())}
    lodged = visit(school.candidate).post(f"/exams/sittings/{sitting.id}/object", sent)
    give(school, school.examiner, Role.COORDINATOR)
    assert visit(school.examiner).post(f"{lodged.headers['Location']}/withdraw").status_code == 403


@pytest.mark.parametrize("deed", ["cancel", "remove", "edit"])
def test_a_coordinator_plans_nothing_about_an_own_exam(school, visit, make, deed):
    sitting = school.planned()
    give(school, school.candidate, Role.COORDINATOR)
    friend = make.person(Role.EXAMINER, given="Friend")
    sent = {"reason": "Ill", "starts": "13:00", "examiner": str(friend.id)}
    assert visit(school.candidate).post(f"/exams/sittings/{sitting.id}/{deed}", sent).status_code == 403
    assert school.read(Sitting, sitting.id).state == "planned"


def test_exam_quality_opens_with_editions_in_the_address(school, visit):
    school.signed(3)
    assert visit(school.board_member).get("/exams/quality?editions=1").status_code == 200


def test_a_candidate_does_not_learn_that_examiners_differ(comparing, visit):
    browser = visit(comparing.school.candidate)
    for url in ("/exams/mine", f"/exams/sittings/{comparing.sitting.id}"):
        assert "Examiners compare" not in browser.get(url).text
