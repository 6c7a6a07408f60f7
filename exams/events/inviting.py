"""What happens to invitations."""

from dataclasses import dataclass
from typing import ClassVar

from foundation.events import BulkEvent


@dataclass(frozen=True, kw_only=True)
class PeopleInvited(BulkEvent):
    """These candidates and examiners get a mail about when and where their exam is; changes follow by themselves."""

    name: ClassVar[str] = "exams.people-invited"
    session_id: int
