"""Making, changing, activating and removing qualifications."""

from dataclasses import asdict

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from foundation.messages import Message, say
from foundation.refusals import Refusal, Unreadable
from foundation.work import Work
from qualification_files import queries
from qualification_files.events import (
    QualificationActivated,
    QualificationAdded,
    QualificationChanged,
    QualificationDeactivated,
    QualificationRemoved,
)
from qualification_files.models import Qualification, VersionMove
from qualification_files.queries.versions import standing
from qualification_files.rules import (
    QualificationFacts,
    QualificationState,
    edition_in_words,
    what_is_missing,
    why_structure_stays,
)
from qualification_files.rules.versions import why_not_become

IDENTITY = ("code", "cohort", "edition", "kind")


class AlreadyThere(Unreadable):
    """A qualification with this code, cohort and edition exists."""


def add_qualification(work: Work, facts: QualificationFacts) -> Qualification:
    """A new draft."""
    _refuse_twin(work, facts)
    added = Qualification(**asdict(facts), state=QualificationState.DRAFT, created_at=work.now, core_tasks=[])
    try:
        with work.db.begin_nested():
            work.db.add(added)
    except IntegrityError as error:  # race: somebody else made the same one since we looked
        raise _already_there(facts) from error
    work.emit(QualificationAdded(qualification_id=added.id))
    return added


def change_qualification(work: Work, qualification: Qualification, facts: QualificationFacts) -> None:
    """Other facts; what identifies a qualification changes only while its structure may."""
    new = asdict(facts)
    changed = tuple(field for field, value in new.items() if getattr(qualification, field) != value)
    if not changed:
        return
    if any(field in IDENTITY for field in changed):
        refuse_if_fixed(work, qualification)
        _refuse_twin(work, facts, but=qualification)
    for field in changed:
        setattr(qualification, field, new[field])
    try:
        with work.db.begin_nested():
            work.db.flush()
    except IntegrityError as error:  # race: somebody else made the same one since we looked
        raise _already_there(facts) from error
    work.emit(QualificationChanged(qualification_id=qualification.id, fields=changed))


def activate(work: Work, qualification: Qualification) -> None:
    """From now on it can be linked and examined; refused with what is missing."""
    if qualification.state is QualificationState.ACTIVE:
        return  # pressed twice
    reason = why_not_become(QualificationState.ACTIVE, standing(work, qualification))
    if reason:
        raise Refusal(reason)
    missing = what_is_missing(queries.completeness(queries.structure(work, qualification.id)))
    if missing:
        raise NotComplete(missing)
    qualification.state = QualificationState.ACTIVE
    qualification.activated_at = work.now
    work.emit(QualificationActivated(qualification_id=qualification.id))


class NotComplete(Refusal):
    """Something is missing for activation; the details say what."""

    def __init__(self, missing: list[Message]) -> None:
        super().__init__(say("This qualification cannot be activated yet."), details=missing)


def deactivate(work: Work, qualification: Qualification) -> None:
    """From now on nobody is newly linked to it; whoever follows it keeps it."""
    if qualification.state is not QualificationState.ACTIVE:
        return  # pressed twice
    qualification.state = QualificationState.DEACTIVATED
    work.emit(QualificationDeactivated(qualification_id=qualification.id))


def remove_qualification(work: Work, qualification: Qualification) -> None:
    """A draft that nobody needs goes, with all its parts; a move to it that was only looked at goes along."""
    if qualification.state is not QualificationState.DRAFT:
        raise Refusal(say("Only a draft can be removed. Deactivate this qualification instead."))
    number = qualification.id
    try:
        with work.db.begin_nested():
            work.db.execute(delete(VersionMove).where(VersionMove.new_id == number, VersionMove.started_at.is_(None)))
            work.db.delete(qualification)
    except IntegrityError as error:  # evidence, exams or links hold on to it
        raise Refusal(say("Something else already uses this draft, so it stays.")) from error
    work.emit(QualificationRemoved(qualification_id=number))


def refuse_if_fixed(work: Work, qualification: Qualification) -> None:
    """Refuse, with the reason, unless the structure may be changed now."""
    reason = why_structure_stays(qualification.state, followers=queries.followers(work, qualification.id))
    if reason:
        raise Refusal(reason)


def _refuse_twin(work: Work, facts: QualificationFacts, but: Qualification | None = None) -> None:
    twin = queries.identified(work, code=facts.code, cohort=facts.cohort, edition=facts.edition)
    if twin is not None and twin is not but:
        raise _already_there(facts)


def _already_there(facts: QualificationFacts) -> AlreadyThere:
    return AlreadyThere(
        say(
            "Code %(code)s with this cohort and edition is there already (%(edition)s). "
            "Choose another cohort or edition, or edit the one that is there.",
            code=facts.code,
            edition=edition_in_words(facts.edition),
        )
    )
