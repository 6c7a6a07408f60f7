"""The base of every form: protected, in the reader's language, and tidy about white space."""

import unicodedata
from collections.abc import Mapping
from typing import Any, NoReturn

from flask import request
from flask_wtf import FlaskForm
from wtforms import Field, IntegerField, PasswordField, StringField, TextAreaField

from foundation.messages import Message, say
from foundation.refusals import Unreadable
from foundation.visible import has_visible
from foundation.web.guard import LARGEST_NUMBER
from foundation.web.words import said

# Characters that turn the direction of all that follows: no name needs them, and they mislead readers.
TURNS = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
MOST_CHOICES = 20_000
MOST_DIGITS = 20  # with room for a sign, and for zeros in front

# WTForms' sentences, and ours in their place; the gaps have the same names, and WTForms fills them.
_CHOOSE = say("Choose from the list.")
_NUMBER = say("This is not a number.")
OURS: Mapping[str, Message] = {
    "Field cannot be longer than %(max)d characters.": say("At most %(max)d characters."),
    "Field must be at least %(min)d characters long.": say("At least %(min)d characters."),
    "Field must be exactly %(max)d characters long.": say("Exactly %(max)d characters."),
    "Field must be between %(min)d and %(max)d characters long.": say("Between %(min)d and %(max)d characters."),
    "Number must be at least %(min)s.": say("Fill in %(min)s or more."),
    "Number must be at most %(max)s.": say("Fill in %(max)s or less."),
    "Number must be between %(min)s and %(max)s.": say("Fill in %(min)s to %(max)s."),
    "This field is required.": say("Fill this in."),
    "Invalid input.": say("This is not written as it should be."),
    "Not a valid choice.": _CHOOSE,
    "Invalid Choice: could not coerce.": _CHOOSE,
    "Invalid choice(s): one or more data inputs could not be coerced.": _CHOOSE,
    "'%(value)s' is not a valid choice for this field.": _CHOOSE,
    "'%(value)s' are not valid choices for this field.": _CHOOSE,
    "Not a valid integer value.": say("Fill in a whole number."),
    "Not a valid decimal value.": _NUMBER,
    "Not a valid float value.": _NUMBER,
    "Not a valid date value.": say("Fill in a date that exists."),
    "Not a valid time value.": say("Fill in a time, for instance 13:30."),
}


def sent_choices(name: str) -> list[str]:
    """All that was ticked under this name; more than a database can be asked about at once is refused."""
    sent = request.form.getlist(name)
    if len(sent) > MOST_CHOICES:
        raise Unreadable(say("At most %(most)s can be chosen at a time. Choose fewer.", most=MOST_CHOICES))
    return sent


class Translations:
    """What WTForms says of its own accord, in our words and the reader's language."""

    def gettext(self, text: str) -> str:
        """Our sentence, or WTForms' own where we have none."""
        return said(OURS[text]) if text in OURS else text

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """Ours read the same for one and for many."""
        return self.gettext(plural if plural in OURS or count != 1 else singular)


def tidy(value: Any) -> Any:
    """Text without outer white space, control characters and turns of direction, composed; what shows nothing is empty.

    Anything else as it is.
    """
    if not isinstance(value, str):
        return value
    kept = "".join(c for c in value if c in "\n\t" or (c not in TURNS and unicodedata.category(c) != "Cc"))
    return unicodedata.normalize("NFC", kept).strip() if has_visible(kept) else ""


class WholeNumberField(IntegerField):
    """A whole number that a database can hold; a longer one is not even read as a number."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Refuse what is no whole number, in the words for that."""
        if valuelist and len(str(valuelist[0]).strip()) > MOST_DIGITS:
            self._refuse()
        super().process_formdata(valuelist)
        if self.data is not None and abs(self.data) > LARGEST_NUMBER:
            self._refuse()

    def _refuse(self) -> NoReturn:
        self.data = None
        raise ValueError(self.gettext("Not a valid integer value."))


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form of ours. The guard has checked its token already."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # Flask-WTF has no types
        """What holds for each field of each form."""

        csrf = False

        def get_translations(self, form: Any) -> Translations:
            """Our words, not those of WTForms."""
            return Translations()

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            """Text fields are tidied before they are checked; a password is taken to the letter."""
            kind = unbound_field.field_class
            if issubclass(kind, StringField | TextAreaField) and not issubclass(kind, PasswordField):
                options["filters"] = [tidy, *(unbound_field.kwargs.get("filters") or [])]
            bound: Field = unbound_field.bind(form=form, **options)
            return bound
