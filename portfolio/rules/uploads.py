"""What an upload is for, and how much room somebody has."""

import re
from dataclasses import dataclass

_SUBJECT = re.compile(r"entry:([1-9][0-9]{0,9})|draft:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
_LARGEST_NUMBER = 2**31 - 1


@dataclass(frozen=True)
class ForEntry:
    """A file for an entry that is there."""

    entry_id: int


@dataclass(frozen=True)
class ForDraft:
    """A file for an entry that is still being typed, in the form with this key."""

    form_key: str


@dataclass(frozen=True)
class Room:
    """How many bytes somebody's files take, with what is on its way, and how many they may; 0 is no limit."""

    used: int
    limit: int

    @property
    def is_over(self) -> bool:
        """Whether it is too much already."""
        return bool(self.limit) and self.used > self.limit

    @property
    def left(self) -> int | None:
        """How many more would fit; none where there is no limit."""
        return max(0, self.limit - self.used) if self.limit else None

    def fits(self, size: int) -> bool:
        """Whether so many more would fit."""
        return not self.limit or self.used + size <= self.limit


def subject_of(text: str) -> ForEntry | ForDraft | None:
    """What `entry:12` or `draft:<form key>` means; none when it means nothing."""
    found = _SUBJECT.fullmatch(text)
    if found is None:
        return None
    if found[2]:
        return ForDraft(found[2])
    return ForEntry(int(found[1])) if int(found[1]) <= _LARGEST_NUMBER else None
