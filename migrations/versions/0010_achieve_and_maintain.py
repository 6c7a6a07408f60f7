"""Achieving and maintaining: activities, what qualifications ask for, what people did; and why a link stands.

Revision: 0010
After: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
        sa.UniqueConstraint("name", name=op.f("uq_theme_name")),
    )
    op.create_table(
        "qualification_upkeep",
        sa.Column("qualification_id", sa.Integer(), nullable=False),
        sa.Column("duration", sa.String(40), nullable=False),
        sa.Column("recurring", sa.Boolean(), nullable=False),
        sa.Column("period_count", sa.Integer(), nullable=True),
        sa.Column("period_unit", sa.String(40), nullable=True),
        sa.Column("counts_from", sa.String(40), nullable=False),
        sa.Column("calendar_month", sa.Integer(), nullable=True),
        sa.Column("calendar_day", sa.Integer(), nullable=True),
        sa.Column("minimum_count", sa.Integer(), nullable=True),
        sa.Column("minimum_unit", sa.String(40), nullable=True),
        sa.Column("opens_days_before", sa.Integer(), nullable=False),
        sa.Column("warns_days_before", sa.Integer(), nullable=False),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("after_expiry", sa.String(40), nullable=False),
        sa.Column("achieve_needs", sa.Integer(), nullable=True),
        sa.Column("maintain_needs", sa.Integer(), nullable=True),
        sa.Column("external", sa.Boolean(), nullable=False),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("gives_certificate", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(minimum_count IS NULL) = (minimum_unit IS NULL)", name=op.f("ck_qualification_upkeep_minimum_unit")
        ),
        sa.CheckConstraint(
            "(period_count IS NULL) = (period_unit IS NULL)", name=op.f("ck_qualification_upkeep_period_unit")
        ),
        sa.CheckConstraint(
            "opens_days_before >= 0 AND warns_days_before >= 0 AND grace_days >= 0",
            name=op.f("ck_qualification_upkeep_days"),
        ),
        sa.CheckConstraint("period_count > 0", name=op.f("ck_qualification_upkeep_period")),
        sa.ForeignKeyConstraint(
            ["qualification_id"],
            ["qualification.id"],
            name=op.f("fk_qualification_upkeep_qualification_id_qualification"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("qualification_id", name=op.f("pk_qualification_upkeep")),
    )
    op.create_table(
        "upkeep_pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("qualification_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("until >= since", name=op.f("ck_upkeep_pause_order")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_upkeep_pause_person_id_person")),
        sa.ForeignKeyConstraint(
            ["qualification_id"], ["qualification.id"], name=op.f("fk_upkeep_pause_qualification_id_qualification")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upkeep_pause")),
    )
    op.create_index(op.f("ix_upkeep_pause_person_id"), "upkeep_pause", ["person_id"], unique=False)
    op.create_index(op.f("ix_upkeep_pause_qualification_id"), "upkeep_pause", ["qualification_id"], unique=False)
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("content", sa.String(40), nullable=False),
        sa.Column("address", sa.String(length=1000), nullable=False),
        sa.Column("page_text", sa.Text(), nullable=False),
        sa.Column("exam_form_id", sa.Integer(), nullable=True),
        sa.Column("is_graded", sa.Boolean(), nullable=False),
        sa.Column("gives_certificate", sa.Boolean(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_activity_minutes")),
        sa.ForeignKeyConstraint(["exam_form_id"], ["exam_form.id"], name=op.f("fk_activity_exam_form_id_exam_form")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    op.create_index(op.f("ix_activity_exam_form_id"), "activity", ["exam_form_id"], unique=False)
    op.create_index(op.f("ix_activity_title"), "activity", ["title"], unique=False)
    op.create_table(
        "link_ground",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(40), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["link_id"], ["qualification_link.id"], name=op.f("fk_link_ground_link_id_qualification_link")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_ground")),
    )
    op.create_index(op.f("ix_link_ground_link_id"), "link_ground", ["link_id"], unique=False)
    op.create_index("ix_link_ground_origin_source_id", "link_ground", ["origin", "source_id"], unique=False)
    op.create_index(
        "uq_link_ground_current",
        "link_ground",
        ["link_id", "origin", "source_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "activity_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("file_key", sa.String(length=100), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_file_activity_id_activity"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_file")),
    )
    op.create_index(op.f("ix_activity_file_activity_id"), "activity_file", ["activity_id"], unique=False)
    op.create_table(
        "activity_progress",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_progress_activity_id_activity")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_activity_progress_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "activity_id", name=op.f("pk_activity_progress")),
    )
    op.create_index(op.f("ix_activity_progress_activity_id"), "activity_progress", ["activity_id"], unique=False)
    op.create_table(
        "activity_theme",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_activity_theme_activity_id_activity"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_activity_theme_theme_id_theme"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("activity_id", "theme_id", name=op.f("pk_activity_theme")),
    )
    op.create_index(op.f("ix_activity_theme_theme_id"), "activity_theme", ["theme_id"], unique=False)
    op.create_table(
        "completion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("qualification_id", sa.Integer(), nullable=True),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("how", sa.String(40), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("(activity_id IS NULL) <> (qualification_id IS NULL)", name=op.f("ck_completion_of_what")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_completion_activity_id_activity")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_completion_person_id_person")),
        sa.ForeignKeyConstraint(
            ["qualification_id"], ["qualification.id"], name=op.f("fk_completion_qualification_id_qualification")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_completion")),
        sa.UniqueConstraint("source", name=op.f("uq_completion_source")),
    )
    op.create_index(op.f("ix_completion_activity_id"), "completion", ["activity_id"], unique=False)
    op.create_index("ix_completion_person_id_activity_id", "completion", ["person_id", "activity_id"], unique=False)
    op.create_index(op.f("ix_completion_qualification_id"), "completion", ["qualification_id"], unique=False)
    op.create_table(
        "course_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("course_id <> activity_id", name=op.f("ck_course_part_not_itself")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_course_part_activity_id_activity")),
        sa.ForeignKeyConstraint(
            ["course_id"], ["activity.id"], name=op.f("fk_course_part_course_id_activity"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_part")),
        sa.UniqueConstraint("course_id", "activity_id", name=op.f("uq_course_part_course_id_activity_id")),
    )
    op.create_index(op.f("ix_course_part_activity_id"), "course_part", ["activity_id"], unique=False)
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_meeting_order")),
        sa.CheckConstraint("seats > 0", name=op.f("ck_meeting_seats")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_meeting_activity_id_activity")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    op.create_index(op.f("ix_meeting_activity_id"), "meeting", ["activity_id"], unique=False)
    op.create_index(op.f("ix_meeting_starts_at"), "meeting", ["starts_at"], unique=False)
    op.create_table(
        "proof",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("qualification_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("achieved_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("file_key", sa.String(length=100), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("form_key", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("expires_on > achieved_on", name=op.f("ck_proof_order")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_proof_activity_id_activity")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_proof_decided_by_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_proof_person_id_person")),
        sa.ForeignKeyConstraint(
            ["qualification_id"], ["qualification.id"], name=op.f("fk_proof_qualification_id_qualification")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof")),
        sa.UniqueConstraint("form_key", name=op.f("uq_proof_form_key")),
    )
    op.create_index(op.f("ix_proof_activity_id"), "proof", ["activity_id"], unique=False)
    op.create_index(op.f("ix_proof_decided_by"), "proof", ["decided_by"], unique=False)
    op.create_index(op.f("ix_proof_person_id"), "proof", ["person_id"], unique=False)
    op.create_index(op.f("ix_proof_qualification_id"), "proof", ["qualification_id"], unique=False)
    op.create_index(op.f("ix_proof_state"), "proof", ["state"], unique=False)
    op.create_table(
        "qualification_activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("qualification_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("mandatory", sa.Boolean(), nullable=False),
        sa.Column("frame_count", sa.Integer(), nullable=True),
        sa.Column("frame_unit", sa.String(40), nullable=True),
        sa.Column("follow_up_count", sa.Integer(), nullable=True),
        sa.Column("follow_up_unit", sa.String(40), nullable=True),
        sa.Column("upload_allowed", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(follow_up_count IS NULL) = (follow_up_unit IS NULL)", name=op.f("ck_qualification_activity_follow_up")
        ),
        sa.CheckConstraint(
            "(frame_count IS NULL) = (frame_unit IS NULL)", name=op.f("ck_qualification_activity_frame")
        ),
        sa.CheckConstraint("frame_count > 0 AND follow_up_count > 0", name=op.f("ck_qualification_activity_counts")),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_qualification_activity_activity_id_activity")
        ),
        sa.ForeignKeyConstraint(
            ["qualification_id"],
            ["qualification.id"],
            name=op.f("fk_qualification_activity_qualification_id_qualification"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qualification_activity")),
    )
    op.create_index(
        op.f("ix_qualification_activity_activity_id"), "qualification_activity", ["activity_id"], unique=False
    )
    op.create_index(
        op.f("ix_qualification_activity_qualification_id"), "qualification_activity", ["qualification_id"], unique=False
    )
    op.create_index(
        "uq_qualification_activity_current",
        "qualification_activity",
        ["qualification_id", "stage", "activity_id"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("grade", sa.String(length=20), nullable=False),
        sa.Column("feedback", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("form_key", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_submission_activity_id_activity")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_submission_decided_by_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_submission_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("form_key", name=op.f("uq_submission_form_key")),
    )
    op.create_index(op.f("ix_submission_activity_id"), "submission", ["activity_id"], unique=False)
    op.create_index(op.f("ix_submission_decided_by"), "submission", ["decided_by"], unique=False)
    op.create_index(op.f("ix_submission_person_id"), "submission", ["person_id"], unique=False)
    op.create_index(op.f("ix_submission_state"), "submission", ["state"], unique=False)
    op.create_table(
        "proof_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proof_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("achieved_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("file_key", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_proof_decision_by_person")),
        sa.ForeignKeyConstraint(["proof_id"], ["proof.id"], name=op.f("fk_proof_decision_proof_id_proof")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof_decision")),
    )
    op.create_index(op.f("ix_proof_decision_by"), "proof_decision", ["by"], unique=False)
    op.create_index(op.f("ix_proof_decision_proof_id"), "proof_decision", ["proof_id"], unique=False)
    op.create_table(
        "seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attendance", sa.String(40), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_seat_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_seat_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
    )
    op.create_index(op.f("ix_seat_meeting_id"), "seat", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_seat_person_id"), "seat", ["person_id"], unique=False)
    op.create_index(
        "uq_seat_current",
        "seat",
        ["meeting_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("given_up_at IS NULL"),
        postgresql_where=sa.text("given_up_at IS NULL"),
    )
    op.create_table(
        "submission_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("file_key", sa.String(length=100), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_submission_file_submission_id_submission"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_file")),
    )
    op.create_index(op.f("ix_submission_file_submission_id"), "submission_file", ["submission_id"], unique=False)
    op.add_column("qualification", sa.Column("activity_count", sa.Integer(), server_default="0", nullable=False))
    # Every link that stands has one ground: how it was made.
    op.execute(
        "INSERT INTO link_ground (link_id, origin, source_id, required, since, made_by) "
        "SELECT id, origin, 0, TRUE, linked_at, linked_by FROM qualification_link WHERE ended_at IS NULL"
    )


def downgrade() -> None:

    op.drop_column("qualification", "activity_count")
    op.drop_index(op.f("ix_submission_file_submission_id"), table_name="submission_file")
    op.drop_table("submission_file")
    op.drop_index(
        "uq_seat_current",
        table_name="seat",
        sqlite_where=sa.text("given_up_at IS NULL"),
        postgresql_where=sa.text("given_up_at IS NULL"),
    )
    op.drop_index(op.f("ix_seat_person_id"), table_name="seat")
    op.drop_index(op.f("ix_seat_meeting_id"), table_name="seat")
    op.drop_table("seat")
    op.drop_index(op.f("ix_proof_decision_proof_id"), table_name="proof_decision")
    op.drop_index(op.f("ix_proof_decision_by"), table_name="proof_decision")
    op.drop_table("proof_decision")
    op.drop_index(op.f("ix_submission_state"), table_name="submission")
    op.drop_index(op.f("ix_submission_person_id"), table_name="submission")
    op.drop_index(op.f("ix_submission_decided_by"), table_name="submission")
    op.drop_index(op.f("ix_submission_activity_id"), table_name="submission")
    op.drop_table("submission")
    op.drop_index(
        "uq_qualification_activity_current",
        table_name="qualification_activity",
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.drop_index(op.f("ix_qualification_activity_qualification_id"), table_name="qualification_activity")
    op.drop_index(op.f("ix_qualification_activity_activity_id"), table_name="qualification_activity")
    op.drop_table("qualification_activity")
    op.drop_index(op.f("ix_proof_state"), table_name="proof")
    op.drop_index(op.f("ix_proof_qualification_id"), table_name="proof")
    op.drop_index(op.f("ix_proof_person_id"), table_name="proof")
    op.drop_index(op.f("ix_proof_decided_by"), table_name="proof")
    op.drop_index(op.f("ix_proof_activity_id"), table_name="proof")
    op.drop_table("proof")
    op.drop_index(op.f("ix_meeting_starts_at"), table_name="meeting")
    op.drop_index(op.f("ix_meeting_activity_id"), table_name="meeting")
    op.drop_table("meeting")
    op.drop_index(op.f("ix_course_part_activity_id"), table_name="course_part")
    op.drop_table("course_part")
    op.drop_index(op.f("ix_completion_qualification_id"), table_name="completion")
    op.drop_index("ix_completion_person_id_activity_id", table_name="completion")
    op.drop_index(op.f("ix_completion_activity_id"), table_name="completion")
    op.drop_table("completion")
    op.drop_index(op.f("ix_activity_theme_theme_id"), table_name="activity_theme")
    op.drop_table("activity_theme")
    op.drop_index(op.f("ix_activity_progress_activity_id"), table_name="activity_progress")
    op.drop_table("activity_progress")
    op.drop_index(op.f("ix_activity_file_activity_id"), table_name="activity_file")
    op.drop_table("activity_file")
    op.drop_index(
        "uq_link_ground_current",
        table_name="link_ground",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index("ix_link_ground_origin_source_id", table_name="link_ground")
    op.drop_index(op.f("ix_link_ground_link_id"), table_name="link_ground")
    op.drop_table("link_ground")
    op.drop_index(op.f("ix_activity_title"), table_name="activity")
    op.drop_index(op.f("ix_activity_exam_form_id"), table_name="activity")
    op.drop_table("activity")
    op.drop_index(op.f("ix_upkeep_pause_qualification_id"), table_name="upkeep_pause")
    op.drop_index(op.f("ix_upkeep_pause_person_id"), table_name="upkeep_pause")
    op.drop_table("upkeep_pause")
    op.drop_table("qualification_upkeep")
    op.drop_table("theme")
