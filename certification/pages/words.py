"""Words and signs of what is learned and asked."""

from collections.abc import Mapping

from certification.rules.activities import ActivityState
from certification.rules.periods import period_words
from certification.rules.states import ActivityKind, Stage
from certification.rules.upkeep import AskedActivity
from foundation.messages import Message, say
from foundation.web.wording import Lazy
from foundation.web.wording import lazy_gettext as _l

KINDS: Mapping[ActivityKind, Lazy] = {
    ActivityKind.E_LEARNING: _l("E-learning"),
    ActivityKind.EXAM: _l("Exam"),
    ActivityKind.MEET_UP: _l("Meet-up"),
    ActivityKind.ASSIGNMENT: _l("Assignment"),
    ActivityKind.COURSE: _l("Course"),
}
KIND_ICONS: Mapping[ActivityKind, str] = {
    ActivityKind.E_LEARNING: "document",
    ActivityKind.EXAM: "exam",
    ActivityKind.MEET_UP: "people",
    ActivityKind.ASSIGNMENT: "edit",
    ActivityKind.COURSE: "qualification",
}
STATES: Mapping[ActivityState, tuple[str, Lazy]] = {
    ActivityState.DRAFT: ("quiet", _l("Draft")),
    ActivityState.PLANNED: ("wait", _l("Published later")),
    ActivityState.PUBLISHED: ("ok", _l("Published")),
    ActivityState.RETIRED: ("stop", _l("Retired")),
}
STAGES: Mapping[Stage, Lazy] = {Stage.ACHIEVE: _l("Achieve"), Stage.MAINTAIN: _l("Maintain")}


def line_words(line: AskedActivity) -> list[Message]:
    """What is asked of this line besides that it is done."""
    told = [say("Mandatory") if line.mandatory else say("Optional")]
    if line.time_frame:
        told.append(say("within %(period)s of linking", period=period_words(line.time_frame)))
    if line.follow_up:
        told.append(say("again every %(period)s", period=period_words(line.follow_up)))
    if line.upload_allowed:
        told.append(say("certificate may be uploaded"))
    return told
