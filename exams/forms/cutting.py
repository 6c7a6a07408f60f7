"""What people send about the cut score."""

from wtforms import (
    BooleanField,
)
from wtforms.validators import InputRequired, NumberRange

from exams.models import ExamForm
from exams.rules import CriticalSteps, CutScore, MinimumShare
from foundation.web.forms import Form, WholeNumberField
from foundation.web.wording import lazy_gettext as _l


class CutScoreForm(Form):
    """What it takes to pass."""

    percentage = WholeNumberField(
        _l("Minimum share of the points, in percent"),
        [
            InputRequired(_l("Fill in a percentage.")),
            NumberRange(0, 100, _l("A percentage is a whole number from 0 to 100.")),
        ],
    )
    critical = BooleanField(
        _l("Every critical step must be achieved"),
        description=_l("Without this, critical steps are only shown as such."),
    )

    @classmethod
    def of(cls, form: ExamForm) -> "CutScoreForm":
        """Filled with the cut score of now."""
        rules = form.design.cut_score
        critical = any(isinstance(rule, CriticalSteps) for rule in rules.conditions)
        return cls(percentage=rules.minimum_percentage, critical=critical)

    @property
    def cut_score(self) -> CutScore:
        """The conditions that were chosen."""
        plain = CutScore.at_percentage(self.percentage.data or 0)
        return (
            plain if self.critical.data else CutScore(tuple(r for r in plain.conditions if isinstance(r, MinimumShare)))
        )
