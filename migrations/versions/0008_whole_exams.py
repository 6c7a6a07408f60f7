"""Whole exams: editions and approval of forms, slots, two examiners, the board, objections, chains of events, samples.

Revision: 0008
After: 0007
"""

import json
from datetime import UTC, datetime
from hashlib import sha256
from secrets import token_hex

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


NEVER_CHANGED = {  # with what is unique in it
    "form_approval": ("id", "form_key"),
    "agreed_mark": ("id", "form_key"),
    "sitting_outcome": ("id",),
    "correction": ("id", "form_key"),
    "board_decision": ("id", "number", "form_key"),
    "exam_event": ("id",),
    "sample_review": ("id", "form_key"),
}
NEVER_REMOVED = ("form_approval", "sitting_outcome", "board_decision", "exam_event")
PURGED = ("agreed_mark", "correction")  # they go with the marks, once the term of the sitting is over
FILLED = {
    "exam_form": (
        ("colour", sa.String(length=20), ""),
        ("edition", sa.Integer(), 1),
        ("materials", sa.Text(), ""),
        ("attempt_that_counts", sa.String(40), "best"),
        ("examiners_required", sa.Integer(), 1),
        ("asks_global_rating", sa.Boolean(), False),
        ("fingerprint", sa.String(length=64), ""),
    ),
    "exam_group": (
        ("key", sa.String(length=40), ""),
        ("weight", sa.Integer(), 1),
        ("description", sa.Text(), ""),
    ),
    "exam_step": (
        ("key", sa.String(length=40), ""),
        ("unit", sa.Integer(), 1),
        ("remark_values", sa.JSON(), []),
        ("competences", sa.JSON(), []),
    ),
    "sheet": (("position", sa.Integer(), 1),),
    "sitting": (
        ("room", sa.String(length=100), ""),
        ("attempt", sa.Integer(), 1),
        ("calendar_sequence", sa.Integer(), 0),
    ),
}
# Of a form that is no draft these stay as they are, and so do its groups and steps.
FIXED = (
    "qualification_id",
    "code",
    "title",
    "formative",
    "cut_score",
    "instructions_candidate",
    "instructions_examiner",
    "materials",
    "duration_minutes",
    "attempts_allowed",
    "attempt_that_counts",
    "examiners_required",
    "asks_global_rating",
)


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def refuse(name: str, table: str, moment: str, condition: str, words: str) -> None:
    """A trigger of SQLite that refuses; the condition may be empty."""
    when = f"WHEN {condition} " if condition else ""
    op.execute(f"CREATE TRIGGER {name} {moment} ON {table} {when}BEGIN SELECT RAISE(ABORT, '{words}'); END")


def refuse_changes(table: str, unique: tuple[str, ...]) -> None:
    """The database itself refuses to change a row of this table."""
    words = f"{table} is never changed"
    if is_sqlite():
        refuse(f"{table}_no_update", table, "BEFORE UPDATE", "", words)
        # INSERT OR REPLACE is a change too, of whatever row has the same in any column that is unique
        there = " OR ".join(f"{column} = NEW.{column}" for column in unique)
        refuse(f"{table}_no_replace", table, "BEFORE INSERT", f"EXISTS (SELECT 1 FROM {table} WHERE {there})", words)
        return
    op.execute(
        f"CREATE FUNCTION {table}_never_changed() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{words}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_never_changed BEFORE UPDATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_never_changed()"
    )


def refuse_removal(table: str) -> None:
    """Nor to remove one."""
    words = f"{table} is never removed"
    if is_sqlite():
        refuse(f"{table}_no_delete", table, "BEFORE DELETE", "", words)
        return
    op.execute(
        f"CREATE TRIGGER {table}_never_removed BEFORE DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_never_changed()"
    )


def keep_until_purged(table: str) -> None:
    """A row goes only with the marks of a sitting whose term is over."""
    kept = "NOT EXISTS (SELECT 1 FROM sitting WHERE id = OLD.sitting_id AND purged_at IS NOT NULL)"
    words = f"{table} is kept until the term of its exam is over"
    if is_sqlite():
        refuse(f"{table}_no_delete", table, "BEFORE DELETE", kept, words)
        return
    op.execute(
        f"CREATE FUNCTION {table}_kept() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {kept} THEN RAISE EXCEPTION '{words}'; END IF; RETURN OLD; END $$"
    )
    op.execute(f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_kept()")
    op.execute(
        f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_never_changed()"
    )


MARK_KEPT = (
    "NOT EXISTS (SELECT 1 FROM sheet JOIN sitting ON sitting.id = sheet.sitting_id "
    "WHERE sheet.id = OLD.sheet_id AND sitting.purged_at IS NOT NULL)"
)


def let_marks_go_when_purged() -> None:
    """Marks were never removed at all; now they go when the term of their exam is over, and only then."""
    words = "mark is append-only"
    if is_sqlite():
        op.execute("DROP TRIGGER mark_no_delete")
        refuse("mark_no_delete", "mark", "BEFORE DELETE", MARK_KEPT, words)
        return
    op.execute("DROP TRIGGER mark_append_only ON mark")
    op.execute(
        "CREATE TRIGGER mark_append_only BEFORE UPDATE OR TRUNCATE ON mark "
        "FOR EACH STATEMENT EXECUTE FUNCTION mark_append_only()"
    )
    op.execute(
        "CREATE FUNCTION mark_kept() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {MARK_KEPT} THEN RAISE EXCEPTION '{words}'; END IF; RETURN OLD; END $$"
    )
    op.execute("CREATE TRIGGER mark_kept BEFORE DELETE ON mark FOR EACH ROW EXECUTE FUNCTION mark_kept()")


def keep_marks() -> None:
    """As it was before."""
    if is_sqlite():
        op.execute("DROP TRIGGER mark_no_delete")
        refuse("mark_no_delete", "mark", "BEFORE DELETE", "", "mark is append-only")
        return
    op.execute("DROP FUNCTION mark_kept() CASCADE")
    op.execute("DROP TRIGGER mark_append_only ON mark")
    op.execute(
        "CREATE TRIGGER mark_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON mark "
        "FOR EACH STATEMENT EXECUTE FUNCTION mark_append_only()"
    )


def state_of_form(group: str) -> str:
    joined = "exam_form JOIN exam_group ON exam_group.form_id = exam_form.id"
    return f"(SELECT state FROM {joined} WHERE exam_group.id = {group})"


# Of each table the state of the form that a row of it is of.
STATE_OF = {
    "exam_group": "(SELECT state FROM exam_form WHERE id = {row}.form_id)",
    "exam_step": state_of_form("{row}.group_id"),
}
LEFT_ALONE = "('planned', 'no_show', 'cancelled')"
BEGUN = (
    "EXISTS (SELECT 1 FROM sitting JOIN exam_session ON exam_session.id = sitting.session_id "
    "WHERE exam_session.form_id = OLD.id "
    f"AND (sitting.began_at IS NOT NULL OR sitting.state NOT IN {LEFT_ALONE}))"
)


def is_fixed(table: str, *rows: str) -> str:
    """The condition that one of these rows is of a form that is no draft."""
    return " OR ".join(f"{STATE_OF[table].format(row=row)} <> 'draft'" for row in rows)


def fix_forms_in_use() -> None:
    """What was approved stays as it was approved, whoever writes to the database."""
    words = "a form in use is never changed"
    changed = " OR ".join(f"CAST(NEW.{name} AS TEXT) IS DISTINCT FROM CAST(OLD.{name} AS TEXT)" for name in FIXED)
    # Its design is free again once it is a draft, so it becomes none after somebody was examined with it.
    refused = f"OLD.state <> 'draft' AND ({changed} OR (NEW.state = 'draft' AND {BEGUN}))"
    if is_sqlite():
        refuse("exam_form_fixed", "exam_form", "BEFORE UPDATE", refused.replace("IS DISTINCT FROM", "IS NOT"), words)
        for table in STATE_OF:
            # INSERT OR REPLACE takes away the row that was there
            there = f"EXISTS (SELECT 1 FROM {table} AS there WHERE id = NEW.id AND {is_fixed(table, 'there')})"
            for moment, condition in (
                ("INSERT", f"{is_fixed(table, 'NEW')} OR {there}"),
                ("UPDATE", is_fixed(table, "OLD", "NEW")),
                ("DELETE", is_fixed(table, "OLD")),
            ):
                refuse(f"{table}_fixed_{moment.lower()}", table, f"BEFORE {moment}", condition, words)
        return
    op.execute(
        "CREATE FUNCTION exam_form_fixed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {refused} THEN RAISE EXCEPTION '{words}'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER exam_form_fixed BEFORE UPDATE ON exam_form FOR EACH ROW EXECUTE FUNCTION exam_form_fixed()"
    )
    for table in STATE_OF:
        op.execute(
            f"CREATE FUNCTION {table}_fixed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF TG_OP <> 'INSERT' THEN IF {is_fixed(table, 'OLD')} THEN RAISE EXCEPTION '{words}'; END IF; END IF; "
            "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; "
            f"IF {is_fixed(table, 'NEW')} THEN RAISE EXCEPTION '{words}'; END IF; RETURN NEW; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_fixed BEFORE INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_fixed()"
        )


def free_forms() -> None:
    if is_sqlite():
        op.execute("DROP TRIGGER exam_form_fixed")
        for table in ("exam_group", "exam_step"):
            for moment in ("insert", "update", "delete"):
                op.execute(f"DROP TRIGGER {table}_fixed_{moment}")
        return
    for table in ("exam_form", "exam_group", "exam_step"):
        op.execute(f"DROP FUNCTION {table}_fixed() CASCADE")


def drop_functions() -> None:
    """Triggers go with their table; the functions of PostgreSQL do not; those that look at another table go first."""
    if is_sqlite():
        for table in PURGED:
            op.execute(f"DROP TRIGGER {table}_no_delete")
        return
    for table in NEVER_CHANGED:
        op.execute(f"DROP FUNCTION {table}_never_changed() CASCADE")
    for table in PURGED:
        op.execute(f"DROP FUNCTION {table}_kept() CASCADE")


def fill_in_what_is_new(table: str, filled: tuple[tuple[str, sa.types.TypeEngine, object], ...]) -> None:
    with op.batch_alter_table(table) as batch_op:
        for name, kind, _ in filled:
            batch_op.add_column(sa.Column(name, kind, nullable=True))
    rows = sa.table(table, *(sa.column(name, kind) for name, kind, _ in filled))
    op.get_bind().execute(sa.update(rows).values({name: value for name, _, value in filled}))
    with op.batch_alter_table(table) as batch_op:
        for name, kind, _ in filled:
            batch_op.alter_column(name, existing_type=kind, nullable=False)


def give_keys() -> None:
    """A group is called by its place on the form, G1, and a step by its place in the group, G1.2."""
    whole = sa.Integer()
    groups = sa.table(
        "exam_group",
        sa.column("id", whole),
        sa.column("form_id", whole),
        sa.column("position", whole),
        sa.column("key"),
    )
    steps = sa.table(
        "exam_step",
        sa.column("id", whole),
        sa.column("group_id", whole),
        sa.column("position", whole),
        sa.column("key"),
    )
    connection = op.get_bind()
    called: dict[int, str] = {}
    places: dict[int, int] = {}
    for row in connection.execute(sa.select(groups).order_by(groups.c.form_id, groups.c.position, groups.c.id)).all():
        places[row.form_id] = places.get(row.form_id, 0) + 1
        called[row.id] = f"G{places[row.form_id]}"
        connection.execute(sa.update(groups).where(groups.c.id == row.id).values(key=called[row.id]))
    places = {}
    for row in connection.execute(sa.select(steps).order_by(steps.c.group_id, steps.c.position, steps.c.id)).all():
        places[row.group_id] = places.get(row.group_id, 0) + 1
        key = f"{called[row.group_id]}.{places[row.group_id]}"
        connection.execute(sa.update(steps).where(steps.c.id == row.id).values(key=key))


def keep_outcomes() -> None:
    """The verdicts that were made until now begin the history of their sittings."""
    op.execute(
        "INSERT INTO sitting_outcome (sitting_id, cause, passed, outcome, made_by, made_at) "
        "SELECT id, 'signed', passed, outcome, NULL, signed_at FROM sitting "
        "WHERE passed IS NOT NULL AND signed_at IS NOT NULL"
    )


def begin_chains() -> None:
    """The link on which all chains hang: every later exam has a chain from its planning on."""
    connection = op.get_bind()
    last = connection.scalar(sa.text("SELECT max(id) FROM sitting")) or 0
    salt, facts = token_hex(16), {"format": 1, "event": {"sittings": last}}
    fields = {
        "sitting_id": 0,
        "number": 1,
        "at": datetime.now(UTC),
        "name": "exams.chains-began",
        "actor_id": None,
        "facts": facts,
        "salt": salt,
        "commitment": sha256(salt.encode() + b"{}").hexdigest(),
        "beside_sitting": None,
        "beside_number": None,
        "beside_hash": None,
        "previous": "0" * 64,
    }
    written = json.dumps(fields, separators=(",", ":"), sort_keys=True, default=lambda moment: moment.isoformat())
    kinds = {"at": sa.DateTime(timezone=True), "facts": sa.JSON()}
    links = sa.table("exam_event", *(sa.column(name, kinds.get(name)) for name in (*fields, "hash")))
    connection.execute(sa.insert(links).values(**fields, hash=sha256(written.encode()).hexdigest()))


def upgrade() -> None:
    op.create_table(
        "board_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("present", sa.JSON(), nullable=False),
        sa.Column("committee", sa.JSON(), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_key", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_board_decision_made_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_decision")),
        sa.UniqueConstraint("form_key", name=op.f("uq_board_decision_form_key")),
        sa.UniqueConstraint("number", name=op.f("uq_board_decision_number")),
    )
    with op.batch_alter_table("board_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_board_decision_kind"), ["kind"], unique=False)

    op.create_table(
        "calendar_feed",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_calendar_feed_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )
    op.create_table(
        "examiner_certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("qualification_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("form_key", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_examiner_certificate_added_by_person")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_examiner_certificate_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["qualification_id"],
            ["qualification.id"],
            name=op.f("fk_examiner_certificate_qualification_id_qualification"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_examiner_certificate")),
        sa.UniqueConstraint("form_key", name=op.f("uq_examiner_certificate_form_key")),
    )
    with op.batch_alter_table("examiner_certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_examiner_certificate_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_examiner_certificate_qualification_id"), ["qualification_id"], unique=False
        )

    op.create_table(
        "graduation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("qualification_id", sa.Integer(), nullable=False),
        sa.Column("graduated_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("without_diploma", sa.Boolean(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by", sa.Integer(), nullable=True),
        sa.Column("removed_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_graduation_person_id_person")),
        sa.ForeignKeyConstraint(["removed_by"], ["person.id"], name=op.f("fk_graduation_removed_by_person")),
        sa.ForeignKeyConstraint(
            ["qualification_id"], ["qualification.id"], name=op.f("fk_graduation_qualification_id_qualification")
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_graduation_recorded_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_graduation")),
        sa.UniqueConstraint("person_id", "qualification_id", name=op.f("uq_graduation_person_id_qualification_id")),
    )
    with op.batch_alter_table("graduation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_graduation_qualification_id"), ["qualification_id"], unique=False)

    op.create_table(
        "inspection_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("auditor_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.Integer(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("form_key", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["auditor_id"], ["person.id"], name=op.f("fk_inspection_grant_auditor_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["given_by"], ["person.id"], name=op.f("fk_inspection_grant_given_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_grant")),
        sa.UniqueConstraint("form_key", name=op.f("uq_inspection_grant_form_key")),
    )
    with op.batch_alter_table("inspection_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inspection_grant_auditor_id"), ["auditor_id"], unique=False)

    op.create_table(
        "saved_scale",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("unit", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_saved_scale_made_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_scale")),
        sa.UniqueConstraint("name", name=op.f("uq_saved_scale_name")),
    )
    op.create_table(
        "exemption",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=False),
        sa.Column("earlier_result", sa.String(length=40), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["candidate_id"], ["person.id"], name=op.f("fk_exemption_candidate_id_person")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["board_decision.id"], name=op.f("fk_exemption_decision_id_board_decision")
        ),
        sa.ForeignKeyConstraint(["form_id"], ["exam_form.id"], name=op.f("fk_exemption_form_id_exam_form")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["person.id"], name=op.f("fk_exemption_withdrawn_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exemption")),
    )
    with op.batch_alter_table("exemption", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exemption_candidate_id"), ["candidate_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exemption_decision_id"), ["decision_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exemption_form_id"), ["form_id"], unique=False)

    op.create_table(
        "form_approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(40), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_key", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_form_approval_decided_by_person")),
        sa.ForeignKeyConstraint(["form_id"], ["exam_form.id"], name=op.f("fk_form_approval_form_id_exam_form")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_approval")),
        sa.UniqueConstraint("form_key", name=op.f("uq_form_approval_form_key")),
    )
    with op.batch_alter_table("form_approval", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_form_approval_form_id"), ["form_id"], unique=False)

    op.create_table(
        "form_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("file_key", sa.String(length=100), nullable=False),
        sa.Column("content_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("for_candidate", sa.Boolean(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_form_document_added_by_person")),
        sa.ForeignKeyConstraint(
            ["form_id"], ["exam_form.id"], name=op.f("fk_form_document_form_id_exam_form"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_document")),
    )
    with op.batch_alter_table("form_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_form_document_file_key"), ["file_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_form_document_form_id"), ["form_id"], unique=False)

    op.create_table(
        "sampling_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=True),
        sa.Column("percentage", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("form_key", sa.String(length=36), nullable=False),
        sa.CheckConstraint("percentage BETWEEN 1 AND 100", name=op.f("ck_sampling_plan_percentage")),
        sa.ForeignKeyConstraint(["form_id"], ["exam_form.id"], name=op.f("fk_sampling_plan_form_id_exam_form")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_sampling_plan_made_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sampling_plan")),
        sa.UniqueConstraint("form_key", name=op.f("uq_sampling_plan_form_key")),
    )
    with op.batch_alter_table("sampling_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sampling_plan_form_id"), ["form_id"], unique=False)

    op.create_table(
        "exam_slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("room", sa.String(length=100), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_exam_slot_capacity")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["exam_session.id"], name=op.f("fk_exam_slot_session_id_exam_session"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_slot")),
        sa.UniqueConstraint("session_id", "starts_at", "room", name=op.f("uq_exam_slot_session_id_starts_at_room")),
    )
    op.create_table(
        "paper_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("file_key", sa.String(length=100), nullable=True),
        sa.Column("file_size", sa.Integer(), nullable=True),
        sa.Column("form_key", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_paper_run_asked_by_person")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["exam_session.id"], name=op.f("fk_paper_run_session_id_exam_session"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_run")),
        sa.UniqueConstraint("form_key", name=op.f("uq_paper_run_form_key")),
    )
    with op.batch_alter_table("paper_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_run_asked_by"), ["asked_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_paper_run_file_key"), ["file_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_paper_run_session_id"), ["session_id"], unique=False)

    op.create_table(
        "angoff_judgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("judge_id", sa.Integer(), nullable=False),
        sa.Column("percentage", sa.Integer(), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("percentage BETWEEN 0 AND 100", name=op.f("ck_angoff_judgement_percentage")),
        sa.ForeignKeyConstraint(["judge_id"], ["person.id"], name=op.f("fk_angoff_judgement_judge_id_person")),
        sa.ForeignKeyConstraint(
            ["step_id"], ["exam_step.id"], name=op.f("fk_angoff_judgement_step_id_exam_step"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_angoff_judgement")),
        sa.UniqueConstraint("step_id", "judge_id", name=op.f("uq_angoff_judgement_step_id_judge_id")),
    )
    with op.batch_alter_table("angoff_judgement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_angoff_judgement_judge_id"), ["judge_id"], unique=False)

    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("value_before", sa.Integer(), nullable=True),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("improvement", sa.Text(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_key", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["board_decision.id"], name=op.f("fk_correction_decision_id_board_decision")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_correction_made_by_person")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_correction_sitting_id_sitting")),
        sa.ForeignKeyConstraint(["step_id"], ["exam_step.id"], name=op.f("fk_correction_step_id_exam_step")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
        sa.UniqueConstraint("form_key", name=op.f("uq_correction_form_key")),
    )
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_correction_decision_id"), ["decision_id"], unique=False)
        batch_op.create_index("ix_correction_sitting_id_step_id_id", ["sitting_id", "step_id", "id"], unique=False)

    op.create_table(
        "exam_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("beside_sitting", sa.Integer(), nullable=True),
        sa.Column("beside_number", sa.Integer(), nullable=True),
        sa.Column("beside_hash", sa.String(length=64), nullable=True),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_event")),
        sa.UniqueConstraint("sitting_id", "number", name=op.f("uq_exam_event_sitting_id_number")),
    )
    with op.batch_alter_table("exam_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_event_beside_sitting"), ["beside_sitting"], unique=False)

    op.create_table(
        "granted_sitting",
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["grant_id"],
            ["inspection_grant.id"],
            name=op.f("fk_granted_sitting_grant_id_inspection_grant"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_granted_sitting_sitting_id_sitting"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("grant_id", "sitting_id", name=op.f("pk_granted_sitting")),
    )
    with op.batch_alter_table("granted_sitting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_granted_sitting_sitting_id"), ["sitting_id"], unique=False)

    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("lodged_by", sa.Integer(), nullable=True),
        sa.Column("lodged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("decide_by", sa.Date(), nullable=False),
        sa.Column("extended_on", sa.Date(), nullable=True),
        sa.Column("extension_reason", sa.Text(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("form_key", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["closed_by"], ["person.id"], name=op.f("fk_objection_closed_by_person")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["board_decision.id"], name=op.f("fk_objection_decision_id_board_decision")
        ),
        sa.ForeignKeyConstraint(["lodged_by"], ["person.id"], name=op.f("fk_objection_lodged_by_person")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_objection_sitting_id_sitting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint("form_key", name=op.f("uq_objection_form_key")),
    )
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_objection_decision_id"), ["decision_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_objection_sitting_id"), ["sitting_id"], unique=False)

    op.create_table(
        "objection_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("objection_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("file_key", sa.String(length=100), nullable=False),
        sa.Column("content_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("of_decision", sa.Boolean(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_objection_file_added_by_person")),
        sa.ForeignKeyConstraint(
            ["objection_id"],
            ["objection.id"],
            name=op.f("fk_objection_file_objection_id_objection"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection_file")),
        sa.UniqueConstraint("objection_id", "file_key", name=op.f("uq_objection_file_objection_id_file_key")),
    )
    with op.batch_alter_table("objection_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_objection_file_file_key"), ["file_key"], unique=False)

    op.create_table(
        "retention_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("held_by", sa.Integer(), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_by", sa.Integer(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("form_key", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["held_by"], ["person.id"], name=op.f("fk_retention_hold_held_by_person")),
        sa.ForeignKeyConstraint(["lifted_by"], ["person.id"], name=op.f("fk_retention_hold_lifted_by_person")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_retention_hold_sitting_id_sitting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_hold")),
        sa.UniqueConstraint("form_key", name=op.f("uq_retention_hold_form_key")),
    )
    with op.batch_alter_table("retention_hold", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_retention_hold_sitting_id"), ["sitting_id"], unique=False)

    op.create_table(
        "sample_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("finding", sa.String(40), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("reviewed_by", sa.Integer(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_key", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["sampling_plan.id"], name=op.f("fk_sample_review_plan_id_sampling_plan")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["person.id"], name=op.f("fk_sample_review_reviewed_by_person")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_sample_review_sitting_id_sitting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample_review")),
        sa.UniqueConstraint("form_key", name=op.f("uq_sample_review_form_key")),
    )
    with op.batch_alter_table("sample_review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sample_review_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sample_review_sitting_id"), ["sitting_id"], unique=False)

    op.create_table(
        "sitting_outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(40), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_sitting_outcome_made_by_person")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_sitting_outcome_sitting_id_sitting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting_outcome")),
    )
    with op.batch_alter_table("sitting_outcome", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sitting_outcome_sitting_id"), ["sitting_id"], unique=False)

    op.create_table(
        "agreed_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decides", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("form_key", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_agreed_mark_made_by_person")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_agreed_mark_sheet_id_sheet")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_agreed_mark_sitting_id_sitting")),
        sa.ForeignKeyConstraint(["step_id"], ["exam_step.id"], name=op.f("fk_agreed_mark_step_id_exam_step")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreed_mark")),
        sa.UniqueConstraint("form_key", name=op.f("uq_agreed_mark_form_key")),
    )
    with op.batch_alter_table("agreed_mark", schema=None) as batch_op:
        batch_op.create_index("ix_agreed_mark_sitting_id_step_id_id", ["sitting_id", "step_id", "id"], unique=False)

    for table, columns in FILLED.items():
        fill_in_what_is_new(table, columns)
    give_keys()
    with op.batch_alter_table("exam_form", schema=None) as batch_op:
        batch_op.add_column(sa.Column("root_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("cut_score_before", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("readable_from", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("form_key", sa.String(length=36), nullable=True))
        batch_op.create_index(batch_op.f("ix_exam_form_root_id"), ["root_id"], unique=False)
        batch_op.create_unique_constraint(batch_op.f("uq_exam_form_form_key"), ["form_key"])
        batch_op.create_unique_constraint(batch_op.f("uq_exam_form_root_id_edition"), ["root_id", "edition"])
        batch_op.create_foreign_key(batch_op.f("fk_exam_form_root_id_exam_form"), "exam_form", ["root_id"], ["id"])
        batch_op.create_check_constraint(
            batch_op.f("ck_exam_form_examiners_required"), "examiners_required BETWEEN 1 AND 2"
        )

    with op.batch_alter_table("exam_group", schema=None) as batch_op:
        batch_op.add_column(sa.Column("form_key", sa.String(length=36), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_exam_group_form_key"), ["form_key"])
        batch_op.create_unique_constraint(batch_op.f("uq_exam_group_form_id_key"), ["form_id", "key"])

    with op.batch_alter_table("exam_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("capacity", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("form_key", sa.String(length=36), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_exam_session_form_key"), ["form_key"])

    with op.batch_alter_table("exam_step", schema=None) as batch_op:
        batch_op.add_column(sa.Column("parts", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("form_key", sa.String(length=36), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_exam_step_form_key"), ["form_key"])

    # Not in a batch: that would make the table anew, without its triggers.
    op.add_column("mark", sa.Column("parts", sa.JSON(), nullable=True))
    with op.batch_alter_table("sheet", schema=None) as batch_op:
        batch_op.add_column(sa.Column("global_rating", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "uq_sheet_standing",
            ["sitting_id", "position"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("slot_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("replaces_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("first_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("compared_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("third_asked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("decision_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("annulled_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("annulling_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("annulled_for", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("annulled_uses_attempt", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_sitting_annulling_id"), ["annulling_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sitting_decision_id"), ["decision_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sitting_first_id"), ["first_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sitting_replaces_id"), ["replaces_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sitting_slot_id"), ["slot_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_sitting_replaces_id_sitting"), "sitting", ["replaces_id"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_sitting_annulling_id_board_decision"), "board_decision", ["annulling_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_sitting_decision_id_board_decision"), "board_decision", ["decision_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_sitting_slot_id_exam_slot"), "exam_slot", ["slot_id"], ["id"], ondelete="SET NULL"
        )
        batch_op.create_foreign_key(batch_op.f("fk_sitting_first_id_sitting"), "sitting", ["first_id"], ["id"])

    keep_outcomes()
    begin_chains()
    let_marks_go_when_purged()
    for table, unique in NEVER_CHANGED.items():
        refuse_changes(table, unique)
    for table in PURGED:
        keep_until_purged(table)
    for table in NEVER_REMOVED:
        refuse_removal(table)
    fix_forms_in_use()


def downgrade() -> None:
    free_forms()
    op.execute("UPDATE sitting SET state = 'in_progress' WHERE state = 'agreeing'")
    op.execute("UPDATE sitting SET state = 'cancelled' WHERE state = 'annulled'")
    op.execute("UPDATE exam_form SET state = 'draft' WHERE state = 'in_review'")
    keep_marks()
    drop_functions()
    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_sitting_first_id_sitting"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_sitting_slot_id_exam_slot"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_sitting_annulling_id_board_decision"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_sitting_decision_id_board_decision"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_sitting_replaces_id_sitting"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_sitting_slot_id"))
        batch_op.drop_index(batch_op.f("ix_sitting_replaces_id"))
        batch_op.drop_index(batch_op.f("ix_sitting_first_id"))
        batch_op.drop_index(batch_op.f("ix_sitting_annulling_id"))
        batch_op.drop_index(batch_op.f("ix_sitting_decision_id"))
        batch_op.drop_column("purged_at")
        batch_op.drop_column("annulled_uses_attempt")
        batch_op.drop_column("annulled_for")
        batch_op.drop_column("annulling_id")
        batch_op.drop_column("annulled_at")
        batch_op.drop_column("decision_id")
        batch_op.drop_column("third_asked_at")
        batch_op.drop_column("compared_at")
        batch_op.drop_column("invited_at")
        batch_op.drop_column("calendar_sequence")
        batch_op.drop_column("attempt")
        batch_op.drop_column("first_id")
        batch_op.drop_column("replaces_id")
        batch_op.drop_column("room")
        batch_op.drop_column("slot_id")

    with op.batch_alter_table("sheet", schema=None) as batch_op:
        batch_op.drop_index("uq_sheet_standing")
        batch_op.drop_column("agreed_at")
        batch_op.drop_column("global_rating")
        batch_op.drop_column("position")

    op.drop_column("mark", "parts")

    with op.batch_alter_table("exam_step", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_exam_step_form_key"), type_="unique")
        batch_op.drop_column("form_key")
        batch_op.drop_column("competences")
        batch_op.drop_column("remark_values")
        batch_op.drop_column("parts")
        batch_op.drop_column("unit")
        batch_op.drop_column("key")

    with op.batch_alter_table("exam_session", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_exam_session_form_key"), type_="unique")
        batch_op.drop_column("form_key")
        batch_op.drop_column("capacity")

    with op.batch_alter_table("exam_group", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_exam_group_form_id_key"), type_="unique")
        batch_op.drop_constraint(batch_op.f("uq_exam_group_form_key"), type_="unique")
        batch_op.drop_column("form_key")
        batch_op.drop_column("description")
        batch_op.drop_column("weight")
        batch_op.drop_column("key")

    with op.batch_alter_table("exam_form", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_exam_form_examiners_required"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_exam_form_root_id_exam_form"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_exam_form_root_id_edition"), type_="unique")
        batch_op.drop_constraint(batch_op.f("uq_exam_form_form_key"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_exam_form_root_id"))
        batch_op.drop_column("form_key")
        batch_op.drop_column("fingerprint")
        batch_op.drop_column("handed_in_at")
        batch_op.drop_column("cut_score_before")
        batch_op.drop_column("asks_global_rating")
        batch_op.drop_column("examiners_required")
        batch_op.drop_column("attempt_that_counts")
        batch_op.drop_column("readable_from")
        batch_op.drop_column("materials")
        batch_op.drop_column("edition")
        batch_op.drop_column("root_id")
        batch_op.drop_column("colour")

    with op.batch_alter_table("agreed_mark", schema=None) as batch_op:
        batch_op.drop_index("ix_agreed_mark_sitting_id_step_id_id")

    op.drop_table("agreed_mark")
    with op.batch_alter_table("sitting_outcome", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sitting_outcome_sitting_id"))

    op.drop_table("sitting_outcome")
    with op.batch_alter_table("sample_review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sample_review_sitting_id"))
        batch_op.drop_index(batch_op.f("ix_sample_review_plan_id"))

    op.drop_table("sample_review")
    with op.batch_alter_table("retention_hold", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_retention_hold_sitting_id"))

    op.drop_table("retention_hold")
    with op.batch_alter_table("objection_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_objection_file_file_key"))

    op.drop_table("objection_file")
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_objection_sitting_id"))
        batch_op.drop_index(batch_op.f("ix_objection_decision_id"))

    op.drop_table("objection")
    with op.batch_alter_table("granted_sitting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_granted_sitting_sitting_id"))

    op.drop_table("granted_sitting")
    with op.batch_alter_table("exam_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exam_event_beside_sitting"))

    op.drop_table("exam_event")
    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.drop_index("ix_correction_sitting_id_step_id_id")
        batch_op.drop_index(batch_op.f("ix_correction_decision_id"))

    op.drop_table("correction")
    with op.batch_alter_table("angoff_judgement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_angoff_judgement_judge_id"))

    op.drop_table("angoff_judgement")
    with op.batch_alter_table("paper_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paper_run_session_id"))
        batch_op.drop_index(batch_op.f("ix_paper_run_file_key"))
        batch_op.drop_index(batch_op.f("ix_paper_run_asked_by"))

    op.drop_table("paper_run")
    op.drop_table("exam_slot")
    with op.batch_alter_table("sampling_plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sampling_plan_form_id"))

    op.drop_table("sampling_plan")
    with op.batch_alter_table("form_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_form_document_form_id"))
        batch_op.drop_index(batch_op.f("ix_form_document_file_key"))

    op.drop_table("form_document")
    with op.batch_alter_table("form_approval", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_form_approval_form_id"))

    op.drop_table("form_approval")
    with op.batch_alter_table("exemption", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exemption_form_id"))
        batch_op.drop_index(batch_op.f("ix_exemption_decision_id"))
        batch_op.drop_index(batch_op.f("ix_exemption_candidate_id"))

    op.drop_table("exemption")
    op.drop_table("saved_scale")
    with op.batch_alter_table("inspection_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inspection_grant_auditor_id"))

    op.drop_table("inspection_grant")
    with op.batch_alter_table("graduation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_graduation_qualification_id"))

    op.drop_table("graduation")
    with op.batch_alter_table("examiner_certificate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_examiner_certificate_qualification_id"))
        batch_op.drop_index(batch_op.f("ix_examiner_certificate_person_id"))

    op.drop_table("examiner_certificate")
    op.drop_table("calendar_feed")
    with op.batch_alter_table("board_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_board_decision_kind"))

    op.drop_table("board_decision")
