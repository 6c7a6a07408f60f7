"""What tablets leave behind with an exam besides marks: deeds, photos, decisions about what was refused, files."""

import io
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from exams.events import MarksRecorded
from exams.events.photos import PhotoArrived
from exams.models import Mark, MarkFile, MarkPhoto, Sheet, ShelfDecision, TabletDeed
from exams.rules import AnswerKind
from exams.rules.deeds import DeedKind, MarkSource
from foundation.work import Work
from people.models import Person
from tests.exams.tablet.entered import mac_of

PICTURE = b"a picture, for all that the chain knows"
PAUSED = [(DeedKind.START, {}), (DeedKind.PAUSE, {"reason": "Fire drill"}), (DeedKind.RESUME, {}), (DeedKind.STOP, {})]


def with_deeds(work: Work, sheet: Sheet, *, at: datetime | None = None) -> None:
    """The exam began, stood still after 10 minutes for 5 and ended after 40, as the tablet said."""
    began = at or work.now
    for place, ((kind, content), minutes) in enumerate(zip(PAUSED, (0, 10, 15, 40), strict=True)):
        made_at = began + timedelta(minutes=minutes)
        work.db.add(
            TabletDeed(
                op=uuid4(), sitting_id=sheet.sitting_id, sheet_id=sheet.id, examiner_id=sheet.examiner_id,
                kind=kind, content=content, sequence=90 + place, made_at=made_at, sent_at=max(made_at, work.now),
                received_at=work.now, answer=AnswerKind.STORED,
            )
        )  # fmt: skip
    work.db.flush()
    announced(work, sheet)


def with_photo(work: Work, sheet: Sheet, step_id: int | None = None, *, content: bytes = PICTURE) -> UUID:
    """A photo of this step, or of the exam as a whole."""
    blob = work.storage.put(io.BytesIO(content), limit=10_000_000)
    photo = MarkPhoto(
        id=uuid4(), op=uuid4(), sitting_id=sheet.sitting_id, sheet_id=sheet.id, step_id=step_id, file_key=blob.key,
        content_type="image/jpeg", size=blob.size, sha256="a" * 64, added_by=sheet.examiner_id, taken_at=work.now,
        arrived_at=work.now,
    )  # fmt: skip
    work.db.add(photo)
    work.db.flush()
    announced(work, sheet, photo)
    return photo.id


def with_decision(work: Work, sheet: Sheet, by: Person) -> None:
    """A refused mark was set aside."""
    work.db.add(
        ShelfDecision(
            op=uuid4(), sitting_id=sheet.sitting_id, sheet_id=sheet.id, taken_over=False, reason="He was ill.",
            decided_by=by.id, decided_at=work.now,
        )
    )  # fmt: skip
    work.db.flush()
    announced(work, sheet)


def with_marks(work: Work, sheet: Sheet, steps: Sequence[int], source: MarkSource, by: Person) -> None:
    """These steps were marked again, and the marks came in another way."""
    marks = [
        Mark(
            op=uuid4(), sheet_id=sheet.id, step_id=step, examiner_id=sheet.examiner_id, value=2, remark="On paper.",
            sequence=500 + step, made_at=work.now, received_at=work.now, answer=AnswerKind.STORED, source=source,
            entered_by=by.id,
        )
        for step in steps
    ]  # fmt: skip
    work.db.add_all(marks)
    work.db.flush()
    ids = tuple(mark.id for mark in marks)
    work.emit(
        MarksRecorded(
            sheet_id=sheet.id, person_id=sheet.candidate_id, mark_ids=ids, stored=len(ids), refused=0, conflicts=0
        )
    )  # fmt: skip


def with_file(work: Work, sheet: Sheet, by: Person, *, about: int | None = None) -> str:
    """A file that a tablet saved was brought in just now, with a pause of this sheet; the key of what is kept of it."""
    pause = {
        "op": str(uuid4()), "sheet": about or sheet.id, "deed": {"kind": "pause", "reason": "Fire drill"},
        "sequence": 1, "made_at": work.now.isoformat(),
    }  # fmt: skip
    plain = {
        "format": "proefstuk-marks", "version": 1, "tablet": str(uuid4()), "school": "De Brug",
        "user": {"id": sheet.examiner_id, "name": "Ahmed"}, "made_at": work.now.isoformat(), "operations": [pause],
        "shelf": [], "photos": [],
    }  # fmt: skip
    blob = work.storage.put(io.BytesIO(json.dumps({**plain, "mac": mac_of(plain)}).encode()), limit=10_000)
    work.db.add(
        MarkFile(
            sha256=blob.sha256, examiner_id=sheet.examiner_id, file_name="proefstuk-marks.json", file_key=blob.key,
            size=blob.size, proven=True, counts={"stored": 1}, imported_by=by.id, imported_at=work.now,
        )
    )  # fmt: skip
    return blob.key


def announced(work: Work, sheet: Sheet, photo: MarkPhoto | None = None) -> None:
    """What happened is told, so that it comes into the chain."""
    facts: dict[str, Any] = {"photo": str(photo.id if photo else uuid4()), "step_id": photo.step_id if photo else None}
    work.emit(
        PhotoArrived(
            sitting_id=sheet.sitting_id, sheet_id=sheet.id, person_id=sheet.candidate_id, sha256="a" * 64,
            kept_sha256="b" * 64, **facts,
        )
    )  # fmt: skip
