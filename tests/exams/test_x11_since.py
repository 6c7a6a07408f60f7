"""X11: what marks, forms and groups could not say before changes no chain that was written before."""

from uuid import uuid4

import pytest
from sqlalchemy import select

from exams.models import ExamForm, Mark
from exams.queries.approval import OF_STEP
from exams.queries.chain import forms_of, marks_of
from exams.rules import since
from exams.rules.chain import design_digest
from exams.rules.deeds import MarkSource
from tests.conftest import NOON
from tests.exams.chains import mark_and_sign, tamper
from tests.exams.test_x1_tablet_settings import FRONT, OF_GROUP
from tests.exams.test_x1_tablet_settings import OF_STEP as STEP_BEFORE

# What the chain vouched for of a mark before marks could say more.
OF_MARK = [
    "op",
    "sheet_id",
    "step_id",
    "examiner_id",
    "value",
    "remark",
    "parts",
    "base_op",
    "sequence",
    "made_at",
    "sent_at",
    "received_at",
    "answer",
    "answer_facts",
]


@pytest.fixture
def chained(school, visit):
    return mark_and_sign(school, visit, school.planned(starts_at=NOON))


def test_x11_a_mark_as_marks_always_were_says_what_it_always_said(chained, desk):
    with desk.reading() as work:
        marks = marks_of(work, [chained.sitting.id])[chained.sitting.id]
    assert marks
    assert all([*content] == OF_MARK for content in marks.values())


def test_x11_a_form_as_forms_always_were_has_the_digest_it_always_had(chained, desk):
    """Made from columns that are written out here, as the release before made it."""
    number = chained.sitting.id
    with desk.reading() as work:
        form = work.db.get_one(ExamForm, chained.sitting.session.form_id)
        front = {
            name: getattr(form, name) for name in (*FRONT, "root_id", "fingerprint", "made_by", "made_at", "in_use_at")
        }
        parts = [
            {f"group_{name}": getattr(group, name) for name in ("id", "position", *OF_GROUP)}
            | {f"step_{name}": getattr(step, name) for name in ("id", "position", *STEP_BEFORE)}
            for group in form.groups
            for step in group.steps
        ]
        expected = design_digest({"front": front, "parts": parts, "approvals": []})
        found = forms_of(work, [number])[number][f"form:{form.id}"]
    assert found == {"design": expected}


def test_x11_what_says_something_else_is_vouched_for(chained):
    """Chains from before would miss it otherwise: a mark that is said to come from paper did not."""
    tamper(chained.desk, f"UPDATE mark SET source = 'paper' WHERE id = {first_mark(chained)}")
    assert chained.things == [("content_changed", "mark")]


@pytest.mark.parametrize("column", ["tablet_id", "entered_by"])
def test_x11_who_typed_it_in_and_on_which_tablet_is_vouched_for(chained, column):
    value = "7" if column == "entered_by" else f"'{uuid4().hex}'"
    tamper(chained.desk, f"UPDATE mark SET {column} = {value} WHERE id = {first_mark(chained)}")
    assert chained.things == [("content_changed", "mark")]


def first_mark(chained):
    with chained.desk.reading() as work:
        return work.db.scalar(select(Mark.id).order_by(Mark.id).limit(1))


def test_x11_only_what_differs_from_what_always_was_is_told():
    assert since.without_usual({"value": 2, "source": None}, since.OF_MARK) == {"value": 2}
    assert since.without_usual({"value": 2, "source": MarkSource.PAPER}, since.OF_MARK) == {
        "value": 2,
        "source": "paper",
    }
    assert since.without_usual({"shows_standing": True}, since.OF_FORM) == {}
    assert since.without_usual({"shows_standing": False}, since.OF_FORM) == {"shows_standing": False}


def test_x11_steps_say_what_they_always_said():
    assert [*OF_STEP] == STEP_BEFORE
