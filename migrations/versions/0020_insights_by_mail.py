"""Overviews by mail: who wants which numbers, how often, and for which period they were sent.

Revision: 0020
After: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "insights_subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=True),
        sa.Column("qualification_id", sa.Integer(), nullable=True),
        sa.Column("rhythm", sa.String(40), nullable=False),
        sa.Column("open_key", sa.String(60), nullable=True),
        sa.Column("sent_for", sa.Date(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mail_job", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_because", sa.String(40), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_insights_subscription_person_id_person"),
        sa.ForeignKeyConstraint(
            ["part_id"], ["organisation_part.id"], name="fk_insights_subscription_part_id_organisation_part"
        ),
        sa.ForeignKeyConstraint(
            ["qualification_id"],
            ["qualification.id"],
            name="fk_insights_subscription_qualification_id_qualification",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_insights_subscription"),
        sa.UniqueConstraint("open_key", name="uq_insights_subscription_open_key"),
    )
    op.create_index("ix_insights_subscription_part_id", "insights_subscription", ["part_id"])
    op.create_index("ix_insights_subscription_qualification_id", "insights_subscription", ["qualification_id"])
    op.create_index("ix_insights_subscription_person_id_ended_at", "insights_subscription", ["person_id", "ended_at"])


def downgrade() -> None:
    op.drop_table("insights_subscription")
