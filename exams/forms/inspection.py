"""What people send about inspections, papers and the term of exam files."""

from datetime import datetime
from uuid import uuid4

from flask_babel import gettext as _
from wtforms import BooleanField, DateField, HiddenField, SelectField, SelectMultipleField, TextAreaField, TimeField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError

from exams.forms.parts import LONGEST_TEXT, in_our_time, moment_of
from exams.forms.planning import is_key
from exams.rules.retention import LEAST_MONTHS, MOST_MONTHS
from foundation.web.forms import Form, WholeNumberField
from foundation.web.wording import lazy_gettext as _l


class GrantForm(Form):
    """Which auditor may read the chosen files, from when until when, and why."""

    auditor = SelectField(_l("Auditor"), [InputRequired(_l("Choose an auditor."))], coerce=int)
    from_day = DateField(_l("From"), [InputRequired(_l("Choose a date.")), in_our_time])
    from_time = TimeField(_l("Start time"), [InputRequired(_l("Choose a time."))])
    until_day = DateField(_l("Until"), [InputRequired(_l("Choose a date.")), in_our_time])
    until_time = TimeField(_l("End time"), [InputRequired(_l("Choose a time."))])
    reason = TextAreaField(
        _l("Reason"),
        [DataRequired(_l("Say why.")), Length(max=LONGEST_TEXT)],
        description=_l("For instance the visit it is for. The auditor reads it too."),
    )
    form_key = HiddenField(validators=[is_key], default=lambda: str(uuid4()))

    @property
    def starts_at(self) -> datetime:
        """From which moment."""
        if self.from_day.data is None or self.from_time.data is None:
            raise ValueError("Ask only after validating.")
        return moment_of(self.from_day.data, self.from_time.data)

    @property
    def ends_at(self) -> datetime:
        """Until which moment."""
        if self.until_day.data is None or self.until_time.data is None:
            raise ValueError("Ask only after validating.")
        return moment_of(self.until_day.data, self.until_time.data)

    def validate_until_time(self, _field: TimeField) -> None:
        """Refuse an end before the start."""
        told = (self.from_day.data, self.from_time.data, self.until_day.data, self.until_time.data)
        if all(part is not None for part in told) and self.ends_at <= self.starts_at:
            raise ValidationError(_("Choose a moment after the first one."))


class PapersForm(Form):
    """Papers of the chosen exams."""

    form_key = HiddenField(validators=[is_key], default=lambda: str(uuid4()))


class GraduationForm(Form):
    """Who got the diploma on which day, or left without one."""

    graduated_on = DateField(
        _l("Day of the diploma, or of leaving"), [InputRequired(_l("Choose a date.")), in_our_time]
    )
    without_diploma = BooleanField(
        _l("They left without a diploma"),
        description=_l("The term of their exam files then runs from the day on which they left."),
    )
    confirmed = BooleanField(_l("It is right: record it all the same"))
    chosen = SelectMultipleField(_l("People"), [DataRequired(_l("Choose at least one person."))], coerce=int)


class RetentionForm(Form):
    """How long files are kept, and whether they go by themselves."""

    months = WholeNumberField(
        _l("Months after graduation"),
        [
            InputRequired(_l("Fill in 18 or more.")),
            NumberRange(LEAST_MONTHS, MOST_MONTHS, _l("Exam files are kept for at least 18 months.")),
        ],
    )
    purges = BooleanField(
        _l("Take marks and remarks away every night once their term is over"),
        description=_l("What is taken away cannot be brought back. The result, the decision and the chain stay."),
    )
