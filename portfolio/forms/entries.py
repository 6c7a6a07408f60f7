"""An entry, with the fields of its kind."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from uuid import UUID, uuid4

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import (
    DateField,
    Field,
    HiddenField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from foundation.web.forms import Form, WholeNumberField
from foundation.web.wording import lazy_gettext as _l
from foundation.web.words import said
from portfolio.forms.fields import LONG, SHORT, Boxes, VersionField, number
from portfolio.queries import Followed
from portfolio.rules import FIELDS, Asked, Draft, EntryFacts, EntryKind, is_period

BESIDE = {("organisation", "role"), ("organisation", "level"), ("started_on", "ended_on")}


class HoursField(WholeNumberField):
    """A number of whole hours, up to as many as there can be."""

    most = 0

    def process_formdata(self, valuelist: list[str]) -> None:
        """Refuse half hours in words that say what to fill in."""
        try:
            super().process_formdata(valuelist)
        except ValueError as wrong:
            raise ValueError(_("Fill in whole hours, for instance 7 for six and a half.")) from wrong


class EntryForm(Form):
    """An entry, with the fields of its kind."""

    form_key = HiddenField()
    version = VersionField(validators=[Optional()])
    work_process = WholeNumberField(widget=HiddenInput(), validators=[Optional()])
    title = StringField(_l("Name"), [DataRequired(_l("Give it a name.")), SHORT])
    organisation = StringField(validators=[SHORT])
    role = StringField(validators=[SHORT])
    level = StringField(validators=[Length(max=100)])
    started_on = DateField(validators=[Optional()])
    ended_on = DateField(validators=[Optional()])
    hours = HoursField(validators=[Optional()])
    outcome = StringField(validators=[SHORT])
    description = TextAreaField(validators=[LONG])
    reasoning = TextAreaField(_l("How does this show that you master it?"), [LONG])
    qualifications = Boxes(_l("Relevant for"), coerce=number, validators=[Optional()])
    rows: Sequence[tuple[str, ...]] = ()  # the names of its fields, those that stand beside each other together

    @classmethod
    def of(
        cls,
        kind: EntryKind,
        *,
        followed: Sequence[Followed],
        reasons: bool = False,
        start: Mapping[str, object] | None = None,
        typed: Draft | None = None,
    ) -> "EntryForm":
        """The form of this kind, in its words; `followed` are the qualifications to choose from.

        `typed` is what a draft holds: it is shown as it was typed, readable or not.
        """
        form = cls(data=start) if typed is None else cls(_as_sent(typed))
        asked = {field.name: field for field in FIELDS[kind]}
        for field in fields(EntryFacts):
            if field.name in asked:
                _suit(form[field.name], asked[field.name])
            else:
                del form[field.name]
        if not reasons:
            del form.reasoning
        form.rows = _rows(asked)
        form.qualifications.choices = [(row.id, f"{row.name} {row.cohort}".strip()) for row in followed]
        if not followed:
            del form.qualifications
        return form

    def validate_hours(self, field: HoursField) -> None:
        """As many as there can be."""
        if field.data is not None and not 0 <= field.data <= field.most:
            raise ValidationError(_("Give a number of hours, at most %(most)s.", most=field.most))

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


def _as_sent(typed: Draft) -> MultiDict[str, str]:
    return MultiDict([(name, value) for name, values in typed.items() for value in values])


def _suit(field: Field, asked: Asked) -> None:
    """The field in the words of the kind, and required where the kind asks for it."""
    field.label.text = said(asked.label)
    field.description = said(asked.hint) if asked.hint else ""
    if isinstance(field, HoursField):
        field.most = asked.most
    if asked.required and not field.flags.required:
        field.validators = [
            InputRequired(_("Fill this in.")),
            *(v for v in field.validators if not isinstance(v, Optional)),
        ]
        field.flags.required = True


def _rows(names: Iterable[str]) -> list[tuple[str, ...]]:
    """The names in their order, with the second of a pair beside the first where it comes right after it."""
    rows: list[tuple[str, ...]] = []
    for name in names:
        if rows and (*rows[-1], name) in BESIDE:
            rows[-1] = (*rows[-1], name)
        else:
            rows.append((name,))
    return rows
