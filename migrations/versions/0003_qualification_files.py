"""Qualification files, competences and links.

Revision: 0003
After: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# The Dutch names are the official ones; there is no official English list, so the English names are ours.
COMPETENCES = (
    ("A", 3084, "Beslissen en activiteiten initiëren", "Deciding and initiating activities"),
    ("B", 3085, "Aansturen", "Leading and supervising"),
    ("C", 3086, "Begeleiden", "Coaching and guiding"),
    ("D", 3087, "Aandacht en begrip tonen", "Showing attention and understanding"),
    ("E", 3088, "Samenwerken en overleggen", "Cooperating and consulting"),
    ("F", 3089, "Ethisch en integer handelen", "Acting ethically and with integrity"),
    ("G", 3090, "Relaties bouwen en netwerken", "Building relationships and networking"),
    ("H", 3091, "Overtuigen en beïnvloeden", "Persuading and influencing"),
    ("I", 3092, "Presenteren", "Presenting"),
    ("J", 3093, "Formuleren en rapporteren", "Writing and reporting"),
    ("K", 3094, "Vakdeskundigheid toepassen", "Applying professional expertise"),
    ("L", 3095, "Materialen en middelen inzetten", "Using materials and resources"),
    ("M", 3096, "Analyseren", "Analysing"),
    ("N", 3097, "Onderzoeken", "Investigating"),
    ("O", 3098, "Creëren en innoveren", "Creating and innovating"),
    ("P", 3099, "Leren", "Learning"),
    ("Q", 3100, "Plannen en organiseren", "Planning and organising"),
    (
        "R",
        3101,
        'Op de behoeften en verwachtingen van de "klant" richten',
        'Focusing on the needs and expectations of the "customer"',
    ),
    ("S", 3102, "Kwaliteit leveren", "Delivering quality"),
    ("T", 3103, "Instructies en procedures opvolgen", "Following instructions and procedures"),
    ("U", 3104, "Omgaan met verandering en aanpassen", "Dealing with change and adapting"),
    ("V", 3105, "Met druk en tegenslag omgaan", "Coping with pressure and setbacks"),
    ("W", 3106, "Gedrevenheid en ambitie tonen", "Showing drive and ambition"),
    ("X", 3107, "Ondernemend en commercieel handelen", "Acting entrepreneurially and commercially"),
    ("Y", 3108, "Bedrijfsmatig handelen", "Acting in a businesslike way"),
)


def upgrade() -> None:
    op.create_table(
        "competence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter", sa.String(length=5), nullable=False),
        sa.Column("official_number", sa.Integer(), nullable=True),
        sa.Column("name_nl", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("standard", sa.Boolean(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competence")),
        sa.UniqueConstraint("letter", name=op.f("uq_competence_letter")),
    )
    op.create_table(
        "dossier_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uploaded_by", sa.Integer(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cohort", sa.String(length=40), nullable=False),
        sa.Column("carried_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_import")),
    )
    op.create_table(
        "dossier_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("file_key", sa.String(length=100), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["dossier_import.id"],
            name=op.f("fk_dossier_file_import_id_dossier_import"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_file")),
    )
    with op.batch_alter_table("dossier_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dossier_file_import_id"), ["import_id"], unique=False)

    op.create_table(
        "link_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deed", sa.String(40), nullable=False),
        sa.Column("person_ids", sa.JSON(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("qualification_ids", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_run")),
    )
    op.create_table(
        "qualification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("cohort", sa.String(length=40), nullable=False),
        sa.Column("edition", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("link_by_default", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("intake_ends", sa.Date(), nullable=True),
        sa.Column("programme_ends", sa.Date(), nullable=True),
        sa.Column("programme_type", sa.String(length=100), nullable=False),
        sa.Column("study_load_hours", sa.Integer(), nullable=True),
        sa.Column("dossier_code", sa.String(length=40), nullable=False),
        sa.Column("dossier_name", sa.String(length=400), nullable=False),
        sa.Column("source", sa.JSON(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("level BETWEEN 1 AND 8", name=op.f("ck_qualification_level")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qualification")),
        sa.UniqueConstraint("code", "cohort", "edition", name=op.f("uq_qualification_code_cohort_edition")),
    )
    with op.batch_alter_table("qualification", schema=None) as batch_op:
        batch_op.create_index("ix_qualification_state_name", ["state", "name"], unique=False)

    op.create_table(
        "core_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("qualification_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("part", sa.String(40), nullable=False),
        sa.Column("complexity", sa.Text(), nullable=False),
        sa.Column("complexity_extra", sa.Text(), nullable=False),
        sa.Column("responsibility", sa.Text(), nullable=False),
        sa.Column("responsibility_extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["qualification_id"],
            ["qualification.id"],
            name=op.f("fk_core_task_qualification_id_qualification"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_task")),
        sa.UniqueConstraint("qualification_id", "number", name=op.f("uq_core_task_qualification_id_number")),
    )
    op.create_table(
        "qualification_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("qualification_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(40), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("linked_by", sa.Integer(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended_run_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ended_run_id"], ["link_run.id"], name=op.f("fk_qualification_link_ended_run_id_link_run")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["link_run.id"], name=op.f("fk_qualification_link_run_id_link_run")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_qualification_link_person_id_person")),
        sa.ForeignKeyConstraint(
            ["qualification_id"],
            ["qualification.id"],
            name=op.f("fk_qualification_link_qualification_id_qualification"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qualification_link")),
    )
    with op.batch_alter_table("qualification_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_qualification_link_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_qualification_link_qualification_id"), ["qualification_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_qualification_link_run_id"), ["run_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_qualification_link_ended_run_id"), ["ended_run_id"], unique=False)
        batch_op.create_index(
            "uq_qualification_link_current",
            ["qualification_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "knowledge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("core_task_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("extra", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["core_task_id"], ["core_task.id"], name=op.f("fk_knowledge_core_task_id_core_task"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge")),
    )
    with op.batch_alter_table("knowledge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_knowledge_core_task_id"), ["core_task_id"], unique=False)

    op.create_table(
        "work_process",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("core_task_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("description_extra", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("result_extra", sa.Text(), nullable=False),
        sa.Column("behaviour", sa.Text(), nullable=False),
        sa.Column("behaviour_extra", sa.Text(), nullable=False),
        sa.Column("knowledge_and_skills", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["core_task_id"], ["core_task.id"], name=op.f("fk_work_process_core_task_id_core_task"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_process")),
        sa.UniqueConstraint("core_task_id", "number", name=op.f("uq_work_process_core_task_id_number")),
    )
    op.create_table(
        "indicator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("work_process_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("extra", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["work_process_id"],
            ["work_process.id"],
            name=op.f("fk_indicator_work_process_id_work_process"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
    )
    with op.batch_alter_table("indicator", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_indicator_work_process_id"), ["work_process_id"], unique=False)

    op.create_table(
        "work_process_competence",
        sa.Column("work_process_id", sa.Integer(), nullable=False),
        sa.Column("competence_id", sa.Integer(), nullable=False),
        sa.Column("extra", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["competence_id"], ["competence.id"], name=op.f("fk_work_process_competence_competence_id_competence")
        ),
        sa.ForeignKeyConstraint(
            ["work_process_id"],
            ["work_process.id"],
            name=op.f("fk_work_process_competence_work_process_id_work_process"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("work_process_id", "competence_id", name=op.f("pk_work_process_competence")),
    )
    with op.batch_alter_table("work_process_competence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_work_process_competence_competence_id"), ["competence_id"], unique=False)
    competence = sa.table(
        "competence", *(sa.column(name) for name in ("letter", "official_number", "name_nl", "name_en", "standard"))
    )
    op.bulk_insert(
        competence,
        [
            {"letter": letter, "official_number": number, "name_nl": dutch, "name_en": english, "standard": True}
            for letter, number, dutch, english in COMPETENCES
        ],
    )


def downgrade() -> None:
    with op.batch_alter_table("work_process_competence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_work_process_competence_competence_id"))

    op.drop_table("work_process_competence")
    with op.batch_alter_table("indicator", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_indicator_work_process_id"))

    op.drop_table("indicator")
    op.drop_table("work_process")
    with op.batch_alter_table("knowledge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_knowledge_core_task_id"))

    op.drop_table("knowledge")
    with op.batch_alter_table("qualification_link", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_qualification_link_current",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_qualification_link_ended_run_id"))
        batch_op.drop_index(batch_op.f("ix_qualification_link_run_id"))
        batch_op.drop_index(batch_op.f("ix_qualification_link_qualification_id"))
        batch_op.drop_index(batch_op.f("ix_qualification_link_person_id"))

    op.drop_table("qualification_link")
    op.drop_table("core_task")
    with op.batch_alter_table("qualification", schema=None) as batch_op:
        batch_op.drop_index("ix_qualification_state_name")

    op.drop_table("qualification")
    op.drop_table("link_run")
    with op.batch_alter_table("dossier_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dossier_file_import_id"))

    op.drop_table("dossier_file")
    op.drop_table("dossier_import")
    op.drop_table("competence")
