"""When a qualification may be activated, examined or changed (Q7, Q8, BR-02)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from foundation.messages import Message, say, say_many
from qualification_files.rules.states import QualificationKind, QualificationState


@dataclass(frozen=True)
class TaskSize:
    """How much there is in one core task."""

    number: str
    work_processes: int
    knowledge: int = 0


@dataclass(frozen=True)
class Completeness:
    """What there is in a qualification, as far as activation asks."""

    kind: QualificationKind
    core_tasks: Sequence[TaskSize]
    activities: int = 0  # those that one must do to achieve it


class Gap(StrEnum):
    """What stands in the way of activation."""

    NO_CORE_TASK = "no_core_task"
    NO_WORK_PROCESS = "no_work_process"
    NO_KNOWLEDGE = "no_knowledge"


GAP_WORDS = {
    Gap.NO_CORE_TASK: say("There is no core task yet."),
    Gap.NO_WORK_PROCESS: say("No core task has a work process yet."),
    Gap.NO_KNOWLEDGE: say("There is no work process and no knowledge or skill yet; an elective needs one of them."),
}


def gaps_in(found: Completeness) -> list[Gap]:
    """What is missing for activation; nothing when it may be activated.

    One without core tasks may be activated on what one does to achieve it.
    """
    if not found.core_tasks:
        return [] if found.activities else [Gap.NO_CORE_TASK]
    if any(task.work_processes for task in found.core_tasks):
        return []
    if found.kind is not QualificationKind.ELECTIVE:
        return [Gap.NO_WORK_PROCESS]
    return [] if any(task.knowledge for task in found.core_tasks) else [Gap.NO_KNOWLEDGE]


def what_is_missing(found: Completeness) -> list[Message]:
    """The same in words."""
    return [GAP_WORDS[gap] for gap in gaps_in(found)]


def why_not_examined(state: QualificationState, *, work_processes: int) -> Message | None:
    """Why no exam can be made from this qualification, with the next step towards one; None when one can (Q8)."""
    if state is QualificationState.SUPERSEDED:
        return say("A newer version took its place. Make the exam from that one.")
    if state is QualificationState.CLOSED:
        return say("It is closed for good. What was examined stays; nothing new is made from it.")
    if not work_processes:
        return say("It has no work process. Add one to a core task.")
    if state is not QualificationState.ACTIVE:
        return say("It is not active. Activate it first.")
    return None


def why_structure_stays(state: QualificationState, *, followers: int) -> Message | None:
    """Why core tasks, work processes and indicators cannot be changed now; None when they can.

    What is in use never changes under people's feet: a draft is nobody's yet, a deactivated one without people is
    nobody's any more.
    """
    if followers:
        return say_many(
            "%(count)s person follows this qualification, so its core tasks and work processes stay as they are.",
            "%(count)s people follow this qualification, so its core tasks and work processes stay as they are.",
            followers,
        )
    if state is QualificationState.ACTIVE:
        return say("This qualification is active. What people work with does not change; deactivate it to edit it.")
    if state in (QualificationState.SUPERSEDED, QualificationState.CLOSED):
        return say("This qualification is closed. It stays as it is, so that its history can be read.")
    return None
