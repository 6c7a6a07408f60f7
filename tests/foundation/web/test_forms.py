"""What a form says of its own accord: our sentences, in the reader's language."""

import inspect
import re

import pytest
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict
from wtforms import DateField, SelectField, SelectMultipleField, StringField, validators
from wtforms.fields import choices, datetime, numeric

from foundation.web.forms import OURS, Form, WholeNumberField


class Everything(Form):
    name = StringField(validators=[validators.Length(max=5)])
    needed = StringField(validators=[validators.InputRequired()])
    day = DateField()
    amount = WholeNumberField(validators=[validators.NumberRange(1, 9)])
    one = SelectField(choices=["a", "b"])
    some = SelectMultipleField(choices=["a", "b"])


ASKED = {"name": "too long", "day": "2026-02-30", "amount": "12", "one": "x", "some": "x"}
ENGLISH = {
    "name": "At most 5 characters.",
    "needed": "Fill this in.",
    "day": "Fill in a date that exists.",
    "amount": "Fill in 1 to 9.",
    "one": "Choose from the list.",
    "some": "Choose from the list.",
}
DUTCH = {
    "name": "Hooguit 5 tekens.",
    "needed": "Vul dit in.",
    "day": "Vul een datum in die bestaat.",
    "amount": "Vul 1 tot en met 9 in.",
    "one": "Kies uit de lijst.",
    "some": "Kies uit de lijst.",
}


@pytest.mark.parametrize(("language", "words"), [("en", ENGLISH), ("nl", DUTCH)])
def test_what_is_wrong_is_said_in_our_words(app, language, words):
    with app.test_request_context(method="POST"), force_locale(language):
        form = Everything(MultiDict(ASKED))
        assert not form.validate()
        assert {name: errors[0] for name, errors in form.errors.items()} == words


@pytest.mark.parametrize("module", [choices, datetime, numeric], ids=lambda module: module.__name__)
def test_every_field_we_use_has_our_words(module):
    said = set(re.findall(r'gettext\(\s*"(Not a valid[^"]+|Invalid [^"]+)"', inspect.getsource(module)))
    assert said - set(OURS) <= {"Not a valid datetime value.", "Not a valid week value."}


@pytest.mark.parametrize("sent", ["9" * 10, "-" + "9" * 10, "9" * 4000, "9" * 5000, "1.5", "one"])
def test_a_number_that_no_database_holds_is_no_number(app, sent):
    with app.test_request_context(method="POST"), force_locale("en"):
        form = Everything(MultiDict({"needed": "x", "amount": sent}))
        assert (form.validate(), form.amount.data) == (False, None)
        assert form.amount.errors[0] == "Fill in a whole number."
