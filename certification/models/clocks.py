"""Whose clock somebody looks at, and when it stands still."""

from dataclasses import dataclass

from certification.models.upkeep import UpkeepPause
from people.models import Person
from qualification_files.models import Qualification


@dataclass(frozen=True)
class OpenedClock:
    """A qualification of somebody, and whether whoever asks looks after that person."""

    person: Person
    qualification: Qualification
    looked_after: bool

    @property
    def owner_id(self) -> int:
        """Whose it is."""
        return self.person.id


@dataclass(frozen=True)
class OpenedPauses:
    """The pauses of somebody, and whether whoever asks looks after that person."""

    person: Person
    looked_after: bool

    @property
    def owner_id(self) -> int:
        """Whose they are."""
        return self.person.id


@dataclass(frozen=True)
class OpenedPause(OpenedPauses):
    """One of them."""

    pause: UpkeepPause
