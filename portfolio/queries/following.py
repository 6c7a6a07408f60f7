"""Evidence that counts now: for a qualification that its owner follows."""

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import aliased

from portfolio.models import Entry, Evidence
from qualification_files.models import CoreTask, QualificationLink, WorkProcess

_PROCESS, _TASK = aliased(WorkProcess), aliased(CoreTask)


def is_followed() -> ColumnElement[bool]:
    """Whether its owner follows the qualification of this evidence; what moved along counts where it went."""
    return (
        exists()
        .where(
            _PROCESS.id == Evidence.work_process_id,
            _TASK.id == _PROCESS.core_task_id,
            QualificationLink.qualification_id == _TASK.qualification_id,
            QualificationLink.person_id == Entry.owner_id,
            QualificationLink.ended_at.is_(None),
        )
        .correlate(Evidence, Entry)
    )
