"""The base of every form: protected, in the reader's language, and tidy about white space."""

import unicodedata
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, PasswordField, StringField, TextAreaField

# Characters that turn the direction of all that follows: no name needs them, and they mislead readers.
TURNS = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))


def tidy(value: Any) -> Any:
    """Text without outer white space, control characters and turns of direction, composed; anything else as it is."""
    if not isinstance(value, str):
        return value
    kept = "".join(c for c in value if c in "\n\t" or (c not in TURNS and unicodedata.category(c) != "Cc"))
    return unicodedata.normalize("NFC", kept).strip()


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form of ours. The guard has checked its token already."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # Flask-WTF has no types
        """What holds for each field of each form."""

        csrf = False

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            """Text fields are tidied before they are checked; a password is taken to the letter."""
            kind = unbound_field.field_class
            if issubclass(kind, StringField | TextAreaField) and not issubclass(kind, PasswordField):
                options["filters"] = [tidy, *(unbound_field.kwargs.get("filters") or [])]
            bound: Field = unbound_field.bind(form=form, **options)
            return bound
