"""The overview of 20,000 people with 10 qualifications each, as a multiple of a bare count of the same rows.

The page is the whole request by one WSGI call, signed in, guard and all: 200,000 standings are reckoned from facts, and
counted per part of the organisation and per qualification. The bare side counts the same facts in one statement: what
each person did of what each followed qualification asks, and where everybody is. Each person did what a seeded die
says, so that no two did the same.
"""

import os
import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import insert, text

from app.factory import create_app
from app.settings import Settings
from benchmarks.requests import cookie_of
from certification.models import Activity, Completion, QualificationActivity, QualificationUpkeep
from certification.rules.periods import Unit
from certification.rules.states import ActivityKind, CompletedBy, ContentKind, DurationKind, Stage
from foundation.access import SYSTEM
from foundation.web.database import db
from foundation.work import Work
from people.models import Membership, OrganisationPart, Person, PersonRole
from people.rules import Role
from people.rules.organisation import PartKind
from qualification_files.models import Qualification, QualificationLink
from qualification_files.rules import QualificationState
from tests.databases.postgres import postgres

ROUNDS = int(os.environ.get("BENCHMARK_ROUNDS", "5"))
PEOPLE = int(os.environ.get("BENCHMARK_PEOPLE", "20000"))
QUALIFICATIONS, ACTIVITIES, DEPARTMENTS, TEAMS = 10, 3, 20, 10
AT_ONCE = 5_000
COUNT = """
SELECT (SELECT count(completion.id) FROM qualification_link
        JOIN qualification_activity AS line ON line.qualification_id = qualification_link.qualification_id
        LEFT JOIN completion ON completion.person_id = qualification_link.person_id
            AND completion.activity_id = line.activity_id AND completion.withdrawn_at IS NULL
        WHERE qualification_link.ended_at IS NULL AND line.removed_at IS NULL)
     + (SELECT count(*) FROM membership WHERE until IS NULL)
"""


def fill(app: Flask) -> Person:
    """An administrator, a company of 200 teams, ten qualifications and who did what for them."""
    with app.app_context(), app.extensions["works"].writing(SYSTEM) as work:
        administrator = _person(work)
        teams = list(_teams(work))
        asked = [_qualification(work, number) for number in range(QUALIFICATIONS)]
        ids = _people(work)
        _insert(work, Membership, ({"person_id": i, "part_id": teams[i % len(teams)], "since": _day(0)} for i in ids))
        _insert(work, QualificationLink, (_link(work, i, number) for i in ids for number, _ in asked))
        _insert(work, Completion, _completions(work, ids, [one for _, lines in asked for one in lines]))
        return administrator


def _person(work: Work) -> Person:
    one = Person(email="admin@bench.example", created_at=work.now, roles=[PersonRole(role=Role.ADMINISTRATOR)])
    one.call(given="Ada", prefix="", family="Min")
    work.db.add(one)
    work.db.flush()
    return one


def _teams(work: Work) -> Iterator[int]:
    company = _part(work, None, "Company", PartKind.COMPANY)
    for department in range(DEPARTMENTS):
        above = _part(work, company, f"Department {department}", PartKind.DEPARTMENT)
        for team in range(TEAMS):
            yield _part(work, above, f"Team {department}.{team}", PartKind.TEAM).id


def _part(work: Work, above: OrganisationPart | None, name: str, kind: PartKind) -> OrganisationPart:
    part = OrganisationPart(parent_id=above and above.id, name=name, plain_name=name.lower(), kind=kind)
    work.db.add(part)
    work.db.flush()
    part.path = f"{above.path if above else '/'}{part.id}/"
    return part


def _qualification(work: Work, number: int) -> tuple[int, list[int]]:
    one = Qualification(
        state=QualificationState.ACTIVE,
        created_at=work.now,
        code=f"{90000 + number}",
        name=f"Qualification {number}",
        activity_count=ACTIVITIES,
    )
    activities = [
        Activity(kind=ActivityKind.E_LEARNING, title=f"{number}.{place}", content=ContentKind.PAGE, made_at=work.now)
        for place in range(ACTIVITIES)
    ]
    work.db.add_all([one, *activities])
    work.db.flush()
    work.db.add(
        QualificationUpkeep(
            qualification_id=one.id,
            duration=DurationKind.ROLLING,
            recurring=True,
            period_count=1,
            period_unit=Unit.YEARS,
            changed_at=work.now,
        )
    )
    for stage in Stage:
        for place, activity in enumerate(activities):
            work.db.add(
                QualificationActivity(
                    qualification_id=one.id, activity_id=activity.id, stage=stage, position=place, added_at=work.now
                )
            )
    return one.id, [activity.id for activity in activities]


def _people(work: Work) -> list[int]:
    facts = [
        {
            "email": f"p{number}@bench.example",
            "given_name": f"P{number:05}",
            "family_name": "Bench",
            "sorting_name": f"bench  p{number:05}",
            "created_at": work.now,
        }
        for number in range(PEOPLE)
    ]
    return list(work.db.scalars(insert(Person).returning(Person.id), facts))


def _link(work: Work, person_id: int, qualification_id: int) -> dict[str, Any]:
    return {"person_id": person_id, "qualification_id": qualification_id, "linked_at": work.now - timedelta(days=900)}


def _completions(work: Work, people: list[int], activities: list[int]) -> Iterator[dict[str, Any]]:
    die = random.Random(7)
    for person_id in people:
        for activity_id in activities:
            for back in range(2 if die.random() < 0.8 else 0):
                on = work.today - timedelta(days=die.randrange(1, 400) + 360 * back)
                yield {
                    "person_id": person_id,
                    "activity_id": activity_id,
                    "completed_on": on,
                    "how": CompletedBy.ONESELF,
                    "source": f"bench:{person_id}:{activity_id}:{back}",
                    "recorded_at": work.now,
                }


def _day(back: int) -> date:
    return date(2024, 1, 1) - timedelta(days=back)


def _insert(work: Work, table: Any, rows: Iterator[dict[str, Any]]) -> None:
    piece: list[dict[str, Any]] = []
    for row in rows:
        piece.append(row)
        if len(piece) == AT_ONCE:
            work.db.execute(insert(table), piece)
            piece = []
    if piece:
        work.db.execute(insert(table), piece)


def seconds(deed: Callable[[], object]) -> float:
    """How long it takes."""
    begun = perf_counter()
    deed()
    return perf_counter() - begun


def ratios(app: Flask, administrator: Person) -> list[float]:
    """The page against the count beside it; the first round warms."""
    cookie, _token = cookie_of(app, administrator)
    client, found = app.test_client(use_cookies=False), []

    def page() -> None:
        answer = client.get("/insights", headers={"Cookie": cookie})
        if answer.status_code != 200 or "Team 3.3" not in answer.text:
            raise RuntimeError(f"Answered {answer.status_code}.")

    def count() -> None:
        with app.app_context(), db.engine.connect() as connection:
            connection.execute(text(COUNT)).one()

    for _ in range(ROUNDS + 1):
        found.append(seconds(page) / seconds(count))
    return found[1:]


def measured(name: str, url: str) -> None:
    """Fill such a database and print the line of it."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        address = url or f"sqlite:///{folder / 'bench.db'}"
        app = create_app(Settings(data=folder, database=address, language="en", secret="s" * 32, jobs_in_process=False))
        with app.app_context():
            upgrade()
            stack.callback(db.engine.dispose)
        found = ratios(app, fill(app))
        what = f"overview of {PEOPLE:,} people x {QUALIFICATIONS}, {name}, against the bare count"
        print(f"{what:<76}{median(found):>8.1f}{min(found):>8.1f}{max(found):>8.1f}")


def main() -> None:
    """Print the ratios: the median over the rounds, with the lowest and the highest."""
    print(f"{'':<76}{'median':>8}{'lowest':>8}{'highest':>8}")
    measured("SQLite", "")
    with postgres(fsync=True) as server:
        measured("PostgreSQL", server.fresh_database())


if __name__ == "__main__":
    main()
