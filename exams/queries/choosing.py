"""By what somebody finds exams to open to an auditor or to make papers of, and what there is to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import joinedload

from exams.models import BoardDecision, Correction, ExamForm, ExamSession, Objection, Sitting
from exams.rules import SittingState
from foundation.work import Work
from people.models import Person

MOST_OPTIONS = 200
# What there is nothing to inspect of.
EMPTY = (SittingState.PLANNED, SittingState.CANCELLED)


@dataclass(frozen=True, kw_only=True)
class WantedExams:
    """Which exams somebody looks for; nothing where all will do."""

    words: str = ""
    form_id: int | None = None
    session_id: int | None = None
    decision_id: int | None = None
    group: str = ""
    state: SittingState | None = None

    @property
    def where(self) -> list[ColumnElement[bool]]:
        """As conditions, without the words."""
        found: list[ColumnElement[bool]] = []
        if self.form_id:
            found.append(ExamForm.id == self.form_id)
        if self.session_id:
            found.append(Sitting.session_id == self.session_id)
        if self.decision_id:
            found.append(_decided_by(self.decision_id))
        if self.group:
            found.append(Person.group_name == self.group)
        if self.state:
            found.append(Sitting.state == self.state)
        return found


def _decided_by(decision_id: int) -> ColumnElement[bool]:
    """Exams that a decision made final, corrected, annulled or settled a case about."""
    corrected = exists().where(Correction.sitting_id == Sitting.id, Correction.decision_id == decision_id)
    settled = exists().where(Objection.sitting_id == Sitting.id, Objection.decision_id == decision_id)
    return or_(Sitting.decision_id == decision_id, Sitting.annulling_id == decision_id, corrected, settled)


@dataclass(frozen=True, kw_only=True)
class ExamOptions:
    """What there is to choose from, the latest first."""

    forms: list[ExamForm]
    sessions: list[ExamSession]
    decisions: list[BoardDecision]
    groups: list[str]


def exam_options(work: Work, wanted: WantedExams) -> ExamOptions:
    """Forms, sessions (of the chosen form), decisions and groups that exams are of (4 statements)."""
    begun = Sitting.state.not_in(list(EMPTY))
    sessions = (
        select(ExamSession)
        .where(or_(ExamSession.sittings.any(begun), ExamSession.id == wanted.session_id))
        .options(joinedload(ExamSession.form))
        .order_by(ExamSession.starts_at.desc(), ExamSession.id.desc())
        .limit(MOST_OPTIONS)
    )
    if wanted.form_id:
        sessions = sessions.where(ExamSession.form_id == wanted.form_id)
    held = select(ExamSession.form_id).join(ExamSession.sittings).where(begun)
    forms = select(ExamForm).where(ExamForm.id.in_(held)).order_by(ExamForm.title, ExamForm.edition.desc())
    decisions = select(BoardDecision).order_by(BoardDecision.decided_on.desc(), BoardDecision.id.desc())
    groups = select(Person.group_name).join(Sitting, Sitting.candidate_id == Person.id).where(Person.group_name != "")
    return ExamOptions(
        forms=list(work.db.scalars(forms.limit(MOST_OPTIONS))),
        sessions=list(work.db.scalars(sessions)),
        decisions=list(work.db.scalars(decisions.limit(MOST_OPTIONS))),
        groups=list(work.db.scalars(groups.distinct().order_by(Person.group_name).limit(MOST_OPTIONS))),
    )


def wanted_exams(asked: Mapping[str, Any]) -> WantedExams:
    """What an address asks for; what makes no sense is left out."""
    state = str(asked.get("state", ""))
    return WantedExams(
        words=str(asked.get("q", "")),
        form_id=_number(asked.get("form")),
        session_id=_number(asked.get("session")),
        decision_id=_number(asked.get("decision")),
        group=str(asked.get("group", "")),
        state=SittingState(state) if state in set(SittingState) else None,
    )


def _number(written: object) -> int | None:
    text = str(written or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
