"""X5: pages of the day say what is so for whoever reads them."""

import re
from datetime import timedelta

import pytest

from exams.queries.live import live_day
from exams.rules import SittingState
from people.rules import Role
from tests.conftest import NOON, actor_of
from tests.exams.tablet.entered import Tabled


@pytest.fixture
def apart(school, visit, make) -> Tabled:
    """An exam that goes on before two examiners, of whom the second did nothing yet."""
    with make.redesigned(school.form.id) as form:
        form.examiners_required = 2
    tabled = Tabled(school, visit, school.planned(starts_at=NOON, state=SittingState.IN_PROGRESS))
    tabled.other = make.person(Role.EXAMINER, given="Bea")
    tabled.new = tabled.another(tabled.other, position=2)
    return tabled


def today(tabled, person):
    return tabled.visit(person).get("/exams/today").text


def test_a_start_of_the_other_examiner_does_not_make_mine_busy(apart):
    apart.send(apart.mark(0))
    page = today(apart, apart.other)
    assert "Begun by the other examiner" in page
    assert "Busy" not in page
    assert "Begun by the other examiner" not in today(apart, apart.school.examiner)


def test_what_this_examiner_marked_makes_it_busy(apart):
    apart.send(apart.mark(0))
    apart.send(apart.mark(1, sheet=apart.new), examiner=apart.other)
    assert "Begun by the other examiner" not in today(apart, apart.other)


def test_numbers_are_unique_over_the_day_and_tables_have_the_same_columns(school, visit, make):
    form = make.exam_form(title="Bending pipes")
    school.planned(starts_at=NOON, state=SittingState.IN_PROGRESS)
    other = school.planned(starts_at=NOON + timedelta(hours=1), form=form, candidate=make.person(Role.CANDIDATE))
    with school.desk.writing() as work:
        work.db.get_one(type(other), other.id).room = "Bay 1"
    with school.desk.reading(actor_of(school.coordinator)) as work:
        numbers = [row.number for session in live_day(work, NOON.date()) for row in session.sittings]
    assert sorted(numbers) == [1, 2]
    page = visit(school.coordinator).get("/exams/live?screen=1").text
    assert len(set(re.findall(r"<thead>(.*?)</thead>", page, re.S))) == 1


def test_the_menu_leads_to_the_day_and_to_files_of_tablets(school, visit):
    page = visit(school.coordinator).get("/exams/sessions").text
    for url in ("/exams/live", "/exams/unsent"):
        assert re.search(rf'<a [^>]*href="{url}"', page), url
