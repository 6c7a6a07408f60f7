"""Who may do what with activities, with how qualifications are kept, and with what people do for them."""

from enum import StrEnum

from foundation.access import Grants


class Permission(StrEnum):
    """What can be done about achieving and maintaining."""


GRANTS: Grants = {}
