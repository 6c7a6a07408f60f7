"""Whole exams are sent while the database and the server are killed again and again, on a disk that is synced."""

import time
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from subprocess import Popen
from threading import Timer
from typing import Any

import pytest

from foundation.web.database import db
from tests.conftest import Desk, opened
from tests.databases.postgres import Server
from tests.exams.marking.conftest import Bench, bench_with
from tests.exams.marking.safe_postgres import own_database as own_database
from tests.exams.marking.safe_postgres import own_desk as own_desk
from tests.exams.marking.safe_postgres import safe_server as safe_server
from tests.exams.marking.test_deeds_killed import ANSWERED, AT_ONCE, STEPS, Exams, check
from tests.exams.marking.test_killed_server import PATIENCE, Tablet, kill
from tests.exams.marking.test_killed_server import serve as serve
from tests.exams.marking.test_killed_server import tablet as tablet
from tests.factories import Make

pytestmark = pytest.mark.postgres
QUICK, LONG = 2, 24
MOST = 300  # operations in a request
STOCK = 200  # operations that are planned ahead


@pytest.fixture
def bench(own_desk: Desk) -> Bench:
    return bench_with(Make(own_desk.writing), groups=1, steps=STEPS)


Serve = Callable[[], "Popen[bytes]"]


class Day:
    """Exams are sent on and on, whatever dies; what every operation was told in the end."""

    def __init__(self, own_desk: Desk, bench: Bench, tablet: Tablet) -> None:
        self.desk, self.tablet = own_desk, tablet
        self.exams = Exams(bench, Make(own_desk.writing))
        self.told: dict[str, str] = {}
        self.unanswered: list[dict[str, Any]] = []

    def stock(self) -> None:
        """Plan exams ahead: while the database is away nobody can."""
        with self.desk.app.app_context():
            db.engine.dispose()  # its connections died with the database
        while len(self.exams.coming) < STOCK:
            self.exams.plan()

    def send(self) -> bool:
        """Send what was not answered for, or the next; whether an answer came."""
        if not self.unanswered:
            self.unanswered = [self.exams.next() for _ in range(AT_ONCE)]
        with suppress(OSError, HTTPException):
            self.told |= self.tablet.send(*self.unanswered)
            self.unanswered = []
        return not self.unanswered

    def until(self, crash: Timer) -> None:
        """Send until it has happened; from the start of it on anything may go wrong at any moment."""
        for _ in range(ANSWERED):
            self.sent()
        crash.start()
        while crash.is_alive() and len(self.exams.coming) > AT_ONCE:
            if not self.send():
                time.sleep(0.02)
        crash.join()

    def sent(self) -> None:
        """Send until an answer comes."""
        end = time.monotonic() + PATIENCE
        while not self.send():
            assert time.monotonic() < end, "nobody answers any more"
            time.sleep(0.1)

    def end(self) -> None:
        """The exams that are going on are signed too."""
        self.sent()
        while rest := [self.exams.next() for _ in range(min(MOST, len(self.exams.coming)))]:
            self.unanswered = rest
            self.sent()


def play(day: Day, serve: Serve, database: Server, *, kills: int) -> None:
    """Crash the database and the server by turns, each time in the midst of it."""
    process = serve()
    for life in range(kills):
        day.stock()
        moment = 0.013 * (life % 7)
        if life % 2:
            day.until(Timer(moment, kill, [process]))
            process = serve()
        else:
            day.until(Timer(moment, database.restart))
    day.stock()
    day.end()


def test_every_deed_that_was_answered_for_is_there_after_postgresql_and_the_server_crashed(
    own_desk: Desk, bench: Bench, tablet: Tablet, serve: Serve, safe_server: Server, tmp_path: Path
) -> None:
    crashed(own_desk, bench, tablet, serve, safe_server, tmp_path, kills=QUICK)


@pytest.mark.long
def test_whole_exams_survive_a_postgresql_and_a_server_that_crash_again_and_again(
    own_desk: Desk, bench: Bench, tablet: Tablet, serve: Serve, safe_server: Server, tmp_path: Path
) -> None:
    crashed(own_desk, bench, tablet, serve, safe_server, tmp_path, kills=LONG)


def crashed(
    own_desk: Desk, bench: Bench, tablet: Tablet, serve: Serve, database: Server, folder: Path, *, kills: int
) -> None:
    day = Day(own_desk, bench, tablet)
    play(day, serve, database, kills=kills)
    assert len(day.exams.made) >= kills * ANSWERED * AT_ONCE
    with opened(own_desk.app.config["SQLALCHEMY_DATABASE_URI"], folder) as later:
        check(later, day.exams, day.told)
