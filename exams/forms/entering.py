"""What is sent about marks that came another way than from the device they were made on."""

from wtforms import (  # type: ignore[attr-defined]  # the stubs do not know SelectChoice yet
    HiddenField,
    RadioField,
    SelectChoice,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from exams.forms.parts import LONGEST_STEP
from foundation.web.forms import Form
from foundation.web.wording import lazy_gettext as _l

TAKE, ASIDE = "take", "aside"
SET_ASIDE = SelectChoice(ASIDE, _l("Set them aside"))


class ShelfForm(Form):
    """What becomes of the chosen ones, and why."""

    deed = RadioField(
        _l("What becomes of them"),
        [InputRequired(_l("Choose what becomes of them."))],
        choices=[SelectChoice(TAKE, _l("Take over")), SET_ASIDE],
    )
    reason = TextAreaField(_l("Reason"), [DataRequired(_l("Say why.")), Length(max=LONGEST_STEP)])

    def only_aside(self) -> None:
        """Nothing can be taken over: that is not offered."""
        self.deed.choices = [SET_ASIDE]
        self.deed.data = ASIDE


class FileForm(Form):
    """Take in a file that was looked at; without a tablet that vouches for it, for a reason."""

    ticket = HiddenField()
    reason = TextAreaField(_l("Why it is taken in all the same"), [Optional(), Length(max=LONGEST_STEP)])
