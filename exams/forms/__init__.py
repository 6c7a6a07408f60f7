"""What people send about exams."""

from exams.forms.cutting import CutScoreForm
from exams.forms.designing import (
    SCALE_CHOICES,
    FormFactsForm,
    GroupForm,
    LevelForm,
    NewFormForm,
    ScaleForm,
    StepForm,
    WorkProcessesForm,
    rows_of,
    weights_in,
)
from exams.forms.marking import SignForm
from exams.forms.parts import LONGEST_STEP, LONGEST_TEXT, ReasonForm, chosen_in, in_our_time, local, moment_of, whole
from exams.forms.planning import CandidatesForm, MoveForm, SessionForm, SittingForm

__all__ = [
    "LONGEST_STEP",
    "LONGEST_TEXT",
    "SCALE_CHOICES",
    "CandidatesForm",
    "CutScoreForm",
    "FormFactsForm",
    "GroupForm",
    "LevelForm",
    "MoveForm",
    "NewFormForm",
    "ReasonForm",
    "ScaleForm",
    "SessionForm",
    "SignForm",
    "SittingForm",
    "StepForm",
    "WorkProcessesForm",
    "chosen_in",
    "in_our_time",
    "local",
    "moment_of",
    "rows_of",
    "weights_in",
    "whole",
]
