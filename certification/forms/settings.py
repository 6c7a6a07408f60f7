"""What people send to set how a qualification is achieved and maintained."""

from dataclasses import replace
from typing import Any

from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    BooleanField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from certification.actions.asking import LineFacts, sign_of
from certification.forms.periods import LONGEST_COUNT, count_between, period_in, unit_field, whole
from certification.rules.periods import Period, Unit
from certification.rules.settings import LONGEST_GRACE, MONTHS, UpkeepFacts, is_on_a_calendar
from certification.rules.states import AfterExpiry, CountsFrom, DurationKind
from foundation.web.forms import Form, WholeNumberField
from foundation.web.wording import lazy_gettext as _l
from foundation.web.words import said

LONGEST_DAYS = 3650


class UpkeepForm(Form):
    """The settings of a qualification."""

    duration = RadioField(
        _l("Duration"),
        [InputRequired(_l("Choose one of the two."))],
        choices=[
            SelectChoice(DurationKind.FIXED, _l("Fixed period: one list, each activity with its own times")),
            SelectChoice(DurationKind.ROLLING, _l("Rolling period: achieve it once, then maintain it again and again")),
        ],
    )
    recurrence = RadioField(
        _l("How often"),
        [InputRequired(_l("Choose one of the two."))],
        choices=[
            SelectChoice("one_off", _l("One-off: once achieved it never ends")),
            SelectChoice("recurring", _l("Recurring: it has to be kept")),
        ],
    )
    period_count = WholeNumberField(_l("Holds for"), [Optional(), count_between(1, LONGEST_COUNT)])
    period_unit = unit_field(Unit.YEARS)
    counts_from = RadioField(
        _l("The next period counts from"),
        choices=[
            SelectChoice(CountsFrom.COMPLETION, _l("The day of completion")),
            SelectChoice(CountsFrom.PREVIOUS_EXPIRY, _l("The previous end, when it was renewed in time")),
            SelectChoice(CountsFrom.CALENDAR_DATE, _l("A date of the calendar")),
        ],
    )
    calendar_day = WholeNumberField(_l("Day"), [Optional(), count_between(1, 31)])
    calendar_month = SelectField(_l("Month"), [Optional()], default="")
    minimum_count = WholeNumberField(_l("Never shorter than"), [Optional(), count_between(1, LONGEST_COUNT)])
    minimum_unit = unit_field(Unit.MONTHS)
    opens_days_before = WholeNumberField(
        _l("It opens again so many days before the end"),
        [InputRequired(_l("Fill in a number of days; 0 is the day itself.")), count_between(0, LONGEST_DAYS)],
    )
    warns_days_before = WholeNumberField(
        _l("It counts as expiring so many days before the end"),
        [InputRequired(_l("Fill in a number of days; 0 is the day itself.")), count_between(0, LONGEST_DAYS)],
    )
    grace_days = WholeNumberField(
        _l("Days of grace after the end"),
        [InputRequired(_l("Fill in a number of days; 0 for none.")), count_between(0, LONGEST_GRACE)],
    )
    after_expiry = RadioField(
        _l("Who lets it expire"),
        choices=[
            SelectChoice(AfterExpiry.MAINTAIN, _l("Restores it with Maintain alone")),
            SelectChoice(AfterExpiry.ACHIEVE_AGAIN, _l("Starts again at Achieve")),
        ],
    )
    achieve_needs = WholeNumberField(_l("How many under Achieve are enough?"), [Optional(), count_between(1, 100)])
    maintain_needs = WholeNumberField(_l("How many under Maintain are enough?"), [Optional(), count_between(1, 100)])
    external = BooleanField(_l("It is obtained elsewhere, and proved as a whole by one upload"))
    issuer = StringField(_l("Issuer"), [Length(max=200)])
    gives_certificate = BooleanField(_l("Whoever meets it gets a certificate of ours"))
    version = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [SelectChoice(str(number), said(words)) for number, words in enumerate(MONTHS, 1)]
        self.calendar_month.choices = [SelectChoice("", "–"), *named]

    @classmethod
    def of(cls, facts: UpkeepFacts, version: int) -> "UpkeepForm":
        """Filled with what is set now."""
        month, day = facts.calendar_day or ("", None)
        return cls(
            formdata=None,
            **{name: value for name, value in vars(facts).items() if name not in ("period", "minimum", "calendar_day")},
            recurrence="recurring" if facts.recurring else "one_off",
            calendar_month=str(month),
            calendar_day=day,
            version=str(version),
            **_parts("period", facts.period),
            **_parts("minimum", facts.minimum),
        )

    def validate_calendar_day(self, field: WholeNumberField) -> None:
        """A day that exists in the chosen month."""
        month = whole(self.calendar_month.data)
        if (field.data is None) != (month is None):
            raise ValidationError(_l("Fill in both the day and the month, or neither."))
        if field.data and month and not is_on_a_calendar(month, field.data):
            raise ValidationError(_l("There is no such day in this month."))

    @property
    def opened(self) -> int:
        """The version that was opened."""
        return whole(self.version.data) or 0

    @property
    def facts(self) -> UpkeepFacts:
        """What was filled in; what does not belong to the chosen duration is left out, for the page hides it."""
        recurring = self.recurrence.data == "recurring"
        common = UpkeepFacts(
            duration=DurationKind(self.duration.data),
            recurring=recurring,
            opens_days_before=self.opens_days_before.data or 0,
            warns_days_before=self.warns_days_before.data or 0,
            grace_days=self.grace_days.data or 0,
            achieve_needs=self.achieve_needs.data,
            external=bool(self.external.data),
            issuer=self.issuer.data or "",
            gives_certificate=bool(self.gives_certificate.data),
        )
        if common.duration is not DurationKind.ROLLING or not recurring:
            return common
        return self._rolling(common)

    def _rolling(self, common: UpkeepFacts) -> UpkeepFacts:
        counts_from = CountsFrom(self.counts_from.data or CountsFrom.COMPLETION)
        month, day = whole(self.calendar_month.data), self.calendar_day.data
        has_day = counts_from is CountsFrom.CALENDAR_DATE and month and day
        is_counted = counts_from is not CountsFrom.COMPLETION
        return replace(
            common,
            period=period_in(self.period_count, self.period_unit),
            counts_from=counts_from,
            calendar_day=(month or 1, day or 1) if has_day else None,
            minimum=period_in(self.minimum_count, self.minimum_unit) if is_counted else None,
            after_expiry=AfterExpiry(self.after_expiry.data or AfterExpiry.MAINTAIN),
            maintain_needs=self.maintain_needs.data,
        )


class LineForm(Form):
    """What is said of an activity in a list."""

    mandatory = RadioField(
        _l("Does it have to be done?"),
        choices=[
            SelectChoice("yes", _l("Mandatory")),
            SelectChoice("no", _l("Optional")),
        ],
        default="yes",
    )
    frame_count = WholeNumberField(_l("To be done within"), [Optional(), count_between(1, LONGEST_COUNT)])
    frame_unit = unit_field(Unit.WEEKS)
    follow_up_count = WholeNumberField(_l("To be done again after"), [Optional(), count_between(1, LONGEST_COUNT)])
    follow_up_unit = unit_field(Unit.YEARS)
    upload_allowed = BooleanField(_l("A certificate obtained elsewhere may be uploaded for it"))
    seen = HiddenField()

    @classmethod
    def of(cls, facts: LineFacts) -> "LineForm":
        """Filled with what the line says now."""
        return cls(
            formdata=None,
            mandatory="yes" if facts.mandatory else "no",
            upload_allowed=facts.upload_allowed,
            seen=sign_of(facts),
            **_parts("frame", facts.time_frame),
            **_parts("follow_up", facts.follow_up),
        )

    @property
    def facts(self) -> LineFacts:
        """What was filled in."""
        return LineFacts(
            mandatory=self.mandatory.data != "no",
            time_frame=period_in(self.frame_count, self.frame_unit),
            follow_up=period_in(self.follow_up_count, self.follow_up_unit),
            upload_allowed=bool(self.upload_allowed.data),
        )


def _parts(name: str, period: Period | None) -> dict[str, Any]:
    return {f"{name}_count": period.count, f"{name}_unit": period.unit.value} if period else {}
