"""What an examiner sends besides marks."""

from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    BooleanField,
    HiddenField,
    RadioField,
    SelectChoice,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from exams.forms.parts import LONGEST_STEP, value_of
from foundation.web.forms import Form
from foundation.web.wording import lazy_gettext as _l


class SignForm(Form):
    """A name under all marks; the hidden fields say what the device had before it."""

    overall_remark = TextAreaField(_l("Overall remark"), [Optional(), Length(max=LONGEST_STEP)])
    global_rating = RadioField(
        _l("The whole, apart from the marks"),
        [InputRequired(_l("Say how you find the whole before you sign."))],
        choices=[
            SelectChoice(0, _l("Insufficient")),
            SelectChoice(1, _l("Borderline")),
            SelectChoice(2, _l("Sufficient")),
            SelectChoice(3, _l("Good")),
            SelectChoice(4, _l("Excellent")),
        ],
        coerce=value_of,
    )
    name = StringField(_l("Your name, as your signature"), [DataRequired(_l("Sign with your name.")), Length(max=260)])
    confirmed = BooleanField(
        _l("I marked every step myself, as I saw it."), [InputRequired(_l("Confirm this before you sign."))]
    )
    seen = HiddenField()
    unsent = HiddenField(default="0")
    undecided = HiddenField(default="0")
