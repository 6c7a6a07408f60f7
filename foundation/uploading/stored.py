"""Which stored bytes belong to uploads that are not used yet."""

from sqlalchemy import select

from foundation.orphans import KeyPlaces
from foundation.uploading.models import Upload
from foundation.work import Work


def keys_waiting(work: Work) -> set[str]:
    """Of files that were looked at and kept, and wait for a form to be sent."""
    waiting = select(Upload.taken).where(Upload.used_at.is_(None), Upload.taken.is_not(None))
    return {taken["key"] for taken in work.db.scalars(waiting) if taken}


KEPT = KeyPlaces(columns=(), elsewhere=keys_waiting)
