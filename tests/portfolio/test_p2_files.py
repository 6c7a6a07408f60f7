"""What is inside files: pages of documents, a file on a page of its own, newer versions, and the scanner."""

import io
from dataclasses import replace

import pytest
from sqlalchemy import update

from foundation.refusals import Refusal
from foundation.scanning import HARMLESS_TEST, ClamAddress, ClamScanner
from people.rules import Role
from portfolio import actions, queries
from portfolio.models import Entry, EntryFile, EntryFilePage
from portfolio.rules import PreviewState
from tests.conftest import actor_of
from tests.foundation.files import documents, making
from tests.portfolio.conftest import outsiders, photo, run_jobs
from tests.portfolio.test_files import file_row, new, send, wav


@pytest.fixture
def pdf(keep, noor, entry):
    """A report of three pages, drawn."""
    return keep.file(noor, entry, documents.document(pages=3), "report.pdf")


@pytest.fixture
def picture(keep, noor, entry):
    return keep.file(noor, entry, photo())


def newer(browser, file, *files):
    data = {"files": [(io.BytesIO(content), name) for name, content in files]}
    return browser.post(f"/portfolio/files/{file.id}/replace", data, content_type="multipart/form-data")


def looks(audit):
    return [line[0] for line in audit()].count("file-taken")


# Pages of documents


def test_p2_a_pdf_gets_a_thumbnail_and_its_pages(visit, noor, desk, pdf):
    row = file_row(desk, id=pdf.id)
    assert (row.preview, row.page_count) == (PreviewState.READY, 3)
    answer = visit(noor).get(f"/portfolio/files/{pdf.id}/pages/3")
    assert (answer.status_code, answer.mimetype, answer.data[:3]) == (200, "image/jpeg", b"\xff\xd8\xff")
    assert visit(noor).get(f"/portfolio/files/{pdf.id}/thumbnail").status_code == 200


def test_p2_a_page_leaves_with_headers_that_let_nothing_run(visit, noor, pdf):
    headers = visit(noor).get(f"/portfolio/files/{pdf.id}/pages/1").headers
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize("number", [0, 4, 99999])
def test_p2_a_page_that_is_not_there_is_absent(visit, noor, pdf, number):
    assert visit(noor).get(f"/portfolio/files/{pdf.id}/pages/{number}").status_code == 404


@pytest.mark.parametrize("path", ["", "/pages/1"])
def test_p2_a_file_is_closed_to_whoever_may_not_see_its_entry(visit, make, pdf, path):
    for person in outsiders(make):
        assert visit(person).get(f"/portfolio/files/{pdf.id}{path}").status_code == 404
    assert visit(None).get(f"/portfolio/files/{pdf.id}{path}").status_code == 303


@pytest.mark.parametrize("path", ["", "/pages/1"])
def test_p2_a_file_is_looked_at_and_not_posted_to(visit, noor, pdf, path):
    assert visit(noor).post(f"/portfolio/files/{pdf.id}{path}").status_code == 405


@pytest.mark.parametrize(
    "content", [documents.document(password="secret"), b"%PDF-1.7\nnothing\n%%EOF"], ids=["a password", "nothing"]
)
def test_p2_a_pdf_that_cannot_be_drawn_says_so_and_stays_a_download(visit, keep, noor, entry, desk, content):
    file = keep.file(noor, entry, content, "report.pdf")
    assert file_row(desk, id=file.id).preview is PreviewState.IMPOSSIBLE
    shown = visit(noor).get(f"/portfolio/files/{file.id}").text
    assert "No preview can be made: it has a password, or it is damaged" in shown
    assert f"/portfolio/files/{file.id}/original" in shown


def test_p2_drawing_pages_twice_does_no_harm(keep, noor, entry, app, desk, count):
    file = keep.file(noor, entry, documents.document(pages=2), "report.pdf", drawn=False)
    with desk.writing() as work:
        work.later(actions.MAKE_PREVIEW, file_id=file.id)
    run_jobs(app)
    assert count(EntryFilePage) == 2


# A file on a page of its own


def test_p2_a_pdf_is_read_page_by_page(visit, guide, pdf):
    shown = visit(guide).get(f"/portfolio/files/{pdf.id}").text
    assert [f"/portfolio/files/{pdf.id}/pages/{number}" in shown for number in (1, 2, 3)] == [True] * 3
    assert 'alt="Page 3"' in shown


def test_p2_of_a_long_pdf_it_is_told_that_there_is_more(visit, keep, noor, entry):
    file = keep.file(noor, entry, documents.document(pages=25), "long.pdf")
    shown = visit(noor).get(f"/portfolio/files/{file.id}").text
    assert "The first 20 pages of 25 are shown." in shown


def test_p2_a_photo_is_shown_large_and_its_original_is_not_offered_to_others(visit, guide, picture):
    shown = visit(guide).get(f"/portfolio/files/{picture.id}").text
    assert f'src="/portfolio/files/{picture.id}/picture"' in shown
    assert "/original" not in shown


@pytest.mark.parametrize(
    ("name", "tag"), [("interview.wav", "audio"), ("film.mp4", "video"), ("IMG_0002.MOV", "video")]
)
def test_p2_sound_and_film_are_played(visit, keep, noor, guide, entry, name, tag):
    file = keep.file(noor, entry, making.GOOD[name][1] if name in making.GOOD else wav(), name)
    assert f'<{tag} class="look-player" controls' in visit(guide).get(f"/portfolio/files/{file.id}").text


def test_p2_a_text_is_shown_as_text(visit, keep, noor, entry):
    file = keep.file(noor, entry, "één & <b>twee</b>".encode(), "notes.txt")
    assert "één &amp; &lt;b&gt;twee&lt;/b&gt;" in visit(noor).get(f"/portfolio/files/{file.id}").text


@pytest.mark.parametrize("content", ["één, “twee”".encode("cp1252"), "één, “twee”".encode("utf-8-sig")])
def test_p2_a_text_in_either_encoding_is_read(visit, keep, noor, entry, content):
    file = keep.file(noor, entry, content, "table.csv")
    assert "één, “twee”</pre>" in visit(noor).get(f"/portfolio/files/{file.id}").text


def test_p2_of_a_long_text_the_beginning_is_shown(visit, keep, noor, entry):
    file = keep.file(noor, entry, ("é" * 150_000).encode(), "long.txt")
    shown = visit(noor).get(f"/portfolio/files/{file.id}").text
    assert "Only the beginning is shown." in shown
    assert shown.count("é") == 100_000


def test_p2_what_cannot_be_shown_can_be_downloaded(visit, keep, noor, entry):
    file = keep.file(noor, entry, making.office("docx"), "letter.docx")
    shown = visit(noor).get(f"/portfolio/files/{file.id}").text
    assert "This file cannot be shown here" in shown
    assert f"/portfolio/files/{file.id}/original" in shown


def test_p2_the_page_says_who_sent_it_when_and_how_large_it_is(visit, guide, noor, pdf):
    shown = visit(guide).get(f"/portfolio/files/{pdf.id}").text
    assert "Noor Heuvel" in shown
    assert "23 Nov 2026" in shown or "23 November 2026" in shown


def test_p2_one_goes_on_to_the_file_before_and_after(visit, keep, noor, entry):
    first, second, third = (keep.file(noor, entry, photo((n, n)), f"{n}.jpg", drawn=False) for n in (50, 60, 70))
    shown = visit(noor).get(f"/portfolio/files/{second.id}").text
    assert f'rel="prev" href="/portfolio/files/{first.id}"' in shown
    assert f'rel="next" href="/portfolio/files/{third.id}"' in shown
    assert "File 2 of 3" in shown


def test_p2_a_file_that_was_removed_is_not_the_next_one(visit, keep, noor, entry):
    first, second = (keep.file(noor, entry, photo((n, n)), f"{n}.jpg", drawn=False) for n in (50, 60))
    browser = visit(noor)
    browser.post(f"/portfolio/files/{second.id}/remove")
    assert "Next file" not in browser.get(f"/portfolio/files/{first.id}").text


def test_p2_looking_is_on_record_once_with_all_its_pages(visit, guide, pdf, audit):
    browser = visit(guide)
    browser.get(f"/portfolio/files/{pdf.id}")
    for number in (1, 2, 3):
        browser.get(f"/portfolio/files/{pdf.id}/pages/{number}")
    assert looks(audit) == 1


def test_p2_a_page_without_the_file_open_is_on_record_too(visit, guide, pdf, audit):
    visit(guide).get(f"/portfolio/files/{pdf.id}/pages/2")
    assert looks(audit) == 1


def test_p2_a_photo_on_its_page_is_one_look(visit, guide, picture, audit):
    browser = visit(guide)
    browser.get(f"/portfolio/files/{picture.id}")
    browser.get(f"/portfolio/files/{picture.id}/picture")
    assert looks(audit) == 1


def test_p2_ones_own_files_are_no_look(visit, noor, pdf, audit):
    visit(noor).get(f"/portfolio/files/{pdf.id}")
    visit(noor).get(f"/portfolio/files/{pdf.id}/pages/1")
    assert looks(audit) == 0


def test_p2_the_page_asks_as_much_for_many_files_as_for_one(visit, keep, noor, entry, statements):
    def asked(file):
        with statements() as seen:
            visit(noor).get(f"/portfolio/files/{file.id}")
        return len(seen)

    alone = asked(keep.file(noor, entry, photo((40, 40)), "a.jpg", drawn=False))
    for size in range(50, 60):
        last = keep.file(noor, entry, photo((size, size)), f"{size}.jpg", drawn=False)
    assert asked(last) <= alone


# Newer versions


def test_p2_a_newer_version_takes_the_place_and_the_earlier_one_can_be_read(
    visit, noor, guide, entry, pdf, desk, audit
):
    browser = visit(noor)
    assert newer(browser, pdf, ("report 2.pdf", documents.document(pages=4))).status_code == 303
    old, new = file_row(desk, id=pdf.id), file_row(desk, name="report 2.pdf")
    assert (new.replaces_id, new.replaced_at, old.replaced_at is None) == (old.id, None, False)
    shown = visit(guide).get(f"/portfolio/entries/{entry.id}").text
    assert "1 earlier version" in shown
    earlier = visit(guide).get(f"/portfolio/files/{old.id}").text
    assert "This is an earlier version" in earlier
    assert f'href="/portfolio/files/{new.id}"' in earlier
    assert "file-replaced" in [line[0] for line in audit()]


def test_p2_earlier_versions_stand_in_order_newest_first(visit, keep, noor, entry, desk):
    file = keep.file(noor, entry, b"one", "one.txt")
    browser = visit(noor)
    for text in ("two", "three"):
        newer(browser, file, (f"{text}.txt", text.encode()))
        file = file_row(desk, name=f"{text}.txt")
    _, _, shown = browser.get(f"/portfolio/entries/{entry.id}").text.partition("2 earlier versions")
    assert 0 < shown.index("two.txt") < shown.index("one.txt")


def test_p2_a_newer_version_stands_where_the_first_one_stood(visit, keep, noor, entry, desk):
    first, second = (keep.file(noor, entry, name.encode(), f"{name}.txt") for name in ("one", "two"))
    browser = visit(noor)
    newer(browser, first, ("newer.txt", b"newer"))
    fresh = file_row(desk, name="newer.txt")
    shown = browser.get(f"/portfolio/files/{fresh.id}").text
    assert f'rel="next" href="/portfolio/files/{second.id}"' in shown
    assert "File 1 of 2" in shown


def test_p2_two_tabs_that_replace_the_same_file(visit, noor, pdf, count):
    one, two = visit(noor), visit(noor)
    assert newer(one, pdf, ("a.txt", b"mine")).status_code == 303
    second = newer(two, pdf, ("b.txt", b"and mine"))
    assert (second.status_code, count(EntryFile)) == (409, 2)
    assert "A newer version of this file is here already" in second.text


def test_p2_the_same_form_sent_twice_makes_one_newer_version(visit, noor, pdf, count):
    browser = visit(noor)
    assert [newer(browser, pdf, ("a.txt", b"mine")).status_code for _ in (1, 2)] == [303, 303]
    assert count(EntryFile) == 2


def test_p2_the_very_same_file_is_no_newer_version(visit, keep, noor, entry, count):
    file = keep.file(noor, entry, b"one", "one.txt")
    answer = newer(visit(noor), file, ("one.txt", b"one"))
    assert (answer.status_code, count(EntryFile)) == (409, 1)


def test_p2_a_newer_version_that_is_refused_leaves_the_earlier_one(visit, noor, pdf, count, desk):
    answer = newer(visit(noor), pdf, ("report.pdf", b"<html><script>alert(1)</script>"))
    assert (answer.status_code, count(EntryFile)) == (415, 1)
    assert file_row(desk, id=pdf.id).replaced_at is None


def test_p2_choosing_nothing_is_told(visit, noor, pdf):
    answer = newer(visit(noor), pdf)
    assert (answer.status_code, "Choose one file: the newer version." in answer.text) == (422, True)


def test_p2_only_its_owner_replaces_a_file(visit, other, guide, pdf, kept_bytes):
    before = kept_bytes()
    assert [newer(visit(person), pdf, ("a.txt", b"x")).status_code for person in (other, guide)] == [404, 403]
    assert newer(visit(None), pdf, ("a.txt", b"x")).status_code == 401
    assert kept_bytes() == before


def test_p2_a_newer_version_is_sent_and_not_asked_for(visit, noor, pdf):
    assert visit(noor).get(f"/portfolio/files/{pdf.id}/replace").status_code == 405


def test_p2_what_was_accepted_keeps_its_files(visit, noor, entry, pdf, desk, count):
    with desk.writing() as work:
        work.db.execute(update(Entry).where(Entry.id == entry.id).values(frozen_at=work.now))
    browser = visit(noor)
    assert newer(browser, pdf, ("a.txt", b"x")).status_code == 403
    assert browser.post(f"/portfolio/files/{pdf.id}/remove").status_code == 403
    assert count(EntryFile) == 1


def test_p2_accepted_while_the_page_was_open_is_told(keep, noor, entry, pdf, desk):
    with desk.writing(actor_of(noor)) as work:
        opened = queries.file(work, pdf.id)
        work.db.execute(update(Entry).where(Entry.id == entry.id).values(frozen_at=work.now))
        with pytest.raises(Refusal, match="accepted meanwhile"):
            actions.remove_file(work, opened.file)


def test_p2_removing_the_newest_does_not_bring_back_the_earlier(visit, noor, guide, entry, pdf, desk):
    browser = visit(noor)
    newer(browser, pdf, ("second.txt", b"second"))
    fresh = file_row(desk, name="second.txt")
    browser.post(f"/portfolio/files/{fresh.id}/remove")
    shown = browser.get(f"/portfolio/entries/{entry.id}").text
    assert "1 removed file" in shown
    assert f"/portfolio/files/{pdf.id}" not in shown
    assert visit(guide).get(f"/portfolio/files/{pdf.id}").status_code == 404


def test_p2_putting_back_the_newest_brings_back_its_earlier_versions(visit, noor, guide, entry, pdf, desk):
    browser = visit(noor)
    newer(browser, pdf, ("second.txt", b"second"))
    fresh = file_row(desk, name="second.txt")
    for deed in ("remove", "restore"):
        browser.post(f"/portfolio/files/{fresh.id}/{deed}")
    assert "1 earlier version" in browser.get(f"/portfolio/entries/{entry.id}").text
    assert visit(guide).get(f"/portfolio/files/{pdf.id}").status_code == 200


@pytest.mark.parametrize("deed", ["remove", "restore"])
def test_p2_an_earlier_version_is_not_removed_apart(visit, noor, pdf, desk, deed):
    browser = visit(noor)
    newer(browser, pdf, ("second.txt", b"second"))
    assert browser.post(f"/portfolio/files/{pdf.id}/{deed}").status_code == 409


def test_p2_an_earlier_version_counts_nowhere(visit, keep, noor, entry, picture, processes, desk):
    keep.evidence(noor, entry, processes[0])
    browser = visit(noor)
    newer(browser, picture, ("second.jpg", photo((300, 200))))
    with desk.reading(actor_of(noor)) as work:
        (row,) = queries.entries(work, queries.WantedEntries(noor.id)).rows
    assert row.files == 1
    assert row.thumbnail_id != picture.id
    assert f"/portfolio/files/{picture.id}/thumbnail" not in browser.get("/portfolio").text


def test_p2_an_earlier_version_can_be_sent_again_as_a_file_of_its_own(visit, keep, noor, entry, count):
    file = keep.file(noor, entry, b"one", "one.txt")
    browser = visit(noor)
    newer(browser, file, ("two.txt", b"two"))
    send(browser, entry, ("one.txt", b"one"))
    assert count(EntryFile) == 3


# The scanner


@pytest.fixture
def scanned_by(app):
    """`scanned_by(scanner)`: from now on it looks through what comes in, until the test is over."""
    works = app.extensions["works"]

    def use(scanner):
        app.extensions["works"] = replace(works, scanner=scanner)

    yield use
    app.extensions["works"] = works


def test_p2_an_infected_file_is_refused_by_name_and_the_others_stay(
    scanned_by, scanner, visit, noor, entry, count, kept_bytes
):
    scanned_by(scanner)
    browser = visit(noor)
    answer = send(browser, entry, ("good.txt", b"good"), ("bad.txt", HARMLESS_TEST))
    shown = browser.get(answer.location).text
    assert "bad.txt: A program that does harm was found in it" in shown
    assert (count(EntryFile), len(kept_bytes())) == (1, 1)


def test_p2_an_infected_newer_version_leaves_the_earlier_one(scanned_by, scanner, visit, noor, pdf, count):
    scanned_by(scanner)
    assert newer(visit(noor), pdf, ("bad.txt", HARMLESS_TEST)).status_code == 422
    assert count(EntryFile) == 1


def test_p2_while_nobody_can_look_nothing_is_kept_and_that_is_told(
    scanned_by, visit, noor, entry, count, kept_bytes, tmp_path
):
    scanned_by(ClamScanner(ClamAddress(socket=str(tmp_path / "absent"))))
    answer = send(visit(noor), entry, ("one.txt", b"one"), ("two.txt", b"two"))
    assert (answer.status_code, count(EntryFile), kept_bytes()) == (503, 0, [])
    assert "Files cannot be checked right now; nothing was kept." in answer.text


def test_p2_a_new_entry_with_an_infected_file_is_there_without_it(scanned_by, scanner, visit, noor, count):
    scanned_by(scanner)
    new(visit(noor), ("bad.txt", HARMLESS_TEST), title="Stool")
    assert (count(Entry), count(EntryFile)) == (1, 0)


def test_p2_other_doors_are_scanned_too(scanned_by, scanner, visit, make, kept_bytes):
    scanned_by(scanner)
    admin = make.person(Role.ADMINISTRATOR)
    browser = visit(admin)
    for url, field in (
        ("/qualifications/sources/add?kind=uploaded", "files"),
        ("/people/import", "file"),
        ("/qualifications/import", "files"),
    ):
        data = {field: (io.BytesIO(HARMLESS_TEST), "bad.csv"), "name": "x"}
        assert browser.post(url, data, content_type="multipart/form-data").status_code == 422
    assert kept_bytes() == []
