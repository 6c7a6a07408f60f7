"""Tablets: deeds that arrive like marks, photos, what was refused and decided about, and where a mark came from.

Revision: 0009
After: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NEVER_CHANGED = {"tablet_deed": ("id", "op"), "shelf_decision": ("id", "op")}  # with what is unique in it
# Of a form that is no draft these stay as they are.
FIXED_BEFORE = (
    "qualification_id",
    "code",
    "title",
    "formative",
    "cut_score",
    "instructions_candidate",
    "instructions_examiner",
    "materials",
    "duration_minutes",
    "attempts_allowed",
    "attempt_that_counts",
    "examiners_required",
    "asks_global_rating",
)
FIXED = (*FIXED_BEFORE, "shows_standing")
LEFT_ALONE = "('planned', 'no_show', 'cancelled')"
BEGUN = (
    "EXISTS (SELECT 1 FROM sitting JOIN exam_session ON exam_session.id = sitting.session_id "
    "WHERE exam_session.form_id = OLD.id "
    f"AND (sitting.began_at IS NOT NULL OR sitting.state NOT IN {LEFT_ALONE}))"
)


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def refuse(name: str, table: str, moment: str, condition: str, words: str) -> None:
    """A trigger of SQLite that refuses; the condition may be empty."""
    when = f"WHEN {condition} " if condition else ""
    op.execute(f"CREATE TRIGGER {name} {moment} ON {table} {when}BEGIN SELECT RAISE(ABORT, '{words}'); END")


def refuse_changes(table: str, unique: tuple[str, ...]) -> None:
    """The database itself refuses to change a row of this table."""
    words = f"{table} is never changed"
    if is_sqlite():
        refuse(f"{table}_no_update", table, "BEFORE UPDATE", "", words)
        # INSERT OR REPLACE is a change too, of whatever row has the same in any column that is unique
        there = " OR ".join(f"{column} = NEW.{column}" for column in unique)
        refuse(f"{table}_no_replace", table, "BEFORE INSERT", f"EXISTS (SELECT 1 FROM {table} WHERE {there})", words)
        return
    op.execute(
        f"CREATE FUNCTION {table}_never_changed() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{words}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_never_changed BEFORE UPDATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_never_changed()"
    )


def keep_until_purged(table: str) -> None:
    """A row goes only with the marks of a sitting whose term is over."""
    kept = "NOT EXISTS (SELECT 1 FROM sitting WHERE id = OLD.sitting_id AND purged_at IS NOT NULL)"
    words = f"{table} is kept until the term of its exam is over"
    if is_sqlite():
        refuse(f"{table}_no_delete", table, "BEFORE DELETE", kept, words)
        return
    op.execute(
        f"CREATE FUNCTION {table}_kept() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {kept} THEN RAISE EXCEPTION '{words}'; END IF; RETURN OLD; END $$"
    )
    op.execute(f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_kept()")
    op.execute(
        f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_never_changed()"
    )


def fix_forms(names: tuple[str, ...]) -> None:
    """What was approved of a form stays as it was approved, whoever writes to the database."""
    words = "a form in use is never changed"
    changed = " OR ".join(f"CAST(NEW.{name} AS TEXT) IS DISTINCT FROM CAST(OLD.{name} AS TEXT)" for name in names)
    # Its design is free again once it is a draft, so it becomes none after somebody was examined with it.
    refused = f"OLD.state <> 'draft' AND ({changed} OR (NEW.state = 'draft' AND {BEGUN}))"
    if is_sqlite():
        op.execute("DROP TRIGGER exam_form_fixed")
        refuse("exam_form_fixed", "exam_form", "BEFORE UPDATE", refused.replace("IS DISTINCT FROM", "IS NOT"), words)
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION exam_form_fixed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {refused} THEN RAISE EXCEPTION '{words}'; END IF; RETURN NEW; END $$"
    )


def upgrade() -> None:
    # None of these in a batch: that would make the tables anew, without their triggers.
    op.add_column("mark", sa.Column("tablet_id", sa.Uuid(), nullable=True))
    op.add_column("mark", sa.Column("source", sa.String(length=40), nullable=True))
    op.add_column("mark", sa.Column("entered_by", sa.Integer(), nullable=True))
    op.add_column("exam_form", sa.Column("shows_standing", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("exam_group", sa.Column("all_achieved", sa.Boolean(), server_default=sa.false(), nullable=False))
    fix_forms(FIXED)
    op.create_table(
        "mark_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("tablet_id", sa.Uuid(), nullable=True),
        sa.Column("examiner_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("file_key", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("proven", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("imported_by", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["examiner_id"], ["person.id"], name=op.f("fk_mark_file_examiner_id_person")),
        sa.ForeignKeyConstraint(["imported_by"], ["person.id"], name=op.f("fk_mark_file_imported_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark_file")),
        sa.UniqueConstraint("sha256", name=op.f("uq_mark_file_sha256")),
    )
    with op.batch_alter_table("mark_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mark_file_examiner_id"), ["examiner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mark_file_file_key"), ["file_key"], unique=False)

    op.create_table(
        "tablet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("build", sa.String(length=40), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("hands", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shut_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shut_out_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_tablet_person_id_person")),
        sa.ForeignKeyConstraint(["shut_out_by"], ["person.id"], name=op.f("fk_tablet_shut_out_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tablet")),
    )
    with op.batch_alter_table("tablet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tablet_person_id"), ["person_id"], unique=False)

    op.create_table(
        "mark_photo",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("op", sa.Uuid(), nullable=True),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=True),
        sa.Column("file_key", sa.String(length=100), nullable=False),
        sa.Column("content_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("late_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_mark_photo_added_by_person")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_mark_photo_sheet_id_sheet")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_mark_photo_sitting_id_sitting")),
        sa.ForeignKeyConstraint(["step_id"], ["exam_step.id"], name=op.f("fk_mark_photo_step_id_exam_step")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark_photo")),
        sa.UniqueConstraint("op", name=op.f("uq_mark_photo_op")),
    )
    with op.batch_alter_table("mark_photo", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mark_photo_file_key"), ["file_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_mark_photo_sheet_id"), ["sheet_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mark_photo_sitting_id"), ["sitting_id"], unique=False)

    op.create_table(
        "shelf_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("op", sa.Uuid(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("taken_over", sa.Boolean(), nullable=False),
        sa.Column("new_op", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_shelf_decision_decided_by_person")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_shelf_decision_sheet_id_sheet")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_shelf_decision_sitting_id_sitting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shelf_decision")),
        sa.UniqueConstraint("op", name=op.f("uq_shelf_decision_op")),
    )
    with op.batch_alter_table("shelf_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shelf_decision_sitting_id"), ["sitting_id"], unique=False)

    op.create_table(
        "tablet_deed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("op", sa.Uuid(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("examiner_id", sa.Integer(), nullable=False),
        sa.Column("tablet_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=False),
        sa.Column("answer_facts", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["examiner_id"], ["person.id"], name=op.f("fk_tablet_deed_examiner_id_person")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_tablet_deed_sheet_id_sheet")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_tablet_deed_sitting_id_sitting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tablet_deed")),
        sa.UniqueConstraint("op", name=op.f("uq_tablet_deed_op")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("tablet_deed", schema=None) as batch_op:
        batch_op.create_index("ix_tablet_deed_sheet_id_id", ["sheet_id", "id"], unique=False)
        batch_op.create_index("ix_tablet_deed_sitting_id_id", ["sitting_id", "id"], unique=False)
    for table in ("mark", "tablet_deed"):
        where = sa.text("answer = 'refused'")
        op.create_index(f"ix_{table}_refused", table, ["sheet_id"], sqlite_where=where, postgresql_where=where)
    for table, unique in NEVER_CHANGED.items():
        refuse_changes(table, unique)
        keep_until_purged(table)


def downgrade() -> None:
    op.drop_index("ix_mark_refused", table_name="mark")
    if is_sqlite():
        for table in NEVER_CHANGED:
            op.execute(f"DROP TRIGGER {table}_no_delete")  # it looks at another table
    else:
        for table in NEVER_CHANGED:
            op.execute(f"DROP FUNCTION {table}_never_changed() CASCADE")
            op.execute(f"DROP FUNCTION {table}_kept() CASCADE")
    op.drop_table("tablet_deed")
    op.drop_table("shelf_decision")
    op.drop_table("mark_photo")
    op.drop_table("tablet")
    op.drop_table("mark_file")
    fix_forms(FIXED_BEFORE)
    op.drop_column("exam_group", "all_achieved")
    op.drop_column("exam_form", "shows_standing")
    op.drop_column("mark", "entered_by")
    op.drop_column("mark", "source")
    op.drop_column("mark", "tablet_id")
