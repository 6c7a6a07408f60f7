"""When people are reminded of what ends, and who is left alone."""

from uuid import UUID, uuid4

from flask_babel import gettext as _
from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    BooleanField,
    DateField,
    HiddenField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from certification.models import ReminderLadder
from certification.queries.reminders.settings import as_value
from certification.rules.reminders import MOST_DAYS, MOST_STEPS, Ladder, read_days
from foundation.web.forms import Form, WholeNumberField
from foundation.web.wording import lazy_gettext as _l

LONGEST_REASON = 500
LAST_YEAR = 2200
_WRONG = _l("Fill in 1 to %(most)s days, or nothing.", most=MOST_DAYS)


class LadderForm(Form):
    """The days on which people are reminded; `seen` is the version that whoever writes had before them."""

    seen = HiddenField()
    days = StringField(_l("Days before the end"), [Length(max=100)])
    lead_days = WholeNumberField(
        _l("Tell the lead, so many days before the end"), [Optional(), NumberRange(1, MOST_DAYS, _WRONG)]
    )
    above_days = WholeNumberField(
        _l("Tell the lead’s lead, so many days before the end"), [Optional(), NumberRange(1, MOST_DAYS, _WRONG)]
    )
    tells_ended = BooleanField(_l("Tell when it has ended"))

    @classmethod
    def of(cls, row: ReminderLadder | None) -> "LadderForm":
        """The form as it stands."""
        ladder = as_value(row)
        return cls(
            formdata=None,
            seen=version_of(row),
            days=", ".join(map(str, ladder.days)),
            lead_days=ladder.lead_days,
            above_days=ladder.above_days,
            tells_ended=ladder.tells_ended,
        )

    def validate_days(self, field: StringField) -> None:
        """Refuse what are no numbers of days."""
        if read_days(field.data or "") is None:
            raise ValidationError(
                _(
                    "Fill in at most %(steps)s whole numbers of days from 1 to %(most)s, such as 60, 30, 14, 7; "
                    "or nothing, and nobody is reminded.",
                    steps=MOST_STEPS,
                    most=MOST_DAYS,
                )
            )

    def validate_above_days(self, field: WholeNumberField) -> None:
        """Refuse a lead's lead who would hear of it before the lead."""
        if field.data and self.lead_days.data and field.data > self.lead_days.data:
            raise ValidationError(_("The lead’s lead is told later than the lead: fill in fewer days."))
        if field.data and not self.lead_days.data:
            raise ValidationError(_("Fill in first when the lead is told."))

    @property
    def ladder(self) -> Ladder:
        """What was filled in."""
        return Ladder(
            days=read_days(self.days.data or "") or (),
            lead_days=self.lead_days.data,
            above_days=self.above_days.data,
            tells_ended=bool(self.tells_ended.data),
        )

    def is_outdated(self, row: ReminderLadder | None) -> bool:
        """Whether somebody changed it since the form was opened; the next attempt is made knowingly."""
        version = version_of(row)
        outdated = self.seen.data != version
        if outdated:
            self.form_errors.append(
                _(
                    "Somebody changed this while you had it open. What you filled in is still here. "
                    "Look at how it stands now, and save again to replace it."
                )
            )
            self.seen.data, self.seen.raw_data = version, [version]
        return outdated


class QuietForm(Form):
    """Whom or what nobody is reminded of, until when, and why."""

    form_key = HiddenField()
    person = StringField(_l("E-mail address or number of the person"), [Length(max=254)])
    qualification = SelectField(_l("Qualification"), coerce=str, default="")
    until = DateField(_l("Reminders go out again from"), [Optional()])
    reason = TextAreaField(
        _l("Reason"), [InputRequired(_l("Say why.")), Length(max=LONGEST_REASON)], description=_l("Others read this.")
    )

    def offer(self, qualifications: dict[int, str]) -> "QuietForm":
        """The form with the qualifications to choose from."""
        self.qualification.choices = [
            SelectChoice("", _("(all)")),
            *(SelectChoice(str(number), name) for number, name in qualifications.items()),
        ]
        if not self.form_key.data:
            self.form_key.data = str(uuid4())
        return self

    def validate_until(self, field: DateField) -> None:
        """Refuse days that no calendar of ours reaches."""
        if field.data and field.data.year > LAST_YEAR:
            raise ValidationError(_("Choose a date before the year 2200."))

    def validate_form_key(self, field: HiddenField) -> None:
        """Refuse what is no key of ours."""
        try:
            UUID(field.data or "")
        except ValueError as error:
            raise ValidationError(_("This page is too old. Load it again.")) from error

    @property
    def chosen(self) -> int | None:
        """The number of the qualification."""
        return int(self.qualification.data) if self.qualification.data else None


class QuietSeveralForm(Form):
    """Until when those who were chosen in the list are left alone, and why."""

    form_key = HiddenField()
    until = DateField(_l("Reminders go out again from"), [Optional()])
    reason = TextAreaField(
        _l("Reason"), [InputRequired(_l("Say why.")), Length(max=LONGEST_REASON)], description=_l("Others read this.")
    )

    validate_form_key = QuietForm.validate_form_key
    validate_until = QuietForm.validate_until

    @classmethod
    def blank(cls) -> "QuietSeveralForm":
        """The form as it is first shown."""
        return cls(formdata=None, form_key=str(uuid4()))


def version_of(row: ReminderLadder | None) -> str:
    """Which version of the days this is."""
    return str(row.version) if row else "0"
