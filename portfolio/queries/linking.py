"""Reading what an entry can be linked to, and which indicators it shows in particular."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from foundation.work import Work
from portfolio.models import EvidenceIndicator
from qualification_files.models import CoreTask, Indicator, Qualification, WorkProcess


@dataclass(frozen=True)
class OfferedProcess:
    """A work process that an entry can be linked to."""

    id: int
    number: str
    name: str
    description: str
    result: str
    core_task_id: int
    core_task: str  # its number and name
    qualification_id: int
    qualification: str
    language: str
    terms: Mapping[str, Any]


@dataclass(frozen=True)
class OfferedIndicator:
    """An indicator that evidence can show in particular."""

    id: int
    work_process_id: int
    text: str


def offered_processes(work: Work, qualification_ids: Sequence[int]) -> list[OfferedProcess]:
    """The work processes of these qualifications with what is told of them, in order, in one statement."""
    rows = work.db.execute(
        select(
            WorkProcess.id,
            WorkProcess.number,
            WorkProcess.name,
            WorkProcess.description,
            WorkProcess.result,
            CoreTask.id,
            CoreTask.number + " " + CoreTask.name,
            Qualification.id,
            Qualification.name,
            Qualification.language,
            Qualification.terms,
        )
        .join(WorkProcess.core_task)
        .join(CoreTask.qualification)
        .where(Qualification.id.in_(qualification_ids))
        .order_by(
            Qualification.name,
            Qualification.id,
            CoreTask.position,
            CoreTask.id,
            WorkProcess.position,
            WorkProcess.id,
        )
    )
    return [OfferedProcess(*row) for row in rows]


def offered_indicators(work: Work, qualification_ids: Sequence[int]) -> dict[int, list[OfferedIndicator]]:
    """The indicators of these qualifications, in order, by work process, in one statement."""
    rows = work.db.execute(
        select(Indicator.id, Indicator.work_process_id, Indicator.text)
        .join(Indicator.work_process)
        .join(WorkProcess.core_task)
        .where(CoreTask.qualification_id.in_(qualification_ids))
        .order_by(Indicator.work_process_id, Indicator.position, Indicator.id)
    )
    found: dict[int, list[OfferedIndicator]] = {}
    for row in rows:
        found.setdefault(row.work_process_id, []).append(OfferedIndicator(*row))
    return found


def indicators_to_show(work: Work, work_process_id: int) -> list[OfferedIndicator]:
    """The indicators of one work process, in order."""
    rows = work.db.execute(
        select(Indicator.id, Indicator.work_process_id, Indicator.text)
        .where(Indicator.work_process_id == work_process_id)
        .order_by(Indicator.position, Indicator.id)
    )
    return [OfferedIndicator(*row) for row in rows]


def indicators_shown(work: Work, evidence_ids: Collection[int]) -> dict[int, list[str]]:
    """The texts of the indicators that each of these links shows in particular, in order, in one statement."""
    rows = work.db.execute(
        select(EvidenceIndicator.evidence_id, Indicator.text)
        .join(Indicator, Indicator.id == EvidenceIndicator.indicator_id)
        .where(EvidenceIndicator.evidence_id.in_(evidence_ids))
        .order_by(EvidenceIndicator.evidence_id, Indicator.position, Indicator.id)
    )
    found: dict[int, list[str]] = {}
    for evidence_id, text in rows:
        found.setdefault(evidence_id, []).append(text)
    return found


def indicators_pointed_at(work: Work, evidence_ids: Collection[int]) -> dict[int, set[int]]:
    """The ids of the indicators that each of these links shows in particular, in one statement."""
    rows = work.db.execute(
        select(EvidenceIndicator.evidence_id, EvidenceIndicator.indicator_id).where(
            EvidenceIndicator.evidence_id.in_(evidence_ids)
        )
    )
    found: dict[int, set[int]] = {}
    for evidence_id, indicator_id in rows:
        found.setdefault(evidence_id, set()).add(indicator_id)
    return found


def indicators_by_process(work: Work, work_process_ids: Collection[int]) -> dict[int, int]:
    """The work process of each indicator of these work processes, in one statement."""
    rows = work.db.execute(
        select(Indicator.id, Indicator.work_process_id).where(Indicator.work_process_id.in_(work_process_ids))
    )
    return {row.id: row.work_process_id for row in rows}
