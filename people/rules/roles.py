"""What people are here to do."""

from collections.abc import Mapping, Set
from enum import StrEnum

from foundation.messages import Message, say


class Role(StrEnum):
    """What somebody is here to do; one person may have several."""

    CANDIDATE = "candidate"
    EXAMINER = "examiner"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    COORDINATOR = "coordinator"
    BOARD_MEMBER = "board_member"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


STAFF = frozenset(Role) - {Role.CANDIDATE}

ROLE_NAMES: Mapping[Role, Message] = {
    Role.CANDIDATE: say("Candidate"),
    Role.EXAMINER: say("Examiner"),
    Role.SUPERVISOR: say("Supervisor"),
    Role.MANAGER: say("Manager"),
    Role.COORDINATOR: say("Coordinator"),
    Role.BOARD_MEMBER: say("Exam board member"),
    Role.ADMINISTRATOR: say("Administrator"),
    Role.AUDITOR: say("Auditor"),
}

BOARD_MAY_MANAGE = "people.board_may_manage"  # the setting
APART = frozenset({Role.BOARD_MEMBER, Role.MANAGER})


def why_not_together(roles: Set[Role], *, before: Set[Role] = frozenset(), board_may_manage: bool) -> Message | None:
    """The reason nobody gets these roles at once (BR-44), or None; who had both before keeps them for now."""
    if board_may_manage or not roles >= APART or before >= APART:
        return None
    return say(
        "Nobody is on the exam board and a manager at once: who answers for the money does not decide on results. "
        "Choose one of the two roles."
    )
