"""From where evidence came along."""

from datetime import datetime

from foundation.messages import Message, say
from foundation.work import Work


def came_along_words(
    work: Work, name: str | None, code: str | None, cohort: str | None, at: datetime | None
) -> Message | None:
    """From which earlier version evidence came along, and when; None when it did not."""
    if at is None:
        return None
    moved_on = at.astimezone(work.zone).date()
    if not cohort:
        return say("Moved along from %(name)s (%(code)s) on %(day)s", name=name, code=code, day=moved_on)
    return say(
        "Moved along from %(name)s (%(code)s, cohort %(cohort)s) on %(day)s",
        name=name,
        code=code,
        cohort=cohort,
        day=moved_on,
    )
