"""ZIP files that are made while they are read."""

import io
import zipfile
from datetime import UTC, datetime

import pytest

from foundation.archives import Member, zipped

pytestmark = pytest.mark.pure

AT = datetime(2027, 3, 1, 12, 30, 8, tzinfo=UTC)


def member(path, content, **more):
    return Member(path, lambda: io.BytesIO(content), len(content), more.pop("at", AT), **more)


def opened(*members):
    return zipfile.ZipFile(io.BytesIO(zipped(members).read()))


def test_every_file_comes_out_as_it_went_in():
    photo, text = bytes(range(256)) * 9000, b"line\n" * 1000
    archive = opened(member("files/a.jpg", photo), member("index.html", text, packs=True))
    assert archive.testzip() is None
    assert (archive.read("files/a.jpg"), archive.read("index.html")) == (photo, text)


def test_only_what_is_not_packed_already_is_packed():
    archive = opened(member("a.jpg", b"a" * 5000), member("a.html", b"a" * 5000, packs=True))
    assert archive.getinfo("a.jpg").compress_size == 5000
    assert archive.getinfo("a.html").compress_size < 100


def test_an_archive_without_files_can_be_opened():
    assert opened().namelist() == []


def test_names_in_any_script_are_kept():
    assert opened(member("files/лодка 🚤 émail.txt", b"x")).namelist() == ["files/лодка 🚤 émail.txt"]


def test_a_moment_that_zip_cannot_tell_becomes_the_earliest():
    assert opened(member("a", b"", at=datetime(1970, 1, 1, tzinfo=UTC))).getinfo("a").date_time[0] == 1980


def test_a_file_is_opened_when_its_turn_comes_and_closed_after_it():
    trail = []

    class Told(io.BytesIO):
        def __init__(self, name):
            super().__init__(b"x" * 10)
            self.name = name
            trail.append(f"{name} opened")

        def close(self):
            if not self.closed:
                trail.append(f"{self.name} closed")
            super().close()

    stream = zipped(Member(name, lambda name=name: Told(name), 10, AT) for name in ("a", "b"))
    assert trail == []
    stream.read()
    assert trail == ["a opened", "a closed", "b opened", "b closed"]


def test_a_file_that_cannot_be_opened_stops_the_archive():
    def gone():
        raise FileNotFoundError

    with pytest.raises(FileNotFoundError):
        zipped([Member("a", gone, 1, AT)]).read()


def test_no_more_than_some_pieces_are_held_at_a_time():
    class Endless(io.RawIOBase):
        given = 0

        def readable(self):
            return True

        def read(self, size=-1):
            Endless.given += size
            return b"x" * size if Endless.given < 50_000_000 else b""

    stream = zipped([Member("film.mp4", Endless, 50_000_000, AT)])
    stream.read(1_000_000)
    assert Endless.given < 10_000_000
