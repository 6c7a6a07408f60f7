"""Files sent in pieces: everything under /portfolio/uploads, as the tus protocol 1.0.0 says it."""

import errno
import io
import os
import threading
from base64 import b64encode
from contextlib import contextmanager
from itertools import pairwise

import pytest

from foundation.scanning import ScannerSilent
from foundation.storage import StorageUnavailable
from foundation.uploading import Upload
from foundation.uploading.sweeping import SWEEP
from people.rules import Role
from portfolio import actions, queries
from portfolio.models import Entry, EntryFile
from tests.conftest import actor_of
from tests.foundation.files import making
from tests.portfolio.conftest import outsiders, photo, uuid_of

TUS = {"Tus-Resumable": "1.0.0"}
CHUNK = "application/offset+octet-stream"
JSON = {"Accept": "application/json"}
HTML = b"<!doctype html><script>alert(1)</script>" * 10


class Sender:
    """A tus client of one person."""

    def __init__(self, browser):
        self.browser = browser

    def ask(self, method, url, *, headers=(), **options):
        sent = {"X-CSRFToken": self.browser.token, **TUS, **JSON, **dict(headers)}
        return self.browser.client.open(url, method=method, headers=sent, **options)

    def begin(self, subject, content, name="report.pdf", **headers):
        size = content if isinstance(content, int) else len(content)
        facts = {"filename": name, "subject": subject}
        metadata = ",".join(f"{key} {b64encode(text.encode()).decode()}" for key, text in facts.items())
        return self.ask(
            "POST", "/portfolio/uploads", headers={"Upload-Length": size, "Upload-Metadata": metadata, **headers}
        )

    def patch(self, url, content, offset, *, headers=(), content_type=CHUNK):
        headers = {"Upload-Offset": offset, **dict(headers)}
        return self.ask("PATCH", url, data=content, content_type=content_type, headers=headers)

    def head(self, url, **options):
        return self.ask("HEAD", url, **options)

    def state(self, url):
        return self.ask("GET", url).json

    def send(self, subject, content, name="report.pdf", *, pieces=1):
        """All of it; gives the address."""
        url, size = self.begin(subject, content, name).headers["Location"], len(content)
        bounds = [size * place // pieces for place in range(pieces + 1)]
        for start, end in pairwise(bounds):
            assert self.patch(url, content[start:end], start).status_code == 204
        return url


@pytest.fixture
def sender(visit, noor):
    return Sender(visit(noor))


@pytest.fixture
def subject(entry):
    return f"entry:{entry.id}"


@pytest.fixture
def pdf():
    return making.pdf()


@pytest.fixture
def url(sender, subject, pdf):
    """An upload that was begun."""
    return sender.begin(subject, pdf).headers["Location"]


def staged(app):
    return sorted(path.name for path in (app.extensions["settings"].files / "staged").glob("*"))


def one(desk, model, **where):
    with desk.reading() as work:
        found = work.db.query(model).filter_by(**where).one()
        work.db.expunge_all()
        return found


class Wrapped:
    """Our storage with one thing that goes wrong."""

    def __init__(self, storage, **faults):
        self._storage, self._faults = storage, faults

    def __getattr__(self, name):
        return self._faults.get(name) or getattr(self._storage, name)


@contextmanager
def trouble(app, **parts):
    """`trouble(app, storage=…)`: the application with another storage or scanner handed in."""
    from dataclasses import replace

    before = app.extensions["works"]
    app.extensions["works"] = replace(before, **parts)
    yield
    app.extensions["works"] = before


# The whole way


def test_p2_a_file_in_pieces_is_put_with_its_entry(sender, subject, entry, pdf, desk, audit):
    sender.send(subject, pdf, pieces=3)
    file = one(desk, EntryFile, entry_id=entry.id)
    assert (file.name, file.media_type, file.size) == ("report.pdf", "application/pdf", len(pdf))
    assert audit()[-1][0] == "files-added"


def test_p2_the_bytes_that_are_kept_are_the_bytes_that_were_sent(sender, subject, pdf, desk, app):
    sender.send(subject, pdf, pieces=4)
    with app.extensions["works"].storage.open(one(desk, EntryFile).original_key) as kept:
        assert kept.read() == pdf


def test_p2_nothing_stays_staged_once_the_file_is_there(sender, subject, pdf, app):
    sender.send(subject, pdf)
    assert staged(app) == []


def test_p2_begun_taken_and_added_are_on_record(sender, subject, pdf, audit, noor):
    sender.send(subject, pdf)
    assert [line for line in audit() if line[0].startswith(("uploading.", "files"))] == [
        ("uploading.begun", noor.id, noor.id),
        ("uploading.taken", noor.id, noor.id),
        ("files-added", noor.id, noor.id),
    ]


def test_p2_a_photo_gets_its_preview_as_always(sender, subject, desk, app):
    from tests.portfolio.conftest import run_jobs

    sender.send(subject, photo(), "IMG_0001.jpg", pieces=2)
    run_jobs(app)
    assert one(desk, EntryFile).shown_key is not None


def test_p2_the_page_reads_how_it_ended(sender, subject, pdf):
    url = sender.send(subject, pdf)
    assert sender.state(url) | {"address": ""} == {
        "address": "", "name": "report.pdf", "size": len(pdf), "offset": len(pdf), "state": "used", "message": "",
    }  # fmt: skip


# The protocol: creation


def test_p2_tus_creation_answers_201_with_an_address(sender, subject, pdf):
    answer = sender.begin(subject, pdf)
    assert answer.status_code == 201
    assert answer.headers["Location"].startswith("/portfolio/uploads/")
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert answer.headers["Upload-Expires"].endswith("GMT")


@pytest.mark.parametrize("size", ["", "-1", "1.5", "ten", "1e3", "9" * 30, "٣"])
def test_p2_tus_creation_without_a_size_is_refused(sender, subject, size):
    assert sender.begin(subject, 1, **{"Upload-Length": size.encode().decode("latin-1")}).status_code == 400


def test_p2_tus_a_size_told_later_is_not_supported(sender, subject):
    assert sender.begin(subject, 10, **{"Upload-Defer-Length": "1"}).status_code == 400


@pytest.mark.parametrize(
    "metadata", ["filename ***", "filename YQ==,filename YQ==", "filename /w==", "filename AA==", "x" * 5000]
)
def test_p2_tus_metadata_that_cannot_be_read_is_refused(sender, subject, metadata):
    assert sender.begin(subject, 10, **{"Upload-Metadata": metadata}).status_code in (400, 422)


def test_p2_tus_the_same_metadata_comes_back(sender, url, subject):
    from foundation.uploading import read_metadata

    assert read_metadata(sender.head(url).headers["Upload-Metadata"]) == {"filename": "report.pdf", "subject": subject}


# The protocol: core


@pytest.mark.parametrize("method", ["POST", "HEAD", "PATCH", "DELETE"])
@pytest.mark.parametrize("version", ["", "0.2.2", "2.0.0"])
def test_p2_tus_another_version_is_told_which_one_is_spoken(sender, url, method, version):
    address = "/portfolio/uploads" if method == "POST" else url
    answer = sender.ask(method, address, headers={"Tus-Resumable": version})
    assert (answer.status_code, answer.headers["Tus-Version"]) == (412, "1.0.0")


def test_p2_tus_head_tells_offset_and_length_and_is_not_cached(sender, url, pdf):
    sender.patch(url, pdf[:10], 0)
    answer = sender.head(url)
    assert answer.status_code == 200
    assert (answer.headers["Upload-Offset"], answer.headers["Upload-Length"]) == ("10", str(len(pdf)))
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert answer.data == b""


def test_p2_tus_head_tells_the_offset_of_what_is_complete(sender, subject, pdf):
    answer = sender.head(sender.send(subject, pdf))
    assert answer.headers["Upload-Offset"] == answer.headers["Upload-Length"] == str(len(pdf))


def test_p2_tus_patch_answers_204_with_the_new_offset_and_when_it_expires(sender, url, pdf):
    answer = sender.patch(url, pdf[:100], 0)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, "100")
    assert answer.headers["Upload-Expires"].endswith("GMT")


@pytest.mark.parametrize("offset", [0, 99, 101])
def test_p2_tus_another_offset_is_refused_and_changes_nothing(sender, url, pdf, offset):
    sender.patch(url, pdf[:100], 0)
    assert sender.patch(url, b"x" * 10, offset).status_code == 409
    assert sender.head(url).headers["Upload-Offset"] == "100"


def test_p2_tus_an_offset_beyond_the_end_is_refused(sender, url, pdf):
    assert sender.patch(url, b"", len(pdf) + 1).status_code == 409


@pytest.mark.parametrize("offset", ["", "-1", "x", "9" * 30])
def test_p2_tus_no_offset_is_refused(sender, url, offset):
    assert sender.patch(url, b"x", offset).status_code == 400


@pytest.mark.parametrize("content_type", ["application/octet-stream", "text/plain", "multipart/form-data; boundary=x"])
def test_p2_tus_another_content_type_is_refused(sender, url, content_type):
    assert sender.patch(url, b"x", 0, content_type=content_type).status_code == 415
    assert sender.head(url).headers["Upload-Offset"] == "0"


def test_p2_tus_more_bytes_than_were_announced_are_refused(sender, url, pdf):
    assert sender.patch(url, pdf + b"x", 0).status_code == 413
    assert sender.head(url).headers["Upload-Offset"] == "0"


def test_p2_tus_options_tells_what_is_spoken(sender, url):
    for address in ("/portfolio/uploads", url):
        answer = sender.browser.client.options(address)
        assert answer.status_code in (200, 204)
        assert answer.headers["Tus-Version"] == "1.0.0"
        assert answer.headers["Tus-Extension"] == "creation,termination,expiration"
        assert answer.headers["Tus-Max-Size"] == "1000000000"


def test_p2_tus_a_network_that_lets_no_patch_through_is_served(sender, url, pdf):
    headers = {"X-HTTP-Method-Override": "PATCH", "Upload-Offset": 0}
    answer = sender.ask("POST", url, data=pdf, content_type=CHUNK, headers=headers)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(len(pdf)))


def test_p2_tus_termination_frees_the_room_and_the_address_is_gone(sender, url, pdf, app, count):
    sender.patch(url, pdf[:10], 0)
    answer = sender.ask("DELETE", url)
    assert (answer.status_code, answer.data) == (204, b"")
    assert (sender.head(url).status_code, sender.patch(url, pdf[10:], 10).status_code) == (404, 404)
    assert (staged(app), count(Upload)) == ([], 0)


def test_p2_tus_terminating_what_is_with_its_entry_leaves_it_there(sender, subject, pdf, count):
    url = sender.send(subject, pdf)
    assert sender.ask("DELETE", url).status_code == 204
    assert count(EntryFile) == 1


def test_p2_tus_an_expired_upload_is_gone(sender, url, pdf, clock):
    sender.patch(url, pdf[:10], 0)
    clock.move(days=8)
    assert (sender.head(url).status_code, sender.patch(url, pdf[10:], 10).status_code) == (410, 410)
    assert "Upload-Offset" not in sender.head(url).headers


def test_p2_every_piece_puts_the_end_off(sender, url, pdf, clock):
    clock.move(days=6)
    sender.patch(url, pdf[:10], 0)
    clock.move(days=6)
    assert sender.head(url).status_code == 200


# Bad days


def test_p2_the_last_piece_repeated_changes_nothing(sender, url, pdf, count):
    for _ in range(3):
        sender.patch(url, pdf, 0)
    assert sender.patch(url, b"", len(pdf)).status_code == 204
    assert count(EntryFile) == 1


def test_p2_two_pieces_at_once_and_one_is_told(app, sender, visit, noor, url, pdf, count):
    answers, begin = [], threading.Barrier(2)
    other = Sender(visit(noor))

    def send(client):
        begin.wait()
        answers.append(client.patch(url, pdf, 0).status_code)

    threads = [threading.Thread(target=send, args=(client,)) for client in (sender, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 204 in answers
    assert set(answers) <= {204, 409, 423}
    assert count(EntryFile) == 1


class Body(io.RawIOBase):
    """A body that claims to be so long, and then ends after what there is; None: it must not be read at all."""

    def __init__(self, length, content=None):
        self._length, self._content, self._place = length, content and io.BytesIO(content), 0

    def readable(self):
        return True

    def seek(self, place, whence=io.SEEK_SET):
        self._place = place if whence == io.SEEK_SET else self._length + place
        return self._place

    def tell(self):
        return self._place

    def readinto(self, buffer):
        assert self._content is not None, "the body was read"
        return self._content.readinto(buffer)


def test_p2_what_came_before_the_connection_was_cut_is_safe(sender, url, pdf, count):
    body = Body(len(pdf), pdf[:300])
    answer = sender.ask("PATCH", url, input_stream=body, content_type=CHUNK, headers={"Upload-Offset": 0})
    assert answer.status_code == 408
    assert sender.head(url).headers["Upload-Offset"] == "300"
    sender.patch(url, pdf[300:], 300)
    assert count(EntryFile) == 1


def test_p2_a_full_disk_is_told_and_the_upload_goes_on_later(app, sender, url, pdf, count):
    works = app.extensions["works"]

    def append(name, stream, *, offset, limit):
        class Filling(io.RawIOBase):
            def read(self, size=-1):
                if not getattr(self, "begun", False):
                    self.begun = True
                    return stream.read(50)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        return works.storage.append(name, Filling(), offset=offset, limit=limit)

    with trouble(app, storage=Wrapped(works.storage, append=append)):
        answer = sender.patch(url, pdf, 0)
    assert answer.status_code == 507
    assert "no room left" in answer.json["title"]
    offset = int(sender.head(url).headers["Upload-Offset"])
    assert sender.patch(url, pdf[offset:], offset).status_code == 204
    assert count(EntryFile) == 1


class Silent:
    def look_through(self, stream):
        raise ScannerSilent


def test_p2_a_silent_scanner_keeps_the_bytes_and_the_next_try_completes(app, sender, url, pdf, count):
    with trouble(app, scanner=Silent()):
        assert sender.patch(url, pdf, 0).status_code == 503
        assert sender.head(url).headers["Upload-Offset"] == str(len(pdf))
    assert sender.state(url)["state"] == "running"
    assert sender.patch(url, b"", len(pdf)).status_code == 204
    assert (sender.state(url)["state"], count(EntryFile)) == ("used", 1)


def test_p2_storage_out_of_reach_keeps_the_bytes_too(app, sender, url, pdf, count):
    def keep(name):
        raise StorageUnavailable

    with trouble(app, storage=Wrapped(app.extensions["works"].storage, keep=keep)):
        assert sender.patch(url, pdf, 0).status_code == 503
    assert sender.patch(url, b"", len(pdf)).status_code == 204
    assert count(EntryFile) == 1


def test_p2_a_server_that_died_between_keeping_and_noting_loses_nothing(app, sender, url, pdf, count):
    storage = app.extensions["works"].storage
    key = url.rsplit("/", 1)[1]
    storage.append(key, io.BytesIO(pdf), offset=0, limit=len(pdf))
    storage.keep(key)
    assert sender.head(url).headers["Upload-Offset"] == str(len(pdf))
    assert sender.patch(url, b"", len(pdf)).status_code == 204
    assert (count(EntryFile), staged(app)) == (1, [])


# What is no evidence


@pytest.mark.parametrize(
    ("name", "content"),
    [("report.pdf", HTML), ("photo.jpg", HTML), ("film.mp4", b"MZ" + bytes(200)), ("report.docx", making.pdf())],
)
def test_p2_what_is_no_evidence_is_refused_in_words_and_its_bytes_go(
    app, sender, subject, count, kept_bytes, name, content
):
    url = sender.send(subject, content, name)
    told = sender.state(url)
    assert (told["state"], name in told["message"]) == ("refused", True)
    assert (count(EntryFile), kept_bytes(), staged(app)) == (0, [], [])


def test_p2_the_refusal_is_read_in_ones_own_language(sender, subject, desk, noor):
    url = sender.send(subject, HTML)
    english = sender.state(url)["message"]
    answer = sender.ask("GET", url, headers={"Accept-Language": "nl"})
    assert english
    assert answer.json["state"] == "refused"


def test_p2_zero_bytes_are_refused_at_once(sender, subject):
    answer = sender.begin(subject, 0)
    assert (answer.status_code, "is empty" in answer.json["title"]) == (422, True)


@pytest.mark.parametrize(
    ("name", "size", "status"),
    [("a.jpg", 26_000_000, 413), ("a.pdf", 51_000_000, 413), ("a.mp4", 1_000_000_001, 413), ("a.exe", 10, 415)],
)
def test_p2_what_would_be_refused_is_refused_before_a_byte_is_sent(sender, subject, count, name, size, status):
    answer = sender.begin(subject, size, name)
    assert (answer.status_code, name in answer.json["title"], count(Upload)) == (status, True, 0)


@pytest.mark.parametrize(("name", "size"), [("a.mp4", 999_000_000), ("a.jpg", 24_000_000), ("scan", 999_000_000)])
def test_p2_what_may_be_fine_is_let_begin(sender, subject, name, size):
    assert sender.begin(subject, size, name).status_code == 201


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\Noor\\plan.pdf", "plan.pdf"),
        ("invoice\u202efdp.pdf", "invoicefdp.pdf"),
        ("🪚 table 🪑.pdf", "🪚 table 🪑.pdf"),
        ("دليل.pdf", "دليل.pdf"),
        ("a" * 300 + ".pdf", "a" * 196 + ".pdf"),
        ("", "file.pdf"),
    ],
)
def test_p2_any_name_comes_in_safely(sender, subject, pdf, desk, name, kept):
    sender.send(subject, pdf, name)
    assert one(desk, EntryFile).name == kept


# Who may


def test_p2_others_do_not_learn_that_an_upload_is_there(make, visit, guide, url, pdf):
    for person in [*outsiders(make), guide, make.person(Role.COORDINATOR), make.person(Role.ADMINISTRATOR)]:
        stranger = Sender(visit(person))
        answers = {
            stranger.head(url),
            stranger.patch(url, pdf, 0),
            stranger.ask("DELETE", url),
            stranger.ask("GET", url),
        }
        assert {answer.status_code for answer in answers} == {404}


def test_p2_bytes_of_others_are_not_even_read(make, visit, url):
    stranger = Sender(visit(make.person(Role.CANDIDATE)))
    options = {"content_type": CHUNK, "headers": {"Upload-Offset": 0}}
    assert stranger.ask("PATCH", url, input_stream=Body(10), **options).status_code == 404


def test_p2_a_request_holds_no_more_than_a_chunk(sender, subject):
    url = sender.begin(subject, 100_000_000, "a.mp4").headers["Location"]
    options = {"content_type": CHUNK, "headers": {"Upload-Offset": 0}}
    assert sender.ask("PATCH", url, input_stream=Body(16_000_001), **options).status_code == 413


def test_p2_somebody_who_is_signed_out_is_told_so(visit, url, pdf):
    stranger = Sender(visit())
    assert stranger.patch(url, pdf, 0).status_code == 401
    assert stranger.ask("GET", "/portfolio/uploads").status_code == 401


def test_p2_a_request_from_elsewhere_is_refused(sender, url, pdf):
    assert sender.patch(url, pdf, 0, headers={"X-CSRFToken": ""}).status_code == 400
    assert sender.ask("DELETE", url, headers={"X-CSRFToken": ""}).status_code == 400


def test_p2_only_a_candidate_begins_one(make, visit, subject):
    for person in outsiders(make):
        expected = 404 if Role.CANDIDATE in {row.role for row in person.roles} else 403
        assert Sender(visit(person)).begin(subject, 10).status_code == expected


@pytest.mark.parametrize("subject", ["", "entry:", "entry:0", "entry:99999999999", "draft:x", "note:1", "entry:1;"])
def test_p2_for_nothing_that_is_known_nothing_is_begun(sender, subject):
    assert sender.begin(subject, 10).status_code == 422


def test_p2_for_an_entry_that_was_put_aside_nothing_is_begun(sender, desk, noor, entry, subject):
    with desk.writing(actor_of(noor)) as work:
        actions.remove_entry(work, entry.id)
    assert sender.begin(subject, 10).status_code == 403


def test_p2_an_entry_that_was_accepted_meanwhile_takes_nothing_more(sender, desk, entry, url, pdf, count, clock):
    with desk.writing() as work:
        work.db.get(Entry, entry.id).frozen_at = clock.now
    assert sender.patch(url, pdf, 0).status_code == 204
    told = sender.state(url)
    assert (told["state"], "can no longer be changed" in told["message"], count(EntryFile)) == ("refused", True, 0)


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_p2_other_methods_are_refused(sender, url, method):
    assert sender.ask(method, url).status_code == 405


def test_p2_an_address_that_is_no_key_does_not_exist(sender):
    assert sender.head("/portfolio/uploads/nonsense").status_code == 404


# Forms that are still being typed


@pytest.fixture
def draft():
    return f"draft:{uuid_of(987_654)}"


def save(browser, draft, **fields):
    fields = {"title": "Table", "form_key": draft.removeprefix("draft:"), **fields}
    return browser.post("/portfolio/entries/new?kind=product", fields, content_type="multipart/form-data")


def test_p2_a_file_waits_for_its_form_and_goes_with_the_entry(sender, draft, pdf, desk, count):
    url = sender.send(draft, pdf)
    assert (sender.state(url)["state"], count(EntryFile)) == ("taken", 0)
    assert save(sender.browser, draft).status_code == 303
    assert (sender.state(url)["state"], one(desk, EntryFile).entry_id) == ("used", one(desk, Entry).id)


def test_p2_a_form_saved_twice_has_its_files_once(sender, draft, pdf, count):
    sender.send(draft, pdf)
    for _ in range(2):
        save(sender.browser, draft)
    assert (count(Entry), count(EntryFile)) == (1, 1)


def test_p2_a_form_shown_again_keeps_its_files_waiting(sender, draft, pdf, count):
    sender.send(draft, pdf)
    assert save(sender.browser, draft, title="").status_code == 422
    assert [one["state"] for one in listed(sender, draft)["uploads"]] == ["taken"]
    save(sender.browser, draft)
    assert count(EntryFile) == 1


def test_p2_a_file_that_is_late_finds_the_entry_that_its_form_made(sender, draft, pdf, count):
    url = sender.begin(draft, pdf).headers["Location"]
    save(sender.browser, draft)
    sender.patch(url, pdf, 0)
    assert (sender.state(url)["state"], count(EntryFile)) == ("used", 1)


def test_p2_the_form_of_somebody_else_takes_no_files(visit, other, sender, draft, pdf):
    save(sender.browser, draft)
    assert Sender(visit(other)).begin(draft, pdf).status_code == 404


def listed(sender, subject):
    return sender.ask("GET", f"/portfolio/uploads?subject={subject}").json


def test_p2_the_page_lists_what_is_on_its_way_and_the_room(sender, draft, pdf, noor, statements):
    sender.send(draft, pdf)
    sender.begin(draft, pdf, "second.pdf")
    with statements() as seen:
        found = listed(sender, draft)
    assert (found["user"], [one["name"] for one in found["uploads"]]) == (noor.id, ["report.pdf", "second.pdf"])
    assert found["room"]["used"] == 2 * len(pdf)
    assert found["token"]
    assert len(seen) <= 3


# Limits per person


@pytest.fixture
def limit(app):
    """`limit(1000)` is the most that one person may have."""
    before = app.extensions["settings"]

    def be(size):
        app.extensions["settings"] = before.model_copy(update={"person_limit": size})

    yield be
    app.extensions["settings"] = before


def test_p2_more_than_a_person_may_have_is_refused_before_a_byte_is_sent(sender, subject, limit, count):
    limit(1000)
    answer = sender.begin(subject, 1001)
    assert (answer.status_code, count(Upload)) == (413, 0)
    assert "1 kB is the most" in answer.json["title"]


def test_p2_what_is_on_its_way_counts(sender, subject, limit):
    limit(1000)
    assert sender.begin(subject, 600).status_code == 201
    assert sender.begin(subject, 600).status_code == 413


def test_p2_what_was_dropped_or_given_up_counts_no_more(sender, subject, limit, clock):
    limit(1000)
    sender.ask("DELETE", sender.begin(subject, 600).headers["Location"])
    assert sender.begin(subject, 600).status_code == 201
    clock.move(days=8)
    assert sender.begin(subject, 600).status_code == 201


def test_p2_removed_files_count_as_they_are_still_kept(desk, noor, keep, entry, pdf, sender):
    file = keep.file(noor, entry, pdf, "a.pdf")
    with desk.writing(actor_of(noor)) as work:
        actions.remove_file(work, work.db.merge(file, load=False))
    with desk.reading(actor_of(noor)) as work:
        assert queries.room_of(work, noor.id, limit=0).used == len(pdf)


def test_p2_files_of_others_do_not_count(desk, noor, other, keep, entry, pdf):
    keep.file(noor, entry, pdf, "a.pdf")
    with desk.reading(actor_of(other)) as work:
        assert queries.room_of(work, other.id, limit=0).used == 0


def test_p2_without_a_limit_there_is_none(sender, subject, limit):
    limit(0)
    assert sender.begin(subject, 999_000_000, "a.mp4").status_code == 201
    assert listed(sender, subject)["room"] is None


def test_p2_two_that_fit_but_not_together_and_one_is_refused(app, visit, noor, subject, limit, count):
    limit(1000)
    answers, begin = [], threading.Barrier(2)

    def start(client):
        begin.wait()
        answers.append(client.begin(subject, 600).status_code)

    threads = [threading.Thread(target=start, args=(Sender(visit(noor)),)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(answers), count(Upload)) == ([201, 413], 1)


def test_p2_a_limit_that_was_lowered_meanwhile_holds_when_the_file_is_there(sender, url, pdf, limit, count):
    limit(10)
    sender.patch(url, pdf, 0)
    assert (sender.state(url)["state"], count(EntryFile)) == ("refused", 0)
    assert "is the most" in sender.state(url)["message"]


def test_p2_the_plain_form_knows_the_limit_too(sender, entry, limit, count, kept_bytes):
    limit(100)
    data = {"files": [(io.BytesIO(photo()), "a.jpg")]}
    answer = sender.browser.post(f"/portfolio/entries/{entry.id}", data, content_type="multipart/form-data")
    assert (answer.status_code, count(EntryFile), kept_bytes()) == (413, 0, [])
    assert "is the most" in answer.text


def test_p2_the_form_that_puts_files_with_an_entry_asks_again(desk, noor, entry, pdf):
    from foundation.files import UploadLimits

    with desk.writing(actor_of(noor)) as work:
        taken = actions.take_in(work.storage, io.BytesIO(pdf), "a.pdf", limits=UploadLimits(), scanner=work.scanner)
        found = work.db.get(Entry, entry.id)
        with pytest.raises(actions.NoRoomLeft):
            actions.add_files(work, found, [taken], limit=len(pdf) - 1)
        work.discard()


def test_p2_the_page_says_how_much_is_used(sender, entry, subject):
    sender.begin(subject, 1_200_000_000 - 500_000_000, "a.mp4")
    sender.begin(subject, 500_000_000, "b.mp4")
    assert "1.2 GB of 20 GB used" in sender.browser.get(f"/portfolio/entries/{entry.id}").text


# Clearing away


def swept(app, desk):
    from tests.portfolio.conftest import run_jobs

    with desk.writing() as work:
        work.later(SWEEP)
    run_jobs(app)


def test_p2_what_nobody_goes_on_with_is_cleared_away(app, desk, sender, url, pdf, clock, count):
    sender.patch(url, pdf[:10], 0)
    clock.move(days=6)
    swept(app, desk)
    assert (count(Upload), len(staged(app))) == (1, 1)
    clock.move(days=2)
    swept(app, desk)
    assert (count(Upload), staged(app), sender.head(url).status_code) == (0, [], 404)


def test_p2_clearing_away_comes_every_night(app):
    assert SWEEP in app.extensions["handlers"].schedules


def test_p2_clearing_away_leaves_the_files_of_entries(app, desk, sender, subject, pdf, clock, count, kept_bytes):
    sender.send(subject, pdf)
    clock.move(days=30)
    swept(app, desk)
    assert (count(Upload), one(desk, EntryFile).original_key in kept_bytes()) == (0, True)


# What came in whole is kept as long as the draft it came in for


def typed(sender, draft, version=0):
    sent = {"title": "Table", "draft_kind": "product", "draft_version": version, "by": "page"}
    assert sender.browser.post(f"/portfolio/drafts/{draft.removeprefix('draft:')}", sent).status_code == 200


@pytest.fixture
def weeks_later(app, desk, clock, visit, noor):
    """`weeks_later(50)` is a sender who comes back after a good many nights."""

    def come_back(weeks):
        clock.move(days=7 * weeks + 1)
        swept(app, desk)
        return Sender(visit(noor))

    return come_back


@pytest.mark.parametrize("weeks", [1, 50])
def test_p2_a_file_that_came_in_whole_is_there_as_long_as_its_draft(sender, draft, pdf, weeks_later, desk, weeks):
    typed(sender, draft)
    url, later = sender.send(draft, pdf), weeks_later(weeks)
    assert [one["state"] for one in listed(later, draft)["uploads"]] == [later.state(url)["state"]] == ["taken"]
    assert save(later.browser, draft).status_code == 303
    assert one(desk, EntryFile).name == "report.pdf"


def test_p2_a_draft_that_is_begun_after_its_file_keeps_it_too(sender, draft, pdf, weeks_later):
    url = sender.send(draft, pdf)
    typed(sender, draft)
    assert weeks_later(3).head(url).status_code == 200


def test_p2_a_file_that_waits_with_its_draft_counts_in_the_room(sender, draft, pdf, weeks_later):
    typed(sender, draft)
    sender.send(draft, pdf)
    assert listed(weeks_later(3), draft)["room"]["used"] == len(pdf)


def test_p2_its_bytes_are_kept_too(sender, draft, pdf, weeks_later, desk, count, app):
    typed(sender, draft)
    sender.send(draft, pdf)
    weeks_later(3)
    with desk.reading() as work:
        assert work.storage.exists(one(desk, Upload).taken["key"])


def test_p2_without_a_draft_a_file_waits_as_long_as_its_form(sender, draft, pdf, weeks_later, count):
    url = sender.send(draft, pdf)
    assert (weeks_later(1).head(url).status_code, count(Upload)) == (404, 0)


def test_p2_with_its_draft_a_file_goes(sender, draft, pdf, weeks_later, count, desk, noor):
    typed(sender, draft)
    sender.send(draft, pdf)
    with desk.writing(actor_of(noor)) as work:
        actions.drop_draft(work, draft.removeprefix("draft:"))
    weeks_later(1)
    assert count(Upload) == 0


def test_p2_the_draft_of_somebody_else_keeps_nothing(sender, visit, other, draft, pdf, weeks_later, count):
    sender.send(draft, pdf)
    typed(Sender(visit(other)), draft)
    weeks_later(1)
    assert count(Upload) == 0


def test_p2_what_broke_off_is_given_up_and_its_draft_tells_which(sender, draft, pdf, weeks_later, app, audit):
    typed(sender, draft)
    url = sender.begin(draft, pdf, "film.pdf").headers["Location"]
    sender.patch(url, pdf[:10], 0)
    later = weeks_later(1)
    assert (later.state(url)["state"], staged(app), audit()[-1][0]) == ("refused", [], "uploading.refused")
    page = later.browser.get(f"/portfolio/entries/new?draft={draft.removeprefix('draft:')}").text
    assert "Choose them again" in page
    assert "<bdi>film.pdf</bdi>" in page


def test_p2_what_broke_off_is_told_before_the_night_too(sender, draft, pdf, clock, visit, noor):
    typed(sender, draft)
    sender.begin(draft, pdf, "film.pdf")
    clock.move(days=8)
    assert "<bdi>film.pdf</bdi>" in visit(noor).get(f"/portfolio/entries/new?draft={draft[6:]}").text


def test_p2_what_was_sent_again_is_not_missed(sender, draft, pdf, weeks_later):
    typed(sender, draft)
    sender.begin(draft, pdf, "film.pdf")
    later = weeks_later(1)
    later.send(draft, pdf, "film.pdf")
    assert "Choose them again" not in later.browser.get(f"/portfolio/entries/new?draft={draft[6:]}").text


def test_p2_a_form_that_is_saved_says_which_file_never_came(sender, draft, pdf, weeks_later, count):
    typed(sender, draft)
    sender.begin(draft, pdf, "film.pdf")
    later = weeks_later(1)
    page = later.browser.get(save(later.browser, draft).location).text
    assert "film.pdf was never sent completely" in page
    assert count(EntryFile) == 0
