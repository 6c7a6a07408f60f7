"""What every side of storage promises; runs on disk and against a server that speaks S3."""

import errno
import hashlib
import io
import random
import threading
import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest

from foundation.storage import BadKey, BadRange, MissingBlob, NoRoom, TooLarge

LIMIT = 1024 * 1024
MEGABYTE = 1024 * 1024
ABSENT = f"ab/cd/abcd{'0' * 60}"


class Pouring(io.RawIOBase):
    """A long stream of noise that exists nowhere as a whole; `fault` is raised when it runs dry."""

    def __init__(self, size, fault=None):
        self.left, self.fault, self.noise = size, fault, random.Random(7).randbytes(MEGABYTE)
        self.digest = hashlib.sha256()

    def read(self, size=-1):
        if self.fault and self.left == 0:
            raise self.fault
        chunk = self.noise[: min(self.left, size if size >= 0 else self.left)]
        self.left -= len(chunk)
        self.digest.update(chunk)
        return chunk


def put(storage, content, limit=LIMIT):
    return storage.put(io.BytesIO(content), limit=limit)


def keys(storage):
    return list(storage.iterate_keys(older_than=datetime.now(UTC) + timedelta(days=1)))


def everything_on(storage, tmp_path):
    return [path for path in tmp_path.rglob("*") if path.is_file() and path.name != "lock"]


def test_what_goes_in_comes_out(storage):
    blob = put(storage, b"evidence")
    with storage.open(blob.key) as stream:
        assert stream.read() == b"evidence"


def test_the_key_is_the_digest_of_the_content(storage):
    digest = hashlib.sha256(b"evidence").hexdigest()
    blob = put(storage, b"evidence")
    assert (blob.key, blob.sha256, blob.size) == (f"{digest[:2]}/{digest[2:4]}/{digest}", digest, 8)


def test_an_empty_blob_is_kept_like_any_other(storage):
    blob = put(storage, b"")
    with storage.open(blob.key) as stream:
        assert (blob.size, stream.read()) == (0, b"")


def test_the_same_content_has_one_key_and_is_kept_once(storage):
    assert put(storage, b"twice").key == put(storage, b"twice").key
    assert len(keys(storage)) == 1


def test_a_stream_is_taken_from_where_it_stands(storage):
    stream = io.BytesIO(b"skip keep")
    stream.seek(5)
    assert storage.size(storage.put(stream, limit=LIMIT).key) == 4


def test_content_of_exactly_the_limit_is_kept(storage):
    assert put(storage, b"x" * 100, limit=100).size == 100


def test_one_byte_over_the_limit_is_refused_and_nothing_stays_behind(storage, tmp_path):
    with pytest.raises(TooLarge) as refusal:
        put(storage, b"x" * 101, limit=100)
    assert (refusal.value.status, refusal.value.limit) == (413, 100)
    assert keys(storage) == everything_on(storage, tmp_path) == []


def test_a_stream_over_the_limit_is_not_read_to_its_end(storage):
    stream = Pouring(10 * MEGABYTE)
    with pytest.raises(TooLarge, match="at most 1 MB is allowed"):
        storage.put(stream, limit=MEGABYTE)
    assert stream.left > 8 * MEGABYTE


def test_a_stream_that_breaks_leaves_nothing_behind(storage, tmp_path):
    with pytest.raises(ConnectionResetError):
        storage.put(Pouring(3 * MEGABYTE, fault=ConnectionResetError()), limit=10 * MEGABYTE)
    assert keys(storage) == everything_on(storage, tmp_path) == []


def test_a_full_disk_is_said_in_words(storage, tmp_path):
    with pytest.raises(NoRoom, match="no room left"):
        storage.put(Pouring(100, fault=OSError(errno.ENOSPC, "full")), limit=LIMIT)
    assert keys(storage) == everything_on(storage, tmp_path) == []


def test_other_faults_of_the_disk_stay_what_they_are(storage):
    with pytest.raises(OSError, match="broken"):
        storage.put(Pouring(100, fault=OSError(errno.EIO, "broken")), limit=LIMIT)


def test_a_stream_can_be_moved_about_in(storage):
    with storage.open(put(storage, b"0123456789").key) as stream:
        assert (stream.seek(-3, io.SEEK_END), stream.read(2), stream.tell()) == (7, b"78", 9)
        assert (stream.seek(1), stream.seek(1, io.SEEK_CUR), stream.read()) == (1, 2, b"23456789")
        assert (stream.seek(100), stream.read()) == (100, b"")


@pytest.mark.parametrize(("start", "end", "part"), [(0, 4, b"0123"), (4, 6, b"45"), (9, 10, b"9"), (6, 999, b"6789")])
def test_a_part_is_the_bytes_asked_for(storage, start, end, part):
    with storage.open_range(put(storage, b"0123456789").key, start, end) as stream:
        assert stream.read() == part


def test_a_part_can_be_read_in_small_pieces(storage):
    with storage.open_range(put(storage, b"0123456789").key, 2, 8) as stream:
        assert [stream.read(4), stream.read(4), stream.read(4)] == [b"2345", b"67", b""]


@pytest.mark.parametrize(("start", "end"), [(10, 11), (-1, 4), (5, 5), (6, 2)])
def test_a_part_that_is_not_there_is_refused(storage, start, end):
    key = put(storage, b"0123456789").key
    with pytest.raises(BadRange) as refusal:
        storage.open_range(key, start, end)
    assert (refusal.value.status, refusal.value.size) == (416, 10)


def test_what_is_deleted_is_gone_and_may_be_deleted_again(storage):
    key = put(storage, b"gone").key
    storage.delete(key)
    storage.delete(key)
    assert not storage.exists(key)


def test_what_was_deleted_can_be_put_again(storage):
    key = put(storage, b"back").key
    storage.delete(key)
    assert storage.exists(put(storage, b"back").key)


@pytest.mark.parametrize("ask", ["open", "size"])
def test_a_missing_blob_is_named(storage, ask):
    with pytest.raises(MissingBlob, match=ABSENT):
        getattr(storage, ask)(ABSENT)


def test_a_part_of_a_missing_blob_is_a_missing_blob(storage):
    with pytest.raises(MissingBlob):
        storage.open_range(ABSENT, 0, 1)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "../../etc/passwd",
        f"../{ABSENT}",
        f"{ABSENT}/..",
        f"{ABSENT}\n",
        ABSENT.upper(),
        f"aa/cd/abcd{'0' * 60}",
        "/etc",
    ],
)
@pytest.mark.parametrize("ask", ["open", "size", "exists", "delete"])
def test_only_a_key_of_storage_is_looked_at(storage, ask, key):
    with pytest.raises(BadKey):
        getattr(storage, ask)(key)


def test_the_sweep_sees_only_what_is_old_enough(storage):
    key = put(storage, b"young").key
    assert list(storage.iterate_keys(older_than=datetime.now(UTC) - timedelta(hours=1))) == []
    assert keys(storage) == [key]


def test_the_sweep_does_not_see_the_files_storage_needs_itself(storage):
    storage.check()
    assert keys(storage) == []


def test_the_sweep_does_not_take_what_was_put_again_meanwhile(storage):
    key = put(storage, b"wanted again").key
    storage.delete(key, unless_newer_than=datetime.now(UTC) - timedelta(hours=1))
    assert storage.exists(key)
    storage.delete(key, unless_newer_than=datetime.now(UTC) + timedelta(hours=1))
    assert not storage.exists(key)


def test_many_at_once_may_put_the_same_content(storage):
    content, kept = random.Random(1).randbytes(300_000), []
    threads = [threading.Thread(target=lambda: kept.append(put(storage, content).key)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kept == keys(storage) * 8


def test_a_large_file_never_sits_in_memory(storage):
    stream = Pouring(64 * MEGABYTE)
    storage.check()  # whatever is loaded on first use is not counted
    tracemalloc.start()
    try:
        blob = storage.put(stream, limit=100 * MEGABYTE)
        with storage.open(blob.key) as back:
            digest = hashlib.sha256()
            while chunk := back.read(MEGABYTE):
                digest.update(chunk)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert blob.sha256 == stream.digest.hexdigest() == digest.hexdigest()
    assert peak < 24 * MEGABYTE


def test_ready_storage_says_nothing(storage):
    storage.check()
