"""Re-evaluating a rule over 20,000 people, as a multiple of the same condition in bare SQL.

The rule asks for a place and a function there, and either of two job titles, and not a group. Ours is the whole
weighing: what is asked now, every criterion of everybody, who fits, what is held already, and for whom something
changes. The bare side is one SELECT with the same condition, written out, which gives who fits and is not linked.
"""

import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import insert, select, text

from app.factory import create_app
from app.settings import Settings
from certification.actions.linking.weighing import concerned
from certification.models import LinkRule
from certification.rules.linking.conditions import Asked, Criterion, Group, Is
from certification.rules.linking.states import How, Key, RuleState, Test
from foundation.access import SYSTEM
from foundation.web.database import db
from foundation.work import Work
from people.models import (
    JobFunction,
    Membership,
    OrganisationPart,
    Person,
    PersonAttribute,
    PersonAttributeValue,
    PersonRole,
)
from people.rules import Role
from people.rules.organisation import PartKind
from qualification_files.models import Qualification
from qualification_files.rules import LinkOrigin, QualificationState
from tests.databases.postgres import postgres

ROUNDS = int(os.environ.get("BENCHMARK_ROUNDS", "7"))
PEOPLE = int(os.environ.get("BENCHMARK_PEOPLE", "20000"))
TEAMS, AT_ONCE = 100, 5_000
SAME = """
SELECT person.id FROM person
WHERE person.active
  AND EXISTS (SELECT 1 FROM membership JOIN organisation_part ON organisation_part.id = membership.part_id
              WHERE membership.person_id = person.id AND membership.until IS NULL
                AND membership.function_id = :function AND organisation_part.path LIKE :path)
  AND EXISTS (SELECT 1 FROM person_attribute_value JOIN person_attribute
                ON person_attribute.id = person_attribute_value.attribute_id
              WHERE person_attribute_value.person_id = person.id AND person_attribute.key = 'job_title'
                AND lower(person_attribute_value.value) IN ('title 0', 'title 1'))
  AND NOT lower(person.group_name) = 'group 0'
  AND NOT EXISTS (SELECT 1 FROM qualification_link
                  WHERE qualification_link.person_id = person.id AND qualification_link.ended_at IS NULL
                    AND qualification_link.qualification_id = :qualification)
"""


def fill(app: Flask) -> dict[str, Any]:
    """A company of 100 teams, people in them with a function, a job title and a group, and the rule."""
    with app.app_context(), app.extensions["works"].writing(SYSTEM) as work:
        top = _part(work, "Company", None)
        teams = [_part(work, f"Team {number}", top).id for number in range(TEAMS)]
        functions = [JobFunction(name=name, plain_name=name) for name in ("nurse", "cook")]
        row = Qualification(code="1", name="First Aid", state=QualificationState.ACTIVE, created_at=work.now)
        work.db.add_all([*functions, row])
        work.db.flush()
        title = work.db.scalars(select(PersonAttribute).where(PersonAttribute.key == "job_title")).one()
        ids = _people(work)
        nurse = functions[0].id
        _insert(work, Membership, [_place(i, teams, [one.id for one in functions]) for i in ids])
        _insert(work, PersonAttributeValue, [_title(i, title.id) for i in ids])
        work.db.add(_rule(work, top.id, nurse, row.id))
        return {"function": nurse, "path": f"{top.path}%", "qualification": row.id}


def _part(work: Work, name: str, below: OrganisationPart | None) -> OrganisationPart:
    found = OrganisationPart(
        name=name, plain_name=name, kind=PartKind.TEAM, parent_id=below.id if below else None, path=""
    )
    work.db.add(found)
    work.db.flush()
    found.path = f"{below.path if below else '/'}{found.id}/"
    return found


def _people(work: Work) -> Sequence[int]:
    facts = {"given_name": "A", "name_prefix": "", "color_mode": "auto", "active": True, "created_at": work.now}
    rows = [
        {**facts, "version": 1, "family_name": f"P{n}", "sorting_name": f"p{n:06}", "email": f"p{n}@bench.example"}
        | {"group_name": f"Group {n % 7}"}
        for n in range(PEOPLE)
    ]
    _insert(work, Person, rows)
    ids = work.db.scalars(select(Person.id).order_by(Person.id)).all()
    _insert(work, PersonRole, [{"person_id": i, "role": Role.CANDIDATE, "limited": False} for i in ids])
    return ids


def _place(person_id: int, teams: Sequence[int], functions: Sequence[int]) -> dict[str, Any]:
    part, function = teams[person_id % len(teams)], functions[person_id % 2]
    return {"person_id": person_id, "part_id": part, "function_id": function, "since": date(2026, 1, 1)}


def _title(person_id: int, attribute_id: int) -> dict[str, Any]:
    return {"person_id": person_id, "attribute_id": attribute_id, "value": f"Title {person_id % 5}"}


def _rule(work: Work, top: int, function: int, qualification_id: int) -> LinkRule:
    place = Criterion(Key.PLACE, Test.IS, (str(top),), function_id=function)
    titles = [Criterion(Key.ATTRIBUTE, Test.IS, (f"title {n}",), attribute="job_title") for n in range(2)]
    either = Group(3, How.ANY, tuple(Is(number, one) for number, one in enumerate(titles, 4)))
    not_first = Is(7, Criterion(Key.GROUP, Test.IS, ("Group 0",)), negated=True)
    asked = Asked(Group(1, How.ALL, (Is(2, place), either, not_first)), (qualification_id,)).to_json()
    return LinkRule(
        name="Nurses", state=RuleState.ON, wanted=asked, in_force=asked, made_at=work.now, changed_at=work.now
    )


def _insert(work: Work, table: type[Any], rows: Iterable[dict[str, Any]]) -> None:
    waiting = list(rows)
    for start in range(0, len(waiting), AT_ONCE):
        work.db.execute(insert(table), waiting[start : start + AT_ONCE])


def timed(deed: Callable[[], Sequence[int]]) -> tuple[float, int]:
    """How long it took, and how many people it found."""
    began = perf_counter()
    found = deed()
    return perf_counter() - began, len(found)


def measure(app: Flask, facts: dict[str, Any]) -> tuple[list[float], int]:
    """The ratio of each round, ours and bare in turns, and how many people both found."""
    ratios, people = [], 0
    for _ in range(ROUNDS + 1):
        with app.app_context(), app.extensions["works"].reading(SYSTEM) as work:
            ours, people = timed(lambda: concerned(work, (LinkOrigin.BY_RULE, 1)))
        with app.app_context(), app.extensions["works"].reading(SYSTEM) as work:
            bare, same = timed(lambda: work.db.scalars(text(SAME), facts).all())
        if people != same:
            raise SystemExit(f"Ours found {people}, bare SQL {same}.")
        ratios.append(ours / bare)
    return ratios[1:], people  # the first round warms both


def main() -> None:
    """Fill a PostgreSQL database, then measure."""
    with ExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(postgres())
        settings = Settings(data=data, database=server.fresh_database(), language="en", secret="s" * 32)
        app = create_app(settings)
        with app.app_context():
            upgrade()
        facts = fill(app)
        with app.app_context():
            db.session.execute(text("ANALYZE"))
        ratios, people = measure(app, facts)
        shown = f"{median(ratios):.1f} ({min(ratios):.1f} to {max(ratios):.1f})"
        print(f"a rule over {PEOPLE:,} people, {people:,} of whom fit: {shown} times bare SQL")
        with app.app_context():
            db.engine.dispose()


if __name__ == "__main__":
    main()
