"""Who may see overviews. Whose numbers they hold is decided by whom somebody looks after."""

from enum import StrEnum

from foundation.access import Grants
from people.permissions import looks_after_people


class Permission(StrEnum):
    """What can be seen across packages."""

    SEE_INSIGHTS = "insights:see-insights"


GRANTS: Grants = {Permission.SEE_INSIGHTS: [[looks_after_people]]}
