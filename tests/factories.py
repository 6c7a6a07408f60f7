"""Makes what tests need, committed, with sensible defaults: `make.person(Role.CANDIDATE)`."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from exams.models import ExamForm, ExamGroup, ExamSession, ExamStep, Sheet, Sitting
from exams.rules import CutScore, Level
from exams.rules.design import FormState
from foundation.work import Work
from people.models import Person, PersonRole, Supervision
from people.rules import Role
from qualification_files.models import CoreTask, Indicator, LinkGround, Qualification, QualificationLink, WorkProcess
from qualification_files.rules import LinkOrigin, QualificationState

NUMBERS = count(1)
LEVELS = (
    Level(value=0, label="Not shown", description="Does not do it."),
    Level(value=1, label="Partly", description="Does part of it, or after a hint."),
    Level(value=2, label="Sufficient", description="Does it without help."),
    Level(value=3, label="Good", description="Does it and explains why."),
)


@dataclass
class Make:
    """Each method writes in a unit of work of its own and gives back what it made, loaded."""

    writing: Callable[[], AbstractContextManager[Work]]

    def person(self, *roles: Role, given: str = "Sanne", prefix: str = "", family: str = "", **fields: Any) -> Person:
        """A person with these roles."""
        number = next(NUMBERS)
        with self.writing() as work:
            fields.setdefault("email", f"person{number}@school.example")
            person = Person(created_at=work.now, **fields)
            person.call(given=given, prefix=prefix, family=family or f"Jansen{number}")
            person.roles = [PersonRole(role=role) for role in roles]
            work.db.add(person)
        return person

    def supervision(self, candidate: Person, supervisor: Person) -> None:
        """The supervisor guides the candidate."""
        with self.writing() as work:
            work.db.add(Supervision(candidate_id=candidate.id, supervisor_id=supervisor.id))

    def qualification(
        self,
        *,
        core_tasks: int = 1,
        work_processes: int = 2,
        indicators: int = 3,
        state: QualificationState = QualificationState.ACTIVE,
        **fields: Any,
    ) -> Qualification:
        """A qualification with so many core tasks, work processes in each, and indicators in each of those."""
        number = next(NUMBERS)
        with self.writing() as work:
            fields = {"code": f"{25000 + number}", "name": f"Lasser {number}", "language": "en", "level": 3, **fields}
            qualification = Qualification(state=state, created_at=work.now, **fields)
            qualification.core_tasks = [
                _core_task(task, work_processes=work_processes, indicators=indicators)
                for task in range(1, core_tasks + 1)
            ]
            work.db.add(qualification)
        with self.writing() as work:
            return work.db.scalars(
                select(Qualification)
                .where(Qualification.id == qualification.id)
                .options(
                    selectinload(Qualification.core_tasks)
                    .selectinload(CoreTask.work_processes)
                    .selectinload(WorkProcess.indicators)
                )
            ).one()

    def link(self, person: Person, qualification: Qualification) -> QualificationLink:
        """The person follows the qualification."""
        with self.writing() as work:
            link = QualificationLink(qualification_id=qualification.id, person_id=person.id, linked_at=work.now)
            work.db.add(LinkGround(link=link, origin=LinkOrigin.BY_HAND, since=work.now))
        return link

    def exam_form(
        self,
        *,
        groups: int = 2,
        steps: int = 3,
        critical: Collection[int] = (),
        levels: Sequence[Level] = LEVELS,
        percentage: int = 55,
        all_achieved: bool = False,
        **fields: Any,
    ) -> ExamForm:
        """A form in use with so many groups of so many steps; `critical` counts steps from 1 over the whole form."""
        number = next(NUMBERS)
        qualification_id = fields.pop("qualification_id", None) or self.qualification().id
        with self.writing() as work:
            fields = {"title": f"Exam {number}", "in_use_at": work.now, **fields}
            state = fields.pop("state", FormState.IN_USE)
            form = ExamForm(
                qualification_id=qualification_id,
                cut_score=CutScore.at_percentage(percentage).to_json(),
                made_at=work.now,
                **fields,
            )
            form.groups = [
                ExamGroup(
                    position=group,
                    key=f"B1-K1-W{group}",
                    number=f"B1-K1-W{group}",
                    name=f"Work process {group}",
                    all_achieved=all_achieved,
                    steps=[
                        ExamStep(
                            position=step,
                            key=f"B1-K1-W{group}.{step}",
                            text=f"Does part {group}.{step}",
                            critical=(group - 1) * steps + step in critical,
                            levels=[level.to_json() for level in levels],
                        )
                        for step in range(1, steps + 1)
                    ],
                )
                for group in range(1, groups + 1)
            ]
            work.db.add(form)
            work.db.flush()  # the groups of a form that is no draft are fixed
            form.state = state
        return form

    @contextmanager
    def redesigned(self, form_id: int) -> Iterator[ExamForm]:
        """A form, in whatever state, as a draft that can still be given other facts; afterwards it is as it was."""
        with self.writing() as work:
            form = work.db.get_one(ExamForm, form_id)
            before, form.state = form.state, FormState.DRAFT
            work.db.flush()  # only a draft can be changed
            yield form
            work.db.flush()
            form.state = before

    def sitting(
        self,
        form: ExamForm | None = None,
        candidate: Person | None = None,
        examiner: Person | None = None,
        *,
        starts_at: datetime | None = None,
        place: str = "Workshop 2",
        **fields: Any,
    ) -> Sitting:
        """A sitting in a session of its own, with a sheet for the examiner; planned for now unless said otherwise."""
        form = form or self.exam_form()
        candidate = candidate or self.person(Role.CANDIDATE)
        examiner = examiner or self.person(Role.EXAMINER)
        with self.writing() as work:
            starts = starts_at or work.now
            session = ExamSession(form_id=form.id, starts_at=starts, place=place, planned_at=work.now)
            sitting = Sitting(
                session=session,
                candidate_id=candidate.id,
                starts_at=starts,
                sheets=[Sheet(examiner_id=examiner.id)],
                **fields,
            )
            work.db.add(sitting)
        return sitting


def _core_task(number: int, *, work_processes: int, indicators: int) -> CoreTask:
    return CoreTask(
        number=f"B1-K{number}",
        position=number,
        name=f"Core task {number}",
        work_processes=[
            WorkProcess(
                number=f"B1-K{number}-W{process}",
                position=process,
                name=f"Work process {number}.{process}",
                indicators=[
                    Indicator(position=place, text=f"Indicator {number}.{process}.{place}")
                    for place in range(1, indicators + 1)
                ],
            )
            for process in range(1, work_processes + 1)
        ],
    )
