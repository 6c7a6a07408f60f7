"""What the pages of exams show: prepared values."""

from exams.pages.deeds import open_deeds

__all__ = ["open_deeds"]
