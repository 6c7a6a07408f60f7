"""What this package does when something happens elsewhere."""

from collections.abc import Iterable, Sequence

from certification.actions import certificates
from certification.actions.asking import take_along
from certification.actions.doing import begun
from certification.actions.drawing import draw_later
from certification.actions.exam_results import count_no_more, count_pass, take_earlier_results_later
from certification.actions.linking.weighing import weigh_everybody_later, weigh_or_queue
from certification.actions.reminders import take_ladder_along
from certification.events.completing import ActivityCompleted, CompletionWithdrawn
from certification.events.sending import ActivityOpened, AssignmentHandedIn, ProofCorrected, ProofSent
from certification.events.upkeep import ActivityAsked, UpkeepTakenOver
from certification.models import Proof, Submission
from certification.queries.completing import exams_asked_by
from certification.queries.linking.sources import asking_now
from exams.events import ResultRatified
from exams.events.board import ResultAnnulled, ResultChanged
from foundation.events import Event
from foundation.work import Work
from people import events as of_people
from qualification_files.events import PeopleMovedBack, QualificationActivated, VersionMade


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
    take_ladder_along(work, qualification_id=event.qualification_id, predecessor_id=event.predecessor_id)


ABOUT_PEOPLE = (
    of_people.PeopleAdded,
    of_people.PeopleChanged,
    of_people.PeoplePlaced,
    of_people.PartMoved,
    of_people.PersonActivated,
    of_people.PersonDeactivated,
    of_people.RolesChanged,
    PeopleMovedBack,
)
# What asks for activities is for everybody from then on, and what is active can be linked.
ABOUT_EVERYBODY = (of_people.AttributeChanged, ActivityAsked, QualificationActivated)


def keep_links_true(work: Work, events: Sequence[Event]) -> None:
    """Whoever changed has what rules and the organisation ask of them now, in the same moment."""
    people = {person_id for event in events if isinstance(event, ABOUT_PEOPLE) for person_id in _whom(event)}
    concerns_all = any(isinstance(event, ABOUT_EVERYBODY) for event in events)
    if not (people or concerns_all) or not asking_now(work):
        return
    if concerns_all:
        weigh_everybody_later(work)
    weigh_or_queue(work, people)


def _whom(event: Event) -> Iterable[int]:
    if isinstance(event, of_people.RolesChanged):
        return [change.person_id for change in event.changes]
    if isinstance(event, of_people.PersonActivated | of_people.PersonDeactivated):
        return [event.person_id]
    person_ids: tuple[int, ...] = getattr(event, "person_ids", ())
    return person_ids


def draw_proof(work: Work, event: ProofSent | ProofCorrected) -> None:
    """Whoever decides looks at pictures of what was sent in."""
    proof = work.db.get_one(Proof, event.proof_id)
    draw_later(work, file_key=proof.file_key, media_type=proof.media_type)


def draw_assignment(work: Work, event: AssignmentHandedIn) -> None:
    """Whoever grades looks at pictures of what was handed in."""
    for file in work.db.get_one(Submission, event.submission_id).files:
        draw_later(work, file_key=file.file_key, media_type=file.media_type)


def note_opened(work: Work, event: ActivityOpened) -> None:
    """So that it goes on where it was left."""
    work.db.execute(begun(work, event.person_id, event.activity_id))


def count_earlier_exams(work: Work, event: ActivityAsked | UpkeepTakenOver) -> None:
    """What is asked from now on may have been passed before."""
    for activity in exams_asked_by(work, event.qualification_id):
        take_earlier_results_later(work, activity)


def give_certificates(work: Work, event: ActivityCompleted) -> None:
    """What was completed here gives a certificate where that is so set."""
    certificates.give(work, event)


def withdraw_certificates(work: Work, event: CompletionWithdrawn) -> None:
    """What was wrong is no longer certified."""
    certificates.withdraw_with(work, event)
