"""Fills an empty environment with the demo school, through the same actions people use, on days that have gone by."""

import io
import uuid
from collections.abc import Iterator, Sequence
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from app.demo import cast, pictures, stories
from app.demo.exams import plan_exams, plan_today
from app.demo.qualifications import make_qualifications, prepare_next_year
from app.demo.stage import School
from foundation.access import SYSTEM
from foundation.environment import NAME, choose, setting
from foundation.files import UploadLimits, photo
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.scanning import NoScanner
from foundation.work import Work, WorkFactory
from people.actions import people
from people.models import Person, Supervision
from people.rules import Role
from portfolio import actions as portfolio
from portfolio.rules import EntryFacts
from qualification_files import actions as files
from qualification_files.models import CoreTask, Qualification, WorkProcess
from qualification_files.rules import LinkOrigin

SCHOOL = "Vakcollege De Brug"
MADE_ON = "demo.made_on"
ACCOUNTS = "demo.accounts"
HOST = "debrug.example"
VARIETY = 5  # pictures of each kind: drawing takes long, and a demo should start soon
SHOWN = ("coordinator", "examiner", "supervisor", "board", "admin", "manager", "auditor")


def open_demo(app: Flask) -> str:
    """Make the demo school where nothing is yet; where it is already, see to it that there are exams today."""
    works: WorkFactory = app.extensions["works"]
    school = School(app, works, works.clock().astimezone(works.zone).date())
    with app.app_context(), works.reading(SYSTEM) as work:
        made_on = setting(work.db, MADE_ON)
        strangers = work.db.scalar(select(func.count()).select_from(Person))
    if made_on:
        plan_today(school)
        return "The demo school is there already."
    if strangers:
        raise Refusal(say("This environment has people of its own. The demo school needs an empty one."))
    make_school(school)
    return f"The demo school was made: {len(school.people)} people."


def make_school(school: School) -> None:
    """Everything, oldest first."""
    make_people(school)
    make_qualifications(school)
    make_links(school)
    make_portfolios(school)
    prepare_next_year(school)
    plan_exams(school)
    with school.on(school.today, 8) as work:
        choose(work.db, NAME, SCHOOL)
        choose(work.db, MADE_ON, school.today.isoformat())
        choose(work.db, ACCOUNTS, list(accounts(school)))


def accounts(school: School) -> Iterator[dict[str, str]]:
    """Who can be signed in as, one of each kind."""
    shown = [*SHOWN[:1], "daan.visser", "fatima.elidrissi", *SHOWN[1:]]
    for key in shown:
        person = school.people[key]
        role = sorted(person.role_names)[0]
        yield {"role": role, "name": person.name, "email": person.email, "password": cast.PASSWORD}


def make_people(school: School) -> None:
    """Staff and candidates, each with the demo's password and most with a photo."""
    password = school.app.extensions["passwords"].hash(cast.PASSWORD)
    day = school.ago(days=240)
    with school.on(day) as work:
        for staff in cast.STAFF:
            school.people[staff.email] = add(work, staff.given, staff.prefix, staff.family, staff.email, staff.roles)
        for group, names in (("LAS-2A", cast.WELDERS), ("VZ-3B", cast.CARERS)):
            school.groups[group] = [
                add(work, *name, login(*name), (Role.CANDIDATE,), group=group, number=f"{group[:2]}{place:04}")
                for place, name in enumerate(names, start=1)
            ]
            school.people |= {person.email.split("@")[0]: person for person in school.groups[group]}
        for place, person in enumerate(school.people.values()):
            person.password_hash = password
            if place % 3 != 2:  # some people have no photo, as in any school
                drawn = photo(
                    io.BytesIO(pictures.portrait(place, long_hair=person.given_name in cast.LONG_HAIR))
                ).content
                person.photo_key = work.storage.put(io.BytesIO(drawn), limit=len(drawn)).key
        guide(work, school.people["supervisor"], school.groups["LAS-2A"])
        guide(work, school.people["supervisor2"], school.groups["VZ-3B"])


def add(
    work: Work,
    given: str,
    prefix: str,
    family: str,
    email: str,
    roles: tuple[Role, ...],
    *,
    group: str = "",
    number: str | None = None,
) -> Person:
    """One person."""
    return people.add_person(
        work,
        people.PersonFacts(
            given_name=given,
            name_prefix=prefix,
            family_name=family,
            email=f"{email}@{HOST}",
            number=number,
            group_name=group,
            language=None,
            roles=frozenset(roles),
        ),
    )


def login(given: str, prefix: str, family: str) -> str:
    """The part of the address before the @, in plain letters."""
    plain = str.maketrans("ŻżłŁčÇçëöọğıŞşńćãễệáà", "ZzlLcCceoogiSsncaeeaa")
    return f"{given}.{prefix}{family}".translate(plain).replace(" ", "").lower().encode("ascii", "ignore").decode()


def guide(work: Work, supervisor: Person, candidates: Sequence[Person]) -> None:
    """This supervisor guides these candidates."""
    work.db.add_all(Supervision(candidate_id=person.id, supervisor_id=supervisor.id) for person in candidates)


def make_links(school: School) -> None:
    """Everybody follows the qualification of the own group."""
    with school.on(school.ago(days=225), 11, by=school.people["coordinator"]) as work:
        for group, code in (("LAS-2A", "25290"), ("VZ-3B", "25656")):
            ids = [person.id for person in school.groups[group]]
            files.link(work, school.qualifications[code], ids, origin=LinkOrigin.IN_BULK)


def make_portfolios(school: School) -> None:
    """Some have told much, some little, some nothing yet."""
    for group, code, told in (("LAS-2A", "25290", stories.WELDING), ("VZ-3B", "25656", stories.CARE)):
        processes = processes_of(school, school.qualifications[code])
        for place, person in enumerate(school.groups[group]):
            for number, story in enumerate(told):
                if (place * 7 + number * 3) % 5 < 4 - place // 6:
                    tell(school, person, school.qualifications[code], processes, story, seed=place * 10 + number)


def processes_of(school: School, qualification: Qualification) -> list[int]:
    """The work processes of a qualification in order."""
    with school.on(school.today) as work:
        return list(
            work.db.scalars(
                select(WorkProcess.id)
                .join(CoreTask)
                .where(CoreTask.qualification_id == qualification.id)
                .order_by(CoreTask.position, WorkProcess.position)
            )
        )


def tell(
    school: School,
    person: Person,
    qualification: Qualification,
    processes: list[int],
    story: stories.Story,
    *,
    seed: int,
) -> None:
    """One entry with its files, linked to what it shows."""
    day = school.ago(days=30 * story.months_ago - seed % 20)
    started = day - timedelta(days=60)
    with school.on(day, 19, by=person) as work:
        facts = EntryFacts(
            title=story.title,
            organisation=story.organisation,
            role=story.role,
            started_on=started,
            ended_on=day,
            hours=story.hours,
            description=story.description,
        )
        entry = portfolio.add_entry(
            work, story.kind, facts, qualification_ids=[qualification.id], form_key=str(uuid.uuid4())
        )
        taken = [
            portfolio.take_in(work.storage, io.BytesIO(content), name, limits=UploadLimits(), scanner=NoScanner())
            for name, content in (file_of(kind, story, seed + place) for place, kind in enumerate(story.files))
        ]
        portfolio.add_files(work, entry, taken)
        shown = [processes[number - 1] for number in story.shows]
        portfolio.add_evidence(work, entry, shown, reasoning=story.reasoning)


def file_of(kind: str, story: stories.Story, seed: int) -> tuple[str, bytes]:
    """A file by its kind: its name and content."""
    match kind:
        case "weld":
            return f"IMG_{2000 + seed}.jpg", pictures.weld(seed % VARIETY)
        case "ward":
            return f"IMG_{2000 + seed}.jpg", pictures.ward(seed % VARIETY)
        case "sound":
            return "gesprek.wav", pictures.sound()
    return f"{story.title}.pdf", pictures.report(story.title, (story.description, story.reasoning))
