"""Importing and linking, as a multiple of the bare database; the list and the tree, in statements.

Each round does our deed and the bare one in turn, each in a transaction of its own, and compares their times.
"""

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from uuid import UUID

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Connection, Table, event, insert, select, text
from sqlalchemy.orm import Session

from app.factory import create_app
from app.settings import Settings
from benchmarks.requests import cookie_of
from foundation.access import SYSTEM
from foundation.audit import AuditLine
from foundation.db import Base
from foundation.sessions import WRITING
from foundation.web.database import db
from foundation.work import WorkFactory
from people.models import Person, PersonRole
from people.rules import Role
from qualification_files import actions
from qualification_files.formats import read_file
from qualification_files.models import (
    CoreTask,
    Indicator,
    Knowledge,
    Qualification,
    WorkProcess,
    WorkProcessCompetence,
)
from qualification_files.queries import ReadFile
from qualification_files.rules import LinkDeed, QualificationState
from tests.databases.postgres import postgres
from tests.qualification_files.formats.sbb.building import dossier, file_of, process, profile, profile_task

ROUNDS = int(os.environ.get("BENCHMARK_ROUNDS", "25"))
PEOPLE, MANY = 1_000, 2_000
TASKS, PROCESSES, INDICATORS = 8, 6, 6
TABLES: tuple[type[Base], ...] = (
    *(Qualification, CoreTask, Knowledge, WorkProcess, WorkProcessCompetence, Indicator, AuditLine),
)
Deed = Callable[[], None]


@dataclass
class Comparison:
    """Our deed beside the bare one."""

    name: str
    aim: float | None
    ours: Deed
    bare: Deed
    ratios: list[float] = field(default_factory=list)

    def row(self) -> str:
        """A line of the table."""
        found = median(self.ratios)
        kept = "" if self.aim is None else f"{self.aim:>6.0f}{'yes' if found <= self.aim else 'NO':>5}"
        return f"{self.name:<58}{found:>8.1f}{min(self.ratios):>8.1f}{max(self.ratios):>8.1f}{kept}"


def seconds(deed: Deed) -> float:
    """How long it takes, commit included."""
    begun = perf_counter()
    deed()
    return perf_counter() - begun


class Importing:
    """A file of 288 indicators: read, checked, imported and put on record; against the same rows, bare."""

    def __init__(self, app: Flask) -> None:
        self._works: WorkFactory = app.extensions["works"]
        self._cohort = 0
        self._data = file_of(dossier(profile("25001", "71", "1", *_tasks()), base=()))
        self.ours()
        with self._works.reading(SYSTEM) as work:
            self._rows = [(model.__table__, _rows_of(work.db, model)) for model in TABLES]
        self._keys = {table.name: max(row["id"] for row in rows) for table, rows in self._rows if "id" in table.c}

    def ours(self) -> None:
        """What `proefstuk qualifications import` does with one file."""
        self._cohort += 1
        report = read_file(self._data, "benchmark.xml")
        file = ReadFile("benchmark.xml", sha256(self._data).hexdigest(), report)
        with self._works.writing(SYSTEM) as work:
            actions.import_qualifications(work, [file], cohort=str(self._cohort))

    def bare(self) -> None:
        """One INSERT of many rows for each table, with keys that were counted before."""
        self._cohort += 1
        shift = 1_000_000 * self._cohort
        with db.engine.connect().execution_options(**WRITING) as connection, connection.begin():
            for table, rows in self._rows:
                connection.execute(insert(table), [self._moved(table, row, shift) for row in rows])

    def _moved(self, table: Table, row: dict[str, Any], shift: int) -> dict[str, Any]:
        """The same row under other keys."""
        own = {column.name for column in table.primary_key if column.name == "id"}
        keys = own | {key.parent.name for key in table.foreign_keys if key.column.table.name != "competence"}
        moved = {name: value + shift if name in keys and value is not None else value for name, value in row.items()}
        if table.name == "qualification":
            moved |= {"cohort": f"bare {shift}", "identifier": UUID(int=shift)}
        return moved


def _rows_of(session: Session, model: type[Base]) -> list[dict[str, Any]]:
    return [dict(row._mapping) for row in session.execute(select(model.__table__))]


def _tasks() -> list[str]:
    behaviour = "\n".join(
        ["The maker:", *(f"- does thing {number} as it must be done" for number in range(INDICATORS))]
    )
    processes = [
        process(str(place), f"Does work {place}", behaviour=behaviour, competences=("3084", "3094"))
        for place in range(1, PROCESSES + 1)
    ]
    return [profile_task(str(place), f"Makes product {place}", *processes) for place in range(1, TASKS + 1)]


class Linking:
    """A thousand people, each with an audit line; against INSERT ... SELECT of the same rows."""

    def __init__(self, app: Flask) -> None:
        self._works: WorkFactory = app.extensions["works"]
        self._next: list[int] = []
        with self._works.writing(SYSTEM) as work:
            people = [_candidate(work.now, number) for number in range(PEOPLE)]
            work.db.add_all(people)
            work.db.flush()
            self._people = [person.id for person in people]
        self._make_some()

    def ours(self) -> None:
        """What the list of participants does, who may be linked included."""
        number = self._taken()
        with self._works.writing(SYSTEM) as work:
            run = actions.begin_link_run(work, LinkDeed.LINK, self._people)
            run.qualification_ids, run.started_at = [number], work.now
            actions.carry_out_piece(work, run, limit=PEOPLE)

    def bare(self) -> None:
        """Two statements."""
        number = self._taken()
        with db.engine.connect().execution_options(**WRITING) as connection, connection.begin():
            _link_bare(connection, number)
            _audit_bare(connection, number)

    def _taken(self) -> int:
        if not self._next:
            self._make_some()
        return self._next.pop()

    def _make_some(self) -> None:
        with self._works.writing(SYSTEM) as work:
            made = [_active(work.now, f"Linked {number}") for number in range(2 * ROUNDS + 4)]
            work.db.add_all(made)
            work.db.flush()
            self._next = [one.id for one in made]


LINK = f"INSERT INTO qualification_link (qualification_id, person_id, origin, linked_at) SELECT :number, person.id, 'in_bulk', :at FROM person JOIN person_role ON person_role.person_id = person.id AND person_role.role = '{Role.CANDIDATE}'"  # noqa: E501
AUDIT = "INSERT INTO audit_line (at, event, person_id, facts) SELECT :at, 'bare', qualification_link.person_id, '{}' FROM qualification_link WHERE qualification_id = :number"  # noqa: E501
AT = datetime(2026, 11, 23, 12)  # noqa: DTZ001 as the column keeps it


def _link_bare(connection: Connection, number: int) -> None:
    connection.execute(text(LINK), {"number": number, "at": AT})


def _audit_bare(connection: Connection, number: int) -> None:
    connection.execute(text(AUDIT), {"number": number, "at": AT})


def _candidate(now: datetime, number: int) -> Person:
    person = Person(created_at=now, email=f"linked{number}@school.example", roles=[PersonRole(role=Role.CANDIDATE)])
    person.call(given="Sam", prefix="", family=f"Jansen{number}")
    return person


def _active(now: datetime, name: str) -> Qualification:
    return Qualification(code=name, name=name, state=QualificationState.ACTIVE, created_at=now)


def statements_of(app: Flask, person: Person, paths: Sequence[str]) -> list[int]:
    """How many statements each page takes."""
    cookie, _ = cookie_of(app, person)
    client, found = app.test_client(use_cookies=False), []
    for path in paths:
        with _counted(app) as seen:
            answer = client.get(path, headers={"Cookie": cookie})
        assert answer.status_code == 200, (path, answer.status_code)
        found.append(len(seen))
    return found


@contextmanager
def _counted(app: Flask) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def pages(app: Flask) -> None:
    """The list with few and with many qualifications, the tree of a small and of a large one."""
    works: WorkFactory = app.extensions["works"]
    with app.app_context(), works.writing(SYSTEM) as work:
        coordinator = Person(created_at=work.now, email="c@school.example", roles=[PersonRole(role=Role.COORDINATOR)])
        coordinator.call(given="Cor", prefix="", family="Dinator")
        small = _active(work.now, "Small")
        large = work.db.scalars(select(Qualification).where(Qualification.name == "Chair maker").limit(1)).one()
        work.db.add_all([coordinator, small])
        work.db.flush()
        tree = [f"/qualifications/{number}/structure" for number in (small.id, large.id)]
    few = statements_of(app, coordinator, ["/qualifications", *tree])
    with app.app_context(), works.writing(SYSTEM) as work:
        work.db.add_all([_active(work.now, f"Many {number}") for number in range(MANY)])
    many = statements_of(app, coordinator, ["/qualifications"])
    print(f"list: {few[0]} statements with few qualifications, {many[0]} with {MANY:,} more")
    print(f"tree: {few[1]} statements without indicators, {few[2]} with {TASKS * PROCESSES * INDICATORS}")


def measure(url: str, name: str) -> None:
    """Print the table of one database."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(
            Settings(data=Path(folder), database=url, language="en", secret="s" * 32, jobs_in_process=False)
        )
        with app.app_context():
            upgrade()
            importing, linking = Importing(app), Linking(app)
            found = [
                Comparison("importing 288 indicators, the same rows bare", None, importing.ours, importing.bare),
                Comparison(f"linking {PEOPLE:,} people, INSERT ... SELECT", 10, linking.ours, linking.bare),
            ]
            for number in range(ROUNDS + 1):
                for one in found:
                    ratio = seconds(one.ours) / seconds(one.bare)
                    if number:
                        one.ratios.append(ratio)
        print(f"\n{name:<58}{'median':>8}{'lowest':>8}{'highest':>8}{'aim':>6}")
        print("\n".join(one.row() for one in found))
        pages(app)
        with app.app_context():
            db.engine.dispose()


def main() -> None:
    """Both databases, the second with fsync."""
    print(f"Times of whole transactions, commit included, as a multiple of the bare database; {ROUNDS} rounds")
    with tempfile.TemporaryDirectory() as folder:
        measure(f"sqlite:///{Path(folder) / 'benchmark.db'}", "SQLite")
    with ExitStack() as stack:
        server = stack.enter_context(postgres(fsync=True))
        measure(server.fresh_database(), "PostgreSQL")


if __name__ == "__main__":
    main()
