"""The one blueprint of exams; each module of this folder hangs its doors on it."""

from exams.pages.scale_words import in_readers_level, in_readers_words
from foundation.web.guard import GuardedBlueprint

bp = GuardedBlueprint("exams", __name__, url_prefix="/exams")
bp.add_app_template_filter(in_readers_words)
bp.add_app_template_filter(in_readers_level)
