"""What examiners who compare their marks send."""

from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from exams.forms.board import KeyedForm
from exams.forms.parts import LONGEST_STEP, value_of, whole
from foundation.web.forms import Form
from foundation.web.wording import lazy_gettext as _l


class ProposalForm(KeyedForm):
    """A mark for one step, and why; nothing is chosen beforehand."""

    @property
    def step_id(self) -> int:
        """Which step it is about."""
        return int(self._prefix.strip("s-"))

    value = RadioField(
        _l("The mark that should stand"),
        [InputRequired(_l("Choose a mark."))],
        coerce=value_of,
    )
    reason = TextAreaField(_l("Why this mark"), [DataRequired(_l("Say why.")), Length(max=LONGEST_STEP)])


class ThirdExaminerForm(Form):
    """Who decides where two examiners differ."""

    examiner = SelectField(_l("Third examiner"), [InputRequired(_l("Choose an examiner."))], coerce=whole)
