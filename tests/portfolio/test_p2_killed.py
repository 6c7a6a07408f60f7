"""A real server under an upload: killed in the middle, started again, and asked how much memory a long film takes."""

import os
import signal
import socket
import subprocess
import sys
import time
from base64 import b64encode
from contextlib import ExitStack, closing, suppress
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest
from itsdangerous import URLSafeTimedSerializer

from foundation.secrets import token_hash
from people.models import SignIn
from people.rules import Role
from portfolio.models import Entry, EntryFile
from portfolio.rules import EntryKind
from tests.factories import Make
from tests.foundation.files import making
from tests.plugins.seeds import amount

ROOT = Path(__file__).resolve().parents[2]
SECRET = "s" * 32
PATIENCE = 60.0
FILM = amount(short=60_000_000, long=300_000_000)
CHUNK = 8_000_000
MOST_MORE = 60 * 1024 * 1024  # bytes of memory that a film of any length may take besides


class Phone:
    """Speaks tus over plain HTTP, with the token and the cookie of its candidate."""

    def __init__(self, port, cookie, token):
        self.port = port
        self.headers = {"Cookie": cookie, "X-CSRFToken": token, "Tus-Resumable": "1.0.0", "Accept": "application/json"}

    def ask(self, method, url, body=None, **headers):
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as line:
            line.request(
                method, url, body, {**self.headers, **{key.replace("_", "-"): value for key, value in headers.items()}}
            )
            answer = line.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()

    def begin(self, entry, size):
        facts = f"filename {b64encode(b'film.mp4').decode()},subject {b64encode(f'entry:{entry.id}'.encode()).decode()}"
        status, headers, _ = self.ask("POST", "/portfolio/uploads", Upload_Length=str(size), Upload_Metadata=facts)
        assert status == 201
        return headers["Location"]

    def offset(self, url):
        return int(self.ask("HEAD", url)[1]["Upload-Offset"])

    def send(self, url, body, offset, length):
        headers = {
            "Upload_Offset": str(offset),
            "Content_Length": str(length),
            "Content_Type": "application/offset+octet-stream",
        }
        return self.ask("PATCH", url, body, **headers)[0]

    def is_answered(self):
        try:
            return self.ask("GET", "/healthz")[0] == 200
        except OSError:
            return False


@pytest.fixture
def noor(own_desk):
    return Make(own_desk.writing).person(Role.CANDIDATE)


@pytest.fixture
def entry(own_desk, noor):
    with own_desk.writing() as work:
        facts = {"owner_id": noor.id, "kind": EntryKind.PRODUCT, "title": "Oak table"}
        found = Entry(**facts, created_at=work.now, updated_at=work.now)
        work.db.add(found)
    return found


@pytest.fixture
def phone(own_desk, noor):
    with own_desk.writing() as work:
        ends = work.now + timedelta(days=1)
        hashed = token_hash("token")
        work.db.add(
            SignIn(person_id=noor.id, token_hash=hashed, created_at=work.now, seen_at=work.now, expires_at=ends)
        )
    app = own_desk.app
    session = app.session_interface.get_signing_serializer(app).dumps({"_user_id": "token", "csrf_token": "raw"})
    token = URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps("raw")
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return Phone(free.getsockname()[1], f"proefstuk={session}", str(token))


@pytest.fixture
def serve(own_database, tmp_path, phone):
    """`serve()` is a real server in a process of its own, ready to answer."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PROEFSTUK_")}
    settings = {"DATA": str(tmp_path / "data"), "DATABASE": own_database, "SECRET": SECRET, "JOBS_IN_PROCESS": "false"}
    environ |= {f"PROEFSTUK_{name}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "app", "serve", "--port", str(phone.port)]
    with ExitStack() as stack:

        def begin():
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environ,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            stack.enter_context(process)
            stack.callback(kill, process)
            end = time.monotonic() + PATIENCE
            while not phone.is_answered():
                assert time.monotonic() < end, "the server does not answer"
                time.sleep(0.1)
            return process

        yield begin


def kill(process):
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def film(size):
    """A film of so many bytes, in pieces; it exists nowhere as a whole."""
    start = making.boxed(b"isom", b"vide")
    start += (size - len(start)).to_bytes(4, "big") + b"mdat"
    yield start
    noise, left = os.urandom(1_000_000), size - len(start)
    while left:
        piece = noise[: min(left, len(noise))]
        left -= len(piece)
        yield piece


def whole(size):
    return b"".join(film(size))


def files(desk):
    with desk.reading() as work:
        return [(file.name, file.size, file.sha256) for file in work.db.query(EntryFile)]


def test_p2_kill_9_in_the_middle_of_a_piece_loses_only_what_had_not_come(own_desk, phone, serve, entry):
    import hashlib

    content = whole(CHUNK)
    process = serve()
    url = phone.begin(entry, len(content))

    def slowly():
        yield content[:3_000_000]
        end = time.monotonic() + PATIENCE
        while phone.offset(url) < 1_000_000 and time.monotonic() < end:
            time.sleep(0.05)
        kill(process)
        yield content[3_000_000:]

    with suppress(OSError, HTTPException):
        phone.send(url, slowly(), 0, len(content))
    serve()
    offset = phone.offset(url)
    assert 1_000_000 <= offset <= 3_000_000
    assert phone.send(url, content[offset:], offset, len(content) - offset) == 204
    assert files(own_desk) == [("film.mp4", len(content), hashlib.sha256(content).hexdigest())]


def memory_of(process):
    """Bytes that the server and its children hold now."""
    pages = 0
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ProcessLookupError):
            if os.getpgid(int(entry.name)) == process.pid:
                pages += int((entry / "statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
def test_p2_a_long_film_takes_no_more_memory_than_a_short_one(own_desk, phone, serve, entry):
    process = serve()
    small = phone.begin(entry, 1_000_000)
    assert phone.send(small, whole(1_000_000), 0, 1_000_000) == 204
    before, most = memory_of(process), 0
    url, offset, pieces = phone.begin(entry, FILM), 0, film(FILM)
    rest = b""
    while offset < FILM:
        while len(rest) < min(CHUNK, FILM - offset):
            rest += next(pieces)
        part, rest = rest[:CHUNK], rest[CHUNK:]
        assert phone.send(url, part, offset, len(part)) == 204
        offset += len(part)
        most = max(most, memory_of(process))
    assert [size for _, size, _ in files(own_desk)] == [1_000_000, FILM]
    print(f"{FILM // 1_000_000} MB took {(most - before) / 1_000_000:.0f} MB besides the {before / 1_000_000:.0f}")
    assert most - before < MOST_MORE
