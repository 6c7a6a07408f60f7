"""The whole portfolio: drafts, versions, reviews, quality, guests, notes, uploads that go on, exports and imports.

Revision: 0007
After: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NEVER_CHANGED = {  # with what is unique in it
    "review": ("id",),
    "quality_judgement": ("id", "form_key"),
    "self_assessment": ("id", "form_key"),
    "witness_statement": ("id", "form_key"),
}


def refuse_changes(table: str, unique: tuple[str, ...]) -> None:
    """The database itself refuses to change a row of this table. It may go, with the person it is about."""
    words = f"{table} is never changed"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )
        # INSERT OR REPLACE is a change too, of whatever row has the same in any column that is unique
        there = " OR ".join(f"{column} = NEW.{column}" for column in unique)
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {there}) BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {table}_never_changed() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{words}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_never_changed BEFORE UPDATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_never_changed()"
    )


def allow_changes(table: str) -> None:
    """Triggers go with their table; the function of PostgreSQL does not."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP FUNCTION {table}_never_changed() CASCADE")


def upgrade() -> None:
    op.create_table(
        "upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken", sa.JSON(), nullable=True),
        sa.Column("refused", sa.JSON(), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
        sa.UniqueConstraint("key", name=op.f("uq_upload_key")),
    )
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_upload_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "evidence_rule",
        sa.Column("qualification_id", sa.Integer(), nullable=False),
        sa.Column("months_valid", sa.Integer(), nullable=True),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("contexts", sa.Integer(), nullable=False),
        sa.Column("witness", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("contexts > 0", name=op.f("ck_evidence_rule_contexts")),
        sa.CheckConstraint("months_valid IS NULL OR months_valid > 0", name=op.f("ck_evidence_rule_months_valid")),
        sa.CheckConstraint("pieces > 0", name=op.f("ck_evidence_rule_pieces")),
        sa.ForeignKeyConstraint(["changed_by"], ["person.id"], name=op.f("fk_evidence_rule_changed_by_person")),
        sa.ForeignKeyConstraint(
            ["qualification_id"],
            ["qualification.id"],
            name=op.f("fk_evidence_rule_qualification_id_qualification"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("qualification_id", name=op.f("pk_evidence_rule")),
    )
    op.create_table(
        "portfolio_assessor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("assessor_id", sa.Integer(), nullable=False),
        sa.Column("assigned_by", sa.Integer(), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("candidate_id <> assessor_id", name=op.f("ck_portfolio_assessor_not_oneself")),
        sa.ForeignKeyConstraint(
            ["assessor_id"], ["person.id"], name=op.f("fk_portfolio_assessor_assessor_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["assigned_by"], ["person.id"], name=op.f("fk_portfolio_assessor_assigned_by_person")),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["person.id"], name=op.f("fk_portfolio_assessor_candidate_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portfolio_assessor")),
    )
    with op.batch_alter_table("portfolio_assessor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_portfolio_assessor_assessor_id"), ["assessor_id"], unique=False)
        batch_op.create_index(
            "uq_portfolio_assessor_now",
            ["candidate_id", "assessor_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "portfolio_export",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("file_key", sa.String(length=100), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_portfolio_export_asked_by_person")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_portfolio_export_owner_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portfolio_export")),
    )
    with op.batch_alter_table("portfolio_export", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_portfolio_export_asked_by"), ["asked_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_portfolio_export_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "portfolio_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("file_key", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_portfolio_import_owner_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portfolio_import")),
    )
    with op.batch_alter_table("portfolio_import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_portfolio_import_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "staff_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("form_key", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_staff_note_author_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_staff_note_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_note")),
        sa.UniqueConstraint("form_key", name=op.f("uq_staff_note_form_key")),
    )
    with op.batch_alter_table("staff_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_note_author_id"), ["author_id"], unique=False)
        batch_op.create_index("ix_staff_note_person_id_noted_on", ["person_id", "noted_on"], unique=False)

    op.create_table(
        "guest_pass",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("function", sa.String(length=200), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("form_key", sa.String(length=36), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_guest_pass_created_by_person")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_guest_pass_entry_id_entry"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_guest_pass_owner_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guest_pass")),
        sa.UniqueConstraint("form_key", name=op.f("uq_guest_pass_form_key")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_guest_pass_token_hash")),
    )
    with op.batch_alter_table("guest_pass", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_guest_pass_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_guest_pass_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "staff_note_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("uploaded_by", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["note_id"], ["staff_note.id"], name=op.f("fk_staff_note_file_note_id_staff_note"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["uploaded_by"], ["person.id"], name=op.f("fk_staff_note_file_uploaded_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_note_file")),
    )
    with op.batch_alter_table("staff_note_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_note_file_note_id"), ["note_id"], unique=False)

    op.create_table(
        "entry_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("form_key", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("work_process_id", sa.Integer(), nullable=True),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("thrown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_entry_draft_entry_id_entry"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_entry_draft_owner_id_person")),
        sa.ForeignKeyConstraint(
            ["work_process_id"],
            ["work_process.id"],
            name=op.f("fk_entry_draft_work_process_id_work_process"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_draft")),
        sa.UniqueConstraint("form_key", name=op.f("uq_entry_draft_form_key")),
    )
    with op.batch_alter_table("entry_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_draft_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_entry_draft_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "entry_file_page",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["entry_file.id"], name=op.f("fk_entry_file_page_file_id_entry_file"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("file_id", "number", name=op.f("pk_entry_file_page")),
    )
    op.create_table(
        "guest_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guest_pass_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["guest_pass_id"],
            ["guest_pass.id"],
            name=op.f("fk_guest_code_guest_pass_id_guest_pass"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guest_code")),
    )
    with op.batch_alter_table("guest_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_guest_code_guest_pass_id"), ["guest_pass_id"], unique=False)

    op.create_table(
        "guest_visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guest_pass_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["guest_pass_id"],
            ["guest_pass.id"],
            name=op.f("fk_guest_visit_guest_pass_id_guest_pass"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guest_visit")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_guest_visit_token_hash")),
    )
    with op.batch_alter_table("guest_visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_guest_visit_guest_pass_id"), ["guest_pass_id"], unique=False)

    op.create_table(
        "quality_judgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("work_process_id", sa.Integer(), nullable=False),
        sa.Column("judged_by", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.String(40), nullable=False),
        sa.Column("variety", sa.String(40), nullable=True),
        sa.Column("relevance", sa.String(40), nullable=True),
        sa.Column("authenticity", sa.String(40), nullable=True),
        sa.Column("currency", sa.String(40), nullable=True),
        sa.Column("quantity", sa.String(40), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("form_key", sa.String(length=36), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("move_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["judged_by"], ["person.id"], name=op.f("fk_quality_judgement_judged_by_person")),
        sa.ForeignKeyConstraint(
            ["move_id"], ["version_move.id"], name=op.f("fk_quality_judgement_move_id_version_move")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_quality_judgement_person_id_person")),
        sa.ForeignKeyConstraint(
            ["work_process_id"], ["work_process.id"], name=op.f("fk_quality_judgement_work_process_id_work_process")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_judgement")),
        sa.UniqueConstraint("form_key", name=op.f("uq_quality_judgement_form_key")),
    )
    with op.batch_alter_table("quality_judgement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quality_judgement_move_id"), ["move_id"], unique=False)
        batch_op.create_index(
            "ix_quality_judgement_person_id_work_process_id", ["person_id", "work_process_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_quality_judgement_work_process_id"), ["work_process_id"], unique=False)

    op.create_table(
        "self_assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("work_process_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(40), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("form_key", sa.String(length=36), nullable=False),
        sa.Column("assessed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("move_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["move_id"], ["version_move.id"], name=op.f("fk_self_assessment_move_id_version_move")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_self_assessment_person_id_person")),
        sa.ForeignKeyConstraint(
            ["work_process_id"], ["work_process.id"], name=op.f("fk_self_assessment_work_process_id_work_process")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_self_assessment")),
        sa.UniqueConstraint("form_key", name=op.f("uq_self_assessment_form_key")),
    )
    with op.batch_alter_table("self_assessment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_self_assessment_move_id"), ["move_id"], unique=False)
        batch_op.create_index(
            "ix_self_assessment_person_id_work_process_id", ["person_id", "work_process_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_self_assessment_work_process_id"), ["work_process_id"], unique=False)

    op.create_table(
        "witness_statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("guest_pass_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("function", sa.String(length=200), nullable=False),
        sa.Column("relation", sa.String(length=200), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("form_key", sa.String(length=36), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_witness_statement_entry_id_entry"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["guest_pass_id"], ["guest_pass.id"], name=op.f("fk_witness_statement_guest_pass_id_guest_pass")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_witness_statement")),
        sa.UniqueConstraint("form_key", name=op.f("uq_witness_statement_form_key")),
    )
    with op.batch_alter_table("witness_statement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_witness_statement_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_witness_statement_guest_pass_id"), ["guest_pass_id"], unique=False)

    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("guest_pass_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("form_key", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(author_id IS NULL) <> (guest_pass_id IS NULL)", name=op.f("ck_comment_one_author")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_comment_author_id_person")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_comment_entry_id_entry"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_comment_evidence_id_evidence")),
        sa.ForeignKeyConstraint(["guest_pass_id"], ["guest_pass.id"], name=op.f("fk_comment_guest_pass_id_guest_pass")),
        sa.ForeignKeyConstraint(["thread_id"], ["comment.id"], name=op.f("fk_comment_thread_id_comment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sa.UniqueConstraint("form_key", name=op.f("uq_comment_form_key")),
    )
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comment_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_comment_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_comment_guest_pass_id"), ["guest_pass_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_comment_thread_id"), ["thread_id"], unique=False)

    op.create_table(
        "evidence_indicator",
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"],
            ["evidence.id"],
            name=op.f("fk_evidence_indicator_evidence_id_evidence"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicator.id"], name=op.f("fk_evidence_indicator_indicator_id_indicator")
        ),
        sa.PrimaryKeyConstraint("evidence_id", "indicator_id", name=op.f("pk_evidence_indicator")),
    )
    with op.batch_alter_table("evidence_indicator", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_indicator_indicator_id"), ["indicator_id"], unique=False)

    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.String(40), nullable=False),
        sa.Column("decision", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_review_evidence_id_evidence")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["person.id"], name=op.f("fk_review_reviewer_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_evidence_id"), ["evidence_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_reviewer_id"), ["reviewer_id"], unique=False)

    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("predecessor_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("origin", sa.JSON(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_entry_predecessor_id"), ["predecessor_id"])
        batch_op.create_check_constraint(
            batch_op.f("ck_entry_predecessor"), "predecessor_id IS NULL OR predecessor_id < id"
        )
        batch_op.create_foreign_key(batch_op.f("fk_entry_predecessor_id_entry"), "entry", ["predecessor_id"], ["id"])

    with op.batch_alter_table("entry_file", schema=None) as batch_op:
        batch_op.add_column(sa.Column("page_count", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("replaces_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_entry_file_replaces_id"), ["replaces_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_entry_file_replaces_id_entry_file"), "entry_file", ["replaces_id"], ["id"]
        )

    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.add_column(sa.Column("state", sa.String(40), nullable=True))
        batch_op.add_column(sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index("ix_evidence_state_asked_at", ["state", "asked_at"], unique=False)
    op.execute("UPDATE evidence SET state = 'open'")
    with op.batch_alter_table("evidence") as batch_op:
        batch_op.alter_column("state", existing_type=sa.String(40), nullable=False)
    for table, unique in NEVER_CHANGED.items():
        refuse_changes(table, unique)


def downgrade() -> None:
    for table in NEVER_CHANGED:
        allow_changes(table)
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index("ix_evidence_state_asked_at")
        batch_op.drop_column("decided_at")
        batch_op.drop_column("asked_at")
        batch_op.drop_column("state")

    with op.batch_alter_table("entry_file", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_entry_file_replaces_id_entry_file"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_entry_file_replaces_id"), type_="unique")
        batch_op.drop_column("replaced_at")
        batch_op.drop_column("replaces_id")
        batch_op.drop_column("page_count")

    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_entry_predecessor_id_entry"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("ck_entry_predecessor"), type_="check")
        batch_op.drop_constraint(batch_op.f("uq_entry_predecessor_id"), type_="unique")
        batch_op.drop_column("origin")
        batch_op.drop_column("predecessor_id")
        batch_op.drop_column("frozen_at")

    op.drop_table("review")
    op.drop_table("evidence_indicator")
    op.drop_table("comment")
    op.drop_table("witness_statement")
    op.drop_table("self_assessment")
    op.drop_table("quality_judgement")
    op.drop_table("guest_visit")
    op.drop_table("guest_code")
    op.drop_table("entry_file_page")
    op.drop_table("entry_draft")
    op.drop_table("staff_note_file")
    op.drop_table("guest_pass")
    op.drop_table("staff_note")
    op.drop_table("portfolio_import")
    op.drop_table("portfolio_export")
    op.drop_table("portfolio_assessor")
    op.drop_table("evidence_rule")
    op.drop_table("upload")
