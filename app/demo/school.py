"""Fills an empty environment with the demo school, through the same actions people use, on days that have gone by."""

import io
from collections.abc import Iterator, Sequence

from flask import Flask
from sqlalchemy import func, select

from app.demo import cast, pictures
from app.demo.exams import plan_exams, plan_today
from app.demo.organisation import make_organisation
from app.demo.portfolios import make_portfolios
from app.demo.qualifications import make_qualifications, prepare_next_year
from app.demo.reviewing import say_what_became_of_them
from app.demo.stage import School
from app.demo.upkeep import make_upkeep
from foundation.access import SYSTEM
from foundation.environment import NAME, choose, setting
from foundation.files import photo
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.work import Work, WorkFactory
from people.actions import people
from people.models import Person, Supervision
from people.rules import Role
from qualification_files import actions as files
from qualification_files.rules import LinkOrigin

SCHOOL = "Vakcollege De Brug"
MADE_ON = "demo.made_on"
ACCOUNTS = "demo.accounts"
HOST = "debrug.example"
SHOWN = ("coordinator", "examiner", "examiner2", "supervisor", "board", "admin", "manager", "auditor")


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
    make_organisation(school)
    make_qualifications(school)
    make_links(school)
    make_upkeep(school)
    make_portfolios(school)
    say_what_became_of_them(school)
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
