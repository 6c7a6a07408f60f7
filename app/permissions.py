"""Who may do what with the environment as a whole."""

from enum import StrEnum

from foundation.access import Grants
from people.permissions import is_administrator


class Permission(StrEnum):
    """What can be done with the environment."""

    SET_ENVIRONMENT = "environment:set"
    READ_AUDIT = "environment:read-audit"


GRANTS: Grants = {
    Permission.SET_ENVIRONMENT: [[is_administrator]],
    Permission.READ_AUDIT: [[is_administrator]],
}
