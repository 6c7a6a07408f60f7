"""Where files are sent to, and how much room there is for them."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from foundation.web.uploads import person_limit
from foundation.web.words import size
from foundation.work import Work
from portfolio import queries
from portfolio.rules import Room


@dataclass(frozen=True)
class UploadPlace:
    """What a drop zone needs to send files by itself."""

    url: str
    subject: str  # what they are for
    user: int
    sign_in: str  # where to sign in again, should that expire meanwhile
    room: dict[str, object] | None  # none where there is no limit


def upload_place(work: Work, subject: str) -> UploadPlace:
    """For files of whoever looks (1 statement)."""
    owner_id = work.actor.id or 0
    room = queries.room_of(work, owner_id, limit=person_limit())
    return UploadPlace(
        url_for("portfolio.begin_upload"), subject, owner_id, url_for("people.sign_in"), room_shown(room)
    )


def room_shown(room: Room) -> dict[str, object] | None:
    """In words and as a bar."""
    if room.left is None:
        return None
    words = _("%(used)s of %(limit)s used", used=size(room.used), limit=size(room.limit))
    return {"words": words, "used": room.used, "limit": room.limit, "left": room.left}
