"""What is read about exams. Each thing has one way to be loaded, with what its pages and permissions need."""

from exams.queries.marks import standing_marks
from exams.queries.subjects import form, group, session, sheet, sitting, step

__all__ = ["form", "group", "session", "sheet", "sitting", "standing_marks", "step"]
