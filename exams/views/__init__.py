"""The doors of exams: forms, planning, the candidate's own exams, marking, results."""

from exams.views import (
    approval,
    calendar,
    design,
    editions,
    exchange,
    form_documents,
    forms,
    marking,
    marking_sync,
    mine,
    planning,
    results,
    scales,
)
from exams.views.blueprint import bp

__all__ = [
    "approval",
    "bp",
    "calendar",
    "design",
    "editions",
    "exchange",
    "form_documents",
    "forms",
    "marking",
    "marking_sync",
    "mine",
    "planning",
    "results",
    "scales",
]
