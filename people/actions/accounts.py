"""What people do with their own account."""

from typing import Any

from sqlalchemy import update

from foundation.work import Work
from people.events import PhotoChanged, PreferencesChanged
from people.models import Person


def change_preferences(work: Work, person: Person, *, language: str | None, color_mode: str | None) -> None:
    """Read in another language or another light from now on."""
    set_own(work, person, language=language or person.language, color_mode=color_mode or person.color_mode)
    work.emit(PreferencesChanged(person_id=person.id))


def change_photo(work: Work, person: Person, photo_key: str | None) -> None:
    """Be seen with this photo, or with none; the old one is swept away at night."""
    set_own(work, person, photo_key=photo_key)
    work.emit(PhotoChanged(person_id=person.id, has_photo=photo_key is not None))


def set_own(work: Work, person: Person, **values: Any) -> None:
    """Write what only concerns the person: no other version of what an administrator may be editing just now."""
    work.db.execute(update(Person).where(Person.id == person.id).values(**values))
