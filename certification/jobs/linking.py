"""Holding rules and the organisation against everybody, piece by piece."""

from certification.actions.linking.weighing import AT_ONCE, WEIGH_JOB, concerned, weigh
from foundation.messages import say
from foundation.runner import Handlers, JobRun


def weigh_everybody(run: JobRun) -> None:
    """Give and take away links as rules and the organisation ask now; one that starts again finds less to do.

    Each piece goes by what is asked at that moment, so a rule that is changed meanwhile counts from there on.
    """
    with run.reading() as work:
        people = concerned(work)
    begun = run.done
    total = begun + len(people)
    for start in range(0, len(people), AT_ONCE):
        piece = people[start : start + AT_ONCE]
        with run.piece() as work:
            weigh(work, piece)
            run.progress(begun + start + len(piece), total)


def register(handlers: Handlers) -> None:
    """The job of this module."""
    handlers.long(WEIGH_JOB, weigh_everybody, title=say("Link people by rules and by the organisation"))
