"""What people send about the cut score.

`fields` the form - `plain` its data from a cut score and back - `deeds` what its buttons do.
"""

from exams.forms.cutting.deeds import changed
from exams.forms.cutting.fields import ASKS, KINDS, OF_MEASURE, PARTS, CutScoreForm
from exams.forms.cutting.plain import cut_score_in, plain_of

__all__ = ["ASKS", "KINDS", "OF_MEASURE", "PARTS", "CutScoreForm", "changed", "cut_score_in", "plain_of"]
