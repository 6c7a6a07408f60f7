"""P1: entries as a list and along the years, narrowed, searched and sorted; for others to read."""

from datetime import date

import pytest

from portfolio.models import Entry, EntryQualification, Evidence
from portfolio.rules import EntryKind, EvidenceState
from tests.portfolio.conftest import outsiders, photo

LIST = "/portfolio/entries"
WORK = EntryKind.WORK_EXPERIENCE


def names(page, *titles):
    """These titles in the order in which they stand on the page."""
    return sorted((title for title in titles if title in page), key=page.index)


@pytest.fixture
def three(keep, noor, clock):
    """A job that goes on, a table of last year and something without a date, added in this order."""
    keep.entry(noor, "Bike shop", WORK, organisation="De Ketting", started_on=date(2024, 3, 1))
    clock.move(minutes=1)
    keep.entry(noor, "Oak table", started_on=date(2025, 5, 1), description="From one plank")
    clock.move(minutes=1)
    keep.entry(noor, "Captain", EntryKind.OTHER)
    return "Bike shop", "Oak table", "Captain"


@pytest.fixture
def state_of(desk):
    """Put all evidence in a state."""

    def put(state):
        with desk.writing() as work:
            for row in work.db.query(Evidence):
                row.state = state

    return put


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", ["Captain", "Oak table", "Bike shop"]),
        ("added", ["Bike shop", "Oak table", "Captain"]),
        ("name", ["Bike shop", "Captain", "Oak table"]),
        ("-name", ["Oak table", "Captain", "Bike shop"]),
        ("date", ["Bike shop", "Oak table", "Captain"]),
        ("-date", ["Oak table", "Bike shop", "Captain"]),
        ("changed", ["Bike shop", "Oak table", "Captain"]),
        ("nonsense", ["Captain", "Oak table", "Bike shop"]),
    ],
)
def test_p1_the_list_is_sorted_as_one_likes(visit, noor, three, sort, order):
    assert names(visit(noor).get(f"{LIST}?sort={sort}").text, *three) == order


def test_p1_along_the_years_what_goes_on_comes_first_and_what_has_no_date_last(visit, noor, three):
    page = visit(noor).get(f"{LIST}?view=timeline").text
    assert names(page, "Going on now", "2025</h2>", "Without a date") == ["Going on now", "2025</h2>", "Without a date"]
    assert names(page, *three) == ["Bike shop", "Oak table", "Captain"]


def test_p1_the_newest_of_a_year_comes_first(visit, keep, noor):
    for month in (2, 9, 4):
        keep.entry(noor, f"Piece {month}", started_on=date(2025, month, 1))
    page = visit(noor).get(f"{LIST}?view=timeline").text
    assert names(page, "Piece 2", "Piece 9", "Piece 4") == ["Piece 9", "Piece 4", "Piece 2"]
    assert page.count("2025</h2>") == 1


@pytest.mark.parametrize("words", ["oak", "PLANK", "oak plank", "tekening", "by+hand", "made"])
def test_p1_words_are_found_in_all_that_an_entry_tells(visit, keep, noor, processes, three, words):
    told = {"role": "made to measure", "outcome": "Oak", "description": "One plank, by hand"}
    found = keep.entry(noor, "Chest", EntryKind.PROJECT, **told)
    keep.file(noor, found, photo(), "tekening.jpg")
    keep.evidence(noor, found, processes[0], reasoning="Everything by hand")
    page = visit(noor).get(f"{LIST}?q={words}").text
    assert "Chest" in page
    assert "Captain" not in page


def test_p1_each_word_may_stand_somewhere_else(visit, keep, noor, processes):
    found = keep.entry(noor, "Chest")
    keep.file(noor, found, photo(), "tekening.jpg")
    keep.evidence(noor, found, processes[0], reasoning="Everything by hand")
    browser = visit(noor)
    assert "1 entry" in browser.get(f"{LIST}?q=chest+tekening+hand").text
    assert "0 entries" in browser.get(f"{LIST}?q=chest+tekening+foot").text


def test_p1_what_was_put_aside_is_not_found_by(visit, keep, noor, processes, desk):
    found = keep.entry(noor, "Chest")
    keep.evidence(noor, found, processes[0], reasoning="Everything by hand")
    with desk.writing() as work:
        work.db.query(Evidence).one().archived_at = work.now
    assert "0 entries" in visit(noor).get(f"{LIST}?q=hand").text


@pytest.mark.parametrize("words", ["%25", "_", "%5C", "%27%22", "مقعد", "🪑"])
def test_p1_odd_words_find_nothing_and_break_nothing(visit, noor, three, words):
    assert "0 entries" in visit(noor).get(f"{LIST}?q={words}").text


@pytest.mark.parametrize("state", EvidenceState)
def test_p1_the_list_is_narrowed_by_state(visit, keep, noor, processes, state_of, three, state):
    keep.evidence(noor, keep.entry(noor, "Chest"), processes[0])
    state_of(state)
    browser = visit(noor)
    assert names(browser.get(f"{LIST}?state={state}").text, "Chest", *three) == ["Chest"]
    assert "Chest" not in browser.get(f"{LIST}?state=unlinked").text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (EvidenceState.OPEN, "2 not handed in"),
        (EvidenceState.WAITING, "2 wait for review"),
        (EvidenceState.RETURNED, "2 returned"),
        (EvidenceState.ACCEPTED, "2 accepted"),
    ],
)
def test_p1_a_row_tells_how_far_its_evidence_is(visit, keep, noor, processes, state_of, state, words):
    keep.evidence(noor, keep.entry(noor), *processes[:2])
    state_of(state)
    assert words in visit(noor).get(LIST).text


def test_p1_the_list_is_narrowed_by_qualification(visit, make, keep, noor, qualification, processes, three):
    other = make.qualification()
    make.link(noor, other)
    keep.entry(noor, "Marked", qualifications=[qualification])
    keep.evidence(noor, keep.entry(noor, "Shown"), processes[0])
    browser = visit(noor)
    page = browser.get(f"{LIST}?qualification={qualification.id}").text
    assert names(page, "Shown", "Marked", *three) == ["Shown", "Marked"]
    assert "Marked" not in browser.get(f"{LIST}?qualification={other.id}").text


@pytest.mark.parametrize("query", ["state=x", "qualification=x", "qualification=9999999999", "view=x", "page=-3"])
def test_p1_what_makes_no_sense_in_the_address_is_passed_over(visit, noor, three, query):
    assert visit(noor).get(f"{LIST}?{query}").status_code == 200


def test_p1_narrowed_to_nothing_says_so(visit, noor, three):
    assert "Nothing matches" in visit(noor).get(f"{LIST}?kind=training").text


@pytest.mark.parametrize("view", ["", "?view=timeline", "?q=piece&state=unlinked&kind=product&sort=-date"])
def test_p1_five_thousand_entries_ask_as_many_questions_as_one(visit, desk, keep, noor, statements, view):
    browser = visit(noor)
    keep.entry(noor)
    with statements() as one:
        browser.get(f"{LIST}{view}")
    fill(desk, noor, 5000)
    with statements() as many:
        assert browser.get(f"{LIST}{view}").status_code == 200
    assert len(one) == len(many) <= 6


def fill(desk, person, number):
    with desk.writing() as work:
        rows = [
            {
                "owner_id": person.id,
                "kind": EntryKind.PRODUCT,
                "title": f"Piece {each}",
                "started_on": date(2000 + each % 25, 1, 1),
                "created_at": work.now,
                "updated_at": work.now,
            }
            for each in range(number)
        ]
        work.db.bulk_insert_mappings(Entry, rows)


# For others


def test_p1_others_read_the_same_list_and_nothing_else(visit, noor, guide, three):
    page = visit(guide).get(f"/portfolios/{noor.id}/entries?view=timeline&q=oak").text
    assert "Oak table" in page
    assert ("/portfolio/entries/new" in page, "unfinished" in page.replace("unfinished.css", "")) == (False, False)


def test_p1_drafts_and_removed_entries_are_not_for_others(visit, noor, guide, keep):
    draft = {"draft_kind": "product", "title": "Half a gate"}
    visit(noor).post("/portfolio/drafts/7d1f4f3a-6f3b-4a55-9a43-0f6f4d2f8a51", draft)
    gone = keep.entry(noor, "Old chair")
    visit(noor).post(f"{LIST}/{gone.id}/remove")
    page = visit(guide).get(f"/portfolios/{noor.id}/entries?removed=1").text
    assert ("Half a gate" in page, "Old chair" in page) == (False, False)


def test_p1_who_has_no_business_there_does_not_learn_that_it_exists(visit, make, noor, three):
    for person in outsiders(make):
        assert visit(person).get(f"/portfolios/{noor.id}/entries").status_code == 404


def test_p1_relevance_is_counted_for_its_own_entries_alone(visit, keep, noor, other, qualification, count):
    keep.entry(other, "Of Sem", qualifications=[qualification])
    assert count(EntryQualification) == 1
    assert "Of Sem" not in visit(noor).get(f"{LIST}?qualification={qualification.id}").text
