"""Numbers and lengths of time in forms."""

from flask_babel import gettext
from wtforms import SelectChoice, SelectField  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
from wtforms.validators import ValidationError

from certification.rules.periods import Period, Unit
from foundation.web.forms import Form, WholeNumberField
from foundation.web.wording import lazy_gettext as _l

LONGEST_COUNT = 999
UNITS = {Unit.DAYS: _l("days"), Unit.WEEKS: _l("weeks"), Unit.MONTHS: _l("months"), Unit.YEARS: _l("years")}


def whole(value: str | int | None) -> int | None:
    """The number of a choice; nothing when it is none."""
    written = str(value or "")
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else None


def unit_field(default: Unit) -> SelectField:
    """What a length of time is counted in."""
    return SelectField(
        _l("Counted in"),
        choices=[SelectChoice(unit.value, words) for unit, words in UNITS.items()],
        default=default.value,
    )


def period_in(count: WholeNumberField, unit: SelectField) -> Period | None:
    """The length of time in two fields; none where the number is empty."""
    return Period(count.data, Unit(unit.data)) if count.data else None


def count_between(first: int, last: int) -> object:
    """A validator: a whole number between these, or nothing."""

    def check(_form: Form, field: WholeNumberField) -> None:
        if field.data is not None and not first <= field.data <= last:
            raise ValidationError(gettext("Fill in a number from %(first)s to %(last)s.", first=first, last=last))

    return check
