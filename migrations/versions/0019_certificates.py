"""Certificates of our own, and the templates they are made with.

Revision: 0019
After: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "certificate_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("logo_key", sa.String(length=100), nullable=True),
        sa.Column("signature_key", sa.String(length=100), nullable=True),
        sa.Column("signatory", sa.String(length=200), nullable=False),
        sa.Column("signatory_function", sa.String(length=200), nullable=False),
        sa.Column("shows", sa.JSON(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("form_key", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_template")),
        sa.UniqueConstraint("form_key", name=op.f("uq_certificate_template_form_key")),
    )
    op.create_index(op.f("ix_certificate_template_name"), "certificate_template", ["name"], unique=False)
    _chosen("activity")
    _chosen("qualification")
    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("completion_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("qualification_id", sa.Integer(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("file_key", sa.String(length=100), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("rendered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(activity_id IS NULL) <> (qualification_id IS NULL)", name=op.f("ck_certificate_of_what")),
        *(
            sa.ForeignKeyConstraint([f"{table}_id"], [f"{table}.id"], name=op.f(f"fk_certificate_{table}_id_{table}"))
            for table in ("person", "completion", "activity", "qualification")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("public_id", name=op.f("uq_certificate_public_id")),
    )
    for column in ("person_id", "completion_id", "activity_id", "qualification_id"):
        op.create_index(op.f(f"ix_certificate_{column}"), "certificate", [column], unique=False)
    _once("uq_certificate_activity", ["completion_id"], "activity_id IS NOT NULL")
    _once("uq_certificate_qualification", ["completion_id", "qualification_id"], "qualification_id IS NOT NULL")


def _chosen(table: str) -> None:
    name = f"{table}_certificate"
    op.create_table(
        name,
        sa.Column(f"{table}_id", sa.Integer(), nullable=False),
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            [f"{table}_id"], [f"{table}.id"], name=op.f(f"fk_{name}_{table}_id_{table}"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["template_id"], ["certificate_template.id"], name=op.f(f"fk_{name}_template_id_certificate_template")
        ),
        sa.PrimaryKeyConstraint(f"{table}_id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_template_id"), name, ["template_id"], unique=False)


def _once(name: str, columns: list[str], where: str) -> None:
    op.create_index(
        name, "certificate", columns, unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
    )


def downgrade() -> None:
    op.drop_table("certificate")
    op.drop_table("qualification_certificate")
    op.drop_table("activity_certificate")
    op.drop_table("certificate_template")
