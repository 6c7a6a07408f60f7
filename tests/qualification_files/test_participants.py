"""Portfolios: GET /portfolios, and choosing people there."""

import pytest

from people.rules import Role
from qualification_files.models import LinkRun


def names_in(page):
    return {name for name in ("Amber", "Bilal", "Chris") if f">{name} Jansen" in page}


@pytest.fixture
def three(make):
    """Amber in M3A follows Welder, Bilal in M3B follows nothing, Chris is no candidate."""
    amber = make.person(Role.CANDIDATE, given="Amber", group_name="M3A", number="900001")
    bilal = make.person(Role.CANDIDATE, given="Bilal", group_name="M3B", number="900002")
    make.person(Role.SUPERVISOR, given="Chris")
    welder = make.qualification(name="Welder")
    make.link(amber, welder)
    return amber, bilal, welder


def test_q9_candidates_stand_in_the_list_with_what_they_follow(browser_of_coordinator, three):
    page = browser_of_coordinator.get("/portfolios").text
    assert names_in(page) == {"Amber", "Bilal"}
    assert all(words in page for words in ("Welder", "None yet", "M3A", "900002"))


def test_q9_a_name_leads_to_the_portfolio(browser_of_coordinator, three):
    assert f'href="/portfolios/{three[0].id}"' in browser_of_coordinator.get("/portfolios").text
    assert browser_of_coordinator.get(f"/portfolios/{three[0].id}").status_code == 200


def test_q9_who_is_no_longer_active_is_not_in_the_list(browser_of_coordinator, make):
    make.person(Role.CANDIDATE, given="Amber", active=False)
    assert names_in(browser_of_coordinator.get("/portfolios").text) == set()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=amb", {"Amber"}),
        ("q=900002", {"Bilal"}),
        ("group=M3A", {"Amber"}),
        ("qualification=none", {"Bilal"}),
        ("qualification={welder}", {"Amber"}),
        ("qualification=%27;--", {"Amber", "Bilal"}),
        ("q=%25", set()),
        ("page=999", {"Amber", "Bilal"}),
        ("sort=-password", {"Amber", "Bilal"}),
    ],
)
def test_q9_the_list_can_be_searched_and_narrowed(browser_of_coordinator, three, query, found):
    page = browser_of_coordinator.get("/portfolios?" + query.format(welder=three[2].id)).text
    assert names_in(page) == found


@pytest.mark.parametrize(
    ("sort", "first"), [("name", "Amber"), ("-name", "Bilal"), ("-group", "Bilal"), ("number", "Amber")]
)
def test_q9_the_list_can_be_sorted(browser_of_coordinator, three, sort, first):
    page = browser_of_coordinator.get(f"/portfolios?sort={sort}").text
    assert min(("Amber", "Bilal"), key=lambda name: page.index(f">{name} Jansen")) == first


def test_q9_the_list_takes_as_many_statements_for_one_as_for_many(browser_of_coordinator, make, three, statements):
    with statements() as few:
        browser_of_coordinator.get("/portfolios")
    for _ in range(12):
        make.link(make.person(Role.CANDIDATE), three[2])
    with statements() as many:
        browser_of_coordinator.get("/portfolios")
    assert len(few) == len(many) <= 9


def test_q9_choosing_people_leads_to_choosing_qualifications(browser_of_coordinator, three, desk, audited):
    amber, bilal, _ = three
    answer = browser_of_coordinator.post("/portfolios", {"action": "link", "chosen": [amber.id, bilal.id, amber.id]})
    assert answer.status_code == 303
    assert "Link 2 people" in browser_of_coordinator.get(answer.location).text
    assert audited("qualification_files.link-run-begun")[0].facts["people"] == 2


def test_q9_all_that_match_are_chosen_on_whatever_page(browser_of_coordinator, three):
    data = {"action": "link", "everything": "1", "chosen": [three[0].id]}
    everyone = browser_of_coordinator.post("/portfolios", data)
    narrowed = browser_of_coordinator.post("/portfolios?group=M3B", data)
    assert "Link 2 people" in browser_of_coordinator.get(everyone.location).text
    assert "Link 1 person" in browser_of_coordinator.get(narrowed.location).text


@pytest.mark.parametrize(
    "wrong",
    [{}, {"action": "link"}, {"action": "delete", "chosen": "1"}, {"action": "link", "chosen": ["x", "-1", "9" * 30]}],
)
def test_q9_without_people_or_an_action_nothing_begins(browser_of_coordinator, three, count, wrong):
    answer = browser_of_coordinator.post("/portfolios", wrong)
    assert (answer.status_code, count(LinkRun)) == (422, 0)
    assert "Nothing was done" in answer.text
