"""Ways round the doors that somebody tried: each stays shut."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from exams.models import PaperRun
from exams.rules import SittingState
from exams.rules.papers import PaperKind
from people.models import PersonRole
from people.rules import Role
from tests.conftest import NOON
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
        assert work.db.scalars(select(PaperRun.done)).one() == 0


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
