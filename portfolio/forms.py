"""What candidates send about their entries and evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from uuid import UUID, uuid4

from flask_babel import gettext as _
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from foundation.web.forms import Form
from foundation.web.wording import lazy_gettext as _l
from foundation.web.words import said
from portfolio.queries import Followed
from portfolio.rules import FIELDS, LONGEST_TEXT, EntryFacts, EntryKind, is_period

_SHORT = Length(max=200)
_LONG = Length(max=LONGEST_TEXT)


def _number(value: str | int | None) -> int | None:
    """A choice as a number; what is none is no choice either."""
    text = str(value)
    return int(text) if text.isdecimal() and len(text) < 10 else None


class VersionField(IntegerField):
    """Which version of a row the form was opened with."""

    widget = HiddenInput()

    def stand_at(self, version: int) -> None:
        """From now on it is this one, whatever was sent."""
        self.data, self.raw_data = version, None


class Boxes(SelectMultipleField):
    """Several of a list, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class EntryForm(Form):
    """An entry, with the fields of its kind."""

    form_key = HiddenField()
    version = VersionField(validators=[Optional()])
    work_process = IntegerField(widget=HiddenInput(), validators=[Optional()])
    title = StringField(_l("Name"), [DataRequired(_l("Give it a name.")), _SHORT])
    organisation = StringField(validators=[_SHORT])
    role = StringField(validators=[_SHORT])
    level = StringField(validators=[Length(max=100)])
    started_on = DateField(validators=[Optional()])
    ended_on = DateField(validators=[Optional()])
    hours = IntegerField(
        validators=[Optional(), NumberRange(min=0, max=100_000, message=_l("Give a number of hours."))]
    )
    outcome = StringField(validators=[_SHORT])
    description = TextAreaField(validators=[_LONG])
    reasoning = TextAreaField(_l("How does this show that you master it?"), [_LONG])
    qualifications = Boxes(_l("Relevant for"), coerce=_number, validators=[Optional()])

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


class EvidenceForm(Form):
    """Work processes that an entry shows, and why."""

    work_processes = SelectMultipleField(_l("Work processes"), coerce=_number)
    reasoning = TextAreaField(_l("How does this show that you master it?"), [_LONG])

    def validate_work_processes(self, field: SelectMultipleField) -> None:
        """At least one."""
        if not field.data:
            raise ValidationError(_("Choose at least one work process."))


class ReasoningForm(Form):
    """The reasoning of one link."""

    version = VersionField(validators=[InputRequired()])
    reasoning = TextAreaField(_l("How does this show that you master it?"), [_LONG])
