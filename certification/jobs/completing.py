"""Earlier results that count for an activity from now on."""

from certification.actions.exam_results import TAKE_JOB, take_earlier_results
from certification.models import Activity
from foundation.messages import say
from foundation.runner import Handlers, JobRun


def register(handlers: Handlers) -> None:
    """Name the jobs of this module."""
    handlers.long(TAKE_JOB, take_results, title=say("Counting exams that were passed earlier"), needs_asker=False)


def take_results(run: JobRun, *, activity_id: int) -> None:
    """Let every earlier pass of its exam count, piece by piece; what counts already is left as it is."""
    may_be_more = True
    while may_be_more:
        with run.piece() as work:
            activity = work.db.get(Activity, activity_id)
            may_be_more = activity is not None and take_earlier_results(work, activity)
