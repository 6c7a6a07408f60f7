"""What the official record of an exam tells of each step, ready to be printed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from exams.models import Correction, ExamGroup, ExamStep, Sheet, Sitting
from exams.pages.forms import numbered
from exams.pages.how_marked import HowLines, how_lines
from exams.pages.results import parts_at
from exams.queries.files_of import ExamFile, exam_file
from exams.queries.results import reads_remarks
from exams.queries.standing import Source, Stands
from exams.rules import Level, SittingState
from exams.rules.records import Record
from exams.rules.steps import NOT_APPLICABLE
from foundation.messages import Message, say
from foundation.work import Work


@dataclass(frozen=True, kw_only=True)
class PaperStep:
    """A step: what stands, and how it came to stand."""

    number: int
    step: ExamStep
    stands: Level | None
    remark: str
    history: tuple[Message, ...] = ()
    seen: tuple[str, ...] = ()  # sub-points
    seen_by_one: tuple[str, ...] = ()  # sub-points that only one of the examiners saw
    photos: int = 0

    @property
    def is_not_applicable(self) -> bool:
        """It counts nowhere."""
        return self.stands is not None and self.stands.value == NOT_APPLICABLE

    @property
    def points(self) -> Fraction:
        """What it counted for."""
        if self.stands is None or self.is_not_applicable:
            return Fraction(0)
        return Fraction(self.step.weight * self.stands.value, self.step.unit)

    @property
    def most(self) -> Fraction:
        """What it could count for."""
        highest = 0 if self.is_not_applicable else max((level.value for level in self.step.scale), default=0)
        return Fraction(self.step.weight * highest, self.step.unit)

    @property
    def failed(self) -> bool:
        """Whether this critical step was not achieved."""
        if not self.step.critical or self.stands is None or self.is_not_applicable:
            return False
        return self.stands.value < self.step.rule.critical_floor


@dataclass(frozen=True, kw_only=True)
class PaperGroup:
    """A group with its steps."""

    group: ExamGroup
    steps: list[PaperStep]
    is_exempt: bool

    @property
    def points(self) -> Fraction:
        """What was reached."""
        return sum((step.points for step in self.steps), Fraction(0))

    @property
    def most(self) -> Fraction:
        """What could be reached."""
        return sum((step.most for step in self.steps), Fraction(0))


@dataclass(frozen=True, kw_only=True)
class RecordPage:
    """The official record, ready to be printed."""

    file: ExamFile
    record: Record
    groups: list[PaperGroup]
    remarks: list[tuple[str, str]] = field(default_factory=list)  # examiner, remark of the whole
    how: HowLines = field(default_factory=HowLines)

    @property
    def sitting(self) -> Sitting:
        """Whose exam it is."""
        return self.file.sitting

    @property
    def provisional(self) -> bool:
        """Whether it is not official."""
        return self.sitting.state not in (SittingState.RATIFIED, SittingState.ANNULLED)


def record_for(work: Work, sitting: Sitting) -> RecordPage:
    """The record as whoever asks may read it: a school may keep the remarks from the candidate."""
    own = sitting.candidate_id == work.actor.id
    return record_page(exam_file(work, sitting), remarks=reads_remarks(work, sitting.candidate_id), reasons=not own)


def record_page(file: ExamFile, *, remarks: bool = True, reasons: bool = True) -> RecordPage:
    """The record of an exam that has a result; without the remarks nobody's words about the candidate are in it.

    Without the reasons it does not tell why the clock stood still: that is written for the school.
    """
    sitting = file.sitting
    if sitting.outcome is None:
        raise ValueError("This sitting has no result.")
    exempt = {str(key) for one in file.exemptions for key in one.parts}
    whole, how = any(not one.parts for one in file.exemptions), how_lines(file.how, reasons=reasons)
    return RecordPage(
        file=file,
        record=Record.from_json(sitting.outcome),
        groups=[
            PaperGroup(
                group=row.group,
                steps=[
                    replace(_step(file, one.number, one.step, remarks=remarks), photos=len(how.photos_of(one.step.id)))
                    for one in row.steps
                ],
                is_exempt=whole or row.group.key in exempt,
            )
            for row in numbered(file.form)
        ],
        remarks=[
            (sheet.examiner.name, sheet.overall_remark)
            for sheet in sitting.standing_sheets
            if remarks and sheet.overall_remark
        ],
        how=how,
    )


def _step(file: ExamFile, number: int, step: ExamStep, *, remarks: bool) -> PaperStep:
    stands = file.stands.get(step.id)
    levels = {level.value: level for level in step.scale}
    return PaperStep(
        number=number,
        step=step,
        stands=_level(levels, stands),
        remark=stands.remark if stands and remarks else "",
        history=tuple(_history(file, step, levels, stands)) if remarks else (),
        seen=parts_at(step, stands.parts) if stands else (),
        seen_by_one=parts_at(step, stands.apart) if stands else (),
    )


def _level(levels: Mapping[int, Level], stands: Stands | None) -> Level | None:
    if stands is None:
        return None
    return levels.get(stands.value, Level(value=stands.value, label=str(stands.value)))


def _label(levels: Mapping[int, Level], value: int | None) -> str:
    return "-" if value is None else levels[value].label if value in levels else str(value)


def _history(file: ExamFile, step: ExamStep, levels: Mapping[int, Level], stands: Stands | None) -> Sequence[Message]:
    found = list[Message]()
    # Where both gave what stands, their names at the head of the paper say enough.
    if len(file.raw) > 1 and (stands is None or stands.source is not Source.RAW):
        found += [_given(sheet, levels, file.raw[sheet.id][step.id].value) for sheet in _with_mark(file, step.id)]
    if stands and stands.source in (Source.AGREED, Source.CORRECTED):
        found += [
            say(
                "%(name)s agreed on %(mark)s: %(reason)s",
                name=file.who(one.made_by),
                mark=_label(levels, one.value),
                reason=one.reason,
            )
            for one in file.agreed
            if one.step_id == step.id
        ]
    return [*found, *(_corrected(file, one, levels) for one in file.corrections if one.step_id == step.id)]


def _with_mark(file: ExamFile, step_id: int) -> list[Sheet]:
    return [sheet for sheet in file.sitting.standing_sheets if step_id in file.raw.get(sheet.id, {})]


def _given(sheet: Sheet, levels: Mapping[int, Level], value: int | None) -> Message:
    return say("%(name)s marked %(mark)s", name=sheet.examiner.name, mark=_label(levels, value))


def _corrected(file: ExamFile, one: Correction, levels: Mapping[int, Level]) -> Message:
    facts = {"before": _label(levels, one.value_before), "after": _label(levels, one.value), "reason": one.reason}
    decision = file.decisions.get(one.decision_id or 0)
    if decision is None:
        return say("Corrected from %(before)s to %(after)s: %(reason)s", **facts)
    return say(
        "Corrected from %(before)s to %(after)s: %(reason)s (decision %(decision)s)", **facts, decision=decision.number
    )
