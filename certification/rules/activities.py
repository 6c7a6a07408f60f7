"""What an activity is made of, when people see it, and what it still lacks."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from certification.rules.states import ActivityKind, ContentKind
from foundation.messages import Message, say

CONTENTS = (ContentKind.LINK, ContentKind.PAGE, ContentKind.FILE, ContentKind.VIDEO)  # of an e-learning


class ActivityState(StrEnum):
    """Where an activity is in its life."""

    DRAFT = "draft"
    PLANNED = "planned"  # published on a day to come
    PUBLISHED = "published"
    RETIRED = "retired"


def state_of(published_on: date | None, retired_at: datetime | None, today: date) -> ActivityState:
    """Where it is on this day."""
    if retired_at is not None:
        return ActivityState.RETIRED
    if published_on is None:
        return ActivityState.DRAFT
    return ActivityState.PUBLISHED if published_on <= today else ActivityState.PLANNED


@dataclass(frozen=True, kw_only=True)
class Makings:
    """What there is in an activity, as far as publication asks."""

    kind: ActivityKind
    content: ContentKind = ContentKind.NONE
    address: str = ""
    page_text: str = ""
    files: int = 0
    has_exam: bool = False
    parts: int = 0
    unseen_parts: int = 0  # drafts and retired ones


def what_is_missing(found: Makings) -> list[Message]:
    """Why people cannot do it yet; nothing when it may be published."""
    match found.kind:
        case ActivityKind.E_LEARNING:
            return _content_missing(found)
        case ActivityKind.EXAM:
            return [] if found.has_exam else [say("Choose the exam that must be passed.")]
        case ActivityKind.ASSIGNMENT:
            return [] if found.page_text else [say("Write the instruction: what must be handed in?")]
        case ActivityKind.COURSE:
            return _parts_missing(found)
        case ActivityKind.MEET_UP:
            return []  # dates may follow


def _content_missing(found: Makings) -> list[Message]:
    if found.content is ContentKind.NONE:
        return [say("Choose what it shows: a link, a page, a file or a video.")]
    if found.content is ContentKind.LINK and not found.address:
        return [say("Fill in the address of the link.")]
    if found.content is ContentKind.PAGE and not found.page_text:
        return [say("Write the text of the page.")]
    if found.content is ContentKind.FILE and not found.files:
        return [say("Add the file.")]
    if found.content is ContentKind.VIDEO and not (found.files or found.address):
        return [say("Add the video, or fill in the address where it stands.")]
    return []


def _parts_missing(found: Makings) -> list[Message]:
    if not found.parts:
        return [say("Add at least one part to the course.")]
    if found.unseen_parts:
        return [say("One of its parts is not published. Publish it first, or take it out.")]
    return []
