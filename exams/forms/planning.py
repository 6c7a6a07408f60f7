"""What people send when they plan exams."""

from datetime import datetime

from wtforms import (
    DateField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from exams.forms.parts import LONGEST_TEXT, in_our_time, moment_of, whole
from foundation.web.forms import Form, WholeNumberField
from foundation.web.wording import lazy_gettext as _l


class MoveForm(Form):
    """When and where a form is used."""

    day = DateField(_l("Date"), [InputRequired(_l("Choose a date.")), in_our_time])
    starts = TimeField(_l("Time"), [InputRequired(_l("Choose a time."))])
    place = StringField(_l("Place"), [DataRequired(_l("Say where it takes place.")), Length(max=200)])
    note = TextAreaField(
        _l("Note"),
        [Length(max=LONGEST_TEXT)],
        description=_l("For candidates and examiners: where to wait, what to bring."),
    )

    @property
    def starts_at(self) -> datetime:
        """The moment that was chosen."""
        if self.day.data is None or self.starts.data is None:
            raise ValueError("Ask only after validating.")
        return moment_of(self.day.data, self.starts.data)


class SessionForm(MoveForm):
    """Which form is used, when and where."""

    form = SelectField(_l("Exam form"), [InputRequired(_l("Choose a form."))], coerce=int)


class CandidatesForm(Form):
    """Who sits the exam, at whose sheet, and when each one starts."""

    chosen = SelectMultipleField(_l("Candidates"), [DataRequired(_l("Choose at least one candidate."))], coerce=int)
    examiner = SelectField(_l("Examiner"), coerce=whole)
    starts = TimeField(_l("First start"), [InputRequired(_l("Choose a time."))])
    interval = WholeNumberField(
        _l("Minutes between two starts"),
        [Optional(), NumberRange(0, 600, _l("Fill in 0 to 600 minutes."))],
        default=0,
        description=_l("0 lets everybody start at the same time."),
    )


class SittingForm(Form):
    """One candidate's time and examiner."""

    starts = TimeField(_l("Start"), [InputRequired(_l("Choose a time."))])
    examiner = SelectField(_l("Examiner"), coerce=whole)
