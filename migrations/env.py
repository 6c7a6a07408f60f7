"""Runs the migrations, each in a transaction of its own, on a connection that was asked for writing."""

from alembic import context
from flask import current_app

from foundation.db import Base, EnumText, UtcDateTime
from foundation.sessions import WRITING

engine = current_app.extensions["migrate"].db.engine


def render_item(kind, item, _context):  # type: ignore[no-untyped-def]
    """Migrations import nothing of ours, so our own types are written as what the database sees."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, EnumText):
        return "sa.String(40)"
    return False


def refuse_dangling_rows(connection):  # type: ignore[no-untyped-def]
    """SQLite checks no foreign keys while tables are rebuilt, so all are checked afterwards."""
    if connection.dialect.name != "sqlite":
        return
    dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if dangling:
        raise RuntimeError(f"Rows point to rows that are gone: {dangling[:5]}")


with engine.connect().execution_options(**WRITING, migrating=True) as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        transactional_ddl=True,
        transaction_per_migration=True,
        compare_type=True,
        render_item=render_item,
        on_version_apply=lambda **facts: refuse_dangling_rows(connection),
    )
    with context.begin_transaction():
        context.run_migrations()
