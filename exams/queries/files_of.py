"""The whole file of an exam: all that its record, its letter and its archive tell, for one exam or for many at once."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from exams.models import (
    AgreedMark,
    BoardDecision,
    Correction,
    ExamForm,
    ExamGroup,
    ExamSession,
    Exemption,
    FormDocument,
    Mark,
    Objection,
    Sheet,
    Sitting,
    SittingOutcome,
)
from exams.queries.chain import tips
from exams.queries.how_marked import HowMarked, how_marked
from exams.queries.objections import terms
from exams.queries.standing import Stands, standing_of_all
from exams.rules import AnswerKind
from exams.rules.chain import Tip
from exams.rules.objections import ObjectionKind, last_day_to_lodge
from foundation.work import Work
from people.models import Person

T = TypeVar("T", AgreedMark, Correction, SittingOutcome)


@dataclass(frozen=True, kw_only=True)
class ExamFile:
    """One exam with everything that became of it."""

    sitting: Sitting
    stands: dict[int, Stands]  # step -> what stands
    raw: dict[int, dict[int, Mark]]  # sheet -> step -> the mark that stands on it
    agreed: list[AgreedMark] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    outcomes: list[SittingOutcome] = field(default_factory=list)
    objections: list[Objection] = field(default_factory=list)
    exemptions: list[Exemption] = field(default_factory=list)
    decisions: dict[int, BoardDecision] = field(default_factory=dict)
    people: dict[int, str] = field(default_factory=dict)  # number -> name, of whoever did something
    how: HowMarked = field(default_factory=HowMarked)
    tip: Tip = field(default_factory=Tip)

    @property
    def form(self) -> ExamForm:
        """The form that was used."""
        return self.sitting.session.form

    @property
    def decision(self) -> BoardDecision | None:
        """The decision that made the result official."""
        return self.decisions.get(self.sitting.decision_id or 0)

    @property
    def annulling(self) -> BoardDecision | None:
        """The decision that annulled it."""
        return self.decisions.get(self.sitting.annulling_id or 0)

    @property
    def own_decisions(self) -> list[BoardDecision]:
        """Every decision about this exam: decisions are read for many exams at once, these are those of this one."""
        numbers = {self.sitting.decision_id, self.sitting.annulling_id}
        numbers |= {one.decision_id for one in self.corrections} | {one.decision_id for one in self.objections}
        numbers |= {one.decision_id for one in self.exemptions}
        return [decision for number, decision in sorted(self.decisions.items()) if number in numbers]

    def who(self, number: int | None) -> str:
        """The name of this person."""
        return self.people.get(number or 0, "")


def sittings_by(work: Work, ids: Collection[int]) -> list[Sitting]:
    """These exams with candidate, whole form and sheets, by name (4 statements)."""
    form = joinedload(Sitting.session).joinedload(ExamSession.form)
    found = work.db.scalars(
        select(Sitting)
        .join(Sitting.candidate)
        .where(Sitting.id.in_(ids))
        .options(
            joinedload(Sitting.candidate),
            form.joinedload(ExamForm.qualification),
            form.selectinload(ExamForm.groups).selectinload(ExamGroup.steps),
            selectinload(Sitting.sheets).joinedload(Sheet.examiner),
        )
        .order_by(Person.sorting_name, Sitting.id)
    )
    return list(found)


def exam_files(work: Work, sittings: Sequence[Sitting]) -> list[ExamFile]:
    """The files of these exams in the same order (at most 18 statements, however many there are)."""
    ids = [sitting.id for sitting in sittings]
    stands, raw = standing_of_all(work, sittings), _raw(work, ids)
    agreed, corrections = _by_sitting(work, AgreedMark, ids), _by_sitting(work, Correction, ids)
    outcomes, objections = _by_sitting(work, SittingOutcome, ids), _objections(work, ids)
    exemptions = _exemptions(work, sittings)
    decisions = _decisions(work, sittings, corrections, objections, exemptions)
    people = _people(work, sittings, [*decisions.values()], agreed, corrections)
    ends, how = tips(work, ids) if ids else {}, how_marked(work, sittings)
    return [
        ExamFile(
            sitting=sitting,
            stands=stands[sitting.id],
            raw={sheet.id: raw.get(sheet.id, {}) for sheet in sitting.standing_sheets},
            agreed=agreed.get(sitting.id, []),
            corrections=corrections.get(sitting.id, []),
            outcomes=outcomes.get(sitting.id, []),
            objections=objections.get(sitting.id, []),
            exemptions=_of(sitting, exemptions),
            decisions=decisions,
            people=people,
            how=how[sitting.id],
            tip=ends.get(sitting.id, Tip()),
        )
        for sitting in sittings
    ]


def exam_file(work: Work, sitting: Sitting) -> ExamFile:
    """The file of one exam."""
    return exam_files(work, [sitting])[0]


def documents_of(work: Work, form_id: int) -> list[FormDocument]:
    """The documents of a form that were not taken away, oldest first (1 statement)."""
    chosen = select(FormDocument).where(FormDocument.form_id == form_id, FormDocument.removed_at.is_(None))
    return list(work.db.scalars(chosen.order_by(FormDocument.id)))


def _raw(work: Work, ids: Collection[int]) -> dict[int, dict[int, Mark]]:
    """Sheet -> step -> the latest stored mark (1 statement)."""
    rows = work.db.scalars(
        select(Mark)
        .join(Sheet, Sheet.id == Mark.sheet_id)
        .where(Sheet.sitting_id.in_(ids), Mark.answer == AnswerKind.STORED)
        .order_by(Mark.id)
    )
    found: dict[int, dict[int, Mark]] = defaultdict(dict)
    for mark in rows:
        found[mark.sheet_id][mark.step_id or 0] = mark
    return found


def _by_sitting(work: Work, model: type[T], ids: Collection[int]) -> dict[int, list[T]]:
    found: dict[int, list[T]] = defaultdict(list)
    for row in work.db.scalars(select(model).where(model.sitting_id.in_(ids)).order_by(model.id)):
        found[row.sitting_id].append(row)
    return found


def _objections(work: Work, ids: Collection[int]) -> dict[int, list[Objection]]:
    """Sitting -> what was brought against its result, with the files (at most 2 statements)."""
    chosen = select(Objection).where(Objection.sitting_id.in_(ids)).options(selectinload(Objection.files))
    found: dict[int, list[Objection]] = defaultdict(list)
    for row in work.db.scalars(chosen.order_by(Objection.id)):
        found[row.sitting_id].append(row)
    return found


def _exemptions(work: Work, sittings: Sequence[Sitting]) -> list[Exemption]:
    candidates = {sitting.candidate_id for sitting in sittings}
    statement = select(Exemption).where(Exemption.candidate_id.in_(candidates), Exemption.withdrawn_at.is_(None))
    return list(work.db.scalars(statement.options(joinedload(Exemption.form)).order_by(Exemption.id)))


def _of(sitting: Sitting, exemptions: Sequence[Exemption]) -> list[Exemption]:
    family = sitting.session.form.family
    return [one for one in exemptions if one.candidate_id == sitting.candidate_id and one.form.family == family]


def _decisions(
    work: Work,
    sittings: Sequence[Sitting],
    corrections: dict[int, list[Correction]],
    objections: dict[int, list[Objection]],
    exemptions: Sequence[Exemption],
) -> dict[int, BoardDecision]:
    wanted = {number for sitting in sittings for number in (sitting.decision_id, sitting.annulling_id)}
    wanted |= {one.decision_id for one in exemptions}
    wanted |= {one.decision_id for found in corrections.values() for one in found}
    wanted |= {one.decision_id for found in objections.values() for one in found}
    rows = work.db.scalars(select(BoardDecision).where(BoardDecision.id.in_(wanted - {None})))
    return {row.id: row for row in rows}


def _people(
    work: Work,
    sittings: Sequence[Sitting],
    decisions: Sequence[BoardDecision],
    agreed: dict[int, list[AgreedMark]],
    corrections: dict[int, list[Correction]],
) -> dict[int, str]:
    wanted: set[int | None] = {sitting.ratified_by for sitting in sittings}
    wanted |= {number for decision in decisions for number in (decision.made_by, *decision.present)}
    wanted |= {one.made_by for found in agreed.values() for one in found}
    wanted |= {one.made_by for found in corrections.values() for one in found}
    return {person.id: person.name for person in work.db.scalars(select(Person).where(Person.id.in_(wanted - {None})))}


def last_days(work: Work, sittings: Sequence[Sitting]) -> dict[int, date]:
    """Sitting -> the last day for an objection, of those with an official result (1 statement)."""
    rules = terms(work)
    return {
        sitting.id: last_day_to_lodge(ObjectionKind.OBJECTION, sitting.ratified_at.astimezone(work.zone).date(), rules)
        for sitting in sittings
        if sitting.ratified_at
    }
