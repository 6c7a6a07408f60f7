"""What people send about exams."""

from exams.forms.cutting import CutScoreForm
from exams.forms.designing import (
    FormFactsForm,
    GroupForm,
    NewFormForm,
    ReadableFromForm,
    StepForm,
    WorkProcessesForm,
    weights_in,
)
from exams.forms.marking import SignForm
from exams.forms.parts import LONGEST_STEP, LONGEST_TEXT, ReasonForm, chosen_in, in_our_time, local, moment_of, whole
from exams.forms.planning import CandidatesForm, MoveForm, SessionForm, SittingForm
from exams.forms.scales import ApplyScaleForm, SavedScaleForm, rows_of, scale_data

__all__ = [
    "LONGEST_STEP",
    "LONGEST_TEXT",
    "ApplyScaleForm",
    "CandidatesForm",
    "CutScoreForm",
    "FormFactsForm",
    "GroupForm",
    "MoveForm",
    "NewFormForm",
    "ReadableFromForm",
    "ReasonForm",
    "SavedScaleForm",
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
    "scale_data",
    "weights_in",
    "whole",
]
