"""The one blueprint of exams; each module of this folder hangs its doors on it."""

from foundation.web.guard import GuardedBlueprint

bp = GuardedBlueprint("exams", __name__, url_prefix="/exams")
