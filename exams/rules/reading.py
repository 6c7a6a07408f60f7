"""Plain JSON read with care: a wrong kind of value is refused by name, never guessed at."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

from foundation.messages import say
from foundation.refusals import Unreadable

# What a signed 32-bit column holds: a larger number must be refused here, not by the database.
LARGEST = 2**31 - 1

EARLIEST, LATEST = datetime(1971, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)

JsonObject = Mapping[str, object]

_UNKEEPABLE = re.compile("[\0\ud800-\udfff]")


def object_in(raw: object) -> JsonObject:
    """The value as a JSON object."""
    if not isinstance(raw, Mapping):
        raise Unreadable(say("What was sent cannot be read. Load the page again and try once more."))
    return raw


def objects_at(raw: JsonObject, key: str) -> Sequence[JsonObject]:
    """The list of JSON objects under this key."""
    found = raw.get(key)
    if not isinstance(found, list):
        raise unreadable(key)
    return [object_in(item) for item in found]


def text_at(raw: JsonObject, key: str) -> str:
    """The text under this key, fit to be kept in a database."""
    found = raw.get(key)
    if not isinstance(found, str) or not is_keepable(found):
        raise unreadable(key)
    return found


def whole_at(raw: JsonObject, key: str, *, at_least: int = 0) -> int:
    """The whole number under this key; true and false are no numbers."""
    found = raw.get(key)
    if not isinstance(found, int) or isinstance(found, bool) or not at_least <= found <= LARGEST:
        raise unreadable(key)
    return found


def texts_at(raw: JsonObject, key: str) -> tuple[str, ...]:
    """The list of texts under this key."""
    return tuple(text_at({key: item}, key) for item in _list_at(raw, key))


def wholes_at(raw: JsonObject, key: str, *, at_least: int = 0) -> tuple[int, ...]:
    """The list of whole numbers under this key."""
    return tuple(whole_at({key: item}, key, at_least=at_least) for item in _list_at(raw, key))


def _list_at(raw: JsonObject, key: str) -> list[object]:
    found = raw.get(key)
    if not isinstance(found, list):
        raise unreadable(key)
    return found


def truth_at(raw: JsonObject, key: str) -> bool:
    """The true or false under this key."""
    found = raw.get(key)
    if not isinstance(found, bool):
        raise unreadable(key)
    return found


def id_at(raw: JsonObject, key: str) -> UUID:
    """The id under this key, in the one way it is written."""
    written = text_at(raw, key)
    try:
        found = UUID(written)
    except ValueError:
        raise unreadable(key) from None
    # The answer names the id as the device wrote it, so there is one way to write it.
    if str(found) != written:
        raise unreadable(key)
    return found


def moment_at(raw: JsonObject, key: str) -> datetime:
    """The moment under this key, with its zone."""
    try:
        found = datetime.fromisoformat(text_at(raw, key))
        # A zone is needed, and the ends of the calendar have no universal time.
        if found.tzinfo is not None and found.astimezone(UTC):
            return keepable_moment(found)
    except (ValueError, OverflowError):
        pass
    raise unreadable(key)


def keepable_moment(moment: datetime) -> datetime:
    """A device's clock may be wrong by years: as near to it as every database can read back and every page can show."""
    return min(max(moment, EARLIEST), LATEST)


def is_keepable(text: str) -> bool:
    """PostgreSQL keeps no NUL, and half a surrogate pair has no UTF-8: either would fail only at the database."""
    return _UNKEEPABLE.search(text) is None


def unreadable(key: str) -> Unreadable:
    """The refusal that names what could not be read."""
    return Unreadable(say("“%(key)s” is missing or is not what it should be.", key=key))
