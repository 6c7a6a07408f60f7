"""The one blueprint of people; each module of this folder hangs its doors on it."""

from foundation.web.guard import GuardedBlueprint

bp = GuardedBlueprint("people", __name__)
