"""Files with an objection or appeal: what the candidate sends along, and the decision as it was written."""

from sqlalchemy import func, select

from exams.actions.repeats import add_once
from exams.events.board import ObjectionFileAdded
from exams.models import Objection, ObjectionFile
from exams.rules.objections import DECIDED, ObjectionState
from foundation.files import TakenIn
from foundation.messages import say
from foundation.refusals import Refusal
from foundation.work import Work

MOST_FILES = 20


def add_file(work: Work, objection: Objection, taken: TakenIn) -> ObjectionFile | None:
    """One more; None when these bytes are there already. A candidate sends files as long as nothing is decided."""
    work.db.refresh(objection, ["state", "version"], with_for_update=True)  # race: it is decided meanwhile
    _refuse(work, objection)
    if _same(work, objection, taken.key):
        return None
    file = ObjectionFile(
        objection_id=objection.id,
        file_name=taken.name,
        file_key=taken.key,
        content_type=taken.media_type,
        size=taken.size,
        of_decision=objection.state in DECIDED,
        added_by=work.actor.id,
        added_at=work.now,
    )
    added = add_once(work, file, lambda: _same(work, objection, taken.key))
    work.emit(
        ObjectionFileAdded(
            objection_id=objection.id,
            sitting_id=objection.sitting_id,
            person_id=objection.sitting.candidate_id,
            file_id=added.id,
            sha256=taken.sha256,
        )
    )
    return added


def _refuse(work: Work, objection: Objection) -> None:
    if objection.state is ObjectionState.WITHDRAWN:
        raise Refusal(say("It is withdrawn, so nothing is put with it any more."))
    if objection.state in DECIDED and objection.sitting.candidate_id == work.actor.id:
        raise Refusal(say("There is a decision already, so nothing is put with it any more."))
    there = select(func.count()).select_from(ObjectionFile).where(ObjectionFile.objection_id == objection.id)
    if (work.db.scalar(there) or 0) >= MOST_FILES:
        raise Refusal(say("At most %(most)s files can be put with it.", most=MOST_FILES))


def _same(work: Work, objection: Objection, key: str) -> ObjectionFile | None:
    wanted = ObjectionFile.objection_id == objection.id, ObjectionFile.file_key == key
    return work.db.scalars(select(ObjectionFile).where(*wanted)).one_or_none()
