"""What happens to people and their sign-ins."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from foundation.events import BulkEvent, Event, Line


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


@dataclass(frozen=True, kw_only=True)
class PhotoChanged(Event):
    """Somebody has another photo, or none any more."""

    name: ClassVar[str] = "people.photo-changed"
    person_id: int
    has_photo: bool


@dataclass(frozen=True, kw_only=True)
class PasswordLinkSent(Event):
    """Somebody is mailed a link to choose a password."""

    name: ClassVar[str] = "people.password-link-sent"
    person_id: int
    works_until: datetime


@dataclass(frozen=True, kw_only=True)
class PasswordChosen(Event):
    """Somebody chose a password by a mailed link; all sign-ins ended."""

    name: ClassVar[str] = "people.password-chosen"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Event):
    """Somebody replaced the old password, knowing it; the other sign-ins ended."""

    name: ClassVar[str] = "people.password-changed"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class PeopleAdded(BulkEvent):
    """These people are new, one by one or from a spreadsheet."""

    name: ClassVar[str] = "people.people-added"
    import_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class PeopleChanged(BulkEvent):
    """What is known of these people changed; for several at once the fields are those of any of them."""

    name: ClassVar[str] = "people.people-changed"
    fields: tuple[str, ...]
    import_id: int | None = None


@dataclass(frozen=True)
class RoleChange:
    """The roles that somebody was given and lost."""

    person_id: int
    given: tuple[str, ...]
    taken: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RolesChanged(Event):
    """People have other roles from now on."""

    name: ClassVar[str] = "people.roles-changed"
    changes: tuple[RoleChange, ...]

    def lines(self) -> Iterable[Line]:
        """A line for each of them, with what that one was given and lost."""
        return (
            Line(facts={"given": change.given, "taken": change.taken}, person_id=change.person_id)
            for change in self.changes
        )


@dataclass(frozen=True, kw_only=True)
class PeopleInvited(BulkEvent):
    """These people will be mailed a link to choose their first password."""

    name: ClassVar[str] = "people.people-invited"


@dataclass(frozen=True, kw_only=True)
class PersonDeactivated(Event):
    """Somebody is kept out from now on."""

    name: ClassVar[str] = "people.person-deactivated"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class PersonActivated(Event):
    """Somebody is let in again."""

    name: ClassVar[str] = "people.person-activated"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class SupervisorAdded(Event):
    """A supervisor guides a candidate from now on."""

    name: ClassVar[str] = "people.supervisor-added"
    person_id: int
    supervisor_id: int


@dataclass(frozen=True, kw_only=True)
class SupervisorRemoved(Event):
    """A supervisor guides a candidate no longer."""

    name: ClassVar[str] = "people.supervisor-removed"
    person_id: int
    supervisor_id: int


@dataclass(frozen=True, kw_only=True)
class SupervisorsSet(Event):
    """A spreadsheet said who guides these candidates."""

    name: ClassVar[str] = "people.supervisors-set"
    guided: tuple[tuple[int, tuple[int, ...]], ...]  # candidate, and everybody who guides that candidate now

    def lines(self) -> Iterable[Line]:
        """A line for each candidate."""
        return (Line(facts={"supervisor_ids": ids}, person_id=candidate_id) for candidate_id, ids in self.guided)


@dataclass(frozen=True, kw_only=True)
class PeopleExported(Event):
    """Somebody took a list of people along."""

    name: ClassVar[str] = "people.people-exported"


@dataclass(frozen=True, kw_only=True)
class PeopleImportUploaded(Event):
    """A spreadsheet of people was uploaded to be looked at."""

    name: ClassVar[str] = "people.import-uploaded"
    import_id: int


@dataclass(frozen=True, kw_only=True)
class PeopleImportCarriedOut(Event):
    """A spreadsheet of people was taken in; how many rows came to what."""

    name: ClassVar[str] = "people.import-carried-out"
    import_id: int
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, kw_only=True)
class PeoplePlaced(BulkEvent):
    """These people have other places, lead other parts, or other things are known of them."""

    name: ClassVar[str] = "people.people-placed"
    what: str  # "begun", "ended", "lead-begun", "lead-ended" or "attributes"
    part_id: int | None = None
    function_id: int | None = None
    attributes: tuple[str, ...] = ()
    import_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class PartAdded(Event):
    """The organisation has another part."""

    name: ClassVar[str] = "people.part-added"
    part_id: int
    parent_id: int | None


@dataclass(frozen=True, kw_only=True)
class PartChanged(Event):
    """A part has another name, kind or place in the order."""

    name: ClassVar[str] = "people.part-changed"
    part_id: int
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PartMoved(Event):
    """A part stands somewhere else, with all that is below it; these people belong to it or lead something in it."""

    name: ClassVar[str] = "people.part-moved"
    part_id: int
    old_parent_id: int | None
    parent_id: int | None
    person_ids: tuple[int, ...]

    def lines(self) -> Iterable[Line]:
        """One line, however many people it concerns."""
        facts = {"part_id": self.part_id, "old_parent_id": self.old_parent_id, "parent_id": self.parent_id}
        yield Line(facts={**facts, "people": len(self.person_ids)})


@dataclass(frozen=True, kw_only=True)
class PartClosed(Event):
    """Nobody is put in this part any more."""

    name: ClassVar[str] = "people.part-closed"
    part_id: int


@dataclass(frozen=True, kw_only=True)
class PartReopened(Event):
    """People can be put in this part again."""

    name: ClassVar[str] = "people.part-reopened"
    part_id: int


@dataclass(frozen=True, kw_only=True)
class FunctionAdded(Event):
    """There is another function to have."""

    name: ClassVar[str] = "people.function-added"
    function_id: int


@dataclass(frozen=True, kw_only=True)
class FunctionChanged(Event):
    """A function has another name, or is retired or not any more; these people have it."""

    name: ClassVar[str] = "people.function-changed"
    function_id: int
    retired: bool
    person_ids: tuple[int, ...]

    def lines(self) -> Iterable[Line]:
        """One line, however many people have it."""
        facts = {"function_id": self.function_id, "retired": self.retired, "people": len(self.person_ids)}
        yield Line(facts=facts)


@dataclass(frozen=True, kw_only=True)
class AttributeAdded(Event):
    """There is another thing to know of people."""

    name: ClassVar[str] = "people.attribute-added"
    attribute_id: int


@dataclass(frozen=True, kw_only=True)
class AttributeChanged(Event):
    """An attribute of people has other names or choices, or is retired or not any more."""

    name: ClassVar[str] = "people.attribute-changed"
    attribute_id: int
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RoleLimited(Event):
    """A role of somebody counts in these parts only; in all again where none is named."""

    name: ClassVar[str] = "people.role-limited"
    person_id: int
    role: str
    part_ids: tuple[int, ...]
