"""What an examiner sends besides marks."""

from wtforms import (
    BooleanField,
    HiddenField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from exams.forms.parts import LONGEST_STEP
from foundation.web.forms import Form
from foundation.web.wording import lazy_gettext as _l


class SignForm(Form):
    """A name under all marks; the hidden fields say what the device had before it."""

    overall_remark = TextAreaField(_l("Overall remark"), [Optional(), Length(max=LONGEST_STEP)])
    name = StringField(_l("Your name, as your signature"), [DataRequired(_l("Sign with your name.")), Length(max=260)])
    confirmed = BooleanField(
        _l("I marked every step myself, as I saw it."), [InputRequired(_l("Confirm this before you sign."))]
    )
    seen = HiddenField()
    unsent = HiddenField(default="0")
    undecided = HiddenField(default="0")
