"""The rules of exams as plain values and functions: no database, no clock, no web.

`steps` what is marked - `cut_scores` what it takes to pass, as data - `verdicts` the result and why - `forms` what is
wrong with a form, coverage - `sittings` states and signatures - `operations` what becomes of a mark a device sends.

What a tablet must know without network has its twin in static/js/marking/rules.js and operations.js; both run the cases
of tests/vectors.
"""

from exams.rules.cut_scores import CriticalSteps, CutScore, MinimumShare
from exams.rules.cut_scores.judged import Condition, PartOutcome
from exams.rules.forms import Coverage, Form, coverage, problems
from exams.rules.operations import (
    LONGEST_REMARK,
    Answer,
    AnswerKind,
    Decision,
    Operation,
    Recorded,
    SheetState,
    Standing,
    decide,
    decide_all,
    moment_made,
    read,
    recorded,
    standing_after,
)
from exams.rules.sittings import (
    TAKES_MARKS,
    SittingState,
    is_ratified_by_signature,
    is_signed_by_all,
    may_become,
    may_begin,
    may_sign,
    why_not_begin,
    why_not_sign,
)
from exams.rules.steps import Group, Level, Marks, Progress, Step, SubPoint, open_steps, progress
from exams.rules.verdicts import Outcome, Result, verdict

__all__ = [
    "LONGEST_REMARK",
    "TAKES_MARKS",
    "Answer",
    "AnswerKind",
    "Condition",
    "Coverage",
    "CriticalSteps",
    "CutScore",
    "Decision",
    "Form",
    "Group",
    "Level",
    "Marks",
    "MinimumShare",
    "Operation",
    "Outcome",
    "PartOutcome",
    "Progress",
    "Recorded",
    "Result",
    "SheetState",
    "SittingState",
    "Standing",
    "Step",
    "SubPoint",
    "coverage",
    "decide",
    "decide_all",
    "is_ratified_by_signature",
    "is_signed_by_all",
    "may_become",
    "may_begin",
    "may_sign",
    "moment_made",
    "open_steps",
    "problems",
    "progress",
    "read",
    "recorded",
    "standing_after",
    "verdict",
    "why_not_begin",
    "why_not_sign",
]
