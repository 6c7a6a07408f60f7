"""Who cannot be planned or examine, and why, by name."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from exams.models import ExamForm, ExamSession, Sheet, Sitting
from exams.queries.attempts import taken_among
from exams.queries.certificates import certificate_demand, certificates_of
from exams.queries.exemptions import wholly_exempt
from exams.queries.sessions import guided_by, linked_among
from exams.rules.attempts import Taken
from exams.rules.certificates import may_examine_on, why_not_certified
from exams.rules.planning import why_not_examine, why_not_sit
from foundation.messages import Message, say
from foundation.refusals import NotAllowed, Refusal
from foundation.work import Work
from people.models import Person


@dataclass(frozen=True, kw_only=True)
class Examiners:
    """Who examines, first and second; either may be chosen later."""

    first: Person | None = None
    second: Person | None = None

    @property
    def chosen(self) -> list[tuple[int, Person]]:
        """(position, person) of those who are chosen."""
        return [(place, one) for place, one in ((1, self.first), (2, self.second)) if one]

    def sheets(self) -> list[Sheet]:
        """A sheet for each of them."""
        return [Sheet(examiner_id=person.id, position=position) for position, person in self.chosen]


def why_not_planned(
    work: Work,
    session: ExamSession,
    people: Sequence[Person],
    examiner: Person | None,
    second: Person | None = None,
) -> list[Message]:
    """For each of these people who cannot be planned with these examiners: why (at most 10 statements)."""
    taken = taken_among(work, session.form.family, [person.id for person in people])
    examiners = Examiners(first=examiner, second=second)
    return [*why_not_sitting(work, session.form, people, taken), *why_not_with(work, session, people, examiners)]


def why_not_sitting(work: Work, form: ExamForm, people: Sequence[Person], taken: dict[int, Taken]) -> list[Message]:
    """For each of these people who cannot sit this exam: why (2 statements)."""
    ids = [person.id for person in people]
    linked, exempt = linked_among(work, form.qualification_id, ids), wholly_exempt(work, form.family, ids)
    reasons = (
        why_not_sit(
            person.name,
            linked=person.id in linked,
            taken=taken.get(person.id, Taken()).number,
            allowed=form.attempts_allowed,
            formative=form.formative,
            exempt=person.id in exempt,
        )
        for person in people
    )
    return [*why_not_oneself(work, ids), *(reason for reason in reasons if reason)]


def why_not_oneself(work: Work, people: Collection[int]) -> list[Message]:
    """Nobody plans an exam of their own, or anything about it."""
    return [say("This is an exam of your own. Ask another coordinator to plan it.")] if work.actor.id in people else []


def refuse_oneself(work: Work, sittings: Iterable[Sitting]) -> None:
    """The same, about exams that are planned already."""
    if refused := why_not_oneself(work, [sitting.candidate_id for sitting in sittings]):
        raise NotAllowed(refused[0])


def why_not_with(work: Work, session: ExamSession, people: Sequence[Person], examiners: Examiners) -> list[Message]:
    """Each reason why these examiners cannot examine these people in this session (at most 2 statements for each)."""
    found = []
    if examiners.first and examiners.first is examiners.second:
        found.append(say("Choose two different people as examiners."))
    if examiners.second and session.form.examiners_required < 2:
        found.append(say("This exam has one examiner, so nobody is chosen as the second."))
    day = day_of(work, session.starts_at)
    for _position, examiner in examiners.chosen:
        found += why_not_examined(work, people, examiner)
        found += why_not_allowed(work, session.form, examiner, day)
    return found


def why_not_examined(work: Work, people: Sequence[Person], examiner: Person) -> list[Message]:
    """For each of these people whom this person cannot examine: why (1 statement)."""
    guided = guided_by(work, examiner.id, [person.id for person in people])
    found = (
        why_not_examine(
            person.name,
            examiner.name,
            oneself=person.id == examiner.id,
            guides=person.id in guided,
            # Who is handed in here was looked up among the examiners.
            is_examiner=True,
        )
        for person in people
    )
    return [reason for reason in found if reason]


def why_not_allowed(work: Work, form: ExamForm, examiner: Person, day: date) -> list[Message]:
    """Why the certificates of this person do not do on this day; nothing where they do (2 statements)."""
    known = certificates_of(work, [examiner.id], form.qualification_id).get(examiner.id, [])
    no = why_not_certified(examiner.name, day, known, demand=certificate_demand(work))
    return [no] if no else []


def refuse_uncertified(work: Work, sheet: Sheet, *, on: date) -> None:
    """Whoever begins may still examine that day: a certificate may have ended since the planning (BR-46, 2 statements).

    `on` is today, or the day on which a tablet without network began.
    """
    if not _may_examine(work, sheet, on=on):
        raise Refusal(
            say(
                "Your certificate as examiner is not valid today, so you cannot begin this exam. "
                "Ask the coordinator for another examiner, or to add a newer certificate."
            )
        )


def refuse_uncertified_signature(work: Work, sheet: Sheet, *, on: date) -> None:
    """A tablet without network, paper or a file begins an exam by a mark; a result takes who may examine (BR-46)."""
    if not _may_examine(work, sheet, on=on):
        raise Refusal(
            say(
                "You had no valid certificate as examiner on the day of this exam, so you cannot sign. "
                "Your marks are kept. Ask the coordinator to add your certificate, or for another examiner."
            )
        )


def _may_examine(work: Work, sheet: Sheet, *, on: date) -> bool:
    qualification = sheet.sitting.session.form.qualification_id
    known = certificates_of(work, [sheet.examiner_id], qualification).get(sheet.examiner_id, [])
    return may_examine_on(on, known, demand=certificate_demand(work))


def day_of(work: Work, moment: datetime) -> date:
    """The day this moment falls on in the school's own time."""
    return moment.astimezone(work.zone).date()
