"""What several forms about achieving and maintaining are made of."""

from uuid import UUID, uuid4

from wtforms import DateField, HiddenField
from wtforms.validators import ValidationError

from foundation.web.forms import Form
from foundation.web.wording import lazy_gettext as _l

FIRST_YEAR, LAST_YEAR = 1950, 2200


def key_of(value: str | None) -> str:
    """The key of a form as it was sent; a new one where it is none, so that nothing else is mistaken for it."""
    try:
        return str(UUID(value or ""))
    except ValueError:
        return str(uuid4())


def in_our_time(_form: Form, field: DateField) -> None:
    """A day that a certificate can name."""
    if field.data and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
        raise ValidationError(_l("Choose a date between the years 1950 and 2200."))


class KeyedForm(Form):
    """A form that makes one thing, however often it is sent."""

    form_key = HiddenField()

    @property
    def key(self) -> str:
        """What this form makes is known by it; a new one for a form that was not sent yet."""
        self.form_key.data = key_of(self.form_key.data)
        return self.form_key.data
