"""What a school wants to know of people: kinds of values, and how a value is read and written."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from foundation.messages import Message, say
from people.rules.names import clean, plain

LONGEST_VALUE = 500
DATE_ADDED = "date_added"  # of who has no date of its own, the day on which the account was made
Value = str | date | Decimal
# What rules of linking read besides attributes; no attribute is called like that.
OWN_KEYS = ("group", "language", "parts", "functions", "function_ids", "roles", "leads")


class AttributeKind(StrEnum):
    """What kind of value it is."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    CHOICE = "choice"


KIND_OF_ATTRIBUTE: dict[AttributeKind, Message] = {
    AttributeKind.TEXT: say("Text"),
    AttributeKind.DATE: say("Date"),
    AttributeKind.NUMBER: say("Number"),
    AttributeKind.CHOICE: say("Choice"),
}


class WrongValue(ValueError):
    """A value that is not of its kind."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


def read_value(kind: AttributeKind, words: str, choices: Sequence[str] = ()) -> str:
    """The value as it is kept, from what somebody wrote; nothing stays nothing."""
    words = clean(words)
    if not words:
        return ""
    if len(words) > LONGEST_VALUE:
        raise WrongValue(say("This is too long: at most %(count)s characters fit.", count=LONGEST_VALUE))
    match kind:
        case AttributeKind.DATE:
            return _date(words)
        case AttributeKind.NUMBER:
            return _number(words)
        case AttributeKind.CHOICE:
            return _choice(words, choices)
    return words


def value_of(kind: AttributeKind, kept: str) -> Value:
    """The kept value as rules compare it."""
    if kind is AttributeKind.DATE:
        return date.fromisoformat(kept)
    return Decimal(kept) if kind is AttributeKind.NUMBER else kept


def key_of(name: str, taken: Sequence[str]) -> str:
    """A key that nothing else has, from a name."""
    bare = re.sub(r"[^a-z0-9]+", "_", plain(name)).strip("_")[:30] or "attribute"
    used = {*taken, *OWN_KEYS}
    if bare not in used:
        return bare
    return next(key for key in (f"{bare}_{number}" for number in range(2, len(used) + 3)) if key not in used)


def _date(words: str) -> str:
    """2027-03-01, 1-3-2027 and 1/3/2027, with or without a time behind it."""
    bare = re.split(r"[ T]", words)[0]
    found = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", bare)
    parts = found.groups() if found else ()
    if not parts and (found := re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", bare)):
        parts = found.groups()[::-1]
    try:
        return date(*(int(part) for part in parts)).isoformat()
    except (TypeError, ValueError):
        raise WrongValue(
            say("“%(value)s” is not a date. Write it as year-month-day: 2027-03-01.", value=words[:60])
        ) from None


def _number(words: str) -> str:
    try:
        number = Decimal(words.replace(",", "."))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number.adjusted()) > 20:
        raise WrongValue(say("“%(value)s” is not a number.", value=words[:60]))
    return format(number.normalize(), "f")


def _choice(words: str, choices: Sequence[str]) -> str:
    found = next((choice for choice in choices if plain(choice) == plain(words)), None)
    if found is None:
        raise WrongValue(
            say(
                "“%(value)s” is not one of the choices: %(choices)s.",
                value=words[:60],
                choices=", ".join(choices)[:300],
            )
        )
    return found
