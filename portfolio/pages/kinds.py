"""The kinds of entry and of file in words, with their signs."""

from collections.abc import Mapping
from typing import NamedTuple

from foundation.messages import Message, say
from portfolio.rules import EntryKind, EntryStanding


class KindWords(NamedTuple):
    """A kind in words, with its sign."""

    label: Message
    about: Message
    icon: str


KINDS: Mapping[EntryKind, KindWords] = {
    EntryKind.PRODUCT: KindWords(say("Product"), say("Something you made: a workpiece, a dish, a report"), "evidence"),
    EntryKind.PROJECT: KindWords(say("Project"), say("An assignment with a beginning and an end"), "grid"),
    EntryKind.WORK_EXPERIENCE: KindWords(
        say("Work experience"), say("A job, a placement or volunteer work"), "organisation"
    ),
    EntryKind.EDUCATION: KindWords(say("Education"), say("A school you went to and what you got there"), "certificate"),
    EntryKind.TRAINING: KindWords(say("Training"), say("A course, a workshop or a certificate"), "growth"),
    EntryKind.OTHER: KindWords(say("Something else"), say("Whatever else shows what you can do"), "document"),
}


FILE_ICONS = {"image": "photo", "document": "document", "audio": "audio", "video": "video"}

STANDINGS: Mapping[EntryStanding, Message] = {
    EntryStanding.UNLINKED: say("Not linked"),
    EntryStanding.OPEN: say("Not handed in"),
    EntryStanding.WAITING: say("Waits for review"),
    EntryStanding.RETURNED: say("Returned"),
    EntryStanding.ACCEPTED: say("Accepted"),
}
