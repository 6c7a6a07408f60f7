"""Making an installation: the tables, and the first person who can let others in."""

from dataclasses import dataclass
from typing import ClassVar

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select

from foundation.access import SYSTEM
from foundation.events import Event
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.web.database import db
from foundation.work import WorkFactory
from people import queries
from people.actions.passwords import change_password
from people.actions.people import PersonFacts, activate, add_person
from people.models import Person, PersonRole
from people.rules import Role, is_email, objection_to_password, plain_email, plain_password


@dataclass(frozen=True, kw_only=True)
class AdministratorMade(Event):
    """Somebody at the machine itself let a person administer the environment."""

    name: ClassVar[str] = "people.administrator-made"
    person_id: int


@dataclass(frozen=True)
class Tables:
    """At which version the tables are, and at which they should be."""

    present: str | None
    newest: str | None

    @property
    def are_ready(self) -> bool:
        """Whether this version can work with them."""
        return self.present == self.newest


@dataclass(frozen=True)
class FirstPerson:
    """Who is to administer the environment."""

    email: str
    given: str
    prefix: str
    family: str
    password: str


def tables_of(app: Flask) -> Tables:
    """How the database stands."""
    with app.app_context():
        script = ScriptDirectory.from_config(app.extensions["migrate"].migrate.get_config())
        with db.engine.connect() as connection:
            present = MigrationContext.configure(connection).get_current_revision()
    return Tables(present, script.get_current_head())


def bring_up_to_date(app: Flask) -> Tables:
    """Carry out every migration that is still to be done."""
    with app.app_context():
        upgrade()
    return tables_of(app)


def administrator(app: Flask) -> str | None:
    """The address of somebody who administers the environment, if there is anybody."""
    is_one = (PersonRole.role == Role.ADMINISTRATOR) & Person.active.is_(True)
    with app.app_context(), _works(app).reading(SYSTEM) as work:
        return work.db.scalar(select(Person.email).join(Person.roles).where(is_one).order_by(Person.id).limit(1))


def make_administrator(app: Flask, first: FirstPerson) -> None:
    """Let this person administer; whoever is known already gets the role and the password."""
    email, password = plain_email(first.email), plain_password(first.password)
    if not is_email(email):
        raise Refusal(say("%(email)s is not an e-mail address.", email=first.email))
    objection = objection_to_password(password, about=(email, first.given, first.family))
    if objection:
        raise Refusal(objection)
    hashed = app.extensions["passwords"].hash(password)
    with app.app_context(), _works(app).writing(SYSTEM) as work:
        person = queries.account(work, email) or add_person(work, _facts(email, first))
        if Role.ADMINISTRATOR not in person.role_names:
            person.roles.append(PersonRole(role=Role.ADMINISTRATOR))
        if not person.active:
            activate(work, person)
        change_password(work, person, hashed, sign_in_id=None)
        work.emit(AdministratorMade(person_id=person.id))


def split_name(name: str) -> tuple[str, str, str]:
    """Given name, prefix in small letters, family name: `Fatima el Idrissi`."""
    words = name.split()
    prefix = [word for word in words[1:-1] if word.islower()]
    rest = [word for word in words[1:] if word not in prefix]
    return words[0], " ".join(prefix), " ".join(rest)


def _facts(email: str, first: FirstPerson) -> PersonFacts:
    return PersonFacts(
        given_name=first.given,
        name_prefix=first.prefix,
        family_name=first.family,
        email=email,
        number=None,
        group_name="",
        language=None,
        roles=frozenset({Role.ADMINISTRATOR}),
    )


def _works(app: Flask) -> WorkFactory:
    works: WorkFactory = app.extensions["works"]
    return works
