"""When the clock of somebody stands still, and why."""

from datetime import date, timedelta

from flask_babel import gettext as _
from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    DateField,
    Field,
    SelectChoice,
    SelectField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from certification.actions.pausing import PauseFacts
from foundation.web.forms import Form
from foundation.web.wording import lazy_gettext as _l

EARLIEST = date(2000, 1, 1)
TEN_YEARS = timedelta(days=3653)
LONGEST_REASON = 1000


def in_these_years(form: Form, field: Field) -> None:
    """A day that somebody can mean."""
    today = form.today if isinstance(form, PauseForm | EndForm) else EARLIEST
    if field.data is not None and not EARLIEST <= field.data <= today + TEN_YEARS:
        raise ValidationError(_("Choose a day between 2000 and ten years from now."))


class PauseForm(Form):
    """A pause."""

    since = DateField(_l("First day"), [InputRequired(_l("Choose a date.")), in_these_years])
    until = DateField(
        _l("Last day"),
        [Optional(), in_these_years],
        description=_l("Leave it empty where nobody knows yet. Fill it in later, when it ends."),
    )
    qualification_id = SelectField(_l("For which qualification"), [Optional()])
    reason = TextAreaField(
        _l("Reason"),
        [DataRequired(_l("Say why.")), Length(max=LONGEST_REASON)],
        description=_l("The person reads this too. For instance: parental leave."),
    )
    today = EARLIEST

    @classmethod
    def of(cls, today: date, choices: list[tuple[int, str]]) -> "PauseForm":
        """The form, with what can be chosen."""
        form = cls()
        form.today = today
        form.qualification_id.choices = [
            SelectChoice("", _("All qualifications")),
            *(SelectChoice(str(number), name) for number, name in choices),
        ]
        return form

    def validate_until(self, field: Field) -> None:
        """Not before the first day."""
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError(_("The last day cannot be before the first."))

    @property
    def facts(self) -> PauseFacts:
        """What was filled in."""
        chosen = self.qualification_id.data
        return PauseFacts(
            since=self.since.data or self.today,
            until=self.until.data,
            reason=self.reason.data or "",
            qualification_id=int(chosen) if chosen else None,
        )


class EndForm(Form):
    """The last day of a pause."""

    last_day = DateField(_l("Last day"), [InputRequired(_l("Choose a date.")), in_these_years])
    today = EARLIEST


class UntilForm(Form):
    """Until which day one wants to look."""

    class Meta:
        """It changes nothing, and its answer stands in the address."""

        csrf = False

    until = DateField(_l("Until"), [Optional()])
