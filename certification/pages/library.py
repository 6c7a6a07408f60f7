"""What the pages of the library show."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from certification.models import Activity, CoursePart, Theme
from certification.pages.words import KINDS, STATES
from certification.queries import library as queries
from certification.queries.courses import parts
from certification.queries.library import Uses, WantedActivities
from certification.queries.meetings import MeetingRow, meetings_of
from certification.rules.activities import ActivityState, Makings, state_of, what_is_missing
from certification.rules.page_text import Block, blocks
from certification.rules.states import ActivityKind
from foundation.messages import Message
from foundation.work import Work
from qualification_files.models import Qualification


@dataclass(frozen=True, kw_only=True)
class ActivityPage:
    """An activity as people see it, with what only the library knows of it."""

    activity: Activity
    state: ActivityState
    blocks: list[Block]
    missing: list[Message]
    uses: Uses
    asking: Sequence[Qualification]
    courses: Sequence[Activity]
    parts: Sequence[CoursePart]
    meetings: Sequence[MeetingRow]

    @property
    def is_used(self) -> bool:
        """Whether it can be neither removed nor made a draft again."""
        uses = self.uses
        return any((uses.qualifications, uses.courses, uses.people, uses.meetings))


def activity_page(work: Work, activity: Activity) -> ActivityPage:
    """Everything about one activity (at most 6 statements)."""
    made: Makings = queries.makings(work, activity)
    return ActivityPage(
        activity=activity,
        state=state_of(activity.published_on, activity.retired_at, work.today),
        blocks=blocks(activity.page_text),
        missing=what_is_missing(made),
        uses=queries.uses(work, activity.id),
        asking=queries.qualifications_asking(work, activity.id),
        courses=queries.courses_with(work, activity.id),
        parts=parts(work, activity.id) if activity.kind is ActivityKind.COURSE else [],
        meetings=meetings_of(work, activity.id) if activity.kind is ActivityKind.MEET_UP else [],
    )


def filters(wanted: WantedActivities, themes: Sequence[Theme]) -> list[dict[str, object]]:
    """The selects of the toolbar, with what is chosen."""
    return [
        {
            "name": "kind",
            "label": _("Kind"),
            "options": [(kind.value, str(words)) for kind, words in KINDS.items()],
            "value": wanted.kind.value if wanted.kind else "",
        },
        {
            "name": "theme",
            "label": _("Theme"),
            "options": [(theme.id, theme.name) for theme in themes],
            "value": wanted.theme_id or "",
        },
    ]


def state_of_row(work: Work, activity: Activity) -> tuple[str, object]:
    """The state of an activity in a list."""
    return STATES[state_of(activity.published_on, activity.retired_at, work.today)]
