"""What every side of storage promises about files that come in pieces; on disk and against a server that speaks S3."""

import errno
import hashlib
import io
import os
import threading
import uuid
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from foundation.storage import BadKey, MissingBlob, NoRoom, StagedElsewhere, TooLarge, WrongOffset
from tests.foundation.storage.test_contract import Pouring

MEGABYTE = 1024 * 1024
LIMIT = 4 * MEGABYTE


@pytest.fixture
def name():
    return str(uuid.uuid4())


def append(storage, name, content, offset, limit=LIMIT):
    return storage.append(name, io.BytesIO(content), offset=offset, limit=limit)


def staged(storage, name):
    with storage.open_staged(name) as stream:
        return stream.read()


class Breaking(io.RawIOBase):
    """Gives some bytes, then a fault."""

    def __init__(self, content, fault):
        self.content, self.fault = io.BytesIO(content), fault

    def readable(self):
        return True

    def read(self, size=-1):
        if chunk := self.content.read(size):
            return chunk
        raise self.fault


class Waiting(Breaking):
    """Gives some bytes, then nothing until it is told to end."""

    def __init__(self, content):
        super().__init__(content, None)
        self.reached, self.end = threading.Event(), threading.Event()

    def read(self, size=-1):
        if chunk := self.content.read(size):
            return chunk
        self.reached.set()
        self.end.wait(10)
        return b""


def test_pieces_become_one_whole(storage, name):
    assert append(storage, name, b"evi", 0) == 3
    assert append(storage, name, b"dence", 3) == 8
    assert (storage.staged_size(name), staged(storage, name)) == (8, b"evidence")


def test_nothing_is_staged_before_the_first_piece(storage, name):
    assert storage.staged_size(name) == 0
    with pytest.raises(MissingBlob):
        storage.open_staged(name)


def test_an_empty_piece_changes_nothing(storage, name):
    append(storage, name, b"evi", 0)
    assert append(storage, name, b"", 3) == 3
    assert append(storage, name, b"dence", 3) == 8


@pytest.mark.parametrize("offset", [0, 2, 4, 100])
def test_another_place_than_the_end_is_refused(storage, name, offset):
    append(storage, name, b"evi", 0)
    with pytest.raises(WrongOffset) as refusal:
        append(storage, name, b"dence", offset)
    assert (refusal.value.offset, staged(storage, name)) == (3, b"evi")


def test_one_byte_too_many_is_refused_and_none_of_the_piece_stays(storage, name):
    append(storage, name, b"evi", 0, limit=8)
    with pytest.raises(TooLarge):
        append(storage, name, b"dences", 3, limit=8)
    assert staged(storage, name) == b"evi"
    assert append(storage, name, b"dence", 3, limit=8) == 8


@pytest.mark.parametrize("fault", [ConnectionResetError("gone"), TimeoutError("silent")])
def test_what_came_before_a_connection_broke_stays(storage, name, fault):
    with pytest.raises(type(fault)):
        storage.append(name, Breaking(b"evi", fault), offset=0, limit=LIMIT)
    assert append(storage, name, b"dence", 3) == 8
    assert staged(storage, name) == b"evidence"


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_said_and_the_upload_goes_on_later(storage, name, fault):
    with pytest.raises(NoRoom):
        storage.append(name, Breaking(b"evi", OSError(fault, os.strerror(fault))), offset=0, limit=LIMIT)
    offset = storage.staged_size(name)
    append(storage, name, b"evidence"[offset:], offset)
    assert staged(storage, name) == b"evidence"


def test_of_two_at_once_one_wins_and_the_other_is_told(storage, name):
    slow, outcome = Waiting(b"slow"), []
    thread = threading.Thread(target=lambda: outcome.append(attempt(storage, name, slow)))
    thread.start()
    slow.reached.wait(10)
    outcome.append(attempt(storage, name, io.BytesIO(b"fast")))
    slow.end.set()
    thread.join()
    assert sorted(map(str, outcome)) == ["4", "told"]
    assert staged(storage, name) in (b"slow", b"fast")


def attempt(storage, name, stream):
    try:
        return storage.append(name, stream, offset=0, limit=LIMIT)
    except (StagedElsewhere, WrongOffset):
        return "told"


def test_what_is_kept_is_a_blob_like_any_other(storage, name):
    append(storage, name, b"evi", 0)
    append(storage, name, b"dence", 3)
    blob = storage.keep(name)
    assert (blob.sha256, blob.size) == (hashlib.sha256(b"evidence").hexdigest(), 8)
    with storage.open(blob.key) as stream:
        assert stream.read() == b"evidence"


def test_keeping_twice_is_keeping_once(storage, name):
    append(storage, name, b"evidence", 0)
    assert storage.keep(name) == storage.keep(name)
    assert len(list(storage.iterate_keys(older_than=datetime.now(UTC) + timedelta(days=1)))) == 1


def test_a_blob_outlives_what_was_staged(storage, name):
    append(storage, name, b"evidence", 0)
    blob = storage.keep(name)
    storage.discard(name)
    assert (storage.staged_size(name), storage.size(blob.key)) == (0, 8)


def test_content_that_is_here_already_is_kept_once(storage, name):
    blob = storage.put(io.BytesIO(b"evidence"), limit=LIMIT)
    append(storage, name, b"evidence", 0)
    assert storage.keep(name) == blob


def test_what_became_a_blob_cannot_grow(storage, name):
    append(storage, name, b"evidence", 0)
    blob = storage.keep(name)
    with suppress(StagedElsewhere):
        append(storage, name, b" and more", 8)
    with storage.open(blob.key) as stream:
        assert stream.read() == b"evidence"


def test_discarding_what_is_not_there_is_fine(storage, name):
    storage.discard(name)
    assert storage.staged_size(name) == 0


def test_what_is_staged_is_no_blob(storage, name):
    append(storage, name, b"evidence", 0)
    assert list(storage.iterate_keys(older_than=datetime.now(UTC) + timedelta(days=1))) == []


def test_what_nobody_adds_to_is_swept(storage, name):
    append(storage, name, b"evidence", 0)
    assert storage.sweep_staged(older_than=datetime.now(UTC) - timedelta(hours=1)) == 0
    assert storage.sweep_staged(older_than=datetime.now(UTC) + timedelta(hours=1)) == 1
    assert storage.staged_size(name) == 0


def test_sweeping_broken_off_puts_leaves_what_is_staged(storage, name):
    append(storage, name, b"evidence", 0)
    storage.sweep_unfinished(older_than=datetime.now(UTC) + timedelta(hours=1))
    assert storage.staged_size(name) == 8


@pytest.mark.parametrize("bad", ["", "..", "../../etc/passwd", "a/b", "A" * 36, f"{uuid.UUID(int=7)}\n"])
def test_only_our_own_names_are_taken(storage, bad):
    with pytest.raises(BadKey):
        append(storage, bad, b"x", 0)
    with pytest.raises(BadKey):
        storage.discard(bad)


def test_what_is_staged_can_be_moved_about_in(storage, name):
    content = bytes(range(256)) * 40
    for offset in range(0, len(content), 1024):
        append(storage, name, content[offset : offset + 1024], offset)
    with storage.open_staged(name) as stream:
        assert stream.seek(0, io.SEEK_END) == len(content)
        stream.seek(1000)
        assert stream.read(100) == content[1000:1100]
        stream.seek(5)
        assert stream.read() == content[5:]


def test_long_pieces_never_stand_in_memory_as_a_whole(storage, name):
    import tracemalloc

    size = 24 * MEGABYTE
    tracemalloc.start()
    storage.append(name, Pouring(size), offset=0, limit=size)
    storage.keep(name)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12 * MEGABYTE
