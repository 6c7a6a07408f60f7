"""The doors of overviews."""

from foundation.web.guard import GuardedBlueprint

bp = GuardedBlueprint("insights", __name__, url_prefix="/insights")
