"""An examiner with a tablet, and sheets to take along."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from people.models import Person
from people.rules import Role
from tests.conftest import Visit


@pytest.fixture
def examiner(make) -> Person:
    """Who examines."""
    return make.person(Role.EXAMINER)


@pytest.fixture
def visitor(visit, examiner) -> Visit:
    """The examiner, signed in on the tablet."""
    return visit(examiner)


@pytest.fixture
def tablet_id() -> str:
    """The number that the tablet gave itself."""
    return str(uuid4())


@pytest.fixture
def prepare(visitor, tablet_id) -> Callable[..., Any]:
    """Prepare the tablet as the app does."""

    def prepare_it(*, by: Visit = visitor, **told: Any) -> Any:
        body = {"tablet": tablet_id, "label": "Android, Chrome", "build": "0123456789ab", **told}
        return by.post("/exams/tablet/prepare", json=body, headers={"X-Proefstuk-Tablet": tablet_id})

    return prepare_it
