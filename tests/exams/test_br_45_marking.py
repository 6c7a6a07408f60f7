"""BR-45: parts from which the board freed the candidate are shown as exempt and need no mark."""

import pytest
from sqlalchemy import select

from exams import queries
from exams.models import BoardDecision, Exemption
from exams.queries.agreeing import comparison
from exams.rules import SittingState
from people.rules import Role
from tests.conftest import NOON, actor_of
from tests.exams.conftest import mark_of
from tests.exams.marking.test_signing import form
from tests.exams.test_br_45_planning import exempt
from tests.exams.test_x6_two_examiners import Pair, paired


@pytest.fixture
def freed(school, desk):
    """An exam that goes on, whose candidate is exempt from the first of its two groups."""
    exempt(desk, school, school.form.groups[0].key)
    return school.planned(starts_at=NOON, state=SittingState.IN_PROGRESS)


def marked(school, sitting, *groups):
    with school.desk.writing(actor_of(school.examiner)) as work:
        found = queries.sitting(work, sitting.id)
        for place in groups:
            for step in found.session.form.groups[place].steps:
                work.db.add(mark_of(found.sheets[0].id, step.id, school.examiner.id, 2, "", work.now))


def test_br_45_the_tablet_tells_which_steps_are_exempt_and_by_which_decision(school, freed, visit, desk):
    page = visit(school.examiner).get(f"/exams/sheets/{freed.sheets[0].id}").text
    with desk.reading() as work:
        number = work.db.scalar(select(BoardDecision.number))
    first, second = ([step.id for step in group.steps] for group in school.form.groups)
    assert all(f'{{"step": {step}, "decision": "{number}"}}' in page for step in first)
    assert not any(f'"step": {step}, "decision"' in page for step in second)


def test_br_45_what_is_exempt_is_signed_without_a_mark(school, freed, visit):
    marked(school, freed, 1)
    browser, url = visit(school.examiner), f"/exams/sheets/{freed.sheets[0].id}/sign"
    assert "not yet marked" not in browser.get(url).text
    assert browser.post(url, form(browser, url)).status_code == 303
    assert school.read(type(freed), freed.id).state is SittingState.RATIFIED


def test_br_45_what_is_not_exempt_still_asks_for_a_mark(school, freed, visit):
    marked(school, freed, 0)
    browser, url = visit(school.examiner), f"/exams/sheets/{freed.sheets[0].id}/sign"
    answer = browser.post(url, form(browser, url))
    assert answer.status_code == 422
    assert "3 steps are not yet marked" in answer.text


def test_br_45_today_counts_no_exempt_steps(school, freed, visit):
    marked(school, freed, 0)
    assert "0 of 3" in visit(school.examiner).get("/exams/today").text


def test_br_45_two_examiners_need_not_agree_on_what_is_exempt(school, make, desk):
    with make.redesigned(school.form.id) as found:
        found.examiners_required = 2
    pair: Pair = paired(school, make.person(Role.EXAMINER, given="Bea"))
    exempt(desk, school, school.form.groups[0].key)
    pair.both((3, 3, 3, 1, 2), (1, 1, 1, 2, 2))
    with desk.reading() as work:
        assert [one.number for one in comparison(work, queries.sitting(work, pair.sitting.id)).differences] == [4]


def test_br_45_an_exemption_that_a_result_rests_on_is_not_withdrawn(school, freed, visit, desk):
    marked(school, freed, 1)
    browser, url = visit(school.examiner), f"/exams/sheets/{freed.sheets[0].id}/sign"
    browser.post(url, form(browser, url))
    with desk.reading() as work:
        number = work.db.scalar(select(Exemption.id))
    answer = visit(school.board_member).post(f"/exams/exemptions/{number}/withdraw", {"reason": "A mistake."})
    assert answer.status_code in (409, 422)
    assert "signed without marks" in answer.text
    with desk.reading() as work:
        assert work.db.scalar(select(Exemption.withdrawn_at)) is None
