"""The end of the term of exam files (BR-53): graduations, holds, and taking away what may go."""

from collections.abc import Collection
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select, update

from exams.actions.repeats import key_for
from exams.actions.wording import require_words
from exams.events.records import (
    GraduationRecorded,
    GraduationRemoved,
    RetentionHeld,
    RetentionLifted,
    RetentionSet,
    SittingPurged,
)
from exams.formats.unsent import read_unsent
from exams.models import (
    AgreedMark,
    Correction,
    Graduation,
    Mark,
    MarkFile,
    MarkPhoto,
    Objection,
    ObjectionFile,
    RetentionHold,
    Sheet,
    ShelfDecision,
    Sitting,
    TabletDeed,
)
from exams.queries.retention import followers, graduations, holds_of, locked_sitting, sheet_ids, term_of_sitting
from exams.rules.retention import KEEP_MONTHS, LEAST_MONTHS, MOST_MONTHS, PURGE
from foundation.environment import choose
from foundation.messages import say
from foundation.refusals import NotAllowed, NotFound, Refusal, Unreadable
from foundation.storage import MissingBlob, Storage
from foundation.work import Work

EARLIEST = date(1990, 1, 1)


def record_graduation(
    work: Work, qualification_id: int, people: Collection[int], graduated_on: date, *, without_diploma: bool = False
) -> int:
    """These people got the diploma on this day, or left without it; recorded again, the day is put right."""
    if not EARLIEST <= graduated_on <= work.today:
        raise Refusal(say("Choose the day of the diploma: today or earlier."))
    known = {one.person.id for one in followers(work, qualification_id)}
    chosen = sorted(set(people) & known)
    if not chosen:
        raise Refusal(say("Choose at least one person who follows this qualification."))
    if work.actor.id in chosen:
        raise NotAllowed(say("Nobody records a diploma of their own. Ask another coordinator."))
    there = graduations(work, qualification_id, chosen)
    for person_id in chosen:
        row = there.get(person_id) or Graduation(person_id=person_id, qualification_id=qualification_id)
        row.graduated_on, row.recorded_by, row.recorded_at = graduated_on, work.actor.id, work.now
        row.without_diploma = without_diploma
        row.removed_at, row.removed_by, row.removed_reason = None, None, ""
        work.db.add(row)
    day = graduated_on.isoformat()
    work.emit(
        GraduationRecorded(
            qualification_id=qualification_id,
            graduated_on=day,
            without_diploma=without_diploma,
            person_ids=tuple(chosen),
        )
    )
    return len(chosen)


def remove_graduation(work: Work, qualification_id: int, person_id: int, reason: str) -> None:
    """It was recorded by mistake: the term of the files runs no more. Taken off before is no harm."""
    require_words(reason)
    if work.actor.id == person_id:
        raise NotAllowed(say("Nobody records a diploma of their own. Ask another coordinator."))
    found = graduations(work, qualification_id, [person_id]).get(person_id)
    if found is None:
        raise NotFound
    if found.removed_at:
        return
    found.removed_at, found.removed_by, found.removed_reason = work.now, work.actor.id, reason.strip()
    work.emit(GraduationRemoved(graduation_id=found.id, qualification_id=qualification_id, person_id=person_id))


def hold(work: Work, sitting: Sitting, reason: str, *, form_key: str) -> None:
    """Nothing of this exam goes until the hold is lifted; held twice is held once."""
    require_words(reason, say("Say why it must be kept."))
    locked_sitting(work, sitting.id)
    if sitting.id in holds_of(work, [sitting.id]):
        return
    work.db.add(
        RetentionHold(
            sitting_id=sitting.id,
            reason=reason.strip(),
            held_by=work.actor.id,
            held_at=work.now,
            form_key=key_for(work, _key(form_key), sitting.id, work.now),
        )
    )
    work.emit(RetentionHeld(sitting_id=sitting.id, person_id=sitting.candidate_id))


def _key(sent: str) -> str:
    try:
        return str(UUID(sent))
    except ValueError:
        return str(uuid4())


def lift(work: Work, sitting: Sitting) -> None:
    """Its term counts again; lifted before is no harm."""
    found = holds_of(work, [sitting.id]).get(sitting.id)
    if found is None:
        return
    found.lifted_at, found.lifted_by = work.now, work.actor.id
    work.emit(RetentionLifted(sitting_id=sitting.id, person_id=sitting.candidate_id))


def set_retention(work: Work, *, months: int, purges: bool) -> None:
    """How long files are kept after graduation, and whether they go by themselves."""
    if not LEAST_MONTHS <= months <= MOST_MONTHS:
        raise Refusal(say("Exam files are kept for at least %(least)s months.", least=LEAST_MONTHS))
    choose(work.db, KEEP_MONTHS, months)
    choose(work.db, PURGE, purges)
    work.emit(RetentionSet(months=months, purges=purges))


def purge_sitting(work: Work, sitting_id: int) -> bool:
    """Take marks, remarks, photos and files with objections away, if the term is over; whether anything went.

    With them goes what was done on tablets and decided about what was refused: both say how somebody did. A file that
    a tablet saved goes with the first exam of which it brought something in: the marks of the others stand as marks.
    What it was about, its result, its decision and its chain stay. Asked again while it is held: whatever came since
    it was chosen, a hold or an objection, keeps it.
    """
    sitting = locked_sitting(work, sitting_id)
    if sitting is None or sitting.purged_at or not term_of_sitting(work, sitting).is_over(work.today):
        return False
    sitting.purged_at, sitting.ended_reason = work.now, ""
    work.db.flush()  # only then does the database let the marks go
    sheets = sheet_ids(work, sitting_id)
    cases = select(Objection.id).where(Objection.sitting_id == sitting_id)
    count = work.db.scalar(select(func.count()).select_from(Mark).where(Mark.sheet_id.in_(sheets))) or 0
    for statement in (
        delete(MarkFile).where(MarkFile.id.in_(_files_about(work, sheets))),
        delete(ShelfDecision).where(ShelfDecision.sitting_id == sitting_id),
        delete(MarkPhoto).where(MarkPhoto.sitting_id == sitting_id),
        delete(TabletDeed).where(TabletDeed.sitting_id == sitting_id),
        delete(ObjectionFile).where(ObjectionFile.objection_id.in_(cases)),
        delete(AgreedMark).where(AgreedMark.sitting_id == sitting_id),
        delete(Correction).where(Correction.sitting_id == sitting_id),
        delete(Mark).where(Mark.sheet_id.in_(sheets)),
        update(Sheet).where(Sheet.id.in_(sheets)).values(overall_remark=""),
    ):
        work.db.execute(statement.execution_options(synchronize_session=False))
    work.emit(SittingPurged(sitting_id=sitting_id, person_id=sitting.candidate_id, marks=count))
    return True


def _files_about(work: Work, sheets: Collection[int]) -> list[int]:
    """The files saved by a tablet that tell of one of these sheets; which those are stands in the file alone."""
    examiners = select(Sheet.examiner_id).where(Sheet.id.in_(sheets))
    rows = work.db.execute(select(MarkFile.id, MarkFile.file_key).where(MarkFile.examiner_id.in_(examiners)))
    return [row.id for row in rows if not _sheets_in(work.storage, row.file_key).isdisjoint(sheets)]


def _sheets_in(storage: Storage, key: str) -> set[object]:
    try:
        with storage.open(key) as stream:
            file = read_unsent(stream.read())
    except (MissingBlob, Unreadable):
        return set()
    return {*(one.get("sheet") for one in file.operations), *(photo.sheet for photo in file.photos)}
