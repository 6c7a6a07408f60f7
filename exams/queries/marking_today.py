"""What an examiner has to do: today, still unfinished from before, and on later days."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, func, not_, or_, select
from sqlalchemy.orm import aliased, contains_eager

from exams.models import ExamForm, ExamGroup, ExamSession, ExamStep, Exemption, Mark, Sheet, Sitting, TabletDeed
from exams.rules import TAKES_MARKS, AnswerKind, Progress, SittingState
from exams.rules.agreeing import THIRD
from exams.rules.deeds import DeedKind
from foundation.work import Work

MOST = 200


@dataclass(frozen=True, kw_only=True)
class SheetRow:
    """A sheet of the examiner, and how far it is."""

    sheet: Sheet
    progress: Progress
    begun_by_other: bool = False  # the other examiner began, and this one has done nothing yet


def sheets_of_examiner(work: Work, *, since: datetime) -> Sequence[SheetRow]:
    """The actor's own sheets from this moment on, and earlier ones that are still open.

    4 statements, and one more where somebody else may have begun.
    """
    sheets = work.db.scalars(
        select(Sheet)
        .join(Sheet.sitting)
        .where(
            Sheet.examiner_id == work.actor.id,
            Sheet.withdrawn_at.is_(None),
            or_(Sitting.starts_at >= since, Sitting.state.in_([*TAKES_MARKS, SittingState.AGREEING])),
        )
        .options(
            contains_eager(Sheet.sitting).joinedload(Sitting.candidate),
            contains_eager(Sheet.sitting).joinedload(Sitting.session).joinedload(ExamSession.form),
        )
        .order_by(Sitting.starts_at, Sheet.id)
        .limit(MOST)
    ).all()
    freed = _freed(work, sheets)
    marked = _marked(work, [sheet.id for sheet in sheets], freed)
    totals = _totals(work, {sheet.sitting.session.form_id for sheet in sheets})
    untouched = [sheet for sheet in sheets if not marked.get(sheet.id) and _may_be_begun_by_other(sheet)]
    others = _begun_by_others(work, untouched)
    return [
        SheetRow(
            sheet=sheet,
            progress=Progress(
                marked=marked.get(sheet.id, 0),
                total=totals.get(sheet.sitting.session.form_id, 0) - len(freed.get(sheet.id, ())),
            ),
            begun_by_other=sheet.id in others,
        )
        for sheet in sheets
    ]


def _may_be_begun_by_other(sheet: Sheet) -> bool:
    sitting = sheet.sitting
    several = sitting.session.form.examiners_required > 1
    return several and sheet.position != THIRD and sitting.state is SittingState.IN_PROGRESS


def _begun_by_others(work: Work, sheets: Sequence[Sheet]) -> set[int]:
    """Which of these sheets nothing was done with, while another sheet of the same exam was begun (1 statement)."""
    if not sheets:
        return set()
    deed = (TabletDeed.sheet_id == Sheet.id, TabletDeed.kind == DeedKind.START, TabletDeed.answer == AnswerKind.STORED)
    begun = or_(exists().where(Mark.sheet_id == Sheet.id, Mark.answer == AnswerKind.STORED), exists().where(*deed))
    rows = work.db.execute(
        select(Sheet.id, Sheet.sitting_id).where(Sheet.sitting_id.in_({one.sitting_id for one in sheets}), begun)
    ).all()
    own, exams = {row.id for row in rows}, {row.sitting_id for row in rows}
    return {sheet.id for sheet in sheets if sheet.sitting_id in exams and sheet.id not in own}


def next_sheet(work: Work, *, since: datetime, until: datetime) -> Sheet | None:
    """The actor's next sheet between these moments that still takes marks, with its candidate (1 statement)."""
    return work.db.scalars(
        select(Sheet)
        .join(Sheet.sitting)
        .where(
            Sheet.examiner_id == work.actor.id,
            Sheet.withdrawn_at.is_(None),
            Sheet.signed_at.is_(None),
            Sitting.state.in_(TAKES_MARKS),
            Sitting.starts_at >= since,
            Sitting.starts_at < until,
        )
        .options(contains_eager(Sheet.sitting).joinedload(Sitting.candidate))
        .order_by(Sitting.starts_at, Sheet.id)
        .limit(1)
    ).first()


def _freed(work: Work, sheets: Sequence[Sheet]) -> dict[int, set[int]]:
    """Sheet -> the steps that need no mark, since the board freed the candidate from them (1 statement)."""
    own, of = aliased(ExamForm), aliased(ExamForm)
    rows = work.db.execute(
        select(Sheet.id, ExamStep.id, ExamGroup.key, Exemption.parts)
        .join(Sheet.sitting)
        .join(Sitting.session)
        .join(own, own.id == ExamSession.form_id)
        .join(Exemption, Exemption.candidate_id == Sitting.candidate_id)
        .join(of, of.id == Exemption.form_id)
        .join(ExamGroup, ExamGroup.form_id == own.id)
        .join(ExamStep, ExamStep.group_id == ExamGroup.id)
        .where(
            Sheet.id.in_([sheet.id for sheet in sheets]),
            Exemption.withdrawn_at.is_(None),
            func.coalesce(of.root_id, of.id) == func.coalesce(own.root_id, own.id),
        )
    )
    found: dict[int, set[int]] = defaultdict(set)
    for sheet_id, step_id, key, parts in rows:
        if key in parts:
            found[sheet_id].add(step_id)
    return found


def _marked(work: Work, sheet_ids: Collection[int], freed: Mapping[int, set[int]]) -> dict[int, int]:
    """How many steps of each sheet have a mark that is asked for; one that was taken back counts as open."""
    latest = (
        select(func.max(Mark.id))
        .where(Mark.sheet_id.in_(sheet_ids), Mark.answer == AnswerKind.STORED)
        .group_by(Mark.sheet_id, Mark.step_id)
    )
    unasked = [and_(Mark.sheet_id == sheet, Mark.step_id.in_(steps)) for sheet, steps in freed.items()]
    rows = work.db.execute(
        select(Mark.sheet_id, func.count())
        .where(Mark.id.in_(latest), Mark.value.is_not(None), *(not_(one) for one in unasked))
        .group_by(Mark.sheet_id)
    )
    return {row[0]: row[1] for row in rows}


def _totals(work: Work, form_ids: Collection[int]) -> dict[int, int]:
    rows = work.db.execute(
        select(ExamGroup.form_id, func.count())
        .join(ExamStep, ExamStep.group_id == ExamGroup.id)
        .where(ExamGroup.form_id.in_(form_ids))
        .group_by(ExamGroup.form_id)
    )
    return {row[0]: row[1] for row in rows}
