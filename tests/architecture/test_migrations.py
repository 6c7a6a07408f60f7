"""The migrations make exactly the tables that the models describe, and can be taken back."""

import ast
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from foundation.db import Base
from foundation.sessions import WRITING
from foundation.web.database import db
from tests.architecture.source import PACKAGES, ROOT, tree
from tests.conftest import opened

VERSIONS = sorted((ROOT / "migrations" / "versions").glob("*.py"))
each_version = pytest.mark.parametrize("file", VERSIONS, ids=lambda file: file.stem)


@pytest.fixture
def own_app(empty_database, tmp_path):
    with opened(empty_database, tmp_path) as desk, desk.app.app_context():
        yield desk.app


def shape():
    """Tables, columns, indices and triggers, as the database tells them."""
    with db.engine.connect() as connection:
        found = inspect(connection)
        tables = {
            name: (
                [(column["name"], str(column["type"]), column["nullable"]) for column in found.get_columns(name)],
                sorted(str(index["name"]) for index in found.get_indexes(name)),
                sorted(str(key["name"]) for key in found.get_foreign_keys(name)),
            )
            for name in found.get_table_names()
        }
        return tables, triggers(connection)


def triggers(connection):
    question = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.dialect.name == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    return sorted(connection.scalars(text(question)))


def test_the_migrations_make_what_the_models_describe(own_app):
    upgrade()
    with db.engine.connect() as connection:
        options = {"compare_type": True, "render_as_batch": True}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)
    assert differences == []


def test_up_down_and_up_again_is_the_same(own_app):
    upgrade()
    first = shape()
    downgrade(revision="base")
    with db.engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
    upgrade()
    assert shape() == first


def test_each_step_can_be_taken_back_by_itself(own_app):
    for version in VERSIONS:
        upgrade(revision=version.stem[:4])
        before = shape()
        downgrade(revision="-1")
        upgrade(revision=version.stem[:4])
        assert shape() == before, version.stem


def test_append_only_tables_have_their_triggers(own_app):
    upgrade()
    assert any(name.startswith("audit_line") for name in shape()[1])


@pytest.mark.parametrize("table", ["quality_judgement", "self_assessment", "witness_statement"])
def test_what_is_never_changed_is_not_replaced_by_the_key_of_its_form_either(own_app, table):
    upgrade()
    if db.engine.dialect.name != "sqlite":
        return  # PostgreSQL has no such statement
    with db.engine.connect().execution_options(**WRITING, migrating=True) as connection:
        rows = [column["name"] for column in inspect(connection).get_columns(table)]
        told = ", ".join("'key'" if name == "form_key" else "1" for name in rows if name != "id")
        put = f"INTO {table} ({', '.join(name for name in rows if name != 'id')}) VALUES ({told})"
        connection.execute(text(f"INSERT {put}"))
        for verb in ("INSERT OR REPLACE", "REPLACE"):
            with pytest.raises(DBAPIError, match="never changed"):
                connection.execute(text(f"{verb} {put}"))


def test_a_row_that_points_to_nothing_stops_a_migration(own_app, caplog):
    upgrade()
    if db.engine.dialect.name != "sqlite":
        return  # PostgreSQL never lets such a row in
    with db.engine.connect().execution_options(**WRITING, migrating=True) as connection:
        connection.execute(text("INSERT INTO person_role (person_id, role) VALUES (987654, 'candidate')"))
        connection.commit()
    with pytest.raises(SystemExit):
        downgrade(revision="-1")
    assert "point to rows that are gone" in caplog.text


@pytest.mark.pure
def test_the_versions_are_numbered_without_a_gap():
    assert [file.stem[:4] for file in VERSIONS] == [f"{number:04}" for number in range(1, len(VERSIONS) + 1)]


@pytest.mark.pure
@each_version
def test_a_migration_imports_nothing_of_ours(file: Path):
    modules = {node.module or "" for node in ast.walk(tree(file)) if isinstance(node, ast.ImportFrom)}
    modules |= {alias.name for node in ast.walk(tree(file)) if isinstance(node, ast.Import) for alias in node.names}
    assert {module for module in modules if module.partition(".")[0] in PACKAGES} == set()


@pytest.mark.pure
@each_version
def test_a_migration_can_be_taken_back(file: Path):
    [down] = [node for node in tree(file).body if isinstance(node, ast.FunctionDef) and node.name == "downgrade"]
    assert not isinstance(down.body[-1], ast.Pass | ast.Raise)
