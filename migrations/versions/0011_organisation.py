"""The organisation: its tree, who is where, who leads what, functions, attributes of people, limited roles.

Revision: 0011
After: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

OPEN = "closed_at IS NULL"
STANDS = "until IS NULL"
BELOW = "path LIKE OLD.path || '%'"
ATTRIBUTES = (
    ("date_added", "Date added to the organisation", "Datum in de organisatie", "date"),
    ("location", "Location", "Locatie", "text"),
    ("job_title", "Job title", "Functietitel", "text"),
)


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def current(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def refuse_cycles() -> None:
    """The database itself refuses a part below itself, whoever writes."""
    words = "a part cannot stand below itself"
    cycle = f"EXISTS (SELECT 1 FROM organisation_part WHERE id = NEW.parent_id AND {BELOW})"
    if is_sqlite():
        op.execute(
            "CREATE TRIGGER organisation_part_no_cycle BEFORE UPDATE OF parent_id ON organisation_part "
            f"WHEN {cycle} BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION organisation_part_no_cycle() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {cycle} THEN RAISE EXCEPTION '{words}'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER organisation_part_no_cycle BEFORE UPDATE OF parent_id ON organisation_part "
        "FOR EACH ROW EXECUTE FUNCTION organisation_part_no_cycle()"
    )


def upgrade() -> None:
    op.add_column("person_role", sa.Column("limited", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "organisation_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("plain_name", sa.String(length=400), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_organisation_part_not_below_itself")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["organisation_part.id"], name=op.f("fk_organisation_part_parent_id_organisation_part")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_part")),
    )
    op.create_index(op.f("ix_organisation_part_parent_id"), "organisation_part", ["parent_id"])
    current("uq_organisation_part_name", "organisation_part", ["parent_id", "plain_name"], OPEN)
    current(
        "uq_organisation_part_name_at_the_top", "organisation_part", ["plain_name"], f"{OPEN} AND parent_id IS NULL"
    )
    op.create_table(
        "job_function",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("plain_name", sa.String(length=400), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_function")),
        sa.UniqueConstraint("plain_name", name=op.f("uq_job_function_plain_name")),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("function_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("begun_by", sa.Integer(), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_membership_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["part_id"], ["organisation_part.id"], name=op.f("fk_membership_part_id_organisation_part")
        ),
        sa.ForeignKeyConstraint(
            ["function_id"], ["job_function.id"], name=op.f("fk_membership_function_id_job_function")
        ),
        sa.ForeignKeyConstraint(["begun_by"], ["person.id"], name=op.f("fk_membership_begun_by_person")),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_membership_ended_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    for column in ("person_id", "part_id", "function_id"):
        op.create_index(op.f(f"ix_membership_{column}"), "membership", [column])
    current("uq_membership_current", "membership", ["person_id", "part_id", "function_id"], STANDS)
    without = f"{STANDS} AND function_id IS NULL"
    current("uq_membership_current_without_function", "membership", ["person_id", "part_id"], without)
    op.create_table(
        "part_lead",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("begun_by", sa.Integer(), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["part_id"], ["organisation_part.id"], name=op.f("fk_part_lead_part_id_organisation_part")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_part_lead_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["begun_by"], ["person.id"], name=op.f("fk_part_lead_begun_by_person")),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_part_lead_ended_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_part_lead")),
    )
    for column in ("part_id", "person_id"):
        op.create_index(op.f(f"ix_part_lead_{column}"), "part_lead", [column])
    current("uq_part_lead_current", "part_lead", ["part_id", "person_id"], STANDS)
    op.create_table(
        "role_scope",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id", "role"],
            ["person_role.person_id", "person_role.role"],
            name="fk_role_scope_person_id_person_role",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["part_id"], ["organisation_part.id"], name=op.f("fk_role_scope_part_id_organisation_part")
        ),
        sa.PrimaryKeyConstraint("person_id", "role", "part_id", name=op.f("pk_role_scope")),
    )
    op.create_index(op.f("ix_role_scope_part_id"), "role_scope", ["part_id"])
    op.create_table(
        "person_attribute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.Column("name_nl", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("standard", sa.Boolean(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_attribute")),
        sa.UniqueConstraint("key", name=op.f("uq_person_attribute_key")),
    )
    op.create_table(
        "person_attribute_value",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("attribute_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_attribute_value_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["attribute_id"],
            ["person_attribute.id"],
            name=op.f("fk_person_attribute_value_attribute_id_person_attribute"),
        ),
        sa.PrimaryKeyConstraint("person_id", "attribute_id", name=op.f("pk_person_attribute_value")),
    )
    op.create_index(op.f("ix_person_attribute_value_attribute_id"), "person_attribute_value", ["attribute_id"])
    refuse_cycles()
    attribute = sa.table(
        "person_attribute",
        *(sa.column(name) for name in ("key", "name_en", "name_nl", "kind", "position", "standard")),
        sa.column("choices", sa.JSON()),
    )
    op.bulk_insert(
        attribute,
        [
            {
                "key": key,
                "name_en": english,
                "name_nl": dutch,
                "kind": kind,
                "position": place,
                "standard": True,
                "choices": [],
            }
            for place, (key, english, dutch, kind) in enumerate(ATTRIBUTES, start=1)
        ],
    )


def downgrade() -> None:
    op.drop_table("person_attribute_value")
    op.drop_table("person_attribute")
    op.drop_table("role_scope")
    op.drop_table("part_lead")
    op.drop_table("membership")
    op.drop_table("job_function")
    op.drop_table("organisation_part")
    if not is_sqlite():
        op.execute("DROP FUNCTION organisation_part_no_cycle() CASCADE")
    op.drop_column("person_role", "limited")
