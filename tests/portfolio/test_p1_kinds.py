"""P1: entries of several kinds, each with the fields that suit it, and the qualifications it is relevant for."""

from datetime import date

import pytest

from people.rules import Role
from portfolio.models import Entry, EntryQualification
from portfolio.rules import FIELDS, EntryFacts, EntryKind, goes_on, suiting
from tests.portfolio.conftest import uuid_of

WORK = "/portfolio/entries/new?kind=work_experience"


def job(**fields):
    told = {"title": "Assistant", "organisation": "De Ketting", "started_on": "2026-03-01", "form_key": uuid_of(7)}
    return told | fields


def only(desk):
    with desk.reading() as work:
        found = work.db.query(Entry).one()
        work.db.expunge_all()
        return found


@pytest.mark.parametrize("kind", EntryKind)
def test_p1_each_kind_begins_with_a_name_and_says_for_instance_what(kind):
    name = FIELDS[kind][0]
    assert (name.name, name.required, name.hint is not None) == ("title", True, True)


@pytest.mark.parametrize("kind", EntryKind)
def test_p1_what_a_kind_does_not_ask_is_left_out(kind):
    full = EntryFacts("A", "B", "C", date(2026, 1, 1), date(2026, 2, 1), 4, "D", "E", "F")
    asked = {field.name for field in FIELDS[kind]}
    kept = {name for name, value in vars(suiting(kind, full)).items() if value}
    assert kept == asked


def test_p1_whoever_reads_an_entry_is_not_spoken_to_as_its_owner(visit, noor, guide, keep):
    entry = keep.entry(noor, kind=EntryKind.WORK_EXPERIENCE, role="Apprentice")
    page = visit(guide).get(f"/portfolio/entries/{entry.id}").text
    assert "Apprentice" in page
    assert "Your position" not in page
    assert "Your position" in visit(noor).get(WORK).text


@pytest.mark.parametrize("name", ["title", "organisation", "started_on"])
def test_p1_what_a_kind_needs_is_asked_for(visit, noor, count, name):
    answer = visit(noor).post(WORK, job(**{name: ""}))
    assert (answer.status_code, count(Entry)) == (422, 0)


def test_p1_what_was_filled_in_stands_in_the_form_that_comes_back(visit, noor):
    page = visit(noor).post(WORK, job(title="", role="Apprentice 🚲", hours="many")).text
    assert "Apprentice 🚲" in page
    assert 'value="many"' in page


@pytest.mark.parametrize("hours", ["6.5", "6,5", "six"])
def test_p1_hours_that_are_not_whole_are_refused_with_what_to_fill_in(visit, noor, hours):
    answer = visit(noor).post(WORK, job(hours=hours))
    assert (answer.status_code, "Fill in whole hours" in answer.text) == (422, True)


@pytest.mark.parametrize(("hours", "status"), [("168", 303), ("169", 422), ("-1", 422), ("", 303), ("0", 303)])
def test_p1_a_week_has_so_many_hours(visit, noor, hours, status):
    assert visit(noor).post(WORK, job(hours=hours)).status_code == status


def test_p1_a_job_without_an_end_goes_on(visit, noor, desk):
    browser = visit(noor)
    page = browser.get(browser.post(WORK, job()).location).text
    assert "Still going on" in page
    assert goes_on(EntryKind.WORK_EXPERIENCE, only(desk).started_on, None)


@pytest.mark.parametrize("kind", [EntryKind.PRODUCT, EntryKind.OTHER, EntryKind.TRAINING])
def test_p1_what_was_made_on_a_day_does_not_go_on(kind):
    assert not goes_on(kind, date(2026, 1, 1), None)


def test_p1_a_date_that_is_none_is_shown_as_it_was_typed(visit, noor):
    page = visit(noor).post(WORK, job(started_on="1 maart")).text
    assert 'value="1 maart"' in page
    assert "Fill in a date that exists." in page


def test_p1_a_name_of_right_to_left_words_stands_apart(visit, noor):
    browser = visit(noor)
    browser.post(WORK, job(title="مقعد خشبي", organisation="ورشة 🪑"))
    page = browser.get("/portfolio/entries").text
    assert "<bdi>مقعد خشبي</bdi>" in page
    assert "<bdi>ورشة 🪑</bdi>" in page


def test_p1_qualifications_are_chosen_while_entering(visit, noor, qualification, count):
    browser = visit(noor)
    assert "Relevant for" in browser.get(WORK).text
    browser.post(WORK, job(qualifications=str(qualification.id)))
    assert count(EntryQualification, qualification_id=qualification.id) == 1


def test_p1_the_only_qualification_is_chosen_already(visit, noor):
    assert "checked" in visit(noor).get(WORK).text


def test_p1_many_qualifications_are_folded_away_with_their_number(visit, make, noor):
    for _ in range(9):
        make.link(noor, make.qualification())
    assert "10 qualifications to choose from" in visit(noor).get(WORK).text


def test_p1_who_follows_none_is_told_that_it_can_wait(visit, make):
    page = visit(make.person(Role.CANDIDATE)).get(WORK).text
    assert "You do not follow a qualification yet" in page


def test_p1_the_qualification_of_the_work_process_it_is_made_for_is_chosen(visit, make, noor, processes):
    make.link(noor, make.qualification())
    page = visit(noor).get(f"{WORK}&work_process={processes[0].id}").text
    assert page.count("checked") == 1


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.COORDINATOR, Role.EXAMINER])
def test_p1_only_a_candidate_makes_entries(visit, make, role, count):
    browser = visit(make.person(role))
    assert (browser.get(WORK).status_code, browser.post(WORK, job()).status_code, count(Entry)) == (403, 403, 0)


def test_p1_a_double_click_makes_one(visit, noor, count):
    browser = visit(noor)
    places = {browser.post(WORK, job()).location for _ in range(2)}
    assert (len(places), count(Entry)) == (1, 1)
