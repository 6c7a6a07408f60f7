"""Photos for tests: pictures of a few colours, and their announcements as the tablet's deeds have them."""

import io
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from PIL import Image

from exams.models import TabletDeed
from exams.rules import AnswerKind
from exams.rules.deeds import DeedKind
from tests.conftest import NOON

PLACE = 0x8825  # EXIF: where the camera was


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 480), colour: str = "teal", **more: Any) -> bytes:
    """A picture, as a camera makes it."""
    whole = io.BytesIO()
    Image.new("RGB", size, colour).save(whole, kind, **more)
    return whole.getvalue()


def placed(**more: Any) -> bytes:
    """A photo that tells where it was taken, and lies on its side."""
    facts = Image.Exif()
    facts[0x0112] = 6
    facts.get_ifd(PLACE)[1] = "N"
    facts.get_ifd(PLACE)[2] = (52.0, 22.0, 12.0)
    return picture(exif=facts, **more)


def announce(desk: Any, sheet: Any, content: bytes, *, step: int | None = None, **more: Any) -> UUID:
    """A photo that a tablet announced before its bytes come; gives its id."""
    photo = more.pop("photo", None) or uuid4()
    facts = {"photo": str(photo), "step": step, "sha256": sha256(content).hexdigest(), "size": len(content)}
    deed(desk, sheet, DeedKind.PHOTO, {**facts, "type": "image/jpeg"}, **more)
    return photo


def deed(desk: Any, sheet: Any, kind: DeedKind, content: dict[str, Any], **more: Any) -> None:
    """A deed as it was taken in."""
    with desk.writing() as work:
        row = TabletDeed(
            op=uuid4(),
            sitting_id=sheet.sitting_id,
            sheet_id=sheet.id,
            examiner_id=sheet.examiner_id,
            kind=kind,
            content=content,
            sequence=1,
            made_at=NOON - timedelta(minutes=5),
            sent_at=NOON - timedelta(minutes=1),
            received_at=NOON,
            answer=AnswerKind.STORED,
        )
        for name, value in more.items():
            setattr(row, name, value)
        work.db.add(row)
