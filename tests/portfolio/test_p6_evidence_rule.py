"""P6: what a qualification asks of evidence."""

from datetime import date

import pytest

from people.rules import Role
from portfolio.models import EvidenceRule
from qualification_files.actions.versions import make_version
from qualification_files.models import Qualification
from qualification_files.rules import QualificationState
from tests.portfolio.quality import accepted, ruled

ASKED = {"version": "0", "pieces": "2", "contexts": "2", "months_valid": "12", "witness": "y"}


@pytest.fixture
def address(qualification):
    return f"/qualifications/{qualification.id}/evidence-rule"


@pytest.fixture
def coordinator(make):
    return make.person(Role.COORDINATOR)


def rule(desk, qualification_id):
    with desk.reading() as work:
        found = work.db.get(EvidenceRule, qualification_id)
        return found and (found.pieces, found.contexts, found.months_valid, found.witness, found.version)


def test_p6_a_coordinator_says_what_is_asked(visit, desk, coordinator, qualification, address, audit):
    assert visit(coordinator).post(address, ASKED).status_code == 303
    assert rule(desk, qualification.id) == (2, 2, 12, True, 1)
    assert audit()[-1] == ("evidence-rule-set", coordinator.id, None)


def test_p6_without_a_rule_the_form_asks_nothing_more_than_there(visit, coordinator, address):
    page = visit(coordinator).get(address).text
    assert page.count('required type="number" value="1"') == 2
    assert "checked" not in page


def test_p6_it_is_a_tab_of_the_qualification(visit, coordinator, qualification, address):
    browser = visit(coordinator)
    assert f'<a href="{address}">Evidence</a>' in browser.get(f"/qualifications/{qualification.id}/terms").text
    assert f'<a href="{address}" aria-current="page">Evidence</a>' in browser.get(address).text


def test_p6_saved_again_without_a_change_says_nothing_new(visit, desk, coordinator, qualification, address, audit):
    browser = visit(coordinator)
    browser.post(address, ASKED)
    assert browser.post(address, {**ASKED, "version": "1"}).status_code == 303
    assert (rule(desk, qualification.id)[-1], len(audit())) == (1, 1)


def test_p6_two_tabs_the_second_is_told_and_loses_nothing(visit, desk, coordinator, qualification, address):
    browser = visit(coordinator)
    browser.post(address, ASKED)
    answer = browser.post(address, {**ASKED, "pieces": "5"})
    assert (answer.status_code, rule(desk, qualification.id)[0]) == (409, 2)
    assert "What stands there now" in answer.text
    assert 'value="5"' in answer.text
    assert browser.post(address, {**ASKED, "pieces": "5", "version": "1"}).status_code == 303


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"pieces": ""}, "Fill in how many pieces are needed."),
        ({"pieces": "0"}, "Fill in a number from 1 to 50."),
        ({"pieces": "many"}, "Fill in a whole number."),
        ({"contexts": "51"}, "Fill in a number from 1 to 50."),
        ({"contexts": "3"}, "There cannot be more contexts than pieces."),
        ({"months_valid": "0"}, "Fill in a number from 1 to 600, or leave it empty."),
        ({"months_valid": "601"}, "Fill in a number from 1 to 600, or leave it empty."),
    ],
)
def test_p6_what_cannot_be_asked_is_refused_in_words(visit, coordinator, address, count, wrong, words):
    answer = visit(coordinator).post(address, {**ASKED, **wrong})
    assert (answer.status_code, words in answer.text, count(EvidenceRule)) == (422, True, 0)


def test_p6_empty_months_mean_that_nothing_ages(visit, desk, coordinator, qualification, address):
    visit(coordinator).post(address, {**ASKED, "months_valid": ""})
    assert rule(desk, qualification.id)[2] is None


def test_p6_one_sees_whose_evidence_would_age_before_saving(
    visit, desk, keep, coordinator, noor, other, processes, qualification, address
):
    ruled(desk, qualification, months_valid=120)
    for person, began in ((noor, date(2025, 8, 31)), (other, date(2026, 10, 1))):
        accepted(desk, keep, person, processes[0], started_on=began)
        accepted(desk, keep, person, processes[1], "Another", started_on=began)
    seen = {**ASKED, "version": "1", "see": "1"}
    answer = visit(coordinator).post(address, {**seen, "months_valid": "12"})
    assert answer.status_code == 200
    assert "With these months, evidence of 1 candidate counts as aged today; now that is 0." in answer.text
    assert rule(desk, qualification.id)[2] == 120
    assert (
        "evidence of 2 candidates counts as aged"
        in visit(coordinator).post(address, {**seen, "months_valid": "1"}).text
    )


@pytest.mark.parametrize(("days", "people"), [(0, 0), (365, 0), (366, 1)])
def test_p6_the_preview_counts_the_same_days_as_the_portfolio(
    visit, desk, keep, clock, coordinator, noor, processes, address, days, people
):
    accepted(desk, keep, noor, processes[0])  # without a day of its own: that on which it was added counts
    clock.move(days=days)
    answer = visit(coordinator).post(address, {**ASKED, "see": "1"})
    assert f"evidence of {people} candidate" in answer.text


def test_p6_the_preview_asks_one_question_more(visit, desk, keep, coordinator, noor, processes, address, statements):
    browser = visit(coordinator)
    with statements() as without:
        browser.post(address, {**ASKED, "pieces": ""})
    accepted(desk, keep, noor, processes[0])
    with statements() as having:
        browser.post(address, {**ASKED, "see": "1"})
    assert len(having) == len(without) + 1


# Who may


def test_p6_whoever_reads_the_qualification_reads_the_rule(visit, desk, noor, guide, qualification, address):
    ruled(desk, qualification, pieces=2, months_valid=12)
    for person in (noor, guide):
        page = visit(person).get(address).text
        assert "At least 2 pieces for each work process." in page
        assert "Evidence ages after 12 months." in page
        assert '<form class="form"' not in page


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.SUPERVISOR, Role.EXAMINER, Role.BOARD_MEMBER])
def test_p6_others_do_not_set_it(visit, make, address, count, role):
    assert visit(make.person(role)).post(address, ASKED).status_code in (403, 404)
    assert count(EvidenceRule) == 0


def test_p6_a_candidate_of_something_else_does_not_learn_that_it_exists(visit, make, address):
    assert visit(make.person(Role.CANDIDATE)).get(address).status_code == 404


def test_p6_a_qualification_that_was_closed_keeps_its_rule(visit, make, coordinator, count):
    closed = make.qualification(state=QualificationState.CLOSED)
    address = f"/qualifications/{closed.id}/evidence-rule"
    assert visit(coordinator).get(address).status_code == 200
    assert (visit(coordinator).post(address, ASKED).status_code, count(EvidenceRule)) == (403, 0)


def test_p6_a_qualification_that_is_not_there(visit, coordinator):
    assert visit(coordinator).get("/qualifications/987654/evidence-rule").status_code == 404


# Versions


def version_of(desk, qualification):
    with desk.writing() as work:
        old = work.db.get(Qualification, qualification.id)
        return make_version(work, old, cohort="2031", edition="").id


def test_p6_a_new_version_asks_the_same(desk, qualification, audit):
    ruled(desk, qualification, pieces=3, contexts=2, months_valid=24, witness=True)
    made = version_of(desk, qualification)
    assert rule(desk, made) == (3, 2, 24, True, 1)
    assert audit()[-1][0] == "evidence-rule-taken-along"


def test_p6_a_new_version_of_what_asks_nothing_asks_nothing(desk, qualification):
    assert rule(desk, version_of(desk, qualification)) is None


def test_p6_the_rule_of_the_new_version_is_its_own(visit, desk, coordinator, qualification):
    ruled(desk, qualification, pieces=3)
    made = version_of(desk, qualification)
    visit(coordinator).post(f"/qualifications/{made}/evidence-rule", {**ASKED, "version": "1"})
    assert (rule(desk, qualification.id)[0], rule(desk, made)[0]) == (3, 2)
