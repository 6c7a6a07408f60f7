"""What stands for each step of a sitting: a correction over what was agreed, that over what was marked."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sqlalchemy import and_, func, or_, select

from exams.models import AgreedMark, Correction, ExamForm, Exemption, Mark, Sheet, Sitting
from exams.rules import AnswerKind
from exams.rules.agreeing import BOTH, THIRD, Said, agreed, seen_by_both
from foundation.work import Work


class Source(StrEnum):
    """Where a value comes from."""

    RAW = "raw"
    AGREED = "agreed"
    CORRECTED = "corrected"


@dataclass(frozen=True, kw_only=True)
class Stands:
    """What stands for one step; the remarks are those of the examiners, one under the other."""

    op: str  # what it rests on: the ids of the marks, and of a correction or an agreement its number
    value: int
    remark: str
    source: Source
    parts: tuple[int, ...] = ()  # of sub-points: the places that were seen, unless the mark was corrected since
    apart: tuple[int, ...] = ()  # the places that one examiner saw and the other did not, though their marks are alike


@dataclass(frozen=True, kw_only=True)
class Raw:
    """A mark as an examiner gave it."""

    op: str
    value: int
    remark: str
    parts: tuple[int, ...]


def standing_of(work: Work, sitting: Sitting) -> dict[int, Stands]:
    """Step id -> what stands (at most 3 statements). Nothing stands of two sheets before both are signed (BR-31)."""
    return standing_of_all(work, [sitting])[sitting.id]


def standing_of_all(work: Work, sittings: Sequence[Sitting]) -> dict[int, dict[int, Stands]]:
    """The same by sitting id, for sittings whose sheets are loaded (at most 3 statements)."""
    sheets = {sitting.id: judging(sitting) for sitting in sittings}
    thirds = [sheet for sitting in sittings for sheet in deciding(sitting)]
    raw = raw_marks(work, [sheet.id for found in (*sheets.values(), thirds) for sheet in found])
    said = said_of(work, [number for number, found in sheets.items() if len(found) > 1])
    # Before there is a result nobody can have corrected it.
    corrected = _corrections(work, [sitting.id for sitting in sittings if sitting.signed_at])
    return {
        number: _corrected(_stands(found, raw, said.get(number, {})), corrected.get(number, {}))
        for number, found in sheets.items()
    }


def judging(sitting: Sitting) -> list[Sheet]:
    """The sheets whose marks make the result; of two none before both are signed."""
    sheets = [sheet for sheet in sitting.standing_sheets if sheet.position in BOTH]
    if len(sheets) > 1 and not all(sheet.signed_at for sheet in sheets):
        return []
    return sheets


def deciding(sitting: Sitting) -> list[Sheet]:
    """The sheet of a third examiner who signed; its marks make no result, but its remarks tell why one decided so."""
    return [sheet for sheet in sitting.standing_sheets if sheet.position == THIRD and sheet.signed_at]


def raw_marks(work: Work, sheet_ids: Sequence[int]) -> dict[int, dict[int, Raw]]:
    """Sheet id -> step id -> the mark that stands on that sheet; what was taken back is absent (1 statement)."""
    found: dict[int, dict[int, Raw]] = defaultdict(dict)
    if not sheet_ids:
        return found
    latest = (
        select(func.max(Mark.id))
        .where(Mark.sheet_id.in_(sheet_ids), Mark.answer == AnswerKind.STORED)
        .group_by(Mark.sheet_id, Mark.step_id)
    )
    rows = work.db.execute(
        select(Mark.sheet_id, Mark.step_id, Mark.op, Mark.value, Mark.remark, Mark.parts)
        .where(Mark.id.in_(latest), Mark.value.is_not(None))
        .order_by(Mark.id)
    )
    for sheet_id, step_id, op, value, remark, parts in rows:
        found[sheet_id][step_id] = Raw(op=str(op), value=value, remark=remark, parts=tuple(parts or ()))
    return found


def said_of(work: Work, sitting_ids: Sequence[int]) -> dict[int, dict[int, list[Said]]]:
    """Sitting id -> step id -> what its examiners said of it while they compared, oldest first (1 statement)."""
    found: dict[int, dict[int, list[Said]]] = defaultdict(lambda: defaultdict(list))
    if not sitting_ids:
        return found
    rows = work.db.execute(
        select(
            AgreedMark.sitting_id,
            AgreedMark.step_id,
            AgreedMark.sheet_id,
            AgreedMark.value,
            # A third examiner who was replaced decides nothing.
            and_(AgreedMark.decides, Sheet.withdrawn_at.is_(None)),
            AgreedMark.parts,
        )
        .join(Sheet, Sheet.id == AgreedMark.sheet_id)
        .where(AgreedMark.sitting_id.in_(sitting_ids))
        .order_by(AgreedMark.id)
    )
    for sitting_id, step_id, sheet_id, value, decides, parts in rows:
        said = Said(sheet=sheet_id, value=value, decides=decides, parts=tuple(parts or ()))
        found[sitting_id][step_id].append(said)
    return found


def _corrections(work: Work, sitting_ids: Sequence[int]) -> dict[int, dict[int, tuple[int, int]]]:
    """Sitting id -> step id -> the newest correction, as its number and value (1 statement)."""
    found: dict[int, dict[int, tuple[int, int]]] = defaultdict(dict)
    if not sitting_ids:
        return found
    rows = work.db.execute(
        select(Correction.sitting_id, Correction.step_id, Correction.id, Correction.value)
        .where(Correction.sitting_id.in_(sitting_ids))
        .order_by(Correction.id)
    )
    for sitting_id, step_id, number, value in rows:
        found[sitting_id][step_id] = (number, value)
    return found


def _stands(
    sheets: Sequence[Sheet], raw: Mapping[int, Mapping[int, Raw]], said: Mapping[int, Sequence[Said]]
) -> dict[int, Stands]:
    marks = [raw.get(sheet.id, {}) for sheet in sheets]
    numbers = [sheet.id for sheet in sheets]
    steps = list(dict.fromkeys(step for given in marks for step in given))
    found = {}
    for step in steps:
        of_step = {sheet: given[step] for sheet, given in raw.items() if step in given}
        if stands := _stand([given.get(step) for given in marks], said.get(step, ()), numbers, of_step):
            found[step] = stands
    return found


def _stand(
    given: Sequence[Raw | None], said: Sequence[Said], sheets: Sequence[int], of_sheets: Mapping[int, Raw]
) -> Stands | None:
    marks = [mark for mark in given if mark]
    op = "+".join(mark.op for mark in marks)
    remark = _remarks(marks)
    if len(marks) == len(given) and len({mark.value for mark in marks}) == 1:
        parts, apart = seen_by_both([mark.parts for mark in marks])
        return Stands(op=op, value=marks[0].value, remark=remark, source=Source.RAW, parts=parts, apart=apart)
    one = agreed(said, sheets)
    if one is None:
        return None
    if one.decides and one.sheet in of_sheets:
        remark = _remarks([*marks, of_sheets[one.sheet]])
    return Stands(op=f"{op}+agreed", value=one.value, remark=remark, source=Source.AGREED, parts=one.parts)


def _remarks(marks: Sequence[Raw]) -> str:
    return "\n".join(dict.fromkeys(mark.remark for mark in marks if mark.remark))


def _corrected(stands: dict[int, Stands], corrections: Mapping[int, tuple[int, int]]) -> dict[int, Stands]:
    for step, (number, value) in corrections.items():
        remark, before = (stands[step].remark, stands[step].op) if step in stands else ("", "")
        op = f"{before}+correction-{number}"
        stands[step] = Stands(op=op, value=value, remark=remark, source=Source.CORRECTED)
    return stands


def freed_steps(work: Work, sitting: Sitting, *, without: int | None = None) -> frozenset[int]:
    """The steps that need no mark, since the board freed this candidate from their group (1 statement)."""
    freed = exempt_parts(work, sitting, without=without)
    return frozenset(step.id for group in sitting.session.form.groups if group.key in freed for step in group.steps)


def exempt_parts(work: Work, sitting: Sitting, *, without: int | None = None) -> dict[str, Fraction | None]:
    """The keys of the groups from which the board freed this candidate, in any edition of this exam (1 statement).

    Each with the earlier mark that counts for it in the terms of this form, if there is one. As it would be `without`
    one of the exemptions.
    """
    family = sitting.session.form.family
    rows = work.db.execute(
        select(Exemption.parts, Exemption.earlier_result)
        .join(ExamForm, ExamForm.id == Exemption.form_id)
        .where(
            Exemption.candidate_id == sitting.candidate_id,
            Exemption.withdrawn_at.is_(None),
            Exemption.id != (without or 0),
            or_(ExamForm.id == family, ExamForm.root_id == family),
        )
        .order_by(Exemption.id)
    )
    written: dict[str, str] = {}
    for parts, earlier in rows:
        for key in parts:
            written[str(key)] = earlier or written.get(str(key), "")
    if not any(written.values()):
        return dict.fromkeys(written)
    design = sitting.session.form.design
    return {key: design.earlier_mark(key, earlier) for key, earlier in written.items()}
