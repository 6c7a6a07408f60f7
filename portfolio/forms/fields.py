"""Fields that several forms have."""

from wtforms import (
    SelectMultipleField,
)
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from foundation.web.forms import WholeNumberField
from portfolio.rules import LONGEST_TEXT

SHORT = Length(max=200)


LONG = Length(max=LONGEST_TEXT)


def number(value: str | int | None) -> int | None:
    """A choice as a number; what is none is no choice either."""
    text = str(value)
    return int(text) if text.isdecimal() and len(text) < 10 else None


class VersionField(WholeNumberField):
    """Which version of a row the form was opened with."""

    widget = HiddenInput()

    def stand_at(self, version: int) -> None:
        """From now on it is this one, whatever was sent."""
        self.data, self.raw_data = version, None


class Boxes(SelectMultipleField):
    """Several of a list, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
