"""Two sheets beside each other: where they differ, what was said of it, and what is agreed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from exams.events import SheetSeen
from exams.events.records import ExamFileTaken, ExamInspected, PapersMade
from exams.models import AgreedMark, ExamStep, Sheet, Sitting
from exams.queries.standing import Raw, freed_steps, judging, raw_marks
from exams.rules.agreeing import THIRD, Said, agreed_value, differing
from exams.rules.papers import PaperKind
from foundation.audit import AuditLine
from foundation.work import Work
from people.models import Person


@dataclass(frozen=True, kw_only=True)
class Saying:
    """What an examiner said of a step, and when."""

    said: Said
    name: str
    reason: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A step that was marked differently."""

    number: int
    step: ExamStep
    marks: tuple[Raw | None, ...]  # of the sheets, in their order
    sayings: tuple[Saying, ...]  # oldest first
    agreed: int | None

    def latest_of(self, sheet: Sheet) -> Saying | None:
        """What this examiner said last."""
        return next((one for one in reversed(self.sayings) if one.said.sheet == sheet.id), None)


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """All that two examiners, and where there is one a third, have before them."""

    sitting: Sitting
    sheets: tuple[Sheet, ...]  # the first two, and a third once it is signed
    differences: tuple[Difference, ...]
    equal: int  # steps that both marked the same
    apart: tuple[Difference, ...] = ()  # steps that both marked the same, but for other sub-points

    @property
    def open(self) -> tuple[Difference, ...]:
        """What is not agreed on."""
        return tuple(one for one in self.differences if one.agreed is None)

    def sheet_of(self, person_id: int | None) -> Sheet | None:
        """This person's sheet among them."""
        return next((sheet for sheet in self.sheets if sheet.examiner_id == person_id), None)


def comparison(work: Work, sitting: Sitting) -> Comparison:
    """The sheets of a sitting whose examiners both signed, side by side (3 statements)."""
    both = judging(sitting)
    third = [sheet for sheet in sitting.standing_sheets if sheet.position == THIRD and sheet.signed_at]
    sheets = (*both, *third)
    raw = raw_marks(work, [sheet.id for sheet in sheets])
    sayings = _sayings(work, sitting)
    first, second = ({step: mark.value for step, mark in raw.get(sheet.id, {}).items()} for sheet in both)
    steps = {step.id: (number, step) for number, step in enumerate(sitting.session.form.steps, start=1)}
    freed = freed_steps(work, sitting)  # these count nowhere, so nobody has to agree on them
    steps = {step: place for step, place in steps.items() if step not in freed}
    found = differing(first, second, steps)
    numbers = [sheet.id for sheet in both]

    def difference(step: int) -> Difference:
        return Difference(
            number=steps[step][0],
            step=steps[step][1],
            marks=tuple(raw.get(sheet.id, {}).get(step) for sheet in sheets),
            sayings=tuple(sayings[step]),
            agreed=agreed_value([one.said for one in sayings[step]], numbers),
        )

    ticks = [{step: mark.parts for step, mark in raw.get(sheet.id, {}).items()} for sheet in both]
    apart = [step for step in steps if step not in found and ticks[0].get(step) != ticks[1].get(step)]
    return Comparison(
        sitting=sitting,
        sheets=sheets,
        differences=tuple(map(difference, found)),
        equal=len(steps) - len(found),
        apart=tuple(map(difference, apart)),
    )


def _sayings(work: Work, sitting: Sitting) -> dict[int, list[Saying]]:
    found: dict[int, list[Saying]] = defaultdict(list)
    names = {sheet.id: sheet.examiner.name for sheet in sitting.sheets}
    standing = {sheet.id for sheet in sitting.standing_sheets}  # a third examiner who was replaced decides nothing
    rows = work.db.scalars(select(AgreedMark).where(AgreedMark.sitting_id == sitting.id).order_by(AgreedMark.id))
    for row in rows:
        decides = row.decides and row.sheet_id in standing
        said = Said(sheet=row.sheet_id, value=row.value, decides=decides, parts=tuple(row.parts or ()))
        found[row.step_id].append(Saying(said=said, name=names[row.sheet_id], reason=row.reason, at=row.made_at))
    return found


def has_said(work: Work, form_key: str) -> bool:
    """Whether this very form was posted before (1 statement)."""
    return work.db.scalar(select(AgreedMark.id).where(AgreedMark.form_key == form_key)) is not None


def has_looked(work: Work, sitting: Sitting, person: Person) -> bool:
    """Whether somebody looked at marks of this sitting that were not their own, or took them along (2 statements)."""
    lines = work.db.scalars(
        select(AuditLine.facts).where(
            AuditLine.event.in_((SheetSeen.name, ExamFileTaken.name, ExamInspected.name)),
            AuditLine.actor_id == person.id,
            AuditLine.person_id == sitting.candidate_id,
        )
    )
    sheets = {sheet.id for sheet in sitting.sheets}
    if any(facts.get("sheet_id") in sheets or facts.get("sitting_id") == sitting.id for facts in lines):
        return True
    papers = work.db.scalars(
        select(AuditLine.facts).where(AuditLine.event == PapersMade.name, AuditLine.actor_id == person.id)
    )
    return any(facts["kind"] != PaperKind.EMPTY_FORMS and sitting.id in facts["sitting_ids"] for facts in papers)


def open_comparisons(work: Work, person_id: int) -> Sequence[Sitting]:
    """Where this person has signed and still has to come to an agreement, oldest first (1 statement)."""
    return work.db.scalars(
        select(Sitting)
        .join(Sheet, Sheet.sitting_id == Sitting.id)
        .where(
            Sitting.state == "agreeing",
            Sheet.examiner_id == person_id,
            Sheet.withdrawn_at.is_(None),
            Sheet.agreed_at.is_(None),
        )
        .order_by(Sitting.compared_at, Sitting.id)
    ).all()
