"""What 2,000 people x 10 qualifications are worth on a day, as a multiple of counting the same rows in the database.

The bare side counts the links, the completions and the pauses, by qualification and activity, and knows no periods. One
half of the people did everything on days of their own; the other half did so on few days, as after a training for all.
"""

import os
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import insert, text

from app.factory import create_app
from app.settings import Settings
from certification.models import Activity, Completion, QualificationActivity, QualificationUpkeep
from certification.queries.standings import standings
from certification.rules.periods import Unit
from certification.rules.states import ActivityKind, CompletedBy, DurationKind, Stage
from foundation.access import SYSTEM
from foundation.web.database import db
from people.models import Person
from qualification_files.models import Qualification, QualificationLink
from qualification_files.rules import QualificationState
from tests.databases.postgres import postgres

ROUNDS = int(os.environ.get("BENCHMARK_ROUNDS", "9"))
PEOPLE, QUALIFICATIONS = int(os.environ.get("BENCHMARK_PEOPLE", "2000")), 10
COUNTS = (
    "SELECT qualification_id, count(*) FROM qualification_link WHERE ended_at IS NULL GROUP BY qualification_id",
    "SELECT activity_id, qualification_id, count(*), max(completed_on) FROM completion WHERE withdrawn_at IS NULL "
    "GROUP BY activity_id, qualification_id",
    "SELECT person_id, count(*) FROM upkeep_pause WHERE withdrawn_at IS NULL GROUP BY person_id",
)


def qualification(work: Any, number: int) -> tuple[int, int, int]:
    """A rolling one of a year with an activity to achieve it and one to maintain it; their numbers."""
    found = Qualification(
        state=QualificationState.ACTIVE, created_at=work.now, code=f"Q{number}", name=f"Kept {number}", language="en"
    )
    both = [Activity(kind=ActivityKind.E_LEARNING, title=f"{stage} {number}", made_at=work.now) for stage in Stage]
    work.db.add_all([found, *both])
    work.db.flush()
    work.db.add(
        QualificationUpkeep(
            qualification_id=found.id,
            duration=DurationKind.ROLLING,
            recurring=True,
            period_count=1,
            period_unit=Unit.YEARS,
            changed_at=work.now,
        )
    )
    work.db.add_all(
        QualificationActivity(qualification_id=found.id, activity_id=one.id, stage=stage, position=1, added_at=work.now)
        for stage, one in zip(Stage, both, strict=True)
    )
    return found.id, both[0].id, both[1].id


def fill(app: Flask) -> None:
    """People, links, and two completions for each link."""
    chance = Random(7)
    with app.app_context(), app.extensions["works"].writing(SYSTEM) as work:
        kept = [qualification(work, number) for number in range(QUALIFICATIONS)]
        people = [Person(email=f"p{number}@bench.example", created_at=work.now) for number in range(PEOPLE)]
        for person in people:
            person.call(given="Sanne", prefix="", family="Jansen")
        work.db.add_all(people)
        work.db.flush()
        pairs = [(person.id, *one) for person in people for one in kept]
        work.db.execute(
            insert(QualificationLink),
            [{"person_id": who, "qualification_id": what, "linked_at": work.now} for who, what, _a, _m in pairs],
        )
        work.db.execute(insert(Completion), [row for pair in pairs for row in completions(work, chance, pair)])


def completions(work: Any, chance: Random, pair: tuple[int, int, int, int]) -> list[dict[str, Any]]:
    """Achieved some day in the last two years, and the refresher about a year later."""
    who, _what, achieve, maintain = pair
    days = chance.randrange(720) if who % 2 else chance.choice([30, 200, 400, 700])
    achieved = work.today - timedelta(days=days)
    both = [(achieve, achieved), (maintain, achieved + timedelta(days=chance.randrange(340, 370) if who % 2 else 360))]
    return [
        {
            "person_id": who,
            "activity_id": activity,
            "completed_on": on,
            "how": CompletedBy.ONESELF,
            "source": f"bench:{who}:{activity}",
            "recorded_at": work.now,
        }
        for activity, on in both
        if on <= work.today
    ]


def seconds(deed: Callable[[], object]) -> float:
    """How long it takes."""
    begun = perf_counter()
    deed()
    return perf_counter() - begun


def ratios(app: Flask) -> list[float]:
    """Reading what everything is worth, against counting the same rows beside it; the first round warms."""

    def ours() -> None:
        with app.app_context(), app.extensions["works"].reading(SYSTEM) as work:
            if len(standings(work, people=None)) != PEOPLE * QUALIFICATIONS:
                raise RuntimeError("Not everybody was read.")

    def bare() -> None:
        with app.app_context(), db.engine.connect() as connection:
            for statement in COUNTS:
                connection.execute(text(statement)).all()

    return [seconds(ours) / seconds(bare) for _ in range(ROUNDS + 1)][1:]


def main() -> None:
    """Print the ratio: the median over the rounds, with the lowest and the highest."""
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
        fill(app)
        found = ratios(app)
        print(f"{'':<66}{'median':>8}{'lowest':>8}{'highest':>8}")
        words = f"what {PEOPLE:,} x {QUALIFICATIONS} are worth, against the bare count"
        print(f"{words:<66}{median(found):>8.1f}{min(found):>8.1f}{max(found):>8.1f}")


if __name__ == "__main__":
    main()
