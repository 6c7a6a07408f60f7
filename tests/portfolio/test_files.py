"""Files of entries: POST /portfolio/entries/<id> and everything under /portfolio/files."""

import gc
import io
import warnings
from dataclasses import replace

import pytest
from PIL import Image

from app.factory import create_app
from foundation.jobs.models import Job
from foundation.web.database import close_database
from people.rules import Role
from portfolio.models import Entry, EntryFile
from portfolio.rules import PreviewState
from tests.foundation.files import making
from tests.portfolio.conftest import outsiders, photo, run_jobs, uuid_of

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def wav(seconds=1):
    import wave

    target = io.BytesIO()
    with wave.open(target, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\x00\x01" * 8000 * seconds)
    return target.getvalue()


def send(browser, entry, *files, **options):
    data = {"files": [(io.BytesIO(content), name) for name, content in files]}
    return browser.post(f"/portfolio/entries/{entry.id}", data, content_type="multipart/form-data", **options)


@pytest.fixture
def photo_file(keep, noor, entry):
    """A photo with its place in it, drawn."""
    return keep.file(noor, entry, photo())


@pytest.fixture
def sound_file(keep, noor, entry):
    return keep.file(noor, entry, wav(), "interview.wav")


@pytest.fixture
def pdf_file(keep, noor, entry):
    return keep.file(noor, entry, making.pdf(), "report.pdf")


def file_row(desk, **where):
    with desk.reading() as work:
        found = work.db.query(EntryFile).filter_by(**where).one()
        work.db.expunge_all()
        return found


# Sending them


def test_several_files_are_added_at_once(visit, noor, entry, count, audit):
    answer = send(visit(noor), entry, ("a.jpg", photo()), ("b.pdf", making.pdf()), ("c.wav", wav()))
    assert (answer.status_code, count(EntryFile)) == (303, 3)
    assert audit()[-1] == ("files-added", noor.id, noor.id)


def test_the_answer_says_how_many(visit, noor, entry):
    browser = visit(noor)
    send(browser, entry, ("a.jpg", photo()), ("b.pdf", making.pdf()))
    assert "2 files were added." in browser.get(f"/portfolio/entries/{entry.id}").text


def test_a_refused_file_names_why_and_the_others_stay(visit, noor, entry, count):
    browser = visit(noor)
    assert send(browser, entry, ("a.jpg", photo()), ("drawing.svg", SVG)).status_code == 303
    page = browser.get(f"/portfolio/entries/{entry.id}").text
    assert count(EntryFile) == 1
    assert "drawing.svg is" in page


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("drawing.svg", SVG, 415),
        ("page.html", HTML, 415),
        ("photo.jpg", HTML, 415),
        ("report.docx", making.pdf(), 415),
        ("program.exe", b"MZ" + b"\x00" * 100, 415),
        ("empty.pdf", b"", 422),
        ("half.jpg", photo()[:40], 422),
    ],
)
def test_what_is_no_evidence_is_refused_with_nothing_kept(visit, noor, entry, count, kept_bytes, name, content, status):
    answer = send(visit(noor), entry, (name, content))
    assert (answer.status_code, count(EntryFile), kept_bytes()) == (status, 0, [])
    assert name in answer.text


def test_sending_nothing_is_told(visit, noor, entry):
    answer = send(visit(noor), entry)
    assert answer.status_code == 422
    assert "Choose at least one file." in answer.text


def test_the_same_files_sent_twice_are_there_once(visit, noor, entry, count):
    browser = visit(noor)
    for _ in range(2):
        assert send(browser, entry, ("a.jpg", photo())).status_code == 303
    assert count(EntryFile) == 1


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("\u202egpj.exe.jpg", "gpj.exe.jpg"),
        ("صورة.jpg", "صورة.jpg"),
        ("🪑🪚.jpg", "🪑🪚.jpg"),
        ("x" * 800 + ".jpg", "x" * 196 + ".jpg"),
        ("noname", "noname.jpg"),
    ],
)
def test_a_hostile_or_odd_name_is_made_harmless(visit, noor, entry, desk, name, kept):
    send(visit(noor), entry, (name, photo()))
    row = file_row(desk)
    assert row.name == kept
    answer = visit(noor).get(f"/portfolio/files/{row.id}/original")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")


def test_many_refusals_still_fit_in_an_answer(visit, noor, entry):
    browser = visit(noor)
    names = [(f"{number}{'🪑' * 60}.svg", SVG) for number in range(40)]
    answer = send(browser, entry, ("a.jpg", photo()), *names)
    assert all(len(cookie) < 4093 for cookie in answer.headers.getlist("Set-Cookie"))
    assert "36 more files were refused." in browser.get(f"/portfolio/entries/{entry.id}").text


@pytest.fixture
def left_by_the_parser():
    """The form parser leaves closing the file it was writing to the garbage collection, which says so."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.usefixtures("left_by_the_parser")
def test_an_upload_that_breaks_off_leaves_nothing(visit, noor, entry, count, kept_bytes):
    browser = visit(noor)
    body = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n\r\n' + photo()
    answer = browser.post(
        f"/portfolio/entries/{entry.id}",
        body,
        content_type="multipart/form-data; boundary=x",
        headers={"Content-Length": str(len(body) + 5000)},
    )
    assert (answer.status_code in (400, 422), count(EntryFile), kept_bytes()) == (True, 0, [])


@pytest.fixture
def small_limits(application, app):
    """The same application with other limits."""
    settings = application.extensions["settings"]
    changed = settings.model_copy(update={"image_limit": 3000, "document_limit": 2000, "media_limit": 6000})
    application.extensions["settings"] = changed
    yield
    application.extensions["settings"] = settings


@pytest.mark.parametrize(
    ("name", "content", "limit"),
    [
        ("large.jpg", making.picture("JPEG") + b"\x00" * 3000, "3 kB"),
        ("large.pdf", making.pdf() + b"%" * 2000 + b"\n%%EOF", "2 kB"),
        ("large.wav", wav(), "6 kB"),
    ],
)
def test_a_file_over_the_limit_of_its_kind_is_refused_by_name(
    visit, noor, entry, small_limits, count, kept_bytes, name, content, limit
):
    answer = send(visit(noor), entry, (name, content))
    assert (answer.status_code, count(EntryFile), kept_bytes()) == (413, 0, [])
    assert f"{name}: This file is too large: at most {limit} is allowed." in answer.text


@pytest.mark.usefixtures("left_by_the_parser")
def test_a_request_larger_than_any_file_may_be_is_refused(tmp_path, application, database_url, visit, noor, entry):
    settings = application.extensions["settings"].model_copy(update={"data": tmp_path, "media_limit": 1000})
    second = create_app(settings, clock=application.extensions["works"].clock)
    browser = replace(visit(noor), client=_moved(visit(noor).client, second))
    answer = send(browser, entry, ("a.wav", b"RIFF" + b"\x00" * 2_100_000))
    close_database(second)
    assert answer.status_code == 413


def _moved(client, app):
    """The same cookies in a browser of another application."""
    cookie = client.get_cookie("proefstuk")
    other = app.test_client()
    other.set_cookie("proefstuk", cookie.value)
    return other


def test_nothing_is_kept_for_an_entry_of_somebody_else(visit, other, entry, count, kept_bytes):
    answer = send(visit(other), entry, ("a.jpg", photo()))
    assert (answer.status_code, count(EntryFile), kept_bytes()) == (404, 0, [])


def test_a_supervisor_adds_no_files(visit, guide, entry, kept_bytes):
    assert send(visit(guide), entry, ("a.jpg", photo())).status_code == 403
    assert kept_bytes() == []


# With a new entry


def new(browser, *files, **fields):
    data = {"form_key": uuid_of(9), **fields, "files": [(io.BytesIO(content), name) for name, content in files]}
    return browser.post("/portfolio/entries/new?kind=product", data, content_type="multipart/form-data")


def test_a_new_entry_comes_with_its_files(visit, noor, count):
    new(visit(noor), ("a.jpg", photo()), title="Stool")
    assert (count(Entry), count(EntryFile)) == (1, 1)


def test_files_outlast_a_form_that_is_shown_again(visit, noor, desk):
    import re

    browser = visit(noor)
    again = new(browser, ("a.jpg", photo()), title="")
    tickets = re.findall(r'name="kept" value="([^"]+)"', again.text)
    assert (again.status_code, len(tickets)) == (422, 1)
    new(browser, title="Stool", kept=tickets)
    assert file_row(desk).name == "a.jpg"


def test_a_kept_file_is_of_use_to_its_owner_alone(visit, noor, other, count):
    import re

    ticket = re.search(r'name="kept" value="([^"]+)"', new(visit(noor), ("a.jpg", photo()), title="").text)[1]
    for stolen in (ticket, ticket[:-2] + "xx", "nonsense"):
        new(visit(other), title="Stool", kept=stolen)
    assert count(EntryFile) == 0


def test_whoever_keeps_no_portfolio_leaves_no_bytes(visit, make, kept_bytes):
    assert new(visit(make.person(Role.EXAMINER)), ("a.jpg", photo()), title="Stool").status_code == 403
    assert kept_bytes() == []


# What is shown of a photo


def test_a_photo_is_drawn_in_a_job(visit, noor, entry, app, desk, count, audit):
    send(visit(noor), entry, ("a.jpg", photo((2000, 1500))))
    assert file_row(desk).preview is PreviewState.WAITING
    assert run_jobs(app) == 1
    row = file_row(desk)
    assert (row.preview, row.width, row.height) == (PreviewState.READY, 1600, 1200)
    assert audit()[-1] == ("preview-made", noor.id, noor.id)


def test_an_iphone_photo_is_shown_as_jpeg(visit, keep, noor, entry):
    row = keep.file(noor, entry, making.HEIC, "IMG_2.heic")
    answer = visit(noor).get(f"/portfolio/files/{row.id}/picture")
    assert (answer.mimetype, answer.data[:3]) == ("image/jpeg", b"\xff\xd8\xff")


def test_until_then_there_is_a_placeholder(visit, keep, noor, entry):
    row = keep.file(noor, entry, photo(), drawn=False)
    browser = visit(noor)
    page = browser.get(f"/portfolio/entries/{entry.id}").text
    assert "A preview is being made" in page
    assert f"/files/{row.id}/thumbnail" not in page
    assert browser.get(f"/portfolio/files/{row.id}/thumbnail").status_code == 404
    assert browser.get(f"/portfolio/entries/{entry.id}/previews").json["state"] == "running"


def test_the_page_is_told_when_previews_are_there(visit, noor, entry, photo_file):
    assert visit(noor).get(f"/portfolio/entries/{entry.id}/previews").json["state"] == "done"


def test_a_photo_that_cannot_be_drawn_says_so(visit, keep, noor, entry, desk):
    keep.file(noor, entry, photo((800, 600))[:-400])
    broken = photo((900, 900))
    keep.file(noor, entry, broken[: len(broken) // 2], "half.jpg")
    with desk.reading() as work:
        states = {row.preview for row in work.db.query(EntryFile)}
    assert states <= {PreviewState.READY, PreviewState.IMPOSSIBLE}
    assert PreviewState.IMPOSSIBLE in states
    assert "No preview can be made" in visit(noor).get(f"/portfolio/entries/{entry.id}").text


def test_drawing_twice_does_no_harm(keep, noor, entry, app, desk, photo_file):
    with desk.writing() as work:
        work.later("portfolio.make-derivatives", file_id=photo_file.id)
        work.later("portfolio.make-derivatives", file_id=10**6)
    assert run_jobs(app) == 2
    with desk.reading() as work:
        assert {str(job.state) for job in work.db.query(Job)} == {"done"}


@pytest.mark.parametrize("part", ["picture", "thumbnail"])
def test_where_a_photo_was_taken_is_not_in_what_is_shown(visit, guide, photo_file, part):
    answer = visit(guide).get(f"/portfolio/files/{photo_file.id}/{part}")
    image = Image.open(io.BytesIO(answer.data))
    assert (len(image.getexif()), "exif" in image.info, b"Phonemaker" in answer.data) == (0, False, False)


def test_the_original_of_a_photo_is_its_owners_alone(visit, noor, guide, photo_file):
    own = visit(noor).get(f"/portfolio/files/{photo_file.id}/original")
    assert (own.status_code, own.data) == (200, photo())
    assert visit(guide).get(f"/portfolio/files/{photo_file.id}/original").status_code == 403


def test_others_are_offered_no_original_of_a_photo(visit, guide, entry, photo_file):
    page = visit(guide).get(f"/portfolio/entries/{entry.id}").text
    assert f"/files/{photo_file.id}/original" not in page
    assert f"/files/{photo_file.id}/picture" in page


# How bytes leave


@pytest.mark.parametrize("part", ["original", "picture", "thumbnail"])
def test_bytes_leave_with_headers_that_let_nothing_run(visit, noor, photo_file, part):
    headers = visit(noor).get(f"/portfolio/files/{photo_file.id}/{part}").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"].startswith("private")


def test_a_file_that_is_two_things_leaves_as_a_download_of_what_we_found(visit, keep, noor, entry):
    both = photo() + b"<script>alert(1)</script>" + making.packed({"x.html": "<script>"})
    row = keep.file(noor, entry, both, "both.jpg", drawn=False)
    answer = visit(noor).get(f"/portfolio/files/{row.id}/original")
    assert (answer.mimetype, answer.headers["Content-Disposition"][:10]) == ("image/jpeg", "attachment")


def test_a_document_is_a_download_for_who_may_look(visit, guide, pdf_file, noor, audit):
    answer = visit(guide).get(f"/portfolio/files/{pdf_file.id}/original")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="report.pdf"'
    assert audit()[-1] == ("file-taken", guide.id, noor.id)


def test_a_sound_can_be_played_from_the_middle(visit, noor, sound_file):
    answer = visit(noor).get(f"/portfolio/files/{sound_file.id}/original", headers={"Range": "bytes=1000-1999"})
    assert (answer.status_code, answer.data) == (206, wav()[1000:2000])
    assert answer.headers["Content-Range"] == f"bytes 1000-1999/{len(wav())}"


def test_the_end_of_a_sound_can_be_asked_for(visit, noor, sound_file):
    answer = visit(noor).get(f"/portfolio/files/{sound_file.id}/original", headers={"Range": "bytes=-100"})
    assert (answer.status_code, answer.data) == (206, wav()[-100:])


def test_a_part_that_is_not_there_is_refused(visit, noor, sound_file):
    answer = visit(noor).get(f"/portfolio/files/{sound_file.id}/original", headers={"Range": "bytes=99999999-"})
    assert answer.status_code == 416


@pytest.mark.parametrize("asked", ["bytes=nonsense", "lines=1-2", "bytes=5-2"])
def test_a_range_that_makes_no_sense_gives_the_whole_or_a_refusal(visit, guide, sound_file, asked):
    answer = visit(guide).get(f"/portfolio/files/{sound_file.id}/original", headers={"Range": asked})
    assert answer.status_code in (200, 416)


def test_pieces_of_a_sound_are_one_look(visit, guide, sound_file, audit):
    browser, url = visit(guide), f"/portfolio/files/{sound_file.id}/original"
    for asked in ("bytes=0-", "bytes=1000-1999", "bytes=2000-"):
        browser.get(url, headers={"Range": asked})
    assert [line[0] for line in audit()].count("file-taken") == 1


def looks(audit):
    return [line[0] for line in audit()].count("file-taken")


@pytest.mark.parametrize("asked", ["bytes=1-", "bytes=-15000", "bytes=1-2", "bytes=0-0", "bytes=8000-"])
def test_the_first_part_of_a_sound_is_on_record_wherever_it_begins(visit, guide, sound_file, audit, asked):
    answer = visit(guide).get(f"/portfolio/files/{sound_file.id}/original", headers={"Range": asked})
    assert (answer.status_code, looks(audit)) == (206, 1)


@pytest.mark.parametrize(
    "headers",
    [
        {"Range": "items=1-"},
        {"Range": "bytes=1-2,4-"},
        {"Range": "bytes=nonsense"},
        {"Range": "bytes=1-", "If-Range": '"another"'},
        {"Range": "bytes=0-"},
        {},
    ],
    ids=str,
)
def test_whoever_is_sent_everything_is_on_record_each_time(visit, guide, sound_file, audit, headers):
    browser, url = visit(guide), f"/portfolio/files/{sound_file.id}/original"
    for number in (1, 2):
        answer = browser.get(url, headers=headers)
        assert (answer.status_code, answer.data == wav(), looks(audit)) == (200, True, number)


def test_a_sound_played_again_later_is_another_look(visit, guide, sound_file, audit, clock):
    browser, url = visit(guide), f"/portfolio/files/{sound_file.id}/original"
    for moved, expected in ((0, 1), (59, 1), (2, 2)):
        clock.move(minutes=moved)
        browser.get(url, headers={"Range": "bytes=1-"})
        assert looks(audit) == expected


def test_so_is_one_after_signing_in_again(visit, guide, sound_file, audit):
    for expected in (1, 2):
        visit(guide).get(f"/portfolio/files/{sound_file.id}/original", headers={"Range": "bytes=1-"})
        assert looks(audit) == expected


def test_a_part_of_a_picture_is_on_record_like_the_whole(visit, guide, photo_file, audit):
    answer = visit(guide).get(f"/portfolio/files/{photo_file.id}/picture", headers={"Range": "bytes=1-"})
    assert (answer.status_code, looks(audit)) == (206, 1)


def test_the_look_of_another_or_at_another_file_is_not_the_own(visit, guide, make, noor, sound_file, pdf_file, audit):
    second = make.person(Role.SUPERVISOR)
    make.supervision(noor, second)
    taken = [(guide, sound_file), (second, sound_file), (guide, pdf_file)]
    browsers = {guide.id: visit(guide), second.id: visit(second)}
    for number, (person, file) in enumerate(taken, start=1):
        browsers[person.id].get(f"/portfolio/files/{file.id}/original", headers={"Range": "bytes=1-"})
        assert looks(audit) == number


def test_a_thumbnail_that_the_browser_has_is_not_sent_again(visit, noor, photo_file):
    browser, url = visit(noor), f"/portfolio/files/{photo_file.id}/thumbnail"
    first = browser.get(url)
    again = browser.get(url, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_sound_has_a_player_and_a_document_a_name(visit, noor, entry, sound_file, pdf_file):
    page = visit(noor).get(f"/portfolio/entries/{entry.id}").text
    assert f'<audio controls preload="none" src="/portfolio/files/{sound_file.id}/original">' in page
    assert "report.pdf" in page


# Who may not


@pytest.mark.parametrize("part", ["original", "picture", "thumbnail"])
def test_a_file_is_invisible_to_whoever_may_not_see_its_entry(visit, make, photo_file, part):
    for person in outsiders(make):
        assert visit(person).get(f"/portfolio/files/{photo_file.id}/{part}").status_code == 404


@pytest.mark.parametrize("part", ["picture", "thumbnail"])
def test_a_file_is_closed_to_strangers(visit, photo_file, part):
    assert visit(None).get(f"/portfolio/files/{photo_file.id}/{part}").status_code == 303


@pytest.mark.parametrize("deed", ["remove", "restore"])
def test_only_its_owner_removes_a_file(visit, other, guide, photo_file, deed):
    url = f"/portfolio/files/{photo_file.id}/{deed}"
    assert [visit(person).post(url).status_code for person in (other, guide)] == [404, 403]
    assert visit(None).post(url).status_code == 401


# Removing and undoing


def test_a_removed_file_can_be_put_back(visit, noor, photo_file, audit):
    browser = visit(noor)
    undone = browser.get(browser.post(f"/portfolio/files/{photo_file.id}/remove").location).text
    assert f"/portfolio/files/{photo_file.id}/restore" in undone
    browser.post(f"/portfolio/files/{photo_file.id}/restore")
    assert [line[0] for line in audit()][-2:] == ["file-removed", "file-restored"]


def test_a_removed_file_is_gone_for_others(visit, noor, guide, photo_file):
    visit(noor).post(f"/portfolio/files/{photo_file.id}/remove")
    assert visit(guide).get(f"/portfolio/files/{photo_file.id}/picture").status_code == 404


def test_files_of_a_removed_entry_are_gone_for_others(visit, noor, guide, entry, photo_file):
    visit(noor).post(f"/portfolio/entries/{entry.id}/remove")
    assert visit(guide).get(f"/portfolio/files/{photo_file.id}/thumbnail").status_code == 404


def test_rights_that_end_close_the_files_at_once(visit, desk, guide, photo_file):
    from people.models import Supervision

    browser = visit(guide)
    assert browser.get(f"/portfolio/files/{photo_file.id}/picture").status_code == 200
    with desk.writing() as work:
        work.db.query(Supervision).delete()
    assert browser.get(f"/portfolio/files/{photo_file.id}/picture").status_code == 404


def test_a_removed_file_can_be_sent_again(visit, noor, entry, photo_file, count):
    browser = visit(noor)
    browser.post(f"/portfolio/files/{photo_file.id}/remove")
    send(browser, entry, ("IMG_0001.jpg", photo()))
    assert count(EntryFile, archived_at=None) == 1
