"""The doors of exams: forms, planning, the candidate's own exams, marking, results."""

from exams.views import calendar, design, forms, marking, marking_sync, mine, planning, results
from exams.views.blueprint import bp

__all__ = ["bp", "calendar", "design", "forms", "marking", "marking_sync", "mine", "planning", "results"]
