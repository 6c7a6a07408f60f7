"""A sheet to mark, and operations as a tablet makes them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from exams.models import ExamForm, Mark, Sheet, Sitting
from exams.models.tablets import TabletDeed
from foundation.audit import AuditLine
from people.models import Person
from people.rules import Role
from tests.conftest import NOON


@dataclass
class Bench:
    """An examiner with a candidate before them."""

    examiner: Person
    candidate: Person
    form: ExamForm
    sitting: Sitting
    sequence: Any = field(default_factory=lambda: count(1))

    @property
    def sheet(self) -> Sheet:
        return self.sitting.sheets[0]

    @property
    def steps(self) -> list[int]:
        return [step.id for step in self.form.steps]

    def mark(self, step: int, value: int | None = 2, **facts: Any) -> dict[str, Any]:
        """A mark for the step with this place on the form, counted from 0."""
        number = next(self.sequence)
        made_at = NOON + timedelta(seconds=number)
        return {
            "op": str(uuid4()),
            "sheet": self.sheet.id,
            "step": self.steps[step],
            "value": value,
            "remark": "",
            "base_op": None,
            "sequence": number,
            "made_at": made_at.isoformat(),
            **facts,
        }

    def deed(self, kind: str, minutes: float | None = None, *, of: int | None = None, **content: Any) -> dict[str, Any]:
        """A deed, made so many minutes after noon (or a second after what was made before), of this sheet or another.

        What its kind must say is there unless it is given.
        """
        number = next(self.sequence)
        made_at = NOON + (timedelta(seconds=number) if minutes is None else timedelta(minutes=minutes))
        return {
            "op": str(uuid4()),
            "sheet": of or self.sheet.id,
            "deed": {"kind": kind, **CONTENT.get(kind, {}), **content},
            "sequence": number,
            "made_at": made_at.isoformat(),
        }

    def whole(self, value: int = 2) -> list[dict[str, Any]]:
        """A mark for every step."""
        return [self.mark(place, value) for place in range(len(self.steps))]

    def signature(self, *marks: dict[str, Any], **content: Any) -> dict[str, Any]:
        """A signature under these marks."""
        return self.deed("sign", **{"marks": {str(mark["step"]): mark["op"] for mark in marks}, **content})


CONTENT: dict[str, dict[str, Any]] = {
    "pause": {"reason": "fire drill"},
    "remark": {"text": "Works neatly."},
    "no-show": {"reason": ""},
    "abort": {"reason": "Unwell."},
    "sign": {"name": "Sanne", "overall_remark": "Well.", "global_rating": None, "marks": {}},
    "photo": {"step": None, "sha256": "a" * 64, "size": 9, "type": "image/jpeg"},
}


@pytest.fixture
def bench(make) -> Bench:
    """A form of 6 steps in two groups, the first of them critical."""
    return bench_with(make)


def bench_with(make: Any, **form: Any) -> Bench:
    """The same with another form."""
    examiner, candidate = make.person(Role.EXAMINER), make.person(Role.CANDIDATE, given="Noor")
    made = make.exam_form(**{"critical": (1,), **form})
    return Bench(examiner, candidate, made, make.sitting(made, candidate, examiner))


@pytest.fixture
def send(visit, bench) -> Callable[..., Any]:
    """Send operations as the examiner's tablet does."""
    browser = visit(bench.examiner)

    def send_them(*operations: Any, sent_at: datetime | None = None, browser: Any = browser) -> Any:
        body = {"operations": list(operations), "sent_at": (sent_at or NOON + timedelta(hours=1)).isoformat()}
        return browser.post("/exams/sync", json=body)

    return send_them


@pytest.fixture
def outcomes(send) -> Callable[..., list[str]]:
    """Send operations and tell what became of each, in their order."""

    def told(*operations: Any, **options: Any) -> list[str]:
        answer = send(*operations, **options)
        assert answer.status_code == 200, answer.text
        by_op = {one["op"]: one["outcome"] for one in answer.json["answers"]}
        return [by_op[operation["op"]] for operation in operations]

    return told


@pytest.fixture
def marks(desk) -> Callable[[], list[Mark]]:
    """Every mark that was kept, oldest first."""

    def read() -> list[Mark]:
        with desk.reading() as work:
            found = list(work.db.scalars(select(Mark).order_by(Mark.id)))
            work.db.expunge_all()
            return found

    return read


@pytest.fixture
def deeds(desk) -> Callable[[], list[TabletDeed]]:
    """Every deed that was kept, oldest first."""

    def read() -> list[TabletDeed]:
        with desk.reading() as work:
            found = list(work.db.scalars(select(TabletDeed).order_by(TabletDeed.id)))
            work.db.expunge_all()
            return found

    return read


@pytest.fixture
def sheet_now(desk, bench) -> Callable[[], Sheet]:
    """The sheet as it is in the database, with its sitting."""

    def read() -> Sheet:
        with desk.reading() as work:
            found = work.db.scalars(
                select(Sheet).where(Sheet.id == bench.sheet.id).options(joinedload(Sheet.sitting))
            ).one()
            work.db.expunge_all()
            return found

    return read


@pytest.fixture
def audit(desk) -> Callable[[], list[Any]]:
    """The audit lines so far."""

    def read() -> list[Any]:
        with desk.reading() as work:
            found = list(work.db.scalars(select(AuditLine).order_by(AuditLine.id)))
            work.db.expunge_all()
            return found

    return read
