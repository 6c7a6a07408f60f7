"""What the benchmarks ask for: a large qualification, a full portfolio, many sheets of thirty steps."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask

from exams.models import ExamForm, ExamGroup, ExamSession, ExamStep, Sheet, Sitting
from exams.rules import CutScore, Level, SittingState
from exams.rules.design import FormState
from foundation.access import SYSTEM
from foundation.work import Work, WorkFactory
from people.models import Person
from people.rules import Role
from portfolio.models import Entry, Evidence
from portfolio.rules import EntryKind
from qualification_files.models import Qualification
from tests.factories import Make

STEPS = 30
LEVELS = [Level(value=value, label=f"Level {value}", description="What one sees at this level.") for value in range(3)]


@dataclass(frozen=True)
class BenchmarkSchool:
    """The people and the numbers of what they look at."""

    candidate: Person
    examiner: Person
    sheets: list[int]
    steps: list[int]


@dataclass
class Unit:
    """Opens units of work in the application's context."""

    app: Flask

    def __call__(self) -> AbstractContextManager[Work]:
        """A writing unit of work."""
        works: WorkFactory = self.app.extensions["works"]
        return works.writing(SYSTEM)


def fill(app: Flask, *, sheets: int) -> BenchmarkSchool:
    """Everything the benchmarks look at."""
    with app.app_context():
        make = Make(Unit(app))
        candidate, examiner = make.person(Role.CANDIDATE), make.person(Role.EXAMINER)
        qualification = make.qualification(core_tasks=8, work_processes=6, indicators=6)
        make.link(candidate, qualification)
        tell(make, candidate, qualification)
        numbers, steps = plan(make, qualification, examiner, sheets)
        return BenchmarkSchool(candidate, examiner, numbers, steps)


def tell(make: Make, candidate: Person, qualification: Qualification) -> None:
    """Forty entries that show three quarters of the work processes."""
    processes = [process.id for task in qualification.core_tasks for process in task.work_processes]
    with make.writing() as work:
        for place in range(40):
            work.db.add(
                Entry(
                    owner_id=candidate.id,
                    kind=EntryKind.PRODUCT,
                    title=f"Piece of work {place}",
                    created_at=work.now,
                    updated_at=work.now,
                    evidence=[
                        Evidence(work_process_id=process, reasoning="Why.", created_at=work.now, updated_at=work.now)
                        for process in processes[place % 36 :: 36]
                    ],
                )
            )


def plan(make: Make, qualification: Qualification, examiner: Person, sheets: int) -> tuple[list[int], list[int]]:
    """One form of thirty steps, and so many sheets of it for today."""
    candidates = [make.person(Role.CANDIDATE) for _ in range(sheets)]
    with make.writing() as work:
        form = ExamForm(
            qualification_id=qualification.id,
            title="Benchmark",
            cut_score=CutScore.at_percentage(55).to_json(),
            made_at=work.now,
            groups=[
                ExamGroup(
                    position=group,
                    key=f"B1-K1-W{group}",
                    number=f"B1-K1-W{group}",
                    name=f"Work process {group}",
                    steps=steps_of(group),
                )
                for group in range(1, 6)
            ],
        )
        work.db.add(form)
        work.db.flush()
        form.state = FormState.IN_USE  # only a draft takes groups
        session = ExamSession(form_id=form.id, starts_at=work.now, place="Workshop", planned_at=work.now)
        session.sittings = [
            Sitting(
                candidate_id=candidate.id,
                starts_at=work.now + timedelta(minutes=place),
                state=SittingState.IN_PROGRESS,
                began_at=work.now,
                sheets=[Sheet(examiner_id=examiner.id)],
            )
            for place, candidate in enumerate(candidates)
        ]
        work.db.add(session)
        work.db.flush()
        numbers = [sitting.sheets[0].id for sitting in session.sittings]
        return numbers, [step.id for group in form.groups for step in group.steps]


def steps_of(group: int) -> list[ExamStep]:
    """Six steps of a work process."""
    return [
        ExamStep(
            position=place,
            key=f"B1-K1-W{group}.{place}",
            text=f"Does thing {group}.{place} as it must be done, without help",
            critical=place == 1,
            levels=[level.to_json() for level in LEVELS],
        )
        for place in range(1, STEPS // 5 + 1)
    ]
