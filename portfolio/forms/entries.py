"""An entry, with the fields of its kind."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from uuid import UUID, uuid4

from flask_babel import gettext as _
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from foundation.web.forms import Form
from foundation.web.wording import lazy_gettext as _l
from foundation.web.words import said
from portfolio.forms.fields import LONG, SHORT, Boxes, VersionField, number
from portfolio.queries import Followed
from portfolio.rules import FIELDS, EntryFacts, EntryKind, is_period


class EntryForm(Form):
    """An entry, with the fields of its kind."""

    form_key = HiddenField()
    version = VersionField(validators=[Optional()])
    work_process = IntegerField(widget=HiddenInput(), validators=[Optional()])
    title = StringField(_l("Name"), [DataRequired(_l("Give it a name.")), SHORT])
    organisation = StringField(validators=[SHORT])
    role = StringField(validators=[SHORT])
    level = StringField(validators=[Length(max=100)])
    started_on = DateField(validators=[Optional()])
    ended_on = DateField(validators=[Optional()])
    hours = IntegerField(
        validators=[Optional(), NumberRange(min=0, max=100_000, message=_l("Give a number of hours."))]
    )
    outcome = StringField(validators=[SHORT])
    description = TextAreaField(validators=[LONG])
    reasoning = TextAreaField(_l("How does this show that you master it?"), [LONG])
    qualifications = Boxes(_l("Relevant for"), coerce=number, validators=[Optional()])

    @classmethod
    def of(
        cls,
        kind: EntryKind,
        *,
        followed: Sequence[Followed],
        reasons: bool = False,
        start: Mapping[str, object] | None = None,
    ) -> "EntryForm":
        """The form of this kind, in its words; `followed` are the qualifications to choose from."""
        form = cls(data=start)
        asked = {field.name: said(field.label) for field in FIELDS[kind]}
        for field in fields(EntryFacts):
            if field.name not in asked:
                del form[field.name]
                continue
            form[field.name].label.text = asked[field.name]
        if not reasons:
            del form.reasoning
        form.qualifications.choices = [(row.id, row.name) for row in followed]
        if not followed:
            del form.qualifications
        return form

    @property
    def facts(self) -> EntryFacts:
        """What was told."""
        told = {field.name: self[field.name].data for field in fields(EntryFacts) if field.name in self}
        return EntryFacts(**{name: value for name, value in told.items() if value is not None})

    @property
    def key(self) -> str:
        """Which form this is: the same one sent twice makes one entry."""
        try:
            return str(UUID(self.form_key.data or ""))
        except ValueError:
            return str(uuid4())

    @property
    def chosen(self) -> list[int]:
        """The qualifications it is relevant for."""
        return list(self.qualifications.data or ()) if "qualifications" in self else []

    def validate_ended_on(self, field: DateField) -> None:
        """Not before the beginning."""
        if not is_period(self.started_on.data, field.data):
            raise ValidationError(_("This is before the first day."))
