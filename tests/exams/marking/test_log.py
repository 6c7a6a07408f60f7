"""What an examiner writes stands in no log, however the database fails."""

import sqlite3

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from foundation.sessions import WRITING
from foundation.web.database import db
from foundation.web.errors import put_off

SECRET = "Noor was in tears"
FULL = {
    "sqlite": [
        "CREATE TRIGGER disk_full_{0} BEFORE INSERT ON {0} BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'could not extend file: no space left on device' USING ERRCODE = '53100'; END $$",
        "CREATE TRIGGER disk_full_{0} BEFORE INSERT ON {0} FOR EACH ROW EXECUTE FUNCTION disk_full()",
    ],
}
FREE = {"sqlite": ["DROP TRIGGER disk_full_{0}"], "postgresql": ["DROP FUNCTION disk_full() CASCADE"]}


@pytest.fixture(params=["mark", "tablet_deed"])
def full(app, request):
    """A disk that is full as soon as something is written to this table, on a server as schools run it."""

    def run(statements):
        with app.app_context(), db.engine.connect().execution_options(**WRITING) as connection, connection.begin():
            for statement in statements[connection.dialect.name]:
                connection.execute(text(statement.format(request.param)))

    run(FULL)
    app.testing, app.config["PROPAGATE_EXCEPTIONS"] = False, False
    yield
    app.testing, app.config["PROPAGATE_EXCEPTIONS"] = True, None
    run(FREE)


def test_a_remark_stands_in_no_log_when_the_disk_is_full(full, visit, bench, caplog, capsys):
    operations = [bench.mark(0, remark=SECRET), bench.deed("remark", text=SECRET), bench.deed("pause", reason=SECRET)]
    answer = visit(bench.examiner).post("/exams/sync", json={"operations": operations})
    assert answer.status_code == 500
    logged = caplog.text + "".join(capsys.readouterr())
    assert "disk_full" in logged or "disk is full" in logged or "no space left" in logged
    assert SECRET not in logged


def test_a_remark_stands_in_no_log_when_the_database_is_busy(app, caplog):
    locked = sqlite3.OperationalError("database is locked")
    locked.sqlite_errorcode = sqlite3.SQLITE_BUSY
    error = OperationalError("INSERT INTO mark (remark) VALUES (?)", (SECRET,), locked)
    with app.test_request_context(headers={"Accept": "application/json"}):
        assert put_off(error).status_code == 503
    assert "The database is busy: database is locked" in caplog.text
    assert SECRET not in caplog.text
