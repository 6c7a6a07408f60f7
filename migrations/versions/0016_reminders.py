"""Reminders before the end of a qualification: when, to whom, what was sent, and who is left alone.

Revision: 0016
After: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reminder_ladder",
        sa.Column("qualification_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=True),
        sa.Column("above_days", sa.Integer(), nullable=True),
        sa.Column("tells_ended", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["qualification_id"],
            ["qualification.id"],
            name="fk_reminder_ladder_qualification_id_qualification",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("qualification_id", name="pk_reminder_ladder"),
    )
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("qualification_id", sa.Integer(), nullable=False),
        sa.Column("receiver_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(40), nullable=True),
        sa.Column("mail_job", sa.Integer(), nullable=True),
        sa.CheckConstraint("step >= 0", name=op.f("ck_reminder_step")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_reminder_person_id_person"),
        sa.ForeignKeyConstraint(
            ["qualification_id"], ["qualification.id"], name="fk_reminder_qualification_id_qualification"
        ),
        sa.ForeignKeyConstraint(["receiver_id"], ["person.id"], name="fk_reminder_receiver_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_reminder"),
        sa.UniqueConstraint(
            "person_id",
            "qualification_id",
            "ends_on",
            "receiver_id",
            "step",
            name="uq_reminder_person_id_qualification_id_ends_on_receiver_id_step",
        ),
    )
    op.create_index("ix_reminder_qualification_id", "reminder", ["qualification_id"])
    op.create_index("ix_reminder_decided_on", "reminder", ["decided_on"])
    op.create_index("ix_reminder_receiver_id_settled_at", "reminder", ["receiver_id", "settled_at"])
    op.create_table(
        "reminder_quiet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("qualification_id", sa.Integer(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("form_key", sa.String(60), nullable=False),
        sa.CheckConstraint(
            "person_id IS NOT NULL OR qualification_id IS NOT NULL", name=op.f("ck_reminder_quiet_about")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_reminder_quiet_person_id_person"),
        sa.ForeignKeyConstraint(
            ["qualification_id"], ["qualification.id"], name="fk_reminder_quiet_qualification_id_qualification"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reminder_quiet"),
        sa.UniqueConstraint("form_key", name="uq_reminder_quiet_form_key"),
    )
    op.create_index("ix_reminder_quiet_person_id", "reminder_quiet", ["person_id"])
    op.create_index("ix_reminder_quiet_qualification_id", "reminder_quiet", ["qualification_id"])


def downgrade() -> None:
    op.drop_table("reminder_quiet")
    op.drop_table("reminder")
    op.drop_table("reminder_ladder")
