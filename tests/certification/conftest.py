"""Who works with activities and qualifications that people keep."""

from collections.abc import Callable

import pytest
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
