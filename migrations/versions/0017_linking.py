"""Links by organisation, and rules that link whoever fits.

Revision: 0017
After: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

STANDS = "ended_at IS NULL"
STANDS_ALONE = "ended_at IS NULL AND function_id IS NULL"


def upgrade() -> None:
    op.create_table(
        "organisation_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("qualification_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("function_id", sa.Integer(), nullable=True),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["qualification_id"],
            ["qualification.id"],
            name="fk_organisation_link_qualification_id_qualification",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["part_id"], ["organisation_part.id"], name="fk_organisation_link_part_id_organisation_part"
        ),
        sa.ForeignKeyConstraint(
            ["function_id"], ["job_function.id"], name="fk_organisation_link_function_id_job_function"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_organisation_link"),
    )
    for column in ("qualification_id", "part_id", "function_id"):
        op.create_index(f"ix_organisation_link_{column}", "organisation_link", [column])
    current("uq_organisation_link_current", ["qualification_id", "part_id", "function_id"], STANDS)
    current("uq_organisation_link_current_without_function", ["qualification_id", "part_id"], STANDS_ALONE)
    op.create_table(
        "link_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("in_force", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("switched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("switched_by", sa.Integer(), nullable=True),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_link_rule"),
    )
    op.create_index("ix_link_rule_state", "link_rule", ["state"])


def current(name: str, columns: list[str], where: str) -> None:
    op.create_index(
        name,
        "organisation_link",
        columns,
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


def downgrade() -> None:
    op.drop_table("link_rule")
    op.drop_table("organisation_link")
