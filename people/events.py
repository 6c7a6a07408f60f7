"""What happens to people and their sign-ins."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class SignedIn(Event):
    """Somebody signed in on some browser."""

    name: ClassVar[str] = "people.signed-in"
    person_id: int
    new_sign_in_id: int


@dataclass(frozen=True, kw_only=True)
class SignedOut(Event):
    """A sign-in was ended, by its owner or by an administrator."""

    name: ClassVar[str] = "people.signed-out"
    person_id: int
    ended_sign_in_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class PreferencesChanged(Event):
    """Somebody chose another language or look."""

    name: ClassVar[str] = "people.preferences-changed"
    person_id: int
