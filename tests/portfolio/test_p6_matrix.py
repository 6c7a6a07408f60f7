"""P6: the five aspects of all evidence at a glance."""

import pytest

from people.rules import Role
from tests.portfolio.conftest import outsiders, photo, uuid_of
from tests.portfolio.quality import accepted, assesses, ruled, shows, witnessed


@pytest.fixture
def address(noor):
    return f"/portfolios/{noor.id}/quality"


def test_p6_each_work_process_shows_each_of_the_five(visit, desk, keep, noor, processes, qualification, address):
    ruled(desk, qualification, pieces=1, contexts=2, months_valid=12, witness=True)
    accepted(desk, keep, noor, processes[0])
    page = visit(noor).get(address).text
    for aspect in ("Variety", "Relevance", "Authenticity", "Currency", "Quantity"):
        assert page.count(f'data-label="{aspect}"') == 4
    assert page.count("</svg>Met</b>") == 3  # one piece, and it is recent; and in the legend
    assert "<span>1 recent</span>" in page
    assert "0 of 3 indicators" in page
    assert f'href="/portfolios/{noor.id}/work-processes/{processes[0].id}"' in page


def test_p6_the_views_of_others_stand_beside_it(visit, make, desk, noor, guide, processes, qualification, address):
    examiner = make.person(Role.EXAMINER)
    assesses(desk, examiner, noor)
    where = f"/portfolios/{noor.id}/work-processes/{processes[0].id}/judgement"
    visit(guide).post(where, {"form_key": uuid_of(1), "variety": "sufficient"})
    visit(examiner).post(where, {"form_key": uuid_of(2), "variety": "insufficient", "remark": "One kind."})
    own = {"form_key": uuid_of(3), f"level-{processes[0].id}": "alone"}
    visit(noor).post(f"/portfolio/self-assessment/{qualification.id}", own)
    page = visit(noor).get(address).text
    assert "Supervisor: Sufficient" in page
    assert "Assessor: Insufficient" in page
    assert "On my own" in page


def test_p6_without_a_qualification_there_is_nothing_to_see(visit, make):
    person = make.person(Role.CANDIDATE)
    assert "No qualification yet" in visit(person).get(f"/portfolios/{person.id}/quality").text


def test_p6_who_guides_looks_at_it_on_record(visit, noor, guide, address, audit):
    assert visit(guide).get(address).status_code == 200
    assert audit() == [("portfolio-seen", guide.id, noor.id)]


def test_p6_outsiders_do_not_learn_that_it_is_there(visit, make, address):
    assert {visit(person).get(address).status_code for person in outsiders(make)} == {404}


def test_p6_nobody_has_this_number(visit, make):
    assert visit(make.person(Role.COORDINATOR)).get("/portfolios/987654/quality").status_code == 404


def test_p6_it_is_not_posted_to(visit, noor, address):
    assert visit(noor).post(address).status_code == 405


def test_p6_the_largest_one_asks_few_questions(visit, make, desk, keep, statements):
    person, large = make.person(Role.CANDIDATE), make.qualification(core_tasks=8, work_processes=6, indicators=6)
    make.link(person, large)
    ruled(desk, large, months_valid=12, contexts=2)
    for task in large.core_tasks:
        entry = accepted(desk, keep, person, task.work_processes[0], task.name)
        shows(desk, entry, *task.work_processes[0].indicators[:3])
    keep.file(person, entry, photo())
    witnessed(desk, entry)
    browser = visit(person)
    with statements() as seen:
        page = browser.get(f"/portfolios/{person.id}/quality").text
    assert page.count('<div class="quality-cell') == 8 * 6 * 5
    assert len(seen) <= 10


def test_p6_little_and_much_ask_the_same_number_of_questions(visit, make, noor, address, statements):
    browser = visit(noor)
    browser.get(address)
    with statements() as little:
        browser.get(address)
    make.link(noor, make.qualification(core_tasks=5, work_processes=4))
    with statements() as much:
        browser.get(address)
    assert len(little) == len(much)
