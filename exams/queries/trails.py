"""How each mark of a signed exam came to be what it is: given, agreed, corrected. Nothing of it is ever lost."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from exams.models import AgreedMark, Sheet, Sitting
from exams.queries.board import corrections_of
from exams.queries.standing import deciding, judging, raw_marks
from exams.rules.agreeing import THIRD
from foundation.work import Work
from people.models import Person


@dataclass(frozen=True, kw_only=True)
class Given:
    """What one examiner gave."""

    by: str
    value: int
    remark: str


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """What somebody said of it while two examiners compared."""

    by: str
    value: int
    reason: str
    decides: bool


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """What it was changed from and to after signing."""

    by: str
    at: datetime
    before: int | None
    value: int
    reason: str
    improvement: str
    decision_id: int | None


@dataclass(frozen=True, kw_only=True)
class Trail:
    """One step's history, oldest first."""

    given: tuple[Given, ...] = ()
    agreed: tuple[Agreed, ...] = ()
    corrected: tuple[Corrected, ...] = ()


def trails_of(work: Work, sitting: Sitting) -> dict[int, Trail]:
    """Step id -> how its mark came to be (at most 3 statements), for a sitting that is signed."""
    agreed, corrected = _agreed(work, sitting.id), _corrected(work, sitting.id)
    given = _given(work, sitting, {step for step, said in agreed.items() if any(one.decides for one in said)})
    return {
        step: Trail(
            given=tuple(given.get(step, ())),
            agreed=tuple(agreed.get(step, ())),
            corrected=tuple(corrected.get(step, ())),
        )
        for step in {*given, *agreed, *corrected}
    }


def _given(work: Work, sitting: Sitting, decided: Collection[int]) -> dict[int, list[Given]]:
    """What each examiner gave; of a third one the steps about which that one decided."""
    sheets = [*judging(sitting), *(deciding(sitting) if decided else ())]
    raw = raw_marks(work, [sheet.id for sheet in sheets])
    found: dict[int, list[Given]] = defaultdict(list)
    for sheet in sheets:
        for step, mark in raw.get(sheet.id, {}).items():
            if sheet.position == THIRD and step not in decided:
                continue
            found[step].append(Given(by=sheet.examiner.name, value=mark.value, remark=mark.remark))
    return found


def _agreed(work: Work, sitting_id: int) -> dict[int, list[Agreed]]:
    found: dict[int, list[Agreed]] = defaultdict(list)
    rows = work.db.execute(
        select(AgreedMark, Person, Sheet.withdrawn_at)
        .join(Sheet, Sheet.id == AgreedMark.sheet_id)
        .join(Person, Person.id == AgreedMark.made_by)
        .where(AgreedMark.sitting_id == sitting_id)
        .order_by(AgreedMark.id)
    )
    for mark, person, withdrawn_at in rows:
        decides = mark.decides and withdrawn_at is None  # a third examiner who was replaced decides nothing
        found[mark.step_id].append(Agreed(by=person.name, value=mark.value, reason=mark.reason, decides=decides))
    return found


def _corrected(work: Work, sitting_id: int) -> dict[int, list[Corrected]]:
    found: dict[int, list[Corrected]] = defaultdict(list)
    for one in corrections_of(work, sitting_id):
        found[one.step_id].append(
            Corrected(
                by=one.corrector.name,
                at=one.made_at,
                before=one.value_before,
                value=one.value,
                reason=one.reason,
                improvement=one.improvement,
                decision_id=one.decision_id,
            )
        )
    return found
