"""Who may see overviews."""

from enum import StrEnum

from foundation.access import Grants


class Permission(StrEnum):
    """What can be seen across packages."""


GRANTS: Grants = {}
