"""A staff note."""

from datetime import date
from uuid import UUID, uuid4

from flask_babel import gettext as _
from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    DateField,
    HiddenField,
    SelectChoice,
    SelectField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Optional

from foundation.messages import Message, say
from foundation.web.forms import Form
from foundation.web.wording import lazy_gettext as _l
from foundation.web.words import said
from portfolio.forms.fields import LONG, VersionField
from portfolio.rules import NoteCategory

CATEGORIES: dict[NoteCategory, Message] = {
    NoteCategory.GUIDANCE: say("Guidance"),
    NoteCategory.PROGRESS: say("Progress"),
    NoteCategory.AGREEMENT: say("Agreement"),
    NoteCategory.ATTENDANCE: say("Attendance"),
    NoteCategory.CARE: say("Care"),
    NoteCategory.OTHER: say("Something else"),
}


class NoteForm(Form):
    """What somebody of the staff writes down about a candidate."""

    form_key = HiddenField()
    version = VersionField(validators=[Optional()])
    noted_on = DateField(_l("Day"), [InputRequired(_l("Give the day it is about."))])
    category = SelectField(_l("What it is about"), [InputRequired()])
    text = TextAreaField(_l("Note"), [DataRequired(_l("Write something down.")), LONG])

    latest: date | None = None

    @classmethod
    def of(cls, today: date, **start: object) -> "NoteForm":
        """The form, with what to begin with; a day after today is not taken."""
        form = cls(data=start)
        form.latest = today
        form.category.choices = [SelectChoice(category.value, said(words)) for category, words in CATEGORIES.items()]
        return form

    @property
    def key(self) -> str:
        """Which form this is: the same one sent twice makes one note."""
        try:
            return str(UUID(self.form_key.data or ""))
        except ValueError:
            return str(uuid4())

    def validate_noted_on(self, field: DateField) -> None:
        """A day that has come."""
        if field.data and self.latest and field.data > self.latest:
            raise ValidationError(_("This day is still to come. Choose the day it was, or today."))
