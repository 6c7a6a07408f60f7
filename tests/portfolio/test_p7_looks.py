"""Who looked: what the owner of a portfolio reads about others in it, and what nobody reads there."""

from datetime import timedelta

import pytest

from foundation.audit import AuditLine
from people.rules import Role
from portfolio.queries.looks import Look
from tests.portfolio.conftest import outsiders, photo
from tests.portfolio.test_files import wav


def line(work, event, person, actor=None, **facts):
    return AuditLine(
        at=work.now,
        actor_id=actor and actor.id,
        event=event,
        person_id=person.id,
        facts={"person_id": person.id, **facts},
    )


def test_p7_a_look_of_somebody_else_is_read_by_the_owner(visit, noor, guide, entry, keep):
    file = keep.file(noor, entry, photo())
    looker = visit(guide)
    looker.get(f"/portfolios/{noor.id}")
    looker.get(f"/portfolio/entries/{entry.id}")
    looker.get(f"/portfolio/files/{file.id}/picture")
    page = visit(noor).get("/portfolio/looks").text
    assert guide.name in page
    for words in ("Looked at your portfolio", "Looked at an entry", "Opened a file", entry.title, file.name):
        assert words in page


def test_p7_ones_own_looks_are_no_looks(visit, noor, entry):
    visit(noor).get(f"/portfolio/entries/{entry.id}")
    assert "Nobody looked yet" in visit(noor).get("/portfolio/looks").text


def test_p7_every_look_of_a_guest_is_there_with_name_and_organisation(invite, come, keep, visit, noor, entry):
    file, guest = keep.file(noor, entry, photo()), invite()
    browser = come()
    browser.get(f"/guests/visits/{guest.id}/entries/{entry.id}")
    browser.get(f"/guests/visits/{guest.id}/files/{file.id}/picture")
    browser.post(f"/guests/visits/{guest.id}/entries/{entry.id}/comments", {"text": "Fine."})
    page = visit(noor).get("/portfolio/looks").text
    assert "Jan de Boer" in page
    assert "Guest, Bouw BV" in page
    for words in ("Came in with a code", "Looked at an entry", "Opened a file", "Wrote a comment", file.name):
        assert words in page


def test_p7_a_guest_who_looks_at_everything_looked_at_the_portfolio(invite, come, visit, noor, entry):
    invite(whole=True)
    browser = come()
    browser.get(browser.home)
    assert "Looked at your portfolio" in visit(noor).get("/portfolio/looks").text


def test_p7_a_page_with_sound_asks_for_none_of_it_before_it_is_played(invite, come, keep, visit, noor, guide, entry):
    keep.file(noor, entry, wav(), "talk.wav")
    guest = invite()
    for page in (
        visit(guide).get(f"/portfolio/entries/{entry.id}").text,
        come().get(f"/guests/visits/{guest.id}/entries/{entry.id}").text,
    ):
        assert '<audio controls preload="none"' in page
        assert 'preload="metadata"' not in page


def test_p7_the_latest_look_stands_first_whenever_it_was_written_down(desk, visit, noor, guide, keep):
    late, early = keep.entry(noor, "Late look"), keep.entry(noor, "Early look")
    with desk.writing() as work:
        for entry, days in ((late, 1), (early, 3)):
            one = line(work, "portfolio.entry-seen", noor, guide, entry_id=entry.id)
            one.at -= timedelta(days=days)
            work.db.add(one)
            work.db.flush()
    page = visit(noor).get("/portfolio/looks").text
    assert page.index("Late look") < page.index("Early look")


def test_p7_looking_notes_when_a_guest_was_there_last(guest_at, entry, clock, visit, noor):
    browser, guest = guest_at
    clock.move(hours=2)
    browser.get(f"/guests/visits/{guest.id}/entries/{entry.id}")
    assert "Mon 23 Nov 2026, 15:00" in visit(noor).get(f"/portfolio/guests/{guest.id}").text


def test_p7_a_player_that_asks_for_parts_is_one_look(invite, come, keep, visit, noor, entry, audit):
    file, guest = keep.file(noor, entry, b"What I measured.\n" * 50, "notes.txt"), invite()
    browser = come()
    url = f"/guests/visits/{guest.id}/files/{file.id}/original"
    for part in ("0-9", "10-19", "20-29"):
        assert browser.get(url, headers={"Range": f"bytes={part}"}).status_code == 206
    assert [event for event, _actor, _person in audit()].count("guest-took-file") == 1


@pytest.mark.parametrize(
    "event",
    [
        "portfolio.staff-note-added",
        "portfolio.staff-notes-seen",
        "portfolio.staff-note-file-taken",
        "portfolio.preview-made",
    ],
)
def test_p7_of_staff_notes_there_is_never_a_word(desk, visit, noor, guide, event):
    with desk.writing() as work:
        work.db.add(line(work, event, noor, guide, note_id=1))
    for who in ("", "people", "guests"):
        assert "Nobody looked yet" in visit(noor).get(f"/portfolio/looks?who={who}").text


@pytest.mark.pure
def test_p7_what_may_be_read_is_named_and_none_of_it_is_a_note():
    assert not any("note" in look for look in Look)


def test_p7_what_a_job_or_a_command_does_is_no_look(desk, visit, noor):
    with desk.writing() as work:
        work.db.add(line(work, "portfolio.portfolio-seen", noor))
    assert "Nobody looked yet" in visit(noor).get("/portfolio/looks").text


def test_p7_an_export_that_somebody_else_took_is_a_look(desk, visit, noor, guide):
    with desk.writing() as work:
        work.db.add_all(
            [line(work, Look.EXPORT, noor, guide, export_id=1), line(work, Look.EXPORT, noor, noor, export_id=2)]
        )
    page = visit(noor).get("/portfolio/looks").text
    assert page.count("Took your portfolio as a file") == 1


def test_p7_looks_are_filtered_by_people_and_guests(guest_at, visit, noor, guide, entry):
    browser, guest = guest_at
    visit(guide).get(f"/portfolios/{noor.id}")
    browser.get(f"/guests/visits/{guest.id}/entries/{entry.id}")
    people, guests = (visit(noor).get(f"/portfolio/looks?who={who}").text for who in ("people", "guests"))
    assert guide.name in people
    assert "Jan de Boer" not in people
    assert "Jan de Boer" in guests
    assert guide.name not in guests


def test_p7_a_filter_that_is_none_shows_everything(visit, noor):
    assert visit(noor).get("/portfolio/looks?who=nobody&page=-3").status_code == 200


def test_p7_looks_into_others_are_not_there(visit, noor, other, guide):
    visit(guide).get(f"/portfolios/{noor.id}")
    assert guide.name not in visit(other).get("/portfolio/looks").text


def test_p7_who_has_no_portfolio_has_no_looks(visit, make):
    for person in outsiders(make):
        if Role.CANDIDATE not in person.role_names:
            assert visit(person).get("/portfolio/looks").status_code == 403
    assert visit(None).get("/portfolio/looks").status_code == 303


def test_p7_five_thousand_looks_are_paged_in_the_same_statements_as_five(desk, visit, noor, guide, entry, statements):
    counts = []
    for batch in (5, 5000):
        with desk.writing() as work:
            work.db.add_all(line(work, Look.ENTRY, noor, guide, entry_id=entry.id) for _number in range(batch))
        reader = visit(noor)
        reader.get("/portfolio/looks")
        with statements() as seen:
            page = reader.get("/portfolio/looks?page=2").text
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 8
    assert "5005 times" in page or "5,005 times" in page


def test_p7_the_look_of_somebody_who_is_gone_stays(desk, visit, noor):
    with desk.writing() as work:
        gone = line(work, Look.PORTFOLIO, noor)
        gone.actor_id = 987_654
        work.db.add(gone)
    assert "Somebody who is no longer here" in visit(noor).get("/portfolio/looks").text


def test_p7_a_look_is_on_record_for_good(guest_at, entry, visit, noor, clock):
    browser, guest = guest_at
    browser.get(f"/guests/visits/{guest.id}/entries/{entry.id}")
    clock.now += timedelta(days=200)
    assert "Jan de Boer" in visit(noor).get("/portfolio/looks").text
