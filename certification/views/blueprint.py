"""The one blueprint of achieving and maintaining; each module of this folder hangs its doors on it."""

from foundation.web.guard import GuardedBlueprint

bp = GuardedBlueprint("certification", __name__)
