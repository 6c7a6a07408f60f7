"""What this package does when something happens elsewhere."""

from certification.actions.asking import take_along
from certification.actions.exam_results import count_no_more, count_pass
from exams.events import ResultRatified
from exams.events.board import ResultAnnulled, ResultChanged
from foundation.work import Work
from qualification_files.events import VersionMade


def follow_result(work: Work, event: ResultRatified | ResultChanged) -> None:
    """A final, summative pass completes what is linked to the exam; a result that is no pass any more does not."""
    if event.formative:
        return
    if event.passed:
        count_pass(work, sitting_id=event.sitting_id, form_id=event.form_id)
    else:
        count_no_more(work, sitting_id=event.sitting_id, person_id=event.person_id)


def follow_annulment(work: Work, event: ResultAnnulled) -> None:
    """A void result completes nothing."""
    if event.was_ratified:
        count_no_more(work, sitting_id=event.sitting_id, person_id=event.person_id)


def ask_the_same(work: Work, event: VersionMade) -> None:
    """A new version of a qualification is achieved and maintained as the earlier one (Q14)."""
    take_along(work, qualification_id=event.qualification_id, predecessor_id=event.predecessor_id)
