"""Versions, sources, documents and terms of qualification files.

Revision: 0006
After: 0005
"""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

IDENTIFIED = ("qualification", "core_task", "work_process", "indicator")
FOUND_BY_IDENTIFIER = IDENTIFIED[1:]
HELD_BY_EXAMS = (("exam_group", "work_process"), ("exam_step", "indicator"))
FILLED_FILES = (("asked", sa.JSON(), {}),)
FILLED = (
    ("terms", sa.JSON(), {}),
    ("has_instruction", sa.Boolean(), False),
    ("instruction_title", sa.String(length=200), ""),
    ("instruction_explanation", sa.Text(), ""),
    ("instruction_text", sa.Text(), ""),
)


def upgrade() -> None:
    op.create_table(
        "code_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort", sa.String(length=40), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("wrong", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("looked_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_run")),
    )
    op.create_table(
        "qualification_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qualification_source")),
    )
    op.create_table(
        "accountability_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("qualification_id", sa.Integer(), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["qualification_id"],
            ["qualification.id"],
            name=op.f("fk_accountability_document_qualification_id_qualification"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accountability_document")),
    )
    with op.batch_alter_table("accountability_document", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_accountability_document_qualification_id"), ["qualification_id"], unique=False
        )

    op.create_table(
        "source_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("file_key", sa.String(length=100), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["qualification_source.id"],
            name=op.f("fk_source_file_source_id_qualification_source"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_file")),
    )
    with op.batch_alter_table("source_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_source_file_source_id"), ["source_id"], unique=False)

    op.create_table(
        "structure_removal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("qualification_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_by", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["qualification_id"],
            ["qualification.id"],
            name=op.f("fk_structure_removal_qualification_id_qualification"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_structure_removal")),
    )
    with op.batch_alter_table("structure_removal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_structure_removal_qualification_id"), ["qualification_id"], unique=False)

    op.create_table(
        "version_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("old_id", sa.Integer(), nullable=False),
        sa.Column("new_id", sa.Integer(), nullable=False),
        sa.Column("person_ids", sa.JSON(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["new_id"], ["qualification.id"], name=op.f("fk_version_move_new_id_qualification")),
        sa.ForeignKeyConstraint(["old_id"], ["qualification.id"], name=op.f("fk_version_move_old_id_qualification")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version_move")),
    )
    with op.batch_alter_table("version_move", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_version_move_new_id"), ["new_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_version_move_old_id"), ["old_id"], unique=False)

    op.create_table(
        "accountability_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("file_key", sa.String(length=100), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["accountability_document.id"],
            name=op.f("fk_accountability_file_document_id_accountability_document"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accountability_file")),
    )
    with op.batch_alter_table("accountability_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accountability_file_document_id"), ["document_id"], unique=False)

    op.create_table(
        "work_process_mapping",
        sa.Column("qualification_id", sa.Integer(), nullable=False),
        sa.Column("old_id", sa.Integer(), nullable=False),
        sa.Column("new_id", sa.Integer(), nullable=True),
        sa.Column("origin", sa.String(40), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["new_id"],
            ["work_process.id"],
            name=op.f("fk_work_process_mapping_new_id_work_process"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["old_id"],
            ["work_process.id"],
            name=op.f("fk_work_process_mapping_old_id_work_process"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["qualification_id"],
            ["qualification.id"],
            name=op.f("fk_work_process_mapping_qualification_id_qualification"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("qualification_id", "old_id", name=op.f("pk_work_process_mapping")),
    )
    with op.batch_alter_table("work_process_mapping", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_work_process_mapping_new_id"), ["new_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_work_process_mapping_old_id"), ["old_id"], unique=False)

    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.add_column(sa.Column("moved_from_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("move_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_evidence_move_id"), ["move_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_moved_from_id"), ["moved_from_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_evidence_moved_from_id_evidence"), "evidence", ["moved_from_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_evidence_move_id_version_move"), "version_move", ["move_id"], ["id"])

    for table in IDENTIFIED:
        give_identifiers(table)
    for table in FOUND_BY_IDENTIFIER:
        op.create_index(op.f(f"ix_{table}_identifier"), table, ["identifier"])
    fill_in_what_is_new("qualification", FILLED)
    fill_in_what_is_new("dossier_file", FILLED_FILES)
    with op.batch_alter_table("qualification") as batch_op:
        batch_op.add_column(sa.Column("public_since", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("predecessor_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_qualification_predecessor_id"), ["predecessor_id"], unique=False)
        batch_op.create_unique_constraint(batch_op.f("uq_qualification_identifier"), ["identifier"])
        batch_op.create_foreign_key(
            batch_op.f("fk_qualification_predecessor_id_qualification"), "qualification", ["predecessor_id"], ["id"]
        )
    let_exams_hold(on_delete=None)


def give_identifiers(table: str) -> None:
    """What is here already gets an identifier too."""
    with op.batch_alter_table(table) as batch_op:
        batch_op.add_column(sa.Column("identifier", sa.Uuid(), nullable=True))
    rows = sa.table(table, sa.column("id", sa.Integer()), sa.column("identifier", sa.Uuid()))
    connection = op.get_bind()
    given = [{"row": number, "new": uuid4()} for number in connection.scalars(sa.select(rows.c.id)).all()]
    if given:
        connection.execute(
            sa.update(rows).where(rows.c.id == sa.bindparam("row")).values(identifier=sa.bindparam("new")), given
        )
    with op.batch_alter_table(table) as batch_op:
        batch_op.alter_column("identifier", existing_type=sa.Uuid(), nullable=False)


def fill_in_what_is_new(table: str, filled: tuple[tuple[str, sa.types.TypeEngine, object], ...]) -> None:
    with op.batch_alter_table(table) as batch_op:
        for name, kind, _ in filled:
            batch_op.add_column(sa.Column(name, kind, nullable=True))
    rows = sa.table(table, *(sa.column(name, kind) for name, kind, _ in filled))
    op.get_bind().execute(sa.update(rows).values({name: value for name, _, value in filled}))
    with op.batch_alter_table(table) as batch_op:
        for name, kind, _ in filled:
            batch_op.alter_column(name, existing_type=kind, nullable=False)


def let_exams_hold(*, on_delete: str | None) -> None:
    """What an exam form was made from: without a word it is held on to, with SET NULL it is forgotten."""
    for table, part in HELD_BY_EXAMS:
        name = op.f(f"fk_{table}_{part}_id_{part}")
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_constraint(name, type_="foreignkey")
            batch_op.create_foreign_key(name, part, [f"{part}_id"], ["id"], ondelete=on_delete)


def downgrade() -> None:
    let_exams_hold(on_delete="SET NULL")

    for table in FOUND_BY_IDENTIFIER:
        op.drop_index(op.f(f"ix_{table}_identifier"), table_name=table)

    with op.batch_alter_table("dossier_file", schema=None) as batch_op:
        batch_op.drop_column("asked")

    with op.batch_alter_table("work_process", schema=None) as batch_op:
        batch_op.drop_column("identifier")

    with op.batch_alter_table("qualification", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_qualification_predecessor_id_qualification"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_qualification_identifier"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_qualification_predecessor_id"))
        batch_op.drop_column("predecessor_id")
        batch_op.drop_column("public_since")
        batch_op.drop_column("instruction_text")
        batch_op.drop_column("instruction_explanation")
        batch_op.drop_column("instruction_title")
        batch_op.drop_column("has_instruction")
        batch_op.drop_column("terms")
        batch_op.drop_column("identifier")

    with op.batch_alter_table("indicator", schema=None) as batch_op:
        batch_op.drop_column("identifier")

    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_evidence_move_id_version_move"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_evidence_moved_from_id_evidence"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_evidence_moved_from_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_move_id"))
        batch_op.drop_column("move_id")
        batch_op.drop_column("moved_from_id")

    with op.batch_alter_table("core_task", schema=None) as batch_op:
        batch_op.drop_column("identifier")

    op.drop_table("work_process_mapping")
    op.drop_table("accountability_file")
    op.drop_table("version_move")
    op.drop_table("structure_removal")
    op.drop_table("source_file")
    op.drop_table("accountability_document")
    op.drop_table("qualification_source")
    op.drop_table("code_run")
