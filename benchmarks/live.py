"""A poll of the live page of 100 exams, as a multiple of the one statement that counts their marks.

The poll is the whole request by one WSGI call, signed in, guard and all: with something new to draw (200), or with
nothing new (304), as it nearly always is. The bare side runs the SELECT that tells how many steps of each sheet are
marked.
"""

import os
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from uuid import uuid4

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import insert, text

from app.factory import create_app
from app.settings import Settings
from benchmarks.requests import cookie_of
from exams.models import ExamForm, ExamGroup, ExamSession, ExamStep, Mark, Sheet, Sitting
from exams.rules import AnswerKind, CutScore, SittingState
from exams.rules.design import FormState
from foundation.access import SYSTEM
from foundation.web.database import db
from people.models import Person, PersonRole
from people.rules import Role
from qualification_files.models import Qualification
from qualification_files.rules import QualificationState
from tests.databases.postgres import postgres

ROUNDS = int(os.environ.get("BENCHMARK_ROUNDS", "25"))
EXAMS, STEPS, MARKED = 100, 30, 20
COUNT = """
SELECT sheet_id, count(value), max(received_at) FROM mark
WHERE id IN (SELECT max(id) FROM mark WHERE sheet_id IN (SELECT sheet.id FROM sheet JOIN sitting ON
    sitting.id = sheet.sitting_id WHERE sitting.session_id = :session) AND answer = 'stored' GROUP BY sheet_id, step_id)
GROUP BY sheet_id
"""


def person(work: Any, number: int, role: Role) -> Person:
    """Somebody with this role."""
    one = Person(email=f"{role}{number}@bench.example", created_at=work.now, roles=[PersonRole(role=role)])
    one.call(given=f"K{number:03}", prefix="", family=str(role))
    work.db.add(one)
    return one


def form_of(work: Any) -> ExamForm:
    """A form of 30 steps, in use."""
    qualification = Qualification(
        state=QualificationState.ACTIVE, created_at=work.now, code="25000", name="Lasser", language="nl", level=3
    )
    work.db.add(qualification)
    work.db.flush()
    levels = [{"value": n, "label": str(n), "description": ""} for n in range(4)]
    steps = [ExamStep(position=n, key=f"A.{n}", text=f"Does {n}", levels=levels) for n in range(1, STEPS + 1)]
    form = ExamForm(
        qualification_id=qualification.id,
        title="Exam",
        cut_score=CutScore.at_percentage(55).to_json(),
        made_at=work.now,
        duration_minutes=60,
    )
    form.groups = [ExamGroup(position=1, key="A", name="A", steps=steps)]
    work.db.add(form)
    work.db.flush()
    form.state = FormState.IN_USE
    return form


def fill(app: Flask) -> tuple[Person, int]:
    """A coordinator, and a session of 100 exams that go on, each with 20 of 30 steps marked."""
    with app.app_context(), app.extensions["works"].writing(SYSTEM) as work:
        form, coordinator = form_of(work), person(work, 0, Role.COORDINATOR)
        examiners = [person(work, n, Role.EXAMINER) for n in range(25)]
        session = ExamSession(form_id=form.id, starts_at=work.now, place="Hall", planned_at=work.now)
        candidates = [person(work, n, Role.CANDIDATE) for n in range(EXAMS)]
        work.db.add(session)
        work.db.flush()
        for place, candidate in enumerate(candidates):
            session.sittings.append(
                Sitting(
                    candidate_id=candidate.id,
                    starts_at=work.now + timedelta(minutes=place % 10),
                    state=SittingState.IN_PROGRESS,
                    began_at=work.now,
                    sheets=[Sheet(examiner_id=examiners[place % 25].id)],
                )
            )
        work.db.flush()
        steps = [step.id for step in form.groups[0].steps]
        rows = [mark(work, sitting.sheets[0], step) for sitting in session.sittings for step in steps[:MARKED]]
        work.db.execute(insert(Mark), rows)
        return coordinator, session.id


def mark(work: Any, sheet: Sheet, step: int) -> dict[str, Any]:
    """A mark that stands."""
    return {
        "op": uuid4(),
        "sheet_id": sheet.id,
        "step_id": step,
        "examiner_id": sheet.examiner_id,
        "value": 2,
        "remark": "",
        "sequence": 1,
        "made_at": work.now,
        "received_at": work.now,
        "answer": AnswerKind.STORED,
    }


def seconds(deed: Callable[[], object]) -> float:
    """How long it takes."""
    begun = perf_counter()
    deed()
    return perf_counter() - begun


def ratios(app: Flask, coordinator: Person, session: int) -> tuple[list[float], list[float]]:
    """A poll with something new and one with nothing new, each against the SELECT beside it; the first warms."""
    cookie, _token = cookie_of(app, coordinator)
    client, address = app.test_client(use_cookies=False), f"/exams/sessions/{session}/live/rows"

    def poll(tag: str, status: int) -> str:
        answer = client.get(address, headers={"Cookie": cookie, "If-None-Match": tag})
        if answer.status_code != status:
            raise RuntimeError(f"Answered {answer.status_code} instead of {status}.")
        return str(answer.headers["ETag"])

    def count() -> Sequence[Any]:
        with app.app_context(), db.engine.connect() as connection:
            return connection.execute(text(COUNT), {"session": session}).all()

    tag, new, same = poll("", 200), [], []
    for _ in range(ROUNDS + 1):
        new.append(seconds(lambda: poll("", 200)) / seconds(count))
        same.append(seconds(lambda: poll(tag, 304)) / seconds(count))
    return new[1:], same[1:]


def show(name: str, found: list[float]) -> None:
    """A line of the table."""
    print(f"{name:<66}{median(found):>8.1f}{min(found):>8.1f}{max(found):>8.1f}")


def main() -> None:
    """Print the ratios: the median over the rounds, with the lowest and the highest."""
    with ExitStack() as stack:
        server = stack.enter_context(postgres(fsync=True))
        settings = Settings(
            data=Path(stack.enter_context(tempfile.TemporaryDirectory())),
            database=server.fresh_database(),
            language="en",
            secret="s" * 32,
            jobs_in_process=False,
        )
        app = create_app(settings)
        with app.app_context():
            upgrade()
            stack.callback(db.engine.dispose)
        new, same = ratios(app, *fill(app))
        print(f"{'':<66}{'median':>8}{'lowest':>8}{'highest':>8}")
        show(f"a poll of {EXAMS} exams with something new, against the bare count", new)
        show(f"a poll of {EXAMS} exams with nothing new, against the bare count", same)


if __name__ == "__main__":
    main()
