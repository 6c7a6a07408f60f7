"""Exam forms, sessions, sittings, sheets and marks.

Revision: 0005
After: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def append_only(table: str) -> None:
    """The database itself refuses to change or remove a row of this table."""
    words = f"{table} is append-only"
    if op.get_bind().dialect.name == "sqlite":
        for name, moment in (("update", "BEFORE UPDATE"), ("delete", "BEFORE DELETE")):
            op.execute(
                f"CREATE TRIGGER {table}_no_{name} {moment} ON {table} BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
        # INSERT OR REPLACE fires no DELETE trigger
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{words}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()"
    )


def drop_append_only(table: str) -> None:
    """Triggers go with their table; the function of PostgreSQL does not."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP FUNCTION {table}_append_only() CASCADE")


def upgrade() -> None:
    op.create_table(
        "exam_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("qualification_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("formative", sa.Boolean(), nullable=False),
        sa.Column("instructions_candidate", sa.Text(), nullable=False),
        sa.Column("instructions_examiner", sa.Text(), nullable=False),
        sa.Column("duration_minutes", sa.Integer(), nullable=True),
        sa.Column("attempts_allowed", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("cut_score", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("in_use_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_exam_form_made_by_person")),
        sa.ForeignKeyConstraint(
            ["qualification_id"], ["qualification.id"], name=op.f("fk_exam_form_qualification_id_qualification")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_form")),
    )
    with op.batch_alter_table("exam_form", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_form_qualification_id"), ["qualification_id"], unique=False)

    op.create_table(
        "exam_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("planned_by", sa.Integer(), nullable=True),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["form_id"], ["exam_form.id"], name=op.f("fk_exam_session_form_id_exam_form")),
        sa.ForeignKeyConstraint(["planned_by"], ["person.id"], name=op.f("fk_exam_session_planned_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_session")),
    )
    with op.batch_alter_table("exam_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_session_form_id"), ["form_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exam_session_starts_at"), ["starts_at"], unique=False)

    op.create_table(
        "exam_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("work_process_id", sa.Integer(), nullable=True),
        sa.Column("core_task_number", sa.String(length=40), nullable=False),
        sa.Column("core_task_name", sa.String(length=500), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["form_id"], ["exam_form.id"], name=op.f("fk_exam_group_form_id_exam_form"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["work_process_id"],
            ["work_process.id"],
            name=op.f("fk_exam_group_work_process_id_work_process"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_group")),
    )
    with op.batch_alter_table("exam_group", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_group_form_id"), ["form_id"], unique=False)

    op.create_table(
        "sitting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ratified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ratified_by", sa.Integer(), nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("outcome", sa.JSON(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["candidate_id"], ["person.id"], name=op.f("fk_sitting_candidate_id_person")),
        sa.ForeignKeyConstraint(["ratified_by"], ["person.id"], name=op.f("fk_sitting_ratified_by_person")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["exam_session.id"], name=op.f("fk_sitting_session_id_exam_session"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting")),
        sa.UniqueConstraint("session_id", "candidate_id", name=op.f("uq_sitting_session_id_candidate_id")),
    )
    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sitting_candidate_id"), ["candidate_id"], unique=False)
        batch_op.create_index("ix_sitting_state", ["state"], unique=False)

    op.create_table(
        "exam_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("critical", sa.Boolean(), nullable=False),
        sa.Column("critical_minimum", sa.Integer(), nullable=True),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["exam_group.id"], name=op.f("fk_exam_step_group_id_exam_group"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicator.id"], name=op.f("fk_exam_step_indicator_id_indicator"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_step")),
    )
    with op.batch_alter_table("exam_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_step_group_id"), ["group_id"], unique=False)

    op.create_table(
        "sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("examiner_id", sa.Integer(), nullable=False),
        sa.Column("overall_remark", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_name", sa.String(length=260), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["examiner_id"], ["person.id"], name=op.f("fk_sheet_examiner_id_person")),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_sheet_sitting_id_sitting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet")),
        sa.UniqueConstraint("sitting_id", "examiner_id", name=op.f("uq_sheet_sitting_id_examiner_id")),
    )
    with op.batch_alter_table("sheet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sheet_examiner_id"), ["examiner_id"], unique=False)

    op.create_table(
        "mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("op", sa.Uuid(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=True),
        sa.Column("examiner_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("base_op", sa.Uuid(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(40), nullable=False),
        sa.Column("answer_facts", sa.JSON(), nullable=True),
        sa.CheckConstraint("answer <> 'stored' OR step_id IS NOT NULL", name=op.f("ck_mark_stored_has_step")),
        sa.ForeignKeyConstraint(["examiner_id"], ["person.id"], name=op.f("fk_mark_examiner_id_person")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_mark_sheet_id_sheet")),
        sa.ForeignKeyConstraint(["step_id"], ["exam_step.id"], name=op.f("fk_mark_step_id_exam_step")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark")),
        sa.UniqueConstraint("op", name=op.f("uq_mark_op")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("mark", schema=None) as batch_op:
        batch_op.create_index("ix_mark_sheet_id_step_id_id", ["sheet_id", "step_id", "id"], unique=False)
    append_only("mark")


def downgrade() -> None:
    with op.batch_alter_table("mark", schema=None) as batch_op:
        batch_op.drop_index("ix_mark_sheet_id_step_id_id")

    drop_append_only("mark")
    op.drop_table("mark")
    with op.batch_alter_table("sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sheet_examiner_id"))

    op.drop_table("sheet")
    with op.batch_alter_table("exam_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exam_step_group_id"))

    op.drop_table("exam_step")
    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.drop_index("ix_sitting_state")
        batch_op.drop_index(batch_op.f("ix_sitting_candidate_id"))

    op.drop_table("sitting")
    with op.batch_alter_table("exam_group", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exam_group_form_id"))

    op.drop_table("exam_group")
    with op.batch_alter_table("exam_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exam_session_starts_at"))
        batch_op.drop_index(batch_op.f("ix_exam_session_form_id"))

    op.drop_table("exam_session")
    with op.batch_alter_table("exam_form", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exam_form_qualification_id"))

    op.drop_table("exam_form")
