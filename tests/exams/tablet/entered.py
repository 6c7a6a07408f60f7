"""Marks that come another way than from the device of their examiner: what the tests of that need."""

import base64
import hashlib
import hmac
import io
import json
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from sqlalchemy import select

from exams.models import Mark, Sheet, Sitting, Tablet
from exams.rules.tablets import secret_of as secret_of_person
from foundation.audit import AuditLine
from people.models import Person
from tests.conftest import NOON

if TYPE_CHECKING:
    from tests.exams.conftest import School

SECRET = bytes(range(32))


def canonical(plain: dict[str, Any]) -> str:
    """The text over which a tablet vouches."""
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def mac_of(plain: dict[str, Any], secret: bytes | None = None) -> str:
    """What the tablet writes below it with this secret, or with that of the person whose file it is."""
    secret = secret or secret_of_person(SECRET, plain["user"]["id"])
    return hmac.new(secret, canonical(plain).encode(), hashlib.sha256).hexdigest()


@dataclass
class Tabled:
    """A school with an exam that goes on, and the tablet of its examiner."""

    school: "School"
    visit: Any
    sitting: Sitting
    tablet: UUID = field(default_factory=uuid4)
    sequence: Any = field(default_factory=lambda: count(1))

    @property
    def sheet(self) -> int:
        return self.sitting.sheets[0].id

    @property
    def steps(self) -> list[int]:
        return [step.id for step in self.school.form.steps]

    @property
    def sheet_url(self) -> str:
        return f"/exams/sheets/{self.sheet}/paper"

    def mark(self, place: int, value: int | None = 2, **facts: Any) -> dict[str, Any]:
        """A mark as a tablet sends it, for the step with this place on the form, counted from 0."""
        number = next(self.sequence)
        made_at = (NOON + timedelta(seconds=number)).isoformat()
        return {
            "op": str(uuid4()),
            "sheet": self.sheet,
            "step": self.steps[place],
            "value": value,
            "remark": "",
            "base_op": None,
            "sequence": number,
            "made_at": made_at,
            **facts,
        }

    def deed(self, kind: str, **content: Any) -> dict[str, Any]:
        """A deed as a tablet sends it."""
        number = next(self.sequence)
        made_at = (NOON + timedelta(seconds=number)).isoformat()
        deed = {"kind": kind, **content}
        return {"op": str(uuid4()), "sheet": self.sheet, "deed": deed, "sequence": number, "made_at": made_at}

    def send(self, *operations: dict[str, Any], examiner: Person | None = None) -> list[str]:
        """Send marks as the examiner's tablet does; what became of them."""
        body = {"operations": list(operations), "sent_at": (NOON + timedelta(hours=1)).isoformat()}
        answer = self.visit(examiner or self.school.examiner).post("/exams/sync", json=body)
        assert answer.status_code == 200, answer.text
        return [one["outcome"] for one in answer.json["answers"]]

    def file(self, *operations: dict[str, Any], **facts: Any) -> dict[str, Any]:
        """The file that this tablet saves."""
        plain = {
            "format": "proefstuk-marks",
            "version": 1,
            "tablet": str(self.tablet),
            "user": {"id": self.school.examiner.id, "name": self.school.examiner.name},
            "school": "De Brug",
            "made_at": (NOON + timedelta(hours=2)).isoformat(),
            "operations": list(operations),
            "shelf": [],
            "photos": [],
            **facts,
        }
        return {**plain, "mac": mac_of(plain)}

    def known(self, **facts: Any) -> None:
        """The tablet was prepared here."""
        with self.school.desk.writing() as work:
            moments = dict.fromkeys(("made_at", "prepared_at", "seen_at"), work.now)
            work.db.add(
                Tablet(
                    id=self.tablet,
                    person_id=self.school.examiner.id,
                    label="Android, Chrome",
                    secret=SECRET,
                    ends_at=work.now + timedelta(days=1),
                    **moments,
                    **facts,
                )
            )

    def change(self, **facts: Any) -> None:
        """The sheet of the examiner is something else now."""
        with self.school.desk.writing() as work:
            sheet = work.db.get_one(Sheet, self.sheet)
            for name, value in facts.items():
                setattr(sheet, name, value)

    def change_sitting(self, **facts: Any) -> None:
        """The exam is something else now."""
        with self.school.desk.writing() as work:
            sitting = work.db.get_one(Sitting, self.sitting.id)
            for name, value in facts.items():
                setattr(sitting, name, value)

    def another(self, examiner: Person, position: int = 1) -> int:
        """A further sheet of the same exam."""
        with self.school.desk.writing() as work:
            sheet = Sheet(sitting_id=self.sitting.id, examiner_id=examiner.id, position=position)
            work.db.add(sheet)
            work.db.flush()
            return sheet.id

    def marks(self) -> list[Mark]:
        """Every mark that was kept, oldest first."""
        return self.all_of(Mark)

    def all_of(self, kind: Any) -> list[Any]:
        """Every row of this kind, oldest first."""
        with self.school.desk.reading() as work:
            found = list(work.db.scalars(select(kind).order_by(kind.id)))
            work.db.expunge_all()
            return found

    def audit(self, name: str) -> list[Any]:
        """The audit lines of this event."""
        return [line for line in self.all_of(AuditLine) if line.event == name]


def as_upload(content: dict[str, Any] | bytes, name: str = "proefstuk-marks-2026-11-23.json") -> dict[str, Any]:
    """The fields of a form that sends such a file."""
    data = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
    return {"file": (io.BytesIO(data), name)}


def secret_of(vector: dict[str, Any]) -> bytes:
    """The secret of a vector."""
    return base64.b64decode(vector["secret"])
