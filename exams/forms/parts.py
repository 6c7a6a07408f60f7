"""What several forms about exams are made of."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time

from flask_babel import to_user_timezone, to_utc
from wtforms import (
    DateField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, ValidationError

from exams.rules.steps import NOT_APPLICABLE
from foundation.web.forms import Form
from foundation.web.wording import lazy_gettext as _l

LONGEST_TEXT = 10_000


LONGEST_STEP = 2_000


def whole(value: str | int | None) -> int | None:
    """The number of a choice; nothing when it is none."""
    written = str(value or "")
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else None


def value_of(written: str | int | None) -> int | None:
    """The value of a level as it was sent, 0 and “not applicable” too; nothing when it is none."""
    return NOT_APPLICABLE if str(written) == str(NOT_APPLICABLE) else whole(str(written))


def moment_of(day: date, clock: time) -> datetime:
    """The moment that a day and a time of day are in the environment's time zone."""
    moment: datetime = to_utc(datetime.combine(day, clock))
    return moment.replace(tzinfo=UTC)


def local(moment: datetime) -> datetime:
    """The moment as the clock on the wall shows it."""
    shown: datetime = to_user_timezone(moment)
    return shown


FIRST_YEAR, LAST_YEAR = 2000, 2200


def in_our_time(_form: Form, field: DateField) -> None:
    """A day on which an exam could be held; the first and the last day there are have no moments in every time zone."""
    if field.data and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
        raise ValidationError(_l("Choose a date between the years 2000 and 2200."))


class ReasonForm(Form):
    """Why something does not go on."""

    reason = TextAreaField(_l("Reason"), [DataRequired(_l("Say why.")), Length(max=LONGEST_STEP)])


def chosen_in(values: Sequence[str]) -> Iterator[int]:
    """The numbers among these values; anything else is passed over."""
    return (number for value in values if (number := whole(value)) is not None)
