"""What is sent about the organisation."""

from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    BooleanField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from foundation.messages import say
from foundation.web.forms import Form, WholeNumberField
from foundation.web.wording import lazy_gettext as _l
from foundation.web.words import said
from people.rules import clean
from people.rules.attributes import KIND_OF_ATTRIBUTE
from people.rules.organisation import BETWEEN, KIND_NAMES, LONGEST_NAME, PartKind

_EVERYWHERE = say("Everywhere")
_IN_PARTS = say("In these parts and below only")


def kind_choices() -> list[SelectChoice]:
    """Every kind of part in the reader's language."""
    return [SelectChoice(kind.value, said(name)) for kind, name in KIND_NAMES.items()]


def attribute_kinds() -> list[SelectChoice]:
    """Every kind of attribute in the reader's language."""
    return [SelectChoice(kind.value, said(name)) for kind, name in KIND_OF_ATTRIBUTE.items()]


def no_path(_form: Form, field: StringField) -> None:
    """The sign that stands between parts in a spreadsheet is in no name."""
    if BETWEEN.strip() in (field.data or ""):
        raise ValidationError(_l("The sign > stands between the parts of a place. Leave it out of the name."))


class PartForm(Form):
    """How a part is called and what it is."""

    name = StringField(
        _l("Name"),
        [DataRequired(_l("Fill in the name.")), Length(max=LONGEST_NAME), no_path],
        filters=[lambda text: clean(text or "")],
    )
    kind = SelectField(_l("What it is"), choices=kind_choices, default=PartKind.TEAM)
    version = WholeNumberField(widget=HiddenInput(), default=0)


class ParentForm(Form):
    """Below which part; below none at the top."""

    parent_id = SelectField(_l("Put it below"))


class LeadForm(Form):
    """Who is to lead."""

    person_id = WholeNumberField(_l("Lead"), [InputRequired(_l("Choose a person."))])


class PeopleChoiceForm(Form):
    """With which function the chosen people are put in a part."""

    function_id = SelectField(_l("Function"), [Optional()])


class MoveForm(Form):
    """To which part the chosen people go, or which function they get."""

    to = SelectField(_l("To which part"), [Optional()])
    function_id = SelectField(_l("Function"), [Optional()])
    chosen = HiddenField()


class FunctionForm(Form):
    """How a function is called, and whether it is still given."""

    name = StringField(
        _l("Name"),
        [DataRequired(_l("Fill in the name.")), Length(max=LONGEST_NAME)],
        filters=[lambda text: clean(text or "")],
    )
    retired = BooleanField(_l("No longer given to anybody"))


class AttributeForm(Form):
    """Something to know of people."""

    name_en = StringField(
        _l("Name in English"),
        [DataRequired(_l("Fill in the name.")), Length(max=100)],
        filters=[lambda text: clean(text or "")],
    )
    name_nl = StringField(
        _l("Name in Dutch"),
        [DataRequired(_l("Fill in the name.")), Length(max=100)],
        filters=[lambda text: clean(text or "")],
    )
    kind = SelectField(_l("Kind"), [Optional()], choices=attribute_kinds)
    choices = TextAreaField(
        _l("Choices"), [Length(max=4000)], description=_l("One on each line; only for an attribute with choices.")
    )
    retired = BooleanField(_l("No longer asked for"))

    @property
    def lines(self) -> list[str]:
        """The choices, each once."""
        return list(
            dict.fromkeys(line for line in (clean(part) for part in (self.choices.data or "").splitlines()) if line)
        )


class LimitForm(Form):
    """Where a role counts."""

    role = HiddenField(validators=[InputRequired()])
    where = RadioField(
        _l("Where this role counts"),
        choices=lambda: [SelectChoice("all", said(_EVERYWHERE)), SelectChoice("parts", said(_IN_PARTS))],
        default="all",
    )
    part_ids = SelectMultipleField(
        _l("Parts"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), coerce=int
    )
