"""Who works with activities and qualifications that people keep."""

import email
import email.policy
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select

from foundation.audit import AuditLine
from people.models import Person
from people.rules import Role
from tests.conftest import Desk, Visit
from tests.factories import Make


@pytest.fixture
def administrator(make: Make) -> Person:
    """Somebody who defines what is asked."""
    return make.person(Role.ADMINISTRATOR)


@pytest.fixture
def defining(visit: Callable[[Person | None], Visit], administrator: Person) -> Visit:
    """The browser of that administrator."""
    return visit(administrator)


@pytest.fixture
def audited(desk: Desk) -> Callable[[], list[str]]:
    """`audited()` names what is on record, the oldest first."""

    def read() -> list[str]:
        with desk.reading() as work:
            return list(work.db.scalars(select(AuditLine.event).order_by(AuditLine.id)))

    return read


@pytest.fixture
def mails(app: Flask, run_jobs: Callable[[], int]) -> Callable[[], list[EmailMessage]]:
    """`mails()`: what left, the oldest first, after doing the jobs that wait."""

    def read() -> list[EmailMessage]:
        run_jobs()
        files = app.extensions["settings"].mailbox.glob("*.eml")
        found = [email.message_from_bytes(file.read_bytes(), policy=email.policy.SMTP) for file in files]
        return sorted(found, key=lambda mail: mail["Date"].datetime)

    return read
