"""Who comes to these doors, and files of our own making to bring along."""

import io

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from foundation.audit import AuditLine
from people.rules import Role
from qualification_files.cli import qualifications
from tests.qualification_files.formats.sbb.building import dossier, file_of, profile


@pytest.fixture
def coordinator(make):
    return make.person(Role.COORDINATOR)


@pytest.fixture
def browser_of_coordinator(visit, coordinator):
    return visit(coordinator)


@pytest.fixture
def candidate(make):
    return make.person(Role.CANDIDATE)


@pytest.fixture
def audited(desk):
    """`audited("qualification_files.qualification-added")`: the audit lines of this event."""

    def lines(name):
        with desk.reading() as work:
            found = list(work.db.scalars(select(AuditLine).where(AuditLine.event == name).order_by(AuditLine.id)))
            work.db.expunge_all()
            return found

    return lines


@pytest.fixture
def count(desk):
    """`count(Qualification, ...)`: how many rows there are."""

    def rows(model, *conditions):
        with desk.reading() as work:
            return len(work.db.scalars(select(model).where(*conditions)).all())

    return rows


@pytest.fixture
def type_in(app):
    """Type a command and give its exit code and what it printed."""

    def run(*arguments, sent=None):
        done = CliRunner().invoke(qualifications, [str(one) for one in arguments], obj=lambda: app, input=sent)
        return done.exit_code, done.output

    return run


@pytest.fixture
def official_file():
    """Two qualifications that share a base, as SBB would send them."""
    chairs, tables = profile("25001", "71", "1"), profile("25002", "72", "2", title="Table maker", level="4")
    return file_of(dossier(chairs, tables))


def sent(content, name="dossier.xml"):
    """A file as a browser sends it."""
    return (io.BytesIO(content), name)
