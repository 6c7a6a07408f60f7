"""The competences that an exam can ask about."""

from sqlalchemy import select

from foundation.work import Work
from qualification_files.models import Competence, CoreTask, WorkProcess, WorkProcessCompetence


def competences_of(work: Work, qualification_id: int) -> dict[int, list[Competence]]:
    """The competences of each work process of a qualification, by the number of its row (1 statement)."""
    rows = work.db.execute(
        select(WorkProcessCompetence.work_process_id, Competence)
        .join(WorkProcessCompetence.competence)
        .join(WorkProcess, WorkProcess.id == WorkProcessCompetence.work_process_id)
        .join(CoreTask, CoreTask.id == WorkProcess.core_task_id)
        .where(CoreTask.qualification_id == qualification_id)
        .order_by(Competence.letter)
    )
    found: dict[int, list[Competence]] = {}
    for process, competence in rows:
        found.setdefault(process, []).append(competence)
    return found
