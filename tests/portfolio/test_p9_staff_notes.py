"""Staff notes about a candidate: /portfolios/<id>/notes and beneath; nothing of it for the candidate."""

import io
from uuid import uuid4

import pytest
from flask import url_for
from werkzeug.routing import IntegerConverter

from foundation.audit import AuditLine
from people.models import PersonRole
from people.rules import Role
from portfolio.actions import notes as deeds
from portfolio.models import PortfolioAssessor, StaffNote, StaffNoteFile
from portfolio.queries import notes as found
from portfolio.rules import NoteCategory
from tests.conftest import NOON, actor_of
from tests.portfolio.conftest import outsiders

SECRET = "Talked about the placement in Zwolle"


@pytest.fixture
def note(desk, noor, guide):
    """A note by the supervisor about Noor."""
    with desk.writing(actor_of(guide)) as work:
        facts = deeds.NoteFacts(NOON.date(), NoteCategory.GUIDANCE, SECRET)
        made = deeds.add_note(work, noor.id, facts, form_key=str(uuid4()))
        work.db.flush()
        number = made.id
    with desk.reading() as work:
        row = work.db.get(StaffNote, number)
        work.db.expunge_all()
        return row


@pytest.fixture
def assessor(desk, make, noor):
    """An examiner to whom Noor's portfolio was given."""
    person = make.person(Role.EXAMINER)
    with desk.writing() as work:
        work.db.add(PortfolioAssessor(candidate_id=noor.id, assessor_id=person.id, assigned_at=work.now))
    return person


def sent(**fields):
    start = {"form_key": str(uuid4()), "noted_on": "2026-11-20", "category": "agreement", "text": "We agreed on Friday"}
    return {**start, **fields}


def a_file(name="plan.png"):
    from PIL import Image

    target = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(target, "PNG")
    return io.BytesIO(target.getvalue()), name


@pytest.fixture
def filed(visit, guide, noor, desk):
    """A file with a note by the supervisor."""
    visit(guide).post(f"/portfolios/{noor.id}/notes/new", sent(files=a_file("zwolle-plan.png")))
    with desk.reading() as work:
        row = work.db.query(StaffNoteFile).one()
        work.db.expunge_all()
        return row


# Reading


def test_p9_who_guides_reads_the_notes_on_record(visit, noor, guide, note, audit):
    page = visit(guide).get(f"/portfolios/{noor.id}/notes")
    assert SECRET in page.text
    assert "Guidance" in page.text
    assert audit()[-1] == ("staff-notes-seen", guide.id, noor.id)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR, Role.BOARD_MEMBER])
def test_p9_who_answers_for_all_reads_every_note(visit, make, noor, note, role):
    assert SECRET in visit(make.person(role)).get(f"/portfolios/{noor.id}/notes").text


def test_p9_the_newest_day_stands_first(visit, noor, guide):
    browser = visit(guide)
    for day in ("2026-11-18", "2026-11-20", "2026-11-19"):
        browser.post(f"/portfolios/{noor.id}/notes/new", sent(noted_on=day, text=f"About {day}"))
    page = browser.get(f"/portfolios/{noor.id}/notes").text
    assert page.index("About 2026-11-20") < page.index("About 2026-11-19") < page.index("About 2026-11-18")


def test_p9_notes_are_narrowed_by_category_and_words(visit, noor, guide, note):
    browser, url = visit(guide), f"/portfolios/{noor.id}/notes"
    assert SECRET in browser.get(f"{url}?category=guidance&q=zwolle").text
    assert SECRET not in browser.get(f"{url}?category=care").text
    assert SECRET not in browser.get(f"{url}?q=maastricht").text


def test_p9_a_note_is_found_by_the_name_of_its_file(visit, noor, guide, filed):
    assert "We agreed on Friday" in visit(guide).get(f"/portfolios/{noor.id}/notes?q=zwolle-pl").text


@pytest.mark.parametrize("query", ["category=nonsense", "page=999", "page=x", "q=%25"])
def test_p9_an_address_typed_wrong_still_shows_a_list(visit, noor, guide, note, query):
    assert visit(guide).get(f"/portfolios/{noor.id}/notes?{query}").status_code == 200


def test_p9_a_list_of_many_asks_as_much_as_one_of_few(visit, noor, guide, note, statements):
    browser, url = visit(guide), f"/portfolios/{noor.id}/notes"
    browser.get(url)
    with statements() as few:
        browser.get(url)
    for number in range(30):
        browser.post(f"{url}/new", sent(text=f"Note {number}"))
    with statements() as many:
        browser.get(url)
    assert len(few) == len(many) <= 10


def test_p9_an_assessor_reads_the_own_notes_alone(visit, noor, assessor, note):
    browser, url = visit(assessor), f"/portfolios/{noor.id}/notes"
    browser.post(f"{url}/new", sent(text="The assessor's own"))
    page = browser.get(url).text
    assert "The assessor&#39;s own" in page
    assert SECRET not in page


def test_p9_the_overview_leads_staff_to_the_notes(visit, noor, guide, note):
    assert f"/portfolios/{noor.id}/notes" in visit(guide).get(f"/portfolios/{noor.id}").text


# Who may not


@pytest.mark.parametrize("path", ["notes", "notes/new"])
def test_p9_outsiders_do_not_learn_that_there_are_notes(visit, make, noor, note, path):
    for person in outsiders(make):
        assert visit(person).get(f"/portfolios/{noor.id}/{path}").status_code == 404


def test_p9_strangers_sign_in_first(visit, noor):
    assert visit().get(f"/portfolios/{noor.id}/notes").status_code == 303


def test_p9_the_candidate_finds_no_address_of_a_note(visit, noor, note, filed):
    browser = visit(noor)
    for url in (f"/portfolios/{noor.id}/notes", f"/portfolios/{noor.id}/notes/new", f"/portfolio/notes/{note.id}/edit"):
        assert browser.get(url).status_code == 404
    assert browser.get(f"/portfolio/notes/files/{filed.id}").status_code == 404
    assert browser.post(f"/portfolios/{noor.id}/notes/new", sent()).status_code == 404
    assert browser.post(f"/portfolio/notes/{note.id}/remove").status_code == 404


def test_p9_a_candidate_who_is_staff_too_does_not_see_the_own_notes(visit, desk, noor, note):
    with desk.writing() as work:
        work.db.add_all(PersonRole(person_id=noor.id, role=role) for role in (Role.ADMINISTRATOR, Role.SUPERVISOR))
    browser = visit(noor)
    assert browser.get(f"/portfolios/{noor.id}/notes").status_code == 404
    assert browser.get(f"/portfolio/notes/{note.id}/edit").status_code == 404
    assert "/notes" not in browser.get("/portfolio").text


def test_p9_nothing_that_the_candidate_can_open_tells_of_notes(app, visit, noor, guide, note, filed, entry, evidence):
    browser, seen = visit(noor), 0
    visit(guide).get(f"/portfolios/{noor.id}/notes")
    numbers = {"person_id": noor.id, "entry_id": entry.id, "evidence_id": evidence.id, "note_id": note.id}
    for rule in app.url_map.iter_rules():
        named = any(not isinstance(rule._converters[name], IntegerConverter) for name in rule.arguments)
        if "GET" not in rule.methods or named:
            continue
        with app.test_request_context():
            url = url_for(rule.endpoint, **{name: numbers.get(name, 1) for name in rule.arguments})
        answer = browser.get(url)
        if answer.status_code == 200 and answer.mimetype in ("text/html", "application/json"):
            seen += 1
            told = answer.text.casefold()
            assert not {words for words in ("staff note", "staff-note", "zwolle") if words in told}, url
    assert seen > 8


def test_p9_search_finds_nothing_of_a_note(visit, noor, note):
    page = visit(noor).get("/portfolio/entries?q=Zwolle").text
    assert SECRET not in page
    assert "0 entries" in page


def test_p9_a_board_member_reads_and_does_not_write(visit, make, noor, note):
    browser = visit(make.person(Role.BOARD_MEMBER))
    assert browser.get(f"/portfolios/{noor.id}/notes/new").status_code == 403
    assert browser.post(f"/portfolios/{noor.id}/notes/new", sent()).status_code == 403
    assert "/notes/new" not in browser.get(f"/portfolios/{noor.id}/notes").text


@pytest.mark.parametrize("way", ["edit", "remove", "restore"])
def test_p9_nobody_changes_the_note_of_another(visit, make, noor, note, way):
    browser = visit(make.person(Role.COORDINATOR))
    assert browser.post(f"/portfolio/notes/{note.id}/{way}", sent()).status_code == 403


def test_p9_who_guides_no_longer_sees_nothing_any_more(visit, desk, noor, guide, note):
    from people.models import Supervision

    with desk.writing() as work:
        work.db.query(Supervision).delete()
    assert visit(guide).get(f"/portfolio/notes/{note.id}/edit").status_code == 404


def test_p9_a_note_of_an_assessor_is_not_the_business_of_the_next(visit, desk, make, noor, assessor, note):
    assert visit(assessor).get(f"/portfolio/notes/{note.id}/edit").status_code == 404


# Writing


def test_p9_a_note_is_kept_with_day_category_and_author(visit, noor, guide, desk, audit):
    answer = visit(guide).post(f"/portfolios/{noor.id}/notes/new", sent())
    with desk.reading() as work:
        row = work.db.query(StaffNote).one()
        kept = (str(row.noted_on), row.category, row.text, row.author_id, row.person_id)
    assert kept == ("2026-11-20", NoteCategory.AGREEMENT, "We agreed on Friday", guide.id, noor.id)
    assert (answer.status_code, audit()[-1]) == (303, ("staff-note-added", guide.id, noor.id))


def test_p9_the_audit_says_nothing_of_what_was_written(visit, noor, guide, desk):
    visit(guide).post(f"/portfolios/{noor.id}/notes/new", sent(files=a_file("plan.png")))
    with desk.reading() as work:
        lines = str([row.facts for row in work.db.query(AuditLine)])
    assert "Friday" not in lines
    assert "plan" not in lines


def test_p9_a_form_posted_twice_makes_one_note(visit, noor, guide, count):
    browser, same = visit(guide), sent()
    for _ in range(2):
        assert browser.post(f"/portfolios/{noor.id}/notes/new", same).status_code == 303
    assert count(StaffNote) == 1


def test_p9_the_form_of_somebody_else_makes_nothing(visit, make, noor, guide, count):
    same = sent()
    visit(guide).post(f"/portfolios/{noor.id}/notes/new", same)
    assert visit(make.person(Role.COORDINATOR)).post(f"/portfolios/{noor.id}/notes/new", same).status_code == 422
    assert count(StaffNote) == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": ""}, "Write something down."),
        ({"text": " "}, "Write something down."),
        ({"noted_on": ""}, "Give the day it is about."),
        ({"noted_on": "2026-02-30"}, "Fill in a date that exists."),
        ({"noted_on": "2026-12-24"}, "This day is still to come."),
        ({"category": "gossip"}, "Choose from the list."),
    ],
)
def test_p9_what_is_wrong_is_said_and_nothing_is_kept(visit, noor, guide, count, fields, words):
    answer = visit(guide).post(f"/portfolios/{noor.id}/notes/new", sent(**fields))
    assert (answer.status_code, count(StaffNote)) == (422, 0)
    assert words in answer.text


@pytest.mark.parametrize("text", ["🙂 goed gesprek", "ملاحظة عن الطالب", "<script>alert(1)</script>", "x" * 20_000])
def test_p9_any_words_are_kept_as_words(visit, noor, guide, desk, text):
    browser = visit(guide)
    browser.post(f"/portfolios/{noor.id}/notes/new", sent(text=text))
    with desk.reading() as work:
        assert work.db.query(StaffNote).one().text == text
    assert "<script>alert" not in browser.get(f"/portfolios/{noor.id}/notes").text


# Changing


def test_p9_a_changed_note_says_when(visit, clock, noor, guide, note, audit):
    browser = visit(guide)
    clock.move(days=1)
    browser.post(f"/portfolio/notes/{note.id}/edit", sent(text="Said otherwise", version=note.version))
    page = browser.get(f"/portfolios/{noor.id}/notes").text
    assert "Said otherwise" in page
    assert "Changed on Tue 24 Nov 2026" in page
    assert ("staff-note-changed", guide.id, noor.id) in audit()


def test_p9_the_form_starts_with_what_the_note_says(visit, guide, note):
    page = visit(guide).get(f"/portfolio/notes/{note.id}/edit").text
    assert SECRET in page
    assert 'value="2026-11-23"' in page


def test_p9_the_second_of_two_tabs_is_told_and_loses_nothing(visit, desk, guide, note):
    browser, url = visit(guide), f"/portfolio/notes/{note.id}/edit"
    browser.post(url, sent(text="From the first tab", version=note.version))
    answer = browser.post(url, sent(text="From the second tab", version=note.version))
    assert answer.status_code == 409
    assert "From the second tab" in answer.text
    assert "From the first tab" in answer.text
    with desk.reading() as work:
        assert work.db.get(StaffNote, note.id).text == "From the first tab"


def test_p9_a_note_that_stays_the_same_is_not_on_record_as_changed(visit, guide, note, audit):
    same = sent(text=SECRET, noted_on="2026-11-23", category="guidance", version=note.version)
    visit(guide).post(f"/portfolio/notes/{note.id}/edit", same)
    assert "staff-note-changed" not in [event for event, _actor, _person in audit()]


def test_p9_a_removed_note_is_put_back_with_one_click(visit, noor, guide, note):
    browser = visit(guide)
    answer = browser.post(f"/portfolio/notes/{note.id}/remove")
    assert f"/portfolio/notes/{note.id}/restore" in browser.get(answer.location).text
    assert SECRET not in browser.get(f"/portfolios/{noor.id}/notes").text
    browser.post(f"/portfolio/notes/{note.id}/restore")
    assert SECRET in browser.get(f"/portfolios/{noor.id}/notes").text


def test_p9_what_one_removed_is_not_shown_to_others(visit, make, noor, guide, note):
    visit(guide).post(f"/portfolio/notes/{note.id}/remove")
    assert SECRET in visit(guide).get(f"/portfolios/{noor.id}/notes?removed=1").text
    assert SECRET not in visit(make.person(Role.ADMINISTRATOR)).get(f"/portfolios/{noor.id}/notes?removed=1").text


def test_p9_a_removed_note_is_not_edited(visit, guide, note):
    visit(guide).post(f"/portfolio/notes/{note.id}/remove")
    assert visit(guide).get(f"/portfolio/notes/{note.id}/edit").status_code == 403


# Files


def test_p9_a_file_comes_with_a_note_and_leaves_as_a_download(visit, noor, guide, filed, audit):
    answer = visit(guide).get(f"/portfolio/notes/files/{filed.id}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert audit()[-1] == ("staff-note-file-taken", guide.id, noor.id)


def test_p9_a_refused_file_loses_neither_note_nor_the_other_file(visit, noor, guide, count):
    wrong = (io.BytesIO(b"<html><script>1</script>"), "page.pdf")
    answer = visit(guide).post(f"/portfolios/{noor.id}/notes/new", sent(files=[a_file(), wrong]))
    assert (answer.status_code, count(StaffNote), count(StaffNoteFile)) == (303, 1, 1)


def test_p9_a_file_outlasts_a_form_shown_again(visit, noor, guide):
    answer = visit(guide).post(f"/portfolios/{noor.id}/notes/new", sent(text="", files=a_file()))
    assert answer.status_code == 422
    assert 'name="kept"' in answer.text


def test_p9_more_files_come_with_a_change(visit, guide, note, count):
    same = sent(version=note.version, files=a_file())
    visit(guide).post(f"/portfolio/notes/{note.id}/edit", same)
    assert count(StaffNoteFile, note_id=note.id) == 1


def test_p9_a_removed_file_is_not_found_by_others_and_can_be_put_back(visit, make, guide, filed):
    browser, url = visit(guide), f"/portfolio/notes/files/{filed.id}"
    browser.post(f"{url}/remove")
    assert visit(make.person(Role.COORDINATOR)).get(url).status_code == 404
    browser.post(f"{url}/restore")
    assert visit(make.person(Role.COORDINATOR)).get(url).status_code == 200


def test_p9_no_bytes_are_kept_of_who_may_not_write(visit, noor, kept_bytes):
    visit(noor).post(f"/portfolios/{noor.id}/notes/new", sent(files=a_file()))
    assert kept_bytes() == []


# Everything that is kept about somebody


def test_p9_a_copy_of_everything_holds_the_notes_with_their_files(desk, noor, note, filed):
    with desk.reading() as work:
        rows = found.notes_about(work, noor.id)
        told = {row.text: [file.name for file in row.files] for row in rows}
    assert told == {SECRET: [], "We agreed on Friday": ["zwolle-plan.png"]}


@pytest.mark.parametrize("path", ["notes/{}/remove", "notes/{}/restore", "notes/files/{}/remove"])
def test_p9_deeds_are_posted(visit, guide, note, path):
    assert visit(guide).get(f"/portfolio/{path.format(note.id)}").status_code == 405
