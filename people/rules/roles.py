"""What people are here to do."""

from collections.abc import Mapping
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
