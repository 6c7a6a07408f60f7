"""P1: what is typed is kept as a draft, on the server, until it is saved or thrown away."""

from datetime import timedelta
from functools import partial

import pytest

from people.rules import Role
from portfolio.models import Entry, EntryDraft
from portfolio.rules import MOST_DRAFTS, EntryKind, change_key, drafted, filled_in, is_fresh_key
from tests.portfolio.conftest import uuid_of
from tests.portfolio.test_entries import at_once

KEY = "7d1f4f3a-6f3b-4a55-9a43-0f6f4d2f8a51"
DRAFT = f"/portfolio/drafts/{KEY}"


def typing(browser, at=DRAFT, **fields):
    return browser.post(at, {"draft_kind": "product", "draft_version": "0", "by": "tab one", "title": "Gate", **fields})


def only(desk):
    with desk.reading() as work:
        found = work.db.query(EntryDraft).one()
        work.db.expunge_all()
        return found


# Keeping


def test_p1_what_is_typed_is_kept(visit, noor, desk, clock):
    answer = typing(visit(noor), hours="a few", description="Two posts")
    assert (answer.status_code, answer.json["version"]) == (200, 1)
    assert answer.json["said"].startswith("Draft saved ")
    assert only(desk).told["hours"] == ["a few"]


def test_p1_it_is_on_record_that_a_draft_was_begun_and_not_each_key(visit, noor, audit):
    browser = visit(noor)
    typing(browser)
    typing(browser, title="Gate of steel", draft_version="1")
    assert audit() == [("draft-begun", noor.id, noor.id)]


def test_p1_the_record_holds_nothing_of_what_was_typed(visit, noor, desk):
    from foundation.audit import AuditLine

    typing(visit(noor), title="Secret gate")
    with desk.reading() as work:
        assert "Secret" not in str([vars(line) for line in work.db.query(AuditLine)])


def test_p1_keeping_it_asks_few_questions(visit, noor, statements):
    browser = visit(noor)
    typing(browser)
    with statements() as seen:
        typing(browser, title="Gate of steel", draft_version="1")
    assert len(seen) <= 6


def test_p1_a_draft_is_nobody_elses(visit, noor, other, guide, make):
    typing(visit(noor))
    for person in (other, guide, make.person(Role.COORDINATOR)):
        assert typing(visit(person)).status_code in (403, 404)
    assert visit(other).get(f"/portfolio/entries/new?draft={KEY}").location == "/portfolio/entries"


@pytest.mark.parametrize("deed", ["throw-away", "take-back"])
def test_p1_nobody_else_throws_it_away_or_takes_it_back(visit, noor, other, deed):
    typing(visit(noor))
    assert visit(other).post(f"{DRAFT}/{deed}").status_code == 404


@pytest.mark.parametrize("deed", ["throw-away", "take-back"])
def test_p1_a_draft_that_is_not_there_is_not_found(visit, noor, deed):
    assert visit(noor).post(f"{DRAFT}/{deed}").status_code == 404


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.EXAMINER, Role.ADMINISTRATOR])
def test_p1_only_a_candidate_keeps_drafts(visit, make, role, count):
    assert typing(visit(make.person(role))).status_code in (403, 404)
    assert count(EntryDraft) == 0


def test_p1_drafts_are_kept_by_posting_alone(visit, noor):
    assert visit(noor).get(DRAFT).status_code == 405


@pytest.mark.parametrize("kind", ["", "nonsense"])
def test_p1_a_kind_that_there_is_not_is_refused(visit, noor, count, kind):
    assert typing(visit(noor), draft_kind=kind).status_code == 422
    assert count(EntryDraft) == 0


@pytest.mark.parametrize("key", ["nonsense", "12", "7d1f4f3a"])
def test_p1_a_key_that_is_none_is_not_found(visit, noor, key):
    assert typing(visit(noor), at=f"/portfolio/drafts/{key}").status_code == 404


def test_p1_a_key_that_can_be_reckoned_is_not_taken_for_a_new_form(visit, noor, other, entry, count):
    squatted = typing(visit(other), at=f"/portfolio/drafts/{change_key(entry.id)}")
    assert (squatted.status_code, count(EntryDraft)) == (422, 0)


def test_p1_a_draft_may_be_so_long_and_no_longer(visit, noor, count):
    answer = typing(visit(noor), description="x" * 100_001)
    assert (answer.status_code, count(EntryDraft)) == (422, 0)


def test_p1_so_many_drafts_and_no_more(visit, noor, desk):
    with desk.writing() as work:
        for number in range(MOST_DRAFTS):
            work.db.add(draft_of(noor, work.now, number))
    answer = typing(visit(noor))
    assert (answer.status_code, str(MOST_DRAFTS) in answer.text) == (409, True)


def draft_of(person, now, number, **facts):
    values = {"created_at": now, "updated_at": now, "told": {"title": [f"Piece {number}"]}, **facts}
    return EntryDraft(owner_id=person.id, form_key=uuid_of(number + 100), kind=EntryKind.PRODUCT, **values)


@pytest.mark.parametrize(("facts", "left"), [({}, 2), ({"thrown_at": 31}, 1), ({"updated_at": 366}, 1)])
def test_p1_what_nobody_came_back_for_goes(visit, noor, desk, count, facts, left):
    with desk.writing() as work:
        old = {name: work.now - timedelta(days=days) for name, days in facts.items()}
        work.db.add(draft_of(noor, work.now, 1, **old))
    typing(visit(noor))
    assert count(EntryDraft) == left


@pytest.mark.parametrize("title", ["مقعد خشبي", "🪑🧑‍🔧", "a\x00b", "<script>", "{{ 7*7 }}"])
def test_p1_any_words_are_kept_and_listed(visit, noor, title):
    browser = visit(noor)
    typing(browser, title=title)
    shown = title.replace("\x00", "").replace("<", "&lt;").replace(">", "&gt;")
    assert shown in browser.get("/portfolio/entries").text


# Two tabs, two devices


def test_p1_typed_in_another_window_is_told_and_what_stands_there_stays(visit, noor, desk):
    browser = visit(noor)
    typing(browser)
    second = typing(browser, by="tab two", title="Fence")
    assert (second.status_code, second.json["version"]) == (409, 1)
    assert only(desk).told["title"] == ["Gate"]


def test_p1_whoever_insists_replaces_it(visit, noor, desk):
    browser = visit(noor)
    typing(browser)
    assert typing(browser, by="tab two", title="Fence", draft_version="1").json["version"] == 2
    assert only(desk).told["title"] == ["Fence"]


def test_p1_an_answer_that_was_lost_is_no_other_window(visit, noor, desk):
    browser = visit(noor)
    typing(browser)
    assert typing(browser, title="Gate of steel").status_code == 200


def test_p1_the_same_words_in_two_windows_are_no_conflict(visit, noor):
    browser = visit(noor)
    typing(browser)
    assert typing(browser, by="tab two").status_code == 200


def test_p1_four_devices_at_once_make_one_draft(visit, noor, count):
    answers = at_once([partial(typing, visit(noor), by=f"tab {number}", title=f"Gate {number}") for number in range(4)])
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert count(EntryDraft) == 1


# Going on


def test_p1_what_is_not_finished_stands_on_top_of_the_entries(visit, noor, clock):
    browser = visit(noor)
    typing(browser, title="Welding a gate")
    clock.move(minutes=10)
    for page in (browser.get("/portfolio/entries").text, browser.get("/portfolio/entries/new").text):
        assert "Welding a gate" in page
        assert "10 minutes ago" in page


def test_p1_a_draft_without_a_name_is_listed_all_the_same(visit, noor):
    browser = visit(noor)
    typing(browser, title="", description="Two posts")
    assert "No name yet" in browser.get("/portfolio/entries").text


def test_p1_going_on_restores_everything_that_was_typed(visit, noor, qualification, processes):
    browser = visit(noor)
    gap = {"work_process": str(processes[0].id), "qualifications": str(qualification.id), "reasoning": "Because"}
    typing(browser, hours="a few", started_on="2026-13", description="Two <posts>", **gap)
    page = browser.get(f"/portfolio/entries/new?draft={KEY}").text
    for shown in (
        'value="a few"',
        'value="2026-13"',
        "Two &lt;posts&gt;",
        "Because",
        "checked",
        processes[0].name,
        KEY,
    ):
        assert shown in page


def test_p1_a_work_process_of_others_is_not_kept_with_it(visit, make, noor, desk):
    foreign = make.qualification(core_tasks=1, work_processes=1).core_tasks[0].work_processes[0]
    typing(visit(noor), work_process=str(foreign.id))
    assert only(desk).work_process_id is None


def test_p1_saving_the_entry_ends_the_draft(visit, noor, count):
    browser = visit(noor)
    typing(browser)
    answer = browser.post("/portfolio/entries/new?kind=product", {"title": "Gate", "form_key": KEY})
    assert (answer.status_code, count(EntryDraft), count(Entry)) == (303, 0, 1)


def test_p1_a_form_that_comes_back_keeps_its_draft_and_its_place(visit, noor, count):
    browser = visit(noor)
    typing(browser)
    form = {"title": "", "form_key": KEY, "draft_version": "1", "by": "tab one"}
    page = browser.post("/portfolio/entries/new?kind=product", form).text
    assert count(EntryDraft) == 1
    assert 'name="draft_version" value="1"' in page


def test_p1_what_arrives_after_saving_does_not_come_back_as_a_draft(visit, noor, count):
    browser = visit(noor)
    browser.post("/portfolio/entries/new?kind=product", {"title": "Gate", "form_key": KEY})
    late = typing(browser)
    assert (late.status_code, late.json["version"], count(EntryDraft)) == (200, 0, 0)


def test_p1_the_form_of_somebody_elses_entry_is_not_found(visit, noor, other):
    visit(noor).post("/portfolio/entries/new?kind=product", {"title": "Gate", "form_key": KEY})
    assert typing(visit(other)).status_code == 404


def test_p1_a_draft_that_is_gone_leads_to_the_list(visit, noor):
    for key in (KEY, "nonsense"):
        assert visit(noor).get(f"/portfolio/entries/new?draft={key}").location == "/portfolio/entries"


def test_p1_throwing_away_can_be_undone(visit, noor, audit):
    browser = visit(noor)
    typing(browser)
    page = browser.get(browser.post(f"{DRAFT}/throw-away").location).text
    assert "take-back" in page
    assert f"new?draft={KEY}" not in page
    assert browser.post(f"{DRAFT}/take-back").location.endswith(f"draft={KEY}")
    assert [line[0] for line in audit()] == ["draft-begun", "draft-thrown-away", "draft-taken-back"]


@pytest.mark.parametrize(("deed", "event"), [("throw-away", "draft-thrown-away"), ("take-back", "draft-taken-back")])
def test_p1_twice_is_once(visit, noor, audit, deed, event):
    browser = visit(noor)
    typing(browser)
    browser.post(f"{DRAFT}/throw-away")
    for _ in range(2):
        browser.post(f"{DRAFT}/{deed}")
    assert [line[0] for line in audit()].count(event) == 1


def test_p1_listing_drafts_asks_one_question_however_many(visit, noor, desk, statements):
    browser = visit(noor)
    typing(browser)
    with statements() as one:
        browser.get("/portfolio/entries/new")
    with desk.writing() as work:
        work.db.add_all(draft_of(noor, work.now, number) for number in range(20))
    with statements() as many:
        browser.get("/portfolio/entries/new")
    assert len(one) == len(many) <= 4


# Changing an entry


def change(browser, entry, **fields):
    return typing(browser, at=f"/portfolio/entries/{entry.id}/draft", version="1", **fields)


def test_p1_a_change_is_kept_as_a_draft_and_the_entry_stays(visit, noor, entry, desk):
    browser = visit(noor)
    change(browser, entry, title="Ash side table")
    page = browser.get(f"/portfolio/entries/{entry.id}/edit").text
    assert "Ash side table" in page
    assert "did not save it yet" in page
    assert "Oak side table" in browser.get(f"/portfolio/entries/{entry.id}").text


def test_p1_a_change_that_says_what_stands_there_is_no_draft(visit, noor, entry, count):
    browser = visit(noor)
    change(browser, entry, title="Ash side table")
    assert change(browser, entry, title=" Oak side table ").json["version"] == 0
    assert count(EntryDraft) == 0


def test_p1_saving_the_change_ends_its_draft(visit, noor, entry, count):
    browser = visit(noor)
    change(browser, entry, title="Ash side table")
    browser.post(f"/portfolio/entries/{entry.id}/edit", {"title": "Ash side table", "version": "1"})
    assert count(EntryDraft) == 0


def test_p1_it_is_said_that_the_entry_changed_since(visit, noor, entry):
    browser = visit(noor)
    browser.post(f"/portfolio/entries/{entry.id}/edit", {"title": "Beech side table", "version": "1"})
    change(browser, entry, title="Ash side table")
    page = browser.get(f"/portfolio/entries/{entry.id}/edit").text
    assert "What stands there now" in page
    assert "Beech side table" in page
    assert "Ash side table" in page


def test_p1_nobody_else_drafts_a_change(visit, noor, other, guide, make, entry):
    people = [other, guide, make.person(Role.COORDINATOR)]
    assert [change(visit(person), entry).status_code for person in people] == [404, 403, 403]


def test_p1_throwing_a_change_away_leads_back_to_the_entry_as_it_stands(visit, noor, entry):
    browser = visit(noor)
    change(browser, entry, title="Ash side table")
    browser.post(f"/portfolio/drafts/{change_key(entry.id)}/throw-away")
    assert "Ash side table" not in browser.get(f"/portfolio/entries/{entry.id}/edit").text


def test_p1_drafts_of_a_removed_entry_wait_until_it_is_back(visit, noor, entry):
    browser = visit(noor)
    change(browser, entry, title="Ash side table")
    browser.post(f"/portfolio/entries/{entry.id}/remove")
    assert "Ash side table" not in browser.get("/portfolio/entries").text
    browser.post(f"/portfolio/entries/{entry.id}/restore")
    assert "Ash side table" in browser.get("/portfolio/entries").text


# The rules


def test_p1_a_draft_holds_the_fields_of_an_entry_and_nothing_else():
    sent = {"title": ["a\r\nb"], "qualifications": ["1", "2"], "csrf_token": ["x"], "owner_id": ["1"], "by": ["tab"]}
    assert drafted(sent) == {"title": ["a\nb"], "qualifications": ["1", "2"], "by": ["tab"]}


def test_p1_what_the_page_says_of_itself_was_not_typed():
    assert filled_in({"title": [" a "], "by": ["tab"], "version": ["1"], "role": [""]}) == {"title": ["a"]}


def test_p1_the_key_of_a_change_is_the_same_on_every_device():
    assert change_key(5) == change_key(5) != change_key(6)
    assert (is_fresh_key(change_key(5)), is_fresh_key(KEY)) == (False, True)
