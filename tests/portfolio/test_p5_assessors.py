"""P5: a coordinator gives a portfolio to an examiner to assess, never to who guides the candidate (BR-31)."""

import pytest

from people.models import PersonRole
from people.rules import Role
from portfolio.models import PortfolioAssessor
from tests.portfolio.conftest import outsiders


@pytest.fixture
def coordinator(make):
    return make.person(Role.COORDINATOR)


@pytest.fixture
def examiner(make):
    return make.person(Role.EXAMINER, given="Astrid", family="Zomer")


def give(browser, owner, person):
    number = getattr(person, "id", person)
    return browser.post(f"/portfolios/{owner.id}/assessors", {"assessor_id": str(number)})


def end(browser, owner, person):
    return browser.post(f"/portfolios/{owner.id}/assessors/end", {"assessor_id": str(person.id)})


def test_p5_a_coordinator_gives_a_portfolio_to_an_examiner(visit, coordinator, noor, examiner, audit):
    browser = visit(coordinator)
    assert give(browser, noor, examiner).status_code == 303
    assert audit()[-1] == ("assessor-assigned", coordinator.id, noor.id)
    page = browser.get(f"/portfolios/{noor.id}/assessors").text
    assert f"given by {coordinator.name}" in page


def test_p5_an_administrator_may_too(visit, make, noor, examiner, count):
    assert give(visit(make.person(Role.ADMINISTRATOR)), noor, examiner).status_code == 303
    assert count(PortfolioAssessor) == 1


def test_p5_giving_twice_is_giving_once(visit, coordinator, noor, examiner, count, audit):
    browser = visit(coordinator)
    for _ in range(2):
        assert give(browser, noor, examiner).status_code == 303
    assert (count(PortfolioAssessor), [line[0] for line in audit()].count("assessor-assigned")) == (1, 1)


def test_p5_from_then_on_the_examiner_reads_the_portfolio(visit, coordinator, noor, examiner, entry):
    browser = visit(examiner)
    assert browser.get(f"/portfolio/entries/{entry.id}").status_code == 404
    give(visit(coordinator), noor, examiner)
    assert browser.get(f"/portfolio/entries/{entry.id}").status_code == 200


def test_p5_it_ends_and_can_begin_again(visit, coordinator, noor, examiner, entry, count, audit):
    browser = visit(coordinator)
    give(browser, noor, examiner)
    assert end(browser, noor, examiner).status_code == 303
    assert audit()[-1] == ("assessor-ended", coordinator.id, noor.id)
    assert visit(examiner).get(f"/portfolio/entries/{entry.id}").status_code == 404
    assert give(browser, noor, examiner).status_code == 303
    assert (count(PortfolioAssessor), count(PortfolioAssessor, ended_at=None)) == (2, 1)


def test_p5_ending_twice_is_ending_once(visit, coordinator, noor, examiner, audit):
    browser = visit(coordinator)
    give(browser, noor, examiner)
    for _ in range(2):
        assert end(browser, noor, examiner).status_code == 303
    assert [line[0] for line in audit()].count("assessor-ended") == 1


def test_p5_who_guides_the_candidate_does_not_assess(visit, desk, coordinator, noor, guide, count):
    with desk.writing() as work:
        work.db.add(PersonRole(person_id=guide.id, role=Role.EXAMINER))
    answer = give(visit(coordinator), noor, guide)
    assert (answer.status_code, count(PortfolioAssessor)) == (409, 0)
    assert "Who guides somebody does not assess that person as well" in answer.text
    assert "Guides this candidate" in visit(coordinator).get(f"/portfolios/{noor.id}/assessors").text


def test_p5_nobody_assesses_their_own(visit, desk, coordinator, noor, count):
    with desk.writing() as work:
        work.db.add(PersonRole(person_id=noor.id, role=Role.EXAMINER))
    answer = give(visit(coordinator), noor, noor)
    assert (answer.status_code, count(PortfolioAssessor)) == (409, 0)
    assert "Nobody assesses their own portfolio" in answer.text


def test_p5_only_active_examiners_are_chosen(visit, make, coordinator, noor, count):
    browser = visit(coordinator)
    inactive = make.person(Role.EXAMINER, active=False)
    for person in (inactive, make.person(Role.SUPERVISOR), 999999, "", "x", "9" * 40, 0):
        answer = give(browser, noor, person)
        assert (answer.status_code, "Choose an active examiner" in answer.text) == (422, True)
    assert count(PortfolioAssessor) == 0


def test_p5_who_is_no_candidate_has_nothing_to_assess(visit, make, coordinator, examiner, count):
    answer = give(visit(coordinator), make.person(Role.SUPERVISOR), examiner)
    assert (answer.status_code, count(PortfolioAssessor)) == (409, 0)


def test_p5_who_comes_to_guide_later_assesses_no_longer_and_is_said(visit, make, coordinator, noor, examiner, entry):
    give(visit(coordinator), noor, examiner)
    make.supervision(noor, examiner)
    assert "Guides this candidate now" in visit(coordinator).get(f"/portfolios/{noor.id}/assessors").text
    assert visit(examiner).get(f"/portfolio/entries/{entry.id}").status_code == 404
    assert "No portfolio was given to you" in visit(examiner).get("/reviews/portfolios").text


def test_p5_who_is_no_examiner_any_more_is_said(visit, desk, coordinator, noor, examiner):
    give(visit(coordinator), noor, examiner)
    with desk.writing() as work:
        work.db.query(PersonRole).filter_by(person_id=examiner.id).delete()
    page = visit(coordinator).get(f"/portfolios/{noor.id}/assessors").text
    assert "Is no active examiner any more" in page


def test_p5_examiners_are_found_by_name(visit, make, coordinator, noor, examiner):
    make.person(Role.EXAMINER, given="Bert", family="Herfst")
    page = visit(coordinator).get(f"/portfolios/{noor.id}/assessors?q=zomer").text
    assert ("Zomer" in page, "Herfst" in page) == (True, False)


def test_p5_an_examiner_sees_the_portfolios_to_assess_and_what_waits(visit, coordinator, noor, examiner, evidence):
    give(visit(coordinator), noor, examiner)
    visit(noor).post(f"/portfolio/evidence/{evidence.id}/ask")
    page = visit(examiner).get("/reviews/portfolios").text
    assert (noor.name in page, f'href="/reviews?candidate={noor.id}"' in page) == (True, True)
    assert noor.name in visit(examiner).get("/reviews/portfolios?q=heuvel").text
    assert noor.name not in visit(examiner).get("/reviews/portfolios?q=nobody").text


def test_p5_both_lists_ask_the_same_number_of_questions(visit, make, coordinator, noor, examiner, statements):
    browser, other, urls = (
        visit(examiner),
        visit(coordinator),
        ("/reviews/portfolios", f"/portfolios/{noor.id}/assessors"),
    )
    give(other, noor, examiner)

    def asked():
        with statements() as first:
            browser.get(urls[0])
        with statements() as second:
            other.get(urls[1])
        return len(first), len(second)

    asked()
    before = asked()
    for _ in range(30):
        give(other, make.person(Role.CANDIDATE), examiner)
        give(other, noor, make.person(Role.EXAMINER))
    assert before == asked()
    assert max(before) <= 6


# Who may not


@pytest.mark.parametrize("verb", ["get", "post"])
def test_p5_outsiders_do_not_learn_who_assesses(visit, make, noor, verb):
    url = f"/portfolios/{noor.id}/assessors"
    assert {getattr(visit(person), verb)(url).status_code for person in outsiders(make)} == {404}


def test_p5_who_sees_the_portfolio_does_not_choose_who_assesses(visit, make, noor, guide, examiner, count):
    for person in (noor, guide, make.person(Role.BOARD_MEMBER)):
        browser = visit(person)
        assert browser.get(f"/portfolios/{noor.id}/assessors").status_code == 403
        assert give(browser, noor, examiner).status_code == 403
        assert end(browser, noor, examiner).status_code == 403
    assert count(PortfolioAssessor) == 0


def test_p5_nobody_chooses_who_assesses_ones_own(visit, desk, noor, examiner):
    with desk.writing() as work:
        for role in (Role.COORDINATOR, Role.ADMINISTRATOR):
            work.db.add(PersonRole(person_id=noor.id, role=role))
    assert give(visit(noor), noor, examiner).status_code == 403


def test_p5_a_portfolio_of_nobody_is_not_found(visit, coordinator):
    browser = visit(coordinator)
    assert browser.get("/portfolios/999999/assessors").status_code == 404
    assert browser.get("/portfolios/999999/assessors/end").status_code == 405


def test_p5_the_way_to_assessors_is_on_the_portfolio_for_who_chooses_them(visit, coordinator, noor, guide):
    shown = {
        person.id: f'href="/portfolios/{noor.id}/assessors"' in visit(person).get(f"/portfolios/{noor.id}").text
        for person in (coordinator, guide)
    }
    assert shown == {coordinator.id: True, guide.id: False}
