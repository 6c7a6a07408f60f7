"""Questionnaires that lead to qualifications, what people answer, and what is decided about it.

Revision: 0013
After: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inventory",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("welcome", sa.Text(), nullable=False),
        sa.Column("closing", sa.Text(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("open_for_all", sa.Boolean(), nullable=False),
        sa.Column("design", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inventory")),
    )
    op.create_index(op.f("ix_inventory_name"), "inventory", ["name"], unique=False)
    op.create_index(op.f("ix_inventory_state"), "inventory", ["state"], unique=False)
    op.create_table(
        "inventory_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inventory_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("welcome", sa.Text(), nullable=False),
        sa.Column("closing", sa.Text(), nullable=False),
        sa.Column("design", sa.JSON(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["inventory_id"], ["inventory.id"], name=op.f("fk_inventory_version_inventory_id_inventory")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inventory_version")),
        sa.UniqueConstraint("inventory_id", "number", name=op.f("uq_inventory_version_inventory_id_number")),
    )
    op.create_table(
        "inventory_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inventory_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("finished_at IS NULL OR version_id IS NOT NULL", name=op.f("ck_inventory_run_begun")),
        sa.ForeignKeyConstraint(
            ["inventory_id"], ["inventory.id"], name=op.f("fk_inventory_run_inventory_id_inventory")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_inventory_run_person_id_person")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["inventory_version.id"], name=op.f("fk_inventory_run_version_id_inventory_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inventory_run")),
    )
    op.create_index(op.f("ix_inventory_run_inventory_id"), "inventory_run", ["inventory_id"], unique=False)
    op.create_index(op.f("ix_inventory_run_person_id"), "inventory_run", ["person_id"], unique=False)
    op.create_index(op.f("ix_inventory_run_version_id"), "inventory_run", ["version_id"], unique=False)
    op.create_index(
        "uq_inventory_run_current",
        "inventory_run",
        ["inventory_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("finished_at IS NULL AND withdrawn_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL AND withdrawn_at IS NULL"),
    )
    op.create_table(
        "inventory_answer",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("question_key", sa.String(length=20), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["inventory_run.id"], name=op.f("fk_inventory_answer_run_id_inventory_run"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "question_key", name=op.f("pk_inventory_answer")),
    )
    op.create_table(
        "inventory_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("qualification_id", sa.Integer(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("earlier_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("given_id", sa.Integer(), nullable=True),
        sa.Column("given_required", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_inventory_proposal_decided_by_person")),
        sa.ForeignKeyConstraint(
            ["earlier_id"], ["inventory_proposal.id"], name=op.f("fk_inventory_proposal_earlier_id_inventory_proposal")
        ),
        sa.ForeignKeyConstraint(
            ["given_id"], ["qualification.id"], name=op.f("fk_inventory_proposal_given_id_qualification")
        ),
        sa.ForeignKeyConstraint(
            ["qualification_id"],
            ["qualification.id"],
            name=op.f("fk_inventory_proposal_qualification_id_qualification"),
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["inventory_run.id"], name=op.f("fk_inventory_proposal_run_id_inventory_run")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inventory_proposal")),
        sa.UniqueConstraint(
            "run_id", "kind", "qualification_id", name=op.f("uq_inventory_proposal_run_id_kind_qualification_id")
        ),
    )
    op.create_index(op.f("ix_inventory_proposal_decided_by"), "inventory_proposal", ["decided_by"], unique=False)
    op.create_index(op.f("ix_inventory_proposal_earlier_id"), "inventory_proposal", ["earlier_id"], unique=False)
    op.create_index(op.f("ix_inventory_proposal_given_id"), "inventory_proposal", ["given_id"], unique=False)
    op.create_index(
        op.f("ix_inventory_proposal_qualification_id"), "inventory_proposal", ["qualification_id"], unique=False
    )
    op.create_index(op.f("ix_inventory_proposal_state"), "inventory_proposal", ["state"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_inventory_proposal_state"), table_name="inventory_proposal")
    op.drop_index(op.f("ix_inventory_proposal_qualification_id"), table_name="inventory_proposal")
    op.drop_index(op.f("ix_inventory_proposal_given_id"), table_name="inventory_proposal")
    op.drop_index(op.f("ix_inventory_proposal_earlier_id"), table_name="inventory_proposal")
    op.drop_index(op.f("ix_inventory_proposal_decided_by"), table_name="inventory_proposal")
    op.drop_table("inventory_proposal")
    op.drop_table("inventory_answer")
    op.drop_index(
        "uq_inventory_run_current",
        table_name="inventory_run",
        sqlite_where=sa.text("finished_at IS NULL AND withdrawn_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL AND withdrawn_at IS NULL"),
    )
    op.drop_index(op.f("ix_inventory_run_version_id"), table_name="inventory_run")
    op.drop_index(op.f("ix_inventory_run_person_id"), table_name="inventory_run")
    op.drop_index(op.f("ix_inventory_run_inventory_id"), table_name="inventory_run")
    op.drop_table("inventory_run")
    op.drop_table("inventory_version")
    op.drop_index(op.f("ix_inventory_state"), table_name="inventory")
    op.drop_index(op.f("ix_inventory_name"), table_name="inventory")
    op.drop_table("inventory")
