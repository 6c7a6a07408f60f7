"""P2: where a film or a sound was made stays with its owner; all others get it without."""

import io
import zipfile

import pytest

from people.rules import Role
from portfolio import actions
from portfolio.models import EntryFile, PortfolioAssessor
from portfolio.rules import PreviewState
from tests.conftest import actor_of
from tests.foundation.files.making import XYZ, box, film, mp3, samples, user_data
from tests.portfolio.conftest import run_jobs

FILM = film(user_data())
SILENT = film()
DARK = film(tracks=samples(b"meta", (24, 9)), after=box(b"moof", b""))  # nobody can say what it tells


@pytest.fixture
def place(keep, noor, entry):
    """`place(content)` is the number of a film with the entry."""
    return lambda content=FILM, *, name="VID.mp4", drawn=True: keep.file(noor, entry, content, name, drawn=drawn).id


def original(number):
    return f"/portfolio/files/{number}/original"


def row(desk, number):
    with desk.reading() as work:
        found = work.db.get(EntryFile, number)
        work.db.expunge_all()
        return found


def lookers(make, guide, noor, desk):
    examiner = make.person(Role.EXAMINER)
    with desk.writing() as work:
        work.db.add(PortfolioAssessor(candidate_id=noor.id, assessor_id=examiner.id, assigned_at=work.now))
    return [guide, examiner, make.person(Role.COORDINATOR), make.person(Role.ADMINISTRATOR)]


def test_p2_its_owner_gets_the_film_as_it_came(visit, noor, place):
    assert visit(noor).get(original(place())).data == FILM


def test_p2_who_may_look_gets_it_without_the_place(make, visit, guide, noor, desk, place):
    number = place()
    for person in lookers(make, guide, noor, desk):
        answer = visit(person).get(original(number))
        assert (answer.status_code, len(answer.data), XYZ in answer.data) == (200, len(FILM), False)


def test_p2_a_guest_gets_it_without_the_place(place, guest_at):
    number, (guest, seen) = place(), guest_at
    answer = guest.get(f"/guests/visits/{seen.id}/files/{number}/original")
    assert (answer.status_code, len(answer.data), XYZ in answer.data) == (200, len(FILM), False)


@pytest.mark.parametrize("who", ["noor", "guide"])
def test_p2_any_part_of_it_can_be_asked_for(request, visit, place, who):
    number, person = place(), request.getfixturevalue(who)
    whole = visit(person).get(original(number)).data
    at = FILM.index(XYZ)
    part = visit(person).get(original(number), headers={"Range": f"bytes={at - 5}-{at + 30}"})
    assert (part.status_code, part.data, XYZ in part.data) == (206, whole[at - 5 : at + 31], who == "noor")


def test_p2_what_owner_and_others_get_are_told_apart_by_their_tags(visit, noor, guide, place):
    number = place()
    tags = {visit(person).get(original(number)).headers["ETag"] for person in (noor, guide)}
    assert len(tags) == 2


def test_p2_until_it_was_looked_through_others_get_nothing(app, visit, noor, guide, place, entry, desk):
    number = place(drawn=False)
    assert row(desk, number).preview is PreviewState.WAITING
    assert (visit(guide).get(original(number)).status_code, visit(noor).get(original(number)).data) == (403, FILM)
    for url in (f"/portfolio/entries/{entry.id}", f"/portfolio/files/{number}"):
        page = visit(guide).get(url).text
        assert ("is being prepared" in page, original(number) in page) == (True, False)
        assert original(number) in visit(noor).get(url).text
    run_jobs(app)
    assert original(number) in visit(guide).get(f"/portfolio/files/{number}").text


def test_p2_until_then_a_guest_gets_nothing_either(place, guest_at, entry):
    guest, seen = guest_at
    number, visit = place(drawn=False), f"/guests/visits/{seen.id}"
    page = guest.get(f"{visit}/entries/{entry.id}").text
    assert ("is being prepared" in page, f"/files/{number}/original" in page) == (True, False)
    assert guest.get(f"{visit}/files/{number}/original").status_code == 404


def test_p2_a_film_that_tells_no_place_is_kept_once(visit, guide, place, desk, kept_bytes):
    before, number = len(kept_bytes()), place(SILENT)
    found = row(desk, number)
    assert (found.shown_key == found.original_key, found.preview) == (True, PreviewState.NONE)
    assert len(kept_bytes()) == before + 1
    assert visit(guide).get(original(number)).data == SILENT


def test_p2_a_sound_that_can_tell_no_place_needs_not_wait(visit, guide, place, desk):
    number = place(mp3(), name="talk.mp3", drawn=False)
    assert (row(desk, number).preview, visit(guide).get(original(number)).data) == (PreviewState.NONE, mp3())


def test_p2_what_nobody_can_look_through_stays_with_its_owner_who_is_told(visit, noor, guide, place, entry):
    number = place(DARK)
    assert (visit(guide).get(original(number)).status_code, visit(noor).get(original(number)).data) == (403, DARK)
    assert "It cannot be shown" in visit(guide).get(f"/portfolio/files/{number}").text
    assert "Only you can play it" in visit(noor).get(f"/portfolio/entries/{entry.id}").text


def test_p2_a_film_that_was_never_looked_through_stays_with_its_owner(visit, noor, guide, place, desk):
    number = place()
    with desk.writing(actor_of(noor)) as work:
        work.db.get(EntryFile, number).shown_key = None
    assert (visit(guide).get(original(number)).status_code, visit(noor).get(original(number)).status_code) == (403, 200)


def test_p2_a_film_is_no_picture(visit, guide, place):
    number = place()
    for what in ("picture", "thumbnail"):
        assert visit(guide).get(f"/portfolio/files/{number}/{what}").status_code == 404


def test_p2_looking_through_twice_is_looking_once(app, place, desk, audit):
    number = place()
    with desk.writing() as work:
        work.later(actions.MAKE_PREVIEW, file_id=number)
    run_jobs(app)
    assert [line[0] for line in audit()].count("preview-made") == 1
    assert row(desk, number).preview is PreviewState.NONE


def test_p2_the_copy_outlasts_the_night(app, visit, guide, place, desk, clock):
    from app.sweeping import SWEEP

    number = place()
    clock.move(days=60)
    with desk.writing() as work:
        work.later(SWEEP)
    run_jobs(app)
    assert XYZ not in visit(guide).get(original(number)).data


def test_p2_what_its_owner_takes_along_is_the_film_as_it_came(app, visit, noor, place):
    place()
    visit(noor).post("/portfolio/exports", {"kind": "zip"})
    run_jobs(app)
    answer = visit(noor).get("/portfolio/exports/1/file")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith("VID.mp4")]
        assert archive.read(name) == FILM
