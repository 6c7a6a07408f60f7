"""People around an exam, and exams in every state."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from exams import queries
from exams.actions.results import finish_sitting
from exams.models import ExamForm, Mark, Sitting
from exams.rules import AnswerKind, SittingState
from exams.rules.chain import BEGINNING, Link
from exams.rules.design import FormState
from foundation.audit import AuditLine
from foundation.environment import choose
from foundation.web.database import db
from people.models import Person
from people.rules import Role
from qualification_files.models import Qualification
from tests.conftest import NOON, Desk, actor_of, clear
from tests.exams.chains import first_link, put, tamper
from tests.exams.tablet.entered import Tabled
from tests.factories import Make


@dataclass
class School:
    """An active qualification, the people around it, and a form in use."""

    desk: Desk
    make: Make
    qualification: Qualification
    coordinator: Person
    examiner: Person
    candidate: Person
    board_member: Person
    administrator: Person
    form: ExamForm

    def planned(self, **fields: Any) -> Sitting:
        """The candidate's exam, planned for tomorrow."""
        fields = {"starts_at": NOON + timedelta(days=1), **fields}
        form, candidate = fields.pop("form", self.form), fields.pop("candidate", self.candidate)
        return self.make.sitting(form, candidate, fields.pop("examiner", self.examiner), **fields)

    def signed(self, *values: int, remark: str = "", **fields: Any) -> Sitting:
        """An exam marked with these values (the last one again for all further steps) and signed."""
        sitting = self.planned(**{"starts_at": NOON, **fields, "state": SittingState.IN_PROGRESS})
        with self.desk.writing(actor_of(self.examiner)) as work:
            found = queries.sitting(work, sitting.id)
            values = values or (2,)
            for place, step in enumerate(found.session.form.steps):
                value = values[min(place, len(values) - 1)]
                work.db.add(mark_of(found.sheets[0].id, step.id, found.sheets[0].examiner_id, value, remark, work.now))
            found.sheets[0].signed_at = work.now
            found.sheets[0].signed_name = "Signed Name"
            work.db.flush()
            finish_sitting(work, found)
        return sitting

    def board_ratifies(self) -> None:
        """Results wait for a board from now on."""
        with self.desk.writing() as work:
            choose(work.db, "exams.ratified_by", "board")

    def decision(self, **more: Any) -> dict[str, Any]:
        """The fields of a decision of the board, as its form sends them."""
        day = self.desk.app.extensions["works"].clock().date().isoformat()
        facts = {"number": f"B-{uuid4().hex[:6]}", "decided_on": day, "present": [str(self.board_member.id)]}
        return {**facts, "grounds": "As discussed.", "form_key": str(uuid4()), **more}

    def read(self, kind: type, number: int) -> Any:
        """The thing as it stands in the database."""
        with self.desk.reading() as work:
            found = {ExamForm: queries.form, Sitting: queries.sitting}[kind](work, number)
            work.db.expunge_all()
            return found


def mark_of(sheet: int, step: int, examiner: int, value: int | None, remark: str, at: datetime) -> Mark:
    return Mark(
        op=uuid4(),
        sheet_id=sheet,
        step_id=step,
        examiner_id=examiner,
        value=value,
        remark=remark,
        sequence=1,
        made_at=at,
        received_at=at,
        answer=AnswerKind.STORED,
    )


def counted(seen: Any) -> int:
    """How many statements there were, without the school's name, which is read again now and then."""
    return sum("environment_setting" not in statement for statement in seen.seen)


@pytest.fixture
def school(desk: Desk, make: Make) -> School:
    """Everything an exam needs, on the first day."""
    qualification = make.qualification(core_tasks=1, work_processes=4, indicators=2)
    candidate = make.person(Role.CANDIDATE, given="Noor", number="S1001", group_name="LAS-3A")
    make.link(candidate, qualification)
    return School(
        desk=desk,
        make=make,
        qualification=qualification,
        coordinator=make.person(Role.COORDINATOR, given="Marijke"),
        examiner=make.person(Role.EXAMINER, given="Ahmed"),
        candidate=candidate,
        board_member=make.person(Role.BOARD_MEMBER, given="Rutger"),
        administrator=make.person(Role.ADMINISTRATOR, given="Ada"),
        form=make.exam_form(qualification_id=qualification.id, critical=(1,), title="Welding in the workshop"),
    )


@pytest.fixture
def tabled(school: School, visit: Any) -> Tabled:
    """An exam that goes on, and a tablet that was prepared here."""
    found = Tabled(school, visit, school.planned(starts_at=NOON, state=SittingState.IN_PROGRESS))
    found.known()
    return found


@pytest.fixture
def beginning(desk: Desk) -> Iterator[Link]:
    """The link that the installation made and that no test takes away for good."""
    link = first_link(desk)
    assert link is not None
    yield link
    if first_link(desk) != link:
        with desk.app.app_context():
            clear(db.engine)
        tamper(desk, f"DELETE FROM exam_event WHERE sitting_id = {BEGINNING}", missing_ok=True)
        put(desk, link)


@pytest.fixture
def audit_names(desk: Desk) -> Callable[[], list[str]]:
    """The names of the audit lines so far, oldest first."""

    def names() -> list[str]:
        with desk.reading() as work:
            return list(work.db.scalars(select(AuditLine.event).order_by(AuditLine.id)))

    return names


@pytest.fixture
def draft(school: School) -> ExamForm:
    """A draft of two groups of three steps."""
    return school.make.exam_form(qualification_id=school.qualification.id, state=FormState.DRAFT, in_use_at=None)
