"""X11: each column of an exam is vouched for by its chain, or listed here with the reason why it need not be."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import JSON, Column, Connection, select, text, update
from sqlalchemy.orm import Session

from exams.actions.objection_files import add_file
from exams.models import FormApproval
from exams.queries.chain import reports
from exams.rules.design import ApprovalPart
from foundation.db import Base, EnumText
from foundation.sessions import WRITING
from foundation.web.database import db
from tests.exams import test_x11_every_deed as deeds
from tests.exams.chains import lifted
from tests.exams.used_tablets import with_decision, with_deeds, with_photo

story = deeds.story

PLAN, RESULT, FORM = "The plan of the exam", "The result of the exam", "The exam form"
SEATS, LINK, NAME = "The choice of examiners", "Link", "The name or number of the candidate"
# Table -> what is told -> the columns of which a change is told so.
SEEN = {
    "sitting": {
        RESULT: "session_id state compared_at third_asked_at signed_at ratified_at ratified_by decision_id annulled_at "
        "annulling_id annulled_for annulled_uses_attempt purged_at ended_reason passed outcome",
        PLAN: "candidate_id starts_at room replaces_id first_id attempt",
        "The moment at which the exam began": "began_at",
    },
    "sheet": {
        SEATS: "sitting_id examiner_id position withdrawn_at",
        "The signed sheet": "global_rating overall_remark signed_at signed_name",
        "The note of who closed the comparison": "agreed_at",
    },
    "mark": {
        "Mark": "op sheet_id step_id examiner_id value remark parts base_op sequence made_at sent_at received_at "
        "answer answer_facts tablet_id source entered_by",
    },
    "tablet_deed": {
        "Deed": "op sitting_id sheet_id examiner_id tablet_id kind content sequence made_at sent_at received_at answer "
        "answer_facts",
    },
    "mark_photo": {
        "Photo": "op sitting_id sheet_id step_id file_key content_type size sha256 added_by taken_at arrived_at "
        "removed_at late_reason",
    },
    "shelf_decision": {
        "The decision": "op sitting_id sheet_id taken_over new_op reason decided_by decided_at",
    },
    "agreed_mark": {"Agreed mark": "sitting_id step_id sheet_id value parts reason decides made_by made_at"},
    "correction": {
        "Correction": "sitting_id step_id value_before value reason improvement decision_id made_by made_at",
    },
    "sitting_outcome": {"Verdict": "sitting_id cause passed outcome made_by made_at"},
    "exam_session": {PLAN: "form_id place"},
    "exam_form": {
        FORM: "qualification_id code title root_id edition formative instructions_candidate instructions_examiner "
        "materials duration_minutes attempts_allowed attempt_that_counts examiners_required asks_global_rating "
        "shows_standing "
        "cut_score made_by made_at in_use_at fingerprint",
    },
    "exam_group": {
        FORM: "form_id position key weight all_achieved description work_process_id core_task_number core_task_name "
        "number name",
    },
    "exam_step": {
        FORM: "group_id position key indicator_id text weight critical critical_minimum levels unit parts "
        "remark_values competences",
    },
    "form_approval": {FORM: "form_id part approved remark fingerprint decided_by decided_at"},
    "board_decision": {"Board decision": "number kind decided_on present committee grounds made_by made_at"},
    "exemption": {
        "Exemption": "candidate_id form_id parts ground requested_on earlier_result decision_id withdrawn_at "
        "withdrawn_by withdrawn_reason",
    },
    "objection": {
        "Objection": "sitting_id kind state grounds lodged_by lodged_at due_on decide_by extended_on extension_reason "
        "decision_id outcome closed_at closed_by told",
    },
    "objection_file": {
        "File": "objection_id file_name file_key content_type size of_decision added_by added_at",
    },
    "sample_review": {"Finding": "plan_id sitting_id finding remark reviewed_by reviewed_at"},
    "retention_hold": {"The order": "sitting_id reason held_by held_at lifted_by lifted_at"},
    "exam_event": {
        LINK: "sitting_id number at name actor_id facts salt commitment beside_sitting beside_number beside_hash "
        "previous hash",
    },
    "person": {NAME: "given_name name_prefix family_name number"},
}  # fmt: skip
IDS = "the number of the row: everything that names it would be gone"
COPIES = "tells two clicks or two writers apart, and says nothing of the exam"
# Table -> why -> the columns that nothing rests on.
HARMLESS = {
    "sitting": {
        IDS: "id",
        COPIES: "version",
        "what calendars and mailboxes were told": "calendar_sequence invited_at",
        "time and room are kept at the exam itself": "slot_id",
    },
    "sheet": {IDS: "id"},
    "mark": {IDS: "id"},
    "tablet_deed": {IDS: "id"},
    "mark_photo": {IDS: "id"},
    "shelf_decision": {IDS: "id"},
    "agreed_mark": {IDS: "id", COPIES: "form_key"},
    "correction": {IDS: "id", COPIES: "form_key"},
    "sitting_outcome": {IDS: "id"},
    "exam_session": {
        IDS: "id",
        COPIES: "form_key version",
        "each exam has a time of its own": "starts_at",
        "for planning alone": "capacity note planned_by planned_at",
    },
    "exam_form": {
        IDS: "id",
        COPIES: "form_key version",
        "for the eye": "colour",
        "may change at any time": "readable_from state",
        "of a draft": "cut_score_before handed_in_at",
    },
    "exam_group": {IDS: "id", COPIES: "form_key"},
    "exam_step": {IDS: "id", COPIES: "form_key"},
    "form_approval": {IDS: "id", COPIES: "form_key"},
    "board_decision": {IDS: "id", COPIES: "form_key"},
    "exemption": {IDS: "id"},
    "objection": {IDS: "id", COPIES: "form_key version"},
    "objection_file": {IDS: "id"},
    "sample_review": {IDS: "id", COPIES: "form_key"},
    "retention_hold": {IDS: "id", COPIES: "form_key"},
    "exam_event": {IDS: "id"},
    "person": {
        IDS: "id",
        COPIES: "version created_at",
        "may change at any time, and says nothing of an exam": "sorting_name email group_name language color_mode "
        "password_hash photo_key active",
    },
}  # fmt: skip
NOT_OF_AN_EXAM = {
    "exam_slot": "a place to be planned in; time and room are kept at the exam itself",
    "form_document": "may be put with a form and taken off at any time",
    "saved_scale": "a form has the levels themselves",
    "angoff_judgement": "an estimate for later forms",
    "sampling_plan": "what is looked at again, not what was found",
    "examiner_certificate": "asked for when somebody is planned",
    "calendar_feed": "an address to read at",
    "graduation": "of a person, and may be put right",
    "inspection_grant": "who may read, not what is read",
    "granted_sitting": "who may read, not what is read",
    "paper_run": "papers that are made again when asked for",
    "tablet": "a device, and nothing of an exam",
    "mark_file": "how marks came in; the marks themselves are vouched for",
}


def told_of_column() -> Iterator[tuple[str, str, str]]:
    """Each column with what is told when it was changed, nothing where it is harmless."""
    for table, told in SEEN.items():
        yield from ((table, column, words) for words, columns in told.items() for column in columns.split())
    for table, told in HARMLESS.items():
        yield from ((table, column, "") for columns in told.values() for column in columns.split())


def test_x11_every_column_is_vouched_for_or_listed_as_harmless():
    listed = [(table, column) for table, column, _ in told_of_column()]
    assert len(listed) == len(set(listed))
    assert set(listed) == {(table, column.name) for table in SEEN for column in Base.metadata.tables[table].c}


def test_x11_every_table_of_exams_is_vouched_for_or_listed():
    tables = {
        mapper.local_table.name for mapper in Base.registry.mappers if mapper.class_.__module__.startswith("exams.")
    }
    assert tables == (SEEN.keys() - {"person"}) | NOT_OF_AN_EXAM.keys()


@pytest.fixture
def whole(story):
    """An exam with something in each of these tables."""
    with story.by(story.school.board_member) as work:
        work.db.add(
            FormApproval(
                form_id=story.school.form.id, part=next(iter(ApprovalPart)), approved=True, fingerprint="f" * 64,
                decided_by=story.school.board_member.id, decided_at=work.now, form_key=str(uuid4()),
            )
        )  # fmt: skip
    for deed in (
        deeds.planned, deeds.compared, deeds.said_and_closed, deeds.closed, deeds.ratified, deeds.sampled,
        deeds.objected,
    ):  # fmt: skip
        deed(story)
    letter = SimpleNamespace(key="k" * 64, name="letter.pdf", media_type="application/pdf", size=9, sha256="a" * 64)
    story.with_objection(story.school.candidate, lambda work, one: add_file(work, one, letter))
    for deed in (
        deeds.objection_extended, deeds.objection_decided, deeds.corrected_when_final, deeds.exempted, deeds.held,
    ):  # fmt: skip
        deed(story)
    used_a_tablet(story)
    assert story.wrong == []
    return story


def used_a_tablet(story):
    """A deed, a photo and a decision about something that was refused."""
    with story.by(story.school.examiner) as work:
        sheet = story.sheet(work, story.school.examiner)
        with_deeds(work, sheet)
        with_photo(work, sheet, story.school.form.steps[0].id)
        with_decision(work, sheet, story.school.coordinator)


def test_x11_whatever_is_changed_past_the_product_is_told(whole, app):
    with app.app_context(), db.engine.connect().execution_options(**WRITING, migrating=True) as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        lifted(connection)
        unlike = [
            (table, column, told)
            for table, column, words in told_of_column()
            if column != "id"
            and not _is_told(words, told := _changed(connection, Base.metadata.tables[table].c[column], whole))
        ]
        connection.rollback()
    assert unlike == []


def _is_told(words: str, told: list[str]) -> bool:
    return any(one.startswith(words) for one in told) if words else not told


def _changed(connection: Connection, column: Column[Any], whole: Any) -> list[str]:
    """What checking says once this column of the exam is another; then it is as it was."""
    table = column.table
    mine = {
        "exam_event": table.c.get("sitting_id") == whole.number,
        "exam_form": table.c.id == whole.school.form.id,
        "person": table.c.id == whole.school.candidate.id,
    }.get(table.name, table.c.id.is_not(None))
    row = connection.execute(select(table).where(mine).order_by(table.c.id)).first()
    assert row, table.name
    point = connection.begin_nested()
    other = _other(column, row._mapping[column.name])
    connection.execute(update(table).where(table.c.id == row.id).values({column.name: other}))
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        report = reports(SimpleNamespace(db=session), [whole.number])[0]  # type: ignore[arg-type]
    point.rollback()
    return [str(finding.message) for finding in report.findings]


def _other(column: Column[Any], value: Any) -> Any:
    """Something else that fits in this column."""
    if isinstance(column.type, EnumText):
        return next(one for one in column.type.kind if one != value)
    kind = getattr(column.type, "impl_instance", column.type)
    if value is None:
        of_kind = list if isinstance(kind, JSON) else kind.python_type
        empty = {int: 7, str: "", bool: False, list: [], datetime: datetime.fromisoformat("2026-01-01T00:00:00+00:00")}
        value = {**empty, date: date(2026, 1, 1), UUID: uuid4()}[of_kind]
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return 3 - value if column.name in ("examiners_required", "global_rating") else value + 1000
    if isinstance(value, date):
        return value - timedelta(days=1)
    return {str: lambda: f"{value[:20]}x", UUID: uuid4, dict: lambda: {"other": 1}, list: lambda: [1, 2, 3]}[
        type(value)
    ]()
