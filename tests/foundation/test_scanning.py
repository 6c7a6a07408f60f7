"""What looks through uploads: ClamAV's real daemon, and a stub for its bad days."""

import io
import logging
import random
import resource
import socket
import struct
import threading
import time
from contextlib import suppress

import pytest

from foundation.files import Category, RefusedFile, UploadLimits, take_in
from foundation.scanning import (
    HARMLESS_TEST,
    ClamAddress,
    ClamScanner,
    HarmFound,
    NoScanner,
    ScannerSilent,
    ScannerUnready,
    TooLargeToScan,
    clam_address,
    scanner_at,
)
from foundation.storage import DiskStorage
from tests.foundation.files import making
from tests.plugins.clamav import LARGEST_STREAM

pytestmark = pytest.mark.pure


def stream(content):
    return io.BytesIO(content)


# The daemon itself


def test_p2_plain_words_pass(scanner):
    scanner.look_through(stream(b"What I did today."))


@pytest.mark.parametrize("before", [b"", b"x" * 200_000])
def test_p2_the_test_text_is_found(scanner, before):
    with pytest.raises(HarmFound) as refusal:
        scanner.look_through(stream(before + HARMLESS_TEST))
    assert refusal.value.status == 422


def test_p2_the_test_text_is_found_inside_an_office_file(scanner):
    with pytest.raises(HarmFound):
        scanner.look_through(stream(making.office("docx", **{"word/media/x.txt": HARMLESS_TEST})))


def test_p2_what_was_read_before_is_looked_through_too(scanner):
    content = stream(HARMLESS_TEST)
    content.read(10)
    with pytest.raises(HarmFound):
        scanner.look_through(content)


@pytest.mark.parametrize("name", sorted(making.GOOD))
def test_p2_a_good_file_of_every_kind_passes(scanner, name):
    scanner.look_through(stream(making.GOOD[name][1]))


def test_p2_more_than_the_daemon_takes_is_refused_and_the_operator_told_which_setting(scanner, caplog):
    with pytest.raises(TooLargeToScan) as refusal:
        scanner.look_through(stream(random.Random(1).randbytes(LARGEST_STREAM + 3_000_000)))
    assert refusal.value.status == 413
    assert "StreamMaxLength" in caplog.text


def test_p2_what_the_daemon_did_not_look_through_to_the_end_is_not_let_through(scanner):
    with pytest.raises(TooLargeToScan):
        scanner.look_through(stream(random.Random(1).randbytes(LARGEST_STREAM - 100_000)))


def test_p2_the_log_names_what_was_found(scanner, caplog):
    with pytest.raises(HarmFound):
        scanner.look_through(stream(HARMLESS_TEST))
    assert "clamd found Proefstuk.Test" in caplog.text


def test_p2_the_operator_can_try_it(scanner):
    assert scanner.check().startswith("ClamAV ")


# Taking in


def taken(folder, scanner, content, name):
    return take_in(DiskStorage(folder), stream(content), name, limits=UploadLimits(), scanner=scanner)


def test_p2_an_infected_file_is_refused_by_name_and_nothing_of_it_is_kept(scanner, tmp_path):
    with pytest.raises(RefusedFile) as refusal:
        taken(tmp_path, scanner, HARMLESS_TEST, "notes.txt")
    assert str(refusal.value).startswith("notes.txt: A program that does harm was found in it")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_p2_a_clean_file_is_kept_whole(scanner, tmp_path):
    content = making.picture("JPEG")
    found = taken(tmp_path, scanner, content, "photo.jpg")
    assert (found.size, found.category) == (len(content), Category.IMAGE)
    with DiskStorage(tmp_path).open(found.key) as kept:
        assert kept.read() == content


def test_p2_nothing_is_kept_while_nobody_can_look(tmp_path):
    with pytest.raises(ScannerSilent) as refusal:
        taken(tmp_path, ClamScanner(ClamAddress(socket=str(tmp_path / "absent"))), b"words", "notes.txt")
    assert refusal.value.status == 503
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_p2_where_no_scanner_is_set_everything_passes(tmp_path):
    assert taken(tmp_path, NoScanner(), HARMLESS_TEST, "notes.txt").size == len(HARMLESS_TEST)


# Bad days


class Daemon:
    """Listens once and does as it is told."""

    def __init__(self, behave):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.thread = threading.Thread(target=self._serve, args=(behave,), daemon=True)
        self.thread.start()

    def _serve(self, behave):
        connection, _ = self.listener.accept()
        with connection, suppress(OSError):  # who asked may have hung up
            behave(connection)

    def scanner(self, patience=1.0):
        return ClamScanner(ClamAddress(host="127.0.0.1", port=self.listener.getsockname()[1]), patience=patience)

    def close(self):
        self.listener.close()
        self.thread.join(5)


@pytest.fixture
def daemon():
    running = []

    def start(behave):
        running.append(Daemon(behave))
        return running[-1]

    yield start
    for one in running:
        one.close()


def everything(connection):
    """Read as the daemon does, up to the empty piece; gives the bytes and the longest piece."""
    file = connection.makefile("rb")
    assert file.read(10) == b"zINSTREAM\0"
    content, longest = 0, 0
    while length := struct.unpack(">I", file.read(4))[0]:
        content, longest = content + len(file.read(length)), max(longest, length)
    return content, longest


def answering(words):
    def behave(connection):
        everything(connection)
        connection.sendall(words)

    return behave


NONSENSE = [
    b"",
    b"\0",
    b"OK\0",
    b"stream: OK",
    b"stream: OK and more\0",
    b"stream: not OK\0",
    b"HTTP/1.1 400 Bad Request\r\n\r\n",
    b"INSTREAM: Can't write to temporary file. ERROR\0",
    b"\xff\xfe\0",
    b"x" * 10_000,
]


@pytest.mark.parametrize("words", NONSENSE, ids=lambda words: repr(words[:24]))
def test_p2_nonsense_lets_nothing_through(daemon, words):
    with pytest.raises(ScannerSilent):
        daemon(answering(words)).scanner().look_through(stream(b"words"))


def test_p2_an_answer_in_pieces_is_an_answer(daemon):
    def behave(connection):
        everything(connection)
        for letter in b"stream: OK\0":
            connection.sendall(bytes([letter]))
            time.sleep(0.01)

    daemon(behave).scanner().look_through(stream(b"words"))


def test_p2_a_daemon_that_hangs_up_lets_nothing_through(daemon):
    with pytest.raises(ScannerSilent):
        daemon(lambda connection: connection.recv(5)).scanner().look_through(stream(bytes(5_000_000)))


def test_p2_a_daemon_that_says_nothing_is_not_waited_for_for_ever(daemon):
    began = time.monotonic()
    with pytest.raises(ScannerSilent):
        daemon(lambda connection: time.sleep(1.5)).scanner(patience=0.3).look_through(stream(b"words"))
    assert time.monotonic() - began < 1.2


def test_p2_a_daemon_that_drips_is_not_waited_for_for_ever(daemon):
    def behave(connection):
        everything(connection)
        for _ in range(30):
            connection.sendall(b"s")
            time.sleep(0.05)

    with pytest.raises(ScannerSilent):
        daemon(behave).scanner(patience=0.3).look_through(stream(b"words"))


def test_p2_a_daemon_that_reads_too_slowly_is_not_waited_for_for_ever(daemon):
    with pytest.raises(ScannerSilent):
        daemon(lambda connection: time.sleep(1.5)).scanner(patience=0.3).look_through(stream(bytes(50_000_000)))


def test_p2_nobody_listening_is_no_yes(tmp_path, caplog):
    with pytest.raises(ScannerSilent):
        ClamScanner(ClamAddress(host="127.0.0.1", port=1)).look_through(stream(b"words"))
    assert "clamd at clamd://127.0.0.1:1 gave no answer" in caplog.text


def test_p2_a_large_file_goes_in_pieces(daemon, tmp_path):
    seen = []

    def behave(connection):
        seen.append(everything(connection))
        connection.sendall(b"stream: OK\0")

    film = tmp_path / "film"
    with film.open("wb") as file:
        file.truncate(300_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with film.open("rb") as file:
        daemon(behave).scanner(patience=60).look_through(file)
    assert seen == [(300_000_000, 65_536)]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


def test_p2_the_operator_is_told_that_nobody_answers():
    with pytest.raises(ScannerUnready, match=r"does not answer at clamd://127\.0\.0\.1:1"):
        ClamScanner(ClamAddress(host="127.0.0.1", port=1)).check()


def test_p2_the_operator_is_told_that_no_scanner_is_set():
    assert NoScanner().check().startswith("No scanner is set")


def test_p2_a_finding_is_no_name_of_a_person(daemon, caplog):
    caplog.set_level(logging.WARNING)
    with pytest.raises(HarmFound):
        daemon(answering(b"stream: Win.Test FOUND\0")).scanner().look_through(stream(b"words"))
    assert caplog.messages == ["An upload of 5 bytes was refused: clamd found Win.Test in it"]


# The setting


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("clamd:///run/clamav/clamd.ctl", ClamAddress(socket="/run/clamav/clamd.ctl")),
        ("clamd://scanner:3311", ClamAddress(host="scanner", port=3311)),
        ("clamd://scanner", ClamAddress(host="scanner", port=3310)),
        ("clamd://[::1]:3310", ClamAddress(host="::1", port=3310)),
    ],
)
def test_p2_an_address_of_clamd_is_read(text, address):
    assert clam_address(text) == address


@pytest.mark.parametrize("text", ["clamd", "clamd://", "clamd:///", "http://x:3310", "clamd://x:port", "clamd://x/y"])
def test_p2_anything_else_is_no_address(text):
    with pytest.raises(ValueError, match=r"^.+$"):
        clam_address(text)


def test_p2_an_empty_setting_means_that_nobody_looks():
    assert isinstance(scanner_at(""), NoScanner)
    assert isinstance(scanner_at("clamd:///run/clamd.ctl"), ClamScanner)
