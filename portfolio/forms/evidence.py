"""Which work processes an entry shows, and why."""

from flask_babel import gettext as _
from wtforms import (
    SelectMultipleField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired

from foundation.web.forms import Form
from foundation.web.wording import lazy_gettext as _l
from portfolio.forms.fields import LONG, VersionField, number


class EvidenceForm(Form):
    """Work processes that an entry shows, and why."""

    work_processes = SelectMultipleField(_l("Work processes"), coerce=number)
    reasoning = TextAreaField(_l("How does this show that you master it?"), [LONG])

    def validate_work_processes(self, field: SelectMultipleField) -> None:
        """At least one."""
        if not field.data:
            raise ValidationError(_("Choose at least one work process."))


class ReasoningForm(Form):
    """The reasoning of one link."""

    version = VersionField(validators=[InputRequired()])
    reasoning = TextAreaField(_l("How does this show that you master it?"), [LONG])
