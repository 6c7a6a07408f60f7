"""Entries: /portfolio/entries and what stands below it."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import partial

import pytest

from people.rules import Role
from portfolio.models import Entry, EntryQualification
from portfolio.rules import FIELDS, EntryKind
from tests.portfolio.conftest import uuid_of

NEW = "/portfolio/entries/new?kind=product"


def filled(**fields):
    return {"title": "Oak side table", "form_key": uuid_of(7), **fields}


def only(desk, model=Entry):
    with desk.reading() as work:
        found = work.db.query(model).one()
        work.db.expunge_all()
        return found


# The list


def test_the_list_shows_the_newest_first(visit, keep, noor, clock):
    for title in ("First", "Second"):
        keep.entry(noor, title)
        clock.move(minutes=5)
    page = visit(noor).get("/portfolio/entries").text
    assert page.index("Second") < page.index("First")


def test_the_list_finds_words_and_kinds(visit, keep, noor):
    keep.entry(noor, "Oak side table")
    keep.entry(noor, "Bike shop", EntryKind.WORK_EXPERIENCE)
    browser = visit(noor)
    assert "Bike shop" not in browser.get("/portfolio/entries?q=side+oak").text
    assert "Oak side table" not in browser.get("/portfolio/entries?kind=work_experience").text


def test_a_per_cent_sign_is_searched_as_itself(visit, keep, noor):
    keep.entry(noor, "Oak side table")
    assert "Oak side table" not in visit(noor).get("/portfolio/entries?q=%25").text


def test_an_unknown_kind_or_page_shows_the_list_all_the_same(visit, keep, noor):
    keep.entry(noor)
    assert "Oak side table" in visit(noor).get("/portfolio/entries?kind=nonsense&page=99999").text


def test_five_thousand_entries_are_paged(visit, desk, noor):
    with desk.writing() as work:
        work.db.bulk_insert_mappings(
            Entry,
            [
                {
                    "owner_id": noor.id,
                    "kind": EntryKind.PRODUCT,
                    "title": f"Piece {number}",
                    "created_at": work.now + timedelta(seconds=number),
                    "updated_at": work.now,
                }
                for number in range(5000)
            ],
        )
    browser = visit(noor)
    first, last = browser.get("/portfolio/entries").text, browser.get("/portfolio/entries?page=200").text
    assert ("Piece 4999<" in first, "Piece 4974<" in first, "Piece 0<" in last) == (True, False, True)


def test_the_list_asks_the_same_number_of_questions_however_long(visit, keep, noor, statements):
    def questions():
        with statements() as seen:
            visit_noor.get("/portfolio/entries")
        return len(seen)

    visit_noor = visit(noor)
    keep.entry(noor)
    one = questions()
    for number in range(12):
        keep.entry(noor, f"Piece {number}")
    assert questions() == one <= 6


def test_an_empty_list_says_what_to_do(visit, noor):
    page = visit(noor).get("/portfolio/entries").text
    assert "Your portfolio is still empty" in page
    assert "Add an entry" in page


def test_a_list_holds_nothing_of_others(visit, keep, noor, other):
    keep.entry(other, "Private thing")
    assert "Private thing" not in visit(noor).get("/portfolio/entries").text


@pytest.mark.parametrize("path", ["/portfolio", "/portfolio/entries", "/portfolio/entries/new"])
def test_only_a_candidate_keeps_a_portfolio(visit, make, path):
    assert visit(make.person(Role.EXAMINER)).get(path).status_code == 403


@pytest.mark.parametrize("path", ["/portfolio", "/portfolio/entries", "/portfolio/entries/1", "/my-candidates"])
def test_a_stranger_signs_in_first(visit, path):
    answer = visit(None).get(path)
    assert (answer.status_code, answer.location.split("?")[0]) == (303, "/sign-in")


def test_a_list_is_not_posted_to(visit, noor):
    assert visit(noor).post("/portfolio/entries").status_code == 405


# Making one


def test_the_kinds_are_offered_first(visit, noor):
    page = visit(noor).get("/portfolio/entries/new").text
    assert all(f"kind={kind}" in page for kind in EntryKind)


@pytest.mark.parametrize("kind", EntryKind)
def test_each_kind_asks_for_what_suits_it(visit, noor, kind):
    page = visit(noor).get(f"/portfolio/entries/new?kind={kind}").text
    assert all(f'name="{field.name}"' in page for field in FIELDS[kind])


def test_a_new_entry_is_kept(visit, noor, desk, audit):
    answer = visit(noor).post(NEW, filled(description="From one plank.", started_on="2026-10-01", hours="12"))
    made = only(desk)
    assert answer.location == f"/portfolio/entries/{made.id}"
    assert (made.owner_id, made.title, made.started_on, made.hours) == (
        noor.id,
        "Oak side table",
        date(2026, 10, 1),
        12,
    )
    assert audit() == [("entry-added", noor.id, noor.id)]


def test_fields_of_another_kind_are_not_taken_along(visit, noor, desk):
    visit(noor).post(NEW, filled(level="8", owner_id="1", archived_at="2020-01-01"))
    made = only(desk)
    assert (made.level, made.owner_id, made.archived_at) == ("", noor.id, None)


def test_a_form_posted_twice_makes_one_entry(visit, noor, count):
    browser = visit(noor)
    answers = [browser.post(NEW, filled()).location for _ in range(2)]
    assert (count(Entry), answers[0]) == (1, answers[1])


def test_somebody_elses_form_key_opens_nothing(visit, noor, other, count):
    visit(noor).post(NEW, filled())
    assert visit(other).post(NEW, filled()).status_code == 422
    assert count(Entry) == 1


def test_a_form_without_its_key_still_makes_an_entry(visit, noor, count):
    visit(noor).post(NEW, {"title": "Stool"})
    assert count(Entry, title="Stool") == 1


def test_an_entry_without_a_name_is_asked_for_one(visit, noor, count):
    answer = visit(noor).post(NEW, filled(title="   ", description="From one plank."))
    assert (answer.status_code, count(Entry)) == (422, 0)
    assert "Give it a name." in answer.text
    assert "From one plank." in answer.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "x" * 201),
        ("description", "x" * 20_001),
        ("started_on", "31-02-2026"),
        ("hours", "-1"),
        ("hours", "many"),
        ("hours", "9" * 30),
        ("qualifications", "0"),
        ("qualifications", "nonsense"),
    ],
)
def test_wrong_input_is_told_at_the_field(visit, noor, count, field, value):
    assert visit(noor).post(NEW, filled(**{field: value})).status_code == 422
    assert count(Entry) == 0


def test_an_end_before_the_beginning_is_told(visit, noor, count):
    answer = visit(noor).post(
        "/portfolio/entries/new?kind=project", filled(started_on="2026-10-02", ended_on="2026-10-01")
    )
    assert "This is before the first day." in answer.text
    assert count(Entry) == 0


def test_only_followed_qualifications_can_be_chosen(visit, make, noor, qualification, count):
    foreign = make.qualification()
    assert visit(noor).post(NEW, filled(qualifications=str(foreign.id))).status_code == 422
    visit(noor).post(NEW, filled(qualifications=str(qualification.id)))
    assert count(EntryQualification, qualification_id=qualification.id) == 1


@pytest.mark.parametrize("title", ["مقعد خشبي", "🪑 met 🧑‍🔧", "Bed & <b>breakfast</b>", "{{ 7*7 }}", "x" * 200])
def test_a_name_in_any_script_is_shown_as_it_was_typed(visit, noor, title):
    browser = visit(noor)
    browser.post(NEW, filled(title=title))
    page = browser.get("/portfolio/entries").text
    assert title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in page


def at_once(deeds):
    """Do these at the same moment, each in a thread of its own."""
    with ThreadPoolExecutor(len(deeds)) as pool:
        return [future.result() for future in [pool.submit(deed) for deed in deeds]]


def test_a_form_posted_four_times_at_once_makes_one_entry(visit, noor, count):
    browsers = [visit(noor) for _ in range(4)]
    answers = at_once([partial(browser.post, NEW, filled()) for browser in browsers])
    assert {answer.status_code for answer in answers} == {303}
    assert (len({answer.location for answer in answers}), count(Entry)) == (1, 1)


def test_of_four_tabs_saved_at_once_one_is_kept_and_the_others_are_told(visit, noor, entry):
    tabs = [partial(edit, visit(noor), entry, title=f"Tab {number}") for number in range(4)]
    assert sorted(answer.status_code for answer in at_once(tabs)) == [303, 409, 409, 409]


def test_a_form_without_its_token_is_refused(app, visit, noor, count):
    assert visit(noor).client.post(NEW, data=filled()).status_code == 400
    assert count(Entry) == 0


# One of them


def test_the_page_tells_what_the_entry_tells(visit, keep, noor):
    made = keep.entry(noor, "Bike shop", EntryKind.WORK_EXPERIENCE, organisation="De Ketting", hours=8)
    page = visit(noor).get(f"/portfolio/entries/{made.id}").text
    assert "De Ketting" in page
    assert "Hours a week" in page


def test_one_does_not_put_ones_own_looks_on_record(visit, noor, entry, audit):
    visit(noor).get(f"/portfolio/entries/{entry.id}")
    assert [line[0] for line in audit()] == ["entry-added"]


def test_a_supervisors_look_is_on_record(visit, noor, guide, entry, audit):
    page = visit(guide).get(f"/portfolio/entries/{entry.id}")
    assert (page.status_code, audit()[-1]) == (200, ("entry-seen", guide.id, noor.id))
    assert "/edit" not in page.text


def test_the_page_asks_few_questions(visit, noor, entry, evidence, statements):
    browser = visit(noor)
    browser.get("/portfolio")  # what is read once for all pages
    with statements() as seen:
        browser.get(f"/portfolio/entries/{entry.id}")
    assert len(seen) <= 14  # one or two for each part of the page, however much there is in it


@pytest.mark.parametrize("number", [0, 10**6, 2**31, 2**63, 10**30])
def test_an_entry_that_does_not_exist_is_not_found(visit, noor, number):
    assert visit(noor).get(f"/portfolio/entries/{number}").status_code == 404


# Changing it


def edit(browser, entry, **fields):
    return browser.post(f"/portfolio/entries/{entry.id}/edit", {"title": entry.title, "version": "1", **fields})


def test_a_change_is_kept(visit, noor, entry, desk, audit):
    assert edit(visit(noor), entry, title="Ash side table").status_code == 303
    assert only(desk).title == "Ash side table"
    assert audit()[-1][0] == "entry-changed"


def test_the_form_opens_with_what_is_there(visit, keep, noor, qualification):
    made = keep.entry(noor, description="From one plank.", qualifications=[qualification])
    page = visit(noor).get(f"/portfolio/entries/{made.id}/edit").text
    assert "From one plank." in page
    assert 'checked id="qualifications-0"' in page or "checked" in page


def test_of_two_tabs_the_second_is_told_and_keeps_its_text(visit, noor, entry, desk):
    browser = visit(noor)
    edit(browser, entry, title="Typed in the first tab")
    second = edit(browser, entry, title="Typed in the second tab")
    assert second.status_code == 409
    assert "Typed in the second tab" in second.text
    assert "Typed in the first tab" in second.text
    assert only(desk).title == "Typed in the first tab"


def test_after_being_told_the_second_tab_can_be_saved(visit, noor, entry, desk):
    browser = visit(noor)
    edit(browser, entry, title="First")
    page = edit(browser, entry, title="Second").text
    assert re.search(r'name="version"[^>]*value="2"', page)
    edit(browser, entry, title="Second", version="2")
    assert only(desk).title == "Second"


def test_nothing_changed_is_nothing_on_record(visit, noor, entry, audit):
    edit(visit(noor), entry)
    assert [line[0] for line in audit()] == ["entry-added"]


def test_what_is_no_longer_followed_stays_relevant(visit, make, noor, keep, qualification, desk, count):
    made = keep.entry(noor, qualifications=[qualification])
    with desk.writing() as work:
        from qualification_files.models import QualificationLink

        work.db.query(QualificationLink).filter_by(person_id=noor.id).one().ended_at = work.now
    edit(visit(noor), made, title="Ash")
    assert count(EntryQualification, entry_id=made.id) == 1


def test_a_qualification_can_be_unticked(visit, noor, keep, qualification, count):
    made = keep.entry(noor, qualifications=[qualification])
    edit(visit(noor), made)
    assert count(EntryQualification, entry_id=made.id) == 0


def test_an_edit_that_makes_no_sense_is_shown_again(visit, noor, entry):
    assert edit(visit(noor), entry, title="").status_code == 422


# Removing and undoing


def test_a_removed_entry_can_be_put_back(visit, noor, entry, audit):
    browser = visit(noor)
    undone = browser.get(browser.post(f"/portfolio/entries/{entry.id}/remove").location).text
    assert f"/portfolio/entries/{entry.id}/restore" in undone
    assert "Oak side table" not in browser.get("/portfolio/entries").text
    browser.post(f"/portfolio/entries/{entry.id}/restore")
    assert "Oak side table" in browser.get("/portfolio/entries").text
    assert [line[0] for line in audit()][1:] == ["entry-removed", "entry-restored"]


def test_removing_twice_is_removing_once(visit, noor, entry, audit):
    browser = visit(noor)
    for _ in range(2):
        assert browser.post(f"/portfolio/entries/{entry.id}/remove").status_code == 303
    assert [line[0] for line in audit()].count("entry-removed") == 1


def test_a_removed_entry_is_gone_for_others_and_closed_for_its_owner(visit, noor, guide, entry):
    visit(noor).post(f"/portfolio/entries/{entry.id}/remove")
    assert visit(guide).get(f"/portfolio/entries/{entry.id}").status_code == 404
    assert visit(noor).get(f"/portfolio/entries/{entry.id}").status_code == 200
    assert edit(visit(noor), entry, version="2").status_code == 403


def test_removed_entries_have_a_list_of_their_own(visit, noor, entry):
    browser = visit(noor)
    browser.post(f"/portfolio/entries/{entry.id}/remove")
    assert "Put back" in browser.get("/portfolio/entries?removed=1").text
