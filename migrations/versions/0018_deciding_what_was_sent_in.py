"""Deciding about what people sent in: decisions on assignments, and files drawn as pictures.

Revision: 0018
After: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "submission_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("grade", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submission_decision_submission_id_submission")
        ),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_submission_decision_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_decision")),
    )
    op.create_index(
        op.f("ix_submission_decision_submission_id"), "submission_decision", ["submission_id"], unique=False
    )
    op.create_index(op.f("ix_submission_decision_at"), "submission_decision", ["at"], unique=False)
    op.create_index(op.f("ix_submission_decision_by"), "submission_decision", ["by"], unique=False)
    op.create_table(
        "drawn_file",
        sa.Column("file_key", sa.String(length=100), nullable=False),
        sa.Column("page_count", sa.Integer(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("file_key", name=op.f("pk_drawn_file")),
    )
    op.create_table(
        "drawn_page",
        sa.Column("file_key", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("picture_key", sa.String(length=100), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_key"], ["drawn_file.file_key"], name=op.f("fk_drawn_page_file_key_drawn_file"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("file_key", "number", name=op.f("pk_drawn_page")),
    )


def downgrade() -> None:
    op.drop_table("drawn_page")
    op.drop_table("drawn_file")
    op.drop_table("submission_decision")
