"""Telling people by mail that something waits for them to be read: a result, a decision, a comparison."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from exams.events import ComparisonBegan, ResultRatified, ThirdExaminerGiven
from exams.events.board import MarkCorrected, ObjectionDecided, ResultAnnulled, ResultChanged
from exams.models import Sitting
from exams.rules import SittingState
from foundation.events import Event
from foundation.work import Work

TELL_RESULTS = "exams.tell-results"
TELL_DECIDED = "exams.tell-decided"
TELL_COMPARING = "exams.tell-comparing"
TELL_THIRD = "exams.tell-third"
AT_ONCE = 50  # mails that one job writes


class News(StrEnum):
    """What became of a result that the candidate is told of."""

    RATIFIED = "ratified"
    CHANGED = "changed"
    ANNULLED = "annulled"


def tell_of_results(work: Work, events: Sequence[Event]) -> None:
    """Whoever is concerned gets a mail once this is kept. Before a result is final its candidate hears nothing."""
    decided = [event for event in events if isinstance(event, ObjectionDecided)]
    for event in decided:
        work.later(TELL_DECIDED, objection_id=event.objection_id)
    _tell(work, News.RATIFIED, (event.sitting_id for event in events if isinstance(event, ResultRatified)))
    _tell(work, News.CHANGED, _changed(work, events))
    # Who reads the decision on an objection reads there that the result is void.
    told = {event.sitting_id for event in decided}
    _tell(work, News.ANNULLED, (number for number in _annulled(events) if number not in told))
    for began in (event for event in events if isinstance(event, ComparisonBegan)):
        work.later(TELL_COMPARING, sitting_id=began.sitting_id)
    for given in (event for event in events if isinstance(event, ThirdExaminerGiven)):
        work.later(TELL_THIRD, sitting_id=given.sitting_id)


def _changed(work: Work, events: Sequence[Event]) -> Iterable[int]:
    """Final results of which a mark was corrected, or that came out otherwise after an exemption."""
    concerned = {event.sitting_id for event in events if isinstance(event, MarkCorrected | ResultChanged)}
    return (number for number in sorted(concerned) if _is_final(work, number))


def _is_final(work: Work, sitting_id: int) -> bool:
    return work.db.get_one(Sitting, sitting_id).state is SittingState.RATIFIED


def _annulled(events: Sequence[Event]) -> Iterable[int]:
    return (event.sitting_id for event in events if isinstance(event, ResultAnnulled) and event.was_ratified)


def _tell(work: Work, news: News, sitting_ids: Iterable[int]) -> None:
    numbers = list(dict.fromkeys(sitting_ids))
    for start in range(0, len(numbers), AT_ONCE):
        # The moment is part of what each mail is known by: a second correction is told of again.
        work.later(TELL_RESULTS, news=news.value, sitting_ids=numbers[start : start + AT_ONCE], at=work.now.isoformat())
