"""A school that has worked for a while is brought up to date: nothing is lost, and all parts are identified."""

from uuid import UUID

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import MetaData, Table, insert, select

from foundation.sessions import WRITING
from foundation.web.database import db
from tests.conftest import NOON, opened

IDENTIFIED = ("qualification", "core_task", "work_process", "indicator")


@pytest.fixture
def own_app(empty_database, tmp_path):
    with opened(empty_database, tmp_path) as desk, desk.app.app_context():
        yield desk.app


def table(name):
    return Table(name, MetaData(), autoload_with=db.engine)


def fill(name, *rows):
    """Rows as an earlier version of the product wrote them; columns that are not named get something of their kind."""
    target = table(name)
    with db.engine.connect().execution_options(**WRITING, migrating=True) as connection:
        for row in rows:
            missing = {
                column.name: _something(column)
                for column in target.columns
                if not column.nullable and column.name not in row
            }
            connection.execute(insert(target).values(missing | row))
        connection.commit()


def _something(column):
    kind = column.type.python_type
    return {bool: False, int: 1, str: ""}.get(kind, NOON)


def rows_of(name):
    with db.engine.connect() as connection:
        return connection.execute(select(table(name)).order_by(table(name).c.id)).all()


def a_working_school():
    upgrade(revision="0005")
    fill(
        "person", {"id": 1, "given_name": "Noor", "family_name": "Heuvel", "active": True, "email": "n@school.example"}
    )
    fill("qualification", *({"id": number, "code": f"2565{number}", "state": "active"} for number in (1, 2)))
    fill("core_task", *({"id": number, "qualification_id": number, "number": "B1-K1"} for number in (1, 2)))
    fill("work_process", *({"id": n, "core_task_id": 1 + n % 2, "number": f"B1-K1-W{n}"} for n in range(1, 5)))
    fill("indicator", *({"id": n, "work_process_id": 1 + n % 4, "text": f"Does {n}"} for n in range(1, 9)))
    fill("entry", {"id": 1, "owner_id": 1, "kind": "product", "title": "Stairs"})
    fill("evidence", {"id": 1, "entry_id": 1, "work_process_id": 3, "reasoning": "I made it."})


def test_q14_a_filled_database_is_brought_up_to_date_with_identifiers(own_app):
    a_working_school()
    before = {name: len(rows_of(name)) for name in (*IDENTIFIED, "evidence")}
    upgrade()
    assert (
        {name: len(rows_of(name)) for name in before}
        == before
        == {
            "qualification": 2,
            "core_task": 2,
            "work_process": 4,
            "indicator": 8,
            "evidence": 1,
        }
    )
    for name in IDENTIFIED:
        identifiers = {UUID(str(row.identifier)) for row in rows_of(name)}
        assert len(identifiers) == before[name]
    [evidence] = rows_of("evidence")
    assert (evidence.reasoning, evidence.move_id, evidence.moved_from_id) == ("I made it.", None, None)
    assert {
        (row.terms in ({}, "{}"), row.predecessor_id, bool(row.has_instruction)) for row in rows_of("qualification")
    } == {(True, None, False)}


def test_q14_and_back_without_losing_what_was_there(own_app):
    a_working_school()
    upgrade()
    downgrade(revision="0005")
    assert [row.text for row in rows_of("indicator")] == [f"Does {n}" for n in range(1, 9)]
    assert [row.reasoning for row in rows_of("evidence")] == ["I made it."]
