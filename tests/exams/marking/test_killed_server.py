"""Acknowledged means kept: a server that is killed in the middle of marks has every one it answered for."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from json import dumps, loads
from pathlib import Path
from threading import Timer
from typing import Any

import pytest
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

from exams.models import Mark
from exams.rules import AnswerKind
from foundation.secrets import token_hash
from people.models import SignIn
from tests.exams.marking.conftest import Bench, bench_with
from tests.factories import Make

ROOT = Path(__file__).resolve().parents[3]
SECRET = "s" * 32
PATIENCE = 120.0  # seconds for a server to start on a busy machine
KILLS = 3


class Tablet:
    """Sends marks over plain HTTP, with the token and the cookie of its examiner."""

    def __init__(self, port: int, cookie: str, token: str) -> None:
        self.port, self.cookie, self.token = port, cookie, token

    def send(self, *operations: dict[str, Any]) -> dict[str, str]:
        """What became of each, or an OSError when no answer came."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=10)) as line:
            headers = {"Content-Type": "application/json", "X-CSRFToken": self.token, "Cookie": self.cookie}
            line.request("POST", "/exams/sync", dumps({"operations": operations}), headers)
            answer = line.getresponse()
            if answer.status != 200:
                raise ConnectionError(answer.status)
            return {one["op"]: one["outcome"] for one in loads(answer.read())["answers"]}

    def is_answered(self) -> bool:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=5)) as line:
            try:
                line.request("GET", "/healthz")
                return line.getresponse().status == 200
            except OSError:
                return False


@pytest.fixture
def bench(own_desk: Any) -> Bench:
    return bench_with(Make(own_desk.writing), groups=4, steps=10)


@pytest.fixture
def tablet(own_desk: Any, bench: Bench) -> Tablet:
    with own_desk.writing() as work:
        ends = work.now + timedelta(days=1)
        work.db.add(
            SignIn(
                person_id=bench.examiner.id,
                token_hash=token_hash("token"),
                created_at=work.now,
                seen_at=work.now,
                expires_at=ends,
            )
        )
    app = own_desk.app
    session = app.session_interface.get_signing_serializer(app).dumps({"_user_id": "token", "csrf_token": "raw"})
    token = URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps("raw")
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return Tablet(free.getsockname()[1], f"proefstuk={session}", str(token))


@pytest.fixture
def serve(own_database: str, tmp_path: Path, tablet: Tablet) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """`serve()` is a real server in a process of its own, ready to answer."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PROEFSTUK_")}
    environ |= {
        "PROEFSTUK_DATA": str(tmp_path / "data"),
        "PROEFSTUK_DATABASE": own_database,
        "PROEFSTUK_SECRET": SECRET,
        "PROEFSTUK_JOBS_IN_PROCESS": "false",
    }
    command = [sys.executable, "-m", "app", "serve", "--port", str(tablet.port)]
    with ExitStack() as stack:

        def begin() -> subprocess.Popen[bytes]:
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
            while not tablet.is_answered():
                assert time.monotonic() < end, "the server does not answer"
                time.sleep(0.1)
            return process

        yield begin


def kill(process: subprocess.Popen[bytes]) -> None:
    """The process and all it started, without a chance to finish anything."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


class Stream:
    """Marks without end, each on top of the one before it at the same step."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._last: dict[int, str] = {}
        self.made: list[str] = []

    def next(self) -> dict[str, Any]:
        place = len(self.made) % len(self._bench.steps)
        mark = self._bench.mark(place, len(self.made) % 4, base_op=self._last.get(place))
        self._last[place] = mark["op"]
        self.made.append(mark["op"])
        return mark


def test_every_mark_that_was_answered_for_is_there_after_kill_9(own_desk, bench, tablet, serve):
    stream, answered, unanswered = Stream(bench), dict[str, str](), list[dict[str, Any]]()
    for life in range(KILLS):
        process = serve()
        death = Timer(0.5 + 0.31 * life, kill, [process])
        death.start()
        with suppress(OSError, HTTPException):
            while True:
                unanswered = unanswered or [stream.next() for _ in range(3)]
                answered |= tablet.send(*unanswered)
                unanswered = []
        death.join()
    serve()
    answered |= tablet.send(*unanswered) if unanswered else {}
    with own_desk.reading() as work:
        kept = [str(op) for op in work.db.scalars(select(Mark.op).where(Mark.answer == AnswerKind.STORED))]
    assert len(stream.made) > 10 * KILLS
    assert set(answered.values()) <= {"stored", "duplicate"}
    assert sorted(kept) == sorted(stream.made) == sorted(answered)
