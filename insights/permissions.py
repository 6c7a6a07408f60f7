"""Who may see overviews. Whose numbers they hold is decided by whom somebody looks after."""

from enum import StrEnum

from foundation.access import Actor, Grants
from insights.models import InsightsSubscription
from people.permissions import looks_after_people


class Permission(StrEnum):
    """What can be seen across packages, and had by mail."""

    SEE_INSIGHTS = "insights:see-insights"
    SEE_SUBSCRIPTION = "insights:see-subscription"
    STOP_SUBSCRIPTION = "insights:stop-subscription"


def owns(actor: Actor, subscription: InsightsSubscription) -> bool:
    """It is the actor's own."""
    return actor.id == subscription.person_id


GRANTS: Grants = {
    Permission.SEE_INSIGHTS: [[looks_after_people]],
    Permission.SEE_SUBSCRIPTION: [[owns]],
    Permission.STOP_SUBSCRIPTION: [[owns]],  # also who looks after nobody any more
}
