"""What people are here to do."""

from enum import StrEnum


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
