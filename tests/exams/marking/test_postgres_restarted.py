"""PostgreSQL stops as in a power cut and comes back while marks are sent: what was answered for is there."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from exams.models import Mark
from tests.conftest import Desk, opened
from tests.databases.postgres import Server
from tests.exams.marking.conftest import Bench, bench_with
from tests.exams.marking.safe_postgres import own_database as own_database
from tests.exams.marking.safe_postgres import own_desk as own_desk
from tests.exams.marking.safe_postgres import safe_server as safe_server
from tests.exams.marking.test_killed_server import Stream, Tablet
from tests.exams.marking.test_killed_server import serve as serve
from tests.exams.marking.test_killed_server import tablet as tablet
from tests.factories import Make

pytestmark = pytest.mark.postgres
RESTARTS = 2


@pytest.fixture
def bench(own_desk: Desk) -> Bench:
    return bench_with(Make(own_desk.writing), groups=4, steps=10)


def test_every_mark_that_was_answered_for_is_there_after_postgresql_came_back(
    own_desk: Desk, bench: Bench, tablet: Tablet, serve: Any, safe_server: Server, tmp_path: Path
) -> None:
    serve()
    stream, answered = Stream(bench), dict[str, str]()
    for _ in range(RESTARTS):
        for _ in range(10):
            answered |= tablet.send(*(stream.next() for _ in range(3)))
        waiting = [stream.next() for _ in range(3)]
        safe_server.restart()
        answered |= sent_at_last(tablet, waiting)
    with opened(own_desk.app.config["SQLALCHEMY_DATABASE_URI"], tmp_path) as later, later.reading() as work:
        kept = [str(op) for op in work.db.scalars(select(Mark.op))]
    assert sorted(kept) == sorted(stream.made) == sorted(answered)


def sent_at_last(tablet: Tablet, marks: list[dict[str, Any]]) -> dict[str, str]:
    """The answers, however often the server has to be asked while the database comes back."""
    for _ in range(50):
        try:
            return tablet.send(*marks)
        except OSError:
            continue
    raise AssertionError("the server does not find its database again")
