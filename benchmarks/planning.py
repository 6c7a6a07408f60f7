"""Planning a group against bare inserts of the same rows, and the matrix against the bare SELECT of the same facts.

The plan is the whole deed: everything is read, proposed, checked again, written, with audit lines and the chain of each
exam, and committed. The bare side inserts rows with the same values, with SQLAlchemy Core, and commits. The matrix is
the whole page as a signed-in coordinator gets it; the bare side runs one SELECT that returns the same facts.
"""

import os
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import insert, select, text

from app.factory import create_app
from app.settings import Settings
from benchmarks.requests import cookie_of
from exams import queries
from exams.actions import planning as actions
from exams.models import ExamEvent, ExamForm, ExamGroup, ExamSession, ExamSlot, ExamStep, Sheet, Sitting
from exams.rules import CutScore, SittingState
from exams.rules.design import FormState
from foundation.access import SYSTEM, Actor
from foundation.audit import AuditLine
from foundation.web.database import db
from people.models import Person, PersonRole
from people.rules import Role
from qualification_files.models import Qualification, QualificationLink
from qualification_files.rules import QualificationState
from tests.databases.postgres import postgres

ROUNDS = int(os.environ.get("BENCHMARK_ROUNDS", "7"))
CANDIDATES, SLOTS, EXAMINERS, EXAMS = 500, 20, 25, 10
MATRIX = """
SELECT person.id, person.sorting_name, person.number, person.group_name, coalesce(exam_form.root_id, exam_form.id),
       sitting.id, sitting.state, sitting.passed, sitting.starts_at
FROM person
JOIN qualification_link ON qualification_link.person_id = person.id AND qualification_link.ended_at IS NULL
LEFT JOIN sitting ON sitting.candidate_id = person.id AND sitting.state <> 'cancelled'
LEFT JOIN exam_session ON exam_session.id = sitting.session_id
LEFT JOIN exam_form ON exam_form.id = exam_session.form_id
WHERE qualification_link.qualification_id = :qualification AND person.active
ORDER BY person.sorting_name, sitting.id
"""


class School:
    """A qualification with its candidates, examiners and a coordinator."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context(), app.extensions["works"].writing(SYSTEM) as work:
            self.qualification = Qualification(
                state=QualificationState.ACTIVE,
                created_at=work.now,
                code="25000",
                name="Lasser",
                language="nl",
                level=3,
            )
            work.db.add(self.qualification)
            people = [self._person(work, n, Role.CANDIDATE) for n in range(CANDIDATES)]
            examiners = [self._person(work, n, Role.EXAMINER) for n in range(EXAMINERS)]
            self.coordinator = self._person(work, 0, Role.COORDINATOR)
            work.db.flush()
            self.candidates = [person.id for person in people]
            self.examiners = [person.id for person in examiners]
            self.actor = Actor(id=self.coordinator.id, name="C", roles=frozenset({Role.COORDINATOR}))
            links = [
                {"qualification_id": self.qualification.id, "person_id": one, "linked_at": work.now}
                for one in self.candidates
            ]
            work.db.execute(insert(QualificationLink), links)
            self.qualification_id = self.qualification.id

    def _person(self, work: Any, number: int, role: Role) -> Person:
        person = Person(email=f"{role}{number}@bench.example", created_at=work.now, roles=[PersonRole(role=role)])
        person.call(given=f"K{number:03}", prefix="", family=str(role))
        work.db.add(person)
        return person

    def exam(self, number: int) -> int:
        """A form in use, and its number."""
        with self.app.app_context(), self.app.extensions["works"].writing(SYSTEM) as work:
            levels = [{"value": 0, "label": "No", "description": ""}, {"value": 1, "label": "Yes", "description": ""}]
            step = ExamStep(position=1, key="A.1", text="Does it", levels=levels)
            form = ExamForm(
                qualification_id=self.qualification_id,
                title=f"Exam {number}",
                cut_score=CutScore.at_percentage(55).to_json(),
                made_at=work.now,
                duration_minutes=30,
            )
            form.groups = [ExamGroup(position=1, key="A", name="A", steps=[step])]
            work.db.add(form)
            work.db.flush()
            form.state = FormState.IN_USE
            return form.id

    def session(self, form_id: int) -> int:
        """A session with slots for everybody, and its number."""
        with self.app.app_context(), self.app.extensions["works"].writing(SYSTEM) as work:
            start = work.now + timedelta(days=30 + form_id)
            made = ExamSession(form_id=form_id, starts_at=start, place="Hall", planned_at=work.now)
            made.slots = [
                ExamSlot(starts_at=start + timedelta(minutes=30 * n), room="B1", capacity=CANDIDATES // SLOTS)
                for n in range(SLOTS)
            ]
            work.db.add(made)
            work.db.flush()
            return made.id


def plan(school: School, form_id: int, session_id: int) -> None:
    """What a click on the proposal does, with the proposal before it."""
    with school.app.app_context(), school.app.extensions["works"].writing(school.actor) as work:
        form = queries.form(work, form_id)
        wish = actions.GroupWish(
            people=work.db.scalars(select(Person).where(Person.id.in_(school.candidates))).all(),
            examiners=work.db.scalars(select(Person).where(Person.id.in_(school.examiners))).all(),
            session_ids=frozenset({session_id}),
        )
        seen = actions.propose_group(work, form, wish).fingerprint
        if actions.plan_group(work, form, wish, seen=seen) != CANDIDATES:
            raise RuntimeError("Not everybody was planned.")


Rows = list[dict[str, Any]]


def rows_written(school: School, session_id: int, audit_before: int) -> tuple[Rows, Rows, Rows, Rows]:
    """What that click wrote: sittings, sheets, links of the chains, audit lines."""
    with school.app.app_context(), db.engine.connect() as connection:
        sittings = [dict(row._mapping) for row in connection.execute(
            select(Sitting.__table__).where(Sitting.session_id == session_id).order_by(Sitting.id)
        )]  # fmt: skip
        ids = [row["id"] for row in sittings]
        of_sittings = [
            [dict(row._mapping) for row in connection.execute(select(table).where(table.c.sitting_id.in_(ids)))]
            for table in (Sheet.__table__, ExamEvent.__table__)
        ]
        lines = connection.execute(select(AuditLine.__table__).where(AuditLine.id > audit_before))
        return sittings, *of_sittings, [dict(row._mapping) for row in lines]


def bare(school: School, session_id: int, written: tuple[Rows, Rows, Rows, Rows]) -> None:
    """The same rows for another session, with bare inserts."""
    sittings, sheets, links, lines = written
    with school.app.app_context(), school.app.extensions["works"].writing(SYSTEM) as work:
        connection = work.db.connection()
        new = [{**without(row, "id", "slot_id"), "session_id": session_id} for row in sittings]
        made = connection.execute(insert(Sitting.__table__).returning(Sitting.id, sort_by_parameter_order=True), new)
        numbers = dict(zip((row["id"] for row in sittings), made.scalars(), strict=True))
        for table, rows in ((Sheet.__table__, sheets), (ExamEvent.__table__, links)):
            moved = [{**without(row, "id"), "sitting_id": numbers[row["sitting_id"]]} for row in rows]
            if moved:
                connection.execute(insert(table), moved)
        connection.execute(insert(AuditLine.__table__), [without(row, "id") for row in lines])


def without(row: dict[str, Any], *names: str) -> dict[str, Any]:
    """The row less these columns."""
    return {name: value for name, value in row.items() if name not in names}


def seconds(deed: Callable[[], object]) -> float:
    """How long it takes."""
    begun = perf_counter()
    deed()
    return perf_counter() - begun


def planning_ratios(school: School) -> list[float]:
    """The click against the inserts, round by round; the first round warms and does not count."""
    ratios = []
    for number in range(ROUNDS + 1):
        form_id = school.exam(number)
        here, there = school.session(form_id), school.session(form_id)
        with school.app.app_context(), db.engine.connect() as connection:
            before = connection.execute(text("SELECT coalesce(max(id), 0) FROM audit_line")).scalar_one()
        ours = seconds(lambda form=form_id, session=here: plan(school, form, session))
        written = rows_written(school, here, before)
        ratios.append(ours / seconds(lambda session=there, rows=written: bare(school, session, rows)))
    return ratios[1:]


def matrix_ratios(school: School) -> list[float]:
    """The page against the SELECT."""
    fill_matrix(school)
    cookie, _token = cookie_of(school.app, school.coordinator)
    client = school.app.test_client(use_cookies=False)

    def page() -> None:
        address = f"/exams/matrix?qualification={school.qualification_id}&rows={CANDIDATES}"
        answer = client.get(address, headers={"Cookie": cookie})
        if answer.status_code != 200 or answer.text.count('class="cell cell-') < CANDIDATES * EXAMS:
            raise RuntimeError("Not the whole matrix.")

    def facts() -> Sequence[Any]:
        with school.app.app_context(), db.engine.connect() as connection:
            return connection.execute(text(MATRIX), {"qualification": school.qualification_id}).all()

    return [seconds(page) / seconds(facts) for _ in range(ROUNDS + 1)][1:]


def fill_matrix(school: School) -> None:
    """Ten exams in use, each with a sitting of everybody."""
    with school.app.app_context(), school.app.extensions["works"].writing(SYSTEM) as work:
        forms = list(work.db.scalars(select(ExamForm).order_by(ExamForm.id)))
        for form in forms[EXAMS:]:
            form.state = FormState.WITHDRAWN
    with school.app.app_context(), school.app.extensions["works"].writing(SYSTEM) as work:
        work.db.execute(text("UPDATE sitting SET state = 'cancelled'"))
    for number in range(EXAMS):
        form_id = forms[number].id if number < len(forms) else school.exam(number)
        session_id = school.session(form_id)
        with school.app.app_context(), school.app.extensions["works"].writing(SYSTEM) as work:
            rows = [
                {
                    "session_id": session_id,
                    "candidate_id": one,
                    "starts_at": work.now,
                    **state_of(one + number, work.now),
                }
                for one in school.candidates
            ]
            work.db.execute(insert(Sitting), rows)


def state_of(number: int, now: datetime) -> dict[str, Any]:
    """Some are planned, some passed, some failed."""
    if number % 3 == 0:
        return {"state": SittingState.PLANNED, "passed": None, "ratified_at": None}
    return {"state": SittingState.RATIFIED, "passed": number % 3 == 1, "ratified_at": now}


def show(name: str, ratios: list[float]) -> None:
    """A line of the table."""
    print(f"{name:<66}{median(ratios):>8.1f}{min(ratios):>8.1f}{max(ratios):>8.1f}")


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
        school = School(app)
        print(f"{'':<66}{'median':>8}{'lowest':>8}{'highest':>8}")
        show(f"planning {CANDIDATES} candidates over {SLOTS} slots, against bare inserts", planning_ratios(school))
        show(f"the matrix {CANDIDATES} x {EXAMS} as a page, against the bare SELECT", matrix_ratios(school))


if __name__ == "__main__":
    main()
